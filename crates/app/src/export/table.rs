//! One table as text or as a file.

use std::path::Path;

use bridgebook_domain::{BlockKind, DocumentId, SectionId};
use bridgebook_interchange as interchange;

use super::write;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Outcome;
use crate::names::DirectoryNames;
use crate::wording::moment;

impl Bridgebook {
    /// One table as `csv` (cells that a spreadsheet would run are made harmless) or as `json`.
    ///
    /// # Errors
    /// When the section has no table or the form is unknown.
    pub(crate) async fn table_text(
        &self,
        document: DocumentId,
        section: SectionId,
        to: &str,
    ) -> Result<String, ApiError> {
        let loaded = self.document(document).await?;
        let found = loaded.document.sections.get(&section).filter(|s| s.kind != BlockKind::Prose);
        let found = found
            .ok_or_else(|| ApiError::not_found("That table is not in the document any more. Nothing was exported"))?;
        let directory = self.directory().await?;
        let names = DirectoryNames(&directory);
        match to {
            "csv" => Ok(interchange::export_csv(&found.block, &names)),
            "json" => Ok(interchange::export_table_json(&found.heading, &found.block, &names)),
            other => Err(ApiError::invalid(format!(
                "“{other}” is not a form of a table. Nothing was exported. Use csv or json"
            ))),
        }
    }

    /// Writes one table to a path that the person chose, and logs it.
    ///
    /// # Errors
    /// As [`Self::table_text`], or when the file cannot be written. A file that was there stays as it was.
    pub(crate) async fn export_table(
        &self,
        document: DocumentId,
        section: SectionId,
        to: &str,
        path: &str,
    ) -> Result<Outcome, ApiError> {
        if path.trim().is_empty() {
            return Err(ApiError::invalid("Name a file to write. Nothing was exported"));
        }
        let text = self.table_text(document, section, to).await?;
        write::file(Path::new(path), text.as_bytes())?;
        let hash = write::digest([text].into_iter());
        let mut remarks = vec![format!("Written: {path}")];
        let loaded = (*self.document(document).await?).clone();
        let saved_at = match self.log_export(&[loaded], None, to, &hash).await {
            Ok(saved_at) => saved_at,
            Err(error) => {
                remarks.push(format!("The export is not in the log: {}", error.message));
                moment(self.now())
            }
        };
        Ok(Outcome { saved_at, heads: vec![], ids: vec![], can_undo: false, can_redo: false, remarks })
    }
}
