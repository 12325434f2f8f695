//! The tray: what is overdue and what is next, seen without the window, where the desktop has a place for that. Where it
//! has none, nothing is missing: the title counts, and the window shows the same.

use std::sync::OnceLock;

use bridgebook_app::api::event::{Event, NextDue};
use tauri::menu::{MenuBuilder, MenuItem, MenuItemBuilder};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Emitter, Manager, Wry};

use crate::DataFolder;
use crate::desk::FACT_EVENT;
use crate::menu::MENU_EVENT;
use crate::window::{self, MAIN};

/// Ids of the menu's items, which the window does not know.
const NEXT: &str = "tray.next";
const OPEN: &str = "tray.open";
const DECLARE: &str = "tray.declare";
const QUIT: &str = "tray.quit";

/// The tray, where there is one, and what it showed last.
#[derive(Default)]
pub(crate) struct Tray {
    shown: OnceLock<Shown>,
    /// How much is overdue, and what is due first.
    standing: std::sync::Mutex<(u32, Option<NextDue>)>,
}

struct Shown {
    icon: TrayIcon,
    next: MenuItem<Wry>,
}

/// What a tray says.
#[derive(Debug, PartialEq, Eq)]
struct Words {
    /// Beside the icon, where there is room for it: only what wants to be looked at.
    label: Option<String>,
    /// When the icon is pointed at.
    tooltip: String,
    /// The first line of the menu.
    next: String,
}

/// What the tray says when so much is overdue and this is due first.
fn words(overdue: u32, next: Option<&NextDue>) -> Words {
    let next = next.map(|next| next.words.as_str());
    let count = match overdue {
        0 => "Bridgebook".to_owned(),
        more => format!("Bridgebook, {more} overdue"),
    };
    Words {
        label: (overdue > 0).then(|| overdue.to_string()),
        tooltip: next.map_or_else(|| count.clone(), |next| format!("{count}\n{next}")),
        next: next.unwrap_or("Nothing is due").to_owned(),
    }
}

/// Makes the tray, beside the window's own start. The sample has none: nothing of it asks to be looked at elsewhere.
pub(crate) fn open(app: &AppHandle) {
    // The data is opened ahead of the window, so it may have been counted before there was a title to say it.
    let overdue = standing(&app.state::<Tray>()).0;
    window::count(app, overdue);
    if app.state::<DataFolder>().holds_sample() {
        return;
    }
    let app = app.clone();
    // The question whether there is a place for it goes to another program.
    std::thread::spawn(move || {
        if host::is_there() {
            let handle = app.clone();
            // Fails only when the program ends.
            let _ = app.run_on_main_thread(move || make(&handle));
        }
    });
}

fn make(app: &AppHandle) {
    // The library behind it panics where it cannot be loaded after all. No tray is no reason to end.
    let made = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| build(app)));
    let Ok(Ok(shown)) = made else { return };
    let _ = app.state::<Tray>().shown.set(shown);
    refresh(app);
}

fn build(app: &AppHandle) -> tauri::Result<Shown> {
    let next = MenuItemBuilder::with_id(NEXT, words(0, None).next).build(app)?;
    let menu = MenuBuilder::new(app)
        .item(&next)
        .separator()
        .text(OPEN, "Open Bridgebook")
        .text(DECLARE, "Declare an incident…")
        .separator()
        .text(QUIT, "Quit")
        .build()?;
    // Each process writes its icon to a file of its own.
    let mut tray = TrayIconBuilder::with_id(format!("bridgebook-{}", std::process::id())).menu(&menu);
    if let Some(icon) = app.default_window_icon() {
        tray = tray.icon(icon.clone());
    }
    Ok(Shown { icon: tray.build(app)?, next })
}

/// Shows how much is overdue and what is due first, in the title as well.
pub(crate) fn show(app: &AppHandle, overdue: u32, next: Option<NextDue>) {
    *standing(&app.state::<Tray>()) = (overdue, next);
    window::count(app, overdue);
    refresh(app);
}

fn refresh(app: &AppHandle) {
    let tray = app.state::<Tray>();
    let Some(shown) = tray.shown.get() else { return };
    let said = {
        let standing = standing(&tray);
        words(standing.0, standing.1.as_ref())
    };
    // Each may fail where the system has no such place; the others still say it.
    let _ = shown.icon.set_title(said.label);
    let _ = shown.icon.set_tooltip(Some(said.tooltip));
    let _ = shown.next.set_text(said.next);
}

