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
    if !folder.is_dir() {
        return Err(ApiError::invalid(format!(
            "There is no folder {}. Nothing was written. Make it, or choose another place",
            folder.display()
        )));
    }
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

/// Writes files into a folder, which is made where it is not there.
///
/// # Errors
/// What stopped it, and how many files were written before; each file is whole or as it was.
pub fn files(folder: &Path, files: &[(String, String)]) -> Result<(), ApiError> {
    if folder.is_file() {
        return Err(ApiError::invalid(format!(
            "{} is a file; several files need a folder. Nothing was written. Name another place",
            folder.display()
        )));
    }
    fs::create_dir_all(folder).map_err(|e| failed(folder, &e))?;
    for (n, (name, text)) in files.iter().enumerate() {
        file(&folder.join(name), text.as_bytes()).map_err(|mut error| {
            error.details.push(format!("{n} of {} files were written before", files.len()));
            error
        })?;
    }
    Ok(())
}

/// SHA-256 of several texts, one after another.
pub fn digest(texts: impl Iterator<Item = String>) -> String {
    let mut hasher = Sha256::new();
    texts.for_each(|t| hasher.update(t.as_bytes()));
    hex(&hasher.finalize())
}
