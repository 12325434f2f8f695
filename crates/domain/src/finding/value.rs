//! V1: a value that does not fit its type or choices. V2: a required field is empty. V3: a reference that
//! the directory does not know, or knows more than once. Texts stay as they were written. What is missing
//! is said once for each column, at the first row that lacks it: a table of ten begun rows is one thing to do.

use std::collections::{BTreeMap, BTreeSet};

use super::{Context, Finding, FindingLevel, Place};
use crate::block::{Block, BlockKind, Column, Section};
use crate::directory::{Resolved, is_id};
use crate::id::{ColumnId, RowId, SectionId};
use crate::raci::Scheme;
use crate::value::{ColumnType, ReferenceKind, Value};

pub(super) fn check(context: &Context<'_>, id: SectionId, section: &Section, list: &mut Vec<Finding>) {
    let block = &section.block;
    let columns: Vec<(ColumnId, &Column, Fitting<'_>)> =
        block.live_columns().into_iter().map(|(id, column)| (id, column, Fitting::of(block, column))).collect();
    let mut missing: BTreeMap<ColumnId, Vec<RowId>> = BTreeMap::new();
    for (row, cells) in block.live_rows() {
        let is_blank = cells.cells.values().all(Value::is_empty);
        for (column_id, column, fitting) in &columns {
            let (column_id, column) = (*column_id, *column);
            match cells.cells.get(&column_id).filter(|v| !v.is_empty()) {
                Some(value) => {
                    let place = Place { section: id, row, column_id, column };
                    for member in value.members() {
                        list.extend(fits(context, &place, fitting, member));
                        list.extend(known(context, &place, member));
                    }
                }
                // A blank row of a grid is one that somebody is about to write; fields have just the one.
                None if column.is_required() && (!is_blank || section.kind == BlockKind::Fields) => {
                    missing.entry(column_id).or_default().push(row);
                }
                None => {}
            }
        }
    }
    for (column_id, column, _) in &columns {
        let (column_id, column) = (*column_id, *column);
        let Some([first, others @ ..]) = missing.get(&column_id).map(Vec::as_slice) else { continue };
        let title = match others.len() {
            0 => format!("{} is empty", column.name),
            more => format!("{} is empty in {} rows", column.name, more + 1),
        };
        let message = format!("{} asks for it.", section.heading);
        let finding = Finding::new("V2", FindingLevel::Info, context.document_id, title, message);
        list.push(Place { section: id, row: *first, column_id, column }.at(finding));
    }
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
    fn of(block: &'a Block, column: &'a Column) -> Self {
        match &column.column_type {
            ColumnType::Choice => {
                let live = column.live_choices();
                // A name in place of the id comes from a file; it means that choice.
                let known = live.iter().flat_map(|(id, choice)| [*id, choice.name.as_str()]).collect();
                Self::Choices(known, live.iter().map(|(_, choice)| choice.name.as_str()).collect())
            }
            ColumnType::Letters => {
                let scheme = Scheme::of(block);
                Self::Letters(scheme.letters.into_iter().map(|l| l.letter).collect(), scheme.name)
            }
            other => Self::Type(other),
        }
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
