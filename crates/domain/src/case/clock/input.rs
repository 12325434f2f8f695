//! “Input required”: work stands still until somebody gives something (domain reference B.10). Its clock starts with the
//! status that says so, or with the entry of whoever asked, and its time is that of the reason, where the document says one.

use jiff::{SignedDuration, Timestamp};

use crate::block::{Block, Column};
use crate::case::facts::CaseFacts;
use crate::view::{choice_word, folded, rows};

/// Statuses by which a case waits for an input, by their stable words.
const WAITING: [&str; 2] = ["input-required", "awaiting-input"];

/// The choice of a column of statuses by which a case waits for an input, where it has one.
#[must_use]
pub fn waiting_choice(column: &Column) -> Option<String> {
    let is_it = |(id, _): &(&str, _)| WAITING.contains(&choice_word(column, id).replace(' ', "-").as_str());
    column.live_choices().into_iter().find(is_it).map(|(id, _)| id.to_owned())
}

/// How long an input may take, by its reason.
#[derive(Debug, Clone)]
pub(super) struct InputTime {
    reason: String,
    within: SignedDuration,
}

impl InputTime {
    pub fn read(block: &Block) -> Vec<Self> {
        let shown = |written: &str| {
            let choice = block.column_by_key("input_reason").and_then(|(_, column)| column.choices.get(written));
            folded(choice.map_or(written, |choice| choice.name.as_str()))
        };
        let time = |row: crate::view::RowView<'_>| {
            Some(Self { reason: shown(row.text("input_reason")), within: row.duration("within")? })
        };
        rows(block).filter_map(|(_, row)| time(row)).collect()
    }
}

/// An input that a case waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputWait {
    /// Why, as it is shown; empty where nobody said.
    pub reason: String,
    /// Since when; none where nothing tells.
    pub since: Option<Timestamp>,
    /// Until when it should have come, where the document says how long this reason may take.
    pub due: Option<Timestamp>,
}

pub(super) fn wait(times: &[InputTime], case: &CaseFacts<'_>, at: Timestamp) -> Option<InputWait> {
    if case.is_closed() {
        return None;
    }
    let asked = case.history.and_then(|history| history.last_input(at)).filter(|(_, input)| !input.came);
    let by_status = WAITING.iter().any(|word| case.is_any("status", word));
    // A table whose statuses cannot say it: the entry alone does.
    let by_entry = asked.filter(|(_, input)| input.left.is_none());
    if !by_status && by_entry.is_none() {
        return None;
    }
    let written = case.shown("input_reason");
    let reason = match asked {
        _ if !written.is_empty() => written,
        Some((_, input)) => input.reason.clone(),
        None => String::new(),
    };
    let cell: Option<Timestamp> = case.first("input_since").and_then(|text| text.parse().ok());
    let by_log = || case.statuses().last().and_then(|span| span.from).filter(|_| by_status);
    let known = || case.taken_in().or(case.opened).filter(|_| by_status);
    let since = cell.or_else(by_log).or_else(|| asked.map(|(at, _)| *at)).or_else(known).filter(|since| *since <= at);
    let within = times.iter().find(|time| time.reason == folded(&reason)).map(|time| time.within);
    let due = since.and_then(|since| since.checked_add(within?).ok());
    Some(InputWait { reason, since, due })
}
