//! De-escalation, and what a matrix offers for choosing.

use super::*;
use crate::log::{Author, Fact, State};
use crate::test::{Builder, Log, at};
use crate::timeline::PlanTimeline;

type Cells<'a> = &'a [(&'a str, &'a str)];

const ROWS: &[Cells<'_>] = &[
    &[("level", "L1"), ("target", "Ada"), ("acknowledge_within", "PT5M"), ("resolve_within", "PT30M")],
    &[("level", "L2"), ("target", "Bo"), ("acknowledge_within", "PT10M"), ("resolve_within", "PT30M")],
    &[("level", "L3"), ("target", "Cy"), ("acknowledge_within", "PT15M")],
    &[("level", "Manager"), ("clock", "hierarchical"), ("target", "Di"), ("after", "PT2H")],
];

fn state(plan: &PlanTimeline, log: &Log, level: &str, now: &str) -> (LevelState, Option<Timestamp>, String) {
    let clocks = escalation_clocks(plan, &log.incident(), &Directory::default(), at(now));
    let clock = clocks.into_iter().find(|clock| clock.level == level).expect("a level");
    (clock.state, clock.due_at, clock.explanation)
}

fn fire(plan: &PlanTimeline, log: &mut Log, now: &str) -> Vec<String> {
    let facts = firings(plan, &log.incident(), &Directory::default(), at(now));
    let words = facts.iter().map(|fact| fact.text.clone()).collect();
    for fact in facts {
        assert!(!log.entries.iter().any(|known| known.entry.id == fact.id), "a new call is a new entry");
        log.add_as(fact.id, now, fact.fact, &fact.text);
        log.entries.last_mut().expect("it was added").entry.author = Author::bridgebook();
    }
    words
}

/// An incident of 14:00 in which nobody of L1 acknowledged, so that L2 was called at 14:05.
fn two_called() -> (PlanTimeline, Log) {
    let mut b = Builder::default();
    let block = b.block(&BlockKind::Escalation, "", ROWS);
    let document = b.document("Escalation", "escalation-matrix", vec![("Matrix", BlockKind::Escalation, block)]);
    let plan = PlanTimeline::always(document);
    let mut log = Log::default();
    let (number, title, severity) = ("INC-7".to_owned(), "Down".to_owned(), "SEV1".to_owned());
    log.add("14:00", Fact::Declared { number, title, severity, commander: None, services: vec![], detected_at: None });
    assert_eq!(fire(&plan, &mut log, "14:00"), ["L1 called: Ada."]);
    assert_eq!(fire(&plan, &mut log, "14:05"), ["L2 called: Bo."]);
    (plan, log)
}

#[test]
fn a_level_that_was_called_is_relieved_once_an_earlier_one_acknowledges_late() {
    let (plan, mut log) = two_called();
    assert!(matches!(state(&plan, &log, "L2", "14:07").0, LevelState::Called { .. }), "nobody has it");
    log.add("14:08", Fact::LevelAcknowledged { level: "L1".into(), by: "Ada".into() });
    let (now, _, why) = state(&plan, &log, "L2", "14:20");
    let (level, since) = ("L1".to_owned(), at("14:08"));
    assert_eq!(now, LevelState::Relieved { at: at("14:05"), late_by_seconds: 0, level, since });
    assert!(
        why.ends_with(
            "L1 acknowledged after that, so nobody is asked to take it. Called again as L1 had 30 min to resolve after \
             acknowledging."
        ),
        "{why}"
    );
    let mut meanwhile = log.clone();
    meanwhile.add("14:30", Fact::LevelAcknowledged { level: "L2".into(), by: "Bo".into() });
    assert!(
        matches!(state(&plan, &meanwhile, "L2", "14:31").0, LevelState::Acknowledged { .. }),
        "who takes it has it"
    );
    assert_eq!(fire(&plan, &mut meanwhile, "15:00"), ["L3 called: Cy."], "half an hour after L2 took it");
    assert!(fire(&plan, &mut log, "14:37").is_empty(), "L1 has its time to resolve");
    assert_eq!(state(&plan, &log, "L2", "14:37").0, LevelState::AtRisk, "the next above is about to be called again");
    assert_eq!(fire(&plan, &mut log, "14:38"), ["L2 called: Bo."], "again, as L1 did not resolve it in its time");
    assert!(matches!(state(&plan, &log, "L2", "14:39").0, LevelState::Called { at: t, .. } if t == at("14:38")));
    assert!(fire(&plan, &mut log, "14:47").is_empty());
    assert_eq!(fire(&plan, &mut log, "14:48"), ["L3 called: Cy."], "and on from there, with the whole time of L2");
    log.add("14:49", Fact::LevelAcknowledged { level: "L2".into(), by: "Bo".into() });
    assert!(matches!(state(&plan, &log, "L2", "14:50").0, LevelState::Acknowledged { .. }), "who takes it has it");
    assert_eq!(fire(&plan, &mut log, "15:19"), ["L3 called: Cy."], "L3 was relieved by L2, whose time is over");
}

