//! T5: targets that cannot be met, in tables of service levels and in levels. T3: days that end before they start. X16:
//! one person is the only one called on several levels. X17: hours at which nobody of a severity works.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::{Context, Finding, FindingLevel};
use crate::block::{BlockKind, Section};
use crate::directory::{Hours, Person, Week};
use crate::duration;
use crate::escalation::{EscalationView, Level, TARGETS};
use crate::id::SectionId;
use crate::log::Clock;
use crate::value::ReferenceKind;
use crate::view::{RowView, rows};

/// Levels of one severity that may call the same person alone.
const ALONE: usize = 1;

/// Rules of one section.
pub(super) fn section(context: &Context<'_>, id: SectionId, section: &Section, list: &mut Vec<Finding>) {
    let block = &section.block;
    if !block.has_any(&["from", "start", "response_target"]) {
        return;
    }
    for (row, view) in rows(block) {
        let mut add = |rule: &str, key: &str, title: String, message: String| {
            let finding =
                Finding::new(rule, FindingLevel::Error, context.document_id, title, message).in_section(id).in_row(row);
            list.push(match block.column_by_key(key) {
                Some((column, _)) => finding.in_column(column),
                None => finding,
            });
        };
        // Schedules have rules of their own.
        if section.kind != BlockKind::Schedule
            && let Some((key, from, to)) = turned(&view)
        {
            let message = format!("It begins on {from} and ends on {to}. Correct one of the two.");
            add("T3", key, "Ends before it starts".to_owned(), message);
        }
        let targets = (view.duration("response_target"), view.duration("resolution_target"));
        if let (Some(response), Some(resolution)) = targets
            && resolution < response
        {
            let (resolution, response) = (duration::print(resolution), duration::print(response));
            let title = format!("Resolved in {resolution}, answered in {response}");
            let message = "The resolution target is shorter than the response target: it cannot be met. Change one.";
            add("T5", "resolution_target", title, message.to_owned());
        }
    }
}

/// Two days of a row of which the second comes first.
fn turned(view: &RowView<'_>) -> Option<(&'static str, Date, Date)> {
    [("from", "to"), ("start", "end")].into_iter().find_map(|(first, last)| {
        let (from, to) = (view.date(first)?, view.date(last)?);
        // Moments are judged with their times elsewhere.
        let is_day = view.instant(first).is_none() && view.instant(last).is_none();
        (is_day && to < from).then_some((last, from, to))
    })
}

/// Rules over the escalation matrix.
pub(super) fn matrix(context: &Context<'_>, list: &mut Vec<Finding>) {
    let view = EscalationView::read(context.document, context.directory);
    let severities: BTreeSet<&str> = view.levels.iter().filter_map(|l| l.severity.as_deref()).collect();
    let severities = if severities.is_empty() { BTreeSet::from([""]) } else { severities };
    let mut seen = BTreeSet::new();
    for severity in severities {
        let levels = view.levels(severity, &Clock::Functional);
        alone(context, &levels, &mut seen, list);
        hours(context, severity, &levels, list);
    }
}

fn place(context: &Context<'_>, level: &Level, finding: Finding) -> Finding {
    let finding = finding.in_section(level.section).in_row(level.row);
    let block = context.document.sections.get(&level.section).map(|s| &s.block);
    match block.and_then(|b| b.column_by_key("target")) {
        Some((column, _)) => finding.in_column(column),
        None => finding,
    }
}

/// The people whom these targets call; `None` where a team, a vendor or somebody unknown is among them.
fn people(context: &Context<'_>, targets: &[String]) -> Option<BTreeMap<String, Person>> {
    let mut found = BTreeMap::new();
    for target in targets {
        let entry = context.directory.known(&TARGETS, target)?;
        let held = match entry.kind {
            ReferenceKind::Person => vec![entry.id.as_str()],
            ReferenceKind::Role => {
                ["person", "deputy"].iter().map(|k| entry.text(k)).filter(|t| !t.is_empty()).collect()
            }
            _ => return None,
        };
        if held.is_empty() {
            return None;
        }
        for written in held {
            let person = context.directory.person(written)?;
            found.insert(person.id.clone(), person);
        }
    }
    Some(found).filter(|f| !f.is_empty())
}

/// X16.
fn alone(context: &Context<'_>, levels: &[&Level], seen: &mut BTreeSet<String>, list: &mut Vec<Finding>) {
    let mut called: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for level in levels.iter().filter(|l| l.backups.is_empty()) {
        let Some(people) = people(context, &level.targets).filter(|p| p.len() == 1) else { continue };
        for (id, person) in people {
            let names = called.entry(id.clone()).or_default();
            names.push(&level.name);
            if names.len() > ALONE && seen.insert(id) {
                let title = format!("{} is the only one called on {}", person.name, names.join(" and "));
                let message = format!(
                    "When {} cannot be reached, going a level higher reaches nobody else. Name a backup, or somebody else on one level.",
                    person.name
                );
                let finding = Finding::new("X16", FindingLevel::Warning, context.document_id, title, message);
                list.push(place(context, level, finding));
            }
        }
    }
}

/// X17: everybody of a severity works in one time zone, and there are hours at which nobody does. Where somebody's zone
/// or hours are not known it cannot be said.
fn hours(context: &Context<'_>, severity: &str, levels: &[&Level], list: &mut Vec<Finding>) {
    let Some(first) = levels.first() else { return };
    let targets: Vec<String> = levels.iter().flat_map(|l| l.targets.iter().chain(&l.backups)).cloned().collect();
    let Some(people) = people(context, &targets) else { return };
    let mut on_duty = Vec::new();
    for person in people.values() {
        let (Some(zone), Ok(week)) = (person.time_zone(), Week::read(&person.working_hours)) else { return };
        on_duty.push(Hours::new(week, zone, BTreeSet::new()));
    }
    let zones: BTreeSet<&str> = people.values().map(|p| p.zone.as_str()).collect();
    let (Some(zone), 1) = (zones.first(), zones.len()) else { return };
    let today = TimeZone::UTC.to_datetime(context.now).date();
    let Ok(start) = TimeZone::UTC.to_timestamp(today.to_datetime(Time::midnight())) else { return };
    let is_covered = |hour: i64| {
        let moment = start + SignedDuration::from_hours(hour);
        on_duty.iter().any(|hours| hours.is_open(moment))
    };
    let gap = (0..168).filter(|hour| !is_covered(*hour)).count();
    if gap == 0 {
        return;
    }
    // The level holds the key of its severity; people read what the row says.
    let written = levels.iter().filter(|l| l.severity.is_some()).find_map(|l| {
        let block = &context.document.sections.get(&l.section)?.block;
        Some(block.cell_text(block.rows.get(&l.row)?, "severity"))
    });
    let name = context.directory.words(written.unwrap_or(severity));
    let of = if name.is_empty() { String::new() } else { format!(" for {name}") };
    let title = format!("Nobody works{of} in {gap} of 168 hours a week");
    let message = format!(
        "Everybody whom its levels call is in {zone}, with hours that leave this gap. Add somebody on duty then, or in another time zone."
    );
    let finding = Finding::new("X17", FindingLevel::Error, context.document_id, title, message);
    list.push(place(context, first, finding));
}

#[cfg(test)]
#[path = "service_level_tests.rs"]
mod tests;
