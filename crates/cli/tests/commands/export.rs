//! Every choice of an export, through the built program.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::tool::Tool;

/// What a program for PDF files says of one.
fn asked(program: &str, arguments: &[&str], pdf: &Path) -> String {
    let output = Command::new(program).args(arguments).arg(pdf).arg("-").output().unwrap_or_else(|_| {
        panic!("{program} is missing: these tests need the Debian packages poppler-utils and qpdf; `cargo xtask test` installs them")
    });
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A printed file: its words, page by page, and how it is drawn.
struct Printed {
    pages: Vec<String>,
    drawn: String,
}

impl Printed {
    fn read(pdf: &Path) -> Self {
        let text = asked("pdftotext", &["-layout"], pdf);
        let pages = text.trim_end_matches('\u{c}').split('\u{c}').map(str::to_owned).collect();
        Self { pages, drawn: asked("qpdf", &["--qdf", "--object-streams=disable"], pdf) }
    }

    fn says(&self, words: &str) -> bool {
        self.pages.iter().any(|page| page.contains(words))
    }

    /// Whether anything in it is red or amber.
    fn has_colour(&self) -> bool {
        self.drawn.lines().any(|line| line.trim_end().ends_with(" rg"))
    }

    fn has_size(&self, width: &str, height: &str) -> bool {
        let squeezed: String = self.drawn.split_whitespace().collect::<Vec<_>>().join(" ");
        squeezed.contains(&format!("/MediaBox [ 0 0 {width} {height} ]"))
    }
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
        Printed::read(&file)
    };
    let whole = print("whole.pdf", &[]);
    let (filled, later) = ("Freeze", "Identified");
    assert!(whole.says(filled) && whole.says(later), "the plan says what to do, and how far it is");
    assert!(whole.has_size("595.28", "841.89") && whole.has_colour());
    let letter = print("letter.pdf", &["--paper", "letter"]);
    assert!(letter.has_size("612", "792") && !letter.has_size("595.28", "841.89") && letter.has_colour());
    assert!(letter.says(filled));
    let grey = print("grey.pdf", &["--grey"]);
    assert!(!grey.has_colour() && grey.has_size("595.28", "841.89") && grey.says(filled));
    let blank = print("blank.pdf", &["--blank"]);
    assert!(blank.says("Blank form") && !blank.says(filled), "a blank form holds nothing of it");
    let past = print("past.pdf", &["--at", "2026-03-11T13:20:00Z"]);
    assert!(!past.says(later), "then nobody knew the cause");
    let cards = print("cards.pdf", &["--cards"]);
    assert!(cards.says("Wallet Cards") && !cards.says(filled), "cards instead of the document");
    let person = print("person.pdf", &["--person", "Kim Ji-woo"]);
    assert!(person.says("Only what concerns this person") && person.says("Kim Ji-woo"));
    assert!(person.pages.len() < whole.pages.len(), "only their part");
}

#[test]
fn the_binder_has_its_cards_at_the_end() {
    let tool = Tool::sample();
    let binder = |name: &str, options: &[&str]| {
        let path = tool.file(name).display().to_string();
        tool.done(&[&["incident", "export", "INC-2041", "--to", "pdf", "--output", path.as_str()], options].concat());
        Printed::read(Path::new(&path))
    };
    let (without, with) = (binder("without.pdf", &[]), binder("with.pdf", &["--cards", "--grey"]));
    assert!(without.says("Activity Log") && !without.says("Wallet Cards"));
    assert!(with.pages[0].contains("INC-2041"), "the cover comes first");
    let last = |words: &str| with.pages.iter().rposition(|page| page.contains(words)).expect(words);
    assert_eq!(last("Wallet Cards"), with.pages.len() - 1, "the cards end the binder");
    assert!(last("Activity Log") < last("Wallet Cards"));
}

#[test]
fn documents_and_rules_go_out_as_data() {
    let tool = Tool::sample();
    let matrix = document(&tool, "escalation-matrix");
    for (to, name, begins) in [
        ("json", "whole.json", "{"),
        ("rules-json", "rules.json", "{"),
        ("rules-csv", "rules.csv", "document,rule,"),
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
        ("markdown", &["--paper", "letter"], "The size of paper is for a PDF"),
        ("json", &["--paper", "a4"], "The size of paper is for a PDF"),
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

#[test]
fn the_calendar_goes_out_as_a_file() {
    let tool = Tool::sample();
    let path = tool.file("week.ics").display().to_string();
    let ran = tool.run(&["calendar", "INC-2041", "--days", "31", "--output", &path]);
    assert_eq!((ran.code, ran.line()), (0, path.clone()), "{ran:?}");
    assert!(ran.err.contains("entries in it"), "how much is in it is said beside: {}", ran.err);
    let text = fs::read_to_string(&path).expect("text");
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"), "{text}");
    assert!(text.contains("SUMMARY:INC-2041 Customers’ update"), "{text}");
    let binder = tool.file("binder.ics").display().to_string();
    tool.done(&["incident", "export", "INC-2041", "--to", "ics", "--output", &binder]);
    assert!(fs::read_to_string(&binder).expect("text").contains("SUMMARY:INC-2041 period 1"));
    let nowhere = tool.run(&["calendar", "INC-2041", "--output", &tool.file("none/week.ics").display().to_string()]);
    assert_eq!(nowhere.code, 1);
    assert!(
        nowhere.err.contains("There is no folder") && nowhere.err.contains("Nothing was written"),
        "{}",
        nowhere.err
    );
}
