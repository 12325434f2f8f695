//! `setting`: what the person chose.

use std::collections::BTreeMap;

use sqlx::SqliteExecutor;

use crate::error::Result;

const ALL: &str = "select key, value from setting order by key";
const SET: &str = "insert into setting (key, value) values (?1, ?2) on conflict (key) do update set value = ?2";
const CLEAR: &str = "delete from setting where key = ?1";

#[cfg(test)]
pub(crate) const SQL: &[&str] = &[ALL, SET, CLEAR];

pub(crate) async fn all(db: impl SqliteExecutor<'_>) -> Result<BTreeMap<String, String>> {
    let rows: Vec<(String, String)> = sqlx::query_as(ALL).fetch_all(db).await?;
    Ok(rows.into_iter().collect())
}

/// Sets a setting, or clears it.
pub(crate) async fn set(db: impl SqliteExecutor<'_>, key: &str, value: Option<&str>) -> Result<()> {
    match value {
        Some(value) => sqlx::query(SET).bind(key).bind(value).execute(db).await?,
        None => sqlx::query(CLEAR).bind(key).execute(db).await?,
    };
    Ok(())
}
