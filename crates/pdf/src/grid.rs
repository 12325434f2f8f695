//! Blocks that are tables: tables with their own columns, checklists, contacts, periods, approvals.

use std::collections::{BTreeMap, BTreeSet};

use bridgebook_domain::{BlockKind, Column as Field, ColumnId, ColumnType, Row as Record, RowId, Section, Value};

use crate::blank::Closeness;
use crate::block::Place;
use crate::desk::Desk;
use crate::flow::{Opening, RULE_HEAD, Strip, moved};
use crate::given::Given;
use crate::page::Item;
use crate::rich::{Mark, Rich, Style};
use crate::table::{Column, Row, Table};
use crate::text::Align;
use crate::{blank, blank_list, blank_width, looks, records, squeezed, unfilled, wide};

/// Columns with content beside which those without any are printed too, where there are no more than so many in all.
const FEW: usize = 2;
const STILL_ALL: usize = 8;
/// Width of the box of a checklist and of the column in which it says who ticked it.
const DONE_ROOM: f32 = 88.0;
/// Space above and below the words of a row where a document is set closely.
pub(crate) const CLOSE_PADDING: f32 = 1.25;
/// Rows of a blank form where it is set closely.
const CLOSE_ROWS: usize = 3;
/// Rows of a blank form, those after the rows that are given, and the least height of a row with nothing to ask.
const BLANK_ROWS: usize = 5;
const MORE_ROWS: usize = 2;
const GIVEN_ROW: f32 = 17.0;

/// The columns in which something stands; all where these are few, or where none has anything yet. Where the others are
/// printed is said by [`unfilled`].
pub(crate) fn columns_of<'s>(desk: &Desk<'_>, section: &'s Section) -> Vec<(ColumnId, &'s Field)> {
    let block = &section.block;
    let columns = block.live_columns();
    let rows = block.live_rows();
    if desk.is_blank() || rows.is_empty() || columns.len() <= 3 {
        return columns;
    }
    let kept: Vec<_> = columns
        .iter()
        .filter(|(id, _)| rows.iter().any(|(_, row)| row.cells.get(id).is_some_and(|v| !v.is_empty())))
        .copied()
        .collect();
    // What is still to be filled in is seen; names alone would not say what for.
    let is_names = section.kind != BlockKind::Checklist && kept.len() <= FEW && columns.len() <= STILL_ALL;
    if kept.is_empty() || is_names { columns } else { kept }
}

pub(crate) fn align_of(field: &Field) -> Align {
    match field.column_type {
        ColumnType::Number if field.key == "no" || field.key == "number" => Align::Start,
        ColumnType::Number | ColumnType::Percent | ColumnType::Duration => Align::Right,
        _ => Align::Start,
    }
}

/// The column whose values become bands: the section of a roster, the work-stream of assignments, and what a setting
/// names.
fn band_column<'s>(section: &'s Section, columns: &[(ColumnId, &'s Field)]) -> Option<usize> {
    let wanted = match section.block.setting("group") {
        "" if section.is_form("roster") => "section",
        "" if are_streams(section) => STREAM,
        group => group,
    };
    columns.iter().position(|(id, field)| !wanted.is_empty() && (field.key == wanted || id.to_string() == wanted))
}

/// Key of the work-stream of an assignment.
const STREAM: &str = "work_stream";

/// Whether assignments of a work-stream stand together: there are several of at least one.
fn are_streams(section: &Section) -> bool {
    let block = &section.block;
    let streams: BTreeSet<&str> = block.live_rows().iter().map(|(_, row)| block.cell_text(row, STREAM)).collect();
    section.is_form("assignments") && streams.len() < block.live_rows().len() && streams.iter().any(|s| !s.is_empty())
}

/// The rows in order; those of one work-stream follow one another, in the order in which each is met first.
fn rows_of(section: &Section) -> Vec<(RowId, &Record)> {
    let block = &section.block;
    let mut rows = block.live_rows();
    if are_streams(section) {
        let mut met: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, (_, row)) in rows.iter().enumerate() {
            met.entry(block.cell_text(row, STREAM)).or_insert(at);
        }
        rows.sort_by_key(|(_, row)| met.get(block.cell_text(row, STREAM)).copied());
    }
    rows
}

