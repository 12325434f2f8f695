//! A grid-like block from the lines below its comment.

use std::collections::BTreeMap;

use bridgebook_domain::position::Position;
use bridgebook_domain::{Block, BlockKind, Column, ColumnId, ColumnType, Row, RowId};
use uuid::Uuid;

use crate::cell;
use crate::comment::{CellLine, Comment};
use crate::grid_out::{TASKS, Tasks};
use crate::input::{COLUMN_LIMIT, LeftOut, ROW_LIMIT, Tables};
use crate::names::Names;
use crate::report::{ImportError, Remark, Report};
use crate::specification::{self, Defaults, Specification};
use crate::values::{self, Choices, Plain, Shape};

/// Where a block's lines come from and what they are read with.
pub(crate) struct Source<'a> {
    pub lines: &'a [&'a str],
    /// Number of the first of these lines, counted from 1.
    pub first: usize,
    pub names: &'a dyn Names,
}

/// A row of words with its line, counted from 1.
struct Words {
    line: usize,
    cells: Vec<String>,
}

/// Reads a block. Gives it with the number of lines it took; what follows is not part of it.
pub(crate) fn read(
    kind: &BlockKind,
    comment: &Comment,
    source: &Source<'_>,
    ids: &mut dyn FnMut() -> Uuid,
    report: &mut Report,
) -> Result<(Block, usize), ImportError> {
    let settings = comment.settings();
    let preset = settings.get("preset").and_then(|v| v.as_one()).unwrap_or("").to_owned();
    let mut defaults = Defaults::new(kind, &preset);
    let start = source.lines.iter().position(|l| !l.trim().is_empty()).unwrap_or(source.lines.len());
    let is_table = source.lines.get(start).is_some_and(|l| is_row(l))
        && source.lines.get(start + 1).is_some_and(|l| is_row(l) && cell::is_delimiter(l));
    if *kind == BlockKind::View {
        // What a view showed when it was written is not read back: it is made anew from its sources.
        let shown = source.lines[start..].iter().take_while(|l| is_row(l)).count();
        let taken = if is_table { start + shown } else { start };
        return Ok((Block { settings, ..Block::default() }, taken));
    }
    let (specifications, mut rows, taken) = if is_table {
        let (heads, body, taken) = table(source, start, report)?;
        if *kind == BlockKind::Fields && comment.reserved("as").is_none() {
            let (specifications, row) = fields(&body, comment, &mut defaults, source.first + start, report);
            if specifications.len() > COLUMN_LIMIT {
                let line = source.first + start;
                return Err(ImportError::TooManyColumns { line, found: specifications.len(), limit: COLUMN_LIMIT });
            }
            (specifications, vec![row], taken)
        } else {
            let specifications = specification::read(&heads, &comment.columns, &mut defaults, report);
            (specifications, body, taken)
        }
    } else if *kind == BlockKind::Checklist && source.lines.get(start).is_some_and(|l| task(l).is_some()) {
        let (rows, taken) = task_list(source, start, report)?;
        (TASKS.columns.clone(), rows, taken)
    } else if comment.reserved("columns").as_deref() == Some("0") {
        (Vec::new(), Vec::new(), start)
    } else {
        let names: Vec<String> = defaults.standard.iter().map(|c| c.name.to_owned()).collect();
        (specification::read(&names, &comment.columns, &mut defaults, report), Vec::new(), start)
    };
    if *kind == BlockKind::Fields && rows.is_empty() && comment.reserved("as").is_none() {
        rows.push(Words { line: source.first, cells: vec![String::new(); specifications.len()] });
    }
    if comment.reserved("rows").as_deref() == Some("0") {
        rows.clear();
    }
    let mut block = Block { settings, ..Block::default() };
    let mut columns = Vec::with_capacity(specifications.len());
    let mut choices = Vec::with_capacity(specifications.len());
    for (pos, specification) in Position::series(specifications.len()).into_iter().zip(&specifications) {
        let id = ColumnId::new(ids());
        columns.push(id);
        let column = specification.to_column(pos, defaults.standard, ids);
        choices.push(Choices::of(&column));
        block.columns.insert(id, column);
    }
    let exact = overrides(comment, rows.len(), columns.len(), report);
    let positions = Position::series(rows.len());
    for ((r, words), pos) in rows.into_iter().enumerate().zip(positions) {
        let mut row = Row { pos, cells: Default::default(), deleted_at: None };
        let mut texts = words.cells.into_iter();
        for (c, id) in columns.iter().enumerate() {
            let told = if exact.is_empty() { None } else { exact.get(&(r, c)) };
            // A row may be shorter than its table; only a line of the comment can still say what is in the rest.
            let text = match texts.next() {
                Some(text) => text,
                None if exact.is_empty() => break,
                None => String::new(),
            };
            if told.is_none() && text.is_empty() {
                continue;
            }
            let column = &block.columns[id];
            let value = match told {
                Some(value) => value.clone(),
                None => values::read(Shape::of(column), text, source.names),
            };
            let Some(value) = value else { continue };
            if told.is_none() {
                judge(column, &choices[c], &value, (source.first, words.line), report);
            }
            let value = values::stored(&choices[c], value);
            if !value.is_empty() {
                row.cells.insert(*id, value);
            }
        }
        block.rows.insert(RowId::new(ids()), row);
    }
    Ok((block, taken))
}

