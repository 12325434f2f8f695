//! A team's procedure without a window: made from the gallery, filled as a file, checked, approved, printed,
//! exported as rules, and in force in the next incident.

use serde_json::Value as Json;

use crate::tool::Tool;

const TITLE: &str = "When payments fail: khi thanh toán thất bại";

/// The file of a fresh procedure with a contact, an activity and the days of the drill and of going live.
fn filled(text: &str) -> String {
    let contacts = "| Name | Position | Primary | Alternate | Contingency | Emergency | Depends on | Hours | Notes |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n";
    assert!(text.contains(contacts), "the table of contacts: {text}");
    let text =
        text.replace(contacts, &format!("{contacts}| Support Lead | 지원 | +84 24 555 0199 | | | | | 24x7 | |\n"));
    let activity = "| 10 | Learn | Tune the triggers |";
    assert!(text.contains(activity), "the matrix: {text}");
    let ours = "| 11 | Learn | 통보하다: tell the partners | | A/R | | | | | | Low | none | none |\n";
    let text = text.replace(activity, &format!("{ours}{activity}"));
    text.replace("version: 0.1\n", "version: 1.0\n")
        .replace("status: draft\n", "status: draft\neffective: 2020-01-01\n")
}

#[test]
fn a_procedure_is_made_filled_checked_approved_exported_and_in_force() {
    let tool = Tool::new();
    let id = tool.done(&["document", "new", "--template", "escalation-procedure", "--title", TITLE]).line();
    let file = tool.write("procedure.md", filled(&tool.done(&["document", "show", &id]).out));
    tool.done(&["document", "replace", &id, &file]);
    let checked = tool.run(&["check", &id, "--fail-on", "warning"]);
    // The contact is a role, which the directory holds, in a column for people, teams and vendors: a warning.
    assert_eq!(checked.code, 3, "{checked:?}");
    assert!(checked.out.lines().any(|l| l.starts_with("warning") && l.contains("Support Lead")), "{}", checked.out);
    let mended =
        std::fs::read_to_string(&file).expect("the file").replace("| Support Lead | 지원", "| Nobody yet | 지원");
    let mended = mended.replace("| Nobody yet | 지원 | +84 24 555 0199 | | | | | 24x7 | |\n", "");
    let mended = tool.write("mended.md", mended);
    tool.done(&["document", "replace", &id, &mended]);
    tool.done(&["check", &id, "--fail-on", "warning"]);

    let asked = tool.json(&["document", "approvals", &id]);
    let checkpoints = asked["checkpoints"].as_array().expect("checkpoints").clone();
    assert_eq!(checkpoints.len(), 5);
    assert!(checkpoints.iter().all(|c| c["state"] == "open"), "{asked}");
    let unknown = tool.refused(&["document", "approve", &id, "--checkpoint", "Something else"]);
    assert!(unknown.contains("has no checkpoint") && unknown.contains("“Put into force”"), "{unknown}");
    let unsaid = ["document", "approve", &id, "--checkpoint", "Put into force", "--decision", "rejected"];
    assert!(tool.refused(&unsaid).contains("Say why"));
    for checkpoint in &checkpoints {
        let name = checkpoint["checkpoint"].as_str().expect("a name");
        tool.done(&["document", "ask-approval", &id, "--checkpoint", name]);
        assert_eq!(tool.json(&["document", "approvals", &id])["waiting"][0]["checkpoint"], name);
        let refused = tool.refused(&["document", "approve", &id, "--checkpoint", name]);
        assert!(refused.contains("is to approve") && refused.contains("--reason WHY"), "{refused}");
        let approver = tool.json(&["document", "approvals", &id])["waiting"][0]["approver"].clone();
        let by = approver.as_str().expect("who was asked");
        let approve = ["document", "approve", &id, "--checkpoint", name, "--by", by];
        if name == "Put into force" {
            // Nobody holds its roles yet, and nothing was tried: it goes into force with a reason, or not.
            let refused = tool.refused(&[&approve[..], &["--reason", "they are on a plane"]].concat());
            assert!(
                refused.contains("readiness sheet says not ready") && refused.contains("--despite WHY"),
                "{refused}"
            );
            tool.done(&[&approve[..], &["--despite", "a first test of the paper itself"]].concat());
        } else {
            tool.done(&approve);
        }
    }
    let shown = tool.done(&["document", "approvals", &id]).out;
    assert_eq!(shown.lines().filter(|l| l.starts_with("approved")).count(), 5, "{shown}");
    let listed = tool.json(&["document", "list"]);
    let ours = listed.as_array().expect("a list").iter().find(|d| d["id"] == id.as_str()).expect("it");
    assert_eq!((&ours["status"], &ours["kind"]), (&Json::from("approved"), &Json::from("Procedure")));

    for (to, begins) in
        [("pdf", "%PDF-"), ("rules-json", "{\"bridgebook_rules\":1"), ("rules-csv", "document,rule,order")]
    {
        let path = tool.file(&format!("out.{to}"));
        tool.done(&["document", "export", &id, "--to", to, "--output", &path.display().to_string()]);
        let bytes = std::fs::read(&path).expect("the file");
        let start = String::from_utf8_lossy(&bytes[..begins.len()]).into_owned();
        assert!(bytes.starts_with(begins.as_bytes()), "{to}: {start}");
    }
    let rules = std::fs::read_to_string(tool.file("out.rules-json")).expect("text");
    let rules: Json = serde_json::from_str(&rules).expect("one value");
    let last = rules["raci"][0]["activities"].as_array().expect("activities").iter().rev().nth(1).expect("ours");
    assert_eq!(last["activity"], "통보하다: tell the partners");

    let incident = tool.done(&["incident", "declare", "--title", "Card payments fail", "--severity", "SEV1"]).line();
    let board = tool.json(&["incident", "status", &incident]);
    let part = |part: &str| {
        let plans = board["plans"].as_array().expect("plans");
        plans.iter().find(|p| p["part"] == part).expect("the part")["document"].clone()
    };
    assert_eq!((part("escalation"), part("raci")), (Json::from(id.as_str()), Json::from(id.as_str())));
    let levels: Vec<_> = board["levels"].as_array().expect("levels").iter().map(|l| l["level"].clone()).collect();
    assert_eq!(levels, ["L1", "L2", "L3", "Manager", "Executive"]);
}
