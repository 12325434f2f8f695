//! The approval of an update through the command line.

use crate::tool::Tool;

#[test]
fn an_update_is_asked_about_decided_and_bound_to_its_text() {
    let tool = Tool::sample();
    let text = "As of 14:47 CET card payments in the EU are partly refused since 13:58; our staff say so. The cause is found: \
                a change, which is being taken back. Nothing is needed from you. Next update by 15:10 CET.";
    let check = |text: &str| tool.run(&["update", "check", "INC-2041", "Executives", "--text", text]);
    tool.done(&["update", "ask", "INC-2041", "Executives", "--text", text]);
    assert!(check(text).out.contains("C13"), "it waits: {}", check(text).out);
    assert!(
        tool.refused(&["update", "ask", "INC-2041", "Executives", "--text", text]).contains("already, word for word")
    );
    let approve = ["update", "approve", "INC-2041", "executives", "--by", "Katarzyna Wójcik"];
    assert!(tool.refused(&[&approve[..], &["--decision", "conditional"]].concat()).contains("--note"));
    tool.done(&approve);
    assert_eq!(check(text).code, 0, "{:?}", check(text));
    assert!(check(&text.replace("partly", "mostly")).out.contains("C13"), "a changed word voids it");
    assert!(tool.refused(&approve).contains("waits for approval"));
}

#[test]
fn what_was_approved_on_a_condition_goes_out_only_once_somebody_says_how_it_is_met() {
    let tool = Tool::sample();
    let text = "As of 14:47 CET card payments in the EU are partly refused since 13:58; our staff say so. The cause is found: \
                a change, which is being taken back. Nothing is needed from you. Next update by 15:10 CET.";
    tool.done(&["update", "ask", "INC-2041", "Executives", "--text", text]);
    let approve = ["update", "approve", "INC-2041", "Executives", "--decision", "conditional"];
    tool.done(&[&approve[..], &["--note", "once Legal has read it"]].concat());
    let check = tool.run(&["update", "check", "INC-2041", "Executives", "--text", text]);
    assert!(check.out.contains("Approved on a condition: once Legal has read it"), "{check:?}");
    let record = ["update", "record", "INC-2041", "Executives", "--text", text];
    let refused = tool.refused(&record);
    assert!(refused.contains("once Legal has read it. Nothing was recorded. Say in the reason how"), "{refused}");
    tool.done(&[&record[..], &["--despite", "Priya Raman has read it"]].concat());
    let log = tool.done(&["log", "list", "INC-2041"]).out;
    assert!(log.contains("Approved on a condition: once Legal has read it: Priya Raman has read it"), "{log}");
}

#[test]
fn an_approved_update_is_set_to_go_out_listed_and_taken_back() {
    let tool = Tool::sample();
    let text = "As of 15:00 CET card payments in the EU are partly refused since 13:58; our staff say so. The cause is found: \
                a change, which is being taken back. Nothing is needed from you. Next update by 15:30 CET.";
    let add = ["channel", "add", "Mail", "--mail", "127.0.0.1", "--security", "none", "--internal"];
    tool.done(&[&add[..], &["--from", "desk@example.org"]].concat());
    let to = ["--channel", "Mail", "--to", "ana@example.org", "--text", text, "--at", "15:00"];
    let set = [&["update", "send", "INC-2041", "Executives"][..], &to].concat();
    assert!(tool.refused(&[&set[..], &["--despite", "in haste"]].concat()).contains("Only what is approved"));
    tool.done(&["update", "ask", "INC-2041", "Executives", "--text", text]);
    let other = tool.refused(&["update", "approve", "INC-2041", "Executives", "--by", "Chen Wei"]);
    assert!(other.contains("is to approve") && other.contains("--reason WHY"), "{other}");
    tool.done(&["update", "approve", "INC-2041", "Executives"]);
    let id = tool.done(&set).line();
    let list = tool.done(&["update", "scheduled", "INC-2041"]).out;
    assert!(list.starts_with(&id) && list.contains("waits  2026-03-11 15:00 Europe/Berlin"), "{list}");
    assert_eq!(tool.json(&["update", "scheduled"])[0]["id"], id.as_str());
    assert!(tool.refused(&["update", "cancel", "INC-2041", "abc"]).contains("is set to go out"));
    tool.done(&["update", "cancel", "INC-2041", &id[..13], "--reason", "they were called"]);
    assert_eq!(tool.done(&["update", "scheduled"]).out.trim(), "");
    assert!(tool.done(&["log", "list", "INC-2041"]).out.contains("is taken back: they were called"));
}

#[test]
fn a_role_is_renounced_and_the_command_says_loudly_that_nobody_commands() {
    let tool = Tool::sample();
    assert_eq!(tool.run(&["incident", "renounce", "INC-2041", "Incident Commander"]).code, 2, "a reason is asked for");
    let renounce = ["incident", "renounce", "INC-2041", "Incident Commander", "--reason", "unwell"];
    let done = tool.done(&renounce);
    assert!(done.err.contains("Nobody commands INC-2041 now"), "{done:?}");
    let status = tool.done(&["incident", "status", "INC-2041"]).out;
    assert!(
        status.contains("! nobody commands since") && status.contains("Katarzyna Wójcik left it: unwell"),
        "{status}"
    );
    assert!(tool.refused(&renounce).contains("Nobody holds Incident Commander"));
    tool.done(&["incident", "assign", "INC-2041", "Incident Commander", "Chen Wei"]);
    let status = tool.done(&["incident", "status", "INC-2041"]).out;
    assert!(!status.contains("nobody commands") && status.contains("commander Chen Wei"), "{status}");
}
