//! X26: no default route, an AI threshold without a human, a high risk below the least threshold. X28: a skill
//! that nobody has; the default route and the skill are asked for only where the document has cases. V4: a
//! condition that cannot be read. G1: a rule that is never reached. G2: nobody to go to.
//! G3: a queue as owner.

use super::{Context, Finding, FindingLevel};
use crate::block::{BlockKind, Section};
use crate::condition::{Condition, FieldOperator, Operand};
use crate::directory::Entry;
use crate::id::SectionId;
use crate::operation::Operation;
use crate::path::Path;
use crate::raci::{Part, RaciView};
use crate::trigger::{Outcome, TARGETS, TriggerRule, TriggersView, case_tables};
use crate::value::{ReferenceKind, Value};
use crate::view::{folded, rows};

/// The least confidence, in percent, at which a task of high or critical risk may go on without a human, unless
/// the setting `high_risk_minimum` of the policy or of the rules says otherwise. Beginning for a team to tune.
const HIGH_RISK_MINIMUM: f64 = 90.0;

/// Names of what takes cases and answers for none.
const QUEUES: &[&str] = &["queue", "inbox", "mailbox", "backlog", "pool", "unassigned"];

/// Whether a name is that of something which takes cases and answers for none.
pub(super) fn is_queue(name: &str) -> bool {
    folded(name).split([' ', '-']).any(|word| QUEUES.contains(&word))
}

pub(super) fn check(context: &Context<'_>, list: &mut Vec<Finding>) {
    for (id, section) in context.document.live_sections() {
        if section.block.setting("preset") == "ai-thresholds" {
            policy(context, id, section, list);
        }
    }
    let view = TriggersView::read(context.document);
    routes(context, &view, list);
    for rule in &view.rules {
        if let Err(error) = &rule.condition {
            let message = format!("{error}. Until then the rule never fits.");
            list.push(at(
                context,
                rule,
                "condition",
                "V4",
                FindingLevel::Error,
                named(rule, "cannot be read"),
                &message,
            ));
        }
        if rule.is_enabled {
            destination(context, rule, list);
            high_risk(context, rule, list);
        }
    }
    unreachable(context, &view, list);
}

fn named(rule: &TriggerRule, what: &str) -> String {
    if rule.name.is_empty() { format!("A rule without a name {what}") } else { format!("Rule {} {what}", rule.name) }
}

fn at(
    context: &Context<'_>,
    rule: &TriggerRule,
    key: &str,
    id: &str,
    level: FindingLevel,
    title: String,
    message: &str,
) -> Finding {
    let finding =
        Finding::new(id, level, context.document_id, title, message).in_section(rule.section).in_row(rule.row);
    match column(context, rule.section, key) {
        Some(column) => finding.in_column(column),
        None => finding,
    }
}

fn column(context: &Context<'_>, section: SectionId, key: &str) -> Option<crate::id::ColumnId> {
    context.document.sections.get(&section)?.block.column_by_key(key).map(|(id, _)| id)
}

