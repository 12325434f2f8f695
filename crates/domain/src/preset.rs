//! Presets: the standard columns and settings of each kind of block and of the tables that rules know.
//!
//! A preset is a beginning, not a cage: rules find columns by their `key`, so a team may rename, reorder
//! and add columns. Choice ids are the stable words of this file; their names may be changed freely.
//! Sources: domain reference B.0 to B.4 (FEMA 502-2 forms, ITIL priority lookup, stakeholder
//! communication practice).

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::block::{Block, BlockKind, Choice, Column, Row};
use crate::id::{ColumnId, RowId};
use crate::position::Position;
use crate::value::{ColumnType, Value};

mod action;
mod communication;
mod directory;
mod escalation;
mod kind;
mod picture;
mod plan;
mod policy;
mod rule;
mod support;

pub(crate) use kind::stages;

/// A choice of a preset column: its stable id, its English name and its colour's meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PresetChoice {
    /// Stable id; cells hold it.
    pub id: &'static str,
    /// English name.
    pub name: &'static str,
    /// `neutral`, `ok`, `risk`, `overdue`, `accent` or empty.
    pub colour: &'static str,
}

/// A column of a preset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresetColumn {
    /// Meaning by which rules find it.
    pub key: &'static str,
    /// English name.
    pub name: &'static str,
    /// Type.
    pub column_type: ColumnType,
    /// Kinds of reference, separated by spaces; empty for other types.
    pub of: &'static str,
    /// Whether cells hold sets.
    pub many: bool,
    /// Whether a value is asked for.
    pub required: bool,
    /// Choices.
    pub choices: &'static [PresetChoice],
    /// A remark shown at the head of the column; empty for none.
    pub note: &'static str,
}

/// A named set of columns and settings for a kind of block.
#[derive(Debug)]
pub struct Preset {
    /// Kind of block.
    pub kind: BlockKind,
    /// Name, unique within the kind; equal to the kind for its plain form.
    pub name: &'static str,
    /// English title for headings and menus.
    pub title: &'static str,
    /// Where the columns come from.
    pub source: &'static str,
    /// Columns in order.
    pub columns: &'static [PresetColumn],
    /// Settings beside `preset`.
    pub settings: &'static [(&'static str, &'static str)],
}

const fn column(key: &'static str, name: &'static str, column_type: ColumnType) -> PresetColumn {
    PresetColumn { key, name, column_type, of: "", many: false, required: false, choices: &[], note: "" }
}
const fn text(key: &'static str, name: &'static str) -> PresetColumn {
    column(key, name, ColumnType::Text)
}
const fn markdown(key: &'static str, name: &'static str) -> PresetColumn {
    column(key, name, ColumnType::Markdown)
}
const fn number(key: &'static str, name: &'static str) -> PresetColumn {
    column(key, name, ColumnType::Number)
}
const fn instant(key: &'static str, name: &'static str) -> PresetColumn {
    column(key, name, ColumnType::Instant)
}
const fn duration(key: &'static str, name: &'static str) -> PresetColumn {
    column(key, name, ColumnType::Duration)
}
const fn date(key: &'static str, name: &'static str) -> PresetColumn {
    column(key, name, ColumnType::Date)
}
const fn time(key: &'static str, name: &'static str) -> PresetColumn {
    column(key, name, ColumnType::Time)
}
const fn yes_no(key: &'static str, name: &'static str) -> PresetColumn {
    column(key, name, ColumnType::YesNo)
}
const fn refers(key: &'static str, name: &'static str, of: &'static str) -> PresetColumn {
    PresetColumn {
        key,
        name,
        column_type: ColumnType::Reference,
        of,
        many: false,
        required: false,
        choices: &[],
        note: "",
    }
}
const fn choice(key: &'static str, name: &'static str, choices: &'static [PresetChoice]) -> PresetColumn {
    PresetColumn { key, name, column_type: ColumnType::Choice, of: "", many: false, required: false, choices, note: "" }
}
const fn one(id: &'static str, name: &'static str) -> PresetChoice {
    PresetChoice { id, name, colour: "" }
}
/// How often something comes again (see [`crate::recurrence`]).
const RHYTHM: &[PresetChoice] = &[
    one("once", "Once"),
    one("day", "Day"),
    one("working-day", "Working day"),
    one("week", "Week"),
    one("fortnight", "Two weeks"),
    one("month", "Month"),
    one("month-weekday", "Month, same weekday"),
    one("month-last-weekday", "Month, last such weekday"),
    one("month-end", "Month, last day"),
    one("quarter", "Quarter"),
    one("year", "Year"),
];
const fn coloured(id: &'static str, name: &'static str, colour: &'static str) -> PresetChoice {
    PresetChoice { id, name, colour }
}

