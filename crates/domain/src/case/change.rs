//! What an edit does to cases, whoever makes it: a person, a rule, an intake, an undo. The rows that operations touch are
//! looked at before and after, and what differs becomes a fact of the same commit. A document without a case table costs
//! nothing but a look at the kind of its sections.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::fields::{RESOLVED, RESPONDED};
use super::place::column_of;
use crate::block::{Block, Column, Row, Section};
use crate::document::Document;
use crate::id::{ColumnId, DocumentId, EntryId, RowId, SectionId};
use crate::log::{Author, CaseChanged, CaseFieldChange, Fact, NewEntry, named_id};
use crate::operation::Operation;
use crate::path::Path;
use crate::trigger::is_case_table;
use crate::value::{ColumnType, Value};

/// Fields of which every change is kept. A table that has no status is followed by its approval, under its own key.
const WATCHED: [&str; 5] = ["status", "approval", "level", "owner", "input_reason"];
/// Moments of which it is kept that they were filled.
const FILLED: [&str; 2] = [RESPONDED, RESOLVED];
/// What a fact holds for a value that is no choice, no entry of the directory and no moment: what somebody typed may be
/// personal data.
pub const AS_WRITTEN: &str = "(as written)";
/// Characters of the name of a case in a sentence of the log.
const NAME: usize = 80;

/// The rows of case tables that operations touch, as they were before.
#[derive(Debug, Default)]
pub struct Watched(BTreeMap<(SectionId, RowId), BTreeMap<ColumnId, Value>>);

/// The columns of a table that are watched.
struct Columns<'a>(Vec<(&'static str, ColumnId, &'a Column)>);

impl Watched {
    /// The rows that operations are about to touch.
    #[must_use]
    pub fn before(document: &Document, operations: &[Operation]) -> Self {
        let mut found = BTreeMap::new();
        for operation in operations {
            let (Path::Cell(section, row, _) | Path::CellMember(section, row, ..)) = operation.path() else { continue };
            let Some(table) = document.sections.get(section).filter(|section| is_case_table(section)) else { continue };
            let Some(held) = table.block.rows.get(row).filter(|row| row.deleted_at.is_none()) else { continue };
            found.entry((*section, *row)).or_insert_with(|| held.cells.clone());
        }
        Self(found)
    }

    /// The entries about what the operations changed, for the log of the organisation. `heads` are those of the document
    /// afterwards: with them the id of each entry is the same on whatever laptop it is made.
    #[must_use]
    pub fn entries(
        self,
        document: &Document,
        (id, heads): (DocumentId, &[String]),
        author: &Author,
        at: Timestamp,
    ) -> Vec<NewEntry> {
        let mut tables: BTreeMap<SectionId, Columns<'_>> = BTreeMap::new();
        let mut list = Vec::new();
        for ((section, row), before) in self.0 {
            let Some(table) = document.sections.get(&section) else { continue };
            let Some(now) = table.block.rows.get(&row).filter(|row| row.deleted_at.is_none()) else { continue };
            if now.cells == before {
                continue;
            }
            let columns = tables.entry(section).or_insert_with(|| Columns::of(&table.block));
            let (changes, words) = columns.changes(&before, &now.cells);
            if changes.is_empty() {
                continue;
            }
            let name = name(table, now);
            list.push(NewEntry {
                id: entry_id(id, row, heads),
                incident: None,
                event_at: at,
                entered_at: at,
                author: author.clone(),
                text: format!("{}: {}", name.as_deref().unwrap_or("A case"), words.join(", ")),
                fact: Fact::CaseChanged(CaseChanged { document: id, section, row, changes }),
                mentions: Vec::new(),
            });
        }
        list
    }
}

impl<'a> Columns<'a> {
    fn of(block: &'a Block) -> Self {
        let of = |key: &'static str| column_of(block, key).map(|(id, column)| (key, id, column));
        let mut list: Vec<_> = WATCHED.into_iter().chain(FILLED).filter_map(of).collect();
        if list.iter().any(|(key, ..)| *key == "status") {
            list.retain(|(key, ..)| *key != "approval");
        }
        Self(list)
    }

