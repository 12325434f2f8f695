//! Each command prints words, or exactly one JSON value.

use serde_json::Value as Json;

use crate::tool::Tool;

#[test]
fn every_command_that_reads_prints_exactly_one_json_value_and_words() {
    let tool = Tool::sample();
    let listed = tool.json(&["document", "list"]);
    let rows = listed.as_array().expect("a list");
    assert!(rows.len() >= 24);
    let raci = rows.iter().find(|d| d["template"] == "raci-major-incident").expect("the matrix");
    let id = raci["id"].as_str().expect("an id").to_owned();
    let (from, to) = ("2026-03-11T13:00:00Z", "2026-03-11T13:40:00Z");
    let out = tool.file("out.md").display().to_string();
    let commands: Vec<Vec<&str>> = vec![
        vec!["template", "list"],
        vec!["template", "show", "incident-action-plan"],
        vec!["document", "list"],
        vec!["document", "show", &id],
        vec!["document", "show", &id, "--at", to],
        vec!["document", "history", &id],
        vec!["document", "diff", &id, "--from", from, "--to", to],
        vec!["document", "export", &id, "--to", "markdown", "--output", &out],
        vec!["search", "Harbourline"],
        vec!["search", "陈"],
        vec!["directory", "list"],
        vec!["incident", "list"],
        vec!["incident", "status", "INC-2041"],
        vec!["log", "list", "INC-2041"],
        vec!["update", "due"],
        vec!["update", "due", "INC-2041"],
        vec!["escalation", "clocks", "inc-2041"],
        vec!["store", "verify"],
        vec!["sample", "open"],
    ];
    for command in commands {
        let json = tool.json(&command);
        assert!(!json.is_null(), "{command:?} answers something");
        let words = tool.done(&command);
        let may_be_silent = command.contains(&"diff");
        assert!(may_be_silent || !words.out.trim().is_empty(), "{command:?} prints words");
    }
    let board = tool.json(&["incident", "status", "INC-2041"]);
    assert_eq!(board["incident"]["severity"], "SEV1");
    assert_eq!(board["clocks"][0]["state"], "overdue", "the sample stands at 14:47:12, an update overdue");
    let due = tool.done(&["update", "due"]).out;
    assert!(due.lines().any(|l| l.contains("overdue") && l.contains("Executives")), "{due}");
    let log = tool.done(&["log", "list", "INC-2041"]).out;
    let moments: Vec<&str> = log.lines().filter_map(|l| l.split_whitespace().next()).collect();
    assert!(moments.is_sorted(), "the log is listed from its beginning");
}

#[test]
fn check_prints_findings_as_text_json_or_sarif_and_ends_with_3_where_something_was_found() {
    let tool = Tool::new();
    let file = tool.write(
        "who.md",
        "# Who\n\n| Activity | Lead | Scribe |\n| --- | --- | --- |\n| Close | A | A |\n| Open | R | I |\n",
    );
    let id = tool.done(&["document", "import", &file]).line();
    let text = tool.run(&["check", &id]);
    assert_eq!(text.code, 3, "two accountable for one activity: {text:?}");
    assert!(text.out.lines().any(|l| l.starts_with("error")), "{}", text.out);
    for arguments in [["check", &id, "--format", "json"], ["check", &id, "--format", "sarif"]] {
        let ran = tool.run(&arguments);
        assert_eq!(ran.code, 3);
        ran.json();
    }
    let sarif = tool.run(&["check", "--format", "sarif"]).json();
    assert_eq!(sarif["version"], "2.1.0");
    assert!(!sarif["runs"][0]["results"].as_array().expect("results").is_empty());
    assert!(tool.run(&["--json", "check", &id]).json().is_array());
    let good = tool.write("good.md", "# Notes\n\nWords\n");
    let good = tool.done(&["document", "import", &good]).line();
    tool.done(&["check", &good, "--fail-on", "warning"]);
}

