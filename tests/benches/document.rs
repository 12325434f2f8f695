//! An edit from intent to committed against a bare commit of the same bytes, and opening a long
//! document against reading its rows alone. Both sides of a ratio are taken in turn, in one run.
#![expect(clippy::print_stdout, reason = "a benchmark speaks on standard output")]

mod common;

use std::path::Path as FilePath;
use std::time::{Duration, Instant};

use anyhow::Result;
use bridgebook_app::api::intent::{Intent, Outcome};
use bridgebook_app::{Bridgebook, Options};
use bridgebook_domain::{Document, DocumentId, SectionId};
use common::places::Places;
use common::{Dice, Timings, content, created, open, ratio, shown};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Row};
use tempfile::TempDir;

/// Edits behind the long document, as the trial of the storage made them.
const EDITS: usize = 2_000;
/// Edits of a plan that was made from its template.
const PLAN_EDITS: usize = 1_000;
/// Starts after each of which the long document is opened once.
const STARTS: usize = 25;

#[tokio::main]
async fn main() -> Result<()> {
    let folder = TempDir::with_prefix("bridgebook-bench-")?;
    let app = Bridgebook::open(folder.path(), Options::system()).await?;
    let plan = created(
        &app,
        Intent::CreateDocument {
            template: "incident-action-plan".to_owned(),
            title: "Action plan".to_owned(),
            incident: None,
        },
    )
    .await?;
    let text = content::long_document();
    let long = created(&app, Intent::Import { file_name: "long.md".to_owned(), text, incident: None }).await?;
    print_size("action plan", &open(&app, plan).await?.content);
    print_size("long document", &open(&app, long).await?.content);

    println!(
        "\nAn edit, intent to committed, against a bare commit of the same bytes (goal: p50 at most 3, p99 at most 5)"
    );
    let mut bare = Bare::open(folder.path()).await?;
    edits(&app, plan, PLAN_EDITS, &mut bare).await?.print("action plan");
    edits(&app, long, EDITS, &mut bare).await?.print("long document");
    app.close().await;
    drop(app);

    opening(folder.path(), long).await
}

fn print_size(name: &str, document: &Document) {
    let sections = document.live_sections();
    let texts: usize = sections.iter().map(|(_, s)| s.block.text.len()).sum();
    let cells: usize = sections.iter().map(|(_, s)| s.block.live_rows().len() * s.block.live_columns().len()).sum();
    println!("{name}: {} sections, {texts} bytes of prose, {cells} cells", sections.len());
}

/// Edits and bare commits, taken in turn.
#[derive(Default)]
struct Edits {
    ours: Timings,
    bare: Timings,
    bytes: usize,
    count: usize,
}

impl Edits {
    fn print(&self, name: &str) {
        println!("{name}: {} edits, {} bytes written each on average", self.count, self.bytes / self.count.max(1));
        for percent in [50, 99] {
            let (ours, bare) = (self.ours.percentile(percent), self.bare.percentile(percent));
            println!("  p{percent}: {} against {} = {:.2}", shown(ours), shown(bare), ratio(ours, bare));
        }
    }
}

async fn edits(app: &Bridgebook, document: DocumentId, count: usize, bare: &mut Bare) -> Result<Edits> {
    let opened = open(app, document).await?;
    let (mut places, mut heads) = (Places::of(&opened.content), opened.heads);
    let (mut dice, mut edits) = (Dice::new(), Edits::default());
    bare.catch_up().await?;
    // The first edit loads the document's history and opens an entry of the log: it is measured apart.
    for n in 0..=count {
        let (edit, section) = places.edit(&mut dice);
        let started = Instant::now();
        let outcome = app.intent(Intent::Edit { document, heads, edits: vec![edit] }).await?;
        let took = started.elapsed();
        heads = outcome.heads;
        let bytes = bare.written(document, section).await?;
        let alone = bare.commit(bytes).await?;
        if n > 0 {
            edits.ours.add(took);
            edits.bare.add(alone);
            edits.bytes += bytes;
            edits.count += 1;
        }
    }
    Ok(edits)
}

/// A database of its own with the settings of the store's writer (crates/store/src/connection.rs), and a
/// look at what the store wrote.
struct Bare {
    own: SqliteConnection,
    store: SqliteConnection,
    chunk: i64,
    undo: i64,
    entry: i64,
}

