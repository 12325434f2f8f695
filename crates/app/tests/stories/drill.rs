//! Exercises, declaring by impact and urgency, and going down again.

use bridgebook_app::api::delivery::DeliveryChange;
use bridgebook_app::api::intent::{Declaring, Intent, LevelChange};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::{IncidentId, Path, Value};

use crate::calls::{begin_with, count};
use crate::desk::{Desk, declaration, export, level, pdf_text};
use crate::outbox::{change, mail, outbox, pump, rows, send};

fn with(title: &str, severity: &str, also: Declaring) -> Intent {
    match declaration(title) {
        Intent::Declare { commander, services, detected, .. } => {
            Intent::Declare { title: title.into(), severity: severity.into(), commander, services, detected, also }
        }
        other => other,
    }
}

#[tokio::test]
async fn nothing_of_an_exercise_leaves_and_everything_says_what_it_is() {
    let (desk, script, real) = begin_with(&[mail("Mail")], &["Ada"], &["e-mail"]).await;
    pump(&desk).await;
    let sent = script.world().has.len();
    assert_eq!(sent, 1, "the incident");
    let also = Declaring { exercise: true, ..Declaring::default() };
    let outcome = desk.done(with("Checkout down", "SEV1", also)).await;
    let drill: IncidentId = outcome.ids[0].parse().expect("an id");
    desk.app.tick().await.expect("it ticks");
    desk.done(send(drill, "Mail", &["ana@example.org"])).await;
    pump(&desk).await;
    pump(&desk).await;
    assert_eq!(script.world().has.len(), sent, "nothing left");
    let board = desk.board(drill).await;
    let told = &board.incident;
    assert_eq!((told.number.as_str(), told.title.as_str(), told.exercise), ("EX-1", "EXERCISE: Checkout down", true));
    assert!(!desk.board(real).await.incident.exercise);
    let updates = outbox(&desk, Some(drill)).await.updates;
    assert_eq!(updates.len(), 2, "the call and the update: {updates:#?}");
    for update in &updates {
        assert_eq!((update.state.as_str(), update.rows[0].state.as_str()), ("sent", "sent"));
        assert!(update.rows[0].is_rehearsed, "and it is not shown as sent");
        assert_eq!(update.rows[0].words, "Would have been sent: nothing leaves an exercise");
    }
    let log = desk.log(Some(drill)).await;
    let says = |words: &str| log.iter().any(|row| row.text.contains(words));
    assert!(says("This is an exercise") && says("would have been sent to ana@example.org by Mail"), "{log:#?}");
    assert_eq!(count(&desk, drill, "update_sent").await, 1, "its clocks go on as those of an incident");
    assert!(board.sent[0].number == 1);
    let script_text = updates.iter().find(|u| u.title == "Call of L1").expect("it").body.clone();
    assert!(script_text.contains("EX-1 SEV1: EXERCISE: Checkout down"), "{script_text}");
    // On paper as well, the plan alone included, and in another calendar.
    for (name, documents, whole) in
        [("plan.pdf", vec![desk.plan(drill, "action").await], None), ("all.pdf", vec![], Some(drill))]
    {
        let path = desk.file(name);
        desk.done(export(&documents, whole, "pdf", &path)).await;
        let pages = pdf_text(&path);
        let pages: Vec<&str> = pages.trim_end_matches('\u{c}').split('\u{c}').collect();
        assert!(pages.iter().all(|page| page.contains("EXERCISE")), "each page of {name} says so");
    }
    let path = desk.file("all.ics");
    desk.done(export(&[], Some(drill), "ics", &path)).await;
    let text = std::fs::read_to_string(&path).expect("a calendar");
    let titles: Vec<&str> = text.lines().filter(|line| line.starts_with("SUMMARY:")).collect();
    assert!(!titles.is_empty() && titles.iter().all(|title| title.starts_with("SUMMARY:EXERCISE: ")), "{titles:#?}");
    // Also after a restart, and when a person has it sent again that may have been sent before the folder was copied.
    desk.done(send(drill, "Mail", &["bo@example.org"])).await;
    let desk = desk.copied().await;
    pump(&desk).await;
    let unsure = rows(&desk, drill).await.into_iter().find(|row| row.state == "uncertain").expect("it waited");
    change(&desk, &unsure, DeliveryChange::SendAgain, "").await;
    pump(&desk).await;
    assert_eq!(script.world().has.len(), sent);
    assert!(rows(&desk, drill).await.iter().all(|row| row.state == "sent"));
    let next = desk.done(with("Real", "SEV1", Declaring::default())).await;
    let number = desk.board(next.ids[0].parse().expect("an id")).await.incident.number;
    assert_eq!(number, "INC-2", "exercises leave no gap");
}

