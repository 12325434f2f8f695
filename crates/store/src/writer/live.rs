//! Merged documents that are held in memory between writes.

use std::collections::HashMap;

use bridgebook_domain::DocumentId;
use sqlx::sqlite::SqliteConnection;
use uuid::Uuid;

use crate::crdt::Merged;
use crate::error::{Result, StoreError};
use crate::table::{chunk, snapshot};

/// Documents held at once; the one that was used longest ago goes first.
const HELD: usize = 24;
/// Changes after which a snapshot is written.
const SNAPSHOT_AFTER: usize = 500;

struct Live {
    merged: Merged,
    used: u64,
    /// Changes since the snapshot in the database.
    unsaved: usize,
    /// Place of the last chunk that is merged in.
    up_to: i64,
}

/// Steps put on the stack after which those beyond the limit are dropped.
const TRIM_EVERY: u32 = 64;

/// The steps of one author in one document, as far as they are known.
#[derive(Default)]
struct Steps {
    has_no_redo: bool,
    /// Put on the stack since the last time that the stack was trimmed.
    untrimmed: Option<u32>,
}

/// The documents in memory.
pub(super) struct Living {
    actor: Uuid,
    list: HashMap<DocumentId, Live>,
    clock: u64,
    /// What is known of the steps of an author in a document.
    steps: HashMap<(DocumentId, String), Steps>,
}

impl Living {
    pub fn new(actor: Uuid) -> Self {
        Self { actor, list: HashMap::new(), clock: 0, steps: HashMap::new() }
    }

    pub fn actor(&self) -> Uuid {
        self.actor
    }

    pub fn forget(&mut self, document: DocumentId) {
        self.list.remove(&document);
        self.steps.retain(|(of, _), _| *of != document);
    }

    pub fn forget_all(&mut self) {
        self.list.clear();
        self.steps.clear();
    }

    /// Whether there may be something that the author can do again.
    pub fn may_have_redo(&self, document: DocumentId, author: &str) -> bool {
        !self.steps.get(&(document, author.to_owned())).is_some_and(|steps| steps.has_no_redo)
    }

    /// Notes that there is nothing to do again.
    pub fn has_no_redo(&mut self, document: DocumentId, author: &str) {
        self.steps.entry((document, author.to_owned())).or_default().has_no_redo = true;
    }

    /// After a step back there may be something to do again.
    pub fn forget_redo(&mut self, document: DocumentId) {
        for (_, steps) in self.steps.iter_mut().filter(|((of, _), _)| *of == document) {
            steps.has_no_redo = false;
        }
    }

    /// Counts a step that was put on the stack; says whether it is time to drop those beyond the limit. Which they are
    /// is a walk over all of them, so not at every step, but at the first one that is seen.
    pub fn is_time_to_trim(&mut self, document: DocumentId, author: &str) -> bool {
        let steps = self.steps.entry((document, author.to_owned())).or_default();
        let is_time = steps.untrimmed.is_none_or(|count| count >= TRIM_EVERY);
        steps.untrimmed = Some(if is_time { 1 } else { steps.untrimmed.unwrap_or(0) + 1 });
        is_time
    }

    /// Takes in a document that was made just now.
    pub fn hold(&mut self, document: DocumentId, merged: Merged) {
        self.make_room();
        self.clock += 1;
        self.list.insert(document, Live { merged, used: self.clock, unsaved: 1, up_to: 0 });
    }

    /// The merged form of a document, loaded if need be.
    pub async fn get(&mut self, db: &mut SqliteConnection, document: DocumentId) -> Result<&mut Merged> {
        self.clock += 1;
        if !self.list.contains_key(&document) {
            self.make_room();
            let live = load(db, document, self.actor).await?;
            self.list.insert(document, live);
        }
        let live = self.list.get_mut(&document).expect("inserted just now");
        live.used = self.clock;
        Ok(&mut live.merged)
    }

    /// Counts a change and notes its place; gives the number of changes since the last snapshot.
    pub fn changed(&mut self, document: DocumentId, position: i64) -> usize {
        match self.list.get_mut(&document) {
            Some(live) => {
                live.unsaved += 1;
                live.up_to = live.up_to.max(position);
                live.unsaved
            }
            None => 0,
        }
    }

    /// A snapshot, if it is time for one. One that does not load back is not kept.
    pub fn snapshot_due(&mut self, document: DocumentId) -> Option<snapshot::Snapshot> {
        let live = self.list.get_mut(&document).filter(|live| live.unsaved >= SNAPSHOT_AFTER)?;
        live.unsaved = 0;
        if !live.merged.is_sound() {
            self.list.remove(&document);
            return None;
        }
        let bytes = live.merged.snapshot().ok()?;
        Some(snapshot::Snapshot { heads: live.merged.heads(), up_to: live.up_to, bytes })
    }

    fn make_room(&mut self) {
        if self.list.len() >= HELD
            && let Some(oldest) = self.list.iter().min_by_key(|(_, live)| live.used).map(|(id, _)| *id)
        {
            self.list.remove(&oldest);
        }
    }
}

/// A document from its snapshot, if that is fit, and the chunks after it; else from all its chunks.
async fn load(db: &mut SqliteConnection, document: DocumentId, actor: Uuid) -> Result<Live> {
    if let Some(snapshot) = snapshot::get(&mut *db, document).await?
        && let Some(mut merged) = Merged::from_snapshot(actor, &snapshot.bytes, &snapshot.heads)
    {
        let later = chunk::after(&mut *db, document, snapshot.up_to).await?;
        let merged_later = merged.merge(later.iter().map(|(_, hash, bytes)| (hash.as_slice(), bytes.as_slice())));
        if merged_later.is_ok() {
            let up_to = later.last().map_or(snapshot.up_to, |(position, ..)| *position);
            return Ok(Live { merged, used: 0, unsaved: later.len(), up_to });
        }
    }
    let all = chunk::of_document(db, document).await?;
    let Some(up_to) = all.last().map(|(position, ..)| *position) else {
        return Err(StoreError::NoSuchDocument(document));
    };
    let merged = Merged::load(actor, all.iter().map(|(_, hash, bytes)| (hash.as_slice(), bytes.as_slice())))?;
    Ok(Live { merged, used: 0, unsaved: all.len(), up_to })
}
