//! `content`: what lists, findings, clocks, search and export read. One row for the header and one per
//! section, in canonical JSON, the latest version only, written in the same commit as the chunk.

use std::collections::BTreeMap;

use bridgebook_domain::{Document, DocumentId, Section, SectionId, Value, canonical};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::SqliteExecutor;
use sqlx::sqlite::SqliteConnection;

use super::{id, json, stamp, to_json};
use crate::error::Result;

pub(super) const PUT: &str = "insert into content (document, section, json) values (?1, ?2, ?3) \
     on conflict (document, section) do update set json = ?3";
const DROP: &str = "delete from content where document = ?1 and section = ?2";
const DROP_ALL: &str = "delete from content where document = ?1";
const OF_DOCUMENT: &str = "select section, json from content where document = ?1 order by section";
pub(super) const PUT_HEADS: &str =
    "insert into content_heads (document, heads) values (?1, ?2) on conflict (document) do update set heads = ?2";
const HEADS: &str = "select heads from content_heads where document = ?1";
const DROP_HEADS: &str = "delete from content_heads where document = ?1";
const HEADERS: &str = "select d.id, d.created_at, d.changed_at, c.json, h.heads, \
     (select count(*) from content s where s.document = d.id and s.section <> '') \
     from document d join content c on c.document = d.id and c.section = '' \
     join content_heads h on h.document = d.id order by d.id";
const ALL: &str = "select c.document, c.section, c.json, h.heads from content c \
     join content_heads h on h.document = c.document order by c.document, c.section";

const HEADER: &str = "select d.id, d.created_at, d.changed_at, c.json, h.heads, \
     (select count(*) from content s where s.document = d.id and s.section <> '') \
     from document d join content c on c.document = d.id and c.section = '' \
     join content_heads h on h.document = d.id where d.id = ?1";

const NAMING: &str = "select distinct document from content where instr(lower(json), ?1) > 0";

#[cfg(test)]
pub(crate) const SQL: &[&str] =
    &[NAMING, PUT, DROP, DROP_ALL, OF_DOCUMENT, PUT_HEADS, HEADS, DROP_HEADS, HEADERS, HEADER, ALL];

/// The header's row.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    format: u32,
    header: BTreeMap<String, Value>,
}

/// A document in a list: its header without its sections.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentRow {
    /// Id.
    pub id: DocumentId,
    /// Every field of the header.
    pub header: BTreeMap<String, Value>,
    /// Number of sections that were not removed.
    pub sections: usize,
    /// Heads of the content.
    pub heads: Vec<String>,
    /// When it was created or arrived here.
    pub created_at: Timestamp,
    /// When it was last changed here.
    pub changed_at: Timestamp,
}

impl DocumentRow {
    /// One text of the header, empty where it is not set.
    #[must_use]
    pub fn text(&self, key: &str) -> &str {
        self.header.get(key).and_then(Value::as_one).unwrap_or("")
    }
}

/// A document with the heads its content stands at. Removed things are not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Id.
    pub id: DocumentId,
    /// The content.
    pub document: Document,
    /// Heads, which intents name.
    pub heads: Vec<String>,
}

/// Writes every row of a document.
pub(crate) async fn write_all(
    db: &mut SqliteConnection,
    document: DocumentId,
    plain: &Document,
    heads: &[String],
) -> Result<()> {
    sqlx::query(DROP_ALL).bind(document.to_string()).execute(&mut *db).await?;
    let live = canonical::live(plain);
    let sections: Vec<_> = live.sections.into_iter().map(|(id, section)| (id, Some(section))).collect();
    write(db, document, plain.format, heads, Some(&live.header), &sections).await
}

/// Writes the rows that changed: the header, if there is one, and sections, a removed one as `None`.
/// What is written has no removed things in it.
pub(crate) async fn write(
    db: &mut SqliteConnection,
    document: DocumentId,
    format: u32,
    heads: &[String],
    header: Option<&BTreeMap<String, Value>>,
    sections: &[(SectionId, Option<Section>)],
) -> Result<()> {
    let key = document.to_string();
    if let Some(header) = header {
        let head = Head { format, header: header.clone() };
        let json = serde_json::to_value(&head).expect("a header is plain data with text keys");
        sqlx::query(PUT).bind(&key).bind("").bind(canonical::text(&json)).execute(&mut *db).await?;
    }
    for (id, section) in sections {
        match section {
            Some(section) => {
                let json = serde_json::to_value(section).expect("a section is plain data with text keys");
                let json = canonical::text(&json);
                sqlx::query(PUT).bind(&key).bind(id.to_string()).bind(json).execute(&mut *db).await?;
            }
            None => {
                sqlx::query(DROP).bind(&key).bind(id.to_string()).execute(&mut *db).await?;
            }
        }
    }
    sqlx::query(PUT_HEADS).bind(&key).bind(to_json(&heads)).execute(db).await?;
    Ok(())
}

