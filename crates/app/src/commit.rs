//! Every write goes through here: one commit, then the cache forgets, then every window is told.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use bridgebook_domain::id::EntryId;
use bridgebook_domain::log::{Author, Fact, NewEntry, PlanPart, named_id};
use bridgebook_domain::trigger::ruled_tables;
use bridgebook_domain::{BlockKind, Document, DocumentId, IncidentId, Operation, Path, Value};
use bridgebook_store::{Committed, DocumentChange, StoreError, Undo, Write};
use jiff::{SignedDuration, Timestamp};

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::event::Event;
use crate::api::intent::Outcome;
use crate::wording::moment;

/// Edits of one document within this span are one entry of the log.
const BURST: SignedDuration = SignedDuration::from_mins(10);

/// When the last entry about edits of a document was written, and about its new versions in force: ten cells
/// filled in a row are ten versions that the clocks run on, but one line of the log.
#[derive(Default)]
pub struct Bursts(Mutex<HashMap<(DocumentId, Burst), Timestamp>>);

/// What a burst is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Burst {
    Edit,
    Plan(IncidentId),
}

impl Bursts {
    fn begins(&self, document: DocumentId, burst: Burst, now: Timestamp) -> bool {
        let map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back begins anew.
        let goes_on = |last: &Timestamp| (SignedDuration::ZERO..=BURST).contains(&now.duration_since(*last));
        !map.get(&(document, burst)).is_some_and(goes_on)
    }

    /// Remembers entries, after their commit: one that was not written does not hide the next.
    fn began(&self, document: DocumentId, bursts: &[Burst], now: Timestamp) {
        let mut map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        map.extend(bursts.iter().map(|burst| ((document, *burst), now)));
    }
}

impl Bridgebook {
    /// Commits a write, then forgets what it changed and tells every window.
    pub(crate) async fn commit(&self, write: Write) -> Result<Committed, ApiError> {
        Ok(self.try_commit(write).await?)
    }

