//! How a document of the sample came to be what it is at 14:47:12. The files hold what it is; beside it stands what
//! each edit found, from the first to the last, so that the past is made by going back from the present.

use std::collections::BTreeMap;

use bridgebook_domain::directory::Directory;
use bridgebook_domain::id::{ColumnId, RowId};
use bridgebook_domain::log::{Author, named_id};
use bridgebook_domain::operation::Operation;
use bridgebook_domain::position::Position;
use bridgebook_domain::restore::restore;
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::{Block, Document, DocumentId, Row, Value};
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;
use uuid::Uuid;

use super::damaged;
use crate::api::ApiError;
use crate::names::stored;
use crate::words::Reading;

/// The past of a document.
#[derive(Debug, Clone, Deserialize)]
struct Past {
    /// When it was begun.
    begun: Timestamp,
    /// By whom.
    author: String,
    /// What was done since, in order.
    edits: Vec<Edit>,
}

/// An edit of the story: who made it, when, and what stood there before.
#[derive(Debug, Clone, Deserialize)]
struct Edit {
    at: Timestamp,
    author: String,
    found: Vec<Found>,
}

/// What an edit found in one place. Without a row it is a field of the header.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Found {
    /// Heading of the section; none for the header of the document.
    #[serde(default)]
    section: String,
    /// Any cell of the row as it is written; none for the only row of fields.
    #[serde(default)]
    row: Option<String>,
    /// Name of the column, or of the field of the header.
    #[serde(default)]
    cell: String,
    /// The part of the text that the edit wrote; without it, the whole value.
    #[serde(default)]
    wrote: Option<String>,
    /// What stood there instead; empty for nothing.
    #[serde(default)]
    was: String,
    /// Whether the edit made the row.
    #[serde(default)]
    made: bool,
    /// The cells of a row that the edit removed.
    #[serde(default)]
    removed: BTreeMap<String, String>,
}

/// A step of a document's past: operations, made by somebody at a moment.
pub(super) struct Step {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub author: Author,
    /// What.
    pub made: Made,
}

/// What a step makes.
pub(super) enum Made {
    /// The document, with its first content.
    Document(Document),
    /// An edit of it.
    Edit(Vec<Operation>),
}

/// The steps by which a document became what it is, the first of which begins it.
pub(super) fn steps(
    path: &str,
    text: &str,
    document: Document,
    directory: &Directory,
    fresh: &mut dyn FnMut() -> Uuid,
) -> Result<Vec<Step>, ApiError> {
    let past: Past = serde_json::from_str(text).map_err(|e| damaged(path, e))?;
    let by = |name: &str| {
        let person = named_id(&stored(directory, &[ReferenceKind::Person], name)).map(DocumentId::new);
        Author { person, name: name.to_owned(), recorded_by: None }
    };
    let mut after = document;
    let mut steps = Vec::new();
    for edit in past.edits.iter().rev() {
        let mut before = after.clone();
        for found in edit.found.iter().rev() {
            let reading = Reading { directory, now: edit.at, zone: &TimeZone::UTC };
            go_back(&mut before, found, &reading, fresh)
                .map_err(|why| damaged(path, format!("{why} (edit of {} at {})", edit.author, edit.at)))?;
        }
        let made = Made::Edit(restore(&before, &after, edit.at));
        steps.push(Step { at: edit.at, author: by(&edit.author), made });
        after = before;
    }
    steps.push(Step { at: past.begun, author: by(&past.author), made: Made::Document(after) });
    steps.reverse();
    Ok(steps)
}

fn go_back(
    document: &mut Document,
    found: &Found,
    reading: &Reading<'_>,
    fresh: &mut dyn FnMut() -> Uuid,
) -> Result<(), String> {
    if found.section.is_empty() {
        document.header.insert(found.cell.clone(), Value::one(found.was.clone()));
        return Ok(());
    }
    let section = document.sections.values_mut().find(|section| section.heading == found.section);
    let block = &mut section.ok_or_else(|| format!("no section is called “{}”", found.section))?.block;
    if !found.removed.is_empty() {
        let cells = found.removed.iter().map(|(name, typed)| cell(block, name, typed, reading));
        let cells = cells.collect::<Result<Vec<_>, _>>()?.into_iter().filter_map(|(id, value)| Some((id, value?)));
        let first = block.live_rows().first().map(|(_, row)| row.pos.clone());
        let row = Row { pos: Position::between(None, first.as_ref()), cells: cells.collect(), deleted_at: None };
        block.rows.insert(RowId::new(fresh()), row);
        return Ok(());
    }
    let id = row(block, found.row.as_deref(), reading)
        .ok_or_else(|| format!("“{}” has no row “{}”", found.section, found.row.as_deref().unwrap_or_default()))?;
    if found.made {
        block.rows.remove(&id);
        return Ok(());
    }
    let (column, was) = cell(block, &found.cell, &found.was, reading)?;
    let Some(row) = block.rows.get_mut(&id) else { return Ok(()) };
    let was = match &found.wrote {
        None => was,
        Some(wrote) => {
            let text = row.cells.get(&column).and_then(Value::as_one).unwrap_or_default();
            if !text.contains(wrote.as_str()) {
                return Err(format!("“{}” does not hold “{wrote}”", found.cell));
            }
            Some(Value::one(text.replacen(wrote.as_str(), &found.was, 1).trim().to_owned()))
        }
    };
    match was {
        Some(value) => row.cells.insert(column, value),
        None => row.cells.remove(&column),
    };
    Ok(())
}

/// The first row in which a cell is what the words say; without words, the first of all.
fn row(block: &Block, words: Option<&str>, reading: &Reading<'_>) -> Option<RowId> {
    let columns = block.live_columns();
    let holds = |row: &Row, words: &str| {
        columns.iter().any(|(id, column)| {
            row.cells.get(id).is_some_and(|kept| reading.value(column, words).is_ok_and(|v| v.as_ref() == Some(kept)))
        })
    };
    block.live_rows().into_iter().find(|(_, row)| words.is_none_or(|words| holds(row, words))).map(|(id, _)| id)
}

fn cell(block: &Block, name: &str, typed: &str, reading: &Reading<'_>) -> Result<(ColumnId, Option<Value>), String> {
    let columns = block.live_columns();
    let (id, column) =
        columns.iter().find(|(_, c)| c.name == name).ok_or_else(|| format!("no column is called “{name}”"))?;
    let value = reading.value(column, typed).map_err(|e| e.message)?;
    Ok((*id, value))
}
