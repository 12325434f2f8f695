//! Promises and escalation: what is due, what passed, what fired, once and honestly.

use bridgebook_app::api::event::Event;
use bridgebook_app::api::incident::LogRow;
use bridgebook_app::api::intent::{Edit, Intent, LevelChange};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::{IncidentId, Path};

use crate::desk::{Desk, level, told, update};

fn record(incident: IncidentId, next: &str) -> Intent {
    Intent::RecordUpdate {
        incident,
        audience: "Executives".into(),
        body: "We know of it.".into(),
        via: "E-mail".into(),
        next: next.into(),
        stage: String::new(),
        despite: "read out on the bridge".into(),
    }
}

#[tokio::test]
async fn a_recorded_update_makes_a_promise_that_is_overdue_at_its_second_and_scored() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    desk.later(5);
    desk.done(record(incident, "in 30 min")).await;
    let row = update(&desk.board(incident).await, "Executives").clone();
    assert_eq!((row.due_at.as_deref(), row.is_promised), (Some("2026-03-13T12:35:00Z"), true));
    desk.seconds_later(30 * 60 - 1);
    assert_ne!(update(&desk.board(incident).await, "Executives").state, "overdue", "a second before it is not");
    desk.seconds_later(1);
    let at_its_second = update(&desk.board(incident).await, "Executives").state.clone();
    desk.seconds_later(1);
    assert_eq!(update(&desk.board(incident).await, "Executives").state, "overdue", "at {at_its_second} before");
    desk.app.tick().await.expect("it ticks");
    let passed =
        |rows: Vec<bridgebook_app::api::incident::LogRow>| rows.iter().filter(|r| r.kind == "promise_passed").count();
    assert_eq!(passed(desk.log(Some(incident)).await), 1, "that a promise passed is in the log");
    desk.app.tick().await.expect("it ticks");
    assert_eq!(passed(desk.log(Some(incident)).await), 1, "once");
    desk.later(4);
    desk.done(record(incident, "13:30")).await;
    let board = desk.board(incident).await;
    assert_eq!((board.sent[0].score.as_str(), board.sent[0].late_seconds), ("late", 241), "late by what it was late");
    desk.later(20);
    desk.done(record(incident, "")).await;
    assert_eq!(desk.board(incident).await.sent[0].score, "kept");
    let sent = desk.log(Some(incident)).await.iter().filter(|r| r.kind == "update_sent").count();
    assert_eq!(sent, 3, "each update is one entry");
    for (next, sentence) in [("12:10", "has passed"), ("soon", "not a moment"), ("0 min ago", "has passed")] {
        let error = desk.refused(record(incident, next)).await;
        assert!(error.message.contains(sentence), "{} was to say: {sentence}", error.message);
    }
}

#[tokio::test]
async fn a_message_is_filled_with_what_the_incident_says_of_it_now() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    desk.later(5);
    desk.done(record(incident, "in 30 min")).await;
    desk.seconds_later(20);
    let ask = |audience: &str| Query::Variables { incident, audience: audience.into() };
    let Answer::Variables(values) = desk.ask(ask("Executives")).await else { panic!("it answers what was asked") };
    let told = |name: &str| values.get(name).map_or("", String::as_str);
    assert_eq!((told("incident.name"), told("incident.start")), ("Down", "12:00 UTC"));
    assert_eq!(told("next_update_at"), "12:35 UTC");
    assert_eq!(told("as_of"), "12:05 UTC", "to the minute, with the zone");
    assert_eq!(told("incident.duration"), "", "while it goes on the figure would be wrong a minute later");
    let Answer::Variables(values) = desk.ask(ask("Nobody")).await else { panic!("it answers what was asked") };
    assert_eq!(values.get("next_update_at"), None, "nobody was promised anything");
}

#[tokio::test]
async fn an_update_is_told_when_it_turns_at_risk_and_when_it_is_overdue_once_each() {
    let desk = Desk::new().await;
    let mut events = desk.app.events();
    desk.declare("Down").await;
    let customers = |list: Vec<String>| list.into_iter().filter(|m| m.contains("Customers’")).collect::<Vec<_>>();
    desk.app.tick().await.expect("it ticks");
    assert!(customers(told(&mut events)).is_empty(), "nothing is due yet");
    for (seconds, sentence) in
        [(250, "Customers’ update is due at 12:05."), (60, "was due at 12:05 and has not gone out")]
    {
        desk.seconds_later(seconds);
        for expected in [1, 0] {
            desk.app.tick().await.expect("it ticks");
            let list = customers(told(&mut events));
            assert_eq!(list.len(), expected, "told once: {list:?}");
            assert!(list.iter().all(|m| m.contains(sentence)), "{list:?}");
        }
    }
    let desk = desk.again().await;
    let mut events = desk.app.events();
    desk.app.tick().await.expect("it ticks");
    assert!(told(&mut events).is_empty(), "a start tells nothing again");
}

