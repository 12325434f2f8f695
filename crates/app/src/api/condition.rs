//! The condition of a trigger rule as the window shows it while it is typed.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a text says as a condition: its tree, or where it stopped being one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ConditionReading {
    /// The tree; none for a text that is no condition.
    pub tree: Option<ConditionNode>,
    /// Why it is none.
    pub error: Option<ConditionError>,
}

/// A part of a condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ConditionNode {
    /// `all`, `any` or `not` of the parts; empty for a single test.
    pub joint: String,
    /// The part as text, in the form the language prints.
    pub words: String,
    /// Its parts; none for a single test.
    pub parts: Vec<ConditionNode>,
}

/// Where the text stopped being a condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ConditionError {
    /// Place in characters, counted from 1; one beyond the last at the end of the text.
    pub character: u32,
    /// The sentence for that place.
    pub message: String,
}
