//! Keys of attachments with personal data, in a file of their own: dated backups leave it out, and its
//! one backup is always the newest, so a destroyed key is nowhere.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};

use crate::error::{Result, StoreError};
use crate::folder::{Folder, private, private_folder, sync_folder};
use crate::table::micros;

const CREATE: &str = "create table if not exists secret \
     (id text not null primary key, bytes blob not null, made_at integer not null) strict";
const PUT: &str = "insert into secret (id, bytes, made_at) values (?1, ?2, ?3)";
const GET: &str = "select bytes from secret where id = ?1";
const IDS: &str = "select id from secret";
const DESTROY: &str = "delete from secret where id = ?1";
const BEGIN: &str = "begin immediate";
const COMMIT: &str = "commit";
const ROLLBACK: &str = "rollback";
const COPY: &str = "vacuum into ?1";

/// The open file of keys.
pub(crate) struct Keys(SqliteConnection);

impl Keys {
    pub async fn open(folder: &Folder) -> Result<Self> {
        let file = folder.keys();
        let mut connection = SqliteConnectOptions::new()
            .filename(&file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Delete)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(5))
            // What is deleted is overwritten.
            .pragma("secure_delete", "ON")
            .pragma("trusted_schema", "OFF")
            .disable_statement_logging()
            .connect()
            .await?;
        private(&file, 0o600).map_err(StoreError::file("Restricting the file of keys to you"))?;
        sqlx::query(CREATE).execute(&mut connection).await?;
        Ok(Self(connection))
    }

    /// The ids of the keys in their backup; none where there is no backup.
    pub async fn backed_up(folder: &Folder) -> Result<BTreeSet<String>> {
        let file = folder.backups().join("keys.sqlite");
        if !file.exists() {
            return Ok(BTreeSet::new());
        }
        let options = SqliteConnectOptions::new().filename(&file).read_only(true).immutable(true);
        let mut backup = options.disable_statement_logging().connect().await?;
        let ids: Vec<String> = sqlx::query_scalar(IDS).fetch_all(&mut backup).await?;
        Ok(ids.into_iter().collect())
    }

    pub async fn put(&mut self, id: &str, key: &[u8; 32], at: Timestamp) -> Result<()> {
        sqlx::query(PUT).bind(id).bind(key.as_slice()).bind(micros(at)).execute(&mut self.0).await?;
        Ok(())
    }

    /// Keeps several keys, all of them or none.
    pub async fn put_all(&mut self, list: &[(String, [u8; 32])], at: Timestamp) -> Result<()> {
        sqlx::query(BEGIN).execute(&mut self.0).await?;
        for (id, key) in list {
            if let Err(error) = self.put(id, key, at).await {
                // The file goes on as it was; what the error was is what is said.
                let _ = sqlx::query(ROLLBACK).execute(&mut self.0).await;
                return Err(error);
            }
        }
        sqlx::query(COMMIT).execute(&mut self.0).await?;
        Ok(())
    }

    pub async fn get(&mut self, id: &str) -> Result<Option<[u8; 32]>> {
        let bytes: Option<Vec<u8>> = sqlx::query_scalar(GET).bind(id).fetch_optional(&mut self.0).await?;
        bytes
            .map(|bytes| bytes.try_into().map_err(|_| StoreError::Content("a key has the wrong length".to_owned())))
            .transpose()
    }

    /// The ids of all keys.
    pub async fn ids(&mut self) -> Result<BTreeSet<String>> {
        let ids: Vec<String> = sqlx::query_scalar(IDS).fetch_all(&mut self.0).await?;
        Ok(ids.into_iter().collect())
    }

    pub async fn destroy(&mut self, id: &str) -> Result<()> {
        sqlx::query(DESTROY).bind(id).execute(&mut self.0).await?;
        Ok(())
    }

    /// Replaces the one backup of the keys.
    pub async fn back_up(&mut self, folder: &Folder) -> Result<()> {
        private_folder(&folder.backups())?;
        let (partial, path) = (folder.backups().join("keys.partial"), folder.backups().join("keys.sqlite"));
        let _ = std::fs::remove_file(&partial);
        sqlx::query(COPY).bind(partial.to_string_lossy()).execute(&mut self.0).await?;
        private(&partial, 0o600)
            .and_then(|()| std::fs::File::open(&partial)?.sync_all())
            .and_then(|()| std::fs::rename(&partial, &path))
            .map_err(StoreError::file("Backing up the keys"))?;
        sync_folder(&folder.backups())
    }
}
