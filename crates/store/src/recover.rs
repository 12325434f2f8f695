//! After damage: nothing is deleted. The damaged file is set aside, the newest backup that verifies takes
//! its place, and every change and entry that can still be read is merged in; both prove themselves by
//! their hash.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bridgebook_domain::DocumentId;
use bridgebook_domain::log::{Entry, Recorded};
use jiff::Timestamp;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnection;

use crate::backup;
use crate::connection::{self, Access};
use crate::crdt;
use crate::error::Result;
use crate::folder::Folder;
use crate::store::{OpenOptions, Store};
use crate::table::chunk::{self, Salvaged};
use crate::table::entry;
use crate::writer::Task;

/// What a recovery did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovered {
    /// Where the damaged file lies.
    pub quarantine: PathBuf,
    /// The backup that was used, and when it was made.
    pub backup: Option<(PathBuf, Timestamp)>,
    /// Changes and entries that were read from the damaged file and were not in the backup.
    pub salvaged: (usize, usize),
    /// From the oldest to the newest moment of what was salvaged.
    pub range: Option<(Timestamp, Timestamp)>,
    /// The same in sentences.
    pub lines: Vec<String>,
}

impl Store {
    /// Recovers a damaged data folder and opens it. The folder must not be open.
    ///
    /// # Errors
    /// As [`Store::open`]; what is in the folder is kept in any case.
    pub async fn recover(folder: impl Into<PathBuf>, options: OpenOptions) -> Result<(Self, Recovered)> {
        let folder = Folder::at(folder);
        let lock = folder.lock()?;
        let mut chosen = None;
        for candidate in backup::list(&folder) {
            if Self::backup_verify(&candidate.path).await.is_ok() {
                chosen = Some(candidate);
                break;
            }
        }
        drop(lock);
        let quarantine = match &chosen {
            Some(backup) => {
                let kept = Self::backup_restore(folder.root(), &backup.path, options.now).await?;
                let quarantine = folder.root().join(format!("quarantine-{}", options.now.strftime("%Y%m%dT%H%M%SZ")));
                std::fs::rename(&kept, &quarantine)
                    .map_err(crate::error::StoreError::file("Setting the damaged data aside"))?;
                quarantine
            }
            None => backup::set_aside(&folder, "quarantine", options.now)?,
        };
        let (chunks, entries) = salvage(&quarantine.join("bridgebook.sqlite")).await;
        let store = Self::open(folder.root(), options).await?;
        let mut new = (0, 0);
        let mut moments: Vec<Timestamp> = Vec::new();
        let mut by_document: BTreeMap<DocumentId, Vec<Salvaged>> = BTreeMap::new();
        for one in chunks {
            if !chunk::has(&store.inner.readers, &one.chunk.hash).await? {
                new.0 += 1;
                moments.push(one.arrived_at);
                by_document.entry(one.document).or_default().push(one);
            }
        }
        let mut fresh = Vec::new();
        for one in entries {
            if !entry::has(&store.inner.readers, &one.entry.hash).await? {
                new.1 += 1;
                moments.push(one.arrived_at);
                fresh.push(one);
            }
        }
        store.task(Task::Import(by_document, fresh)).await?;
        let range = moments.iter().min().copied().zip(moments.iter().max().copied());
        let backup = chosen.and_then(|b| Some((b.path, b.made_at?)));
        let lines = sentences(&quarantine, backup.as_ref(), new, range);
        Ok((store, Recovered { quarantine, backup, salvaged: new, range, lines }))
    }
}

fn sentences(
    quarantine: &Path,
    backup: Option<&(PathBuf, Timestamp)>,
    (chunks, entries): (usize, usize),
    range: Option<(Timestamp, Timestamp)>,
) -> Vec<String> {
    let mut lines = vec![format!("The damaged data was kept in {}.", quarantine.display())];
    lines.push(match backup {
        Some((_, at)) => format!("The backup of {at} was put in its place."),
        None => "There was no sound backup, so it begins empty.".to_owned(),
    });
    lines.push(match range {
        Some((from, to)) => format!(
            "{chunks} changes and {entries} log entries from {from} to {to} were read from the damaged data and merged in."
        ),
        None => "Nothing newer could be read from the damaged data.".to_owned(),
    });
    lines
}

/// Everything in a damaged file that can be read and proves itself.
async fn salvage(file: &Path) -> (Vec<Salvaged>, Vec<Recorded>) {
    let (mut chunks, mut entries) = (Vec::new(), Vec::new());
    let access = if file.with_extension("sqlite-wal").exists() { Access::Shared } else { Access::Immutable };
    let Ok(mut db) = connection::reader_options(file, access).connect().await else { return (chunks, entries) };
    /// Rows read at once, and empty stretches after which a table has ended.
    const STEP: i64 = 64;
    const PATIENCE: u32 = 100;
    let (mut at, mut misses) = (1, 0);
    while misses < PATIENCE {
        let found = stretch(&mut db, at, STEP).await;
        misses = if found.0.is_empty() && found.1.is_empty() { misses + 1 } else { 0 };
        chunks.extend(found.0);
        entries.extend(found.1);
        at += STEP;
    }
    chunks.retain(|one| crdt::change(&one.chunk.hash, &one.chunk.bytes).is_ok());
    entries.retain(|one: &Recorded| Entry::is_intact(&one.entry));
    (chunks, entries)
}

/// One stretch of both tables; row by row where it does not read as a whole.
async fn stretch(db: &mut SqliteConnection, from: i64, step: i64) -> (Vec<Salvaged>, Vec<Recorded>) {
    let mut chunks = Vec::new();
    match chunk::between(&mut *db, from, from + step - 1).await {
        Ok(found) => chunks = found,
        Err(_) => {
            for at in from..from + step {
                chunks.extend(chunk::between(&mut *db, at, at).await.unwrap_or_default());
            }
        }
    }
    let mut entries = Vec::new();
    match entry::between(&mut *db, from, from + step - 1).await {
        Ok(found) => entries = found,
        Err(_) => {
            for at in from..from + step {
                entries.extend(entry::between(&mut *db, at, at).await.unwrap_or_default());
            }
        }
    }
    (chunks, entries)
}
