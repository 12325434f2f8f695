//! A lesson that becomes a procedure: a new document from the template `sop`, with title, trigger and steps taken from
//! the lesson, and the report it came from among its related documents.

use bridgebook_domain::lesson::Lesson;
use bridgebook_domain::{DocumentId, RowId, SectionId, Value};

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Outcome;

/// The template of a procedure.
const TEMPLATE: &str = "sop";

impl Bridgebook {
    pub(super) async fn make_procedure(
        &self,
        report: DocumentId,
        section: SectionId,
        row: Option<RowId>,
        text: &str,
    ) -> Result<Outcome, ApiError> {
        let loaded = self.document(report).await?;
        let found = loaded.document.sections.get(&section).filter(|s| s.deleted_at.is_none());
        let block = &found.ok_or_else(gone)?.block;
        let lesson = match row {
            Some(row) => {
                Lesson::of_row(block, block.rows.get(&row).filter(|r| r.deleted_at.is_none()).ok_or_else(gone)?)
            }
            None => Lesson::said(text),
        };
        if lesson.what.is_empty() {
            return Err(ApiError::invalid(
                "The lesson has no words yet. Nothing was created. Write what is to be done",
            ));
        }
        bridgebook_domain::text::lines(&lesson.what, bridgebook_domain::text::CELL_LIMIT)
            .map_err(|e| ApiError::invalid(e.to_string()))?;
        let mut procedure = self.document_of_template(TEMPLATE, &lesson.title(), None).await?;
        procedure.header.insert("related".to_owned(), Value::many([report.to_string()]));
        // The report's own readers are those of the procedure too.
        let classification = loaded.document.header_text("classification");
        if !classification.is_empty() {
            procedure.header.insert("classification".to_owned(), Value::one(classification));
        }
        lesson.fill(&mut procedure, loaded.document.title(), || RowId::new(self.fresh()));
        self.add_document(procedure, TEMPLATE, Vec::new()).await
    }
}

fn gone() -> ApiError {
    ApiError::not_found("That lesson is not in the document any more. Nothing was created. Open the report again")
}
