//! Text layout: from [`Rich`] paragraphs to lines of positioned items, with parley.
//!
//! The line box is fixed at 0.78 + 0.22 em, so a fallback face never moves a line. CJK is set at 94 %,
//! because the Latin of Noto Sans CJK is Source Sans drawn 12 % smaller.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use parley::fontique::Language;
use parley::setting::{FontFeature, Tag};
use parley::style::{FontFamily, FontFeatures, OverflowWrap, WordBreak};
use parley::{
    FontStyle, FontWeight, InlineBox, InlineBoxKind, Layout, LayoutContext, PositionedLayoutItem, RangedBuilder,
    StyleProperty, VerticalAlign,
};

use crate::attachment::Files;
use crate::fonts::{Library, MONO, Shelf, TEXT};
use crate::mark;
use crate::page::Item;
use crate::rich::{Face, Inline, Mark, Rich, Style, Words};
use crate::run;
use crate::script::{bind_hyphens, bind_spaces, cjk_stretches, guess_language, is_korean, printable};
use crate::spelling;
use crate::words::{self, Vocabulary};

/// Share of the em above the baseline.
pub(crate) const ASCENT: f32 = 0.78;
/// Stretches of CJK in one paragraph that get a size and language of their own.
const MOST_STRETCHES: usize = 500;
/// Size of CJK beside Latin.
const CJK_SCALE: f32 = 0.94;

/// Where the lines of a paragraph stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Start,
    Left,
    Centre,
    Right,
}

/// A line with its items; y is measured from the top of the line box.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub items: Vec<Item>,
    pub height: f32,
}

/// Paragraphs that are kept because they come again: names, states, heads, what every page has.
const MOST_KEPT: usize = 8_000;
/// Bytes of text above which a paragraph is not expected again.
const LONGEST_KEPT: usize = 160;

/// A paragraph as it was broken to one width.
type Broken = (u32, Align, Vec<Line>);

/// A paragraph that was shaped and can be broken to any width. Whoever comes across it again, on whatever thread, uses
/// it; nobody holds its locks for longer than it takes to break it.
pub(crate) struct Shaped {
    layout: Mutex<Layout<u16>>,
    /// The lines of the last width, of a paragraph that comes again.
    lines: Option<Mutex<Option<Broken>>>,
    text: String,
    words: Vec<Words>,
    marks: Vec<Mark>,
    style: Style,
    /// Width of the longest word.
    pub min: f32,
    /// Width on one line.
    pub max: f32,
}

impl Shaped {
    /// Whether there is nothing to set.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.marks.is_empty()
    }
}

/// What a lock guards; nothing that is half done stands behind one.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The paragraphs that come again, by what they are, for all threads of an export.
pub(crate) type Kept = Arc<Mutex<HashMap<Vec<u8>, Arc<Shaped>>>>;

/// Shapes and sets text. One per thread of work.
pub(crate) struct Setter {
    pub library: Library,
    context: LayoutContext<u16>,
    pub kept: Kept,
    tag: String,
    language: Option<Language>,
    words: &'static Vocabulary,
    rtl: bool,
    /// The files attached to what is set.
    pub files: Arc<Files>,
}

impl Setter {
    pub fn new(shelf: &Arc<Shelf>) -> Self {
        Self {
            library: Library::new(shelf),
            context: LayoutContext::new(),
            kept: Kept::default(),
            tag: String::new(),
            language: None,
            words: words::of("en"),
            rtl: false,
            files: Arc::default(),
        }
    }

    /// The language of what follows, as a BCP 47 tag.
    pub fn set_language(&mut self, tag: &str) {
        if self.tag == tag {
            return;
        }
        tag.clone_into(&mut self.tag);
        self.language = Language::parse(tag).ok();
        self.words = words::of(tag);
        self.rtl = words::is_rtl(tag);
    }

