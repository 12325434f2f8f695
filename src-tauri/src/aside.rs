//! Windows beside the main one, each at a place of its own, and what was shown where. Both are kept in the data folder, so
//! that the log stands on the second screen again after a restart and an incident comes back at the place it was left at.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tauri::{AppHandle, Manager, WebviewWindow, Window, WindowEvent};
use thiserror::Error;

use crate::DataFolder;
use crate::address::Address;
use crate::window::{self, ASIDE, MAIN};

/// The file of the data folder that it is kept in.
const FILE: &str = "windows.json";
/// Most windows beside the main one.
const MOST_WINDOWS: usize = 12;
/// Most incidents whose place is kept.
const MOST_PLACES: usize = 200;
/// Most letters of a title.
const LONGEST_TITLE: usize = 120;

/// Why no window was opened. Crosses the bridge as `{ code, message }`.
#[derive(Debug, Error, Serialize)]
#[serde(tag = "code", content = "message", rename_all = "snake_case")]
pub enum WindowError {
    /// There are enough.
    #[error("{MOST_WINDOWS} windows are open beside the main one. Close one of them and try again")]
    TooMany,
    /// It is no place.
    #[error("{0}")]
    NoPlace(String),
    /// The window toolkit refused.
    #[error("the window could not be opened: {0}. Nothing was changed")]
    Failed(String),
}

/// The place where an incident was left in the main window. Crosses the bridge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptPlace {
    /// Id of the incident.
    incident: String,
    /// Where it was left.
    address: Address,
}

/// What is written down: the address that each window beside the main one shows, by its label, and the places of the
/// main window by incident, the last one last.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    #[serde(default)]
    windows: BTreeMap<String, Address>,
    #[serde(default)]
    places: Vec<KeptPlace>,
}

/// The windows beside the main one.
#[derive(Debug, Default)]
pub struct Asides {
    kept: Mutex<Kept>,
    /// From the moment on at which the whole application closes, a window that goes is not one that somebody closed.
    is_leaving: AtomicBool,
}

impl Asides {
    /// The places of the main window by incident, the last one last.
    pub fn places(&self) -> Vec<KeptPlace> {
        self.lock().places.clone()
    }

