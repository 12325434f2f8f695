//! The saved corpus of nasty files on stable, by the function that the fuzzer runs; and files too large to save.

#[path = "../fuzz/goes_round.rs"]
mod goes_round;

use std::path::Path;

use goes_round::goes_round;

const OURS: &str = "---\nbridgebook: 1\ntitle: Plan\n---\n\n";

#[test]
fn every_file_of_the_corpus_is_refused_or_goes_round() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    assert!(files.len() >= 10, "the corpus is there: {}", files.len());
    for file in files {
        goes_round(&std::fs::read(file).unwrap());
    }
}

#[test]
fn files_too_large_to_save_are_refused_or_go_round() {
    let row = |cells: usize| format!("| {} |\n", vec!["x"; cells].join(" | "));
    let table = |columns: usize, rows: usize| {
        let head = format!("| {} |\n", (0..columns).map(|n| format!("C{n}")).collect::<Vec<_>>().join(" | "));
        let line = format!("|{}\n", " --- |".repeat(columns));
        format!("{OURS}## Table\n\n<!-- bb:table -->\n\n{head}{line}{}", row(columns).repeat(rows))
    };
    for text in [
        format!("{OURS}## Deep\n\n{}x\n", "> ".repeat(5000)),
        format!("{OURS}## Deep\n\n{}x\n", "- ".repeat(5000)),
        format!("{OURS}## Brackets\n\n{}\n", "[".repeat(50_000)),
        format!("{OURS}## Marks\n\n{}\n", "**a ".repeat(20_000)),
        format!("{OURS}## Cell\n\n<!-- bb:table -->\n\n| A |\n| --- |\n| {} |\n", "x".repeat(50_000)),
        format!("{OURS}## Cell\n\n<!-- bb:table -->\n\n| A |\n| --- |\n| {} |\n", "x".repeat(50_001)),
        format!("{OURS}{}", "## Same\n\ntext\n\n".repeat(5000)),
        format!("{OURS}{}", "## S\n\n<!-- bb:prose end=a -->\n\n".repeat(2000)),
        table(300, 200),
        table(301, 1),
        table(2, 5000),
        "<!-- ".repeat(20_000),
        "\"".repeat(100_000),
    ] {
        goes_round(text.as_bytes());
    }
}
