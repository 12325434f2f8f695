//! The timeline: a row for each phase and milestone of a schedule on a calendar that repeats on each page.

use std::collections::BTreeMap;
use std::sync::Arc;

use bridgebook_domain::RowId;
use bridgebook_domain::picture::{Line, Timeline};
use jiff::civil::Date;

use crate::block::Place;
use crate::desk::Desk;
use crate::figure::{dotted, knocked, level, repeated, shape, stack, title, upright, warning};
use crate::flow::{CONTENT, Opening, RULE_HEAD, Strip, height_of, keep_together, keep_with_next};
use crate::page::{Colour, Item};
use crate::rich::{Face, Rich, Style};
use crate::text::Align;
use crate::words::{Vocabulary, fill};

/// Height of a bar.
const BAR: f32 = 5.2;
/// Half of a milestone's diamond.
const DIAMOND: f32 = 3.9;
/// Least height of a row.
const ROW: f32 = 15.0;
/// Middle of the bar in its row.
const MIDDLE: f32 = 7.2;
/// Lines of the grid; of more ticks only some are drawn.
const MOST_TICKS: usize = 40;
/// Width of words that stand behind the last bar.
const MOST_AFTER: f32 = 60.0;
/// Height up to which a timeline is not split over pages.
const WHOLE: f32 = 360.0;
/// Rows beyond which lines between them are only told by the table.
const MOST_LINKED: usize = 80;
/// Rows that a line between two may cross.
const MOST_CROSSED: usize = 40;
const NAME: Style = Style { face: Face::Regular, size: 8.6, leading: 10.4 };
const WORDS: Style = Style { face: Face::Regular, size: 7.6, leading: 9.6 };
const WORDS_LEAD: Style = Style { face: Face::Semibold, size: 7.6, leading: 9.6 };

/// Days to places.
struct Scale {
    days: f32,
    left: f32,
    right: f32,
}

impl Scale {
    fn x(&self, day: u32) -> f32 {
        self.left + (day as f32 / self.days).clamp(0.0, 1.0) * (self.right - self.left)
    }
}

/// From the end of one row to the beginning of a later one.
struct Link {
    from: usize,
    to: usize,
    leaves: f32,
    arrives: f32,
}

/// The timeline with its title, or nothing where it has no rows.
pub(crate) fn strips(desk: &mut Desk<'_>, timeline: &Timeline, place: &Place<'_>) -> Vec<Strip> {
    if timeline.lines.is_empty() {
        return Vec::new();
    }
    let days = timeline.days.max(1) as f32;
    // What ends last has room for its words on its right, as the others have.
    let last = timeline.lines.iter().filter(|line| line.to as f32 >= 0.95 * days);
    let words = last.map(|line| desk.setter.width(&Rich::new(&line.words, WORDS))).fold(0.0, f32::max);
    let room = if words > 0.0 && words <= MOST_AFTER { words + 5.6 } else { 0.5 };
    let right = place.frame.text_width() - DIAMOND - room;
    let scale = Scale { days, left: CONTENT, right };
    let today = today(desk, timeline);
    let ticks: Vec<f32> = ticks(timeline).iter().map(|tick| scale.x(tick.day)).collect();
    let axis = axis(desk, timeline, &scale, today, place.frame.text_width());
    let head = repeated(desk, place, "", Some(&axis));
    let links = links(timeline, &scale);
    let mut strips = Vec::with_capacity(timeline.lines.len());
    let measured = timeline.lines.iter().any(|line| line.done > 0);
    for (at, line) in timeline.lines.iter().enumerate() {
        let mut words = Vec::new();
        let height = row(desk, line, &scale, place.frame.text_width(), measured, &mut words);
        let mut items = Vec::new();
        for x in &ticks {
            dotted(*x, 0.0, height, 0.35, &mut items);
        }
        if let Some(day) = today {
            items.push(upright(scale.x(day), 0.0, height, 1.2));
        }
        connect(&links, at, height, &mut items);
        items.append(&mut words);
        let mut strip = Strip::new(Opening::Space(0.0), height, items);
        strip.head = Some(Arc::clone(&head));
        strips.push(strip);
    }
    if let Some(last) = strips.last_mut() {
        last.items.push(Item::rule(0.0, last.height, place.frame.text_width(), RULE_HEAD));
        last.end_rule = Some((0.0, place.frame.text_width()));
        last.height += RULE_HEAD;
        last.need = last.height;
    }
    let remark = remark(desk.say(), timeline, measured, today.is_some());
    let mut top: Vec<Strip> = title(desk, place, &remark, false).into_iter().chain([axis]).collect();
    top[0].opening = Opening::Table;
    // The axis and two rows at least stand together.
    if let [first, second, ..] = strips.as_mut_slice() {
        first.need += second.height;
    }
    keep_with_next(&mut top, &strips);
    top.append(&mut strips);
    // A plan is read across its rows: one of no more than half a page is not split.
    if height_of(&top) <= WHOLE {
        keep_together(&mut top);
    }
    top
}

