//! Canonical content: what is compared, hashed and printed as a hash.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::block::{Block, Row, Section};
use crate::document::Document;
use crate::trigger::ruled_tables;
use crate::value::Value;

/// The content of a document as JSON with sorted keys, ids kept and removed things left out: what the
/// store keeps for reading.
#[must_use]
pub fn content(document: &Document) -> Json {
    serde_json::to_value(live(document)).expect("a document is plain data with text keys")
}

/// A document without what was removed and without values that mean nothing.
#[must_use]
pub fn live(document: &Document) -> Document {
    let sections = document.sections.iter().filter(|(_, s)| s.deleted_at.is_none());
    Document {
        format: document.format,
        header: live_header(document),
        sections: sections.map(|(id, section)| (*id, live_section(section))).collect(),
    }
}

/// The header without fields that hold nothing.
#[must_use]
pub fn live_header(document: &Document) -> BTreeMap<String, Value> {
    document.header.iter().filter(|(_, v)| !v.is_empty()).map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// A section without what was removed in it and without cells that hold nothing.
#[must_use]
pub fn live_section(section: &Section) -> Section {
    let mut columns: BTreeMap<_, _> =
        section.block.columns.iter().filter(|(_, c)| c.deleted_at.is_none()).map(|(id, c)| (*id, c.clone())).collect();
    for column in columns.values_mut() {
        column.choices.retain(|_, c| c.deleted_at.is_none());
    }
    let rows = section.block.rows.iter().filter(|(_, r)| r.deleted_at.is_none()).map(|(id, row)| {
        let cells = row.cells.iter().filter(|(c, v)| columns.contains_key(*c) && !v.is_empty());
        let cells = cells.map(|(column, value)| (*column, value.clone())).collect();
        (*id, Row { pos: row.pos.clone(), cells, deleted_at: None })
    });
    let rows = rows.collect();
    let block = Block { text: section.block.text.clone(), settings: section.block.settings.clone(), columns, rows };
    Section {
        pos: section.pos.clone(),
        heading: section.heading.clone(),
        depth: section.depth,
        label: section.label.clone(),
        guidance: section.guidance.clone(),
        kind: section.kind.clone(),
        block,
        deleted_at: section.deleted_at,
    }
}

/// SHA-256, in hexadecimal, of the canonical content with reference ids, without status, version and the
/// approvals: what is printed on each page, and what an approval is bound to where a document has no cases by rules.
#[must_use]
pub fn content_hash(document: &Document) -> String {
    hash_of_plan(live(document))
}

/// As [`content_hash`], without the cases that the document holds: they come and go by the rules that were approved, and no
/// approval ends with them. Of a document without rules or tables of cases it is the same.
#[must_use]
pub fn approval_hash(document: &Document) -> String {
    let mut kept = live(document);
    for section in ruled_tables(document) {
        if let Some(section) = kept.sections.get_mut(&section) {
            section.block.rows.clear();
        }
    }
    hash_of_plan(kept)
}

/// Whether a hash that an approval is bound to is that of a document. Before cases were left out it was that of all.
#[must_use]
pub fn is_approved_content(document: &Document, hash: &str) -> bool {
    approval_hash(document) == hash || !ruled_tables(document).is_empty() && content_hash(document) == hash
}

fn hash_of_plan(mut kept: Document) -> String {
    for key in ["status", "version", "last_reviewed", "last_tested"] {
        kept.header.remove(key);
    }
    kept.sections.retain(|_, s| s.kind != crate::block::BlockKind::Approvals);
    hash(&serde_json::to_value(&kept).expect("a document is plain data with text keys"))
}

/// SHA-256, in hexadecimal, of the canonical text of a JSON value.
#[must_use]
pub fn hash(json: &Json) -> String {
    hex(&Sha256::digest(text(json).as_bytes()))
}

/// JSON as text with keys sorted at every level. `serde_json` sorts only while no package of the build
/// turns on its `preserve_order`, which a hash must not depend on.
#[must_use]
pub fn text(json: &Json) -> String {
    let mut out = String::new();
    write(json, &mut out);
    out
}

fn write(json: &Json, out: &mut String) {
    match json {
        Json::Object(map) => {
            let mut keys: Vec<_> = map.iter().collect();
            keys.sort_by_key(|(key, _)| key.as_str());
            out.push('{');
            for (n, (key, value)) in keys.into_iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                write_text(key, out);
                out.push(':');
                write(value, out);
            }
            out.push('}');
        }
        Json::Array(list) => {
            out.push('[');
            for (n, value) in list.iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                write(value, out);
            }
            out.push(']');
        }
        Json::String(text) => write_text(text, out),
        scalar => out.push_str(&scalar.to_string()),
    }
}

/// A text in quotes. Nearly all stand in JSON as they are, and a document has thousands of them.
fn write_text(text: &str, out: &mut String) {
    if text.bytes().any(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
        out.push_str(&Json::from(text).to_string());
        return;
    }
    out.reserve(text.len() + 2);
    out.push('"');
    out.push_str(text);
    out.push('"');
}

/// Bytes as lowercase hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// The content without ids and positions, in order: two documents are equal when this is equal. It is
/// what export and import must keep.
#[must_use]
pub fn equality(document: &Document) -> Json {
    let named = |column: &crate::block::Column, value: &Value| -> Json {
        let name = |m: &str| column.choices.get(m).map_or_else(|| m.to_owned(), |c| c.name.clone());
        match value {
            Value::One(text) if !column.is_many() => Json::String(name(text)),
            // Letters have no order; their marks are notes.
            Value::Many(letters) if column.column_type == crate::value::ColumnType::Letters => letters
                .iter()
                .map(|(letter, mark)| match crate::raci::note(mark) {
                    "" => Json::String(letter.clone()),
                    note => serde_json::json!([letter, note]),
                })
                .collect(),
            value => value.members().into_iter().map(|m| Json::String(name(m))).collect(),
        }
    };
    let sections: Vec<Json> = document
        .live_sections()
        .into_iter()
        .map(|(_, s)| {
            let columns = s.block.live_columns();
            let rows: Vec<Json> = s
                .block
                .live_rows()
                .into_iter()
                .map(|(_, row)| {
                    columns
                        .iter()
                        .map(|(id, column)| match row.cells.get(id).filter(|v| !v.is_empty()) {
                            Some(value) => named(column, value),
                            None => Json::Null,
                        })
                        .collect()
                })
                .collect();
            let columns: Vec<Json> = columns
                .iter()
                .map(|(_, c)| {
                    let choices: Vec<_> = c.live_choices().into_iter().map(|(_, c)| (&c.name, &c.colour)).collect();
                    serde_json::json!([c.key, c.name, c.column_type, c.options, choices])
                })
                .collect();
            serde_json::json!({
                "heading": s.heading, "depth": s.depth, "label": s.label, "guidance": s.guidance, "kind": s.kind,
                "text": s.block.text, "settings": s.block.settings, "columns": columns, "rows": rows,
            })
        })
        .collect();
    let header: std::collections::BTreeMap<_, _> = document.header.iter().filter(|(_, v)| !v.is_empty()).collect();
    serde_json::json!({ "header": header, "sections": sections })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn texts_stand_in_canonical_text_as_json_writes_them(text in "[a-c \"\\\\\u{0}-\u{1f}\u{7f}é🚨]{0,12}", key in "[a\"\n]{0,3}") {
            let json = serde_json::json!({ key.as_str(): [text.as_str(), 1, null, true] });
            prop_assert_eq!(super::text(&json), json.to_string());
        }
    }
}
