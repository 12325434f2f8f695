//! Comments through the command line.

use crate::tool::Tool;

#[test]
fn a_comment_is_written_answered_resolved_and_opened_again() {
    let tool = Tool::new();
    let text =
        |purpose: &str| format!("# Roll back\n\n## Purpose\n\n{purpose}\n\n## Steps\n\n| Step |\n| --- |\n| One |\n");
    let id = tool.done(&["document", "import", &tool.write("plan.md", text("All is back in an hour."))]).line();
    assert!(tool.done(&["document", "comments", &id]).out.contains("There are no comments"));
    let write = |text: &str, more: &[&str]| {
        let all: Vec<&str> = ["document", "comment", &id, text].into_iter().chain(more.iter().copied()).collect();
        tool.run(&all)
    };
    assert_eq!(write("Who says so?", &["--section", "Purpose", "--quote", "in an hour"]).code, 0);
    assert_ne!(write("Who says so?", &["--section", "Purpose", "--quote", "no such words"]).code, 0);
    assert_eq!(write("Too long", &["--section", "Steps", "--row", "1"]).code, 0);
    assert_ne!(write("Too long", &["--section", "Steps", "--row", "900"]).code, 0);
    assert_ne!(write("Nowhere", &[]).code, 0, "a comment is on a place");
    assert_ne!(write("  ", &["--section", "Purpose"]).code, 0);

    assert_eq!(write("The desk does", &["--answer", "1"]).code, 0);
    assert_eq!(write("", &["--resolve", "1"]).code, 0);
    assert!(tool.refused(&["document", "comment", &id, "--resolve", "1"]).contains("resolved already"));
    assert!(tool.refused(&["document", "comment", &id, "--resolve", "9"]).contains("no comment 9"));
    let open = tool.done(&["document", "comments", &id]).out;
    assert!(open.contains("Too long") && open.contains(", row 1") && !open.contains("Who says so?"), "{open}");
    tool.done(&["document", "replace", &id, &tool.write("plan.md", text("All is back soon."))]);
    let all = tool.done(&["document", "comments", &id, "--all"]).out;
    for words in ["resolved", "on “in an hour” (reworded since)", ": Who says so?", ": The desk does", "2  open"] {
        assert!(all.contains(words), "{words} is missing in:\n{all}");
    }
    assert_eq!(write("It came back", &["--reopen", "1"]).code, 0);
    assert!(tool.done(&["document", "comments", &id]).out.contains("opened again: It came back"));
    let json = tool.json(&["document", "comments", &id]);
    assert_eq!((json[0]["number"].as_u64(), json[0]["comment"]["is_resolved"].as_bool()), (Some(1), Some(false)));
}
