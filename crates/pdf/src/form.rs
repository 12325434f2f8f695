//! Forms: a title block, numbered blocks below, and where each begins.

use bridgebook_domain::{BlockKind, Section};

use crate::binder::DocumentInput;
use crate::block;
use crate::desk::Desk;
use crate::flow::{CONTENT, Opening, RULE_ROW, Strip, height_of, keep_with_next, moved};
use crate::page::Item;
use crate::rich::{Rich, Style};
use crate::text::Align;

/// Strips for one direction of the paper.
pub(crate) struct Chunk {
    pub landscape: bool,
    pub strips: Vec<Strip>,
}

/// A form ready to be broken into pages.
pub(crate) struct Form {
    /// Title of the group in the contents, the same for all forms of a document.
    pub group: String,
    pub label: String,
    pub title: String,
    pub remark: String,
    pub status: String,
    pub anchor: u32,
    /// Headings below with their anchors, for the bookmarks.
    pub parts: Vec<(String, u32)>,
    pub chunks: Vec<Chunk>,
    /// Whether it may begin on a page where another form ended.
    pub may_share: bool,
}

impl Form {
    /// Height of the whole form where it is all in one direction.
    pub fn height(&self) -> Option<(bool, f32)> {
        match self.chunks.as_slice() {
            [only] => Some((only.landscape, height_of(&only.strips))),
            _ => None,
        }
    }
}

/// A form being put together.
struct Builder<'d, 'b> {
    desk: &'d mut Desk<'b>,
    chunks: Vec<Chunk>,
    parts: Vec<(String, u32)>,
    number: u32,
}

/// The forms of a document: its labelled sections, or else the document as one form.
pub(crate) fn forms_of(desk: &mut Desk<'_>, input: &DocumentInput) -> Vec<Form> {
    let document = &input.document;
    let language = document.header_text("language").to_owned();
    desk.setter.set_language(if language.is_empty() { "en" } else { &language });
    let sections = document.live_sections();
    let sections: Vec<&Section> = sections.into_iter().map(|(_, section)| section).collect();
    let labelled = sections.iter().any(|s| s.depth <= 1 && !s.label.is_empty());
    let status = status_line(document);
    let facts = facts(desk, input);
    let mut forms = Vec::new();
    if !labelled {
        let label = kind_label(&sections);
        forms.push(form(
            desk,
            input,
            &Heading {
                title: document.title(),
                label: &label,
                group: document.title(),
                status: &status,
                facts: &facts,
            },
            None,
            &sections,
        ));
        return forms;
    }
    let mut at = 0;
    while at < sections.len() {
        let end = sections[at + 1..].iter().position(|s| s.depth <= 1).map_or(sections.len(), |n| at + 1 + n);
        let first = sections[at];
        let none = Vec::new();
        let facts = if at == 0 { &facts } else { &none };
        let heading =
            Heading { title: &first.heading, label: &first.label, group: document.title(), status: &status, facts };
        forms.push(form(desk, input, &heading, Some(first), &sections[at + 1..end]));
        at = end;
    }
    for (place, form) in forms.iter_mut().enumerate() {
        form.may_share = place > 0;
    }

    forms
}

/// The direction of each section: on its side where it needs the width, and so are the few words before
/// or after it that would else stand alone on an upright page.
fn directions(desk: &mut Desk<'_>, sections: &[&Section]) -> Vec<bool> {
    let mut list: Vec<bool> = sections.iter().map(|section| block::wants_landscape(desk, section)).collect();
    let mut at = 0;
    while at < list.len() {
        let end = list[at..].iter().position(|side| *side != list[at]).map_or(list.len(), |n| at + n);
        let beside = (at > 0 && list[at - 1]) || list.get(end).copied().unwrap_or(false);
        let weight: usize = sections[at..end].iter().map(|section| weight(section)).sum();
        if !list[at] && beside && weight < FEW_WORDS {
            list[at..end].fill(true);
        }
        at = end;
    }
    list
}

/// Characters below which a section does not deserve a page of its own direction.
const FEW_WORDS: usize = 900;

/// Roughly how much room a section takes, in characters of prose.
fn weight(section: &Section) -> usize {
    let rows = section.block.live_rows().len();
    section.block.text.chars().count() + if section.kind == BlockKind::Prose { 60 } else { 200 + 120 * rows }
}

