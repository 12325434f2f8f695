//! Fields that say how much of a table is done: the required context of a hand-off (domain reference B.6b), the checks with
//! a human result (B.5.6).

use crate::block::{Block, BlockKind};
use crate::document::Document;
use crate::id::{ColumnId, RowId, SectionId};
use crate::operation::Operation;
use crate::path::Path;
use crate::value::Value;
use crate::view::rows;

/// How much of a table is done, and the field that says so.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// Section, row and column of the field.
    pub place: (SectionId, RowId, ColumnId),
    /// Name of the field.
    pub field: String,
    /// Percent, 0 to 100, rounded down: all of it is done at 100 alone.
    pub percent: u32,
    /// What the field says; empty for nothing.
    pub written: String,
}

impl Share {
    /// Whether the field says it.
    #[must_use]
    pub fn is_said(&self) -> bool {
        self.written.parse::<f64>().is_ok_and(|written| (written - f64::from(self.percent)).abs() < 1.0)
    }
}

/// The shares that fields of a document tell of.
#[must_use]
pub fn shares(document: &Document) -> Vec<Share> {
    let mut found = Vec::new();
    for (section, entry) in document.sections_of(&BlockKind::Fields) {
        for (key, counted) in [("completeness", context as fn(&Block) -> Option<(usize, usize)>), ("progress", checks)]
        {
            let Some((column, shape)) = entry.block.column_by_key(key) else { continue };
            let Some((row, view)) = rows(&entry.block).next() else { continue };
            let tables = document.sections_of(&BlockKind::Table);
            let Some((done, all)) = tables.iter().find_map(|(_, table)| counted(&table.block)) else { continue };
            if let Some(percent) = (done * 100).checked_div(all).and_then(|percent| u32::try_from(percent).ok()) {
                let (field, written) = (shape.name.clone(), view.text(key).to_owned());
                found.push(Share { place: (section, row, column), field, percent, written });
            }
        }
    }
    found
}

/// Required lines of what a hand-off brings along, those complete first.
fn context(block: &Block) -> Option<(usize, usize)> {
    if ["required", "complete"].iter().any(|key| block.column_by_key(key).is_none()) {
        return None;
    }
    let required: Vec<_> = rows(block).map(|(_, row)| row).filter(|row| row.is_yes("required")).collect();
    Some((required.iter().filter(|row| row.is_yes("complete")).count(), required.len()))
}

/// Checks, those with a human result first.
fn checks(block: &Block) -> Option<(usize, usize)> {
    if block.setting("preset") != "quality-checks" {
        return None;
    }
    let named: Vec<_> = rows(block).map(|(_, row)| row).filter(|row| !row.text("check").is_empty()).collect();
    Some((named.iter().filter(|row| !row.text("human_result").is_empty()).count(), named.len()))
}

/// The changes of such fields that follow from an edit of their table, looked at before the edit. What somebody wrote
/// against it stays.
#[must_use]
pub fn shares_following(document: &Document, edit: &Operation) -> Vec<Operation> {
    let is_counted = |block: &Block| context(block).is_some() || checks(block).is_some();
    let section = edit.path().section().and_then(|section| document.sections.get(&section));
    if !section.is_some_and(|section| section.kind == BlockKind::Table && is_counted(&section.block)) {
        return Vec::new();
    }
    let before = shares(document);
    let mut after = document.clone();
    // The moment marks what an undo would remove, and is not looked at.
    if before.is_empty() || after.apply(edit, jiff::Timestamp::UNIX_EPOCH).is_err() {
        return Vec::new();
    }
    let moved = before.iter().zip(shares(&after)).filter(|(was, is)| {
        was.place == is.place && was.percent != is.percent && (was.written.is_empty() || was.is_said())
    });
    let set = |share: Share| {
        let (section, row, column) = share.place;
        let value = Some(Value::one(share.percent.to_string()));
        Operation::Set { path: Path::Cell(section, row, column), value }
    };
    moved.map(|(_, is)| set(is)).collect()
}
