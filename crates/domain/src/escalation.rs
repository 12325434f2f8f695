//! The escalation matrix: the typed view of escalation blocks, one row per cell of severity by level.
//!
//! Two clocks run (ITIL, domain reference 0.7 and 4.3). The functional one calls more skill: minutes are
//! the time allowed in a level, so the next level is called when nobody acknowledges within it; after an
//! acknowledgement only that level's resolve-within can call the next. The hierarchical one tells more
//! authority at an age of the incident; acknowledging does not stop it, resolving does.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::block::BlockKind;
use crate::directory::{Directory, Hours};
use crate::document::Document;
use crate::id::{RowId, SectionId};
use crate::log::{Clock, Named};
use crate::value::ReferenceKind;
use crate::view::{folded, rows};

mod callee;
mod chain;
mod clock;
mod firing;
mod happening;
mod lookup;
mod notice;
mod reach;
mod review;
mod rule;
mod rule_notice;
mod summons;
mod unanswered;

pub(crate) use callee::{Callee as Standing, Search};
pub use chain::is_answered;
pub use clock::{LevelClock, LevelState, escalation_clocks};
pub(crate) use firing::lateness;
pub use firing::{NewFact, exhausted, firings};
pub use lookup::{ImpactUrgency, PauseReason, impact_urgency, pause_reason, pause_reasons};
pub use notice::{is_only_called_again, notifications, over_because};
pub use reach::{Reach, reach};
pub use review::{CallEnd, CallReview, call_reviews};
pub use rule::is_event;
pub use rule_notice::{RuleDesk, RuleNotice, rule_notices, rule_over_because};
pub(crate) use summons::{MAIL, PHONE, channel};
pub use unanswered::Unanswered;

/// Kinds a level can call.
pub const TARGETS: [ReferenceKind; 4] =
    [ReferenceKind::Person, ReferenceKind::Role, ReferenceKind::Team, ReferenceKind::Vendor];

/// From when the clocks run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockStart {
    /// From the declaration.
    Declared,
    /// From the detection.
    Detected,
}

/// What happens where nobody is there to be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NobodyAvailable {
    /// The next level is called at once.
    Next,
    /// The clock holds until somebody is there or somebody decides.
    Hold,
}

/// One cell of the matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// Section it lies in.
    pub section: SectionId,
    /// Row.
    pub row: RowId,
    /// Key of the severity; none means any.
    pub severity: Option<String>,
    /// Name, for instance `L1`.
    pub name: String,
    /// Clock.
    pub clock: Clock,
    /// Who is called: ids or names.
    pub targets: Vec<Named>,
    /// Who is called when the target cannot be reached.
    pub backups: Vec<Named>,
    /// How: `page`, `phone`, `chat`, `e-mail`, `sms`, `ticket`.
    pub notify: Vec<String>,
    /// Time to acknowledge before the next level is called.
    pub acknowledge_within: Option<SignedDuration>,
    /// Time to resolve after acknowledging before the next level is called.
    pub resolve_within: Option<SignedDuration>,
    /// Age of the incident at which an authority is told.
    pub after: Option<SignedDuration>,
    /// Hand-off criteria, Markdown.
    pub hand_off: String,
    /// Whether somebody of the level may decline: the matrix says yes, or has no column for it.
    pub may_decline: bool,
    /// Calendar in whose hours its minutes count, as the table of severities names it: id or name. None counts every
    /// minute; so does an age, which is that of the incident.
    pub calendar: Option<Named>,
}

impl Level {
    /// The hours in which its minutes count; none where every minute does.
    fn hours(&self, directory: &Directory) -> Option<Hours> {
        hours(self.calendar.as_deref(), directory)
    }
}

/// The hours of a calendar in which minutes count; none where every minute does.
fn hours(calendar: Option<&str>, directory: &Directory) -> Option<Hours> {
    let calendar = directory.known(&[ReferenceKind::Calendar], calendar?)?;
    Hours::of_calendar(calendar).filter(|hours| !hours.is_always())
}

/// Until when somebody has to take a level that was called at a moment, if the clock does not rest.
fn taken_by(level: &Level, called: Timestamp, within: SignedDuration, directory: &Directory) -> Option<Timestamp> {
    match chain::run(called, within, &[], level.hours(directory).as_ref()) {
        chain::Run::At(due) => Some(due),
        chain::Run::Rests(_) => None,
    }
}

/// An escalation matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EscalationView {
    /// Levels of all severities, in order of the document.
    pub levels: Vec<Level>,
    /// From when the clocks run.
    pub clock_start: ClockStart,
    /// How often the whole functional chain is called again when nobody acknowledges.
    pub repeat: u32,
    /// What happens where nobody is there.
    pub nobody_available: NobodyAvailable,
    /// Percent of a span after which it is at risk.
    pub at_risk_percent: u32,
    /// The same by the key of a severity, where the table of severities says it (domain reference B.4.2).
    pub shares: BTreeMap<String, u32>,
    /// What is aimed at, by the key of a severity (domain reference B.4.2).
    pub targets: BTreeMap<String, Targets>,
}

