//! No input makes an export panic, endless, or write outside its pages: every preset with every bad cell there is,
//! filled, blank, in grey, for one person, with cards; and giants.
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod common;

use std::collections::BTreeMap;

use bridgebook_domain::escalation::LevelState;
use bridgebook_domain::preset::{self, Preset};
use bridgebook_domain::{Block, BlockKind, Column, ColumnId, ColumnType, Position, Row, RowId, Value};
use bridgebook_pdf::{
    Cards, Error, Export, Filling, Fonts, Front, Inks, Item, LevelCall, Options, Page, Paper, Person, export,
};
use common::{Ids, Maker, at};
use proptest::prelude::*;

/// Cells that nobody means well with.
const BAD: &[&str] = &[
    "",
    " ",
    "\u{0}\u{7}\t\r\n\n\n",
    "-99999999999999999999",
    "1e308",
    "PT-5M",
    "PT99999999999H",
    "P1Y",
    "2026-02-30",
    "9999-12-31T23:59:59Z",
    "-009999-01-01T00:00:00Z",
    "{{incident.name}}",
    "{",
    "| a | b |\n| - |",
    "![x](javascript:1)",
    "[[[[[[[[[[",
    "> > > > > > > > > > x",
    "all of (any of (not (x is y)))",
    "a is b and (",
    "ﷺ مرحبا (x) שלום",
    "👨‍👩‍👧‍👦🏳️‍🌈🇩🇪1️⃣",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}",
    "Incident Commander",
    "yes",
    "functional",
    "hierarchical",
];

fn inside(pages: &[Page], what: &str) {
    for (at, page) in pages.iter().enumerate() {
        for item in &page.items {
            if let Item::Text(run) = item {
                let blanks = run.text.chars().rev().take_while(|c| *c == ' ').count() as f32 * run.size * 0.4;
                let end = run.x + run.width - blanks;
                assert!(
                    run.x >= -0.5 && end <= page.width + 0.5 && run.y > 0.0 && run.y <= page.height,
                    "{what}: “{}” stands at {}, {} to {end} on page {}",
                    run.text,
                    run.x,
                    run.y,
                    at + 1
                );
            }
        }
    }
}

/// A row of every cell in turn, `from` cells on.
fn rows(block: &mut Block, ids: &mut Ids, from: usize) {
    block.rows.clear();
    let columns: Vec<(ColumnId, Column)> = block.columns.iter().map(|(id, column)| (*id, column.clone())).collect();
    for line in 0..6 {
        let mut row = Row { pos: Position::stored(format!("{line:03}")), cells: BTreeMap::new(), deleted_at: None };
        for (place, (id, column)) in columns.iter().enumerate() {
            let bad = BAD[(from + line * 7 + place * 3) % BAD.len()];
            let choices: Vec<&str> = column.live_choices().into_iter().map(|(id, _)| id).collect();
            let value = match (line % 3, choices.as_slice()) {
                (0, [first, ..]) => first,
                (1, [.., last]) => last,
                _ => bad,
            };
            let value = if column.is_many() { Value::many([value, bad]) } else { Value::one(value) };
            row.cells.insert(*id, value);
        }
        block.rows.insert(RowId::new(ids.next()), row);
    }
}

