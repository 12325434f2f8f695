//! The functional chain as far as the log tells it: which levels were called, who acknowledged, what was
//! declined, skipped, raised and paused.

use jiff::{SignedDuration, Timestamp};

use crate::directory::Hours;
use crate::escalation::Level;
use crate::id::EntryId;
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
    /// Whether it had it and handed it back: declined, or skipped by somebody else.
    pub handed_back: bool,
    /// Every time somebody of it took it, in order of the log: that ends what those above are asked for.
    pub taken: Vec<Taken>,
    /// Its last call, where an earlier level took it since: nobody is asked to take it, until its turn comes again.
    pub relieved: Option<Relief>,
}

/// A level was taken, by an acknowledgement or by de-escalation.
#[derive(Debug, Clone)]
pub(super) struct Taken {
    /// The entry that says so.
    pub id: EntryId,
    /// The level.
    pub level: String,
    pub at: Timestamp,
    /// Where it stands in the log of levels: what is logged in one and the same moment has an order as well.
    pub place: usize,
}

/// A call that was ended by an earlier level.
#[derive(Debug, Clone)]
pub(super) struct Relief {
    pub call: Call,
    /// What ended it.
    pub by: Taken,
}

impl Happened {
    /// The last call that was made, whether or not it still stands.
    pub fn last_call(&self) -> Option<&Call> {
        self.called.as_ref().or(self.relieved.as_ref().map(|relief| &relief.call))
    }

    /// Where in the log of levels it was last called or taken; none where it was neither, or was relieved since.
    pub fn last_place(&self) -> Option<usize> {
        let called = self.called.as_ref().map(|call| call.place);
        called.max(self.taken.last().map(|taken| taken.place))
    }

    /// Whether it was asked or had it when it was declined or skipped, so that the chain goes on at once.
    pub fn hands_it_on(&self) -> bool {
        self.called.is_some() || (self.handed_back && self.relieved.is_none())
    }
}

/// A call that was made.
#[derive(Debug, Clone)]
pub(super) struct Call {
    /// The entry that made it.
    pub id: EntryId,
    /// Where it stands in the log of levels.
    pub place: usize,
    pub at: Timestamp,
    pub due_at: Timestamp,
    pub target: String,
    /// Called by hand, with the reason.
    pub raised: Option<String>,
    /// Nobody was called by it: it was due before the data was restored.
    pub held: bool,
}

impl Call {
    /// Whether an earlier level took it after this call was made.
    pub fn is_ended_by(&self, taken: &Taken) -> bool {
        !self.held && taken.place > self.place && taken.at >= self.at
    }
}

