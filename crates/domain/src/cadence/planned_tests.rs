use super::tests::*;
use super::*;
use crate::incident::Incident;
use crate::log::Fact;
use crate::recurrence::RecurrenceError;
use crate::test::{Builder, Log, at, incident_id};
use crate::timeline::PlanTimeline;

type Cells<'a> = &'a [(&'a str, &'a str)];

/// 11 March 2026 in Berlin, as the tests of this crate have it.
const AT_17: Cells<'_> = &[
    ("audience", "Executives"),
    ("first", "2026-03-11"),
    ("at", "17:00"),
    ("zone", "Europe/Berlin"),
    ("about", "Board call"),
];
const EACH_DAY_AT_16: Cells<'_> = &[
    ("audience", "Partners"),
    ("first", "2026-03-10"),
    ("at", "16:00"),
    ("zone", "Europe/Berlin"),
    ("rhythm", "day"),
    ("owner", "Nguyễn Thị Mai"),
];

fn with_planned(b: &mut Builder, cadence: &[Cells<'_>], planned: &[Cells<'_>]) -> Document {
    let cadence = b.block(&BlockKind::Cadence, "", cadence);
    let planned = b.block(&BlockKind::Table, PLANNED, planned);
    let sections = vec![("Cadence", BlockKind::Cadence, cadence), ("Planned", BlockKind::Table, planned)];
    b.document("Communication plan", "communication-plan", sections)
}

fn due(cadence: &[Cells<'_>], planned: &[Cells<'_>], log: &Log, now: &str) -> Vec<DueUpdate> {
    let mut b = Builder::default();
    let directory = directory(&mut b);
    let plan = PlanTimeline::always(with_planned(&mut b, cadence, planned));
    due_updates(&plan, &fold(log, now), &directory, at(now))
}

fn fold(log: &Log, now: &str) -> Incident {
    Incident::fold(incident_id(), log.entries.iter().filter(|e| e.entry.event_at <= at(now))).expect("declared")
}

fn only_declared() -> Log {
    let mut log = Log::default();
    log.add("14:05", declared());
    log
}

#[test]
fn a_planned_update_is_in_the_queue_with_its_owner_and_says_where_it_comes_from() {
    let list = due(&[], &[AT_17, EACH_DAY_AT_16], &only_declared(), "14:10");
    let (first, second) = (one(&list, "Partners"), one(&list, "Executives"));
    assert_eq!(first.due_at, Some(at("16:00")), "nothing is due from before the declaration");
    assert_eq!(first.owner.as_deref(), Some("Nguyễn Thị Mai"));
    assert_eq!(first.explanation, "Planned for 2026-03-11 16:00 Europe/Berlin, every day.");
    assert_eq!((second.due_at, second.state), (Some(at("17:00")), DueState::Upcoming));
    assert_eq!(second.explanation, "Planned for 2026-03-11 17:00 Europe/Berlin: Board call.");
    assert_eq!(one(&due(&[], &[AT_17], &only_declared(), "17:00"), "Executives").state, DueState::Overdue);
}

#[test]
fn the_earliest_of_promise_cadence_and_plan_is_the_next_update() {
    let hourly: Cells<'_> = &[("audience", "Executives"), ("interval", "PT60M"), ("first_within", "PT15M")];
    let mut log = only_declared();
    log.add("14:15", sent("Executives", 1, Some("16:58")));
    let next = |log: &Log, now: &str| one(&due(&[hourly], &[AT_17], log, now), "Executives").clone();
    assert_eq!(next(&log, "16:00").promised_at, Some(at("16:58")), "the promise comes first");
    log.add("16:58", sent("Executives", 2, None));
    assert_eq!(next(&log, "16:59").due_at, Some(at("17:58")), "what went out two minutes before it was it");
    let mut log = only_declared();
    log.add("16:30", sent("Executives", 1, None));
    let waiting = next(&log, "16:31");
    assert_eq!(waiting.due_at, Some(at("17:00")), "what went out half an hour before it was another one");
    assert!(waiting.planned.is_some());
    log.add("17:04", sent("Executives", 2, None));
    assert_eq!(next(&log, "17:05").due_at, Some(at("18:04")), "the interval runs from it");
}

#[test]
fn two_that_are_planned_close_together_are_two() {
    let close: Cells<'_> =
        &[("audience", "Executives"), ("first", "2026-03-11"), ("at", "17:10"), ("zone", "Europe/Berlin")];
    let mut log = only_declared();
    log.add("17:00", sent("Executives", 1, None));
    assert_eq!(one(&due(&[], &[AT_17, close], &log, "17:01"), "Executives").due_at, Some(at("17:10")));
    log.add("17:06", sent("Executives", 2, None));
    let list = due(&[], &[AT_17, close], &log, "17:07");
    assert!(list.iter().all(|u| u.audience != "Executives"), "both were given: {list:?}");
}

