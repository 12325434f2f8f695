//! The metrics of cases, each with its definition, and what past cases say about the thresholds of rules.

use bridgebook_domain::metric::Unit;
use bridgebook_domain::{DocumentId, RowId, SectionId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::metric::MetricFigure;

/// Which cases are counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct CaseMetricFilter {
    /// Document; without one every document that has a table of cases.
    pub document: Option<DocumentId>,
    /// Opened at this moment or later, in plain words; empty for no limit.
    #[ts(optional, as = "Option<String>")]
    pub from: String,
    /// Opened before this moment, in plain words; a day counts whole. Empty for no limit.
    #[ts(optional, as = "Option<String>")]
    pub to: String,
    /// The day on which it went live, in plain words; empty for the one that the checklists say.
    #[ts(optional, as = "Option<String>")]
    pub go_live: String,
    /// Cases of exercises too.
    #[ts(optional, as = "Option<bool>")]
    pub exercises: bool,
}

/// Cases whose metrics are written to a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportedCaseMetrics {
    /// Which.
    #[serde(default)]
    pub filter: CaseMetricFilter,
    /// Path that the person chose.
    pub path: String,
}

/// The metrics of the cases that were asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CaseMetricsReading {
    /// The moment at which they were counted (RFC 3339).
    pub as_of: String,
    /// From when (RFC 3339), where that was asked for.
    pub from: Option<String>,
    /// Until before when (RFC 3339), where that was asked for.
    pub to: Option<String>,
    /// How median and 90th percentile are found.
    pub rank: String,
    /// The documents that have a table of cases, by title: what can be chosen.
    pub documents: Vec<CaseDocument>,
    /// Cases that are counted.
    pub cases: u32,
    /// Cases of exercises that were left out.
    pub exercises_left_out: u32,
    /// Cases that were left out because they do not say when they were opened, though a time was asked for; else those
    /// counted that lie on neither side of the go-live date and in no week.
    pub undated: u32,
    /// When it went live; none where nothing says so.
    pub go_live: Option<CaseGoLive>,
    /// What the checklists say about going live: what can be chosen.
    pub go_live_choices: Vec<CaseGoLive>,
    /// What should be known of these figures, a sentence each.
    pub remarks: Vec<String>,
    /// The metrics.
    pub metrics: Vec<CaseMetricRow>,
    /// The escalated cases by level, reason and rule.
    pub groups: Vec<CaseMetricGroup>,
    /// Targets of hand-off policies.
    pub targets: Vec<CaseMetricTarget>,
    /// Baselines of checklists and case documents that are filled in.
    pub baselines: Vec<CaseMetricBaseline>,
}

/// A document that has a table of cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseDocument {
    /// Id.
    pub id: DocumentId,
    /// Title.
    pub title: String,
    /// Whether it has trigger rules.
    pub has_rules: bool,
}

/// When it went live.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseGoLive {
    /// The day (`2026-03-11`).
    pub day: String,
    /// The checklist that says so; none where the day was asked for.
    pub document: Option<DocumentId>,
    /// Its title; empty where the day was asked for.
    pub title: String,
    /// What went live, as the checklist says; may be empty.
    pub process: String,
    /// Cases opened before that day, and from it on; 0 in the list of choices.
    pub before: u32,
    /// See `before`.
    pub after: u32,
}

/// A metric over the cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CaseMetricRow {
    /// Id, for instance `case-time-to-human`.
    pub id: String,
    /// Name.
    pub name: String,
    /// What is counted, in a sentence.
    pub definition: String,
    /// Unit.
    pub unit: Unit,
    /// What a plain number counts: `seconds`, `percent` or `count`.
    pub unit_name: String,
    /// Whether it is one of those that a roll-out compares first.
    pub compared: bool,
    /// Over all cases that are counted.
    pub all: CaseSpread,
    /// Over those opened before the go-live date.
    pub before: Option<CaseSpread>,
    /// Over those opened from the go-live date on.
    pub after: Option<CaseSpread>,
    /// By the week in which they were opened, in order; weeks without a value are left out.
    pub weeks: Vec<CaseWeek>,
}

/// How a metric spreads over cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CaseSpread {
    /// How many cases have a value.
    pub n: u32,
    /// Of a share or a count the figure.
    pub whole: Option<MetricFigure>,
    /// The median of spans.
    pub median: Option<MetricFigure>,
    /// The 90th percentile of spans.
    pub p90: Option<MetricFigure>,
    /// What the cases without a value lack, in words: `12 cases are not resolved`.
    pub lacking: Vec<String>,
}

/// A week of a metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CaseWeek {
    /// Its Monday (`2026-03-09`).
    pub week: String,
    /// How it spreads.
    pub spread: CaseSpread,
}

