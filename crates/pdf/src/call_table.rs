//! A table of who calls whom, drawn as the tree that it is: whom each one calls stands indented below, with their
//! numbers from the call lists and room to tick.

use std::collections::BTreeSet;

use bridgebook_domain::view::folded;
use bridgebook_domain::{Row as Record, Section};

use crate::block::Place;
use crate::call_tree::{self, Heads};
use crate::calling::{self, Call};
use crate::desk::Desk;
use crate::flow::Strip;
use crate::{blank_tree, grid};

/// Keys that the tree tells of; the step is how far a name is moved in.
const KEYS: &[&str] = &["step", "caller", "calls", "channel", "retry", "fallback"];

/// Whether a table says who calls whom.
pub(crate) fn is_tree(desk: &Desk<'_>, section: &Section) -> bool {
    let block = &section.block;
    block.column_by_key("caller").is_some()
        && block.column_by_key("calls").is_some()
        && (desk.is_blank()
            || block.live_rows().iter().any(|(_, row)| {
                let cell = |key: &str| block.cell(row, key).is_some_and(|value| !value.is_empty());
                cell("caller") && cell("calls")
            }))
}

/// The tree, and below it the table where that says more.
pub(crate) fn strips(desk: &mut Desk<'_>, section: &Section, place: &Place<'_>) -> Vec<Strip> {
    if desk.is_blank() {
        return blank_tree::strips(desk, place.title(section.guidance.clone()), place.frame);
    }
    let block = &section.block;
    let head = |key: &str| block.column_by_key(key).map_or(String::new(), |(_, field)| field.name.clone());
    let heads = Heads {
        is_close: false,
        title: place.title(desk.say().calls_below.to_owned()),
        by: head("channel"),
        again: head("retry"),
        then: head("fallback"),
    };
    let calls = calls(desk, section);
    let mut strips = call_tree::tree(desk, &calls, place.frame, &heads);
    let own = |key: &str| !KEYS.contains(&key);
    let says_more = block.live_columns().into_iter().any(|(_, field)| own(&field.key));
    if says_more {
        strips.extend(grid::titled(desk, section, place, None));
    }
    strips
}

/// Somebody with everybody below them, in the order in which they are called.
fn calls(desk: &Desk<'_>, section: &Section) -> Vec<Call> {
    let block = &section.block;
    let rows: Vec<&Record> = block.live_rows().into_iter().map(|(_, row)| row).collect();
    let members = |row: &Record, key: &str| block.cell(row, key).map(|v| desk.members(v)).unwrap_or_default();
    let words = |row: &Record, key: &str| {
        let cell = block.column_by_key(key).and_then(|(id, field)| Some((field, row.cells.get(&id)?)));
        cell.map_or(String::new(), |(field, value)| desk.words(field, value))
    };
    let called: BTreeSet<String> =
        rows.iter().flat_map(|row| members(row, "calls")).map(|name| folded(&name)).collect();
    let mut open: Vec<(String, Option<&Record>, Vec<bool>)> = Vec::new();
    let callers: Vec<String> = rows.iter().flat_map(|row| members(row, "caller")).collect();
    for name in callers.iter().filter(|name| !called.contains(&folded(name))) {
        if !open.iter().any(|(known, _, _)| folded(known) == folded(name)) {
            open.push((name.clone(), None, Vec::new()));
        }
    }
    // Where everybody is called by somebody, the first caller begins.
    if let (true, Some(first)) = (open.is_empty(), callers.first()) {
        open.push((first.clone(), None, Vec::new()));
    }
    open.reverse();
    let listed = calling::listed(desk);
    let mut list: Vec<Call> = Vec::new();
    let mut told: BTreeSet<String> = BTreeSet::new();
    while let Some((name, by, goes_on)) = open.pop() {
        if list.len() >= calling::MOST {
            break;
        }
        let known = listed.iter().find(|l| [&l.name, &l.position].into_iter().any(|own| folded(own) == folded(&name)));
        let mut call = Call { name: name.clone(), goes_on: goes_on.clone(), ..Call::default() };
        if let Some(known) = known {
            call.telephone.clone_from(&known.telephone);
            call.ways = known.ways.iter().take(1).cloned().collect();
        }
        if let Some(row) = by {
            (call.by, call.again, call.then) = (words(row, "channel"), words(row, "retry"), words(row, "fallback"));
        }
        list.push(call);
        // Whoever is called twice calls once.
        if !told.insert(folded(&name)) {
            continue;
        }
        let below = rows.iter().filter(|row| members(row, "caller").iter().any(|own| folded(own) == folded(&name)));
        let below: Vec<(String, &Record)> =
            below.flat_map(|row| members(row, "calls").into_iter().map(move |name| (name, *row))).collect();
        let count = below.len();
        for (at, (name, row)) in below.into_iter().enumerate().rev() {
            let mut own = goes_on.clone();
            own.push(at + 1 < count);
            open.push((name, Some(row), own));
        }
    }
    list
}
