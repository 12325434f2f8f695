//! Search over 100,000 sections and entries of the log, against a bare FTS5 query of the same words on the same index. Both
//! sides are taken in turn, in one run.
#![expect(clippy::print_stdout, reason = "a benchmark speaks on standard output")]

mod common;

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use bridgebook_domain::log::{Author, Category, Fact, NewEntry};
use bridgebook_domain::search::Words;
use bridgebook_domain::{Block, BlockKind, Document, DocumentId, EntryId, IncidentId, Position, Section, SectionId};
use bridgebook_store::{DocumentChange, OpenOptions, SearchAsked, Store, Write};
use common::{Dice, Timings, ratio, shown};
use jiff::{SignedDuration, Timestamp};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Row as _};
use tempfile::TempDir;
use uuid::Uuid;

/// Places, half of them sections, where `BRIDGEBOOK_BENCH_PLACES` says no other number.
const PLACES: usize = 100_000;
/// Sections of one document.
const SECTIONS: usize = 50;
const QUESTIONS: usize = 400;
/// Places that the window shows at once.
const LIMIT: usize = 60;

/// Words from frequent to rare: the first half stands in every second text, the others less and less.
const WORDS: [&str; 40] = [
    "gateway",
    "restart",
    "payments",
    "customers",
    "rollback",
    "certificate",
    "replica",
    "outage",
    "deploy",
    "queue",
    "障害",
    "データベース",
    "장애",
    "결제",
    "故障",
    "支付网关",
    "đường",
    "truyền",
    "Störung",
    "ödeme",
    "Harbourline",
    "failover",
    "latency",
    "checkout",
    "invoice",
    "bridge",
    "commander",
    "scribe",
    "hypothesis",
    "mitigation",
    "switch",
    "cooling",
    "battery",
    "generator",
    "firewall",
    "resolver",
    "quorum",
    "shard",
    "backlog",
    "throttle",
];

#[tokio::main]
async fn main() -> Result<()> {
    let places = std::env::var("BRIDGEBOOK_BENCH_PLACES").ok().and_then(|n| n.parse().ok()).unwrap_or(PLACES);
    let folder = TempDir::with_prefix("bridgebook-bench-")?;
    let now: Timestamp = "2026-03-11T13:00:00Z".parse()?;
    let store = Store::open(folder.path(), OpenOptions { actor: Uuid::from_u128(7), now }).await?;
    let mut dice = Dice::new();
    fill(&store, places, now, &mut dice).await?;
    let started = Instant::now();
    let first = store.find(&asked("gateway")).await?;
    println!("{places} places indexed in {}", shown(started.elapsed()));
    ensure!(!first.hits.is_empty(), "the places are there");

    let mut bare = SqliteConnectOptions::new().filename(folder.path().join("search.sqlite")).connect().await?;
    let (mut ours, mut base) = (Timings::default(), Timings::default());
    for _ in 0..QUESTIONS {
        let text = question(&mut dice);
        base.add(alone(&mut bare, &text).await?);
        let started = Instant::now();
        black_box(store.find(&asked(&text)).await?);
        ours.add(started.elapsed());
    }
    store.close().await;
    println!("{QUESTIONS} questions (goal: median at most 2, p99 at most 10)");
    for (name, percent) in [("median", 50), ("p99", 99)] {
        let (ours, base) = (ours.percentile(percent), base.percentile(percent));
        println!("{name}: {} against {}, ratio {:.2}", shown(ours), shown(base), ratio(ours, base));
    }
    Ok(())
}

fn asked(text: &str) -> SearchAsked {
    SearchAsked { words: text.to_owned(), limit: LIMIT, each: LIMIT, ..SearchAsked::default() }
}

/// One to three words, the last one often only begun.
fn question(dice: &mut Dice) -> String {
    let mut words: Vec<String> = (0..=dice.roll(3)).map(|_| word(dice).to_owned()).collect();
    if dice.roll(2) == 0
        && let Some(last) = words.last_mut()
    {
        *last = last.chars().take(2 + dice.roll(4)).collect();
    }
    words.join(" ")
}

fn word(dice: &mut Dice) -> &'static str {
    // Two throws multiplied: small numbers are frequent.
    let at = dice.roll(WORDS.len()) * dice.roll(WORDS.len()) / WORDS.len();
    WORDS[at]
}

fn text(dice: &mut Dice) -> String {
    (0..30).map(|_| word(dice)).collect::<Vec<_>>().join(" ")
}

/// The query alone: ranked, as many as are shown, and nothing read of them.
async fn alone(bare: &mut SqliteConnection, text: &str) -> Result<Duration> {
    let Some(words) = Words::read(text) else { return Ok(Duration::ZERO) };
    let phrases: Vec<String> = words.phrases().iter().map(|phrase| format!("\"{}\"", phrase.join(" "))).collect();
    let started = Instant::now();
    let rows = sqlx::query("select rowid, rank from words where words match ?1 order by rank limit ?2")
        .bind(format!("{}*", phrases.join(" ")))
        .bind(i64::try_from(LIMIT)?)
        .fetch_all(bare)
        .await?;
    for row in &rows {
        black_box((row.get::<i64, _>(0), row.get::<f64, _>(1)));
    }
    Ok(started.elapsed())
}

async fn fill(store: &Store, places: usize, begin: Timestamp, dice: &mut Dice) -> Result<()> {
    let author = Author { person: None, name: "Katarzyna Wójcik".to_owned(), recorded_by: None };
    let mut ids = 0x1000_u128;
    let mut next = || {
        ids += 1;
        Uuid::from_u128(ids)
    };
    for number in 0..places / 2 / SECTIONS {
        let mut document = Document::new(&format!("Runbook {number}"), "");
        for section in 0..SECTIONS {
            let made = Section {
                pos: Position::stored(format!("{:04x}80", section + 1)),
                heading: format!("{} {section}", word(dice)),
                depth: 1,
                label: String::new(),
                guidance: String::new(),
                kind: BlockKind::Prose,
                block: Block { text: text(dice), ..Block::default() },
                deleted_at: None,
            };
            document.sections.insert(SectionId::new(next()), made);
        }
        let write = Write::at(begin).document(DocumentId::new(next()), &author, DocumentChange::Create(document));
        store.write(write).await?;
    }
    let incident = Some(IncidentId::new(next()));
    let mut left = places - places / 2;
    while left > 0 {
        let some = left.min(1000);
        let mut write = Write::at(begin);
        for n in 0..some {
            let at = begin + SignedDuration::from_secs(i64::try_from(left - n)?);
            write = write.entry(NewEntry {
                mentions: Vec::new(),
                id: EntryId::new(next()),
                incident,
                event_at: at,
                entered_at: at,
                author: author.clone(),
                text: text(dice),
                fact: Fact::Remark { category: Category::Note },
            });
        }
        store.write(write).await?;
        left -= some;
    }
    Ok(())
}
