//! Rehearsals from the command line: they tell, and write nothing.

use crate::tool::Tool;

#[test]
fn who_is_called_on_a_sunday_night_is_told_line_by_line() {
    let tool = Tool::sample();
    let before = tool.json(&["document", "list"]);
    let scene = ["--severity", "SEV1", "--at", "Sunday 03:10"];
    let ask = |more: &[&str]| {
        let start = ["escalation", "simulate", "Escalation, payments"];
        tool.done(&[&start[..], &scene[..], more].concat()).out
    };
    let told = ask(&[]);
    assert!(told.starts_with("SEV1 declared Sun 2026-03-15 03:10, Europe/Berlin\n"), "{told}");
    for words in [
        "at once     L1 called by page, phone.",
        "Sun 03:10 Berlin, night",
        "Chen Wei, as Database Expert, Sun 10:15 Shanghai, not on shift until Mon 16 March 10:00",
        "15 min      Manager told by phone. Told at an age of 15 min",
        "nobody is left",
    ] {
        assert!(told.contains(words), "“{words}” in:\n{told}");
    }
    let acknowledged = ask(&["--acknowledges", "L1"]);
    assert!(acknowledged.contains("1 min       L1 acknowledges"), "{acknowledged}");
    assert!(acknowledged.contains("31 min      L2 called"), "it had half an hour to resolve:\n{acknowledged}");
    let same = ask(&["--compare-at", "now"]);
    assert!(!same.contains("\n+ ") && !same.contains("\n- ") && !same.contains("\n~ "), "nothing changed:\n{same}");
    let json = tool.json(&["escalation", "simulate", "Escalation, payments", "--severity", "SEV1"]);
    assert_eq!(json["steps"][0]["kind"], "called");
    assert_eq!(tool.json(&["document", "list"]), before, "nothing was written");
}

#[test]
fn the_hours_that_nobody_covers_are_told_and_fail_a_check() {
    let tool = Tool::sample();
    let ran = tool.run(&["escalation", "coverage", "Escalation, payments", "--severity", "SEV1"]);
    assert!(ran.out.starts_with("SEV1, in Europe/Berlin time\n"), "{ran:?}");
    assert!(ran.out.contains("L1         somebody at every hour of the week"), "{ran:?}");
    assert_eq!(ran.code, if ran.out.contains(": nobody") { 3 } else { 0 }, "{ran:?}");
    let sunday = ["escalation", "simulate", "Escalation, payments", "--severity", "SEV1"];
    let refused = tool.refused(&[&sunday[..], &["--acknowledges", "L7"]].concat());
    assert!(refused.contains("“L7” is no level that is called at SEV1") && refused.contains("L1, L2, L3"), "{refused}");
    let refused = tool.refused(&[&sunday[..], &["--declines", "L1"]].concat());
    assert!(refused.contains("lets nobody decline L1. Nothing was rehearsed"), "{refused}");
    let refused = tool.refused(&["escalation", "simulate", "Escalation, payments", "--severity", "SEV9"]);
    assert!(refused.contains("no level for “SEV9”") && refused.contains("SEV1"), "{refused}");
    let refused = tool.refused(&["escalation", "simulate", "Escalation, payments", "--at", "soon"]);
    assert!(refused.contains("soon"), "{refused}");
    let refused = tool.refused(&["escalation", "simulate", "Escalation, payments", "--service", "Coffee"]);
    assert!(refused.contains("no service of the directory"), "{refused}");
}
