//! The facts of a document: the rows of them in a title block, its status, and what its label says.

use bridgebook_domain::{BlockKind, Document, Section};

use crate::binder::DocumentInput;
use crate::desk::Desk;
use crate::flow::{RULE_ROW, moved};
use crate::page::Item;
use crate::rich::{Rich, Style};
use crate::text::Align;
use crate::words::{Vocabulary, fill};

/// Facts side by side, each with a rule on top; returns the height.
pub(crate) fn fact_row(
    desk: &mut Desk<'_>,
    facts: &[(String, String)],
    width: f32,
    top: f32,
    items: &mut Vec<Item>,
) -> f32 {
    let facts: Vec<Fact<'_>> = facts.iter().map(|(name, value)| (name.as_str(), value.as_str(), Style::FACT)).collect();
    styled(desk, &facts, width, top, items)
}

/// Name, value and how the value is set.
pub(crate) type Fact<'f> = (&'f str, &'f str, Style);

/// The same, each value set its own way.
pub(crate) fn styled(desk: &mut Desk<'_>, facts: &[Fact<'_>], width: f32, top: f32, items: &mut Vec<Item>) -> f32 {
    let column = (width - 36.0) / 4.0;
    let mut tallest = 0.0_f32;
    for (at, (name, value, style)) in facts.iter().enumerate() {
        let x = if at == 0 {
            0.0
        } else if (width - 496.07).abs() < 1.0 {
            at as f32 * 127.02
        } else {
            at as f32 * (column + 12.0)
        };
        items.push(Item::rule(x, top, column, RULE_ROW));
        let mut y = top + 8.6;
        for (text, style) in [(*name, Style::FACT_NAME), (*value, *style)] {
            for line in desk.setter.lines(&Rich::new(text, style), column, Align::Start) {
                items.extend(moved(line.items, x, y));
                y += line.height;
            }
        }
        tallest = tallest.max(y - top);
    }
    tallest + if desk.is_blank() { 27.0 } else { 12.0 }
}

pub(crate) fn status_line(say: &Vocabulary, document: &bridgebook_domain::Document) -> String {
    let version = document.header_text("version");
    let status = say.status(document.status());
    if version.is_empty() { status } else { format!("{}, {status}", say.with(say.version, version)) }
}

/// The facts of a document, four or eight.
pub(crate) fn facts(desk: &Desk<'_>, input: &DocumentInput) -> Vec<(String, String)> {
    let document = &input.document;
    // A blank form asks for them; on the sheet of one person they stand once, at its head.
    if desk.is_blank() || desk.options.person.is_some() {
        return Vec::new();
    }
    let say = desk.say();
    let mut facts: Vec<(String, String)> = Vec::new();
    if let Some(incident) = &desk.binder.incident {
        facts.push((say.incident.to_owned(), incident.title.clone()));
        facts.push((say.number_severity.to_owned(), joined(&incident.number, &incident.severity)));
        if let Some((number, from, to)) = &incident.period {
            let to = to.map_or_else(|| say.open.to_owned(), |at| desk.time(at));
            facts.push((
                say.with(say.operational_period, number),
                fill(say.from_to, &[("from", &desk.time(*from)), ("to", &to)]),
            ));
        }
    }
    facts.push((say.version_status.to_owned(), status_line(say, document)));
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

/// What the label column says of a document without labelled sections: what its template makes, else the kind of
/// its blocks where all but words are of one kind. A procedure in which a matrix stands is not a matrix.
pub(crate) fn kind_label(desk: &Desk<'_>, document: &Document, sections: &[&Section]) -> String {
    let say = desk.say();
    let template = document.header_text("template").to_lowercase();
    if let Some((_, word)) = say.labels.iter().find(|(part, _)| template.split(['/', ' ']).any(|t| has(t, part))) {
        return (*word).to_owned();
    }
    let mut kinds = sections.iter().map(|s| &s.kind).filter(|kind| **kind != BlockKind::Prose);
    let first = kinds.next();
    let word = match first.filter(|kind| kinds.all(|other| other == *kind)) {
        Some(BlockKind::Raci) => say.raci,
        Some(BlockKind::Escalation) => say.escalation,
        Some(BlockKind::Cadence) => say.communication,
        Some(BlockKind::Contacts) => say.contacts,
        _ => "",
    };
    word.to_owned()
}

/// Whether the words of a name hold those of another, one after the other.
fn has(name: &str, part: &str) -> bool {
    let (name, part): (Vec<&str>, Vec<&str>) = (name.split('-').collect(), part.split('-').collect());
    name.windows(part.len()).any(|words| words == part)
}
