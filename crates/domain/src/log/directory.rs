//! What happens to the directory as a whole. Facts name people by id alone: a name in the log could not be erased with the
//! person.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{DocumentId, EntryId};

/// Something that happened to the directory. It stands in the log of the organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum DirectoryFact {
    /// Two entries are one person: `other` became part of `keep`.
    Merged {
        /// The one that is kept.
        keep: DocumentId,
        /// The one that became part of it.
        other: DocumentId,
    },
    /// One that was part of another is a person of their own again.
    Separated {
        /// The person.
        person: DocumentId,
    },
    /// People came in with a file.
    Imported {
        /// Those that are new.
        created: Vec<DocumentId>,
        /// Those of whom something changed.
        changed: Vec<DocumentId>,
    },
    /// An import was taken back.
    TakenBack {
        /// Entry of the import.
        import: EntryId,
    },
}
