//! What is given of a blank form: the items of a list that is worked through stay printed, and only what is answered
//! about them is left free to write in.

use std::collections::BTreeMap;

use bridgebook_domain::picture::Picture;
use bridgebook_domain::view::folded;
use bridgebook_domain::{
    Block, BlockKind, Column as Field, ColumnId, ColumnType, Document, Row as Record, RowId, Section, SectionId, Value,
};

use crate::attachment::Files;
use crate::binder::{Binder, DocumentInput, IncidentFacts};
use crate::blank_words;
use crate::words;

/// Fields of the header that say what a form is, rather than how one copy of it was filled in.
const HEADER: &[&str] = &["title", "template", "language", "print", "form", "incident"];
/// Option of a column of numbers: the letters before them, `O` of `O1`.
pub(crate) const PREFIX: &str = "prefix";
/// The setting of prose that stands on the blank form too, and its value.
const BLANK: &str = "blank";
const PRINTED: &str = "printed";
/// What stands on a list that is numbered, where nothing of its words does.
const NUMBERED: &str = "1.";
/// Columns of any list that are answered, whatever a template writes into them as its example.
const ANSWERS: &[&str] =
    &["owner", "done", "done_by", "done_at", "evidence", "primary", "alternate", "contingency", "emergency", "hours"];
/// References that name an item, rather than who answers for it.
const ITEMS: &[&str] =
    &["position", "role", "function", "system", "service", "who", "audience", "from", "to", "caller", "calls"];

/// The binder with nothing in it but its forms: headings, columns, guidance, and the items that templates give. What
/// was written goes before anything is set, so that no drawing has to leave it out.
pub(crate) fn blanked(binder: &Binder) -> Binder {
    let mut left = Binder { documents: binder.documents.iter().map(form_of).collect(), ..binder.clone() };
    left.incident = left.incident.map(|_| IncidentFacts::default());
    left.log = left.log.map(|_| Vec::new());
    left
}

fn form_of(input: &DocumentInput) -> DocumentInput {
    let mut document = Document { sections: BTreeMap::new(), ..input.document.clone() };
    document.header.retain(|key, _| HEADER.contains(&key.as_str()));
    let theirs = input.template.as_ref().map(|template| &template.header);
    if let Some(words) = theirs.and_then(|header| header.get("subtitle")) {
        document.header.insert("subtitle".to_owned(), words.clone());
    }
    // A document that was made before its template said so is such a form all the same.
    if let (Some(form), false) = (theirs.and_then(|header| header.get("form")), document.header.contains_key("form")) {
        document.header.insert("form".to_owned(), form.clone());
    }
    let views = words::of(input.document.header_text("language")).blank_views;
    let live = input.document.live_sections();
    let theirs: Vec<&Section> = match &input.template {
        Some(template) => template.live_sections().into_iter().map(|(_, section)| section).collect(),
        None => Vec::new(),
    };
    let mut pictures = BTreeMap::new();
    for (at, (id, section)) in live.iter().enumerate() {
        // A view that only a machine can fill is no part of the form; the sections after it close up.
        let has_parts = live.get(at + 1).is_some_and(|(_, next)| next.depth > section.depth);
        if section.kind == BlockKind::View && !has_parts && !is_counted(&live, at) {
            let source = section.block.setting("source").trim();
            let source = if source.is_empty() { "log" } else { source };
            let parts = contents(input, *id).filter(|_| source == "contents");
            if parts.is_none() && !views.iter().any(|(name, _)| *name == source) {
                continue;
            }
            pictures.extend(parts.map(|parts| (*id, parts)));
        }
        let template = template_of(section, &theirs);
        let block = block_of(section, template);
        document.sections.insert(*id, Section { block, ..(*section).clone() });
    }
    DocumentInput { pictures, files: Files::new(), ..DocumentInput::new(document) }
}

/// Whether sections after one are numbered on from it, so that it stays with its number although nothing is written in
/// it: a section is found on paper under the number that it has on the screen.
fn is_counted(live: &[(SectionId, &Section)], at: usize) -> bool {
    let labelled = live.iter().any(|(_, section)| section.depth <= 1 && !section.label.is_empty());
    let depth = live[at].1.depth;
    let is_below = |section: &Section| section.depth >= depth && (!labelled || section.depth > 1);
    let mut later = live[at + 1..].iter().map(|(_, section)| *section).take_while(|section| is_below(section));
    (!labelled || depth > 1) && later.any(|section| section.depth == depth && section.kind != BlockKind::View)
}

/// The parts of a plan, none of them filled in yet.
fn contents(input: &DocumentInput, id: SectionId) -> Option<Picture> {
    let Picture::View(listing) = input.pictures.get(&id)? else { return None };
    let mut listing = listing.clone();
    for row in &mut listing.rows {
        if let [_, _, _, filled] = row.as_mut_slice() {
            "no".clone_into(filled);
        }
    }
    Some(Picture::View(listing))
}

