//! Evaluations, reviews and drills through the command line.

use crate::tool::Tool;

const PLAN: &str = "---
bridgebook: 1
title: Roll-out
language: en
version: 0.1
status: active
---

## Rhythm

<!-- bb:table preset=recurrences -->

| Review | Every | First on | At | Time zone | Takes | Attendees | Questions | Output |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| Short | Day | 2026-03-06 | | UTC | | | | |
";

#[test]
fn a_review_is_listed_held_skipped_and_open_again() {
    let tool = Tool::new();
    let file = tool.write("plan.md", PLAN);
    tool.done(&["document", "import", &file]);
    let today = || tool.done(&["calendar", "due"]).out.lines().any(|line| line.starts_with("today"));
    assert!(today() && tool.done(&["calendar", "due"]).out.contains("Roll-out"));
    let day = tool.json(&["calendar", "due"])[0]["today"].as_str().expect("it is due today").to_owned();
    assert!(tool.refused(&["calendar", "held", "Roll-out", "Long", &day]).contains("“calendar due” shows"));
    tool.done(&["calendar", "held", "Roll-out", "short", &day, "--note", "Six came"]);
    assert!(!today());
    assert!(tool.refused(&["calendar", "held", "Roll-out", "Short", &day]).contains("recorded as held already"));
    tool.done(&["calendar", "skip", "Roll-out", "Short", &day, "--reason", "it was another meeting"]);
    tool.done(&["calendar", "reopen", "Roll-out", "Short", &day]);
    assert!(today());
    assert!(tool.done(&["calendar", "--days", "1"]).out.contains("Short"), "the days are shown as before");
}