/// X26 over all rules of the document.
fn routes(context: &Context<'_>, view: &TriggersView, list: &mut Vec<Finding>) {
    let Some(first) = view.rules.iter().find(|r| r.is_enabled) else { return };
    let whole = |level, title: &str, message: &str| {
        Finding::new("X26", level, context.document_id, title, message).in_section(first.section)
    };
    let defaults: Vec<_> = view.rules.iter().filter(|r| r.is_enabled && r.is_default).collect();
    if defaults.is_empty() && !case_tables(context.document).is_empty() {
        let message = "A case that no rule fits goes to nobody. Add a rule that says who takes it, and mark it as the default route.";
        let finding = whole(FindingLevel::Error, "No default route", message);
        let last = view.tried().last().filter(|r| r.is_unconditional());
        list.push(match last.and_then(|r| Some((r, column(context, r.section, "default")?))) {
            Some((rule, column)) => {
                let path = Path::Cell(rule.section, rule.row, column);
                let label = format!("Make {} the default route", rule.name);
                finding.fixed_by(label, vec![Operation::Set { path, value: Some(Value::one("yes")) }])
            }
            None => finding,
        });
    }
    if let [first, second, ..] = defaults.as_slice() {
        let message = format!("{} is the one that counts. Leave one.", first.name);
        let title = "Two default routes".to_owned();
        list.push(at(context, second, "default", "X26", FindingLevel::Warning, title, &message));
    }
    let looks_at_ai = |r: &&TriggerRule| {
        r.looks_at == "confidence" || r.condition.as_ref().is_ok_and(|c| c.fields().iter().any(|f| is_confidence(f)))
    };
    let to_human = view.rules.iter().any(|r| r.is_enabled && r.outcome == Some(Outcome::Human));
    if let Some(rule) = view.rules.iter().filter(|r| r.is_enabled).find(looks_at_ai)
        && !to_human
    {
        let title = named(rule, "has a threshold and no rule leads to a human");
        let message =
            "Below the threshold somebody has to take over. Add a rule, or a default route, that ends with a human.";
        list.push(at(context, rule, "outcome", "X26", FindingLevel::Error, title, message));
    }
}

/// X28, G2 and G3: who gets the case.
fn destination(context: &Context<'_>, rule: &TriggerRule, list: &mut Vec<Finding>) {
    if rule.target.is_empty() {
        if rule.outcome == Some(Outcome::Human) && !has_worker(context) {
            let title = named(rule, "says nobody to go to");
            let message = "Without a target it goes to the R of the matching RACI stage, and no RACI of this document has an R. Name a role, person, team or skill.";
            list.push(at(context, rule, "target", "G2", FindingLevel::Info, title, message));
        }
        return;
    }
    match context.directory.known(&TARGETS, &rule.target) {
        Some(entry)
            if entry.kind == ReferenceKind::Skill
                && !has_skill(context, entry)
                && !case_tables(context.document).is_empty() =>
        {
            let title = format!("Nobody has the skill {}", entry.name);
            let message = format!(
                "{}, and no person of the directory carries it. Give it to somebody, or name a role or team.",
                named(rule, "asks for it")
            );
            list.push(at(context, rule, "target", "X28", FindingLevel::Warning, title, &message));
        }
        None if is_queue(&rule.target) => {
            let title = format!("{} is a queue", rule.target);
            let message = "A queue is not an owner: what lies in it is nobody's. Name a role, person or team.";
            list.push(at(context, rule, "target", "G3", FindingLevel::Warning, title, message));
        }
        _ => {}
    }
}

fn has_skill(context: &Context<'_>, skill: &Entry) -> bool {
    let is_it = |written: &String| context.directory.key(&[ReferenceKind::Skill], written) == skill.id;
    context.directory.of_kind(&ReferenceKind::Person).iter().any(|p| p.members("skills").iter().any(is_it))
}

fn has_worker(context: &Context<'_>) -> bool {
    context.document.sections_of(&BlockKind::Raci).into_iter().any(|(id, section)| {
        let view = RaciView::read(id, section);
        view.activities.iter().any(|a| a.who(Part::Works).next().is_some())
    })
}

/// X26: at high or critical risk the AI goes on below the least threshold.
fn high_risk(context: &Context<'_>, rule: &TriggerRule, list: &mut Vec<Finding>) {
    let is_high = rule.risks.iter().any(|r| matches!(r.as_str(), "high" | "critical"));
    let Ok(condition) = &rule.condition else { return };
    if !is_high || rule.outcome != Some(Outcome::Continue) {
        return;
    }
    let (least, floor) = (minimum(context), floor(condition));
    if floor.is_some_and(|f| f >= least) {
        return;
    }
    let title = match floor {
        Some(floor) => named(rule, &format!("lets the AI go on at {floor} % at high risk")),
        None => named(rule, "lets the AI go on at high risk, however unsure it is"),
    };
    let message = format!(
        "At high and critical risk it takes at least {least} %, or a human. Raise the threshold, or let it end with a human."
    );
    list.push(at(context, rule, "condition", "X26", FindingLevel::Error, title, &message));
}

