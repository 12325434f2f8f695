//! Facts about cases.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::EntryId;

/// Something that rules left to a person was done, or is not to be done; the words say what or why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseDutyEnded {
    /// Entry of the decision that left it.
    pub of: EntryId,
    /// Which of those that it left, from 0.
    pub place: u32,
    /// What was done, or why it was not; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
}
