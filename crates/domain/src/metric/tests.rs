use super::*;
use crate::block::BlockKind;
use crate::escalation::{CallEnd, call_reviews};
use crate::incident::update_checkpoint;
use crate::log::{Clock, Decision, Fact, State};
use crate::test::{Builder, Log, at, document_of};

fn declared(detected: Option<&str>) -> Fact {
    Fact::Declared {
        number: "INC-1".to_owned(),
        title: "Checkout".to_owned(),
        severity: "SEV1".to_owned(),
        commander: None,
        services: Vec::new(),
        detected_at: detected.map(at),
    }
}

fn called(level: &str, clock: Clock, due: &str) -> Fact {
    Fact::LevelCalled { level: level.to_owned(), clock, target: "Ada".to_owned(), due_at: at(due), held: false }
}

fn taken(level: &str) -> Fact {
    Fact::LevelAcknowledged { level: level.to_owned(), by: "Ada".to_owned() }
}

fn sent(audience: &str, number: u32, next: Option<&str>) -> Fact {
    Fact::UpdateSent {
        audience: audience.to_owned(),
        number,
        stage: "scope".to_owned(),
        body: "We look.".to_owned(),
        via: "e-mail".to_owned(),
        next_at: next.map(at),
    }
}

fn matrix() -> PlanTimeline {
    let mut b = Builder::default();
    let level = |name: &'static str| [("level", name), ("clock", "functional"), ("acknowledge_within", "PT10M")];
    let block = b.block(&BlockKind::Escalation, "", &[&level("L1"), &level("L2"), &level("L3")]);
    PlanTimeline::always(b.document("Escalation", "escalation-matrix", vec![("Matrix", BlockKind::Escalation, block)]))
}

fn directory() -> Directory {
    let mut b = Builder::default();
    document_of(&[b.list(
        "audiences",
        &[
            &[("name", "Customers"), ("group", "customers"), ("external", "yes")],
            &[("name", "Authority"), ("group", "regulators"), ("external", "yes")],
            &[("name", "Executives"), ("group", "executive")],
        ],
    )])
}

fn read(log: &Log, began: Option<&str>, now: &str) -> Vec<Reading> {
    let (incident, matrix, directory) = (log.incident(), matrix(), directory());
    let began = began.map(at);
    readings(&Sources { incident: &incident, began, matrix: &matrix, directory: &directory, now: at(now) })
}

fn words(list: &[Reading], id: &str) -> String {
    list.iter().find(|r| r.metric.id == id).unwrap_or_else(|| panic!("no {id}")).words()
}

#[test]
fn ids_and_names_are_their_own_and_each_has_a_sentence() {
    for (n, one) in METRICS.iter().enumerate() {
        assert!(one.definition.ends_with('.') && !one.definition.contains("mean"), "{}", one.id);
        let others = &METRICS[n + 1..];
        assert!(others.iter().all(|other| other.id != one.id && other.name != one.name), "{}", one.id);
        assert_eq!(metric(one.id), Some(one));
    }
    let mut log = Log::default();
    log.add("14:00", declared(None));
    let list = read(&log, None, "14:00:30");
    assert_eq!(list.len(), METRICS.len());
    for reading in &list {
        assert!(reading.number().is_none(), "what is not known is not zero: {reading:?}");
        assert!(!reading.words().contains("Nothing is known"), "{} is read", reading.metric.id);
        assert!(reading.words().ends_with('.'), "it says why: {}", reading.words());
    }
}

#[test]
fn each_span_is_that_of_its_definition() {
    let mut log = Log::default();
    log.add("13:59", called("L1", Clock::Functional, "13:59"));
    log.add("14:03", taken("L1"));
    log.add("14:05", declared(Some("13:58")));
    log.add("14:09", Fact::RoleAssumed { role: "Incident Commander".to_owned(), person: "Ada".to_owned() });
    log.add("14:10", sent("Executives", 1, None));
    log.add("14:11", sent("Authority", 1, None));
    log.add("14:13", sent("Customers", 1, None));
    log.add("14:58", Fact::StateChanged { state: State::Monitoring });
    log.add("15:05", Fact::StateChanged { state: State::Resolved });
    let list = read(&log, Some("13:50"), "16:00");
    for (id, expected) in [
        ("time-to-detect", "8 min"),
        ("time-to-acknowledge", "5 min"),
        ("time-to-mitigate", "1 h"),
        ("time-to-resolve", "1 h 7 min"),
        ("time-to-declare", "7 min"),
        ("time-to-commander", "4 min"),
        ("time-to-first-update", "5 min"),
        ("time-to-first-public-update", "8 min"),
        ("updates-per-hour", "3 an hour"),
        ("levels-called", "1"),
        ("levels-in-time", "100 %"),
        ("levels-late", "0"),
        ("levels-breached", "0"),
        ("levels-unreached", "0"),
        ("promises-kept", "No promise of a next update has come to its time."),
    ] {
        assert_eq!(words(&list, id), expected, "{id}");
    }
    let open = read(&log, Some("14:00"), "16:00");
    assert!(words(&open, "time-to-detect").contains("begun after it was detected"));
}

