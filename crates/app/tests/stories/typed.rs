//! Cases that people type: when they were opened, the priority that follows from impact and urgency, and what documents say
//! that show what is not there.

use bridgebook_app::api::case::CaseRow;
use bridgebook_app::api::intent::{Edit, Intent};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::trigger::case_tables;
use bridgebook_domain::view::rows;
use bridgebook_domain::{DocumentId, Item, Path, Position, Row, Value};

use crate::desk::Desk;

async fn cases(desk: &Desk) -> Vec<CaseRow> {
    let Answer::Cases(list) = desk.ask(Query::Cases { document: None }).await else { panic!("cases") };
    list
}

/// Adds a row as the window does: blank, and then cell by cell.
async fn typed(desk: &Desk, document: DocumentId, cells: &[(&str, &str)]) -> String {
    let content = desk.open(document).await.content;
    let (section, entry) = case_tables(&content)[0];
    let item = Item::Row(Row { pos: Position::default(), cells: Default::default(), deleted_at: None });
    let added = desk.edit(document, Vec::new(), vec![Edit::Add { path: Path::Rows(section), after: None, item }]).await;
    for (key, words) in cells {
        let column = entry.block.column_by_key(key).expect("the column").0;
        let path = Path::Cell(section, added.ids[0].parse().expect("a row"), column);
        desk.edit(document, Vec::new(), vec![Edit::SetWords { path, words: (*words).to_owned() }]).await;
    }
    added.ids[0].clone()
}

#[tokio::test]
async fn a_record_that_is_typed_is_opened_now_and_its_clock_runs_by_impact_and_urgency() {
    let desk = Desk::new().await;
    let document = desk.create("it-service-management", "Service desk").await;
    let blank = typed(&desk, document, &[]).await;
    assert!(cases(&desk).await.is_empty(), "a blank row is no case: {blank}");
    desk.later(5);
    typed(
        &desk,
        document,
        &[("id", "R1"), ("subject", "Mail is down"), ("impact", "Organisation"), ("urgency", "High")],
    )
    .await;
    let list = cases(&desk).await;
    let case = list.iter().find(|case| case.id == "R1").expect("it is there");
    assert!(!case.opened.is_empty(), "opened when its first cell was filled");
    assert_eq!(case.clocks.len(), 2, "both clocks of an urgent record run: {:#?}", case.clocks);
    assert_eq!(priority(&desk, document).await, "urgent", "the table of the document gives it");
    assert_eq!(of_priority(&desk, document).await, Vec::<String>::new());

    desk.done(Intent::Undo { document }).await;
    assert_eq!(priority(&desk, document).await, "", "a step back takes back the urgency and what followed from it");
    assert_eq!(of_priority(&desk, document).await, ["R1 has no priority"]);
    assert!(!cases(&desk).await.iter().find(|case| case.id == "R1").expect("still there").opened.is_empty());
}

async fn of_priority(desk: &Desk, document: DocumentId) -> Vec<String> {
    let found = desk.open(document).await.findings;
    found.into_iter().filter(|f| f.rule == "G6").map(|f| f.title).collect()
}

/// The priority of the record, as its cell stores it: the stable word of its choice.
async fn priority(desk: &Desk, document: DocumentId) -> String {
    let content = desk.open(document).await.content;
    let block = &case_tables(&content)[0].1.block;
    rows(block).map(|(_, row)| row.word("priority")).find(|word| !word.is_empty()).unwrap_or_default()
}

#[tokio::test]
async fn what_is_pasted_keeps_the_moment_that_it_brings_and_gets_none() {
    let desk = Desk::new().await;
    let document = desk.create("customer-service-escalation", "Support").await;
    let content = desk.open(document).await.content;
    let (section, entry) = case_tables(&content)[0];
    let column = |key: &str| entry.block.column_by_key(key).expect("the column").0;
    let rows = vec![
        [(column("id"), "T-1".to_owned()), (column("opened"), "2026-01-02T10:00:00Z".to_owned())].into(),
        [(column("id"), "T-2".to_owned())].into(),
    ];
    desk.edit(document, Vec::new(), vec![Edit::AddRows { section, after: None, rows }]).await;
    let mut opened: Vec<_> = cases(&desk).await.into_iter().map(|case| (case.id, case.opened)).collect();
    opened.sort();
    assert_eq!(opened[0], ("T-1".to_owned(), "2026-01-02T10:00:00Z".to_owned()));
    assert_eq!(opened[1], ("T-2".to_owned(), String::new()), "what was pasted may be of the past");
}

#[tokio::test]
async fn a_view_of_a_document_that_is_not_there_is_found_until_it_is() {
    let desk = Desk::new().await;
    let document = desk.create("sop", "Restart the queue").await;
    let view = desk.section(document, "view", "Tiers of support").await;
    let set = |key: &str, words: &str| Edit::Set {
        path: Path::Setting(view, key.to_owned()),
        value: Some(Value::one(words)),
    };
    let edits = vec![set("source", "section"), set("document", "Support"), set("heading", "Tiers")];
    desk.edit(document, Vec::new(), edits).await;
    let lost = async || {
        let found = desk.open(document).await.findings;
        found.into_iter().filter(|f| f.rule == "V5").map(|f| f.title).collect::<Vec<_>>()
    };
    assert_eq!(lost().await, ["A live view shows “Support”, which is not there"]);
    desk.create("customer-service-escalation", "Support").await;
    assert_eq!(lost().await, Vec::<String>::new());
    desk.edit(document, Vec::new(), vec![set("heading", "Levels")]).await;
    assert_eq!(lost().await, ["A live view shows “Levels” of “Support”, which is not there"]);
}
