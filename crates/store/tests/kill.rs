//! Kills a writing process at random moments, again and again: what it acknowledged is there, without
//! gaps, seen by an independent connection. `BRIDGEBOOK_KILL_CYCLES` sets the number of kills.
//!
//! The binary starts itself as the child, so it has a main of its own.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends at the first surprise; the lint knows only functions marked as tests"
)]
#![allow(clippy::print_stdout, reason = "the child tells its parent what was acknowledged")]

mod common;

use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use bridgebook_domain::id::AttachmentId;
use bridgebook_domain::{DocumentId, Operation, Path as Place};
use bridgebook_store::{DocumentChange, Erasure, NewAttachment, Personal, Store, Write};
use common::*;
use sqlx::{Connection, SqliteConnection};
use uuid::Uuid;

const CHILD: &str = "BRIDGEBOOK_KILL_CHILD";
/// Set for a child that erases.
const ERASING: &str = "BRIDGEBOOK_KILL_ERASING";
const FIRST: &str = "BRIDGEBOOK_KILL_FIRST";

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    match std::env::var_os(CHILD) {
        Some(folder) if std::env::var_os(ERASING).is_some() => {
            runtime.block_on(erase_for_ever(PathBuf::from(folder)));
        }
        Some(folder) => runtime.block_on(write_for_ever(PathBuf::from(folder))),
        None => {
            runtime.block_on(kill_again_and_again());
            runtime.block_on(kill_while_it_erases());
        }
    }
}

fn numbered(n: i64) -> (DocumentId, AttachmentId, [u8; 32]) {
    let id = 0xe4a5_0000_u128 + u128::from(n.unsigned_abs());
    let mut key = [0x9d; 32];
    key[..8].copy_from_slice(&n.to_be_bytes());
    (DocumentId::new(Uuid::from_u128(id)), AttachmentId::new(Uuid::from_u128(id << 32)), key)
}

/// Makes a document and a file with personal data and erases both, again and again.
async fn erase_for_ever(folder: PathBuf) {
    let first: i64 = std::env::var(FIRST).unwrap().parse().unwrap();
    let store = open(&folder).await;
    let mut out = std::io::stdout();
    for n in first.. {
        let (document, file, key) = numbered(n);
        store.write(Write::at(moment(n)).document(document, &me(), DocumentChange::Create(plan()))).await.unwrap();
        let personal = Some(Personal { key, retain_until: moment(n + 9) });
        let (name, media_type, bytes) = (format!("{n}"), "text/plain".to_owned(), format!("said {n}").into_bytes());
        let new = NewAttachment { id: file, name, media_type, bytes, added_at: moment(n), personal };
        store.attach(new).await.unwrap();
        let write = Write::at(moment(n)).entry(remark(None, &n.to_string(), moment(n)));
        let write = write.erase(Erasure::Attachment(file)).erase(Erasure::Document(document, "asked for".to_owned()));
        store.write(write).await.expect("it is erased");
        store.finish_erasures().await.expect("what is left of it is destroyed");
        writeln!(out, "{n}").unwrap();
        out.flush().unwrap();
    }
}

/// Whenever it is killed, a person and a file are erased with all that is left of them and an entry of the log, or not at
/// all.
async fn kill_while_it_erases() {
    let cycles: u32 = std::env::var("BRIDGEBOOK_KILL_CYCLES").ok().and_then(|n| n.parse().ok()).unwrap_or(500) / 10;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    open(&data).await.close().await;
    let mut next = 0_i64;
    for cycle in 0..cycles {
        let (acknowledged, _) = one_life(&data, next, Some(ERASING));
        let store = open(&data).await;
        let told = numbers_in(&data).await;
        assert!(acknowledged.iter().all(|n| told.contains(n)), "cycle {cycle}: what was acknowledged is in the log");
        let keys = std::fs::read(data.join("keys.sqlite")).unwrap_or_default();
        let backed_up = std::fs::read(data.join("backups").join("keys.sqlite")).unwrap_or_default();
        let lies_in = |bytes: &[u8], key: &[u8; 32]| bytes.windows(32).any(|part| part == key);
        let begun = next..next + i64::try_from(acknowledged.len()).unwrap() + 2;
        for n in begun.clone() {
            let (document, file, key) = numbered(n);
            let (document, file) = (store.document(document).await, store.attachment(file).await);
            if told.contains(&n) {
                assert!(document.is_err(), "cycle {cycle}: {n} is told as erased and its document is there");
                assert!(file.is_ok_and(|known| known.erased_at.is_some()), "cycle {cycle}: {n} has its file");
                assert!(!lies_in(&keys, &key) && !lies_in(&backed_up, &key), "cycle {cycle}: the key of {n} is there");
            } else if let Ok(known) = file {
                assert!(known.erased_at.is_none() && document.is_ok(), "cycle {cycle}: {n} is erased by half");
                assert_eq!(store.attachment_bytes(known.id).await.unwrap(), format!("said {n}").as_bytes());
            }
        }
        let report = store.verify().await.unwrap();
        assert!(report.is_intact, "cycle {cycle}: {:?}", report.lines);
        store.close().await;
        next = begun.end;
    }
    println!("{cycles} kills while it erased: nothing by half");
}

