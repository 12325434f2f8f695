//! The flow of hand-offs: a row for each checkpoint, told on the left; on the right the systems as lanes,
//! and an arrow from the one that gives to the one that takes. With too many systems for lanes the rows
//! become a chain that names both.

use std::sync::Arc;

use bridgebook_domain::picture::{Flow, Step};

use crate::block::Place;
use crate::desk::Desk;
use crate::figure::{dotted, level, repeated, shape, stack, title, upright};
use crate::flow::{Opening, RULE_HEAD, RULE_ROW, Strip, keep_with_next};
use crate::page::{Colour, Item};
use crate::rich::{Face, Mark, Plate, Rich, Style};
use crate::text::Align;
use crate::words::Vocabulary;

/// Checkpoints that are drawn; the table tells them all.
const MOST: usize = 100;
/// Least width of a lane.
const LANE: f32 = 50.0;
/// Width of the words beside the lanes.
const WORDS: f32 = 190.0;
const GUTTER: f32 = 14.0;
/// Where the arrow runs in its row.
const MIDDLE: f32 = 11.4;
const RADIUS: f32 = 6.6;
const INDENT: f32 = 20.0;
const NUMBER: Style = Style { face: Face::Bold, size: 8.2, leading: 9.8 };
const HEAD: Style = Style { face: Face::Semibold, size: 7.8, leading: 9.6 };

/// Where the lanes stand.
struct Lanes {
    centres: Vec<f32>,
    width: f32,
}

impl Lanes {
    fn new(count: usize, width: f32) -> Option<Self> {
        let room = width - WORDS - GUTTER;
        let own = room / count.max(1) as f32;
        let at = |lane: usize| WORDS + GUTTER + (lane as f32 + 0.5) * own;
        (count > 0 && own >= LANE).then(|| Self { centres: (0..count).map(at).collect(), width: own })
    }
}

/// The flow with its title, or nothing where there are no checkpoints.
pub(crate) fn strips(desk: &mut Desk<'_>, flow: &Flow, place: &Place<'_>) -> Vec<Strip> {
    if flow.steps.is_empty() {
        return Vec::new();
    }
    let width = place.frame.text_width();
    let lanes = Lanes::new(flow.systems.len(), width);
    let names = lanes.as_ref().map(|lanes| systems(desk, flow, lanes, width));
    let head = repeated(desk, place, "", names.as_ref());
    let count = flow.steps.len().min(MOST);
    let mut strips = Vec::with_capacity(count);
    for (at, step) in flow.steps.iter().take(count).enumerate() {
        let last = at + 1 == count;
        let mut strip = match &lanes {
            Some(lanes) => beside_lanes(desk, step, lanes, width, last),
            None => in_chain(desk, flow, step, width, last),
        };
        strip.head = Some(Arc::clone(&head));
        strips.push(strip);
    }
    let say = desk.say();
    let mut words = say.flow_remark.to_owned();
    if flow.steps.iter().any(|step| step.is_slowest) {
        words.push_str(say.flow_slowest);
    }
    if count < flow.steps.len() {
        let (n, m) = (count.to_string(), flow.steps.len().to_string());
        words.push_str(&crate::words::fill(say.flow_drawn, &[("n", &n), ("m", &m)]));
    }
    let mut top: Vec<Strip> = title(desk, place, &words, false).into_iter().chain(names).collect();
    if let Some(first) = top.first_mut() {
        first.opening = Opening::Table;
        keep_with_next(&mut top, &strips);
    } else {
        strips[0].opening = Opening::Table;
    }
    top.append(&mut strips);
    top
}

/// The names of the systems over their lanes.
fn systems(desk: &mut Desk<'_>, flow: &Flow, lanes: &Lanes, width: f32) -> Strip {
    let mut drawn = Vec::new();
    let mut tallest = 0.0_f32;
    for (name, centre) in flow.systems.iter().zip(&lanes.centres) {
        let own = lanes.width - 4.0;
        let mut items = Vec::new();
        let end = stack(desk, &[Rich::new(name, HEAD)], (centre - own / 2.0, 0.0), own, Align::Centre, &mut items);
        tallest = tallest.max(end);
        drawn.push((end, items));
    }
    let mut items = Vec::new();
    desk.setter.place(&Rich::new(desk.say().checkpoint, HEAD), 0.0, tallest, &mut items);
    for (end, own) in drawn {
        items.extend(crate::flow::moved(own, 0.0, 2.0 + tallest - end));
    }
    let height = tallest + 5.0;
    items.push(Item::rule(0.0, height - RULE_HEAD, width, RULE_HEAD));
    Strip::new(Opening::Space(0.0), height, items)
}

