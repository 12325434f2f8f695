//! Files: written beside their place, synced, renamed. Files that belong together are all written before the first of
//! them takes its place.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use bridgebook_domain::canonical::hex;
use sha2::{Digest, Sha256};

use crate::api::{ApiError, ErrorCode};

/// Why a file was not written.
pub fn failed(path: &Path, error: &io::Error) -> ApiError {
    failed_keeping(path, error, "What was there before is as it was")
}

/// The same, with what is there now.
fn failed_keeping(path: &Path, error: &io::Error, kept: &str) -> ApiError {
    use io::ErrorKind as Kind;
    let (why, next) = match error.kind() {
        Kind::StorageFull | Kind::QuotaExceeded => ("that disk is full", "Choose another place, or make room"),
        Kind::PermissionDenied => ("you may not write there", "Choose another place"),
        Kind::ReadOnlyFilesystem => ("that disk can only be read", "Choose another place"),
        Kind::InvalidFilename => ("that disk does not take the name", "Choose a shorter one"),
        // A folder of the system that takes no files says the same as one that is gone.
        Kind::NotFound if path.parent().is_some_and(Path::is_dir) => {
            ("that folder takes no files", "Choose another place")
        }
        Kind::NotFound => ("the folder is not there any more", "Choose another place"),
        _ => ("", "Choose another place"),
    };
    let why = if why.is_empty() { error.to_string() } else { why.to_owned() };
    let shown = path.display();
    ApiError::new(ErrorCode::NotSaved, format!("{shown} could not be written: {why}. {kept}. {next}"))
}

/// Files on their way. They stand beside their places until [`Batch::finish`] puts all of them there; dropped
/// before, they leave no trace.
#[derive(Debug, Default)]
pub struct Batch {
    parts: Vec<Part>,
    folders: Vec<PathBuf>,
}

/// A file beside its place.
#[derive(Debug)]
struct Part {
    beside: PathBuf,
    place: PathBuf,
}

impl Batch {
    /// Makes sure that a folder is there.
    ///
    /// # Errors
    /// What stopped it.
    pub fn folder(&mut self, folder: &Path) -> Result<(), ApiError> {
        if folder.is_file() {
            return Err(ApiError::invalid(format!(
                "{} is a file; several files need a folder. Nothing was written. Name another place",
                folder.display()
            )));
        }
        let missing: Vec<&Path> = folder.ancestors().take_while(|f| !f.as_os_str().is_empty() && !f.exists()).collect();
        for folder in missing.into_iter().rev() {
            fs::create_dir(folder).map_err(|e| failed(folder, &e))?;
            self.folders.push(folder.to_path_buf());
        }
        Ok(())
    }

