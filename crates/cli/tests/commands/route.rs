//! Trigger rules tried on cases, and let loose, through the command line.

use crate::tool::Tool;

const CASES: &str = r#"[
 {"id": "C-1", "opened": "2026-03-11T12:57:00Z", "subject": "Card refused", "customer": "K-7", "confidence": 62,
  "handled_by": "AI", "conversation": [{"at": "2026-03-11T12:56:00Z", "by": "customer", "text": "I will cancel the order"}],
  "customer_data": {"orders": "3"}},
 {"id": "C-2", "opened": "2026-03-11T12:58:00Z", "subject": "Parcel", "customer": "K-8", "confidence": 93,
  "handled_by": "AI", "resolved": "2026-03-11T13:00:00Z", "customer_data": {"orders": "1"}}
]"#;

fn desk() -> (Tool, String) {
    let tool = Tool::new();
    tool.done(&["document", "new", "--template", "customer-service-escalation", "--title", "Support"]);
    let file = tool.write("cases.json", CASES);
    (tool, file)
}

#[test]
fn a_dry_run_says_which_rule_decides_and_why_and_stores_nothing() {
    let (tool, file) = desk();
    let out = tool.done(&["case", "route", &file]).out;
    for words in [
        "C-1  Card refused",
        "to a human, Support Lead, L2, answer by 2026-03-11T13:27:00Z (Wants to leave)",
        "line 1, Customer: “I will cancel the order”",
        "(Everything else, as no rule fits)",
        "2 cases: 2 to a human, 0 with the AI",
        "of 1 whose end is known 0 went right, 0 missed, 1 in vain",
        "never decides here: Third contact",
    ] {
        assert!(out.contains(words), "{words}: {out}");
    }
    assert!(!out.contains("- Asked for a human"), "what the others lacked is told on demand: {out}");
    assert!(tool.done(&["case", "route", &file, "--all"]).out.contains("- Asked for a human"));
    let json = tool.json(&["case", "route", &file, "--document", "Support"]);
    assert_eq!(json["cases"][0]["routing"]["rule"], "Wants to leave");
    assert_eq!(json["score"]["in_vain"], 1);
    assert_eq!(tool.json(&["case", "list"]).as_array().map(Vec::len), Some(0), "nothing was stored");
}

#[test]
fn a_decision_is_put_into_the_row_and_a_second_time_changes_nothing() {
    let (tool, _) = desk();
    // Without an opening no clock runs, and no rule about time looks at it anew.
    let file = tool.write("open.json", CASES.replace("\"opened\": \"2026-03-11T12:57:00Z\", ", ""));
    assert!(tool.done(&["case", "rules", "Support"]).out.contains("by themselves"));
    tool.done(&["case", "rules", "Support", "--by-hand"]);
    assert!(tool.done(&["case", "rules", "Support"]).out.contains("A person lets"));
    tool.done(&["case", "add", &file]);
    let done = tool.done(&["case", "apply", "C-1"]);
    assert!(!done.out.is_empty(), "{done:?}");
    let case = tool.json(&["case", "show", "C-1"]);
    assert_eq!(case["row"]["owner"], "Support Lead");
    assert_eq!(case["row"]["level"], "L2");
    assert!(tool.refused(&["case", "apply", "C-1"]).contains("as the rules have them"));
    assert!(tool.refused(&["case", "apply", "C-9"]).contains("There is no case “C-9”"));
}

#[test]
fn a_decision_is_undone_and_done_again() {
    let (tool, file) = desk();
    tool.done(&["case", "add", &file, "--document", "Support"]);
    let owner = |tool: &Tool| tool.json(&["case", "show", "C-1"])["row"]["owner"].clone();
    assert_eq!(owner(&tool), "Support Lead");
    assert_eq!(tool.done(&["document", "undo", "Support"]).line(), "undone");
    assert_eq!(owner(&tool), "");
    assert!(!tool.done(&["case", "duties"]).out.contains("C-1"), "what it left to a person went with it");
    assert_eq!(tool.done(&["document", "redo", "Support"]).line(), "done again");
    assert_eq!(owner(&tool), "Support Lead");
    assert!(tool.refused(&["document", "redo", "Support"]).contains("There is nothing to undo here"));
}

#[test]
fn what_is_added_is_decided_by_the_rules_and_said() {
    let (tool, file) = desk();
    let done = tool.done(&["case", "add", &file]);
    assert!(format!("{done:?}").contains("C-1 goes to Support Lead, L2, by the rule “Wants to leave”"), "{done:?}");
    assert_eq!(tool.json(&["case", "show", "C-1"])["row"]["owner"], "Support Lead");
    tool.done(&["case", "rules", "Support"]);
    let risky = tool.write(
        "risky.json",
        r#"[{"id": "R-1", "opened": "2026-03-11T12:57:00Z", "subject": "My lawyer will write", "confidence": 99}]"#,
    );
    tool.done(&["case", "add", &risky]);
    let left = tool.done(&["case", "duties"]).out;
    assert!(left.contains("R-1: Tell Duty Manager (Law, press or safety)"), "{left}");
    let count = left.lines().count();
    let place = left.lines().position(|line| line.contains("R-1: Tell Duty Manager")).expect("the duty") + 1;
    tool.done(&["case", "done", &place.to_string(), "--note", "told by phone"]);
    let after = tool.done(&["case", "duties"]).out;
    assert!(!after.contains("R-1: Tell Duty Manager"), "{after}");
    assert!(count == 1 || after.lines().count() == count - 1, "{after}");
    assert!(tool.refused(&["case", "done", "99"]).contains("There is no 99"));
    let other = tool.refused(&["case", "rules", "nothing"]);
    assert!(other.contains("nothing"), "{other}");
}

#[test]
fn what_could_not_be_read_gives_code_3_and_no_rules_are_said_to_be_none() {
    let (tool, _) = desk();
    let broken = tool.write("cut.json", r#"[{"id": "C-1", "subject": "Whole"}, {"id": "#);
    let ran = tool.run(&["case", "route", &broken]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.out.contains("1 cases") && ran.out.contains("! cut.json"), "{ran:?}");
    let other = Tool::new();
    assert!(other.refused(&["case", "route", &broken]).contains("No document has both"));
}
