//! The main window, which shows the application's own pages and nothing else.

use tauri::utils::config::WindowConfig;
use tauri::webview::NewWindowResponse;
use tauri::{App, AppHandle, Manager, Url, WebviewWindowBuilder};

/// The label of the main window, which its capability file names.
pub(crate) const MAIN: &str = "main";

pub(crate) fn open(app: &App) -> tauri::Result<()> {
    let config = main_config(app);
    WebviewWindowBuilder::from_config(app.handle(), &config)?
        .on_navigation(is_own_page)
        // Nothing of ours opens a second window; what asks for one is a link, and links go through
        // the command `open_link` with its list of allowed schemes.
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .build()?;
    Ok(())
}

pub(crate) fn bring_forward(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN) {
        // Each may fail where a window manager forbids it; the others still help.
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
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

fn main_config(app: &App) -> WindowConfig {
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
