//! Where the chains of the log end, so that a new entry can be linked.

use std::collections::hash_map::Entry as Slot;
use std::collections::{HashMap, HashSet};

use bridgebook_domain::IncidentId;
use bridgebook_domain::id::ChainId;
use bridgebook_domain::log::{Entry, NewEntry};
use sha2::{Digest, Sha256};
use sqlx::sqlite::SqliteConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::table::entry::{self, Link};

/// The end of one log: what the next entry has to name.
struct End {
    /// Entries that no other entry names.
    heads: Vec<String>,
    /// Next place in this process's chain.
    next: u32,
}

/// The ends of the logs that were written to.
pub(super) struct Chains {
    actor: Uuid,
    ends: HashMap<Option<IncidentId>, End>,
}

impl Chains {
    pub fn new(actor: Uuid) -> Self {
        Self { actor, ends: HashMap::new() }
    }

    pub fn forget(&mut self) {
        self.ends.clear();
    }

    /// Links an entry to the end of its log. The entries that no other one names stand for all chains:
    /// through them every earlier entry is reached.
    pub async fn link(&mut self, db: &mut SqliteConnection, new: NewEntry) -> Result<Entry> {
        let chain = chain_of(self.actor, new.incident);
        let incident = new.incident;
        let end = match self.ends.entry(incident) {
            Slot::Occupied(known) => known.into_mut(),
            Slot::Vacant(unknown) => unknown.insert(end_of(&entry::links(db, incident).await?, chain)),
        };
        let entry = new.link(chain, end.next, end.heads.clone());
        end.next += 1;
        end.heads = vec![entry.hash.clone()];
        Ok(entry)
    }
}

fn end_of(links: &[Link], chain: ChainId) -> End {
    let named: HashSet<&str> = links.iter().flat_map(|l| l.heads.iter().map(String::as_str)).collect();
    let heads = links.iter().filter(|l| !named.contains(l.hash.as_str())).map(|l| l.hash.clone()).collect();
    let next = links.iter().filter(|l| l.chain == chain).map(|l| l.sequence + 1).max().unwrap_or(0);
    End { heads, next }
}

/// The chain of one incident (or the organisation) and one process start, which the actor stands for.
fn chain_of(actor: Uuid, incident: Option<IncidentId>) -> ChainId {
    let incident = incident.map_or(Uuid::nil(), IncidentId::uuid);
    let mut hasher = Sha256::new();
    hasher.update(b"chain");
    hasher.update(actor.as_bytes());
    hasher.update(incident.as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&hasher.finalize()[..16]);
    ChainId::new(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}
