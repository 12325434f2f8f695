//! The directory as pickers and the people screen show it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Everything that can be referred to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Directory {
    /// Entries of all kinds, by kind and name.
    pub entries: Vec<DirectoryEntry>,
}

/// Something that can be referred to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DirectoryEntry {
    /// Id as cells hold it.
    pub id: String,
    /// `person`, `role`, `team`, `service`, `channel`, `audience`, `vendor`, `severity`, `calendar` or `skill`.
    pub kind: String,
    /// Name.
    pub name: String,
    /// The name by which it alone is meant: with a title or an address in brackets where others bear the same.
    pub call: String,
    /// A second line: title, native name, definition.
    pub note: String,
    /// Document to open: the person's own, or the list.
    pub document: bridgebook_domain::DocumentId,
    /// Channels of a person in words, in order.
    pub channels: Vec<String>,
    /// Time zone, if known.
    pub zone: String,
}
