//! The metrics of incidents, each with its definition.

use bridgebook_domain::IncidentId;
use bridgebook_domain::metric::Unit;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which incidents are counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct MetricFilter {
    /// Declared at this moment or later, in plain words; empty for no limit.
    pub from: String,
    /// Declared before this moment, in plain words; a day counts whole. Empty for no limit.
    pub to: String,
    /// Of this severity: directory id or name; empty for all.
    pub severity: String,
    /// Exercises too.
    pub exercises: bool,
}

/// The metrics of the incidents that were asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct MetricsReading {
    /// The moment at which they were counted (RFC 3339).
    pub as_of: String,
    /// From when (RFC 3339), where that was asked for.
    pub from: Option<String>,
    /// Until before when (RFC 3339), where that was asked for.
    pub to: Option<String>,
    /// How median and 90th percentile are found.
    pub rank: String,
    /// The incidents that are counted, the newest first.
    pub incidents: Vec<MetricIncident>,
    /// How many exercises were left out that would have been counted otherwise.
    pub exercises_left_out: u32,
    /// The severities of all incidents, the gravest first: what can be chosen.
    pub severities: Vec<String>,
    /// The metrics.
    pub metrics: Vec<MetricRow>,
}

/// An incident that is counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MetricIncident {
    /// Id.
    pub id: IncidentId,
    /// Number.
    pub number: String,
    /// Title.
    pub title: String,
    /// Severity's name.
    pub severity: String,
    /// State.
    pub state: String,
    /// When it was declared (RFC 3339).
    pub declared_at: String,
    /// Whether it is an exercise.
    pub exercise: bool,
}

/// A metric over the incidents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct MetricRow {
    /// Id, for instance `time-to-resolve`.
    pub id: String,
    /// Name.
    pub name: String,
    /// What is counted, in a sentence.
    pub definition: String,
    /// Unit.
    pub unit: Unit,
    /// What a plain number counts: `seconds`, `percent`, `count` or `per hour`.
    pub unit_name: String,
    /// Over all incidents that are counted.
    pub all: MetricSpread,
    /// By severity, the gravest first.
    pub by_severity: Vec<MetricSpread>,
    /// Of each incident, in the order of the incidents.
    pub values: Vec<MetricValue>,
}

/// How a metric spreads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct MetricSpread {
    /// Severity; empty for all.
    pub severity: String,
    /// How many incidents have a value.
    pub n: u32,
    /// The median; none without a value.
    pub median: Option<MetricFigure>,
    /// The 90th percentile; none without a value.
    pub p90: Option<MetricFigure>,
}

/// A number and its words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct MetricFigure {
    /// The plain number, in the unit's name.
    pub value: f64,
    /// In words, for instance `1 h 6 min`.
    pub words: String,
}

/// A metric of one incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct MetricValue {
    /// Incident.
    pub incident: IncidentId,
    /// The value; none where it has none.
    pub figure: Option<MetricFigure>,
    /// What it is made of, or why there is none; may be empty.
    pub note: String,
}
