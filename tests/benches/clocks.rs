//! Every clock of 50 open incidents with 10,000 log entries each, computed anew from the entries, against reading those
//! entries from SQLite. Both sides are taken in turn, in one run.
#![expect(clippy::print_stdout, reason = "a benchmark speaks on standard output")]

mod common;

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use bridgebook_domain::Document;
use bridgebook_domain::cadence::{due_updates, promises};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::escalation::escalation_clocks;
use bridgebook_domain::id::{EntryId, IncidentId};
use bridgebook_domain::incident::Incident;
use bridgebook_domain::log::{Author, Category, Clock, Fact, NewEntry, Recorded};
use bridgebook_domain::timeline::PlanTimeline;
use bridgebook_interchange::{Context, NoNames, import};
use bridgebook_store::{LogFilter, LogScope, OpenOptions, Store, Write};
use common::{Dice, Timings, ratio, shown};
use jiff::{SignedDuration, Timestamp};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Row};
use tempfile::TempDir;
use uuid::Uuid;

const INCIDENTS: u128 = 50;
/// Entries of one incident, where `BRIDGEBOOK_BENCH_ENTRIES` says no other number.
const ENTRIES: usize = 10_000;
const ROUNDS: usize = 5;

#[tokio::main]
async fn main() -> Result<()> {
    let entries = std::env::var("BRIDGEBOOK_BENCH_ENTRIES").ok().and_then(|n| n.parse().ok()).unwrap_or(ENTRIES);
    let folder = TempDir::with_prefix("bridgebook-bench-")?;
    let begin: Timestamp = "2026-03-11T13:00:00Z".parse()?;
    let options = OpenOptions { actor: Uuid::from_u128(7), now: begin };
    let store = Store::open(folder.path(), options).await?;
    let mut dice = Dice::new();
    for number in 1..=INCIDENTS {
        let write = story(number, entries, begin, &mut dice).into_iter().fold(Write::at(begin), Write::entry);
        store.write(write).await?;
    }
    let escalation = plan(include_str!("../../templates/sample/library/escalation-matrix.md"), 0x1000)?;
    let communication = plan(include_str!("../../templates/sample/library/communication-plan.md"), 0x9000)?;
    let now = begin + SignedDuration::from_hours(9);

    println!("{INCIDENTS} open incidents with {entries} log entries each (goal: at most 1)");
    let (mut clocks, mut reading, mut bare) = (Timings::default(), Timings::default(), Timings::default());
    for _ in 0..ROUNDS {
        bare.add(rows(folder.path()).await?);
        let started = Instant::now();
        let mut logs: Vec<(IncidentId, Vec<Recorded>)> = Vec::new();
        for id in incidents() {
            logs.push((id, store.log(LogScope::Incident(id), &LogFilter::default()).await?));
        }
        reading.add(started.elapsed());
        let started = Instant::now();
        for (id, log) in &logs {
            let incident = Incident::fold(*id, log).context("an incident was declared")?;
            let directory = Directory::default();
            black_box(escalation_clocks(&escalation, &incident, &directory, now));
            black_box(due_updates(&communication, &incident, &directory, now));
            black_box(promises(&incident, &directory, now));
        }
        clocks.add(started.elapsed());
    }
    store.close().await;
    let (ours, base, bare) = (clocks.median(), reading.median(), bare.median());
    println!("all clocks, median of {ROUNDS}: {}", shown(ours));
    println!("reading the entries: {}, ratio {:.2}", shown(base), ratio(ours, base));
    println!("the bytes of their rows alone: {}, ratio {:.2}", shown(bare), ratio(ours, bare));
    Ok(())
}

fn incidents() -> impl Iterator<Item = IncidentId> {
    (1..=INCIDENTS).map(|number| IncidentId::new(Uuid::from_u128(number)))
}

fn plan(text: &str, first: u128) -> Result<PlanTimeline> {
    let mut next = first;
    let mut ids = || {
        next += 1;
        Uuid::from_u128(next)
    };
    let mut context = Context { names: &NoNames, ids: &mut ids, file_name: "plan.md" };
    let document: Document = import(text.as_bytes(), &mut context)?.document;
    Ok(PlanTimeline::always(document))
}

/// The rows as SQLite gives them, nothing read out of them.
async fn rows(folder: &std::path::Path) -> Result<Duration> {
    let mut connection =
        SqliteConnectOptions::new().filename(folder.join("bridgebook.sqlite")).read_only(true).connect().await?;
    let started = Instant::now();
    for id in incidents() {
        let list = sqlx::query("select hash, arrived_at, body from entry where incident = ?1 order by position")
            .bind(id.to_string())
            .fetch_all(&mut connection)
            .await?;
        for row in &list {
            black_box((row.get::<&str, _>(0), row.get::<i64, _>(1), row.get::<&str, _>(2)));
        }
    }
    Ok(started.elapsed())
}

/// What a log of many hours holds: mostly remarks, then updates, calls, roles, actions and reports.
fn story(number: u128, entries: usize, begin: Timestamp, dice: &mut Dice) -> Vec<NewEntry> {
    let incident = IncidentId::new(Uuid::from_u128(number));
    let mut sent = 0;
    let facts = (0..entries).map(|n| {
        let at = begin + SignedDuration::from_secs(i64::try_from(n).unwrap_or_default() * 3);
        let fact = match (n, dice.roll(100)) {
            (0, _) => Fact::Declared {
                number: format!("INC-{number}"),
                title: "Checkout: card payments failing in EU".to_owned(),
                severity: "SEV1".to_owned(),
                commander: Some("Katarzyna Wójcik".to_owned()),
                services: vec!["Checkout API".to_owned()],
                detected_at: None,
            },
            (_, 0..=1) => {
                sent += 1;
                Fact::UpdateSent {
                    audience: "Customers".to_owned(),
                    number: sent,
                    stage: "identified".to_owned(),
                    body: "Card payments in the EU still fail for about one customer in five.".to_owned(),
                    via: "Status page".to_owned(),
                    next_at: Some(at + SignedDuration::from_mins(20)),
                }
            }
            (_, 2) => Fact::LevelCalled {
                level: "L1".to_owned(),
                clock: Clock::Functional,
                target: "On-call engineer".to_owned(),
                due_at: at,
                held: false,
            },
            (_, 3) => Fact::LevelAcknowledged { level: "L1".to_owned(), by: "Chen Wei".to_owned() },
            (_, 4..=6) => Fact::ActionOpened { owner: Some("Chen Wei".to_owned()), due_at: None },
            (_, 7) => Fact::RoleAssumed { role: "Scribe".to_owned(), person: "Emre Yılmaz".to_owned() },
            (_, 8..=9) => Fact::Decided { accountable: None, consulted: Vec::new() },
            _ => Fact::Remark { category: Category::Note },
        };
        (at, fact)
    });
    let made = facts.enumerate().map(|(n, (at, fact))| NewEntry {
        id: EntryId::new(Uuid::from_u128((number << 64) + n as u128)),
        incident: Some(incident),
        event_at: at,
        entered_at: at,
        author: Author { person: None, name: "Emre Yılmaz".to_owned(), recorded_by: None },
        text: "The rate of refused payments fell from 31 to 22 % after the second node was drained.".to_owned(),
        fact,
        mentions: Vec::new(),
    });
    made.collect()
}
