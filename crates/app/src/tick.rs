//! The tick: at most every 15 s, and on every wake, focus and change, the clocks are computed anew. What
//! fired is logged once, by an id computed from the fact, and told once.

use std::sync::PoisonError;
use std::time::Duration;

use bridgebook_domain::cadence::{DueState, due_updates};
use bridgebook_domain::escalation::firings;
use bridgebook_domain::incident::Incident;
use bridgebook_domain::log::{Author, NewEntry, PlanPart};
use bridgebook_domain::obligation::ClockState;
use bridgebook_store::Write;
use jiff::Timestamp;
use tokio::time::Instant;

use crate::api::ApiError;
use crate::api::event::Event;
use crate::clock::{Running, has_leapt};
use crate::wording::{possessive, wall};
use crate::{Access, Bridgebook};

/// Longest time between two looks at the clock.
const TICK: Duration = Duration::from_secs(5);

impl Bridgebook {
    /// Logs and tells what has fired since the last look, and sets going what follows from it; plays the sample's script.
    pub(crate) async fn look(&self) -> Result<(), ApiError> {
        if self.access == Access::Reader {
            return Ok(());
        }
        // Two looks at once would play and tell the same things side by side.
        let _one_at_a_time = self.ticking.lock().await;
        self.know_where_data_lies().await?;
        if self.is_sample {
            self.play_script().await?;
        }
        let pace = self.pace();
        // What goes wrong with one incident does not hold up the clocks of the others, nor the backup.
        let mut done = Ok(());
        for mut incident in self.incidents().await? {
            if incident.is_open() {
                match self.put_clock_right(&incident, pace).await {
                    Ok(true) => incident = self.incident(incident.id).await?,
                    Ok(false) => {}
                    Err(error) => done = done.and(Err(error)),
                }
                let fired = self.fire(&incident).await;
                let notified = self.notify(incident.id).await;
                let reminded = self.remind(&incident).await;
                done = done.and(fired).and(notified).and(reminded);
            }
            // What was set to go out and is closed meanwhile is held back, and said.
            let scheduled = self.send_scheduled(incident.id).await;
            done = done.and(scheduled);
            // A duty outlives its incident: a final report is owed a month later.
            let duties = self.remind_of_duties(&incident).await;
            done = done.and(duties);
        }
        if done.is_ok() {
            self.last_look.keep(pace);
        }
        self.note_how_far().await;
        let kept = self.backup_if_due().await;
        done.and(kept)
    }

    async fn fire(&self, incident: &Incident) -> Result<(), ApiError> {
        let (now, directory) = (self.now(), self.directory().await?);
        let matrix = self.plan(incident, &PlanPart::Escalation).await?;
        let mut facts = firings(&matrix, incident, &directory, now);
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
            words.push((fact.id.to_string(), fact.text.clone()));
            write = write.entry(NewEntry {
                id: fact.id,
                incident: Some(incident.id),
                event_at: fact.event_at,
                entered_at: now,
                author: Author::bridgebook(),
                text: fact.text,
                fact: fact.fact,
            });
        }
        self.commit(write).await?;
        let title = format!("{} {}", incident.number, incident.title);
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        for (id, message) in words {
            if told.insert(id) {
                self.tell(Event::Told { incident: incident.id, title: title.clone(), message });
            }
        }
        Ok(())
    }

    /// Tells which updates turned at risk or overdue since the last look. What a start finds is on the board
    /// and not told again; a promise that passed is told with its entry in the log.
    async fn remind(&self, incident: &Incident) -> Result<(), ApiError> {
        let (now, zone, directory) = (self.now(), self.zone().await?, self.directory().await?);
        let plan = self.plan(incident, &PlanPart::Communication).await?;
        let title = format!("{} {}", incident.number, incident.title);
        let due = due_updates(&plan, incident, &directory, now);
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let is_first_look = told.insert(format!("looked {}", incident.id));
        for update in due {
            let Some(due_at) = update.due_at else { continue };
            let (name, time) = (possessive(&update.audience_name), wall(due_at, &zone));
            let message = match update.state {
                DueState::AtRisk if update.in_outbox.is_some() => {
                    format!("{name} update is due at {time} and waits in the outbox.")
                }
                DueState::AtRisk => format!("{name} update is due at {time}."),
                DueState::Overdue if update.promised_at.is_none() => {
                    format!("{name} update was due at {time} and has not gone out.")
                }
                _ => continue,
            };
            let is_new = told.insert(format!("{} {} {due_at} {:?}", incident.id, update.audience, update.state));
            if is_new && !is_first_look {
                self.tell(Event::Told { incident: incident.id, title: title.clone(), message });
            }
        }
        Ok(())
    }

    /// Tells which regulatory clocks turned at risk or overdue since the last look.
    async fn remind_of_duties(&self, incident: &Incident) -> Result<(), ApiError> {
        if incident.anchors.is_empty() && incident.obligations.is_empty() {
            return Ok(());
        }
        let zone = self.zone().await?;
        let clocks = self.obligations(incident).await?;
        let title = format!("{} {}", incident.number, incident.title);
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let is_first_look = told.insert(format!("duties {}", incident.id));
        for clock in clocks {
            let Some(due_at) = clock.due_at else { continue };
            let (name, time) = (&clock.obligation.name, bridgebook_domain::moment::print(due_at, &zone));
            let message = match clock.state {
                ClockState::AtRisk => format!("{name} is due at {time}."),
                ClockState::Overdue => format!("{name} was due at {time} and is not filed."),
                _ => continue,
            };
            let is_new = told.insert(format!("{} {name} {due_at} {:?}", incident.id, clock.state));
            if is_new && !is_first_look {
                self.tell(Event::Told { incident: incident.id, title: title.clone(), message });
            }
        }
        Ok(())
    }

    /// Keeps ticking and sending, side by side: no clock waits for a mail server. Ends only when its task is aborted.
    pub(crate) async fn keep_on(&self) {
        tokio::join!(self.keep_looking(), self.keep_sending());
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
