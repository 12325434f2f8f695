//! What all pictures share: their title row, lines, and words that stay within a width.

use std::sync::Arc;

use crate::block::Place;
use crate::desk::Desk;
use crate::flow::{Head, RULE_TABLE, Strip, moved};
use crate::heading::title_strip;
use crate::page::{Colour, Item, Step};
use crate::rich::{Rich, Style};
use crate::text::Align;

/// Lines of words in a picture; what is longer is told in full by the table below it.
const MOST_LINES: usize = 12;
/// Weight of the lines that connect.
pub(crate) const CONNECTOR: f32 = 0.6;

/// A vertical line whose middle is at `x`.
pub(crate) fn upright(x: f32, y: f32, h: f32, weight: f32) -> Item {
    Item::Rect { x: x - weight / 2.0, y, w: weight, h: h.max(0.0), fill: Colour::BLACK }
}

/// A horizontal line between two places, whichever is first, with its middle at `y`.
pub(crate) fn level(from: f32, to: f32, y: f32, weight: f32) -> Item {
    Item::rule(from.min(to), y - weight / 2.0, (to - from).abs(), weight)
}

/// A horizontal line of dashes whose top edge lies at `y`.
pub(crate) fn dashed(x: f32, y: f32, w: f32, weight: f32, items: &mut Vec<Item>) {
    let (dash, gap) = (3.2_f32, 2.2);
    let mut at = 0.0;
    while at < w {
        items.push(Item::rule(x + at, y, dash.min(w - at), weight));
        at += dash + gap;
    }
}

/// A vertical line of dots whose middle is at `x`.
pub(crate) fn dotted(x: f32, y: f32, h: f32, weight: f32, items: &mut Vec<Item>) {
    let mut at = 0.0;
    while at < h {
        items.push(Item::Rect {
            x: x - weight / 2.0,
            y: y + at,
            w: weight,
            h: 1.0_f32.min(h - at),
            fill: Colour::BLACK,
        });
        at += 3.2;
    }
}

/// A closed shape.
pub(crate) fn shape(points: &[(f32, f32)], fill: Option<Colour>, weight: f32) -> Item {
    Item::Path {
        steps: points.iter().map(|(x, y)| Step::Point(*x, *y)).collect(),
        closed: true,
        fill,
        stroke: (weight > 0.0).then_some((Colour::BLACK, weight)),
    }
}

/// Red with a black outline, so that a copy in grey shows a triangle all the same.
pub(crate) fn warning(x: f32, middle: f32) -> Item {
    shape(&[(x, middle - 3.4), (x + 3.6, middle + 2.8), (x - 3.6, middle + 2.8)], Some(Colour::RED), 0.5)
}

/// Sets paragraphs one below the other from `y` on; returns where they end.
pub(crate) fn stack(
    desk: &mut Desk<'_>,
    paragraphs: &[Rich],
    (x, y): (f32, f32),
    width: f32,
    align: Align,
    items: &mut Vec<Item>,
) -> f32 {
    let mut y = y;
    for paragraph in paragraphs {
        let mut lines = desk.setter.lines(paragraph, width, align);
        if lines.len() > MOST_LINES {
            lines.truncate(MOST_LINES - 1);
            lines.extend(desk.setter.lines(&Rich::new(desk.say().whole_below, Style::NOTE), width, align));
        }
        for line in lines {
            items.extend(moved(line.items, x, y));
            y += line.height;
        }
    }
    y
}

/// Words on one line with the lines behind them knocked out; returns their width.
pub(crate) fn knocked(desk: &mut Desk<'_>, rich: &Rich, x: f32, baseline: f32, items: &mut Vec<Item>) -> f32 {
    let width = desk.setter.width(rich);
    let size = rich.style.size;
    let (y, h) = (baseline - size * 0.82, size * 1.08);
    items.push(Item::Rect { x: x - 1.2, y, w: width + 2.4, h, fill: Colour::WHITE });
    desk.setter.place(rich, x, baseline, items);
    width
}

/// The title row over a picture, where it has one.
pub(crate) fn title(desk: &mut Desk<'_>, place: &Place<'_>, remark: &str, again: bool) -> Option<Strip> {
    let title = place.title(remark.to_owned())?;
    Some(title_strip(&mut desk.setter, &title, 0.0, place.frame.text_width(), again))
}

/// What a page repeats above the rest of a picture: its rule, its title, and what is given.
pub(crate) fn repeated(desk: &mut Desk<'_>, place: &Place<'_>, remark: &str, below: Option<&Strip>) -> Arc<Head> {
    let mut items = vec![Item::rule(0.0, 0.0, place.frame.text_width(), RULE_TABLE)];
    let mut height = 0.0;
    if let Some(strip) = title(desk, place, remark, true) {
        height += strip.height;
        items.extend(strip.items);
    }
    if let Some(strip) = below {
        items.extend(moved(strip.items.clone(), 0.0, height));
        height += strip.height;
    }
    Arc::new(Head { items, height: height.max(4.0) })
}
