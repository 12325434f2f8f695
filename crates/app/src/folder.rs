//! The data folder: the platform's, and what lies in it.

use std::env;
use std::path::{Path, PathBuf};

use crate::api::{ApiError, ErrorCode};

/// Identifier of the application, which names its folders.
pub const IDENTIFIER: &str = "org.bridgebook.Bridgebook";

/// The platform's data folder, for instance `$XDG_DATA_HOME/org.bridgebook.Bridgebook`.
///
/// # Errors
/// When the platform names no place for data.
pub fn platform() -> Result<PathBuf, ApiError> {
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = if cfg!(windows) {
        absolute("APPDATA")
    } else if cfg!(target_os = "macos") {
        absolute("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        absolute("XDG_DATA_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local/share")))
    };
    base.map(|base| base.join(IDENTIFIER)).ok_or_else(|| {
        ApiError::new(ErrorCode::Failed, "This account has no home folder. Name a data folder with --data DIR")
    })
}

/// Where a team drops its own templates.
#[must_use]
pub fn templates(data: &Path) -> PathBuf {
    data.join("templates")
}

/// Where the hourly backups lie.
#[must_use]
pub fn backups(data: &Path) -> PathBuf {
    data.join("backups")
}

/// Where files lie that held cases which could not be read, by day.
#[must_use]
pub fn quarantine(data: &Path) -> PathBuf {
    data.join("quarantine")
}

/// Marks a folder whose data was put back from a backup or recovered, until it is opened.
#[must_use]
pub fn restored_mark(data: &Path) -> PathBuf {
    data.join("restored.mark")
}

/// Marks the folder as the sample's.
#[must_use]
pub fn sample_mark(data: &Path) -> PathBuf {
    data.join("sample.json")
}
