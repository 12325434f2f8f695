//! Facts after a commit, sent to every window.

use bridgebook_domain::{DocumentId, IncidentId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where something that was told is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TellingView {
    /// The board.
    Board,
    /// The updates.
    Comms,
    /// The regulatory clocks.
    Duties,
}

/// What is due first in all open incidents, or was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NextDue {
    /// Its incident.
    pub incident: IncidentId,
    /// Where it is looked at.
    pub view: TellingView,
    /// One line: `INC-2041: Customers’ update is due at 14:51`.
    pub words: String,
}

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
        /// Where it is looked at.
        view: TellingView,
        /// Whether it sounds; not while the sound is silenced.
        sounds: bool,
    },
    /// Something about a case asks for a person: for a native notification, at most once per fact.
    CaseTold {
        /// The document of the case.
        document: DocumentId,
        /// Title: what the case is called.
        title: String,
        /// Sentence.
        message: String,
        /// Whether it sounds; not while the sound is silenced.
        sounds: bool,
    },
    /// How much is overdue in all open incidents, and what is due first, when that changed. Exercises do not count.
    Overdue {
        /// Updates, actions and regulatory clocks.
        count: u32,
        /// What is due first, or was.
        next: Option<NextDue>,
    },
    /// Somebody chose a notification.
    Chosen {
        /// Incident.
        incident: IncidentId,
        /// Where it is looked at.
        view: TellingView,
    },
    /// The system showed no notification. What it was to say is on the screen all the same.
    NotShown {
        /// Why.
        why: String,
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
