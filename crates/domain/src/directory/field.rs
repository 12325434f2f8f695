//! Fields of an entry by the key of their meaning, as operations on the document that it lies in.

use uuid::Uuid;

use super::PERSON;
use crate::block::{Block, BlockKind, Column, Row};
use crate::document::Document;
use crate::id::{ColumnId, RowId, SectionId};
use crate::operation::{Item, Operation};
use crate::path::Path;
use crate::position::Position;
use crate::preset;
use crate::value::{ColumnType, Value};

/// Why a field cannot be set. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FieldError {
    /// The entry is not in the document.
    #[error("That entry is not in the directory any more. Nothing was changed")]
    Gone,
    /// Entries of this kind have no such field.
    #[error("An entry of this kind has no field “{0}”. Nothing was changed")]
    NoField(String),
}

/// What an edit of an entry works on.
#[derive(Debug)]
pub struct Editing<'a> {
    document: &'a Document,
    section: SectionId,
    block: &'a Block,
    row: Option<RowId>,
}

/// Finds an entry in its document: the row of a list, or none for a person, whose document is theirs alone.
///
/// # Errors
/// [`FieldError::Gone`].
pub fn editing(document: &Document, row: Option<RowId>) -> Result<Editing<'_>, FieldError> {
    let found = document.live_sections().into_iter().find_map(|(id, section)| {
        let block = &section.block;
        if let Some(row) = row {
            let is_there = block.rows.get(&row).is_some_and(|r| r.deleted_at.is_none());
            return is_there.then_some(Editing { document, section: id, block, row: Some(row) });
        }
        let is_it = document.template() == PERSON && section.kind == BlockKind::Fields;
        is_it.then(|| Editing { document, section: id, block, row: block.live_rows().first().map(|(row, _)| *row) })
    });
    found.ok_or(FieldError::Gone)
}

impl Editing<'_> {
    /// The fields in order: their column where the document has one, else what entries of this kind may have.
    #[must_use]
    pub fn fields(&self, fresh: &mut dyn FnMut() -> Uuid) -> Vec<Column> {
        let mut list: Vec<Column> = self.block.live_columns().into_iter().map(|(_, c)| c.clone()).collect();
        let missing = self.standard(fresh).columns.into_values();
        let mut missing: Vec<Column> =
            missing.filter(|c| !c.key.is_empty() && list.iter().all(|l| l.key != c.key)).collect();
        missing.sort_by(|a, b| a.pos.cmp(&b.pos));
        list.extend(missing);
        list
    }

    /// What is stored under a key, in order.
    #[must_use]
    pub fn members(&self, key: &str) -> Vec<String> {
        let row = self.row.and_then(|id| self.block.rows.get(&id));
        let value = row.and_then(|row| self.block.cell(row, key));
        value.map(Value::members).unwrap_or_default().into_iter().map(str::to_owned).collect()
    }

    /// The column under a key: that of the document, else that of the preset.
    ///
    /// # Errors
    /// [`FieldError::NoField`].
    pub fn column(&self, key: &str, fresh: &mut dyn FnMut() -> Uuid) -> Result<Column, FieldError> {
        let known = self.block.column_by_key(key).map(|(_, column)| column.clone());
        known
            .or_else(|| self.standard(fresh).column_by_key(key).map(|(_, column)| column.clone()))
            .ok_or_else(|| FieldError::NoField(key.to_owned()))
    }

    /// Sets fields by key to members that their columns read; no member clears one. A field that documents of an earlier
    /// version do not have is added. The document's title follows a person's name, as it stands in lists and histories.
    ///
    /// # Errors
    /// [`FieldError::NoField`].
    pub fn set(
        &self,
        fields: &[(String, Vec<String>)],
        fresh: &mut dyn FnMut() -> Uuid,
    ) -> Result<Vec<Operation>, FieldError> {
        let mut operations = Vec::new();
        let row = self.row.unwrap_or_else(|| {
            let id = RowId::new(fresh());
            let row = Row { pos: Position::default(), cells: std::collections::BTreeMap::new(), deleted_at: None };
            let (path, pos) = (Path::Rows(self.section), Position::between(None, None));
            operations.push(Operation::Insert { path, id: id.to_string(), pos, initial: Some(Item::Row(row)) });
            id
        });
        let mut last = self.block.live_columns().last().map(|(_, c)| c.pos.clone());
        for (key, members) in fields {
            let column = self.column(key, fresh)?;
            let id = match self.block.column_by_key(key) {
                Some((id, _)) => id,
                None => {
                    let id = ColumnId::new(fresh());
                    let pos = Position::between(last.as_ref(), None);
                    last = Some(pos.clone());
                    let path = Path::Columns(self.section);
                    let initial = Some(Item::Column(Column { pos: pos.clone(), ..column.clone() }));
                    operations.push(Operation::Insert { path, id: id.to_string(), pos, initial });
                    id
                }
            };
            let value = value(&column, members);
            let path = Path::Cell(self.section, row, id);
            operations.push(Operation::Set { path, value });
            if key == "name"
                && self.document.template() == PERSON
                && let Some(name) = members.first()
            {
                let path = Path::Header("title".to_owned());
                operations.push(Operation::Set { path, value: Some(Value::one(name.as_str())) });
            }
        }
        Ok(operations)
    }

    fn standard(&self, fresh: &mut dyn FnMut() -> Uuid) -> Block {
        let kind = if self.document.template() == PERSON { BlockKind::Fields } else { BlockKind::Table };
        preset::block(&kind, self.document.template(), fresh)
    }
}