#[test]
fn a_released_level_gives_it_back_with_the_whole_time_to_resolve_and_may_be_called_again() {
    let (plan, mut log) = two_called();
    log.add("14:06", Fact::LevelAcknowledged { level: "L2".into(), by: "Bo".into() });
    assert_eq!(fire(&plan, &mut log, "14:36"), ["L3 called: Cy."], "L2 had half an hour to resolve");
    log.add(
        "14:40",
        Fact::Deescalated {
            level: "L3".into(),
            to: "L1".into(),
            released: vec!["L2".into(), "L3".into()],
            by: "Ada".into(),
            reason: "the remedy works".into(),
        },
    );
    let (now, _, why) = state(&plan, &log, "L1", "14:41");
    assert_eq!(now, LevelState::Acknowledged { at: at("14:40"), by: "Ada".into() });
    assert!(why.contains("de-escalated: the remedy works; 30 min to resolve"), "{why}");
    let (now, due, why) = state(&plan, &log, "L2", "14:41");
    assert_eq!((now, due), (LevelState::Due, Some(at("15:10"))), "the whole time of L1 from then on");
    assert!(why.starts_with("Released: the remedy works. Called as L1 had 30 min"), "{why}");
    assert_eq!(state(&plan, &log, "L3", "14:41").0, LevelState::Upcoming);
    assert_eq!(state(&plan, &log, "Manager", "14:41").1, Some(at("16:00")), "what runs by age goes on");
    assert!(fire(&plan, &mut log, "15:09").is_empty());
    assert_eq!(fire(&plan, &mut log, "15:10"), ["L2 called: Bo."], "again");
    assert!(matches!(state(&plan, &log, "L2", "15:11").0, LevelState::Called { at: t, .. } if t == at("15:10")));
}

