//! Edits of a grid-like block: columns, choices, rows and cells.

use std::collections::{BTreeMap, BTreeSet};

use bridgebook_domain::path::{ChoiceLine, ColumnLine};
use bridgebook_domain::{
    Block, BlockKind, Choice, Column, ColumnId, Item, Operation, Path, Row, RowId, SectionId, Value,
};
use jiff::Timestamp;

use super::PAIRS;
use super::matching::{Matching, ordered};
use super::splice;
use crate::values::{self, Plain};

/// An old column behind a new one, with the ids of the choices.
struct Behind {
    id: ColumnId,
    /// New choice to stored choice.
    choices: BTreeMap<String, String>,
    is_new: bool,
}

/// The edits that turn `old` into `new`.
pub(super) fn edits(s: SectionId, kind: &BlockKind, old: &Block, new: &Block, now: Timestamp) -> Vec<Operation> {
    let mut operations = Vec::new();
    let behind = columns(s, old, new, now, &mut operations);
    rows(s, kind, old, new, &behind, now, &mut operations);
    operations
}

fn columns(s: SectionId, old: &Block, new: &Block, now: Timestamp, operations: &mut Vec<Operation>) -> Vec<Behind> {
    let (was, is) = (old.live_columns(), new.live_columns());
    let mut matched = Matching::new(was.len(), is.len());
    matched.equal(|o| Some((&was[o].1.key, &was[o].1.name)), |n| Some((&is[n].1.key, &is[n].1.name)));
    let key = |c: &Column| Some(c.key.clone()).filter(|k| !k.is_empty());
    matched.equal(|o| key(was[o].1), |n| key(is[n].1));
    matched.equal(|o| Some(&was[o].1.name), |n| Some(&is[n].1.name));
    let mut behind = Vec::new();
    let mut places = Vec::new();
    for (n, (new_id, column)) in is.iter().enumerate() {
        let Some(o) = matched.old_of(n) else {
            let choices = column.choices.keys().map(|id| (id.clone(), id.clone())).collect();
            behind.push(Behind { id: *new_id, choices, is_new: true });
            places.push(None);
            continue;
        };
        let (id, before) = was[o];
        let lines = [
            (ColumnLine::Name, before.name.as_str(), column.name.as_str()),
            (ColumnLine::Key, &before.key, &column.key),
            (ColumnLine::Type, before.column_type.as_str(), column.column_type.as_str()),
        ];
        for (line, _, new) in lines.into_iter().filter(|(_, old, new)| old != new) {
            operations.push(Operation::Set { path: Path::ColumnLine(s, id, line), value: Some(Value::one(new)) });
        }
        for key in before.options.keys().filter(|k| !column.options.contains_key(*k)) {
            operations.push(Operation::Set { path: Path::ColumnOption(s, id, key.clone()), value: None });
        }
        for (key, value) in column.options.iter().filter(|(k, v)| before.options.get(*k) != Some(*v)) {
            let value = Some(Value::one(value.clone()));
            operations.push(Operation::Set { path: Path::ColumnOption(s, id, key.clone()), value });
        }
        let choices = choices(s, id, before, column, now, operations);
        behind.push(Behind { id, choices, is_new: false });
        places.push(Some(&before.pos));
    }
    for (id, _) in was.iter().filter(|(id, _)| !behind.iter().any(|b| b.id == *id)) {
        operations.push(Operation::Remove { path: Path::Columns(s), id: id.to_string(), at: now });
    }
    for ((b, pos), (old_pos, (_, column))) in behind.iter().zip(ordered(&places)).zip(places.iter().zip(&is)) {
        let (path, id) = (Path::Columns(s), b.id.to_string());
        if b.is_new {
            let initial = Some(Item::Column(Column { pos: pos.clone(), ..(*column).clone() }));
            operations.push(Operation::Insert { path, id, pos, initial });
        } else if *old_pos != Some(&pos) {
            operations.push(Operation::Move { path, id, pos });
        }
    }
    behind
}

