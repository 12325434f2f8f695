//! The notes of a table's rows, out of the log.

use std::collections::{BTreeMap, BTreeSet};

use bridgebook_domain::log::{CaseHandOff, Fact};
use bridgebook_domain::{DocumentId, IncidentId, RowId, SectionId};

use super::log;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::incident::RowNote;

impl Bridgebook {
    /// The notes of one row, or of every row of a section, newest last. A note that was corrected carries
    /// its correction.
    pub(super) async fn row_notes(
        &self,
        document: DocumentId,
        section: SectionId,
        row: Option<RowId>,
    ) -> Result<Vec<RowNote>, ApiError> {
        let of: Option<IncidentId> = self.document(document).await?.document.header_text("incident").parse().ok();
        // A document that was given to an incident later has its earlier notes in the organisation's log.
        let mut logs = vec![self.log(None).await?];
        if of.is_some() {
            logs.push(self.log(of).await?);
        }
        let mut corrections = BTreeMap::new();
        let mut found = Vec::new();
        for recorded in logs.iter().flat_map(|log| log.iter()) {
            match recorded.entry.fact() {
                Some(Fact::Correction { of }) => {
                    corrections.insert(of, recorded.entry.text.clone());
                }
                Some(
                    Fact::RowNoted { document: d, section: s, row: r }
                    | Fact::CaseRouted { document: d, section: s, row: r, .. }
                    | Fact::CaseHandOff(CaseHandOff { document: d, section: s, row: r, .. }),
                ) if d == document && s == section && row.is_none_or(|row| row == r) => {
                    found.push((r, recorded));
                }
                _ => {}
            }
        }
        found.sort_by_key(|(_, r)| (r.entry.event_at, r.entry.entered_at));
        let mut seen = BTreeSet::new();
        found.retain(|(_, r)| seen.insert(r.entry.id));
        Ok(found.into_iter().map(|(row, r)| RowNote { row, entry: log::row(r, &corrections) }).collect())
    }
}
