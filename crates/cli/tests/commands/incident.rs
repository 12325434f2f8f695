//! A whole incident through the command line alone.

use std::fs;

use crate::tool::Tool;

#[test]
fn a_whole_incident_from_the_declaration_to_the_exported_plan() {
    let tool = Tool::new();
    let declare = ["incident", "declare", "--title", "Thanh toán lỗi 결제 장애 支付故障", "--severity", "SEV1"];
    let declared = tool.done(&[&declare[..], &["--commander", "Nguyễn Thị Mai", "--service", "Checkout API"]].concat());
    assert_eq!(declared.out.lines().count(), 1, "declare prints the incident's id: {declared:?}");
    let id = declared.line();
    let number = tool.json(&["incident", "list"])[0]["number"].as_str().expect("a number").to_owned();
    tool.done(&["incident", "assign", &number, "Scribe", "Emre Yılmaz"]);
    tool.done(&["log", "add", &number, "Error rate above 20 %", "--kind", "event", "--at", "1 min ago"]);
    tool.record_executives(&number);
    tool.done(&["update", "snooze", &number, "Customers", "--until", "in 10 min", "--reason", "being checked"]);
    tool.done(&["update", "skip", &number, "Customers", "--reason", "nothing new"]);
    tool.done(&["escalation", "raise", &number, "L2", "--reason", "it spreads"]);
    tool.done(&["escalation", "acknowledge", &number, "L2", "--by", "Chen Wei"]);
    tool.done(&["escalation", "pause", &number, "--reason", "waiting for the vendor"]);
    tool.done(&["escalation", "resume", &number]);
    tool.done(&["escalation", "skip", &number, "L3", "--reason", "nobody there"]);
    tool.done(&["incident", "set-severity", &number, "SEV2", "--reason", "a workaround is in place"]);
    for state in ["identified", "monitoring", "resolved"] {
        tool.done(&["incident", "set-state", &number, state]);
    }
    tool.done(&["incident", "period", &number, "--to", "in 6 h"]);
    let board = tool.json(&["incident", "status", &id]);
    assert_eq!((&board["incident"]["state"], &board["incident"]["severity"]), (&"resolved".into(), &"SEV2".into()));
    assert_eq!(board["incident"]["period"]["number"], 2);
    let levels = tool.done(&["escalation", "clocks", &number]).out;
    assert!(levels.contains("L2"), "{levels}");
    let plan = board["plans"][0]["document"].as_str().expect("the action plan").to_owned();
    let text = tool.done(&["document", "show", &plan]).out;
    let filled = text.replacen("| Command emphasis | |", "| Command emphasis | Thanh toán lỗi 결제 장애 支付故障 |", 1);
    assert_ne!(text, filled, "the plan has a place for it");
    let filled = tool.write("plan.md", filled);
    tool.done(&["document", "replace", &plan, &filled]);
    let pdf = tool.file("binder.pdf").display().to_string();
    let ran = tool.done(&["incident", "export", &number, "--to", "pdf", "--output", &pdf]);
    assert_eq!(ran.line(), pdf, "the file that was written");
    assert!(fs::read(&pdf).expect("the file").starts_with(b"%PDF-"));
    let folder = tool.file("binder").display().to_string();
    tool.done(&["incident", "export", &number, "--to", "markdown", "--output", &folder]);
    let mut files: Vec<_> = fs::read_dir(&folder).expect("a folder").map(|e| e.expect("an entry").path()).collect();
    files.sort();
    assert_eq!(files.len(), 4, "the four documents, a file each");
    let written = fs::read_to_string(&files[0]).expect("text");
    assert!(written.contains("Thanh toán lỗi 결제 장애 支付故障"), "the plan holds what was written, in every script");
    let again = tool.done(&["document", "import", &files[0].display().to_string()]).line();
    assert_eq!(tool.done(&["document", "show", &again]).out, written, "and comes back as it went");
    let open = tool.refused(&["incident", "close", &number]);
    assert!(open.contains("still open. Nothing was changed") && open.contains("Still open: "), "{open}");
    tool.done(&["incident", "close", &number, "--reason", "handed over by telephone"]);
    let log = tool.done(&["log", "list", &number]).out;
    for words in
        ["Error rate above 20 %", "Executives’ update 1 sent", "L2 acknowledged by Chen Wei", "Exported as pdf"]
    {
        assert!(log.contains(words), "the log tells “{words}”:\n{log}");
    }
    tool.done(&["store", "verify"]);
}

