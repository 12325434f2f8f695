//! Rules of a column: R-V1 to R-V5 (domain reference 3.1).

use super::rule::{Rules, either};
use super::{ActorKind, Part, RoleColumn};
use crate::finding::{Finding, FindingLevel};
use crate::value::ReferenceKind;

/// Below so many activities a share of them says nothing.
const ENOUGH_ROWS: usize = 4;

pub(super) fn check(rules: &Rules<'_>, list: &mut Vec<Finding>) {
    let counts = Count::of(rules);
    let rows = rules.view.activities.iter().filter(|a| !a.held.is_empty()).count();
    for (role, count) in rules.view.roles.iter().zip(counts) {
        let start = list.len();
        column(rules, role, rows, &count, list);
        for finding in &mut list[start..] {
            finding.column = Some(role.column);
        }
    }
}

/// How often a role has a part, over all rows with letters.
#[derive(Debug, Clone, Default)]
struct Count {
    filled: usize,
    omitted: usize,
    decides: usize,
    works: usize,
    informed: usize,
}

impl Count {
    /// One for each role column, counted in one pass over the matrix.
    fn of(rules: &Rules<'_>) -> Vec<Self> {
        let mut counts = vec![Self::default(); rules.view.roles.len()];
        for (place, held) in rules.view.activities.iter().flat_map(|a| &a.held) {
            let count = &mut counts[*place];
            count.filled += usize::from(held.takes_part());
            count.omitted += usize::from(held.plays(Part::Omitted));
            count.decides += usize::from(held.plays(Part::Decides));
            count.works += usize::from(held.plays(Part::Works));
            count.informed += usize::from(held.plays(Part::Informed));
        }
        counts
    }
}

fn column(rules: &Rules<'_>, role: &RoleColumn<'_>, rows: usize, count: &Count, list: &mut Vec<Finding>) {
    let scheme = &rules.view.scheme;
    let name = role.name;
    let Count { filled, omitted, decides, works, informed } = *count;
    // Somebody who is kept out on purpose, and is in nothing else, stands there to say so.
    let is_kept_out = omitted > 0 && filled == 0;
    let mut add = |rule: &str, level, title: String, message: String| {
        list.push(rules.finding(rule, level, title, message));
    };
    let written = |part: Part| either(&scheme.letters_of(part));
    if rows > 0 && decides + works == 0 && !is_kept_out && role.kind != ActorKind::Ai {
        add(
            "R-V1",
            FindingLevel::Warning,
            format!("{name} has no {} and no {}", written(Part::Decides), written(Part::Works)),
            "Move it to the communication plan, or give it work.".to_owned(),
        );
    }
    if rows >= ENOUGH_ROWS && (decides * 2 > rows || decides > 7) {
        let title = format!("{name} holds {decides} of {} {}", rows, written(Part::Decides));
        let why = if decides * 2 > rows { "More than half" } else { "More than 7" };
        let message = format!("{why}: every decision waits for one person. Let others answer for some.");
        add("R-V2", FindingLevel::Warning, title, message);
    }
    if rows >= ENOUGH_ROWS && works * 2 > rows && filled == rows {
        let title = format!("{name} has {works} {} and no row without a letter", written(Part::Works));
        add("R-V3", FindingLevel::Warning, title, "One role is in everything. Share the work.".to_owned());
    }
    if filled > 0 && informed == filled && decides + works == 0 {
        let title = format!("{name} is only informed");
        add("R-V4", FindingLevel::Info, title, "The communication plan is the place for that.".to_owned());
    }
    if role.kind == ActorKind::Human && is_unassigned(rules, role) {
        let title = format!("Nobody holds {name}");
        let message = "Neither a person nor a deputy is named for the role. Name one.".to_owned();
        add("R-V5", rules.unheld, title, message);
    }
}

/// Neither the column nor the directory's role names anybody.
fn is_unassigned(rules: &Rules<'_>, role: &RoleColumn<'_>) -> bool {
    if !role.person.is_empty() || !role.deputy.is_empty() {
        return false;
    }
    let kinds = [ReferenceKind::Role, ReferenceKind::Person, ReferenceKind::Team, ReferenceKind::Vendor];
    match rules.directory.known(&kinds, role.role_or_name()) {
        Some(entry) if entry.kind == ReferenceKind::Role => {
            entry.text("person").is_empty() && entry.text("deputy").is_empty()
        }
        Some(_) => false,
        None => true,
    }
}
