//! Attached files. The bytes lie in files named by their hash; those that hold personal data are
//! encrypted, each with its own key, so that destroying one key erases one file everywhere.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::PathBuf;

use bridgebook_domain::canonical::hex;
use bridgebook_domain::id::AttachmentId;
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::error::{Result, StoreError};
use crate::folder::{private, private_folder, sync_folder};
use crate::keys::Keys;
use crate::store::Store;
use crate::table::attachment::{self, Attachment};
use crate::writer::Task;

/// A file to attach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAttachment {
    /// Id, which a cell will hold.
    pub id: AttachmentId,
    /// File name as it came.
    pub name: String,
    /// Media type.
    pub media_type: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// Now.
    pub added_at: Timestamp,
    /// For personal data.
    pub personal: Option<Personal>,
}

/// What personal data needs.
#[derive(Clone, PartialEq, Eq)]
pub struct Personal {
    /// A fresh random key, used for this attachment alone.
    pub key: [u8; 32],
    /// Until when it is to be kept.
    pub retain_until: Timestamp,
}

impl std::fmt::Debug for Personal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Personal").field("retain_until", &self.retain_until).finish_non_exhaustive()
    }
}

impl Store {
    /// Keeps a file. The row is written last, so what is listed is there.
    ///
    /// # Errors
    /// [`StoreError::Full`], [`StoreError::ReadOnly`]; nothing is listed then.
    pub async fn attach(&self, new: NewAttachment) -> Result<Attachment> {
        let made = self.attach_all(vec![new]).await?;
        made.into_iter().next().ok_or_else(|| StoreError::Content("the attachment was not kept".to_owned()))
    }

    /// Keeps several files as [`Store::attach`] does, all of them or none.
    ///
    /// # Errors
    /// As [`Store::attach`]; nothing is listed then.
    pub async fn attach_all(&self, list: Vec<NewAttachment>) -> Result<Vec<Attachment>> {
        let Some(at) = list.first().map(|new| new.added_at) else { return Ok(Vec::new()) };
        let key = |new: &NewAttachment| Some((new.id.to_string(), new.personal.as_ref()?.key));
        let keys: Vec<(String, [u8; 32])> = list.iter().filter_map(key).collect();
        if !keys.is_empty() {
            Keys::open(self.folder()).await?.put_all(&keys, at, self.folder()).await?;
        }
        let mut made: Vec<Attachment> = Vec::with_capacity(list.len());
        for new in list {
            match self.attach_one(new).await {
                Ok(attachment) => made.push(attachment),
                Err(error) => {
                    self.take_back(made, &keys, at).await;
                    return Err(error);
                }
            }
        }
        if !keys.is_empty() {
            Keys::open(self.folder()).await?.back_up(self.folder()).await?;
        }
        Ok(made)
    }

    /// Takes back what was kept of several files. What cannot be taken back now is in no document, and without its key it
    /// says nothing.
    async fn take_back(&self, made: Vec<Attachment>, keys: &[(String, [u8; 32])], at: Timestamp) {
        for attachment in made {
            let _ = self.erase_attachment(attachment.id, at).await;
        }
        if let Ok(mut open) = Keys::open(self.folder()).await {
            let ids: Vec<String> = keys.iter().map(|(id, _)| id.clone()).collect();
            let _ = open.destroy(&ids, self.folder()).await;
        }
    }

    /// Puts the bytes of a file down that holds no personal data. It is listed by the write that names it
    /// ([`Write::attachment`](crate::Write::attachment)), in one commit with what that write says of it.
    ///
    /// # Errors
    /// [`StoreError::Full`], or [`StoreError::Content`] for personal data, which has a key of its own.
    pub fn stage(&self, new: NewAttachment) -> Result<Attachment> {
        if new.personal.is_some() {
            return Err(StoreError::Content("personal data is not kept without its key".to_owned()));
        }
        let attachment = Attachment {
            id: new.id,
            hash: hex(&Sha256::digest(&new.bytes)),
            name: new.name,
            media_type: new.media_type,
            size: new.bytes.len() as u64,
            key_id: None,
            retain_until: None,
            added_at: new.added_at,
            erased_at: None,
        };
        self.keep(&attachment.hash, &new.bytes)?;
        Ok(attachment)
    }

    async fn attach_one(&self, new: NewAttachment) -> Result<Attachment> {
        let size = new.bytes.len() as u64;
        let (bytes, key_id) = match &new.personal {
            Some(personal) => {
                // Its key was kept before.
                (seal(&personal.key, &new.bytes)?, Some(new.id.to_string()))
            }
            None => (new.bytes, None),
        };
        let attachment = Attachment {
            id: new.id,
            hash: hex(&Sha256::digest(&bytes)),
            name: new.name,
            media_type: new.media_type,
            size,
            key_id,
            retain_until: new.personal.map(|p| p.retain_until),
            added_at: new.added_at,
            erased_at: None,
        };
        self.keep(&attachment.hash, &bytes)?;
        self.task(Task::Attach(Box::new(attachment.clone()))).await?;
        Ok(attachment)
    }

