//! V1: a value that does not fit its type or choices. V2: a required field is empty. V3: a reference that
//! the directory does not know, or knows more than once. Texts stay as they were written. What is missing
//! is said once for each column, at the first row that lacks it: a table of ten begun rows is one thing to do.

use std::collections::BTreeSet;

use super::{Context, Finding, FindingLevel, Place};
use crate::block::{BlockKind, Column, Section};
use crate::directory::{Resolved, is_id};
use crate::id::{ColumnId, RowId, SectionId};
use crate::raci::Scheme;
use crate::value::{ColumnType, ReferenceKind, Value};

pub(super) fn check(context: &Context<'_>, id: SectionId, section: &Section, list: &mut Vec<Finding>) {
    let block = &section.block;
    let live = block.live_columns();
    let scheme = Scheme::of(block);
    let letters = Fitting::Letters(scheme.letters.into_iter().map(|l| l.letter).collect(), scheme.name);
    let mut columns: Vec<Judged<'_>> = live
        .iter()
        .map(|(id, column)| Judged { id: *id, column, own: Fitting::of(column), missing: Vec::new() })
        .collect();
    // A row has its cells in the order of their columns' ids: so they are met in one pass, however many columns there
    // are, and only what was found is put into the order that people see.
    let mut places: Vec<(u128, usize)> = columns.iter().enumerate().map(|(at, c)| (number(c.id), at)).collect();
    places.sort_unstable();
    let required: Vec<usize> = (0..columns.len()).filter(|at| columns[*at].column.is_required()).collect();
    let mut found: Vec<(usize, Finding)> = Vec::new();
    for (row, cells) in block.live_rows() {
        let mut is_blank = true;
        for (column_id, value) in cells.cells.iter().filter(|(_, value)| !value.is_empty()) {
            is_blank = false;
            let Ok(at) = places.binary_search_by_key(&number(*column_id), |(id, _)| *id) else { continue };
            let at = places[at].1;
            let Judged { column, own, .. } = &columns[at];
            let place = Place { section: id, row, column_id: *column_id, column };
            let fitting = own.as_ref().unwrap_or(&letters);
            // A set is judged in the order in which it is shown; most cells hold one text.
            let one = value.as_one();
            let many = if one.is_none() { value.members() } else { Vec::new() };
            for member in one.into_iter().chain(many) {
                found.extend(fits(context, &place, fitting, member).map(|f| (at, f)));
                found.extend(known(context, &place, member).map(|f| (at, f)));
            }
        }
        found.sort_by_key(|(at, _)| *at);
        list.extend(found.drain(..).map(|(_, finding)| finding));
        // A blank row of a grid is one that somebody is about to write; fields have just the one.
        if is_blank && section.kind != BlockKind::Fields {
            continue;
        }
        for at in &required {
            let column = &mut columns[*at];
            if cells.cells.get(&column.id).is_none_or(Value::is_empty) {
                column.missing.push(row);
            }
        }
    }
    for Judged { id: column_id, column, missing, .. } in columns {
        let [first, others @ ..] = missing.as_slice() else { continue };
        let title = match others.len() {
            0 => format!("{} is empty", column.name),
            more => format!("{} is empty in {} rows", column.name, more + 1),
        };
        let message = format!("{} asks for it.", section.heading);
        let finding = Finding::new("V2", FindingLevel::Info, context.document_id, title, message);
        list.push(Place { section: id, row: *first, column_id, column }.at(finding));
    }
}

/// An id as it is compared fastest, in the same order.
fn number(id: ColumnId) -> u128 {
    id.uuid().as_u128()
}

/// A column, what its cells may hold (none of its own: a letter), and the rows that lack what it asks for.
struct Judged<'a> {
    id: ColumnId,
    column: &'a Column,
    own: Option<Fitting<'a>>,
    missing: Vec<RowId>,
}

/// What the cells of a column may hold, made once for all of them.
enum Fitting<'a> {
    /// The live choices by id and by name, and their names in order for the sentence.
    Choices(BTreeSet<&'a str>, Vec<&'a str>),
    /// The letters of the scheme, and its name.
    Letters(Vec<String>, String),
    /// What the type says.
    Type(&'a ColumnType),
}

impl<'a> Fitting<'a> {
    /// What a column says; none for letters, which the scheme of the block knows for all columns.
    fn of(column: &'a Column) -> Option<Self> {
        Some(match &column.column_type {
            ColumnType::Choice => {
                let live = column.live_choices();
                // A name in place of the id comes from a file; it means that choice.
                let known = live.iter().flat_map(|(id, choice)| [*id, choice.name.as_str()]).collect();
                Self::Choices(known, live.iter().map(|(_, choice)| choice.name.as_str()).collect())
            }
            ColumnType::Letters => return None,
            other => Self::Type(other),
        })
    }
}

fn fits(context: &Context<'_>, place: &Place<'_>, fitting: &Fitting<'_>, member: &str) -> Option<Finding> {
    let message = match fitting {
        Fitting::Choices(known, _) if known.contains(member) => return None,
        Fitting::Choices(_, names) => {
            format!("“{}” is not one of the choices: {}.", short(member), names.join(", "))
        }
        Fitting::Letters(letters, _) if letters.iter().any(|l| l == member) => return None,
        Fitting::Letters(letters, scheme) => {
            format!("“{}” is not a letter of {scheme}: {}.", short(member), letters.join(", "))
        }
        Fitting::Type(column_type) => format!("{}.", column_type.check(member).err()?),
    };
    let title = format!("{} does not fit", place.column.name);
    Some(place.at(Finding::new("V1", FindingLevel::Warning, context.document_id, title, message)))
}

fn known(context: &Context<'_>, place: &Place<'_>, member: &str) -> Option<Finding> {
    if place.column.column_type != ColumnType::Reference {
        return None;
    }
    let of = place.column.options.get("of").map_or("", String::as_str);
    let kinds: Vec<ReferenceKind> = of.split_whitespace().map(ReferenceKind::from_word).collect();
    let (title, message) = match context.directory.resolve(&kinds, member) {
        Resolved::Known(_) => return None,
        Resolved::Unknown(id) if is_id(id) => (
            format!("{} is gone from the directory", place.column.name),
            "It points to an entry that the directory does not hold. Choose another, or bring the entry back.".into(),
        ),
        Resolved::Unknown(name) => (
            format!("{} is not in the directory", short(name)),
            format!(
                "{} “{}” stays as written. Add it to the directory, or choose one.",
                place.column.name,
                short(name)
            ),
        ),
        Resolved::Ambiguous(name) => (
            format!("{} is ambiguous", short(name)),
            format!("Several entries of the directory are called “{}”. Choose which one is meant.", short(name)),
        ),
    };
    Some(place.at(Finding::new("V3", FindingLevel::Warning, context.document_id, title, message)))
}

fn short(text: &str) -> String {
    text.chars().take(60).collect()
}
