//! What is right after a restore, under a clock that was set back, where one name serves two clocks, and by hours.

use jiff::tz::TimeZone;

use super::*;
use crate::document::Document;
use crate::incident::Notification;
use crate::log::{Author, CallOutcome, CallTo, Fact};
use crate::test::{Builder, Log, at, document_of};
use crate::timeline::PlanTimeline;

type Cells<'a> = &'a [(&'a str, &'a str)];

const L1: Cells<'_> =
    &[("severity", "SEV1"), ("level", "L1"), ("target", "Ada"), ("notify", "phone"), ("acknowledge_within", "PT5M")];
const MAIL: Cells<'_> =
    &[("severity", "SEV1"), ("level", "L1"), ("target", "Ada"), ("notify", "e-mail"), ("acknowledge_within", "PT5M")];
const OWNED: Cells<'_> = &[
    ("severity", "SEV1"),
    ("level", "L1"),
    ("target", "Ada"),
    ("notify", "phone"),
    ("acknowledge_within", "PT5M"),
    ("resolve_within", "PT30M"),
];
const L2: Cells<'_> =
    &[("severity", "SEV1"), ("level", "L2"), ("target", "Bo"), ("notify", "phone"), ("acknowledge_within", "PT30M")];
const L3: Cells<'_> = &[("severity", "SEV1"), ("level", "L3"), ("target", "Cy"), ("notify", "phone")];
const MANAGER: Cells<'_> =
    &[("severity", "SEV1"), ("level", "Manager"), ("clock", "hierarchical"), ("target", "Di"), ("after", "PT15M")];

fn matrix(rows: &[Cells<'_>], severities: &[Cells<'_>]) -> Document {
    let mut b = Builder::default();
    let levels = b.block(&BlockKind::Escalation, "", rows);
    let table = b.block(&BlockKind::Table, "severities", severities);
    let sections = vec![("Severities", BlockKind::Table, table), ("Matrix", BlockKind::Escalation, levels)];
    b.document("Escalation", "escalation-matrix", sections)
}

fn declared(at: &str, severity: &str) -> Log {
    let mut log = Log::default();
    let (number, title, severity) = ("INC-7".to_owned(), "Down".to_owned(), severity.to_owned());
    log.add(at, Fact::Declared { number, title, severity, commander: None, services: vec![], detected_at: None });
    log
}

struct Case {
    plan: PlanTimeline,
    log: Log,
}

