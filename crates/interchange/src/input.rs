//! Bytes to text with limits (storage reference, section 4: import bombs).

use std::borrow::Cow;

pub(crate) use bridgebook_domain::block::COLUMN_LIMIT;

use crate::encoding;
use crate::report::{ImportError, Remark};

/// Bytes a file may have.
pub const FILE_LIMIT: usize = 20_000_000;
/// Levels of lists and quotations that are read.
pub(crate) const DEPTH_LIMIT: usize = 100;

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
pub(crate) fn decode<'a>(bytes: &'a [u8], report: &mut Vec<Remark>) -> Result<Cow<'a, str>, ImportError> {
    let (text, remark) = text_of(bytes)?;
    report.extend(remark);
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