/// Says which words do not fit their column, in a line of the table that begins in another. They stay as written.
pub(crate) fn judge(
    column: &Column,
    choices: &Choices,
    value: &Plain,
    (table, line): (usize, usize),
    report: &mut Report,
) {
    let members = match value {
        Plain::One(text) => std::slice::from_ref(text),
        Plain::Many(members) => members,
        // Letters are judged with their scheme, by the findings.
        Plain::Noted(_) => return,
    };
    for member in members {
        let problem = if !choices.know(member) {
            let names: Vec<&str> = column.live_choices().into_iter().map(|(_, c)| c.name.as_str()).collect();
            let short: String = member.chars().take(60).collect();
            Some(format!("“{short}” is none of the choices ({})", names.join(", ")))
        } else if column.column_type == ColumnType::Document {
            None
        } else {
            column.column_type.check(member).err().map(|error| match column.column_type {
                ColumnType::Instant => without_zone(member).unwrap_or_else(|| error.to_string()),
                _ => error.to_string(),
            })
        };
        if let Some(problem) = problem {
            let message = format!("Column “{}”: {problem}. It was kept as written.", column.name);
            report.push(Remark::new(line, message).of_column(table, &column.name));
        }
    }
}

/// What is said of a day and a time without a zone: in a file nobody knows whose time it is.
fn without_zone(text: &str) -> Option<String> {
    let wall: jiff::civil::DateTime = text.trim().parse().ok().filter(|_| text.contains(':'))?;
    let day = wall.strftime("%Y-%m-%d %H:%M");
    Some(format!("“{}” does not say in which time zone. Write {day} UTC, or {day}+01:00", text.trim()))
}

type Exact = BTreeMap<(usize, usize), Option<Plain>>;

fn overrides(comment: &Comment, rows: usize, columns: usize, report: &mut Report) -> Exact {
    let mut exact = Exact::new();
    for CellLine { line, row, column, content } in &comment.cells {
        if *row > rows || *column > columns {
            report.push(Remark::new(
                *line,
                format!("There is no cell in row {row}, column {column}; this line was passed over."),
            ));
        } else {
            exact.insert((row - 1, column - 1), values::exact(content));
        }
    }
    exact
}

/// Whether a line belongs to a table of our form.
pub(crate) fn is_row(line: &str) -> bool {
    line.trim_start_matches(' ').starts_with('|')
}

type Table = (Vec<String>, Vec<Words>, usize);

