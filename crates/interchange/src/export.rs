//! A document to its Markdown file form. The writer checks itself: it writes each section in the
//! plainest form, reads it back, and takes a more explicit form only where the plain one reads otherwise.

use std::collections::BTreeMap;

use bridgebook_domain::document::FORMAT;
use bridgebook_domain::picture::Listing;
use bridgebook_domain::position::Position;
use bridgebook_domain::{Block, BlockKind, Document, Section, SectionId, canonical};
use pulldown_cmark::{Event, Options, Parser, Tag};
use uuid::Uuid;

use crate::cell;
use crate::comment::{self, OPEN};
use crate::document_in::{Context, own, section_of};
use crate::names::Names;
use crate::outline::end_line;
use crate::report::Report;
use crate::same::same;
use crate::{certain, exact, front, grid_out, ordinary};

/// Bytes of a section up to which a debug build looks whether what is taken for certain is so; a longer one would take
/// minutes in the tests of limits.
const ASSERTED: usize = 20_000;

/// The Markdown file of a document. Removed things are left out; references are written by name.
#[must_use]
pub fn export(document: &Document, names: &dyn Names) -> String {
    let mut out = front::write(document, names);
    let sections = document.live_sections();
    // Room for about all of it, so that a long text is not moved each time that it outgrows its place.
    out.reserve(sections.iter().map(|(_, section)| about(section)).sum());
    for (_, section) in sections {
        out.push('\n');
        push_section(&mut out, section, names);
    }
    out
}

/// About how many bytes a section takes: its text as it is, and cells of a usual length.
fn about(section: &Section) -> usize {
    const HEAD: usize = 120;
    const CELL: usize = 16;
    let block = &section.block;
    HEAD + section.guidance.len() + block.text.len() + CELL * block.rows.len() * block.columns.len()
}

/// What live views show at the moment of an export.
pub trait Views {
    /// The table that a section of the kind view shows, if it can be made.
    fn listing(&self, id: SectionId, section: &Section) -> Option<Listing>;
}

/// The Markdown file of a document with what its live views show. An import passes over these tables, as they are
/// made anew, so the document is the same as that of [`export`].
#[must_use]
pub fn export_with_views(document: &Document, names: &dyn Names, views: &dyn Views) -> String {
    let mut out = front::write(document, names);
    for (id, section) in document.live_sections() {
        out.push('\n');
        if section.kind != BlockKind::View {
            push_section(&mut out, section, names);
            continue;
        }
        let described = described(section, names);
        // A view in the exact form carries what no comment could, so nothing may follow it.
        let shown = if described.is_some() { views.listing(id, section) } else { None };
        out.push_str(&described.unwrap_or_else(|| exactly(section)));
        if let Some(shown) = shown.filter(|l| !l.rows.is_empty() && !l.columns.is_empty()) {
            out.push('\n');
            out.push_str(&shown_table(&shown));
        }
    }
    out
}

fn shown_table(listing: &Listing) -> String {
    let row = |cells: &[String]| {
        let words: Vec<String> = cells.iter().map(|c| cell::encode(c)).collect();
        cell::row(words.iter().map(String::as_str))
    };
    let mut out = row(&listing.columns);
    out.push_str(&cell::row(listing.columns.iter().map(|_| "---")));
    for cells in &listing.rows {
        out.push_str(&row(cells));
    }
    out
}

/// Adds a section with its heading, ending with a line break.
fn push_section(out: &mut String, section: &Section, names: &dyn Names) {
    let start = out.len();
    if push_certain(out, section, names).is_some() {
        debug_assert!(
            out.len() - start > ASSERTED || reads_back(&out[start..], section, names),
            "what is certain comes back: {}",
            &out[start..]
        );
        return;
    }
    out.truncate(start);
    out.push_str(&described(section, names).unwrap_or_else(|| exactly(section)));
}

/// Adds a section that is certain to come back; where it is not, nothing is given, and what was added so far is to be
/// taken away.
fn push_certain(out: &mut String, section: &Section, names: &dyn Names) -> Option<()> {
    let is_framed = section.label.is_empty()
        && matches!(section.depth, 1 | 2)
        && is_plain_heading(&section.heading)
        && ordinary::is_guidance(&section.guidance);
    if !is_framed {
        return None;
    }
    push_head(out, section);
    if section.kind != BlockKind::Prose {
        out.push('\n');
        return certain::push(out, &section.kind, &section.block, names);
    }
    if !ordinary::is_prose(section) {
        return None;
    }
    push_text(out, &section.block.text);
    Some(())
}

/// Adds a text below what stands above it.
fn push_text(out: &mut String, text: &str) {
    if !text.is_empty() {
        out.push('\n');
        out.push_str(text);
        out.push('\n');
    }
}

/// A section in the exact form, which can hold everything.
fn exactly(section: &Section) -> String {
    format!("{}\n<!-- bb:exact -->\n\n{}", heading_line(section), exact::write(section))
}