#[test]
fn a_skipped_one_is_over_and_the_next_day_has_its_own() {
    let mut log = only_declared();
    let reason = "Nothing has changed".to_owned();
    log.add(
        "15:50",
        Fact::UpdateSkipped { audience: "partners".to_owned(), due_at: at("16:00"), reason, planned: true },
    );
    let next = one(&due(&[], &[EACH_DAY_AT_16], &log, "15:51"), "Partners").clone();
    assert_eq!(next.due_at.map(|d| d.to_string()).as_deref(), Some("2026-03-12T15:00:00Z"));
}

#[test]
fn who_is_told_with_another_audience_is_told_with_its_planned_updates_and_has_its_own() {
    let follows: Cells<'_> = &[("audience", "Support staff"), ("with_audience", "Executives")];
    let followed = one(&due(&[follows], &[AT_17], &only_declared(), "16:00"), "Support staff").clone();
    assert_eq!((followed.state, followed.due_at), (DueState::AsOther, Some(at("17:00"))));
    assert_eq!(followed.owner, None, "who writes to the others does not write to them");
    let own: Cells<'_> =
        &[("audience", "Support staff"), ("first", "2026-03-11"), ("at", "16:30"), ("zone", "Europe/Berlin")];
    let earlier = one(&due(&[follows], &[AT_17, own], &only_declared(), "16:00"), "Support staff").clone();
    assert_eq!((earlier.with_audience, earlier.due_at), (None, Some(at("16:30"))));
}

#[test]
fn taking_a_row_away_acts_forward_and_erases_nothing_that_was_due() {
    let mut b = Builder::default();
    let directory = directory(&mut b);
    let with = with_planned(&mut b, &[], &[AT_17]);
    let mut without = with.clone();
    for section in without.sections.values_mut() {
        section.block.rows.clear();
    }
    let log = only_declared();
    let next = |removed: &str, now: &str| {
        let plan = PlanTimeline::new(vec![(at("14:00"), with.clone()), (at(removed), without.clone())]);
        due_updates(&plan, &fold(&log, now), &directory, at(now)).into_iter().find(|u| u.audience == "Executives")
    };
    assert_eq!(next("16:00", "17:30").map(|u| u.state), None, "it was taken away in time");
    assert_eq!(next("17:10", "17:30").map(|u| u.state), Some(DueState::Overdue), "it was due before that");
    assert_eq!(next("17:10", "16:30").and_then(|u| u.due_at), Some(at("17:00")), "nobody knows yet that it will go");
}

#[test]
fn resolving_stops_what_comes_again_and_closing_stops_all() {
    let final_report: Cells<'_> =
        &[("audience", "Executives"), ("first", "2026-03-12"), ("at", "09:00"), ("zone", "Europe/Berlin")];
    let mut log = only_declared();
    log.add("15:00", Fact::StateChanged { state: State::Resolved });
    let list = due(&[], &[EACH_DAY_AT_16, final_report], &log, "15:10");
    assert_eq!(list.iter().map(|u| u.audience.as_str()).collect::<Vec<_>>(), ["Executives"]);
    log.add("15:20", Fact::StateChanged { state: State::Closed });
    assert_eq!(due(&[], &[EACH_DAY_AT_16, final_report], &log, "15:30"), []);
}

#[test]
fn a_row_without_a_day_a_time_or_a_known_zone_plans_nothing_and_says_why() {
    let mut b = Builder::default();
    let directory = directory(&mut b);
    let rows: &[Cells<'_>] = &[
        &[("audience", "Executives"), ("at", "17:00")],
        &[("audience", "Executives"), ("first", "2026-03-11")],
        &[("audience", "Executives"), ("first", "2026-03-11"), ("at", "17:00"), ("zone", "Mars/Olympus")],
        &[("audience", "Executives"), ("first", "2026-03-11"), ("at", "17:00"), ("until", "2026-03-10")],
        &[("first", "2026-03-11"), ("at", "17:00")],
    ];
    let plan = with_planned(&mut b, &[], rows);
    let errors: Vec<_> = planned_rows(&plan, &directory).into_iter().map(|r| r.when.expect_err("nothing")).collect();
    let zone = RecurrenceError::Zone("Mars/Olympus".to_owned());
    assert_eq!(errors, [RecurrenceError::NoDay, RecurrenceError::NoTime, zone, RecurrenceError::EndsFirst]);
    assert_eq!(due(&[], rows, &only_declared(), "16:00"), []);
}

#[test]
fn the_promise_that_is_offered_is_what_is_planned_where_that_comes_first() {
    let mut b = Builder::default();
    let directory = directory(&mut b);
    let hourly: Cells<'_> = &[("audience", "Executives"), ("interval", "PT60M")];
    let plan = PlanTimeline::always(with_planned(&mut b, &[hourly], &[AT_17]));
    let offered = |now: &str| next_promise(&plan, &fold(&only_declared(), now), &directory, "Executives", at(now));
    assert_eq!(offered("15:30"), Some(at("16:30")));
    assert_eq!(offered("16:20"), Some(at("17:00")));
    assert_eq!(offered("16:50"), Some(at("17:50")), "the one that goes out now is the one of 17:00");
}

