//! The call tree and the wallet cards: everybody once, telephones first, and what fails with sign-in last.
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod common;
#[allow(dead_code, reason = "a part of it is used here")]
mod drawn;

use bridgebook_domain::BlockKind;
use bridgebook_domain::picture::{Listing, Picture};
use bridgebook_domain::preset::block;
use bridgebook_domain::{Document, SectionId, Value};
use bridgebook_pdf::{Cards, DocumentInput, Export, Filling, Front, LogLine, Options, export};
use common::Maker;
use common::found::{is_landscape, text};

fn cards(documents: Vec<DocumentInput>) -> Export {
    let options = Options { cards: Cards::Only, front: Front::None, ..Options::default() };
    export(&common::binder(documents), &common::fonts(), &options).unwrap()
}

/// A plan whose people are the positions of the chart too, with the ways of a communication plan.
fn contacts() -> DocumentInput {
    let mut maker = Maker::new("Communication plan", "", "");
    let rows: &[&[(&str, &str)]] = &[
        &[
            ("name", "ey"),
            ("position", "Scribe"),
            ("primary", "@emre"),
            ("alternate", "emre@northwind.example"),
            ("contingency", "+90 212 555 0144"),
            ("depends_on", "Identity provider"),
        ],
        &[("name", "kw"), ("position", "Incident Commander, period 1"), ("primary", "+48 22 555 0141")],
        &[("name", "pr"), ("primary", "priya@northwind.example"), ("depends_on", "Identity provider")],
    ];
    maker.preset(1, "", "Contacts and call tree", BlockKind::Contacts, "", rows);
    maker.input()
}

#[test]
fn everybody_is_called_once_by_telephone_first() {
    let export = cards(vec![drawn::organisation(), contacts()]);
    let words = text(&export);
    let tree = words.split("Who to call").next().unwrap();
    assert_eq!(tree.matches("+48 22 555 0141").count(), 1, "{tree}");
    assert_eq!(tree.matches("Scribe").count(), 1, "{tree}");
    let places: Vec<usize> =
        ["+90 212 555 0144", "@emre", "emre@northwind.example"].iter().map(|way| tree.find(way).unwrap()).collect();
    assert!(places.is_sorted(), "the telephone stands before what fails with sign-in: {tree}");
    assert!(tree.contains("† Fails together with Identity provider: try it last."), "{tree}");
    let card = words.split("Who to call").nth(1).unwrap();
    assert!(card.contains("+90 212 555 0144") && !card.contains("@emre"), "one way has room on a card: {card}");
    assert_eq!(card.matches("Katarzyna Wójcik").count(), 1, "{card}");
}

#[test]
fn what_fails_with_a_service_is_named_last_on_the_card_of_channels() {
    let mut maker = Maker::new("Plan", "", "");
    let rows: &[&[(&str, &str)]] = &[
        &[
            ("channel", "Tech bridge"),
            ("address", "meet.example/inc"),
            ("pace", "P"),
            ("depends_on", "Identity provider"),
        ],
        &[("channel", "Chat"), ("address", "#inc"), ("pace", "P"), ("depends_on", "Identity provider")],
        &[("channel", "Call tree on paper"), ("address", "last page"), ("pace", "E")],
        &[("channel", "Tech bridge by phone"), ("address", "+49 30 5550 0161"), ("pace", "A")],
    ];
    maker.preset(1, "", "Channels", BlockKind::Table, "communications-list", rows);
    let words = text(&cards(vec![maker.input()]));
    let places: Vec<usize> =
        ["Tech bridge by phone", "Call tree on paper", "Not while Identity provider is down: Tech bridge, Chat."]
            .iter()
            .map(|part| words.find(part).unwrap_or_else(|| panic!("“{part}” in {words}")))
            .collect();
    assert!(places.is_sorted() && words.contains("Channels when sign-in is down"), "{words}");
}

#[test]
fn stages_of_a_matrix_are_no_steps_of_a_card() {
    let mut raci = common::decision_rights();
    let mut maker = Maker::new("", "", "");
    maker.prose(1, "", "Stages", "1. **Declare.** Somebody takes it.\n2. **Close.** It ends.");
    raci.document.sections.extend(maker.document.sections);
    let words = text(&cards(vec![raci, contacts()]));
    assert!(!words.contains("Stages"), "{words}");
}

#[test]
fn a_matrix_that_fits_on_one_page_is_not_split() {
    let mut maker = Maker::new("Who does what", "", "");
    maker.prose(1, "", "Scope", &["A line of the scope."; 9].join("\n\n"));
    let mut input = maker.input();
    let raci = common::decision_rights();
    let section = raci.document.sections.values().find(|s| s.kind == BlockKind::Raci).unwrap();
    let mut section = section.clone();
    section.pos = bridgebook_domain::Position::stored("zz");
    input.document.sections.insert(SectionId::new(uuid::Uuid::from_u128(99)), section.clone());
    let names: Vec<String> =
        section.block.live_rows().iter().map(|(_, row)| section.block.cell_text(row, "activity").to_owned()).collect();
    // A long activity stands on two lines; its first word is on one.
    let names: Vec<String> = names.iter().filter_map(|name| name.split(' ').next().map(str::to_owned)).collect();
    let options = Options { front: Front::None, ..Options::default() };
    let export = export(&common::binder(vec![input]), &common::fonts(), &options).unwrap();
    let with: Vec<usize> = export
        .pages
        .pages
        .iter()
        .map(|page| {
            let text = page.text();
            names.iter().filter(|name| text.split_whitespace().any(|word| word == name.as_str())).count()
        })
        .filter(|count| *count > 0)
        .collect();
    assert_eq!(with, [names.len()], "all activities stand on one page");
    assert!(export.pages.pages.iter().any(is_landscape) || names.len() < 9);
}

