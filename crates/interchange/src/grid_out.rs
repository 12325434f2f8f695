//! A grid-like block as Markdown: the lines of its comment and its table, field list or task list.

use std::sync::LazyLock;

use bridgebook_domain::preset::PresetColumn;
use bridgebook_domain::{Block, BlockKind, Column, ColumnId, Row};

use crate::cell;
use crate::certain;
use crate::comment;
use crate::names::Names;
use crate::specification::{self, Defaults, Specification};
use crate::values::{self, Plain, Shape};

/// What the comment says beside the kind, and the content below it.
pub(crate) struct Written {
    /// Items of the first line.
    pub items: Vec<String>,
    /// `col` and `cell` lines, each with its line break.
    pub lines: String,
    /// Markdown, ending with a line break, or empty: of a table its heads, of anything else all of it.
    pub content: String,
    /// The rows of a table.
    pub rows: String,
    /// Whether every cell of the rows was seen to come back as it is, so that the rows need not be read again.
    pub are_rows_certain: bool,
}

/// Writes a block.
pub(crate) fn write(kind: &BlockKind, block: &Block, names: &dyn Names) -> Written {
    let columns: Vec<_> = block.live_columns();
    let rows: Vec<_> = block.live_rows().into_iter().map(|(_, row)| row).collect();
    let mut items: Vec<String> = block.settings.iter().map(|(key, value)| comment::setting(key, value)).collect();
    let mut defaults = Defaults::new(kind, block.setting("preset"));
    let form = form(kind, &columns, &rows);
    let mut lines = String::new();
    // A task list stands for the standard columns.
    if !matches!(form, Form::Tasks { .. }) {
        specification::push_lines(&mut lines, &columns, &mut defaults);
    }
    if matches!(form, Form::Table)
        && !matches!(kind, BlockKind::Fields | BlockKind::View)
        && !columns.is_empty()
        && let Some(rows) = certain::rows(&columns, &rows, names)
    {
        return Written { items, lines, content: heads(&columns), rows, are_rows_certain: true };
    }
    let mut grid: Vec<Vec<String>> = Vec::with_capacity(rows.len());
    for (r, row) in rows.iter().enumerate() {
        let mut words = Vec::with_capacity(columns.len());
        for (c, (id, column)) in columns.iter().enumerate() {
            let shape = Shape::of(column);
            let value = row.cells.get(id).and_then(|v| values::plain(column, v));
            let text = value.as_ref().map(|v| values::write(shape, v, names)).unwrap_or_default();
            if values::read(shape, text.clone(), names) != value {
                lines.push_str(&format!("cell {} {} {}\n", r + 1, c + 1, exact(value.as_ref())));
            }
            words.push(cell::encode(&text));
        }
        grid.push(words);
    }
    let mut below = String::new();
    let content = match form {
        Form::Tasks { item, done } => grid.iter().fold(String::new(), |mut out, words| {
            let sign = if words[done] == "yes" { 'x' } else { ' ' };
            out.push_str(&format!("- [{sign}] {}\n", words[item]));
            out
        }),
        Form::Fields => {
            if rows.is_empty() {
                items.push("rows=0".to_owned());
            }
            if columns.is_empty() {
                items.push("columns=0".to_owned());
            }
            let mut out = cell::row(["Field", "Value"]);
            out.push_str(&cell::row(["---", "---"]));
            for (n, (_, column)) in columns.iter().enumerate() {
                let value = grid.first().map_or("", |words| words[n].as_str());
                out.push_str(&cell::row([cell::encode(&column.name).as_str(), value]));
            }
            out
        }
        Form::Table if columns.is_empty() => {
            items.push("columns=0".to_owned());
            String::new()
        }
        Form::Table => {
            if matches!(kind, BlockKind::Fields) {
                items.push("as=table".to_owned());
            }
            for words in &grid {
                below.push_str(&cell::row(words.iter().map(String::as_str)));
            }
            heads(&columns)
        }
    };
    Written { items, lines, content, rows: below, are_rows_certain: false }
}

/// The head of a table and the line below it.
pub(crate) fn heads(columns: &[(ColumnId, &Column)]) -> String {
    let heads: Vec<String> = columns.iter().map(|(_, c)| cell::encode(&c.name)).collect();
    let mut out = cell::row(heads.iter().map(String::as_str));
    out.push_str(&cell::row(columns.iter().map(|_| "---")));
    out
}

enum Form {
    Table,
    Fields,
    Tasks { item: usize, done: usize },
}

fn form(kind: &BlockKind, columns: &[(bridgebook_domain::ColumnId, &Column)], rows: &[&Row]) -> Form {
    match kind {
        BlockKind::Fields if rows.len() <= 1 => Form::Fields,
        BlockKind::Checklist if !rows.is_empty() => {
            let Tasks { standard, item, done, .. } = *TASKS;
            let is_simple = specification::are_standard(standard, columns)
                && rows.iter().all(|row| {
                    columns.iter().enumerate().all(|(n, (id, column))| {
                        let value = row.cells.get(id).and_then(|v| values::plain(column, v));
                        match value {
                            None => n != item,
                            Some(Plain::One(text)) => n == item || (n == done && text == "yes"),
                            Some(Plain::Many(_) | Plain::Noted(_)) => false,
                        }
                    })
                });
            if is_simple { Form::Tasks { item, done } } else { Form::Table }
        }
        _ => Form::Table,
    }
}

/// The standard columns of a checklist and the places of item and tick: what a task list stands for.
pub(crate) struct Tasks {
    pub standard: &'static [PresetColumn],
    pub columns: Vec<Specification>,
    pub item: usize,
    pub done: usize,
}

/// Every check list asks for it, when it is written and when it is read.
pub(crate) static TASKS: LazyLock<Tasks> = LazyLock::new(|| {
    let mut defaults = Defaults::new(&BlockKind::Checklist, "");
    let names: Vec<&str> = defaults.standard.iter().map(|c| c.name).collect();
    let place = |key: &str| defaults.standard.iter().position(|c| c.key == key);
    let item = place("item").expect("the standard checklist has an item");
    let done = place("done").expect("the standard checklist has a tick");
    let standard = defaults.standard;
    Tasks { standard, columns: names.into_iter().map(|name| defaults.by_name(name)).collect(), item, done }
});

fn exact(value: Option<&Plain>) -> String {
    match value {
        None => "[]".to_owned(),
        Some(Plain::One(text)) => comment::word(text),
        Some(Plain::Many(members)) => comment::list(members.iter().map(|m| (m.as_str(), ""))),
        Some(Plain::Noted(letters)) => comment::list(letters.iter().map(|(l, note)| (l.as_str(), note.as_str()))),
    }
}
