//! The tick: at most every 15 s, and on every wake, focus and change, the clocks are computed anew. What
//! fired is logged once, by an id computed from the fact, and told once.

use std::time::Duration;

use bridgebook_domain::cadence::{newly_asked, newly_overdue};
use bridgebook_domain::escalation::{NewFact, exhausted, firings};
use bridgebook_domain::incident::Incident;
use bridgebook_domain::log::{Author, Fact, NewEntry, PlanPart};
use bridgebook_domain::obligation::newly_missed;
use bridgebook_domain::{DocumentId, IncidentId};
use bridgebook_store::Write;
use jiff::Timestamp;
use tokio::time::Instant;

use crate::api::ApiError;
use crate::api::drill::DrillChange;
use crate::api::event::{Event, TellingView};
use crate::api::intent::Intent;
use crate::clock::{Running, has_leapt};
use crate::reminder::Owed;
use crate::{Access, Bridgebook, sample};

/// Longest time between two looks at the clock.
const TICK: Duration = Duration::from_secs(5);

/// The incident before whose deed the clocks are looked at: one that ends them, starts them anew or measures them by
/// something else, and one that writes into its log. Where the command line alone is used, nothing else looks.
fn looked_at_before(intent: &Intent) -> Option<IncidentId> {
    match intent {
        Intent::AddLog { incident, .. } => *incident,
        Intent::WriteEntry(written) => written.incident,
        Intent::Renounce(said) => Some(said.incident),
        Intent::RecordReply(said) => Some(said.incident),
        Intent::Acknowledge { incident, .. }
        | Intent::ChangeLevel { incident, .. }
        | Intent::Deescalate { incident, .. }
        | Intent::LookAt { incident }
        | Intent::EndCall { incident, .. }
        | Intent::PauseEscalation { incident, .. }
        | Intent::ResumeEscalation { incident }
        | Intent::SetState { incident, .. }
        | Intent::SetStateBecause { incident, .. }
        | Intent::SetSeverity { incident, .. }
        | Intent::Close { incident, .. }
        | Intent::AdoptPlan { incident, .. }
        | Intent::Decide { incident, .. }
        | Intent::Situation { incident, .. }
        | Intent::OpenAction { incident, .. }
        | Intent::CloseAction { incident, .. }
        | Intent::RecordUpdate { incident, .. }
        | Intent::SendUpdate { incident, .. }
        | Intent::SkipUpdate { incident, .. }
        | Intent::SnoozeUpdate { incident, .. }
        | Intent::PasteTranscript { incident, .. }
        | Intent::ReopenAction { incident, .. }
        | Intent::Assign { incident, .. }
        | Intent::StartPeriod { incident, .. }
        | Intent::OfferHandOver { incident, .. }
        | Intent::AcceptHandOver { incident, .. }
        | Intent::DeclineHandOver { incident, .. }
        | Intent::AskUpdateApproval { incident, .. }
        | Intent::CancelScheduled { incident, .. }
        | Intent::ConfirmCondition { incident, .. }
        | Intent::RetractUpdate { incident, .. }
        | Intent::WaiveReply { incident, .. }
        | Intent::LogAnchor { incident, .. }
        | Intent::WithdrawAnchor { incident, .. }
        | Intent::ChangeObligation { incident, .. }
        // What was due before its clock rests was due.
        | Intent::Drill(DrillChange::Pause { incident } | DrillChange::End { incident, .. }) => Some(*incident),
        _ => None,
    }
}

