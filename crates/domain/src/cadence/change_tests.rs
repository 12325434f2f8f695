//! What a material change and the end of an incident ask for beside the rhythm.

use super::tests::{declared, directory, one, sent};
use super::*;
use crate::incident::Incident;
use crate::log::Fact;
use crate::test::{Builder, Log, at};
use crate::timeline::PlanTimeline;

type Cells<'a> = &'a [(&'a str, &'a str)];

const RHYTHM: &[Cells<'_>] = &[
    &[("audience", "Customers"), ("interval", "PT20M"), ("first_within", "PT5M")],
    &[("audience", "Executives"), ("interval", "PT30M"), ("first_within", "PT30M")],
    &[("audience", "Support staff"), ("with_audience", "customers")],
    &[("audience", "Partners"), ("interval", "PT60M")],
    &[("audience", "Media")],
];

/// A plan, with its directory; `says` leaves the column for changes in the block.
fn world(rows: &[Cells<'_>], says: bool) -> (PlanTimeline, Directory) {
    let mut b = Builder::default();
    let mut block = b.block(&BlockKind::Cadence, "", rows);
    if !says {
        block.columns.retain(|_, column| column.key != "on_change");
    }
    let plan = b.document("Plan", "communication-plan", vec![("Cadence", BlockKind::Cadence, block)]);
    (PlanTimeline::always(plan), directory(&mut b))
}

fn dues(world: &(PlanTimeline, Directory), incident: &Incident, now: &str) -> Vec<DueUpdate> {
    due_updates(&world.0, incident, &world.1, at(now))
}

fn asked(world: &(PlanTimeline, Directory), log: &Log, now: &str) -> Vec<String> {
    newly_asked(&world.0, &log.incident(), &world.1, at(now)).into_iter().map(|fact| fact.text).collect()
}

fn state(log: &mut Log, time: &str, state: State) {
    log.add(time, Fact::StateChanged { state });
}

/// Customers wait for a promise, executives do not, partners were told nothing, and support staff with the customers.
fn told() -> Log {
    let mut log = Log::default();
    log.add("14:05", declared());
    log.add("14:08", sent("Customers", 1, Some("14:28")));
    log.add("14:09", sent("Support staff", 1, None));
    log.add("14:20", sent("Executives", 1, None));
    log
}

#[test]
fn without_a_column_for_changes_whoever_waits_for_a_promise_is_asked_for() {
    let world = world(RHYTHM, false);
    let mut log = told();
    state(&mut log, "14:22", State::Identified);
    let list = dues(&world, &log.incident(), "14:23");
    let customers = one(&list, "Customers");
    assert_eq!((customers.due_at, customers.is_at_once), (Some(at("14:22")), true));
    assert_eq!(
        customers.explanation,
        "At once on a material change: the state became identified. The plan has no column for changes, so whoever was promised an update is told."
    );
    assert_eq!(one(&list, "Executives").due_at, Some(at("14:50")), "nothing was promised to them");
    assert_eq!(one(&list, "Support staff").due_at, Some(at("14:22")), "they go out with the customers");
    let said = "Customers: an update is asked for at once: the state became identified.";
    assert_eq!(asked(&world, &log, "14:23"), [said]);
    // Told, asked and logged: it is asked for no more.
    for fact in newly_asked(&world.0, &log.incident(), &world.1, at("14:23")) {
        log.add("14:23", fact.fact);
    }
    assert!(asked(&world, &log, "14:24").is_empty(), "the log says so once");
    log.add("14:25", sent("Customers", 2, Some("14:45")));
    assert_eq!(one(&dues(&world, &log.incident(), "14:26"), "Customers").due_at, Some(at("14:45")));
    // With the column a row that leaves it empty says no.
    let silent = self::world(RHYTHM, true);
    assert!(!one(&dues(&silent, &log.incident(), "14:23"), "Customers").is_at_once);
}

#[test]
fn what_stays_the_same_is_no_change() {
    let world = world(RHYTHM, false);
    let mut log = told();
    state(&mut log, "14:10", State::Investigating);
    log.add("14:11", Fact::SeverityChanged { severity: "SEV1".to_owned(), reason: String::new() });
    assert_eq!(one(&dues(&world, &log.incident(), "14:12"), "Customers").due_at, Some(at("14:28")));
    log.add("14:13", Fact::SeverityChanged { severity: "SEV2".to_owned(), reason: String::new() });
    let list = dues(&world, &log.incident(), "14:14");
    assert!(one(&list, "Customers").explanation.contains("the severity became SEV2"), "{list:#?}");
}

#[test]
fn without_a_row_for_resolved_everybody_who_was_told_hears_once_how_it_ended() {
    let world = world(RHYTHM, true);
    let mut log = told();
    log.add("14:28", sent("Customers", 2, None));
    log.add("14:28:30", sent("Support staff", 2, None));
    log.add("14:29", sent("Media", 1, None));
    state(&mut log, "14:40", State::Resolved);
    let list = dues(&world, &log.incident(), "14:41");
    let stand: Vec<_> = list.iter().map(|u| (u.audience.as_str(), u.due_at, u.stage.as_str())).collect();
    assert_eq!(
        stand,
        [
            ("Media", Some(at("14:40")), "resolved"),
            ("Customers", Some(at("14:48")), "resolved"),
            ("Support staff", Some(at("14:48")), "resolved"),
            ("Executives", Some(at("14:50")), "resolved"),
        ],
        "partners were told nothing, support staff goes out with the customers: {list:#?}"
    );
    let customers = one(&list, "Customers");
    let why =
        "The plan has no row for Resolved: one closing update to everybody who was told, when their next one was due.";
    assert_eq!(customers.explanation, why);
    let media = one(&list, "Media");
    assert!(media.is_at_once && media.explanation.ends_with("at once."), "{media:#?}");
    assert_eq!(
        next_promise(&world.0, &log.incident(), &world.1, "Customers", at("14:41")),
        None,
        "no next one is owed"
    );
    let said = asked(&world, &log, "14:41");
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(
        said.contains(
            &"Customers: one closing update is asked for: resolved, and the plan has no row for it.".to_owned()
        )
    );
    // What is not sent in time leaves its trace, and what was asked for at once is no breach.
    let late = newly_overdue(&world.0, &log.incident(), &world.1, at("14:49"));
    let late: Vec<_> = late.into_iter().map(|fact| fact.text).collect();
    assert_eq!(late, ["Customers: the update that was to close the incident by now has not gone out, 1 min late."]);
    // Sent or skipped, it is asked for no more; closing ends it.
    log.add("14:45", sent("Customers", 3, None));
    log.add("14:45:30", sent("Support staff", 3, None));
    log.add(
        "14:46",
        Fact::UpdateSkipped {
            audience: "Executives".to_owned(),
            due_at: at("14:50"),
            reason: "told in the meeting".to_owned(),
            planned: false,
        },
    );
    let list = dues(&world, &log.incident(), "15:30");
    assert_eq!(list.iter().map(|u| u.audience.as_str()).collect::<Vec<_>>(), ["Media"], "{list:#?}");
    state(&mut log, "15:31", State::Closed);
    assert!(dues(&world, &log.incident(), "15:32").is_empty());
    assert!(asked(&world, &log, "15:32").is_empty());
}

#[test]
fn what_a_change_asked_for_stays_owed_when_the_incident_is_resolved() {
    let world = world(RHYTHM, false);
    let mut log = told();
    state(&mut log, "14:22", State::Identified);
    state(&mut log, "14:24", State::Resolved);
    let list = dues(&world, &log.incident(), "14:25");
    let customers = one(&list, "Customers");
    assert_eq!((customers.due_at, customers.state), (Some(at("14:22")), DueState::Overdue), "not put off by the end");
    // One update tells of the change and of the end.
    let mut sent_once = told();
    state(&mut sent_once, "14:22", State::Identified);
    state(&mut sent_once, "14:24", State::Resolved);
    sent_once.add("14:26", sent("Customers", 2, None));
    let list = dues(&world, &sent_once.incident(), "14:27");
    assert!(list.iter().all(|u| u.audience != "Customers" || u.due_at.is_none()), "{list:#?}");
    // So does a reason to leave it out; closing ends it.
    let skip = Fact::UpdateSkipped {
        audience: "Customers".to_owned(),
        due_at: at("14:22"),
        reason: "told by phone".to_owned(),
        planned: false,
    };
    let mut skipped = told();
    state(&mut skipped, "14:22", State::Identified);
    state(&mut skipped, "14:24", State::Resolved);
    skipped.add("14:25", skip);
    let list = dues(&world, &skipped.incident(), "14:26");
    assert!(list.iter().all(|u| !u.is_at_once), "the promise alone binds: {list:#?}");
    state(&mut log, "14:30", State::Closed);
    assert!(dues(&world, &log.incident(), "14:31").is_empty());
}

#[test]
fn a_promise_that_was_made_is_the_closing_update_and_reopening_starts_anew() {
    let world = world(RHYTHM, true);
    let mut log = told();
    state(&mut log, "14:21", State::Resolved);
    let list = dues(&world, &log.incident(), "14:22");
    assert_eq!(one(&list, "Customers").promised_at, Some(at("14:28")), "it binds as before");
    state(&mut log, "14:23", State::Investigating);
    let list = dues(&world, &log.incident(), "14:24");
    assert_eq!(one(&list, "Executives").due_at, Some(at("14:50")), "the rhythm goes on: {list:#?}");
    assert!(list.iter().all(|u| !u.explanation.contains("closing")), "{list:#?}");
}

#[test]
fn a_row_for_resolved_asks_whoever_was_told_or_should_have_been() {
    let rows: Vec<Cells<'_>> = [
        RHYTHM,
        &[
            &[("audience", "Customers"), ("state", "resolved"), ("first_within", "PT15M")],
            &[("audience", "Executives"), ("state", "resolved"), ("first_within", "PT30M")],
            &[("audience", "Partners"), ("state", "resolved"), ("first_within", "PT30M")],
        ],
    ]
    .concat();
    let world = world(&rows, true);
    let mut log = Log::default();
    log.add("14:05", declared());
    state(&mut log, "14:20", State::Resolved);
    let list = dues(&world, &log.incident(), "14:21");
    assert_eq!(one(&list, "Customers").due_at, Some(at("14:35")), "their first update was due");
    assert!(
        list.iter().all(|u| u.audience != "Executives" && u.audience != "Partners"),
        "they never heard of it: {list:#?}"
    );
    log.add("14:22", sent("Customers", 1, None));
    let staff = dues(&world, &log.incident(), "14:23");
    assert_eq!(one(&staff, "Support staff").due_at, Some(at("14:32")), "who goes out with them hears the end as well");
    log.add("14:24", sent("Support staff", 1, None));
    assert!(dues(&world, &log.incident(), "14:40").iter().all(|u| u.due_at.is_none()), "once");
}