fn standing(tray: &Tray) -> std::sync::MutexGuard<'_, (u32, Option<NextDue>)> {
    tray.standing.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Carries out what was chosen in the tray's menu. Whether it was one of its items.
pub(crate) fn carry_out(app: &AppHandle, id: &str) -> bool {
    match id {
        OPEN => window::bring_forward(app),
        DECLARE => {
            window::bring_forward(app);
            // Fails only when the window is closing, as below.
            let _ = app.emit_to(MAIN, MENU_EVENT, "incident.declare");
        }
        NEXT => {
            window::bring_forward(app);
            let next = standing(&app.state::<Tray>()).1.clone();
            if let Some(NextDue { incident, view, .. }) = next {
                let _ = app.emit_to(MAIN, FACT_EVENT, &Event::Chosen { incident, view });
            }
        }
        QUIT => app.exit(0),
        _ => return false,
    }
    true
}

/// Whether the desktop has a place for a tray.
#[cfg(target_os = "linux")]
mod host {
    use std::path::{Path, PathBuf};

    /// The libraries that show it, the first that is there.
    const LIBRARIES: [&str; 2] = ["libayatana-appindicator3.so.1", "libappindicator3.so.1"];
    /// What the loader knows.
    const CACHE: &str = "/etc/ld.so.cache";

    pub fn is_there() -> bool {
        is_wanted() && LIBRARIES.iter().any(|name| has_library(name))
    }

    /// Whether a program of the session shows trays (the StatusNotifierItem specification of freedesktop.org).
    fn is_wanted() -> bool {
        const BUS: &str = "org.freedesktop.DBus";
        const WATCHER: &str = "org.kde.StatusNotifierWatcher";
        let Ok(session) = zbus::blocking::Connection::session() else { return false };
        let answer = session.call_method(Some(BUS), "/org/freedesktop/DBus", Some(BUS), "NameHasOwner", &(WATCHER,));
        answer.is_ok_and(|answer| answer.body().deserialize::<bool>().unwrap_or(false))
    }

    /// Asked before the library is loaded, because loading one that is not there ends the program.
    fn has_library(name: &str) -> bool {
        let named = std::env::var_os("LD_LIBRARY_PATH").unwrap_or_default();
        let is_named = std::env::split_paths(&named).any(|folder| folder.join(name).exists());
        is_named || known(&std::fs::read(CACHE).unwrap_or_default(), name).iter().any(|path| path.exists())
    }

    /// The paths of a library that stand in the loader's cache, whose words end with a zero.
    fn known(cache: &[u8], name: &str) -> Vec<PathBuf> {
        let words = cache.split(|byte| *byte == 0).filter_map(|word| std::str::from_utf8(word).ok());
        let is_it = |path: &&Path| path.is_absolute() && path.file_name().is_some_and(|last| last == name);
        words.map(Path::new).filter(is_it).map(Path::to_path_buf).collect()
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_library_is_known_by_its_whole_name_in_the_cache_of_the_loader() {
            let cache = b"glibc-ld.so.cache1.1\0\x05\xff\0libappindicator3.so.1\0/usr/lib/libappindicator3.so.1\0\
                          /usr/lib/libayatana-appindicator3.so.1.0.0\0";
            assert_eq!(known(cache, "libappindicator3.so.1"), [PathBuf::from("/usr/lib/libappindicator3.so.1")]);
            assert!(known(cache, "libayatana-appindicator3.so.1").is_empty(), "another version is another library");
            assert!(known(b"", "libappindicator3.so.1").is_empty());
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod host {
    pub const fn is_there() -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use bridgebook_app::api::event::TellingView;

    use super::*;

    #[test]
    fn it_says_what_is_overdue_and_what_is_due_first() {
        let incident = "00000000-0000-7000-8000-000000000001".parse().expect("an id");
        let due = |words: &str| NextDue { incident, view: TellingView::Comms, words: words.to_owned() };
        let check = |overdue, next: Option<&str>, label: Option<&str>, tooltip: &str, line: &str| {
            let said = words(overdue, next.map(due).as_ref());
            assert_eq!((said.label.as_deref(), said.tooltip.as_str(), said.next.as_str()), (label, tooltip, line));
        };
        check(0, None, None, "Bridgebook", "Nothing is due");
        let ahead = "INC-1: Customers’ update is due at 14:51";
        check(0, Some(ahead), None, &format!("Bridgebook\n{ahead}"), ahead);
        let late = "INC-1: Customers’ update was due at 14:44";
        check(2, Some(late), Some("2"), &format!("Bridgebook, 2 overdue\n{late}"), late);
    }
}
