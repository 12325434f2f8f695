//! The five operations on the merged form. `Document::apply` on the plain value has accepted the
//! operation already, so what is missing here is a fault, not a mistake of the caller.

use automerge::transaction::{Transactable, Transaction};
use automerge::{ObjId, ObjType, ROOT, ReadDoc, ScalarValue, Value as Stored};
use bridgebook_domain::path::SectionLine;
use bridgebook_domain::text::{smallest_splice, utf16_len};
use bridgebook_domain::{Document, Item, Operation, Path, SectionId, Value};
use std::collections::BTreeMap;

use super::{engine, shape};
use crate::error::{Result, StoreError};

/// What the plain value held at the path before the operation.
pub(super) struct Before {
    /// Value of a header field, setting or cell.
    value: Option<Value>,
    /// Whether the cell's column holds long text.
    is_long: bool,
    /// Columns of the block, for a row that is inserted.
    columns: BTreeMap<bridgebook_domain::ColumnId, bridgebook_domain::Column>,
}

impl Before {
    pub fn of(document: &Document, path: &Path) -> Self {
        let value = match path.whole() {
            Some((whole, _)) => document.value(&whole),
            None => document.value(path),
        };
        let block = path.section().and_then(|s| document.sections.get(&s)).map(|s| &s.block);
        let is_long = match path {
            Path::Cell(_, _, c) => block.and_then(|b| b.columns.get(c)).is_some_and(|c| c.column_type.is_long_text()),
            _ => false,
        };
        let columns = match path {
            Path::Rows(_) => block.map(|b| b.columns.clone()).unwrap_or_default(),
            _ => BTreeMap::new(),
        };
        Self { value: value.cloned(), is_long, columns }
    }
}

/// The operation without values that mean nothing: an empty text or set is an absent one.
pub(crate) fn normalised(operation: &Operation) -> Operation {
    let mut operation = operation.clone();
    match &mut operation {
        Operation::Insert { initial: Some(Item::Section(section)), .. } => normalise_section(section),
        Operation::Insert { initial: Some(Item::Row(row)), .. } => row.cells.retain(|_, v| !v.is_empty()),
        Operation::Insert { initial: Some(Item::Column(column)), .. } => column.options.retain(|_, v| !v.is_empty()),
        _ => {}
    }
    operation
}

/// A whole document without values that mean nothing.
pub(crate) fn normalised_document(document: &Document) -> Document {
    let mut document = document.clone();
    document.header.retain(|_, v| !v.is_empty());
    document.sections.values_mut().for_each(normalise_section);
    document
}

fn normalise_section(section: &mut bridgebook_domain::Section) {
    section.block.settings.retain(|_, v| !v.is_empty());
    section.block.columns.values_mut().for_each(|c| c.options.retain(|_, v| !v.is_empty()));
    section.block.rows.values_mut().for_each(|r| r.cells.retain(|_, v| !v.is_empty()));
}

pub(super) fn apply(tx: &mut Transaction<'_>, before: &Before, operation: &Operation) -> Result<()> {
    match operation {
        Operation::Set { path, value } => set(tx, before, path, value.as_ref()),
        Operation::Splice { path, at, remove, insert } => splice(tx, path, *at, *remove, insert),
        Operation::Insert { path, id, pos, initial: Some(item) } => {
            let order = order(tx, path)?;
            let value = match item {
                Item::Section(new) => {
                    let new = bridgebook_domain::Section { pos: pos.clone(), deleted_at: None, ..new.clone() };
                    shape::section(&new)
                }
                Item::Column(new) => {
                    let new = bridgebook_domain::Column { pos: pos.clone(), deleted_at: None, ..new.clone() };
                    shape::column(&new)
                }
                Item::Choice(new) => {
                    let new = bridgebook_domain::Choice { pos: pos.clone(), deleted_at: None, ..new.clone() };
                    shape::choice(&new)
                }
                Item::Row(new) => {
                    let new = bridgebook_domain::Row { pos: pos.clone(), deleted_at: None, cells: new.cells.clone() };
                    shape::row(&new, &before.columns)
                }
            };
            tx.batch_create_object(&order, canonical_id(path, id), &value, false).map(drop).map_err(engine)
        }
        Operation::Insert { path, id, pos, initial: None } => {
            let thing = thing(tx, path, id)?;
            put(tx, &thing, "pos", pos.as_str())?;
            clear(tx, &thing, "deleted_at")
        }
        Operation::Move { path, id, pos } => {
            let thing = thing(tx, path, id)?;
            put(tx, &thing, "pos", pos.as_str())
        }
        Operation::Remove { path, id, at } => {
            let thing = thing(tx, path, id)?;
            put(tx, &thing, "deleted_at", &at.to_string())
        }
    }
}

