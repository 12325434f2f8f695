//! Updates planned for a time of day: planned in two steps, asked for in the queue, in a plan of the incident's own.

use bridgebook_app::api::calendar::PlannedUpdate;
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::log::PlanPart;
use bridgebook_domain::{DocumentId, IncidentId, RowId};

use crate::desk::{Desk, update};

fn plan(incident: IncidentId, audience: &str, at: &str, rhythm: &str) -> Intent {
    Intent::PlanUpdate {
        incident,
        audience: audience.into(),
        at: at.into(),
        zone: "Europe/Berlin".into(),
        rhythm: rhythm.into(),
        until: String::new(),
        about: "Press round".into(),
    }
}

async fn planned(desk: &Desk, incident: IncidentId) -> Vec<PlannedUpdate> {
    let Answer::PlannedUpdates(list) = desk.ask(Query::PlannedUpdates { incident }).await else { panic!("a list") };
    list
}

async fn communication_plan(desk: &Desk, incident: IncidentId) -> DocumentId {
    let plans = desk.board(incident).await.plans;
    plans.iter().find(|p| p.part == PlanPart::Communication.to_string()).expect("it runs on one").document
}

#[tokio::test]
async fn an_update_planned_in_the_queue_is_asked_for_at_its_time_and_is_gone_when_it_is_taken_away() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    let before = communication_plan(&desk, incident).await;
    let row: RowId = desk.done(plan(incident, "Media", "18:00", "day")).await.ids[0].parse().expect("a row");
    assert_eq!(communication_plan(&desk, incident).await, before, "the plan was the incident's own");
    let media = update(&desk.board(incident).await, "Media").clone();
    assert_eq!(media.due_at.as_deref(), Some("2026-03-13T17:00:00Z"), "18:00 on the wall in Berlin");
    assert_eq!(media.words, "every day");
    assert_eq!(media.explanation, "Planned for 2026-03-13 18:00 Europe/Berlin, every day: Press round.");
    let list = planned(&desk, incident).await;
    assert_eq!((list[0].wall.as_str(), list[0].next_at.clone()), ("18:00 Europe/Berlin", media.due_at.clone()));
    desk.later(5 * 60 + 1);
    assert_eq!(update(&desk.board(incident).await, "Media").state, "overdue");
    desk.done(Intent::SkipUpdate { incident, audience: "Media".into(), reason: "Nobody came".into() }).await;
    let board = desk.board(incident).await;
    assert_eq!(update(&board, "Media").due_at.as_deref(), Some("2026-03-14T17:00:00Z"));
    assert_eq!((board.skipped[0].audience.as_str(), board.skipped[0].reason.as_str()), ("Media", "Nobody came"));
    desk.done(Intent::UnplanUpdate { incident, row }).await;
    assert_eq!(update(&desk.board(incident).await, "Media").due_at, None);
    assert_eq!(planned(&desk, incident).await, []);
    let said: Vec<_> = desk.log(Some(incident)).await.into_iter().map(|row| row.text).collect();
    assert!(
        said.contains(&"Media’s update planned for 2026-03-13 18:00 Europe/Berlin, every day".to_owned()),
        "{said:?}"
    );
    let error = desk.refused(Intent::UnplanUpdate { incident, row }).await;
    assert!(error.message.contains("not planned any more"), "{}", error.message);
}

#[tokio::test]
async fn a_plan_of_the_library_is_copied_for_the_incident_and_stays_as_it_is() {
    let desk = Desk::new().await;
    let template = "incident-communication-plan".to_owned();
    let create = Intent::CreateDocument { template, title: "How we speak".into(), incident: None };
    let library: DocumentId = desk.done(create).await.ids[0].parse().expect("a document");
    let (incident, other) = (desk.declare("Down").await, desk.declare("Down too").await);
    for incident in [incident, other] {
        let part = PlanPart::Communication;
        desk.done(Intent::AdoptPlan { incident, part, document: library }).await;
    }
    desk.later(3);
    let due_before = update(&desk.board(incident).await, "Customers").due_at.clone();
    let outcome = desk.done(plan(incident, "Media", "in 2 h", "")).await;
    assert!(outcome.remarks[0].contains("stays as it is"), "{:?}", outcome.remarks);
    let own = communication_plan(&desk, incident).await;
    assert_ne!(own, library);
    assert_eq!(communication_plan(&desk, other).await, library);
    assert_eq!(update(&desk.board(other).await, "Media").due_at, None, "no other incident is asked for it");
    assert_eq!(update(&desk.board(incident).await, "Media").due_at.as_deref(), Some("2026-03-13T14:03:00Z"));
    assert_eq!(update(&desk.board(incident).await, "Customers").due_at, due_before, "no clock moved");
    desk.done(plan(incident, "Data protection authority", "tomorrow 9:00", "working-day")).await;
    assert_eq!(communication_plan(&desk, incident).await, own, "it is copied once");
    let monday = update(&desk.board(incident).await, "Data protection authority").due_at.clone();
    assert_eq!(monday.as_deref(), Some("2026-03-16T08:00:00Z"), "the fourteenth is a Saturday");
    let again = desk.again().await;
    assert_eq!(planned(&again, incident).await.len(), 2, "it is on the disk");
}

#[tokio::test]
async fn what_cannot_be_planned_is_refused_in_a_sentence() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    let asked = |at: &str, zone: &str, rhythm: &str, until: &str| Intent::PlanUpdate {
        incident,
        audience: "Media".into(),
        at: at.into(),
        zone: zone.into(),
        rhythm: rhythm.into(),
        until: until.into(),
        about: String::new(),
    };
    for (intent, sentence) in [
        (asked("soon", "", "", ""), "not a moment in time"),
        (asked("yesterday 9:00", "", "", ""), "has passed"),
        (asked("18:00", "Mars/Olympus", "", ""), "not a time zone"),
        (asked("18:00", "", "sometimes", ""), "no rhythm"),
        (asked("18:00", "", "day", "2026-03-01"), "end before it begins"),
    ] {
        let error = desk.refused(intent).await;
        assert!(error.message.contains(sentence), "{} was to say: {sentence}", error.message);
    }
    assert_eq!(planned(&desk, incident).await, []);
}