#[test]
fn a_message_is_checked_before_it_goes_out() {
    let tool = Tool::sample();
    let wrong = ["update", "check", "INC-2041", "Customers", "--text", "It will be fixed by 15:30 on pay-db-03."];
    let ran = tool.run(&wrong);
    assert_eq!(ran.code, 3, "an error ends with 3: {ran:?}");
    for expected in
        ["error   C1", "warning C3", "warning C5", "pay-db-03", "promise 15:07 CET  (by the cadence, not in the text)"]
    {
        assert!(ran.out.contains(expected), "{expected} is missing in {}", ran.out);
    }
    let right = "As of 14:47 CET card payments in the EU are partly refused since 13:58; our staff say so. The cause is found: \
                 a change, which is being taken back. Nothing is needed from you. Next update by 15:10 CET.";
    let ran = tool.run(&["update", "check", "INC-2041", "Executives", "--text", right]);
    assert!(ran.code == 3 && ran.out.contains("error   C13"), "nobody was asked to approve it: {ran:?}");
    tool.done(&["update", "ask", "INC-2041", "Executives", "--text", right, "--subject", "Card payments"]);
    tool.done(&["update", "approve", "INC-2041", "Executives"]);
    let other = tool.run(&["update", "check", "INC-2041", "Executives", "--text", right, "--subject", "All is well"]);
    assert!(other.code == 3 && other.out.contains("Not the subject"), "{other:?}");
    let ran = tool.run(&["update", "check", "INC-2041", "Executives", "--text", right]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("subject Card payments"), "the approved one: {}", ran.out);
    assert!(ran.out.contains("promise 15:10 CET  (text)"), "{}", ran.out);
    let stage = tool.refused(&["update", "check", "INC-2041", "Executives", "--text", right, "--stage", "Foo"]);
    assert!(stage.starts_with("“Foo” is no stage of a message. Nothing was checked."), "{stage}");
    let piped = ["--json", "update", "check", "INC-2041", "Executives", "--text", "x", "--next", "soon"];
    let ran = tool.run(&piped);
    assert_eq!(ran.code, 3, "a promise that is none is an error: {ran:?}");
    assert!(ran.json()["promise"]["error"].as_str().is_some_and(|e| e.contains("not a moment")), "{ran:?}");
}

#[test]
fn an_update_is_begun_from_its_template_and_taken_back() {
    let tool = Tool::sample();
    let text = tool.done(&["update", "draft", "INC-2041", "Customers"]).out;
    assert!(text.contains("card payments") || text.contains("Card payments"), "the variables are filled: {text}");
    assert!(!text.contains("{{incident"), "{text}");
    let none = tool.refused(&["update", "draft", "INC-2041", "Nobody at all"]);
    assert!(none.contains("Nobody at all"), "{none}");

    tool.done(&["update", "retract", "INC-2041", "Customers", "--reason", "It named the wrong card types"]);
    let log = tool.done(&["log", "list", "INC-2041"]).out;
    assert!(log.contains("It named the wrong card types"), "{log}");
    let due = tool.done(&["update", "due", "INC-2041"]).out;
    let customers = due.lines().find(|line| line.contains("Customers")).unwrap_or_default();
    assert!(customers.contains("correction"), "a correction is due: {due}");
    let again = tool.refused(&["update", "retract", "INC-2041", "Customers", "--reason", "Once more"]);
    assert!(again.contains("retracted"), "{again}");
}

