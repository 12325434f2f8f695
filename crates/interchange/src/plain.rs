//! Plain Markdown written by somebody else: headings to sections, tables to table blocks, task lists to
//! checklists, with RACI and escalation tables recognised. What is not understood stays as written.

use std::collections::BTreeMap;

use bridgebook_domain::document::FORMAT;
use bridgebook_domain::position::Position;
use bridgebook_domain::text::CELL_LIMIT;
use bridgebook_domain::{BlockKind, Document, Section, SectionId, Value};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::cell;
use crate::document_in::{Context, limited, prose, trimmed};
use crate::front;
use crate::grid_in::task;
use crate::input::{COLUMN_LIMIT, DEPTH_LIMIT, LeftOut, ROW_LIMIT, SECTION_LIMIT, Tables, too_deep};
use crate::outline::Starts;
use crate::report::{ImportError, Report};

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
    Tasks(Vec<Task>, LeftOut),
    Other,
}

/// A table as found: cells as Markdown, each row with its line counted from 1.
pub(crate) struct Grid {
    pub heads: Vec<String>,
    pub rows: Vec<(usize, Vec<String>)>,
    /// The rows beyond those that a table holds.
    pub left_out: LeftOut,
}

/// An item of a task list, with its line counted from 1.
pub(crate) struct Task {
    pub is_done: bool,
    pub text: String,
    pub line: usize,
    pub is_nested: bool,
}

/// Reads plain Markdown.
pub(crate) fn read(lines: &[&str], context: &mut Context<'_>, report: &mut Report) -> Result<Document, ImportError> {
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
        let text = format!("```yaml\n{}\n```", lines[1..from - 1].join("\n"));
        sections.push(prose("Front matter", 1, limited(text, 1)?));
    }
    let top =
        parts.iter().filter_map(|p| if let What::Heading { level, .. } = p.what { Some(level) } else { None }).min();
    let (mut heading, mut depth) = (INTRODUCTION.to_owned(), 1);
    let mut nameless = Nameless::default();
    let mut pending: Option<(usize, usize)> = None;
    let mut is_filled = true;
    for part in parts {
        if sections.len() >= SECTION_LIMIT {
            return Err(ImportError::TooManySections { line: part.from + 1, limit: SECTION_LIMIT });
        }
        match part.what {
            What::Heading { level, text } => {
                flush(&mut pending, lines, (&heading, depth), &mut nameless, &mut sections)?;
                if !is_filled {
                    sections.push(prose(&heading, depth, String::new()));
                }
                depth = if Some(level) == top { 1 } else { 2 };
                heading = if text.trim().is_empty() { "Untitled".to_owned() } else { text };
                nameless.is_over = true;
                is_filled = false;
            }
            What::Other => {
                pending = Some((pending.map_or(part.from, |(from, _)| from), part.to));
                is_filled = true;
            }
            What::Table(grid) => {
                flush(&mut pending, lines, (&heading, depth), &mut nameless, &mut sections)?;
                let (kind, block) = table::block(&grid, context, report)?;
                let name = nameless.name(&heading, "Table");
                sections.push(Section { kind, block, ..prose(&name, depth, String::new()) });
                is_filled = true;
            }
            What::Tasks(tasks, left_out) => {
                flush(&mut pending, lines, (&heading, depth), &mut nameless, &mut sections)?;
                let block = table::checklist(tasks, context, report);
                left_out.remark().into_iter().for_each(|remark| report.push(remark));
                let name = nameless.name(&heading, "Checklist");
                sections.push(Section { kind: BlockKind::Checklist, block, ..prose(&name, depth, String::new()) });
                is_filled = true;
            }
        }
    }
    flush(&mut pending, lines, (&heading, depth), &mut nameless, &mut sections)?;
    if !is_filled {
        sections.push(prose(&heading, depth, String::new()));
    }
    let mut document = Document { format: FORMAT, header, sections: Default::default() };
    for (pos, section) in Position::series(sections.len()).into_iter().zip(sections) {
        document.sections.insert(SectionId::new((context.ids)()), Section { pos, ..section });
    }
    Ok(document)
}

