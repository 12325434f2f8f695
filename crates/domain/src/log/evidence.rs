//! Files that were kept with an entry as evidence. They are a fact of their own, which names the entry, so that an
//! entry of before is as it was and one that stands in the log can get evidence later.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{AttachmentId, EntryId};

/// Files were kept as evidence for an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Evidence {
    /// The entry.
    pub of: EntryId,
    /// The files, in the order in which they were given.
    pub files: Vec<EvidenceFile>,
}

/// A file as it was when it was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EvidenceFile {
    /// The attachment.
    pub attachment: AttachmentId,
    /// Its name.
    pub name: String,
    /// Media type.
    pub media_type: String,
    /// Size in bytes.
    #[ts(type = "number")]
    pub size: u64,
    /// SHA-256 of its content, hexadecimal.
    pub hash: String,
}
