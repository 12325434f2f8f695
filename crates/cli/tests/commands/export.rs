//! Every choice of an export, through the built program.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::tool::Tool;

/// What pdftotext reads, or nothing where it is not installed.
fn text(pdf: &Path) -> Option<String> {
    let output = Command::new("pdftotext").arg("-layout").arg(pdf).arg("-").output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

fn document(tool: &Tool, template: &str) -> String {
    let listed = tool.json(&["document", "list"]);
    let rows = listed.as_array().expect("a list");
    // The plan that the incident runs on, which is filled in.
    let found = rows.iter().find(|d| d["template"] == template && d["incident"].is_string());
    let found = found.or_else(|| rows.iter().find(|d| d["template"] == template));
    found.expect("the sample has it")["id"].as_str().expect("an id").to_owned()
}

#[test]
fn every_option_of_a_pdf_changes_what_is_printed() {
    let tool = Tool::sample();
    let plan = document(&tool, "incident-action-plan");
    let print = |name: &str, options: &[&str]| {
        let file = tool.file(name);
        let path = file.display().to_string();
        let all = [&["document", "export", plan.as_str(), "--to", "pdf", "--output", path.as_str()], options].concat();
        let ran = tool.done(&all);
        assert_eq!(ran.line(), path, "the file that was written");
        assert!(fs::read(&file).expect("the file").starts_with(b"%PDF-"), "{name}");
        text(&file)
    };
    let whole = print("whole.pdf", &[]);
    let letter = print("letter.pdf", &["--paper", "letter", "--grey"]);
    let blank = print("blank.pdf", &["--blank"]);
    let past = print("past.pdf", &["--at", "2026-03-11T13:05:00Z"]);
    let cards = print("cards.pdf", &["--cards"]);
    let (Some(whole), Some(letter), Some(blank), Some(past), Some(cards)) = (whole, letter, blank, past, cards) else {
        eprintln!("pdftotext is not on this machine, so the text was not taken back out");
        return;
    };
    let filled = "Freeze";
    assert!(whole.contains(filled) && letter.contains(filled), "the plan says what to do");
    assert!(!blank.contains(filled), "a blank form holds nothing of it");
    assert_ne!(past, whole, "then less was known");
    assert!(cards.contains("Wallet Cards") && !cards.contains(filled), "cards instead of the document");
}

#[test]
fn the_binder_has_its_cards_at_the_end() {
    let tool = Tool::sample();
    let binder = tool.file("binder.pdf").display().to_string();
    tool.done(&["incident", "export", "INC-2041", "--to", "pdf", "--cards", "--grey", "--output", &binder]);
    let Some(text) = text(Path::new(&binder)) else { return };
    assert!(text.contains("Wallet Cards") && text.contains("INC-2041"), "the documents and the cards");
}

#[test]
fn documents_and_rules_go_out_as_data() {
    let tool = Tool::sample();
    let matrix = document(&tool, "escalation-matrix");
    for (to, name, begins) in [
        ("json", "whole.json", "{"),
        ("rules-json", "rules.json", "{"),
        ("rules-csv", "rules.csv", ""),
        ("markdown", "text.md", "---\nbridgebook: 1"),
    ] {
        let path = tool.file(name).display().to_string();
        tool.done(&["document", "export", &matrix, "--to", to, "--output", &path]);
        let text = fs::read_to_string(&path).expect("text");
        assert!(text.starts_with(begins) && text.len() > 200, "{to}: {}", &text[..text.len().min(80)]);
    }
    let tables = tool.file("tables.csv").display().to_string();
    tool.done(&["document", "export", &matrix, "--to", "csv", "--output", &tables]);
    assert!(tool.file("tables").is_dir() || tool.file("tables.csv").is_file(), "one table is a file, several a folder");
}

#[test]
fn an_option_that_a_form_cannot_keep_is_refused_and_nothing_is_written() {
    let tool = Tool::sample();
    let plan = document(&tool, "incident-action-plan");
    for (to, options, sentence) in [
        ("markdown", &["--blank"][..], "A blank form is for paper"),
        ("json", &["--grey"], "without colour is for paper"),
        ("csv", &["--cards"], "Cards are for paper"),
        ("rules-json", &["--person", "Mai"], "The parts of one person are for paper"),
        ("pdf", &["--attachments"], "beside Markdown only"),
        ("pdf", &["--paper", "a5"], "Use a4 or letter"),
        ("pdf", &["--at", "someday"], "not a moment in time"),
        ("docx", &[], "is not a form of export"),
    ] {
        let file = tool.file("refused");
        let path = file.display().to_string();
        let all = [&["document", "export", plan.as_str(), "--to", to, "--output", path.as_str()], options].concat();
        let said = tool.refused(&all);
        assert!(said.contains(sentence), "{said} was to say: {sentence}");
        assert!(!file.exists());
    }
    let nowhere = tool.file("no/such/plan.pdf").display().to_string();
    let said = tool.refused(&["document", "export", &plan, "--to", "pdf", "--output", &nowhere]);
    assert!(said.contains("There is no folder"), "{said}");
    assert!(!tool.file("no").exists());
}
