//! X21: an obligation that applies without what its clock needs (domain reference section 8): an anchor and a span that
//! can be counted, an owner, an approver, a source and a review by counsel; and a start that was filled in on the form
//! while the log, which the clock reads, does not have it.

use std::collections::BTreeSet;

use super::{Context, Finding, FindingLevel};
use crate::obligation::{is_without_span, key, obligations};

pub(super) fn check(context: &Context<'_>, list: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    for obligation in obligations(context.document).into_iter().filter(|o| o.applies != "no") {
        let name = &obligation.name;
        if !seen.insert(key(name)) {
            let title = format!("Two clocks are called “{name}”");
            let message = "The log names a clock by regime and article, so what is filed for one cannot be told from the other. Give each its own article.";
            let finding = Finding::new("X21", FindingLevel::Error, context.document_id, title, message);
            list.push(finding.in_section(obligation.section).in_row(obligation.row));
        }
        let anchored =
            context.incident.map(|i| i.anchored(&obligation.anchor, None, |filed| obligation.is_anchored_by(filed)));
        if obligation.written_start.is_some() && anchored.is_some_and(|found| found.is_none()) {
            let message =
                format!("Its clock reads the log. Log “{}” at that time, under the updates.", obligation.anchor);
            let title = format!("“{name}” is filled in as started, and its clock does not run");
            let finding = Finding::new("X21", FindingLevel::Error, context.document_id, title, message);
            list.push(finding.in_section(obligation.section).in_row(obligation.row));
        }
        if obligation.applies != "yes" {
            continue;
        }
        let lacks = [
            (
                obligation.anchor.is_empty(),
                "anchor",
                "names no event that starts its clock",
                "Write the event as it is to be logged.",
            ),
            (obligation.within.is_empty(), "offset", "names no deadline", "Write the span, or “without undue delay”."),
            (
                !obligation.within.is_empty() && obligation.offset.is_none() && !is_without_span(&obligation.within),
                "offset",
                "has a deadline that cannot be counted",
                "Its clock is never due. Write a span such as 72 h, 4 business days or 1 month, or “without undue delay”.",
            ),
            (obligation.owner.is_none(), "owner", "has no owner", "Nobody files it. Name a role or person."),
            (obligation.approver.is_none(), "approver", "has no approver", "Name who lets it go out."),
            (
                obligation.source.is_empty(),
                "source",
                "names no source",
                "Say where the figures come from, so that they can be checked.",
            ),
            (
                obligation.reviewed_on.is_none(),
                "reviewed_on",
                "was not reviewed by counsel",
                "The figures are not legal advice. Have them read, and note the day.",
            ),
        ];
        for (_, column, title, message) in lacks.into_iter().filter(|(is_lacking, ..)| *is_lacking) {
            let title = format!("“{name}” applies and {title}");
            let finding = Finding::new("X21", FindingLevel::Warning, context.document_id, title, message);
            let finding = finding.in_section(obligation.section).in_row(obligation.row);
            let section = context.document.sections.get(&obligation.section);
            list.push(match section.and_then(|s| s.block.column_by_key(column)) {
                Some((column, _)) => finding.in_column(column),
                None => finding,
            });
        }
    }
}
