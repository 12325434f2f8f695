//! The merged form says what the plain value says, whatever is done and in whatever order it arrives.

use bridgebook_domain::canonical::content;
use bridgebook_domain::log::Author;
use bridgebook_domain::path::{ChoiceLine, ColumnLine, SectionLine};
use bridgebook_domain::text::utf16_len;
use bridgebook_domain::{
    Block, BlockKind, Choice, Column, ColumnId, ColumnType, Document, Item, Operation, Path, Position, Row, RowId,
    Section, SectionId, Value,
};
use jiff::Timestamp;
use proptest::prelude::*;
use uuid::Uuid;

use super::{Chunk, Merged, Note, change, normalised, normalised_document, rebased};
use crate::error::StoreError;

const WORDS: &[&str] = &["", "down", "回線 ", "🙂🙂", "état", "a\u{301}", "Ngừng\n", "장애", "x"];
const MEMBERS: &[&str] = &["Ana", "Bo", "A/R", "100%", "障害"];
const MARKS: &[&str] = &["", "80", "8180"];
const POSITIONS: &[&str] = &["70", "80", "8180", "8280", "90"];
const KEYS: &[&str] = &["title", "owner", "distribution", "100%\u{1f}odd", "%1F"];

fn moment(n: u32) -> Timestamp {
    Timestamp::from_second(1_773_234_000 + i64::from(n)).unwrap()
}

fn note() -> Note {
    Note { author: Author::bridgebook(), sections: Vec::new(), what: "edit".to_owned() }
}

fn actor(n: u128) -> Uuid {
    Uuid::from_u128(0xac70 << 32 | n)
}

fn sid(n: u32) -> SectionId {
    SectionId::new(Uuid::from_u128(u128::from(n % 3) + 1))
}
fn rid(n: u32) -> RowId {
    RowId::new(Uuid::from_u128(u128::from(n % 3) + 0x10))
}
fn cid(n: u32) -> ColumnId {
    ColumnId::new(Uuid::from_u128(u128::from(n % 4) + 0x20))
}

fn pick<'a>(list: &[&'a str], n: u32) -> &'a str {
    list[n as usize % list.len()]
}

fn value(n: u32) -> Option<Value> {
    match n % 4 {
        0 => None,
        1 | 2 => Some(Value::one(pick(WORDS, n / 4))),
        _ => Some(Value::Many(
            (0..n / 4 % 3).map(|i| (pick(MEMBERS, n / 12 + i).to_owned(), pick(MARKS, n / 7 + i).to_owned())).collect(),
        )),
    }
}

fn column(n: u32) -> Column {
    let types = [ColumnType::Text, ColumnType::Markdown, ColumnType::Reference, ColumnType::Choice];
    Column {
        pos: Position::stored(pick(POSITIONS, n)),
        key: pick(&["", "owner"], n).to_owned(),
        name: pick(WORDS, n / 2).to_owned(),
        column_type: types[n as usize % 4].clone(),
        options: [("unit".to_owned(), pick(WORDS, n / 3).to_owned())].into(),
        choices: [("yes".to_owned(), choice(n))].into(),
        deleted_at: None,
    }
}

fn choice(n: u32) -> Choice {
    let name = pick(WORDS, n).to_owned();
    Choice { pos: Position::stored("80"), name, colour: pick(&["", "ok"], n).to_owned(), deleted_at: None }
}

fn row(n: u32) -> Row {
    let cells = (0..n % 4).filter_map(|i| Some((cid(n + i), value(n / 5 + i)?))).collect();
    Row { pos: Position::stored(pick(POSITIONS, n)), cells, deleted_at: None }
}

fn section(n: u32) -> Section {
    let columns = (0..4).map(|i| (cid(i), column(i))).collect();
    let block = Block {
        text: pick(WORDS, n / 2).to_owned(),
        settings: [("preset".to_owned(), value(n).unwrap_or_else(|| Value::one("")))].into(),
        columns,
        rows: [(rid(n), row(n))].into(),
    };
    let kind = if n.is_multiple_of(5) { BlockKind::Prose } else { BlockKind::Table };
    Section {
        pos: Position::stored(pick(POSITIONS, n)),
        heading: pick(WORDS, n / 3).to_owned(),
        depth: 1,
        label: String::new(),
        guidance: pick(WORDS, n / 4).to_owned(),
        kind,
        block,
        deleted_at: None,
    }
}

fn start() -> Document {
    let mut document = Document::new("Plan", "incident-action-plan");
    document.sections.insert(sid(0), section(1));
    document.sections.insert(sid(1), section(7));
    normalised_document(&document)
}

