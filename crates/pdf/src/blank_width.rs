//! Widths for a pen: how wide each column of a blank table has to be, which stand side by side, and which stand under
//! each row as lines.

use bridgebook_domain::{Column, ColumnId, ColumnType, Section};

use crate::blank;
use crate::blank_words::is_of_sentences;
use crate::desk::Desk;
use crate::given::Given;
use crate::rich::{Rich, Style};
use crate::table::Table;
use crate::unfilled::Arranged;

/// Room for a short answer and for a text: 22 and 40 mm.
pub(crate) const SHORT: f32 = 62.4;
const TEXT: f32 = 113.4;
/// Room for a name.
const NAME: f32 = 72.0;
/// Share of these that is enough where then all columns stand side by side: a table is filled in more surely than lines
/// below each row.
const ENOUGH: f32 = 0.74;
/// Room for a number that is given, and for a box.
const NUMBER: f32 = 20.0;
const BOX: f32 = 28.0;
/// Width beyond which what is given takes a second line.
const GIVEN: f32 = 112.0;
/// Rows that are looked at for the width of what is given.
const MOST_ROWS: usize = 120;
/// Rows beyond which a table turns the paper rather than put its columns under each row.
const MANY_ROWS: usize = 8;
/// Space between columns.
const GUTTER: f32 = 10.0;

/// How much room a pen is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Room {
    Ample,
    Enough,
}

impl Room {
    fn of(self, width: f32) -> f32 {
        if self == Self::Ample { width } else { ENOUGH * width }
    }
}

/// Least width for a pen, by what is written there.
pub(crate) fn pen(column: &Column) -> f32 {
    match column.column_type {
        // A telephone number.
        _ if matches!(column.key.as_str(), "primary" | "alternate" | "contingency" | "emergency") => NAME,
        // A level is a letter and a number.
        _ if matches!(column.key.as_str(), "level" | "stage") => SHORT,
        ColumnType::Text | ColumnType::Markdown => TEXT,
        ColumnType::Reference | ColumnType::Link => NAME,
        ColumnType::Number if column.key == "no" => NUMBER,
        ColumnType::YesNo => BOX,
        _ => SHORT,
    }
}

/// What each column needs, without the space beside it: a little less where then all of them fit this width.
fn needs(desk: &mut Desk<'_>, section: &Section, columns: &[(ColumnId, &Column)], width: f32) -> Vec<f32> {
    let ample = needs_of(desk, section, columns, Room::Ample);
    if whole(&ample) <= width {
        return ample;
    }
    let enough = needs_of(desk, section, columns, Room::Enough);
    if whole(&enough) <= width { enough } else { ample }
}

fn needs_of(desk: &mut Desk<'_>, section: &Section, columns: &[(ColumnId, &Column)], room: Room) -> Vec<f32> {
    let given = Given::of(section);
    let mut needs = Vec::with_capacity(columns.len());
    for (id, column) in columns {
        let head = desk.setter.shape(&Rich::new(&column.name, Style::COLUMN_HEAD)).min;
        // Boxes stand in the rows that are given nothing, and in those to write in.
        let boxes = blank::cell(desk, column, Some(1));
        let boxes = boxes.iter().map(|rich| desk.setter.shape(rich).max).fold(0.0, f32::max);
        let own = match given.as_ref().filter(|given| given.has(*id)) {
            Some(given) => {
                // Also below what is given there is room for a pen.
                let least = if column.key == "no" { 0.0 } else { BOX };
                let (mut word, mut line) = (boxes.max(least), 0.0_f32);
                for row in 0..given.len().min(MOST_ROWS) {
                    let Some((theirs, value)) = given.cell(row, *id) else { continue };
                    for rich in blank::given(desk, section, theirs, value) {
                        let shaped = desk.setter.shape(&rich);
                        (word, line) = (word.max(shaped.min), line.max(shaped.max));
                    }
                }
                word.max(line.min(room.of(GIVEN)))
            }
            None => boxes.max(if column.column_type == ColumnType::YesNo { BOX } else { room.of(pen(column)) }),
        };
        needs.push(head.max(own) + 0.5);
    }
    needs
}

