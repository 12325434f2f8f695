//! An update is asked about and decided: bound to its text, word for word, and recorded by whoever records it.

use bridgebook_app::api::approval::Approving;
use bridgebook_app::api::delivery::SendBy;
use bridgebook_app::api::incident::ApprovalRow;
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::message::MessageReading;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::IncidentId;
use bridgebook_domain::log::{Decision, PlanPart};

use crate::desk::{Desk, update};
use crate::outbox::{outbox, pump, ready};

const TEXT: &str = "As of 12:00 UTC we look into failing payments. Next update by 12:20 UTC.";

fn ask(incident: IncidentId, body: &str, approver: &str) -> Intent {
    let (audience, body, stage, approver) = ("Customers".into(), body.into(), String::new(), approver.into());
    Intent::AskUpdateApproval { incident, audience, body, subject: String::new(), stage, approver }
}

async fn waiting(desk: &Desk, incident: IncidentId) -> Vec<ApprovalRow> {
    let mut list = desk.board(incident).await.approvals;
    list.retain(|a| a.title.starts_with("Customers"));
    list
}

fn decide(row: &ApprovalRow, decision: Decision, by: &str) -> Intent {
    let (document, checkpoint, hash) = (row.document, row.checkpoint.clone(), row.hash.clone());
    // Whoever was asked says yes; a no may come from anybody.
    let by = if by.is_empty() && decision != Decision::Rejected { &row.approver } else { by };
    Intent::Approve(Approving {
        incident: row.incident,
        document,
        checkpoint,
        decision,
        note: "without the number".into(),
        hash,
        by: by.into(),
        reason: String::new(),
        unready: String::new(),
    })
}

async fn read(desk: &Desk, incident: IncidentId, text: &str) -> MessageReading {
    let (audience, stage, text, next) = ("Customers".into(), String::new(), text.into(), String::new());
    let subject = String::new();
    let query = Query::Message { incident, audience, stage, text, next, subject, at: String::new() };
    let Answer::Message(reading) = desk.ask(query).await else { panic!("a message") };
    *reading
}

fn is_open(reading: &MessageReading) -> bool {
    reading.findings.iter().any(|f| f.rule == "C13")
}

#[tokio::test]
async fn whom_the_plan_names_is_asked_and_decides_about_exactly_that_text() {
    let desk = Desk::new().await;
    let incident = desk.declare("Checkout down").await;
    assert_eq!(read(&desk, incident, TEXT).await.approval.state, "needed");
    desk.done(ask(incident, TEXT, "")).await;
    let rows = waiting(&desk, incident).await;
    assert_eq!((rows.len(), rows[0].text.as_deref()), (1, Some(TEXT)));
    assert_eq!(rows[0].approver, "Katarzyna Wójcik", "the commander, whom the plan names by role");
    assert_eq!(update(&desk.board(incident).await, "Customers").words, "waits for approval");
    assert_eq!(read(&desk, incident, TEXT).await.approval.state, "waiting");
    let again = desk.refused(ask(incident, TEXT, "")).await;
    assert!(again.message.contains("already, word for word"), "{}", again.message);
    desk.done(decide(&rows[0], Decision::Approved, "Katarzyna Wójcik")).await;
    let reading = read(&desk, incident, TEXT).await;
    assert_eq!(reading.approval.state, "approved");
    assert!(reading.approval.who.starts_with("Katarzyna Wójcik (recorded by "), "{}", reading.approval.who);
    assert!(!is_open(&reading), "the approved text may go out");
    let letter = read(&desk, incident, &TEXT.replace("failing", "failed")).await;
    assert!(is_open(&letter) && letter.approval.state == "changed", "a changed letter voids it: {letter:?}");
    let log = desk.log(Some(incident)).await;
    let given = log.iter().find(|r| r.kind == "approval_given").expect("the decision");
    assert!(given.author == "Katarzyna Wójcik" && given.recorded_by.is_some(), "{given:?}");
}

#[tokio::test]
async fn a_text_that_changed_while_it_was_read_is_not_decided_about() {
    let desk = Desk::new().await;
    let incident = desk.declare("Checkout down").await;
    desk.done(ask(incident, TEXT, "")).await;
    let old = waiting(&desk, incident).await.remove(0);
    let newer = TEXT.replace("failing", "failed");
    desk.done(ask(incident, &newer, "")).await;
    let rows = waiting(&desk, incident).await;
    assert_eq!((rows.len(), rows[0].text.as_deref()), (1, Some(newer.as_str())), "the older request is withdrawn");
    let refused = desk.refused(decide(&old, Decision::Approved, "")).await;
    assert!(refused.message.contains("another text than the one that was read"), "{}", refused.message);
    desk.done(decide(&rows[0], Decision::Conditional, "")).await;
    assert_eq!(read(&desk, incident, &newer).await.approval.state, "approved");
    let desk = desk.again().await;
    let approval = read(&desk, incident, &newer).await.approval;
    assert_eq!(approval.state, "approved", "after a restart too");
    assert_eq!(approval.condition, "without the number", "and on which condition");
}

