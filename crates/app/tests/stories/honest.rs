//! What the program says of itself is so: told is told, a clock rests for a reason that holds, and nothing that was due is
//! passed over.

use bridgebook_app::api::intent::Intent;
use bridgebook_domain::IncidentId;
use bridgebook_domain::log::Category;

use crate::calls::sheets;
use crate::clocks::staff;
use crate::desk::{Desk, level, update};

fn pause(incident: IncidentId, reason: &str) -> Intent {
    Intent::PauseEscalation { incident, reason: reason.into() }
}

#[tokio::test]
async fn an_authority_is_told_when_somebody_was_reached_and_the_board_says_so_until_then() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    staff(&desk).await;
    desk.later(15);
    desk.app.tick().await.expect("it ticks");
    let board = desk.board(incident).await;
    let manager = level(&board, "Manager");
    assert!(manager.is_unreached, "a person is still to call: {manager:?}");
    assert_eq!(manager.words, "called on time, nobody reached yet");
    let label = |board: &bridgebook_app::api::incident::Board| {
        board.tape.iter().find(|m| m.label.starts_with("Manager")).map(|m| (m.label.clone(), m.state.clone()))
    };
    assert_eq!(label(&board), Some(("Manager not reached yet".to_owned(), "at_risk".to_owned())));
    let log = desk.log(Some(incident)).await;
    let entry = log.iter().find(|row| row.text.starts_with("Manager is to be told")).expect("it is logged");
    assert!(!entry.text.contains("told on time"), "{entry:?}");
    desk.later(4);
    let all = sheets(&desk, incident).await;
    let sheet = all.iter().find(|sheet| sheet.level == "Manager").expect("a call to make");
    let (call, outcome) = (sheet.calls[0].id.clone(), "told".to_owned());
    desk.done(Intent::EndCall { incident, sheet: sheet.id, call, outcome, note: String::new() }).await;
    let board = desk.board(incident).await;
    let manager = level(&board, "Manager");
    assert_eq!((manager.words.as_str(), manager.is_unreached), ("called on time, told 4 min later", false));
    assert_eq!(label(&board), Some(("Manager told late".to_owned(), "late".to_owned())));
}

#[tokio::test]
async fn the_clock_rests_for_a_reason_of_the_matrix_and_once() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    let error = desk.refused(pause(incident, "Change window")).await;
    assert!(error.message.contains("Nobody has answered a call yet"), "a response clock never rests: {error:?}");
    staff(&desk).await;
    desk.app.tick().await.expect("it ticks");
    desk.done(Intent::Acknowledge { incident, level: "L1".into(), by: "Chen Wei".into() }).await;
    let error = desk.refused(pause(incident, "lunch")).await;
    assert!(error.message.contains("“lunch” is no reason") && error.message.contains("Change window"), "{error:?}");
    assert_eq!(desk.board(incident).await.paused, None);
    desk.done(pause(incident, "Waiting for the vendor: ticket 4711")).await;
    let error = desk.refused(pause(incident, "Change window")).await;
    assert!(error.message.contains("paused already: Waiting for the vendor: ticket 4711"), "{error:?}");
    desk.done(Intent::ResumeEscalation { incident }).await;
    let error = desk.refused(Intent::ResumeEscalation { incident }).await;
    assert!(error.message.contains("not paused"), "{error:?}");
    let paused = |row: &&bridgebook_app::api::incident::LogRow| row.kind.starts_with("escalation_");
    assert_eq!(desk.log(Some(incident)).await.iter().filter(paused).count(), 2, "what was refused is not logged");
}

#[tokio::test]
async fn a_reminder_does_not_rest_beyond_the_update_after_it() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    let snooze = |until: &str| Intent::SnoozeUpdate {
        incident,
        audience: "Customers".into(),
        until: until.into(),
        reason: "in a call".into(),
    };
    let error = desk.refused(snooze("in 6 h")).await;
    assert!(error.message.contains("may rest until") && error.message.contains("Nothing was changed"), "{error:?}");
    assert_ne!(update(&desk.board(incident).await, "Customers").state, "snoozed");
    desk.done(snooze("in 8 min")).await;
    assert_eq!(update(&desk.board(incident).await, "Customers").state, "snoozed");
}

#[tokio::test]
async fn what_was_sent_by_hand_passes_the_gate_of_what_is_sent_from_here() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    let record = |despite: &str| Intent::RecordUpdate {
        incident,
        audience: "Customers".into(),
        body: "As of 12:00 UTC we look into a problem with db01.".into(),
        via: "phone".into(),
        next: String::new(),
        stage: "holding".into(),
        despite: despite.into(),
    };
    let error = desk.refused(record("")).await;
    assert_eq!(
        error.message,
        "The text has errors (C1: No time for the next update; C13: Incident Commander was not asked to approve it). \
         Nothing was recorded. Mend it, or say why it was sent like this"
    );
    assert!(desk.board(incident).await.sent.is_empty());
    desk.done(record("said on the phone")).await;
    let log = desk.log(Some(incident)).await;
    let sent = log.iter().find(|row| row.kind == "update_sent").expect("it is in the log");
    assert_eq!(sent.text, "Customers’ update 1 sent with C1, C13 open: said on the phone");
}

#[tokio::test]
async fn a_line_in_the_log_comes_after_what_was_due_before_it() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    staff(&desk).await;
    desk.later(20);
    // Nothing else looks at the clock: the command line alone is used.
    let (text, at) = ("The vendor called back".to_owned(), String::new());
    desk.done(Intent::AddLog { incident: Some(incident), text: text.clone(), category: Category::Event, at }).await;
    let log = desk.log(Some(incident)).await;
    let place = |is_it: &dyn Fn(&bridgebook_app::api::incident::LogRow) -> bool| log.iter().position(is_it);
    let line = place(&|row| row.text == text).expect("the line");
    let called = place(&|row| row.text.starts_with("L1 called")).expect("what was due was called");
    assert!(called > line, "the newest comes first, and the call is the older one: {log:#?}");
    assert!(log.iter().any(|row| row.text.starts_with("Manager is to be told") && row.text.contains("late")));
}
