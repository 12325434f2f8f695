//! What one write does, and that it is still there after a restart.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends at the first surprise; the lint knows only functions marked as tests"
)]

mod common;

use bridgebook_domain::log::{Fact, PlanPart};
use bridgebook_domain::{Item, Operation, Path, Value, canonical};
use bridgebook_store::{DocumentChange, Event, LogFilter, LogScope, Opened, Store, StoreError, Write};
use common::*;

fn type_at_end(text: &str, at: u32) -> Operation {
    Operation::Splice { path: Path::Text(section_id(1)), at, remove: 0, insert: text.to_owned() }
}

#[tokio::test]
async fn what_was_written_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let id = document_id(1);
    let store = open(folder.path()).await;
    assert_eq!(store.opened(), Opened::New, "nothing was there before");
    let write = Write::at(moment(1))
        .document(id, &me(), DocumentChange::Create(plan()))
        .entry(remark(Some(incident_id(1)), "Primary lost", moment(1)))
        .setting("me", Some("An".to_owned()));
    let committed = store.write(write).await.unwrap();
    let edit = DocumentChange::edit(vec![type_at_end(" 一切 🙂", 20)], committed.heads(id).map(<[String]>::to_vec));
    let edited = store.write(Write::at(moment(2)).document(id, &me(), edit)).await.unwrap();
    store.close().await;

    let store = open(folder.path()).await;
    assert_eq!(store.opened(), Opened::Clean, "it was closed in order");
    let content = store.document(id).await.unwrap();
    assert_eq!(content.document.sections[&section_id(1)].block.text, "The primary is down. 一切 🙂");
    assert_eq!(Some(content.heads.as_slice()), edited.heads(id), "the heads are those that were acknowledged");
    let log = store.log(LogScope::Incident(incident_id(1)), &LogFilter::default()).await.unwrap();
    assert_eq!(log.len(), 1, "the entry is there once");
    assert!(log[0].entry.is_intact(), "the entry is what was hashed");
    assert_eq!(store.settings().await.unwrap()["me"], "An");
    assert_eq!(store.incidents().await.unwrap(), [incident_id(1)]);
    let rows = store.documents().await.unwrap();
    assert_eq!((rows.len(), rows[0].text("title"), rows[0].sections), (1, "Database outage", 2));
    assert_eq!(store.all_documents().await.unwrap(), [content]);
}

#[tokio::test]
async fn content_equals_the_merged_form_after_every_kind_of_operation() {
    let folder = tempfile::tempdir().unwrap();
    let id = document_id(1);
    let store = open(folder.path()).await;
    store.write(Write::at(moment(0)).document(id, &me(), DocumentChange::Create(plan()))).await.unwrap();
    let cell = |c| Path::Cell(section_id(2), row_id(1), column_id(c));
    let member = |m: &str| Path::CellMember(section_id(2), row_id(1), column_id(3), m.to_owned());
    let operations = vec![
        Operation::Set { path: Path::Header("owner".to_owned()), value: Some(Value::one("Bo")) },
        Operation::Set { path: cell(1), value: None },
        Operation::Splice { path: cell(2), at: 3, remove: 2, insert: "**us".to_owned() },
        Operation::Set { path: member("Cy"), value: Some(Value::one("80")) },
        Operation::Set { path: member("Ana"), value: None },
        Operation::Insert {
            path: Path::Rows(section_id(2)),
            id: row_id(2).to_string(),
            pos: bridgebook_domain::Position::stored("8180"),
            initial: Some(Item::Row(row("", [(column_id(1), Value::one("Tell people"))]))),
        },
        Operation::Remove { path: Path::Sections, id: section_id(1).to_string(), at: moment(3) },
    ];
    let mut expected = plan();
    expected.apply_all(&operations, moment(3)).unwrap();
    store.write(Write::at(moment(3)).document(id, &me(), DocumentChange::edit(operations, None))).await.unwrap();
    let content = store.document(id).await.unwrap();
    assert_eq!(canonical::content(&content.document), canonical::content(&expected), "content is what was done");
    assert_eq!(store.document_with_removed(id).await.unwrap().document, expected, "the changes say the same");
}

