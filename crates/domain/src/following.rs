//! Cells that follow from others of their row: what is needed from what is required and there (ICS 215), the priority from
//! impact and urgency, the approver of a change from its level. An edit carries the cell that follows with it, so that both
//! are committed, shown, printed and undone together. What somebody wrote against it stays, and is a finding.

use std::borrow::Cow;

mod share;

pub use share::{Share, shares, shares_following};

use crate::block::{Block, Row};
use crate::case::{CaseFacts, CaseFields, ServiceLevels};
use crate::directory::Directory;
use crate::document::Document;
use crate::id::{ColumnId, SectionId};
use crate::operation::{Item, Operation};
use crate::path::Path;
use crate::value::Value;
use crate::view::{RowView, choice_of, folded, rows};

/// What resources lack: required less there, never below nothing; none where nothing is required.
#[must_use]
pub fn need(row: &RowView<'_>) -> Option<f64> {
    // No more decimals than were written: 3 less 2.9 is 0.1.
    let places = |key: &str| row.text(key).split_once('.').map_or(0, |(_, part)| part.len());
    let scale = 10_f64.powi(i32::try_from(places("required").max(places("have"))).unwrap_or(i32::MAX).min(DECIMALS));
    let lacks = (row.number("required")? - row.number("have").unwrap_or(0.0)).max(0.0);
    Some((lacks * scale).round() / scale)
}

/// Most decimals that a quantity is reckoned with.
const DECIMALS: i32 = 9;

/// The name of the level of a change as it is shown, and who approves at it: id or name, by the table of the document that
/// gives each level its approver. None where no table does.
#[must_use]
pub fn change_approver<'d>(document: &'d Document, block: &Block, row: &RowView<'_>) -> Option<(String, &'d str)> {
    let level = shown_level(block, row);
    let levels = document.live_sections().into_iter().map(|(_, section)| &section.block).find(|other| {
        other.setting("preset") != CHANGES && ["level", "approver"].iter().all(|key| other.column_by_key(key).is_some())
    })?;
    let (_, said) = rows(levels).find(|(_, said)| is_level(&level, &shown_level(levels, said)))?;
    Some((level, said.text("approver"))).filter(|(_, approver)| !approver.is_empty())
}

/// The preset of requests for a change.
pub(crate) const CHANGES: &str = "change-requests";

fn shown_level(block: &Block, row: &RowView<'_>) -> String {
    let written = row.text("level");
    let choice = block.column_by_key("level").and_then(|(_, column)| column.choices.get(written));
    choice.map_or(written, |choice| choice.name.as_str()).to_owned()
}

/// `General, project manager decides` is the level General.
fn is_level(of: &str, level: &str) -> bool {
    let plain = |text: &str| folded(text.split(',').next().unwrap_or_default());
    !level.is_empty() && plain(of) == plain(level)
}

/// The change of a cell that follows from an edit of its row, looked at before the edit; none where nothing follows, and
/// where somebody wrote another value into the cell.
#[must_use]
pub fn following(document: &Document, edit: &Operation) -> Option<Operation> {
    let (section, id, before, after, edited) = match edit {
        Operation::Set { path: Path::Cell(section, row, column), value } => {
            let before = document.sections.get(section)?.block.rows.get(row)?;
            let mut after = before.clone();
            match value {
                Some(value) => _ = after.cells.insert(*column, value.clone()),
                None => _ = after.cells.remove(column),
            }
            (*section, *row, Cow::Borrowed(before), after, Some(*column))
        }
        Operation::Insert { path: Path::Rows(section), id, initial: Some(Item::Row(row)), .. } => {
            let blank = Row { cells: Default::default(), ..row.clone() };
            (*section, id.parse().ok()?, Cow::Owned(blank), row.clone(), None)
        }
        _ => return None,
    };
    let entry = document.sections.get(&section)?;
    let block = &entry.block;
    let rule = Rule::of(document, section)?;
    // Only an edit of what it follows from moves it.
    let is_cause = |column: ColumnId| {
        rule.causes.iter().any(|key| block.column_by_key(key).is_some_and(|(found, _)| found == column))
    };
    if edited.is_some_and(|column| !is_cause(column)) {
        return None;
    }
    let (column, _) = block.column_by_key(rule.key)?;
    let (was, is) = ((rule.value)(document, block, &before), (rule.value)(document, block, &after));
    let written = after.cells.get(&column).filter(|value| !value.is_empty());
    let follows = written.is_none_or(|written| was.as_ref().is_some_and(|was| written.members() == [was.as_str()]));
    if !follows || is.as_ref().map(|is| vec![is.as_str()]) == written.map(Value::members) {
        return None;
    }
    if is.is_none() && written.is_none() {
        return None;
    }
    Some(Operation::Set { path: Path::Cell(section, id, column), value: is.map(Value::one) })
}

/// A cell that follows from others.
struct Rule {
    key: &'static str,
    causes: &'static [&'static str],
    value: fn(&Document, &Block, &Row) -> Option<String>,
}

