//! The pages of an export before it is written, and long work that a person stops.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bridgebook_app::api::ErrorCode;
use bridgebook_app::api::intent::{ExportOptions, Intent};
use bridgebook_app::api::preview::PagePreview;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::{DocumentId, IncidentId};

use crate::desk::{Desk, export};

/// A page of text, many times over.
const PAGE: &str = "What is known, who was told, what comes next, and by when somebody looks at it again. ";

fn pdf() -> ExportOptions {
    ExportOptions { to: "pdf".into(), ..ExportOptions::default() }
}

fn preview(job: &str, documents: &[DocumentId], incident: Option<IncidentId>, options: ExportOptions) -> Query {
    Query::Preview { job: job.into(), documents: documents.to_vec(), incident, options }
}

async fn pages(desk: &Desk, documents: &[DocumentId], incident: Option<IncidentId>, o: ExportOptions) -> PagePreview {
    let Answer::Preview(pages) = desk.ask(preview("pane", documents, incident, o)).await else { panic!("pages") };
    pages
}

fn bytes(pages: &PagePreview) -> Vec<u8> {
    STANDARD.decode(&pages.base64).expect("base64")
}

/// Everything that lies beside the data of the desk.
fn files(desk: &Desk) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(desk.folder())
        .expect("a folder")
        .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
        // The data and its search index go on beside: they are not what an export would write.
        .filter(|name| !["bridgebook", "search", "backups"].iter().any(|own| name.starts_with(own)))
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn the_pages_to_look_at_are_those_that_are_written_and_looking_writes_nothing() {
    let desk = Desk::new().await;
    let incident = desk.declare("Checkout down").await;
    let raci = desk.create("raci-major-incident", "Who does what").await;
    let (before, log) = (files(&desk), desk.log(None).await.len());
    let choices = [
        (vec![raci], None, pdf()),
        (vec![raci], None, ExportOptions { paper: "letter".into(), grey: true, ..pdf() }),
        (vec![raci], None, ExportOptions { blank: true, ..pdf() }),
        (vec![], Some(incident), pdf()),
        (vec![], Some(incident), ExportOptions { cards: true, ..pdf() }),
    ];
    let mut shown: Vec<Vec<u8>> = Vec::new();
    for (documents, incident, options) in &choices {
        let pages = pages(&desk, documents, *incident, options.clone()).await;
        assert!(pages.remarks.is_empty() && !pages.pages.is_empty(), "{options:?}");
        let long = if options.paper == "letter" { 792.0 } else { 841.89 };
        assert!(pages.pages.iter().all(|p| p.width.max(p.height) == long), "{:?}", pages.pages);
        shown.push(bytes(&pages));
    }
    assert_eq!(files(&desk), before, "nothing was written");
    assert_eq!(desk.log(None).await.len(), log, "and nothing logged");
    // The export of a binder stands in the log of its incident, which the next one prints.
    for (n, ((documents, incident, options), shown)) in choices.into_iter().zip(&shown).take(4).enumerate() {
        let file = desk.file(&format!("{n}.pdf"));
        let (path, said) = (file.display().to_string(), format!("{options:?}"));
        desk.done(Intent::Export { documents, incident, options, path }).await;
        assert!(fs::read(&file).expect("the file") == *shown, "the file holds what was shown: {said}");
    }
    assert_ne!(shown[3], shown[4], "the cards come after the binder");
}