/// An operation that may or may not fit: both forms must agree about that too.
fn operation(document: &Document, dice: [u32; 4]) -> Operation {
    let [kind, a, b, c] = dice;
    let cell = Path::Cell(sid(a), rid(b), cid(c));
    let texts = [Path::Text(sid(a)), Path::Guidance(sid(a)), cell.clone()];
    let orders = [Path::Sections, Path::Columns(sid(a)), Path::Rows(sid(a)), Path::Choices(sid(a), cid(b))];
    let order = orders[(kind / 16) as usize % 4].clone();
    let id = match order {
        Path::Sections => sid(b).to_string(),
        Path::Columns(_) => cid(b).to_string(),
        Path::Rows(_) => rid(b).to_string(),
        _ => pick(&["yes", "no", "maybe"], c).to_owned(),
    };
    let set = |path, value| Operation::Set { path, value };
    let one = |n| Some(Value::one(pick(WORDS, n)));
    let mark = |n: u32| n.is_multiple_of(3).then(|| Value::one(pick(MARKS, n)));
    match kind % 16 {
        0 => set(Path::Header(pick(KEYS, a).to_owned()), value(b)),
        1 => set(Path::HeaderMember(pick(KEYS, a).to_owned(), pick(MEMBERS, b).to_owned()), mark(c)),
        2 => set(Path::Setting(sid(a), pick(KEYS, b).to_owned()), value(c)),
        3 => set(Path::SettingMember(sid(a), "preset".to_owned(), pick(MEMBERS, b).to_owned()), mark(c)),
        4 | 5 => set(cell, value(kind / 16)),
        6 => set(Path::CellMember(sid(a), rid(b), cid(c), pick(MEMBERS, kind / 16).to_owned()), mark(a + b)),
        7 => set(Path::SectionLine(sid(a), SectionLine::Heading), one(b)),
        8 => set(Path::SectionLine(sid(a), SectionLine::Depth), Some(Value::one(pick(&["1", "2", "x"], b)))),
        9 => match c % 4 {
            0 => set(Path::ColumnLine(sid(a), cid(b), ColumnLine::Name), one(kind)),
            1 => set(Path::ColumnLine(sid(a), cid(b), ColumnLine::Type), Some(Value::one("markdown"))),
            2 => set(Path::ColumnOption(sid(a), cid(b), "unit".to_owned()), one(kind)),
            _ => set(Path::ChoiceLine(sid(a), cid(b), "yes".to_owned(), ChoiceLine::Name), one(kind)),
        },
        10..=12 => {
            let path = texts[b as usize % 3].clone();
            let length = super::undo::text(document, &path).map_or(0, utf16_len);
            let at = c % (length + 2);
            let remove = kind / 16 % (length.saturating_sub(at) + 2);
            Operation::Splice { path, at, remove, insert: pick(WORDS, kind / 32).to_owned() }
        }
        13 => {
            let item = match order {
                Path::Sections => Item::Section(section(c)),
                Path::Columns(_) => Item::Column(column(c)),
                Path::Rows(_) => Item::Row(row(c)),
                _ => Item::Choice(choice(c)),
            };
            let initial = (!c.is_multiple_of(4)).then_some(item);
            Operation::Insert { path: order, id, pos: Position::stored(pick(POSITIONS, c)), initial }
        }
        14 => Operation::Move { path: order, id, pos: Position::stored(pick(POSITIONS, c)) },
        _ => Operation::Remove { path: order, id, at: moment(c % 1000) },
    }
}

fn dice() -> impl Strategy<Value = Vec<[u32; 4]>> {
    prop::collection::vec(any::<[u16; 4]>().prop_map(|d| d.map(u32::from)), 1..40)
}

