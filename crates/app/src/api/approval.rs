//! The approvals of one document as the window sees them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use bridgebook_domain::log::Decision;
use bridgebook_domain::{DocumentId, IncidentId};

use super::incident::ApprovalRow;

/// A decision about a document as it stands now, or about an update that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Approving {
    /// The document, or the communication plan that the update follows.
    pub document: DocumentId,
    /// The checkpoint.
    pub checkpoint: String,
    /// What is decided.
    pub decision: Decision,
    /// Why, or the condition.
    pub note: String,
    /// Hash of the text that was read, of an update; another text is refused. Empty decides about the text as it is.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub hash: String,
    /// Who decided, where somebody else records it; empty for who I am.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub by: String,
    /// The incident whose update is meant: several may run on one plan.
    #[serde(default)]
    #[ts(optional)]
    pub incident: Option<IncidentId>,
    /// Why somebody says yes who was not asked, or who wrote it themselves; empty for none.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub reason: String,
    /// Why a document goes into force that its own readiness sheet says is not ready; empty for none.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub unready: String,
}

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