impl Bridgebook {
    /// Logs and tells what has fired since the last look, and sets going what follows from it; plays the sample's script.
    pub(crate) async fn look(&self) -> Result<(), ApiError> {
        if self.access == Access::Reader {
            return Ok(());
        }
        // Two looks at once would play and tell the same things side by side.
        let _one_at_a_time = self.ticking.lock().await;
        self.know_where_data_lies().await?;
        self.notice_fall().await?;
        if self.is_sample {
            self.play_script().await?;
        }
        let pace = self.pace();
        // What goes wrong with one incident does not hold up the clocks of the others, nor the backup.
        let (mut done, mut owed) = (Ok(()), Owed::default());
        let since = self.watch().await?;
        for mut incident in self.incidents().await?.into_iter().filter(|incident| incident.withdrawn.is_none()) {
            // What is over may be opened again, and that happens after it was over.
            match self.put_clock_right(&incident, pace).await {
                Ok(true) => incident = self.incident(incident.id).await?,
                Ok(false) => {}
                Err(error) => done = done.and(Err(error)),
            }
            let fired = self.fire(&incident).await;
            done = done.and(fired);
            if incident.is_open() {
                let notified = self.notify(incident.id).await;
                done = done.and(notified);
            }
            let ruled = self.tell_by_rules(&incident).await;
            done = done.and(ruled);
            // What was set to go out and is closed meanwhile is held back, and said.
            let scheduled = self.send_scheduled(incident.id).await;
            let (of_this, reminded) = self.remind(&incident, since).await;
            owed.add(of_this);
            done = done.and(scheduled).and(reminded);
        }
        if done.is_ok() {
            self.last_look.keep(pace);
        }
        self.tell_overdue(owed);
        self.note_how_far().await;
        self.note_clock(done.is_ok());
        let kept = self.backup_if_due().await;
        done.and(kept)
    }

    /// What was due is logged, as late as it is, before a deed that ends or moves the clocks of an incident, or writes into
    /// its log: afterwards nobody could tell that a level had been due and was not called.
    pub(crate) async fn look_before(&self, looked_at: &[IncidentId]) -> Result<(), ApiError> {
        if looked_at.is_empty() {
            return Ok(());
        }
        let _one_at_a_time = self.ticking.lock().await;
        self.know_where_data_lies().await?;
        self.notice_fall().await?;
        if self.is_sample {
            self.play_script().await?;
        }
        for id in looked_at {
            // That there is no such incident is what the deed itself says.
            let Ok(mut incident) = self.incident(*id).await else { continue };
            if self.put_clock_right(&incident, self.pace()).await? {
                incident = self.incident(*id).await?;
            }
            self.fire(&incident).await?;
            if incident.is_open() {
                self.notify(*id).await?;
            }
            // Where nothing else looks, the rules of what was found here would tell nobody.
            self.tell_by_rules(&incident).await?;
        }
        Ok(())
    }

    /// What a deed itself asks for: the update that a change wants at once, and the rules that tell of it. The deed is done;
    /// what cannot be written now is tried again by the next look.
    pub(crate) async fn look_after(&self, looked_at: &[IncidentId]) {
        let _one_at_a_time = self.ticking.lock().await;
        for id in looked_at {
            let Ok(incident) = self.incident(*id).await else { continue };
            let _ = self.ask_for_updates(&incident).await;
            let _ = self.tell_by_rules(&incident).await;
        }
    }

    /// The incidents before whose deed the clocks are looked at, and after it what the deed asks for.
    pub(crate) async fn looked_at(&self, intent: &Intent) -> Vec<IncidentId> {
        let of_document = async |document: DocumentId| -> Option<IncidentId> {
            self.document(document).await.ok()?.document.header_text("incident").parse().ok()
        };
        match intent {
            Intent::AskApproval { document, .. } => of_document(*document).await.into_iter().collect(),
            Intent::Approve(said) => {
                let (document, checkpoint, read) = (said.document, said.checkpoint.as_str(), said.hash.as_str());
                match self.waiting_update(document, checkpoint, read, said.incident).await {
                    Ok(Some((incident, ..))) => vec![incident],
                    _ => of_document(document).await.into_iter().collect(),
                }
            }
            Intent::ChangeDelivery { delivery, .. } => {
                self.in_outbox(delivery).await.ok().and_then(|row| row.incident).into_iter().collect()
            }
            Intent::SendDue {} | Intent::SendOut { .. } => {
                let all = self.incidents().await.unwrap_or_default();
                all.iter().filter(|incident| incident.closed_at.is_none()).map(|incident| incident.id).collect()
            }
            other => looked_at_before(other).into_iter().collect(),
        }
    }

    /// Logs the updates that a change, or the end of the incident, asks for; what is logged, people are told.
    async fn ask_for_updates(&self, incident: &Incident) -> Result<(), ApiError> {
        let (now, directory) = (self.now(), self.directory().await?);
        let communication = self.plan(incident, &PlanPart::Communication).await?;
        self.log_fired(incident, newly_asked(&communication, incident, &directory, now)).await
    }

