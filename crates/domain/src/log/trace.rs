//! What Bridgebook logs so that it leaves a trace: a time that passed without anybody having done what it was for, and
//! what a change asks for.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Named;

/// An update that the plan asked for, and that nobody had promised, was not sent by its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UpdateOverdue {
    /// Audience: id or name.
    pub audience: Named,
    /// From when its time ran: the update before it, the declaration, or the state that asked for it.
    #[ts(type = "string")]
    pub since: Timestamp,
    /// When it was due.
    #[ts(type = "string")]
    pub due_at: Timestamp,
    /// Whether it was planned for a time of day; else the cadence asked for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub planned: bool,
}

/// An update is asked for beside the rhythm of the plan: a material change, or the end of the incident, wants one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UpdateAsked {
    /// Audience: id or name.
    pub audience: Named,
    /// When what asks for it happened.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// What that is, in words.
    pub because: String,
}

/// The last level that the functional chain has was called, and its time ran out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChainExhausted {
    /// The last level.
    pub level: String,
    /// When its time ran out.
    #[ts(type = "string")]
    pub due_at: Timestamp,
}

/// A regulatory or contractual deadline passed and nothing was filed by then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ObligationOverdue {
    /// The obligation, by regime and article.
    pub obligation: String,
    /// When it was due.
    #[ts(type = "string")]
    pub due_at: Timestamp,
}
