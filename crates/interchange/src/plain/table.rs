//! A table found in plain Markdown: RACI, escalation, or a table of texts.

use bridgebook_domain::position::Position;
use bridgebook_domain::preset::{PresetColumn, role_column};
use bridgebook_domain::{Block, BlockKind, Column, ColumnId, ColumnType, Row, RowId};

use super::{Grid, Task, escalation, raci};
use crate::document_in::Context;
use crate::grid_out::TASKS;
use crate::report::{ImportError, Remark, Report};
use crate::specification::{Defaults, Specification};
use crate::values::{self, Choices, Plain, Shape};

/// What a recogniser made of a column: what it is, and how its cells are read.
pub(super) struct Planned {
    pub specification: Specification,
    /// Reads a cell; `None` keeps the words as they are and is reported with the reason.
    pub read: fn(&str) -> Option<Vec<String>>,
    /// Why a cell was not understood, for the report.
    pub expected: &'static str,
}

/// The block for a table whose columns say that it is a RACI or escalation matrix.
pub(crate) fn recognised(grid: &Grid, context: &mut Context<'_>, report: &mut Report) -> Option<(BlockKind, Block)> {
    if let Some((scheme, planned)) = raci::recognise(grid) {
        let settings = [("scheme", scheme)];
        return Some((BlockKind::Raci, build(grid, &BlockKind::Raci, &planned, &settings, context, report)));
    }
    let planned = escalation::recognise(grid)?;
    let settings: Vec<(&str, &str)> =
        bridgebook_domain::preset::Preset::find(&BlockKind::Escalation, "").map_or(&[][..], |p| p.settings).to_vec();
    Some((BlockKind::Escalation, build(grid, &BlockKind::Escalation, &planned, &settings, context, report)))
}

/// The block for a table.
pub(super) fn block(
    grid: &Grid,
    context: &mut Context<'_>,
    report: &mut Report,
) -> Result<(BlockKind, Block), ImportError> {
    if let Some(found) = recognised(grid, context, report) {
        return Ok(found);
    }
    let mut defaults = Defaults::new(&BlockKind::Table, "");
    let planned: Vec<Planned> = grid
        .heads
        .iter()
        .enumerate()
        .map(|(n, head)| {
            let cells = grid.rows.iter().filter_map(|(_, cells)| cells.get(n));
            let has_marks = cells.into_iter().any(|c| c.contains(['*', '`', '\n', '[', '_']));
            let column_type = if has_marks { ColumnType::Markdown } else { ColumnType::Text };
            text(Specification { column_type, ..defaults.by_name(&words(head)) })
        })
        .collect();
    Ok((BlockKind::Table, build(grid, &BlockKind::Table, &planned, &[], context, report)))
}

/// A column whose cells stay as they are.
pub(super) fn text(specification: Specification) -> Planned {
    Planned { specification, read: |cell| Some(vec![cell.to_owned()]), expected: "" }
}

/// The words of a cell without emphasis around them: `**A**` is `A`.
pub(super) fn words(cell: &str) -> String {
    let mut text = cell.trim();
    for sign in ["***", "**", "__", "*", "_", "`", "~~"] {
        if text.len() > 2 * sign.len()
            && let Some(inner) = text.strip_prefix(sign).and_then(|t| t.strip_suffix(sign))
        {
            text = inner.trim();
        }
    }
    text.to_owned()
}

