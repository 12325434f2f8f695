//! How those are reached whom the rules name, where the document has no contacts: as the directory has it. A
//! matrix often has no list of its own, and another tool cannot call a name.

use std::collections::BTreeSet;

use bridgebook_domain::directory::reach::{Standing, reach};
use bridgebook_domain::directory::{ContactMethod, Directory};
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::{BlockKind, ColumnType, Document, Section};
use serde_json::{Map, Value as Json, json};

use super::{TABLES, filled, reference};
use crate::names::Names;

const ANYBODY: [ReferenceKind; 4] =
    [ReferenceKind::Person, ReferenceKind::Role, ReferenceKind::Team, ReferenceKind::Vendor];
/// The ways of a contact, in their order.
const WAYS: [&str; 4] = ["primary", "alternate", "contingency", "emergency"];

/// The contacts of those whom levels, triggers and the tables beside them name, in the order in which they are named
/// first, without those who are contacts of the document.
pub(super) fn contacts(document: &Document, names: &dyn Names, directory: &Directory) -> Vec<Json> {
    let own = document.sections_of(&BlockKind::Contacts);
    let mut told: BTreeSet<String> =
        own.iter().flat_map(|(_, section)| named(section)).map(|who| directory.key(&ANYBODY, &who)).collect();
    let is_rule = |section: &Section| {
        matches!(section.kind, BlockKind::Escalation | BlockKind::Triggers)
            || TABLES.contains(&section.block.setting("preset"))
    };
    let sections = document.live_sections().into_iter().map(|(_, section)| section).filter(|section| is_rule(section));
    let all = sections.flat_map(named).filter(|who| told.insert(directory.key(&ANYBODY, who)));
    all.filter_map(|who| contact(&who, names, directory)).collect()
}

/// Whom the rows of a section name: people, roles, teams and vendors.
fn named(section: &Section) -> Vec<String> {
    let block = &section.block;
    let mut list = Vec::new();
    for (_, row) in filled(block) {
        for (id, column) in block.live_columns() {
            let of = column.options.get("of").map_or("", String::as_str);
            let is_somebody = of.split(' ').any(|kind| ANYBODY.contains(&ReferenceKind::from_word(kind)));
            if let (ColumnType::Reference, true, Some(value)) = (&column.column_type, is_somebody, row.cells.get(&id)) {
                list.extend(value.members().into_iter().map(str::to_owned));
            }
        }
    }
    list
}

fn contact(written: &str, names: &dyn Names, directory: &Directory) -> Option<Json> {
    let entry = directory.known(&ANYBODY, written)?;
    let behind = reach(directory, written, &[]);
    // What is no number and no address, such as the name of a rota or a PIN, is a note to them and no way of its own.
    let (mut ways, notes): (Vec<&ContactMethod>, Vec<&ContactMethod>) =
        behind.iter().flat_map(|found| &found.ways).partition(|way| way.kind != "other");
    ways.sort_by_key(|way| way.kind != "phone");
    let people: Vec<Json> = behind
        .iter()
        .filter(|found| found.standing != Standing::Itself)
        .map(|found| reference(&found.id, names))
        .collect();
    // A service may be written by its name or by its id, and is one all the same.
    let service = |written: &String| {
        directory.known(&[ReferenceKind::Service], written).map_or_else(|| written.clone(), |entry| entry.id.clone())
    };
    let services: BTreeSet<String> = ways.iter().flat_map(|way| &way.depends_on).map(service).collect();
    let mut found = Map::new();
    found.insert("name".to_owned(), reference(&entry.id, names));
    found.insert("source".to_owned(), json!("directory"));
    for (key, way) in WAYS.iter().zip(&ways) {
        found.insert((*key).to_owned(), json!(way.address));
    }
    if !notes.is_empty() {
        let notes: Vec<&str> = notes.iter().map(|note| note.address.as_str()).collect();
        found.insert("notes".to_owned(), json!(notes.join(", ")));
    }
    if !people.is_empty() {
        found.insert("people".to_owned(), Json::Array(people));
    }
    if !services.is_empty() {
        let services = services.iter().map(|service| reference(service, names));
        found.insert("depends_on".to_owned(), services.collect());
    }
    let hours = [entry.text("working_hours"), entry.text("hours")].into_iter().find(|hours| !hours.is_empty());
    if let Some(hours) = hours {
        found.insert("hours".to_owned(), json!(hours));
    }
    Some(Json::Object(found))
}
