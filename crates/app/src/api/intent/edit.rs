//! One edit of a document, as the window and the command line ask for it.

use std::collections::BTreeMap;

use bridgebook_domain::{Column, ColumnId, Item, Path, RowId, SectionId, Value};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A column under an id that the caller made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct NewColumn {
    /// A random UUID.
    pub id: ColumnId,
    /// The column; its place is given by those beside it.
    pub column: Column,
}

/// One edit of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "edit", rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "a list of edits is short, and the shape is that of the bridge")]
pub enum Edit {
    /// Sets a value, or clears it with `null`.
    Set {
        /// Where.
        path: Path,
        /// Value, or nothing.
        value: Option<Value>,
    },
    /// Sets a value typed in plain words: "in 30 min", "14:30", a person's name. The column's type reads it.
    SetWords {
        /// Where.
        path: Path,
        /// What was typed.
        words: String,
    },
    /// Fills a cell with text that was pasted or imported: what the column's type reads is stored, other
    /// text stays as written and is a finding.
    Fill {
        /// The cell.
        path: Path,
        /// What was pasted.
        words: String,
    },
    /// Adds rows after another, with cells that are filled as [`Edit::Fill`] does.
    AddRows {
        /// The table.
        section: SectionId,
        /// After which row; `null` puts them first.
        after: Option<RowId>,
        /// The cells of each row in words, in order.
        rows: Vec<BTreeMap<ColumnId, String>>,
    },
    /// Adds columns after another, under ids that the caller made: other edits of the same step fill them, so that
    /// a paste that is wider than its table is one step.
    AddColumns {
        /// The table.
        section: SectionId,
        /// After which column; `null` puts them first, an absent one last.
        after: Option<ColumnId>,
        /// The columns in order, each under an id that no other has.
        columns: Vec<NewColumn>,
    },
    /// Replaces a part of a long text; UTF-16 offsets.
    Splice {
        /// Where.
        path: Path,
        /// Offset.
        at: u32,
        /// Units removed.
        remove: u32,
        /// Text inserted.
        insert: String,
    },
    /// Adds a section, column, row or choice after another (`null`: first; absent neighbour: last).
    Add {
        /// The order.
        path: Path,
        /// After which; `null` puts it first.
        after: Option<String>,
        /// What.
        item: Item,
    },
    /// Adds a section of this kind with its standard columns.
    AddSection {
        /// After which section; `null` puts it first.
        after: Option<SectionId>,
        /// Heading.
        heading: String,
        /// Block kind.
        kind: String,
        /// Preset of a table, or empty.
        preset: String,
    },
    /// Moves within an order, after another (`null`: to the start).
    Move {
        /// The order.
        path: Path,
        /// What.
        id: String,
        /// After which.
        after: Option<String>,
    },
    /// Removes (a mark; it can come back).
    Remove {
        /// The order.
        path: Path,
        /// What.
        id: String,
    },
}
