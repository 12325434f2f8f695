//! Routing 10,000 cases with 4 kB transcripts through 50 rules, against parsing the JSON that they come in; and the metrics
//! of 100,000 cases, against a plain scan of them in SQLite. Both sides of a ratio are taken in turn, in one run.
#![expect(clippy::print_stdout, reason = "a benchmark speaks on standard output")]

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use bridgebook_domain::case::metric::{CaseReader, case_figures, case_groups};
use bridgebook_domain::case::{CaseFacts, CaseFields, IncomingCase, RuleBook, Said, ServiceLevels, Speaker};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::trigger::case_tables;
use bridgebook_domain::{Block, Document, Position, Row, RowId, Section, SectionId, Value};
use bridgebook_interchange::{Context, NoNames, import};
use common::{Dice, Timings, ratio, shown};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _, Row as _};
use tempfile::TempDir;
use uuid::Uuid;

const TEMPLATE: &str = include_str!("../../templates/en/customer-service-escalation.md");
/// Rules, the default route among them: those of the template, and more of their kind.
const RULES: usize = 50;
/// Bytes of the transcript of a case that is routed; a tenth of those that are counted are.
const TRANSCRIPT: usize = 4_000;
/// Cases that are counted, where `BRIDGEBOOK_BENCH_CASES` says no other number.
const COUNTED: usize = 100_000;
const ROUNDS: usize = 5;

const WORDS: [&str; 24] = [
    "order", "parcel", "the", "card", "my", "is", "not", "there", "and", "when", "will", "it", "arrive", "please",
    "again", "account", "address", "invoice", "colour", "size", "return", "shop", "since", "monday",
];

