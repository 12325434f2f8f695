//! Drills that are played from a plan (HSEEP; domain reference B.8): the injects of the master scenario events list under
//! the clock of the scenario, the score that the log of the exercise gives, and what of it goes back into the plan.

mod inject;
mod rehearsal;
mod result;
mod score;
#[cfg(test)]
mod tests;

pub use inject::{Inject, InjectState, LATE, Standing, injects, next_time, scenario_time, scenario_words, standings};
pub use rehearsal::{Checked, Played, PlayedStep, Script, Verdict, play};
pub use result::{Sources as ResultSources, day, is_plan, operations, tested};
pub use score::{INJECTS_MET, ScoreRow, Sources as ScoreSources, score};

/// Preset of the table that makes a document a drill plan.
pub const EVENTS: &str = "msel";