fn remark(say: &Vocabulary, timeline: &Timeline, measured: bool, today: bool) -> String {
    let mut words = vec![if timeline.is_relative {
        say.plan_relative.to_owned()
    } else {
        fill(say.plan_span, &[("from", &timeline.from), ("to", &timeline.to)])
    }];
    if measured {
        words.push(say.plan_done.to_owned());
    }
    if timeline.lines.iter().any(|line| line.is_milestone) {
        words.push(say.plan_milestone.to_owned());
    }
    if timeline.lines.iter().any(|line| line.is_inconsistent) {
        words.push(say.plan_differs.to_owned());
    }
    if today {
        words.push(say.plan_today.to_owned());
    }
    words.join(" ")
}

/// The day of the print, where it lies within the plan.
fn today(desk: &Desk<'_>, timeline: &Timeline) -> Option<u32> {
    if timeline.is_relative {
        return None;
    }
    let from: Date = timeline.from.parse().ok()?;
    let now = desk.binder.moment.to_zoned(desk.binder.zone.clone()).date();
    let days = u32::try_from(from.until(now).ok()?.get_days()).ok()?;
    (days <= timeline.days).then_some(days)
}

/// The ticks that are drawn: all, or every second, third and so on.
fn ticks(timeline: &Timeline) -> Vec<&bridgebook_domain::picture::Tick> {
    let step = timeline.ticks.len().div_ceil(MOST_TICKS).max(1);
    timeline.ticks.iter().step_by(step).collect()
}

/// The names of months or weeks over a rule; of those that would touch, the later is left out.
fn axis(desk: &mut Desk<'_>, timeline: &Timeline, scale: &Scale, today: Option<u32>, width: f32) -> Strip {
    let mut items = Vec::new();
    let height = 14.5;
    let mut free = f32::MIN;
    if let Some(day) = today {
        let x = scale.x(day);
        items.push(shape(&[(x - 3.0, height - 4.6), (x + 3.0, height - 4.6), (x, height)], Some(Colour::BLACK), 0.0));
    }
    for tick in ticks(timeline) {
        let x = scale.x(tick.day);
        items.push(upright(x, height - 3.6, 3.6, 0.6));
        let rich = Rich::new(&tick.label, WORDS_LEAD);
        let own = desk.setter.width(&rich);
        let left = x.min(width - own);
        if left >= free {
            desk.setter.place(&rich, left, 8.6, &mut items);
            free = left + own + 5.0;
        }
    }
    items.push(Item::rule(0.0, height - RULE_HEAD, width, RULE_HEAD));
    Strip::new(Opening::Space(0.0), height, items)
}

/// Name, bar or diamond, and words; returns the height.
fn row(desk: &mut Desk<'_>, line: &Line, scale: &Scale, width: f32, measured: bool, items: &mut Vec<Item>) -> f32 {
    let name = if line.name.trim().is_empty() { "–" } else { &line.name };
    let end = stack(desk, &[Rich::new(name, NAME)], (0.0, 1.8), CONTENT - 10.0, Align::Start, items);
    let mut height = (end + 2.0).max(ROW);
    let (from, to) = (scale.x(line.from), scale.x(line.to));
    let after = if line.is_milestone {
        let fill = if line.done >= 100 || !measured { Colour::BLACK } else { Colour::WHITE };
        let d = DIAMOND;
        let points = [(to, MIDDLE - d), (to + d, MIDDLE), (to, MIDDLE + d), (to - d, MIDDLE)];
        items.push(shape(&points, Some(fill), 0.9));
        to + d
    } else {
        bar(line, (from, to.max(from + 1.4)), measured, items);
        to.max(from + 1.4)
    };
    let mut begin = if line.is_milestone { to - DIAMOND } else { from };
    let mut after = after;
    if line.is_inconsistent {
        items.push(warning(after + 6.4, MIDDLE));
        after += 10.4;
        if after > width {
            // No room to the right of the bar: the sign stands to its left.
            items.pop();
            items.push(warning(begin - 6.4, MIDDLE));
            begin -= 10.4;
        }
    }
    let words = Rich::new(&line.words, WORDS);
    let own = desk.setter.width(&words);
    if after + 5.0 + own <= width {
        knocked(desk, &words, after + 5.0, MIDDLE + 2.6, items);
    } else if begin - 5.0 - own >= CONTENT - 4.0 {
        knocked(desk, &words, begin - 5.0 - own, MIDDLE + 2.6, items);
    } else {
        let x = (width - own).max(CONTENT).min(begin.max(CONTENT));
        let y = MIDDLE + 5.0;
        height = height.max(below(desk, &words, (x, y), width, items) + 2.0);
    }
    if line.is_inconsistent {
        let problem = if line.problem.is_empty() { desk.say().plan_unlike } else { &line.problem };
        let rich = Rich::new(problem, WORDS_LEAD);
        let own = desk.setter.width(&rich);
        let x = if own > width - CONTENT { CONTENT } else { begin.max(CONTENT).min(width - own) };
        let y = height.max(ROW) - 2.0;
        let top = if height > ROW + 0.1 && end + 2.0 < height - 0.1 { y } else { MIDDLE + 5.0 };
        height = height.max(below(desk, &rich, (x, top), width, items) + 2.5);
    }
    height
}

