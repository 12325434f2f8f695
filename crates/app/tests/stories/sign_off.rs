//! Whose yes counts: that of whom the plan names, not that of the author, unless a reason says why; and what is left to
//! nobody.

use bridgebook_app::api::ErrorCode;
use bridgebook_app::api::approval::Approving;
use bridgebook_app::api::incident::ApprovalRow;
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::message::MessageReading;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::api::role::Renouncing;
use bridgebook_app::clock::Clock;
use bridgebook_domain::IncidentId;
use bridgebook_domain::log::Decision;

use crate::desk::{Desk, update};

const TEXT: &str = "As of 12:00 UTC we look into failing payments. Next update by 12:20 UTC.";

async fn asked(desk: &Desk, incident: IncidentId, approver: &str) -> ApprovalRow {
    let (audience, body, stage, approver) = ("Customers".into(), TEXT.into(), String::new(), approver.into());
    desk.done(Intent::AskUpdateApproval { incident, audience, body, subject: String::new(), stage, approver }).await;
    let board = desk.board(incident).await;
    board.approvals.into_iter().find(|a| a.title.starts_with("Customers")).expect("it waits")
}

fn yes(row: &ApprovalRow, by: &str, reason: &str) -> Intent {
    Intent::Approve(Approving {
        document: row.document,
        checkpoint: row.checkpoint.clone(),
        decision: Decision::Approved,
        note: String::new(),
        hash: row.hash.clone(),
        by: by.into(),
        incident: row.incident,
        reason: reason.into(),
        unready: String::new(),
    })
}

async fn read(desk: &Desk, incident: IncidentId) -> MessageReading {
    let (audience, stage, text) = ("Customers".into(), String::new(), TEXT.into());
    let (next, subject, at) = (String::new(), String::new(), String::new());
    let query = Query::Message { incident, audience, stage, text, next, subject, at };
    let Answer::Message(reading) = desk.ask(query).await else { panic!("a message") };
    *reading
}

async fn last(desk: &Desk, incident: IncidentId, kind: &str) -> String {
    let log = desk.log(Some(incident)).await;
    log.iter().find(|row| row.kind == kind).map(|row| row.text.clone()).unwrap_or_default()
}

async fn me(desk: &Desk, name: &str) {
    desk.done(Intent::AddToDirectory { kind: "person".into(), name: name.into() }).await;
    desk.done(Intent::SetMe { person: name.into() }).await;
}

#[tokio::test]
async fn whoever_was_not_asked_needs_a_reason_and_the_author_needs_one_too() {
    let desk = Desk::new().await;
    let incident = desk.declare("Checkout down").await;
    me(&desk, "Ana Costa").await;
    let row = asked(&desk, incident, "").await;
    let own = desk.refused(yes(&row, "", "")).await;
    assert!(
        own.message.starts_with(
            "Ana Costa wrote Customers’ update 1, and Incident Commander (Katarzyna Wójcik) is to approve it"
        ),
        "{}",
        own.message
    );
    assert_eq!(own.code, ErrorCode::NotApprover);
    me(&desk, "Bo Lind").await;
    let other = desk.refused(yes(&row, "", "")).await;
    assert!(
        other.message.contains("is to approve Customers’ update 1, not Bo Lind. Nothing was decided"),
        "{}",
        other.message
    );
    assert_eq!(read(&desk, incident).await.approval.state, "waiting");
    desk.done(yes(&row, "", "the commander is on the phone")).await;
    let reading = read(&desk, incident).await;
    assert_eq!(reading.approval.state, "approved");
    assert!(reading.findings.iter().all(|f| f.rule != "X11"), "two people have read it: {:?}", reading.findings);
    assert_eq!(
        last(&desk, incident, "approval_by_other").await,
        "Customers’ update 1, approved by Bo Lind instead of Incident Commander (Katarzyna Wójcik): the commander is on the phone"
    );
}

