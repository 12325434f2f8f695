//! Message templates: each a block with audience and stage as its head, the words as they are sent, and
//! boxes for what must not be missing.

use std::sync::Arc;

use bridgebook_domain::{Column, ColumnId, Row, Section, Value};

use crate::block::{Place, labelled_lines};
use crate::desk::Desk;
use crate::flow::{CONTENT, Head, Opening, RULE_TABLE, Strip, height_of, keep_together, keep_with_next, strips_of};
use crate::grid;
use crate::heading::title_strip;
use crate::markdown::{self, Measure};
use crate::page::{Colour, Item};
use crate::rich::{Face, Mark, Rich, Style};
use crate::text::Align;

/// Words of a message: those of a table, with the leading of prose between.
const MESSAGE: Style = Style { face: Face::Regular, size: 9.2, leading: 12.0 };
/// Space between the bar and the words.
const INSET: f32 = 10.0;
/// Weight of the bar beside a message.
const BAR: f32 = 1.2;
/// Templates up to this height are not split over pages.
const WHOLE: f32 = 260.0;
/// Keys that the drawing arranges itself; all other columns are told in the label.
const KEYS: &[&str] = &["audience", "stage", "subject", "body", "required"];

/// Whether a section holds message templates, as a block of its own or as a table of that form.
pub(crate) fn is_stages(section: &Section) -> bool {
    section.kind == bridgebook_domain::BlockKind::Stages || section.is_form("stages")
}

/// The templates one below the other.
pub(crate) fn strips(desk: &mut Desk<'_>, section: &Section, place: &Place<'_>) -> Vec<Strip> {
    let rows = section.block.live_rows();
    if rows.is_empty() {
        return grid::table(desk, section, place);
    }
    let width = place.frame.text_width();
    let mut strips: Vec<Strip> = Vec::new();
    let mut repeated = None;
    if let Some(title) = place.title(String::new()) {
        let mut first = title_strip(&mut desk.setter, &title, 0.0, width, false);
        first.opening = Opening::Table;
        let again = title_strip(&mut desk.setter, &title, 0.0, width, true);
        let mut items = vec![Item::rule(0.0, 0.0, width, RULE_TABLE)];
        items.extend(again.items);
        repeated = Some(Arc::new(Head { items, height: again.height + 4.0 }));
        strips.push(first);
    }
    for (at, (_, row)) in rows.iter().enumerate() {
        let mut block = template(desk, section, row, place);
        if let (0, Some(first)) = (at, block.first_mut()) {
            // The rule of the title is enough above the first one.
            first.opening = Opening::Space(6.0);
        }
        if height_of(&block) <= WHOLE {
            keep_together(&mut block);
        }
        if at == 0 {
            keep_with_next(&mut strips, &block);
        }
        for strip in &mut block {
            strip.head.clone_from(&repeated);
        }
        strips.extend(block);
    }
    strips
}

fn template(desk: &mut Desk<'_>, section: &Section, row: &Row, place: &Place<'_>) -> Vec<Strip> {
    let words = |desk: &Desk<'_>, key: &str| {
        let (id, column) = section.block.column_by_key(key)?;
        Some(desk.words(column, row.cells.get(&id).filter(|v| !v.is_empty())?))
    };
    let audience = words(desk, "audience").unwrap_or_else(|| desk.setter.words().any_audience.to_owned());
    let mut label = vec![Rich::new(audience, Style::LABEL)];
    if let Some(stage) = words(desk, "stage") {
        label.push(Rich::new(stage, Style { size: 9.2, ..Style::TABLE }));
    }
    for (id, column) in section.block.live_columns() {
        if let Some(value) = others(row, id, column) {
            label.push(Rich::new(format!("{}: {}", column.name, desk.words(column, value)), Style::NOTE));
        }
    }
    let x = CONTENT + INSET;
    let width = place.frame.text_width() - x;
    let mut message = Vec::new();
    if let Some(subject) = words(desk, "subject") {
        let rich = Rich::new(subject, Style { face: Face::Semibold, ..MESSAGE });
        message.extend(strips_of(desk.setter.lines(&rich, width, Align::Start), x, 0.0));
    }
    let body = section.block.cell_text(row, "body");
    let measure = Measure { x, width, style: MESSAGE, page_height: place.frame.text_height() };
    let mut body = markdown::prose(&mut desk.setter, body, measure);
    if let (Some(first), false) = (body.first_mut(), message.is_empty()) {
        first.opening = Opening::Space(3.0);
        keep_with_next(&mut message, &body);
    }
    message.extend(body);
    bar(&mut message);
    if let Some((id, _)) = section.block.column_by_key("required")
        && let Some(value) = row.cells.get(&id).filter(|v| !v.is_empty())
    {
        message.extend(must_contain(desk, value, place));
    }
    labelled_lines(desk, &label, message)
}

fn others<'r>(row: &'r Row, id: ColumnId, column: &Column) -> Option<&'r Value> {
    if KEYS.contains(&column.key.as_str()) { None } else { row.cells.get(&id).filter(|v| !v.is_empty()) }
}

/// A bar at the left of the words, whole over the spaces between them.
fn bar(message: &mut [Strip]) {
    for (at, strip) in message.iter_mut().enumerate() {
        let above = match strip.opening {
            Opening::Space(space) if at > 0 => space,
            _ => 0.0,
        };
        let rule = Item::Rect { x: CONTENT, y: -above, w: BAR, h: strip.height + above, fill: Colour::BLACK };
        strip.items.push(rule);
    }
}

/// What the message must contain, each with a box to tick before it is sent.
fn must_contain(desk: &mut Desk<'_>, value: &Value, place: &Place<'_>) -> Vec<Strip> {
    let style = Style { size: 8.2, leading: 11.2, ..Style::TABLE };
    let mut rich = Rich::empty(style);
    for member in desk.members(value) {
        // A box and its words stay on one line, unless they are too many for it.
        let words = if member.chars().count() <= 40 { member.replace(' ', "\u{a0}") } else { member };
        rich = rich.mark(Mark::Box(false)).plain(format!("{words} "));
        rich = rich.mark(Mark::Gap(5.0));
    }
    let lines = desk.setter.lines(&rich, place.frame.text_width() - CONTENT, Align::Start);
    strips_of(lines, CONTENT, 6.0)
}
