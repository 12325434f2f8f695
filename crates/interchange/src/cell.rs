//! Text in a cell of a Markdown table: the escapes of `docs/file-format.md`, "Tables".

use bridgebook_domain::text::CELL_LIMIT;

use crate::report::ImportError;

/// Entities that a cell reads, and nothing else: any other `&` is itself.
const ENTITIES: &[(&str, char)] = &[("&#92;", '\\'), ("&#32;", ' '), ("&#9;", '\t'), ("&lt;", '<'), ("&amp;", '&')];

/// A text as it stands between the pipes, without the spaces around it.
pub(crate) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let first = text.len() - text.trim_start_matches([' ', '\t']).len();
    let last = text.trim_end_matches([' ', '\t']).len().max(first);
    for (at, c) in text.char_indices() {
        let rest = &text[at..];
        match c {
            ' ' if at < first || at >= last => out.push_str("&#32;"),
            '\t' if at < first || at >= last => out.push_str("&#9;"),
            '\n' => out.push_str("<br>"),
            '|' => out.push_str("\\|"),
            '\\' if rest[1..].starts_with(['|', '\n']) => out.push_str("&#92;"),
            '<' if line_break(rest).is_some() => out.push_str("&lt;"),
            '&' if ENTITIES.iter().any(|(e, _)| rest.starts_with(e)) => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
    out
}

/// Whether a text stands between the pipes as it is, and comes back so.
pub(crate) fn is_simple(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_space = |b: Option<&u8>| matches!(b, None | Some(b' ' | b'\t'));
    !is_space(bytes.first())
        && !is_space(bytes.last())
        && bytes.len() <= CELL_LIMIT
        // One pass without a branch for each byte: nearly every cell is simple to its end.
        && !bytes.iter().fold(false, |found, b| found | (*b < b' ') | matches!(b, b'|' | b'\\' | b'<' | b'&'))
}

/// The text of a cell, given without the spaces around it.
pub(crate) fn decode(cell: &str) -> String {
    // Most cells escape nothing.
    if !cell.bytes().any(|b| matches!(b, b'\\' | b'<' | b'&')) {
        return cell.to_owned();
    }
    let mut out = String::with_capacity(cell.len());
    let mut rest = cell;
    while let Some(c) = rest.chars().next() {
        if let Some(tail) = rest.strip_prefix("\\|") {
            out.push('|');
            rest = tail;
        } else if let Some(length) = line_break(rest) {
            out.push('\n');
            rest = &rest[length..];
        } else if let Some((entity, meant)) = ENTITIES.iter().find(|(e, _)| c == '&' && rest.starts_with(e)) {
            out.push(*meant);
            rest = &rest[entity.len()..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// Length of `<br>`, `<br/>` or `<br />` at the start, in any case.
fn line_break(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    if bytes.len() < 4 || !bytes[..3].eq_ignore_ascii_case(b"<br") {
        return None;
    }
    [&b">"[..], b"/>", b" />", b" >"].into_iter().find(|end| bytes[3..].starts_with(end)).map(|end| 3 + end.len())
}

/// The cells of a row of a table, without the spaces around them, still escaped.
pub(crate) fn split(row: &str) -> Vec<&str> {
    let row = row.trim_matches([' ', '\t']);
    let row = row.strip_prefix('|').unwrap_or(row);
    let bytes = row.as_bytes();
    let mut cells = Vec::new();
    let mut from = 0;
    for at in 0..bytes.len() {
        if bytes[at] == b'|' && (at == 0 || bytes[at - 1] != b'\\') {
            cells.push(row[from..at].trim_matches([' ', '\t']));
            from = at + 1;
        }
    }
    if from < row.len() {
        cells.push(row[from..].trim_matches([' ', '\t']));
    }
    cells
}

/// Whether a line is the delimiter row of a table.
pub(crate) fn is_delimiter(line: &str) -> bool {
    let cells = split(line);
    line.contains('-')
        && !cells.is_empty()
        && cells.iter().all(|cell| {
            let dashes = cell.strip_prefix(':').unwrap_or(cell);
            let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
            !dashes.is_empty() && dashes.bytes().all(|b| b == b'-')
        })
}

/// One row of a table.
pub(crate) fn row<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let mut out = "|".to_owned();
    for cell in cells {
        out.push(' ');
        out.push_str(cell);
        if !cell.is_empty() {
            out.push(' ');
        }
        out.push('|');
    }
    out.push('\n');
    out
}

/// Refuses a cell that is longer than the product keeps.
pub(crate) fn limited(text: String, line: usize) -> Result<String, ImportError> {
    if text.len() <= CELL_LIMIT {
        return Ok(text);
    }
    let length = text.chars().count();
    if length > CELL_LIMIT { Err(ImportError::CellTooLong { line, length, limit: CELL_LIMIT }) } else { Ok(text) }
}
