//! Keys of attachments with personal data, in a file of their own: dated backups leave it out, and its
//! one backup is always the newest, so a destroyed key is nowhere. Its journal stays where it lies and a former backup is
//! written over before it goes, so that no bytes of keys are left in free blocks as far as a program can see to that:
//! `docs/personal-data.md` says what no program can promise.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
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
const EXCLUSIVE: &str = "begin exclusive";
const VACUUM: &str = "vacuum";
/// The backup that was, while it is written over.
const FORMER: &str = "keys.former";
/// Bytes that are written over at once.
const AT_ONCE: usize = 4096;

/// The open file of keys.
pub(crate) struct Keys(SqliteConnection);

impl Keys {
    pub async fn open(folder: &Folder) -> Result<Self> {
        let file = folder.keys();
        let mut connection = SqliteConnectOptions::new()
            .filename(&file)
            .create_if_missing(true)
            // The journal holds pages with keys. It is written over in its place, not removed and written elsewhere.
            .journal_mode(SqliteJournalMode::Persist)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(5))
            // What is deleted is overwritten.
            .pragma("secure_delete", "ON")
            .pragma("temp_store", "MEMORY")
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
    pub async fn put_all(&mut self, list: &[(String, [u8; 32])], at: Timestamp, folder: &Folder) -> Result<()> {
        sqlx::query(BEGIN).execute(&mut self.0).await?;
        for (id, key) in list {
            if let Err(error) = self.put(id, key, at).await {
                // The file goes on as it was; what the error was is what is said.
                let _ = sqlx::query(ROLLBACK).execute(&mut self.0).await;
                return Err(error);
            }
        }
        sqlx::query(COMMIT).execute(&mut self.0).await?;
        // Other keys of the same page stand in it.
        self.wipe_journal(folder).await
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

    /// Destroys keys: their rows are written over, the file is written anew, and so is the journal of it.
    pub async fn destroy(&mut self, ids: &[String], folder: &Folder) -> Result<()> {
        for id in ids {
            sqlx::query(DESTROY).bind(id).execute(&mut self.0).await?;
        }
        if !ids.is_empty() {
            // Places within pages that a moved row left are not written over by the deletion.
            sqlx::query(VACUUM).execute(&mut self.0).await?;
        }
        self.wipe_journal(folder).await
    }

    /// Writes over what the journal holds of former pages, while nobody else can use it.
    async fn wipe_journal(&mut self, folder: &Folder) -> Result<()> {
        let journal = journal_of(folder);
        if !holds_anything(&journal) {
            return Ok(());
        }
        sqlx::query(EXCLUSIVE).execute(&mut self.0).await?;
        let wiped = write_over(&journal);
        sqlx::query(ROLLBACK).execute(&mut self.0).await?;
        wiped.map_err(StoreError::file("Writing over the journal of the keys"))
    }

    /// Whether a former copy of the keys is left that was not written over.
    pub fn is_left(folder: &Folder) -> bool {
        [FORMER, "keys.partial"].iter().any(|name| folder.backups().join(name).exists())
    }

    /// Replaces the one backup of the keys.
    pub async fn back_up(&mut self, folder: &Folder) -> Result<()> {
        private_folder(&folder.backups())?;
        let in_backups = |name: &str| folder.backups().join(name);
        let (partial, path, former) = (in_backups("keys.partial"), in_backups("keys.sqlite"), in_backups(FORMER));
        // What a crash left of the two.
        for left in [&partial, &former] {
            wipe(left).map_err(StoreError::file("Writing over a former copy of the keys"))?;
        }
        sqlx::query(COPY).bind(partial.to_string_lossy()).execute(&mut self.0).await?;
        private(&partial, 0o600)
            .and_then(|()| fs::File::open(&partial)?.sync_all())
            .and_then(|()| set_aside(&path, &former))
            .and_then(|()| fs::rename(&partial, &path))
            .map_err(StoreError::file("Backing up the keys"))?;
        sync_folder(&folder.backups())?;
        wipe(&former).map_err(StoreError::file("Writing over a former copy of the keys"))
    }
}

fn journal_of(folder: &Folder) -> PathBuf {
    let mut name = folder.keys().into_os_string();
    name.push("-journal");
    PathBuf::from(name)
}

/// Keeps the backup under a second name until another one has its own.
fn set_aside(path: &Path, former: &Path) -> io::Result<()> {
    if !path.exists() {
        return Ok(());
    }
    // A disk that knows no second names is without a backup for a moment; the keys themselves are there.
    fs::hard_link(path, former).or_else(|_| fs::rename(path, former))
}

/// Writes over a file and removes it; one that is not there is well.
fn wipe(path: &Path) -> io::Result<()> {
    if !path.exists() {
        return Ok(());
    }
    write_over(path)?;
    fs::remove_file(path)
}

/// Writes zeros over all that a file holds, where it lies.
fn write_over(path: &Path) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).open(path)?;
    let mut left = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    let zeros = [0_u8; AT_ONCE];
    while left > 0 {
        let some = left.min(AT_ONCE);
        file.write_all(&zeros[..some])?;
        left -= some;
    }
    file.sync_all()
}

/// Whether a file holds anything but zeros.
fn holds_anything(path: &Path) -> bool {
    fs::read(path).is_ok_and(|bytes| bytes.iter().any(|byte| *byte != 0))
}