#[test]
fn a_reopened_incident_is_resolved_the_last_time() {
    let mut log = Log::default();
    log.add("14:00", declared(Some("13:50")));
    log.add("14:30", Fact::StateChanged { state: State::Resolved });
    log.add("14:40", Fact::StateChanged { state: State::Investigating });
    assert_eq!(words(&read(&log, None, "15:00"), "time-to-resolve"), "It is not resolved.");
    log.add("15:50", Fact::StateChanged { state: State::Resolved });
    log.add("16:50", Fact::StateChanged { state: State::Closed });
    assert_eq!(words(&read(&log, None, "17:00"), "time-to-resolve"), "2 h");
}

#[test]
fn promises_and_approvals_are_scored_as_they_are_elsewhere() {
    let mut log = Log::default();
    let plan = crate::id::DocumentId::new(uuid::Uuid::from_u128(7));
    log.add("14:00", declared(None));
    log.add("14:00", sent("Customers", 1, Some("14:20")));
    let drafted = |number| Fact::UpdateDrafted {
        audience: "customers".to_owned(),
        number,
        stage: String::new(),
        subject: String::new(),
        body: "We look.".to_owned(),
    };
    let checkpoint = |number| update_checkpoint("Customers", number);
    let given = |number, decision| Fact::ApprovalGiven {
        document: plan,
        checkpoint: checkpoint(number),
        heads: Vec::new(),
        hash: String::new(),
        decision,
    };
    log.add("14:10", drafted(2));
    log.add("14:12", drafted(2));
    let asked = Fact::ApprovalAsked { document: plan, checkpoint: checkpoint(2), approver: "Ada".to_owned() };
    log.add("14:13", asked);
    log.add("14:14", given(2, Decision::Rejected));
    log.add("14:15", given(2, Decision::Approved));
    log.add("14:19", sent("Customers", 2, Some("14:30")));
    log.add("14:31", drafted(3));
    log.add("14:33", given(3, Decision::Conditional));
    log.add("14:34:30", sent("Customers", 3, Some("15:00")));
    let list = read(&log, None, "14:50");
    assert_eq!(words(&list, "promises-kept"), "50 %");
    assert_eq!(words(&list, "promises-overdue"), "4 min 30 s");
    // What is approved without being asked again counts from its first draft: 5 min, and 2 min.
    assert_eq!(words(&list, "approval-latency"), "2 min");
    let late = read(&log, None, "15:10");
    assert_eq!(words(&late, "promises-kept"), "33.3 %");
    assert_eq!(words(&late, "promises-overdue"), "14 min 30 s", "one that is overdue counts until now");
}

#[test]
fn calls_are_in_time_late_breached_declined_or_wait() {
    let mut log = Log::default();
    log.add("14:00", declared(None));
    log.add("14:00:15", called("L1", Clock::Functional, "14:00"));
    log.add("14:12", taken("L1"));
    log.add("14:10:40", called("L2", Clock::Functional, "14:10"));
    let reason = "at the dentist".to_owned();
    log.add("14:15", Fact::LevelDeclined { level: "L2".to_owned(), by: "Chen".to_owned(), reason });
    log.add("14:16", called("Manager", Clock::Hierarchical, "14:15"));
    let raised = Fact::LevelRaised { level: "L3".to_owned(), reason: "it spreads".to_owned(), clock: None };
    log.add("14:20", raised);
    let incident = log.incident();
    let ends = |now: &str| -> Vec<CallEnd> {
        call_reviews(&matrix(), &incident, &directory(), at(now)).into_iter().map(|c| c.end).collect()
    };
    let late = CallEnd::TakenLate(SignedDuration::from_secs(105));
    let declined = CallEnd::Declined("at the dentist".to_owned());
    assert_eq!(ends("14:25"), [late.clone(), declined.clone(), CallEnd::Told, CallEnd::Waits]);
    assert_eq!(ends("14:31"), [late, declined, CallEnd::Told, CallEnd::NotTaken]);
    let list = read(&log, None, "14:31");
    for (id, expected) in
        [("levels-called", "4"), ("levels-in-time", "0 %"), ("levels-late", "2"), ("levels-breached", "2")]
    {
        assert_eq!(words(&list, id), expected, "{id}");
    }
    log.add("14:28", Fact::StateChanged { state: State::Resolved });
    let calls = call_reviews(&matrix(), &log.incident(), &directory(), at("16:00"));
    assert!(matches!(&calls[3].end, CallEnd::Ended(why) if why.contains("resolved")), "{:?}", calls[3]);
    assert!(calls[3].by_hand.as_deref() == Some("it spreads") && calls[3].late_by.is_zero());
}

