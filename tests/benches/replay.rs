//! A thousand past incidents of six hours played through a matrix and a communication plan, against folding the logs that
//! such incidents leave. Both sides are taken in turn, in one run.
#![expect(clippy::print_stdout, reason = "a benchmark speaks on standard output")]

mod common;

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use bridgebook_domain::Document;
use bridgebook_domain::cadence::Given;
use bridgebook_domain::directory::Directory;
use bridgebook_domain::id::{ChainId, EntryId, IncidentId};
use bridgebook_domain::incident::Incident;
use bridgebook_domain::log::{Author, Category, Fact, NewEntry, Recorded};
use bridgebook_domain::replay::{PastIncident, Rules, replay, totals};
use bridgebook_domain::timeline::PlanTimeline;
use bridgebook_interchange::{Context, NoNames, import};
use common::{Dice, Timings, ratio, shown};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

const INCIDENTS: u128 = 1_000;
/// Entries of one incident: one in half a minute, where `BRIDGEBOOK_BENCH_ENTRIES` says no other number.
const ENTRIES: usize = 720;
const LENGTH: SignedDuration = SignedDuration::from_hours(6);
const ROUNDS: usize = 3;

fn main() -> Result<()> {
    let entries = std::env::var("BRIDGEBOOK_BENCH_ENTRIES").ok().and_then(|n| n.parse().ok()).unwrap_or(ENTRIES);
    let matrix = plan(include_str!("../../templates/sample/library/escalation-matrix.md"), 0x1000)?;
    let communication = plan(include_str!("../../templates/sample/library/communication-plan.md"), 0x9000)?;
    let communication = PlanTimeline::always(communication);
    let directory = Directory::default();
    let rules = Rules { matrix: &matrix, communication: Some(&communication), directory: &directory };
    let begin: Timestamp = "2026-03-11T13:00:00Z".parse()?;

    println!("{INCIDENTS} incidents of six hours with {entries} log entries each (goal: at most 2)");
    let (mut playing, mut folding) = (Timings::default(), Timings::default());
    for _ in 0..ROUNDS {
        let (mut played, mut folded) = (Duration::ZERO, Duration::ZERO);
        let mut list = Vec::new();
        let mut dice = Dice::new();
        for number in 1..=INCIDENTS {
            let began = begin + SignedDuration::from_hours(i64::try_from(number)? * 7);
            // One log at a time: all of them together are more than a machine has room for.
            let log = log(number, entries, began, &mut dice);
            let started = Instant::now();
            let incident = Incident::fold(id(number), &log).context("an incident was declared")?;
            folded += started.elapsed();
            black_box(incident);
            let past = past(number, began, &mut dice);
            let started = Instant::now();
            list.push(replay(&past, &rules));
            played += started.elapsed();
        }
        let started = Instant::now();
        black_box(totals(&list));
        playing.add(played + started.elapsed());
        folding.add(folded);
    }
    let (ours, base) = (playing.median(), folding.median());
    println!("replay, median of {ROUNDS}: {}", shown(ours));
    println!("folding their logs: {}, ratio {:.2}", shown(base), ratio(ours, base));
    Ok(())
}

fn id(number: u128) -> IncidentId {
    IncidentId::new(Uuid::from_u128(number))
}

fn plan(text: &str, first: u128) -> Result<Document> {
    let mut next = first;
    let mut ids = || {
        next += 1;
        Uuid::from_u128(next)
    };
    let mut context = Context { names: &NoNames, ids: &mut ids, file_name: "plan.md" };
    Ok(import(text.as_bytes(), &mut context)?.document)
}

/// Taken after some minutes, with an update to the customers three times an hour, some of them late.
fn past(number: u128, began: Timestamp, dice: &mut Dice) -> PastIncident {
    let minutes = |n: usize| SignedDuration::from_mins(i64::try_from(n).unwrap_or_default());
    let updates = (0..18).map(|n| began + minutes(n * 20 + dice.roll(12))).collect();
    PastIncident {
        name: format!("INC-{number}"),
        severity: "SEV1".to_owned(),
        services: Vec::new(),
        began,
        ended: began + LENGTH,
        acknowledged: Some(began + minutes(1 + dice.roll(60))),
        first_update: None,
        updates: vec![Given { audience: "Customers".to_owned(), at: updates }],
    }
}

/// What a log of six hours holds: mostly remarks, and the updates.
fn log(number: u128, entries: usize, began: Timestamp, dice: &mut Dice) -> Vec<Recorded> {
    let incident = id(number);
    let mut sent = 0;
    let (mut head, mut list) = (Vec::new(), Vec::with_capacity(entries));
    for n in 0..entries {
        let at = began + SignedDuration::from_secs(i64::try_from(n).unwrap_or_default() * 30);
        let fact = match (n, dice.roll(100)) {
            (0, _) => Fact::Declared {
                number: format!("INC-{number}"),
                title: "Checkout: card payments failing in EU".to_owned(),
                severity: "SEV1".to_owned(),
                commander: Some("Katarzyna Wójcik".to_owned()),
                services: vec!["Checkout API".to_owned()],
                detected_at: None,
            },
            (_, 0..=4) => {
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
            _ => Fact::Remark { category: Category::Event },
        };
        let entry = NewEntry {
            id: EntryId::new(Uuid::from_u128(number * 1_000_000 + n as u128)),
            incident: Some(incident),
            event_at: at,
            entered_at: at,
            author: Author { person: None, name: "Emre Yılmaz".to_owned(), recorded_by: None },
            text: "Error rate of card payments in the EU at 21 per cent".to_owned(),
            fact,
            mentions: Vec::new(),
        };
        let sequence = u32::try_from(n).unwrap_or(u32::MAX);
        let entry = entry.link(ChainId::new(Uuid::from_u128(9)), sequence, std::mem::take(&mut head));
        head.push(entry.hash.clone());
        list.push(Recorded { entry, arrived_at: at });
    }
    list
}
