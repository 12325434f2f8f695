//! The flow: strips one below the other, broken into pages. A strip is a line or a row that is never
//! split; what must stay together is said by the height that has to be free where a strip begins.

use std::sync::Arc;

use crate::page::Item;
use crate::text::Line;

/// Weight of the rule that opens a form.
pub(crate) const RULE_SECTION: f32 = 1.5;
/// Weight of the rule on top of a table.
pub(crate) const RULE_TABLE: f32 = 1.0;
/// Weight under heads and bands, and at the end of a table.
pub(crate) const RULE_HEAD: f32 = 0.6;
/// Weight between rows and blocks.
pub(crate) const RULE_ROW: f32 = 0.35;

/// How a strip begins when something stands above it on the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Opening {
    /// After this much space.
    Space(f32),
    /// With a light rule across the page: the next block of a form.
    Block,
    /// With the rule of a table.
    Table,
    /// With the heavy rule of a form.
    Form,
}

/// What a page repeats when the strip that begins it belongs to a table that began before.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub items: Vec<Item>,
    pub height: f32,
}

/// A stretch of the page that is not split.
#[derive(Debug, Clone)]
pub(crate) struct Strip {
    pub opening: Opening,
    pub height: f32,
    /// Height that must be free, from the top of this strip, for it to stand here.
    pub need: f32,
    /// Whether what is needed may be a whole page: a picture or a matrix that is read as one.
    pub whole: bool,
    pub items: Vec<Item>,
    /// Repeated on a page that this strip begins.
    pub head: Option<Arc<Head>>,
    /// Left end and width of the rule that ends a table; drawn heavier where a page ends here.
    pub end_rule: Option<(f32, f32)>,
}

impl Strip {
    pub fn new(opening: Opening, height: f32, items: Vec<Item>) -> Self {
        Self { opening, height, need: height, whole: false, items, head: None, end_rule: None }
    }

    /// Blank space, dropped at the top of a page.
    pub fn space(height: f32) -> Self {
        Self::new(Opening::Space(height), 0.0, Vec::new())
    }
}

/// Turns lines into strips whose left end is at `x`: two lines stay together at either end.
pub(crate) fn strips_of(lines: Vec<Line>, x: f32, before: f32) -> Vec<Strip> {
    let count = lines.len();
    let mut strips: Vec<Strip> = lines
        .into_iter()
        .enumerate()
        .map(|(at, line)| {
            let items = moved(line.items, x, 0.0);
            Strip::new(Opening::Space(if at == 0 { before } else { 0.0 }), line.height, items)
        })
        .collect();
    // Widows and orphans: the first two and the last two lines, all three of a paragraph of three.
    if count >= 2 {
        let second = strips[1].height;
        strips[0].need += second;
        if count == 3 {
            let third = strips[2].height;
            strips[0].need += third;
        }
        let last = strips[count - 1].height;
        strips[count - 2].need = strips[count - 2].height + last;
    }
    strips
}

/// Items moved to another place.
pub(crate) fn moved(mut items: Vec<Item>, dx: f32, dy: f32) -> Vec<Item> {
    for item in &mut items {
        item.shift(dx, dy);
    }
    items
}

/// Height above a strip that follows another one.
fn lead(opening: Opening, after_end_rule: bool) -> f32 {
    match opening {
        Opening::Space(space) => space,
        Opening::Block if after_end_rule => 8.5,
        Opening::Block => 10.4 + 10.4,
        Opening::Table if after_end_rule => 17.0,
        Opening::Table => 11.0,
        Opening::Form => 26.0,
    }
}

/// Whole height of strips that follow one another.
pub(crate) fn height_of(strips: &[Strip]) -> f32 {
    let mut after = false;
    let mut height = 0.0;
    for strip in strips {
        height += lead(strip.opening, after) + strip.height;
        after = strip.end_rule.is_some();
    }
    height
}

/// Keeps strips together: the first one needs room for all, as far as a page has it.
pub(crate) fn keep_together(strips: &mut [Strip]) {
    let limit = 420.0;
    let mut total = 0.0;
    for at in (0..strips.len()).rev() {
        total += strips[at].height;
        if total <= limit {
            strips[at].need = strips[at].need.max(total);
        }
        if let Opening::Space(space) = strips[at].opening {
            total += space;
        }
    }
}

/// Keeps strips on one page, which they begin where they do not fit below what stands before; they must fit on one.
pub(crate) fn keep_on_page(strips: &mut [Strip]) {
    let height = height_of(strips);
    let Some(first) = strips.first_mut() else { return };
    let above = lead(first.opening, false);
    first.need = first.need.max(height - above);
    first.whole = true;
}

