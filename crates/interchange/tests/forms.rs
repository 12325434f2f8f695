//! The file form by example: what a person writes, and what is said about it.

use bridgebook_domain::{BlockKind, ColumnType, Document, Section};
use bridgebook_interchange::{Context, ImportError, Imported, NoNames, Remark, check, export, import};
use uuid::Uuid;

fn read_bytes(bytes: &[u8], file_name: &str) -> Result<Imported, ImportError> {
    let mut next = 0_u128;
    let mut ids = || {
        next += 1;
        Uuid::from_u128(next)
    };
    import(bytes, &mut Context { names: &NoNames, ids: &mut ids, file_name })
}

fn read(text: &str) -> Imported {
    read_bytes(text.as_bytes(), "plan.md").expect("the file is read")
}

fn sections(document: &Document) -> Vec<&Section> {
    document.live_sections().into_iter().map(|(_, s)| s).collect()
}

/// The texts of a block, row by row.
fn rows(section: &Section) -> Vec<Vec<String>> {
    let columns = section.block.live_columns();
    let cell = |row: &bridgebook_domain::Row, id| row.cells.get(id).map(|v| v.members().join("+")).unwrap_or_default();
    section.block.live_rows().iter().map(|(_, row)| columns.iter().map(|(id, _)| cell(row, id)).collect()).collect()
}

const OURS: &str = "---\nbridgebook: 1\ntitle: Plan\n---\n\n";

#[test]
fn every_example_of_the_description_reads_without_a_remark_and_is_written_the_same() {
    let page = include_str!("../../../docs/file-format.md");
    let whole = page.split("```markdown\n").nth(1).and_then(|t| t.split("\n```\n").next()).expect("the first example");
    let whole = format!("{whole}\n");
    assert_eq!(check(&whole), Vec::<Remark>::new(), "the example of a whole file has no problem");
    assert_eq!(export(&read(&whole).document, &NoNames), whole, "it is written as it is described");
}

#[test]
fn a_standard_table_needs_no_description_and_a_translated_one_only_its_keys() {
    let text = format!(
        "{OURS}## A\n\n<!-- bb:escalation\ncol Schweregrad key=severity\ncol Frist key=acknowledge_within\n-->\n\n| Schweregrad | Level | Frist |\n| --- | --- | --- |\n| SEV1 | L1 | 5 min |\n"
    );
    let imported = read(&text);
    assert!(imported.report.is_empty(), "{:?}", imported.report);
    let list = sections(&imported.document);
    let columns = list[0].block.live_columns();
    assert_eq!(columns[0].1.key, "severity");
    assert_eq!(columns[2].1.column_type, ColumnType::Duration);
    assert_eq!(rows(list[0]), [["SEV1", "L1", "PT5M"]]);
    assert_eq!(export(&imported.document, &NoNames), text, "it is written as short as it was");
}

#[test]
fn a_comment_without_a_table_gives_the_standard_columns() {
    let imported = read(&format!(
        "{OURS}## Risks\n\n<!-- bb:raci scheme=RACI -->\n\n## Cover\n\n<!-- bb:fields preset=situation -->\n"
    ));
    let list = sections(&imported.document);
    assert!(list[0].block.column_by_key("activity").is_some(), "a RACI has activities");
    assert!(list[1].block.column_by_key("started_at").is_some(), "the situation has its fields");
    assert_eq!(list[1].block.live_rows().len(), 1, "fields have their one row");
}

#[test]
fn headings_inside_fences_html_lists_and_quotations_are_text() {
    for text in [
        "```\n## x\n```",
        "~~~~\n## x\n~~~\n## y\n~~~~",
        "<!--\n## x\n-->",
        "<pre>\n## x\n</pre>",
        "- a\n\n  ## x",
        "> ## x",
        "    ## x",
        "- ```\n  ## x\n  ```",
        "Title\n---",
    ] {
        let imported = read(&format!("{OURS}## One\n\n{text}\n\n## Two\n"));
        let list = sections(&imported.document);
        assert_eq!(list.len(), 2, "{text:?} holds no section");
        assert_eq!(list[0].block.text, text);
    }
}

