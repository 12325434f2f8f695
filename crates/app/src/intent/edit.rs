//! Edits of a document: from what a person did to operations.

use std::borrow::Cow;

use std::collections::BTreeMap;

use bridgebook_domain::case::stamp_opened;
use bridgebook_domain::following::{following, shares_following};
use bridgebook_domain::path::SectionLine;
use bridgebook_domain::{
    BlockKind, Column, ColumnId, Document, DocumentId, Item, Operation, Path, Position, Row, RowId, Section, SectionId,
    Value, preset, text,
};
use bridgebook_store::DocumentChange;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::{Edit, NewColumn, Outcome};
use crate::commit::Touched;
use crate::words::Reading;

impl Bridgebook {
    pub(super) async fn edit(&self, id: DocumentId, heads: Vec<String>, edits: &[Edit]) -> Result<Outcome, ApiError> {
        let loaded = self.document(id).await?;
        // Positions and checks follow the state that the person saw; a stale one is rare and is merged.
        let mut seen = if heads.is_empty() || heads == loaded.heads {
            Cow::Borrowed(&loaded.document)
        } else {
            Cow::Owned(self.store.document_at_heads(id, &heads).await?.document)
        };
        let (edits, files) = self.hidden_in_edits(&seen, edits).await?;
        let (directory, zone, now) = (self.directory().await?, self.zone().await?, self.now());
        let reading = Reading { directory: &directory, now, zone: &zone };
        let mut operations = Vec::with_capacity(edits.len());
        let mut added = Vec::new();
        for (n, edit) in edits.iter().enumerate() {
            let mut made = self.operations(&seen, edit, &reading, &mut added)?;
            // What is pasted or filled in from elsewhere may be of the past; what is typed is opened now.
            if matches!(edit, Edit::Set { .. } | Edit::SetWords { .. } | Edit::Add { .. }) {
                made.extend(made.first().and_then(|operation| stamp_opened(&seen, operation, now)));
            }
            let mut follow: Vec<_> = made.iter().filter_map(|operation| following(&seen, operation)).collect();
            // Of many rows at once each would be counted alone; a finding says where the share is another one then.
            if !matches!(edit, Edit::AddRows { .. }) {
                follow.extend(made.first().map(|operation| shares_following(&seen, operation)).unwrap_or_default());
            }
            made.extend(follow);
            let count = made.len();
            for (m, operation) in made.into_iter().enumerate() {
                // What was pasted may stay as written although the column's type does not read it.
                if !matches!(edit, Edit::Fill { .. }) {
                    seen.check(&operation)?;
                }
                // What follows is judged by what came before. After the last nothing follows, and a copy of a
                // long document is saved.
                if n + 1 < edits.len() || m + 1 < count {
                    seen.to_mut().apply(&operation, now)?;
                }
                operations.push(operation);
            }
        }
        drop(seen);
        drop(loaded);
        let touched = Touched::Operations(&operations);
        let change = DocumentChange::edit(operations.clone(), Some(heads).filter(|h| !h.is_empty()));
        let outcome = self.with_files(files, self.change(id, change, touched)).await?;
        Ok(Outcome { ids: added, ..outcome })
    }

