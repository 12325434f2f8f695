//! Forms: a title block, numbered blocks below, and where each begins.

use bridgebook_domain::{BlockKind, Section};

use crate::binder::DocumentInput;
use crate::block;
use crate::crew::Crew;
use crate::desk::Desk;
use crate::facts::{fact_row, facts, kind_label, status_line};
use crate::flow::{CONTENT, Opening, Strip, height_of, keep_with_next, moved};
use crate::page::Item;
use crate::rich::{Rich, Style};
use crate::sides::{Sides, directions, weight};
use crate::text::Align;
use crate::{blank, blank_fit, cadence, journal, matrix_legend};

/// Strips for one direction of the paper.
pub(crate) struct Chunk {
    pub landscape: bool,
    /// Whether it is pages of their own, which follow the page that refers to them.
    pub is_plate: bool,
    pub strips: Vec<Strip>,
}

/// A form ready to be broken into pages.
pub(crate) struct Form {
    /// Title of the group in the contents, the same for all forms of a document.
    pub group: String,
    /// Language of its document, which the words of head and foot follow.
    pub language: String,
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
    /// Whether it is one of an incident: a blank one then has lines for its number and name.
    pub is_incident: bool,
    /// Whether it is set closely throughout.
    pub close: bool,
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

/// A form whose blocks are still to be set.
struct Draft<'b> {
    form: Form,
    pieces: Vec<(bool, Piece<'b>)>,
}

/// A stretch of a form: set already, or a block that a thread sets.
enum Piece<'b> {
    Set(Vec<Strip>),
    Block(Job<'b>),
}

impl Piece<'_> {
    fn is_plate(&self) -> bool {
        matches!(self, Self::Block(job) if job.part == Part::Plate)
    }
}

/// A block with its place.
#[derive(Clone)]
struct Job<'b> {
    section: &'b Section,
    input: &'b DocumentInput,
    number: String,
    heading: &'b str,
    /// Title of the form.
    form: &'b str,
    anchor: u32,
    landscape: bool,
    /// Where headings begin after their numbers.
    indent: f32,
    part: Part,
}

/// What of a block is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// All of it where it stands.
    Whole,
    /// All of it, on a page of its own behind the one that refers to it.
    Plate,
    /// What is said below a grid of its audiences, one by one, where the paper stands upright again.
    Below,
    /// Where it stands: that it is there.
    Pointer,
}

/// The forms of all documents, then the log. Blocks are set by several threads; each knows nothing of the others.
pub(crate) fn all(desk: &mut Desk<'_>) -> Vec<Form> {
    let binder = desk.binder;
    let sections: Vec<(&DocumentInput, &Section)> = binder
        .documents
        .iter()
        .flat_map(|input| input.document.live_sections().into_iter().map(move |(_, section)| (input, section)))
        .collect();
    let mut crew = Crew::default();
    let sides = crew.all(
        desk,
        &sections,
        |(_, section)| if section.block.live_columns().len() > 4 { weight(section) } else { 0 },
        |desk, (input, section)| {
            turn_to(desk, input);
            block::wants_landscape(desk, section)
        },
    );
    let sides: Sides = sections.iter().zip(sides).map(|((_, s), side)| (std::ptr::from_ref(*s), side)).collect();
    let drafts: Vec<Draft<'_>> = binder.documents.iter().flat_map(|input| drafts_of(desk, input, &sides)).collect();
    // The log is a piece of work like the blocks.
    let mut work: Vec<Option<&Job<'_>>> = Vec::new();
    for (_, piece) in drafts.iter().flat_map(|draft| &draft.pieces) {
        if let Piece::Block(job) = piece {
            work.push(Some(job));
        }
    }
    let log_anchor = binder.log.as_ref().map(|_| desk.anchor());
    work.extend(log_anchor.map(|_| None));
    let entries = binder.log.as_deref().unwrap_or_default();
    let weigh = |job: &Option<&Job<'_>>| job.map_or(120 * entries.len(), |job| weight(job.section));
    let watched = &desk.options.work;
    watched.sets(work.iter().map(weigh).sum());
    let done = crew.all(desk, &work, weigh, |desk, job| {
        let done = match job {
            Some(job) => Done::Block(set(desk, job)),
            None => Done::Log(Box::new(journal::form(desk, entries, log_anchor.unwrap_or_default()))),
        };
        watched.has_set(weigh(job));
        done
    });
    let mut done = done.into_iter();
    let mut forms: Vec<Form> = Vec::new();
    for Draft { mut form, pieces } in drafts {
        for (landscape, piece) in pieces {
            let is_plate = piece.is_plate();
            let strips = match piece {
                Piece::Set(strips) => strips,
                Piece::Block(_) => match done.next() {
                    Some(Done::Block(strips)) => strips,
                    _ => Vec::new(),
                },
            };
            join(&mut form.chunks, (landscape, is_plate), strips);
        }
        forms.push(form);
    }
    if let Some(Done::Log(form)) = done.next() {
        forms.push(*form);
    }
    if desk.is_blank() {
        blank_fit::fit(desk, &mut forms, &sides);
    }
    forms
}

