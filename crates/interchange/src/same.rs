//! Whether two sections hold the same: what `canonical::equality` says of documents, without making JSON of them
//! first. The writer asks it of every section that it wrote.

use bridgebook_domain::{Block, Column, Section, Value, raci};

/// Whether two sections are equal but for ids, places and what was removed.
pub(crate) fn same(a: &Section, b: &Section) -> bool {
    a.heading == b.heading
        && a.depth == b.depth
        && a.label == b.label
        && a.guidance == b.guidance
        && a.kind.as_str() == b.kind.as_str()
        && a.block.text == b.block.text
        && a.block.settings == b.block.settings
        && same_grid(&a.block, &b.block)
}

fn same_grid(a: &Block, b: &Block) -> bool {
    let (columns, others) = (a.live_columns(), b.live_columns());
    if columns.len() != others.len() || !columns.iter().zip(&others).all(|((_, a), (_, b))| same_column(a, b)) {
        return false;
    }
    let (rows, others_rows) = (a.live_rows(), b.live_rows());
    rows.len() == others_rows.len()
        && rows.iter().zip(&others_rows).all(|((_, row), (_, other))| {
            columns.iter().zip(&others).all(|((id, column), (other_id, other_column))| {
                same_cell(column, row.cells.get(id), other_column, other.cells.get(other_id))
            })
        })
}

fn same_column(a: &Column, b: &Column) -> bool {
    let choices =
        |c: &Column| c.live_choices().into_iter().map(|(_, c)| (c.name.clone(), c.colour.clone())).collect::<Vec<_>>();
    a.key == b.key
        && a.name == b.name
        && a.column_type.as_str() == b.column_type.as_str()
        && a.options == b.options
        && choices(a) == choices(b)
}

fn same_cell(a: &Column, value: Option<&Value>, b: &Column, other: Option<&Value>) -> bool {
    let (value, other) = (value.filter(|v| !v.is_empty()), other.filter(|v| !v.is_empty()));
    match (value, other) {
        (None, None) => true,
        (Some(value), Some(other)) => {
            a.is_many() == b.is_many() && is_text(a, value) == is_text(b, other) && words(a, value) == words(b, other)
        }
        _ => false,
    }
}

/// Whether a value counts as one text, rather than as a list of one.
fn is_text(column: &Column, value: &Value) -> bool {
    matches!(value, Value::One(_)) && !column.is_many()
}

/// The members by name, each with its note where it is a letter.
fn words<'a>(column: &'a Column, value: &'a Value) -> Vec<(&'a str, &'a str)> {
    let name = |m: &'a str| column.choices.get(m).map_or(m, |c| c.name.as_str());
    match value {
        Value::One(text) if !column.is_many() => vec![(name(text), "")],
        // Letters have no order; their marks are notes.
        Value::Many(letters) if column.column_type == bridgebook_domain::ColumnType::Letters => {
            letters.iter().map(|(letter, mark)| (letter.as_str(), raci::note(mark))).collect()
        }
        value => value.members().into_iter().map(|m| (name(m), "")).collect(),
    }
}