#[test]
fn a_call_that_is_made_again_by_hand_is_one_of_its_own() {
    let mut log = Log::default();
    log.add("14:00", declared(None));
    log.add("14:00", called("L1", Clock::Functional, "14:00"));
    let again = |reason: &str| Fact::LevelRaised { level: "L1".to_owned(), reason: reason.to_owned(), clock: None };
    log.add("14:02", again("nobody answers"));
    log.add("14:04", taken("L1"));
    log.add("14:20", again("fell ill"));
    let calls = call_reviews(&matrix(), &log.incident(), &directory(), at("14:21"));
    let ends: Vec<_> = calls.iter().map(|call| call.end.clone()).collect();
    let first = CallEnd::Ended("called again: nobody answers".to_owned());
    assert_eq!(ends, [first, CallEnd::Taken, CallEnd::Waits], "as the chain has it");
    assert_eq!(calls[2].by_hand.as_deref(), Some("fell ill"));
    assert!(calls[2].take_by > Some(at("14:20")), "with the whole time");
}

#[test]
fn a_filter_leaves_exercises_out_and_reads_time_and_severity() {
    let mut log = Log::default();
    log.add("14:00", declared(None));
    let incident = log.incident();
    let directory = directory();
    let counts = |filter: Filter| filter.counts(&incident, &directory);
    assert!(counts(Filter::default()));
    assert!(counts(Filter { from: Some(at("14:00")), to: Some(at("14:01")), ..Filter::default() }));
    assert!(!counts(Filter { to: Some(at("14:00")), ..Filter::default() }));
    assert!(counts(Filter { severity: "sev1".to_owned(), ..Filter::default() }));
    assert!(!counts(Filter { severity: "SEV2".to_owned(), ..Filter::default() }));
    log.add("14:00", Fact::ExerciseDeclared {});
    let drill = log.incident();
    assert!(!Filter::default().counts(&drill, &directory) && Filter::default().is_asked_for(&drill, &directory));
    assert!(Filter { exercises: true, ..Filter::default() }.counts(&drill, &directory));
}

#[test]
fn a_value_is_printed_in_its_unit() {
    for (unit, value, words, plain) in [
        (Unit::Span, 3960, "1 h 6 min", "3960"),
        (Unit::Span, 0, "0 min", "0"),
        (Unit::Share, 909, "90.9 %", "90.9"),
        (Unit::Share, 1000, "100 %", "100"),
        (Unit::Rate, 96, "9.6 an hour", "9.6"),
        (Unit::Count, 3, "3", "3"),
    ] {
        assert_eq!((unit.words(value).as_str(), unit.plain(value).as_str()), (words, plain));
    }
}

#[test]
fn a_promise_counts_up_to_the_close_and_one_whose_time_comes_after_it_from_that_time_on() {
    let mut log = Log::default();
    log.add("14:00", declared(None));
    log.add("14:05", sent("Customers", 1, Some("14:20")));
    log.add("14:10", sent("Executives", 1, Some("15:00")));
    log.add("14:50", Fact::StateChanged { state: State::Closed });
    // Nobody who waits for 15:00 knows that the incident was closed.
    for (now, note) in [("14:55", "1 of 1 not kept"), ("16:00", "2 of 2 not kept")] {
        let list = read(&log, None, now);
        assert_eq!(words(&list, "promises-kept"), "0 %");
        assert_eq!(words(&list, "promises-overdue"), "30 min", "nothing runs after the close");
        let overdue = list.iter().find(|r| r.metric.id == "promises-overdue").and_then(|r| r.value.as_ref().ok());
        assert_eq!(overdue.map(|figure| figure.note.as_str()), Some(note), "at {now}");
    }
}

#[test]
fn without_a_moment_of_detection_no_time_to_detect_is_known_and_one_approval_is_one() {
    let mut log = Log::default();
    log.add("14:00", declared(None));
    let says = words(&read(&log, Some("13:50"), "14:30"), "time-to-detect");
    assert_eq!(says, "The log has no moment of detection before the declaration.");
    let (document, checkpoint) =
        (crate::id::DocumentId::new(uuid::Uuid::from_u128(7)), update_checkpoint("Customers", 1));
    let asked = Fact::ApprovalAsked { document, checkpoint: checkpoint.clone(), approver: "Ada".to_owned() };
    log.add("14:10", asked);
    let (heads, hash, decision) = (Vec::new(), String::new(), Decision::Approved);
    log.add("14:12", Fact::ApprovalGiven { document, checkpoint, heads, hash, decision });
    let list = read(&log, None, "14:30");
    let latency = list.iter().find(|r| r.metric.id == "approval-latency").and_then(|r| r.value.as_ref().ok());
    assert_eq!(latency.map(|figure| (figure.value, figure.note.as_str())), Some((120, "1 approval")));
}