/// A section in the form that people read, if it comes back the same.
fn described(section: &Section, names: &dyn Names) -> Option<String> {
    if section.kind != BlockKind::Prose {
        return grid(section, names);
    }
    let forms: [fn(&Section, &dyn Names) -> String; 3] = [open_prose, described_prose, explicit_prose];
    // A comment of ours in the text could end, or begin, something in another section.
    let is_safe = |n: usize| n == 2 || !section.block.text.lines().any(|line| line.starts_with(OPEN));
    let found = forms.iter().enumerate().filter(|(n, _)| is_safe(*n)).map(|(_, form)| form(section, names));
    found.into_iter().find(|text| reads_back(text, section, names))
}

/// Whether a section comes back from its text.
fn reads_back(text: &str, section: &Section, names: &dyn Names) -> bool {
    let Some(found) = read_back(text, section, names) else { return false };
    let is_same = same(&found, section);
    debug_assert!(text.len() > ASSERTED || is_same == (alone(&found) == alone(section)), "both ways agree: {text}");
    is_same
}

/// A section in a document of its own, to compare.
fn alone(section: &Section) -> serde_json::Value {
    let section = Section { pos: Position::default(), ..section.clone() };
    let sections = BTreeMap::from([(SectionId::new(Uuid::nil()), section)]);
    canonical::equality(&Document { format: FORMAT, header: BTreeMap::new(), sections })
}

/// What a section reads as when another one follows it; nothing where it is not one section then.
fn read_back(text: &str, section: &Section, names: &dyn Names) -> Option<Section> {
    if text.contains('\r') {
        return None;
    }
    if section.kind != BlockKind::Prose && ordinary::is_guidance(&section.guidance) && ordinary::is_rows(text) {
        let found = section_of(text, names);
        debug_assert!(
            text.len() > ASSERTED || found.as_ref().map(alone) == read_whole(text, names).as_ref().map(alone),
            "as in a file: {text}"
        );
        return found;
    }
    read_whole(text, names)
}

/// What a section reads as in a whole file.
fn read_whole(text: &str, names: &dyn Names) -> Option<Section> {
    const NEXT: &str = "Next";
    let file = format!("{text}\n## {NEXT}\n");
    let lines: Vec<&str> = file.split('\n').collect();
    let mut next = 0_u128;
    let mut ids = || {
        next += 1;
        Uuid::from_u128(next)
    };
    let mut context = Context { names, ids: &mut ids, file_name: "" };
    let mut document = own(&lines, &mut context, &mut Report::default()).ok()?;
    let (last, section) = document.live_sections().last().map(|(id, s)| (*id, (*s).clone()))?;
    if section.heading != NEXT || !section.block.text.is_empty() || section.kind != BlockKind::Prose {
        return None;
    }
    document.sections.remove(&last);
    let found = document.sections.pop_first().map(|(_, section)| section);
    found.filter(|_| document.sections.is_empty())
}

/// Whether a heading stands in its line as it is.
fn is_plain_heading(heading: &str) -> bool {
    !heading.is_empty()
        && heading.trim() == heading
        && !heading.starts_with('#')
        && !heading.ends_with('#')
        && !heading.chars().any(char::is_control)
}

fn heading_line(section: &Section) -> String {
    let hashes = if section.depth == 2 { "###" } else { "##" };
    if is_plain_heading(&section.heading) {
        return format!("{hashes} {}\n", section.heading);
    }
    let line: String = section.heading.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("{hashes} {}\n", line.trim()).replace(" \n", "\n")
}

/// Heading and guidance, then nothing but what the caller adds.
fn head(section: &Section) -> String {
    let mut out = String::new();
    push_head(&mut out, section);
    out
}

fn push_head(out: &mut String, section: &Section) {
    out.push_str(&heading_line(section));
    if !section.guidance.is_empty() {
        out.push('\n');
        for (n, line) in section.guidance.split('\n').enumerate() {
            let lead = if n == 0 { "> Guidance:" } else { ">" };
            out.push_str(lead);
            if !line.is_empty() {
                out.push(' ');
                out.push_str(line);
            }
            out.push('\n');
        }
    }
}

/// Items of the comment about the section itself.
fn section_items(section: &Section) -> Vec<String> {
    let mut items = Vec::new();
    // Spaces at its ends are lost, and a closing run of `#` would be taken off by the reader.
    if !is_plain_heading(&section.heading) {
        items.push(format!("heading={}", comment::word(&section.heading)));
    }
    if !matches!(section.depth, 1 | 2) {
        items.push(format!("depth={}", section.depth));
    }
    if !section.label.is_empty() {
        items.push(format!("label={}", comment::word(&section.label)));
    }
    items
}

fn comment_line(kind: &str, items: &[String]) -> String {
    let mut out = format!("{OPEN}{}", comment::word(kind));
    for item in items {
        out.push(' ');
        out.push_str(item);
    }
    out.push_str(" -->\n");
    out
}

