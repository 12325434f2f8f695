//! Erasing for good: keys, files, chunks and everything that remembers them, with real files.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends at the first surprise; the lint knows only functions marked as tests"
)]

mod common;

use std::path::{Path, PathBuf};

use bridgebook_domain::id::AttachmentId;
use bridgebook_domain::{ColumnId, ColumnType, Operation, Path as Place, Value};
use bridgebook_store::{
    Delivery, DocumentChange, Erasure, NewAttachment, Personal, Progress, Store, StoreError, Write,
};
use common::*;
use proptest::prelude::*;
use sqlx::{Connection, Executor, SqliteConnection};

/// Every file below a folder.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// The files that hold these bytes as they are.
fn holding(folder: &Path, needle: &[u8]) -> Vec<PathBuf> {
    let mut all = Vec::new();
    files(folder, &mut all);
    let holds = |path: &PathBuf| {
        let bytes = std::fs::read(path).unwrap_or_default();
        bytes.windows(needle.len()).any(|part| part == needle)
    };
    all.retain(holds);
    all
}

fn secret(id: AttachmentId, key: u8, words: &str) -> NewAttachment {
    NewAttachment {
        id,
        name: "C-1.case.json".to_owned(),
        media_type: "application/json".to_owned(),
        bytes: words.as_bytes().to_vec(),
        added_at: moment(1),
        personal: Some(Personal { key: [key; 32], retain_until: moment(99) }),
    }
}

#[tokio::test]
async fn what_a_write_erases_is_gone_with_its_key_in_every_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let (gone, kept): (AttachmentId, AttachmentId) = (fresh().into(), fresh().into());
    let hash = store.attach(secret(gone, 0x5a, "my card is lost")).await.unwrap().hash;
    store.attach(secret(kept, 0x6b, "another customer")).await.unwrap();
    assert_eq!(holding(folder.path(), &[0x5a; 32]).len(), 2, "the file of keys and its backup");
    let write = Write::at(moment(5)).entry(remark(None, "Erased", moment(5))).erase(Erasure::Attachment(gone));
    store.write(write).await.unwrap();
    assert!(matches!(store.attachment_bytes(gone).await, Err(StoreError::NoSuchAttachment(_))), "with the commit");
    store.finish_erasures().await.unwrap();
    assert!(holding(folder.path(), &[0x5a; 32]).is_empty(), "the key is nowhere");
    assert!(!folder.path().join("attachments").join(&hash[..2]).join(&hash).exists(), "nor the file");
    assert_eq!(store.attachment_bytes(kept).await.unwrap(), b"another customer", "the other one is read as before");
    let report = store.verify().await.unwrap();
    assert!(report.is_intact, "{:?}", report.lines);
    assert!(report.lines.iter().any(|line| line.contains("Erased for good: 1 attachment.")), "{:?}", report.lines);
    store.finish_erasures().await.expect("doing it again does nothing");
    store.close().await;
}

#[cfg(unix)]
#[tokio::test]
async fn a_former_backup_of_the_keys_and_their_journal_are_written_over_where_they_lie() {
    let (folder, kept) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = open(folder.path()).await;
    let gone: AttachmentId = fresh().into();
    store.attach(secret(gone, 0x5a, "my card is lost")).await.unwrap();
    // A second name holds on to the blocks that are free once the first is gone.
    let (backup, journal) =
        (folder.path().join("backups").join("keys.sqlite"), folder.path().join("keys.sqlite-journal"));
    let names = [(backup, kept.path().join("backup")), (journal, kept.path().join("journal"))];
    for (file, other) in &names {
        std::fs::hard_link(file, other).unwrap();
    }
    assert_eq!(holding(kept.path(), &[0x5a; 32]).len(), 1, "the backup holds it");
    store.write(Write::at(moment(5)).erase(Erasure::Attachment(gone))).await.unwrap();
    store.finish_erasures().await.unwrap();
    assert!(holding(folder.path(), &[0x5a; 32]).is_empty());
    for (_, other) in &names {
        assert!(std::fs::read(other).unwrap().iter().all(|byte| *byte == 0), "{}", other.display());
    }
    // What a crash leaves of it is seen, and the next start writes over it.
    let former = folder.path().join("backups").join("keys.former");
    std::fs::write(&former, [0x5a; 64]).unwrap();
    assert!(!store.verify().await.unwrap().is_intact);
    store.close().await;
    let store = open(folder.path()).await;
    assert!(!former.exists() && store.verify().await.unwrap().is_intact);
    store.close().await;
}

