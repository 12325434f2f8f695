//! Asking for an input on a case, and that it came: what changes in the row, and the fact that the log keeps. A table whose
//! statuses can say that a case waits shows it there; of any other the log alone knows.

use jiff::Timestamp;
use thiserror::Error;

use super::clock::waiting_choice;
use super::history::CaseHistory;
use super::place::column_of;
use crate::block::{Block, Column, Row};
use crate::id::{ColumnId, DocumentId, RowId, SectionId};
use crate::log::CaseInput;
use crate::operation::Operation;
use crate::path::Path;
use crate::value::{ColumnType, Value};
use crate::view::{choice_word, folded};

/// Why work may stand still, where a table names no reasons of its own (domain reference B.10).
pub const INPUT_REASONS: [&str; 3] = ["Human review", "Missing data", "System confirmation"];
/// Statuses in which work goes on after an input came of which nobody knows what it interrupted, the better first.
const GOES_ON: [&str; 5] = ["in-progress", "in-execution", "triage", "planned", "new"];

/// What asking for an input, or its coming, does.
#[derive(Debug, Clone, PartialEq)]
pub struct InputStep {
    /// Changes of the row, all in one edit; none for a table that cannot show it.
    pub operations: Vec<Operation>,
    /// The fact.
    pub fact: CaseInput,
}

/// Why it was not done. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InputError {
    /// The reason is none of those that the table has.
    #[error("“{0}” is no reason here. Nothing was changed. Choose one of {1}")]
    NoReason(String, String),
    /// It waits for this already.
    #[error("It waits for that already. Nothing was changed")]
    WaitsAlready,
    /// It waits for nothing.
    #[error("It waits for no input. Nothing was changed")]
    WaitsNot,
}

/// A case where it stands.
#[derive(Debug, Clone, Copy)]
pub struct StoredCase<'a> {
    /// Document.
    pub document: DocumentId,
    /// Its table.
    pub table: (SectionId, &'a Block),
    /// Its row.
    pub row: (RowId, &'a Row),
    /// What the log knows of it.
    pub history: Option<&'a CaseHistory>,
}

/// The status column of a case, the choice by which it waits, and whether it does.
struct Waiting<'a> {
    id: ColumnId,
    column: &'a Column,
    choice: String,
    present: &'a str,
}

impl<'a> StoredCase<'a> {
    fn waiting(&self) -> Option<Waiting<'a>> {
        let (id, column) = column_of(self.table.1, "status")?;
        let choice = waiting_choice(column)?;
        Some(Waiting { id, column, choice, present: self.text(id) })
    }

    fn text(&self, column: ColumnId) -> &'a str {
        self.row.1.cells.get(&column).and_then(Value::as_one).unwrap_or("").trim()
    }

    fn set(&self, column: ColumnId, text: Option<String>) -> Operation {
        Operation::Set { path: Path::Cell(self.table.0, self.row.0, column), value: text.map(Value::one) }
    }

    fn asked(&self, at: Timestamp) -> Option<&'a CaseInput> {
        self.history.and_then(|history| history.last_input(at)).map(|(_, input)| input).filter(|input| !input.came)
    }

    fn fact(&self, came: bool, reason: String, left: Option<String>) -> CaseInput {
        CaseInput { document: self.document, section: self.table.0, row: self.row.0, came, reason, left }
    }
}

/// Asks for an input.
///
/// # Errors
/// Where the table has no such reason, or the case waits for that already.
pub fn ask_input(case: StoredCase<'_>, reason: &str, at: Timestamp) -> Result<InputStep, InputError> {
    let reasons = column_of(case.table.1, "input_reason").filter(|(_, c)| c.column_type == ColumnType::Choice);
    let (cell, reason) = reason_of(reasons, reason)?;
    let (waiting, asked) = (case.waiting(), case.asked(at));
    let waits = match &waiting {
        Some(waiting) => waiting.present == waiting.choice,
        None => asked.is_some(),
    };
    let held = reasons.map(|(id, _)| case.text(id));
    let is_same = match (held, &cell) {
        (Some(held), Some(cell)) => held == cell,
        _ => asked.is_some_and(|input| folded(&input.reason) == folded(&reason)),
    };
    if waits && is_same {
        return Err(InputError::WaitsAlready);
    }
    let mut operations = Vec::new();
    let left = waiting.as_ref().map(|waiting| match asked {
        // It waited for something else before; what it goes back to is the same.
        Some(input) if waits => input.left.clone().unwrap_or_default(),
        _ if waits => String::new(),
        _ => waiting.column.choices.get(waiting.present).map(|choice| choice.name.clone()).unwrap_or_default(),
    });
    if let Some(waiting) = waiting.filter(|_| !waits) {
        operations.push(case.set(waiting.id, Some(waiting.choice)));
    }
    if let (Some((id, _)), Some(cell)) = (reasons, cell) {
        operations.push(case.set(id, Some(cell)));
    }
    if let Some((id, _)) = column_of(case.table.1, "input_since").filter(|(_, c)| c.column_type == ColumnType::Instant)
    {
        let at = Timestamp::from_second(at.as_second()).unwrap_or(at);
        operations.push(case.set(id, Some(at.to_string())));
    }
    Ok(InputStep { operations, fact: case.fact(false, reason, left) })
}

