//! Who was called when: a bar for each call until somebody acknowledged, an open circle where a level would have
//! been called had nobody answered, a disc where an authority was told.

use bridgebook_domain::escalation::LevelState;
use jiff::Timestamp;

use crate::block::Place;
use crate::climb::{Live, seconds};
use crate::desk::Desk;
use crate::figure::{knocked, level, title, upright};
use crate::flow::{CONTENT, Opening, RULE_HEAD, Strip, keep_together, keep_with_next};
use crate::ladder::{Rung, Unanswered};
use crate::page::{Colour, Item};
use crate::rich::{Face, Rich, Style};
use crate::text::Align;
use crate::words::fill;

/// Rows of the picture; the table tells the rest.
const MOST: usize = 40;
/// Height of a row, and of a bar in it.
const ROW: f32 = 15.2;
const BAR: f32 = 5.2;
const SMALL: Style = Style { face: Face::Regular, size: 7.6, leading: 9.6 };
const SMALL_LEAD: Style = Style { face: Face::Semibold, ..SMALL };

/// Minutes to places.
struct Scale {
    minutes: f32,
    left: f32,
    right: f32,
}

impl Scale {
    fn x(&self, minute: f32) -> f32 {
        self.left + (minute / self.minutes).clamp(0.0, 1.0) * (self.right - self.left)
    }
}

/// The bars of all calls on one axis, and where nobody answering would have led.
pub(crate) fn strips(
    desk: &mut Desk<'_>,
    rungs: &[Rung],
    live: &Live,
    steps: &[Unanswered],
    place: &Place<'_>,
) -> Vec<Strip> {
    let say = desk.say();
    let rungs: Vec<&Rung> = rungs.iter().filter(|r| r.limit(&live.severity).is_some()).take(MOST).collect();
    let start = live.levels.iter().filter_map(|level| level.called_at).fold(live.start, Timestamp::min);
    let minute = |at: Timestamp| seconds(start, at) as f32 / 60.0;
    let shift = seconds(start, live.start) as f32 / 60.0;
    let planned = |rung: &Rung| -> Option<f32> {
        let step = steps.iter().find(|s| rung.rows.contains(&s.row))?;
        step.minute.map(|m| m as f32 + shift)
    };
    let ends = rungs.iter().filter_map(|rung| {
        let last = live.level(rung).and_then(|level| level.ended_at.or(level.called_at)).map(minute);
        // A plan far ahead would press what happened into a corner.
        let plan = planned(rung).filter(|p| *p <= minute(live.now) * 1.5 + 30.0);
        last.into_iter().chain(plan).reduce(f32::max)
    });
    let last = ends.fold(15.0_f32, f32::max);
    let step = [5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 240.0, 480.0, 1440.0];
    let step = step.into_iter().find(|s| last * 1.12 / s <= 10.0).unwrap_or((last / 8.0).ceil());
    let width = place.frame.text_width();
    let scale = Scale { minutes: last * 1.12, left: CONTENT, right: width };
    let ticks: Vec<f32> = (0..).map(|n| n as f32 * step).take_while(|m| *m <= scale.minutes).take(60).collect();
    let mut strips: Vec<Strip> = Vec::new();
    let mut was_by_age = false;
    for rung in &rungs {
        let mut items: Vec<Item> = ticks.iter().map(|m| upright(scale.x(*m), 0.0, ROW, 0.35)).collect();
        if rung.is_by_age() && !was_by_age && !strips.is_empty() {
            items.push(Item::rule(0.0, 0.0, width, 0.35));
        }
        was_by_age = rung.is_by_age();
        let name = format!("{} {}", rung.level, rung.target(&live.severity).first().map_or("", String::as_str));
        let mut height = ROW;
        let mut y = 2.6;
        for line in desk.setter.lines(&Rich::new(name.trim(), Style::DENSE), CONTENT - 8.0, Align::Start) {
            items.extend(crate::flow::moved(line.items, 0.0, y));
            y += line.height;
            height = height.max(y + 1.6);
        }
        if height > ROW {
            items.extend(ticks.iter().map(|m| upright(scale.x(*m), ROW, height - ROW, 0.35)));
        }
        drawn(desk, rung, live, planned(rung), &scale, start, &mut items);
        strips.push(Strip::new(Opening::Space(0.0), height, items));
    }
    strips.push(axis(desk, live, start, &ticks, &scale, width));
    keep_together(&mut strips);
    let heading = Place {
        number: "",
        heading: say.called_when,
        anchor: place.anchor,
        frame: place.frame,
        indent: 0.0,
        form: place.form,
        is_plate: false,
    };
    if let Some(mut top) = title(desk, &heading, say.called_remark, false) {
        top.items.retain(|item| !matches!(item, Item::Anchor { .. }));
        top.opening = Opening::Table;
        top.height += 5.0;
        let mut top = vec![top];
        keep_with_next(&mut top, &strips);
        top.append(&mut strips);
        return top;
    }
    strips
}