/// Keeps the first strip with what follows it.
pub(crate) fn keep_with_next(strips: &mut [Strip], next: &[Strip]) {
    let (Some(last), Some(first)) = (strips.last(), next.first()) else { return };
    // What is kept whole takes its title along.
    let need = if first.whole { first.need } else { first.need.min(260.0) };
    let mut below = lead(first.opening, last.end_rule.is_some()) + need;
    for strip in strips.iter_mut().rev() {
        below += strip.height;
        strip.need = strip.need.max(below);
        strip.whole |= first.whole;
        below += lead(strip.opening, false);
    }
}

/// A strip that stays with the next one stays also with what the next one stays with, so that no head is left behind.
pub(crate) fn chain(strips: &mut [Strip]) {
    for at in (0..strips.len().saturating_sub(1)).rev() {
        let strip = &strips[at];
        if strip.need > strip.height + 0.5 {
            let next = &strips[at + 1];
            let all = strip.height + lead(next.opening, strip.end_rule.is_some()) + next.need;
            strips[at].need = strips[at].need.max(all);
        }
    }
}

/// Size of the paper and what is printed on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Frame {
    pub width: f32,
    pub height: f32,
}

/// Left margin, 20 mm for punch holes.
pub(crate) const LEFT: f32 = 56.69;
/// Right margin.
pub(crate) const RIGHT: f32 = 42.52;
/// Top margin.
pub(crate) const TOP: f32 = 72.0;
/// Bottom margin.
pub(crate) const BOTTOM: f32 = 66.0;
/// Where the content column begins, from the left margin.
pub(crate) const CONTENT: f32 = 127.02;

impl Frame {
    /// Width of the text.
    pub fn text_width(self) -> f32 {
        self.width - LEFT - RIGHT
    }

    /// Height of the text.
    pub fn text_height(self) -> f32 {
        self.height - TOP - BOTTOM
    }
}

/// A page before its head and foot are known.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    pub frame: Frame,
    pub items: Vec<Item>,
    /// Index of the form that begins or continues at the top.
    pub form: usize,
    /// Whether it began on an earlier page.
    pub continued: bool,
    /// Forms that begin further down on the page.
    pub also: Vec<usize>,
}

/// Share of a page's height that is too little for a page of its own: it is taken in by the page before, or by all
/// pages of a short form.
const FEW: f32 = 0.14;
const FEW_OF_SHORT: f32 = 0.32;
/// Pages of a form up to which all of them are set closer for the sake of its end.
const SHORT: usize = 5;
/// How close strips stand on a page that takes in the last few lines, against their usual distance.
const CLOSE: f32 = 0.55;
/// The same in a document that is set closely throughout.
const CLOSEST: f32 = 0.45;

/// Breaks strips into sheets.
pub(crate) struct Paginator {
    pub sheets: Vec<Sheet>,
    y: f32,
    after_end_rule: bool,
    limit: usize,
    pub overflow: bool,
    /// Whether a form was to begin on the page, of which nothing stands there yet.
    begins: bool,
    /// Share of the usual distance between strips.
    closeness: f32,
    /// The same of those that are set closely.
    close: f32,
}

/// How far the pages were filled at a moment.
struct Place {
    sheets: usize,
    items: usize,
    also: Vec<usize>,
    y: f32,
    after_end_rule: bool,
    begins: bool,
}

impl Paginator {
    pub fn new(limit: usize) -> Self {
        Self {
            sheets: Vec::new(),
            y: 0.0,
            after_end_rule: false,
            limit,
            overflow: false,
            begins: false,
            closeness: 1.0,
            close: CLOSE,
        }
    }

    /// Height left on the page, 0 before the first one.
    pub fn left(&self) -> f32 {
        self.sheets.last().map_or(0.0, |sheet| sheet.frame.height - BOTTOM - self.y)
    }

    /// The frame of the page that is being filled.
    pub fn frame(&self) -> Option<Frame> {
        self.sheets.last().map(|sheet| sheet.frame)
    }

    pub fn start_page(&mut self, frame: Frame, form: usize, continued: bool) {
        if self.sheets.len() >= self.limit {
            self.overflow = true;
            return;
        }
        self.sheets.push(Sheet { frame, items: Vec::new(), form, continued, also: Vec::new() });
        self.y = TOP;
        self.after_end_rule = false;
    }

