//! `document history`, `diff`, `restore` and `incident known`.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::document::OpenDocument;
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::past::{AskedEdits, PastAsked, PastIntent, PastTold};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::{DocumentId, SectionId};

use super::{Context, absolute};
use crate::command::{Diff, History, Known, Restore};

impl Context {
    async fn past(&self, asked: PastAsked) -> Result<PastTold, ApiError> {
        match self.query(Query::Past(asked)).await? {
            Answer::Past(told) => Ok(told),
            _ => Err(ApiError::not_found("The answer about the past did not come back")),
        }
    }

    pub async fn history(&self, asked: &History) -> Result<ExitCode, ApiError> {
        let document = self.document_id(&asked.id).await?;
        if asked.sections {
            let told = self.past(PastAsked::Editors { document }).await?;
            return self.output.editors(&told, &self.opened(document).await?);
        }
        if !asked.edits {
            return self.show(Query::History { document }).await;
        }
        let (from, to, author) = (asked.from.clone(), asked.to.clone(), asked.author.clone());
        let mut list = Vec::new();
        loop {
            let skip = u32::try_from(list.len()).unwrap_or(u32::MAX);
            let (from, to, author) = (from.clone(), to.clone(), author.clone());
            let asked = AskedEdits { document, from, to, author, section: None, skip };
            let PastTold::Edits(edits) = self.past(PastAsked::Edits(asked)).await? else { break };
            if edits.list.is_empty() {
                break;
            }
            list.extend(edits.list);
        }
        self.output.edits(&list)
    }

    pub async fn diff(&self, asked: &Diff) -> Result<ExitCode, ApiError> {
        let document = self.document_id(&asked.id).await?;
        let (from, to) = (asked.from.clone(), asked.to.clone());
        if let Some(file) = &asked.output {
            let path = absolute(file)?;
            let is_pdf = file.extension().is_some_and(|e| e.eq_ignore_ascii_case("pdf"));
            let form = if is_pdf { "pdf" } else { "markdown" }.to_owned();
            let written = path.clone();
            let intent = PastIntent::ExportDifference { document, from, to, form, path };
            return self.act(Intent::Past(intent), &written).await;
        }
        if asked.markdown {
            return match self.past(PastAsked::DifferenceText { document, from, to }).await? {
                PastTold::DifferenceText(text) => self.output.answer(&Answer::Markdown(text)),
                _ => Ok(ExitCode::SUCCESS),
            };
        }
        let to = to.unwrap_or_else(|| "now".to_owned());
        self.show(Query::Difference { document, from, to }).await
    }

    pub async fn restore(&self, asked: &Restore) -> Result<ExitCode, ApiError> {
        let document = self.document_id(&asked.id).await?;
        let at = asked.at.clone();
        let section = match &asked.section {
            Some(written) => Some(self.section_id(document, &at, written).await?),
            None => None,
        };
        if asked.dry_run {
            let told = self.past(PastAsked::Restoring { document, at, section }).await?;
            return self.output.restoring(&told);
        }
        let intent = match section {
            Some(section) => Intent::Past(PastIntent::RestoreSection { document, section, at }),
            None => Intent::Restore { document, at },
        };
        self.act(intent, "restored").await
    }

    pub async fn known(&self, asked: &Known) -> Result<ExitCode, ApiError> {
        let incident = self.incident_id(&asked.id).await?;
        let told = self.past(PastAsked::Known { incident, at: asked.at.clone() }).await?;
        self.output.known(&told)
    }

    pub(super) async fn opened(&self, document: DocumentId) -> Result<OpenDocument, ApiError> {
        self.opened_at(document, None).await
    }

    async fn opened_at(&self, document: DocumentId, at: Option<String>) -> Result<OpenDocument, ApiError> {
        match self.query(Query::Document { document, at }).await? {
            Answer::Document(open) => Ok(*open),
            _ => Err(ApiError::not_found("The document did not come back")),
        }
    }

    /// A section by its number or heading: as the document stands, else as it stood then.
    async fn section_id(&self, document: DocumentId, at: &str, written: &str) -> Result<SectionId, ApiError> {
        for open in [self.opened(document).await?, self.opened_at(document, Some(at.to_owned())).await?] {
            if let Some(section) = section_in(&open, written)? {
                return Ok(section);
            }
        }
        Err(ApiError::not_found(format!(
            "There is no section “{written}”, now or then. Nothing was changed. “document history {document} --sections” lists them"
        )))
    }
}

/// The section of this number or heading, where there is one.
fn section_in(open: &OpenDocument, written: &str) -> Result<Option<SectionId>, ApiError> {
    let mut found = open.outline.iter().filter(|item| item.number == written || item.heading == written);
    match (found.next(), found.next()) {
        (one, None) => Ok(one.map(|item| item.section)),
        _ => Err(ApiError::invalid(format!(
            "Several sections are called “{written}”. Nothing was changed. Name one by its number"
        ))),
    }
}

/// The section of this number or heading, as the document stands.
pub(super) fn section_of(open: &OpenDocument, written: &str) -> Result<SectionId, ApiError> {
    section_in(open, written)?.ok_or_else(|| {
        ApiError::not_found(format!(
            "There is no section “{written}”. Nothing was changed. Name one by its number or heading"
        ))
    })
}
