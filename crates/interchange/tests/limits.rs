//! Files that are too much: refused or cut with a sentence, and never held in more room than what is kept of them.

use bridgebook_domain::{BlockKind, Document, Section, canonical};
use bridgebook_interchange::{Context, CsvError, ImportError, Imported, NoNames, export, import, import_csv, summed};
use uuid::Uuid;

const OURS: &str = "---\nbridgebook: 1\ntitle: Plan\n---\n\n";

fn read(text: &str) -> Result<Imported, ImportError> {
    let mut next = 0_u128;
    let mut ids = || {
        next += 1;
        Uuid::from_u128(next)
    };
    import(text.as_bytes(), &mut Context { names: &NoNames, ids: &mut ids, file_name: "plan.md" })
}

fn sections(document: &Document) -> Vec<&Section> {
    document.live_sections().into_iter().map(|(_, s)| s).collect()
}

/// What is said of rows that were left out, as line and number.
fn left_out(imported: &Imported) -> Vec<(usize, usize)> {
    let number = |text: &str| text.split(" were kept, ").nth(1)?.split(' ').next()?.parse().ok();
    imported.report.iter().filter_map(|r| Some((r.line, number(&r.message)?))).collect()
}

#[test]
fn a_table_of_every_form_holds_twenty_thousand_rows_and_says_how_many_it_left_out() {
    for (name, head, row, first) in [
        ("our table", format!("{OURS}## Long\n\n<!-- bb:table -->\n\n| A | B |\n| --- | --- |\n"), "| 1 | 2 |\n", 12),
        ("short rows", format!("{OURS}## Long\n\n<!-- bb:table -->\n\n| A | B |\n| --- | --- |\n"), "|\n", 12),
        ("our check list", format!("{OURS}## Long\n\n<!-- bb:checklist -->\n\n"), "- [ ] Look\n", 10),
        ("plain table", "# Long\n\n| A | B |\n| --- | --- |\n".to_owned(), "| 1 | 2 |\n", 5),
        ("plain rows", "# Long\n\n| A | B |\n| --- | --- |\n".to_owned(), "x\n", 5),
        ("plain check list", "# Long\n\n".to_owned(), "- [ ] Look\n", 3),
    ] {
        let whole = read(&format!("{head}{}", row.repeat(20_000))).expect(name);
        assert_eq!((sections(&whole.document)[0].block.rows.len(), left_out(&whole)), (20_000, vec![]), "{name}");
        let imported = read(&format!("{head}{}", row.repeat(60_000))).expect(name);
        assert_eq!(sections(&imported.document)[0].block.rows.len(), 20_000, "{name}");
        assert_eq!(left_out(&imported), [(first + 20_000, 40_000)], "{name}: {:?}", imported.report);
        assert_eq!(sections(&imported.document).len(), 1, "{name}: nothing of the rest became text");
    }
    let row = ",[null]".repeat(20_004);
    let json = format!(
        r#"{{"heading":"E","depth":1,"label":"","guidance":"","kind":"table","text":"","settings":{{}},"columns":[{{"key":"","name":"A","type":"text","options":{{}},"choices":[]}}],"rows":[[null]{row}]}}"#
    );
    let exact = read(&format!("{OURS}## E\n\n<!-- bb:exact -->\n\n```json\n{json}\n```\n")).expect("it is read");
    assert_eq!(sections(&exact.document)[0].block.rows.len(), 20_000);
    assert_eq!(left_out(&exact), [(8, 5)], "{:?}", exact.report);
}

#[test]
fn a_long_table_of_long_rows_goes_round_although_it_is_longer_than_a_text_may_be() {
    let row = format!("| {} | yes |\n", "word ".repeat(60).trim_end());
    let text = format!("{OURS}## Long\n\n<!-- bb:table -->\n\n| A | B |\n| --- | --- |\n{}", row.repeat(8_000));
    assert!(text.len() > 2_000_000);
    let imported = read(&text).expect("it is read");
    assert_eq!(imported.report, []);
    let back = read(&export(&imported.document, &NoNames)).expect("what was written is read").document;
    assert_eq!(canonical::equality(&back), canonical::equality(&imported.document));
    let prose = format!("{OURS}## Long\n\n{}\n", "word ".repeat(400_001));
    assert!(matches!(read(&prose), Err(ImportError::SectionTooLong { line: 6, .. })));
    let before = format!("{OURS}{}\n\n## Next\n", "word ".repeat(400_001));
    assert!(matches!(read(&before), Err(ImportError::SectionTooLong { .. })), "nor before the first heading");
}

