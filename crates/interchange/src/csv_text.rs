//! The bytes of a CSV file as text, whatever a spreadsheet saved them as: UTF-8, UTF-16 with or without a byte
//! order mark, or Windows-1252; and its quotation marks, where one of them is never closed.

use crate::encoding;
use crate::report::Remark;

/// What Windows-1252 has at 0x80 to 0x9F; the other bytes are those of Latin-1. The five that it leaves free
/// stay control characters, which the reader replaces and reports.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Beginnings of files that are saved under the name of a table now and then, and what those files are.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", ": it looks like a workbook or an archive"),
    (b"\xd0\xcf\x11\xe0", ": it looks like a workbook of an old spreadsheet"),
    (b"%PDF-", ": it is a PDF"),
    (b"\x89PNG", ": it is a picture"),
    (b"\x1f\x8b", ": it is compressed"),
    (b"SQLite format 3\0", ": it is a database"),
];

/// What a file is that holds no text, as the end of a sentence; nothing where it is text. A zero byte here and there is
/// a flaw of a text, and [`controls`] tells of it.
pub(crate) fn binary(bytes: &[u8]) -> Option<&'static str> {
    if let Some((_, what)) = SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Some(what);
    }
    let start = &bytes[..bytes.len().min(4096)];
    let is_control = |b: &&u8| **b < b' ' && !matches!(**b, b'\n' | b'\r' | b'\t');
    let is_binary = start.iter().filter(is_control).count() * 10 > start.len();
    (is_binary && encoding::utf_16(bytes).is_none()).then_some("")
}

/// What is said about control characters, which are replaced in the cells: zero bytes above all.
pub(crate) fn controls(text: &str) -> Option<Remark> {
    let is_control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    let first = text.find(is_control)?;
    let count = text[first..].chars().filter(|c| is_control(*c)).count();
    let line = text[..first].bytes().filter(|b| *b == b'\n').count() + 1;
    let what = if text.contains('\0') { ", zero bytes among them," } else { "" };
    let (signs, were) = if count == 1 { ("character", "was") } else { ("characters", "were") };
    let place = if count == 1 { "in this line" } else { "the first in this line," };
    Some(Remark::new(line, format!("{count} control {signs}{what} {place} {were} replaced by “\u{fffd}”.")))
}

/// The text of a file, without a byte order mark. Bytes that are no UTF-8 are read as what they look like, and
/// the remark says so.
pub(crate) fn decode(bytes: &[u8]) -> (String, Option<Remark>) {
    if let Some(text) = encoding::utf_16(bytes) {
        return (text, Some(Remark::new(1, "The file is UTF-16 and was read as such.")));
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.to_owned(), None);
    }
    let valid = std::str::from_utf8(bytes).map_or_else(|e| e.valid_up_to(), str::len);
    let line = bytes[..valid].iter().filter(|b| **b == b'\n').count() + 1;
    let remark = Remark::new(
        line,
        "The file is not UTF-8; it was read as Windows-1252. If letters look wrong, save it as “CSV UTF-8” and import it again.",
    );
    let text = bytes.iter().map(|b| WINDOWS.get(usize::from(b.wrapping_sub(0x80))).copied().unwrap_or(char::from(*b)));
    (text.collect(), Some(remark))
}

/// What is wrong with the quotation marks of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Quotes {
    /// The line on which a quotation begins that is never closed: the rest of the file would become one cell.
    pub open: Option<usize>,
    /// The lines on which text stands behind the end of a quotation, in its cell.
    pub broken: Vec<usize>,
}

/// Looks at the quotation marks. Follows the reader: a quotation begins at the begin of a cell, `""` within it is a
/// mark.
pub(crate) fn quotes(text: &str, delimiter: u8) -> Quotes {
    let bytes = text.as_bytes();
    let (mut line, mut found, mut is_start) = (1, Quotes::default(), true);
    let mut at = 0;
    while at < bytes.len() {
        let b = bytes[at];
        if found.open.is_some() {
            if b == b'"' {
                match bytes.get(at + 1) {
                    Some(b'"') => at += 1,
                    after => {
                        found.open = None;
                        if after.is_some_and(|b| *b != delimiter && !matches!(b, b'\n' | b'\r')) {
                            found.broken.push(line);
                        }
                    }
                }
            }
        } else if b == b'"' && is_start {
            found.open = Some(line);
        }
        is_start = found.open.is_none() && (b == delimiter || b == b'\n' || b == b'\r');
        line += usize::from(b == b'\n');
        at += 1;
    }
    found
}

/// The delimiter that a spreadsheet names in a first line such as `sep=;`.
pub(crate) fn named_delimiter(text: &str) -> Option<u8> {
    let line = text.lines().next()?.trim().trim_matches('"');
    match line.strip_prefix("sep=").or_else(|| line.strip_prefix("SEP="))?.as_bytes() {
        [delimiter @ (b',' | b';' | b'\t' | b'|')] => Some(*delimiter),
        // A tab at the end of the line was trimmed away.
        [] => Some(b'\t'),
        _ => None,
    }
}

/// The sign that separates the heads most often, outside quotations: comma, semicolon or tab.
pub(crate) fn delimiter(text: &str) -> u8 {
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    let mut is_quoted = false;
    for b in text.bytes() {
        match b {
            b'"' => is_quoted = !is_quoted,
            b'\n' if !is_quoted => break,
            _ if is_quoted => {}
            b => counts.iter_mut().filter(|(sign, _)| *sign == b).for_each(|(_, n)| *n += 1),
        }
    }
    // Of equal counts the rarer sign separates: a comma or semicolon is more likely a part of a head.
    counts.into_iter().filter(|(_, n)| *n > 0).max_by_key(|(_, n)| *n).map_or(b',', |(sign, _)| sign)
}
