//! The folder of a team's own templates, shown in the system's file manager.

use std::fs;

use serde::Serialize;
use tauri::{AppHandle, Manager};
use thiserror::Error;

use crate::DataFolder;

/// Why the folder was not shown. Crosses the bridge as `{ code, message }`.
#[derive(Debug, Error, Serialize)]
#[serde(tag = "code", content = "message", rename_all = "snake_case")]
pub enum TemplatesError {
    /// It could not be made, or the system has nothing to show it with.
    #[error("the folder of templates could not be shown: {0}. Nothing was changed")]
    Failed(String),
}

/// Shows the folder, which is made where it is not there. The window names no path.
pub(crate) fn show(app: &AppHandle) -> Result<(), TemplatesError> {
    let folder = bridgebook_app::folder::templates(app.state::<DataFolder>().path());
    let failed = |why: String| TemplatesError::Failed(format!("{why} ({})", folder.display()));
    fs::create_dir_all(&folder).map_err(|e| failed(e.to_string()))?;
    tauri_plugin_opener::open_path(&folder, None::<&str>).map_err(|e| failed(e.to_string()))
}