/// What happened to the levels with this name, from a place in the log of levels on. With a repeated chain a call after
/// an earlier one begins a new round; what is told is the last round. `earlier` is each time that a level before it in
/// the chain was taken, the nearest level last.
///
/// Whoever declines or is skipped after taking it hands it back: it is taken no more.
pub(super) fn happened(
    incident: &Incident,
    level: &str,
    clock: &Clock,
    now: Timestamp,
    since: usize,
    earlier: &[Taken],
) -> Happened {
    let name = folded(level);
    // What a person does after a restore is about now, whatever was done before it.
    let is_before_restore =
        |was: Timestamp, at: Timestamp| incident.restored.iter().any(|restored| was <= *restored && *restored <= at);
    let mut found = Happened::default();
    for (place, event) in incident.levels.iter().enumerate().skip(since) {
        let taken = |id: &EntryId, at: &Timestamp| Taken { id: *id, level: level.to_owned(), at: *at, place };
        match event {
            LevelEvent::Called { id, level, clock: called, target, due_at, at, held, .. }
                if folded(level) == name && called == clock && *at <= now =>
            {
                (found.declined, found.skipped, found.handed_back) = (None, None, false);
                let acknowledged = found.acknowledged.take();
                let is_new_round = found.called.is_some() && acknowledged.is_none();
                if found.called.is_none() || is_new_round {
                    let by_hand = incident.reached_at(*id).filter(|at| *held && *at <= now);
                    found.called = Some(match by_hand {
                        Some(at) => {
                            let raised = Some("it was due before the data was restored".to_owned());
                            Call { id: *id, place, at, due_at: at, target: target.clone(), raised, held: false }
                        }
                        None => {
                            // What was due before the data was restored ran from then: nobody knows that it was not
                            // called.
                            let at = if *held { (*at).min(*due_at) } else { *at };
                            let (due_at, target) = (*due_at, target.clone());
                            Call { id: *id, place, at, due_at, target, raised: None, held: *held }
                        }
                    });
                }
                found.acknowledged = acknowledged;
            }
            LevelEvent::Acknowledged { id, level: of, by, at, .. } if folded(of) == name && *at <= now => {
                let has_it = found.acknowledged.filter(|(was, _)| !is_before_restore(*was, *at));
                if has_it.is_none() {
                    found.taken.push(taken(id, at));
                    found.handed_back = false;
                }
                found.acknowledged = has_it.or_else(|| Some((*at, by.clone())));
            }
            LevelEvent::Declined { level, by, reason, at, .. } if folded(level) == name && *at <= now => {
                found.handed_back |= found.acknowledged.take().is_some();
                found.declined = Some((*at, by.clone(), reason.clone()));
            }
            LevelEvent::Skipped { level, clock: of, reason, at, .. }
                if folded(level) == name && is_of(of.as_ref(), clock) && *at <= now =>
            {
                found.handed_back |= found.acknowledged.take().is_some();
                found.skipped = Some((*at, reason.clone()));
            }
            LevelEvent::Released { id, to, by, reason, at, .. }
                if folded(to) == name && *clock == Clock::Functional && *at <= now =>
            {
                (found.declined, found.skipped, found.handed_back) = (None, None, false);
                found.taken.push(taken(id, at));
                found.acknowledged = Some((*at, by.clone()));
                found.released = Some(reason.clone());
            }
            LevelEvent::Released { released, reason, at, .. }
                if *clock == Clock::Functional && *at <= now && released.iter().any(|level| folded(level) == name) =>
            {
                found = Happened { released: Some(reason.clone()), taken: found.taken, ..Happened::default() };
            }
            // Called by hand before its time: it is called then, and it is not late.
            LevelEvent::Raised { id, level, clock: of, reason, at, .. }
                if folded(level) == name && is_of(of.as_ref(), clock) && *at <= now =>
            {
                (found.declined, found.skipped, found.handed_back) = (None, None, false);
                let raised = Some(reason.clone());
                // Whoever was called before is asked anew, with the whole time to acknowledge: who calls again by hand has
                // a reason, such as that nobody answered, or that whoever had it fell ill.
                found.acknowledged = None;
                found.called =
                    Some(Call { id: *id, place, at: *at, due_at: *at, target: String::new(), raised, held: false });
            }
            _ => {}
        }
    }
    // Of several who took it the nearest one below is named.
    let by = found.called.as_ref().and_then(|call| earlier.iter().rfind(|taken| call.is_ended_by(taken)).cloned());
    if let (Some(by), None) = (by, &found.acknowledged) {
        found.relieved = found.called.take().map(|call| Relief { call, by });
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

/// Where in the log of levels each round of the chain began, by its first level. What was called by hand or skipped in
/// a round was its turn there, so a call after it is that of the next round.
pub(super) fn rounds(incident: &Incident, first: &str, now: Timestamp) -> Vec<usize> {
    let name = folded(first);
    let is_it = |level: &str, clock: Option<&Clock>, at: Timestamp| {
        folded(level) == name && is_of(clock, &Clock::Functional) && at <= now
    };
    let (mut began, mut had_its_turn) = (vec![0], false);
    for (place, event) in incident.levels.iter().enumerate() {
        match event {
            LevelEvent::Called { level, clock, at, .. } if is_it(level, Some(clock), *at) => {
                if had_its_turn {
                    began.push(place);
                }
                had_its_turn = true;
            }
            LevelEvent::Raised { level, clock, at, .. } | LevelEvent::Skipped { level, clock, at, .. }
                if is_it(level, clock.as_ref(), *at) =>
            {
                had_its_turn = true;
            }
            _ => {}
        }
    }
    began
}

/// From which place in the log of levels on a level of the chain counts: not before `since`, and not before a call that
/// was held after a restore, once a person called an earlier level after it, or somebody of one answered.
pub(super) fn counts_from(
    incident: &Incident,
    level: &str,
    earlier: &[(Level, bool)],
    since: usize,
    now: Timestamp,
) -> usize {
    let name = folded(level);
    let held = incident.levels.iter().rposition(|event| match event {
        LevelEvent::Called { level, clock: Clock::Functional, held: true, at, .. } => {
            folded(level) == name && *at <= now
        }
        _ => false,
    });
    let Some(held) = held.filter(|held| *held >= since) else { return since };
    let LevelEvent::Called { at: held_at, .. } = &incident.levels[held] else { return since };
    let is_earlier = |level: &str| earlier.iter().any(|(other, _)| folded(&other.name) == folded(level));
    let goes_on = |event: &LevelEvent| match event {
        LevelEvent::Raised { level, clock, at, .. } => {
            is_earlier(level) && is_of(clock.as_ref(), &Clock::Functional) && *at <= now
        }
        LevelEvent::Acknowledged { level, at, .. }
        | LevelEvent::Declined { level, at, .. }
        | LevelEvent::Released { to: level, at, .. } => is_earlier(level) && *at <= now,
        _ => false,
    };
    let is_told = |event: &LevelEvent| match event {
        LevelEvent::Called { id, level, clock: Clock::Functional, held: true, .. } if is_earlier(level) => {
            incident.reached_at(*id).is_some_and(|at| at >= *held_at && at <= now)
        }
        _ => false,
    };
    let is_over = incident.levels[held..].iter().any(goes_on) || incident.levels.iter().any(is_told);
    if is_over { held + 1 } else { since }
}

/// How often a call of a level was held after a restore: each call after that is another one.
pub(super) fn holds(incident: &Incident, level: &str) -> usize {
    let name = folded(level);
    let is_it = |event: &&LevelEvent| match event {
        LevelEvent::Called { level, clock: Clock::Functional, held: true, .. } => folded(level) == name,
        _ => false,
    };
    incident.levels.iter().filter(is_it).count()
}

/// Whether somebody has answered a call of the incident, or took over: before that the response clock does not rest
/// (domain reference 4.3).
#[must_use]
pub fn is_answered(incident: &Incident) -> bool {
    incident.levels.iter().any(|e| matches!(e, LevelEvent::Acknowledged { .. } | LevelEvent::Released { .. }))
}

/// The spans during which the functional clock rested. The response clock does not rest before somebody has
/// responded (domain reference 4.3): a pause counts from the first acknowledgement on, or from when somebody took over.
pub(super) fn pauses(incident: &Incident, now: Timestamp) -> Vec<(Timestamp, Option<Timestamp>)> {
    let first_response = incident.levels.iter().find_map(|e| match e {
        LevelEvent::Acknowledged { at, .. } | LevelEvent::Released { at, .. } if *at <= now => Some(*at),
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