fn pair(chunk: &Chunk) -> (&[u8], &[u8]) {
    (chunk.hash.as_slice(), chunk.bytes.as_slice())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn an_operation_does_to_the_merged_form_what_it_does_to_the_plain_value(dice in dice()) {
        let (mut merged, first) = Merged::create(actor(1), &start(), &note(), moment(0)).unwrap();
        prop_assert_eq!(merged.plain(), &start(), "creating and reading is lossless");
        let mut expected = start();
        let mut chunks = vec![first];
        for throw in dice {
            let operation = operation(&expected, throw);
            let fits = expected.apply(&normalised(&operation), moment(1));
            match (fits, merged.edit(std::slice::from_ref(&operation), None, &note(), moment(1))) {
                (Ok(_), Ok(edited)) => chunks.extend(edited.chunk),
                (Err(_), Err(StoreError::Operation(_))) => {}
                (fits, edited) => prop_assert!(
                    false, "{:?}: the plain value says {:?}, the merged form {:?}", operation, fits, edited.map(|_| ())
                ),
            }
            prop_assert_eq!(merged.plain(), &expected, "after {:?}", operation);
            prop_assert!(merged.is_sound(), "after {:?}", operation);
        }
        let reloaded = Merged::load(actor(2), chunks.iter().rev().map(pair)).unwrap();
        prop_assert_eq!(reloaded.plain(), &expected, "the chunks, in reverse, hold everything");
        prop_assert_eq!(reloaded.heads(), merged.heads());
    }

    #[test]
    fn undoing_everything_gives_what_was_there_before(dice in dice()) {
        let (mut merged, _) = Merged::create(actor(1), &start(), &note(), moment(0)).unwrap();
        let mut steps = Vec::new();
        for throw in dice {
            let before = merged.plain().clone();
            let operation = operation(&before, throw);
            if let Ok(edited) = merged.edit(&[operation], None, &note(), moment(1)) && let Some(chunk) = edited.chunk {
                let head = bridgebook_domain::canonical::hex(&chunk.hash);
                steps.push((before, edited.inverses, vec![head]));
            }
        }
        for (before, inverses, heads) in steps.into_iter().rev() {
            let operations = rebased(&merged, &inverses, &heads, moment(2)).unwrap();
            merged.edit(&operations, None, &note(), moment(2)).unwrap();
            let (now, then) = (content(merged.plain()), content(&before));
            prop_assert_eq!(now, then, "undoing by {:?}", operations);
        }
    }

    #[test]
    fn three_replicas_agree_whatever_arrives_in_whatever_order(
        dice in prop::collection::vec((0..3_usize, any::<[u16; 4]>(), 0..6_usize), 1..60),
        order in any::<[u16; 3]>(),
    ) {
        let (one, first) = Merged::create(actor(1), &start(), &note(), moment(0)).unwrap();
        let load = |n| Merged::load(actor(n), [pair(&first)]).unwrap();
        let mut replicas = [one, load(2), load(3)];
        let mut chunks = vec![first.clone()];
        for (who, throw, from) in dice {
            let operation = operation(replicas[who].plain(), throw.map(u32::from));
            let made = replicas[who].edit(&[operation], None, &note(), moment(1));
            if let Ok(edited) = made && let Some(chunk) = edited.chunk {
                chunks.push(chunk);
            }
            // Some of what was made anywhere arrives, duplicates and gaps included.
            if from < 3 && from != who {
                let some: Vec<_> = chunks.iter().skip(from).step_by(2).cloned().collect();
                replicas[who].merge(some.iter().map(pair)).unwrap();
            }
        }
        for (replica, turn) in replicas.iter_mut().zip(order) {
            let mut mixed = chunks.clone();
            let by = usize::from(turn) % mixed.len();
            mixed.rotate_left(by);
            if turn % 2 == 0 {
                mixed.reverse();
            }
            mixed.extend(chunks.iter().take(3).cloned());
            replica.merge(mixed.iter().map(pair)).unwrap();
            prop_assert!(replica.is_sound(), "save and load give the same");
        }
        prop_assert_eq!(replicas[0].heads(), replicas[1].heads());
        prop_assert_eq!(replicas[1].heads(), replicas[2].heads());
        prop_assert_eq!(replicas[0].plain(), replicas[1].plain());
        prop_assert_eq!(replicas[1].plain(), replicas[2].plain());
    }

    #[test]
    fn a_chunk_with_one_flipped_bit_is_refused(at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let (_, chunk) = Merged::create(actor(1), &start(), &note(), moment(0)).unwrap();
        let mut bytes = chunk.bytes.clone();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(change(&chunk.hash, &bytes).is_err(), "byte {} was accepted", at);
        prop_assert!(change(&chunk.hash, &chunk.bytes).is_ok());
    }
}

#[test]
fn additions_to_a_set_that_nobody_had_made_both_stay() {
    let (mut one, first) = Merged::create(actor(1), &start(), &note(), moment(0)).unwrap();
    let mut two = Merged::load(actor(2), [pair(&first)]).unwrap();
    let add = |member: &str| Operation::Set {
        path: Path::HeaderMember("distribution".to_owned(), member.to_owned()),
        value: Some(Value::one("")),
    };
    let made = one.edit(&[add("Customers")], None, &note(), moment(1)).unwrap().chunk.unwrap();
    two.edit(&[add("Board")], None, &note(), moment(1)).unwrap();
    two.merge([pair(&made)]).unwrap();
    assert_eq!(two.plain().header["distribution"], Value::many(["Board", "Customers"]));
}
