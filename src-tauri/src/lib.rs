//! The desktop shell: the window, its menu, the tray, native dialogs and notifications.
//!
//! It holds no rule of the product. What the window shows comes from `bridgebook-app`, and each
//! command is one line that hands a request over. Nothing below this room may know that a window
//! exists; this room may not touch the database, the file form or the network.

mod arguments;
mod clipboard;
pub mod commands;
mod desk;
mod dialog;
mod edit;
mod link;
mod menu;
pub mod notification;
mod sample;
mod templates;
mod tray;
mod window;

use tauri::{App, Manager, RunEvent};
use tauri_plugin_window_state::StateFlags;
use thiserror::Error;

pub use arguments::{Arguments, DataFolder};
pub use clipboard::Pasted;
pub use desk::{Desk, FACT_EVENT};
pub use dialog::{ChosenPaths, FileKind, ShowError};
pub use link::{Link, LinkError};
pub use menu::MENU_EVENT;
pub use sample::SampleError;
pub use templates::TemplatesError;

/// Why the application could not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// There is no display to show a window on.
    #[error(
        "there is no display to show a window on. Start it inside a desktop session, or use \
         bridgebook-cli, which needs none. Nothing was changed"
    )]
    NoDisplay,
    /// The system does not say where an application keeps its data.
    #[error(
        "the system does not say where an application keeps its data (on Linux, HOME is not set). \
         Name a folder with --data DIR"
    )]
    NoDataFolder,
    /// The window toolkit refused.
    #[error("the window could not be opened: {0}. Nothing was changed")]
    Window(#[from] tauri::Error),
}

impl StartError {
    /// What the process ends with: 69, "service unavailable" of sysexits, when a display is
    /// missing, so that a script can tell it from a fault.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::NoDisplay => 69,
            Self::NoDataFolder | Self::Window(_) => 1,
        }
    }
}

/// Opens the window and stays until it is closed.
///
/// # Errors
/// When there is no display, no data folder, or the window toolkit refuses.
pub fn run(arguments: &Arguments) -> Result<(), StartError> {
    require_a_display()?;
    let context = tauri::generate_context!();
    let folder = DataFolder::choose(arguments)?;

    // One window per data folder: a second start of the same one only brings the first forward.
    let single_instance = tauri_plugin_single_instance::Builder::new()
        .callback(|app, _arguments, _folder| window::bring_forward(app))
        .dbus_id(folder.instance_name(&context.config().identifier))
        .build();
    // The window's place belongs to the data folder too, so that the sample does not move the
    // window of the real incident. Whether it is visible is never restored: a window that was
    // hidden when the process was killed would not come back.
    let window_state = tauri_plugin_window_state::Builder::new()
        .with_filename(folder.path().join("window-state.json").to_string_lossy())
        .with_state_flags(StateFlags::all() - StateFlags::VISIBLE - StateFlags::DECORATIONS)
        .build();

    let app = tauri::Builder::default()
        .plugin(single_instance)
        .plugin(window_state)
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .manage(folder)
        .manage(ChosenPaths::default())
        .manage(Desk::default())
        .manage(tray::Tray::default())
        .invoke_handler(tauri::generate_handler![
            commands::query,
            commands::intent,
            commands::recover,
            commands::open_link,
            commands::pick_save_path,
            commands::pick_open_files,
            commands::show_in_folder,
            commands::pasted,
            commands::show_templates,
            commands::open_sample,
        ])
        .on_window_event(clipboard::watch_drops)
        .menu(menu::build)
        .on_menu_event(|app, event| menu::chosen(app, event.id().as_ref()))
        .setup(|app| Ok(set_up(app)?))
        .build(context)?;
    app.run(|handle, event| {
        if matches!(event, RunEvent::Exit) {
            handle.state::<Desk>().close(handle);
        }
    });
    Ok(())
}

fn set_up(app: &mut App) -> tauri::Result<()> {
    let folder = app.state::<DataFolder>();
    std::fs::create_dir_all(folder.path())?;
    notification::listen(app.handle())?;
    Desk::open_ahead(app.handle());
    window::open(app)?;
    tray::open(app.handle());
    Ok(())
}

#[cfg(target_os = "linux")]
fn require_a_display() -> Result<(), StartError> {
    // The window toolkit panics without one. Asking GTK first gives a sentence instead, and costs
    // nothing: it is initialised once per process.
    gtk::init().map_err(|_| StartError::NoDisplay)
}

#[cfg(not(target_os = "linux"))]
#[expect(clippy::unnecessary_wraps, reason = "a desktop is always there on macOS and Windows")]
fn require_a_display() -> Result<(), StartError> {
    Ok(())
}
