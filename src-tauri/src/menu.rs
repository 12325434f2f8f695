//! The native menu. Its items that belong to the product are sent to the window as commands; the
//! window carries them out the same way as their keys.
//!
//! Items carry no accelerators of their own beyond the system's: GTK would take the key before the
//! page sees it, and a focused grid or a text field owns its keys.

use std::sync::{Mutex, PoisonError};

use bridgebook_app::api::event::{Event, TellingView};
use bridgebook_domain::IncidentId;
use serde::Deserialize;
use tauri::menu::{AboutMetadataBuilder, Menu, MenuBuilder, MenuItemBuilder, Submenu, SubmenuBuilder};
use tauri::{AppHandle, Emitter, Manager, Wry};

use crate::desk::FACT_EVENT;
use crate::window::{self, MAIN};
use crate::{edit, tray};

/// The event that tells the window which item was chosen; its payload is the item's id.
pub const MENU_EVENT: &str = "menu";

/// One item of the product: its id, which the window knows, and its text.
type Item = (&'static str, &'static str);

const NEW: &[Item] = &[("document.new", "&New document…"), ("sample.open", "Open the &sample incident")];
const EXCHANGE: &[Item] = &[
    ("document.import", "&Import…"),
    ("document.preview", "Printed pa&ges"),
    ("document.export-pdf", "Export as &PDF…"),
    ("document.export-markdown", "Export as &Markdown…"),
    ("document.pin", "Pin or u&npin"),
];
const TEMPLATES: &[Item] =
    &[("document.save-template", "Save as a &template…"), ("templates.show", "Show templates &folder")];
const SETTINGS: &[Item] = &[("settings.open", "Se&ttings…")];
const HISTORY: &[Item] = &[("edit.undo", "&Undo"), ("edit.redo", "&Redo")];
const FIND: &[Item] = &[("search.open", "&Find…"), ("search.everywhere", "&Search everywhere…")];
const PALETTE: &[Item] = &[("palette.open", "&Command palette…")];
const PLACES: &[Item] = &[
    ("go.board", "&Board"),
    ("go.plan", "Action &plan"),
    ("go.comms", "&Updates"),
    ("go.comms-plan", "Co&mmunication plan"),
    ("go.raci", "&RACI matrix"),
    ("go.escalation", "&Escalation matrix"),
    ("go.log", "&Log"),
];
const OVERVIEWS: &[Item] = &[
    ("go.overview", "&Open incidents and cases"),
    ("go.cases", "&Cases"),
    ("go.incidents", "All &incidents"),
    ("go.metrics", "Me&trics of incidents"),
    ("go.library", "Librar&y"),
    ("go.people", "Pe&ople"),
    ("go.findings", "&Findings"),
];
const DECLARE: &[Item] = &[("incident.declare", "&Declare an incident…")];
const INCIDENT: &[Item] = &[
    ("log.write", "&Write to the log"),
    ("update.write", "Write the &update that is due"),
    ("approval.open", "Read what waits for &approval"),
];
const INCIDENT_EXPORT: &[Item] =
    &[("incident.export-pdf", "&Export the binder as PDF…"), ("incident.print", "P&rint the binder…")];
const HELP: &[Item] = &[("keys.open", "&Keys")];
const PRINT: &[Item] = &[("document.print", "P&rint…")];
const WINDOW: &[Item] = &[("window.open", "Open in a &window of its own"), ("link.copy", "Copy a lin&k to this place")];
const TEXT: &[Item] = &[
    ("text.larger", "&Larger text"),
    ("text.smaller", "S&maller text"),
    ("text.automatic", "Text size &by the screen"),
];

/// How the ids of recent incidents begin.
const RECENT: &str = "recent.";
/// Most of them in the menu.
const MOST_RECENT: usize = 8;
/// Most letters of one.
const LONGEST: usize = 60;

/// An incident as the menu names it. Crosses the bridge.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct RecentIncident {
    /// Which.
    id: IncidentId,
    /// Number and title.
    label: String,
}

/// The part of the menu that names the incidents that were worked on last, and those that it names.
#[derive(Default)]
pub struct Recent(Mutex<(Option<Submenu<Wry>>, Vec<RecentIncident>)>);

pub(crate) fn build(app: &AppHandle) -> tauri::Result<Menu<Wry>> {
    let mut menu = MenuBuilder::new(app);
    if cfg!(target_os = "macos") {
        menu = menu.item(&application(app)?);
    }
    menu.items(&[&file(app)?, &edit(app)?, &view(app)?, &incident(app)?, &help(app)?]).build()
}

/// Tells the window what was chosen, or has the web view or the tray carry it out.
pub(crate) fn chosen(app: &AppHandle, id: &str) {
    // A window that is just closing is no error.
    if let Some(incident) = id.strip_prefix(RECENT).and_then(|id| id.parse().ok()) {
        window::bring_forward(app);
        let _ = app.emit_to(MAIN, FACT_EVENT, &Event::Chosen { incident, view: TellingView::Board });
    } else if !edit::carry_out(app, id) && !tray::carry_out(app, id) {
        let shown = window::current(app);
        let _ = app.emit_to(shown.as_ref().map_or(MAIN, |window| window.label()), MENU_EVENT, id);
    }
}

