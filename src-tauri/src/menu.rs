//! The native menu. Its items that belong to the product are sent to the window as commands; the
//! window carries them out the same way as their keys.
//!
//! Items carry no accelerators of their own beyond the system's: GTK would take the key before the
//! page sees it, and a focused grid or a text field owns its keys.

use tauri::menu::{AboutMetadataBuilder, Menu, MenuBuilder, Submenu, SubmenuBuilder};
use tauri::{AppHandle, Emitter, Wry};

use crate::window::MAIN;
use crate::{edit, tray};

/// The event that tells the window which item was chosen; its payload is the item's id.
pub const MENU_EVENT: &str = "menu";

/// One item of the product: its id, which the window knows, and its text.
type Item = (&'static str, &'static str);

const NEW: &[Item] = &[("document.new", "&New document…"), ("sample.open", "Open the &sample incident")];
const EXCHANGE: &[Item] = &[
    ("document.import", "&Import…"),
    ("document.preview", "P&rinted pages"),
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
const INCIDENT_EXPORT: &[Item] = &[("incident.export-pdf", "&Export the binder as PDF…")];
const HELP: &[Item] = &[("keys.open", "&Keys")];

pub(crate) fn build(app: &AppHandle) -> tauri::Result<Menu<Wry>> {
    let mut menu = MenuBuilder::new(app);
    if cfg!(target_os = "macos") {
        menu = menu.item(&application(app)?);
    }
    menu.items(&[&file(app)?, &edit(app)?, &view(app)?, &incident(app)?, &help(app)?]).build()
}

/// Tells the window what was chosen, or has the web view or the tray carry it out.
pub(crate) fn chosen(app: &AppHandle, id: &str) {
    if !edit::carry_out(app, id) && !tray::carry_out(app, id) {
        // Fails only when the window is closing.
        let _ = app.emit_to(MAIN, MENU_EVENT, id);
    }
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
    let file = with(file, EXCHANGE).separator();
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
    with(view, OVERVIEWS).build()
}

fn incident(app: &AppHandle) -> tauri::Result<Submenu<Wry>> {
    let incident = with(SubmenuBuilder::new(app, "&Incident"), DECLARE).separator();
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
