//! What the wallet cards say: whom to call, the steps and channels that the plans hold, and a card of one's own.

use std::collections::{BTreeMap, BTreeSet};

use bridgebook_domain::view::folded;
use bridgebook_domain::{BlockKind, Document, Section};

use crate::calling::{self, Call};
use crate::cards::belong;
use crate::desk::Desk;
use crate::first_minutes;
use crate::way::{self, Needs};
use crate::words::fill;

/// Lines of the card of whom to call on a blank form.
const EMPTY: usize = 6;

/// A line of a card: what leads, the words, and what stands at its right end.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub lead: String,
    pub words: String,
    pub end: String,
    /// Whether there is a line to write on where nothing stands at its end.
    pub open: bool,
}

impl Entry {
    /// Words alone.
    pub fn of(words: String) -> Self {
        Self { lead: String::new(), words, end: String::new(), open: false }
    }
}

/// A card before it is known how many it takes.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub title: String,
    /// Room for what leads.
    pub indent: f32,
    pub entries: Vec<Entry>,
}

/// The cards that the documents fill.
pub(crate) fn drafts(desk: &Desk<'_>, calls: &[Call]) -> Vec<Draft> {
    let mut list = Vec::new();
    let say = desk.say();
    let number = desk.binder.incident.as_ref().map(|i| i.number.clone()).filter(|n| !n.is_empty());
    let open = belong(desk.binder) || desk.is_blank();
    let called = calls.iter().filter(|call| open || !call.telephone.is_empty());
    let called: Vec<Call> = called.map(|call| call.with_ways(1)).collect();
    let mut entries = entries(desk, &called, false);
    if entries.is_empty() && desk.is_blank() {
        entries.extend((0..EMPTY).map(|_| Entry { open, ..Entry::of(String::new()) }));
    }
    let title = number.map_or_else(|| say.who_to_call.to_owned(), |number| say.with(say.who_to_call_in, number));
    list.push(Draft { title, indent: 0.0, entries });
    let mut met: BTreeSet<String> = BTreeSet::new();
    let mut has_steps = false;
    for input in &desk.binder.documents {
        let may_have_steps = lists_people(&input.document);
        for (_, section) in input.document.live_sections() {
            match &section.kind {
                BlockKind::Prose if may_have_steps => {
                    let steps = numbered(section);
                    has_steps |= steps.is_some();
                    list.extend(steps);
                }
                BlockKind::Escalation => list.extend(levels(desk, section)),
                _ if section.is_form("communications-list") => list.extend(channels(desk, section, &mut met)),
                BlockKind::Fields if open => list.extend(own_card(desk, section)),
                _ => {}
            }
        }
    }
    list.retain(|draft| !draft.entries.is_empty());
    // Where the documents hold no steps of their own for the first minutes, the card has those that always hold.
    if desk.binder.incident.is_some()
        && !has_steps
        && let Some(steps) = first_minutes::steps(desk)
    {
        let entry = |(at, words): (usize, String)| Entry { lead: (at + 1).to_string(), ..Entry::of(words) };
        let entries = steps.into_iter().enumerate().map(entry).collect();
        let at = list.len().min(1);
        list.insert(at, Draft { title: say.first_minutes.to_owned(), indent: 14.0, entries });
    }
    list
}

/// The lines of a card of whom to call; `more` where the tree has more of them.
pub(crate) fn entries(desk: &Desk<'_>, called: &[Call], more: bool) -> Vec<Entry> {
    let open = belong(desk.binder);
    let entry = |call: &Call| Entry { lead: String::new(), words: call.words(), end: call.telephone.clone(), open };
    let mut entries: Vec<Entry> = called.iter().map(entry).collect();
    entries.extend(calling::warning(desk, called).map(Entry::of));
    entries.extend(more.then(|| Entry::of(desk.say().rest_in_tree.to_owned())));
    entries
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

/// The ways to meet: primary, alternate, contingency, emergency, and of one rank telephones first; what fails together with a service is
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
    // The letters are the order that was agreed on: whoever goes by the card goes from P to E.
    ranked.sort_by_key(|((needs, place), _)| (*place, *needs));
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
