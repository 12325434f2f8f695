//! Findings of the organisation and the work given out: X12 span of control, X13 fatigue, X18 objectives and
//! assignments that do not meet, X19 resources needed and not asked for. T2: tables whose moments are out of
//! order or in the future.

use jiff::{SignedDuration, Timestamp};

use super::{Context, Finding, FindingLevel};
use crate::block::Section;
use crate::duration;
use crate::id::{RowId, SectionId};
use crate::objective::{self, Assignment};
use crate::picture::{Chart, Position, chart};
use crate::value::ReferenceKind;
use crate::view::{RowView, folded, rows};

/// Direct reports one person can lead (ICS span of control, 3 to 7).
const SPAN: u32 = 7;
/// On duty at a stretch without a finding.
const ON_DUTY: SignedDuration = SignedDuration::from_hours(12);
/// A pause that ends a stretch of duty: shorter ones do not rest anybody.
const REST: SignedDuration = SignedDuration::from_hours(1);
/// How far ahead a moment that has happened may lie: another machine's clock.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

pub(super) fn check(context: &Context<'_>, id: SectionId, section: &Section, list: &mut Vec<Finding>) {
    if section.is_form("roster") {
        span(context, id, section, list);
        fatigue(context, id, section, list);
        on_duty(context, id, section, list);
    }
    if section.is_form("decisions") || section.is_form("messages") {
        events(context, id, section, list);
    }
}

/// What has to be seen across the sections of a document.
pub(super) fn across(context: &Context<'_>, list: &mut Vec<Finding>) {
    objectives(context, list);
    resources(context, list);
}

fn span(context: &Context<'_>, id: SectionId, section: &Section, list: &mut Vec<Finding>) {
    let Chart { head, staff, branches } = chart(section, context.directory, context.incident);
    let heads = head.iter().chain(branches.iter().map(|b| &b.head));
    let mut open: Vec<&Position> = heads.chain(&staff).chain(branches.iter().flat_map(|b| &b.members)).collect();
    while let Some(position) = open.pop() {
        open.extend(&position.members);
        if position.reports > SPAN {
            let (name, reports) = (&position.position, position.reports);
            let title = format!("{reports} report to {name}");
            let message = format!("One person can lead three to {SPAN}. Put a section or a deputy in between.");
            let finding = Finding::new("X12", FindingLevel::Warning, context.document_id, title, message);
            list.push(finding.in_section(id).in_row(position.row));
        }
    }
}

/// A time on duty, as planned.
struct Duty {
    key: String,
    from: Timestamp,
    to: Timestamp,
    row: RowId,
}

/// One person on duty for longer than twelve hours, in one position or in several that join or overlap.
fn fatigue(context: &Context<'_>, id: SectionId, section: &Section, list: &mut Vec<Finding>) {
    let directory = context.directory;
    let person = |view: &RowView<'_>| directory.key(&[ReferenceKind::Person], view.text("person"));
    let mut duties: Vec<Duty> = rows(&section.block)
        .filter(|(_, view)| !view.text("person").is_empty())
        .filter_map(|(row, view)| {
            Some(Duty { key: person(&view), from: view.instant("from")?, to: view.instant("to")?, row })
        })
        .filter(|duty| duty.from < duty.to)
        .collect();
    duties.sort_by(|a, b| a.key.cmp(&b.key).then(a.from.cmp(&b.from)));
    let mut at = 0;
    while at < duties.len() {
        let (first, mut end, mut next) = (&duties[at], duties[at].to, at + 1);
        let joins = |duty: &Duty, end: Timestamp| duty.key == first.key && duty.from.duration_since(end) < REST;
        while next < duties.len() && joins(&duties[next], end) {
            end = end.max(duties[next].to);
            next += 1;
        }
        let length = end.duration_since(first.from);
        if length > ON_DUTY {
            let view = section.block.rows.get(&first.row).map(|row| RowView::new(&section.block, row));
            let name = view.map_or("", |view| directory.words(view.text("person")));
            let (length, limit) = (duration::print(length), duration::print(ON_DUTY));
            let places = next - at;
            let title = format!("{name} is on duty for {length}");
            let places = if places > 1 {
                format!(" in {places} lines of the roster that join or overlap")
            } else {
                String::new()
            };
            let message = format!("That is more than {limit} at a stretch{places}. Plan who relieves them.");
            let finding = Finding::new("X13", FindingLevel::Warning, context.document_id, title, message);
            list.push(finding.in_section(id).in_row(first.row));
        }
        at = next;
    }
}

