//! The places of a document and of the log that can be found, each with its text.
//!
//! What personal-data columns hold lies in attachments that are encrypted each with its own key; neither those nor other
//! attachments are read here.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use bridgebook_domain::case::{CaseFacts, CaseFields};
use bridgebook_domain::directory::{Directory, LISTS, PERSON, is_merged};
use bridgebook_domain::document::{HEADER, header_field};
use bridgebook_domain::log::{Entry, Fact, State};
use bridgebook_domain::trigger::is_case_table;
use bridgebook_domain::view::rows;
use bridgebook_domain::{
    Block, BlockKind, Column, ColumnType, Document, DocumentId, Section, SectionId, Value, duration,
};

/// A place that can be found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// `document`, `section`, `row`, `case`, `log`, `directory`, `incident` or `template`.
    pub kind: &'static str,
    /// What of the directory it is, or the number of an incident.
    pub part: String,
    pub section: Option<String>,
    pub row: Option<String>,
    pub title: String,
    /// What it stands in, below the document: the heading of its section.
    pub context: String,
    pub body: String,
    /// Whether it is over, where it says so itself.
    pub closed: Option<bool>,
}

/// Names by what references hold.
pub(super) type Names = BTreeMap<String, String>;

/// The names that a document gives to what references point to: its own title, or the entries of its list.
pub(super) fn named(id: DocumentId, document: &Document) -> Names {
    if !is_directory(document) {
        return [(id.to_string(), document.title().to_owned())].into();
    }
    let directory = Directory::from_documents([(id, document)]);
    let name = |entry: &bridgebook_domain::directory::Entry| {
        // Who was called otherwise before is not called so now: a former name is found in the body of the entry alone.
        let is_shown = |other: &&String| **other != entry.name && !entry.former_names.contains(other);
        let others = entry.other_names.iter().filter(is_shown);
        std::iter::once(entry.name.as_str()).chain(others.map(String::as_str)).collect::<Vec<_>>().join(" ")
    };
    directory.entries().map(|entry| (entry.id.clone(), name(entry))).collect()
}

/// Whether the document is a person or a list of the directory.
pub(super) fn is_directory(document: &Document) -> bool {
    document.template() == PERSON || LISTS.iter().any(|(template, _)| *template == document.template())
}

/// Ids that a document refers to.
pub(super) fn mentioned(document: &Document) -> BTreeSet<String> {
    let mut found: Vec<&str> = Vec::new();
    for (key, value) in &document.header {
        if header_field(key).is_some_and(|field| is_reference(&field.column_type)) {
            found.extend(value.members());
        }
    }
    for (_, section) in document.live_sections() {
        for (id, column) in section.block.live_columns() {
            found.extend(
                ["role", "person", "deputy"].iter().filter_map(|key| column.options.get(*key)).map(String::as_str),
            );
            if is_reference(&column.column_type) {
                let cells = section.block.rows.values().filter(|row| row.deleted_at.is_none());
                found.extend(cells.filter_map(|row| row.cells.get(&id)).flat_map(Value::members));
            }
        }
    }
    found.into_iter().filter(|text| is_id(text)).map(str::to_owned).collect()
}

fn is_reference(column_type: &ColumnType) -> bool {
    matches!(column_type, ColumnType::Reference | ColumnType::Document)
}

fn is_id(text: &str) -> bool {
    uuid::Uuid::parse_str(text).is_ok()
}

/// Everything of a document that can be found: the document itself, and of each section that is wanted the section and its
/// rows.
pub(super) fn of_document(
    id: DocumentId,
    document: &Document,
    names: &Names,
    is_wanted: &dyn Fn(SectionId) -> bool,
) -> Vec<Place> {
    if document.template() == PERSON {
        // Whoever was merged is found as the one that was kept.
        return if is_merged(document) { Vec::new() } else { vec![person(id, document, names)] };
    }
    let list = LISTS.iter().find(|(template, _)| *template == document.template());
    let mut found = Vec::new();
    if list.is_none() {
        let title = document.title().to_owned();
        found.push(Place { kind: "document", title, body: header(document, names), ..Place::default() });
    }
    for (section_id, section) in document.live_sections().into_iter().filter(|(id, _)| is_wanted(*id)) {
        let key = section_id.to_string();
        match list {
            Some((_, kind)) => entries(&key, section, kind.as_str(), names, &mut found),
            None => of_section(&key, section, names, &mut found),
        }
    }
    found
}

