//! What became of each call of the escalation (domain reference B.8, escalation review): when it was due, when it was
//! made, until when somebody had to take it, and who did. What the clocks said then is what counts: a matrix that was
//! changed since does not change the score of a call.

use jiff::{SignedDuration, Timestamp};

use super::chain::{Run, is_of, pauses, run};
use super::clock::{Watch, late_by};
use super::{EscalationView, Reach, reach};
use crate::directory::Directory;
use crate::incident::{Incident, LevelEvent};
use crate::log::{Clock, Named, State};
use crate::timeline::{PlanTimeline, Views, first_due};
use crate::view::folded;

/// What a call came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallEnd {
    /// An authority was told: nobody has to take it.
    Told,
    /// Nobody was reached by what was to tell an authority.
    NotReached,
    /// Somebody took it within the time to acknowledge.
    Taken,
    /// Somebody took it after that, by so much.
    TakenLate(SignedDuration),
    /// Whoever was called declined, and said why.
    Declined(String),
    /// Nobody took it within the time to acknowledge.
    NotTaken,
    /// It needed no answer any more: skipped, released, taken by an earlier level or resolved before its time was over.
    Ended(String),
    /// Its time runs.
    Waits,
    /// Nobody was called by it: it was due before the data was restored.
    Held,
}

/// A call that was made for a level, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallReview {
    /// Level.
    pub level: String,
    /// Clock.
    pub clock: Clock,
    /// Who was called: id or name; empty where the log does not say it.
    pub target: Named,
    /// When the call was due.
    pub due_at: Timestamp,
    /// When it was made.
    pub called_at: Timestamp,
    /// How much later than due it was made; zero when in time or by hand.
    pub late_by: SignedDuration,
    /// Why it was made by hand, where it was.
    pub by_hand: Option<String>,
    /// Until when somebody had to take it, where the matrix gives a time.
    pub take_by: Option<Timestamp>,
    /// When somebody took it, and who: id or name.
    pub taken: Option<(Timestamp, Named)>,
    /// What it came to.
    pub end: CallEnd,
    /// Whom it reached.
    pub reach: Reach,
    /// When it was answered or ended otherwise.
    ended: Option<(Timestamp, Option<CallEnd>)>,
    /// Whether whoever took it handed it back, declined or skipped: taken again, it is taken anew.
    handed_back: bool,
    /// When an earlier level took it, and which: nobody was asked to take this call from then on, and who does all the
    /// same has it.
    relieved: Option<(Timestamp, String)>,
}

impl CallReview {
    /// Whether a call was made at all.
    #[must_use]
    pub fn is_made(&self) -> bool {
        self.end != CallEnd::Held
    }

    /// Whether the time to take it ran out before anybody answered.
    #[must_use]
    pub const fn is_breached(&self) -> bool {
        matches!(self.end, CallEnd::TakenLate(_) | CallEnd::NotTaken)
    }

    /// Whether it is known that nobody was reached by it.
    #[must_use]
    pub const fn is_unreached(&self) -> bool {
        matches!(self.end, CallEnd::NotReached) || matches!(self.reach, Reach::Nobody { .. })
    }

    /// Whether it is scored: somebody had to take it and its time is over, or somebody answered.
    #[must_use]
    pub const fn is_scored(&self) -> bool {
        matches!(self.end, CallEnd::Taken | CallEnd::TakenLate(_) | CallEnd::NotTaken | CallEnd::Declined(_))
    }
}

/// Every call of both clocks, in the order in which they were made. `incident` is the log folded over what was known at
/// `now`.
#[must_use]
pub fn call_reviews(
    matrix: &PlanTimeline,
    incident: &Incident,
    directory: &Directory,
    now: Timestamp,
) -> Vec<CallReview> {
    let views = Views::read(matrix, |document| EscalationView::read(document, directory));
    let watch = Watch::new(views, incident, directory, now);
    let chain: Vec<String> = watch.shown(&Clock::Functional).into_iter().map(|(level, _)| level.name).collect();
    let mut list: Vec<CallReview> = Vec::new();
    for event in &incident.levels {
        take(&mut list, event, &watch, &chain);
    }
    for call in &mut list {
        call.take_by = take_by(&watch, call);
        call.end = end(call, incident, now);
    }
    list
}

