//! The open data folder behind the window: opened once, beside the window's own start; every window is
//! told what was committed.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bridgebook_app::api::case::{AddedCases, CaseFile, WatchedCases};
use bridgebook_app::api::case_metric::ExportedCaseMetrics;
use bridgebook_app::api::drill::DrillAsked;
use bridgebook_app::api::event::Event;
use bridgebook_app::api::intent::{Intent, KeptTemplate, Outcome};
use bridgebook_app::api::log_entry::{ExportedLog, GivenFile, WrittenEntry};
use bridgebook_app::api::person::{AskedPeople, PeopleIntent, PeopleSource};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::api::routing::TriedCases;
use bridgebook_app::api::{ApiError, ErrorCode};
use bridgebook_app::handover::{self, Listening};
use bridgebook_app::{Bridgebook, Options};
use tauri::async_runtime::JoinHandle;
use tauri::{AppHandle, Emitter, Manager};
use tauri_plugin_dialog::DialogExt;
use tokio::sync::OnceCell;
use tokio::sync::broadcast::error::RecvError;

use crate::DataFolder;
use crate::dialog::ChosenPaths;
use crate::notification::{self, Notice};
use crate::tray;

/// The event by which windows hear what was committed.
pub const FACT_EVENT: &str = "fact";

/// How long after one thing was told another one belongs to it.
const TOGETHER: Duration = Duration::from_millis(400);

/// The open data folder, or why it could not be opened.
#[derive(Default)]
pub struct Desk(OnceCell<Result<Open, ApiError>>);

struct Open {
    app: Arc<Bridgebook>,
    ticking: JoinHandle<()>,
    telling: JoinHandle<()>,
    listening: Option<Listening>,
}

impl Desk {
    /// Answers a request that reads. A file is read only where a person chose to.
    ///
    /// # Errors
    /// Why the folder is not open, or a sentence about the request.
    pub async fn query(&self, handle: &AppHandle, query: Query) -> Result<Answer, ApiError> {
        let chosen = handle.state::<ChosenPaths>();
        let files: &[CaseFile] = match &query {
            Query::TryRules { cases: TriedCases::Files { files }, .. } => files,
            Query::ReplayIncidents(asked) => &asked.files,
            Query::Drill(DrillAsked::Script { file: Some(file), .. }) => std::slice::from_ref(file),
            _ => &[],
        };
        let is_foreign = match &query {
            Query::People(AskedPeople::Preview { file }) => is_unchosen(file, &chosen),
            _ => foreign(files, &chosen).is_some(),
        };
        if is_foreign {
            return Err(not_chosen());
        }
        self.app(handle).await?.query(query).await
    }

    /// Carries out a request that changes something. A file is read or written only where a person chose to.
    ///
    /// # Errors
    /// Why the folder is not open, or a sentence about the request.
    pub async fn intent(&self, handle: &AppHandle, intent: Intent) -> Result<Outcome, ApiError> {
        let chosen = handle.state::<ChosenPaths>();
        let (path, is_chosen) = match &intent {
            Intent::Export { path, .. }
            | Intent::ExportTable { path, .. }
            | Intent::ExportCalendar { path, .. }
            | Intent::ExportMetrics { path, .. }
            | Intent::ExportCaseMetrics(ExportedCaseMetrics { path, .. })
            | Intent::People(PeopleIntent::Export { path, .. })
            | Intent::ExportLog(ExportedLog { path, .. })
            | Intent::SaveAttachment { path, .. }
            | Intent::Backup { path } => (path.as_str(), chosen.may_write(Path::new(path))),
            Intent::AttachFile { path, .. }
            | Intent::ImportFile { path, .. }
            | Intent::KeepTemplate(KeptTemplate { path, .. })
            | Intent::WatchCases(WatchedCases { folder: path, .. }) => {
                (path.as_str(), chosen.may_read(Path::new(path)))
            }
            Intent::People(PeopleIntent::Import { file, .. }) => (file.path.as_str(), !is_unchosen(file, &chosen)),
            Intent::AddCases(AddedCases { files, .. }) => {
                let foreign = foreign(files, &chosen);
                (foreign.unwrap_or_default(), foreign.is_none())
            }
            Intent::WriteEntry(WrittenEntry { files, .. }) => {
                let foreign = unchosen(files, &chosen);
                (foreign.unwrap_or_default(), foreign.is_none())
            }
            _ => ("", true),
        };
        if !path.is_empty() && !is_chosen {
            return Err(not_chosen());
        }
        self.app(handle).await?.intent(intent).await
    }

    /// Opens the folder ahead of the first request.
    pub fn open_ahead(handle: &AppHandle) {
        let handle = handle.clone();
        tauri::async_runtime::spawn(async move {
            // A failure is told to the first window that asks.
            let _ = handle.state::<Self>().app(&handle).await;
        });
    }

    /// Ends the sending and the writing in order, and says what still waits to be sent.
    pub fn close(&self, handle: &AppHandle) {
        let Some(Ok(open)) = self.0.get() else { return };
        tauri::async_runtime::block_on(async {
            let waiting = open.app.stop_sending().await;
            // While the folder is still this process's: what the command line hands over now it does by itself then.
            if let Some(listening) = &open.listening {
                listening.close().await;
            }
            open.ticking.abort();
            open.telling.abort();
            open.app.close().await;
            if waiting > 0 {
                // A system without notifications loses nothing: the outbox shows the same when it is open again.
                let _ = notification::show(handle, &still_waiting(waiting));
            }
        });
    }

