//! X3: a role that a level calls and nobody holds. X1: a level whose target or backup cannot be reached, or only through
//! what may be down. X15: a backup that is the target. T5: an authority told earlier than one below it, or at no age at all, and
//! a time of no length.

use std::collections::BTreeSet;

use super::{Context, Finding, FindingLevel};
use crate::directory::{Entry, Person};
use crate::duration;
use crate::escalation::{EscalationView, Level, TARGETS};
use crate::log::Clock;
use crate::value::ReferenceKind;

pub(super) fn check(context: &Context<'_>, list: &mut Vec<Finding>) {
    let view = EscalationView::read(context.document, context.directory);
    unassigned(context, &view, list);
    for level in &view.levels {
        reach(context, level, list);
        backup(context, level, list);
        backups(context, level, list);
        spans(context, level, list);
    }
    let severities: BTreeSet<&str> = view.levels.iter().filter_map(|l| l.severity.as_deref()).collect();
    let severities = if severities.is_empty() { BTreeSet::from([""]) } else { severities };
    let mut seen = BTreeSet::new();
    for severity in severities {
        let levels = view.levels(severity, &Clock::Hierarchical);
        for pair in levels.windows(2) {
            let [below, above] = pair else { continue };
            if let (Some(first), Some(second)) = (below.after, above.after)
                && second < first
                && seen.insert(above.row)
            {
                let title = format!("{} is told before {}", above.name, below.name);
                let message = format!(
                    "{} at {}, {} at {}: the higher authority is told first. Change an age or the order of the rows.",
                    below.name,
                    duration::print(first),
                    above.name,
                    duration::print(second)
                );
                list.push(at(
                    level_finding(context, "T5", FindingLevel::Error, title, message),
                    context,
                    above,
                    "after",
                ));
            }
        }
    }
}

/// An authority that is told by the age of the incident needs one; a level whose time is over when it begins is passed by.
fn spans(context: &Context<'_>, level: &Level, list: &mut Vec<Finding>) {
    let mut say = |key: &str, title: String, message: &str| {
        list.push(at(
            level_finding(context, "T5", FindingLevel::Warning, title, message.to_owned()),
            context,
            level,
            key,
        ));
    };
    if level.clock == Clock::Hierarchical && level.after.is_none() {
        say(
            "after",
            format!("{} is told at no age", level.name),
            "Nobody tells them by themselves. Write the age of the incident at which they are told, for instance 30 min.",
        );
    }
    let times = [("acknowledge_within", level.acknowledge_within), ("resolve_within", level.resolve_within)];
    for (key, _) in times.into_iter().filter(|(_, span)| span.is_some_and(|span| span.is_zero())) {
        say(
            key,
            format!("{} has no time", level.name),
            "The next level is called at the same moment. Write how long they have, for instance 15 min.",
        );
    }
}

/// Each role once, however many levels call it: an error while an incident is open, worth knowing in a draft.
fn unassigned(context: &Context<'_>, view: &EscalationView, list: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    for level in &view.levels {
        for target in &level.targets {
            let Some(entry) = context.directory.known(&TARGETS, target) else { continue };
            let is_role = |role: &str| context.directory.key(&[ReferenceKind::Role], role) == entry.id;
            let is_held = context.incident.is_some_and(|i| !i.holders(is_role, context.now).is_empty())
                || !entry.text("person").is_empty()
                || !entry.text("deputy").is_empty();
            if entry.kind != ReferenceKind::Role || is_held || !seen.insert(&entry.id) {
                continue;
            }
            let title = format!("Nobody holds {}", entry.name);
            let message = format!(
                "{} calls the role, and neither the directory nor the incident names who holds it.",
                level.name
            );
            let weight = match context.incident {
                Some(_) => FindingLevel::Error,
                None => FindingLevel::once_approved(context.document),
            };
            list.push(at(level_finding(context, "X3", weight, title, message), context, level, "target"));
        }
    }
}

fn level_finding(context: &Context<'_>, rule: &str, level: FindingLevel, title: String, message: String) -> Finding {
    Finding::new(rule, level, context.document_id, title, message)
}

pub(super) fn at(finding: Finding, context: &Context<'_>, level: &Level, key: &str) -> Finding {
    let finding = finding.in_section(level.section).in_row(level.row);
    let block = context.document.sections.get(&level.section).map(|s| &s.block);
    match block.and_then(|b| b.column_by_key(key)) {
        Some((column, _)) => finding.in_column(column),
        None => finding,
    }
}

