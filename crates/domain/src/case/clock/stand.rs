//! How a clock of a case stands, in words that lists, filters and sums share.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How a clock stands, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ClockStand {
    /// It runs, and its time is over.
    Breached,
    /// It runs, and the share is used from which on it is at risk.
    AtRisk,
    /// It runs.
    Running,
    /// It rests.
    Paused,
    /// It was stopped after its time was over.
    Late,
    /// It was stopped in time.
    Met,
}

impl ClockStand {
    /// What it is called.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Breached => "Breached",
            Self::AtRisk => "At risk",
            Self::Running => "Running",
            Self::Paused => "Paused",
            Self::Late => "Met late",
            Self::Met => "Met",
        }
    }

    /// Whether there is still something to do before it.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Late | Self::Met)
    }
}
