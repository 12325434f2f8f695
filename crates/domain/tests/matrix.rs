//! The findings of random matrices are those of a reference that looks every cell up by itself, rule by rule.

use std::collections::BTreeSet;

use bridgebook_domain::block::{Block, BlockKind, Column, Row, Section};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::finding::{FindingLevel, findings};
use bridgebook_domain::raci::{Part, Scheme};
use bridgebook_domain::view::folded;
use bridgebook_domain::{ColumnId, ColumnType, Document, DocumentId, Position, RowId, SectionId, Value};
use jiff::Timestamp;
use proptest::prelude::*;
use uuid::Uuid;

/// The rules that the reference knows.
const RULES: &[&str] = &[
    "V1", "V2", "R-H1", "R-H2", "R-H3", "R-H4", "R-H5", "R-H6", "R-H8", "R-H10", "R-H11", "R-V1", "R-V2", "R-V3",
    "R-V4",
];

/// A finding as it is compared.
type Told = (FindingLevel, String, Option<RowId>, Option<ColumnId>);

fn at() -> Timestamp {
    "2026-03-11T14:47:00Z".parse().expect("a moment")
}

fn column(key: &str, name: &str, column_type: ColumnType, pos: &Position) -> Column {
    Column {
        pos: pos.clone(),
        key: key.to_owned(),
        name: name.to_owned(),
        column_type,
        options: Default::default(),
        choices: Default::default(),
        deleted_at: None,
    }
}

/// Letters as people write them into a cell, also such as the scheme does not know.
fn cell() -> impl Strategy<Value = Value> {
    let letter = || prop::sample::select(&["A", "R", "C", "I", "a", " R", "S", "V", "LL", "Ä", "?", "", " "][..]);
    prop_oneof![
        2 => Just(Value::one("")),
        3 => letter().prop_map(Value::one),
        3 => letter().prop_map(|letter| Value::many([letter])),
        1 => prop::collection::btree_map(letter().prop_map(str::to_owned), prop::sample::select(&["", "80", "at night"][..]).prop_map(str::to_owned), 0..4)
            .prop_map(Value::Many),
    ]
}