#[tokio::test]
async fn at_three_in_the_morning_the_author_approves_with_a_reason_and_everybody_sees_it() {
    let desk = Desk::new().await;
    let incident = desk.declare("Checkout down").await;
    me(&desk, "Ana Costa").await;
    // To ask oneself changes nothing: the plan names another.
    let row = asked(&desk, incident, "Ana Costa").await;
    let refused = desk.refused(yes(&row, "", "")).await;
    assert!(refused.message.contains("say why the author approves it"), "{}", refused.message);
    desk.done(yes(&row, "", "nobody answers at three in the morning")).await;
    let desk = desk.again().await;
    let reading = read(&desk, incident).await;
    assert_eq!((reading.approval.state.as_str(), reading.approval.condition.as_str()), ("approved", ""));
    let own = reading.findings.iter().find(|f| f.rule == "X11").expect("it is said");
    assert!(own.level == "error" && !own.is_in_the_way, "nobody is blocked: {own:?}");
    assert_eq!(own.title, "Ana Costa wrote it and approved it");
    let told = last(&desk, incident, "approval_by_other").await;
    assert!(told.starts_with("Customers’ update 1, approved by the author instead of"), "{told}");
    assert!(told.ends_with(": nobody answers at three in the morning"), "{told}");
}

#[tokio::test]
async fn who_holds_the_role_now_says_yes() {
    let desk = Desk::new().await;
    let incident = desk.declare("Checkout down").await;
    let row = asked(&desk, incident, "").await;
    let role = "Incident Commander".to_owned();
    desk.done(Intent::Assign { incident, role, person: "Chen Wei".into() }).await;
    let before = desk.refused(yes(&row, "Katarzyna Wójcik", "")).await;
    assert!(before.message.contains("Incident Commander (Chen Wei) is to approve"), "{}", before.message);
    desk.done(yes(&row, "Chen Wei", "")).await;
    assert_eq!(read(&desk, incident).await.approval.state, "approved");
    assert_eq!(last(&desk, incident, "approval_by_other").await, "", "nothing to explain");
}

#[tokio::test]
async fn a_document_is_approved_by_whom_it_names() {
    let desk = Desk::new().await;
    let (document, _) = desk.prose("Statement", "We know of it.").await;
    me(&desk, "Ana Costa").await;
    let ask =
        |approver: &str| Intent::AskApproval { document, checkpoint: "Release".into(), approver: approver.into() };
    let said = |by: &str, reason: &str, decision: Decision| {
        let (checkpoint, note, hash, incident) = ("Release".to_owned(), String::new(), String::new(), None);
        Intent::Approve(Approving {
            document,
            checkpoint,
            decision,
            note,
            hash,
            by: by.into(),
            incident,
            reason: reason.into(),
            unready: String::new(),
        })
    };
    desk.done(ask("Priya Raman")).await;
    let refused = desk.refused(said("", "", Decision::Approved)).await;
    assert!(
        refused.message.starts_with("Ana Costa wrote “Statement”, and Priya Raman is to approve it"),
        "{}",
        refused.message
    );
    assert_eq!(desk.open(document).await.summary.status, "in_review");
    desk.done(said("", "", Decision::Rejected)).await;
    assert_eq!(desk.open(document).await.summary.status, "draft", "a no may come from anybody");
    desk.done(ask("Priya Raman")).await;
    desk.done(said("Priya Raman", "", Decision::Approved)).await;
    assert_eq!(desk.open(document).await.summary.status, "approved");
    desk.done(ask("Ana Costa")).await;
    desk.done(said("", "", Decision::Approved)).await;
    let log = desk.log(None).await;
    let own = log.iter().find(|row| row.kind == "approval_by_other").expect("it is said");
    assert_eq!(own.text, "“Statement”, approved by the author: nobody else is named");
    let found = desk.open(document).await.findings;
    let found: Vec<_> =
        found.iter().filter(|f| f.rule == "X11").map(|f| (f.level.as_str(), f.title.as_str())).collect();
    assert_eq!(found, [("warning", "Ana Costa prepared it and approved it at “Release”")]);
}

