//! The data folder: what lies in it, its permissions, its lock and its reserve.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::error::{Result, StoreError};

/// Space kept for the moment in which the disk is full, in bytes.
const RESERVE: usize = 8 * 1024 * 1024;

/// Paths of a data folder.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// The folder with this path; nothing is touched.
    #[must_use]
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The folder itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The database.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.root.join("bridgebook.sqlite")
    }

    /// What tells this very file of data from a copy of it: when the file system made it, or its number there where
    /// that is not known (some file systems number files anew whenever they are mounted). A file that was copied, or put
    /// in the place of another, has another identity; one that was renamed, or moved on the same disk, keeps it. Empty
    /// where the file cannot be asked.
    #[must_use]
    pub fn identity(&self) -> String {
        let Ok(known) = fs::metadata(self.database()) else { return String::new() };
        let made = known.created().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
        #[cfg(unix)]
        let number = std::os::unix::fs::MetadataExt::ino(&known).to_string();
        #[cfg(not(unix))]
        let number = String::new();
        made.map_or(number, |since| since.as_nanos().to_string())
    }

    /// Says how far the data had come when it was last looked at. It is in no backup, so data that did not come as far
    /// was put back by hand.
    #[must_use]
    pub fn length(&self) -> PathBuf {
        self.root.join("length.mark")
    }

    /// Says what the clock showed when it was last looked at. It is in no backup.
    #[must_use]
    pub fn clock(&self) -> PathBuf {
        self.root.join("clock.mark")
    }

    /// The search index, which can be rebuilt.
    #[must_use]
    pub fn search(&self) -> PathBuf {
        self.root.join("search.sqlite")
    }

    /// Keys of attachments with personal data; dated backups leave this out.
    #[must_use]
    pub fn keys(&self) -> PathBuf {
        self.root.join("keys.sqlite")
    }

    /// Attachments by hash.
    #[must_use]
    pub fn attachments(&self) -> PathBuf {
        self.root.join("attachments")
    }

    /// Backups that are made by themselves.
    #[must_use]
    pub fn backups(&self) -> PathBuf {
        self.root.join("backups")
    }

    pub(crate) fn lock_file(&self) -> PathBuf {
        self.root.join("bridgebook.lock")
    }

    pub(crate) fn reserve(&self) -> PathBuf {
        self.root.join("reserve.bin")
    }

    /// Makes the folder, private to the user, if it is not there.
    pub(crate) fn create(&self) -> Result<()> {
        if !self.root.exists() {
            fs::create_dir_all(&self.root).map_err(|e| self.denied(e))?;
            private(&self.root, 0o700).map_err(|e| self.denied(e))?;
        }
        Ok(())
    }

    /// Locks the folder for one writer. The lock ends with the process, however it ends.
    pub(crate) fn lock(&self) -> Result<File> {
        let file = OpenOptions::new()
            .create(true)
            .read(true)
            .write(true)
            .truncate(false)
            .open(self.lock_file())
            .map_err(|e| self.denied(e))?;
        private(&self.lock_file(), 0o600).map_err(|e| self.denied(e))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(StoreError::AlreadyOpen(self.root.clone())),
            Err(TryLockError::Error(e)) => Err(self.denied(e)),
        }
    }

    /// Whether a file can be made in the folder.
    pub(crate) fn is_writable(&self) -> bool {
        OpenOptions::new().create(true).read(true).write(true).truncate(false).open(self.lock_file()).is_ok()
    }

    /// Keeps the reserve, if there is room for it. Real bytes, since a sparse file reserves nothing.
    pub(crate) fn keep_reserve(&self) {
        let path = self.reserve();
        if fs::metadata(&path).is_ok_and(|m| m.len() == RESERVE as u64) {
            return;
        }
        let written = (|| {
            let mut file = File::create(&path)?;
            private(&path, 0o600)?;
            file.write_all(&vec![0xbb_u8; RESERVE])?;
            file.sync_all()
        })();
        if written.is_err() {
            self.free_reserve();
        }
    }

    /// Frees the reserve; says whether there was one.
    pub(crate) fn free_reserve(&self) -> bool {
        fs::remove_file(self.reserve()).is_ok()
    }

    fn denied(&self, error: std::io::Error) -> StoreError {
        use std::io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem, StorageFull};
        match error.kind() {
            PermissionDenied | ReadOnlyFilesystem => StoreError::ReadOnlyFolder(self.root.clone()),
            StorageFull => StoreError::Full,
            _ => StoreError::File { what: format!("Opening {}", self.root.display()), source: error },
        }
    }
}

/// Restricts a file or folder to its user, where the system has such permissions.
pub(crate) fn private(path: &Path, mode: u32) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(mode))
    }
    #[cfg(not(unix))]
    {
        let _ = (path, mode);
        Ok(())
    }
}

/// Makes a folder, private to the user.
pub(crate) fn private_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path)
        .and_then(|()| private(path, 0o700))
        .map_err(StoreError::file(format!("Making the folder {}", path.display())))
}

/// Makes what was done to the entries of a folder last over a power cut.
pub(crate) fn sync_folder(path: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        File::open(path)
            .and_then(|folder| folder.sync_all())
            .map_err(StoreError::file(format!("Writing the folder {}", path.display())))
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        Ok(())
    }
}