    /// Writes a file beside its place.
    ///
    /// # Errors
    /// What stopped it; an existing file is as it was.
    pub fn add(&mut self, place: &Path, bytes: &[u8]) -> Result<(), ApiError> {
        let shown = place.display();
        if place.is_dir() {
            return Err(ApiError::invalid(format!("{shown} is a folder. Nothing was written. Name a file in it")));
        }
        if place.file_name().is_none() {
            return Err(ApiError::invalid(format!("{shown} is not a file name. Nothing was written")));
        }
        let folder = folder_of(place);
        if !folder.is_dir() {
            return Err(ApiError::invalid(format!(
                "There is no folder {}. Nothing was written. Make it, or choose another place",
                folder.display()
            )));
        }
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let beside = folder.join(format!(".bridgebook-{}-{number}.part", std::process::id()));
        // Known before it is there, so that a half of it is taken away too.
        self.parts.push(Part { beside: beside.clone(), place: place.to_path_buf() });
        let write = || -> io::Result<()> {
            let mut file = File::create(&beside)?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        write().map_err(|e| failed(place, &e))
    }

    /// Puts every file in its place, one after the other: no system renames several at once.
    ///
    /// # Errors
    /// What stopped it, and which files were in their place before; each file is whole or as it was.
    pub fn finish(mut self) -> Result<(), ApiError> {
        let all = self.parts.len();
        for (n, part) in self.parts.iter().enumerate() {
            fs::rename(&part.beside, &part.place).map_err(|e| {
                if n == 0 {
                    return failed(&part.place, &e);
                }
                let mut error = failed_keeping(
                    &part.place,
                    &e,
                    &format!("{n} of {all} files are new, each of them whole; the others are as they were"),
                );
                error.details = self.parts[..n].iter().map(|p| format!("New: {}", p.place.display())).collect();
                error
            })?;
        }
        let mut folders: Vec<&Path> = self.parts.iter().map(|part| folder_of(&part.place)).collect();
        folders.extend(self.folders.iter().map(|folder| folder_of(folder)));
        folders.sort_unstable();
        folders.dedup();
        for folder in folders.into_iter().filter(|_| cfg!(unix)) {
            // A folder that may be written but not read cannot be synced; its files are in it all the same.
            if let Ok(folder) = File::open(folder) {
                folder.sync_all().map_err(|e| failed(&self.parts[0].place, &e))?;
            }
        }
        self.parts.clear();
        self.folders.clear();
        Ok(())
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        for part in &self.parts {
            let _ = fs::remove_file(&part.beside);
        }
        // Only what is empty goes.
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

/// Writes a file whole or not at all.
///
/// # Errors
/// What stopped it; an existing file is as it was.
pub fn file(path: &Path, bytes: &[u8]) -> Result<(), ApiError> {
    let mut batch = Batch::default();
    batch.add(path, bytes)?;
    batch.finish()
}

/// SHA-256 of several texts, one after another.
pub fn digest(texts: impl Iterator<Item = String>) -> String {
    let mut hasher = Sha256::new();
    texts.for_each(|t| hasher.update(t.as_bytes()));
    hex(&hasher.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_finished_leaves_no_trace() {
        let place = tempfile::tempdir().expect("a folder");
        let kept = place.path().join("kept.md");
        fs::write(&kept, "earlier").expect("a file");
        let deep = place.path().join("a/b");
        let mut batch = Batch::default();
        batch.folder(&deep).expect("folders");
        batch.add(&deep.join("one.md"), b"one").expect("a file");
        batch.add(&kept, b"later").expect("a file");
        assert_eq!(fs::read_to_string(&kept).expect("text"), "earlier", "it stands beside its place until the end");
        drop(batch);
        let left: Vec<_> = fs::read_dir(place.path()).expect("a folder").flatten().map(|e| e.file_name()).collect();
        assert_eq!(left, ["kept.md"]);
        assert_eq!(fs::read_to_string(&kept).expect("text"), "earlier");
    }

    #[test]
    fn files_come_into_being_together() {
        let place = tempfile::tempdir().expect("a folder");
        let folder = place.path().join("set");
        let mut batch = Batch::default();
        batch.folder(&folder).expect("a folder");
        for name in ["one.md", "two.md"] {
            batch.add(&folder.join(name), name.as_bytes()).expect("a file");
        }
        batch.finish().expect("written");
        let mut names: Vec<_> = fs::read_dir(&folder).expect("a folder").flatten().map(|e| e.file_name()).collect();
        names.sort();
        assert_eq!(names, ["one.md", "two.md"], "and nothing beside them");
    }

    #[test]
    fn what_is_stopped_on_the_way_says_which_files_are_new() {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, two) = (folder.path().join("one.md"), folder.path().join("two.md"));
        let mut batch = Batch::default();
        batch.add(&one, b"one").expect("a file");
        batch.add(&two, b"two").expect("a file");
        // A folder came where the second file goes.
        fs::create_dir(&two).expect("a folder");
        let said = batch.finish().expect_err("a folder is not replaced by a file");
        assert!(said.message.contains("1 of 2 files are new") && !said.message.contains("before is"), "{said:?}");
        assert_eq!(said.details, [format!("New: {}", one.display())]);
        assert_eq!(fs::read_to_string(&one).expect("text"), "one");
        let left = fs::read_dir(folder.path()).expect("a folder").count();
        assert_eq!(left, 2, "nothing is left beside their places");
    }

    #[test]
    fn a_reason_is_said_in_words() {
        for (kind, words) in [
            (
                io::ErrorKind::StorageFull,
                "that disk is full. What was there before is as it was. Choose another place, or make room",
            ),
            (io::ErrorKind::PermissionDenied, "you may not write there"),
            (io::ErrorKind::ReadOnlyFilesystem, "that disk can only be read"),
        ] {
            let said = failed(Path::new("plan.pdf"), &kind.into()).message;
            assert!(said.starts_with("plan.pdf could not be written: ") && said.contains(words), "{said}");
        }
    }
}
