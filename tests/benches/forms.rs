//! The Markdown form of a document of 500 kB, read and printed, against pulldown-cmark over the same text; and the
//! findings of a matrix of 100 by 60 against loading it, from the read model and from its changes. Both sides of a
//! ratio are taken in turn, in one run.
#![expect(clippy::print_stdout, reason = "a benchmark speaks on standard output")]

mod common;

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use bridgebook_app::api::intent::Intent;
use bridgebook_app::ids::{IdSource, TimeIds};
use bridgebook_app::{Bridgebook, Options};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::finding::findings;
use bridgebook_domain::{DocumentId, canonical};
use bridgebook_interchange::{self as interchange, NoNames};
use bridgebook_store::Store;
use common::{Timings, content, ratio, shown};
use pulldown_cmark::{Options as Extensions, Parser};
use tempfile::TempDir;

/// Bytes of the document, at least.
const BYTES: usize = 500_000;
/// Times that each thing is done; the first of them only warms caches and is not counted.
const RUNS: usize = 22;
/// Size of the matrix whose findings are looked for.
const MATRIX: (usize, usize) = (100, 60);

#[tokio::main]
async fn main() -> Result<()> {
    markdown()?;
    let folder = TempDir::with_prefix("bridgebook-bench-")?;
    matrix(folder.path()).await
}

fn markdown() -> Result<()> {
    // What is written by hand is a little longer than what is printed.
    let document = read(&content::mixed_document(BYTES + BYTES / 20))?;
    let text = interchange::export(&document, &NoNames);
    anyhow::ensure!(text.len() >= BYTES, "the document has {} bytes", text.len());
    anyhow::ensure!(
        canonical::equality(&read(&text)?) == canonical::equality(&document),
        "what is printed is the same"
    );
    let (mut base, mut parsed, mut printed) = (Timings::default(), Timings::default(), Timings::default());
    for run in 0..RUNS {
        let alone = timed(|| Parser::new_ext(&text, extensions()).for_each(|event| drop(black_box(event))));
        let reading = timed(|| drop(black_box(read(&text))));
        let printing = timed(|| drop(black_box(interchange::export(&document, &NoNames))));
        if run > 0 {
            base.add(alone);
            parsed.add(reading);
            printed.add(printing);
        }
    }
    let base = base.median();
    println!("The Markdown form of a document of {} bytes, median of {} runs", text.len(), RUNS - 1);
    println!("  pulldown-cmark alone: {}", shown(base));
    for (what, timings, goal) in [("read", parsed, 4), ("printed", printed, 1)] {
        let ours = timings.median();
        println!("  {what}: {} = {:.2} times that (goal: at most {goal})", shown(ours), ratio(ours, base));
    }
    Ok(())
}

/// What pulldown-cmark needs to know the tables and tasks of the file form.
fn extensions() -> Extensions {
    Extensions::ENABLE_TABLES | Extensions::ENABLE_TASKLISTS
}

fn read(text: &str) -> Result<bridgebook_domain::Document> {
    let ids = TimeIds;
    let mut fresh = || ids.fresh();
    let mut context = interchange::Context { names: &NoNames, ids: &mut fresh, file_name: "bench.md" };
    Ok(interchange::import(text.as_bytes(), &mut context)?.document)
}

fn timed(job: impl FnOnce()) -> Duration {
    let started = Instant::now();
    job();
    started.elapsed()
}

async fn matrix(folder: &Path) -> Result<()> {
    let app = Bridgebook::open(folder, Options::system()).await?;
    let text = content::matrix_document(MATRIX.0, MATRIX.1);
    let outcome = app.intent(Intent::Import { file_name: "matrix.md".to_owned(), text, incident: None }).await?;
    let id: DocumentId = outcome.ids.first().context("a document was imported")?.parse()?;
    app.close().await;
    let (mut loaded, mut merged, mut found, mut count) =
        (Timings::default(), Timings::default(), Timings::default(), 0);
    let (directory, now) = (Directory::default(), "2026-03-11T14:47:12Z".parse()?);
    for run in 0..RUNS {
        // A store of its own each time, so that nothing was read before.
        let store = Store::open_read_only(folder).await?;
        let started = Instant::now();
        let content = store.document(id).await?;
        let loading = started.elapsed();
        let finding = timed(|| count = black_box(findings([(id, &content.document)], &directory, None, now)).len());
        let started = Instant::now();
        black_box(store.document_with_removed(id).await?);
        let merging = started.elapsed();
        store.close().await;
        if run > 0 {
            loaded.add(loading);
            merged.add(merging);
            found.add(finding);
        }
    }
    let ours = found.median();
    println!("\nThe findings of a matrix of {} by {}, median of {} starts", MATRIX.0, MATRIX.1, RUNS - 1);
    println!("  its {count} findings: {}", shown(ours));
    for (from, base) in
        [("its row of the read model", loaded.median()), ("its changes, as for an edit", merged.median())]
    {
        println!("  loaded from {from}: {}, ratio {:.2} (goal: at most 0.10)", shown(base), ratio(ours, base));
    }
    Ok(())
}