/// Writes numbered entries, each with an edit of a document in the same write, and prints the number
/// once it is acknowledged.
async fn write_for_ever(folder: PathBuf) {
    let first: i64 = std::env::var(FIRST).unwrap().parse().unwrap();
    let store = open(&folder).await;
    let id = bridgebook_domain::DocumentId::new(fresh());
    let create = Write::at(moment(0)).document(id, &me(), DocumentChange::Create(plan()));
    store.write(create).await.expect("the document is made");
    let mut out = std::io::stdout();
    for n in first.. {
        let word = Operation::Splice { path: Place::Text(section_id(1)), at: 0, remove: 0, insert: format!("{n} ") };
        let write = Write::at(moment(n)).entry(remark(Some(incident_id(1)), &n.to_string(), moment(n)));
        let write = write.document(id, &me(), DocumentChange::edit(vec![word], None));
        store.write(write).await.expect("the write is acknowledged");
        writeln!(out, "{n}").unwrap();
        out.flush().unwrap();
    }
}

async fn kill_again_and_again() {
    let cycles: u32 = std::env::var("BRIDGEBOOK_KILL_CYCLES").ok().and_then(|n| n.parse().ok()).unwrap_or(500);
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    open(&data).await.close().await;
    let started = Instant::now();
    let (mut next, mut acknowledged, mut lasting, mut quiet) = (0_i64, 0_usize, 0_usize, 0_u32);
    for cycle in 0..cycles {
        let (numbers, is_quiet) = one_life(&data, next, None);
        quiet += u32::from(is_quiet);
        let there = numbers_in(&data).await;
        let expected: Vec<i64> = (0..i64::try_from(there.len()).unwrap()).collect();
        assert_eq!(there, expected, "cycle {cycle}: the numbers have no gap and no double");
        if let Some(last) = numbers.last() {
            let have = i64::try_from(there.len()).unwrap();
            assert!(*last < have, "cycle {cycle}: {last} was acknowledged and is not there");
            assert!(have - 1 - last <= 1, "cycle {cycle}: at most one write lasted without being acknowledged");
            lasting += usize::from(have - 1 > *last);
        }
        acknowledged += numbers.len();
        next = i64::try_from(there.len()).unwrap();
    }
    assert!(acknowledged > 0, "children lived long enough to write something");
    check_everything(&data).await;
    println!(
        "{cycles} kills in {:.0} s: {acknowledged} writes acknowledged, 0 lost; {lasting} lasted unacknowledged; \
         {quiet} lives ended before the first write",
        started.elapsed().as_secs_f32()
    );
}

/// Starts a child, kills it at a random moment, and gives the numbers it acknowledged.
fn one_life(data: &Path, first: i64, way: Option<&str>) -> (Vec<i64>, bool) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .envs(way.map(|way| (way, "1")))
        .env(CHILD, data)
        .env(FIRST, first.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let random = u64::from(fresh().as_bytes()[15]) % 40;
    // Three of four lives are killed while they write, the others at any moment of their start.
    let out = child.stdout.take().unwrap();
    let mut lines = BufReader::new(out).lines();
    let mut numbers: Vec<i64> = Vec::new();
    let mut read = |line: Option<std::io::Result<String>>| {
        if let Some(Ok(line)) = line
            && let Ok(number) = line.parse()
        {
            numbers.push(number);
        }
    };
    if !random.is_multiple_of(4) {
        read(lines.next());
    }
    std::thread::sleep(Duration::from_millis(random));
    // SIGKILL: nothing in the child can react.
    child.kill().unwrap();
    for line in lines {
        read(Some(line));
    }
    let status = child.wait().unwrap();
    assert!(status.code().is_none(), "the child was killed and did not end by itself: {status}");
    let is_quiet = numbers.is_empty();
    (numbers, is_quiet)
}

/// What an independent connection sees.
async fn numbers_in(data: &Path) -> Vec<i64> {
    let mut connection = independent(data).await;
    let texts: Vec<String> = sqlx::query_scalar("select json_extract(body, '$.text') from entry order by position")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

async fn independent(data: &Path) -> SqliteConnection {
    SqliteConnection::connect(&format!("sqlite://{}", data.join("bridgebook.sqlite").display())).await.unwrap()
}

/// At the end: every page, every chunk, every chain, and every document says what its chunks say.
async fn check_everything(data: &Path) {
    let mut connection = independent(data).await;
    let found: Vec<String> = sqlx::query_scalar("pragma integrity_check").fetch_all(&mut connection).await.unwrap();
    assert_eq!(found, ["ok"]);
    connection.close().await.unwrap();
    let store: Store = open(data).await;
    for row in store.documents().await.unwrap() {
        let content = store.document(row.id).await.unwrap();
        assert_eq!(content, store.document_with_removed(row.id).await.unwrap(), "content is what the chunks say");
    }
    let report = store.verify().await.unwrap();
    assert!(report.is_intact, "{:?}", report.lines);
    store.close().await;
}
