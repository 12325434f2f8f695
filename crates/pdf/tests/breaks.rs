//! Where pages end, which way they lie, and how parts are numbered.
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod common;

use bridgebook_domain::{Block, BlockKind, Value};
use bridgebook_pdf::{Binder, DocumentInput, Export, Front, LogLine, Options, Page, export};
use common::found::{is_landscape, lines, place, runs, text};
use common::{Maker, at};

fn made(binder: &Binder) -> Export {
    export(binder, &common::fonts(), &Options { front: Front::None, ..Options::default() }).unwrap()
}

fn of(documents: Vec<DocumentInput>) -> Export {
    let mut binder = common::binder(documents);
    binder.incident = None;
    made(&binder)
}

fn wide(rows: usize) -> (Block, common::Ids) {
    let mut block = Block::default();
    let mut ids = common::Ids::new();
    for n in 0..13 {
        let column = bridgebook_domain::Column {
            pos: bridgebook_domain::Position::stored(format!("{n:04}")),
            key: format!("c{n}"),
            name: format!("Considerable{n}"),
            column_type: bridgebook_domain::ColumnType::Text,
            options: Default::default(),
            choices: Default::default(),
            deleted_at: None,
        };
        block.columns.insert(bridgebook_domain::ColumnId::new(ids.next()), column);
    }
    let cells: Vec<(String, String)> = (0..13).map(|n| (format!("c{n}"), format!("something{n}"))).collect();
    let cells: Vec<(&str, &str)> = cells.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let rows: Vec<&[(&str, &str)]> = (0..rows).map(|_| cells.as_slice()).collect();
    common::fill(&mut block, &rows, &mut ids);
    (block, ids)
}

#[test]
fn an_empty_wide_table_does_not_turn_the_paper_and_names_its_columns() {
    let mut maker = Maker::new("Wide", "", "");
    maker.section(1, "", "Register", BlockKind::Table, wide(0).0);
    let export = of(vec![maker.input()]);
    assert!(!export.pages.pages.iter().any(is_landscape), "there is nothing that would need the width");
    let text = text(&export);
    assert!(text.contains("Considerable0, Considerable1") && text.contains("Considerable12"), "{text}");
}

#[test]
fn a_wide_table_with_many_rows_lies_on_its_side() {
    let mut maker = Maker::new("Wide", "", "");
    maker.section(1, "", "Register", BlockKind::Table, wide(12).0);
    assert!(of(vec![maker.input()]).pages.pages.iter().all(is_landscape), "its words need the width");
}

#[test]
fn regulatory_clocks_stand_upright_with_what_belongs_together() {
    let mut maker = Maker::new("Clocks", "", "");
    let row: &[(&str, &str)] = &[
        ("regime", "GDPR"),
        ("article", "Art. 33"),
        ("applies", "assessing"),
        ("anchor", "Awareness of a breach of personal data"),
        ("anchor_at", "2026-03-11T12:12:00Z"),
        ("offset", "PT72H"),
        ("calendar", "hours"),
        ("recipient", "Supervisory authority"),
        ("owner", "pr"),
        ("approver", "jl"),
        ("status", "drafting"),
        ("source", "Regulation (EU) 2016/679"),
    ];
    maker.preset(1, "", "Clocks", BlockKind::Table, "regulatory", &[row; 8]);
    let export = of(vec![maker.input()]);
    assert!(!export.pages.pages.iter().any(is_landscape), "thirteen columns stand upright in six");
    let text = text(&export);
    for words in
        ["Art. 33", "Supervisory authority", "Priya Raman", "Jonas Lindqvist", "1 h 35 min of 72 h", "03-14 13:12"]
    {
        assert!(text.contains(words), "“{words}” is told: {text}");
    }
}

#[test]
fn parts_are_numbered_below_their_chapter() {
    let mut maker = Maker::new("Plan", "", "");
    for (depth, heading) in [(1, "First"), (1, "Second"), (2, "Second a"), (2, "Second b"), (1, "Third")] {
        maker.prose(depth, "", heading, "Words.");
    }
    let export = of(vec![maker.input()]);
    for (number, heading) in [("1", "First"), ("2", "Second"), ("2.1", "Second a"), ("2.2", "Second b"), ("3", "Third")]
    {
        let (page, left, y) = place(&export, heading).expect("each heading is printed");
        let beside =
            runs(&export.pages.pages[page]).find(|run| (run.y - y).abs() < 0.5 && run.x < left).expect("a number");
        assert_eq!(beside.text.trim(), number, "the number of “{heading}”");
        assert!(beside.x + beside.width < left - 2.0, "and room between both");
    }
}

