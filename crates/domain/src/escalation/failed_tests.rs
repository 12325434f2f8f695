//! A chain does not stand still: whoever was relieved is called again when the one who took it fails or hands it back,
//! and a chain that has nobody left says so.

use proptest::prelude::*;

use super::*;
use crate::log::{Author, Fact};
use crate::test::{Builder, Log, at};
use crate::timeline::PlanTimeline;

type Cells<'a> = &'a [(&'a str, &'a str)];

const ROWS: &[Cells<'_>] = &[
    &[("level", "L1"), ("target", "Ada"), ("acknowledge_within", "PT5M"), ("resolve_within", "PT30M")],
    &[("level", "L2"), ("target", "Bo"), ("acknowledge_within", "PT10M"), ("resolve_within", "PT20M")],
    &[("level", "L3"), ("target", "Cy"), ("acknowledge_within", "PT15M"), ("resolve_within", "PT40M")],
];

struct Case {
    plan: PlanTimeline,
    log: Log,
}

impl Case {
    /// An incident of 14:00 with the levels.
    fn new() -> Self {
        let mut b = Builder::default();
        let block = b.block(&BlockKind::Escalation, "", ROWS);
        let document = b.document("Escalation", "escalation-matrix", vec![("Matrix", BlockKind::Escalation, block)]);
        let mut log = Log::default();
        let (number, title, severity) = ("INC-7".to_owned(), "Down".to_owned(), "SEV1".to_owned());
        log.add(
            "14:00",
            Fact::Declared { number, title, severity, commander: None, services: vec![], detected_at: None },
        );
        Self { plan: PlanTimeline::always(document), log }
    }

    /// L1 was called at 14:00, L2 at 14:05 and L3 at 14:15, and nobody has answered.
    fn all_called() -> Self {
        let mut case = Self::new();
        for (time, said) in [("14:00", "L1 called: Ada."), ("14:05", "L2 called: Bo."), ("14:15", "L3 called: Cy.")] {
            assert_eq!(case.fire(time), [said]);
        }
        case
    }

    /// What is logged now by itself: each fact in its words.
    fn fire(&mut self, now: &str) -> Vec<String> {
        let mut said = Vec::new();
        loop {
            let (incident, directory) = (self.log.incident(), Directory::default());
            let mut facts = firings(&self.plan, &incident, &directory, at(now));
            facts.extend(exhausted(&self.plan, &incident, &directory, at(now)));
            if facts.is_empty() {
                return said;
            }
            for fact in facts {
                assert!(!self.log.entries.iter().any(|known| known.entry.id == fact.id), "a new call is a new entry");
                said.push(fact.text.clone());
                self.log.add_as(fact.id, now, fact.fact, &fact.text);
                self.log.entries.last_mut().expect("it was added").entry.author = Author::bridgebook();
            }
        }
    }

    fn clock(&self, level: &str, now: &str) -> LevelClock {
        let clocks = escalation_clocks(&self.plan, &self.log.incident(), &Directory::default(), at(now));
        clocks.into_iter().find(|clock| clock.level == level).expect("a level")
    }

    fn takes(&mut self, time: &str, level: &str) {
        self.log.add(time, Fact::LevelAcknowledged { level: level.into(), by: "somebody".into() });
    }

    fn declines(&mut self, time: &str, level: &str) {
        let (by, reason) = ("somebody".to_owned(), "has to leave".to_owned());
        self.log.add(time, Fact::LevelDeclined { level: level.into(), by, reason });
    }

    fn skips(&mut self, time: &str, level: &str) {
        self.log.add(time, Fact::LevelSkipped { level: level.into(), reason: "wrong team".into(), clock: None });
    }

    fn raises(&mut self, time: &str, level: &str) {
        self.log.add(time, Fact::LevelRaised { level: level.into(), reason: "it spreads".into(), clock: None });
    }
}

