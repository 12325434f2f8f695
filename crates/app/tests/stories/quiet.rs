//! Updates in quiet hours of their audience: refused until somebody says what becomes of them, held until the hours are
//! over, sent all the same with a word in the log; and nothing that was held goes out unapproved.

use bridgebook_app::api::approval::Approving;
use bridgebook_app::api::delivery::SendBy;
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::message::MessageQuiet;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::clock::Clock as _;
use bridgebook_domain::IncidentId;
use bridgebook_domain::delivery::{DeliveryChannel, Way, WebhookForm};
use bridgebook_domain::log::Decision;

use crate::desk::{Desk, at, update};
use crate::outbox::{mail, pump, ready, save};
use crate::post::Script;

const TEXT: &str = "As of 23:00 UTC the shop takes no cards. We roll back.";

/// The board of the template has quiet hours from 22:00 to 07:00, but not at SEV1.
async fn night(severity: &str) -> (Desk, Script, IncidentId) {
    let (desk, script, incident) = ready().await;
    desk.clock.set(at("2026-03-13T23:00:00Z"));
    if severity != "SEV1" {
        let (severity, reason) = (severity.to_owned(), "smaller".to_owned());
        desk.done(Intent::SetSeverity { incident, severity, reason }).await;
    }
    (desk, script, incident)
}

fn send(incident: IncidentId, at: &str, quiet: &str) -> Intent {
    Intent::SendUpdate {
        incident,
        audience: "Board".into(),
        body: TEXT.into(),
        next: String::new(),
        stage: String::new(),
        despite: "a story".into(),
        subject: "Cards".into(),
        at: at.into(),
        quiet: quiet.into(),
        to: vec![SendBy { channel: "Mail".into(), recipients: vec!["board@example.org".into()] }],
    }
}

async fn approve(desk: &Desk, incident: IncidentId) {
    let (audience, body, stage) = ("Board".into(), TEXT.into(), String::new());
    let (subject, approver) = ("Cards".into(), "Chen Wei".into());
    desk.done(Intent::AskUpdateApproval { incident, audience, body, subject, stage, approver }).await;
    let board = desk.board(incident).await;
    let row = board.approvals.iter().find(|a| a.title.starts_with("Board")).expect("it waits").clone();
    let (document, checkpoint, hash) = (row.document, row.checkpoint, row.hash);
    let (decision, note, by, incident) = (Decision::Approved, String::new(), row.approver, Some(incident));
    desk.done(Intent::Approve(Approving {
        incident,
        document,
        checkpoint,
        decision,
        note,
        hash,
        by,
        reason: String::new(),
        unready: String::new(),
    }))
    .await;
}

async fn quiet(desk: &Desk, incident: IncidentId, at: &str) -> MessageQuiet {
    let (audience, text, at) = ("Board".into(), TEXT.into(), at.into());
    let (stage, next, subject) = (String::new(), String::new(), String::new());
    let query = Query::Message { incident, audience, stage, text, next, subject, at };
    let Answer::Message(reading) = desk.ask(query).await else { panic!("a message") };
    reading.quiet
}

async fn texts(desk: &Desk, incident: IncidentId, kind: &str) -> Vec<String> {
    let log = desk.log(Some(incident)).await;
    log.into_iter().filter(|row| row.kind == kind).map(|row| row.text).collect()
}

#[tokio::test]
async fn at_night_nothing_goes_out_until_somebody_says_what_becomes_of_it() {
    let (desk, script, incident) = night("SEV3").await;
    let said = quiet(&desk, incident, "").await;
    assert_eq!(said.words, "it is 23:00 for them (UTC), in their quiet hours until 07:00");
    assert_eq!((said.rule.as_str(), said.hold_until.as_str()), ("hold", "2026-03-14 07:00 UTC"));
    assert_eq!(quiet(&desk, incident, "2026-03-14 07:00").await.words, "", "at their end they are over");
    let refused = desk.refused(send(incident, "", "")).await;
    assert!(refused.message.contains("it is 23:00 for them") && refused.message.contains("Nothing was sent"));
    let refused = desk.refused(send(incident, "in 30 min", "")).await;
    assert!(refused.message.contains("it is 23:30 for them"), "{}", refused.message);
    assert!(desk.refused(send(incident, "", "perhaps")).await.message.contains("says nothing of quiet hours"));
    let unapproved = desk.refused(send(incident, "", "hold")).await;
    assert!(unapproved.message.contains("Only what is approved goes out by itself"), "{}", unapproved.message);
    pump(&desk).await;
    assert!(script.world().has.is_empty());
    desk.done(send(incident, "", "send")).await;
    pump(&desk).await;
    assert_eq!(script.world().has, ["board@example.org"]);
    let log = texts(&desk, incident, "update_queued").await;
    assert!(log[0].contains("in their quiet hours until 07:00 (UTC), sent all the same"), "{log:?}");
}

