//! What the log says about regulatory clocks: anchors that happened, and what became of each obligation.

use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

use super::Incident;
use crate::id::EntryId;
use crate::log::{Entry, Fact, ObligationChange};
use crate::obligation::key;

/// An event with which clocks start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Anchor {
    /// The entry.
    pub id: EntryId,
    /// The event, as the plan names it.
    pub anchor: String,
    /// When it happened.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// When it was taken back.
    #[ts(type = "string | null")]
    pub withdrawn_at: Option<Timestamp>,
}

/// A change of an obligation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ObligationEvent {
    /// The entry.
    pub id: EntryId,
    /// Obligation, as the plan names it.
    pub obligation: String,
    /// What changed.
    pub change: ObligationChange,
    /// Until when it was extended.
    #[ts(type = "string | null")]
    pub until: Option<Timestamp>,
    /// Reference of the filing, or why.
    pub words: String,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
}

/// How an obligation stands by the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ObligationRecord {
    /// When it was filed first.
    pub filed_at: Option<Timestamp>,
    /// The extension that was granted last.
    pub extended_until: Option<Timestamp>,
    /// Whether it does not apply.
    pub is_excluded: bool,
    /// Reference of the filing, or why the last change was made.
    pub words: String,
}

impl Incident {
    /// When an anchor happened first, of those that were not taken back, and the entry that says so. An anchor may be the
    /// filing of another obligation, as `is_filing` says of its name.
    #[must_use]
    pub fn anchored(&self, anchor: &str, is_filing: impl Fn(&str) -> bool) -> Option<(Timestamp, EntryId)> {
        let wanted = key(anchor);
        let happened =
            self.anchors.iter().filter(|a| a.withdrawn_at.is_none() && !wanted.is_empty() && key(&a.anchor) == wanted);
        let filed = self.obligations.iter().filter(|o| o.change == ObligationChange::Filed && is_filing(&o.obligation));
        happened.map(|a| (a.at, a.id)).chain(filed.map(|o| (o.at, o.id))).min()
    }

    /// What the log says about an obligation.
    #[must_use]
    pub fn obligation(&self, name: &str) -> ObligationRecord {
        let mut record = ObligationRecord::default();
        let wanted = key(name);
        for event in self.obligations.iter().filter(|o| key(&o.obligation) == wanted) {
            match event.change {
                ObligationChange::Filed => record.filed_at = record.filed_at.or(Some(event.at)),
                ObligationChange::Extended => record.extended_until = event.until,
                ObligationChange::NotApplicable => record.is_excluded = true,
                ObligationChange::Applies => {
                    record.is_excluded = false;
                    record.filed_at = None;
                }
                ObligationChange::Unknown(_) => continue,
            }
            record.words.clone_from(&event.words);
        }
        record
    }

    pub(super) fn take_obligation(&mut self, entry: &Entry, fact: Fact) {
        let (id, at) = (entry.id, entry.event_at);
        match fact {
            Fact::AnchorLogged { anchor } => self.anchors.push(Anchor { id, anchor, at, withdrawn_at: None }),
            Fact::AnchorWithdrawn { anchor } => {
                for found in self.anchors.iter_mut().filter(|a| key(&a.anchor) == key(&anchor)) {
                    found.withdrawn_at = found.withdrawn_at.or(Some(at));
                }
            }
            Fact::ObligationChanged { obligation, change, until, words } => {
                self.obligations.push(ObligationEvent { id, obligation, change, until, words, at });
            }
            fact => self.take_hand_over(entry, fact),
        }
    }
}