    fn changes(
        &self,
        before: &BTreeMap<ColumnId, Value>,
        after: &BTreeMap<ColumnId, Value>,
    ) -> (Vec<CaseFieldChange>, Vec<String>) {
        let (mut changes, mut words) = (Vec::new(), Vec::new());
        for (key, id, column) in &self.0 {
            let (was, is) = (written(before.get(id)), written(after.get(id)));
            if was == is {
                continue;
            }
            let is_moment = FILLED.contains(key);
            if is_moment && (!was.is_empty() || is.is_empty()) {
                continue;
            }
            let (was, is) = (kept(column, &was), kept(column, &is));
            words.push(match column.column_type {
                ColumnType::Choice if was.is_empty() => format!("{} {is}", column.name),
                ColumnType::Choice if is.is_empty() => format!("{} {was} taken away", column.name),
                ColumnType::Choice => format!("{} {was} to {is}", column.name),
                _ if is_moment => format!("{} {is}", column.name),
                _ if is.is_empty() => format!("{} taken away", column.name),
                _ => format!("{} changed", column.name),
            });
            changes.push(CaseFieldChange { key: (*key).to_owned(), before: was, after: is });
        }
        (changes, words)
    }
}

fn written(value: Option<&Value>) -> String {
    value.map(|value| value.members().join(", ")).unwrap_or_default().trim().to_owned()
}

/// A value as a fact may keep it.
fn kept(column: &Column, text: &str) -> String {
    let is_kept = |text: &str| match column.column_type {
        ColumnType::Choice => column.choices.get(text).map(|choice| choice.name.clone()),
        ColumnType::Reference => named_id(text).map(|id| id.to_string()),
        ColumnType::Instant => text.parse::<Timestamp>().ok().map(|at| at.to_string()),
        _ => None,
    };
    if text.is_empty() { String::new() } else { is_kept(text).unwrap_or_else(|| AS_WRITTEN.to_owned()) }
}

/// What the case is called: by its id or number; an integration by its name.
fn name(table: &Section, row: &Row) -> Option<String> {
    let is_named = table.block.setting("preset") == "integrations";
    let keys = ["id", "no"].into_iter().chain(is_named.then_some("name"));
    let mut found = keys.map(|key| table.block.cell_text(row, key).trim()).filter(|text| !text.is_empty());
    found.next().map(|text| text.chars().take(NAME).collect())
}

