//! A case goes to a human through the command line.

use crate::tool::Tool;

/// A data folder with a case, a policy and a person.
fn desk() -> Tool {
    let tool = Tool::new();
    tool.done(&["document", "new", "--template", "customer-service-escalation", "--title", "Support"]);
    tool.done(&["case", "rules", "Support", "--by-hand"]);
    tool.done(&["document", "new", "--template", "ai-hand-off-policy", "--title", "Policy"]);
    tool.done(&["document", "new", "--template", "directory/person", "--title", "Ada Lovelace"]);
    let talk = "13:55 Customer: I want to cancel order 77-1\\n13:56 AI: I have reset it\\n13:57 Customer: Yes, connect me with an agent";
    let json = format!(
        "[{{\"id\": \"C-1\", \"opened\": \"2026-03-11T13:57:00+01:00\", \"subject\": \"Cancel\", \"Escalation reason\": \"Policy\", \"transcript\": \"{talk}\", \"customer_data\": {{\"email\": \"kim@example.org\"}}}}]"
    );
    let file = tool.write("case.json", json);
    tool.done(&["case", "add", &file, "--document", "Support"]);
    tool
}

#[test]
fn a_case_is_briefed_handed_over_taken_and_given_back() {
    let tool = desk();
    let brief = tool.done(&["case", "brief", "C-1"]).out;
    for words in [
        "- I want to cancel order 77-1 (line 1)",
        "Customer history:\n- nothing was found",
        "MISSING   The chosen platform is connected",
        "Not handed over yet.",
        "The customer is told (Offer):",
    ] {
        assert!(brief.contains(words), "{words}: {brief}");
    }
    let refused = tool.refused(&["case", "hand-over", "C-1", "--to", "Ada Lovelace"]);
    assert!(refused.contains("Nothing was handed over"), "{refused}");
    assert!(tool.refused(&["case", "hand-over", "C-1", "--waive", "consent"]).contains("waived and why"));
    let json = tool.json(&["case", "brief", "C-1"]);
    let lines = json["gate"]["lines"].as_array().expect("lines");
    let missing = lines.iter().filter(|line| line["state"] == "missing" && line["key"] != "owner");
    let waive: Vec<String> =
        missing.map(|line| format!("{}=told by telephone", line["key"].as_str().unwrap_or_default())).collect();
    let mut arguments = vec!["case", "hand-over", "C-1", "--to", "Ada Lovelace", "--ticket", "4711"];
    waive.iter().for_each(|one| arguments.extend(["--waive", one.as_str()]));
    let given = tool.done(&arguments).out;
    assert!(given.contains("The customer is told"), "{given}");
    let taken = tool.done(&["case", "accept", "C-1", "--by", "Ada Lovelace"]).out;
    assert!(taken.starts_with("Picked up since ") && taken.contains("by Ada Lovelace"), "{taken}");
    let back = tool.done(&["case", "return", "C-1", "--reason", "Wrong level"]);
    assert!(back.out.starts_with("Returned since ") && back.err.contains("Nobody answers for it now"), "{back:?}");
    assert!(
        tool.refused(&["case", "reroute", "C-1", "--to", "A queue", "--reason", "x"]).contains("Nothing was changed")
    );
}

#[test]
fn a_brief_is_printed_and_written_in_each_form() {
    let tool = desk();
    let zendesk = tool.done(&["case", "brief", "C-1", "--to", "zendesk"]).json();
    assert_eq!(zendesk["ticket"]["comment"]["public"], false);
    let gorgias = tool.done(&["case", "brief", "C-1", "--to", "gorgias"]).json();
    assert_eq!(gorgias["messages"][0]["sender"]["email"], "kim@example.org");
    let path = tool.file("brief.pdf");
    tool.done(&["case", "brief", "C-1", "--to", "pdf", "--output", &path.display().to_string()]);
    assert!(std::fs::read(path).expect("a file").starts_with(b"%PDF"));
    assert!(tool.refused(&["case", "brief", "C-1", "--to", "pdf"]).contains("A PDF is a file"));
    let markdown = tool.file("brief.md");
    tool.done(&["case", "brief", "C-1", "--to", "markdown", "--output", &markdown.display().to_string()]);
    let text = std::fs::read_to_string(&markdown).expect("a file");
    assert!(text.contains("template: case-hand-off-record") && text.contains("I want to cancel order 77-1"), "{text}");
    assert!(tool.refused(&["case", "step", "C-1", "declined"]).contains("was not handed over yet"));
    assert!(tool.done(&["case", "step", "C-1", "offered", "--because", "Unsure"]).out.starts_with("Offered since"));
}

#[test]
fn a_ticket_goes_by_a_webhook_of_a_case_that_was_handed_over() {
    let tool = desk();
    let send = |by: &str| ["case", "send", "C-1", "--by", by, "--form", "zendesk"].map(str::to_owned);
    let refused = |by: &str| {
        let arguments = send(by);
        tool.refused(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    };
    assert!(refused("Helpdesk").contains("There is no channel “Helpdesk”"));
    let add = ["channel", "add", "Mail", "--mail", "127.0.0.1", "--port", "9", "--security", "none", "--internal"];
    tool.done(&[&add[..], &["--from", "desk@example.org"]].concat());
    let mail = refused("Mail");
    assert!(mail.contains("“Mail” takes no tickets. Nothing was sent"), "{mail}");
    assert_eq!(tool.run(&["case", "send", "C-1", "--by", "Mail", "--form", "jira"]).code, 2);
    let json = tool.json(&["case", "brief", "C-1"]);
    assert_eq!((json["tickets"].as_array().map(Vec::len), &json["send"]), (Some(0), &serde_json::Value::Null));
}