/// What stands in the title block.
struct Heading<'h> {
    title: &'h str,
    label: &'h str,
    group: &'h str,
    status: &'h str,
    facts: &'h [(String, String)],
}

fn form(
    desk: &mut Desk<'_>,
    input: &DocumentInput,
    heading: &Heading<'_>,
    own: Option<&Section>,
    sections: &[&Section],
) -> Form {
    let anchor = desk.anchor();
    let subtitle = if own.is_none() || !heading.facts.is_empty() { input.document.header_text("subtitle") } else { "" };
    let own_block = own.filter(|s| !s.block.is_empty() || sections.is_empty());
    let all: Vec<&Section> = own_block.into_iter().chain(sections.iter().copied()).collect();
    let mut directions = directions(desk, &all).into_iter();
    let landscape = directions.clone().next().unwrap_or(false);
    let mut builder = Builder { desk, chunks: Vec::new(), parts: Vec::new(), number: 0 };
    let title = title_block(builder.desk, heading, subtitle, landscape, anchor);
    builder.chunks.push(Chunk { landscape, strips: title });
    if let Some(section) = own_block {
        // The form's own block has no number: its title is the form's.
        let landscape = directions.next().unwrap_or(landscape);
        if section.kind == BlockKind::Fields {
            let width = builder.desk.frame(landscape).text_width();
            let mut number = builder.number;
            let strips = block::form_fields(builder.desk, section, &mut number, width);
            builder.number = number;
            builder.push(landscape, strips);
        } else {
            builder.section(section, input, false, landscape);
        }
    }
    for section in sections {
        let landscape = directions.next().unwrap_or(false);
        builder.section(section, input, true, landscape);
    }
    let remark = if heading.facts.is_empty() || own.is_none() { String::new() } else { subtitle.to_owned() };
    Form {
        group: heading.group.to_owned(),
        label: heading.label.to_owned(),
        title: heading.title.to_owned(),
        remark,
        status: heading.status.to_owned(),
        anchor,
        parts: builder.parts,
        chunks: builder.chunks,
        may_share: false,
    }
}

impl Builder<'_, '_> {
    fn section(&mut self, section: &Section, input: &DocumentInput, is_part: bool, landscape: bool) {
        let anchor = self.desk.anchor();
        let number = if is_part {
            self.number += 1;
            self.number.to_string()
        } else {
            String::new()
        };
        let frame = self.desk.frame(landscape);
        let heading = if is_part { section.heading.as_str() } else { "" };
        if is_part {
            self.parts.push((section.heading.clone(), anchor));
        }
        let place = block::Place { number: &number, heading, anchor, frame };
        let strips = block::strips(self.desk, section, input, &place);
        self.push(landscape, strips);
    }

    fn push(&mut self, landscape: bool, strips: Vec<Strip>) {
        if strips.is_empty() {
            return;
        }
        match self.chunks.last_mut() {
            Some(chunk) if chunk.landscape == landscape => {
                if chunk.strips.len() <= 2 {
                    keep_with_next(&mut chunk.strips, &strips);
                }
                chunk.strips.extend(strips);
            }
            _ => self.chunks.push(Chunk { landscape, strips }),
        }
    }
}

/// Title block: number in the label column, title, subtitle, and the facts four up.
fn title_block(desk: &mut Desk<'_>, heading: &Heading<'_>, subtitle: &str, landscape: bool, anchor: u32) -> Vec<Strip> {
    let frame = desk.frame(landscape);
    let width = frame.text_width();
    let mut items = vec![Item::Anchor { id: anchor, y: -8.0 }];
    let mut y = 12.0;
    for line in desk.setter.lines(&Rich::new(heading.label, Style::FORM_NUMBER), CONTENT - 12.0, Align::Start) {
        items.extend(moved(line.items, 0.0, y + 4.7));
        y += line.height;
    }
    let below_label = y;
    y = 12.0;
    let title = if heading.title.trim().is_empty() { "Untitled" } else { heading.title };
    for line in desk.setter.lines(&Rich::new(title, Style::FORM), width - CONTENT, Align::Start) {
        items.extend(moved(line.items, CONTENT, y));
        y += line.height;
    }
    y = y.max(below_label);
    if !subtitle.is_empty() {
        y += 6.0;
        for line in desk.setter.lines(&Rich::new(subtitle, Style::SUBTITLE), width - CONTENT, Align::Start) {
            items.extend(moved(line.items, CONTENT, y));
            y += line.height;
        }
    }
    y += 8.0;
    if landscape {
        // Height is scarce on the side: the facts stand on one line.
        let facts: Vec<String> = heading.facts.iter().skip(1).map(|(name, value)| format!("{name}: {value}")).collect();
        if !facts.is_empty() {
            for line in desk.setter.lines(&Rich::new(facts.join("  ·  "), Style::REMARK), width - CONTENT, Align::Start)
            {
                items.extend(moved(line.items, CONTENT, y - 4.0));
                y += line.height;
            }
        }
    } else if !heading.facts.is_empty() {
        y += 3.0;
        for row in heading.facts.chunks(4) {
            y += fact_row(desk, row, width, y, &mut items);
        }
        y -= 4.0;
    }
    vec![Strip::new(Opening::Form, y, items)]
}

