//! The post-incident report (domain reference B.8): a document of its template in which every field that the log knows is
//! filled in. What is filled are ordinary cells, as of one moment; people correct them and write the rest. Timeline,
//! decisions, roles and open actions stay live views of the log.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::cadence::Promise;
use crate::directory::Directory;
use crate::document::Document;
use crate::escalation::{CallReview, Targets};
use crate::id::RowId;
use crate::incident::Incident;
use crate::log::Recorded;
use crate::metric::Reading;
use crate::obligation::ObligationClock;

mod fill;
mod review;
#[cfg(test)]
mod tests;

/// What a report is made of.
#[derive(Debug, Clone)]
pub struct Sources<'a> {
    /// The incident.
    pub incident: &'a Incident,
    /// Its log.
    pub log: &'a [Recorded],
    /// The action plan, if it ran on one.
    pub plan: Option<&'a Document>,
    /// When it began, where the plan or another report says so.
    pub began: Option<Timestamp>,
    /// Its promises of updates, scored.
    pub promises: &'a [Promise],
    /// The calls of its escalation.
    pub calls: &'a [CallReview],
    /// Its metrics.
    pub metrics: &'a [Reading],
    /// What its severity aims at.
    pub targets: &'a Targets,
    /// Its regulatory clocks.
    pub obligations: &'a [ObligationClock],
    /// The directory.
    pub directory: &'a Directory,
    /// Now.
    pub now: Timestamp,
    /// Zone in which times are written into texts.
    pub zone: &'a TimeZone,
}

/// Fills a report with what is known; what is not stays as the template has it. `fresh` gives the ids of lines.
pub fn fill(document: &mut Document, sources: &Sources<'_>, fresh: impl FnMut() -> RowId) {
    fill::fill(document, sources, fresh);
}
