//! The sheet for one person: only what concerns them.
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod common;

use bridgebook_pdf::{Error, Export, Options, Person, export};
use common::found::text;

fn made(name: &str, known_as: &[&str]) -> Result<Export, Error> {
    let known_as = known_as.iter().map(|id| (*id).to_owned()).collect();
    let person = Person { name: name.into(), known_as };
    let options = Options { person: Some(person), ..Options::default() };
    export(&common::sample(), &common::fonts(), &options)
}

#[test]
fn a_person_gets_their_rows_their_letters_and_whom_to_call() {
    let export = made("Nguyễn Thị Mai", &["nm"]).unwrap();
    let words = text(&export);
    assert!(words.contains("INC-2041"), "the running head stays: {words}");
    for own in [
        "Nguyễn Thị Mai",
        "Communications Lead",
        "Tell customers within 5 minutes",
        "Approve an external message",
        "+84 24 5550 0142",
        "+34 91 555 0149",
    ] {
        assert!(words.contains(own), "“{own}” is theirs: {words}");
    }
    for other in ["Freeze all deployments", "Keep the log", "Work the rollback", "Entries 1 to", "Contents"] {
        assert!(!words.contains(other), "“{other}” is not: {words}");
    }
    let begins = |page: &bridgebook_pdf::Page, title: &str| {
        let mut titles = common::found::runs(page).filter(|run| run.size > 19.0);
        titles.any(|run| run.text.trim() == title)
    };
    for page in &export.pages.pages {
        let head: String = common::found::runs(page).filter(|run| run.y < 45.0).map(|run| run.text.as_str()).collect();
        for title in ["Communication Plan", "Who Decides, Who Does"] {
            let named = head.contains(title) && !head.contains(&format!("{title} (continued)"));
            assert_eq!(named, begins(page, title), "“{title}” is named where it begins: {head}");
        }
    }
    assert_eq!(words.matches("Number, severity").count(), 1, "the facts of the incident stand once: {words}");
    assert!(export.pages.pages.len() <= 3, "it is short: {} pages", export.pages.pages.len());
}

#[test]
fn of_a_matrix_only_the_own_column_is_left() {
    let words = text(&made("Emre Yılmaz", &["ey"]).unwrap());
    assert!(words.contains("Scribe") && words.contains("Keep the log"), "{words}");
    assert!(!words.contains("Operations Lead Kim"), "no other role has a column: {words}");
}

#[test]
fn a_role_that_was_handed_over_counts_as_the_person() {
    let words = text(&made("Somebody", &["Harbourline, acquirer"]).unwrap());
    assert!(words.contains("Contact the vendor"), "{words}");
}

#[test]
fn nobody_gets_an_empty_sheet() {
    let mut binder = common::binder(vec![common::decision_rights()]);
    binder.log = Some(common::log());
    let person = Some(Person { name: "Nobody Known".into(), known_as: Vec::new() });
    let error = export(&binder, &common::fonts(), &Options { person, ..Options::default() }).unwrap_err();
    assert!(matches!(&error, Error::NothingFor(name) if name == "Nobody Known"), "{error}");
    assert!(error.to_string().contains("Nobody Known"), "the sentence names them: {error}");
}
