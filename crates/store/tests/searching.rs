//! What is found, in any script, and that no input is an error.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends at the first surprise; the lint knows only functions marked as tests"
)]

mod common;

use bridgebook_domain::log::{Fact, NewEntry, State};
use bridgebook_domain::{Column, ColumnType, Document, Operation, Path as Place, Value};
use bridgebook_store::{DocumentChange, SearchAsked, SearchHit, Store, TemplateText, Write};
use common::*;

async fn filled(folder: &std::path::Path) -> Store {
    let store = open(folder).await;
    let mut document = plan();
    let text = "データベース障害が発生。 데이터베이스 장애가 났다. Ngừng hoạt động. L'état du système. 数据库故障";
    text.clone_into(&mut document.sections.get_mut(&section_id(1)).unwrap().block.text);
    let write = Write::at(moment(1)).document(document_id(1), &me(), DocumentChange::Create(document));
    store.write(write.entry(remark(Some(incident_id(1)), "Replica promoted by hand", moment(1)))).await.unwrap();
    store
}

async fn hits(store: &Store, asked: SearchAsked) -> Vec<SearchHit> {
    store.find(&asked).await.unwrap().hits
}

async fn count(store: &Store, text: &str) -> usize {
    hits(store, words(text)).await.len()
}

#[tokio::test]
async fn words_of_any_script_and_length_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path()).await;
    for found in [
        "障害",
        "害",
        "故障",
        "장애",
        "장",
        "ngung",
        "Ngừng",
        "etat",
        "état",
        "SYSTEME",
        "syst",
        "replica prom",
        "Fail over",
        "Database outage",
        "Ana",
        "eu-west",
    ] {
        assert!(count(&store, found).await > 0, "“{found}” is found");
    }
    for missing in ["害障", "nothing like it", "promoted replicas"] {
        assert_eq!(count(&store, missing).await, 0, "“{missing}” is not there");
    }
    let hit = &hits(&store, words("장애")).await[0];
    assert_eq!((hit.kind.as_str(), hit.section), ("section", Some(section_id(1))));
    assert!(
        hit.snippet.contains("데이터베이스 \u{2}장\u{3}\u{2}애\u{3}가") || hit.snippet.contains("\u{2}장애\u{3}가"),
        "{:?}",
        hit.snippet
    );
    let hit = &hits(&store, words("promoted")).await[0];
    assert_eq!((hit.kind.as_str(), hit.incident), ("log", Some(incident_id(1))));
}

#[tokio::test]
async fn odd_input_is_never_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path()).await;
    let long = "障害 outage ".repeat(1000);
    let longest = "x".repeat(10_000);
    for odd in [
        "",
        " ",
        "\"",
        "\"\"\"",
        "*",
        "a*b",
        "NEAR(",
        "a AND",
        "OR",
        "NOT x",
        "col:x",
        "-x",
        "^x",
        "{a b}:c",
        "\0",
        "a\0b",
        "(((",
        "🙂",
        "\u{301}",
        "';drop table words;--",
        "%",
        "_",
        long.as_str(),
        longest.as_str(),
    ] {
        let found = store.find(&words(odd)).await;
        assert!(found.is_ok(), "{:?}: {found:?}", odd.chars().take(20).collect::<String>());
    }
}

#[tokio::test]
async fn the_index_follows_edits_and_is_built_again_when_it_is_missing_or_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path()).await;
    assert_eq!(count(&store, "zebra").await, 0);
    let word = Operation::Splice { path: Place::Text(section_id(1)), at: 0, remove: 0, insert: "Zebra ".to_owned() };
    let edit = DocumentChange::edit(vec![word], None);
    store.write(Write::at(moment(2)).document(document_id(1), &me(), edit)).await.unwrap();
    assert_eq!(count(&store, "zebra").await, 1, "right after the commit");
    store.close().await;
    for bytes in [None, Some(b"not an index at all".to_vec()), Some(vec![0; 9000])] {
        for name in ["search.sqlite", "search.sqlite-wal", "search.sqlite-shm"] {
            let _ = std::fs::remove_file(folder.path().join(name));
        }
        if let Some(bytes) = bytes {
            std::fs::write(folder.path().join("search.sqlite"), bytes).unwrap();
        }
        let store = open(folder.path()).await;
        assert_eq!(count(&store, "zebra").await, 1, "it was built again");
        store.close().await;
    }
}

