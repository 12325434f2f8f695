//! Replies that updates ask for, as the queue shows them.

use bridgebook_domain::{EntryId, IncidentId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A reply that an update asks for, or got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReplyRow {
    /// Entry of the update that went out.
    pub update: EntryId,
    /// Audience: id or name as written.
    pub audience: String,
    /// Its name.
    pub name: String,
    /// Number of the update.
    pub number: u32,
    /// When it went out (RFC 3339).
    pub sent_at: String,
    /// What the plan in force then asked for, for instance `must acknowledge within 30 min`; empty where it asked for
    /// nothing.
    pub asked: String,
    /// Until when (RFC 3339), where the plan says so.
    pub due_at: Option<String>,
    /// `awaited`, `late`, `answered`, `waived` (a person said that it is not awaited any more), `superseded` (a later
    /// update asks them anew) or `closed` (the incident was closed without it).
    pub state: String,
    /// Seconds after its moment: at the first reply, when it ended, else now.
    pub late_seconds: u32,
    /// How it stands in words, for instance `not answered: update 3 asks them anew`.
    pub words: String,
    /// All replies, in order.
    pub replies: Vec<GivenReply>,
}

/// What somebody answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GivenReply {
    /// Entry.
    pub id: EntryId,
    /// Who answered: the name.
    pub who: String,
    /// When (RFC 3339).
    pub at: String,
    /// What they said; empty where they acknowledged it and said no more.
    pub text: String,
    /// Who recorded it, where that was somebody else; empty otherwise.
    pub recorded_by: String,
}

/// What somebody answered to an update that went out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct RecordedReply {
    /// Incident.
    pub incident: IncidentId,
    /// The entry that says that it went out.
    pub update: EntryId,
    /// Who answered: a person, role or team, or a name.
    pub by: String,
    /// When, in plain words; empty for now.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub at: String,
    /// What they said; empty where they acknowledged it and said no more.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub text: String,
}