/// Whether the document was replaced or put away, so that everything in it is over.
pub(super) fn is_over(document: &Document) -> Option<bool> {
    document.is_past().then_some(true)
}

fn header(document: &Document, names: &Names) -> String {
    let of = |key: &str| document.header.get(key).map(Value::members).unwrap_or_default();
    let hidden = ["title", "language", "incident", "status"];
    let lines = HEADER.iter().filter(|field| !hidden.contains(&field.key)).flat_map(|field| {
        let is_reference = is_reference(&field.column_type);
        of(field.key).into_iter().filter_map(move |text| words_of(text, is_reference, names))
    });
    lines.collect::<Vec<_>>().join(" · ")
}

/// What a member of a reference is called; an id that nothing is known of has no words.
fn words_of<'a>(text: &'a str, is_reference: bool, names: &'a Names) -> Option<&'a str> {
    if !is_reference {
        return Some(text);
    }
    names.get(text).map(String::as_str).or_else(|| (!is_id(text)).then_some(text))
}

/// The words of one cell. Moments are left out: they are stored in UTC, and everybody reads them in their own zone.
fn cell<'a>(column: &'a Column, value: Option<&'a Value>, names: &'a Names) -> Vec<Cow<'a, str>> {
    let members = value.map(Value::members).unwrap_or_default();
    let is_hidden = matches!(
        column.column_type,
        ColumnType::Attachment
            | ColumnType::PersonalData
            | ColumnType::Letters
            | ColumnType::YesNo
            | ColumnType::Instant
    );
    if is_hidden {
        return Vec::new();
    }
    let is_reference = is_reference(&column.column_type);
    let words = members.into_iter().filter_map(|member| match (column.choices.get(member), &column.column_type) {
        (Some(choice), _) => Some(Cow::Borrowed(choice.name.as_str())),
        (None, ColumnType::Duration) => {
            Some(duration::of_stored(member).map_or(Cow::Borrowed(member), |span| Cow::Owned(duration::print(span))))
        }
        (None, _) => words_of(member, is_reference, names).map(Cow::Borrowed),
    });
    words.filter(|text| !text.trim().is_empty()).collect()
}

/// Prose without the signs that a reader of the page does not see.
fn plain(text: &str) -> String {
    text.replace("**", "").replace('`', "")
}

fn of_section(key: &str, section: &Section, names: &Names, found: &mut Vec<Place>) {
    let block = &section.block;
    let columns = block.live_columns();
    let is_fields = section.kind == BlockKind::Fields;
    let mut lines = vec![section.label.clone(), plain(&block.text)];
    for (_, column) in &columns {
        lines.push(column.name.clone());
        let who = ["role", "person", "deputy"].iter().filter_map(|key| column.options.get(*key));
        lines.extend(who.filter_map(|id| words_of(id, true, names)).map(str::to_owned));
    }
    if is_fields {
        let values = block.live_rows();
        let values = values.iter().flat_map(|(_, row)| {
            columns.iter().flat_map(|(id, column)| cell(column, row.cells.get(id), names)).map(|text| plain(&text))
        });
        lines.extend(values);
    }
    lines.retain(|line| !line.is_empty());
    let title = section.heading.clone();
    let body = lines.join("\n");
    found.push(Place { kind: "section", section: Some(key.to_owned()), title, body, ..Place::default() });
    if !is_fields {
        of_rows(key, section, names, found);
    }
}