#[tokio::test]
async fn a_failing_operation_changes_nothing_of_the_whole_write() {
    let folder = tempfile::tempdir().unwrap();
    let id = document_id(1);
    let store = open(folder.path()).await;
    store.write(Write::at(moment(0)).document(id, &me(), DocumentChange::Create(plan()))).await.unwrap();
    let before = store.document(id).await.unwrap();
    let good = Operation::Set { path: Path::Header("owner".to_owned()), value: Some(Value::one("Bo")) };
    let bad = Operation::Set { path: Path::Cell(section_id(2), row_id(9), column_id(1)), value: None };
    let write = Write::at(moment(1))
        .entry(remark(None, "should not stay", moment(1)))
        .document(document_id(2), &me(), DocumentChange::Create(plan()))
        .document(id, &me(), DocumentChange::edit(vec![good.clone(), bad], None));
    let error = store.write(write).await.unwrap_err();
    assert!(matches!(error, StoreError::Operation(_)), "the reason is handed on: {error}");
    assert_eq!(store.document(id).await.unwrap(), before, "the document is as it was");
    assert!(matches!(store.document(document_id(2)).await, Err(StoreError::NoSuchDocument(_))));
    assert!(store.log(LogScope::All, &LogFilter::default()).await.unwrap().is_empty(), "no entry stayed");
    let edit = DocumentChange::edit(vec![good], Some(before.heads));
    store.write(Write::at(moment(2)).document(id, &me(), edit)).await.expect("the writer goes on");
    assert_eq!(store.document(id).await.unwrap().document.header_text("owner"), "Bo");
}

#[tokio::test]
async fn an_edit_made_on_older_heads_is_merged_and_both_stay() {
    let folder = tempfile::tempdir().unwrap();
    let id = document_id(1);
    let store = open(folder.path()).await;
    let made = store.write(Write::at(moment(0)).document(id, &me(), DocumentChange::Create(plan()))).await.unwrap();
    let old = made.heads(id).map(<[String]>::to_vec);
    let first = DocumentChange::edit(vec![type_at_end("Now: ", 0)], old.clone());
    store.write(Write::at(moment(1)).document(id, &me(), first)).await.unwrap();
    let second = DocumentChange::edit(vec![type_at_end(" Badly.", 20)], old);
    store.write(Write::at(moment(2)).document(id, &me(), second)).await.unwrap();
    let content = store.document(id).await.unwrap();
    assert_eq!(content.document.sections[&section_id(1)].block.text, "Now: The primary is down. Badly.");
    assert_eq!(content.document, store.document_with_removed(id).await.unwrap().document);
    let unknown = DocumentChange::edit(vec![type_at_end("x", 0)], Some(vec!["00".repeat(32)]));
    let error = store.write(Write::at(moment(3)).document(id, &me(), unknown)).await.unwrap_err();
    assert!(matches!(error, StoreError::UnknownHeads), "heads that are not known are refused: {error}");
}

#[tokio::test]
async fn undo_and_redo_survive_a_restart_and_leave_later_words_alone() {
    let folder = tempfile::tempdir().unwrap();
    let id = document_id(1);
    let text =
        async |store: &Store| store.document(id).await.unwrap().document.sections[&section_id(1)].block.text.clone();
    let store = open(folder.path()).await;
    store.write(Write::at(moment(0)).document(id, &me(), DocumentChange::Create(plan()))).await.unwrap();
    let mine = DocumentChange::edit(vec![type_at_end("mine ", 0)], None);
    store.write(Write::at(moment(1)).document(id, &me(), mine)).await.unwrap();
    let other = bridgebook_domain::log::Author { person: None, name: "Bo".to_owned(), recorded_by: None };
    let theirs = DocumentChange::edit(vec![type_at_end("theirs ", 2)], None);
    store.write(Write::at(moment(2)).document(id, &other, theirs)).await.unwrap();
    assert_eq!(text(&store).await, "mitheirs ne The primary is down.");
    store.close().await;

    let store = open(folder.path()).await;
    assert_eq!(store.undo_depths(id, &me()).await.unwrap(), (1, 0));
    store.write(Write::at(moment(3)).document(id, &me(), DocumentChange::Undo)).await.unwrap();
    assert_eq!(text(&store).await, "theirs The primary is down.", "only my letters went");
    assert_eq!(store.undo_depths(id, &me()).await.unwrap(), (0, 1));
    store.write(Write::at(moment(4)).document(id, &me(), DocumentChange::Redo)).await.unwrap();
    assert_eq!(text(&store).await.replace("theirs ", ""), "mine The primary is down.", "my letters came back");
    let error = store.write(Write::at(moment(5)).document(id, &me(), DocumentChange::Redo)).await.unwrap_err();
    assert!(matches!(error, StoreError::NothingToUndo));
    let history = store.history(id).await.unwrap();
    let what: Vec<_> = history.iter().map(|c| c.what.as_str()).collect();
    assert_eq!(what, ["create", "edit", "edit", "undo", "redo"], "history is never rewritten");
    assert_eq!(history[1].sections, [section_id(1)]);
}

