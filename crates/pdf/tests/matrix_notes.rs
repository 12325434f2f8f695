//! What was found in a matrix, as lettered notes on its page.
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod common;

use bridgebook_domain::directory::Directory;
use bridgebook_domain::id::DocumentId;
use bridgebook_domain::{BlockKind, Value, raci};
use bridgebook_pdf::{DocumentInput, Export, Filling, Options, export};
use common::Maker;
use common::found::{runs, text};

/// A matrix of so many roles with these rows: activity, AI help, review, letters.
fn matrix(roles: usize, rows: &[(&str, &str, &str, &str)]) -> DocumentInput {
    let names: Vec<String> = (1..=roles).map(|n| format!("Role{n:02}")).collect();
    let named: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    let mut maker = Maker::new("Matrix", "", "");
    let block = common::raci(&mut maker.ids, &named, rows);
    maker.section(1, "", "Activities", BlockKind::Raci, block);
    let mut input = maker.input();
    let (id, section) = input.document.sections_of(&BlockKind::Raci)[0];
    let document = DocumentId::new(uuid::Uuid::nil());
    let now = common::at("18:05");
    input.findings = raci::findings(document, &input.document, id, section, &Directory::default(), now);
    input.findings.sort_by_key(|f| f.level);
    input
}

fn assert_inside(export: &Export) {
    for page in &export.pages.pages {
        let outside: Vec<_> = runs(page).filter(|r| r.x < 0.0 || r.y > page.height).map(|r| r.text.clone()).collect();
        assert_eq!(outside, Vec::<String>::new());
    }
}

fn printed(input: DocumentInput, filling: Filling) -> Export {
    let options = Options { filling, ..Options::default() };
    export(&common::binder(vec![input]), &common::fonts(), &options).unwrap()
}

/// The raised letters of a page, left to right from the top.
fn raised(export: &Export) -> Vec<String> {
    let small = |size: f32| size < 6.5;
    let mut list = Vec::new();
    for page in &export.pages.pages {
        for run in runs(page).filter(|r| small(r.size)) {
            let letters = run.text.trim_matches(['\u{a0}', ' ']);
            if !letters.is_empty() && letters.chars().all(|c| c.is_ascii_lowercase() || c == ' ') {
                list.push(letters.to_owned());
            }
        }
    }
    list
}

const ROWS: &[(&str, &str, &str, &str)] =
    &[("Declare the incident", "none", "none", "A R - -"), ("Keep the log", "none", "none", "- R - I")];

#[test]
fn what_was_found_stands_lettered_under_the_matrix_and_beside_its_place() {
    let export = printed(matrix(4, ROWS), Filling::Filled);
    let words = text(&export);
    assert!(words.contains("R-H1 error. Keep the log has no A."), "{words}");
    assert!(words.contains("R-V5 warning. Nobody holds Role01."), "{words}");
    let letters = raised(&export);
    assert!(letters.iter().any(|l| l.contains('a')), "the gravest is a: {letters:?}");
    let beside: usize = letters.iter().map(|l| l.split(' ').count()).sum();
    let told =
        words.matches(" error. ").count() + words.matches(" warning. ").count() + words.matches(" info. ").count();
    assert_eq!(beside, told, "each note has its letter where it belongs: {letters:?}");
    assert_inside(&export);
}

#[test]
fn on_wide_paper_the_notes_stand_beside_the_letters() {
    let rows = [("Declare the incident", "none", "none", "A R - - - - - - I")];
    let export = printed(matrix(9, &rows), Filling::Filled);
    let page = export.pages.pages.iter().find(|p| p.width > p.height).unwrap();
    let place = |word: &str| runs(page).find(|r| r.text.contains(word)).map(|r| (r.x, r.y)).unwrap();
    let (meaning, note) = (place("Accountable"), place("R-V1"));
    assert!(note.0 > meaning.0 + 150.0, "in a column of their own: {meaning:?} {note:?}");
    assert_inside(&export);
}

#[test]
fn many_findings_are_counted_and_a_blank_form_has_none() {
    let rows: Vec<(String, &str)> = (0..30).map(|n| (format!("Do thing {n}"), "- R - -")).collect();
    let rows: Vec<(&str, &str, &str, &str)> = rows.iter().map(|(a, l)| (a.as_str(), "none", "none", *l)).collect();
    let input = matrix(4, &rows);
    let found = input.findings.len();
    let words = text(&printed(input.clone(), Filling::Filled));
    assert!(words.contains(&format!("{} more are listed with the document’s findings", found - 12)), "{words}");
    let blank = text(&printed(input, Filling::Blank));
    assert!(!blank.contains("R-H1") && !blank.contains("more are listed"), "{blank}");
}

