//! What is carried in a pocket for the time when chat, mail and sign-in are down: the call tree, and cards
//! of the size of a bank card with marks to cut along. A card holds only what its documents hold.

use bridgebook_domain::BlockKind;
use bridgebook_domain::view::folded;

use crate::binder::{Binder, Cards};
use crate::blank_tree;
use crate::call_tree::{self, Heads};
use crate::calling::{self, Call};
use crate::card_words::{Draft, Entry, drafts, entries};
use crate::desk::Desk;
use crate::figure::{stack, upright};
use crate::flow::{CONTENT, Frame, Opening, RULE_ROW, RULE_TABLE, Strip, height_of, keep_on_page, moved};
use crate::form::{Chunk, Form};
use crate::page::Item;
use crate::rich::{Face, Rich, Style};
use crate::table::Title;
use crate::text::Align;
use crate::words::fill;

/// A bank card: 85.6 by 53.98 mm.
const CARD: (f32, f32) = (242.65, 153.07);
/// Space between two cards, and between two rows of them.
const APART: f32 = 10.7;
/// Space inside a card, left and right.
const INSIDE: f32 = 10.8;
/// Where the lines of a card begin and end.
const TOP: f32 = 37.0;
const END: f32 = 137.0;
/// Cards of one print.
const MOST: usize = 400;
/// People whom a card of whom to call has at least, and at most.
const FEWEST: usize = 4;
const MOST_ON_CARD: usize = 12;
const TITLE: Style = Style { face: Face::Semibold, size: 9.6, leading: 12.0 };
const LINE: Style = Style { face: Face::Regular, size: 8.4, leading: 11.0 };
const LEAD: Style = Style { face: Face::Semibold, size: 8.4, leading: 11.0 };
/// Room for the name of a level, beyond which it is broken.
const MOST_LEAD: f32 = 84.0;
/// Least height of a line that is written on, and lines of a card on which nothing is given.
const HAND: f32 = 14.6;
const FOOT: Style = Style { face: Face::Regular, size: 6.6, leading: 8.0 };

/// Whether a document of the binder is itself a call tree with cards: these are then a part of it.
pub(crate) fn belong(binder: &Binder) -> bool {
    binder.documents.iter().any(|input| input.document.header_text("template").contains("wallet-card"))
}

/// The call tree and the cards as a form, or nothing where the documents name nobody.
pub(crate) fn form(desk: &mut Desk<'_>) -> Option<Form> {
    let language = crate::front::language(desk);
    desk.setter.set_language(&language);
    let calls = calling::calls(desk);
    // A document with a tree of its own has it where it stands; only the cards come behind it.
    let alone = desk.options.cards == Cards::Without;
    let mut drafts = drafts(desk, &calls);
    for draft in drafts.iter_mut().filter(|draft| draft.indent > 0.0) {
        let leads = draft.entries.iter().map(|entry| desk.setter.width(&Rich::new(&entry.lead, LEAD)));
        draft.indent = draft.indent.max((leads.fold(0.0, f32::max) + 6.0).min(MOST_LEAD));
    }
    let drafts = drafts;
    if calls.is_empty() && drafts.is_empty() {
        return None;
    }
    let frame = desk.portrait();
    let anchor = desk.anchor();
    let mut items = vec![Item::Anchor { id: anchor, y: -8.0 }];
    let say = desk.say();
    let (title, remark) =
        if alone { (say.wallet_title, say.wallet_remark) } else { (say.cards_title, say.cards_remark) };
    let titles = [
        (say.cards, Style::FORM_NUMBER, 0.0, 27.3),
        (title, Style::FORM, CONTENT, 27.3),
        (remark, Style::SUBTITLE, CONTENT, 49.7),
    ];
    for (text, style, x, y) in titles {
        desk.setter.place(&Rich::new(text, style), x, y, &mut items);
    }
    let top = Strip::new(Opening::Form, 54.0, items);
    let mut strips = vec![top.clone()];
    if !alone {
        strips.extend(match desk.is_blank() {
            true => {
                let (text, remark) = (say.call_tree.to_owned(), say.tree_remark.to_owned());
                blank_tree::strips(desk, Some(Title { text, remark, ..Title::default() }), frame)
            }
            false => call_tree::tree(desk, &calls, frame, &Heads::default()),
        });
    }
    let tree = strips.len();
    strips.extend(sheet(desk, &drafts, right_of(frame)));
    // One page is what hangs on the wall: where all of it does not fit on one, the tree has one way less in its rows,
    // and the card of whom to call those who are called first.
    let page = frame.text_height();
    let one = if height_of(&strips) > page && !alone { one_page(desk, &calls, &drafts, frame, &top) } else { None };
    if let Some(one) = one {
        strips = one;
    } else if height_of(&strips[tree..]) <= page {
        // A sheet of cards is cut in one go: they stand on one page where they fit on one.
        keep_on_page(&mut strips[tree..]);
    }
    Some(Form {
        group: say.cards_group.to_owned(),
        label: say.cards.to_owned(),
        title: title.to_owned(),
        remark: String::new(),
        anchor,
        chunks: vec![Chunk { landscape: false, is_plate: false, strips }],
        status: String::new(),
        language: crate::front::language(desk),
        parts: Vec::new(),
        may_share: true,
        is_incident: true,
        close: false,
    })
}