#[test]
fn a_file_of_many_full_tables_or_of_sections_without_end_is_refused() {
    let ours = format!("## A\n\n<!-- bb:table -->\n\n| A |\n| - |\n{}\n", "|\n".repeat(20_000));
    let plain = format!("## A\n\n| A |\n| - |\n{}\n", "| x |\n".repeat(20_000));
    for text in [format!("{OURS}{}", ours.repeat(6)), plain.repeat(6)] {
        let error = read(&text).expect_err("too many rows");
        assert!(matches!(error, ImportError::TooManyRows { limit: 100_000, .. }), "{error}");
        assert!(error.to_string().contains("Nothing was imported. Split it"), "{error}");
        assert!(error.line() > 100_000, "{error}");
    }
    let doubled = "## A\n\n<!-- bb:table -->\n\n| A |\n| - |\n\nWords behind\n\n";
    for text in [
        format!("{OURS}{}", "##\n".repeat(10_001)),
        format!("{OURS}{}", doubled.repeat(5_001)),
        "## A\n".repeat(10_001),
        "## A\n\nWords\n\n| A |\n| - |\n| x |\n\nWords\n\n".repeat(3_400),
    ] {
        let error = read(&text).expect_err("too many sections");
        assert!(matches!(error, ImportError::TooManySections { limit: 10_000, .. }), "{error}");
    }
}

#[test]
fn a_row_with_too_many_cells_and_an_item_that_is_too_long_keep_to_the_limit_of_a_cell() {
    let wide = format!("|{}\n", "x|".repeat(20_000));
    let item = format!("- [ ] {}\n", "x".repeat(50_001));
    for text in [
        format!("{OURS}## A\n\n<!-- bb:table -->\n\n| A | B |\n| - | - |\n{wide}"),
        format!("# A\n\n| A | B |\n| - | - |\n{wide}"),
        format!("{OURS}## A\n\n<!-- bb:checklist -->\n\n{item}"),
        format!("# A\n\n{item}"),
    ] {
        let error = read(&text).expect_err("a cell is too long");
        assert!(matches!(error, ImportError::CellTooLong { limit: 50_000, .. }), "{error}");
    }
}

#[test]
fn remarks_about_every_cell_are_counted_and_not_held() {
    let columns = 40;
    let described: String = (0..columns).map(|n| format!("col C{n} type=date\n")).collect();
    let head: String = (0..columns).map(|n| format!(" C{n} |")).collect();
    let (line, row) = (" - |".repeat(columns), "x|".repeat(columns));
    let text = |rows: usize| {
        let rows = format!("|{row}\n").repeat(rows);
        format!("{OURS}## A\n\n<!-- bb:table\n{described}-->\n\n|{head}\n|{line}\n{rows}")
    };
    let report = read(&text(10_000)).expect("it is read").report;
    assert_eq!(report.len(), columns * 100, "of 400,000 remarks");
    let told = summed(report);
    assert_eq!(told.len(), columns);
    let last = 52 + 10_000;
    assert!(
        told.iter().all(|r| r.message.contains("9999 more values") && r.message.contains(&format!("in line {last}."))),
        "{:?}",
        told[0]
    );
    let error = read(&text(20_000)).expect_err("800,000 cells");
    assert!(matches!(error, ImportError::TooManyCells { limit: 500_000, line } if line == 53 + 12_500), "{error}");
    let csv = format!("{}\n", vec!["x"; columns].join(",")).repeat(12_502);
    let mut ids = || Uuid::from_u128(1);
    let mut context = Context { names: &NoNames, ids: &mut ids, file_name: "" };
    let error = import_csv(csv.as_bytes(), &BlockKind::Table, "", &mut context).expect_err("as many in CSV");
    assert!(matches!(error, CsvError::TooManyCells(12_501)), "{error}");
    let lines = read(&"\n".repeat(2_000_001)).expect_err("empty lines take room too");
    assert!(matches!(lines, ImportError::TooManyLines { found: 2_000_002, .. }), "{lines}");
}

#[test]
fn a_csv_with_zero_bytes_is_remarked_and_one_that_is_no_text_is_refused() {
    let mut next = 0_u128;
    let mut ids = || {
        next += 1;
        Uuid::from_u128(next)
    };
    let mut context = Context { names: &NoNames, ids: &mut ids, file_name: "" };
    let mut read = |bytes: &[u8]| import_csv(bytes, &BlockKind::Table, "", &mut context);
    let (block, report) =
        read(b"Name,Note\nKim,called twice\nM\0ai,a\0b is what the tool wrote\n").expect("it is read");
    assert_eq!(block.rows.len(), 2);
    let told: Vec<_> = report.iter().map(|r| (r.line, r.message.as_str())).collect();
    assert_eq!(
        told,
        [(3, "2 control characters, zero bytes among them, the first in this line, were replaced by “\u{fffd}”.")]
    );
    let (_, one) = read(b"Name,Note\nKim,bell \x07\n").expect("it is read");
    assert_eq!(one[0].message, "1 control character in this line was replaced by “\u{fffd}”.");
    for (bytes, what) in [
        (&b"PK\x03\x04\x14\0\x06\0"[..], "it looks like a workbook"),
        (b"%PDF-1.7\n", "it is a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "it is a picture"),
        (b"\x01\x02\x03\x04\x05\x06\x07\x08,a\n", "no text."),
    ] {
        let error = read(bytes).expect_err("it is no text");
        assert!(matches!(error, CsvError::Binary(_)) && error.to_string().contains(what), "{error}");
    }
}
