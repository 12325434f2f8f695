//! What the outbox does not send by itself, because it is no longer true or may have arrived, and what it never holds up.

use bridgebook_app::api::delivery::{DeliveryChange, SendBy};
use bridgebook_app::api::intent::Intent;

use crate::desk::update;
use crate::outbox::{change, mail, pump, ready, rows, save, send, states};
use crate::post::Act;

#[tokio::test]
async fn one_address_told_by_two_channels_stays_two_messages_after_a_restart() {
    let (desk, script, incident) = ready().await;
    desk.done(save(mail("Other"), "right")).await;
    script.then(&[Act::TakeAndBreak, Act::Take]);
    let mut both = send(incident, "Mail", &["ana@example.org"]);
    if let Intent::SendUpdate { to, .. } = &mut both {
        to.push(SendBy { channel: "Other".into(), recipients: vec!["ana@example.org".into()] });
    }
    desk.done(both).await;
    pump(&desk).await;
    let before = states(&desk, incident).await;
    let mut sorted = before.clone();
    sorted.sort();
    assert_eq!(sorted, ["sent", "uncertain"]);
    let desk = desk.again().await;
    pump(&desk).await;
    assert_eq!(states(&desk, incident).await, before, "nobody said that the other one arrived");
    assert_eq!(script.world().has.len(), 2, "and it did not go out again");
}

#[tokio::test]
async fn a_message_that_a_later_update_overtook_waits_for_a_person() {
    let (desk, script, incident) = ready().await;
    script.then(&[Act::Offline, Act::Take]);
    desk.done(send(incident, "Mail", &["ana@example.org"])).await;
    pump(&desk).await;
    let mut newer = send(incident, "Mail", &["bo@example.org"]);
    if let Intent::SendUpdate { next, .. } = &mut newer {
        "12:40".clone_into(next);
    }
    desk.done(newer).await;
    pump(&desk).await;
    assert_eq!(script.world().has, ["bo@example.org"]);
    desk.later(16);
    pump(&desk).await;
    let all = rows(&desk, incident).await;
    let old = all.iter().find(|row| row.recipient.contains("ana")).expect("it is there");
    assert_eq!(old.state, "refused");
    assert!(old.words.contains("update 2 overtook it"), "{}", old.words);
    assert_eq!(script.world().has, ["bo@example.org"], "the old text did not follow the new one");
    change(&desk, old, DeliveryChange::SendAgain, "she asked for it").await;
    pump(&desk).await;
    assert_eq!(script.world().has, ["bo@example.org", "ana@example.org"], "a person may have it sent all the same");
    let due = update(&desk.board(incident).await, "Executives").due_at.clone();
    assert_eq!(due.as_deref(), Some("2026-03-13T12:40:00Z"), "the promise is that of the newer one");
}

#[tokio::test]
async fn a_message_whose_own_promise_has_passed_waits_for_a_person() {
    let (desk, script, incident) = ready().await;
    script.then(&[Act::Offline]);
    desk.done(send(incident, "Mail", &["ana@example.org"])).await;
    pump(&desk).await;
    desk.later(60 * 9);
    let desk = desk.again().await;
    pump(&desk).await;
    let row = rows(&desk, incident).await.remove(0);
    assert_eq!(row.state, "refused");
    assert!(row.words.contains("the next update it promises, at 12:30"), "{}", row.words);
    assert!(script.world().has.is_empty(), "nobody is told in the evening what was to come at noon");
}

#[tokio::test]
async fn a_clock_that_is_set_back_holds_nothing_up() {
    let (desk, script, incident) = ready().await;
    desk.done(send(incident, "Mail", &["ana@example.org"])).await;
    desk.later(-60 * 24);
    pump(&desk).await;
    assert_eq!(states(&desk, incident).await, ["sent"], "what was queued under a clock that was ahead goes out");
    script.then(&[Act::Offline]);
    desk.done(send(incident, "Mail", &["bo@example.org"])).await;
    pump(&desk).await;
    desk.later(-60 * 24);
    pump(&desk).await;
    assert_eq!(script.world().has, ["ana@example.org", "bo@example.org"], "and what was to be tried again too");
}
