//! The past: edits, differences, restoring, what was known.

use crate::tool::Tool;

#[test]
fn a_document_is_compared_written_and_restored_in_part() {
    let tool = Tool::new();
    let file = tool.write("guide.md", "# Guide\n\n## Notes\n\nCall the desk at once.\n\n## More\n\nStay.\n");
    let id = tool.done(&["document", "import", &file]).line();
    let shown = tool.done(&["document", "show", &id]).out;
    let both = shown.replace("Call the desk", "Call the bridge").replace("Stay.", "Go.");
    tool.done(&["document", "replace", &id, &tool.write("changed.md", both)]);
    let history = tool.json(&["document", "history", &id]);
    let created = history.as_array().and_then(|l| l.last()).expect("its beginning")["at"].as_str().expect("a moment");
    let markdown = tool.done(&["document", "diff", &id, "--from", created, "--markdown"]).out;
    assert!(markdown.contains("Call the ~~desk~~ **bridge** at once."), "{markdown}");
    for (name, begin) in [("d.md", "# Guide: what changed"), ("d.pdf", "%PDF")] {
        let path = tool.file(name);
        tool.done(&["document", "diff", &id, "--from", created, "--output", &path.display().to_string()]);
        let bytes = std::fs::read(path).expect("it was written");
        assert!(bytes.starts_with(begin.as_bytes()), "{name}");
    }
    let edits = tool.json(&["document", "history", &id, "--edits"]);
    assert_eq!(edits.as_array().map(Vec::len), Some(2), "{edits}");
    assert_eq!(edits[0]["words"], "2 sections changed");
    let sections = tool.json(&["document", "history", &id, "--sections"]);
    assert_eq!((&sections[0]["number"], &sections[1]["heading"]), (&"1".into(), &"More".into()), "{sections}");
    let dry = tool.done(&["document", "restore", &id, "--at", created, "--section", "Notes", "--dry-run"]).out;
    assert!(dry.contains("1 Notes") && !dry.contains("More"), "{dry}");
    tool.done(&["document", "restore", &id, "--at", created, "--section", "1"]);
    let now = tool.done(&["document", "show", &id]).out;
    assert!(now.contains("Call the desk") && now.contains("Go."), "one section alone came back: {now}");
    let wrong = tool.run(&["document", "restore", &id, "--at", created, "--section", "Nowhere"]);
    assert_eq!(wrong.code, 1);
    assert!(wrong.err.contains("Nothing was changed"), "{wrong:?}");
    let early = tool.run(&["document", "restore", &id, "--at", "2001-01-01T00:00:00Z"]);
    assert!(early.code == 1 && early.err.contains("it came here only"), "{early:?}");
    assert_eq!(tool.run(&["document", "diff", &id]).code, 2, "a difference needs its beginning");
}

#[test]
fn what_the_team_of_the_sample_knew_at_a_moment() {
    let tool = Tool::sample();
    let known = tool.json(&["incident", "known", "INC-2041", "--at", "2026-03-11T13:24:00Z"]);
    assert_eq!(known["board"]["incident"]["state"], "investigating");
    let words = tool.done(&["incident", "known", "INC-2041", "--at", "2026-03-11T13:24:00Z"]).out;
    assert!(words.starts_with("Known here at 2026-03-11T13:24:00Z"), "{words}");
    assert!(words.contains("role Incident Commander: Katarzyna Wójcik"), "{words}");
    let early = tool.run(&["incident", "known", "INC-2041", "--at", "2026-03-11T12:00:00Z"]);
    assert!(early.code == 1 && early.err.contains("INC-2041 at 13:00: the first came at "), "{early:?}");
}
