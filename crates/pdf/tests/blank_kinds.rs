//! A blank form holds nothing that was written into the document, whatever the kind of its blocks.
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod common;

use bridgebook_domain::checkpoint::Standing;
use bridgebook_domain::preset::{self, Preset};
use bridgebook_domain::{BlockKind, ColumnType, Position, Row, RowId, Value};
use bridgebook_pdf::{Cards, DocumentInput, Export, Filling, Front, Item, Options, Page, export};
use common::Maker;
use common::found::{is_landscape, runs, text};

fn blank(documents: Vec<DocumentInput>) -> Export {
    let options = Options { filling: Filling::Blank, ..Options::default() };
    export(&common::binder(documents), &common::fonts(), &options).unwrap()
}

/// What somebody wrote into a cell: a marked value of the type of its column.
fn written(column: &bridgebook_domain::Column, at: usize) -> Value {
    let text = match column.column_type {
        ColumnType::Choice => column.live_choices().first().map_or_else(String::new, |(id, _)| (*id).to_owned()),
        ColumnType::YesNo => "yes".to_owned(),
        ColumnType::Number | ColumnType::Percent => "7391".to_owned(),
        ColumnType::Duration => "PT7391M".to_owned(),
        ColumnType::Instant => "2026-07-19T13:37:00Z".to_owned(),
        ColumnType::Date => "2026-07-19".to_owned(),
        _ => format!("ZZ-{at}-{}", column.key),
    };
    if column.is_many() { Value::many([text.as_str()]) } else { Value::one(text) }
}

/// A document of every preset, each with two rows of marked values.
fn every_kind() -> Vec<(&'static Preset, DocumentInput)> {
    Preset::all()
        .map(|preset| {
            let mut maker = Maker::new("Form", "ZZ-subtitle", "a-form");
            maker.document.header.insert("owner".into(), Value::one("ZZ-owner"));
            maker.document.header.insert("distribution".into(), Value::one("ZZ-distribution"));
            let ids = &mut maker.ids;
            let mut block = preset::block(&preset.kind, preset.name, &mut || ids.next());
            block.text = "ZZ-prose, and more of it.\n\n1. ZZ-step".into();
            block.rows.clear();
            if preset.kind == BlockKind::Raci {
                let role =
                    preset::role_column(Position::stored("zz".to_owned()), "Commander", &[("person", "ZZ-person")]);
                block.columns.insert(bridgebook_domain::ColumnId::new(ids.next()), role);
            }
            for at in 0..2 {
                let cells = block.columns.iter().map(|(id, column)| (*id, written(column, at))).collect();
                let row = Row { pos: Position::stored(format!("{at:06}")), cells, deleted_at: None };
                block.rows.insert(RowId::new(ids.next()), row);
            }
            maker.section(1, "", "Block", preset.kind.clone(), block);
            let mut input = maker.input();
            input.checkpoints.push(common::checkpoint("ZZ-checkpoint", Standing::Open));
            (preset, input)
        })
        .collect()
}

/// Words that are the item of a list, and so stay where no template says which ones do.
fn is_structure(preset: &Preset, word: &str) -> bool {
    match preset.kind {
        BlockKind::Checklist => word.ends_with("-item"),
        BlockKind::Raci => ["-no", "-stage", "-activity", "-description"].iter().any(|end| word.ends_with(end)),
        _ => false,
    }
}

#[test]
fn no_value_of_any_kind_of_block_is_on_a_blank_form() {
    let mut found = Vec::new();
    for (preset, input) in every_kind() {
        for template in [false, true] {
            let mut input = input.clone();
            if template {
                // Its template gives an empty block of the same kind.
                let mut own = input.document.clone();
                own.header.insert("subtitle".into(), Value::one("What it is for"));
                own.sections.values_mut().for_each(|section| section.block.rows.clear());
                input.template = Some(own);
            }
            let words = text(&blank(vec![input]));
            for word in words.split_whitespace() {
                let word = word.trim_matches(|c: char| !c.is_alphanumeric());
                let is_mark = ["ZZ-", "7391", "13:37", "07-19", "123h"].iter().any(|mark| word.contains(mark));
                if is_mark && (template || !is_structure(preset, word)) {
                    found.push(format!("{word} of {:?} {} ({template})", preset.kind, preset.name));
                }
            }
        }
    }
    assert_eq!(found, Vec::<String>::new(), "nothing that was written is on a blank form");
}

