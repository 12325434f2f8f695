//! X27: open cases that a human has to work on and for which nobody answers by name: without an owner, with a queue, or
//! with a role or team behind which the directory names nobody. One finding for each table, so that a thousand of them
//! are one.

use super::trigger::is_queue;
use super::{Context, Finding, FindingLevel};
use crate::block::Row;
use crate::case::{CaseFacts, CaseFields, is_to_come, people_behind};
use crate::id::RowId;
use crate::trigger::{TARGETS, case_tables};
use crate::view::folded;

/// Cases that are named in one finding.
const NAMED: usize = 5;

pub(super) fn check(context: &Context<'_>, list: &mut Vec<Finding>) {
    for (id, section) in case_tables(context.document) {
        let block = &section.block;
        let Some((column, _)) = block.column_by_key("owner") else { continue };
        let fields = CaseFields::of(block, context.directory);
        let is_open = |row: &Row| {
            let facts = CaseFacts::of_row(&fields, block, row, None);
            // What the AI works on needs nobody yet.
            let is_with_ai = folded(&facts.shown("handled_by")) == "ai";
            !row.cells.is_empty() && !is_to_come(block, row) && !facts.is_closed() && !is_with_ai
        };
        let rows = block.live_rows();
        let alone: Vec<(RowId, &Row)> = rows
            .into_iter()
            .filter(|(_, row)| !has_somebody(context, block.cell_text(row, "owner")) && is_open(row))
            .collect();
        let Some((first, _)) = alone.first() else { continue };
        let names: Vec<&str> = alone
            .iter()
            .map(|(_, row)| block.cell_text(row, "id"))
            .filter(|name| !name.is_empty())
            .take(NAMED)
            .collect();
        let more = if alone.len() > names.len() && !names.is_empty() { " and others" } else { "" };
        let title = match alone.len() {
            1 => "1 open case has no named person or team".to_owned(),
            many => format!("{many} open cases have no named person or team"),
        };
        let which = if names.is_empty() { String::new() } else { format!("{}{more}. ", names.join(", ")) };
        let message = format!(
            "{which}Nobody answers for what a queue holds, or a role or team with nobody behind it. Name a person, or fill the role or team in the directory."
        );
        // The lines that a template brings wait for whoever begins: none of them was opened yet.
        let is_begun = alone.iter().any(|(_, row)| !block.cell_text(row, "opened").is_empty());
        let is_to_begin = context.document.status() == "draft" && !is_begun;
        let level = if is_to_begin { FindingLevel::Info } else { FindingLevel::Error };
        let finding = Finding::new("X27", level, context.document_id, title, message);
        list.push(finding.in_section(id).in_row(*first).in_column(column));
    }
}

/// Whether an owner leads to a person: one of the directory, one behind a role or team, or a name that the directory does
/// not know yet.
fn has_somebody(context: &Context<'_>, owner: &str) -> bool {
    match context.directory.known(&TARGETS, owner) {
        Some(entry) => !people_behind(entry, context.directory).is_empty(),
        None => !owner.trim().is_empty() && !is_queue(owner),
    }
}
