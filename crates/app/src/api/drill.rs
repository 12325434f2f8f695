//! Drills that are played from a plan: what the panel shows, what people do in them, and scripts played without people.

use bridgebook_domain::cadence::PlayedUpdate;
use bridgebook_domain::drill::{Checked, InjectState};
use bridgebook_domain::log::{HotWash, Met};
use bridgebook_domain::simulation::Step;
use bridgebook_domain::{DocumentId, IncidentId, RowId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::case::CaseFile;
use super::simulation::RehearsalScene;

/// What is done in a drill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum DrillChange {
    /// Begins it: declares an exercise that is linked to the plan, and starts its clock.
    Begin {
        /// The plan.
        document: DocumentId,
        /// Title of the exercise; empty for the name in the plan.
        #[serde(default)]
        title: String,
        /// Severity: id or name; empty for the gravest of the directory.
        #[serde(default)]
        severity: String,
        /// Commander: id or name; empty for who I am.
        #[serde(default)]
        commander: String,
        /// Services affected: ids or names.
        #[serde(default)]
        services: Vec<String>,
    },
    /// Its clock rests, and that of the escalation with it.
    Pause {
        /// The exercise.
        incident: IncidentId,
    },
    /// Its clock goes on.
    Continue {
        /// The exercise.
        incident: IncidentId,
    },
    /// Its clock is put forward.
    Forward {
        /// The exercise.
        incident: IncidentId,
        /// Scenario time as the plan writes it, `0:35`; empty for that of the next inject.
        #[serde(default)]
        to: String,
    },
    /// An inject was given.
    Deliver {
        /// The exercise.
        incident: IncidentId,
        /// Row of the events list.
        inject: RowId,
    },
    /// It was not given after all.
    Withdraw {
        /// The exercise.
        incident: IncidentId,
        /// Row of the events list.
        inject: RowId,
    },
    /// What came of an inject.
    Evaluate {
        /// The exercise.
        incident: IncidentId,
        /// Row of the events list.
        inject: RowId,
        /// `yes`, `part` or `no`.
        met: Met,
        /// What happened.
        #[serde(default)]
        actual: String,
        /// The evaluator's note.
        #[serde(default)]
        note: String,
    },
    /// The players said that they declare an incident.
    PlayersDeclared {
        /// The exercise.
        incident: IncidentId,
    },
    /// Something was said in the hot-wash.
    Say {
        /// The exercise.
        incident: IncidentId,
        /// `strength` or `improvement`.
        about: HotWash,
        /// The words.
        text: String,
    },
    /// Ends it and closes the exercise.
    End {
        /// The exercise.
        incident: IncidentId,
    },
    /// Writes its result into the plan in one edit, and the day into the documents that were tried.
    WriteResult {
        /// The exercise.
        incident: IncidentId,
        /// The documents that were tried; without a list those that it ran on and those that the plan is related to.
        #[serde(default)]
        #[ts(optional)]
        tested: Option<Vec<DocumentId>>,
    },
}

/// What is asked about drills.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum DrillAsked {
    /// The drill of a plan: the one that goes on, else the last.
    Plan {
        /// The plan.
        document: DocumentId,
    },
    /// A script played under a simulated clock, without people. Nothing is written.
    Script {
        /// The plan; without one a file.
        #[serde(default)]
        #[ts(optional)]
        document: Option<DocumentId>,
        /// A plan in the file form that is not stored.
        #[serde(default)]
        #[ts(optional)]
        file: Option<CaseFile>,
        /// Severity, beginning, services and answers that are supposed.
        scene: RehearsalScene,
        /// The document with the matrix; without one that in force.
        #[serde(default)]
        #[ts(optional)]
        matrix: Option<DocumentId>,
    },
}

/// The answer to [`DrillAsked`], with the same name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "about", content = "value", rename_all = "snake_case")]
#[allow(missing_docs, reason = "each variant answers the question of its name")]
pub enum DrillAnswer {
    Plan(DrillReading),
    Script(ScriptReading),
}

/// A drill plan, with the drill that is played from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DrillReading {
    /// The plan.
    pub document: DocumentId,
    /// The name of the drill, else the title of the plan.
    pub name: String,
    /// The word for “real”, which stops the drill; empty where the plan names none.
    pub no_duff: String,
    /// Severities of the directory, the gravest first.
    pub severities: Vec<String>,
    /// The injects, in order of scenario time.
    pub injects: Vec<InjectRow>,
    /// The drill that goes on, else the last one.
    pub run: Option<DrillRun>,
}

