//! Open incidents and cases in one list, the clocks of cases, and what is done with them.

use bridgebook_domain::case::ClockStand;
use bridgebook_domain::{ColumnId, DocumentId, IncidentId, RowId, SectionId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A case, by its document and row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
pub struct CaseRef {
    /// Document.
    pub document: DocumentId,
    /// Row of one of its case tables.
    pub row: RowId,
}

/// A clock of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseTime {
    /// `response` or `resolution`.
    pub clock: String,
    /// How it stands.
    pub stand: ClockStand,
    /// When its time is over (RFC 3339). Of one that rests, when it would be if it went on now.
    pub due_at: String,
    /// When it is at risk (RFC 3339); empty for one that rests before or was stopped.
    pub risk_at: String,
    /// Time used, in seconds.
    pub used_seconds: u32,
    /// Time allowed, in seconds.
    pub allowed_seconds: u32,
    /// Time for which it rested, in seconds.
    pub rested_seconds: u32,
    /// Since when it rests (RFC 3339); empty for one that does not.
    pub paused_since: String,
    /// The status in which it rests.
    pub paused_by: String,
    /// Whether the log says since when; else it counts from the moment at which the case was taken in or opened.
    pub is_pause_known: bool,
}

/// An input that a case waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseWait {
    /// Why; empty where nobody said.
    pub reason: String,
    /// Since when (RFC 3339); empty where nothing tells.
    pub since: String,
    /// Until when it should have come (RFC 3339); empty where the document does not say how long this may take.
    pub due_at: String,
}

/// The incident that a case is part of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseIncident {
    /// Incident.
    pub id: IncidentId,
    /// Its number.
    pub number: String,
}

/// Cases that are part of an incident.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LinkedCases {
    /// How many.
    pub linked: u32,
    /// How many of them are still open.
    pub open: u32,
}

/// An open incident, an open case, or a case that is part of an open incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WorkItem {
    /// The queue of a case, by its place in the list; none for an incident.
    pub queue: Option<u32>,
    /// Row of a case.
    pub row: Option<RowId>,
    /// The incident itself, or the one that the case is part of.
    pub incident: Option<CaseIncident>,
    /// Number of the incident, name of the case; empty for a case without one.
    pub name: String,
    /// Title or subject.
    pub title: String,
    /// Severity or level.
    pub level: String,
    /// Type of the case, or `Incident`.
    pub kind: String,
    /// State or status.
    pub status: String,
    /// The choice that its status is, for the board.
    pub status_id: String,
    /// Commander or owner; empty for nobody.
    pub owner: String,
    /// When it was declared or opened (RFC 3339); empty where nothing tells.
    pub opened_at: String,
    /// How its most urgent clock stands; none where none runs.
    pub stand: Option<ClockStand>,
    /// What that clock is about: `Response`, `Resolution`, `Input`, or the promise of an incident.
    pub clock: String,
    /// When it is due (RFC 3339); empty for none.
    pub due_at: String,
    /// When it is at risk (RFC 3339); empty for none.
    pub risk_at: String,
    /// Since when it rests (RFC 3339), and in which status; empty for one that does not.
    pub paused_since: String,
    /// See `paused_since`.
    pub paused_by: String,
    /// The input that it waits for.
    pub input: Option<CaseWait>,
    /// Whether something is left to do for it.
    pub is_open: bool,
    /// Cases that are part of an incident.
    pub cases: Option<LinkedCases>,
}

/// A table of cases, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseQueue {
    /// Document.
    pub document: DocumentId,
    /// Its title.
    pub title: String,
    /// Table.
    pub section: SectionId,
    /// Its heading.
    pub heading: String,
    /// How many cases are open.
    pub open: u32,
    /// When the oldest of them was opened (RFC 3339); empty where nothing tells.
    pub oldest_at: String,
    /// How many of them nobody owns.
    pub unassigned: u32,
    /// How many are at risk.
    pub at_risk: u32,
    /// How many are past their time.
    pub breached: u32,
    /// How many wait for an input.
    pub waiting: u32,
    /// The column of the status, where the table has one of choices.
    pub status_column: Option<ColumnId>,
    /// Its statuses, in order.
    pub statuses: Vec<QueueStatus>,
}

/// A status of a table of cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QueueStatus {
    /// Choice.
    pub id: String,
    /// Name.
    pub name: String,
    /// What its colour means; empty for none.
    pub colour: String,
}

/// All open incidents and cases, the most urgent first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OpenWork {
    /// What there is.
    pub items: Vec<WorkItem>,
    /// The tables of cases, by title; those without an open case too.
    pub queues: Vec<CaseQueue>,
}

/// What is proposed for an incident that cases become.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IncidentProposal {
    /// Title; empty where no case has a subject.
    pub title: String,
    /// Severity: directory id, where a rule of the document names one for incidents; else empty.
    pub severity: String,
    /// Services: directory ids or names.
    pub services: Vec<String>,
    /// How many customers they come from, where all of them tell.
    pub customers: Option<u32>,
    /// Why some of them cannot become part of it, a sentence each.
    pub refused: Vec<String>,
}

/// Something that is done with cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum CaseIntent {
    /// Work on a case waits for an input, for a reason that its table has.
    AskInput {
        /// Case.
        case: CaseRef,
        /// Reason, by name.
        reason: String,
    },
    /// The input came: work goes on.
    InputCame {
        /// Case.
        case: CaseRef,
    },
    /// Makes cases part of an incident.
    Link {
        /// Incident.
        incident: IncidentId,
        /// Cases.
        cases: Vec<CaseRef>,
    },
    /// Takes cases out of the incident that they are part of.
    Unlink {
        /// Cases.
        cases: Vec<CaseRef>,
        /// Why.
        reason: String,
    },
}
