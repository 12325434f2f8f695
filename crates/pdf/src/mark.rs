//! Drawn marks: discs, rings, boxes, plates and the tiles of a matrix. Shape and weight carry the
//! meaning; colour only repeats it, and in black and white the darkest mark is the most serious.

use crate::page::{Colour, Item, Step};
use crate::rich::{Face, Inline, Mark, Plate, Rich, Style, Words};
use crate::text::Setter;

/// Side of a tile of a matrix.
const TILE: f32 = 15.0;
/// Length of a limit, and the most that is drawn of what runs over it.
const LIMIT: f32 = 44.0;
const OVERRUN: f32 = 10.0;
/// Room for the bar of a promise, the part of it that is for early ones, and the length of a minute.
pub(crate) const DRIFT: f32 = 64.0;
const EARLY: f32 = 34.0;
const MINUTE: f32 = 3.0;
/// Width of the coloured edge of a plate.
const EDGE: f32 = 3.6;

fn plate_words(kind: Plate, word: &str, size: f32) -> Rich {
    let face = match kind {
        Plate::Light => Face::Regular,
        _ => Face::Semibold,
    };
    let size = plate_size(kind, size);
    let mut rich = Rich::new(word, Style { face, size, leading: size * 1.25 });
    let ink = match kind {
        Plate::Late => Colour::WHITE,
        Plate::Tlp => tlp_ink(word),
        _ => Colour::BLACK,
    };
    ink_all(&mut rich, ink);
    rich
}

/// The colours of the traffic light protocol 2.0, on black.
fn tlp_ink(word: &str) -> Colour {
    match word {
        "TLP:RED" => Colour::Rgb(0xFF, 0x2B, 0x2B),
        "TLP:GREEN" => Colour::Rgb(0x33, 0xFF, 0x00),
        "TLP:AMBER" | "TLP:AMBER+STRICT" => Colour::TLP_AMBER,
        _ => Colour::WHITE,
    }
}

fn plate_size(kind: Plate, size: f32) -> f32 {
    match kind {
        Plate::Tlp => size,
        _ => size * 0.93,
    }
}

fn ink_all(rich: &mut Rich, ink: Colour) {
    for inline in &mut rich.inlines {
        if let Inline::Words(words) = inline {
            words.ink = ink;
        }
    }
}

fn letter(text: &str, size: f32, ink: Colour) -> Rich {
    let mut rich = Rich::new(text, Style { face: Face::Bold, size, leading: size * 1.2 });
    ink_all(&mut rich, ink);
    rich
}

fn bare(text: &str) -> Rich {
    let mut rich = Rich::new(text, Style { face: Face::Regular, size: 9.5, leading: 11.5 });
    for inline in &mut rich.inlines {
        if let Inline::Words(words) = inline {
            words.feature = Some(*b"cv01");
        }
    }
    rich
}

/// Space left and right of a plate's word.
fn plate_padding(kind: Plate) -> (f32, f32) {
    match kind {
        Plate::Risk | Plate::Late => (EDGE + 3.0, 3.4),
        Plate::Heavy | Plate::Light => (4.0, 4.0),
        Plate::Tlp => (4.4, 4.0),
    }
}

/// Width that a mark takes up in a line of this size.
pub(crate) fn width(setter: &mut Setter, mark: &Mark, size: f32) -> f32 {
    match mark {
        Mark::Disc | Mark::Ring | Mark::Square => size * 0.88,
        Mark::Box(_) => size * 1.25,
        Mark::Plate(kind, word, plate) => {
            let (left, right) = plate_padding(*kind);
            setter.width(&plate_words(*kind, word, *plate)) + left + right
        }
        Mark::SolidTile(text) | Mark::OpenTile(text) | Mark::RingLetter(text) => {
            TILE.max(setter.width(&letter(text, 9.5, Colour::BLACK)) + 6.0)
        }
        Mark::BareLetter(text) => TILE.max(setter.width(&bare(text)) + 6.0),
        Mark::Dot => TILE,
        Mark::Bound(mark, word) => width(setter, mark, size) + setter.width(&bound(word)),
        Mark::Limit(_) => LIMIT + OVERRUN,
        Mark::Drift(_) => DRIFT,
        Mark::Gap(width) => *width,
    }
}

