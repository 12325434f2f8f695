//! `document`: which documents there are.

use bridgebook_domain::DocumentId;
use jiff::Timestamp;
use sqlx::SqliteExecutor;

use super::{id, micros};
use crate::error::Result;

const INSERT: &str = "insert into document (id, created_at, changed_at) values (?1, ?2, ?2)";
pub(super) const TOUCH: &str = "update document set changed_at = ?2 where id = ?1";
const EXISTS: &str = "select count(*) from document where id = ?1";
const IDS: &str = "select id from document order by id";
const COUNT: &str = "select count(*) from document";
const DELETE: &str = "delete from document where id = ?1";

const TOMBSTONES: &str = "select document from erasure order by document";
const ERASED: &str = "insert into erasure (document, erased_at, reason) values (?1, ?2, ?3) \
     on conflict (document) do update set erased_at = ?2, reason = ?3";

#[cfg(test)]
pub(crate) const SQL: &[&str] = &[INSERT, TOUCH, EXISTS, IDS, COUNT, DELETE, ERASED, TOMBSTONES];

pub(crate) async fn insert(db: impl SqliteExecutor<'_>, document: DocumentId, at: Timestamp) -> Result<()> {
    sqlx::query(INSERT).bind(document.to_string()).bind(micros(at)).execute(db).await?;
    Ok(())
}

pub(crate) async fn touch(db: impl SqliteExecutor<'_>, document: DocumentId, at: Timestamp) -> Result<()> {
    sqlx::query(TOUCH).bind(document.to_string()).bind(micros(at)).execute(db).await?;
    Ok(())
}

pub(crate) async fn exists(db: impl SqliteExecutor<'_>, document: DocumentId) -> Result<bool> {
    let count: i64 = sqlx::query_scalar(EXISTS).bind(document.to_string()).fetch_one(db).await?;
    Ok(count > 0)
}

pub(crate) async fn ids(db: impl SqliteExecutor<'_>) -> Result<Vec<DocumentId>> {
    let list: Vec<String> = sqlx::query_scalar(IDS).fetch_all(db).await?;
    list.iter().map(|text| id(text)).collect()
}

/// How many there are.
pub(crate) async fn count(db: impl SqliteExecutor<'_>) -> Result<i64> {
    Ok(sqlx::query_scalar(COUNT).fetch_one(db).await?)
}

pub(crate) async fn delete(db: impl SqliteExecutor<'_>, document: DocumentId) -> Result<()> {
    sqlx::query(DELETE).bind(document.to_string()).execute(db).await?;
    Ok(())
}

/// The documents that were erased.
pub(crate) async fn erased(db: impl SqliteExecutor<'_>) -> Result<Vec<DocumentId>> {
    let list: Vec<String> = sqlx::query_scalar(TOMBSTONES).fetch_all(db).await?;
    list.iter().map(|text| id(text)).collect()
}

/// Allows the chunks of a document to be deleted, and says why for good.
pub(crate) async fn mark_erased(
    db: impl SqliteExecutor<'_>,
    document: DocumentId,
    at: Timestamp,
    reason: &str,
) -> Result<()> {
    sqlx::query(ERASED).bind(document.to_string()).bind(micros(at)).bind(reason).execute(db).await?;
    Ok(())
}