fn table(source: &Source<'_>, start: usize, report: &mut Report) -> Result<Table, ImportError> {
    let words = |n: usize| -> Result<Vec<String>, ImportError> {
        let cells = cell::split(source.lines[n]).into_iter().map(cell::decode);
        cells.map(|text| cell::limited(text, source.first + n)).collect()
    };
    let heads = words(start)?;
    if heads.len() > COLUMN_LIMIT {
        return Err(ImportError::TooManyColumns {
            line: source.first + start,
            found: heads.len(),
            limit: COLUMN_LIMIT,
        });
    }
    let (mut rows, mut left_out, mut tables) = (Vec::new(), LeftOut::default(), Tables::default());
    let mut at = start + 2;
    while at < source.lines.len() && is_row(source.lines[at]) {
        let line = source.first + at;
        if rows.len() >= ROW_LIMIT {
            left_out.count(line);
            at += 1;
            continue;
        }
        let mut cells = words(at)?;
        if cells.len() > heads.len() && !heads.is_empty() {
            let rest = cells.split_off(heads.len());
            let message = format!(
                "The row has {} cells more than the table has columns; they were kept in its last cell. A “|” within a cell is written “\\|”.",
                rest.len()
            );
            report.push(Remark::new(line, message).of_wide(source.first));
            let last = cells.last_mut().expect("a row that is too long has a last cell");
            for more in rest {
                last.push_str(" | ");
                last.push_str(&more);
            }
            *last = cell::limited(std::mem::take(last), line)?;
        }
        // One table may hold what a whole file may; that is known before the rest of it takes room.
        tables.count(line, 1, cells.iter().filter(|cell| !cell.is_empty()).count())?;
        rows.push(Words { line, cells });
        at += 1;
    }
    left_out.remark().into_iter().for_each(|remark| report.push(remark));
    Ok((heads, rows, at))
}

/// Fields stand one below the other; they become the columns, and their values the one row.
fn fields(
    body: &[Words],
    comment: &Comment,
    defaults: &mut Defaults<'_>,
    line: usize,
    report: &mut Report,
) -> (Vec<Specification>, Words) {
    let cell = |words: &Words, n: usize| words.cells.get(n).cloned().unwrap_or_default();
    let names: Vec<String> = body.iter().map(|words| cell(words, 0)).collect();
    let specifications = specification::read(&names, &comment.columns, defaults, report);
    let row = Words { line, cells: body.iter().map(|words| cell(words, 1)).collect() };
    (specifications, row)
}

/// The tick and the text of an item of a task list.
pub(crate) fn task(line: &str) -> Option<(bool, &str)> {
    let rest = ["- [", "* [", "+ ["].iter().find_map(|open| line.strip_prefix(open))?;
    let sign = rest.chars().next()?;
    let is_done = matches!(sign, 'x' | 'X');
    if !is_done && sign != ' ' {
        return None;
    }
    let rest = rest[1..].strip_prefix(']')?;
    if rest.is_empty() { Some((is_done, rest)) } else { Some((is_done, rest.strip_prefix(' ')?)) }
}

fn task_list(source: &Source<'_>, start: usize, report: &mut Report) -> Result<(Vec<Words>, usize), ImportError> {
    let Tasks { columns, item, done, .. } = &*TASKS;
    let (item, done) = (*item, *done);
    let (mut rows, mut left_out) = (Vec::new(), LeftOut::default());
    let mut at = start;
    while let Some((is_done, text)) = source.lines.get(at).and_then(|l| task(l)) {
        let line = source.first + at;
        at += 1;
        if rows.len() >= ROW_LIMIT {
            left_out.count(line);
            continue;
        }
        let mut cells = vec![String::new(); columns.len()];
        cells[item] = cell::limited(cell::decode(text.trim_matches([' ', '\t'])), line)?;
        if is_done {
            cells[done] = "yes".to_owned();
        }
        rows.push(Words { line, cells });
    }
    left_out.remark().into_iter().for_each(|remark| report.push(remark));
    Ok((rows, at))
}