/// What is aimed at for a severity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Targets {
    /// Time to the first acknowledgement.
    pub response: Option<SignedDuration>,
    /// Time to the resolution.
    pub resolution: Option<SignedDuration>,
    /// Calendar in whose hours both count: id or name. None counts every minute.
    pub calendar: Option<Named>,
}

impl EscalationView {
    /// Reads every escalation block of a document; the settings are those of the first.
    #[must_use]
    pub fn read(document: &Document, directory: &Directory) -> Self {
        let sections = document.sections_of(&BlockKind::Escalation);
        let setting = |key: &str| sections.first().map_or("", |(_, s)| s.block.setting(key));
        let mut view = Self {
            levels: Vec::new(),
            clock_start: if setting("clock_start") == "detected" { ClockStart::Detected } else { ClockStart::Declared },
            repeat: setting("repeat").parse().unwrap_or(0),
            nobody_available: match setting("nobody_available") {
                "hold" => NobodyAvailable::Hold,
                _ => NobodyAvailable::Next,
            },
            at_risk_percent: setting("at_risk_percent").parse().unwrap_or(crate::cadence::AT_RISK_PERCENT),
            shares: BTreeMap::new(),
            targets: BTreeMap::new(),
        };
        let severities = severities(document, directory);
        let calendars: BTreeMap<&String, &Named> =
            severities.iter().filter_map(|(key, row)| Some((key, row.targets.calendar.as_ref()?))).collect();
        view.shares = severities.iter().filter_map(|(key, row)| Some((key.clone(), row.at_risk_percent?))).collect();
        view.targets = severities.iter().map(|(key, row)| (key.clone(), row.targets.clone())).collect();
        for (section, entry) in &sections {
            for (row, cells) in rows(&entry.block) {
                let severity = cells.some("severity").map(|s| directory.key(&[ReferenceKind::Severity], &s));
                let Some(name) = cells.some("level") else { continue };
                let clock = match cells.word("clock").as_str() {
                    "hierarchical" => Clock::Hierarchical,
                    "functional" => Clock::Functional,
                    // A cell that only names an age is one that runs by age.
                    _ if cells.duration("after").is_some() && cells.duration("acknowledge_within").is_none() => {
                        Clock::Hierarchical
                    }
                    _ => Clock::Functional,
                };
                view.levels.push(Level {
                    section: *section,
                    row,
                    calendar: severity.as_ref().and_then(|severity| calendars.get(severity)).map(|c| (*c).clone()),
                    severity,
                    name,
                    clock,
                    targets: cells.members("target"),
                    backups: cells.members("backup"),
                    notify: cells.words("notify"),
                    acknowledge_within: cells.duration("acknowledge_within"),
                    resolve_within: cells.duration("resolve_within"),
                    after: cells.duration("after"),
                    hand_off: cells.text("hand_off").to_owned(),
                    // A matrix without the column says nothing about it.
                    may_decline: entry.block.column_by_key("may_decline").is_none() || cells.is_yes("may_decline"),
                });
            }
        }
        view
    }

    /// The levels of a clock for a severity, in order. A row for that very severity takes the place of a row
    /// of the same name for any severity.
    #[must_use]
    pub fn levels(&self, severity_key: &str, clock: &Clock) -> Vec<&Level> {
        let mut list: Vec<&Level> = Vec::new();
        let holds = |l: &&Level| l.clock == *clock && l.severity.as_deref().is_none_or(|s| s == severity_key);
        for level in self.levels.iter().filter(holds) {
            match list.iter_mut().find(|l| folded(&l.name) == folded(&level.name)) {
                Some(found) if found.severity.is_none() && level.severity.is_some() => *found = level,
                Some(_) => {}
                None => list.push(level),
            }
        }
        list
    }
}

/// What the table of severities says of one (domain reference B.4.2).
#[derive(Debug, Clone, Default)]
struct SeverityRow {
    targets: Targets,
    at_risk_percent: Option<u32>,
}

/// The rows of the tables of severities, by the key of the severity; of two rows for one the later counts.
fn severities(document: &Document, directory: &Directory) -> BTreeMap<String, SeverityRow> {
    let tables = document.live_sections().into_iter().filter(|(_, section)| section.is_form("severities"));
    let named = tables.flat_map(|(_, section)| {
        let rows: Vec<_> = rows(&section.block).collect();
        rows.into_iter()
            .filter_map(|(_, row)| {
                let share = row.text("at_risk_percent").trim().trim_end_matches('%').trim().parse::<u32>().ok();
                let at_risk_percent = share.filter(|share| (1..=100).contains(share));
                let targets = Targets {
                    response: row.duration("response_target"),
                    resolution: row.duration("resolution_target"),
                    calendar: row.some("calendar"),
                };
                Some((row.some("severity")?, SeverityRow { targets, at_risk_percent }))
            })
            .collect::<Vec<_>>()
    });
    named.map(|(severity, row)| (directory.key(&[ReferenceKind::Severity], &severity), row)).collect()
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod failed_tests;
#[cfg(test)]
mod release_tests;
#[cfg(test)]
mod right_tests;
#[cfg(test)]
mod round_tests;
#[cfg(test)]
mod rule_tests;
