//! The functional chain: level after level, each from what happened to the one before it.
//!
//! Whoever takes it relieves every level above that was called before: nobody there is asked to take it any more. That
//! is no way out of the chain. When the time to resolve of the level that has it runs out, the next level above it is
//! called, whether for the first time or again, and from there on the chain goes as it did at first, each level with its
//! whole time to acknowledge. A level that had declined or was skipped before stays out: the one after it is called in
//! its place. Where two levels have it, the higher one counts, because only its time calls those above both.
//!
//! Whoever declines, or is skipped, after taking it hands it back: the next level above is called at once, unless a lower
//! one took it later and has it still. A level that is called by hand is asked anew with
//! its whole time, whatever was before.

use std::cell::Cell;

use jiff::{SignedDuration, Timestamp};

use super::{LevelClock, LevelState, Watch, late_by, late_words, share};
use crate::duration;
use crate::escalation::chain::{Call, Happened, Relief, Run, Taken, counts_from, happened, is_of, pauses, rounds, run};
use crate::escalation::{Level, NobodyAvailable, reach as reach_of, taken_by};
use crate::incident::{LevelEvent, Notification};
use crate::log::Clock;
use crate::timeline::first_due;
use crate::view::folded;

/// What a level leaves to the one after it.
#[derive(Clone)]
enum Next {
    /// Called at this moment; most of the span before it has run at `at_risk_at`.
    At { at: Timestamp, at_risk_at: Timestamp, why: String },
    /// The clock rests, so much is left.
    Rests(SignedDuration),
    /// Not called, for this reason.
    Never(String),
}

/// Which span of a level calls the next.
#[derive(Clone, Copy)]
enum Span {
    Acknowledge,
    Resolve,
}

impl Span {
    fn of(self, level: &Level) -> Option<SignedDuration> {
        match self {
            Self::Acknowledge => level.acknowledge_within,
            Self::Resolve => level.resolve_within,
        }
    }
}

