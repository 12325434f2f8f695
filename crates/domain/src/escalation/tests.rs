use jiff::Timestamp;

use super::*;
use crate::incident::Incident;
use crate::log::{Fact, State};
use crate::test::{Builder, Log, at, document_of};
use crate::timeline::PlanTimeline;

type Cells<'a> = &'a [(&'a str, &'a str)];

/// The matrix of the sample incident.
const SAMPLE: &[Cells<'_>] = &[
    &[
        ("severity", "SEV1"),
        ("level", "L1"),
        ("clock", "functional"),
        ("target", "On-call engineer"),
        ("notify", "page|phone"),
        ("acknowledge_within", "PT5M"),
        ("resolve_within", "PT30M"),
    ],
    &[
        ("severity", "SEV1"),
        ("level", "L2"),
        ("clock", "functional"),
        ("target", "Database expert|Network expert"),
        ("acknowledge_within", "PT10M"),
        ("resolve_within", "PT15M"),
    ],
    &[
        ("severity", "SEV1"),
        ("level", "L3"),
        ("clock", "functional"),
        ("target", "Kim Ji-woo|Harbourline"),
        ("notify", "phone"),
        ("acknowledge_within", "PT15M"),
    ],
    &[
        ("severity", "SEV1"),
        ("level", "Manager"),
        ("clock", "hierarchical"),
        ("target", "Sofia Brandt"),
        ("after", "PT15M"),
    ],
    &[
        ("severity", "SEV1"),
        ("level", "CTO"),
        ("clock", "hierarchical"),
        ("target", "Jonas Lindqvist"),
        ("after", "PT30M"),
    ],
    &[
        ("severity", "SEV1"),
        ("level", "CEO"),
        ("clock", "hierarchical"),
        ("target", "Henrik Dahl"),
        ("after", "PT120M"),
    ],
    &[
        ("severity", "SEV3"),
        ("level", "L1"),
        ("clock", "functional"),
        ("target", "On-call engineer"),
        ("acknowledge_within", "PT30M"),
    ],
    &[
        ("severity", "SEV3"),
        ("level", "L2"),
        ("clock", "functional"),
        ("target", "Database expert"),
        ("acknowledge_within", "PT2H"),
    ],
];

fn matrix(b: &mut Builder, rows: &[Cells<'_>], settings: &[(&str, &str)]) -> Document {
    let mut block = b.block(&BlockKind::Escalation, "", rows);
    for (key, value) in settings {
        block.settings.insert((*key).to_owned(), crate::value::Value::one(*value));
    }
    b.document("Escalation", "escalation-matrix", vec![("Matrix", BlockKind::Escalation, block)])
}

fn clocks_with(settings: &[(&str, &str)], incident: &Incident, now: &str) -> Vec<LevelClock> {
    let mut b = Builder::default();
    let plan = PlanTimeline::always(matrix(&mut b, SAMPLE, settings));
    escalation_clocks(&plan, incident, &Directory::default(), at(now))
}

fn clocks(log: &Log, now: &str) -> Vec<LevelClock> {
    clocks_with(&[], &log.incident(), now)
}

fn one<'a>(list: &'a [LevelClock], level: &str) -> &'a LevelClock {
    list.iter().find(|c| c.level == level).unwrap_or_else(|| panic!("{level} in {list:#?}"))
}

fn declared(severity: &str) -> Log {
    let mut log = Log::default();
    let fact = Fact::Declared {
        number: "INC-2041".to_owned(),
        title: "Checkout".to_owned(),
        severity: severity.to_owned(),
        commander: None,
        services: Vec::new(),
        detected_at: Some(at("13:58")),
    };
    log.add("14:05", fact);
    log
}

fn call(log: &mut Log, time: &str, level: &str, clock: Clock, due: &str) {
    let target = "On-call engineer".to_owned();
    log.add(time, Fact::LevelCalled { level: level.to_owned(), clock, target, due_at: at(due), held: false });
}

