//! Tables from elsewhere and tables at their limits: nothing is lost, and what there is too much of is counted.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bridgebook_app::api::document::{FindingCount, FindingList};
use bridgebook_app::api::intent::{Edit, Intent, Outcome};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::{
    Block, Column, ColumnId, ColumnType, DocumentId, Item, Path, Position, RowId, SectionId, Value, canonical,
};
use uuid::Uuid;

use crate::desk::{Desk, pdf_text};

fn bytes(name: &str, bytes: &[u8]) -> Intent {
    Intent::import(name, bytes)
}

fn id_of(outcome: &Outcome) -> DocumentId {
    outcome.ids[0].parse().expect("the document's id")
}

/// The first block of a document with columns.
async fn table(desk: &Desk, document: DocumentId) -> (SectionId, Block) {
    let content = desk.open(document).await.content;
    let found = content.live_sections().into_iter().find(|(_, s)| !s.block.columns.is_empty());
    found.map(|(id, s)| (id, s.block.clone())).expect("a table")
}

fn heads(block: &Block) -> Vec<String> {
    block.live_columns().iter().map(|(_, c)| c.name.clone()).collect()
}

fn texts(block: &Block) -> Vec<Vec<String>> {
    let columns = block.live_columns();
    let text = |value: Option<&Value>| value.and_then(Value::as_one).unwrap_or("").to_owned();
    block.live_rows().iter().map(|(_, row)| columns.iter().map(|(c, _)| text(row.cells.get(c))).collect()).collect()
}

async fn findings(desk: &Desk, document: DocumentId, rule: &str, each: u32) -> FindingList {
    let query = Query::Findings { document: Some(document), rule: rule.into(), each };
    let Answer::Findings(list) = desk.ask(query).await else { panic!("findings") };
    list
}

#[tokio::test]
async fn twenty_thousand_findings_are_counted_and_the_first_of_them_listed() {
    let desk = Desk::new().await;
    let head = "---\nbridgebook: 1\ntitle: Long\n---\n\n## Long\n\n<!-- bb:table\ncol Due type=date\n-->\n\n| Due |\n| --- |\n";
    let text = format!("{head}{}", "| soon |\n".repeat(20_000));
    let made = desk.done(Intent::Import { file_name: "long.md".into(), text, incident: None }).await;
    assert_eq!(
        made.remarks.len(),
        1,
        "one line says it of the whole column: {:?}",
        &made.remarks[..2.min(made.remarks.len())]
    );
    assert!(made.remarks[0].contains("19999 more values of this column do not fit"), "{}", made.remarks[0]);
    let document = id_of(&made);

    let open = desk.open(document).await;
    let all = FindingCount { rule: "V1".into(), level: "warning".into(), count: 20_000 };
    assert_eq!((open.findings.len(), &open.finding_counts), (100, &vec![all.clone()]));
    assert_eq!((open.summary.warnings, open.outline[0].warnings), (20_000, 20_000), "every one is counted");
    assert_eq!(open.findings[99].place, "1 Long, row 100, Due");
    let size = serde_json::to_string(&open.findings).expect("JSON").len();
    assert!(size < 60_000, "what goes to the window stays small: {size} bytes");

    let more = findings(&desk, document, "V1", 300).await;
    assert_eq!((more.rows.len(), more.counts), (300, vec![all]), "more can be asked for");
    assert_eq!(findings(&desk, document, "R-H1", 300).await, FindingList::default());
    let every = findings(&desk, document, "", u32::MAX).await;
    assert_eq!(every.rows.last().map(|f| f.place.as_str()), Some("1 Long, row 20000, Due"));
    let Answer::Findings(overall) = desk.ask(Query::Findings { document: None, rule: String::new(), each: 0 }).await
    else {
        panic!("findings")
    };
    assert!(overall.rows.len() <= overall.counts.len() * 100, "of all documents too only the first are listed");
}

#[tokio::test]
async fn a_spreadsheet_is_read_whatever_it_was_saved_as() {
    let desk = Desk::new().await;
    let text = "Name,Größe\nÉmile,„5“ €\n";
    let wide = |mark: &str| format!("{mark}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    for (name, bytes_of, said) in [
        ("utf-8.csv", text.as_bytes().to_vec(), ""),
        ("marked.csv", format!("\u{feff}{text}").into_bytes(), ""),
        ("utf-16.csv", wide("\u{feff}"), "UTF-16"),
        ("unmarked.CSV", wide(""), "UTF-16"),
        ("windows.csv", b"Name,Gr\xf6\xdfe\n\xc9mile,\x845\x93 \x80\n".to_vec(), "Windows-1252"),
        ("tabs.tsv", text.replace(',', "\t").into_bytes(), ""),
    ] {
        let made = desk.done(bytes(name, &bytes_of)).await;
        let (_, block) = table(&desk, id_of(&made)).await;
        assert_eq!(heads(&block), ["Name", "Größe"], "{name}");
        assert_eq!(texts(&block), [["Émile", "„5“ €"]], "{name}");
        assert_eq!(made.remarks.is_empty(), said.is_empty(), "{name}: {:?}", made.remarks);
        assert!(said.is_empty() || made.remarks[0].contains(said), "{name}: {:?}", made.remarks);
    }
    let broken = desk.done(bytes("broken.csv", b"a,b\n1,\"two\n3,4\n5,6,7,8\n")).await;
    let (_, block) = table(&desk, id_of(&broken)).await;
    assert_eq!(texts(&block), [["1", "\"two"], ["3", "4"], ["5", "6 | 7 | 8"]], "a quotation swallows nothing");
    assert_eq!(broken.remarks.len(), 2, "{:?}", broken.remarks);
    assert!(broken.remarks.iter().all(|r| r.starts_with("broken.csv, line ")), "{:?}", broken.remarks);
}

