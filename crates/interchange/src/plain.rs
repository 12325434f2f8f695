//! Plain Markdown written by somebody else: headings to sections, tables to table blocks, task lists to
//! checklists, with RACI and escalation tables recognised. What is not understood stays as written.

use bridgebook_domain::document::FORMAT;
use bridgebook_domain::position::Position;
use bridgebook_domain::text::TEXT_LIMIT;
use bridgebook_domain::{BlockKind, Document, Section, SectionId, Value};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::cell;
use crate::document_in::{Context, prose, trimmed};
use crate::front;
use crate::grid_in::task;
use crate::input::{COLUMN_LIMIT, DEPTH_LIMIT, too_deep};
use crate::outline::Starts;
use crate::report::{ImportError, Remark};

mod escalation;
mod raci;
mod table;

pub(crate) use table::recognised;

/// A block of the outermost level.
struct Part {
    /// First line, from 0.
    from: usize,
    /// The line after its last.
    to: usize,
    what: What,
}

enum What {
    Heading { level: usize, text: String },
    Table(Grid),
    Tasks(Vec<Task>),
    Other,
}

/// A table as found: cells as Markdown, each row with its line counted from 1.
pub(crate) struct Grid {
    pub heads: Vec<String>,
    pub rows: Vec<(usize, Vec<String>)>,
}

/// An item of a task list, with its line counted from 1.
pub(crate) struct Task {
    pub is_done: bool,
    pub text: String,
    pub line: usize,
    pub is_nested: bool,
}

/// Reads plain Markdown.
pub(crate) fn read(
    lines: &[&str],
    context: &mut Context<'_>,
    report: &mut Vec<Remark>,
) -> Result<Document, ImportError> {
    let remarks = report.len();
    let front = front::read(lines, context.names, report)?;
    let is_front_strange = front.is_some() && report.len() > remarks;
    let (mut header, from) = front.map(|f| (f.header, f.end)).unwrap_or_default();
    let text: String =
        lines.iter().enumerate().flat_map(|(n, line)| [if n < from { "" } else { line }, "\n"]).collect();
    if let Some(n) = too_deep(&text) {
        return Err(ImportError::TooDeep { line: n + 1, limit: DEPTH_LIMIT });
    }
    let mut parts = parts(&text, lines, from)?;
    let title = parts.iter().position(|p| matches!(&p.what, What::Heading { level: 1, text } if !text.is_empty()));
    // The first heading of level 1 is the title, unless it is one of several chapters behind text.
    if let Some(n) = title
        && parts[..n].iter().all(|p| matches!(p.what, What::Other))
        && !header.contains_key("title")
        && let What::Heading { text, .. } = parts.remove(n).what
    {
        header.insert("title".to_owned(), Value::one(text));
    }
    if !header.contains_key("title") {
        let stem = context.file_name.rsplit(['/', '\\']).next().unwrap_or("");
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem).trim();
        let stem = if stem.is_empty() { "Imported document" } else { stem };
        header.insert("title".to_owned(), Value::one(stem));
    }
    let mut sections: Vec<Section> = Vec::new();
    if is_front_strange {
        // What is no header of ours stays, as it was written.
        sections.push(prose("Front matter", 1, format!("```yaml\n{}\n```", lines[1..from - 1].join("\n"))));
    }
    let top =
        parts.iter().filter_map(|p| if let What::Heading { level, .. } = p.what { Some(level) } else { None }).min();
    let (mut heading, mut depth) = ("Introduction".to_owned(), 1);
    let mut pending: Option<(usize, usize)> = None;
    let mut is_filled = true;
    for part in parts {
        match part.what {
            What::Heading { level, text } => {
                flush(&mut pending, lines, &heading, depth, &mut sections)?;
                if !is_filled {
                    sections.push(prose(&heading, depth, String::new()));
                }
                depth = if Some(level) == top { 1 } else { 2 };
                heading = if text.trim().is_empty() { "Untitled".to_owned() } else { text };
                is_filled = false;
            }
            What::Other => {
                pending = Some((pending.map_or(part.from, |(from, _)| from), part.to));
                is_filled = true;
            }
            What::Table(grid) => {
                flush(&mut pending, lines, &heading, depth, &mut sections)?;
                let (kind, block) = table::block(&grid, context, report)?;
                sections.push(Section { kind, block, ..prose(&heading, depth, String::new()) });
                is_filled = true;
            }
            What::Tasks(tasks) => {
                flush(&mut pending, lines, &heading, depth, &mut sections)?;
                let block = table::checklist(tasks, context, report);
                sections.push(Section { kind: BlockKind::Checklist, block, ..prose(&heading, depth, String::new()) });
                is_filled = true;
            }
        }
    }
    flush(&mut pending, lines, &heading, depth, &mut sections)?;
    if !is_filled {
        sections.push(prose(&heading, depth, String::new()));
    }
    let mut document = Document { format: FORMAT, header, sections: Default::default() };
    for (pos, section) in Position::series(sections.len()).into_iter().zip(sections) {
        document.sections.insert(SectionId::new((context.ids)()), Section { pos, ..section });
    }
    Ok(document)
}