fn take(list: &mut Vec<CallReview>, event: &LevelEvent, watch: &Watch<'_>, chain: &[String]) {
    match event {
        LevelEvent::Called { id, level, clock, target, due_at, at, held, .. } => {
            let reached = watch.incident.reached_at(*id).filter(|_| *held);
            let mut call = called(level, clock, target, *due_at, reached.unwrap_or(*at));
            call.reach = reach(watch.incident, *id, watch.now);
            if reached.is_some() {
                (call.due_at, call.late_by) = (call.called_at, SignedDuration::ZERO);
                call.by_hand = Some("it was due before the data was restored".to_owned());
            } else if *held {
                (call.end, call.late_by) = (CallEnd::Held, SignedDuration::ZERO);
            }
            list.push(call);
        }
        LevelEvent::Raised { id, level, clock, reason, at, .. } => {
            let clock = clock.clone().unwrap_or_else(|| clock_of(watch, level, *at));
            // Who calls again by hand asks anew, with the whole time to acknowledge: the call before it waits no more. An
            // authority that was told stays told.
            let name = folded(level);
            let last = list.iter_mut().rfind(|c| c.clock == clock && folded(&c.level) == name);
            if let Some(last) =
                last.filter(|c| clock == Clock::Functional && c.is_made() && c.ended.is_none() && c.relieved.is_none())
            {
                last.ended = Some((*at, Some(CallEnd::Ended(format!("called again: {reason}")))));
            }
            let by_hand = Some(reason.clone());
            let reach = reach(watch.incident, *id, watch.now);
            list.push(CallReview { by_hand, reach, ..called(level, &clock, "", *at, *at) });
        }
        LevelEvent::Acknowledged { level, by, at, .. } => {
            // Only the first answer of a level takes it from those after it.
            let name = folded(level);
            let last = list.iter_mut().rfind(|c| c.clock == Clock::Functional && folded(&c.level) == name);
            let is_first = last.is_none_or(|call| call.taken.is_none() || std::mem::take(&mut call.handed_back));
            if let Some(call) = open(list, level, *at) {
                (call.taken, call.ended) = (Some((*at, by.clone())), Some((*at, None)));
            }
            if is_first {
                relieve(list, level, *at, chain);
            }
        }
        LevelEvent::Declined { level, reason, at, .. } => {
            hand_back(list, level);
            if let Some(call) = open(list, level, *at) {
                call.ended = Some((*at, Some(CallEnd::Declined(reason.clone()))));
            }
        }
        LevelEvent::Skipped { level, clock, reason, at, .. } => {
            if is_of(clock.as_ref(), &Clock::Functional) {
                hand_back(list, level);
            }
            if let Some(call) = open(list, level, *at).filter(|c| is_of(clock.as_ref(), &c.clock)) {
                call.ended = Some((*at, Some(CallEnd::Ended(format!("skipped: {reason}")))));
            }
        }
        LevelEvent::Released { to, released, by, reason, at, .. } => {
            for level in released {
                if let Some(call) = open(list, level, *at) {
                    call.ended = Some((*at, Some(CallEnd::Ended(format!("released: {reason}")))));
                }
            }
            if let Some(call) = open(list, to, *at) {
                (call.taken, call.ended) = (Some((*at, by.clone())), Some((*at, None)));
            }
            relieve(list, to, *at, chain);
        }
        LevelEvent::Exhausted { .. } | LevelEvent::Paused { .. } | LevelEvent::Resumed { .. } => {}
    }
}

/// The last call of a level was taken, and whoever took it does not have it any more.
fn hand_back(list: &mut [CallReview], level: &str) {
    let name = folded(level);
    let last = list.iter_mut().rfind(|c| c.clock == Clock::Functional && folded(&c.level) == name);
    if let Some(call) = last.filter(|call| call.taken.is_some()) {
        call.handed_back = true;
    }
}

/// Nobody waits for the later levels of the chain that were called before an earlier one took it, as the board has it;
/// one that the log calls after that answer, in the same moment or later, is asked.
fn relieve(list: &mut [CallReview], taker: &str, at: Timestamp, chain: &[String]) {
    let place = |level: &str| chain.iter().position(|name| folded(name) == folded(level));
    let Some(earlier) = place(taker) else { return };
    for call in list.iter_mut().filter(|c| c.clock == Clock::Functional && c.is_made() && c.called_at <= at) {
        if call.ended.is_none() && call.relieved.is_none() && place(&call.level).is_some_and(|own| own > earlier) {
            call.relieved = Some((at, chain[earlier].clone()));
        }
    }
}