fn acknowledge(log: &mut Log, time: &str, level: &str) {
    log.add(time, Fact::LevelAcknowledged { level: level.to_owned(), by: "Chen Wei".to_owned() });
}

fn sample() -> Log {
    let mut log = declared("SEV1");
    acknowledge(&mut log, "14:02", "L1");
    call(&mut log, "14:20", "Manager", Clock::Hierarchical, "14:20");
    call(&mut log, "14:32", "L2", Clock::Functional, "14:32");
    acknowledge(&mut log, "14:34:42", "L2");
    call(&mut log, "14:36", "CTO", Clock::Hierarchical, "14:35");
    log
}

#[test]
fn the_sample_incident_stands_at_14_47_12_as_its_story_says() {
    let list = clocks(&sample(), "14:47:12");
    assert!(matches!(one(&list, "L1").state, LevelState::Acknowledged { at: t, .. } if t == at("14:02")));
    assert!(matches!(one(&list, "L2").state, LevelState::Acknowledged { at: t, .. } if t == at("14:34:42")));
    let l3 = one(&list, "L3");
    assert_eq!((l3.state.clone(), l3.due_at), (LevelState::AtRisk, Some(at("14:49:42"))));
    assert_eq!(l3.in_seconds, Some(150), "in 02:30");
    assert_eq!(l3.target, "Kim Ji-woo and Harbourline");
    assert_eq!(l3.explanation, "Called as L2 had 15 min to resolve after acknowledging.");
    let told = |level: &str| one(&list, level).state.clone();
    assert_eq!(told("Manager"), LevelState::Told { at: at("14:20"), late_by_seconds: 0 });
    assert_eq!(told("CTO"), LevelState::Told { at: at("14:36"), late_by_seconds: 60 }, "told one minute late");
    let ceo = one(&list, "CEO");
    assert_eq!((ceo.state.clone(), ceo.in_seconds), (LevelState::Due, Some(4668)), "in 1:17:48");
    let order: Vec<_> = list.iter().map(|c| c.level.as_str()).collect();
    assert_eq!(order, ["L1", "L2", "L3", "Manager", "CTO", "CEO"]);
}

#[test]
fn the_second_level_is_called_when_the_first_had_its_time_to_resolve() {
    let mut log = declared("SEV1");
    acknowledge(&mut log, "14:02", "L1");
    let list = clocks(&log, "14:31");
    assert_eq!(one(&list, "L2").due_at, Some(at("14:32")), "30 min after 14:02");
    assert_eq!(one(&list, "L3").state, LevelState::Upcoming, "it waits for L2");
}

#[test]
fn without_an_acknowledgement_minutes_are_the_time_allowed_in_a_level() {
    let mut log = declared("SEV1");
    let list = clocks(&log, "14:05");
    assert_eq!(one(&list, "L1").state, LevelState::Overdue, "the first is called at the declaration");
    call(&mut log, "14:05", "L1", Clock::Functional, "14:05");
    let list = clocks(&log, "14:06");
    let state = LevelState::Called { at: at("14:05"), late_by_seconds: 0, acknowledge_due: Some(at("14:10")) };
    assert_eq!(one(&list, "L1").state, state);
    assert_eq!(one(&list, "L2").due_at, Some(at("14:10")));
    assert_eq!(one(&list, "L3").due_at, Some(at("14:20")), "if L2 does not acknowledge either");
    // An acknowledgement of L1 after L2 was called stops the chain as well.
    call(&mut log, "14:10", "L2", Clock::Functional, "14:10");
    acknowledge(&mut log, "14:12", "L1");
    assert_eq!(one(&clocks(&log, "14:13"), "L2").due_at, Some(at("14:42")), "30 min to resolve from 14:12");
    assert_eq!(one(&clocks(&log, "14:13"), "L3").due_at, Some(at("14:52")), "L2 is called again before it");
}

