//! The functional chain: level after level, each from what happened to the one before it.

use std::cell::Cell;

use jiff::{SignedDuration, Timestamp};

use super::{LevelClock, LevelState, Watch, late_by, late_words, share};
use crate::duration;
use crate::escalation::chain::{Call, Happened, Run, counts_from, happened, pauses, rounds, run};
use crate::escalation::{Level, NobodyAvailable, reach as reach_of, taken_by};
use crate::incident::Notification;
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
        let shown = self.shown(&Clock::Functional);
        let repeat = self.views.at(self.now).map_or(0, |v| v.repeat);
        let began = shown.first().map_or_else(|| vec![0], |(l, _)| rounds(self.incident, &l.name, self.now));
        let round = if repeat == 0 { 0 } else { began.len() - 1 };
        let done: Vec<Happened> = shown
            .iter()
            .enumerate()
            .map(|(n, (l, _))| {
                // What happened in an earlier round does not count in this one.
                let since = counts_from(self.incident, &l.name, &shown[..n], began[round], self.now);
                happened(self.incident, &l.name, &Clock::Functional, self.now, since)
            })
            .collect();
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
            let mut clock = self.level((level, *in_force, is_empty), &done[n], &next, passed_over, is_next);
            clock.round = round;
            relieve(&mut clock, earlier_response(&shown[..n], &done[..=n]));
            let waits = matches!(
                clock.state,
                LevelState::Overdue | LevelState::AtRisk | LevelState::Due | LevelState::Paused { .. }
            );
            let follower = shown.get(n + 1).map(|(l, _)| l);
            next = self.next(&shown[..=n], &done[..=n], &clock, &next, follower);
            is_next = is_next && !waits;
            list.push(clock);
        }
        self.repeat(&mut list, &done, &next, round, repeat);
        list
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
            let due = done.called.as_ref().map(|c| c.due_at).or(due);
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
                let clock = make(Some(*at), state, format!("{}Called {why}{nobody}.", released.unwrap_or_default()));
                LevelClock { at_risk_at: Some(*at_risk_at), ..clock }
            }
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
        // An acknowledgement by an earlier level after this one was called stops the chain too.
        if let Some((at, level)) = earlier_response(&levels[..n], done) {
            return self.after(level, Span::Resolve, at, follower);
        }
        if let Some((at, _, _)) = &happened.declined {
            return Next::At { at: *at, at_risk_at: *at, why: format!("as {} declined", level.name) };
        }
        if let Some((at, _)) = &happened.skipped {
            let was_called = happened.called.is_some();
            return match before {
                Next::At { at: due, at_risk_at, .. } if !was_called => {
                    let why = format!("in place of {}", level.name);
                    Next::At { at: (*due).max(*at), at_risk_at: *at_risk_at, why }
                }
                _ => Next::At { at: *at, at_risk_at: *at, why: format!("as {} was skipped", level.name) },
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

/// The acknowledgement of an earlier level that came after the last of these was called, and that level.
fn earlier_response<'a>(earlier: &'a [(Level, bool)], done: &[Happened]) -> Option<(Timestamp, &'a Level)> {
    let (this, before) = done.split_last()?;
    let call = this.called.as_ref()?;
    let mut responses = before.iter().zip(earlier).rev();
    responses.find_map(|(other, (level, _))| {
        let (at, _) = other.acknowledged.as_ref().filter(|(at, _)| *at >= call.at)?;
        Some((*at, level))
    })
}

/// A level that was called waits for nobody once an earlier one took it after that; one that was raised by hand in the
/// moment of that acknowledgement is still asked.
fn relieve(clock: &mut LevelClock, response: Option<(Timestamp, &Level)>) {
    if let (LevelState::Called { at, late_by_seconds, .. }, Some((since, level))) = (&clock.state, response)
        && *at < since
    {
        let (at, late_by_seconds, level) = (*at, *late_by_seconds, level.name.clone());
        clock.explanation =
            format!("{} {level} acknowledged after that, so nobody is asked to take it.", clock.explanation);
        clock.state = LevelState::Relieved { at, late_by_seconds, level, since };
    }
}
