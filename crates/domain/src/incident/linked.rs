//! Cases that are part of an incident, as its log tells.

use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

use super::Incident;
use crate::id::{DocumentId, EntryId, RowId};
use crate::log::{Author, CasesLinked, CasesUnlinked, Entry, Fact};

/// A case that is part of the incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LinkedCase {
    /// Entry that says so.
    pub entry: EntryId,
    /// Document.
    pub document: DocumentId,
    /// Row of its table.
    pub row: RowId,
    /// What it is called in the system it comes from; empty for one without a name.
    pub id: String,
    /// When it came up, where that is known: opened, else taken in.
    #[ts(type = "string | null")]
    pub opened: Option<Timestamp>,
    /// From when.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Who linked it.
    pub by: Author,
}

/// When an incident was detected, and how that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Detection<'a> {
    /// When.
    pub at: Timestamp,
    /// The case that was the first to tell of it; none where the log has a moment of its own.
    pub case: Option<&'a LinkedCase>,
}

impl Detection<'_> {
    /// How it is known, where it is a case that tells: `first case, C-1041`.
    #[must_use]
    pub fn source(&self) -> Option<String> {
        let case = self.case?;
        Some(if case.id.is_empty() { "first case".to_owned() } else { format!("first case, {}", case.id) })
    }
}

impl Incident {
    /// When it was detected, where that is known: by the moment of its own that the log has, else by the first of its cases,
    /// where that came up before the declaration. Without either it is declared when it is detected, and nobody knows since
    /// when it could have been. Clocks go by what was logged at the declaration alone, so that a case which is linked
    /// later moves none of them.
    #[must_use]
    pub fn detection(&self) -> Option<Detection<'_>> {
        if self.detected_at != self.declared_at {
            return Some(Detection { at: self.detected_at, case: None });
        }
        let came = self.cases.iter().filter_map(|case| Some((case.opened?, case)));
        let before = came.filter(|(opened, _)| *opened < self.declared_at);
        before.min_by_key(|(opened, _)| *opened).map(|(at, case)| Detection { at, case: Some(case) })
    }
}

/// Takes what the log says of linked cases; gives other facts back. A case that is linked twice is one.
pub(super) fn take(cases: &mut Vec<LinkedCase>, entry: &Entry, fact: Fact) -> Option<Fact> {
    match fact {
        Fact::CasesLinked(CasesLinked { document, rows, ids, opened, .. }) => {
            for (n, row) in rows.into_iter().enumerate() {
                if cases.iter().any(|known| known.document == document && known.row == row) {
                    continue;
                }
                let id = ids.get(n).cloned().unwrap_or_default();
                let opened = opened.get(n).copied().flatten();
                let (at, by) = (entry.event_at, entry.author.clone());
                cases.push(LinkedCase { entry: entry.id, document, row, id, opened, at, by });
            }
            None
        }
        Fact::CasesUnlinked(CasesUnlinked { document, rows, .. }) => {
            cases.retain(|known| known.document != document || !rows.contains(&known.row));
            None
        }
        fact => Some(fact),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::test::{Log, at};

    #[test]
    fn cases_come_and_go_with_the_log_and_each_counts_once() {
        let document = DocumentId::new(Uuid::from_u128(7));
        let row = |n: u128| RowId::new(Uuid::from_u128(n));
        let linked = |rows: &[RowId], ids: &[&str]| {
            let ids = ids.iter().map(|id| (*id).to_owned()).collect();
            let (rows, services, opened) = (rows.to_vec(), Vec::new(), Vec::new());
            Fact::CasesLinked(CasesLinked { document, rows, ids, services, opened, customers: Some(2) })
        };
        let mut log = Log::default();
        log.declared("14:05");
        log.add("14:05", linked(&[row(1), row(2)], &["C-1", "C-2"]));
        log.add("14:10", linked(&[row(2), row(3)], &["C-2"]));
        let names: Vec<String> = log.incident().cases.iter().map(|c| c.id.clone()).collect();
        assert_eq!(names, ["C-1", "C-2", ""]);
        let reason = "another fault".to_owned();
        let gone = CasesUnlinked { document, rows: vec![row(1)], ids: vec!["C-1".to_owned()], reason };
        log.add("14:12", Fact::CasesUnlinked(gone));
        let left: Vec<RowId> = log.incident().cases.iter().map(|c| c.row).collect();
        assert_eq!(left, [row(2), row(3)]);
        let kinds: Vec<_> = log.entries.iter().map(|r| r.entry.kind.as_str()).collect();
        assert_eq!(kinds, ["declared", "cases_linked", "cases_linked", "cases_unlinked"]);
        assert_eq!(log.entries[1].entry.payload["rows"].as_array().map(Vec::len), Some(2));
    }

    #[test]
    fn the_first_case_tells_when_it_was_detected_unless_the_log_does() {
        let found = |log: &Log| {
            let incident = log.incident();
            incident.detection().map(|found| (found.at, found.source().unwrap_or_default()))
        };
        let linked = |cases: &[(u128, &str, &str)]| {
            let opened = cases.iter().map(|(_, _, time)| (!time.is_empty()).then(|| at(time))).collect();
            Fact::CasesLinked(CasesLinked {
                document: DocumentId::new(Uuid::from_u128(7)),
                rows: cases.iter().map(|(row, _, _)| RowId::new(Uuid::from_u128(*row))).collect(),
                ids: cases.iter().map(|(_, id, _)| (*id).to_owned()).collect(),
                services: Vec::new(),
                opened,
                customers: None,
            })
        };
        let mut log = Log::default();
        log.declared("14:05");
        assert_eq!(found(&log), None, "nobody knows");
        log.add("14:05", linked(&[(1, "C-2", "14:01"), (2, "C-1", "13:57"), (3, "C-3", "")]));
        assert_eq!(found(&log), Some((at("13:57"), "first case, C-1".to_owned())));
        assert_eq!(log.incident().detected_at, at("14:05"), "no clock moves");
        log.add("14:10", linked(&[(4, "", "14:07")]));
        assert_eq!(found(&log), Some((at("13:57"), "first case, C-1".to_owned())), "one that came later tells nothing");
        let mut own = Log::default();
        own.declared_as("14:05", None, Some(at("13:58")));
        own.add("14:05", linked(&[(2, "C-1", "13:57")]));
        assert_eq!(found(&own), Some((at("13:58"), String::new())), "what was recorded counts first");
    }
}
