//! Regulatory and contractual clocks as board and queue show them.

use bridgebook_domain::{DocumentId, EntryId, RowId, SectionId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The clock of an obligation. Its figures are data of the plan, not legal advice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ObligationRow {
    /// Regime and article; it names the obligation.
    pub name: String,
    /// `not_started`, `open` (without a span that can be counted), `due`, `at_risk`, `overdue`, `filed`, `filed_late` or
    /// `not_applicable`.
    pub state: String,
    /// Whether the plan is still to say whether it applies.
    pub is_assessing: bool,
    /// The event that starts it.
    pub anchor: String,
    /// When that happened (RFC 3339).
    pub started_at: Option<String>,
    /// The entry that says so.
    pub anchor_entry: Option<EntryId>,
    /// The span as the plan writes it.
    pub within: String,
    /// When it is due (RFC 3339).
    pub due_at: Option<String>,
    /// When it would be due without its extension (RFC 3339).
    pub first_due_at: Option<String>,
    /// When it was filed (RFC 3339).
    pub filed_at: Option<String>,
    /// Reference of the filing, or the reason of the last change.
    pub words: String,
    /// To whom.
    pub recipient: String,
    /// Owner's name, empty for none.
    pub owner: String,
    /// Approver's name, empty for none.
    pub approver: String,
    /// Where the figures come from.
    pub source: String,
    /// Day of the review by counsel (`2026-03-11`); nothing where there was none.
    pub reviewed_on: Option<String>,
    /// How the moment follows, in a sentence.
    pub explanation: String,
    /// Place in the plan; nothing where the row was taken out of it.
    pub place: Option<ObligationPlace>,
}

/// Where an obligation stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ObligationPlace {
    /// Document.
    pub document: DocumentId,
    /// Section.
    pub section: SectionId,
    /// Row.
    pub row: RowId,
}
