//! What a blank form keeps of its template: reference, whom a row is about, conditions in words, numbers that go on.
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod common;

use bridgebook_domain::{BlockKind, Column, ColumnId, ColumnType, Position, Value, preset};
use bridgebook_pdf::{DocumentInput, Export, Filling, Options, export};
use common::Maker;
use common::found::{lines, runs, text};

fn blank(input: DocumentInput) -> Export {
    let options = Options { filling: Filling::Blank, ..Options::default() };
    export(&common::binder(vec![input]), &common::fonts(), &options).unwrap()
}

/// The blank of a document that is as its template gives it.
fn as_given(maker: Maker) -> Export {
    let mut input = maker.input();
    input.template = Some(input.document.clone());
    blank(input)
}

/// A section that is a table with columns of these keys, names and types.
fn table(maker: &mut Maker, heading: &str, columns: &[(&str, &str, ColumnType)], rows: &[&[(&str, &str)]]) {
    let ids = &mut maker.ids;
    let mut block = preset::block(&BlockKind::Table, "tickets", &mut || ids.next());
    let mut empty: Column = block.columns.values().next().unwrap().clone();
    empty.options.clear();
    empty.choices.clear();
    block.columns.clear();
    for (at, (key, name, column_type)) in columns.iter().enumerate() {
        let mut column: Column = empty.clone();
        (column.pos, column.key, column.name) =
            (Position::stored(format!("{at:06}")), (*key).to_owned(), (*name).to_owned());
        column.column_type = column_type.clone();
        block.columns.insert(ColumnId::new(ids.next()), column);
    }
    block.settings.clear();
    block.rows.clear();
    common::fill(&mut block, rows, ids);
    maker.section(1, "", heading, BlockKind::Table, block);
}

fn words_of(export: &Export) -> String {
    text(export).replace('\u{a0}', " ")
}

#[test]
fn the_choices_of_a_column_that_has_many_stand_below_its_table() {
    let mut maker = Maker::new("Queue", "", "a-form");
    maker.preset(1, "", "Records", BlockKind::Table, "tickets", &[]);
    let export = as_given(maker);
    let words = words_of(&export);
    let preset = preset::Preset::find(&BlockKind::Table, "tickets").unwrap();
    let mut asked = 0;
    for column in preset.columns.iter().filter(|column| column.column_type == ColumnType::Choice) {
        for choice in column.choices {
            let choice = choice.name;
            assert!(words.contains(choice), "“{choice}” of {} can be written in: {words}", column.name);
            asked += 1;
        }
    }
    assert!(asked > 8, "the preset has columns with choices");
}

#[test]
fn a_row_keeps_whom_it_is_about() {
    use ColumnType::{Reference, Text};
    let mut maker = Maker::new("Procedure", "", "a-form");
    let training = [("who", "Who", Reference), ("content", "Training", Text), ("owner", "Held by", Reference)];
    let rows: &[&[(&str, &str)]] = &[&[("who", "Support Agent"), ("content", "Levels"), ("owner", "Trainer")]];
    table(&mut maker, "Training", &training, rows);
    let crossing = [("from", "From", Reference), ("to", "To", Reference), ("when", "When", Text)];
    let rows: &[&[(&str, &str)]] = &[&[("from", "Service desk"), ("to", "Platform team"), ("when", "Tried")]];
    table(&mut maker, "Hand-offs", &crossing, rows);
    let change = [("audience", "Whom", Reference), ("message", "Words", Text), ("speaker", "Said by", Reference)];
    let rows: &[&[(&str, &str)]] = &[&[("audience", "All staff"), ("message", "Why"), ("speaker", "Director")]];
    table(&mut maker, "Change", &change, rows);
    let words = words_of(&as_given(maker));
    for given in ["Support Agent", "Service desk", "Platform team", "All staff"] {
        assert!(words.contains(given), "“{given}” says which row it is: {words}");
    }
    for answered in ["Trainer", "Director"] {
        assert!(!words.contains(answered), "“{answered}” is answered by hand: {words}");
    }
}

#[test]
fn the_condition_of_a_rule_stands_in_words() {
    let mut maker = Maker::new("Rules", "", "a-form");
    let rows: &[&[(&str, &str)]] = &[&[
        ("name", "Bad lot"),
        (
            "condition",
            "defect_type is any of Data, Wording and confidence >= 80 and count of same customer in 7 days >= 3",
        ),
        ("target", "On-call"),
    ]];
    maker.preset(1, "", "Triggers", BlockKind::Triggers, "", rows);
    let words = words_of(&as_given(maker));
    for raw in ["defect_type", "confidence >=", ">="] {
        assert!(!words.contains(raw), "“{raw}” is a key, no word: {words}");
    }
    for told in ["Defect type", "is any of", "at least 80", "in 7 d at least 3"] {
        assert!(words.contains(told), "“{told}” is: {words}");
    }
}

