//! What becomes of cases, as facts. A case is a row of a document's table, and what its row says may be personal data: a
//! fact holds names of choices, ids of the directory and moments, never a text that somebody typed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Named;
use crate::id::{DocumentId, EntryId, IncidentId, RowId, SectionId};

/// Fields of a case changed, in the same commit as its row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseChanged {
    /// Document.
    pub document: DocumentId,
    /// Table.
    pub section: SectionId,
    /// Row.
    pub row: RowId,
    /// What changed, in the order in which the fields are watched.
    pub changes: Vec<CaseFieldChange>,
}

/// One field before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseFieldChange {
    /// Well-known key of the field: `status`, `owner`, `level`, `input_reason`, `responded` or `resolved`.
    pub key: String,
    /// Name of the choice, id of the directory or moment; empty where there was none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub before: String,
    /// The same afterwards.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub after: String,
}

/// Work on a case waits for an input, or the input came (domain reference B.10: human review, missing data, system
/// confirmation).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseInput {
    /// Document.
    pub document: DocumentId,
    /// Table.
    pub section: SectionId,
    /// Row.
    pub row: RowId,
    /// Whether the input came; else it is asked for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub came: bool,
    /// Why it waits, by the name of the reason.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The status that the case had before, where its row shows by another one that it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<String>,
}

/// Cases of a document are part of the incident from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CasesLinked {
    /// Document.
    pub document: DocumentId,
    /// Their rows.
    pub rows: Vec<RowId>,
    /// What they are called in the system they come from, in the order of the rows; empty for one without a name.
    #[serde(default)]
    pub ids: Vec<String>,
    /// Services that they are about: directory ids or names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<Named>,
    /// When each came up, in the order of the rows, where that is known: opened, else taken in. Logs of earlier versions
    /// have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(type = "(string | null)[]")]
    pub opened: Vec<Option<Timestamp>>,
    /// How many customers they come from, where all of them tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customers: Option<u32>,
}

/// Cases are no part of the incident any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CasesUnlinked {
    /// Document.
    pub document: DocumentId,
    /// Their rows.
    pub rows: Vec<RowId>,
    /// What they are called.
    #[serde(default)]
    pub ids: Vec<String>,
    /// Why.
    pub reason: String,
}

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

/// What a decision did in an incident, beside the row of its case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RoutedIncident {
    /// The incident.
    pub id: IncidentId,
    /// Whether the decision declared it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub declared: bool,
    /// Whether the case became a part of it by the decision.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub joined: bool,
    /// The follow-up action that the decision opened there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<EntryId>,
}

/// Decisions about cases were undone with the edit that they made, or done again with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RoutingUndone {
    /// Document.
    pub document: DocumentId,
    /// The rows of their cases.
    pub rows: Vec<RowId>,
    /// Entries of the decisions.
    pub decisions: Vec<EntryId>,
    /// Whether they were done again; else they were undone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub again: bool,
    /// Heads of the document afterwards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heads: Vec<String>,
}

/// The incident was withdrawn: what declared it was undone, and nobody had done anything in it. Or it is declared again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Withdrawal {
    /// Why.
    pub reason: String,
    /// Whether it is declared again, as it was.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub again: bool,
}
