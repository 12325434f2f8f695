//! V1: a value that does not fit its type or choices. V2: a required field is empty. V3: a reference that
//! the directory does not know, or knows more than once. Texts stay as they were written. What is missing
//! is said once for each column, at the first row that lacks it: a table of ten begun rows is one thing to do.

use std::collections::BTreeMap;

use super::{Context, Finding, FindingLevel, Place};
use crate::block::{BlockKind, Section};
use crate::directory::{Resolved, is_id};
use crate::id::{ColumnId, RowId, SectionId};
use crate::raci::Scheme;
use crate::value::{ColumnType, ReferenceKind, Value};

pub(super) fn check(context: &Context<'_>, id: SectionId, section: &Section, list: &mut Vec<Finding>) {
    let block = &section.block;
    let mut missing: BTreeMap<ColumnId, Vec<RowId>> = BTreeMap::new();
    for (row, cells) in block.live_rows() {
        let is_blank = cells.cells.values().all(Value::is_empty);
        for (column_id, column) in block.live_columns() {
            let place = Place { section: id, block, row, column_id, column };
            match cells.cells.get(&column_id).filter(|v| !v.is_empty()) {
                Some(value) => {
                    for member in value.members() {
                        list.extend(fits(context, &place, member));
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
    for (column_id, column) in block.live_columns() {
        let Some([first, others @ ..]) = missing.get(&column_id).map(Vec::as_slice) else { continue };
        let title = match others.len() {
            0 => format!("{} is empty", column.name),
            more => format!("{} is empty in {} rows", column.name, more + 1),
        };
        let message = format!("{} asks for it.", section.heading);
        let finding = Finding::new("V2", FindingLevel::Info, context.document_id, title, message);
        list.push(Place { section: id, block, row: *first, column_id, column }.at(finding));
    }
}

fn fits(context: &Context<'_>, place: &Place<'_>, member: &str) -> Option<Finding> {
    let column = place.column;
    let message = match column.column_type {
        ColumnType::Choice => {
            let live = column.live_choices();
            // A name in place of the id comes from a file; it means that choice.
            let is_there = live.iter().any(|(id, c)| *id == member || c.name == member);
            let names: Vec<_> = live.iter().map(|(_, c)| c.name.as_str()).collect();
            (!is_there).then(|| format!("“{}” is not one of the choices: {}.", short(member), names.join(", ")))
        }
        ColumnType::Letters => {
            let scheme = Scheme::of(place.block);
            let letters: Vec<_> = scheme.letters.iter().map(|l| l.letter.as_str()).collect();
            (!letters.contains(&member))
                .then(|| format!("“{}” is not a letter of {}: {}.", short(member), scheme.name, letters.join(", ")))
        }
        _ => column.column_type.check(member).err().map(|e| format!("{e}.")),
    }?;
    let title = format!("{} does not fit", column.name);
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
