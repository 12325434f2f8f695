//! The metrics of cases (domain reference B.9, B.5.1 and B.6a): each has a definition that is printed beside its number,
//! and says of how many cases it could not be read, and why. What a case does not say is never counted as zero.
//!
//! [`CaseReader`] reads what is counted out of each case once; [`case_figures`] puts the cases together, all of them and
//! those before and after a go-live date.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::undone::Undone;
use crate::id::{DocumentId, RowId};
use crate::log::{Fact, Recorded};
use crate::metric::{Metric, Unit};

mod figure;
mod group;
mod read;
mod target;
#[cfg(test)]
mod tests;

pub use figure::{CaseFigure, CaseFigureRow, CaseFigures, case_figures};
pub use group::{CaseGroup, GroupKind, case_groups};
pub use read::{CaseReader, CountedCase, escalated};
pub use target::{Baseline, GoLive, MetricTarget, Standing, baselines, go_live, targets};

/// Number of metrics of cases.
pub const CASE_METRIC_COUNT: usize = 14;

const fn metric(id: &'static str, name: &'static str, unit: Unit, definition: &'static str) -> Metric {
    Metric { id, name, definition, unit }
}

/// Every metric of cases, in the order in which they are shown: first the three of the articles, which are compared
/// before and after a go-live date, the second of them by its two halves.
pub const CASE_METRICS: [Metric; CASE_METRIC_COUNT] = [
    metric(
        "case-time-to-human",
        "Trigger to first human response",
        Unit::Span,
        "First human response less the trigger, of escalated cases. The trigger is the first moment at which a rule \
         brought the case to a human, by the log; where the log has none before the response, the moment at which the \
         case was opened.",
    ),
    metric(
        "case-time-to-resolve-escalated",
        "Total resolution time, escalated",
        Unit::Span,
        "Resolved less opened, of escalated cases.",
    ),
    metric(
        "case-time-to-resolve-not-escalated",
        "Total resolution time, not escalated",
        Unit::Span,
        "Resolved less opened, of cases that were not escalated.",
    ),
    metric(
        "case-first-contact",
        "Resolved at first human contact",
        Unit::Share,
        "Escalated cases that ended and that the first human solved without passing them on, of those that ended and \
         say so, or that a human answered and of which it is known how often they were passed on.",
    ),
    metric(
        "case-escalated",
        "Escalation volume",
        Unit::Count,
        "Cases that were escalated: a rule brought them to a human by the log, a human handled or answered them, or the \
         row names a reason or type of its escalation.",
    ),
    metric(
        "case-rerouted",
        "Re-route rate",
        Unit::Share,
        "Escalated cases that were passed on at least once, of those that say how often, in the row or by the log.",
    ),
    metric(
        "case-contained",
        "Resolution rate",
        Unit::Share,
        "Cases that the AI alone ended and whose customer did not come back within 7 days, of those that ended so or \
         were escalated. A case that names no customer counts as not come back.",
    ),
    metric(
        "case-routed",
        "Routed to team",
        Unit::Share,
        "Cases that were escalated, of those that were escalated or that the AI alone ended.",
    ),
    metric(
        "case-response-met",
        "Response in time",
        Unit::Share,
        "Cases answered by a human by the time due, of those answered or past it. The time due is that of the row, else \
         that of the service level of priority and tier. Cases that were not escalated owe no human response, and \
         one that ended without any is not counted.",
    ),
    metric(
        "case-resolution-met",
        "Resolution in time",
        Unit::Share,
        "Cases resolved by the time due, of those resolved or past it. The time due is that of the row, else that of \
         the service level of priority and tier.",
    ),
    metric(
        "case-response-late-working",
        "Response late, working time",
        Unit::Span,
        "Working time by which the human response was late, or is late by now, of the cases past their time; by the \
         calendar of the service level, without one the time on the wall.",
    ),
    metric("case-response-late-wall", "Response late, on the wall", Unit::Span, "The same by the clock on the wall."),
    metric(
        "case-resolution-late-working",
        "Resolution late, working time",
        Unit::Span,
        "Working time by which the resolution was late, or is late by now, of the cases past their time; by the \
         calendar of the service level, without one the time on the wall.",
    ),
    metric(
        "case-resolution-late-wall",
        "Resolution late, on the wall",
        Unit::Span,
        "The same by the clock on the wall.",
    ),
];

/// The first metrics, those of the articles, which a roll-out compares before and after.
pub const COMPARED: usize = 4;

