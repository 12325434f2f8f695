//! The columns and rows of a grid in both states.

use super::order::{self, merged};
use super::{CellDifference, ColumnDifference, RowDifference, Sign, Span, Wording, is_number, number, sign_of, spans};
use crate::block::{Block, Column, Row};
use crate::id::{ColumnId, RowId};
use crate::value::Value;

pub(super) fn columns(was: &Block, is: &Block) -> Vec<ColumnDifference> {
    let (old, new) = (was.live_columns(), is.live_columns());
    let ids = |list: &[(ColumnId, &Column)]| list.iter().map(|(id, _)| *id).collect::<Vec<_>>();
    let make = |column: ColumnId, sign: Sign, name: Vec<Span>, shown: &Column, about: Vec<String>| ColumnDifference {
        column,
        sign,
        name,
        is_number: is_number(shown),
        about,
    };
    let read = |place: order::Place<ColumnId>| match (place.old.map(|n| old[n].1), place.new.map(|n| new[n].1)) {
        (Some(old), Some(new)) => {
            let about = about(old, new, place.is_moved);
            let same = old.name == new.name;
            let sign = if same && about.is_empty() { Sign::Same } else { Sign::Changed };
            let name = if same { spans::one(Sign::Same, &new.name) } else { spans::whole(&old.name, &new.name) };
            Some(make(place.id, sign, name, new, about))
        }
        (None, Some(new)) => Some(make(place.id, Sign::Added, spans::one(Sign::Added, &new.name), new, Vec::new())),
        (Some(old), None) => Some(make(place.id, Sign::Removed, spans::one(Sign::Removed, &old.name), old, Vec::new())),
        (None, None) => None,
    };
    merged(&ids(&old), &ids(&new)).into_iter().filter_map(read).collect()
}

/// What differs about a column beside its name.
fn about(old: &Column, new: &Column, is_moved: bool) -> Vec<String> {
    let choices = |c: &Column| {
        let live = c.live_choices().into_iter();
        live.map(|(id, c)| (id.to_owned(), c.name.clone(), c.colour.clone())).collect::<Vec<_>>()
    };
    [
        ("place", is_moved),
        ("type", old.column_type != new.column_type),
        ("meaning", old.key != new.key),
        ("options", old.options != new.options),
        ("choices", choices(old) != choices(new)),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(word, _)| word.to_owned())
    .collect()
}

pub(super) fn rows((was, before): (&Block, &dyn Wording), (is, after): (&Block, &dyn Wording)) -> Vec<RowDifference> {
    let (old, new) = (was.live_rows(), is.live_rows());
    let ids = |list: &[(RowId, &Row)]| list.iter().map(|(id, _)| *id).collect::<Vec<_>>();
    let mut columns: Vec<(ColumnId, Option<&Column>, Option<&Column>)> = Vec::new();
    let live = |block: &Block, id: ColumnId| block.columns.get(&id).is_some_and(|c| c.deleted_at.is_none());
    for id in was.columns.keys().chain(is.columns.keys().filter(|id| !was.columns.contains_key(id))) {
        let side = |block: &Block| live(block, *id);
        let old = was.columns.get(id).filter(|_| side(was));
        let new = is.columns.get(id).filter(|_| side(is));
        if old.is_some() || new.is_some() {
            columns.push((*id, old, new));
        }
    }
    let mut list = Vec::with_capacity(new.len());
    for place in merged(&ids(&old), &ids(&new)) {
        let (was_row, is_row) = (place.old.map(|n| old[n].1), place.new.map(|n| new[n].1));
        let mut cells = Vec::new();
        for (id, old_column, new_column) in &columns {
            let held = |row: Option<&'_ Row>| row.and_then(|r| r.cells.get(id)).filter(|v| !v.is_empty()).cloned();
            let old_value = old_column.and_then(|c| held(was_row).map(|v| (before.cell(c, &v), v)));
            let new_value = new_column.and_then(|c| held(is_row).map(|v| (after.cell(c, &v), v)));
            cells.extend(cell(*id, old_value, new_value, new_column.or(*old_column)));
        }
        let sign = match (was_row, is_row) {
            (Some(_), Some(_)) if cells.iter().all(|c| c.sign == Sign::Same) => Sign::Same,
            (was, is) => sign_of(was.is_some(), is.is_some()),
        };
        let n = number(place.new.or(place.old).unwrap_or_default() + 1);
        list.push(RowDifference { row: place.id, sign, is_moved: place.is_moved, number: n, cells });
    }
    list
}

fn cell(
    column: ColumnId,
    old: Option<(String, Value)>,
    new: Option<(String, Value)>,
    shown: Option<&Column>,
) -> Option<CellDifference> {
    let (sign, spans) = match (old, new) {
        (None, None) => return None,
        (Some((_, old)), Some((words, new))) if old == new => (Sign::Same, spans::one(Sign::Same, &words)),
        (Some((old, _)), Some((new, _))) => {
            let is_long = shown.is_some_and(|c| c.column_type.is_long_text());
            let spans = if is_long { spans::of_text(&old, &new).0 } else { spans::of_line(&old, &new) };
            (Sign::Changed, spans)
        }
        (Some((old, _)), None) => (Sign::Removed, spans::one(Sign::Removed, &old)),
        (None, Some((new, _))) => (Sign::Added, spans::one(Sign::Added, &new)),
    };
    Some(CellDifference { column, sign, spans })
}
