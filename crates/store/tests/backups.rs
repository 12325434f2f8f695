//! Backups, putting one back, and recovery from damage.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends at the first surprise; the lint knows only functions marked as tests"
)]

mod common;

use bridgebook_domain::{Operation, Path as Place};
use bridgebook_store::{DocumentChange, LogFilter, LogScope, Store, StoreError, Write};
use common::*;

fn typed(n: i64) -> Write {
    let word = Operation::Splice { path: Place::Text(section_id(1)), at: 0, remove: 0, insert: format!("{n} ") };
    Write::at(moment(n)).entry(remark(Some(incident_id(1)), &n.to_string(), moment(n))).document(
        document_id(1),
        &me(),
        DocumentChange::edit(vec![word], None),
    )
}

async fn filled(folder: &std::path::Path) -> Store {
    let store = open(folder).await;
    store.write(Write::at(moment(0)).document(document_id(1), &me(), DocumentChange::Create(plan()))).await.unwrap();
    for n in 1..=5 {
        store.write(typed(n)).await.unwrap();
    }
    store
}

async fn text(store: &Store) -> String {
    store.document(document_id(1)).await.unwrap().document.sections[&section_id(1)].block.text.clone()
}

#[tokio::test]
async fn a_backup_made_while_open_can_be_verified_and_put_back() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let store = filled(&data).await;
    let path = folder.path().join("safe.sqlite");
    store.backup_create(&path).await.unwrap();
    let error = store.backup_create(&path).await.unwrap_err();
    assert!(matches!(error, StoreError::WouldOverwrite(_)), "{error}");
    Store::backup_verify(&path).await.unwrap();
    store.write(typed(6)).await.unwrap();
    let error = Store::backup_restore(&data, &path, moment(50)).await.unwrap_err();
    assert!(matches!(error, StoreError::AlreadyOpen(_)), "not under an open window: {error}");
    store.close().await;
    let kept = Store::backup_restore(&data, &path, moment(50)).await.unwrap();
    let store = open(&data).await;
    assert_eq!(text(&store).await, "5 4 3 2 1 The primary is down.");
    store.write(typed(7)).await.expect("work goes on after it");
    assert!(store.verify().await.unwrap().is_intact);
    assert!(kept.join("bridgebook.sqlite").exists(), "what was there before is kept");
    assert_eq!(store.copies_set_aside(), [kept], "and told of, as it may hold what is erased later");
    store.close().await;
}

#[tokio::test]
async fn a_bad_backup_is_refused_and_the_present_data_stay() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let store = filled(&data).await;
    let path = folder.path().join("safe.sqlite");
    store.backup_create(&path).await.unwrap();
    store.close().await;
    let whole = std::fs::read(&path).unwrap();
    // A bit in the middle of a stored change, which SQLite itself does not see.
    let needle = b"DocumentCreated-never-there";
    assert!(!whole.windows(needle.len()).any(|w| w == needle));
    let mut flipped = whole.clone();
    let at = whole.windows(10).position(|w| w == b"The primar").expect("the words are in the content");
    flipped[at] ^= 1;
    for (name, bytes) in [("flipped", flipped), ("cut", whole[..whole.len() / 2].to_vec()), ("text", b"hello".to_vec())]
    {
        let bad = folder.path().join(name);
        std::fs::write(&bad, bytes).unwrap();
        let error = Store::backup_restore(&data, &bad, moment(50)).await.unwrap_err();
        assert!(matches!(error, StoreError::BadBackup { .. }), "{name}: {error:?}");
    }
    assert_eq!(text(&open(&data).await).await, "5 4 3 2 1 The primary is down.");
}

#[tokio::test]
async fn backups_are_made_hourly_when_something_changed() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path()).await;
    assert!(store.backup_if_due(moment(100)).await.unwrap().is_some(), "the first one");
    store.write(typed(6)).await.unwrap();
    assert!(store.backup_if_due(moment(200)).await.unwrap().is_none(), "not within the hour");
    let second = store.backup_if_due(moment(3800)).await.unwrap().expect("after an hour");
    assert!(store.backup_if_due(moment(9000)).await.unwrap().is_none(), "nothing changed");
    assert_eq!(store.backups().len(), 2);
    assert_eq!(store.backups()[0], second, "newest first");
    Store::backup_verify(&second.path).await.unwrap();
}

#[tokio::test]
async fn after_damage_the_newest_backup_and_everything_readable_since_then_are_merged() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path()).await;
    store.backup_if_due(moment(100)).await.unwrap().unwrap();
    for n in 101..=120 {
        store.write(typed(n)).await.unwrap();
    }
    let before = text(&store).await;
    store.close().await;
    let file = folder.path().join("bridgebook.sqlite");
    let mut bytes = std::fs::read(&file).unwrap();
    // Damage the page in which the table of settings begins: nothing that has to be read.
    let mut db =
        <sqlx::SqliteConnection as sqlx::Connection>::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    let page: i64 = sqlx::query_scalar("select rootpage from sqlite_schema where name = 'setting'")
        .fetch_one(&mut db)
        .await
        .unwrap();
    sqlx::Connection::close(db).await.unwrap();
    let from = usize::try_from(page - 1).unwrap() * 4096;
    bytes[from..from + 4096].fill(0xff);
    std::fs::write(&file, &bytes).unwrap();
    let error = Store::open(folder.path(), options()).await.err().expect("damage is seen at the start");
    assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");

    let now = bridgebook_store::OpenOptions { actor: fresh(), now: moment(500) };
    let (store, recovered) = Store::recover(folder.path(), now).await.unwrap();
    assert_eq!(text(&store).await, before, "every change came back");
    assert_eq!(recovered.salvaged, (20, 20), "{:?}", recovered.lines);
    assert_eq!(recovered.range, Some((moment(101), moment(120))), "the time range is told");
    assert!(recovered.quarantine.join("bridgebook.sqlite").exists(), "the damaged file is kept");
    assert_eq!(store.log(LogScope::All, &LogFilter::default()).await.unwrap().len(), 25);
    let report = store.verify().await.unwrap();
    assert!(report.is_intact, "{:?}", report.lines);
    store.write(typed(130)).await.expect("work goes on");
    store.close().await;
}
