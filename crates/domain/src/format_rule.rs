//! Conditional formatting: rules of a column that give cells and rows an edge, bold text, a sign or words
//! (domain reference 4.3). A rule is one line of text in the options of its column, under `rule.<position>`;
//! its syntax is in `docs/file-format.md`. A colour is never alone: what is printed without colours has to
//! say the same.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::block::{Block, Column, Row};
use crate::id::ColumnId;
use crate::value::{Value, words};

mod evaluate;
mod text;

pub use text::{SYNTAX, parse, print};

/// What a rule compares by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FormatOperator {
    /// The value, or a member of a set, is this.
    Is,
    /// It is not this; an empty cell is not.
    IsNot,
    /// The text contains this, whatever the case.
    Contains,
    /// There is nothing in the cell.
    IsEmpty,
    /// There is something in it.
    IsNotEmpty,
    /// Less.
    Less,
    /// Less or equal.
    AtMost,
    /// More.
    More,
    /// More or equal.
    AtLeast,
    /// An earlier day, moment or time.
    Before,
    /// A later day, moment or time.
    After,
    /// From now until a span from now.
    WithinNext,
}

impl FormatOperator {
    /// Every operator.
    pub const ALL: &'static [Self] = &[
        Self::Is,
        Self::IsNot,
        Self::Contains,
        Self::IsEmpty,
        Self::IsNotEmpty,
        Self::Less,
        Self::AtMost,
        Self::More,
        Self::AtLeast,
        Self::Before,
        Self::After,
        Self::WithinNext,
    ];

    /// The operator as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Is => "is",
            Self::IsNot => "is not",
            Self::Contains => "contains",
            Self::IsEmpty => "is empty",
            Self::IsNotEmpty => "is not empty",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
            Self::Before => "before",
            Self::After => "after",
            Self::WithinNext => "within next",
        }
    }

    /// Whether a value follows it.
    #[must_use]
    pub const fn has_value(self) -> bool {
        !matches!(self, Self::IsEmpty | Self::IsNotEmpty)
    }
}

words! {
    /// What a colour means; the same words as those of choices.
    Meaning {
        /// Nothing in particular.
        Neutral = "neutral",
        /// As it should be.
        Ok = "ok",
        /// At risk.
        Risk = "risk",
        /// Overdue or broken.
        Overdue = "overdue",
        /// Set apart.
        Accent = "accent",
    }
}

/// How a cell or row looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Look {
    /// What its colour means.
    pub colour: Meaning,
    /// Whether it has a coloured edge.
    pub edge: bool,
    /// Whether its text is bold.
    pub bold: bool,
    /// Whether the sign of its colour stands beside it.
    pub icon: bool,
    /// Words that stand beside it; empty for none.
    pub words: String,
}

/// One rule of a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FormatRule {
    /// What it compares by.
    pub operator: FormatOperator,
    /// What it compares with; empty where the operator takes nothing.
    pub value: String,
    /// How the cell or row looks.
    pub look: Look,
    /// Whether it is about the whole row.
    pub row: bool,
}

/// What the rules of a block give one row.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
pub struct RowLooks {
    /// The look of the whole row: that of the first column with one, in the order of the columns.
    pub row: Option<Look>,
    /// Looks of cells by column.
    pub cells: BTreeMap<ColumnId, Look>,
}

/// The options of a column that hold rules, in order: key and text.
pub fn written(column: &Column) -> impl Iterator<Item = (&str, &str)> {
    column
        .options
        .iter()
        .filter(|(key, text)| key.starts_with("rule.") && !text.is_empty())
        .map(|(key, text)| (key.as_str(), text.as_str()))
}

/// The rules of a column in order. Those that cannot be read are left out here; they are findings.
#[must_use]
pub fn rules(column: &Column) -> Vec<FormatRule> {
    written(column).filter_map(|(_, text)| parse(text).ok()).collect()
}

/// The rules of a block, read once for all its rows.
#[derive(Debug, Clone)]
pub struct Formats<'a> {
    /// Columns that have rules, in order.
    columns: Vec<(ColumnId, &'a Column, Vec<FormatRule>)>,
}

impl<'a> Formats<'a> {
    /// Reads the rules of a block.
    #[must_use]
    pub fn of(block: &'a Block) -> Self {
        let columns = block.live_columns().into_iter().map(|(id, column)| (id, column, rules(column)));
        Self { columns: columns.filter(|(_, _, rules)| !rules.is_empty()).collect() }
    }

    /// How a row looks at a moment; `name` gives the words for a stored reference.
    #[must_use]
    pub fn row(&self, row: &Row, now: Timestamp, name: &dyn Fn(&str) -> String) -> RowLooks {
        let (mut found, empty) = (RowLooks::default(), Value::one(""));
        for (id, column, rules) in &self.columns {
            let value = row.cells.get(id).unwrap_or(&empty);
            let Some(rule) = rules.iter().find(|r| r.holds(column, value, now, name)) else { continue };
            if !rule.row {
                found.cells.insert(*id, rule.seen());
            } else if found.row.is_none() {
                found.row = Some(rule.seen());
            }
        }
        found
    }
}

/// How one row looks at a moment. References are compared by the text that is stored: an id, or a name as written.
/// For many rows, and for the names of references, see [`Formats`].
#[must_use]
pub fn looks(block: &Block, row: &Row, now: Timestamp) -> RowLooks {
    looks_named(block, row, now, &|written| written.to_owned())
}

/// How one row looks at a moment; `name` gives the words for a stored reference.
#[must_use]
pub fn looks_named(block: &Block, row: &Row, now: Timestamp, name: &dyn Fn(&str) -> String) -> RowLooks {
    Formats::of(block).row(row, now, name)
}

impl FormatRule {
    /// The look with what a print without colours needs: a colour with a meaning has its sign or words.
    #[must_use]
    pub fn seen(&self) -> Look {
        let mut look = self.look.clone();
        look.icon |= look.colour != Meaning::Neutral && look.words.is_empty();
        look
    }
}

#[cfg(test)]
mod tests;
