//! The past: the tape of a document, what differs, who changed what, and the names of a moment.

mod edits;
mod known;
mod words;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use bridgebook_domain::difference::{self, Difference};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::log::Recorded;
use bridgebook_domain::restore::{restore, restore_section};
use bridgebook_domain::{Document, DocumentId, IncidentId, Operation, SectionId};
use bridgebook_store::StoreError;
use jiff::Timestamp;

use super::tape;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::past::{DifferenceReading, DocumentTape, LoggedMark, PastAsked, PastTold, SectionEditor, TapeChange};
use crate::wording::{moment, when};
use crate::words::Reading;
use crate::world::Loaded;
pub(crate) use words::Names;

/// A document at a moment, with the directory of that moment.
pub(crate) struct Then {
    /// The document.
    pub loaded: Arc<Loaded>,
    /// The names.
    pub directory: Arc<Directory>,
    /// The moment; `None` for now.
    pub at: Option<Timestamp>,
}

impl Bridgebook {
    /// Answers what is asked of the past.
    pub(super) async fn past_told(&self, asked: PastAsked) -> Result<PastTold, ApiError> {
        Ok(match asked {
            PastAsked::Moment { words } => PastTold::Moment(moment(self.past_moment(&words).await?)),
            PastAsked::Tape { document } => PastTold::Tape(self.document_tape(document).await?),
            PastAsked::IncidentTape { incident } => PastTold::IncidentTape(logged(&self.log(Some(incident)).await?)),
            PastAsked::Edits(asked) => PastTold::Edits(self.edits(&asked).await?),
            PastAsked::Difference { document, from, to } => {
                PastTold::Difference(Box::new(self.differing(document, &from, to.as_deref()).await?))
            }
            PastAsked::DifferenceText { document, from, to } => {
                PastTold::DifferenceText(self.difference_text(document, &from, to.as_deref()).await?)
            }
            PastAsked::Restoring { document, at, section } => {
                PastTold::Restoring(Box::new(self.restoring(document, &at, section).await?))
            }
            PastAsked::Editors { document } => PastTold::Editors(self.editors(document).await?),
            PastAsked::Known { incident, at } => PastTold::Known(Box::new(self.known_then(incident, &at).await?)),
        })
    }

    /// A moment that has been, typed in plain words or sent.
    pub(crate) async fn past_moment(&self, words: &str) -> Result<Timestamp, ApiError> {
        if let Ok(at) = words.parse() {
            return Ok(at);
        }
        if words.trim().is_empty() {
            return Err(ApiError::invalid("At which moment? Write a time, for instance 14:24 or 2 h ago"));
        }
        let (directory, zone) = (self.directory().await?, self.zone().await?);
        let reading = Reading { directory: &directory, now: self.now(), zone: &zone };
        reading.been(words)
    }

    /// A document with its names, now or at a moment.
    pub(crate) async fn then(&self, id: DocumentId, at: Option<Timestamp>) -> Result<Then, ApiError> {
        let loaded = self.document_then(id, at).await?;
        let directory = self.directory_then(at).await?;
        Ok(Then { loaded, directory, at })
    }

    /// What differs between two states of a document, both in the words of the later moment: a new name in the directory
    /// is no change of the document.
    pub(crate) async fn differences_of(&self, earlier: &Then, later: &Then) -> Result<Difference, ApiError> {
        let (zone, now) = (self.zone().await?, self.now());
        let (was_at, is_at) = (earlier.at.unwrap_or(now), later.at.unwrap_or(now));
        let is = Arc::clone(&later.directory);
        Ok(difference::between(
            (&earlier.loaded.document, &Names { directory: &is, zone: &zone, now: was_at }),
            (&later.loaded.document, &Names { directory: &is, zone: &zone, now: is_at }),
        ))
    }

    /// What differs between two moments.
    pub(crate) async fn differing(
        &self,
        id: DocumentId,
        from: &str,
        to: Option<&str>,
    ) -> Result<DifferenceReading, ApiError> {
        let from = self.past(from).await?;
        let to = match to {
            Some(to) => Some(self.past(to).await?),
            None => None,
        };
        for moment in [Some(from), to].into_iter().flatten() {
            self.has_been(moment).await?;
        }
        let (earlier, later) = (self.then(id, Some(from)).await?, self.then(id, to).await?);
        let difference = self.differences_of(&earlier, &later).await?;
        Ok(reading(&earlier, &later, (from, to.unwrap_or_else(|| self.now())), difference))
    }

    /// Refuses a moment that has not come yet: what was known then, nobody knows.
    pub(super) async fn has_been(&self, at: Timestamp) -> Result<(), ApiError> {
        if at <= self.now() {
            return Ok(());
        }
        let when = crate::wording::wall_on_day(at, self.now(), &self.zone().await?);
        Err(ApiError::invalid(format!("{when} has not come yet. Name a moment that has been")))
    }

    /// The operations that restore a document or a section of it, with the states before and after them.
    pub(crate) async fn restoration(
        &self,
        id: DocumentId,
        at: Timestamp,
        section: Option<SectionId>,
    ) -> Result<(Vec<Operation>, Document, Then), ApiError> {
        let then = self.then(id, Some(at)).await?;
        // What was removed since comes back as itself, so it must be seen.
        let now = self.store.document_with_removed(id).await?.document;
        let operations = match section {
            None => restore(&now, &then.loaded.document, self.now()),
            Some(section) => {
                if !now.sections.contains_key(&section) && !then.loaded.document.sections.contains_key(&section) {
                    return Err(ApiError::not_found("That section is not in this document. Nothing was changed"));
                }
                restore_section(&now, &then.loaded.document, section, self.now())
            }
        };
        Ok((operations, now, then))
    }