#[tokio::test]
async fn a_preview_follows_the_document_and_says_what_stands_against_it() {
    let desk = Desk::new().await;
    let (document, section) = desk.prose("Runbook", "Call the desk").await;
    let first = bytes(&pages(&desk, &[document], None, pdf()).await);
    desk.edit(document, Vec::new(), vec![crate::desk::splice(section, 0, 0, "First, ")]).await;
    let second = bytes(&pages(&desk, &[document], None, pdf()).await);
    assert_ne!(first, second, "the pages are those of now");
    let missing = DocumentId::new(uuid::Uuid::from_u128(7));
    for (documents, options, sentence) in [
        (vec![document], ExportOptions { to: "markdown".into(), ..ExportOptions::default() }, "Only a PDF has pages"),
        (vec![document], ExportOptions { paper: "a5".into(), ..pdf() }, "Use a4 or letter"),
        (vec![document], ExportOptions { cards: true, ..pdf() }, "nobody to call in these documents"),
        (vec![document], ExportOptions { at: Some("once".into()), ..pdf() }, "not a moment in time"),
        (vec![document], ExportOptions { attachments: true, ..pdf() }, "beside Markdown only"),
        (vec![], pdf(), "There is nothing to export"),
        (vec![missing], pdf(), "no document"),
    ] {
        let error = desk.app.query(preview("pane", &documents, None, options)).await.expect_err(sentence);
        assert!(error.message.contains(sentence), "{} was to say: {sentence}", error.message);
    }
}

#[tokio::test]
async fn the_newest_preview_of_a_pane_wins_and_another_pane_has_its_own() {
    let desk = Desk::new().await;
    let (document, _) = desk.prose("Long", &PAGE.repeat(600)).await;
    let ask = |job: &str| desk.app.query(preview(job, &[document], None, pdf()));
    let (first, other, second) = tokio::join!(ask("pane"), ask("dialog"), ask("pane"));
    assert_eq!(first.expect_err("a newer one was asked for").code, ErrorCode::Stopped);
    assert!(matches!(second, Ok(Answer::Preview(_))));
    assert!(matches!(other, Ok(Answer::Preview(_))));
    let stop = || desk.app.intent(Intent::Stop { job: "pane".into() });
    let (stopped, done) = tokio::join!(ask("pane"), stop());
    assert_eq!(stopped.expect_err("it was stopped").code, ErrorCode::Stopped);
    done.expect("stopping is no failure");
    stop().await.expect("nor is stopping what has ended");
    assert!(matches!(ask("pane").await, Ok(Answer::Preview(_))), "the next one runs");
}

#[tokio::test]
async fn an_export_that_is_stopped_leaves_no_trace() {
    let desk = Desk::new().await;
    let (one, _) = desk.prose("One", &PAGE.repeat(600)).await;
    let (two, _) = desk.prose("Two", &PAGE.repeat(600)).await;
    let kept = desk.file("kept.pdf");
    fs::write(&kept, "earlier").expect("a file");
    let (before, log) = (files(&desk), desk.log(None).await.len());
    for (to, name) in [("pdf", "kept.pdf"), ("markdown", "new/set.md")] {
        let path = desk.file(name);
        let run = export(&[one, two], None, to, &path);
        let stop = Intent::Stop { job: path.display().to_string() };
        let (run, stop) = tokio::join!(desk.app.intent(run), desk.app.intent(stop));
        stop.expect("stopping is no failure");
        let error = run.expect_err("it was stopped");
        assert_eq!((error.code, error.message.contains("Nothing was written")), (ErrorCode::Stopped, true));
    }
    assert_eq!(fs::read_to_string(&kept).expect("text"), "earlier");
    assert_eq!(files(&desk), before);
    assert_eq!(desk.log(None).await.len(), log, "what was not written is not in the log");
}

#[tokio::test]
async fn what_a_form_would_leave_out_in_silence_is_refused() {
    let desk = Desk::new().await;
    let (document, _) = desk.prose("Runbook", "Words").await;
    let markdown = || ExportOptions { to: "markdown".into(), ..ExportOptions::default() };
    for (options, sentence) in [
        (ExportOptions { grey: true, ..markdown() }, "without colour is for paper"),
        (ExportOptions { blank: true, ..markdown() }, "A blank form is for paper"),
        (ExportOptions { cards: true, ..markdown() }, "Cards are for paper"),
        (ExportOptions { person: "Mai".into(), ..markdown() }, "The parts of one person are for paper"),
        (ExportOptions { attachments: true, ..pdf() }, "beside Markdown only"),
    ] {
        let path = desk.file("out").display().to_string();
        let error = desk.refused(Intent::Export { documents: vec![document], incident: None, options, path }).await;
        assert!(error.message.contains(sentence), "{} was to say: {sentence}", error.message);
    }
}
