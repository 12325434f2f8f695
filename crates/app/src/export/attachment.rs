//! Attached files beside a document in the file form.

use std::collections::BTreeSet;
use std::path::Path;

use bridgebook_interchange::{self as interchange, AttachedFile};

use super::write::Batch;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::jobs::Job;

/// Digits of the hash in the name of a file, so that two of one name stay apart.
const DIGITS: usize = 8;

impl Bridgebook {
    /// Writes the files that a document names into the folder `<its name>-attachments` beside it, and gives the text
    /// in which they are named by their path there.
    pub(super) async fn files_beside(
        &self,
        text: &str,
        document: &Path,
        job: &Job<'_>,
        batch: &mut Batch,
        remarks: &mut Vec<String>,
    ) -> Result<String, ApiError> {
        let mut files = interchange::attached_files(text);
        if files.is_empty() {
            return Ok(text.to_owned());
        }
        let stem = document.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned());
        let folder_name = format!("{}-attachments", interchange::file_name(&stem));
        let folder = document.with_file_name(&folder_name);
        batch.folder(&folder)?;
        let mut taken = BTreeSet::new();
        for file in &mut files {
            job.go_on()?;
            let name = name_beside(file, &mut taken);
            match self.store.attachment_bytes(file.id).await {
                Ok(bytes) => {
                    batch.add(&folder.join(&name), &bytes)?;
                    file.path = format!("{folder_name}/{name}");
                }
                Err(error) => remarks.push(format!("“{}” could not be written beside: {error}", file.name)),
            }
        }
        remarks.push(format!("Attached files: {}", folder.display()));
        Ok(interchange::with_attached(text, &files))
    }
}

/// A name that every file system and every address in Markdown takes.
fn name_beside(file: &AttachedFile, taken: &mut BTreeSet<String>) -> String {
    let (stem, ending) = file.name.rsplit_once('.').unwrap_or((&file.name, ""));
    let ending: String = ending.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
    let digits: String = file.hash.chars().take(DIGITS).collect();
    let base = format!("{digits}-{}", interchange::file_name(stem));
    let dotted = if ending.is_empty() { String::new() } else { format!(".{ending}") };
    let mut name = format!("{base}{dotted}");
    let mut n = 1;
    while !taken.insert(name.clone()) {
        n += 1;
        name = format!("{base}-{n}{dotted}");
    }
    name
}
