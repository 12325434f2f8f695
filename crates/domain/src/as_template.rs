//! A document as a template: what it is made of, without what belongs to one incident or one person.

use crate::block::{Block, BlockKind, Section};
use crate::directory::Directory;
use crate::document::Document;
use crate::value::{ColumnType, ReferenceKind, Value};
use crate::variable::{Variables, unfill};

/// Header fields that belong to the document and not to what is made from it.
const OWN: &[&str] = &[
    "template",
    "incident",
    "effective",
    "next_review",
    "last_reviewed",
    "last_tested",
    "prepared_by",
    "related",
    "category",
];
/// Options of a RACI column that name who holds the role.
const HOLDERS: &[&str] = &["person", "deputy"];

/// Blocks whose rows are the rules and the forms themselves; those of the others are what was filled in.
const RULES: &[&str] = &[
    "raci",
    "escalation",
    "cadence",
    "contacts",
    "approvals",
    "checklist",
    "stages",
    "roster",
    "triggers",
    "handoffs",
];

/// What the template says of itself.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// Title.
    pub title: &'a str,
    /// Category in the library.
    pub category: &'a str,
    /// One line below the title.
    pub description: &'a str,
}

/// The template of a document. People, moments, days, files and ticks are left out, and where `variables` stand, of
/// the incident it belongs to, their names take their place. Without `with_content` the texts and rows that were
/// filled in are left out too; rules, roles and forms stay.
#[must_use]
pub fn as_template(
    document: &Document,
    directory: &Directory,
    variables: &Variables,
    about: About<'_>,
    with_content: bool,
) -> Document {
    let mut template = document.clone();
    template.sections.retain(|_, section| section.deleted_at.is_none());
    let is_person = |text: &str| {
        directory.get(text).map_or_else(
            || directory.entries().any(|e| e.kind == ReferenceKind::Person && e.name == text),
            |entry| entry.kind == ReferenceKind::Person,
        )
    };
    for key in OWN {
        template.header.remove(*key);
    }
    template.header.retain(|_, value| {
        *value = without(value, &is_person);
        !value.is_empty()
    });
    for (key, text) in [
        ("title", about.title),
        ("subtitle", about.description),
        ("category", about.category),
        ("version", "0.1"),
        ("status", "draft"),
    ] {
        template.header.remove(key);
        if !text.trim().is_empty() {
            template.header.insert(key.to_owned(), Value::one(text.trim()));
        }
    }
    for section in template.sections.values_mut() {
        section.heading = unfill(&section.heading, variables);
        strip(section, &is_person, variables, with_content);
    }
    template
}

fn strip(section: &mut Section, is_person: &dyn Fn(&str) -> bool, variables: &Variables, with_content: bool) {
    let keeps_rows = with_content || RULES.iter().any(|word| section.is_form(word));
    let is_form = section.kind == BlockKind::Fields;
    let block = &mut section.block;
    block.text = if with_content { without_files(&unfill(&block.text, variables)) } else { String::new() };
    block.columns.retain(|_, column| column.deleted_at.is_none());
    block.rows.retain(|_, row| row.deleted_at.is_none() && (keeps_rows || is_form));
    for column in block.columns.values_mut() {
        column.options.retain(|key, value| !(HOLDERS.contains(&key.as_str()) && is_person(value)));
    }
    for row in block.rows.values_mut() {
        if is_form && !keeps_rows {
            row.cells.clear();
        }
        row.cells.retain(|id, value| {
            let Some(column) = block.columns.get(id) else { return false };
            match column.column_type {
                ColumnType::Instant
                | ColumnType::Date
                | ColumnType::Attachment
                | ColumnType::PersonalData
                | ColumnType::Document => return false,
                ColumnType::YesNo if column.key == "done" => return false,
                ColumnType::Reference => *value = without(value, is_person),
                ColumnType::Text | ColumnType::Markdown => {
                    if let Value::One(text) = value {
                        *text = without_files(&unfill(text, variables));
                    }
                }
                _ => {}
            }
            !value.is_empty()
        });
    }
    remove_empty(block, is_form);
}

/// Rows of which nothing is left go; the one row of a form stays.
fn remove_empty(block: &mut Block, is_form: bool) {
    if !is_form {
        block.rows.retain(|_, row| !row.cells.is_empty());
    }
}