#[tokio::test]
async fn a_severity_follows_from_impact_and_urgency_and_another_one_needs_a_reason() {
    let desk = Desk::new().await;
    let also = |impact: &str, urgency: &str, reason: &str| Declaring {
        exercise: false,
        impact: impact.into(),
        urgency: urgency.into(),
        reason: reason.into(),
        ..Declaring::default()
    };
    let none = desk.refused(with("Down", "", also("Group", "High", ""))).await;
    assert!(none.message.contains("No matrix in force"), "{}", none.message);
    let matrix = desk.create("escalation-matrix", "Who is called").await;
    let status = bridgebook_app::api::intent::Edit::Set {
        path: Path::Header("status".into()),
        value: Some(Value::one("active")),
    };
    desk.edit(matrix, Vec::new(), vec![status]).await;
    let Answer::SeverityLookup(lookup) = desk.ask(Query::SeverityLookup).await else { panic!("a lookup") };
    assert_eq!((lookup.title.as_str(), lookup.cells.len()), ("Who is called", 12));
    let unknown = desk.refused(with("Down", "", also("Planet", "High", ""))).await;
    assert!(unknown.message.contains("Organisation and High"), "{}", unknown.message);
    let other = desk.refused(with("Down", "SEV1", also("Group", "High", " "))).await;
    assert!(other.message.contains("reason"), "{}", other.message);
    let declared = desk.done(with("Down", "", also("group", "high", ""))).await;
    let incident: IncidentId = declared.ids[0].parse().expect("an id");
    assert_eq!(desk.board(incident).await.incident.severity, "SEV2");
    let log = desk.log(Some(incident)).await;
    assert!(log.iter().any(|r| r.text.contains("Impact Group and urgency High give SEV2.")), "{log:#?}");
    let declared = desk.done(with("Down", "SEV1", also("Group", "High", "it spreads"))).await;
    let incident: IncidentId = declared.ids[0].parse().expect("an id");
    let log = desk.log(Some(incident)).await;
    assert!(log.iter().any(|r| r.text.contains("give SEV2; SEV1 because it spreads.")), "{log:#?}");
    let reasons = desk.board(incident).await.pause_reasons;
    assert_eq!(reasons[1].reason, "Waiting for the vendor");
    assert_eq!(reasons[1].approver, "Incident Commander");
}

#[tokio::test]
async fn a_level_is_released_to_a_lower_one_with_a_reason_and_whoever_takes_over() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    let down = |level: &str, to: &str, reason: &str| Intent::Deescalate {
        incident,
        level: level.into(),
        to: to.into(),
        by: "Chen Wei".into(),
        reason: reason.into(),
    };
    desk.done(Intent::Acknowledge { incident, level: "L1".into(), by: "Chen Wei".into() }).await;
    let early = desk.refused(down("L2", "L1", "calm")).await;
    assert!(early.message.contains("L2 was not called"), "{}", early.message);
    let (level_2, reason) = ("L2".into(), "it spreads".into());
    desk.done(Intent::ChangeLevel { incident, level: level_2, change: LevelChange::Raise, reason, clock: None }).await;
    assert!(desk.refused(down("L2", "L1", " ")).await.message.contains("reason"));
    assert!(desk.refused(down("L1", "L2", "calm")).await.message.contains("does not come before"));
    desk.later(3);
    desk.done(down("L2", "L1", "the remedy works")).await;
    let board = desk.board(incident).await;
    assert_eq!(level(&board, "L1").state, "acknowledged");
    assert_eq!(level(&board, "L2").state, "due");
    assert_eq!(level(&board, "L2").at.as_deref(), Some("2026-03-13T12:33:00Z"), "half an hour to resolve, from now");
    let log = desk.log(Some(incident)).await;
    let words = "De-escalated from L2 to L1: the remedy works. Chen Wei takes over";
    assert!(log.iter().any(|r| r.kind == "deescalated" && r.text == words), "{log:#?}");
}

#[tokio::test]
async fn a_level_goes_back_to_whoever_had_it_last_and_to_nobody_who_is_not_named() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    let raise = |level: &str| {
        let (level, reason) = (level.into(), "it spreads".into());
        Intent::ChangeLevel { incident, level, change: LevelChange::Raise, reason, clock: None }
    };
    let down = |by: &str| Intent::Deescalate {
        incident,
        level: "L2".into(),
        to: "L1".into(),
        by: by.into(),
        reason: "calm".into(),
    };
    desk.done(raise("L2")).await;
    let nobody = desk.refused(down("")).await;
    assert!(nobody.message.contains("Nobody had L1 yet"), "{}", nobody.message);
    desk.done(Intent::Acknowledge { incident, level: "L1".into(), by: "Chen Wei".into() }).await;
    desk.later(2);
    desk.done(down("Katarzyna Wójcik")).await;
    desk.later(2);
    desk.done(raise("L2")).await;
    desk.later(2);
    desk.done(down("")).await;
    let log = desk.log(Some(incident)).await;
    let last = log.iter().find(|r| r.kind == "deescalated").expect("the last one");
    assert!(last.text.contains("Katarzyna Wójcik takes over"), "{last:?}");
}
