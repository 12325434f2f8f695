//! The flow of a hand-off map: checkpoints from system to system, with the slowest marked.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::{Flow, Step, count};
use crate::block::Section;
use crate::directory::Directory;
use crate::duration;
use crate::value::ReferenceKind;
use crate::view::{RowView, rows};

/// What stands for a system that a checkpoint does not name yet.
const UNNAMED: &str = "Not named";

const ENDS: [ReferenceKind; 4] =
    [ReferenceKind::Service, ReferenceKind::Role, ReferenceKind::Team, ReferenceKind::Vendor];

/// Checkpoints in order, and the systems they connect in order of first use.
#[must_use]
pub fn flow(section: &Section, directory: &Directory) -> Flow {
    let block = &section.block;
    let state = block.column_by_key("state").map(|(_, column)| column);
    let mut flow = Flow::default();
    let mut systems = Systems { places: BTreeMap::new(), directory };
    let mut longest: Option<SignedDuration> = None;
    let mut waits = Vec::new();
    for (row, view) in rows(block) {
        let named = ["name", "from", "to"].iter().any(|key| !view.text(key).is_empty());
        if !named {
            continue;
        }
        let wait = view.duration("wait");
        longest = longest.max(wait);
        waits.push(wait);
        let choice = state.and_then(|c| {
            c.live_choices().into_iter().find(|(id, c)| *id == view.text("state") || c.name == view.text("state"))
        });
        let span = |key: &str| view.duration(key).map_or_else(|| view.text(key).to_owned(), duration::print);
        flow.steps.push(Step {
            row,
            number: count(flow.steps.len() + 1),
            name: view.text("name").to_owned(),
            from: systems.place(view.text("from"), &mut flow.systems),
            to: systems.place(view.text("to"), &mut flow.systems),
            payload: view.text("payload").to_owned(),
            owner: directory.words(view.text("owner")).to_owned(),
            within: span("sla"),
            state: choice.map_or_else(|| view.text("state").to_owned(), |(_, c)| c.name.clone()),
            colour: choice.map_or_else(String::new, |(_, c)| c.colour.clone()),
            on_failure: directory.words(view.text("on_failure")).to_owned(),
            volume: volume(&view),
            wait: span("wait"),
            is_slowest: false,
        });
    }
    for (step, wait) in flow.steps.iter_mut().zip(waits) {
        step.is_slowest = wait.is_some_and(|w| !w.is_zero()) && wait == longest;
    }
    flow
}

fn volume(view: &RowView<'_>) -> String {
    view.some("volume").map_or_else(String::new, |v| format!("{v} a week"))
}

/// The systems found so far, by what they are compared by.
struct Systems<'a> {
    places: BTreeMap<String, u32>,
    directory: &'a Directory,
}

impl Systems<'_> {
    fn place(&mut self, written: &str, names: &mut Vec<String>) -> u32 {
        *self.places.entry(self.directory.key(&ENDS, written)).or_insert_with(|| {
            let name = if written.is_empty() { UNNAMED } else { self.directory.words(written) };
            names.push(name.to_owned());
            count(names.len() - 1)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::BlockKind;
    use crate::test::{Builder, document_of};

    fn draw(rows: &[&[(&str, &str)]]) -> Flow {
        let mut b = Builder::default();
        let services = b.list("services", &[&[("name", "Billing")], &[("name", "CRM")]]);
        let directory = document_of(&[services]);
        let block = b.block(&BlockKind::Handoffs, "", rows);
        flow(&b.section("Hand-offs", BlockKind::Handoffs, block), &directory)
    }

    #[test]
    fn systems_stand_in_order_of_first_use_and_one_system_is_one_lane() {
        let flow = draw(&[
            &[("name", "Order placed"), ("from", "Shop"), ("to", "billing"), ("sla", "PT15M"), ("state", "live")],
            &[("name", "Invoice sent"), ("from", "Billing"), ("to", "CRM"), ("owner", "Finance")],
            &[],
            &[("name", "Closed"), ("from", "CRM")],
        ]);
        assert_eq!(flow.systems, ["Shop", "billing", "CRM", "Not named"]);
        let ends: Vec<_> = flow.steps.iter().map(|s| (s.number, s.from, s.to)).collect();
        assert_eq!(ends, [(1, 0, 1), (2, 1, 2), (3, 2, 3)], "an empty row is no checkpoint");
        assert_eq!((&*flow.steps[0].within, &*flow.steps[0].state, &*flow.steps[0].colour), ("15 min", "Live", "ok"));
    }

    #[test]
    fn the_longest_median_wait_is_marked_and_equal_ones_alike() {
        let step =
            |name: &'static str, wait: &'static str| [("name", name), ("from", "A"), ("to", "B"), ("wait", wait)];
        let marked =
            |rows: &[&[(&str, &str)]]| -> Vec<bool> { draw(rows).steps.iter().map(|s| s.is_slowest).collect() };
        let (a, b, c) = (step("a", "PT1H"), step("b", "PT26H"), step("c", "PT26H"));
        assert_eq!(marked(&[&a, &b, &c]), [false, true, true]);
        let unmeasured: &[(&str, &str)] = &[("name", "d"), ("volume", "40")];
        assert_eq!(marked(&[unmeasured]), [false], "nothing measured, nothing slowest");
        assert_eq!(marked(&[&step("e", "PT0S")]), [false], "no wait is not slow");
        assert_eq!(draw(&[unmeasured]).steps[0].volume, "40 a week");
    }
}
