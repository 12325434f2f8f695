//! Past incidents played through today's matrix and cadence as if they had happened under them: who would have been called
//! when, which updates would have been due, beside what is known to have happened (domain reference A7, row 95). The
//! engines are those of a live incident; what people did then is supposed to have happened again at the same moments.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::cadence::{Given, PlayedUpdate, SlotOutcome, play_updates};
use crate::directory::Directory;
use crate::document::Document;
use crate::duration;
use crate::log::Named;
use crate::simulation::{Happened, Reply, Scene, Step, StepChange, StepKind, compare, rehearse, supposed_incident};
use crate::timeline::PlanTimeline;

/// What is known of a past incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastIncident {
    /// Number or title; where it stands in its file if it has neither.
    pub name: String,
    /// Severity: id or name.
    pub severity: Named,
    /// Services that failed: ids or names.
    pub services: Vec<Named>,
    /// When it began.
    pub began: Timestamp,
    /// When it was over.
    pub ended: Timestamp,
    /// When somebody took it, where that is known.
    pub acknowledged: Option<Timestamp>,
    /// When the first update went out to anybody, where that is known.
    pub first_update: Option<Timestamp>,
    /// The updates to each audience of which something is known.
    pub updates: Vec<Given>,
}

/// The rules that incidents are played through.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// The document with the matrix.
    pub matrix: &'a Document,
    /// The communication plan, where there is one.
    pub communication: Option<&'a PlanTimeline>,
    /// The directory.
    pub directory: &'a Directory,
}

/// What would have been, beside what was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Beside {
    /// By the rules.
    #[ts(type = "string | null")]
    pub would: Option<Timestamp>,
    /// As it was.
    #[ts(type = "string | null")]
    pub was: Option<Timestamp>,
    /// By how many seconds it was later than the rules have it; negative where it was earlier. None where either is not
    /// known.
    pub later_seconds: Option<i32>,
}

impl Beside {
    fn new(would: Option<Timestamp>, was: Option<Timestamp>) -> Self {
        let later_seconds = would.zip(was).map(|(would, was)| duration::seconds(was.duration_since(would)));
        Self { would, was, later_seconds }
    }
}

/// A past incident under the rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReplayedIncident {
    /// Number or title.
    pub name: String,
    /// Severity, by its name.
    pub severity: String,
    /// When it began.
    #[ts(type = "string")]
    pub began: Timestamp,
    /// How long it lasted, in seconds.
    pub lasted_seconds: i32,
    /// Who would have been called when, until it was over.
    pub steps: Vec<Step>,
    /// How many levels would have been called before somebody took it, or before the end.
    pub climbed: u32,
    /// Until when the first level had to take it, beside when somebody did.
    pub taken: Beside,
    /// When the first update would have been due, beside when it went out.
    pub first_update: Beside,
    /// The updates that would have been due, beside those that were given.
    pub updates: Vec<PlayedUpdate>,
    /// Calls that would have reached nobody, in sentences.
    pub warnings: Vec<String>,
}

/// Sums over past incidents.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReplayTotals {
    /// Incidents.
    pub incidents: u32,
    /// Calls that would have been made.
    pub calls: u32,
    /// Incidents in which a second level would have been called before somebody took it.
    pub climbed: u32,
    /// Incidents in which a call would have reached nobody.
    pub unreached: u32,
    /// Incidents of which it is known when somebody took them.
    pub taken_known: u32,
    /// Of these, taken later than the first level has time.
    pub taken_late: u32,
    /// By how many seconds in all.
    pub taken_late_seconds: i32,
    /// Incidents of which the first update is known.
    pub first_known: u32,
    /// Of these, given later than it would have been due.
    pub first_late: u32,
    /// By how many seconds in all.
    pub first_late_seconds: i32,
    /// Updates that would have been due.
    pub due: u32,
    /// Of these, given in time.
    pub given: u32,
    /// Given late.
    pub late: u32,
    /// By how many seconds in all.
    pub late_seconds: i32,
    /// Not given.
    pub missed: u32,
    /// To audiences of which nothing is known.
    pub unknown: u32,
}

/// A past incident with which two versions of the rules do something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReplayDifference {
    /// Its place in the list.
    pub incident: u32,
    /// What is different, a phrase each; the other version is what was before.
    pub words: Vec<String>,
    /// Calls that come earlier now, and those that come later.
    pub earlier: u32,
    /// See `earlier`.
    pub later: u32,
}

