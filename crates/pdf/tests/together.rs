//! What belongs together on a page: heads with their tables, pictures, rules, signatures, names on one line; and
//! blank forms that hold what is written on paper.
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod common;
#[allow(dead_code, reason = "a part of it is used here")]
mod drawn;

use bridgebook_domain::cadence::PromiseOutcome;
use bridgebook_domain::picture::{Listing, Picture};
use bridgebook_domain::preset::block;
use bridgebook_domain::{BlockKind, Value};
use bridgebook_pdf::{Cards, Colour, DocumentInput, Export, Filling, Front, Item, Options, Page, SentUpdate, export};
use common::Maker;
use common::found::{lines, place, runs, text};

fn made(documents: Vec<DocumentInput>, options: Options) -> Export {
    let options = Options { front: Front::None, ..options };
    export(&common::binder(documents), &common::fonts(), &options).unwrap()
}

fn filled(documents: Vec<DocumentInput>) -> Export {
    made(documents, Options::default())
}

fn blank(documents: Vec<DocumentInput>) -> Export {
    made(documents, Options { filling: Filling::Blank, ..Options::default() })
}

fn filler(maker: &mut Maker, lines: usize) {
    maker.prose(1, "", "Before", &vec!["One line that stands above."; lines].join("\n\n"));
}

/// Pages on which words stand.
fn pages_of(export: &Export, words: &str) -> Vec<usize> {
    let holds = |page: &Page| runs(page).any(|run| run.logical_text().trim() == words);
    export.pages.pages.iter().enumerate().filter(|(_, page)| holds(page)).map(|(at, _)| at).collect()
}

#[test]
fn a_table_of_approvals_keeps_its_title_and_all_signatures() {
    for above in 18..34 {
        let mut maker = Maker::new("Policy", "", "");
        filler(&mut maker, above);
        let rows: &[&[(&str, &str)]] = &[
            &[("checkpoint", "Low risk"), ("approver", "Operations Lead")],
            &[("checkpoint", "High risk"), ("approver", "Legal and Privacy")],
            &[("checkpoint", "Money"), ("approver", "Finance")],
        ];
        maker.preset(1, "", "Who approves", BlockKind::Approvals, "", rows);
        let export = filled(vec![maker.input()]);
        let title = pages_of(&export, "Who approves");
        for words in ["Checkpoint", "Low risk", "Money", "Signature, date and time, on paper copies only"] {
            assert_eq!(pages_of(&export, words), title, "“{words}” below {above} lines stands where its title does");
        }
    }
}

#[test]
fn a_heat_map_stands_on_one_page_with_its_title() {
    for above in 20..36 {
        let mut input = drawn::risks(4);
        let mut maker = Maker::new("Risks", "", "");
        filler(&mut maker, above);
        let mut prose = maker.input().document.sections;
        let (id, section) = prose.pop_first().unwrap();
        input.document.sections.insert(id, section);
        for section in input.document.sections.values_mut().filter(|s| s.kind == BlockKind::Risks) {
            section.pos = bridgebook_domain::Position::stored("000009".to_owned());
        }
        let export = filled(vec![input]);
        let title = pages_of(&export, "Risks and mitigations");
        assert_eq!(title.len(), 1, "the title stands once");
        for words in ["1 Low", "3 High", "Bands"] {
            assert_eq!(pages_of(&export, words)[0], title[0], "“{words}” below {above} lines");
        }
        assert!(pages_of(&export, "3 High").len() == 1, "the map is not split below {above} lines");
    }
}