/// What is told of a checkpoint.
fn told(say: &Vocabulary, step: &Step, route: &str) -> Vec<Rich> {
    let name = if step.name.trim().is_empty() { "–" } else { &step.name };
    let mut words = vec![Rich::new(name, Style::TABLE_LEAD)];
    if !route.is_empty() {
        words.push(Rich::new(route, Style::TABLE));
    }
    if !step.payload.is_empty() {
        words.push(Rich::new(&step.payload, Style::TABLE));
    }
    let owner = if step.owner.is_empty() { say.no_owner.to_owned() } else { step.owner.clone() };
    let mut note = Rich::empty(Style::NOTE);
    note = if step.owner.is_empty() { note.faced(owner, Face::Semibold) } else { note.plain(owner) };
    if !step.within.is_empty() {
        note = note.plain(say.within).faced(step.within.replace(' ', "\u{a0}"), Face::Semibold);
    }
    words.push(note);
    if !step.on_failure.is_empty() {
        words.push(Rich::new(say.with(say.on_failure, &step.on_failure), Style::NOTE));
    }
    let measured: Vec<String> = [
        (!step.volume.is_empty()).then(|| {
            if step.volume.contains("week") { step.volume.clone() } else { say.with(say.a_week, &step.volume) }
        }),
        (!step.wait.is_empty()).then(|| say.with(say.median_wait, &step.wait)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !measured.is_empty() {
        words.push(Rich::new(measured.join(" · "), Style::NOTE));
    }
    let state = state(say, step);
    if !state.is_empty() {
        words.push(state);
    }
    words
}

/// The state as a mark, and whether nothing takes longer.
fn state(say: &Vocabulary, step: &Step) -> Rich {
    let mut rich = Rich::empty(Style { leading: 13.0, ..Style::DENSE });
    if !step.state.is_empty() {
        rich = match step.colour.as_str() {
            "ok" => rich.mark(Mark::Disc).plain(&step.state),
            "risk" => rich.mark(Mark::Plate(Plate::Risk, step.state.clone(), 8.6)),
            "overdue" => rich.mark(Mark::Plate(Plate::Late, step.state.clone(), 8.6)),
            _ => rich.mark(Mark::Ring).plain(&step.state),
        };
    }
    if step.is_slowest {
        if !rich.is_empty() {
            rich = rich.mark(Mark::Gap(8.0));
        }
        rich = rich.mark(Mark::Plate(Plate::Heavy, say.slowest.to_owned(), 8.6));
    }
    rich
}

/// A white circle with the number of the checkpoint.
fn number(desk: &mut Desk<'_>, step: &Step, cx: f32, cy: f32, items: &mut Vec<Item>) {
    let rich = Rich::new(step.number.to_string(), NUMBER);
    let own = desk.setter.width(&rich);
    let r = RADIUS.max(own / 2.0 + 2.0);
    items.push(Item::circle(cx, cy, r, Some(Colour::WHITE), Some((Colour::BLACK, 0.9))));
    desk.setter.place_centre(&rich, cx, cy + 2.7, items);
}

fn beside_lanes(desk: &mut Desk<'_>, step: &Step, lanes: &Lanes, width: f32, last: bool) -> Strip {
    let mut words = Vec::new();
    desk.setter.place(&Rich::new(step.number.to_string(), Style::TABLE_LEAD), 0.0, 12.3, &mut words);
    let end = stack(desk, &told(desk.say(), step, ""), (INDENT, 3.6), WORDS - INDENT, Align::Start, &mut words);
    let height = (end + 3.6).max(24.0);
    let mut items = Vec::new();
    for centre in &lanes.centres {
        dotted(*centre, 0.0, height, 0.6, &mut items);
    }
    let at = |lane: u32| lanes.centres.get(lane as usize).copied();
    if let (Some(from), Some(to)) = (at(step.from), at(step.to)) {
        arrow(desk, step, (from, to), &mut items);
    }
    items.append(&mut words);
    let weight = if last { RULE_HEAD } else { RULE_ROW };
    items.push(Item::rule(0.0, height - weight, width, weight));
    let mut strip = Strip::new(Opening::Space(0.0), height, items);
    strip.end_rule = Some((0.0, width));
    strip
}

/// From lane to lane with the number at its beginning; within a lane a loop.
fn arrow(desk: &mut Desk<'_>, step: &Step, (from, to): (f32, f32), items: &mut Vec<Item>) {
    let weight = if step.is_slowest { 1.8 } else { 0.9 };
    let y = MIDDLE;
    if (from - to).abs() < 1.0 {
        let (right, low) = (from + 20.0, y + 9.0);
        items.push(level(from, right, y, weight));
        items.push(upright(right, y - weight / 2.0, low - y + weight, weight));
        items.push(level(from + 4.0, right, low, weight));
        items.push(shape(&[(from, low), (from + 5.0, low - 2.6), (from + 5.0, low + 2.6)], Some(Colour::BLACK), 0.0));
    } else {
        let side = if to > from { 1.0 } else { -1.0 };
        items.push(level(from, to - side * 4.0, y, weight));
        let back = to - side * 6.0;
        items.push(shape(&[(to, y), (back, y - 3.0), (back, y + 3.0)], Some(Colour::BLACK), 0.0));
    }
    number(desk, step, from, y, items);
}

fn in_chain(desk: &mut Desk<'_>, flow: &Flow, step: &Step, width: f32, last: bool) -> Strip {
    let name = |at: u32| flow.systems.get(at as usize).map_or("–", String::as_str);
    let route = format!("{} → {}", name(step.from), name(step.to));
    let mut words = Vec::new();
    let end = stack(
        desk,
        &told(desk.say(), step, &route),
        (INDENT + 6.0, 3.6),
        width - INDENT - 6.0,
        Align::Start,
        &mut words,
    );
    let height = (end + 6.0).max(26.0);
    let mut items = Vec::new();
    if !last {
        let x = RADIUS + 1.0;
        items.push(upright(x, MIDDLE, height - MIDDLE, 0.9));
        items.push(shape(
            &[(x, height + 4.0), (x - 2.6, height - 1.0), (x + 2.6, height - 1.0)],
            Some(Colour::BLACK),
            0.0,
        ));
    }
    number(desk, step, RADIUS + 1.0, MIDDLE, &mut items);
    items.append(&mut words);
    if last {
        items.push(Item::rule(0.0, height, width, RULE_HEAD));
    }
    let mut strip = Strip::new(Opening::Space(0.0), height + if last { RULE_HEAD } else { 0.0 }, items);
    strip.end_rule = last.then_some((0.0, width));
    strip
}