#[test]
fn whoever_was_relieved_is_called_again_when_the_one_who_took_it_fails() {
    let mut case = Case::all_called();
    case.takes("14:20", "L2");
    assert!(matches!(case.clock("L3", "14:21").state, LevelState::Relieved { .. }));
    assert_eq!(case.clock("L3", "14:21").due_at, Some(at("14:40")), "L2 has 20 min to resolve");
    assert!(case.fire("14:39").is_empty());
    assert_eq!(case.fire("14:40"), ["L3 called: Cy."]);
    assert!(case.fire("14:41").is_empty(), "once");
    let state = case.clock("L3", "14:41").state;
    let acknowledge_due = Some(at("14:55"));
    assert_eq!(state, LevelState::Called { at: at("14:40"), late_by_seconds: 0, acknowledge_due });
    let said = case.fire("14:55");
    assert_eq!(
        said,
        ["No level is left to call: nobody of L3 acknowledged in time. Call a level by hand, or agree who takes it."]
    );
    assert!(case.fire("16:00").is_empty(), "that is said once");
    case.raises("16:01", "L3");
    assert_eq!(case.fire("16:16").len(), 1, "and again after whatever is done next");
}

#[test]
fn a_chain_whose_last_level_took_it_and_failed_says_that_nobody_is_left() {
    let mut case = Case::all_called();
    case.takes("14:20", "L3");
    assert!(case.fire("14:59").is_empty());
    let said = case.fire("15:10");
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("No level is left to call: the time of L3 to resolve it is over, 10 min late."));
    assert!(case.fire("17:00").is_empty());
}

#[test]
fn a_relieved_level_that_is_called_by_hand_has_its_whole_time() {
    let mut case = Case::all_called();
    case.takes("14:16", "L1");
    assert!(matches!(case.clock("L2", "14:17").state, LevelState::Relieved { .. }));
    case.raises("14:20", "L2");
    let acknowledge_due = Some(at("14:30"));
    let called = LevelState::Called { at: at("14:20"), late_by_seconds: 0, acknowledge_due };
    assert_eq!(case.clock("L2", "14:21").state, called);
    assert!(case.fire("14:29").is_empty());
    let reviews = call_reviews(&case.plan, &case.log.incident(), &Directory::default(), at("14:31"));
    let of_l2: Vec<_> = reviews.iter().filter(|call| call.level == "L2").map(|call| call.end.clone()).collect();
    assert_eq!(of_l2, [CallEnd::NotTaken, CallEnd::NotTaken], "a call of its own");
    assert_eq!(case.fire("14:30"), ["L3 called: Cy."], "L2 had its ten minutes");
}

#[test]
fn what_is_logged_in_one_moment_counts_in_the_order_of_the_log() {
    let mut case = Case::all_called();
    // Taken in the very second in which L3 was called: whoever was called before is relieved, and called again.
    case.takes("14:15", "L1");
    for level in ["L2", "L3"] {
        assert!(matches!(case.clock(level, "14:16").state, LevelState::Relieved { .. }), "{level}");
    }
    // Raised in the very second of the acknowledgement: whoever is called after it is asked.
    case.raises("14:15", "L2");
    assert!(matches!(case.clock("L2", "14:16").state, LevelState::Called { .. }));
    assert_eq!(case.fire("14:25"), ["L3 called: Cy."], "no level stays called for ever");
}

#[test]
fn whoever_is_called_by_hand_is_asked_anew() {
    let mut case = Case::all_called();
    assert_eq!(case.fire("14:31").len(), 1, "nobody answered, and nobody is left");
    case.raises("14:35", "L2");
    let until = |case: &Case| match case.clock("L2", "14:36").state {
        LevelState::Called { acknowledge_due, .. } => acknowledge_due,
        state => panic!("{state:?}"),
    };
    assert_eq!(until(&case), Some(at("14:45")), "the whole time to acknowledge");
    assert_eq!(case.fire("14:36"), Vec::<String>::new(), "somebody is asked again");

    // Whoever took it fell ill and is asked once more.
    let mut case = Case::all_called();
    case.takes("14:20", "L2");
    case.raises("14:35", "L2");
    assert_eq!(until(&case), Some(at("14:45")));
}

