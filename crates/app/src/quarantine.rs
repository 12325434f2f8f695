//! The quarantine: files of which something could not be taken in, by day, each with a text that says why. What lies there
//! is not encrypted, so it goes by itself after the days for which personal data is kept.

use std::fs;
use std::path::{Component, Path, PathBuf};

use bridgebook_domain::DocumentId;
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::case::{CaseFile, CaseTable};
use crate::api::intent::Outcome;
use crate::api::personal::QuarantinedFile;
use crate::attachment::size_words;
use crate::export::write;
use crate::folder;

/// Ending of the text beside a file.
const REASONS: &str = "txt";
/// Reasons that are told of one file.
const TOLD: usize = 20;
/// How the remark begins that tells of a quarantine.
pub(crate) const LIES: &str = "What was not taken lies, with the reasons, in";

/// Whether a remark on an intake says that something was not taken.
#[must_use]
pub fn is_refused(remark: &str) -> bool {
    remark.starts_with(LIES)
}

impl Bridgebook {
    /// The files of the quarantine, the newest day first.
    pub(crate) async fn quarantined(&self) -> Result<Vec<QuarantinedFile>, ApiError> {
        let days = self.keep_days().await?;
        let mut list = Vec::new();
        for (day, path) in files(&self.folder) {
            let Some(name) = path.file_name().map(|name| name.to_string_lossy().into_owned()) else { continue };
            let size = fs::metadata(&path).map_or(0, |known| known.len());
            list.push(QuarantinedFile {
                file: format!("{day}/{name}"),
                until: last_day(day, days).map(|day| day.to_string()).unwrap_or_default(),
                day: day.to_string(),
                size: size_words(size),
                reasons: reasons(&path),
                path: path.display().to_string(),
                name,
            });
        }
        list.sort_by(|a, b| b.day.cmp(&a.day).then_with(|| a.name.cmp(&b.name)));
        Ok(list)
    }

    /// Takes a file in again. It goes from the quarantine when all of it was taken, or lies there anew.
    pub(crate) async fn retry_quarantine(&self, file: &str, document: Option<DocumentId>) -> Result<Outcome, ApiError> {
        let path = self.in_quarantine(file)?;
        let watched = self.case_watch().await?.map(|watch| watch.into);
        let into = match document {
            Some(document) => CaseTable { document: Some(document), ..CaseTable::default() },
            None => watched.unwrap_or_default(),
        };
        let done = self.add_cases(&into, &[CaseFile::Path { path: path.display().to_string() }]).await?;
        let today = self.now().to_zoned(self.zone().await?).date().to_string();
        let is_refused = done.remarks.iter().any(|remark| remark.starts_with(LIES));
        // What was refused again of a file of today lies under its own name.
        if !(is_refused && file.starts_with(&today)) {
            remove(&path)?;
        }
        Ok(done)
    }

    pub(crate) fn drop_quarantine(&self, file: &str) -> Result<Outcome, ApiError> {
        let path = self.in_quarantine(file)?;
        remove(&path)?;
        Ok(Outcome { remarks: vec![format!("“{file}” was deleted")], ..self.unchanged() })
    }

    /// Deletes the files of days that are over, and gives those days.
    pub(crate) async fn empty_quarantine(&self) -> Result<Vec<Date>, ApiError> {
        let (days, today) = (self.keep_days().await?, self.now().to_zoned(self.zone().await?).date());
        let mut gone = Vec::new();
        for (day, path) in files(&self.folder) {
            if last_day(day, days).is_some_and(|last| last <= today) {
                remove(&path)?;
                if !gone.contains(&day) {
                    gone.push(day);
                }
            }
        }
        Ok(gone)
    }

    /// The path of a file that is named as the list names it. Nothing else is reached by it.
    fn in_quarantine(&self, file: &str) -> Result<PathBuf, ApiError> {
        let parts: Vec<Component<'_>> = Path::new(file).components().collect();
        let is_plain = matches!(parts.as_slice(), [Component::Normal(_), Component::Normal(_)]);
        let path = folder::quarantine(&self.folder).join(file);
        if is_plain && path.is_file() {
            return Ok(path);
        }
        Err(ApiError::not_found(format!(
            "There is no “{file}” in the quarantine. Nothing was changed. Look at the list again"
        )))
    }
}

/// The files that name this case somewhere.
pub(crate) fn naming(data: &Path, case: &str) -> Vec<PathBuf> {
    let case = case.trim();
    if case.is_empty() {
        return Vec::new();
    }
    let names = |path: &PathBuf| fs::read(path).is_ok_and(|bytes| says(&String::from_utf8_lossy(&bytes), case));
    files(data).into_iter().map(|(_, path)| path).filter(names).collect()
}

/// Whether a text says a name as a word of its own.
pub(crate) fn says(text: &str, name: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    text.match_indices(name).any(|(at, _)| {
        let (before, after) = (text.get(..at), text.get(at + name.len()..));
        !is_part(before.and_then(|text| text.chars().next_back()))
            && !is_part(after.and_then(|text| text.chars().next()))
    })
}

/// Removes a file with its reasons, and its day with the last file.
pub(crate) fn remove(path: &Path) -> Result<(), ApiError> {
    let beside = beside(path);
    for path in [path, &beside] {
        match fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(write::failed(path, &error)),
            _ => {}
        }
    }
    if let Some(day) = path.parent() {
        // One that is not empty stays.
        let _ = fs::remove_dir(day);
    }
    Ok(())
}

fn beside(path: &Path) -> PathBuf {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".");
    beside.push(REASONS);
    PathBuf::from(beside)
}

/// The files, with their days; the texts beside them are none.
fn files(data: &Path) -> Vec<(Date, PathBuf)> {
    let within = |folder: &Path| -> Vec<PathBuf> {
        fs::read_dir(folder).map(|list| list.flatten().map(|entry| entry.path()).collect()).unwrap_or_default()
    };
    let mut found = Vec::new();
    for folder in within(&folder::quarantine(data)) {
        let day = folder.file_name().and_then(|name| name.to_str()).and_then(|name| name.parse::<Date>().ok());
        let Some(day) = day.filter(|_| folder.is_dir()) else { continue };
        let all = within(&folder);
        let is_text = |path: &Path| all.iter().any(|other| beside(other) == *path);
        found.extend(all.iter().filter(|path| path.is_file() && !is_text(path)).map(|path| (day, path.clone())));
    }
    found
}

/// What the text beside a file says: its lines without the pieces of the file, which stand further in.
fn reasons(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(beside(path)).unwrap_or_default();
    let lines = text.lines().skip(3).filter(|line| !line.trim().is_empty() && !line.starts_with("    "));
    lines.take(TOLD).map(str::to_owned).collect()
}

fn last_day(day: Date, days: u32) -> Option<Date> {
    day.checked_add(i64::from(days).days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_named_only_by_its_whole_name() {
        assert!(says("{\"id\": \"C-1\"}", "C-1") && says("C-1", "C-1") && says("id,C-1,x", "C-1"));
        for other in ["C-10", "XC-1", "C-1-2", "", "c_C-1"] {
            assert!(!says(other, "C-1"), "{other}");
        }
    }
}