#[tokio::test]
async fn markdown_comes_in_any_encoding_and_with_any_line_end_or_not_at_all() {
    let desk = Desk::new().await;
    let text = "# Leitfaden\n\nRuf **Mai** an.\n\n| A | A |\n| - | - |\n| 1 | 2 |\n";
    let plain = id_of(&desk.done(bytes("a.md", text.as_bytes())).await);
    let expected = canonical::equality(&desk.open(plain).await.content);
    let wide: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (name, content) in [
        ("Windows", text.replace('\n', "\r\n").into_bytes()),
        ("old Mac", text.replace('\n', "\r").into_bytes()),
        ("marked", format!("\u{feff}{text}").into_bytes()),
        ("UTF-16", wide),
    ] {
        let document = id_of(&desk.done(bytes("a.md", &content)).await);
        assert_eq!(canonical::equality(&desk.open(document).await.content), expected, "{name}");
    }
    let before = desk.documents().await.len();
    for (intent, sentence) in [
        (bytes("a.md", b"# A\n\ncaf\xe9\n"), "byte at offset 8 (line 3) does not belong to any character"),
        (
            Intent::ImportBytes { file_name: "a.md".into(), base64: "@@@".into(), incident: None },
            "did not arrive whole",
        ),
        (bytes("a.md", &vec![b'x'; 20_000_001]), "at most 20000000 can be read"),
        (bytes("a.csv", &vec![b'x'; 20_000_001]), "at most 20000000 can be read"),
    ] {
        let error = desk.refused(intent).await;
        assert!(error.message.contains(sentence), "{} was to say: {sentence}", error.message);
        assert!(error.message.contains("Nothing was imported"), "{}", error.message);
    }
    assert_eq!(desk.documents().await.len(), before, "nothing came of what was refused");
    let base64 = STANDARD.encode("words");
    desk.done(Intent::ImportBytes { file_name: "a.txt".into(), base64, incident: None }).await;
}

#[tokio::test]
async fn columns_of_one_name_stay_two_columns() {
    let desk = Desk::new().await;
    let csv = id_of(&desk.done(bytes("twice.csv", b"Owner,Owner,Note\nKim,Mai,x\n")).await);
    let raci = "# Who\n\n| Activity | Lead | Lead |\n| --- | --- | --- |\n| Close | A | R |\n";
    let raci = id_of(&desk.done(bytes("who.md", raci.as_bytes())).await);
    for document in [csv, raci] {
        let text = desk.markdown(document).await;
        let again = id_of(&desk.done(bytes("again.md", text.as_bytes())).await);
        let (one, two) = (desk.open(document).await.content, desk.open(again).await.content);
        assert_eq!(canonical::equality(&two), canonical::equality(&one), "{text}");
        desk.replace(document, &text.replace("x |", "y |")).await;
        let (_, block) = table(&desk, document).await;
        assert_eq!(block.live_columns().len(), 3);
    }
    let (_, block) = table(&desk, csv).await;
    assert_eq!(heads(&block), ["Owner", "Owner", "Note"]);
    assert_eq!(texts(&block), [["Kim", "Mai", "y"]], "each keeps its cells");
}

