//! An approval by somebody else than whom it was asked of.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::DocumentId;

/// Somebody else than who was asked, or whom the plan names, said yes to a text; logged with that yes, by the same person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ApprovalByOther {
    /// The document, or the communication plan that an update follows.
    pub document: DocumentId,
    /// The checkpoint.
    pub checkpoint: String,
    /// Hash of the text that the yes is bound to.
    pub hash: String,
    /// Whether they wrote the text themselves.
    pub is_author: bool,
    /// Who was to decide, in words; empty where the plan names nobody else.
    pub instead_of: String,
    /// Why.
    pub reason: String,
}
