//! Every template that ships: opened, filled with a value of each type and in several scripts, found to fit,
//! exported, and imported again equal.

use std::collections::BTreeMap;

use bridgebook_app::api::intent::{Edit, Intent};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::value::Value;
use bridgebook_domain::{
    BlockKind, Column, ColumnId, ColumnType, Document, DocumentId, Item, Path, Position, Row, SectionId,
};

use crate::desk::{Desk, splice};

/// One line in each of several scripts, with the signs that tables, comments and Markdown use for themselves.
const LINES: &[&str] = &[
    "Zażółć gęślą jaźń, ~2 % | \\ „tak”",
    "Đóng băng mọi triển khai <br> ngay",
    "결제 실패: 유럽 & 카드",
    "支付失败，请回滚 --> 4.2",
    "İşlem \"geri\" alındı; Iğdır",
    "توقف الدفع في أوروبا",
    "# not a heading, `not code`",
];

const PROSE: &str = "Đóng băng **mọi** triển khai.\n\n- 결제 실패\n- 支付失败 | a pipe\n\n> Zażółć gęślą jaźń\n\n1. İlk adım\n2. الخطوة الثانية";

/// What can be referred to, by kind.
type Known = BTreeMap<String, Vec<String>>;

#[tokio::test]
async fn every_template_is_filled_in_fits_and_comes_back_equal_from_its_markdown() {
    let desk = Desk::new().await;
    let known = directory(&desk).await;
    let names = templates(&desk).await;
    assert_eq!(names.len(), 27, "{names:?}");
    let mut filled = Vec::new();
    for name in &names {
        let id = desk.create(name, &format!("{name}, đã điền, 완료")).await;
        let opened = desk.open(id).await;
        assert!(opened.outline.len() >= 4, "{name} opens with its sections");
        let kinds_of_column = fill(&desk, id, &known).await;
        assert!(kinds_of_column >= 3, "{name} has columns of several types: {kinds_of_column}");
        let open = desk.open(id).await;
        let empty: Vec<_> = open.outline.iter().filter(|o| o.state == "empty").map(|o| &o.heading).collect();
        let views = open.content.sections_of(&BlockKind::View).len();
        assert!(empty.len() <= views, "{name}: all but what is read live is filled: {empty:?}");
        let unfit: Vec<_> = open.findings.iter().filter(|f| matches!(f.rule.as_str(), "V1" | "V3")).collect();
        assert!(unfit.is_empty(), "{name}: every value fits its column and names something known: {unfit:#?}");
        comes_back(&desk, name, id).await;
        filled.push(id);
    }
    let path = desk.file("every-template.pdf");
    let outcome = desk.export(&filled, "pdf", &path).await;
    assert_eq!(outcome.remarks.len(), 1, "nothing to remark but the place: {:?}", outcome.remarks);
    let bytes = std::fs::read(&path).expect("the file");
    assert!(bytes.starts_with(b"%PDF-") && bytes.len() > 200_000, "{} bytes", bytes.len());
}

/// The same text replaces nothing, and as a document of its own it has the same content and the same text.
async fn comes_back(desk: &Desk, name: &str, id: DocumentId) {
    let text = desk.markdown(id).await;
    let outcome = desk.replace(id, &text).await;
    assert!(outcome.remarks.iter().any(|r| r.contains("Nothing differs")), "{name}: {:?}", outcome.remarks);
    let import = Intent::Import { file_name: format!("{name}.md"), text: text.clone(), incident: None };
    let outcome = desk.done(import).await;
    assert!(outcome.remarks.is_empty(), "{name} is understood whole: {:?}", outcome.remarks);
    let again: DocumentId = outcome.ids[0].parse().expect("an id");
    let (first, second) = (shape(&desk.open(id).await.content), shape(&desk.open(again).await.content));
    for (a, b) in first.iter().zip(&second) {
        assert_eq!(a, b, "{name}");
    }
    assert_eq!(first.len(), second.len(), "{name}");
    let (told, text) = (without_history(&desk.markdown(again).await), without_history(&text));
    let differs = told.lines().zip(text.lines()).find(|(a, b)| a != b);
    assert!(told == text, "{name}: {differs:?}");
}

