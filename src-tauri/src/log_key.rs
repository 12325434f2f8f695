//! A key of the whole system that brings the log box forward, from whatever program somebody is in.

use serde::Serialize;
use tauri::{AppHandle, Emitter};
use tauri_plugin_global_shortcut::{GlobalShortcut, GlobalShortcutExt, ShortcutState};
use thiserror::Error;

use crate::menu::MENU_EVENT;
use crate::window::{self, MAIN};

/// The command that it runs.
const COMMAND: &str = "log.write";

/// Why there is no such key. Crosses the bridge as `{ code, message }`.
#[derive(Debug, Error, Serialize)]
#[serde(tag = "code", content = "message", rename_all = "snake_case")]
pub enum KeyError {
    /// The session lets no program listen to keys that are pressed elsewhere.
    #[error(
        "this session (Wayland) lets no program listen to keys that are pressed elsewhere. Bind a key to the command \
         “bridgebook bridgebook:write” in the system's settings instead; it does the same"
    )]
    NotHere,
    /// Another program has it, or it is no key.
    #[error("{0} could not be had: another program may use it. Choose another one. In Bridgebook itself L still works")]
    Taken(String),
}

/// Listens to this key, such as `Control+Alt+KeyL`, and to no other one any more; to none when there is none.
pub(crate) fn set(app: &AppHandle, key: Option<&str>) -> Result<(), KeyError> {
    // The plugin comes with the first key: whoever wants none has no thread that listens.
    if let Some(listening) = tauri::Manager::try_state::<GlobalShortcut<tauri::Wry>>(app) {
        // What cannot be given back was not taken.
        let _ = listening.unregister_all();
    }
    let Some(key) = key else { return Ok(()) };
    if is_wayland() {
        return Err(KeyError::NotHere);
    }
    let taken = || KeyError::Taken(key.chars().filter(|letter| !letter.is_control()).take(40).collect());
    if tauri::Manager::try_state::<GlobalShortcut<tauri::Wry>>(app).is_none() {
        app.plugin(tauri_plugin_global_shortcut::Builder::new().build()).map_err(|_| taken())?;
    }
    let pressed = app.global_shortcut().on_shortcut(key, |app, _, event| {
        if event.state == ShortcutState::Pressed {
            window::bring_forward(app);
            // Fails only when the window is closing.
            let _ = app.emit_to(MAIN, MENU_EVENT, COMMAND);
        }
    });
    pressed.map_err(|_| taken())
}

#[cfg(target_os = "linux")]
fn is_wayland() -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    is_set("WAYLAND_DISPLAY") || std::env::var_os("XDG_SESSION_TYPE").is_some_and(|kind| kind == "wayland")
}

#[cfg(not(target_os = "linux"))]
fn is_wayland() -> bool {
    false
}