pub(crate) fn build(desk: &mut Desk<'_>, section: &Section) -> Table {
    let all = columns_of(desk, section);
    build_of(desk, section, &all)
}

/// The table with these columns.
pub(crate) fn build_of(desk: &mut Desk<'_>, section: &Section, all: &[(ColumnId, &Field)]) -> Table {
    // A blank form asks for what would else be a band; a short plan has no room for bands.
    let band = band_column(section, all).filter(|_| !desk.is_blank() && !desk.close);
    let columns: Vec<_> = all.iter().enumerate().filter(|(at, _)| Some(*at) != band).map(|(_, c)| *c).collect();
    let dense = desk.close || columns.len() > 7;
    let (style, lead) = desk.table_styles(dense);
    let lead_at = lead_column(section, &columns);
    let mut table = Table::new(columns.iter().map(|(_, field)| Column::new(&field.name, align_of(field))).collect());
    if dense {
        table.gutter = 8.0;
    }
    if desk.close {
        table.padding = CLOSE_PADDING;
    }
    if desk.is_blank() {
        table.ruled = true;
        table.row_min = desk.closeness.row();
        table.rows = blank_rows(desk, section, &columns, &mut table.row_min);
        return table;
    }
    let mut open_band = String::new();
    let ruled = looks::are_in(&section.block);
    let empty: Vec<bool> = columns.iter().map(|(id, _)| unfilled::is_empty(section, *id)).collect();
    for (_, row) in rows_of(section) {
        if let Some((id, field)) = band.and_then(|at| all.get(at)) {
            let words = row.cells.get(id).map(|v| desk.words(field, v)).unwrap_or_default();
            if words != open_band || table.rows.is_empty() {
                let shown = if words.is_empty() { desk.say().without_one.to_owned() } else { words.clone() };
                table.rows.push(Row::Band(shown));
                open_band = words;
            }
        }
        let mut cells: Vec<Vec<Rich>> = columns
            .iter()
            .enumerate()
            .map(|(at, (id, field))| match empty[at] {
                true => unfilled::cell_among(field, style, columns.len()),
                false => desk.cell(field, row.cells.get(id), if Some(at) == lead_at { lead } else { style }),
            })
            .collect();
        if ruled {
            let shown: Vec<ColumnId> = columns.iter().map(|(id, _)| *id).collect();
            looks::dress(desk.say(), &looks::of_row(desk, &section.block, row), &shown, &mut cells);
        }
        table.rows.push(Row::Body(cells));
    }
    table
}

/// The rows of a blank form: those that are given, with room for the answers, then some to write in.
fn blank_rows(desk: &Desk<'_>, section: &Section, columns: &[(ColumnId, &Field)], row_min: &mut f32) -> Vec<Row> {
    let given = Given::of(section);
    let count = given.as_ref().map_or(0, Given::len);
    let free = free_rows(desk, count);
    let is_asked = given.as_ref().is_none_or(|given| columns.iter().any(|(id, _)| !given.has(*id)));
    if !is_asked {
        *row_min = GIVEN_ROW;
    }
    let row = |at: usize| {
        let cell = |(id, field): &(ColumnId, &Field)| match given.as_ref().and_then(|given| given.cell(at, *id)) {
            Some((theirs, value)) => blank::given(desk, section, theirs, value),
            None => blank::cell(desk, field, given.as_ref().map_or(Some(at + 1), |given| given.number(at, *id))),
        };
        let mut cells: Vec<Vec<Rich>> = columns.iter().map(cell).collect();
        // Below rows that are only read, those to write in have the height of a hand.
        if !is_asked
            && at >= count
            && let Some(empty) = cells.iter_mut().find(|cell| cell.is_empty())
        {
            empty.push(Rich::empty(Style { leading: desk.closeness.row() - 6.0, ..Style::TABLE }).mark(Mark::Gap(0.1)));
        }
        Row::Body(cells)
    };
    (0..count + free).map(row).collect()
}

