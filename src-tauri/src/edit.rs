//! Cut, copy, paste and select all from the menu, carried out by the web view itself.

use tauri::AppHandle;

#[cfg(target_os = "linux")]
use crate::window;

/// The id in the menu and the name that WebKit gives the command.
#[cfg(target_os = "linux")]
pub(crate) const COMMANDS: &[(&str, &str, &str)] = &[
    ("edit.cut", "Cu&t", "Cut"),
    ("edit.copy", "&Copy", "Copy"),
    ("edit.paste", "&Paste", "Paste"),
    ("edit.select-all", "Select &all", "SelectAll"),
];

/// Carries out an editing command in the focused field. False when the id is not one of them.
#[cfg(target_os = "linux")]
pub(crate) fn carry_out(app: &AppHandle, id: &str) -> bool {
    use webkit2gtk::WebViewExt;

    let Some((_, _, command)) = COMMANDS.iter().find(|(known, _, _)| *known == id) else {
        return false;
    };
    if let Some(window) = window::current(app) {
        let command = *command;
        // Fails only when the window is closing.
        let _ = window.with_webview(move |view| view.inner().execute_editing_command(command));
    }
    true
}

/// macOS and Windows carry these out themselves, through the predefined items of their menu.
#[cfg(not(target_os = "linux"))]
pub(crate) fn carry_out(_app: &AppHandle, _id: &str) -> bool {
    false
}
