//! What decisions did is taken back.

use std::collections::{BTreeMap, BTreeSet};

use bridgebook_domain::delivery::{DeliveryState, DeliveryStep};
use bridgebook_domain::incident::Incident;
use bridgebook_domain::log::{
    Author, CasesUnlinked, Category, DeliveryEnd, Fact, Recorded, RoutedIncident, RoutingUndone, Withdrawal,
};
use bridgebook_domain::{DocumentId, EntryId, RowId};
use bridgebook_store::{Delivery, Progress};
use jiff::Timestamp;

use super::{Along, Decision, UNDONE, by_incident};
use crate::Bridgebook;
use crate::api::ApiError;
use crate::outbox::state_of;

/// What a declaration and its decision write into the log of the incident, and what comes and goes with an undo.
const OF_DECISION: [&str; 12] = [
    "declared",
    "exercise_declared",
    "role_assumed",
    "period_started",
    "plan_adopted",
    "document_created",
    "cases_linked",
    "cases_unlinked",
    "action_opened",
    "action_closed",
    "action_reopened",
    "withdrawal",
];

impl Bridgebook {
    /// Adds to the write of an undo what takes back all that decisions did.
    pub(super) async fn take_back(
        &self,
        mut along: Along,
        document: DocumentId,
        decisions: &[Decision],
        log: &[&Recorded],
        author: &Author,
    ) -> Result<Along, ApiError> {
        let outbox = self.store.deliveries().await?;
        let notices: BTreeSet<String> = decisions.iter().map(|decision| decision.entry.to_string()).collect();
        for row in outbox.iter().filter(|row| row.case.is_some() && notices.contains(&row.update_id)) {
            self.withdraw_message(&mut along, row, author).await?;
        }
        for (id, did) in by_incident(decisions) {
            let Ok(incident) = self.incident(id).await else { continue };
            let rows: Vec<RowId> = did.iter().map(|(decision, _)| decision.row).collect();
            let is_declared = did.iter().any(|(_, did)| did.declared) && incident.withdrawn.is_none();
            let others = incident.cases.iter().filter(|case| case.document != document || !rows.contains(&case.row));
            let others = others.count();
            let worked = if is_declared { self.worked_in(&incident, log).await? } else { None };
            let goes = is_declared && others == 0 && worked.is_none();
            self.close_actions(&mut along, &incident, (goes, &did), author);
            self.unlink(&mut along, &incident, document, &rows, author);
            let number = &incident.number;
            if goes {
                let words = format!("{number} is withdrawn: {UNDONE}");
                let fact = Fact::Withdrawal(Withdrawal { reason: UNDONE.to_owned(), again: false });
                self.beside(&mut along, Some(id), author, fact, &words);
                along.done.push(words);
                for row in outbox.iter().filter(|row| row.incident == Some(id) && row.case.is_none()) {
                    self.withdraw_message(&mut along, row, author).await?;
                }
            } else if is_declared && incident.state.value != bridgebook_domain::log::State::Closed {
                let why = match (worked, others) {
                    (Some(who), _) => format!("{who} has worked in it since"),
                    (None, 1) => "another case is part of it".to_owned(),
                    (None, others) => format!("{others} other cases are part of it"),
                };
                let words = format!("{number} stays, because {why}. Close it there if it is none");
                let text = format!("The decision that declared this was undone. It stays, because {why}");
                self.beside(&mut along, Some(id), author, Fact::Remark { category: Category::Note }, &text);
                along.stays.push(words);
            }
        }
        Ok(along)
    }

    /// Takes a message out of the outbox that has not left; says which cannot be taken back.
    async fn withdraw_message(&self, along: &mut Along, row: &Delivery, author: &Author) -> Result<(), ApiError> {
        let to = self.addressed(row).await?;
        match state_of(row) {
            None | Some(DeliveryState::Cancelled) => {}
            Some(DeliveryState::Sent) => along.stays.push(format!("The message to {to} has gone out. Tell them")),
            Some(DeliveryState::Envelope | DeliveryState::Body) => {
                along.stays.push(format!("The message to {to} is on its way. Tell them"));
            }
            Some(DeliveryState::Uncertain) => {
                along.stays.push(format!("The message to {to} may have arrived. Ask them"));
            }
            Some(state) => {
                let Some(after) = state.after(DeliveryStep::GiveUp) else { return Ok(()) };
                let (state, last_error) = (after.as_str().to_owned(), Some(UNDONE.to_owned()));
                let progress = Progress { state, lease_until: None, last_error, ..row.progress.clone() };
                let at = along.write.at;
                let ended = self.endings(row, (DeliveryEnd::GivenUp, UNDONE), (Some(author), at)).await?;
                along.write.entries.extend(ended);
                along.write =
                    std::mem::replace(&mut along.write, bridgebook_store::Write::at(at)).advance(row, progress);
                along.done.push(format!("The message to {to} is taken out of the outbox"));
            }
        }
        Ok(())
    }

