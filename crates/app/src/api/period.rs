//! Operational periods: the step of the planning cycle that is due, and the plan on its way into the next period.

use bridgebook_domain::{DocumentId, RowId, SectionId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The step of the planning cycle that is due (FEMA, Planning P).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlanningRow {
    /// Its name.
    pub step: String,
    /// The forms that it fills, for instance `ICS 215, 215A`.
    pub forms: String,
    /// What is missing for it; empty where nothing is.
    pub missing: String,
    /// Whether it is the last of the period: the next one is planned.
    pub is_last: bool,
    /// The action plan.
    pub document: DocumentId,
    /// The section where it is filled in.
    pub section: Option<SectionId>,
}

/// The action plan as it would be carried into the next period. Nothing is changed yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RollForwardReading {
    /// Number of the next period.
    pub number: u32,
    /// When it would begin: now (RFC 3339).
    pub from: String,
    /// When it would end (RFC 3339).
    pub to: String,
    /// The action plan.
    pub document: DocumentId,
    /// Its title.
    pub title: String,
    /// Its heads, which the intent names so that nothing else is carried than what was looked at.
    pub heads: Vec<String>,
    /// What becomes of its lines, in order.
    pub lines: Vec<RollForwardRow>,
    /// The checkpoint at which it is approved anew.
    pub checkpoint: String,
    /// Who is asked to approve it: the name.
    pub approver: String,
    /// Open actions of the log, which go on by themselves.
    pub open_actions: u32,
}

/// A line of the plan and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RollForwardRow {
    /// `objective`, `assignment`, `action`, `period`, `meeting`, `checkpoint` or `checklist`.
    pub kind: String,
    /// `carried`, `dropped`, `decide` (it goes on unless it is dropped) or `set` (planned anew).
    pub fate: String,
    /// Section.
    pub section: SectionId,
    /// Row.
    pub row: RowId,
    /// What it says.
    pub words: String,
    /// Its owner's name.
    pub owner: String,
    /// Why, or what it becomes; empty where that is plain.
    pub why: String,
}