#[test]
fn skipping_a_planned_update_moves_no_interval_and_silences_no_change() {
    let two_hourly: Cells<'_> = &[("audience", "Executives"), ("interval", "PT120M"), ("on_change", "yes")];
    let at_15: Cells<'_> =
        &[("audience", "Executives"), ("first", "2026-03-11"), ("at", "15:00"), ("zone", "Europe/Berlin")];
    let mut log = Log::default();
    log.add("13:55", declared());
    log.add("14:00", sent("Executives", 1, None));
    let next = |log: &Log, now: &str| one(&due(&[two_hourly], &[at_15], log, now), "Executives").due_at;
    assert_eq!(next(&log, "14:50"), Some(at("15:00")));
    log.add("14:52", Fact::SeverityChanged { severity: "SEV2".to_owned(), reason: "Worse".to_owned() });
    assert_eq!(next(&log, "14:53"), Some(at("14:52")), "a change is told at once");
    let mut log = Log::default();
    log.add("13:55", declared());
    log.add("14:00", sent("Executives", 1, None));
    let (audience, reason) = ("Executives".to_owned(), "Nothing has changed".to_owned());
    log.add("14:55", Fact::UpdateSkipped { audience, due_at: at("15:00"), reason, planned: true });
    assert_eq!(next(&log, "14:56"), Some(at("16:00")), "the interval runs from what went out");
    log.add("14:57", Fact::SeverityChanged { severity: "SEV2".to_owned(), reason: "Worse".to_owned() });
    assert_eq!(next(&log, "14:58"), Some(at("14:57")), "a change after it is told at once");
}

#[test]
fn skipping_a_planned_update_makes_no_late_promise_a_missed_one() {
    let mut log = only_declared();
    log.add("14:10", sent("Executives", 1, Some("14:30")));
    log.add("14:33", sent("Executives", 2, None));
    let (audience, reason) = ("Executives".to_owned(), "Board is away".to_owned());
    log.add("16:50", Fact::UpdateSkipped { audience, due_at: at("17:00"), reason, planned: true });
    let outcome = promises(&fold(&log, "17:05"), &directory(&mut Builder::default()), at("17:05"))[0].outcome.clone();
    assert!(matches!(outcome, PromiseOutcome::Late { by_seconds: 180, .. }), "{outcome:?}");
}

#[test]
fn an_entry_that_does_not_say_what_was_skipped_is_one_of_the_cadence() {
    let old = r#"{"kind":"update_skipped","audience":"Executives","due_at":"2026-03-11T14:00:00Z","reason":"-"}"#;
    let read: Fact = serde_json::from_str(old).expect("it still reads");
    assert!(matches!(&read, Fact::UpdateSkipped { planned: false, .. }), "{read:?}");
    assert!(!serde_json::to_string(&read).expect("json").contains("planned"), "and is written as it was");
}

#[test]
fn an_audience_that_was_told_with_another_is_not_asked_again_for_its_own_time() {
    let follows: Cells<'_> = &[("audience", "Support staff"), ("with_audience", "Executives")];
    let own: Cells<'_> =
        &[("audience", "Support staff"), ("first", "2026-03-11"), ("at", "17:00"), ("zone", "Europe/Berlin")];
    let mut log = only_declared();
    log.add("17:02", sent("Executives", 1, None));
    let asked = |cadence: &[Cells<'_>], log: &Log| {
        due(cadence, &[AT_17, own], log, "17:05").into_iter().find(|u| u.audience == "Support staff")
    };
    let theirs = asked(&[follows], &log).expect("their own copy of it is owed");
    assert_eq!((theirs.due_at, theirs.planned), (Some(at("17:12")), None), "with the others, and not for 17:00 again");
    let untold = log.clone();
    log.add("17:04", sent("Support staff", 1, None));
    assert_eq!(asked(&[follows], &log).and_then(|u| u.due_at), None, "the update of the others was this one too");
    assert_eq!(asked(&[], &untold).map(|u| u.state), Some(DueState::Overdue), "who follows nobody was not told");
}

#[test]
fn reopening_asks_for_nothing_that_was_planned_while_the_incident_was_resolved() {
    let mut log = Log::default();
    log.add("14:05", declared());
    log.add("15:00", Fact::StateChanged { state: State::Resolved });
    log.add("18:00", Fact::StateChanged { state: State::Investigating });
    let next = one(&due(&[], &[EACH_DAY_AT_16], &log, "18:05"), "Partners").clone();
    assert_eq!(next.due_at.map(|d| d.to_string()).as_deref(), Some("2026-03-12T15:00:00Z"));
    let once: Cells<'_> =
        &[("audience", "Executives"), ("first", "2026-03-11"), ("at", "16:00"), ("zone", "Europe/Berlin")];
    assert_eq!(one(&due(&[], &[once], &log, "18:05"), "Executives").state, DueState::Overdue, "once is once");
}
