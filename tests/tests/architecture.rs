//! The rules of the house, held against the house.

use std::process::Command;

use bridgebook_tests::architecture::Metadata;
use bridgebook_tests::root;
use bridgebook_tests::sources::Source;

/// Where sources lie, and what counts as one.
const CODE: &[&str] = &["crates", "src-tauri", "ui/src", "xtask", "tests"];
const LANGUAGES: &[&str] = &["rs", "ts", "svelte", "css", "js"];

#[test]
fn no_arrow_of_the_architecture_turns() {
    // Only for this platform: what a library needs inside a browser is never built here.
    let version = cargo(&["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("cargo names its host");
    let metadata = cargo(&["metadata", "--format-version", "1", "--locked", "--filter-platform", host]);
    let metadata: Metadata = serde_json::from_str(&metadata).expect("cargo metadata writes JSON");
    nothing(&metadata.broken_rules(), "ARCHITECTURE.md draws the arrows");
}

#[test]
fn the_pure_rooms_touch_no_file_clock_or_network() {
    let rooms = ["crates/domain/src", "crates/interchange/src", "crates/pdf/src"];
    let sources = Source::collect(&root(), &rooms, &["rs"]);
    assert!(sources.len() >= rooms.len(), "the rooms were not found, so nothing was checked");
    let found: Vec<String> = sources.iter().flat_map(Source::impurities).collect();
    nothing(&found, "pass the clock, the bytes and the ids in");
}

#[test]
fn no_source_file_is_longer_than_500_lines() {
    let sources = Source::collect(&root(), CODE, LANGUAGES);
    assert!(sources.len() > 20, "only {} sources were found", sources.len());
    let found: Vec<String> = sources.iter().filter_map(Source::too_long).collect();
    nothing(&found, "split by noun");
}

#[test]
fn no_file_names_a_machine_or_a_registry() {
    let everywhere = [
        "crates",
        "src-tauri",
        "ui",
        "xtask",
        "tests",
        "templates",
        "docs",
        ".ci",
        ".cargo",
        "Cargo.toml",
        "Cargo.lock",
        "README.md",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "deny.toml",
        "clippy.toml",
    ];
    let kinds = ["rs", "ts", "svelte", "css", "js", "json", "toml", "lock", "md", "html", "sh", "sql"];
    let sources = Source::collect(&root(), &everywhere, &kinds);
    let home = std::env::var("HOME").ok().filter(|home| home.len() > 1).map(|home| home + "/");
    let machine: Vec<String> = home.into_iter().chain([root().to_string_lossy().into_owned()]).collect();
    let found: Vec<String> = sources.iter().flat_map(|source| source.machine_details(&machine)).collect();
    nothing(&found, "a checkout must work on every machine");
}

#[test]
fn no_test_is_left_out() {
    let sources = Source::collect(&root(), CODE, LANGUAGES);
    let found: Vec<String> = sources.iter().flat_map(Source::ignored_tests).collect();
    nothing(&found, "assert what happens today and leave a note instead");
}

fn nothing(found: &[String], why: &str) {
    assert!(found.is_empty(), "{why}:\n  {}", found.join("\n  "));
}

fn cargo(arguments: &[&str]) -> String {
    let cargo = std::env::var_os("CARGO").expect("cargo runs the tests");
    let output = Command::new(cargo).args(arguments).current_dir(root()).output().expect("cargo starts");
    assert!(output.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo writes UTF-8")
}
