//! The commands that the window may call, each one line. A new one also goes into the list of
//! `build.rs` and into `capabilities/main.json`; without both it is refused.

use bridgebook_app::api::ApiError;
use bridgebook_app::api::intent::{Intent, Outcome};
use bridgebook_app::api::query::{Answer, Query};
use tauri::{AppHandle, State, WebviewWindow, command};

use crate::DataFolder;
use crate::aside::{self, Asides, KeptPlace, WindowError};
use crate::clipboard::{self, Pasted};
use crate::desk::{self, Desk};
use crate::dialog::{self, ChosenPaths, FileKind, ShowError};
use crate::lent::{self, LendError};
use crate::link::{self, LinkError};
use crate::log_key::{self, KeyError};
use crate::menu::{self, RecentIncident};
use crate::opened::{Opened, Waiting};
use crate::printing::{self, Paper, PrintError};
use crate::sample::{self, SampleError};
use crate::templates::{self, TemplatesError};
use crate::text_size;

/// Answers a request that reads.
///
/// # Errors
/// A sentence for the person who asked.
#[command]
pub async fn query(app: AppHandle, desk: State<'_, Desk>, query: Query) -> Result<Answer, ApiError> {
    desk.query(&app, query).await
}

/// Carries out a request that changes something; resolves after the commit.
///
/// # Errors
/// A sentence for the person: what happened, what was kept, what to do.
#[command]
pub async fn intent(app: AppHandle, desk: State<'_, Desk>, intent: Intent) -> Result<Outcome, ApiError> {
    desk.intent(&app, intent).await
}

/// Opens a link of a document in the system's browser or mail program.
///
/// # Errors
/// When the link is not one that may leave the application, or the system has nothing to open it.
#[command]
pub async fn open_link(url: String) -> Result<(), LinkError> {
    link::open(&url)
}

/// Asks where to save a file, in the system's own dialog. `None` when the person changed their
/// mind. The answer is remembered: only chosen places are written to.
#[command]
pub async fn pick_save_path(
    window: WebviewWindow,
    chosen: State<'_, ChosenPaths>,
    suggested_name: String,
    kind: FileKind,
) -> Result<Option<String>, ()> {
    Ok(dialog::pick_save_path(&window, &chosen, &suggested_name, kind).await)
}

/// Asks which files to open, in the system's own dialog. Empty when the person changed their mind.
#[command]
pub async fn pick_open_files(
    window: WebviewWindow,
    chosen: State<'_, ChosenPaths>,
    kind: FileKind,
) -> Result<Vec<String>, ()> {
    Ok(dialog::pick_open_files(&window, &chosen, kind).await)
}

/// The picture or the files on the system's clipboard, for a page that a person pastes into.
///
/// # Errors
/// Never; what cannot be read is not there.
#[command]
pub async fn pasted(app: AppHandle) -> Result<Pasted, ()> {
    Ok(clipboard::read(&app).await)
}

/// Shows the folder of a team's own templates in the system's file manager.
///
/// # Errors
/// When the system has nothing to show it with.
#[command]
pub async fn show_templates(app: AppHandle) -> Result<(), TemplatesError> {
    templates::show(&app)
}

/// Shows a file that was exported in the system's own window of its folder.
///
/// # Errors
/// When it is not one that a person chose a place for, or the system has nothing to show it with.
#[command]
pub async fn show_in_folder(chosen: State<'_, ChosenPaths>, path: String) -> Result<(), ShowError> {
    dialog::show_in_folder(&chosen, &path).await
}

/// Recovers the damaged data folder, says in the system's dialog what was recovered, and starts anew.
///
/// # Errors
/// When nothing could be recovered; everything is kept as it is.
#[command]
pub async fn recover(app: AppHandle, folder: State<'_, DataFolder>) -> Result<(), ApiError> {
    desk::recover(&app, folder.path()).await
}

/// Opens the sample incident in a window and a data folder of its own, or brings it forward.
///
/// # Errors
/// When the second window could not be started.
#[command]
pub async fn open_sample(app: AppHandle) -> Result<(), SampleError> {
    sample::open(&app)
}

/// Opens a window at a place, or brings the one forward that shows it.
///
/// # Errors
/// When it is no place, there are enough windows, or the window toolkit refuses.
#[command]
pub async fn open_window(app: AppHandle, address: String) -> Result<(), WindowError> {
    aside::open(&app, &address)
}

/// Closes the window that asks.
///
/// # Errors
/// Never; a window that is closing already closes.
#[command]
pub async fn close_window(window: WebviewWindow) -> Result<(), ()> {
    // Fails only when it is closing.
    let _ = window.close();
    Ok(())
}

/// Says what a window shows: for its title, and for the next start.
///
/// # Errors
/// Never; what cannot be kept is not kept.
#[command]
pub async fn name_window(
    window: WebviewWindow,
    title: String,
    address: String,
    incident: Option<String>,
) -> Result<(), ()> {
    aside::name(&window, &title, &address, incident);
    Ok(())
}

/// The place where each incident was left in the main window, the last one last.
///
/// # Errors
/// Never.
#[command]
pub async fn kept_places(asides: State<'_, Asides>) -> Result<Vec<KeptPlace>, ()> {
    Ok(asides.places())
}

/// What the system asked to be opened since this was last asked.
///
/// # Errors
/// Never.
#[command]
pub async fn opened(waiting: State<'_, Waiting>) -> Result<Vec<Opened>, ()> {
    Ok(waiting.take())
}

/// Puts the incidents that were worked on last into the system's menu.
///
/// # Errors
/// Never; the window lists them too.
#[command]
pub async fn name_incidents(app: AppHandle, incidents: Vec<RecentIncident>) -> Result<(), ()> {
    menu::name_incidents(&app, incidents);
    Ok(())
}

/// Shows a window's pages in a size, in percent, or in the one that fits its screen. The factor in use.
///
/// # Errors
/// Never.
#[command]
pub async fn set_text_size(window: WebviewWindow, percent: Option<u16>) -> Result<f64, ()> {
    Ok(text_size::set(&window, percent))
}

/// Listens to a key of the whole system that brings the log box forward, or to none any more.
///
/// # Errors
/// When the session has no such keys, or another program has this one.
#[command]
pub async fn set_log_key(app: AppHandle, key: Option<String>) -> Result<(), KeyError> {
    log_key::set(&app, key.as_deref())
}

/// Prints the sheets that the page holds for that, in the system's dialog. False when the person changed their mind.
///
/// # Errors
/// When the printer or the system refuses.
#[command]
pub async fn print_sheets(window: WebviewWindow, paper: Paper) -> Result<bool, PrintError> {
    printing::print(&window, paper).await
}

/// A place to write a file of this name to, so that it can be dragged out of the window.
///
/// # Errors
/// When the disk refuses.
#[command]
pub async fn lend(app: AppHandle, suggested_name: String, kind: FileKind) -> Result<String, LendError> {
    lent::place(&app, &suggested_name, kind)
}

/// Begins to drag a file that was written out of the window.
///
/// # Errors
/// For a file that this window did not write, or when the system refuses.
#[command]
pub async fn drag_out(window: WebviewWindow, chosen: State<'_, ChosenPaths>, path: String) -> Result<(), LendError> {
    lent::drag(&window, &chosen, &path).await
}
