//! Regulatory and contractual clocks through the command line.

use crate::tool::Tool;

#[test]
fn a_clock_is_started_extended_and_filed() {
    let tool = Tool::sample();
    let list = || tool.done(&["duty", "list", "INC-2041"]).out;
    assert!(list().contains("not started") && list().contains("GDPR Art. 33"), "{}", list());
    let breach = "Awareness of a breach of personal data";
    tool.done(&["duty", "start", "INC-2041", breach, "--at", "14:30", "--evidence", "card tokens in the log"]);
    let started = tool.json(&["duty", "list", "INC-2041"]);
    let row = started.as_array().expect("a list").iter().find(|r| r["name"] == "GDPR Art. 33").expect("it is there");
    assert_eq!((row["state"].as_str(), row["due_at"].as_str()), (Some("due"), Some("2026-03-14T13:30:00Z")));
    assert!(tool.refused(&["duty", "start", "INC-2041", breach]).contains("in the log already"));
    assert!(tool.refused(&["duty", "start", "INC-2041", "Something else"]).contains("Use the words of the plan"));
    let extend = ["duty", "extend", "INC-2041", "gdpr art. 33", "--until", "2026-03-15 12:00", "--reason", "granted"];
    tool.done(&extend);
    assert!(list().contains("2026-03-15T11:00:00Z"), "{}", list());
    tool.done(&["duty", "filed", "INC-2041", "GDPR Art. 33", "--at", "14:45", "--reference", "LDI-77"]);
    assert!(list().lines().any(|l| l.starts_with("filed ") && l.contains("GDPR Art. 33")), "{}", list());
    assert!(tool.refused(&extend).contains("is filed already"));
    tool.done(&["duty", "applies", "INC-2041", "GDPR Art. 33", "--reason", "the portal lost it"]);
    tool.done(&["duty", "not-applicable", "INC-2041", "GDPR Art. 33", "--reason", "tokens cannot be used"]);
    tool.done(&["duty", "withdraw", "INC-2041", breach, "--reason", "no personal data"]);
    assert!(tool.refused(&["duty", "withdraw", "INC-2041", breach, "--reason", "again"]).contains("is not in the log"));
    let log = tool.done(&["log", "list", "INC-2041"]).out;
    for words in ["card tokens in the log", "GDPR Art. 33 filed: LDI-77", "does not apply: tokens cannot be used"] {
        assert!(log.contains(words), "{words}: {log}");
    }
}
