//! Backups: copies that were opened and checked before they count, and putting one back.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode};

use crate::connection::{self, Access};
use crate::error::{Result, StoreError};
use crate::folder::{Folder, private, private_folder, sync_folder};
use crate::retention;
use crate::store::Store;
use crate::table::{chunk, delivery, entry, meta};
use crate::writer::Task;

const COPY: &str = "vacuum into ?1";

/// A backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// The file.
    pub path: PathBuf,
    /// When it was made, where its name says so.
    pub made_at: Option<Timestamp>,
    /// Size in bytes.
    pub size: u64,
}

impl Store {
    /// Copies the data to a new file, and the attachments to a folder beside it (`<file>.attachments`).
    /// Writing goes on meanwhile. Keys of personal data are not in it.
    ///
    /// # Errors
    /// [`StoreError::WouldOverwrite`], [`StoreError::BadBackup`] when the copy is not sound; nothing is
    /// left behind then.
    pub async fn backup_create(&self, path: &Path) -> Result<Backup> {
        copy_to(self.folder(), path).await?;
        let attachments = self.folder().attachments();
        if attachments.is_dir() {
            copy_files(&attachments, &attachments_of(path))?;
        }
        backup_at(path)
    }

    /// Opens a backup and checks every page, change and entry in it.
    ///
    /// # Errors
    /// [`StoreError::BadBackup`] with what was found.
    pub async fn backup_verify(path: &Path) -> Result<Backup> {
        check(path).await?;
        let readers = connection::readers(path, Access::Immutable);
        let found = crate::verify::database(&readers).await;
        readers.close().await;
        match found {
            Ok(found) if found.is_intact => backup_at(path),
            Ok(found) => Err(bad(path, found.lines.join(" "))),
            Err(error) => Err(bad(path, error.to_string())),
        }
    }

    /// Puts a backup in the place of the present data, which is kept beside it in a folder that is
    /// returned. The data folder must not be open. The next start needs a fresh actor, as every start.
    ///
    /// # Errors
    /// [`StoreError::AlreadyOpen`], [`StoreError::BadBackup`]; nothing was changed then.
    pub async fn backup_restore(folder: impl Into<PathBuf>, path: &Path, now: Timestamp) -> Result<PathBuf> {
        let folder = Folder::at(folder);
        folder.create()?;
        let lock = folder.lock()?;
        Self::backup_verify(path).await?;
        let partial = folder.root().join("restore.partial");
        std::fs::copy(path, &partial).map_err(StoreError::file("Copying the backup"))?;
        hold_deliveries(&partial).await?;
        make_last(&partial)?;
        let kept = set_aside(&folder, "replaced", now)?;
        std::fs::rename(&partial, folder.database()).map_err(StoreError::file("Putting the backup in place"))?;
        sync_folder(folder.root())?;
        if attachments_of(path).is_dir() {
            copy_files(&attachments_of(path), &folder.attachments())?;
        }
        drop(lock);
        Ok(kept)
    }

    /// The backups that were made by themselves, newest first.
    #[must_use]
    pub fn backups(&self) -> Vec<Backup> {
        list(self.folder())
    }

    /// Other copies of former data that Bridgebook keeps in the data folder: from before a migration, a restore or a
    /// repair. They hold what was erased since, and nothing drops them by itself.
    #[must_use]
    pub fn copies_set_aside(&self) -> Vec<PathBuf> {
        let inside =
            |folder: &Path| std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let begins = |path: &Path, words: &[&str]| {
            path.file_name().is_some_and(|name| words.iter().any(|word| name.to_string_lossy().starts_with(word)))
        };
        let migrated = inside(&self.folder().backups()).filter(|path| begins(path, &["before-migration-from-"]));
        let aside = inside(self.folder().root())
            .filter(|path| begins(path, &["replaced-", "quarantine-"]) && path.join("bridgebook.sqlite").exists());
        let mut found: Vec<PathBuf> = migrated.chain(aside).collect();
        found.sort();
        found
    }

