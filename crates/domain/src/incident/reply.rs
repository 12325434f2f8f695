//! Replies to updates, as the log tells them.

use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

use super::Incident;
use crate::id::EntryId;
use crate::log::{Author, Entry, Fact, Named};

/// What somebody answered to an update.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Reply {
    /// Entry.
    pub id: EntryId,
    /// The entry of the update that went out.
    pub update: EntryId,
    /// Who answered: id or name.
    pub who: Named,
    /// What they said; empty where they acknowledged it and said no more. That of a correction, where there is one.
    pub text: String,
    /// When they answered.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Who says so.
    pub by: Author,
}

/// An update to which no reply is awaited any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct WaivedReply {
    /// The entry of the update that went out.
    pub update: EntryId,
    /// Why.
    pub reason: String,
    /// When that was said.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// By whom.
    pub by: Author,
}

/// Takes what the log says of replies; gives other facts back.
pub(super) fn take(incident: &mut Incident, entry: &Entry, fact: Fact) -> Option<Fact> {
    let (at, by) = (entry.event_at, entry.author.clone());
    match fact {
        Fact::Replied { update, who, text } => {
            let text = incident.corrections.get(&entry.id).cloned().unwrap_or(text);
            incident.replies.push(Reply { id: entry.id, update, who, text, at, by });
            None
        }
        Fact::ReplyWaived { update, reason } => {
            incident.waived_replies.push(WaivedReply { update, reason, at, by });
            None
        }
        fact => Some(fact),
    }
}
