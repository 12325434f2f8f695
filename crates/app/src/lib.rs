//! Use cases, one verb per function. Owns writes, the clock and the id source (both passed in) and the
//! events after a commit. Imports store, interchange, pdf and domain; never tauri, never SQL.

pub mod api;
mod attachment;
pub mod backup;
mod boundary;
mod case_rules;
mod case_taken;
mod case_watch;
pub mod clock;
mod commit;
mod export;
mod file_form;
pub mod folder;
pub mod handover;
pub mod ids;
mod intent;
mod jobs;
mod names;
pub mod outbox;
mod quarantine;
mod query;
mod reminder;
mod restored;
mod retention;
mod sample;
mod seed;
pub mod session;
mod set_back;
mod template;
mod tick;
mod wording;
mod words;
mod world;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use bridgebook_store::{LogFilter, LogScope, OpenOptions, Store, StoreError};
use jiff::Timestamp;
use tokio::sync::broadcast;
use uuid::Uuid;

use api::event::Event;
use api::{ApiError, ErrorCode};
use clock::{Clock, Running, SettableClock};
use ids::{IdSource, TimeIds};
use outbox::{Net, Post};

pub use boundary::Promised;
pub use file_form::{check as check_file, is_cut, text as text_of_file};
pub use intent::case_work::CaseDeclaration;
pub use quarantine::is_refused;
pub use query::{check_template, check_template_file};

/// How a data folder is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// This process writes; no other may.
    Writer,
    /// Another process writes; this one reads beside it.
    Reader,
}

/// What a start brings along.
pub struct Options {
    /// How the folder is opened.
    pub access: Access,
    /// The clock; for a folder of the sample one that stands takes its place.
    pub clock: Arc<dyn Clock>,
    /// Where fresh ids come from.
    pub ids: Arc<dyn IdSource>,
    /// Whether an empty folder is filled with the sample.
    pub fill: Fill,
    /// What brings messages out of the house.
    pub post: Arc<dyn Post>,
}

/// What an empty data folder is filled with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// The lists of the directory (severities, roles, audiences and so on).
    Lists,
    /// The sample incident.
    Sample,
}

impl Options {
    /// The machine's clock, or that of the file which [`clock::CLOCK_FILE`] names, and the machine's ids.
    #[must_use]
    pub fn system() -> Self {
        Self {
            access: Access::Writer,
            clock: clock::of_this_start(),
            ids: Arc::new(TimeIds),
            fill: Fill::Lists,
            post: Arc::new(Net::default()),
        }
    }

    /// As [`Options::system`], and an empty folder is filled with the sample incident.
    #[must_use]
    pub fn sample() -> Self {
        Self { fill: Fill::Sample, ..Self::system() }
    }
}

/// An open data folder with its use cases.
pub struct Bridgebook {
    store: Store,
    folder: PathBuf,
    access: Access,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    is_sample: bool,
    events: broadcast::Sender<Event>,
    cache: world::Cache,
    saved_at: Mutex<Option<Timestamp>>,
    bursts: commit::Bursts,
    telling: reminder::Telling,
    ticking: tokio::sync::Mutex<()>,
    /// One intake of cases after the other: each looks first at what is there.
    intake: tokio::sync::Mutex<()>,
    case_folder: case_watch::Watch,
    case_rules: case_rules::Looked,
    retention: retention::Looked,
    jobs: jobs::Jobs,
    office: outbox::Office,
    templates: template::Watch,
    indexed: query::search::Indexed,
    whereabouts: restored::Whereabouts,
    last_look: set_back::LastLook,
}

