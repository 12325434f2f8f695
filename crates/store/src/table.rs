//! One file per table: its SQL, its rows, its reads and writes. No other file holds SQL but the
//! connection's, the migrations' and the search index's.

use jiff::Timestamp;

use crate::error::{Result, StoreError};

pub(crate) mod attachment;
pub(crate) mod chunk;
pub(crate) mod content;
pub(crate) mod delivery;
pub(crate) mod document;
pub(crate) mod edit;
pub(crate) mod entry;
pub(crate) mod meta;
pub(crate) mod plan_version;
pub(crate) mod setting;
pub(crate) mod snapshot;
pub(crate) mod undo;

/// A moment as it is stored: microseconds since 1970.
pub(crate) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// A stored moment.
pub(crate) fn stamp(micros: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(micros).map_err(|_| StoreError::Content(format!("{micros} is not a moment")))
}

/// A stored id.
pub(crate) fn id<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| StoreError::Content(format!("“{text}” is not an id")))
}

/// Stored JSON.
pub(crate) fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|e| StoreError::Content(e.to_string()))
}

/// A value as JSON.
pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("what the store keeps is plain data with text keys")
}