#[test]
fn nobody_of_the_sample_is_named_on_its_blanks() {
    let options = Options { filling: Filling::Blank, cards: Cards::With, ..Options::default() };
    let words = text(&export(&common::sample(), &common::fonts(), &options).unwrap());
    let people = ["Katarzyna", "Nguyễn", "Kim Ji-woo", "Emre", "Chen Wei", "Aisha", "Lindqvist", "Priya", "Tomás"];
    let named: Vec<&&str> = people.iter().filter(|name| words.contains(**name)).collect();
    assert!(named.is_empty(), "{named:?} on a blank form: {words}");
    assert!(!words.contains("INC-2041") && !words.contains("TLP:AMBER"), "{words}");
}

/// A blank of one block with these rows in its template, and other rows of the team.
fn of_template(kind: &BlockKind, name: &str, rows: &[&[(&str, &str)]]) -> Export {
    let mut maker = Maker::new("Form", "", "a-form");
    maker.preset(1, "", "Block", kind.clone(), name, rows);
    let mut input = maker.input();
    input.template = Some(input.document.clone());
    input.document.sections.values_mut().for_each(|section| section.block.rows.clear());
    blank(vec![input])
}

/// Widths between the upright rules of the rows of a page, and the lines under rows.
fn widths(page: &Page) -> Vec<f32> {
    let is_rule = |item: &&Item| matches!(item, Item::Rect { w, h, .. } if *w < 0.5 && *h > 15.0);
    let mut places: Vec<(f32, f32)> = (page.items.iter().filter(is_rule))
        .filter_map(|item| if let Item::Rect { x, y, .. } = item { Some((*y, *x)) } else { None })
        .collect();
    places.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut widths = Vec::new();
    for pair in places.windows(2) {
        if (pair[0].0 - pair[1].0).abs() < 0.01 {
            widths.push(pair[1].1 - pair[0].1);
        }
    }
    widths
}

#[test]
fn rules_keep_what_their_template_gives_and_have_room_for_a_pen() {
    let levels: &[&[(&str, &str)]] = &[
        &[("level", "L1"), ("clock", "functional"), ("target", "On-call"), ("acknowledge_within", "PT7391M")],
        &[("level", "Manager"), ("clock", "hierarchical"), ("target", "Duty"), ("after", "PT7391M")],
    ];
    let cadence: &[&[(&str, &str)]] = &[
        &[("state", "investigating"), ("audience", "customers"), ("interval", "PT7391M"), ("channel", "Pager")],
        &[("state", "monitoring"), ("audience", "executives"), ("first_within", "PT7391M")],
    ];
    let rules: &[&[(&str, &str)]] = &[&[("name", "High risk"), ("condition", "risk is High"), ("target", "On-call")]];
    for (kind, rows, given) in [
        (BlockKind::Escalation, levels, ["L1", "Manager"]),
        (BlockKind::Cadence, cadence, ["Customers", "Executives"]),
        (BlockKind::Triggers, rules, ["High risk", "risk is High"]),
    ] {
        for rows in [rows, &[]] {
            let export = of_template(&kind, "", rows);
            let words = text(&export);
            for word in given.iter().filter(|_| !rows.is_empty()) {
                assert!(words.contains(word), "“{word}” of {kind:?} is given: {words}");
            }
            for word in ["7391", "On-call", "Pager"] {
                assert!(!words.contains(word), "“{word}” of {kind:?} is answered: {words}");
            }
            for column in Preset::find(&kind, "").unwrap().columns {
                let letters = |words: &str| words.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
                assert!(letters(&words).contains(&letters(column.name)), "“{}” is asked: {words}", column.name);
            }
            for page in &export.pages.pages {
                let narrow: Vec<f32> = widths(page).into_iter().filter(|width| *width < 36.0).collect();
                assert!(narrow.is_empty(), "columns of {kind:?} are too narrow: {narrow:?}");
            }
        }
    }
}

