//! Parts of requests.

use bridgebook_domain::RowId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What may be said with a declaration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Declaring {
    /// Whether it is an exercise: nothing of it is sent.
    #[serde(default)]
    pub exercise: bool,
    /// How many are affected, as the escalation matrix names it; with the urgency a severity follows from it.
    #[serde(default)]
    pub impact: String,
    /// How fast it gets worse, as the escalation matrix names it.
    #[serde(default)]
    pub urgency: String,
    /// Why the severity is another one than follows from both.
    #[serde(default)]
    pub reason: String,
}

/// Which side of a hand-over ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Who was to take over.
    Incoming,
    /// Who was to hand over.
    Outgoing,
}

/// How an action plan is carried into the next period.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Carry {
    /// Heads of the plan that the person looked at; empty for the latest. Another plan is refused.
    #[serde(default)]
    pub heads: Vec<String>,
    /// The lines to decide about that do not go on.
    #[serde(default)]
    pub drop: Vec<RowId>,
}

/// What a person does to a level by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LevelChange {
    /// The person called cannot.
    Decline,
    /// Left out.
    Skip,
    /// Called before its time.
    Raise,
}
