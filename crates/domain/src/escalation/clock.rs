//! The clocks of the levels, as a function of matrix in force, log and `now`.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use ts_rs::TS;

use super::callee::{Callee, Search};
use super::chain::{Call, Happened, happened};
use super::{ClockStart, EscalationView, Level, Reach, reach as reach_of};
use crate::directory::Directory;
use crate::duration;
use crate::id::{EntryId, RowId};
use crate::incident::{Incident, Rests};
use crate::log::{Clock, Named, State};
use crate::timeline::{PlanTimeline, Views, first_due};
use crate::value::ReferenceKind;
use crate::view::folded;

mod functional;

/// A call at most this much after its due moment is in time: the clocks tick more often than this.
const TICK: SignedDuration = SignedDuration::from_secs(15);

/// Where a level stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LevelState {
    /// It was due and was not called yet.
    Overdue,
    /// Most of the span before it has run.
    AtRisk,
    /// It is the next of its clock.
    Due,
    /// It comes after a level that was not called yet: due if nobody acknowledges there.
    Upcoming,
    /// It was called and has not acknowledged.
    Called {
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
        /// Seconds after it was due; 0 when in time.
        late_by_seconds: i32,
        /// When the next level is called if it does not acknowledge.
        #[ts(type = "string | null")]
        acknowledge_due: Option<Timestamp>,
    },
    /// It was called, and an earlier level acknowledged since then: nobody is asked to take it any more, until that
    /// level's time to resolve runs out. Where its turn comes again, `due_at` of the clock says when.
    Relieved {
        /// When it was called.
        #[ts(type = "string")]
        at: Timestamp,
        /// Seconds after it was due; 0 when in time.
        late_by_seconds: i32,
        /// The earlier level.
        level: String,
        /// When that one acknowledged.
        #[ts(type = "string")]
        since: Timestamp,
    },
    /// It was due before the data was restored and may have been called then: a person decides whether it is called.
    Held {
        /// When it was due.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// It acknowledged.
    Acknowledged {
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
        /// Who: id or name.
        by: Named,
    },
    /// An authority was to be told: whether anybody was reached is beside it.
    Told {
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
        /// Seconds after it was due; 0 when in time.
        late_by_seconds: i32,
    },
    /// It was skipped, by hand or because nobody was there.
    Skipped {
        /// Why.
        reason: String,
    },
    /// It declined.
    Declined {
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
        /// Who.
        by: Named,
        /// Why.
        reason: String,
    },
    /// The clock before it rests.
    Paused {
        /// Seconds that are left when it goes on.
        left_seconds: i32,
    },
    /// It will not be called: resolved, acknowledged without a limit, or passed over.
    NotNeeded,
}

/// A level with its clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LevelClock {
    /// Name of the level.
    pub level: String,
    /// Clock.
    pub clock: Clock,
    /// Who is called: ids or names.
    pub targets: Vec<Named>,
    /// Who is called, in words.
    pub target: String,
    /// Who stands in, in words; empty for nobody.
    pub backup: String,
    /// How.
    pub notify: Vec<String>,
    /// When it was or is due; none while its clock rests or does not run.
    #[ts(type = "string | null")]
    pub due_at: Option<Timestamp>,
    /// Seconds until then at the moment asked about; negative when past.
    pub in_seconds: Option<i32>,
    /// When most of the span before it has run, by the minutes that count; none where it does not wait.
    #[ts(type = "string | null")]
    pub at_risk_at: Option<Timestamp>,
    /// Where it stands.
    pub state: LevelState,
    /// Whom the call reached, where it was made and waits for nobody else.
    pub reach: Reach,
    /// Which call of the chain, from 0; more than 0 only where the matrix repeats it.
    pub round: u32,
    /// Row of the matrix in force; none for a level that it does not hold any more.
    pub row: Option<RowId>,
    /// Whether somebody of it may decline: the matrix does not say no.
    pub may_decline: bool,
    /// Which rule, with which values, in a sentence.
    pub explanation: String,
    /// What relieved it of its last call, where it was: the next call of it is another one.
    #[serde(skip)]
    pub again_after: Option<EntryId>,
}

