//! What Bridgebook itself has to log now: a clock that fired, a promise that passed. Each fact carries an
//! id computed from incident and fact, so that it is logged once, however many laptops run.

use jiff::Timestamp;

use super::chain::{happened, holds, is_of, releases, rounds};
use super::clock::{Watch, late_by, late_words};
use super::{EscalationView, LevelClock, LevelState, escalation_clocks};
use crate::cadence::{PromiseOutcome, promises};
use crate::directory::Directory;
use crate::id::EntryId;
use crate::incident::{Incident, LevelEvent, Rests};
use crate::log::{ChainExhausted, Clock, Fact, computed_id};
use crate::timeline::{PlanTimeline, Views};
use crate::value::ReferenceKind;

/// A fact that is to be logged, complete but for its chain.
#[derive(Debug, Clone, PartialEq)]
pub struct NewFact {
    /// Computed id.
    pub id: EntryId,
    /// When it happened: a call happens now, a promise passed when it passed.
    pub event_at: Timestamp,
    /// The words people read.
    pub text: String,
    /// The fact.
    pub fact: Fact,
}

impl NewFact {
    /// Names what has been as the clock on the wall did, where a drill rested since.
    pub(crate) fn rested(mut self, rests: &Rests) -> Self {
        self.event_at = rests.back(self.event_at);
        match &mut self.fact {
            Fact::UpdateAsked(asked) => asked.at = rests.back(asked.at),
            Fact::UpdateOverdue(overdue) => {
                overdue.since = rests.back(overdue.since);
                overdue.due_at = rests.back(overdue.due_at);
            }
            Fact::ChainExhausted(end) => end.due_at = rests.back(end.due_at),
            _ => {}
        }
        self
    }
}

/// The facts that Bridgebook has to log at `now`: levels whose time has come and were not called, levels
/// behind which nobody stands, promises that passed. Logging them and asking again gives nothing.
#[must_use]
pub fn firings(matrix: &PlanTimeline, incident: &Incident, directory: &Directory, now: Timestamp) -> Vec<NewFact> {
    let mut list = Vec::new();
    if incident.is_open() {
        let clocks = escalation_clocks(matrix, incident, directory, now);
        let first = clocks.iter().find(|clock| clock.clock == Clock::Functional);
        let began = first.and_then(|first| {
            let round = usize::try_from(first.round).ok()?;
            rounds(incident, &first.level, now).get(round).copied()
        });
        for clock in &clocks {
            list.extend(level(incident, clock, began.unwrap_or(0), now));
        }
    }
    let key = |audience: &str| directory.key(&[ReferenceKind::Audience], audience);
    for promise in promises(incident, directory, now) {
        let passed = matches!(promise.outcome, PromiseOutcome::Overdue | PromiseOutcome::Late { .. });
        let audience = key(&promise.audience);
        let is_logged =
            incident.passed_promises.iter().any(|p| p.at == promise.promised_at && key(&p.value) == audience);
        if passed && !is_logged {
            let (name, late) = (directory.words(&promise.audience), lateness(now, promise.promised_at));
            list.push(NewFact {
                id: computed_id(incident.id, &format!("promise passed {audience} {}", promise.promised_at)),
                event_at: promise.promised_at,
                text: format!("{name}: the update promised for now has not gone out{late}."),
                fact: Fact::PromisePassed { audience: promise.audience, promised_at: promise.promised_at },
            });
        }
    }
    list
}