fn choices(
    s: SectionId,
    c: ColumnId,
    old: &Column,
    new: &Column,
    now: Timestamp,
    operations: &mut Vec<Operation>,
) -> BTreeMap<String, String> {
    let (was, is) = (old.live_choices(), new.live_choices());
    let mut matched = Matching::new(was.len(), is.len());
    matched.equal(|o| Some(&was[o].1.name), |n| Some(&is[n].1.name));
    matched.equal(|o| Some(was[o].0), |n| Some(is[n].0));
    let path = Path::Choices(s, c);
    let mut ids = BTreeMap::new();
    let mut places = Vec::new();
    let mut kept = BTreeSet::new();
    for (n, (new_id, choice)) in is.iter().enumerate() {
        if let Some(o) = matched.old_of(n) {
            let (id, before) = was[o];
            kept.insert(id.to_owned());
            ids.insert((*new_id).to_owned(), id.to_owned());
            places.push(Some(&before.pos));
            let lines =
                [(ChoiceLine::Name, &before.name, &choice.name), (ChoiceLine::Colour, &before.colour, &choice.colour)];
            for (line, _, new) in lines.into_iter().filter(|(_, old, new)| old != new) {
                let path = Path::ChoiceLine(s, c, id.to_owned(), line);
                operations.push(Operation::Set { path, value: Some(Value::one(new.clone())) });
            }
        } else {
            // A removed choice may still hold the id.
            let mut id = (*new_id).to_owned();
            while old.choices.contains_key(&id) || ids.values().any(|taken| *taken == id) {
                id.push_str("-2");
            }
            ids.insert((*new_id).to_owned(), id);
            places.push(None);
        }
    }
    for (id, _) in was.iter().filter(|(id, _)| !kept.contains(*id)) {
        operations.push(Operation::Remove { path: path.clone(), id: (*id).to_owned(), at: now });
    }
    for ((old_pos, pos), (new_id, choice)) in places.iter().zip(ordered(&places)).zip(&is) {
        let id = ids[*new_id].clone();
        match old_pos {
            None => {
                let initial = Some(Item::Choice(Choice { pos: pos.clone(), ..(*choice).clone() }));
                operations.push(Operation::Insert { path: path.clone(), id, pos, initial });
            }
            Some(old_pos) if **old_pos != pos => operations.push(Operation::Move { path: path.clone(), id, pos }),
            Some(_) => {}
        }
    }
    ids
}

/// The cells of a row as words, in the order of the new columns.
type Cells = Vec<Option<Vec<String>>>;

fn words(value: Option<Plain>) -> Option<Vec<String>> {
    value.map(|v| match v {
        Plain::One(text) => vec![text],
        Plain::Many(members) => members,
        Plain::Noted(letters) => letters.into_keys().collect(),
    })
}