#[tokio::test]
async fn a_time_just_after_midnight_means_tomorrow_and_one_long_past_is_refused() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    desk.later(11 * 60 + 55);
    desk.done(record(incident, "00:20")).await;
    let row = update(&desk.board(incident).await, "Executives").clone();
    assert_eq!(row.due_at.as_deref(), Some("2026-03-14T00:20:00Z"));
}

#[tokio::test]
async fn an_update_is_skipped_or_snoozed_only_with_a_reason() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    let skip = |audience: &str, reason: &str| Intent::SkipUpdate {
        incident,
        audience: audience.into(),
        reason: reason.into(),
    };
    let snooze = |audience: &str, until: &str, reason: &str| Intent::SnoozeUpdate {
        incident,
        audience: audience.into(),
        until: until.into(),
        reason: reason.into(),
    };
    for intent in [skip("Customers", " "), snooze("Customers", "in 5 min", "")] {
        assert!(desk.refused(intent).await.message.contains("A reason is needed"));
    }
    for intent in [skip("Nobody", "why"), snooze("Nobody", "in 5 min", "why")] {
        let error = desk.refused(intent).await;
        assert!(error.message.contains("No update is due for that audience"), "{}", error.message);
    }
    assert!(desk.refused(snooze("Customers", "11:00", "why")).await.message.contains("has passed"));
    let due = update(&desk.board(incident).await, "Customers").due_at.clone();
    desk.done(snooze("Customers", "in 5 min", "the text is being checked")).await;
    let row = update(&desk.board(incident).await, "Customers").clone();
    assert_eq!(row.state, "snoozed");
    assert_eq!(row.due_at, due, "the promise does not move");
    desk.later(6);
    desk.done(skip("Customers", "nothing new")).await;
    let row = update(&desk.board(incident).await, "Customers").clone();
    assert!(row.due_at > due, "the next one is due: {row:?}");
}

#[tokio::test]
async fn levels_fire_once_on_time_or_say_that_they_are_late_also_after_sleep_and_restart() {
    let desk = Desk::new().await;
    let mut events = desk.app.events();
    let incident = desk.declare("Down").await;
    staff(&desk).await;
    let matrix = desk.plan(incident, "escalation").await;
    assert!(!desk.open(matrix).await.content.live_sections().is_empty());
    desk.later(15);
    desk.app.tick().await.expect("it ticks");
    let board = desk.board(incident).await;
    assert_eq!(level(&board, "Manager").state, "told", "told at its age: {:?}", level(&board, "Manager"));
    let first = told(&mut events);
    assert!(first.iter().any(|m| m.starts_with("Manager is to be told") && !m.contains("late")), "{first:?}");
    desk.app.tick().await.expect("it ticks");
    assert!(told(&mut events).is_empty(), "nothing is told twice");

    // The laptop sleeps for forty minutes.
    desk.later(40);
    desk.app.tick().await.expect("it ticks");
    let late = told(&mut events);
    assert!(late.iter().any(|m| m.starts_with("Executive is to be told") && m.contains("25 min late")), "{late:?}");
    let called = |rows: Vec<bridgebook_app::api::incident::LogRow>| {
        rows.iter().filter(|r| r.kind == "level_called").map(|r| r.text.clone()).collect::<Vec<_>>()
    };
    let before = called(desk.log(Some(incident)).await);
    let desk = desk.again().await;
    let mut events = desk.app.events();
    desk.app.tick().await.expect("it ticks");
    assert!(told(&mut events).is_empty(), "a restart tells nothing again");
    assert_eq!(called(desk.log(Some(incident)).await), before, "and logs nothing again");
    let words = &level(&desk.board(incident).await, "Executive").words.clone();
    assert!(words.contains("late"), "the board says so too: {words}");
}

