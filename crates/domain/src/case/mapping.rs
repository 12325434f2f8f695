//! Whose column a heading of somebody else's file is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::block::Block;
use crate::view::folded;

/// What the headings of a file mean, where they are not the keys or names of the table's columns. Kept by name, so that
/// the files of one system are read alike each time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct CaseMapping {
    /// Name.
    pub name: String,
    /// What each heading means: key or name of a column, one of the parts of a case (`id`, `conversation`, `attempts`,
    /// `flags`, `signals`, `customer_data.NAME`), or `-` for what is to be left out.
    pub columns: BTreeMap<String, String>,
}

/// What a heading means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MappingTarget {
    /// The name of the case.
    Id,
    /// What was said.
    Conversation,
    /// What the AI tried.
    Attempts,
    /// Flags of the policy.
    Flags,
    /// What was noticed.
    Signals,
    /// Something about the customer, by name.
    CustomerData(String),
    /// A field, by key or name of a column.
    Field(String),
    /// Nothing: it is left out.
    Nothing,
}

impl MappingTarget {
    /// What a word means.
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        let word = word.trim();
        if let Some(name) = word.strip_prefix("customer_data.") {
            return Self::CustomerData(name.trim().to_owned());
        }
        match folded(word).replace([' ', '-'], "_").as_str() {
            "id" | "case_id" => Self::Id,
            "conversation" | "transcript" | "messages" => Self::Conversation,
            "attempts" | "ai_attempts" | "what_the_ai_tried" => Self::Attempts,
            "flags" => Self::Flags,
            "signals" => Self::Signals,
            "_" | "" => Self::Nothing,
            _ => Self::Field(word.to_owned()),
        }
    }
}

impl CaseMapping {
    /// What a heading means by this mapping; none where it says nothing about it.
    #[must_use]
    pub fn target(&self, heading: &str) -> Option<MappingTarget> {
        let wanted = folded(heading);
        let word = self.columns.iter().find(|(from, _)| folded(from) == wanted)?.1;
        Some(MappingTarget::from_word(word))
    }

    /// The columns that it names and a table does not have any more: heading and column.
    #[must_use]
    pub fn missing(&self, block: &Block) -> Vec<(&str, &str)> {
        let is_there = |wanted: &str| {
            let wanted = folded(wanted);
            block.live_columns().iter().any(|(_, c)| folded(&c.key) == wanted || folded(&c.name) == wanted)
        };
        let gone = self.columns.iter().filter(|(_, to)| match MappingTarget::from_word(to) {
            MappingTarget::Field(name) => !is_there(&name),
            _ => false,
        });
        gone.map(|(from, to)| (from.as_str(), to.as_str())).collect()
    }
}