/// Names the incidents that were worked on last, the last one first.
pub(crate) fn name_incidents(app: &AppHandle, mut incidents: Vec<RecentIncident>) {
    incidents.truncate(MOST_RECENT);
    let handle = app.clone();
    // Menus belong to the toolkit's own thread. It is gone only when the program ends.
    let _ = app.run_on_main_thread(move || {
        let recent = handle.state::<Recent>();
        let mut recent = recent.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (Some(menu), named) = &mut *recent else { return };
        if *named != incidents && fill(&handle, menu, &incidents).is_ok() {
            *named = incidents;
        }
    });
}

fn fill(app: &AppHandle, menu: &Submenu<Wry>, incidents: &[RecentIncident]) -> tauri::Result<()> {
    while menu.remove_at(0)?.is_some() {}
    for RecentIncident { id, label } in incidents {
        menu.append(&MenuItemBuilder::with_id(format!("{RECENT}{id}"), in_menu(label)).build(app)?)?;
    }
    if incidents.is_empty() {
        menu.append(&MenuItemBuilder::new("None yet").enabled(false).build(app)?)?;
    }
    Ok(())
}

/// A title as a menu shows it: `&` would underline the letter behind it.
fn in_menu(title: &str) -> String {
    let mut short: String = title.chars().take(LONGEST).collect();
    if short.len() < title.len() {
        short.push('…');
    }
    short.replace('&', "&&")
}

fn application(app: &AppHandle) -> tauri::Result<Submenu<Wry>> {
    SubmenuBuilder::new(app, "Bridgebook")
        .about(Some(about()))
        .separator()
        .hide()
        .hide_others()
        .show_all()
        .separator()
        .quit()
        .build()
}

fn file(app: &AppHandle) -> tauri::Result<Submenu<Wry>> {
    let file = with(SubmenuBuilder::new(app, "&File"), NEW).separator();
    let file = with(with(file, EXCHANGE), PRINT).separator();
    let file = with(file, TEMPLATES).separator();
    let file = with(file, SETTINGS).separator().close_window();
    if cfg!(target_os = "macos") { file.build() } else { file.quit().build() }
}

fn edit(app: &AppHandle) -> tauri::Result<Submenu<Wry>> {
    // Undo and redo belong to the document, not to the field: they work across restarts.
    let edit = with(SubmenuBuilder::new(app, "&Edit"), HISTORY).separator();
    with(field_items(edit).separator(), FIND).build()
}

/// Where GTK's predefined items do nothing without another library, WebKit does the work.
#[cfg(target_os = "linux")]
fn field_items<'m>(mut submenu: SubmenuBuilder<'m, Wry, AppHandle>) -> SubmenuBuilder<'m, Wry, AppHandle> {
    for (id, text, _) in edit::COMMANDS {
        submenu = submenu.text(*id, text);
    }
    submenu
}

#[cfg(not(target_os = "linux"))]
fn field_items<'m>(submenu: SubmenuBuilder<'m, Wry, AppHandle>) -> SubmenuBuilder<'m, Wry, AppHandle> {
    submenu.cut().copy().paste().select_all()
}

fn view(app: &AppHandle) -> tauri::Result<Submenu<Wry>> {
    let view = with(SubmenuBuilder::new(app, "&View"), PALETTE).separator();
    let view = with(view, PLACES).separator();
    let view = with(view, OVERVIEWS).separator();
    let view = with(view, WINDOW).separator();
    with(view, TEXT).build()
}

fn incident(app: &AppHandle) -> tauri::Result<Submenu<Wry>> {
    let recent = Submenu::new(app, "&Recent", true)?;
    fill(app, &recent, &[])?;
    let incident = with(SubmenuBuilder::new(app, "&Incident"), DECLARE).item(&recent).separator();
    app.state::<Recent>().0.lock().unwrap_or_else(PoisonError::into_inner).0 = Some(recent);
    let incident = with(incident, INCIDENT).separator();
    with(incident, INCIDENT_EXPORT).build()
}

fn help(app: &AppHandle) -> tauri::Result<Submenu<Wry>> {
    let help = with(SubmenuBuilder::new(app, "&Help"), HELP);
    if cfg!(target_os = "macos") { help.build() } else { help.separator().about(Some(about())).build() }
}

fn with<'m>(mut submenu: SubmenuBuilder<'m, Wry, AppHandle>, items: &[Item]) -> SubmenuBuilder<'m, Wry, AppHandle> {
    for (id, text) in items {
        submenu = submenu.text(*id, text);
    }
    submenu
}

fn about() -> tauri::menu::AboutMetadata<'static> {
    AboutMetadataBuilder::new()
        .name(Some("Bridgebook"))
        .version(Some(env!("CARGO_PKG_VERSION")))
        .comments(Some("The incident commander's binder"))
        .license(Some("Apache-2.0"))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_in_the_menu_is_short_and_keeps_its_signs() {
        assert_eq!(in_menu("INC-1 R&D down"), "INC-1 R&&D down");
        assert_eq!(in_menu(&"障".repeat(61)), format!("{}…", "障".repeat(60)));
    }
}