#[tokio::test]
async fn an_address_goes_from_the_outbox_with_what_was_sent_there() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let message = |recipient: &str, state: &str| Delivery {
        id: fresh(),
        update_id: "update 5".to_owned(),
        incident: Some(incident_id(1)),
        case: None,
        channel: "mail".to_owned(),
        recipient: recipient.to_owned(),
        message_id: format!("<{recipient}>"),
        progress: Progress {
            state: state.to_owned(),
            due_at: moment(1),
            attempt: 1,
            lease_until: None,
            last_error: Some(format!("{recipient} is not known")),
            server_reply: None,
        },
        erased_at: None,
    };
    let states = ["queued", "failed-retryable", "sending-body", "sent", "failed-permanent"];
    let mut write = Write::at(moment(1)).queue(message("bo@example.org", "sent"), b"Dear Bo Berg".to_vec());
    let mut erase = Write::at(moment(5));
    for state in states {
        let one = message(&format!("kim.{state}@example.org"), state);
        erase = erase.erase(Erasure::Message(one.id));
        write = write.queue(one, b"Dear Kim Ji-woo".to_vec());
    }
    store.write(write).await.unwrap();
    assert!(!holding(folder.path(), b"Dear Kim").is_empty());
    store.write(erase.clone()).await.unwrap();
    store.finish_erasures().await.unwrap();
    for words in [b"Dear Kim".as_slice(), b"kim.", b"is not known"] {
        let left = holding(folder.path(), words);
        assert!(left.is_empty() == (words != b"is not known"), "{left:?}");
    }
    let all = store.deliveries().await.unwrap();
    let found: Vec<&str> = all.iter().map(|row| row.progress.state.as_str()).collect();
    assert_eq!(found, ["sent", "cancelled", "cancelled", "uncertain", "sent", "failed-permanent"]);
    assert_eq!((all[0].erased_at, all[0].recipient.as_str()), (None, "bo@example.org"), "the other one stays");
    assert!(all[1..].iter().all(|row| row.erased_at == Some(moment(5)) && row.recipient.starts_with("erased:")));
    assert!(store.verify().await.unwrap().is_intact);
    store.write(erase).await.expect("doing it again does nothing");
    store.close().await;
}

#[tokio::test]
async fn an_erasure_that_was_broken_off_is_finished_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let gone: AttachmentId = fresh().into();
    let hash = store.attach(secret(gone, 0x5a, "my card is lost")).await.unwrap().hash;
    let create = Write::at(moment(2)).document(document_id(2), &me(), DocumentChange::Create(plan()));
    store.write(create).await.unwrap();
    // Committed, and nothing after it.
    let write = Write::at(moment(5))
        .erase(Erasure::Attachment(gone))
        .erase(Erasure::Document(document_id(2), "asked for".to_owned()));
    store.write(write).await.unwrap();
    store.close().await;
    let store = open(folder.path()).await;
    assert!(holding(folder.path(), &[0x5a; 32]).is_empty());
    assert!(!folder.path().join("attachments").join(&hash[..2]).join(&hash).exists());
    assert!(holding(folder.path(), b"The primary is down").is_empty(), "free places of the file were written anew");
    assert!(store.verify().await.unwrap().is_intact);
    store.close().await;
}

#[tokio::test]
async fn a_write_that_fails_erases_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let kept: AttachmentId = fresh().into();
    store.attach(secret(kept, 0x5a, "my card is lost")).await.unwrap();
    let missing = Erasure::Document(document_id(9), "asked for".to_owned());
    let write =
        Write::at(moment(5)).entry(remark(None, "Erased", moment(5))).erase(Erasure::Attachment(kept)).erase(missing);
    assert!(matches!(store.write(write).await, Err(StoreError::NoSuchDocument(_))));
    store.finish_erasures().await.unwrap();
    assert_eq!(store.attachment_bytes(kept).await.unwrap(), b"my card is lost");
    assert_eq!(store.log_length().await.unwrap(), 0, "nor does the log say so");
    store.close().await;
}

#[tokio::test]
async fn data_from_a_backup_of_before_does_not_bring_back_what_was_erased() {
    let folder = tempfile::tempdir().unwrap();
    let (data, backup) = (folder.path().join("data"), folder.path().join("safe.sqlite"));
    let store = open(&data).await;
    let gone: AttachmentId = fresh().into();
    store.attach(secret(gone, 0x5a, "my card is lost")).await.unwrap();
    store.backup_create(&backup).await.unwrap();
    store.write(Write::at(moment(5)).erase(Erasure::Attachment(gone))).await.unwrap();
    store.finish_erasures().await.unwrap();
    store.close().await;
    assert!(holding(folder.path(), &[0x5a; 32]).is_empty(), "no backup holds the key");
    assert!(holding(folder.path(), b"my card is lost").is_empty());
    Store::backup_restore(&data, &backup, moment(50)).await.unwrap();
    let store = open(&data).await;
    assert!(matches!(store.attachment_bytes(gone).await, Err(StoreError::NoSuchAttachment(_))));
    assert!(store.verify().await.unwrap().is_intact);
    store.close().await;
}

