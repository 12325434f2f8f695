//! Drills and replays from the command line.

use crate::tool::Tool;

fn plan(tool: &Tool) -> String {
    tool.done(&["document", "new", "--template", "drill-plan", "--title", "Tabletop"]).line()
}

#[test]
fn a_script_is_played_inject_by_inject_and_fails_where_an_expectation_does() {
    let tool = Tool::sample();
    let text = tool.done(&["template", "show", "drill-plan"]).out;
    let file = tool.write("script.md", &text);
    let scene = ["--severity", "SEV1", "--at", "2026-03-11 14:00"];
    let before = tool.json(&["document", "list"]);
    let played = tool.run(&[&["drill", "run", &file][..], &scene[..]].concat());
    for words in [
        "EXERCISE: ",
        "Played through “Escalation",
        "0:00   1    Alert",
        "L1 called by page, phone.",
        "holds: L1 acknowledges: 1 min",
        "update to Customers is due",
        "Score",
    ] {
        assert!(played.out.contains(words), "“{words}” in:\n{}", played.out);
    }
    // What nobody takes is not acknowledged, and the script says so.
    let silent = tool.run(&[&["drill", "run", &file, "--otherwise", "no-answer"][..], &scene[..]].concat());
    assert_eq!(silent.code, 3, "{silent:?}");
    assert!(silent.out.contains("FAILS: By the matrix and these answers L1 never acknowledges"), "{}", silent.out);
    assert_eq!(tool.json(&["document", "list"]), before, "nothing was written");
    let other = tool.write("other.md", "# Notes\n\nNo list.\n");
    assert!(tool.refused(&["drill", "run", &other]).contains("no events list with injects"));
}

#[test]
fn a_drill_is_begun_run_and_ended_and_its_result_stands_in_the_plan() {
    let tool = Tool::sample();
    let plan = plan(&tool);
    let exercise = tool.done(&["drill", "begin", &plan, "--severity", "SEV1"]).line();
    assert!(tool.refused(&["drill", "begin", &plan]).contains("already"));
    tool.done(&["drill", "deliver", "EX-1", "1"]);
    assert!(tool.refused(&["drill", "deliver", "EX-1", "99"]).contains("no inject 99"));
    tool.done(&["drill", "pause", "EX-1"]);
    tool.done(&["drill", "continue", "EX-1"]);
    tool.done(&["drill", "forward", "EX-1"]);
    tool.done(&["drill", "declared", &exercise]);
    tool.done(&["drill", "evaluate", "EX-1", "1", "part", "--actual", "Late by a minute", "--note", "Pager was off"]);
    tool.done(&["drill", "say", "EX-1", "improvement", "Nobody had the second number"]);
    let status = tool.done(&["drill", "status", &plan]).out;
    assert!(status.starts_with("EX-1 EXERCISE: Tabletop: runs, 0:05 of the scenario"), "{status}");
    assert!(status.contains("0:00   1    in part     Alert: Late by a minute"), "{status}");
    tool.done(&["drill", "end", "EX-1"]);
    let text = tool.done(&["document", "show", &plan]).out;
    for words in [
        "| Late by a minute | Pager was off | In part |",
        "Nobody had the second number",
        "EX-1, inject 1 “Alert” met in part",
    ] {
        assert!(text.contains(words), "“{words}” in:\n{text}");
    }
    assert!(tool.refused(&["drill", "result", "EX-1"]).contains("already"));
    let json = tool.json(&["drill", "status", &plan]);
    assert_eq!(json["run"]["is_written"], true, "{json}");
}

#[test]
fn past_incidents_are_replayed_and_what_cannot_be_read_is_said() {
    let tool = Tool::sample();
    let past = tool.write(
        "past.md",
        "| Incident | Start | End | Severity | Acknowledged | Customers updates |\n| - | - | - | - | - | - |\n\
         | Night | 2026-03-04 02:00 | 05:00 | SEV1 | 02:50 | 02:30; 03:00 |\n| Odd | soon | later | SEV1 | | |\n",
    );
    let told = tool.done(&["replay", &past]).out;
    for words in [
        "Played through “Escalation",
        "not read: past.md, line 4: “soon” is no moment",
        "Night SEV1, began 2026-03-04T01:00:00Z, lasted 3 h",
        "L1 called by page, phone.",
        "update to Customers due",
        "1 incident, ",
        "taken: 1 of 1 late",
    ] {
        assert!(told.contains(words), "“{words}” in:\n{told}");
    }
    let same = tool.done(&["replay", &past, "--document", "Escalation, payments", "--compare-at", "now"]).out;
    assert!(same.contains("Both versions do the same"), "{same}");
    let json = tool.json(&["replay", &past]);
    assert_eq!(json["totals"]["incidents"], 1);
    assert!(tool.refused(&["replay", "/nowhere/past.csv"]).contains("cannot be read"));
}
