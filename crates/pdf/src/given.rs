//! What a template gives of a blank form: the items of a list that is worked through stay printed, and only what is
//! answered about them is left free to write in.

use std::collections::HashMap;

use bridgebook_domain::view::folded;
use bridgebook_domain::{BlockKind, Column as Field, ColumnId, ColumnType, Row as Record, Section, Value};

use crate::binder::Binder;
use crate::desk::Desk;

/// The section of its template behind each section, by the place of the section in memory.
pub(crate) type Templates<'b> = HashMap<usize, &'b Section>;

fn place(section: &Section) -> usize {
    std::ptr::from_ref(section) as usize
}

/// The sections of the templates, where a binder names them.
pub(crate) fn templates(binder: &Binder) -> Templates<'_> {
    let mut found = Templates::new();
    for input in &binder.documents {
        let Some(template) = &input.template else { continue };
        let theirs: Vec<&Section> = template.live_sections().into_iter().map(|(_, section)| section).collect();
        for (_, section) in input.document.live_sections() {
            let same_kind = |other: &&&Section| {
                other.kind == section.kind && other.block.setting("preset") == section.block.setting("preset")
            };
            let heading = folded(&section.heading);
            let named = theirs.iter().filter(same_kind).find(|other| folded(&other.heading) == heading);
            // Under another heading it is known by being the only one of its kind.
            let mut alike = theirs.iter().filter(same_kind);
            let only = match (alike.next(), alike.next()) {
                (Some(one), None) if !section.block.setting("preset").is_empty() => Some(one),
                _ => None,
            };
            if let Some(other) = named.or(only) {
                found.insert(place(section), other);
            }
        }
    }
    found
}

/// The rows of a template, seen through the columns of a document.
pub(crate) struct Given<'b> {
    rows: Vec<&'b Record>,
    /// The column of the template for each column of the document that it gives something in.
    columns: HashMap<ColumnId, (ColumnId, &'b Field)>,
}

impl<'b> Given<'b> {
    /// What the template gives of a section; none where it gives no row.
    pub fn of(desk: &Desk<'b>, section: &Section) -> Option<Self> {
        // Rules are no list to work through: on paper they are written anew.
        if matches!(section.kind, BlockKind::Triggers | BlockKind::Cadence | BlockKind::Escalation) {
            return None;
        }
        let theirs: &'b Section = desk.templates.get(&place(section)).copied()?;
        let rows = theirs.block.live_rows().into_iter().map(|(_, row)| row);
        let rows: Vec<&Record> = rows.filter(|row| row.cells.values().any(|value| !value.is_empty())).collect();
        if rows.is_empty() {
            return None;
        }
        let their_columns = theirs.block.live_columns();
        let mut columns = HashMap::new();
        for (id, field) in section.block.live_columns() {
            let is_same = |other: &Field| match field.key.is_empty() {
                true => folded(&other.name) == folded(&field.name),
                false => other.key == field.key,
            };
            let Some((theirs, their_field)) = their_columns.iter().find(|(_, other)| is_same(other)) else { continue };
            let values: Vec<Option<&Value>> = rows.iter().map(|row| row.cells.get(theirs)).collect();
            let some: Vec<&Value> = values.iter().flatten().copied().filter(|value| !value.is_empty()).collect();
            // A choice that is the same in every row is where each of them begins, and so is still to be answered.
            let is_start = matches!(field.column_type, ColumnType::Choice | ColumnType::YesNo)
                && some.len() > 1
                && some.len() == values.len()
                && some.iter().all(|value| *value == some[0]);
            if !some.is_empty() && !is_start {
                columns.insert(id, (*theirs, *their_field));
            }
        }
        (!columns.is_empty()).then_some(Self { rows, columns })
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// What stands in a cell: the column with its value, nothing where it is to be answered.
    pub fn cell(&self, row: usize, column: ColumnId) -> Option<(&'b Field, &'b Value)> {
        let (id, field) = self.columns.get(&column)?;
        let value = self.rows.get(row)?.cells.get(id).filter(|value| !value.is_empty())?;
        Some((field, value))
    }

    /// Whether a column is given, rather than to be answered.
    pub fn has(&self, column: ColumnId) -> bool {
        self.columns.contains_key(&column)
    }
}
