//! The one registry of ids. Every id is a UUIDv7 made at the rim and passed in.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// A text that is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not an id")]
pub struct NotAnId(pub String);

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[serde(transparent)]
        #[ts(type = "string")]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID that the caller's id source made.
            #[must_use]
            pub const fn new(uuid: Uuid) -> Self { Self(uuid) }
            /// The UUID inside.
            #[must_use]
            pub const fn uuid(self) -> Uuid { self.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Uuid::parse_str(text).map(Self).map_err(|_| NotAnId(text.chars().take(60).collect()))
            }
        }
        impl From<Uuid> for $name { fn from(uuid: Uuid) -> Self { Self(uuid) } }
    )*};
}

ids! {
    /// A document; a person of the directory is known by the id of that person's document.
    DocumentId;
    /// A section of a document.
    SectionId;
    /// A column of a grid-like block.
    ColumnId;
    /// A row of a grid-like block; the row of a directory list is what references point to.
    RowId;
    /// An entry of the log.
    EntryId;
    /// An incident.
    IncidentId;
    /// One chain of the log: one incident (or the organisation) and one process start.
    ChainId;
    /// An attachment.
    AttachmentId;
}
