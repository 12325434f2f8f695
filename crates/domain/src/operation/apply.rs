//! Operations on the plain value of a document. The store applies the same operations to the merged
//! form; a property test holds the two equal.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Item, Operation, OperationError};
use crate::block::{Block, BlockKind, Choice, Column, Row, Section};
use crate::document::Document;
use crate::id::{ColumnId, RowId, SectionId};
use crate::path::{ChoiceLine, ColumnLine, Path, SectionLine};
use crate::position::Position;
use crate::text::{TextError, byte_offset};
use crate::value::{ColumnType, Value};

type Result<T> = std::result::Result<T, OperationError>;

pub(super) fn apply(document: &mut Document, operation: &Operation, now: Timestamp) -> Result<Operation> {
    match operation {
        Operation::Set { path, value } => {
            let text = text_that_becomes_a_set(document, path, value.as_ref());
            let old = set(document, path, value.clone())?;
            // A text that became a set comes back as the text it was.
            let (path, value) = text.unwrap_or_else(|| (path.clone(), old));
            Ok(Operation::Set { path, value })
        }
        Operation::Splice { path, at, remove, insert } => {
            let removed = splice(long_text(document, path)?, *at, *remove, insert);
            prune(document, path);
            let undo = crate::text::utf16_len(insert);
            Ok(Operation::Splice { path: path.clone(), at: *at, remove: undo, insert: removed? })
        }
        Operation::Insert { path, id, pos, initial: Some(item) } => {
            insert(document, path, id, pos, item)?;
            Ok(Operation::Remove { path: path.clone(), id: id.clone(), at: now })
        }
        Operation::Insert { path, id, pos, initial: None } => {
            let (place, mark) = ordered(document, path, id)?;
            let was = mark.ok_or_else(|| OperationError::Exists(id.clone()))?;
            *place.pos = pos.clone();
            *place.deleted_at = None;
            Ok(Operation::Remove { path: path.clone(), id: id.clone(), at: was })
        }
        Operation::Move { path, id, pos } => {
            let (place, _) = ordered(document, path, id)?;
            let old = std::mem::replace(place.pos, pos.clone());
            Ok(Operation::Move { path: path.clone(), id: id.clone(), pos: old })
        }
        Operation::Remove { path, id, at } => {
            let (place, mark) = ordered(document, path, id)?;
            let pos = place.pos.clone();
            *place.deleted_at = Some(*at);
            Ok(match mark {
                // What was removed already stays so when this is undone.
                Some(was) => Operation::Remove { path: path.clone(), id: id.clone(), at: was },
                None => Operation::Insert { path: path.clone(), id: id.clone(), pos, initial: None },
            })
        }
    }
}

/// Replaces a part of a text and gives what stood there.
fn splice(text: &mut String, at: u32, remove: u32, insert: &str) -> Result<String> {
    let end = at.checked_add(remove).ok_or(TextError::Range)?;
    let (from, to) = (byte_offset(text, at)?, byte_offset(text, end)?);
    let removed = text[from..to].to_owned();
    text.replace_range(from..to, insert);
    Ok(removed)
}

fn nowhere(path: &Path) -> OperationError {
    OperationError::NoSuchPlace(path.to_string())
}

fn misfit(path: &Path) -> OperationError {
    OperationError::DoesNotFit(path.to_string())
}

fn section<'a>(document: &'a mut Document, id: SectionId, path: &Path) -> Result<&'a mut Section> {
    document.sections.get_mut(&id).ok_or_else(|| nowhere(path))
}

fn column<'a>(document: &'a mut Document, s: SectionId, c: ColumnId, path: &Path) -> Result<&'a mut Column> {
    section(document, s, path)?.block.columns.get_mut(&c).ok_or_else(|| nowhere(path))
}

fn one(value: Option<Value>, path: &Path) -> Result<String> {
    match value {
        None => Ok(String::new()),
        Some(Value::One(text)) => Ok(text),
        Some(Value::Many(_)) => Err(misfit(path)),
    }
}

