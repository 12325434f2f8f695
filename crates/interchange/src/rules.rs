//! The rules of a document for another tool: escalation levels, trigger rules, contacts, RACI and the tables beside
//! them, as JSON and as CSV. The form is described in `docs/rules-format.md`.

use bridgebook_domain::condition;
use bridgebook_domain::directory::Directory;
use bridgebook_domain::raci::{ActorKind, RaciView};
use bridgebook_domain::trigger::{TriggerRule, TriggersView};
use bridgebook_domain::view::RowView;
use bridgebook_domain::{Block, BlockKind, Column, ColumnType, Document, DocumentId, Row, Section, Value, canonical};
use serde_json::{Map, Value as Json, json};

use crate::csv_form::harmless;
use crate::names::Names;

mod contact;

/// The version of the form. It grows when a field changes its meaning or goes; new fields do not change it.
pub const RULES_FORMAT: u32 = 1;

/// Tables that are rules too, by preset.
const TABLES: &[&str] = &[
    "ai-delegation",
    "ai-thresholds",
    "cross-functional",
    "delegation",
    "impact-urgency",
    "levels",
    "notification-rules",
    "paths",
    "pause-reasons",
    "service-levels",
    "severities",
    "tiers",
    "vendor-escalation",
];

/// The columns of the CSV form, in order: those of levels and of trigger rules by their keys.
const COLUMNS: &[&str] = &[
    "name",
    "enabled",
    "severity",
    "level",
    "clock",
    "kind",
    "risk",
    "condition",
    "outcome",
    "procedure",
    "target",
    "backup",
    "notify",
    "methods",
    "effects",
    "status",
    "acknowledge_within",
    "resolve_within",
    "after",
    "within",
    "hand_off",
    "may_decline",
    "initiated",
    "reason",
    "default",
    "cases",
];

/// The rules of a document as JSON, keys sorted, one line, ending with a line break. Where the
/// document has no contacts, those whom its rules name are reached as the directory says.
#[must_use]
pub fn export_rules_json(id: DocumentId, document: &Document, names: &dyn Names, directory: &Directory) -> String {
    let of_kind = |kind: BlockKind| -> Vec<Json> {
        let sections = document.sections_of(&kind);
        sections.iter().flat_map(|(_, section)| records(section, names)).map(Json::Object).collect()
    };
    let mut tables = Map::new();
    for (_, section) in document.live_sections() {
        if let Some(preset) = TABLES.iter().find(|t| section.block.setting("preset") == **t)
            && let Json::Array(list) = tables.entry((*preset).to_owned()).or_insert_with(|| json!([]))
        {
            list.extend(records(section, names).into_iter().map(Json::Object));
        }
    }
    let raci: Vec<Json> = document
        .sections_of(&BlockKind::Raci)
        .iter()
        .map(|(id, section)| matrix(&RaciView::read(*id, section), section, names))
        .collect();
    let mut contacts = of_kind(BlockKind::Contacts);
    if contacts.is_empty() {
        contacts = contact::contacts(document, names, directory);
    }
    let json = json!({
        "bridgebook_rules": RULES_FORMAT,
        "document": {
            "id": id.to_string(),
            "title": document.title(),
            "template": document.template(),
            "version": document.header_text("version"),
            "status": document.status(),
            "language": document.header_text("language"),
            "content_hash": canonical::content_hash(document),
        },
        "levels": of_kind(BlockKind::Escalation),
        "level_settings": settings(document, &BlockKind::Escalation),
        "triggers": triggers(document, names),
        "contacts": contacts,
        "raci": raci,
        "tables": tables,
    });
    canonical::text(&json) + "\n"
}

/// The levels and trigger rules of documents as CSV, one a row, safe to open in a spreadsheet.
#[must_use]
pub fn export_rules_csv<'a>(documents: impl IntoIterator<Item = &'a Document>, names: &dyn Names) -> String {
    let written = "a buffer in memory takes every record";
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(["document", "rule", "order"].iter().chain(COLUMNS)).expect(written);
    for document in documents {
        for (word, kind) in [("level", BlockKind::Escalation), ("trigger", BlockKind::Triggers)] {
            let mut order = 0_usize;
            for (_, section) in document.sections_of(&kind) {
                for (_, row) in filled(&section.block) {
                    order += 1;
                    let view = RowView::new(&section.block, row);
                    let text = |key: &&str| match section.block.column_by_key(csv_key(&kind, key)) {
                        Some((_, column)) => words(column, &view, names),
                        None => String::new(),
                    };
                    let head = [document.title().to_owned(), word.to_owned(), order.to_string()];
                    let record: Vec<String> = head.into_iter().chain(COLUMNS.iter().map(text)).map(harmless).collect();
                    writer.write_record(record).expect(written);
                }
            }
        }
    }
    let bytes = writer.into_inner().expect(written);
    String::from_utf8(bytes).expect("records of text are text")
}

/// The ways to notify of a level stand under the key `notify`, which holds people in a trigger rule.
fn csv_key<'a>(kind: &BlockKind, key: &'a str) -> &'a str {
    match (kind, key) {
        (BlockKind::Escalation, "methods") => "notify",
        (BlockKind::Escalation, "notify") => "",
        _ => key,
    }
}

fn words(column: &Column, view: &RowView<'_>, names: &dyn Names) -> String {
    if column.key.is_empty() {
        return String::new();
    }
    if column.column_type == ColumnType::Choice {
        return view.words(&column.key).join(", ");
    }
    let named = |written: String| match column.column_type {
        ColumnType::Reference => names.name(&written).unwrap_or(written),
        _ => written,
    };
    view.members(&column.key).into_iter().map(named).collect::<Vec<_>>().join(", ")
}

