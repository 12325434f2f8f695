//! Past moments of documents. The whole history of a document is loaded once and asked at the heads of a moment, so that
//! walking along it does not read it anew at each step. The longest one asked for last is held; it is a cache, and what
//! is in the database decides whether it still holds.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use bridgebook_domain::{Document, DocumentId};
use jiff::Timestamp;
use sqlx::SqlitePool;
use uuid::Uuid;

use crate::crdt::{Heads, Merged};
use crate::error::{Result, StoreError};
use crate::table::chunk::{self, Stored};
use crate::table::content::Content;
use crate::table::snapshot;

/// Changes from which on a history is held: a shorter one is read as fast as it is looked up.
const HELD_FROM: usize = 100;

/// A document with its history, and when which change of it was known here.
struct Past {
    document: DocumentId,
    merged: Merged,
    steps: Vec<Step>,
    /// Place of the last change.
    up_to: i64,
}

/// A change: from when on it and all before it were known here, and from when on another one followed it.
struct Step {
    hash: [u8; 32],
    known_from: i64,
    followed_from: i64,
}

/// The history that is held.
#[derive(Default)]
pub(crate) struct Held(Mutex<Option<Past>>);

impl Held {
    /// A document as it was known here at a moment.
    ///
    /// # Errors
    /// [`StoreError::NoSuchDocument`] when nothing of it had arrived then.
    pub async fn at(&self, db: &SqlitePool, id: DocumentId, at: Timestamp) -> Result<Content> {
        let past = self.take(db, id).await?;
        let content = past.at(at);
        self.keep(past);
        content
    }

    /// A document as it was at these heads.
    ///
    /// # Errors
    /// [`StoreError::NoSuchDocument`], [`StoreError::UnknownHeads`].
    pub async fn at_heads(&self, db: &SqlitePool, id: DocumentId, heads: &[String]) -> Result<Document> {
        let past = self.take(db, id).await?;
        let document = past.merged.at(heads);
        self.keep(past);
        document
    }

    /// The history, out of what is held or out of the database. Who asks meanwhile reads it again.
    async fn take(&self, db: &SqlitePool, id: DocumentId) -> Result<Past> {
        let last = chunk::last_of(db, id).await?;
        let held = {
            let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if held.as_ref().is_some_and(|past| past.document == id) { held.take() } else { None }
        };
        // Nothing is held of a document that was erased.
        let last = last.ok_or(StoreError::NoSuchDocument(id))?;
        match held {
            Some(past) if past.up_to == last => Ok(past),
            Some(mut past) if past.up_to < last => {
                let later = chunk::after(db, id, past.up_to).await?;
                past.merged.merge(bytes(&later))?;
                let arrivals = chunk::arrivals(db, id).await?;
                Ok(Past { steps: steps(&past.merged, &arrivals), up_to: last, ..past })
            }
            _ => load(db, id).await,
        }
    }

    fn keep(&self, past: Past) {
        if past.steps.len() >= HELD_FROM {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(past);
        }
    }
}

impl Past {
    fn at(&self, at: Timestamp) -> Result<Content> {
        let at = crate::table::micros(at);
        let heads: Vec<[u8; 32]> =
            self.steps.iter().filter(|s| s.known_from <= at && at < s.followed_from).map(|s| s.hash).collect();
        if heads.is_empty() {
            return Err(StoreError::NoSuchDocument(self.document));
        }
        let mut named: Vec<String> = heads.iter().map(|hash| bridgebook_domain::canonical::hex(hash)).collect();
        named.sort_unstable();
        // Now is what most ask for, and stands there already.
        let document =
            if named == self.merged.heads() { self.merged.plain().clone() } else { self.merged.at_hashes(&heads)? };
        Ok(Content { id: self.document, document, heads: named })
    }
}

fn bytes(chunks: &[Stored]) -> impl Iterator<Item = (&[u8], &[u8])> {
    chunks.iter().map(|(_, hash, bytes)| (hash.as_slice(), bytes.as_slice()))
}

/// The history from its snapshot and the changes after it, else from all changes. Nothing is written with its actor.
async fn load(db: &SqlitePool, id: DocumentId) -> Result<Past> {
    let arrivals = chunk::arrivals(db, id).await?;
    if let Some(snapshot) = snapshot::get(db, id).await?
        && let Some(mut merged) = Merged::from_snapshot(Uuid::nil(), &snapshot.bytes, &snapshot.heads)
    {
        let later = chunk::after(db, id, snapshot.up_to).await?;
        if merged.merge(bytes(&later)).is_ok() {
            let up_to = later.last().map_or(snapshot.up_to, |(position, ..)| *position);
            return Ok(Past { document: id, steps: steps(&merged, &arrivals), merged, up_to });
        }
    }
    let all = chunk::of_document(db, id).await?;
    let Some(up_to) = all.last().map(|(position, ..)| *position) else {
        return Err(StoreError::NoSuchDocument(id));
    };
    let merged = Merged::load(Uuid::nil(), bytes(&all))?;
    Ok(Past { document: id, steps: steps(&merged, &arrivals), merged, up_to })
}

/// When which change was known: not before all that it builds on, for without them it could not be read.
fn steps(merged: &Merged, arrivals: &[(Vec<u8>, i64)]) -> Vec<Step> {
    let arrived: HashMap<&[u8], i64> = arrivals.iter().map(|(hash, at)| (hash.as_slice(), *at)).collect();
    let changes = merged.changes();
    let mut places: HashMap<[u8; 32], usize> = HashMap::with_capacity(changes.len());
    let mut steps: Vec<Step> = Vec::with_capacity(changes.len());
    for Heads { hash, before } in changes {
        // One of a snapshot without its row was always known; nothing is left out for it.
        let own = arrived.get(hash.as_slice()).copied().unwrap_or(i64::MIN);
        let behind: Vec<usize> = before.iter().filter_map(|hash| places.get(hash).copied()).collect();
        let known_from = behind.iter().map(|n| steps[*n].known_from).chain([own]).max().unwrap_or(own);
        for n in behind {
            steps[n].followed_from = steps[n].followed_from.min(known_from);
        }
        places.insert(hash, steps.len());
        steps.push(Step { hash, known_from, followed_from: i64::MAX });
    }
    steps
}
