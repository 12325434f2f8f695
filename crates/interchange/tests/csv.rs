//! CSV by example: what a spreadsheet would run is made harmless, and undone on the way back.

use bridgebook_domain::{Block, BlockKind, ColumnType, Value};
use bridgebook_interchange::{Context, CsvError, NoNames, Remark, export_csv, import_csv, import_csv_found, summed};
use uuid::Uuid;

fn read(bytes: &[u8], kind: &BlockKind, preset: &str) -> Result<(Block, Vec<Remark>), CsvError> {
    let mut next = 0_u128;
    let mut ids = || {
        next += 1;
        Uuid::from_u128(next)
    };
    import_csv(bytes, kind, preset, &mut Context { names: &NoNames, ids: &mut ids, file_name: "" })
}

#[test]
fn text_behind_the_end_of_a_quotation_is_kept_and_told_with_its_line() {
    let (block, report) =
        read(b"A,B\n1,\"two\"\n\"open,3\n4,5\"x\n\"y\"z,6\n", &BlockKind::Table, "").expect("it is read");
    let text = export_csv(&block, &NoNames);
    assert!(["two", "open,3", "4,5x", "yz"].iter().all(|kept| text.contains(kept)), "{text}");
    let told: Vec<_> = report.iter().map(|remark| (remark.line, remark.message.clone())).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].0 == 4 && told[0].1.contains("2 places"), "{told:?}");
    let (_, report) = read(b"A,B\r\n\"a \"\"b\"\"\",\"c\"\r\n", &BlockKind::Table, "").expect("it is read");
    assert!(report.is_empty(), "{report:?}");
}

#[test]
fn a_formula_gets_an_apostrophe_and_loses_it_again() {
    for cell in ["=1+1", "+49 30 1234", "-5 min delay", "@SUM(A1)", "\tx", "'=1", "''-x"] {
        let (block, _) = read(b"a,b\n,x\n", &BlockKind::Table, "").expect("it is read");
        let mut block = block;
        let column = block.live_columns()[0].0;
        let row = block.live_rows()[0].0;
        block.rows.get_mut(&row).expect("the row is there").cells.insert(column, Value::one(cell));
        let text = export_csv(&block, &NoNames);
        assert_eq!(text, format!("a,b\r\n'{cell},x\r\n"), "a spreadsheet reads it as text");
        let (back, _) = read(text.as_bytes(), &BlockKind::Table, "").expect("it is read");
        assert_eq!(back.live_rows()[0].1.cells.values().next(), Some(&Value::one(cell)), "it comes back as it was");
    }
    for cell in ["-3", "-0.5", "-1000000"] {
        let text = format!("a,b\r\n{cell},x\r\n");
        let (block, _) = read(text.as_bytes(), &BlockKind::Table, "").expect("it is read");
        assert_eq!(export_csv(&block, &NoNames), text, "a number stays a number");
    }
    for cell in ["-3+cmd", "-3,5", "-A1", "'-3"] {
        let (mut block, _) = read(b"a,b\n,x\n", &BlockKind::Table, "").expect("it is read");
        let (column, row) = (block.live_columns()[0].0, block.live_rows()[0].0);
        block.rows.get_mut(&row).expect("the row is there").cells.insert(column, Value::one(cell));
        let text = export_csv(&block, &NoNames);
        assert!(text.contains(&format!("'{cell}")), "{text}");
        let (back, _) = read(text.as_bytes(), &BlockKind::Table, "").expect("it is read");
        assert_eq!(back.live_rows()[0].1.cells.values().next(), Some(&Value::one(cell)));
    }
    let (block, _) = read(b"a,b\n'quoted',it's\n", &BlockKind::Table, "").expect("it is read");
    assert!(export_csv(&block, &NoNames).contains("'quoted',it's"), "an apostrophe of the text stays");
}

#[test]
fn columns_find_their_types_by_name_and_semicolons_are_understood() {
    let (block, report) = read(
        "\u{feff}Severity;Level;Acknowledge within;Own\nSEV1;L1;15 min;x;too;many\n".as_bytes(),
        &BlockKind::Escalation,
        "",
    )
    .expect("it is read");
    let columns = block.live_columns();
    assert_eq!(columns[2].1.column_type, ColumnType::Duration);
    assert_eq!(columns[3].1.column_type, ColumnType::Text);
    let rows = block.live_rows();
    assert_eq!(rows[0].1.cells[&columns[2].0], Value::one("PT15M"));
    assert_eq!(rows[0].1.cells[&columns[3].0], Value::one("x | too | many"), "nothing is lost");
    assert_eq!(report.iter().map(|r| r.line).collect::<Vec<_>>(), [2], "{report:?}");
}

