//! Replies to updates through the command line.

use crate::tool::Tool;

#[test]
fn a_reply_is_listed_while_it_is_awaited_and_recorded() {
    let tool = Tool::new();
    tool.done(&["incident", "declare", "--title", "Down", "--severity", "SEV1", "--commander", "Ada"]);
    tool.record_executives("INC-1");
    let due = || tool.done(&["update", "due", "INC-1"]).out;
    let line = || due().lines().find(|l| l.contains("reply to update 1")).map(str::to_owned);
    let awaited = line().expect("it is awaited");
    assert!(awaited.contains("awaited") && awaited.contains("must acknowledge within 30 min"), "{awaited}");
    let id = awaited.split_whitespace().last().expect("its id").to_owned();
    let refused = tool.refused(&["update", "replied", "INC-1", "Martians", "--by", "Ada"]);
    assert!(refused.contains("No update has gone out to “Martians”. Nothing was recorded"), "{refused}");
    tool.done(&["update", "replied", "INC-1", &id, "--by", "Jonas", "Read. Thank you."]);
    assert_eq!(line(), None, "{}", due());
    tool.done(&["update", "replied", "INC-1", "executives", "--by", "Sofia"]);
    let json = tool.json(&["update", "due", "INC-1"]);
    let row = &json[0]["replies"][0];
    assert_eq!((row["state"].as_str(), row["words"].as_str()), (Some("answered"), Some("answered in time")));
    assert_eq!(row["replies"].as_array().map(Vec::len), Some(2));
    tool.record_executives("INC-1");
    tool.done(&["update", "not-awaited", "INC-1", "Executives", "--reason", "on the bridge"]);
    assert!(tool.refused(&["update", "not-awaited", "INC-1", "Executives", "--reason", "x"]).contains("is awaited"));
    let log = tool.done(&["log", "list", "INC-1"]).out;
    for words in
        ["Jonas answered Executives’ update 1: Read. Thank you.", "Sofia acknowledged", "any more: on the bridge"]
    {
        assert!(log.contains(words), "{words}: {log}");
    }
}
