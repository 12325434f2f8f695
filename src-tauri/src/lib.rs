//! The desktop shell: windows, their menu, the tray, native dialogs and notifications.
//!
//! It holds no rule of the product. What the window shows comes from `bridgebook-app`, and each
//! command is one line that hands a request over. Nothing below this room may know that a window
//! exists; this room may not touch the database, the file form or the network.

mod address;
mod arguments;
mod aside;
mod clipboard;
pub mod commands;
mod desk;
mod dialog;
mod edit;
mod lent;
mod link;
mod log_key;
mod menu;
pub mod notification;
mod opened;
mod printing;
mod sample;
mod templates;
mod text_size;
mod tray;
mod window;

use std::path::Path;

use clap::Parser;
use tauri::{AppHandle, Manager, RunEvent};
use tauri_plugin_window_state::StateFlags;
use thiserror::Error;

pub use address::{Address, AddressError};
pub use arguments::{Arguments, DataFolder};
pub use aside::{Asides, KeptPlace, WindowError};
pub use clipboard::Pasted;
pub use desk::{Desk, FACT_EVENT};
pub use dialog::{ChosenPaths, FileKind, ShowError};
pub use link::{Link, LinkError};
pub use log_key::KeyError;
pub use menu::{MENU_EVENT, Recent, RecentIncident};
pub use opened::{OPENED_EVENT, Opened, Waiting};
pub use printing::{Paper, PrintError};
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
        .callback(|app, arguments, folder| {
            window::bring_forward(app);
            // What cannot be read was refused by the second start already, with the usage.
            if let Ok(asked) = Arguments::try_parse_from(arguments) {
                opened::ask(app, &asked.open, Path::new(&folder));
            }
        })
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
        .manage(Asides::default())
        .manage(Waiting::default())
        .manage(Recent::default())
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
            commands::open_window,
            commands::close_window,
            commands::name_window,
            commands::kept_places,
            commands::opened,
            commands::name_incidents,
            commands::set_text_size,
            commands::set_log_key,
            commands::print_sheets,
            commands::lend,
            commands::drag_out,
        ])
        .on_window_event(|window, event| {
            clipboard::watch_drops(window, event);
            aside::watch(window, event);
        })
        .menu(menu::build)
        .on_menu_event(|app, event| menu::chosen(app, event.id().as_ref()))
        .setup({
            let asked = arguments.open.clone();
            move |app| Ok(set_up(app.handle(), &asked)?)
        })
        .build(context)?;
    app.run(|handle, event| match event {
        RunEvent::ExitRequested { .. } => handle.state::<Asides>().leave(),
        RunEvent::Exit => {
            handle.state::<Desk>().close(handle);
            lent::clear(handle);
        }
        // macOS names what is to be opened this way, at the start and later.
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => {
            let things: Vec<String> = urls.iter().map(ToString::to_string).collect();
            opened::ask(handle, &things, Path::new("/"));
        }
        _ => {}
    });
    Ok(())
}

fn set_up(app: &AppHandle, asked: &[String]) -> tauri::Result<()> {
    let folder = app.state::<DataFolder>();
    std::fs::create_dir_all(folder.path())?;
    lent::clear(app);
    notification::listen(app)?;
    Desk::open_ahead(app);
    opened::ask(app, asked, &std::env::current_dir().unwrap_or_default());
    window::open(app)?;
    aside::open_again(app);
    tray::open(app);
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