fn of_rows(key: &str, section: &Section, names: &Names, found: &mut Vec<Place>) {
    let block = &section.block;
    let columns = block.live_columns();
    let directory = Directory::default();
    let fields = is_case_table(section).then(|| CaseFields::of(block, &directory));
    for (id, row) in block.live_rows() {
        let facts = fields.as_ref().map(|fields| CaseFacts::of_row(fields, block, row, None));
        let mut texts: Vec<String> = Vec::new();
        let mut title = facts.as_ref().map(|facts| facts.id.clone()).unwrap_or_default();
        for (column_id, column) in &columns {
            let words = cell(column, row.cells.get(column_id), names);
            let is_name = matches!(column.column_type, ColumnType::Text | ColumnType::Markdown | ColumnType::Reference);
            let text = plain(&words.join(", "));
            if text.is_empty() || text == title {
                continue;
            }
            if title.is_empty() && is_name {
                title = text;
            } else {
                texts.push(text);
            }
        }
        if title.is_empty() && texts.is_empty() {
            continue;
        }
        found.push(Place {
            kind: if fields.is_some() { "case" } else { "row" },
            section: Some(key.to_owned()),
            row: Some(id.to_string()),
            title,
            context: section.heading.clone(),
            body: texts.join(" · "),
            closed: facts.as_ref().map(CaseFacts::is_closed),
            ..Place::default()
        });
    }
}

fn person(id: DocumentId, document: &Document, names: &Names) -> Place {
    let name = named(id, document).remove(&id.to_string()).unwrap_or_else(|| document.title().to_owned());
    let sections = document.live_sections();
    let texts = sections.iter().flat_map(|(_, section)| values(&section.block, names));
    let directory = Directory::from_documents([(id, document)]);
    let former = directory.entries().flat_map(|entry| &entry.former_names).map(|former| format!("formerly {former}"));
    let body = texts.filter(|text| *text != name).chain(former).collect::<Vec<_>>().join(" · ");
    // Whoever was put away is over, as a case or an incident is.
    let closed = document.is_past().then_some(true);
    Place { kind: "directory", part: "person".to_owned(), title: name, body, closed, ..Place::default() }
}

fn values(block: &Block, names: &Names) -> Vec<String> {
    let columns = block.live_columns();
    let mut found: Vec<String> = Vec::new();
    if !block.text.is_empty() {
        found.push(plain(&block.text));
    }
    for (_, row) in block.live_rows() {
        found.extend(
            columns.iter().flat_map(|(id, column)| cell(column, row.cells.get(id), names)).map(|text| plain(&text)),
        );
    }
    found
}

fn entries(key: &str, section: &Section, kind: &str, names: &Names, found: &mut Vec<Place>) {
    let block = &section.block;
    let columns = block.live_columns();
    for (id, view) in rows(block) {
        let name = view.text("name");
        let Some(row) = block.rows.get(&id).filter(|_| !name.is_empty()) else { continue };
        let texts = columns.iter().flat_map(|(id, column)| cell(column, row.cells.get(id), names));
        let body = texts.filter(|text| *text != name).map(|text| plain(&text)).collect::<Vec<_>>().join(" · ");
        found.push(Place {
            kind: "directory",
            part: kind.to_owned(),
            section: Some(key.to_owned()),
            row: Some(id.to_string()),
            title: name.to_owned(),
            body,
            ..Place::default()
        });
    }
}

/// What an entry of the log says about its incident as a place of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum OfIncident {
    /// It was declared, with number and title.
    Declared(String, String),
    /// It has another title.
    Retitled(String),
    /// It is over for those affected, or is open again.
    Closed(bool),
}

/// See [`OfIncident`].
pub(super) fn of_incident(entry: &Entry) -> Option<OfIncident> {
    match entry.fact()? {
        Fact::Declared { number, title, .. } => Some(OfIncident::Declared(number, title)),
        Fact::Retitled { title } => Some(OfIncident::Retitled(title)),
        Fact::StateChanged { state } => Some(OfIncident::Closed(matches!(state, State::Resolved | State::Closed))),
        _ => None,
    }
}
