//! What is done with the past of a document: restored as a new change, whole or in one section, and the difference of
//! two moments written to a file.

use std::path::Path;

use bridgebook_domain::difference::Difference;
use bridgebook_domain::{Document, DocumentId, SectionId, Value, moment as moments};
use bridgebook_interchange::{DifferenceHead, export_difference, paper_difference};
use bridgebook_store::{DocumentChange, Write};
use jiff::Timestamp;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::{ExportOptions, Outcome};
use crate::api::past::PastIntent;
use crate::commit::Touched;
use crate::export::{Wanted, pages::not_covered, write::Batch};
use crate::file_form;
use crate::names::DirectoryNames;
use crate::wording::when;
use crate::world::Loaded;

impl Bridgebook {
    pub(super) async fn past_intent(&self, intent: PastIntent) -> Result<Outcome, ApiError> {
        match intent {
            PastIntent::RestoreSection { document, section, at } => {
                self.restore_part(document, &at, Some(section)).await
            }
            PastIntent::ExportDifference { document, from, to, form, path } => {
                self.write_difference(document, (&from, to.as_deref()), &form, &path).await
            }
        }
    }

    /// Makes a document, or one section of it, what it was at a moment, as a new change.
    pub(super) async fn restore_part(
        &self,
        id: DocumentId,
        at: &str,
        section: Option<SectionId>,
    ) -> Result<Outcome, ApiError> {
        let at = self.past(at).await?;
        if at > self.now() {
            return Err(ApiError::invalid(format!(
                "The document cannot become what it is {}: that has not come yet. Nothing was changed. Name a moment that has been",
                when(at, self.now(), &self.zone().await?)
            )));
        }
        let (operations, now, then) = self.restoration(id, at, section).await?;
        if operations.is_empty() {
            return self.rewrite(id, operations, Vec::new()).await;
        }
        let part = section.and_then(|id| now.sections.get(&id).or_else(|| then.loaded.document.sections.get(&id)));
        let part = part.map_or_else(String::new, |section| format!(", “{}”,", section.heading));
        let moment = when(at, self.now(), &self.zone().await?);
        let words = format!("Restored “{}”{part} as it was {moment}", now.title());
        drop((now, then));
        let touched = Touched::Operations(&operations);
        let change = DocumentChange::edit(operations.clone(), None);
        self.change_saying(Write::at(self.now()), id, change, touched, Some(&words)).await
    }

    /// What differs between two moments as Markdown.
    pub(crate) async fn difference_text(
        &self,
        id: DocumentId,
        from: &str,
        to: Option<&str>,
    ) -> Result<String, ApiError> {
        self.difference_as(id, from, to, export_difference).await
    }

    /// What differs between two moments, written by one of the writers of such reports.
    async fn difference_as(
        &self,
        id: DocumentId,
        from: &str,
        to: Option<&str>,
        write: fn(DifferenceHead<'_>, &Difference) -> String,
    ) -> Result<String, ApiError> {
        let reading = self.differing(id, from, to).await?;
        let zone = self.zone().await?;
        let words =
            |text: &str| text.parse::<Timestamp>().map_or_else(|_| text.to_owned(), |at| moments::print(at, &zone));
        let (from, to) = (words(&reading.from), words(&reading.to));
        let head = DifferenceHead { title: &reading.title, from: &from, to: &to };
        Ok(write(head, &reading.difference))
    }

    async fn write_difference(
        &self,
        id: DocumentId,
        (from, to): (&str, Option<&str>),
        form: &str,
        path: &str,
    ) -> Result<Outcome, ApiError> {
        if path.trim().is_empty() {
            return Err(ApiError::invalid("Name a file to write. Nothing was exported"));
        }
        if !matches!(form, "markdown" | "pdf") {
            return Err(ApiError::invalid(format!(
                "A difference cannot be written as “{form}”. Nothing was exported. Use markdown or pdf"
            )));
        }
        let (place, mut batch, mut remarks) = (Path::new(path), Batch::default(), Vec::new());
        if form == "markdown" {
            let text = self.difference_text(id, from, to).await?;
            batch.add(place, text.as_bytes())?;
        } else {
            let job = self.jobs.begin(path);
            let text = self.difference_as(id, from, to, paper_difference).await?;
            let document = self.paper_of(id, &text).await?;
            let wanted = Wanted { loaded: vec![document], incident: None, at: None };
            let options = ExportOptions { to: "pdf".to_owned(), ..ExportOptions::default() };
            let (_, made) = self.pages(&wanted, &options, None, &job).await?;
            batch.add(place, &made.bytes)?;
            remarks = not_covered(&made.report.missing);
        }
        batch.finish()?;
        remarks.insert(0, format!("Written: {}", place.display()));
        Ok(Outcome { remarks, ..self.unchanged() })
    }

    /// The report of a difference as a document that is printed and nowhere kept. It carries the marks of the one that it
    /// is about, so that its pages say to whom they may go.
    async fn paper_of(&self, id: DocumentId, text: &str) -> Result<Loaded, ApiError> {
        let (of, directory) = (self.document(id).await?, self.directory().await?);
        let (mut paper, _): (Document, _) =
            file_form::read("the difference", text, &mut || self.fresh(), &DirectoryNames(&directory))?;
        for key in ["classification", "incident", "language", "owner", "version", "status"] {
            if let Some(value) = of.document.header.get(key) {
                paper.header.insert(key.to_owned(), value.clone());
            }
        }
        paper.header.insert("title".to_owned(), Value::one(format!("{}: what changed", of.document.title())));
        Ok(Loaded { id, document: paper, heads: Vec::new() })
    }
}
