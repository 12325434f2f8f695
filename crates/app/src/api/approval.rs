//! The approvals of one document as the window sees them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::incident::ApprovalRow;

/// What waits for a decision, and how the checkpoints of a document stand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DocumentApprovals {
    /// Approvals that wait: of the document, or of an update that an incident drafts by it.
    pub waiting: Vec<ApprovalRow>,
    /// Its checkpoints: those it plans, in order, then those asked for by hand.
    pub checkpoints: Vec<CheckpointRow>,
}

/// A checkpoint of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CheckpointRow {
    /// Checkpoint.
    pub checkpoint: String,
    /// Approver: directory id, or a name as written.
    pub approver: String,
    /// `open`, `asked`, `approved`, `conditional`, `rejected`, or `changed`: decided, and edited since.
    pub state: String,
    /// The state in words, with who and when.
    pub words: String,
}
