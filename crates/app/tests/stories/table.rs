//! Tables: notes to rows, what is pasted and imported, one table out as text.

use std::collections::BTreeMap;

use bridgebook_app::api::intent::{Edit, Intent, NewColumn};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::{
    Choice, Column, ColumnId, ColumnType, DocumentId, Item, Path, Position, RowId, SectionId, Value, canonical,
};

use crate::desk::Desk;

struct Table {
    document: DocumentId,
    section: SectionId,
    columns: Vec<ColumnId>,
}

fn column(name: &str, column_type: ColumnType) -> Column {
    let choice = Choice { pos: Position::default(), name: "Open".into(), colour: "risk".into(), deleted_at: None };
    let choices = if column_type == ColumnType::Choice { [("open".to_owned(), choice)].into() } else { [].into() };
    Column {
        pos: Position::default(),
        key: String::new(),
        name: name.into(),
        column_type,
        options: BTreeMap::new(),
        choices,
        deleted_at: None,
    }
}

/// A table with the columns Task (text), State (choice), Takes (duration) and three rows.
async fn a_table(desk: &Desk) -> Table {
    let document = desk.create("", "Plan").await;
    let section = desk.section(document, "table", "Actions").await;
    let kinds = [("Task", ColumnType::Text), ("State", ColumnType::Choice), ("Takes", ColumnType::Duration)];
    let add = kinds.into_iter().map(|(name, kind)| Edit::Add {
        path: Path::Columns(section),
        after: Some("last".into()),
        item: Item::Column(column(name, kind)),
    });
    let ids = desk.edit(document, Vec::new(), add.collect()).await.ids;
    let columns: Vec<ColumnId> = ids.iter().map(|id| id.parse().expect("a column's id")).collect();
    let table = Table { document, section, columns };
    let rows = ["One", "Two", "Three"].map(|task| table.cells([task, "", ""]));
    desk.edit(document, Vec::new(), vec![Edit::AddRows { section, after: None, rows: rows.to_vec() }]).await;
    table
}

impl Table {
    fn cells(&self, words: [&str; 3]) -> BTreeMap<ColumnId, String> {
        self.columns.iter().copied().zip(words.map(str::to_owned)).collect()
    }

    async fn rows(&self, desk: &Desk) -> Vec<(RowId, Vec<String>)> {
        let content = desk.open(self.document).await.content;
        let rows = content.sections[&self.section].block.live_rows();
        let text = |value: Option<&Value>| value.and_then(Value::as_one).unwrap_or("").to_owned();
        rows.into_iter().map(|(id, row)| (id, self.columns.iter().map(|c| text(row.cells.get(c))).collect())).collect()
    }

    async fn notes(&self, desk: &Desk, row: Option<RowId>) -> Vec<(RowId, String)> {
        let query = Query::RowNotes { document: self.document, section: self.section, row };
        let Answer::RowNotes(notes) = desk.ask(query).await else { panic!("notes") };
        notes.into_iter().map(|n| (n.row, n.entry.corrected.unwrap_or(n.entry.text))).collect()
    }
}

#[tokio::test]
async fn a_note_to_a_row_is_an_entry_of_the_log_and_stays_with_its_row() {
    let desk = Desk::new().await;
    let table = a_table(&desk).await;
    let rows = table.rows(&desk).await;
    let (first, second) = (rows[0].0, rows[1].0);
    let note =
        |row, text: &str| Intent::NoteRow { document: table.document, section: table.section, row, text: text.into() };
    let made = desk.done(note(first, "  called them ")).await;
    desk.later(1);
    desk.done(note(second, "waits")).await;
    desk.later(1);
    desk.done(note(first, "they answered")).await;
    assert_eq!(
        table.notes(&desk, Some(first)).await,
        [(first, "called them".to_owned()), (first, "they answered".to_owned())],
        "newest last, and nothing of another row"
    );
    assert_eq!(table.notes(&desk, None).await.len(), 3, "the marks of all rows come with one reading");
    let log = desk.log(None).await;
    let entry = log.iter().find(|row| row.text == "waits").expect("a note is in the log of the organisation");
    assert_eq!(entry.label, "Note");
    let correct = Intent::CorrectLog { entry: made.ids[0].parse().expect("an entry"), text: "wrote to them".into() };
    desk.done(correct).await;
    assert_eq!(table.notes(&desk, Some(first)).await[0].1, "wrote to them", "a correction is what is read");

    desk.refused(note(first, "  ")).await;
    let remove = Edit::Remove { path: Path::Rows(table.section), id: second.to_string() };
    desk.edit(table.document, Vec::new(), vec![remove]).await;
    let error = desk.refused(note(second, "too late")).await;
    assert!(error.message.contains("Nothing was written"), "{}", error.message);
    let desk = desk.again().await;
    assert_eq!(table.notes(&desk, Some(second)).await.len(), 1, "its notes are there when the row comes back");
}

