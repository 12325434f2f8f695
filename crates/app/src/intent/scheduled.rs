//! Updates that are set to go out at a moment, and what a person decides about them.

use bridgebook_domain::cadence::open_condition;
use bridgebook_domain::incident::{Incident, ScheduleEnd, ScheduledUpdate};
use bridgebook_domain::log::{Addressee, Fact};
use bridgebook_domain::quiet::QuietRule;
use bridgebook_domain::recurrence::zone;
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::{EntryId, IncidentId, moment, text};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::planned::on_the_minute;
use super::update::{Ready, with_errors};
use super::writing::Typed;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Outcome;
use crate::api::message::KeptMessage;
use crate::outbox::{addressees, named, wall_of};
use crate::wording::possessive;
use crate::words::Reading;

/// When an update is to go out, as it was typed.
pub(crate) struct GoesAt {
    pub at: Timestamp,
    pub zone: TimeZone,
    /// What is to be said of a time that the clock shows twice, or not at all.
    pub told: Option<String>,
}

impl GoesAt {
    /// The moment with its day and its zone.
    pub fn words(&self) -> String {
        wall_of(self.at, self.zone.iana_name().unwrap_or("UTC"))
    }
}

impl Bridgebook {
    /// The moment at which an update is to go out: plain words, with a zone of the IANA database behind them where
    /// another one is meant than that of the settings. Nothing for no words: it goes out now.
    pub(crate) async fn goes_at(&self, typed: &str) -> Result<Option<GoesAt>, ApiError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        let last = typed.rsplit_once(char::is_whitespace);
        let named = last.and_then(|(words, name)| {
            let is_name = name.contains('/') || name.eq_ignore_ascii_case("utc");
            Some((words.trim(), zone(name).filter(|_| is_name)?))
        });
        let (words, meant) = match named {
            Some((words, zone)) => (words, zone),
            None => (typed, self.zone().await?),
        };
        let directory = self.directory().await?;
        let at = Reading { directory: &directory, now: self.now(), zone: &meant }.ahead(words)?;
        let told = moment::unusual(at, words, &meant);
        Ok(Some(GoesAt { at: on_the_minute(at, &meant), zone: meant, told }))
    }

    /// Sets an update to go out. Nothing leaves before its moment, and then only what still holds. Whoever calls it holds
    /// `ticking`.
    pub(super) async fn schedule_update(
        &self,
        known: &Incident,
        ready: Ready,
        (goes, recipients, via): (&GoesAt, Vec<Addressee>, String),
        (despite, quiet, note): (&str, Option<QuietRule>, &str),
    ) -> Result<Outcome, ApiError> {
        let directory = self.directory().await?;
        let key = |audience: &str| directory.key(&[ReferenceKind::Audience], audience);
        let mut waiting = known.scheduled.iter().filter(|s| s.is_waiting());
        if let Some(other) = waiting.find(|s| key(&s.audience) == key(&ready.audience)) {
            return Err(ApiError::invalid(format!(
                "{} already. Nothing was set. Take that one back first",
                named(other, &directory)
            )));
        }
        let name = format!("{} update {}", possessive(directory.words(&ready.audience)), ready.number);
        let words = format!("{name} set to go out at {} to {} by {via}", goes.words(), addressees(recipients.len()));
        let words = with_errors(format!("{words}, “{}”{note}", ready.subject), &ready.findings, despite);
        let Ready { audience, number, stage, subject, body, next_at, .. } = ready;
        let (sent_to, text) = (audience.clone(), body.clone());
        let zone = goes.zone.iana_name().unwrap_or("UTC").to_owned();
        let fact = Fact::UpdateScheduled {
            audience,
            number,
            stage,
            subject,
            body,
            via,
            go_at: goes.at,
            zone,
            next_at,
            recipients,
            quiet,
        };
        let promised = known.sent.iter().rev().find(|s| key(&s.audience) == key(&sent_to)).and_then(|s| s.next_at);
        let mut outcome = self.write_fact(known.id, fact, &words).await?;
        // It is looked for every few seconds: what is set for the very minute of a promise leaves a moment after it.
        if promised.is_some_and(|promised| goes.at >= promised && goes.at.duration_since(promised).as_secs() < 60) {
            outcome.remarks.push(
                "That is the minute that was promised to them, and it leaves up to 15 s later, which is late by the promise. Set it a minute earlier to keep it"
                    .to_owned(),
            );
        }
        let set = self.incident(known.id).await?;
        let condition = set.scheduled.last().and_then(|set_now| open_condition(set_now, &set, &directory));
        // It is set: whatever fails now must not invite anybody to set it again.
        let forgotten = self.is_out(known.id, &sent_to, &text).await;
        outcome.remarks.push(format!(
            "It goes out at {} while Bridgebook runs, and is held back if the incident changes",
            goes.words()
        ));
        outcome.remarks.extend(condition.map(|condition| {
            format!("It was approved on a condition, and waits until somebody says that it is met: {condition}")
        }));
        outcome.remarks.extend(goes.told.clone());
        outcome.remarks.extend(self.held());
        outcome.remarks.extend(forgotten.err().map(|e| e.message));
        Ok(outcome)
    }

    /// Takes back an update that was set to go out, or lets go of one that was held back. With `edit` its text is the one
    /// that is being written again.
    pub(super) async fn cancel_scheduled(
        &self,
        incident: IncidentId,
        update: EntryId,
        reason: &str,
        edit: bool,
    ) -> Result<Outcome, ApiError> {
        let reason = text::line(reason.trim()).map_err(|e| ApiError::invalid(e.to_string()))?;
        // It goes out before this, or not at all.
        let _one_at_a_time = self.ticking.lock().await;
        let (known, directory) = (self.incident(incident).await?, self.directory().await?);
        let found = known.scheduled.iter().find(|s| s.id == update);
        let found = found.filter(|s| matches!(s.end, None | Some(ScheduleEnd::Held { .. }))).ok_or_else(|| {
            ApiError::invalid("That update waits no more: it went out or was taken back. Nothing was changed")
        })?;
        if edit {
            self.write_again(incident, found).await?;
        }
        let mut words = format!("{} is taken back", named(found, &directory));
        match (reason, edit) {
            ("", true) => words.push_str(" to be written anew"),
            ("", false) => {}
            (reason, _) => words = format!("{words}: {reason}"),
        }
        let fact = Fact::ScheduleEnded { update, is_held: false, reason: reason.to_owned() };
        self.write_fact(incident, fact, &words).await
    }

    /// Says that the condition is met on which an update was approved that is set to go out. One whose moment has come
    /// meanwhile goes out with the next look at the clock.
    pub(super) async fn confirm_condition(
        &self,
        incident: IncidentId,
        update: EntryId,
        read: &str,
        note: &str,
    ) -> Result<Outcome, ApiError> {
        let note = text::line(note.trim()).map_err(|e| ApiError::invalid(e.to_string()))?;
        // It is held back before this, or not for want of it.
        let _one_at_a_time = self.ticking.lock().await;
        let (known, directory) = (self.incident(incident).await?, self.directory().await?);
        let found = known.scheduled.iter().find(|s| s.id == update && s.is_waiting());
        let found = found.ok_or_else(|| {
            ApiError::invalid(
                "That update waits no more: it went out, was held back or taken back. Nothing was changed",
            )
        })?;
        let condition = open_condition(found, &known, &directory)
            .ok_or_else(|| ApiError::invalid("That update waits for no condition any more. Nothing was changed"))?;
        if !read.is_empty() && read != condition {
            return Err(ApiError::invalid(format!(
                "Its approval has another condition now: {condition}. Nothing was changed. Read it first"
            )));
        }
        let mut words = format!("{}: the condition of its approval is met, {condition}", named(found, &directory));
        if !note.is_empty() {
            words = format!("{words} ({note})");
        }
        self.write_fact(incident, Fact::ConditionMet { update, condition }, &words).await
    }

    async fn write_again(&self, incident: IncidentId, update: &ScheduledUpdate) -> Result<(), ApiError> {
        let kept = self.kept_message(incident, &update.audience).await?;
        if kept.is_some_and(|kept| !kept.text.trim().is_empty() && kept.text.trim() != update.body) {
            return Err(ApiError::invalid(
                "Another text to them is being written. Nothing was changed. Send or empty that one first",
            ));
        }
        let zone = self.zone().await?;
        let next = update.next_at.map(|at| moment::print(at, &zone)).unwrap_or_default();
        let (text, stage, subject) = (update.body.clone(), update.stage.clone(), update.subject.clone());
        let kept = KeptMessage { text, next, stage, subject };
        self.keep_message(incident, Typed::anew(&update.audience, &kept)).await?;
        Ok(())
    }
}
