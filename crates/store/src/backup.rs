//! Copies of the database that were opened and checked before they count.

use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnection;
use std::path::Path;

use crate::connection::{self, Access};
use crate::error::{Result, StoreError};
use crate::folder::{Folder, private, private_folder, sync_folder};

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
    sqlx::query("vacuum into ?1").bind(partial.to_string_lossy()).execute(db).await?;
    finish(&partial, &path).await
}

/// Makes a copy last, checks it, and gives it its name.
pub(crate) async fn finish(partial: &Path, path: &Path) -> Result<()> {
    private(partial, 0o600).map_err(StoreError::file("Restricting the backup to you"))?;
    std::fs::File::open(partial).and_then(|file| file.sync_all()).map_err(StoreError::file("Writing the backup"))?;
    if let Err(error) = check(partial).await {
        let _ = std::fs::remove_file(partial);
        return Err(error);
    }
    std::fs::rename(partial, path).map_err(StoreError::file("Naming the backup"))?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Opens a copy and checks every page of it.
pub(crate) async fn check(path: &Path) -> Result<()> {
    let bad = |what: String| StoreError::BadBackup { file: path.to_owned(), what };
    match connection::nature(path) {
        Ok(connection::Nature::Ours) => {}
        Ok(_) => return Err(bad("it is not a Bridgebook data file".to_owned())),
        Err(e) => return Err(bad(e.to_string())),
    }
    let mut db = connection::reader_options(path, Access::Immutable).connect().await.map_err(|e| bad(e.to_string()))?;
    let found: Vec<String> =
        sqlx::query_scalar("pragma integrity_check(5)").fetch_all(&mut db).await.map_err(|e| bad(e.to_string()))?;
    if found == ["ok"] { Ok(()) } else { Err(bad(found.join("; "))) }
}
