//! Columns in which nothing stands yet. They say what is still to be found out, so a page leaves none of them out in
//! silence: they stand beside the others where these keep their room, else under each row as fields to write in, and of
//! a long table their names are told. `docs/command-line.md`, “Exports”, says the same to who prints.

use std::borrow::Cow;

use bridgebook_domain::{Column as Field, ColumnId, ColumnType, Section, Value};

use crate::block::{note, under};
use crate::desk::{Desk, is_severity};
use crate::flow::{Strip, chain};
use crate::grid::columns_of;
use crate::rich::{Mark, Rich, Style};

/// Rows up to which fields to write in stand under each of them.
const MOST_ROWS: usize = 24;
/// Columns side by side, upright and on the side, beyond which a table is hard to follow.
const UPRIGHT: usize = 11;
const ON_SIDE: usize = 16;
/// Width from which on the paper lies on its side.
const WIDE: f32 = 600.0;
/// Width at which sentences are still read with ease; they give more of it for one or two columns, for which a line
/// under each row would be much paper.
const AMPLE: f32 = 74.0;
const ENOUGH: f32 = 58.0;
const CLOSE: f32 = 40.0;
const FEW: usize = 2;
/// Columns up to which one without words has room for a sentence, and that room.
const FEW_COLUMNS: usize = 3;
const SENTENCE: f32 = 220.0;
/// Average widths of a letter: in a head, in a word of a cell, and in a sentence, where blanks are among them.
const IN_HEAD: f32 = 4.3;
const IN_WORD: f32 = 4.8;
const IN_LINE: f32 = 4.4;
/// Room of a mark such as a plate or a box.
const MARK: f32 = 16.0;

/// Where each column of a table is printed.
pub(crate) struct Arranged<'s> {
    /// Side by side.
    pub beside: Vec<(ColumnId, &'s Field)>,
    /// Names of those that stand under each row, to write in.
    pub below: Vec<String>,
    /// Names of those that are only told.
    pub told: Vec<String>,
    /// Least room for a hand after each name that stands under the rows; none for the usual one.
    pub rooms: Vec<f32>,
}

/// Where the columns of a table stand in this width. The heads of those left to a width are never those with content.
pub(crate) fn arranged<'s>(desk: &Desk<'_>, section: &'s Section, width: f32) -> Arranged<'s> {
    let all = section.block.live_columns();
    let filled = columns_of(desk, section);
    let ample = match all.len() - filled.len().min(all.len()) {
        _ if desk.close => CLOSE,
        few if few <= FEW => ENOUGH,
        _ => AMPLE,
    };
    if filled.len() == all.len() || fit(desk, section, &all, (width, ample)) {
        return Arranged { beside: all, below: Vec::new(), told: Vec::new(), rooms: Vec::new() };
    }
    let empty = names(&all, &filled);
    if section.block.live_rows().len() <= MOST_ROWS {
        return Arranged { beside: filled, below: empty, told: Vec::new(), rooms: Vec::new() };
    }
    Arranged { beside: filled, below: Vec::new(), told: empty, rooms: Vec::new() }
}

/// Names of the columns that are not among those shown.
pub(crate) fn names(all: &[(ColumnId, &Field)], shown: &[(ColumnId, &Field)]) -> Vec<String> {
    let is_shown = |id: &ColumnId| shown.iter().any(|(own, _)| own == id);
    all.iter().filter(|(id, _)| !is_shown(id)).map(|(_, field)| field.name.clone()).collect()
}

/// Names of the columns in which nothing stands, without those of these keys.
pub(crate) fn empty_names(section: &Section, except: &[&str]) -> Vec<String> {
    let rows = section.block.live_rows();
    let is_empty = |id: &ColumnId| !rows.iter().any(|(_, row)| row.cells.get(id).is_some_and(|v| !v.is_empty()));
    let all = section.block.live_columns();
    let empty = all.iter().filter(|(id, field)| !except.contains(&field.key.as_str()) && is_empty(id));
    empty.map(|(_, field)| field.name.clone()).collect()
}

