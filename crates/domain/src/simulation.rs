//! A rehearsal of the escalation: who is called when, on which channel and in whose local time, if an incident of a
//! severity and cause began at a moment. It is the engine of the live incident ([`escalation_clocks`] and
//! [`firings`]) under a log that is supposed instead of recorded and a clock that jumps from one due moment to the
//! next; nothing is decided here a second time.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::directory::Directory;
use crate::document::Document;
use crate::escalation::{EscalationView, LevelClock, LevelState, NewFact, escalation_clocks, firings};
use crate::id::{ChainId, IncidentId};
use crate::incident::Incident;
use crate::log::{Author, Clock, Fact, Named, NewEntry, Recorded, computed_id};
use crate::timeline::PlanTimeline;
use crate::view::folded;
use crate::{duration, log};

mod compare;
mod coverage;
mod who;

pub use compare::{Difference, StepChange, compare};
pub use coverage::{Coverage, Hole, HourCover, LevelCover, coverage};
pub use who::{Callee, Duty, Way};

/// How long an answer takes where somebody answers.
pub const ANSWERS_AFTER: SignedDuration = SignedDuration::from_mins(1);
/// How often is looked whether somebody is there for a clock that holds.
const LOOK: SignedDuration = SignedDuration::from_mins(15);
/// How far ahead is looked.
const HORIZON: SignedDuration = SignedDuration::from_hours(7 * 24);
/// More moments than any plan has: a rehearsal ends, whatever the matrix says.
const MOST: usize = 400;

/// What somebody who is called does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// Takes it, a minute after the call.
    Acknowledges,
    /// Cannot, and says so a minute after the call.
    Declines,
    /// Nothing comes back.
    NoAnswer,
}

/// Who of those that a level calls answers: the first who is there, as the engine passes over whoever is away.
fn answering(callees: &[Callee]) -> Option<&Callee> {
    callees.iter().find(|callee| callee.is_there()).or_else(|| callees.first())
}

/// What one level is supposed to do in one round of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Supposed {
    /// Name of the level.
    pub level: String,
    /// Round, from 0.
    pub round: u32,
    /// What it does.
    pub reply: Reply,
}

/// What is rehearsed.
#[derive(Debug, Clone)]
pub struct Scene<'a> {
    /// The document with the matrix.
    pub matrix: &'a Document,
    /// The directory.
    pub directory: &'a Directory,
    /// Severity: id or name.
    pub severity: Named,
    /// The services that failed: what depends on them reaches nobody.
    pub services: Vec<Named>,
    /// When the incident is declared.
    pub at: Timestamp,
    /// What levels do.
    pub answers: &'a [Supposed],
    /// What the others do.
    pub otherwise: Reply,
    /// What is known to have happened.
    pub happened: Happened,
}

/// What is known to have happened, where a past incident is rehearsed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Happened {
    /// When somebody took it: whichever level was called last by then has it.
    pub taken_at: Option<Timestamp>,
    /// When it was over: nobody is called from then on.
    pub ended_at: Option<Timestamp>,
}

/// What happens at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// A level is called.
    Called,
    /// An authority is told.
    Told,
    /// A level is passed over because nobody stands behind it.
    Skipped,
    /// Nobody is there, and the clock holds.
    Held,
    /// A level acknowledges.
    Acknowledged,
    /// A level declines.
    Declined,
    /// Everybody was called and nobody answered.
    Exhausted,
}

/// One line of a rehearsal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "RehearsalStep")]
pub struct Step {
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Seconds after the declaration.
    pub after_seconds: i32,
    /// The time between, in words: `at once`, `5 min`.
    pub after: String,
    /// What happens.
    pub kind: StepKind,
    /// Name of the level; empty where everybody was called.
    pub level: String,
    /// Round of the chain, from 0.
    pub round: u32,
    /// Who that is: those called first, then who could stand in.
    pub callees: Vec<Callee>,
    /// How, as the matrix says.
    pub notify: Vec<String>,
    /// By which rule, in a sentence.
    pub why: String,
    /// What it does, where a level is called that may answer.
    pub reply: Option<Reply>,
    /// Whether the matrix lets the level decline.
    pub may_decline: bool,
    /// What is wrong, loud; empty where nothing is.
    pub warning: String,
}

/// The incident that is supposed, at the moment at which it is declared.
#[must_use]
pub fn supposed_incident(scene: &Scene<'_>) -> Incident {
    Run::new(scene).incident()
}

