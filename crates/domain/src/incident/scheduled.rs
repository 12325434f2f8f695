//! Updates that are set to go out at a moment, as the log tells them.

use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

use super::Incident;
use crate::id::EntryId;
use crate::log::{Addressee, Author, Entry, Fact, Named};
use crate::quiet::QuietRule;

/// An update that was set to go out by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ScheduledUpdate {
    /// Entry.
    pub id: EntryId,
    /// Audience: id or name.
    pub audience: Named,
    /// Number within the audience.
    pub number: u32,
    /// Stage.
    pub stage: String,
    /// Subject.
    pub subject: String,
    /// What is said.
    pub body: String,
    /// By which channels.
    pub via: String,
    /// When it was set.
    #[ts(type = "string")]
    pub set_at: Timestamp,
    /// By whom.
    pub by: Author,
    /// When it goes out.
    #[ts(type = "string")]
    pub go_at: Timestamp,
    /// The zone in which that was named.
    pub zone: String,
    /// The promise it makes once it is out.
    #[ts(type = "string | null")]
    pub next_at: Option<Timestamp>,
    /// Whom it is for.
    pub recipients: Vec<Addressee>,
    /// What was chosen where it would go out in quiet hours of the audience, or waits for their end.
    pub quiet: Option<QuietRule>,
    /// What the log held of the incident when it was set.
    pub known: KnownThen,
    /// The condition of its approval that somebody says is met; nothing where nobody did.
    pub met: Option<String>,
    /// What became of it; nothing while it waits for its moment.
    pub end: Option<ScheduleEnd>,
}

/// How much the log held of what makes a text wrong: counted in its order, which holds also for what shares a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct KnownThen {
    /// States that were entered.
    pub states: usize,
    /// Severities that were given.
    pub severities: usize,
    /// Changes of the services.
    pub services: usize,
    /// Updates that were skipped.
    pub skipped: usize,
}

/// What became of an update that was set to go out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ScheduleEnd {
    /// It was handed to the outbox.
    Gone,
    /// A person took it back.
    Cancelled,
    /// It was held back, because something had changed or its moment had passed; a person decides what follows.
    Held {
        /// Why.
        reason: String,
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
}

impl ScheduledUpdate {
    /// Whether it still waits for its moment.
    #[must_use]
    pub const fn is_waiting(&self) -> bool {
        self.end.is_none()
    }
}

/// Takes what the log says of updates that are set to go out; gives other facts back.
pub(super) fn take(incident: &mut Incident, entry: &Entry, fact: Fact) -> Option<Fact> {
    let known = KnownThen {
        states: incident.states.len(),
        severities: incident.severities.len(),
        services: incident.service_changes.len(),
        skipped: incident.skipped.len(),
    };
    let list = &mut incident.scheduled;
    match fact {
        Fact::UpdateScheduled {
            audience,
            number,
            stage,
            subject,
            body,
            via,
            go_at,
            zone,
            next_at,
            recipients,
            quiet,
        } => {
            list.push(ScheduledUpdate {
                id: entry.id,
                audience,
                number,
                stage,
                subject,
                body,
                via,
                set_at: entry.event_at,
                by: entry.author.clone(),
                go_at,
                zone,
                next_at,
                recipients,
                quiet,
                known,
                met: None,
                end: None,
            });
            None
        }
        Fact::ScheduleEnded { update, is_held, reason } => {
            for one in list.iter_mut().filter(|one| one.id == update) {
                let end = || {
                    let at = entry.event_at;
                    if is_held { ScheduleEnd::Held { reason: reason.clone(), at } } else { ScheduleEnd::Cancelled }
                };
                one.end = match one.end.take() {
                    None => Some(end()),
                    // A person lets go of what was held back.
                    Some(ScheduleEnd::Held { .. }) if !is_held => Some(ScheduleEnd::Cancelled),
                    known => known,
                };
            }
            None
        }
        Fact::ConditionMet { update, condition } => {
            for one in list.iter_mut().filter(|one| one.id == update) {
                one.met = Some(condition.clone());
            }
            None
        }
        Fact::UpdateQueued { scheduled: Some(update), .. } => {
            for one in list.iter_mut().filter(|one| one.id == update) {
                one.end = Some(ScheduleEnd::Gone);
            }
            Some(fact)
        }
        fact => Some(fact),
    }
}
