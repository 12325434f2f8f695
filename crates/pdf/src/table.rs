//! Tables: column widths from the narrowest and widest content, rows that flow over pages, and heads
//! that repeat with “continued”.

use std::sync::Arc;

use crate::flow::{Head, Opening, RULE_HEAD, RULE_ROW, RULE_TABLE, Strip, keep_with_next, moved};
use crate::heading::{band_strip, join, title_strip};
use crate::page::Item;
use crate::rich::{Rich, Style};
use crate::squeezed;
use crate::text::{Align, Line, Setter, Shaped};
use crate::widths::{FLOOR, MOST_ROWS, Need, share};
use crate::write_in::Fields;

/// Cells of a table whose shaped words are kept between measuring and setting.
const MOST_KEPT: usize = 6_000;

/// Space between the fields under a row and its rule.
const BELOW_FIELDS: f32 = 3.6;

/// Space above and below the words of a row below which everything in the table stands closely.
const CLOSE_PADDING: f32 = 1.4;

/// Width of a column that holds no more than a number.
const NUMBER: f32 = 40.0;

/// Width above which a paragraph of a cell is expected to take more than one line.
const LONG: f32 = 60.0;

/// What was found when a table was measured.
#[derive(Default)]
struct Measured {
    /// Whether what was shaped is kept.
    reuse: bool,
    /// Cells of some rows: how wide each would be on one line.
    wide: Vec<Vec<f32>>,
    /// The paragraphs of the cells of each row.
    shaped: Vec<Vec<Vec<Arc<Shaped>>>>,
}

/// A column.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// Paragraphs of its head.
    pub head: Vec<Rich>,
    pub align: Align,
    /// Width when it is fixed.
    pub fixed: Option<f32>,
}

impl Column {
    pub fn new(head: &str, align: Align) -> Self {
        let head = if head.is_empty() { Vec::new() } else { vec![Rich::new(head, Style::COLUMN_HEAD)] };
        Self { head, align, fixed: None }
    }
}

/// A cell: paragraphs one below the other.
pub(crate) type Cell = Vec<Rich>;

/// A row, or the title of the rows that follow.
#[derive(Debug, Clone)]
pub(crate) enum Row {
    Band(String),
    Body(Vec<Cell>),
}

/// The title row of a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Title {
    pub number: String,
    pub text: String,
    pub remark: String,
    pub anchor: Option<u32>,
    /// Where the words begin after the number; 0 for the usual place.
    pub indent: f32,
    /// The title of the form, which names the table on later pages where it has no title itself.
    pub form: String,
}

impl Title {
    /// Whether it says nothing above the table itself.
    pub fn is_silent(&self) -> bool {
        self.text.is_empty() && self.remark.is_empty() && self.number.is_empty()
    }
}

/// A table.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub title: Option<Title>,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// Space above and below the words of a row.
    pub padding: f32,
    /// Space between columns.
    pub gutter: f32,
    /// Least height of a row, whose content is then centred.
    pub row_min: f32,
    /// Left end from the margin.
    pub x: f32,
    /// Vertical rules between columns, for blank forms.
    pub ruled: bool,
    /// Names of fields to write in under each row.
    pub below: Vec<String>,
    /// Least room for a hand in each of them, on a blank form; none for the usual one.
    pub below_rooms: Vec<f32>,
    /// What stands in the first cell of a row where a page begins with it, by rows; what is the same above is said once.
    pub carried: Vec<Option<Rich>>,
    /// What is told of a row below its cells, across the whole width, by rows.
    pub told: Vec<Option<Rich>>,
}

impl Table {
    pub fn new(columns: Vec<Column>) -> Self {
        Self {
            title: None,
            columns,
            rows: Vec::new(),
            padding: 2.9,
            gutter: 10.0,
            row_min: 0.0,
            x: 0.0,
            ruled: false,
            below: Vec::new(),
            below_rooms: Vec::new(),
            carried: Vec::new(),
            told: Vec::new(),
        }
    }