fn called(level: &str, clock: &Clock, target: &str, due_at: Timestamp, at: Timestamp) -> CallReview {
    CallReview {
        level: level.to_owned(),
        clock: clock.clone(),
        target: target.to_owned(),
        due_at,
        called_at: at,
        late_by: late_by(at, due_at),
        by_hand: None,
        take_by: None,
        taken: None,
        end: CallEnd::Waits,
        reach: Reach::Unknown,
        ended: None,
        handed_back: false,
        relieved: None,
    }
}

/// The last call of a level that waits for an answer: that of more skill before that of more authority.
fn open<'a>(list: &'a mut [CallReview], level: &str, at: Timestamp) -> Option<&'a mut CallReview> {
    let name = folded(level);
    let is_it = |c: &CallReview| folded(&c.level) == name && c.is_made() && c.ended.is_none() && c.called_at <= at;
    let functional = list.iter().rposition(|c| is_it(c) && c.clock == Clock::Functional);
    let place = functional.or_else(|| list.iter().rposition(is_it))?;
    list.get_mut(place)
}

/// The clock of a level that the log names without one: to more skill, unless the matrix only has it as an authority.
fn clock_of(watch: &Watch<'_>, level: &str, at: Timestamp) -> Clock {
    let has = |clock: &Clock| watch.level_at(level, clock, at).is_some();
    if !has(&Clock::Functional) && has(&Clock::Hierarchical) { Clock::Hierarchical } else { Clock::Functional }
}

/// Until when somebody had to take a call, by the rule that held when it ran out.
fn take_by(watch: &Watch<'_>, call: &CallReview) -> Option<Timestamp> {
    if call.clock != Clock::Functional || !call.is_made() {
        return None;
    }
    let pauses = pauses(watch.incident, watch.now);
    let due = first_due(call.called_at, &watch.changes, |at| {
        let held = watch.level_at(&call.level, &Clock::Functional, at)?;
        match run(call.called_at, held.acknowledge_within?, &pauses, held.hours(watch.directory).as_ref()) {
            Run::At(due) => Some((due, ())),
            Run::Rests(_) => None,
        }
    });
    due.map(|(at, ())| at)
}

const fn is_over(state: &State) -> bool {
    matches!(state, State::Resolved | State::Closed)
}

fn end(call: &CallReview, incident: &Incident, now: Timestamp) -> CallEnd {
    if !call.is_made() {
        return CallEnd::Held;
    }
    if call.clock == Clock::Hierarchical && !matches!(call.ended, Some((_, Some(CallEnd::Ended(_))))) {
        let is_over = || incident.first_from(is_over, call.called_at).is_some();
        return match call.reach {
            Reach::Unknown | Reach::Reached { .. } => CallEnd::Told,
            Reach::NotYet if !is_over() => CallEnd::Waits,
            Reach::NotYet | Reach::Nobody { .. } => CallEnd::NotReached,
        };
    }
    // From when an earlier level took it nobody was to answer, so no time runs out after that.
    let until = |at: Timestamp| call.relieved.as_ref().map_or(at, |(relieved, _)| at.min(*relieved));
    let ran_out = |at: Timestamp| call.take_by.filter(|due| *due < until(at));
    match &call.ended {
        Some((at, None)) => match ran_out(*at) {
            Some(due) => CallEnd::TakenLate(at.duration_since(due)),
            None => CallEnd::Taken,
        },
        // Whoever answers after the time was over was called in vain until then.
        Some((at, Some(_))) if ran_out(*at).is_some() => CallEnd::NotTaken,
        Some((_, Some(end))) => end.clone(),
        None => {
            // That it was opened again later does not ask for an answer to a call of before.
            let over = incident.first_from(is_over, call.called_at);
            match (ran_out(over.unwrap_or(now)), &call.relieved, over) {
                (Some(_), ..) => CallEnd::NotTaken,
                (None, Some((_, level)), _) => CallEnd::Ended(format!("{level} took it")),
                (None, None, Some(_)) => CallEnd::Ended("resolved before its time was over".to_owned()),
                (None, None, None) => CallEnd::Waits,
            }
        }
    }
}