/// The id of the entry about a row that changed with a version of its document.
fn entry_id(document: DocumentId, row: RowId, heads: &[String]) -> EntryId {
    let digest = Sha256::digest(format!("case changed\n{document}\n{row}\n{}", heads.join("\n")));
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    EntryId::new(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::block::BlockKind;
    use crate::test::Builder;

    const OWNER: &str = "00000000-0000-4000-8000-0000000000aa";

    fn author() -> Author {
        Author { person: None, name: "Lan".to_owned(), recorded_by: None }
    }

    fn set(document: &Document, key: &str, text: &str) -> Operation {
        let (section, entry) = crate::trigger::case_tables(document)[0];
        let (column, _) = entry.block.column_by_key(key).expect("a column");
        let (row, _) = entry.block.live_rows()[0];
        let value = Some(text).filter(|text| !text.is_empty()).map(Value::one);
        Operation::Set { path: Path::Cell(section, row, column), value }
    }

    fn tickets(cells: &[(&str, &str)]) -> Document {
        let mut b = Builder::default();
        let block = b.block(&BlockKind::Table, "tickets", &[cells]);
        b.document("Support", "", vec![("Tickets", BlockKind::Table, block)])
    }

    fn done(document: &mut Document, operations: &[Operation]) -> Vec<NewEntry> {
        let at = crate::test::at("14:05");
        let watched = Watched::before(document, operations);
        document.apply_all(operations, at).expect("operations that fit");
        let id = DocumentId::new(Uuid::from_u128(5));
        watched.entries(document, (id, &["h".to_owned()]), &author(), at)
    }

    fn changes(entry: &NewEntry) -> Vec<(&str, &str, &str)> {
        let Fact::CaseChanged(CaseChanged { changes, .. }) = &entry.fact else { panic!("a change of a case") };
        changes.iter().map(|c| (c.key.as_str(), c.before.as_str(), c.after.as_str())).collect()
    }

    #[test]
    fn status_owner_and_level_are_kept_by_choice_and_id_and_nothing_that_was_typed() {
        let mut document = tickets(&[("id", "T-1"), ("status", "new"), ("owner", "Lan Pham, 0176 55")]);
        let edits = [
            set(&document, "status", "escalated"),
            set(&document, "level", "l2"),
            set(&document, "owner", OWNER),
            set(&document, "subject", "Card of Mrs Weber"),
            set(&document, "responded", "2026-03-11T13:05:00Z"),
        ];
        let entries = done(&mut document, &edits);
        assert_eq!(entries.len(), 1);
        let expected = [
            ("status", "New", "Escalated"),
            ("level", "", "L2"),
            ("owner", AS_WRITTEN, OWNER),
            ("responded", "", "2026-03-11T13:05:00Z"),
        ];
        assert_eq!(changes(&entries[0]), expected);
        let words = "T-1: Status New to Escalated, Level L2, Owner changed, First human response 2026-03-11T13:05:00Z";
        assert_eq!(entries[0].text, words);
        assert_eq!(entries[0].incident, None);
        let again = done(&mut document, &edits);
        assert!(again.is_empty(), "what is so already is no change");
        let other = set(&document, "responded", "2026-03-11T13:09:00Z");
        assert!(done(&mut document, &[other]).is_empty(), "only the first answer counts");
        let free = set(&document, "status", "Called Mrs Weber back");
        let entries = done(&mut document, &[free]);
        assert_eq!(changes(&entries[0]), [("status", "Escalated", AS_WRITTEN)]);
        assert!(!entries[0].text.contains("Weber"));
    }

    #[test]
    fn a_new_row_and_a_table_of_something_else_leave_no_fact() {
        let mut b = Builder::default();
        let block = b.block(&BlockKind::Table, "decisions", &[]);
        let mut document = b.document("Plan", "", vec![("Decisions", BlockKind::Table, block)]);
        assert!(Watched::before(&document, &[]).0.is_empty());
        let mut table = tickets(&[("id", "T-1"), ("status", "new")]);
        let (section, entry) = crate::trigger::case_tables(&table)[0];
        let row = entry.block.live_rows()[0].1.clone();
        let (id, pos) = (RowId::new(Uuid::from_u128(99)).to_string(), row.pos.clone());
        let initial = Some(crate::operation::Item::Row(row));
        let insert = Operation::Insert { path: Path::Rows(section), id, pos, initial };
        assert!(done(&mut table, &[insert]).is_empty());
        let (id, section) = document.sections.iter().next().map(|(id, s)| (*id, s.clone())).expect("a section");
        document.sections.insert(id, section);
        let value = Some(Value::one("Elsewhere"));
        let line = Path::SectionLine(id, crate::path::SectionLine::Heading);
        assert!(done(&mut document, &[Operation::Set { path: line, value }]).is_empty());
    }

    #[test]
    fn checks_are_followed_by_their_approval() {
        let mut b = Builder::default();
        let block = b.block(&BlockKind::Table, "quality-checks", &[&[("no", "7"), ("approval", "pending")]]);
        let mut document = b.document("Checks", "", vec![("Checks", BlockKind::Table, block)]);
        let entries = {
            let edit = set(&document, "approval", "approved");
            done(&mut document, &[edit])
        };
        assert_eq!(changes(&entries[0]), [("approval", "Pending approval", "Approved")]);
        assert_eq!(entries[0].text, "7: Approval Pending approval to Approved");
    }
}