#[tokio::test]
async fn a_row_is_a_place_of_its_own_and_a_title_goes_before_a_text() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path()).await;
    let row = &hits(&store, words("eu-west")).await[0];
    assert_eq!((row.kind.as_str(), row.section, row.row), ("row", Some(section_id(2)), Some(row_id(1))));
    assert_eq!((row.title.as_str(), row.context.as_str()), ("Fail over", "Actions"));
    assert_eq!(row.document_title, "Database outage");
    assert_eq!(row.snippet, "In \u{2}eu-west\u{3} · Ana, Bo");
    let titled = &hits(&store, words("data")).await[0];
    assert_eq!((titled.kind.as_str(), titled.marked.as_str()), ("document", "\u{2}Database\u{3} outage"));
    assert_eq!(titled.who, "Nguyễn An");
    let found = store.find(&SearchAsked { each: 1, ..words("o") }).await.unwrap();
    assert_eq!(found.hits.iter().filter(|hit| hit.kind == "document").count(), 1, "one of each kind");
    assert!(!found.is_more);
}

/// A person, and a list of teams of one row.
fn directory() -> (Document, Document) {
    let list = |template: &str, name: &str| {
        let mut document = Document::new(name, template);
        let mut section = prose("80", name, "");
        section.kind = bridgebook_domain::BlockKind::Table;
        let named = Column { key: "name".to_owned(), ..column("80", "Name", ColumnType::Text) };
        let note = Column { key: "note".to_owned(), ..column("8180", "Note", ColumnType::Text) };
        section.block.columns = [(column_id(1), named), (column_id(2), note)].into();
        let cells = [(column_id(1), Value::one(name)), (column_id(2), Value::one("answers at night"))];
        section.block.rows = [(row_id(7), row("80", cells))].into();
        document.sections.insert(section_id(7), section);
        document
    };
    (list("directory/person", "Emre Yılmaz"), list("directory/teams", "Payments team"))
}

#[tokio::test]
async fn a_reference_is_found_by_the_name_of_what_it_means_also_after_another_name() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let (_, teams) = directory();
    let mut document = plan();
    let team = Value::many([row_id(7).to_string()]);
    document
        .sections
        .get_mut(&section_id(2))
        .unwrap()
        .block
        .rows
        .get_mut(&row_id(1))
        .unwrap()
        .cells
        .insert(column_id(3), team);
    // The document that mentions the team is there before the team is.
    store.write(Write::at(moment(1)).document(document_id(1), &me(), DocumentChange::Create(document))).await.unwrap();
    assert_eq!(count(&store, "payments").await, 0);
    store.write(Write::at(moment(2)).document(document_id(2), &me(), DocumentChange::Create(teams))).await.unwrap();
    let found = hits(&store, words("payments team")).await;
    assert!(found.iter().any(|hit| hit.kind == "row" && hit.row == Some(row_id(1))), "{found:?}");
    let entry = found.iter().find(|hit| hit.kind == "directory").unwrap();
    assert_eq!((entry.part.as_str(), entry.row), ("team", Some(row_id(7))));
    assert!(hits(&store, words("at night")).await.iter().any(|hit| hit.kind == "directory"), "by any of its fields");
    let path = Place::Cell(section_id(7), row_id(7), column_id(1));
    let rename = Operation::Set { path, value: Some(Value::one("Checkout crew")) };
    let change = DocumentChange::edit(vec![rename], None);
    store.write(Write::at(moment(3)).document(document_id(2), &me(), change)).await.unwrap();
    let found = hits(&store, words("checkout")).await;
    assert!(
        found.iter().any(|hit| hit.row == Some(row_id(1)) && hit.snippet.contains("\u{2}Checkout\u{3} crew")),
        "{found:?}"
    );
    assert_eq!(count(&store, "payments").await, 0, "the old name is gone");
    store.erase_document(document_id(2), "on demand", moment(4)).await.unwrap();
    assert_eq!(count(&store, "checkout").await, 0, "neither an erased document nor its name is found");
    assert_eq!(count(&store, "fail over").await, 1, "what mentioned it is there");
}

