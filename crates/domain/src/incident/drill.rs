//! A drill as the log of its exercise tells it, and its clock. Scenario time is a function of the log and `now` alone: a
//! laptop that slept in the middle of a drill shows what it would have shown.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use ts_rs::TS;

use super::Incident;
use crate::id::{DocumentId, EntryId, RowId};
use crate::log::{Author, DrillFact, Entry, Fact, HotWash, Met};

/// A drill that is played.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Drill {
    /// The plan that it is played from.
    pub document: DocumentId,
    /// When it began.
    #[ts(type = "string")]
    pub begun_at: Timestamp,
    /// When it ended.
    #[ts(type = "string | null")]
    pub ended_at: Option<Timestamp>,
    /// What was done to its clock, in order.
    pub moves: Vec<ClockMove>,
    /// Injects that were given, in order; one that was withdrawn is not among them.
    pub delivered: Vec<DeliveredInject>,
    /// What evaluators say of injects; the last word on each.
    pub evaluated: Vec<EvaluatedInject>,
    /// When the players first said that they declare an incident.
    #[ts(type = "string | null")]
    pub players_declared_at: Option<Timestamp>,
    /// What was said in the hot-wash, in order.
    pub said: Vec<SaidInHotWash>,
}

/// What a controller does to the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ClockTurn {
    /// It rests.
    Rests,
    /// It goes on.
    GoesOn,
    /// It shows this scenario time, in seconds, where that lies ahead of it.
    Shows(u32),
}

/// Something that was done to the clock of a drill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ClockMove {
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// What.
    pub turn: ClockTurn,
}

/// An inject that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DeliveredInject {
    /// Row of the events list.
    pub inject: RowId,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// By whom.
    pub by: Author,
}

/// What an evaluator says of an inject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct EvaluatedInject {
    /// Row of the events list.
    pub inject: RowId,
    /// Whether the expected outcome was met.
    pub met: Met,
    /// What happened.
    pub actual: String,
    /// The evaluator's note.
    pub note: String,
    /// When they said so.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Who.
    pub by: Author,
}

/// Something that was said in the hot-wash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SaidInHotWash {
    /// Entry.
    pub id: EntryId,
    /// Strength or improvement.
    pub about: HotWash,
    /// The words; those of a correction, where there is one.
    pub text: String,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// By whom.
    pub by: Author,
}

impl Drill {
    /// What the clock of the scenario shows at a moment: nothing before the beginning, what it showed last once it has
    /// ended. It never goes back: a clock that is put to an earlier time stays as it is.
    #[must_use]
    pub fn scenario(&self, now: Timestamp) -> SignedDuration {
        self.course(now, |_, _| {})
    }

    /// The same, with each time by which the clock was put forward, and when.
    pub(super) fn course(&self, now: Timestamp, mut leapt: impl FnMut(Timestamp, SignedDuration)) -> SignedDuration {
        let until = self.ended_at.map_or(now, |ended| ended.min(now));
        let (mut shown, mut since, mut goes) = (SignedDuration::ZERO, self.begun_at, true);
        let run = |from: Timestamp, to: Timestamp, goes: bool| {
            let passed = to.duration_since(from);
            if goes && passed.is_positive() { passed } else { SignedDuration::ZERO }
        };
        for one in self.moves.iter().filter(|one| one.at <= until) {
            shown = shown.saturating_add(run(since, one.at, goes));
            since = since.max(one.at);
            match one.turn {
                ClockTurn::Rests => goes = false,
                ClockTurn::GoesOn => goes = true,
                ClockTurn::Shows(seconds) => {
                    let by = SignedDuration::from_secs(i64::from(seconds)).saturating_sub(shown);
                    if by.is_positive() {
                        shown = shown.saturating_add(by);
                        leapt(one.at, by);
                    }
                }
            }
        }
        shown.saturating_add(run(since, until, goes))
    }

    /// Whether it goes on at a moment: begun, not ended, and its clock not resting.
    #[must_use]
    pub fn goes_on(&self, now: Timestamp) -> bool {
        if self.ended_at.is_some_and(|at| at <= now) {
            return false;
        }
        let turns = self.moves.iter().rev().filter(|one| one.at <= now);
        let last = turns.map(|one| one.turn).find(|turn| !matches!(turn, ClockTurn::Shows(_)));
        last != Some(ClockTurn::Rests)
    }

