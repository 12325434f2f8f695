//! The strip of states on the cover: how long each state lasted, and when each audience was told.

use bridgebook_domain::cadence::PromiseOutcome;
use jiff::Timestamp;

use crate::binder::IncidentFacts;
use crate::desk::Desk;
use crate::flow::{LEFT, RIGHT, RULE_HEAD, RULE_ROW};
use crate::page::{Colour, Item, Step};
use crate::rich::{Face, Mark, Plate, Rich, Style};
use crate::sent::SentUpdate;

const SMALL: Style = Style { face: Face::Regular, size: 7.2, leading: 9.0 };
const SMALL_LEAD: Style = Style { face: Face::Semibold, size: 7.2, leading: 9.0 };

/// Time to place.
struct Scale {
    from: i64,
    to: i64,
    left: f32,
    right: f32,
}

/// Least and most room for the names of audiences, in points.
const LEAST_NAME: f32 = 60.0;
const MOST_NAME: f32 = 160.0;

impl Scale {
    #[expect(clippy::cast_precision_loss, reason = "a share of a few days in seconds")]
    fn x(&self, at: i64) -> f32 {
        let share = (at - self.from) as f32 / (self.to - self.from).max(1) as f32;
        self.left + share.clamp(0.0, 1.0) * (self.right - self.left)
    }
}

/// Draws the strip with its top at `top`, where there is a state to show.
pub(crate) fn states(desk: &mut Desk<'_>, incident: &IncidentFacts, top: f32, items: &mut Vec<Item>) {
    let (Some((_, first)), right) = (incident.states.first(), desk.portrait().width - RIGHT) else { return };
    let now = desk.binder.moment.as_second();
    let start = first.as_second();
    let length = (now - start).max(1800);
    // As far in as the longest name of an audience needs: a name is never shortened.
    let names = incident.updates.iter().map(|(audience, _)| to_audience(desk, audience)).collect::<Vec<_>>();
    let widest = names.iter().map(|name| desk.setter.width(name)).fold(LEAST_NAME, f32::max).min(MOST_NAME);
    let left = LEFT + widest + 2.0;
    let scale = Scale { from: start - length / 24, to: now.max(start + 1800) + length / 24, left, right };
    let bar_end = now.max(start + 60);
    desk.setter.place(&Rich::new(desk.say().state, SMALL), LEFT, top + 13.6, items);
    let mut free = f32::MIN;
    for (at, (name, from)) in incident.states.iter().enumerate() {
        let end = incident.states.get(at + 1).map_or(bar_end, |(_, next)| next.as_second());
        let (x, end_x) = (scale.x(from.as_second()), scale.x(end));
        let w = (end_x - x).max(0.6);
        bar(at, incident.states.len(), x, top + 5.0, w, items);
        // A name that would run into the one before it is left to the bar and the log.
        if x >= free {
            free = x + desk.setter.place(&Rich::new(name, SMALL_LEAD), x, top + 2.0, items) + 4.0;
        }
        let minutes = ((end - from.as_second()) / 60).max(0);
        let words = if minutes < 100 {
            desk.say().with(desk.say().minutes, minutes)
        } else {
            crate::words::fill(
                desk.say().hours_rest,
                &[("h", &(minutes / 60).to_string()), ("m", &(minutes % 60).to_string())],
            )
        };
        let label = Rich::new(words, SMALL);
        let room = desk.setter.width(&label) + 6.0;
        if room < w {
            let ink = if at == 0 { Colour::WHITE } else { Colour::BLACK };
            if at > 0 {
                items.push(Item::Rect { x: x + 1.5, y: top + 6.2, w: room - 1.0, h: 8.8, fill: Colour::WHITE });
            }
            desk.setter.place(&inked(label, ink), x + 3.5, top + 13.2, items);
        }
    }
    let mut y = top + 27.5;
    for (audience, updates) in &incident.updates {
        updates_row(desk, audience, updates, &scale, y, items);
        let is_late =
            |sent: &&SentUpdate| sent.audience == *audience && sent.unanswered == Some(PromiseOutcome::Overdue);
        for promised in incident.sent.iter().filter(is_late).filter_map(|sent| sent.next_at) {
            overdue(desk, promised, &scale, y, items);
        }
        y += 13.6;
    }
    axis(desk, &scale, y - 2.0, items);
}

fn inked(mut rich: Rich, ink: Colour) -> Rich {
    for inline in &mut rich.inlines {
        if let crate::rich::Inline::Words(words) = inline {
            words.ink = ink;
        }
    }
    rich
}

