//! Comments on places of documents.

use bridgebook_domain::log::CommentDeed;
use bridgebook_domain::{ColumnId, DocumentId, EntryId, RowId, SectionId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::incident::LogRow;

/// Writes a comment, or does something about one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum CommentAct {
    /// Writes a comment on a place.
    Write {
        /// The document.
        document: DocumentId,
        /// The section.
        section: SectionId,
        /// A row of its table.
        #[serde(default)]
        row: Option<RowId>,
        /// A column of it.
        #[serde(default)]
        column: Option<ColumnId>,
        /// The words of the text that it is about; empty for the whole place.
        #[serde(default)]
        quote: String,
        /// The comment.
        text: String,
    },
    /// Answers a comment, settles it or opens it again. Only an answer needs words.
    Step {
        /// The document.
        document: DocumentId,
        /// The entry of the comment.
        comment: EntryId,
        /// What is done.
        deed: CommentDeed,
        /// What is said with it; may be empty.
        #[serde(default)]
        text: String,
    },
}

/// A comment with all that was said to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CommentRow {
    /// Its entry.
    pub id: EntryId,
    /// Section.
    pub section: SectionId,
    /// Row of its table, where it is about one.
    pub row: Option<RowId>,
    /// Column, where it is about one.
    pub column: Option<ColumnId>,
    /// The words that it is about, as they stood then; empty for the whole place.
    pub quote: String,
    /// Where it stands, for instance "3 Objectives, row 2".
    pub place: String,
    /// `here`, `reworded` where the quoted words are not there any more, or `gone` with its place.
    pub standing: String,
    /// Whether it is settled.
    pub is_resolved: bool,
    /// The comment and what followed, in order.
    pub said: Vec<CommentSaid>,
}

/// Something said to a comment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CommentSaid {
    /// What was done with it; none for the comment itself.
    pub deed: Option<CommentDeed>,
    /// The entry of the log.
    pub entry: LogRow,
}