#[test]
fn a_laptop_that_slept_fires_late_once_says_so_and_gives_the_next_level_its_time() {
    let mut log = declared("SEV1");
    call(&mut log, "14:05", "L1", Clock::Functional, "14:05");
    let mut b = Builder::default();
    let plan = PlanTimeline::always(matrix(&mut b, SAMPLE, &[]));
    let directory = Directory::default();
    let fire = |log: &Log, now: &str| firings(&plan, &log.incident(), &directory, at(now));
    let facts = fire(&log, "14:47");
    let levels: Vec<_> = facts.iter().map(|f| f.text.as_str()).collect();
    assert_eq!(
        levels,
        [
            "L2 called: Database expert and Network expert, 37 min late.",
            "Manager is to be told: Sofia Brandt, 27 min late.",
            "CTO is to be told: Jonas Lindqvist, 12 min late.",
        ]
    );
    assert_eq!(facts, fire(&log, "14:47"), "the same facts carry the same ids");
    for fact in facts {
        log.add_as(fact.id, "14:47", fact.fact, &fact.text);
    }
    assert_eq!(fire(&log, "14:47"), [], "each is logged once");
    let list = clocks(&log, "14:47");
    assert_eq!(one(&list, "L3").due_at, Some(at("14:57")), "L2 has its 10 min from when it was called");
    assert!(matches!(one(&list, "L2").state, LevelState::Called { late_by_seconds: 2220, .. }));
}

#[test]
fn a_promise_that_passed_is_logged_once() {
    let mut log = sample();
    log.add(
        "14:14:41",
        Fact::UpdateSent {
            audience: "Executives".to_owned(),
            number: 1,
            stage: "holding".to_owned(),
            body: String::new(),
            via: "chat".to_owned(),
            next_at: Some(at("14:44:41")),
        },
    );
    let plan = PlanTimeline::default();
    let fire = |log: &Log, now: &str| firings(&plan, &log.incident(), &Directory::default(), at(now));
    assert_eq!(fire(&log, "14:44:41"), [], "it may still go out this second");
    let facts = fire(&log, "14:47:12");
    assert_eq!(facts.len(), 1);
    assert_eq!(facts[0].event_at, at("14:44:41"), "it passed when it passed");
    log.add_as(facts[0].id, "14:44:41", facts[0].fact.clone(), "");
    assert_eq!(fire(&log, "14:50"), []);
}

#[test]
fn a_pause_moves_the_functional_clock_and_not_the_one_by_age() {
    let mut log = sample();
    log.add("14:40:42", Fact::EscalationPaused { reason: "waiting for Harbourline".to_owned() });
    let list = clocks(&log, "14:47:12");
    assert_eq!(one(&list, "L3").state, LevelState::Paused { left_seconds: 540 }, "9 of 15 min are left");
    assert_eq!(one(&list, "CEO").due_at, Some(at("16:05")), "age goes on");
    log.add("14:50:42", Fact::EscalationResumed {});
    assert_eq!(one(&clocks(&log, "14:51"), "L3").due_at, Some(at("14:59:42")), "10 min later");
}

#[test]
fn the_response_clock_does_not_rest_before_anybody_has_responded() {
    let mut log = declared("SEV1");
    call(&mut log, "14:05", "L1", Clock::Functional, "14:05");
    log.add("14:06", Fact::EscalationPaused { reason: "lunch".to_owned() });
    assert_eq!(one(&clocks(&log, "14:07"), "L2").due_at, Some(at("14:10")));
}