/// The reason as its cell holds it, where there is one, and its name.
fn reason_of(column: Option<(ColumnId, &Column)>, written: &str) -> Result<(Option<String>, String), InputError> {
    let wanted = folded(written).replace(['_', '-'], " ");
    let is_it = |text: &str| folded(text).replace(['_', '-'], " ") == wanted;
    let Some((_, column)) = column else {
        let found = INPUT_REASONS.iter().find(|name| is_it(name));
        let refused = || InputError::NoReason(written.trim().to_owned(), INPUT_REASONS.join(", "));
        return found.map(|name| (None, (*name).to_owned())).ok_or_else(refused);
    };
    let choices = column.live_choices();
    let found = choices
        .iter()
        .find(|(id, choice)| *id == written.trim() || is_it(&choice.name) || is_it(&choice_word(column, id)));
    let refused = || {
        let names: Vec<&str> = choices.iter().map(|(_, choice)| choice.name.as_str()).collect();
        InputError::NoReason(written.trim().to_owned(), names.join(", "))
    };
    found.map(|(id, choice)| (Some((*id).to_owned()), choice.name.clone())).ok_or_else(refused)
}

/// The input came: the case goes on in the status that it had before.
///
/// # Errors
/// Where it waits for nothing.
pub fn input_came(case: StoredCase<'_>, at: Timestamp) -> Result<InputStep, InputError> {
    let asked = case.asked(at);
    let reasons = column_of(case.table.1, "input_reason");
    let held = reasons.map(|(id, column)| (case.text(id), column));
    let reason = match held {
        Some((text, column)) if !text.is_empty() => {
            column.choices.get(text).map(|choice| choice.name.clone()).unwrap_or_default()
        }
        _ => asked.map(|input| input.reason.clone()).unwrap_or_default(),
    };
    let mut operations = Vec::new();
    match case.waiting().filter(|waiting| waiting.present == waiting.choice) {
        Some(waiting) => {
            let back = goes_back_to(&case, &waiting, asked);
            operations.push(case.set(waiting.id, back));
        }
        None if asked.is_none_or(|input| input.left.is_some()) => return Err(InputError::WaitsNot),
        None => {}
    }
    let cells = [reasons.map(|(id, _)| id), column_of(case.table.1, "input_since").map(|(id, _)| id)];
    for id in cells.into_iter().flatten().filter(|id| !case.text(*id).is_empty()) {
        operations.push(case.set(id, None));
    }
    Ok(InputStep { operations, fact: case.fact(true, reason, None) })
}