#[tokio::main]
async fn main() -> Result<()> {
    let count = std::env::var("BRIDGEBOOK_BENCH_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(COUNTED);
    routing(count / 10)?;
    let folder = TempDir::with_prefix("bridgebook-bench-")?;
    counting(folder.path(), count).await
}

fn document(text: &str) -> Result<Document> {
    let mut next = 0x1000_u128;
    let mut ids = || {
        next += 1;
        Uuid::from_u128(next)
    };
    let mut context = Context { names: &NoNames, ids: &mut ids, file_name: "plan.md" };
    Ok(import(text.as_bytes(), &mut context)?.document)
}

/// The template with so many rules: most look for words that no case says, as most rules do not fit most cases.
fn with_rules() -> Result<Document> {
    let default = TEMPLATE.find("| Everything else | yes |").context("the template has a default route")?;
    let own = TEMPLATE[..default].lines().rev().take_while(|line| line.starts_with("| ")).count() - 2;
    let mut text = TEMPLATE[..default].to_owned();
    for n in own + 1..RULES {
        let when = match n % 3 {
            0 => format!("text contains any of \"word {n}\", \"phrase number {n}\", rare{n}"),
            1 => format!("confidence < {} and (tier is VIP or text contains seldom{n})", n % 40),
            _ => format!("priority is Urgent and text contains all of first{n}, second{n}"),
        };
        writeln!(
            text,
            "| Rule {n} | yes | Keyword | {when} | Human | | Support Agent | L1 | Assign the owner | | | Escalated | 30 min \
             | Proactive, raised by a rule | Keyword | no |"
        )?;
    }
    text.push_str(&TEMPLATE[default..]);
    document(&text)
}

fn routing(count: usize) -> Result<()> {
    let document = with_rules()?;
    let directory = Directory::default();
    let table = table(&document)?.1;
    let mut dice = Dice::new();
    let now: Timestamp = "2026-03-13T12:00:00Z".parse()?;
    let cases: Vec<IncomingCase> = (0..count).map(|n| incoming((n, count), now, &mut dice)).collect();
    let text = serde_json::to_string(&cases)?;
    let rules = RuleBook::of(&document, &directory).rules().len();
    println!(
        "{count} cases with transcripts of {TRANSCRIPT} bytes, {} MB of JSON, through {rules} rules",
        text.len() / 1_000_000
    );
    let (mut parsing, mut deciding, mut telling) = (Timings::default(), Timings::default(), Timings::default());
    for _ in 0..ROUNDS {
        let started = Instant::now();
        let parsed: Vec<IncomingCase> = serde_json::from_str(&text)?;
        parsing.add(started.elapsed());
        for (timings, is_told) in [(&mut deciding, false), (&mut telling, true)] {
            let started = Instant::now();
            let fields = CaseFields::of(table, &directory);
            let book = RuleBook::of(&document, &directory);
            let facts: Vec<_> = parsed.iter().map(|case| CaseFacts::of_incoming(&fields, case)).collect();
            let others = book.others(&facts);
            for case in &facts {
                let at = case.opened.unwrap_or(now);
                if is_told {
                    black_box(book.route(case, &others, at));
                } else {
                    black_box(book.decide(case, &others, at));
                }
            }
            timings.add(started.elapsed());
        }
    }
    let base = parsing.median();
    println!("  parsing their JSON: {}", shown(base));
    for (what, timings) in [("routed", deciding), ("routed, each with its reasons told", telling)] {
        let ours = timings.median();
        println!("  {what}: {} = {:.2} times that (goal: at most 5)", shown(ours), ratio(ours, base));
    }
    Ok(())
}

fn table(document: &Document) -> Result<(SectionId, &Block)> {
    let tables = case_tables(document);
    let (id, section) = tables.first().context("the template has a table of cases")?;
    Ok((*id, &section.block))
}

fn incoming((n, count): (usize, usize), now: Timestamp, dice: &mut Dice) -> IncomingCase {
    let opened = now - SignedDuration::from_mins(i64::try_from(n).unwrap_or_default());
    let mut fields = BTreeMap::new();
    for (key, text) in [
        ("opened", opened.to_string()),
        ("subject", format!("{} {}", WORDS[dice.roll(WORDS.len())], n)),
        ("customer", format!("K-{}", dice.roll(count / 2))),
        ("tier", ["Free", "Standard", "Premium", "VIP"][dice.roll(4)].to_owned()),
        ("priority", ["Urgent", "High", "Normal", "Low"][dice.roll(4)].to_owned()),
        ("confidence", (60 + dice.roll(41)).to_string()),
        ("sentiment", "neutral".to_owned()),
    ] {
        fields.insert(key.to_owned(), text);
    }
    let mut conversation = Vec::new();
    let mut bytes = 0;
    while bytes < TRANSCRIPT {
        let words: Vec<&str> = (0..24).map(|_| WORDS[dice.roll(WORDS.len())]).collect();
        let text = words.join(" ");
        bytes += text.len();
        let by = if conversation.len() % 2 == 0 { Speaker::Customer } else { Speaker::Assistant };
        conversation.push(Said { at: Some(opened), by, name: String::new(), text });
    }
    let customer_data = BTreeMap::from([("orders".to_owned(), "3".to_owned())]);
    IncomingCase { id: format!("C-{n}"), fields, conversation, customer_data, ..IncomingCase::default() }
}

/// Fills the table of the template with past cases.
fn fill(document: &mut Document, count: usize, now: Timestamp) -> Result<SectionId> {
    let id = table(document)?.0;
    let section: &mut Section = document.sections.get_mut(&id).context("the table is there")?;
    let columns: BTreeMap<String, _> =
        section.block.live_columns().into_iter().map(|(id, column)| (column.key.clone(), id)).collect();
    let mut dice = Dice::new();
    for (n, pos) in Position::series(count).into_iter().enumerate() {
        let opened = now - SignedDuration::from_mins(5 * i64::try_from(n).unwrap_or_default());
        let after = |minutes: usize| {
            (opened + SignedDuration::from_mins(i64::try_from(minutes).unwrap_or_default())).to_string()
        };
        let is_human = dice.roll(3) == 0;
        let mut cells = vec![
            ("id", format!("T-{n}")),
            ("opened", opened.to_string()),
            ("channel", "web-chat".to_owned()),
            ("customer", format!("K-{}", dice.roll(count / 3 + 1))),
            ("tier", ["free", "standard", "premium", "vip"][dice.roll(4)].to_owned()),
            ("subject", "Card payments are refused since the morning".to_owned()),
            ("handled_by", if is_human { "human" } else { "ai" }.to_owned()),
            ("confidence", dice.roll(101).to_string()),
            ("sentiment", "neutral".to_owned()),
            ("status", "resolved".to_owned()),
            ("priority", ["urgent", "high", "normal", "low"][dice.roll(4)].to_owned()),
            ("resolved", after(20 + dice.roll(900))),
        ];
        if is_human {
            cells.push(("level", ["l1", "l2", "l3"][dice.roll(3)].to_owned()));
            cells.push(("reason", ["keyword", "vip", "low-confidence"][dice.roll(3)].to_owned()));
            cells.push(("responded", after(1 + dice.roll(19))));
            cells.push(("rerouted", dice.roll(3).to_string()));
            cells.push(("first_contact", ["yes", "no"][dice.roll(2)].to_owned()));
        }
        let cells = cells.into_iter().filter_map(|(key, text)| Some((*columns.get(key)?, Value::one(text)))).collect();
        section.block.rows.insert(RowId::new(Uuid::from_u128(n as u128 + 1)), Row { pos, cells, deleted_at: None });
    }
    Ok(id)
}

async fn counting(folder: &Path, count: usize) -> Result<()> {
    let now: Timestamp = "2026-03-13T12:00:00Z".parse()?;
    let mut document = document(TEMPLATE)?;
    let section = fill(&mut document, count, now)?;
    let mut connection =
        SqliteConnectOptions::new().filename(folder.join("cases.sqlite")).create_if_missing(true).connect().await?;
    store(&mut connection, &document, section).await?;
    let directory = Directory::default();
    let live = now - SignedDuration::from_hours(24 * 100);
    let (mut ours, mut scanned, mut unfolded) = (Timings::default(), Timings::default(), Timings::default());
    for _ in 0..ROUNDS {
        scanned.add(scan(&mut connection, "select * from ticket").await?);
        unfolded.add(scan(&mut connection, CELLS).await?);
        let started = Instant::now();
        let block = table(&document)?.1;
        let (fields, levels) = (CaseFields::of(block, &directory), ServiceLevels::read(&document, &directory));
        let reader = CaseReader::new(block, &fields, &levels, now, &TimeZone::UTC);
        let cases = reader.read(block.live_rows(), |_| None, |_| None);
        black_box(case_figures(&cases, Some(live)));
        black_box(case_groups(&cases, Some(live)));
        ours.add(started.elapsed());
    }
    connection.close().await?;
    let ours = ours.median();
    println!("Metrics of {count} cases, before and after a go-live date, median of {ROUNDS}: {}", shown(ours));
    for (what, timings) in [
        ("a plain scan of a table with a row for each case", scanned),
        ("a scan of their cells in the read model as it is stored", unfolded),
    ] {
        let base = timings.median();
        println!("  {what}: {}, ratio {:.2} (goal: at most 3)", shown(base), ratio(ours, base));
    }
    Ok(())
}

/// Each cell of the rows of a section, as the read model keeps it.
const CELLS: &str = "select cell.value from content, json_each(content.json, '$.block.rows') as line, \
                     json_each(line.value, '$.cells') as cell";

/// Keeps the section as the read model does, and its rows as a table of their own.
async fn store(connection: &mut SqliteConnection, document: &Document, section: SectionId) -> Result<()> {
    let held = document.sections.get(&section).context("the table is there")?;
    let columns = held.block.live_columns();
    sqlx::query("create table content (document text, section text, json text, primary key (document, section)) strict, without rowid")
        .execute(&mut *connection)
        .await?;
    sqlx::query("insert into content values ('d', 's', ?1)")
        .bind(serde_json::to_string(held)?)
        .execute(&mut *connection)
        .await?;
    let names: Vec<String> = (0..columns.len()).map(|n| format!("c{n} text")).collect();
    let marks: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
    sqlx::query(sqlx::AssertSqlSafe(format!("create table ticket ({}) strict", names.join(", "))))
        .execute(&mut *connection)
        .await?;
    let insert = format!("insert into ticket values ({})", marks.join(", "));
    sqlx::query("begin").execute(&mut *connection).await?;
    for (_, row) in held.block.live_rows() {
        let mut query = sqlx::query(sqlx::AssertSqlSafe(insert.clone()));
        for (id, _) in &columns {
            query = query.bind(row.cells.get(id).and_then(Value::as_one).map(str::to_owned));
        }
        query.execute(&mut *connection).await?;
    }
    sqlx::query("commit").execute(&mut *connection).await?;
    Ok(())
}

/// Reads every row of a query, and every value of it.
async fn scan(connection: &mut SqliteConnection, query: &'static str) -> Result<Duration> {
    let started = Instant::now();
    for row in &sqlx::query(query).fetch_all(&mut *connection).await? {
        for place in 0..row.len() {
            black_box(row.try_get::<Option<&str>, _>(place)?);
        }
    }
    Ok(started.elapsed())
}