/// Prose as it stands, with a comment only where something has to be said about the section.
fn open_prose(section: &Section, names: &dyn Names) -> String {
    if !section_items(section).is_empty() || !section.block.settings.is_empty() {
        return described_prose(section, names);
    }
    let mut out = head(section);
    push_text(&mut out, &section.block.text);
    out
}

fn prose_items(section: &Section) -> Vec<String> {
    let settings = section.block.settings.iter().map(|(key, value)| comment::setting(key, value));
    section_items(section).into_iter().chain(settings).collect()
}

/// Prose under a comment, which keeps a first line `> Guidance:` from being read as guidance.
fn described_prose(section: &Section, _names: &dyn Names) -> String {
    let mut out = head(section);
    out.push('\n');
    out.push_str(&comment_line("prose", &prose_items(section)));
    push_text(&mut out, &section.block.text);
    out
}

/// Prose that runs to an explicit end.
fn explicit_prose(section: &Section, _names: &dyn Names) -> String {
    let text = &section.block.text;
    let taken = |word: &str| text.split('\n').any(|line| line == end_line(word));
    let mut word = String::new();
    let mut n = 0;
    while taken(&word) {
        n += 1;
        word = format!("x{n}");
    }
    let mut items = vec![if word.is_empty() { "end".to_owned() } else { format!("end={word}") }];
    let close = unclosed(text);
    if close.is_some() {
        items.push("unclosed".to_owned());
    }
    items.extend(prose_items(section));
    let mut out = head(section);
    out.push('\n');
    out.push_str(&comment_line("prose", &items));
    if !text.is_empty() {
        out.push_str(text);
        out.push('\n');
    }
    if let Some(close) = close {
        out.push_str(&close);
        out.push('\n');
    }
    out.push_str(&end_line(&word));
    out.push('\n');
    out
}

/// The line that closes the fence or HTML block which a text leaves open, so that a site that renders
/// the file goes on with the next section.
fn unclosed(text: &str) -> Option<String> {
    // A heading behind the text is seen only where nothing is open.
    let probe = format!("{text}\n\n# probe\n");
    let mut depth = 0_usize;
    let mut last = None;
    for (event, range) in Parser::new_ext(&probe, Options::empty()).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                if depth == 0 {
                    let is_open = matches!(tag, Tag::CodeBlock(_) | Tag::HtmlBlock) && range.end > text.len() + 1;
                    last = is_open.then_some(range.start);
                }
                depth += 1;
            }
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    let line = text[last?..].lines().next()?.trim_start();
    let lower = line.to_ascii_lowercase();
    for sign in ['`', '~'] {
        let count = line.chars().take_while(|c| *c == sign).count();
        if count >= 3 {
            return Some(sign.to_string().repeat(count));
        }
    }
    let ends = [
        ("<!--", "-->"),
        ("<script", "</script>"),
        ("<pre", "</pre>"),
        ("<style", "</style>"),
        ("<textarea", "</textarea>"),
        ("<?", "?>"),
        ("<![cdata[", "]]>"),
        ("<!", ">"),
    ];
    ends.iter().find(|(start, _)| lower.starts_with(start)).map(|(_, end)| (*end).to_owned())
}

/// A block of columns and rows, if it comes back the same.
fn grid(section: &Section, names: &dyn Names) -> Option<String> {
    let written = grid_out::write(&section.kind, &section.block, names);
    let mut items = section_items(section);
    items.extend(written.items);
    let mut out = head(section);
    out.push('\n');
    let line = comment_line(section.kind.as_str(), &items);
    if written.lines.is_empty() {
        out.push_str(&line);
    } else {
        out.push_str(line.trim_end_matches(" -->\n"));
        out.push('\n');
        out.push_str(&written.lines);
        out.push_str("-->\n");
    }
    if !written.content.is_empty() {
        out.push('\n');
        out.push_str(&written.content);
    }
    if !written.are_rows_certain {
        out.push_str(&written.rows);
        return Some(out).filter(|text| reads_back(text, section, names));
    }
    // What is left in doubt is what stands above the rows.
    let above = without_rows(section);
    if !reads_back(&out, &above, names) {
        return None;
    }
    out.push_str(&written.rows);
    debug_assert!(out.len() > ASSERTED || reads_back(&out, section, names), "rows that are certain come back: {out}");
    Some(out)
}

fn without_rows(section: &Section) -> Section {
    let Block { text, settings, columns, .. } = &section.block;
    let (text, settings, columns) = (text.clone(), settings.clone(), columns.clone());
    Section {
        pos: Position::default(),
        heading: section.heading.clone(),
        depth: section.depth,
        label: section.label.clone(),
        guidance: section.guidance.clone(),
        kind: section.kind.clone(),
        block: Block { text, settings, columns, rows: BTreeMap::new() },
        deleted_at: None,
    }
}
