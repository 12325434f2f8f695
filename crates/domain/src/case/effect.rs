//! What a decision changes in the row of its case, and what it leaves to a person. The changes are operations of one
//! edit, so that they are committed together and undone together (domain reference B.10).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::notify::left_to_tell;
use super::route::Routing;
use crate::block::{Block, Column, Row};
use crate::directory::Directory;
use crate::id::{RowId, SectionId};
use crate::log::Addressee;
use crate::operation::Operation;
use crate::path::Path;
use crate::trigger::TARGETS;
use crate::value::{ColumnType, ReferenceKind, Value};
use crate::view::{choice_of, folded};

/// What is left to a person where the case is part of no incident in which an action can be opened.
pub const FOLLOW_UP: &str = "Open the follow-up actions";
/// What is left to a person where a rule declares an incident without saying how bad it is.
pub const DECLARE: &str = "Declare the incident";
/// What is left to a person unless an incident is declared with the decision: its holding statement stands ready then.
pub const UPDATE: &str = "Write the update";

/// A change of a cell, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CellChange {
    /// Name of the column.
    pub column: String,
    /// What the cell says before; empty for nothing.
    pub before: String,
    /// What it says then.
    pub after: String,
}

/// What a decision does to a stored case.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Effects {
    /// The operations, all in one edit.
    pub operations: Vec<Operation>,
    /// The same in words.
    pub changes: Vec<CellChange>,
    /// What a person has to do, each a sentence without its full stop.
    pub left: Vec<String>,
    /// Whom a message tells, and the same in words.
    pub messages: Vec<(Addressee, String)>,
    /// Severity of the incident that is declared with the change, and the same in words; none where nothing is, or a person
    /// does.
    pub declares: Option<(String, String)>,
}

impl Effects {
    /// What happens besides the changes, a sentence each.
    #[must_use]
    pub fn told(&self) -> Vec<String> {
        let declared = self.declares.iter().map(|(_, words)| words);
        declared.chain(self.messages.iter().map(|(_, words)| words)).cloned().collect()
    }

    /// Whether it changes nothing, tells nobody and leaves nothing to a person.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.operations.is_empty() && self.left.is_empty() && self.messages.is_empty() && self.declares.is_none()
    }
}

/// What a decision changes in the row of a case, and what it leaves to a person. A decision by which the AI goes on sets
/// no owner, level, reason or kind of escalation; status, clock and approval are set where its rule asks for them.
#[must_use]
pub fn effects(
    (section, table): (SectionId, &Block),
    (id, row): (RowId, &Row),
    routing: &Routing,
    directory: &Directory,
) -> Effects {
    let mut found = Effects::default();
    if routing.row.is_none() {
        found.left.push("Choose who takes it, as no rule fits and there is no default route".to_owned());
        return found;
    }
    let has = |effect: &str| routing.effects.iter().any(|e| e == effect);
    let is_human = routing.outcome == "human";
    let mut cells: Vec<(&str, String)> = Vec::new();
    if !routing.status.is_empty() {
        cells.push(("status", routing.status.clone()));
    }
    if is_human {
        cells.push(("handled_by", "human".to_owned()));
        cells.push(("level", routing.level.clone()));
        cells.push(("reason", routing.reason.clone()));
        cells.push(("initiated", routing.initiated.clone()));
        // Whoever the rule names answers for the case, whether or not the rule says so again among its effects.
        cells.push(("owner", owner(routing, directory)));
    }
    if is_human || has("clock") {
        cells.push(("response_due", routing.answer_by.map(|at| whole(at).to_string()).unwrap_or_default()));
    }
    if has("approval")
        && let Some((_, column)) = table.column_by_key("approval")
    {
        let asked = ["asked", "pending"].into_iter().find(|word| cell(column, word, directory).is_some());
        cells.push(("approval", asked.unwrap_or("asked").to_owned()));
    }
    for (key, text) in cells.into_iter().filter(|(_, text)| !text.trim().is_empty()) {
        let Some((column_id, column)) = table.column_by_key(key) else { continue };
        let Some((value, shown)) = cell(column, &text, directory) else {
            if key == "reason" {
                // The reason of a rule is a sentence as often as a choice; the log keeps it either way.
                continue;
            }
            found
                .left
                .push(format!("“{text}” is none of the choices of {}; add it there or mend the rule", column.name));
            continue;
        };
        let before = table.cell_text(row, key);
        if before == value || (key == "response_due" && !before.is_empty() && earlier(before, &value)) {
            // A promise that was made before is not put off by another rule.
            continue;
        }
        found.changes.push(CellChange {
            column: column.name.clone(),
            before: show(column, before, directory).to_owned(),
            after: shown,
        });
        let path = Path::Cell(section, id, column_id);
        found.operations.push(Operation::Set { path, value: Some(Value::one(value)) });
    }
    rerouted(section, table, (id, row), &mut found);
    left(routing, (table, directory), &mut found);
    found
}