/// Facts side by side, each with a rule on top; returns the height.
pub(crate) fn fact_row(
    desk: &mut Desk<'_>,
    facts: &[(String, String)],
    width: f32,
    top: f32,
    items: &mut Vec<Item>,
) -> f32 {
    let column = (width - 36.0) / 4.0;
    let mut tallest = 0.0_f32;
    for (at, (name, value)) in facts.iter().enumerate() {
        let x = if at == 0 {
            0.0
        } else if (width - 496.07).abs() < 1.0 {
            at as f32 * 127.02
        } else {
            at as f32 * (column + 12.0)
        };
        items.push(Item::rule(x, top, column, RULE_ROW));
        let mut y = top + 8.6;
        for (text, style) in [(name, Style::FACT_NAME), (value, Style::FACT)] {
            for line in desk.setter.lines(&Rich::new(text, style), column, Align::Start) {
                items.extend(moved(line.items, x, y));
                y += line.height;
            }
        }
        tallest = tallest.max(y - top);
    }
    tallest + if desk.is_blank() { 27.0 } else { 12.0 }
}

fn status_line(document: &bridgebook_domain::Document) -> String {
    let version = document.header_text("version");
    let status = document.status().replace('_', " ");
    if version.is_empty() { status } else { format!("v{version}, {status}") }
}

/// The facts of a document, four or eight.
fn facts(desk: &Desk<'_>, input: &DocumentInput) -> Vec<(String, String)> {
    let document = &input.document;
    if desk.is_blank() {
        let names =
            ["Incident name", "Number, severity", "Operational period, from and to", "Prepared by, date and time"];
        return names.map(|name| (name.to_owned(), String::new())).to_vec();
    }
    let mut facts: Vec<(String, String)> = Vec::new();
    if let Some(incident) = &desk.binder.incident {
        facts.push(("Incident".to_owned(), incident.title.clone()));
        facts.push(("Number, severity".to_owned(), joined(&incident.number, &incident.severity)));
        if let Some((number, from, to)) = &incident.period {
            let to = to.map_or_else(|| "open".to_owned(), |at| desk.time(at));
            facts.push((format!("Operational period {number}"), format!("{} to {to}", desk.time(*from))));
        }
    }
    facts.push(("Version, status".to_owned(), status_line(document)));
    let mut more: Vec<(String, String)> = Vec::new();
    for key in
        ["owner", "prepared_by", "effective", "next_review", "last_tested", "last_reviewed", "distribution", "related"]
    {
        let (Some(field), Some(value)) = (bridgebook_domain::document::header_field(key), document.header.get(key))
        else {
            continue;
        };
        if !value.is_empty() {
            more.push((field.label.to_owned(), desk.members(value).join(", ")));
        }
    }
    // Whole rows of four: what is left over begins a second row only when it fills half of it.
    let room = (4 - facts.len() % 4) % 4;
    let spare = more.len().min(room);
    facts.extend(more.drain(..spare));
    facts.extend(more);
    facts
}

fn joined(a: &str, b: &str) -> String {
    [a, b].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ")
}

/// What the label column says of a document without labelled sections: the kind of its main block.
fn kind_label(sections: &[&Section]) -> String {
    let main = sections
        .iter()
        .find(|s| matches!(s.kind, BlockKind::Raci | BlockKind::Escalation | BlockKind::Cadence | BlockKind::Contacts));
    match main.map(|s| &s.kind) {
        Some(BlockKind::Raci) => "RACI",
        Some(BlockKind::Escalation) => "Escalation",
        Some(BlockKind::Cadence) => "Communication",
        Some(BlockKind::Contacts) => "Contacts",
        _ => "",
    }
    .to_owned()
}
