//! The communications list (FEMA 502-2, ICS 205A): everybody of the rosters, of the contacts of the plans in force,
//! and everybody whom an escalation may call, by name, with every way to reach them. Not for the public.

use std::collections::BTreeMap;

use super::{Sources, table};
use crate::block::BlockKind;
use crate::directory::ContactMethod;
use crate::directory::reach::{Standing, reach};
use crate::picture::Listing;
use crate::value::ReferenceKind;
use crate::view::{folded, rows};

const ANYBODY: [ReferenceKind; 4] =
    [ReferenceKind::Person, ReferenceKind::Role, ReferenceKind::Team, ReferenceKind::Vendor];

/// Somebody on the list.
struct Contact {
    name: String,
    positions: Vec<String>,
    methods: Vec<String>,
}

pub(super) fn contacts(sources: &Sources<'_>) -> Listing {
    let mut list: BTreeMap<String, Contact> = BTreeMap::new();
    let mut add = |written: &str, position: &str, written_contact: &str| {
        if written.is_empty() {
            return;
        }
        let directory = sources.directory;
        let contact = list.entry(directory.key(&ANYBODY, written)).or_insert_with(|| Contact {
            name: directory.known(&ANYBODY, written).map_or(written, |entry| entry.name.as_str()).to_owned(),
            positions: Vec::new(),
            methods: methods(written, sources),
        });
        for (text, into) in [(position, &mut contact.positions), (written_contact, &mut contact.methods)] {
            if !text.is_empty() && !into.iter().any(|known| known == text || known.ends_with(&format!(" {text}"))) {
                into.push(text.to_owned());
            }
        }
    };
    for (_, document) in sources.all() {
        for (_, section) in document.live_sections() {
            if section.is_form("roster") {
                for (_, view) in rows(&section.block) {
                    let position = sources.words(view.text("position"));
                    add(view.text("person"), position, view.text("contact"));
                    add(view.text("deputy"), &deputy(position), "");
                }
            } else if section.kind == BlockKind::Contacts {
                for (_, view) in rows(&section.block) {
                    let (name, position) = (view.text("name"), view.text("position"));
                    add(name, position, "");
                    for way in ["primary", "alternate", "contingency", "emergency"] {
                        add(name, "", view.text(way));
                    }
                }
            } else if section.kind == BlockKind::Escalation {
                for (_, view) in rows(&section.block) {
                    let level = format!("Escalation, {}", view.text("level"));
                    for target in view.members("target").iter().chain(&view.members("backup")) {
                        add(target, &level, "");
                    }
                }
            }
        }
    }
    for held in sources.incident.iter().flat_map(|i| &i.roles).filter(|r| r.renounced_at.is_none()) {
        add(&held.person, sources.words(&held.role), "");
    }
    let mut found: Vec<Contact> = list.into_values().collect();
    found.sort_by_key(|c| folded(&c.name));
    let rows = found.into_iter().map(|c| vec![c.name, c.positions.join(", "), c.methods.join("\n")]).collect();
    let empty = "Nobody is named in a roster, among contacts or in an escalation matrix yet. Whoever is named there appears here with every way to reach them.";
    let title = format!("Communications list{} (not for public release)", sources.as_of());
    table(title, &["Name", "Position", "Methods of contact"], rows, empty)
}

fn deputy(position: &str) -> String {
    if position.is_empty() { "Deputy".to_owned() } else { format!("Deputy {position}") }
}

/// Every way to reach whoever is meant, a line each; those behind a role or a team on a line of their own, by name.
fn methods(written: &str, sources: &Sources<'_>) -> Vec<String> {
    let directory = sources.directory;
    let role = directory.key(&[ReferenceKind::Role], written);
    let held = sources.incident.iter().flat_map(|i| &i.roles).filter(|r| r.renounced_at.is_none());
    let held = held.filter(|r| directory.key(&[ReferenceKind::Role], &r.role) == role);
    let holders: Vec<&str> = held.map(|r| r.person.as_str()).collect();
    let behind = reach(directory, written, &holders);
    let known = directory.known(&ANYBODY, written);
    if behind.is_empty() && known.is_some_and(|entry| entry.kind == ReferenceKind::Role) {
        return vec!["Nobody holds this role".to_owned()];
    }
    let way = |way: &ContactMethod| match way.kind.as_str() {
        "other" => way.address.clone(),
        kind => format!("{kind} {}", way.address),
    };
    let mut lines = Vec::new();
    for found in behind {
        let ways: Vec<String> = found.ways.iter().map(way).collect();
        let name = match found.standing {
            Standing::Itself => {
                lines.extend(ways);
                continue;
            }
            Standing::Holder | Standing::Member => found.name,
            Standing::Deputy => format!("Deputy {}", found.name),
            Standing::Lead => format!("Lead {}", found.name),
        };
        lines.push(if ways.is_empty() { name } else { format!("{name}: {}", ways.join(", ")) });
    }
    lines
}
