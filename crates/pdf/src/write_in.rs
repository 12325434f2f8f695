//! Fields to write in by hand: names in columns, each with a line after it.

use crate::flow::{Opening, RULE_ROW, Strip, moved};
use crate::page::Item;
use crate::rich::{Rich, Style};
use crate::text::{Align, Setter};

/// Height of a line to write on, and where the words stand on it.
const LINE: f32 = 17.0;
const BASE: f32 = 12.2;
/// Height of a line where a document is set closely.
pub(crate) const CLOSE_LINE: f32 = 14.6;
/// Height of a line of a blank form.
const HAND: f32 = 21.0;
/// Space between two fields, after a name, and the least room for a hand.
const APART: f32 = 11.0;
const AFTER_NAME: f32 = 4.0;
const ROOM: f32 = 38.0;
/// Widest field: a line across the page would be taken for the rule of a table.
const WIDEST: f32 = 150.0;
/// Fields side by side, and columns of a blank form's grid.
const MOST: usize = 6;
const MOST_ON_GRID: usize = 4;
/// Width of a name that takes a line.
const LONG_NAME: f32 = 62.0;

/// Fields below one another and side by side.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields {
    /// What is drawn, a line of fields each, from its top.
    lines: Vec<(Vec<Item>, f32)>,
}

impl Fields {
    /// Fields of these names between `x` and `x + width`, as many side by side as leave room for a hand.
    pub fn new(setter: &mut Setter, names: &[String], x: f32, width: f32) -> Self {
        Self::of_height(setter, names, (x, width), LINE)
    }

    /// The same with lines of another height.
    pub fn of_height(setter: &mut Setter, names: &[String], place: (f32, f32), line: f32) -> Self {
        Self::set(setter, names, place, (ROOM, WIDEST, line))
    }

    /// Fields of a blank form on a grid, over the whole width: each has as many columns as its name and what is
    /// written there need, and the last of a line goes to its end. `rooms` stands beside `names`.
    pub fn roomy(setter: &mut Setter, names: &[String], (x, width): (f32, f32), rooms: &[f32]) -> Self {
        let wants = |(at, name): (usize, &String)| {
            let room = rooms.get(at).copied().unwrap_or(ROOM);
            // A long name takes two lines rather than another column.
            setter.width(&Rich::new(name, Style::NOTE)).min(LONG_NAME) + AFTER_NAME + room
        };
        let wants: Vec<f32> = names.iter().enumerate().map(wants).collect();
        let each = |across: usize| (width - APART * (across - 1) as f32) / across as f32;
        let lines_of = |across: usize| placed(&wants, across, each(across));
        let Some(across) = (1..=MOST_ON_GRID).min_by_key(|across| (lines_of(*across).len(), *across)) else {
            return Self::default();
        };
        let rtl = setter.is_rtl();
        let mut lines = Vec::new();
        let mut names = names.iter();
        for spans in lines_of(across) {
            let (mut items, mut height, mut column) = (Vec::new(), HAND, 0);
            for span in spans {
                let Some(name) = names.next() else { break };
                let left = column as f32 * (each(across) + APART);
                let own = span as f32 * (each(across) + APART) - APART;
                let left = if rtl { x + width - left - own } else { x + left };
                let rich = Rich::new(name, Style::NOTE);
                height = f32::max(height, field(setter, &rich, (left, own), rtl, &mut items) - LINE + HAND);
                column += span;
            }
            lines.push((moved(items, 0.0, HAND - LINE), height));
        }
        Self { lines }
    }

    fn set(setter: &mut Setter, names: &[String], (x, width): (f32, f32), (room, most, line): (f32, f32, f32)) -> Self {
        if names.is_empty() {
            return Self::default();
        }
        let names: Vec<Rich> = names.iter().map(|name| Rich::new(name, Style::NOTE)).collect();
        let widest = names.iter().map(|name| setter.width(name)).fold(0.0, f32::max);
        let fit = ((width + APART) / (widest + AFTER_NAME + room + APART)) as usize;
        let across = fit.clamp(1, MOST).min(names.len());
        // Lines of about one length, rather than full ones and a rest.
        let across = names.len().div_ceil(names.len().div_ceil(across));
        let each = ((width - APART * (across - 1) as f32) / across as f32).min(most.max(widest + AFTER_NAME + room));
        let rtl = setter.is_rtl();
        let mut lines = Vec::new();
        for some in names.chunks(across) {
            let (mut items, mut height) = (Vec::new(), line);
            for (at, name) in some.iter().enumerate() {
                let left = at as f32 * (each + APART);
                let left = if rtl { x + width - left - each } else { x + left };
                height = f32::max(height, field(setter, name, (left, each), rtl, &mut items) - LINE + line);
            }
            // A higher line has its room above the words.
            lines.push((moved(items, 0.0, f32::max(line - LINE, 0.0)), height));
        }
        Self { lines }
    }

    /// Height of all of them.
    pub fn height(&self) -> f32 {
        self.lines.iter().map(|(_, height)| height).sum()
    }

    /// What is drawn, from the top of the first line.
    pub fn items(&self) -> Vec<Item> {
        let (mut items, mut y) = (Vec::new(), 0.0);
        for (own, height) in &self.lines {
            items.extend(moved(own.clone(), 0.0, y));
            y += height;
        }
        items
    }

