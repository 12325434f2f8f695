//! The calendar of an incident and of the plans in use.

use bridgebook_app::api::calendar::CalendarReading;
use bridgebook_app::api::intent::{Edit, Intent};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::calendar::{CalendarKind, CalendarState};
use bridgebook_domain::{IncidentId, Path, Value};

use crate::desk::{Desk, export};

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

async fn calendar(desk: &Desk, incident: Option<IncidentId>, from: &str, days: u16) -> CalendarReading {
    let Answer::Calendar(reading) = desk.ask(Query::Calendar { incident, from: from.into(), days }).await else {
        panic!("a calendar")
    };
    reading
}

#[tokio::test]
async fn a_week_shows_updates_late_and_ahead_and_the_reviews_of_every_plan_by_day() {
    let desk = Desk::new().await;
    desk.done(Intent::import("roll-out.md", ROLL_OUT.as_bytes())).await;
    let incident = desk.declare("Down").await;
    desk.later(10);
    let week = calendar(&desk, Some(incident), "", 7).await;
    assert_eq!((week.days.len(), week.days[0].date.as_str(), week.zone.as_str()), (7, "2026-03-13", "UTC"));
    assert!(week.days[0].is_today && !week.days[1].is_today);
    let today = &week.days[0].items;
    let state = |title: &str| today.iter().find(|i| i.title == title).map(|i| (i.kind, i.state));
    assert_eq!(state("Customers’ update"), Some((CalendarKind::Update, CalendarState::Overdue)), "{today:#?}");
    assert_eq!(state("Executives’ update"), Some((CalendarKind::Update, CalendarState::Ahead)));
    assert_eq!(state("Short"), Some((CalendarKind::Review, CalendarState::Past)));
    assert!(today.windows(2).all(|w| w[0].at <= w[1].at), "in order of time");
    let without = calendar(&desk, None, "2026-03-31", 1).await;
    let titles: Vec<_> = without.days[0].items.iter().map(|i| (i.title.as_str(), i.day.is_some())).collect();
    assert_eq!(titles, [("Long", true)], "the quarter after the last of December ends on the last of March");
    let skipped = Intent::SkipUpdate { incident, audience: "Customers".into(), reason: "Told by phone".into() };
    desk.done(skipped).await;
    let today = calendar(&desk, Some(incident), "today", 1).await;
    let found = today.days[0].items.iter().find(|i| i.state == CalendarState::Skipped).expect("it is still there");
    assert_eq!((found.title.as_str(), found.detail.as_str()), ("Customers’ update", "Told by phone"));
}

#[tokio::test]
async fn what_takes_several_days_stands_in_each_of_them() {
    let desk = Desk::new().await;
    let drill = ROLL_OUT.replace("| Long | Quarter | 2025-12-31 | | | |", "| Drill | | 2026-03-14 | | | 48 h |");
    let plan = desk.done(Intent::import("roll-out.md", drill.as_bytes())).await.ids[0].parse().expect("an id");
    let days = calendar(&desk, None, "2026-03-13", 5).await.days;
    let shown = |title: &str| {
        let days = days.iter().filter(|day| day.items.iter().any(|item| item.title == title));
        days.map(|day| day.date.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(shown("Drill"), ["2026-03-14", "2026-03-15"]);
    let review = Edit::Set { path: Path::Header("next_review".into()), value: Some(Value::one("2026-03-16")) };
    let heads = desk.open(plan).await.heads;
    desk.edit(plan, heads, vec![review]).await;
    let last = calendar(&desk, None, "2026-03-16", 1).await;
    assert_eq!(last.days[0].items[0].title, "Review of “Roll-out”", "what was edited is read anew");
}

#[tokio::test]
async fn days_that_nobody_can_show_are_refused() {
    let desk = Desk::new().await;
    for (from, days, sentence) in [("", 0, "1 to 366"), ("", 400, "1 to 366"), ("soon", 7, "not a moment")] {
        let query = Query::Calendar { incident: None, from: from.into(), days };
        let error = desk.app.query(query).await.expect_err("it is refused");
        assert!(error.message.contains(sentence), "{} was to say: {sentence}", error.message);
    }
}

#[tokio::test]
async fn the_calendar_goes_out_for_the_calendars_of_others() {
    let desk = Desk::new().await;
    let path = desk.file("calendar.ics");
    let export = |incident, from: &str, days| Intent::ExportCalendar {
        incident,
        from: from.into(),
        days,
        path: path.display().to_string(),
    };
    let error = desk.app.intent(export(None, "", 1)).await.expect_err("there is nothing in it");
    assert!(error.message.contains("Nothing stands in the calendar from") && !path.exists(), "{}", error.message);
    desk.done(Intent::import("roll-out.md", ROLL_OUT.as_bytes())).await;
    let incident = desk.declare("Checkout; down").await;
    desk.later(10);
    let outcome = desk.done(export(Some(incident), "", 31)).await;
    assert_eq!(outcome.remarks[0], format!("Written: {}", path.display()));
    assert!(outcome.remarks[1].ends_with("and 2 that come again and again"), "{:?}", outcome.remarks);
    let text = std::fs::read_to_string(&path).expect("a file");
    for line in [
        "X-WR-CALNAME:INC-1 Checkout\\; down\r\n",
        "SUMMARY:INC-1 Customers’ update\r\n",
        "DTSTART;TZID=Europe/Berlin:20260306T090000\r\n",
        "RRULE:FREQ=WEEKLY\r\n",
        "DTSTART;VALUE=DATE:20251231\r\nDTEND;VALUE=DATE:20260101\r\nRRULE:FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1\r\n",
    ] {
        assert!(text.contains(line), "{line} in\n{text}");
    }
    assert_eq!(desk.log(Some(incident)).await.iter().filter(|r| r.kind == "exported").count(), 1);
    desk.done(export(Some(incident), "", 31)).await;
    assert_eq!(std::fs::read_to_string(&path).expect("a file"), text, "the same moment gives the same file");
}

#[tokio::test]
async fn a_document_and_a_binder_go_out_as_a_calendar() {
    let desk = Desk::new().await;
    let plan = desk.done(Intent::import("roll-out.md", ROLL_OUT.as_bytes())).await.ids[0].parse().expect("an id");
    let path = desk.file("plan.ics");
    let outcome = desk.export(&[plan], "ics", &path).await;
    assert_eq!(outcome.remarks[1], "2 entries in it, which come again and again");
    let empty = desk.create("raci-major-incident", "Who does what").await;
    let to = desk.file("empty.ics");
    let error = desk.app.intent(export(&[empty], None, "ics", &to)).await.expect_err("it plans nothing");
    assert!(error.message.starts_with("Nothing in it has a day or a time") && !to.exists(), "{}", error.message);
    let incident = desk.declare("Down").await;
    desk.done(export(&[], Some(incident), "ics", &path)).await;
    let text = std::fs::read_to_string(&path).expect("a file");
    assert!(text.contains("SUMMARY:INC-1 period 1\r\n") && text.contains("CATEGORIES:Update\r\n"), "{text}");
}
