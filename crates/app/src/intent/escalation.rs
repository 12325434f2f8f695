//! What people do about the levels of an escalation.

use bridgebook_domain::IncidentId;
use bridgebook_domain::escalation::{is_answered, pause_reason, pause_reasons};
use bridgebook_domain::incident::{Incident, LevelEvent};
use bridgebook_domain::log::{Clock, Fact, PlanPart};
use bridgebook_domain::value::ReferenceKind;

use super::update::because;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::incident::LevelRow;
use crate::api::intent::{LevelChange, Outcome};
use crate::names::stored;
use crate::query::levels::paused;

impl Bridgebook {
    pub(super) async fn acknowledge(&self, incident: IncidentId, level: &str, by: &str) -> Result<Outcome, ApiError> {
        let (level, _) = self.known_level(incident, level, None).await?;
        let directory = self.directory().await?;
        let by = if by.trim().is_empty() {
            let author = self.author().await?;
            author.person.map_or(author.name, |p| p.to_string())
        } else {
            stored(&directory, &[ReferenceKind::Person], by)
        };
        let key = |person: &str| directory.key(&[ReferenceKind::Person], person);
        let known = self.incident(incident).await?;
        let has_it = last_of(&known, &level).is_some_and(|holder| key(&holder) == key(&by));
        let board = self.board(incident, None).await?;
        if has_it && board.levels.iter().any(|row| row.level == level && row.state == "acknowledged") {
            let name = directory.words(&by);
            return Err(ApiError::invalid(format!("{name} has acknowledged {level} already. Nothing was changed")));
        }
        let words = format!("{level} acknowledged by {}", directory.words(&by));
        let outcome = self.write_fact(incident, Fact::LevelAcknowledged { level, by }, &words).await?;
        // What waits to call the level is not sent any more.
        self.office.wanted.notify_one();
        Ok(outcome)
    }

    pub(super) async fn change_level(
        &self,
        incident: IncidentId,
        (level, clock): (&str, Option<Clock>),
        change: LevelChange,
        reason: &str,
    ) -> Result<Outcome, ApiError> {
        let reason = because(reason)?.to_owned();
        let (level, clock) = self.known_level(incident, level, clock.as_ref()).await?;
        let clock = Some(clock);
        let author = self.author().await?;
        let (fact, verb) = match change {
            LevelChange::Decline => {
                self.may_decline(incident, &level).await?;
                let by = author.person.map_or(author.name, |p| p.to_string());
                (Fact::LevelDeclined { level: level.clone(), by, reason: reason.clone() }, "declined")
            }
            LevelChange::Skip => {
                (Fact::LevelSkipped { level: level.clone(), reason: reason.clone(), clock }, "skipped")
            }
            LevelChange::Raise => {
                (Fact::LevelRaised { level: level.clone(), reason: reason.clone(), clock }, "called by hand")
            }
        };
        let outcome = self.write_fact(incident, fact, &format!("{level} {verb}: {reason}")).await?;
        // Whoever it calls is told now; if that cannot be done, the next tick does it.
        let _ = self.look().await;
        Ok(outcome)
    }

    /// Refuses to decline a level that the matrix lets nobody decline, with what can be done instead.
    async fn may_decline(&self, incident: IncidentId, level: &str) -> Result<(), ApiError> {
        let board = self.board(incident, None).await?;
        let chain: Vec<&LevelRow> = board.levels.iter().filter(|l| l.clock == Clock::Functional.as_str()).collect();
        let place = chain.iter().position(|l| l.level == level);
        let row = place.map(|place| chain[place]).or_else(|| board.levels.iter().find(|l| l.level == level));
        if row.is_none_or(|row| row.may_decline) {
            return Ok(());
        }
        // The level after it is the one to call in its place.
        let next = place.and_then(|place| chain.get(place + 1));
        let next = next.map_or_else(|| "another level".to_owned(), |next| next.level.clone());
        Err(ApiError::invalid(format!(
            "The matrix lets nobody decline {level}. Nothing was changed. Acknowledge it, call {next} by hand as well, or \
             have the incident commander leave {level} out with the reason"
        )))
    }