/// What stands before the first heading.
const INTRODUCTION: &str = "Introduction";

/// Names for what stands before the first heading, so that no two sections there are called alike.
#[derive(Default)]
struct Nameless {
    counts: BTreeMap<&'static str, usize>,
    /// Whether a heading was met.
    is_over: bool,
}

impl Nameless {
    /// The name of a section: its heading, else what it is, with a number from the second of its kind on.
    fn name(&mut self, heading: &str, kind: &'static str) -> String {
        if self.is_over {
            return heading.to_owned();
        }
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        match *count {
            1 => kind.to_owned(),
            count => format!("{kind} {count}"),
        }
    }
}

/// Text that was not put into a section yet becomes a section of prose.
fn flush(
    pending: &mut Option<(usize, usize)>,
    lines: &[&str],
    (heading, depth): (&str, u8),
    nameless: &mut Nameless,
    sections: &mut Vec<Section>,
) -> Result<(), ImportError> {
    let Some((from, to)) = pending.take() else { return Ok(()) };
    let text = limited(trimmed(&lines[from..to]), from + 1)?;
    if !text.is_empty() {
        let kind = if sections.is_empty() { INTRODUCTION } else { "Text" };
        sections.push(prose(&nameless.name(heading, kind), depth, text));
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
    let (mut tables, mut sections) = (Tables::default(), 0);
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
                    Tag::List(_) => {
                        tasks(lines, first, after)?.map_or(What::Other, |(tasks, left)| What::Tasks(tasks, left))
                    }
                    _ => What::Other,
                };
                match &what {
                    What::Table(grid) => {
                        let filled = grid.rows.iter().flat_map(|(_, cells)| cells).filter(|cell| !cell.is_empty());
                        tables.count(first + 1, grid.rows.len(), filled.count())?;
                    }
                    What::Tasks(tasks, _) => tables.count(first + 1, tasks.len(), tasks.len())?,
                    What::Heading { .. } | What::Other => {}
                }
                sections += usize::from(!matches!(what, What::Other));
                if sections > SECTION_LIMIT {
                    return Err(ImportError::TooManySections { line: first + 1, limit: SECTION_LIMIT });
                }
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
    let (mut rows, mut left_out) = (Vec::new(), LeftOut::default());
    for n in (first + 2..after).filter(|n| !lines[*n].trim().is_empty()) {
        if rows.len() < ROW_LIMIT {
            let cells = cells(n)?;
            // What a row has too much of is kept in its last cell, which has a limit like any other.
            let last: usize = cells.iter().skip(heads.len().max(1) - 1).map(|cell| cell.chars().count() + 3).sum();
            if cells.len() > heads.len() && last > CELL_LIMIT {
                return Err(ImportError::CellTooLong { line: n + 1, length: last, limit: CELL_LIMIT });
            }
            rows.push((n + 1, cells));
        } else {
            left_out.count(n + 1);
        }
    }
    Ok(Grid { heads, rows, left_out })
}

/// The items of a list in which every line is an item with a box to tick; nested ones are put on one level. With them
/// what there is beyond those that a check list holds.
fn tasks(lines: &[&str], first: usize, after: usize) -> Result<Option<(Vec<Task>, LeftOut)>, ImportError> {
    let (mut list, mut left_out) = (Vec::new(), LeftOut::default());
    for n in (first..after).filter(|n| !lines[*n].trim().is_empty()) {
        let Some((is_done, text)) = task(lines[n].trim_start()) else { return Ok(None) };
        if list.len() >= ROW_LIMIT {
            left_out.count(n + 1);
            continue;
        }
        let is_nested = lines[n].starts_with([' ', '\t']);
        let text = cell::limited(text.trim().to_owned(), n + 1)?;
        list.push(Task { is_done, text, line: n + 1, is_nested });
    }
    Ok(Some((list, left_out)))
}
