//! Wrong usage, wrong words, wrong files: the code and the sentence.

use std::fs;

use crate::tool::Tool;

#[test]
fn wrong_usage_ends_with_2_and_prints_nothing_on_standard_output() {
    let tool = Tool::new();
    let rows: [&[&str]; 8] = [
        &[],
        &["dance"],
        &["document"],
        &["document", "new", "--title", "X"],
        &["document", "import"],
        &["incident", "declare", "--title", "X"],
        &["check", "--fail-on", "never"],
        &["update", "skip", "INC-1", "Customers"],
    ];
    for arguments in rows {
        let ran = tool.run(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {ran:?}");
        assert_eq!(ran.out, "", "{arguments:?}");
        assert!(!ran.err.is_empty());
    }
    assert_eq!(tool.run(&["--help"]).code, 0);
    assert_eq!(tool.run(&["--version"]).code, 0);
    assert!(!tool.data().exists(), "wrong usage makes no data folder");
}

#[test]
fn wrong_words_and_unknown_names_end_with_1_and_a_sentence() {
    let tool = Tool::new();
    let id = tool.done(&["incident", "declare", "--title", "Down", "--severity", "SEV1"]).line();
    let document = tool.json(&["document", "list"])[0]["id"].as_str().expect("an id").to_owned();
    let out = tool.file("out.pdf").display().to_string();
    let nowhere = tool.file("no/such/folder/out.md").display().to_string();
    let missing = tool.file("missing.md").display().to_string();
    let unknown = "00000000-0000-7000-8000-000000000000";
    let rows: Vec<(Vec<&str>, &str)> = vec![
        (vec!["incident", "status", "INC-99"], "There is no incident “INC-99”"),
        (vec!["incident", "status", unknown], "There is no incident"),
        (vec!["document", "show", "Nothing"], "There is no document “Nothing”"),
        (vec!["document", "show", unknown], "There is no document"),
        (vec!["document", "show", &document, "--at", "once"], "not a moment in time"),
        (vec!["document", "show", &document, "--at", "2001-01-01T00:00:00Z"], "There is no document"),
        (vec!["document", "diff", &document, "--from", "x", "--to", "now"], "not a moment in time"),
        (vec!["document", "new", "--template", "nope", "--title", "X"], "There is no template “nope”"),
        (vec!["document", "new", "--template", "escalation-matrix", "--title", " "], "A name is needed"),
        (vec!["document", "verify", &missing], "cannot be read"),
        (vec!["document", "import", &missing], "cannot be read"),
        (vec!["document", "export", &document, "--to", "docx", "--output", &out], "not a form of export"),
        (vec!["document", "export", &document, "--to", "pdf", "--paper", "a5", "--output", &out], "size of paper"),
        (vec!["document", "export", &document, "--to", "markdown", "--output", &nowhere], "There is no folder"),
        (vec!["document", "export", &document, "--to", "pdf", "--at", "soon", "--output", &out], "not a moment"),
        (vec!["incident", "set-state", &id, "fixed"], "is not a state"),
        (vec!["incident", "declare", "--title", "", "--severity", "SEV1"], "A name is needed"),
        (vec!["log", "add", &id, "words", "--kind", "gossip"], "not a kind of entry"),
        (vec!["log", "add", &id, "words", "--at", "whenever"], "not a moment"),
        (vec!["update", "record", &id, "Customers", "--text", "x", "--next", "whenever"], "not a moment"),
        (vec!["update", "skip", &id, "Customers", "--reason", ""], "A reason is needed"),
        (vec!["escalation", "acknowledge", &id, "L9"], "There is no level “L9”"),
        (vec!["template", "show", "nope"], "There is no template"),
    ];
    for (arguments, sentence) in rows {
        let error = tool.refused(&arguments);
        assert!(error.contains(sentence), "{arguments:?} was to say “{sentence}”: {error}");
    }
    assert!(!tool.file("out.pdf").exists(), "nothing was written");
}

#[test]
fn files_that_cannot_be_read_change_nothing() {
    let tool = Tool::new();
    let good = tool.write("good.md", "# Good\n\nx\n");
    let latin = tool.write("latin.md", b"caf\xe9");
    let huge = tool.write("huge.md", vec![b'x'; 20 * 1024 * 1024 + 1]);
    let folder = tool.file("a folder");
    fs::create_dir(&folder).expect("a folder");
    let folder = folder.display().to_string();
    let before = tool.json(&["document", "list"]).as_array().map(Vec::len);
    for (file, sentence) in
        [(&latin, "not UTF-8 text: the byte at offset 3 (line 1)"), (&huge, "at most"), (&folder, "cannot be read")]
    {
        let error = tool.refused(&["document", "import", &good, file]);
        assert!(error.contains(sentence) && error.contains("Nothing was"), "{error}");
    }
    assert_eq!(tool.json(&["document", "list"]).as_array().map(Vec::len), before, "not even the good one came in");
    let id = tool.done(&["document", "import", &good]).line();
    for arguments in [vec!["document", "replace", &id, &latin], vec!["template", "check", &latin]] {
        let error = tool.refused(&arguments);
        assert!(error.contains("latin.md: ") && error.contains("the byte at offset 3 (line 1)"), "{error}");
    }
    let newer = tool.write("newer.md", "---\nbridgebook: 99\ntitle: X\n---\n");
    let error = tool.refused(&["document", "import", &good, &newer]);
    assert!(error.contains("good.md was imported before"), "what was done is said: {error}");
}

#[test]
fn a_data_folder_that_is_not_ours_or_not_usable_is_left_as_it_is() {
    let tool = Tool::new();
    fs::create_dir_all(tool.data()).expect("a folder");
    let file = tool.data().join("bridgebook.sqlite");
    fs::write(&file, "the notes of somebody else, of some length").expect("a file");
    let error = tool.refused(&["incident", "list"]);
    assert!(error.contains("is not a Bridgebook data file") && error.contains("left as it is"), "{error}");
    assert_eq!(fs::read_to_string(&file).expect("text"), "the notes of somebody else, of some length");
    let at_a_file = Tool::new();
    fs::write(at_a_file.data(), "a file where the folder should be").expect("a file");
    let error = at_a_file.refused(&["incident", "list"]);
    assert!(!error.contains("os error 20") || error.contains("Nothing"), "{error}");
}
