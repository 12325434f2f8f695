//! A level that fires tells whoever it calls: by messages in the outbox, once, and by calls that a person makes.

use std::sync::Arc;

use bridgebook_app::api::incident::CallSheet;
use bridgebook_app::api::intent::{Edit, Intent};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::delivery::DeliveryChannel;
use bridgebook_domain::{BlockKind, DocumentId, IncidentId, Path, Value};

use crate::desk::{Desk, level};
use crate::outbox::{mail, outbox, pump, save};
use crate::post::{Act, Script};

/// A person of the directory with values by the names of their fields.
async fn person(desk: &Desk, name: &str, fields: &[(&str, &str)]) -> DocumentId {
    let add = Intent::AddToDirectory { kind: "person".into(), name: name.into() };
    let id: DocumentId = desk.done(add).await.ids[0].parse().expect("a document's id");
    let content = desk.open(id).await.content;
    let (section, entry) = content.live_sections().into_iter().find(|(_, s)| s.kind == BlockKind::Fields).expect("it");
    let (row, _) = entry.block.live_rows()[0];
    let mut edits = Vec::new();
    for (key, value) in fields {
        let (column, found) = entry.block.column_by_key(key).expect("a field of a person");
        let value = if found.is_many() { Value::many([*value]) } else { Value::one(*value) };
        edits.push(Edit::Set { path: Path::Cell(section, row, column), value: Some(value) });
    }
    desk.edit(id, Vec::new(), edits).await;
    id
}

/// A desk with an incident whose first level calls Ada, by e-mail and telephone.
pub async fn ready() -> (Desk, Script, IncidentId) {
    begin(&[mail("Mail")]).await
}

async fn begin(channels: &[DeliveryChannel]) -> (Desk, Script, IncidentId) {
    begin_with(channels, &["Ada"], &["e-mail", "phone"]).await
}

/// A desk with an incident whose first level calls people in ways.
pub async fn begin_with(channels: &[DeliveryChannel], whom: &[&str], ways: &[&str]) -> (Desk, Script, IncidentId) {
    let script = Script::default();
    let desk = Desk::with_post(Arc::new(script.clone())).await;
    for channel in channels {
        desk.done(save(channel.clone(), "right")).await;
    }
    let bo = person(&desk, "Bo", &[("phones", "+49 30 2222"), ("emails", "bo@example.org")]).await;
    let fields = [("phones", "+49 30 1111"), ("emails", "ada@example.org"), ("backup", &bo.to_string())];
    person(&desk, "Ada", &fields).await;
    let matrix = desk.create("escalation-matrix", "Who is called").await;
    let content = desk.open(matrix).await.content;
    let (section, entry) = content.sections_of(&BlockKind::Escalation)[0];
    let block = &entry.block;
    let column = |key: &str| block.column_by_key(key).expect("a column of the matrix").0;
    let (row, _) = block.live_rows()[0];
    let set = |key: &str, value: Value| Edit::Set { path: Path::Cell(section, row, column(key)), value: Some(value) };
    let mut edits = vec![
        Edit::Set { path: Path::Header("status".into()), value: Some(Value::one("active")) },
        set("target", Value::many(whom.iter().copied())),
        set("backup", Value::many([] as [&str; 0])),
        set("notify", Value::many(ways.iter().copied())),
    ];
    let others = block.live_rows().into_iter().skip(1);
    edits.extend(others.map(|(row, _)| Edit::Remove { path: Path::Rows(section), id: row.to_string() }));
    desk.edit(matrix, Vec::new(), edits).await;
    let incident = desk.declare("Checkout down").await;
    assert_eq!(desk.plan(incident, "escalation").await, matrix, "the library's matrix is in force");
    (desk, script, incident)
}

pub async fn sheets(desk: &Desk, incident: IncidentId) -> Vec<CallSheet> {
    desk.board(incident).await.calls
}

fn lines(sheet: &CallSheet) -> Vec<String> {
    sheet.calls.iter().map(|c| format!("{} {} {} {}", c.who, c.number, c.state, c.outcome)).collect()
}

