//! Facts after a commit, sent to every window.

use bridgebook_domain::{DocumentId, IncidentId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A document has new content.
    DocumentChanged {
        /// Document.
        document: DocumentId,
        /// When it was committed (RFC 3339).
        saved_at: String,
    },
    /// The log grew.
    LogAppended {
        /// Incident, or the organisation.
        incident: Option<IncidentId>,
        /// When it was committed (RFC 3339).
        saved_at: String,
    },
    /// A setting changed.
    SettingsChanged,
    /// A file came into the folder of a team's own templates, left it or was changed.
    TemplatesChanged,
    /// A message of the outbox went on.
    OutboxChanged,
    /// The clock was started, stopped or set.
    ClockChanged,
    /// A clock came due or passed: for a native notification, at most once per fact.
    Told {
        /// Incident.
        incident: IncidentId,
        /// Title.
        title: String,
        /// Sentence.
        message: String,
    },
    /// How far long work is that somebody waits for.
    Working {
        /// The name that the asker gave it: of an export its path.
        job: String,
        /// In thousandths.
        progress: u16,
    },
    /// A command of the native menu.
    Menu {
        /// Command id.
        command: String,
    },
}
