//! What differs between two states of a document: section by section, row by row, and word by word. A pure function of
//! both, which window, command line, Markdown and paper all tell from. Things are known by their ids, so that a row that
//! was moved or renamed is that row still.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::block::{BlockKind, Column, Section};
use crate::canonical::live_section;
use crate::document::{Document, HEADER, header_field};
use crate::id::{ColumnId, RowId, SectionId};
use crate::value::Value;

mod grid;
mod order;
mod say;
mod spans;
#[cfg(test)]
mod tests;

use order::merged;
pub use say::{Said, say};
pub use spans::{after, before};

/// What became of something between the two states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// It is the same in both.
    Same,
    /// It is in the later state alone.
    Added,
    /// It was in the earlier state alone.
    Removed,
    /// It is in both, and differs.
    Changed,
}

/// A stretch of a text: in both states, added or removed; never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Span {
    /// In which of the states it stands.
    pub sign: Sign,
    /// Its characters as they stand there.
    pub text: String,
}

/// How many places differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Tally {
    /// Sentences, rows, columns or sections that were added.
    pub added: u32,
    /// The same that were removed.
    pub removed: u32,
    /// Places that hold something else.
    pub changed: u32,
}

impl Tally {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_none(self) -> bool {
        self == Self::default()
    }

    /// All places together.
    #[must_use]
    pub fn all(self) -> u32 {
        self.added + self.removed + self.changed
    }

    fn count(&mut self, sign: Sign) {
        match sign {
            Sign::Same => {}
            Sign::Added => self.added += 1,
            Sign::Removed => self.removed += 1,
            Sign::Changed => self.changed += 1,
        }
    }

    fn add(&mut self, other: Self) {
        self.added += other.added;
        self.removed += other.removed;
        self.changed += other.changed;
    }
}

/// A field of the header, a setting or a line about a section, where it differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FieldDifference {
    /// Its label.
    pub label: String,
    /// Added, removed or changed.
    pub sign: Sign,
    /// Its words.
    pub spans: Vec<Span>,
}

/// A column of either state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ColumnDifference {
    /// Column.
    pub column: ColumnId,
    /// What became of it.
    pub sign: Sign,
    /// Its name.
    pub name: Vec<Span>,
    /// Whether its cells are numbers, which stand right.
    pub is_number: bool,
    /// What else differs about it, for instance “type”; empty for nothing.
    pub about: Vec<String>,
}

/// A cell that holds something in one of the states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CellDifference {
    /// Column.
    pub column: ColumnId,
    /// What became of it.
    pub sign: Sign,
    /// Its words.
    pub spans: Vec<Span>,
}

/// A row of either state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RowDifference {
    /// Row.
    pub row: RowId,
    /// What became of it; a row that only stands elsewhere is the same, and moved.
    pub sign: Sign,
    /// Whether it stands elsewhere among the rows that are in both states.
    pub is_moved: bool,
    /// Its number among the rows of the later state; of a removed row among those of the earlier one.
    pub number: u32,
    /// Its cells, in no order; those that are empty in both states are left out.
    pub cells: Vec<CellDifference>,
}

/// A section of either state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SectionDifference {
    /// Section.
    pub section: SectionId,
    /// What became of it.
    pub sign: Sign,
    /// Whether it stands elsewhere among the sections that are in both states.
    pub is_moved: bool,
    /// Its number as printed, in the later state; of a removed section in the earlier one.
    pub number: String,
    /// 1 for a section, 2 for a part of the section before it.
    pub depth: u8,
    /// Kind of its block.
    pub kind: BlockKind,
    /// Its heading.
    pub heading: Vec<Span>,
    /// The text of prose.
    pub text: Vec<Span>,
    /// Settings and other lines about it that differ.
    pub fields: Vec<FieldDifference>,
    /// Columns of both states, in order.
    pub columns: Vec<ColumnDifference>,
    /// Rows of both states, in order.
    pub rows: Vec<RowDifference>,
    /// Rows in the earlier state.
    pub rows_before: u32,
    /// Rows in the later state.
    pub rows_after: u32,
    /// How many places of it differ.
    pub tally: Tally,
}

/// What differs between two states of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Difference {
    /// Fields of the header that differ.
    pub header: Vec<FieldDifference>,
    /// Every section of both states in order; what is the same is among them.
    pub sections: Vec<SectionDifference>,
    /// How many places differ in all.
    pub tally: Tally,
}

/// How values of one state read as words: names of the directory, of choices, moments in a zone. What is personal data
/// must stay a count.
pub trait Wording {
    /// The words of a cell.
    fn cell(&self, column: &Column, value: &Value) -> String;
    /// The words of a field of the header or a setting, by its name.
    fn field(&self, key: &str, value: &Value) -> String;
}

