//! Backups: every hour when something changed, by hand, verified and put back.

use std::fs;
use std::path::Path;

use bridgebook_store::{OpenOptions, Store, StoreError};

use crate::api::document::Verification;
use crate::api::{ApiError, ErrorCode};
use crate::clock::{Clock, SystemClock};
use crate::{Bridgebook, Promised, folder};

impl Bridgebook {
    /// Makes the hourly backup when one is due. The machine's clock decides, also beside the sample's.
    pub(crate) async fn backup_if_due(&self) -> Result<(), ApiError> {
        self.store.backup_if_due(SystemClock.now()).await?;
        Ok(())
    }
}

/// Checks a backup without touching any data folder.
///
/// # Errors
/// When the file cannot be read at all.
pub fn verify(path: &Path) -> Promised<'_, Result<Verification, ApiError>> {
    Box::pin(async move {
        let shown = path.display();
        Ok(match Store::backup_verify(path).await {
            Ok(backup) => {
                let line =
                    format!("{shown} is sound: every page, change and entry was checked ({} KiB)", backup.size / 1024);
                Verification { is_intact: true, lines: vec![line] }
            }
            Err(error @ StoreError::BadBackup { .. }) => {
                Verification { is_intact: false, lines: vec![error.to_string()] }
            }
            Err(error) => return Err(error.into()),
        })
    })
}

/// Recovers a damaged data folder: the damaged file is kept aside, the newest sound backup takes its
/// place, and what is still readable of the damaged file is merged into it.
///
/// # Errors
/// When the folder is in use, or nothing sound is left; what is there is kept in any case.
pub fn recover(data: &Path) -> Promised<'_, Result<Vec<String>, ApiError>> {
    Box::pin(async move {
        let options = OpenOptions { actor: uuid::Uuid::new_v4(), now: SystemClock.now() };
        let (store, recovered) = Store::recover(data, options).await?;
        store.close().await;
        mark(data)?;
        Ok(recovered.lines)
    })
}

/// Puts a backup in place of what the folder holds, which stays beside it.
///
/// # Errors
/// When the backup is not sound or the folder is in use; nothing was changed then.
pub fn restore<'a>(data: &'a Path, backup: &'a Path) -> Promised<'a, Result<Vec<String>, ApiError>> {
    Box::pin(async move {
        let kept = Store::backup_restore(data, backup, SystemClock.now()).await?;
        mark(data)?;
        Ok(vec![
            format!("Restored {} into {}", backup.display(), data.display()),
            format!("What was there before lies in {}", kept.display()),
        ])
    })
}

/// What was due before is not sent again by itself: the next start looks for this.
fn mark(data: &Path) -> Result<(), ApiError> {
    fs::write(folder::restored_mark(data), "").map_err(|error| {
        ApiError::new(
            ErrorCode::NotSaved,
            format!("The data is in place, but {} could not be marked as restored: {error}", data.display()),
        )
    })
}
