//! What is still to be filled in stands on the page: a form without its fields is not what it was made for.
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod common;
#[allow(dead_code, reason = "a part of it is used here")]
mod drawn;

use bridgebook_domain::preset::{self, Preset};
use bridgebook_domain::{BlockKind, ColumnType, Value};
use bridgebook_pdf::{DocumentInput, Export, Front, Item, Options, Page, export};
use common::Maker;
use common::found::{is_landscape, lines, runs, text};

fn filled(documents: Vec<DocumentInput>) -> Export {
    let options = Options { front: Front::None, ..Options::default() };
    export(&common::binder(documents), &common::fonts(), &options).unwrap()
}

/// The words of a page without what only parts them on lines: a head may take several.
fn letters(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A table of a preset with so many rows in which only the first column says something.
fn table(preset: &Preset, rows: usize) -> DocumentInput {
    let mut maker = Maker::new("Form", "", "");
    let first = &preset.columns[0];
    let value = |at: usize| match (first.column_type.clone(), first.choices.first()) {
        (ColumnType::Choice, Some(choice)) => choice.id.to_owned(),
        (ColumnType::Instant, _) => "2026-03-11T14:00:00Z".to_owned(),
        (ColumnType::Duration, _) => "PT5M".to_owned(),
        (ColumnType::Number | ColumnType::Percent, _) => (at + 1).to_string(),
        (ColumnType::YesNo, _) => "yes".to_owned(),
        _ => format!("Row{at:02}"),
    };
    let values: Vec<String> = (0..rows).map(value).collect();
    let cells: Vec<Vec<(&str, &str)>> = values.iter().map(|value| vec![(first.key, value.as_str())]).collect();
    let rows: Vec<&[(&str, &str)]> = cells.iter().map(Vec::as_slice).collect();
    maker.preset(1, "", "Rows", preset.kind.clone(), preset.name, &rows);
    maker.input()
}

#[test]
fn no_column_of_any_preset_vanishes_from_the_page() {
    // Rules and views are told in sentences; what a cell of a matrix may hold is told by its letters.
    let mut missing = Vec::new();
    let told = [BlockKind::Triggers, BlockKind::View, BlockKind::Raci, BlockKind::Cadence, BlockKind::Stages];
    let is_told = |p: &Preset| told.contains(&p.kind) || p.name == "stages";
    for preset in Preset::all().filter(|p| !p.columns.is_empty() && !is_told(p)) {
        for rows in [1, 8, 40] {
            let words = letters(&text(&filled(vec![table(preset, rows)])));
            for column in preset.columns {
                // Who ticked an item and when stand in one column, the section of a position is a band above it, and the
                // minutes of a level stand under severities.
                let one = ["done", "done_by", "done_at", "conditions"].contains(&column.key);
                let ladder = preset.kind == BlockKind::Escalation;
                let band = preset.name == "roster" && column.key == "section";
                if one || band || ladder || preset.name == "risks" && ["likelihood", "impact"].contains(&column.key) {
                    continue;
                }
                if !words.contains(&letters(column.name)) {
                    missing.push(format!("{} of {:?} {}, {rows} rows", column.name, preset.kind, preset.name));
                }
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new(), "every column is on the page");
}

/// Lines to write on: thin, and no wider than a field.
fn to_write_on(page: &Page) -> usize {
    let is_line = |item: &&Item| matches!(item, Item::Rect { w, h, .. } if *h < 0.4 && (20.0..=160.0).contains(w));
    page.items.iter().filter(is_line).count()
}

#[test]
fn a_form_of_many_columns_has_fields_to_write_in_under_each_row() {
    let names: Vec<String> = (0..6).map(|n| format!("Check{n}")).collect();
    let cells: Vec<Vec<(&str, &str)>> = names
        .iter()
        .map(|name| vec![("check", name.as_str()), ("standard", "As drawn"), ("method", "Calliper, 5 of each lot")])
        .collect();
    let rows: Vec<&[(&str, &str)]> = cells.iter().map(Vec::as_slice).collect();
    let mut maker = Maker::new("Quality control", "", "");
    maker.preset(1, "", "Checks", BlockKind::Table, "quality-checks", &rows);
    let export = filled(vec![maker.input()]);
    assert!(export.pages.pages.iter().all(|page| !is_landscape(page)), "the paper stays upright");
    let list: Vec<String> = export.pages.pages.iter().flat_map(lines).map(|(_, line)| line).collect();
    for name in ["Corrective action", "Human result", "Evidence"] {
        let told = list.iter().filter(|line| line.contains(name)).count();
        assert_eq!(told, 6, "“{name}” is asked of each of six rows: {list:?}");
    }
    let fields: usize = export.pages.pages.iter().map(to_write_on).sum();
    assert!(fields >= 6 * 8, "with lines to write on: {fields}");
}

#[test]
fn a_narrow_form_keeps_all_columns_side_by_side() {
    let mut maker = Maker::new("Steps", "", "");
    let rows: &[&[(&str, &str)]] = &[&[("text", "Restore payments")], &[("text", "Lose no order")]];
    maker.preset(1, "", "Objectives", BlockKind::Table, "objectives", rows);
    let export = filled(vec![maker.input()]);
    let list: Vec<String> = export.pages.pages.iter().flat_map(lines).map(|(_, line)| line).collect();
    let head = list.iter().filter(|line| line.contains("Owner")).count();
    assert_eq!(head, 1, "a column with one head: {list:?}");
}

#[test]
fn a_long_table_says_which_of_its_columns_are_empty() {
    let checks = Preset::find(&BlockKind::Table, "quality-checks").unwrap();
    let words = text(&filled(vec![table(checks, 40)]));
    assert!(words.contains("Nothing entered yet under:"), "{words}");
    assert_eq!(words.matches("Corrective action").count(), 1, "named once, not under forty rows: {words}");
}

#[test]
fn the_empty_fields_of_a_form_are_lines_to_write_on() {
    let mut maker = Maker::new("Hand-over", "", "");
    let mut block = preset::block(&BlockKind::Fields, "situation", &mut || maker.ids.next());
    let row = block.rows.values_mut().next();
    let (id, _) = (block.columns.iter().find(|(_, c)| c.key == "what_happened"))
        .map(|(id, c)| (*id, c.clone()))
        .unwrap_or_else(|| block.columns.iter().next().map(|(id, c)| (*id, c.clone())).unwrap());
    if let Some(row) = row {
        row.cells.insert(id, Value::one("Cards fail"));
    }
    let names: Vec<String> = block.columns.values().map(|c| c.name.clone()).collect();
    maker.section(1, "", "Situation", BlockKind::Fields, block.clone());
    maker.section(1, "ICS 201", "As a form", BlockKind::Fields, block);
    let export = filled(vec![maker.input()]);
    let words = letters(&text(&export));
    for name in names {
        assert!(words.matches(&letters(&name)).count() >= 2, "“{name}” is asked in both: {words}");
    }
}

#[test]
fn a_level_stands_once_with_what_differs_by_severity_in_its_cells() {
    let mut maker = Maker::new("Matrix", "", "");
    let row = |severity: &'static str, target: &'static str, notify: &'static str, within: &'static str| {
        vec![
            ("severity", severity),
            ("level", "L1"),
            ("clock", "functional"),
            ("target", target),
            ("notify", notify),
            ("acknowledge_within", within),
        ]
    };
    let rows = [
        row("SEV1", "On-call Engineer", "phone", "PT5M"),
        row("SEV2", "On-call Engineer", "phone", "PT15M"),
        row("SEV3", "On-call Engineer", "chat", "PT1H"),
        row("SEV4", "Service Desk", "ticket", "PT4H"),
    ];
    let rows: Vec<&[(&str, &str)]> = rows.iter().map(Vec::as_slice).collect();
    maker.preset(1, "", "Levels", BlockKind::Escalation, "", &rows);
    let mut binder = common::binder(vec![maker.input()]);
    binder.incident = None;
    let options = Options { front: Front::None, ..Options::default() };
    let export = export(&binder, &common::fonts(), &options).unwrap();
    let level = export.pages.pages.iter().flat_map(runs).filter(|run| run.text.trim() == "L1").count();
    assert_eq!(level, 1, "one row a level: {}", text(&export));
    let words = text(&export);
    for told in ["SEV4: Service Desk", "SEV3: chat", "SEV4: ticket", "240"] {
        assert!(words.contains(told), "“{told}” is said: {words}");
    }
}

#[test]
fn what_holds_beside_the_intervals_says_at_which_severity() {
    let mut maker = Maker::new("Plan", "", "");
    let rows: &[&[(&str, &str)]] = &[
        &[("severity", "SEV1"), ("audience", "Customers"), ("interval", "PT20M"), ("channel", "Status page")],
        &[("severity", "SEV2"), ("audience", "Customers"), ("interval", "PT24H"), ("channel", "E-mail")],
    ];
    maker.preset(1, "", "Cadence", BlockKind::Cadence, "", rows);
    let export = filled(vec![maker.input()]);
    let list: Vec<String> = export.pages.pages.iter().flat_map(lines).map(|(_, line)| line).collect();
    let line = |channel: &str| list.iter().find(|line| line.contains(channel)).cloned().unwrap_or_default();
    assert!(line("Status page").contains("SEV1"), "{list:?}");
    assert!(line("E-mail").contains("SEV2"), "{list:?}");
    assert!(text(&export).contains("Minutes, or hours (h)"), "24 h does not stand under minutes alone");
}

#[test]
fn a_timeline_is_not_split_and_keeps_off_the_edge() {
    for above in 16..40 {
        let mut input = drawn::schedule();
        let mut maker = Maker::new("Plan", "", "");
        maker.prose(1, "", "Before", &vec!["One line that stands above."; above].join("\n\n"));
        let (id, mut before) = maker.input().document.sections.pop_first().unwrap();
        before.pos = bridgebook_domain::Position::stored("0".to_owned());
        input.document.sections.insert(id, before);
        let export = filled(vec![input]);
        let drawn = |page: &Page| page.items.iter().any(|item| matches!(item, Item::Rect { h, .. } if *h == 5.2));
        let pages = export.pages.pages.iter().filter(|page| drawn(page)).count();
        assert_eq!(pages, 1, "the bars stand on one page below {above} lines");
    }
}

#[test]
fn who_calls_whom_is_drawn_as_a_tree_and_the_cards_come_with_it() {
    let mut maker = Maker::new("Call tree", "", "call-tree-and-wallet-card");
    let rows: &[&[(&str, &str)]] = &[&[("position", "Scribe")], &[("position", "Operations Lead")]];
    maker.preset(1, "", "People to call", BlockKind::Contacts, "", rows);
    let mut block = preset::block(&BlockKind::Table, "objectives", &mut || maker.ids.next());
    block.rows.clear();
    for (column, (key, name)) in
        block.columns.values_mut().zip([("caller", "Caller"), ("calls", "Calls"), ("retry", "Again after")])
    {
        (column.key, column.name, column.column_type) = (key.into(), name.into(), ColumnType::Text);
    }
    block.columns.retain(|_, column| ["caller", "calls", "retry"].contains(&column.key.as_str()));
    let steps: &[&[(&str, &str)]] = &[
        &[("caller", "Commander"), ("calls", "Operations Lead"), ("retry", "5 min")],
        &[("caller", "Operations Lead"), ("calls", "Scribe"), ("retry", "7 min")],
    ];
    common::fill(&mut block, steps, &mut maker.ids);
    maker.section(1, "", "Who calls whom", BlockKind::Table, block);
    let export = filled(vec![maker.input()]);
    let page = &export.pages.pages[0];
    let heading = runs(page).find(|run| run.text.contains("Who calls whom")).unwrap().y;
    let left = |name: &str| {
        runs(page).find(|run| run.y > heading && run.text.trim() == name).map(|run| (run.x, run.y)).unwrap()
    };
    let (top, middle, last) = (left("Commander"), left("Operations Lead"), left("Scribe"));
    assert!(top.0 < middle.0 && middle.0 < last.0, "each stands to the right of who calls them");
    assert!(top.1 < middle.1 && middle.1 < last.1, "and below");
    let words = text(&export);
    assert!(words.contains("7 min") && words.contains("Wallet cards") && words.contains("Who to call"), "{words}");
}

#[test]
fn a_form_begins_where_another_ended_early() {
    let mut maker = Maker::new("Plan", "", "");
    maker.prose(1, "ICS 202", "Objectives", "One line.");
    maker.prose(1, "ICS 209", "Situation", &vec!["A line of the situation."; 50].join("\n\n"));
    let export = filled(vec![maker.input()]);
    assert!(export.pages.pages[0].text().contains("Situation"), "no page is left nearly empty");
    assert_eq!(export.pages.pages.len(), 2, "{}", text(&export));
}
