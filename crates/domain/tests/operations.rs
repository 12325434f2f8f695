//! Every operation has an inverse that brings the content back, and paths survive print and parse.

use bridgebook_domain::block::{Block, BlockKind, Choice, Column, Row, Section};
use bridgebook_domain::canonical::{content, live};
use bridgebook_domain::path::{ChoiceLine, ColumnLine, SectionLine};
use bridgebook_domain::restore::{restore, restore_section};
use bridgebook_domain::text::{smallest_splice, utf16_len};
use bridgebook_domain::{ColumnId, ColumnType, Document, Item, Operation, Path, Position, RowId, SectionId, Value};
use jiff::Timestamp;
use proptest::prelude::*;
use uuid::Uuid;

fn uuid(n: u8) -> Uuid {
    Uuid::from_u128(u128::from(n) + 1)
}
fn section_id(n: u8) -> SectionId {
    SectionId::new(uuid(n % 3))
}
fn column_id(n: u8) -> ColumnId {
    ColumnId::new(uuid(n % 3))
}
fn row_id(n: u8) -> RowId {
    RowId::new(uuid(n % 3))
}

fn section(kind: BlockKind) -> Section {
    Section {
        pos: Position::between(None, None),
        heading: "Objectives".into(),
        depth: 1,
        label: String::new(),
        guidance: "what must be true by when".into(),
        kind,
        block: Block::default(),
        deleted_at: None,
    }
}

fn column(column_type: ColumnType) -> Column {
    Column {
        pos: Position::between(None, None),
        key: String::new(),
        name: "Owner".into(),
        column_type,
        options: Default::default(),
        choices: Default::default(),
        deleted_at: None,
    }
}

/// A prose section (0) and two grids (1, 2) with columns and rows.
fn start() -> Document {
    let mut document = Document::new("Plan", "incident-action-plan");
    let mut prose = section(BlockKind::Prose);
    prose.block.text = "Since 13:58 카드 결제 실패 🚨, ảnh hưởng 38 %.".into();
    document.sections.insert(section_id(0), prose);
    for n in 1..3 {
        let mut grid = section(BlockKind::Table);
        let mut many = column(ColumnType::Choice);
        many.options.insert("many".into(), "yes".into());
        let choice =
            Choice { pos: Position::between(None, None), name: "met".into(), colour: String::new(), deleted_at: None };
        many.choices.insert("c".into(), choice);
        grid.block.columns.insert(column_id(0), column(ColumnType::Text));
        grid.block.columns.insert(column_id(1), column(ColumnType::Markdown));
        grid.block.columns.insert(column_id(2), many);
        for r in 0..2 {
            let mut row = Row { pos: Position::between(None, None), cells: Default::default(), deleted_at: None };
            row.cells.insert(column_id(0), Value::one("Find the cause"));
            row.cells.insert(column_id(1), Value::one("cause *confirmed* 원인"));
            row.cells.insert(column_id(2), Value::many(["c", "d"]));
            grid.block.rows.insert(row_id(r), row);
        }
        document.sections.insert(section_id(n), grid);
    }
    document
}

fn any_path() -> impl Strategy<Value = Path> {
    let word = "[a-z/%]{1,4}";
    (0..3_u8, 0..3_u8, 0..3_u8, 0..17_u8, word).prop_map(|(s, r, c, kind, word)| {
        let (s, r, c) = (section_id(s), row_id(r), column_id(c));
        match kind {
            0 => Path::Header(word),
            1 => Path::HeaderMember("distribution".into(), word),
            2 => Path::Sections,
            3 => Path::SectionLine(s, SectionLine::Heading),
            4 => Path::SectionLine(s, SectionLine::Label),
            5 => Path::Guidance(s),
            6 => Path::Text(s),
            7 => Path::Setting(s, word),
            8 => Path::SettingMember(s, "audiences".into(), word),
            9 => Path::Columns(s),
            10 => Path::ColumnLine(s, c, ColumnLine::Name),
            11 => Path::ColumnOption(s, c, word),
            12 => Path::Choices(s, c),
            13 => Path::ChoiceLine(s, c, "c".into(), ChoiceLine::Name),
            14 => Path::Rows(s),
            15 => Path::Cell(s, r, c),
            _ => Path::CellMember(s, r, column_id(2), word),
        }
    })
}

