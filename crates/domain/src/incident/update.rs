//! Updates as the log tells them: drafted, reviewed, sent, skipped, snoozed.

use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

use super::hash_of;
use crate::id::EntryId;
use crate::log::{Addressee, Author, DeliveryEnd, Entry, Fact, Named};
use crate::view::folded;

/// An update that went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SentUpdate {
    /// Entry.
    pub id: EntryId,
    /// Audience: id or name.
    pub audience: Named,
    /// Number within the audience.
    pub number: u32,
    /// Stage.
    pub stage: String,
    /// What was said.
    pub body: String,
    /// By which channel.
    pub via: String,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// By whom.
    pub by: Author,
    /// The promise it made.
    #[ts(type = "string | null")]
    pub next_at: Option<Timestamp>,
}

/// An update that went out and was taken back, because it was wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RetractedUpdate {
    /// The entry of the update that went out.
    pub update: EntryId,
    /// Why.
    pub reason: String,
    /// When it was taken back.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// By whom.
    pub by: Author,
}

/// An update that was handed to the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct QueuedUpdate {
    /// Entry, which names the update in the outbox.
    pub id: EntryId,
    /// Audience: id or name.
    pub audience: Named,
    /// Number within the audience.
    pub number: u32,
    /// Stage.
    pub stage: String,
    /// Subject; empty where the entry knows of none.
    pub subject: String,
    /// What is said.
    pub body: String,
    /// By which channels.
    pub via: String,
    /// When it was queued.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// By whom.
    pub by: Author,
    /// The promise it makes once it is out.
    #[ts(type = "string | null")]
    pub next_at: Option<Timestamp>,
    /// Whom it is for, and what became of it for each.
    pub recipients: Vec<QueuedFor>,
    /// Whether it went out: it stands among the updates sent then.
    pub is_sent: bool,
}

/// One addressee of an update that was handed to the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct QueuedFor {
    /// Channel and address.
    pub addressee: Addressee,
    /// What became of it; nothing while it is open.
    pub end: Option<DeliveryEnd>,
    /// When that was.
    #[ts(type = "string | null")]
    pub ended_at: Option<Timestamp>,
    /// What the server or the person said.
    pub answer: String,
    /// Whether a person had it sent again.
    pub is_wanted: bool,
}

impl QueuedUpdate {
    /// Whether it is still to go out: nobody has it, and it was not given up for everybody.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        let given_up = |r: &QueuedFor| r.end == Some(DeliveryEnd::GivenUp);
        !self.is_sent && !self.recipients.iter().all(given_up)
    }
}

impl QueuedFor {
    /// An addressee that nothing was heard of yet.
    #[must_use]
    pub const fn new(addressee: Addressee) -> Self {
        Self { addressee, end: None, ended_at: None, answer: String::new(), is_wanted: false }
    }

    /// Notes what became of a message for one of its addressees.
    pub(crate) fn end(list: &mut [Self], to: &Addressee, end: &DeliveryEnd, answer: &str, at: Timestamp) {
        for one in list.iter_mut().filter(|r| r.addressee.is_same(to)) {
            let is_open = *end == DeliveryEnd::Again;
            one.is_wanted |= is_open;
            one.end = Some(end.clone()).filter(|_| !is_open);
            one.ended_at = Some(at).filter(|_| !is_open);
            answer.clone_into(&mut one.answer);
        }
    }
}

/// Takes what the log says of the outbox; gives other facts back.
pub(super) fn take_queued(queue: &mut Vec<QueuedUpdate>, entry: &Entry, fact: Fact) -> Option<Fact> {
    match fact {
        Fact::UpdateQueued { audience, number, stage, subject, body, via, next_at, recipients, scheduled: _ } => {
            queue.push(QueuedUpdate {
                id: entry.id,
                audience,
                number,
                stage,
                subject,
                body,
                via,
                at: entry.event_at,
                by: entry.author.clone(),
                next_at,
                recipients: recipients.into_iter().map(QueuedFor::new).collect(),
                is_sent: false,
            });
            None
        }
        Fact::DeliveryEnded { update, to, end, answer } => {
            for one in queue.iter_mut().filter(|q| q.id == update) {
                QueuedFor::end(&mut one.recipients, &to, &end, &answer, entry.event_at);
            }
            None
        }
        fact => Some(fact),
    }
}

