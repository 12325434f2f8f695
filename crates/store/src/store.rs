//! Opening, closing and asking.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use sqlx::sqlite::{SqliteConnection, SqlitePool};
use sqlx::{ConnectOptions, Executor};
use tokio::sync::{broadcast, mpsc, oneshot};
use uuid::Uuid;

use crate::connection::{self, Access, Nature};
use crate::error::{Result, StoreError, sqlite_code};
use crate::event::Event;
use crate::folder::{Folder, private};
use crate::migration::{self, FORMAT};
use crate::past::Held;
use crate::table::{delivery, meta};
use crate::write::{Committed, Write};
use crate::writer::{Command, Task, Writer};

/// What a process start brings along.
#[derive(Debug, Clone, Copy)]
pub struct OpenOptions {
    /// Fresh and random per process start: it names this process's changes and chains of the log. Used
    /// twice, histories could part ways unnoticed.
    pub actor: Uuid,
    /// Now.
    pub now: Timestamp,
}

/// How the data was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// There was none; it begins now.
    New,
    /// It was closed in order.
    Clean,
    /// The process before ended without closing it. Everything acknowledged is there.
    AfterCrash,
    /// It is open for reading only.
    ReadOnly,
}

/// An open data folder. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub folder: Folder,
    pub readers: SqlitePool,
    pub events: broadcast::Sender<Event>,
    pub opened: Opened,
    pub index: crate::search::Index,
    pub past: crate::past::Held,
    writer: Option<mpsc::Sender<Command>>,
}

/// Files larger than this are not checked whole at the start, in bytes.
const QUICK_CHECK_LIMIT: u64 = 100 * 1024 * 1024;

impl Store {
    /// Opens a data folder for reading and writing, making it if it is not there.
    ///
    /// # Errors
    /// [`StoreError::AlreadyOpen`], [`StoreError::ReadOnlyFolder`], [`StoreError::Foreign`],
    /// [`StoreError::Newer`], [`StoreError::NewerToWrite`], [`StoreError::Damaged`],
    /// [`StoreError::OldSqlite`] and [`StoreError::Full`]: what is in the folder is left as it is.
    pub async fn open(folder: impl Into<PathBuf>, options: OpenOptions) -> Result<Self> {
        let folder = Folder::at(folder);
        folder.create()?;
        let lock = folder.lock()?;
        let file = folder.database();
        let is_new = match nature(&folder)? {
            Nature::Missing => !folder.root().join("bridgebook.sqlite-wal").exists(),
            _ => {
                check_needs(&folder).await?;
                false
            }
        };
        let mut connection = connection::writer(&file).await.map_err(|e| damaged(&folder, e))?;
        for name in ["bridgebook.sqlite", "bridgebook.sqlite-wal", "bridgebook.sqlite-shm"] {
            let path = folder.root().join(name);
            if path.exists() {
                private(&path, 0o600).map_err(StoreError::file("Restricting the data file to you"))?;
            }
        }
        connection::check_sqlite(&mut connection).await?;
        quick_check(&folder, &mut connection).await?;
        let format = migration::needs(&mut connection).await?.format;
        if format < FORMAT {
            if format > 0 {
                crate::backup::before_migration(&folder, &mut connection, format).await?;
            }
            migration::migrate(&mut connection, format).await?;
            // So that the file names itself even when the log beside it is lost.
            connection.execute("pragma wal_checkpoint(truncate)").await?;
        }
        delivery::restart(&mut connection).await?;
        let was_clean = meta::get(&mut connection, meta::CLEAN).await?;
        meta::set(&mut connection, meta::CLEAN, "no").await?;
        folder.keep_reserve();
        let opened = match was_clean.as_deref() {
            _ if is_new => Opened::New,
            Some("yes") => Opened::Clean,
            _ => Opened::AfterCrash,
        };
        let (events, _) = broadcast::channel(1024);
        let (sender, receiver) = mpsc::channel(256);
        let writer = Writer::new(folder.clone(), connection, options.actor, lock, events.clone());
        tokio::spawn(writer.run(receiver));
        let readers = connection::readers(&file, Access::Shared);
        let index = crate::search::Index::default();
        let changes = events.subscribe();
        let inner =
            Arc::new(Inner { folder, readers, events, opened, index, past: Held::default(), writer: Some(sender) });
        tokio::spawn(crate::search::follow(Arc::downgrade(&inner), changes));
        let store = Self { inner };
        // An erasure that was broken off is committed, and the data is good without the rest of it: it is tried again.
        let _ = store.finish_erasures().await;
        Ok(store)
    }

    /// Opens a data folder for reading, also while another process writes to it or where nothing can be
    /// written.
    ///
    /// # Errors
    /// [`StoreError::NoData`], [`StoreError::Foreign`], [`StoreError::Newer`], [`StoreError::Damaged`].
    pub async fn open_read_only(folder: impl Into<PathBuf>) -> Result<Self> {
        let folder = Folder::at(folder);
        let has_log = folder.root().join("bridgebook.sqlite-wal").exists();
        if nature(&folder)? == Nature::Missing && !has_log {
            return Err(StoreError::NoData(folder.root().to_owned()));
        }
        let needs = match read_needs(&folder, access(&folder)).await {
            Err(StoreError::NewerToWrite(_)) | Ok(()) => Ok(()),
            Err(error) => Err(error),
        };
        needs?;
        let readers = connection::readers(&folder.database(), access(&folder));
        let (events, _) = broadcast::channel(16);
        let index = crate::search::Index::default();
        let inner =
            Inner { folder, readers, events, opened: Opened::ReadOnly, index, past: Held::default(), writer: None };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// How the data was found.
    #[must_use]
    pub fn opened(&self) -> Opened {
        self.inner.opened
    }

    /// The data folder.
    #[must_use]
    pub fn folder(&self) -> &Folder {
        &self.inner.folder
    }

    /// Events after each commit. Who falls behind by more than 1,024 is told so by the channel.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.inner.events.subscribe()
    }

