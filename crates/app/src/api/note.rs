//! Notes of rows, and what rules left to people about cases.

use bridgebook_domain::{DocumentId, EntryId, RowId, SectionId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::incident::LogRow;

/// A note to a row of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct RowNote {
    /// The row.
    pub row: RowId,
    /// The entry of the log.
    pub entry: LogRow,
    /// What rules left to a person, where the entry is a decision about a case.
    pub left: Vec<CaseDutyRow>,
}

/// One thing that rules left to a person when they decided about a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseDutyRow {
    /// Document that holds the case.
    pub document: DocumentId,
    /// Its title.
    pub document_title: String,
    /// Table of the case.
    pub section: SectionId,
    /// Row of the case.
    pub row: RowId,
    /// What the case is called; empty where it has no name.
    pub case: String,
    /// Entry of the decision.
    pub routed: EntryId,
    /// Which of those that it left, from 0.
    pub place: u32,
    /// The rule that decided.
    pub rule: String,
    /// What is to be done, without a full stop.
    pub words: String,
    /// When it was decided (RFC 3339).
    pub since: String,
    /// Who said that it was done, or is not to be; empty while it is open.
    pub ended_by: String,
    /// When (RFC 3339); empty while it is open.
    pub ended_at: String,
    /// What was done, or why not; may be empty.
    pub ended_words: String,
}

/// What became of something that rules left to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EndedCaseDuty {
    /// Entry of the decision that left it.
    pub routed: EntryId,
    /// Which of those that it left, from 0.
    pub place: u32,
    /// What was done, or why it was not; may be empty.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub words: String,
}
