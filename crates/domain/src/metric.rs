//! The metrics of incidents (domain reference B.9): each has a definition that is printed beside its number, a unit, and
//! for an incident a value or the reason why it has none. What is not known is never counted as zero.
//!
//! Over many incidents there are the number of values, the median and the 90th percentile, both by nearest rank; never
//! a mean alone.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::directory::Directory;
use crate::duration;
use crate::incident::Incident;
use crate::timeline::PlanTimeline;

mod filter;
mod reading;
mod spread;
#[cfg(test)]
mod tests;

pub use filter::Filter;
pub use reading::readings;
pub use spread::{RANK, Spread, nearest_rank, spread};

/// What a metric counts, and in which steps its values are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A span of time, in seconds.
    Span,
    /// A share of a hundred, in tenths of a percent.
    Share,
    /// Things, in ones.
    Count,
    /// Things in an hour, in tenths.
    Rate,
}

impl Unit {
    /// A value in words: `1 h 6 min`, `90.9 %`, `3`, `9.6 an hour`.
    #[must_use]
    pub fn words(self, value: i64) -> String {
        match self {
            Self::Span => duration::print(SignedDuration::from_secs(value)),
            Self::Share => format!("{} %", tenths(value)),
            Self::Count => value.to_string(),
            Self::Rate => format!("{} an hour", tenths(value)),
        }
    }

    /// A value as a plain number in [`Unit::name`], for a program that counts on.
    #[must_use]
    pub fn plain(self, value: i64) -> String {
        match self {
            Self::Span | Self::Count => value.to_string(),
            Self::Share | Self::Rate => tenths(value),
        }
    }

    /// What a plain number counts.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Span => "seconds",
            Self::Share => "percent",
            Self::Count => "count",
            Self::Rate => "per hour",
        }
    }
}

fn tenths(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let (whole, rest) = (value.unsigned_abs() / 10, value.unsigned_abs() % 10);
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

/// A metric.
#[derive(Debug, PartialEq, Eq)]
pub struct Metric {
    /// Id, which stays the same: `time-to-resolve`.
    pub id: &'static str,
    /// Name.
    pub name: &'static str,
    /// What is counted, in a sentence that is printed beside the number.
    pub definition: &'static str,
    /// Unit.
    pub unit: Unit,
}

const fn span(id: &'static str, name: &'static str, definition: &'static str) -> Metric {
    Metric { id, name, definition, unit: Unit::Span }
}

const fn count(id: &'static str, name: &'static str, definition: &'static str) -> Metric {
    Metric { id, name, definition, unit: Unit::Count }
}

/// Every metric, in the order in which they are shown.
pub const METRICS: &[Metric] = &[
    span(
        "time-to-detect",
        "Time to detect (MTTD)",
        "From when it began to when it was detected; only where detection is known and a report or the action plan of the incident says when it \
         began.",
    ),
    span("time-to-acknowledge", "Time to acknowledge (MTTA)", "First acknowledgement by a person less detected."),
    span("time-to-mitigate", "Time to mitigate (MTTM)", "First time the state became monitoring less detected."),
    span(
        "time-to-resolve",
        "Time to resolve (MTTR)",
        "Resolved less detected; the R is resolved, and after a reopening the last time counts.",
    ),
    span("time-to-declare", "Time to declare", "Declared less detected."),
    span(
        "time-to-commander",
        "Time to a commander",
        "First time somebody held the role of the commander less declared.",
    ),
    span("time-to-first-update", "Time to first update", "First update sent to any audience less declared."),
    span(
        "time-to-first-public-update",
        "Time to first public update",
        "First update sent to an audience outside the house, regulators aside, less declared.",
    ),
    Metric {
        id: "promises-kept",
        name: "Promises kept",
        definition: "Next updates sent by the time promised, of those whose time has come.",
        unit: Unit::Share,
    },
    span("promises-overdue", "Time overdue", "Time by which promised updates were late, summed."),
    count(
        "updates-overdue",
        "Updates overdue by the plan",
        "Updates that the cadence asked for or that were planned, that nobody had promised, and that were not sent by the \
         time due.",
    ),
    span(
        "updates-overdue-time",
        "Time overdue by the plan",
        "Time by which updates were late that the plan asked for and nobody had promised, summed.",
    ),
    Metric {
        id: "updates-per-hour",
        name: "Updates an hour",
        definition: "Updates sent to all audiences from the declaration until resolved, or until now, by the hours between.",
        unit: Unit::Rate,
    },
    span(
        "approval-latency",
        "Approval latency",
        "Approved less asked for, or less the first draft where nobody was asked; the median of the incident’s updates.",
    ),
    count(
        "levels-called",
        "Levels called",
        "Calls made for the levels of the escalation, of both clocks, by time or by hand.",
    ),
    Metric {
        id: "levels-in-time",
        name: "Levels taken in time",
        definition: "Calls that somebody took within the time to acknowledge, of those that were answered or ran out.",
        unit: Unit::Share,
    },
    count("levels-late", "Levels called late", "Calls made more than 15 s after they were due, of both clocks."),
    count("levels-breached", "Levels breached", "Calls whose time to acknowledge ran out before anybody answered."),
    count(
        "levels-unreached",
        "Levels not reached",
        "Calls by which nobody was reached, of both clocks: every message failed and every call was made in vain, or \
         whoever was to be told was reached by nothing before it was resolved.",
    ),
];

/// The metric with an id.
#[must_use]
pub fn metric(id: &str) -> Option<&'static Metric> {
    METRICS.iter().find(|m| m.id == id)
}

/// What the metrics of an incident are read from.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The incident, folded over what is known at `now`.
    pub incident: &'a Incident,
    /// When it began, where a report or the action plan of it says so.
    pub began: Option<Timestamp>,
    /// The escalation matrix that it ran on.
    pub matrix: &'a PlanTimeline,
    /// Directory.
    pub directory: &'a Directory,
    /// Now.
    pub now: Timestamp,
}

/// A metric of one incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The metric.
    pub metric: &'static Metric,
    /// Its value, or why it has none.
    pub value: Result<Figure, String>,
}

/// A value with what it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The value in the steps of its unit.
    pub value: i64,
    /// What it is made of, for instance `10 of 11`; may be empty.
    pub note: String,
}

impl Reading {
    /// The value, if it has one.
    #[must_use]
    pub fn number(&self) -> Option<i64> {
        self.value.as_ref().ok().map(|figure| figure.value)
    }

    /// The value in words, or why there is none.
    #[must_use]
    pub fn words(&self) -> String {
        match &self.value {
            Ok(figure) => self.metric.unit.words(figure.value),
            Err(why) => why.clone(),
        }
    }
}
