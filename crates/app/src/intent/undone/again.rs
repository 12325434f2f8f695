//! What decisions did is done again with their edit.

use std::collections::BTreeSet;

use bridgebook_domain::case::Undone;
use bridgebook_domain::delivery::{DeliveryState, DeliveryStep};
use bridgebook_domain::incident::Incident;
use bridgebook_domain::log::{Author, CasesLinked, DeliveryEnd, Fact, Recorded, RoutedIncident, Withdrawal};
use bridgebook_domain::{DocumentId, EntryId, RowId};
use bridgebook_store::{Delivery, Progress};
use jiff::Timestamp;

use super::{Along, Decision, UNDONE, by_incident};
use crate::Bridgebook;
use crate::api::ApiError;
use crate::outbox::state_of;

impl Bridgebook {
    /// Adds to the write of a redo what does again all that decisions did; what was decided anew meanwhile stays as that
    /// has it.
    pub(super) async fn do_again(
        &self,
        mut along: Along,
        document: DocumentId,
        decisions: &[Decision],
        log: &[&Recorded],
        author: &Author,
    ) -> Result<Along, ApiError> {
        let anew = decided_anew(log, document);
        let (anew, due): (Vec<&Decision>, Vec<&Decision>) = decisions
            .iter()
            .partition(|decision| decision.rule_row.is_some_and(|rule| anew.contains(&(decision.row, rule))));
        for decision in anew {
            along.stays.push(format!("The rule “{}” has decided anew since: what it did then stays", decision.rule));
        }
        let outbox = self.store.deliveries().await?;
        let notices: BTreeSet<String> = due.iter().map(|decision| decision.entry.to_string()).collect();
        for row in outbox.iter().filter(|row| row.case.is_some() && notices.contains(&row.update_id)) {
            self.queue_again(&mut along, row, author).await?;
        }
        let is_due = |entry: EntryId| due.iter().any(|decision| decision.entry == entry);
        for (id, did) in by_incident(decisions) {
            let did: Vec<_> = did.into_iter().filter(|(decision, _)| is_due(decision.entry)).collect();
            let Ok(incident) = self.incident(id).await else { continue };
            if did.is_empty() {
                continue;
            }
            let number = &incident.number;
            let is_declared = did.iter().any(|(_, did)| did.declared);
            if incident.withdrawn.is_some() && is_declared {
                let words = format!("{number} is declared again, as it was");
                let fact = Fact::Withdrawal(Withdrawal { reason: "routing done again".to_owned(), again: true });
                self.beside(&mut along, Some(id), author, fact, &words);
                along.done.push(words);
                for row in outbox.iter().filter(|row| row.incident == Some(id) && row.case.is_none()) {
                    self.queue_again(&mut along, row, author).await?;
                }
            } else if !incident.is_open() {
                along.stays.push(format!("{number} is not open any more: nothing was done in it"));
                continue;
            }
            self.link_again(&mut along, &incident, document, &did, author).await?;
            for (_, did) in &did {
                let action = incident.actions.iter().find(|action| Some(action.id) == did.action);
                if let Some(action) = action.filter(|action| action.closed_at.is_some() && !action.done) {
                    let words = format!("Open again: {}", action.text);
                    self.beside(&mut along, Some(id), author, Fact::ActionReopened { action: action.id }, &words);
                    along.done.push(format!("The action “{}” in {number} is open again", action.text));
                }
            }
        }
        Ok(along)
    }

    /// Puts a message back into the outbox that an undo took out of it.
    async fn queue_again(&self, along: &mut Along, row: &Delivery, author: &Author) -> Result<(), ApiError> {
        let is_its =
            state_of(row) == Some(DeliveryState::Cancelled) && row.progress.last_error.as_deref() == Some(UNDONE);
        let Some(after) = DeliveryState::Cancelled.after(DeliveryStep::SendAgain).filter(|_| is_its) else {
            return Ok(());
        };
        let (state, at) = (after.as_str().to_owned(), along.write.at);
        let progress = Progress { state, due_at: at, last_error: None, lease_until: None, ..row.progress.clone() };
        let ended = self.endings(row, (DeliveryEnd::Again, ""), (Some(author), at)).await?;
        along.write.entries.extend(ended);
        along.write = std::mem::replace(&mut along.write, bridgebook_store::Write::at(at)).advance(row, progress);
        let to = self.addressed(row).await?;
        along.done.push(format!("The message to {to} is in the outbox again"));
        Ok(())
    }

    /// Makes the cases of decisions part of an incident again, but for those that are part of one meanwhile.
    async fn link_again(
        &self,
        along: &mut Along,
        incident: &Incident,
        document: DocumentId,
        did: &[(&Decision, &RoutedIncident)],
        author: &Author,
    ) -> Result<(), ApiError> {
        let linked = self.linked_cases().await?;
        let known = self.log(Some(incident.id)).await?;
        let (mut rows, mut ids, mut opened) = (Vec::new(), Vec::new(), Vec::new());
        for (decision, _) in did.iter().filter(|(_, did)| did.joined) {
            match linked.get(&(document, decision.row)) {
                Some(of) if of.id != incident.id => {
                    along.stays.push(format!("Its case is part of {} by now, and stays there", of.number));
                }
                Some(_) => {}
                None if rows.contains(&decision.row) => {}
                None => {
                    rows.push(decision.row);
                    let (name, came) = told_of(&known, document, decision.row);
                    ids.push(name);
                    opened.push(came);
                }
            }
        }
        if rows.is_empty() {
            return Ok(());
        }
        let names: Vec<&str> = ids.iter().map(|id| if id.is_empty() { "A case" } else { id }).collect();
        let verb = if names.len() == 1 { "is" } else { "are" };
        let words = format!("{} {verb} part of {} again", names.join(", "), incident.number);
        let fact = CasesLinked { document, rows, ids, services: Vec::new(), opened, customers: None };
        self.beside(along, Some(incident.id), author, Fact::CasesLinked(fact), &words);
        along.done.push(words);
        Ok(())
    }
}

/// Cases and the rules whose decision about them stands.
fn decided_anew(log: &[&Recorded], document: DocumentId) -> BTreeSet<(RowId, RowId)> {
    let undone = Undone::read(log.iter().copied());
    let standing = log.iter().filter(|r| r.entry.kind == "case_routed" && !undone.has(r.entry.id));
    let of = standing.filter_map(|recorded| match recorded.entry.fact()? {
        Fact::CaseRouted { document: of, row, rule_row: Some(rule), .. } if of == document => Some((row, rule)),
        _ => None,
    });
    of.collect()
}

/// What a case was called when it was last made part of an incident, and when it had come up.
fn told_of(log: &[Recorded], document: DocumentId, row: RowId) -> (String, Option<Timestamp>) {
    let told = log.iter().rev().find_map(|recorded| match recorded.entry.fact()? {
        Fact::CasesLinked(CasesLinked { document: of, rows, ids, opened, .. }) if of == document => {
            let place = rows.iter().position(|known| *known == row)?;
            Some((ids.get(place).cloned().unwrap_or_default(), opened.get(place).copied().flatten()))
        }
        _ => None,
    });
    told.unwrap_or_default()
}
