//! Live views that a binder tells shorter than the window: the parts of a plan as boxes (ICS 202, block 6), and the
//! whole log, which stands once at the end.

use bridgebook_domain::picture::{Listing, Picture};
use bridgebook_domain::{BlockKind, Section, Value};

use crate::binder::DocumentInput;
use crate::block::{Place, labelled};
use crate::desk::Desk;
use crate::flow::{CONTENT, Opening, Strip, moved, strips_of};
use crate::page::Item;
use crate::rich::{Mark, Rich, Style};
use crate::text::Align;

/// Parts side by side, and the space between them.
const ACROSS: usize = 2;
const APART: f32 = 14.0;

/// What stands for a view in the binder; none for one that is printed as it is.
pub(crate) fn strips(
    desk: &mut Desk<'_>,
    section: &Section,
    input: &DocumentInput,
    place: &Place<'_>,
) -> Option<Vec<Strip>> {
    if section.kind != BlockKind::View {
        return None;
    }
    let content = match (section.block.setting("source").trim(), input.picture_of(section)) {
        ("contents", Some(Picture::View(listing))) => parts(desk, listing, place.frame.text_width() - CONTENT)?,
        ("" | "log", _) if desk.binder.log.is_some() && is_whole(section) && !desk.is_blank() => {
            let words = desk.say().with(desk.say().log_below, desk.say().log_title);
            strips_of(desk.setter.lines(&Rich::new(words, Style::PROSE), 369.0, Align::Start), CONTENT, 0.0)
        }
        _ => return None,
    };
    Some(labelled(desk, (place.number, place.indent), place.heading, "", Some(place.anchor), content))
}

/// Whether a view shows every entry of the log.
fn is_whole(section: &Section) -> bool {
    ["kinds", "limit"].iter().all(|key| section.block.settings.get(*key).is_none_or(Value::is_empty))
}

/// The parts of the outermost level, each with a box that is ticked where something stands in it or is read there.
fn parts(desk: &mut Desk<'_>, listing: &Listing, width: f32) -> Option<Vec<Strip>> {
    let own: Vec<Rich> = listing
        .rows
        .iter()
        .filter_map(|row| match row.as_slice() {
            [number, heading, form, filled] if !number.contains('.') => {
                let rich = Rich::empty(Style::TABLE).mark(Mark::Box(filled != "no")).plain(heading);
                Some(if form.is_empty() { rich } else { rich.styled(format!("  {form}"), Style::NOTE) })
            }
            _ => None,
        })
        .collect();
    let each = (width - APART * (ACROSS - 1) as f32) / ACROSS as f32;
    let lines = own.len().div_ceil(ACROSS);
    let mut strips = Vec::with_capacity(lines);
    for at in 0..lines {
        let (mut items, mut height): (Vec<Item>, f32) = (Vec::new(), 0.0);
        for across in 0..ACROSS {
            // Read down, then across.
            let Some(rich) = own.get(across * lines + at) else { continue };
            let mut y = 0.0;
            for line in desk.setter.lines(rich, each, Align::Start) {
                items.extend(moved(line.items, CONTENT + across as f32 * (each + APART), y));
                y += line.height;
            }
            height = height.max(y);
        }
        strips.push(Strip::new(Opening::Space(0.0), height + 1.5, items));
    }
    (!strips.is_empty()).then_some(strips)
}