    /// Another form begins on the page that is being filled.
    pub fn share(&mut self, form: usize) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.also.push(form);
            self.begins = true;
        }
    }

    /// Sets strips; the first page of the form must have been started or shared. Where only a few lines would run over
    /// to a last page, the page before it is set closer if that takes them in; else a short form as a whole.
    pub fn flow(&mut self, strips: &[Strip], frame: Frame, form: usize) {
        let start = self.mark();
        let pages = self.fill(strips, frame, form, usize::MAX);
        let [.., before_last, _] = pages.as_slice() else { return };
        let over = (self.y - TOP) / frame.text_height();
        if self.overflow || over > FEW_OF_SHORT {
            return;
        }
        let closer = [(over <= FEW, *before_last), (pages.len() <= SHORT, 0)];
        for (_, from) in closer.into_iter().filter(|(is_meant, _)| *is_meant) {
            self.back_to(&start);
            if self.fill(strips, frame, form, from).len() < pages.len() {
                return;
            }
        }
        self.back_to(&start);
        self.fill(strips, frame, form, usize::MAX);
    }

    /// The same with less space between all strips.
    pub fn flow_closely(&mut self, strips: &[Strip], frame: Frame, form: usize) {
        self.close = CLOSEST;
        self.fill(strips, frame, form, 0);
        self.close = CLOSE;
    }

    fn mark(&self) -> Place {
        let last = self.sheets.last();
        Place {
            sheets: self.sheets.len(),
            items: last.map_or(0, |sheet| sheet.items.len()),
            also: last.map_or_else(Vec::new, |sheet| sheet.also.clone()),
            y: self.y,
            after_end_rule: self.after_end_rule,
            begins: self.begins,
        }
    }

    fn back_to(&mut self, place: &Place) {
        self.sheets.truncate(place.sheets);
        if let Some(last) = self.sheets.last_mut() {
            last.items.truncate(place.items);
            last.also.clone_from(&place.also);
        }
        (self.y, self.after_end_rule, self.begins) = (place.y, place.after_end_rule, place.begins);
    }

    /// Sets strips, those from `close` on with less space between them. The strips with which its pages begin.
    fn fill(&mut self, strips: &[Strip], frame: Frame, form: usize, close: usize) -> Vec<usize> {
        let mut pages = vec![0];
        let mut previous_end: Option<(f32, f32)> = None;
        for (at, strip) in strips.iter().enumerate() {
            if self.overflow {
                return pages;
            }
            self.closeness = if at >= close { self.close } else { 1.0 };
            let at_top = self.y <= TOP + 0.01;
            let lead = self.closeness * lead(strip.opening, self.after_end_rule);
            // What needs more than a page breaks where it must.
            let head = strip.head.as_ref().map_or(0.0, |head| head.height);
            let share = if strip.whole { 1.0 } else { 0.75 };
            let need = strip.need.min(share * (frame.text_height() - head)).max(strip.height);
            let fits = at_top || lead + need <= self.left() + 0.01;
            if !fits {
                if let (Some((x, w)), Some(sheet)) = (previous_end, self.sheets.last_mut()) {
                    sheet.items.push(Item::rule(LEFT + x, self.y - RULE_HEAD, w, RULE_HEAD));
                }
                let begins = std::mem::take(&mut self.begins);
                if let (true, Some(sheet)) = (begins, self.sheets.last_mut()) {
                    sheet.also.pop();
                }
                self.start_page(frame, form, !begins);
                if self.overflow {
                    return pages;
                }
                // A form that found no room below another one begins here, and has no page before.
                if begins && at == 0 {
                    pages.clear();
                }
                pages.push(at);
                self.put(strip, frame, true);
            } else {
                self.put(strip, frame, at_top);
            }
            self.begins = false;
            previous_end = strip.end_rule;
        }
        pages
    }

    fn put(&mut self, strip: &Strip, frame: Frame, at_top: bool) {
        let width = frame.text_width();
        let Some(sheet) = self.sheets.last_mut() else { return };
        if at_top {
            if let Some(head) = &strip.head {
                sheet.items.extend(moved(head.items.clone(), LEFT, self.y));
                self.y += head.height;
            } else {
                match strip.opening {
                    Opening::Space(_) | Opening::Block => {
                        // The page itself opens with a rule, as a form does.
                        let weight = if sheet.continued { RULE_TABLE } else { RULE_SECTION };
                        sheet.items.push(Item::rule(LEFT, self.y, width, weight));
                        self.y += 10.4;
                    }
                    Opening::Table => sheet.items.push(Item::rule(LEFT, self.y, width, RULE_TABLE)),
                    Opening::Form => sheet.items.push(Item::rule(LEFT, self.y, width, RULE_SECTION)),
                }
            }
        } else {
            let above = self.closeness * lead(strip.opening, self.after_end_rule);
            self.y += above;
            match strip.opening {
                Opening::Block if !self.after_end_rule => {
                    sheet.items.push(Item::rule(LEFT, self.y - above / 2.0, width, RULE_ROW));
                }
                Opening::Table => sheet.items.push(Item::rule(LEFT, self.y, width, RULE_TABLE)),
                Opening::Form => sheet.items.push(Item::rule(LEFT, self.y, width, RULE_SECTION)),
                _ => {}
            }
        }
        sheet.items.extend(moved(strip.items.clone(), LEFT, self.y));
        self.y += strip.height;
        // A space alone does not undo the rule above it.
        if strip.height > 0.0 || strip.end_rule.is_some() {
            self.after_end_rule = strip.end_rule.is_some();
        }
    }
}
