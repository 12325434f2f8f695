//! The heat map: risks by likelihood and impact, each as a white circle with its number, which is also
//! its number in the table below.

use bridgebook_domain::picture::{HeatMap, HeatRisk};

use crate::block::Place;
use crate::desk::Desk;
use crate::figure::{stack, title};
use crate::flow::{CONTENT, Opening, RULE_HEAD, Strip, keep_together, keep_with_next};
use crate::page::{Colour, Item, Step};
use crate::rich::{Face, Rich, Style};
use crate::text::Align;
use crate::words::{Vocabulary, fill};

const CELL: (f32, f32) = (63.0, 27.0);
/// Width of the names of the likelihoods.
const NAMES: f32 = 54.0;
/// Steps of an axis beyond which a map is no longer read at a glance.
const MOST_STEPS: usize = 12;
/// Circles in one cell; the table tells the rest.
const MOST_CIRCLES: usize = 24;
const RADIUS: f32 = 8.4;
const RADIUS_SMALL: f32 = 6.3;
const SMALL: Style = Style { face: Face::Regular, size: 7.6, leading: 9.4 };
const SCORE: Style = Style { face: Face::Regular, size: 6.8, leading: 8.0 };

/// The ramp from the lightest to the darkest step; the two lightest may lie under text.
const RAMP: [Colour; 5] = [
    Colour::WHITE,
    Colour::Rgb(0xFB, 0xE9, 0xE6),
    Colour::Rgb(0xF2, 0xBF, 0xB7),
    Colour::Rgb(0xDD, 0x7A, 0x70),
    Colour::Rgb(0x8E, 0x16, 0x20),
];

fn step_of(map: &HeatMap, likelihood: usize, impact: usize) -> usize {
    let step = map.steps.get(likelihood).and_then(|line| line.get(impact)).copied().unwrap_or(0);
    usize::from(step).min(RAMP.len() - 1)
}

/// The map with its title, or nothing where an axis has no steps, or more than can be seen at once.
pub(crate) fn strips(desk: &mut Desk<'_>, map: &HeatMap, place: &Place<'_>) -> Vec<Strip> {
    let (lines, columns) = (map.likelihoods.len(), map.impacts.len());
    if lines == 0 || columns == 0 || lines > MOST_STEPS || columns > MOST_STEPS {
        return Vec::new();
    }
    let left = CONTENT + NAMES;
    let cell = CELL.0.min((place.frame.text_width() - left) / columns as f32);
    let mut strips = Vec::new();
    for likelihood in (0..lines).rev() {
        let mut strip = line(desk, map, likelihood, left, cell);
        if strips.is_empty() {
            let end = legend(desk, map, &mut strip.items);
            strip.need = strip.need.max(end);
        }
        strips.push(strip);
    }
    strips.push(axis(desk, map, left, cell));
    keep_together(&mut strips);
    if !map.unplaced.is_empty() {
        let words = unplaced(desk.say(), map);
        strips.extend(crate::block::note(desk, &words, place.frame.text_width(), 4.0));
    }
    let remark = desk.say().heat_remark;
    if let Some(mut top) = title(desk, place, remark, false) {
        top.opening = Opening::Table;
        top.height += 5.0;
        let mut top = vec![top];
        keep_with_next(&mut top, &strips);
        top.append(&mut strips);
        return top;
    }
    strips
}

/// Which risks stand nowhere, and why.
fn unplaced(say: &Vocabulary, map: &HeatMap) -> String {
    let some: Vec<String> = map
        .unplaced
        .iter()
        .take(40)
        .map(|risk| fill(say.no_value, &[("n", &risk.number.to_string()), ("what", &risk.missing)]))
        .collect();
    let rest = map.unplaced.len() - some.len();
    let more = if rest > 0 { say.with(say.and_more, rest) } else { String::new() };
    fill(say.not_on_map, &[("list", &some.join(", ")), ("more", &more)])
}

