//! What is left of what was erased is destroyed. A write that erases commits the mark and the entry of the log first; keys,
//! files and remains in free places go after it, and whatever a crash left of them at the next start. So it is erased as a
//! whole or not at all, whenever the power goes.

use std::collections::HashSet;
use std::fs;

use sqlx::Executor;
use sqlx::sqlite::SqliteConnection;

use crate::error::{Result, StoreError};
use crate::keys::Keys;
use crate::search;
use crate::store::Store;
use crate::table::{attachment, meta};
use crate::writer::Task;

/// Looks at the write-ahead log while somebody reads, before it is left to the next time.
const LOOKS: u32 = 3;

impl Store {
    /// Destroys what is left of what was erased: the keys of attachments, their files, and what deleted rows left in free
    /// places of the data file and in the search index. There is nothing left to do when it was done before.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`], [`StoreError::Full`], or that a file cannot be removed. It stays erased all the same, and
    /// the next call goes on.
    pub async fn finish_erasures(&self) -> Result<()> {
        if !self.is_writer() {
            return Err(StoreError::ReadOnly);
        }
        self.destroy_keys().await?;
        self.remove_files().await?;
        let to_sweep = meta::get(&self.inner.readers, meta::TO_SWEEP).await?;
        if to_sweep.as_deref() == Some("yes") {
            search::forget(&self.inner).await;
            self.task(Task::Sweep).await?;
        }
        Ok(())
    }

    async fn destroy_keys(&self) -> Result<()> {
        let erased = attachment::all(&self.inner.readers).await?.into_iter().filter(|one| one.erased_at.is_some());
        let wanted: HashSet<String> = erased.filter_map(|one| one.key_id).collect();
        if wanted.is_empty() || !self.folder().keys().exists() {
            return Ok(());
        }
        let mut keys = Keys::open(self.folder()).await?;
        let left: Vec<String> = keys.ids().await?.into_iter().filter(|id| wanted.contains(id)).collect();
        keys.destroy(&left, self.folder()).await?;
        // A crash between the two leaves the keys in the backup alone, where the next start finds them.
        if !left.is_empty() || Keys::is_left(self.folder()) || is_in_backup(self, &wanted).await {
            keys.back_up(self.folder()).await?;
        }
        Ok(())
    }

    async fn remove_files(&self) -> Result<()> {
        let all = attachment::all(&self.inner.readers).await?;
        let live: HashSet<&str> =
            all.iter().filter(|one| one.erased_at.is_none()).map(|one| one.hash.as_str()).collect();
        for one in all.iter().filter(|one| one.erased_at.is_some() && !live.contains(one.hash.as_str())) {
            match fs::remove_file(self.file_of(&one.hash)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(StoreError::file("Removing an erased attachment")(error));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Whether the backup of the keys still holds one of these.
async fn is_in_backup(store: &Store, wanted: &HashSet<String>) -> bool {
    match Keys::backed_up(store.folder()).await {
        Ok(ids) => ids.iter().any(|id| wanted.contains(id)),
        // One that cannot be read is written anew.
        Err(_) => true,
    }
}

/// Writes the file anew and empties the write-ahead log. While somebody reads what was there before, that stays; then it
/// is done the next time.
pub(crate) async fn sweep(connection: &mut SqliteConnection) -> Result<()> {
    connection.execute("vacuum").await?;
    for _ in 0..LOOKS {
        let (is_busy, _, _): (i64, i64, i64) =
            sqlx::query_as("pragma wal_checkpoint(truncate)").fetch_one(&mut *connection).await?;
        if is_busy == 0 {
            meta::set(&mut *connection, meta::TO_SWEEP, "no").await?;
            return Ok(());
        }
    }
    Err(StoreError::Content(
        "the data file is being read, so what was erased still lies in free places of it".to_owned(),
    ))
}
