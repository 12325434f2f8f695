//! The flow of a hand-off map: checkpoints from system to system, with the slowest marked. A wait that the map does not
//! say is that of the document's baseline audit; where neither says any, that of its issue log. So the waits that are
//! compared are of one kind: issues stand longer than what goes well.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::wait::{Measured, Wait};
use super::{Flow, Step, count};
use crate::block::Section;
use crate::directory::Directory;
use crate::document::Document;
use crate::duration;
use crate::value::ReferenceKind;
use crate::view::{RowView, rows};

/// What stands for a system that a checkpoint does not name yet.
const UNNAMED: &str = "Not named";

const ENDS: [ReferenceKind; 4] =
    [ReferenceKind::Service, ReferenceKind::Role, ReferenceKind::Team, ReferenceKind::Vendor];

/// Checkpoints in order, and the systems they connect in order of first use.
#[must_use]
pub fn flow(section: &Section, document: Option<&Document>, directory: &Directory) -> Flow {
    let block = &section.block;
    let state = block.column_by_key("state").map(|(_, column)| column);
    let mut flow = Flow::default();
    let mut systems = Systems { places: BTreeMap::new(), directory };
    let measured = document.map(Measured::of).unwrap_or_default();
    let mut waits: Vec<Option<SignedDuration>> = Vec::new();
    for (row, view) in rows(block) {
        let named = ["name", "from", "to"].iter().any(|key| !view.text(key).is_empty());
        if !named {
            continue;
        }
        let name = view.text("name");
        let wait = view.duration("wait");
        let audited = measured.audited(name).filter(|_| wait.is_none() && view.text("wait").is_empty());
        waits.push(wait.or(audited.as_ref().map(|found| found.span)));
        let choice = state.and_then(|c| {
            c.live_choices().into_iter().find(|(id, c)| *id == view.text("state") || c.name == view.text("state"))
        });
        let span = |key: &str| view.duration(key).map_or_else(|| view.text(key).to_owned(), duration::print);
        flow.steps.push(Step {
            row,
            number: count(flow.steps.len() + 1),
            name: name.to_owned(),
            from: systems.place(view.text("from"), &mut flow.systems),
            to: systems.place(view.text("to"), &mut flow.systems),
            payload: view.text("payload").to_owned(),
            owner: directory.words(view.text("owner")).to_owned(),
            within: span("sla"),
            state: choice.map_or_else(|| view.text("state").to_owned(), |(_, c)| c.name.clone()),
            colour: choice.map_or_else(String::new, |(_, c)| c.colour.clone()),
            on_failure: directory.words(view.text("on_failure")).to_owned(),
            volume: volume(&view, &measured),
            wait: audited.as_ref().map_or_else(|| span("wait"), Wait::words),
            is_slowest: false,
        });
    }
    if waits.iter().all(Option::is_none) {
        for (step, wait) in flow.steps.iter_mut().zip(&mut waits).filter(|(step, _)| step.wait.is_empty()) {
            let Some(found) = measured.of_issues(&step.name) else { continue };
            (*wait, step.wait) = (Some(found.span), found.words());
        }
    }
    let longest = waits.iter().copied().max().flatten();
    for (step, wait) in flow.steps.iter_mut().zip(waits) {
        step.is_slowest = wait.is_some_and(|w| !w.is_zero()) && wait == longest;
    }
    flow
}

fn volume(view: &RowView<'_>, measured: &Measured) -> String {
    let audited = || measured.volume(view.text("name")).map(|volume| volume.to_string());
    view.some("volume").or_else(audited).map_or_else(String::new, |v| format!("{v} a week"))
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
        flow(&b.section("Hand-offs", BlockKind::Handoffs, block), None, &directory)
    }

    /// A tracker with a map whose waits are given, a baseline audit and an issue log.
    fn tracker(waits: [&str; 3], audit: &[&[(&str, &str)]], issues: &[[&str; 3]]) -> Flow {
        let mut b = Builder::default();
        let mut handoffs = b.block(&BlockKind::Handoffs, "", &[]);
        for (name, wait) in ["Ticket created", "Picked up", "Answer sent"].into_iter().zip(waits) {
            let cells = [("name", name), ("from", "A"), ("to", "B"), ("wait", wait)];
            let filled: Vec<_> = cells.into_iter().filter(|(_, text)| !text.is_empty()).collect();
            b.row(&mut handoffs, &filled);
        }
        let mut audited = b.block(&BlockKind::Table, "baseline-audit", audit);
        audited.settings.insert("preset".to_owned(), crate::value::Value::one("baseline-audit"));
        // An issue log is a table of the team's own: its columns are known by their keys.
        let mut log = b.block(&BlockKind::Table, "tickets", &[]);
        let column = log.column_by_key("subject").expect("a column").0;
        log.columns.get_mut(&column).expect("it is there").key = "checkpoint".to_owned();
        for [place, opened, resolved] in issues {
            let cells = [("checkpoint", *place), ("opened", *opened), ("resolved", *resolved)];
            let filled: Vec<_> = cells.into_iter().filter(|(_, text)| !text.is_empty()).collect();
            b.row(&mut log, &filled);
        }
        let document = b.document(
            "Tracker",
            "",
            vec![
                ("Map", BlockKind::Handoffs, handoffs),
                ("Baseline", BlockKind::Table, audited),
                ("Issues", BlockKind::Table, log),
            ],
        );
        let (_, section) = document.sections_of(&BlockKind::Handoffs)[0];
        flow(section, Some(&document), &Directory::default())
    }

    const ISSUES: &[[&str; 3]] = &[
        ["picked up", "2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z"],
        ["Picked up", "2026-03-03T09:00:00Z", "2026-03-03T12:00:00Z"],
        ["Picked up", "2026-03-04T09:00:00Z", "2026-03-04T11:00:00Z"],
        ["Picked up", "2026-03-05T09:00:00Z", ""],
        ["Answer sent", "2026-03-05T09:00:00Z", "2026-03-05T13:00:00Z"],
    ];

    fn told(flow: &Flow) -> Vec<(&str, &str, bool)> {
        flow.steps.iter().map(|s| (s.wait.as_str(), s.volume.as_str(), s.is_slowest)).collect()
    }

    #[test]
    fn a_wait_that_the_map_does_not_say_is_that_of_the_baseline_audit() {
        let audit: &[&[(&str, &str)]] = &[
            &[("where", "Ticket created"), ("volume", "30"), ("wait", "PT5M")],
            &[("where", "picked  up"), ("volume", "20"), ("wait", "PT40M")],
            &[("where", "Answer sent"), ("volume", "10"), ("wait", "PT4H")],
            &[("where", "Answer sent"), ("volume", "2"), ("wait", "PT8H")],
        ];
        let found = tracker(["PT10M", "", ""], audit, ISSUES);
        assert_eq!(
            told(&found),
            [("10 min", "30 a week", false), ("40 min (baseline audit)", "20 a week", true), ("", "12 a week", false),],
            "two medians have no median, and issues are not mixed with them"
        );
    }

    #[test]
    fn where_nobody_measured_a_wait_the_issue_log_tells_how_long_work_stood() {
        let found = tracker(["", "", ""], &[], ISSUES);
        assert_eq!(
            told(&found),
            [("", "", false), ("2 h (median of 3 issues)", "", false), ("4 h (1 issue)", "", true)]
        );
        assert_eq!(told(&tracker(["", "", ""], &[], &[])), [("", "", false); 3], "nothing is made up");
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
