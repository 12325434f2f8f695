//! What is found, in any script, and that no input is an error.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends at the first surprise; the lint knows only functions marked as tests"
)]

mod common;

use bridgebook_domain::{Operation, Path as Place};
use bridgebook_store::{DocumentChange, Store, Write};
use common::*;

async fn filled(folder: &std::path::Path) -> Store {
    let store = open(folder).await;
    let mut document = plan();
    let words = "データベース障害が発生。 데이터베이스 장애가 났다. Ngừng hoạt động. L'état du système. 数据库故障";
    words.clone_into(&mut document.sections.get_mut(&section_id(1)).unwrap().block.text);
    let write = Write::at(moment(1)).document(document_id(1), &me(), DocumentChange::Create(document));
    store.write(write.entry(remark(Some(incident_id(1)), "Replica promoted by hand", moment(1)))).await.unwrap();
    store
}

async fn count(store: &Store, text: &str) -> usize {
    store.search(text, 20).await.unwrap().len()
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
    let hit = &store.search("장애", 5).await.unwrap()[0];
    assert_eq!((hit.kind.as_str(), hit.section), ("section", Some(section_id(1))));
    assert!(
        hit.snippet.contains("데이터베이스 \u{2}장\u{3}\u{2}애\u{3}가") || hit.snippet.contains("\u{2}장애\u{3}가"),
        "{:?}",
        hit.snippet
    );
    let hit = &store.search("promoted", 5).await.unwrap()[0];
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
        let found = store.search(odd, 5).await;
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