    fn operations(
        &self,
        document: &Document,
        edit: &Edit,
        reading: &Reading<'_>,
        added: &mut Vec<String>,
    ) -> Result<Vec<Operation>, ApiError> {
        Ok(match edit {
            Edit::Set { path, value } => vec![Operation::Set { path: path.clone(), value: value.clone() }],
            Edit::SetWords { path, words } => vec![set_words(document, path, words, reading)?],
            Edit::Fill { path, words } => vec![fill(document, path, words, reading)?],
            Edit::AddRows { section, after, rows } => {
                let block = &document.sections.get(section).ok_or_else(gone)?.block;
                let places = places(document, &Path::Rows(*section), after.map(|row| row.to_string()), rows.len());
                let mut operations = Vec::with_capacity(rows.len());
                for (words, pos) in rows.iter().zip(places) {
                    let mut cells = BTreeMap::new();
                    for (id, typed) in words {
                        let column = block.columns.get(id).ok_or_else(gone)?;
                        if let Some(value) = filled(column, typed, reading)? {
                            cells.insert(*id, value);
                        }
                    }
                    let id = self.fresh().to_string();
                    added.push(id.clone());
                    let initial = Some(Item::Row(Row { pos: pos.clone(), cells, deleted_at: None }));
                    operations.push(Operation::Insert { path: Path::Rows(*section), id, pos, initial });
                }
                operations
            }
            Edit::AddColumns { section, after, columns } => {
                document.sections.get(section).ok_or_else(gone)?;
                let path = Path::Columns(*section);
                let places = places(document, &path, after.map(|column| column.to_string()), columns.len());
                let insert = |(new, pos): (&NewColumn, Position)| {
                    let column = Column { pos: pos.clone(), deleted_at: None, ..new.column.clone() };
                    let initial = Some(Item::Column(column));
                    Operation::Insert { path: path.clone(), id: new.id.to_string(), pos, initial }
                };
                added.extend(columns.iter().map(|new| new.id.to_string()));
                columns.iter().zip(places).map(insert).collect()
            }
            Edit::Splice { path, at, remove, insert } => {
                vec![Operation::Splice { path: path.clone(), at: *at, remove: *remove, insert: insert.clone() }]
            }
            Edit::Add { path, after, item } => {
                let id = self.fresh().to_string();
                added.push(id.clone());
                let pos = position(document, path, after.as_deref(), None);
                vec![Operation::Insert { path: path.clone(), id, pos, initial: Some(item.clone()) }]
            }
            Edit::AddSection { after, heading, kind, preset: name } => {
                let id = SectionId::new(self.fresh());
                added.push(id.to_string());
                let after = after.map(|s| s.to_string());
                let pos = position(document, &Path::Sections, after.as_deref(), None);
                let kind = BlockKind::from_word(kind);
                if let BlockKind::Unknown(word) = &kind {
                    return Err(ApiError::invalid(format!("This version has no block “{word}”. Nothing was changed")));
                }
                let block = preset::block(&kind, name, &mut || self.fresh());
                let section = Section {
                    pos: pos.clone(),
                    heading: heading.clone(),
                    depth: 1,
                    label: String::new(),
                    guidance: String::new(),
                    kind,
                    block,
                    deleted_at: None,
                };
                let initial = Some(Item::Section(section));
                vec![Operation::Insert { path: Path::Sections, id: id.to_string(), pos, initial }]
            }
            Edit::Move { path, id, after } => {
                let pos = position(document, path, after.as_deref(), Some(id));
                vec![Operation::Move { path: path.clone(), id: id.clone(), pos }]
            }
            Edit::Remove { path, id } => {
                vec![Operation::Remove { path: path.clone(), id: id.clone(), at: reading.now }]
            }
        })
    }
}

fn gone() -> ApiError {
    ApiError::invalid("That place is not in the document any more. Nothing was changed")
}

/// A cell filled from outside.
fn fill(document: &Document, path: &Path, words: &str, reading: &Reading<'_>) -> Result<Operation, ApiError> {
    let Path::Cell(s, _, c) = path else { return Err(gone()) };
    let column = document.sections.get(s).and_then(|s| s.block.columns.get(c)).ok_or_else(gone)?;
    Ok(Operation::Set { path: path.clone(), value: filled(column, words, reading)? })
}

/// The value of a cell for pasted words: what the type reads, else the words. Only their length is refused.
fn filled(column: &Column, words: &str, reading: &Reading<'_>) -> Result<Option<Value>, ApiError> {
    text::lines(words, text::CELL_LIMIT).map_err(|e| ApiError::invalid(e.to_string()))?;
    Ok(reading.value(column, words).unwrap_or_else(|_| Some(Value::one(words.trim()))))
}