impl Case {
    fn new(rows: &[Cells<'_>], declared_at: &str) -> Self {
        Self { plan: PlanTimeline::always(matrix(rows, &[])), log: declared(declared_at, "SEV1") }
    }

    /// What is logged now by itself: each fact in its words.
    fn fire(&mut self, now: &str) -> Vec<String> {
        let mut said = Vec::new();
        loop {
            let facts = firings(&self.plan, &self.log.incident(), &Directory::default(), at(now));
            if facts.is_empty() {
                return said;
            }
            for fact in facts {
                said.push(fact.text.clone());
                self.log.add_as(fact.id, now, fact.fact, &fact.text);
                self.log.entries.last_mut().expect("it was added").entry.author = Author::bridgebook();
            }
        }
    }

    fn clocks(&self, now: &str) -> Vec<LevelClock> {
        escalation_clocks(&self.plan, &self.log.incident(), &Directory::default(), at(now))
    }

    fn state(&self, level: &str, now: &str) -> LevelState {
        self.clocks(now).into_iter().find(|clock| clock.level == level).expect("a level").state
    }

    fn notices(&self, now: &str) -> Vec<(String, Vec<CallTo>, Vec<String>)> {
        let (directory, utc) = (Directory::default(), TimeZone::UTC);
        let facts = notifications(&self.plan, &self.log.incident(), &directory, &[], &utc, at(now));
        let told = |fact: NewFact| match fact.fact {
            Fact::LevelNotified { level, calls, remarks, .. } => Some((level, calls, remarks)),
            _ => None,
        };
        facts.into_iter().filter_map(told).collect()
    }
}

#[test]
fn what_was_due_before_a_restore_is_not_called_again_and_what_comes_after_is() {
    let mut case = Case::new(&[MAIL, L2, L3, MANAGER], "14:05");
    case.log.add("15:00", Fact::DataRestored {});
    let said = case.fire("15:00");
    let held = |level: &str, who: &str, verb: &str| {
        format!("{level} was due before the data was restored: {who} is not {verb} again by itself.")
    };
    assert_eq!(
        said,
        [
            held("L1", "Ada", "called"),
            held("Manager", "Di", "told"),
            held("L2", "Bo", "called"),
            held("L3", "Cy", "called")
        ],
        "L2 was due at 14:10 and L3 at 14:40 by what the log knows"
    );
    assert_eq!(case.state("L1", "15:00"), LevelState::Held { at: at("14:05") });
    assert_eq!(case.state("L2", "15:00"), LevelState::Held { at: at("14:10") });
    assert_eq!(case.state("Manager", "15:00"), LevelState::Held { at: at("14:20") });
    let notices = case.notices("15:00");
    assert_eq!(notices.len(), 4, "each is a task for a person");
    for (level, calls, remarks) in &notices {
        let said = calls.iter().map(|call| &call.why).chain(remarks).any(|words| words.contains("restored"));
        assert_eq!(said, level == "L1", "only a message is held back, and says so: {calls:?} {remarks:?}");
    }
    // A person calls one: it is called then, and the next has its whole time.
    let raise = Fact::LevelRaised { level: "L3".into(), reason: "sent after the restore".into(), clock: None };
    case.log.add("15:02", raise);
    assert!(
        matches!(case.state("L3", "15:03"), LevelState::Called { at: t, late_by_seconds: 0, .. } if t == at("15:02"))
    );
    assert!(case.notices("15:03").iter().any(|(level, calls, _)| level == "L3" && calls.len() == 1));

    let mut case = Case::new(&[L1, L2, L3], "14:05");
    case.log.add("14:20", Fact::DataRestored {});
    assert_eq!(case.fire("14:20").len(), 2, "L3 is due at 14:40, after it");
    assert!(case.fire("14:39").is_empty());
    assert_eq!(case.fire("14:40"), ["L3 called: Cy."]);
}

#[test]
fn a_call_whose_notice_was_lost_in_a_restore_is_told_by_a_person() {
    let mut case = Case::new(&[MAIL, L2], "14:05");
    assert_eq!(case.fire("14:05").len(), 1);
    case.log.add("14:08", Fact::DataRestored {});
    let (_, calls, _) = case.notices("14:08").remove(0);
    assert!(calls[0].why.contains("restored"), "it may have been sent before: {calls:?}");
}

/// A case whose every level was due before the restore at 15:00.
fn restored(first: Cells<'_>) -> Case {
    let mut case = Case::new(&[first, L2, L3, MANAGER], "14:05");
    case.log.add("15:00", Fact::DataRestored {});
    assert_eq!(case.fire("15:00").len(), 4, "all of them are held");
    case.notices("15:00");
    case
}

#[test]
fn a_chain_that_was_held_goes_on_once_a_person_calls_or_somebody_answers() {
    let raised = Fact::LevelRaised { level: "L1".into(), reason: "after the restore".into(), clock: None };
    let mut case = restored(L1);
    case.log.add("15:02", raised.clone());
    assert!(case.fire("15:06").is_empty());
    assert_eq!(case.state("L2", "15:06"), LevelState::AtRisk, "it waits for the five minutes of L1");
    assert_eq!(case.fire("15:07"), ["L2 called: Bo."], "Ada did not answer");
    assert!(case.fire("15:36").is_empty());
    assert_eq!(case.fire("15:37"), ["L3 called: Cy."]);
    assert!(case.fire("16:00").is_empty(), "once");
    assert!(matches!(case.state("Manager", "16:00"), LevelState::Held { .. }), "an authority goes by age alone");

    let mut case = restored(OWNED);
    case.log.add("15:03", Fact::LevelAcknowledged { level: "L1".into(), by: "Ada".into() });
    assert!(case.fire("15:32").is_empty());
    assert_eq!(case.fire("15:33"), ["L2 called: Bo."], "Ada had half an hour");

    // What is restored once more is held once more, and called on again.
    let mut case = restored(L1);
    case.log.add("15:02", raised.clone());
    case.log.add("15:10", Fact::DataRestored {});
    assert_eq!(case.fire("15:10").len(), 1, "L2 was due at 15:07");
    assert!(matches!(case.state("L2", "15:10"), LevelState::Held { at: t } if t == at("15:07")));
    case.log.add("15:12", raised);
    assert_eq!(case.fire("15:17"), ["L2 called: Bo."]);
}

#[test]
fn whoever_was_told_by_hand_after_a_restore_is_held_no_more() {
    let mut case = restored(L1);
    let end = |case: &mut Case, time: &str, level: &str| {
        let directory = Directory::default();
        let facts = notifications(&case.plan, &case.log.incident(), &directory, &[], &TimeZone::UTC, at(time));
        let is_its = |fact: &&NewFact| matches!(&fact.fact, Fact::LevelNotified { level: of, .. } if of == level);
        let fact = facts.iter().find(is_its).expect("its task").clone();
        let Fact::LevelNotified { calls, .. } = &fact.fact else { panic!("a task") };
        let (call, outcome, note) = (Some(calls[0].clone()), CallOutcome::Told, String::new());
        case.log.add_as(fact.id, time, fact.fact.clone(), "");
        case.log.add(time, Fact::CallEnded { notified: fact.id, call, place: None, outcome, note });
    };
    end(&mut case, "15:05", "Manager");
    assert_eq!(case.state("Manager", "15:06"), LevelState::Told { at: at("15:05"), late_by_seconds: 0 });
    end(&mut case, "15:08", "L1");
    assert!(matches!(case.state("L1", "15:09"), LevelState::Called { at: t, .. } if t == at("15:08")));
    assert_eq!(case.fire("15:13"), ["L2 called: Bo."], "told, she has not taken it");

    let mut case = restored(L1);
    let (level, reason) = ("Manager".to_owned(), "not for this one".to_owned());
    case.log.add("15:05", Fact::LevelSkipped { level, reason, clock: Some(Clock::Hierarchical) });
    assert!(matches!(case.state("Manager", "15:06"), LevelState::Skipped { .. }));
}

#[test]
fn after_a_clock_was_set_back_the_next_level_waits_its_own_time_and_no_longer() {
    let mut case = Case::new(&[L1, L2, L3, MANAGER], "15:05");
    assert_eq!(case.fire("15:05"), ["L1 called: Ada."]);
    // The clock ran ahead by an hour.
    case.log.add("14:06", Fact::ClockSetBack { stood_at: at("15:05"), versions: vec![] });
    let incident = case.log.incident();
    assert_eq!((incident.declared_at, incident.set_back.len()), (at("14:06"), 1));
    assert!(case.fire("14:06").is_empty(), "L1 was called");
    assert!(case.fire("14:10").is_empty());
    assert_eq!(case.fire("14:11"), ["L2 called: Bo."], "five minutes after the clock was put right");
    assert_eq!(case.fire("14:21"), ["Manager is to be told: Di."]);
    // What another laptop wrote without knowing of it keeps its moment.
    let before = case.log.incident().levels.len();
    case.log.add("15:30", Fact::LevelAcknowledged { level: "L2".into(), by: "Bo".into() });
    assert_eq!(case.log.incident().levels.len(), before + 1);
    assert!(matches!(case.state("L2", "15:31"), LevelState::Acknowledged { at: t, .. } if t == at("15:30")));
}

#[test]
fn a_level_called_by_hand_is_that_of_its_severity_and_clock() {
    let other: Cells<'_> = &[
        ("severity", "SEV2"),
        ("level", "Manager"),
        ("target", "Eve"),
        ("notify", "phone"),
        ("acknowledge_within", "PT1H"),
    ];
    let mut case = Case::new(&[L1, other, MANAGER], "14:05");
    case.log.add("14:06", Fact::LevelRaised { level: "Manager".into(), reason: "press".into(), clock: None });
    let told = case.notices("14:06");
    assert_eq!(told[0].1[0].to, "Di", "not Eve, who is called for another severity: {told:?}");
    // One name serves both clocks of one severity.
    let both: Cells<'_> = &[
        ("severity", "SEV1"),
        ("level", "Manager"),
        ("target", "Flo"),
        ("notify", "phone"),
        ("acknowledge_within", "PT1H"),
    ];
    for (clock, who) in [(Clock::Functional, "Flo"), (Clock::Hierarchical, "Di")] {
        let mut case = Case::new(&[L1, both, MANAGER], "14:05");
        let raise = Fact::LevelRaised { level: "Manager".into(), reason: "press".into(), clock: Some(clock.clone()) };
        case.log.add("14:06", raise);
        assert_eq!(case.notices("14:06").last().expect("one").1[0].to, who);
        let is_called = |case: &Case, clock: &Clock| {
            let clocks = case.clocks("14:09").into_iter();
            let found = clocks.filter(|c| c.level == "Manager").find(|c| c.clock == *clock).expect("it");
            matches!(found.state, LevelState::Called { .. } | LevelState::Told { .. })
        };
        let other = if clock == Clock::Functional { Clock::Hierarchical } else { Clock::Functional };
        assert_eq!((is_called(&case, &clock), is_called(&case, &other)), (true, false));
        case.log.add(
            "14:08",
            Fact::LevelSkipped { level: "Manager".into(), reason: "gone".into(), clock: Some(other.clone()) },
        );
        assert!(is_called(&case, &clock), "the other clock was skipped");
    }
}

