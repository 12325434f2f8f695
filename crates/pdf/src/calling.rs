//! Whom to call: from the chart of the organisation and the call lists, each once, with every way to reach them.

use std::collections::{BTreeMap, BTreeSet};

use bridgebook_domain::BlockKind;
use bridgebook_domain::picture::{Listing, Picture, Position};
use bridgebook_domain::view::folded;

use crate::desk::Desk;
use crate::way::{self, FAILS, Needs, Way};

/// People of one tree; those beyond stand in the call lists.
pub(crate) const MOST: usize = 400;
/// Ways that are told after the first one.
const MOST_NEXT: usize = 4;

/// Somebody to call.
#[derive(Debug, Clone, Default)]
pub(crate) struct Call {
    pub name: String,
    pub position: String,
    /// The first way to try, and those after it, a line each.
    pub telephone: String,
    pub then: String,
    /// Every way, in the order in which they are tried.
    pub ways: Vec<Way>,
    pub deputy: String,
    /// By which channel, and after how long it is tried again; empty where the tree does not say.
    pub by: String,
    pub again: String,
    /// Whether it is a position of the organisation rather than a line of a call list.
    pub from_chart: bool,
    /// How deep in the tree, 0 for who is called first, and which of the lines left of it go on.
    pub goes_on: Vec<bool>,
}

impl Call {
    /// `Commander: Tomás Herrera`.
    pub fn words(&self) -> String {
        match (self.position.as_str(), self.name.as_str()) {
            ("", name) => name.to_owned(),
            (position, "") => position.to_owned(),
            (position, name) if position == name => name.to_owned(),
            (position, name) => format!("{position}: {name}"),
        }
    }

    /// The same with no more than the first ways to reach them.
    pub fn with_ways(&self, most: usize) -> Self {
        let ways: Vec<Way> = self.ways.iter().take(most).cloned().collect();
        let then = ways.iter().skip(1).map(Way::marked).collect::<Vec<_>>().join("\n");
        Self { ways, then, ..self.clone() }
    }

    /// Takes over the ways to reach them, those first that still work when others do not.
    fn reached_by(&mut self, ways: Vec<Way>) {
        self.ways = ways;
        way::sort(&mut self.ways);
        let mut words = self.ways.iter().map(Way::marked);
        self.telephone = words.next().unwrap_or_default();
        self.then = words.take(MOST_NEXT).collect::<Vec<_>>().join("\n");
    }
}

/// The sentence about the ways of these people that fail together with a service; none where none does.
pub(crate) fn warning(desk: &Desk<'_>, calls: &[Call]) -> Option<String> {
    let ways = calls.iter().flat_map(|call| call.ways.iter().take(MOST_NEXT + 1));
    let services: BTreeSet<&str> = ways.flat_map(|way| way.fails_with.iter().map(String::as_str)).collect();
    if services.is_empty() {
        return None;
    }
    let services: Vec<&str> = services.into_iter().collect();
    Some(format!("{FAILS} {}", desk.say().with(desk.say().fails_with, services.join(", "))))
}

/// Everybody to call, each once: the tree of the organisation, then those of the call lists who are not in it.
pub(crate) fn calls(desk: &Desk<'_>) -> Vec<Call> {
    let listed = listed(desk);
    let mut calls: Vec<Call> = Vec::new();
    for input in &desk.binder.documents {
        for picture in input.pictures.values() {
            let Picture::Chart(chart) = picture else { continue };
            let mut tops: Vec<(&Position, &[Position])> =
                chart.staff.iter().map(|p| (p, p.members.as_slice())).collect();
            tops.extend(chart.branches.iter().map(|b| (&b.head, b.members.as_slice())));
            let depth = usize::from(chart.head.is_some());
            calls.extend(chart.head.iter().map(|head| call(head, Vec::new())));
            for (at, (position, members)) in tops.iter().enumerate() {
                let more = if depth > 0 { vec![at + 1 < tops.len()] } else { Vec::new() };
                walk(position, members, more, &mut calls);
            }
        }
    }
    calls.truncate(MOST);
    once(&mut calls);
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (at, own) in listed.iter().enumerate() {
        places.entry(key(own)).or_insert(at);
    }
    let others = others(desk);
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    for call in &mut calls {
        let by_position = || places.get(&format!("\n{}", folded(&call.position)));
        let at = places.get(&folded(&call.name)).filter(|_| !call.name.is_empty()).or_else(by_position).copied();
        let mut ways = at.map(|at| listed[at].ways.clone()).unwrap_or_default();
        taken.extend(at);
        complete(&mut ways, others.get(&folded(&call.name)));
        call.reached_by(ways);
    }
    let rest = listed.into_iter().enumerate().filter(|(at, _)| !taken.contains(at)).map(|(_, call)| call);
    calls.extend(rest.take(MOST).map(|mut call| {
        let mut ways = std::mem::take(&mut call.ways);
        complete(&mut ways, others.get(&folded(&call.name)));
        call.reached_by(ways);
        call
    }));
    calls
}

/// By what somebody of a list is known: the name, or the position where nobody is named.
fn key(call: &Call) -> String {
    if call.name.is_empty() { format!("\n{}", folded(&call.position)) } else { folded(&call.name) }
}

