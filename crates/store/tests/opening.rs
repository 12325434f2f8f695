//! Files that are not what they should be: each gets its own sentence, and nothing is lost.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends at the first surprise; the lint knows only functions marked as tests"
)]

mod common;

use bridgebook_store::{
    DocumentChange, LogFilter, LogScope, NewAttachment, Opened, Personal, Store, StoreError, Write,
};
use common::*;
use sqlx::{Connection, Executor, SqliteConnection};
use std::path::Path;

async fn refused(folder: &Path) -> StoreError {
    Store::open(folder, options()).await.err().expect("it is refused")
}

/// A store with one document and one entry, closed in order.
async fn filled(folder: &Path) {
    let store = open(folder).await;
    let write = Write::at(moment(1)).document(document_id(1), &me(), DocumentChange::Create(plan()));
    store.write(write.entry(remark(Some(incident_id(1)), "Primary lost", moment(1)))).await.unwrap();
    store.close().await;
}

async fn independent(folder: &Path) -> SqliteConnection {
    SqliteConnection::connect(&format!("sqlite://{}", folder.join("bridgebook.sqlite").display())).await.unwrap()
}

#[tokio::test]
async fn a_second_copy_is_refused_and_a_reader_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    store.write(Write::at(moment(1)).document(document_id(1), &me(), DocumentChange::Create(plan()))).await.unwrap();
    let error = refused(folder.path()).await;
    assert!(matches!(error, StoreError::AlreadyOpen(_)) && error.to_string().contains("already open"), "{error}");
    let reader = Store::open_read_only(folder.path()).await.unwrap();
    assert_eq!(reader.opened(), Opened::ReadOnly);
    assert_eq!(reader.document(document_id(1)).await.unwrap().document, plan(), "it sees what was written");
    assert_eq!(reader.find(&words("Situation")).await.unwrap().hits.len(), 1, "and can search");
    store.close().await;
    open(folder.path()).await.close().await;
}

#[tokio::test]
async fn a_foreign_file_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bridgebook.sqlite");
    for bytes in [b"%PDF-1.7 something else, and long enough to be looked at as a header".to_vec(), vec![0; 5000]] {
        std::fs::write(&file, &bytes).unwrap();
        let error = refused(folder.path()).await;
        assert!(matches!(error, StoreError::Foreign(_)), "{error:?}");
        assert!(error.to_string().contains("left as it is"), "{error}");
        assert_eq!(std::fs::read(&file).unwrap(), bytes, "not a byte was touched");
    }
    std::fs::remove_file(&file).unwrap();
    let mut other = SqliteConnection::connect(&format!("sqlite://{}?mode=rwc", file.display())).await.unwrap();
    other.execute("create table notes (x text)").await.unwrap();
    other.close().await.unwrap();
    let before = std::fs::read(&file).unwrap();
    assert!(matches!(refused(folder.path()).await, StoreError::Foreign(_)), "a database of another program");
    assert_eq!(std::fs::read(&file).unwrap(), before);
    assert!(matches!(Store::open_read_only(folder.path()).await, Err(StoreError::Foreign(_))));
}

#[tokio::test]
async fn a_cut_or_damaged_file_is_named_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path()).await;
    let file = folder.path().join("bridgebook.sqlite");
    let whole = std::fs::read(&file).unwrap();
    let mut zeroed = whole.clone();
    zeroed[4096..12288].fill(0);
    for bytes in [whole[..50].to_vec(), whole[..whole.len() / 2].to_vec(), zeroed] {
        std::fs::write(&file, &bytes).unwrap();
        let error = refused(folder.path()).await;
        assert!(matches!(error, StoreError::Damaged { .. }), "{} bytes: {error:?}", bytes.len());
        assert!(error.to_string().contains("kept"), "{error}");
    }
    std::fs::write(&file, &whole).unwrap();
    assert_eq!(open(folder.path()).await.document(document_id(1)).await.unwrap().document, plan());
}

#[tokio::test]
async fn a_newer_file_is_refused_for_writing_and_read_where_it_allows_that() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path()).await;
    let set = async |key: &str, value: &str| {
        let mut db = independent(folder.path()).await;
        sqlx::query("update meta set value = ?2 where key = ?1").bind(key).bind(value).execute(&mut db).await.unwrap();
        db.execute("pragma user_version = 9").await.unwrap();
        db.close().await.unwrap();
    };
    set("min_writer", "9").await;
    let error = refused(folder.path()).await;
    assert!(matches!(error, StoreError::NewerToWrite(_)), "{error:?}");
    let reader = Store::open_read_only(folder.path()).await.expect("older versions may read it");
    assert_eq!(reader.log(LogScope::All, &LogFilter::default()).await.unwrap().len(), 1);
    set("min_reader", "9").await;
    let error = refused(folder.path()).await;
    assert!(matches!(error, StoreError::Newer { format: 9, .. }), "{error:?}");
    assert!(error.to_string().contains("newer"), "{error}");
    assert!(matches!(Store::open_read_only(folder.path()).await, Err(StoreError::Newer { .. })));
}