/// What turned `earlier` into `later`. Each state brings the words of its own moment.
#[must_use]
pub fn between(earlier: (&Document, &dyn Wording), later: (&Document, &dyn Wording)) -> Difference {
    let (was, is) = (earlier.0, later.0);
    let header = header(earlier, later);
    let mut tally = Tally::default();
    header.iter().for_each(|field| tally.count(field.sign));
    let (old, new) = (was.live_sections(), is.live_sections());
    let ids = |list: &[(SectionId, &Section)]| list.iter().map(|(id, _)| *id).collect::<Vec<_>>();
    let (old_numbers, new_numbers) = (numbers(&old), numbers(&new));
    let mut sections = Vec::with_capacity(new.len());
    for place in merged(&ids(&old), &ids(&new)) {
        let section = match (place.old.map(|n| (n, old[n].1)), place.new.map(|n| (n, new[n].1))) {
            (Some((_, old)), Some((n, new))) => {
                let found = both(place.id, (old, earlier.1), (new, later.1));
                SectionDifference { number: new_numbers[n].clone(), is_moved: place.is_moved, ..found }
            }
            (None, Some((n, new))) => {
                SectionDifference { number: new_numbers[n].clone(), ..alone(place.id, Sign::Added, (new, later.1)) }
            }
            (Some((n, old)), None) => {
                SectionDifference { number: old_numbers[n].clone(), ..alone(place.id, Sign::Removed, (old, earlier.1)) }
            }
            (None, None) => continue,
        };
        tally.add(section.tally);
        if section.is_moved && section.sign == Sign::Same {
            tally.changed += 1;
        }
        sections.push(section);
    }
    Difference { header, sections, tally }
}

/// What turned one section into another state of it.
#[must_use]
pub fn of_section(
    id: SectionId,
    earlier: Option<(&Section, &dyn Wording)>,
    later: Option<(&Section, &dyn Wording)>,
) -> Option<SectionDifference> {
    let stands = |s: &(&Section, &dyn Wording)| s.0.deleted_at.is_none();
    match (earlier.filter(stands), later.filter(stands)) {
        (Some(old), Some(new)) => Some(both(id, old, new)),
        (None, Some(new)) => Some(alone(id, Sign::Added, new)),
        (Some(old), None) => Some(alone(id, Sign::Removed, old)),
        (None, None) => None,
    }
}

/// What turned one header into another.
#[must_use]
pub fn header(earlier: (&Document, &dyn Wording), later: (&Document, &dyn Wording)) -> Vec<FieldDifference> {
    let (was, is) = (&earlier.0.header, &later.0.header);
    let known = HEADER.iter().map(|field| field.key.to_owned());
    let others: BTreeSet<&String> = was.keys().chain(is.keys()).filter(|key| header_field(key).is_none()).collect();
    known
        .chain(others.into_iter().cloned())
        .filter_map(|key| {
            let label = header_field(&key).map_or_else(|| label_of(&key), |field| field.label.to_owned());
            field(label, value((was.get(&key), &key), earlier.1), value((is.get(&key), &key), later.1))
        })
        .collect()
}

/// A value with its words; none where nothing is set.
fn value<'a>((value, key): (Option<&'a Value>, &str), words: &dyn Wording) -> Option<(&'a Value, String)> {
    value.filter(|v| !v.is_empty()).map(|v| (v, words.field(key, v)))
}

fn field(label: String, old: Option<(&Value, String)>, new: Option<(&Value, String)>) -> Option<FieldDifference> {
    if old.as_ref().map(|(value, _)| *value) == new.as_ref().map(|(value, _)| *value) {
        return None;
    }
    let sign = sign_of(old.is_some(), new.is_some());
    let words = |side: Option<(&Value, String)>| side.map_or_else(String::new, |(_, words)| words);
    Some(FieldDifference { label, sign, spans: spans::whole(&words(old), &words(new)) })
}

fn sign_of(was: bool, is: bool) -> Sign {
    match (was, is) {
        (true, false) => Sign::Removed,
        (false, true) => Sign::Added,
        _ => Sign::Changed,
    }
}

