//! Tables with more columns than can be read side by side: what is said at the right stands below each row, named.

use crate::flow::moved;
use crate::page::Item;
use crate::rich::{Inline, Rich, Style};
use crate::table::{Row, Table};
use crate::text::{Align, Setter};

/// Columns from which on a table is looked at, and those on the left that always stay.
const MANY: usize = 9;
const STAY: usize = 4;
/// Width in which words are read with ease.
const LEGIBLE: f32 = 80.0;
/// Widths of a column from which it is taken out: first what is a sentence, then what is more than a word.
const LONG: [f32; 2] = [100.0, 52.0];
/// The width of what is a sentence, and the least width in which one is read.
const SENTENCE: f32 = 200.0;
const LEAST: f32 = 66.0;
/// Space above what is told below a row.
const ABOVE: f32 = 1.6;

/// Whether sentences would stand in columns of a word or two, because so many others stand beside them.
pub(crate) fn is_squeezed(setter: &mut Setter, table: &Table, width: f32) -> bool {
    if table.columns.len() < MANY {
        return false;
    }
    let wide = table.widths_on_one_line(setter);
    let needs = table.needs(setter).into_iter().zip(wide);
    let all: f32 = needs.map(|(need, wide)| if wide > SENTENCE { need.max(LEAST) } else { need }).sum();
    all + table.gutter * (table.columns.len() - 1) as f32 > width
}

/// Takes columns out of a table until the others have room for their words; they are told below each row.
pub(crate) fn relieve(setter: &mut Setter, table: &mut Table, width: f32) {
    for long in LONG {
        while table.columns.len() >= STAY + 2 && is_narrow(setter, table, width) {
            let widths = table.widths_on_one_line(setter);
            let Some(at) = (STAY..widths.len()).rev().find(|at| widths[*at] >= long && is_plain(table, *at)) else {
                break;
            };
            take_out(table, at);
        }
    }
}

fn is_narrow(setter: &mut Setter, table: &Table, width: f32) -> bool {
    if table.told.is_empty() && table.columns.len() < MANY {
        return false;
    }
    let needs = table.needs(setter);
    let wide = table.widths_on_one_line(setter);
    let all: f32 = needs.iter().zip(wide).map(|(need, wide)| need.max(wide.min(LEGIBLE))).sum();
    all + table.gutter * (table.columns.len() - 1) as f32 > width
}

fn cells(table: &Table, at: usize) -> impl Iterator<Item = &Vec<Rich>> {
    table.rows.iter().filter_map(move |row| if let Row::Body(cells) = row { cells.get(at) } else { None })
}

/// Whether a column holds words only, and no plate, ring or box.
fn is_plain(table: &Table, at: usize) -> bool {
    let mut all = cells(table, at).flatten().flat_map(|rich| &rich.inlines);
    all.all(|inline| matches!(inline, Inline::Words(_)))
}

fn take_out(table: &mut Table, at: usize) {
    let head = table.columns.remove(at).head;
    let name: Vec<String> = head.iter().map(words).collect();
    table.told.resize(table.rows.len(), None);
    for (row, told) in table.rows.iter_mut().zip(&mut table.told) {
        let Row::Body(cells) = row else { continue };
        if at >= cells.len() {
            continue;
        }
        let said = cells.remove(at).iter().map(words).collect::<Vec<_>>().join(" ");
        if said.is_empty() || said == "–" {
            continue;
        }
        // Columns are taken from the right, and told from the left.
        let own = Rich::new(format!("{}: {said}", name.join(" ")), Style::NOTE);
        *told = Some(match told.take() {
            Some(after) => own.plain(" · ").and(after),
            None => own,
        });
    }
}

fn words(rich: &Rich) -> String {
    let word = |inline: &Inline| if let Inline::Words(words) = inline { words.text.clone() } else { String::new() };
    rich.inlines.iter().map(word).collect()
}

/// What is told below a row at `x` in this width, and its height.
pub(crate) fn lines(setter: &mut Setter, told: Option<&Rich>, (x, width): (f32, f32)) -> (Vec<Item>, f32) {
    let Some(told) = told else { return (Vec::new(), 0.0) };
    let (mut items, mut y) = (Vec::new(), ABOVE);
    for line in setter.lines(told, width, setter.side(Align::Start)) {
        items.extend(moved(line.items, x, y));
        y += line.height;
    }
    (items, y)
}
