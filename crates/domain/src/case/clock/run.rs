//! A clock at one moment: how much of its time is used, where it rested, and when it is due by that.

use jiff::{SignedDuration, Timestamp};

use super::stand::ClockStand;
use crate::directory::Hours;

/// A span in which a clock rests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    pub from: Timestamp,
    /// None while it rests at the moment looked at.
    pub until: Option<Timestamp>,
    pub status: String,
    pub is_known: bool,
}

/// That a clock rests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rest {
    /// Since when.
    pub since: Timestamp,
    /// The status in which it does, as it is shown.
    pub status: String,
    /// Whether the log says since when; else it counts from the moment at which the case was taken in or opened.
    pub is_known: bool,
}

/// A clock of a case at one moment.
#[derive(Debug, Clone)]
pub struct CaseClock {
    begins: Timestamp,
    /// When the time allowed is over. Of one that rests, when it would be if it went on at the moment looked at.
    pub due: Timestamp,
    /// The time allowed, in working time where the service level names a calendar.
    pub allowed: SignedDuration,
    /// How much of it is used up.
    pub used: SignedDuration,
    /// How long it rested, in the same time.
    pub rested: SignedDuration,
    /// When it stopped; none while it runs.
    pub stopped: Option<Timestamp>,
    /// That it rests now.
    pub rest: Option<Rest>,
    /// Percent of the time allowed from which on it is at risk.
    pub at_risk: f64,
    /// When the time allowed was over or will be; none for one that rests before.
    over: Option<Timestamp>,
    /// Where it is looked at, or where it stopped.
    end: Timestamp,
    /// In which it ran, the last one without an end where it still does.
    runs: Vec<(Timestamp, Option<Timestamp>)>,
    hours: Option<Hours>,
}

impl CaseClock {
    /// A clock that begins, is promised for a moment, may have stopped, and is looked at; `rests` in order.
    pub(super) fn new(
        (begins, promised): (Timestamp, Timestamp),
        (stopped, at): (Option<Timestamp>, Timestamp),
        rests: Vec<Span>,
        hours: Option<Hours>,
        at_risk: f64,
    ) -> Self {
        let stopped = stopped.filter(|stopped| *stopped <= at);
        let end = stopped.unwrap_or(at);
        let mut runs = Vec::new();
        let mut from = Some(begins);
        let (mut rested, mut rest) = (SignedDuration::ZERO, None);
        let counts = |span: &Span| {
            let begins = span.from < end || (span.from == end && stopped.is_none());
            begins && span.until.is_none_or(|until| until > span.from)
        };
        for span in rests.into_iter().filter(counts) {
            if let Some(begin) = from
                && begin < span.from
            {
                runs.push((begin, Some(span.from)));
            }
            from = span.until;
            let until = span.until.unwrap_or(end).min(end);
            rested = rested.saturating_add(between(hours.as_ref(), span.from, until));
            if span.until.is_none() && stopped.is_none() {
                rest = Some(Rest { since: span.from, status: span.status, is_known: span.is_known });
            }
        }
        runs.extend(from.map(|begin| (begin, None)));
        let allowed = between(hours.as_ref(), begins, promised);
        let used = runs.iter().fold(SignedDuration::ZERO, |sum, (from, until)| {
            sum.saturating_add(between(hours.as_ref(), *from, until.unwrap_or(end).min(end)))
        });
        let mut clock =
            Self { begins, due: promised, allowed, used, rested, stopped, rest, at_risk, over: None, end, runs, hours };
        // What was promised to the minute is due then, also outside of working hours, as long as nothing moved it.
        let is_moved = clock
            .runs
            .first()
            .is_none_or(|(from, until)| *from > begins || until.is_some_and(|until| until < promised));
        clock.over = if is_moved { clock.when(allowed) } else { Some(promised) };
        let left = || allowed.saturating_sub(used).max(SignedDuration::ZERO);
        clock.due = clock.over.or_else(|| add(clock.hours.as_ref(), end, left())).unwrap_or(promised);
        clock
    }

    /// When so much of its time was or will be used; none for one that rests before.
    fn when(&self, span: SignedDuration) -> Option<Timestamp> {
        let mut left = span;
        for (from, until) in &self.runs {
            let there = add(self.hours.as_ref(), *from, left)?;
            match until {
                Some(until) if there > *until => {
                    left = left.checked_sub(between(self.hours.as_ref(), *from, *until))?;
                }
                _ => return Some(there),
            }
        }
        None
    }

    /// How much of the time allowed is used up, in percent; beyond 100 is past the target.
    #[must_use]
    pub fn percent(&self) -> f64 {
        let allowed = self.allowed.as_secs_f64();
        if allowed > 0.0 { self.used.as_secs_f64() / allowed * 100.0 } else { 100.0 }
    }

    /// When a share of the time allowed is used up, while the clock runs; none once it has stopped before, and while it
    /// rests before.
    #[must_use]
    pub fn reaches(&self, percent: f64) -> Option<Timestamp> {
        let share = SignedDuration::try_from_secs_f64(self.allowed.as_secs_f64() * percent / 100.0).ok()?;
        self.when(share).filter(|at| self.stopped.is_none_or(|stopped| *at <= stopped))
    }

    /// When it is at risk, in the future or the past.
    #[must_use]
    pub fn risk_from(&self) -> Option<Timestamp> {
        self.reaches(self.at_risk)
    }

    /// How it stands.
    #[must_use]
    pub fn stand(&self) -> ClockStand {
        let is_over = self.over.is_some_and(|over| self.end > over);
        match (self.stopped.is_some(), is_over) {
            (true, true) => ClockStand::Late,
            (true, false) => ClockStand::Met,
            (false, true) => ClockStand::Breached,
            (false, false) if self.rest.is_some() => ClockStand::Paused,
            (false, false) if self.percent() >= self.at_risk => ClockStand::AtRisk,
            (false, false) => ClockStand::Running,
        }
    }

    /// When it began.
    #[must_use]
    pub const fn begins(&self) -> Timestamp {
        self.begins
    }
}

/// The moment at which so much time has passed since another, in working time where there are hours.
fn add(hours: Option<&Hours>, from: Timestamp, span: SignedDuration) -> Option<Timestamp> {
    match hours {
        Some(hours) => hours.add(from, span),
        None => from.checked_add(span).ok(),
    }
}

/// The time between two moments, in working time where there are hours; none where the second is the earlier one.
fn between(hours: Option<&Hours>, from: Timestamp, to: Timestamp) -> SignedDuration {
    match hours {
        _ if to <= from => SignedDuration::ZERO,
        Some(hours) => hours.between(from, to),
        None => to.duration_since(from),
    }
}