#[tokio::test]
async fn a_role_is_left_to_nobody_with_a_reason_and_the_board_says_so_until_somebody_has_it() {
    let desk = Desk::new().await;
    let incident = desk.declare("Checkout down").await;
    let leave =
        |role: &str, reason: &str| Intent::Renounce(Renouncing { incident, role: role.into(), reason: reason.into() });
    let refused = desk.refused(leave("Scribe", "unwell")).await;
    assert!(refused.message.contains("Nobody holds Scribe"), "{}", refused.message);
    assert!(desk.refused(leave("Incident Commander", " ")).await.message.contains("A reason is needed"));
    desk.later(20);
    let done = desk.done(leave("incident commander", "unwell")).await;
    assert_eq!(
        done.remarks,
        ["Nobody commands INC-1 now. Give the command to somebody at once, and tell everybody who it is"]
    );
    let board = desk.board(incident).await;
    assert_eq!(board.incident.commander, "");
    let open = &board.open_roles[0];
    assert!(open.is_commander && open.person == "Katarzyna Wójcik" && open.reason == "unwell", "{open:?}");
    assert_eq!(last(&desk, incident, "role_renounced").await, "Katarzyna Wójcik renounces Incident Commander: unwell");
    let desk = desk.again().await;
    assert_eq!(desk.board(incident).await.open_roles.len(), 1, "after a restart too");
    let (role, person) = ("Incident Commander".into(), "Chen Wei".into());
    desk.done(Intent::Assign { incident, role, person }).await;
    let board = desk.board(incident).await;
    assert!(board.open_roles.is_empty() && board.incident.commander == "Chen Wei", "{:?}", board.open_roles);
}

#[tokio::test]
async fn the_plan_says_whom_to_tell_of_an_update_that_is_late() {
    let desk = Desk::new().await;
    let incident = desk.declare("Checkout down").await;
    let (role, person) = ("Communications Lead".into(), "Chen Wei".into());
    desk.done(Intent::Assign { incident, role, person }).await;
    assert!(update(&desk.board(incident).await, "Customers").late.is_empty(), "it is not late");
    let due = update(&desk.board(incident).await, "Customers").due_at.clone().expect("a clock");
    desk.clock.set(due.parse().expect("a moment"));
    desk.later(7);
    let late = update(&desk.board(incident).await, "Customers").late.clone();
    let words: Vec<_> = late.iter().map(|l| (l.tell.as_str(), l.holder.as_str(), l.after.as_str(), l.is_due)).collect();
    assert_eq!(
        words,
        [
            ("Communications Lead", "Chen Wei", "5 min", true),
            ("Incident Commander", "Katarzyna Wójcik", "10 min", false),
            ("Duty Manager", "", "15 min", false),
        ]
    );
}

#[tokio::test]
async fn what_goes_outside_has_a_subject_without_the_number() {
    let desk = Desk::new().await;
    let incident = desk.declare("Checkout down").await;
    let subject = |audience: &str| {
        let (stage, text, next) = ("closed".to_owned(), TEXT.to_owned(), String::new());
        Query::Message {
            incident,
            audience: audience.into(),
            stage,
            text,
            next,
            subject: String::new(),
            at: String::new(),
        }
    };
    let Answer::Message(outside) = desk.ask(subject("Customers")).await else { panic!("a message") };
    assert_eq!(outside.subject, "Checkout API: update 1", "the service, as its readers call it");
    assert!(!outside.foot.contains("INC-1"), "{}", outside.foot);
    let Answer::Message(inside) = desk.ask(subject("Responders")).await else { panic!("a message") };
    assert_eq!(inside.subject, "INC-1 Checkout down: update 1");
    let (stage, next, at) = (String::new(), String::new(), String::new());
    let (audience, text, subject) = ("Customers".into(), TEXT.into(), "INC-1 and OPS-7".into());
    let typed = Query::Message { incident, audience, stage, text, next, subject, at };
    let Answer::Message(typed) = desk.ask(typed).await else { panic!("a message") };
    let found: Vec<_> = typed.findings.iter().filter(|f| f.rule == "C5").collect();
    assert!(found.len() == 2 && found.iter().all(|f| f.level == "warning" && !f.is_in_the_way), "{found:?}");
}
