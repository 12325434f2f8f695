//! The only place that knows automerge: a document as a merged form, its chunks and its past moments.
//!
//! Chunks of changes are the truth. Everything here can be rebuilt from them, so a call that fails or
//! panics inside the library costs a reload and never a word.

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Automerge, Change, ChangeHash, PatchLog, TextEncoding};
use bridgebook_domain::log::Author;
use bridgebook_domain::{Document, Operation};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::{Result, StoreError};

mod edit;
mod past;
mod read;
mod shape;
#[cfg(test)]
mod tests;
mod undo;

use edit::normalised;
pub(crate) use edit::normalised_document;
pub(crate) use undo::rebased;

/// Positions in text are counted as the bridge counts them.
const ENCODING: TextEncoding = TextEncoding::Utf16CodeUnit;

/// One change as it is stored: self-verifying, linked to the changes before it by hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chunk {
    /// SHA-256 that automerge computes over the change.
    pub hash: [u8; 32],
    /// Actor, fresh per process start (automerge appends bytes for concurrent branches of one actor).
    pub actor: Vec<u8>,
    /// Sequence number of the actor within the document.
    pub sequence: u64,
    /// The change, not compressed: in a compressed one some flipped bits could pass unseen.
    pub bytes: Vec<u8>,
    /// When it was made, in seconds; for display, never for order.
    pub made_at: i64,
    /// Who made it, see [`Note`].
    pub note: String,
}

/// What is kept with a change, as JSON in its message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Note {
    /// Who made the change.
    pub author: Author,
    /// Sections it touched, so that history needs no comparison; empty for the header alone.
    #[serde(default)]
    pub sections: Vec<String>,
    /// What was done, for instance `edit`, `undo`, `create`.
    #[serde(default)]
    pub what: String,
}

impl Chunk {
    /// Takes a change apart for storing.
    fn of(change: &Change) -> Self {
        Self {
            hash: change.hash().0,
            actor: change.actor_id().to_bytes().to_vec(),
            sequence: change.seq(),
            made_at: change.timestamp(),
            note: change.message().unwrap_or_default().to_owned(),
            bytes: change.raw_bytes().to_vec(),
        }
    }
}

/// A document in its merged form beside its plain value.
pub(crate) struct Merged {
    doc: Automerge,
    plain: Document,
}

/// What an edit did.
pub(crate) struct Edited {
    /// The operations that undo it, to be applied at `chunk.hash`.
    pub inverses: Vec<Operation>,
    /// The change, or none when everything was so already.
    pub chunk: Option<Chunk>,
}

/// A change and those that it builds on.
pub(crate) struct Heads {
    /// Its hash.
    pub hash: [u8; 32],
    /// Hashes of the changes directly before it.
    pub before: Vec<[u8; 32]>,
}

impl Merged {
    /// A new document with one change that holds all of it.
    pub fn create(actor: Uuid, document: &Document, note: &Note, at: Timestamp) -> Result<(Self, Chunk)> {
        guard(|| {
            let mut doc = empty(actor);
            let root = shape::document(document);
            let mut tx = doc.transaction();
            tx.init_root_from_hydrate(&root).map_err(engine)?;
            let (hash, _) = tx.commit_with(options(note, at));
            let hash = hash.ok_or_else(|| StoreError::Engine("a new document made no change".to_owned()))?;
            let chunk = chunk_of(&doc, hash)?;
            let plain = read::document(&doc, None);
            Ok((Self { doc, plain }, chunk))
        })
    }

