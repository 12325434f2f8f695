//! A file system that is really full (a small tmpfs): only there a database library can acknowledge what
//! it never stored. Needs the right to mount; where that is missing, the tests say so.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends at the first surprise; the lint knows only functions marked as tests"
)]
#![allow(clippy::print_stdout, reason = "a test that cannot be done here says so")]
#![cfg(target_os = "linux")]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use bridgebook_store::{DocumentChange, Event, Store, StoreError, Write};
use common::*;
use sqlx::{Connection, SqliteConnection};

/// A mounted file system of its own, gone when the value is.
struct Mounted(PathBuf, #[allow(dead_code, reason = "holds the folder")] tempfile::TempDir);

impl Mounted {
    fn tmpfs(size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_owned();
        let options = format!("size={size},mode=0700");
        let is_mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
            .arg(&path)
            .output()
            .is_ok_and(|o| o.status.success());
        if !is_mounted {
            println!("Not tested here: mounting a small file system is not permitted.");
        }
        is_mounted.then_some(Self(path, folder))
    }

    fn remount_read_only(&self) -> bool {
        let args = ["-o", "remount,ro"];
        Command::new("mount").args(args).arg(&self.0).output().is_ok_and(|o| o.status.success())
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).output();
    }
}

async fn texts(data: &Path) -> Vec<String> {
    let file = format!("sqlite://{}?mode=ro", data.join("bridgebook.sqlite").display());
    let mut connection = SqliteConnection::connect(&file).await.unwrap();
    let texts = sqlx::query_scalar("select json_extract(body, '$.text') from entry order by position")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    texts
}

/// One write: an entry, and an edit that makes the file grow.
fn numbered(n: usize) -> Write {
    let text = format!("{n}");
    let long = "x".repeat(3000);
    let set = bridgebook_domain::Operation::Set {
        path: bridgebook_domain::Path::Header("subtitle".to_owned()),
        value: Some(bridgebook_domain::Value::one(format!("{n} {long}"))),
    };
    Write::at(moment(1)).entry(remark(None, &text, moment(1))).document(
        document_id(1),
        &me(),
        DocumentChange::edit(vec![set], None),
    )
}

async fn start(data: &Path) -> Store {
    let store = open(data).await;
    let create = Write::at(moment(0)).document(document_id(1), &me(), DocumentChange::Create(plan()));
    store.write(create).await.unwrap();
    store
}

#[tokio::test]
async fn on_a_full_disk_exactly_what_was_acknowledged_is_there_and_writing_goes_on_once_there_is_room() {
    let Some(mounted) = Mounted::tmpfs("6m") else { return };
    let data = mounted.0.join("data");
    let filler = mounted.0.join("filler");
    std::fs::write(&filler, vec![1_u8; 2 * 1024 * 1024]).unwrap();
    let store = start(&data).await;
    let mut acknowledged = Vec::new();
    let mut refused = 0;
    for n in 0.. {
        match store.write(numbered(n)).await {
            Ok(_) => acknowledged.push(n.to_string()),
            Err(error) => {
                refused += 1;
                assert!(
                    matches!(error, StoreError::Full | StoreError::Database(_) | StoreError::File { .. }),
                    "a full disk is what stops it: {error:?}"
                );
                if refused == 1 {
                    assert!(matches!(error, StoreError::Full), "the first refusal names the full disk: {error:?}");
                    assert!(error.to_string().contains("disk is full"), "in words: {error}");
                }
            }
        }
        if refused >= 200 {
            break;
        }
        assert!(n < 20_000, "the disk becomes full");
    }
    assert!(acknowledged.len() > 50, "there was room for some: {}", acknowledged.len());
    assert_eq!(texts(&data).await, acknowledged, "acknowledged is what an independent connection sees");
    assert!(store.document(document_id(1)).await.is_ok(), "reading goes on");

    std::fs::remove_file(&filler).unwrap();
    for n in 0..100 {
        let text = format!("after {n}");
        store.write(Write::at(moment(2)).entry(remark(None, &text, moment(2)))).await.expect("there is room again");
        acknowledged.push(text);
    }
    store.write(numbered(0)).await.expect("documents can be edited again");
    acknowledged.push("0".to_owned());
    assert_eq!(texts(&data).await, acknowledged);
    store.close().await;
    let store = open(&data).await;
    assert!(store.verify().await.unwrap().is_intact, "nothing was damaged");
    assert_eq!(texts(&data).await, acknowledged, "also after a restart");
    store.close().await;
}

#[tokio::test]
async fn the_reserve_lets_pending_edits_fit_and_says_so() {
    let Some(mounted) = Mounted::tmpfs("20m") else { return };
    let data = mounted.0.join("data");
    let store = start(&data).await;
    let mut events = store.events();
    assert!(data.join("reserve.bin").exists(), "there is a reserve while there is room");
    // Fill what is left, so that only the reserve can give room.
    let mut filler = Vec::new();
    for size in [1_usize << 20, 1 << 16, 1 << 12] {
        for n in 0.. {
            let path = mounted.0.join(format!("filler-{size}-{n}"));
            if std::fs::write(&path, vec![1_u8; size]).is_err() {
                let _ = std::fs::remove_file(&path);
                break;
            }
            filler.push(path);
        }
    }
    for n in 0..300 {
        store.write(numbered(n)).await.expect("pending edits fit into the reserve");
    }
    assert!(!data.join("reserve.bin").exists(), "the reserve was used");
    let mut seen = Vec::new();
    while let Ok(event) = events.try_recv() {
        seen.push(event);
    }
    assert!(seen.contains(&Event::DiskNearlyFull), "the window is told");
    assert_eq!(texts(&data).await.len(), 300);
    store.close().await;
}

#[tokio::test]
async fn a_read_only_file_system_can_be_read_and_says_that_it_cannot_be_written() {
    let Some(mounted) = Mounted::tmpfs("32m") else { return };
    let data = mounted.0.join("data");
    start(&data).await.close().await;
    assert!(mounted.remount_read_only(), "what could be mounted can be mounted read-only");
    let error = Store::open(&data, options()).await.err().expect("it cannot be opened for writing");
    assert!(matches!(error, StoreError::ReadOnlyFolder(_)), "{error:?}");
    assert!(error.to_string().contains("cannot be written"), "in words: {error}");
    let store = Store::open_read_only(&data).await.expect("it can be read");
    assert_eq!(store.document(document_id(1)).await.unwrap().document, plan());
    let error = store.write(Write::at(moment(1))).await.unwrap_err();
    assert!(matches!(error, StoreError::ReadOnly), "{error:?}");
}
