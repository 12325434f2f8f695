//! Operational periods: the next one begins, with the action plan carried over where that is asked for.

use std::collections::BTreeSet;

use bridgebook_domain::declare::PERIOD;
use bridgebook_domain::incident::{COMMANDER, Incident};
use bridgebook_domain::log::{Fact, PlanPart};
use bridgebook_domain::roll_forward::{RollForward, Turn, roll_forward};
use bridgebook_domain::{DocumentId, IncidentId, RowId};
use bridgebook_store::{DocumentChange, Write};
use jiff::Timestamp;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::{Carry, Outcome};
use crate::commit::{Touched, outcome};
use crate::world::Loaded;

impl Bridgebook {
    pub(super) async fn start_period(
        &self,
        incident: IncidentId,
        to: &str,
        carry: Option<&Carry>,
    ) -> Result<Outcome, ApiError> {
        let known = self.incident(incident).await?;
        let (now, author) = (self.now(), self.author().await?);
        let turn = self.turn(&known, now, to).await?;
        let number = turn.number;
        let mut write = Write::at(now);
        for open in known.periods.iter().filter(|p| p.ended_at.is_none()) {
            let words = format!("Operational period {} ended", open.number);
            let fact = Fact::PeriodEnded { number: open.number };
            write = write.entry(self.entry_at(now, Some(incident), &author, fact, &words));
        }
        let begins = Fact::PeriodStarted { number, from: turn.from, to: turn.to };
        let words = format!("Operational period {number} began");
        let Some(carry) = carry else {
            write = write.entry(self.entry_at(now, Some(incident), &author, begins, &words));
            return Ok(outcome(&self.commit(write).await?));
        };
        let (plan, roll) = self.rolled(&known, &turn).await?;
        if !carry.heads.is_empty() && carry.heads != plan.heads {
            return Err(ApiError::invalid(
                "The action plan was changed since you looked. Nothing was changed. Look at what is carried again",
            ));
        }
        let dropped: BTreeSet<RowId> = carry.drop.iter().copied().collect();
        let (carried, gone) = roll.counts(&dropped);
        let title = plan.document.title().to_owned();
        let words = format!("{words}; “{title}” goes on with {carried} carried and {gone} dropped");
        write = write.entry(self.entry_at(now, Some(incident), &author, begins, &words));
        let write = self.asked_anew(write, &known, &plan, &roll, &author).await?;
        let (id, operations) = (plan.id, roll.operations(&dropped));
        // The cache changes the plan in place when nobody else holds it.
        drop(plan);
        let touched = Touched::Operations(&operations);
        self.change_with(write, id, DocumentChange::edit(operations.clone(), None), touched).await
    }

    /// The turn into the next period at a moment; `to` in plain words, four hours where it is empty.
    pub(crate) async fn turn(&self, known: &Incident, now: Timestamp, to: &str) -> Result<Turn, ApiError> {
        let end = if to.trim().is_empty() { now.saturating_add(PERIOD).unwrap_or(now) } else { self.ahead(to).await? };
        let number = known.periods.iter().map(|p| p.number).max().unwrap_or(0) + 1;
        let ended = known.period().or(known.periods.last()).map(|p| (p.number, p.from));
        Ok(Turn { ended, number, from: now, to: end })
    }

    /// The action plan of an incident and what becomes of its lines.
    pub(crate) async fn rolled(
        &self,
        known: &Incident,
        turn: &Turn,
    ) -> Result<(std::sync::Arc<Loaded>, RollForward), ApiError> {
        let id: DocumentId = known.plan(&PlanPart::Action).ok_or_else(|| {
            ApiError::invalid(
                "The incident runs on no action plan that could be carried. Nothing was changed. Choose one, or start the period without",
            )
        })?;
        let plan = self.document(id).await?;
        let mut roll = roll_forward(&plan.document, turn, || RowId::new(self.fresh()));
        if roll.approval.1.is_empty() {
            roll.approval.1 = known.commander.clone().unwrap_or_else(|| COMMANDER.to_owned());
        }
        Ok((plan, roll))
    }

    /// Asks for the approval of the plan as it is from now on; who still had to decide about the last one need not.
    async fn asked_anew(
        &self,
        mut write: Write,
        known: &Incident,
        plan: &Loaded,
        roll: &RollForward,
        author: &bridgebook_domain::log::Author,
    ) -> Result<Write, ApiError> {
        let (directory, document, at) = (self.directory().await?, plan.id, write.at);
        let (checkpoint, approver) = &roll.approval;
        let names = [Some(checkpoint), roll.approval_before.as_ref()];
        let old: BTreeSet<&String> = known
            .waiting_approvals()
            .filter(|a| a.document == document && names.contains(&Some(&a.checkpoint)))
            .map(|a| &a.checkpoint)
            .collect();
        for checkpoint in old {
            let fact = Fact::ApprovalWithdrawn { document, checkpoint: checkpoint.clone() };
            let words = format!("“{checkpoint}” needs no decision any more: the next period has a plan of its own");
            write = write.entry(self.entry_at(at, Some(known.id), author, fact, &words));
        }
        let words =
            format!("{} is asked to approve “{}”: {checkpoint}", directory.words(approver), plan.document.title());
        let fact = Fact::ApprovalAsked { document, checkpoint: checkpoint.clone(), approver: approver.clone() };
        let entry = self.entry_at(at, Some(known.id), author, fact, &words);
        Ok(write.entry(entry))
    }
}