/// Rows to write in below so many that are given.
pub(crate) fn free_rows(desk: &Desk<'_>, given: usize) -> usize {
    match given {
        0 if desk.close => CLOSE_ROWS,
        0 => desk.closeness.rows(BLANK_ROWS),
        _ if desk.closeness == Closeness::Sparest => 1,
        _ => MORE_ROWS,
    }
}

/// The column that leads: the first, where it holds names rather than sentences.
fn lead_column(section: &Section, columns: &[(ColumnId, &Field)]) -> Option<usize> {
    let (id, field) = columns.first()?;
    let longest = section
        .block
        .live_rows()
        .iter()
        .filter_map(|(_, row)| row.cells.get(id).and_then(Value::as_one))
        .map(|text| text.chars().count())
        .max()
        .unwrap_or(0);
    (longest <= 40 && field.column_type != ColumnType::Markdown).then_some(0)
}

/// Whether the words of a table need more width than the paper has upright, even set smaller.
pub(crate) fn wants_landscape(desk: &mut Desk<'_>, section: &Section) -> bool {
    if desk.is_blank() {
        return blank_width::wants_landscape(desk, section);
    }
    if columns_of(desk, section).len() <= 4 || section.kind == BlockKind::Contacts {
        return false;
    }
    if is_empty(section) {
        return false;
    }
    let table = build(desk, section);
    // The shaper is asked only where a count of letters leaves it open.
    if rough_width(&table) < 0.6 * desk.portrait().text_width() && table.columns.len() <= 11 {
        return false;
    }
    !are_few(desk, section) && is_wide(desk, &table, desk.portrait().text_width())
}

/// Whether nothing is written in any row: such a table does not turn the paper.
pub(crate) fn is_empty(section: &Section) -> bool {
    section.block.live_rows().iter().all(|(_, row)| row.cells.values().all(Value::is_empty))
}

fn is_wide(desk: &mut Desk<'_>, table: &Table, width: f32) -> bool {
    table.columns.len() > 11 || fitted(desk, table.clone(), width).is_none()
}

/// Whether the rows are so few that each can be told by itself, which keeps the paper upright.
fn are_few(desk: &Desk<'_>, section: &Section) -> bool {
    let columns = columns_of(desk, section);
    let rows = section.block.live_rows().len();
    // Bands say what rows have in common; told one by one they would lose it.
    !desk.is_blank()
        && (1..=records::MOST).contains(&rows)
        && columns.len() <= records::MOST_COLUMNS
        && band_column(section, &columns).is_none()
}

/// The table at the size at which no word is broken: its own, else a smaller one; none where both are too wide.
fn fitted(desk: &mut Desk<'_>, mut table: Table, width: f32) -> Option<Table> {
    if table.min_width(&mut desk.setter) <= width {
        return Some(table);
    }
    table.tighten();
    (table.min_width(&mut desk.setter) <= width).then_some(table)
}

/// The width that the longest words need, at an ample width for each letter.
fn rough_width(table: &Table) -> f32 {
    let longest = |paragraphs: &[Rich]| {
        let words = paragraphs.iter().flat_map(|p| &p.inlines).map(|inline| match inline {
            crate::rich::Inline::Words(words) => {
                words.text.split_whitespace().map(|w| w.chars().count()).max().unwrap_or(0) as f32 * 6.2
            }
            crate::rich::Inline::Mark(_) => 60.0,
        });
        words.sum::<f32>()
    };
    (0..table.columns.len())
        .map(|at| {
            let cells = table.rows.iter().filter_map(|row| match row {
                Row::Body(cells) => cells.get(at),
                Row::Band(_) => None,
            });
            let widest = cells.map(|cell| longest(cell)).fold(longest(&table.columns[at].head), f32::max);
            widest + table.gutter
        })
        .sum()
}

/// A table with the columns it has; very many columns are split, and the first one repeated.
pub(crate) fn table(desk: &mut Desk<'_>, section: &Section, place: &Place<'_>) -> Vec<Strip> {
    let guidance = if desk.is_blank() { section.guidance.clone() } else { String::new() };
    titled(desk, section, place, Some(place.named(guidance)))
}

