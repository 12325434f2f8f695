//! The organisation chart (ICS 207): no boxes. A node is a rule with the position and the name below it;
//! who leads on top, staff to the right, the sections side by side below, their people indented.

use std::sync::Arc;

use bridgebook_domain::picture::{Branch, Chart, Position};

use crate::block::Place;
use crate::desk::Desk;
use crate::figure::{CONNECTOR, dashed, level, repeated, stack, title, upright};
use crate::flow::{Head, Opening, Strip, height_of, keep_with_next};
use crate::page::Item;
use crate::rich::{Face, Rich, Style};
use crate::text::Align;

/// Sections side by side on the paper upright; more lie on their side.
pub(crate) const UPRIGHT: usize = 4;
/// Sections side by side on the paper on its side; more begin a second line.
const ON_SIDE: usize = 6;
/// Direct reports beyond which somebody should stand between (X12).
const SPAN: u32 = 7;
/// Positions drawn below one section; the list tells the rest.
const MOST: usize = 120;
/// Share of a page up to which a chart is kept whole; its title and that of its form stand above it.
const MOST_OF_PAGE: f32 = 0.8;
const GUTTER: f32 = 12.0;
/// Least width that the words of a node have, however deep it stands.
const LEAST: f32 = 60.0;
const INDENT: f32 = 13.7;
/// Weight of the rule of a node, and of whoever leads.
const RULE: f32 = 1.2;
const RULE_LEAD: f32 = 2.0;
const NAME: Style = Style { face: Face::Semibold, size: 9.2, leading: 11.5 };

/// A position below another, and which of the lines left of it go on.
struct Node<'c> {
    position: &'c Position,
    goes_on: Vec<bool>,
}

impl Node<'_> {
    fn depth(&self) -> usize {
        self.goes_on.len()
    }
}

/// Those below a position in the order of reading, and how many were left out.
fn below(members: &[Position]) -> (Vec<Node<'_>>, usize) {
    let mut nodes: Vec<Node<'_>> = Vec::new();
    let mut left_out = 0;
    // A list of those still to visit instead of calls within calls: a chain of any depth costs no stack.
    let mut open: Vec<Node<'_>> = Vec::new();
    for (at, position) in members.iter().enumerate().rev() {
        open.push(Node { position, goes_on: vec![at + 1 < members.len()] });
    }
    while let Some(node) = open.pop() {
        let drawn = nodes.len() < MOST;
        let count = node.position.members.len();
        for (at, position) in node.position.members.iter().enumerate().rev() {
            let mut goes_on = if drawn { node.goes_on.clone() } else { Vec::new() };
            goes_on.push(at + 1 < count);
            open.push(Node { position, goes_on });
        }
        if drawn {
            nodes.push(node);
        } else {
            left_out += 1;
        }
    }
    (nodes, left_out)
}

/// A tree of positions in a column of the page.
struct Tree<'c> {
    x: f32,
    width: f32,
    indent: f32,
    /// How many indents the first level stands in.
    base: usize,
    nodes: Vec<Node<'c>>,
    left_out: usize,
}

impl<'c> Tree<'c> {
    fn new(members: &'c [Position], x: f32, width: f32, base: usize) -> Self {
        let (nodes, left_out) = below(members);
        let depth = nodes.iter().map(Node::depth).max().unwrap_or(1);
        let indent = INDENT.min((width - LEAST) / depth as f32).max(1.0);
        Self { x, width, indent, base, nodes, left_out }
    }

    fn rows(&self) -> usize {
        self.nodes.len() + usize::from(self.left_out > 0)
    }

    fn left(&self, depth: usize) -> f32 {
        self.x + self.indent * (depth - self.base) as f32
    }

    /// Where the line to those at this depth runs.
    fn line(&self, depth: usize) -> f32 {
        self.left(depth - 1) + (self.indent * 0.45)
    }

    /// The words of a row; returns where they end.
    fn words(&self, desk: &mut Desk<'_>, at: usize, items: &mut Vec<Item>) -> f32 {
        match self.nodes.get(at) {
            Some(node) => {
                let left = self.left(node.depth());
                drawn(desk, node.position, "", (left, self.x + self.width - left), RULE, items)
            }
            None if at == self.nodes.len() && self.left_out > 0 => {
                let rich = Rich::new(desk.say().with(desk.say().more_in_list, self.left_out), Style::NOTE);
                stack(desk, &[rich], (self.x + self.indent, 3.0), self.width - self.indent, Align::Start, items)
            }
            None => 0.0,
        }
    }

