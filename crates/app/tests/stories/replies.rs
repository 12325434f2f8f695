//! Replies that updates ask for: awaited, late, answered, not awaited any more.

use bridgebook_app::api::incident::Board;
use bridgebook_app::api::intent::{Edit, Intent};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::api::reply::{RecordedReply, ReplyRow};
use bridgebook_app::clock::Clock as _;
use bridgebook_domain::calendar::CalendarState;
use bridgebook_domain::{EntryId, IncidentId, Path, Value};
use jiff::SignedDuration;

use crate::desk::{Desk, told};

fn sent(incident: IncidentId, audience: &str) -> Intent {
    Intent::RecordUpdate {
        incident,
        audience: audience.into(),
        body: "We know of it and look at it.".into(),
        via: "phone".into(),
        next: "in 4 h".into(),
        stage: String::new(),
        despite: "A drill of the words".into(),
    }
}

fn reply(incident: IncidentId, update: EntryId, by: &str, at: &str, text: &str) -> Intent {
    Intent::RecordReply(RecordedReply { incident, update, by: by.into(), at: at.into(), text: text.into() })
}

fn of<'a>(board: &'a Board, name: &str) -> &'a ReplyRow {
    board.replies.iter().find(|r| r.name == name).unwrap_or_else(|| panic!("{name} in {:?}", board.replies))
}

async fn open_ends(desk: &Desk, incident: IncidentId) -> Vec<String> {
    let Answer::OpenEnds(list) = desk.ask(Query::OpenEnds { incident }).await else { panic!("open ends") };
    list.into_iter().filter(|end| end.kind == "reply").map(|end| format!("{}: {}", end.words, end.detail)).collect()
}

#[tokio::test]
async fn a_reply_is_awaited_told_once_when_it_is_late_and_recorded_for_whoever_gave_it() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    desk.done(sent(incident, "Executives")).await;
    desk.done(sent(incident, "Customers")).await;
    let board = desk.board(incident).await;
    assert_eq!(board.replies.len(), 1, "customers are asked for nothing: {:?}", board.replies);
    let awaited = of(&board, "Executives").clone();
    assert_eq!((awaited.state.as_str(), awaited.asked.as_str()), ("awaited", "must acknowledge within 30 min"));
    assert_eq!(awaited.due_at.as_deref(), Some("2026-03-13T12:30:00Z"));
    assert_eq!(board.sent.iter().filter(|s| s.id == awaited.update).count(), 1, "it is known which update it is");
    assert!(board.clocks.iter().all(|c| !c.subject.contains("Reply")), "it leads no promise of ours away");
    assert_eq!(
        open_ends(&desk, incident).await,
        ["Reply of Executives to update 1: awaited until the incident is closed"]
    );

    let mut receiver = desk.app.events();
    desk.later(35);
    for _ in 0..3 {
        desk.app.tick().await.expect("it ticks");
    }
    let list = told(&mut receiver);
    let late = "No reply from Executives to update 1. It was awaited until 12:30.";
    assert_eq!(list.iter().filter(|m| *m == late).count(), 1, "{list:?}");
    let desk = desk.again().await;
    let mut receiver = desk.app.events();
    desk.app.tick().await.expect("it ticks");
    assert!(told(&mut receiver).is_empty(), "nor after another start");
    assert_eq!(of(&desk.board(incident).await, "Executives").late_seconds, 300);
    assert_eq!(open_ends(&desk, incident).await, ["Reply of Executives to update 1: late"]);
    let query = Query::Calendar { incident: Some(incident), from: String::new(), days: 1 };
    let Answer::Calendar(calendar) = desk.ask(query).await else { panic!("a calendar") };
    let found = calendar.days[0].items.iter().find(|i| i.title == "Reply of Executives to update 1").expect("it");
    assert_eq!((found.state, found.at.to_string().as_str()), (CalendarState::Overdue, "2026-03-13T12:30:00Z"));

    desk.done(reply(incident, awaited.update, "Jonas Lindqvist", "12:33", "Read. Call me before 13:00.")).await;
    let row = of(&desk.board(incident).await, "Executives").clone();
    assert_eq!((row.state.as_str(), row.words.as_str()), ("answered", "answered 3 min late"));
    let given = &row.replies[0];
    assert_eq!((given.who.as_str(), given.at.as_str()), ("Jonas Lindqvist", "2026-03-13T12:33:00Z"));
    assert!(!given.recorded_by.is_empty(), "somebody else typed it: {given:?}");
    let entry = desk.log(Some(incident)).await.into_iter().find(|e| e.kind == "replied").expect("it is in the log");
    assert_eq!((entry.event_at.as_str(), entry.entered_at.as_str()), ("2026-03-13T12:33:00Z", "2026-03-13T12:35:00Z"));
    assert_eq!(entry.text, "Jonas Lindqvist answered Executives’ update 1: Read. Call me before 13:00.");
    assert!(open_ends(&desk, incident).await.is_empty());
    desk.done(reply(incident, awaited.update, "Sofia Brandt", "", "")).await;
    let row = of(&desk.board(incident).await, "Executives").clone();
    assert_eq!((row.replies.len(), row.words.as_str()), (2, "answered 3 min late"), "the first one counts");
}

