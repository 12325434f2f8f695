//! The outbox after something broke: data that was recovered, pumps that were stopped at any moment.

use std::sync::Arc;

use bridgebook_app::api::delivery::DeliveryChange;
use bridgebook_app::api::intent::Intent;
use bridgebook_domain::EntryId;
use bridgebook_domain::log::{Addressee, Author, DeliveryEnd, Fact, NewEntry};
use bridgebook_store::Write;
use uuid::Uuid;

use crate::outbox::{pump, ready, rows, send};
use crate::post::Act;

#[tokio::test]
async fn what_the_log_knows_and_a_recovered_outbox_does_not_waits_for_a_person() {
    let (desk, script, incident) = ready().await;
    script.then(&[Act::TakeAndBreak]);
    desk.done(send(incident, "Mail", &["ana@example.org"])).await;
    pump(&desk).await;
    // As after a recovery: the log has entries that the outbox knows nothing of.
    let desk = desk
        .beside(async |store, at| {
            let known = store.deliveries().await.expect("the outbox").remove(0);
            let entry = |id: u128, fact| NewEntry {
                id: EntryId::new(Uuid::from_u128(0xfeed_0000 + id)),
                incident: Some(incident),
                event_at: at,
                entered_at: at,
                author: Author::bridgebook(),
                text: "read from the damaged file".to_owned(),
                fact,
                mentions: Vec::new(),
            };
            let to = |to: &str| Addressee { via: "Mail".into(), channel: String::new(), to: to.into() };
            let (update, answer) = (known.update_id.parse().expect("an id"), "250 ok".to_owned());
            let queued = Fact::UpdateQueued {
                audience: "Customers".into(),
                number: 1,
                stage: String::new(),
                scheduled: None,
                subject: String::new(),
                body: "lost".into(),
                via: "Mail".into(),
                next_at: None,
                recipients: vec![to("bo@example.org")],
            };
            let ended = Fact::DeliveryEnded { update, to: to("ana@example.org"), end: DeliveryEnd::Accepted, answer };
            store.write(Write::at(at).entry(entry(1, queued)).entry(entry(2, ended))).await.expect("it is written");
        })
        .await;
    for _ in 0..2 {
        pump(&desk).await;
    }
    let all: Vec<_> = rows(&desk, incident).await.into_iter().map(|r| (r.recipient, r.state)).collect();
    let sent = ("ana@example.org".to_owned(), "sent".to_owned());
    let unknown = ("bo@example.org".to_owned(), "uncertain".to_owned());
    assert!(all.len() == 2 && all.contains(&sent) && all.contains(&unknown), "{all:?}");
    let lost = rows(&desk, incident).await.into_iter().find(|r| r.recipient == "bo@example.org").expect("its row");
    let (delivery, change) = (lost.id.clone(), DeliveryChange::SendAgain);
    let error = desk.refused(Intent::ChangeDelivery { delivery, change, reason: String::new() }).await;
    assert!(error.message.contains("Its text was not kept"), "{}", error.message);
    desk.done(Intent::ChangeDelivery {
        delivery: lost.id,
        change: DeliveryChange::MarkSent,
        reason: "he has it".into(),
    })
    .await;
    assert!(desk.board(incident).await.sent.iter().any(|s| s.body == "lost"));
    assert_eq!(script.world().seen.len(), 1, "nothing leaves by itself");
}

#[tokio::test]
async fn the_end_of_the_program_waits_for_the_message_on_its_way_and_begins_no_other() {
    let (desk, script, incident) = ready().await;
    script.then(&[Act::AnswerLate]);
    desk.done(send(incident, "Mail", &["ana@example.org", "bo@example.org"])).await;
    let app = Arc::clone(&desk.app);
    let pumping = tokio::spawn(async move { app.intent(Intent::SendDue {}).await.map(|_| ()) });
    script.hangs.notified().await;
    let mut closing = Box::pin(desk.app.stop_sending());
    tokio::select! {
        biased;
        waiting = &mut closing => panic!("it did not wait for the answer, and {waiting} wait"),
        () = tokio::task::yield_now() => script.answers.notify_one(),
    }
    assert_eq!(closing.await, 1, "the second was not begun");
    pumping.await.expect("it ends").expect("it is written");
    assert_eq!(script.world().seen.len(), 1);
    let desk = desk.again().await;
    pump(&desk).await;
    assert_eq!(script.world().has, ["ana@example.org", "bo@example.org"], "each once");
    assert!(rows(&desk, incident).await.iter().all(|row| row.state == "sent"));
}

#[tokio::test]
async fn pumps_that_are_broken_off_at_any_moment_leave_nothing_that_stops_the_next_or_sends_twice() {
    let (desk, script, incident) = ready().await;
    let to: Vec<String> = (0..30).map(|n| format!("person{n}@example.org")).collect();
    desk.done(send(incident, "Mail", &to.iter().map(String::as_str).collect::<Vec<_>>())).await;
    // Each is dropped while one of its writes, or the other side, is waited for: after the first, second and so on
    // of its commits.
    for commits in 0..40 {
        let mut facts = desk.app.events();
        let app = Arc::clone(&desk.app);
        let mut broken_off = tokio::spawn(async move { app.intent(Intent::SendDue {}).await.map(|_| ()) });
        let some_commits = async {
            for _ in 0..commits % 5 {
                facts.recv().await.expect("a fact follows each commit");
            }
        };
        tokio::select! {
            () = some_commits => broken_off.abort(),
            ended = &mut broken_off => ended.expect("it ends").expect("what was broken off before is no error now"),
        }
        if !broken_off.is_finished()
            && let Ok(ended) = broken_off.await
        {
            ended.expect("what was broken off before is no error of this one");
        }
    }
    pump(&desk).await;
    pump(&desk).await;
    let all = rows(&desk, incident).await;
    let sent = all.iter().filter(|row| row.state == "sent").count();
    let uncertain = all.iter().filter(|row| row.state == "uncertain").count();
    assert_eq!(sent + uncertain, 30, "each is sent, or waits for a person: {all:?}");
    let has = script.world().has.clone();
    let mut once = has.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), has.len(), "nothing arrived twice: {has:?}");
    for row in all.iter().filter(|row| row.state == "sent") {
        assert!(has.contains(&row.recipient), "what is said to be sent arrived: {row:?}");
    }
}