/// The section of the template behind a section. Under another heading it is known by being the only one of its kind.
fn template_of<'t>(section: &Section, theirs: &[&'t Section]) -> Option<&'t Section> {
    let same_kind = |other: &&&Section| {
        other.kind == section.kind && other.block.setting("preset") == section.block.setting("preset")
    };
    let heading = folded(&section.heading);
    let named = theirs.iter().filter(same_kind).find(|other| folded(&other.heading) == heading);
    let mut alike = theirs.iter().filter(same_kind);
    let only = match (alike.next(), alike.next()) {
        (Some(one), None) if !section.block.setting("preset").is_empty() => Some(one),
        _ => None,
    };
    named.or(only).copied()
}

/// The block with the rows that its template gives; without a template with the items that make it a list.
fn block_of(section: &Section, template: Option<&Section>) -> Block {
    let mut block = section.block.clone();
    let is_numbered = block.text.trim_start().starts_with(NUMBERED);
    block.text = match reference(section, template) {
        Some(text) => blank_words::opened(text),
        None if is_numbered => NUMBERED.to_owned(),
        None => String::new(),
    };
    block.settings.remove(BLANK);
    if !matches!(block.text.as_str(), "" | NUMBERED) {
        block.settings.insert(BLANK.to_owned(), Value::one(PRINTED));
    }
    for (id, column) in &mut block.columns {
        if column.key == "no"
            && let Some(letters) = prefix(&section.block, *id)
        {
            column.options.insert(PREFIX.to_owned(), letters);
        }
        // Who holds a role is written in; which role it is makes the column.
        column.options.retain(|key, _| !matches!(key.as_str(), "person" | "deputy"));
    }
    block.rows = match (&section.kind, template) {
        (BlockKind::Fields, _) => numbered_fields(&section.block),
        (_, Some(template)) => rows_of(section, &block, template),
        (BlockKind::Checklist | BlockKind::Raci, None) => rows_of(section, &block, section),
        (_, None) => BTreeMap::new(),
    };
    block
}

/// Prose that is read rather than written, such as what letters mean: the words of the document where it says so
/// itself, else those of its template.
fn reference<'s>(section: &'s Section, template: Option<&'s Section>) -> Option<&'s str> {
    let marked = [Some(section), template].into_iter().flatten().find(|section| is_printed(section))?;
    (section.kind == BlockKind::Prose && !marked.block.text.trim().is_empty()).then_some(marked.block.text.as_str())
}

/// Whether the words of a section stand on its blank form too.
pub(crate) fn is_printed(section: &Section) -> bool {
    section.block.setting(BLANK) == PRINTED
}

/// The letters before the numbers of the rows: `O` of `O1`.
fn prefix(block: &Block, id: ColumnId) -> Option<String> {
    let rows = block.live_rows();
    let word = rows.first()?.1.cells.get(&id)?.as_one()?;
    let letters: String = word.chars().take_while(|c| c.is_alphabetic()).take(3).collect();
    let is_number = word[letters.len()..].chars().all(|c| c.is_ascii_digit()) && word.len() > letters.len();
    is_number.then_some(letters)
}

/// The one row of a form, with a sign where a list with numbers is asked for.
fn numbered_fields(block: &Block) -> BTreeMap<RowId, Record> {
    let mut rows = BTreeMap::new();
    for (id, row) in block.live_rows().into_iter().take(1) {
        let is_numbered = |column: &ColumnId, value: &Value| {
            let is_list = value.as_one().is_some_and(|text| text.trim_start().starts_with(NUMBERED));
            is_list && block.columns.get(column).is_some_and(|field| field.column_type == ColumnType::Markdown)
        };
        let cells = row.cells.iter().filter(|(column, value)| is_numbered(column, value));
        let cells = cells.map(|(column, _)| (*column, Value::one(NUMBERED))).collect();
        rows.insert(id, Record { cells, ..row.clone() });
    }
    rows
}

/// The rows of `other`, seen through the columns of a block.
fn rows_of(section: &Section, block: &Block, other: &Section) -> BTreeMap<RowId, Record> {
    let their_rows: Vec<(RowId, &Record)> = other.block.live_rows();
    let their_columns = other.block.live_columns();
    let mut pairs: Vec<(ColumnId, &Field, ColumnId, &Field)> = Vec::new();
    for (id, field) in block.live_columns() {
        let is_same = |other: &Field| match field.key.is_empty() {
            true => folded(&other.name) == folded(&field.name),
            false => other.key == field.key,
        };
        let Some((own, their_field)) = their_columns.iter().find(|(_, other)| is_same(other)) else { continue };
        let values = || their_rows.iter().map(|(_, row)| row.cells.get(own).filter(|value| !value.is_empty()));
        let first = values().next().flatten();
        // A choice that is the same in every row is where each of them begins, and so is still to be answered.
        let is_start = field.column_type == ColumnType::Choice
            && their_rows.len() > 1
            && first.is_some()
            && values().all(|value| value == first);
        if is_item(section, their_field) && !is_start {
            pairs.push((id, field, *own, their_field));
        }
    }
    let mut rows = BTreeMap::new();
    for (row_id, row) in their_rows {
        let cell = |(id, field, own, their_field): &(ColumnId, &Field, ColumnId, &Field)| {
            let value = row.cells.get(own).filter(|value| !value.is_empty())?;
            Some((*id, translated(value, field, their_field)?))
        };
        let cells: BTreeMap<ColumnId, Value> = pairs.iter().filter_map(cell).collect();
        if !cells.is_empty() {
            rows.insert(row_id, Record { cells, ..row.clone() });
        }
    }
    rows
}