    /// Makes a backup if an hour has passed since the last one and something changed, and drops the ones
    /// that are not kept any longer (24 hours, 7 days, 4 weeks).
    ///
    /// # Errors
    /// As [`Store::backup_create`].
    pub async fn backup_if_due(&self, now: Timestamp) -> Result<Option<Backup>> {
        let readers = &self.inner.readers;
        let state = format!("{}/{}", chunk::last(readers).await?, entry::last(readers).await?);
        let is_changed = meta::get(readers, meta::BACKED_UP_TO).await?.is_none_or(|last| last != state);
        let last = self.backups().iter().filter_map(|b| b.made_at).max();
        if !retention::is_due(last, is_changed, now) {
            return Ok(None);
        }
        private_folder(&self.folder().backups())?;
        let path = self.folder().backups().join(retention::name(now));
        copy_to(self.folder(), &path).await?;
        self.task(Task::Note(vec![(meta::BACKED_UP_TO, state)])).await?;
        let made: Vec<_> = self.backups().into_iter().filter_map(|b| Some((b.path, b.made_at?))).collect();
        for old in retention::dropped(&made, now) {
            // One backup too many does no harm.
            let _ = std::fs::remove_file(old);
        }
        backup_at(&path).map(Some)
    }
}

/// What waited in the outbox when the copy was made may have gone out since: a person decides about it.
async fn hold_deliveries(copy: &Path) -> Result<()> {
    let options = SqliteConnectOptions::new().filename(copy).journal_mode(SqliteJournalMode::Delete);
    let mut db = options.disable_statement_logging().connect().await?;
    delivery::hold(&mut db).await?;
    sqlx::Connection::close(db).await?;
    Ok(())
}

/// The backups in the folder's own place, newest first.
pub(crate) fn list(folder: &Folder) -> Vec<Backup> {
    let Ok(entries) = std::fs::read_dir(folder.backups()) else { return Vec::new() };
    let mut list: Vec<Backup> = entries
        .filter_map(|entry| backup_at(&entry.ok()?.path()).ok())
        .filter(|backup| backup.made_at.is_some())
        .collect();
    list.sort_by_key(|backup| std::cmp::Reverse(backup.made_at));
    list
}

fn backup_at(path: &Path) -> Result<Backup> {
    let size = std::fs::metadata(path).map_err(StoreError::file("Reading the backup"))?.len();
    let made_at = path.file_name().and_then(|name| retention::made_at(&name.to_string_lossy()));
    Ok(Backup { path: path.to_owned(), made_at, size })
}

/// Copies the database while others may write to it.
async fn copy_to(folder: &Folder, path: &Path) -> Result<()> {
    if path.exists() {
        return Err(StoreError::WouldOverwrite(path.to_owned()));
    }
    let partial = path.with_extension("partial");
    let _ = std::fs::remove_file(&partial);
    let options = SqliteConnectOptions::new().filename(folder.database()).read_only(true);
    let mut reader = options.disable_statement_logging().connect().await?;
    let copied = sqlx::query(COPY).bind(partial.to_string_lossy()).execute(&mut reader).await;
    if let Err(error) = copied {
        let _ = std::fs::remove_file(&partial);
        return Err(error.into());
    }
    finish(&partial, path).await
}

/// Copies the database before a migration changes it, and keeps the copy.
pub(crate) async fn before_migration(folder: &Folder, db: &mut SqliteConnection, format: i64) -> Result<()> {
    private_folder(&folder.backups())?;
    let path = folder.backups().join(format!("before-migration-from-{format}.sqlite"));
    if path.exists() {
        // A migration that failed after its backup: that copy is the older, safer one.
        return check(&path).await;
    }
    let partial = folder.backups().join("before-migration.partial");
    let _ = std::fs::remove_file(&partial);
    sqlx::query(COPY).bind(partial.to_string_lossy()).execute(db).await?;
    finish(&partial, &path).await
}

