//! What is carried in a pocket for the time when chat, mail and sign-in are down: the call tree, and cards
//! of the size of a bank card with marks to cut along. A card holds only what its documents hold.

use std::collections::{BTreeMap, BTreeSet};

use bridgebook_domain::view::folded;
use bridgebook_domain::{BlockKind, Document, Section};

use crate::binder::{Binder, Cards};
use crate::blank_tree;
use crate::call_tree::{self, Heads};
use crate::calling::{self, Call};
use crate::desk::Desk;
use crate::figure::{stack, upright};
use crate::flow::{CONTENT, Opening, RULE_ROW, RULE_TABLE, Strip, height_of, keep_on_page, moved};
use crate::form::{Chunk, Form};
use crate::page::Item;
use crate::rich::{Face, Rich, Style};
use crate::table::Title;
use crate::text::Align;
use crate::way::{self, Needs};
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
const TITLE: Style = Style { face: Face::Semibold, size: 9.6, leading: 12.0 };
const LINE: Style = Style { face: Face::Regular, size: 8.4, leading: 11.0 };
const LEAD: Style = Style { face: Face::Semibold, size: 8.4, leading: 11.0 };
/// Room for the name of a level, beyond which it is broken.
const MOST_LEAD: f32 = 84.0;
/// Least height of a line that is written on, and lines of a card on which nothing is given.
const HAND: f32 = 14.6;
const EMPTY: usize = 6;
const FOOT: Style = Style { face: Face::Regular, size: 6.6, leading: 8.0 };

/// A line of a card: what leads, the words, and what stands at its right end.
struct Entry {
    lead: String,
    words: String,
    end: String,
    /// Whether there is a line to write on where nothing stands at its end.
    open: bool,
}

impl Entry {
    /// Words alone.
    fn of(words: String) -> Self {
        Self { lead: String::new(), words, end: String::new(), open: false }
    }
}

/// A card before it is known how many it takes.
struct Draft {
    title: String,
    /// Room for what leads.
    indent: f32,
    entries: Vec<Entry>,
}

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
    let mut strips = vec![Strip::new(Opening::Form, 54.0, items)];
    if !alone {
        strips.extend(match desk.is_blank() {
            true => {
                let (text, remark) = (say.call_tree.to_owned(), say.tree_remark.to_owned());
                blank_tree::strips(desk, Some(Title { text, remark, ..Title::default() }), frame)
            }
            false => call_tree::tree(desk, &calls, frame, &Heads::default()),
        });
    }
    let mut cards: Vec<Vec<Item>> = Vec::new();
    for draft in &drafts {
        cards.extend(dealt(desk, draft));
    }
    cards.truncate(MOST);
    let (mut first, tree) = (true, strips.len());
    let right = frame.text_width() - CARD.0;
    let mut cards = cards.into_iter();
    while let Some(left) = cards.next() {
        let mut items = left;
        marks(0.0, &mut items);
        if let Some(card) = cards.next() {
            items.extend(moved(card, right, 0.0));
            marks(right, &mut items);
        }
        strips.push(Strip::new(Opening::Space(if first { 24.0 } else { APART }), CARD.1, items));
        first = false;
    }
    // A sheet of cards is cut in one go: they stand on one page where they fit on one.
    if height_of(&strips[tree..]) <= frame.text_height() {
        keep_on_page(&mut strips[tree..]);
    }
    Some(Form {
        group: say.cards_group.to_owned(),
        label: say.cards.to_owned(),
        title: title.to_owned(),
        remark: String::new(),
        anchor,
        chunks: vec![Chunk { landscape: false, strips }],
        status: String::new(),
        language: crate::front::language(desk),
        parts: Vec::new(),
        may_share: true,
        is_incident: true,
        close: false,
    })
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

/// The cards that the documents fill.
fn drafts(desk: &Desk<'_>, calls: &[Call]) -> Vec<Draft> {
    let mut list = Vec::new();
    let say = desk.say();
    let number = desk.binder.incident.as_ref().map(|i| i.number.clone()).filter(|n| !n.is_empty());
    let open = belong(desk.binder) || desk.is_blank();
    let called: Vec<Call> = calls.iter().filter(|call| open || !call.telephone.is_empty()).map(firstly).collect();
    let entry = |call: &Call| Entry { lead: String::new(), words: call.words(), end: call.telephone.clone(), open };
    let mut entries: Vec<Entry> = called.iter().map(entry).collect();
    entries.extend(calling::warning(desk, &called).map(Entry::of));
    if entries.is_empty() && desk.is_blank() {
        entries.extend((0..EMPTY).map(|_| Entry { open, ..Entry::of(String::new()) }));
    }
    let title = number.map_or_else(|| say.who_to_call.to_owned(), |number| say.with(say.who_to_call_in, number));
    list.push(Draft { title, indent: 0.0, entries });
    let mut met: BTreeSet<String> = BTreeSet::new();
    for input in &desk.binder.documents {
        let has_steps = lists_people(&input.document);
        for (_, section) in input.document.live_sections() {
            match &section.kind {
                BlockKind::Prose if has_steps => list.extend(numbered(section)),
                BlockKind::Escalation => list.extend(levels(desk, section)),
                _ if section.is_form("communications-list") => list.extend(channels(desk, section, &mut met)),
                BlockKind::Fields if open => list.extend(own_card(desk, section)),
                _ => {}
            }
        }
    }
    list.retain(|draft| !draft.entries.is_empty());
    list
}

