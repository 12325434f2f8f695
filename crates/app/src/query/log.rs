//! The log as rows.

use std::collections::{BTreeMap, BTreeSet};

use bridgebook_domain::log::{Fact, Recorded};
use bridgebook_domain::{EntryId, IncidentId};

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::incident::LogRow;
use crate::wording::moment;

impl Bridgebook {
    pub(super) async fn log_rows(
        &self,
        incident: Option<IncidentId>,
        text: &str,
        kinds: &[String],
    ) -> Result<Vec<LogRow>, ApiError> {
        let log = self.log(incident).await?;
        let corrections: BTreeMap<EntryId, String> = log
            .iter()
            .filter_map(|r| match r.entry.fact() {
                Some(Fact::Correction { of }) => Some((of, r.entry.text.clone())),
                _ => None,
            })
            .collect();
        // Newest first; entries of one moment stay in the order in which they were written.
        let mut entries: Vec<&Recorded> = log.iter().rev().collect();
        entries.sort_by_key(|r| std::cmp::Reverse((r.entry.event_at, r.entry.entered_at)));
        let mut seen = BTreeSet::new();
        let needle = text.trim().to_lowercase();
        let mut rows: Vec<LogRow> = entries.into_iter().map(|r| row(r, &corrections)).collect();
        rows.retain(|row| {
            // An entry that two machines made themselves is one fact.
            seen.insert(row.id) && (kinds.is_empty() || kinds.contains(&row.kind)) && mentions(row, &needle)
        });
        Ok(rows)
    }
}

/// Whether the words occur in a row, its correction or its author, in any case.
fn mentions(row: &LogRow, needle: &str) -> bool {
    let texts = [Some(&row.text), row.corrected.as_ref(), Some(&row.author)];
    needle.is_empty() || texts.into_iter().flatten().any(|text| text.to_lowercase().contains(needle))
}

pub(super) fn row(recorded: &Recorded, corrections: &BTreeMap<EntryId, String>) -> LogRow {
    let entry = &recorded.entry;
    let fact = entry.fact();
    let kind = match &fact {
        Some(Fact::Remark { category }) => category.to_string(),
        _ => entry.kind.clone(),
    };
    LogRow {
        id: entry.id,
        incident: entry.incident,
        event_at: moment(entry.event_at),
        entered_at: moment(entry.entered_at),
        kind,
        label: bridgebook_domain::live_view::label(&entry.kind, fact.as_ref()).to_owned(),
        text: entry.text.clone(),
        author: entry.author.name.clone(),
        recorded_by: entry.author.recorded_by.clone(),
        corrects: match fact {
            Some(Fact::Correction { of }) => Some(of),
            _ => None,
        },
        corrected: corrections.get(&entry.id).cloned(),
        hash: entry.hash.chars().take(8).collect(),
    }
}