/// The bar, the circle and the words of a level.
fn drawn(
    desk: &mut Desk<'_>,
    rung: &Rung,
    live: &Live,
    planned: Option<f32>,
    scale: &Scale,
    start: Timestamp,
    items: &mut Vec<Item>,
) {
    let say = desk.say();
    let minute = |at: Timestamp| seconds(start, at) as f32 / 60.0;
    let middle = 7.4;
    let level = live.level(rung).cloned();
    let called_at = level.as_ref().and_then(|level| level.called_at);
    let mut free = 0.0_f32;
    if let Some(planned) = planned.filter(|p| *p <= scale.minutes && !rung.is_by_age())
        && called_at.map(minute).is_none_or(|at| (at - planned).abs() > 0.5)
    {
        let x = scale.x(planned);
        items.push(Item::circle(x, middle, 2.7, Some(Colour::WHITE), Some((Colour::BLACK, 0.9))));
        free = x + 6.0;
    }
    let (Some(call), Some(called_at)) = (level, called_at) else { return };
    let outcome = live.outcome(desk, rung);
    let x = scale.x(minute(called_at));
    let mut words = desk.time(called_at);
    if call.by_hand {
        words = say.with(say.by_hand, words);
    }
    let end = if rung.is_by_age() {
        items.push(Item::circle(x, middle, 2.6, Some(Colour::BLACK), None));
        x + 2.6
    } else {
        let done = call.ended_at.filter(|at| *at <= live.now);
        let to = scale.x(minute(done.unwrap_or(live.now))).max(x + 1.4);
        let y = middle - BAR / 2.0;
        items.push(Item::Rect { x, y, w: to - x, h: BAR, fill: Colour::BLACK });
        let limit = rung.limit(&live.severity).and_then(|limit| limit.acknowledge);
        if let Some(limit) = limit.filter(|_| outcome.late.is_some()) {
            let edge = scale.x(minute(called_at) + limit as f32 / 60.0).min(to);
            items.push(Item::Rect { x: edge, y, w: to - edge, h: BAR, fill: Colour::RED });
            crate::mark::frame(edge, y, to - edge, BAR, 0.5, items);
            items.push(upright(edge, y - 1.6, BAR + 3.2, 1.2));
        }
        let ended = |pattern: &str, at: Timestamp, by: &str| {
            let by = if by.is_empty() { String::new() } else { say.with(say.by_whom, desk.name(by)) };
            fill(pattern, &[("from", &words), ("to", &format!("{}{by}", desk.time(at)))])
        };
        words = match (&call.clock.state, done) {
            (LevelState::Acknowledged { by, .. }, Some(at)) => ended(say.called_acknowledged, at, by),
            (LevelState::Declined { by, .. }, Some(at)) => ended(say.called_declined, at, by),
            (LevelState::Skipped { .. }, Some(at)) => ended(say.called_skipped, at, ""),
            _ => fill(say.called_only, &[("from", &words)]),
        };
        to
    };
    if let Some(over) = &outcome.late {
        words = format!("{words}, {over}");
    }
    let rich = Rich::new(words, if outcome.late.is_some() { SMALL_LEAD } else { SMALL });
    let own = desk.setter.width(&rich);
    let after = if free > x - 3.0 && free < end + 4.0 + own { free.max(end + 4.0) } else { end + 4.0 };
    if after + own <= scale.right {
        knocked(desk, &rich, after, middle + 2.6, items);
    } else if x - 4.0 - own >= scale.left {
        knocked(desk, &rich, x - 4.0 - own, middle + 2.6, items);
    } else {
        knocked(desk, &rich, (scale.right - own).max(scale.left), middle + 2.6, items);
    }
}

/// Minutes since the start, and the times of day.
fn axis(desk: &mut Desk<'_>, live: &Live, start: Timestamp, ticks: &[f32], scale: &Scale, width: f32) -> Strip {
    let say = desk.say();
    let mut items = vec![level(scale.left, width, RULE_HEAD / 2.0, RULE_HEAD)];
    let from = if start == live.start { say.declaration.to_owned() } else { desk.time(start) };
    let from = if desk.binder.incident.as_ref().is_some_and(|i| i.declared_at != Some(start)) && start == live.start {
        say.detection.to_owned()
    } else {
        from
    };
    desk.setter.place(&Rich::new(say.with(say.minutes_since, from), SMALL), 0.0, 11.4, &mut items);
    let zone = desk.binder.moment.to_zoned(desk.binder.zone.clone()).strftime("%Z").to_string();
    desk.setter.place(&Rich::new(say.with(say.time_in, zone), SMALL), 0.0, 20.8, &mut items);
    let mut free = f32::MIN;
    for minute in ticks {
        let x = scale.x(*minute);
        items.push(upright(x, 0.0, 3.6, 0.6));
        let at = start.checked_add(jiff::SignedDuration::from_secs((minute * 60.0) as i64)).unwrap_or(start);
        let time = at.to_zoned(desk.binder.zone.clone()).strftime("%H:%M").to_string();
        let (number, time) = (Rich::new(format!("{minute}"), SMALL_LEAD), Rich::new(time, SMALL));
        let own = desk.setter.width(&number).max(desk.setter.width(&time));
        let middle = x.min(width - own / 2.0);
        if middle - own / 2.0 >= free {
            desk.setter.place_centre(&number, middle, 11.4, &mut items);
            desk.setter.place_centre(&time, middle, 20.8, &mut items);
            free = middle + own / 2.0 + 4.0;
        }
    }
    Strip::new(Opening::Space(0.0), 26.0, items)
}
