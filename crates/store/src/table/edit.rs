//! What most edits write, told to the database in one call: the change, the one section that it touched, the heads,
//! the time and the step back. Each call is a way to the database's thread and back, which takes longer than a row.
//! The statements are those of the tables' own files; the change stands last, because the place that the call gives
//! is that of the row that was inserted last.

use bridgebook_domain::{DocumentId, Operation, Section, SectionId, canonical};
use jiff::Timestamp;
use sqlx::SqliteExecutor;

use super::{micros, to_json};
use crate::crdt::Chunk;
use crate::error::Result;

const PUT: &str = "insert into content (document, section, json) values ($1, $2, $3) \
       on conflict (document, section) do update set json = $3; \
     insert into content_heads (document, heads) values ($1, $4) on conflict (document) do update set heads = $4; \
     update document set changed_at = $5 where id = $1; \
     insert into undo (document, author, stack, operations, heads, made_at) values ($1, $6, 'undo', $7, $8, $5); \
     insert into chunk (hash, document, actor, sequence, bytes, arrived_at, made_at, author, note) \
       values ($9, $1, $10, $11, $12, $5, $13, $14, $15) on conflict (hash) do nothing";

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
    let done = sqlx::query(PUT)
        .bind(edit.document.to_string())
        .bind(edit.section.0.to_string())
        .bind(canonical::text(&section))
        .bind(to_json(&edit.heads))
        .bind(micros(at))
        .bind(key)
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