/// Who is called when.
#[must_use]
pub fn rehearse(scene: &Scene<'_>) -> Vec<Step> {
    let mut run = Run::new(scene);
    let (mut now, mut is_taken) = (scene.at, false);
    for _ in 0..MOST {
        let incident = run.incident();
        let clocks = escalation_clocks(&run.plan, &incident, scene.directory, now);
        let facts = firings(&run.plan, &incident, scene.directory, now);
        if !facts.is_empty() {
            facts.into_iter().for_each(|fact| run.fired(fact, &clocks, &incident, now));
            continue;
        }
        // It may have been taken at the very beginning, by whoever was called at once.
        if !is_taken && scene.happened.taken_at.is_some_and(|at| at <= now) {
            is_taken = true;
            run.taken(now);
            run.answer(now);
            continue;
        }
        run.held(&clocks, &incident, now);
        let due = clocks.iter().filter(|c| is_to_come(&c.state));
        let due = due.filter_map(|c| c.due_at).filter(|at| *at > now).min();
        let said = run.pending.iter().map(|p| p.at).min();
        let taken = scene.happened.taken_at.filter(|at| *at > now);
        let next = [due, said, taken].into_iter().flatten().min();
        let Some(next) = run.somebody_there(&clocks, &incident, (now, next)).or(next) else { break };
        if next.duration_since(scene.at) > HORIZON {
            break;
        }
        // From its end on nobody is called; it may have been taken at that very moment.
        if scene.happened.ended_at.is_some_and(|ended| next > ended || (next == ended && taken != Some(next))) {
            // Whoever would still have been called shows that not everybody was.
            if clocks.iter().any(|c| c.clock == Clock::Functional && c.due_at.is_some_and(|at| at > now)) {
                return run.steps;
            }
            break;
        }
        now = next;
        if taken == Some(now) {
            is_taken = true;
            run.taken(now);
        }
        run.answer(now);
    }
    run.exhausted();
    run.steps
}

/// Whether a level waits for its moment, for the first time or because whoever took it may not resolve it in time.
const fn is_to_come(state: &LevelState) -> bool {
    matches!(state, LevelState::Due | LevelState::AtRisk | LevelState::Relieved { .. })
}

/// An answer that is still to come.
struct Pending {
    at: Timestamp,
    level: String,
    round: u32,
    by: Named,
    reply: Reply,
}

struct Run<'a> {
    scene: &'a Scene<'a>,
    plan: PlanTimeline,
    view: EscalationView,
    log: Vec<Recorded>,
    pending: Vec<Pending>,
    steps: Vec<Step>,
}

/// The incident of a rehearsal; it is never stored.
const SUPPOSED: IncidentId = IncidentId::new(Uuid::nil());

impl<'a> Run<'a> {
    fn new(scene: &'a Scene<'a>) -> Self {
        let view = EscalationView::read(scene.matrix, scene.directory);
        let plan = PlanTimeline::always(scene.matrix.clone());
        let mut run = Self { scene, plan, view, log: Vec::new(), pending: Vec::new(), steps: Vec::new() };
        run.add(
            scene.at,
            Fact::Declared {
                number: String::new(),
                title: String::new(),
                severity: scene.severity.clone(),
                commander: None,
                services: scene.services.clone(),
                detected_at: None,
            },
        );
        run
    }

    fn add(&mut self, at: Timestamp, fact: Fact) {
        let id = computed_id(SUPPOSED, &format!("supposed {}", self.log.len()));
        self.add_as(NewFact { id, event_at: at, text: String::new(), fact }, at);
    }

    fn add_as(&mut self, new: NewFact, now: Timestamp) {
        let heads = self.log.last().map(|r| r.entry.hash.clone()).into_iter().collect();
        let entry = NewEntry {
            id: new.id,
            incident: Some(SUPPOSED),
            event_at: new.event_at,
            entered_at: now,
            author: Author::bridgebook(),
            text: new.text,
            fact: new.fact,
            mentions: Vec::new(),
        };
        let sequence = u32::try_from(self.log.len()).unwrap_or(u32::MAX);
        let entry = entry.link(ChainId::new(Uuid::nil()), sequence, heads);
        self.log.push(Recorded { entry, arrived_at: now });
    }

