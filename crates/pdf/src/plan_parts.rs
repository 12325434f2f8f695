//! Live views that a binder tells shorter than the window: the parts of a plan as boxes (ICS 202, block 6), and the
//! whole log, which stands once at the end.

use bridgebook_domain::picture::{Listing, Picture};
use bridgebook_domain::{BlockKind, Section, Value};

use crate::binder::DocumentInput;
use crate::block::{Place, labelled};
use crate::desk::Desk;
use crate::facts::fact_row;
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
        ("promises", _) => {
            let words = desk.say().with(desk.say().promises_told, promises_elsewhere(desk, section)?);
            let style = desk.prose_style();
            strips_of(desk.setter.lines(&Rich::new(words, style), 369.0, Align::Start), CONTENT, 0.0)
        }
        ("status", Some(Picture::View(listing))) => status(desk, listing, place.frame.text_width() - CONTENT)?,
        _ => return None,
    };
    Some(labelled(desk, (place.number, place.indent), place.heading, "", Some(place.anchor), content))
}

/// Where the promises of the incident are told, if that is not in this section: with the updates that kept them, else
/// where they come first.
fn promises_elsewhere(desk: &Desk<'_>, section: &Section) -> Option<String> {
    desk.binder.incident.as_ref().filter(|incident| !incident.sent.is_empty())?;
    let told_by = |source: &str| {
        let own = desk.binder.documents.iter();
        let mut views = own.flat_map(|input| {
            let title = input.document.title();
            input.document.live_sections().into_iter().map(move |(_, section)| (title, section))
        });
        views.find(|(_, s)| s.kind == BlockKind::View && s.block.setting("source").trim() == source)
    };
    let (title, teller) = told_by("updates").or_else(|| told_by("promises"))?;
    if std::ptr::eq(teller, section) {
        return None;
    }
    let parts = [teller.heading.as_str(), if desk.binder.documents.len() > 1 { title } else { "" }];
    Some(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "))
}

/// How the incident stands, four facts side by side.
fn status(desk: &mut Desk<'_>, listing: &Listing, width: f32) -> Option<Vec<Strip>> {
    let row = listing.rows.first()?;
    let facts: Vec<(String, String)> =
        listing.columns.iter().cloned().zip(row.iter().map(|words| desk.without_today(words))).collect();
    let mut strips = Vec::new();
    for four in facts.chunks(4) {
        let mut items = Vec::new();
        let height = fact_row(desk, four, width, 0.0, &mut items) - 10.0;
        // The rule of the block is enough above them.
        items.retain(|item| !matches!(item, Item::Rect { y, .. } if *y == 0.0));
        strips.push(Strip::new(Opening::Space(0.0), height, moved(items, CONTENT, -7.0)));
    }
    (!strips.is_empty()).then_some(strips)
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