/// Everything the walk along the levels looks at.
pub(super) struct Watch<'a> {
    pub views: Views<EscalationView>,
    pub changes: Vec<Timestamp>,
    pub incident: &'a Incident,
    pub directory: &'a Directory,
    pub now: Timestamp,
}

/// The clocks of all levels: the functional chain in order, then the authorities in order of age.
/// `incident` is the log folded over what was known at `now`.
#[must_use]
pub fn escalation_clocks(
    matrix: &PlanTimeline,
    incident: &Incident,
    directory: &Directory,
    now: Timestamp,
) -> Vec<LevelClock> {
    let (incident, rests) = incident.in_play(now);
    let views = Views::read(matrix, |document| EscalationView::read(document, directory)).in_play(&rests);
    let watch = Watch::new(views, &incident, directory, now);
    let mut list = watch.functional();
    list.extend(watch.hierarchical());
    list.iter_mut().for_each(|clock| clock.rested(&rests));
    list
}

impl LevelClock {
    /// Names what has been as the clock on the wall did, where a drill rested since.
    fn rested(&mut self, rests: &Rests) {
        let some = |at: &mut Option<Timestamp>| *at = at.map(|at| rests.back(at));
        some(&mut self.due_at);
        some(&mut self.at_risk_at);
        match &mut self.state {
            LevelState::Called { at, acknowledge_due, .. } => {
                *at = rests.back(*at);
                some(acknowledge_due);
            }
            LevelState::Relieved { at, since, .. } => {
                *at = rests.back(*at);
                *since = rests.back(*since);
            }
            LevelState::Held { at }
            | LevelState::Acknowledged { at, .. }
            | LevelState::Told { at, .. }
            | LevelState::Declined { at, .. } => *at = rests.back(*at),
            LevelState::Overdue
            | LevelState::AtRisk
            | LevelState::Due
            | LevelState::Upcoming
            | LevelState::Skipped { .. }
            | LevelState::Paused { .. }
            | LevelState::NotNeeded => {}
        }
    }

    /// Notes whom its call reached; what the rule says stands there as if somebody had been told.
    fn reached(&mut self, reach: Reach) {
        self.reach = reach;
        self.explanation.push_str(match reach {
            Reach::Unknown | Reach::Reached { .. } => "",
            Reach::NotYet => " Nobody was reached yet.",
            Reach::Nobody { .. } => " Nobody was reached.",
        });
    }
}

impl<'a> Watch<'a> {
    /// With the moments at which a rule may begin to hold.
    pub fn new(views: Views<EscalationView>, incident: &'a Incident, directory: &'a Directory, now: Timestamp) -> Self {
        let starts = views.starts().chain(incident.states.iter().map(|s| s.at));
        let mut changes: Vec<Timestamp> = starts.chain(incident.severities.iter().map(|s| s.at)).collect();
        changes.sort();
        changes.dedup();
        Self { views, changes, incident, directory, now }
    }
}

