//! How the database is opened. The settings were measured: `synchronous=FULL` is what keeps every
//! acknowledged commit over a power cut (docs/decisions/0002).

use std::path::Path;
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use crate::error::{Result, StoreError};

/// "BBOK".
pub(crate) const APPLICATION_ID: i64 = 0x4242_4F4B;

/// The first SQLite without the WAL-reset bug, which loses committed writes.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// Whether connections may create the write-ahead log beside the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// A folder in which files can be made.
    Shared,
    /// A read-only folder: the file is read as it stands.
    Immutable,
}

/// The one connection that writes.
pub(crate) async fn writer(file: &Path) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .pragma("journal_size_limit", "67108864")
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .pragma("fullfsync", "1")
        .pragma("checkpoint_fullfsync", "1")
        .pragma("temp_store", "MEMORY")
        .disable_statement_logging();
    Ok(options.connect().await?)
}

/// Options of a connection that can only read.
pub(crate) fn reader_options(file: &Path, access: Access) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .read_only(true)
        .immutable(access == Access::Immutable)
        .busy_timeout(Duration::from_secs(5))
        .pragma("query_only", "ON")
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .pragma("temp_store", "MEMORY")
        .disable_statement_logging()
}

/// A few connections that can only read.
pub(crate) fn readers(file: &Path, access: Access) -> SqlitePool {
    SqlitePoolOptions::new().max_connections(3).connect_lazy_with(reader_options(file, access))
}

/// Refuses a SQLite that can lose writes.
pub(crate) async fn check_sqlite(connection: &mut SqliteConnection) -> Result<()> {
    let version: String = sqlx::query_scalar("select sqlite_version()").fetch_one(connection).await?;
    let mut parts = version.split('.').map(|p| p.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    if (next(), next(), next()) < OLDEST_SQLITE { Err(StoreError::OldSqlite(version)) } else { Ok(()) }
}

/// What a file says about itself in its first 100 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nature {
    /// There is none, or it is empty.
    Missing,
    /// A database of Bridgebook.
    Ours,
    /// Anything else.
    Foreign,
    /// Begins as SQLite does and ends too soon.
    Cut,
}

/// Looks at a file without opening it as a database, so that nothing foreign is touched.
pub(crate) fn nature(file: &Path) -> std::io::Result<Nature> {
    use std::io::Read;
    let mut head = Vec::new();
    match std::fs::File::open(file) {
        Ok(file) => file.take(100).read_to_end(&mut head)?,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Nature::Missing),
        Err(e) => return Err(e),
    };
    const MAGIC: &[u8] = b"SQLite format 3\0";
    if head.is_empty() {
        return Ok(Nature::Missing);
    }
    if !head.starts_with(&MAGIC[..MAGIC.len().min(head.len())]) {
        return Ok(Nature::Foreign);
    }
    if head.len() < 100 {
        return Ok(Nature::Cut);
    }
    let id = u32::from_be_bytes([head[68], head[69], head[70], head[71]]);
    // A first start that was cut short left a database without an id, and nothing in it but perhaps a log.
    Ok(match i64::from(id) {
        APPLICATION_ID => Nature::Ours,
        0 if is_unborn(file, &head) => Nature::Ours,
        _ => Nature::Foreign,
    })
}

/// A database file that holds no table yet: one page, schema cookie 0.
fn is_unborn(file: &Path, head: &[u8]) -> bool {
    let is_one_page = std::fs::metadata(file).is_ok_and(|m| m.len() <= 4096);
    is_one_page && head[40..44] == [0; 4]
}
