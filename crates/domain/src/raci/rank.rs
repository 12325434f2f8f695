//! R-V7: who does the work outranks who answers for it (domain reference 3.1). Decidable where a roster of the same
//! document says who reports to whom.

use std::collections::BTreeMap;

use super::rule::Rules;
use super::{ActorKind, Part, RoleColumn};
use crate::document::Document;
use crate::finding::{Finding, FindingLevel};
use crate::value::ReferenceKind;
use crate::view::rows;

pub(super) fn check(rules: &Rules<'_>, document: &Document, list: &mut Vec<Finding>) {
    let above = reports(rules, document);
    if above.is_empty() {
        return;
    }
    for activity in &rules.view.activities {
        let held = |part: Part| -> Vec<&RoleColumn<'_>> {
            activity.who(part).map(|place| rules.role(place)).filter(|r| r.kind == ActorKind::Human).collect()
        };
        let [answers] = held(Part::Decides)[..] else { continue };
        for worker in held(Part::Works) {
            if outranks(&above, &key(rules, worker), &key(rules, answers)) {
                let (worker, answerer) = (rules.name(worker), rules.name(answers));
                let title = format!("{worker} works for {answerer} on {}", activity.activity);
                let message = format!(
                    "In the roster {answerer} reports to {worker}. Who answers for work is rarely below who does it."
                );
                let finding = rules.finding("R-V7", FindingLevel::Info, title, message);
                list.push(finding.in_row(activity.row).in_column(answers.column));
            }
        }
    }
}

/// Position to the position it reports to, from the rosters of the document.
fn reports(rules: &Rules<'_>, document: &Document) -> BTreeMap<String, String> {
    let role = |written: &str| rules.directory.key(&[ReferenceKind::Role], written);
    let mut above = BTreeMap::new();
    for (_, section) in document.live_sections() {
        if !section.is_form("roster") {
            continue;
        }
        for (_, view) in rows(&section.block) {
            let (position, to) = (view.text("position"), view.text("reports_to"));
            if !position.is_empty() && !to.is_empty() {
                above.insert(role(position), role(to));
            }
        }
    }
    above
}

fn key(rules: &Rules<'_>, role: &RoleColumn<'_>) -> String {
    rules.directory.key(&[ReferenceKind::Role], role.role_or_name())
}

/// Whether `low` reports to `high`, however many positions lie between. A circle ends after as many steps as
/// there are positions.
fn outranks(above: &BTreeMap<String, String>, high: &str, low: &str) -> bool {
    let mut next = low;
    for _ in 0..above.len() {
        match above.get(next) {
            Some(to) if to == high => return high != low,
            Some(to) => next = to,
            None => return false,
        }
    }
    false
}
