//! Exports: documents, or the whole binder of an incident, as PDF, Markdown or JSON. A file is written
//! beside its place, synced and renamed, so that there is never half of one.

mod attachment;
mod binder;
mod fonts;
mod table;
pub(crate) mod write;

use std::path::{Path, PathBuf};

use bridgebook_domain::log::{Fact, PlanPart};
use bridgebook_domain::{BlockKind, DocumentId, IncidentId};
use bridgebook_interchange as interchange;
use jiff::Timestamp;

use crate::api::intent::{ExportOptions, Outcome};
use crate::api::{ApiError, ErrorCode};
use crate::names::DirectoryNames;
use crate::wording::moment;
use crate::world::Loaded;
use crate::{Access, Bridgebook};

impl Bridgebook {
    /// Writes an export to a path that the person chose.
    ///
    /// # Errors
    /// When there is nothing to export, the form is unknown, or the file cannot be written. A file that
    /// was there stays as it was.
    pub(crate) async fn export(
        &self,
        documents: &[DocumentId],
        incident: Option<IncidentId>,
        options: &ExportOptions,
        path: &str,
    ) -> Result<Outcome, ApiError> {
        if path.trim().is_empty() {
            return Err(ApiError::invalid("Name a file to write. Nothing was exported"));
        }
        let at = match &options.at {
            Some(at) => Some(self.past(at).await?),
            None => None,
        };
        let ids = if documents.is_empty() { self.binder_of(incident).await? } else { documents.to_vec() };
        let mut loaded = Vec::with_capacity(ids.len());
        for id in &ids {
            loaded.push((*self.document_then(*id, at).await?).clone());
        }
        if loaded.is_empty() {
            return Err(ApiError::invalid("There is nothing to export. Choose a document or an incident"));
        }
        if !matches!(options.paper.as_str(), "" | "a4" | "letter") {
            return Err(ApiError::invalid(format!(
                "“{}” is not a size of paper. Nothing was exported. Use a4 or letter",
                options.paper
            )));
        }
        if options.cards && options.to != "pdf" {
            return Err(ApiError::invalid("Cards are for paper. Nothing was exported. Use pdf"));
        }
        let path = Path::new(path);
        let (hash, remarks, written) = match options.to.as_str() {
            "pdf" => self.to_pdf(&loaded, incident, options, at, path).await?,
            "markdown" => self.to_markdown(&loaded, at, options.attachments, path).await?,
            "json" => self.to_json(&loaded, path).await?,
            "csv" => self.to_csv(&loaded, path).await?,
            "rules-json" | "rules-csv" => self.to_rules(&loaded, &options.to, path).await?,
            other => {
                return Err(ApiError::invalid(format!(
                    "“{other}” is not a form of export. Nothing was written. Use pdf, markdown, csv, json, rules-json or rules-csv"
                )));
            }
        };
        let mut remarks: Vec<String> =
            std::iter::once(format!("Written: {}", written.display())).chain(remarks).collect();
        // The file is there; that it could not be logged is said, not turned into a failed export.
        let saved_at = match self.log_export(&loaded, incident, &options.to, &hash).await {
            Ok(saved_at) => saved_at,
            Err(error) => {
                remarks.push(format!("The export is not in the log: {}", error.message));
                moment(self.now())
            }
        };
        Ok(Outcome { saved_at, heads: vec![], ids: vec![], can_undo: false, can_redo: false, remarks })
    }

    /// The documents of an incident's binder in the order of printing.
    async fn binder_of(&self, incident: Option<IncidentId>) -> Result<Vec<DocumentId>, ApiError> {
        let Some(incident) = incident else { return Ok(Vec::new()) };
        let known = self.incident(incident).await?;
        let mut ids: Vec<DocumentId> = PlanPart::ALL.iter().filter_map(|part| known.plan(part)).collect();
        for row in self.rows().await? {
            if row.text("incident") == incident.to_string() && !ids.contains(&row.id) {
                ids.push(row.id);
            }
        }
        ids.dedup();
        Ok(ids)
    }

    async fn to_markdown(
        &self,
        loaded: &[Loaded],
        at: Option<Timestamp>,
        with_files: bool,
        path: &Path,
    ) -> Result<(String, Vec<String>, PathBuf), ApiError> {
        let mut texts = Vec::with_capacity(loaded.len());
        for l in loaded {
            texts.push(self.file_text(l, at).await?);
        }
        let hash = write::digest(texts.iter().cloned());
        let mut remarks = Vec::new();
        if let [one] = texts.as_slice() {
            let text = if with_files { self.files_beside(one, path, &mut remarks).await? } else { one.clone() };
            write::file(path, text.as_bytes())?;
            return Ok((hash, remarks, path.to_path_buf()));
        }
        // Several documents are a folder: each file imports again by itself.
        let folder = path.with_extension("");
        let name = |(n, l): (usize, &Loaded)| format!("{:02}-{}.md", n + 1, interchange::file_name(l.document.title()));
        let mut files: Vec<(String, String)> = loaded.iter().enumerate().map(name).zip(texts).collect();
        if with_files {
            write::files(&folder, &[])?;
            for (name, text) in &mut files {
                *text = self.files_beside(text, &folder.join(&*name), &mut remarks).await?;
            }
        }
        write::files(&folder, &files)?;
        remarks.insert(0, format!("{} documents, a file each", loaded.len()));
        Ok((hash, remarks, folder))
    }