#[test]
fn an_open_fence_is_closed_for_readers_and_not_for_the_document() {
    let mut imported = read(&format!("{OURS}## One\n\ntext\n\n## Two\n"));
    let id = imported.document.live_sections()[0].0;
    imported.document.sections.get_mut(&id).unwrap().block.text = "```sh\n## not a section".to_owned();
    let text = export(&imported.document, &NoNames);
    assert!(text.contains("## not a section\n```\n<!-- bb:end -->\n\n## Two\n"), "{text}");
    assert_eq!(sections(&read(&text).document)[0].block.text, "```sh\n## not a section");
}

#[test]
fn problems_of_a_template_name_their_line() {
    let text = format!(
        "{OURS}## A\n\n<!-- bb:table\ncol Until type=dat\n-->\n\n| Until | Then |\n| --- | --- |\n| soon | x |\n| 1 | 2 | 3 |\n\nmore\n\n## B\n\nprose\n\n<!-- bb:raci -->\n"
    );
    let problems = check(&text);
    let lines: Vec<usize> = problems.iter().map(|p| p.line).collect();
    assert_eq!(lines, [9, 15, 17, 23], "{problems:#?}");
}

#[test]
fn a_template_with_an_error_in_line_12_says_line_12() {
    let text = format!("{OURS}## A\n\n<!-- bb:checklist\ncol Item\ncol Done\n\nfoo bar\n-->\n");
    assert_eq!(text.lines().nth(11), Some("foo bar"));
    let problems = check(&text);
    assert!(problems.iter().any(|p| p.line == 12), "{problems:#?}");
    assert_eq!(check("# No front matter")[0].line, 1, "a file that is not ours is no template");
}

#[test]
fn plain_markdown_becomes_sections_tables_and_checklists() {
    let imported = read(
        "# Plan B\n\nIntro [link].\n\n[link]: https://example.org\n\n## Steps\n\n- [ ] one\n- [x] two\n\n## Data\n\nbefore\n\n| a | b |\n|---|:-:|\n| 1 \\| 2 | x<br>y |\n\nafter\n\n### Detail\n\n- plain\n- list\n",
    );
    assert_eq!(imported.document.title(), "Plan B");
    let list = sections(&imported.document);
    let shape: Vec<_> = list.iter().map(|s| (s.heading.as_str(), s.kind.as_str(), s.depth)).collect();
    assert_eq!(
        shape,
        [
            ("Introduction", "prose", 1),
            ("Steps", "checklist", 1),
            ("Data", "prose", 1),
            ("Data", "table", 1),
            ("Data", "prose", 1),
            ("Detail", "prose", 2),
        ]
    );
    assert!(list[0].block.text.ends_with("[link]: https://example.org"), "targets of links are kept");
    assert_eq!(rows(list[3]), [["1 | 2", "x\ny"]]);
}

#[test]
fn what_stands_before_the_first_heading_is_called_by_what_it_is() {
    let imported = read("# P\n\nOne.\n\n| a |\n|---|\n| 1 |\n\nTwo.\n\n- [ ] do\n\nThree.\n\n| b |\n|---|\n| 2 |\n");
    let list = sections(&imported.document);
    let names: Vec<&str> = list.iter().map(|s| s.heading.as_str()).collect();
    assert_eq!(names, ["Introduction", "Table", "Text", "Checklist", "Text 2", "Table 2"]);
}

#[test]
fn pictures_that_do_not_come_with_the_text_are_told_of() {
    let text = "# P\n\nSee ![a plan](img/plan.png \"Plan\") and ![far](https://example.org/x.png).\n\n```\n![no](code.png)\n```\n\n![own](attachment:0199c0de-0000-7000-8000-000000000001)\n";
    let imported = read(text);
    let mut told: Vec<String> = imported.report.iter().map(|remark| remark.message.clone()).collect();
    told.sort();
    told.reverse();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("“img/plan.png” is a file of its own and was not taken in"), "{}", told[0]);
    assert!(told[1].contains("“https://example.org/x.png” is on another site"), "{}", told[1]);
    assert!(sections(&imported.document)[0].block.text.contains("![a plan](img/plan.png"), "its place is kept");
}