/// Somebody with the one way that has room on a card.
fn firstly(call: &Call) -> Call {
    Call { ways: call.ways.iter().take(1).cloned().collect(), ..call.clone() }
}

/// Whether a document says whom to call, and is not about who is responsible: the stages of such a one are no steps.
fn lists_people(document: &Document) -> bool {
    let has = |kind: BlockKind| document.live_sections().into_iter().any(|(_, section)| section.kind == kind);
    has(BlockKind::Contacts) && !has(BlockKind::Raci)
}

/// Steps that somebody numbered in the words of a document that also lists whom to call.
fn numbered(section: &Section) -> Option<Draft> {
    let step = |line: &str| {
        let (number, words) = line.trim_start().split_once(". ")?;
        let digits = !number.is_empty() && number.len() <= 2 && number.chars().all(|c| c.is_ascii_digit());
        digits.then(|| Entry {
            lead: number.to_owned(),
            words: words.replace("**", ""),
            end: String::new(),
            open: false,
        })
    };
    let entries: Vec<Entry> = section.block.text.lines().filter_map(step).take(12).collect();
    (entries.len() > 1).then(|| Draft { title: section.heading.clone(), indent: 14.0, entries })
}

/// Who is called at which minute when nobody answers, for the severity of the incident or the gravest one.
fn levels(desk: &Desk<'_>, section: &Section) -> Option<Draft> {
    let steps = crate::ladder::unanswered(desk, section)?;
    let entries = steps.1.into_iter().map(|step| {
        let end = step.shown();
        let words = if step.calendar.is_empty() { step.target } else { format!("{} ({})", step.target, step.calendar) };
        Entry { end, lead: step.level, words, open: false }
    });
    let title = if steps.0.is_empty() {
        desk.say().nobody_answers.to_owned()
    } else {
        desk.say().with(desk.say().escalation_minutes, &steps.0)
    };
    Some(Draft { title, indent: 34.0, entries: entries.collect() })
}

/// The ways to meet: telephones first, then what needs no network, and by rank; what fails together with a service is
/// named last, so that nobody tries it first. A way that an earlier list had is not told again.
fn channels(desk: &Desk<'_>, section: &Section, met: &mut BTreeSet<String>) -> Option<Draft> {
    let block = &section.block;
    let is_card = belong(desk.binder) || desk.is_blank();
    let mut ranked: Vec<((Needs, usize), Entry)> = Vec::new();
    let mut failing: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (_, row) in block.live_rows() {
        let word = |key: &str| {
            let (id, column) = block.column_by_key(key)?;
            row.cells.get(&id).filter(|v| !v.is_empty()).map(|v| desk.words(column, v))
        };
        let rank = word("pace").or_else(|| word("rank")).unwrap_or_default();
        let letter: String = rank.chars().take(1).collect();
        let place = ["P", "A", "C", "E"].iter().position(|known| *known == letter).unwrap_or(4);
        let open = is_card && word("address").is_none();
        let words: Vec<String> = [word("channel"), word("address")].into_iter().flatten().collect();
        let words = words.join(", ");
        if words.is_empty() || !met.insert(folded(&words)) {
            continue;
        }
        let services = block.cell(row, "depends_on").map(|value| desk.members(value)).unwrap_or_default();
        if !services.is_empty() && !is_card {
            failing.entry(services.join(", ")).or_default().push(word("channel").unwrap_or(words));
            continue;
        }
        // The address says what a way needs; a name alone only where it is the whole of it.
        let needs = word("address").map_or(Needs::Nothing, |address| way::needs(&address));
        let needs = word("channel").map_or(needs, |channel| match way::needs(&channel) {
            Needs::Network if needs == Needs::Nothing => Needs::Network,
            _ => needs,
        });
        let needs = if open { Needs::Telephone } else { needs };
        ranked.push(((needs, place), Entry { lead: letter, words, end: String::new(), open }));
    }
    ranked.sort_by_key(|(place, _)| *place);
    let mut entries: Vec<Entry> = ranked.into_iter().map(|(_, entry)| entry).collect();
    let (splits, pattern) = (!failing.is_empty(), desk.say().channels_fail);
    entries.extend(failing.into_iter().map(|(service, channels)| {
        Entry::of(fill(pattern, &[("service", &service), ("channels", &channels.join(", "))]))
    }));
    let title = if splits { desk.say().channels_down.to_owned() } else { section.heading.clone() };
    (!entries.is_empty()).then_some(Draft { title, indent: 14.0, entries })
}

/// A card that the document lays out itself: each field with its value, or with a line to write it on.
fn own_card(desk: &Desk<'_>, section: &Section) -> Option<Draft> {
    let block = &section.block;
    let row = block.live_rows().first().map(|(_, row)| *row);
    let entry = |(id, field): (bridgebook_domain::ColumnId, &bridgebook_domain::Column)| {
        let value = row.and_then(|row| row.cells.get(&id)).filter(|value| !value.is_empty());
        let words = value.map_or(String::new(), |value| desk.words(field, value));
        Entry { lead: field.name.clone(), open: words.is_empty(), words, end: String::new() }
    };
    let entries: Vec<Entry> = block.live_columns().into_iter().map(entry).collect();
    (!entries.is_empty()).then(|| Draft { title: section.heading.clone(), indent: 14.0, entries })
}
