//! The five operations that every edit is made of, whoever makes it: the window, the command line, an
//! import, an undo or a merge. Each is checked against the schema of its path and has an inverse.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::block::{COLUMN_LIMIT, Choice, Column, Row, Section};
use crate::document::Document;
use crate::path::Path;
use crate::position::Position;
use crate::text::TextError;
use crate::value::{Value, ValueError};

mod apply;
mod check;

/// Something that can be inserted into an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "item", content = "value", rename_all = "snake_case")]
pub enum Item {
    /// Into `/sections`.
    Section(Section),
    /// Into the columns of a block.
    Column(Column),
    /// Into the choices of a column.
    Choice(Choice),
    /// Into the rows of a block.
    Row(Row),
}

/// One operation on a path of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "op", rename_all = "snake_case")]
#[expect(
    clippy::large_enum_variant,
    reason = "an insertion is rare and short-lived; a box would only move its shape away from what is stored"
)]
pub enum Operation {
    /// Sets the value at a path; `None` clears it. At a member path the value is the member's mark.
    Set {
        /// Where.
        path: Path,
        /// What.
        value: Option<Value>,
    },
    /// Replaces a part of a long text; offsets in UTF-16 units.
    Splice {
        /// Where.
        path: Path,
        /// Offset of the first unit removed.
        at: u32,
        /// Units removed.
        remove: u32,
        /// Text inserted.
        insert: String,
    },
    /// Inserts into an order, or brings back what was removed (`initial` is `None`).
    Insert {
        /// The order.
        path: Path,
        /// Id within the order.
        id: String,
        /// Place.
        pos: Position,
        /// What is inserted.
        initial: Option<Item>,
    },
    /// Moves within an order.
    Move {
        /// The order.
        path: Path,
        /// Id within the order.
        id: String,
        /// New place.
        pos: Position,
    },
    /// Marks as removed; [`Operation::Insert`] without `initial` brings it back.
    Remove {
        /// The order.
        path: Path,
        /// Id within the order.
        id: String,
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
}

/// Why an operation was not applied. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OperationError {
    /// The place does not exist.
    #[error("That place ({0}) is not in the document any more. Nothing was changed")]
    NoSuchPlace(String),
    /// The operation does not fit the place (a splice into a choice, a row into the sections).
    #[error("That change does not fit its place ({0}). Nothing was changed")]
    DoesNotFit(String),
    /// The text cannot be kept.
    #[error(transparent)]
    Text(#[from] TextError),
    /// The value does not fit its type.
    #[error(transparent)]
    Value(#[from] ValueError),
    /// Something with this id is there already.
    #[error("Something with the id {0} is there already. Nothing was changed")]
    Exists(String),
    /// As many columns as a table takes are there.
    #[error("A table has at most {COLUMN_LIMIT} columns. Nothing was changed. Remove one, or split the table")]
    TooManyColumns,
}

impl Operation {
    /// The path it works on.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Set { path, .. }
            | Self::Splice { path, .. }
            | Self::Insert { path, .. }
            | Self::Move { path, .. }
            | Self::Remove { path, .. } => path,
        }
    }
}

impl Document {
    /// Checks an operation against the schema of its path and the type of its value, as an editor's
    /// intent is checked. Imports and merges apply without this: what does not fit stays as written.
    ///
    /// # Errors
    /// The sentence for the place where it was typed.
    pub fn check(&self, operation: &Operation) -> Result<(), OperationError> {
        check::check(self, operation)
    }

    /// Applies an operation and gives its inverse. `now` marks what the inverse of an insertion removes.
    ///
    /// # Errors
    /// When the place does not exist or does not take the operation; nothing was changed then.
    pub fn apply(&mut self, operation: &Operation, now: Timestamp) -> Result<Operation, OperationError> {
        apply::apply(self, operation, now)
    }

    /// Applies several operations as one and gives the inverses in the order in which they undo.
    ///
    /// # Errors
    /// The first error; the document is then as it was.
    pub fn apply_all(&mut self, operations: &[Operation], now: Timestamp) -> Result<Vec<Operation>, OperationError> {
        let before = self.clone();
        let mut inverses = Vec::with_capacity(operations.len());
        for operation in operations {
            match self.apply(operation, now) {
                Ok(inverse) => inverses.push(inverse),
                Err(error) => {
                    *self = before;
                    return Err(error);
                }
            }
        }
        inverses.reverse();
        Ok(inverses)
    }
}