fn view(source: &str) -> Maker {
    let mut maker = Maker::new("Plan", "", "");
    let mut view = block(&BlockKind::View, "view", &mut || maker.ids.next());
    view.settings.insert("source".into(), Value::one(source));
    maker.section(1, "", "On paper", BlockKind::View, view);
    maker
}

#[test]
fn the_log_stands_once_in_a_binder_and_the_parts_of_a_plan_are_boxes() {
    let mut log = view("log").input();
    let id = *log.document.sections.keys().next().unwrap();
    let row = vec!["Alarm".to_owned()];
    log.pictures
        .insert(id, Picture::View(Listing { columns: vec!["What".into()], rows: vec![row], ..Listing::default() }));
    let mut binder = common::binder(vec![log]);
    let line = LogLine {
        event_at: common::at("13:58:00"),
        entered_at: common::at("13:58:00"),
        kind: "event".into(),
        text: "Alarm".into(),
        author: "Monitoring".into(),
        begins: String::new(),
    };
    let options = Options { front: Front::None, ..Options::default() };
    binder.log = Some(vec![line]);
    let words = text(&export(&binder, &common::fonts(), &options).unwrap());
    assert_eq!(words.matches("Alarm").count(), 1, "{words}");
    assert!(words.contains("The whole log stands once in this binder, at its end"), "{words}");
    binder.log = None;
    let words = text(&export(&binder, &common::fonts(), &options).unwrap());
    assert!(words.contains("Alarm"), "without the log of the binder it stands where the plan has it: {words}");
    let mut parts = view("contents").input();
    let id = *parts.document.sections.keys().next().unwrap();
    let row = |number: &str, name: &str| vec![number.into(), name.into(), String::new(), "yes".into()];
    let rows = vec![row("1", "Objectives"), row("1.1", "Not told"), row("2", "Situation")];
    let columns = ["No", "Section", "Form", "Filled in"].map(String::from).to_vec();
    parts.pictures.insert(id, Picture::View(Listing { columns, rows, ..Listing::default() }));
    let words = text(&export(&common::binder(vec![parts]), &common::fonts(), &options).unwrap());
    assert!(words.contains("Situation") && !words.contains("Not told") && !words.contains("Filled in"), "{words}");
}

#[test]
fn a_blank_form_keeps_the_items_that_its_template_gives_and_nothing_that_was_written() {
    let list = |address: &str, more: &str| {
        let mut maker = Maker::new("Plan", "", "plan");
        let mut rows: Vec<Vec<(&str, &str)>> = vec![
            vec![("function", "Tech bridge"), ("channel", "Phone")],
            vec![("function", "Out-of-band"), ("channel", "Meeting place")],
        ];
        if !address.is_empty() {
            rows[0].push(("address", address));
            rows.push(vec![("function", more)]);
        }
        let rows: Vec<&[(&str, &str)]> = rows.iter().map(Vec::as_slice).collect();
        maker.preset(1, "", "Where we meet", BlockKind::Table, "communications-list", &rows);
        maker.document
    };
    let template: Document = list("", "");
    let mut input = DocumentInput::new(list("+49 30 5550 0161", "Secret room"));
    input.template = Some(template);
    let options = Options { front: Front::None, filling: Filling::Blank, ..Options::default() };
    let words = text(&export(&common::binder(vec![input]), &common::fonts(), &options).unwrap());
    for given in ["Tech bridge", "Meeting place", "Address"] {
        assert!(words.contains(given), "“{given}” is given: {words}");
    }
    for written in ["+49 30 5550 0161", "Secret room"] {
        assert!(!words.contains(written), "“{written}” was written: {words}");
    }
}

#[test]
fn assignments_of_a_work_stream_stand_under_its_name() {
    let mut maker = Maker::new("Plan", "", "");
    let rows: &[&[(&str, &str)]] = &[
        &[("work_stream", "Restore"), ("text", "Roll back")],
        &[("work_stream", "Promises"), ("text", "Write updates")],
        &[("work_stream", "Restore"), ("text", "Watch errors")],
    ];
    maker.preset(1, "", "Assignments", BlockKind::Table, "assignments", rows);
    let options = Options { front: Front::None, ..Options::default() };
    let words = text(&export(&common::binder(vec![maker.input()]), &common::fonts(), &options).unwrap());
    assert_eq!(words.matches("Restore").count(), 1, "{words}");
    let places: Vec<usize> = ["Roll back", "Watch errors", "Promises"].iter().map(|w| words.find(w).unwrap()).collect();
    assert!(places.is_sorted(), "{words}");
}
