//! Where the sections of a file begin: block structure after CommonMark, found by pulldown-cmark, with
//! texts that run to an explicit end taken out first.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::comment;
use crate::input::{DEPTH_LIMIT, SECTION_LIMIT, too_deep};
use crate::report::{ImportError, Remark, Report};

/// Line that ends a text with an explicit end; a word may tell it from one within the text.
pub(crate) fn end_line(word: &str) -> String {
    if word.is_empty() { "<!-- bb:end -->".to_owned() } else { format!("<!-- bb:end {word} -->") }
}

/// A section heading: its line (from 0), depth and text.
#[derive(Debug)]
pub(crate) struct Heading {
    pub line: usize,
    pub depth: u8,
    pub text: String,
}

/// The headings of our form, and the texts with an explicit end: line of the comment and of the end.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    pub headings: Vec<Heading>,
    pub explicit: Vec<(usize, usize)>,
    /// First `# ` line of the outermost level, and its text.
    pub title: Option<(usize, String)>,
    /// Lines of the outermost level on which a comment of ours begins.
    pub comments: Vec<usize>,
}

/// The text of an ATX heading in column 0 of this many `#`.
pub(crate) fn heading_text(line: &str, hashes: usize) -> Option<&str> {
    let rest = line.strip_prefix(&"######"[..hashes])?;
    if rest.is_empty() {
        return Some("");
    }
    let rest = rest.strip_prefix([' ', '\t'])?.trim_matches([' ', '\t']);
    // A closing run of `#` counts only behind a space, as in CommonMark.
    let open = rest.trim_end_matches('#');
    let is_closed = open.len() < rest.len() && (open.is_empty() || open.ends_with([' ', '\t']));
    Some(if is_closed { open.trim_end_matches([' ', '\t']) } else { rest })
}

/// Reads the structure of lines `from..` of a file.
pub(crate) fn read(lines: &[&str], from: usize, report: &mut Report) -> Result<Outline, ImportError> {
    let mut outline = Outline { explicit: explicit(lines, from, report), ..Outline::default() };
    let masked = masked(lines, from, &outline.explicit);
    if let Some(n) = too_deep(&masked) {
        return Err(ImportError::TooDeep { line: n + 1, limit: DEPTH_LIMIT });
    }
    let starts = Starts::new(&masked);
    let (mut depth, mut containers) = (0_usize, 0_usize);
    for (event, range) in Parser::new_ext(&masked, Options::empty()).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                if depth == 0 && matches!(tag, Tag::Heading { .. } | Tag::HtmlBlock) {
                    let line = starts.line(range.start);
                    note(&mut outline, lines[line], line);
                    if outline.headings.len() > SECTION_LIMIT {
                        return Err(ImportError::TooManySections { line: line + 1, limit: SECTION_LIMIT });
                    }
                }
                if matches!(tag, Tag::BlockQuote(_) | Tag::List(_)) {
                    containers += 1;
                    if containers > DEPTH_LIMIT {
                        return Err(ImportError::TooDeep { line: starts.line(range.start) + 1, limit: DEPTH_LIMIT });
                    }
                }
                depth += 1;
            }
            Event::End(tag) => {
                depth -= 1;
                if matches!(tag, TagEnd::BlockQuote(_) | TagEnd::List(_)) {
                    containers -= 1;
                }
            }
            _ => {}
        }
    }
    Ok(outline)
}

fn note(outline: &mut Outline, text: &str, line: usize) {
    if text.starts_with(comment::OPEN) {
        outline.comments.push(line);
    } else if let Some(text) = heading_text(text, 2) {
        outline.headings.push(Heading { line, depth: 1, text: text.to_owned() });
    } else if let Some(text) = heading_text(text, 3) {
        outline.headings.push(Heading { line, depth: 2, text: text.to_owned() });
    } else if let Some(text) = heading_text(text, 1)
        && outline.title.is_none()
    {
        outline.title = Some((line, text.to_owned()));
    }
}

/// Comments with `end` and the lines of their ends.
fn explicit(lines: &[&str], from: usize, report: &mut Report) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    // An end that is missing once is missing from there on; looked for once, so that time stays linear.
    let mut missing = BTreeSet::new();
    let mut at = from;
    while at < lines.len() {
        if let Some(word) = explicit_word(lines[at])
            && !missing.contains(&word)
        {
            let end = end_line(&word);
            if let Some(n) = lines[at + 1..].iter().position(|l| *l == end) {
                found.push((at, at + 1 + n));
                at += n + 2;
                continue;
            }
            report.push(Remark::new(
                at + 1,
                format!("The end “{end}” of the text that begins here is missing, so it was read as ordinary prose."),
            ));
            missing.insert(word);
        }
        at += 1;
    }
    found
}

/// The word behind `end` when a line is a comment that begins a text with an explicit end.
pub(crate) fn explicit_word(line: &str) -> Option<String> {
    if !line.starts_with("<!-- bb:prose ") {
        return None;
    }
    let (comment, _) = comment::read(&[line], 1, &mut Report::default())?;
    comment.reserved("end")
}

/// The file with everything outside the structure as empty lines, so that line numbers stay.
fn masked(lines: &[&str], from: usize, explicit: &[(usize, usize)]) -> String {
    let mut out = String::with_capacity(lines.iter().map(|l| l.len() + 1).sum());
    let mut hidden = explicit.iter().peekable();
    for (n, line) in lines.iter().enumerate() {
        while hidden.peek().is_some_and(|(_, end)| n > *end) {
            hidden.next();
        }
        if n >= from && hidden.peek().is_none_or(|(start, _)| n <= *start) {
            out.push_str(if is_plain_row(line) { "|" } else { line });
        }
        out.push('\n');
    }
    out
}

/// Whether a line is a row of a table in which no block of HTML can end: whatever else it holds is inline, and its
/// first sign says all there is to know of the structure.
fn is_plain_row(line: &str) -> bool {
    line.starts_with('|') && !line.bytes().fold(false, |found, b| found | (b == b'>'))
}

/// Where the lines of a text begin.
pub(crate) struct Starts(Vec<usize>);

impl Starts {
    pub fn new(text: &str) -> Self {
        Self(std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect())
    }

    /// The line, from 0, of an offset.
    pub fn line(&self, offset: usize) -> usize {
        self.0.partition_point(|start| *start <= offset).saturating_sub(1)
    }
}
