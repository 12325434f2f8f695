//! The outbox: a delivery goes on only from where it stands, one per update, channel and recipient; what a process
//! left behind is sent again by itself only where nothing of it can have arrived.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends at the first surprise; the lint knows only functions marked as tests"
)]

mod common;

use bridgebook_store::{Delivery, DeliveryWrite, Progress, Store, StoreError, Write};
use common::*;

fn progress(state: &str, attempt: u32) -> Progress {
    Progress {
        state: state.to_owned(),
        due_at: moment(i64::from(attempt)),
        attempt,
        lease_until: state.starts_with("sending").then(|| moment(300)),
        last_error: None,
        server_reply: None,
    }
}

fn delivery(recipient: &str) -> Delivery {
    Delivery {
        id: fresh(),
        update_id: "update 5".to_owned(),
        incident: Some(incident_id(1)),
        case: None,
        channel: "mail".to_owned(),
        recipient: recipient.to_owned(),
        message_id: format!("<{recipient}.1@bridgebook>"),
        progress: progress("queued", 0),
        erased_at: None,
    }
}

async fn queued(store: &Store, recipient: &str) -> Delivery {
    let new = delivery(recipient);
    store.write(Write::at(moment(0)).queue(new.clone(), b"the text".to_vec())).await.unwrap();
    new
}

async fn state(store: &Store) -> (String, u32, Option<String>) {
    let all = store.deliveries().await.unwrap();
    let [one] = all.as_slice() else { panic!("one delivery: {all:?}") };
    assert_eq!(one.progress.lease_until.is_some(), one.progress.state.starts_with("sending"), "{one:?}");
    (one.progress.state.clone(), one.progress.attempt, one.progress.last_error.clone())
}

#[tokio::test]
async fn what_a_killed_process_left_is_sent_again_only_where_nothing_can_have_arrived() {
    // State that was committed last before the process was gone, and the state after the next start.
    let matrix = [
        ("queued", "queued"),
        ("sending-envelope", "queued"),
        ("sending-body", "uncertain"),
        ("sent", "sent"),
        ("failed-retryable", "failed-retryable"),
        ("failed-permanent", "failed-permanent"),
        ("uncertain", "uncertain"),
        ("cancelled", "cancelled"),
    ];
    for (left, found) in matrix {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path()).await;
        let new = queued(&store, "ana@example.org").await;
        if left != "queued" {
            store.write(Write::at(moment(1)).advance(&new, progress(left, 1))).await.unwrap();
        }
        // The folder is not closed in order: the file stands as a killed process leaves it.
        let copy = tempfile::tempdir().unwrap();
        for name in ["bridgebook.sqlite", "bridgebook.sqlite-wal"] {
            std::fs::copy(folder.path().join(name), copy.path().join(name)).unwrap();
        }
        let again = open(copy.path()).await;
        let (state, attempt, error) = state(&again).await;
        assert_eq!(state, found, "after {left}");
        assert_eq!(attempt, u32::from(left != "queued"), "attempts are kept");
        assert_eq!(error.is_some(), left == "sending-body", "why it is uncertain is said: {error:?}");
        assert_eq!(again.delivery_bytes(new.id).await.unwrap().as_deref(), Some(b"the text".as_slice()));
        again.close().await;
        // A reader that opens beside the writer changes nothing.
        let reader = Store::open_read_only(folder.path()).await.unwrap();
        assert_eq!(reader.deliveries().await.unwrap()[0].progress.state, left);
        store.close().await;
    }
}

#[tokio::test]
async fn a_delivery_goes_on_only_from_where_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let known = queued(&store, "ana@example.org").await;
    store.write(Write::at(moment(1)).advance(&known, progress("sending-envelope", 1))).await.unwrap();
    // Somebody who still knows it as queued: a second sender, or a person who cancels.
    for to in ["sending-envelope", "cancelled"] {
        let late = Write::at(moment(2))
            .entry(remark(Some(incident_id(1)), "cancelled", moment(2)))
            .advance(&known, progress(to, 1));
        assert!(matches!(store.write(late).await, Err(StoreError::DeliveryMoved)), "{to}");
    }
    assert_eq!(state(&store).await.0, "sending-envelope");
    let log = store.log(bridgebook_store::LogScope::All, &Default::default()).await.unwrap();
    assert!(log.is_empty(), "what was written with it is not written either: {log:?}");
    // The outcome of an attempt that another one has overtaken is not taken.
    let mut old = known.clone();
    old.progress = progress("sending-envelope", 0);
    assert!(store.write(Write::at(moment(3)).advance(&old, progress("sent", 0))).await.is_err());
    let mut now = known.clone();
    now.progress = progress("sending-envelope", 1);
    store.write(Write::at(moment(4)).advance(&now, progress("sending-body", 1))).await.unwrap();
    assert_eq!(state(&store).await.0, "sending-body");
    store.close().await;
}

#[tokio::test]
async fn an_update_is_queued_once_for_a_channel_and_recipient() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    queued(&store, "ana@example.org").await;
    let again = Write::at(moment(5))
        .entry(remark(Some(incident_id(1)), "queued again", moment(5)))
        .queue(delivery("bo@example.org"), b"x".to_vec())
        .queue(delivery("ana@example.org"), b"x".to_vec());
    let refused = store.write(again).await;
    assert!(matches!(&refused, Err(StoreError::DeliveryExists(r)) if r == "ana@example.org"), "{refused:?}");
    assert_eq!(store.deliveries().await.unwrap().len(), 1, "all of a write or nothing");
    let mut other = delivery("ana@example.org");
    other.channel = "chat".to_owned();
    store.write(Write::at(moment(6)).queue(other, b"x".to_vec())).await.unwrap();
    assert_eq!(store.deliveries().await.unwrap().len(), 2, "another channel is another delivery");
    store.close().await;
}

#[tokio::test]
async fn two_senders_that_claim_at_once_are_one() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let known = queued(&store, "ana@example.org").await;
    let claims = (0..8).map(|_| {
        let (store, write) = (store.clone(), Write::at(moment(1)).advance(&known, progress("sending-envelope", 1)));
        tokio::spawn(async move { store.write(write).await.is_ok() })
    });
    let mut won = 0;
    for claim in claims.collect::<Vec<_>>() {
        won += usize::from(claim.await.unwrap());
    }
    assert_eq!(won, 1);
    store.close().await;
}

#[tokio::test]
async fn what_waited_in_a_backup_is_not_sent_by_itself_after_it_was_put_back() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let store = open(&data).await;
    let states = ["queued", "sending-envelope", "sending-body", "failed-retryable", "sent", "failed-permanent"];
    for left in states {
        let new = queued(&store, &format!("{left}@example.org")).await;
        if left != "queued" {
            let to = progress(left, 1);
            let id = new.id;
            let state = "queued".to_owned();
            let mut write = Write::at(moment(1));
            write.deliveries.push(DeliveryWrite::Advance { id, state, attempt: 0, to });
            store.write(write).await.unwrap();
        }
    }
    let backup = folder.path().join("by-hand.bbok");
    store.backup_create(&backup).await.unwrap();
    store.close().await;
    Store::backup_restore(&data, &backup, moment(900)).await.unwrap();
    let again = open(&data).await;
    let found: Vec<_> = again.deliveries().await.unwrap().into_iter().map(|d| d.progress.state).collect();
    assert_eq!(found, ["uncertain", "uncertain", "uncertain", "uncertain", "sent", "failed-permanent"]);
    again.close().await;
}
