//! What the call of a level set going, as the log tells it: messages in the outbox, and calls that a person makes.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use ts_rs::TS;

use super::{Incident, QueuedFor};
use crate::id::EntryId;
use crate::log::{Author, CallOutcome, CallTo, Clock, DeliveryEnd, Entry, Fact};

/// How long a message may be on its way before somebody tells its addressee by hand.
pub const PATIENCE: SignedDuration = SignedDuration::from_mins(5);

/// What one call of a level set going.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Notification {
    /// Entry, which names the messages in the outbox.
    pub id: EntryId,
    /// The entry that called the level.
    pub call: EntryId,
    /// Level.
    pub level: String,
    /// Its clock.
    pub clock: Clock,
    /// When it was made.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Subject of the messages.
    pub subject: String,
    /// The exact text.
    pub body: String,
    /// Who is told by a message, and what became of it.
    pub recipients: Vec<QueuedFor>,
    /// Who is told by a person, and what came of it.
    pub calls: Vec<CallTask>,
    /// What could not be done, in sentences.
    pub remarks: Vec<String>,
}

/// A call that a person makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CallTask {
    /// Whom, and how.
    pub call: CallTo,
    /// What came of it, in order; it may be tried more than once.
    pub attempts: Vec<CallAttempt>,
}

/// What came of one call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CallAttempt {
    /// Entry.
    pub id: EntryId,
    /// Outcome.
    pub outcome: CallOutcome,
    /// What was said.
    pub note: String,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Who called.
    pub by: Author,
}

impl CallTask {
    /// Whether the person was spoken to.
    #[must_use]
    pub fn is_reached(&self) -> bool {
        self.attempts.iter().any(|a| a.outcome.is_reached())
    }
}

impl Notification {
    /// The calls that are to be made now, by their place: of each lane the first that was not tried, while nobody of
    /// that lane was reached.
    #[must_use]
    pub fn open_calls(&self) -> Vec<usize> {
        let mut open: Vec<usize> = Vec::new();
        for (place, task) in self.calls.iter().enumerate() {
            let is_same = |other: &CallTask| other.call.lane == task.call.lane;
            let is_waiting = open.iter().any(|at| is_same(&self.calls[*at]));
            let is_reached = self.calls.iter().any(|other| is_same(other) && other.is_reached());
            if task.attempts.is_empty() && !is_waiting && !is_reached {
                open.push(place);
            }
        }
        open
    }

    /// When it was known that nobody was reached by anything that it set going; nothing while something is on its way,
    /// arrived or is still to be tried.
    #[must_use]
    pub fn failed_at(&self) -> Option<Timestamp> {
        let lost = |r: &QueuedFor| matches!(r.end, Some(DeliveryEnd::Refused | DeliveryEnd::GivenUp));
        let is_hopeless = !(self.calls.is_empty() && self.recipients.is_empty())
            && self.recipients.iter().all(lost)
            && self.calls.iter().all(|task| !task.attempts.is_empty() && !task.is_reached());
        let calls = self.calls.iter().flat_map(|task| &task.attempts).map(|attempt| attempt.at);
        let messages = self.recipients.iter().filter_map(|r| r.ended_at);
        is_hopeless.then(|| calls.chain(messages).max()).flatten()
    }

    /// Whether it is time to tell them by hand because nobody has any of its messages: all of them failed, or nothing is
    /// known of them `until` the level should have been taken, at most `PATIENCE`. While a call is to be made, that is
    /// what is to be done.
    #[must_use]
    pub fn is_unheard(&self, until: Option<Timestamp>, now: Timestamp) -> bool {
        let has_it = |r: &QueuedFor| {
            matches!(r.end, Some(DeliveryEnd::Accepted | DeliveryEnd::Arrived | DeliveryEnd::Rehearsed))
        };
        let is_told = self.recipients.iter().any(has_it) || self.calls.iter().any(CallTask::is_reached);
        let patience = self.at.saturating_add(PATIENCE).unwrap_or(Timestamp::MAX);
        let is_long = now >= until.map_or(patience, |until| until.min(patience));
        let has_failed = is_long || self.failed_at().is_some();
        !self.recipients.is_empty() && !is_told && self.open_calls().is_empty() && has_failed
    }
}

impl Incident {
    /// When a person first reached somebody of a call, whichever of its sheets they went by.
    #[must_use]
    pub fn reached_at(&self, call: EntryId) -> Option<Timestamp> {
        let calls = self.notified.iter().filter(|told| told.call == call).flat_map(|told| &told.calls);
        calls.flat_map(|task| &task.attempts).filter(|a| a.outcome.is_reached()).map(|a| a.at).min()
    }
}

/// Takes what the log says of notifications; gives other facts back.
pub(super) fn take(list: &mut Vec<Notification>, entry: &Entry, fact: Fact) -> Option<Fact> {
    match fact {
        Fact::LevelNotified { call, level, clock, subject, body, recipients, calls, remarks } => {
            let recipients = recipients.into_iter().map(QueuedFor::new).collect();
            let calls = calls.into_iter().map(|call| CallTask { call, attempts: Vec::new() }).collect();
            let (id, at) = (entry.id, entry.event_at);
            list.push(Notification { id, call, level, clock, at, subject, body, recipients, calls, remarks });
            None
        }
        Fact::CallEnded { notified, call, place, outcome, note } => {
            let found = list.iter_mut().find(|n| n.id == notified)?;
            let place = match &call {
                Some(call) => {
                    // An entry of before may name one twice: the first that was not tried is meant.
                    let is_open = |task: &CallTask| task.call.is_same(call) && task.attempts.is_empty();
                    let known = || found.calls.iter().position(|task| task.call.is_same(call));
                    found.calls.iter().position(is_open).or_else(known)
                }
                None => place.and_then(|place| usize::try_from(place).ok()),
            };
            let (id, at, by) = (entry.id, entry.event_at, entry.author.clone());
            let attempt = CallAttempt { id, outcome, note, at, by };
            match (place.and_then(|place| found.calls.get_mut(place)), call) {
                (Some(task), _) => task.attempts.push(attempt),
                // Another laptop resolved the level otherwise: whom it called was called all the same.
                (None, Some(call)) => found.calls.push(CallTask { call, attempts: vec![attempt] }),
                (None, None) => {}
            }
            None
        }
        Fact::DeliveryEnded { update, to, end, answer } => match list.iter_mut().find(|n| n.id == update) {
            Some(found) => {
                QueuedFor::end(&mut found.recipients, &to, &end, &answer, entry.event_at);
                None
            }
            None => Some(Fact::DeliveryEnded { update, to, end, answer }),
        },
        fact => Some(fact),
    }
}
