//! The functional chain as far as the log tells it: which levels were called, who acknowledged, what was
//! declined, skipped, raised and paused.

use jiff::{SignedDuration, Timestamp};

use crate::directory::Hours;
use crate::incident::{Incident, LevelEvent};
use crate::log::Clock;
use crate::view::folded;

/// What happened to one level.
#[derive(Debug, Clone, Default)]
pub(super) struct Happened {
    pub called: Option<Call>,
    pub acknowledged: Option<(Timestamp, String)>,
    pub declined: Option<(Timestamp, String, String)>,
    pub skipped: Option<(Timestamp, String)>,
    /// Released, or given it back by a level above: why.
    pub released: Option<String>,
}

/// A call that was made.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub at: Timestamp,
    pub due_at: Timestamp,
    pub target: String,
    /// Called by hand, with the reason.
    pub raised: Option<String>,
    /// Nobody was called by it: it was due before the data was restored.
    pub held: bool,
}

/// What happened to the levels with this name. With a repeated chain a call after an earlier one begins a
/// new round; what is told is the last round.
pub(super) fn happened(incident: &Incident, level: &str, clock: &Clock, now: Timestamp) -> Happened {
    let name = folded(level);
    let mut found = Happened::default();
    for event in &incident.levels {
        match event {
            LevelEvent::Called { level, clock: called, target, due_at, at, held, .. }
                if folded(level) == name && called == clock && *at <= now =>
            {
                (found.declined, found.skipped) = (None, None);
                let acknowledged = found.acknowledged.take();
                let is_new_round = found.called.is_some() && acknowledged.is_none();
                if found.called.is_none() || is_new_round {
                    // What was due before the data was restored ran from then: nobody knows that it was not called.
                    let at = if *held { (*at).min(*due_at) } else { *at };
                    let (target, held) = (target.clone(), *held);
                    found.called = Some(Call { at, due_at: *due_at, target, raised: None, held });
                }
                found.acknowledged = acknowledged;
            }
            LevelEvent::Acknowledged { level, by, at, .. } if folded(level) == name && *at <= now => {
                found.acknowledged = found.acknowledged.or_else(|| Some((*at, by.clone())));
            }
            LevelEvent::Declined { level, by, reason, at } if folded(level) == name && *at <= now => {
                found.declined = Some((*at, by.clone(), reason.clone()));
            }
            LevelEvent::Skipped { level, clock: of, reason, at }
                if folded(level) == name && is_of(of.as_ref(), clock) && *at <= now =>
            {
                found.skipped = Some((*at, reason.clone()));
            }
            LevelEvent::Released { to, by, reason, at, .. }
                if folded(to) == name && *clock == Clock::Functional && *at <= now =>
            {
                (found.declined, found.skipped) = (None, None);
                found.acknowledged = Some((*at, by.clone()));
                found.released = Some(reason.clone());
            }
            LevelEvent::Released { released, reason, at, .. }
                if *clock == Clock::Functional && *at <= now && released.iter().any(|level| folded(level) == name) =>
            {
                found = Happened { released: Some(reason.clone()), ..Happened::default() };
            }
            // Called by hand before its time: it is called then, and it is not late.
            LevelEvent::Raised { level, clock: of, reason, at, .. }
                if folded(level) == name && is_of(of.as_ref(), clock) && *at <= now =>
            {
                (found.declined, found.skipped) = (None, None);
                let raised = Some(reason.clone());
                let call = || Call { at: *at, due_at: *at, target: String::new(), raised, held: false };
                found.called = Some(found.called.filter(|call| !call.held).unwrap_or_else(call));
            }
            _ => {}
        }
    }
    found
}

/// Whether what the log says of a level is of this clock; entries that do not say it are of both.
pub(super) fn is_of(said: Option<&Clock>, clock: &Clock) -> bool {
    said.is_none_or(|said| said == clock)
}

/// How often a level was released: each call after that is another one.
pub(super) fn releases(incident: &Incident, level: &str) -> usize {
    let name = folded(level);
    let is_it = |event: &&LevelEvent| match event {
        LevelEvent::Released { released, .. } => released.iter().any(|level| folded(level) == name),
        _ => false,
    };
    incident.levels.iter().filter(is_it).count()
}

/// When a round after the first began: when the first level was called for it.
pub(super) fn round_began(incident: &Incident, first: &str, round: u32, now: Timestamp) -> Option<Timestamp> {
    let name = folded(first);
    let calls = incident.levels.iter().filter_map(|e| match e {
        LevelEvent::Called { level, clock: Clock::Functional, at, .. } if folded(level) == name && *at <= now => {
            Some(*at)
        }
        _ => None,
    });
    calls.skip(1).nth(usize::try_from(round.checked_sub(1)?).ok()?)
}

/// How often the level was called.
pub(super) fn rounds(incident: &Incident, level: &str, now: Timestamp) -> u32 {
    let name = folded(level);
    let calls = incident.levels.iter().filter(|e| match e {
        LevelEvent::Called { level, clock: Clock::Functional, at, .. } => folded(level) == name && *at <= now,
        _ => false,
    });
    u32::try_from(calls.count()).unwrap_or(u32::MAX)
}

/// The spans during which the functional clock rested. The response clock does not rest before somebody has
/// responded (domain reference 4.3): a pause counts from the first acknowledgement on.
pub(super) fn pauses(incident: &Incident, now: Timestamp) -> Vec<(Timestamp, Option<Timestamp>)> {
    let first_response = incident.levels.iter().find_map(|e| match e {
        LevelEvent::Acknowledged { at, .. } if *at <= now => Some(*at),
        _ => None,
    });
    let Some(first_response) = first_response else { return Vec::new() };
    let mut list: Vec<(Timestamp, Option<Timestamp>)> = Vec::new();
    for event in &incident.levels {
        match event {
            LevelEvent::Paused { at, .. } if *at <= now && list.last().is_none_or(|(_, end)| end.is_some()) => {
                list.push(((*at).max(first_response), None));
            }
            LevelEvent::Resumed { at } if *at <= now => {
                if let Some((from, end)) = list.last_mut()
                    && end.is_none()
                {
                    *end = Some((*at).max(*from));
                }
            }
            _ => {}
        }
    }
    list
}

/// Where a clock that began at `from` stands after running for `span`, resting in the pauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Run {
    /// It gets there at this moment.
    At(Timestamp),
    /// It rests now; so much is left.
    Rests(SignedDuration),
}

/// Runs a clock. With hours only the time within them counts, so that a pause over a night costs nothing; a calendar
/// that has none within two years counts every minute, because a clock that never ends would call nobody.
pub(super) fn run(
    from: Timestamp,
    span: SignedDuration,
    pauses: &[(Timestamp, Option<Timestamp>)],
    hours: Option<&Hours>,
) -> Run {
    let hours = hours.filter(|hours| hours.opens(from).is_some());
    let after = |from: Timestamp, span: SignedDuration| match hours {
        Some(hours) => hours.add(from, span).unwrap_or(Timestamp::MAX),
        None => from.saturating_add(span).unwrap_or(Timestamp::MAX),
    };
    let (mut from, mut left) = (from, span);
    for (begins, ends) in pauses {
        let begins = (*begins).max(from);
        if ends.is_some_and(|end| end <= begins) {
            continue;
        }
        if begins >= after(from, left) {
            break;
        }
        let ran = hours.map_or_else(|| begins.duration_since(from), |hours| hours.between(from, begins));
        left = left.saturating_sub(ran);
        match ends {
            Some(end) => from = *end,
            None => return Run::Rests(left),
        }
    }
    Run::At(after(from, left))
}