#[test]
fn a_file_without_a_title_is_called_after_its_name() {
    let imported = read_bytes(b"## A\n\ntext\n", "../plans/on-call plan.md").expect("it is read");
    assert_eq!(imported.document.title(), "on-call plan");
}

#[test]
fn a_raci_table_is_recognised_with_its_letters() {
    let imported = read(
        "# R\n\n## Who\n\n| Activity | **Commander** | Scribe | AI bot |\n|---|---|---|---|\n| Declare | **A** | i | - |\n| Decide | R/A | C, I | r |\n| Review | A, R | maybe | |\n| Close | RA | I | |\n| Log | A | R | |\n\nR = Responsible\n",
    );
    let list = sections(&imported.document);
    assert_eq!(list[0].kind, BlockKind::Raci);
    assert_eq!(list[0].block.setting("scheme"), "RACI");
    assert!(list[0].block.column_by_key("activity").is_some(), "the first column names the activity");
    let columns = list[0].block.live_columns();
    assert_eq!(columns[1].1.name, "Commander");
    assert_eq!(columns[1].1.column_type, ColumnType::Letters);
    assert_eq!(
        rows(list[0]),
        [
            ["Declare", "A", "I", ""],
            ["Decide", "A+R", "C+I", "R"],
            ["Review", "A+R", "maybe", ""],
            ["Close", "A+R", "I", ""],
            ["Log", "A", "R", ""]
        ]
    );
    assert_eq!(imported.report.len(), 1, "{:?}", imported.report);
    assert_eq!(imported.report[0].line, 9, "the remark names the line of “maybe”");
    assert_eq!(list[1].block.text, "R = Responsible", "the legend is prose");
}

#[test]
fn a_raci_table_is_one_although_a_cell_beside_its_a_is_no_letter_and_its_machines_are_machines() {
    let imported = read(
        "## Who\n\n| Task | Lead | AI | AI engineer | Ops |\n|---|---|---|---|---|\n| Build | R | R | C | A |\n| Ship | R | C | I | TBD |\n",
    );
    let list = sections(&imported.document);
    assert_eq!((&list[0].kind, list[0].block.setting("scheme")), (&BlockKind::Raci, "RACI"));
    assert_eq!(rows(list[0]), [["Build", "R", "R", "C", "A"], ["Ship", "R", "C", "I", "TBD"]]);
    assert_eq!(imported.report.len(), 1, "what is no letter is remarked: {:?}", imported.report);
    let columns = list[0].block.live_columns();
    let kinds: Vec<_> = columns[1..].iter().map(|(_, c)| c.options.get("kind").map_or("", String::as_str)).collect();
    assert_eq!(kinds, ["human", "ai", "human", "human"]);
}

#[test]
fn an_escalation_table_is_recognised_with_its_spans() {
    let imported = read(
        "## E\n\n| Level | Priority | Escalate to | Response time | Resolution time | Notes |\n|---|---|---|---|---|---|\n| L1 | P1 | On-call, Deputy | 15 min | 2 hours | x |\n| L2 | P2 | CTO | next business day | 1 day | |\n",
    );
    let list = sections(&imported.document);
    assert_eq!(list[0].kind, BlockKind::Escalation);
    assert_eq!(
        rows(list[0]),
        [["L1", "P1", "On-call+Deputy", "PT15M", "PT2H", "x"], ["L2", "P2", "CTO", "next business day", "PT24H", ""]]
            .map(|r| r.map(str::to_owned).to_vec())
            .map(|mut r| {
                if r[2] == "On-call+Deputy" {
                    r[2] = "On-call+Deputy".to_owned();
                }
                r
            })
    );
    assert_eq!(imported.report.iter().map(|r| r.line).collect::<Vec<_>>(), [6], "{:?}", imported.report);
}

