//! The communications list of a document that is set closely: the first way to reach each person, in two columns.

use std::collections::BTreeSet;

use bridgebook_domain::picture::Listing;
use bridgebook_domain::view::folded;

use crate::block::Place;
use crate::desk::Desk;
use crate::flow::{Opening, RULE_HEAD, RULE_ROW, Strip, keep_with_next, moved};
use crate::heading::title_strip;
use crate::page::Item;
use crate::rich::{Mark, Rich, Style};
use crate::text::Align;

/// Space between the two columns, and above and below the words of a line.
const APART: f32 = 20.0;
const PADDING: f32 = 1.2;
/// What a position is made of that says nothing about the work of the person: the level of an escalation.
const LEVEL: &str = "Escalation";

/// Somebody with the first way to reach them.
struct Reached<'l> {
    name: &'l str,
    position: String,
    way: String,
}

/// The list with its title; none where nobody can be reached, so that the listing says why.
pub(crate) fn strips(desk: &mut Desk<'_>, listing: &Listing, place: &Place<'_>) -> Option<Vec<Strip>> {
    let people = people(listing);
    if people.is_empty() {
        return None;
    }
    let width = place.frame.text_width();
    let each = (width - APART) / 2.0;
    let title = place.named(desk.say().first_ways.to_owned());
    let mut top = title_strip(&mut desk.setter, &title, 0.0, width, false);
    top.opening = Opening::Table;
    top.items.push(Item::rule(0.0, top.height - RULE_HEAD, width, RULE_HEAD));
    let again = title_strip(&mut desk.setter, &place.named(String::new()), 0.0, width, true);
    let head = std::sync::Arc::new(crate::heading::join(&[again], Some(Item::rule(0.0, 0.0, width, 1.0))));
    let lines = people.len().div_ceil(2);
    let mut strips = Vec::with_capacity(lines);
    for at in 0..lines {
        let (mut items, mut height) = (Vec::new(), 0.0_f32);
        // Read down, then across.
        for (x, person) in [(0.0, people.get(at)), (each + APART, people.get(lines + at))] {
            if let Some(person) = person {
                height = height.max(line(desk, person, x, each, &mut items));
            }
        }
        let weight = if at + 1 == lines { RULE_HEAD } else { RULE_ROW };
        items.push(Item::rule(0.0, height - weight, width, weight));
        let mut strip = Strip::new(Opening::Space(0.0), height, items);
        strip.end_rule = Some((0.0, width));
        strip.head = Some(head.clone());
        strips.push(strip);
    }
    let mut all = vec![top];
    keep_with_next(&mut all, &strips);
    all.append(&mut strips);
    Some(all)
}

/// Whoever has a way of their own; a role stands behind the person who holds it, who is on the list too.
fn people(listing: &Listing) -> Vec<Reached<'_>> {
    let named: BTreeSet<String> = listing.rows.iter().filter_map(|row| row.first()).map(|name| folded(name)).collect();
    let mut people = Vec::new();
    for row in &listing.rows {
        let [name, position, methods] = row.as_slice() else { continue };
        let own = methods.lines().map(str::trim).find(|line| !line.is_empty() && !line.contains(": "));
        let behind = methods.lines().find_map(|line| line.split_once(": "));
        let way = match (own, behind) {
            (Some(way), _) => way.to_owned(),
            (None, Some((person, ways))) => {
                let bare = ["Lead ", "Deputy "].iter().find_map(|word| person.strip_prefix(word)).unwrap_or(person);
                if named.contains(&folded(bare)) {
                    continue;
                }
                format!("{person}: {}", ways.split(", ").next().unwrap_or(ways))
            }
            (None, None) => continue,
        };
        people.push(Reached { name, position: first_position(position), way });
    }
    people
}

/// The first position that says what somebody does in the incident.
fn first_position(position: &str) -> String {
    let mut parts = position.split(", ");
    let mut found = "";
    while let Some(part) = parts.next() {
        if part == LEVEL {
            parts.next();
        } else if found.is_empty() || (found.starts_with("Deputy ") && !part.starts_with("Deputy ")) {
            found = part;
        }
    }
    found.to_owned()
}

/// One person: the name with the position on the left, the way on the right; below where both are too long for a line.
fn line(desk: &mut Desk<'_>, person: &Reached<'_>, x: f32, width: f32, items: &mut Vec<Item>) -> f32 {
    let mut who = Rich::new(person.name, Style::CLOSE_LEAD);
    if !person.position.is_empty() && folded(&person.position) != folded(person.name) {
        who = who.mark(Mark::Gap(5.0)).styled(&person.position, Style::NOTE);
    }
    let way = Rich::new(&person.way, Style::CLOSE);
    let own = desk.setter.width(&way).min(0.6 * width);
    let mut tallest = 0.0_f32;
    for (rich, left, room) in [(who, x, width - own - 8.0), (way, x + width - own, own + 0.5)] {
        let mut y = PADDING;
        for line in desk.setter.lines(&rich, room, Align::Start) {
            items.extend(moved(line.items, left, y));
            y += line.height;
        }
        tallest = tallest.max(y);
    }
    tallest + PADDING
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_listed_once_with_the_first_way_and_what_they_do() {
        let row = |name: &str, position: &str, methods: &str| vec![name.into(), position.into(), methods.into()];
        let listing = Listing {
            rows: vec![
                row("Chen Wei", "Escalation, L3, Deputy Operations Lead, Database Expert", "phone +86 21\nchat @wei"),
                row("Database Expert", "Escalation, L2", "Chen Wei: phone +86 21, chat @wei"),
                row("Network experts", "Escalation, L2", "Lead Ada: phone +49 30, chat @ada"),
                row("Chief Executive", "Escalation, L2", "Nobody holds this role: name somebody"),
                row("Support Agent", "", ""),
            ],
            ..Listing::default()
        };
        let found = people(&listing);
        let told: Vec<_> = found.iter().map(|p| (p.name, p.position.as_str(), p.way.as_str())).collect();
        assert_eq!(told[0], ("Chen Wei", "Database Expert", "phone +86 21"));
        assert_eq!(told[1], ("Network experts", "", "Lead Ada: phone +49 30"), "who is nowhere else keeps the line");
        assert!(told.iter().all(|(name, ..)| *name != "Database Expert"), "whoever holds it is told: {told:?}");
    }
}
