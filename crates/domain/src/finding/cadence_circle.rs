//! K4: audiences that are told with each other's updates, so that no clock runs for any of them.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use super::{Context, Finding, FindingLevel};
use crate::cadence::CadenceView;
use crate::log::State;

pub(super) fn check(context: &Context<'_>, list: &mut Vec<Finding>) {
    let cadence = CadenceView::read(context.document, context.directory);
    if cadence.rows.iter().all(|row| row.with_audience.is_none()) {
        return;
    }
    let mut severities: BTreeSet<&str> =
        cadence.rows.iter().flat_map(|row| &row.severity_keys).map(String::as_str).collect();
    severities.insert("");
    let mut ages: BTreeSet<SignedDuration> = cadence.rows.iter().filter_map(|row| row.after_elapsed).collect();
    ages.insert(SignedDuration::ZERO);
    let states = [State::Investigating, State::Identified, State::Monitoring, State::Resolved, State::Closed];
    let mut seen = BTreeSet::new();
    for severity in severities {
        for state in &states {
            for age in &ages {
                for row in &cadence.rows {
                    let standing = (severity, state, *age);
                    let rule = cadence.rule(&row.audience_key, severity, state, *age);
                    let is_its = rule.is_some_and(|rule| rule.row == row.row);
                    let together = cadence.together(&row.audience_key, standing, context.directory);
                    if is_its && together.is_circle && seen.insert(row.row) {
                        list.push(circle(context, row, &together.with));
                    }
                }
            }
        }
    }
}

fn circle(context: &Context<'_>, row: &crate::cadence::CadenceRow, with: &[String]) -> Finding {
    let words = |named: &String| context.directory.words(named).to_owned();
    let own = words(&row.audience);
    let names: Vec<String> = std::iter::once(own.clone()).chain(with.iter().map(words)).collect();
    let title = format!("{own} waits for its own updates in a circle");
    let message = format!(
        "{}: each goes out with the updates of the next, so nobody is reminded of any. Give one of them a time of its own, \
         and no other audience to go with.",
        names.join(" → ")
    );
    let finding = Finding::new("K4", FindingLevel::Error, context.document_id, title, message);
    let finding = finding.in_section(row.section).in_row(row.row);
    let block = context.document.sections.get(&row.section).map(|section| &section.block);
    match block.and_then(|block| block.column_by_key("with_audience")) {
        Some((column, _)) => finding.in_column(column),
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use crate::block::BlockKind;
    use crate::directory::Directory;
    use crate::finding::{Finding, findings};
    use crate::test::{Builder, at};

    fn found(rows: &[&[(&str, &str)]]) -> Vec<Finding> {
        let mut b = Builder::default();
        let block = b.block(&BlockKind::Cadence, "", rows);
        let blocks = vec![("Cadence", BlockKind::Cadence, block)];
        let id = crate::id::DocumentId::new(b.uuid());
        let document = b.document("Communication plan", "communication-plan", blocks);
        let all = findings([(id, &document)], &Directory::default(), None, at("14:47"));
        all.into_iter().filter(|f| f.rule == "K4").collect()
    }

    #[test]
    fn audiences_that_wait_for_each_other_are_found_at_their_rows() {
        let own: &[(&str, &str)] = &[("audience", "Customers"), ("interval", "PT20M")];
        let with = |audience, other| [("audience", audience), ("with_audience", other)];
        assert_eq!(
            found(&[own, &with("Staff", "Customers"), &with("Partners", "Staff")]),
            [],
            "a chain ends somewhere"
        );
        let both = found(&[&with("Customers", "Executives"), &with("Executives", "customers")]);
        assert_eq!(both.len(), 2, "{both:#?}");
        assert!(both.iter().all(|f| f.row.is_some() && f.column.is_some() && f.section.is_some()), "{both:#?}");
        assert!(
            both[0].message.starts_with("Customers → Executives → customers: each goes out"),
            "{}",
            both[0].message
        );
        assert_eq!(found(&[&with("Customers", "Customers")]).len(), 1, "one that waits for itself");
        let into = [with("Staff", "Customers"), with("Customers", "Executives"), with("Executives", "Customers")];
        assert_eq!(found(&[&into[0], &into[1], &into[2]]).len(), 3, "whoever goes with them is silent too");
        let at_one = [("severity", "SEV2"), ("audience", "Customers"), ("with_audience", "Staff")];
        let staff = [("severity", "SEV2|SEV3"), ("audience", "Staff"), ("with_audience", "Customers")];
        assert_eq!(found(&[own, &at_one, &staff]).len(), 2, "only where they hold for one severity: SEV3 has an end");
    }
}