pub async fn count(desk: &Desk, incident: IncidentId, kind: &str) -> usize {
    desk.log(Some(incident)).await.iter().filter(|row| row.kind == kind).count()
}

async fn end(desk: &Desk, incident: IncidentId, place: usize, outcome: &str, note: &str) {
    let sheet = sheets(desk, incident).await.remove(0);
    let call = sheet.calls[place].id.clone();
    let (sheet, outcome, note) = (sheet.id, outcome.into(), note.into());
    desk.done(Intent::EndCall { incident, sheet, call, outcome, note }).await;
}

#[tokio::test]
async fn a_level_that_fires_is_told_once_also_after_sleep_and_restart() {
    let (desk, script, incident) = ready().await;
    desk.app.tick().await.expect("it ticks");
    desk.app.tick().await.expect("it ticks");
    assert_eq!((count(&desk, incident, "level_called").await, count(&desk, incident, "level_notified").await), (1, 1));
    let waiting = outbox(&desk, None).await.updates;
    let notice = desk.log(Some(incident)).await.into_iter().find(|r| r.kind == "level_notified").expect("it").id;
    let Answer::Channels(known) = desk.ask(Query::Channels).await else { panic!("channels") };
    let channel = &known.channels[0].channel.id;
    let id = bridgebook_domain::log::computed_id(incident, &format!("message {notice} {channel} ada@example.org"));
    assert_eq!(waiting[0].rows[0].id, id.to_string(), "whoever tells it again tells it under the same id");
    assert_eq!((waiting[0].title.as_str(), waiting[0].rows.len()), ("Call of L1", 1));
    let desk = desk.again().await;
    desk.app.tick().await.expect("it ticks");
    pump(&desk).await;
    desk.later(3);
    desk.app.tick().await.expect("it ticks");
    pump(&desk).await;
    assert_eq!(script.world().has, ["ada@example.org"], "once");
    let sent = String::from_utf8(script.world().seen[0].rendered.clone()).expect("text");
    assert!(sent.contains("SEV1: L1 is called. Checkout down") && sent.contains("You are called as L1"), "{sent}");
    let body = outbox(&desk, Some(incident)).await.updates[0].body.clone();
    assert!(sent.ends_with(&body), "the log keeps the exact text: {body}");
    let sheet = sheets(&desk, incident).await.remove(0);
    assert_eq!(lines(&sheet), ["Ada +49 30 1111 open ", "Bo +49 30 2222 next "]);
    assert_eq!((sheet.messages.len(), sheet.script == body), (1, true));
    assert!(sheet.messages[0].starts_with("ada@example.org by Mail: accepted at 12:0"), "{:?}", sheet.messages);
}

#[tokio::test]
async fn a_call_that_was_logged_before_the_process_was_killed_is_told_at_the_next_start() {
    let (desk, script, incident) = ready().await;
    desk.done(Intent::Acknowledge { incident, level: "L1".into(), by: "Bo".into() }).await;
    pump(&desk).await;
    assert_eq!(count(&desk, incident, "level_notified").await, 1);
    // What a process leaves that is killed after a level was called and before anybody was told.
    let raise =
        bridgebook_domain::log::Fact::LevelRaised { level: "L1".into(), reason: "it spreads".into(), clock: None };
    let desk = desk
        .beside(async |store, now| {
            let entry = bridgebook_domain::log::NewEntry {
                id: bridgebook_domain::EntryId::new(uuid::Uuid::from_u128(77)),
                incident: Some(incident),
                event_at: now,
                entered_at: now,
                author: bridgebook_domain::log::Author::bridgebook(),
                text: "L1 called by hand".into(),
                fact: raise,
                mentions: Vec::new(),
            };
            store.write(bridgebook_store::Write::at(now).entry(entry)).await.expect("it is written");
        })
        .await;
    desk.later(1);
    desk.app.tick().await.expect("it ticks");
    desk.app.tick().await.expect("it ticks");
    pump(&desk).await;
    assert_eq!(count(&desk, incident, "level_notified").await, 2, "one for each call");
    let has = script.world().has.clone();
    assert_eq!(
        has,
        ["ada@example.org"],
        "the first call was over before it was sent, the second is sent once: {has:?}"
    );
}