fn label_of(key: &str) -> String {
    let words = key.replace(['_', '-'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Numbers of sections as printed: "3", and "3.1" for a part.
fn numbers(sections: &[(SectionId, &Section)]) -> Vec<String> {
    let (mut section, mut part) = (0, 0);
    let number = |(_, entry): &(SectionId, &Section)| {
        if entry.depth >= 2 && section > 0 {
            part += 1;
            return format!("{section}.{part}");
        }
        section += 1;
        part = 0;
        section.to_string()
    };
    sections.iter().map(number).collect()
}

fn empty(id: SectionId, sign: Sign, section: &Section) -> SectionDifference {
    SectionDifference {
        section: id,
        sign,
        is_moved: false,
        number: String::new(),
        depth: section.depth,
        kind: section.kind.clone(),
        heading: Vec::new(),
        text: Vec::new(),
        fields: Vec::new(),
        columns: Vec::new(),
        rows: Vec::new(),
        rows_before: 0,
        rows_after: 0,
        tally: Tally::default(),
    }
}

/// A section that stands in one state alone.
fn alone(id: SectionId, sign: Sign, (section, words): (&Section, &dyn Wording)) -> SectionDifference {
    let one = |text: &str| spans::one(sign, text);
    let block = &section.block;
    let columns = block.live_columns();
    let rows = block.live_rows().into_iter().enumerate().map(|(n, (id, row))| {
        let cells = columns.iter().filter_map(|(c, column)| {
            let value = row.cells.get(c).filter(|v| !v.is_empty())?;
            Some(CellDifference { column: *c, sign, spans: one(&words.cell(column, value)) })
        });
        RowDifference { row: id, sign, is_moved: false, number: number(n + 1), cells: cells.collect() }
    });
    let rows: Vec<_> = rows.collect();
    let count = number(rows.len());
    let mut tally = Tally::default();
    tally.count(sign);
    SectionDifference {
        heading: one(&section.heading),
        text: one(&block.text),
        columns: columns
            .iter()
            .map(|(c, column)| ColumnDifference {
                column: *c,
                sign,
                name: one(&column.name),
                is_number: is_number(column),
                about: Vec::new(),
            })
            .collect(),
        rows_before: if sign == Sign::Removed { count } else { 0 },
        rows_after: if sign == Sign::Added { count } else { 0 },
        rows,
        tally,
        ..empty(id, sign, section)
    }
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn is_number(column: &Column) -> bool {
    use crate::value::ColumnType as T;
    matches!(column.column_type, T::Number | T::Percent | T::Date | T::Time | T::Instant | T::Duration)
}

/// A section that stands in both states.
fn both(id: SectionId, old: (&Section, &dyn Wording), new: (&Section, &dyn Wording)) -> SectionDifference {
    let (was, is) = (old.0, new.0);
    let mut tally = Tally::default();
    let (text, of_text) = spans::of_text(&was.block.text, &is.block.text);
    tally.add(of_text);
    let heading = spans::of_line(&was.heading, &is.heading);
    if was.heading != is.heading {
        tally.changed += 1;
    }
    let fields = fields(old, new);
    fields.iter().for_each(|field| tally.count(field.sign));
    let columns = grid::columns(&was.block, &is.block);
    for column in &columns {
        tally.count(column.sign);
    }
    let rows = grid::rows((&was.block, old.1), (&is.block, new.1));
    for row in &rows {
        tally.count(if row.sign == Sign::Same && row.is_moved { Sign::Changed } else { row.sign });
    }
    // What no line above names, for instance the order of columns, still makes it another section.
    let is_same = tally.is_none() && live_section(was).block == live_section(is).block;
    if tally.is_none() && !is_same {
        tally.changed += 1;
    }
    SectionDifference {
        heading,
        text,
        fields,
        columns,
        rows,
        rows_before: number(was.block.live_rows().len()),
        rows_after: number(is.block.live_rows().len()),
        tally,
        ..empty(id, if is_same { Sign::Same } else { Sign::Changed }, is)
    }
}

/// Lines about a section and its settings that differ.
fn fields((was, before): (&Section, &dyn Wording), (is, after): (&Section, &dyn Wording)) -> Vec<FieldDifference> {
    let (depth_was, depth_is) = (was.depth.to_string(), is.depth.to_string());
    let lines = [
        ("Form", was.label.as_str(), is.label.as_str()),
        ("Depth", depth_was.as_str(), depth_is.as_str()),
        ("Guidance", was.guidance.as_str(), is.guidance.as_str()),
    ];
    let mut list: Vec<FieldDifference> = lines
        .into_iter()
        .filter(|(_, old, new)| old != new)
        .map(|(label, old, new)| FieldDifference {
            label: label.to_owned(),
            sign: sign_of(!old.is_empty(), !new.is_empty()),
            spans: spans::of_line(old, new),
        })
        .collect();
    let keys: BTreeSet<&String> = was.block.settings.keys().chain(is.block.settings.keys()).collect();
    list.extend(keys.into_iter().filter_map(|key| {
        let (old, new) = (was.block.settings.get(key), is.block.settings.get(key));
        field(label_of(key), value((old, key), before), value((new, key), after))
    }));
    list
}
