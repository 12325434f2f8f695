//! Tables that are wider than the paper: set smaller, then split by columns with the first one repeated.

use crate::block::Place;
use crate::desk::Desk;
use crate::flow::Strip;
use crate::table::{Row, Table};

/// What a column is given where its words are longer than that; only then are words broken.
const AMPLE: f32 = 96.0;
/// Space between the columns of a part.
const GUTTER: f32 = 7.0;

/// The strips of a table of any width.
pub(crate) fn strips(desk: &mut Desk<'_>, mut table: Table, place: &Place<'_>) -> Vec<Strip> {
    let (width, height) = (place.frame.text_width(), place.frame.text_height());
    if table.columns.len() <= 4 {
        return table.strips(&mut desk.setter, width, height);
    }
    let mut needs = table.needs(&mut desk.setter);
    if whole(&needs, table.gutter) > width {
        table.tighten();
        needs = table.needs(&mut desk.setter);
    }
    let capped: Vec<f32> = needs.iter().map(|need| need.min(AMPLE)).collect();
    if whole(&capped, table.gutter) <= width {
        return table.strips(&mut desk.setter, width, height);
    }
    let total = table.columns.len();
    let mut strips = Vec::new();
    for (from, to) in parts(&capped, width) {
        let mut part = slice(&table, from, to);
        if from == 1 {
            part.below.clone_from(&table.below);
            part.below_rooms.clone_from(&table.below_rooms);
        }
        part.title = table.title.clone().map(|mut title| {
            title.remark = desk.setter.words().columns(from + 1, to, total);
            if from > 1 {
                title.anchor = None;
            }
            title
        });
        strips.extend(part.strips(&mut desk.setter, width, height));
    }
    strips
}

fn whole(needs: &[f32], gutter: f32) -> f32 {
    needs.iter().sum::<f32>() + gutter * (needs.len().max(1) - 1) as f32
}

/// Stretches of columns after the first that fit beside it, of about one size.
fn parts(needs: &[f32], width: f32) -> Vec<(usize, usize)> {
    let first = needs.first().copied().unwrap_or(0.0);
    let room = (width - first).max(1.0);
    let rest: f32 = needs[1..].iter().map(|need| need + GUTTER).sum();
    let count = (rest / room).ceil().max(1.0);
    // Parts of one size are easier to lay side by side than full ones with a remainder.
    let fair = (rest / count + AMPLE / 2.0).min(room);
    let mut list = Vec::new();
    let (mut from, mut used) = (1, 0.0);
    for (at, need) in needs.iter().enumerate().skip(1) {
        let own = need + GUTTER;
        if at > from && used + own > fair {
            list.push((from, at));
            (from, used) = (at, 0.0);
        }
        used += own;
    }
    list.push((from, needs.len()));
    list
}

/// The first column and those from `from` to before `to`.
fn slice(table: &Table, from: usize, to: usize) -> Table {
    let picked: Vec<usize> = std::iter::once(0).chain(from..to).collect();
    let mut part = Table::new(picked.iter().map(|at| table.columns[*at].clone()).collect());
    part.gutter = GUTTER;
    part.padding = table.padding;
    part.row_min = table.row_min;
    part.ruled = table.ruled;
    part.rows = table
        .rows
        .iter()
        .map(|row| match row {
            Row::Band(text) => Row::Band(text.clone()),
            Row::Body(cells) => {
                Row::Body(picked.iter().map(|at| cells.get(*at).cloned().unwrap_or_default()).collect())
            }
        })
        .collect();
    part
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_in_one_part_and_each_part_fits() {
        let needs: Vec<f32> = (0..300).map(|at| 24.0 + (at % 7) as f32 * 12.0).collect();
        let list = parts(&needs, 742.0);
        assert_eq!(list.first().map(|p| p.0), Some(1), "the first column stands in every part");
        assert_eq!(list.last().map(|p| p.1), Some(300), "to the last one");
        for pair in list.windows(2) {
            assert_eq!(pair[0].1, pair[1].0, "none is left out or told twice");
        }
        for (from, to) in list {
            let wide = needs[0] + needs[from..to].iter().map(|need| need + GUTTER).sum::<f32>();
            assert!(wide <= 742.1, "columns {from} to {to} take {wide}");
        }
    }
}