    /// The lines of a row of this height, in which the words of the node end at `end`.
    fn lines(&self, at: usize, end: f32, height: f32, items: &mut Vec<Item>) {
        let Some(node) = self.nodes.get(at) else { return };
        let depth = node.depth();
        for above in (self.base + 1)..=depth {
            let own = above == depth;
            let goes_on = node.goes_on[above - 1];
            if own || goes_on {
                items.push(upright(self.line(above), 0.0, if goes_on { height } else { RULE / 2.0 }, CONNECTOR));
            }
            if own {
                items.push(level(self.line(above), self.left(depth), RULE / 2.0, CONNECTOR));
            }
        }
        if self.nodes.get(at + 1).is_some_and(|next| next.depth() > depth) {
            items.push(upright(self.line(depth + 1), end + 1.5, height - end - 1.5, CONNECTOR));
        }
    }
}

/// Draws a node with its left end and width; returns where its words end.
fn drawn(
    desk: &mut Desk<'_>,
    position: &Position,
    section: &str,
    (x, width): (f32, f32),
    weight: f32,
    items: &mut Vec<Item>,
) -> f32 {
    let vacant = position.person.trim().is_empty();
    if vacant {
        dashed(x, 0.0, width, weight.min(RULE), items);
    } else {
        items.push(Item::rule(x, 0.0, width, weight));
    }
    let same = section.is_empty() || position.position.to_lowercase().contains(&section.to_lowercase());
    let label = if same { position.position.clone() } else { format!("{section}: {}", position.position) };
    let mut words = vec![Rich::new(label, Style::NOTE)];
    let planned = desk.binder.incident.is_some() && !position.is_assumed;
    let regular = Style { face: Face::Regular, ..NAME };
    if vacant {
        words.push(Rich::new(desk.say().vacant, regular));
    } else {
        words.push(Rich::new(&position.person, if planned { regular } else { NAME }));
    }
    if !position.deputy.is_empty() && (vacant || weight > RULE) {
        words.push(Rich::new(desk.say().with(desk.say().deputy_is, &position.deputy), Style::NOTE));
    }
    if position.reports > SPAN {
        let note = {
            let (n, m) = (position.reports.to_string(), SPAN.to_string());
            crate::words::fill(desk.say().span_exceeded, &[("n", &n), ("m", &m)])
        };
        words.push(Rich::new(note, Style { face: Face::Semibold, ..Style::NOTE }));
    }
    stack(desk, &words, (x, weight + 2.2), width, Align::Start, items)
}

/// Rows of trees that stand side by side, each as high as its highest node.
fn rows(desk: &mut Desk<'_>, trees: &[Tree<'_>], through: &[f32]) -> Vec<Strip> {
    let count = trees.iter().map(Tree::rows).max().unwrap_or(0);
    let mut strips = Vec::with_capacity(count);
    for at in 0..count {
        let mut items = Vec::new();
        let ends: Vec<f32> = trees.iter().map(|tree| tree.words(desk, at, &mut items)).collect();
        let height = ends.iter().copied().fold(0.0, f32::max) + 3.4;
        for (tree, end) in trees.iter().zip(&ends) {
            tree.lines(at, *end, height, &mut items);
        }
        items.extend(through.iter().map(|x| upright(*x, 0.0, height, CONNECTOR)));
        strips.push(Strip::new(Opening::Space(0.0), height, items));
    }
    strips
}

/// Where columns stand: left end and width of each.
fn columns(width: f32, count: usize) -> Vec<(f32, f32)> {
    let own = (width - GUTTER * (count.max(1) - 1) as f32) / count.max(1) as f32;
    (0..count.max(1)).map(|at| (at as f32 * (own + GUTTER), own)).collect()
}

