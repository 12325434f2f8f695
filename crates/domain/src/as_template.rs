//! A document as a template: what it is made of, without what belongs to one incident or one person.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::block::{Block, BlockKind, Section};
use crate::directory::Directory;
use crate::document::Document;
use crate::value::{ColumnType, ReferenceKind, Value};
use crate::variable::{Variables, change_texts, each, unfill};

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
/// Texts that say how somebody is reached.
const REACHED: &[&str] = &["primary", "alternate", "contingency", "emergency", "contact"];
/// Other texts of a contact that are about the person.
const ABOUT_PERSON: &[&str] = &["hours", "notes"];

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

/// The template of a document. People with how they are reached, moments, days, files and ticks are left out, and where `variables` stand, of
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
    for key in OWN {
        template.header.remove(*key);
    }
    template.header.retain(|_, value| {
        *value = without(value, &|text| is_person(directory, text));
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
        change_texts(section, |text| without_files(&unfill(text, variables)));
        strip(section, directory, variables, with_content);
    }
    template
}

/// Whether a text is a person of the directory: their id, or a name of theirs.
fn is_person(directory: &Directory, text: &str) -> bool {
    match directory.get(text) {
        Some(entry) => entry.kind == ReferenceKind::Person,
        None => !directory.named(&[ReferenceKind::Person], text).is_empty(),
    }
}

/// Whether a text stands for a person where only people, or people beside others whom the directory knows, can stand.
fn is_person_there(directory: &Directory, text: &str) -> bool {
    is_person(directory, text) || directory.known(&[], text).is_none()
}

fn strip(section: &mut Section, directory: &Directory, variables: &Variables, with_content: bool) {
    let keeps_rows = with_content || RULES.iter().any(|word| section.is_form(word));
    let (is_fields, is_contacts) = (section.kind == BlockKind::Fields, section.is_form("contacts"));
    let block = &mut section.block;
    if !with_content {
        block.text.clear();
    }
    block.settings.retain(|_, value| {
        *value = without(value, &|text| is_person(directory, text) || is_moment(text));
        !value.is_empty()
    });
    block.columns.retain(|_, column| column.deleted_at.is_none());
    block.rows.retain(|_, row| row.deleted_at.is_none() && (keeps_rows || is_fields));
    for column in block.columns.values_mut() {
        column.options.retain(|key, value| !(HOLDERS.contains(&key.as_str()) && is_person_there(directory, value)));
        if column.column_type == ColumnType::Letters && is_person(directory, &column.name) {
            let role = column.options.get("role").map(|role| directory.words(role).to_owned());
            column.name = role.filter(|role| !role.is_empty()).unwrap_or_else(|| "Role".to_owned());
        }
    }
    for row in block.rows.values_mut() {
        if is_fields && !keeps_rows {
            row.cells.clear();
        }
        let mut has_lost_person = false;
        row.cells.retain(|id, value| {
            let Some(column) = block.columns.get(id) else { return false };
            match column.column_type {
                ColumnType::Instant
                | ColumnType::Date
                | ColumnType::Attachment
                | ColumnType::PersonalData
                | ColumnType::Document => return false,
                ColumnType::YesNo if column.key == "done" => return false,
                ColumnType::Reference => {
                    let of = column.options.get("of").map_or("", String::as_str);
                    // Whom a list of contacts names and nobody knows is rather a person than not.
                    let is_unknown_person = of == "person" || (is_contacts && column.key == "name");
                    let left = without(value, &|text| {
                        is_person(directory, text) || (is_unknown_person && is_person_there(directory, text))
                    });
                    has_lost_person |= left != *value;
                    *value = left;
                }
                ColumnType::Text | ColumnType::Markdown => {
                    let left = without(value, &|text| is_person(directory, text));
                    has_lost_person |= left != *value;
                    *value = each(&left, |text| without_files(&unfill(text, variables)));
                }
                _ => {}
            }
            !value.is_empty()
        });
        row.cells.retain(|id, _| {
            let key = block.columns.get(id).map_or("", |column| column.key.as_str());
            let is_reached = REACHED.contains(&key) && (has_lost_person || !with_content);
            let is_about = is_contacts && has_lost_person && ABOUT_PERSON.contains(&key);
            !is_reached && !is_about
        });
    }
    remove_empty(block, is_fields);
}

/// Whether a text is a day or a moment.
fn is_moment(text: &str) -> bool {
    text.parse::<Date>().is_ok() || text.parse::<Timestamp>().is_ok()
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
mod tests;