    /// When an inject was given.
    #[must_use]
    pub fn delivery(&self, inject: RowId) -> Option<&DeliveredInject> {
        self.delivered.iter().find(|one| one.inject == inject)
    }

    /// What an evaluator said of an inject last.
    #[must_use]
    pub fn evaluation(&self, inject: RowId) -> Option<&EvaluatedInject> {
        self.evaluated.iter().find(|one| one.inject == inject)
    }

    fn new(document: DocumentId, begun_at: Timestamp) -> Self {
        Self {
            document,
            begun_at,
            ended_at: None,
            moves: Vec::new(),
            delivered: Vec::new(),
            evaluated: Vec::new(),
            players_declared_at: None,
            said: Vec::new(),
        }
    }

    fn take(&mut self, entry: &Entry, text: &str, fact: DrillFact) {
        let (at, by) = (entry.event_at, || entry.author.clone());
        let mut turned = |turn| self.moves.push(ClockMove { at, turn });
        match fact {
            // Of two beginnings the first counts.
            DrillFact::Begun { .. } => {}
            DrillFact::Paused {} => turned(ClockTurn::Rests),
            DrillFact::Continued {} => turned(ClockTurn::GoesOn),
            DrillFact::Forwarded { to_seconds } => turned(ClockTurn::Shows(to_seconds)),
            // Given twice, as by two controllers at two laptops, it was given at the first time.
            DrillFact::Delivered { inject } => {
                if self.delivery(inject).is_none() {
                    self.delivered.push(DeliveredInject { inject, at, by: by() });
                }
            }
            DrillFact::Withdrawn { inject } => self.delivered.retain(|one| one.inject != inject),
            DrillFact::Evaluated { inject, met, actual, note } => {
                self.evaluated.retain(|one| one.inject != inject);
                self.evaluated.push(EvaluatedInject { inject, met, actual, note, at, by: by() });
            }
            DrillFact::PlayersDeclared {} => self.players_declared_at = self.players_declared_at.or(Some(at)),
            DrillFact::Said { about } => {
                self.said.push(SaidInHotWash { id: entry.id, about, text: text.to_owned(), at, by: by() });
            }
            DrillFact::Ended {} => self.ended_at = self.ended_at.or(Some(at)),
        }
    }
}