#[tokio::test]
async fn what_a_cell_held_once_is_still_known() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let column: ColumnId = column_id(7);
    let mut document = plan();
    let block = &mut document.sections.get_mut(&section_id(2)).unwrap().block;
    block.columns.insert(column, super_column());
    store.write(Write::at(moment(1)).document(document_id(1), &me(), DocumentChange::Create(document))).await.unwrap();
    let (first, second): (AttachmentId, AttachmentId) = (fresh().into(), fresh().into());
    for (n, ids) in [(2, vec![first]), (3, vec![second]), (4, Vec::new())] {
        let value = Value::many(ids.iter().map(ToString::to_string));
        let path = Place::Cell(section_id(2), row_id(1), column);
        let set = Operation::Set { path, value: Some(value).filter(|value| !value.is_empty()) };
        let edit = DocumentChange::edit(vec![set], None);
        store.write(Write::at(moment(n)).document(document_id(1), &me(), edit)).await.unwrap();
    }
    let held = store.ever_attached(document_id(1), section_id(2), row_id(1)).await.unwrap();
    let mut ids: Vec<AttachmentId> = held.iter().filter(|(of, _)| *of == column).map(|(_, id)| *id).collect();
    ids.sort();
    assert_eq!(ids, [first, second], "also what was replaced and taken out");
    assert!(store.ever_attached(document_id(1), section_id(2), row_id(9)).await.unwrap().is_empty());
    store.close().await;
}

fn super_column() -> bridgebook_domain::Column {
    column("8380", "Conversation", ColumnType::PersonalData)
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// However a person's document was edited, undone, searched and reopened before: once it is erased, no file of the folder
    /// holds what stood in it.
    #[test]
    fn no_file_holds_what_an_erased_document_said(steps in prop::collection::vec(0_u8..5, 0..24), planted in "[a-z]{12}") {
        runtime().block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let mut store = open(folder.path()).await;
            let planted = format!("zq{planted}");
            for n in [1, 2] {
                // Two documents of the same content and moment would be one change.
                let mut content = plan();
                content.sections.get_mut(&section_id(1)).unwrap().label = n.to_string();
                let create = DocumentChange::Create(content);
                store.write(Write::at(moment(1)).document(document_id(n), &me(), create)).await.unwrap();
            }
            for (n, step) in (10..).zip(&steps) {
                let typed = Operation::Splice { path: Place::Text(section_id(1)), at: 0, remove: 0, insert: format!("{planted}{n} ") };
                let heading = Operation::Set { path: Place::SectionLine(section_id(1), bridgebook_domain::path::SectionLine::Heading), value: Some(Value::one(format!("{planted} {n}"))) };
                let change = match step {
                    0 | 1 => DocumentChange::edit(vec![typed], None),
                    2 => DocumentChange::edit(vec![heading], None),
                    3 => DocumentChange::Undo,
                    _ => {
                        let _ = store.find(&words(&planted)).await.unwrap();
                        store.close().await;
                        store = open(folder.path()).await;
                        continue;
                    }
                };
                match store.write(Write::at(moment(n)).document(document_id(2), &me(), change)).await {
                    Ok(_) | Err(StoreError::NothingToUndo) => {}
                    Err(error) => panic!("{error}"),
                }
            }
            let _ = store.find(&words(&planted)).await.unwrap();
            store.write(Write::at(moment(900)).erase(Erasure::Document(document_id(2), "asked for".to_owned()))).await.unwrap();
            store.finish_erasures().await.unwrap();
            assert!(holding(folder.path(), planted.as_bytes()).is_empty(), "{:?}", holding(folder.path(), planted.as_bytes()));
            assert!(store.find(&words(&planted)).await.unwrap().hits.is_empty());
            assert!(store.document(document_id(1)).await.is_ok(), "the other one stays");
            let report = store.verify().await.unwrap();
            assert!(report.is_intact, "{:?}", report.lines);
            store.close().await;
            assert!(holding(folder.path(), planted.as_bytes()).is_empty());
        });
    }
}

#[tokio::test]
async fn an_erased_document_that_came_back_is_a_fault() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    store.write(Write::at(moment(1)).document(document_id(2), &me(), DocumentChange::Create(plan()))).await.unwrap();
    store.close().await;
    let file = folder.path().join("bridgebook.sqlite");
    let mut db = SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    let id = document_id(2).to_string();
    db.execute(sqlx::AssertSqlSafe(format!("insert into erasure values ('{id}', 1, 'asked for')"))).await.unwrap();
    db.close().await.unwrap();
    let store = open(folder.path()).await;
    let report = store.verify().await.unwrap();
    assert!(!report.is_intact && report.lines.iter().any(|l| l.contains("has changes again")), "{:?}", report.lines);
    store.close().await;
}

fn words(words: &str) -> bridgebook_store::SearchAsked {
    bridgebook_store::SearchAsked { words: words.to_owned(), limit: 9, each: 9, ..Default::default() }
}
