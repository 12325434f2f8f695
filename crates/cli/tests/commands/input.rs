//! Files that are too large, in another encoding or longer than a table, and an export that is killed: said in
//! words, never half done.

use std::fs::{self, File};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::tool::Tool;

#[test]
fn two_gigabytes_are_refused_by_their_size_before_they_are_read() {
    let tool = Tool::new();
    let good = tool.write("good.md", "# Good\n\nx\n");
    let id = tool.done(&["document", "import", &good]).line();
    let before = tool.json(&["document", "list"]).as_array().map(Vec::len);
    for name in ["huge.md", "huge.csv"] {
        // They take no place on the disk.
        File::create(tool.file(name)).and_then(|f| f.set_len(2_000_000_000)).expect("a sparse file");
        let huge = tool.file(name).display().to_string();
        for arguments in [
            vec!["document", "import", &good, &huge],
            vec!["document", "replace", &id, &huge],
            vec!["document", "verify", &huge],
            vec!["template", "check", &huge],
        ] {
            let error = tool.refused(&arguments);
            assert!(error.contains("has 2000000000 bytes; at most"), "{arguments:?}: {error}");
            assert!(error.contains("Nothing was changed"), "{arguments:?}: {error}");
        }
    }
    assert_eq!(tool.json(&["document", "list"]).as_array().map(Vec::len), before, "not even the good one came again");
}

#[test]
fn a_spreadsheet_comes_in_whatever_it_was_saved_as() {
    let tool = Tool::new();
    let utf_16: Vec<u8> = "\u{feff}Name,Größe\nÉmile,5\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf_16 = tool.write("wide.csv", utf_16);
    let windows = tool.write("windows.csv", b"Name,Gr\xf6\xdfe\n\xc9mile,5\n");
    let broken = tool.write("broken.csv", "a,b\n1,\"two\n3,4\n");
    for (file, name, said) in [
        (&utf_16, "Größe", "wide.csv, line 1: The file is UTF-16"),
        (&windows, "Größe", "windows.csv, line 1: The file is not UTF-8; it was read as Windows-1252"),
        (&broken, "| 3", "broken.csv, line 2: A quotation that begins here is never closed"),
    ] {
        let ran = tool.done(&["document", "import", file]);
        assert!(ran.err.contains(said), "{}", ran.err);
        let shown = tool.done(&["document", "show", &ran.line()]).out;
        assert!(shown.contains(name), "{shown}");
    }
}

#[test]
fn a_text_in_utf_16_is_read_wherever_a_text_is_read() {
    let tool = Tool::new();
    let wide =
        |text: &str| -> Vec<u8> { format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let id = tool.done(&["document", "import", &tool.write("plan.md", "# Plan\n\nBefore\n")]).line();
    let file = tool.write("wide.md", wide(&tool.done(&["document", "show", &id]).out.replace("Before", "Größer")));
    tool.done(&["document", "replace", &id, &file]);
    assert!(tool.done(&["document", "show", &id]).out.contains("Größer"));
    let template = wide("---\nbridgebook: 1\ntitle: Wide\n---\n\n## A\n\nText\n");
    let file = tool.write("template.md", &template);
    assert_eq!(tool.done(&["template", "check", &file]).out.trim(), "");
    std::fs::create_dir_all(tool.data().join("templates")).expect("a folder");
    std::fs::write(tool.data().join("templates/wide.md"), &template).expect("a file");
    let list = tool.done(&["template", "list"]).out;
    assert!(list.lines().any(|line| line.starts_with("own/wide") && line.contains("Wide")), "{list}");
}

#[test]
fn a_million_rows_are_taken_up_to_the_limit_and_the_rest_is_counted() {
    let tool = Tool::new();
    let long = tool.write("long.csv", format!("n,words\n{}", "1,2\n".repeat(1_000_000)));
    let ran = tool.run(&["document", "import", &long]);
    assert_eq!(ran.code, 3, "what was made is not the whole file: {}", ran.err);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    assert!(ran.err.contains("The first 20000 were kept, 980000 from this line on were left out"), "{}", ran.err);
    let shown = tool.done(&["document", "show", &ran.line()]).out;
    assert_eq!(shown.lines().filter(|l| l.starts_with("| 1")).count(), 20_000);

    let table = |rows: usize| format!("---\ntitle: Long\n---\n\n## Rows\n\n| n |\n| --- |\n{}", "| 1 |\n".repeat(rows));
    let id = tool.done(&["document", "import", &tool.write("short.md", table(2))]).line();
    let ran = tool.run(&["document", "replace", &id, &tool.write("longer.md", table(20_001))]);
    assert_eq!(ran.code, 3, "nor is what it was replaced with: {}", ran.err);
    assert!(ran.err.contains("1 from this line on were left out"), "{}", ran.err);
}

#[test]
fn what_does_not_fit_a_column_is_said_once_for_the_column() {
    let tool = Tool::new();
    let head = "---\nbridgebook: 1\ntitle: Dates\n---\n\n## Dates\n\n<!-- bb:table\ncol Due type=date\ncol Open type=yes-no\n-->\n\n| Due | Open |\n| --- | --- |\n";
    let rows: String = (0..2_000).map(|n| if n == 7 { "| soon | maybe |\n" } else { "| soon | yes |\n" }).collect();
    let file = tool.write("dates.md", format!("{head}{rows}"));
    let ran = tool.done(&["document", "import", &file]);
    let lines: Vec<&str> = ran.err.lines().collect();
    assert_eq!(lines.len(), 2, "a line for each column: {}", ran.err);
    assert!(lines[0].starts_with("dates.md, line 15: Column “Due”"), "{}", lines[0]);
    assert!(lines[0].ends_with("1999 more values of this column do not fit, the last in line 2014."), "{}", lines[0]);
    assert!(lines[1].starts_with("dates.md, line 22: Column “Open”"), "one alone stands with its line: {}", lines[1]);
    let found = tool.run(&["check", &ran.line(), "--format", "json", "--fail-on", "warning"]);
    assert_eq!((found.code, found.json().as_array().map(Vec::len)), (3, Some(2_001)), "a check lists every one");
}

#[test]
fn an_export_that_is_killed_leaves_the_earlier_file_whole() {
    let tool = Tool::new();
    let text = tool.write("long.md", format!("# Long\n\n{}", "## Part\n\nwords that take room\n\n".repeat(2_000)));
    let id = tool.done(&["document", "import", &text]).line();
    let target = tool.file("out.md");
    let shown = target.display().to_string();
    let whole = tool.done(&["document", "show", &id]).out;
    for n in 0..10 {
        fs::write(&target, "earlier").expect("a file");
        let mut child = Command::new(env!("CARGO_BIN_EXE_bridgebook-cli"))
            .arg("--data")
            .arg(tool.data())
            .args(["document", "export", &id, "--to", "markdown", "--output", &shown])
            .env("USER", "tester")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(Duration::from_millis(40 * n));
        let _ = child.kill();
        child.wait().expect("it ended");
        let left = fs::read_to_string(&target).expect("there is always a file");
        assert!(left == "earlier" || left == whole, "neither the earlier file nor the new one: {} bytes", left.len());
    }
    tool.done(&["document", "export", &id, "--to", "markdown", "--output", &shown]);
    assert_eq!(fs::read_to_string(&target).expect("the file"), whole, "after that it is written as ever");
}