#[tokio::test]
async fn what_is_held_goes_out_at_the_end_of_the_night_and_its_clock_runs_on() {
    let (desk, script, incident) = night("SEV3").await;
    approve(&desk, incident).await;
    let before = update(&desk.board(incident).await, "Board").due_at.clone();
    let outcome = desk.done(send(incident, "", "hold")).await;
    assert!(outcome.remarks[0].contains("2026-03-14 07:00 UTC"), "{:?}", outcome.remarks);
    let board = desk.board(incident).await;
    assert_eq!((board.scheduled[0].quiet.as_str(), board.scheduled[0].held.as_str()), ("hold", ""));
    let row = update(&board, "Board");
    assert!(row.words.starts_with("held until ") && row.words.ends_with(", quiet hours"), "{}", row.words);
    assert_eq!(row.due_at, before, "waiting moves no clock");
    assert!(texts(&desk, incident, "update_scheduled").await[0].contains("held for their quiet hours"));
    desk.clock.set(at("2026-03-14T06:59:00Z"));
    pump(&desk).await;
    assert!(script.world().has.is_empty(), "not before they are over");
    desk.later(1);
    pump(&desk).await;
    assert_eq!(script.world().has, ["board@example.org"]);
}

#[tokio::test]
async fn at_a_severity_that_the_plan_names_it_goes_out_at_once() {
    let (desk, script, incident) = night("SEV1").await;
    let said = quiet(&desk, incident, "").await;
    assert_eq!((said.rule.as_str(), said.is_severe), ("send", true));
    desk.done(send(incident, "", "")).await;
    pump(&desk).await;
    assert_eq!(script.world().has, ["board@example.org"]);
    let log = texts(&desk, incident, "update_queued").await;
    assert!(log[0].contains("in their quiet hours until 07:00 (UTC), as the plan says"), "{log:?}");
}

#[tokio::test]
async fn what_was_set_for_before_the_night_and_is_late_does_not_go_out_in_it() {
    let (desk, script, incident) = ready().await;
    let (severity, reason) = ("SEV3".to_owned(), "smaller".to_owned());
    desk.done(Intent::SetSeverity { incident, severity, reason }).await;
    desk.clock.set(at("2026-03-13T21:00:00Z"));
    approve(&desk, incident).await;
    desk.done(send(incident, "21:55", "")).await;
    desk.clock.set(at("2026-03-13T22:05:00Z"));
    pump(&desk).await;
    assert!(script.world().has.is_empty(), "it would be ten minutes late, and it is night since five");
    let held = desk.board(incident).await.scheduled.remove(0).held;
    assert_eq!(held, "it is 22:05 for them (UTC), in their quiet hours until 07:00");
    desk.done(save(mail("E-mail"), "right")).await;
    let mut by_first = send(incident, "", "other-channel");
    if let Intent::SendUpdate { to, .. } = &mut by_first {
        "E-mail".clone_into(&mut to[0].channel);
    }
    let refused = desk.refused(by_first).await;
    assert!(refused.message.contains("That is the first channel of Board"), "{}", refused.message);
    // A mail server under another name writes to the same place.
    let refused = desk.refused(send(incident, "", "other-channel")).await;
    assert!(refused.message.contains("That is the first channel of Board"), "{}", refused.message);
    let (url, form) = ("https://hooks.example.org/T0/x".to_owned(), WebhookForm::Slack);
    let (id, name) = (String::new(), "Chat".to_owned());
    desk.done(save(DeliveryChannel { id, name, way: Way::Webhook { url, form }, internal: false }, "")).await;
    let mut by_chat = send(incident, "", "other-channel");
    if let Intent::SendUpdate { to, .. } = &mut by_chat {
        *to = vec![SendBy { channel: "Chat".into(), recipients: Vec::new() }];
    }
    desk.done(by_chat).await;
    pump(&desk).await;
    assert_eq!(script.world().has.len(), 1, "by the other channel");
    let log = texts(&desk, incident, "update_queued").await;
    assert!(log[0].contains("in their quiet hours until 07:00 (UTC), by another channel"), "{log:?}");
}