#[test]
fn boxes_have_their_width_also_where_narrower_words_are_given() {
    let rows: &[&[(&str, &str)]] = &[&[("name", "Pilot"), ("kind", "gate"), ("unit", "days")], &[("name", "Core")]];
    let export = of_template(&BlockKind::Schedule, "", rows);
    let mut found = 0;
    for page in &export.pages.pages {
        let tops = |word: &str| -> Vec<f32> { runs(page).filter(|r| r.text.trim() == word).map(|r| r.y).collect() };
        let weeks = tops("weeks");
        for months in tops("months") {
            // A word that breaks beside its box stands a line lower than the one above it.
            let above = weeks.iter().map(|y| months - y).filter(|apart| *apart > 0.0).fold(f32::MAX, f32::min);
            assert!(above < 14.0, "the boxes of a cell stand one below the other: {above}");
            found += 1;
        }
    }
    assert!(found > 0, "the row without a unit asks for it: {}", text(&export));
}

#[test]
fn approvals_are_lines_for_role_name_date_and_signature() {
    let rows: &[&[(&str, &str)]] =
        &[&[("checkpoint", "Plan in force"), ("approver", "kw"), ("due", "2026-07-19T13:37:00Z")]];
    let words = text(&of_template(&BlockKind::Approvals, "", rows));
    for head in ["Plan in force", "Role", "Name", "Date and time", "Signature"] {
        assert!(words.contains(head), "“{head}”: {words}");
    }
    assert!(!words.contains("Katarzyna") && !words.contains("13:37"), "{words}");
}

#[test]
fn a_blank_message_has_lines_with_the_names_of_its_variables() {
    let rows: &[&[(&str, &str)]] = &[&[
        ("stage", "holding"),
        ("subject", "{{services}}: a problem"),
        ("body", "As of {{as_of}} we know of **{{impact}}**.\n\nNext by **{{next_update_at}}**."),
    ]];
    let words = text(&of_template(&BlockKind::Stages, "", rows));
    assert!(!words.contains("{{") && !words.contains("as_of"), "{words}");
    for name in ["(services)", "(as of)", "(impact)", "(next update at)"] {
        assert!(words.replace('\u{a0}', " ").contains(name), "a line for “{name}”: {words}");
    }
    assert!(words.contains("____"), "{words}");
}

#[test]
fn a_blank_call_tree_has_boxes_and_cards_to_fill_in() {
    let mut maker = Maker::new("Call tree", "", "call-tree-and-wallet-card");
    let rows: &[&[(&str, &str)]] = &[&[("position", "Scribe"), ("name", "ZZ-name"), ("primary", "ZZ-number")]];
    maker.preset(1, "", "People to call", BlockKind::Contacts, "", rows);
    let input = maker.input();
    for cards in [Cards::Without, Cards::Only] {
        let options = Options { filling: Filling::Blank, front: Front::None, cards, ..Options::default() };
        let export = export(&common::binder(vec![input.clone()]), &common::fonts(), &options).unwrap();
        let words = text(&export);
        assert!(words.contains("Who to call") && !words.contains("ZZ-"), "{words}");
        if cards == Cards::Only {
            assert!(words.matches("Backup").count() >= 10 && words.matches("Number").count() >= 10, "{words}");
        }
    }
}

#[test]
fn short_blank_forms_share_a_page() {
    let mut maker = Maker::new("Plan", "", "a-form");
    maker.prose(1, "ICS 202", "Objectives", "One line.");
    maker.prose(1, "ICS 209", "Situation", "One line.");
    let export = blank(vec![maker.input()]);
    assert_eq!(export.pages.pages.len(), 1, "{}", text(&export));
    assert!(export.pages.pages.iter().all(|page| !is_landscape(page) && runs(page).count() > 0));
}
