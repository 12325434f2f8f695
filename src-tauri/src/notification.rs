//! Notifications of the system, for what fell due while the window was not looked at. Choosing one brings the window
//! forward and opens what it is about.

use bridgebook_app::api::event::{Event, TellingView};
use bridgebook_domain::IncidentId;
use serde::de::DeserializeOwned;
use tauri::{AppHandle, Emitter};
use tauri_plugin_notification::{ActionPerformed, NotificationExt};

use crate::desk::FACT_EVENT;
use crate::window;

/// The system's own sound for something that wants to be looked at.
#[cfg(target_os = "linux")]
const SOUND: &str = "message-new-instant";
#[cfg(target_os = "macos")]
const SOUND: &str = "Ping";
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
const SOUND: &str = "Default";

/// What a notification is about, as it comes back when somebody chooses it.
const INCIDENT: &str = "incident";
const VIEW: &str = "view";

/// How long the program that shows notifications may take to answer.
#[cfg(target_os = "linux")]
const ANSWER: std::time::Duration = std::time::Duration::from_secs(5);

/// Most sentences of one notification.
const SENTENCES: usize = 3;

/// Where a notification leads.
pub type Place = (IncidentId, TellingView);

/// What a notification says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// One line: what is due, and for whom.
    pub title: String,
    /// When, and what to do.
    pub body: String,
    /// Whether it sounds.
    pub sounds: bool,
    /// What is opened when somebody chooses it.
    pub place: Option<Place>,
}

/// One notification of what was told at one time: after a sleep that can be many things.
///
/// Nothing for nothing.
pub fn folded(told: &[Notice]) -> Option<Notice> {
    let first = told.first()?;
    if told.len() == 1 {
        return Some(first.clone());
    }
    let is_one_incident = told.iter().all(|notice| notice.title == first.title);
    let said = |notice: &Notice| {
        if is_one_incident { notice.body.clone() } else { format!("{}: {}", notice.title, notice.body) }
    };
    let mut lines: Vec<String> = told.iter().take(SENTENCES).map(said).collect();
    if told.len() > SENTENCES {
        lines.push(format!("and {} more", told.len() - SENTENCES));
    }
    let count = format!("{} things to look at", told.len());
    Some(Notice {
        title: if is_one_incident { format!("{count}: {}", first.title) } else { count },
        body: lines.join("\n"),
        sounds: told.iter().any(|notice| notice.sounds),
        place: first.place.map(|(incident, view)| {
            let is_one_view = told.iter().all(|notice| notice.place == first.place);
            (incident, if is_one_view { view } else { TellingView::Board })
        }),
    })
}

/// Shows a notice through the system.
///
/// # Errors
/// Why nothing was shown, in words. The window shows the same fact, so a caller says it there and goes on.
pub fn show(app: &AppHandle, notice: &Notice) -> Result<(), String> {
    reachable()?;
    let mut builder = app.notification().builder().title(&notice.title).body(&notice.body);
    if notice.sounds {
        builder = builder.sound(SOUND);
    }
    if let Some((incident, view)) = notice.place {
        builder = builder.extra(INCIDENT, incident).extra(VIEW, view);
    }
    builder.show().map_err(|error| error.to_string())
}

/// Opens what a notification is about when somebody chooses it.
///
/// # Errors
/// When the system's notifications cannot be listened to.
pub fn listen(app: &AppHandle) -> tauri::Result<()> {
    let handle = app.clone();
    let listening = app.notification().on_action(move |performed| {
        window::bring_forward(&handle);
        if let (Some(incident), Some(view)) = (extra(performed, INCIDENT), extra(performed, VIEW)) {
            // A window that is just closing is no error.
            let _ = handle.emit_to(window::MAIN, FACT_EVENT, &Event::Chosen { incident, view });
        }
    });
    listening.map_err(|error| tauri::Error::PluginInitialization("notification".to_owned(), error.to_string()))
}

fn extra<T: DeserializeOwned>(performed: &ActionPerformed, key: &str) -> Option<T> {
    let value = performed.notification()?.extra().get(key)?;
    serde_json::from_value(value.clone()).ok()
}

/// Whether the session has a program that shows notifications: the library that shows them does not say when none
/// does.
#[cfg(target_os = "linux")]
fn reachable() -> Result<(), String> {
    const NAME: &str = "org.freedesktop.Notifications";
    const PATH: &str = "/org/freedesktop/Notifications";
    let session = zbus::blocking::connection::Builder::session()
        .map(|session| session.method_timeout(ANSWER))
        .and_then(zbus::blocking::connection::Builder::build)
        .map_err(|_| "this session has no message bus, over which notifications go".to_owned())?;
    session
        .call_method(Some(NAME), PATH, Some(NAME), "GetServerInformation", &())
        .map(drop)
        .map_err(|_| "no program of this session shows notifications".to_owned())
}

#[cfg(not(target_os = "linux"))]
#[expect(clippy::unnecessary_wraps, reason = "macOS and Windows show notifications themselves")]
fn reachable() -> Result<(), String> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(number: u128, body: &str, view: TellingView, sounds: bool) -> Notice {
        let id = format!("00000000-0000-7000-8000-{number:012}").parse().expect("an id");
        Notice { title: format!("INC-{number} Down"), body: body.to_owned(), sounds, place: Some((id, view)) }
    }

    #[test]
    fn what_comes_alone_is_told_as_it_is_and_many_things_are_told_as_one_with_their_count() {
        assert_eq!(folded(&[]), None);
        let (one, two) = (notice(1, "a", TellingView::Comms, false), notice(1, "b", TellingView::Comms, true));
        assert_eq!(folded(std::slice::from_ref(&one)), Some(one.clone()));
        let both = folded(&[one.clone(), two.clone()]).expect("one");
        assert_eq!((both.title.as_str(), both.body.as_str()), ("2 things to look at: INC-1 Down", "a\nb"));
        assert!(both.sounds, "one of them does");
        assert_eq!(both.place, one.place, "both are looked at there");
        let others = [1, 2, 2, 2, 3].map(|n| notice(n, "late", TellingView::Duties, false));
        let many = folded(&[&[one.clone()][..], &others[..]].concat()).expect("one");
        assert_eq!(many.title, "6 things to look at");
        assert_eq!(many.body, "INC-1 Down: a\nINC-1 Down: late\nINC-2 Down: late\nand 3 more");
        assert_eq!(many.place.map(|(_, view)| view), Some(TellingView::Board));
        assert!(!many.sounds);
    }
}
