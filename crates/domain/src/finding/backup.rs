//! X15: backups of an escalation matrix that lead back to whom they stand in for.

use std::collections::{BTreeMap, BTreeSet};

use super::{Context, Finding, FindingLevel};
use crate::escalation::{EscalationView, Level, TARGETS};
use crate::log::Clock;
use crate::value::ReferenceKind;

/// Whoever stands in for somebody, by key.
type StandIns = BTreeMap<String, BTreeSet<String>>;

pub(super) fn check(context: &Context<'_>, list: &mut Vec<Finding>) {
    let view = EscalationView::read(context.document, context.directory);
    if view.levels.iter().all(|level| level.backups.is_empty()) {
        return;
    }
    let mut severities: BTreeSet<&str> = view.levels.iter().filter_map(|level| level.severity.as_deref()).collect();
    severities.insert("");
    let mut seen = BTreeSet::new();
    for severity in severities {
        let levels: Vec<&Level> =
            [Clock::Functional, Clock::Hierarchical].iter().flat_map(|clock| view.levels(severity, clock)).collect();
        let stand_ins = stand_ins(context, &levels);
        for level in &levels {
            let round = level.targets.iter().find_map(|target| round(context, target, level, &stand_ins));
            if let Some(round) = round.filter(|_| seen.insert(level.row)) {
                list.push(circle(context, (level, &levels), &round));
            }
        }
    }
}

fn key(context: &Context<'_>, named: &str) -> String {
    context.directory.key(&TARGETS, named)
}

/// Who stands in for whom: by the levels of the matrix, and by the people that these name.
fn stand_ins(context: &Context<'_>, levels: &[&Level]) -> StandIns {
    let mut known = StandIns::new();
    for level in levels {
        for target in &level.targets {
            let own = key(context, target);
            let others = level.backups.iter().map(|backup| key(context, backup)).filter(|other| *other != own);
            known.entry(own.clone()).or_default().extend(others);
        }
    }
    let named: Vec<String> = levels.iter().flat_map(|level| &level.backups).cloned().collect();
    for name in named {
        let Some(person) = context.directory.known(&[ReferenceKind::Person], &name) else { continue };
        let other = person.text("backup");
        if !other.is_empty() && key(context, other) != person.id {
            known.entry(person.id.clone()).or_default().insert(key(context, other));
        }
    }
    known
}

/// The way from a target of a level over its backups back to the target, by keys; none where there is none. A backup that
/// is the target is found by itself.
fn round(context: &Context<'_>, target: &str, level: &Level, stand_ins: &StandIns) -> Option<Vec<String>> {
    let own = key(context, target);
    let firsts = level.backups.iter().map(|backup| key(context, backup)).filter(|other| *other != own);
    firsts.into_iter().find_map(|first| {
        let mut seen = BTreeSet::from([first.clone()]);
        let mut ways = vec![vec![own.clone(), first]];
        while let Some(way) = ways.pop() {
            for next in way.last().and_then(|last| stand_ins.get(last)).into_iter().flatten() {
                let mut longer = way.clone();
                longer.push(next.clone());
                if *next == own {
                    return Some(longer);
                }
                if seen.insert(next.clone()) {
                    ways.push(longer);
                }
            }
        }
        None
    })
}

fn circle(context: &Context<'_>, (level, levels): (&Level, &[&Level]), round: &[String]) -> Finding {
    let written = |of: &String| {
        let known = context.directory.get(of).map(|entry| entry.name.clone());
        let mut all = levels.iter().flat_map(|level| level.targets.iter().chain(&level.backups));
        let named = all.find(|named| key(context, named) == *of);
        known.or_else(|| named.map(|named| context.directory.words(named).to_owned())).unwrap_or_else(|| of.clone())
    };
    let names: Vec<String> = round.iter().map(written).collect();
    let title = format!("Backups of {} go in a circle", level.name);
    let message = format!("{}. When all are away nobody is reached. Name somebody else.", names.join(" → "));
    let finding = Finding::new("X15", FindingLevel::Warning, context.document_id, title, message);
    super::escalation::at(finding, context, level, "backup")
}

#[cfg(test)]
mod tests {
    use crate::block::BlockKind;
    use crate::directory::Directory;
    use crate::finding::{Finding, findings};
    use crate::test::{Builder, at, document_of};

