//! What the system's clipboard holds beside words. WebKitGTK tells a page neither of pictures nor of files when it
//! is pasted into, so the page asks here; the web views of other systems tell it themselves.

use serde::Serialize;
use tauri::{AppHandle, Manager, Window, WindowEvent};

use crate::dialog::ChosenPaths;

/// A picture, or files, or neither.
#[derive(Debug, Default, Serialize)]
pub struct Pasted {
    /// The picture as base64 of a PNG.
    pub picture: Option<String>,
    /// The files; a person chose them when they copied them.
    pub paths: Vec<String>,
}

/// Reads the clipboard, as a person asked by pasting.
#[cfg(target_os = "linux")]
pub(crate) async fn read(app: &AppHandle) -> Pasted {
    use gtk::glib;

    let (answer, mut answered) = tauri::async_runtime::channel(1);
    let asked = app.run_on_main_thread(move || {
        let clipboard = gtk::Clipboard::get(&gtk::gdk::SELECTION_CLIPBOARD);
        clipboard.request_image(move |clipboard, picture| {
            let png = picture.and_then(|picture| picture.save_to_bufferv("png", &[]).ok());
            if let Some(png) = png {
                let picture = Some(glib::base64_encode(&png).to_string());
                // The receiver is gone only when the window is, and then nobody asks any more.
                let _ = answer.try_send((picture, Vec::new()));
                return;
            }
            clipboard.request_contents(&gtk::gdk::Atom::intern("text/uri-list"), move |_, content| {
                let files = content.uris().into_iter().filter_map(|uri| glib::filename_from_uri(&uri).ok());
                let _ = answer.try_send((None, files.map(|(path, _)| path).collect()));
            });
        });
    });
    let (picture, files) = match asked {
        Ok(()) => answered.recv().await.unwrap_or_default(),
        Err(_) => Default::default(),
    };
    let chosen = app.state::<ChosenPaths>();
    Pasted { picture, paths: files.into_iter().filter_map(|path| chosen.to_read(path)).collect() }
}

/// Elsewhere the page is told of what is pasted.
#[cfg(not(target_os = "linux"))]
pub(crate) async fn read(_app: &AppHandle) -> Pasted {
    Pasted::default()
}

/// Files dropped on the window were chosen by a person: they may be read from then on.
pub(crate) fn watch_drops(window: &Window, event: &WindowEvent) {
    if let WindowEvent::DragDrop(tauri::DragDropEvent::Drop { paths, .. }) = event {
        let chosen = window.state::<ChosenPaths>();
        for path in paths {
            let _ = chosen.to_read(path.clone());
        }
    }
}