impl Bridgebook {
    async fn start(folder: &Path, options: Options) -> Result<Arc<Self>, ApiError> {
        if let Some(trouble) = options.clock.trouble() {
            return Err(ApiError::new(ErrorCode::Failed, trouble));
        }
        let store = match options.access {
            Access::Writer => {
                Store::open(folder, OpenOptions { actor: Uuid::new_v4(), now: options.clock.now() }).await?
            }
            Access::Reader => Store::open_read_only(folder).await?,
        };
        let mark = sample::read_mark(folder);
        let wants_sample = options.fill == Fill::Sample && mark.is_none() && options.access == Access::Writer;
        if wants_sample && !store.documents().await?.is_empty() {
            store.close().await;
            return Err(ApiError::invalid(format!(
                "{} already holds documents, so the sample was not put there. Nothing was changed. Choose another folder with --data DIR",
                folder.display()
            )));
        }
        let is_sample = mark.is_some() || wants_sample;
        let clock: Arc<dyn Clock> = match (mark, options.access) {
            _ if !is_sample => options.clock,
            (Some(mark), Access::Reader) => Arc::new(mark.shows()),
            (mark, _) => {
                // After a crash the log may have gone on further than the mark: time does not go back.
                let log = store.log(LogScope::All, &LogFilter::default()).await?;
                let last = log.iter().map(|r| r.arrived_at).max();
                let stands = mark.unwrap_or_else(sample::Mark::new).stands();
                Arc::new(SettableClock::standing(last.map_or(stands, |last| last.max(stands))))
            }
        };
        let (events, _) = broadcast::channel(1024);
        let app = Arc::new(Self {
            store,
            folder: folder.to_path_buf(),
            access: options.access,
            clock,
            ids: options.ids,
            is_sample,
            events,
            cache: world::Cache::default(),
            saved_at: Mutex::new(None),
            bursts: commit::Bursts::default(),
            telling: reminder::Telling::default(),
            ticking: tokio::sync::Mutex::default(),
            intake: tokio::sync::Mutex::default(),
            case_folder: case_watch::Watch::default(),
            case_rules: case_rules::Looked::default(),
            retention: retention::Looked::default(),
            jobs: jobs::Jobs::default(),
            office: outbox::Office::new(options.post, folder),
            templates: template::Watch::default(),
            indexed: query::search::Indexed::default(),
            whereabouts: restored::Whereabouts::default(),
            last_look: set_back::LastLook::default(),
        });
        if options.access == Access::Writer {
            if wants_sample {
                app.fill_with_sample().await?;
            } else {
                app.fill_with_lists().await?;
            }
            // Data that cannot be written to is opened all the same; nothing is called or sent before this was done.
            let _ = app.know_where_data_lies().await;
            // What cannot be erased again now is not shown either way, and is tried at the next start.
            let _ = app.erase_again().await;
        }
        Ok(app)
    }

    /// The data folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The present moment of this folder.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    async fn put_clock(&self, at: Timestamp) -> Result<(), ApiError> {
        if !self.is_sample {
            return Err(ApiError::invalid("Only the sample's clock can be set. Nothing was changed"));
        }
        self.clock.set(at);
        sample::write_mark(&self.folder, self.clock.as_ref());
        self.tell(Event::ClockChanged);
        self.look().await
    }

    /// Events after each commit.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    async fn end(&self) {
        if self.is_sample && self.access == Access::Writer {
            self.clock.run(Running::Stands);
            sample::write_mark(&self.folder, self.clock.as_ref());
        }
        self.note_how_far().await;
        self.note_clock(false);
        self.store.close().await;
    }

    fn fresh(&self) -> Uuid {
        self.ids.fresh()
    }

    fn tell(&self, event: Event) {
        // Nobody listening is no error.
        let _ = self.events.send(event);
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        let code = match &error {
            StoreError::AlreadyOpen(_) => ErrorCode::Busy,
            StoreError::NoData(_) | StoreError::NoSuchDocument(_) | StoreError::NoSuchAttachment(_) => {
                ErrorCode::NotFound
            }
            StoreError::Foreign(_) | StoreError::Newer { .. } | StoreError::NewerToWrite(_) => ErrorCode::Foreign,
            StoreError::Damaged { .. }
            | StoreError::DamagedChunk { .. }
            | StoreError::BadBackup { .. }
            | StoreError::Content(_) => ErrorCode::Damaged,
            StoreError::ReadOnlyFolder(_)
            | StoreError::Full
            | StoreError::ReadOnly
            | StoreError::Closed
            | StoreError::File { .. }
            | StoreError::Database(_)
            | StoreError::Engine(_) => ErrorCode::NotSaved,
            StoreError::Operation(_)
            | StoreError::NothingToUndo
            | StoreError::UnknownHeads
            | StoreError::DocumentExists(_)
            | StoreError::DeliveryExists(_)
            | StoreError::DeliveryMoved
            | StoreError::StepMoved
            | StoreError::WouldOverwrite(_) => ErrorCode::Invalid,
            StoreError::OldSqlite(_) => ErrorCode::Failed,
        };
        Self::new(code, error.to_string())
    }
}

impl From<bridgebook_domain::OperationError> for ApiError {
    fn from(error: bridgebook_domain::OperationError) -> Self {
        Self::invalid(error.to_string())
    }
}
