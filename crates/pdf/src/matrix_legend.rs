//! What stands below a matrix: the meaning of its letters and what was found in it; and what stands in its place where
//! it has a page of its own.

use bridgebook_domain::Section;

use crate::block::{Place, labelled};
use crate::desk::Desk;
use crate::flow::{CONTENT, Opening, Strip, moved, strips_of};
use crate::matrix::{MANY_FACTS, facts, letters_of, mark, number_of};
use crate::matrix_note::Notes;
use crate::page::{Item, Target};
use crate::rich::{Face, Rich, Style};
use crate::table::{Column, Row, Table, Title};
use crate::text::Align;

/// Width of the text from which on the notes stand beside the letters, and the height that they may have there.
const WIDE: f32 = 600.0;
const BESIDE: f32 = 180.0;

/// What stands in the place of a matrix that has a page of its own: where it is, and what is said of its activities
/// beside their letters, which the matrix then need not hold.
pub(crate) fn pointer(desk: &mut Desk<'_>, section: &Section, place: &Place<'_>) -> Vec<Strip> {
    let told = facts(section);
    let words = desk.say().on_own_page.to_owned();
    let link = |strips: &mut Vec<Strip>| {
        if let Some(first) = strips.first_mut() {
            let (w, h) = (place.frame.text_width(), first.height);
            first.items.push(Item::Link { x: 0.0, y: 0.0, w, h, target: Target::Place(place.anchor) });
        }
    };
    if told.len() < MANY_FACTS {
        let lines =
            desk.setter.lines(&Rich::new(words, Style::PROSE), place.frame.text_width() - CONTENT, Align::Start);
        let content = strips_of(lines, CONTENT, 0.0);
        // Its place is that of the matrix, where the contents and the bookmarks lead.
        let mut strips = labelled(desk, (place.number, place.indent), place.heading, "", None, content);
        link(&mut strips);
        return strips;
    }
    let block = &section.block;
    let activity = block.column_by_key("activity").map_or(desk.say().activity, |(_, f)| f.name.as_str());
    let mut columns = vec![Column::new(desk.say().number, Align::Start), Column::new(activity, Align::Start)];
    columns.extend(told.iter().map(|(_, field)| Column::new(&field.name, Align::Start)));
    let (style, lead) = desk.table_styles(columns.len() > 6);
    let mut table = Table::new(columns);
    table.gutter = 8.0;
    for (at, (_, row)) in block.live_rows().into_iter().enumerate() {
        let mut cells = vec![
            vec![Rich::new(number_of(section, row, at), style)],
            vec![Rich::new(block.cell_text(row, "activity"), lead)],
        ];
        cells.extend(told.iter().map(|(id, field)| desk.cell(field, row.cells.get(id), style)));
        table.rows.push(Row::Body(cells));
    }
    table.title = Some(Title { anchor: None, ..place.named(words) });
    let mut strips = crate::wide::strips(desk, table, place);
    link(&mut strips);
    strips
}

/// The meaning of the letters, and what was found: side by side where the paper is wide enough.
pub(crate) fn legend(desk: &mut Desk<'_>, section: &Section, notes: &Notes<'_>, place: &Place<'_>) -> Vec<Strip> {
    let whole = place.frame.text_width();
    let right = whole * 0.54;
    let beside = if whole >= WIDE { notes.lines(desk, right, whole - right) } else { Vec::new() };
    let height: f32 = beside.iter().map(|(_, height)| height).sum();
    if beside.is_empty() && whole >= WIDE {
        return meanings_across(desk, section, whole);
    }
    if beside.is_empty() || height > BESIDE {
        let mut strips = meanings(desk, section, whole - CONTENT);
        for (at, (items, height)) in notes.lines(desk, CONTENT, whole - CONTENT).into_iter().enumerate() {
            strips.push(Strip::new(Opening::Space(if at == 0 { 8.0 } else { 0.0 }), height, items));
        }
        return strips;
    }
    // One strip of both, which is not split: neither column begins or ends with the other's lines.
    let (mut items, mut left, mut y) = (Vec::<Item>::new(), 0.0, 2.4);
    for strip in meanings(desk, section, right - CONTENT - 14.0) {
        items.extend(moved(strip.items, 0.0, left));
        left += strip.height;
    }
    for (own, height) in beside {
        items.extend(moved(own, 0.0, y));
        y += height;
    }
    vec![Strip::new(Opening::Space(12.0), left.max(y), items)]
}