/// Draws a mark with its left end at `x` beside words of `size` on the baseline `y`.
pub(crate) fn draw(setter: &mut Setter, mark: &Mark, x: f32, y: f32, size: f32, out: &mut Vec<Item>) {
    let black = Colour::BLACK;
    let r = size * 0.245;
    let middle = y - size * 0.31;
    match mark {
        Mark::Disc => out.push(Item::circle(x + r + 0.2, middle, r, Some(black), None)),
        Mark::Ring => out.push(Item::circle(x + r + 0.2, middle, r - 0.15, None, Some((black, 0.9)))),
        Mark::Square => out.push(Item::Rect { x: x + 0.2, y: middle - r, w: r * 2.0, h: r * 2.0, fill: black }),
        Mark::Box(ticked) => tick_box(x, y, size, *ticked, out),
        Mark::Plate(kind, word, plate) => draw_plate(setter, *kind, word, *plate, (x, y), out),
        Mark::SolidTile(text) => {
            let w = width(setter, mark, size);
            out.push(Item::Rect { x, y: middle - TILE / 2.0, w, h: TILE, fill: black });
            setter.place_centre(&letter(text, 9.5, Colour::WHITE), x + w / 2.0, middle + 3.2, out);
        }
        Mark::OpenTile(text) => {
            let w = width(setter, mark, size);
            frame(x, middle - TILE / 2.0, w, TILE, 1.0, out);
            setter.place_centre(&letter(text, 9.5, black), x + w / 2.0, middle + 3.2, out);
        }
        Mark::RingLetter(text) => {
            let w = width(setter, mark, size);
            out.push(Item::circle(x + w / 2.0, middle, 6.6, None, Some((black, 0.6))));
            setter.place_centre(&bare(text), x + w / 2.0, middle + 3.1, out);
        }
        Mark::BareLetter(text) => {
            let w = width(setter, mark, size);
            setter.place_centre(&bare(text), x + w / 2.0, middle + 3.1, out);
        }
        Mark::Dot => out.push(Item::circle(x + TILE / 2.0, middle, 0.55, Some(black), None)),
        Mark::Bound(mark, word) => {
            draw(setter, mark, x, y, size, out);
            let beside = x + width(setter, mark, size);
            setter.place(&bound(word), beside, y, out);
        }
        Mark::Limit(used) => limit_bar(x, middle, *used, out),
        Mark::Drift(minutes) => drift_bar(x, middle, *minutes, out),
        Mark::Gap(_) => {}
    }
}

/// The word beside a mark, on a line of its own height.
fn bound(word: &Words) -> Rich {
    let style = Style { face: word.face, size: word.size, leading: word.size * 1.25 };
    Rich { inlines: vec![Inline::Words(word.clone())], style }
}

/// How much of a limit was used: the whole length is the limit, with a tick at its end. What runs over is red,
/// and outlined, so that a copy in grey shows it.
fn limit_bar(x: f32, middle: f32, used: f32, out: &mut Vec<Item>) {
    let (y, h) = (middle - 2.6, 5.2);
    frame(x, y, LIMIT, h, 0.5, out);
    let used = if used.is_finite() { used.max(0.0) } else { 0.0 };
    out.push(Item::Rect { x, y, w: LIMIT * used.min(1.0), h, fill: Colour::BLACK });
    if used > 1.0 {
        let over = (LIMIT * (used - 1.0)).clamp(3.0, OVERRUN);
        out.push(Item::Rect { x: x + LIMIT, y, w: over, h, fill: Colour::RED });
        frame(x + LIMIT, y, over, h, 0.5, out);
    }
    out.push(Item::Rect { x: x + LIMIT - 0.6, y: y - 2.2, w: 1.2, h: h + 4.4, fill: Colour::BLACK });
}

