//! CSV by example: what a spreadsheet would run is made harmless, and undone on the way back.

use bridgebook_domain::{Block, BlockKind, ColumnType, Value};
use bridgebook_interchange::{Context, CsvError, NoNames, Remark, export_csv, import_csv};
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
    assert!(matches!(read(b"a,b\n\xff,x\n", &BlockKind::Table, ""), Err(CsvError::Unreadable(_))));
    assert!(matches!(read("a,".repeat(301).as_bytes(), &BlockKind::Table, ""), Err(CsvError::TooManyColumns(302))));
    let long = format!("a\n{}\n", "x".repeat(50_001));
    assert!(matches!(read(long.as_bytes(), &BlockKind::Table, ""), Err(CsvError::CellTooLong { record: 1, .. })));
    let (empty, _) = read(b"", &BlockKind::Table, "").expect("an empty file is an empty block");
    assert!(empty.columns.is_empty());
}