#[tokio::test]
async fn places_are_filtered_by_kind_incident_document_author_time_and_state() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path()).await;
    let (person, _) = directory();
    let entry = |incident: u128, fact: Fact, text: &str, at: i64| NewEntry {
        fact,
        ..remark(Some(incident_id(incident)), text, moment(at))
    };
    let declared = |number: &str| Fact::Declared {
        number: number.to_owned(),
        title: "Replica lost".to_owned(),
        severity: "SEV1".to_owned(),
        commander: None,
        services: vec![],
        detected_at: None,
    };
    let mut late = remark(Some(incident_id(2)), "Replica gone for good", moment(900));
    late.author.name = "Emre Yılmaz".to_owned();
    let write = Write::at(moment(10))
        .document(document_id(3), &me(), DocumentChange::Create(person))
        .entry(entry(1, declared("INC-1"), "Declared", 11))
        .entry(entry(2, declared("INC-2"), "Declared", 12))
        .entry(entry(2, Fact::StateChanged { state: State::Resolved }, "Resolved", 13))
        .entry(late);
    store.write(write).await.unwrap();
    let all = store.find(&words("replica")).await.unwrap();
    let mut counts = all.counts.clone();
    counts.sort();
    assert_eq!(counts, [("incident".to_owned(), 2), ("log".to_owned(), 2)]);
    let log = SearchAsked { kind: Some("log".to_owned()), ..words("replica") };
    let found = store.find(&log).await.unwrap();
    assert_eq!((found.hits.len(), found.counts.len()), (2, 2), "the other kinds are counted all the same");
    let emre = hits(&store, SearchAsked { by: "yilmaz".to_owned(), ..words("replica") }).await;
    assert_eq!(emre.iter().map(|hit| hit.who.as_str()).collect::<Vec<_>>(), ["Emre Yılmaz"]);
    let of = |closed| SearchAsked { closed: Some(closed), ..words("replica") };
    let open = hits(&store, of(false)).await;
    assert!(open.len() == 2 && open.iter().all(|hit| hit.incident == Some(incident_id(1))), "{open:?}");
    assert!(hits(&store, of(true)).await.iter().all(|hit| hit.incident == Some(incident_id(2))));
    let number = hits(&store, words("INC-2")).await;
    assert_eq!((number[0].kind.as_str(), number[0].number.as_str()), ("incident", "INC-2"));
    let since = SearchAsked { since: Some(moment(100)), ..words("replica") };
    assert_eq!(hits(&store, since).await.len(), 1);
    let until = SearchAsked { until: Some(moment(2)), ..words("replica") };
    assert_eq!(hits(&store, until).await.len(), 1);
    let inside = SearchAsked { document: Some(document_id(1)), ..words("o") };
    assert!(hits(&store, inside).await.iter().all(|hit| hit.document == Some(document_id(1))));
    let people = SearchAsked { kind: Some("directory".to_owned()), part: Some("person".to_owned()), ..words("emre") };
    assert_eq!(hits(&store, people.clone()).await[0].document, Some(document_id(3)));
    let newest = hits(&store, SearchAsked { incident: Some(incident_id(2)), ..words("") }).await;
    assert_eq!(newest[0].snippet, "Replica gone for good", "without words the newest comes first");
    assert_eq!(hits(&store, SearchAsked { words: "?!".to_owned(), ..people }).await.len(), 0, "signs find nothing");
}

