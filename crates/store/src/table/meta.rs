//! `meta`: facts about the file itself.

use sqlx::SqliteExecutor;

use crate::error::Result;

const GET: &str = "select value from meta where key = ?1";
const SET: &str = "insert into meta (key, value) values (?1, ?2) on conflict (key) do update set value = ?2";

#[cfg(test)]
pub(crate) const SQL: &[&str] = &[GET, SET];

/// Whether the file was closed in order; `no` while it is open.
pub(crate) const CLEAN: &str = "clean";
/// Places of the last change and entry when the file was last backed up by itself.
pub(crate) const BACKED_UP_TO: &str = "backed_up_to";

/// Whether what was deleted may still lie in free places of the file: `yes` until it was written anew.
pub(crate) const TO_SWEEP: &str = "to_sweep";

pub(crate) async fn get(db: impl SqliteExecutor<'_>, key: &str) -> Result<Option<String>> {
    Ok(sqlx::query_scalar(GET).bind(key).fetch_optional(db).await?)
}

pub(crate) async fn set(db: impl SqliteExecutor<'_>, key: &str, value: &str) -> Result<()> {
    sqlx::query(SET).bind(key).bind(value).execute(db).await?;
    Ok(())
}
