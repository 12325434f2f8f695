//! A document with 20,000 changes at moments of its past, and what differs between two of them, against loading it from
//! its changes: the work that the first edit after a start does. All after a start each, in turn, in one run.
#![expect(clippy::print_stdout, reason = "a benchmark speaks on standard output")]

mod common;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::past::{PastAsked, PastTold};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::{Bridgebook, Options};
use bridgebook_domain::DocumentId;
use common::places::Places;
use common::{Dice, Timings, content, created, open, ratio, shown};
use tempfile::TempDir;

/// Changes behind the document.
const CHANGES: usize = 20_000;
/// Starts after each of which one thing is done.
const STARTS: usize = 9;
/// Moments that are looked at one after another in one start, as somebody goes through the tape.
const MOMENTS: usize = 25;

#[tokio::main]
async fn main() -> Result<()> {
    let folder = TempDir::with_prefix("bridgebook-bench-")?;
    let app = Bridgebook::open(folder.path(), Options::system()).await?;
    let text = content::long_document();
    let document = created(&app, Intent::Import { file_name: "long.md".to_owned(), text, incident: None }).await?;
    let opened = open(&app, document).await?;
    let (mut places, mut heads, mut dice) = (Places::of(&opened.content), opened.heads, Dice::new());
    let mut saved = Vec::with_capacity(CHANGES);
    for _ in 0..CHANGES {
        let (edit, _) = places.edit(&mut dice);
        let outcome = app.intent(Intent::Edit { document, heads, edits: vec![edit] }).await?;
        heads = outcome.heads;
        saved.push(outcome.saved_at);
    }
    app.close().await;
    drop(app);
    println!("A document of {} sections with {CHANGES} changes, median of {STARTS} starts", content::SECTIONS);

    let moment = |dice: &mut Dice| saved[dice.roll(saved.len())].clone();
    let (mut load, mut past, mut apart) = (Timings::default(), Timings::default(), Timings::default());
    for _ in 0..STARTS {
        load.add(loaded(folder.path(), document, &mut places, &mut dice).await?);
        let app = Bridgebook::open(folder.path(), Options::system()).await?;
        past.add(then(&app, document, moment(&mut dice)).await?);
        app.close().await;
        let app = Bridgebook::open(folder.path(), Options::system()).await?;
        apart.add(between(&app, document, moment(&mut dice), moment(&mut dice)).await?);
        app.close().await;
    }
    let base = load.median();
    println!("  loaded from its changes, with one more edit: {}", shown(base));
    for (name, timings, goal) in
        [("a moment of the past (goal: at most 3)", &past, 3), ("two moments compared (goal: at most 6)", &apart, 6)]
    {
        let (ours, times) = (timings.median(), ratio(timings.median(), base));
        println!("  {name}: {} = {times:.2}{}", shown(ours), if times > f64::from(goal) { ", missed" } else { "" });
    }

    let app = Bridgebook::open(folder.path(), Options::system()).await?;
    then(&app, document, moment(&mut dice)).await?;
    let (mut more, mut pairs) = (Timings::default(), Timings::default());
    for _ in 0..MOMENTS {
        more.add(then(&app, document, moment(&mut dice)).await?);
        pairs.add(between(&app, document, moment(&mut dice), moment(&mut dice)).await?);
    }
    println!("One moment after another in one start, median of {MOMENTS}");
    for (name, timings) in [("a moment", &more), ("two compared", &pairs)] {
        println!("  {name}: {} = {:.2}", shown(timings.median()), ratio(timings.median(), base));
    }
    app.close().await;
    Ok(())
}

/// The first edit after a start.
async fn loaded(folder: &Path, document: DocumentId, places: &mut Places, dice: &mut Dice) -> Result<Duration> {
    let app = Bridgebook::open(folder, Options::system()).await?;
    let heads = open(&app, document).await?.heads;
    let (edit, _) = places.edit(dice);
    let started = Instant::now();
    app.intent(Intent::Edit { document, heads, edits: vec![edit] }).await?;
    let took = started.elapsed();
    app.close().await;
    Ok(took)
}

async fn then(app: &Bridgebook, document: DocumentId, at: String) -> Result<Duration> {
    let started = Instant::now();
    let Answer::Document(_) = app.query(Query::Document { document, at: Some(at) }).await? else {
        bail!("a document was asked for")
    };
    Ok(started.elapsed())
}

async fn between(app: &Bridgebook, document: DocumentId, one: String, other: String) -> Result<Duration> {
    let (from, to) = if one < other { (one, other) } else { (other, one) };
    let started = Instant::now();
    let asked = PastAsked::Difference { document, from, to: Some(to) };
    let Answer::Past(PastTold::Difference(_)) = app.query(Query::Past(asked)).await? else {
        bail!("a difference was asked for")
    };
    Ok(started.elapsed())
}