    /// The least width in which no word is broken.
    pub fn min_width(&self, setter: &mut Setter) -> f32 {
        let gutters = self.gutter * (self.columns.len().max(1) - 1) as f32;
        self.measure(setter, None).iter().map(|need| need.min).sum::<f32>() + gutters
    }

    /// The least width of each column in which no word is broken.
    pub fn needs(&self, setter: &mut Setter) -> Vec<f32> {
        self.measure(setter, None).into_iter().map(|need| need.min).collect()
    }

    /// How wide each column would be if its widest words stood on one line.
    pub fn widths_on_one_line(&self, setter: &mut Setter) -> Vec<f32> {
        self.measure(setter, None).into_iter().map(|need| need.max).collect()
    }

    /// Sets everything smaller and closer, for tables that would else not fit.
    pub fn tighten(&mut self) {
        self.gutter = self.gutter.min(6.5);
        let heads = self.columns.iter_mut().flat_map(|column| &mut column.head);
        heads.for_each(|head| head.scale(0.93));
        for row in &mut self.rows {
            if let Row::Body(cells) = row {
                cells.iter_mut().flatten().filter(|rich| rich.style.size > 8.3).for_each(|rich| rich.scale(0.93));
            }
        }
    }

    /// Narrowest and widest content of each column; what was shaped for it is kept for the rows.
    fn measure(&self, setter: &mut Setter, mut kept: Option<&mut Measured>) -> Vec<Need> {
        let mut needs = vec![Need { min: FLOOR, max: FLOOR, head: 0.0 }; self.columns.len()];
        for (column, need) in self.columns.iter().zip(&mut needs) {
            for head in &column.head {
                let shaped = setter.shape(head);
                need.min = need.min.max(shaped.min);
                need.head = need.head.max(shaped.max);
            }
        }
        // Some rows, evenly spread, are enough to know how high they become.
        let every = self.rows.len().div_ceil(MOST_ROWS).max(1);
        for (at, row) in self.rows.iter().enumerate() {
            let Row::Body(cells) = row else { continue };
            let mut shaped_row = Vec::with_capacity(cells.len());
            let mut wide = Vec::with_capacity(cells.len());
            for (cell, need) in cells.iter().zip(&mut needs) {
                let shaped: Vec<Arc<Shaped>> = cell.iter().map(|paragraph| setter.shape(paragraph)).collect();
                for paragraph in &shaped {
                    need.min = need.min.max(paragraph.min);
                    need.max = need.max.max(paragraph.max);
                }
                let widest = shaped.iter().map(|p| p.max).fold(0.0, f32::max);
                let long: f32 = shaped.iter().map(|p| p.max).filter(|max| *max > LONG).sum();
                wide.push(widest.max(long));
                shaped_row.push(shaped);
            }
            if let Some(kept) = &mut kept {
                if at % every == 0 {
                    kept.wide.push(wide);
                }
                if kept.reuse {
                    kept.shaped.push(shaped_row);
                }
            }
        }
        for (column, need) in self.columns.iter().zip(&mut needs) {
            if let Some(fixed) = column.fixed {
                *need = Need { min: fixed, max: fixed, head: fixed };
            }
            need.max = need.max.max(need.min);
        }
        needs
    }