    /// Windows close because the application does.
    pub(crate) fn leave(&self) {
        self.is_leaving.store(true, Ordering::Relaxed);
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    /// A label for a window of this place: the one it already has, or the first that is free.
    fn label_for(&self, address: &Address) -> String {
        if let Some((label, _)) = self.windows.iter().find(|(_, shown)| *shown == address) {
            return label.clone();
        }
        let digest = Sha256::digest(address.as_str().as_bytes());
        let number = digest[..8].iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        let name = |turn: usize| format!("{ASIDE}{number:016x}-{turn}");
        // A window may have gone on to another place since.
        (0..=self.windows.len()).map(name).find(|label| !self.windows.contains_key(label)).unwrap_or_else(|| name(0))
    }

    fn leave_at(&mut self, incident: String, address: Address) {
        self.places.retain(|place| place.incident != incident);
        self.places.push(KeptPlace { incident, address });
        let surplus = self.places.len().saturating_sub(MOST_PLACES);
        self.places.drain(..surplus);
    }
}

/// Opens a window at a place, or brings the one forward that shows it.
pub(crate) fn open(app: &AppHandle, address: &str) -> Result<(), WindowError> {
    let address = Address::parse(address).map_err(|error| WindowError::NoPlace(error.to_string()))?;
    let label = {
        let kept = app.state::<Asides>();
        let mut kept = kept.lock();
        let label = kept.label_for(&address);
        if let Some(window) = app.get_webview_window(&label) {
            window::raise(&window);
            return Ok(());
        }
        if kept.windows.len() >= MOST_WINDOWS {
            return Err(WindowError::TooMany);
        }
        kept.windows.insert(label.clone(), address.clone());
        label
    };
    let opened = window::open_aside(app, &label, &address);
    if opened.is_err() {
        app.state::<Asides>().lock().windows.remove(&label);
    }
    write(app);
    opened.map_err(|error| WindowError::Failed(error.to_string()))
}

/// Opens the windows that stood open when the application was closed.
pub(crate) fn open_again(app: &AppHandle) {
    // A file that cannot be read costs a few windows that are opened by hand, and nothing else.
    let mut read: Kept =
        std::fs::read(file(app)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    read.windows.retain(|label, _| label.starts_with(ASIDE));
    while read.windows.len() > MOST_WINDOWS {
        read.windows.pop_last();
    }
    let windows: Vec<(String, Address)> = read.windows.iter().map(|(l, a)| (l.clone(), a.clone())).collect();
    *app.state::<Asides>().lock() = read;
    for (label, address) in windows {
        if window::open_aside(app, &label, &address).is_err() {
            app.state::<Asides>().lock().windows.remove(&label);
        }
    }
}

/// Notes what a window shows, for its title and for the next start.
pub(crate) fn name(window: &WebviewWindow, title: &str, address: &str, incident: Option<String>) {
    let (app, Ok(address)) = (window.app_handle(), Address::parse(address)) else { return };
    if window.label() == MAIN {
        let Some(incident) = incident.filter(|id| id.len() <= 64) else { return };
        app.state::<Asides>().lock().leave_at(incident, address);
    } else {
        let title: String = title.chars().filter(|letter| !letter.is_control()).take(LONGEST_TITLE).collect();
        // Fails only when the window is closing.
        let _ = window.set_title(&format!("{title} – Bridgebook"));
        app.state::<Asides>().lock().windows.insert(window.label().to_owned(), address);
    }
    write(app);
}

/// What closing a window means: the main one ends the application with all others, another one is not opened again.
pub(crate) fn watch(window: &Window, event: &WindowEvent) {
    let app = window.app_handle();
    let asides = app.state::<Asides>();
    match event {
        WindowEvent::CloseRequested { .. } if window.label() == MAIN => asides.leave(),
        WindowEvent::Destroyed if window.label() == MAIN => app.exit(0),
        WindowEvent::Destroyed if !asides.is_leaving.load(Ordering::Relaxed) => {
            asides.lock().windows.remove(window.label());
            write(app);
        }
        _ => {}
    }
}

fn file(app: &AppHandle) -> PathBuf {
    app.state::<DataFolder>().path().join(FILE)
}

/// Written beside and renamed, so that a start never reads half of it. A folder that cannot be written to loses no more
/// than the places of windows.
fn write(app: &AppHandle) {
    let asides = app.state::<Asides>();
    // Held until it is written, so that the last word stays the last.
    let kept = asides.lock();
    let (file, Ok(bytes)) = (file(app), serde_json::to_vec_pretty(&*kept)) else { return };
    let beside = file.with_extension("json.new");
    let _ = std::fs::write(&beside, bytes).and_then(|()| std::fs::rename(&beside, &file));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        Address::parse(text).expect("an address")
    }

    #[test]
    fn a_place_has_one_window_and_a_window_that_went_elsewhere_keeps_its_label() {
        let mut kept = Kept::default();
        let (log, board) = (address("bridgebook:incident/1/log"), address("bridgebook:incident/1/board"));
        let label = kept.label_for(&log);
        kept.windows.insert(label.clone(), log.clone());
        assert_eq!(kept.label_for(&log), label, "it comes forward");
        assert_ne!(kept.label_for(&board), label);
        kept.windows.insert(label.clone(), board.clone());
        assert_eq!(kept.label_for(&board), label);
        assert_ne!(kept.label_for(&log), label, "a second window, whose label is free");
    }

    #[test]
    fn an_incident_is_left_at_one_place_and_only_the_last_incidents_are_kept() {
        let mut kept = Kept::default();
        for number in 0..MOST_PLACES + 2 {
            kept.leave_at(number.to_string(), address("bridgebook:board"));
        }
        kept.leave_at("5".to_owned(), address("bridgebook:log"));
        assert_eq!(kept.places.len(), MOST_PLACES);
        let last = kept.places.last().expect("a place");
        assert_eq!((last.incident.as_str(), last.address.as_str()), ("5", "bridgebook:log"));
        assert_eq!(kept.places.iter().filter(|place| place.incident == "5").count(), 1);
    }

    #[test]
    fn what_was_written_is_read_again_and_an_older_file_is_read_too() {
        let mut kept = Kept::default();
        kept.windows.insert("aside-1".to_owned(), address("bridgebook:log"));
        kept.leave_at("1".to_owned(), address("bridgebook:document/7?section=2"));
        let text = serde_json::to_string(&kept).expect("JSON");
        assert_eq!(serde_json::from_str::<Kept>(&text).expect("the same"), kept);
        assert_eq!(serde_json::from_str::<Kept>("{}").expect("nothing"), Kept::default());
        let foreign = r#"{"windows":{"aside-1":"https://example.org"}}"#;
        assert!(serde_json::from_str::<Kept>(foreign).is_err(), "no other page is ever opened");
    }
}
