//! Cases through the command line.

use std::fs;

use crate::tool::Tool;

/// A data folder with a document that has a table of tickets.
fn desk() -> Tool {
    let tool = Tool::new();
    tool.done(&["document", "new", "--template", "customer-service-escalation", "--title", "Support"]);
    tool
}

#[test]
fn cases_are_taken_in_listed_and_shown() {
    let tool = desk();
    let talk = "13:55 Customer: I want to cancel\\n13:56 AI: I have reset it";
    let json = format!(
        "[{{\"id\": \"C-1\", \"opened\": \"2026-03-11T13:57:00+01:00\", \"subject\": \"Cancel\", \"level\": \"L1\", \"transcript\": \"{talk}\", \"order\": 7}}]"
    );
    let folder = tool.file("cases");
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("a.json"), json).expect("a file");
    fs::write(folder.join("b.md"), "---\nid: C-2\n---\n# Refund\n").expect("a file");
    let shown = folder.display().to_string();
    let made = tool.done(&["case", "add", &shown]);
    assert_eq!(made.out.lines().count(), 2, "the row of each: {made:?}");
    assert!(made.err.contains("2 cases were taken into “Tickets” of “Support”: C-1, C-2"), "{made:?}");
    let again = tool.done(&["case", "add", &shown, "--document", "Support"]);
    assert_eq!(again.line(), "nothing new in it");
    assert!(again.err.contains("2 cases are there already and say nothing new"), "{again:?}");

    let list = tool.done(&["case", "list"]).out;
    assert!(list.contains("C-1 ") && list.contains("2026-03-11T12:57:00Z") && list.contains("Refund"), "{list}");
    assert_eq!(tool.json(&["case", "list", "--document", "Support"]).as_array().map(Vec::len), Some(2));
    // The rules gave it another level, and the file that came again did not take that back.
    let case = tool.done(&["case", "show", "C-1"]).out;
    for words in
        ["Document: Support", "Level: L2", "order: 7", "Conversation:", "customer: I want to cancel", "AI: I have"]
    {
        assert!(case.contains(words), "{words}: {case}");
    }
    assert_eq!(tool.json(&["case", "show", "C-1"])["case"]["fields"]["order"], "7");
    assert!(tool.refused(&["case", "show", "C-9"]).contains("There is no case “C-9”"));
    assert!(tool.refused(&["case", "add", &shown, "--document", "Nowhere"]).contains("Nowhere"));
}

#[test]
fn what_is_refused_is_said_and_lies_in_the_quarantine() {
    let tool = desk();
    let file = tool.write("cases.csv", "id,subject,opened\nA,one,\nB,two,soon\n");
    let made = tool.run(&["case", "add", &file]);
    assert_eq!((made.code, made.out.lines().count()), (3, 1), "a part was not taken");
    assert!(made.err.contains("“cases.csv”, line 3: “opened” says “soon”"), "{made:?}");
    let days: Vec<_> = fs::read_dir(tool.data().join("quarantine")).expect("the folder").flatten().collect();
    assert!(days.len() == 1 && days[0].path().join("cases.csv.txt").exists());
    let broken = tool.write("broken.json", "{\"id\": ");
    assert!(tool.refused(&["case", "add", &broken]).contains("breaks off"));
}

#[test]
fn a_mapping_is_saved_used_and_forgotten() {
    let tool = desk();
    let file = tool.write("export.csv", "Ticket no;Betreff\n7;Storno\n");
    assert!(tool.refused(&["case", "add", &file, "--mapping", "helpdesk"]).contains("There is no mapping"));
    tool.done(&["case", "mapping", "save", "helpdesk", "Ticket no=id", "Betreff=subject"]);
    assert!(tool.done(&["case", "mapping", "list"]).out.contains("Betreff"));
    tool.done(&["case", "add", &file, "--mapping", "helpdesk"]);
    let list = tool.json(&["case", "list"]);
    assert_eq!((list[0]["id"].as_str(), list[0]["subject"].as_str()), (Some("7"), Some("Storno")));
    tool.done(&["case", "mapping", "forget", "helpdesk"]);
    assert!(tool.refused(&["case", "mapping", "save", "x", "no sign"]).contains("Nothing was saved"));
}

#[test]
fn a_file_that_is_too_large_lies_whole_in_the_quarantine() {
    let tool = desk();
    let long = format!("{{\"id\": \"BIG\", \"transcript\": \"{}\"}}", "x".repeat(22_000_000));
    let file = tool.write("big.json", &long);
    let refused = tool.refused(&["case", "add", &file]);
    assert!(refused.contains("more than 20 MB: at most 20000000 bytes can be read"), "{refused}");
    assert_eq!(refused.matches("more than 20 MB").count(), 1, "said once: {refused}");
    let days: Vec<_> = fs::read_dir(tool.data().join("quarantine")).expect("the folder").flatten().collect();
    let kept = fs::metadata(days[0].path().join("big.json")).expect("the file").len();
    assert_eq!(kept, long.len() as u64, "nothing of it is lost");
}

#[test]
fn what_a_mapping_lacks_is_not_decided_without_it_and_a_part_that_was_taken_is_no_whole() {
    let tool = desk();
    tool.done(&["case", "mapping", "save", "helpdesk", "No=id", "Score=confidence", "Remark=company"]);
    let renamed = tool.write("renamed.csv", "No,Rating,Remark\n7,62,x\n");
    let refused = tool.refused(&["case", "add", &renamed, "--mapping", "helpdesk"]);
    assert!(
        refused.contains("from the heading “Score”, which the file does not have, and rules decide by it"),
        "{refused}"
    );
    let whole = tool.write("whole.csv", "No,Score\n8,62\n9,nope\n");
    let run = tool.run(&["case", "add", &whole, "--mapping", "helpdesk"]);
    assert_eq!(run.code, 3, "a part of it was refused: {run:?}");
    assert!(run.err.contains("1 case without a time of opening"), "{run:?}");
}

#[test]
fn a_policy_for_hand_offs_does_not_stand_in_the_way_of_the_intake() {
    let tool = desk();
    tool.done(&["document", "new", "--template", "ai-hand-off-policy", "--title", "Policy"]);
    let file = tool.write("one.json", "{\"id\": \"C-1\", \"opened\": \"2026-03-11T12:57:00Z\"}");
    assert!(tool.done(&["case", "add", &file]).err.contains("of “Support”: C-1"));
}

#[test]
fn open_cases_that_nobody_answers_for_are_an_error_until_somebody_does() {
    let tool = desk();
    let file = tool.write(
        "one.json",
        "{\"id\": \"C-1\", \"opened\": \"2026-03-11T12:57:00Z\", \"transcript\": \"Customer: I will cancel\", \"customer\": \"K\", \"confidence\": 60}",
    );
    tool.done(&["case", "add", &file]);
    let found = tool.run(&["check"]).out;
    assert!(found.contains("X27") && found.contains("1 open case has no named person or team"), "{found}");
    tool.done(&["document", "new", "--template", "directory/person", "--title", "Aisha Bello"]);
    tool.done(&["directory", "set", "Support Lead", "person", "Aisha Bello"]);
    let found = tool.run(&["check"]).out;
    assert!(!found.contains("X27"), "{found}");
}