    /// The strips of the table.
    pub fn strips(&self, setter: &mut Setter, width: f32, page_height: f32) -> Vec<Strip> {
        if self.columns.is_empty() {
            return Vec::new();
        }
        // A shaped paragraph takes some kilobytes; of a giant table they are made again, row by row.
        let reuse = self.rows.len() * self.columns.len() <= MOST_KEPT;
        let mut kept = Measured { reuse, ..Measured::default() };
        let needs = self.measure(setter, Some(&mut kept));
        let Measured { wide, shaped, .. } = kept;
        let mut kept = shaped.into_iter();
        let available = width - self.gutter * (self.columns.len() - 1) as f32;
        let fixed: Vec<bool> = self.columns.iter().map(|c| c.fixed.is_some()).collect();
        let widths = share(&needs, &wide, available.max(FLOOR), &fixed);
        let mut left = Vec::with_capacity(widths.len());
        let mut x = self.x;
        for w in &widths {
            // A page that reads from right to left has its first column on the right.
            left.push(if setter.is_rtl() { 2.0 * self.x + width - x - w } else { x });
            x += w + self.gutter;
        }
        let below = self.fields(setter, &widths, width);
        let place = Place { left, widths, width, rtl: setter.is_rtl(), below };
        let shown = self.title.as_ref().filter(|title| !title.is_silent());
        let title = shown.map(|title| title_strip(setter, title, self.x, width, false));
        let title_again = self.title.as_ref().map(|title| title_strip(setter, title, self.x, width, true));
        let head = self.head_strip(setter, &place);
        let mut strips = Vec::new();
        let mut top: Vec<Strip> = title.into_iter().chain(head.clone()).collect();
        if let Some(first) = top.first_mut() {
            first.opening = Opening::Table;
        }
        let mut again: Vec<Strip> = title_again.into_iter().chain(head).collect();
        let opening_rule = Item::rule(self.x, 0.0, width, RULE_TABLE);
        let head_only = Arc::new(join(&again, Some(opening_rule.clone())));
        let mut repeated = head_only.clone();
        for (at, row) in self.rows.iter().enumerate() {
            let last = at + 1 == self.rows.len() || matches!(self.rows.get(at + 1), Some(Row::Band(_)));
            match row {
                Row::Band(text) => {
                    let band = band_strip(setter, text, "", self.x, width);
                    let more = band_strip(setter, text, setter.words().continued, self.x, width);
                    let length = again.len();
                    again.push(more);
                    let with_band = Arc::new(join(&again, Some(opening_rule.clone())));
                    again.truncate(length);
                    let mut band = band;
                    // A page that begins with a band goes on with nothing of the one before.
                    band.head = Some(head_only.clone());
                    top.push(band);
                    repeated = with_band;
                }
                Row::Body(cells) => {
                    let told = self.told.get(at).and_then(Option::as_ref);
                    let mut row = self.row_strips(setter, (cells, told), kept.next(), &place, page_height, last);
                    for strip in &mut row {
                        strip.head = Some(repeated.clone());
                    }
                    if let (Some(Some(words)), Some(first)) = (self.carried.get(at), row.first_mut()) {
                        first.head = Some(self.carry(setter, words, &repeated, &place));
                    }
                    if !top.is_empty() {
                        keep_with_next(&mut top, &row);
                        strips.append(&mut top);
                    }
                    strips.append(&mut row);
                }
            }
        }
        strips.append(&mut top);
        // Title, head and two rows stay together, and no single row is left for the next page.
        self.keep_ends(&mut strips);
        strips
    }

    /// Under a narrow number words begin where those of the row do.
    fn indent(&self, widths: &[f32]) -> f32 {
        match widths {
            [first, _, ..] if *first < NUMBER => first + self.gutter,
            _ => 0.0,
        }
    }

    /// The fields under each row; under a narrow number they begin where the words do.
    fn fields(&self, setter: &mut Setter, widths: &[f32], width: f32) -> Fields {
        let indent = self.indent(widths);
        let x = if setter.is_rtl() { self.x } else { self.x + indent };
        match self.below_rooms.is_empty() {
            false => Fields::roomy(setter, &self.below, (x, width - indent), &self.below_rooms),
            true => Fields::new(setter, &self.below, x, width - indent),
        }
    }

    fn keep_ends(&self, strips: &mut [Strip]) {
        let count = strips.len();
        if count >= 3 {
            let tail: f32 = strips[count - 2..].iter().map(|s| s.height).sum();
            if strips[count - 1].height < 60.0 && strips[count - 2].height < 60.0 {
                strips[count - 2].need = strips[count - 2].need.max(tail);
            }
        }
        if let Some(first_row) = strips.iter().position(|s| s.head.is_some() && s.end_rule.is_some())
            && let Some(second) = strips.get(first_row + 1).map(|s| s.height)
            && second < 100.0
        {
            for strip in &mut strips[..=first_row] {
                strip.need += second;
            }
        }
    }

