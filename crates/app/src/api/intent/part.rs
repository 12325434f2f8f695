//! Parts of requests.

use bridgebook_domain::{DocumentId, RowId, SectionId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::api::caseload::CaseRef;

/// What may be said with a declaration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Declaring {
    /// Whether it is an exercise: nothing of it is sent.
    #[serde(default)]
    pub exercise: bool,
    /// How many are affected, as the escalation matrix names it; with the urgency a severity follows from it.
    #[serde(default)]
    pub impact: String,
    /// How fast it gets worse, as the escalation matrix names it.
    #[serde(default)]
    pub urgency: String,
    /// Why the severity is another one than follows from both.
    #[serde(default)]
    pub reason: String,
    /// Cases that are part of it from the beginning.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<CaseRef>>")]
    pub cases: Vec<CaseRef>,
}

/// Which side of a hand-over ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Who was to take over.
    Incoming,
    /// Who was to hand over.
    Outgoing,
}

/// How an action plan is carried into the next period.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Carry {
    /// Heads of the plan that the person looked at; empty for the latest. Another plan is refused.
    #[serde(default)]
    pub heads: Vec<String>,
    /// The lines to decide about that do not go on.
    #[serde(default)]
    pub drop: Vec<RowId>,
}

/// What a person does to a level by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LevelChange {
    /// The person called cannot.
    Decline,
    /// Left out.
    Skip,
    /// Called before its time.
    Raise,
}

/// A file that becomes a template of the team's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KeptTemplate {
    /// Where it lies.
    pub path: String,
    /// Whether a template of its name is replaced.
    #[serde(default)]
    pub replace: bool,
}

/// What an [`Intent`](super::Intent) did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Outcome {
    /// When it was committed (RFC 3339).
    pub saved_at: String,
    /// Heads of the edited document.
    #[serde(default)]
    pub heads: Vec<String>,
    /// Ids made: the incident, the documents, the entries, the rows, in order.
    #[serde(default)]
    pub ids: Vec<String>,
    /// Whether the edited document can be undone now, and redone.
    #[serde(default)]
    pub can_undo: bool,
    /// See `can_undo`.
    #[serde(default)]
    pub can_redo: bool,
    /// What the person should know: lines not understood, characters that no font covers.
    #[serde(default)]
    pub remarks: Vec<String>,
}

/// How the report of an incident is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ReportWanted {
    /// Title; empty for one with the incident's number.
    pub title: String,
    /// Also while the incident goes on.
    pub draft: bool,
    /// Another one beside one that is there.
    pub again: bool,
}

/// A document that is kept as a template of the team's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SavedTemplate {
    /// The document.
    pub document: DocumentId,
    /// Title of the template.
    pub title: String,
    /// Where the gallery shows it.
    pub category: String,
    /// What it is for.
    pub description: String,
    /// Whether the texts and rows that were filled in stay.
    pub with_content: bool,
    /// Writes over a template of the same name.
    #[serde(default)]
    pub replace: bool,
}

/// A lesson that becomes a procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProcedureFrom {
    /// Document that holds the lesson.
    pub document: DocumentId,
    /// Its section.
    pub section: SectionId,
    /// Row of a table; without it the words of `text`.
    pub row: Option<RowId>,
    /// The words of the lesson, where it is no row.
    #[serde(default)]
    pub text: String,
}
