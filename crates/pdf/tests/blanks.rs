//! Blank forms: lines to write on, boxes to tick, and nothing of what the documents hold.
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod common;

use bridgebook_domain::BlockKind;
use bridgebook_pdf::{Export, Filling, Item, Options, Page, export};
use common::found::{lines, runs, text};

fn blank() -> Export {
    export(&common::sample(), &common::fonts(), &Options { filling: Filling::Blank, ..Options::default() }).unwrap()
}

fn page<'e>(export: &'e Export, words: &str) -> &'e Page {
    export.pages.pages.iter().find(|page| page.text().contains(words)).unwrap_or_else(|| panic!("a page with {words}"))
}

#[test]
fn the_title_block_asks_for_the_incident_and_the_period() {
    let export = blank();
    let page = page(&export, "Incident Objectives");
    let words = page.text();
    for asked in [
        "Incident name",
        "Severity, circle one:",
        "Operational period, from date and time (zone)",
        "Period no.",
        "to fill in by hand",
    ] {
        assert!(words.contains(asked), "“{asked}” is asked: {words}");
    }
    assert!(!words.contains("INC-2041"), "no number of an incident stands on it");
}

#[test]
fn a_yes_or_no_has_its_scope_on_the_same_line() {
    let export = blank();
    let page = page(&export, "Change freeze");
    let line = lines(page).into_iter().find(|(_, words)| words.contains("Scope") || words.contains("scope"));
    let (_, words) = line.expect("the scope is asked");
    assert!(words.contains("Yes") && words.contains("No"), "{words}");
}

#[test]
fn rows_are_numbered_and_ruled_and_short_choices_have_boxes() {
    let export = blank();
    let mut numbers: Vec<&str> = Vec::new();
    for run in export.pages.pages.iter().flat_map(runs) {
        let text = run.text.trim();
        if text.len() == 2 && text.starts_with('O') {
            numbers.push(text);
        }
    }
    assert_eq!(numbers, ["O1", "O2", "O3", "O4", "O5"], "the rows carry their numbers");
    let page = export.pages.pages.iter().find(|page| runs(page).any(|run| run.text.trim() == "O1")).unwrap();
    let upright = page.items.iter().filter(|item| matches!(item, Item::Rect { w, h, .. } if *w < 0.5 && *h > 20.0));
    assert!(upright.count() >= 10, "columns are ruled");
}

#[test]
fn nothing_that_was_written_is_on_it() {
    let words = text(&blank());
    for written in
        ["Stop the loss of orders", "Wallet payments", "Kim Ji-woo", "Deployment 4.2", "Katarzyna Wójcik assumes"]
    {
        assert!(!words.contains(written), "“{written}” is not part of a blank form");
    }
    for kept in ["Priorities", "Command emphasis", "Declare the incident", "Lock the change calendar"] {
        assert!(words.contains(kept), "“{kept}” is: {words}");
    }
}

#[test]
fn the_block_of_a_form_itself_is_printed_also_where_parts_stand_below_it() {
    let sections = |maker: &mut common::Maker| {
        maker.preset(0, "ICS 209", "Situation", BlockKind::Fields, "situation", &[]);
        maker.preset(2, "", "Hypotheses", BlockKind::Table, "hypotheses", &[]);
        maker.preset(0, "ICS 204", "Assignments", BlockKind::Table, "assignments", &[]);
        maker.preset(2, "", "More", BlockKind::Table, "hypotheses", &[]);
    };
    let mut maker = common::Maker::new("Plan", "", "");
    sections(&mut maker);
    let binder = common::binder(vec![maker.input()]);
    for filling in [Filling::Blank, Filling::Filled] {
        let made = export(&binder, &common::fonts(), &Options { filling, ..Options::default() }).unwrap();
        let words = text(&made);
        for asked in ["What happened", "Assumptions", "Roll-back", "Time box"] {
            assert!(words.contains(asked), "“{asked}” is asked for, {filling:?}");
        }
    }
}
