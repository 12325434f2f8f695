//! What the tests of the store share.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends at the first surprise; the lint knows only functions marked as tests"
)]
#![allow(dead_code, reason = "each test file uses its part")]

use bridgebook_domain::log::{Author, Category, Fact, NewEntry};
use bridgebook_domain::{
    Block, BlockKind, Column, ColumnId, ColumnType, Document, DocumentId, EntryId, IncidentId, Position, Row, RowId,
    Section, SectionId, Value,
};
use bridgebook_store::{OpenOptions, SearchAsked, Store};
use jiff::Timestamp;
use std::path::Path;
use uuid::Uuid;

/// 2026-03-11 13:00 UTC and some seconds.
pub fn moment(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_773_234_000 + seconds).expect("a moment of 2026")
}

pub fn me() -> Author {
    Author { person: None, name: "Nguyễn An".to_owned(), recorded_by: None }
}

pub fn fresh() -> Uuid {
    Uuid::now_v7()
}

pub fn options() -> OpenOptions {
    OpenOptions { actor: fresh(), now: moment(0) }
}

pub async fn open(folder: &Path) -> Store {
    Store::open(folder, options()).await.expect("the store opens")
}

pub fn section_id(n: u128) -> SectionId {
    SectionId::new(Uuid::from_u128(0x5ec0_0000 + n))
}
pub fn row_id(n: u128) -> RowId {
    RowId::new(Uuid::from_u128(0x40e0_0000 + n))
}
pub fn column_id(n: u128) -> ColumnId {
    ColumnId::new(Uuid::from_u128(0xc010_0000 + n))
}
pub fn document_id(n: u128) -> DocumentId {
    DocumentId::new(Uuid::from_u128(0xd0c0_0000 + n))
}
pub fn incident_id(n: u128) -> IncidentId {
    IncidentId::new(Uuid::from_u128(0x14c0_0000 + n))
}

pub fn prose(pos: &str, heading: &str, text: &str) -> Section {
    Section {
        pos: Position::stored(pos),
        heading: heading.to_owned(),
        depth: 1,
        label: String::new(),
        guidance: String::new(),
        kind: BlockKind::Prose,
        block: Block { text: text.to_owned(), ..Block::default() },
        deleted_at: None,
    }
}

pub fn column(pos: &str, name: &str, column_type: ColumnType) -> Column {
    Column {
        pos: Position::stored(pos),
        key: String::new(),
        name: name.to_owned(),
        column_type,
        options: [].into(),
        choices: [].into(),
        deleted_at: None,
    }
}

pub fn row(pos: &str, cells: impl IntoIterator<Item = (ColumnId, Value)>) -> Row {
    Row { pos: Position::stored(pos), cells: cells.into_iter().collect(), deleted_at: None }
}

/// A document with a prose section (1) and a table (2) of a text, a markdown and a many column.
pub fn plan() -> Document {
    let mut document = Document::new("Database outage", "incident-action-plan");
    document.sections.insert(section_id(1), prose("80", "Situation", "The primary is down."));
    let mut table = prose("8180", "Actions", "");
    table.kind = BlockKind::Table;
    let mut people = column("8280", "Owners", ColumnType::Reference);
    people.options.insert("many".to_owned(), "yes".to_owned());
    table.block.columns = [
        (column_id(1), column("80", "Action", ColumnType::Text)),
        (column_id(2), column("8180", "Notes", ColumnType::Markdown)),
        (column_id(3), people),
    ]
    .into();
    let cells = [
        (column_id(1), Value::one("Fail over")),
        (column_id(2), Value::one("In **eu-west**")),
        (column_id(3), Value::many(["Ana", "Bo"])),
    ];
    table.block.rows = [(row_id(1), row("80", cells))].into();
    document.sections.insert(section_id(2), table);
    document
}

pub fn remark(incident: Option<IncidentId>, text: &str, at: Timestamp) -> NewEntry {
    NewEntry {
        id: EntryId::new(fresh()),
        incident,
        event_at: at,
        entered_at: at,
        author: me(),
        text: text.to_owned(),
        fact: Fact::Remark { category: Category::Note },
        mentions: Vec::new(),
    }
}

/// Words to look for.
pub fn words(text: &str) -> SearchAsked {
    SearchAsked { words: text.to_owned(), limit: 20, each: 20, ..SearchAsked::default() }
}