#[test]
fn a_file_that_is_no_csv_is_refused_with_a_sentence() {
    assert!(matches!(read("a,".repeat(301).as_bytes(), &BlockKind::Table, ""), Err(CsvError::TooManyColumns(302))));
    let long = format!("a\n{}\n", "x".repeat(50_001));
    assert!(matches!(read(long.as_bytes(), &BlockKind::Table, ""), Err(CsvError::CellTooLong { record: 1, .. })));
    let (empty, _) = read(b"", &BlockKind::Table, "").expect("an empty file is an empty block");
    assert!(empty.columns.is_empty());
}

/// The texts of a block, row by row.
fn texts(block: &Block) -> Vec<Vec<String>> {
    let columns = block.live_columns();
    let cell = |row: &bridgebook_domain::Row, id| row.cells.get(id).and_then(Value::as_one).unwrap_or("").to_owned();
    block.live_rows().iter().map(|(_, row)| columns.iter().map(|(id, _)| cell(row, id)).collect()).collect()
}

fn heads(block: &Block) -> Vec<String> {
    block.live_columns().iter().map(|(_, c)| c.name.clone()).collect()
}

#[test]
fn every_encoding_that_a_spreadsheet_saves_is_read_and_named() {
    let text = "Name,Größe\nÉmile,„5“ €\n";
    let utf_16 = |is_big: bool, mark: &str| -> Vec<u8> {
        let units = format!("{mark}{text}");
        units.encode_utf16().flat_map(|u| if is_big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    };
    let windows = b"Name,Gr\xf6\xdfe\n\xc9mile,\x845\x93 \x80\n".to_vec();
    for (bytes, said) in [
        (text.as_bytes().to_vec(), ""),
        (format!("\u{feff}{text}").into_bytes(), ""),
        (utf_16(false, "\u{feff}"), "UTF-16"),
        (utf_16(true, "\u{feff}"), "UTF-16"),
        (utf_16(false, ""), "UTF-16"),
        (utf_16(true, ""), "UTF-16"),
        (windows, "Windows-1252"),
    ] {
        let (block, report) = read(&bytes, &BlockKind::Table, "").expect("it is read");
        assert_eq!(
            (heads(&block), texts(&block)),
            (vec!["Name".into(), "Größe".into()], vec![vec!["Émile".into(), "„5“ €".into()]])
        );
        let says = report.iter().any(|r| r.message.contains(said));
        assert_eq!((report.is_empty(), says || report.is_empty()), (said.is_empty(), true), "{said}: {report:?}");
    }
}

#[test]
fn a_quotation_that_is_never_closed_does_not_swallow_the_file() {
    let (block, report) = read(b"a,b\n1,\"two\n3,4\n5,6\n", &BlockKind::Table, "").expect("it is read");
    assert_eq!(texts(&block), [["1", "\"two"], ["3", "4"], ["5", "6"]]);
    assert_eq!(report.iter().map(|r| r.line).collect::<Vec<_>>(), [2], "{report:?}");
    let (block, report) =
        read(b"a,b\n1,\"say \"\"two\"\"\nlines\"\n3,5\" pipe\n", &BlockKind::Table, "").expect("it is read");
    assert_eq!(texts(&block), [["1", "say \"two\"\nlines"], ["3", "5\" pipe"]]);
    assert!(report.is_empty(), "{report:?}");
}

#[test]
fn separators_are_told_apart_outside_quotations() {
    for (text, expected) in [
        ("\"a, b, c\";d\n1;2\n", vec!["a, b, c", "d"]),
        ("a\tb, c\n1\t2\n", vec!["a", "b, c"]),
        ("only\n1\n", vec!["only"]),
    ] {
        let (block, _) = read(text.as_bytes(), &BlockKind::Table, "").expect("it is read");
        assert_eq!(heads(&block), expected, "{text:?}");
    }
}

#[test]
fn a_first_line_that_names_the_separator_is_no_header() {
    for text in ["sep=;\r\nItem;Price\r\nBolt;1,20\r\n", "\"sep=;\"\nItem;Price\nBolt;1,20\n"] {
        let (block, remarks) = read(text.as_bytes(), &BlockKind::Table, "").expect("it is CSV");
        assert_eq!(
            (heads(&block), texts(&block)),
            (vec!["Item".to_owned(), "Price".to_owned()], vec![vec!["Bolt".to_owned(), "1,20".to_owned()]])
        );
        assert!(remarks.is_empty(), "{remarks:?}");
    }
}

#[test]
fn a_role_without_a_letter_yet_and_one_with_remarks_are_roles_all_the_same() {
    let mut next = 0_u128;
    let mut ids = || {
        next += 1;
        Uuid::from_u128(next)
    };
    let mut context = Context { names: &NoNames, ids: &mut ids, file_name: "" };
    let text = "Activity,Anna,Bob,Scribe,Dev,Notes\nPlan,A,R,,c (before),\nBuild,R,A,,tbd,by Friday\nShip,A,R,,I,\n";
    let (kind, block, remarks) = import_csv_found(text.as_bytes(), &mut context).expect("it is CSV");
    assert_eq!(kind, BlockKind::Raci);
    let roles: Vec<String> = block
        .live_columns()
        .into_iter()
        .filter(|(_, column)| column.column_type != ColumnType::Text)
        .map(|(_, column)| column.name.clone())
        .collect();
    assert_eq!(roles, ["Anna", "Bob", "Scribe", "Dev"]);
    let told: Vec<&str> = remarks.iter().map(|remark| remark.message.as_str()).collect();
    assert!(told.iter().any(|words| words.contains("“tbd”")), "what is no letter is told: {told:?}");
}

#[test]
fn a_million_rows_are_read_up_to_the_limit_and_the_rest_is_counted() {
    let text = format!("a,b\n{}", "1,2\n".repeat(1_000_000));
    let (block, report) = read(text.as_bytes(), &BlockKind::Table, "").expect("it is read");
    assert_eq!(block.rows.len(), 20_000);
    assert_eq!(report.len(), 1, "{report:?}");
    assert!(report[0].message.contains("980000 from this line on were left out"), "{report:?}");
    assert_eq!(report[0].line, 20_002);
}

#[test]
fn ragged_rows_are_filled_and_what_is_too_much_is_kept() {
    let (block, report) = read(b"a,b,c\n1\n1,2,3,4\n\n1,2,3,,\n", &BlockKind::Table, "").expect("it is read");
    assert_eq!(texts(&block), [["1", "", ""], ["1", "2", "3 | 4"], ["1", "2", "3"]]);
    assert_eq!(report.len(), 1, "empty cells too many are nothing: {report:?}");
}

#[test]
fn what_does_not_fit_is_summed_up_by_column_and_single_lines_stand() {
    let rows = |n: usize| if n == 40 { "SEV1,L1,soon,maybe,1\n" } else { "SEV1,L1,soon,15 min\n" };
    let text: String = (0..50).map(rows).collect();
    let text = format!("Severity,Level,Acknowledge within,Own\n{text}");
    let (block, report) = read(text.as_bytes(), &BlockKind::Escalation, "").expect("it is read");
    assert_eq!((block.rows.len(), report.len()), (50, 51), "each is found: {report:?}");
    let lines: Vec<(usize, String)> = summed(report).into_iter().map(|r| (r.line, r.message)).collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    let wide = lines.iter().find(|(line, _)| *line == 42).expect("the row with more cells stands with its line");
    assert!(wide.1.starts_with("The record has more cells"), "{}", wide.1);
    let misfit = lines.iter().find(|(line, _)| *line == 2).expect("the column at the first line that does not fit");
    assert!(misfit.1.starts_with("Column “Acknowledge within”: “soon” is not a span"), "{}", misfit.1);
    assert!(misfit.1.ends_with("49 more values of this column do not fit, the last in line 51."), "{}", misfit.1);
    let few = read(b"Acknowledge within\nsoon\nlater\n", &BlockKind::Escalation, "").expect("it is read").1;
    assert_eq!(summed(few.clone()), few, "two are told of one by one");
}