/// Whether a column says what a row is about, rather than what is to be answered about it.
fn is_item(section: &Section, field: &Field) -> bool {
    let key = field.key.as_str();
    match section.kind {
        BlockKind::Raci => return matches!(key, "no" | "stage" | "activity" | "description"),
        BlockKind::Approvals => return key == "checkpoint",
        BlockKind::Escalation => return matches!(key, "severity" | "level" | "clock" | "hand_off"),
        BlockKind::Cadence => return matches!(key, "severity" | "state" | "audience" | "after_elapsed"),
        BlockKind::Triggers => return matches!(key, "name" | "kind" | "risk" | "condition"),
        BlockKind::Checklist => return key == "item",
        _ if ANSWERS.contains(&key) => return false,
        _ => {}
    }
    let of = field.options.get("of").map_or("", String::as_str);
    match field.column_type {
        ColumnType::Text | ColumnType::Markdown | ColumnType::Choice | ColumnType::Link => true,
        ColumnType::Number => matches!(key, "no" | "number" | "step"),
        ColumnType::Reference if section.is_form("communications-list") => key == "channel" || ITEMS.contains(&key),
        ColumnType::Reference => {
            ITEMS.contains(&key) || (!of.is_empty() && of.split(' ').all(|of| matches!(of, "severity" | "audience")))
        }
        // Figures and moments are a team's own, whatever a template shows as an example.
        _ => false,
    }
}

/// A value of a template in the choices of a document; none where the document has no such choice.
fn translated(value: &Value, field: &Field, theirs: &Field) -> Option<Value> {
    match field.column_type {
        ColumnType::Choice => {
            let own = |id: &str| {
                let name = theirs.choices.get(id).map_or(id, |choice| choice.name.as_str());
                let named = || field.choices.iter().find(|(_, choice)| folded(&choice.name) == folded(name));
                let same = field.choices.get_key_value(id).or_else(named);
                same.map(|(id, _)| id.clone())
            };
            let ids: Vec<String> = value.members().into_iter().filter_map(own).collect();
            match ids.as_slice() {
                [] => None,
                [one] if !field.is_many() => Some(Value::one(one)),
                many => Some(Value::many(many.iter().map(String::as_str))),
            }
        }
        ColumnType::Text | ColumnType::Markdown => match value.as_one() {
            Some(text) => Some(Value::one(blank_words::opened(text))),
            None => Some(value.clone()),
        },
        _ => Some(value.clone()),
    }
}

/// The rows of a blank form that are given.
pub(crate) struct Given<'s> {
    rows: Vec<&'s Record>,
    block: &'s Block,
}

impl<'s> Given<'s> {
    /// What is given in a section; none where it gives no row.
    pub fn of(section: &'s Section) -> Option<Self> {
        let rows = section.block.live_rows().into_iter().map(|(_, row)| row);
        let rows: Vec<&Record> = rows.filter(|row| row.cells.values().any(|value| !value.is_empty())).collect();
        (!rows.is_empty()).then_some(Self { rows, block: &section.block })
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// What stands in a cell: the column with its value, nothing where it is to be answered.
    pub fn cell(&self, row: usize, column: ColumnId) -> Option<(&'s Field, &'s Value)> {
        let value = self.rows.get(row)?.cells.get(&column).filter(|value| !value.is_empty())?;
        Some((self.block.columns.get(&column)?, value))
    }

    /// The number of the row at this place: the count goes on after the numbers that are given. None where these name
    /// something else, such as the activities of a matrix.
    pub fn number(&self, row: usize, column: ColumnId) -> Option<usize> {
        let is_counted = |at: usize| {
            let word = self.cell(at, column).and_then(|(_, value)| value.as_one());
            word.is_some_and(|word| word.trim_start_matches(char::is_alphabetic) == (at + 1).to_string())
        };
        (!self.has(column) || (0..self.rows.len()).all(is_counted)).then_some(row + 1)
    }

    /// Whether a column is given, rather than to be answered.
    pub fn has(&self, column: ColumnId) -> bool {
        (0..self.rows.len()).any(|at| self.cell(at, column).is_some())
    }
}