fn whole(needs: &[f32]) -> f32 {
    needs.iter().sum::<f32>() + GUTTER * (needs.len().max(1) - 1) as f32
}

/// Whether a table of many rows has room for a pen on its side and none upright. One of few rows has its columns
/// under each of them, and the paper stays as it is.
pub(crate) fn wants_landscape(desk: &mut Desk<'_>, section: &Section) -> bool {
    let columns = section.block.live_columns();
    let rows = Given::of(section).map_or(0, |given| given.len());
    if columns.len() <= 4 || rows <= MANY_ROWS {
        return false;
    }
    let (upright, on_side) = (desk.portrait().text_width(), desk.landscape().text_width());
    whole(&needs(desk, section, &columns, upright)) > upright
        && whole(&needs(desk, section, &columns, on_side)) <= on_side
}

/// The columns that stand side by side with room for a pen, and below each row, as lines, those for which there is
/// none. What is given stays side by side, and so does what is asked first.
pub(crate) fn arranged<'s>(
    desk: &mut Desk<'_>,
    section: &'s Section,
    columns: Vec<(ColumnId, &'s Column)>,
    width: f32,
) -> Arranged<'s> {
    let given = Given::of(section);
    let mut needs = needs(desk, section, &columns, width);
    let mut beside = columns;
    let (mut below, mut rooms) = (Vec::new(), Vec::new());
    while beside.len() > 1 && whole(&needs) > width {
        let is_given = |id: ColumnId| given.as_ref().is_some_and(|given| given.has(id));
        let Some(at) = (1..beside.len()).rev().find(|at| !is_given(beside[*at].0)) else { break };
        needs.remove(at);
        let (_, column) = beside.remove(at);
        rooms.insert(0, if is_of_sentences(column) { TEXT } else { SHORT });
        below.insert(0, column.name.clone());
    }
    Arranged { beside, below, told: Vec::new(), rooms }
}

/// Shares the width among columns that stand side by side: each what it needs, and the rest by what is written there.
pub(crate) fn share(
    desk: &mut Desk<'_>,
    table: &mut Table,
    section: &Section,
    columns: &[(ColumnId, &Column)],
    width: f32,
) {
    let needs = needs(desk, section, columns, width);
    let room = width - table.gutter * (columns.len().max(1) - 1) as f32;
    if needs.iter().sum::<f32>() > room {
        return;
    }
    let given = Given::of(section);
    let of = |(id, column): &(ColumnId, &Column)| match &given {
        // Sentences that are given take the more room, so that they do not break where there is some.
        Some(given) if given.has(*id) && is_of_sentences(column) => 2.0 * weight(column),
        _ => weight(column),
    };
    let weights: Vec<f32> = columns.iter().map(of).collect();
    // Those whose share is too narrow get what they need; the others share what is left.
    let mut needy = vec![false; weights.len()];
    loop {
        let taken: f32 = (0..needs.len()).filter(|at| needy[*at]).map(|at| needs[at]).sum();
        let total: f32 = (0..needs.len()).filter(|at| !needy[*at]).map(|at| weights[at]).sum();
        let share = |at: usize| (room - taken) * weights[at] / total;
        let Some(next) = (0..needs.len()).find(|at| !needy[*at] && share(*at) < needs[*at]) else {
            for (at, column) in table.columns.iter_mut().take(needs.len()).enumerate() {
                column.fixed = Some(if needy[at] { needs[at] } else { share(at) });
            }
            return;
        };
        needy[next] = true;
    }
}

fn weight(column: &Column) -> f32 {
    match column.column_type {
        ColumnType::Markdown => 4.0,
        ColumnType::Text => 2.6,
        ColumnType::Reference | ColumnType::Link => 1.7,
        ColumnType::Number if column.key == "no" => 0.5,
        _ => 1.0,
    }
}
