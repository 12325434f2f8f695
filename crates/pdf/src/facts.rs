//! The facts of a document: the rows of them in a title block, its status, and what its label says.

use bridgebook_domain::{BlockKind, Section};

use crate::binder::DocumentInput;
use crate::desk::Desk;
use crate::flow::{RULE_ROW, moved};
use crate::page::Item;
use crate::rich::{Rich, Style};
use crate::text::Align;

/// Facts side by side, each with a rule on top; returns the height.
pub(crate) fn fact_row(
    desk: &mut Desk<'_>,
    facts: &[(String, String)],
    width: f32,
    top: f32,
    items: &mut Vec<Item>,
) -> f32 {
    let column = (width - 36.0) / 4.0;
    let mut tallest = 0.0_f32;
    for (at, (name, value)) in facts.iter().enumerate() {
        let x = if at == 0 {
            0.0
        } else if (width - 496.07).abs() < 1.0 {
            at as f32 * 127.02
        } else {
            at as f32 * (column + 12.0)
        };
        items.push(Item::rule(x, top, column, RULE_ROW));
        let mut y = top + 8.6;
        for (text, style) in [(name, Style::FACT_NAME), (value, Style::FACT)] {
            for line in desk.setter.lines(&Rich::new(text, style), column, Align::Start) {
                items.extend(moved(line.items, x, y));
                y += line.height;
            }
        }
        tallest = tallest.max(y - top);
    }
    tallest + if desk.is_blank() { 27.0 } else { 12.0 }
}

pub(crate) fn status_line(document: &bridgebook_domain::Document) -> String {
    let version = document.header_text("version");
    let status = document.status().replace('_', " ");
    if version.is_empty() { status } else { format!("v{version}, {status}") }
}

/// The facts of a document, four or eight.
pub(crate) fn facts(desk: &Desk<'_>, input: &DocumentInput) -> Vec<(String, String)> {
    let document = &input.document;
    if desk.is_blank() {
        let names =
            ["Incident name", "Number, severity", "Operational period, from and to", "Prepared by, date and time"];
        return names.map(|name| (name.to_owned(), String::new())).to_vec();
    }
    let mut facts: Vec<(String, String)> = Vec::new();
    if let Some(incident) = &desk.binder.incident {
        facts.push(("Incident".to_owned(), incident.title.clone()));
        facts.push(("Number, severity".to_owned(), joined(&incident.number, &incident.severity)));
        if let Some((number, from, to)) = &incident.period {
            let to = to.map_or_else(|| "open".to_owned(), |at| desk.time(at));
            facts.push((format!("Operational period {number}"), format!("{} to {to}", desk.time(*from))));
        }
    }
    facts.push(("Version, status".to_owned(), status_line(document)));
    let mut more: Vec<(String, String)> = Vec::new();
    for key in
        ["owner", "prepared_by", "effective", "next_review", "last_tested", "last_reviewed", "distribution", "related"]
    {
        let (Some(field), Some(value)) = (bridgebook_domain::document::header_field(key), document.header.get(key))
        else {
            continue;
        };
        if !value.is_empty() {
            more.push((field.label.to_owned(), desk.members(value).join(", ")));
        }
    }
    // Whole rows of four: what is left over begins a second row only when it fills half of it.
    let room = (4 - facts.len() % 4) % 4;
    let spare = more.len().min(room);
    facts.extend(more.drain(..spare));
    facts.extend(more);
    facts
}

fn joined(a: &str, b: &str) -> String {
    [a, b].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ")
}

/// What the label column says of a document without labelled sections: the kind of its main block.
pub(crate) fn kind_label(sections: &[&Section]) -> String {
    let main = sections
        .iter()
        .find(|s| matches!(s.kind, BlockKind::Raci | BlockKind::Escalation | BlockKind::Cadence | BlockKind::Contacts));
    match main.map(|s| &s.kind) {
        Some(BlockKind::Raci) => "RACI",
        Some(BlockKind::Escalation) => "Escalation",
        Some(BlockKind::Cadence) => "Communication",
        Some(BlockKind::Contacts) => "Contacts",
        _ => "",
    }
    .to_owned()
}