/// The chart with its title, or nothing where there is nobody to draw.
pub(crate) fn strips(desk: &mut Desk<'_>, chart: &Chart, place: &Place<'_>) -> Vec<Strip> {
    if chart.head.is_none() && chart.staff.is_empty() && chart.branches.is_empty() {
        return Vec::new();
    }
    let width = place.frame.text_width();
    let grid = columns(width, if width > 600.0 { ON_SIDE } else { UPRIGHT });
    let remark = remark(desk, chart);
    let again = repeated(desk, place, "", None);
    let trunk = grid[1].0 + grid[1].1 / 2.0;
    let mut strips = vec![lead(desk, chart, &grid, trunk)];
    strips.extend(staff(desk, chart, &grid, trunk));
    let lines: Vec<&[Branch]> = chart.branches.chunks(grid.len()).collect();
    let mut feed = trunk;
    for (at, branches) in lines.iter().enumerate() {
        let more = at + 1 < lines.len();
        let (group, next) = line_of(desk, place, branches, &grid, feed, more);
        feed = next;
        strips.extend(group);
    }
    for strip in &mut strips {
        strip.head.get_or_insert_with(|| Arc::clone(&again));
    }
    // A chart that a page holds is seen whole: nobody hangs below a line that comes from the page before.
    let height = height_of(&strips);
    if height <= MOST_OF_PAGE * place.frame.text_height() {
        (strips[0].need, strips[0].whole) = (height, true);
    }
    if let Some(mut top) = title(desk, place, &remark, false) {
        top.opening = Opening::Table;
        top.height += 7.0;
        let mut top = vec![top];
        keep_with_next(&mut top, &strips);
        top.append(&mut strips);
        return top;
    }
    strips[0].opening = Opening::Space(10.0);
    strips
}

/// What has to be said to read the chart: only of looks that are in it.
fn remark(desk: &Desk<'_>, chart: &Chart) -> String {
    let mut vacant = false;
    let mut planned = false;
    let mut open: Vec<&Position> =
        chart.head.iter().chain(&chart.staff).chain(chart.branches.iter().map(|b| &b.head)).collect();
    open.extend(chart.branches.iter().flat_map(|b| &b.members));
    while let Some(position) = open.pop() {
        vacant |= position.person.trim().is_empty();
        planned |= !position.person.trim().is_empty() && !position.is_assumed;
        open.extend(&position.members);
    }
    let mut words = Vec::new();
    if planned && desk.binder.incident.is_some() {
        words.push(desk.say().chart_assumed);
    }
    if vacant {
        words.push(desk.say().chart_vacant);
    }
    words.join(" ")
}

/// Who leads, over two columns, and the line that begins below.
fn lead(desk: &mut Desk<'_>, chart: &Chart, grid: &[(f32, f32)], trunk: f32) -> Strip {
    let mut items = Vec::new();
    let x = grid[1].0;
    let width = grid[2].0 + grid[2].1 - x;
    let end = match &chart.head {
        Some(head) => drawn(desk, head, "", (x, width), RULE_LEAD, &mut items),
        None => {
            dashed(x, 0.0, width, RULE, &mut items);
            let words = [Rich::new(desk.say().command, Style::NOTE), Rich::new(desk.say().nobody_listed, Style::TABLE)];
            stack(desk, &words, (x, RULE + 2.2), width, Align::Start, &mut items)
        }
    };
    let is_last = chart.staff.is_empty() && chart.branches.is_empty();
    let height = end + if is_last { 6.0 } else { 17.0 };
    if !is_last {
        items.push(upright(trunk, end + 6.0, height - end - 6.0, CONNECTOR));
    }
    let mut strip = Strip::new(Opening::Space(0.0), height, items);
    strip.need = height + 60.0;
    strip
}

/// Staff to the right of the line down from whoever leads, and who works for them indented.
fn staff(desk: &mut Desk<'_>, chart: &Chart, grid: &[(f32, f32)], trunk: f32) -> Vec<Strip> {
    let x = grid[2].0;
    let deep = chart.staff.iter().any(|p| !p.members.is_empty());
    let end = grid[if deep { grid.len() - 1 } else { 2 }];
    let tree = Tree::new(&chart.staff, x, end.0 + end.1 - x, 1);
    let mut strips = rows(desk, std::slice::from_ref(&tree), &[]);
    let last = tree.nodes.iter().rposition(|node| node.depth() == 1).unwrap_or(0);
    let goes_on = !chart.branches.is_empty();
    for (at, strip) in strips.iter_mut().enumerate() {
        if at <= last || goes_on {
            let h = if at < last || goes_on { strip.height } else { RULE / 2.0 };
            strip.items.push(upright(trunk, 0.0, h, CONNECTOR));
        }
        if tree.nodes.get(at).is_some_and(|node| node.depth() == 1) {
            strip.items.push(level(trunk, x, RULE / 2.0, CONNECTOR));
        }
    }
    if let (Some(strip), true) = (strips.last_mut(), goes_on) {
        strip.items.push(upright(trunk, strip.height, 8.0, CONNECTOR));
        strip.height += 8.0;
        strip.need = strip.height;
    }
    strips
}

