//! A folder into which other systems put files with cases. It is looked at every few seconds; what lies there unchanged
//! from one look to the next is taken in and moved beside: into `taken`, or into `refused` where nothing of it could be
//! read. What could not be done now stays and is tried again. A file that comes twice doubles nothing: its cases are there
//! already.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use bridgebook_store::Write;
use serde::{Deserialize, Serialize};

use crate::api::case::{CaseFile, CaseTable, CaseWatch};
use crate::api::intent::Outcome;
use crate::api::{ApiError, ErrorCode};
use crate::commit::outcome;
use crate::{Access, Bridgebook};

/// Where it is kept which folder is watched.
const PLACE: &str = "case_watch";
/// Where it is kept which folders were watched before: files that were taken lie there still.
const BEFORE: &str = "case_watch.before";
/// The folder into which a file goes that was taken in.
pub(crate) const TAKEN: &str = "taken";
/// The folder into which one goes of which nothing could be read.
pub(crate) const REFUSED: &str = "refused";
/// Files that are taken in at one look, so that what became of the first is known before the last is read.
const AT_ONCE: usize = 20;
/// Sentences about the last intakes that are kept.
const TOLD: usize = 20;
/// Endings of files that another program is still writing.
const UNFINISHED: [&str; 4] = ["part", "partial", "tmp", "crdownload"];

/// Which folder is watched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Watched {
    pub folder: String,
    pub into: CaseTable,
}

/// What was seen at the last look, and what became of the last files.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    seen: Mutex<Seen>,
    /// One look after the other: two at once would move the same files.
    looking: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Seen {
    files: BTreeMap<PathBuf, (u64, Option<SystemTime>)>,
    said: Vec<String>,
}