    fn incident(&self) -> Incident {
        Incident::fold(SUPPOSED, &self.log).expect("the log of a rehearsal begins with its declaration")
    }

    fn step(&self, at: Timestamp, kind: StepKind, level: &str, round: u32) -> Step {
        let after = at.duration_since(self.scene.at);
        Step {
            at,
            after_seconds: duration::seconds(after),
            after: if after.is_zero() { "at once".to_owned() } else { duration::print(after) },
            kind,
            level: level.to_owned(),
            round,
            callees: Vec::new(),
            notify: Vec::new(),
            why: String::new(),
            reply: None,
            may_decline: false,
            warning: String::new(),
        }
    }

    /// A step about a level of the matrix, with who stands behind it.
    fn about(&self, kind: StepKind, clock: &LevelClock, incident: &Incident, now: Timestamp) -> Step {
        let mut step = self.step(now, kind, &clock.level, clock.round);
        step.notify.clone_from(&clock.notify);
        step.why.clone_from(&clock.explanation);
        let level = self.view.levels.iter().find(|l| Some(l.row) == clock.row);
        if let Some(level) = level {
            step.callees = who::callees(level, incident, self.scene.directory, now);
            step.warning = who::warning(level, &step.callees);
            step.may_decline = level.may_decline;
        }
        step
    }

    /// A fact that the engine would log now becomes a step, and what is supposed to follow is noted.
    fn fired(&mut self, new: NewFact, clocks: &[LevelClock], incident: &Incident, now: Timestamp) {
        let of = |level: &str, clock: &Clock| {
            clocks.iter().find(|c| folded(&c.level) == folded(level) && c.clock == *clock).cloned()
        };
        match &new.fact {
            Fact::LevelCalled { level, clock, .. } => {
                if let Some(found) = of(level, clock) {
                    let kind = if *clock == Clock::Functional { StepKind::Called } else { StepKind::Told };
                    let mut step = self.about(kind, &found, incident, now);
                    if kind == StepKind::Called {
                        step.reply = Some(self.expect(&found, &step.callees, now));
                    }
                    self.steps.push(step);
                }
            }
            Fact::LevelSkipped { level, reason, .. } => {
                let clock = Clock::Functional;
                if let Some(found) = of(level, &clock).or_else(|| of(level, &Clock::Hierarchical)) {
                    let mut step = self.about(StepKind::Skipped, &found, incident, now);
                    step.why = format!("Skipped: {reason}.");
                    step.warning = format!("{level} is passed over: {reason}.");
                    self.steps.push(step);
                }
            }
            _ => {}
        }
        self.add_as(new, now);
    }

    /// What a level that is called now will do; the answer is kept for its moment.
    fn expect(&mut self, clock: &LevelClock, callees: &[Callee], now: Timestamp) -> Reply {
        let is_it = |s: &&Supposed| folded(&s.level) == folded(&clock.level) && s.round == clock.round;
        let reply = self.scene.answers.iter().find(is_it).map_or(self.scene.otherwise, |s| s.reply);
        let level = self.view.levels.iter().find(|l| Some(l.row) == clock.row);
        let reply = match reply {
            // Nobody declines a level that the matrix lets nobody decline.
            Reply::Declines if level.is_some_and(|l| !l.may_decline) => Reply::NoAnswer,
            reply => reply,
        };
        if reply == Reply::NoAnswer {
            return reply;
        }
        // Whoever has less time than that answers in half of it.
        let within = level.and_then(|l| l.acknowledge_within).map_or(ANSWERS_AFTER, |d| ANSWERS_AFTER.min(d / 2));
        let by = answering(callees).map_or_else(|| clock.target.clone(), |c| c.name.clone());
        let at = now.saturating_add(within).unwrap_or(now);
        self.pending.push(Pending { at, level: clock.level.clone(), round: clock.round, by, reply });
        reply
    }

    /// Somebody took it at this moment: whoever was called last, if anybody was.
    fn taken(&mut self, now: Timestamp) {
        let Some(last) = self.steps.iter().rev().find(|s| s.kind == StepKind::Called) else { return };
        let by = answering(&last.callees).map_or_else(|| last.level.clone(), |c| c.name.clone());
        let (level, round) = (last.level.clone(), last.round);
        self.pending.push(Pending { at: now, level, round, by, reply: Reply::Acknowledges });
    }