/// The choice that the case had before it waited: as whoever asked left it, as the log has it, else one in which work
/// goes on.
fn goes_back_to(case: &StoredCase<'_>, waiting: &Waiting<'_>, asked: Option<&CaseInput>) -> Option<String> {
    let choices = waiting.column.live_choices();
    let by_name = |name: &str| {
        let found = choices.iter().find(|(id, choice)| *id != waiting.choice && folded(&choice.name) == folded(name));
        found.map(|(id, _)| (*id).to_owned())
    };
    let left = asked.and_then(|input| input.left.as_deref()).and_then(by_name);
    let by_log = || {
        let spans = case.history?.spans("status", waiting.present);
        by_name(spans.get(spans.len().checked_sub(2)?)?.value)
    };
    let by_word = || {
        let of = |word: &str| choices.iter().find(|(id, _)| choice_word(waiting.column, id).replace(' ', "-") == word);
        GOES_ON.into_iter().find_map(of).map(|(id, _)| (*id).to_owned())
    };
    left.or_else(by_log).or_else(by_word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::BlockKind;
    use crate::document::Document;
    use crate::test::{Builder, at};

    fn case(document: &Document) -> StoredCase<'_> {
        let (section, entry) = crate::trigger::case_tables(document)[0];
        let row = entry.block.live_rows()[0];
        let id = DocumentId::new(uuid::Uuid::from_u128(7));
        StoredCase { document: id, table: (section, &entry.block), row, history: None }
    }

    fn made(preset: &str, cells: &[(&str, &str)]) -> Document {
        let mut b = Builder::default();
        let block = b.block(&BlockKind::Table, preset, &[cells]);
        b.document("", "", vec![("Cases", BlockKind::Table, block)])
    }

    fn says(document: &Document, key: &str) -> String {
        let case = case(document);
        case.table.1.cell_text(case.row.1, key).to_owned()
    }

    #[test]
    fn an_integration_waits_with_its_reason_and_goes_on_where_it_was() {
        let mut document = made("integrations", &[("name", "Orders"), ("status", "testing")]);
        let step = ask_input(case(&document), "missing data", at("14:05")).expect("a reason of the table");
        assert_eq!((step.fact.reason.as_str(), step.fact.left.as_deref()), ("Missing data", Some("Testing")));
        document.apply_all(&step.operations, at("14:05")).expect("operations that fit");
        let cells = ["status", "input_reason", "input_since"].map(|key| says(&document, key));
        assert_eq!(cells, ["input-required", "missing-data", "2026-03-11T13:05:00Z"]);
        assert_eq!(ask_input(case(&document), "missing-data", at("14:06")), Err(InputError::WaitsAlready));
        let refused = ask_input(case(&document), "lunch", at("14:06")).expect_err("no reason");
        assert!(refused.to_string().contains("Human review, Missing data, System confirmation"), "{refused}");
        let mut log = crate::test::Log::default();
        log.add("14:05", crate::log::Fact::CaseInput(step.fact));
        let histories = crate::case::CaseHistories::read(&log.entries);
        let known =
            StoredCase { history: histories.of(case(&document).document, case(&document).row.0), ..case(&document) };
        let other = ask_input(known, "Human review", at("14:07")).expect("another reason");
        assert_eq!(other.fact.left.as_deref(), Some("Testing"), "what it goes back to stays");
        let came = input_came(known, at("14:10")).expect("it waits");
        assert_eq!((came.fact.came, came.fact.reason.as_str()), (true, "Missing data"));
        document.apply_all(&came.operations, at("14:10")).expect("operations that fit");
        assert_eq!(["status", "input_reason", "input_since"].map(|key| says(&document, key)), ["testing", "", ""]);
        assert_eq!(input_came(case(&document), at("14:11")), Err(InputError::WaitsNot));
    }

    #[test]
    fn a_table_that_cannot_show_it_leaves_it_to_the_log() {
        let document = made("tickets", &[("id", "T-1"), ("status", "triage")]);
        let step = ask_input(case(&document), "human_review", at("14:05")).expect("one of the three");
        assert_eq!((step.operations.len(), step.fact.left.as_deref()), (0, None));
        assert_eq!(input_came(case(&document), at("14:06")), Err(InputError::WaitsNot));
        let mut log = crate::test::Log::default();
        log.add("14:05", crate::log::Fact::CaseInput(step.fact));
        let histories = crate::case::CaseHistories::read(&log.entries);
        let known =
            StoredCase { history: histories.of(case(&document).document, case(&document).row.0), ..case(&document) };
        assert_eq!(ask_input(known, "Human review", at("14:06")), Err(InputError::WaitsAlready));
        assert!(input_came(known, at("14:07")).expect("it waits").operations.is_empty());
    }

    #[test]
    fn a_status_that_was_set_by_hand_goes_back_to_work() {
        let document = made("it-records", &[("subject", "Mail"), ("status", "awaiting-input")]);
        let came = input_came(case(&document), at("14:05")).expect("it waits");
        let Some(Operation::Set { value, .. }) = came.operations.first() else { panic!("a status") };
        assert_eq!(value.as_ref().and_then(Value::as_one), Some("in-execution"));
    }
}
