//! The fields of a kind of case: the columns of its table, found by key or name, with the values that mean the same.

use std::collections::BTreeMap;

use super::place::field_key;
use crate::block::{Block, Column};
use crate::directory::Directory;
use crate::value::{ColumnType, ReferenceKind};
use crate::view::{choice_word, folded};

/// Columns that say when something was, by their well-known keys.
pub(super) const OPENED: &str = "opened";
/// When a check was decided: it counts as opened then, where nothing else says so.
pub(super) const DECIDED: &str = "decided";
pub(super) const RESPONDED: &str = "responded";
pub(super) const RESOLVED: &str = "resolved";
pub(super) const RESPONSE_DUE: &str = "response_due";
pub(super) const RESOLUTION_DUE: &str = "resolution_due";
/// The column for the priority, which follows from two others where nobody wrote it.
pub(super) const PRIORITY: &str = "priority";
pub(super) const IMPACT: &str = "impact";
pub(super) const URGENCY: &str = "urgency";
pub(super) const SEVERITY: &str = "severity";

/// The fields of the cases of one table. Made once, read for each case and rule.
#[derive(Debug, Clone, Default)]
pub struct CaseFields {
    fields: Vec<CaseField>,
    by_name: BTreeMap<String, usize>,
    /// Whether a case is called by its column for a name: an integration is.
    pub(super) is_named: bool,
}

/// One field.
#[derive(Debug, Clone)]
pub(super) struct CaseField {
    /// Name as shown.
    pub name: String,
    /// What its texts mean.
    pub column_type: ColumnType,
    /// Whether it holds several values.
    pub is_many: bool,
    /// What is written for a value, folded: its id, its name, its stable word, each to the name that is shown.
    same: BTreeMap<String, String>,
    /// Amounts that choices stand for, by the name that is shown: `Negative (-1)` is -1.
    amounts: BTreeMap<String, f64>,
}

impl CaseFields {
    /// The fields of a table.
    #[must_use]
    pub fn of(table: &Block, directory: &Directory) -> Self {
        let mut found = Self { is_named: table.setting("preset") == "integrations", ..Self::default() };
        let columns = table.live_columns();
        for (_, column) in &columns {
            found.fields.push(CaseField::of(column, directory));
        }
        for (place, (_, column)) in columns.iter().enumerate() {
            // A key is the same in every language, so it goes before a name.
            if !column.key.is_empty() {
                found.by_name.entry(field_key(&column.key)).or_insert(place);
            }
        }
        for (place, (_, column)) in columns.iter().enumerate() {
            found.by_name.entry(folded(&column.name)).or_insert(place);
        }
        found
    }

    /// The place of a field by its key or name.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        let by = |name: &str| self.by_name.get(name).copied();
        by(name).or_else(|| by(&folded(name))).or_else(|| by(&field_key(name)))
    }

    pub(super) fn get(&self, place: usize) -> &CaseField {
        &self.fields[place]
    }

    pub(super) fn len(&self) -> usize {
        self.fields.len()
    }

    /// What a field is called where it is shown: its name, or the text that names none.
    pub(super) fn shown<'a>(&'a self, name: &'a str) -> &'a str {
        self.place(name).map_or(name, |place| self.fields[place].name.as_str())
    }
}

impl CaseField {
    fn of(column: &Column, directory: &Directory) -> Self {
        let mut same = BTreeMap::new();
        let mut amounts = BTreeMap::new();
        for (id, choice) in column.live_choices() {
            for written in [folded(id), folded(&choice.name), choice_word(column, id)] {
                same.entry(written).or_insert_with(|| choice.name.clone());
            }
            // A part in parentheses explains a choice: “Negative (-1)” is meant by “negative” too.
            if let Some((plain, amount)) = choice.name.split_once('(') {
                same.entry(folded(plain)).or_insert_with(|| choice.name.clone());
                let written = amount.trim_end_matches(')').trim();
                if let Ok(amount) = written.parse() {
                    amounts.insert(choice.name.clone(), amount);
                    same.entry(folded(written)).or_insert_with(|| choice.name.clone());
                }
            }
        }
        if column.column_type == ColumnType::Reference {
            let kinds = column.options.get("of").map_or("", String::as_str);
            for kind in kinds.split_whitespace().map(ReferenceKind::from_word) {
                for entry in directory.of_kind(&kind) {
                    same.entry(entry.id.clone()).or_insert_with(|| entry.name.clone());
                }
            }
        }
        let (name, column_type) = (column.name.clone(), column.column_type.clone());
        Self { name, column_type, is_many: column.is_many(), same, amounts }
    }

    /// A value as it is shown: the name of a choice or of an entry of the directory, else as written.
    pub fn show<'a>(&'a self, written: &'a str) -> &'a str {
        if self.same.is_empty() {
            return written;
        }
        self.same.get(written).or_else(|| self.same.get(&folded(written))).map_or(written, String::as_str)
    }

    /// Whether it is of choices and has none that is meant by a word.
    pub fn lacks(&self, written: &str) -> bool {
        self.column_type == ColumnType::Choice && !self.same.contains_key(&folded(written))
    }

    /// Whether it can hold an amount or a moment: a choice only where its names say amounts.
    pub fn is_comparable(&self) -> bool {
        match self.column_type {
            ColumnType::Choice => !self.amounts.is_empty(),
            ColumnType::PersonalData | ColumnType::Attachment | ColumnType::Reference | ColumnType::YesNo => false,
            _ => true,
        }
    }

    /// Whether two written values mean the same.
    pub fn is_same(&self, a: &str, b: &str) -> bool {
        let (a, b) = (self.show(a), self.show(b));
        a == b || folded(a) == folded(b)
    }

    /// The amount of a value; none where it is none.
    pub fn amount(&self, written: &str) -> Option<f64> {
        let written = written.trim();
        let plain = written.strip_suffix('%').unwrap_or(written).trim();
        plain.parse().ok().filter(|n: &f64| n.is_finite()).or_else(|| self.amounts.get(self.show(written)).copied())
    }
}
