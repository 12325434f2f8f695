//! A file to a document: our own form. Plain Markdown by somebody else is read in [`crate::plain`].

use bridgebook_domain::document::FORMAT;
use bridgebook_domain::position::Position;
use bridgebook_domain::preset::Preset;
use bridgebook_domain::raci::Scheme;
use bridgebook_domain::text::{LINE_LIMIT, TEXT_LIMIT};
use bridgebook_domain::{Block, BlockKind, Document, Section, SectionId, Value};
use uuid::Uuid;

use crate::comment::{self, Comment};
use crate::grid_in::{self, Source};
use crate::input::{LeftOut, SECTION_LIMIT, Tables};
use crate::names::Names;
use crate::outline::{self, Heading, Outline};
use crate::report::{ImportError, Remark, Report};
use crate::{beside, exact, front, input, plain, unusual};

/// What a file is read with.
pub struct Context<'a> {
    /// The directory's names.
    pub names: &'a dyn Names,
    /// Source of fresh ids.
    pub ids: &'a mut dyn FnMut() -> Uuid,
    /// Name of the file, the title where the text has none; may be empty.
    pub file_name: &'a str,
}

/// A document read from a file, staged: nothing is stored yet.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The document, with fresh ids.
    pub document: Document,
    /// What was not understood, by line.
    pub report: Vec<Remark>,
}

/// Reads a Markdown file: our own form when it begins with our front matter, else plain Markdown.
///
/// # Errors
/// When the file is refused as a whole: size, encoding, nesting, table limits, a newer format.
pub fn import(bytes: &[u8], context: &mut Context<'_>) -> Result<Imported, ImportError> {
    let mut report = Report::default();
    let text = input::decode(bytes, &mut report)?;
    let lines: Vec<&str> = text.split('\n').collect();
    let document = if front::is_ours(&lines) {
        own(&lines, context, &mut report)?
    } else {
        plain::read(&lines, context, &mut report)?
    };
    beside::remark(&lines, &mut report);
    unusual::remark(&lines, &mut report);
    let mut report = report.into_list();
    report.sort();
    Ok(Imported { document, report })
}

pub(crate) fn own(lines: &[&str], context: &mut Context<'_>, report: &mut Report) -> Result<Document, ImportError> {
    let front = front::read(lines, context.names, report)?;
    let (mut header, from) = front.map(|f| (f.header, f.end)).unwrap_or_default();
    let outline = outline::read(lines, from, report)?;
    let first = outline.headings.first().map_or(lines.len(), |h| h.line);
    if let Some((_, title)) = outline.title.as_ref().filter(|(line, title)| *line < first && !title.is_empty()) {
        header.entry("title".to_owned()).or_insert_with(|| Value::one(title.clone()));
    }
    let mut sections = before_sections(lines, from, first, &outline, report)?;
    let mut tables = Tables::default();
    for (n, heading) in outline.headings.iter().enumerate() {
        let end = outline.headings.get(n + 1).map_or(lines.len(), |h| h.line);
        let body = Body { lines: &lines[heading.line + 1..end], first: heading.line + 2 };
        let known = sections.len();
        read_section(heading, &body, &outline, context, report, &mut sections)?;
        for block in sections[known..].iter().map(|section| &section.block) {
            tables.count(heading.line + 1, block.rows.len(), block.rows.values().map(|row| row.cells.len()).sum())?;
        }
        if sections.len() > SECTION_LIMIT {
            return Err(ImportError::TooManySections { line: heading.line + 1, limit: SECTION_LIMIT });
        }
    }
    let mut document = Document { format: FORMAT, header, sections: Default::default() };
    for (pos, section) in Position::series(sections.len()).into_iter().zip(sections) {
        document.sections.insert(SectionId::new((context.ids)()), Section { pos, ..section });
    }
    Ok(document)
}

/// Text before the first section, apart from a title, is a section of its own.
fn before_sections(
    lines: &[&str],
    from: usize,
    to: usize,
    outline: &Outline,
    report: &mut Report,
) -> Result<Vec<Section>, ImportError> {
    let title = outline.title.as_ref().map(|(line, _)| *line);
    let kept: Vec<&str> = (from..to).filter(|n| Some(*n) != title).map(|n| lines[n]).collect();
    let text = trimmed(&kept);
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let line = (from..to).find(|n| Some(*n) != title && !lines[*n].trim().is_empty()).unwrap_or(from) + 1;
    report.push(Remark::new(line, "Text before the first heading was put into a section “Introduction”."));
    Ok(vec![prose("Introduction", 1, limited(text, line)?)])
}

