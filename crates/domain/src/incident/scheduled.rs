//! Updates that are set to go out at a moment, as the log tells them.

use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

use crate::id::EntryId;
use crate::log::{Addressee, Author, Entry, Fact, Named};

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
    /// What became of it; nothing while it waits for its moment.
    pub end: Option<ScheduleEnd>,
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
pub(super) fn take(list: &mut Vec<ScheduledUpdate>, entry: &Entry, fact: Fact) -> Option<Fact> {
    match fact {
        Fact::UpdateScheduled { audience, number, stage, subject, body, via, go_at, zone, next_at, recipients } => {
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
        Fact::UpdateQueued { scheduled: Some(update), .. } => {
            for one in list.iter_mut().filter(|one| one.id == update) {
                one.end = Some(ScheduleEnd::Gone);
            }
            Some(fact)
        }
        fact => Some(fact),
    }
}