/// A line of cells, as high as its fullest cell.
fn line(desk: &mut Desk<'_>, map: &HeatMap, likelihood: usize, left: f32, width: f32) -> Strip {
    let last = likelihood == 0;
    let mut cells: Vec<Vec<&HeatRisk>> = vec![Vec::new(); map.impacts.len()];
    for risk in map.risks.iter().filter(|r| r.likelihood as usize == likelihood) {
        if let Some(cell) = cells.get_mut(risk.impact as usize) {
            cell.push(risk);
        }
    }
    let mut height = CELL.1;
    let mut circles = Vec::new();
    for (impact, risks) in cells.iter().enumerate() {
        let mut own = Vec::new();
        let end = numbers(desk, risks, left + impact as f32 * width, width, &mut own);
        height = height.max(end);
        circles.push(own);
    }
    let mut items = Vec::new();
    let name = numbered(&map.likelihoods[likelihood], likelihood);
    let mut words = Vec::new();
    let end = stack(desk, &[Rich::new(name, SMALL)], (CONTENT, 0.0), NAMES - 5.0, Align::Start, &mut words);
    height = height.max(end + 2.0);
    items.extend(crate::flow::moved(words, 0.0, (height - end) / 2.0));
    for (impact, own) in circles.into_iter().enumerate() {
        let x = left + impact as f32 * width;
        items.push(Item::Rect { x, y: 0.0, w: width, h: height, fill: RAMP[step_of(map, likelihood, impact)] });
        let score = Rich::new(((likelihood + 1) * (impact + 1)).to_string(), SCORE);
        let (w, h) = (desk.setter.width(&score) + 4.6, 8.6);
        let at = (x + width - w, height - h);
        items.push(Item::Rect { x: at.0, y: at.1, w, h, fill: Colour::WHITE });
        items.push(Item::rule(at.0, at.1, w, 0.35));
        items.push(crate::figure::upright(at.0, at.1, h, 0.35));
        desk.setter.place_centre(&score, at.0 + w / 2.0, height - 2.2, &mut items);
        items.push(crate::figure::upright(x, 0.0, height, RULE_HEAD));
        items.extend(own);
    }
    let right = left + map.impacts.len() as f32 * width;
    items.push(crate::figure::upright(right, 0.0, height, RULE_HEAD));
    items.push(Item::rule(left - 0.3, 0.0, right - left + 0.6, RULE_HEAD));
    if last {
        items.push(Item::rule(left - 0.3, height - RULE_HEAD, right - left + 0.6, RULE_HEAD));
    }
    Strip::new(Opening::Space(0.0), height, items)
}

/// `3 possible`, unless the name begins with a number of its own.
fn numbered(name: &str, at: usize) -> String {
    let own = name.trim_start().starts_with(|c: char| c.is_ascii_digit());
    if own { name.to_owned() } else { format!("{} {name}", at + 1) }
}

/// The circles of a cell; returns the height they need.
fn numbers(desk: &mut Desk<'_>, risks: &[&HeatRisk], x: f32, width: f32, items: &mut Vec<Item>) -> f32 {
    if risks.is_empty() {
        return 0.0;
    }
    let wide = risks.iter().map(|r| r.number.to_string().len()).max().unwrap_or(1) > 2;
    let room = width - 6.0;
    let few = risks.len() as f32 * (RADIUS * 2.0 + 4.0) <= room - 8.0 && !wide;
    let r = if few { RADIUS } else { RADIUS_SMALL };
    let stretch = if wide { 7.0 } else { 0.0 };
    let step = r * 2.0 + stretch + if few { 4.0 } else { 1.6 };
    let across = ((room / step) as usize).max(1);
    let shown = risks.len().min(MOST_CIRCLES);
    let size = if few { 9.5 } else { 7.4 };
    let style = Style { face: Face::Bold, size, leading: size * 1.2 };
    let lines = shown.div_ceil(across);
    let height = lines as f32 * (r * 2.0 + 1.6);
    let top = if lines == 1 { (CELL.1 - r * 2.0) / 2.0 } else { 3.0 };
    for (at, risk) in risks.iter().take(shown).enumerate() {
        let cx = x + if few { 5.6 } else { 3.4 } + r + (at % across) as f32 * step;
        let cy = top + r + (at / across) as f32 * (r * 2.0 + 1.6);
        items.push(circle(cx, cy, r, stretch));
        let number = Rich::new(risk.number.to_string(), style);
        desk.setter.place_centre(&number, cx + stretch / 2.0, cy + size * 0.33, items);
    }
    let mut end = if lines == 1 && few { CELL.1 } else { top + height + 8.0 };
    if risks.len() > shown {
        let words = Rich::new(desk.say().with(desk.say().more_below, risks.len() - shown), SMALL);
        // Words on the darker steps of the ramp stand on white, as the numbers do.
        let w = desk.setter.width(&words) + 5.0;
        items.push(Item::Rect { x: x + 3.0, y: end - 7.0, w, h: 10.0, fill: Colour::WHITE });
        desk.setter.place(&words, x + 5.5, end + 0.6, items);
        end += 13.0;
    }
    end
}