#[tokio::test]
async fn what_is_pasted_is_read_by_the_columns_and_undone_in_one_step() {
    let desk = Desk::new().await;
    let table = a_table(&desk).await;
    let before = table.rows(&desk).await;
    let path = Path::Cell(table.section, before[2].0, table.columns[1]);
    let edits = vec![
        Edit::Fill { path, words: "unheard of".into() },
        Edit::AddRows {
            section: table.section,
            after: Some(before[0].0),
            rows: vec![table.cells(["Four", "OPEN", "90 min"]), table.cells(["Five", "", "soon"])],
        },
    ];
    let made = desk.edit(table.document, Vec::new(), edits).await;
    let rows = table.rows(&desk).await;
    let words: Vec<&[String]> = rows.iter().map(|(_, cells)| cells.as_slice()).collect();
    assert_eq!(
        words,
        [
            ["One", "", ""],
            ["Four", "open", "PT1H30M"],
            ["Five", "", "soon"],
            ["Two", "", ""],
            ["Three", "unheard of", ""]
        ],
        "what a type reads is stored, the rest stays as written"
    );
    assert_eq!(made.ids, [rows[1].0.to_string(), rows[2].0.to_string()], "the ids come in the order of the rows");
    desk.done(Intent::Undo { document: table.document }).await;
    assert_eq!(table.rows(&desk).await, before, "one paste is one step back");

    let long = table.cells([&"x".repeat(50_001), "", ""]);
    let add = Edit::AddRows { section: table.section, after: None, rows: vec![table.cells(["a", "", ""]), long] };
    desk.refused(Intent::Edit { document: table.document, heads: Vec::new(), edits: vec![add] }).await;
    assert_eq!(table.rows(&desk).await, before, "a cell that is too long refuses the whole paste");
}

#[tokio::test]
async fn one_table_is_written_as_csv_and_as_json() {
    let desk = Desk::new().await;
    let table = a_table(&desk).await;
    let rows = vec![table.cells(["=1+1", "Open", "5 min"])];
    desk.edit(table.document, Vec::new(), vec![Edit::AddRows { section: table.section, after: None, rows }]).await;
    let text = |to: &str| Query::TableText { document: table.document, section: table.section, to: to.into() };
    let Answer::TableText(csv) = desk.ask(text("csv")).await else { panic!("text") };
    assert!(csv.lines().any(|line| line.ends_with("'=1+1,Open,5 min")), "no spreadsheet runs a cell: {csv}");
    let path = desk.file("actions.json");
    let to = Intent::ExportTable {
        document: table.document,
        section: table.section,
        to: "json".into(),
        path: path.display().to_string(),
    };
    desk.done(to).await;
    let json: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).expect("the file")).expect("JSON");
    assert_eq!(json["table"], "Actions");
    assert_eq!(json["rows"][0], serde_json::json!({ "Task": "=1+1", "State": "Open", "Takes": "PT5M" }));
    assert_eq!(json["rows"].as_array().map(Vec::len), Some(4), "every row");
    let prose = desk.section(table.document, "prose", "Notes").await;
    let nothing = Intent::ExportTable {
        document: table.document,
        section: prose,
        to: "csv".into(),
        path: path.display().to_string(),
    };
    let error = desk.refused(nothing).await;
    assert!(error.message.contains("Nothing was exported"), "{}", error.message);
}

#[tokio::test]
async fn a_paste_that_is_wider_than_its_table_is_one_step_with_its_columns() {
    let desk = Desk::new().await;
    let table = a_table(&desk).await;
    let before = desk.open(table.document).await.content;
    let [first, second] = ["6f1c2a5e-9d0b-4c3a-8e7f-102030405060", "0f1c2a5e-9d0b-4c3a-8e7f-102030405060"].map(|id| {
        let id: ColumnId = id.parse().expect("a random id");
        NewColumn { id, column: column("Column", ColumnType::Text) }
    });
    let row = before.sections[&table.section].block.live_rows()[0].0;
    let wider =
        |columns: Vec<NewColumn>| Edit::AddColumns { section: table.section, after: Some(table.columns[0]), columns };
    let fill = Edit::Fill { path: Path::Cell(table.section, row, first.id), words: "beyond".into() };
    let rows = vec![[(table.columns[0], "Four".to_owned()), (second.id, "far".to_owned())].into()];
    let add = Edit::AddRows { section: table.section, after: Some(row), rows };
    let made = desk.edit(table.document, Vec::new(), vec![wider(vec![first.clone(), second.clone()]), fill, add]).await;
    assert_eq!(made.ids[..2], [first.id.to_string(), second.id.to_string()]);

    let block = &desk.open(table.document).await.content.sections[&table.section].block;
    let order: Vec<ColumnId> = block.live_columns().into_iter().map(|(id, _)| id).collect();
    assert_eq!(order, [table.columns[0], first.id, second.id, table.columns[1], table.columns[2]], "as they came");
    assert_eq!(block.rows[&row].cells[&first.id], Value::one("beyond"));
    let fourth = block.live_rows()[1].1;
    assert_eq!(fourth.cells[&second.id], Value::one("far"));

    let taken = Intent::Edit { document: table.document, heads: Vec::new(), edits: vec![wider(vec![first.clone()])] };
    desk.refused(taken).await;
    desk.done(Intent::Undo { document: table.document }).await;
    let after = desk.open(table.document).await.content;
    assert_eq!(
        canonical::equality(&after),
        canonical::equality(&before),
        "one step takes back columns, cells and rows"
    );
    desk.done(Intent::Redo { document: table.document }).await;
    let block = &desk.open(table.document).await.content.sections[&table.section].block;
    assert_eq!(block.rows[&row].cells[&first.id], Value::one("beyond"), "and one brings all of it again");
}