impl Watch<'_> {
    /// The functional levels in order.
    pub fn functional(&self) -> Vec<LevelClock> {
        self.walk().0
    }

    /// When the chain came to its end, and its last level: whoever was called last did not answer, or had it and its time
    /// to resolve is over, and nobody is left to call. None while somebody is still to be called or has it in time.
    pub fn end(&self) -> Option<(Timestamp, LevelClock)> {
        let (mut list, next) = self.walk();
        let Next::At { at, .. } = next else { return None };
        let at = self.asked_by_hand(&list).map_or(at, |until| until.max(at));
        let is_to_come = |clock: &LevelClock| match clock.state {
            LevelState::Overdue | LevelState::AtRisk | LevelState::Due | LevelState::Upcoming => true,
            LevelState::Paused { .. } | LevelState::Held { .. } => true,
            LevelState::Relieved { .. } => clock.at_risk_at.is_some(),
            _ => false,
        };
        // Where everybody was passed over by hand, it is at its end although the first call was not due yet: a clock that
        // was put back leaves what was done before the declaration.
        let is_passed_over = |clock: &LevelClock| {
            matches!(clock.state, LevelState::Skipped { .. } | LevelState::Declined { .. } | LevelState::NotNeeded)
        };
        let at = if list.iter().all(is_passed_over) { at.min(self.now) } else { at };
        let is_over = at <= self.now && !list.iter().any(is_to_come);
        list.pop().filter(|_| is_over).map(|last| (at, last))
    }

    /// Until when those have time to answer who were called by hand: whoever stands above them has had the turn before.
    fn asked_by_hand(&self, list: &[LevelClock]) -> Option<Timestamp> {
        let raised: Vec<String> = self
            .incident
            .levels
            .iter()
            .filter_map(|event| match event {
                LevelEvent::Raised { level, clock, at, .. }
                    if *at <= self.now && is_of(clock.as_ref(), &Clock::Functional) =>
                {
                    Some(folded(level))
                }
                _ => None,
            })
            .collect();
        let asked = list.iter().filter(|clock| raised.contains(&folded(&clock.level)));
        asked
            .filter_map(|clock| match clock.state {
                LevelState::Called { acknowledge_due, .. } => acknowledge_due,
                _ => None,
            })
            .max()
    }

    fn walk(&self) -> (Vec<LevelClock>, Next) {
        let shown = self.shown(&Clock::Functional);
        let repeat = self.views.at(self.now).map_or(0, |v| v.repeat);
        let began = shown.first().map_or_else(|| vec![0], |(l, _)| rounds(self.incident, &l.name, self.now));
        let round = if repeat == 0 { 0 } else { began.len() - 1 };
        let mut done: Vec<Happened> = Vec::new();
        for (n, (level, _)) in shown.iter().enumerate() {
            // What happened in an earlier round does not count in this one.
            let since = counts_from(self.incident, &level.name, &shown[..n], began[round], self.now);
            let earlier: Vec<Taken> = done.iter().flat_map(|one| one.taken.iter().cloned()).collect();
            done.push(happened(self.incident, &level.name, &Clock::Functional, self.now, since, &earlier));
        }
        let round = u32::try_from(round).unwrap_or(u32::MAX);
        let last_called = done.iter().rposition(|d| d.called.is_some() || d.acknowledged.is_some());
        let mut list: Vec<LevelClock> = Vec::new();
        let mut next = self.first(shown.first().map(|(l, _)| l));
        let mut is_next = true;
        for (n, (level, in_force)) in shown.iter().enumerate() {
            // A level is skipped only for one that has somebody: where no role is filled in yet, the call goes
            // out by the names of the roles rather than to nobody at all.
            let is_empty =
                !self.is_anybody_there(level) && shown[n + 1..].iter().any(|(l, _)| self.is_anybody_there(l));
            let passed_over = last_called.filter(|last| *last > n).map(|last| shown[last].0.name.as_str());
            if let Some(relief) = &done[n].relieved
                && let Some((place, since)) = holder(&done[..n], &relief.call)
            {
                // What was called after that goes on by its own time; what was before it does not count any more.
                let is_after = |one: &Happened| one.last_place() > done[place].last_place();
                if !done[place + 1..n].iter().any(is_after) {
                    next = later(next, self.after(&shown[place].0, Span::Resolve, since, Some(level)));
                }
            }
            // Whoever is called again waits for nobody below: one who was never asked may hold the chain for a whole night.
            let has_turn = is_next || done[n].relieved.is_some();
            let mut clock = self.level((level, *in_force, is_empty), &done[n], &next, passed_over, has_turn);
            clock.round = round;
            let waits = matches!(
                clock.state,
                LevelState::Overdue | LevelState::AtRisk | LevelState::Due | LevelState::Paused { .. }
            );
            let follower = shown.get(n + 1).map(|(l, _)| l);
            next = self.next(&shown[..=n], &done[..=n], &clock, &next, follower);
            if let Some(relief) = &done[n].relieved {
                clock = self.relieved(clock, (level, *in_force), relief);
            }
            is_next = is_next && !waits;
            list.push(clock);
        }
        self.repeat(&mut list, &done, &next, round, repeat);
        (list, next)
    }

    /// The first level is called when the clocks start, or when the matrix first holds one.
    fn first(&self, level: Option<&Level>) -> Next {
        let Some(level) = level else { return Next::Never(String::new()) };
        let start = self.start(self.incident.declared_at);
        let due = first_due(start, &self.changes, |at| {
            self.level_at(&level.name, &Clock::Functional, at).map(|_| (self.start(at), ()))
        });
        match due {
            Some((at, ())) => {
                let why = if start < self.incident.declared_at { "at the detection" } else { "at the declaration" };
                Next::At { at, at_risk_at: at, why: why.to_owned() }
            }
            None => Next::Never("the incident is over".to_owned()),
        }
    }

    /// One level (with whether the matrix in force holds it, and whether nobody stands behind it), from what happened to it and what the one before it left.
    fn level(
        &self,
        (level, in_force, is_nobody): (&Level, bool, bool),
        done: &Happened,
        next: &Next,
        passed_over: Option<&str>,
        is_next: bool,
    ) -> LevelClock {
        let due = match next {
            Next::At { at, .. } => Some(*at),
            Next::Rests(_) | Next::Never(_) => None,
        };
        let make = |due, state, why: String| self.clock(level, in_force, due, state, why);
        if let Some((at, by)) = &done.acknowledged {
            let due = done.last_call().map(|c| c.due_at).or(due);
            let state = LevelState::Acknowledged { at: *at, by: by.clone() };
            let limit = level.resolve_within.map(|d| format!("; {} to resolve", self.allowed(level, d)));
            let limit = limit.unwrap_or_default();
            let why = match &done.released {
                Some(reason) => format!("Has it again, de-escalated: {reason}{limit}."),
                None => format!("Acknowledged{limit}."),
            };
            return make(due, state, why);
        }
        if let Some((at, by, reason)) = &done.declined {
            let state = LevelState::Declined { at: *at, by: by.clone(), reason: reason.clone() };
            return make(due, state, format!("Declined: {reason}."));
        }
        if let Some((_, reason)) = &done.skipped {
            return make(due, LevelState::Skipped { reason: reason.clone() }, format!("Skipped: {reason}."));
        }
        if let Some(call) = &done.called {
            return self.called(level, in_force, call);
        }
        if let Some(later) = passed_over {
            return make(None, LevelState::NotNeeded, format!("Passed over: {later} was called."));
        }
        if !self.incident.is_open() {
            return make(None, LevelState::NotNeeded, "Resolved before it was due.".to_owned());
        }
        match next {
            Next::Never(why) => {
                let released = done.released.as_ref().map(|reason| format!("Released: {reason}. "));
                let why = format!("{}Not called: {why}.", released.unwrap_or_default());
                make(None, LevelState::NotNeeded, why)
            }
            Next::Rests(left) => {
                let state = LevelState::Paused { left_seconds: duration::seconds(*left) };
                make(None, state, format!("The clock rests with {} left.", duration::print(*left)))
            }
            Next::At { at, at_risk_at, why } => {
                let state = match self.views.at(self.now).map(|v| v.nobody_available) {
                    Some(NobodyAvailable::Next) if is_nobody && self.now >= *at && is_next => {
                        let reason = format!("nobody is there for {}", level.name);
                        return make(Some(*at), LevelState::Skipped { reason }, "Nobody is there.".to_owned());
                    }
                    Some(NobodyAvailable::Hold) if is_nobody && self.now >= *at && is_next => {
                        let why = "Nobody is there; the clock holds until somebody is.".to_owned();
                        return make(Some(*at), LevelState::Paused { left_seconds: 0 }, why);
                    }
                    _ if is_next => self.waiting(*at_risk_at, *at),
                    _ => LevelState::Upcoming,
                };
                let nobody = if is_nobody { "; nobody is there for it" } else { "" };
                let released = done.released.as_ref().map(|reason| format!("Released: {reason}. "));
                let called = if done.relieved.is_some() { "Called again" } else { "Called" };
                let why = format!("{}{called} {why}{nobody}.", released.unwrap_or_default());
                let clock = make(Some(*at), state, why);
                LevelClock { at_risk_at: Some(*at_risk_at), ..clock }
            }
        }
    }

    /// A level that was called and relieved: so it is shown, unless it is about to be called again.
    fn relieved(&self, clock: LevelClock, (level, in_force): (&Level, bool), relief: &Relief) -> LevelClock {
        let again_after = Some(relief.by.id);
        let is_idle = matches!(clock.state, LevelState::Due | LevelState::Upcoming | LevelState::NotNeeded);
        let was = self.called(level, in_force, &relief.call);
        let LevelState::Called { at, late_by_seconds, .. } = was.state else { return clock };
        if !is_idle {
            return LevelClock { again_after, ..clock };
        }
        let (level, since) = (relief.by.level.clone(), relief.by.at);
        let mut explanation =
            format!("{} {level} acknowledged after that, so nobody is asked to take it.", was.explanation);
        // Its turn comes again: that is the moment to name.
        let is_to_come = clock.at_risk_at.is_some();
        if is_to_come {
            explanation.push_str(&format!(" {}", clock.explanation));
        }
        let due_at = if is_to_come { clock.due_at } else { was.due_at };
        LevelClock {
            due_at,
            in_seconds: due_at.map(|at| duration::seconds(at.duration_since(self.now))),
            at_risk_at: clock.at_risk_at,
            state: LevelState::Relieved { at, late_by_seconds, level, since },
            round: clock.round,
            explanation,
            again_after,
            ..was
        }
    }

    fn called(&self, level: &Level, in_force: bool, call: &Call) -> LevelClock {
        if call.held {
            return self.held(level, in_force, call);
        }
        let late_by = late_by(call.at, call.due_at);
        let acknowledge_due = level.acknowledge_within.and_then(|d| taken_by(level, call.at, d, self.directory));
        let state = LevelState::Called { at: call.at, late_by_seconds: duration::seconds(late_by), acknowledge_due };
        let limit = level.acknowledge_within.map(|d| format!("; {} to acknowledge", self.allowed(level, d)));
        let limit = limit.unwrap_or_default();
        let why = match &call.raised {
            Some(reason) => format!("Called by hand: {reason}{limit}."),
            None => format!("Called{}{limit}.", late_words(late_by)),
        };
        let mut clock = self.clock(level, in_force, Some(call.due_at), state, why);
        clock.reached(reach_of(self.incident, call.id, self.now));
        if !call.target.is_empty() {
            clock.target = self.words(std::slice::from_ref(&call.target));
        }
        clock
    }

    /// What the levels so far leave to the one after them.
    fn next(
        &self,
        levels: &[(Level, bool)],
        done: &[Happened],
        clock: &LevelClock,
        before: &Next,
        follower: Option<&Level>,
    ) -> Next {
        let n = levels.len() - 1;
        let (level, happened) = (&levels[n].0, &done[n]);
        if let Some((at, _)) = &happened.acknowledged {
            return self.after(level, Span::Resolve, *at, follower);
        }
        // What was held after a restore was called by nobody, so whoever has it below stops the chain here too.
        if let Some(call) = happened.called.as_ref().filter(|call| call.held)
            && let Some((place, since)) = holder(&done[..n], call)
        {
            return self.after(&levels[place].0, Span::Resolve, since, follower);
        }
        let declined = happened.declined.as_ref().map(|(at, _, _)| (*at, "declined"));
        if let Some((at, verb)) = declined.or(happened.skipped.as_ref().map(|(at, _)| (*at, "was skipped"))) {
            return match before {
                _ if happened.hands_it_on() => {
                    Next::At { at, at_risk_at: at, why: format!("as {} {verb}", level.name) }
                }
                Next::At { at: due, at_risk_at, .. } => {
                    let why = format!("in place of {}", level.name);
                    Next::At { at: (*due).max(at), at_risk_at: *at_risk_at, why }
                }
                before => before.clone(),
            };
        }
        if let Some(call) = &happened.called {
            let waits = self.after(level, Span::Acknowledge, call.at, follower);
            let earlier = |at: &Timestamp| !matches!(&waits, Next::At { at: due, .. } if due <= at);
            return match self.unreached_at(level, call).filter(earlier) {
                Some(at) if follower.is_some() => {
                    let why = format!("as nobody of {} could be reached", level.name);
                    Next::At { at, at_risk_at: share(call.at, at, self.percent()), why }
                }
                _ => waits,
            };
        }
        match (&clock.state, before) {
            (LevelState::Skipped { .. }, Next::At { at, at_risk_at, .. }) => {
                let why = format!("as nobody is there for {}", level.name);
                Next::At { at: *at, at_risk_at: *at_risk_at, why }
            }
            (_, Next::At { at, .. }) => self.after(level, Span::Acknowledge, (*at).max(self.now), follower),
            (_, before) => before.clone(),
        }
    }

    /// A span that is allowed, in words: with its calendar, where not every minute counts (domain reference 4.3).
    fn allowed(&self, level: &Level, span: SignedDuration) -> String {
        let calendar = level.calendar.as_deref().filter(|_| level.hours(self.directory).is_some());
        let of = calendar.map(|c| format!(" of {}", self.directory.words(c))).unwrap_or_default();
        format!("{}{of}", duration::print(span))
    }

    /// When it was known that nobody of a level could be reached by anything that its call set going.
    fn unreached_at(&self, level: &Level, call: &Call) -> Option<Timestamp> {
        let is_its = |n: &&Notification| {
            n.clock == Clock::Functional && folded(&n.level) == folded(&level.name) && n.at >= call.at
        };
        self.incident.notified.iter().rfind(is_its)?.failed_at().filter(|at| *at <= self.now)
    }

    /// When the level after `level` is called, by the span that ran out since `from`. The span is that of the
    /// matrix and severity in force at each moment; the clock rests in pauses and while it is resolved.
    fn after(&self, level: &Level, span: Span, from: Timestamp, follower: Option<&Level>) -> Next {
        let pauses = pauses(self.incident, self.now);
        let rests = Cell::new(None);
        let due = first_due(from, &self.changes, |at| {
            let held = self.level_at(&level.name, &Clock::Functional, at)?;
            if let Some(follower) = follower {
                self.level_at(&follower.name, &Clock::Functional, at)?;
            }
            let span = span.of(held)?;
            let hours = held.hours(self.directory);
            // The share is one of the minutes that count: those of the calendar, without the pauses.
            let share = |percent: u32| span * i32::try_from(percent.min(100)).unwrap_or(100) / 100;
            match run(from, span, &pauses, hours.as_ref()) {
                Run::At(due) => {
                    let risk = run(from, share(self.percent()), &pauses, hours.as_ref());
                    Some((due, (span, if let Run::At(risk) = risk { risk.min(due) } else { due })))
                }
                Run::Rests(left) => {
                    rests.set(Some(left));
                    None
                }
            }
        });
        match (due, rests.get(), span) {
            (Some((at, (allowed, at_risk_at))), _, Span::Acknowledge) => {
                let allowed = self.allowed(level, allowed);
                let why = format!("if {} does not acknowledge within {allowed}", level.name);
                Next::At { at, at_risk_at, why }
            }
            (Some((at, (allowed, at_risk_at))), _, Span::Resolve) => {
                let allowed = self.allowed(level, allowed);
                let why = format!("as {} had {allowed} to resolve after acknowledging", level.name);
                Next::At { at, at_risk_at, why }
            }
            (None, Some(left), _) => Next::Rests(left),
            (None, None, Span::Acknowledge) => {
                Next::Never(format!("the matrix gives {} no time to acknowledge", level.name))
            }
            (None, None, Span::Resolve) => {
                Next::Never(format!("{} acknowledged and the matrix gives no time to resolve", level.name))
            }
        }
    }

    /// Where the matrix repeats the chain and nobody has acknowledged, the first level is called again.
    fn repeat(&self, list: &mut [LevelClock], done: &[Happened], next: &Next, round: u32, repeat: u32) {
        let all_called = !done.is_empty() && done.iter().all(|d| d.called.is_some() || d.skipped.is_some());
        let nobody = done.iter().all(|d| d.acknowledged.is_none());
        if let (Next::At { at, at_risk_at, .. }, Some(first)) = (next, list.first_mut())
            && all_called
            && nobody
            && round < repeat
            && self.incident.is_open()
        {
            first.state = self.waiting(*at_risk_at, *at);
            first.at_risk_at = Some(*at_risk_at);
            first.due_at = Some(*at);
            first.in_seconds = Some(duration::seconds(at.duration_since(self.now)));
            first.round = round + 1;
            first.explanation = format!("Called again as nobody acknowledged, round {} of {}.", round + 2, repeat + 1);
        }
    }
}

/// Which earlier level has it since after a call was made, by its place, the nearest one, and since when.
fn holder(earlier: &[Happened], call: &Call) -> Option<(usize, Timestamp)> {
    let mut levels = earlier.iter().enumerate().rev();
    levels.find_map(|(place, other)| {
        let (at, _) = other.acknowledged.as_ref()?;
        let is_later = |taken: &Taken| call.held || taken.place > call.place;
        let is_since = *at >= call.at && other.taken.last().is_some_and(is_later);
        is_since.then_some((place, *at))
    })
}

/// The later one of what two levels leave to the one after them.
fn later(one: Next, other: Next) -> Next {
    match (one, other) {
        (Next::At { at, at_risk_at, why }, Next::At { at: other, .. }) if at > other => {
            Next::At { at, at_risk_at, why }
        }
        (never @ Next::Never(_), _) | (_, never @ Next::Never(_)) => never,
        (rests @ Next::Rests(_), _) => rests,
        (_, other) => other,
    }
}