/// Words under a bar, on white; returns where they end.
fn below(desk: &mut Desk<'_>, rich: &Rich, (x, y): (f32, f32), width: f32, items: &mut Vec<Item>) -> f32 {
    let room = width - x;
    let mut words = Vec::new();
    let end = stack(desk, std::slice::from_ref(rich), (x, y), room, Align::Start, &mut words);
    let own = desk.setter.width(rich).min(room);
    items.push(Item::Rect { x: x - 1.2, y: y + 0.6, w: own + 2.4, h: end - y - 0.8, fill: Colour::WHITE });
    items.append(&mut words);
    end
}

/// A bar: solid where the plan does not say what is done, else solid as far as it is done.
fn bar(line: &Line, (from, to): (f32, f32), measured: bool, items: &mut Vec<Item>) {
    let y = MIDDLE - BAR / 2.0;
    let share = if measured { f32::from(line.done.min(100)) / 100.0 } else { 1.0 };
    items.push(Item::Rect { x: from, y, w: to - from, h: BAR, fill: Colour::WHITE });
    crate::mark::frame(from, y, to - from, BAR, 0.6, items);
    if share > 0.0 {
        items.push(Item::Rect { x: from, y, w: (to - from) * share, h: BAR, fill: Colour::BLACK });
    }
}

/// The lines between rows; of a long plan none are drawn.
fn links(timeline: &Timeline, scale: &Scale) -> Vec<Link> {
    if timeline.lines.len() > MOST_LINKED {
        return Vec::new();
    }
    let places: BTreeMap<RowId, usize> = timeline.lines.iter().enumerate().map(|(at, line)| (line.row, at)).collect();
    let mut links = Vec::new();
    for (to, line) in timeline.lines.iter().enumerate() {
        for from in line.after.iter().filter_map(|row| places.get(row)).copied() {
            if from < to && to - from <= MOST_CROSSED {
                let arrives = scale.x(line.from) - if line.is_milestone { DIAMOND } else { 0.0 };
                links.push(Link { from, to, leaves: scale.x(timeline.lines[from].to), arrives });
            }
        }
    }
    links
}

/// What of the lines between rows runs through this row: thin, under the bars and the words.
fn connect(links: &[Link], at: usize, height: f32, items: &mut Vec<Item>) {
    let weight = 0.45;
    for link in links.iter().filter(|link| link.from <= at && at <= link.to) {
        // Down just behind the end of the one, then across to the beginning of the other.
        let x = link.leaves + 2.0;
        if at == link.from {
            items.push(level(link.leaves, x, MIDDLE, weight));
            items.push(upright(x, MIDDLE, height - MIDDLE, weight));
        } else if at < link.to {
            items.push(upright(x, 0.0, height, weight));
        } else if link.arrives > x + 3.0 {
            items.push(upright(x, 0.0, MIDDLE, weight));
            items.push(level(x, link.arrives, MIDDLE, weight));
            let tip = link.arrives;
            items.push(shape(
                &[(tip, MIDDLE), (tip - 3.4, MIDDLE - 1.7), (tip - 3.4, MIDDLE + 1.7)],
                Some(Colour::BLACK),
                0.0,
            ));
        } else {
            // It begins where the other ends: the line comes down on its bar.
            let top = MIDDLE - BAR / 2.0;
            items.push(upright(x, 0.0, top, weight));
            items.push(shape(&[(x, top), (x - 1.7, top - 3.4), (x + 1.7, top - 3.4)], Some(Colour::BLACK), 0.0));
        }
    }
}
