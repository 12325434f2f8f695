//! What the log says about the levels of an escalation.

use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

use crate::id::{ChainId, EntryId};
use crate::log::{Author, Clock, Named};

/// Where an entry stands in the chain of the log that it was written to, whatever the clock said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Chain.
    pub chain: ChainId,
    /// Place in it, from 0.
    pub sequence: u32,
}

impl Written {
    /// Whether it was certainly written after another: chains of two laptops do not say.
    #[must_use]
    pub fn is_after(self, other: Self) -> bool {
        self.chain == other.chain && self.sequence > other.sequence
    }
}

/// What the log says about the levels of an escalation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LevelEvent {
    /// Called, or told, when it was due.
    Called {
        /// Entry.
        id: EntryId,
        /// Who says so.
        by: Author,
        /// Level.
        level: String,
        /// Which clock.
        clock: Clock,
        /// Who was called: ids or names.
        target: Named,
        /// When it should have been.
        #[ts(type = "string")]
        due_at: Timestamp,
        /// When it was.
        #[ts(type = "string")]
        at: Timestamp,
        /// Nobody was called by it: it was due before the data was restored.
        held: bool,
        /// Where the log has it.
        #[serde(skip)]
        written: Written,
    },
    /// Acknowledged.
    Acknowledged {
        /// Entry.
        id: EntryId,
        /// Level.
        level: String,
        /// By whom.
        by: Named,
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
        /// Where the log has it.
        #[serde(skip)]
        written: Written,
    },
    /// Declined.
    Declined {
        /// Entry.
        id: EntryId,
        /// Level.
        level: String,
        /// By whom.
        by: Named,
        /// Why.
        reason: String,
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// Skipped by hand, or because nobody was there.
    Skipped {
        /// Entry.
        id: EntryId,
        /// Level.
        level: String,
        /// Which clock, where the log says it.
        clock: Option<Clock>,
        /// Why.
        reason: String,
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// Called by hand.
    Raised {
        /// Entry.
        id: EntryId,
        /// Level.
        level: String,
        /// Which clock, where the log says it.
        clock: Option<Clock>,
        /// Why.
        reason: String,
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
        /// Where the log has it.
        #[serde(skip)]
        written: Written,
    },
    /// Released: a lower level has it again.
    Released {
        /// Entry.
        id: EntryId,
        /// The level that was left.
        level: String,
        /// The level that has it from then on.
        to: String,
        /// The levels that are not called any more.
        released: Vec<String>,
        /// Who takes over.
        by: Named,
        /// Why.
        reason: String,
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// No level of the functional chain was left to call.
    Exhausted {
        /// Entry.
        id: EntryId,
        /// The last level.
        level: String,
        /// When its time ran out.
        #[ts(type = "string")]
        due_at: Timestamp,
        /// When that was noticed.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// The functional clock rests.
    Paused {
        /// Why.
        reason: String,
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// The functional clock goes on.
    Resumed {
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
}
