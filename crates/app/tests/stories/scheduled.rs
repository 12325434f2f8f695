//! Updates that are set to go out at a moment: they go once, only as they were approved and only while nothing has
//! changed; what sleeps too long is asked about.

use bridgebook_app::api::approval::Approving;
use bridgebook_app::api::delivery::{ScheduledRow, SendBy};
use bridgebook_app::api::intent::{Intent, Outcome};
use bridgebook_app::api::message::MessageReading;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::clock::Clock as _;
use bridgebook_domain::IncidentId;
use bridgebook_domain::log::Decision;

use crate::desk::{Desk, told, update};
use crate::outbox::{pump, ready};
use crate::post::Script;

const TEXT: &str =
    "As of 12:30 UTC we look into failing payments. You may see errors when you pay. Next update by 12:50 UTC.";

const CONDITION: &str = "only once Legal has read it";

fn set(incident: IncidentId, at: &str) -> Intent {
    set_for(incident, "Customers", at)
}

fn set_for(incident: IncidentId, audience: &str, at: &str) -> Intent {
    Intent::SendUpdate {
        incident,
        audience: audience.into(),
        body: TEXT.into(),
        next: String::new(),
        stage: String::new(),
        despite: "a story".into(),
        subject: String::new(),
        at: at.into(),
        quiet: String::new(),
        to: vec![SendBy { channel: "Mail".into(), recipients: vec!["ana@example.org".into()] }],
    }
}

async fn approve(desk: &Desk, incident: IncidentId, body: &str, decision: Decision) {
    let (audience, body, stage) = ("Customers".into(), body.into(), String::new());
    let subject = String::new();
    let approver = "Chen Wei".into();
    desk.done(Intent::AskUpdateApproval { incident, audience, body, subject, stage, approver }).await;
    let board = desk.board(incident).await;
    let row = board.approvals.iter().find(|a| a.title.starts_with("Customers")).expect("it waits").clone();
    desk.done(Intent::Approve(Approving {
        incident: Some(incident),
        document: row.document,
        checkpoint: row.checkpoint,
        decision,
        note: CONDITION.into(),
        hash: row.hash,
        by: row.approver.clone(),
        reason: String::new(),
        unready: String::new(),
    }))
    .await;
}

async fn approved() -> (Desk, Script, IncidentId) {
    let (desk, script, incident) = ready().await;
    approve(&desk, incident, TEXT, Decision::Approved).await;
    (desk, script, incident)
}

async fn scheduled(desk: &Desk, incident: IncidentId) -> Vec<ScheduledRow> {
    desk.board(incident).await.scheduled
}

fn id(outcome: &Outcome) -> bridgebook_domain::EntryId {
    outcome.ids[0].parse().expect("the entry's id")
}

#[tokio::test]
async fn what_is_approved_goes_out_at_its_moment_once_and_is_promised_from_then() {
    let (desk, script, incident) = ready().await;
    let refused = desk.refused(set(incident, "12:30")).await;
    assert!(refused.message.contains("Only what is approved"), "whatever is said for it: {}", refused.message);
    approve(&desk, incident, TEXT, Decision::Approved).await;
    let outcome = desk.done(set(incident, "12:30")).await;
    assert!(outcome.remarks[0].contains("2026-03-13 12:30 UTC"), "{:?}", outcome.remarks);
    let again = desk.refused(set(incident, "12:40")).await;
    assert!(again.message.contains("set for 2026-03-13 12:30 UTC already"), "{}", again.message);
    let rows = scheduled(&desk, incident).await;
    assert_eq!((rows.len(), rows[0].held.as_str(), rows[0].go_at.as_str()), (1, "", "2026-03-13T12:30:00Z"));
    assert_eq!(rows[0].recipients, ["ana@example.org by Mail"]);
    assert_eq!(update(&desk.board(incident).await, "Customers").words, "goes out at 12:30");
    desk.later(29);
    pump(&desk).await;
    assert!(script.world().has.is_empty(), "not before its moment");
    let desk = desk.again().await;
    desk.later(1);
    pump(&desk).await;
    pump(&desk).await;
    assert_eq!(script.world().has, ["ana@example.org"], "after a restart too, and once");
    let board = desk.board(incident).await;
    assert!(board.scheduled.is_empty());
    let sent = board.sent.iter().find(|s| s.audience == "Customers").expect("it went out");
    assert_eq!(
        (sent.sent_at.as_str(), sent.next_at.as_deref()),
        ("2026-03-13T12:30:00Z", Some("2026-03-13T12:50:00Z"))
    );
    let log = desk.log(Some(incident)).await;
    let queued = log.iter().find(|r| r.kind == "update_queued").expect("it was handed over");
    assert!(queued.text.ends_with("as set") && queued.recorded_by.as_deref() == Some("Bridgebook"), "{queued:?}");
}

