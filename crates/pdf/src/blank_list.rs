//! Lists of a blank form with columns of their own making: what is ticked, and what is signed.

use bridgebook_domain::{Column as Field, ColumnId, Section};

use crate::blank_width::{self, SHORT};
use crate::block::Place;
use crate::desk::Desk;
use crate::flow::Strip;
use crate::given::Given;
use crate::grid::{align_of, free_rows};
use crate::rich::{Mark, Rich, Style};
use crate::table::{Cell, Column, Row, Table};
use crate::text::Align;

/// Width of a box with the space beside it, and of the column in which somebody says that it was done.
const BOX: f32 = 12.0;
const DONE: f32 = 78.0;
/// Least height of a line of a checklist, and of one to sign on.
const ITEM: f32 = 21.0;
const SIGNED: f32 = 34.0;
/// Lines to sign on where no checkpoint is given, and after those that are.
const SIGNERS: usize = 3;
const MORE_SIGNERS: usize = 1;
/// Room for a signature.
const SIGNATURE: f32 = 120.0;

/// A checklist: boxes, the items, and room for who, by when and what was done.
pub(crate) fn checklist(desk: &mut Desk<'_>, section: &Section, place: &Place<'_>) -> Vec<Strip> {
    let width = place.frame.text_width();
    let mut table = Table::new(Vec::new());
    table.gutter = 8.0;
    let own = width - BOX - DONE - 3.0 * table.gutter;
    let told = |field: &Field| matches!(field.key.as_str(), "done" | "done_by" | "done_at" | "evidence");
    let columns: Vec<(ColumnId, &Field)> =
        section.block.live_columns().into_iter().filter(|(_, field)| !told(field)).collect();
    let shown = blank_width::arranged(desk, section, columns, own);
    table.columns = shown.beside.iter().map(|(_, field)| Column::new(&field.name, align_of(field))).collect();
    blank_width::share(desk, &mut table, section, &shown.beside, own);
    table.columns.insert(0, Column { fixed: Some(BOX), ..Column::new("", Align::Start) });
    table.columns.push(Column { fixed: Some(DONE), ..Column::new(desk.say().done_head, Align::Start) });
    table.title = place.title(section.guidance.clone());
    table.row_min = if desk.close { 0.0 } else { ITEM };
    (table.below, table.below_rooms) = (shown.below, shown.rooms);
    let given = Given::of(section);
    let count = given.as_ref().map_or(0, Given::len);
    for at in 0..count + free_rows(desk, count) {
        let mut cells: Vec<Cell> = vec![vec![Rich::empty(Style::TABLE).mark(Mark::Box(false))]];
        cells.extend(shown.beside.iter().map(|(id, _)| written(desk, given.as_ref(), at, *id)));
        cells.push(Vec::new());
        table.rows.push(Row::Body(cells));
    }
    table.strips(&mut desk.setter, width, place.frame.text_height())
}

/// The checkpoints that are given, each with lines for role, name, date and signature.
pub(crate) fn approvals(desk: &mut Desk<'_>, section: &Section, place: &Place<'_>) -> Vec<Strip> {
    let [role, name, date, signature] = desk.say().approval_heads;
    let checkpoint = section.block.column_by_key("checkpoint");
    let given = Given::of(section);
    let mut heads = vec![Column::new(checkpoint.map_or("", |(_, field)| &field.name), Align::Start)];
    for (head, fixed) in [(role, 84.0), (name, 84.0), (date, SHORT + 8.0), (signature, SIGNATURE)] {
        heads.push(Column { fixed: Some(fixed), ..Column::new(head, Align::Start) });
    }
    let mut table = Table::new(heads);
    table.title = place.title(section.guidance.clone());
    table.ruled = true;
    table.row_min = SIGNED;
    let count = given.as_ref().map_or(0, Given::len);
    let free = if count == 0 { SIGNERS } else { MORE_SIGNERS };
    for at in 0..count + free {
        let first = checkpoint.map_or_else(Vec::new, |(id, _)| written(desk, given.as_ref(), at, id));
        table.rows.push(Row::Body(vec![first, Vec::new(), Vec::new(), Vec::new(), Vec::new()]));
    }
    table.strips(&mut desk.setter, place.frame.text_width(), place.frame.text_height())
}

/// What is given in a cell, or room to write in.
fn written(desk: &Desk<'_>, given: Option<&Given<'_>>, row: usize, column: ColumnId) -> Cell {
    match given.and_then(|given| given.cell(row, column)) {
        Some((field, value)) => desk.cell(field, Some(value), Style::TABLE),
        None => Vec::new(),
    }
}
