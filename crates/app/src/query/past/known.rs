//! What was known of an incident at a moment: log by arrival, documents by the arrival of their changes.

use bridgebook_domain::log::Recorded;
use bridgebook_domain::{DocumentId, IncidentId};
use jiff::Timestamp;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::incident::LogRow;
use crate::api::past::{KnownDocument, KnownThen};
use crate::query::log::{Beside, row};
use crate::wording::{document_kind, moment};

/// Entries that are told in full; the log has them all.
const ENTRIES: usize = 40;

impl Bridgebook {
    pub(super) async fn known_then(&self, id: IncidentId, at: &str) -> Result<KnownThen, ApiError> {
        let at = self.past_moment(at).await?;
        self.has_been(at).await?;
        let board = self.board(id, Some(&moment(at))).await?;
        let log = self.log(Some(id)).await?;
        let (known, unknown): (Vec<&Recorded>, Vec<&Recorded>) = log.iter().partition(|r| r.arrived_at <= at);
        let directory = self.directory_then(Some(at)).await?;
        let beside = Beside::of(known.iter().copied(), &directory);
        let mut entries: Vec<&Recorded> = known.clone();
        entries.sort_by_key(|r| (r.entry.event_at, r.entry.entered_at));
        let entries: Vec<LogRow> = once(entries.into_iter().rev()).take(ENTRIES).map(|r| row(r, &beside)).collect();
        let mut later: Vec<&Recorded> = unknown.into_iter().filter(|r| r.entry.event_at <= at).collect();
        later.sort_by_key(|r| (r.entry.event_at, r.entry.entered_at));
        let later = once(later.into_iter()).take(ENTRIES).map(|r| row(r, &Beside::of([], &directory))).collect();
        Ok(KnownThen {
            at: moment(at),
            board,
            documents: self.documents_then(id, at).await?,
            entry_count: u32::try_from(once(known.iter().copied()).count()).unwrap_or(u32::MAX),
            entries,
            later,
        })
    }

    async fn documents_then(&self, id: IncidentId, at: Timestamp) -> Result<Vec<KnownDocument>, ApiError> {
        let mut list = Vec::new();
        let binder: Vec<DocumentId> = self.binder_of(Some(id)).await?;
        for document in binder {
            // One that was not here yet was not known.
            let Ok(then) = self.document_then(document, Some(at)).await else { continue };
            let changes = self.store.history(document).await?;
            let last = changes.iter().filter(|c| c.arrived_at <= at).max_by_key(|c| c.arrived_at);
            list.push(KnownDocument {
                document,
                title: then.document.title().to_owned(),
                kind: document_kind(then.document.template()).to_owned(),
                version: then.document.header_text("version").to_owned(),
                status: then.document.status().to_owned(),
                changed_at: last.map_or_else(String::new, |c| moment(c.arrived_at)),
                changed_by: last.map_or_else(String::new, |c| c.author.name.clone()),
            });
        }
        Ok(list)
    }
}

/// An entry that two machines made themselves is one fact.
fn once<'a>(list: impl Iterator<Item = &'a Recorded>) -> impl Iterator<Item = &'a Recorded> {
    let mut seen = std::collections::BTreeSet::new();
    list.filter(move |r| seen.insert(r.entry.id))
}
