//! What crosses the bridge: requests that read, requests that change, their answers and the events after
//! a commit. TypeScript is generated from these types; moments and spans cross as text or small numbers.

pub mod approval;
pub mod attachment;
pub mod calendar;
pub mod case;
pub mod case_metric;
pub mod caseload;
pub mod comment;
pub mod condition;
pub mod delivery;
pub mod document;
pub mod drill;
pub mod event;
pub mod hand_off;
pub mod incident;
pub mod intent;
pub mod late;
pub mod log_entry;
pub mod message;
pub mod metric;
pub mod note;
pub mod obligation;
pub mod occurrence;
pub mod past;
pub mod people;
pub mod period;
pub mod person;
pub mod personal;
pub mod preview;
pub mod query;
pub mod replay;
pub mod reply;
pub mod role;
pub mod routing;
pub mod search;
pub mod settings;
pub mod severity;
pub mod shift;
pub mod simulation;
pub mod transcript;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What went wrong, for a person: what happened, what was kept and what to do. The window branches on
/// the code only where it must.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{message}")]
pub struct ApiError {
    /// A code the window or the command line branches on.
    pub code: ErrorCode,
    /// The sentence.
    pub message: String,
    /// What else is worth showing, for instance the lines of a template with errors.
    #[serde(default)]
    pub details: Vec<String>,
}

/// The codes somebody branches on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The input cannot be taken; the message says why.
    Invalid,
    /// The thing asked for is not there.
    NotFound,
    /// The data folder cannot be written now; what was typed is still in the window.
    NotSaved,
    /// Another process has the data folder.
    Busy,
    /// The data is damaged; it can be recovered from the newest backup and what is still readable.
    Damaged,
    /// The file is not ours, or a newer version wrote it. It is left as it is.
    Foreign,
    /// Somebody else is to approve; a reason says why not.
    NotApprover,
    /// What is to go into force is not ready; a reason says why it does all the same.
    NotReady,
    /// A person stopped it, or a newer one of its kind was asked for.
    Stopped,
    /// Anything else; the message says what.
    Failed,
}

impl ApiError {
    /// An error with a code and a sentence.
    #[must_use]
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), details: Vec::new() }
    }

    /// Input that cannot be taken.
    #[must_use]
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Invalid, message)
    }

    /// Something that is not there.
    #[must_use]
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::NotFound, message)
    }
}