/// Without how the document came about, which another document did in another way.
fn without_history(text: &str) -> String {
    let Some((before, after)) = text.split_once("<!-- bb:view source=changes") else { return text.to_owned() };
    let rest = after.find("\n## ").map_or("", |at| &after[at..]);
    format!("{before}{rest}")
}

/// The header, then each section with its columns and cells, without ids: a choice is its name.
fn shape(document: &Document) -> Vec<String> {
    let mut lines = vec![format!("{:?}", document.header)];
    for (_, section) in document.live_sections() {
        let block = &section.block;
        lines.push(format!("{} {} {} {}", section.depth, section.heading, section.label, section.kind));
        lines.push(format!("{}\n{}\n{:?}", section.guidance, block.text, block.settings));
        let columns = block.live_columns();
        for (_, column) in &columns {
            let choices: Vec<_> = column.live_choices().into_iter().map(|(_, c)| (&c.name, &c.colour)).collect();
            lines.push(format!(
                "{} {} {} {choices:?} {:?}",
                column.key, column.name, column.column_type, column.options
            ));
        }
        for (_, row) in block.live_rows() {
            let cells = columns.iter().map(|(id, column)| {
                let value = row.cells.get(id).filter(|v| !v.is_empty());
                let name = |m: &str| column.choices.get(m).map_or(m, |c| c.name.as_str()).to_owned();
                match value {
                    Some(Value::Many(members)) => {
                        let ordered = value.map(Value::members).unwrap_or_default();
                        let marks: Vec<_> = ordered.iter().map(|m| (name(m), note(column, &members[*m]))).collect();
                        format!("{marks:?}")
                    }
                    Some(Value::One(text)) => name(text),
                    None => String::new(),
                }
            });
            lines.push(cells.collect::<Vec<_>>().join(" ¦ "));
        }
    }
    lines
}

/// The mark of a letter is a note; that of another member only its place.
fn note<'a>(column: &Column, mark: &'a str) -> &'a str {
    if column.column_type == ColumnType::Letters { mark } else { "" }
}

async fn templates(desk: &Desk) -> Vec<String> {
    let Answer::Templates(list) = desk.ask(Query::Templates).await else { panic!("templates") };
    list.into_iter().filter(|t| t.category != "directory").map(|t| t.name).collect()
}

/// Somebody and something of each kind, in several scripts.
async fn directory(desk: &Desk) -> Known {
    for (kind, name) in [
        ("person", "Nguyễn Thị Mai"),
        ("person", "김지우"),
        ("team", "Płatności"),
        ("team", "支付团队"),
        ("service", "Checkout API"),
        ("service", "Ödeme geçidi"),
        ("vendor", "Harbourline"),
        ("vendor", "Vendor, with a comma"),
    ] {
        desk.done(Intent::AddToDirectory { kind: kind.into(), name: name.into() }).await;
    }
    let Answer::Directory(directory) = desk.ask(Query::Directory).await else { panic!("a directory") };
    let mut known = Known::new();
    for entry in directory.entries {
        known.entry(entry.kind).or_default().push(entry.id);
    }
    known
}

