//! Conditions of rules: the text of the column `condition` of a triggers block, read into a tree.
//! Conditions nest all of, any of and not (domain reference B.4.5 and B.10).
//!
//! ```text
//! confidence < 80 and (sentiment is negative or text contains any of "cancel", "legal")
//! not (tier is Gold)
//! count of same "defect type" in 5 min >= 3
//! sla >= 80 % or age > 30 min
//! "order number" is empty and not (human asked)
//! confidence >= "Least confidence %" of same task
//! ```
//!
//! A field is a column of the case's table, by its key or its name; `text` means all the text of the case. `of same` looks
//! into another table of the document: at a column of the row that holds the same as the case in a field.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

mod error;
mod lexer;
mod print;
mod read;

pub use error::SyntaxError;
pub use print::print;
pub use read::{DEPTH_LIMIT, LENGTH_LIMIT, TEST_LIMIT, parse};

/// A condition over one case at one moment.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Condition {
    /// Holds for every case.
    Always,
    /// Every one of these holds; two or more.
    All {
        /// The parts.
        of: Vec<Condition>,
    },
    /// At least one of these holds; two or more.
    Any {
        /// The parts.
        of: Vec<Condition>,
    },
    /// This does not hold.
    Not {
        /// What does not hold.
        of: Box<Condition>,
    },
    /// What a field of the case holds.
    Field {
        /// Key or name of the column, or `text` for all the text of the case.
        field: String,
        /// How it is compared.
        operator: FieldOperator,
        /// With what: none, one, or several for the operators that look at any or all of them.
        values: Vec<Operand>,
    },
    /// What another table of the document holds in the row that says the same as the case in a field.
    Row {
        /// Key or name of the column of that table.
        column: String,
        /// Key or name of the field that the case and that table both have.
        same: String,
        /// How it is compared.
        operator: FieldOperator,
        /// With what, as for a field.
        values: Vec<Operand>,
    },
    /// How long the case is open.
    Age {
        /// How it is compared.
        comparison: Comparison,
        /// With what.
        #[ts(type = "string")]
        span: SignedDuration,
    },
    /// How much of the time allowed is used up.
    Sla {
        /// Which of the two clocks of the case; none for the one that is further gone.
        clock: Option<SlaClock>,
        /// How it is compared.
        comparison: Comparison,
        /// With what, in percent; beyond 100 is past the target.
        percent: f64,
    },
    /// How many cases there were in a window of time that ends now, this one among them.
    Count {
        /// Counts those with the same value in this field as this case; none counts all.
        same: Option<String>,
        /// The window.
        #[ts(type = "string")]
        window: SignedDuration,
        /// How it is compared.
        comparison: Comparison,
        /// With what.
        times: u32,
    },
    /// A flag of the policy on the case, by its name.
    Flag {
        /// Name of the flag.
        flag: String,
        /// Whether it is to be set, or not set.
        set: bool,
    },
    /// Something that was noticed about the case.
    Signal {
        /// What.
        signal: Signal,
    },
}

/// How two amounts are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FieldOperator {
    /// Is this, whatever the case of letters; a choice by name or id.
    Is,
    /// Is not this; an empty field is not.
    IsNot,
    /// Is one of these.
    IsAnyOf,
    /// Holds nothing.
    IsEmpty,
    /// Holds something.
    IsNotEmpty,
    /// Contains this, whatever the case of letters.
    Contains,
    /// Contains at least one of these.
    ContainsAnyOf,
    /// Contains every one of these.
    ContainsAllOf,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

/// What a field is compared with.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Operand {
    /// A text; a day or moment too, read by the type of the field.
    Text(String),
    /// A number.
    Number(f64),
    /// A percentage.
    Percent(f64),
    /// A span of time.
    Span(#[ts(type = "string")] SignedDuration),
    /// What another table of the document holds in the row that says the same as the case in a field.
    Row {
        /// Key or name of the column of that table.
        column: String,
        /// Key or name of the field that the case and that table both have.
        same: String,
    },
}

/// A clock of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SlaClock {
    /// Until the first answer by a human.
    Response,
    /// Until it is resolved.
    Resolution,
}

/// What can be noticed about a case beside its fields (domain reference 4.3, trigger types).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// What came in, or what the AI wrote, does not have the form asked for.
    FormatFails,
    /// What is asked for is not clear.
    InputUnclear,
    /// Somebody asked for a human.
    HumanAsked,
    /// Somebody set the rule off.
    ByHand,
    /// Security may be concerned.
    SecurityConcern,
    /// The law may be concerned.
    LegalConcern,
}

impl Signal {
    /// Every signal.
    pub const ALL: &'static [Self] = &[
        Self::FormatFails,
        Self::InputUnclear,
        Self::HumanAsked,
        Self::ByHand,
        Self::SecurityConcern,
        Self::LegalConcern,
    ];

    /// The signal as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FormatFails => "format fails",
            Self::InputUnclear => "input unclear",
            Self::HumanAsked => "human asked",
            Self::ByHand => "by hand",
            Self::SecurityConcern => "security concern",
            Self::LegalConcern => "legal concern",
        }
    }
}

impl Comparison {
    /// The sign.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        }
    }
}

impl FieldOperator {
    /// The operator as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Is => "is",
            Self::IsNot => "is not",
            Self::IsAnyOf => "is any of",
            Self::IsEmpty => "is empty",
            Self::IsNotEmpty => "is not empty",
            Self::Contains => "contains",
            Self::ContainsAnyOf => "contains any of",
            Self::ContainsAllOf => "contains all of",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        }
    }
}

impl From<Comparison> for FieldOperator {
    fn from(comparison: Comparison) -> Self {
        match comparison {
            Comparison::Less => Self::Less,
            Comparison::AtMost => Self::AtMost,
            Comparison::More => Self::More,
            Comparison::AtLeast => Self::AtLeast,
        }
    }
}

impl Condition {
    /// The fields of the case that it looks at, each once, in order.
    #[must_use]
    pub fn fields(&self) -> Vec<&str> {
        let mut list = Vec::new();
        self.add_fields(&mut list);
        list
    }

    /// The columns of other tables that it looks at, each with the field by which their row is found.
    #[must_use]
    pub fn looked_up(&self) -> Vec<(&str, &str)> {
        let mut list = Vec::new();
        self.add_looked_up(&mut list);
        list
    }

    fn add_looked_up<'a>(&'a self, list: &mut Vec<(&'a str, &'a str)>) {
        let values: &[Operand] = match self {
            Self::All { of } | Self::Any { of } => return of.iter().for_each(|c| c.add_looked_up(list)),
            Self::Not { of } => return of.add_looked_up(list),
            Self::Row { column, same, values, .. } => {
                list.push((column, same));
                values
            }
            Self::Field { values, .. } => values,
            _ => &[],
        };
        for value in values {
            if let Operand::Row { column, same } = value {
                list.push((column, same));
            }
        }
    }

    fn add_fields<'a>(&'a self, list: &mut Vec<&'a str>) {
        match self {
            Self::All { of } | Self::Any { of } => of.iter().for_each(|c| c.add_fields(list)),
            Self::Not { of } => of.add_fields(list),
            Self::Field { field, .. } | Self::Count { same: Some(field), .. } if !list.contains(&field.as_str()) => {
                list.push(field);
            }
            _ => {}
        }
    }
}

impl std::fmt::Display for Condition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&print(self))
    }
}

#[cfg(test)]
mod tests;