#[test]
fn declining_skipping_and_raising_by_hand_move_the_chain() {
    let mut log = declared("SEV1");
    call(&mut log, "14:05", "L1", Clock::Functional, "14:05");
    let (by, reason) = ("Emre Yılmaz".to_owned(), "ill".to_owned());
    log.add("14:07", Fact::LevelDeclined { level: "L1".to_owned(), by, reason: reason.clone() });
    let list = clocks(&log, "14:07");
    assert!(matches!(one(&list, "L1").state, LevelState::Declined { .. }));
    assert_eq!(one(&list, "L2").due_at, Some(at("14:07")), "at once");
    log.add("14:07", Fact::LevelSkipped { level: "L2".to_owned(), reason: reason.clone(), clock: None });
    let list = clocks(&log, "14:07");
    assert_eq!(one(&list, "L2").state, LevelState::Skipped { reason });
    assert_eq!(one(&list, "L3").due_at, Some(at("14:07")), "in its place");

    let mut log = sample();
    log.add("14:45", Fact::LevelRaised { level: "L3".to_owned(), reason: "customer asks".to_owned(), clock: None });
    log.add("14:45", Fact::LevelRaised { level: "CEO".to_owned(), reason: "press asks".to_owned(), clock: None });
    let list = clocks(&log, "14:47");
    assert!(matches!(one(&list, "L3").state, LevelState::Called { late_by_seconds: 0, .. }));
    assert_eq!(one(&list, "CEO").state, LevelState::Told { at: at("14:45"), late_by_seconds: 0 });
}

#[test]
fn a_level_below_one_that_was_raised_by_hand_is_passed_over() {
    let mut log = declared("SEV1");
    call(&mut log, "14:05", "L1", Clock::Functional, "14:05");
    log.add("14:06", Fact::LevelRaised { level: "L3".to_owned(), reason: "vendor outage".to_owned(), clock: None });
    let list = clocks(&log, "14:30");
    assert_eq!(one(&list, "L2").state, LevelState::NotNeeded);
}

#[test]
fn resolving_stops_both_clocks_a_minute_before_the_chief_executive_is_told() {
    let mut log = sample();
    log.add("16:04", Fact::StateChanged { state: State::Resolved });
    let list = clocks(&log, "16:10");
    assert_eq!(one(&list, "CEO").state, LevelState::NotNeeded);
    assert_eq!(one(&list, "L3").state, LevelState::NotNeeded);
    let mut b = Builder::default();
    let plan = PlanTimeline::always(matrix(&mut b, SAMPLE, &[]));
    assert_eq!(firings(&plan, &log.incident(), &Directory::default(), at("16:10")), []);
}

#[test]
fn a_raised_severity_acts_from_its_moment_on() {
    let mut log = declared("SEV3");
    call(&mut log, "14:05", "L1", Clock::Functional, "14:05");
    assert_eq!(one(&clocks(&log, "14:10"), "L2").due_at, Some(at("14:35")), "30 min at SEV3");
    log.add("14:20", Fact::SeverityChanged { severity: "SEV1".to_owned(), reason: "more regions".to_owned() });
    let list = clocks(&log, "14:20");
    assert_eq!(one(&list, "L2").due_at, Some(at("14:20")), "5 min have passed long ago, but nothing was late before");
    assert_eq!(one(&list, "Manager").due_at, Some(at("14:20")));
    assert_eq!(one(&list, "CTO").due_at, Some(at("14:35")));
}

#[test]
fn an_edit_of_the_matrix_acts_forward_only() {
    let mut log = declared("SEV1");
    acknowledge(&mut log, "14:02", "L1");
    let mut b = Builder::default();
    let longer: Vec<Vec<(&str, &str)>> = SAMPLE
        .iter()
        .map(|r| r.iter().map(|(k, v)| (*k, if *k == "resolve_within" { "PT2H" } else { *v })).collect())
        .collect();
    let longer: Vec<Cells<'_>> = longer.iter().map(Vec::as_slice).collect();
    let mut due = |from: &str| {
        let versions = vec![(Timestamp::MIN, matrix(&mut b, SAMPLE, &[])), (at(from), matrix(&mut b, &longer, &[]))];
        let plan = PlanTimeline::new(versions);
        one(&escalation_clocks(&plan, &log.incident(), &Directory::default(), at("14:50")), "L2").due_at
    };
    assert_eq!(due("14:40"), Some(at("14:32")), "the breach of 14:32 stays");
    assert_eq!(due("14:20"), Some(at("16:02")));
}

