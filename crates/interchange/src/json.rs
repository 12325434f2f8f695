//! A document as JSON: its stored content, and the names of its references at the moment of export.

use std::collections::BTreeMap;

use bridgebook_domain::document::FORMAT;
use bridgebook_domain::{Document, Value, canonical};

use crate::names::Names;

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