pub(crate) async fn get(db: &mut SqliteConnection, document: DocumentId) -> Result<Option<Content>> {
    let Some(heads) = heads(&mut *db, document).await? else { return Ok(None) };
    let rows: Vec<(String, String)> = sqlx::query_as(OF_DOCUMENT).bind(document.to_string()).fetch_all(db).await?;
    let mut content = blank(document, heads);
    for (section, text) in rows {
        add(&mut content.document, &section, &text)?;
    }
    Ok(Some(content))
}

pub(crate) async fn heads(db: impl SqliteExecutor<'_>, document: DocumentId) -> Result<Option<Vec<String>>> {
    let heads: Option<String> = sqlx::query_scalar(HEADS).bind(document.to_string()).fetch_optional(db).await?;
    heads.map(|heads| json(&heads)).transpose()
}

/// Documents in whose content a text stands as JSON holds it. Letters of ASCII are compared without case, others as they
/// are.
pub(crate) async fn naming(db: impl SqliteExecutor<'_>, text: &str) -> Result<Vec<DocumentId>> {
    let quoted = serde_json::to_string(text).expect("a text is JSON");
    let needle = quoted[1..quoted.len() - 1].to_ascii_lowercase();
    let rows: Vec<String> = sqlx::query_scalar(NAMING).bind(needle).fetch_all(db).await?;
    rows.iter().map(|row| id(row)).collect()
}

/// Every document, whole.
pub(crate) async fn all(db: impl SqliteExecutor<'_>) -> Result<Vec<Content>> {
    let rows: Vec<(String, String, String, String)> = sqlx::query_as(ALL).fetch_all(db).await?;
    let mut list: Vec<Content> = Vec::new();
    for (document, section, text, heads) in rows {
        let document: DocumentId = id(&document)?;
        if list.last().is_none_or(|last| last.id != document) {
            list.push(blank(document, json(&heads)?));
        }
        let last = list.last_mut().expect("one was pushed just now");
        add(&mut last.document, &section, &text)?;
    }
    Ok(list)
}

/// The header of every document.
pub(crate) async fn headers(db: impl SqliteExecutor<'_>) -> Result<Vec<DocumentRow>> {
    let rows: Vec<HeaderColumns> = sqlx::query_as(HEADERS).fetch_all(db).await?;
    rows.into_iter().map(row).collect()
}

/// The header of one document.
pub(crate) async fn header(db: impl SqliteExecutor<'_>, document: DocumentId) -> Result<Option<DocumentRow>> {
    let found: Option<HeaderColumns> = sqlx::query_as(HEADER).bind(document.to_string()).fetch_optional(db).await?;
    found.map(row).transpose()
}

type HeaderColumns = (String, i64, i64, String, String, i64);

fn row((document, created_at, changed_at, head, heads, sections): HeaderColumns) -> Result<DocumentRow> {
    let head: Head = json(&head)?;
    Ok(DocumentRow {
        id: id(&document)?,
        header: head.header,
        sections: usize::try_from(sections).unwrap_or(0),
        heads: json(&heads)?,
        created_at: stamp(created_at)?,
        changed_at: stamp(changed_at)?,
    })
}

pub(crate) async fn delete(db: &mut SqliteConnection, document: DocumentId) -> Result<()> {
    sqlx::query(DROP_ALL).bind(document.to_string()).execute(&mut *db).await?;
    sqlx::query(DROP_HEADS).bind(document.to_string()).execute(db).await?;
    Ok(())
}

fn blank(id: DocumentId, heads: Vec<String>) -> Content {
    let document = Document { format: 0, header: BTreeMap::new(), sections: BTreeMap::new() };
    Content { id, document, heads }
}

fn add(document: &mut Document, section: &str, text: &str) -> Result<()> {
    if section.is_empty() {
        let head: Head = json(text)?;
        document.format = head.format;
        document.header = head.header;
    } else {
        document.sections.insert(id(section)?, json(text)?);
    }
    Ok(())
}
