//! `attachment`: what is known about attached files; the bytes lie in files named by their hash.

use bridgebook_domain::id::AttachmentId;
use jiff::Timestamp;
use sqlx::SqliteExecutor;

use super::{id, micros, stamp};
use crate::error::Result;

const INSERT: &str = "insert into attachment (id, hash, name, media_type, size, key_id, retain_until, added_at) \
     values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
const GET: &str = "select id, hash, name, media_type, size, key_id, retain_until, added_at, erased_at \
     from attachment where id = ?1";
const ALL: &str = "select id, hash, name, media_type, size, key_id, retain_until, added_at, erased_at \
     from attachment order by added_at, id";
const ERASE: &str = "update attachment set erased_at = ?2, name = '' where id = ?1 and erased_at is null";

#[cfg(test)]
pub(crate) const SQL: &[&str] = &[INSERT, GET, ALL, ERASE];

/// An attachment without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Id, which cells hold.
    pub id: AttachmentId,
    /// SHA-256 of the stored bytes, hexadecimal: of the encrypted ones where it is encrypted.
    pub hash: String,
    /// File name as it came; empty once erased.
    pub name: String,
    /// Media type.
    pub media_type: String,
    /// Size of the content in bytes.
    pub size: u64,
    /// Key, where it holds personal data.
    pub key_id: Option<String>,
    /// Until when it is to be kept, where it holds personal data.
    pub retain_until: Option<Timestamp>,
    /// When it was added.
    pub added_at: Timestamp,
    /// When its key was destroyed.
    pub erased_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    hash: String,
    name: String,
    media_type: String,
    size: i64,
    key_id: Option<String>,
    retain_until: Option<i64>,
    added_at: i64,
    erased_at: Option<i64>,
}

pub(crate) async fn insert(db: impl SqliteExecutor<'_>, attachment: &Attachment) -> Result<()> {
    sqlx::query(INSERT)
        .bind(attachment.id.to_string())
        .bind(&attachment.hash)
        .bind(&attachment.name)
        .bind(&attachment.media_type)
        .bind(i64::try_from(attachment.size).unwrap_or(i64::MAX))
        .bind(&attachment.key_id)
        .bind(attachment.retain_until.map(micros))
        .bind(micros(attachment.added_at))
        .execute(db)
        .await?;
    Ok(())
}

pub(crate) async fn get(db: impl SqliteExecutor<'_>, attachment: AttachmentId) -> Result<Option<Attachment>> {
    let row: Option<Row> = sqlx::query_as(GET).bind(attachment.to_string()).fetch_optional(db).await?;
    row.map(read).transpose()
}

pub(crate) async fn all(db: impl SqliteExecutor<'_>) -> Result<Vec<Attachment>> {
    let rows: Vec<Row> = sqlx::query_as(ALL).fetch_all(db).await?;
    rows.into_iter().map(read).collect()
}

pub(crate) async fn erase(db: impl SqliteExecutor<'_>, attachment: AttachmentId, at: Timestamp) -> Result<()> {
    sqlx::query(ERASE).bind(attachment.to_string()).bind(micros(at)).execute(db).await?;
    Ok(())
}

fn read(row: Row) -> Result<Attachment> {
    Ok(Attachment {
        id: id(&row.id)?,
        hash: row.hash,
        name: row.name,
        media_type: row.media_type,
        size: u64::try_from(row.size).unwrap_or(0),
        key_id: row.key_id,
        retain_until: row.retain_until.map(stamp).transpose()?,
        added_at: stamp(row.added_at)?,
        erased_at: row.erased_at.map(stamp).transpose()?,
    })
}