    /// The answers whose moment has come.
    fn answer(&mut self, now: Timestamp) {
        let (due, later) = std::mem::take(&mut self.pending).into_iter().partition(|p: &Pending| p.at <= now);
        self.pending = later;
        let due: Vec<Pending> = due;
        for Pending { level, round, by, reply, .. } in due {
            let (kind, fact, why) = match reply {
                Reply::Declines => (
                    StepKind::Declined,
                    Fact::LevelDeclined { level: level.clone(), by: by.clone(), reason: "cannot take it".to_owned() },
                    format!("{by} cannot take it: the next level is called."),
                ),
                Reply::Acknowledges | Reply::NoAnswer => (
                    StepKind::Acknowledged,
                    Fact::LevelAcknowledged { level: level.clone(), by: by.clone() },
                    format!("{by} takes it."),
                ),
            };
            let mut step = self.step(now, kind, &level, round);
            step.why = why;
            self.steps.push(step);
            self.add(now, fact);
        }
    }

    /// A clock that holds because nobody is there is said once.
    fn held(&mut self, clocks: &[LevelClock], incident: &Incident, now: Timestamp) {
        for clock in clocks.iter().filter(|c| c.state == LevelState::Paused { left_seconds: 0 }) {
            if self.steps.iter().any(|s| s.kind == StepKind::Held && s.level == clock.level) {
                continue;
            }
            let mut step = self.about(StepKind::Held, clock, incident, now);
            step.warning = format!(
                "Nobody is there for {}: the clock holds until somebody is, and nobody else is called.",
                clock.level
            );
            self.steps.push(step);
        }
    }

    /// When a clock that holds goes on, because somebody comes to work before anything else happens: to the quarter of an
    /// hour, as calendars say it.
    fn somebody_there(
        &self,
        clocks: &[LevelClock],
        incident: &Incident,
        (now, before): (Timestamp, Option<Timestamp>),
    ) -> Option<Timestamp> {
        if !clocks.iter().any(|clock| clock.state == LevelState::Paused { left_seconds: 0 }) {
            return None;
        }
        let ends = self.scene.at.saturating_add(HORIZON).unwrap_or(Timestamp::MAX);
        let ends = before.map_or(ends, |before| before.min(ends));
        // Hours of work begin at quarters of an hour of the clock.
        let over = SignedDuration::from_secs(now.as_second().rem_euclid(LOOK.as_secs()));
        let mut at = now.checked_sub(over).ok()?.checked_add(LOOK).ok()?;
        while at < ends {
            if !firings(&self.plan, incident, self.scene.directory, at).is_empty() {
                return Some(at);
            }
            at = at.checked_add(LOOK).ok()?;
        }
        None
    }

    /// Where the last of the chain was called and nobody has it, that is said at the moment at which it is known.
    fn exhausted(&mut self) {
        let is_taken = self.steps.iter().any(|s| s.kind == StepKind::Acknowledged);
        // A clock that holds to the end says so itself; one that went on may have reached nobody all the same.
        let holds = self.steps.iter().rev().find(|s| matches!(s.kind, StepKind::Held | StepKind::Called));
        if is_taken || holds.is_some_and(|s| s.kind == StepKind::Held) {
            return;
        }
        let last = self.steps.iter().rev().find(|s| matches!(s.kind, StepKind::Called | StepKind::Declined));
        let Some(last) = last else {
            let mut step = self.step(self.scene.at, StepKind::Exhausted, "", 0);
            step.warning = "Nobody is called: the matrix has no level for this severity with anybody in it.".to_owned();
            self.steps.push(step);
            return;
        };
        let levels = self.view.levels(&self.severity(), &log::Clock::Functional);
        let within = levels.iter().find(|l| folded(&l.name) == folded(&last.level)).and_then(|l| l.acknowledge_within);
        let within = within.filter(|_| last.kind == StepKind::Called).unwrap_or_default();
        let at = last.at.saturating_add(within).unwrap_or(last.at);
        let mut step = self.step(at, StepKind::Exhausted, "", last.round);
        step.warning = "Everybody was called and nobody has it: nobody else is called.".to_owned();
        let place = self.steps.iter().position(|s| s.at > at).unwrap_or(self.steps.len());
        self.steps.insert(place, step);
    }

    fn severity(&self) -> String {
        self.scene.directory.key(&[crate::value::ReferenceKind::Severity], &self.scene.severity)
    }
}

#[cfg(test)]
mod tests;
