//! Bytes to text with limits (storage reference, section 4: import bombs).

use crate::report::{ImportError, Remark};

/// Bytes a file may have.
pub const FILE_LIMIT: usize = 20_000_000;
/// Levels of lists and quotations that are read.
pub(crate) const DEPTH_LIMIT: usize = 100;
/// Columns a table may have.
pub(crate) const COLUMN_LIMIT: usize = 300;

/// Text with line breaks as `\n` and no control characters except the tab.
pub(crate) fn decode(bytes: &[u8], report: &mut Vec<Remark>) -> Result<String, ImportError> {
    if bytes.len() > FILE_LIMIT {
        return Err(ImportError::TooLarge { size: bytes.len(), limit: FILE_LIMIT });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let offset = error.valid_up_to();
        let line = bytes[..offset].iter().filter(|b| **b == b'\n').count() + 1;
        ImportError::NotUtf8 { offset, line }
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
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
    Ok(out)
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
