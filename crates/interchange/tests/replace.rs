//! Merging a file into a stored document: what is equal is not touched.

use bridgebook_domain::{BlockKind, Document, Operation, Path, canonical};
use bridgebook_interchange::{Context, NoNames, export_json, import, replace};
use jiff::Timestamp;
use uuid::Uuid;

fn read(text: &str, from: u128) -> Document {
    let mut next = from;
    let mut ids = || {
        next += 1;
        Uuid::from_u128(next)
    };
    import(text.as_bytes(), &mut Context { names: &NoNames, ids: &mut ids, file_name: "" })
        .expect("it is read")
        .document
}

const BASE: &str = "---
bridgebook: 1
title: Plan
status: draft
---

## Situation

Card payments fail for many customers.

## Actions

<!-- bb:table
col State choices=[Open=risk, Doing, Done=ok]
-->

| No | Action | State |
| --- | --- | --- |
| 1 | Roll back | Open |
| 2 | Tell support | Open |
| 3 | Call vendor | Doing |

## Notes

Nothing yet.
";

/// The operations of an edited file, after checking that they do what they promise.
fn operations(edit: impl Fn(&str) -> String) -> Vec<Operation> {
    let existing = read(BASE, 0);
    let imported = read(&edit(BASE), 10_000);
    let operations = replace(&existing, &imported, Timestamp::UNIX_EPOCH);
    let mut result = existing;
    result.apply_all(&operations, Timestamp::UNIX_EPOCH).expect("the operations apply");
    assert_eq!(canonical::equality(&result), canonical::equality(&imported), "the result equals the file");
    operations
}

#[test]
fn an_unchanged_file_gives_no_operation() {
    assert_eq!(operations(str::to_owned), []);
}

#[test]
fn a_changed_word_in_prose_is_one_splice() {
    let list = operations(|t| t.replace("many customers", "38 % of customers"));
    assert!(
        matches!(list.as_slice(), [Operation::Splice { remove: 4, insert, .. }] if insert == "38 % of"),
        "{list:?}"
    );
}

#[test]
fn a_changed_cell_is_one_set_and_keeps_its_row() {
    let list = operations(|t| t.replace("| Tell support | Open |", "| Tell support | Done |"));
    assert!(matches!(list.as_slice(), [Operation::Set { path: Path::Cell(..), .. }]), "{list:?}");
}

#[test]
fn a_row_is_found_by_its_key_even_when_it_moved_and_changed() {
    let list = operations(|t| {
        let row = "| 1 | Roll back | Open |\n";
        t.replace(row, "")
            .replace("| 3 | Call vendor | Doing |\n", "| 3 | Call vendor | Doing |\n| 1 | Roll back 4.2 | Done |\n")
    });
    let kinds: Vec<_> = list
        .iter()
        .map(|o| match o {
            Operation::Set { .. } => "set",
            Operation::Splice { .. } => "splice",
            Operation::Insert { .. } => "insert",
            Operation::Move { .. } => "move",
            Operation::Remove { .. } => "remove",
        })
        .collect();
    assert_eq!(kinds, ["set", "set", "move"], "{list:?}");
}

#[test]
fn a_new_row_is_one_insertion_and_a_missing_one_is_marked_as_removed() {
    let list = operations(|t| t.replace("| 2 | Tell support | Open |\n", ""));
    assert!(matches!(list.as_slice(), [Operation::Remove { path: Path::Rows(_), .. }]), "{list:?}");
    let list = operations(|t| t.replace("| 3 | Call", "| 4 | Freeze | Open |\n| 3 | Call"));
    assert!(matches!(list.as_slice(), [Operation::Insert { path: Path::Rows(_), .. }]), "{list:?}");
}

#[test]
fn a_renamed_section_keeps_its_text_and_a_moved_one_only_moves() {
    let list = operations(|t| t.replace("## Situation", "## What happened"));
    assert!(matches!(list.as_slice(), [Operation::Set { path: Path::SectionLine(..), .. }]), "{list:?}");
    let list = operations(|t| {
        let notes = "## Notes\n\nNothing yet.\n";
        t.replace(notes, "").replace("## Situation", &format!("{notes}\n## Situation"))
    });
    assert!(matches!(list.as_slice(), [Operation::Move { path: Path::Sections, .. }]), "{list:?}");
}

#[test]
fn a_renamed_choice_and_column_keep_their_cells() {
    let list = operations(|t| t.replace("| Action |", "| Step |"));
    assert!(list.iter().all(|o| !matches!(o, Operation::Remove { path: Path::Rows(_), .. })), "rows stay: {list:?}");
    let list = operations(|t| t.replace("Open=risk", "Open=overdue"));
    assert!(matches!(list.as_slice(), [Operation::Set { path: Path::ChoiceLine(..), .. }]), "{list:?}");
}

#[test]
fn json_holds_the_stored_content_and_is_the_same_each_time() {
    let document = read(BASE, 0);
    let json = export_json(&document, &NoNames);
    assert_eq!(json, export_json(&document, &NoNames));
    let value: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(value["bridgebook"], 1);
    let back: Document = serde_json::from_value(value["content"].clone()).expect("the content is a document");
    assert_eq!(back, document);
    assert_eq!(back.sections_of(&BlockKind::Table).len(), 1);
}
