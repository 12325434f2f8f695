//! What comes out of the printer and what comes in: plans that come back, files with nothing in them, blank forms, and
//! rules with those who are reached.

use serde_json::Value as Json;

use crate::tool::Tool;

/// The id of the document of this title.
fn titled(tool: &Tool, title: &str) -> Vec<String> {
    let list = tool.json(&["document", "list"]);
    let all = list.as_array().expect("a list").iter().filter(|d| d["title"] == title);
    all.map(|d| d["id"].as_str().expect("an id").to_owned()).collect()
}

#[test]
fn a_plan_that_comes_back_is_a_new_version_and_no_second_plan() {
    let tool = Tool::sample();
    let title = "INC-2041 action plan";
    let ids = titled(&tool, title);
    let file = tool.file("plan.md").display().to_string();
    tool.done(&["document", "export", &ids[0], "--to", "markdown", "--output", &file]);
    let same = tool.done(&["document", "import", &file]);
    assert_eq!(same.line(), ids[0], "it is the plan that is here");
    assert!(same.err.contains("Nothing differs"), "{}", same.err);
    let text = std::fs::read_to_string(&file).expect("the file");
    assert!(text.contains("Restore card payments in the EU"), "{text}");
    let edited =
        tool.write("plan.md", text.replace("Restore card payments in the EU", "Restore all payments in the EU"));
    let changed = tool.done(&["document", "import", &edited]);
    assert_eq!(changed.line(), ids[0]);
    assert!(
        changed.err.contains("is a plan of this incident already") && changed.err.contains("undone"),
        "{}",
        changed.err
    );
    assert_eq!(titled(&tool, title), ids, "there is one plan");
    assert!(tool.done(&["document", "show", &ids[0]]).out.contains("Restore all payments in the EU"));
}

#[test]
fn a_second_document_of_the_library_is_told_and_an_empty_file_refused() {
    let tool = Tool::new();
    let id = tool.done(&["document", "new", "--template", "sop", "--title", "Night shift"]).line();
    let file = tool.file("sop.md").display().to_string();
    tool.done(&["document", "export", &id, "--to", "markdown", "--output", &file]);
    let second = tool.done(&["document", "import", &file]);
    assert!(second.err.contains("There is a document “Night shift” of this template already"), "{}", second.err);
    assert_ne!(second.line(), id);
    let empty = tool.write("empty.md", " \n\n");
    let refused = tool.refused(&["document", "import", &empty]);
    assert!(refused.contains("“empty.md” is empty") && refused.contains("Nothing was imported"), "{refused}");
    let picture = tool.write("note.md", "# Note\n\n![the plan](img/plan.png)\n");
    let told = tool.done(&["document", "import", &picture]);
    assert!(told.err.contains("“img/plan.png” is a file of its own and was not taken in"), "{}", told.err);
}

#[test]
fn rules_of_a_matrix_say_how_those_are_reached_whom_it_names() {
    let tool = Tool::sample();
    let ids = titled(&tool, "Escalation, payments");
    let file = tool.file("rules.json").display().to_string();
    tool.done(&["document", "export", &ids[0], "--to", "rules-json", "--output", &file]);
    let rules: Json = serde_json::from_str(&std::fs::read_to_string(&file).expect("the file")).expect("one value");
    assert_eq!(rules["document"]["id"], ids[0].as_str());
    let contacts = rules["contacts"].as_array().expect("contacts");
    let of = |name: &str| contacts.iter().find(|c| c["name"]["name"] == name).unwrap_or(&Json::Null);
    assert_eq!(of("On-call engineer")["primary"], "+49 30 5550 0170", "{rules}");
    assert_eq!(of("Database Expert")["primary"], "+86 21 5555 0145", "a role is followed to who has it");
    assert_eq!(of("Database Expert")["people"][0]["name"], "Chen Wei");
    assert_eq!(of("Harbourline")["source"], "directory");
}

#[test]
fn a_short_plan_says_that_it_is_set_closely_and_keeps_it() {
    let tool = Tool::new();
    let id = tool.done(&["document", "new", "--template", "incident-action-plan-short", "--title", "Short"]).line();
    let shown = tool.done(&["document", "show", &id]).out;
    assert!(shown.contains("\nprint: close\n"), "its file says so: {shown}");
    for form in [&[][..], &["--blank"]] {
        let file = tool.file("short.pdf").display().to_string();
        tool.done(&[&["document", "export", &id, "--to", "pdf", "--output", &file], form].concat());
        assert!(std::fs::read(&file).expect("the file").starts_with(b"%PDF-"));
    }
}