#[test]
fn the_outcome_of_a_call_is_that_of_its_person_on_whatever_list() {
    let call = |to: &str, address: &str| CallTo {
        to: to.into(),
        lane: 0,
        method: "phone".into(),
        address: address.into(),
        why: String::new(),
    };
    let told = |calls: Vec<CallTo>| {
        let mut case = Case::new(&[L1], "14:05");
        let id = case.log.add("14:05", Fact::LevelRaised { level: "L1".into(), reason: "now".into(), clock: None });
        let notified = case.log.add(
            "14:05",
            Fact::LevelNotified {
                call: id,
                level: "L1".into(),
                clock: Clock::Functional,
                subject: String::new(),
                body: String::new(),
                recipients: vec![],
                calls,
                remarks: vec![],
            },
        );
        let (outcome, note) = (CallOutcome::NoAnswer, String::new());
        let end = Fact::CallEnded { notified, call: Some(call("Bo", "+49 30 2222")), place: None, outcome, note };
        case.log.add("14:06", end);
        case.log.incident().notified.remove(0)
    };
    let tried = |told: &Notification| {
        let tried = told.calls.iter().filter(|task| !task.attempts.is_empty());
        tried.map(|task| task.call.to.clone()).collect::<Vec<_>>()
    };
    let (ada, bo) = (call("Ada", "+49 30 1111"), call("Bo", "+49 30 2222"));
    for list in [vec![ada.clone(), bo.clone()], vec![bo.clone(), ada.clone()], vec![ada.clone()]] {
        assert_eq!(tried(&told(list)), ["Bo"], "also on the list of a laptop that did not find him");
    }
    assert_ne!(ada.key(), bo.key());
    assert_eq!(told(vec![bo.clone(), bo]).open_calls(), [1], "what is listed twice is asked for twice");
}

