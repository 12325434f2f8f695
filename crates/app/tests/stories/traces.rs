//! What leaves a trace: a chain goes on when whoever took it fails, an update that nobody had promised is overdue in the
//! log, rules tell where the command line alone is used, and a clock that was set back between two processes is noticed.

use bridgebook_app::api::incident::LogRow;
use bridgebook_app::api::intent::{Intent, LevelChange};
use bridgebook_app::api::metric::MetricFilter;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::api::shift::OpenEnd;
use bridgebook_delivery_servers::{WebhookFault, WebhookServer};
use bridgebook_domain::IncidentId;
use bridgebook_domain::log::Category;

use crate::clocks::staff;
use crate::desk::{Desk, level, told, update};
use crate::outbox::pump;
use crate::rules;

async fn tick(desk: &Desk) {
    // One level may follow from another at once.
    for _ in 0..3 {
        desk.app.tick().await.expect("it ticks");
    }
}

async fn texts(desk: &Desk, incident: IncidentId, kind: &str) -> Vec<String> {
    let log = desk.log(Some(incident)).await;
    log.iter().rev().filter(|row| row.kind == kind).map(|row| row.text.clone()).collect()
}

fn note(incident: IncidentId, text: &str) -> Intent {
    Intent::AddLog { incident: Some(incident), text: text.into(), category: Category::Note, at: String::new() }
}

fn change(incident: IncidentId, level: &str, change: LevelChange) -> Intent {
    Intent::ChangeLevel { incident, level: level.into(), change, reason: "has to leave".into(), clock: None }
}

#[tokio::test]
async fn a_chain_goes_on_when_whoever_took_it_fails_and_says_when_nobody_is_left() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    staff(&desk).await;
    tick(&desk).await;
    for minutes in [5, 10] {
        desk.later(minutes);
        tick(&desk).await;
    }
    assert_eq!(level(&desk.board(incident).await, "L3").state, "called", "at 12:15");
    desk.later(1);
    desk.done(Intent::Acknowledge { incident, level: "L2".into(), by: "Chen Wei".into() }).await;
    let relieved = level(&desk.board(incident).await, "L3").clone();
    assert_eq!(relieved.state, "relieved");
    assert!(relieved.words.ends_with("called again at 12:46"), "half an hour to resolve: {}", relieved.words);
    let desk = desk.again().await;
    let mut events = desk.app.events();
    desk.later(30);
    tick(&desk).await;
    assert_eq!(level(&desk.board(incident).await, "L3").state, "called", "again, at 12:46");
    let called: Vec<_> =
        texts(&desk, incident, "level_called").await.into_iter().filter(|t| t.starts_with("L3")).collect();
    assert_eq!(called.len(), 2, "{called:?}");
    assert!(called.iter().all(|text| !text.contains("late")), "{called:?}");
    assert_eq!(texts(&desk, incident, "level_notified").await.iter().filter(|t| t.starts_with("L3")).count(), 2);
    let said = told(&mut events);
    assert_eq!(said.iter().filter(|m| m.starts_with("L3 called")).count(), 1, "{said:?}");
    // Nobody of the last level answers: the log says that nobody is left, once.
    desk.later(15);
    tick(&desk).await;
    tick(&desk).await;
    let ends = texts(&desk, incident, "chain_exhausted").await;
    let [end] = &ends[..] else { panic!("once: {ends:?}") };
    assert!(end.starts_with("No level is left to call: nobody of L3 acknowledged in time."), "{end}");
    assert!(told(&mut events).contains(end), "people are told");
}

#[tokio::test]
async fn a_level_that_is_handed_back_calls_the_next_one_at_once() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    desk.let_decline(incident).await;
    staff(&desk).await;
    tick(&desk).await;
    desk.later(1);
    desk.done(Intent::Acknowledge { incident, level: "L1".into(), by: "Chen Wei".into() }).await;
    desk.later(2);
    desk.done(change(incident, "L1", LevelChange::Decline)).await;
    tick(&desk).await;
    let board = desk.board(incident).await;
    assert_eq!((level(&board, "L1").state.as_str(), level(&board, "L2").state.as_str()), ("declined", "called"));
    assert!(level(&board, "L1").words.contains("has to leave"), "with the reason: {:?}", level(&board, "L1"));
}

#[tokio::test]
async fn a_level_that_may_not_decline_is_told_what_can_be_done_instead() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    staff(&desk).await;
    tick(&desk).await;
    assert!(!level(&desk.board(incident).await, "L1").may_decline, "the matrix says no");
    let error = desk.refused(change(incident, "L1", LevelChange::Decline)).await;
    assert!(error.message.starts_with("The matrix lets nobody decline L1. Nothing was changed."), "{}", error.message);
    assert!(error.message.contains("call L2 by hand"), "{}", error.message);
    assert_eq!(level(&desk.board(incident).await, "L1").state, "called");
    desk.done(change(incident, "L1", LevelChange::Skip)).await;
    tick(&desk).await;
    assert_eq!(level(&desk.board(incident).await, "L2").state, "called", "the commander leaves it out");
}