#[tokio::test]
async fn undoing_settings_one_after_the_other_goes_all_the_way_back() {
    let folder = tempfile::tempdir().unwrap();
    let id = document_id(1);
    let store = open(folder.path()).await;
    store.write(Write::at(moment(0)).document(id, &me(), DocumentChange::Create(plan()))).await.unwrap();
    let path = Path::Header("subtitle".to_owned());
    for value in ["one", "two"] {
        let set = Operation::Set { path: path.clone(), value: Some(Value::one(value)) };
        store.write(Write::at(moment(1)).document(id, &me(), DocumentChange::edit(vec![set], None))).await.unwrap();
    }
    let mut seen = Vec::new();
    for change in [DocumentChange::Undo, DocumentChange::Undo, DocumentChange::Redo, DocumentChange::Redo] {
        store.write(Write::at(moment(2)).document(id, &me(), change)).await.unwrap();
        seen.push(store.document(id).await.unwrap().document.header_text("subtitle").to_owned());
    }
    assert_eq!(seen, ["one", "", "one", "two"], "each step is one value");
}

#[tokio::test]
async fn past_moments_are_what_was_known_here_then() {
    let folder = tempfile::tempdir().unwrap();
    let id = document_id(1);
    let store = open(folder.path()).await;
    store.write(Write::at(moment(10)).document(id, &me(), DocumentChange::Create(plan()))).await.unwrap();
    let edit = DocumentChange::edit(vec![type_at_end("x", 0)], None);
    let late = remark(None, "happened long before, entered late", moment(-500));
    store.write(Write::at(moment(20)).document(id, &me(), edit).entry(late)).await.unwrap();
    assert_eq!(store.document_at(id, moment(15)).await.unwrap().document, plan());
    assert!(matches!(store.document_at(id, moment(5)).await, Err(StoreError::NoSuchDocument(_))));
    assert!(store.log_at(LogScope::All, moment(15)).await.unwrap().is_empty(), "known by arrival, not by event time");
    assert_eq!(store.log_at(LogScope::Organisation, moment(20)).await.unwrap().len(), 1);
}

#[tokio::test]
async fn entries_form_one_chain_per_incident_and_process_and_name_what_came_before() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (Some(incident_id(1)), Some(incident_id(2)));
    let store = open(folder.path()).await;
    let write = Write::at(moment(1)).entry(remark(one, "a", moment(1))).entry(remark(two, "b", moment(1)));
    store.write(write.entry(remark(one, "c", moment(1)))).await.unwrap();
    store.close().await;
    let store = open(folder.path()).await;
    store.write(Write::at(moment(2)).entry(remark(one, "d", moment(2)))).await.unwrap();
    let log = store.log(LogScope::Incident(incident_id(1)), &LogFilter::default()).await.unwrap();
    let at: Vec<_> = log.iter().map(|r| (r.entry.text.as_str(), r.entry.sequence)).collect();
    assert_eq!(at, [("a", 0), ("c", 1), ("d", 0)], "a new process begins a new chain");
    assert_eq!(log[0].entry.heads, Vec::<String>::new());
    assert_eq!(log[1].entry.heads, [log[0].entry.hash.clone()]);
    assert_eq!(log[2].entry.heads, [log[1].entry.hash.clone()], "the new chain names the end of the old one");
    assert_eq!(log[0].entry.chain, log[1].entry.chain);
    assert_ne!(log[1].entry.chain, log[2].entry.chain);
    let again = remark(one, "a once more", moment(3));
    let same = bridgebook_domain::log::NewEntry { id: log[0].entry.id, ..again };
    let committed = store.write(Write::at(moment(3)).entry(same)).await.unwrap();
    assert!(committed.entries.is_empty(), "an entry whose id is here is not written twice");
}