#[test]
fn the_plan_is_looked_at_and_carried_into_the_next_period() {
    let tool = Tool::sample();
    let looked = tool.done(&["incident", "period", "INC-2041", "--to", "22:00", "--preview"]).out;
    for expected in ["period 2 until", "dropped  objective  Find the cause", "set      checkpoint Plan for period 1"] {
        assert!(looked.contains(expected), "{expected} is missing in {looked}");
    }
    let wrong = tool.run(&["incident", "period", "INC-2041", "--carry", "--drop", "Find the cause"]);
    assert_eq!(wrong.code, 1, "{wrong:?}");
    assert!(wrong.err.contains("no line to decide about"), "{wrong:?}");
    let plan = tool.json(&["incident", "status", "INC-2041"])["plans"][0]["document"].as_str().expect("it").to_owned();
    let text = tool.done(&["document", "show", &plan]).out;
    let blocked = text.replacen(
        "Kim Ji-woo | 2026-03-11 14:30 UTC | | Open |",
        "Kim Ji-woo | 2026-03-11 14:30 UTC | | Blocked |",
        1,
    );
    assert_ne!(text, blocked, "the plan watches the error rate");
    tool.done(&["document", "replace", &plan, &tool.write("plan.md", blocked)]);
    let drop = "Watch the error rate until it is below 0.3 %";
    tool.done(&["incident", "period", "INC-2041", "--to", "22:00", "--carry", "--drop", drop]);
    let text = tool.done(&["document", "show", &plan]).out;
    assert!(!text.contains(drop) && !text.contains("| Find the cause |"), "{text}");
    assert_eq!(tool.json(&["incident", "status", "INC-2041"])["incident"]["period"]["number"], 2);
}

#[test]
fn a_shift_is_handed_over_read_back_and_caught_up_with() {
    let tool = Tool::sample();
    let offered = tool.done(&["incident", "hand-over", "offer", "INC-2041", "--to", "Tomás Herrera"]);
    assert_eq!(offered.out.lines().count(), 2, "the offer and its document: {offered:?}");
    let document = offered.out.lines().nth(1).expect("a document").to_owned();
    assert!(tool.done(&["document", "show", &document]).out.contains("| Outgoing | Katarzyna Wójcik |"));
    let shown = tool.done(&["incident", "hand-over", "show", "INC-2041"]).out;
    for expected in
        ["Incident Commander from Katarzyna Wójcik to Tomás Herrera", "not filled Silenced alerts", "--promise"]
    {
        assert!(shown.contains(expected), "{expected} is missing in {shown}");
    }
    let accept = ["incident", "hand-over", "accept", "INC-2041", "--severity", "SEV1", "--state", "identified"];
    let wrong = tool.run(&[&accept[..], &["--promise", "15:30", "--read-back"]].concat());
    assert_eq!(wrong.code, 1, "{wrong:?}");
    assert!(wrong.err.contains("“15:30” was said, the log says 14:44:41"), "{wrong:?}");
    let silent = tool.run(&[&accept[..], &["--promise", "14:44"]].concat());
    assert!(silent.err.contains("are not read back yet"), "{silent:?}");
    tool.done(&[&accept[..], &["--promise", "14:44", "--read-back"]].concat());
    assert_eq!(tool.json(&["incident", "status", "INC-2041"])["incident"]["commander"], "Tomás Herrera");
    let none = tool.run(&["incident", "hand-over", "withdraw", "INC-2041", "--reason", "too late"]);
    assert!(none.err.contains("No hand-over waits"), "{none:?}");

    let changed = tool.done(&["incident", "catch-up", "INC-2041", "--since", "14:40"]).out;
    for expected in ["Roles and periods", "Incident Commander: Tomás Herrera", "! 2026-03-11T13:44:41Z"] {
        assert!(changed.contains(expected), "{expected} is missing in {changed}");
    }
    let checked = tool.run(&["incident", "close", "INC-2041", "--check"]);
    assert_eq!(checked.code, 3, "{checked:?}");
    assert!(checked.out.contains("report     Post-incident report"), "{checked:?}");
    let closed = tool.done(&["incident", "close", "INC-2041", "--reason", "a duplicate of INC-2040"]);
    assert!(closed.err.contains("Still open: "), "{closed:?}");
    let log = tool.done(&["log", "list", "INC-2041"]).out;
    assert!(log.contains("no post-incident report: a duplicate of INC-2040"), "{log}");
}