    /// The page's own words in the language of what follows.
    pub fn words(&self) -> &'static Vocabulary {
        self.words
    }

    /// Where a column stands that is aligned so on a page that reads from left to right.
    pub fn side(&self, align: Align) -> Align {
        match align {
            Align::Start if self.rtl => Align::Right,
            Align::Right if self.rtl => Align::Left,
            other => other,
        }
    }

    /// Whether what follows reads from right to left.
    pub fn is_rtl(&self) -> bool {
        self.rtl
    }

    /// Shapes a paragraph, or finds it among those that were shaped before.
    pub fn shape(&mut self, rich: &Rich) -> Arc<Shaped> {
        self.shape_up_to(rich, LONGEST_KEPT)
    }

    /// The same for what stands on every page, however long it is.
    pub fn shape_for_all(&mut self, rich: &Rich) -> Arc<Shaped> {
        self.shape_up_to(rich, usize::MAX)
    }

    fn shape_up_to(&mut self, rich: &Rich, longest: usize) -> Arc<Shaped> {
        let Some(key) = rich.key(&self.tag, longest) else { return Arc::new(self.shape_anew(rich)) };
        if let Some(shaped) = held(&self.kept).get(&key) {
            return shaped.clone();
        }
        let mut shaped = self.shape_anew(rich);
        shaped.lines = Some(Mutex::new(None));
        let shaped = Arc::new(shaped);
        let mut kept = held(&self.kept);
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(key, shaped.clone());
        shaped
    }

    fn shape_anew(&mut self, rich: &Rich) -> Shaped {
        let shaped = self.shape_once(rich);
        let spelled = spelling::spelled(self.words, &mut held(&shaped.layout), &shaped.text, rich);
        match spelled {
            Some(spelled) => self.shape_once(&spelled),
            None => shaped,
        }
    }

    fn shape_once(&mut self, rich: &Rich) -> Shaped {
        // What is not wanted any more is set as if it were empty, so that the end comes soon.
        let none = self.library.shelf.work.is_stopped().then(|| Rich::empty(rich.style));
        let (text, words, spans, boxes) = flatten(self, none.as_ref().unwrap_or(rich));
        let marks = boxes.iter().map(|(_, mark, _)| mark.clone()).collect();
        let language = self.language;
        let is_bold = words.iter().any(|words| matches!(words.face, Face::Semibold | Face::Bold));
        self.library.need(&text, is_bold);
        let mut builder = self.context.ranged_builder(&mut self.library.context, &text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(FontFamily::named(TEXT)));
        builder.push_default(StyleProperty::FontSize(rich.style.size));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::BreakWord));
        if language.is_some() {
            builder.push_default(StyleProperty::Locale(language));
        }
        if language.as_ref().is_some_and(|l| l.language() == "ko") || is_korean(&text) {
            builder.push_default(StyleProperty::WordBreak(WordBreak::KeepAll));
        }
        for (index, (start, end)) in spans.iter().enumerate() {
            push_style(&mut builder, &words[index], index, *start..*end);
        }
        // A text that changes script thousands of times keeps one size; each change costs the shaper.
        let stretches = cjk_stretches(&text);
        for (start, end) in stretches.iter().copied().filter(|_| stretches.len() <= MOST_STRETCHES) {
            if let Some(own) = guess_language(&text[start..end], language.as_ref()) {
                builder.push(StyleProperty::Locale(Some(own)), start..end);
            }
            for (index, (from, to)) in spans.iter().enumerate() {
                let (from, to) = ((*from).max(start), (*to).min(end));
                if from < to {
                    builder.push(StyleProperty::FontSize(words[index].size * CJK_SCALE), from..to);
                }
            }
        }
        for (id, (at, _, width)) in boxes.iter().enumerate() {
            builder.push_inline_box(InlineBox {
                id: id as u64,
                kind: InlineBoxKind::InFlow,
                index: *at,
                width: *width,
                height: 0.0,
                baseline: None,
                vertical_align: VerticalAlign::BASELINE,
            });
        }
        let layout: Layout<u16> = builder.build(&text);
        let widths = layout.calculate_content_widths();
        let layout = Mutex::new(layout);
        Shaped { layout, lines: None, text, words, marks, style: rich.style, min: widths.min, max: widths.max }
    }

    /// Shapes a paragraph and breaks it to a width.
    pub fn lines(&mut self, rich: &Rich, width: f32, align: Align) -> Vec<Line> {
        if rich.is_empty() {
            return Vec::new();
        }
        let shaped = self.shape(rich);
        self.break_lines(&shaped, width, align)
    }

    /// Breaks a shaped paragraph to a width.
    pub fn break_lines(&mut self, shaped: &Shaped, width: f32, align: Align) -> Vec<Line> {
        let Some(kept) = &shaped.lines else { return self.break_anew(shaped, width, align) };
        if let Some((known, way, lines)) = &*held(kept)
            && (*known, *way) == (width.to_bits(), align)
        {
            return lines.clone();
        }
        let lines = self.break_anew(shaped, width, align);
        *held(kept) = Some((width.to_bits(), align, lines.clone()));
        lines
    }

    fn break_anew(&mut self, shaped: &Shaped, width: f32, align: Align) -> Vec<Line> {
        let mut layout = held(&shaped.layout);
        // A hair more than asked, so that a text as wide as its column is not broken by rounding.
        layout.break_all_lines(Some(width + 0.05));
        let style = shaped.style;
        let baseline = (style.leading - style.size) / 2.0 + ASCENT * style.size;
        let rtl = layout.is_rtl();
        let mut lines = Vec::with_capacity(layout.len());
        for line in layout.lines() {
            let metrics = line.metrics();
            let used = metrics.advance - metrics.hanging_advance;
            let indent = match align {
                Align::Right => width - used,
                Align::Centre => (width - used) / 2.0,
                Align::Start if rtl => width - used,
                Align::Start | Align::Left => 0.0,
            }
            .max(0.0)
                - if rtl { metrics.hanging_advance } else { 0.0 };
            let mut items = Vec::new();
            let mut last_run = None;
            for item in line.items() {
                match item {
                    PositionedLayoutItem::GlyphRun(part) => {
                        // A run comes once for each look in it; it is walked whole at its first part.
                        if last_run == Some(part.run().index()) {
                            continue;
                        }
                        last_run = Some(part.run().index());
                        let at = (indent + part.offset(), baseline);
                        run::draw(&mut self.library, part.run(), &shaped.text, &shaped.words, at, &mut items);
                    }
                    PositionedLayoutItem::InlineBox(place) => {
                        last_run = None;
                        let index = usize::try_from(place.id).unwrap_or(usize::MAX);
                        if let Some(drawn) = shaped.marks.get(index) {
                            mark::draw(self, drawn, indent + place.x, baseline, style.size, &mut items);
                        }
                    }
                }
            }
            lines.push(Line { items, height: style.leading });
        }
        lines
    }

    /// Width of a paragraph on one line.
    pub fn width(&mut self, rich: &Rich) -> f32 {
        self.shape(rich).max
    }

    /// One line with its left end at `x` and its baseline at `y`; returns its width.
    pub fn place(&mut self, rich: &Rich, x: f32, y: f32, out: &mut Vec<Item>) -> f32 {
        let shaped = self.shape(rich);
        self.place_shaped(&shaped, x, y, out)
    }

    /// The same of a paragraph that was shaped.
    pub fn place_shaped(&mut self, shaped: &Shaped, x: f32, y: f32, out: &mut Vec<Item>) -> f32 {
        let (width, style) = (shaped.max, shaped.style);
        let baseline = (style.leading - style.size) / 2.0 + ASCENT * style.size;
        // As wide as it is: words that read from right to left begin at the right end of what they are given.
        for line in self.break_lines(shaped, width + 1.0, Align::Left).into_iter().take(1) {
            out.extend(line.items.into_iter().map(|mut item| {
                item.shift(x, y - baseline);
                item
            }));
        }
        width
    }

    /// One line with its right end at `x`.
    pub fn place_right(&mut self, rich: &Rich, x: f32, y: f32, out: &mut Vec<Item>) -> f32 {
        let width = self.width(rich);
        self.place(rich, x - width, y, out)
    }

    /// One line around `x`.
    pub fn place_centre(&mut self, rich: &Rich, x: f32, y: f32, out: &mut Vec<Item>) -> f32 {
        let width = self.width(rich);
        self.place(rich, x - width / 2.0, y, out)
    }
}