/// The forms of all documents set once more, without the log.
pub(crate) fn again(desk: &mut Desk<'_>, sides: &Sides) -> Vec<Form> {
    let binder = desk.binder;
    let drafts: Vec<Draft<'_>> = binder.documents.iter().flat_map(|input| drafts_of(desk, input, sides)).collect();
    let mut forms = Vec::with_capacity(drafts.len());
    for Draft { mut form, pieces } in drafts {
        for (landscape, piece) in pieces {
            let is_plate = piece.is_plate();
            let strips = match piece {
                Piece::Set(strips) => strips,
                Piece::Block(job) => set(desk, &job),
            };
            join(&mut form.chunks, (landscape, is_plate), strips);
        }
        forms.push(form);
    }
    forms
}

/// What a piece of work became.
enum Done {
    Block(Vec<Strip>),
    Log(Box<Form>),
}

fn set(desk: &mut Desk<'_>, job: &Job<'_>) -> Vec<Strip> {
    turn_to(desk, job.input);
    let frame = desk.frame(job.landscape);
    let (number, heading, anchor, indent) = (job.number.as_str(), job.heading, job.anchor, job.indent);
    let is_plate = job.part == Part::Plate;
    let place = block::Place { number, heading, anchor, frame, indent, form: job.form, is_plate };
    match job.part {
        Part::Pointer => matrix_legend::pointer(desk, job.section, &place),
        Part::Below => cadence::detail(desk, job.section, &place),
        Part::Whole | Part::Plate => block::strips(desk, job.section, job.input, &place),
    }
}

/// Adds strips to the chunk of their direction.
fn join(chunks: &mut Vec<Chunk>, (landscape, is_plate): (bool, bool), strips: Vec<Strip>) {
    if strips.is_empty() {
        return;
    }
    match chunks.last_mut() {
        Some(chunk) if chunk.landscape == landscape && chunk.is_plate == is_plate => {
            if chunk.strips.len() <= 2 {
                keep_with_next(&mut chunk.strips, &strips);
            }
            chunk.strips.extend(strips);
        }
        _ => chunks.push(Chunk { landscape, is_plate, strips }),
    }
}

/// What follows is of this document: its language, and how closely it is to be set.
fn turn_to(desk: &mut Desk<'_>, input: &DocumentInput) {
    desk.setter.set_language(language_of(input));
    desk.close = is_close(input);
}

/// Whether a document asks to be set closely, so that a short plan is one sheet.
fn is_close(input: &DocumentInput) -> bool {
    input.document.header_text("print") == "close"
}

fn language_of(input: &DocumentInput) -> &str {
    match input.document.header_text("language") {
        "" => "en",
        language => language,
    }
}