#[tokio::test]
async fn an_empty_folder_has_nothing_to_read_and_new_files_are_private() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    assert!(matches!(Store::open_read_only(&data).await, Err(StoreError::NoData(_))));
    filled(&data).await;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |p: &Path| std::fs::metadata(p).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&data), 0o700, "the folder is the user's alone");
        for name in ["bridgebook.sqlite", "bridgebook.lock", "reserve.bin"] {
            assert_eq!(mode(&data.join(name)), 0o600, "{name} is the user's alone");
        }
    }
}

#[tokio::test]
async fn a_flipped_bit_that_sqlite_does_not_see_is_found_by_the_check() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path()).await;
    let mut db = independent(folder.path()).await;
    db.execute("drop trigger chunk_is_kept").await.unwrap();
    db.execute("drop trigger entry_is_kept").await.unwrap();
    let (hash, mut bytes): (Vec<u8>, Vec<u8>) =
        sqlx::query_as("select hash, bytes from chunk").fetch_one(&mut db).await.unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    sqlx::query("update chunk set bytes = ?2 where hash = ?1").bind(hash).bind(bytes).execute(&mut db).await.unwrap();
    db.execute("update entry set body = replace(body, 'Primary', 'primary')").await.unwrap();
    db.close().await.unwrap();
    let store = open(folder.path()).await;
    let report = store.verify().await.unwrap();
    assert!(!report.is_intact);
    assert!(report.lines.iter().any(|l| l.starts_with("Change 1")), "{:?}", report.lines);
    assert!(report.lines.iter().any(|l| l.contains("of the log is not what was written")), "{:?}", report.lines);
}

#[tokio::test]
async fn log_and_changes_cannot_be_changed_or_deleted_in_the_database() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path()).await;
    let mut db = independent(folder.path()).await;
    for sql in ["update entry set kind = 'x'", "delete from entry", "update chunk set note = ''", "delete from chunk"] {
        assert!(db.execute(sql).await.is_err(), "{sql} is refused");
    }
}

#[tokio::test]
async fn erasing_a_person_removes_the_document_and_its_changes_alone() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path()).await;
    let store = open(folder.path()).await;
    store.write(Write::at(moment(2)).document(document_id(2), &me(), DocumentChange::Create(plan()))).await.unwrap();
    assert_eq!(store.find(&words("Situation")).await.unwrap().hits.len(), 2);
    store.erase_document(document_id(2), "asked for it", moment(3)).await.unwrap();
    assert!(matches!(store.document(document_id(2)).await, Err(StoreError::NoSuchDocument(_))));
    assert!(store.document(document_id(1)).await.is_ok(), "the other one stays");
    assert!(store.verify().await.unwrap().is_intact);
}

#[tokio::test]
async fn attachments_are_kept_by_hash_and_personal_ones_can_be_erased() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let (plain, secret) = (fresh().into(), fresh().into());
    let new = |id, personal| NewAttachment {
        id,
        name: "call.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        bytes: b"+84 90 123 45 67".to_vec(),
        added_at: moment(1),
        personal,
    };
    let kept = store.attach(new(plain, None)).await.unwrap();
    let hidden = store.attach(new(secret, Some(Personal { key: [7; 32], retain_until: moment(99) }))).await.unwrap();
    assert_ne!(kept.hash, hidden.hash, "the hash is that of the encrypted bytes");
    for id in [plain, secret] {
        assert_eq!(store.attachment_bytes(id).await.unwrap(), b"+84 90 123 45 67");
    }
    let on_disk = std::fs::read(folder.path().join("attachments").join(&hidden.hash[..2]).join(&hidden.hash)).unwrap();
    assert!(!on_disk.windows(8).any(|w| w == b"+84 90 1"), "what lies on the disk does not say it");
    assert!(store.verify().await.unwrap().is_intact);
    store.erase_attachment(secret, moment(2)).await.unwrap();
    assert!(matches!(store.attachment_bytes(secret).await, Err(StoreError::NoSuchAttachment(_))));
    assert_eq!(store.attachment(secret).await.unwrap().erased_at, Some(moment(2)), "the row says when");
    for file in ["keys.sqlite", "backups/keys.sqlite"] {
        let bytes = std::fs::read(folder.path().join(file)).unwrap();
        assert!(!bytes.windows(32).any(|w| w == [7; 32]), "the key is nowhere in {file}");
    }
    assert_eq!(store.attachment_bytes(plain).await.unwrap().len(), 16, "the other one stays");
}