#[test]
fn a_template_file_is_checked_line_by_line_without_a_data_folder() {
    let tool = Tool::new();
    let bad =
        "---\nbridgebook: 1\ntitle: Broken\nlanguage: en\n---\n\n## Notes\n\nWords\n\n## Table\n<!-- bb:tabel -->\n";
    let bad = tool.write("bad.md", bad);
    let ran = tool.run(&["template", "check", &bad]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.out.starts_with("line 12:"), "{}", ran.out);
    let good = tool.write("good.md", "---\nbridgebook: 1\ntitle: Good\nlanguage: en\n---\n\n## Notes\n\nWords\n");
    assert_eq!(tool.json(&["template", "check", &good]), Json::Array(Vec::new()));
    assert!(!tool.data().exists(), "checking a file makes no data folder");
}

#[test]
fn several_files_are_imported_as_one_answer() {
    let tool = Tool::new();
    let (a, b) = (tool.write("a.md", "# A\n\nx\n"), tool.write("b.csv", "N,M\n1,2\n"));
    let answer = tool.json(&["document", "import", &a, &b]);
    assert_eq!(answer.as_array().map(Vec::len), Some(2), "one row a file: {answer}");
    assert_eq!(answer[1]["file"], "b.csv");
    let ids = tool.done(&["document", "import", &a, &b]).out;
    assert_eq!(ids.lines().count(), 2, "one id a file");
}

#[test]
fn a_document_is_replaced_restored_compared_and_verified() {
    let tool = Tool::new();
    let file = tool.write("guide.md", "# Guide\n\n## Notes\n\nCall the desk\n");
    let id = tool.done(&["document", "import", &file]).line();
    let shown = tool.done(&["document", "show", &id]).out;
    let changed = tool.write("changed.md", shown.replace("Call the desk", "Call the bridge"));
    let same = tool.write("same.md", &shown);
    tool.done(&["document", "verify", &same]);
    assert_eq!(tool.run(&["document", "verify", &changed]).code, 1, "another text is not what is stored");
    tool.done(&["document", "replace", &id, &changed]);
    assert!(tool.done(&["document", "show", "Guide"]).out.contains("Call the bridge"), "a title names it too");
    let history = tool.json(&["document", "history", &id]);
    let created = history.as_array().and_then(|l| l.last()).expect("its beginning")["at"].as_str().expect("a moment");
    let diff = tool.done(&["document", "diff", &id, "--from", created, "--to", "now"]).out;
    assert!(diff.contains("+ Call the bridge") && diff.contains("- Call the desk"), "{diff}");
    tool.done(&["document", "restore", &id, "--at", created]);
    assert_eq!(tool.done(&["document", "show", &id]).out, shown, "what was restored is what stood there");
    let own = tool.done(&["document", "new", "--template", "escalation-matrix", "--title", "Ours"]);
    assert_eq!(own.out.lines().count(), 1, "new prints the id: {own:?}");
}

#[test]
fn backups_are_made_verified_and_put_back() {
    let tool = Tool::new();
    let id = tool.done(&["incident", "declare", "--title", "Down", "--severity", "SEV2"]).line();
    let copy = tool.file("copy.bbok").display().to_string();
    tool.done(&["backup", "create", &copy]);
    tool.done(&["backup", "verify", &copy]);
    assert!(tool.refused(&["backup", "create", &copy]).contains("is there already"), "no backup is overwritten");
    tool.done(&["incident", "set-state", &id, "identified"]);
    let kept = tool.done(&["backup", "restore", &copy]).out;
    assert!(kept.contains("What was there before lies in"), "{kept}");
    let list = tool.json(&["incident", "list"]);
    assert_eq!(list[0]["state"], "investigating", "the state of the backup");
    let spoilt = tool.write("spoilt.bbok", "no backup, only words of some length");
    let ran = tool.run(&["backup", "verify", &spoilt]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(tool.refused(&["backup", "restore", &spoilt]).contains("Nothing was changed"));
    assert_eq!(tool.json(&["incident", "list"])[0]["state"], "investigating", "and nothing was");
}
