//! Entries of the log as they are typed, with whom they name, the action they open and the files kept with them; what of
//! the log is asked for, and where it is written to.

use bridgebook_domain::IncidentId;
use bridgebook_domain::id::AttachmentId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An entry as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WrittenEntry {
    /// Incident, or the organisation.
    #[serde(default)]
    pub incident: Option<IncidentId>,
    /// The line. `@` names a person or role, `#action` opens an action.
    pub text: String,
    /// `event`, `action`, `communication`, `hypothesis`, `note` or `decision`; what the line says counts before it.
    #[serde(default)]
    pub kind: String,
    /// When it happened, in plain words; what the line says counts before it. Empty for now.
    #[serde(default)]
    pub at: String,
    /// Who answers for a decision; empty for nobody.
    #[serde(default)]
    pub accountable: String,
    /// Whether time and kind may not stand first in the line: they are said beside it.
    #[serde(default)]
    pub is_plain: bool,
    /// Files that are kept with it.
    #[serde(default)]
    pub files: Vec<GivenFile>,
}

/// A file that is given as evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum GivenFile {
    /// What was pasted or dropped, as base64.
    Bytes {
        /// Its name.
        name: String,
        /// Its content.
        base64: String,
    },
    /// One that a person chose in the system's dialog, or named on the command line.
    Path {
        /// Where it lies.
        path: String,
    },
}

/// A line as it is typed, to be shown as it is understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LogLine {
    /// Incident, or the organisation.
    #[serde(default)]
    pub incident: Option<IncidentId>,
    /// The line.
    pub text: String,
    /// The kind of a line that names none.
    pub kind: String,
}

/// What a line means.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LineMeaning {
    /// Its kind.
    pub kind: String,
    /// When it happened (RFC 3339), where the line says it.
    pub at: Option<String>,
    /// What is kept.
    pub text: String,
    /// Whom it names.
    pub people: Vec<LogName>,
    /// The action that it opens.
    pub action: Option<LineAction>,
    /// Why it cannot be written as it stands.
    pub problem: Option<String>,
    /// What else should be known, a sentence each.
    pub remarks: Vec<String>,
}

/// The action that a line opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LineAction {
    /// Who does it; empty for nobody yet.
    pub owner: String,
    /// Until when (RFC 3339).
    pub due_at: Option<String>,
}

/// A name in the words of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LogName {
    /// As it stands in the words, with its `@`: by the name that holds today.
    pub shown: String,
    /// The directory's id; none where it knows nobody of that name.
    pub id: Option<String>,
}

/// A file kept with an entry as evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LogFile {
    /// The attachment.
    pub attachment: AttachmentId,
    /// Its name.
    pub name: String,
    /// Its size in words.
    pub size: String,
    /// SHA-256 of its content, hexadecimal.
    pub hash: String,
    /// Whether it is shown as a picture.
    pub is_picture: bool,
}

/// What of a log is asked for. What is left empty leaves nothing out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LogWanted {
    /// Incident, or the organisation.
    #[serde(default)]
    pub incident: Option<IncidentId>,
    /// Words that occur in the text, its correction, or the author's name.
    #[serde(default)]
    pub text: String,
    /// Kinds, by the word of the fact, the category or the label.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Who says so, recorded it or is named in it: id, or a name or a part of one.
    #[serde(default)]
    pub by: String,
    /// What happened from then on, in plain words.
    #[serde(default)]
    pub from: String,
    /// What happened until then, in plain words; a day means its end.
    #[serde(default)]
    pub to: String,
    /// Only entries with files.
    #[serde(default)]
    pub with_files: bool,
}

/// A log, written to a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportedLog {
    /// What of it.
    pub wanted: LogWanted,
    /// `markdown`, `csv` or `json`.
    pub to: String,
    /// Where to.
    pub path: String,
}
