//! Checks everything that is stored: pages, changes, content, the chains of the log, attachments. SQLite
//! has no checksums of its own, so a flipped bit is seen only here.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use bridgebook_domain::id::ChainId;
use bridgebook_domain::log::{DirectoryFact, Fact, Recorded};
use bridgebook_domain::{DocumentId, IncidentId, canonical};
use sqlx::sqlite::SqlitePool;
use uuid::Uuid;

use crate::crdt::{Merged, change};
use crate::error::Result;
use crate::keys::Keys;
use crate::store::Store;
use crate::table::attachment::Attachment;
use crate::table::entry::LogScope;
use crate::table::{attachment, chunk, content, delivery, document, entry};

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Whether everything is as it was written.
    pub is_intact: bool,
    /// What was checked and found, a sentence each.
    pub lines: Vec<String>,
}

impl Store {
    /// Checks the whole store and says what was found in sentences.
    ///
    /// # Errors
    /// When the database cannot be read at all.
    pub async fn verify(&self) -> Result<Verified> {
        let mut report = Report::default();
        all(&self.inner.readers, &mut report).await?;
        self.files(&mut report).await?;
        Ok(report.done())
    }

    async fn files(&self, report: &mut Report) -> Result<()> {
        let list = attachment::all(&self.inner.readers).await?;
        let faults = report.faults;
        let (erased, kept): (Vec<_>, Vec<_>) = list.iter().partition(|one| one.erased_at.is_some());
        let keys = self.keys_there(&kept).await;
        let mut keyless = 0_usize;
        for one in &kept {
            match self.stored_bytes(one) {
                Ok(_) => {}
                // Erased after the backup was made that these data come from: keys are never put back with it.
                Err(_) if one.key_id.as_ref().is_some_and(|id| !keys.contains(id)) => keyless += 1,
                Err(error) => report.fault(format!("Attachment {} ({}): {error}.", one.id, one.name)),
            }
        }
        if report.faults == faults && kept.len() > keyless {
            report.well(format!("{} attachments are what was written.", kept.len() - keyless));
        }
        if keyless > 0 {
            report.well(format!("{keyless} attachments were erased since the backup that these data come from."));
        }
        self.erased_keys(&erased, report).await;
        self.outbox(report).await?;
        self.tombstones(erased.len(), report).await
    }

    /// Of what was erased neither the key nor the file is there any more.
    async fn erased_keys(&self, erased: &[&Attachment], report: &mut Report) {
        let wanted: BTreeSet<&String> = erased.iter().filter_map(|one| one.key_id.as_ref()).collect();
        if wanted.is_empty() || !self.folder().keys().exists() {
            return;
        }
        let there = match Keys::open(self.folder()).await {
            Ok(mut keys) => keys.ids().await.unwrap_or_default(),
            _ => BTreeSet::new(),
        };
        let backed_up = Keys::backed_up(self.folder()).await.unwrap_or_default();
        for id in wanted.iter().filter(|id| there.contains(**id) || backed_up.contains(**id)) {
            report.fault(format!("Attachment {id} was erased and its key is there still. The next start destroys it."));
        }
        if Keys::is_left(self.folder()) {
            report.fault("A former copy of the keys is not overwritten yet. The next start does it.".to_owned());
        }
    }

    /// The outbox says nothing in the open of a case, and nothing of whoever was erased.
    async fn outbox(&self, report: &mut Report) -> Result<()> {
        let (open, orphaned) = delivery::unfit(&self.inner.readers).await?;
        for id in open {
            report.fault(format!("Message {id} of the outbox holds in the open what it must not."));
        }
        for id in orphaned {
            report.fault(format!("Message {id} of the outbox waits to send what was erased."));
        }
        Ok(())
    }

    /// The ids of the keys that are there; none where there is no file of keys.
    async fn keys_there(&self, kept: &[&Attachment]) -> BTreeSet<String> {
        if kept.iter().all(|one| one.key_id.is_none()) || !self.folder().keys().exists() {
            return BTreeSet::new();
        }
        match Keys::open(self.folder()).await {
            Ok(mut keys) => keys.ids().await.unwrap_or_default(),
            Err(_) => BTreeSet::new(),
        }
    }

    /// Names what was erased, and checks that nothing of it came back.
    async fn tombstones(&self, attachments: usize, report: &mut Report) -> Result<()> {
        let documents = document::erased(&self.inner.readers).await?;
        let log = entry::list(&self.inner.readers, LogScope::Organisation).await?;
        for id in part_of_erased(&log, &documents) {
            if document::exists(&self.inner.readers, id).await? {
                report.fault(format!(
                    "Document {id} had become part of a person who was erased, and is there still. Erase it, too."
                ));
            }
        }
        for id in &documents {
            if !chunk::of_document(&self.inner.readers, *id).await?.is_empty() {
                report.fault(format!("Document {id} was erased and has changes again."));
            }
        }
        let told = |count: usize, one: &str, many: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            n => Some(format!("{n} {many}")),
        };
        let parts: Vec<String> = [
            told(attachments, "attachment", "attachments"),
            told(documents.len(), "person of the directory", "people of the directory"),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !parts.is_empty() {
            report.well(format!("Erased for good: {}. The log says by whom and why.", parts.join(", ")));
        }
        Ok(())
    }
}

