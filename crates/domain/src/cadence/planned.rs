//! Updates that are planned for a time of day in a zone, once or again and again (domain reference B.2.6). They enter
//! the queue as those of the cadence do: the earliest of all is the next update of its audience, and an audience that
//! is told with another one is told with its planned updates too.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{CadenceView, Standard, Standards};
use crate::block::BlockKind;
use crate::directory::Directory;
use crate::document::Document;
use crate::id::{RowId, SectionId};
use crate::incident::Incident;
use crate::log::Named;
use crate::recurrence::{Recurrence, RecurrenceError};
use crate::timeline::Views;
use crate::value::ReferenceKind;
use crate::view::rows;

/// Preset of the tables that hold planned updates.
pub const PLANNED: &str = "planned-updates";

/// How long before its time an update counts for the one that was planned, unless another was planned nearer by: then
/// for the half of the time between them. What goes out earlier is another update.
pub const EARLY: SignedDuration = SignedDuration::from_mins(15);

/// One planned update.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedRow {
    /// Section it lies in.
    pub section: SectionId,
    /// Row.
    pub row: RowId,
    /// Audience as written.
    pub audience: Named,
    /// Key of the audience.
    pub audience_key: String,
    /// What it is about.
    pub about: String,
    /// When; why it is never, where it is not.
    pub when: Result<Recurrence, RecurrenceError>,
    /// Channel.
    pub channel: Option<Named>,
    /// Who sends.
    pub owner: Option<Named>,
    /// Who approves.
    pub approver: Option<Named>,
    /// Stage of the message; empty follows the state.
    pub stage: String,
}

/// The planned update that is the next one of its audience.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlannedOf {
    /// Section of the plan.
    pub section: SectionId,
    /// Row.
    pub row: RowId,
    /// What it is about; may be empty.
    pub about: String,
    /// The rhythm in words; empty for once.
    pub rhythm: String,
    /// The time on the wall and its zone, for instance `2026-03-11 17:00 Europe/Berlin`.
    pub wall: String,
}

/// The planned updates of a document, in its order. What a row leaves open is taken from the table of audiences.
#[must_use]
pub fn planned_rows(document: &Document, directory: &Directory) -> Vec<PlannedRow> {
    read(document, directory, &super::standards(document, directory))
}

pub(super) fn read(document: &Document, directory: &Directory, standards: &Standards) -> Vec<PlannedRow> {
    let mut list = Vec::new();
    for (section, entry) in document.sections_of(&BlockKind::Table) {
        if entry.block.setting("preset") != PLANNED {
            continue;
        }
        for (row, view) in rows(&entry.block) {
            let Some(audience) = view.some("audience") else { continue };
            let audience_key = directory.key(&[ReferenceKind::Audience], &audience);
            let Standard { owner, approver, channel } = standards.get(&audience_key).cloned().unwrap_or_default();
            let when = Recurrence::read(&view);
            let when = match when {
                Ok(found) if found.time.is_none() => Err(RecurrenceError::NoTime),
                when => when,
            };
            list.push(PlannedRow {
                section,
                row,
                audience,
                about: view.text("about").to_owned(),
                when,
                channel: view.some("channel").or(channel),
                owner: view.some("owner").or(owner),
                approver: view.some("approver").or(approver),
                stage: view.word("stage"),
                audience_key,
            });
        }
    }
    list
}

impl PlannedRow {
    /// The row as the queue shows it, for one of its times.
    pub(super) fn of(&self, at: Timestamp) -> PlannedOf {
        let (rhythm, wall) = self.when.as_ref().map_or_else(
            |_| Default::default(),
            |when| (when.words(), format!("{} {}", crate::moment::print(at, &when.zone), when.zone_name())),
        );
        PlannedOf { section: self.section, row: self.row, about: self.about.clone(), rhythm, wall }
    }
}

/// A time of a planned update.
pub(super) struct Planned<'a> {
    pub at: Timestamp,
    /// From when it was planned, at the earliest.
    pub from: Timestamp,
    pub row: &'a PlannedRow,
}

/// What is planned for one audience while an incident runs.
pub(super) struct PlannedFor<'a> {
    pub views: &'a Views<CadenceView>,
    pub incident: &'a Incident,
    pub audience_key: &'a str,
    pub now: Timestamp,
}

impl<'a> PlannedFor<'a> {
    /// The earliest planned update that nobody gave: no update went out near it or after it, and nobody skipped it.
    /// A version of the plan asks only for what lies between its beginning and the next one's, so that taking a row
    /// away does not erase what was due before. Resolving stops what comes again and again, as it stops the cadence,
    /// and opening again begins it anew; closing stops all. `last_told` is when the audience last had an update.
    pub fn first_open(&self, last_told: Option<Timestamp>, skipped: &[Timestamp]) -> Option<Planned<'a>> {
        let is_open = |at: Timestamp| {
            !skipped.contains(&at)
                && last_told.is_none_or(|told| told < at.saturating_sub(self.early(at)).unwrap_or(at))
        };
        self.earliest(last_told.unwrap_or(self.incident.declared_at), is_open)
    }

    /// The earliest planned update that an update going out now is not.
    pub fn after_now(&self) -> Option<Planned<'a>> {
        self.earliest(self.now, |at| self.now < at.saturating_sub(self.early(at)).unwrap_or(at))
    }

    fn earliest(&self, start: Timestamp, is_open: impl Fn(Timestamp) -> bool) -> Option<Planned<'a>> {
        if self.incident.closed_at.is_some() {
            return None;
        }
        let reopened = self.incident.reopened_at();
        let mut first: Option<Planned<'a>> = None;
        for (from, until, view) in self.views.spans().filter(|(from, ..)| *from <= self.now) {
            // A version that comes into force later is not known yet.
            let until = until.filter(|until| *until <= self.now);
            let begins = from.max(self.incident.declared_at);
            for row in view.planned.iter().filter(|row| row.audience_key == self.audience_key) {
                let Ok(when) = &row.when else { continue };
                if when.repeats() && self.incident.resolved_at.is_some() {
                    continue;
                }
                let begins = if when.repeats() { begins.max(reopened.unwrap_or(begins)) } else { begins };
                let found = when
                    .from(begins.max(start))
                    .map(|o| o.at)
                    // What is due at the very moment of an edit stays due.
                    .take_while(|at| until.is_none_or(|until| *at <= until))
                    .find(|at| is_open(*at));
                if let Some(at) = found
                    && first.as_ref().is_none_or(|known| at < known.at)
                {
                    first = Some(Planned { at, from: begins, row });
                }
            }
        }
        first
    }

    /// How early an update counts for the one that is planned for a moment.
    fn early(&self, at: Timestamp) -> SignedDuration {
        let reach = EARLY.saturating_mul(2);
        let Ok(from) = at.checked_sub(reach) else { return EARLY };
        let rows = self.views.at(at.min(self.now)).map_or(&[] as &[PlannedRow], |v| v.planned.as_slice());
        let before = rows
            .iter()
            .filter(|row| row.audience_key == self.audience_key)
            .filter_map(|row| row.when.as_ref().ok()?.between(from, at).last().map(|o| o.at))
            .max();
        before.map_or(EARLY, |before| at.duration_since(before) / 2)
    }
}