    /// Drops the actions of an incident that goes, else those that the decisions opened.
    fn close_actions(
        &self,
        along: &mut Along,
        incident: &Incident,
        (goes, did): (bool, &[(&Decision, &RoutedIncident)]),
        author: &Author,
    ) {
        let own: BTreeSet<EntryId> = did.iter().filter_map(|(_, did)| did.action).collect();
        let open: Vec<_> = incident.open_actions().filter(|action| goes || own.contains(&action.id)).collect();
        for action in open {
            let words = format!("Dropped: {}: {UNDONE}", action.text);
            let fact = Fact::ActionClosed { action: action.id, done: false };
            self.beside(along, Some(incident.id), author, fact, &words);
            along.done.push(format!("The action “{}” in {} is dropped", action.text, incident.number));
        }
        for action in incident.actions.iter().filter(|action| own.contains(&action.id) && action.done) {
            along.stays.push(format!("The action “{}” in {} was done already", action.text, incident.number));
        }
    }

    /// Takes cases out of an incident, where they are part of it.
    fn unlink(&self, along: &mut Along, incident: &Incident, document: DocumentId, rows: &[RowId], author: &Author) {
        let linked = incident.cases.iter().filter(|case| case.document == document && rows.contains(&case.row));
        let (rows, ids): (Vec<RowId>, Vec<String>) = linked.map(|case| (case.row, case.id.clone())).unzip();
        if rows.is_empty() {
            return;
        }
        let names: Vec<&str> = ids.iter().map(|id| if id.is_empty() { "A case" } else { id }).collect();
        let verb = if names.len() == 1 { "is" } else { "are" };
        let words = format!("{} {verb} no part of {} any more", names.join(", "), incident.number);
        let fact = CasesUnlinked { document, rows, ids: ids.clone(), reason: UNDONE.to_owned() };
        self.beside(along, Some(incident.id), author, Fact::CasesUnlinked(fact), &format!("{words}: {UNDONE}"));
        along.done.push(words);
    }

    /// Who has done anything in an incident since the decisions that declared it: nobody where its log holds nothing but
    /// what decisions wrote, and what Bridgebook made of it.
    async fn worked_in(&self, incident: &Incident, log: &[&Recorded]) -> Result<Option<String>, ApiError> {
        let of = self.log(Some(incident.id)).await?;
        // Also those of other steps, which joined the incident and were undone before: they are no work in it.
        let did: BTreeMap<EntryId, RoutedIncident> = log
            .iter()
            .filter_map(|recorded| match recorded.entry.fact()? {
                Fact::CaseRouted { incident: Some(did), .. } if did.id == incident.id => Some((recorded.entry.id, did)),
                _ => None,
            })
            .collect();
        let own: BTreeSet<EntryId> = did.values().filter_map(|did| did.action).collect();
        // What was written with the declaration, and with each decision about it, its undo and its redo.
        let mut moments: BTreeSet<Timestamp> = BTreeSet::new();
        moments.extend(of.iter().filter(|r| r.entry.kind == "declared").map(|r| r.entry.entered_at));
        for recorded in log {
            let is_about = match recorded.entry.kind.as_str() {
                "case_routed" => did.contains_key(&recorded.entry.id),
                "routing_undone" => matches!(
                    recorded.entry.fact(),
                    Some(Fact::RoutingUndone(RoutingUndone { decisions, .. })) if decisions.iter().any(|d| did.contains_key(d))
                ),
                _ => false,
            };
            if is_about {
                moments.insert(recorded.entry.entered_at);
            }
        }
        let is_with = |recorded: &Recorded| {
            let entry = &recorded.entry;
            let is_own = match entry.fact() {
                Some(Fact::ActionOpened { .. }) => own.contains(&entry.id),
                Some(Fact::ActionClosed { action, .. } | Fact::ActionReopened { action }) => own.contains(&action),
                _ => true,
            };
            is_own && OF_DECISION.contains(&entry.kind.as_str()) && moments.contains(&entry.entered_at)
        };
        let by_itself = Author::bridgebook();
        // A plan of the library that has a new version is no work in this incident; what became of messages is told apart.
        let is_beside = |kind: &str| matches!(kind, "plan_changed" | "delivery_ended");
        let work = of.iter().find(|recorded| {
            recorded.entry.author != by_itself && !is_beside(&recorded.entry.kind) && !is_with(recorded)
        });
        Ok(work.map(|recorded| recorded.entry.author.name.clone()))
    }
}