/// Strips with a line below them that names what has no place in them.
pub(crate) fn with_told(desk: &mut Desk<'_>, mut strips: Vec<Strip>, names: &[String], width: f32) -> Vec<Strip> {
    if names.is_empty() || desk.is_blank() || strips.is_empty() {
        return strips;
    }
    let words = desk.say().with(desk.say().nothing_under, names.join(", "));
    let said = note(desk, &words, width, 4.0);
    let is_table = strips.last().is_some_and(|last| last.end_rule.is_some());
    if is_table {
        return under(strips, said);
    }
    strips.extend(said);
    chain(&mut strips);
    strips
}

/// Whether all columns have room side by side, by a count of letters.
fn fit(desk: &Desk<'_>, section: &Section, columns: &[(ColumnId, &Field)], (width, ample): (f32, f32)) -> bool {
    if columns.len() > if width > WIDE { ON_SIDE } else { UPRIGHT } {
        return false;
    }
    let gutter = if columns.len() > 7 { 8.0 } else { 10.0 };
    let needs: f32 = columns.iter().map(|(id, field)| need(desk, section, (*id, field), ample)).sum();
    needs + gutter * (columns.len().max(1) - 1) as f32 <= width
}

fn need(desk: &Desk<'_>, section: &Section, (id, field): (ColumnId, &Field), ample: f32) -> f32 {
    let word = |text: &str| text.split_whitespace().map(|w| w.chars().count()).max().unwrap_or(0) as f32;
    let (mut longest, mut whole, mut is_empty) = (0.0_f32, 0.0_f32, true);
    let rows = section.block.live_rows();
    let every = rows.len().div_ceil(MOST_ROWS).max(1);
    for (at, (_, row)) in rows.into_iter().enumerate() {
        let Some(value) = row.cells.get(&id).filter(|value| !value.is_empty()) else { continue };
        is_empty = false;
        // Some rows, evenly spread, say how wide the words are.
        if at % every > 0 {
            continue;
        }
        let text = match (&field.column_type, value.as_one()) {
            (ColumnType::Text | ColumnType::Markdown | ColumnType::Link, Some(text)) => Cow::Borrowed(text),
            _ => Cow::Owned(desk.words(field, value)),
        };
        longest = longest.max(word(&text) * IN_WORD);
        whole = whole.max(text.chars().count() as f32 * IN_LINE);
    }
    let head = word(&field.name) * IN_HEAD;
    if is_empty {
        return head.max(room(field));
    }
    let has_mark = matches!(field.column_type, ColumnType::Choice | ColumnType::YesNo) || is_severity(field);
    let mark = if has_mark { MARK } else { 0.0 };
    head.max(longest + mark).max((whole + mark).min(ample)).max(crate::widths::FLOOR)
}

/// Width for a hand, by what is written there.
fn room(field: &Field) -> f32 {
    match field.column_type {
        ColumnType::Text | ColumnType::Markdown | ColumnType::Reference | ColumnType::Link => 44.0,
        ColumnType::Instant => 34.0,
        _ => 26.0,
    }
}

/// The cell of a column in which nothing stands yet: room for a hand, or a box for a yes.
pub(crate) fn cell(field: &Field, style: Style) -> Vec<Rich> {
    cell_of(field, style, room(field))
}

/// The same among so many columns: where these are few, the one for sentences has the room of a sentence.
pub(crate) fn cell_among(field: &Field, style: Style, columns: usize) -> Vec<Rich> {
    let is_of_words = matches!(field.column_type, ColumnType::Text | ColumnType::Markdown);
    cell_of(field, style, if is_of_words && columns <= FEW_COLUMNS { SENTENCE } else { room(field) })
}

fn cell_of(field: &Field, style: Style, room: f32) -> Vec<Rich> {
    let empty = Rich::empty(style);
    vec![match field.column_type {
        ColumnType::YesNo => empty.mark(Mark::Box(false)),
        _ => empty.mark(Mark::Gap(room)),
    }]
}

/// Whether no row says anything in a column.
pub(crate) fn is_empty(section: &Section, id: ColumnId) -> bool {
    let says = |value: Option<&Value>| value.is_some_and(|value| !value.is_empty());
    !section.block.live_rows().iter().any(|(_, row)| says(row.cells.get(&id)))
}