impl Rule {
    fn of(document: &Document, section: SectionId) -> Option<Self> {
        let block = &document.sections.get(&section)?.block;
        let has = |keys: &[&str]| keys.iter().all(|key| block.column_by_key(key).is_some());
        if has(&["required", "have", "need"]) {
            let value = |_: &Document, block: &Block, row: &Row| Some(need(&RowView::new(block, row))?.to_string());
            return Some(Self { key: "need", causes: &["required", "have"], value });
        }
        if has(&["impact", "urgency", "priority"]) && crate::trigger::is_case_table(document.sections.get(&section)?) {
            return Some(Self { key: "priority", causes: &["impact", "urgency"], value: priority });
        }
        if block.setting("preset") == CHANGES && has(&["level", "approver"]) {
            let value = |document: &Document, block: &Block, row: &Row| {
                Some(change_approver(document, block, &RowView::new(block, row))?.1.to_owned())
            };
            return Some(Self { key: "approver", causes: &["level"], value });
        }
        None
    }
}

/// The priority by the table of the document, as its column stores it.
fn priority(document: &Document, block: &Block, row: &Row) -> Option<String> {
    let directory = Directory::default();
    let (fields, levels) = (CaseFields::of(block, &directory), ServiceLevels::read(document, &directory));
    let case = CaseFacts::of_row(&fields, block, row, None);
    let follows = levels.priority_by_table(&case)?;
    let (_, column) = block.column_by_key("priority")?;
    Some(choice_of(column, follows).map_or(follows, |(choice, _)| choice).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::BlockKind;
    use crate::id::RowId;
    use crate::test::{Builder, at};

    /// A document of one table with one row.
    fn with_row(preset: &str, cells: &[(&str, &str)]) -> (Document, SectionId, RowId) {
        let mut b = Builder::default();
        let mut block = b.block(&BlockKind::Table, preset, &[]);
        let row = b.row(&mut block, cells);
        let mut levels = b.block(&BlockKind::Table, CHANGES, &[]);
        levels.settings.insert("preset".to_owned(), Value::one(""));
        b.row(&mut levels, &[("level", "general"), ("approver", "Project Manager")]);
        b.row(&mut levels, &[("level", "major"), ("approver", "Special Committee")]);
        let sections = vec![("Table", BlockKind::Table, block), ("Levels", BlockKind::Table, levels)];
        let document = b.document("Plan", "", sections);
        let section = document.live_sections()[0].0;
        (document, section, row)
    }

    /// The cell that follows after an edit of another one, and what undoing both leaves.
    fn after(preset: &str, cells: &[(&str, &str)], (key, text): (&str, &str), follows: &str) -> String {
        let (mut document, section, row) = with_row(preset, cells);
        let block = &document.sections[&section].block;
        let column = |key: &str| block.column_by_key(key).expect("the column").0;
        let (edited, read) = (column(key), column(follows));
        let value = Some(Value::one(text)).filter(|value| !value.is_empty());
        let edit = Operation::Set { path: Path::Cell(section, row, edited), value };
        let mut operations = vec![edit.clone()];
        operations.extend(following(&document, &edit));
        let before = document.clone();
        let inverse = document.apply_all(&operations, at("14:05")).expect("they apply");
        let view = document.sections[&section].block.rows[&row].clone();
        let text = view.cells.get(&read).map(|value| value.members().join(",")).unwrap_or_default();
        document.apply_all(&inverse, at("14:06")).expect("they are undone");
        assert_eq!(document.sections[&section].block.rows, before.sections[&section].block.rows);
        text
    }

    #[test]
    fn what_is_needed_is_required_less_there() {
        let need = |cells: &[(&str, &str)], edit| after("resources", cells, edit, "need");
        assert_eq!(need(&[], ("required", "3")), "3");
        assert_eq!(need(&[("required", "3"), ("need", "3")], ("have", "2.9")), "0.1", "no more decimals than written");
        assert_eq!(need(&[("required", "3"), ("need", "3")], ("have", "1")), "2");
        assert_eq!(need(&[("required", "3"), ("have", "1"), ("need", "2")], ("have", "5")), "0");
        assert_eq!(need(&[("required", "3"), ("need", "3")], ("required", "")), "", "nothing is required any more");
        assert_eq!(need(&[("required", "3"), ("need", "9")], ("have", "1")), "9", "somebody wrote another");
        assert_eq!(need(&[], ("resource", "Engineers")), "");
    }

    #[test]
    fn the_level_of_a_change_fills_its_approver() {
        let approver = |cells: &[(&str, &str)], edit| after(CHANGES, cells, edit, "approver");
        assert_eq!(approver(&[], ("level", "major")), "Special Committee");
        assert_eq!(
            approver(&[("level", "major"), ("approver", "Special Committee")], ("level", "general")),
            "Project Manager"
        );
        assert_eq!(approver(&[("approver", "Ada")], ("level", "major")), "Ada", "somebody was named");
        assert_eq!(approver(&[], ("level", "strategic")), "", "no table names anybody");
    }

    #[test]
    fn a_row_that_comes_with_its_cells_has_what_follows() {
        let (document, section, _) = with_row("resources", &[]);
        let block = &document.sections[&section].block;
        let column = |key: &str| block.column_by_key(key).expect("the column").0;
        let cells = [(column("required"), Value::one("4")), (column("have"), Value::one("1.5"))].into();
        let row = Row { pos: Default::default(), cells, deleted_at: None };
        let id = RowId::new(uuid::Uuid::from_u128(99));
        let insert = Operation::Insert {
            path: Path::Rows(section),
            id: id.to_string(),
            pos: Default::default(),
            initial: Some(Item::Row(row)),
        };
        let path = Path::Cell(section, id, column("need"));
        assert_eq!(following(&document, &insert), Some(Operation::Set { path, value: Some(Value::one("2.5")) }));
    }
}