#[tokio::test]
async fn a_clock_that_was_set_back_tells_nothing_a_second_time_even_after_a_restart() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    staff(&desk).await;
    desk.later(20);
    desk.app.tick().await.expect("it ticks");
    let count = async |desk: &Desk| {
        let rows = desk.log(Some(incident)).await;
        rows.iter().filter(|r| ["level_called", "promise_passed"].contains(&r.kind.as_str())).count()
    };
    let before = count(&desk).await;
    assert!(before > 1, "levels were called");
    // Further back than the declaration: what is written stays on the board.
    desk.later(-30);
    assert_eq!(desk.board(incident).await.incident.title, "Down");
    desk.later(30);
    // The clock ran ahead by ten minutes and is put right; then the program starts again.
    desk.later(-10);
    let desk = desk.again().await;
    let mut events = desk.app.events();
    for _ in 0..12 {
        desk.app.tick().await.expect("it ticks");
        desk.later(1);
    }
    let told = told(&mut events);
    assert!(!told.iter().any(|m| m.starts_with("L1 called") || m.starts_with("Manager is to be told")), "{told:?}");
    let rows = desk.log(Some(incident)).await;
    let managers = rows.iter().filter(|r| r.text.starts_with("Manager is to be told")).count();
    assert_eq!(managers, 1, "each call is one entry: {rows:#?}");
}

#[tokio::test]
async fn after_a_clock_was_set_back_the_next_level_is_called_in_its_own_time() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    staff(&desk).await;
    desk.app.tick().await.expect("it ticks");
    assert_eq!(level(&desk.board(incident).await, "L1").state, "called");
    // The clock ran ahead by two hours, also when the plans were adopted.
    desk.later(-120);
    let desk = desk.again().await;
    let mut events = desk.app.events();
    desk.app.tick().await.expect("it ticks");
    let said = told(&mut events);
    assert!(said.iter().any(|m| m.contains("set back from 12:00 or later to 10:00")), "{said:?}");
    let board = desk.board(incident).await;
    assert_eq!(level(&board, "L1").state, "called", "what is known is shown");
    desk.later(4);
    desk.app.tick().await.expect("it ticks");
    assert_ne!(level(&desk.board(incident).await, "L2").state, "called");
    desk.later(1);
    desk.app.tick().await.expect("it ticks");
    assert_eq!(level(&desk.board(incident).await, "L2").state, "called", "its five minutes are over");
    let log = desk.log(Some(incident)).await;
    assert_eq!(log.iter().filter(|r| r.kind == "clock_set_back").count(), 1, "it is said once");
}

#[tokio::test]
async fn a_clock_that_is_wrong_for_a_moment_calls_nobody_early() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    staff(&desk).await;
    desk.app.tick().await.expect("it ticks");
    desk.later(1);
    desk.done(record(incident, "in 2 h")).await;
    let state = async |desk: &Desk| {
        let board = desk.board(incident).await;
        let levels: Vec<_> = board.levels.into_iter().map(|l| (l.level, l.state, l.at)).collect();
        let updates: Vec<_> = board.updates.into_iter().map(|u| (u.audience, u.due_at)).collect();
        (levels, updates)
    };
    desk.app.tick().await.expect("it ticks");
    let before = state(&desk).await;
    // Three hours back for a while, and right again.
    for wrong in [1, 2] {
        desk.clock.leap(jiff::SignedDuration::from_hours(-3));
        desk.app.tick().await.expect("it ticks");
        desk.seconds_later(30);
        desk.app.tick().await.expect("it ticks");
        desk.clock.leap(jiff::SignedDuration::from_hours(3));
        let mut events = desk.app.events();
        desk.app.tick().await.expect("it ticks");
        desk.app.tick().await.expect("it ticks");
        let said = told(&mut events);
        assert!(said.iter().any(|m| m.contains("put forward from 09:0")), "{said:?}");
        assert!(!said.iter().any(|m| m.contains("called:") || m.contains("told:")), "{said:?}");
        assert_eq!(state(&desk).await, before, "everything is due when it was");
        let log = desk.log(Some(incident)).await;
        assert_eq!(log.iter().filter(|r| r.kind == "clock_set_back").count(), wrong, "each fall is said once");
    }
    let desk = desk.again().await;
    desk.app.tick().await.expect("it ticks");
    assert_eq!(state(&desk).await, before, "after a restart too");
    desk.later(3);
    desk.app.tick().await.expect("it ticks");
    assert_eq!(level(&desk.board(incident).await, "L2").state, "called", "in its own time");

    // An empty battery: such a clock is believed in nothing, and a person is told.
    desk.clock.leap(jiff::SignedDuration::from_hours(-24 * 365));
    let mut events = desk.app.events();
    desk.app.tick().await.expect("it ticks");
    desk.app.tick().await.expect("it ticks");
    let said = told(&mut events);
    assert_eq!(
        said.iter().filter(|m| m.contains("Nothing is called before the clock is right")).count(),
        1,
        "{said:?}"
    );
    desk.clock.leap(jiff::SignedDuration::from_hours(24 * 365));
    let known = desk.log(Some(incident)).await.len();
    desk.app.tick().await.expect("it ticks");
    assert_eq!(desk.log(Some(incident)).await.len(), known, "nothing was due meanwhile");
}