#[test]
fn a_page_that_begins_with_a_stage_says_nothing_of_the_one_before() {
    let rows: Vec<(String, &str)> = (0..90).map(|n| (format!("Do thing {n}"), "A R - -")).collect();
    let rows: Vec<(&str, &str, &str, &str)> = rows.iter().map(|(a, l)| (a.as_str(), "none", "none", *l)).collect();
    let mut input = matrix(4, &rows);
    input.findings.clear();
    let (id, _) = input.document.sections_of(&BlockKind::Raci)[0];
    let block = &mut input.document.sections.get_mut(&id).unwrap().block;
    let (stage, _) = block.column_by_key("stage").unwrap();
    // A stage for each row: every page begins with one.
    let order: Vec<_> = block.live_rows().into_iter().map(|(id, _)| id).collect();
    for (at, row) in order.into_iter().enumerate() {
        block.rows.get_mut(&row).unwrap().cells.insert(stage, Value::one(format!("Stage{at:02}")));
    }
    let export = printed(input, Filling::Filled);
    let mut begins = 0;
    for page in &export.pages.pages {
        let words: Vec<String> = common::found::lines(page).into_iter().map(|(_, line)| line).collect();
        for pair in words.windows(2) {
            assert!(!(pair[0].starts_with("Stage") && pair[1].starts_with("Stage")), "a stage without a row: {pair:?}");
        }
        begins += usize::from(words.iter().any(|w| w.starts_with("Stage")) && !words.join(" ").contains("Stage00"));
    }
    assert!(begins >= 1, "the matrix goes over pages");
}

#[test]
fn what_the_document_lists_itself_is_not_told_again_under_the_matrix() {
    let mut input = matrix(4, ROWS);
    let mut maker = Maker::new("", "", "");
    let mut view = bridgebook_domain::preset::block(&BlockKind::View, "view", &mut || maker.ids.next());
    view.settings.insert("source".into(), Value::one("findings"));
    maker.section(1, "", "Findings", BlockKind::View, view);
    let (_, mut section) = maker.document.sections.pop_first().unwrap();
    section.pos = bridgebook_domain::Position::stored("9".to_owned());
    input.document.sections.insert(bridgebook_domain::SectionId::new(uuid::Uuid::from_u128(7)), section);
    let export = printed(input, Filling::Filled);
    assert!(!text(&export).contains("R-H1 error."), "{}", text(&export));
    assert_eq!(raised(&export), Vec::<String>::new(), "and no letter leads nowhere");
}

#[test]
fn what_one_rule_says_of_many_roles_is_one_note() {
    let rows = [("Declare the incident", "none", "none", "A R C C I I I")];
    let export = printed(matrix(7, &rows), Filling::Filled);
    let words = text(&export);
    assert!(words.contains("Nobody holds Role01, Role02, Role03"), "{words}");
    assert_eq!(words.matches("Nobody holds").count(), 1, "{words}");
    assert!(raised(&export).len() >= 7, "each role has its letter: {:?}", raised(&export));
}

#[test]
fn many_facts_stand_under_their_activities_and_leave_the_paper_upright() {
    let mut input = matrix(6, &[("Declare the incident", "draft", "mandatory", "A R C C I I")]);
    let (id, _) = input.document.sections_of(&BlockKind::Raci)[0];
    let block = &mut input.document.sections.get_mut(&id).unwrap().block;
    let facts: Vec<_> = [("risk", "high"), ("deliverable", "Entry in the log"), ("due", "at once")]
        .into_iter()
        .filter_map(|(key, text)| block.column_by_key(key).map(|(id, column)| (id, column.name.clone(), text)))
        .collect();
    assert!(facts.len() > 1, "the preset has facts about an activity");
    for row in block.rows.values_mut() {
        row.cells.extend(facts.iter().map(|(id, _, text)| (*id, Value::one(*text))));
    }
    for filling in [Filling::Filled, Filling::Blank] {
        let export = printed(input.clone(), filling);
        assert!(export.pages.pages.iter().all(|p| p.width < p.height), "upright");
        let words = text(&export);
        if filling == Filling::Blank {
            // What was written about an activity is not on a blank form; its name has a line to write on.
            for (_, name, text) in &facts {
                assert!(words.contains(name.as_str()) && !words.contains(text), "“{name}” is asked: {words}");
            }
            assert!(!words.contains("draft, mandatory"), "{words}");
            assert_inside(&export);
            continue;
        }
        for (_, name, _) in &facts {
            assert!(words.contains(&format!("{name}: ")), "“{name}” is told with its name: {words}");
        }
        assert!(words.contains("draft, mandatory"), "and how AI may help: {words}");
        assert_inside(&export);
    }
}