/// Marks what went out.
pub(super) fn settle(queue: &mut [QueuedUpdate], sent: &[SentUpdate]) {
    let same = |a: &str, b: &str| a == b || folded(a) == folded(b);
    for one in queue {
        one.is_sent =
            sent.iter().any(|s| s.number == one.number && s.body == one.body && same(&s.audience, &one.audience));
    }
}

/// An update that was due and will not be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SkippedUpdate {
    /// Audience: id or name.
    pub audience: Named,
    /// When it was due.
    #[ts(type = "string")]
    pub due_at: Timestamp,
    /// When it was skipped.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Why.
    pub reason: String,
    /// Whether it was planned for a time of day, rather than asked for by the cadence.
    pub planned: bool,
}

/// A reminder that rests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SnoozedUpdate {
    /// Audience: id or name.
    pub audience: Named,
    /// Until when.
    #[ts(type = "string")]
    pub until: Timestamp,
    /// When it was put to rest.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// Where the review of a draft stands (domain reference 5.2: editing after approval returns to review).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum UpdateReview {
    /// Nobody was asked.
    NotAsked,
    /// Somebody was asked.
    Asked {
        /// Who.
        approver: Named,
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// Approved as it stands.
    Approved {
        /// By whom.
        by: String,
        /// The condition; empty where there is none.
        condition: String,
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// Not approved.
    Rejected {
        /// By whom.
        by: String,
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// An approval was given, but the text has changed since.
    Changed,
}

/// When an update was drafted first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FirstDraft {
    /// Audience: id or name.
    pub audience: Named,
    /// Number within the audience.
    pub number: u32,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
}

/// The last draft of an update that was not sent yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct UpdateDraft {
    /// Entry.
    pub id: EntryId,
    /// Audience: id or name.
    pub audience: Named,
    /// Number within the audience.
    pub number: u32,
    /// Which draft of this number, from 1.
    pub draft: u32,
    /// Stage.
    pub stage: String,
    /// Subject of what is sent; empty where nobody was asked about one.
    pub subject: String,
    /// Text.
    pub body: String,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// By whom.
    pub by: Author,
    /// Review.
    pub review: UpdateReview,
}

impl UpdateDraft {
    /// The hash that its approval is bound to.
    #[must_use]
    pub fn hash(&self) -> String {
        update_hash(&self.subject, &self.body)
    }
}

/// The checkpoint under which the approval of an update is asked for and given in the log. The document
/// named beside it is the communication plan; the hash is [`update_hash`] of what was approved.
#[must_use]
pub fn update_checkpoint(audience: &str, number: u32) -> String {
    format!("update {number} {audience}")
}

/// The number and the audience of the update that a checkpoint of [`update_checkpoint`] is about; nothing for others.
#[must_use]
pub fn of_update(checkpoint: &str) -> Option<(u32, &str)> {
    let (number, audience) = checkpoint.strip_prefix("update ")?.split_once(' ')?;
    Some((number.parse().ok()?, audience))
}

/// The hash of the text of an update.
#[must_use]
pub fn body_hash(body: &str) -> String {
    hash_of(body)
}

/// The hash an approval of an update is bound to: that of its text, with its subject where it has one.
#[must_use]
pub fn update_hash(subject: &str, body: &str) -> String {
    // No text holds the character between both, so that none is taken for another subject.
    if subject.is_empty() { body_hash(body) } else { hash_of(&format!("{subject}\u{0}{body}")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_approval_covers_the_subject_and_the_text() {
        let hash = update_hash("Payments", "We look.");
        for (subject, body) in [("Payment", "sWe look."), ("", "Payments\nWe look."), ("Payments", "We look"), ("", "")]
        {
            assert_ne!(update_hash(subject, body), hash, "{subject} {body}");
        }
        assert_eq!(update_hash("", "We look."), body_hash("We look."), "what was approved before there were subjects");
    }

    #[test]
    fn a_checkpoint_of_an_update_is_read_back() {
        assert_eq!(of_update(&update_checkpoint("Strategic customers", 12)), Some((12, "Strategic customers")));
        for other in ["update", "update 3", "update the plan", "Update 3 Customers", "Go-live"] {
            assert_eq!(of_update(other), None, "{other}");
        }
    }
}