/// Left end of the cards on the right.
fn right_of(frame: Frame) -> f32 {
    frame.text_width() - CARD.0
}

/// The cards, two side by side.
fn sheet(desk: &mut Desk<'_>, drafts: &[Draft], right: f32) -> Vec<Strip> {
    let mut cards: Vec<Vec<Item>> = Vec::new();
    for draft in drafts {
        cards.extend(dealt(desk, draft));
    }
    cards.truncate(MOST);
    let mut strips = Vec::with_capacity(cards.len().div_ceil(2));
    let mut cards = cards.into_iter();
    while let Some(left) = cards.next() {
        let mut items = left;
        marks(0.0, &mut items);
        if let Some(card) = cards.next() {
            items.extend(moved(card, right, 0.0));
            marks(right, &mut items);
        }
        let space = if strips.is_empty() { 24.0 } else { APART };
        strips.push(Strip::new(Opening::Space(space), CARD.1, items));
    }
    strips
}

/// Tree and cards on one page; none where they do not fit on one however they are set.
fn one_page(desk: &mut Desk<'_>, calls: &[Call], drafts: &[Draft], frame: Frame, top: &Strip) -> Option<Vec<Strip>> {
    let brief: Vec<Call> = calls.iter().map(|call| call.with_ways(2)).collect();
    let heads = Heads { is_close: true, ..Heads::default() };
    let mut strips = vec![top.clone()];
    strips.extend(call_tree::tree(desk, &brief, frame, &heads));
    let (who, others) = drafts.split_first()?;
    let mut chosen = Vec::with_capacity(drafts.len());
    let first = first_called(desk, calls);
    // As many as one card holds.
    let few = (FEWEST..=first.len().min(MOST_ON_CARD)).rev().map(|count| Draft {
        title: who.title.clone(),
        indent: who.indent,
        entries: entries(desk, &first[..count], count < first.len()),
    });
    let few: Vec<Draft> = few.collect();
    chosen.push(few.into_iter().find(|draft| dealt(desk, draft).len() == 1)?);
    chosen.extend(others.iter().cloned());
    let mut cards = sheet(desk, &chosen, right_of(frame));
    if let Some(first) = cards.first_mut() {
        first.opening = Opening::Space(18.0);
    }
    strips.extend(cards);
    if height_of(&strips) > frame.text_height() {
        return None;
    }
    keep_on_page(&mut strips);
    Some(strips)
}

