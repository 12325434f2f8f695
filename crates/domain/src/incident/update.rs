//! Updates as the log tells them: drafted, reviewed, sent, skipped, snoozed.

use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

use super::hash_of;
use crate::id::EntryId;
use crate::log::{Author, Named};

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

/// The checkpoint under which the approval of an update is asked for and given in the log. The document
/// named beside it is the communication plan; the hash is [`body_hash`] of the text approved.
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

/// The hash an approval of an update is bound to.
#[must_use]
pub fn body_hash(body: &str) -> String {
    hash_of(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_of_an_update_is_read_back() {
        assert_eq!(of_update(&update_checkpoint("Strategic customers", 12)), Some((12, "Strategic customers")));
        for other in ["update", "update 3", "update the plan", "Update 3 Customers", "Go-live"] {
            assert_eq!(of_update(other), None, "{other}");
        }
    }
}