#[tokio::test]
async fn a_table_at_its_limits_goes_out_in_every_form_and_comes_back() {
    let desk = Desk::new().await;
    let cell = "word ".repeat(10_000);
    assert_eq!(cell.chars().count(), 50_000);
    let url = format!("https://example.org/{}", "x".repeat(4_980));
    let mut head: Vec<String> = (0..300).map(|n| format!("C{n}")).collect();
    let mut row = vec![String::new(); 300];
    (row[0], row[1], row[299]) = (cell.trim_end().to_owned() + ".", url.clone(), "last".to_owned());
    let csv = format!("{}\n{}\n", head.join(","), row.join(","));
    let made = desk.done(bytes("wide.csv", csv.as_bytes())).await;
    let said = made.remarks.join("\n");
    for unusual in ["has 300 columns", "has 50000 characters", "has 5000 characters", "kept whole"] {
        assert!(said.contains(unusual), "{unusual}: {said}");
    }
    let document = id_of(&made);
    let (section, block) = table(&desk, document).await;
    assert_eq!((block.live_columns().len(), texts(&block)), (300, vec![row]));
    let text = desk.markdown(document).await;
    let again = id_of(&desk.done(bytes("again.md", text.as_bytes())).await);
    let (one, two) = (desk.open(document).await.content, desk.open(again).await.content);
    assert_eq!(canonical::equality(&two), canonical::equality(&one), "it comes back as it went out");
    let path = desk.file("wide.json");
    desk.export(&[document], "json", &path).await;
    assert!(fs::metadata(&path).expect("the file").len() > 50_000, "all of it");
    let path = desk.file("wide.pdf");
    desk.export(&[document], "pdf", &path).await;
    let printed = pdf_text(&path);
    assert_eq!(printed.matches("word").count(), 10_000, "no word of the cell is cut");
    assert_eq!(printed.matches('x').count(), "example".matches('x').count() + 4_980, "nor is the address");
    assert!(printed.contains("last"), "nor the last column");

    head.push("one more".to_owned());
    let error = desk.refused(bytes("wider.csv", format!("{}\n", head.join(",")).as_bytes())).await;
    assert!(error.message.contains("301 columns; at most 300"), "{}", error.message);
    let longer = format!("A\n{}\n", "x".repeat(50_001));
    let error = desk.refused(bytes("long.csv", longer.as_bytes())).await;
    assert!(error.message.contains("a cell has 50001 characters; at most 50000"), "{}", error.message);
    let column = Column {
        pos: Position::default(),
        key: String::new(),
        name: "One more".into(),
        column_type: ColumnType::Text,
        options: [].into(),
        choices: [].into(),
        deleted_at: None,
    };
    let add = Edit::Add { path: Path::Columns(section), after: None, item: Item::Column(column) };
    let error = desk.refused(Intent::Edit { document, heads: Vec::new(), edits: vec![add.clone()] }).await;
    assert!(error.message.contains("at most 300 columns. Nothing was changed"), "{}", error.message);
    let first = block.live_columns()[5].0.to_string();
    desk.edit(document, Vec::new(), vec![Edit::Remove { path: Path::Columns(section), id: first }, add]).await;
    assert_eq!(table(&desk, document).await.1.live_columns().len(), 300, "one goes, one comes");
}

#[tokio::test]
async fn a_paste_beside_the_table_changes_nothing_of_it() {
    let desk = Desk::new().await;
    let document = id_of(&desk.done(bytes("a.csv", b"A,B\n1,2\n")).await);
    let (section, block) = table(&desk, document).await;
    let (a, nowhere) = (block.live_columns()[0].0, ColumnId::new(Uuid::from_u128(77)));
    let row = block.live_rows()[0].0;
    let fill = |row: RowId, column: ColumnId| Edit::Fill { path: Path::Cell(section, row, column), words: "x".into() };
    let wide = Edit::AddRows {
        section,
        after: None,
        rows: vec![[(a, "x".to_owned())].into(), [(a, "y".to_owned()), (nowhere, "lost".to_owned())].into()],
    };
    for edits in [
        vec![fill(row, a), fill(row, nowhere)],
        vec![fill(row, a), fill(RowId::new(Uuid::from_u128(78)), a)],
        vec![fill(row, a), wide],
    ] {
        let error = desk.refused(Intent::Edit { document, heads: Vec::new(), edits }).await;
        assert!(error.message.contains("Nothing was changed"), "{}", error.message);
        assert_eq!(texts(&table(&desk, document).await.1), [["1", "2"]], "not even the part that fits");
    }
}

#[tokio::test]
async fn a_huge_table_of_markdown_is_read_and_printed_again() {
    let desk = Desk::new().await;
    let rows: String = (0..5_000).map(|n| format!("| {n} | a \\| b | c |\n")).collect();
    let text = format!("# Huge\n\n| N | Two | Three |\n|---|:-:|--:|\n{rows}");
    let document = id_of(&desk.done(bytes("huge.md", text.as_bytes())).await);
    let (_, block) = table(&desk, document).await;
    assert_eq!((block.rows.len(), texts(&block)[4_999].join(",")), (5_000, "4999,a | b,c".to_owned()));
    let printed = desk.markdown(document).await;
    let again = id_of(&desk.done(bytes("again.md", printed.as_bytes())).await);
    assert_eq!(desk.markdown(again).await, printed);
    let error = desk.refused(bytes("deep.md", format!("{}x\n", "- ".repeat(5_000)).as_bytes())).await;
    assert!(error.message.contains("nested deeper than 100 levels"), "{}", error.message);
}
