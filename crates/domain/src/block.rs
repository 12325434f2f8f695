//! Sections and their blocks. Every kind of block is the same substrate (a text, settings, named columns
//! and ordered rows of typed cells), so operations, undo, history and editors need no code per kind;
//! rules read typed views of it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{ColumnId, RowId, SectionId};
use crate::position::Position;
use crate::value::{ColumnType, Value, words};

/// Columns a table may have; a file with more is not read either.
pub const COLUMN_LIMIT: usize = 300;

words! {
    /// The closed set of block kinds.
    BlockKind {
        /// Markdown text.
        Prose = "prose",
        /// Labelled values: columns are the fields, one row holds their values.
        Fields = "fields",
        /// Items with owner, due and done.
        Checklist = "checklist",
        /// Typed columns and rows.
        Table = "table",
        /// Activities by roles.
        Raci = "raci",
        /// Severities by levels: one row per cell of the matrix.
        Escalation = "escalation",
        /// When which audience is told.
        Cadence = "cadence",
        /// Whom to reach, and how when a channel fails.
        Contacts = "contacts",
        /// Checkpoints that somebody has to approve.
        Approvals = "approvals",
        /// Operational periods and meetings as planned.
        Periods = "periods",
        /// Message templates: audience by stage.
        Stages = "stages",
        /// Positions and who holds them as planned: the organisation chart.
        Roster = "roster",
        /// Ordered rules that decide over the cases of the document: its table rows.
        Triggers = "triggers",
        /// Risks or hazards by likelihood and impact: the heat map.
        Risks = "risks",
        /// Phases and milestones: the timeline.
        Schedule = "schedule",
        /// Ordered checkpoints from system to system: the flow.
        Handoffs = "handoffs",
        /// A live read of the log or of another document; nothing of it is stored.
        View = "view",
    }
}

/// A section: a heading, optional guidance and one block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Section {
    /// Place among the sections.
    pub pos: Position,
    /// Heading, one line.
    pub heading: String,
    /// 1 for a section, 2 for a part of the section before it.
    #[serde(default = "depth_of_section")]
    pub depth: u8,
    /// Label of the form it adapts, for instance `ICS 202`; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Template guidance in Markdown; shown while the section is empty, printed only when asked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub guidance: String,
    /// Kind of the block.
    pub kind: BlockKind,
    /// The block.
    pub block: Block,
    /// When it was removed; it can come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(type = "string | null", optional)]
    pub deleted_at: Option<Timestamp>,
}

fn depth_of_section() -> u8 {
    1
}

impl Section {
    /// Whether the section is of this form: of the kind with this word, or a table with this preset (as
    /// documents hold it that were made before the kind was there).
    #[must_use]
    pub fn is_form(&self, word: &str) -> bool {
        self.kind.as_str() == word || self.block.setting("preset") == word
    }
}

/// The content of a section. Prose uses `text`; the other kinds use columns and rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, Default)]
pub struct Block {
    /// Markdown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Settings of the kind, for instance `scheme` of a RACI or `preset` of a table.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, Value>,
    /// Columns.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<ColumnId, Column>,
    /// Rows.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rows: BTreeMap<RowId, Row>,
}

/// A column: what its cells are called and mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Column {
    /// Place among the columns.
    pub pos: Position,
    /// Well-known meaning by which rules find the column, for instance `severity`; empty for a team's own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// Name as shown.
    pub name: String,
    /// Type of its values.
    #[serde(rename = "type")]
    pub column_type: ColumnType,
    /// Options: `many` (yes), `required` (yes), `of` (reference kinds, separated by spaces), `unit`, `note`;
    /// of a RACI role column: `role`, `person`, `deputy` (references) and `kind` (human, ai, team, vendor).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub options: BTreeMap<String, String>,
    /// Choices by id; cells hold the id, so a renamed choice is right everywhere.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub choices: BTreeMap<String, Choice>,
    /// When it was removed; it can come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(type = "string | null", optional)]
    pub deleted_at: Option<Timestamp>,
}

