//! What stands above the rows of a table: its title, the bands, and both again on the next page.

use crate::flow::{Head, Opening, RULE_HEAD, Strip, moved};
use crate::page::Item;
use crate::rich::{Mark, Rich, Style};
use crate::table::Title;
use crate::text::{Align, Setter};

/// Characters of a remark beyond which a page that goes on does not say it again.
const SAID_ONCE: usize = 60;

/// The row that names a table, or names it again on the pages it goes over to.
pub(crate) fn title_strip(setter: &mut Setter, title: &Title, left: f32, width: f32, again: bool) -> Strip {
    let mut items = Vec::new();
    let rtl = setter.is_rtl();
    let indent = if title.number.is_empty() { 0.0 } else { title.indent.max(14.0) };
    if !title.number.is_empty() {
        let number = Rich::new(&title.number, Style::TABLE_TITLE);
        if rtl {
            setter.place_right(&number, left + width, 12.2, &mut items);
        } else {
            setter.place(&number, left, 12.2, &mut items);
        }
    }
    // What has no title of its own is named after its form where it goes on: “continued” alone says nothing.
    let name = if again && title.text.is_empty() { &title.form } else { &title.text };
    let mut rich = Rich::new(name, Style::TABLE_TITLE);
    if again {
        let continued = setter.words().continued;
        rich = rich.plain(if name.is_empty() { continued.trim_start() } else { continued });
    }
    // Guidance of a line or more was read where the table began.
    let is_said = again && title.remark.chars().count() > SAID_ONCE;
    if !title.remark.is_empty() && !is_said {
        // A remark alone begins where a title would.
        let after = if rich.is_empty() || (name.is_empty() && !again) { rich } else { rich.mark(Mark::Gap(8.0)) };
        rich = after.styled(&title.remark, Style::REMARK);
    }
    let (x, align) = if rtl { (left, Align::Right) } else { (left + indent, Align::Start) };
    let mut y = 2.9;
    for line in setter.lines(&rich, width - indent, align) {
        items.extend(moved(line.items, x, y));
        y += line.height;
    }
    if let (Some(id), false) = (title.anchor, again) {
        items.push(Item::Anchor { id, y: -4.0 });
    }
    Strip::new(Opening::Space(0.0), y + 1.6, items)
}

/// The title of the rows that follow.
pub(crate) fn band_strip(setter: &mut Setter, text: &str, suffix: &str, x: f32, width: f32) -> Strip {
    let rich = Rich::new(format!("{text}{suffix}"), Style::LABEL);
    let mut items = Vec::new();
    let mut y = 5.6;
    let align = setter.side(Align::Start);
    for line in setter.lines(&rich, width, align) {
        items.extend(moved(line.items, x, y));
        y += line.height;
    }
    let height = y + 2.4;
    items.push(Item::rule(x, height - RULE_HEAD, width, RULE_HEAD));
    Strip::new(Opening::Space(0.0), height, items)
}

/// Strips as one head, with the rule above them.
pub(crate) fn join(strips: &[Strip], rule: Option<Item>) -> Head {
    let mut items: Vec<Item> = rule.into_iter().collect();
    let mut height = 0.0;
    for strip in strips {
        items.extend(moved(strip.items.clone(), 0.0, height));
        height += strip.height;
    }
    Head { items, height }
}