fn retract(log: &mut Log, time: &str, number: u32) {
    let update = log.incident().sent.iter().find(|s| s.number == number && s.audience == "Customers").map(|s| s.id);
    let update = update.expect("it went out");
    log.add(time, Fact::UpdateRetracted { update, reason: "the region was wrong".to_owned() });
}

#[test]
fn a_retracted_update_asks_for_a_correction_at_once_until_one_goes_out_or_is_left_out() {
    let world = world(RHYTHM, true);
    let mut log = told();
    retract(&mut log, "14:12", 1);
    let list = dues(&world, &log.incident(), "14:13");
    let customers = one(&list, "Customers");
    assert_eq!((customers.due_at, customers.state, customers.is_at_once), (Some(at("14:12")), DueState::Overdue, true));
    assert_eq!(customers.explanation, "At once, as a correction: update 1 was retracted: the region was wrong.");
    assert!(!one(&list, "Executives").is_at_once, "nobody else is asked for");
    let texts = asked(&world, &log, "14:13");
    let wanted = "Customers: a correction is asked for at once: update 1 was retracted: the region was wrong.";
    assert_eq!(texts, [wanted]);
    let kept = &crate::cadence::promises(&log.incident(), &world.1, at("14:13"))[0];
    assert_eq!(kept.promised_at, at("14:28"), "what was promised is still promised");
    let mut corrected = log.clone();
    corrected.add("14:15", sent("Customers", 2, Some("14:35")));
    assert_eq!(one(&dues(&world, &corrected.incident(), "14:16"), "Customers").promised_at, Some(at("14:35")));
    log.add(
        "14:14",
        Fact::UpdateSkipped {
            audience: "Customers".to_owned(),
            due_at: at("14:12"),
            reason: "told by phone".to_owned(),
            planned: false,
        },
    );
    assert_eq!(one(&dues(&world, &log.incident(), "14:15"), "Customers").promised_at, Some(at("14:28")));
}

