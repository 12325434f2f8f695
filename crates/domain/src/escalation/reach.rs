//! Whether a call reached anybody. That a level is called, or an authority is to be told, is what the clock says; that
//! somebody was told is what came of the messages and calls that it set going.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use ts_rs::TS;

use crate::id::EntryId;
use crate::incident::{Incident, Notification};
use crate::log::DeliveryEnd;

/// A message or a call takes a moment: somebody who is reached so soon after the call is reached with it.
const WITH_IT: SignedDuration = SignedDuration::from_mins(1);

/// What is known of whom a call reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reach {
    /// The log does not say: a person logged the call, or nothing was set going by it.
    Unknown,
    /// Nobody yet; a message is on its way, or somebody is still to be called.
    NotYet,
    /// Somebody: spoken to, or a message to them was taken by a server.
    Reached {
        /// When first.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// Nobody: every message failed and every call was made in vain.
    Nobody {
        /// Since when that is known.
        #[ts(type = "string")]
        at: Timestamp,
    },
}

impl Reach {
    /// Whether it is known that nobody was reached so far.
    #[must_use]
    pub const fn is_nobody(self) -> bool {
        matches!(self, Self::NotYet | Self::Nobody { .. })
    }

    /// How much later than a call somebody was reached by it; zero where that was with it, or is not known.
    #[must_use]
    pub fn after(self, called_at: Timestamp) -> SignedDuration {
        let later = match self {
            Self::Reached { at } => at.duration_since(called_at),
            Self::Unknown | Self::NotYet | Self::Nobody { .. } => SignedDuration::ZERO,
        };
        if later <= WITH_IT { SignedDuration::ZERO } else { later }
    }
}

/// What is known at `now` of whom a call reached, by its entry.
#[must_use]
pub fn reach(incident: &Incident, call: EntryId, now: Timestamp) -> Reach {
    let sheets: Vec<&Notification> = incident.notified.iter().filter(|told| told.call == call).collect();
    let Some(first) = sheets.first() else { return Reach::Unknown };
    let has_it =
        |end: &DeliveryEnd| matches!(end, DeliveryEnd::Accepted | DeliveryEnd::Arrived | DeliveryEnd::Rehearsed);
    let messages = sheets.iter().flat_map(|told| &told.recipients);
    let taken =
        messages.filter(|r| r.end.as_ref().is_some_and(has_it)).filter_map(|r| r.ended_at).filter(|at| *at <= now);
    if let Some(at) = taken.chain(incident.reached_at(call).filter(|at| *at <= now)).min() {
        return Reach::Reached { at };
    }
    let is_empty = |told: &&Notification| told.recipients.is_empty() && told.calls.is_empty();
    if sheets.iter().all(is_empty) {
        return Reach::Nobody { at: first.at };
    }
    let failed: Vec<Option<Timestamp>> =
        sheets.iter().filter(|told| !is_empty(told)).map(|told| told.failed_at().filter(|at| *at <= now)).collect();
    match failed.iter().all(Option::is_some).then(|| failed.into_iter().flatten().max()).flatten() {
        Some(at) => Reach::Nobody { at },
        None => Reach::NotYet,
    }
}

#[cfg(test)]
#[path = "reach_tests.rs"]
mod tests;
