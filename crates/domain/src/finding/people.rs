//! X15: a deputy who is the primary, and backups that go in a circle.

use super::{Context, Finding, FindingLevel};
use crate::block::{BlockKind, Section};
use crate::directory::PERSON;
use crate::id::SectionId;
use crate::value::ReferenceKind;
use crate::view::rows;

const PEOPLE: [ReferenceKind; 1] = [ReferenceKind::Person];

pub(super) fn check(context: &Context<'_>, list: &mut Vec<Finding>) {
    for (id, section) in context.document.live_sections() {
        deputies(context, id, section, list);
    }
    if context.document.template() == PERSON {
        circle(context, list);
    }
}

/// The roster, the list of roles and the columns of a RACI name a person and a deputy.
fn deputies(context: &Context<'_>, id: SectionId, section: &Section, list: &mut Vec<Finding>) {
    let same =
        |a: &str, b: &str| !a.is_empty() && context.directory.key(&PEOPLE, a) == context.directory.key(&PEOPLE, b);
    let finding = |person: &str, of: &str| {
        let person = context.directory.words(person);
        let message = format!("{person} stands in for themselves{of}. Name another deputy, or none.");
        let title = format!("{person} is their own deputy");
        Finding::new("X15", FindingLevel::Warning, context.document_id, title, message).in_section(id)
    };
    if section.is_form("roster") || section.is_form("directory/roles") {
        let column = section.block.column_by_key("deputy").map(|(id, _)| id);
        for (row, view) in rows(&section.block) {
            if same(view.text("person"), view.text("deputy")) {
                let found = finding(view.text("person"), "").in_row(row);
                list.push(column.map_or_else(|| found.clone(), |c| found.clone().in_column(c)));
            }
        }
    }
    if section.kind == BlockKind::Raci {
        for (column_id, column) in section.block.live_columns() {
            let option = |key: &str| column.options.get(key).map_or("", String::as_str);
            if same(option("person"), option("deputy")) {
                let of = format!(" as {}", column.name);
                list.push(finding(option("person"), &of).in_column(column_id));
            }
        }
    }
}

/// A person whose backups lead back to them.
fn circle(context: &Context<'_>, list: &mut Vec<Finding>) {
    let directory = context.directory;
    let own = context.document_id.to_string();
    let Some(start) = directory.get(&own) else { return };
    let mut names = vec![start.name.clone()];
    let mut seen = vec![own.clone()];
    let mut next = start.text("backup");
    while let Some(entry) = directory.known(&PEOPLE, next).filter(|_| !next.is_empty()) {
        if entry.id == own {
            names.push(start.name.clone());
            let title = format!("Backups of {} go in a circle", start.name);
            let message = format!("{}. When all are away nobody is reached. Name somebody else.", names.join(" → "));
            list.push(Finding::new("X15", FindingLevel::Warning, context.document_id, title, message));
            return;
        }
        if seen.contains(&entry.id) {
            return;
        }
        seen.push(entry.id.clone());
        names.push(entry.name.clone());
        next = entry.text("backup");
    }
}