    type Rows<'a> = &'a [&'a [(&'a str, &'a str)]];

    fn found(rule: &str, rows: Rows<'_>, directory: &Directory) -> Vec<Finding> {
        let mut b = Builder::default();
        let block = b.block(&BlockKind::Escalation, "", rows);
        let id = crate::id::DocumentId::new(b.uuid());
        let document = b.document("Matrix", "escalation-matrix", vec![("Levels", BlockKind::Escalation, block)]);
        let all = findings([(id, &document)], directory, None, at("14:47"));
        all.into_iter().filter(|f| f.rule == rule).collect()
    }

    const L1: &[(&str, &str)] = &[("severity", "SEV1"), ("level", "L1"), ("target", "Ada"), ("backup", "Bo")];

    #[test]
    fn backups_that_lead_back_within_the_matrix_are_found_at_their_levels() {
        let directory = Directory::default();
        let l2 = |severity, backup| [("severity", severity), ("level", "L2"), ("target", "Bo"), ("backup", backup)];
        let list = found("X15", &[L1, &l2("SEV1", "Ada")], &directory);
        assert_eq!(list.len(), 2, "{list:#?}");
        assert_eq!(list[0].title, "Backups of L1 go in a circle");
        assert!(list[0].message.starts_with("Ada → Bo → Ada. "), "{}", list[0].message);
        assert!(list.iter().all(|f| f.row.is_some() && f.column.is_some()), "each at its place: {list:#?}");
        assert_eq!(found("X15", &[L1, &l2("SEV1", "Chen")], &directory), [], "a chain of backups ends");
        assert_eq!(found("X15", &[L1, &l2("SEV2", "Ada")], &directory), [], "another severity is another matrix");
    }

    #[test]
    fn a_backup_whose_own_backup_is_the_target_is_found() {
        let mut b = Builder::default();
        let ada = b.person(&[("name", "Ada"), ("phones", "+49 30 5550100")]);
        let bo = b.person(&[("name", "Bo"), ("phones", "+49 30 5550101"), ("backup", "Ada")]);
        let list = found("X15", &[L1], &document_of(&[ada, bo]));
        assert_eq!(list.len(), 1, "{list:#?}");
        assert!(list[0].message.starts_with("Ada → Bo → Ada"), "{}", list[0].message);
    }

    #[test]
    fn a_backup_whom_nothing_reaches_is_found_at_its_cell() {
        let mut b = Builder::default();
        let ada = b.person(&[("name", "Ada"), ("phones", "+49 30 5550100")]);
        let bo = b.person(&[("name", "Bo")]);
        let list = found("X1", &[L1], &document_of(&[ada.clone(), bo]));
        let [only] = list.as_slice() else { panic!("one finding: {list:#?}") };
        assert_eq!(only.title, "Bo cannot be reached");
        assert!(only.message.contains("backup of L1") && only.row.is_some() && only.column.is_some(), "{only:#?}");
        let bo = b.person(&[("name", "Bo"), ("phones", "+49 30 5550101")]);
        assert_eq!(found("X1", &[L1], &document_of(&[ada, bo])), []);
    }

    #[test]
    fn a_calendar_in_whose_hours_nobody_works_is_found_where_the_matrix_counts_in_it() {
        let found = |hours: &str, calendar: &str| {
            let mut b = Builder::default();
            let list = b.list("calendars", &[&[("name", "Desk"), ("hours", hours), ("zone", "Europe/Berlin")]]);
            let rows: Rows<'_> = &[&[("severity", "SEV2"), ("calendar", calendar)]];
            let block = b.block(&BlockKind::Table, "severities", rows);
            let id = crate::id::DocumentId::new(b.uuid());
            let document = b.document("Matrix", "escalation-matrix", vec![("Severities", BlockKind::Table, block)]);
            let all = findings([(id, &document)], &document_of(&[list]), None, at("14:47"));
            all.into_iter().filter(|f| f.rule == "T7").collect::<Vec<_>>()
        };
        assert_eq!(found("Mon-Fri 09:00-17:00", "Desk"), []);
        assert_eq!(found("24x7", "Desk"), []);
        for hours in ["", "Mon-Fri 09:00-09:00", "by day"] {
            let list = found(hours, "Desk");
            let [only] = list.as_slice() else { panic!("one finding for {hours:?}: {list:#?}") };
            assert_eq!(only.title, "SEV2 counts in the hours of Desk, which has none");
            assert!(only.row.is_some() && only.column.is_some() && only.message.contains("every minute counts"));
        }
    }
}
