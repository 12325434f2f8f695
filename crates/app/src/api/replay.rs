//! Past incidents played through today's rules.

use bridgebook_domain::DocumentId;
use bridgebook_domain::replay::{ReplayDifference, ReplayTotals, ReplayedIncident};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::case::CaseFile;
use super::routing::RefusedCase;
use super::simulation::{RehearsedVersion, VersionChoice};

/// What is played.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ReplayAsked {
    /// The name under which it can be stopped.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub job: String,
    /// The document with the matrix; without one that in force.
    #[serde(default)]
    #[ts(optional)]
    pub document: Option<DocumentId>,
    /// Files with past incidents (`docs/past-incidents.md`). Nothing of them is stored.
    pub files: Vec<CaseFile>,
    /// Another version of the matrix, to compare with.
    #[serde(default)]
    #[ts(optional)]
    pub against: Option<RehearsedVersion>,
}

/// Past incidents under the rules, beside what happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ReplayReading {
    /// Title of the document with the matrix.
    pub matrix: String,
    /// Title of the communication plan; empty where none is in force.
    pub communication: String,
    /// The incidents, in order.
    pub incidents: Vec<ReplayedIncident>,
    /// Sums.
    pub totals: ReplayTotals,
    /// What could not be read.
    pub refused: Vec<RefusedCase>,
    /// What was read in another way than it seems.
    pub remarks: Vec<String>,
    /// The same incidents under another version, where one was asked for.
    pub other: Option<OtherReplay>,
    /// Versions that can be compared with.
    pub versions: Vec<VersionChoice>,
}

/// The same incidents under another version of the rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct OtherReplay {
    /// What it is, in words.
    pub words: String,
    /// Its sums.
    pub totals: ReplayTotals,
    /// The incidents with which it does something else.
    pub differing: Vec<ReplayDifference>,
    /// Which one calls earlier and reaches more, in a sentence.
    pub verdict: String,
}
