//! Updates that were set to go out at a moment: at each look at the clock, what is due goes into log and outbox in one
//! commit, and what may not go any more is held back and told.

use bridgebook_domain::cadence::{Going, going};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::incident::{Incident, ScheduledUpdate};
use bridgebook_domain::log::{Addressee, Author, Fact, NewEntry, PlanPart, computed_id};
use bridgebook_domain::{EntryId, IncidentId, duration, message};
use bridgebook_store::{Delivery, Write};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Letter;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::event::TellingView;
use crate::wording::{possessive, sentence};

impl Bridgebook {
    /// Hands over what was set to go out by now. Whoever calls it holds `ticking`, so that nobody takes an update back or
    /// sends another one between the look at the log and the commit.
    pub(crate) async fn send_scheduled(&self, id: IncidentId) -> Result<(), ApiError> {
        let known = self.incident(id).await?;
        let waiting: Vec<_> = known.scheduled.iter().filter(|update| update.is_waiting()).map(|u| u.id).collect();
        for waits in waiting {
            // As it stands after the one before it.
            let incident = self.incident(id).await?;
            let (now, directory) = (self.now(), self.directory().await?);
            let (plan, zone) = (self.plan(&incident, &PlanPart::Communication).await?, self.zone().await?);
            let Some(update) = incident.scheduled.iter().find(|u| u.id == waits && u.is_waiting()) else { continue };
            match going(update, &plan, &incident, &directory, (&zone, now)) {
                // What asks for a word is told with the reminders.
                Going::Waits | Going::Asks(_) => {}
                Going::Held(why) => self.hold(&incident, update, &why).await?,
                Going::Now(late) => self.hand_over_scheduled(&incident, update, late).await?,
            }
        }
        Ok(())
    }

    async fn hand_over_scheduled(
        &self,
        incident: &Incident,
        update: &ScheduledUpdate,
        late: Option<SignedDuration>,
    ) -> Result<(), ApiError> {
        let (now, directory) = (self.now(), self.directory().await?);
        let plan = self.plan(incident, &PlanPart::Communication).await?;
        let letter = Letter {
            subject: update.subject.clone(),
            body: update.body.clone(),
            sent_as: self.setting("organisation").await?,
            reference: incident.number.clone(),
            is_external: message::is_external(plan.at(now), &directory, &update.audience),
            at: now,
        };
        let id = computed_id(incident.id, &format!("scheduled {} goes out", update.id));
        let write = Write::at(now);
        let write = match self.with_copies(write, id, incident.id, &letter, &update.recipients).await {
            Ok((write, _)) => write,
            Err(why) => return self.hold(incident, update, why.trim_end_matches('.')).await,
        };
        let late = late.map_or_else(String::new, |late| {
            format!(", {} late", duration::print(SignedDuration::from_mins(late.as_mins())))
        });
        let text = format!(
            "{} handed to the outbox for {} by {}, “{}”, as set{late}",
            named(update, &directory),
            addressees(update.recipients.len()),
            update.via,
            update.subject
        );
        let fact = Fact::UpdateQueued {
            audience: update.audience.clone(),
            number: update.number,
            stage: update.stage.clone(),
            subject: update.subject.clone(),
            body: update.body.clone(),
            via: update.via.clone(),
            next_at: update.next_at,
            recipients: update.recipients.clone(),
            scheduled: Some(update.id),
        };
        let author = Author { recorded_by: Some(Author::bridgebook().name), ..update.by.clone() };
        let (incident_id, at) = (Some(incident.id), now);
        let entry = NewEntry {
            id,
            incident: incident_id,
            event_at: at,
            entered_at: at,
            author,
            text,
            fact,
            mentions: Vec::new(),
        };
        self.commit(write.entry(entry)).await?;
        self.office.wanted.notify_one();
        if !late.is_empty() {
            self.tell_people(incident, format!("{} goes out{late}.", named(update, &directory)), TellingView::Comms)
                .await;
        }
        Ok(())
    }

    /// Holds an update back, and says so: whoever relied on it has to know.
    async fn hold(&self, incident: &Incident, update: &ScheduledUpdate, why: &str) -> Result<(), ApiError> {
        let (now, directory) = (self.now(), self.directory().await?);
        let text = format!("{} does not go out by itself: {why}", named(update, &directory));
        let fact = Fact::ScheduleEnded { update: update.id, is_held: true, reason: why.to_owned() };
        let entry = NewEntry {
            id: computed_id(incident.id, &format!("scheduled {} is held", update.id)),
            incident: Some(incident.id),
            event_at: now,
            entered_at: now,
            author: Author::bridgebook(),
            text: text.clone(),
            fact,
            mentions: Vec::new(),
        };
        self.commit(Write::at(now).entry(entry)).await?;
        self.tell_people(incident, format!("{} Look at it again.", sentence(&text)), TellingView::Comms).await;
        Ok(())
    }

    /// Puts a message for each addressee into a write, with the ids of the messages.
    pub(crate) async fn with_copies(
        &self,
        mut write: Write,
        update: EntryId,
        incident: IncidentId,
        letter: &Letter,
        recipients: &[Addressee],
    ) -> Result<(Write, Vec<String>), String> {
        let mut ids = Vec::with_capacity(recipients.len());
        for to in recipients {
            let made = self.copy_for(letter, to, (incident, update)).await;
            let (message, rendered) =
                made.map_err(|why| format!("The message to {} cannot be made: {}", to.to, sentence(&why)))?;
            ids.push(message.id.to_string());
            let (update_id, incident) = (update.to_string(), Some(incident));
            write = write.queue(Delivery { update_id, incident, ..message }, rendered);
        }
        Ok((write, ids))
    }
}

/// How many addressees, in words.
pub(crate) fn addressees(count: usize) -> String {
    if count == 1 { "one addressee".to_owned() } else { format!("{count} addressees") }
}

/// An update and its moment: "Executives’ update 4, set for 2026-03-11 14:30 Europe/Berlin".
pub(crate) fn named(update: &ScheduledUpdate, directory: &Directory) -> String {
    let name = possessive(directory.words(&update.audience));
    format!("{name} update {}, set for {}", update.number, wall_of(update.go_at, &update.zone))
}

/// A moment with its day, in a zone that is named beside it.
pub(crate) fn wall_of(at: Timestamp, zone: &str) -> String {
    let known = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let name = known.iana_name().unwrap_or("UTC");
    format!("{} {name}", bridgebook_domain::moment::print(at, &known))
}
