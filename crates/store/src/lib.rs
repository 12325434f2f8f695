//! The only room with SQL: SQLite through sqlx, documents as automerge changes, the log, the read
//! model, the search index, attachments, backups and migrations. Imports `domain` and nothing else of
//! the house; asks neither the clock nor for randomness: moments and ids are passed in.
//!
//! One task owns the one connection that writes and issues `begin immediate` and `commit` itself;
//! transactions of sqlx are not used anywhere (docs/decisions/0002). A write is acknowledged only after
//! its commit.

mod attachment;
mod backup;
mod connection;
mod crdt;
mod erase;
mod error;
mod event;
mod folder;
mod keys;
mod migration;
mod past;
mod read;
mod recover;
mod retention;
mod search;
mod store;
mod table;
mod verify;
mod write;
mod writer;

pub use attachment::{NewAttachment, Personal};
pub use backup::Backup;
pub use error::{Result, StoreError};
pub use event::Event;
pub use folder::Folder;
pub use read::{HistoryChange, LogFilter};
pub use recover::Recovered;
pub use search::{SearchAsked, SearchFound, SearchHit, TemplateText};
pub use store::{OpenOptions, Opened, Store};
pub use table::attachment::Attachment;
pub use table::content::{Content, DocumentRow};
pub use table::delivery::{CaseMessage, Delivery, Progress};
pub use table::entry::LogScope;
pub use table::plan_version::PlanVersion;
pub use verify::Verified;
pub use write::{
    Committed, ContentChange, DeliveryWrite, DocumentChange, DocumentHeads, DocumentWrite, Erasure, NewPlanVersion,
    SettingWrite, Undo, Write,
};

#[cfg(test)]
mod tests;
