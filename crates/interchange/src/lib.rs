//! Documents in and out as text: the Markdown file form of `docs/file-format.md`, plain Markdown by
//! somebody else, CSV and JSON. Nothing here touches a file, a clock, a network or a source of
//! randomness: bytes, names and fresh ids are passed in. Of the other rooms it imports only `domain`.

mod cell;
mod comment;
mod document_in;
mod exact;
mod export;
mod front;
mod grid_in;
mod grid_out;
mod input;
mod outline;
mod names;
mod report;
mod spans;
mod specification;
mod values;

pub use document_in::{Context, Imported, import};
pub use export::export;
pub use names::{Names, NoNames};
pub use report::{ImportError, Remark};