    /// Writes: all of it or nothing, acknowledged after the commit.
    ///
    /// # Errors
    /// Nothing of the write was done. [`StoreError::Full`] says that the disk is full; the next write
    /// after space was made works again.
    pub async fn write(&self, write: Write) -> Result<Committed> {
        let (reply, answer) = oneshot::channel();
        self.command(Command::Write(Box::new(write), reply)).await?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Removes a document with all its changes: the erasure of a person, the one exception to "never
    /// deleted". The caller logs it. Backups made before still hold it until they are dropped.
    ///
    /// # Errors
    /// [`StoreError::NoSuchDocument`]; nothing was removed then.
    pub async fn erase_document(
        &self,
        document: bridgebook_domain::DocumentId,
        reason: &str,
        at: Timestamp,
    ) -> Result<()> {
        self.task(Task::EraseDocument(document, at, reason.to_owned())).await?;
        self.finish_erasures().await
    }

    /// Whether it can write.
    pub(crate) fn is_writer(&self) -> bool {
        self.inner.writer.is_some()
    }

    pub(crate) async fn task(&self, task: Task) -> Result<()> {
        let (reply, answer) = oneshot::channel();
        self.command(Command::Task(task, reply)).await?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    async fn command(&self, command: Command) -> Result<()> {
        let writer = self.inner.writer.as_ref().ok_or(StoreError::ReadOnly)?;
        writer.send(command).await.map_err(|_| StoreError::Closed)
    }

    /// Ends the writing in order and frees the folder. Later writes fail with [`StoreError::Closed`].
    pub async fn close(&self) {
        self.inner.readers.close().await;
        let (reply, done) = oneshot::channel();
        if self.command(Command::Close(reply)).await.is_ok() {
            // The task is gone either way.
            let _ = done.await;
        }
    }
}

fn nature(folder: &Folder) -> Result<Nature> {
    let file = folder.database();
    match connection::nature(&file) {
        Ok(Nature::Foreign) => Err(StoreError::Foreign(file)),
        Ok(Nature::Cut) => Err(StoreError::Damaged { file, what: "it ends after a few bytes".to_owned() }),
        Ok(nature) => Ok(nature),
        Err(error) => Err(StoreError::file(format!("Reading {}", file.display()))(error)),
    }
}

fn access(folder: &Folder) -> Access {
    let has_log = folder.root().join("bridgebook.sqlite-wal").exists();
    if has_log || folder.is_writable() { Access::Shared } else { Access::Immutable }
}

async fn check_needs(folder: &Folder) -> Result<()> {
    read_needs(folder, Access::Shared).await
}

async fn read_needs(folder: &Folder, access: Access) -> Result<()> {
    let file = folder.database();
    let mut reader =
        connection::reader_options(&file, access).connect().await.map_err(|e| damaged(folder, e.into()))?;
    let needs = migration::needs(&mut reader).await.map_err(|e| damaged(folder, e))?;
    // A file whose connection cannot be closed in order is still whole.
    let _ = sqlx::Connection::close(reader).await;
    if needs.reader > FORMAT {
        return Err(StoreError::Newer { file, format: needs.format, known: FORMAT });
    }
    if needs.writer > FORMAT {
        return Err(StoreError::NewerToWrite(file));
    }
    Ok(())
}

async fn quick_check(folder: &Folder, connection: &mut SqliteConnection) -> Result<()> {
    if std::fs::metadata(folder.database()).is_ok_and(|m| m.len() > QUICK_CHECK_LIMIT) {
        return Ok(());
    }
    let found: Vec<String> = sqlx::query_scalar("pragma quick_check(5)")
        .fetch_all(connection)
        .await
        .map_err(|e| damaged(folder, e.into()))?;
    if found == ["ok"] { Ok(()) } else { Err(StoreError::Damaged { file: folder.database(), what: found.join("; ") }) }
}

const SQLITE_CORRUPT: i32 = 11;
const SQLITE_CANTOPEN: i32 = 14;
const SQLITE_READONLY: i32 = 8;
const SQLITE_NOTADB: i32 = 26;

/// What an error while opening says about the file.
pub(crate) fn damaged(folder: &Folder, error: StoreError) -> StoreError {
    let StoreError::Database(inner) = &error else { return error };
    match sqlite_code(inner) {
        Some(SQLITE_CORRUPT | SQLITE_NOTADB) => {
            StoreError::Damaged { file: folder.database(), what: inner.to_string() }
        }
        Some(SQLITE_CANTOPEN | SQLITE_READONLY) if !folder.is_writable() => {
            StoreError::ReadOnlyFolder(folder.root().to_owned())
        }
        _ => error,
    }
}
