//! Undo and redo of a step that decisions about cases made. What a decision did besides goes and comes with its edit, in one
//! commit: the messages that have not left, its follow-up action, its case in an incident, and the incident itself where the
//! decision declared it and nobody has done anything in it since. What cannot be taken back is said.

use std::collections::{BTreeMap, BTreeSet};

use bridgebook_domain::case::decisions_of_step;
use bridgebook_domain::log::{Author, Fact, NewEntry, Recorded, RoutedIncident, RoutingUndone};
use bridgebook_domain::{DocumentId, EntryId, IncidentId, RowId};
use bridgebook_store::{Delivery, DocumentChange, Write};

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Outcome;
use crate::commit::Touched;

mod again;
mod back;

/// Why what a decision did is taken back.
pub(super) const UNDONE: &str = "routing undone";
/// Attempts before somebody else's steps win.
const TRIES: usize = 3;

/// A decision as the log has it.
pub(super) struct Decision {
    pub entry: EntryId,
    pub row: RowId,
    /// What was decided, as people read it.
    pub words: String,
    pub rule: String,
    pub rule_row: Option<RowId>,
    pub incident: Option<RoutedIncident>,
}

/// What goes with a step, gathered for one commit.
pub(super) struct Along {
    pub write: Write,
    /// What was taken back, or done again, in words.
    pub done: Vec<String>,
    /// What could not be, each a sentence without its full stop.
    pub stays: Vec<String>,
}

impl Bridgebook {
    /// Whom a message goes to, in words: `desk@example.org by Mail`, or the channel where that is the recipient.
    async fn addressed(&self, row: &Delivery) -> Result<String, ApiError> {
        let via = self.channel_name(&row.channel).await?;
        Ok(if row.recipient == via { via } else { format!("{} by {via}", row.recipient) })
    }

    pub(super) async fn undo(&self, id: DocumentId) -> Result<Outcome, ApiError> {
        self.step_of(id, true).await
    }

    pub(super) async fn redo(&self, id: DocumentId) -> Result<Outcome, ApiError> {
        self.step_of(id, false).await
    }

    /// Undoes the author's last step in a document, or does again what was undone last.
    async fn step_of(&self, id: DocumentId, is_undo: bool) -> Result<Outcome, ApiError> {
        // The rules and the clocks rest meanwhile: what they would add could not be taken back with the rest.
        let _one = self.intake.lock().await;
        let mut last = None;
        for _ in 0..TRIES {
            match self.step_once(id, is_undo).await {
                Ok(outcome) => return Ok(outcome),
                Err((error, true)) => last = Some(error),
                Err((error, false)) => return Err(error),
            }
        }
        Err(last.unwrap_or_else(|| ApiError::invalid("Something else was changed meanwhile. Nothing was changed here")))
    }

    /// The same once; an error says whether another look may do better.
    async fn step_once(&self, id: DocumentId, is_undo: bool) -> Result<Outcome, (ApiError, bool)> {
        let change = if is_undo { DocumentChange::Undo } else { DocumentChange::Redo };
        let final_ = |error: ApiError| (error, false);
        let author = self.author().await.map_err(final_)?;
        let next = self.store.next_step(id, &author, is_undo, self.now()).await;
        let Some(heads) = next.map_err(|error| final_(error.into()))? else {
            return self.change(id, change, Touched::Anything).await.map_err(final_);
        };
        let loaded = self.document(id).await.map_err(final_)?;
        let incident = loaded.document.header_text("incident").parse().ok();
        let logs = self.logs_of(&loaded).await.map_err(final_)?;
        drop(loaded);
        let log: Vec<&Recorded> = logs.iter().flat_map(|log| log.iter()).collect();
        let wanted = decisions_of_step(log.iter().copied(), id, (&heads, !is_undo));
        let write = Write::at(self.now()).of_step(heads);
        if wanted.is_empty() {
            return self.change_with(write, id, change, Touched::Anything).await.map_err(|error| (error, true));
        }
        let decisions = decisions(&log, &wanted);
        let along = Along { write, done: Vec::new(), stays: Vec::new() };
        let mut along = if is_undo {
            let _still = self.ticking.lock().await;
            let along = self.take_back(along, id, &decisions, &log, &author).await.map_err(final_)?;
            return self.commit_step((id, incident, change), &decisions, along, &author, is_undo).await;
        } else {
            self.do_again(along, id, &decisions, &log, &author).await.map_err(final_)?
        };
        along.done.sort();
        let done = self.commit_step((id, incident, change), &decisions, along, &author, is_undo).await?;
        self.office.wanted.notify_one();
        // What fires at once and cannot be written is tried again by the next tick.
        let _ = self.tick().await;
        Ok(done)
    }

    async fn commit_step(
        &self,
        (id, incident, change): (DocumentId, Option<IncidentId>, DocumentChange),
        decisions: &[Decision],
        along: Along,
        author: &Author,
        is_undo: bool,
    ) -> Result<Outcome, (ApiError, bool)> {
        let Along { mut write, done, stays } = along;
        let what: Vec<&str> = decisions.iter().map(|decision| decision.words.as_str()).collect();
        let mut words = match what.as_slice() {
            [one] => format!("{}: {one}", if is_undo { "Undone" } else { "Done again" }),
            many => format!("{}: {} decisions about cases", if is_undo { "Undone" } else { "Done again" }, many.len()),
        };
        for part in done.iter().chain(&stays) {
            words.push_str(&format!(". {part}"));
        }
        let rows: BTreeSet<RowId> = decisions.iter().map(|decision| decision.row).collect();
        let fact = Fact::RoutingUndone(RoutingUndone {
            document: id,
            rows: rows.into_iter().collect(),
            decisions: decisions.iter().map(|decision| decision.entry).collect(),
            again: !is_undo,
            heads: Vec::new(),
        });
        let at = write.at;
        write = write.entry(self.entry_at(at, incident, author, fact, &words));
        let outcome = self.change_with(write, id, change, Touched::Anything).await.map_err(|error| (error, true))?;
        Ok(Outcome { remarks: done.into_iter().chain(stays).collect(), ..outcome })
    }

    /// An entry within what goes along.
    pub(super) fn beside(
        &self,
        along: &mut Along,
        incident: Option<IncidentId>,
        author: &Author,
        fact: Fact,
        words: &str,
    ) {
        let entry: NewEntry = self.entry_at(along.write.at, incident, author, fact, words);
        along.write.entries.push(entry);
    }
}

/// The decisions of these entries, in the order of the log.
fn decisions(log: &[&Recorded], wanted: &[EntryId]) -> Vec<Decision> {
    let mut found: Vec<Decision> = Vec::new();
    for recorded in log.iter().filter(|recorded| wanted.contains(&recorded.entry.id)) {
        let entry = &recorded.entry;
        if let Some(Fact::CaseRouted { row, rule, rule_row, incident, .. }) = entry.fact()
            && !found.iter().any(|known| known.entry == entry.id)
        {
            found.push(Decision { entry: entry.id, row, words: entry.text.clone(), rule, rule_row, incident });
        }
    }
    found
}

/// What decisions did in incidents, by incident.
fn by_incident(decisions: &[Decision]) -> BTreeMap<IncidentId, Vec<(&Decision, &RoutedIncident)>> {
    let mut found: BTreeMap<IncidentId, Vec<_>> = BTreeMap::new();
    for decision in decisions {
        if let Some(did) = &decision.incident {
            found.entry(did.id).or_default().push((decision, did));
        }
    }
    found
}
