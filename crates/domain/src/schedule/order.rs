//! The order in which the lines of a schedule can be computed: each after those it comes after, else in the
//! order of the rows. A circle is cut at its first line and reported.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Planned;

/// Circles that are named; what is left in circles after that is cut without being named.
const CIRCLES: usize = 20;

/// An order, what each line comes after without what closes a circle, and the circles.
pub(super) struct Ordered {
    pub order: Vec<usize>,
    pub after: Vec<Vec<usize>>,
    pub circles: Vec<Vec<usize>>,
}

pub(super) fn order(lines: &[Planned]) -> Ordered {
    let mut after: Vec<Vec<usize>> = lines.iter().map(|l| l.after.clone()).collect();
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); lines.len()];
    for (place, before) in after.iter().enumerate() {
        for b in before {
            next[*b].push(place);
        }
    }
    let mut waits: Vec<usize> = after.iter().map(Vec::len).collect();
    let mut ready: BinaryHeap<Reverse<usize>> = (0..lines.len()).filter(|p| waits[*p] == 0).map(Reverse).collect();
    let mut is_done = vec![false; lines.len()];
    let (mut order, mut circles) = (Vec::with_capacity(lines.len()), Vec::new());
    let mut first_open = 0;
    loop {
        while let Some(Reverse(place)) = ready.pop() {
            if std::mem::replace(&mut is_done[place], true) {
                continue;
            }
            order.push(place);
            for n in &next[place] {
                waits[*n] = waits[*n].saturating_sub(1);
                if waits[*n] == 0 {
                    ready.push(Reverse(*n));
                }
            }
        }
        while first_open < lines.len() && is_done[first_open] {
            first_open += 1;
        }
        if first_open == lines.len() {
            return Ordered { order, after, circles };
        }
        if circles.len() < CIRCLES {
            let circle = circle(first_open, &after, &is_done);
            let (cut, last) = (circle[0], circle.get(1).copied().unwrap_or(circle[0]));
            after[cut].retain(|b| *b != last);
            next[last].retain(|n| *n != cut);
            waits[cut] = waits[cut].saturating_sub(1);
            if waits[cut] == 0 {
                ready.push(Reverse(cut));
            }
            circles.push(circle);
        } else {
            after[first_open].retain(|b| is_done[*b]);
            waits[first_open] = 0;
            ready.push(Reverse(first_open));
        }
    }
}

/// A circle that can be reached from an open line: every open line waits for another open one. It begins with
/// its first line by row; each comes after the next.
fn circle(start: usize, after: &[Vec<usize>], is_done: &[bool]) -> Vec<usize> {
    let mut step = vec![usize::MAX; after.len()];
    let (mut path, mut at) = (Vec::new(), start);
    while step[at] == usize::MAX {
        step[at] = path.len();
        path.push(at);
        at = after[at].iter().copied().find(|b| !is_done[*b]).unwrap_or(at);
    }
    let mut circle = path.split_off(step[at]);
    let least = circle.iter().enumerate().min_by_key(|(_, place)| **place).map_or(0, |(n, _)| n);
    circle.rotate_left(least);
    circle
}
