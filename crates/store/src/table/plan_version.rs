//! `plan_version`: versions of plans that an open incident was run on, whole, so that clocks never load
//! a history.

use bridgebook_domain::{Document, DocumentId};
use jiff::Timestamp;
use sqlx::SqliteExecutor;

use super::{id, json, micros, stamp, to_json};
use crate::error::Result;

const INSERT: &str =
    "insert into plan_version (document, in_force_from, heads, hash, content) values (?1, ?2, ?3, ?4, ?5)";
const OF_DOCUMENT: &str = "select document, in_force_from, heads, hash, content from plan_version \
     where document = ?1 order by in_force_from, position";
const ALL: &str = "select document, in_force_from, heads, hash, content from plan_version \
     order by document, in_force_from, position";

#[cfg(test)]
pub(crate) const SQL: &[&str] = &[INSERT, OF_DOCUMENT, ALL];

/// A version of a plan and when it came into force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanVersion {
    /// The plan.
    pub document: DocumentId,
    /// From when on it is in force.
    pub in_force_from: Timestamp,
    /// Heads of the content.
    pub heads: Vec<String>,
    /// Content hash, as approvals and exports print it.
    pub hash: String,
    /// The content.
    pub content: Document,
}

type Row = (String, i64, String, String, String);

pub(crate) async fn insert(db: impl SqliteExecutor<'_>, version: &PlanVersion) -> Result<()> {
    let content = bridgebook_domain::canonical::text(&bridgebook_domain::canonical::content(&version.content));
    sqlx::query(INSERT)
        .bind(version.document.to_string())
        .bind(micros(version.in_force_from))
        .bind(to_json(&version.heads))
        .bind(&version.hash)
        .bind(content)
        .execute(db)
        .await?;
    Ok(())
}

pub(crate) async fn of_document(db: impl SqliteExecutor<'_>, document: DocumentId) -> Result<Vec<PlanVersion>> {
    let rows: Vec<Row> = sqlx::query_as(OF_DOCUMENT).bind(document.to_string()).fetch_all(db).await?;
    rows.into_iter().map(read).collect()
}

pub(crate) async fn all(db: impl SqliteExecutor<'_>) -> Result<Vec<PlanVersion>> {
    let rows: Vec<Row> = sqlx::query_as(ALL).fetch_all(db).await?;
    rows.into_iter().map(read).collect()
}

fn read((document, from, heads, hash, content): Row) -> Result<PlanVersion> {
    Ok(PlanVersion {
        document: id(&document)?,
        in_force_from: stamp(from)?,
        heads: json(&heads)?,
        hash,
        content: json(&content)?,
    })
}