/// Takes what the log says of a drill; gives other facts back. Without a beginning there is no drill to speak of.
pub(super) fn take(incident: &mut Incident, entry: &Entry, fact: Fact) -> Option<Fact> {
    let Fact::Drill(fact) = fact else { return Some(fact) };
    if let (DrillFact::Begun { document }, None) = (&fact, &incident.drill) {
        incident.drill = Some(Drill::new(*document, entry.event_at));
    }
    let text = incident.corrections.get(&entry.id).unwrap_or(&entry.text).clone();
    if let Some(drill) = incident.drill.as_mut() {
        drill.take(entry, &text, fact);
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::test::{Log, at};

    fn plan() -> DocumentId {
        DocumentId::new(Uuid::from_u128(7))
    }

    fn begun() -> Drill {
        Drill::new(plan(), at("10:00"))
    }

    fn shown(drill: &Drill, time: &str) -> i64 {
        drill.scenario(at(time)).as_secs() / 60
    }

    #[test]
    fn the_clock_rests_goes_on_is_put_forward_and_ends() {
        let mut drill = begun();
        assert_eq!((shown(&drill, "09:59"), shown(&drill, "10:10")), (0, 10));
        let turns = [
            ("10:10", ClockTurn::Rests),
            ("10:30", ClockTurn::GoesOn),
            ("10:35", ClockTurn::Shows(40 * 60)),
            ("10:36", ClockTurn::Shows(5 * 60)),
        ];
        drill.moves = turns.map(|(time, turn)| ClockMove { at: at(time), turn }).into();
        for (time, minutes) in
            [("10:10", 10), ("10:29", 10), ("10:34", 14), ("10:35", 40), ("10:36", 41), ("11:00", 65)]
        {
            assert_eq!(shown(&drill, time), minutes, "at {time}");
        }
        assert!(!drill.goes_on(at("10:20")) && drill.goes_on(at("10:36")));
        drill.ended_at = Some(at("11:00"));
        assert_eq!(shown(&drill, "12:00"), 65, "it shows what it showed last");
        assert!(!drill.goes_on(at("12:00")));
    }

    #[test]
    fn the_log_tells_what_was_given_and_judged_and_the_last_word_holds() {
        let inject = |n: u128| RowId::new(Uuid::from_u128(n));
        let mut log = Log::default();
        log.declared("10:00");
        log.add("10:00", Fact::Drill(DrillFact::Delivered { inject: inject(9) }));
        assert!(log.incident().drill.is_none(), "nothing is played before it begins");
        let mut log = Log { entries: log.entries[..1].to_vec() };
        let judged = |met, note: &str| {
            let (actual, note) = (String::new(), note.to_owned());
            Fact::Drill(DrillFact::Evaluated { inject: inject(1), met, actual, note })
        };
        for (time, fact) in [
            ("10:00", Fact::ExerciseDeclared {}),
            ("10:00", Fact::Drill(DrillFact::Begun { document: plan() })),
            ("10:01", Fact::Drill(DrillFact::Delivered { inject: inject(1) })),
            ("10:02", Fact::Drill(DrillFact::Delivered { inject: inject(2) })),
            ("10:03", Fact::Drill(DrillFact::Delivered { inject: inject(1) })),
            ("10:04", Fact::Drill(DrillFact::Withdrawn { inject: inject(2) })),
            ("10:05", judged(Met::No, "first")),
            ("10:06", judged(Met::Part, "second")),
            ("10:07", Fact::Drill(DrillFact::PlayersDeclared {})),
            ("10:08", Fact::Drill(DrillFact::PlayersDeclared {})),
            ("10:20", Fact::Drill(DrillFact::Ended {})),
        ] {
            log.add(time, fact);
        }
        let incident = log.incident();
        let drill = incident.drill.as_ref().expect("it was begun");
        assert_eq!((drill.document, drill.begun_at, drill.ended_at), (plan(), at("10:00"), Some(at("10:20"))));
        assert_eq!(drill.delivered.len(), 1, "one was withdrawn");
        assert_eq!(drill.delivery(inject(1)).map(|d| d.at), Some(at("10:01")), "the first time counts");
        assert_eq!(drill.evaluation(inject(1)).map(|e| (e.met.clone(), e.note.as_str())), Some((Met::Part, "second")));
        assert_eq!(drill.players_declared_at, Some(at("10:07")));
        assert!(incident.exercise);
    }

    #[test]
    fn a_fact_of_a_drill_is_kept_with_its_kind() {
        let fact = Fact::Drill(DrillFact::Forwarded { to_seconds: 900 });
        let (kind, payload) = fact.clone().into_parts();
        assert_eq!(kind, "drill");
        assert_eq!(payload, serde_json::json!({ "drill": "forwarded", "to_seconds": 900 }));
        assert_eq!(Fact::from_parts(&kind, &payload), Some(fact));
    }

    proptest! {
        #[test]
        fn the_clock_never_goes_back_and_never_faster_but_where_it_is_put_forward(
            turns in prop::collection::vec((0_i64..7200, 0_u8..3, 0_u32..14_400), 0..12),
            looks in prop::collection::vec(-600_i64..9000, 2..20),
            ends in prop::option::of(0_i64..7200),
        ) {
            let mut drill = begun();
            let mut turns = turns;
            turns.sort();
            let moment = |seconds: i64| at("10:00") + SignedDuration::from_secs(seconds);
            drill.moves = turns
                .iter()
                .map(|(seconds, what, to)| {
                    let turn = match what {
                        0 => ClockTurn::Rests,
                        1 => ClockTurn::GoesOn,
                        _ => ClockTurn::Shows(*to),
                    };
                    ClockMove { at: moment(*seconds), turn }
                })
                .collect();
            drill.ended_at = ends.map(moment);
            let mut looks = looks;
            looks.sort();
            for pair in looks.windows(2) {
                let (before, after) = (drill.scenario(moment(pair[0])), drill.scenario(moment(pair[1])));
                prop_assert!(before <= after, "{before:?} then {after:?}");
                let is_put = drill.moves.iter().any(|one| {
                    matches!(one.turn, ClockTurn::Shows(_)) && one.at > moment(pair[0]) && one.at <= moment(pair[1])
                });
                prop_assert!(is_put || after - before <= SignedDuration::from_secs(pair[1] - pair[0]));
            }
            for put in drill.moves.iter().filter(|one| drill.ended_at.is_none_or(|ended| one.at <= ended)) {
                if let ClockTurn::Shows(seconds) = put.turn {
                    prop_assert!(drill.scenario(put.at) >= SignedDuration::from_secs(i64::from(seconds)));
                }
            }
        }
    }
}
