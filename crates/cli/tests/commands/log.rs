//! Entries of the log through the command line.

use crate::tool::Tool;

#[test]
fn an_entry_names_people_opens_an_action_and_keeps_evidence() {
    let tool = Tool::sample();
    let file = tool.write("gateway.log", "pool exhausted");
    let words = "#action @Kim Ji-woo asks @nobody-here about the pool in 20 min";
    let made = tool.done(&["log", "add", "INC-2041", words, "--attach", &file, "--attach", &file]);
    assert!(made.err.contains("“nobody-here” is no one person"), "{made:?}");
    let id = made.line();
    let actions = tool.json(&["log", "list", "INC-2041", "--kind", "action_opened"]).to_string();
    assert!(actions.contains(&id), "the entry is an open action: {actions}");
    let listed = tool.done(&["log", "list", "INC-2041", "--with-attachment"]).out;
    assert!(listed.contains("@Kim Ji-woo asks @nobody-here about the pool in 20 min"), "{listed}");
    assert_eq!(listed.matches("evidence gateway.log (14 B, sha256:").count(), 2, "{listed}");
    assert!(!listed.contains("#action"), "{listed}");

    let before = tool.json(&["log", "list", "INC-2041"]).as_array().expect("a list").len();
    let missing =
        tool.refused(&["log", "add", "INC-2041", "Seen", "--attach", &tool.file("nothing").display().to_string()]);
    assert!(missing.contains("cannot be read"), "{missing}");
    assert_eq!(
        tool.json(&["log", "list", "INC-2041"]).as_array().expect("a list").len(),
        before,
        "nothing was written"
    );
    assert!(tool.refused(&["log", "add", "INC-2041", "Seen", "--kind", "rumour"]).contains("is not a kind of entry"));
}

#[test]
fn actions_decisions_situation_and_corrections_are_commands_too() {
    let tool = Tool::sample();
    let open = ["incident", "action", "open", "INC-2041", "Read the pool’s metrics"];
    let id = tool.done(&[&open[..], &["--owner", "Chen Wei", "--due", "15:30"]].concat()).line();
    let list = || tool.done(&["incident", "action", "list", "INC-2041"]).out;
    assert!(list().contains("Read the pool’s metrics  Chen Wei  due 2026-03-11T14:30:00Z"), "{}", list());
    tool.done(&["incident", "action", "done", "INC-2041", "the pool’s metrics"]);
    assert!(!list().contains(&id), "it is closed");
    let gone = tool.refused(&["incident", "action", "done", "INC-2041", "the pool’s metrics"]);
    assert!(gone.contains("There is no open action “the pool’s metrics”. Nothing was changed"), "{gone}");
    tool.done(&["incident", "action", "reopen", "INC-2041", &id[..13]]);
    tool.done(&["incident", "action", "drop", "INC-2041", &id]);
    assert!(!list().contains(&id));

    tool.done(&["log", "decide", "INC-2041", "Keep 4.2 out until Monday", "--accountable", "Operations Lead"]);
    let situation = ["log", "situation", "INC-2041", "--conditions", "38 % of the payments fail"];
    tool.done(&[&situation[..], &["--actions", "Roll back", "--needs", "A second pair of eyes"]].concat());
    let decided = tool.json(&["log", "list", "INC-2041", "--kind", "decision", "--text", "until Monday"]);
    assert_eq!(decided[0]["text"], "Keep 4.2 out until Monday", "{decided}");
    let written = tool.done(&["log", "add", "INC-2041", "Wallets fail too"]).line();
    tool.done(&["log", "correct", "INC-2041", "wallets fail", "Wallets work"]);
    let log = tool.json(&["log", "list", "INC-2041"]);
    let row = log.as_array().expect("a list").iter().find(|row| row["id"] == written.as_str()).expect("it is there");
    assert!(row.to_string().contains("Wallets work"), "{row}");
    let several = tool.refused(&["log", "correct", "INC-2041", "update", "x"]);
    assert!(several.contains("Nothing was changed. Give more words"), "{several}");
    assert!(tool.refused(&["log", "add", "INC-2041", "x", "--kind", "decision"]).contains("log decide"));
}

#[test]
fn a_log_is_filtered_and_exported() {
    let tool = Tool::sample();
    tool.done(&["log", "add", "INC-2041", "=cmd pool", "--at", "14:40"]);
    let texts = |filter: &[&str]| {
        let mut arguments = vec!["log", "list", "INC-2041"];
        arguments.extend(filter);
        let rows = tool.json(&arguments);
        let rows = rows.as_array().expect("a list").iter();
        rows.map(|r| r["text"].as_str().expect("text").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(texts(&["--text", "=CMD"]), ["=cmd pool"]);
    assert_eq!(texts(&["--text", "=cmd", "--from", "14:41"]), [""; 0]);
    assert_eq!(texts(&["--text", "=cmd", "--from", "14:40", "--to", "14:40"]), ["=cmd pool"]);
    assert_eq!(texts(&["--text", "=cmd", "--kind", "decided"]), [""; 0]);
    assert!(!texts(&["--by", "Kim Ji-woo"]).is_empty() && texts(&["--by", "Nobody At All"]).is_empty());
    for (form, part) in [("markdown", "| =cmd pool |"), ("csv", ",'=cmd pool,"), ("json", "\"text\": \"=cmd pool\"")] {
        let output = tool.file(&format!("log.{form}")).display().to_string();
        tool.done(&[
            "log", "export", "INC-2041", "--to", form, "--output", &output, "--until", "14:40", "--text", "=cmd",
        ]);
        let text = std::fs::read_to_string(&output).expect("the file");
        assert!(text.contains(part), "{form}: {text}");
        assert!(!text.contains("Rollback"), "{form} honours the filter: {text}");
    }
    let output = tool.file("none.csv").display().to_string();
    assert!(
        tool.refused(&["log", "export", "INC-2041", "--to", "csv", "--output", &output, "--text", "nowhere"])
            .contains("No entry")
    );
    assert!(!tool.file("none.csv").exists());
    assert!(tool.refused(&["log", "list", "INC-2041", "--from", "soonish"]).contains("soonish"));
}