/// Documents of people that became part of somebody who was erased, and were not separated from them before.
fn part_of_erased(log: &[Recorded], erased: &[DocumentId]) -> Vec<DocumentId> {
    let mut part_of: BTreeMap<DocumentId, DocumentId> = BTreeMap::new();
    for recorded in log.iter().filter(|recorded| recorded.entry.kind == "directory") {
        match recorded.entry.fact() {
            Some(Fact::Directory(DirectoryFact::Merged { keep, other })) => _ = part_of.insert(other, keep),
            Some(Fact::Directory(DirectoryFact::Separated { person })) => _ = part_of.remove(&person),
            _ => {}
        }
    }
    let is_erased = |mut id: DocumentId| {
        // A chain of merges is no longer than the list; two that are part of each other go round.
        for _ in 0..=part_of.len() {
            match part_of.get(&id) {
                Some(into) if erased.contains(into) => return true,
                Some(into) => id = *into,
                None => return false,
            }
        }
        false
    };
    part_of.keys().copied().filter(|id| is_erased(*id)).collect()
}

/// Checks a database alone, as a backup is.
pub(crate) async fn database(readers: &SqlitePool) -> Result<Verified> {
    let mut report = Report::default();
    all(readers, &mut report).await?;
    Ok(report.done())
}

async fn all(readers: &SqlitePool, report: &mut Report) -> Result<()> {
    pages(readers, report).await?;
    changes(readers, report).await?;
    let log = entry::list(readers, LogScope::All).await?;
    chains(&log, report);
    Ok(())
}

async fn pages(readers: &SqlitePool, report: &mut Report) -> Result<()> {
    let found: Vec<String> = sqlx::query_scalar("pragma integrity_check(20)").fetch_all(readers).await?;
    if found == ["ok"] {
        report.well("The data file is whole.".to_owned());
    } else {
        found.iter().for_each(|line| report.fault(format!("The data file is damaged: {line}.")));
    }
    Ok(())
}

async fn changes(readers: &SqlitePool, report: &mut Report) -> Result<()> {
    let (mut position, mut count, faults) = (0, 0_usize, report.faults);
    let mut damaged: HashSet<DocumentId> = HashSet::new();
    loop {
        let some = chunk::scrub(readers, position).await?;
        let Some(last) = some.last() else { break };
        position = last.0;
        count += some.len();
        for (position, document, hash, bytes) in &some {
            if let Err(error) = change(hash, bytes) {
                report.fault(format!("Change {position} of document {document}: {error}."));
                damaged.insert(*document);
            }
        }
    }
    let ids = document::ids(readers).await?;
    for id in ids.iter().filter(|id| !damaged.contains(id)) {
        content_of(readers, *id, report).await?;
    }
    if report.faults == faults {
        let documents = ids.len();
        report.well(format!("{count} changes of {documents} documents are what was written, and so is what is shown."));
    }
    Ok(())
}

async fn content_of(readers: &SqlitePool, id: DocumentId, report: &mut Report) -> Result<()> {
    let mut reader = readers.acquire().await?;
    let shown = content::get(&mut reader, id).await;
    let chunks = chunk::of_document(&mut *reader, id).await?;
    let merged = Merged::load(Uuid::nil(), chunks.iter().map(|(_, h, b)| (h.as_slice(), b.as_slice())));
    match (shown, merged) {
        (Ok(Some(shown)), Ok(merged)) => {
            let is_same = canonical::content(&shown.document) == canonical::content(merged.plain());
            if !is_same || shown.heads != merged.heads() {
                report.fault(format!("What is shown of document {id} is not what its changes say."));
            }
        }
        (Ok(None), _) => report.fault(format!("Nothing is shown of document {id}, though it has changes.")),
        (Err(error), _) | (_, Err(error)) => report.fault(format!("Document {id}: {error}.")),
    }
    Ok(())
}

#[derive(Default)]
struct Report {
    lines: Vec<String>,
    faults: usize,
}

impl Report {
    fn well(&mut self, line: String) {
        self.lines.push(line);
    }

    fn done(self) -> Verified {
        Verified { is_intact: self.faults == 0, lines: self.lines }
    }

    fn fault(&mut self, line: String) {
        self.lines.push(line);
        self.faults += 1;
    }
}

/// Each entry is what was hashed; each chain runs from 0 without gap or fork; every entry that another
/// names is there.
fn chains(log: &[Recorded], report: &mut Report) {
    let faults = report.faults;
    let mut chains: BTreeMap<(Option<IncidentId>, ChainId), Vec<u32>> = BTreeMap::new();
    let mut incident_of: HashMap<&str, Option<IncidentId>> = HashMap::new();
    for recorded in log {
        let entry = &recorded.entry;
        if !entry.is_intact() {
            report.fault(format!("Entry {} of the log is not what was written.", entry.id));
        }
        chains.entry((entry.incident, entry.chain)).or_default().push(entry.sequence);
        incident_of.insert(&entry.hash, entry.incident);
    }
    for ((_, chain), mut places) in chains {
        places.sort_unstable();
        for (expected, place) in (0..).zip(&places) {
            if *place != expected {
                let what = if *place < expected { "goes two ways" } else { "has a gap" };
                report.fault(format!("Chain {chain} of the log {what} at entry {expected}."));
                break;
            }
        }
    }
    for recorded in log {
        let entry = &recorded.entry;
        for head in &entry.heads {
            if incident_of.get(head.as_str()) != Some(&entry.incident) {
                report.fault(format!("Entry {} of the log names one that is missing.", entry.id));
            }
        }
    }
    if report.faults == faults {
        report.well(format!("{} entries of the log are what was written, in unbroken chains.", log.len()));
    }
}