/// Who answers for the case: the role, person or team that the rule names; of a skill the first person who is at work. What
/// the directory does not know, a queue among it, answers for nothing, and stays a matter for a person: empty then.
#[must_use]
pub fn owner(routing: &Routing, directory: &Directory) -> String {
    match routing.to.kind.as_str() {
        "" => String::new(),
        "skill" => {
            let first = routing.to.there.first().map_or("", String::as_str);
            directory.known(&[ReferenceKind::Person], first).map(|person| person.id.clone()).unwrap_or_default()
        }
        _ => routing.to.to.clone(),
    }
}

/// Counts one more change of the person or team that answers for the case.
fn rerouted(section: SectionId, table: &Block, (id, row): (RowId, &Row), found: &mut Effects) {
    let (Some((owner, _)), Some((count, column))) = (table.column_by_key("owner"), table.column_by_key("rerouted"))
    else {
        return;
    };
    let is_new = found
        .operations
        .iter()
        .any(|op| matches!(op, Operation::Set { path: Path::Cell(_, _, column), .. } if *column == owner));
    if table.cell_text(row, "owner").is_empty() || !is_new {
        return;
    }
    let before = table.cell_text(row, "rerouted");
    let after = before.trim().parse::<u32>().unwrap_or(0).saturating_add(1).to_string();
    found.changes.push(CellChange { column: column.name.clone(), before: before.to_owned(), after: after.clone() });
    let path = Path::Cell(section, id, count);
    found.operations.push(Operation::Set { path, value: Some(Value::one(after)) });
}

/// What the rule asks for that is nobody's but a person's to do.
fn left(routing: &Routing, (table, directory): (&Block, &Directory), found: &mut Effects) {
    for effect in &routing.effects {
        let sentence = match effect.as_str() {
            "notify" if !routing.notify.is_empty() => left_to_tell(&routing.notify),
            "follow-up" => FOLLOW_UP.to_owned(),
            "update" => UPDATE.to_owned(),
            "brief" => "Read the brief before it is handed over".to_owned(),
            "declare" if !routing.severity.is_empty() => {
                let severity = directory.words(&routing.severity);
                let words =
                    format!("An incident of {severity} is declared, or it joins the one that this rule declared");
                found.declares = Some((routing.severity.clone(), words));
                continue;
            }
            "declare" => DECLARE.to_owned(),
            "approval" if table.column_by_key("approval").is_none() => "Ask for the approval".to_owned(),
            _ => continue,
        };
        found.left.push(sentence);
    }
    if routing.outcome == "recover" && !routing.procedure.is_empty() {
        found.left.push(format!("Recovery: {}, and write its result down", routing.procedure));
    }
    if routing.outcome == "human" {
        found.left.extend(routing.to.remark().map(|remark| remark.trim_end_matches('.').to_owned()));
    }
}

/// A text as a cell of a column holds it, and as it is shown; nothing for a choice that the column does not have.
fn cell(column: &Column, text: &str, directory: &Directory) -> Option<(String, String)> {
    match column.column_type {
        ColumnType::Choice => {
            // “Policy: a human answers” is the choice “Policy”, with what it means there.
            let begins = || {
                let wanted = folded(text);
                let mut choices = column.live_choices().into_iter();
                choices.find(|(_, choice)| wanted.starts_with(&format!("{}:", folded(&choice.name))))
            };
            let choice = choice_of(column, text).or_else(begins);
            choice.map(|(id, choice)| (id.to_owned(), choice.name.clone()))
        }
        ColumnType::Reference => match directory.known(&TARGETS, text) {
            Some(entry) => Some((entry.id.clone(), entry.name.clone())),
            None => Some((text.to_owned(), directory.words(text).to_owned())),
        },
        _ => Some((text.to_owned(), text.to_owned())),
    }
}

fn show<'a>(column: &'a Column, written: &'a str, directory: &'a Directory) -> &'a str {
    match column.choices.get(written) {
        Some(choice) => choice.name.as_str(),
        None if column.column_type == ColumnType::Reference => directory.words(written),
        None => written,
    }
}

fn earlier(before: &str, after: &str) -> bool {
    match (before.parse::<Timestamp>(), after.parse::<Timestamp>()) {
        (Ok(before), Ok(after)) => before <= after,
        _ => false,
    }
}

fn whole(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}