impl Watch<'_> {
    /// The level with a name in the matrix in force at a moment, for the severity of that moment; none
    /// while the incident is over.
    pub fn level_at(&self, name: &str, clock: &Clock, at: Timestamp) -> Option<&Level> {
        if matches!(self.incident.state_at(at), State::Resolved | State::Closed) {
            return None;
        }
        let severity = self.directory.key(&[ReferenceKind::Severity], self.incident.severity_at(at));
        let name = folded(name);
        self.views.at(at)?.levels(&severity, clock).into_iter().find(|l| folded(&l.name) == name)
    }

    /// The levels that are shown: those of the matrix in force, then those that were called under an earlier
    /// matrix or severity.
    pub fn shown(&self, clock: &Clock) -> Vec<(Level, bool)> {
        let severity = self.directory.key(&[ReferenceKind::Severity], self.incident.severity_at(self.now));
        let in_force = self.views.at(self.now).map_or_else(Vec::new, |v| v.levels(&severity, clock));
        let mut list: Vec<(Level, bool)> = in_force.into_iter().map(|l| (l.clone(), true)).collect();
        for level in self.views.all().flat_map(|v| &v.levels).filter(|l| l.clock == *clock) {
            let is_there = list.iter().any(|(l, _)| folded(&l.name) == folded(&level.name));
            if !is_there && happened(self.incident, &level.name, clock, self.now, 0, &[]).called.is_some() {
                list.push((level.clone(), false));
            }
        }
        list
    }

    /// When the clocks began.
    pub fn start(&self, at: Timestamp) -> Timestamp {
        match self.views.at(at).map(|v| v.clock_start) {
            Some(ClockStart::Detected) => self.incident.detected_at.min(self.incident.declared_at),
            _ => self.incident.declared_at,
        }
    }

    /// The share of a span after which it is at risk: that of the severity, else that of the matrix.
    pub fn percent(&self) -> u32 {
        let Some(view) = self.views.at(self.now) else { return crate::cadence::AT_RISK_PERCENT };
        let severity = self.directory.key(&[ReferenceKind::Severity], self.incident.severity_at(self.now));
        view.shares.get(&severity).copied().unwrap_or(view.at_risk_percent)
    }

    /// The state of a level that waits for its moment.
    pub fn waiting(&self, at_risk_at: Timestamp, due: Timestamp) -> LevelState {
        if self.now >= due {
            LevelState::Overdue
        } else if self.now >= at_risk_at {
            LevelState::AtRisk
        } else {
            LevelState::Due
        }
    }

    /// The names of references, in words.
    pub fn words(&self, named: &[Named]) -> String {
        let words: Vec<_> = named.iter().map(|n| self.directory.words(n).to_owned()).collect();
        match words.as_slice() {
            [first, second] => format!("{first} and {second}"),
            _ => words.join(", "),
        }
    }

    /// Whether anybody of a level can be called now, by role, hours and calendar, with its backups and those who stand
    /// in for them. A name that the directory does not know counts.
    pub fn is_anybody_there(&self, level: &Level) -> bool {
        let mut search = Search::new(self.incident, self.directory, self.now);
        let mut behind = |target: &String| {
            let found = search.behind(target);
            let backups: Vec<_> = found.iter().flat_map(|callee| search.backups(callee)).collect();
            found.iter().chain(&backups).any(Callee::is_there)
        };
        level.targets.iter().chain(&level.backups).any(&mut behind)
    }

    pub fn clock(
        &self,
        level: &Level,
        in_force: bool,
        due_at: Option<Timestamp>,
        state: LevelState,
        explanation: String,
    ) -> LevelClock {
        LevelClock {
            level: level.name.clone(),
            clock: level.clock.clone(),
            target: self.words(&level.targets),
            targets: level.targets.clone(),
            backup: self.words(&level.backups),
            notify: level.notify.clone(),
            due_at,
            at_risk_at: None,
            in_seconds: due_at.map(|at| duration::seconds(at.duration_since(self.now))),
            state,
            reach: Reach::Unknown,
            round: 0,
            row: in_force.then_some(level.row),
            may_decline: level.may_decline,
            explanation,
            again_after: None,
        }
    }

    /// Authorities by age: acknowledging does not stop them, a pause does not either; resolving does.
    fn hierarchical(&self) -> Vec<LevelClock> {
        let clock = Clock::Hierarchical;
        let mut list = Vec::new();
        for (level, in_force) in self.shown(&clock) {
            let begin = self.start(self.incident.declared_at);
            let due = first_due(begin, &self.changes, |at| {
                let after = self.level_at(&level.name, &clock, at)?.after?;
                let start = self.start(at);
                Some((start.checked_add(after).ok()?, (start, after)))
            });
            let done = happened(self.incident, &level.name, &clock, self.now, 0, &[]);
            list.push(self.authority(&level, in_force, due, &done));
        }
        list.sort_by_key(|c| (c.due_at.is_none(), c.due_at));
        list
    }

    fn authority(
        &self,
        level: &Level,
        in_force: bool,
        due: Option<(Timestamp, (Timestamp, SignedDuration))>,
        done: &Happened,
    ) -> LevelClock {
        let age = |span: SignedDuration| format!("Told at an age of {}", duration::print(span));
        let rule = due.map(|(_, (_, span))| age(span)).or_else(|| level.after.map(age)).unwrap_or_default();
        let at = due.map(|(at, _)| at);
        // What was held was called by nobody, so it may be left out as well.
        if let Some(call) = done.called.as_ref().filter(|call| !call.held || done.skipped.is_none()) {
            if call.held {
                return self.held(level, in_force, call);
            }
            let late_by = late_by(call.at, call.due_at);
            let mut clock = self.clock(
                level,
                in_force,
                Some(call.due_at),
                LevelState::Told { at: call.at, late_by_seconds: duration::seconds(late_by) },
                match &call.raised {
                    Some(reason) => format!("Told by hand: {reason}."),
                    None => format!("{rule}{}.", late_words(late_by)),
                },
            );
            clock.reached(reach_of(self.incident, call.id, self.now));
            if !call.target.is_empty() {
                clock.target = self.words(std::slice::from_ref(&call.target));
            }
            return clock;
        }
        let state = match (&done.skipped, due) {
            (Some((_, reason)), _) => LevelState::Skipped { reason: reason.clone() },
            (None, _) if !self.incident.is_open() => LevelState::NotNeeded,
            (None, None) => LevelState::NotNeeded,
            (None, Some((at, (from, _)))) => self.waiting(share(from, at, self.percent()), at),
        };
        let why = match &state {
            LevelState::Skipped { reason } => format!("Skipped: {reason}."),
            LevelState::NotNeeded if !self.incident.is_open() => format!("{rule}; resolving stopped it."),
            LevelState::NotNeeded => "The matrix names no age for it.".to_owned(),
            _ => format!("{rule}; acknowledging does not stop it."),
        };
        let at_risk_at = due.map(|(at, (from, _))| share(from, at, self.percent()));
        LevelClock { at_risk_at, ..self.clock(level, in_force, at, state, why) }
    }

    /// A level that was due before the data was restored.
    pub fn held(&self, level: &Level, in_force: bool, call: &Call) -> LevelClock {
        let why = "Due before the data was restored. It may have been called then, so it is not called again by itself: \
                   tell them by hand, or call them now.";
        self.clock(level, in_force, Some(call.due_at), LevelState::Held { at: call.due_at }, why.to_owned())
    }
}

/// When a share of the time between two moments has run, where every minute counts.
pub(super) fn share(from: Timestamp, due: Timestamp, percent: u32) -> Timestamp {
    let span = due.duration_since(from).as_millis();
    let part = i64::try_from(span.saturating_mul(i128::from(percent.min(100))) / 100).unwrap_or(i64::MAX);
    from.saturating_add(SignedDuration::from_millis(part)).unwrap_or(due).min(due)
}

/// How much later than due a call was; zero within one tick.
pub(super) fn late_by(at: Timestamp, due_at: Timestamp) -> SignedDuration {
    noticed(at.duration_since(due_at))
}

/// The same for a span.
pub(super) fn noticed(late: SignedDuration) -> SignedDuration {
    if late <= TICK { SignedDuration::ZERO } else { late }
}

pub(super) fn late_words(late_by: SignedDuration) -> String {
    if late_by.is_zero() { String::new() } else { format!(", {} late", duration::print(late_by)) }
}
