//! Every write goes through here: one commit, then the cache forgets, then every window is told.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use bridgebook_domain::id::EntryId;
use bridgebook_domain::log::{Author, Fact, NewEntry, PlanPart, named_id};
use bridgebook_domain::{BlockKind, Document, DocumentId, IncidentId, Operation};
use bridgebook_store::{Committed, DocumentChange, Write};
use jiff::{SignedDuration, Timestamp};

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::event::Event;
use crate::api::intent::Outcome;
use crate::wording::moment;

/// Edits of one document within this span are one entry of the log.
const BURST: SignedDuration = SignedDuration::from_mins(10);

/// When the last entry about edits of a document was written.
#[derive(Default)]
pub struct Bursts(Mutex<HashMap<DocumentId, Timestamp>>);

impl Bursts {
    fn begins(&self, document: DocumentId, now: Timestamp) -> bool {
        let mut map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let begins = map.get(&document).is_none_or(|last| now.duration_since(*last) > BURST);
        if begins {
            map.insert(document, now);
        }
        begins
    }
}

impl Bridgebook {
    /// Commits a write, then forgets what it changed and tells every window.
    pub(crate) async fn commit(&self, write: Write) -> Result<Committed, ApiError> {
        let settings = !write.settings.is_empty();
        let committed = self.store.write(write).await?;
        let saved_at = moment(committed.at);
        *self.saved_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(committed.at);
        for document in &committed.documents {
            self.cache.forget_document(document.id);
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
        Ok(committed)
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
        let person = directory.get(&me).and(named_id(&me)).map(DocumentId::new);
        Ok(Author { person, name, recorded_by: None })
    }

    /// An entry that happens now.
    pub(crate) fn entry(&self, incident: Option<IncidentId>, author: &Author, fact: Fact, text: &str) -> NewEntry {
        let now = self.now();
        NewEntry {
            id: EntryId::new(self.fresh()),
            incident,
            event_at: now,
            entered_at: now,
            author: author.clone(),
            text: text.to_owned(),
            fact,
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
        let (now, author) = (self.now(), self.author().await?);
        let mut write = Write::at(now).document(document, &author, change);
        let loaded = self.document(document).await?;
        let title = loaded.document.title();
        let incident: Option<IncidentId> = loaded.document.header_text("incident").parse().ok();
        if self.bursts.begins(document, now) {
            let fact = Fact::DocumentEdited { document, heads: Vec::new() };
            write = write.entry(self.entry(incident, &author, fact, &format!("Edited “{title}”")));
        }
        if touched.changes_rules(&loaded.document) {
            for id in self.running_on(document).await? {
                let fact = Fact::PlanChanged { document, heads: Vec::new(), hash: String::new() };
                write =
                    write.entry(self.entry(Some(id), &author, fact, &format!("“{title}” has a new version in force")));
                write = write.plan_version(document, now);
            }
        }
        let committed = self.commit(write).await?;
        let (undo, redo) = self.store.undo_depths(document, &author).await?;
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
                let section = operation.path().section().and_then(|s| document.sections.get(&s));
                section.is_some_and(|s| s.kind != BlockKind::Prose)
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