#[test]
fn the_layout_of_smartsheet_is_an_escalation_matrix() {
    let imported = read(
        "## E\n\n| Category | Description | Resolution | Expected Response Time | Expected Resolution Time |\n|---|---|---|---|---|\n| Urgent | Down | Call | 15 minutes | 1 hour 30 minutes |\n",
    );
    let list = sections(&imported.document);
    assert_eq!(list[0].kind, BlockKind::Escalation);
    assert_eq!(rows(list[0]), [["Urgent", "Down", "Call", "PT15M", "PT1H30M"]]);
}

#[test]
fn an_ordinary_table_is_no_matrix() {
    for table in [
        "| Name | Role |\n|---|---|\n| A | R |",
        "| Priority | Color |\n|---|---|\n| P1 | red |",
        "| Item | Yes | No |\n|---|---|---|\n| a | x | |",
    ] {
        assert_eq!(sections(&read(&format!("## T\n\n{table}\n")).document)[0].kind, BlockKind::Table, "{table}");
    }
}

#[test]
fn what_is_too_large_or_no_text_is_refused_with_its_place() {
    let refused = |bytes: &[u8]| read_bytes(bytes, "").expect_err("it is refused");
    assert!(matches!(refused(&vec![b'a'; 20_000_001]), ImportError::TooLarge { size: 20_000_001, .. }));
    assert_eq!(refused(b"ab\ncd\xff"), ImportError::NotUtf8 { offset: 5, line: 2 });
    assert_eq!(refused(format!("x\n\n{}a", ">".repeat(101)).as_bytes()), ImportError::TooDeep { line: 3, limit: 100 });
    assert_eq!(refused(format!("x\n\n{}a", "- ".repeat(101)).as_bytes()), ImportError::TooDeep { line: 3, limit: 100 });
    let wide = format!("{OURS}## A\n\n<!-- bb:table -->\n\n|{}\n|{}\n", "a|".repeat(301), "-|".repeat(301));
    assert!(matches!(refused(wide.as_bytes()), ImportError::TooManyColumns { found: 301, line: 10, .. }));
    assert!(matches!(refused(&wide.as_bytes()[OURS.len()..]), ImportError::TooManyColumns { found: 301, .. }));
    let long = format!("{OURS}## A\n\n<!-- bb:table -->\n\n| a |\n| --- |\n| {} |\n", "x".repeat(50_001));
    assert!(matches!(refused(long.as_bytes()), ImportError::CellTooLong { length: 50_001, line: 12, .. }));
    let newer = "---\nbridgebook: 2\n---\n";
    assert_eq!(refused(newer.as_bytes()), ImportError::Newer { found: 2, known: 1 });
}

#[test]
fn control_characters_are_replaced_and_reported_and_line_ends_made_one() {
    let imported = read("\u{feff}## A\r\n\r\nx\u{0}y\rz\u{7}\r\n");
    assert_eq!(sections(&imported.document)[0].block.text, "x\u{fffd}y\nz\u{fffd}");
    assert_eq!(imported.report[0].line, 3, "{:?}", imported.report);
    assert!(imported.report[0].message.starts_with("2 control characters"), "{:?}", imported.report);
}

#[test]
fn scripts_and_raw_html_stay_text() {
    let text = "<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>";
    for front in ["", OURS] {
        let imported = read(&format!("{front}## A\n\n{text}\n"));
        assert_eq!(sections(&imported.document)[0].block.text, text);
    }
}

#[test]
fn hostile_files_take_bounded_time() {
    let start = std::time::Instant::now();
    for text in [
        "<!-- bb:prose end -->\n".repeat(100_000),
        "[".repeat(500_000),
        "> ".repeat(99) + "a\n",
        "*a_ ".repeat(200_000),
        "```\n".repeat(100_001),
        "|".repeat(250) + "\n" + &"-|".repeat(249) + "\n" + &("|".repeat(250) + "\n").repeat(400),
        "- a\n".repeat(100_000),
        "## a\n".repeat(20_000),
    ] {
        let _ = read_bytes(text.as_bytes(), "");
        let _ = read_bytes((OURS.to_owned() + "## A\n\n" + &text).as_bytes(), "");
    }
    assert!(start.elapsed().as_secs() < 60, "it took {:?}", start.elapsed());
}