#[tokio::test]
async fn a_plan_that_changes_is_kept_whole_and_its_entry_names_the_new_heads() {
    let folder = tempfile::tempdir().unwrap();
    let id = document_id(1);
    let store = open(folder.path()).await;
    let mut events = store.events();
    let mut entry = remark(Some(incident_id(1)), "Plan adopted", moment(1));
    entry.fact = Fact::PlanAdopted { part: PlanPart::Action, document: id };
    let write = Write::at(moment(1)).document(id, &me(), DocumentChange::Create(plan())).entry(entry);
    store.write(write.plan_version(id, moment(1))).await.unwrap();
    let mut entry = remark(Some(incident_id(1)), "Plan changed", moment(2));
    entry.fact = Fact::PlanChanged { document: id, heads: Vec::new(), hash: String::new() };
    let write = Write::at(moment(2)).document(id, &me(), DocumentChange::edit(vec![type_at_end("x", 0)], None));
    let committed = store.write(write.entry(entry).plan_version(id, moment(2))).await.unwrap();
    let versions = store.plan_versions(id).await.unwrap();
    assert_eq!(versions.len(), 2, "both versions are kept");
    assert_eq!(versions[0].content, plan());
    assert_eq!(versions[1].hash, canonical::content_hash(&store.document(id).await.unwrap().document));
    let Some(Fact::PlanChanged { heads, hash, .. }) = committed.entries[0].entry.fact() else {
        panic!("the entry says that the plan changed")
    };
    assert_eq!(Some(heads.as_slice()), committed.heads(id), "the entry names the heads after the write");
    assert_eq!(hash, versions[1].hash);
    let mut seen = Vec::new();
    while let Ok(event) = events.try_recv() {
        seen.push(event);
    }
    assert!(
        seen.contains(&Event::PlanChanged { document: id }) && seen.contains(&Event::DocumentChanged { document: id })
    );
    assert!(seen.contains(&Event::LogAppended { incident: Some(incident_id(1)) }));
}

#[tokio::test]
async fn a_snapshot_is_only_a_cache_and_a_bad_one_is_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let id = document_id(1);
    let store = open(folder.path()).await;
    store.write(Write::at(moment(0)).document(id, &me(), DocumentChange::Create(plan()))).await.unwrap();
    for _ in 0..520 {
        let edit = DocumentChange::edit(vec![type_at_end("x", 0)], None);
        store.write(Write::at(moment(1)).document(id, &me(), edit)).await.unwrap();
    }
    store.close().await;
    let file = format!("sqlite://{}", folder.path().join("bridgebook.sqlite").display());
    for spoil in ["select 1", "update snapshot set bytes = zeroblob(100)", "delete from snapshot"] {
        let mut db = <sqlx::SqliteConnection as sqlx::Connection>::connect(&file).await.unwrap();
        let snapshots: i64 = sqlx::query_scalar("select count(*) from snapshot").fetch_one(&mut db).await.unwrap();
        assert_eq!(snapshots, 1, "one was written after 500 changes");
        sqlx::Executor::execute(&mut db, spoil).await.unwrap();
        sqlx::Connection::close(db).await.unwrap();
        let store = open(folder.path()).await;
        let edit = DocumentChange::edit(vec![type_at_end("y", 0)], None);
        store.write(Write::at(moment(2)).document(id, &me(), edit)).await.expect("the changes are the truth");
        let content = store.document(id).await.unwrap();
        assert_eq!(content, store.document_with_removed(id).await.unwrap(), "after “{spoil}”");
        store.close().await;
    }
}

