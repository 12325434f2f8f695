//! Inline Markdown: faces, links, code and note numbers, gathered into paragraphs.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::page::Target;
use crate::rich::{Face, Inline, Mark, Rich, Style};
use crate::words::of;

/// Markdown as one paragraph each, for cells of tables.
pub(crate) fn paragraphs(text: &str, style: Style) -> Vec<Rich> {
    let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut looks = Looks::new(style);
    let mut done = Vec::new();
    let mut lists: Vec<Option<u64>> = Vec::new();
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::List(first)) => {
                looks.flush_into(&mut done);
                lists.push(first);
            }
            Event::End(TagEnd::List(_)) => {
                lists.pop();
            }
            Event::Start(Tag::Item) => {
                looks.flush_into(&mut done);
                let marker = match lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "– ".to_owned(),
                };
                looks.words(&marker);
            }
            Event::End(
                TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::HtmlBlock,
            ) => {
                looks.flush_into(&mut done);
            }
            other => looks.inline(other),
        }
    }
    looks.flush_into(&mut done);
    done
}

/// Changes of look that one paragraph may have.
const MOST_INLINES: usize = 600;

/// Inline looks and the paragraph that is being gathered.
pub(crate) struct Looks {
    pub rich: Rich,
    bold: u32,
    italic: u32,
    struck: u32,
    links: Vec<(Option<Target>, String)>,
    /// Before the name of a picture that is not drawn.
    picture: &'static str,
}

impl Looks {
    pub fn new(style: Style) -> Self {
        Self { rich: Rich::empty(style), bold: 0, italic: 0, struck: 0, links: Vec::new(), picture: of("en").picture }
    }

    pub fn flush_into(&mut self, done: &mut Vec<Rich>) {
        let style = self.rich.style;
        let rich = std::mem::replace(&mut self.rich, Rich::empty(style));
        if rich.inlines.len() <= MOST_INLINES {
            if !rich.is_empty() {
                done.push(rich);
            }
            return;
        }
        // Thousands of changes of face in one paragraph would make the shaper slow: it is cut.
        for part in rich.inlines.chunks(MOST_INLINES) {
            done.push(Rich { inlines: part.to_vec(), style });
        }
    }

    pub fn words(&mut self, text: &str) {
        let face = match (self.bold > 0, self.italic > 0) {
            (true, _) => Face::Semibold,
            (false, true) => Face::Italic,
            _ => self.rich.style.face,
        };
        self.faced(text, face, 1.0);
    }

    pub fn faced(&mut self, text: &str, face: Face, scale: f32) {
        if text.is_empty() {
            return;
        }
        let style = Style { face, size: self.rich.style.size * scale, ..self.rich.style };
        let struck = self.struck > 0;
        let link = self.links.iter().rev().find_map(|(target, _)| target.clone());
        // What looks the same is one stretch, so that a soft line break is not a change of look.
        if let Some(Inline::Words(last)) = self.rich.inlines.last_mut()
            && (last.face, last.struck, last.rise) == (face, struck, 0.0)
            && (last.size - style.size).abs() < 0.001
            && last.link == link
            && !crate::blank_words::is_open(text)
        {
            last.text.push_str(text);
            return;
        }
        let own = self.rich.style;
        self.rich = std::mem::replace(&mut self.rich, Rich::empty(own)).styled(text, style);
        if let Some(Inline::Words(words)) = self.rich.inlines.last_mut() {
            words.struck = struck;
            words.link = link;
        }
    }

    pub fn inline(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) => self.words(&text),
            Event::Html(text) | Event::InlineHtml(text) => self.words(text.trim_end_matches('\n')),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.words(&text),
            Event::Code(text) => self.faced(&text, Face::Mono, 0.92),
            Event::SoftBreak => self.words(" "),
            Event::HardBreak => self.words("\n"),
            Event::FootnoteReference(label) => self.raised(&label),
            Event::TaskListMarker(done) => {
                self.rich.inlines.push(Inline::Mark(Mark::Box(done)));
            }
            Event::Start(Tag::Strong) => self.bold += 1,
            Event::End(TagEnd::Strong) => self.bold = self.bold.saturating_sub(1),
            Event::Start(Tag::Emphasis) => self.italic += 1,
            Event::End(TagEnd::Emphasis) => self.italic = self.italic.saturating_sub(1),
            Event::Start(Tag::Strikethrough) => self.struck += 1,
            Event::End(TagEnd::Strikethrough) => self.struck = self.struck.saturating_sub(1),
            Event::Start(Tag::Link { dest_url, .. }) => self.open_link(&dest_url),
            Event::Start(Tag::Image { dest_url, .. }) => {
                self.words("[");
                self.words(self.picture);
                self.open_link(&dest_url);
            }
            Event::End(TagEnd::Link) => self.close_link(),
            Event::End(TagEnd::Image) => {
                self.close_link();
                self.words("]");
            }
            _ => {}
        }
    }

    fn open_link(&mut self, address: &str) {
        let lower = address.trim().to_ascii_lowercase();
        let target = (lower.starts_with("https://") || lower.starts_with("mailto:"))
            .then(|| Target::Uri(encoded(address.trim())));
        let shown = if target.is_some() { String::new() } else { address.to_owned() };
        self.links.push((target, shown));
    }

    fn close_link(&mut self) {
        if let Some((_, shown)) = self.links.pop()
            && !shown.is_empty()
        {
            self.words(&format!(" ({shown})"));
        }
    }

    fn raised(&mut self, label: &str) {
        self.faced(label, Face::Semibold, 0.72);
        if let Some(Inline::Words(words)) = self.rich.inlines.last_mut() {
            words.rise = self.rich.style.size * 0.34;
        }
    }
}

/// An address with what is not ASCII, and the characters a PDF string would end at, as percent codes.
fn encoded(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for byte in address.bytes() {
        if byte.is_ascii_graphic() && !matches!(byte, b'(' | b')' | b'\\' | b'<' | b'>') {
            out.push(char::from(byte));
        } else {
            use std::fmt::Write;
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