    fn head_strip(&self, setter: &mut Setter, place: &Place) -> Option<Strip> {
        if self.columns.iter().all(|c| c.head.is_empty()) {
            return None;
        }
        let mut columns: Vec<Vec<Line>> = Vec::new();
        for (column, width) in self.columns.iter().zip(&place.widths) {
            let mut lines = Vec::new();
            for head in &column.head {
                lines.extend(setter.lines(head, *width, setter.side(column.align)));
            }
            columns.push(lines);
        }
        let tallest = columns.iter().map(|lines| lines.iter().map(|l| l.height).sum::<f32>()).fold(0.0, f32::max);
        let is_named = self.title.as_ref().is_some_and(|title| !title.is_silent());
        let (above, below) = match (is_named, self.padding < CLOSE_PADDING) {
            (true, true) => (0.8, 2.0),
            (true, false) => (2.0, 2.8),
            (false, _) => (3.6, 2.8),
        };
        let mut items = Vec::new();
        for (lines, x) in columns.into_iter().zip(&place.left) {
            let own: f32 = lines.iter().map(|l| l.height).sum();
            let mut y = above + tallest - own;
            for line in lines {
                items.extend(moved(line.items, *x, y));
                y += line.height;
            }
        }
        let height = above + tallest + below;
        items.push(Item::rule(self.x, height - RULE_HEAD, place.width, RULE_HEAD));
        Some(Strip::new(Opening::Space(0.0), height, items))
    }

    /// One strip for a row, or one for each of its lines when it is taller than a third of the page.
    fn row_strips(
        &self,
        setter: &mut Setter,
        (cells, told): (&[Cell], Option<&Rich>),
        shaped: Option<Vec<Vec<Arc<Shaped>>>>,
        place: &Place,
        page_height: f32,
        last: bool,
    ) -> Vec<Strip> {
        let mut columns: Vec<Vec<Line>> = Vec::new();
        for (at, column) in self.columns.iter().enumerate() {
            let align = setter.side(column.align);
            let mut lines = Vec::new();
            match shaped.as_ref().and_then(|row| row.get(at)) {
                Some(paragraphs) => {
                    for paragraph in paragraphs.iter().filter(|p| !p.is_empty()) {
                        lines.extend(setter.break_lines(paragraph, place.widths[at], align));
                    }
                }
                None => {
                    for paragraph in cells.get(at).map(Vec::as_slice).unwrap_or_default() {
                        lines.extend(setter.lines(paragraph, place.widths[at], align));
                    }
                }
            }
            columns.push(lines);
        }
        let heights: Vec<f32> = columns.iter().map(|lines| lines.iter().map(|l| l.height).sum()).collect();
        let tallest = heights.iter().copied().fold(0.0, f32::max);
        let weight = if last { RULE_HEAD } else { RULE_ROW };
        let own = (tallest + 2.0 * self.padding).max(self.row_min);
        let indent = self.indent(&place.widths);
        let x = if setter.is_rtl() { self.x } else { self.x + indent };
        let (told, told_height) = squeezed::lines(setter, told, (x, place.width - indent));
        let height = own + told_height + place.fields_height();
        if height <= page_height / 3.0 {
            let mut items = Vec::new();
            for (at, lines) in columns.into_iter().enumerate() {
                let mut y = if self.row_min > 0.0 { (own - heights[at]) / 2.0 } else { self.padding };
                for line in lines {
                    items.extend(moved(line.items, place.left[at], y));
                    y += line.height;
                }
            }
            // Lines to write on go across the whole row.
            self.vertical_rules(place, own, &mut items);
            items.extend(moved(told, 0.0, own - self.padding));
            items.extend(moved(place.below.items(), 0.0, own + told_height - self.padding));
            items.push(Item::rule(self.x, height - weight, place.width, weight));
            let mut strip = Strip::new(Opening::Space(0.0), height, items);
            strip.end_rule = Some((self.x, place.width));
            return vec![strip];
        }
        let mut strips = self.split_row(columns, place, tallest, weight);
        if told_height > 0.0
            && let Some(last) = strips.last_mut()
        {
            // The rule of the row goes down with what is told below it.
            let is_rule = |item: &&mut Item| matches!(item, Item::Rect { h, .. } if *h <= weight);
            last.items.iter_mut().filter(is_rule).for_each(|item| item.shift(0.0, told_height));
            last.items.extend(moved(told, 0.0, last.height - self.padding));
            last.height += told_height;
            last.need = last.need.max(last.height);
        }
        strips
    }