/// A drill that goes on, or that was played last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DrillRun {
    /// The exercise.
    pub incident: IncidentId,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// When it began (RFC 3339).
    pub begun_at: String,
    /// When it ended (RFC 3339), if so.
    pub ended_at: Option<String>,
    /// What its clock shows, in seconds, at the moment of this answer.
    pub scenario_seconds: i32,
    /// The moment of this answer (RFC 3339).
    pub as_of: String,
    /// Whether its clock goes on.
    pub goes_on: bool,
    /// Scenario time of the next inject that is to come, as `0:35`; empty where none is.
    pub next: String,
    /// Scenario time at which the players declared, as `0:07`; empty where they did not yet.
    pub declared: String,
    /// What was said in the hot-wash, in order.
    pub said: Vec<SaidRow>,
    /// The score so far.
    pub score: Vec<DrillScoreRow>,
    /// The documents that it tries.
    pub tested: Vec<TestedDocument>,
    /// Whether its result stands in the plan as it is.
    pub is_written: bool,
}

/// An inject, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct InjectRow {
    /// Row of the events list.
    pub row: RowId,
    /// Number, as written.
    pub no: String,
    /// Scenario time, as written.
    pub time: String,
    /// The same in seconds; none where it cannot be read.
    pub at_seconds: Option<i32>,
    /// Event.
    pub event: String,
    /// What is said or shown.
    pub inject: String,
    /// By which way it is given.
    pub method: String,
    /// Who it is played from.
    pub from: String,
    /// Whom it is given to.
    pub to: String,
    /// What should come of it.
    pub expected: String,
    /// Who gives it.
    pub controller: String,
    /// Where it stands; nothing before the drill begins.
    pub state: Option<InjectState>,
    /// Seconds of the scenario until it is due at the moment of this answer; negative once it is.
    pub in_seconds: Option<i32>,
    /// Whether it is the next that comes.
    pub is_next: bool,
    /// When it was given (RFC 3339), if so.
    pub given_at: Option<String>,
    /// By whom.
    pub given_by: String,
    /// `yes`, `part` or `no`; nothing while nobody has judged it.
    pub met: Option<Met>,
    /// What happened.
    pub actual: String,
    /// The evaluator's note.
    pub note: String,
}

/// Something that was said in the hot-wash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SaidRow {
    /// `strength` or `improvement`.
    pub about: HotWash,
    /// The words.
    pub text: String,
    /// By whom.
    pub by: String,
    /// Scenario time, as `0:35`.
    pub time: String,
}

/// A row of the score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DrillScoreRow {
    /// Measure.
    pub measure: String,
    /// Expected, as written.
    pub expected: String,
    /// What the log says; empty where it says nothing.
    pub actual: String,
    /// What it is made of, or why there is none.
    pub note: String,
    /// Whether it is as expected, where both can be compared.
    pub met: Option<Met>,
}

/// A document that a drill tries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TestedDocument {
    /// Document.
    pub document: DocumentId,
    /// Its title.
    pub title: String,
    /// The day on which it was tested last, `2026-03-11`; empty for never.
    pub last_tested: String,
}

/// A script that was played without people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ScriptReading {
    /// Name of the drill.
    pub name: String,
    /// When it is supposed to begin, with day and zone.
    pub at_words: String,
    /// The severity.
    pub severity: String,
    /// The matrix that it is played through.
    pub matrix: String,
    /// The communication plan; empty where none is in force.
    pub communication: String,
    /// The injects, each with what happens until the next one.
    pub steps: Vec<ScriptStep>,
    /// The score, as far as rules alone can say it.
    pub score: Vec<DrillScoreRow>,
    /// Whether an expectation that can be checked is not met.
    pub fails: bool,
    /// What was read in another way than it seems.
    pub remarks: Vec<String>,
}

/// An inject of a script.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ScriptStep {
    /// Number, as written.
    pub no: String,
    /// Scenario time, as written.
    pub time: String,
    /// Event.
    pub event: String,
    /// What should come of it.
    pub expected: String,
    /// Who is called and answers.
    pub calls: Vec<Step>,
    /// Updates that fall due.
    pub updates: Vec<PlayedUpdate>,
    /// What of the expected outcome could be checked.
    pub checks: Vec<Checked>,
}