#[tokio::test]
async fn an_update_that_nobody_promised_is_overdue_in_log_checklist_metrics_and_report() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    let mut events = desk.app.events();
    tick(&desk).await;
    desk.later(12);
    tick(&desk).await;
    assert_eq!(update(&desk.board(incident).await, "Customers").state, "overdue", "due after five minutes");
    let rows = desk.log(Some(incident)).await;
    let is_its = |row: &&LogRow| row.kind == "update_overdue" && row.text.starts_with("Customers");
    let overdue: Vec<_> = rows.iter().filter(is_its).collect();
    let [row] = &overdue[..] else { panic!("once: {overdue:?}") };
    assert_eq!(row.event_at, "2026-03-13T12:05:00Z", "at its time");
    assert_eq!(row.text, "Customers: the update that the cadence asks for by now has not gone out, 7 min late.");
    let said = told(&mut events);
    let about: Vec<_> = said.iter().filter(|m| m.contains("Customers")).collect();
    assert_eq!(about.len(), 1, "people are reminded of it once: {said:?}");
    // Resolving stops the cadence. That the update never went out stays to be seen.
    desk.later(1);
    desk.done(Intent::SetState { incident, state: "resolved".into() }).await;
    let ends = async |desk: &Desk| {
        let Answer::OpenEnds(ends) = desk.ask(Query::OpenEnds { incident }).await else { panic!("a checklist") };
        let is_its = |end: &OpenEnd| end.kind == "update_overdue" && end.words.ends_with("Customers");
        ends.into_iter().filter(is_its).collect::<Vec<_>>()
    };
    let open = ends(&desk).await;
    assert_eq!(open.len(), 1, "{open:?}");
    assert_eq!(open[0].words, "Update to Customers");
    assert_eq!(open[0].detail, "due by the plan at 12:05, not promised, has not gone out");
    let closed = desk.done(Intent::Close { incident, reason: "told by phone".into() }).await;
    assert!(closed.remarks.iter().any(|r| r.contains("Update to Customers: due by the plan")), "{:?}", closed.remarks);
    let words = texts(&desk, incident, "state_changed").await.pop().expect("the close");
    assert!(words.contains("2 updates overdue by the plan"), "those of customers and responders: {words}");
    let filter = MetricFilter::default();
    let Answer::Metrics(reading) = desk.ask(Query::Metrics { filter }).await else { panic!("metrics") };
    let figure = |id: &str| {
        let row = reading.metrics.iter().find(|row| row.id == id).unwrap_or_else(|| panic!("no {id}"));
        row.all.median.as_ref().map(|figure| figure.words.clone())
    };
    assert_eq!(figure("updates-overdue").as_deref(), Some("2"));
    assert_eq!(figure("updates-overdue-time").as_deref(), Some("16 min"), "until it was resolved, both");
    assert_eq!(figure("promises-kept"), None, "nothing was promised");
}

#[tokio::test]
async fn the_rules_of_a_level_that_a_command_finds_due_are_told_as_the_window_would() {
    let hook = WebhookServer::start(WebhookFault::None, None).await;
    let desk = rules::desk(hook.url("/chat")).await;
    let incident = desk.declare("Checkout down").await;
    // Nothing ticks: each command is a process of its own.
    desk.later(6);
    let said = note(incident, "Still down");
    desk.done(said.clone()).await;
    let desk = desk.again().await;
    desk.done(said).await;
    pump(&desk).await;
    let posts = |words: &str| hook.taken().iter().filter(|post| post.body.contains(words)).count();
    assert_eq!(posts("INC-1: Declared"), 1, "{:?}", hook.taken());
    assert_eq!(posts("L1 did not acknowledge by 12:05"), 1, "what was due is told: {:?}", hook.taken());
}

#[tokio::test]
async fn a_clock_that_was_set_back_between_two_processes_is_noticed_once_and_undoes_nothing() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    staff(&desk).await;
    tick(&desk).await;
    desk.later(40);
    // A process that saw the clock and wrote nothing into the log of the incident.
    let desk = desk.again().await;
    desk.done(Intent::SetSetting { key: "organisation".into(), value: "Northwind".into() }).await;
    tick(&desk).await;
    let before: Vec<_> = desk.board(incident).await.levels.into_iter().map(|l| (l.level, l.state, l.at)).collect();
    desk.later(5);
    tick(&desk).await;
    desk.app.close().await;
    desk.later(-4);
    let desk = desk.again().await;
    desk.done(note(incident, "first")).await;
    let said = texts(&desk, incident, "clock_set_back").await;
    let [one] = &said[..] else { panic!("it is said once: {said:?}") };
    assert!(one.starts_with("The clock of this computer was set back from 12:45 or later to 12:41"), "{one}");
    let desk = desk.again().await;
    desk.done(note(incident, "second")).await;
    tick(&desk).await;
    assert_eq!(texts(&desk, incident, "clock_set_back").await.len(), 1, "and not again");
    let after: Vec<_> = desk.board(incident).await.levels.into_iter().map(|l| (l.level, l.state, l.at)).collect();
    assert_eq!(before, after, "no clock is undone");
}

#[tokio::test]
async fn a_stage_that_nobody_knows_is_refused_with_those_there_are() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    let record = |stage: &str| Intent::RecordUpdate {
        incident,
        audience: "Executives".into(),
        body: "We know of it.".into(),
        via: "E-mail".into(),
        next: "in 30 min".into(),
        stage: stage.into(),
        despite: "read out on the bridge".into(),
    };
    let error = desk.refused(record("Nonsense")).await;
    assert!(
        error.message.starts_with("“Nonsense” is no stage of a message. Nothing was changed."),
        "{}",
        error.message
    );
    assert!(error.message.contains("Holding, Investigating, Scope, Identified, Monitoring, Resolved, Post-incident"));
    for stage in ["Holding", "identified", ""] {
        desk.done(record(stage)).await;
    }
}
