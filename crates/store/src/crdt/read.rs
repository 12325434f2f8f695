//! Automerge values as plain values. Reads what newer and older versions wrote: a field that is missing
//! has its default, one that is not known stays in the merged form untouched.

use std::collections::BTreeMap;

use automerge::hydrate::{Map, Value as Hydrated};
use automerge::{Automerge, ChangeHash, ScalarValue};
use bridgebook_domain::document::FORMAT;
use bridgebook_domain::{
    Block, BlockKind, Choice, Column, ColumnId, ColumnType, Document, Position, Row, Section, Value,
};
use jiff::Timestamp;

use super::shape::{MEMBER, unescape};

/// The document at these heads, or now.
pub(super) fn document(doc: &Automerge, heads: Option<&[ChangeHash]>) -> Document {
    let root = doc.hydrate(heads);
    let Hydrated::Map(root) = &root else {
        return Document { format: FORMAT, header: BTreeMap::new(), sections: BTreeMap::new() };
    };
    let format = match root.get("format") {
        Some(Hydrated::Scalar(scalar)) => scalar.as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(FORMAT),
        _ => FORMAT,
    };
    let header = map(root, "header").map(|m| values(m, |key| Some(unescape(key)))).unwrap_or_default();
    let sections = items(root, "sections", |id| id.parse().ok(), section);
    Document { format, header, sections }
}

fn section(fields: &Map) -> Section {
    Section {
        pos: position(fields),
        heading: text(fields, "heading"),
        depth: number(fields, "depth").unwrap_or(1),
        label: text(fields, "label"),
        guidance: text(fields, "guidance"),
        kind: BlockKind::from_word(&text(fields, "kind")),
        block: map(fields, "block").map(block).unwrap_or_default(),
        deleted_at: deleted_at(fields),
    }
}

fn block(fields: &Map) -> Block {
    Block {
        text: text(fields, "text"),
        settings: map(fields, "settings").map(|m| values(m, |key| Some(unescape(key)))).unwrap_or_default(),
        columns: items(fields, "columns", |id| id.parse().ok(), column),
        rows: items(fields, "rows", |id| id.parse().ok(), row),
    }
}

fn column(fields: &Map) -> Column {
    let options = map(fields, "options").map(|options| {
        let list = options.iter().map(|(key, entry)| (key.clone(), words(&entry.value)));
        list.filter(|(_, value)| !value.is_empty()).collect()
    });
    Column {
        pos: position(fields),
        key: text(fields, "key"),
        name: text(fields, "name"),
        column_type: ColumnType::from_word(&text(fields, "type")),
        options: options.unwrap_or_default(),
        choices: items(fields, "choices", |id| Some(id.to_owned()), choice),
        deleted_at: deleted_at(fields),
    }
}

fn choice(fields: &Map) -> Choice {
    Choice {
        pos: position(fields),
        name: text(fields, "name"),
        colour: text(fields, "colour"),
        deleted_at: deleted_at(fields),
    }
}

fn row(fields: &Map) -> Row {
    Row {
        pos: position(fields),
        cells: map(fields, "cells").map(|m| values(m, |key| key.parse::<ColumnId>().ok())).unwrap_or_default(),
        deleted_at: deleted_at(fields),
    }
}

fn items<K: Ord, T>(
    fields: &Map,
    name: &str,
    key: impl Fn(&str) -> Option<K>,
    read: impl Fn(&Map) -> T,
) -> BTreeMap<K, T> {
    let Some(list) = map(fields, name) else { return BTreeMap::new() };
    list.iter()
        .filter_map(|(id, entry)| match &entry.value {
            Hydrated::Map(fields) => Some((key(id)?, read(fields))),
            _ => None,
        })
        .collect()
}

/// Values from flattened keys. One text beside members (a set and a text made at once by two people)
/// becomes a member, so neither is lost.
fn values<K: Ord>(fields: &Map, key: impl Fn(&str) -> Option<K>) -> BTreeMap<K, Value> {
    let mut ones: BTreeMap<K, String> = BTreeMap::new();
    let mut sets: BTreeMap<K, BTreeMap<String, String>> = BTreeMap::new();
    for (name, entry) in fields.iter() {
        match name.split_once(MEMBER) {
            Some((base, member)) => {
                if let Some(base) = key(base) {
                    sets.entry(base).or_default().insert(member.to_owned(), words(&entry.value));
                }
            }
            None => {
                let one = words(&entry.value);
                if let (Some(base), false) = (key(name), one.is_empty()) {
                    ones.insert(base, one);
                }
            }
        }
    }
    let mut values: BTreeMap<K, Value> = BTreeMap::new();
    for (base, mut members) in sets {
        if let Some(one) = ones.remove(&base) {
            members.entry(one).or_default();
        }
        values.insert(base, Value::Many(members));
    }
    values.extend(ones.into_iter().map(|(base, one)| (base, Value::One(one))));
    values
}

fn map<'a>(fields: &'a Map, name: &str) -> Option<&'a Map> {
    match fields.get(name) {
        Some(Hydrated::Map(map)) => Some(map),
        _ => None,
    }
}

fn text(fields: &Map, name: &str) -> String {
    fields.get(name).map(words).unwrap_or_default()
}

fn words(value: &Hydrated) -> String {
    match value {
        Hydrated::Text(text) => text.into(),
        Hydrated::Scalar(ScalarValue::Str(text)) => text.to_string(),
        _ => String::new(),
    }
}

fn number(fields: &Map, name: &str) -> Option<u8> {
    match fields.get(name) {
        Some(Hydrated::Scalar(scalar)) => scalar.as_u64().and_then(|n| u8::try_from(n).ok()),
        _ => None,
    }
}

fn position(fields: &Map) -> Position {
    Position::stored(text(fields, "pos"))
}

fn deleted_at(fields: &Map) -> Option<Timestamp> {
    text(fields, "deleted_at").parse().ok()
}