fn set_words(document: &Document, path: &Path, words: &str, reading: &Reading<'_>) -> Result<Operation, ApiError> {
    let value = match path {
        Path::Cell(s, _, c) => {
            let column = document.sections.get(s).and_then(|s| s.block.columns.get(c)).ok_or_else(gone)?;
            reading.value(column, words)?
        }
        Path::Header(key) => {
            let field = bridgebook_domain::document::header_field(key);
            let column = field.map(header_column);
            match column {
                Some(column) => reading.value(&column, words)?,
                None => Some(Value::one(words)).filter(|v| !v.is_empty()),
            }
        }
        Path::SectionLine(_, SectionLine::Heading | SectionLine::Label) => Some(Value::one(words)),
        _ => Some(Value::one(words)).filter(|v| !v.is_empty()),
    };
    Ok(Operation::Set { path: path.clone(), value })
}

/// A header field as a column, so that one function reads both.
fn header_column(field: &bridgebook_domain::document::HeaderField) -> bridgebook_domain::Column {
    let mut options = std::collections::BTreeMap::new();
    if field.is_many {
        options.insert("many".to_owned(), "yes".to_owned());
    }
    if field.column_type == bridgebook_domain::ColumnType::Reference {
        options.insert("of".to_owned(), field.of.join(" "));
    }
    bridgebook_domain::Column {
        pos: Position::default(),
        key: field.key.to_owned(),
        name: field.label.to_owned(),
        column_type: field.column_type.clone(),
        options,
        choices: std::collections::BTreeMap::new(),
        deleted_at: None,
    }
}

/// The place after a neighbour (`None`: first; an unknown neighbour: last), leaving out what is moved.
fn position(document: &Document, path: &Path, after: Option<&str>, moved: Option<&str>) -> Position {
    let order: Vec<(String, Position)> =
        order(document, path).into_iter().filter(|(id, _)| Some(id.as_str()) != moved).collect();
    let Some(after) = after else {
        return Position::between(None, order.first().map(|(_, p)| p));
    };
    match order.iter().position(|(id, _)| id == after) {
        Some(at) => Position::between(Some(&order[at].1), order.get(at + 1).map(|(_, p)| p)),
        None => Position::between(order.last().map(|(_, p)| p), None),
    }
}

/// Places one after the other for `count` new neighbours behind a place (`None`: first; one that went: last).
fn places(document: &Document, path: &Path, after: Option<String>, count: usize) -> Vec<Position> {
    let order = order(document, path);
    let found = after.as_ref().and_then(|id| order.iter().position(|(other, _)| other == id));
    let at = if after.is_none() { 0 } else { found.map_or(order.len(), |at| at + 1) };
    let next = order.get(at).map(|(_, p)| p);
    let before = at.checked_sub(1).and_then(|at| order.get(at)).map(|(_, p)| p.clone());
    std::iter::successors(Some(Position::between(before.as_ref(), next)), |last| {
        Some(Position::between(Some(last), next))
    })
    .take(count)
    .collect()
}

fn order(document: &Document, path: &Path) -> Vec<(String, Position)> {
    fn list<I: ToString, T>(items: Vec<(I, &T)>, pos: impl Fn(&T) -> &Position) -> Vec<(String, Position)> {
        items.into_iter().map(|(id, item)| (id.to_string(), pos(item).clone())).collect()
    }
    let block = path.section().and_then(|s| document.sections.get(&s)).map(|s| &s.block);
    match (path, block) {
        (Path::Sections, _) => list::<SectionId, _>(document.live_sections(), |s| &s.pos),
        (Path::Columns(_), Some(block)) => list::<ColumnId, _>(block.live_columns(), |c| &c.pos),
        (Path::Rows(_), Some(block)) => list::<RowId, _>(block.live_rows(), |r| &r.pos),
        (Path::Choices(_, c), Some(block)) => {
            block.columns.get(c).map(|c| list(c.live_choices(), |c| &c.pos)).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}