impl Watch {
    /// Files of the folder that stand as they stood at the last look, by name.
    fn settled(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let mut now = BTreeMap::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
            if !path.is_file() || name.starts_with('.') || UNFINISHED.contains(&ending.as_str()) {
                continue;
            }
            // One that goes meanwhile is not there.
            if let Ok(known) = fs::metadata(&path) {
                now.insert(path, (known.len(), known.modified().ok()));
            }
        }
        let mut seen = self.lock();
        let settled = now.iter().filter(|(path, state)| seen.files.get(*path) == Some(*state));
        let list = settled.map(|(path, _)| path.clone()).take(AT_ONCE).collect();
        seen.files = now;
        Ok(list)
    }

    /// Keeps a sentence; what goes wrong in the same way at every look is said once.
    fn say(&self, words: String) {
        let mut seen = self.lock();
        if seen.said.last() != Some(&words) {
            seen.said.push(words);
        }
        let more = seen.said.len().saturating_sub(TOLD);
        seen.said.drain(..more);
    }

    fn said(&self) -> Vec<String> {
        self.lock().said.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a key is that of watched folders rather than of a setting.
pub(crate) fn is_watch(key: &str) -> bool {
    key == PLACE || key == BEFORE
}

impl Bridgebook {
    /// Watches a folder from now on; an empty name ends it.
    pub(crate) async fn watch_cases(&self, folder: &str, into: CaseTable) -> Result<Outcome, ApiError> {
        let folder = folder.trim();
        let value = if folder.is_empty() {
            None
        } else {
            let path = Path::new(folder);
            if !path.is_absolute() || !path.is_dir() {
                return Err(ApiError::invalid(format!(
                    "{folder} is not a folder. Nothing was changed. Name a folder that is there"
                )));
            }
            if path.starts_with(&self.folder) {
                return Err(ApiError::invalid(
                    "That folder lies in the data folder itself. Nothing was changed. Name one outside of it",
                ));
            }
            // Which document is meant is settled now: another one with a table of cases may be made later.
            let (document, _) = self.case_table(into.document, into.section).await?;
            self.case_mapping(into.mapping.as_deref().unwrap_or_default()).await?;
            let into = CaseTable { document: Some(document), ..into };
            let watched = Watched { folder: folder.to_owned(), into };
            serde_json::to_string(&watched).ok()
        };
        let mut write = Write::at(self.now()).setting(PLACE, value);
        if let Some(now) = self.watched_folder().await?.filter(|now| now.folder != folder) {
            let mut before = self.watched_before().await?;
            before.retain(|known| known.folder != now.folder);
            before.push(now);
            write = write.setting(BEFORE, serde_json::to_string(&before).ok());
        }
        Ok(outcome(&self.commit(write).await?))
    }

    /// The folder that is watched, and what became of the last files.
    pub(crate) async fn case_watch(&self) -> Result<Option<CaseWatch>, ApiError> {
        let Some(Watched { folder, into }) = self.watched_folder().await? else { return Ok(None) };
        let loaded = match into.document {
            Some(id) => self.document(id).await.ok(),
            None => None,
        };
        let document_title = loaded.map(|loaded| loaded.document.title().to_owned()).unwrap_or_default();
        Ok(Some(CaseWatch { folder, into, document_title, said: self.case_folder.said() }))
    }

    async fn watched_folder(&self) -> Result<Option<Watched>, ApiError> {
        Ok(serde_json::from_str(&self.setting(PLACE).await?).ok())
    }

    async fn watched_before(&self) -> Result<Vec<Watched>, ApiError> {
        Ok(serde_json::from_str(&self.setting(BEFORE).await?).unwrap_or_default())
    }

    /// Every folder that is watched or was.
    pub(crate) async fn watched_folders(&self) -> Result<Vec<Watched>, ApiError> {
        let mut all = self.watched_before().await?;
        if let Some(now) = self.watched_folder().await? {
            all.retain(|known| known.folder != now.folder);
            all.push(now);
        }
        Ok(all)
    }

    /// Says something of the folder beside what became of the last files.
    pub(crate) fn say_of_folder(&self, words: String) {
        self.case_folder.say(words);
    }

    /// Takes in what lies in the watched folder. What goes wrong with it holds up nothing else: it is said, and tried again.
    pub(crate) async fn take_from_folder(&self) -> Result<(), ApiError> {
        if self.access == Access::Reader {
            return Ok(());
        }
        let Some(watched) = self.watched_folder().await? else { return Ok(()) };
        let _one = self.case_folder.looking.lock().await;
        let folder = Path::new(&watched.folder);
        let list = match self.case_folder.settled(folder) {
            Ok(list) => list,
            Err(error) => {
                self.case_folder.say(format!("{} cannot be read: {error}", folder.display()));
                return Ok(());
            }
        };
        for path in list {
            let Some(name) = path.file_name().map(|name| name.to_string_lossy().into_owned()) else { continue };
            let files = vec![CaseFile::Path { path: path.display().to_string() }];
            let place = match self.add_cases(&watched.into, &files).await {
                Ok(done) => {
                    self.case_folder.say(format!("“{name}”: {}", done.remarks.join(". ")));
                    TAKEN
                }
                // Only what was read and refused has details: the quarantine has it with the reasons.
                Err(error) if error.code == ErrorCode::Invalid && !error.details.is_empty() => {
                    self.case_folder.say(format!("“{name}”: {}", error.message));
                    REFUSED
                }
                Err(error) => {
                    self.case_folder.say(format!("“{name}”: {}", error.message));
                    continue;
                }
            };
            if let Err(error) = moved(&path, &folder.join(place), &name) {
                self.case_folder.say(format!("“{name}” was read and could not be moved to “{place}”: {error}"));
            }
        }
        Ok(())
    }
}

/// Moves a file into a folder, under a name that is free there.
fn moved(path: &Path, folder: &Path, name: &str) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    let names = (1..).map(|n| if n == 1 { name.to_owned() } else { format!("{stem}-{n}{ending}") });
    let free = names.map(|name| folder.join(name)).find(|place| !place.exists());
    free.map_or(Ok(()), |place| fs::rename(path, place))
}