#[tokio::test]
async fn a_leap_of_the_clock_long_after_a_fall_changes_no_time_in_the_log() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    desk.app.tick().await.expect("it ticks");
    desk.later(1);
    desk.clock.leap(jiff::SignedDuration::from_hours(-3));
    desk.app.tick().await.expect("it ticks");
    desk.done(Intent::SetState { incident, state: "resolved".into() }).await;
    desk.later(60 * 24 * 60);
    desk.app.tick().await.expect("it ticks");
    let known = desk.log(Some(incident)).await;
    assert!(known.iter().any(|row| row.kind == "clock_set_back"), "the fall was noticed");
    desk.clock.leap(jiff::SignedDuration::from_hours(3));
    desk.app.tick().await.expect("it ticks");
    let after = desk.log(Some(incident)).await;
    let times = |log: &[_]| -> Vec<String> { log.iter().map(|row: &LogRow| row.event_at.clone()).collect() };
    assert_eq!(times(&after), times(&known), "a clock that is put forward two months later has nothing to do with it");
}

#[tokio::test]
async fn an_incident_that_was_resolved_under_a_fast_clock_is_opened_again_at_once() {
    for ended in ["resolved", "closed"] {
        let desk = Desk::new().await;
        let incident = desk.declare("Down").await;
        staff(&desk).await;
        desk.done(Intent::SetState { incident, state: "resolved".into() }).await;
        if ended == "closed" {
            desk.done(Intent::Close { incident, reason: "A false alarm".into() }).await;
        }
        desk.app.tick().await.expect("it ticks");
        desk.clock.leap(jiff::SignedDuration::from_hours(-2));
        let mut events = desk.app.events();
        desk.app.tick().await.expect("it ticks");
        desk.app.tick().await.expect("it ticks");
        let said = told(&mut events);
        assert!(!said.iter().any(|m| m.contains("set back")), "what is over waits for no clock: {said:?}");
        let log = desk.log(Some(incident)).await;
        assert_eq!(log.iter().filter(|r| r.kind == "clock_set_back").count(), 1, "its log says so, once");
        assert_eq!(desk.board(incident).await.incident.state, ended);
        desk.later(1);
        let (state, reason) = ("investigating".into(), "It is no false alarm".into());
        desk.done(Intent::SetStateBecause { incident, state, reason }).await;
        assert_eq!(desk.board(incident).await.incident.state, "investigating", "after {ended}");
        let desk = desk.again().await;
        desk.app.tick().await.expect("it ticks");
        assert_eq!(desk.board(incident).await.incident.state, "investigating", "after a restart too");
    }
}

#[tokio::test]
async fn a_clock_that_is_wrong_for_a_moment_leaves_what_is_over_as_it_was() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    desk.later(10);
    desk.done(Intent::SetState { incident, state: "resolved".into() }).await;
    desk.app.tick().await.expect("it ticks");
    let times = async |desk: &Desk| {
        let board = desk.board(incident).await;
        (board.incident.state, board.incident.state_since, board.incident.resolved_at)
    };
    let before = times(&desk).await;
    desk.clock.leap(jiff::SignedDuration::from_hours(-3));
    desk.app.tick().await.expect("it ticks");
    desk.clock.leap(jiff::SignedDuration::from_hours(3));
    desk.app.tick().await.expect("it ticks");
    assert_eq!(times(&desk).await, before);
}

/// Somebody behind the roles that the matrix of the template calls.
pub async fn staff(desk: &Desk) {
    let board = {
        let bridgebook_app::api::query::Answer::Incidents(list) =
            desk.ask(bridgebook_app::api::query::Query::Incidents).await
        else {
            panic!("a list")
        };
        list[0].id
    };
    for role in [
        "On-call Engineer",
        "Subject-matter Expert",
        "Operations Lead",
        "Duty Manager",
        "Executive Liaison",
        "Chief Executive",
    ] {
        desk.done(Intent::Assign { incident: board, role: role.into(), person: format!("{role} person") }).await;
    }
}

