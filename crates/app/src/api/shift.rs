//! A change of people and the end of an incident: hand-overs, what changed since a moment, what is still open.

use bridgebook_domain::{DocumentId, EntryId, RowId, SectionId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A hand-over that waits for the incoming person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HandOverRow {
    /// Id: that of the entry that offers it.
    pub id: EntryId,
    /// The document that is read back.
    pub document: DocumentId,
    /// Role's name.
    pub role: String,
    /// Who hands over: the name.
    pub outgoing: String,
    /// Who takes over: the name.
    pub incoming: String,
    /// When it was offered (RFC 3339).
    pub offered_at: String,
}

/// A hand-over while it is read back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HandOverReading {
    /// The hand-over.
    pub hand_over: HandOverRow,
    /// Title of its document.
    pub title: String,
    /// What nobody has filled in.
    pub gaps: Vec<GapRow>,
    /// What is said aloud and ticked.
    pub items: Vec<ReadBackItem>,
    /// What is answered in words.
    pub questions: Vec<ReadBackQuestion>,
    /// What changed since it was written.
    pub since: CatchUpReading,
}

/// Something in a hand-over that nobody has filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GapRow {
    /// Section.
    pub section: SectionId,
    /// Its heading, or the name of the field.
    pub words: String,
    /// What belongs there.
    pub guidance: String,
}

/// One thing that is said aloud and ticked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReadBackItem {
    /// Row of the checklist.
    pub row: RowId,
    /// What is read back.
    pub words: String,
    /// Whether it is ticked in the document already.
    pub is_ticked: bool,
}

/// One thing that is answered in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReadBackQuestion {
    /// `severity`, `state` or `promise`.
    pub key: String,
    /// What is asked.
    pub ask: String,
}

/// What changed since a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CatchUpReading {
    /// The moment (RFC 3339).
    pub since: String,
    /// Changes by topic.
    pub groups: Vec<CatchUpGroup>,
    /// Entries that are in none of them: events and notes.
    pub others: u32,
}

/// The changes of one topic, in order of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CatchUpGroup {
    /// Its heading.
    pub heading: String,
    /// Changes.
    pub lines: Vec<CatchUpLine>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CatchUpLine {
    /// The entry of the log that says so.
    pub entry: EntryId,
    /// When (RFC 3339).
    pub at: String,
    /// In words.
    pub words: String,
    /// Whether something was missed or refused.
    pub is_missed: bool,
}

/// What is still open when an incident is to be closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OpenEnd {
    /// `state`, `action`, `update`, `level`, `approval`, `hand_over`, `objective`, `stand_down` or `report`.
    pub kind: String,
    /// What is open.
    pub words: String,
    /// Who and by when, or why it matters; may be empty.
    pub detail: String,
    /// The document where it is ended, if it is one.
    pub document: Option<DocumentId>,
    /// Its section.
    pub section: Option<SectionId>,
    /// Its row.
    pub row: Option<RowId>,
    /// The audience of an update.
    pub audience: Option<String>,
}

/// Who decides about an activity of the matrix that the incident runs on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeciderRow {
    /// The matrix.
    pub document: DocumentId,
    /// Its section.
    pub section: SectionId,
    /// The row of the activity.
    pub row: RowId,
    /// What is done.
    pub activity: String,
    /// The role that answers for it.
    pub role: String,
    /// Who decides now: on shift and reachable; nobody where none is.
    pub now: Option<DeciderPerson>,
    /// Who else would decide, with what keeps them from it.
    pub others: Vec<DeciderPerson>,
}

/// Somebody who may decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeciderPerson {
    /// Id or name.
    pub person: String,
    /// The name.
    pub name: String,
    /// Whether they are on shift, and how they are reached.
    pub words: String,
}
