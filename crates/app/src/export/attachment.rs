//! Attached files beside a document in the file form.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use bridgebook_domain::Document;
use bridgebook_domain::attachment::attached;
use bridgebook_domain::id::AttachmentId;

use bridgebook_interchange::{self as interchange, AttachedFile};
use bridgebook_pdf::{Attached, Binder, Files, Raster, Work};
use bridgebook_store::Store;
use tokio::runtime::Handle;

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
        let mut taken = BTreeSet::new();
        for file in &mut files {
            job.go_on()?;
            if self.store.attachment(file.id).await.is_ok_and(|known| known.key_id.is_some()) {
                remarks.push(format!("“{}” is personal data and was not written beside the document", file.name));
                continue;
            }
            match self.store.attachment_bytes(file.id).await {
                Ok(bytes) => {
                    let name = name_beside(file, &mut taken);
                    if taken.len() == 1 {
                        batch.folder(&folder)?;
                        remarks.push(format!("Attached files: {}", folder.display()));
                    }
                    batch.add(&folder.join(&name), &bytes)?;
                    file.path = format!("{folder_name}/{name}");
                }
                Err(error) => remarks.push(format!("“{}” could not be written beside: {error}", file.name)),
            }
        }
        Ok(interchange::with_attached(text, &files))
    }
}

/// Bytes of pictures that one export reads: what is behind them is told of by name.
const MOST_BYTES: u64 = 400_000_000;
/// Points of pictures that one export unpacks: a small file may hold very many.
const MOST_POINTS: u64 = 600_000_000;

/// A picture of a document that is printed, before anybody has read it.
pub(super) struct Unread {
    document: usize,
    id: AttachmentId,
    known: Attached,
    size: u64,
}

impl Bridgebook {
    /// The files of the next document as they are printed, without their pictures: those are left to be read beside
    /// everything else. Personal data is told of by name alone.
    pub(super) async fn printed_files(&self, (document, place): (&Document, usize), unread: &mut Vec<Unread>) -> Files {
        let mut files = Files::new();
        for id in attached(document) {
            let Ok(known) = self.store.attachment(id).await else { continue };
            if known.erased_at.is_some() {
                continue;
            }
            let is_drawn = matches!(known.media_type.as_str(), "image/png" | "image/jpeg") && known.key_id.is_none();
            let file = Attached { name: known.name, size: size_words(known.size), hash: known.hash, picture: None };
            if is_drawn {
                unread.push(Unread { document: place, id, known: file.clone(), size: known.size });
            }
            files.insert(id.to_string(), Arc::new(file));
        }
        files
    }
}

/// Reads the pictures of an export, within what one export may take.
pub(super) struct Pictures {
    store: Store,
    bytes: u64,
    points: u64,
    /// What was read already: documents share pictures.
    read: BTreeMap<AttachmentId, Option<Arc<Raster>>>,
}

impl Pictures {
    /// Nothing is read yet.
    pub fn new(store: Store) -> Self {
        Self { store, bytes: MOST_BYTES, points: MOST_POINTS, read: BTreeMap::new() }
    }

    /// Puts the pictures into their documents; ends early where nobody wants them any more. This takes long and
    /// waits, so it has no place among asynchronous work.
    pub fn read_into(&mut self, binder: &mut Binder, unread: Vec<Unread>, work: &Work, runtime: &Handle) {
        for Unread { document, id, mut known, size } in unread {
            if work.is_stopped() {
                return;
            }
            let picture = match self.read.get(&id) {
                Some(read) => read.clone(),
                None => self.picture(id, &known.hash, size, runtime).map(Arc::new),
            };
            self.read.insert(id, picture.clone());
            known.picture = picture;
            if let (Some(input), true) = (binder.documents.get_mut(document), known.picture.is_some()) {
                input.files.insert(id.to_string(), Arc::new(known));
            }
        }
    }

    fn picture(&mut self, id: AttachmentId, hash: &str, size: u64, runtime: &Handle) -> Option<Raster> {
        self.bytes = self.bytes.checked_sub(size)?;
        let bytes = runtime.block_on(self.store.attachment_bytes(id)).ok()?;
        self.points = self.points.checked_sub(Raster::points(&bytes)?)?;
        let key: String = hash.chars().take(16).collect();
        Raster::read(&bytes, &key)
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

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use bridgebook_store::NewAttachment;
    use jiff::Timestamp;

    use super::*;

    /// A picture of one point, in 69 bytes.
    const DOT: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";

    #[tokio::test]
    async fn what_is_beyond_the_bytes_and_points_of_an_export_is_not_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let app = Bridgebook::open(folder.path(), crate::Options::system()).await.expect("it opens");
        let (id, bytes) = (AttachmentId::new(uuid::Uuid::from_u128(7)), STANDARD.decode(DOT).expect("base64"));
        let (name, media_type) = ("dot.png".to_owned(), "image/png".to_owned());
        let new = NewAttachment { id, name, media_type, bytes, added_at: Timestamp::UNIX_EPOCH, personal: None };
        app.store.attach(new).await.expect("kept");
        for (bytes, points, drawn) in [(1_000, 1_000, 3), (150, 1_000, 2), (1_000, 1, 1), (10, 1_000, 0)] {
            let mut pictures = Pictures { bytes, points, ..Pictures::new(app.store.clone()) };
            let runtime = Handle::current();
            let read = tokio::task::spawn_blocking(move || {
                (0..3).filter(|_| pictures.picture(id, "ab12", 69, &runtime).is_some()).count()
            });
            assert_eq!(read.await.expect("it ends"), drawn, "{bytes} bytes and {points} points");
        }
        app.close().await;
    }
}