#[tokio::test]
async fn a_no_is_said_and_the_next_draft_is_asked_about_anew() {
    let desk = Desk::new().await;
    let incident = desk.declare("Checkout down").await;
    desk.done(ask(incident, TEXT, "Chen Wei")).await;
    let rows = waiting(&desk, incident).await;
    assert_eq!(rows[0].approver, "Chen Wei");
    desk.done(decide(&rows[0], Decision::Rejected, "")).await;
    let reading = read(&desk, incident, TEXT).await;
    assert!(reading.approval.state == "rejected" && is_open(&reading), "{reading:?}");
    desk.done(ask(incident, TEXT, "Chen Wei")).await;
    assert_eq!(read(&desk, incident, TEXT).await.approval.state, "waiting", "asked again about the same text");
}

#[tokio::test]
async fn two_incidents_on_one_plan_do_not_decide_for_each_other() {
    let desk = Desk::new().await;
    let first = desk.declare("Checkout down").await;
    let plan = desk.plan(first, "communication").await;
    let second = desk.declare("Search down").await;
    desk.done(Intent::AdoptPlan { incident: second, part: PlanPart::Communication, document: plan }).await;
    desk.done(ask(first, TEXT, "")).await;
    let other = TEXT.replace("payments", "searches");
    desk.done(ask(second, &other, "")).await;
    let row = waiting(&desk, second).await.remove(0);
    desk.done(decide(&row, Decision::Approved, "")).await;
    assert_eq!(read(&desk, second, &other).await.approval.state, "approved");
    assert_eq!(read(&desk, first, TEXT).await.approval.state, "waiting");
}

#[tokio::test]
async fn a_decision_about_an_update_never_falls_to_the_plan() {
    let desk = Desk::new().await;
    let incident = desk.declare("Checkout down").await;
    desk.done(ask(incident, TEXT, "")).await;
    let row = waiting(&desk, incident).await.remove(0);
    desk.done(Intent::Close { incident, reason: "over".into() }).await;
    let before = desk.log(Some(incident)).await.len();
    for (hash, checkpoint) in [(row.hash.clone(), row.checkpoint.clone()), (String::new(), row.checkpoint.clone())] {
        let late = ApprovalRow { hash, checkpoint, ..row.clone() };
        let refused = desk.refused(decide(&late, Decision::Rejected, "")).await;
        assert!(refused.message.contains("waits no more"), "{}", refused.message);
    }
    assert_eq!(desk.log(Some(incident)).await.len(), before);
    assert_ne!(desk.open(row.document).await.summary.status, "draft", "the plan is as it was");
}

#[tokio::test]
async fn the_incident_that_is_named_gets_the_decision_though_both_ask_for_the_same_text() {
    let desk = Desk::new().await;
    let first = desk.declare("Checkout down").await;
    let plan = desk.plan(first, "communication").await;
    let second = desk.declare("Search down").await;
    desk.done(Intent::AdoptPlan { incident: second, part: PlanPart::Communication, document: plan }).await;
    for (incident, other) in [(first, second), (second, first)] {
        desk.done(ask(first, TEXT, "Chen Wei")).await;
        desk.done(ask(second, TEXT, "Chen Wei")).await;
        let row = waiting(&desk, incident).await.remove(0);
        desk.done(decide(&row, Decision::Rejected, "")).await;
        assert_eq!(read(&desk, incident, TEXT).await.approval.state, "rejected");
        assert_eq!(read(&desk, other, TEXT).await.approval.state, "waiting");
        let row = waiting(&desk, other).await.remove(0);
        desk.done(decide(&row, Decision::Rejected, "")).await;
    }
}

/// What the channel "Mail" would send to one addressee.
fn send(incident: IncidentId, body: &str, subject: &str) -> Intent {
    let to = SendBy { channel: "Mail".into(), recipients: vec!["ana@example.org".into()] };
    Intent::SendUpdate {
        incident,
        audience: "Customers".into(),
        body: body.into(),
        next: String::new(),
        stage: String::new(),
        despite: String::new(),
        subject: subject.into(),
        at: String::new(),
        quiet: String::new(),
        to: vec![to],
    }
}

