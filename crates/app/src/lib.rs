//! Use cases, one verb per function. Owns writes, the clock and the id source (both passed in) and the
//! events after a commit. Imports store, interchange, pdf and domain; never tauri, never SQL.

pub mod api;
