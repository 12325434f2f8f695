//! Every file under `templates/` is in the file form exactly as Bridgebook writes it.
//!
//! `UPDATE_TEMPLATES=1 cargo test -p bridgebook-interchange --test templates` writes each file anew in that
//! form, so that somebody who edits one by hand need not count spaces. It refuses where something in the
//! file was not understood.

use std::path::{Path, PathBuf};

use bridgebook_domain::Document;
use bridgebook_interchange::{Context, NoNames, export, import};
use uuid::Uuid;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates")
}

/// Every Markdown file below a folder, apart from the one that explains the folder itself.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut list = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            list.extend(files(&path));
        } else if path.extension().is_some_and(|e| e == "md") && path.file_name().is_some_and(|n| n != "README.md") {
            list.push(path);
        }
    }
    list.sort();
    list
}

fn counter() -> impl FnMut() -> Uuid {
    let mut next = 0_u128;
    move || {
        next += 1;
        Uuid::from_u128(next)
    }
}

/// The document in a file, or what the importer said about it.
fn read(text: &str, name: &str) -> Result<Document, String> {
    let mut ids = counter();
    let mut context = Context { names: &NoNames, ids: &mut ids, file_name: name };
    let imported = import(text.as_bytes(), &mut context).map_err(|error| format!("{name}: {error}"))?;
    let remarks: Vec<String> = imported.report.iter().map(|r| format!("{name}:{}: {}", r.line, r.message)).collect();
    if remarks.is_empty() { Ok(imported.document) } else { Err(remarks.join("\n")) }
}

fn each(mut check: impl FnMut(&Path, &str, &Document)) {
    let folder = folder();
    let paths = files(&folder);
    assert!(paths.len() >= 14, "the four templates and the ten of the directory are there: {paths:?}");
    let mut problems = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(&folder).unwrap().display().to_string();
        match read(&text, &name) {
            Ok(document) => check(&path, &text, &document),
            Err(problem) => problems.push(problem),
        }
    }
    assert!(problems.is_empty(), "every file is understood whole:\n{}", problems.join("\n"));
}

#[test]
fn every_template_is_understood_whole_and_written_again_to_the_same_bytes() {
    let is_update = std::env::var_os("UPDATE_TEMPLATES").is_some();
    let mut different = Vec::new();
    each(|path, text, document| {
        let written = export(document, &NoNames);
        if is_update {
            std::fs::write(path, &written).unwrap();
        } else if written != text {
            let line = written.lines().zip(text.lines()).position(|(a, b)| a != b).map_or(0, |n| n + 1);
            different.push(format!(
                "{}:{line}\n  file:     {:?}\n  exported: {:?}",
                path.display(),
                text.lines().nth(line.saturating_sub(1)),
                written.lines().nth(line.saturating_sub(1))
            ));
        }
    });
    assert!(
        different.is_empty(),
        "a file differs from what the exporter writes (UPDATE_TEMPLATES=1 writes them anew):\n{}",
        different.join("\n")
    );
}