#[test]
fn the_clocks_start_with_the_detection_where_the_matrix_says_so() {
    let list = clocks_with(&[("clock_start", "detected")], &declared("SEV1").incident(), "14:06");
    assert_eq!(one(&list, "L1").due_at, Some(at("13:58")));
    assert_eq!(one(&list, "Manager").due_at, Some(at("14:13")));
}

#[test]
fn a_chain_that_nobody_acknowledges_is_repeated_as_often_as_the_matrix_says() {
    let mut log = declared("SEV1");
    for (time, level) in [("14:05", "L1"), ("14:10", "L2"), ("14:20", "L3")] {
        call(&mut log, time, level, Clock::Functional, time);
    }
    let repeat = [("repeat", "1")];
    let list = clocks_with(&repeat, &log.incident(), "14:30");
    assert_eq!(one(&list, "L1").due_at, Some(at("14:35")), "15 min after L3 was called");
    call(&mut log, "14:35", "L1", Clock::Functional, "14:35");
    let list = clocks_with(&repeat, &log.incident(), "14:36");
    assert_eq!(one(&list, "L2").due_at, Some(at("14:40")), "the second round");
    let list = clocks(&log, "14:36");
    assert!(matches!(one(&list, "L2").state, LevelState::Called { .. }), "without a repeat there is one round");
}

#[test]
fn a_level_that_was_skipped_in_one_round_is_looked_at_again_in_the_next() {
    let mut b = Builder::default();
    let directory = |person: &str, b: &mut Builder| {
        let role = [("name", "Database expert"), ("person", person)];
        document_of(&[b.list("roles", &[&role])])
    };
    let rows: &[Cells<'_>] = &[
        &[("level", "L1"), ("clock", "functional"), ("target", "Kim Ji-woo"), ("acknowledge_within", "PT5M")],
        &[("level", "L2"), ("clock", "functional"), ("target", "Database expert"), ("acknowledge_within", "PT5M")],
        &[("level", "L3"), ("clock", "functional"), ("target", "Kim Ji-woo"), ("acknowledge_within", "PT5M")],
    ];
    let plan = PlanTimeline::always(matrix(&mut b, rows, &[("repeat", "1")]));
    let mut log = declared("SEV2");
    call(&mut log, "14:05", "L1", Clock::Functional, "14:05");
    log.add(
        "14:10",
        Fact::LevelSkipped { level: "L2".to_owned(), reason: "nobody is there for L2".to_owned(), clock: None },
    );
    call(&mut log, "14:10", "L3", Clock::Functional, "14:10");
    call(&mut log, "14:15", "L1", Clock::Functional, "14:15");
    let (there, nobody) = (directory("Chen Wei", &mut b), directory("", &mut b));
    let state = |directory: &Directory, now: &str| {
        one(&escalation_clocks(&plan, &log.incident(), directory, at(now)), "L2").state.clone()
    };
    assert!(!matches!(state(&there, "14:16"), LevelState::Skipped { .. }), "somebody is there now");
    assert_eq!(state(&there, "14:20"), LevelState::Overdue);
    assert!(matches!(state(&nobody, "14:20"), LevelState::Skipped { .. }));
    let firing = firings(&plan, &log.incident(), &nobody, at("14:20"));
    assert!(firing.iter().any(|f| matches!(f.fact, Fact::LevelSkipped { .. })), "the log says so for each round");
}

#[test]
fn what_nobody_answers_is_planned_as_the_clocks_run() {
    let mut b = Builder::default();
    let document = matrix(&mut b, SAMPLE, &[]);
    let view = EscalationView::read(&document, &Directory::default());
    let planned = view.unanswered("sev1", &Directory::default());
    let names: Vec<&str> = planned.iter().map(|step| step.level.name.as_str()).collect();
    assert_eq!(names, ["L1", "L2", "L3", "Manager", "CTO", "CEO"]);
    let log = declared("SEV1");
    let clocks =
        escalation_clocks(&PlanTimeline::always(document.clone()), &log.incident(), &Directory::default(), at("14:05"));
    for Unanswered { level, age, .. } in &planned {
        let due = age.and_then(|age| at("14:05").checked_add(age).ok());
        assert_eq!(one(&clocks, &level.name).due_at, due, "{} as its clock says at the declaration", level.name);
    }
    assert!(view.unanswered("SEV9", &Directory::default()).is_empty(), "no level is for it");
}

