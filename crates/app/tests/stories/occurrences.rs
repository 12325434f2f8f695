//! Evaluations, reviews and drills of plans: due, overdue, held and skipped.

use bridgebook_app::api::intent::{Declaring, Edit, Intent};
use bridgebook_app::api::occurrence::{OccurrenceRow, RecordedOccurrence};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::calendar::CalendarState;
use bridgebook_domain::log::OccurrenceEnd;
use bridgebook_domain::{DocumentId, IncidentId, Path, Value};

use crate::desk::{Desk, declaration};

const ROLL_OUT: &str = "---
bridgebook: 1
title: Roll-out
language: en
version: 0.1
status: active
---

## Rhythm

<!-- bb:table preset=recurrences -->

| Review | Every | First on | At | Time zone | Takes | Attendees | Questions | Output |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| Short | Week | 2026-03-06 | 09:00 | Europe/Berlin | 30 min | | | |
| Long | Quarter | 2025-12-31 | | | | | | |
";

async fn rows(desk: &Desk) -> Vec<OccurrenceRow> {
    let Answer::Occurrences(list) = desk.ask(Query::Occurrences).await else { panic!("a list") };
    list
}

async fn short(desk: &Desk) -> OccurrenceRow {
    rows(desk).await.into_iter().find(|row| row.title == "Short").expect("it is in the list")
}

fn record(row: &OccurrenceRow, days: &[&str], end: OccurrenceEnd, words: &str) -> Intent {
    Intent::RecordOccurrence(RecordedOccurrence {
        document: row.document,
        row: row.row,
        days: days.iter().map(|day| (*day).to_owned()).collect(),
        end,
        by: String::new(),
        at: String::new(),
        words: words.into(),
    })
}

async fn plan(desk: &Desk) -> DocumentId {
    desk.done(Intent::import("roll-out.md", ROLL_OUT.as_bytes())).await.ids[0].parse().expect("an id")
}

#[tokio::test]
async fn each_day_of_a_plan_is_due_from_the_day_on_which_it_was_made_and_recorded_once() {
    let desk = Desk::new().await;
    let document = plan(&desk).await;
    let row = short(&desk).await;
    assert_eq!(
        (row.document, row.document_title.as_str(), row.wall.as_str()),
        (document, "Roll-out", "09:00 Europe/Berlin")
    );
    assert_eq!(
        (row.overdue.len(), row.today.as_deref(), row.next.as_deref()),
        (0, Some("2026-03-13"), Some("2026-03-20")),
        "that of the 6th was before the plan"
    );
    desk.later(8 * 24 * 60);
    let row = short(&desk).await;
    assert_eq!(
        (row.overdue.clone(), row.today.as_deref()),
        (vec!["2026-03-13".to_owned(), "2026-03-20".to_owned()], None)
    );
    assert_eq!(rows(&desk).await[0].title, "Short", "what is overdue comes first");
    let intent = Intent::RecordOccurrence(RecordedOccurrence {
        document,
        row: row.row,
        days: vec!["2026-03-13".into()],
        end: OccurrenceEnd::Held,
        by: "Ada".into(),
        at: String::new(),
        words: "Six came".into(),
    });
    desk.done(intent).await;
    desk.done(record(&row, &["2026-03-20"], OccurrenceEnd::Skipped, "Everybody is ill")).await;
    let desk = desk.again().await;
    let row = short(&desk).await;
    assert_eq!((row.overdue.len(), row.next.as_deref()), (0, Some("2026-03-27")));
    let last = row.last.clone().expect("it was recorded");
    assert_eq!(
        (last.day.as_str(), last.end.as_str(), last.words.as_str()),
        ("2026-03-20", "skipped", "Everybody is ill")
    );
    let log = desk.log(None).await;
    let held = log.iter().find(|entry| entry.text.contains("held")).expect("the organisation's log has it");
    assert_eq!(held.text, "“Short” of “Roll-out”, 2026-03-13: held: Six came");
    assert_eq!((held.author.as_str(), held.event_at.as_str()), ("Ada", "2026-03-13T08:00:00Z"), "when it was planned");
    assert!(held.recorded_by.is_some() && held.label == "Review", "{held:?}");
    let query = Query::Calendar { incident: None, from: "2026-03-13".into(), days: 8 };
    let Answer::Calendar(calendar) = desk.ask(query).await else { panic!("a calendar") };
    let items: Vec<_> = calendar.days.iter().flat_map(|day| &day.items).collect();
    let states: Vec<_> = items.iter().map(|item| (item.state, item.detail.split(" · ").next().unwrap_or(""))).collect();
    assert_eq!(
        states,
        [
            (CalendarState::Given, "held, Ada: Six came"),
            (CalendarState::Skipped, format!("skipped, {}: Everybody is ill", last.by).as_str()),
        ]
    );
    desk.done(record(&row, &["2026-03-20"], OccurrenceEnd::Open, "")).await;
    assert_eq!(short(&desk).await.overdue, ["2026-03-20"], "it is open again");
}

