//! Bytes to text with limits (storage reference, section 4: import bombs).

use std::borrow::Cow;

pub(crate) use bridgebook_domain::block::COLUMN_LIMIT;

use crate::encoding;
use crate::report::{ImportError, Remark, Report};

/// Bytes a file may have.
pub const FILE_LIMIT: usize = 20_000_000;
/// Rows that are read of one table or check list, in our own form, in plain Markdown and in CSV. A table is read and
/// edited by people; what is longer is data for another tool, and the report says how much was kept.
pub(crate) const ROW_LIMIT: usize = 20_000;
/// Rows that all tables and check lists of one file may have: a row takes a hundred times the room of the shortest line.
const ROWS_IN_FILE: usize = 100_000;
/// Filled cells that all tables of one file may have. Twenty thousand rows of twenty-five columns fit.
pub(crate) const CELLS_IN_FILE: usize = 500_000;
/// Lines that a file may have: the room that reading takes grows with them, and not only with the bytes.
const LINE_COUNT_LIMIT: usize = 2_000_000;
/// Sections that one file may have.
pub(crate) const SECTION_LIMIT: usize = 10_000;
/// Levels of lists and quotations that are read.
pub(crate) const DEPTH_LIMIT: usize = 100;

/// How the sentence ends that says that rows were left out.
const CUT: &str = "were left out. Split the file to import them.";

/// Whether a remark says that rows of a file were left out, so that what was made is not the whole of it.
#[must_use]
pub fn is_cut(remark: &str) -> bool {
    remark.ends_with(CUT)
}

/// Rows beyond [`ROW_LIMIT`]: the line of the first, counted from 1, and how many they are.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct LeftOut {
    pub line: usize,
    pub rows: usize,
}

impl LeftOut {
    /// Counts the row of a line.
    pub fn count(&mut self, line: usize) {
        self.line = if self.rows == 0 { line } else { self.line };
        self.rows += 1;
    }

    /// What is said about them, if there are any; see [`is_cut`].
    pub fn remark(self) -> Option<Remark> {
        let Self { line, rows } = self;
        let message =
            format!("A table holds {ROW_LIMIT} rows. The first {ROW_LIMIT} were kept, {rows} from this line on {CUT}");
        (rows > 0).then(|| Remark::new(line, message))
    }
}

/// What the tables of a file hold together, counted while it is read.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tables {
    rows: usize,
    cells: usize,
}

impl Tables {
    /// Counts the rows and filled cells of a table that begins in a line, counted from 1.
    ///
    /// # Errors
    /// When the file has too many of either.
    pub fn count(&mut self, line: usize, rows: usize, cells: usize) -> Result<(), ImportError> {
        (self.rows, self.cells) = (self.rows + rows, self.cells + cells);
        if self.rows > ROWS_IN_FILE {
            return Err(ImportError::TooManyRows { line, limit: ROWS_IN_FILE });
        }
        if self.cells > CELLS_IN_FILE {
            return Err(ImportError::TooManyCells { line, limit: CELLS_IN_FILE });
        }
        Ok(())
    }
}

/// The text of a Markdown file: UTF-8, or UTF-16, of which the remark tells.
///
/// # Errors
/// When it is too large, or neither.
pub fn text_of(bytes: &[u8]) -> Result<(Cow<'_, str>, Option<Remark>), ImportError> {
    if bytes.len() > FILE_LIMIT {
        return Err(ImportError::TooLarge { size: bytes.len(), limit: FILE_LIMIT });
    }
    if let Some(text) = encoding::utf_16(bytes) {
        return Ok((Cow::Owned(text), Some(Remark::new(1, "The file is UTF-16 and was read as such."))));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let offset = error.valid_up_to();
        let line = bytes[..offset].iter().filter(|b| **b == b'\n').count() + 1;
        ImportError::NotUtf8 { offset, line }
    })?;
    Ok((Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text)), None))
}

/// Text with line breaks as `\n` and no control characters except the tab.
pub(crate) fn decode<'a>(bytes: &'a [u8], report: &mut Report) -> Result<Cow<'a, str>, ImportError> {
    let (text, remark) = text_of(bytes)?;
    remark.into_iter().for_each(|remark| report.push(remark));
    let found = text.bytes().filter(|b| *b == b'\n').count() + 1;
    if found > LINE_COUNT_LIMIT {
        return Err(ImportError::TooManyLines { found, limit: LINE_COUNT_LIMIT });
    }
    // Most files hold nothing to replace. Without a branch for each byte, of which there are many; the controls
    // beyond ASCII begin with one byte.
    let is_doubtful = |b: u8| (b < b' ' && b != b'\n' && b != b'\t') || b == 0x7f || b == 0xc2;
    let is_in_doubt = text.bytes().fold(false, |found, b| found | is_doubtful(b));
    if !is_in_doubt || !text.contains(|c: char| c.is_control() && c != '\n' && c != '\t') {
        return Ok(text);
    }
    let mut out = String::with_capacity(text.len());
    let (mut line, mut replaced, mut first) = (1, 0_usize, 0);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    line += 1;
                    out.push('\n');
                }
            }
            '\n' => {
                line += 1;
                out.push('\n');
            }
            '\t' => out.push('\t'),
            c if c.is_control() => {
                if replaced == 0 {
                    first = line;
                }
                replaced += 1;
                out.push(char::REPLACEMENT_CHARACTER);
            }
            c => out.push(c),
        }
    }
    if replaced > 0 {
        report.push(Remark::new(
            first,
            format!("{replaced} control characters, the first in this line, were replaced by “\u{fffd}”."),
        ));
    }
    Ok(Cow::Owned(out))
}

/// The first line whose marks of lists and quotations alone exceed the depth limit. Looked for before
/// the Markdown is parsed, as its time grows with the depth.
pub(crate) fn too_deep(text: &str) -> Option<usize> {
    text.split('\n').position(|line| {
        let marks = line
            .split_whitespace()
            .map_while(|word| {
                if word.bytes().all(|b| b == b'>') {
                    Some(word.len())
                } else if matches!(word, "-" | "*" | "+")
                    || word
                        .strip_suffix(['.', ')'])
                        .is_some_and(|n| n.len() < 10 && n.bytes().all(|b| b.is_ascii_digit()))
                {
                    Some(1)
                } else {
                    // A word such as `>>text` still opens quotations.
                    None
                }
            })
            .sum::<usize>();
        let glued = line.trim_start().bytes().take_while(|b| *b == b'>').count();
        marks.max(glued) > DEPTH_LIMIT
    })
}