fn minimum(context: &Context<'_>) -> f64 {
    let sections = context.document.live_sections();
    let written = sections.iter().find_map(|(_, s)| s.block.setting("high_risk_minimum").parse().ok());
    written.unwrap_or(HIGH_RISK_MINIMUM)
}

/// The confidence below which a condition never holds; `None` where it looks at none.
fn floor(condition: &Condition) -> Option<f64> {
    match condition {
        Condition::Field { field, operator: FieldOperator::AtLeast | FieldOperator::More, values }
            if is_confidence(field) =>
        {
            amount(values.first()?)
        }
        Condition::Not { of } => match of.as_ref() {
            Condition::Field { field, operator: FieldOperator::Less | FieldOperator::AtMost, values }
                if is_confidence(field) =>
            {
                amount(values.first()?)
            }
            _ => None,
        },
        Condition::All { of } => of.iter().filter_map(floor).reduce(f64::max),
        Condition::Any { of } => of.iter().map(floor).collect::<Option<Vec<_>>>()?.into_iter().reduce(f64::min),
        _ => None,
    }
}

fn amount(value: &Operand) -> Option<f64> {
    match value {
        Operand::Number(n) | Operand::Percent(n) => Some(*n),
        // The lines of a table of thresholds are judged each by itself.
        Operand::Row { .. } => Some(100.0),
        Operand::Text(_) | Operand::Span(_) => None,
    }
}

fn is_confidence(field: &str) -> bool {
    matches!(folded(field).replace(['_', '-'], " ").as_str(), "confidence" | "ai confidence")
}

/// G1: a rule behind one that fits everything.
fn unreachable(context: &Context<'_>, view: &TriggersView, list: &mut Vec<Finding>) {
    let mut before: Option<&TriggerRule> = None;
    for rule in view.tried() {
        if let Some(first) = before {
            let title = named(rule, "is never reached");
            let message = format!(
                "{} before it fits every case, and the first rule that fits decides. Give that one a condition, or put it last as the default route.",
                if first.name.is_empty() { "The rule" } else { &first.name }
            );
            list.push(at(context, rule, "condition", "G1", FindingLevel::Warning, title, &message));
        } else if rule.is_unconditional() {
            before = Some(rule);
        }
    }
}

/// X26 in a threshold policy: each task has a threshold or a human, and a high risk a high threshold.
fn policy(context: &Context<'_>, id: SectionId, section: &Section, list: &mut Vec<Finding>) {
    let least = minimum(context);
    for (row, view) in rows(&section.block) {
        let (task, risk) = (view.text("task"), view.word("risk"));
        let is_approved = view.is_yes("human_approval");
        if task.is_empty() || is_approved {
            continue;
        }
        let threshold = view.number("min_confidence");
        let is_high = matches!(risk.as_str(), "high" | "critical");
        let (key, title, message) = match threshold {
            None => (
                "min_confidence",
                format!("{task} has no threshold and no human"),
                "Whatever the AI decides would count. Set the least confidence, or let a human approve.".to_owned(),
            ),
            Some(n) if is_high && n < least => (
                "min_confidence",
                format!("{task}: {n} % is low for a high risk"),
                format!("At high and critical risk it takes at least {least} %, or a human who approves."),
            ),
            Some(_) => continue,
        };
        let mut finding =
            Finding::new("X26", FindingLevel::Error, context.document_id, title, message).in_section(id).in_row(row);
        if let Some((column, _)) = section.block.column_by_key(key) {
            finding = finding.in_column(column);
        }
        // A `no` was written by somebody; only an empty cell is filled.
        if let Some((column, _)) = section.block.column_by_key("human_approval")
            && view.text("human_approval").is_empty()
        {
            let path = Path::Cell(id, row, column);
            finding = finding
                .fixed_by("Require a human approval", vec![Operation::Set { path, value: Some(Value::one("yes")) }]);
        }
        list.push(finding);
    }
}

#[cfg(test)]
#[path = "trigger_tests.rs"]
mod tests;
