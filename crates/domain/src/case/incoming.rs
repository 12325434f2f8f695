//! A case as it came in, whatever the file was: not yet a row, and with all that was said.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::condition::Signal;

/// A case as it came in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct IncomingCase {
    /// Its name in the system it comes from. The same name again is the same case.
    pub id: String,
    /// Fields by the key or the name of a column (`opened`, `tier`, `AI confidence`), each as it is written: moments as
    /// RFC 3339, percentages and numbers bare, choices by word or name. A field that no column has is kept.
    pub fields: BTreeMap<String, String>,
    /// What was said, in order. Personal data: stored in an encrypted attachment alone.
    pub conversation: Vec<Said>,
    /// What is known about the customer. Personal data, as above.
    pub customer_data: BTreeMap<String, String>,
    /// What the AI tried, in order.
    pub attempts: Vec<String>,
    /// Flags of the policy that are set, by name.
    pub flags: Vec<String>,
    /// What was noticed about it.
    pub signals: Vec<Signal>,
}

/// A line of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Said {
    /// When, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(type = "string | null")]
    pub at: Option<Timestamp>,
    /// Who, by what they are.
    pub by: Speaker,
    /// Name, where one is written.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The words.
    pub text: String,
}

/// Who speaks in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// Whoever the case is about.
    #[default]
    Customer,
    /// The AI.
    Assistant,
    /// A human of the team.
    Human,
    /// A system; its lines are no part of what anybody said.
    System,
}

impl Speaker {
    /// What they are called.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "Customer",
            Self::Assistant => "Assistant",
            Self::Human => "Human",
            Self::System => "System",
        }
    }
}
