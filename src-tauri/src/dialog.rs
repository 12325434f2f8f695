//! The system's own dialogs for files. They are opened from Rust only: the window cannot name a
//! path that a person has not chosen.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tauri::async_runtime::channel;
use tauri::{Manager, WebviewWindow};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, FilePath};
use thiserror::Error;

/// What kind of file a dialog is about; it decides the filter and the extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A PDF document.
    Pdf,
    /// Markdown, the open file form.
    Markdown,
    /// A table as comma separated values.
    Csv,
    /// A table as JSON.
    Json,
    /// A calendar.
    Calendar,
    /// A backup of the data folder.
    Backup,
    /// Anything that can be imported.
    Importable,
    /// Any file, to be attached or saved again.
    Any,
}

impl FileKind {
    fn filter(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::Pdf => ("PDF", &["pdf"]),
            Self::Markdown => ("Markdown", &["md", "markdown"]),
            Self::Csv => ("CSV", &["csv"]),
            Self::Json => ("JSON", &["json"]),
            Self::Calendar => ("Calendar", &["ics"]),
            Self::Backup => ("Backup", &["bbok"]),
            Self::Any => ("All files", &["*"]),
            Self::Importable => ("Markdown, CSV", &["md", "markdown", "csv", "txt"]),
        }
    }
}

/// The paths a person has chosen since the start: files to read, in a dialog, by dropping or by pasting, and places to
/// write to, in the dialog for saving alone. What the window asks for is carried out only for one of these: a file that
/// was dropped to be read is never replaced.
#[derive(Debug, Default)]
pub struct ChosenPaths(Mutex<Chosen>);

#[derive(Debug, Default)]
struct Chosen {
    to_read: HashSet<PathBuf>,
    to_write: HashSet<PathBuf>,
}

impl ChosenPaths {
    /// Whether a person has chosen to read this file. What they had written here may be read as well.
    pub fn may_read(&self, path: &Path) -> bool {
        let chosen = self.lock();
        chosen.to_read.contains(path) || chosen.to_write.contains(path)
    }

    /// Whether a person has chosen to write to this place.
    pub fn may_write(&self, path: &Path) -> bool {
        self.lock().to_write.contains(path)
    }

    /// Remembers a file that a person chose to read, and gives it as the bridge names it.
    pub(crate) fn to_read(&self, path: PathBuf) -> Option<String> {
        let text = named(&path)?;
        self.lock().to_read.insert(path);
        Some(text)
    }

    /// Remembers a place that a person chose to write to, in the dialog that asks before a file is replaced.
    pub(crate) fn to_write(&self, path: PathBuf) -> Option<String> {
        let text = named(&path)?;
        self.lock().to_write.insert(path);
        Some(text)
    }