    /// Releases a level: a lower one of the functional chain has it again, with its whole time to resolve. What runs by
    /// age goes on.
    pub(super) async fn deescalate(
        &self,
        incident: IncidentId,
        (level, to): (&str, &str),
        by: &str,
        reason: &str,
    ) -> Result<Outcome, ApiError> {
        let reason = because(reason)?.to_owned();
        let functional = Some(&Clock::Functional);
        let (level, _) = self.known_level(incident, level, functional).await?;
        let (to, _) = self.known_level(incident, to, functional).await?;
        let board = self.board(incident, None).await?;
        let chain: Vec<&LevelRow> = board.levels.iter().filter(|l| l.clock == Clock::Functional.as_str()).collect();
        let place = |name: &str| chain.iter().position(|l| l.level == name);
        let was_called =
            |l: &LevelRow| matches!(l.state.as_str(), "called" | "relieved" | "acknowledged" | "declined" | "held");
        let (from, below) = (place(&level).unwrap_or(0), place(&to).unwrap_or(0));
        if below >= from {
            return Err(ApiError::invalid(format!(
                "{to} does not come before {level}, so nothing would go down. Nothing was changed. Choose a level before it"
            )));
        }
        if !was_called(chain[from]) {
            return Err(ApiError::invalid(format!(
                "{level} was not called, so there is nothing to release. Nothing was changed"
            )));
        }
        let released = chain[below + 1..].iter().filter(|l| was_called(l)).map(|l| l.level.clone()).collect();
        let directory = self.directory().await?;
        let known = self.incident(incident).await?;
        let by = match by.trim() {
            "" => last_of(&known, &to).ok_or_else(|| {
                ApiError::invalid(format!("Nobody had {to} yet. Nothing was changed. Say who takes over"))
            })?,
            written => stored(&directory, &[ReferenceKind::Person], written),
        };
        let words = format!("De-escalated from {level} to {to}: {reason}. {} takes over", directory.words(&by));
        let fact = Fact::Deescalated { level, to, released, by, reason };
        let outcome = self.write_fact(incident, fact, &words).await?;
        // What waits to call a level that was released is not sent any more.
        self.office.wanted.notify_one();
        Ok(outcome)
    }

    pub(super) async fn pause_escalation(&self, incident: IncidentId, reason: &str) -> Result<Outcome, ApiError> {
        let reason = because(reason)?.to_owned();
        let known = self.incident(incident).await?;
        if let Some(why) = paused(&known) {
            return Err(ApiError::invalid(format!(
                "The escalation is paused already: {why}. Nothing was changed. Resume it first, if it rests for another reason now"
            )));
        }
        if !known.is_open() {
            return Err(ApiError::invalid(
                "The incident is over, so no clock of its escalation runs. Nothing was changed",
            ));
        }
        if !is_answered(&known) {
            return Err(ApiError::invalid(
                "Nobody has answered a call yet, and until somebody does the clock does not rest. Nothing was changed. Record who answered first, or leave a level out with its reason",
            ));
        }
        let matrix = self.plan(&known, &PlanPart::Escalation).await?;
        let reasons = matrix.at(self.now()).map(pause_reasons).unwrap_or_default();
        if !reasons.is_empty() && pause_reason(&reasons, &reason).is_none() {
            let named: Vec<&str> = reasons.iter().map(|known| known.reason.as_str()).collect();
            return Err(ApiError::invalid(format!(
                "“{reason}” is no reason for which the matrix lets the clock rest. Nothing was changed. There are: {}. Say more after a colon",
                named.join(", ")
            )));
        }
        let words = format!("Escalation paused: {reason}");
        self.write_fact(incident, Fact::EscalationPaused { reason }, &words).await
    }

    pub(super) async fn resume_escalation(&self, incident: IncidentId) -> Result<Outcome, ApiError> {
        if paused(&self.incident(incident).await?).is_none() {
            return Err(ApiError::invalid("The escalation is not paused, so its clock runs. Nothing was changed"));
        }
        self.write_fact(incident, Fact::EscalationResumed {}, "Escalation goes on").await
    }

    /// A level of the matrix in force with its clock, by its name in any case: of the clock that is asked for, else the
    /// functional one where the name serves both.
    async fn known_level(
        &self,
        incident: IncidentId,
        level: &str,
        clock: Option<&Clock>,
    ) -> Result<(String, Clock), ApiError> {
        let board = self.board(incident, None).await?;
        let wanted = level.trim().to_lowercase();
        let named: Vec<_> = board.levels.iter().filter(|l| l.level.to_lowercase() == wanted).collect();
        let clock_of = |level: &LevelRow| Clock::from_word(&level.clock);
        let is_asked = |level: &&&LevelRow| clock.is_none_or(|clock| clock_of(level) == *clock);
        // The levels of the functional clock come first in the list.
        let found = named.iter().find(is_asked);
        found.map(|l| (l.level.clone(), clock_of(l))).ok_or_else(|| {
            let fits = |l: &&LevelRow| clock.is_none_or(|clock| clock_of(l) == *clock);
            let known: Vec<&str> = board.levels.iter().filter(fits).map(|l| l.level.as_str()).collect();
            let why = match named.first() {
                // The name is there, and belongs to another clock.
                Some(other) if clock == Some(&Clock::Functional) => {
                    format!("{} is told by the age of the incident, so there is nothing to hand on", other.level)
                }
                Some(other) => format!("{} is called in turn, not told by the age of the incident", other.level),
                None => format!("There is no level “{}” for this severity", level.trim()),
            };
            ApiError::invalid(format!("{why}. Nothing was changed. There are: {}", known.join(", ")))
        })
    }
}

/// Who had a level last.
fn last_of(incident: &Incident, level: &str) -> Option<String> {
    incident.levels.iter().rev().find_map(|event| match event {
        LevelEvent::Acknowledged { level: of, by, .. } | LevelEvent::Released { to: of, by, .. } if of == level => {
            Some(by.clone())
        }
        _ => None,
    })
}