/// That no level of the functional chain is left to call while nobody has it in time: said once after whatever was done
/// last, so that a chain never ends in silence. Logging it and asking again gives nothing.
#[must_use]
pub fn exhausted(matrix: &PlanTimeline, incident: &Incident, directory: &Directory, now: Timestamp) -> Option<NewFact> {
    if !incident.is_open() {
        return None;
    }
    let (incident, rests) = incident.in_play(now);
    let known = incident.levels.iter().rev().find_map(|event| match event {
        LevelEvent::Exhausted { at, .. } if *at <= now => Some(None),
        LevelEvent::Called { id, clock: Clock::Functional, at, .. }
        | LevelEvent::Acknowledged { id, at, .. }
        | LevelEvent::Declined { id, at, .. }
        | LevelEvent::Released { id, at, .. }
            if *at <= now =>
        {
            Some(Some(*id))
        }
        LevelEvent::Skipped { id, clock, at, .. } | LevelEvent::Raised { id, clock, at, .. }
            if *at <= now && is_of(clock.as_ref(), &Clock::Functional) =>
        {
            Some(Some(*id))
        }
        _ => None,
    });
    let last = known??;
    let views = Views::read(matrix, |document| EscalationView::read(document, directory)).in_play(&rests);
    let (due_at, clock) = Watch::new(views, &incident, directory, now).end()?;
    let level = clock.level;
    let why = match clock.state {
        LevelState::Acknowledged { .. } => format!("the time of {level} to resolve it is over"),
        LevelState::Declined { .. } => format!("{level} declined"),
        LevelState::Skipped { .. } => format!("{level} was skipped"),
        _ => format!("nobody of {level} acknowledged in time"),
    };
    let late = lateness(now, rests.back(due_at));
    let text = format!("No level is left to call: {why}{late}. Call a level by hand, or agree who takes it.");
    let id = computed_id(incident.id, &format!("chain exhausted {last}"));
    let fact = Fact::ChainExhausted(ChainExhausted { level, due_at });
    Some(NewFact { id, event_at: now, text, fact }.rested(&rests))
}

/// How much later than due something was noticed, as the end of a sentence; nothing within one tick.
pub(crate) fn lateness(at: Timestamp, due_at: Timestamp) -> String {
    late_words(late_by(at, due_at))
}

fn level(incident: &Incident, clock: &LevelClock, began: usize, now: Timestamp) -> Option<NewFact> {
    let due_at = clock.due_at?;
    // A level that was released, or held after a restore, is called once more, by another entry.
    let again = |what: &str, number: usize| match number {
        number if number > 0 && clock.clock == Clock::Functional => format!(" {what} {number}"),
        _ => String::new(),
    };
    let releases = again("release", releases(incident, &clock.level));
    let holds = again("held", holds(incident, &clock.level));
    // So is one that was relieved by whoever took it since.
    let again_after = clock.again_after.map(|taken| format!(" after {taken}")).unwrap_or_default();
    let fact_id = |what: &str| {
        let (of, level, round) = (&clock.clock, &clock.level, clock.round);
        computed_id(incident.id, &format!("level {what} {of} {level} round {round}{releases}{holds}{again_after}"))
    };
    match &clock.state {
        LevelState::Overdue => {
            let target = match clock.targets.as_slice() {
                [only] => only.clone(),
                _ => clock.target.clone(),
            };
            // That it is time is known now; who was told, only when somebody is reached.
            let (verb, done) =
                if clock.clock == Clock::Functional { ("called", "called") } else { ("told", "is to be told") };
            let late = late_words(late_by(now, due_at));
            let held = incident.was_due_before_restore(due_at);
            let text = if held {
                format!(
                    "{} was due before the data was restored: {} is not {verb} again by itself.",
                    clock.level, clock.target
                )
            } else {
                format!("{} {done}: {}{late}.", clock.level, clock.target)
            };
            let (level, clock) = (clock.level.clone(), clock.clock.clone());
            let fact = Fact::LevelCalled { level, clock, target, due_at, held };
            Some(NewFact { id: fact_id("called"), event_at: now, text, fact })
        }
        // Derived, not in the log yet: nobody stands behind the level, so the next one is called.
        LevelState::Skipped { reason } if !is_skip_logged(incident, clock, began, now) => Some(NewFact {
            id: fact_id("skipped"),
            event_at: now,
            text: format!("{} skipped: {reason}.", clock.level),
            fact: Fact::LevelSkipped {
                level: clock.level.clone(),
                reason: reason.clone(),
                clock: Some(clock.clock.clone()),
            },
        }),
        _ => None,
    }
}

/// Whether the log has it in this round; what was skipped and called since is skipped no more. An authority has no rounds.
fn is_skip_logged(incident: &Incident, clock: &LevelClock, began: usize, now: Timestamp) -> bool {
    let began = if clock.clock == Clock::Functional { began } else { 0 };
    happened(incident, &clock.level, &clock.clock, now, began, &[]).skipped.is_some()
}