/// One choice of a choice column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Choice {
    /// Place among the choices.
    pub pos: Position,
    /// Name as shown.
    pub name: String,
    /// `neutral`, `ok`, `risk`, `overdue` or `accent`: a meaning, drawn with a sign beside the colour.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub colour: String,
    /// When it was removed; it can come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(type = "string | null", optional)]
    pub deleted_at: Option<Timestamp>,
}

/// A row of cells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Row {
    /// Place among the rows.
    pub pos: Position,
    /// Cells by column; an empty cell is absent.
    #[serde(default)]
    pub cells: BTreeMap<ColumnId, Value>,
    /// When it was removed; it can come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(type = "string | null", optional)]
    pub deleted_at: Option<Timestamp>,
}

impl Column {
    /// Whether cells hold sets.
    #[must_use]
    pub fn is_many(&self) -> bool {
        self.options.get("many").is_some_and(|v| v == "yes")
            || matches!(self.column_type, ColumnType::Letters | ColumnType::Attachment | ColumnType::PersonalData)
    }

    /// Whether a value is asked for.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.options.get("required").is_some_and(|v| v == "yes")
    }

    /// Choices that were not removed, in order.
    #[must_use]
    pub fn live_choices(&self) -> Vec<(&str, &Choice)> {
        let mut list: Vec<_> =
            self.choices.iter().filter(|(_, c)| c.deleted_at.is_none()).map(|(id, c)| (id.as_str(), c)).collect();
        list.sort_by(|a, b| a.1.pos.cmp(&b.1.pos).then(a.0.cmp(b.0)));
        list
    }
}

impl Block {
    /// Columns that were not removed, in order.
    #[must_use]
    pub fn live_columns(&self) -> Vec<(ColumnId, &Column)> {
        let mut list: Vec<_> =
            self.columns.iter().filter(|(_, c)| c.deleted_at.is_none()).map(|(id, c)| (*id, c)).collect();
        list.sort_by(|a, b| a.1.pos.cmp(&b.1.pos).then(a.0.cmp(&b.0)));
        list
    }

    /// Rows that were not removed, in order.
    #[must_use]
    pub fn live_rows(&self) -> Vec<(RowId, &Row)> {
        let mut list: Vec<_> =
            self.rows.iter().filter(|(_, r)| r.deleted_at.is_none()).map(|(id, r)| (*id, r)).collect();
        list.sort_by(|a, b| a.1.pos.cmp(&b.1.pos).then(a.0.cmp(&b.0)));
        list
    }

    /// The first live column with this well-known meaning.
    #[must_use]
    pub fn column_by_key(&self, key: &str) -> Option<(ColumnId, &Column)> {
        // Asked for each cell that is read by its meaning, so nothing is sorted for it.
        let live = self.columns.iter().filter(|(_, c)| c.deleted_at.is_none() && c.key == key);
        live.min_by(|a, b| a.1.pos.cmp(&b.1.pos).then(a.0.cmp(b.0))).map(|(id, c)| (*id, c))
    }

    /// Whether some live column has one of these meanings: asked before rows are looked at for them.
    #[must_use]
    pub fn has_any(&self, keys: &[&str]) -> bool {
        self.columns.values().any(|c| !c.key.is_empty() && c.deleted_at.is_none() && keys.contains(&c.key.as_str()))
    }

    /// The text of a setting, empty where it is not set.
    #[must_use]
    pub fn setting(&self, key: &str) -> &str {
        self.settings.get(key).and_then(Value::as_one).unwrap_or("")
    }

    /// The value of a row under a well-known column.
    #[must_use]
    pub fn cell<'a>(&self, row: &'a Row, key: &str) -> Option<&'a Value> {
        let (id, _) = self.column_by_key(key)?;
        row.cells.get(&id).filter(|v| !v.is_empty())
    }

    /// The one text of a row under a well-known column, empty where there is none.
    #[must_use]
    pub fn cell_text<'a>(&self, row: &'a Row, key: &str) -> &'a str {
        self.cell(row, key).and_then(Value::as_one).unwrap_or("")
    }

    /// Whether nobody has filled anything in yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.live_rows().iter().all(|(_, row)| row.cells.values().all(Value::is_empty))
    }
}

/// A section with its id, as lists hand it out.
pub type SectionEntry<'a> = (SectionId, &'a Section);