/// A white circle, or a long one for a long number, with a black outline.
fn circle(cx: f32, cy: f32, r: f32, stretch: f32) -> Item {
    let outline = Some((Colour::BLACK, 0.9));
    if stretch <= 0.0 {
        return Item::circle(cx, cy, r, Some(Colour::WHITE), outline);
    }
    let k = r * 0.552_285;
    let right = cx + stretch;
    Item::Path {
        steps: vec![
            Step::Point(right, cy - r),
            Step::Curve([right + k, cy - r, right + r, cy - k, right + r, cy]),
            Step::Curve([right + r, cy + k, right + k, cy + r, right, cy + r]),
            Step::Point(cx, cy + r),
            Step::Curve([cx - k, cy + r, cx - r, cy + k, cx - r, cy]),
            Step::Curve([cx - r, cy - k, cx - k, cy - r, cx, cy - r]),
        ],
        closed: true,
        fill: Some(Colour::WHITE),
        stroke: outline,
    }
}

/// The steps of the ramp with the scores they stand for; returns where they end.
fn legend(desk: &mut Desk<'_>, map: &HeatMap, items: &mut Vec<Item>) -> f32 {
    desk.setter.place(&Rich::new(desk.say().bands, Style::COLUMN_HEAD), 0.0, 9.0, items);
    let mut y = 15.0;
    for (step, fill) in RAMP.iter().enumerate() {
        let scores: Vec<usize> = (0..map.likelihoods.len())
            .flat_map(|l| (0..map.impacts.len()).map(move |i| (l, i)))
            .filter(|(l, i)| step_of(map, *l, *i) == step)
            .map(|(l, i)| (l + 1) * (i + 1))
            .collect();
        let (Some(from), Some(to)) = (scores.iter().min(), scores.iter().max()) else {
            continue;
        };
        items.push(Item::Rect { x: 0.0, y, w: 14.0, h: 9.6, fill: *fill });
        crate::mark::frame(0.0, y, 14.0, 9.6, 0.5, items);
        let range = if from == to { from.to_string() } else { format!("{from}–{to}") };
        desk.setter.place(&Rich::new(range, SMALL), 20.0, y + 7.6, items);
        desk.setter.place(&Rich::new(desk.say().band_names[step], SMALL), 52.0, y + 7.6, items);
        y += 14.0;
    }
    y
}

/// Names of the impacts, and which way the axes run.
fn axis(desk: &mut Desk<'_>, map: &HeatMap, left: f32, width: f32) -> Strip {
    let mut items = Vec::new();
    desk.setter.place(&Rich::new(desk.say().likelihood_axis, SMALL), CONTENT, 11.0, &mut items);
    let mut end = 0.0_f32;
    for (impact, name) in map.impacts.iter().enumerate() {
        let rich = Rich::new(numbered(name, impact), SMALL);
        let at = (left + impact as f32 * width + 2.0, 3.6);
        end = end.max(stack(desk, &[rich], at, width - 4.0, Align::Centre, &mut items));
    }
    let right = left + map.impacts.len() as f32 * width;
    desk.setter.place_right(&Rich::new(desk.say().impact_axis, SMALL), right, end + 7.4, &mut items);
    Strip::new(Opening::Space(0.0), end + 12.0, items)
}