#[test]
fn a_matrix_offers_severities_by_impact_and_urgency_and_reasons_for_a_pause() {
    let mut b = Builder::default();
    let cells: &[Cells<'_>] = &[
        &[("impact", "group"), ("urgency", "high"), ("severity", "SEV2")],
        &[("impact", "group"), ("urgency", "high"), ("severity", "SEV9")],
        &[("impact", "individual"), ("urgency", "low")],
    ];
    let lookup = b.block(&BlockKind::Table, "impact-urgency", cells);
    let reasons: &[Cells<'_>] = &[&[("reason", "Watching"), ("approver", "Ada")], &[("meaning", "nothing")]];
    let reasons = b.block(&BlockKind::Table, "pause-reasons", reasons);
    let sections = vec![("By both", BlockKind::Table, lookup), ("Pauses", BlockKind::Table, reasons)];
    let document = b.document("Escalation", "escalation-matrix", sections);
    let list = impact_urgency(&document);
    let told: Vec<_> = list.iter().map(|c| (c.impact.as_str(), c.urgency.as_str(), c.severity.as_str())).collect();
    assert_eq!(told, [("Group", "High", "SEV2")], "by the words that people read, the first of two");
    let told: Vec<_> = pause_reasons(&document).into_iter().map(|r| (r.reason, r.approver)).collect();
    assert_eq!(told, [("Watching".to_owned(), "Ada".to_owned())]);
}

#[test]
fn taking_over_by_de_escalation_is_a_response_and_ends_the_calls_of_the_level_that_has_it_again() {
    let (plan, mut log) = two_called();
    let waiting = |log: &Log, now: &str| {
        notifications(&plan, &log.incident(), &Directory::default(), &[], &jiff::tz::TimeZone::UTC, at(now)).len()
    };
    assert_eq!(waiting(&log, "14:06"), 2, "both calls");
    log.add(
        "14:07",
        Fact::Deescalated {
            level: "L2".into(),
            to: "L1".into(),
            released: vec!["L2".into()],
            by: "Cy".into(),
            reason: "it was nothing".into(),
        },
    );
    assert_eq!(waiting(&log, "14:08"), 0, "Cy has it: nobody else is to be called");
    log.add("14:10", Fact::EscalationPaused { reason: "waiting for the vendor".into() });
    assert!(fire(&plan, &mut log, "14:50").is_empty(), "somebody took it over, so the clock rests");
    log.add("15:10", Fact::EscalationResumed {});
    assert_eq!(state(&plan, &log, "L2", "15:11").1, Some(at("15:37")), "27 minutes were left");
}

fn ends(plan: &PlanTimeline, log: &Log, now: &str) -> Vec<(String, CallEnd)> {
    let calls = call_reviews(plan, &log.incident(), &Directory::default(), at(now));
    calls.into_iter().map(|call| (call.level, call.end)).collect()
}

#[test]
fn a_call_that_an_earlier_level_took_is_no_breach_and_whoever_takes_it_all_the_same_counts() {
    let (plan, mut log) = two_called();
    let mut late = log.clone();
    let taken = |level: &str| Fact::LevelAcknowledged { level: level.into(), by: "Ada".into() };
    log.add("14:08", taken("L1"));
    let first = ("L1".to_owned(), CallEnd::TakenLate(jiff::SignedDuration::from_mins(3)));
    let relieved = ("L2".to_owned(), CallEnd::Ended("L1 took it".to_owned()));
    assert_eq!(ends(&plan, &log, "14:10"), [first.clone(), relieved.clone()]);
    assert_eq!(ends(&plan, &log, "14:30"), [first.clone(), relieved.clone()], "its time ran out when nobody waited");
    let mut meanwhile = log.clone();
    meanwhile.add("14:30", taken("L2"));
    let second = ("L2".to_owned(), CallEnd::Taken);
    assert_eq!(ends(&plan, &meanwhile, "14:31"), [first.clone(), second], "who takes it all the same has it");
    assert_eq!(fire(&plan, &mut log, "14:38"), ["L2 called: Bo."], "again: another call of its own");
    log.add("14:39", taken("L1"));
    let third = ends(&plan, &log, "15:00").remove(2);
    assert_eq!(third, ("L2".to_owned(), CallEnd::NotTaken), "L1 had it already: L2 is asked, as the board says");
    log.add("14:40", taken("L2"));
    let again = ("L2".to_owned(), CallEnd::Taken);
    assert_eq!(ends(&plan, &log, "15:00"), [first, relieved, again], "the first call of L2 stays relieved");
    late.add("14:16", taken("L1"));
    assert_eq!(ends(&plan, &late, "14:30")[1], ("L2".to_owned(), CallEnd::NotTaken), "its time was over before");
}

#[test]
fn opening_an_incident_again_makes_no_breach_of_a_call_that_it_ended() {
    let (plan, mut log) = two_called();
    log.add("14:06", Fact::StateChanged { state: State::Resolved });
    let before = ends(&plan, &log, "14:20");
    assert!(matches!(&before[1].1, CallEnd::Ended(why) if why.contains("resolved")), "{before:?}");
    log.add("14:30", Fact::StateChanged { state: State::Investigating });
    assert_eq!(ends(&plan, &log, "16:00"), before);
}