/// The same with a title of its own, for a table below a picture.
pub(crate) fn titled(
    desk: &mut Desk<'_>,
    section: &Section,
    place: &Place<'_>,
    title: Option<crate::table::Title>,
) -> Vec<Strip> {
    let width = place.frame.text_width();
    let shown = match desk.is_blank() {
        true => blank_width::arranged(desk, section, section.block.live_columns(), width),
        false => unfilled::arranged(desk, section, width),
    };
    let mut table = build_of(desk, section, &shown.beside);
    if desk.is_blank() {
        let columns: Vec<_> =
            shown.beside.iter().filter(|_| table.columns.len() == shown.beside.len()).copied().collect();
        blank_width::share(desk, &mut table, section, &columns, width);
    }
    let upright = place.frame.width < place.frame.height;
    let spoken = || title.clone().filter(|title| !title.is_silent());
    if upright
        && table.columns.len() > 4
        && are_few(desk, section)
        && (is_wide(desk, &table, width) || squeezed::is_squeezed(&mut desk.setter, &table, width))
    {
        return records::strips(desk, section, spoken(), width);
    }
    if !desk.is_blank() && is_empty(section) {
        table.rows.clear();
        let Some(mut table) = fitted(desk, table, width) else { return columns_alone(desk, section, spoken(), width) };
        if let (true, Some(title)) = (desk.close, spoken()) {
            table.title = Some(crate::table::Title { remark: desk.say().nothing_yet.to_owned(), ..title });
            return heads_alone(desk, &table, place);
        }
        table.title = title;
        return nothing_yet(desk, table, place);
    }
    if upright && !desk.is_blank() {
        squeezed::relieve(&mut desk.setter, &mut table, width);
    }
    table.title = title;
    table.below = shown.below;
    table.below_rooms = shown.rooms;
    let strips = wide::strips(desk, table, place);
    unfilled::with_told(desk, strips, &shown.told, width)
}

/// A title whose remark says all there is to say.
pub(crate) fn said_in_title(desk: &mut Desk<'_>, title: Option<crate::table::Title>, width: f32) -> Vec<Strip> {
    let Some(title) = title else { return Vec::new() };
    let mut strip = crate::heading::title_strip(&mut desk.setter, &title, 0.0, width, false);
    strip.opening = Opening::Table;
    vec![strip]
}

/// The heads of a table in which nothing was written, as its title says: what is still to be filled in is seen.
pub(crate) fn heads_alone(desk: &mut Desk<'_>, table: &Table, place: &Place<'_>) -> Vec<Strip> {
    let width = place.frame.text_width();
    let mut strips = table.strips(&mut desk.setter, width, place.frame.text_height());
    if let Some(last) = strips.last_mut() {
        last.end_rule = Some((0.0, width));
    }
    crate::flow::keep_together(&mut strips);
    strips
}

/// The heads of a table in which nothing was written, and a line that says so.
pub(crate) fn nothing_yet(desk: &mut Desk<'_>, mut table: Table, place: &Place<'_>) -> Vec<Strip> {
    table.rows.clear();
    let (width, height) = (place.frame.text_width(), place.frame.text_height());
    let mut top = table.strips(&mut desk.setter, width, height);
    let mut items = Vec::new();
    let mut y = table.padding;
    for line in desk.setter.lines(&Rich::new(desk.say().nothing_yet, Style::TABLE), width, Align::Start) {
        items.extend(moved(line.items, 0.0, y));
        y += line.height;
    }
    y += table.padding;
    items.push(Item::rule(0.0, y - RULE_HEAD, width, RULE_HEAD));
    let mut line = Strip::new(Opening::Space(0.0), y, items);
    line.end_rule = Some((0.0, width));
    if top.is_empty() {
        line.opening = Opening::Table;
    }
    let below = vec![line];
    crate::flow::keep_with_next(&mut top, &below);
    top.extend(below);
    top
}