#[tokio::test]
async fn a_deed_before_the_next_look_does_not_hide_that_a_level_was_due() {
    let change = |incident| Intent::ChangeLevel {
        incident,
        level: "L1".into(),
        change: LevelChange::Decline,
        reason: "busy".into(),
        clock: None,
    };
    let ack = |incident| Intent::Acknowledge { incident, level: "L1".into(), by: "Chen Wei".into() };
    let resolve = |incident| Intent::SetState { incident, state: "resolved".into() };
    let deeds: [&dyn Fn(IncidentId) -> Intent; 3] = [&change, &ack, &resolve];
    for deed in deeds {
        let desk = Desk::new().await;
        let incident = desk.declare("Down").await;
        desk.let_decline(incident).await;
        staff(&desk).await;
        desk.app.tick().await.expect("it ticks");
        // The machine slept: nobody looked when the second level was due.
        desk.later(55);
        desk.done(deed(incident)).await;
        let log = desk.log(Some(incident)).await;
        let called = log.iter().find(|row| row.kind == "level_called" && row.text.starts_with("L2"));
        let called =
            called.unwrap_or_else(|| panic!("it is logged: {:#?}", log.iter().map(|r| &r.text).collect::<Vec<_>>()));
        assert!(called.text.contains("late"), "{}", called.text);
    }
}

#[tokio::test]
async fn people_acknowledge_decline_skip_raise_pause_and_resume_levels() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    desk.let_decline(incident).await;
    staff(&desk).await;
    desk.app.tick().await.expect("it ticks");
    let change = |name: &str, change: LevelChange, reason: &str| Intent::ChangeLevel {
        incident,
        level: name.into(),
        change,
        reason: reason.into(),
        clock: None,
    };
    let ack = |name: &str| Intent::Acknowledge { incident, level: name.into(), by: "Chen Wei".into() };
    let unknown = desk.refused(ack("L9")).await;
    assert!(unknown.message.contains("There are: L1, L2"), "the levels there are are named: {}", unknown.message);
    desk.done(ack("l1")).await;
    assert_eq!(level(&desk.board(incident).await, "L1").state, "acknowledged");
    assert!(desk.refused(change("L2", LevelChange::Raise, "")).await.message.contains("reason"));
    desk.done(change("L2", LevelChange::Raise, "it spreads")).await;
    assert_eq!(level(&desk.board(incident).await, "L2").state, "called");
    desk.done(change("L2", LevelChange::Decline, "on a plane")).await;
    desk.done(change("L3", LevelChange::Skip, "nobody there")).await;
    assert_eq!(level(&desk.board(incident).await, "L3").state, "skipped");
    desk.done(Intent::PauseEscalation { incident, reason: "waiting for the vendor".into() }).await;
    assert_eq!(desk.board(incident).await.paused.as_deref(), Some("waiting for the vendor"));
    desk.done(Intent::ResumeEscalation { incident }).await;
    assert_eq!(desk.board(incident).await.paused, None);
}

#[tokio::test]
async fn an_edit_of_a_plan_acts_forward_only_and_is_logged_once_a_burst() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    desk.later(12);
    let board = desk.board(incident).await;
    assert_eq!(update(&board, "Customers").state, "overdue", "the first update was due after five minutes");
    let due = update(&board, "Customers").due_at.clone();
    let plan = desk.plan(incident, "communication").await;
    let content = desk.open(plan).await.content;
    let kind = bridgebook_domain::BlockKind::Cadence;
    let (section, cadence) = content.sections_of(&kind)[0];
    let (first, _) =
        cadence.block.column_by_key("first_within").or(cadence.block.column_by_key("first")).expect("a column");
    let row = cadence.block.live_rows()[0].0;
    for minutes in ["50 min", "55 min", "60 min"] {
        let edit = Edit::SetWords { path: Path::Cell(section, row, first), words: minutes.into() };
        desk.edit(plan, vec![], vec![edit]).await;
        desk.seconds_later(2);
    }
    let after = desk.board(incident).await;
    assert_eq!(update(&after, "Customers").state, "overdue", "a breach is not edited away");
    assert_eq!(update(&after, "Customers").due_at, due);
    let changed = desk.log(Some(incident)).await.iter().filter(|r| r.kind == "plan_changed").count();
    assert_eq!(changed, 1, "three cells in a row are one line of the log");
}

#[tokio::test]
async fn a_clock_that_leaps_is_noticed_and_what_fell_due_meanwhile_is_logged_at_once() {
    let desk = Desk::new().await;
    desk.declare("Down").await;
    let mut events = desk.app.events();
    let app = std::sync::Arc::clone(&desk.app);
    let ticking = tokio::spawn(async move { app.tick_forever().await });
    // It has begun to look when this look is done.
    desk.app.tick().await.expect("it ticks");
    // As after 40 minutes of sleep.
    desk.later(40);
    let (mut is_noticed, mut is_told) = (false, false);
    while !(is_noticed && is_told) {
        match events.recv().await.expect("the program goes on") {
            Event::ClockChanged => is_noticed = true,
            Event::Told { message, .. } => is_told |= message.contains("was due at 12:05"),
            _ => {}
        }
    }
    ticking.abort();
}
