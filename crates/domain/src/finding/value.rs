//! V1: a value that does not fit its type or choices. V2: a required field is empty. V3: a reference that
//! the directory does not know, or knows more than once. Texts stay as they were written. What is missing
//! is said once for each column, at the first row that lacks it: a table of ten begun rows is one thing to do.

use std::collections::BTreeSet;

use super::{Context, Finding, FindingLevel, Place};
use crate::block::{BlockKind, Column, Section};
use crate::directory::{Resolved, is_id};
use crate::grid::Grid;
use crate::id::{ColumnId, RowId, SectionId};
use crate::raci::{Lookup, Scheme};
use crate::value::{ColumnType, ReferenceKind};

pub(super) fn check(context: &Context<'_>, id: SectionId, section: &Section, grid: &Grid<'_>, list: &mut Vec<Finding>) {
    let scheme = Scheme::of(&section.block);
    let lookup = Lookup::new(&scheme);
    let letters = Fitting::Letters(&lookup, &scheme);
    let mut columns: Vec<Judged<'_>> = grid
        .columns
        .iter()
        .map(|(id, column)| Judged { id: *id, column, own: Fitting::of(column), missing: Vec::new() })
        .collect();
    let required: Vec<usize> = (0..columns.len()).filter(|at| columns[*at].column.is_required()).collect();
    for line in grid.lines() {
        for cell in line.cells {
            let Judged { id: column_id, column, own, .. } = &columns[cell.place];
            // A matrix has thousands of cells, and nearly all hold one letter of its scheme.
            if own.is_none() && cell.one.is_some_and(|letter| lookup.place(letter).is_some()) {
                continue;
            }
            let place = Place { section: id, row: line.row, column_id: *column_id, column };
            let fitting = own.as_ref().unwrap_or(&letters);
            let is_reference = column.column_type == ColumnType::Reference;
            cell.each(|member| {
                if !fitting.holds(member) {
                    list.extend(misfit(context, &place, fitting, member));
                }
                if is_reference {
                    list.extend(known(context, &place, member));
                }
            });
        }
        // A blank row of a grid is one that somebody is about to write; fields have just the one.
        if line.is_blank() && section.kind != BlockKind::Fields {
            continue;
        }
        for at in &required {
            if line.at(*at).is_none() {
                columns[*at].missing.push(line.row);
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
    /// The letters of the scheme.
    Letters(&'a Lookup<'a>, &'a Scheme),
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

    /// Whether a member is among what the cells may hold.
    fn holds(&self, member: &str) -> bool {
        match self {
            Self::Choices(known, _) => known.contains(member),
            Self::Letters(letters, _) => letters.place(member).is_some(),
            Self::Type(column_type) => column_type.check(member).is_ok(),
        }
    }
}

fn misfit(context: &Context<'_>, place: &Place<'_>, fitting: &Fitting<'_>, member: &str) -> Option<Finding> {
    let message = match fitting {
        Fitting::Choices(_, names) => {
            format!("“{}” is not one of the choices: {}.", short(member), names.join(", "))
        }
        Fitting::Letters(_, scheme) => {
            let letters: Vec<&str> = scheme.letters.iter().map(|l| l.letter.as_str()).collect();
            format!("“{}” is not a letter of {}: {}.", short(member), scheme.name, letters.join(", "))
        }
        Fitting::Type(column_type) => {
            let problem = column_type.check(member).err()?;
            // A day and a time are a moment only in a zone; a file may have brought them without one.
            let has_no_zone = **column_type == ColumnType::Instant && crate::moment::is_day_and_time(member);
            if has_no_zone {
                format!(
                    "“{}” says no time zone, so no clock can read it. Type it again: it is read in the zone of the \
                     settings, or in the one behind it, for instance 14:05 UTC.",
                    short(member)
                )
            } else {
                format!("{problem}.")
            }
        }
    };
    let title = format!("{} does not fit", place.column.name);
    Some(place.at(Finding::new("V1", FindingLevel::Warning, context.document_id, title, message)))
}

fn known(context: &Context<'_>, place: &Place<'_>, member: &str) -> Option<Finding> {
    let of = place.column.options.get("of").map_or("", String::as_str);
    let kinds: Vec<ReferenceKind> = of.split_whitespace().map(ReferenceKind::from_word).collect();
    let (title, message) = match context.directory.resolve(&kinds, member) {
        Resolved::Known(_) => return None,
        Resolved::Unknown(id) if context.directory.is_erased(id) => (
            format!("{} is a person who was erased", place.column.name),
            "Nothing is known of this person any more. Choose another, or take the reference out.".into(),
        ),
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
            format!(
                "Several entries of the directory are called “{}”. Choose which one is meant: {}.",
                short(name),
                context.directory.call_names(&kinds, name).join(", or ")
            ),
        ),
    };
    Some(place.at(Finding::new("V3", FindingLevel::Warning, context.document_id, title, message)))
}

fn short(text: &str) -> String {
    text.chars().take(60).collect()
}