impl Bare {
    async fn open(folder: &FilePath) -> Result<Self> {
        let mut own = SqliteConnectOptions::new()
            // The same folder: the same disk.
            .filename(folder.join("bare.sqlite"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .pragma("journal_size_limit", "67108864")
            .pragma("trusted_schema", "OFF")
            .pragma("cell_size_check", "ON")
            .pragma("fullfsync", "1")
            .pragma("checkpoint_fullfsync", "1")
            .pragma("temp_store", "MEMORY")
            .disable_statement_logging()
            .connect()
            .await?;
        sqlx::query("create table bare (position integer primary key, bytes blob not null) strict")
            .execute(&mut own)
            .await?;
        Ok(Self { own, store: reader(folder).await?, chunk: 0, undo: 0, entry: 0 })
    }

    /// Everything written so far was not written by the next edit.
    async fn catch_up(&mut self) -> Result<()> {
        let row = sqlx::query(
            "select coalesce((select max(position) from chunk), 0), coalesce((select max(position) from undo), 0), \
             coalesce((select max(position) from entry), 0)",
        )
        .fetch_one(&mut self.store)
        .await?;
        (self.chunk, self.undo, self.entry) = (row.get(0), row.get(1), row.get(2));
        Ok(())
    }

    /// Bytes of the values that the last edit wrote: the change, the content of its section with the heads,
    /// the undo step, and an entry of the log where there is one.
    async fn written(&mut self, document: DocumentId, section: SectionId) -> Result<usize> {
        let bytes: i64 = sqlx::query_scalar(
            "select coalesce((select sum(length(hash) + length(actor) + length(bytes) + octet_length(author) + \
             octet_length(note)) from chunk where position > ?1), 0) \
             + coalesce((select sum(octet_length(operations) + octet_length(heads) + octet_length(author)) from undo \
             where position > ?2), 0) \
             + coalesce((select sum(octet_length(body) + octet_length(author)) from entry where position > ?3), 0) \
             + coalesce((select octet_length(json) from content where document = ?4 and section = ?5), 0) \
             + coalesce((select octet_length(heads) from content_heads where document = ?4), 0)",
        )
        .bind(self.chunk)
        .bind(self.undo)
        .bind(self.entry)
        .bind(document.to_string())
        .bind(section.to_string())
        .fetch_one(&mut self.store)
        .await?;
        self.catch_up().await?;
        Ok(usize::try_from(bytes)?)
    }

    /// One row with that many bytes, committed by itself: the least that SQLite can be asked for.
    async fn commit(&mut self, bytes: usize) -> Result<Duration> {
        let blob = vec![0x42_u8; bytes];
        let started = Instant::now();
        sqlx::query("insert into bare (bytes) values (?1)").bind(blob).execute(&mut self.own).await?;
        Ok(started.elapsed())
    }
}

async fn reader(folder: &FilePath) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new().filename(folder.join("bridgebook.sqlite")).read_only(true);
    Ok(options.disable_statement_logging().connect().await?)
}

/// After each start: opens the document as the window does, reads its rows alone, opens it again, and
/// makes the first edit, which loads the history.
async fn opening(folder: &FilePath, document: DocumentId) -> Result<()> {
    let (mut first, mut rows, mut again, mut edited) =
        (Timings::default(), Timings::default(), Timings::default(), Timings::default());
    let mut changes: i64 = 0;
    for _ in 0..STARTS {
        let app = Bridgebook::open(folder, Options::system()).await?;
        let mut alone = reader(folder).await?;

        let started = Instant::now();
        let opened = open(&app, document).await?;
        first.add(started.elapsed());

        let started = Instant::now();
        let read: Vec<(String, String)> = sqlx::query_as("select section, json from content where document = ?1")
            .bind(document.to_string())
            .fetch_all(&mut alone)
            .await?;
        rows.add(started.elapsed());
        anyhow::ensure!(read.len() == content::SECTIONS + 1, "a row for the header and one a section are read");

        let started = Instant::now();
        open(&app, document).await?;
        again.add(started.elapsed());

        let (edit, _) = Places::of(&opened.content).edit(&mut Dice::new());
        let started = Instant::now();
        let outcome: Outcome = app.intent(Intent::Edit { document, heads: opened.heads, edits: vec![edit] }).await?;
        edited.add(started.elapsed());
        anyhow::ensure!(!outcome.heads.is_empty(), "the edit was committed");

        changes = sqlx::query_scalar("select count(*) from chunk where document = ?1")
            .bind(document.to_string())
            .fetch_one(&mut alone)
            .await?;
        app.close().await;
    }
    println!("\nThe long document with {changes} changes behind it, median of {STARTS} starts");
    let base = rows.median();
    println!("  its content rows alone: {}", shown(base));
    for (name, timings) in [("opened", &first), ("opened again", &again), ("first edit after the start", &edited)] {
        println!("  {name}: {} = {:.2} times the rows", shown(timings.median()), ratio(timings.median(), base));
    }
    Ok(())
}