#[test]
fn a_rule_stands_on_one_page_with_condition_and_consequence_side_by_side() {
    let mut maker = Maker::new("Rules", "", "");
    let names: Vec<String> = (0..24).map(|n| format!("Rule{n:02}")).collect();
    let cells: Vec<Vec<(&str, &str)>> = names
        .iter()
        .map(|name| {
            vec![
                ("name", name.as_str()),
                ("condition", "ai_confidence < 80 and (text contains any of \"legal\", \"refund\")"),
                ("outcome", "human"),
                ("target", "kj"),
                ("effects", "assign|notify|brief"),
                ("reason", "Somebody has to look"),
            ]
        })
        .collect();
    let rows: Vec<&[(&str, &str)]> = cells.iter().map(Vec::as_slice).collect();
    maker.preset(1, "", "Rules", BlockKind::Triggers, "", &rows);
    let export = filled(vec![maker.input()]);
    let mut whole = 0;
    for page in &export.pages.pages {
        let list = lines(page);
        let all = |words: &str| list.iter().filter(|(_, line)| line.contains(words)).count();
        let named = names.iter().filter(|name| all(name) > 0).count();
        assert_eq!(named, all("Why"), "no page begins or ends within a rule");
        let beside = list.iter().filter(|(_, line)| line.contains("When") && line.contains("Then")).count();
        assert_eq!(beside, all("Why"), "the condition stands beside what follows from it");
        whole = whole.max(beside);
    }
    assert!(whole >= 8, "a page holds eight rules and more, not {whole}");
    let words = text(&export);
    assert!(words.contains("text contains any of"), "all the words of a case are no column: {words}");
    assert!(!words.contains("Objective"), "a column of another table has nothing to do with it");
}

#[test]
fn a_table_in_which_nothing_stands_says_so() {
    let mut maker = Maker::new("Plan", "", "");
    maker.preset(1, "", "Objectives", BlockKind::Table, "objectives", &[&[("text", "")]]);
    let words = text(&filled(vec![maker.input()]));
    assert!(words.contains("Nothing entered yet."), "{words}");
    assert!(words.contains("Owner"), "its columns are seen all the same: {words}");
}

#[test]
fn a_table_of_names_alone_shows_what_is_to_be_filled_in() {
    let mut maker = Maker::new("Plan", "", "");
    let rows: &[&[(&str, &str)]] = &[&[("text", "Restore payments")], &[("text", "Lose no order")]];
    maker.preset(1, "", "Objectives", BlockKind::Table, "objectives", rows);
    let words = text(&filled(vec![maker.input()]));
    for head in ["Owner", "Target", "State"] {
        assert!(words.contains(head), "“{head}” is a column: {words}");
    }
}

#[test]
fn nobody_in_the_call_tree_has_a_name_on_two_lines() {
    let options = Options { cards: Cards::Only, ..Options::default() };
    let mut list = drawn::calls();
    for input in &mut list {
        for section in input.document.sections.values_mut().filter(|s| s.kind == BlockKind::Contacts) {
            let (id, _) = section.block.column_by_key("alternate").unwrap();
            for row in section.block.rows.values_mut() {
                row.cells.insert(id, Value::one("a.rather.long.name@northwind.example"));
            }
        }
    }
    list.push(drawn::organisation());
    let export = made(list, options);
    for whole in ["Nguyễn Thị Mai", "Jonas Lindqvist", "a.rather.long.name@northwind.example"] {
        assert!(place(&export, whole).is_some(), "“{whole}” stands on one line: {}", text(&export));
    }
}

/// A form whose own block is a live view.
fn viewed(source: &str) -> DocumentInput {
    let mut maker = Maker::new("Plan", "", "");
    let mut view = block(&BlockKind::View, "view", &mut || maker.ids.next());
    view.settings.insert("source".into(), Value::one(source));
    maker.section(1, "ICS 214", "On paper", BlockKind::View, view);
    maker.input()
}

#[test]
fn a_log_is_kept_on_paper_and_what_only_a_machine_finds_is_not_asked() {
    let log = blank(vec![viewed("log")]);
    let words = text(&log);
    for head in ["Time", "Entry", "Author"] {
        assert!(words.contains(head), "“{head}” is a column to write in: {words}");
    }
    assert_eq!(pages_of(&log, "16"), [0], "there are lines for sixteen entries on the one page");
    assert_eq!(log.pages.pages.len(), 1, "and it is one sheet");
    let findings = text(&blank(vec![viewed("findings")]));
    assert!(!findings.contains("Entry"), "{findings}");
}

#[test]
fn what_is_written_in_by_hand_carries_no_number_and_no_head_is_cut() {
    let mut maker = Maker::new("Risks", "", "");
    maker.preset(1, "", "Risks", BlockKind::Risks, "risks", &[]);
    let mut numbers = block(&BlockKind::Table, "objectives", &mut || maker.ids.next());
    let column = numbers.columns.values_mut().find(|c| c.key == "text").unwrap();
    (column.key, column.name) = ("number".into(), "Telephone".into());
    let first = numbers.columns.values_mut().find(|c| c.key == "no").unwrap();
    (first.key, first.name) = ("site".into(), "Site".into());
    maker.section(1, "", "Numbers in an emergency", BlockKind::Table, numbers);
    let export = blank(vec![maker.input()]);
    assert_eq!(place(&export, "5"), None, "a telephone number is not counted: {}", text(&export));
    for head in ["Likelihood", "Residual", "Medium"] {
        assert!(place(&export, head).is_some(), "“{head}” is whole: {}", text(&export));
    }
}

