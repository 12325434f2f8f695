//! A call tree to fill in by hand: boxes with lines for name, number and backup, and lines from who calls to who is
//! called.

use crate::desk::Desk;
use crate::figure::{CONNECTOR, level, upright};
use crate::flow::{Frame, Opening, RULE_ROW, Strip, keep_with_next};
use crate::heading::title_strip;
use crate::mark;
use crate::page::Item;
use crate::rich::{Rich, Style};
use crate::table::Title;

/// A box: its width, its height, and the height of a line in it.
const WIDTH: f32 = 151.0;
const HEIGHT: f32 = 62.0;
const LINE: f32 = 18.5;
/// Space between the levels, and how far the third level stands to the right of the second.
const APART: f32 = 17.0;
const INDENT: f32 = 15.0;
/// Boxes of the second level, and under each of them.
const CALLED: usize = 3;
const BELOW: usize = 2;

/// The empty tree: one who begins, three whom they call, and two whom each of those calls.
pub(crate) fn strips(desk: &mut Desk<'_>, title: Option<Title>, frame: Frame) -> Vec<Strip> {
    let width = frame.text_width();
    let mut items = Vec::new();
    let middle = width / 2.0;
    boxed(desk, (middle - WIDTH / 2.0, 0.0), WIDTH, &mut items);
    let bar = HEIGHT + APART / 2.0;
    items.push(upright(middle, HEIGHT, APART / 2.0, CONNECTOR));
    let step = (width - WIDTH) / (CALLED - 1) as f32;
    items.push(level(WIDTH / 2.0, width - WIDTH / 2.0, bar, CONNECTOR));
    let second = HEIGHT + APART;
    for at in 0..CALLED {
        let left = at as f32 * step;
        items.push(upright(left + WIDTH / 2.0, bar, APART / 2.0, CONNECTOR));
        boxed(desk, (left, second), WIDTH, &mut items);
        let spine = left + INDENT / 2.0;
        let mut y = second + HEIGHT;
        for _ in 0..BELOW {
            items.push(upright(spine, y, APART + HEIGHT / 2.0, CONNECTOR));
            y += APART;
            items.push(level(spine, left + INDENT, y + HEIGHT / 2.0, CONNECTOR));
            boxed(desk, (left + INDENT, y), WIDTH - INDENT, &mut items);
            // The line to the next one goes on past this box.
            items.push(upright(spine, y, HEIGHT / 2.0, CONNECTOR));
            y += HEIGHT;
        }
    }
    let height = second + HEIGHT + BELOW as f32 * (APART + HEIGHT);
    let mut strips = vec![Strip::new(Opening::Space(8.0), height + 6.0, items)];
    if let Some(title) = title {
        let mut top = title_strip(&mut desk.setter, &title, 0.0, width, false);
        top.opening = Opening::Table;
        let mut top = vec![top];
        keep_with_next(&mut top, &strips);
        top.append(&mut strips);
        strips = top;
    }
    strips
}

/// A box with its lines, each after its name.
fn boxed(desk: &mut Desk<'_>, (x, y): (f32, f32), width: f32, items: &mut Vec<Item>) {
    mark::frame(x, y, width, HEIGHT, 0.7, items);
    let (inside, names) = (7.0, desk.say().tree_lines);
    for (at, name) in names.iter().enumerate() {
        let base = y + 15.0 + at as f32 * LINE;
        let rich = Rich::new(*name, Style::NOTE);
        let taken = desk.setter.place(&rich, x + inside, base, items) + 4.0;
        items.push(Item::rule(x + inside + taken, base + 1.6, width - 2.0 * inside - taken, RULE_ROW));
    }
}
