//! Hand-overs of a role from one person to the next (domain reference B.6c).

use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

use super::Incident;
use crate::id::{DocumentId, EntryId};
use crate::log::{Entry, Fact, Named};

/// A hand-over that was offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct HandOver {
    /// Id: that of the entry that offers it.
    pub id: EntryId,
    /// The document that is read back.
    pub document: DocumentId,
    /// Role: id or name.
    pub role: Named,
    /// Who hands over: id or name.
    pub outgoing: Named,
    /// Who takes over: id or name.
    pub incoming: Named,
    /// When it was offered.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// How it ended; nothing while it waits.
    pub end: Option<HandOverEnd>,
}

/// How a hand-over ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum HandOverEnd {
    /// Read back and accepted: the role passed.
    Accepted {
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// Declined by the incoming person, or withdrawn by the outgoing one: nothing passed.
    Declined {
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
        /// By whom: id or name.
        by: Named,
        /// Why.
        reason: String,
    },
}

impl HandOver {
    /// Every moment that it names.
    pub(super) fn moments(&mut self) -> Vec<&mut Timestamp> {
        let mut list = vec![&mut self.at];
        list.extend(match &mut self.end {
            Some(HandOverEnd::Accepted { at } | HandOverEnd::Declined { at, .. }) => Some(at),
            None => None,
        });
        list
    }
}

impl Incident {
    /// Hand-overs that wait for the incoming person, the latest last.
    pub fn waiting_hand_overs(&self) -> impl Iterator<Item = &HandOver> {
        self.hand_overs.iter().filter(|h| h.end.is_none())
    }

    pub(super) fn take_hand_over(&mut self, entry: &Entry, fact: Fact) {
        let at = entry.event_at;
        let mut end = |id: EntryId, end: HandOverEnd| {
            for found in self.hand_overs.iter_mut().filter(|h| h.id == id && h.end.is_none()) {
                found.end = Some(end.clone());
            }
        };
        match fact {
            Fact::HandOverOffered { document, role, outgoing, incoming } => {
                self.hand_overs.push(HandOver { id: entry.id, document, role, outgoing, incoming, at, end: None });
            }
            Fact::HandOverAccepted { hand_over, .. } => end(hand_over, HandOverEnd::Accepted { at }),
            Fact::HandOverDeclined { hand_over, by, reason } => {
                end(hand_over, HandOverEnd::Declined { at, by, reason });
            }
            _ => {}
        }
    }
}