/// Escalated cases that share a level, a reason or a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseMetricGroup {
    /// `level`, `reason` or `rule`.
    pub kind: String,
    /// Its name; empty for the cases that do not say it.
    pub name: String,
    /// Cases.
    pub cases: u32,
    /// Opened before the go-live date, where there is one.
    pub before: Option<u32>,
    /// Opened from it on.
    pub after: Option<u32>,
}

/// What a hand-off policy wants of a metric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseMetricTarget {
    /// Metric.
    pub metric: String,
    /// The policy.
    pub document: DocumentId,
    /// Its title.
    pub title: String,
    /// The target as it is read; as written where it cannot be; empty where none is written.
    pub target: String,
    /// `no_target`, `unread`, `no_figure`, `met`, `too_low` or `too_high`.
    pub standing: String,
    /// The standing in a sentence.
    pub words: String,
    /// What is to be done about it; empty for nothing.
    pub action: String,
    /// Who looks at it.
    pub owner: String,
}

/// A figure of before that somebody wrote down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseMetricBaseline {
    /// Metric.
    pub metric: String,
    /// Where it stands.
    pub document: DocumentId,
    /// Title of that document.
    pub title: String,
    /// Number of values, as written.
    pub n: String,
    /// Median, as written.
    pub median: String,
    /// 90th percentile, as written.
    pub p90: String,
    /// Target, as written.
    pub target: String,
}

/// Which rules are looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct AskedTuning {
    /// The name under which it can be stopped.
    #[ts(optional, as = "Option<String>")]
    pub job: String,
    /// Document; without one the only one that has rules and cases.
    pub document: Option<DocumentId>,
}

/// What past cases say about the rules of a document. Nothing is changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TuningReading {
    /// Document.
    pub document: DocumentId,
    /// Its title.
    pub title: String,
    /// How it is counted, in sentences.
    pub definition: String,
    /// Figures of all past cases.
    pub all: TuningTally,
    /// By rule, in order; an empty name is for cases that no rule takes.
    pub rules: Vec<TunedRule>,
    /// By band of confidence, of all cases and then by task risk.
    pub bands: Vec<TuningBand>,
    /// What should be known of these figures, a sentence each.
    pub remarks: Vec<String>,
}

/// Figures of past cases under today's rules.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TuningTally {
    /// Cases.
    pub cases: u32,
    /// Of those, the cases that go to a human.
    pub human: u32,
    /// Cases of which it is known whether they needed a human.
    pub known: u32,
    /// Of the known ones, those that needed a human and do not come to one.
    pub missed: u32,
    /// Of the known ones, those that come to a human and needed none.
    pub in_vain: u32,
}

/// A rule with what it did to past cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TunedRule {
    /// Section and row of the rule; none for the cases that no rule takes.
    pub row: Option<(SectionId, RowId)>,
    /// Name.
    pub rule: String,
    /// Whether it is the default route.
    pub is_default: bool,
    /// `continue`, `recover`, `human` or empty.
    pub outcome: String,
    /// Figures of the cases that it decides.
    pub tally: TuningTally,
    /// What its threshold could be; for rules with a single test of the confidence.
    pub proposal: Option<TuningProposal>,
}

/// What past cases say about a threshold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TuningProposal {
    /// The threshold as it stands, in percent.
    pub now: f64,
    /// The one that would have done best; none where it stays.
    pub then: Option<f64>,
    /// The condition of the rule with it.
    pub condition: String,
    /// How many past cases of known end the threshold decides about.
    pub n: u32,
    /// Figures of those cases now.
    pub tally_now: TuningTally,
    /// Figures of those cases with the proposal.
    pub tally_then: TuningTally,
    /// The proposal and what it rests on, in sentences.
    pub words: String,
    /// Whether it rests on too few cases.
    pub is_thin: bool,
    /// Cases that would have been decided otherwise, the first of them.
    pub changed: Vec<TuningChange>,
    /// How many they are in all.
    pub changes: u32,
}

/// A case that another threshold would have decided otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TuningChange {
    /// Its row.
    pub row: (SectionId, RowId),
    /// Its name in the system it comes from; empty where it has none.
    pub id: String,
    /// Confidence, in percent.
    pub confidence: f64,
    /// What decides it now, in words.
    pub now: String,
    /// What would have, in words.
    pub then: String,
    /// Whether it needed a human, where that is known.
    pub needed_human: Option<bool>,
}

/// Cases within a band of confidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TuningBand {
    /// Task risk; empty for all cases.
    pub risk: String,
    /// The band in words: `50 to 59 %`.
    pub band: String,
    /// Figures.
    pub tally: TuningTally,
}
