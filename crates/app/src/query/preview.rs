//! The pages of an export before it is written: the same bytes, in memory only. Nothing is written and nothing
//! logged.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bridgebook_domain::{DocumentId, IncidentId};
use bridgebook_pdf::Export;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::ExportOptions;
use crate::api::preview::{PagePreview, PageSize};
use crate::attachment::size_words;
use crate::export::pages::not_covered;

/// Pages that are shown at most. Nobody looks through more, and the window would hold all of them.
const MOST_PAGES: usize = 1_000;
/// Bytes that are shown at most.
const MOST_BYTES: usize = 32_000_000;

impl Bridgebook {
    /// Prints what an export as PDF would, for the window to show. It runs as a job under the name that the asker
    /// gave; a newer one of that name stops it.
    ///
    /// # Errors
    /// Why there are no pages, that they are too many to show, or that it was stopped.
    pub(super) async fn preview(
        &self,
        job: &str,
        documents: &[DocumentId],
        incident: Option<IncidentId>,
        options: &ExportOptions,
    ) -> Result<PagePreview, ApiError> {
        if options.to != "pdf" {
            return Err(ApiError::invalid(format!("Only a PDF has pages to look at, and this is “{}”", options.to)));
        }
        let job = self.jobs.begin(job);
        let wanted = self.wanted(documents, incident, options).await?;
        job.go_on()?;
        let (_, made) = self.pages(&wanted, options, Some(MOST_PAGES), &job).await?;
        job.go_on()?;
        shown(&made)
    }
}

fn shown(made: &Export) -> Result<PagePreview, ApiError> {
    if made.bytes.len() > MOST_BYTES {
        return Err(ApiError::invalid(format!(
            "These pages take {}, too much to show here. Export them and look at the file",
            size_words(made.bytes.len() as u64)
        )));
    }
    Ok(PagePreview {
        base64: STANDARD.encode(&made.bytes),
        pages: made.pages.pages.iter().map(|p| PageSize { width: p.width, height: p.height }).collect(),
        remarks: not_covered(&made.report.missing),
    })
}
