//! Own templates and attached files from the command line.

use std::fs;

use crate::tool::Tool;

#[test]
fn a_document_becomes_a_template_from_which_documents_begin() {
    let tool = Tool::new();
    let id = tool.done(&["document", "new", "--template", "sop", "--title", "Rotate certificates"]).line();
    let saved = tool.done(&["template", "save", &id, "--title", "Our procedure", "--description", "How we do it"]);
    assert_eq!(saved.line(), "own/Our-procedure");
    let list = tool.done(&["template", "list"]).out;
    assert!(list.lines().any(|l| l.starts_with("own/Our-procedure") && l.contains("Our procedure")), "{list}");
    assert!(tool.done(&["template", "show", "own/Our-procedure"]).out.contains("subtitle: How we do it"));
    let again = tool.run(&["template", "save", &id, "--title", "Our procedure"]);
    assert!(again.code == 1 && again.err.contains("already"), "{again:?}");
    tool.done(&["template", "save", &id, "--title", "Our procedure", "--replace", "--form-only"]);
    let made = tool.done(&["document", "new", "--template", "own/Our-procedure", "--title", "Another"]).line();
    assert!(tool.done(&["document", "show", &made]).out.contains("template: own/Our-procedure"));

    let folder = tool.data().join("templates");
    fs::write(folder.join("broken.md"), b"PK\0\0").expect("a file");
    let list = tool.done(&["template", "list"]).out;
    assert!(list.contains("binary data"), "told with its reason: {list}");
    assert!(list.contains("own/Our-procedure"), "and the others keep working");
    fs::write(folder.join("newer.md"), "---\nbridgebook: 99\ntitle: Newer\n---\n").expect("a file");
    let list = tool.done(&["template", "list"]).out;
    let broken = list.lines().skip_while(|line| !line.starts_with("own/newer")).take(2).collect::<Vec<_>>();
    assert!(
        broken.len() == 2 && broken[0].ends_with("cannot be used, mend it first:") && broken[1].contains("line 1:"),
        "marked, with line and reason: {list}"
    );
}

#[test]
fn a_template_is_checked_whatever_its_file_holds() {
    let tool = Tool::new();
    let checked = |name: &str, bytes: &[u8]| {
        fs::write(tool.file(name), bytes).expect("a file");
        tool.run(&["template", "check", &tool.file(name).display().to_string()])
    };
    let plain = checked("plain.md", b"# Fire drill\n\n- [ ] Sound the bell\n");
    assert_eq!((plain.code, plain.out.as_str()), (0, ""), "plain Markdown is a template: {plain:?}");
    for bytes in [&b"\x7fELF\x02\x01\0\0\xff\xfe"[..], b"PK\x03\x04\0\0\0", b"# A\n\nzero \0 byte\n"] {
        let binary = checked("binary.md", bytes);
        assert_eq!(binary.code, 1, "{binary:?}");
        assert!(binary.err.contains("binary.md: The file holds binary data and not text"), "{binary:?}");
        assert!(!format!("{binary:?}").contains("imported"), "nothing was to be imported: {binary:?}");
    }
    let latin = checked("latin.md", b"# Caf\xe9\n");
    assert!(latin.code == 1 && latin.err.contains("not UTF-8 text: the byte at offset 5 (line 1)"), "{latin:?}");
    assert!(!latin.err.contains("imported"), "{latin:?}");
    let ours = checked("ours.md", b"# Rows\n\n<!-- bb:table -->\n\n| A |\n| --- |\n");
    assert!(ours.code == 3 && ours.out.contains("line 1: A template begins with"), "{ours:?}");
}

#[test]
fn an_export_with_its_files_is_imported_into_another_folder() {
    let tool = Tool::new();
    let picture = "0199c0de-0000-7000-8000-0000000000aa";
    let hash = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    let front = format!(
        "---\nbridgebook: 1\ntitle: Plan\n# attached {picture} text/plain 5 sha256:{hash} \"a.txt\" \"plan-attachments/a.txt\"\n---\n"
    );
    let file = tool.write("plan.md", format!("{front}\n## Seen\n\n[a.txt](plan-attachments/a.txt)\n"));
    fs::create_dir(tool.file("plan-attachments")).expect("a folder");
    tool.write("plan-attachments/a.txt", "hello");
    let imported = tool.done(&["document", "import", &file]);
    assert_eq!(imported.err, "", "nothing is missing");
    let out = tool.file("again.md");
    let shown = out.display().to_string();
    tool.done(&["document", "export", &imported.line(), "--to", "markdown", "--attachments", "--output", &shown]);
    let text = fs::read_to_string(&out).expect("the document");
    assert!(text.contains("[a.txt](again-attachments/2cf24dba-a.txt)"), "{text}");
    assert_eq!(fs::read_to_string(tool.file("again-attachments/2cf24dba-a.txt")).expect("the file"), "hello");
}
