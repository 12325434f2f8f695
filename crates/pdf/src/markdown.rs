//! Prose: Markdown to strips. Raw HTML is printed as the text it is, never interpreted; only https and
//! mailto addresses become links, of others the address is printed.

use std::sync::Arc;

use bridgebook_domain::attachment::of_address;
use pulldown_cmark::{Alignment, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::attachment::{self, Attached};
use crate::flow::{Opening, RULE_HEAD, RULE_TABLE, Strip, keep_with_next, moved, strips_of};
use crate::inline::Looks;
use crate::page::{Colour, Item};
use crate::rich::{Face, Inline, Mark, Rich, Style};
use crate::table::{Column, Row, Table};
use crate::text::{Align, Setter};

/// Narrowest column that nested lists and quotes may leave.
const NARROWEST: f32 = 90.0;
/// Levels of nesting that are indented.
const DEEPEST: usize = 12;

/// Where prose is set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measure {
    pub x: f32,
    pub width: f32,
    pub style: Style,
    pub page_height: f32,
}

/// Lays out Markdown.
pub(crate) fn prose(setter: &mut Setter, text: &str, place: Measure) -> Vec<Strip> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let text = &*attachment::spelled(text, &Arc::clone(&setter.files), true);
    let mut writer = Writer::new(setter, place);
    for event in Parser::new_ext(text, options) {
        writer.event(event);
    }
    writer.finish()
}

/// What encloses the paragraph.
enum Holder {
    Quote { from: usize, x: f32 },
    List(Option<u64>),
    Item,
    Footnote,
}

struct Grid {
    alignments: Vec<Alignment>,
    head: Vec<Rich>,
    rows: Vec<Row>,
    row: Vec<Vec<Rich>>,
    in_head: bool,
}

struct Writer<'s> {
    setter: &'s mut Setter,
    place: Measure,
    strips: Vec<Strip>,
    looks: Looks,
    holders: Vec<Holder>,
    indent: f32,
    /// Indents of the holders, to be taken back.
    steps: Vec<f32>,
    marker: Option<(Rich, f32)>,
    heading: Option<Style>,
    code: Option<String>,
    grid: Option<Grid>,
    after_heading: Vec<Strip>,
    /// Whether the next strip is the first of a list, or the first after one.
    list_begins: bool,
    /// The attached picture whose description is being read.
    picture: Option<(Arc<Attached>, String)>,
}

impl<'s> Writer<'s> {
    fn new(setter: &'s mut Setter, place: Measure) -> Self {
        Self {
            setter,
            place,
            strips: Vec::new(),
            looks: Looks::new(place.style),
            holders: Vec::new(),
            indent: 0.0,
            steps: Vec::new(),
            marker: None,
            heading: None,
            code: None,
            grid: None,
            after_heading: Vec::new(),
            list_begins: false,
            picture: None,
        }
    }

    fn event(&mut self, event: Event<'_>) {
        if self.attached(&event) {
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Rule => {
                self.flush();
                let items = vec![Item::rule(self.place.x + self.indent, 6.0, self.width(), RULE_HEAD)];
                self.push_strips(vec![Strip::new(Opening::Space(2.0), 9.0, items)]);
            }
            Event::Text(text) if self.code.is_some() => {
                if let Some(code) = &mut self.code {
                    code.push_str(&text);
                }
            }
            Event::Html(text) => {
                // A block of HTML comes line by line; each is printed as a line of its own.
                self.looks.words(text.trim_end_matches('\n'));
                self.looks.words("\n");
            }
            Event::TaskListMarker(done) => {
                // The box takes the place of the dash.
                let style = self.place.style;
                match &mut self.marker {
                    Some((marker, _)) => {
                        *marker = Rich::empty(style).mark(Mark::Box(done));
                        self.looks.rich.inlines.push(Inline::Mark(Mark::Gap(4.0)));
                    }
                    None => self.looks.inline(Event::TaskListMarker(done)),
                }
            }
            other => self.looks.inline(other),
        }
    }