/// The letters side by side, and the notes below them across the page.
pub(crate) fn apart(desk: &mut Desk<'_>, section: &Section, notes: &Notes<'_>, width: f32) -> (Vec<Strip>, Vec<Strip>) {
    let told = notes.lines(desk, CONTENT, width - CONTENT).into_iter().enumerate();
    let told =
        told.map(|(at, (items, height))| Strip::new(Opening::Space(if at == 0 { 8.0 } else { 0.0 }), height, items));
    let told: Vec<Strip> = told.collect();
    (meanings_across(desk, section, width), told)
}

/// The letters side by side, where the paper lies on its side: height is scarce there.
fn meanings_across(desk: &mut Desk<'_>, section: &Section, width: f32) -> Vec<Strip> {
    let (scheme, say) = (letters_of(section), desk.say());
    let mut strips: Vec<Strip> = Vec::new();
    let mut items: Vec<Item> = Vec::new();
    desk.setter.place(&Rich::new(say.letters, Style::COLUMN_HEAD), 0.0, 10.2, &mut items);
    let mut x = CONTENT;
    for letter in &scheme {
        let sign = Rich::empty(Style::TABLE).mark(mark(&scheme, &letter.letter));
        let rich = Rich::empty(Style::TABLE).faced(&letter.name, Face::Semibold).plain(say.part(letter.part));
        let (own, words) = (desk.setter.width(&sign).max(15.0) + 5.0, desk.setter.width(&rich));
        if x > CONTENT && x + own + words > width {
            strips.push(Strip::new(Opening::Space(if strips.is_empty() { 12.0 } else { 0.0 }), 16.6, items));
            (items, x) = (Vec::new(), CONTENT);
        }
        for (part, at) in [(sign, x), (rich, x + own)] {
            for line in desk.setter.lines(&part, width - at, Align::Start).into_iter().take(1) {
                items.extend(moved(line.items, at, 2.4));
            }
        }
        x += own + words + 18.0;
    }
    strips.push(Strip::new(Opening::Space(if strips.is_empty() { 12.0 } else { 0.0 }), 16.6, items));
    crate::flow::keep_together(&mut strips);
    strips
}

fn meanings(desk: &mut Desk<'_>, section: &Section, width: f32) -> Vec<Strip> {
    let mut strips: Vec<Strip> = Vec::new();
    let scheme = letters_of(section);
    let say = desk.say();
    for (at, letter) in scheme.iter().enumerate() {
        let mut items: Vec<Item> = Vec::new();
        let sign = Rich::empty(Style::TABLE).mark(mark(&scheme, &letter.letter));
        let own = desk.setter.width(&sign).max(15.0) + 8.0;
        for line in desk.setter.lines(&sign, own, Align::Start).into_iter().take(1) {
            items.extend(moved(line.items, CONTENT, 2.4));
        }
        let rich =
            Rich::empty(Style::TABLE).faced(&letter.name, crate::rich::Face::Semibold).plain(say.part(letter.part));
        let mut y = 2.4;
        for line in desk.setter.lines(&rich, width - own, Align::Start) {
            items.extend(moved(line.items, CONTENT + own, y));
            y += line.height;
        }
        if at == 0 {
            desk.setter.place(&Rich::new(say.letters, Style::COLUMN_HEAD), 0.0, 10.2, &mut items);
        }
        strips.push(Strip::new(Opening::Space(if at == 0 { 12.0 } else { 0.0 }), y.max(13.9) + 2.7, items));
    }
    crate::flow::keep_together(&mut strips);
    strips
}
