//! A file that Bridgebook wrote and that comes back: a plan of an incident is that plan again, not a second one.

use bridgebook_domain::{Document, DocumentId, IncidentId};
use bridgebook_store::DocumentRow;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Outcome;
use crate::file_form;

/// What is here already of a document that comes in.
enum Known {
    /// Nothing, or nothing that it could be.
    New,
    /// It is a plan of an incident that has this one.
    Again(DocumentId),
    /// A document of the library with the same title, made from the same template.
    Alike(DocumentId),
}

impl Bridgebook {
    /// Keeps what a file that a person chose became: a plan of an incident that is here already is that plan again.
    pub(super) async fn keep_chosen(&self, file_name: &str, mut read: file_form::Read) -> Result<Outcome, ApiError> {
        let known = self.known_again(&read.document).await?;
        if let Known::Again(id) = known {
            read.remarks = self.missing_files(&read.document, &read.text, read.remarks).await;
            return self.import_again(id, read).await;
        }
        let title = read.document.title().to_owned();
        let mut outcome = self.keep_import(file_name, read).await?;
        if let Known::Alike(id) = known {
            outcome.remarks.push(second(&title, id));
        }
        Ok(outcome)
    }

    /// Whether a document that comes in is here already: it has the title, template and incident of one that is.
    async fn known_again(&self, document: &Document) -> Result<Known, ApiError> {
        if document.template().is_empty() {
            return Ok(Known::New);
        }
        let incident: Option<IncidentId> = document.header_text("incident").parse().ok();
        let is_it = |row: &DocumentRow| {
            !matches!(row.text("status"), "superseded" | "archived")
                && row.text("title") == document.title()
                && row.text("template") == document.template()
                && row.text("incident").parse().ok() == incident
        };
        let rows = self.rows().await?;
        let mut found = rows.iter().filter(|row| is_it(row));
        Ok(match (found.next(), found.next(), incident) {
            (Some(row), None, Some(_)) => Known::Again(row.id),
            (Some(row), _, None) => Known::Alike(row.id),
            _ => Known::New,
        })
    }

    /// Merges a file into the plan that it is, as edits that can be undone.
    async fn import_again(&self, id: DocumentId, mut read: file_form::Read) -> Result<Outcome, ApiError> {
        let loaded = self.document(id).await?;
        let hidden = self.hidden_in(&mut read.document).await?;
        let operations = bridgebook_interchange::replace(&loaded.document, &read.document, self.now());
        let title = loaded.document.title();
        let mut remarks = read.remarks;
        if !operations.is_empty() {
            remarks.push(format!(
                "“{title}” is a plan of this incident already. The file became a new version of it, by edits that can be undone. For a second plan give the file another title"
            ));
        }
        let outcome = self.with_files(hidden, self.rewrite(id, operations, remarks)).await?;
        Ok(Outcome { ids: vec![id.to_string()], ..outcome })
    }
}

/// What is said where a document of the library is here already under the same title.
fn second(title: &str, id: DocumentId) -> String {
    format!(
        "There is a document “{title}” of this template already, {id}. The file became a second one; to make it a new version of the first, merge the file into that one instead"
    )
}