    /// Draws an attached picture, which ends the paragraph that it stands in; in a table its words stand for it.
    fn attached(&mut self, event: &Event<'_>) -> bool {
        match (event, &mut self.picture) {
            (Event::Start(Tag::Image { dest_url, .. }), None) => {
                let id = of_address(dest_url).map(|id| id.to_string()).unwrap_or_default();
                let Some(file) = self.setter.files.get(&id).cloned() else { return false };
                if self.grid.is_none() {
                    self.flush();
                }
                self.picture = Some((file, String::new()));
            }
            (Event::End(TagEnd::Image), Some(_)) => {
                let Some((file, words)) = self.picture.take() else { return false };
                if self.grid.is_some() {
                    self.looks.words(&format!("{words} ({})", file.line()));
                    return true;
                }
                let place = (self.place.x + self.indent, self.width());
                let (height, space) = (self.place.page_height, self.space());
                let strips = attachment::picture(self.setter, &file, &words, place, height, space);
                self.push_strips(strips);
            }
            (Event::Text(text) | Event::Code(text), Some((_, words))) => words.push_str(text),
            (Event::SoftBreak | Event::HardBreak, Some((_, words))) => words.push(' '),
            (_, open) => return open.is_some(),
        }
        true
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => {}
            Tag::Heading { level, .. } => {
                self.flush();
                let style = match level {
                    HeadingLevel::H1 | HeadingLevel::H2 => Style { size: 10.5, ..Style::PROSE_HEAD },
                    _ => Style { size: self.place.style.size, ..Style::PROSE_HEAD },
                };
                self.heading = Some(style);
                self.looks.rich.style = style;
            }
            Tag::BlockQuote(_) => {
                self.flush();
                self.holders.push(Holder::Quote { from: self.strips.len(), x: self.place.x + self.indent });
                self.deepen(12.0);
            }
            Tag::CodeBlock(_) => {
                self.flush();
                self.code = Some(String::new());
            }
            Tag::List(first) => {
                self.flush();
                self.list_begins = !self.holders.iter().any(|h| matches!(h, Holder::Item));
                self.holders.push(Holder::List(first));
            }
            Tag::Item => {
                self.flush();
                let style = self.place.style;
                let (marker, step) = match self.holders.last_mut() {
                    Some(Holder::List(Some(number))) => {
                        *number += 1;
                        let text = (*number - 1).to_string();
                        let step = 14.4_f32.max(5.2 * text.len() as f32 + 4.0);
                        (Rich::new(text, Style { face: Face::Semibold, ..style }), step)
                    }
                    _ => (Rich::new("–", style), 9.6),
                };
                self.marker = Some((marker, self.indent));
                self.holders.push(Holder::Item);
                self.deepen(step);
            }
            Tag::FootnoteDefinition(label) => {
                self.flush();
                self.looks.rich.style = Style::NOTE;
                self.marker =
                    Some((Rich::new(label.to_string(), Style { face: Face::Semibold, ..Style::NOTE }), self.indent));
                self.holders.push(Holder::Footnote);
                self.deepen(14.4);
            }
            Tag::Table(alignments) => {
                self.flush();
                self.grid =
                    Some(Grid { alignments, head: Vec::new(), rows: Vec::new(), row: Vec::new(), in_head: false });
                self.looks.rich.style = Style::TABLE;
            }
            Tag::TableHead => {
                self.looks.rich.style = Style::COLUMN_HEAD;
                if let Some(grid) = &mut self.grid {
                    grid.in_head = true;
                }
            }
            Tag::TableRow | Tag::TableCell => {}
            other => self.looks.inline(Event::Start(other)),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.flush(),
            TagEnd::HtmlBlock => {
                // The line break after the last line of HTML is not printed.
                if let Some(Inline::Words(words)) = self.looks.rich.inlines.last_mut() {
                    words.text.truncate(words.text.trim_end_matches('\n').len());
                }
                self.flush();
            }
            TagEnd::Heading(_) => {
                self.flush();
                self.heading = None;
                self.looks.rich.style = self.place.style;
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.shallow();
                if let Some(Holder::Quote { from, x }) = self.holders.pop() {
                    self.bar(from, x, 1.2);
                }
            }
            TagEnd::CodeBlock => self.code_block(),
            TagEnd::List(_) => {
                self.flush();
                self.holders.pop();
            }
            TagEnd::Item => {
                self.flush();
                // An item without words keeps its marker.
                if let Some((marker, x)) = self.marker.take() {
                    let lines = self.setter.lines(&marker, 40.0, Align::Start);
                    let strips = strips_of(lines, self.place.x + x, 2.0);
                    self.push_strips(strips);
                }
                self.shallow();
                self.holders.pop();
            }
            TagEnd::FootnoteDefinition => {
                self.flush();
                self.shallow();
                self.holders.pop();
                self.looks.rich.style = self.place.style;
            }
            TagEnd::TableCell => {
                let mut cell = Vec::new();
                self.looks.flush_into(&mut cell);
                if let Some(grid) = &mut self.grid {
                    if grid.in_head {
                        grid.head.push(cell.pop().unwrap_or_else(|| Rich::empty(Style::COLUMN_HEAD)));
                    } else {
                        grid.row.push(cell);
                    }
                }
            }
            TagEnd::TableHead => {
                self.looks.rich.style = Style::TABLE;
                if let Some(grid) = &mut self.grid {
                    grid.in_head = false;
                }
            }
            TagEnd::TableRow => {
                if let Some(grid) = &mut self.grid {
                    let row = std::mem::take(&mut grid.row);
                    grid.rows.push(Row::Body(row));
                }
            }
            TagEnd::Table => self.table(),
            other => self.looks.inline(Event::End(other)),
        }
    }

    fn deepen(&mut self, step: f32) {
        let depth = self.holders.iter().filter(|h| !matches!(h, Holder::List(_))).count();
        let step = if depth > DEEPEST || self.width() - step < NARROWEST { 0.0 } else { step };
        self.steps.push(step);
        self.indent += step;
    }

    fn shallow(&mut self) {
        let step = self.steps.pop().unwrap_or(0.0);
        self.indent = (self.indent - step).max(0.0);
    }

    fn width(&self) -> f32 {
        (self.place.width - self.indent).max(NARROWEST.min(self.place.width))
    }

    /// Space above the next block: little between items, more between paragraphs.
    fn space(&self) -> f32 {
        let in_list = self.holders.iter().any(|h| matches!(h, Holder::Item));
        if self.strips.is_empty() && self.after_heading.is_empty() {
            0.0
        } else if self.heading.is_some() {
            8.0
        } else if !self.after_heading.is_empty() {
            1.5
        } else if in_list && !self.list_begins {
            1.6
        } else {
            5.2
        }
    }

    fn flush(&mut self) {
        let mut done = Vec::new();
        self.looks.flush_into(&mut done);
        for rich in done {
            let lines = self.setter.lines(&rich, self.width(), Align::Start);
            let mut strips = strips_of(lines, self.place.x + self.indent, self.space());
            if let Some((marker, x)) = self.marker.take()
                && let Some(first) = strips.first_mut()
            {
                for line in self.setter.lines(&marker, 40.0, Align::Start).into_iter().take(1) {
                    // The marker is read before its words.
                    let mut items = moved(line.items, self.place.x + x, 0.0);
                    items.append(&mut first.items);
                    first.items = items;
                }
            }
            self.push_strips(strips);
        }
    }

    fn push_strips(&mut self, strips: Vec<Strip>) {
        if strips.iter().any(|s| s.height > 0.0) {
            self.list_begins = false;
        }
        if self.heading.is_some() {
            self.after_heading.extend(strips);
            return;
        }
        keep_with_next(&mut self.after_heading, &strips);
        self.strips.append(&mut self.after_heading);
        self.strips.extend(strips);
    }

    fn bar(&mut self, from: usize, x: f32, weight: f32) {
        self.strips.append(&mut self.after_heading);
        for (at, strip) in self.strips.iter_mut().skip(from).enumerate() {
            let above = match strip.opening {
                Opening::Space(space) if at > 0 => space,
                _ => 0.0,
            };
            strip.items.push(Item::Rect { x, y: -above, w: weight, h: strip.height + above, fill: Colour::BLACK });
        }
    }

    fn code_block(&mut self) {
        let Some(code) = self.code.take() else { return };
        let from = self.strips.len();
        let x = self.place.x + self.indent;
        let mut strips = Vec::new();
        for (at, line) in code.trim_end_matches('\n').split('\n').enumerate() {
            let rich = Rich::new(if line.is_empty() { " " } else { line }, Style::CODE);
            let lines = self.setter.lines(&rich, self.width() - 10.0, Align::Start);
            strips.extend(strips_of(lines, x + 10.0, if at == 0 { self.space() } else { 0.0 }));
        }
        self.push_strips(strips);
        self.bar(from, x, RULE_HEAD);
    }

    fn table(&mut self) {
        self.looks.rich.style = self.place.style;
        let Some(grid) = self.grid.take() else { return };
        let mut columns = Vec::new();
        for (at, head) in grid.head.into_iter().enumerate() {
            let align = match grid.alignments.get(at) {
                Some(Alignment::Right) => Align::Right,
                Some(Alignment::Center) => Align::Centre,
                _ => Align::Start,
            };
            let head = if head.is_empty() { Vec::new() } else { vec![head] };
            columns.push(Column { head, align, fixed: None });
        }
        let width = self.width();
        let mut table = Table::new(columns);
        table.rows = grid.rows;
        table.x = self.place.x + self.indent;
        let mut strips = table.strips(self.setter, width, self.place.page_height);
        if let Some(first) = strips.first_mut() {
            first.opening = Opening::Space(7.0);
            first.items.push(Item::rule(table.x, 0.0, width, RULE_TABLE));
        }
        self.push_strips(strips);
        self.push_strips(vec![Strip::space(4.0)]);
    }

    fn finish(mut self) -> Vec<Strip> {
        self.flush();
        self.strips.append(&mut self.after_heading);
        self.strips
    }
}