#[test]
fn a_blank_form_that_spills_over_a_little_is_set_closer() {
    let mut maker = Maker::new("Plan", "", "");
    for heading in ["Priorities", "Emphasis", "Awareness", "Limits"] {
        maker.prose(1, "", heading, "");
    }
    maker.preset(1, "", "Objectives", BlockKind::Table, "objectives", &[]);
    let export = blank(vec![maker.input()]);
    assert_eq!(export.pages.pages.len(), 1, "one sheet: {}", text(&export));
}

fn sent(audience: &str, number: u32, at: &str, promised: &str, next: &str) -> SentUpdate {
    let time = |text: &str| (!text.is_empty()).then(|| common::at(text));
    SentUpdate {
        audience: audience.into(),
        number,
        at: common::at(at),
        stage: "Monitoring".into(),
        by: "Katarzyna Wójcik, status page".into(),
        promised_at: time(promised),
        next_at: time(next),
        unanswered: None,
    }
}

#[test]
fn each_promise_has_a_bar_that_was_early_or_late_and_its_outcome_in_words() {
    let mut late = sent("Executives", 2, "14:20:00", "14:15:00", "14:50:00");
    late.unanswered = Some(PromiseOutcome::Open);
    let mut missed = sent("Partners", 1, "14:00:00", "", "14:30:00");
    missed.unanswered = Some(PromiseOutcome::Missed { reason: "nobody was left to tell".into() });
    let mut overdue = sent("Support staff", 1, "14:10:00", "", "14:44:12");
    overdue.unanswered = Some(PromiseOutcome::Overdue);
    let list = vec![
        sent("Customers", 1, "14:06:00", "", "14:26:00"),
        sent("Customers", 2, "14:25:00", "14:26:00", "14:45:00"),
        sent("Customers", 3, "14:31:00", "14:45:00", ""),
        sent("Executives", 1, "14:01:00", "", "14:15:00"),
        late,
        missed,
        overdue,
    ];
    for (source, by) in [("updates", true), ("promises", false)] {
        let mut input = viewed(source);
        let id = *input.document.sections.keys().next().unwrap();
        input.pictures.insert(id, Picture::View(Listing { empty: "Nothing to show.".into(), ..Listing::default() }));
        let mut binder = common::binder(vec![input]);
        binder.incident.as_mut().unwrap().sent = list.clone();
        let options = Options { front: Front::None, ..Options::default() };
        let export = export(&binder, &common::fonts(), &options).unwrap();
        let words = text(&export);
        for told in [
            "7 updates. Promises: 2 kept, 2 late, 1 missed, 1 open.",
            "−14",
            "+5",
            "late 5 min",
            "overdue 3 min",
            "nobody was left to tell",
        ] {
            assert!(words.contains(told), "{source}: “{told}” is said: {words}");
        }
        assert_eq!(words.contains("status page"), by, "{source}: {words}");
        assert_eq!(words.contains("14:06"), by, "{source}: what nobody was promised is no promise: {words}");
        let bars: Vec<(f32, f32, Colour)> = export.pages.pages[0]
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Rect { x, w, h, fill, .. } if (*h - 5.2).abs() < 0.01 && *w > 2.5 => Some((*x, *w, *fill)),
                _ => None,
            })
            .collect();
        let (early, over): (Vec<_>, Vec<_>) = bars.iter().partition(|(_, _, fill)| *fill == Colour::BLACK);
        assert!(early.len() == 2 && over.len() == 2, "{source}: two were early and two are late: {bars:?}");
        for (x, w, _) in &early {
            assert!((x + w - over[0].0).abs() < 0.1, "early bars end where late ones begin: {bars:?}");
        }
        assert!((early[0].1 - 3.0).abs() < 0.1 && (over[0].1 - 15.0).abs() < 0.1, "3 pt are a minute: {bars:?}");
    }
}
