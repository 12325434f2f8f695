//! Attached files beside a document in the file form.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use bridgebook_domain::Document;
use bridgebook_domain::attachment::attached;

use bridgebook_interchange::{self as interchange, AttachedFile};
use bridgebook_pdf::{Attached, Files, Raster};

use super::write::Batch;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::attachment::size_words;
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
            if self.store.attachment(file.id).await.is_ok_and(|known| known.key_id.is_some()) {
                remarks.push(format!("“{}” is personal data and was not written beside the document", file.name));
                continue;
            }
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

/// Bytes of pictures that one export reads: what is behind them is told of by name.
const MOST_PICTURES: u64 = 400_000_000;

impl Bridgebook {
    /// The files of a document as they are printed. Personal data is told of by name alone.
    pub(super) async fn printed_files(&self, document: &Document) -> Files {
        let mut files = Files::new();
        let mut read = 0;
        for id in attached(document) {
            let Ok(known) = self.store.attachment(id).await else { continue };
            if known.erased_at.is_some() {
                continue;
            }
            let is_printed = matches!(known.media_type.as_str(), "image/png" | "image/jpeg") && known.key_id.is_none();
            read += if is_printed { known.size } else { 0 };
            let bytes =
                if is_printed && read <= MOST_PICTURES { self.store.attachment_bytes(id).await.ok() } else { None };
            let key: String = known.hash.chars().take(16).collect();
            let picture = bytes.and_then(|bytes| Raster::read(&bytes, &key)).map(Arc::new);
            let size = size_words(known.size);
            files.insert(id.to_string(), Arc::new(Attached { name: known.name, size, hash: known.hash, picture }));
        }
        files
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