/// Sets and gives the old value.
fn set(document: &mut Document, path: &Path, value: Option<Value>) -> Result<Option<Value>> {
    let value =
        value.filter(|v| !matches!(path, Path::Cell(..) | Path::Header(_) | Path::Setting(..)) || !v.is_empty());
    match path {
        Path::Header(key) => Ok(replace(&mut document.header, key, value)),
        Path::HeaderMember(key, member) => set_member(&mut document.header, key, member, value, path),
        Path::Setting(s, key) => Ok(replace(&mut section(document, *s, path)?.block.settings, key, value)),
        Path::SettingMember(s, key, member) => {
            set_member(&mut section(document, *s, path)?.block.settings, key, member, value, path)
        }
        Path::Cell(s, r, c) => {
            let block = &mut section(document, *s, path)?.block;
            if !block.columns.contains_key(c) {
                return Err(nowhere(path));
            }
            Ok(replace(&mut block.rows.get_mut(r).ok_or_else(|| nowhere(path))?.cells, c, value))
        }
        Path::CellMember(s, r, c, member) => {
            let block = &mut section(document, *s, path)?.block;
            if !block.columns.contains_key(c) {
                return Err(nowhere(path));
            }
            set_member(&mut block.rows.get_mut(r).ok_or_else(|| nowhere(path))?.cells, c, member, value, path)
        }
        Path::SectionLine(s, line) => {
            let section = section(document, *s, path)?;
            let text = one(value, path)?;
            let old = match line {
                SectionLine::Heading => std::mem::replace(&mut section.heading, text),
                SectionLine::Label => std::mem::replace(&mut section.label, text),
                SectionLine::Depth => {
                    let depth = text.parse().map_err(|_| misfit(path))?;
                    std::mem::replace(&mut section.depth, depth).to_string()
                }
            };
            Ok(Some(Value::One(old)))
        }
        Path::ColumnLine(s, c, line) => {
            let column = column(document, *s, *c, path)?;
            let text = one(value, path)?;
            let old = match line {
                ColumnLine::Name => std::mem::replace(&mut column.name, text),
                ColumnLine::Key => std::mem::replace(&mut column.key, text),
                ColumnLine::Type => {
                    std::mem::replace(&mut column.column_type, ColumnType::from_word(&text)).as_str().to_owned()
                }
            };
            Ok(Some(Value::One(old)))
        }
        Path::ColumnOption(s, c, key) => {
            let options = &mut column(document, *s, *c, path)?.options;
            let text = one(value, path)?;
            let old = if text.is_empty() { options.remove(key) } else { options.insert(key.clone(), text) };
            Ok(old.map(Value::One))
        }
        Path::ChoiceLine(s, c, id, line) => {
            let choice = column(document, *s, *c, path)?.choices.get_mut(id).ok_or_else(|| nowhere(path))?;
            let text = one(value, path)?;
            let place = match line {
                ChoiceLine::Name => &mut choice.name,
                ChoiceLine::Colour => &mut choice.colour,
            };
            Ok(Some(Value::One(std::mem::replace(place, text))))
        }
        Path::Sections | Path::Columns(_) | Path::Choices(..) | Path::Rows(_) | Path::Guidance(_) | Path::Text(_) => {
            Err(misfit(path))
        }
    }
}

/// The place and the text that a set of one member is about to replace, if it is.
fn text_that_becomes_a_set(document: &Document, path: &Path, mark: Option<&Value>) -> Option<(Path, Option<Value>)> {
    let (whole, member) = path.whole()?;
    let text = document.value(&whole)?;
    let changes = mark.is_some() || text.as_one() == Some(member);
    (changes && matches!(text, Value::One(_))).then(|| (whole, Some(text.clone())))
}

fn replace<K: Ord + Clone>(map: &mut BTreeMap<K, Value>, key: &K, value: Option<Value>) -> Option<Value> {
    match value {
        Some(value) => map.insert(key.clone(), value),
        None => map.remove(key),
    }
}

/// Sets or clears one member of a set; a text that stood there becomes a member first. Clearing a member
/// that is not there changes nothing.
fn set_member<K: Ord + Clone>(
    map: &mut BTreeMap<K, Value>,
    key: &K,
    member: &str,
    mark: Option<Value>,
    path: &Path,
) -> Result<Option<Value>> {
    let mark = match mark {
        None => None,
        Some(Value::One(mark)) => Some(mark),
        Some(Value::Many(_)) => return Err(misfit(path)),
    };
    if mark.is_none() && matches!(map.get(key), Some(Value::One(text)) if text != member) {
        return Ok(None);
    }
    let entry = map.entry(key.clone()).or_insert_with(|| Value::Many(BTreeMap::new()));
    if let Value::One(text) = entry {
        *entry = Value::many([std::mem::take(text)]);
    }
    let Value::Many(members) = entry else {
        return Err(misfit(path));
    };
    let old = match mark {
        Some(mark) => members.insert(member.to_owned(), mark),
        None => members.remove(member),
    };
    if members.is_empty() {
        map.remove(key);
    }
    Ok(old.map(Value::One))
}