#[tokio::test]
async fn several_of_my_steps_can_be_undone_around_somebody_elses_words() {
    let folder = tempfile::tempdir().unwrap();
    let id = document_id(1);
    let store = open(folder.path()).await;
    store.write(Write::at(moment(0)).document(id, &me(), DocumentChange::Create(plan()))).await.unwrap();
    let splice = |at, remove, insert: &str| {
        let insert = insert.to_owned();
        DocumentChange::edit(vec![Operation::Splice { path: Path::Text(section_id(1)), at, remove, insert }], None)
    };
    store.write(Write::at(moment(1)).document(id, &me(), splice(0, 0, "abcd "))).await.unwrap();
    store.write(Write::at(moment(2)).document(id, &me(), splice(2, 2, ""))).await.unwrap();
    let other = bridgebook_domain::log::Author { person: None, name: "Bo".to_owned(), recorded_by: None };
    store.write(Write::at(moment(3)).document(id, &other, splice(23, 0, " Badly."))).await.unwrap();
    let text = async || store.document(id).await.unwrap().document.sections[&section_id(1)].block.text.clone();
    assert_eq!(text().await, "ab The primary is down. Badly.");
    store.write(Write::at(moment(4)).document(id, &me(), DocumentChange::Undo)).await.unwrap();
    assert_eq!(text().await, "abcd The primary is down. Badly.");
    store.write(Write::at(moment(5)).document(id, &me(), DocumentChange::Undo)).await.unwrap();
    assert_eq!(text().await, "The primary is down. Badly.", "letters that an undo brought back go as well");
}

#[tokio::test]
async fn each_document_keeps_its_newest_steps_wherever_its_changes_lie_among_those_of_others() {
    let folder = tempfile::tempdir().unwrap();
    let ids = [document_id(1), document_id(2)];
    let store = open(folder.path()).await;
    let mut write = Write::at(moment(0));
    for id in ids {
        write = write.document(id, &me(), DocumentChange::Create(plan()));
    }
    store.write(write).await.unwrap();
    // The changes of two documents that are written in turns have odd places and even ones.
    for batch in 0..12 {
        let mut write = Write::at(moment(batch));
        for _ in 0..50 {
            for id in ids {
                write = write.document(id, &me(), DocumentChange::edit(vec![type_at_end("x", 0)], None));
            }
        }
        store.write(write).await.unwrap();
    }
    for id in ids {
        let (undo, redo) = store.undo_depths(id, &me()).await.unwrap();
        assert!((500..565).contains(&undo) && redo == 0, "{undo} steps of 600 are kept, {redo} to do again");
        store.write(Write::at(moment(20)).document(id, &me(), DocumentChange::Undo)).await.unwrap();
        let text = &store.document(id).await.unwrap().document.sections[&section_id(1)].block.text;
        assert_eq!(text.chars().take_while(|c| *c == 'x').count(), 599, "the newest of them");
    }
}

#[tokio::test]
async fn an_edit_after_an_undo_leaves_nothing_to_do_again() {
    let folder = tempfile::tempdir().unwrap();
    let id = document_id(1);
    let other = bridgebook_domain::log::Author { name: "Bo".to_owned(), ..me() };
    let store = open(folder.path()).await;
    store.write(Write::at(moment(0)).document(id, &me(), DocumentChange::Create(plan()))).await.unwrap();
    let edit = |text: &str| DocumentChange::edit(vec![type_at_end(text, 0)], None);
    for (n, whose, change, depths) in [
        (1, me(), edit("a"), (1, 0)),
        (2, other.clone(), edit("b"), (1, 0)),
        (3, me(), edit("c"), (2, 0)),
        (4, me(), DocumentChange::Undo, (1, 1)),
        (5, other.clone(), DocumentChange::Undo, (0, 1)),
        (6, me(), edit("d"), (2, 0)),
        (7, other.clone(), DocumentChange::Redo, (1, 0)),
    ] {
        store.write(Write::at(moment(n)).document(id, &whose, change)).await.unwrap();
        assert_eq!(store.undo_depths(id, &whose).await.unwrap(), depths, "after step {n}");
    }
    let nothing = store.write(Write::at(moment(8)).document(id, &me(), DocumentChange::Redo)).await.unwrap_err();
    assert!(matches!(nothing, StoreError::NothingToUndo), "{nothing}");
    store.write(Write::at(moment(9)).document(id, &me(), DocumentChange::Undo)).await.unwrap();
    store.close().await;
    // What is not known after a restart is asked of the database.
    let store = open(folder.path()).await;
    assert_eq!(store.undo_depths(id, &me()).await.unwrap(), (1, 1));
    store.write(Write::at(moment(10)).document(id, &me(), edit("e"))).await.unwrap();
    assert_eq!(store.undo_depths(id, &me()).await.unwrap(), (2, 0));
}