/// Fills every empty cell of the rows that are there, adds a row to each table, and writes the text of every
/// section of prose. Gives back how many types of column there were.
async fn fill(desk: &Desk, id: DocumentId, known: &Known) -> usize {
    let attachment = attach(desk, id, None).await;
    let personal = attach(desk, id, Some(30)).await;
    let content = desk.open(id).await.content;
    let mut types: Vec<ColumnType> = Vec::new();
    let mut edits = Vec::new();
    let mut at = 0;
    for (section, entry) in content.live_sections() {
        let block = &entry.block;
        if entry.kind == BlockKind::Prose {
            let end = u32::try_from(block.text.encode_utf16().count()).expect("a short text");
            let text = if block.text.is_empty() { PROSE.to_owned() } else { format!("\n\n{PROSE}") };
            edits.push(splice(section, end, 0, &text));
        }
        let columns = block.live_columns();
        let mut value = |column: &Column| {
            at += 1;
            if !types.contains(&column.column_type) {
                types.push(column.column_type.clone());
            }
            match column.column_type {
                ColumnType::Attachment => Value::many([attachment.clone()]),
                ColumnType::PersonalData => Value::many([personal.clone()]),
                ColumnType::Document => Value::one(id.to_string()),
                _ => typed(column, known, at),
            }
        };
        for (row, cells) in block.live_rows() {
            for (column_id, column) in &columns {
                if cells.cells.get(column_id).is_none_or(Value::is_empty) && is_written(&entry.kind, column) {
                    edits.push(Edit::Set { path: Path::Cell(section, row, *column_id), value: Some(value(column)) });
                }
            }
        }
        if !matches!(entry.kind, BlockKind::Prose | BlockKind::Fields | BlockKind::View) {
            let cells = columns.iter().filter(|(_, c)| is_written(&entry.kind, c));
            let cells: BTreeMap<ColumnId, Value> = cells.map(|(id, c)| (*id, value(c))).collect();
            let last = block.live_rows().last().map(|(row, _)| row.to_string());
            edits.push(added(section, last, cells));
        }
    }
    for some in edits.chunks(200) {
        desk.edit(id, Vec::new(), some.to_vec()).await;
    }
    types.len()
}

/// Some letters of a matrix are enough, and a line of a schedule comes after one that is there.
fn is_written(kind: &BlockKind, column: &Column) -> bool {
    let is_letter = column.column_type == ColumnType::Letters;
    (!is_letter || column.name.contains("Lead")) && !(*kind == BlockKind::Schedule && column.key == "after")
}

fn added(section: SectionId, after: Option<String>, cells: BTreeMap<ColumnId, Value>) -> Edit {
    let item = Item::Row(Row { pos: Position::default(), cells, deleted_at: None });
    Edit::Add { path: Path::Rows(section), after, item }
}

async fn attach(desk: &Desk, document: DocumentId, keep_days: Option<u32>) -> String {
    let base64 = if keep_days.is_some() { "xYHEhWthIMW8w7PFgnRh" } else { "0J/RgNC40LLQtdGC" }.to_owned();
    let intent = Intent::Attach { document, file_name: "Notatka łąka.txt".into(), base64, keep_days };
    desk.done(intent).await.ids[0].clone()
}

/// A value of the column's type; `at` counts the cells, so that neighbours differ.
fn typed(column: &Column, known: &Known, at: usize) -> Value {
    let line = |n: usize| LINES[n % LINES.len()].to_owned();
    let one = |n: usize| match column.column_type {
        ColumnType::Markdown => format!("**{}**\n\n- {}", n, line(n)),
        ColumnType::Number => format!("{n}.25"),
        ColumnType::Percent => format!("{}", n % 100),
        ColumnType::Date => format!("2026-04-{:02}", n % 28 + 1),
        ColumnType::Time => format!("{:02}:{:02}", n % 24, n % 60),
        ColumnType::Instant => format!("2026-03-13T12:{:02}:00Z", n % 60),
        ColumnType::Duration => format!("PT{}M", n % 50 + 1),
        ColumnType::YesNo => if n.is_multiple_of(2) { "yes" } else { "no" }.to_owned(),
        ColumnType::Link => format!("https://example.org/{n}?a=b&c=(d)|e"),
        ColumnType::Letters => "R".to_owned(),
        ColumnType::Choice => {
            let choices = column.live_choices();
            choices[n % choices.len()].0.to_owned()
        }
        ColumnType::Reference => {
            let of = column.options.get("of").map_or("", String::as_str).split_whitespace();
            let all: Vec<&String> = of.filter_map(|kind| known.get(kind)).flatten().collect();
            all[n % all.len()].clone()
        }
        _ => line(n),
    };
    if column.column_type == ColumnType::Letters {
        return Value::Many([("A".to_owned(), "ghi chú, 메모".to_owned()), ("R".to_owned(), String::new())].into());
    }
    if !column.is_many() {
        return Value::one(one(at));
    }
    let members = [one(at), one(at + 1)];
    let places = Position::series(2).into_iter().map(|p| p.as_str().to_owned());
    Value::Many(members.into_iter().zip(places).collect())
}
