//! Comments on places of a document, as facts.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{ColumnId, DocumentId, EntryId, RowId, SectionId};

/// A comment on a place of a document: a section, a row or a cell of its table, or words of its text. The text of the
/// entry is the comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Commented {
    /// The document.
    pub document: DocumentId,
    /// The section.
    pub section: SectionId,
    /// A row of its table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<RowId>,
    /// A column of it; with a row, one cell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<ColumnId>,
    /// The words of the text that it is about, as they stood then; empty for the whole place.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub quote: String,
}

/// What was done about a comment; the text of the entry is what was said with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CommentStep {
    /// The document of the comment.
    pub document: DocumentId,
    /// The entry of the comment.
    pub of: EntryId,
    /// What was done.
    pub deed: CommentDeed,
}

/// What can be done about a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CommentDeed {
    /// It was answered.
    Answered,
    /// It is settled.
    Resolved,
    /// It is open again.
    Reopened,
}
