//! Attachments: kept from a paste or a chosen file, and saved again. What names them, a cell or an address in
//! prose, is an ordinary edit of the document and is undone as one.

use std::path::{Component, Path, PathBuf};
use std::{fs, io};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bridgebook_domain::canonical::hex;
use bridgebook_domain::id::AttachmentId;
use bridgebook_domain::{DocumentId, IncidentId};
use bridgebook_interchange::{self as interchange, AttachedFile};
use bridgebook_store::{NewAttachment, Personal};
use jiff::SignedDuration;
use sha2::{Digest, Sha256};

use crate::Bridgebook;
use crate::api::intent::Outcome;
use crate::api::log_entry::GivenFile;
use crate::api::{ApiError, ErrorCode};
use crate::attachment::{FILE_LIMIT, PASTE_LIMIT, kind, own_name, size_words};
use crate::export::write;
use crate::wording::moment;

impl Bridgebook {
    /// Keeps what was pasted or dropped.
    pub(super) async fn attach(
        &self,
        document: DocumentId,
        name: &str,
        base64: &str,
        keep_days: Option<u32>,
    ) -> Result<Outcome, ApiError> {
        let bytes = decoded(name, base64)?;
        self.keep_file(document, name, bytes, keep_days).await
    }

    /// Keeps a file that a person chose in the system's dialog, or named on the command line.
    pub(super) async fn attach_file(
        &self,
        document: DocumentId,
        path: &str,
        keep_days: Option<u32>,
    ) -> Result<Outcome, ApiError> {
        let (name, bytes) = read_file(path).await?;
        self.keep_file(document, &name, bytes, keep_days).await
    }