    /// Every table: one is a file, several are a folder.
    async fn to_csv(&self, loaded: &[Loaded], path: &Path) -> Result<(String, Vec<String>, PathBuf), ApiError> {
        let directory = self.directory().await?;
        let names = DirectoryNames(&directory);
        let mut files = Vec::new();
        for (n, document) in loaded.iter().enumerate() {
            let sections = document.document.live_sections();
            let tables = sections.iter().enumerate().filter(|(_, (_, s))| s.kind != BlockKind::Prose);
            files.extend(tables.map(|(at, (_, section))| {
                let name = interchange::file_name(&section.heading);
                let name = format!("{:02}-{:02}-{name}.csv", n + 1, at + 1);
                (name, interchange::export_csv(&section.block, &names))
            }));
        }
        let hash = write::digest(files.iter().map(|(_, text)| text.clone()));
        match files.as_slice() {
            [] => Err(ApiError::invalid("There is no table in it. Nothing was written. Export it as markdown or pdf")),
            [(_, text)] => {
                write::file(path, text.as_bytes())?;
                Ok((hash, Vec::new(), path.to_path_buf()))
            }
            _ => {
                let folder = path.with_extension("");
                write::files(&folder, &files)?;
                Ok((hash, vec![format!("{} tables, a file each", files.len())], folder))
            }
        }
    }

    async fn to_json(&self, loaded: &[Loaded], path: &Path) -> Result<(String, Vec<String>, PathBuf), ApiError> {
        let directory = self.directory().await?;
        let names = DirectoryNames(&directory);
        // One document is one value; several are one a line.
        let text: String = loaded.iter().map(|l| interchange::export_json(&l.document, &names)).collect();
        write::file(path, text.as_bytes())?;
        Ok((write::digest([text].into_iter()), Vec::new(), path.to_path_buf()))
    }

    /// Levels, trigger rules, contacts and RACI for another tool.
    async fn to_rules(
        &self,
        loaded: &[Loaded],
        to: &str,
        path: &Path,
    ) -> Result<(String, Vec<String>, PathBuf), ApiError> {
        let directory = self.directory().await?;
        let names = DirectoryNames(&directory);
        let text = if to == "rules-csv" {
            interchange::export_rules_csv(loaded.iter().map(|l| &l.document), &names)
        } else {
            // One document is one value; several are one a line.
            loaded.iter().map(|l| interchange::export_rules_json(&l.document, &names)).collect()
        };
        write::file(path, text.as_bytes())?;
        Ok((write::digest([text].into_iter()), Vec::new(), path.to_path_buf()))
    }

    async fn to_pdf(
        &self,
        loaded: &[Loaded],
        incident: Option<IncidentId>,
        options: &ExportOptions,
        at: Option<Timestamp>,
        path: &Path,
    ) -> Result<(String, Vec<String>, PathBuf), ApiError> {
        let binder = self.binder(loaded, incident, at).await?;
        let choices = binder::choices(options, incident.is_some());
        let hash = binder.hash.clone();
        let made = tokio::task::spawn_blocking(move || {
            bridgebook_pdf::export(&binder, &fonts::of_this_machine(), &choices)
        })
        .await
        .map_err(|_| {
            ApiError::new(
                ErrorCode::Failed,
                "The PDF could not be made. Nothing was written. Try Markdown, and tell us which document it was",
            )
        })?
        .map_err(|e| {
            ApiError::new(ErrorCode::Failed, format!("The PDF could not be made: {e}. Nothing was written"))
        })?;
        write::file(path, &made.bytes)?;
        Ok((hash, boxed(&made.report.missing).into_iter().collect(), path.to_path_buf()))
    }

    /// Logs that something was exported; the command line beside a running window only reads.
    async fn log_export(
        &self,
        loaded: &[Loaded],
        incident: Option<IncidentId>,
        form: &str,
        hash: &str,
    ) -> Result<String, ApiError> {
        if self.access == Access::Reader {
            return Ok(moment(self.now()));
        }
        let documents = loaded.iter().map(|l| l.id).collect();
        let fact = Fact::Exported { documents, form: form.to_owned(), hash: hash.to_owned() };
        let titles: Vec<&str> = loaded.iter().map(|l| l.document.title()).collect();
        let words = format!("Exported as {form}: {}", titles.join(", "));
        let mut entry = self.entry_about(&loaded[0].document, fact, &words).await?;
        entry.incident = entry.incident.or(incident);
        Ok(self.record(entry).await?.saved_at)
    }
}

/// What is said about characters that no font covers: one sentence, however many there are.
fn boxed(missing: &[bridgebook_pdf::Missing]) -> Option<String> {
    let first = missing.first()?;
    let mut texts: Vec<&str> = missing.iter().map(|m| m.text.as_str()).collect();
    texts.sort_unstable();
    texts.dedup();
    let shown = texts.iter().take(12).copied().collect::<Vec<_>>().join(" ");
    let more = if texts.len() > 12 { format!(" and {} more", texts.len() - 12) } else { String::new() };
    Some(format!(
        "No font on this machine covers {shown}{more}, first on page {}; they are drawn as boxes. Install a font for that script and export again",
        first.page
    ))
}