    async fn fire(&self, incident: &Incident) -> Result<(), ApiError> {
        let (now, directory) = (self.now(), self.directory().await?);
        let mut facts = Vec::new();
        if incident.is_open() {
            let matrix = self.plan(incident, &PlanPart::Escalation).await?;
            facts.extend(firings(&matrix, incident, &directory, now));
            facts.extend(exhausted(&matrix, incident, &directory, now));
        }
        // The last updates are asked for until it is closed.
        let communication = self.plan(incident, &PlanPart::Communication).await?;
        facts.extend(newly_asked(&communication, incident, &directory, now));
        facts.extend(newly_overdue(&communication, incident, &directory, now));
        facts.extend(newly_missed(&communication, incident, &directory, &self.zone().await?, now));
        self.log_fired(incident, facts).await
    }

    async fn log_fired(&self, incident: &Incident, mut facts: Vec<NewFact>) -> Result<(), ApiError> {
        let now = self.now();
        // What the sample tells of before its clock runs is a story that was played.
        let is_update =
            |fact: &Fact| matches!(fact, Fact::UpdateAsked(_) | Fact::UpdateOverdue(_) | Fact::ObligationOverdue(_));
        facts.retain(|one| !self.is_sample || !is_update(&one.fact) || one.event_at > sample::stands_at());
        if !facts.is_empty() {
            // Under a clock that was set back, what was called is still to come: its entry is there, and it was told.
            let log = self.log(Some(incident.id)).await?;
            facts.retain(|fact| !log.iter().any(|r| r.entry.id == fact.id));
        }
        if facts.is_empty() {
            return Ok(());
        }
        let mut write = Write::at(now);
        let mut words = Vec::new();
        for fact in facts {
            // That something is overdue, people are reminded of; here it only leaves its trace.
            if !matches!(fact.fact, Fact::UpdateOverdue(_) | Fact::ObligationOverdue(_)) {
                words.push(fact.text.clone());
            }
            write = write.entry(NewEntry {
                id: fact.id,
                incident: Some(incident.id),
                event_at: fact.event_at,
                entered_at: now,
                author: Author::bridgebook(),
                text: fact.text,
                fact: fact.fact,
                mentions: Vec::new(),
            });
        }
        self.commit(write).await?;
        for message in words {
            self.tell_people(incident, message, TellingView::Board).await;
        }
        Ok(())
    }

    /// Keeps ticking and sending, side by side: no clock waits for a mail server. Ends only when its task is aborted.
    pub(crate) async fn keep_on(&self) {
        tokio::join!(self.keep_looking(), self.keep_sending(), self.keep_taking());
    }

    /// Takes cases in from the watched folder, lets the rules act on them and erases what is due, beside the clocks: a file
    /// with many cases holds none of them up.
    async fn keep_taking(&self) {
        loop {
            // What could not be taken now is tried again.
            let _ = self.look_at_folder().await;
            let _ = self.look_at_cases().await;
            let _ = self.look_at_retention().await;
            tokio::time::sleep(TICK).await;
        }
    }

    async fn keep_looking(&self) {
        let mut seen = (self.now(), Instant::now());
        loop {
            // What could not be written now is tried again at the next tick.
            let _ = self.look().await;
            // A file that is dropped in the templates folder is to appear at once.
            for _ in 0..TICK.as_secs() {
                self.look_at_templates();
                tokio::time::sleep(Duration::from_secs(1)).await;
                // After sleep, and under a clock that was set, what is due is another thing at once; and the windows
                // count on by a clock that stops in sleep.
                if self.has_leapt(&mut seen) {
                    self.tell(Event::ClockChanged);
                    break;
                }
            }
        }
    }

    fn has_leapt(&self, seen: &mut (Timestamp, Instant)) -> bool {
        let (was, began) = std::mem::replace(seen, (self.now(), Instant::now()));
        let running = if self.clock.runs() { Running::Runs } else { Running::Stands };
        has_leapt(seen.0.duration_since(was), seen.1.duration_since(began), running)
    }
}
