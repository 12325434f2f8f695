//! What the system asks this program to open: links that begin with `bridgebook:` and files that somebody opens with it.
//! It may be asked before a page listens, so it waits here until the main window takes it.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use tauri::{AppHandle, Emitter, Manager, Url};

use crate::address::{self, Address};
use crate::dialog::ChosenPaths;
use crate::window::MAIN;

/// The event that tells the main window that something waits to be opened.
pub const OPENED_EVENT: &str = "opened";

/// Most things at one time; a file manager can hand over a whole folder.
const MOST: usize = 50;

/// Something to be opened. Crosses the bridge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Opened {
    /// A place in the application.
    Link {
        /// Its address.
        address: Address,
    },
    /// A file; whoever opened it with this program chose it to be read.
    File {
        /// Where it lies.
        path: String,
    },
    /// Neither.
    Refused {
        /// What it was, and what to do, for a person.
        message: String,
    },
}

/// What waits to be opened.
#[derive(Debug, Default)]
pub struct Waiting(Mutex<Vec<Opened>>);

impl Waiting {
    /// Takes all that waits, the first first.
    pub fn take(&self) -> Vec<Opened> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn add(&self, more: Vec<Opened>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(more);
    }
}

/// Hands things that the system names to the main window. `folder` is where the one who named them stood.
pub(crate) fn ask(app: &AppHandle, things: &[String], folder: &Path) {
    if things.is_empty() {
        return;
    }
    let chosen = app.state::<ChosenPaths>();
    app.state::<Waiting>().add(read(things, folder, &chosen));
    // A window that is not there yet asks by itself when it is.
    let _ = app.emit_to(MAIN, OPENED_EVENT, ());
}

fn read(things: &[String], folder: &Path, chosen: &ChosenPaths) -> Vec<Opened> {
    let mut opened: Vec<Opened> = things.iter().take(MOST).map(|thing| one(thing, folder, chosen)).collect();
    if things.len() > MOST {
        let message = format!("{MOST} of {} were opened; open the others afterwards.", things.len());
        opened.push(Opened::Refused { message });
    }
    opened
}

fn one(thing: &str, folder: &Path, chosen: &ChosenPaths) -> Opened {
    if address::is_meant(thing) {
        return match Address::parse(thing) {
            Ok(address) => Opened::Link { address },
            Err(error) => Opened::Refused { message: format!("{error}.") },
        };
    }
    // File managers name files by path or by URL.
    let by_url = Url::parse(thing).ok().filter(|url| url.scheme() == "file").and_then(|url| url.to_file_path().ok());
    let path = by_url.unwrap_or_else(|| folder.join(thing));
    let named = if path.is_file() { chosen.to_read(path) } else { None };
    named.map_or_else(
        || {
            let shown: String = thing.chars().take(200).filter(|letter| !letter.is_control()).collect();
            let message = format!(
                "“{shown}” is neither a link of Bridgebook nor a file that is there. Nothing was opened and nothing changed."
            );
            Opened::Refused { message }
        },
        |path| Opened::File { path },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_files_are_told_apart_and_a_file_may_be_read_from_then_on() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("on call.md");
        std::fs::write(&file, "# On call").expect("a file");
        let url = Url::from_file_path(&file).expect("a URL").to_string();
        let chosen = ChosenPaths::default();
        assert!(!chosen.may_read(&file));
        let things = ["Bridgebook:declare".to_owned(), "on call.md".to_owned(), url, "gone.md".to_owned()];
        let opened = read(&things, folder.path(), &chosen);
        let path = file.to_str().expect("a name").to_owned();
        let address = Address::parse("bridgebook:declare").expect("an address");
        assert_eq!(opened[..3], [Opened::Link { address }, Opened::File { path: path.clone() }, Opened::File { path }]);
        assert!(matches!(&opened[3], Opened::Refused { message } if message.contains("gone.md")), "{:?}", opened[3]);
        assert!(chosen.may_read(&file) && !chosen.may_write(&file), "it was opened to be read");
    }

    #[test]
    fn a_whole_folder_is_bounded_and_said_to_be() {
        let things = vec!["bridgebook:board".to_owned(); MOST + 1];
        let opened = read(&things, Path::new("/"), &ChosenPaths::default());
        assert_eq!(opened.len(), MOST + 1);
        assert!(matches!(&opened[MOST], Opened::Refused { message } if message.starts_with("50 of 51")));
        let waiting = Waiting::default();
        waiting.add(opened);
        assert_eq!(waiting.take().len(), MOST + 1);
        assert!(waiting.take().is_empty(), "each is opened once");
    }
}
