//! When a case that a person types was opened: the moment at which the first cell of its row was filled, where its table has a
//! column for it. The lines of a checklist stand there before anybody looks: a check is opened with its first result. Rules
//! count, and clocks run, from there.

use jiff::Timestamp;

use super::fields::OPENED;
use crate::block::{Block, Row};
use crate::document::Document;
use crate::id::{ColumnId, RowId, SectionId};
use crate::operation::{Item, Operation};
use crate::path::Path;
use crate::trigger::is_case_table;
use crate::value::{ColumnType, Value};

/// What is written into a line of a checklist when it is looked at.
const RESULTS: [&str; 3] = ["ai_result", "human_result", "defect_type"];

/// The change that says when a case was opened, where an edit fills the first cell of its row: none where the row held
/// something already, where the edit says it itself, and in a table without such a column. `now` is the moment of the edit,
/// to the second.
#[must_use]
pub fn stamp_opened(document: &Document, edit: &Operation, now: Timestamp) -> Option<Operation> {
    let stamp = |section: SectionId, row: RowId, column: ColumnId| {
        let moment = Timestamp::from_second(now.as_second()).unwrap_or(now);
        Operation::Set { path: Path::Cell(section, row, column), value: Some(Value::one(moment.to_string())) }
    };
    match edit {
        Operation::Set { path: Path::Cell(section, row, column), value: Some(value) } if !value.is_empty() => {
            let (block, opened) = column_of(document, *section)?;
            let held = block.rows.get(row).filter(|row| !holds(row, opened))?;
            let is_first = match results(block) {
                Some(results) => results.contains(column) && !results.iter().any(|result| holds(held, *result)),
                None => is_blank(held),
            };
            (is_first && *column != opened).then(|| stamp(*section, *row, opened))
        }
        Operation::Insert { path: Path::Rows(section), id, initial: Some(Item::Row(row)), .. } => {
            let (block, opened) = column_of(document, *section)?;
            let is_begun = match results(block) {
                Some(results) => results.iter().any(|result| holds(row, *result)),
                None => !is_blank(row),
            };
            (is_begun && !holds(row, opened)).then_some(())?;
            Some(stamp(*section, id.parse().ok()?, opened))
        }
        _ => None,
    }
}

/// Whether a row is a line of a checklist at which nobody has looked yet: no case so far.
#[must_use]
pub fn is_to_come(block: &Block, row: &Row) -> bool {
    results(block).is_some_and(|results| !results.iter().any(|result| holds(row, *result)))
}

/// The column for the opening of a live table of cases.
fn column_of(document: &Document, section: SectionId) -> Option<(&Block, ColumnId)> {
    let entry = document.sections.get(&section).filter(|entry| entry.deleted_at.is_none() && is_case_table(entry))?;
    let (column, shape) = entry.block.column_by_key(OPENED)?;
    (shape.column_type == ColumnType::Instant).then_some((&entry.block, column))
}

/// The columns for results of a checklist; none for any other table.
fn results(block: &Block) -> Option<Vec<ColumnId>> {
    let columns = || RESULTS.iter().filter_map(|key| Some(block.column_by_key(key)?.0)).collect();
    (block.setting("preset") == "quality-checks").then(columns)
}

fn holds(row: &Row, column: ColumnId) -> bool {
    row.cells.get(&column).is_some_and(|value| !value.is_empty())
}

fn is_blank(row: &Row) -> bool {
    row.cells.values().all(Value::is_empty)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::BlockKind;
    use crate::position::Position;
    use crate::test::{Builder, at};

    fn stamped(preset: &str, cells: &[(&str, &str)], key: &str, value: &str) -> Option<(String, String)> {
        let mut b = Builder::default();
        let mut block = b.block(&BlockKind::Table, preset, &[]);
        let row = b.row(&mut block, cells);
        let column = block.column_by_key(key).expect("the column").0;
        let document = b.document("Cases", "", vec![("Cases", BlockKind::Table, block)]);
        let section = *document.sections.keys().next().expect("one section");
        let edit = Operation::Set { path: Path::Cell(section, row, column), value: Some(Value::one(value)) };
        let Operation::Set { path: Path::Cell(_, of, column), value } = stamp_opened(&document, &edit, at("14:05"))?
        else {
            panic!("a cell is set");
        };
        assert_eq!(of, row);
        let block = &document.sections[&section].block;
        Some((block.columns[&column].key.clone(), value.expect("a moment").members()[0].to_owned()))
    }

    #[test]
    fn a_typed_case_is_opened_with_its_first_cell_and_only_then() {
        let now = Some(("opened".to_owned(), at("14:05").to_string()));
        assert_eq!(stamped("tickets", &[], "subject", "Sign-in fails"), now);
        assert_eq!(stamped("it-records", &[], "subject", "Laptop"), now);
        assert_eq!(stamped("tickets", &[("id", "T-1")], "subject", "Sign-in fails"), None, "it was there before");
        assert_eq!(stamped("tickets", &[], "opened", "2026-01-02T10:00:00Z"), None, "the person says it");
        assert_eq!(stamped("tickets", &[], "subject", ""), None, "nothing was typed");
        assert_eq!(stamped("integrations", &[], "name", "Billing"), None, "no such column");
    }

    #[test]
    fn a_line_of_a_checklist_is_opened_with_its_first_result() {
        let now = Some(("opened".to_owned(), at("14:05").to_string()));
        let line = [("check", "Look at surfaces"), ("owner", "Quality Inspector")];
        assert_eq!(stamped("quality-checks", &line, "human_result", "fail"), now);
        assert_eq!(stamped("quality-checks", &line, "method", "By eye"), None);
        let judged = [("check", "Look at surfaces"), ("ai_result", "unsure")];
        assert_eq!(stamped("quality-checks", &judged, "human_result", "fail"), None);
    }

    #[test]
    fn a_row_that_comes_with_cells_is_opened_too() {
        let mut b = Builder::default();
        let block = b.block(&BlockKind::Table, "tickets", &[]);
        let column = block.column_by_key("subject").expect("the column").0;
        let document = b.document("Cases", "", vec![("Cases", BlockKind::Table, block)]);
        let section = *document.sections.keys().next().expect("one section");
        let mut row = Row { pos: Position::default(), cells: Default::default(), deleted_at: None };
        let insert = |row: &Row| Operation::Insert {
            path: Path::Rows(section),
            id: uuid::Uuid::from_u128(7).to_string(),
            pos: Position::default(),
            initial: Some(Item::Row(row.clone())),
        };
        assert_eq!(stamp_opened(&document, &insert(&row), at("14:05")), None, "a blank row waits for its first cell");
        row.cells.insert(column, Value::one("Sign-in fails"));
        assert!(stamp_opened(&document, &insert(&row), at("14:05")).is_some());
    }
}
