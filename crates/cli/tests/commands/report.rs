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
