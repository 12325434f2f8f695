//! CSV of one table block, both ways (RFC 4180), safe to open in a spreadsheet.

use bridgebook_domain::position::Position;
use bridgebook_domain::text::CELL_LIMIT;
use bridgebook_domain::{Block, BlockKind, ColumnId, Row, RowId, Value};

use crate::csv_text::{self, Quotes};
use crate::document_in::Context;
use crate::grid_in;
use crate::input::{CELLS_IN_FILE, COLUMN_LIMIT, FILE_LIMIT, LeftOut, ROW_LIMIT};
use crate::names::Names;
use crate::plain::Grid;
use crate::report::{Remark, Report};
use crate::specification::Defaults;
use crate::unusual::Unusual;
use crate::values::{self, Choices, Shape};

/// Why a CSV file was not read. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum CsvError {
    /// Larger than [`FILE_LIMIT`].
    #[error(
        "The file has {0} bytes; at most {FILE_LIMIT} can be read. Nothing was imported. Split it into several files"
    )]
    TooLarge(usize),
    /// Not readable as CSV.
    #[error("The file cannot be read as CSV. Nothing was imported. Save it as “CSV UTF-8” and try again")]
    Unreadable(#[source] csv::Error),
    /// Of another program, by its first bytes or because most of it is no text.
    #[error(
        "The file holds binary data and no text{0}. Nothing was imported. Open it in the program it comes from and save it as “CSV UTF-8”"
    )]
    Binary(&'static str),
    /// More columns than allowed.
    #[error("The file has {0} columns; at most {COLUMN_LIMIT} can be read. Nothing was imported. Split the table")]
    TooManyColumns(usize),
    /// More filled cells than allowed.
    #[error(
        "Record {0}: up to here the file has more than {CELLS_IN_FILE} filled cells; no more can be read. Nothing was imported. Split it into several files"
    )]
    TooManyCells(usize),
    /// A cell longer than allowed.
    #[error(
        "Record {record}: a cell has {length} characters; at most {CELL_LIMIT} fit. Nothing was imported. Shorten it"
    )]
    CellTooLong {
        /// Record, counted from 1 without the header row.
        record: usize,
        /// Its length in characters.
        length: usize,
    },
}

/// Characters that make a spreadsheet run a cell as a formula (OWASP, CSV injection).
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell that no spreadsheet runs. A number below zero runs nothing, and stays one that a spreadsheet can add up.
pub(crate) fn harmless(text: String) -> String {
    let number = text.strip_prefix('-').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let is_number = number.is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    let is_formula = text.trim_start_matches('\'').starts_with(FORMULA) && !is_number;
    if is_formula { format!("'{text}") } else { text }
}

/// A cell as it was before it was made [`harmless`].
pub(crate) fn undone(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(FORMULA) => rest,
        _ => text,
    }
}

/// A table block as CSV: a header row with the names of the columns, then the rows.
#[must_use]
pub fn export_csv(block: &Block, names: &dyn Names) -> String {
    let columns = block.live_columns();
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let written = "a buffer in memory takes every record";
    if !columns.is_empty() {
        writer.write_record(columns.iter().map(|(_, c)| harmless(c.name.clone()))).expect(written);
    }
    for (_, row) in block.live_rows() {
        if columns.is_empty() {
            break;
        }
        let cells = columns.iter().map(|(id, column)| {
            let value = row.cells.get(id).and_then(|v| values::plain(column, v));
            harmless(value.map(|v| values::write(Shape::of(column), &v, names)).unwrap_or_default())
        });
        writer.write_record(cells).expect(written);
    }
    let bytes = writer.into_inner().expect(written);
    String::from_utf8(bytes).expect("records of text are text")
}

/// Records as CSV: a header row with these heads, then the rows.
#[must_use]
pub fn export_records(heads: &[&str], rows: &[Vec<String>]) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(Vec::new());
    let written = "a buffer in memory takes every record";
    writer.write_record(heads).expect(written);
    for row in rows {
        writer.write_record(row.iter().map(|cell| harmless(cell.clone()))).expect(written);
    }
    let bytes = writer.into_inner().expect(written);
    String::from_utf8(bytes).expect("records of text are text")
}

/// Reads CSV as a block of this kind and preset (empty for the plain form): columns are found among the
/// standard ones by name, others are texts. Comma, semicolon and tab are told apart by the header row; UTF-8, UTF-16 and
/// Windows-1252 by their bytes.
///
/// # Errors
/// When the file is refused as a whole.
pub fn import_csv(
    bytes: &[u8],
    kind: &BlockKind,
    preset: &str,
    context: &mut Context<'_>,
) -> Result<(Block, Vec<Remark>), CsvError> {
    let (heads, rows, mut report) = records(bytes)?;
    remark_unusual(&heads, &rows, &mut report);
    let grid = Grid { heads, rows, left_out: LeftOut::default() };
    let block = block_of(grid, kind, preset, &mut report, context);
    Ok((block, report.into_list()))
}