fn everything(from: usize) -> bridgebook_pdf::Binder {
    let mut documents = Vec::new();
    for (at, chunk) in Preset::all().collect::<Vec<_>>().chunks(12).enumerate() {
        let mut maker = Maker::new(BAD[(from + at) % BAD.len()], BAD[(from + at + 1) % BAD.len()], "anything");
        for (place, known) in chunk.iter().enumerate() {
            let ids = &mut maker.ids;
            let mut block = preset::block(&known.kind, known.name, &mut || ids.next());
            block.text = BAD[(from + place) % BAD.len()].to_owned();
            rows(&mut block, ids, from + place);
            let label = if place % 5 == 0 { BAD[(from + place + 4) % BAD.len()] } else { "" };
            let depth = u8::try_from(place % 4).unwrap();
            maker.section(depth, label, BAD[(from + place + 2) % BAD.len()], known.kind.clone(), block);
        }
        documents.push(maker.input());
    }
    let mut binder = common::binder(documents);
    binder.log = Some(common::log());
    if let Some(incident) = &mut binder.incident {
        incident.resolved_at = Some(at("13:00:00"));
        incident.levels = ["functional", "Incident Commander", "x"]
            .into_iter()
            .map(|level| LevelCall {
                called_at: Some(at("14:10:00")),
                ended_at: Some(at("14:00:00")),
                by_hand: true,
                ..common::level(level, level == "x", LevelState::Acknowledged { at: at("14:00:00"), by: "".into() })
            })
            .collect();
    }
    binder
}

