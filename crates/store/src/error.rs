//! What can go wrong, by what the caller can do about it. Each sentence says what happened, what was
//! kept and what to do.

use std::path::PathBuf;

use bridgebook_domain::{DocumentId, OperationError};

/// Result of the store.
pub type Result<T> = std::result::Result<T, StoreError>;

/// What the store could not do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process has the data folder open.
    #[error(
        "Bridgebook is already open on {}. Nothing was changed. Use the window that is open, or choose another data folder", .0.display()
    )]
    AlreadyOpen(PathBuf),
    /// The data folder cannot be written.
    #[error(
        "The data folder {} cannot be written. Nothing was changed; what is in it can still be read and exported. Allow writing there, or choose another data folder", .0.display()
    )]
    ReadOnlyFolder(PathBuf),
    /// There is no data in the folder.
    #[error("There is no Bridgebook data in {}. Nothing was changed. Choose another data folder, or start Bridgebook there once", .0.display())]
    NoData(PathBuf),
    /// The file is not Bridgebook's.
    #[error(
        "{} is not a Bridgebook data file. It was left as it is. Move it away, or choose another data folder", .0.display()
    )]
    Foreign(PathBuf),
    /// The file was written by a newer version that this one cannot read.
    #[error(
        "{} was written by a newer Bridgebook (data format {format}; this one reads up to {known}). It was left as it is. Install the newer version to open it", file.display()
    )]
    Newer {
        /// The file.
        file: PathBuf,
        /// Its format.
        format: i64,
        /// The newest that this version reads.
        known: i64,
    },
    /// The file was written by a newer version; it can be read and exported, not written.
    #[error(
        "{} was written by a newer Bridgebook. It can be read and exported here, not changed. Install the newer version to work on it", .0.display()
    )]
    NewerToWrite(PathBuf),
    /// The file is damaged.
    #[error(
        "The data file {} is damaged ({what}). It was kept as it is. Recover it from the window, or with “bridgebook-cli store recover”: the newest sound backup takes its place, and what is still readable is added", file.display()
    )]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What was found.
        what: String,
    },
    /// A stored change is not what was written.
    #[error(
        "A stored change ({hash}) is damaged: {why}. Everything else was kept. Restore the newest backup; the changes since then are merged again"
    )]
    DamagedChunk {
        /// Beginning of its hash.
        hash: String,
        /// What was found.
        why: String,
    },
    /// The disk is full.
    #[error(
        "The disk is full. Everything shown as saved is kept; this change was not saved. Free some space, or make a backup to another disk, then try again"
    )]
    Full,
    /// This SQLite has a bug that loses writes.
    #[error(
        "This build holds SQLite {0}, which can lose writes; 3.51.3 or newer is needed. Nothing was opened. Install a proper build"
    )]
    OldSqlite(String),
    /// There is no such document.
    #[error("There is no document {0}. Nothing was changed")]
    NoSuchDocument(DocumentId),
    /// There is a document with this id.
    #[error("There is a document {0} already. Nothing was changed")]
    DocumentExists(DocumentId),
    /// The heads are not known here.
    #[error("That version of the document is not known here. Nothing was changed. Open the document again")]
    UnknownHeads,
    /// An operation does not fit; nothing of the write was done.
    #[error(transparent)]
    Operation(#[from] OperationError),
    /// There is nothing to undo or redo.
    #[error("There is nothing to undo here")]
    NothingToUndo,
    /// The store was opened for reading.
    #[error("The data was opened for reading only. Nothing was changed")]
    ReadOnly,
    /// The store was closed.
    #[error("The data folder was closed. This change was not saved. Start Bridgebook again")]
    Closed,
    /// There is no such attachment, or it was erased.
    #[error("There is no attachment {0}, or it was erased")]
    NoSuchAttachment(String),
    /// The same update waits for, or went to, this recipient already.
    #[error("This update was handed to the outbox for {0} already. Nothing was queued a second time")]
    DeliveryExists(String),
    /// A delivery stands elsewhere than its writer knew.
    #[error("That message has gone on meanwhile. Nothing was changed. Look at the outbox again")]
    DeliveryMoved,
    /// Another step is next to be undone or done again than was looked at.
    #[error("Something else was changed meanwhile. Nothing was changed here. Try again")]
    StepMoved,
    /// A backup would overwrite something.
    #[error("{} is there already. Nothing was changed. Choose another name", .0.display())]
    WouldOverwrite(PathBuf),
    /// A backup is not what it should be.
    #[error("{} is not a sound backup: {what}. Nothing was changed. Choose another backup", file.display())]
    BadBackup {
        /// The file.
        file: PathBuf,
        /// What was found.
        what: String,
    },
    /// The document engine failed; the document is rebuilt from its changes.
    #[error("The document could not be changed ({0}). Everything saved is kept. Try again")]
    Engine(String),
    /// Stored content cannot be read.
    #[error(
        "Stored content cannot be read ({0}). Nothing was changed. Check the data with “bridgebook-cli store verify”"
    )]
    Content(String),
    /// A file operation failed.
    #[error("{what} did not work. Nothing was lost. Check the disk and the permissions of the data folder")]
    File {
        /// What was tried, as the subject of a sentence.
        what: String,
        /// Why.
        source: std::io::Error,
    },
    /// The database failed.
    #[error("The data file could not be used. Everything shown as saved is kept; this change was not saved. Try again")]
    Database(#[source] sqlx::Error),
}

/// SQLite's primary result code, if it is an error of the database.
pub(crate) fn sqlite_code(error: &sqlx::Error) -> Option<i32> {
    let code: i32 = error.as_database_error()?.code()?.parse().ok()?;
    Some(code & 0xff)
}

const SQLITE_FULL: i32 = 13;
const SQLITE_IOERR: i32 = 10;
const SQLITE_CONSTRAINT: i32 = 19;

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if sqlite_code(&error) == Some(SQLITE_FULL) { Self::Full } else { Self::Database(error) }
    }
}

impl StoreError {
    /// Whether a writer's connection may be kept after this error.
    pub(crate) fn is_plain(&self) -> bool {
        match self {
            Self::Database(error) => sqlite_code(error) == Some(SQLITE_CONSTRAINT),
            Self::Full | Self::File { .. } | Self::Closed => false,
            _ => true,
        }
    }

    /// Whether the file system may have refused: a full disk shows itself in more than one way.
    pub(crate) fn is_io(&self) -> bool {
        match self {
            Self::Database(error) => sqlite_code(error) == Some(SQLITE_IOERR),
            Self::Full => true,
            _ => false,
        }
    }

    pub(crate) fn file(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Self::File { what, source }
    }
}