    async fn app(&self, handle: &AppHandle) -> Result<Arc<Bridgebook>, ApiError> {
        match self.0.get_or_init(|| open(handle)).await {
            Ok(open) => Ok(Arc::clone(&open.app)),
            Err(error) => Err(error.clone()),
        }
    }
}

/// A file with cases that nobody chose.
fn foreign<'a>(files: &'a [CaseFile], chosen: &ChosenPaths) -> Option<&'a str> {
    files.iter().find_map(|file| match file {
        CaseFile::Path { path } if !chosen.may_read(Path::new(path)) => Some(path.as_str()),
        CaseFile::Path { .. } | CaseFile::Bytes { .. } => None,
    })
}

/// A file kept as evidence that nobody chose.
fn unchosen<'a>(files: &'a [GivenFile], chosen: &ChosenPaths) -> Option<&'a str> {
    files.iter().find_map(|file| match file {
        GivenFile::Path { path } if !chosen.may_read(Path::new(path)) => Some(path.as_str()),
        GivenFile::Path { .. } | GivenFile::Bytes { .. } => None,
    })
}

/// A file of people that nobody chose.
fn is_unchosen(file: &PeopleSource, chosen: &ChosenPaths) -> bool {
    !file.path.is_empty() && !chosen.may_read(Path::new(&file.path))
}

fn not_chosen() -> ApiError {
    ApiError::new(
        ErrorCode::Invalid,
        "That place was not chosen in the system's dialog. Nothing was read or written. Choose it there and try again",
    )
}

async fn open(handle: &AppHandle) -> Result<Open, ApiError> {
    let folder = handle.state::<DataFolder>();
    let options = if folder.holds_sample() { Options::sample() } else { Options::system() };
    let app = Bridgebook::open(folder.path(), options).await?;
    let telling = tauri::async_runtime::spawn(tell(Arc::clone(&app), handle.clone()));
    let ticking = tauri::async_runtime::spawn(tick(Arc::clone(&app)));
    // Without the socket the command line cannot hand writes over; the window works all the same.
    let listening = handover::listen(Arc::clone(&app)).ok();
    Ok(Open { app, ticking, telling, listening })
}

/// What is said of messages that wait while nothing runs that could send them.
fn still_waiting(messages: usize) -> Notice {
    let title = match messages {
        1 => "1 message was not sent yet".to_owned(),
        more => format!("{more} messages were not sent yet"),
    };
    let body = "Nothing leaves the outbox until Bridgebook is open again.".to_owned();
    Notice { title, body, sounds: false, place: None }
}

async fn tick(app: Arc<Bridgebook>) {
    app.tick_forever().await;
}

/// Recovers a damaged folder, says what was recovered, and starts the application anew.
///
/// # Errors
/// When nothing could be recovered; everything is kept as it is.
pub async fn recover(handle: &AppHandle, folder: &Path) -> Result<(), ApiError> {
    let lines = bridgebook_app::backup::recover(folder).await?;
    let (told, said) = tokio::sync::oneshot::channel();
    let message = handle.dialog().message(lines.join("\n\n")).title("Recovered");
    message.show(move |_| {
        // The receiver waits for this and nothing else.
        let _ = told.send(());
    });
    let _ = said.await;
    handle.restart()
}

/// Shows what was told at one time. The window says it when the system does not.
async fn notify(handle: AppHandle, told: Vec<Notice>) {
    let Some(notice) = notification::folded(&told) else { return };
    let shell = handle.clone();
    // It waits for another program.
    let shown = tauri::async_runtime::spawn_blocking(move || notification::show(&shell, &notice)).await;
    if let Err(why) = shown.map_err(|e| e.to_string()).flatten() {
        let _ = handle.emit(FACT_EVENT, &Event::NotShown { why });
    }
}

/// Hands every fact to the windows, and what a clock says to the system's notifications.
async fn tell(app: Arc<Bridgebook>, handle: AppHandle) {
    let mut events = app.events();
    let mut told: Vec<Notice> = Vec::new();
    // From the first of them on, whatever else happens meanwhile.
    let mut until = tokio::time::Instant::now();
    loop {
        // What is told at one time becomes one notification: after a sleep that can be many things.
        let next = if told.is_empty() {
            events.recv().await
        } else {
            match tokio::time::timeout_at(until, events.recv()).await {
                Ok(next) => next,
                Err(_) => {
                    // The program that shows it may not answer; the windows do not wait for that.
                    tauri::async_runtime::spawn(notify(handle.clone(), std::mem::take(&mut told)));
                    continue;
                }
            }
        };
        match next {
            Ok(event) => {
                match &event {
                    Event::Told { incident, title, message, view, sounds } => {
                        if told.is_empty() {
                            until = tokio::time::Instant::now() + TOGETHER;
                        }
                        told.push(Notice {
                            title: title.clone(),
                            body: message.clone(),
                            sounds: *sounds,
                            place: Some((*incident, *view)),
                        });
                    }
                    Event::CaseTold { title, message, sounds, .. } => {
                        if told.is_empty() {
                            until = tokio::time::Instant::now() + TOGETHER;
                        }
                        let (title, body) = (title.clone(), message.clone());
                        told.push(Notice { title, body, sounds: *sounds, place: None });
                    }
                    Event::Overdue { count, next } => tray::show(&handle, *count, next.clone()),
                    _ => {}
                }
                // A window that is just closing is no error.
                let _ = handle.emit(FACT_EVENT, &event);
            }
            // Too many at once: the windows read everything again with the next one.
            Err(RecvError::Lagged(_)) => {
                let _ = handle.emit(FACT_EVENT, &Event::ClockChanged);
            }
            Err(RecvError::Closed) => return,
        }
    }
}