/// The metric of cases with an id.
#[must_use]
pub fn case_metric(id: &str) -> Option<&'static Metric> {
    CASE_METRICS.iter().find(|m| m.id == id)
}

/// Why a metric cannot be read of a case that it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    /// Who dealt with it.
    Handling,
    /// When it was opened.
    Opened,
    /// When a human first answered.
    Response,
    /// When it was resolved: it is still open.
    Resolution,
    /// When it was resolved, though its status says that it ended.
    End,
    /// An end that is not before its beginning.
    Order,
    /// Whether the first human solved it.
    FirstContact,
    /// How often it was passed on.
    Passed,
    /// Until when it is due.
    Due,
    /// Its clock runs, within its time.
    Runs,
    /// It is with the AI, which may yet hand it over.
    WithAi,
}

impl Lack {
    /// Each of them, in their order.
    pub const ALL: [Self; 11] = [
        Self::Handling,
        Self::Opened,
        Self::Response,
        Self::Resolution,
        Self::End,
        Self::Order,
        Self::FirstContact,
        Self::Passed,
        Self::Due,
        Self::Runs,
        Self::WithAi,
    ];

    /// What so many cases lack: `12 cases do not say when they were opened`.
    #[must_use]
    pub fn words(self, cases: usize) -> String {
        let (one, many) = match self {
            Self::Handling => ("does not say who handled it", "do not say who handled them"),
            Self::Opened => ("does not say when it was opened", "do not say when they were opened"),
            Self::Response => ("has no first human response", "have no first human response"),
            Self::Resolution => ("is not resolved", "are not resolved"),
            Self::End => ("ended and does not say when", "ended and do not say when"),
            Self::Order => ("ends before it begins", "end before they begin"),
            Self::FirstContact => {
                ("does not say whether the first human solved it", "do not say whether the first human solved them")
            }
            Self::Passed => ("does not say how often it was passed on", "do not say how often they were passed on"),
            Self::Due => ("has no time due", "have no time due"),
            Self::Runs => ("is not due yet", "are not due yet"),
            Self::WithAi => ("is still with the AI", "are still with the AI"),
        };
        if cases == 1 { format!("1 case {one}") } else { format!("{cases} cases {many}") }
    }
}

/// What a metric is of one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseValue {
    /// Its value in the steps of the unit; of a share 1 for a case that is part of it and 0 for one that is not.
    Known(i64),
    /// Why it has none.
    Lacks(Lack),
    /// The metric is not about such a case.
    Beside,
}

impl CaseValue {
    /// The value, where there is one.
    #[must_use]
    pub const fn number(self) -> Option<i64> {
        match self {
            Self::Known(value) => Some(value),
            Self::Lacks(_) | Self::Beside => None,
        }
    }
}

/// What the log says of the way of one case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseHistory {
    /// The moments at which a rule brought it to a human, in order.
    pub to_human: Vec<Timestamp>,
    /// The rule that did so first.
    pub rule: String,
    /// The level it came to last.
    pub level: String,
    /// How often it went to somebody else than before.
    pub passed: u32,
    last: String,
}

/// What the log says of the cases of a document, by row.
#[must_use]
pub fn case_histories<'a>(
    document: DocumentId,
    log: impl IntoIterator<Item = &'a Recorded>,
) -> BTreeMap<RowId, CaseHistory> {
    // Of a long log most entries are about something else, and reading each one's data takes the time.
    let is_about = |r: &&Recorded| matches!(&*r.entry.kind, "case_routed" | "routing_undone");
    let mut entries: Vec<&Recorded> = log.into_iter().filter(is_about).collect();
    // What was undone, as a slip of the hand, did not happen to the case.
    let undone = Undone::read(entries.iter().copied());
    entries.retain(|r| r.entry.kind == "case_routed" && !undone.has(r.entry.id));
    entries.sort_by_key(|r| (r.entry.event_at, r.entry.entered_at, r.entry.id));
    entries.dedup_by_key(|r| r.entry.id);
    let mut found: BTreeMap<RowId, CaseHistory> = BTreeMap::new();
    for recorded in entries {
        let Some(Fact::CaseRouted { document: of, row, rule, outcome, to, level, .. }) = recorded.entry.fact() else {
            continue;
        };
        if of != document || outcome != "human" {
            continue;
        }
        let history = found.entry(row).or_default();
        if history.to_human.is_empty() {
            history.rule = rule;
        } else if history.last != to {
            history.passed += 1;
        }
        history.to_human.push(recorded.entry.event_at);
        history.last = to;
        if !level.is_empty() {
            history.level = level;
        }
    }
    found
}