#[tokio::test]
async fn who_is_reached_and_takes_it_acknowledges_the_level_and_what_waits_is_not_sent_any_more() {
    let (desk, script, incident) = ready().await;
    script.then(&[Act::Offline, Act::Offline]);
    desk.app.tick().await.expect("it ticks");
    pump(&desk).await;
    end(&desk, incident, 0, "no-answer", "rang out").await;
    let sheet = sheets(&desk, incident).await.remove(0);
    assert_eq!(lines(&sheet), ["Ada +49 30 1111 tried no answer: rang out", "Bo +49 30 2222 open "]);
    desk.seconds_later(20);
    end(&desk, incident, 1, "acknowledged", "").await;
    assert!(sheets(&desk, incident).await.is_empty(), "nobody is to be called any more");
    let board = desk.board(incident).await;
    assert_eq!(level(&board, "L1").state, "acknowledged");
    let log = desk.log(Some(incident)).await;
    assert!(log.iter().any(|r| r.text == "L1 acknowledged by Bo"), "{log:#?}");
    assert!(log.iter().any(|r| r.text == "Ada (+49 30 1111) called for L1: no answer. rang out"));
    desk.seconds_later(60);
    pump(&desk).await;
    pump(&desk).await;
    assert!(script.world().has.is_empty(), "nobody is called to a level that somebody has");
    assert_eq!(outbox(&desk, Some(incident)).await.updates[0].state, "given_up");
    let log = desk.log(Some(incident)).await;
    assert!(
        log.iter().any(|r| r.text == "Call of L1 given up for ada@example.org by Mail: L1 acknowledged"),
        "{log:#?}"
    );
}

#[tokio::test]
async fn without_a_channel_a_person_is_asked_and_an_outcome_that_there_is_not_is_refused() {
    let (desk, script, incident) = begin(&[]).await;
    desk.app.tick().await.expect("it ticks");
    pump(&desk).await;
    assert!(script.world().seen.is_empty());
    let sheet = sheets(&desk, incident).await.remove(0);
    assert_eq!(sheet.remarks, ["No mail server is set up to send by"]);
    let wrong = |call: &str, outcome: &str| Intent::EndCall {
        incident,
        sheet: sheet.id,
        call: call.into(),
        outcome: outcome.into(),
        note: String::new(),
    };
    let error = desk.refused(wrong(&sheet.calls[0].id, "asleep")).await.message;
    assert!(error.contains("no outcome of a call") && error.contains("no-answer"), "{error}");
    assert!(desk.refused(wrong("nobody", "busy")).await.message.contains("Nothing was changed"));
    end(&desk, incident, 0, "busy", "").await;
    end(&desk, incident, 1, "wrong-number", "").await;
    let sheet = sheets(&desk, incident).await.remove(0);
    assert!(sheet.is_lost, "everything was tried: {sheet:#?}");
}

#[tokio::test]
async fn a_level_of_messages_alone_that_fail_asks_a_person_to_tell_them_by_hand() {
    let (desk, script, incident) = begin_with(&[mail("Mail")], &["Ada"], &["e-mail"]).await;
    desk.app.tick().await.expect("it ticks");
    assert!(sheets(&desk, incident).await.is_empty(), "the message is on its way");
    script.then(&[Act::RefuseEarly]);
    pump(&desk).await;
    let sheet = sheets(&desk, incident).await.remove(0);
    assert!(sheet.calls.is_empty() && sheet.is_lost, "{sheet:#?}");
    assert!(sheet.by_hand.contains("Tell them by hand: ada@example.org. Then acknowledge"), "{}", sheet.by_hand);
    desk.done(Intent::Acknowledge { incident, level: "L1".into(), by: "Ada".into() }).await;
    assert!(sheets(&desk, incident).await.is_empty());

    let (desk, script, incident) = begin_with(&[mail("Mail")], &["Ada"], &["e-mail"]).await;
    desk.app.tick().await.expect("it ticks");
    script.then(&[Act::TakeAndBreak]);
    pump(&desk).await;
    assert!(sheets(&desk, incident).await.is_empty(), "it may have arrived: a person answers it in the outbox");
    desk.later(5);
    let sheet = sheets(&desk, incident).await.remove(0);
    assert!(!sheet.is_lost && sheet.by_hand.contains("ada@example.org"), "{sheet:#?}");
}