#[test]
fn the_label_beside_the_title_says_what_the_document_is_and_not_what_stands_in_it_first() {
    let label = |template: &str, kinds: &[BlockKind]| {
        let mut maker = Maker::new("Title", "", template);
        maker.prose(1, "", "Scope", "Words.");
        for kind in kinds {
            maker.preset(1, "", "Part", kind.clone(), "", &[]);
        }
        let export = of(vec![maker.input()]);
        let page = &export.pages.pages[0];
        let found = runs(page).find(|run| (run.size - 12.0).abs() < 0.01).map(|run| run.text.clone());
        found.unwrap_or_default()
    };
    assert_eq!(label("sop", &[BlockKind::Raci, BlockKind::Contacts]), "SOP", "a procedure with a matrix is no matrix");
    assert_eq!(label("", &[BlockKind::Raci, BlockKind::Contacts]), "", "nothing is better than something wrong");
    assert_eq!(label("", &[BlockKind::Raci]), "RACI", "a document of one kind is that");
    assert_eq!(label("escalation-matrix", &[BlockKind::Escalation, BlockKind::Table]), "Escalation");
}

/// No page ends with a title of rows, a heading or a head of columns that its rows do not follow.
fn assert_nothing_is_left_behind(pages: &[Page], bands: &[String]) {
    for (number, page) in pages.iter().enumerate() {
        let body: Vec<(f32, String)> = lines(page).into_iter().filter(|(y, _)| *y < page.height - 60.0).collect();
        let Some((_, last)) = body.last() else { continue };
        assert!(!bands.contains(last), "“{last}” stands alone at the end of page {}", number + 1);
    }
}

#[test]
fn a_band_never_stands_alone_at_the_end_of_a_page() {
    for rows_before in (0..24).step_by(3) {
        let mut maker = Maker::new("Bands", "", "");
        let sections = ["command", "operations", "planning", "logistics", "finance", "communications"];
        let mut rows: Vec<Vec<(&str, &str)>> = Vec::new();
        for section in sections.iter().cycle().take(60) {
            rows.push(vec![("section", section), ("position", "Position"), ("person", "kw"), ("contact", "phone")]);
        }
        let rows: Vec<&[(&str, &str)]> = rows.iter().map(Vec::as_slice).collect();
        maker.prose(1, "", "Before", &"Line.\n\n".repeat(rows_before));
        maker.preset(1, "", "Roster", BlockKind::Table, "roster", &rows);
        let export = of(vec![maker.input()]);
        let bands: Vec<String> =
            ["Command", "Operations", "Planning", "Logistics", "Finance", "Communications"].map(str::to_owned).into();
        assert!(export.pages.pages.len() > 2, "it goes over pages");
        assert_nothing_is_left_behind(&export.pages.pages, &bands);
    }
}

#[test]
fn the_log_fills_its_pages_and_ends_with_more_than_one_line() {
    for count in (40..120).step_by(9) {
        let entry = |n: i64| LogLine {
            event_at: at("14:00:00") + jiff::SignedDuration::from_mins(n),
            entered_at: at("14:00:00") + jiff::SignedDuration::from_mins(n),
            kind: "note".into(),
            text: format!("Entry number {n}"),
            author: "Emre Yılmaz".into(),
            begins: if n % 30 == 0 { format!("State {n}") } else { String::new() },
        };
        let mut binder = common::binder(Vec::new());
        binder.log = Some((0..count).map(entry).collect());
        let export = made(&binder);
        let pages = &export.pages.pages;
        for (at, page) in pages.iter().enumerate().take(pages.len() - 1) {
            let end = lines(page).into_iter().map(|(y, _)| y).filter(|y| *y < page.height - 60.0).fold(0.0, f32::max);
            assert!(end > page.height - 66.0 - 70.0, "page {} of {count} entries ends at {end}", at + 1);
        }
        let last = pages.last().unwrap();
        let rows = lines(last).into_iter().filter(|(_, words)| words.contains("Entry number")).count();
        assert!(rows >= 2, "the end of {count} entries stands alone: {rows}");
        assert!(last.text().contains("End of log"), "and says so");
    }
}

