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
