//! A block as a grid: its live columns and rows with their cells, found once for all rules that look at every cell.
//! A matrix has thousands of cells, and looking each of them up by ids, for every rule anew, is most of judging them.

use crate::block::{Block, Column, Row};
use crate::id::{ColumnId, RowId};
use crate::value::Value;

/// The live columns and rows of a block, in order.
pub(crate) struct Grid<'a> {
    /// Columns.
    pub columns: Vec<(ColumnId, &'a Column)>,
    lines: Vec<(RowId, &'a Row)>,
    /// The cells of all rows, one row after the other, and where those of each row end.
    cells: Vec<Cell<'a>>,
    ends: Vec<usize>,
}

/// A cell that is not empty, under a live column.
#[derive(Clone, Copy)]
pub(crate) struct Cell<'a> {
    /// Which of the columns it stands under, counted from 0.
    pub place: usize,
    pub value: &'a Value,
    /// Its text where it holds just one.
    pub one: Option<&'a str>,
}

impl<'a> Cell<'a> {
    fn of(place: usize, value: &'a Value) -> Self {
        Self { place, value, one: value.as_one() }
    }

    /// Takes the members in the order in which a set is shown; most cells hold one text.
    pub fn each(&self, mut take: impl FnMut(&'a str)) {
        match self.one {
            Some(text) => take(text),
            None => self.value.members().into_iter().for_each(take),
        }
    }

    /// The first of them.
    pub fn first(&self) -> Option<&'a str> {
        self.one.or_else(|| self.value.members().first().copied())
    }
}

/// A row of a grid.
#[derive(Clone, Copy)]
pub(crate) struct Line<'g, 'a> {
    pub row: RowId,
    /// The row as it is stored, also with cells of columns that were removed.
    pub stored: &'a Row,
    /// Its cells in the order of the columns.
    pub cells: &'g [Cell<'a>],
}

impl<'a> Line<'_, 'a> {
    /// The cell under a column, unless it is empty.
    pub fn at(&self, place: usize) -> Option<&Cell<'a>> {
        self.cells.binary_search_by_key(&place, |cell| cell.place).ok().map(|at| &self.cells[at])
    }

    /// Whether nothing stands in it, not even under a column that was removed.
    pub fn is_blank(&self) -> bool {
        self.cells.is_empty() && self.stored.cells.values().all(Value::is_empty)
    }
}

impl<'a> Grid<'a> {
    pub fn new(block: &'a Block) -> Self {
        let (columns, lines) = (block.live_columns(), block.live_rows());
        let mut by_id: Vec<(u128, usize)> = columns.iter().enumerate().map(|(at, (id, _))| (number(*id), at)).collect();
        by_id.sort_unstable();
        let mut cells = Vec::with_capacity(lines.iter().map(|(_, row)| row.cells.len()).sum());
        let mut ends = Vec::with_capacity(lines.len());
        for (_, row) in &lines {
            let start = cells.len();
            // Cells and columns are both in the order of their ids, so one pass over both finds every cell's column.
            let mut known = by_id.as_slice();
            for (column, value) in row.cells.iter().filter(|(_, value)| !value.is_empty()) {
                let column = number(*column);
                while let [(id, _), rest @ ..] = known
                    && *id < column
                {
                    known = rest;
                }
                if let [(id, place), ..] = known
                    && *id == column
                {
                    cells.push(Cell::of(*place, value));
                }
            }
            cells[start..].sort_unstable_by_key(|cell| cell.place);
            ends.push(cells.len());
        }
        Self { columns, lines, cells, ends }
    }

    /// The rows in order.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_, 'a>> {
        let starts = std::iter::once(&0).chain(&self.ends);
        let bounds = starts.zip(&self.ends);
        self.lines.iter().zip(bounds).map(|((row, stored), (start, end))| Line {
            row: *row,
            stored,
            cells: &self.cells[*start..*end],
        })
    }

    /// The place of the first column with this well-known meaning.
    pub fn place_of(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|(_, column)| column.key == key)
    }
}

/// An id as it is compared fastest, in the same order.
fn number(id: ColumnId) -> u128 {
    id.uuid().as_u128()
}
