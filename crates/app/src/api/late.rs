//! Who is told when an update is late, as the communication plan says.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One step of the plan for an update that is overdue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LateRow {
    /// Who is told: a role, a person or a team, by name.
    pub tell: String,
    /// Who holds the role now; empty where nobody does, and for people and teams.
    pub holder: String,
    /// By which channel; empty where the plan names none.
    pub by: String,
    /// From when (RFC 3339).
    pub at: String,
    /// How late the update is then, for instance `10 min`.
    pub after: String,
    /// Whether that moment has come.
    pub is_due: bool,
}