    /// Whether this is the folder into which several files go where a person chose a file.
    pub fn has_folder(&self, folder: &Path) -> bool {
        self.lock().to_write.iter().any(|path| path.with_extension("") == folder)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Chosen> {
        // A set is whole after every single insert, so one that a panic left behind is good.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The bridge speaks JSON: a name that is not Unicode cannot cross it and come back the same.
fn named(path: &Path) -> Option<String> {
    path.to_str().map(str::to_owned)
}

pub(crate) async fn pick_save_path(
    window: &WebviewWindow,
    chosen: &ChosenPaths,
    suggested_name: &str,
    kind: FileKind,
) -> Option<String> {
    let name = file_name_of(suggested_name, kind);
    let (answer, mut answered) = channel(1);
    dialog(window, kind).set_file_name(name).set_can_create_directories(true).save_file(move |path| {
        // The receiver is gone only when the window is, and then nobody asks any more.
        let _ = answer.try_send(path);
    });
    let path = answered.recv().await.flatten();
    chosen.to_write(path?.into_path().ok()?)
}

pub(crate) async fn pick_open_files(window: &WebviewWindow, chosen: &ChosenPaths, kind: FileKind) -> Vec<String> {
    let (answer, mut answered) = channel(1);
    dialog(window, kind).pick_files(move |paths| {
        let _ = answer.try_send(paths);
    });
    let paths = answered.recv().await.flatten().unwrap_or_default();
    paths.into_iter().filter_map(|path: FilePath| chosen.to_read(path.into_path().ok()?)).collect()
}

/// Why a file was not shown. Crosses the bridge as `{ code, message }`.
#[derive(Debug, Error, Serialize)]
#[serde(tag = "code", content = "message", rename_all = "snake_case")]
pub enum ShowError {
    /// It is not one that a person chose a place for.
    #[error("{0} was not written from this window, so it is not shown")]
    NotChosen(String),
    /// It is gone, or the system has no program for folders.
    #[error("the folder could not be opened: {0}. The file is {1}")]
    NoProgram(String, String),
}

/// Shows a written file in the system's window of its folder. Several files are written into a folder that is
/// named as the chosen file, without its ending.
pub(crate) async fn show_in_folder(chosen: &ChosenPaths, path: &str) -> Result<(), ShowError> {
    let shown = PathBuf::from(path);
    if !chosen.may_write(&shown) && !chosen.has_folder(&shown) {
        return Err(ShowError::NotChosen(path.chars().take(200).collect()));
    }
    let failed = |error: String| ShowError::NoProgram(error, path.to_owned());
    // It waits for another program.
    let reveal = tauri::async_runtime::spawn_blocking(|| tauri_plugin_opener::reveal_item_in_dir(shown));
    reveal.await.map_err(|e| failed(e.to_string()))?.map_err(|e| failed(e.to_string()))
}

fn dialog(window: &WebviewWindow, kind: FileKind) -> FileDialogBuilder<tauri::Wry> {
    let (name, extensions) = kind.filter();
    window.app_handle().dialog().file().set_parent(window).add_filter(name, extensions)
}

/// A name for a file of this kind that every file system takes.
pub(crate) fn file_name_of(suggested: &str, kind: FileKind) -> String {
    file_name(suggested, kind.filter().1[0])
}

/// A name that every file system takes, from a title that can hold anything.
fn file_name(suggested: &str, extension: &str) -> String {
    // Any file keeps the ending that it has.
    let ending = suggested.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_plain = !ending.is_empty() && ending.len() <= 8 && ending.chars().all(|c| c.is_ascii_alphanumeric());
    let suffix = match extension {
        "*" if is_plain => format!(".{ending}"),
        "*" => String::new(),
        extension => format!(".{extension}"),
    };
    let stem = suggested.strip_suffix(&suffix).unwrap_or(suggested);
    let mut name: String = stem
        .chars()
        .map(|letter| match letter {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '-',
            letter if letter.is_control() => ' ',
            letter => letter,
        })
        .take(80)
        .collect();
    name = name.trim_matches([' ', '.', '-']).to_owned();
    let device = name.split('.').next().unwrap_or_default().to_uppercase();
    let reserved = matches!(device.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || (device.len() == 4
            && (device.starts_with("COM") || device.starts_with("LPT"))
            && device.ends_with(|last: char| last.is_ascii_digit()));
    if name.is_empty() || reserved {
        name = format!("Bridgebook {name}").trim_end().to_owned();
    }
    name + &suffix
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suggested_name_is_one_that_every_file_system_takes() {
        for (suggested, expected) in [
            ("Action plan", "Action plan.pdf"),
            ("Action plan.pdf", "Action plan.pdf"),
            ("../../etc/passwd", "etc-passwd.pdf"),
            ("C:\\Windows", "C--Windows.pdf"),
            ("a\u{0}b\nc", "a b c.pdf"),
            ("障害対応 계획", "障害対応 계획.pdf"),
            ("", "Bridgebook.pdf"),
            ("...", "Bridgebook.pdf"),
            ("con", "Bridgebook con.pdf"),
            ("LPT1.plan", "Bridgebook LPT1.plan.pdf"),
            ("Company", "Company.pdf"),
        ] {
            assert_eq!(file_name(suggested, "pdf"), expected, "from {suggested:?}");
        }
        for (suggested, expected) in [
            ("Login.png", "Login.png"),
            ("../a.tar.gz", "a.tar.gz"),
            ("README", "README"),
            ("a.b/c", "a.b-c"),
            ("", "Bridgebook"),
        ] {
            assert_eq!(file_name(suggested, "*"), expected, "any file, from {suggested:?}");
        }
        assert!(file_name(&"é".repeat(10_000), "pdf").len() < 255, "file systems take at most 255 bytes");
    }

    #[test]
    fn only_a_chosen_path_is_known() {
        let (chosen, plan) = (ChosenPaths::default(), Path::new("/tmp/plan.pdf"));
        assert!(!chosen.may_read(plan) && !chosen.may_write(plan));
        assert_eq!(chosen.to_write(plan.into()).as_deref(), Some("/tmp/plan.pdf"));
        assert!(chosen.may_write(plan));
        assert!(!chosen.may_read(Path::new("/tmp/other.pdf")) && !chosen.may_write(Path::new("/tmp/other.pdf")));
        assert!(chosen.has_folder(Path::new("/tmp/plan")), "several files go into a folder of that name");
        assert!(!chosen.has_folder(Path::new("/tmp")));
    }

    #[test]
    fn a_file_that_was_dropped_to_be_read_is_not_written_to() {
        let (chosen, dropped) = (ChosenPaths::default(), Path::new("/home/mai/report.pdf"));
        assert_eq!(chosen.to_read(dropped.into()).as_deref(), Some("/home/mai/report.pdf"));
        assert!(chosen.may_read(dropped));
        assert!(!chosen.may_write(dropped), "an export would replace it");
        assert!(!chosen.has_folder(Path::new("/home/mai/report")), "nor is anything written beside it");
    }

    #[test]
    fn a_file_that_nobody_chose_is_not_shown() {
        let chosen = ChosenPaths::default();
        let shown = tauri::async_runtime::block_on(show_in_folder(&chosen, "/etc/passwd"));
        assert!(matches!(shown, Err(ShowError::NotChosen(_))), "{shown:?}");
    }
}