/// An activity, its cells and whether it was removed.
type Line = (&'static str, Vec<Value>, bool);

fn matrix() -> impl Strategy<Value = Document> {
    let activity = prop::sample::select(&["Declare", " declare", "Close  it", "close it", "Größe", "GRÖSSE", ""][..]);
    let role = (prop::bool::weighted(0.1), prop::sample::select(&["human", "ai", "team"][..]), any::<u8>());
    let scheme = prop::sample::select(&["RACI", "RASCI", "RACI-VS", "DACI", "own"][..]);
    let own = prop::sample::select(
        &["", "A=Answers:decides; LL=Leads:works min 2 max 2; Ä=Is told:informed", "R=Does:works max 1; a=A:decides"][..],
    );
    (prop::collection::vec(role, 0..9), scheme, own).prop_flat_map(move |(roles, scheme, own)| {
        // One more cell than there are columns: its column was never there.
        let cells = prop::collection::vec(cell(), roles.len() + 1);
        let line = (activity.clone(), cells, prop::bool::weighted(0.1));
        prop::collection::vec(line, 0..9).prop_map(move |lines| document(&roles, scheme, own, &lines))
    })
}

fn document(roles: &[(bool, &str, u8)], scheme: &str, own: &str, lines: &[Line]) -> Document {
    let mut block = Block::default();
    block.settings.insert("scheme".to_owned(), Value::one(scheme));
    if !own.is_empty() {
        block.settings.insert("letters".to_owned(), Value::one(own));
    }
    let series = Position::series(300);
    let mut activity = column("activity", "Activity", ColumnType::Text, &series[0]);
    activity.options.insert("required".to_owned(), "yes".to_owned());
    let id_of = |n: usize| ColumnId::new(Uuid::from_u128(n as u128 + 1));
    block.columns.insert(id_of(900), activity);
    for (n, (is_removed, kind, place)) in roles.iter().enumerate() {
        // In another order than that of their ids.
        let mut role = column("", &format!("Role {n}"), ColumnType::Letters, &series[usize::from(*place)]);
        role.options.insert("kind".to_owned(), (*kind).to_owned());
        role.deleted_at = is_removed.then(at);
        block.columns.insert(id_of(n), role);
    }
    for (n, (activity, cells, is_removed)) in lines.iter().enumerate() {
        let mut row = Row { pos: series[n].clone(), cells: Default::default(), deleted_at: is_removed.then(at) };
        row.cells.insert(id_of(900), Value::one(*activity));
        row.cells.extend(cells.iter().enumerate().map(|(n, value)| (id_of(n), value.clone())));
        block.rows.insert(RowId::new(Uuid::from_u128(n as u128 + 1)), row);
    }
    let mut document = Document::new("Who does what", "raci-matrix");
    let section = Section {
        pos: series[0].clone(),
        heading: "Matrix".to_owned(),
        depth: 1,
        label: String::new(),
        guidance: String::new(),
        kind: BlockKind::Raci,
        block,
        deleted_at: None,
    };
    document.sections.insert(SectionId::new(Uuid::from_u128(7)), section);
    document
}

/// The letters in a cell as they are compared.
fn letters(row: &Row, column: ColumnId) -> BTreeSet<String> {
    let members = row.cells.get(&column).map(Value::members).unwrap_or_default();
    members.into_iter().map(|l| l.trim().to_uppercase()).filter(|l| !l.is_empty()).collect()
}

fn reference(document: &Document) -> Vec<Told> {
    let (_, section) = document.live_sections()[0];
    let (block, scheme) = (&section.block, Scheme::of(&section.block));
    let mut list: Vec<Told> = Vec::new();
    values(block, &scheme, &mut list);
    if Scheme::doubt(block).is_some() {
        list.push((FindingLevel::Warning, "The letters are not known".to_owned(), None, None));
    }
    let roles: Vec<_> =
        block.live_columns().into_iter().filter(|(_, c)| c.column_type == ColumnType::Letters).collect();
    let rows = block.live_rows();
    let who = |row: &Row, is_it: &dyn Fn(&BTreeSet<String>) -> bool| -> Vec<&str> {
        roles.iter().filter(|(id, _)| is_it(&letters(row, *id))).map(|(_, c)| c.name.as_str()).collect()
    };
    let plays = |held: &BTreeSet<String>, part: Part| scheme.letters_of(part).iter().any(|l| held.contains(*l));
    // A letter of the scheme with which somebody takes part: who is kept out on purpose does not.
    let takes_part =
        |held: &BTreeSet<String>| scheme.letters.iter().any(|l| l.part != Part::Omitted && held.contains(&l.letter));
    let filled: Vec<_> = rows.iter().filter(|(_, row)| !who(row, &|held| !held.is_empty()).is_empty()).collect();
    let mut known = BTreeSet::new();
    for (id, row) in &rows {
        let mut add = |level, title: String| list.push((level, title, Some(*id), None));
        let name = block.cell_text(row, "activity").trim();
        let count = |part: Part| who(row, &|held| plays(held, part)).len();
        let held = who(row, &|held| !held.is_empty()).len();
        if held == 0 {
            let title = if name.is_empty() { "A row is empty".to_owned() } else { format!("{name} is nobody's") };
            add(FindingLevel::Error, title);
        } else {
            for letter in &scheme.letters {
                let (holders, min) = (who(row, &|held| held.contains(&letter.letter)).len(), letter.min as usize);
                let letter_name = &letter.letter;
                if letter.max.is_some_and(|max| holders > max as usize) {
                    add(FindingLevel::Error, format!("{name} has {holders} {letter_name}"));
                } else if holders == 0 && min > 0 {
                    add(FindingLevel::Error, format!("{name} has no {letter_name}"));
                } else if holders < min && !letter.is_decision() {
                    add(FindingLevel::Error, format!("{name} has only {holders} {letter_name}"));
                }
            }
            let (works, consulted) = (count(Part::Works), count(Part::Consulted));
            if works > 3 || (roles.len() >= 4 && works * 2 > roles.len()) {
                add(FindingLevel::Warning, format!("{works} responsible for {name}"));
            }
            if consulted > 3 {
                add(FindingLevel::Warning, format!("{consulted} consulted on {name}"));
            }
            if consulted + count(Part::Informed) == 0 && roles.len() > 2 {
                add(FindingLevel::Info, format!("Nobody is consulted or informed on {name}"));
            }
            if roles.len() >= 3 && who(row, &takes_part).len() == roles.len() {
                add(FindingLevel::Warning, format!("Everyone has a letter on {name}"));
            }
        }
        if !name.is_empty() && !known.insert(folded(name)) {
            add(FindingLevel::Warning, format!("{name} is there twice"));
        }
    }
    let is_same = |row: &Row| !who(row, &|held| plays(held, Part::Decides) && plays(held, Part::Works)).is_empty();
    if filled.len() >= 2 && filled.iter().all(|(_, row)| is_same(row)) {
        list.push((FindingLevel::Info, "Who does it also answers for it, on every row".to_owned(), None, None));
    }
    for (id, role) in &roles {
        let mut add = |level, title: String| list.push((level, title, None, Some(*id)));
        let held: Vec<_> = rows.iter().map(|(_, row)| letters(row, *id)).filter(|held| !held.is_empty()).collect();
        let count = |part: Part| held.iter().filter(|held| plays(held, part)).count();
        let taking = held.iter().filter(|held| takes_part(held)).count();
        let is_kept_out = taking == 0 && count(Part::Omitted) > 0;
        let (decides, works, rows, name) = (count(Part::Decides), count(Part::Works), filled.len(), &role.name);
        let written = |part: Part| scheme.letters_of(part).join(" or ");
        let is_ai = role.options.get("kind").is_some_and(|kind| kind == "ai");
        if rows > 0 && decides + works == 0 && !is_ai && !is_kept_out {
            let (a, r) = (written(Part::Decides), written(Part::Works));
            add(FindingLevel::Warning, format!("{name} has no {a} and no {r}"));
        }
        if rows >= 4 && (decides * 2 > rows || decides > 7) {
            add(FindingLevel::Warning, format!("{name} holds {decides} of {rows} {}", written(Part::Decides)));
        }
        if rows >= 4 && works * 2 > rows && taking == rows {
            add(
                FindingLevel::Warning,
                format!("{name} has {works} {} and no row without a letter", written(Part::Works)),
            );
        }
        if taking > 0 && count(Part::Informed) == taking && decides + works == 0 {
            add(FindingLevel::Info, format!("{name} is only informed"));
        }
    }
    list.sort_by_key(|(level, ..)| *level);
    list
}

/// What does not fit its column, and what is missing.
fn values(block: &Block, scheme: &Scheme, list: &mut Vec<Told>) {
    let mut missing = Vec::new();
    for (row_id, row) in block.live_rows() {
        for (id, column) in block.live_columns() {
            let members = row.cells.get(&id).map(Value::members).unwrap_or_default();
            for member in members.into_iter().filter(|_| column.column_type == ColumnType::Letters) {
                if scheme.letters.iter().all(|l| l.letter != member) {
                    let title = format!("{} does not fit", column.name);
                    list.push((FindingLevel::Warning, title, Some(row_id), Some(id)));
                }
            }
        }
        if row.cells.values().any(|value| !value.is_empty()) && block.cell(row, "activity").is_none() {
            missing.push(row_id);
        }
    }
    let Some(first) = missing.first() else { return };
    let column = block.column_by_key("activity").map(|(id, _)| id);
    let rows = if missing.len() > 1 { format!(" in {} rows", missing.len()) } else { String::new() };
    list.push((FindingLevel::Info, format!("Activity is empty{rows}"), Some(*first), column));
}

proptest! {
    #[test]
    fn the_findings_of_a_matrix_are_those_of_looking_at_each_cell_by_itself(document in matrix()) {
        let found = findings([(DocumentId::new(Uuid::nil()), &document)], &Directory::default(), None, at());
        let found = found.into_iter().filter(|f| RULES.contains(&f.rule.as_str()));
        let found: Vec<Told> = found.map(|f| (f.level, f.title, f.row, f.column)).collect();
        prop_assert_eq!(found, reference(&document));
    }
}