#[tokio::test]
async fn what_is_not_answered_says_how_it_ended() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    desk.done(sent(incident, "Executives")).await;
    let first = of(&desk.board(incident).await, "Executives").update;
    desk.later(40);
    let outcome = desk.done(sent(incident, "Executives")).await;
    let anew = "Nobody answered update 1 to Executives. It is not awaited any more: update 2 asks them anew";
    assert!(outcome.remarks.iter().any(|r| r == anew), "{:?}", outcome.remarks);
    let board = desk.board(incident).await;
    let shown: Vec<_> = board.replies.iter().map(|r| (r.number, r.state.as_str(), r.words.as_str())).collect();
    assert_eq!(
        shown,
        [(2, "awaited", "awaited"), (1, "superseded", "not answered, 10 min late: update 2 asks them anew")]
    );
    let second = board.replies[0].update;
    let waive = |update, reason: &str| Intent::WaiveReply { incident, update, reason: reason.into() };
    desk.done(waive(second, "They sit on the bridge")).await;
    let row = desk.board(incident).await.replies.into_iter().find(|r| r.number == 2).expect("it is still there");
    assert_eq!(row.words, "not awaited any more: They sit on the bridge");
    desk.done(reply(incident, first, "Ada", "", "")).await;
    let row = desk.board(incident).await.replies.into_iter().find(|r| r.number == 1).expect("it is still there");
    assert_eq!(row.words, "answered 10 min late", "a reply that comes later still counts");
    let error = desk.refused(waive(second, "Twice")).await;
    assert_eq!(error.message, "No reply to Executives’ update 2 is awaited. Nothing was changed");
}

#[tokio::test]
async fn an_edit_of_the_plan_asks_for_what_goes_out_after_it() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    desk.done(sent(incident, "Executives")).await;
    let plan = desk.plan(incident, "communication").await;
    let open = desk.open(plan).await;
    let mut edits = Vec::new();
    for (section, entry) in open.content.live_sections() {
        let Some((column, _)) = entry.block.column_by_key("reply_by") else { continue };
        let rows = entry.block.live_rows().into_iter();
        edits.extend(
            rows.map(|(row, _)| Edit::Set { path: Path::Cell(section, row, column), value: Some(Value::one("PT5M")) }),
        );
    }
    desk.later(1);
    desk.edit(plan, open.heads, edits).await;
    assert_eq!(of(&desk.board(incident).await, "Executives").due_at.as_deref(), Some("2026-03-13T12:30:00Z"));
    desk.later(1);
    desk.done(sent(incident, "Executives")).await;
    assert_eq!(of(&desk.board(incident).await, "Executives").due_at.as_deref(), Some("2026-03-13T12:07:00Z"));
}