/// Text that was not put into a section yet becomes a section of prose.
fn flush(
    pending: &mut Option<(usize, usize)>,
    lines: &[&str],
    heading: &str,
    depth: u8,
    sections: &mut Vec<Section>,
) -> Result<(), ImportError> {
    let Some((from, to)) = pending.take() else { return Ok(()) };
    let text = trimmed(&lines[from..to]);
    if text.len() > TEXT_LIMIT {
        let length = text.chars().count();
        if length > TEXT_LIMIT {
            return Err(ImportError::SectionTooLong { line: from + 1, length, limit: TEXT_LIMIT });
        }
    }
    if !text.is_empty() {
        sections.push(prose(heading, depth, text));
    }
    Ok(())
}

/// The blocks of the outermost level, and whatever lies between them, so that nothing is lost.
fn parts(text: &str, lines: &[&str], from: usize) -> Result<Vec<Part>, ImportError> {
    let starts = Starts::new(text);
    let mut parts: Vec<Part> = Vec::new();
    let (mut depth, mut containers) = (0_usize, 0_usize);
    let mut words = String::new();
    let mut next = from;
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                if matches!(tag, Tag::BlockQuote(_) | Tag::List(_)) {
                    containers += 1;
                    if containers > DEPTH_LIMIT {
                        return Err(ImportError::TooDeep { line: starts.line(range.start) + 1, limit: DEPTH_LIMIT });
                    }
                }
                depth += 1;
                if depth > 1 {
                    continue;
                }
                words.clear();
                let (first, after) = (starts.line(range.start), starts.line(range.end.max(1) - 1) + 1);
                // A block that reaches into the line of the block before has no line of its own.
                if first < next && !parts.is_empty() {
                    continue;
                }
                if next < first {
                    parts.push(Part { from: next, to: first, what: What::Other });
                }
                let what = match tag {
                    Tag::Heading { level, .. } => What::Heading { level: level as usize, text: String::new() },
                    Tag::Table(_) => What::Table(grid(lines, first, after)?),
                    Tag::List(_) => tasks(lines, first, after).map_or(What::Other, What::Tasks),
                    _ => What::Other,
                };
                parts.push(Part { from: first, to: after, what });
                next = after;
            }
            Event::End(tag) => {
                if matches!(tag, TagEnd::BlockQuote(_) | TagEnd::List(_)) {
                    containers -= 1;
                }
                depth -= 1;
                if depth == 0
                    && matches!(tag, TagEnd::Heading(_))
                    && let Some(Part { what: What::Heading { text, .. }, .. }) = parts.last_mut()
                {
                    *text = words.trim().to_owned();
                }
            }
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) if depth > 0 => words.push_str(&text),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            _ => {}
        }
    }
    if next < lines.len() {
        parts.push(Part { from: next, to: lines.len(), what: What::Other });
    }
    Ok(parts)
}

fn grid(lines: &[&str], first: usize, after: usize) -> Result<Grid, ImportError> {
    let cells = |n: usize| -> Result<Vec<String>, ImportError> {
        cell::split(lines[n]).into_iter().map(|c| cell::limited(cell::decode(c), n + 1)).collect()
    };
    let heads = cells(first)?;
    if heads.len() > COLUMN_LIMIT {
        return Err(ImportError::TooManyColumns { line: first + 1, found: heads.len(), limit: COLUMN_LIMIT });
    }
    let mut rows = Vec::new();
    for n in (first + 2..after).filter(|n| !lines[*n].trim().is_empty()) {
        rows.push((n + 1, cells(n)?));
    }
    Ok(Grid { heads, rows })
}

/// The items of a list in which every line is an item with a box to tick; nested ones are put on one level.
fn tasks(lines: &[&str], first: usize, after: usize) -> Option<Vec<Task>> {
    let filled = (first..after).filter(|n| !lines[*n].trim().is_empty());
    filled
        .map(|n| {
            let (is_done, text) = task(lines[n].trim_start())?;
            Some(Task {
                is_done,
                text: text.trim().to_owned(),
                line: n + 1,
                is_nested: lines[n].starts_with([' ', '\t']),
            })
        })
        .collect()
}
