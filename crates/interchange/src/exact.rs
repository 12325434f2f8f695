//! The last resort: a section that no readable form carries, as JSON in a fenced block.

use std::collections::BTreeMap;

use bridgebook_domain::block::COLUMN_LIMIT;
use bridgebook_domain::position::Position;
use bridgebook_domain::text::{CELL_LIMIT, TEXT_LIMIT};
use bridgebook_domain::{Block, BlockKind, Choice, Column, ColumnId, ColumnType, Row, RowId, Section, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::input::ROW_LIMIT;

#[derive(Serialize, Deserialize)]
struct Exact {
    heading: String,
    depth: u8,
    label: String,
    guidance: String,
    kind: BlockKind,
    text: String,
    settings: BTreeMap<String, Value>,
    columns: Vec<ExactColumn>,
    rows: Vec<Vec<Option<Value>>>,
}

#[derive(Serialize, Deserialize)]
struct ExactColumn {
    key: String,
    name: String,
    #[serde(rename = "type")]
    column_type: ColumnType,
    options: BTreeMap<String, String>,
    choices: Vec<ExactChoice>,
}

#[derive(Serialize, Deserialize)]
struct ExactChoice {
    id: String,
    name: String,
    colour: String,
    /// A removed choice is kept where a cell still names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deleted_at: Option<String>,
}

/// The fenced block.
pub(crate) fn write(section: &Section) -> String {
    let block = &section.block;
    let columns = block.live_columns();
    let rows = block.live_rows();
    let is_used = |column: ColumnId, choice: &str| {
        rows.iter().any(|(_, r)| r.cells.get(&column).is_some_and(|v| v.members().contains(&choice)))
    };
    let exact = Exact {
        heading: section.heading.clone(),
        depth: section.depth,
        label: section.label.clone(),
        guidance: section.guidance.clone(),
        kind: section.kind.clone(),
        text: block.text.clone(),
        settings: block.settings.clone(),
        columns: columns
            .iter()
            .map(|(id, c)| {
                let live = c.live_choices().into_iter();
                let removed = c.choices.iter().filter(|(choice, c)| c.deleted_at.is_some() && is_used(*id, choice));
                let removed = removed.map(|(choice, c)| (choice.as_str(), c));
                ExactColumn {
                    key: c.key.clone(),
                    name: c.name.clone(),
                    column_type: c.column_type.clone(),
                    options: c.options.clone(),
                    choices: live
                        .chain(removed)
                        .map(|(id, c)| ExactChoice {
                            id: id.to_owned(),
                            name: c.name.clone(),
                            colour: c.colour.clone(),
                            deleted_at: c.deleted_at.map(|at| at.to_string()),
                        })
                        .collect(),
                }
            })
            .collect(),
        rows: rows
            .iter()
            .map(|(_, row)| {
                columns.iter().map(|(id, _)| row.cells.get(id).filter(|v| !v.is_empty()).cloned()).collect()
            })
            .collect(),
    };
    let json = serde_json::to_string_pretty(&exact).expect("a section is plain data with text keys");
    format!("```json\n{}\n```\n", crate::comment::visible(&json))
}

/// What in a section is larger than a document holds.
fn too_large(exact: &Exact) -> Option<String> {
    let long = |text: &str, limit: usize| text.len() > limit && text.chars().count() > limit;
    let mut cells = exact.rows.iter().flatten().flatten().flat_map(Value::members);
    if exact.columns.len() > COLUMN_LIMIT {
        Some(format!("{} columns, of which {COLUMN_LIMIT} can be read", exact.columns.len()))
    } else if cells.any(|cell| long(cell, CELL_LIMIT)) {
        Some(format!("a cell of more than {CELL_LIMIT} characters"))
    } else {
        let is_long = long(&exact.text, TEXT_LIMIT) || long(&exact.guidance, TEXT_LIMIT);
        is_long.then(|| format!("a text of more than {TEXT_LIMIT} characters"))
    }
}

/// Reads the JSON of such a block, and how many of its rows were left out because there are too many; the error is the
/// sentence about it.
pub(crate) fn read(json: &str, pos: Position, ids: &mut dyn FnMut() -> Uuid) -> Result<(Section, usize), String> {
    let mut exact: Exact = serde_json::from_str(json)
        .map_err(|error| format!("The exact section cannot be read ({error}), so it was kept as text."))?;
    let left_out = exact.rows.len().saturating_sub(ROW_LIMIT);
    exact.rows.truncate(ROW_LIMIT);
    if let Some(what) = too_large(&exact) {
        return Err(format!("The exact section has {what}, so it was kept as text."));
    }
    let mut block = Block { text: exact.text, settings: exact.settings, ..Block::default() };
    let mut columns = Vec::new();
    for (pos, c) in Position::series(exact.columns.len()).into_iter().zip(exact.columns) {
        let positions = Position::series(c.choices.len());
        let choices = positions.into_iter().zip(c.choices).map(|(pos, c)| {
            let deleted_at = c.deleted_at.and_then(|at| at.parse().ok());
            (c.id, Choice { pos, name: c.name, colour: c.colour, deleted_at })
        });
        let column = Column {
            pos,
            key: c.key,
            name: c.name,
            column_type: c.column_type,
            options: c.options,
            choices: choices.collect(),
            deleted_at: None,
        };
        let id = ColumnId::new(ids());
        columns.push(id);
        block.columns.insert(id, column);
    }
    for (pos, row) in Position::series(exact.rows.len()).into_iter().zip(exact.rows) {
        let cells = columns.iter().zip(row).filter_map(|(id, value)| value.map(|v| (*id, v))).collect();
        block.rows.insert(RowId::new(ids()), Row { pos, cells, deleted_at: None });
    }
    let section = Section {
        pos,
        heading: exact.heading,
        depth: exact.depth,
        label: exact.label,
        guidance: exact.guidance,
        kind: exact.kind,
        block,
        deleted_at: None,
    };
    Ok((section, left_out))
}