fn settings(document: &Document, kind: &BlockKind) -> Map<String, Json> {
    let sections = document.sections_of(kind);
    let first = sections.first().map(|(_, s)| &s.block.settings);
    first.into_iter().flatten().map(|(key, value)| (key.clone(), json!(value.members().join(", ")))).collect()
}

/// Rows that hold something.
fn filled(block: &Block) -> impl Iterator<Item = (bridgebook_domain::RowId, &Row)> {
    block.live_rows().into_iter().filter(|(_, row)| !row.cells.values().all(Value::is_empty))
}

/// The rows of a section by the keys of its columns; a team's own columns by name under `other`.
fn records(section: &Section, names: &dyn Names) -> Vec<Map<String, Json>> {
    filled(&section.block).map(|(id, row)| record(&section.block, id, row, names)).collect()
}

fn record(block: &Block, id: bridgebook_domain::RowId, row: &Row, names: &dyn Names) -> Map<String, Json> {
    let view = RowView::new(block, row);
    let (mut found, mut other) = (Map::from_iter([("row".to_owned(), json!(id.to_string()))]), Map::new());
    for (column_id, column) in block.live_columns() {
        let Some(value) = row.cells.get(&column_id).filter(|v| !v.is_empty()) else { continue };
        if column.column_type == ColumnType::Letters {
            continue;
        }
        let members: Vec<Json> = if column.column_type == ColumnType::Choice && !column.key.is_empty() {
            view.words(&column.key).into_iter().map(Json::String).collect()
        } else {
            value.members().into_iter().map(|m| member(column, m, names)).collect()
        };
        let json = match <[Json; 1]>::try_from(members) {
            Ok([one]) if !column.is_many() => one,
            Ok(one) => Json::Array(one.into()),
            Err(members) => Json::Array(members),
        };
        let place = if column.key.is_empty() { &mut other } else { &mut found };
        place.insert(if column.key.is_empty() { column.name.clone() } else { column.key.clone() }, json);
    }
    if !other.is_empty() {
        found.insert("other".to_owned(), Json::Object(other));
    }
    found
}

/// One text as its type means it. What does not fit its type stays a text.
fn member(column: &Column, written: &str, names: &dyn Names) -> Json {
    match column.column_type {
        ColumnType::Reference => reference(written, names),
        ColumnType::Choice => json!(column.choices.get(written).map_or(written, |c| c.name.as_str())),
        ColumnType::YesNo if matches!(written, "yes" | "no") => json!(written == "yes"),
        ColumnType::Number | ColumnType::Percent => {
            written.parse::<f64>().ok().filter(|n| n.is_finite()).map_or_else(|| json!(written), |n| json!(n))
        }
        _ => json!(written),
    }
}

/// A reference: its name, and its id where the directory knows it.
fn reference(written: &str, names: &dyn Names) -> Json {
    match names.name(written) {
        Some(name) => json!({ "name": name, "id": written }),
        None => json!({ "name": written }),
    }
}

fn triggers(document: &Document, names: &dyn Names) -> Vec<Json> {
    let rules = TriggersView::read(document).rules;
    let order = |(n, rule): (usize, &TriggerRule)| {
        let section = document.sections.get(&rule.section)?;
        let mut found = record(&section.block, rule.row, section.block.rows.get(&rule.row)?, names);
        let condition = match &rule.condition {
            Ok(tree) => json!({ "text": condition::print(tree), "tree": tree }),
            Err(error) => json!({ "text": rule.condition_text, "error": error.to_string() }),
        };
        found.insert("order".to_owned(), json!(n + 1));
        found.insert("condition".to_owned(), condition);
        found.insert("enabled".to_owned(), json!(rule.is_enabled));
        found.insert("default".to_owned(), json!(rule.is_default));
        Some(Json::Object(found))
    };
    rules.iter().enumerate().filter_map(order).collect()
}

fn matrix(view: &RaciView<'_>, section: &Section, names: &dyn Names) -> Json {
    let roles = view.roles.iter().map(|role| {
        let kind = match role.kind {
            ActorKind::Human => "human",
            ActorKind::Ai => "ai",
            ActorKind::Team => "team",
            ActorKind::Vendor => "vendor",
        };
        let mut found = Map::from_iter([("name".to_owned(), json!(role.name)), ("kind".to_owned(), json!(kind))]);
        for (key, written) in [("role", role.role), ("person", role.person), ("deputy", role.deputy)] {
            if !written.is_empty() {
                found.insert(key.to_owned(), reference(written, names));
            }
        }
        Json::Object(found)
    });
    let activities = view.activities.iter().filter_map(|activity| {
        let row = section.block.rows.get(&activity.row)?;
        let mut found = record(&section.block, activity.row, row, names);
        let mut letters = Vec::new();
        for role in &view.roles {
            let Some(cell) = activity.of(role) else { continue };
            for letter in cell.letters() {
                let mut held = json!({ "role": role.name, "letter": letter });
                match cell.note(&letter) {
                    "" => {}
                    note => held["note"] = json!(note),
                }
                letters.push(held);
            }
        }
        if found.len() == 1 && letters.is_empty() {
            return None;
        }
        found.insert("letters".to_owned(), Json::Array(letters));
        Some(Json::Object(found))
    });
    json!({
        "heading": section.heading,
        "scheme": view.scheme,
        "roles": roles.collect::<Vec<_>>(),
        "activities": activities.collect::<Vec<_>>(),
    })
}
