//! The delegation tables beside a matrix (domain reference B.3 and B.10). R-D1: a delegation that has run out. R-D2:
//! to the AI is delegated what a human has to review.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{ActorKind, RaciView};
use crate::block::{Block, BlockKind};
use crate::directory::Directory;
use crate::document::Document;
use crate::finding::{Finding, FindingLevel};
use crate::id::DocumentId;
use crate::view::{folded, rows};

/// The findings of the delegation tables of a document.
pub(crate) fn delegations(id: DocumentId, document: &Document, directory: &Directory, now: Timestamp) -> Vec<Finding> {
    let is_delegation = |block: &Block| matches!(block.setting("preset"), "delegation" | "ai-delegation");
    if !document.live_sections().iter().any(|(_, section)| is_delegation(&section.block)) {
        return Vec::new();
    }
    let today = TimeZone::UTC.to_datetime(now).date();
    let matrices: Vec<_> =
        document.sections_of(&BlockKind::Raci).into_iter().map(|(id, section)| RaciView::read(id, section)).collect();
    let reviewed: BTreeSet<String> = matrices
        .iter()
        .flat_map(|m| &m.activities)
        .filter(|a| a.human_review == "mandatory" && !a.activity.is_empty())
        .map(|a| folded(a.activity))
        .collect();
    let machines: BTreeSet<String> = matrices
        .iter()
        .flat_map(|m| &m.roles)
        .filter(|r| r.kind == ActorKind::Ai)
        .flat_map(|r| [r.name, r.role])
        .filter(|n| !n.is_empty())
        .map(|n| folded(directory.words(n)))
        .collect();
    let mut list = Vec::new();
    for (section_id, section) in document.live_sections() {
        if !is_delegation(&section.block) {
            continue;
        }
        let preset = section.block.setting("preset");
        for (row, view) in rows(&section.block) {
            let mut add = |rule: &str, level, key: &str, title: String, message: String| {
                let finding = Finding::new(rule, level, id, title, message).in_section(section_id).in_row(row);
                list.push(match section.block.column_by_key(key) {
                    Some((column, _)) => finding.in_column(column),
                    None => finding,
                });
            };
            let to = directory.words(view.text("to"));
            if let Some(until) = view.date("valid_until").filter(|until| *until < today) {
                let title = format!("Delegation to {to} has run out");
                let message = format!("It held until {until}. Renew it, or take the row out.");
                add("R-D1", FindingLevel::Warning, "valid_until", title, message);
            }
            let (key, is_to_ai) =
                if preset == "ai-delegation" { ("task", true) } else { ("scope", machines.contains(&folded(to))) };
            let scope = view.text(key);
            if is_to_ai && reviewed.contains(&folded(scope)) {
                let title = format!("{scope} is delegated to the AI and has to be reviewed");
                let message = "The matrix asks for a human review of it every time. Take the delegation back, or limit it to a draft that somebody reviews.".to_owned();
                add("R-D2", FindingLevel::Error, key, title, message);
            }
        }
    }
    list
}