fn backup(context: &Context<'_>, level: &Level, list: &mut Vec<Finding>) {
    let key = |named: &String| context.directory.key(&TARGETS, named);
    let targets: Vec<_> = level.targets.iter().map(key).collect();
    if let Some(same) = level.backups.iter().find(|b| targets.contains(&key(b))) {
        let name = context.directory.words(same);
        let title = format!("{} is backed up by {name}, who is the target", level.name);
        let message = "When the target cannot be reached, neither can the backup. Name somebody else.".to_owned();
        list.push(at(level_finding(context, "X15", FindingLevel::Warning, title, message), context, level, "backup"));
    }
}

/// Whether nothing in the directory says how a target is reached.
fn is_silent(entry: &Entry, people: &[Person]) -> bool {
    entry.text("contact").is_empty() && people.iter().all(|person| person.contacts.is_empty())
}

fn backups(context: &Context<'_>, level: &Level, list: &mut Vec<Finding>) {
    let is_target = |named: &String| {
        let key = |named: &String| context.directory.key(&TARGETS, named);
        level.targets.iter().any(|target| key(target) == key(named))
    };
    for backup in level.backups.iter().filter(|backup| !is_target(backup)) {
        let Some(entry) = context.directory.known(&TARGETS, backup) else { continue };
        let people = people(context, entry);
        // That nobody holds a role is said where the role is kept.
        if (entry.kind == ReferenceKind::Role && people.is_empty()) || !is_silent(entry, &people) {
            continue;
        }
        let title = format!("{} cannot be reached", entry.name);
        let message = format!(
            "{} is the backup of {}, and the directory holds no phone, e-mail or chat. Add one.",
            entry.name, level.name
        );
        list.push(at(level_finding(context, "X1", FindingLevel::Error, title, message), context, level, "backup"));
    }
}

fn reach(context: &Context<'_>, level: &Level, list: &mut Vec<Finding>) {
    for target in &level.targets {
        let Some(entry) = context.directory.known(&TARGETS, target) else { continue };
        let people = people(context, entry);
        let name = &entry.name;
        if entry.kind == ReferenceKind::Role && people.is_empty() {
            // That nobody holds the role is another finding, X3.
            continue;
        }
        if is_silent(entry, &people) {
            let title = format!("{name} cannot be reached");
            let message =
                format!("{} calls {name}, and the directory holds no phone, e-mail or chat. Add one.", level.name);
            list.push(at(level_finding(context, "X1", FindingLevel::Error, title, message), context, level, "target"));
            continue;
        }
        if let Some(service) = single_dependency(&people, entry) {
            let down = context.incident.is_some_and(|i| {
                let key = |s: &str| context.directory.key(&[ReferenceKind::Service], s);
                i.services.iter().any(|s| key(s) == key(&service))
            });
            let service = context.directory.words(&service);
            let title = format!("{name}: every channel needs {service}");
            let message = format!("When {service} is down, {name} cannot be reached. Add a phone, or a backup.");
            let weight = if down { FindingLevel::Error } else { FindingLevel::Warning };
            list.push(at(level_finding(context, "X1", weight, title, message), context, level, "target"));
        }
    }
}

/// The people behind a target.
fn people(context: &Context<'_>, entry: &Entry) -> Vec<Person> {
    let directory = context.directory;
    let of = |named: &[String]| named.iter().filter_map(|n| directory.person(n)).collect::<Vec<_>>();
    match entry.kind {
        ReferenceKind::Person => of(std::slice::from_ref(&entry.id)),
        ReferenceKind::Role => {
            let is_role = |role: &str| directory.key(&[ReferenceKind::Role], role) == entry.id;
            let held = context.incident.map(|i| i.holders(is_role, context.now)).unwrap_or_default();
            let mut named: Vec<String> = held.into_iter().map(str::to_owned).collect();
            named.extend(["person", "deputy"].iter().map(|k| entry.text(k).to_owned()).filter(|t| !t.is_empty()));
            of(&named)
        }
        ReferenceKind::Team => {
            let mut named = entry.members("members").to_vec();
            named.extend(entry.members("lead").iter().cloned());
            of(&named)
        }
        _ => Vec::new(),
    }
}

/// A service that every way to reach the target depends on.
fn single_dependency(people: &[Person], entry: &Entry) -> Option<String> {
    let mut ways: Vec<&[String]> = people.iter().flat_map(|p| &p.contacts).map(|c| c.depends_on.as_slice()).collect();
    if !entry.text("contact").is_empty() {
        ways.push(entry.members("depends_on"));
    }
    let first = ways.first()?;
    first.iter().find(|service| ways.iter().all(|way| way.contains(service))).cloned()
}