fn set(tx: &mut Transaction<'_>, before: &Before, path: &Path, value: Option<&Value>) -> Result<()> {
    let one = || value.and_then(Value::as_one).unwrap_or("");
    match path {
        Path::Header(_) | Path::Setting(..) | Path::Cell(..) => {
            let (fields, key) = place(tx, path)?;
            replace(tx, &fields, &key, before, value)
        }
        Path::HeaderMember(_, member) | Path::SettingMember(_, _, member) | Path::CellMember(_, _, _, member) => {
            let (fields, key) = place(tx, path)?;
            set_member(tx, &fields, &key, before, member, value.map(|v| v.as_one().unwrap_or("")))
        }
        Path::SectionLine(s, SectionLine::Depth) => {
            let section = section(tx, *s)?;
            let depth: u64 = one().parse().map_err(|_| missing(path))?;
            tx.put(&section, "depth", depth).map_err(engine)
        }
        Path::SectionLine(s, line) => {
            let section = section(tx, *s)?;
            put(tx, &section, line.word(), one())
        }
        Path::ColumnLine(s, c, line) => {
            let column = walk(tx, section(tx, *s)?, &["block", "columns", &c.to_string()])?;
            put(tx, &column, line.word(), one())
        }
        Path::ColumnOption(s, c, key) => {
            let options = walk(tx, section(tx, *s)?, &["block", "columns", &c.to_string(), "options"])?;
            if one().is_empty() { clear(tx, &options, key) } else { put(tx, &options, key, one()) }
        }
        Path::ChoiceLine(s, c, id, line) => {
            let choice = walk(tx, section(tx, *s)?, &["block", "columns", &c.to_string(), "choices", id])?;
            put(tx, &choice, line.word(), one())
        }
        Path::Sections | Path::Columns(_) | Path::Choices(..) | Path::Rows(_) | Path::Guidance(_) | Path::Text(_) => {
            Err(missing(path))
        }
    }
}

/// Sets a whole value: one text, a set, or nothing.
fn replace(tx: &mut Transaction<'_>, fields: &ObjId, key: &str, before: &Before, value: Option<&Value>) -> Result<()> {
    let keep: &BTreeMap<String, String> = match value {
        Some(Value::Many(members)) => members,
        _ => &BTreeMap::new(),
    };
    if let Some(Value::Many(old)) = &before.value {
        for member in old.keys().filter(|m| !keep.contains_key(*m)) {
            clear(tx, fields, &shape::member_key(key, member))?;
        }
    }
    for (member, mark) in keep {
        put(tx, fields, &shape::member_key(key, member), mark)?;
    }
    let new = match value {
        Some(Value::One(text)) => text.as_str(),
        _ => "",
    };
    match stored(tx, fields, key)? {
        // The text object stays, so that somebody who types in it meanwhile keeps the words.
        Found::Text(text) => {
            let old = tx.text(&text).map_err(engine)?;
            let (at, remove, insert) = smallest_splice(&old, new);
            splice_text(tx, &text, at, remove, &insert)
        }
        _ if new.is_empty() => clear(tx, fields, key),
        _ if before.is_long => {
            let text = tx.put_object(fields, key, ObjType::Text).map_err(engine)?;
            splice_text(tx, &text, 0, 0, new)
        }
        _ => put(tx, fields, key, new),
    }
}

/// Sets or clears one member; a text that stood there becomes a member first, unless there is nothing to clear.
fn set_member(
    tx: &mut Transaction<'_>,
    fields: &ObjId,
    key: &str,
    before: &Before,
    member: &str,
    mark: Option<&str>,
) -> Result<()> {
    if mark.is_none() && matches!(&before.value, Some(Value::One(text)) if text != member) {
        return Ok(());
    }
    let old = match stored(tx, fields, key)? {
        Found::Text(text) => {
            let old = tx.text(&text).map_err(engine)?;
            splice_text(tx, &text, 0, utf16_len(&old), "")?;
            old
        }
        Found::Line(old) => {
            clear(tx, fields, key)?;
            old
        }
        Found::Nothing => String::new(),
    };
    let is_kept = matches!(&before.value, Some(Value::Many(members)) if members.contains_key(&old));
    if !old.is_empty() && (matches!(&before.value, Some(Value::One(_))) || is_kept) && old != member {
        put_new(tx, fields, &shape::member_key(key, &old))?;
    }
    let key = shape::member_key(key, member);
    match mark {
        Some(mark) => put(tx, fields, &key, mark),
        None => clear(tx, fields, &key),
    }
}