    /// Rebuilds a document from a snapshot that may be missing or unfit, and chunks; chunks that the
    /// snapshot holds already are harmless.
    pub fn load<'a>(actor: Uuid, chunks: impl IntoIterator<Item = (&'a [u8], &'a [u8])>) -> Result<Self> {
        let mut changes = Vec::new();
        for (hash, bytes) in chunks {
            changes.push(change(hash, bytes)?);
        }
        guard(|| {
            let mut doc = empty(actor);
            doc.apply_changes(changes).map_err(engine)?;
            let plain = read::document(&doc, None);
            Ok(Self { doc, plain })
        })
    }

    /// Loads a snapshot, only if it loads and ends in exactly these heads.
    pub fn from_snapshot(actor: Uuid, bytes: &[u8], heads: &[String]) -> Option<Self> {
        guard(|| {
            let loaded = Automerge::load_with_options(bytes, automerge::LoadOptions::new().text_encoding(ENCODING))
                .map_err(engine)?;
            let doc = loaded.with_actor(actor_id(actor));
            let plain = read::document(&doc, None);
            Ok(Self { doc, plain })
        })
        .ok()
        .filter(|merged| merged.heads() == heads)
    }

    /// Merges changes that came later or from elsewhere; those known already are ignored.
    pub fn merge<'a>(&mut self, chunks: impl IntoIterator<Item = (&'a [u8], &'a [u8])>) -> Result<()> {
        let mut changes = Vec::new();
        for (hash, bytes) in chunks {
            changes.push(change(hash, bytes)?);
        }
        if changes.is_empty() {
            return Ok(());
        }
        guard(|| {
            self.doc.apply_changes(changes).map_err(engine)?;
            self.plain = read::document(&self.doc, None);
            Ok(())
        })
    }

    /// The document as it is now, with removed things.
    pub fn plain(&self) -> &Document {
        &self.plain
    }

    /// Heads in hexadecimal, sorted.
    pub fn heads(&self) -> Vec<String> {
        self.doc.get_heads().iter().map(ToString::to_string).collect()
    }

    /// The document as it was at these heads, with removed things.
    pub fn at(&self, heads: &[String]) -> Result<Document> {
        let heads = self.known(heads)?;
        guard(|| Ok(read::document(&self.doc, Some(&heads))))
    }

    /// The document as it was at heads that are known to be its own, with removed things.
    pub fn at_hashes(&self, heads: &[[u8; 32]]) -> Result<Document> {
        let heads: Vec<ChangeHash> = heads.iter().map(|hash| ChangeHash(*hash)).collect();
        guard(|| Ok(read::document(&self.doc, Some(&heads))))
    }

    /// Every change, each after those that it builds on.
    pub fn changes(&self) -> Vec<Heads> {
        let list = self.doc.get_changes_meta(&[]);
        list.into_iter().map(|c| Heads { hash: c.hash.0, before: c.deps.iter().map(|h| h.0).collect() }).collect()
    }

    /// Applies operations at the heads they were made on (now, when none are given), as one change.
    /// After an error the value must be thrown away unless it is a [`StoreError::Operation`].
    pub fn edit(
        &mut self,
        operations: &[Operation],
        at_heads: Option<&[String]>,
        note: &Note,
        at: Timestamp,
    ) -> Result<Edited> {
        let stale = match at_heads {
            // The latest state, as nearly always: looking a change up costs as much as making one.
            Some(heads) if heads != self.heads() => {
                let heads = self.known(heads)?;
                (heads != self.doc.get_heads()).then_some(heads)
            }
            _ => None,
        };
        guard(|| {
            // Applied in place: a copy of a long document would cost more than the edit.
            let mut then = stale.as_ref().map(|heads| read::document(&self.doc, Some(heads)));
            let mut tx = match &stale {
                Some(heads) => self.doc.transaction_at(PatchLog::inactive(), heads).map_err(|e| engine(e.into()))?,
                None => self.doc.transaction(),
            };
            let mut inverses = Vec::with_capacity(operations.len());
            let mut done = Ok(());
            for operation in operations {
                let operation = normalised(operation);
                let plain = then.as_mut().unwrap_or(&mut self.plain);
                let before = edit::Before::of(plain, operation.path());
                let applied = plain.apply(&operation, at).map_err(StoreError::from);
                done = applied
                    .map(|inverse| inverses.push(inverse))
                    .and_then(|()| edit::apply(&mut tx, &before, &operation));
                if done.is_err() {
                    break;
                }
            }
            if let Err(error) = done {
                tx.rollback();
                self.plain = read::document(&self.doc, None);
                return Err(error);
            }
            inverses.reverse();
            let (hash, _) = tx.commit_with(options(note, at));
            if stale.is_some() {
                self.plain = read::document(&self.doc, None);
            }
            let chunk = hash.map(|hash| chunk_of(&self.doc, hash)).transpose()?;
            Ok(Edited { inverses, chunk })
        })
    }

    /// The whole history in one compact form: a cache.
    pub fn snapshot(&self) -> Result<Vec<u8>> {
        guard(|| Ok(self.doc.save()))
    }

    /// Whether saving and loading gives the same document, and the value kept beside it is right.
    pub fn is_sound(&self) -> bool {
        guard(|| {
            let saved = self.doc.save();
            let again = Automerge::load_with_options(&saved, automerge::LoadOptions::new().text_encoding(ENCODING))
                .map_err(engine)?;
            Ok(again.get_heads() == self.doc.get_heads() && read::document(&again, None) == self.plain)
        })
        .unwrap_or(false)
    }

    fn known(&self, heads: &[String]) -> Result<Vec<ChangeHash>> {
        let mut list = Vec::with_capacity(heads.len());
        for head in heads {
            let hash: ChangeHash = head.parse().map_err(|_| StoreError::UnknownHeads)?;
            if automerge::ReadDoc::get_change_by_hash(&self.doc, &hash).is_none() {
                return Err(StoreError::UnknownHeads);
            }
            list.push(hash);
        }
        list.sort_unstable();
        list.dedup();
        Ok(list)
    }
}

/// Reads a stored chunk and holds it against the hash that was stored with it.
pub(crate) fn change(hash: &[u8], bytes: &[u8]) -> Result<Change> {
    let change = guard(|| {
        Change::from_bytes(bytes.to_vec())
            .map_err(|e| StoreError::DamagedChunk { hash: short(hash), why: e.to_string() })
    })?;
    // The first bytes are a fixed mark and a checksum, which the hash does not cover.
    let has_checksum = bytes.get(4..8).is_some_and(|checksum| hash.starts_with(checksum));
    if change.hash().0 == hash && has_checksum {
        Ok(change)
    } else {
        Err(StoreError::DamagedChunk { hash: short(hash), why: "its content has another hash".to_owned() })
    }
}

fn short(hash: &[u8]) -> String {
    bridgebook_domain::canonical::hex(&hash[..hash.len().min(6)])
}

fn empty(actor: Uuid) -> Automerge {
    Automerge::new_with_encoding(ENCODING).with_actor(actor_id(actor))
}

fn actor_id(actor: Uuid) -> ActorId {
    ActorId::from(actor.as_bytes().as_slice())
}

fn options(note: &Note, at: Timestamp) -> CommitOptions {
    let message = serde_json::to_string(note).expect("a note is plain data with text keys");
    CommitOptions::default().with_message(message).with_time(at.as_second())
}

fn chunk_of(doc: &Automerge, hash: ChangeHash) -> Result<Chunk> {
    automerge::ReadDoc::get_change_by_hash(doc, &hash)
        .map(|change| Chunk::of(&change))
        .ok_or_else(|| StoreError::Engine("a change vanished after its commit".to_owned()))
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in map_err")]
fn engine(error: automerge::AutomergeError) -> StoreError {
    StoreError::Engine(error.to_string())
}

/// A panic inside the library becomes an error, after which the caller rebuilds from chunks.
fn guard<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(StoreError::Engine("the document engine stopped on this document".to_owned())))
}