/// Refuses a text that is longer than a section holds. The line is that of its heading, counted from 1.
pub(crate) fn limited(text: String, line: usize) -> Result<String, ImportError> {
    if text.len() <= TEXT_LIMIT {
        return Ok(text);
    }
    let length = text.chars().count();
    let limit = TEXT_LIMIT;
    if length > limit { Err(ImportError::SectionTooLong { line, length, limit }) } else { Ok(text) }
}

pub(crate) fn prose(heading: &str, depth: u8, text: String) -> Section {
    Section {
        pos: Position::default(),
        heading: heading.to_owned(),
        depth,
        label: String::new(),
        guidance: String::new(),
        kind: BlockKind::Prose,
        block: Block { text, ..Block::default() },
        deleted_at: None,
    }
}

/// The lines from the first to the last that is not blank.
pub(crate) fn trimmed(lines: &[&str]) -> String {
    let is_filled = |l: &&str| !l.trim().is_empty();
    let Some(start) = lines.iter().position(is_filled) else { return String::new() };
    let end = lines.iter().rposition(is_filled).unwrap_or(start);
    lines[start..=end].join("\n")
}

/// A section by itself, given the text of which nothing but its first line is a heading; nothing where it reads as
/// more than one.
pub(crate) fn section_of(text: &str, names: &dyn Names) -> Option<Section> {
    let lines: Vec<&str> = text.split('\n').collect();
    let first = lines.first()?;
    let (depth, words) = match outline::heading_text(first, 2) {
        Some(words) => (1, words),
        None => (2, outline::heading_text(first, 3)?),
    };
    let heading = Heading { line: 0, depth, text: words.to_owned() };
    let mut next = 0_u128;
    let mut ids = || {
        next += 1;
        Uuid::from_u128(next)
    };
    let mut context = Context { names, ids: &mut ids, file_name: "" };
    let (mut sections, body) = (Vec::new(), Body { lines: &lines[1..], first: 2 });
    read_section(&heading, &body, &Outline::default(), &mut context, &mut Report::default(), &mut sections).ok()?;
    sections.pop().filter(|_| sections.is_empty())
}

struct Body<'a> {
    lines: &'a [&'a str],
    /// Number of the first line, counted from 1.
    first: usize,
}