#[test]
fn a_role_that_nobody_holds_is_skipped_or_holds_the_clock_as_the_matrix_says() {
    let mut b = Builder::default();
    let roles = b.list("roles", &[&[("name", "Database expert")]]);
    let directory = document_of(&[roles]);
    let rows: &[Cells<'_>] = &[
        &[("level", "L1"), ("clock", "functional"), ("target", "Database expert"), ("acknowledge_within", "PT5M")],
        &[("level", "L2"), ("clock", "functional"), ("target", "Kim Ji-woo"), ("acknowledge_within", "PT5M")],
    ];
    let log = declared("SEV2");
    let next = PlanTimeline::always(matrix(&mut b, rows, &[]));
    let list = escalation_clocks(&next, &log.incident(), &directory, at("14:05"));
    assert!(matches!(one(&list, "L1").state, LevelState::Skipped { .. }));
    assert_eq!((one(&list, "L2").state.clone(), one(&list, "L2").due_at), (LevelState::Overdue, Some(at("14:05"))));
    let facts = firings(&next, &log.incident(), &directory, at("14:05"));
    assert!(matches!(facts[0].fact, Fact::LevelSkipped { .. }), "the log says why");
    assert!(matches!(&facts[1].fact, Fact::LevelCalled { level, .. } if level == "L2"));
    let alone: &[Cells<'_>] = &rows[..1];
    let alone = PlanTimeline::always(matrix(&mut b, alone, &[]));
    let list = escalation_clocks(&alone, &log.incident(), &directory, at("14:05"));
    assert_eq!(one(&list, "L1").state, LevelState::Overdue, "there is no other level to go to");
    let hold = PlanTimeline::always(matrix(&mut b, rows, &[("nobody_available", "hold")]));
    let list = escalation_clocks(&hold, &log.incident(), &directory, at("14:06"));
    assert_eq!(one(&list, "L1").state, LevelState::Paused { left_seconds: 0 });
    assert_eq!(firings(&hold, &log.incident(), &directory, at("14:06")), [], "nobody is called");
}

#[test]
fn a_level_that_waits_for_somebody_holds_up_nobody_above_it_once_the_chain_went_on_by_hand() {
    let mut b = Builder::default();
    let directory = document_of(&[b.list("roles", &[&[("name", "Database expert")]])]);
    let rows: &[Cells<'_>] = &[
        &[("level", "L1"), ("clock", "functional"), ("target", "Database expert"), ("acknowledge_within", "PT5M")],
        &[("level", "L2"), ("clock", "functional"), ("target", "Kim Ji-woo"), ("resolve_within", "PT30M")],
        &[("level", "L3"), ("clock", "functional"), ("target", "Ada Brandt"), ("acknowledge_within", "PT5M")],
    ];
    let hold = PlanTimeline::always(matrix(&mut b, rows, &[("nobody_available", "hold")]));
    for is_skipped in [false, true] {
        let mut log = declared("SEV2");
        log.add("14:10", Fact::LevelRaised { level: "L3".into(), reason: "it spreads".into(), clock: None });
        log.add("14:12", Fact::LevelAcknowledged { level: "L2".into(), by: "Kim Ji-woo".into() });
        let reason = "has to leave".to_owned();
        log.add(
            "14:20",
            if is_skipped {
                Fact::LevelSkipped { level: "L2".into(), reason, clock: None }
            } else {
                Fact::LevelDeclined { level: "L2".into(), by: "Kim Ji-woo".into(), reason }
            },
        );
        let facts = firings(&hold, &log.incident(), &directory, at("14:21"));
        let called = |fact: &Fact| matches!(fact, Fact::LevelCalled { level, .. } if level == "L3");
        assert!(facts.iter().any(|fact| called(&fact.fact)), "{is_skipped}: {facts:?}");
    }
}

#[test]
fn minutes_of_a_severity_with_a_calendar_count_in_its_hours_and_a_pause_over_a_night_costs_nothing() {
    let mut b = Builder::default();
    let calendar: Cells<'_> = &[("name", "Berlin hours"), ("zone", "Europe/Berlin"), ("hours", "Mon-Fri 09:00-17:00")];
    let directory = document_of(&[b.list("calendars", &[calendar])]);
    let severities = b.block(
        &BlockKind::Table,
        "severities",
        &[&[("severity", "SEV3"), ("calendar", "Berlin hours")], &[("severity", "SEV1"), ("calendar", "unreadable")]],
    );
    let levels = b.block(&BlockKind::Escalation, "", SAMPLE);
    let sections = vec![("Severities", BlockKind::Table, severities), ("Matrix", BlockKind::Escalation, levels)];
    let plan = PlanTimeline::always(b.document("Escalation", "escalation-matrix", sections));
    let due = |log: &Log, now: &str| {
        let clocks = escalation_clocks(&plan, &log.incident(), &directory, at(now));
        let clock = one(&clocks, "L2").clone();
        (clock.due_at, clock.explanation)
    };
    // Declared on Wednesday 14:05; SEV3 has 30 minutes, of which 17:00 to 09:00 do not count.
    let mut log = declared("SEV3");
    call(&mut log, "16:45", "L1", Clock::Functional, "16:45");
    let words = "Called if L1 does not acknowledge within 30 min of Berlin hours.";
    assert_eq!(due(&log, "16:46"), (Some("2026-03-12T08:15:00Z".parse().unwrap()), words.to_owned()));
    log.add("16:50", Fact::LevelRaised { level: "L2".to_owned(), reason: "it spreads".to_owned(), clock: None });
    let clocks = escalation_clocks(&plan, &log.incident(), &directory, at("16:51"));
    let LevelState::Called { acknowledge_due, .. } = one(&clocks, "L2").state else { panic!("it was called") };
    assert_eq!(acknowledge_due, Some("2026-03-12T09:50:00Z".parse().unwrap()), "10 min today, 1 h 50 min tomorrow");
    // A calendar that is not there counts every minute: a clock that never ends would call nobody.
    let mut log = declared("SEV1");
    call(&mut log, "16:58", "L1", Clock::Functional, "16:58");
    assert_eq!(due(&log, "16:59").0, Some(at("17:03")));
}

#[test]
fn a_clock_in_hours_rests_in_pauses_and_goes_on_with_what_is_left() {
    use super::chain::{Run, run};
    use crate::directory::{Hours, Week};
    let week = Week::read("Mon-Fri 09:00-17:00").unwrap();
    let hours = Hours::new(week, jiff::tz::TimeZone::get("Europe/Berlin").unwrap(), std::collections::BTreeSet::new());
    let span = SignedDuration::from_mins(60);
    let over_night = [(at("16:30"), Some("2026-03-12T08:30:00Z".parse().unwrap()))];
    let ends: Timestamp = "2026-03-12T09:00:00Z".parse().unwrap();
    assert_eq!(run(at("16:00"), span, &over_night, Some(&hours)), Run::At(ends), "30 min left at 09:30");
    assert_eq!(run(at("16:00"), span, &[(at("16:30"), None)], Some(&hours)), Run::Rests(SignedDuration::from_mins(30)));
    assert_eq!(run(at("16:00"), span, &[(at("18:00"), None)], Some(&hours)), Run::At(at("17:00")));
    assert_eq!(run(at("16:00"), span, &[(at("16:30"), Some(at("16:40")))], None), Run::At(at("17:10")));
}