#[tokio::test]
async fn a_subject_that_was_typed_after_the_approval_voids_it() {
    let (desk, script, incident) = ready().await;
    let text =
        "As of 12:00 UTC we look into failing payments. You may see errors when you pay. Next update by 12:20 UTC.";
    let unasked = desk.refused(send(incident, text, "")).await;
    assert!(unasked.message.contains("(C13"), "nobody was asked: {}", unasked.message);
    desk.done(ask(incident, text, "")).await;
    let row = waiting(&desk, incident).await.remove(0);
    assert!(row.subject.contains("Checkout"), "whoever approves sees the subject: {row:?}");
    desk.done(decide(&row, Decision::Approved, "")).await;
    let other = desk.refused(send(incident, text, "Nothing to see")).await;
    assert!(other.message.contains("(C13: Not the subject that"), "{}", other.message);
    let query = Query::Message {
        incident,
        audience: "Customers".into(),
        stage: String::new(),
        text: text.into(),
        next: String::new(),
        subject: "Nothing to see".into(),
        at: String::new(),
    };
    let Answer::Message(reading) = desk.ask(query).await else { panic!("a message") };
    assert_eq!(reading.approval.state, "changed");
    let said = reading.findings.iter().find(|f| f.rule == "C13").map(|f| f.message.clone()).unwrap_or_default();
    assert!(said.contains(&row.subject), "which one was approved: {said}");
    // What the subject is made of changes: the approved one stays.
    desk.done(Intent::SetSeverity { incident, severity: "SEV2".into(), reason: "smaller".into() }).await;
    assert_eq!(read(&desk, incident, text).await.subject, row.subject);
    desk.done(send(incident, text, "")).await;
    pump(&desk).await;
    let mail = String::from_utf8(script.world().seen[0].rendered.clone()).expect("plain text");
    assert!(mail.contains(&row.subject), "{mail}");
    let log = desk.log(Some(incident)).await;
    let queued = log.iter().find(|r| r.kind == "update_queued").expect("it was handed over");
    assert!(queued.text.ends_with(&format!("by Mail, “{}”", row.subject)), "{}", queued.text);
    assert_eq!(outbox(&desk, Some(incident)).await.updates[0].subject, row.subject);
}

#[tokio::test]
async fn where_no_clock_runs_what_is_not_approved_is_in_the_way_all_the_same() {
    let (desk, script, incident) = ready().await;
    desk.done(Intent::SetState { incident, state: "resolved".into() }).await;
    desk.done(Intent::RecordUpdate {
        incident,
        audience: "Customers".into(),
        body: "It is over.".into(),
        via: "phone".into(),
        next: String::new(),
        stage: String::new(),
        despite: "a story".into(),
    })
    .await;
    let board = desk.board(incident).await;
    assert!(board.updates.iter().all(|u| u.name != "Customers"), "nothing runs: {:#?}", board.updates);
    let reading = read(&desk, incident, TEXT).await;
    assert!(reading.approval.state == "needed" && is_open(&reading), "the plan names who approves: {reading:?}");
    desk.done(ask(incident, TEXT, "")).await;
    let row = waiting(&desk, incident).await.remove(0);
    desk.done(decide(&row, Decision::Rejected, "")).await;
    let reading = read(&desk, incident, TEXT).await;
    assert!(reading.approval.state == "rejected" && is_open(&reading), "{reading:?}");
    // An audience that no plan names, and that nobody told anything.
    let board_text = |at: &str, despite: &str| Intent::SendUpdate {
        incident,
        audience: "Board".into(),
        body: TEXT.into(),
        next: String::new(),
        stage: String::new(),
        despite: despite.into(),
        subject: "Payments".into(),
        at: at.into(),
        quiet: String::new(),
        to: vec![SendBy { channel: "Mail".into(), recipients: vec!["ana@example.org".into()] }],
    };
    let (audience, body, stage, approver) = ("Board".into(), TEXT.into(), String::new(), "Chen Wei".into());
    let subject = "Payments".into();
    desk.done(Intent::AskUpdateApproval { incident, audience, body, subject, stage, approver }).await;
    let refused = desk.refused(board_text("", "")).await;
    assert!(refused.message.contains("C13"), "it waits for its approval: {}", refused.message);
    let refused = desk.refused(board_text("12:30", "a story")).await;
    assert!(refused.message.contains("Only what is approved"), "{}", refused.message);
    assert!(script.world().has.is_empty());
}
