//! The past as the window sees it: the tape of a document, its edits, what differs between two moments, and what was
//! known of an incident at one. Everything is by arrival: what was known here then.

use bridgebook_domain::difference::Difference;
use bridgebook_domain::{DocumentId, EntryId, IncidentId, SectionId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::incident::{Board, LogRow};

/// What is asked of the past.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum PastAsked {
    /// A moment that was typed in plain words, for instance `14:24`: it has been.
    Moment {
        /// The words.
        words: String,
    },
    /// Every change of a document with its moment, and the log of its incident.
    Tape {
        /// Document.
        document: DocumentId,
    },
    /// The log of an incident, as marks of a tape.
    IncidentTape {
        /// Incident.
        incident: IncidentId,
    },
    /// What was edited between two moments, the newest first: changes that belong together are one edit.
    Edits(AskedEdits),
    /// What differs between two moments of a document.
    Difference {
        /// Document.
        document: DocumentId,
        /// The earlier moment.
        from: String,
        /// The later moment; now where it is not named.
        #[serde(default)]
        #[ts(optional)]
        to: Option<String>,
    },
    /// The same as Markdown.
    DifferenceText {
        /// Document.
        document: DocumentId,
        /// The earlier moment.
        from: String,
        /// The later moment; now where it is not named.
        #[serde(default)]
        #[ts(optional)]
        to: Option<String>,
    },
    /// What would change if a document, or one section of it, became what it was.
    Restoring {
        /// Document.
        document: DocumentId,
        /// The moment.
        at: String,
        /// One section; the whole document without it.
        #[serde(default)]
        #[ts(optional)]
        section: Option<SectionId>,
    },
    /// Who changed each section last.
    Editors {
        /// Document.
        document: DocumentId,
    },
    /// What was known of an incident at a moment.
    Known {
        /// Incident.
        incident: IncidentId,
        /// The moment.
        at: String,
    },
}

/// Which edits are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AskedEdits {
    /// Document.
    pub document: DocumentId,
    /// After this moment; from the beginning where it is not named.
    #[serde(default)]
    #[ts(optional)]
    pub from: Option<String>,
    /// Up to this moment; now where it is not named.
    #[serde(default)]
    #[ts(optional)]
    pub to: Option<String>,
    /// By this author alone; empty for all.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub author: String,
    /// In this section alone.
    #[serde(default)]
    #[ts(optional)]
    pub section: Option<SectionId>,
    /// How many of the newest are passed over, to read on.
    #[serde(default)]
    #[ts(optional, as = "Option<u32>")]
    pub skip: u32,
}

/// What was asked for, under the name of the question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "told", content = "value", rename_all = "snake_case")]
#[allow(missing_docs, reason = "each variant answers the question of its name")]
pub enum PastTold {
    Moment(String),
    Tape(DocumentTape),
    IncidentTape(Vec<LoggedMark>),
    Edits(Edits),
    Difference(Box<DifferenceReading>),
    DifferenceText(String),
    Restoring(Box<DifferenceReading>),
    Editors(Vec<SectionEditor>),
    Known(Box<KnownThen>),
}

/// The tape of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DocumentTape {
    /// Who made changes, each once.
    pub authors: Vec<String>,
    /// Sections that changes touched, each once.
    pub sections: Vec<SectionId>,
    /// The changes in order of arrival.
    pub changes: Vec<TapeChange>,
    /// What the log of the document's incident says.
    pub entries: Vec<LoggedMark>,
}

/// One change: small, because a document may have tens of thousands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TapeChange {
    /// When it arrived here (RFC 3339).
    pub at: String,
    /// Which of the authors.
    pub author: u32,
    /// Which of the sections; none for the header, or for the creation.
    pub sections: Vec<u32>,
    /// `create`, `edit`, `undo` or `redo`.
    pub what: String,
}

/// An entry of the log on a tape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LoggedMark {
    /// When it happened (RFC 3339).
    pub at: String,
    /// When it was known here.
    pub known_at: String,
    /// Its short words.
    pub label: String,
    /// The entry.
    pub entry: EntryId,
}

/// Edits of a document, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Edits {
    /// How many changes there are, as they were saved.
    pub changes: u32,
    /// How many edits they are.
    pub edits: u32,
    /// Some of them, from the first that was not passed over.
    pub list: Vec<EditRow>,
}

/// Changes by one author that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EditRow {
    /// When the first of them arrived (RFC 3339).
    pub from: String,
    /// When the last of them arrived: the document after this edit is that of this moment.
    pub at: String,
    /// Author.
    pub author: String,
    /// What was done, for instance “2 sentences added”.
    pub words: String,
    /// What it was done with, for instance “open → met”; empty for none.
    pub excerpt: String,
    /// Where.
    pub places: Vec<EditPlace>,
    /// How many changes it is.
    pub changes: u32,
}

/// A section that an edit touched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EditPlace {
    /// Section.
    pub section: SectionId,
    /// Its number then.
    pub number: String,
    /// Its heading then.
    pub heading: String,
}

/// What differs between two moments of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DifferenceReading {
    /// Title of the later state.
    pub title: String,
    /// The earlier moment (RFC 3339).
    pub from: String,
    /// The later moment.
    pub to: String,
    /// Version then; empty for none.
    pub version_before: String,
    /// Version at the later moment.
    pub version_after: String,
    /// What differs.
    pub difference: Difference,
}

/// Who changed a section last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SectionEditor {
    /// Section.
    pub section: SectionId,
    /// Author.
    pub author: String,
    /// When it arrived here (RFC 3339).
    pub at: String,
}

/// What was known of an incident at a moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct KnownThen {
    /// The moment (RFC 3339).
    pub at: String,
    /// The board as it stood.
    pub board: Board,
    /// Its documents as they stood.
    pub documents: Vec<KnownDocument>,
    /// The last entries of the log that were known, the newest first.
    pub entries: Vec<LogRow>,
    /// How many entries were known.
    pub entry_count: u32,
    /// What had happened and was entered later, the earliest first: nobody here could know it.
    pub later: Vec<LogRow>,
}

/// A document of an incident at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KnownDocument {
    /// Document.
    pub document: DocumentId,
    /// Title then.
    pub title: String,
    /// Kind in words.
    pub kind: String,
    /// Version then.
    pub version: String,
    /// Status then.
    pub status: String,
    /// Its last change before the moment (RFC 3339).
    pub changed_at: String,
    /// Who made it.
    pub changed_by: String,
}

/// What is done with the past.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum PastIntent {
    /// Makes one section what it was at a moment, as a new change.
    RestoreSection {
        /// Document.
        document: DocumentId,
        /// Section.
        section: SectionId,
        /// The moment.
        at: String,
    },
    /// Writes what differs between two moments to a path that the person chose.
    ExportDifference {
        /// Document.
        document: DocumentId,
        /// The earlier moment.
        from: String,
        /// The later moment; now where it is not named.
        #[serde(default)]
        #[ts(optional)]
        to: Option<String>,
        /// `markdown` or `pdf`.
        form: String,
        /// The file.
        path: String,
    },
}
