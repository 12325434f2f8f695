//! Sheets to a printer, by the system's own dialog. The page has put them where only a printer sees them.

use serde::{Deserialize, Serialize};
use tauri::WebviewWindow;
use thiserror::Error;

/// The paper that the sheets are made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// ISO A4.
    A4,
    /// US Letter.
    Letter,
}

/// Why nothing was printed. Crosses the bridge as `{ code, message }`.
#[derive(Debug, Error, Serialize)]
#[serde(tag = "code", content = "message", rename_all = "snake_case")]
pub enum PrintError {
    /// The printer or the system said no.
    #[error("it was not printed: {0}. Export it as PDF and print the file")]
    Failed(String),
}

/// Opens the system's dialog and prints. False when the person changed their mind.
#[cfg(target_os = "linux")]
pub(crate) async fn print(window: &WebviewWindow, paper: Paper) -> Result<bool, PrintError> {
    use gtk::prelude::Cast;
    use webkit2gtk::{PrintOperation, PrintOperationExt, PrintOperationResponse};

    let (told, mut answered) = tauri::async_runtime::channel::<Result<bool, String>>(2);
    let parent = window.clone();
    let asked = window.with_webview(move |view| {
        let operation = PrintOperation::new(&view.inner());
        operation.set_page_setup(&whole_sheet(paper));
        let (finished, failed) = (told.clone(), told.clone());
        // The operation lives as long as it holds itself, until the printer has it.
        let keep = std::cell::RefCell::new(Some(operation.clone()));
        operation.connect_finished(move |_| {
            let _ = finished.try_send(Ok(true));
            keep.take();
        });
        operation.connect_failed(move |_, error| {
            let _ = failed.try_send(Err(error.message().to_owned()));
        });
        let parent = parent.gtk_window().ok().map(Cast::upcast::<gtk::Window>);
        if operation.run_dialog(parent.as_ref()) != PrintOperationResponse::Print {
            // The receiver is gone only when the window is.
            let _ = told.try_send(Ok(false));
        }
    });
    asked.map_err(|error| PrintError::Failed(error.to_string()))?;
    let answer = answered.recv().await.unwrap_or(Ok(false));
    answer.map_err(PrintError::Failed)
}

/// A sheet without margins: the pages bring their own.
#[cfg(target_os = "linux")]
fn whole_sheet(paper: Paper) -> gtk::PageSetup {
    let name = match paper {
        Paper::A4 => "iso_a4",
        Paper::Letter => "na_letter",
    };
    let setup = gtk::PageSetup::new();
    setup.set_paper_size(&gtk::PaperSize::new(Some(name)));
    setup.set_top_margin(0.0, gtk::Unit::Mm);
    setup.set_bottom_margin(0.0, gtk::Unit::Mm);
    setup.set_left_margin(0.0, gtk::Unit::Mm);
    setup.set_right_margin(0.0, gtk::Unit::Mm);
    setup
}

/// Elsewhere the web view brings its own dialog, and does not say what became of it.
#[cfg(not(target_os = "linux"))]
pub(crate) async fn print(window: &WebviewWindow, _paper: Paper) -> Result<bool, PrintError> {
    window.print().map(|()| true).map_err(|error| PrintError::Failed(error.to_string()))
}