#[test]
fn a_box_to_tick_is_never_parted_from_its_word() {
    let names = ["contributing factor", "planned remediation", "impact", "how to identify", "services", "start"];
    for width in (1..14).step_by(3) {
        let mut maker = Maker::new("Boxes", "", "");
        let words: Vec<String> = names.iter().map(|name| format!("{name}{}", "x".repeat(width * 2))).collect();
        let required = words.join("|");
        let rows: &[&[(&str, &str)]] =
            &[&[("stage", "identified"), ("subject", "Subject"), ("body", "Body"), ("required", &required)]];
        maker.preset(1, "", "Templates", BlockKind::Stages, "", rows);
        let export = of(vec![maker.input()]);
        let page = &export.pages.pages[0];
        for word in &words {
            let first = word.split(' ').next().unwrap();
            let run = runs(page).find(|run| run.text.replace('\u{a0}', " ").starts_with(first)).expect("each is told");
            let boxed = page.items.iter().any(|item| match item {
                bridgebook_pdf::Item::Rect { x, y, w, h, .. } => {
                    *w < 1.0 && *h > 4.0 && (run.x - x) < 13.0 && run.x > *x && *y < run.y && y + h > run.y - 6.0
                }
                _ => false,
            });
            assert!(boxed, "a box stands before “{word}” on its line");
        }
    }
}

#[test]
fn short_forms_share_a_page_and_both_are_named_on_it() {
    let short = |title: &str| {
        let mut maker = Maker::new(title, "", "");
        maker.document.header.insert("version".into(), Value::one("2.0"));
        maker.prose(1, "", "Part", "A few words.");
        maker.input()
    };
    let export = of(vec![short("First form"), short("Second form")]);
    assert_eq!(export.pages.pages.len(), 1, "two short documents need one page");
    let words = text(&export);
    assert!(words.contains("First form; Second form"), "the running head names both: {words}");
    assert!(words.contains("First form v2.0, approved; Second form v2.0, approved"), "and so does the foot: {words}");
}

#[test]
fn a_condition_names_columns_and_choices_by_their_names() {
    let mut maker = Maker::new("Rules", "", "");
    maker.preset(1, "", "Cases", BlockKind::Table, "quality-checks", &[]);
    maker.preset(
        1,
        "",
        "Rules",
        BlockKind::Triggers,
        "",
        &[&[("name", "Weak"), ("condition", "defect_type is \"Scratch\" and count of same defect_type in 5 min >= 3")]],
    );
    let mut input = maker.input();
    // A column by that key in the document itself.
    let column = input.document.sections.values_mut().flat_map(|s| s.block.columns.values_mut()).next().unwrap();
    (column.key, column.name) = ("defect_type".into(), "Type of defect".into());
    let words = text(&of(vec![input]));
    assert!(words.contains("Type of defect is Scratch"), "{words}");
    assert!(words.contains("count of same Type of defect in"), "{words}");
    assert!(!words.contains("defect_type"), "no key is printed: {words}");
}

#[test]
fn a_few_last_lines_are_taken_in_by_the_page_before() {
    let of_parts = |parts: usize| {
        let mut maker = Maker::new("Plan", "", "");
        for part in 1..=parts {
            maker.prose(1, "", &format!("Part {part}"), &format!("Words of part {part}."));
        }
        of(vec![maker.input()])
    };
    // The first number of parts for which one page is not enough.
    let (count, export) = (5..60).map(|n| (n, of_parts(n))).find(|(_, made)| made.pages.pages.len() == 2).unwrap();
    let last = lines(&export.pages.pages[1]).iter().filter(|(_, line)| line.contains("Words of part")).count();
    assert!(last >= 3, "{last} of {count} parts stand on a page of their own");
    // Everything is still there, once, and nothing reaches into the foot.
    for n in [count - 1, count] {
        let export = of_parts(n);
        let text = text(&export);
        for part in 1..=n {
            assert_eq!(text.matches(&format!("Words of part {part}.")).count(), 1, "part {part} of {n}");
        }
        for page in &export.pages.pages {
            let foot = lines(page).iter().find(|(_, line)| line.contains("Page")).map_or(page.height, |(y, _)| *y);
            let lowest =
                lines(page).iter().filter(|(_, l)| l.contains("Words of")).map(|(y, _)| *y).fold(0.0, f32::max);
            assert!(lowest < foot - 10.0, "the text ends at {lowest}, the foot begins at {foot}");
        }
    }
}
