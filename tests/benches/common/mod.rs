//! What the benchmarks share: figures out of many timings, the folders of a build, and the content
//! that is measured.
#![allow(dead_code, reason = "each benchmark uses its part")]

pub mod content;
pub mod places;

use std::env;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use bridgebook_app::Bridgebook;
use bridgebook_app::api::document::OpenDocument;
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::DocumentId;
use mimalloc::MiMalloc;

/// The allocator of the programs that are measured, for both sides of a ratio.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Timings of one thing, in the order in which they were taken.
#[derive(Debug, Default)]
pub struct Timings(Vec<Duration>);

impl Timings {
    pub fn add(&mut self, one: Duration) {
        self.0.push(one);
    }

    /// The timing that this share of all does not exceed (nearest rank).
    pub fn percentile(&self, percent: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let rank = (sorted.len() * percent).div_ceil(100).max(1);
        sorted.get(rank - 1).copied().unwrap_or_default()
    }

    pub fn median(&self) -> Duration {
        self.percentile(50)
    }
}

/// How many times longer the first took.
pub fn ratio(ours: Duration, base: Duration) -> f64 {
    ours.as_secs_f64() / base.as_secs_f64().max(f64::MIN_POSITIVE)
}

/// Milliseconds, as the tables of docs/benchmarks.md show them.
pub fn shown(duration: Duration) -> String {
    let milliseconds = duration.as_secs_f64() * 1000.0;
    if milliseconds < 10.0 { format!("{milliseconds:.2} ms") } else { format!("{milliseconds:.0} ms") }
}

/// Numbers that look random and are the same in every run (Knuth's MMIX generator, high bits).
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    pub fn new() -> Self {
        Self(2041)
    }

    /// One of `0..sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides.max(1)
    }
}

/// The folder that all builds go to.
pub fn target() -> Result<PathBuf> {
    // A benchmark lies in target/release/deps.
    env::current_exe()?.ancestors().nth(3).map(PathBuf::from).context("a benchmark lies three folders deep")
}

/// A program of the same build.
pub fn program(name: &str) -> Result<PathBuf> {
    let benchmark = env::current_exe()?;
    let folder = benchmark.ancestors().nth(2).context("a benchmark lies two folders deep")?;
    built(folder.join(format!("{name}{}", env::consts::EXE_SUFFIX)))
}

/// A file that `cargo xtask bench` makes before it starts a benchmark.
pub fn built(path: PathBuf) -> Result<PathBuf> {
    if !path.exists() {
        bail!("{} is not there; `cargo xtask bench` makes it", path.display());
    }
    Ok(path)
}

/// A document as the window opens it.
pub async fn open(app: &Bridgebook, document: DocumentId) -> Result<OpenDocument> {
    match app.query(Query::Document { document, at: None }).await? {
        Answer::Document(open) => Ok(*open),
        other => bail!("a document was asked for, not {other:?}"),
    }
}

/// Creates a document.
pub async fn created(app: &Bridgebook, intent: Intent) -> Result<DocumentId> {
    let outcome = app.intent(intent).await?;
    outcome.ids.first().context("a document was created")?.parse().context("its id")
}
