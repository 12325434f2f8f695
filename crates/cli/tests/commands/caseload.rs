//! Clocks of cases, inputs, the overview and cases that become an incident, through the command line.

use crate::tool::Tool;

/// A data folder with two cases, opened long ago.
fn desk() -> Tool {
    let tool = Tool::new();
    tool.done(&["document", "new", "--template", "customer-service-escalation", "--title", "Support"]);
    let case = |id: &str| {
        format!(
            "{{\"id\": \"{id}\", \"opened\": \"2026-03-11T12:57:00Z\", \"subject\": \"Card refused\", \"customer\": \"K-{id}\", \"priority\": \"High\", \"tier\": \"VIP\", \"status\": \"In progress\"}}"
        )
    };
    let file = tool.write("cases.json", format!("[{}, {}]", case("C-1"), case("C-2")));
    tool.done(&["case", "add", &file]);
    tool
}

#[test]
fn lists_say_how_the_clocks_of_cases_stand() {
    let tool = desk();
    let list = tool.done(&["case", "list"]).out;
    assert!(
        list.contains("[response breached, due 2026-03-11T13:12:00Z; resolution breached, due 2026-03-11T20:57:00Z]"),
        "{list}"
    );
    let json = tool.json(&["case", "list"]);
    assert_eq!((json[0]["clocks"][0]["stand"].as_str(), json[0]["is_open"].as_bool()), (Some("breached"), Some(true)));
    let overview = tool.done(&["overview"]).out;
    assert!(overview.contains("breached Response 2026-03-11T13:12:00Z"), "{overview}");
    assert!(overview.contains("Tickets of “Support”: 2 open, oldest 2026-03-11T12:57:00Z, 0 unassigned"), "{overview}");
    assert_eq!(tool.json(&["overview"])["queues"][0]["breached"], 2);
    assert!(Tool::new().done(&["overview"]).out.contains("No incident and no case is open."));
}

#[test]
fn an_input_is_asked_for_with_a_reason_and_comes() {
    let tool = desk();
    assert!(tool.refused(&["case", "input", "C-1", "--reason", "lunch"]).contains("Choose one of Human review"));
    tool.done(&["case", "input", "C-1", "--reason", "human review"]);
    assert!(tool.done(&["case", "list"]).out.contains("input required: Human review since "));
    assert_eq!(tool.json(&["overview"])["queues"][0]["waiting"], 1);
    tool.done(&["case", "input", "C-1", "--came"]);
    assert!(tool.refused(&["case", "input", "C-1", "--came"]).contains("waits for no input"));
    assert_eq!(tool.run(&["case", "input", "C-1"]).code, 2, "neither a reason nor that it came");
}

#[test]
fn cases_become_an_incident_and_are_linked_and_unlinked() {
    let tool = desk();
    let declare = ["incident", "declare", "--title", "Cards refused", "--severity", "SEV2", "--from-case", "C-1"];
    tool.done(&declare);
    assert!(tool.refused(&declare).contains("C-1 is part of INC-1 already"));
    tool.done(&["case", "link", "INC-1", "C-2"]);
    assert!(tool.done(&["case", "list"]).out.contains("part of INC-1"));
    assert!(tool.done(&["case", "show", "C-1"]).out.contains("Clocks: response breached"));
    assert!(tool.done(&["incident", "status", "INC-1"]).out.contains("2 linked cases, 2 open"));
    let resolved = tool.done(&["incident", "set-state", "INC-1", "resolved"]);
    assert!(resolved.err.contains("All of its 2 linked cases are still open"), "{resolved:?}");
    tool.done(&["case", "unlink", "C-2", "--reason", "Another fault"]);
    assert_eq!(tool.json(&["incident", "status", "INC-1"])["cases"]["linked"], 1);
    assert!(tool.refused(&["case", "unlink", "C-2", "--reason", "Again"]).contains("part of no incident"));
}