    /// What is known about an attachment.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAttachment`].
    pub async fn attachment(&self, id: AttachmentId) -> Result<Attachment> {
        attachment::get(&self.inner.readers, id).await?.ok_or_else(|| StoreError::NoSuchAttachment(id.to_string()))
    }

    /// Every attachment, erased ones too.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn attachments(&self) -> Result<Vec<Attachment>> {
        attachment::all(&self.inner.readers).await
    }

    /// The content of an attachment, checked against its hash.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAttachment`], also when it was erased or its file is damaged.
    pub async fn attachment_bytes(&self, id: AttachmentId) -> Result<Vec<u8>> {
        let gone = || StoreError::NoSuchAttachment(id.to_string());
        let known = self.attachment(id).await?;
        if known.erased_at.is_some() {
            return Err(gone());
        }
        let bytes = self.stored_bytes(&known)?;
        match &known.key_id {
            Some(key_id) => {
                let key = Keys::open(self.folder()).await?.get(key_id).await?.ok_or_else(gone)?;
                open_sealed(&key, &bytes)
            }
            None => Ok(bytes),
        }
    }

    /// Erases an attachment: its key is destroyed, its file removed; the row stays as a tombstone. The
    /// caller logs it.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAttachment`], [`StoreError::ReadOnly`].
    pub async fn erase_attachment(&self, id: AttachmentId, at: Timestamp) -> Result<()> {
        let known = self.attachment(id).await?;
        if let Some(key_id) = &known.key_id {
            let mut keys = Keys::open(self.folder()).await?;
            keys.destroy(std::slice::from_ref(key_id), self.folder()).await?;
            keys.back_up(self.folder()).await?;
        }
        self.task(Task::EraseAttachment(id, at)).await?;
        let others = self.attachments().await?;
        if !others.iter().any(|other| other.hash == known.hash && other.erased_at.is_none()) {
            // Without its key the file says nothing; one that cannot be removed does no harm.
            let _ = fs::remove_file(self.file_of(&known.hash));
        }
        Ok(())
    }

    /// The stored bytes, checked against the hash; encrypted ones as they lie there.
    pub(crate) fn stored_bytes(&self, known: &Attachment) -> Result<Vec<u8>> {
        let bytes = fs::read(self.file_of(&known.hash)).map_err(StoreError::file("Reading the attachment"))?;
        if hex(&Sha256::digest(&bytes)) == known.hash {
            Ok(bytes)
        } else {
            Err(StoreError::Content(format!("the file of attachment {} is damaged", known.id)))
        }
    }

    pub(crate) fn file_of(&self, hash: &str) -> PathBuf {
        let (folder, _) = hash.split_at(hash.len().min(2));
        self.folder().attachments().join(folder).join(hash)
    }

    fn keep(&self, hash: &str, bytes: &[u8]) -> Result<()> {
        let path = self.file_of(hash);
        if fs::read(&path).is_ok_and(|there| there == bytes) {
            return Ok(());
        }
        private_folder(&self.folder().attachments())?;
        let folder = path.parent().expect("it lies in a folder by its first letters");
        private_folder(folder)?;
        let partial = path.with_extension("partial");
        let written = (|| {
            let mut file = File::create(&partial)?;
            private(&partial, 0o600)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&partial, &path)
        })();
        if let Err(error) = written {
            let _ = fs::remove_file(&partial);
            let is_full = error.kind() == std::io::ErrorKind::StorageFull;
            return Err(if is_full { StoreError::Full } else { StoreError::file("Keeping the attachment")(error) });
        }
        sync_folder(folder)
    }
}

// A key encrypts one message only, so its nonce may be fixed.
fn cipher(key: &[u8; 32]) -> (ChaCha20Poly1305, Nonce) {
    (ChaCha20Poly1305::new(&Key::from(*key)), Nonce::default())
}

fn seal(key: &[u8; 32], bytes: &[u8]) -> Result<Vec<u8>> {
    let (cipher, nonce) = cipher(key);
    cipher.encrypt(&nonce, bytes).map_err(|_| StoreError::Content("the attachment is too large to encrypt".to_owned()))
}

fn open_sealed(key: &[u8; 32], bytes: &[u8]) -> Result<Vec<u8>> {
    let (cipher, nonce) = cipher(key);
    cipher.decrypt(&nonce, bytes).map_err(|_| StoreError::Content("the attachment does not fit its key".to_owned()))
}
