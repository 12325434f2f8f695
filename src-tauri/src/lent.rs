//! Files that a person drags out of the window. What takes them reads a file, so each is written to a folder of its own
//! first, inside the data folder: a copy of an attachment belongs on no other disk than the attachment. The folder is
//! emptied with every start and at the end.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use serde::Serialize;
use tauri::{AppHandle, Manager, WebviewWindow};
use thiserror::Error;

use crate::DataFolder;
use crate::dialog::{ChosenPaths, FileKind, file_name_of};

/// Name of the folder inside the data folder.
const FOLDER: &str = "lent";

/// What is shown under the pointer.
const PICTURE: &[u8] = include_bytes!("../icons/32x32.png");

/// Why nothing was dragged out. Crosses the bridge as `{ code, message }`.
#[derive(Debug, Error, Serialize)]
#[serde(tag = "code", content = "message", rename_all = "snake_case")]
pub enum LendError {
    /// It is not one that this window wrote.
    #[error("{0} was not written from this window, so it is not dragged out")]
    NotWritten(String),
    /// The disk or the system said no.
    #[error("it could not be dragged out: {0}. Nothing was changed. Save a copy instead")]
    Failed(String),
}

/// A place to write a file of this name to, which is dragged out then.
pub(crate) fn place(app: &AppHandle, suggested_name: &str, kind: FileKind) -> Result<String, LendError> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let own = COUNT.fetch_add(1, Ordering::Relaxed).to_string();
    let folder = app.state::<DataFolder>().path().join(FOLDER).join(own);
    let made = fs::remove_dir_all(&folder).or_else(absent).and_then(|()| private(&folder));
    made.map_err(|e| LendError::Failed(e.to_string()))?;
    let path = folder.join(file_name_of(suggested_name, kind));
    let named = app.state::<ChosenPaths>().to_write(path);
    named.ok_or_else(|| LendError::Failed("the data folder has a name that is not Unicode".to_owned()))
}

/// Begins to drag a file that was written, with the pointer where it is and its button held.
pub(crate) async fn drag(window: &WebviewWindow, chosen: &ChosenPaths, path: &str) -> Result<(), LendError> {
    let file = PathBuf::from(path);
    let is_ours = (chosen.may_write(&file) && file.is_file()) || (chosen.has_folder(&file) && file.is_dir());
    if !is_ours {
        return Err(LendError::NotWritten(path.chars().take(200).collect()));
    }
    let (told, mut answered) = tauri::async_runtime::channel(1);
    let over = window.clone();
    let asked = window.run_on_main_thread(move || {
        // The receiver is gone only when the window is.
        let _ = told.try_send(begin(&over, file));
    });
    asked.map_err(|e| LendError::Failed(e.to_string()))?;
    answered.recv().await.unwrap_or(Ok(())).map_err(LendError::Failed)
}

#[cfg(target_os = "linux")]
fn begin(window: &WebviewWindow, file: PathBuf) -> Result<(), String> {
    let over = window.gtk_window().map_err(|e| e.to_string())?;
    start(&over, as_address(&file).unwrap_or(file))
}

#[cfg(not(target_os = "linux"))]
fn begin(window: &WebviewWindow, file: PathBuf) -> Result<(), String> {
    start(window, file)
}

#[cfg(target_os = "linux")]
fn start(over: &gtk::ApplicationWindow, file: PathBuf) -> Result<(), String> {
    let picture = drag::Image::Raw(PICTURE.to_vec());
    let item = drag::DragItem::Files(vec![file]);
    drag::start_drag(over, item, picture, |_, _| {}, drag::Options::default()).map_err(|e| e.to_string())
}

#[cfg(not(target_os = "linux"))]
fn start(over: &WebviewWindow, file: PathBuf) -> Result<(), String> {
    let picture = drag::Image::Raw(PICTURE.to_vec());
    let item = drag::DragItem::Files(vec![file]);
    drag::start_drag(over, item, picture, |_, _| {}, drag::Options::default()).map_err(|e| e.to_string())
}

/// A path as it stands in an address, with blanks and other letters written out: the library puts it there as it is.
#[cfg(target_os = "linux")]
fn as_address(file: &Path) -> Option<PathBuf> {
    let address = gtk::glib::filename_to_uri(file, None).ok()?;
    address.strip_prefix("file://").map(PathBuf::from)
}

/// Forgets what was dragged out. What took it has its own copy.
pub(crate) fn clear(app: &AppHandle) {
    // What cannot be removed now is removed at the next start.
    let _ = fs::remove_dir_all(app.state::<DataFolder>().path().join(FOLDER));
}

fn absent(error: std::io::Error) -> std::io::Result<()> {
    if error.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

/// A folder that nobody else on the machine reads.
fn private(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_blanks_and_letters_of_any_language_is_an_address_that_leads_back() {
        let path = Path::new("/tmp/lent/0/Größe of 한국 50 %.pdf");
        let address = as_address(path).expect("an absolute path");
        let written = format!("file://{}", address.display());
        assert!(written.is_ascii() && !written.contains(' '), "{written}");
        assert_eq!(gtk::glib::filename_from_uri(&written).expect("an address").0, path);
    }
}