/// A block of this kind and preset with the cells of a grid.
fn block_of(
    Grid { heads, rows, .. }: Grid,
    kind: &BlockKind,
    preset: &str,
    report: &mut Report,
    context: &mut Context<'_>,
) -> Block {
    let mut defaults = Defaults::new(kind, preset);
    let mut block = Block::default();
    if !preset.is_empty() && preset != kind.as_str() {
        block.settings.insert("preset".to_owned(), Value::one(preset));
    }
    let mut ids = Vec::new();
    for (pos, name) in Position::series(heads.len()).into_iter().zip(&heads) {
        let specification = defaults.by_name(name);
        let id = ColumnId::new((context.ids)());
        let column = specification.to_column(pos, defaults.standard, context.ids);
        ids.push((id, Choices::of(&column)));
        block.columns.insert(id, column);
    }
    for (pos, (line, texts)) in Position::series(rows.len()).into_iter().zip(rows) {
        let mut cells = std::collections::BTreeMap::new();
        for ((id, choices), text) in ids.iter().zip(texts) {
            let column = &block.columns[id];
            if let Some(plain) = values::read(Shape::of(column), text, context.names) {
                grid_in::judge(column, choices, &plain, (1, line), report);
                let value = values::stored(choices, plain);
                if !value.is_empty() {
                    cells.insert(*id, value);
                }
            }
        }
        block.rows.insert(RowId::new((context.ids)()), Row { pos, cells, deleted_at: None });
    }
    block
}

/// Reads CSV as the block it looks like: a RACI matrix (a column for each role, cells such as `R/A` or `**A**`), an
/// escalation matrix, or else a table.
///
/// # Errors
/// When the file is refused as a whole.
pub fn import_csv_found(bytes: &[u8], context: &mut Context<'_>) -> Result<(BlockKind, Block, Vec<Remark>), CsvError> {
    let (heads, rows, mut report) = records(bytes)?;
    remark_unusual(&heads, &rows, &mut report);
    let grid = Grid { heads, rows, left_out: LeftOut::default() };
    let (kind, block) = match crate::plain::recognised(&grid, context, &mut report) {
        Some(found) => found,
        None => (BlockKind::Table, block_of(grid, &BlockKind::Table, "", &mut report, context)),
    };
    Ok((kind, block, report.into_list()))
}

/// The heads, and the records with their lines counted from 1, each with at most as many cells as there are heads.
pub(crate) type Records = (Vec<String>, Vec<(usize, Vec<String>)>, Report);

pub(crate) fn records(bytes: &[u8]) -> Result<Records, CsvError> {
    if bytes.len() > FILE_LIMIT {
        return Err(CsvError::TooLarge(bytes.len()));
    }
    if let Some(what) = csv_text::binary(bytes) {
        return Err(CsvError::Binary(what));
    }
    let mut report = Report::default();
    let (text, remark) = csv_text::decode(bytes);
    remark.into_iter().chain(csv_text::controls(&text)).for_each(|remark| report.push(remark));
    let named = csv_text::named_delimiter(&text);
    let delimiter = named.unwrap_or_else(|| csv_text::delimiter(&text));
    let Quotes { open, broken } = csv_text::quotes(&text, delimiter);
    if open.is_none()
        && let Some(line) = broken.first()
    {
        let also = match broken.len() {
            1 => String::new(),
            more => format!(" So it is in {more} places."),
        };
        report.push(Remark::new(
            *line,
            format!("Text follows the end of a quotation within its cell; the marks were left out and all of it was kept as one cell.{also} Where lines ran together, write a quotation mark within a cell twice and import again."),
        ));
    }
    if let Some(line) = open {
        report.push(Remark::new(
            line,
            "A quotation that begins here is never closed, so quotation marks were kept as text in the whole file. Close it and import again where cells look split.",
        ));
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .quoting(open.is_none())
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    if named.is_some() {
        // The line speaks of the file and is no part of the table.
        let _ = records.next();
    }
    let Some(head) = records.next() else { return Ok((Vec::new(), Vec::new(), report)) };
    let head = head.map_err(CsvError::Unreadable)?;
    if head.len() > COLUMN_LIMIT {
        return Err(CsvError::TooManyColumns(head.len()));
    }
    let heads: Vec<String> = head.iter().map(|name| clean(undone(name))).collect();
    let (mut rows, mut left_out, mut cells) = (Vec::new(), LeftOut::default(), 0);
    for (n, record) in records.enumerate() {
        let record = record.map_err(CsvError::Unreadable)?;
        let line = record.position().map_or(n + 2, |p| usize::try_from(p.line()).unwrap_or(n + 2));
        if n >= ROW_LIMIT {
            left_out.count(line);
            continue;
        }
        let mut texts: Vec<String> = record.iter().map(|text| clean(undone(text))).collect();
        let more = texts.split_off(texts.len().min(heads.len()));
        if let Some(last) = texts.last_mut()
            && more.iter().any(|text| !text.is_empty())
        {
            let message = "The record has more cells than the header row; they were kept in its last cell.";
            report.push(Remark::new(line, message).of_wide(1));
            for text in more {
                last.push_str(" | ");
                last.push_str(&text);
            }
        }
        if let Some(length) = texts.iter().map(|text| text.chars().count()).find(|length| *length > CELL_LIMIT) {
            return Err(CsvError::CellTooLong { record: n + 1, length });
        }
        cells += texts.iter().filter(|text| !text.is_empty()).count();
        if cells > CELLS_IN_FILE {
            return Err(CsvError::TooManyCells(n + 1));
        }
        rows.push((line, texts));
    }
    left_out.remark().into_iter().for_each(|remark| report.push(remark));
    Ok((heads, rows, report))
}

/// What is unusually long or wide in a table is told; of people and cases it is not.
fn remark_unusual(heads: &[String], rows: &[(usize, Vec<String>)], report: &mut Report) {
    let mut found = Unusual::default();
    found.table(1, heads.len());
    for (line, texts) in rows {
        texts.iter().for_each(|text| found.text(*line, text));
    }
    found.remarks(report);
}

/// Line breaks as `\n`, control characters replaced; [`csv_text::controls`] tells of them.
pub(crate) fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars()
        .map(|c| if c.is_control() && !matches!(c, '\n' | '\t') { char::REPLACEMENT_CHARACTER } else { c })
        .collect()
}
