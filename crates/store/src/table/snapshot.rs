//! `snapshot`: a cache of merged documents. Losing a row costs time, never content.

use bridgebook_domain::DocumentId;
use sqlx::SqliteExecutor;

use super::json;
use crate::error::Result;

const PUT: &str = "insert into snapshot (document, heads, chunks, bytes) values (?1, ?2, ?3, ?4) \
     on conflict (document) do update set heads = ?2, chunks = ?3, bytes = ?4";
const GET: &str = "select heads, chunks, bytes from snapshot where document = ?1";
const DELETE: &str = "delete from snapshot where document = ?1";

#[cfg(test)]
pub(crate) const SQL: &[&str] = &[PUT, GET, DELETE];

/// A snapshot: its heads, the position of the last chunk in it, its bytes.
#[derive(Debug)]
pub(crate) struct Snapshot {
    pub heads: Vec<String>,
    pub up_to: i64,
    pub bytes: Vec<u8>,
}

pub(crate) async fn put(db: impl SqliteExecutor<'_>, document: DocumentId, snapshot: &Snapshot) -> Result<()> {
    sqlx::query(PUT)
        .bind(document.to_string())
        .bind(super::to_json(&snapshot.heads))
        .bind(snapshot.up_to)
        .bind(snapshot.bytes.as_slice())
        .execute(db)
        .await?;
    Ok(())
}

pub(crate) async fn get(db: impl SqliteExecutor<'_>, document: DocumentId) -> Result<Option<Snapshot>> {
    let row: Option<(String, i64, Vec<u8>)> = sqlx::query_as(GET).bind(document.to_string()).fetch_optional(db).await?;
    row.map(|(heads, up_to, bytes)| Ok(Snapshot { heads: json(&heads)?, up_to, bytes })).transpose()
}

pub(crate) async fn delete(db: impl SqliteExecutor<'_>, document: DocumentId) -> Result<()> {
    sqlx::query(DELETE).bind(document.to_string()).execute(db).await?;
    Ok(())
}
