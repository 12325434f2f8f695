//! Planning an update: the operations that put it into a plan, or take it out.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use uuid::Uuid;

use super::PLANNED;
use crate::block::{Block, BlockKind, Column, Row, Section};
use crate::document::Document;
use crate::id::{RowId, SectionId};
use crate::operation::{Item, Operation};
use crate::path::Path;
use crate::position::Position;
use crate::preset;
use crate::recurrence::Rhythm;
use crate::value::Value;
use crate::view::choice_word;

/// An update that is to be planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPlanned<'a> {
    /// Audience: id or name.
    pub audience: &'a str,
    /// What it is about; may be empty.
    pub about: &'a str,
    /// First day.
    pub first: Date,
    /// Time of day.
    pub at: Time,
    /// Name of the zone in which both are meant.
    pub zone: &'a str,
    /// How often.
    pub rhythm: Rhythm,
    /// Last day.
    pub until: Option<Date>,
}

/// What puts an update into the table of planned updates, with the row's id; the table is made after the cadence where
/// the plan has none.
#[must_use]
pub fn plan_update(plan: &Document, new: &NewPlanned<'_>, ids: &mut dyn FnMut() -> Uuid) -> (RowId, Vec<Operation>) {
    let row_id = RowId::new(ids());
    if let Some((section, entry)) = plan.preset(PLANNED) {
        let last = entry.block.live_rows().last().map(|(_, row)| row.pos.clone());
        let row = new.row(&entry.block, Position::between(last.as_ref(), None));
        let (path, pos) = (Path::Rows(section), row.pos.clone());
        return (row_id, vec![Operation::Insert { path, id: row_id.to_string(), pos, initial: Some(Item::Row(row)) }]);
    }
    let live = plan.live_sections();
    let after = live.iter().position(|(_, s)| s.kind == BlockKind::Cadence).unwrap_or(live.len().saturating_sub(1));
    let place = |at: usize| live.get(at).map(|(_, s)| &s.pos);
    let pos = Position::between(place(after), place(after + 1));
    let mut block = preset::block(&BlockKind::Table, PLANNED, ids);
    let row = new.row(&block, Position::between(None, None));
    block.rows.insert(row_id, row);
    let section = Section {
        pos: pos.clone(),
        heading: "Planned updates".to_owned(),
        depth: 1,
        label: String::new(),
        guidance: String::new(),
        kind: BlockKind::Table,
        block,
        deleted_at: None,
    };
    let (path, id) = (Path::Sections, SectionId::new(ids()).to_string());
    (row_id, vec![Operation::Insert { path, id, pos, initial: Some(Item::Section(section)) }])
}

/// What takes a planned update out of a plan; nothing where it is not in it.
#[must_use]
pub fn unplan_update(plan: &Document, row: RowId, at: Timestamp) -> Option<Operation> {
    let holds = |section: &Section| {
        section.block.setting("preset") == PLANNED && section.block.live_rows().iter().any(|(id, _)| *id == row)
    };
    let (section, _) = plan.live_sections().into_iter().find(|(_, section)| holds(section))?;
    Some(Operation::Remove { path: Path::Rows(section), id: row.to_string(), at })
}

impl NewPlanned<'_> {
    fn row(&self, block: &Block, pos: Position) -> Row {
        let rhythm = match &self.rhythm {
            Rhythm::Once => String::new(),
            rhythm => block.column_by_key("rhythm").map_or_else(String::new, |(_, c)| member(c, rhythm.as_str())),
        };
        let texts = [
            ("audience", self.audience.to_owned()),
            ("about", self.about.to_owned()),
            ("first", self.first.to_string()),
            ("at", self.at.strftime("%H:%M").to_string()),
            ("zone", self.zone.to_owned()),
            ("rhythm", rhythm),
            ("until", self.until.map(|d| d.to_string()).unwrap_or_default()),
        ];
        let mut cells = BTreeMap::new();
        for (key, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
            if let Some((column, _)) = block.column_by_key(key) {
                cells.insert(column, Value::one(text));
            }
        }
        Row { pos, cells, deleted_at: None }
    }
}

/// The choice of a column that means a word: its id may be another where the table came in with a file.
fn member(column: &Column, word: &str) -> String {
    let choices = column.live_choices();
    let found = choices.iter().find(|(id, _)| choice_word(column, id) == word);
    found.map_or_else(|| word.to_owned(), |(id, _)| (*id).to_owned())
}