#[test]
fn a_share_is_one_of_the_minutes_that_count_and_a_severity_may_have_its_own() {
    let mut b = Builder::default();
    let calendar: Cells<'_> = &[("name", "Berlin hours"), ("zone", "Europe/Berlin"), ("hours", "Mon-Fri 09:00-17:00")];
    let directory = document_of(&[b.list("calendars", &[calendar])]);
    let rows: &[Cells<'_>] = &[
        &[("severity", "SEV3"), ("level", "L1"), ("target", "Ada"), ("acknowledge_within", "PT1H")],
        &[("severity", "SEV3"), ("level", "L2"), ("target", "Bo")],
    ];
    let severities: &[Cells<'_>] = &[&[("severity", "SEV3"), ("calendar", "Berlin hours"), ("at_risk_percent", "50")]];
    let plan = PlanTimeline::always(matrix(rows, severities));
    let mut log = declared("16:40", "SEV3");
    let called = Fact::LevelCalled {
        level: "L1".into(),
        clock: Clock::Functional,
        target: "Ada".into(),
        due_at: at("16:40"),
        held: false,
    };
    log.add("16:40", called);
    let l2 = |now: &str| {
        let clocks = escalation_clocks(&plan, &log.incident(), &directory, now.parse().expect("a moment"));
        clocks.into_iter().find(|clock| clock.level == "L2").expect("it")
    };
    // An hour of work from 16:40 on ends at 09:40, and half of it at 09:10; by the wall clock half the span is at 01:10.
    let night = l2("2026-03-12T04:00:00Z");
    assert_eq!(night.due_at, Some("2026-03-12T08:40:00Z".parse().expect("a moment")));
    assert_eq!(night.at_risk_at, Some("2026-03-12T08:10:00Z".parse().expect("a moment")));
    assert_eq!(night.state, LevelState::Due, "nothing ran over night");
    assert_eq!(l2("2026-03-12T08:10:00Z").state, LevelState::AtRisk);

    let view = EscalationView::read(plan.at(at("16:40")).expect("it"), &directory);
    let steps = view.unanswered("sev3", &directory);
    let told: Vec<_> = steps.iter().map(|step| (step.age.map(|age| age.as_mins()), step.calendar.as_deref())).collect();
    assert_eq!(told, [(Some(0), None), (Some(60), Some("Berlin hours"))], "the hour is one of work");
}