    /// What would change if a document became what it was.
    async fn restoring(
        &self,
        id: DocumentId,
        at: &str,
        section: Option<SectionId>,
    ) -> Result<DifferenceReading, ApiError> {
        let at = self.past(at).await?;
        let (operations, now, _) = self.restoration(id, at, section).await?;
        let mut restored = now.clone();
        restored.apply_all(&operations, self.now()).map_err(|e| ApiError::invalid(e.to_string()))?;
        let state = |document: Document, directory| Then {
            loaded: Arc::new(Loaded { id, document, heads: Vec::new() }),
            directory,
            at: None,
        };
        let directory = self.directory().await?;
        let (earlier, later) = (state(now, Arc::clone(&directory)), state(restored, directory));
        let difference = self.differences_of(&earlier, &later).await?;
        Ok(reading(&earlier, &later, (self.now(), at), difference))
    }

    async fn document_tape(&self, id: DocumentId) -> Result<DocumentTape, ApiError> {
        let incident: Option<IncidentId> = self.document(id).await?.document.header_text("incident").parse().ok();
        let (mut authors, mut sections) = (Places::default(), Places::default());
        let mut changes = self.store.history(id).await?;
        changes.sort_by_key(|change| change.arrived_at);
        let changes = changes
            .into_iter()
            .map(|change| TapeChange {
                at: moment(change.arrived_at),
                author: authors.of(change.author.name),
                sections: change.sections.into_iter().map(|s| sections.of(s)).collect(),
                what: change.what,
            })
            .collect();
        let entries = match incident {
            Some(incident) => logged(&self.log(Some(incident)).await?),
            None => Vec::new(),
        };
        Ok(DocumentTape { authors: authors.list, sections: sections.list, changes, entries })
    }

    /// Who changed each section last. What nobody edited is of who created the document.
    pub(crate) async fn editors(&self, id: DocumentId) -> Result<Vec<SectionEditor>, ApiError> {
        let loaded = self.document(id).await?;
        let mut changes = self.store.history(id).await?;
        changes.sort_by_key(|change| change.arrived_at);
        let mut last: BTreeMap<SectionId, (String, Timestamp)> = BTreeMap::new();
        let created = changes.first().map(|c| (c.author.name.clone(), c.arrived_at));
        for change in changes {
            for section in &change.sections {
                last.insert(*section, (change.author.name.clone(), change.arrived_at));
            }
        }
        let live = loaded.document.live_sections().into_iter();
        Ok(live
            .filter_map(|(section, _)| {
                let (author, at) = last.remove(&section).or_else(|| created.clone())?;
                Some(SectionEditor { section, author, at: moment(at) })
            })
            .collect())
    }

    /// Why a document cannot be shown at a moment, when nothing of it was here yet.
    pub(crate) async fn not_yet(&self, id: DocumentId, at: Timestamp, error: StoreError) -> ApiError {
        let StoreError::NoSuchDocument(_) = error else { return error.into() };
        let Ok(changes) = self.store.history(id).await else { return error.into() };
        let (Some(first), Ok(zone)) = (changes.iter().map(|c| c.arrived_at).min(), self.zone().await) else {
            return error.into();
        };
        let now = self.now();
        ApiError::not_found(format!(
            "There is no document {}: it came here only {}. Nothing was changed. Choose a later moment",
            when(at, now, &zone),
            when(first, now, &zone)
        ))
    }
}

fn reading(
    earlier: &Then,
    later: &Then,
    (from, to): (Timestamp, Timestamp),
    difference: Difference,
) -> DifferenceReading {
    let version = |then: &Then| then.loaded.document.header_text("version").to_owned();
    DifferenceReading {
        title: later.loaded.document.title().to_owned(),
        from: moment(from),
        to: moment(to),
        version_before: version(earlier),
        version_after: version(later),
        difference,
    }
}

/// Things that are named again and again, by their place in a list.
struct Places<T> {
    list: Vec<T>,
    at: HashMap<T, u32>,
}

impl<T> Default for Places<T> {
    fn default() -> Self {
        Self { list: Vec::new(), at: HashMap::new() }
    }
}

impl<T: Clone + Eq + std::hash::Hash> Places<T> {
    fn of(&mut self, thing: T) -> u32 {
        let next = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        *self.at.entry(thing).or_insert_with_key(|thing| {
            self.list.push(thing.clone());
            next
        })
    }
}

/// What of a log stands on a tape, in order of its moments.
fn logged(log: &[Recorded]) -> Vec<LoggedMark> {
    let mut list: Vec<(Timestamp, LoggedMark)> = log
        .iter()
        .filter_map(|recorded| {
            let (label, entry) = tape::label(recorded)?;
            let at = recorded.entry.event_at;
            Some((at, LoggedMark { at: moment(at), known_at: moment(recorded.arrived_at), label, entry }))
        })
        .collect();
    list.sort_by_key(|(at, _)| *at);
    list.into_iter().map(|(_, mark)| mark).collect()
}