/// The forms of a document: its labelled sections, or else the document as one form.
fn drafts_of<'b>(desk: &mut Desk<'_>, input: &'b DocumentInput, sides: &Sides) -> Vec<Draft<'b>> {
    let document = &input.document;
    turn_to(desk, input);
    let sections = document.live_sections();
    let sections: Vec<&Section> = sections.into_iter().map(|(_, section)| section).collect();
    let labelled = sections.iter().any(|s| s.depth <= 1 && !s.label.is_empty());
    let status = status_line(desk.say(), document);
    let facts = facts(desk, input);
    if !labelled {
        let label = kind_label(desk, document, &sections);
        let (title, group) = (document.title(), document.title());
        let form_of = blank::form_of(desk, document, "");
        let heading = Heading { title, label: &label, group, status: &status, facts: &facts, form_of };
        return vec![draft(desk, input, &heading, None, &sections, sides)];
    }
    let mut drafts = Vec::new();
    let mut at = 0;
    while at < sections.len() {
        let end = sections[at + 1..].iter().position(|s| s.depth <= 1).map_or(sections.len(), |n| at + 1 + n);
        let first = sections[at];
        let none = Vec::new();
        let facts = if at == 0 { &facts } else { &none };
        let (title, label, group, status) = (&first.heading, &first.label, document.title(), &status);
        let form_of = blank::form_of(desk, document, label);
        let heading = Heading { title, label, group, status, facts, form_of };
        drafts.push(draft(desk, input, &heading, Some(first), &sections[at + 1..end], sides));
        at = end;
    }
    drafts
}

/// What stands in the title block.
struct Heading<'b, 'h> {
    title: &'b str,
    label: &'h str,
    group: &'h str,
    status: &'h str,
    facts: &'h [(String, String)],
    /// What the form is of.
    form_of: blank::FormOf,
}

fn draft<'b>(
    desk: &mut Desk<'_>,
    input: &'b DocumentInput,
    heading: &Heading<'b, '_>,
    own: Option<&'b Section>,
    sections: &[&'b Section],
    sides: &Sides,
) -> Draft<'b> {
    let anchor = desk.anchor();
    let is_first = own.is_none() || !heading.facts.is_empty();
    let subtitle = if is_first { input.document.header_text("subtitle") } else { "" };
    let blank = [subtitle, desk.say().blank_subtitle].iter().filter(|t| !t.is_empty()).copied().collect::<Vec<_>>();
    let blank = blank.join(". ");
    let subtitle = if desk.is_blank() { &blank } else { subtitle };
    // Words that nobody wrote leave the parts below them to speak; fields, tables and views are what the form is for.
    let own_block = own.filter(|s| s.kind != BlockKind::Prose || !s.block.is_empty() || sections.is_empty());
    let all: Vec<&Section> = own_block.into_iter().chain(sections.iter().copied()).collect();
    // A matrix on its side would tear the form apart: what stands before and after it stays upright, on one page where
    // it fits, and the matrix follows.
    let is_plate = |section: &Section| {
        section.kind == BlockKind::Raci
            && !desk.is_blank()
            && all.len() > 1
            && own_block.is_none_or(|own| !std::ptr::eq(own, section))
            && sides.get(&std::ptr::from_ref(section)).copied().unwrap_or(false)
    };
    let plates: Vec<bool> = sections.iter().map(|section| is_plate(section)).collect();
    let upright: Vec<&Section> = all.iter().filter(|section| !is_plate(section)).copied().collect();
    let mut directions = directions(&upright, sides, desk.is_blank()).into_iter();
    let landscape = directions.clone().next().unwrap_or(false);
    let title = title_block(desk, heading, subtitle, landscape, anchor);
    let mut pieces = vec![(landscape, Piece::Set(title))];
    let mut number = 0;
    if let Some(section) = own_block {
        // The form's own block has no number: its title is the form's.
        let landscape = directions.next().unwrap_or(landscape);
        if section.kind == BlockKind::Fields {
            let width = desk.frame(landscape).text_width();
            pieces.push((landscape, Piece::Set(block::form_fields(desk, section, &mut number, width))));
        } else {
            let (number, anchor, indent) = (String::new(), desk.anchor(), 0.0);
            let form = heading.title;
            let part = Part::Whole;
            let job = Job { section, input, number, heading: "", form, anchor, landscape, indent, part };
            pieces.push((landscape, Piece::Block(job)));
        }
    }
    let mut parts = Vec::new();
    let numbers = numbers(sections, if own.is_some() { 2 } else { 1 }, number);
    let indent = indent_of(desk, &numbers);
    let mut behind = Vec::new();
    let mut before = landscape;
    for ((section, number), is_plate) in sections.iter().zip(numbers).zip(plates) {
        let landscape = if is_plate { before } else { directions.next().unwrap_or(false) };
        before = landscape;
        let (anchor, form, heading) = (desk.anchor(), heading.title, section.heading.as_str());
        parts.push((section.heading.clone(), anchor));
        let part = if is_plate { Part::Pointer } else { Part::Whole };
        let job = Job { section, input, number, heading, form, anchor, landscape, indent, part };
        if is_plate {
            behind.push((true, Piece::Block(Job { landscape: true, part: Part::Plate, ..job.clone() })));
        }
        // The list below a wide grid does not need its width: it stands upright with what follows.
        let follows = !directions.clone().next().unwrap_or(false);
        let below = (landscape && follows && !desk.is_blank() && cadence::is_long(section)).then(|| Job {
            landscape: false,
            part: Part::Below,
            ..job.clone()
        });
        pieces.push((landscape, Piece::Block(job)));
        pieces.extend(below.map(|job| (false, Piece::Block(job))));
    }
    if desk.is_blank() && heading.form_of == blank::FormOf::Incident {
        let landscape = pieces.last().is_some_and(|(landscape, _)| *landscape);
        let width = desk.frame(landscape).text_width();
        pieces.push((landscape, Piece::Set(blank::signatures(desk, &all, width))));
    }
    pieces.append(&mut behind);
    let remark = if heading.facts.is_empty() || own.is_none() { String::new() } else { subtitle.to_owned() };
    let form = Form {
        group: heading.group.to_owned(),
        language: language_of(input).to_owned(),
        label: heading.label.to_owned(),
        title: heading.title.to_owned(),
        remark,
        status: heading.status.to_owned(),
        anchor,
        parts,
        chunks: Vec::new(),
        may_share: true,
        is_incident: heading.form_of == blank::FormOf::Incident,
        close: is_close(input),
    };
    Draft { form, pieces }
}

