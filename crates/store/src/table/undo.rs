//! `undo`: inverse operations per document and author, on two stacks; survives a restart.

use bridgebook_domain::{DocumentId, Operation};
use jiff::Timestamp;
use sqlx::SqliteExecutor;

use super::{json, micros, to_json};
use crate::error::Result;

pub(super) const PUSH: &str =
    "insert into undo (document, author, stack, operations, heads, made_at) values (?1, ?2, ?3, ?4, ?5, ?6)";
const TOP: &str = "select position, operations, heads from undo \
     where document = ?1 and author = ?2 and stack = ?3 order by position desc limit 1";
const NEXT: &str = "select position, operations, heads from undo \
     where document = ?1 and author = ?2 and stack = ?3 order by position desc limit 20";
const DROP: &str = "delete from undo where position = ?1";
const CLEAR: &str = "delete from undo where document = ?1 and author = ?2 and stack = ?3";
const TRIM: &str = "delete from undo where document = ?1 and author = ?2 and position not in \
     (select position from undo where document = ?1 and author = ?2 order by position desc limit 500)";
const DEPTHS: &str = "select coalesce(sum(stack = 'undo'), 0), coalesce(sum(stack = 'redo'), 0) from undo \
     where document = ?1 and author = ?2";
const DELETE: &str = "delete from undo where document = ?1";

#[cfg(test)]
pub(crate) const SQL: &[&str] = &[PUSH, TOP, NEXT, DROP, CLEAR, TRIM, DEPTHS, DELETE];

/// One of the two stacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stack {
    Undo,
    Redo,
}

impl Stack {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Undo => "undo",
            Self::Redo => "redo",
        }
    }
}

/// What undoes one step, and the heads it was right at.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub position: i64,
    pub operations: Vec<Operation>,
    pub heads: Vec<String>,
}

/// Puts a step on a stack.
pub(crate) async fn push(
    db: impl SqliteExecutor<'_>,
    (document, author): (DocumentId, &str),
    stack: Stack,
    operations: &[Operation],
    heads: &[String],
    at: Timestamp,
) -> Result<()> {
    sqlx::query(PUSH)
        .bind(document.to_string())
        .bind(author)
        .bind(stack.word())
        .bind(to_json(&operations))
        .bind(to_json(&heads))
        .bind(micros(at))
        .execute(db)
        .await?;
    Ok(())
}

pub(crate) async fn top(
    db: impl SqliteExecutor<'_>,
    (document, author): (DocumentId, &str),
    stack: Stack,
) -> Result<Option<Step>> {
    let row: Option<(i64, String, String)> =
        sqlx::query_as(TOP).bind(document.to_string()).bind(author).bind(stack.word()).fetch_optional(db).await?;
    row.map(|(position, operations, heads)| Ok(Step { position, operations: json(&operations)?, heads: json(&heads)? }))
        .transpose()
}

/// The steps that are next, the first of them first.
pub(crate) async fn next(
    db: impl SqliteExecutor<'_>,
    (document, author): (DocumentId, &str),
    stack: Stack,
) -> Result<Vec<Step>> {
    let rows: Vec<(i64, String, String)> =
        sqlx::query_as(NEXT).bind(document.to_string()).bind(author).bind(stack.word()).fetch_all(db).await?;
    let step = |(position, operations, heads): (i64, String, String)| {
        Ok(Step { position, operations: json(&operations)?, heads: json(&heads)? })
    };
    rows.into_iter().map(step).collect()
}

pub(crate) async fn drop(db: impl SqliteExecutor<'_>, position: i64) -> Result<()> {
    sqlx::query(DROP).bind(position).execute(db).await?;
    Ok(())
}

pub(crate) async fn clear(
    db: impl SqliteExecutor<'_>,
    (document, author): (DocumentId, &str),
    stack: Stack,
) -> Result<()> {
    sqlx::query(CLEAR).bind(document.to_string()).bind(author).bind(stack.word()).execute(db).await?;
    Ok(())
}

/// Keeps the newest 500 steps of an author in a document.
pub(crate) async fn trim(db: impl SqliteExecutor<'_>, (document, author): (DocumentId, &str)) -> Result<()> {
    sqlx::query(TRIM).bind(document.to_string()).bind(author).execute(db).await?;
    Ok(())
}

/// How many steps can be undone and redone.
pub(crate) async fn depths(db: impl SqliteExecutor<'_>, (document, author): (DocumentId, &str)) -> Result<(i64, i64)> {
    Ok(sqlx::query_as(DEPTHS).bind(document.to_string()).bind(author).fetch_one(db).await?)
}

pub(crate) async fn delete(db: impl SqliteExecutor<'_>, document: DocumentId) -> Result<()> {
    sqlx::query(DELETE).bind(document.to_string()).execute(db).await?;
    Ok(())
}
