//! What is certain to come back of a block of columns and rows, told while it is written: nearly all that people write.
//! The writer reads back only the rest. Every doubt here means "read it back"; a debug build reads all of it back
//! nevertheless, so that every test of the file form holds these rules to what they claim.

use bridgebook_domain::block::COLUMN_LIMIT;
use bridgebook_domain::raci::note;
use bridgebook_domain::text::CELL_LIMIT;
use bridgebook_domain::{Block, BlockKind, Column, ColumnId, ColumnType, Row, Value};

use crate::cell;
use crate::comment::{self, OPEN};
use crate::grid_out::{TASKS, Tasks, heads};
use crate::names::Names;
use crate::spans;
use crate::specification::{self, Defaults};
use crate::values::{self, Choices, Shape};

/// Adds the comment of a block and what stands below it. Where that is in doubt, nothing is given, and what was added
/// so far is to be taken away.
pub(crate) fn push(out: &mut String, kind: &BlockKind, block: &Block, names: &dyn Names) -> Option<()> {
    if matches!(kind, BlockKind::Prose | BlockKind::Fields | BlockKind::View | BlockKind::Unknown(_)) {
        return None;
    }
    let columns = block.live_columns();
    let is_alone = |name: &str| columns.iter().filter(|(_, c)| c.name == name).count() == 1;
    let is_told = !columns.is_empty()
        && columns.len() <= COLUMN_LIMIT
        && block.text.is_empty()
        && block.settings.iter().all(|(name, value)| comment::is_certain_setting(name, value))
        && columns.iter().all(|(_, c)| specification::is_certain(c) && is_alone(&c.name));
    if !is_told {
        return None;
    }
    let rows: Vec<&Row> = block.live_rows().into_iter().map(|(_, row)| row).collect();
    out.push_str(OPEN);
    out.push_str(kind.as_str());
    for (name, value) in &block.settings {
        out.push(' ');
        out.push_str(&comment::setting(name, value));
    }
    if *kind == BlockKind::Checklist {
        out.push_str(" -->\n\n");
        let are_tasks = !rows.is_empty()
            && specification::are_standard(TASKS.standard, &columns)
            && rows.iter().all(|row| push_task(out, &columns, row));
        return are_tasks.then_some(());
    }
    let first = out.len();
    out.push('\n');
    specification::push_lines(out, &columns, &mut Defaults::new(kind, block.setting("preset")));
    if out.len() == first + 1 {
        out.truncate(first);
        out.push(' ');
    }
    out.push_str("-->\n\n");
    out.push_str(&heads(&columns));
    push_rows(out, &columns, &rows, names)
}

/// Adds a row of a check list as a task, if it is one and comes back as it is.
fn push_task(out: &mut String, columns: &[(ColumnId, &Column)], row: &Row) -> bool {
    let Tasks { item, done, .. } = *TASKS;
    let mut is_done = false;
    let mut text = None;
    for (n, (id, _)) in columns.iter().enumerate() {
        match row.cells.get(id).filter(|v| !v.is_empty()) {
            None => {}
            Some(Value::One(written)) if n == item && cell::is_simple(written) => text = Some(written),
            Some(Value::One(written)) if n == done && written == "yes" => is_done = true,
            Some(_) => return false,
        }
    }
    let Some(text) = text else { return false };
    out.push_str(if is_done { "- [x] " } else { "- [ ] " });
    out.push_str(text);
    out.push('\n');
    true
}

/// The rows of a table whose every cell comes back as it is; nothing where that is not certain of one of them.
pub(crate) fn rows(columns: &[(ColumnId, &Column)], rows: &[&Row], names: &dyn Names) -> Option<String> {
    let mut out = String::new();
    push_rows(&mut out, columns, rows, names)?;
    Some(out)
}

/// A column as its cells need it.
struct Place<'a> {
    id: ColumnId,
    column: &'a Column,
    shape: Shape<'a>,
    is_as_stored: bool,
    /// The names that words would be read as; none but of a choice column.
    choices: Option<Choices>,
}

fn push_rows<'a>(out: &mut String, columns: &[(ColumnId, &'a Column)], rows: &[&Row], names: &dyn Names) -> Option<()> {
    let place = |(id, column): &(ColumnId, &'a Column)| {
        let shape = Shape::of(column);
        let choices = (column.column_type == ColumnType::Choice).then(|| Choices::of(column));
        Place { id: *id, column, shape, is_as_stored: shape.is_as_stored(), choices }
    };
    let places: Vec<Place<'a>> = columns.iter().map(place).collect();
    for row in rows {
        out.push('|');
        // Columns and cells were mostly made in one order, so that the next cell is the one that is asked for.
        let mut cells = row.cells.iter();
        let mut next = cells.next();
        for place in &places {
            let value = match next {
                Some((id, value)) if *id == place.id => {
                    next = cells.next();
                    Some(value)
                }
                _ => row.cells.get(&place.id),
            };
            out.push(' ');
            if let Some(value) = value.filter(|v| !v.is_empty()) {
                push_cell(out, place, value, names)?;
                out.push(' ');
            }
            out.push('|');
        }
        out.push('\n');
    }
    Some(())
}

fn push_cell(out: &mut String, place: &Place<'_>, value: &Value, names: &dyn Names) -> Option<()> {
    let Place { column, shape, .. } = place;
    match value {
        Value::One(text) if place.is_as_stored => match column.choices.get(text) {
            Some(choice) => push_text(out, &choice.name),
            // Words that are no choice, but would be read as one.
            None if place.choices.as_ref().is_some_and(|choices| choices.names_one(text)) => None,
            None => push_text(out, text),
        },
        Value::One(text) if column.column_type == ColumnType::Duration && !shape.is_many() => {
            push_text(out, &spans::words(text)?)
        }
        Value::Many(letters) if column.column_type == ColumnType::Letters => {
            for (n, (letter, mark)) in letters.iter().enumerate() {
                let is_plain = !letter.is_empty() && letter.bytes().all(|b| b.is_ascii_alphanumeric());
                if !is_plain || !note(mark).is_empty() {
                    return None;
                }
                if n > 0 {
                    out.push('/');
                }
                out.push_str(letter);
            }
            Some(())
        }
        // The order of a set is told by marks, which a look at one cell does not compare.
        _ if shape.is_many() => None,
        value => {
            let plain = values::plain(column, value)?;
            let text = values::write(*shape, &plain, names);
            if values::read(*shape, text.clone(), names).as_ref() != Some(&plain) {
                return None;
            }
            push_text(out, &text)
        }
    }
}

/// A text as a cell, if it comes back as it is.
fn push_text(out: &mut String, text: &str) -> Option<()> {
    if cell::is_simple(text) {
        out.push_str(text);
        return Some(());
    }
    let written = cell::encode(text);
    let is_safe = !text.is_empty()
        && text.len() <= CELL_LIMIT
        && !written.contains(['\n', '\r'])
        && cell::split(&format!("| {written} |")).as_slice() == [written.as_str()]
        && cell::decode(&written) == text;
    is_safe.then(|| out.push_str(&written))
}