/// Letters of a word that stays on the line of its mark.
const LONGEST_BOUND: usize = 40;

/// The word that stays with a mark: a line may not end between a box and what it is for.
fn bound_word<'w>(setter: &Setter, drawn: &Mark, next: &'w Words) -> Option<&'w str> {
    if !matches!(drawn, Mark::Disc | Mark::Ring | Mark::Square | Mark::Box(_)) || next.link.is_some() || next.struck {
        return None;
    }
    let word = next.text.split([' ', '\n', '\t']).next().filter(|word| !word.is_empty())?;
    // On a page that reads from right to left the mark stands on the other side of its word.
    let reads_right = setter.rtl || word.chars().any(|c| matches!(u32::from(c), 0x590..=0x8FF | 0xFB1D..=0xFEFC));
    (!reads_right && word.chars().count() <= LONGEST_BOUND).then_some(word)
}

type Flat = (String, Vec<Words>, Vec<(usize, usize)>, Vec<(usize, Mark, f32)>);

fn flatten(setter: &mut Setter, rich: &Rich) -> Flat {
    let mut text = String::new();
    let mut words = Vec::new();
    let mut spans = Vec::new();
    let mut boxes = Vec::new();
    let mut inlines = rich.inlines.iter().peekable();
    // The part of the next words that was bound to the mark before them.
    let mut taken = 0;
    while let Some(inline) = inlines.next() {
        match inline {
            Inline::Words(stretch) => {
                let start = text.len();
                let own = printable(&stretch.text[std::mem::take(&mut taken)..]);
                text.push_str(&bind_hyphens(&bind_spaces(&own)));
                spans.push((start, text.len()));
                words.push(Words { text: String::new(), ..stretch.clone() });
            }
            Inline::Mark(drawn) => {
                let mut drawn = drawn.clone();
                if let Some(Inline::Words(next)) = inlines.peek()
                    && let Some(word) = bound_word(setter, &drawn, next)
                {
                    taken = word.len();
                    let word = Words { text: word.to_owned(), ..next.clone() };
                    drawn = Mark::Bound(Box::new(drawn), Box::new(word));
                }
                let width = mark::width(setter, &drawn, rich.style.size);
                boxes.push((text.len(), drawn, width));
            }
        }
    }
    (text, words, spans, boxes)
}

fn push_style(builder: &mut RangedBuilder<'_, u16>, words: &Words, index: usize, range: std::ops::Range<usize>) {
    if range.is_empty() {
        return;
    }
    let (weight, style) = match words.face {
        Face::Regular | Face::Mono => (FontWeight::new(400.0), FontStyle::Normal),
        Face::Italic => (FontWeight::new(400.0), FontStyle::Italic),
        Face::Semibold => (FontWeight::new(600.0), FontStyle::Normal),
        Face::Bold => (FontWeight::new(700.0), FontStyle::Normal),
    };
    if words.face == Face::Mono {
        builder.push(StyleProperty::FontFamily(FontFamily::named(MONO)), range.clone());
    }
    builder.push(StyleProperty::FontWeight(weight), range.clone());
    builder.push(StyleProperty::FontStyle(style), range.clone());
    builder.push(StyleProperty::FontSize(words.size), range.clone());
    builder.push(StyleProperty::Brush(u16::try_from(index).unwrap_or(u16::MAX)), range.clone());
    if let Some(tag) = words.feature {
        let feature = [FontFeature::new(Tag::from_bytes(tag), 1)];
        builder.push(StyleProperty::FontFeatures(FontFeatures::List(feature.to_vec().into())), range);
    }
}