#[tokio::test]
async fn a_message_of_a_call_is_looked_at_again_before_it_leaves() {
    let (desk, script, incident) = begin_with(&[mail("Mail")], &["Ada", "Bo"], &["e-mail"]).await;
    desk.app.tick().await.expect("it ticks");
    script.then(&[Act::AnswerLate]);
    let taken = async {
        script.hangs.notified().await;
        desk.done(Intent::Acknowledge { incident, level: "L1".into(), by: "Ada".into() }).await;
        script.answers.notify_one();
    };
    tokio::join!(pump(&desk), taken);
    assert_eq!(script.world().has.len(), 1, "the second did not leave: the level was taken meanwhile");
    let rows = outbox(&desk, Some(incident)).await.updates.remove(0).rows;
    let reasons: Vec<_> = rows.iter().map(|row| format!("{row:?}")).collect();
    assert!(reasons.iter().any(|r| r.contains("L1 acknowledged. Send it again if it still holds")), "{reasons:#?}");

    let (desk, script, incident) = begin_with(&[mail("Mail")], &["Ada"], &["e-mail"]).await;
    desk.app.tick().await.expect("it ticks");
    script.then(&[Act::Offline]);
    pump(&desk).await;
    desk.later(16);
    pump(&desk).await;
    assert!(script.world().has.is_empty(), "its text is about a moment that has passed");
    let reasons = format!("{:?}", outbox(&desk, Some(incident)).await.updates[0].rows);
    assert!(reasons.contains("It waited for more than 15 minutes"), "{reasons}");
}

#[tokio::test]
async fn whoever_takes_a_level_is_heard_or_told_why_not() {
    let (desk, _, incident) = ready().await;
    desk.app.tick().await.expect("it ticks");
    let first = sheets(&desk, incident).await.remove(0);
    let takes = |note: &str| {
        let (call, outcome) = (first.calls[0].id.clone(), "acknowledged".into());
        Intent::EndCall { incident, sheet: first.id, call, outcome, note: note.into() }
    };
    // The level is called for one more round before somebody of the first calls back.
    let desk = desk
        .beside(async |store, now| {
            let fact = bridgebook_domain::log::Fact::LevelCalled {
                level: "L1".into(),
                clock: bridgebook_domain::log::Clock::Functional,
                target: "Ada".into(),
                due_at: now,
                held: false,
            };
            let entry = bridgebook_domain::log::NewEntry {
                id: bridgebook_domain::EntryId::new(uuid::Uuid::from_u128(78)),
                incident: Some(incident),
                event_at: now,
                entered_at: now,
                author: bridgebook_domain::log::Author::bridgebook(),
                text: "L1 called".into(),
                fact,
                mentions: Vec::new(),
            };
            store.write(bridgebook_store::Write::at(now).entry(entry)).await.expect("it is written");
        })
        .await;
    let done = desk.done(takes("calls back")).await;
    assert_eq!((done.ids.len(), done.remarks.len()), (2, 0), "the call, and the acknowledgement");
    assert_eq!(level(&desk.board(incident).await, "L1").state, "acknowledged");
    let done = desk.done(takes("once more")).await;
    assert_eq!(done.ids.len(), 1);
    assert_eq!(done.remarks.len(), 1, "{:?}", done.remarks);
    assert!(done.remarks[0].contains("L1 was not acknowledged by it: L1 acknowledged"), "{:?}", done.remarks);
}
