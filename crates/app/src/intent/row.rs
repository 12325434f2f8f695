//! Notes to the rows of a table. They are entries of the log: who said what, when, never edited away.

use bridgebook_domain::log::Fact;
use bridgebook_domain::{DocumentId, RowId, SectionId};

use super::incident::said;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Outcome;

impl Bridgebook {
    pub(super) async fn note_row(
        &self,
        document: DocumentId,
        section: SectionId,
        row: RowId,
        words: &str,
    ) -> Result<Outcome, ApiError> {
        let words = said(words)?;
        let loaded = self.document(document).await?;
        let there = loaded.document.sections.get(&section).and_then(|s| s.block.rows.get(&row));
        if there.is_none_or(|row| row.deleted_at.is_some()) {
            return Err(ApiError::invalid("That row is not in the table any more. Nothing was written"));
        }
        let entry = self.entry_about(&loaded.document, Fact::RowNoted { document, section, row }, words).await?;
        self.record(entry).await
    }
}
