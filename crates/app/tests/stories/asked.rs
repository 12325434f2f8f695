//! What a change asks for at once, what resolving asks for at the end, and what a deed tells in the same command.

use bridgebook_app::api::approval::Approving;
use bridgebook_app::api::intent::{Intent, LevelChange};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::api::shift::OpenEnd;
use bridgebook_delivery_servers::{WebhookFault, WebhookServer};
use bridgebook_domain::IncidentId;
use bridgebook_domain::log::Decision;

use crate::desk::{Desk, told, update};
use crate::outbox::pump;
use crate::rules;

fn state(incident: IncidentId, state: &str) -> Intent {
    Intent::SetState { incident, state: state.into() }
}

fn record(incident: IncidentId, audience: &str, next: &str) -> Intent {
    Intent::RecordUpdate {
        incident,
        audience: audience.into(),
        body: "As of 12:00 UTC we know of it.".into(),
        via: "E-mail".into(),
        next: next.into(),
        stage: String::new(),
        despite: "read out on the bridge".into(),
    }
}

async fn entries(desk: &Desk, incident: IncidentId, kind: &str) -> Vec<String> {
    let log = desk.log(Some(incident)).await;
    log.iter().rev().filter(|row| row.kind == kind).map(|row| row.text.clone()).collect()
}

async fn closing(desk: &Desk, incident: IncidentId) -> Vec<OpenEnd> {
    let Answer::OpenEnds(ends) = desk.ask(Query::OpenEnds { incident }).await else { panic!("a checklist") };
    ends.into_iter().filter(|end| end.kind == "update_closing").collect()
}

#[tokio::test]
async fn a_material_change_asks_at_once_in_queue_log_and_board_and_the_next_update_answers_it() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    desk.done(record(incident, "Customers", "in 20 min")).await;
    desk.later(2);
    let mut events = desk.app.events();
    desk.done(state(incident, "identified")).await;
    // Nothing ticked: a command asks by itself.
    let asked = "Customers: an update is asked for at once: the state became identified.";
    assert_eq!(entries(&desk, incident, "update_asked").await.iter().filter(|text| *text == asked).count(), 1);
    assert_eq!(told(&mut events).iter().filter(|text| text.contains("Customers")).count(), 1, "people are told once");
    let board = desk.board(incident).await;
    let row = update(&board, "Customers");
    assert_eq!((row.state.as_str(), row.words.as_str()), ("overdue", "asked for at once"), "{row:?}");
    assert_eq!(row.due_at.as_deref(), Some("2026-03-13T12:02:00Z"));
    assert_eq!(update(&board, "Executives").words, "not started", "their row does not ask for it");
    desk.later(1);
    desk.app.tick().await.expect("it ticks");
    let again = told(&mut events);
    assert!(again.iter().all(|text| !text.contains("Customers")), "and not again: {again:?}");
    desk.done(record(incident, "Customers", "in 20 min")).await;
    assert_eq!(update(&desk.board(incident).await, "Customers").due_at.as_deref(), Some("2026-03-13T12:23:00Z"));
    let desk = desk.again().await;
    desk.app.tick().await.expect("it ticks");
    assert_eq!(entries(&desk, incident, "update_asked").await.iter().filter(|text| *text == asked).count(), 1);
}