/// The numbers of sections as the outline in the window has them: those at the top depth count on, those below
/// them are 4.1, 4.2 and so on. `before` blocks were numbered before.
fn numbers(sections: &[&Section], top: u8, before: u32) -> Vec<String> {
    let (mut main, mut part) = (before, 0_u32);
    let number = |section: &&Section| {
        if section.depth > top && main > 0 {
            part += 1;
            return format!("{main}.{part}");
        }
        (main, part) = (main + 1, 0);
        main.to_string()
    };
    sections.iter().map(number).collect()
}

/// Where the headings of a form begin: behind its widest number.
fn indent_of(desk: &mut Desk<'_>, numbers: &[String]) -> f32 {
    let longest = numbers.iter().map(String::len).max().unwrap_or(0);
    let widest = numbers.iter().filter(|number| number.len() == longest).take(20);
    let widths = widest.map(|number| desk.setter.width(&Rich::new(number, Style::TABLE_TITLE)));
    widths.fold(0.0_f32, f32::max).max(9.0) + 5.0
}

/// Title block: number in the label column, title, subtitle, and the facts four up.
fn title_block(
    desk: &mut Desk<'_>,
    heading: &Heading<'_, '_>,
    subtitle: &str,
    landscape: bool,
    anchor: u32,
) -> Vec<Strip> {
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
    let title = if heading.title.trim().is_empty() { desk.setter.words().untitled } else { heading.title };
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
    if desk.is_blank() {
        y += 3.0;
        y += blank::facts(desk, heading.form_of, y, width, &mut items) - 4.0;
    } else if landscape || desk.close {
        // Height is scarce on the side, and on a short plan: the facts stand on one line. The head of the page names
        // the incident.
        let of_incident = usize::from(desk.binder.incident.is_some());
        let facts = heading.facts.iter().skip(of_incident).map(|(name, value)| format!("{name}: {value}"));
        let facts: Vec<String> = facts.collect();
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
