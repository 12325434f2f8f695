//! The nouns and rules of Bridgebook, pure: documents made of typed blocks, the log, the directory,
//! clocks and findings. Nothing here reads a file, a clock, a network or a source of randomness:
//! `now` and fresh ids are passed in. This crate imports no other room.

pub mod as_template;
pub mod attachment;
pub mod block;
pub mod cadence;
pub mod calendar;
pub mod canonical;
pub mod case;
pub mod catch_up;
pub mod checkpoint;
pub mod condition;
mod day_word;
pub mod deciding;
pub mod declare;
pub mod delivery;
pub mod directory;
pub mod document;
pub mod duration;
pub mod escalation;
pub mod finding;
pub mod format_rule;
mod grid;
pub mod hand_over;
pub mod id;
pub mod incident;
pub mod lesson;
pub mod live_view;
pub mod log;
pub mod message;
pub mod moment;
mod objective;
pub mod obligation;
pub mod operation;
pub mod path;
pub mod picture;
pub mod planning;
pub mod position;
pub mod preset;
pub mod quiet;
pub mod raci;
pub mod recipients;
pub mod recurrence;
pub mod reminder;
pub mod reply;
pub mod roll_forward;
pub mod schedule;
pub mod simulation;
#[cfg(test)]
mod test;
pub mod text;
pub mod timeline;
pub mod transcript;
pub mod trigger;
pub mod value;
pub mod variable;
pub mod view;

pub use block::{Block, BlockKind, Choice, Column, Row, Section};
pub use document::Document;
pub use id::{ColumnId, DocumentId, EntryId, IncidentId, RowId, SectionId};
pub use operation::{Item, Operation, OperationError};
pub use path::Path;
pub use position::Position;
pub use value::{ColumnType, Value};
