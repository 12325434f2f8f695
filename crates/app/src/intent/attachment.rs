//! Attachments: kept from a paste or a chosen file, and saved again. What names them, a cell or an address in
//! prose, is an ordinary edit of the document and is undone as one.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bridgebook_domain::DocumentId;
use bridgebook_domain::id::AttachmentId;
use bridgebook_store::{NewAttachment, Personal};
use jiff::SignedDuration;
use sha2::{Digest, Sha256};

use crate::Bridgebook;
use crate::api::intent::Outcome;
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
        // Three bytes are four letters.
        if base64.len() / 4 * 3 > PASTE_LIMIT + 3 {
            return Err(too_large(
                name,
                base64.len() as u64 / 4 * 3,
                PASTE_LIMIT as u64,
                "Attach it as a file instead",
            ));
        }
        let bytes = STANDARD.decode(base64).map_err(|_| {
            ApiError::invalid(format!("“{}” did not arrive whole. Nothing was attached. Try again", own_name(name)))
        })?;
        self.keep_file(document, name, bytes, keep_days).await
    }

    /// Keeps a file that a person chose in the system's dialog, or named on the command line.
    pub(super) async fn attach_file(
        &self,
        document: DocumentId,
        path: &str,
        keep_days: Option<u32>,
    ) -> Result<Outcome, ApiError> {
        let path = Path::new(path);
        let failed = |e: std::io::Error| {
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
        self.keep_file(document, &name, fs::read(path).map_err(failed)?, keep_days).await
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
fn fresh_key() -> [u8; 32] {
    let mut digest = Sha256::new();
    for _ in 0..4 {
        digest.update(uuid::Uuid::new_v4().as_bytes());
    }
    digest.finalize().into()
}
