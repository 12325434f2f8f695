//! The call list: who, the ways to reach them in their order, and room to tick and to note the time.

use std::collections::BTreeSet;

use bridgebook_domain::{Column as Field, ColumnId, Row as Record, Section};

use crate::block::Place;
use crate::desk::Desk;
use crate::flow::Strip;
use crate::grid;
use crate::rich::{Face, Mark, Rich, Style};
use crate::table::{Column, Row, Table};
use crate::text::Align;
use crate::{blank_width, unfilled, wide};

/// The ways that come after the first, told one below the other.
const NEXT: &[&str] = &["alternate", "contingency", "emergency"];
/// When and where somebody can be reached.
const WHEN: &[&str] = &["hours", "notes"];
/// Keys that stand in columns of their own making; all others become columns.
const KEYS: &[&str] = &["name", "position", "primary", "alternate", "contingency", "emergency", "hours", "notes"];

/// Room of the columns to tick and to note the time, with the space before them.
const TICKED: f32 = 68.0;
/// Names that are looked at for the width of their column, and its least and largest width.
const MOST_NAMES: usize = 200;
const LEAST_NAME: f32 = 66.0;
const LONGEST_NAME: f32 = 120.0;
/// Width up to which the positions below the names get theirs, and what must then be left for the other columns.
const WIDE_NAME: f32 = 104.0;
const SPARE: f32 = 24.0;

/// The ways that are tried after the first one.
const SECOND: Style = Style { face: Face::Regular, size: 7.8, leading: 11.5 };

/// The list as a table that stands upright.
pub(crate) fn strips(desk: &mut Desk<'_>, section: &Section, place: &Place<'_>) -> Vec<Strip> {
    let mut table = if desk.is_blank() {
        let width = place.frame.text_width() - TICKED;
        let shown = blank_width::arranged(desk, section, section.block.live_columns(), width);
        let mut table = grid::build_of(desk, section, &shown.beside);
        blank_width::share(desk, &mut table, section, &shown.beside, width);
        table.below = shown.below;
        table.below_rooms = shown.rooms;
        table
    } else {
        filled(desk, section)
    };
    table.columns.push(Column { fixed: Some(18.0), ..Column::new(desk.say().tick, Align::Start) });
    table.columns.push(Column { fixed: Some(30.0), ..Column::new(desk.say().time, Align::Start) });
    for row in &mut table.rows {
        if let Row::Body(cells) = row {
            cells.push(vec![Rich::empty(Style::TABLE).mark(Mark::Box(false))]);
            cells.push(Vec::new());
        }
    }
    let remark = if desk.is_blank() { section.guidance.clone() } else { desk.say().next_channel.to_owned() };
    table.title = Some(place.named(remark));
    if !desk.is_blank() && grid::is_empty(section) && desk.close {
        // What nobody has entered is said in the title, and the heads say what is still to be found out.
        table.title = Some(place.named(desk.say().nothing_yet.to_owned()));
        table.rows.clear();
        return grid::heads_alone(desk, &table, place);
    }
    if !desk.is_blank() && grid::is_empty(section) {
        return grid::nothing_yet(desk, table, place);
    }
    if !desk.is_blank() {
        names_on_one_line(desk, &mut table, place.frame.text_width());
    }
    wide::strips(desk, table, place)
}

/// Gives the names the width that they need, where the ways to reach somebody still have theirs.
fn names_on_one_line(desk: &mut Desk<'_>, table: &mut Table, width: f32) {
    let (mut widest, mut below) = (0.0_f32, 0.0_f32);
    for row in table.rows.iter().take(MOST_NAMES) {
        if let Row::Body(cells) = row
            && let Some(cell) = cells.first()
        {
            for (at, line) in cell.iter().enumerate() {
                let own = desk.setter.shape(line).max.ceil();
                let into = if at == 0 { &mut widest } else { &mut below };
                *into = into.max(own);
            }
        }
    }
    // The positions below them too, where there is room for that.
    for room in [widest.max(below.min(WIDE_NAME)), widest.max(below.min(LEAST_NAME))] {
        if room > LEAST_NAME && room <= LONGEST_NAME {
            table.columns[0].fixed = Some(room);
            if table.min_width(&mut desk.setter) <= width - SPARE {
                return;
            }
        }
    }
    table.columns[0].fixed = None;
    if widest <= LONGEST_NAME {
        table.columns[0].fixed = Some(widest.max(LEAST_NAME));
        if table.min_width(&mut desk.setter) > width {
            table.columns[0].fixed = None;
        }
    }
}

fn filled(desk: &mut Desk<'_>, section: &Section) -> Table {
    let columns = section.block.live_columns();
    let of = |keys: &[&str]| -> Vec<(ColumnId, &Field)> {
        columns.iter().filter(|(_, field)| keys.contains(&field.key.as_str())).copied().collect()
    };
    let (who, first, next, when) = (of(&["name", "position"]), of(&["primary"]), of(NEXT), of(WHEN));
    let own: Vec<(ColumnId, &Field)> =
        columns.iter().filter(|(_, field)| !KEYS.contains(&field.key.as_str())).copied().collect();
    let groups = [&who, &first, &next, &when];
    let mut heads: Vec<Column> = Vec::new();
    for group in groups.iter().filter(|group| !group.is_empty()) {
        let names: Vec<&str> = group.iter().map(|(_, field)| field.name.as_str()).collect();
        heads.push(Column::new(&names.join(", "), Align::Start));
    }
    heads.extend(own.iter().map(|(_, field)| Column::new(&field.name, Align::Start)));
    let mut table = Table::new(heads);
    table.gutter = 7.0;
    let empty: BTreeSet<ColumnId> =
        columns.iter().map(|(id, _)| *id).filter(|id| unfilled::is_empty(section, *id)).collect();
    for (_, row) in section.block.live_rows() {
        let mut cells = Vec::new();
        for (at, group) in groups.iter().enumerate().filter(|(_, group)| !group.is_empty()) {
            let mut lines: Vec<Rich> = Vec::new();
            for (place, (id, field)) in group.iter().enumerate() {
                let style = match at {
                    // Where nobody is named yet, the position is what is looked for.
                    0 if place == 0 || lines.is_empty() => Style::TABLE_LEAD,
                    0 => Style::NOTE,
                    // The second way is tried where the first one fails; names keep the room.
                    2 => SECOND,
                    _ => Style::TABLE,
                };
                lines.extend(told(desk, row, *id, field, style));
            }
            if at == 1 {
                lines = lines.into_iter().map(|rich| rich.in_face(Face::Semibold)).collect();
            }
            let (id, first) = (group[0].0, group[0].1);
            cells.push(match lines.is_empty() {
                true if empty.contains(&id) => unfilled::cell(first, Style::TABLE),
                true => vec![Rich::new("–", Style::TABLE)],
                false => lines,
            });
        }
        cells.extend(own.iter().map(|(id, field)| match empty.contains(id) {
            true => unfilled::cell(field, Style::TABLE),
            false => desk.cell(field, row.cells.get(id), Style::TABLE),
        }));
        table.rows.push(Row::Body(cells));
    }
    table
}

fn told(desk: &Desk<'_>, row: &Record, id: ColumnId, field: &Field, style: Style) -> Vec<Rich> {
    match row.cells.get(&id).filter(|value| !value.is_empty()) {
        Some(value) => desk.cell(field, Some(value), style),
        None => Vec::new(),
    }
}
