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