    async fn keep_file(
        &self,
        document: DocumentId,
        name: &str,
        bytes: Vec<u8>,
        keep_days: Option<u32>,
    ) -> Result<Outcome, ApiError> {
        // Nothing is kept for a document that is not there.
        self.row(document).await?;
        let name = own_name(name);
        if bytes.is_empty() {
            return Err(ApiError::invalid(format!("“{name}” is empty. Nothing was attached")));
        }
        let found = kind(&name, &bytes);
        let mut remarks = Vec::new();
        if found.is_misnamed {
            remarks.push(format!(
                "“{name}” is by its content not what its name says. It was kept as a file and is not shown as a picture"
            ));
        }
        let (id, now) = (AttachmentId::new(self.fresh()), self.now());
        let personal = keep_days.map(|days| Personal {
            key: fresh_key(),
            retain_until: now.saturating_add(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(now),
        });
        let media_type = found.media_type.to_owned();
        self.store.attach(NewAttachment { id, name, media_type, bytes, added_at: now, personal }).await?;
        Ok(Outcome { ids: vec![id.to_string()], remarks, ..self.unchanged() })
    }

    /// Imports a file that a person chose in the system's dialog, or named on the command line, together with the
    /// attached files that an export wrote beside it.
    pub(super) async fn import_file(&self, path: &str, incident: Option<IncidentId>) -> Result<Outcome, ApiError> {
        let path = Path::new(path);
        let failed = |e: io::Error| {
            ApiError::new(ErrorCode::NotFound, format!("{} cannot be read: {e}. Nothing was imported", path.display()))
        };
        let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let size = fs::metadata(path).map_err(failed)?.len();
        if size > interchange::FILE_LIMIT as u64 {
            let limit = size_words(interchange::FILE_LIMIT as u64);
            return Err(ApiError::invalid(format!(
                "“{name}” has {}; at most {limit} can be imported. Nothing was imported",
                size_words(size)
            )));
        }
        let bytes = beside_the_rest(path, |path| fs::read(path)).await.map_err(failed)?;
        // Whether it becomes a document is known before anything is kept for it.
        let read = self.read_import(&name, &bytes, incident).await?;
        let mut remarks = Vec::new();
        for file in interchange::attached_files(&read.text).iter().filter(|f| !f.path.is_empty()) {
            remarks.extend(self.take_beside(path, file).await);
        }
        let mut outcome = self.keep_chosen(&name, read).await?;
        outcome.remarks.extend(remarks);
        Ok(outcome)
    }

    /// Keeps a file that lies beside an imported document under the id that the document names, where this folder
    /// does not have it. Gives what a person should know.
    async fn take_beside(&self, document: &Path, file: &AttachedFile) -> Option<String> {
        match self.store.attachment(file.id).await {
            Ok(known) if known.erased_at.is_some() => {
                return Some(format!("“{}” was erased here and was not brought back", file.name));
            }
            Ok(_) => return None,
            Err(_) => {}
        }
        let path = match beside(document, &file.path) {
            Ok(path) => path,
            Err(why) => return Some(format!("“{}” was not attached: {why}", file.name)),
        };
        let size = fs::metadata(&path).map_or(0, |m| m.len());
        if size > FILE_LIMIT {
            return Some(too_large(&file.name, size, FILE_LIMIT, "The document is imported without it").message);
        }
        let read = |path: &Path| fs::read(path).map(|bytes| (hex(&Sha256::digest(&bytes)), bytes));
        let (hash, bytes) = match beside_the_rest(&path, read).await {
            Ok(read) => read,
            Err(error) => return Some(format!("“{}” was not attached: {error}", file.name)),
        };
        let is_same = hash == file.hash;
        let name = own_name(&file.name);
        let media_type = kind(&name, &bytes).media_type.to_owned();
        let new = NewAttachment { id: file.id, name, media_type, bytes, added_at: self.now(), personal: None };
        match self.store.attach(new).await {
            Err(error) => Some(format!("“{}” was not attached: {error}", file.name)),
            Ok(_) if is_same => None,
            Ok(_) => Some(format!(
                "“{}” is not what it was when the document was exported; it was attached as it is now",
                file.name
            )),
        }
    }

    /// Writes an attached file to a path that the person chose.
    pub(super) async fn save_attachment(&self, id: AttachmentId, path: &str) -> Result<Outcome, ApiError> {
        if path.trim().is_empty() {
            return Err(ApiError::invalid("Name a file to write. Nothing was saved"));
        }
        let bytes = self.store.attachment_bytes(id).await?;
        write::file(Path::new(path), &bytes)?;
        Ok(Outcome { remarks: vec![format!("Written: {path}")], ..self.unchanged() })
    }

    /// The outcome of what changed no document.
    pub(crate) fn unchanged(&self) -> Outcome {
        Outcome {
            saved_at: moment(self.now()),
            heads: Vec::new(),
            ids: Vec::new(),
            can_undo: false,
            can_redo: false,
            remarks: Vec::new(),
        }
    }
}

/// The name and the content of a file that was given as evidence.
///
/// # Errors
/// Why it cannot be kept.
pub(super) async fn content(given: GivenFile) -> Result<(String, Vec<u8>), ApiError> {
    match given {
        GivenFile::Bytes { name, base64 } => {
            let bytes = decoded(&name, &base64)?;
            Ok((name, bytes))
        }
        GivenFile::Path { path } => read_file(&path).await,
    }
}

/// The bytes of what was pasted or dropped.
fn decoded(name: &str, base64: &str) -> Result<Vec<u8>, ApiError> {
    // Three bytes are four letters.
    if base64.len() / 4 * 3 > PASTE_LIMIT + 3 {
        return Err(too_large(name, base64.len() as u64 / 4 * 3, PASTE_LIMIT as u64, "Attach it as a file instead"));
    }
    STANDARD.decode(base64).map_err(|_| {
        ApiError::invalid(format!("“{}” did not arrive whole. Nothing was attached. Try again", own_name(name)))
    })
}

/// The name and the content of a file that a person chose.
async fn read_file(path: &str) -> Result<(String, Vec<u8>), ApiError> {
    let path = Path::new(path);
    let failed = |e: io::Error| {
        ApiError::new(ErrorCode::NotFound, format!("{} cannot be read: {e}. Nothing was attached", path.display()))
    };
    let known = fs::metadata(path).map_err(failed)?;
    let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    if !known.is_file() {
        return Err(ApiError::invalid(format!("“{name}” is not a file. Nothing was attached. Choose a file")));
    }
    // Judged before it is read: a disk image would fill the memory.
    if known.len() > FILE_LIMIT {
        let instead = "Put it where your team keeps large files, and link to it";
        return Err(too_large(&name, known.len(), FILE_LIMIT, instead));
    }
    let bytes = beside_the_rest(path, |path| fs::read(path)).await.map_err(failed)?;
    Ok((name, bytes))
}

/// Reads a file, which may be large, on a thread of its own: everything else goes on meanwhile.
pub(super) async fn beside_the_rest<T: Send + 'static>(
    path: &Path,
    read: impl FnOnce(&Path) -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    let path = path.to_path_buf();
    tokio::task::spawn_blocking(move || read(&path)).await.map_err(io::Error::other)?
}

/// The path of a file beside a document. A document comes from anybody: what it names lies in its own folder or below,
/// also after links of the file system are followed.
fn beside(document: &Path, named: &str) -> Result<PathBuf, String> {
    let named = Path::new(named);
    if !named.components().all(|part| matches!(part, Component::Normal(_))) {
        return Err("the document names a place outside its own folder".to_owned());
    }
    let folder = document.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let missing = |_| "it does not lie beside the document".to_owned();
    let (folder, path) = (folder.canonicalize().map_err(missing)?, folder.join(named).canonicalize().map_err(missing)?);
    if path.starts_with(&folder) && path.is_file() {
        Ok(path)
    } else {
        Err("the document names a place outside its own folder".to_owned())
    }
}

fn too_large(name: &str, size: u64, limit: u64, instead: &str) -> ApiError {
    ApiError::invalid(format!(
        "“{}” has {}; at most {} can be attached. Nothing was attached. {instead}",
        own_name(name),
        size_words(size),
        size_words(limit)
    ))
}

/// A key of its own for each file with personal data, from the system's source of randomness: no id source that a
/// test seeds may make it.
pub(super) fn fresh_key() -> [u8; 32] {
    let mut digest = Sha256::new();
    for _ in 0..4 {
        digest.update(uuid::Uuid::new_v4().as_bytes());
    }
    digest.finalize().into()
}