fn long_text<'a>(document: &'a mut Document, path: &Path) -> Result<&'a mut String> {
    match path {
        Path::Text(s) => Ok(&mut section(document, *s, path)?.block.text),
        Path::Guidance(s) => Ok(&mut section(document, *s, path)?.guidance),
        Path::Cell(s, r, c) => {
            let block = &mut section(document, *s, path)?.block;
            if !block.columns.contains_key(c) {
                return Err(nowhere(path));
            }
            let row = block.rows.get_mut(r).ok_or_else(|| nowhere(path))?;
            match row.cells.entry(*c).or_insert_with(|| Value::One(String::new())) {
                Value::One(text) => Ok(text),
                Value::Many(_) => Err(misfit(path)),
            }
        }
        _ => Err(misfit(path)),
    }
}

/// An empty cell is absent, also after a splice.
fn prune(document: &mut Document, path: &Path) {
    if let Path::Cell(s, r, c) = path
        && let Some(row) = document.sections.get_mut(s).and_then(|s| s.block.rows.get_mut(r))
        && row.cells.get(c).is_some_and(Value::is_empty)
    {
        row.cells.remove(c);
    }
}

struct Ordered<'a> {
    pos: &'a mut Position,
    deleted_at: &'a mut Option<Timestamp>,
}

/// A thing of an order with its current mark of removal.
fn ordered<'a>(document: &'a mut Document, path: &Path, id: &str) -> Result<(Ordered<'a>, Option<Timestamp>)> {
    let gone = || OperationError::NoSuchPlace(format!("{path}/{id}"));
    let place = match path {
        Path::Sections => {
            let id: SectionId = id.parse().map_err(|_| gone())?;
            let section = document.sections.get_mut(&id).ok_or_else(gone)?;
            Ordered { pos: &mut section.pos, deleted_at: &mut section.deleted_at }
        }
        Path::Columns(s) => {
            let id: ColumnId = id.parse().map_err(|_| gone())?;
            let column = section(document, *s, path)?.block.columns.get_mut(&id).ok_or_else(gone)?;
            Ordered { pos: &mut column.pos, deleted_at: &mut column.deleted_at }
        }
        Path::Rows(s) => {
            let id: RowId = id.parse().map_err(|_| gone())?;
            let row = section(document, *s, path)?.block.rows.get_mut(&id).ok_or_else(gone)?;
            Ordered { pos: &mut row.pos, deleted_at: &mut row.deleted_at }
        }
        Path::Choices(s, c) => {
            let choice = column(document, *s, *c, path)?.choices.get_mut(id).ok_or_else(gone)?;
            Ordered { pos: &mut choice.pos, deleted_at: &mut choice.deleted_at }
        }
        _ => return Err(misfit(path)),
    };
    let mark = *place.deleted_at;
    Ok((place, mark))
}

fn insert(document: &mut Document, path: &Path, id: &str, pos: &Position, item: &Item) -> Result<()> {
    let taken = || OperationError::Exists(id.to_owned());
    match (path, item) {
        (Path::Sections, Item::Section(new)) => {
            let id: SectionId = id.parse().map_err(|_| misfit(path))?;
            if document.sections.contains_key(&id) {
                return Err(taken());
            }
            let section = Section { pos: pos.clone(), deleted_at: None, ..new.clone() };
            document.sections.insert(id, section);
        }
        (Path::Columns(s), Item::Column(new)) => {
            let id: ColumnId = id.parse().map_err(|_| misfit(path))?;
            let columns = &mut grid(document, *s, path)?.columns;
            if columns.contains_key(&id) {
                return Err(taken());
            }
            columns.insert(id, Column { pos: pos.clone(), deleted_at: None, ..new.clone() });
        }
        (Path::Rows(s), Item::Row(new)) => {
            let id: RowId = id.parse().map_err(|_| misfit(path))?;
            let rows = &mut grid(document, *s, path)?.rows;
            if rows.contains_key(&id) {
                return Err(taken());
            }
            let cells = new.cells.iter().filter(|(_, v)| !v.is_empty()).map(|(c, v)| (*c, v.clone())).collect();
            rows.insert(id, Row { pos: pos.clone(), deleted_at: None, cells });
        }
        (Path::Choices(s, c), Item::Choice(new)) => {
            let choices = &mut column(document, *s, *c, path)?.choices;
            if choices.contains_key(id) {
                return Err(taken());
            }
            choices.insert(id.to_owned(), Choice { pos: pos.clone(), deleted_at: None, ..new.clone() });
        }
        _ => return Err(misfit(path)),
    }
    Ok(())
}

fn grid<'a>(document: &'a mut Document, s: SectionId, path: &Path) -> Result<&'a mut Block> {
    let section = section(document, s, path)?;
    if section.kind == BlockKind::Prose { Err(misfit(path)) } else { Ok(&mut section.block) }
}
