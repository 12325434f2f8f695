//! What the log knows of a case: when it was taken in, and when its status, owner and level changed. Logs of earlier
//! versions know nothing of changes; then the present status counts from the moment at which the case was taken in, else
//! from its opening, and whoever shows it says so ([`StatusSpan::is_known`]).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::id::{DocumentId, RowId};
use crate::log::{CaseChanged, CaseFieldChange, CaseInput, Fact, Recorded};

/// What the log knows of one case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseHistory {
    /// When it was taken in; none for a row that was written by hand.
    pub taken_in: Option<Timestamp>,
    /// Changes in the order in which they happened.
    changes: Vec<(Timestamp, CaseFieldChange)>,
    /// Inputs asked for and given, in order.
    inputs: Vec<(Timestamp, CaseInput)>,
}

/// A value that a field held for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusSpan<'a> {
    /// From when; none from the beginning.
    pub from: Option<Timestamp>,
    /// Until when; none while it holds.
    pub until: Option<Timestamp>,
    /// The value: name of a choice, or as it is written in the row.
    pub value: &'a str,
    /// Whether the log says when it began.
    pub is_known: bool,
}

impl CaseHistory {
    /// What is known of a case that the log does not name.
    pub(super) const NONE: &'static Self = &Self { taken_in: None, changes: Vec::new(), inputs: Vec::new() };

    /// The values that a field held, in order. The last is the one that its row holds now.
    #[must_use]
    pub fn spans<'a>(&'a self, key: &str, present: &'a str) -> Vec<StatusSpan<'a>> {
        let mut list: Vec<StatusSpan<'a>> = Vec::new();
        for (at, change) in self.changes.iter().filter(|(_, change)| change.key == key) {
            match list.last_mut() {
                Some(last) => last.until = Some(*at),
                None => {
                    let first = StatusSpan { from: None, until: Some(*at), value: &change.before, is_known: false };
                    list.push(first);
                }
            }
            list.push(StatusSpan { from: Some(*at), until: None, value: &change.after, is_known: true });
        }
        match list.last_mut() {
            // What the row says now is right, also where a name was changed since, or an edit left no fact.
            Some(last) => last.value = present,
            None => list.push(StatusSpan { from: None, until: None, value: present, is_known: false }),
        }
        list
    }

    /// The changes of fields, in order.
    #[must_use]
    pub fn changes(&self) -> &[(Timestamp, CaseFieldChange)] {
        &self.changes
    }

    /// What was last said about an input by a moment.
    #[must_use]
    pub fn last_input(&self, at: Timestamp) -> Option<&(Timestamp, CaseInput)> {
        self.inputs.iter().rev().find(|(when, _)| *when <= at)
    }
}

/// What the log knows of all cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseHistories(BTreeMap<(DocumentId, RowId), CaseHistory>);

impl CaseHistories {
    /// Reads the log of the organisation. Each entry counts once.
    #[must_use]
    pub fn read<'a>(log: impl IntoIterator<Item = &'a Recorded>) -> Self {
        let mut found: BTreeMap<(DocumentId, RowId), CaseHistory> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for recorded in log {
            let entry = &recorded.entry;
            if !matches!(entry.kind.as_str(), "case_added" | "case_changed" | "case_input") || !seen.insert(entry.id) {
                continue;
            }
            let at = entry.event_at;
            match entry.fact() {
                Some(Fact::CaseAdded { document, row, .. }) => {
                    let case = found.entry((document, row)).or_default();
                    case.taken_in = Some(case.taken_in.map_or(at, |known| known.min(at)));
                }
                Some(Fact::CaseChanged(CaseChanged { document, row, changes, .. })) => {
                    let case = found.entry((document, row)).or_default();
                    case.changes.extend(changes.into_iter().map(|change| (at, change)));
                }
                Some(Fact::CaseInput(input)) => {
                    found.entry((input.document, input.row)).or_default().inputs.push((at, input));
                }
                _ => {}
            }
        }
        for case in found.values_mut() {
            // Of one moment the order of the log counts.
            case.changes.sort_by_key(|(at, _)| *at);
            case.inputs.sort_by_key(|(at, _)| *at);
        }
        Self(found)
    }

    /// What is known of a case.
    #[must_use]
    pub fn of(&self, document: DocumentId, row: RowId) -> Option<&CaseHistory> {
        self.0.get(&(document, row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(minute * 60).expect("a moment")
    }

    fn change(key: &str, before: &str, after: &str) -> CaseFieldChange {
        CaseFieldChange { key: key.into(), before: before.into(), after: after.into() }
    }

    #[test]
    fn a_field_holds_each_value_until_the_next_and_the_row_has_the_last_word() {
        let mut history = CaseHistory::default();
        let spans = history.spans("status", "New");
        assert_eq!(spans, [StatusSpan { from: None, until: None, value: "New", is_known: false }]);
        history.changes = vec![
            (at(1), change("status", "New", "Waiting")),
            (at(2), change("owner", "", "x")),
            (at(3), change("status", "Waiting", "Open")),
        ];
        let spans: Vec<_> =
            history.spans("status", "In work").into_iter().map(|s| (s.from, s.until, s.value, s.is_known)).collect();
        let expected = [
            (None, Some(at(1)), "New", false),
            (Some(at(1)), Some(at(3)), "Waiting", true),
            (Some(at(3)), None, "In work", true),
        ];
        assert_eq!(spans, expected, "a choice that is called otherwise since is the one of the row");
    }
}