    /// The lines as strips of a page.
    pub fn strips(self, before: f32) -> Vec<Strip> {
        let strip =
            |(at, (items, height))| Strip::new(Opening::Space(if at == 0 { before } else { 0.0 }), height, items);
        self.lines.into_iter().enumerate().map(strip).collect()
    }
}

/// The columns of a grid that each field takes, line by line; the last field of a line goes to its end.
fn placed(wants: &[f32], across: usize, each: f32) -> Vec<Vec<usize>> {
    let mut lines: Vec<Vec<usize>> = Vec::new();
    let mut free = 0;
    for want in wants {
        let span = (((want + APART) / (each + APART)).ceil().max(1.0) as usize).min(across);
        if span > free {
            if let Some(last) = lines.last_mut().and_then(|line| line.last_mut()) {
                *last += free;
            }
            lines.push(Vec::new());
            free = across;
        }
        if let Some(line) = lines.last_mut() {
            line.push(span);
            free -= span;
        }
    }
    if let Some(last) = lines.last_mut().and_then(|line| line.last_mut()) {
        // Of a line that has room for another field, the last one keeps its size.
        *last += if free < across.div_ceil(2) { free } else { 0 };
    }
    lines
}

/// Lines for an answer of several sentences: its name and the rest of that line, then another across the whole width.
/// A document that is set closely has the first of them alone, two side by side.
pub(crate) fn long(setter: &mut Setter, names: &[String], (x, width): (f32, f32), close: bool) -> Vec<Strip> {
    let rtl = setter.is_rtl();
    let mut strips = Vec::with_capacity(2 * names.len());
    let (across, each) = if close { (2, (width - APART) / 2.0) } else { (1, width) };
    for some in names.chunks(across) {
        let (mut items, mut height) = (Vec::new(), 0.0_f32);
        for (at, name) in some.iter().enumerate() {
            let left = at as f32 * (each + APART);
            let left = if rtl { x + width - left - each } else { x + left };
            let own = (left, if some.len() == 1 { width } else { each });
            let own = if rtl && some.len() == 1 { (x, width) } else { own };
            height = height.max(field(setter, &Rich::new(name, Style::NOTE), own, rtl, &mut items));
        }
        if close {
            strips.push(Strip::new(Opening::Space(0.0), height - LINE + CLOSE_LINE, items));
            continue;
        }
        let mut first = Strip::new(Opening::Space(1.0), height, items);
        first.need = height + LINE;
        strips.push(first);
        strips.push(Strip::new(Opening::Space(0.0), LINE, vec![Item::rule(x, BASE + 1.6, width, RULE_ROW)]));
    }
    strips
}

/// A line to write an answer on, beside its name.
pub(crate) fn line(x: f32, width: f32, height: f32, before: f32) -> Vec<Strip> {
    let rule = Item::rule(x, height - 2.4, width.min(2.0 * WIDEST), RULE_ROW);
    vec![Strip::new(Opening::Space(before), height, vec![rule])]
}

/// A name and its line; a long name takes several lines, and is written after on the last. Returns the height.
fn field(setter: &mut Setter, name: &Rich, (left, each): (f32, f32), rtl: bool, items: &mut Vec<Item>) -> f32 {
    let own = setter.width(name);
    let (mut down, mut taken) = (0.0, own);
    if own + AFTER_NAME + 0.5 * ROOM <= each {
        if rtl {
            setter.place_right(name, left + each, BASE, items);
        } else {
            setter.place(name, left, BASE, items);
        }
    } else {
        let words = (each - AFTER_NAME - ROOM).max(0.5 * each);
        let mut y = BASE - 0.78 * Style::NOTE.leading - 0.6;
        for line in setter.lines(name, words, setter.side(Align::Start)) {
            down = y - (BASE - 0.78 * Style::NOTE.leading - 0.6);
            items.extend(moved(line.items, if rtl { left + each - words } else { left }, y));
            y += line.height;
        }
        taken = words;
    }
    let from = if rtl { left } else { left + taken + AFTER_NAME };
    items.push(Item::rule(from, BASE + down + 1.6, each - taken - AFTER_NAME, RULE_ROW));
    LINE + down
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_has_its_room_and_every_line_is_full() {
        // Nine short answers and two sentences stand on four lines of four columns.
        let wants = [100.0, 100.0, 170.0, 100.0, 100.0, 100.0, 100.0, 100.0, 170.0, 100.0, 100.0];
        let lines = placed(&wants, 4, 115.0);
        assert_eq!(lines, [vec![1, 1, 2], vec![1, 1, 1, 1], vec![1, 2, 1], vec![1]]);
        for across in 1..=MOST_ON_GRID {
            let lines = placed(&wants, across, (496.0 - APART * (across - 1) as f32) / across as f32);
            assert_eq!(lines.iter().map(Vec::len).sum::<usize>(), wants.len(), "none is left out");
            let (_, full) = lines.split_last().expect("some lines");
            assert!(full.iter().all(|line| line.iter().sum::<usize>() == across), "flush at both edges: {lines:?}");
        }
        assert!(placed(&[], 4, 115.0).is_empty());
    }
}
