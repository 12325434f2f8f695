//! Filling a document that is made of another, or of the log: lines into tables and values into columns. Columns are found
//! by their keys, so that a team may rename, reorder and leave out what it likes.

use std::collections::BTreeMap;

use crate::block::{Block, Column, Row};
use crate::document::Document;
use crate::id::{ColumnId, RowId};
use crate::position::Position;
use crate::value::{ColumnType, Value};
use crate::view::{choice_of, folded};

/// The cells of a line by the keys of their columns.
pub(crate) type Line = Vec<(&'static str, Value)>;

/// A value of one.
pub(crate) fn one(text: impl Into<String>) -> Value {
    Value::One(text.into())
}

/// Whether a block has columns of all these keys.
pub(crate) fn has(block: &Block, keys: &[&str]) -> bool {
    keys.iter().all(|key| block.column_by_key(key).is_some())
}

/// What fills a table: cells by key, or rows of another table.
pub(crate) enum Filling {
    Keyed(Line),
    Cells(BTreeMap<ColumnId, Value>),
}

/// Lines whose cells stand by key.
pub(crate) fn lines(list: Vec<Line>) -> Vec<Filling> {
    list.into_iter().map(Filling::Keyed).collect()
}

/// Puts lines in place of those of the template, in the first table that is meant. Nothing to put leaves it as it is.
pub(crate) fn put(
    document: &mut Document,
    is_it: impl Fn(&Block) -> bool,
    list: Vec<Filling>,
    fresh: &mut impl FnMut() -> RowId,
) {
    let found = document.live_sections().into_iter().find(|(_, s)| is_it(&s.block)).map(|(id, _)| id);
    let Some(section) = found.filter(|_| !list.is_empty()).and_then(|id| document.sections.get_mut(&id)) else {
        return;
    };
    section.block.rows.clear();
    let places = Position::series(list.len());
    for (pos, line) in places.into_iter().zip(list) {
        let cells = match line {
            Filling::Cells(cells) => cells,
            Filling::Keyed(line) => line
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .filter_map(|(key, value)| {
                    let (id, column) = section.block.column_by_key(key)?;
                    Some((id, fitting(column, value)))
                })
                .collect(),
        };
        section.block.rows.insert(fresh(), Row { pos, cells, deleted_at: None });
    }
}

/// A value as its column holds it: a choice by its id, of several in a set.
pub(crate) fn fitting(column: &Column, value: Value) -> Value {
    if column.column_type != ColumnType::Choice {
        return value;
    }
    let id = |word: &str| choice_of(column, word).map_or_else(|| word.to_owned(), |(id, _)| id.to_owned());
    match value {
        Value::One(word) => Value::One(id(&word)),
        Value::Many(members) => Value::Many(members.into_iter().map(|(word, mark)| (id(&word), mark)).collect()),
    }
}

/// A choice of a template by its place where its name is another: a translated template keeps the order.
pub(crate) fn nth(column: &Column, name: &str, place: usize, of: usize) -> Option<Value> {
    let choices = column.live_choices();
    let named = choices.iter().find(|(_, choice)| folded(&choice.name) == folded(name));
    let placed = || choices.get(place).filter(|_| choices.len() == of);
    named.or_else(placed).map(|(id, _)| one(*id))
}