fn read_section(
    heading: &Heading,
    body: &Body<'_>,
    outline: &Outline,
    context: &mut Context<'_>,
    report: &mut Report,
    sections: &mut Vec<Section>,
) -> Result<(), ImportError> {
    if heading.text.chars().count() > LINE_LIMIT {
        report.push(Remark::new(
            heading.line + 1,
            format!("The heading is longer than {LINE_LIMIT} characters; it was kept."),
        ));
    }
    let blank = |from: usize| body.lines[from..].iter().take_while(|l| l.trim().is_empty()).count() + from;
    let mut at = blank(0);
    let mut section = prose(&heading.text, heading.depth, String::new());
    if let Some((guidance, length)) = guidance(&body.lines[at..]) {
        section.guidance = limited(guidance, heading.line + 1)?;
        at = blank(at + length);
    }
    let found = comment::read(&body.lines[at..], body.first + at, report);
    let comment_line = at;
    let comment = found.map(|(comment, length)| {
        at += length;
        comment
    });
    let rest = &body.lines[at..];
    let Some(comment) = comment else {
        stray(outline, body, at, report);
        section.block.text = limited(trimmed(rest), heading.line + 1)?;
        sections.push(section);
        return Ok(());
    };
    describe(&mut section, &comment, body.first + comment_line, report);
    // Where the block ends among the lines of the body.
    let mut after = body.lines.len();
    match comment.kind.as_str() {
        "exact" => match exact::read(&fenced(rest), Position::default(), context.ids) {
            Ok((exact, left_out)) => {
                section = exact;
                let line = body.first + comment_line;
                LeftOut { line, rows: left_out }.remark().into_iter().for_each(|remark| report.push(remark));
            }
            Err(problem) => {
                report.push(Remark::new(body.first + comment_line, problem));
                section.block.text = limited(trimmed(rest), heading.line + 1)?;
            }
        },
        "prose" => {
            section.block.settings = comment.settings();
            let line = body.first + comment_line - 1;
            if let Ok(n) = outline.explicit.binary_search_by_key(&line, |(start, _)| *start) {
                let (start, end) = outline.explicit[n];
                after = end + 2 - body.first;
                let count = end - start - 1;
                let count = if comment.reserved("unclosed").is_some() { count.saturating_sub(1) } else { count };
                section.block.text = limited(rest[..count].join("\n"), heading.line + 1)?;
            } else {
                stray(outline, body, at, report);
                section.block.text = limited(trimmed(rest), heading.line + 1)?;
            }
        }
        word => {
            section.kind = BlockKind::from_word(word);
            if let BlockKind::Unknown(word) = &section.kind {
                report.push(Remark::new(
                    body.first + comment_line,
                    format!("“{word}” is no kind of block that this version knows; it was kept as a table."),
                ));
            }
            let settings = comment.settings();
            let preset = settings.get("preset").and_then(Value::as_one).unwrap_or("");
            if !preset.is_empty() && Preset::find(&section.kind, preset).is_none() {
                report.push(Remark::new(
                    body.first + comment_line,
                    format!("“{preset}” is no preset of {word} that this version knows; columns that are not described hold text."),
                ));
            }
            let source = Source { lines: rest, first: body.first + at, names: context.names };
            let (block, taken) = grid_in::read(&section.kind, &comment, &source, context.ids, report)?;
            section.block = block;
            if let Some(doubt) = (section.kind == BlockKind::Raci).then(|| Scheme::doubt(&section.block)).flatten() {
                report.push(Remark::new(body.first + comment_line, doubt));
            }
            after = at + taken;
        }
    }
    let left = limited(trimmed(&body.lines[after..]), heading.line + 1)?;
    let (heading, depth, kind) = (section.heading.clone(), section.depth, section.kind.clone());
    sections.push(section);
    if !left.is_empty() {
        report.push(Remark::new(
            body.first + blank(after),
            format!(
                "What follows the {kind} block here is not part of it; it was put into a section of prose of its own."
            ),
        ));
        sections.push(prose(&heading, depth, left));
    }
    Ok(())
}

/// The quotation directly under a heading whose first line begins with `Guidance:`, and its length in lines.
fn guidance(lines: &[&str]) -> Option<(String, usize)> {
    let first = lines.first()?.strip_prefix("> Guidance:")?;
    let mut text = vec![first.strip_prefix(' ').unwrap_or(first)];
    for line in &lines[1..] {
        let Some(line) = line.strip_prefix('>') else { break };
        text.push(line.strip_prefix(' ').unwrap_or(line));
    }
    Some((text.join("\n"), text.len()))
}

/// Label, heading and depth as the comment says them.
fn describe(section: &mut Section, comment: &Comment, line: usize, report: &mut Report) {
    if let Some(label) = comment.reserved("label") {
        section.label = label;
    }
    if let Some(heading) = comment.reserved("heading") {
        section.heading = heading;
    }
    if let Some(depth) = comment.reserved("depth") {
        match depth.parse() {
            Ok(depth) => section.depth = depth,
            Err(_) => report.push(Remark::new(line, "The depth of a section is a number, for instance depth=3.")),
        }
    }
}

/// Says where a comment of ours stands too far down to count.
fn stray(outline: &Outline, body: &Body<'_>, at: usize, report: &mut Report) {
    let (from, to) = (body.first - 1 + at, body.first - 1 + body.lines.len());
    let first = outline.comments.partition_point(|line| *line < from);
    for line in outline.comments[first..].iter().take_while(|line| **line < to) {
        report.push(Remark::new(
            line + 1,
            "A comment “<!-- bb:...” stands directly under a heading or its guidance; this one was read as text. Give the block a heading of its own.",
        ));
    }
}

/// The content of the fenced block.
fn fenced(lines: &[&str]) -> String {
    let inner: Vec<&str> = lines.iter().skip_while(|l| !l.starts_with("```")).skip(1).copied().collect();
    let end = inner.iter().position(|l| l.starts_with("```")).unwrap_or(inner.len());
    inner[..end].join("\n")
}
