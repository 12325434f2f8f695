//! Rules of a column: R-V1 to R-V5 (domain reference 3.1).

use super::rule::{Rules, either};
use super::{ActorKind, Part, RoleColumn};
use crate::finding::{Finding, FindingLevel};
use crate::value::ReferenceKind;

/// Below so many activities a share of them says nothing.
const ENOUGH_ROWS: usize = 4;

pub(super) fn check(rules: &Rules<'_>, list: &mut Vec<Finding>) {
    for role in &rules.view.roles {
        let start = list.len();
        column(rules, role, list);
        for finding in &mut list[start..] {
            finding.column = Some(role.column);
        }
    }
}

fn column(rules: &Rules<'_>, role: &RoleColumn, list: &mut Vec<Finding>) {
    let scheme = &rules.view.scheme;
    let name = &role.name;
    let rows: Vec<_> = rules.view.activities.iter().filter(|a| !a.letters.is_empty()).collect();
    let filled = rows.iter().filter(|a| a.letters.contains_key(&role.column)).count();
    let count = |part: Part| {
        let letters = scheme.letters_of(part);
        rows.iter()
            .filter_map(|a| a.letters.get(&role.column))
            .filter(|held| letters.iter().any(|l| held.contains(*l)))
            .count()
    };
    let (decides, works, informed) = (count(Part::Decides), count(Part::Works), count(Part::Informed));
    let mut add = |rule: &str, level, title: String, message: String| {
        list.push(rules.finding(rule, level, title, message));
    };
    let (decision, work) = (scheme.letters_of(Part::Decides), scheme.letters_of(Part::Works));
    if !rows.is_empty() && decides + works == 0 && role.kind != ActorKind::Ai {
        add(
            "R-V1",
            FindingLevel::Warning,
            format!("{name} has no {} and no {}", either(&decision), either(&work)),
            "Move it to the communication plan, or give it work.".to_owned(),
        );
    }
    if rows.len() >= ENOUGH_ROWS && (decides * 2 > rows.len() || decides > 7) {
        let title = format!("{name} holds {decides} of {} {}", rows.len(), either(&decision));
        let why = if decides * 2 > rows.len() { "More than half" } else { "More than 7" };
        let message = format!("{why}: every decision waits for one person. Let others answer for some.");
        add("R-V2", FindingLevel::Warning, title, message);
    }
    if rows.len() >= ENOUGH_ROWS && works * 2 > rows.len() && filled == rows.len() {
        let title = format!("{name} has {works} {} and no row without a letter", either(&work));
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
fn is_unassigned(rules: &Rules<'_>, role: &RoleColumn) -> bool {
    if !role.person.is_empty() || !role.deputy.is_empty() {
        return false;
    }
    let written = if role.role.is_empty() { &role.name } else { &role.role };
    let kinds = [ReferenceKind::Role, ReferenceKind::Person, ReferenceKind::Team, ReferenceKind::Vendor];
    match rules.directory.known(&kinds, written) {
        Some(entry) if entry.kind == ReferenceKind::Role => {
            entry.text("person").is_empty() && entry.text("deputy").is_empty()
        }
        Some(_) => false,
        None => true,
    }
}