#[tokio::test]
async fn resolving_asks_for_a_last_update_and_closing_counts_who_has_not_heard() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    for audience in ["Customers", "Executives", "Media"] {
        desk.done(record(incident, audience, "")).await;
    }
    desk.later(10);
    desk.done(state(incident, "resolved")).await;
    let board = desk.board(incident).await;
    assert_eq!(update(&board, "Customers").due_at.as_deref(), Some("2026-03-13T12:25:00Z"), "15 min by the plan");
    assert_eq!(update(&board, "Customers").stage, "resolved");
    let media = update(&board, "Media");
    assert!(media.explanation.starts_with("The plan has no row for Resolved"), "{}", media.explanation);
    assert!(board.updates.iter().all(|row| row.name != "Board"), "who heard nothing hears no end");
    assert_eq!(entries(&desk, incident, "update_asked").await.len(), 1, "the row for Resolved needs no other words");
    let open: Vec<_> = closing(&desk, incident).await.into_iter().map(|end| end.words).collect();
    assert!(open.contains(&"Closing update to Customers".to_owned()) && open.len() >= 3, "{open:?}");
    desk.done(record(incident, "Customers", "")).await;
    desk.done(record(incident, "Media", "")).await;
    // What is late leaves its trace, although the incident is resolved.
    desk.later(40);
    desk.app.tick().await.expect("it ticks");
    let overdue = entries(&desk, incident, "update_overdue").await;
    assert!(
        overdue.iter().any(|text| text.starts_with("Executives: the update that the cadence asks for")),
        "{overdue:?}"
    );
    assert!(overdue.iter().all(|text| !text.starts_with("Customers") && !text.starts_with("Media")), "{overdue:?}");
    let open: Vec<_> = closing(&desk, incident).await.into_iter().map(|end| end.words).collect();
    assert!(!open.contains(&"Closing update to Customers".to_owned()), "they heard it: {open:?}");
    desk.done(Intent::Close { incident, reason: "told by telephone".into() }).await;
    assert!(desk.board(incident).await.updates.is_empty(), "closing ends it");
}

#[tokio::test]
async fn a_deed_tells_by_its_rules_in_the_same_command_once() {
    let hook = WebhookServer::start(WebhookFault::None, None).await;
    let desk = rules::desk(hook.url("/chat")).await;
    let incident = desk.declare("Checkout down").await;
    let refused = Intent::ChangeLevel {
        incident,
        level: "L1".into(),
        change: LevelChange::Decline,
        reason: "at the dentist".into(),
        clock: None,
    };
    desk.done(refused).await;
    // Each command is a process of its own, and none comes after this one.
    let desk = desk.again().await;
    pump(&desk).await;
    let posts = |words: &str| hook.taken().iter().filter(|post| post.body.contains(words)).count();
    assert_eq!(posts("L1 declined by"), 1, "{:?}", hook.taken());
    let taken = Intent::Acknowledge { incident, level: "L2".into(), by: "Chen Wei".into() };
    desk.done(taken).await;
    let told = |texts: Vec<String>, words: &str| texts.iter().filter(|text| text.contains(words)).count();
    assert_eq!(told(entries(&desk, incident, "rule_told").await, "L2 acknowledged by"), 1, "in the same command");
    desk.app.tick().await.expect("it ticks");
    assert_eq!(told(entries(&desk, incident, "rule_told").await, "L2 acknowledged by"), 1, "and not again");
}

#[tokio::test]
async fn approvals_and_the_outbox_look_at_the_clocks_before_they_act() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    let document = desk.plan(incident, "action").await;
    desk.later(8);
    let ask = Intent::AskApproval { document, checkpoint: "Plan".into(), approver: "Kim".into() };
    desk.done(ask).await;
    let overdue = async |desk: &Desk| entries(desk, incident, "update_overdue").await.len();
    let first = overdue(&desk).await;
    assert!(first > 0, "what was due before it stands in the log");
    let log = desk.log(Some(incident)).await;
    let place = |kind: &str| log.iter().rev().position(|row| row.kind == kind).expect("it is in the log");
    assert!(place("update_overdue") < place("approval_asked"), "and before it");
    desk.later(30);
    let yes = Approving {
        document,
        checkpoint: "Plan".into(),
        decision: Decision::Approved,
        note: String::new(),
        hash: String::new(),
        by: "Kim".into(),
        incident: None,
        reason: "they were asked".into(),
        unready: String::new(),
    };
    desk.done(Intent::Approve(yes)).await;
    let second = overdue(&desk).await;
    assert!(second > first, "before the decision as well");
    desk.later(60);
    desk.done(Intent::SendDue {}).await;
    assert!(overdue(&desk).await > second, "and before what waits in the outbox is sent");
}
