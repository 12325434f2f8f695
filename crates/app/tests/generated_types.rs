//! TypeScript is generated from the types of the bridge and committed; this test fails when it drifts.
//! `BRIDGEBOOK_WRITE_TYPES=1 cargo test -p bridgebook-app --test generated_types` writes it anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bridgebook_app::api::{ApiError, event::Event, intent, query};
use ts_rs::{Config, TS};

fn export(folder: &Path) {
    let config = Config::new().with_out_dir(folder).with_large_int("number");
    query::Query::export_all(&config).expect("types export");
    query::Answer::export_all(&config).expect("types export");
    intent::Intent::export_all(&config).expect("types export");
    intent::Outcome::export_all(&config).expect("types export");
    ApiError::export_all(&config).expect("types export");
    Event::export_all(&config).expect("types export");
}

fn read(folder: &Path) -> BTreeMap<String, String> {
    fs::read_dir(folder)
        .expect("the folder of generated types")
        .map(|entry| entry.expect("entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "ts"))
        .map(|path| {
            let name = path.file_name().expect("name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("text"))
        })
        .collect()
}

#[test]
fn the_committed_typescript_is_what_the_rust_types_generate() {
    let committed = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/generated");
    if std::env::var_os("BRIDGEBOOK_WRITE_TYPES").is_some() {
        let _ = fs::remove_dir_all(&committed);
        fs::create_dir_all(&committed).expect("folder");
        export(&committed);
    }
    let fresh = tempfile::tempdir().expect("folder");
    export(fresh.path());
    let (committed, fresh) = (read(&committed), read(fresh.path()));
    let names = |m: &BTreeMap<String, String>| m.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&committed), names(&fresh), "files came or went; write the types anew");
    for (name, text) in fresh {
        assert_eq!(committed.get(&name), Some(&text), "{name} drifted; write the types anew");
    }
}
