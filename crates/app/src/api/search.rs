//! Search as the window sees it.

use bridgebook_domain::{DocumentId, EntryId, IncidentId, RowId, SectionId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is looked for, in documents, the log, incidents, the directory and templates. Empty fields ask for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SearchAsked {
    /// Words, and among them filters as words: `in:`, `by:`, `kind:`, `since:`, `until:`, `is:`.
    pub text: String,
    /// Kind of place, as for `kind:`.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub kind: String,
    /// Incident or document (id, number, title), as for `in:`.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub within: String,
    /// Who wrote or changed it, as for `by:`; `me` for whoever uses this data folder.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub by: String,
    /// Not before, in plain words, as for `since:`.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub since: String,
    /// Before the end of this, in plain words, as for `until:`.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub until: String,
    /// `open` or `closed`, as for `is:`.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub state: String,
    /// Places at most; 60 where it is 0, and never more than 500.
    #[serde(default)]
    #[ts(optional, as = "Option<u32>")]
    pub limit: u32,
    /// Places of one kind at most; as many as there may be in all where it is 0.
    #[serde(default)]
    #[ts(optional, as = "Option<u32>")]
    pub each: u32,
}

impl SearchAsked {
    /// Words alone.
    #[must_use]
    pub fn words(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SearchReading {
    /// The best places; without words the newest.
    pub hits: Vec<SearchHit>,
    /// How many places there are of what was asked for.
    pub total: u32,
    /// How many places of each kind there are, whatever kind was asked for.
    pub counts: Vec<SearchCount>,
    /// Whether there are more than were counted.
    pub is_more: bool,
    /// What was not read as it was typed, in whole sentences.
    pub remarks: Vec<String>,
    /// The words that were looked for, without the filters.
    pub words: String,
    /// The incident or document that was looked into, as people call it; empty for everywhere.
    pub within: String,
}

/// Places of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SearchCount {
    /// Kind, see [`SearchHit::kind`].
    pub kind: String,
    /// How many.
    pub count: u32,
}

/// A place that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SearchHit {
    /// `incident`, `document`, `section`, `row`, `case`, `log`, `directory` or `template`.
    pub kind: String,
    /// What of the directory it is, for instance `team`; empty for the rest.
    pub part: String,
    /// Document, for what lies in one.
    pub document: Option<DocumentId>,
    /// Its title.
    pub document_title: String,
    /// Section.
    pub section: Option<SectionId>,
    /// Row, for rows, cases and lists of the directory.
    pub row: Option<RowId>,
    /// Incident, where it belongs to one.
    pub incident: Option<IncidentId>,
    /// Its number.
    pub incident_number: String,
    /// Entry of the log.
    pub entry: Option<EntryId>,
    /// Name of the template.
    pub template: String,
    /// Title of the place; of an entry, its author.
    pub title: String,
    /// The title, with the words between U+0002 and U+0003.
    pub marked: String,
    /// What it stands in below its document: heading of the section, language of the template.
    pub context: String,
    /// Text around the words, with the words between U+0002 and U+0003.
    pub snippet: String,
    /// Who wrote it, or changed it last.
    pub who: String,
    /// When (RFC 3339); empty for templates.
    pub at: String,
    /// Whether it is over: a case, an incident with all that belongs to it, a document that was put away. None where that
    /// cannot be said.
    pub is_over: Option<bool>,
}