/// How far before or after a promise, which is the tick: early is black and lies to its left, late is red, outlined, and
/// lies to its right. A bar that is longer than its room is broken near its end.
fn drift_bar(x: f32, middle: f32, minutes: f32, out: &mut Vec<Item>) {
    let (y, h) = (middle - 2.6, 5.2);
    let promise = x + EARLY;
    if minutes == 0.0 {
        out.push(Item::circle(promise, middle, 2.2, Some(Colour::BLACK), None));
    } else if minutes < 0.0 {
        let long = -minutes * MINUTE;
        let w = long.min(EARLY);
        out.push(Item::Rect { x: promise - w, y, w, h, fill: Colour::BLACK });
        if long > EARLY {
            out.push(Item::Rect { x: promise - w + 5.0, y, w: 2.4, h, fill: Colour::WHITE });
        }
    } else {
        let long = minutes * MINUTE;
        let w = long.clamp(3.0, DRIFT - EARLY - 1.0);
        out.push(Item::Rect { x: promise, y, w, h, fill: Colour::RED });
        frame(promise, y, w, h, 0.5, out);
        if long > w + 0.5 {
            out.push(Item::Rect { x: promise + w - 7.4, y: y - 0.2, w: 2.4, h: h + 0.4, fill: Colour::WHITE });
        }
    }
    out.push(Item::Rect { x: promise - 0.3, y: y - 3.2, w: 0.6, h: h + 6.4, fill: Colour::BLACK });
}

/// A frame drawn as four filled rectangles, with its outer edge given.
pub(crate) fn frame(x: f32, y: f32, w: f32, h: f32, weight: f32, out: &mut Vec<Item>) {
    out.push(Item::rule(x, y, w, weight));
    out.push(Item::rule(x, y + h - weight, w, weight));
    for left in [x, x + w - weight] {
        out.push(Item::Rect { x: left, y: y + weight, w: weight, h: h - 2.0 * weight, fill: Colour::BLACK });
    }
}

fn tick_box(x: f32, y: f32, size: f32, ticked: bool, out: &mut Vec<Item>) {
    let side = size * 0.86;
    let top = y - size * 0.31 - side / 2.0;
    frame(x, top, side, side, 0.8, out);
    if ticked {
        let at = |px: f32, py: f32| Step::Point(x + side * px, top + side * py);
        out.push(Item::Path {
            steps: vec![at(0.22, 0.52), at(0.42, 0.74), at(0.8, 0.26)],
            closed: false,
            fill: None,
            stroke: Some((Colour::BLACK, 1.3)),
        });
    }
}

fn draw_plate(setter: &mut Setter, kind: Plate, word: &str, plate: f32, (x, y): (f32, f32), out: &mut Vec<Item>) {
    let words = plate_words(kind, word, plate);
    let size = plate_size(kind, plate);
    let (left, right) = plate_padding(kind);
    let w = setter.width(&words) + left + right;
    // The heaviest frame leaves the word its whole height.
    let (above, below) = if kind == Plate::Tlp { (0.775, 0.19) } else { (0.94, 0.37) };
    let (top, h) = (y - size * above, size * (above + below));
    match kind {
        Plate::Late | Plate::Tlp => out.push(Item::Rect { x, y: top, w, h, fill: Colour::BLACK }),
        Plate::Risk => frame(x, top, w, h, 0.7, out),
        Plate::Heavy => frame(x, top, w, h, 1.5, out),
        Plate::Light => frame(x, top, w, h, 0.5, out),
    }
    match kind {
        Plate::Late => out.push(Item::Rect { x, y: top, w: EDGE, h, fill: Colour::RED }),
        Plate::Risk => out.push(Item::Rect { x, y: top, w: EDGE, h, fill: Colour::AMBER }),
        _ => {}
    }
    setter.place(&words, x + left, y, out);
}
