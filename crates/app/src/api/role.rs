//! Roles that people leave, and those that nobody holds.

use bridgebook_domain::IncidentId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Somebody leaves a role, and nobody follows yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Renouncing {
    /// The incident.
    pub incident: IncidentId,
    /// Role: id or name.
    pub role: String,
    /// Why.
    pub reason: String,
}

/// A role that somebody held and that nobody holds now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OpenRoleRow {
    /// Role's name.
    pub role: String,
    /// Name of who held it last.
    pub person: String,
    /// Since when nobody holds it (RFC 3339).
    pub since: String,
    /// Why they left it; empty where they said nothing.
    pub reason: String,
    /// Whether it is the commander's: nobody commands.
    pub is_commander: bool,
}