impl PresetColumn {
    const fn required(mut self) -> Self {
        self.required = true;
        self
    }
    const fn many(mut self) -> Self {
        self.many = true;
        self
    }
    const fn note(mut self, note: &'static str) -> Self {
        self.note = note;
        self
    }

    /// The options that its stored form has, by name.
    pub fn options(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let word = |is_so: bool| if is_so { "yes" } else { "" };
        let all = [("of", self.of), ("many", word(self.many)), ("required", word(self.required)), ("note", self.note)];
        all.into_iter().filter(|(_, value)| !value.is_empty())
    }

    /// The column as it is stored, at a place.
    #[must_use]
    pub fn to_column(&self, pos: Position) -> Column {
        let options = self.options().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        let choices = Position::series(self.choices.len())
            .into_iter()
            .zip(self.choices)
            .map(|(pos, c)| {
                let choice = Choice { pos, name: c.name.to_owned(), colour: c.colour.to_owned(), deleted_at: None };
                (c.id.to_owned(), choice)
            })
            .collect();
        Column {
            pos,
            key: self.key.to_owned(),
            name: self.name.to_owned(),
            column_type: self.column_type.clone(),
            options,
            choices,
            deleted_at: None,
        }
    }
}

impl Preset {
    /// Every preset, grouped by the document that uses it.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        let files: [&'static [Self]; 10] = [
            kind::PRESETS,
            picture::PRESETS,
            rule::PRESETS,
            action::PRESETS,
            communication::PRESETS,
            escalation::PRESETS,
            support::PRESETS,
            policy::PRESETS,
            plan::PRESETS,
            directory::PRESETS,
        ];
        files.into_iter().flatten()
    }

    /// The preset of a kind with this name; an empty name means the plain form of the kind.
    #[must_use]
    pub fn find(kind: &BlockKind, name: &str) -> Option<&'static Self> {
        let name = if name.is_empty() { kind.as_str() } else { name };
        Self::all().find(|p| p.kind == *kind && p.name == name)
    }

    /// The standard columns of a preset; none where no such preset exists (prose, a team's own table).
    #[must_use]
    pub fn columns(kind: &BlockKind, name: &str) -> &'static [PresetColumn] {
        Self::find(kind, name).map_or(&[], |p| p.columns)
    }

    /// A new block with fresh ids: its columns, its settings and, for fields, its one row.
    #[must_use]
    pub fn block(&self, ids: &mut dyn FnMut() -> Uuid) -> Block {
        let mut block = Block::default();
        if self.name != self.kind.as_str() {
            block.settings.insert("preset".to_owned(), Value::one(self.name));
        }
        for (key, value) in self.settings {
            block.settings.insert((*key).to_owned(), Value::one(*value));
        }
        for (pos, column) in Position::series(self.columns.len()).into_iter().zip(self.columns) {
            block.columns.insert(ColumnId::new(ids()), column.to_column(pos));
        }
        if self.kind == BlockKind::Fields {
            let pos = Position::between(None, None);
            block.rows.insert(RowId::new(ids()), Row { pos, cells: BTreeMap::new(), deleted_at: None });
        }
        block
    }
}

/// A new block of a kind. A preset that is not known gives an empty block of that kind (fields still
/// get their row), so that a newer version's template opens here.
#[must_use]
pub fn block(kind: &BlockKind, preset: &str, ids: &mut dyn FnMut() -> Uuid) -> Block {
    if let Some(preset) = Preset::find(kind, preset) {
        return preset.block(ids);
    }
    let mut block = Block::default();
    if !preset.is_empty() && preset != kind.as_str() {
        block.settings.insert("preset".to_owned(), Value::one(preset));
    }
    if *kind == BlockKind::Fields {
        let pos = Position::between(None, None);
        block.rows.insert(RowId::new(ids()), Row { pos, cells: BTreeMap::new(), deleted_at: None });
    }
    block
}

/// A role column of a RACI matrix: type letters, with the role, person and deputy it stands for and its
/// kind (`human`, `ai`, `team` or `vendor`) in its options.
#[must_use]
pub fn role_column(pos: Position, name: &str, options: &[(&str, &str)]) -> Column {
    let mut all: BTreeMap<String, String> = BTreeMap::from([("kind".to_owned(), "human".to_owned())]);
    for (key, value) in options {
        all.insert((*key).to_owned(), (*value).to_owned());
    }
    Column {
        pos,
        key: String::new(),
        name: name.to_owned(),
        column_type: ColumnType::Letters,
        options: all,
        choices: BTreeMap::new(),
        deleted_at: None,
    }
}

#[cfg(test)]
mod tests;
