//! The post-incident report through the command line.

use crate::tool::Tool;

#[test]
fn a_report_is_written_once_and_only_when_it_is_over_or_as_a_draft() {
    let tool = Tool::sample();
    assert!(tool.refused(&["report", "INC-2041"]).contains("is identified, not resolved"));
    tool.done(&["incident", "set-state", "INC-2041", "resolved"]);
    let report = tool.done(&["report", "INC-2041"]).line();
    let text = tool.done(&["document", "show", &report]).out;
    for words in
        ["title: INC-2041 post-incident report", "as of 2026-03-11 14:47 CET", "| Executives |", "| Told 1 min late |"]
    {
        assert!(text.contains(words), "{words} is missing in:\n{text}");
    }
    let again = tool.refused(&["report", "INC-2041"]);
    assert!(again.contains("is the report of INC-2041 already") && again.contains(&report), "{again}");
    let other = tool.done(&["report", "INC-2041", "--again", "--title", "Second look"]).line();
    assert!(tool.done(&["document", "show", &other]).out.contains("title: Second look"));
    assert!(tool.refused(&["report", "INC-9"]).contains("INC-9"));
}

#[test]
fn a_lesson_of_a_report_becomes_a_procedure() {
    let tool = Tool::new();
    let report =
        tool.done(&["document", "new", "--template", "post-incident-report", "--title", "What we learned"]).line();
    let text = tool.done(&["document", "show", &report]).out;
    let heads = "| No | Action | Type | Owner | Due | Ticket | State |\n| --- | --- | --- | --- | --- | --- | --- |\n";
    assert!(text.contains(heads), "the table of actions: {text}");
    assert!(tool.refused(&["document", "lesson", &report]).contains("Give the words of a text with --text"));
    let rows = "| 1 | Rotate the key; tell the vendor | Prevent | | | | |\n| 2 | Rotate the logs | Prevent | | | | |\n";
    let file = tool.write("report.md", text.replace(heads, &format!("{heads}{rows}")));
    tool.done(&["document", "replace", &report, &file]);

    let listed = tool.done(&["document", "lesson", &report]).out;
    assert_eq!(listed.lines().filter(|l| l.contains("Rotate")).count(), 2, "{listed}");
    let several = tool.refused(&["document", "lesson", &report, "rotate"]);
    assert!(several.contains("Several rows say") && several.contains("Rotate the logs"), "{several}");
    assert!(tool.refused(&["document", "lesson", &report, "Dance"]).contains("Nothing was created"));
    assert!(tool.refused(&["document", "lesson", &report, "key", "--section", "Nowhere"]).contains("no section"));
    let made = tool.done(&["document", "lesson", &report, "rotate the key"]).line();
    let procedure = tool.done(&["document", "show", &made]).out;
    for words in [
        "title: Rotate the key; tell the vendor",
        "Learned in “What we learned”.",
        "| Rotate the key |",
        "tell the vendor |",
    ] {
        assert!(procedure.contains(words), "{words} is missing in:\n{procedure}");
    }
    assert!(
        tool.refused(&["document", "lesson", &report, "no such words", "--text"]).contains("No text of the document")
    );
}