/// Members as a column stores them: texts keep their order, as the first telephone is the one to try first.
fn value(column: &Column, members: &[String]) -> Option<Value> {
    let first = members.first()?;
    if !column.is_many() {
        return Some(Value::one(first.as_str()));
    }
    if column.column_type != ColumnType::Text || members.len() == 1 {
        return Some(Value::many(members.iter().cloned()));
    }
    let marks = Position::series(members.len()).into_iter().map(|p| p.as_str().to_owned());
    Some(Value::Many(members.iter().cloned().zip(marks).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::{Builder, at, document_of};

    #[test]
    fn fields_are_set_in_order_undone_and_added_where_an_older_document_lacks_them() {
        let mut b = Builder::default();
        let (id, mut document) = b.person(&[("name", "Kim Ji-woo"), ("phones", "+82 2")]);
        // A document of before has no column for a note.
        for section in document.sections.values_mut() {
            section.block.columns.retain(|_, column| column.key != "note");
        }
        let before = document.clone();
        let set = [
            ("phones".to_owned(), vec!["+82 9".to_owned(), "+82 1".to_owned()]),
            ("note".to_owned(), vec!["Prefers a call".to_owned()]),
            ("name".to_owned(), vec!["Kim Min-ji".to_owned()]),
        ];
        let operations = editing(&document, None).and_then(|e| e.set(&set, &mut || b.uuid())).expect("it fits");
        let inverses = document.apply_all(&operations, at("14:05")).expect("it applies");
        let directory = document_of(&[(id, document.clone())]);
        let entry = directory.get(&id.to_string()).expect("there");
        assert_eq!(entry.members("phones"), ["+82 9", "+82 1"], "in the order given, not by digits");
        assert_eq!(
            (entry.name.as_str(), entry.text("note"), document.title()),
            ("Kim Min-ji", "Prefers a call", "Kim Min-ji")
        );
        document.apply_all(&inverses, at("14:06")).expect("it is taken back");
        assert_eq!(crate::canonical::live(&document), crate::canonical::live(&before));
        let unknown = editing(&document, None).and_then(|e| e.set(&[("shoe".to_owned(), vec![])], &mut || b.uuid()));
        assert_eq!(unknown, Err(FieldError::NoField("shoe".to_owned())));
    }
}