/// One person who has held a role of the open incident, or several that joined, for longer than twelve hours: read from
/// the log, whatever the roster plans.
fn on_duty(context: &Context<'_>, id: SectionId, section: &Section, list: &mut Vec<Finding>) {
    let Some(incident) = context.incident.filter(|i| i.is_open()) else { return };
    let directory = context.directory;
    let key = |person: &str| directory.key(&[ReferenceKind::Person], person);
    let mut people: Vec<&str> =
        incident.roles.iter().filter(|r| r.renounced_at.is_none()).map(|r| r.person.as_str()).collect();
    people.sort_by_key(|person| key(person));
    people.dedup_by_key(|person| key(person));
    for person in people {
        let mut held: Vec<(Timestamp, Timestamp)> = incident
            .roles
            .iter()
            .filter(|r| key(&r.person) == key(person))
            .map(|r| (r.assumed_at, r.renounced_at.unwrap_or(context.now)))
            .collect();
        held.sort();
        let mut since = context.now;
        for (from, to) in held.into_iter().rev() {
            if since.duration_since(to) < REST {
                since = since.min(from);
            }
        }
        let length = context.now.duration_since(since);
        if length <= ON_DUTY {
            continue;
        }
        let minutes = SignedDuration::from_mins(length.as_mins());
        let (name, limit) = (directory.words(person), duration::print(ON_DUTY));
        let title = format!("{name} has been on duty for {}", duration::print(minutes));
        let message =
            format!("That is more than {limit} at a stretch, by the log. Hand over to somebody who is rested.");
        let finding = Finding::new("X13", FindingLevel::Warning, context.document_id, title, message).in_section(id);
        let row = rows(&section.block).find(|(_, view)| key(view.text("person")) == key(person)).map(|(row, _)| row);
        list.push(match row {
            Some(row) => finding.in_row(row),
            None => finding,
        });
    }
}

/// What happened stands in the order in which it happened, and not in the future.
fn events(context: &Context<'_>, id: SectionId, section: &Section, list: &mut Vec<Finding>) {
    let Some((column, head)) = section.block.column_by_key("at") else { return };
    let mut before: Option<Timestamp> = None;
    for (row, view) in rows(&section.block) {
        let Some(at) = view.instant("at") else { continue };
        let mut add = |title: &str, message: String| {
            let finding = Finding::new("T2", FindingLevel::Warning, context.document_id, title, message);
            list.push(finding.in_section(id).in_row(row).in_column(column));
        };
        if at.duration_since(context.now) > AHEAD {
            let ahead = duration::print(at.duration_since(context.now));
            add("In the future", format!("{} lies {ahead} ahead. Write when it happened.", head.name));
            // A slip of the pen says nothing about the lines below.
            continue;
        }
        if before.is_some_and(|before| at < before) {
            let message =
                format!("{} is earlier than in a line above. Correct the time, or move the line up.", head.name);
            add("Out of order", message);
        }
        before = before.max(Some(at));
    }
}

/// X18 (ICS 202 and 204): each objective has work given out for it, and each assignment serves an objective. Only
/// asked for in a plan that gives out work.
fn objectives(context: &Context<'_>, list: &mut Vec<Finding>) {
    let has_objectives = context.document.preset("objectives").is_some();
    let (objectives, work) = (objective::objectives(context.document), objective::assignments(context.document));
    if work.is_empty() || !has_objectives {
        return;
    }
    let served: Vec<String> = work.iter().flat_map(|assignment| assignment.serves.clone()).collect();
    for open in objectives.iter().filter(|o| o.is_open() && !o.is_served_by(&served)) {
        let title = format!("No assignment for “{}”", open.text());
        let message = "Nobody works on an objective that no assignment names. Add one, or name this objective in one.";
        let finding = Finding::new("X18", FindingLevel::Warning, context.document_id, title, message);
        list.push(finding.in_section(open.section).in_row(open.row));
    }
    let known: Vec<&String> = objectives.iter().flat_map(|o| &o.names).collect();
    if known.is_empty() {
        return;
    }
    for Assignment { section, row, view, serves } in &work {
        let unknown = serves.iter().find(|name| !known.contains(name));
        let (title, message) = match unknown {
            None if !serves.is_empty() => continue,
            None => (
                format!("“{}” serves no objective", view.text("text")),
                "Work that serves no objective takes people from work that does. Name its objective, or drop it."
                    .to_owned(),
            ),
            Some(name) => (
                format!("Objective {name} is not there"),
                format!(
                    "“{}” names it. Write the number or the words of an objective of this plan.",
                    view.text("text")
                ),
            ),
        };
        let finding = Finding::new("X18", FindingLevel::Info, context.document_id, title, message);
        list.push(finding.in_section(*section).in_row(*row));
    }
}

/// X19 (ICS 215 and 213RR): what is needed (required - have) and was not asked for.
fn resources(context: &Context<'_>, list: &mut Vec<Finding>) {
    let sections = context.document.live_sections();
    let requested: Vec<String> = sections
        .iter()
        .filter(|(_, s)| s.block.setting("preset") == "resource-requests")
        .flat_map(|(_, s)| rows(&s.block).map(|(_, view)| folded(view.text("description"))).collect::<Vec<_>>())
        .filter(|words| !words.is_empty())
        .collect();
    for (id, section) in sections.iter().filter(|(_, s)| s.block.setting("preset") == "resources") {
        for (row, view) in rows(&section.block) {
            let resource = view.text("resource");
            let need = view.number("required").unwrap_or(0.0) - view.number("have").unwrap_or(0.0);
            let name = folded(resource);
            let is_requested = !view.text("request").is_empty()
                || (!name.is_empty() && requested.iter().any(|words| words.contains(&name)));
            if need <= 0.0 || is_requested {
                continue;
            }
            let title = format!("{need} × {resource} needed, not requested");
            let message = "What is missing comes only when somebody asks for it. Say in Request how it was asked for, or add a resource request.";
            let finding = Finding::new("X19", FindingLevel::Warning, context.document_id, title, message);
            list.push(finding.in_section(*id).in_row(row));
        }
    }
}