#[tokio::test]
async fn what_is_ahead_is_skipped_and_no_day_is_recorded_that_is_none() {
    let desk = Desk::new().await;
    plan(&desk).await;
    let row = short(&desk).await;
    desk.done(record(&row, &["2026-03-20", "2026-03-27", "2026-03-20"], OccurrenceEnd::Skipped, "Easter")).await;
    assert_eq!(short(&desk).await.next.as_deref(), Some("2026-04-03"));
    desk.done(record(&row, &["today"], OccurrenceEnd::Held, "")).await;
    assert_eq!(short(&desk).await.today, None);
    let entries = desk.log(None).await.len();
    for (days, end, words, sentence) in [
        (&["2026-03-14"][..], OccurrenceEnd::Held, "", "does not come on 2026-03-14. Nothing was recorded"),
        (&["2026-04-03"], OccurrenceEnd::Held, "", "has not come yet"),
        (&["2026-04-03"], OccurrenceEnd::Skipped, " ", "A reason is needed"),
        (&["2026-04-03", "2026-04-04"], OccurrenceEnd::Skipped, "All or none", "does not come on 2026-04-04"),
        (&["today"], OccurrenceEnd::Held, "", "is recorded as held already"),
        (&["2026-04-10"], OccurrenceEnd::Open, "", "Nothing was recorded of “Short” on 2026-04-10"),
        (&["soon"], OccurrenceEnd::Held, "", "not a moment"),
        (&[], OccurrenceEnd::Held, "", "Name the day"),
        (&["2026-04-03"], OccurrenceEnd::Unknown("moved".into()), "", "“moved” is nothing that becomes of it"),
    ] {
        let error = desk.refused(record(&row, days, end, words)).await;
        assert!(error.message.contains(sentence), "{} was to say: {sentence}", error.message);
    }
    assert_eq!(desk.log(None).await.len(), entries, "nothing was recorded");
    let mut other = row.clone();
    other.row = bridgebook_domain::RowId::new(uuid::Uuid::from_u128(7));
    let error = desk.refused(record(&other, &["today"], OccurrenceEnd::Held, "")).await;
    assert!(error.message.contains("holds no evaluation, review or drill in that row"), "{}", error.message);
}

async fn drill(desk: &Desk) -> IncidentId {
    let mut declare = declaration("Drill");
    if let Intent::Declare { also, .. } = &mut declare {
        *also = Declaring { exercise: true, ..Declaring::default() };
    }
    desk.done(declare).await.ids[0].parse().expect("an id")
}

async fn belongs(desk: &Desk, document: DocumentId, incident: IncidentId) {
    let value = Some(Value::one(incident.to_string()));
    desk.edit(document, Vec::new(), vec![Edit::Set { path: Path::Header("incident".into()), value }]).await;
}

/// The states of the days that a document plans, in the calendar of an incident.
async fn days_of(desk: &Desk, document: DocumentId, incident: IncidentId, from: &str) -> Vec<CalendarState> {
    let query = Query::Calendar { incident: Some(incident), from: from.into(), days: 8 };
    let Answer::Calendar(calendar) = desk.ask(query).await else { panic!("a calendar") };
    let items = calendar.days.iter().flat_map(|day| &day.items).filter(|item| item.document == Some(document));
    items.map(|item| item.state).collect()
}

#[tokio::test]
async fn nothing_is_asked_of_the_plans_of_an_exercise_or_of_a_closed_incident() {
    let desk = Desk::new().await;
    let (drill, real, document) = (drill(&desk).await, desk.declare("Down").await, plan(&desk).await);
    belongs(&desk, document, drill).await;
    desk.later(8 * 24 * 60);
    assert!(rows(&desk).await.iter().all(|row| row.document != document), "nobody reviews the plan of a drill");
    let past = CalendarState::Past;
    assert_eq!(
        days_of(&desk, document, drill, "2026-03-13").await,
        [past, past],
        "it stands there, and nobody is asked"
    );
    belongs(&desk, document, real).await;
    let overdue = CalendarState::Overdue;
    assert_eq!(short(&desk).await.overdue.len(), 2);
    assert_eq!(days_of(&desk, document, real, "2026-03-13").await, [overdue, overdue]);
    desk.done(Intent::SetState { incident: real, state: "resolved".into() }).await;
    desk.done(Intent::Close { incident: real, reason: "The plan is reviewed elsewhere".into() }).await;
    desk.later(8 * 24 * 60);
    assert!(rows(&desk).await.iter().all(|row| row.document != document));
    assert_eq!(days_of(&desk, document, real, "2026-03-13").await, [overdue, overdue], "from before the close");
    assert_eq!(days_of(&desk, document, real, "2026-03-24").await, [], "none after it");
}
