//! `chunk`: the truth about documents. Append-only, held by triggers.

use bridgebook_domain::DocumentId;
use jiff::Timestamp;
use sqlx::SqliteExecutor;

use super::{id, micros, stamp};
use crate::crdt::Chunk;
use crate::error::Result;

pub(super) const INSERT: &str = "insert into chunk (hash, document, actor, sequence, bytes, arrived_at, made_at, author, note) \
     values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) on conflict (hash) do nothing";
const OF_DOCUMENT: &str = "select position, hash, bytes from chunk where document = ?1 order by position";
const AFTER: &str = "select position, hash, bytes from chunk where document = ?1 and position > ?2 order by position";
const ARRIVALS: &str = "select hash, arrived_at from chunk where document = ?1 order by position";
const LAST_OF: &str = "select max(position) from chunk where document = ?1";
const HISTORY: &str = "select hash, arrived_at, made_at, author, note from chunk where document = ?1 order by position";
const HAS: &str = "select count(*) from chunk where hash = ?1";
const LAST: &str = "select coalesce(max(position), 0) from chunk";
const SCRUB: &str = "select position, document, hash, bytes from chunk where position > ?1 order by position limit 500";
const BETWEEN: &str = "select hash, document, actor, sequence, bytes, arrived_at, made_at, author, note from chunk \
     where position between ?1 and ?2 order by position";
const MADE: &str = "select position, document, made_at, author, note from chunk where position > ?1 and position <= ?2 \
     order by position limit 1000";
const DELETE: &str = "delete from chunk where document = ?1";

#[cfg(test)]
pub(crate) const SQL: &[&str] =
    &[INSERT, OF_DOCUMENT, AFTER, ARRIVALS, LAST_OF, HISTORY, HAS, LAST, SCRUB, BETWEEN, MADE, DELETE];

/// A stored chunk: its place in order of arrival, its hash and its bytes.
pub(crate) type Stored = (i64, Vec<u8>, Vec<u8>);

/// A change in the history of a document, as stored.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct HistoryRow {
    pub hash: Vec<u8>,
    pub arrived_at: i64,
    pub made_at: i64,
    pub author: String,
    pub note: String,
}

/// Stores a chunk; gives its place.
pub(crate) async fn insert(
    db: impl SqliteExecutor<'_>,
    document: DocumentId,
    chunk: &Chunk,
    author: &str,
    arrived_at: Timestamp,
) -> Result<i64> {
    let done = sqlx::query(INSERT)
        .bind(chunk.hash.as_slice())
        .bind(document.to_string())
        .bind(chunk.actor.as_slice())
        .bind(i64::try_from(chunk.sequence).unwrap_or(i64::MAX))
        .bind(chunk.bytes.as_slice())
        .bind(micros(arrived_at))
        .bind(chunk.made_at.saturating_mul(1_000_000))
        .bind(author)
        .bind(&chunk.note)
        .execute(db)
        .await?;
    Ok(done.last_insert_rowid())
}

pub(crate) async fn of_document(db: impl SqliteExecutor<'_>, document: DocumentId) -> Result<Vec<Stored>> {
    Ok(sqlx::query_as(OF_DOCUMENT).bind(document.to_string()).fetch_all(db).await?)
}

pub(crate) async fn after(db: impl SqliteExecutor<'_>, document: DocumentId, position: i64) -> Result<Vec<Stored>> {
    Ok(sqlx::query_as(AFTER).bind(document.to_string()).bind(position).fetch_all(db).await?)
}

/// When which change arrived here: hash and microseconds.
pub(crate) async fn arrivals(db: impl SqliteExecutor<'_>, document: DocumentId) -> Result<Vec<(Vec<u8>, i64)>> {
    Ok(sqlx::query_as(ARRIVALS).bind(document.to_string()).fetch_all(db).await?)
}

/// Place of the newest chunk of a document, if it has one.
pub(crate) async fn last_of(db: impl SqliteExecutor<'_>, document: DocumentId) -> Result<Option<i64>> {
    Ok(sqlx::query_scalar(LAST_OF).bind(document.to_string()).fetch_one(db).await?)
}

pub(crate) async fn history(db: impl SqliteExecutor<'_>, document: DocumentId) -> Result<Vec<HistoryRow>> {
    Ok(sqlx::query_as(HISTORY).bind(document.to_string()).fetch_all(db).await?)
}

pub(crate) async fn has(db: impl SqliteExecutor<'_>, hash: &[u8]) -> Result<bool> {
    let count: i64 = sqlx::query_scalar(HAS).bind(hash).fetch_one(db).await?;
    Ok(count > 0)
}

/// Place of the newest chunk of all, 0 for none.
pub(crate) async fn last(db: impl SqliteExecutor<'_>) -> Result<i64> {
    Ok(sqlx::query_scalar(LAST).fetch_one(db).await?)
}

/// The next chunks of all documents after a place, for checking: place, document, hash, bytes.
pub(crate) async fn scrub(
    db: impl SqliteExecutor<'_>,
    position: i64,
) -> Result<Vec<(i64, DocumentId, Vec<u8>, Vec<u8>)>> {
    let rows: Vec<(i64, String, Vec<u8>, Vec<u8>)> = sqlx::query_as(SCRUB).bind(position).fetch_all(db).await?;
    rows.into_iter().map(|(position, document, hash, bytes)| Ok((position, id(&document)?, hash, bytes))).collect()
}

/// Deletes the chunks of an erased document; the trigger refuses any other.
pub(crate) async fn delete(db: impl SqliteExecutor<'_>, document: DocumentId) -> Result<()> {
    sqlx::query(DELETE).bind(document.to_string()).execute(db).await?;
    Ok(())
}

/// A chunk with everything that is stored beside it.
#[derive(Debug, Clone)]
pub(crate) struct Salvaged {
    pub document: DocumentId,
    pub chunk: Chunk,
    pub author: String,
    pub arrived_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct WholeRow {
    hash: Vec<u8>,
    document: String,
    actor: Vec<u8>,
    sequence: i64,
    bytes: Vec<u8>,
    arrived_at: i64,
    made_at: i64,
    author: String,
    note: String,
}

/// Whole rows of a stretch, for reading a damaged file. Rows that make no sense are left out.
pub(crate) async fn between(db: impl SqliteExecutor<'_>, from: i64, to: i64) -> Result<Vec<Salvaged>> {
    let rows: Vec<WholeRow> = sqlx::query_as(BETWEEN).bind(from).bind(to).fetch_all(db).await?;
    let read = |row: WholeRow| {
        let chunk = Chunk {
            hash: row.hash.try_into().ok()?,
            actor: row.actor,
            sequence: u64::try_from(row.sequence).ok()?,
            bytes: row.bytes,
            made_at: row.made_at / 1_000_000,
            note: row.note,
        };
        Some(Salvaged {
            document: id(&row.document).ok()?,
            chunk,
            author: row.author,
            arrived_at: stamp(row.arrived_at).ok()?,
        })
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// Who changed which document when, as stored.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct MadeRow {
    pub position: i64,
    pub document: String,
    pub made_at: i64,
    pub author: String,
    pub note: String,
}

/// The next changes after a place, up to another one.
pub(crate) async fn made_after(db: impl SqliteExecutor<'_>, position: i64, last: i64) -> Result<Vec<MadeRow>> {
    Ok(sqlx::query_as(MADE).bind(position).bind(last).fetch_all(db).await?)
}