fn build(
    grid: &Grid,
    kind: &BlockKind,
    planned: &[Planned],
    settings: &[(&str, &str)],
    context: &mut Context<'_>,
    report: &mut Report,
) -> Block {
    let mut block = Block::default();
    for (key, value) in settings {
        block.settings.insert((*key).to_owned(), bridgebook_domain::Value::one(*value));
    }
    let standard: &[PresetColumn] = bridgebook_domain::preset::Preset::columns(kind, "");
    let table = grid.rows.first().map_or(0, |(line, _)| *line);
    let (mut ids, mut choices) = (Vec::new(), Vec::new());
    for (pos, plan) in Position::series(planned.len()).into_iter().zip(planned) {
        let id = ColumnId::new((context.ids)());
        ids.push(id);
        let column = plan.specification.to_column(pos, standard, context.ids);
        choices.push(Choices::of(&column));
        block.columns.insert(id, column);
    }
    let rows = &grid.rows;
    grid.left_out.remark().into_iter().for_each(|remark| report.push(remark));
    for (pos, (line, cells)) in Position::series(rows.len()).into_iter().zip(rows) {
        let mut row = Row { pos, cells: Default::default(), deleted_at: None };
        for (n, (id, plan)) in ids.iter().zip(planned).enumerate() {
            let mut cell = cells.get(n).cloned().unwrap_or_default();
            if n + 1 == planned.len() && cells.len() > planned.len() {
                for more in &cells[planned.len()..] {
                    cell.push_str(" | ");
                    cell.push_str(more);
                }
                let message = "The row has more cells than the table has columns; they were kept in its last cell.";
                report.push(Remark::new(*line, message).of_wide(table));
            }
            if cell.is_empty() {
                continue;
            }
            let column = &block.columns[id];
            let members = (plan.read)(&cell).unwrap_or_else(|| {
                let short: String = cell.chars().take(60).collect();
                let message =
                    format!("Column “{}”: “{short}” is not {}. It was kept as written.", column.name, plan.expected);
                report.push(Remark::new(*line, message).of_column(table, &column.name));
                vec![cell.clone()]
            });
            if let Some(value) = typed(column, &choices[n], members, context) {
                row.cells.insert(*id, value);
            }
        }
        block.rows.insert(RowId::new((context.ids)()), row);
    }
    block
}

/// The stored value for what was read, names of the directory found by the column's type.
fn typed(
    column: &Column,
    choices: &Choices,
    members: Vec<String>,
    context: &Context<'_>,
) -> Option<bridgebook_domain::Value> {
    let members: Vec<String> = members
        .into_iter()
        .filter(|m| !m.is_empty())
        .map(|m| values::read_one(Shape::of(column), m, context.names))
        .collect();
    if members.is_empty() {
        return None;
    }
    let plain = if Shape::of(column).is_many() { Plain::Many(members) } else { Plain::One(members.join(", ")) };
    Some(values::stored(choices, plain))
}

/// A checklist of the items of a task list.
pub(super) fn checklist(items: Vec<Task>, context: &mut Context<'_>, report: &mut Report) -> Block {
    if let Some(nested) = items.iter().find(|t| t.is_nested) {
        report.push(Remark::new(nested.line, "Nested items of the list were put on one level."));
    }
    let (specifications, item, done) = (TASKS.columns.clone(), TASKS.item, TASKS.done);
    let standard = Defaults::new(&BlockKind::Checklist, "").standard;
    let mut block = Block::default();
    let mut ids = Vec::new();
    for (pos, specification) in Position::series(specifications.len()).into_iter().zip(&specifications) {
        let id = ColumnId::new((context.ids)());
        ids.push(id);
        block.columns.insert(id, specification.to_column(pos, standard, context.ids));
    }
    for (pos, task) in Position::series(items.len()).into_iter().zip(items) {
        let mut row = Row { pos, cells: Default::default(), deleted_at: None };
        if !task.text.is_empty() {
            row.cells.insert(ids[item], bridgebook_domain::Value::one(task.text));
        }
        if task.is_done {
            row.cells.insert(ids[done], bridgebook_domain::Value::one("yes"));
        }
        block.rows.insert(RowId::new((context.ids)()), row);
    }
    block
}

/// A role of a RACI matrix.
pub(super) fn role(name: &str) -> Specification {
    let kind = if is_machine(name) { "ai" } else { "human" };
    Specification::of(&role_column(Position::default(), name, &[("kind", kind)]))
}

/// Whether the head of a role names a machine: “AI”, “Chatbot”, “AI assistant”; not “AI engineer”.
fn is_machine(name: &str) -> bool {
    let name = name.to_lowercase();
    let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    match words.as_slice() {
        [.., "ai" | "bot" | "chatbot" | "llm" | "copilot"] => true,
        ["ai", .., last] => matches!(*last, "assistant" | "agent" | "assist"),
        _ => false,
    }
}
