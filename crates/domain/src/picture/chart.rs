//! The organisation chart of a roster (FEMA 502-2, ICS 207): the commander, staff beside, sections below. Who
//! holds a position is who assumed its role in the log, else who is planned.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Branch, Chart, Position, count};
use crate::block::Section;
use crate::directory::Directory;
use crate::id::RowId;
use crate::incident::Incident;
use crate::value::ReferenceKind;
use crate::view::{RowView, rows};

/// Levels below the head of a section that are drawn as such; deeper ones are drawn on the last.
const DEPTH: usize = 8;

/// The word of the section that leads.
const COMMAND: &str = "command";

/// The chart of a roster. A position without a section belongs to Command, as does one in a roster without that
/// column. Who reports to nobody of the roster, or in a circle, stands below the head of the section.
#[must_use]
pub fn chart(section: &Section, directory: &Directory, incident: Option<&Incident>) -> Chart {
    let mut chart = Chart::default();
    for (word, name, nodes) in sections(section, directory, incident) {
        let tree = Tree::of(&nodes);
        let Some((head, below)) = tree.grow(nodes) else { continue };
        if word == COMMAND {
            chart.head = Some(head);
            chart.staff = below;
        } else {
            chart.branches.push(Branch {
                name,
                head: Position { reports: count(below.len()), ..head },
                members: below,
            });
        }
    }
    if let Some(head) = &mut chart.head {
        head.reports = count(chart.staff.len() + chart.branches.len());
    }
    chart
}

/// A row of the roster before it has its place.
struct Node {
    position: Position,
    /// What its position is compared by.
    key: String,
    /// What the position is compared by that it reports to; empty for the head of the section.
    above: String,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
}

/// Sections by word, name and positions, in the order of their first row.
fn sections(section: &Section, directory: &Directory, incident: Option<&Incident>) -> Vec<(String, String, Vec<Node>)> {
    let block = &section.block;
    let column = block.column_by_key("section").map(|(_, column)| column);
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut list: Vec<(String, String, Vec<Node>)> = Vec::new();
    for (row, view) in rows(block) {
        if ["position", "person", "deputy"].iter().all(|key| view.text(key).is_empty()) {
            continue;
        }
        let written = view.text("section");
        let word = if written.is_empty() { COMMAND.to_owned() } else { view.word("section") };
        let place = *places.entry(word.clone()).or_insert_with(|| {
            let name = column.and_then(|c| c.choices.get(written)).map_or(written, |c| c.name.as_str());
            list.push((word, name.to_owned(), Vec::new()));
            list.len() - 1
        });
        let node = node(row, &view, directory, incident);
        let nodes = &mut list[place].2;
        match nodes.iter_mut().find(|n| is_relief(n, &node)) {
            Some(first) => relieve(first, node),
            None => nodes.push(node),
        }
    }
    list
}

fn node(row: RowId, view: &RowView<'_>, directory: &Directory, incident: Option<&Incident>) -> Node {
    let role = |written: &str| directory.key(&[ReferenceKind::Role], written);
    let key = role(view.text("position"));
    let mut holders: Vec<&str> = Vec::new();
    for held in incident.iter().flat_map(|i| &i.roles).filter(|r| r.renounced_at.is_none() && role(&r.role) == key) {
        let name = directory.words(&held.person);
        if !holders.contains(&name) {
            holders.push(name);
        }
    }
    let is_assumed = !holders.is_empty() && !key.is_empty();
    let person = if is_assumed { holders.join("/") } else { directory.words(view.text("person")).to_owned() };
    let position = Position {
        row,
        position: directory.words(view.text("position")).to_owned(),
        person,
        deputy: directory.words(view.text("deputy")).to_owned(),
        is_assumed,
        members: Vec::new(),
        reports: 0,
    };
    let above = Some(view.text("reports_to")).filter(|t| !t.is_empty()).map(role).unwrap_or_default();
    Node { position, key, above, from: view.instant("from"), to: view.instant("to") }
}

/// Whether a second row of one position is its next shift rather than a second person at once.
fn is_relief(first: &Node, second: &Node) -> bool {
    let after = |a: &Node, b: &Node| a.to.zip(b.from).is_some_and(|(end, start)| end <= start);
    !first.key.is_empty() && first.key == second.key && (after(first, second) || after(second, first))
}

/// One node for both shifts: `Name/Name`, the earlier first.
fn relieve(first: &mut Node, second: Node) {
    let (mut names, later) = (vec![first.position.person.as_str()], second.position.person.as_str());
    names.insert(usize::from(first.from <= second.from), later);
    names.retain(|name| !name.is_empty());
    names.dedup();
    if !first.position.is_assumed {
        first.position.person = names.join("/");
    }
    first.from = first.from.zip(second.from).map(|(a, b)| a.min(b));
    first.to = first.to.zip(second.to).map(|(a, b)| a.max(b));
}

/// Who reports to whom within a section, by place in the list.
struct Tree {
    head: usize,
    above: Vec<Option<usize>>,
}

impl Tree {
    fn of(nodes: &[Node]) -> Self {
        let mut by_key: BTreeMap<&str, usize> = BTreeMap::new();
        for (n, node) in nodes.iter().enumerate().filter(|(_, n)| !n.key.is_empty()) {
            by_key.entry(&node.key).or_insert(n);
        }
        let named = |n: usize| by_key.get(nodes[n].above.as_str()).copied().filter(|above| *above != n);
        let head = (0..nodes.len()).find(|n| named(*n).is_none()).unwrap_or(0);
        let mut above: Vec<Option<usize>> =
            (0..nodes.len()).map(|n| (n != head).then(|| named(n).unwrap_or(head))).collect();
        let mut depths: Vec<Option<usize>> = vec![None; nodes.len()];
        let mut walked: Vec<Option<usize>> = vec![None; nodes.len()];
        depths[head] = Some(0);
        for n in 0..nodes.len() {
            let (mut path, mut at) = (Vec::new(), n);
            while depths[at].is_none() {
                if walked[at] == Some(n) {
                    // A circle: it is cut where the walk came back to.
                    above[at] = Some(head);
                    path.retain(|p| *p != at);
                    depths[at] = Some(1);
                    break;
                }
                walked[at] = Some(n);
                path.push(at);
                at = above[at].unwrap_or(head);
            }
            while let Some(last) = path.pop() {
                let up = above[last].unwrap_or(head);
                let depth = depths[up].unwrap_or(0) + 1;
                if depth > DEPTH {
                    above[last] = above[up];
                }
                depths[last] = Some(depth.min(DEPTH));
            }
        }
        Self { head, above }
    }

    /// The head, and who stands below it.
    fn grow(&self, nodes: Vec<Node>) -> Option<(Position, Vec<Position>)> {
        let mut below: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
        for (n, above) in self.above.iter().enumerate() {
            if let Some(above) = above {
                below[*above].push(n);
            }
        }
        let mut positions: Vec<Option<Position>> = nodes.into_iter().map(|n| Some(n.position)).collect();
        let mut head = take(self.head, &below, &mut positions)?;
        let members = std::mem::take(&mut head.members);
        Some((head, members))
    }
}

fn take(at: usize, below: &[Vec<usize>], positions: &mut [Option<Position>]) -> Option<Position> {
    let mut position = positions[at].take()?;
    position.members = below[at].iter().filter_map(|n| take(*n, below, positions)).collect();
    position.reports = count(position.members.len());
    Some(position)
}

#[cfg(test)]
mod tests;