fn without(value: &Value, is_person: &dyn Fn(&str) -> bool) -> Value {
    match value {
        Value::One(text) if is_person(text) => Value::one(""),
        Value::One(_) => value.clone(),
        Value::Many(members) => Value::Many(
            members.iter().filter(|(m, _)| !is_person(m)).map(|(m, mark)| (m.clone(), mark.clone())).collect(),
        ),
    }
}

/// The text without its attached pictures and files, whose words stay.
fn without_files(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(&format!("]({}", crate::attachment::SCHEME)) {
        let (before, after) = rest.split_at(at);
        let (Some(open), Some(end)) = (before.rfind('['), after.find(')')) else {
            out.push_str(before);
            out.push_str("](");
            rest = &after[2..];
            continue;
        };
        out.push_str(before[..open].strip_suffix('!').unwrap_or(&before[..open]));
        out.push_str(&before[open + 1..]);
        rest = &after[end + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::{Builder, document_of, incident_id};

    fn made(with_content: bool) -> (Document, String) {
        let mut b = Builder::default();
        let person = b.person(&[("name", "Priya Raman")]);
        let roles = b.list("roles", &[&[("name", "Scribe")]]);
        let (priya, scribe) = (person.0.to_string(), roles.1.live_sections()[0].1.block.live_rows()[0].0.to_string());
        let mut directory = vec![person, roles];
        let actions =
            [("text", "Call the acquirer about INC-2041"), ("owner", priya.as_str()), ("due", "2026-03-11T14:00:00Z")];
        let table = b.block(&BlockKind::Table, "improvements", &[&actions, &[("owner", "Priya Raman")]]);
        let list =
            b.block(&BlockKind::Checklist, "", &[&[("item", "Freeze"), ("done", "yes"), ("owner", scribe.as_str())]]);
        let file = format!("![Login](attachment:{})", incident_id());
        let prose = Block { text: format!("Since INC-2041. {file} [a](https://example.org)"), ..Block::default() };
        let mut document = b.document(
            "INC-2041 plan",
            "incident-action-plan",
            vec![
                ("Seen", BlockKind::Prose, prose),
                ("Do", BlockKind::Table, table),
                ("List", BlockKind::Checklist, list),
            ],
        );
        for (key, value) in [
            ("incident", incident_id().to_string()),
            ("owner", priya),
            ("status", "approved".to_owned()),
            ("effective", "2026-03-11".to_owned()),
        ] {
            document.header.insert(key.to_owned(), Value::one(value));
        }
        directory.push((crate::id::DocumentId::new(b.uuid()), document.clone()));
        let variables = Variables::from([("incident.number".to_owned(), "INC-2041".to_owned())]);
        let about = About { title: "Our plan", category: "plan", description: "How we do it" };
        (as_template(&document, &document_of(&directory), &variables, about, with_content), scribe)
    }

    #[test]
    fn people_moments_files_and_ticks_are_left_out_and_the_incident_becomes_variables() {
        let (template, scribe) = made(true);
        let header: Vec<_> = template.header.iter().map(|(k, v)| (k.as_str(), v.as_one().unwrap_or(""))).collect();
        let expected = [
            ("category", "plan"),
            ("language", "en"),
            ("status", "draft"),
            ("subtitle", "How we do it"),
            ("title", "Our plan"),
            ("version", "0.1"),
        ];
        assert_eq!(header, expected);
        let sections = template.live_sections();
        assert_eq!(sections[0].1.block.text, "Since {{incident.number}}. Login [a](https://example.org)");
        let table = &sections[1].1.block;
        let rows = table.live_rows();
        assert_eq!(rows.len(), 1, "a row of which only a person was there is gone");
        assert_eq!(table.cell_text(rows[0].1, "text"), "Call the acquirer about {{incident.number}}");
        assert!(table.cell(rows[0].1, "owner").is_none() && table.cell(rows[0].1, "due").is_none());
        let list = &sections[2].1.block;
        let row = list.live_rows()[0].1;
        assert_eq!(
            (list.cell_text(row, "item"), list.cell_text(row, "owner")),
            ("Freeze", scribe.as_str()),
            "a role stays"
        );
        assert!(list.cell(row, "done").is_none(), "nothing is ticked");
    }

    #[test]
    fn without_content_the_form_and_the_rules_stay() {
        let (template, _) = made(false);
        let sections = template.live_sections();
        assert_eq!(sections[0].1.block.text, "");
        assert!(sections[1].1.block.live_rows().is_empty() && !sections[1].1.block.columns.is_empty());
        assert_eq!(sections[2].1.block.live_rows().len(), 1, "what is to be ticked is the form");
    }
}
