//! Cases that are part of an incident, as its log tells.

use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

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
    /// From when.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Who linked it.
    pub by: Author,
}

/// Takes what the log says of linked cases; gives other facts back. A case that is linked twice is one.
pub(super) fn take(cases: &mut Vec<LinkedCase>, entry: &Entry, fact: Fact) -> Option<Fact> {
    match fact {
        Fact::CasesLinked(CasesLinked { document, rows, ids, .. }) => {
            for (n, row) in rows.into_iter().enumerate() {
                if cases.iter().any(|known| known.document == document && known.row == row) {
                    continue;
                }
                let id = ids.get(n).cloned().unwrap_or_default();
                let (at, by) = (entry.event_at, entry.author.clone());
                cases.push(LinkedCase { entry: entry.id, document, row, id, at, by });
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
    use crate::test::Log;

    fn declared() -> Fact {
        Fact::Declared {
            number: "INC-2041".into(),
            title: "Checkout".into(),
            severity: "SEV1".into(),
            commander: None,
            services: Vec::new(),
            detected_at: None,
        }
    }

    #[test]
    fn cases_come_and_go_with_the_log_and_each_counts_once() {
        let document = DocumentId::new(Uuid::from_u128(7));
        let row = |n: u128| RowId::new(Uuid::from_u128(n));
        let linked = |rows: &[RowId], ids: &[&str]| {
            let ids = ids.iter().map(|id| (*id).to_owned()).collect();
            let (rows, services) = (rows.to_vec(), Vec::new());
            Fact::CasesLinked(CasesLinked { document, rows, ids, services, customers: Some(2) })
        };
        let mut log = Log::default();
        log.add("14:05", declared());
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
}
