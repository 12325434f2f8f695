//! T8: a notification rule whose event is not understood. Nobody is told by it, and nobody would notice.

use super::{Context, Finding, FindingLevel};
use crate::block::Section;
use crate::escalation::{EscalationView, is_event};
use crate::id::SectionId;
use crate::view::rows;

pub(super) fn check(context: &Context<'_>, id: SectionId, section: &Section, list: &mut Vec<Finding>) {
    if !section.is_form("notification-rules") {
        return;
    }
    let view = EscalationView::read(context.document, context.directory);
    for (row, cells) in rows(&section.block) {
        let event = cells.text("event");
        if cells.text("audience").is_empty() || event.is_empty() || is_event(&view, context.directory, event) {
            continue;
        }
        let title = format!("“{event}” is no event that is known");
        let message = "Nobody is told by this rule. Write for instance “Incident declared, SEV1”, “Level at risk”, \
                       “Target breached”, “L2 acknowledged” or “Incident resolved”, with severities as the \
                       directory names them.";
        let finding = Finding::new("T8", FindingLevel::Warning, context.document_id, title, message.to_owned())
            .in_section(id)
            .in_row(row);
        list.push(match section.block.column_by_key("event") {
            Some((column, _)) => finding.in_column(column),
            None => finding,
        });
    }
}