#[tokio::test]
async fn what_cannot_be_a_reply_is_refused_in_a_sentence() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    desk.later(5);
    desk.seconds_later(30);
    desk.done(sent(incident, "Executives")).await;
    let update = of(&desk.board(incident).await, "Executives").update;
    desk.later(10);
    let other = update.to_string().replace(|c: char| c.is_ascii_digit(), "1").parse().expect("an id");
    for (intent, sentence) in [
        (reply(incident, update, " ", "", "Read"), "Say who answered"),
        (reply(incident, update, "Ada", "12:04", ""), "a reply cannot come before it. Nothing was recorded"),
        (reply(incident, update, "Ada", "12:40", ""), "has not come yet"),
        (reply(incident, update, "Ada", "soon", ""), "not a moment"),
        (reply(incident, update, "Ada", "", "\u{7}"), "control character"),
        (reply(incident, other, "Ada", "", ""), "has not gone out in this incident"),
        (Intent::WaiveReply { incident, update, reason: " ".into() }, "A reason is needed"),
    ] {
        let error = desk.refused(intent).await;
        assert!(error.message.contains(sentence), "{} was to say: {sentence}", error.message);
    }
    assert!(desk.board(incident).await.replies[0].replies.is_empty(), "nothing was recorded");
    desk.done(reply(incident, update, "Ada", "12:05", "")).await;
    let row = desk.board(incident).await.replies.remove(0);
    assert_eq!(row.replies[0].at, "2026-03-13T12:05:30Z", "a time is typed without its seconds");
    assert_eq!(row.words, "answered in time");
}

#[tokio::test]
async fn a_reply_in_the_minute_of_its_update_is_taken_though_the_clock_has_fractions_of_a_second() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    desk.later(5);
    desk.clock.set(desk.app.now() + SignedDuration::from_micros(30_250_000));
    desk.done(sent(incident, "Executives")).await;
    let update = of(&desk.board(incident).await, "Executives").update;
    desk.later(10);
    desk.done(reply(incident, update, "Ada", "12:05", "")).await;
    assert_eq!(of(&desk.board(incident).await, "Executives").words, "answered in time");
}

#[tokio::test]
async fn what_was_wrong_is_retracted_once_with_a_reason_and_a_correction_is_owed_at_once() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    desk.done(sent(incident, "Customers")).await;
    desk.later(7);
    let update = desk.board(incident).await.sent[0].id;
    let retract = |reason: &str| Intent::RetractUpdate { incident, update, reason: reason.into() };
    assert!(desk.refused(retract(" ")).await.message.contains("A reason is needed"));
    let done = desk.done(retract("It named the wrong region")).await;
    assert_eq!(done.remarks, ["It cannot be called back from those who have it: a correction is due at once"]);
    assert!(desk.refused(retract("twice")).await.message.contains("was retracted before"));
    let board = desk.board(incident).await;
    let row = &board.sent[0];
    assert_eq!(row.retracted, "It named the wrong region (this computer)");
    assert_eq!(row.retracted_at.as_deref(), Some("2026-03-13T12:07:00Z"));
    assert_eq!(row.body, "We know of it and look at it.", "what went out stays as it was");
    let due = board.updates.iter().find(|u| u.name == "Customers").expect("they are owed one");
    assert_eq!((due.state.as_str(), due.due_at.as_deref()), ("overdue", Some("2026-03-13T12:07:00Z")));
    for _ in 0..3 {
        desk.app.tick().await.expect("it ticks");
    }
    let log = desk.log(Some(incident)).await;
    let lines = log.iter().filter(|row| row.kind == "update_retracted" || row.kind == "update_asked");
    let lines: Vec<&str> = lines.map(|row| row.text.as_str()).collect();
    assert!(lines.contains(&"Customers\u{2019} update 1 retracted: It named the wrong region"), "{lines:?}");
    assert_eq!(lines.iter().filter(|text| text.contains("a correction is asked for at once")).count(), 1, "{lines:?}");
    desk.done(sent(incident, "Customers")).await;
    let board = desk.board(incident).await;
    let due = board.updates.iter().find(|u| u.name == "Customers").expect("they have a clock");
    assert_ne!(due.state, "overdue", "the correction is out");
}
