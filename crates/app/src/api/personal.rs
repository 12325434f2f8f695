//! Personal data: what is kept how long, what keeps it longer, and its erasure.

use bridgebook_domain::{DocumentId, RowId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::case::CaseRow;
use super::hand_off::CaseNamed;

/// Something is done about personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum PersonalIntent {
    /// Erases the conversation, the customer data and the brief of a case, with what was replaced of them.
    EraseCase {
        /// The case.
        case: CaseNamed,
        /// Why; the log keeps it.
        reason: String,
        /// Also where the case is open in an open incident.
        #[serde(default)]
        although_open: bool,
    },
    /// Keeps the personal data of a case beyond its time.
    HoldCase {
        /// The case.
        case: CaseNamed,
        /// Until when, in plain words; empty until it is released.
        #[serde(default)]
        until: String,
        /// Why; the log keeps it.
        reason: String,
    },
    /// Lets its own time count again.
    ReleaseCase {
        /// The case.
        case: CaseNamed,
        /// Why.
        reason: String,
    },
    /// Erases a person of the directory: their own document with its history.
    ErasePerson {
        /// Id or name.
        person: String,
        /// Why; the log keeps it.
        reason: String,
    },
    /// Takes a file of the quarantine in again. It goes from there when all of it was taken.
    RetryQuarantine {
        /// The file, as [`QuarantinedFile::file`] names it.
        file: String,
        /// Document with the case table; without one that of the watched folder, else the only one.
        #[serde(default)]
        document: Option<DocumentId>,
    },
    /// Deletes a file of the quarantine with its reasons.
    DropQuarantine {
        /// The file, as [`QuarantinedFile::file`] names it.
        file: String,
    },
}

/// Something is asked about personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum PersonalQuery {
    /// What goes and what stays when the personal data of a case is erased.
    Case {
        /// The case.
        case: CaseNamed,
    },
    /// What goes and what stays when a person is erased.
    Person {
        /// Id or name.
        person: String,
    },
    /// What will be erased when, and what was.
    Retention,
    /// The files of which something could not be taken in.
    Quarantine,
    /// What is left of a text when this is masked.
    Masked {
        /// The text.
        text: String,
        /// E-mail addresses.
        addresses: bool,
        /// Telephone numbers.
        telephones: bool,
    },
}

/// The answer to a [`PersonalQuery`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "of", content = "value", rename_all = "snake_case")]
pub enum PersonalAnswer {
    /// See [`PersonalQuery::Case`].
    Case(Box<CasePersonal>),
    /// See [`PersonalQuery::Person`].
    Person(PersonPersonal),
    /// See [`PersonalQuery::Retention`].
    Retention(RetentionReading),
    /// See [`PersonalQuery::Quarantine`].
    Quarantine(Vec<QuarantinedFile>),
    /// See [`PersonalQuery::Masked`].
    Masked(String),
}

/// By whom, when and why something was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ErasedNote {
    /// When (RFC 3339).
    pub at: String,
    /// By whom; Bridgebook where its time was over.
    pub by: String,
    /// Why; empty where its time was over.
    pub reason: String,
}

/// By whom, how long and why personal data is kept beyond its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HoldNote {
    /// Until when (RFC 3339); none until it is released.
    pub until: Option<String>,
    /// Why.
    pub reason: String,
    /// Who said so.
    pub by: String,
    /// Since when (RFC 3339).
    pub since: String,
}

/// The personal data of a case, before it is erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CasePersonal {
    /// Its row.
    pub row: CaseRow,
    /// What goes, a line each; empty where there is nothing to erase.
    pub goes: Vec<String>,
    /// What stays, a line each.
    pub stays: Vec<String>,
    /// When it goes by itself (RFC 3339).
    pub erase_at: Option<String>,
    /// Number of the open incident in which the case is open.
    pub open_in: Option<String>,
    /// Who has it kept.
    pub hold: Option<HoldNote>,
    /// When it was erased, where it was.
    pub erased: Option<ErasedNote>,
}

/// A person of the directory, before they are erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PersonPersonal {
    /// The person.
    pub person: DocumentId,
    /// Name.
    pub name: String,
    /// What goes, a line each.
    pub goes: Vec<String>,
    /// What stays, a line each.
    pub stays: Vec<String>,
}

/// Personal data that is kept, with when it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RetentionRow {
    /// Document; none for files that no row holds any more.
    pub document: Option<DocumentId>,
    /// Its title.
    pub document_title: String,
    /// Row.
    pub row: Option<RowId>,
    /// What the case is called; empty where it has no name.
    pub case: String,
    /// What is kept of it, in words.
    pub what: Vec<String>,
    /// When the first of it goes, or would go (RFC 3339).
    pub at: String,
    /// `kept` until then, `held` by a person, `open` in an open incident, or `due`.
    pub stands: String,
    /// Who has it kept.
    pub hold: Option<HoldNote>,
    /// Number of the open incident in which it is open.
    pub open_in: Option<String>,
}

/// Something that was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ErasedRow {
    /// When, by whom and why.
    #[serde(flatten)]
    pub note: ErasedNote,
    /// The line of the log.
    pub words: String,
}

/// What is kept how long, and what was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RetentionReading {
    /// What is kept, the first to go first.
    pub rows: Vec<RetentionRow>,
    /// What was erased last, the newest first.
    pub erased: Vec<ErasedRow>,
    /// Days for which personal data is kept where table and column say nothing else.
    pub keep_days: u32,
}

/// A file of which something could not be taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QuarantinedFile {
    /// Its name in the quarantine, with its day before it.
    pub file: String,
    /// Day on which it came.
    pub day: String,
    /// File name.
    pub name: String,
    /// Size in words.
    pub size: String,
    /// What was refused and why, a line each.
    pub reasons: Vec<String>,
    /// Where it lies.
    pub path: String,
    /// Day on which it is deleted by itself.
    pub until: String,
}