#[tokio::test]
async fn an_edit_reads_its_section_again_and_a_status_reaches_every_place() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path()).await;
    assert_eq!(count(&store, "fail over").await, 1);
    let set =
        |key: &str, value: &str| Operation::Set { path: Place::Header(key.to_owned()), value: Some(Value::one(value)) };
    let mut other = me();
    other.name = "Zoë".to_owned();
    let archive = DocumentChange::edit(vec![set("status", "archived"), set("title", "Zebra plan")], None);
    store.write(Write::at(moment(2)).document(document_id(1), &other, archive)).await.unwrap();
    let found = hits(&store, SearchAsked { closed: Some(true), ..words("fail over") }).await;
    assert_eq!(found.iter().map(|hit| hit.document_title.as_str()).collect::<Vec<_>>(), ["Zebra plan"]);
    let changed = hits(&store, SearchAsked { by: "zoe".to_owned(), ..words("zebra") }).await;
    assert_eq!(changed.iter().map(|hit| hit.kind.as_str()).collect::<Vec<_>>(), ["document"]);
    let gone = Operation::Remove { path: Place::Sections, id: section_id(2).to_string(), at: moment(3) };
    store
        .write(Write::at(moment(3)).document(document_id(1), &me(), DocumentChange::edit(vec![gone], None)))
        .await
        .unwrap();
    assert_eq!(count(&store, "fail over").await, 0, "a section that was removed is not found, nor its rows");
    assert!(count(&store, "障害").await > 0);
}

#[tokio::test]
async fn templates_are_found_and_replaced_as_one() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path()).await;
    let template = |name: &str, text: &str| TemplateText {
        name: name.to_owned(),
        language: "en".to_owned(),
        title: "Roll-out plan".to_owned(),
        text: text.to_owned(),
    };
    store.index_templates(7, &[template("roll-out", "Change control and drills")]).await.unwrap();
    let found = hits(&store, words("drills")).await;
    assert_eq!((found[0].kind.as_str(), found[0].template.as_str()), ("template", "roll-out"));
    store.index_templates(8, &[template("own/ours", "Nothing of it")]).await.unwrap();
    assert_eq!(count(&store, "drills").await, 0);
    assert_eq!(store.indexed_templates().await.unwrap(), 8);
}

#[tokio::test]
async fn two_who_fill_one_index_add_nothing_twice_and_throw_nothing_away() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path()).await;
    let beside = Store::open_read_only(folder.path()).await.unwrap();
    for at in 0..20 {
        let write = Write::at(moment(20 + at)).entry(remark(Some(incident_id(1)), "Tick of the pump", moment(20 + at)));
        store.write(write).await.unwrap();
        let (asked, other) = (words("pump"), words("pump"));
        let (one, two) = tokio::join!(store.find(&asked), beside.find(&other));
        let expected = usize::try_from(at + 1).unwrap();
        assert_eq!((one.unwrap().counts[0].1, two.unwrap().counts[0].1), (expected, expected));
    }
}

#[tokio::test]
async fn an_index_of_the_version_before_is_made_anew() {
    use sqlx::ConnectOptions as _;
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path()).await;
    store.close().await;
    let file = folder.path().join("search.sqlite");
    for name in ["search.sqlite", "search.sqlite-wal", "search.sqlite-shm"] {
        let _ = std::fs::remove_file(folder.path().join(name));
    }
    let mut old =
        sqlx::sqlite::SqliteConnectOptions::new().filename(&file).create_if_missing(true).connect().await.unwrap();
    let tables = "create table place (id integer primary key, kind text not null, document text, section text, incident text, \
         entry text, title text not null) strict; create virtual table words using fts5(body); \
         create table state (key text not null primary key, value integer not null) strict; \
         insert into state values ('version', 1), ('chunk', 1), ('entry', 1);";
    sqlx::raw_sql(tables).execute(&mut old).await.unwrap();
    sqlx::Connection::close(old).await.unwrap();
    let store = open(folder.path()).await;
    assert!(count(&store, "Database outage").await > 0);
}