/// Makes a copy last, checks it, and gives it its name.
async fn finish(partial: &Path, path: &Path) -> Result<()> {
    make_last(partial)?;
    if let Err(error) = check(partial).await {
        let _ = std::fs::remove_file(partial);
        return Err(error);
    }
    std::fs::rename(partial, path).map_err(StoreError::file("Naming the backup"))?;
    path.parent().map_or(Ok(()), sync_folder)
}

fn make_last(path: &Path) -> Result<()> {
    private(path, 0o600)
        .and_then(|()| std::fs::File::open(path)?.sync_all())
        .map_err(StoreError::file("Writing the backup"))
}

/// Opens a copy and checks every page of it.
async fn check(path: &Path) -> Result<()> {
    match connection::nature(path) {
        Ok(connection::Nature::Ours) => {}
        Ok(connection::Nature::Missing) => return Err(bad(path, "there is nothing in it".to_owned())),
        Ok(_) => return Err(bad(path, "it is not a Bridgebook data file".to_owned())),
        Err(error) => return Err(bad(path, error.to_string())),
    }
    let found: std::result::Result<Vec<String>, sqlx::Error> = async {
        let mut db = connection::reader_options(path, Access::Immutable).connect().await?;
        sqlx::query_scalar("pragma integrity_check(5)").fetch_all(&mut db).await
    }
    .await;
    match found {
        Ok(found) if found == ["ok"] => Ok(()),
        Ok(found) => Err(bad(path, found.join("; "))),
        Err(error) => Err(bad(path, error.to_string())),
    }
}

fn bad(path: &Path, what: String) -> StoreError {
    StoreError::BadBackup { file: path.to_owned(), what }
}

/// Moves database, log and index into a folder of their own; nothing is ever deleted.
pub(crate) fn set_aside(folder: &Folder, word: &str, now: Timestamp) -> Result<PathBuf> {
    let aside = folder.root().join(format!("{word}-{}", now.strftime("%Y%m%dT%H%M%SZ")));
    if aside.exists() {
        return Err(StoreError::WouldOverwrite(aside));
    }
    private_folder(&aside)?;
    for name in ["bridgebook.sqlite", "bridgebook.sqlite-wal", "bridgebook.sqlite-shm"] {
        let from = folder.root().join(name);
        if from.exists() {
            std::fs::rename(&from, aside.join(name)).map_err(StoreError::file("Setting the data aside"))?;
        }
    }
    for name in ["search.sqlite", "search.sqlite-wal", "search.sqlite-shm"] {
        // The index belongs to the data that goes; it is made again.
        let _ = std::fs::remove_file(folder.root().join(name));
    }
    sync_folder(folder.root())?;
    Ok(aside)
}

fn attachments_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".attachments");
    path.with_file_name(name)
}

/// Copies the files of attachments that are not there yet. They are named by their hash, so one that is
/// there is the same.
fn copy_files(from: &Path, to: &Path) -> Result<()> {
    let failed = || StoreError::file("Copying the attachments");
    for folder in std::fs::read_dir(from).map_err(failed())? {
        let folder = folder.map_err(failed())?.path();
        let Some(name) = folder.file_name().filter(|_| folder.is_dir()) else { continue };
        let target = to.join(name);
        private_folder(to)?;
        private_folder(&target)?;
        for file in std::fs::read_dir(&folder).map_err(failed())? {
            let file = file.map_err(failed())?.path();
            let Some(name) = file.file_name().filter(|_| file.extension().is_none()) else { continue };
            if !target.join(name).exists() {
                std::fs::copy(&file, target.join(name)).map_err(failed())?;
                make_last(&target.join(name))?;
            }
        }
        sync_folder(&target)?;
    }
    Ok(())
}
