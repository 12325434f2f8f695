//! Which severity follows from impact and urgency, by the matrix in force.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which severity follows from impact and urgency.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct SeverityLookup {
    /// Title of the matrix; empty where none is in force.
    pub title: String,
    /// Its cells, in order.
    pub cells: Vec<SeverityCell>,
}

/// One cell of impact by urgency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SeverityCell {
    /// How many are affected, as the matrix names it.
    pub impact: String,
    /// How fast it gets worse, as the matrix names it.
    pub urgency: String,
    /// The severity that follows: directory id, or the name as written.
    pub severity: String,
    /// Its name.
    pub name: String,
}
