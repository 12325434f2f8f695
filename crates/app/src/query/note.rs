//! The notes of a table's rows, and what rules left to people about cases, out of the log.

use std::collections::BTreeSet;
use std::sync::Arc;

use bridgebook_domain::case::{CaseDuty, CaseFacts, CaseFields, case_duties};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::log::{CaseHandOff, CaseInput, CaseTicket, Fact, Recorded};
use bridgebook_domain::{DocumentId, RowId, SectionId};

use super::log;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::note::{CaseDutyRow, RowNote};
use crate::wording::moment;
use crate::world::Loaded;

impl Bridgebook {
    /// The notes of one row, or of every row of a section, newest last. A note that was corrected carries
    /// its correction.
    pub(super) async fn row_notes(
        &self,
        document: DocumentId,
        section: SectionId,
        row: Option<RowId>,
    ) -> Result<Vec<RowNote>, ApiError> {
        let loaded = self.document(document).await?;
        let (logs, directory) = (self.logs_of(&loaded).await?, self.directory().await?);
        let log = || logs.iter().flat_map(|log| log.iter());
        let duties = case_duties(log());
        let beside = log::Beside::of(log(), &directory);
        let mut found = Vec::new();
        let table = loaded.document.sections.get(&section);
        for recorded in log() {
            match recorded.entry.fact() {
                Some(
                    Fact::RowNoted { document: d, section: s, row: r }
                    | Fact::CaseRouted { document: d, section: s, row: r, .. }
                    | Fact::CaseInput(CaseInput { document: d, section: s, row: r, .. })
                    | Fact::CaseHandOff(CaseHandOff { document: d, section: s, row: r, .. })
                    | Fact::CaseTicket(CaseTicket { document: d, section: s, row: r, .. }),
                ) if d == document && s == section && row.is_none_or(|row| row == r) => {
                    found.push((r, recorded));
                }
                Some(Fact::RoutingUndone(undone)) if undone.document == document => {
                    let is_here = |id: &RowId| table.is_some_and(|table| table.block.rows.contains_key(id));
                    let rows = undone.rows.into_iter().filter(|id| row.is_none_or(|row| row == *id) && is_here(id));
                    found.extend(rows.map(|id| (id, recorded)));
                }
                _ => {}
            }
        }
        found.sort_by_key(|(_, r)| (r.entry.event_at, r.entry.entered_at));
        let mut seen = BTreeSet::new();
        found.retain(|(row, r)| seen.insert((*row, r.entry.id)));
        let left = |entry: &Recorded| {
            let of_this = duties.iter().filter(|duty| duty.routed == entry.entry.id);
            of_this.map(|duty| duty_row(duty, &loaded, &directory)).collect()
        };
        let note = |(row, r): (RowId, &Recorded)| RowNote { row, entry: log::row(r, &beside), left: left(r) };
        Ok(found.into_iter().map(note).collect())
    }

    /// What rules left to people about cases and nobody has done yet, the oldest first. Of a case that is gone or over
    /// nothing is left.
    pub(super) async fn open_case_duties(&self) -> Result<Vec<CaseDutyRow>, ApiError> {
        let directory = self.directory().await?;
        let mut found = Vec::new();
        for (id, loaded) in self.with_real_cases().await? {
            let logs = self.logs_of(&loaded).await?;
            let open = case_duties(logs.iter().flat_map(|log| log.iter()))
                .into_iter()
                .filter(|duty| duty.document == id && duty.end.is_none());
            found.extend(
                open.filter(|duty| is_open(duty, &loaded, &directory)).map(|d| duty_row(&d, &loaded, &directory)),
            );
        }
        found.sort_by(|a, b| a.since.cmp(&b.since));
        Ok(found)
    }

    /// The logs in which what happens to a document stands: that of the organisation, and that of its incident. A document
    /// that was given to an incident later has its earlier entries in the organisation's.
    pub(crate) async fn logs_of(&self, loaded: &Loaded) -> Result<Vec<Arc<Vec<Recorded>>>, ApiError> {
        let mut logs = vec![self.log(None).await?];
        if let Ok(incident) = loaded.document.header_text("incident").parse() {
            logs.push(self.log(Some(incident)).await?);
        }
        Ok(logs)
    }
}

fn is_open(duty: &CaseDuty, loaded: &Loaded, directory: &Directory) -> bool {
    let Some(section) = loaded.document.sections.get(&duty.section).filter(|s| s.deleted_at.is_none()) else {
        return false;
    };
    let row = section.block.rows.get(&duty.row).filter(|row| row.deleted_at.is_none());
    row.is_some_and(|row| {
        !CaseFacts::of_row(&CaseFields::of(&section.block, directory), &section.block, row, None).is_closed()
    })
}

fn duty_row(duty: &CaseDuty, loaded: &Loaded, directory: &Directory) -> CaseDutyRow {
    let section = loaded.document.sections.get(&duty.section);
    let facts = section.and_then(|section| {
        let fields = CaseFields::of(&section.block, directory);
        Some(CaseFacts::of_row(&fields, &section.block, section.block.rows.get(&duty.row)?, None).id)
    });
    let end = duty.end.as_ref();
    CaseDutyRow {
        document: duty.document,
        document_title: loaded.document.title().to_owned(),
        section: duty.section,
        row: duty.row,
        case: facts.unwrap_or_default(),
        routed: duty.routed,
        place: duty.place,
        rule: duty.rule.clone(),
        words: duty.words.clone(),
        since: moment(duty.since),
        ended_by: end.map(|end| end.by.name.clone()).unwrap_or_default(),
        ended_at: end.map(|end| moment(end.at)).unwrap_or_default(),
        ended_words: end.map(|end| end.words.clone()).unwrap_or_default(),
    }
}