/// The columns of a table without rows that are too many to stand side by side.
fn columns_alone(desk: &mut Desk<'_>, section: &Section, title: Option<crate::table::Title>, width: f32) -> Vec<Strip> {
    let names: Vec<&str> = section.block.live_columns().iter().map(|(_, field)| field.name.as_str()).collect();
    let words = desk.say().with(desk.say().empty_columns, names.join(", "));
    let lines = desk.setter.lines(&Rich::new(words, Style::TABLE), width, Align::Start);
    let mut strips = crate::flow::strips_of(lines, 0.0, 2.0);
    if let Some(title) = title {
        let mut top = crate::heading::title_strip(&mut desk.setter, &title, 0.0, width, false);
        top.opening = Opening::Table;
        let mut top = vec![top];
        crate::flow::keep_with_next(&mut top, &strips);
        top.append(&mut strips);
        strips = top;
    } else if let Some(first) = strips.first_mut() {
        first.opening = Opening::Table;
    }
    strips
}

/// A checklist: boxes, then who, by when, and what was done.
pub(crate) fn checklist(desk: &mut Desk<'_>, section: &Section, place: &Place<'_>) -> Vec<Strip> {
    if desk.is_blank() {
        return blank_list::checklist(desk, section, place);
    }
    let width = place.frame.text_width();
    let shown = unfilled::arranged(desk, section, width - DONE_ROOM);
    let mut columns = shown.beside;
    let block = &section.block;
    let done = block.column_by_key("done").map(|(id, _)| id);
    columns.retain(|(id, field)| Some(*id) != done && !matches!(field.key.as_str(), "done_by" | "done_at"));
    let rows = block.live_rows();
    let total = rows.len();
    let ticked = rows.iter().filter(|(_, r)| block.cell_text(r, "done").eq_ignore_ascii_case("yes")).count();
    let is_done = |key: &str| rows.iter().any(|(_, row)| !block.cell_text(row, key).is_empty());
    let some_done = is_done("done_by") || is_done("done_at");
    let mut heads = vec![Column { fixed: Some(12.0), ..Column::new("", Align::Start) }];
    heads.extend(columns.iter().map(|(_, field)| Column::new(&field.name, align_of(field))));
    heads.push(Column::new(desk.say().done_head, Align::Start));
    let empty: Vec<bool> = columns.iter().map(|(id, _)| unfilled::is_empty(section, *id)).collect();
    let mut table = Table::new(heads);
    table.gutter = 8.0;
    table.title = Some(place.named(desk.setter.words().done(ticked, total)));
    for (_, row) in &rows {
        let is_done = block.cell_text(row, "done").eq_ignore_ascii_case("yes");
        let mut cells = vec![vec![Rich::empty(Style::TABLE).mark(Mark::Box(is_done))]];
        for (at, (id, field)) in columns.iter().enumerate() {
            cells.push(match empty[at] {
                true => unfilled::cell(field, Style::TABLE),
                false => desk.cell(field, row.cells.get(id), Style::TABLE),
            });
        }
        let by = desk.name(block.cell_text(row, "done_by")).to_owned();
        let at = block.cell_text(row, "done_at");
        let at = at.parse().map_or_else(|_| at.to_owned(), |at| desk.time(at));
        let both: Vec<String> = [by, at].into_iter().filter(|t| !t.is_empty()).collect();
        cells.push(vec![match both.join(", ") {
            // Who ticked it and when is written beside it by hand.
            words if words.is_empty() && !some_done => Rich::empty(Style::TABLE).mark(Mark::Gap(DONE_ROOM - 22.0)),
            words if words.is_empty() => Rich::new("–", Style::TABLE),
            words => Rich::new(words, Style::TABLE),
        }]);
        table.rows.push(Row::Body(cells));
    }
    if table.rows.is_empty() {
        table.rows.push(Row::Body(table.columns.iter().map(|_| vec![Rich::new("–", Style::TABLE)]).collect()));
    }
    table.below = shown.below;
    let strips = table.strips(&mut desk.setter, width, place.frame.text_height());
    unfilled::with_told(desk, strips, &shown.told, width)
}