#[test]
fn whoever_declines_or_is_skipped_after_taking_it_hands_it_back_at_once() {
    for skips in [false, true] {
        let mut case = Case::all_called();
        case.takes("14:20", "L2");
        if skips {
            case.skips("14:25", "L2");
        } else {
            case.declines("14:25", "L2");
        }
        let state = case.clock("L2", "14:25").state;
        assert_eq!(matches!(state, LevelState::Skipped { .. }), skips, "{state:?}");
        let l3 = case.clock("L3", "14:25");
        assert_eq!((l3.state, l3.due_at), (LevelState::Overdue, Some(at("14:25"))), "at once");
        let verb = if skips { "was skipped" } else { "declined" };
        assert_eq!(l3.explanation, format!("Called again as L2 {verb}."));
        assert_eq!(case.fire("14:25"), ["L3 called: Cy."]);
        assert_eq!(case.fire("14:40").len(), 1, "L3 has its whole time, and then nobody is left");
    }
    // A level that was not called yet is called for the first time.
    let mut case = Case::new();
    case.fire("14:00");
    case.takes("14:02", "L1");
    case.declines("14:03", "L1");
    assert_eq!(case.fire("14:03"), ["L2 called: Bo."]);
    // Whoever takes it again has it again.
    case.takes("14:04", "L1");
    assert!(matches!(case.clock("L1", "14:05").state, LevelState::Acknowledged { .. }));
    assert!(matches!(case.clock("L2", "14:05").state, LevelState::Relieved { .. }));
    assert_eq!(case.clock("L2", "14:05").due_at, Some(at("14:34")));
}

#[test]
fn a_level_that_is_left_out_calls_the_next_one_in_its_turn_and_not_before() {
    let mut case = Case::new();
    case.fire("14:00");
    case.takes("14:02", "L1");
    case.skips("14:03", "L2");
    assert!(case.fire("14:04").is_empty(), "L1 has it");
    assert_eq!(case.clock("L3", "14:04").due_at, Some(at("14:32")), "in place of L2");
    let mut case = Case::all_called();
    case.declines("14:16", "L2");
    case.takes("14:17", "L1");
    assert_eq!(case.clock("L3", "14:20").due_at, Some(at("14:47")), "L2 had declined and stays out");
}

proptest! {
    /// Whatever people do, an open chain always has somebody whose time runs or who has it without a limit, or it says
    /// that nobody is left; and no call is logged twice.
    #[test]
    fn a_chain_never_stands_still_in_silence(deeds in prop::collection::vec((1_u32..25, 0_usize..4, 0_usize..3), 0..12)) {
        let mut case = Case::new();
        let (levels, mut minute) = (["L1", "L2", "L3"], 0_u32);
        let time = |minute: u32| format!("{:02}:{:02}", 14 + minute / 60, minute % 60);
        case.fire(&time(minute));
        for (later, deed, level) in deeds {
            minute += later;
            case.fire(&time(minute));
            let (now, level) = (time(minute), levels[level]);
            match deed {
                0 => case.takes(&now, level),
                1 => case.declines(&now, level),
                2 => case.skips(&now, level),
                _ => case.raises(&now, level),
            }
            case.fire(&now);
        }
        // Every span of this matrix is shorter than an hour: after four of them everybody's time is over.
        for _ in 0..4 {
            minute += 41;
            case.fire(&time(minute.min(599)));
        }
        let incident = case.log.incident();
        let says_so = incident.levels.iter().rev().find_map(|event| match event {
            crate::incident::LevelEvent::Exhausted { .. } => Some(true),
            crate::incident::LevelEvent::Paused { .. } | crate::incident::LevelEvent::Resumed { .. } => None,
            _ => Some(false),
        });
        prop_assert_eq!(says_so, Some(true), "{:?}", incident.levels);
    }
}
