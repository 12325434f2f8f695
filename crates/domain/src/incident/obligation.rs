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
    /// When it was written down.
    #[serde(skip)]
    pub entered_at: Timestamp,
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
    /// When it was written down.
    #[serde(skip)]
    pub entered_at: Timestamp,
}

/// How an obligation stands by the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ObligationRecord {
    /// When it was filed first.
    pub filed_at: Option<Timestamp>,
    /// The entry that says so.
    pub filed_by: Option<EntryId>,
    /// Extensions in their order: when each was granted, and until when (none: no other end was named).
    pub extensions: Vec<(Timestamp, Option<Timestamp>)>,
    /// Whether it does not apply.
    pub is_excluded: bool,
    /// Reference of the filing, or why the last change was made.
    pub words: String,
}

impl Incident {
    /// When an anchor happened first, of those that were not taken back, and the entry that says so. An anchor may be the
    /// filing of another obligation, as `is_filing` says of its name; one that was taken back starts nothing. With
    /// `until` only what was written down before then counts.
    #[must_use]
    pub fn anchored(
        &self,
        anchor: &str,
        until: Option<Timestamp>,
        is_filing: impl Fn(&str) -> bool,
    ) -> Option<(Timestamp, EntryId)> {
        let wanted = key(anchor);
        let is_known = |entered: Timestamp| until.is_none_or(|until| entered < until);
        let happened = self.anchors.iter().filter(|a| {
            a.withdrawn_at.is_none() && !wanted.is_empty() && key(&a.anchor) == wanted && is_known(a.entered_at)
        });
        let filed = self
            .obligations
            .iter()
            .filter(|o| o.change == ObligationChange::Filed && is_filing(&o.obligation) && is_known(o.entered_at))
            .filter(|o| self.obligation(|name| key(name) == key(&o.obligation)).filed_by == Some(o.id));
        happened.map(|a| (a.at, a.id)).chain(filed.map(|o| (o.at, o.id))).min()
    }

    /// What the log says about the obligation that `is_it` knows by a name.
    #[must_use]
    pub fn obligation(&self, is_it: impl Fn(&str) -> bool) -> ObligationRecord {
        let mut record = ObligationRecord::default();
        for event in self.obligations.iter().filter(|o| is_it(&o.obligation)) {
            match event.change {
                ObligationChange::Filed if record.filed_by.is_none() => {
                    (record.filed_at, record.filed_by) = (Some(event.at), Some(event.id));
                }
                ObligationChange::Filed => {}
                ObligationChange::Extended => record.extensions.push((event.at, event.until)),
                ObligationChange::NotApplicable => record.is_excluded = true,
                ObligationChange::Applies => {
                    record.is_excluded = false;
                    (record.filed_at, record.filed_by) = (None, None);
                }
                ObligationChange::Unknown(_) => continue,
            }
            record.words.clone_from(&event.words);
        }
        record
    }

    /// Takes the facts about obligations in the order in which they were written down, not in that of their events: what
    /// is taken back is what was known by then, and what is written after it holds, whatever time it names.
    pub(super) fn take_obligations(&mut self, facts: Vec<(&Entry, Fact)>) {
        for (entry, fact) in facts {
            let (id, at, entered_at) = (entry.id, entry.event_at, entry.entered_at);
            match fact {
                Fact::AnchorLogged { anchor } => {
                    self.anchors.push(Anchor { id, anchor, at, withdrawn_at: None, entered_at });
                }
                Fact::AnchorWithdrawn { anchor } => {
                    for found in self.anchors.iter_mut().filter(|a| key(&a.anchor) == key(&anchor)) {
                        found.withdrawn_at = found.withdrawn_at.or(Some(at));
                    }
                }
                Fact::ObligationChanged { obligation, change, until, words } => {
                    self.obligations.push(ObligationEvent { id, obligation, change, until, words, at, entered_at });
                }
                _ => {}
            }
        }
    }
}

/// Whether a fact is about obligations.
pub(super) const fn is_about(fact: &Fact) -> bool {
    matches!(fact, Fact::AnchorLogged { .. } | Fact::AnchorWithdrawn { .. } | Fact::ObligationChanged { .. })
}
