//! Plain values as automerge values: the shape that every stored change has. Additive only.
//!
//! ```text
//! { format, header { <key>: text, <key>\x1f<member>: mark },
//!   sections { <id>: { pos, heading, depth, label, guidance: Text, kind, deleted_at?,
//!     block { text: Text, settings { as header }, columns { <id>: { pos, key, name, type, options {},
//!       choices { <id>: { pos, name, colour, deleted_at? } }, deleted_at? } },
//!       rows { <id>: { pos, cells { as header }, deleted_at? } } } } } }
//! ```
//! A set is stored as one key per member, so that two people who each add one to a set that nobody had
//! made yet both keep theirs.

use std::collections::{BTreeMap, HashMap};

use automerge::hydrate::{Map, Value as Hydrated};
use bridgebook_domain::{Block, Choice, Column, ColumnId, Document, Row, Section, Value};
use jiff::Timestamp;

use super::ENCODING;

/// Between the name of a set and its member.
pub(super) const MEMBER: char = '\u{1f}';

type Fields = HashMap<String, Hydrated>;

pub(super) fn document(document: &Document) -> Map {
    let header = document.header.iter().map(|(k, v)| (escape(k), v, false));
    let sections: Fields = document.sections.iter().map(|(id, s)| (id.to_string(), section(s))).collect();
    let mut root = Fields::new();
    root.insert("format".to_owned(), Hydrated::from(u64::from(document.format)));
    root.insert("header".to_owned(), values(header));
    root.insert("sections".to_owned(), map(sections));
    Map::from(root)
}

pub(super) fn section(section: &Section) -> Hydrated {
    let mut fields = Fields::new();
    fields.insert("pos".to_owned(), line(section.pos.as_str()));
    fields.insert("heading".to_owned(), line(&section.heading));
    fields.insert("depth".to_owned(), Hydrated::from(u64::from(section.depth)));
    fields.insert("label".to_owned(), line(&section.label));
    fields.insert("guidance".to_owned(), text(&section.guidance));
    fields.insert("kind".to_owned(), line(section.kind.as_str()));
    fields.insert("block".to_owned(), block(&section.block));
    mark(&mut fields, section.deleted_at);
    map(fields)
}

fn block(block: &Block) -> Hydrated {
    let settings = block.settings.iter().map(|(k, v)| (escape(k), v, false));
    let columns: Fields = block.columns.iter().map(|(id, c)| (id.to_string(), column(c))).collect();
    let rows: Fields = block.rows.iter().map(|(id, r)| (id.to_string(), row(r, &block.columns))).collect();
    let mut fields = Fields::new();
    fields.insert("text".to_owned(), text(&block.text));
    fields.insert("settings".to_owned(), values(settings));
    fields.insert("columns".to_owned(), map(columns));
    fields.insert("rows".to_owned(), map(rows));
    map(fields)
}

pub(super) fn column(column: &Column) -> Hydrated {
    let options: Fields = column.options.iter().map(|(k, v)| (k.clone(), line(v))).collect();
    let choices: Fields = column.choices.iter().map(|(id, c)| (id.clone(), choice(c))).collect();
    let mut fields = Fields::new();
    fields.insert("pos".to_owned(), line(column.pos.as_str()));
    fields.insert("key".to_owned(), line(&column.key));
    fields.insert("name".to_owned(), line(&column.name));
    fields.insert("type".to_owned(), line(column.column_type.as_str()));
    fields.insert("options".to_owned(), map(options));
    fields.insert("choices".to_owned(), map(choices));
    mark(&mut fields, column.deleted_at);
    map(fields)
}

pub(super) fn choice(choice: &Choice) -> Hydrated {
    let mut fields = Fields::new();
    fields.insert("pos".to_owned(), line(choice.pos.as_str()));
    fields.insert("name".to_owned(), line(&choice.name));
    fields.insert("colour".to_owned(), line(&choice.colour));
    mark(&mut fields, choice.deleted_at);
    map(fields)
}

pub(super) fn row(row: &Row, columns: &BTreeMap<ColumnId, Column>) -> Hydrated {
    let is_long = |id: &ColumnId| columns.get(id).is_some_and(|c| c.column_type.is_long_text());
    let cells = row.cells.iter().map(|(id, v)| (id.to_string(), v, is_long(id)));
    let mut fields = Fields::new();
    fields.insert("pos".to_owned(), line(row.pos.as_str()));
    fields.insert("cells".to_owned(), values(cells));
    mark(&mut fields, row.deleted_at);
    map(fields)
}

/// Values under flattened keys; the flag says that one text is long and becomes a Text.
fn values<'a>(list: impl Iterator<Item = (String, &'a Value, bool)>) -> Hydrated {
    let mut fields = Fields::new();
    for (key, value, is_long) in list {
        match value {
            Value::One(one) if one.is_empty() => {}
            Value::One(one) => {
                fields.insert(key, if is_long { text(one) } else { line(one) });
            }
            Value::Many(members) => {
                for (member, mark) in members {
                    fields.insert(member_key(&key, member), line(mark));
                }
            }
        }
    }
    map(fields)
}

/// The key of a member; `key` is escaped already.
pub(super) fn member_key(key: &str, member: &str) -> String {
    format!("{key}{MEMBER}{member}")
}

/// A free name as a key that cannot be taken for a member.
pub(super) fn escape(key: &str) -> String {
    key.replace('%', "%25").replace(MEMBER, "%1F")
}

pub(super) fn unescape(key: &str) -> String {
    key.replace("%1F", "\u{1f}").replace("%25", "%")
}

fn line(text: &str) -> Hydrated {
    Hydrated::from(text)
}

fn text(text: &str) -> Hydrated {
    Hydrated::text(ENCODING, text)
}

fn map(fields: Fields) -> Hydrated {
    Hydrated::Map(Map::from(fields))
}

fn mark(fields: &mut Fields, deleted_at: Option<Timestamp>) {
    if let Some(at) = deleted_at {
        fields.insert("deleted_at".to_owned(), line(&at.to_string()));
    }
}
