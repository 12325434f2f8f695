//! Exports: every form, whole or not at all, and said when something is wrong.

use std::fs;

use bridgebook_app::api::intent::{ExportOptions, Intent};

use crate::desk::{Desk, export};

#[tokio::test]
async fn a_document_goes_out_in_every_form_and_the_log_says_so() {
    let desk = Desk::new().await;
    let raci = desk.create("raci-major-incident", "Who does what").await;
    for (to, begins) in [("markdown", "---\nbridgebook: 1"), ("json", "{\"bridgebook\":1"), ("pdf", "%PDF-")] {
        let path = desk.file(&format!("out.{to}"));
        let outcome = desk.export(&[raci], to, &path).await;
        assert!(outcome.remarks[0].contains("Written:"), "{:?}", outcome.remarks);
        let bytes = fs::read(&path).expect("the file");
        assert!(bytes.starts_with(begins.as_bytes()), "{to}");
    }
    let exported = desk.log(None).await.iter().filter(|r| r.kind == "exported").count();
    assert_eq!(exported, 3, "each export is in the log");
    let folder = desk.file("tables");
    desk.export(&[raci], "csv", &folder).await;
    assert!(fs::read_dir(&folder).expect("a folder of tables").count() >= 1);
    let several = desk.file("all.md");
    let other = desk.create("escalation-matrix", "../../etc/passwd").await;
    desk.export(&[raci, other], "markdown", &several).await;
    let mut names: Vec<_> = fs::read_dir(desk.file("all"))
        .expect("a folder")
        .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["01-Who-does-what.md", "02-etc-passwd.md"], "a title never leaves its folder");
}

#[tokio::test]
async fn a_csv_file_becomes_a_table_and_goes_back() {
    let desk = Desk::new().await;
    let csv = "Name,Phone\r\nMai,+84 1\r\n陈伟,\"a, b\"\r\n";
    let import = Intent::Import { file_name: "people.csv".into(), text: csv.into(), incident: None };
    let id = desk.done(import).await.ids[0].parse().expect("an id");
    assert_eq!(desk.open(id).await.summary.title, "people");
    let path = desk.file("back.csv");
    desk.export(&[id], "csv", &path).await;
    let back = fs::read_to_string(&path).expect("text");
    assert!(back.contains("Name,Phone") && back.contains("陈伟,\"a, b\""), "{back}");
}

#[tokio::test]
async fn an_export_that_cannot_be_written_says_why_and_leaves_the_earlier_file() {
    let desk = Desk::new().await;
    let (document, _) = desk.prose("Runbook", "Words").await;
    let kept = desk.file("kept.md");
    fs::write(&kept, "earlier").expect("a file");
    let folder = desk.file("a folder");
    fs::create_dir(&folder).expect("a folder");
    let rows = [
        (export(&[document], None, "markdown", &desk.file("no/such/place.md")), "There is no folder"),
        (export(&[document], None, "markdown", &folder), "is a folder"),
        (export(&[document], None, "docx", &kept), "is not a form of export"),
        (export(&[], None, "pdf", &kept), "nothing to export"),
        (export(&[document], None, "csv", &kept), "There is no table"),
    ];
    for (intent, sentence) in rows {
        let error = desk.refused(intent).await;
        assert!(error.message.contains(sentence), "{} was to say: {sentence}", error.message);
    }
    let options = |paper: &str, at: Option<&str>| ExportOptions {
        to: "markdown".into(),
        paper: paper.into(),
        at: at.map(str::to_owned),
        ..ExportOptions::default()
    };
    for (options, sentence) in
        [(options("a5", None), "Use a4 or letter"), (options("a4", Some("once")), "not a moment in time")]
    {
        let path = kept.display().to_string();
        let intent = Intent::Export { documents: vec![document], incident: None, options, path };
        let error = desk.refused(intent).await;
        assert!(error.message.contains(sentence), "{} was to say: {sentence}", error.message);
    }
    assert_eq!(fs::read_to_string(&kept).expect("text"), "earlier");
    assert!(!desk.log(None).await.iter().any(|r| r.kind == "exported"), "nothing that failed is in the log");
}