#[test]
fn numbers_go_on_after_those_that_are_given_and_name_nothing_else() {
    use ColumnType::{Markdown, Number, Text};
    let columns = [("no", "No", Number), ("description", "Description", Markdown), ("note", "Seen", Text)];
    let numbers = |rows: &[&[(&str, &str)]]| {
        let mut maker = Maker::new("Form", "", "a-form");
        table(&mut maker, "Activities", &columns, rows);
        let export = as_given(maker);
        let mut found: Vec<(f32, String)> = Vec::new();
        for run in export.pages.pages.iter().flat_map(runs) {
            let word = run.text.trim();
            if !word.is_empty() && word.chars().all(|c| c.is_ascii_digit()) && run.x < 75.0 && run.y > 150.0 {
                found.push((run.y, word.to_owned()));
            }
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        found.into_iter().map(|(_, word)| word).collect::<Vec<String>>()
    };
    let counted = numbers(&[&[("no", "1"), ("description", "One")], &[("no", "2"), ("description", "Two")]]);
    assert!(counted.ends_with(&["1", "2", "3", "4"].map(str::to_owned)), "the count goes on: {counted:?}");
    let named = numbers(&[&[("no", "3"), ("description", "Three")], &[("no", "13"), ("description", "Last")]]);
    assert!(named.ends_with(&["3", "13"].map(str::to_owned)), "numbers that name others are not counted on: {named:?}");
}

#[test]
fn reference_is_printed_and_what_is_to_be_written_is_not() {
    let letters = "| Letter | Means |\n| --- | --- |\n| R | Responsible: does the work |";
    for of_template in [false, true] {
        let mut maker = Maker::new("Matrix", "", "a-form");
        maker.prose(1, "", "Letters", letters);
        maker.prose(1, "", "Scope", "Our payments only");
        let mut input = maker.input();
        input.template = Some(input.document.clone());
        let marked = if of_template { input.template.as_mut().unwrap() } else { &mut input.document };
        for section in marked.sections.values_mut().filter(|section| section.heading == "Letters") {
            section.block.settings.insert("blank".into(), Value::one("printed"));
        }
        let words = words_of(&blank(input));
        assert!(words.contains("does the work"), "what the letters mean is read: {words}");
        assert!(!words.contains("Our payments"), "the scope is written by hand: {words}");
    }
}

#[test]
fn a_section_has_the_number_that_it_has_in_the_document() {
    let mut maker = Maker::new("Plan", "", "a-form");
    maker.prose(1, "", "First part", "Words");
    let ids = &mut maker.ids;
    let mut view = preset::block(&BlockKind::View, "", &mut || ids.next());
    view.settings.insert("source".into(), Value::one("findings"));
    maker.section(1, "", "Found by machine", BlockKind::View, view.clone());
    maker.prose(1, "", "Last part", "Words");
    maker.section(1, "", "Found at the end", BlockKind::View, view);
    let list: Vec<String> = as_given(maker).pages.pages.iter().flat_map(lines).map(|(_, line)| line).collect();
    let at = |number: char, heading: &str| list.iter().any(|line| line.starts_with(number) && line.contains(heading));
    assert!(at('1', "First part") && at('2', "Found by machine") && at('3', "Last part"), "{list:?}");
    assert!(list.iter().any(|line| line.contains("nothing to write here")), "it says why it is empty: {list:?}");
    assert!(!list.iter().any(|line| line.contains("Found at the end")), "the last one moves no number: {list:?}");
}

#[test]
fn a_form_asks_for_what_its_template_says_that_it_is_of() {
    let head = |form: &str, of_template: bool| {
        let mut maker = Maker::new("Any name", "", "communication-of-shifts");
        maker.prose(1, "", "Scope", "Words");
        let mut input = maker.input();
        let mut template = input.document.clone();
        let marked = if of_template { &mut template } else { &mut input.document };
        marked.header.insert("form".into(), Value::one(form));
        input.template = Some(template);
        let binder = bridgebook_pdf::Binder { incident: None, log: None, ..common::binder(vec![input]) };
        let options = Options { filling: Filling::Blank, ..Options::default() };
        words_of(&export(&binder, &common::fonts(), &options).unwrap())
    };
    for of_template in [false, true] {
        let incident = head("incident", of_template);
        assert!(incident.contains("Incident name") && !incident.contains("Next review"), "{incident}");
        let standing = head("standing", of_template);
        for asked in ["Version", "Effective from", "Next review", "Last tested"] {
            assert!(standing.contains(asked), "“{asked}” is asked of a plan: {standing}");
        }
        assert!(!standing.contains("Incident name"), "{standing}");
        let record = head("", of_template);
        assert!(record.contains("Filled in by"), "{record}");
        assert!(!record.contains("Next review") && !record.contains("Incident name"), "{record}");
    }
}
