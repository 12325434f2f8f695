//! Evaluations, reviews and drills of plans, as the queue shows them.

use bridgebook_domain::log::OccurrenceEnd;
use bridgebook_domain::{DocumentId, RowId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An evaluation, review or drill that a plan holds, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OccurrenceRow {
    /// The plan.
    pub document: DocumentId,
    /// Its title.
    pub document_title: String,
    /// Row of the plan.
    pub row: RowId,
    /// What it is.
    pub title: String,
    /// How often and who comes, for instance `Roll-out · every Monday · Ada`.
    pub detail: String,
    /// The time on the wall and its zone, for instance `09:00 Europe/Berlin`; empty for the whole day.
    pub wall: String,
    /// Days that are over and of which nothing was recorded, the oldest first, as `2026-03-06`.
    pub overdue: Vec<String>,
    /// Today, where it comes today and nothing was recorded of it.
    pub today: Option<String>,
    /// The next day after today that was not skipped.
    pub next: Option<String>,
    /// What was recorded of the latest day of which anything was.
    pub last: Option<OccurrenceLast>,
}

/// What was recorded of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OccurrenceLast {
    /// The day, as `2026-03-06`.
    pub day: String,
    /// `held` or `skipped`.
    pub end: String,
    /// When it was held, or when it was said that it is skipped (RFC 3339).
    pub at: String,
    /// Who says so.
    pub by: String,
    /// The note, or the reason.
    pub words: String,
}

/// What became of days of an evaluation, review or drill.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct RecordedOccurrence {
    /// The plan.
    pub document: DocumentId,
    /// Row of the plan.
    pub row: RowId,
    /// The days, as `2026-03-06` or in plain words.
    pub days: Vec<String>,
    /// `held`, `skipped` (with a reason) or `open` (what was recorded does not hold).
    pub end: OccurrenceEnd,
    /// Who held it, where somebody else records it; empty for who I am.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub by: String,
    /// When it was held, in plain words; empty for when it was planned.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub at: String,
    /// The note, or the reason.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub words: String,
}