#[test]
fn a_correction_is_owed_after_the_end_and_by_whoever_goes_out_with_another_audience_too() {
    let world = world(RHYTHM, true);
    let mut log = told();
    let staff = log.incident().sent.iter().find(|s| s.audience == "Support staff").map(|s| s.id).expect("told");
    log.add("14:10", Fact::UpdateRetracted { update: staff, reason: "a wrong link".to_owned() });
    let list = dues(&world, &log.incident(), "14:11");
    assert_eq!(
        (one(&list, "Support staff").due_at, one(&list, "Customers").due_at),
        (Some(at("14:10")), Some(at("14:28")))
    );
    state(&mut log, "14:30", State::Closed);
    retract(&mut log, "14:40", 1);
    let list = dues(&world, &log.incident(), "14:41");
    assert_eq!(
        one(&list, "Customers").due_at,
        Some(at("14:40")),
        "what is wrong stays wrong after the closing: {list:#?}"
    );
}

#[test]
fn closing_before_its_time_does_not_keep_a_promise() {
    let world = world(RHYTHM, true);
    let mut log = told();
    state(&mut log, "14:27", State::Closed);
    let read = |now: &str| crate::cadence::promises(&log.incident(), &world.1, at(now))[0].clone();
    assert!(read("14:28").is_lapsed(), "its time has not passed");
    let missed = read("14:29");
    assert!(!missed.is_lapsed() && matches!(missed.outcome, PromiseOutcome::Missed { .. }), "{missed:?}");
    assert_eq!(crate::cadence::kept(&[missed]), (0, 1));
}