fn splice(tx: &mut Transaction<'_>, path: &Path, at: u32, remove: u32, insert: &str) -> Result<()> {
    let (fields, key) = match path {
        Path::Text(s) => (walk(tx, section(tx, *s)?, &["block"])?, "text".to_owned()),
        Path::Guidance(s) => (section(tx, *s)?, "guidance".to_owned()),
        path => place(tx, path)?,
    };
    match stored(tx, &fields, &key)? {
        Found::Text(text) => splice_text(tx, &text, at, remove, insert),
        other => {
            let old = match other {
                Found::Line(old) => old,
                _ => String::new(),
            };
            let text = tx.put_object(&fields, key.as_str(), ObjType::Text).map_err(engine)?;
            splice_text(tx, &text, 0, 0, &old)?;
            splice_text(tx, &text, at, remove, insert)
        }
    }
}

fn splice_text(tx: &mut Transaction<'_>, text: &ObjId, at: u32, remove: u32, insert: &str) -> Result<()> {
    if remove == 0 && insert.is_empty() {
        return Ok(());
    }
    let remove = isize::try_from(remove).map_err(|_| StoreError::Engine("a splice is too long".to_owned()))?;
    tx.splice_text(text, at as usize, remove, insert).map_err(engine)
}

/// The map that holds a value, and the key of the value in it.
fn place(tx: &Transaction<'_>, path: &Path) -> Result<(ObjId, String)> {
    match path {
        Path::Header(key) | Path::HeaderMember(key, _) => Ok((walk(tx, ROOT, &["header"])?, shape::escape(key))),
        Path::Setting(s, key) | Path::SettingMember(s, key, _) => {
            Ok((walk(tx, section(tx, *s)?, &["block", "settings"])?, shape::escape(key)))
        }
        Path::Cell(s, r, c) | Path::CellMember(s, r, c, _) => {
            let cells = walk(tx, section(tx, *s)?, &["block", "rows", &r.to_string(), "cells"])?;
            Ok((cells, c.to_string()))
        }
        path => Err(missing(path)),
    }
}

/// The map of an order.
fn order(tx: &Transaction<'_>, path: &Path) -> Result<ObjId> {
    match path {
        Path::Sections => walk(tx, ROOT, &["sections"]),
        Path::Columns(s) => walk(tx, section(tx, *s)?, &["block", "columns"]),
        Path::Rows(s) => walk(tx, section(tx, *s)?, &["block", "rows"]),
        Path::Choices(s, c) => walk(tx, section(tx, *s)?, &["block", "columns", &c.to_string(), "choices"]),
        path => Err(missing(path)),
    }
}

fn thing(tx: &Transaction<'_>, path: &Path, id: &str) -> Result<ObjId> {
    walk(tx, order(tx, path)?, &[canonical_id(path, id).as_str()])
}

/// Ids of sections, columns and rows in the one way they are written; ids of choices are free.
fn canonical_id(path: &Path, id: &str) -> String {
    match path {
        Path::Choices(..) => id.to_owned(),
        _ => id.parse::<SectionId>().map_or_else(|_| id.to_owned(), |id| id.to_string()),
    }
}

fn section(tx: &Transaction<'_>, id: SectionId) -> Result<ObjId> {
    walk(tx, ROOT, &["sections", &id.to_string()])
}

fn walk(tx: &Transaction<'_>, from: ObjId, keys: &[&str]) -> Result<ObjId> {
    keys.iter().try_fold(from, |at, key| match tx.get(&at, *key).map_err(engine)? {
        Some((Stored::Object(ObjType::Map), id)) => Ok(id),
        _ => Err(StoreError::Engine(format!("“{key}” is missing in the merged form"))),
    })
}

/// What stands under a key.
enum Found {
    Nothing,
    Text(ObjId),
    Line(String),
}

fn stored(tx: &Transaction<'_>, fields: &ObjId, key: &str) -> Result<Found> {
    Ok(match tx.get(fields, key).map_err(engine)? {
        None => Found::Nothing,
        Some((Stored::Object(ObjType::Text), id)) => Found::Text(id),
        Some((Stored::Scalar(scalar), _)) => Found::Line(scalar.as_str().unwrap_or("").to_owned()),
        // A shape of a newer version is replaced as a line would be.
        Some((Stored::Object(_), _)) => Found::Line(String::new()),
    })
}

fn put(tx: &mut Transaction<'_>, fields: &ObjId, key: &str, text: &str) -> Result<()> {
    tx.put(fields, key, ScalarValue::Str(text.into())).map_err(engine)
}

/// Puts an empty mark where there is none.
fn put_new(tx: &mut Transaction<'_>, fields: &ObjId, key: &str) -> Result<()> {
    match stored(tx, fields, key)? {
        Found::Nothing => put(tx, fields, key, ""),
        _ => Ok(()),
    }
}

fn clear(tx: &mut Transaction<'_>, fields: &ObjId, key: &str) -> Result<()> {
    match stored(tx, fields, key)? {
        Found::Nothing => Ok(()),
        _ => tx.delete(fields, key).map_err(engine),
    }
}

fn missing(path: &Path) -> StoreError {
    StoreError::Engine(format!("{path} is not a place of the merged form"))
}