/// Leaves out whoever is called before and calls nobody: one call is enough.
fn once(calls: &mut Vec<Call>) {
    let calls_others: Vec<bool> = (0..calls.len())
        .map(|at| calls.get(at + 1).is_some_and(|next| next.goes_on.len() > calls[at].goes_on.len()))
        .collect();
    let mut told: BTreeSet<String> = BTreeSet::new();
    let mut calls_others = calls_others.into_iter();
    calls.retain(|call| {
        let others = calls_others.next().unwrap_or(false);
        call.name.is_empty() || told.insert(folded(&call.name)) || others
    });
    // Whoever is now the last below somebody ends the line beside them.
    for at in 0..calls.len() {
        let Some(depth) = calls[at].goes_on.len().checked_sub(1) else { continue };
        let next = calls[at + 1..].iter().find(|next| next.goes_on.len() <= depth + 1);
        let goes_on = next.is_some_and(|next| next.goes_on.len() == depth + 1);
        let end = calls[at + 1..].iter().position(|next| next.goes_on.len() <= depth + 1);
        let end = end.map_or(calls.len(), |n| at + 1 + n);
        for call in &mut calls[at..end] {
            call.goes_on[depth] = goes_on;
        }
    }
}

/// Telephones that are written elsewhere are added, and every other way where there is none at all.
fn complete(ways: &mut Vec<Way>, others: Option<&Vec<Way>>) {
    let alone = ways.is_empty();
    for way in others.into_iter().flatten().filter(|way| alone || way.needs == Needs::Telephone) {
        way::add(ways, way.clone());
    }
}

/// What rosters and communications lists say of how somebody is reached, by name.
fn others(desk: &Desk<'_>) -> BTreeMap<String, Vec<Way>> {
    let mut found: BTreeMap<String, Vec<Way>> = BTreeMap::new();
    for input in &desk.binder.documents {
        for (id, section) in input.document.live_sections() {
            let block = &section.block;
            if section.is_form("roster") {
                for (_, row) in block.live_rows() {
                    let (name, contact) = (desk.name(block.cell_text(row, "person")), block.cell_text(row, "contact"));
                    if !name.is_empty() && !contact.is_empty() {
                        way::add(found.entry(folded(name)).or_default(), Way::of(contact, &[]));
                    }
                }
            } else if block.setting("source") == "contacts"
                && let Some(Picture::View(listing)) = input.pictures.get(&id)
            {
                from_listing(listing, &mut found);
            }
        }
    }
    found
}

/// The lines `phone +48 22 555 0141` of a communications list.
fn from_listing(listing: &Listing, found: &mut BTreeMap<String, Vec<Way>>) {
    for row in &listing.rows {
        let [name, _, methods] = row.as_slice() else { continue };
        // A line with a name tells of somebody else, who is found under it.
        for line in methods.lines().filter(|line| !line.trim().is_empty() && !line.contains(": ")) {
            let words = ["phone ", "e-mail "].iter().find_map(|kind| line.strip_prefix(kind)).unwrap_or(line);
            way::add(found.entry(folded(name)).or_default(), Way::of(words, &[]));
        }
    }
}

fn call(position: &Position, goes_on: Vec<bool>) -> Call {
    let position_words = position.position.clone();
    let name = position.person.clone();
    Call {
        name,
        position: position_words,
        deputy: position.deputy.clone(),
        goes_on,
        from_chart: true,
        ..Call::default()
    }
}

fn walk(position: &Position, members: &[Position], goes_on: Vec<bool>, calls: &mut Vec<Call>) {
    let mut open = vec![(position, members, goes_on)];
    while let Some((position, members, goes_on)) = open.pop() {
        if calls.len() >= MOST {
            return;
        }
        for (at, member) in members.iter().enumerate().rev() {
            let mut own = goes_on.clone();
            own.push(at + 1 < members.len());
            open.push((member, &member.members, own));
        }
        calls.push(call(position, goes_on));
    }
}

/// The people of the call lists, each once with every way of every list.
pub(crate) fn listed(desk: &Desk<'_>) -> Vec<Call> {
    let mut list: Vec<Call> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let sections = desk.binder.documents.iter().flat_map(|input| input.document.live_sections());
    for (_, section) in sections.filter(|(_, section)| section.kind == BlockKind::Contacts) {
        let block = &section.block;
        for (_, row) in block.live_rows() {
            let words = |key: &str| {
                let (id, column) = block.column_by_key(key)?;
                row.cells.get(&id).filter(|v| !v.is_empty()).map(|v| desk.words(column, v))
            };
            let call = Call {
                name: words("name").unwrap_or_default(),
                position: words("position").unwrap_or_default(),
                ..Call::default()
            };
            if call.name.is_empty() && call.position.is_empty() {
                continue;
            }
            let at = *places.entry(key(&call)).or_insert_with(|| {
                list.push(call);
                list.len() - 1
            });
            let services = block.cell(row, "depends_on").map(|value| desk.members(value)).unwrap_or_default();
            for way in ["primary", "alternate", "contingency", "emergency"].iter().filter_map(|key| words(key)) {
                way::add(&mut list[at].ways, Way::of(&way, &services));
            }
        }
    }
    for call in &mut list {
        let ways = std::mem::take(&mut call.ways);
        call.reached_by(ways);
    }
    list
}
