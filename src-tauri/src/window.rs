//! Windows, which show the application's own pages and nothing else: the main one, and others at a place of their own.

use tauri::utils::config::{WebviewUrl, WindowConfig};
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager, Url, WebviewWindow, WebviewWindowBuilder};

use crate::address::Address;

/// The label of the main window, which the capability file names.
pub(crate) const MAIN: &str = "main";
/// How the labels of all other windows begin, as the capability file says too.
pub(crate) const ASIDE: &str = "aside-";

pub(crate) fn open(app: &AppHandle) -> tauri::Result<()> {
    build(app, &main_config(app))
}

/// Opens a window at a place. It may be narrower than the main one, because it has no rail and stands beside.
pub(crate) fn open_aside(app: &AppHandle, label: &str, address: &Address) -> tauri::Result<()> {
    let config = WindowConfig {
        label: label.to_owned(),
        // The page reads its place behind the sign; nothing of it goes anywhere.
        url: WebviewUrl::App(format!("index.html#{}", address.as_str()).into()),
        width: 1040.0,
        height: 760.0,
        min_width: Some(640.0),
        min_height: Some(480.0),
        ..main_config(app)
    };
    build(app, &config)
}

fn build(app: &AppHandle, config: &WindowConfig) -> tauri::Result<()> {
    WebviewWindowBuilder::from_config(app, config)?
        .on_navigation(is_own_page)
        // No page opens a window; what asks for one is a link, and links go through the command `open_link` with its
        // list of allowed schemes.
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .build()?;
    Ok(())
}

/// Brings the main window forward.
pub(crate) fn bring_forward(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN) {
        raise(&window);
    }
}

/// Brings a window forward.
pub(crate) fn raise(window: &WebviewWindow) {
    // Each may fail where a window manager forbids it; the others still help.
    let _ = window.unminimize();
    let _ = window.show();
    let _ = window.set_focus();
}

/// The window that somebody works in: the one that has the keyboard, else the main one.
pub(crate) fn current(app: &AppHandle) -> Option<WebviewWindow> {
    let focused = app.webview_windows().into_values().find(|window| window.is_focused().unwrap_or(false));
    focused.or_else(|| app.get_webview_window(MAIN))
}

/// Says how much is overdue where it is seen without opening the window: in its title, and as a badge of its icon where
/// the system has one.
pub(crate) fn count(app: &AppHandle, overdue: u32) {
    if let Some(window) = app.get_webview_window(MAIN) {
        // Each may fail where the system has no such place; the window itself shows the same.
        let _ = window.set_title(&title(overdue));
        let _ = window.set_badge_count((overdue > 0).then_some(i64::from(overdue)));
    }
}

fn title(overdue: u32) -> String {
    if overdue == 0 { "Bridgebook".to_owned() } else { format!("({overdue} overdue) Bridgebook") }
}

fn main_config(app: &AppHandle) -> WindowConfig {
    app.config()
        .app
        .windows
        .iter()
        .find(|window| window.label == MAIN)
        .cloned()
        .expect("tauri.conf.json, compiled into this binary, describes the main window")
}

/// Whether a page is one of the application's own. They come over a protocol of the process itself
/// (`tauri://localhost`, on Windows `http://tauri.localhost`), never over the network.
fn is_own_page(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => cfg!(windows) && url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_counts_what_is_overdue() {
        assert_eq!((title(0).as_str(), title(2).as_str()), ("Bridgebook", "(2 overdue) Bridgebook"));
    }

    #[test]
    fn the_window_goes_nowhere_but_to_its_own_pages() {
        for (address, own) in [
            ("tauri://localhost/", true),
            ("tauri://localhost/index.html#/board", true),
            ("tauri://elsewhere/", false),
            ("https://example.org/", false),
            ("http://localhost/", false),
            ("file:///etc/passwd", false),
            ("data:text/html,hello", false),
            ("javascript:alert(1)", false),
            ("about:blank", false),
        ] {
            let url = Url::parse(address).expect("a URL");
            assert_eq!(is_own_page(&url), own, "{address}");
        }
    }
}