fn rows(
    s: SectionId,
    kind: &BlockKind,
    old: &Block,
    new: &Block,
    behind: &[Behind],
    now: Timestamp,
    operations: &mut Vec<Operation>,
) {
    let (was, is) = (old.live_rows(), new.live_rows());
    let columns = new.live_columns();
    let old_cells: Vec<Cells> = was
        .iter()
        .map(|(_, row)| {
            let cell = |b: &Behind| words(values::plain(old.columns.get(&b.id)?, row.cells.get(&b.id)?));
            behind.iter().map(cell).collect()
        })
        .collect();
    let new_cells: Vec<Cells> = is
        .iter()
        .map(|(_, row)| columns.iter().map(|(id, c)| words(values::plain(c, row.cells.get(id)?))).collect())
        .collect();
    let mut matched = Matching::new(was.len(), is.len());
    matched.equal(|o| Some(&old_cells[o]), |n| Some(&new_cells[n]));
    let key = columns.iter().position(|(_, c)| c.key == "no").unwrap_or(0);
    matched.equal(|o| old_cells[o].get(key)?.as_ref(), |n| new_cells[n].get(key)?.as_ref());
    matched.similar(PAIRS, |o, n| alike(&old_cells[o], &new_cells[n]));
    if *kind == BlockKind::Fields {
        // Its one row is the same row, however much of it changed.
        matched.equal(|_| Some(()), |_| Some(()));
    }
    let mut places = Vec::new();
    let mut kept = BTreeSet::new();
    for (n, (_, row)) in is.iter().enumerate() {
        let Some(o) = matched.old_of(n) else {
            places.push(None);
            continue;
        };
        let (row_id, before) = was[o];
        kept.insert(row_id);
        places.push(Some((row_id, &before.pos)));
        for (b, (id, column)) in behind.iter().zip(&columns) {
            let value = row.cells.get(id).filter(|v| !v.is_empty()).map(|v| translated(v, b));
            let stored = before.cells.get(&b.id).filter(|v| !v.is_empty() && !b.is_new);
            let old_column = old.columns.get(&b.id).filter(|_| !b.is_new);
            let was = old_column.zip(stored).and_then(|(c, v)| values::plain(c, v));
            let is = row.cells.get(id).and_then(|v| values::plain(column, v));
            let is_same_shape = old_column.is_some_and(|c| c.is_many() == column.is_many());
            if was == is && is_same_shape {
                continue;
            }
            operations.extend(cell(s, row_id, b.id, column, stored, value));
        }
    }
    for (id, _) in was.iter().filter(|(id, _)| !kept.contains(id)) {
        operations.push(Operation::Remove { path: Path::Rows(s), id: id.to_string(), at: now });
    }
    let positions = ordered(&places.iter().map(|p| p.as_ref().map(|(_, pos)| *pos)).collect::<Vec<_>>());
    for ((place, pos), (new_id, row)) in places.iter().zip(positions).zip(&is) {
        let path = Path::Rows(s);
        match place {
            None => {
                let filled = behind
                    .iter()
                    .zip(&columns)
                    .filter_map(|(b, (id, _))| Some((b.id, translated(row.cells.get(id)?, b))));
                let item = Item::Row(Row { pos: pos.clone(), cells: filled.collect(), deleted_at: None });
                let id = RowId::to_string(new_id);
                operations.push(Operation::Insert { path, id, pos, initial: Some(item) });
            }
            Some((id, old_pos)) if **old_pos != pos => {
                operations.push(Operation::Move { path, id: id.to_string(), pos });
            }
            Some(_) => {}
        }
    }
}

/// Equal cells among the filled ones, 0 to 1.
fn alike(old: &Cells, new: &Cells) -> f64 {
    let filled = old.iter().zip(new).filter(|(o, n)| o.is_some() || n.is_some()).count();
    let equal = old.iter().zip(new).filter(|(o, n)| o.is_some() && o == n).count();
    if filled == 0 { 0.0 } else { equal as f64 / filled as f64 }
}

/// A value with the stored ids of choices.
fn translated(value: &Value, behind: &Behind) -> Value {
    let member = |m: &String| behind.choices.get(m).unwrap_or(m).clone();
    match value {
        Value::One(text) => Value::One(member(text)),
        Value::Many(members) => Value::Many(members.iter().map(|(m, mark)| (member(m), mark.clone())).collect()),
    }
}

/// The smallest edits of a cell: a splice of a long text, members of a set, else the whole value.
fn cell(
    s: SectionId,
    row: RowId,
    c: ColumnId,
    column: &Column,
    old: Option<&Value>,
    new: Option<Value>,
) -> Vec<Operation> {
    let path = Path::Cell(s, row, c);
    match (old, new) {
        (Some(Value::One(old)), Some(Value::One(new))) if column.column_type.is_long_text() => {
            splice(path, old, &new).into_iter().collect()
        }
        (Some(Value::Many(old)), Some(Value::Many(new)))
            if old.values().chain(new.values()).all(String::is_empty) && old.keys().any(|m| new.contains_key(m)) =>
        {
            let member = |m: &String| Path::CellMember(s, row, c, m.clone());
            let gone =
                old.keys().filter(|m| !new.contains_key(*m)).map(|m| Operation::Set { path: member(m), value: None });
            let come = new
                .keys()
                .filter(|m| !old.contains_key(*m))
                .map(|m| Operation::Set { path: member(m), value: Some(Value::one("")) });
            come.chain(gone).collect()
        }
        (_, value) => vec![Operation::Set { path, value }],
    }
}
