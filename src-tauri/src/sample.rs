//! The sample incident, which opens beside the real ones and never among them.

use std::env;
use std::process::{Command, Stdio};
use std::thread;

use serde::Serialize;
use tauri::{AppHandle, Manager};
use thiserror::Error;

use crate::arguments::DataFolder;
use crate::window;

/// Why the sample did not open. Crosses the bridge as `{ code, message }`.
#[derive(Debug, Error, Serialize)]
#[serde(tag = "code", content = "message", rename_all = "snake_case")]
pub enum SampleError {
    /// The system did not start this program a second time.
    #[error("the sample could not be opened: {0}. Nothing was changed")]
    Failed(String),
}

pub(crate) fn open(app: &AppHandle) -> Result<(), SampleError> {
    let folder = app.state::<DataFolder>();
    if folder.holds_sample() {
        window::bring_forward(app);
        return Ok(());
    }
    // A process of its own, because one process holds one data folder under one clock, and the
    // sample's clock stands still. If it is open already, it comes forward and this start ends.
    let program = env::current_exe().map_err(|error| SampleError::Failed(error.to_string()))?;
    let mut child = Command::new(program)
        .arg("--data")
        .arg(folder.of_sample())
        .arg("--sample")
        .stdin(Stdio::null())
        .spawn()
        .map_err(|error| SampleError::Failed(error.to_string()))?;
    // Somebody has to take the ended process away, or it stays listed until this one ends.
    thread::spawn(move || child.wait());
    Ok(())
}