    /// The head of a page that begins with a row whose first words were said above it.
    fn carry(&self, setter: &mut Setter, words: &Rich, head: &Head, place: &Place) -> Arc<Head> {
        let (mut items, mut y) = (head.items.clone(), head.height + self.padding);
        for line in setter.lines(words, place.widths[0], setter.side(Align::Start)) {
            items.extend(moved(line.items, place.left[0], y));
            y += line.height;
        }
        Arc::new(Head { items, height: head.height })
    }

    fn split_row(&self, columns: Vec<Vec<Line>>, place: &Place, tallest: f32, weight: f32) -> Vec<Strip> {
        let leading = columns.iter().flatten().map(|l| l.height).fold(0.0, f32::max).max(1.0);
        let count = ((tallest / leading).ceil().max(1.0)) as usize;
        let mut slices: Vec<(f32, Vec<Item>)> = (0..count).map(|_| (0.0, Vec::new())).collect();
        let mut extra: Vec<(f32, Vec<Item>)> = Vec::new();
        for (at, lines) in columns.into_iter().enumerate() {
            for (line_at, line) in lines.into_iter().enumerate() {
                while line_at >= slices.len() + extra.len() {
                    extra.push((0.0, Vec::new()));
                }
                let beyond = slices.len();
                let slice = if line_at < beyond { &mut slices[line_at] } else { &mut extra[line_at - beyond] };
                slice.0 = slice.0.max(line.height);
                slice.1.extend(moved(line.items, place.left[at], 0.0));
            }
        }
        slices.append(&mut extra);
        slices.retain(|(height, _)| *height > 0.0);
        if place.fields_height() > 0.0 {
            slices.push((place.fields_height(), place.below.items()));
        }
        let total = slices.len();
        let mut strips: Vec<Strip> = Vec::with_capacity(total);
        for (at, (height, items)) in slices.into_iter().enumerate() {
            let top = if at == 0 { self.padding } else { 0.0 };
            let bottom = if at + 1 == total { self.padding } else { 0.0 };
            let height = height + top + bottom;
            let mut items = moved(items, 0.0, top);
            if at + 1 == total {
                items.push(Item::rule(self.x, height - weight, place.width, weight));
            }
            let mut strip = Strip::new(Opening::Space(0.0), height, items);
            strip.end_rule = Some((self.x, place.width));
            strips.push(strip);
        }
        for at in [0, total.saturating_sub(2)] {
            if at + 1 < total {
                strips[at].need = strips[at].height + strips[at + 1].height;
            }
        }
        strips
    }

    fn vertical_rules(&self, place: &Place, height: f32, items: &mut Vec<Item>) {
        if self.ruled {
            let inner = if place.rtl { &place.left[..place.left.len() - 1] } else { &place.left[1..] };
            for x in inner {
                let fill = crate::page::Colour::BLACK;
                items.push(Item::Rect { x: x - self.gutter / 2.0, y: 0.0, w: RULE_ROW, h: height, fill });
            }
        }
    }
}

impl Place {
    /// Height of the fields under a row, with what parts the last line to write on from the rule of the row.
    fn fields_height(&self) -> f32 {
        let own = self.below.height();
        if own > 0.0 { own + BELOW_FIELDS } else { 0.0 }
    }
}

/// Where the columns stand.
struct Place {
    left: Vec<f32>,
    widths: Vec<f32>,
    width: f32,
    rtl: bool,
    below: Fields,
}
