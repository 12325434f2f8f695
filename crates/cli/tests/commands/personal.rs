//! Personal data through the command line.

use std::fs;

use crate::tool::Tool;

/// A data folder with one case that came in.
fn desk() -> Tool {
    let tool = Tool::new();
    tool.done(&["document", "new", "--template", "customer-service-escalation", "--title", "Support"]);
    let talk = "13:55 Customer: my daughter is ill\\n13:56 AI: I have reset it";
    let json = format!("[{{\"id\": \"C-1\", \"subject\": \"Cancel\", \"level\": \"L1\", \"transcript\": \"{talk}\"}}]");
    let file = tool.write("a.json", json);
    tool.done(&["case", "add", &file]);
    tool
}

#[test]
fn a_case_is_erased_with_a_reason_and_says_by_whom() {
    let tool = desk();
    let list = tool.done(&["case", "retention"]).out;
    assert!(list.starts_with("kept ") && list.contains("C-1") && list.contains("conversation"), "{list}");
    let dry = tool.done(&["case", "erase", "C-1", "--reason", "asked for", "--dry-run"]).out;
    assert!(dry.contains("goes    The conversation") && dry.contains("stays   "), "{dry}");
    assert!(tool.done(&["case", "show", "C-1"]).out.contains("my daughter is ill"), "nothing was changed");
    let done = tool.done(&["case", "erase", "C-1", "--reason", "asked for"]);
    assert!(done.line() == "erased" && done.err.contains("was erased (1 file): asked for"), "{done:?}");
    let shown = tool.done(&["case", "show", "C-1"]).out;
    assert!(shown.contains("Erased on ") && shown.contains(" by tester: asked for."), "{shown}");
    assert!(tool.refused(&["case", "erase", "C-1", "--reason", "again"]).contains("Nothing personal is kept"));
    let json = tool.json(&["case", "retention"]);
    assert_eq!((json["rows"].as_array().map(Vec::len), json["erased"].as_array().map(Vec::len)), (Some(0), Some(1)));
    assert!(tool.done(&["store", "verify"]).out.contains("Erased for good: 1 attachment."));
}

#[test]
fn a_case_is_held_and_released() {
    let tool = desk();
    tool.done(&["case", "hold", "C-1", "--reason", "A complaint is open"]);
    let list = tool.done(&["case", "retention"]).out;
    assert!(list.starts_with("held ") && list.contains("until it is released: A complaint is open"), "{list}");
    assert!(tool.refused(&["case", "erase", "C-1", "--reason", "asked for"]).contains("Release it first"));
    tool.done(&["case", "release", "C-1", "--reason", "It is settled"]);
    assert!(tool.refused(&["case", "release", "C-1", "--reason", "again"]).contains("Nobody has"));
    tool.done(&["case", "erase", "C-1", "--reason", "asked for"]);
}

#[test]
fn the_quarantine_is_listed_tried_again_and_emptied() {
    let tool = desk();
    assert_eq!(tool.done(&["case", "quarantine", "list"]).line(), "nothing is in the quarantine");
    let file = tool.write("cases.csv", "id,subject,opened\nA,one,\nB,two,soon\n");
    assert_eq!(tool.run(&["case", "add", &file]).code, 3, "a part of it was not taken");
    let list = tool.json(&["case", "quarantine", "list"]);
    let name = list[0]["file"].as_str().expect("a file").to_owned();
    assert!(name.ends_with("/cases.csv") && list[0]["reasons"][0].as_str().is_some_and(|why| why.contains("line 3")));
    tool.done(&["case", "quarantine", "retry", &name]);
    assert_eq!(tool.json(&["case", "quarantine", "list"]).as_array().map(Vec::len), Some(1), "it is refused again");
    assert!(tool.refused(&["case", "quarantine", "delete", "../data/keys.sqlite"]).contains("in the quarantine"));
    tool.done(&["case", "quarantine", "delete", &name]);
    let left = fs::read_dir(tool.data().join("quarantine")).expect("the folder").count();
    assert_eq!(left, 0, "its day goes with it");
}

#[test]
fn a_person_is_erased_and_what_was_said_of_it_before_is_told() {
    let tool = Tool::sample();
    let list = tool.json(&["directory", "list"]);
    let people = |list: &serde_json::Value| {
        let entries = list["entries"].as_array().expect("entries").iter();
        entries
            .filter(|e| e["kind"] == "person")
            .map(|e| e["name"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    let name = people(&list).first().expect("the sample has people").clone();
    let dry = tool.done(&["directory", "erase", &name, "--reason", "asked for", "--dry-run"]).out;
    assert!(dry.contains("goes    The person’s own page") && dry.contains("stays   The log"), "{dry}");
    let done = tool.done(&["directory", "erase", &name, "--reason", "asked for"]);
    assert!(done.err.contains("“Erased person” from now on"), "{done:?}");
    assert!(!people(&tool.json(&["directory", "list"])).contains(&name));
    assert!(tool.refused(&["directory", "erase", &name, "--reason", "again"]).contains("knows no person"));
    assert!(tool.done(&["store", "verify"]).out.contains("1 person of the directory"));
}