/// Solid, dense hatch, open hatch, white: in this order of states.
fn bar(at: usize, count: usize, x: f32, y: f32, w: f32, items: &mut Vec<Item>) {
    let h = 11.2;
    match at {
        0 => items.push(Item::Rect { x, y, w, h, fill: Colour::BLACK }),
        1 if count > 1 => hatch(x, y, w, h, 2.0, items),
        2 => hatch(x, y, w, h, 4.5, items),
        _ => {}
    }
    crate::mark::frame(x, y, w, h, 0.7, items);
}

/// Diagonal lines within a rectangle.
fn hatch(x: f32, y: f32, w: f32, h: f32, step: f32, items: &mut Vec<Item>) {
    let mut offset = step;
    while offset < w + h {
        let (from_x, from_y) = if offset <= w { (x + offset, y) } else { (x + w, y + offset - w) };
        let (to_x, to_y) = if offset <= h { (x, y + offset) } else { (x + offset - h, y + h) };
        items.push(Item::Path {
            steps: vec![Step::Point(from_x, from_y), Step::Point(to_x, to_y)],
            closed: false,
            fill: None,
            stroke: Some((Colour::BLACK, 0.45)),
        });
        offset += step;
    }
}

fn to_audience(desk: &Desk<'_>, audience: &str) -> Rich {
    Rich::new(desk.say().with(desk.say().to_audience, audience), SMALL)
}

fn updates_row(
    desk: &mut Desk<'_>,
    audience: &str,
    updates: &[(Timestamp, u32)],
    scale: &Scale,
    y: f32,
    items: &mut Vec<Item>,
) {
    let label = to_audience(desk, audience);
    for line in desk.setter.lines(&label, scale.left - LEFT, crate::text::Align::Start).into_iter().take(1) {
        items.extend(crate::flow::moved(line.items, LEFT, y - 4.0));
    }
    items.push(Item::rule(scale.left, y, scale.right - scale.left, RULE_ROW));
    for (at, late) in updates {
        let x = scale.x(at.as_second());
        if *late == 0 {
            items.push(Item::circle(x, y + 0.2, 2.2, Some(Colour::BLACK), None));
            continue;
        }
        items.push(Item::Path {
            steps: vec![Step::Point(x, y - 3.6), Step::Point(x + 3.4, y + 2.6), Step::Point(x - 3.4, y + 2.6)],
            closed: true,
            fill: Some(Colour::RED),
            stroke: Some((Colour::BLACK, 0.5)),
        });
        desk.setter.place(&Rich::new(desk.say().with(desk.say().late_by, late), SMALL_LEAD), x + 5.0, y - 2.6, items);
    }
}

/// An update that was promised and has not gone out: the triangle of a late one where it was due, and how late it is.
fn overdue(desk: &mut Desk<'_>, promised: Timestamp, scale: &Scale, y: f32, items: &mut Vec<Item>) {
    let x = scale.x(promised.as_second());
    items.push(crate::figure::warning(x, y));
    let minutes = desk.say().with(desk.say().minutes, crate::sent::drift(promised, desk.binder.moment));
    let plate = Mark::Plate(Plate::Late, format!("{} {minutes}", desk.say().overdue), SMALL.size + 0.6);
    let width = crate::mark::width(&mut desk.setter, &plate, SMALL.size);
    // On its left, where it has the time that has passed already; at the very beginning on its right.
    let left = if x - width - 6.0 > scale.left { x - width - 6.0 } else { x + 6.0 };
    crate::mark::draw(&mut desk.setter, &plate, left, y + 2.4, SMALL.size, items);
}

fn axis(desk: &mut Desk<'_>, scale: &Scale, y: f32, items: &mut Vec<Item>) {
    items.push(Item::rule(scale.left, y, scale.right - scale.left, RULE_HEAD));
    let hours = (scale.to - scale.from) / 3600;
    let step = match hours {
        0..=1 => 900,
        2..=3 => 1800,
        4..=9 => 3600,
        10..=30 => 3 * 3600,
        _ => ((hours / 8).max(1)) * 3600,
    };
    // Ticks stand on round local times.
    let offset = i64::from(desk.binder.zone.to_offset(desk.binder.moment).seconds());
    let mut at = (scale.from + offset).div_euclid(step) * step - offset + step;
    while at < scale.to {
        let x = scale.x(at);
        items.push(Item::Rect { x: x - 0.3, y, w: 0.6, h: 3.6, fill: Colour::BLACK });
        if let Ok(moment) = Timestamp::from_second(at) {
            let words = moment.to_zoned(desk.binder.zone.clone()).strftime("%H:%M").to_string();
            desk.setter.place_centre(
                &Rich::new(words, SMALL),
                x.clamp(scale.left + 9.0, scale.right - 9.0),
                y + 11.4,
                items,
            );
        }
        at += step;
    }
}