#[test]
fn every_preset_with_every_bad_cell_is_printed_in_every_way() {
    let person = Some(Person { name: "Somebody".into(), known_as: vec!["Incident Commander".into(), String::new()] });
    let ways = [
        Options::default(),
        Options { filling: Filling::Blank, inks: Inks::Grey, ..Options::default() },
        Options { paper: Paper::Letter, front: Front::None, cards: Cards::With, ..Options::default() },
        Options { person, ..Options::default() },
    ];
    for from in 0..2 {
        let binder = everything(from * 11);
        for (at, way) in ways.iter().enumerate() {
            match export(&binder, &Fonts::bundled(), way) {
                Ok(made) => inside(&made.pages.pages, &format!("cells from {from}, way {at}")),
                Err(error) => assert!(matches!(error, Error::NothingFor(_)), "cells from {from}, way {at}: {error}"),
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn any_words_in_any_preset_are_printed(
        at in 0usize..200,
        texts in prop::collection::vec("\\PC{0,60}|[\\x00-\\x7f]{0,40}|[a-z ]{0,80}", 1..12),
        blank in any::<bool>(),
    ) {
        let all: Vec<_> = Preset::all().collect();
        let known = all[at % all.len()];
        let mut maker = Maker::new(&texts[0], "", known.name);
        let ids = &mut maker.ids;
        let mut block = preset::block(&known.kind, known.name, &mut || ids.next());
        block.rows.clear();
        let columns: Vec<ColumnId> = block.columns.keys().copied().collect();
        for (line, text) in texts.iter().enumerate() {
            let cells = columns.iter().enumerate().map(|(n, id)| (*id, Value::one(texts[(line + n) % texts.len()].clone())));
            let row = Row { pos: Position::stored(format!("{line:03}")), cells: cells.collect(), deleted_at: None };
            block.rows.insert(RowId::new(ids.next()), row);
            block.text.push_str(text);
        }
        maker.section(1, "", &texts[0], known.kind.clone(), block);
        let filling = if blank { Filling::Blank } else { Filling::Filled };
        let options = Options { filling, front: Front::None, ..Options::default() };
        let made = export(&common::binder(vec![maker.input()]), &Fonts::bundled(), &options).unwrap();
        inside(&made.pages.pages, known.name);
    }
}

fn table(columns: usize, lines: usize, cell: impl Fn(usize, usize) -> String) -> Block {
    let mut block = Block::default();
    let mut ids = Ids::new();
    let keys: Vec<ColumnId> = (0..columns).map(|_| ColumnId::new(ids.next())).collect();
    for (n, id) in keys.iter().enumerate() {
        let column = Column {
            pos: Position::stored(format!("{n:04}")),
            key: format!("c{n}"),
            name: format!("Column{n}"),
            column_type: ColumnType::Text,
            options: BTreeMap::new(),
            choices: BTreeMap::new(),
            deleted_at: None,
        };
        block.columns.insert(*id, column);
    }
    for line in 0..lines {
        let cells = keys.iter().enumerate().map(|(n, id)| (*id, Value::one(cell(line, n)))).collect();
        let row = Row { pos: Position::stored(format!("{line:06}")), cells, deleted_at: None };
        block.rows.insert(RowId::new(ids.next()), row);
    }
    block
}

fn giant(block: Block) -> (Export, std::time::Duration) {
    let mut maker = Maker::new("Giant", "", "");
    maker.section(1, "", "Table", BlockKind::Table, block);
    let options = Options { front: Front::None, ..Options::default() };
    let started = std::time::Instant::now();
    let made = export(&common::binder(vec![maker.input()]), &Fonts::bundled(), &options).unwrap();
    (made, started.elapsed())
}

#[test]
fn a_cell_of_fifty_thousand_characters_leaves_its_neighbours_their_words() {
    for cell in ["wordle ".repeat(7_143), "x".repeat(50_000)] {
        let (made, took) = giant(table(4, 3, |line, n| match (line, n) {
            (1, 2) => cell.clone(),
            _ => format!("neighbour{line}{n}"),
        }));
        assert!(took.as_secs() < 60, "a test build needs {took:?}");
        inside(&made.pages.pages, "a long cell");
        assert!(made.pages.pages.len() < 60, "{} pages", made.pages.pages.len());
        let words = made.pages.text();
        for neighbour in ["neighbour00", "neighbour10", "neighbour13", "neighbour22"] {
            assert!(words.contains(neighbour), "{neighbour} is in one piece");
        }
        let letters: usize = words.chars().filter(|c| *c == cell.chars().next().unwrap()).count();
        let wanted = cell.chars().filter(|c| *c == cell.chars().next().unwrap()).count();
        assert!(letters >= wanted, "nothing is cut off: {letters} of {wanted}");
        assert!(made.bytes.len() < 3_000_000, "{} bytes", made.bytes.len());
    }
}

#[test]
fn three_hundred_columns_are_told_in_parts_of_readable_width() {
    let (made, took) = giant(table(300, 8, |line, n| format!("r{line}c{n}")));
    assert!(took.as_secs() < 60, "a test build needs {took:?}");
    inside(&made.pages.pages, "three hundred columns");
    let words = made.pages.text();
    for cell in ["r0c0 ", "r0c299 ", "r7c150 ", "Column299 "] {
        assert!(words.contains(cell), "{cell} is in one piece");
    }
    assert!(made.pages.pages.len() < 60, "{} pages", made.pages.pages.len());
    assert!(
        made.pages.pages.iter().all(|page| page.text().contains("r0c0 ") || page.text().contains("continued")),
        "each part names its rows"
    );
}

#[test]
fn an_address_of_five_thousand_characters_is_whole_and_leads_where_it_says() {
    let url = format!("https://example.org/{}", "path/".repeat(996));
    let (made, took) = giant(table(4, 2, |line, n| if n == 1 { url.clone() } else { format!("neighbour{line}{n}") }));
    assert!(took.as_secs() < 60, "a test build needs {took:?}");
    inside(&made.pages.pages, "a long address in a table");
    assert!(made.pages.text().contains("neighbour03"), "the others keep their words");
    let mut maker = Maker::new("Giant", "", "");
    maker.prose(1, "", "Prose", &format!("See <{url}> and [this]({url}) for more."));
    let made = export(&common::binder(vec![maker.input()]), &Fonts::bundled(), &Options::default()).unwrap();
    inside(&made.pages.pages, "a long address in prose");
    let squeezed: String = made.pages.text().split_whitespace().collect();
    // It goes over pages, whose heads and feet stand between two parts of it.
    assert!(squeezed.matches("path/").count() >= 990, "every letter of it is printed");
    let leads = made
        .pages
        .pages
        .iter()
        .flat_map(|page| &page.items)
        .any(|item| matches!(item, Item::Link { target: bridgebook_pdf::Target::Uri(uri), .. } if *uri == url));
    assert!(leads, "and it can be clicked");
}
