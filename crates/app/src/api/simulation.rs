//! Rehearsals of an escalation: who would be called when, the hours that nobody covers, and two versions compared.

use bridgebook_domain::DocumentId;
use bridgebook_domain::simulation::{Coverage, Difference, Reply, Step, Supposed};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is rehearsed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RehearsalScene {
    /// Severity: directory id or name; empty for the first one of the matrix.
    #[serde(default)]
    pub severity: String,
    /// Services that failed: directory ids or names.
    #[serde(default)]
    pub services: Vec<String>,
    /// When the incident is declared, in plain words (`Sunday 03:00`); empty for now.
    #[serde(default)]
    pub at: String,
    /// What single levels do.
    #[serde(default)]
    pub answers: Vec<Supposed>,
    /// What the others do.
    pub otherwise: Reply,
}

/// Another version of a matrix to compare with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RehearsedVersion {
    /// The document.
    pub document: DocumentId,
    /// The moment as of which, in plain words; empty for as it stands.
    #[serde(default)]
    pub at: String,
}

/// A version that can be compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VersionChoice {
    /// The version.
    pub version: RehearsedVersion,
    /// What it is, in words.
    pub words: String,
}

/// A rehearsal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Rehearsal {
    /// When the incident is declared (RFC 3339).
    pub at: String,
    /// The same in plain words, with day and zone.
    pub at_words: String,
    /// The severity rehearsed: as the matrix writes it.
    pub severity: String,
    /// Its name.
    pub severity_name: String,
    /// Severities of the matrix: as written, and their names.
    pub severities: Vec<(String, String)>,
    /// Who is called when.
    pub steps: Vec<Step>,
    /// The lines of the other version beside these, where one was asked for.
    pub differences: Option<Vec<Difference>>,
    /// Versions that can be compared with: approved ones, and other matrices.
    pub versions: Vec<VersionChoice>,
}

/// Who could take a call at each hour of the week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CoverageReading {
    /// Name of the severity.
    pub severity_name: String,
    /// The zone in which hours are told, for instance `Europe/Berlin`.
    pub zone: String,
    /// The weeks of the levels.
    pub coverage: Coverage,
}