#[tokio::test]
async fn what_changes_meanwhile_holds_it_back_and_somebody_is_told() {
    let severity = |incident| Intent::SetSeverity { incident, severity: "SEV2".into(), reason: "smaller".into() };
    let state = |incident| Intent::SetState { incident, state: "identified".into() };
    let close = |incident| Intent::Close { incident, reason: "over".into() };
    let skip = |incident| Intent::SkipUpdate { incident, audience: "Customers".into(), reason: "told by phone".into() };
    let by_hand = |incident| Intent::RecordUpdate {
        incident,
        audience: "Customers".into(),
        body: "Told on the phone.".into(),
        via: "phone".into(),
        next: "13:00".into(),
        stage: String::new(),
        despite: "a story".into(),
    };
    type Deed<'a> = &'a dyn Fn(IncidentId) -> Intent;
    let deeds: [(Deed<'_>, &str); 5] = [
        (&severity, "the severity has become SEV2 since it was set"),
        (&state, "the state has become identified since it was set"),
        (&close, "the incident is closed"),
        (&skip, "the update was skipped since it was set"),
        (&by_hand, "another update to them has gone out"),
    ];
    for (deed, why) in deeds {
        let (desk, script, incident) = approved().await;
        // Also what happens in the very moment in which it is set.
        desk.done(set(incident, "12:30")).await;
        let mut events = desk.app.events();
        desk.done(deed(incident)).await;
        pump(&desk).await;
        let words = told(&mut events);
        assert!(words.iter().any(|w| w.contains("does not go out by itself") && w.contains(why)), "{why}: {words:?}");
        desk.later(30);
        pump(&desk).await;
        assert!(script.world().has.is_empty(), "{why}");
        assert!(told(&mut events).iter().all(|w| !w.contains("does not go out by itself")), "it is told once");
        let log = desk.log(Some(incident)).await;
        assert_eq!(log.iter().filter(|r| r.kind == "schedule_ended").count(), 1, "{why}");
    }
}

#[tokio::test]
async fn an_approval_that_does_not_hold_any_more_holds_it_back() {
    let (desk, script, incident) = approved().await;
    desk.done(set(incident, "12:30")).await;
    desk.later(5);
    approve(&desk, incident, &TEXT.replace("look", "looked"), Decision::Approved).await;
    let row = scheduled(&desk, incident).await.remove(0);
    assert!(row.held.contains("another text or subject was asked about"), "{row:?}");
    desk.later(25);
    pump(&desk).await;
    assert!(script.world().has.is_empty());
    let row = scheduled(&desk, incident).await.remove(0);
    assert_eq!(update(&desk.board(incident).await, "Customers").words, "held back");
    let (update, reason) = (row.id, "written anew".to_owned());
    desk.done(Intent::CancelScheduled { incident, update, reason, edit: false }).await;
    assert!(scheduled(&desk, incident).await.is_empty(), "a person let go of it");
    let again = desk.refused(Intent::CancelScheduled { incident, update, reason: String::new(), edit: false }).await;
    assert!(again.message.contains("waits no more"), "{}", again.message);
}

#[tokio::test]
async fn what_was_approved_on_a_condition_waits_until_somebody_says_that_it_is_met() {
    for (said_after, goes) in [(10, true), (35, true), (46, false)] {
        let (desk, script, incident) = ready().await;
        approve(&desk, incident, TEXT, Decision::Conditional).await;
        let outcome = desk.done(set(incident, "12:30")).await;
        assert!(outcome.remarks.iter().any(|r| r.contains(CONDITION)), "{:?}", outcome.remarks);
        let row = scheduled(&desk, incident).await.remove(0);
        assert_eq!((row.condition.as_str(), row.held.as_str()), (CONDITION, ""));
        let mut events = desk.app.events();
        for minutes in [0, said_after, 0] {
            desk.later(minutes);
            desk.app.tick().await.expect("a look at the clock");
            pump(&desk).await;
        }
        assert!(script.world().has.is_empty(), "nobody has said that Legal has read it");
        let asked = told(&mut events).iter().filter(|w| w.contains("Say whether its condition is met")).count();
        assert_eq!(asked, usize::from(said_after == 35), "it asks once, when its moment has come");
        let (update, note) = (row.id, "she called".to_owned());
        let met = |condition: &str| Intent::ConfirmCondition {
            incident,
            update,
            condition: condition.to_owned(),
            note: note.clone(),
        };
        if !goes {
            let held = scheduled(&desk, incident).await.remove(0).held;
            assert!(held.contains("nobody has said that the condition") && held.contains(CONDITION), "{held}");
            assert!(desk.refused(met(CONDITION)).await.message.contains("waits no more"));
            continue;
        }
        assert!(desk.refused(met("only at night")).await.message.contains("has another condition now"));
        desk.done(met(CONDITION)).await;
        assert!(desk.refused(met("")).await.message.contains("for no condition any more"));
        desk.later(30 - said_after.min(30));
        pump(&desk).await;
        assert_eq!(script.world().has, ["ana@example.org"]);
        let log = desk.log(Some(incident)).await;
        let said = log.iter().find(|r| r.kind == "condition_met").expect("somebody said so");
        assert!(said.text.contains(CONDITION) && said.text.ends_with("(she called)"), "{}", said.text);
    }
}

#[tokio::test]
async fn after_a_short_sleep_it_goes_late_and_after_a_long_one_a_person_is_asked() {
    for (minutes, goes) in [(36, true), (46, false)] {
        let (desk, script, incident) = approved().await;
        desk.done(set(incident, "12:30")).await;
        let mut events = desk.app.events();
        desk.later(minutes);
        pump(&desk).await;
        assert_eq!(!script.world().has.is_empty(), goes, "{minutes}");
        let words = told(&mut events).join(" ");
        let expected = if goes { "goes out, 6 min late" } else { "it would be 16 min late" };
        assert!(words.contains(expected), "{words}");
        let log = desk.log(Some(incident)).await;
        assert!(
            log.iter().any(|r| r.text.contains(if goes { "as set, 6 min late" } else { "16 min late" })),
            "{log:?}"
        );
    }
}

#[tokio::test]
async fn it_is_taken_back_and_its_text_is_written_again() {
    let (desk, script, incident) = approved().await;
    let set = id(&desk.done(set(incident, "in 30 min")).await);
    desk.done(Intent::CancelScheduled { incident, update: set, reason: String::new(), edit: true }).await;
    let reading = read(&desk, incident, TEXT, "").await;
    let kept = reading.kept.expect("it is being written");
    assert_eq!((kept.text.as_str(), kept.subject.is_empty()), (TEXT, false));
    assert_eq!(reading.approval.state, "approved", "its approval holds");
    desk.later(40);
    pump(&desk).await;
    assert!(script.world().has.is_empty() && scheduled(&desk, incident).await.is_empty());
}

#[tokio::test]
async fn what_is_written_again_to_somebody_without_a_row_in_the_table_is_shown() {
    let (desk, _, incident) = ready().await;
    let set = id(&desk.done(set_for(incident, "Auditors", "12:30")).await);
    desk.done(Intent::CancelScheduled { incident, update: set, reason: String::new(), edit: true }).await;
    let board = desk.board(incident).await;
    let row = update(&board, "Auditors");
    assert_eq!((row.state.as_str(), row.words.as_str(), row.number), ("none", "being written", 1));
    let kept = bridgebook_app::api::message::KeptMessage::default();
    desk.done(Intent::KeepMessage {
        incident,
        audience: "Auditors".into(),
        kept,
        base: String::new(),
        holds: Vec::new(),
    })
    .await;
    assert!(desk.board(incident).await.updates.iter().all(|u| u.name != "Auditors"), "nobody writes to them any more");
}

#[tokio::test]
async fn what_is_set_stands_in_the_calendar_in_its_file_and_among_the_open_ends() {
    let (desk, _, incident) = approved().await;
    desk.done(set(incident, "12:30")).await;
    let days = |desk: &Desk| {
        let app = std::sync::Arc::clone(&desk.app);
        async move {
            let asked = Query::Calendar { incident: Some(incident), from: "2026-03-13".into(), days: 1 };
            let Ok(Answer::Calendar(reading)) = app.query(asked).await else { panic!("days") };
            let items = reading.days[0].items.iter().filter(|i| i.title.starts_with("Customers’ update 1 "));
            items
                .map(|i| (i.at.to_string(), format!("{:?}", i.state), format!("{}: {}", i.title, i.detail)))
                .collect::<Vec<_>>()
        }
    };
    let ends = |desk: &Desk| {
        let app = std::sync::Arc::clone(&desk.app);
        async move {
            let Ok(Answer::OpenEnds(ends)) = app.query(Query::OpenEnds { incident }).await else { panic!("ends") };
            let its = ends.into_iter().filter(|end| end.kind == "scheduled");
            its.map(|end| (end.words, end.detail)).collect::<Vec<_>>()
        }
    };
    let shown = days(&desk).await;
    assert_eq!((shown[0].0.as_str(), shown[0].1.as_str()), ("2026-03-13T12:30:00Z", "Ahead"));
    assert_eq!(shown[0].2, "Customers’ update 1 goes out: Mail, “Checkout API: we are looking into a problem”");
    assert_eq!(
        ends(&desk).await,
        [(
            "Customers’ update 1, set for 2026-03-13 12:30 UTC".to_owned(),
            "does not go out once the incident is closed".to_owned()
        )]
    );
    let path = desk.file("days.ics");
    let written = path.to_str().expect("a path").to_owned();
    desk.done(Intent::ExportCalendar { incident: Some(incident), from: "2026-03-13".into(), days: 1, path: written })
        .await;
    let text = std::fs::read_to_string(&path).expect("it is written");
    assert!(text.contains("update 1 goes out"), "{text}");
    desk.done(Intent::SetState { incident, state: "identified".into() }).await;
    pump(&desk).await;
    let held = days(&desk).await.remove(0);
    assert!(held.1 == "Ahead" && held.2.contains("held back: the state has become"), "{held:?}");
    assert!(ends(&desk).await[0].1.starts_with("held back: the state"), "somebody is to decide about it");
    desk.later(31);
    assert_eq!(days(&desk).await.remove(0).1, "Overdue");
    desk.done(Intent::Close { incident, reason: "over".into() }).await;
    assert!(days(&desk).await.is_empty(), "nothing goes out any more");
}

async fn read(desk: &Desk, incident: IncidentId, text: &str, at: &str) -> MessageReading {
    let (audience, stage, text, next) = ("Customers".into(), String::new(), text.into(), String::new());
    let query = Query::Message { incident, audience, stage, text, next, subject: String::new(), at: at.into() };
    let Answer::Message(reading) = desk.ask(query).await else { panic!("a message") };
    *reading
}

#[tokio::test]
async fn a_moment_is_named_on_a_wall_somewhere_and_what_is_odd_about_it_is_told() {
    let desk = Desk::new().await;
    let incident = desk.declare("Checkout down").await;
    let far = read(&desk, incident, TEXT, "21:00 Asia/Ho_Chi_Minh").await.goes;
    assert_eq!((far.at.as_deref(), far.error), (Some("2026-03-13T14:00:00Z"), None));
    assert_eq!(far.words, "2026-03-13 21:00 Asia/Ho_Chi_Minh");
    let passed = read(&desk, incident, TEXT, "2026-03-13 11:00").await.goes;
    assert!(passed.error.is_some_and(|e| e.contains("has passed")), "{:?}", passed.at);
    desk.done(Intent::SetSetting { key: "zone".into(), value: "Europe/Berlin".into() }).await;
    // The second half past two of the night in which the clock is put back.
    desk.clock.set("2026-10-25T01:10:00Z".parse().expect("a moment"));
    let second = read(&desk, incident, TEXT, "in 20 min").await.goes;
    assert_eq!(second.at.as_deref(), Some("2026-10-25T01:30:00Z"));
    assert!(second.remark.contains("02:30 comes twice, and the second"), "{}", second.remark);
    let plan = |rhythm: &str| Intent::PlanUpdate {
        incident,
        audience: "Customers".into(),
        at: "in 20 min".into(),
        zone: String::new(),
        rhythm: rhythm.into(),
        until: String::new(),
        about: String::new(),
    };
    let planned = desk.done(plan("")).await;
    assert!(planned.remarks.iter().any(|r| r.contains("the second of both")), "{:?}", planned.remarks);
    let Answer::PlannedUpdates(rows) = desk.ask(Query::PlannedUpdates { incident }).await else { panic!("rows") };
    assert_eq!(rows[0].next_at.as_deref(), Some("2026-10-25T01:30:00Z"), "the second, as it was meant");
    let daily = desk.refused(plan("day")).await;
    assert!(daily.message.contains("means the first"), "{}", daily.message);
}

#[tokio::test]
async fn a_copy_of_the_folder_sends_nothing_that_was_set_before() {
    for state in ["identified", "resolved"] {
        let (desk, script, incident) = ready().await;
        desk.done(Intent::SetState { incident, state: state.into() }).await;
        approve(&desk, incident, TEXT, Decision::Approved).await;
        desk.done(set(incident, "12:30")).await;
        desk.later(5);
        let desk = desk.copied().await;
        desk.later(25);
        pump(&desk).await;
        assert!(script.world().has.is_empty(), "the folder it was copied from may send it: {state}");
        assert!(scheduled(&desk, incident).await[0].held.contains("restored or copied"), "{state}");
    }
}

#[tokio::test]
async fn of_two_that_are_set_or_sent_at_once_one_goes_out() {
    for other in ["12:40", ""] {
        let (desk, script, incident) = approved().await;
        let (first, second) =
            tokio::join!(desk.app.intent(set(incident, "12:30")), desk.app.intent(set(incident, other)));
        first.expect("the first is set");
        if other.is_empty() {
            second.expect("a person may send it meanwhile");
        } else {
            let told = second.expect_err("another one waits").message;
            assert!(told.contains("set for 2026-03-13 12:30 UTC already"), "{told}");
        }
        desk.later(30);
        pump(&desk).await;
        desk.later(10);
        pump(&desk).await;
        assert_eq!(script.world().has, ["ana@example.org"], "“{other}”");
    }
}
