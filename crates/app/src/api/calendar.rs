//! What is planned for a time of day.

use bridgebook_domain::calendar::CalendarItem;
use bridgebook_domain::{DocumentId, RowId, SectionId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An update that the communication plan of an incident plans for a time of day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlannedUpdate {
    /// The plan.
    pub document: DocumentId,
    /// Section of the plan.
    pub section: SectionId,
    /// Row.
    pub row: RowId,
    /// Audience: id or name as written.
    pub audience: String,
    /// Its name.
    pub name: String,
    /// What it is about; may be empty.
    pub about: String,
    /// The rhythm in words; empty for once.
    pub rhythm: String,
    /// When it is next (RFC 3339); nothing where it does not come again while the incident runs.
    pub next_at: Option<String>,
    /// The time on the wall and its zone, for instance `17:00 Europe/Berlin`.
    pub wall: String,
    /// Why it never comes, where it does not; else empty.
    pub problem: String,
}

/// Some days of the calendar: of one incident and of all plans that are in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CalendarReading {
    /// Zone in which the days begin (IANA).
    pub zone: String,
    /// The days, in order.
    pub days: Vec<CalendarDay>,
}

/// One day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CalendarDay {
    /// The day, `2026-03-11`.
    pub date: String,
    /// Its beginning (RFC 3339).
    pub from: String,
    /// Its end (RFC 3339).
    pub to: String,
    /// Whether it is today.
    pub is_today: bool,
    /// What stands in it, in order.
    pub items: Vec<CalendarItem>,
}