/// A line of sections: how they hang, who leads them, who works for them. Returns where a line to the
/// sections of the next line comes down.
fn line_of(
    desk: &mut Desk<'_>,
    place: &Place<'_>,
    branches: &[Branch],
    grid: &[(f32, f32)],
    feed: f32,
    more: bool,
) -> (Vec<Strip>, f32) {
    let width = place.frame.text_width();
    let deep = branches.iter().any(|b| b.members.iter().any(|m| m.members.iter().any(|p| !p.members.is_empty())));
    // Few sections with deep trees take the whole width; else they stand on the grid of the page.
    let places = if deep || branches.len() > UPRIGHT { columns(width, branches.len()) } else { grid.to_vec() };
    let places = &places[..branches.len().min(places.len())];
    let middle = places[(places.len() - 1) / 2];
    let down = middle.0 + middle.1 + GUTTER / 2.0;
    let through: Vec<f32> = if more { vec![down] } else { Vec::new() };
    let centres: Vec<f32> = places.iter().map(|(x, w)| x + w / 2.0).collect();
    let mut items = Vec::new();
    let from = centres.iter().copied().fold(feed, f32::min);
    let to = centres.iter().copied().fold(feed, f32::max);
    items.push(level(from - CONNECTOR / 2.0, to + CONNECTOR / 2.0, 0.0, CONNECTOR));
    items.extend(centres.iter().map(|x| upright(*x, 0.0, 5.8, CONNECTOR)));
    items.extend(through.iter().map(|x| upright(*x, 0.0, 5.8, CONNECTOR)));
    let mut strips = vec![Strip::new(Opening::Space(0.0), 5.8, items)];
    let trees: Vec<Tree<'_>> =
        branches.iter().zip(places).map(|(branch, (x, w))| Tree::new(&branch.members, *x, *w, 0)).collect();
    let mut items = Vec::new();
    let mut ends = Vec::new();
    for (branch, (x, w)) in branches.iter().zip(places) {
        ends.push(drawn(desk, &branch.head, &branch.name, (*x, *w), RULE, &mut items));
    }
    let height = ends.iter().copied().fold(0.0, f32::max) + 8.0;
    for (tree, end) in trees.iter().zip(&ends) {
        if !tree.nodes.is_empty() {
            items.push(upright(tree.line(1), end + 4.0, height - end - 4.0, CONNECTOR));
        }
    }
    items.extend(through.iter().map(|x| upright(*x, 0.0, height, CONNECTOR)));
    strips.push(Strip::new(Opening::Space(0.0), height, items));
    let mut members = rows(desk, &trees, &through);
    let head = continued(desk, place, branches, places);
    for strip in &mut members {
        strip.head = Some(Arc::clone(&head));
    }
    keep_with_next(&mut strips, &members);
    strips.append(&mut members);
    if more {
        strips.push(Strip::new(Opening::Space(0.0), 14.0, vec![upright(down, 0.0, 14.0, CONNECTOR)]));
    }
    (strips, down)
}

/// The sections once more on a page that goes on with their people.
fn continued(desk: &mut Desk<'_>, place: &Place<'_>, branches: &[Branch], places: &[(f32, f32)]) -> Arc<Head> {
    let mut items = Vec::new();
    let mut end = 0.0_f32;
    for (branch, (x, w)) in branches.iter().zip(places) {
        if !branch.members.is_empty() {
            let rich = Rich::new(format!("{}{}", branch.head.position, desk.say().continued), Style::NOTE);
            end = end.max(stack(desk, &[rich], (*x, 3.0), *w, Align::Start, &mut items));
        }
    }
    repeated(desk, place, "", Some(&Strip::new(Opening::Space(0.0), end + 4.0, items)))
}
