//! What most edits write, told to the database in one call: the change, the one section that it touched, the heads,
//! the time and the step back. Each call is a way to the database's thread and back, which takes longer than a row.
//! The statements are those of the tables' own files; the change stands last, because the place that the call gives
//! is that of the row that was inserted last.

use std::sync::LazyLock;

use bridgebook_domain::{DocumentId, Operation, Section, SectionId, canonical};
use jiff::Timestamp;
use sqlx::SqliteExecutor;

use super::undo::Stack;
use super::{chunk, content, document, micros, to_json, undo};
use crate::crdt::Chunk;
use crate::error::Result;

/// The statements, each with the place among the arguments of [`put`] for every one of its own.
const STATEMENTS: [(&str, &[usize]); 5] = [
    (content::PUT, &[1, 2, 3]),
    (content::PUT_HEADS, &[1, 4]),
    (document::TOUCH, &[1, 5]),
    (undo::PUSH, &[1, 6, 7, 8, 9, 5]),
    (chunk::INSERT, &[10, 1, 11, 12, 13, 5, 14, 15, 16]),
];

static PUT: LazyLock<String> =
    LazyLock::new(|| STATEMENTS.map(|(statement, places)| placed(statement, places)).join("; "));

/// A statement that takes its arguments from these places. They are written `$n`, a name: of `?9` SQLite makes nine
/// arguments, also in a statement that has one.
fn placed(statement: &str, places: &[usize]) -> String {
    // From the last to the first, so that `?1` is not found in `?10`.
    let numbered = places.iter().enumerate().rev();
    numbered.fold(statement.to_owned(), |text, (n, place)| text.replace(&format!("?{}", n + 1), &format!("${place}")))
}

#[cfg(test)]
pub(crate) fn sql() -> &'static str {
    &PUT
}

/// An edit of one section that can be undone.
pub(crate) struct SectionEdit<'a> {
    pub document: DocumentId,
    pub section: (SectionId, &'a Section),
    pub heads: &'a [String],
    pub chunk: &'a Chunk,
    /// The author as history shows them, and the key under which their steps are kept.
    pub author: (&'a str, &'a str),
    pub inverses: &'a [Operation],
}

/// Writes it; gives the place of its chunk.
pub(crate) async fn put(db: impl SqliteExecutor<'_>, edit: &SectionEdit<'_>, at: Timestamp) -> Result<i64> {
    let section = serde_json::to_value(edit.section.1).expect("a section is plain data with text keys");
    let (author, key) = edit.author;
    let done = sqlx::query(PUT.as_str())
        .bind(edit.document.to_string())
        .bind(edit.section.0.to_string())
        .bind(canonical::text(&section))
        .bind(to_json(&edit.heads))
        .bind(micros(at))
        .bind(key)
        .bind(Stack::Undo.word())
        .bind(to_json(&edit.inverses))
        .bind(to_json(&[canonical::hex(&edit.chunk.hash)]))
        .bind(edit.chunk.hash.as_slice())
        .bind(edit.chunk.actor.as_slice())
        .bind(i64::try_from(edit.chunk.sequence).unwrap_or(i64::MAX))
        .bind(edit.chunk.bytes.as_slice())
        .bind(edit.chunk.made_at.saturating_mul(1_000_000))
        .bind(author)
        .bind(&edit.chunk.note)
        .execute(db)
        .await?;
    Ok(done.last_insert_rowid())
}