    /// Commits progress of messages unless one of them has gone on meanwhile: a person took it away, or a write of an
    /// attempt that was broken off came first. Says whether it was committed.
    pub(crate) async fn commit_unless_moved(&self, write: Write) -> Result<bool, ApiError> {
        match self.try_commit(write).await {
            Ok(_) => Ok(true),
            Err(StoreError::DeliveryMoved) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    async fn try_commit(&self, write: Write) -> Result<Committed, StoreError> {
        let settings = !write.settings.is_empty();
        let deliveries = !write.deliveries.is_empty();
        let (at, entries, documents) = (write.at, ids(&write), write.documents.len());
        let committed = match self.store.write(write).await {
            Ok(committed) => committed,
            Err(error) => match self.lasted(at, &entries, documents).await {
                Some(committed) => committed,
                None => return Err(error),
            },
        };
        let saved_at = moment(committed.at);
        *self.saved_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(committed.at);
        for document in &committed.documents {
            self.cache.changed_document(document);
            self.tell(Event::DocumentChanged { document: document.id, saved_at: saved_at.clone() });
        }
        let mut logs: Vec<Option<IncidentId>> = committed.entries.iter().map(|r| r.entry.incident).collect();
        logs.sort();
        logs.dedup();
        for incident in logs {
            self.cache.forget_log(incident);
            self.tell(Event::LogAppended { incident, saved_at: saved_at.clone() });
        }
        if settings {
            self.cache.forget_settings();
            self.tell(Event::SettingsChanged);
        }
        if deliveries {
            self.tell(Event::OutboxChanged);
        }
        Ok(committed)
    }

    /// What a commit wrote that was answered with an error and lasted all the same: its entries are there then. Whoever
    /// tries again after an error must not do twice what was done.
    async fn lasted(
        &self,
        at: Timestamp,
        ids: &[(Option<IncidentId>, EntryId)],
        documents: usize,
    ) -> Option<Committed> {
        for (incident, _) in ids {
            self.cache.forget_log(*incident);
        }
        if ids.is_empty() || documents > 0 {
            return None;
        }
        let mut entries = Vec::new();
        for (incident, id) in ids {
            let log = self.log(*incident).await.ok()?;
            entries.push(log.iter().rev().find(|known| known.entry.id == *id && known.arrived_at == at)?.clone());
        }
        Some(Committed { documents: Vec::new(), entries, at })
    }

    /// Who I am: the chosen person of the directory, else the operating system's user.
    pub(crate) async fn author(&self) -> Result<Author, ApiError> {
        let me = self.setting("me").await?;
        let directory = self.directory().await?;
        let user =
            || ["USER", "LOGNAME", "USERNAME"].iter().find_map(|key| std::env::var(key).ok()).filter(|u| !u.is_empty());
        let name = match directory.get(&me) {
            Some(entry) => entry.name.clone(),
            None => user().unwrap_or_else(|| "this computer".to_owned()),
        };
        // Who became part of another is that other.
        let person = directory.get(&me).and_then(|entry| named_id(&entry.id)).map(DocumentId::new);
        Ok(Author { person, name, recorded_by: None })
    }

    /// An entry that happens now.
    pub(crate) fn entry(&self, incident: Option<IncidentId>, author: &Author, fact: Fact, text: &str) -> NewEntry {
        self.entry_at(self.now(), incident, author, fact, text)
    }

    /// An entry of a moment: what is written together happened at one moment.
    pub(crate) fn entry_at(
        &self,
        at: Timestamp,
        incident: Option<IncidentId>,
        author: &Author,
        fact: Fact,
        text: &str,
    ) -> NewEntry {
        NewEntry {
            id: EntryId::new(self.fresh()),
            incident,
            event_at: at,
            entered_at: at,
            author: author.clone(),
            text: text.to_owned(),
            fact,
            mentions: Vec::new(),
        }
    }

    /// Writes one entry and gives its outcome.
    pub(crate) async fn record(&self, entry: NewEntry) -> Result<Outcome, ApiError> {
        let id = entry.id.to_string();
        let committed = self.commit(Write::at(self.now()).entry(entry)).await?;
        Ok(Outcome { ids: vec![id], ..outcome(&committed) })
    }

    /// Commits a change of a document together with what follows from it: the entry about the burst of
    /// edits, and a new version in force where an open incident runs on it.
    pub(crate) async fn change(
        &self,
        document: DocumentId,
        change: DocumentChange,
        touched: Touched<'_>,
    ) -> Result<Outcome, ApiError> {
        self.change_with(Write::at(self.now()), document, change, touched).await
    }

    /// As [`Bridgebook::change`], in one commit with what a write holds already.
    pub(crate) async fn change_with(
        &self,
        write: Write,
        document: DocumentId,
        change: DocumentChange,
        touched: Touched<'_>,
    ) -> Result<Outcome, ApiError> {
        self.change_saying(write, document, change, touched, None).await
    }

    /// As [`Bridgebook::change_with`]. What the log is to say of this change, it says of it alone; without it the log says
    /// once for a burst of edits that there were some.
    pub(crate) async fn change_saying(
        &self,
        write: Write,
        document: DocumentId,
        change: DocumentChange,
        touched: Touched<'_>,
        said: Option<&str>,
    ) -> Result<Outcome, ApiError> {
        let (now, author) = (write.at, self.author().await?);
        let loaded = self.document(document).await?;
        let is_edit = matches!(change, DocumentChange::Edit { undo: Undo::Record, .. });
        let change = reviewed_again(change, &loaded.document);
        let mut write = write.document(document, &author, change);
        let mut bursts = Vec::new();
        let title = loaded.document.title();
        let incident: Option<IncidentId> = loaded.document.header_text("incident").parse().ok();
        if said.is_some() || self.bursts.begins(document, Burst::Edit, now) {
            // What is said of one change says nothing of the edits after it.
            bursts.extend(said.is_none().then_some(Burst::Edit));
            let fact = Fact::DocumentEdited { document, heads: Vec::new() };
            let words = said.map_or_else(|| format!("Edited “{title}”"), str::to_owned);
            write = write.entry(self.entry_at(now, incident, &author, fact, &words));
        }
        if touched.changes_rules(&loaded.document) {
            for id in self.running_on(document).await? {
                if self.bursts.begins(document, Burst::Plan(id), now) {
                    bursts.push(Burst::Plan(id));
                    let fact = Fact::PlanChanged { document, heads: Vec::new(), hash: String::new() };
                    let words = format!("“{title}” has a new version in force");
                    write = write.entry(self.entry_at(now, Some(id), &author, fact, &words));
                }
                // Kept for each edit, so that no clock runs on something that was not in force.
                if !write.plan_versions.iter().any(|version| version.document == document) {
                    write = write.plan_version(document, now);
                }
            }
        }
        let before = loaded.heads.clone();
        // The cache changes what it holds in place when nobody else holds it.
        drop(loaded);
        let committed = self.commit(write).await?;
        self.bursts.began(document, &bursts, now);
        // After an edit that made a change the way back is there and the way forward is not; only undo and redo,
        // and an edit that changed nothing, have to look.
        let was_edit = is_edit && committed.heads(document).is_some_and(|heads| *heads != *before);
        let (undo, redo) = if was_edit { (1, 0) } else { self.store.undo_depths(document, &author).await? };
        Ok(Outcome {
            heads: committed.heads(document).map(<[String]>::to_vec).unwrap_or_default(),
            can_undo: undo > 0,
            can_redo: redo > 0,
            ..outcome(&committed)
        })
    }

    /// The open incidents whose clocks run on a document.
    async fn running_on(&self, document: DocumentId) -> Result<Vec<IncidentId>, ApiError> {
        let clocks = [PlanPart::Communication, PlanPart::Escalation];
        let list = self.incidents().await?;
        let runs = |i: &&bridgebook_domain::incident::Incident| {
            i.is_open() && clocks.iter().any(|part| i.plan(part) == Some(document))
        };
        Ok(list.iter().filter(runs).map(|i| i.id).collect())
    }
}

/// The entries of a write.
fn ids(write: &Write) -> Vec<(Option<IncidentId>, EntryId)> {
    write.entries.iter().map(|entry| (entry.incident, entry.id)).collect()
}

/// An edit of what was approved returns the document to review, in the same step, so that undoing the edit
/// brings the approval back with the content that it is bound to.
fn reviewed_again(change: DocumentChange, document: &Document) -> DocumentChange {
    let (DocumentChange::Edit { mut operations, at_heads, undo }, "approved") = (change.clone(), document.status())
    else {
        return change;
    };
    let tables = ruled_tables(document);
    let is_content = |operation: &Operation| match operation.path() {
        Path::Header(key) | Path::HeaderMember(key, _) => {
            !matches!(key.as_str(), "status" | "version" | "last_reviewed" | "last_tested")
        }
        // Cases come and go by the rules that were approved.
        Path::Rows(section) | Path::Cell(section, ..) | Path::CellMember(section, ..) if tables.contains(section) => {
            false
        }
        path => {
            let section = path.section().and_then(|s| document.sections.get(&s));
            section.is_none_or(|s| s.kind != BlockKind::Approvals)
        }
    };
    if operations.iter().any(is_content) {
        let path = Path::Header("status".to_owned());
        operations.push(Operation::Set { path, value: Some(Value::one("in_review")) });
    }
    DocumentChange::Edit { operations, at_heads, undo }
}

/// What a change touches, to know whether clocks run on it.
#[derive(Debug, Clone, Copy)]
pub enum Touched<'a> {
    /// These operations.
    Operations(&'a [Operation]),
    /// Perhaps everything.
    Anything,
}

impl Touched<'_> {
    /// Whether a rule of a clock may be changed: anything but prose.
    fn changes_rules(self, document: &Document) -> bool {
        match self {
            Self::Anything => true,
            Self::Operations(operations) => operations.iter().any(|operation| {
                // A section that comes, goes or comes back carries its rules along.
                let section = operation.path().section().and_then(|s| document.sections.get(&s));
                matches!(operation.path(), Path::Sections) || section.is_some_and(|s| s.kind != BlockKind::Prose)
            }),
        }
    }
}

/// The outcome of a commit, without ids.
#[must_use]
pub fn outcome(committed: &Committed) -> Outcome {
    Outcome {
        saved_at: moment(committed.at),
        heads: Vec::new(),
        ids: Vec::new(),
        can_undo: false,
        can_redo: false,
        remarks: Vec::new(),
    }
}
