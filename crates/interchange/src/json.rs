//! A document as JSON: its stored content, and the names of its references at the moment of export.

use std::collections::BTreeMap;

use bridgebook_domain::document::FORMAT;
use bridgebook_domain::{Block, Document, Value, canonical};

use crate::names::Names;
use crate::values::{self, Plain};

/// `{"bridgebook": 1, "content": ..., "names": {id: name}}`, keys sorted, one line, ending with a line break.
#[must_use]
pub fn export_json(document: &Document, names: &dyn Names) -> String {
    let mut found = BTreeMap::new();
    let cells = document
        .live_sections()
        .into_iter()
        .flat_map(|(_, s)| s.block.live_rows().into_iter().flat_map(|(_, row)| row.cells.values()));
    for member in document.header.values().chain(cells).flat_map(Value::members) {
        if let Some(name) = names.name(member) {
            found.insert(member.to_owned(), name);
        }
    }
    let json = serde_json::json!({ "bridgebook": FORMAT, "content": canonical::content(document), "names": found });
    canonical::text(&json) + "\n"
}

/// One table as JSON for other programs: `{"bridgebook": 1, "table": heading, "columns": [{"name", "key",
/// "type"}], "rows": [{name: value}]}`. Values are stored ones with choices and references by name, sets as
/// lists; an empty cell is absent. Columns of one name are told apart by a number behind it.
#[must_use]
pub fn export_table_json(heading: &str, block: &Block, names: &dyn Names) -> String {
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    let columns: Vec<_> = block
        .live_columns()
        .into_iter()
        .map(|(id, column)| {
            let times = used.entry(column.name.clone()).or_default();
            *times += 1;
            let name = if *times > 1 { format!("{} {times}", column.name) } else { column.name.clone() };
            (id, column, name)
        })
        .collect();
    let heads: Vec<_> = columns
        .iter()
        .map(|(_, c, name)| serde_json::json!({ "name": name, "key": c.key, "type": c.column_type.as_str() }))
        .collect();
    let named = |text: &str| names.name(text).unwrap_or_else(|| text.to_owned());
    let rows: Vec<_> = block
        .live_rows()
        .into_iter()
        .map(|(_, row)| {
            let cells = columns.iter().filter_map(|(id, column, name)| {
                let value = match values::plain(column, row.cells.get(id)?)? {
                    Plain::One(text) => serde_json::json!(named(&text)),
                    Plain::Many(members) => serde_json::json!(members.iter().map(|m| named(m)).collect::<Vec<_>>()),
                    Plain::Noted(letters) => serde_json::json!(letters.keys().collect::<Vec<_>>()),
                };
                Some((name.clone(), value))
            });
            serde_json::Value::Object(cells.collect())
        })
        .collect();
    let json = serde_json::json!({ "bridgebook": FORMAT, "table": heading, "columns": heads, "rows": rows });
    canonical::text(&json) + "\n"
}
