//! G4: a rule that can fit no case of its document. G5: a rule that leaves the case with the AI and asks for what only a human
//! does. G6: the priority of a case that is missing, or is not the one of its impact and urgency.

use super::{Context, Finding, FindingLevel};
use crate::block::Section;
use crate::case::{CaseFacts, CaseFields, RuleBook, ServiceLevels};
use crate::id::{RowId, SectionId};
use crate::operation::Operation;
use crate::path::Path;
use crate::trigger::{Outcome, TriggerRule, case_tables};
use crate::value::Value;
use crate::view::{choice_of, folded};

/// What a rule may do besides that needs somebody who takes the case, by stable word and as it is said.
const OF_A_HUMAN: [(&str, &str); 3] =
    [("assign", "assign the owner"), ("brief", "prepare the brief"), ("clock", "start the clock")];

pub(super) fn check(context: &Context<'_>, list: &mut Vec<Finding>) {
    let tables = case_tables(context.document);
    if tables.is_empty() {
        return;
    }
    let fields = |section: &Section| CaseFields::of(&section.block, context.directory);
    let named: Vec<(&str, CaseFields)> =
        tables.iter().map(|(_, section)| (heading(section), fields(section))).collect();
    let book = RuleBook::of(context.document, context.directory);
    for rule in book.rules().iter().filter(|rule| rule.is_enabled && !rule.is_default) {
        never(context, &book, rule, &named, list);
    }
    for rule in book.rules().iter().filter(|rule| rule.is_enabled && rule.outcome == Some(Outcome::Continue)) {
        of_a_human(context, rule, list);
    }
    let levels = ServiceLevels::read(context.document, context.directory);
    for ((id, section), (_, fields)) in tables.iter().zip(&named) {
        if section.block.has_any(&["priority"]) && section.block.has_any(&["impact"]) {
            priorities(context, (*id, section), fields, &levels, list);
        }
    }
}

fn heading(section: &Section) -> &str {
    if section.heading.trim().is_empty() { "The table of cases" } else { &section.heading }
}

fn named(rule: &TriggerRule, what: &str) -> String {
    if rule.name.is_empty() { format!("A rule without a name {what}") } else { format!("Rule {} {what}", rule.name) }
}

fn at(context: &Context<'_>, rule: &TriggerRule, key: &str, (id, title, message): (&str, String, String)) -> Finding {
    let finding = Finding::new(id, FindingLevel::Warning, context.document_id, title, message);
    let finding = finding.in_section(rule.section).in_row(rule.row);
    let block = context.document.sections.get(&rule.section).map(|section| &section.block);
    match block.and_then(|block| block.column_by_key(key)) {
        Some((column, _)) => finding.in_column(column),
        None => finding,
    }
}

/// G4.
fn never(
    context: &Context<'_>,
    book: &RuleBook<'_>,
    rule: &TriggerRule,
    tables: &[(&str, CaseFields)],
    list: &mut Vec<Finding>,
) {
    let why = book.never(rule, tables);
    if why.is_empty() {
        return;
    }
    let message = format!(
        "{}. Add to the cases what the rule looks at, or change the rule; until then it decides only what comes in with that value nevertheless.",
        why.join(". ")
    );
    list.push(at(context, rule, "condition", ("G4", named(rule, "can never fire"), message)));
}

/// G5.
fn of_a_human(context: &Context<'_>, rule: &TriggerRule, list: &mut Vec<Finding>) {
    let asked: Vec<&str> = OF_A_HUMAN
        .iter()
        .filter(|(word, _)| rule.effects.iter().any(|effect| effect == word))
        // A clock with a time is a promise that the AI may keep.
        .filter(|(word, _)| *word != "clock" || rule.within.is_none())
        .map(|(_, said)| *said)
        .collect();
    if asked.is_empty() {
        return;
    }
    let title = named(rule, "leaves the case with the AI and hands it over");
    let message = format!(
        "It ends with “AI continues” and is also to {}, which is for somebody who takes the case. Clear that, or let the rule end with a human.",
        asked.join(", ")
    );
    list.push(at(context, rule, "effects", ("G5", title, message)));
}

/// G6, of cases that are open.
fn priorities(
    context: &Context<'_>,
    (id, section): (SectionId, &Section),
    fields: &CaseFields,
    levels: &ServiceLevels,
    list: &mut Vec<Finding>,
) {
    let block = &section.block;
    let Some((column, shape)) = block.column_by_key("priority") else { return };
    for (row, cells) in block.live_rows() {
        let case = CaseFacts::of_row(fields, block, cells, None);
        if cells.cells.values().all(Value::is_empty) || case.is_closed() {
            continue;
        }
        let (written, follows) = (case.shown("priority"), levels.priority_by_table(&case));
        let name = if case.id.is_empty() { "A case".to_owned() } else { case.id.clone() };
        let add = |level, title: String, message: String| {
            let finding = Finding::new("G6", level, context.document_id, title, message);
            finding.in_section(id).in_row(row).in_column(column)
        };
        list.push(match (written.is_empty(), follows) {
            (true, Some(follows)) => {
                let message = format!(
                    "Its impact and urgency give {follows} by the table of this document; its clocks run by that."
                );
                let finding =
                    add(FindingLevel::Info, format!("{name}: the priority is {follows} by the table"), message);
                let value = choice_of(shape, follows).map_or(follows, |(choice, _)| choice);
                finding.fixed_by(format!("Set the priority to {follows}"), set(id, row, column, value))
            }
            (true, None) => add(
                FindingLevel::Warning,
                format!("{name} has no priority"),
                "Without one no service level counts for it. Set the impact and the urgency, or the priority."
                    .to_owned(),
            ),
            (false, Some(follows)) if folded(follows) != folded(&written) => add(
                FindingLevel::Warning,
                format!("{name}: the priority is {written}, and its impact and urgency give {follows}"),
                "Its clocks run by what is written. Correct the priority, or its impact and urgency.".to_owned(),
            ),
            (false, _) => continue,
        });
    }
}

fn set(section: SectionId, row: RowId, column: crate::id::ColumnId, value: &str) -> Vec<Operation> {
    vec![Operation::Set { path: Path::Cell(section, row, column), value: Some(Value::one(value)) }]
}

#[cfg(test)]
#[path = "rule_reach_tests.rs"]
mod tests;