/// Plays an incident through the rules.
#[must_use]
pub fn replay(past: &PastIncident, rules: &Rules<'_>) -> ReplayedIncident {
    let scene = Scene {
        matrix: rules.matrix,
        directory: rules.directory,
        severity: past.severity.clone(),
        services: past.services.clone(),
        at: past.began,
        answers: &[],
        otherwise: Reply::NoAnswer,
        happened: Happened { taken_at: past.acknowledged, ended_at: Some(past.ended) },
    };
    let steps = rehearse(&scene);
    let updates = rules.communication.map_or_else(Vec::new, |plan| {
        play_updates(plan, &supposed_incident(&scene), rules.directory, &past.updates, past.ended)
    });
    let first_given = past.updates.iter().flat_map(|one| one.at.iter().copied()).min();
    let first_update = Beside::new(updates.iter().map(|u| u.due_at).min(), past.first_update.or(first_given));
    let is_open = |step: &&Step| past.acknowledged.is_none_or(|at| step.at <= at);
    let climbed = steps.iter().filter(|s| s.kind == StepKind::Called).filter(is_open).count();
    let warnings = steps.iter().filter(|s| !s.warning.is_empty()).map(|s| s.warning.clone()).collect();
    ReplayedIncident {
        name: past.name.clone(),
        severity: rules.directory.words(&past.severity).to_owned(),
        began: past.began,
        lasted_seconds: duration::seconds(past.ended.duration_since(past.began)),
        climbed: count(climbed),
        taken: Beside::new(take_by(&steps, &scene), past.acknowledged),
        first_update,
        updates,
        warnings,
        steps,
    }
}

/// Until when the first level that would have been called had to take it, where the matrix gives it a time.
fn take_by(steps: &[Step], scene: &Scene<'_>) -> Option<Timestamp> {
    let first = steps.iter().find(|step| step.kind == StepKind::Called)?;
    let view = crate::escalation::EscalationView::read(scene.matrix, scene.directory);
    let key = scene.directory.key(&[crate::value::ReferenceKind::Severity], &scene.severity);
    let levels = view.levels(&key, &crate::log::Clock::Functional);
    let level = levels.into_iter().find(|level| level.name == first.level)?;
    first.at.checked_add(level.acknowledge_within?).ok()
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Sums.
#[must_use]
pub fn totals(list: &[ReplayedIncident]) -> ReplayTotals {
    let mut sums = ReplayTotals { incidents: count(list.len()), ..ReplayTotals::default() };
    for one in list {
        let calls = one.steps.iter().filter(|s| matches!(s.kind, StepKind::Called | StepKind::Told));
        sums.calls += count(calls.count());
        sums.climbed += u32::from(one.climbed > 1);
        sums.unreached += u32::from(!one.warnings.is_empty());
        for (beside, known, late, seconds) in [
            (&one.taken, &mut sums.taken_known, &mut sums.taken_late, &mut sums.taken_late_seconds),
            (&one.first_update, &mut sums.first_known, &mut sums.first_late, &mut sums.first_late_seconds),
        ] {
            let Some(later) = beside.later_seconds else { continue };
            *known += 1;
            if later > 0 {
                *late += 1;
                *seconds = seconds.saturating_add(later);
            }
        }
        sums.due += count(one.updates.len());
        for update in &one.updates {
            match update.outcome {
                SlotOutcome::Given { .. } => sums.given += 1,
                SlotOutcome::Late { by_seconds, .. } => {
                    sums.late += 1;
                    sums.late_seconds = sums.late_seconds.saturating_add(by_seconds);
                }
                SlotOutcome::Missed => sums.missed += 1,
                SlotOutcome::Unknown => sums.unknown += 1,
            }
        }
    }
    sums
}

/// The incidents with which two versions of the rules do something else, each with what. `now` and `before` are of the same
/// incidents in the same order.
#[must_use]
pub fn differences(before: &[ReplayedIncident], now: &[ReplayedIncident]) -> Vec<ReplayDifference> {
    let mut list = Vec::new();
    for (n, (old, new)) in before.iter().zip(now).enumerate() {
        let mut found = ReplayDifference { incident: count(n), words: Vec::new(), earlier: 0, later: 0 };
        for step in compare(&old.steps, &new.steps) {
            if step.change == StepChange::Same {
                continue;
            }
            let level = step.after.as_ref().or(step.before.as_ref()).map_or("", |step| step.level.as_str());
            let level = if level.is_empty() { "The chain" } else { level };
            found.words.extend(step.words.iter().map(|words| format!("{level}: {words}")));
            if let (Some(old), Some(new)) = (&step.before, &step.after) {
                found.earlier += u32::from(new.after_seconds < old.after_seconds);
                found.later += u32::from(new.after_seconds > old.after_seconds);
            }
        }
        if old.updates.len() != new.updates.len() {
            found.words.push(format!("updates due: {} before, {} now", old.updates.len(), new.updates.len()));
        }
        let span = |seconds: i32| duration::print(SignedDuration::from_secs(i64::from(seconds)));
        let first = |one: &ReplayedIncident| one.updates.first().map(|update| update.after_seconds);
        if let (Some(old), Some(new)) = (first(old), first(new))
            && old != new
        {
            let which = if new < old { "earlier" } else { "later" };
            found.words.push(format!("first update {which}: {} before, {} now", span(old), span(new)));
        }
        if !found.words.is_empty() {
            list.push(found);
        }
    }
    list
}

#[cfg(test)]
mod tests;