fn any_operation() -> impl Strategy<Value = Operation> {
    let value = prop_oneof![Just(None), "[a-zé한🚨]{0,5}".prop_map(|t| Some(Value::One(t)))];
    let item = prop_oneof![
        Just(Some(Item::Section(section(BlockKind::Table)))),
        Just(Some(Item::Column(column(ColumnType::Date)))),
        Just(Some(Item::Row(Row { pos: Position::default(), cells: Default::default(), deleted_at: None }))),
        Just(None),
    ];
    let pos = (0..5_usize).prop_map(|n| Position::series(n + 1).pop().expect("not empty"));
    (any_path(), 0..5_u8, value, item, pos, 0..6_u8, 0..12_u32, 0..4_u32).prop_map(
        |(path, kind, value, initial, pos, id, at, remove)| {
            let id = uuid(id).to_string();
            match kind {
                0 => Operation::Set { path, value },
                1 => Operation::Splice { path, at, remove, insert: "x한🚨".into() },
                2 => Operation::Insert { path, id, pos, initial },
                3 => Operation::Move { path, id, pos },
                _ => Operation::Remove { path, id, at: Timestamp::UNIX_EPOCH },
            }
        },
    )
}

#[test]
fn a_text_that_became_a_set_comes_back_as_a_text() {
    let mut document = start();
    let (s, r, c) = (section_id(1), row_id(0), column_id(2));
    let text = Some(Value::one("c"));
    document.apply(&Operation::Set { path: Path::Cell(s, r, c), value: text.clone() }, Timestamp::UNIX_EPOCH).unwrap();
    let before = document.clone();
    let member = |member: &str, value| Operation::Set { path: Path::CellMember(s, r, c, member.into()), value };
    for (change, after) in [
        (member("d", Some(Value::one(""))), Some(Value::many(["c", "d"]))),
        (member("c", Some(Value::one(""))), Some(Value::many(["c"]))),
        (member("c", None), None),
        (member("d", None), text),
    ] {
        let inverse = document.apply(&change, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(document.value(&Path::Cell(s, r, c)), after.as_ref(), "{change:?}");
        document.apply(&inverse, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(document, before, "{change:?} undone");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn undoing_every_operation_brings_the_content_back(operations in prop::collection::vec(any_operation(), 1..40)) {
        let mut document = start();
        for operation in operations {
            let before = content(&document);
            let untouched = document.clone();
            match document.apply(&operation, Timestamp::UNIX_EPOCH) {
                Ok(inverse) => {
                    let mut undone = document.clone();
                    undone.apply(&inverse, Timestamp::UNIX_EPOCH).expect("an inverse applies where its operation did");
                    prop_assert_eq!(content(&undone), before, "{:?} undone by {:?}", operation, inverse);
                }
                Err(_) => prop_assert_eq!(&document, &untouched, "a refused operation changes nothing"),
            }
        }
    }

    #[test]
    fn restoring_makes_a_document_what_it_was(
        first in prop::collection::vec(any_operation(), 0..30),
        later in prop::collection::vec(any_operation(), 1..30),
    ) {
        let mut then = start();
        for operation in &first {
            let _ = then.apply(operation, Timestamp::UNIX_EPOCH);
        }
        let mut now = then.clone();
        for operation in &later {
            let _ = now.apply(operation, Timestamp::UNIX_EPOCH);
        }
        let mut back = now.clone();
        back.apply_all(&restore(&now, &then, Timestamp::UNIX_EPOCH), Timestamp::UNIX_EPOCH).expect("it can be applied");
        prop_assert_eq!(live(&back), live(&then));
        prop_assert!(restore(&back, &then, Timestamp::UNIX_EPOCH).is_empty(), "what is so already is left alone");
        for id in now.sections.keys() {
            let mut one = now.clone();
            let operations = restore_section(&now, &then, *id, Timestamp::UNIX_EPOCH);
            one.apply_all(&operations, Timestamp::UNIX_EPOCH).expect("it can be applied");
            let (one, was, is) = (live(&one), live(&then), live(&now));
            prop_assert_eq!(one.sections.get(id), was.sections.get(id));
            for other in now.sections.keys().filter(|other| *other != id) {
                prop_assert_eq!(one.sections.get(other), is.sections.get(other), "the others stay");
            }
        }
    }

    #[test]
    fn a_path_survives_print_and_parse(path in any_path()) {
        prop_assert_eq!(path.to_string().parse::<Path>().expect("what was printed parses"), path);
    }

    #[test]
    fn the_smallest_splice_turns_one_text_into_the_other(old in "\\PC{0,20}", new in "\\PC{0,20}") {
        let (at, remove, insert) = smallest_splice(&old, &new);
        let mut document = start();
        let path = Path::Text(section_id(0));
        document.sections.get_mut(&section_id(0)).expect("prose").block.text = old.clone();
        document.apply(&Operation::Splice { path, at, remove, insert }, Timestamp::UNIX_EPOCH).expect("it applies");
        prop_assert_eq!(&document.sections[&section_id(0)].block.text, &new);
        prop_assert!(remove <= utf16_len(&old));
    }

    #[test]
    fn a_position_between_two_lies_between_them(n in 2..60_usize, at in 0..58_usize) {
        let series = Position::series(n);
        let at = at % (n - 1);
        let middle = Position::between(Some(&series[at]), Some(&series[at + 1]));
        prop_assert!(series[at] < middle && middle < series[at + 1]);
    }
}