/// Who is called first, for a card that cannot hold everybody: who commands and who leads, then those whom the levels
/// of the escalation call, in their order, then the others.
fn first_called(desk: &Desk<'_>, calls: &[Call]) -> Vec<Call> {
    let mut ladder: Vec<String> = Vec::new();
    for (_, section) in desk.binder.documents.iter().flat_map(|input| input.document.live_sections()) {
        if section.kind == BlockKind::Escalation
            && let Some((_, steps)) = crate::ladder::unanswered(desk, section)
        {
            ladder.extend(steps.into_iter().map(|step| folded(&step.target)));
        }
    }
    let leads = |at: usize| calls.get(at + 1).is_some_and(|next| next.goes_on.len() > calls[at].goes_on.len());
    let rank = |at: usize| {
        let call = &calls[at];
        let name = folded(&call.name);
        let level = ladder.iter().position(|target| !name.is_empty() && target.contains(&name));
        match level {
            _ if call.from_chart && (call.goes_on.is_empty() || leads(at)) => (0, 0),
            Some(level) => (1, level),
            None => (2, 0),
        }
    };
    let mut order: Vec<usize> = (0..calls.len()).filter(|at| !calls[*at].telephone.is_empty()).collect();
    order.sort_by_key(|at| rank(*at));
    order.into_iter().map(|at| calls[at].with_ways(1)).collect()
}

/// Marks at the corners, outside the card, to cut along.
fn marks(x: f32, items: &mut Vec<Item>) {
    let (length, away, weight) = (4.6, 0.6, 0.35);
    for cut in [x, x + CARD.0] {
        let out = if cut > x { away } else { -away - length };
        for edge in [0.0, CARD.1] {
            items.push(Item::rule(cut + out, edge, length, weight));
            let y = if edge > 0.0 { edge + away } else { -away - length };
            items.push(upright(cut, y, length, weight));
        }
    }
}

/// A draft as one card or several: what does not fit goes on, and the title says so.
fn dealt(desk: &mut Desk<'_>, draft: &Draft) -> Vec<Vec<Item>> {
    let mut drawn: Vec<(Vec<Item>, f32)> = Vec::with_capacity(draft.entries.len());
    for entry in &draft.entries {
        let mut items = Vec::new();
        let height = entry_of(desk, entry, draft.indent, &mut items);
        drawn.push((items, height));
    }
    let heights: Vec<f32> = drawn.iter().map(|(_, height)| *height).collect();
    let room = END - TOP;
    let fewest = cards_of(&heights, room);
    // No card is nearly empty beside a full one: each is filled as little as that number of cards allows.
    let share = heights.iter().sum::<f32>() / fewest as f32;
    let even = (0..).map(|step| share + step as f32 * 4.0).take_while(|limit| *limit < room);
    let limit = even.into_iter().find(|limit| cards_of(&heights, *limit) <= fewest).unwrap_or(room);
    let mut sets: Vec<Vec<Item>> = vec![Vec::new()];
    let mut y = TOP;
    for (items, height) in drawn {
        if y + height > TOP + limit && y > TOP {
            sets.push(Vec::new());
            y = TOP;
        }
        if let Some(set) = sets.last_mut() {
            set.extend(moved(items, 0.0, y));
        }
        y += height;
    }
    let count = sets.len();
    let cards = sets.into_iter().enumerate().map(|(at, lines)| {
        let (n, m) = ((at + 1).to_string(), count.to_string());
        let parts = [("title", draft.title.as_str()), ("n", n.as_str()), ("m", m.as_str())];
        let title = if count > 1 { fill(desk.say().part_of, &parts) } else { draft.title.clone() };
        let mut items = frame(desk, &title);
        items.extend(lines);
        items
    });
    cards.collect()
}

