//! Files: written beside their place, synced, renamed.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use bridgebook_domain::canonical::hex;
use sha2::{Digest, Sha256};

use crate::api::{ApiError, ErrorCode};

/// Why a file was not written.
pub fn failed(path: &Path, error: &io::Error) -> ApiError {
    let shown = path.display();
    ApiError::new(
        ErrorCode::NotSaved,
        format!("{shown} could not be written: {error}. What was there before is as it was. Choose another place"),
    )
}

/// Writes a file whole or not at all.
///
/// # Errors
/// What stopped it; an existing file is as it was.
pub fn file(path: &Path, bytes: &[u8]) -> Result<(), ApiError> {
    if path.is_dir() {
        return Err(ApiError::invalid(format!(
            "{} is a folder. Nothing was written. Name a file in it",
            path.display()
        )));
    }
    let name = path
        .file_name()
        .ok_or_else(|| ApiError::invalid(format!("{} is not a file name. Nothing was written", path.display())))?;
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let beside = folder.join(format!(".{}.{}.part", name.to_string_lossy(), std::process::id()));
    let write = || -> io::Result<()> {
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&beside, path)?;
        if cfg!(unix) {
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    };
    write().map_err(|e| {
        let _ = fs::remove_file(&beside);
        failed(path, &e)
    })
}

/// SHA-256 of several texts, one after another.
pub fn digest(texts: impl Iterator<Item = String>) -> String {
    let mut hasher = Sha256::new();
    texts.for_each(|t| hasher.update(t.as_bytes()));
    hex(&hasher.finalize())
}
