//! Migrations: embedded, additive, each in one transaction that the caller's connection issues itself
//! (the runner of sqlx opens transactions of its own, which are banned here).

use bridgebook_domain::canonical::hex;
use sha2::{Digest, Sha256};
use sqlx::Executor;
use sqlx::sqlite::SqliteConnection;

use crate::error::{Result, StoreError};

/// One step.
pub(crate) struct Migration {
    /// Number, from 1; also `user_version` afterwards.
    pub version: i64,
    /// SQL.
    pub sql: &'static str,
}

/// Every step, in order. A landed one is never edited: a test holds its hash.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, sql: include_str!("../migrations/0001_first.sql") },
    Migration { version: 2, sql: include_str!("../migrations/0002_case_messages.sql") },
];

/// The newest format that this version writes and reads.
pub(crate) const FORMAT: i64 = MIGRATIONS[MIGRATIONS.len() - 1].version;

/// What an existing file asks of its readers and writers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Needs {
    /// Its format.
    pub format: i64,
    /// The oldest format number a reader must know.
    pub reader: i64,
    /// The oldest format number a writer must know.
    pub writer: i64,
}

const NEEDS: &str = "select key, value from meta where key in ('min_reader', 'min_writer')";
const HAS_META: &str = "select count(*) from sqlite_schema where type = 'table' and name = 'meta'";
const SET_META: &str = "insert into meta (key, value) values (?1, ?2) on conflict (key) do update set value = ?2";

/// SQL of this file, for the test that prepares every statement.
#[cfg(test)]
pub(crate) const SQL: &[&str] = &[NEEDS, HAS_META, SET_META];

/// Reads what the file asks for; a file without tables asks for nothing.
pub(crate) async fn needs(connection: &mut SqliteConnection) -> Result<Needs> {
    let format: i64 = sqlx::query_scalar("pragma user_version").fetch_one(&mut *connection).await?;
    let mut needs = Needs { format, reader: 0, writer: 0 };
    let has_meta: i64 = sqlx::query_scalar(HAS_META).fetch_one(&mut *connection).await?;
    if has_meta == 0 {
        return Ok(needs);
    }
    let rows: Vec<(String, String)> = sqlx::query_as(NEEDS).fetch_all(connection).await?;
    for (key, value) in rows {
        let number = value.parse().map_err(|_| StoreError::Content(format!("meta {key} is “{value}”")))?;
        if key == "min_reader" { needs.reader = number } else { needs.writer = number }
    }
    Ok(needs)
}

/// Applies what is missing, each step as one commit.
pub(crate) async fn migrate(connection: &mut SqliteConnection, from: i64) -> Result<()> {
    for migration in MIGRATIONS.iter().filter(|m| m.version > from) {
        connection.execute("begin immediate").await?;
        if let Err(error) = step(connection, migration).await {
            // SQLite may have rolled back already; then this fails and that is well.
            let _ = connection.execute("rollback").await;
            return Err(error);
        }
        connection.execute("commit").await?;
    }
    Ok(())
}

async fn step(connection: &mut SqliteConnection, migration: &Migration) -> Result<()> {
    sqlx::raw_sql(migration.sql).execute(&mut *connection).await?;
    let hash = hex(&Sha256::digest(migration.sql.as_bytes()));
    let version = migration.version.to_string();
    let facts = [
        (format!("migration_{version}"), hash.as_str()),
        ("min_reader".to_owned(), "1"),
        ("min_writer".to_owned(), version.as_str()),
    ];
    for (key, value) in facts {
        sqlx::query(SET_META).bind(key).bind(value).execute(&mut *connection).await?;
    }
    // A pragma takes no parameters; both numbers are this program's own.
    let pragmas =
        format!("pragma application_id = {}; pragma user_version = {version};", crate::connection::APPLICATION_ID);
    sqlx::raw_sql(sqlx::AssertSqlSafe(pragmas)).execute(connection).await?;
    Ok(())
}
