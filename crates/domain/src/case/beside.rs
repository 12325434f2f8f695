//! What other tables of the document say about a case: the row that holds the same as the case in a field, for instance the
//! line of its task in a table of thresholds (domain reference B.5.12).

use std::collections::BTreeMap;

use super::facts::CaseFacts;
use super::fields::{CaseField, CaseFields};
use crate::block::{BlockKind, Section};
use crate::condition::{Condition, Operand};
use crate::directory::Directory;
use crate::document::Document;
use crate::trigger::is_case_table;
use crate::value::ColumnType;
use crate::view::folded;

/// The columns that rules look at in other tables, each by the field with which its row is found.
#[derive(Debug, Clone, Default)]
pub(super) struct Beside(BTreeMap<(String, String), Looked>);

/// A column of another table, with its values by what their rows hold in the field.
#[derive(Debug, Clone)]
pub(super) struct Looked {
    /// Heading of the table.
    pub heading: String,
    /// The column.
    pub column: CaseField,
    rows: BTreeMap<String, Vec<String>>,
}

impl Beside {
    /// Reads what conditions look at, once for all cases. The first table that has both columns counts, and of two rows
    /// that hold the same the first; tables of cases are not looked at.
    pub fn of<'c>(document: &Document, directory: &Directory, conditions: impl Iterator<Item = &'c Condition>) -> Self {
        let mut found = BTreeMap::new();
        let mut tables = None;
        for (column, same) in conditions.flat_map(Condition::looked_up) {
            let key = (folded(column), folded(same));
            if found.contains_key(&key) {
                continue;
            }
            let tables = tables.get_or_insert_with(|| {
                let sections = document.sections_of(&BlockKind::Table).into_iter();
                let others = sections.filter(|(_, section)| !is_case_table(section));
                others.map(|(_, section)| (section, CaseFields::of(&section.block, directory))).collect::<Vec<_>>()
            });
            if let Some(looked) = tables.iter().find_map(|(table, fields)| Looked::of(table, fields, column, same)) {
                found.insert(key, looked);
            }
        }
        Self(found)
    }

    /// The column of the table that has both; none where no table has.
    pub fn find(&self, column: &str, same: &str) -> Option<&Looked> {
        self.0.get(&(folded(column), folded(same)))
    }

    /// What stands for the row of another table in a comparison: its first value, by the type of its column.
    pub fn operand(&self, case: &CaseFacts<'_>, column: &str, same: &str) -> Option<Operand> {
        let looked = self.find(column, same)?;
        let text = looked.values(case, same)?.first()?;
        Some(match looked.column.column_type {
            ColumnType::Percent => Operand::Percent(looked.column.amount(text)?),
            ColumnType::Duration => Operand::Span(crate::duration::of_stored(text)?),
            _ => match looked.column.amount(text) {
                Some(amount) => Operand::Number(amount),
                None => Operand::Text(text.clone()),
            },
        })
    }
}

impl Looked {
    fn of(section: &Section, fields: &CaseFields, column: &str, same: &str) -> Option<Self> {
        let (column, same) = (fields.place(column)?, fields.place(same)?);
        // What is personal data is no rule.
        if matches!(fields.get(column).column_type, ColumnType::PersonalData | ColumnType::Attachment) {
            return None;
        }
        let columns = section.block.live_columns();
        let (column_id, same_id) = (columns.get(column)?.0, columns.get(same)?.0);
        let mut rows = BTreeMap::new();
        for (_, row) in section.block.live_rows() {
            let held = |id| row.cells.get(&id).map(|value| value.members()).unwrap_or_default();
            for key in held(same_id).into_iter().filter(|text| !text.trim().is_empty()) {
                let values = held(column_id).into_iter().map(|text| text.trim().to_owned());
                let values = || values.filter(|text| !text.is_empty()).collect();
                rows.entry(folded(fields.get(same).show(key.trim()))).or_insert_with(values);
            }
        }
        Some(Self { heading: section.heading.clone(), column: fields.get(column).clone(), rows })
    }

    /// What the row of a case holds; none where the case tells nothing in the field, or no row is like it.
    pub fn values(&self, case: &CaseFacts<'_>, same: &str) -> Option<&[String]> {
        let key = Some(folded(&case.shown(same))).filter(|key| !key.is_empty())?;
        self.rows.get(&key).map(Vec::as_slice)
    }
}