/// How many cards lines of these heights take, each with this room.
fn cards_of(heights: &[f32], room: f32) -> usize {
    let (mut count, mut y) = (1, 0.0);
    for height in heights {
        if y + height > room && y > 0.0 {
            (count, y) = (count + 1, 0.0);
        }
        y += height;
    }
    count
}

/// Title and rule, and at the foot of when it is.
fn frame(desk: &mut Desk<'_>, title: &str) -> Vec<Item> {
    let mut items = Vec::new();
    let right = CARD.0 - INSIDE;
    let mut room = right - INSIDE;
    let classification = crate::export::classification(desk);
    if !classification.is_empty() {
        room -= crate::furniture::plate(desk, &classification, right, 22.0, 8.6, &mut items) + 6.0;
    }
    // A heading of any length: one line, or two set closer, and of those no more.
    let mut lines = desk.setter.lines(&Rich::new(title, TITLE), room, Align::Start);
    lines.truncate(2);
    let top = if lines.len() > 1 { 4.0 } else { 13.0 };
    for (at, line) in lines.into_iter().enumerate() {
        items.extend(moved(line.items, INSIDE, top + 11.0 * at as f32));
    }
    items.push(Item::rule(INSIDE, 29.5, right - INSIDE, RULE_TABLE));
    let zone = desk.binder.moment.to_zoned(desk.binder.zone.clone()).strftime("%Y-%m-%d %H:%M %Z").to_string();
    let hash: String = desk.binder.hash.chars().take(8).collect();
    if desk.is_blank() {
        let taken = desk.setter.place(&Rich::new(desk.say().as_of, FOOT), INSIDE, 146.0, &mut items) + 4.0;
        items.push(Item::rule(INSIDE + taken, 147.6, 90.0, RULE_ROW));
        return items;
    }
    let mut foot = Rich::empty(FOOT);
    if !desk.binder.organisation.is_empty() {
        foot = foot.plain(format!("{} · ", desk.binder.organisation));
    }
    foot = foot.plain(desk.say().with(desk.say().as_of_small, zone));
    if !hash.is_empty() {
        foot = foot.plain(" · ").hash(hash);
    }
    if let Some(line) = desk.setter.lines(&foot, right - INSIDE, Align::Start).into_iter().next() {
        items.extend(moved(line.items, INSIDE, 141.0));
    }
    items
}

/// Draws a line of a card; returns its height.
fn entry_of(desk: &mut Desk<'_>, entry: &Entry, indent: f32, items: &mut Vec<Item>) -> f32 {
    let right = CARD.0 - INSIDE;
    let left = INSIDE + indent;
    let mut lead_end = 0.0;
    if !entry.lead.is_empty() {
        lead_end = stack(desk, &[Rich::new(&entry.lead, LEAD)], (INSIDE, 0.0), indent - 4.0, Align::Start, items);
    }
    let end = Rich::new(&entry.end, LEAD);
    let own = if entry.end.is_empty() { 0.0 } else { desk.setter.width(&end) };
    if entry.open && own == 0.0 {
        let taken = if entry.words.is_empty() { 0.0 } else { desk.setter.width(&Rich::new(&entry.words, LINE)) + 5.0 };
        let from = if taken > 0.0 { taken.max(0.5 * (right - left)) } else { 0.0 };
        if left + from < right - 30.0 {
            items.push(Item::rule(left + from, LINE.leading - 1.0, right - left - from, RULE_ROW));
        }
    }
    let beside = own > 0.0 && own <= 0.55 * (right - left);
    let room = if beside { right - left - own - 8.0 } else { right - left };
    let mut y = stack(desk, &[Rich::new(&entry.words, LINE)], (left, 0.0), room, Align::Start, items);
    if beside {
        desk.setter.place_right(&end, right, 7.85, items);
    } else if own > 0.0 {
        y = stack(desk, &[end], (left, y), right - left, Align::Start, items);
    }
    let least = if desk.is_blank() { HAND } else { LINE.leading };
    y.max(lead_end).max(least) + 1.2
}
