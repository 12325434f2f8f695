//! Exports: documents, or the whole binder of an incident, as PDF, Markdown, JSON or a calendar. A file is written
//! beside its place, synced and renamed, so that there is never half of one.

mod attachment;
mod binder;
mod calendar;
mod case_metric;
mod fonts;
mod hand_off;
mod live;
mod log;
mod metric;
pub(crate) mod pages;
mod table;
pub(crate) mod write;

use std::path::{Path, PathBuf};

use bridgebook_domain::log::{Fact, PlanPart};
use bridgebook_domain::{BlockKind, DocumentId, IncidentId};
use bridgebook_interchange as interchange;
use jiff::Timestamp;

use crate::api::ApiError;
use crate::api::intent::{ExportOptions, Outcome};
use crate::jobs::Job;
use crate::names::DirectoryNames;
use crate::wording::moment;
use crate::world::Loaded;
use crate::{Access, Bridgebook};

/// What a document can be exported as.
const FORMS: &[&str] = &["pdf", "markdown", "csv", "json", "ics", "rules-json", "rules-csv"];

/// What is to be written or looked at, read once.
pub(crate) struct Wanted {
    /// The documents in the order of printing.
    pub loaded: Vec<Loaded>,
    /// Set for the whole binder of an incident.
    pub incident: Option<IncidentId>,
    /// The moment they are of, where it is not now.
    pub at: Option<Timestamp>,
}

/// An export that stands beside its place: its hash, what the person should know, and where it will be.
struct Staged {
    hash: String,
    remarks: Vec<String>,
    place: PathBuf,
}

impl Bridgebook {
    /// Writes an export to a path that the person chose. It runs as a job under that path, which can be stopped.
    ///
    /// # Errors
    /// When there is nothing to export, the form is unknown, the file cannot be written, or it was stopped. A file
    /// that was there stays as it was.
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
        let job = self.jobs.begin(path);
        let wanted = self.wanted(documents, incident, options).await?;
        let path = Path::new(path);
        let mut batch = write::Batch::default();
        let staged = match options.to.as_str() {
            "pdf" => self.to_pdf(&wanted, options, &job, path, &mut batch).await?,
            "markdown" => self.to_markdown(&wanted, options.attachments, &job, path, &mut batch).await?,
            "json" => self.to_json(&wanted.loaded, path, &mut batch).await?,
            "ics" => self.to_calendar(&wanted, path, &mut batch).await?,
            "csv" => self.to_csv(&wanted.loaded, path, &mut batch).await?,
            _ => self.to_rules(&wanted.loaded, &options.to, path, &mut batch).await?,
        };
        // Whoever asked meanwhile to stop it has a turn before anything is in its place.
        tokio::task::yield_now().await;
        job.go_on()?;
        batch.finish()?;
        let mut remarks = vec![format!("Written: {}", staged.place.display())];
        remarks.extend(staged.remarks);
        // The file is there; that it could not be logged is said, not turned into a failed export.
        let saved_at = match self.log_export(&wanted.loaded, incident, &options.to, &staged.hash).await {
            Ok(saved_at) => saved_at,
            Err(error) => {
                remarks.push(format!("The export is not in the log: {}", error.message));
                moment(self.now())
            }
        };
        Ok(Outcome { saved_at, heads: vec![], ids: vec![], can_undo: false, can_redo: false, remarks })
    }

    /// Reads what is to be exported, when the choices can be kept.
    ///
    /// # Errors
    /// Which choice cannot, or that there is nothing to export.
    pub(crate) async fn wanted(
        &self,
        documents: &[DocumentId],
        incident: Option<IncidentId>,
        options: &ExportOptions,
    ) -> Result<Wanted, ApiError> {
        if !FORMS.contains(&options.to.as_str()) {
            return Err(ApiError::invalid(format!(
                "“{}” is not a form of export. Nothing was written. Use pdf, markdown, csv, json, ics, rules-json or rules-csv",
                options.to
            )));
        }
        if !matches!(options.paper.as_str(), "" | "a4" | "letter") {
            return Err(ApiError::invalid(format!(
                "“{}” is not a size of paper. Nothing was exported. Use a4 or letter",
                options.paper
            )));
        }
        // What another form would leave out in silence is refused.
        let for_paper = [
            (options.cards, "Cards are"),
            (options.blank, "A blank form is"),
            (options.grey, "Printing without colour is"),
            (!options.person.trim().is_empty(), "The parts of one person are"),
        ];
        if let (Some((_, words)), true) = (for_paper.iter().find(|(asked, _)| *asked), options.to != "pdf") {
            return Err(ApiError::invalid(format!("{words} for paper. Nothing was exported. Use pdf")));
        }
        if options.attachments && options.to != "markdown" {
            return Err(ApiError::invalid(
                "Attached files are written beside Markdown only. Nothing was exported. Use markdown",
            ));
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
        Ok(Wanted { loaded, incident, at })
    }

    /// The documents of an incident's binder in the order of printing.
    pub(crate) async fn binder_of(&self, incident: Option<IncidentId>) -> Result<Vec<DocumentId>, ApiError> {
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
        wanted: &Wanted,
        with_files: bool,
        job: &Job<'_>,
        path: &Path,
        batch: &mut write::Batch,
    ) -> Result<Staged, ApiError> {
        let mut texts = Vec::with_capacity(wanted.loaded.len());
        for loaded in &wanted.loaded {
            job.go_on()?;
            texts.push(self.file_text(loaded, wanted.at).await?);
        }
        let hash = write::digest(texts.iter().cloned());
        let mut remarks = Vec::new();
        // Several documents are a folder: each file imports again by itself.
        let (place, places) = if wanted.loaded.len() == 1 {
            (path.to_path_buf(), vec![path.to_path_buf()])
        } else {
            let folder = path.with_extension("");
            batch.folder(&folder)?;
            remarks.push(format!("{} documents, a file each", wanted.loaded.len()));
            let names = wanted.loaded.iter().enumerate();
            let names = names.map(|(n, l)| format!("{:02}-{}.md", n + 1, interchange::file_name(l.document.title())));
            (folder.clone(), names.map(|name| folder.join(name)).collect())
        };
        for (text, place) in texts.iter().zip(&places) {
            let with_paths =
                if with_files { Some(self.files_beside(text, place, job, batch, &mut remarks).await?) } else { None };
            batch.add(place, with_paths.as_ref().unwrap_or(text).as_bytes())?;
        }
        Ok(Staged { hash, remarks, place })
    }

    /// Every table: one is a file, several are a folder.
    async fn to_csv(&self, loaded: &[Loaded], path: &Path, batch: &mut write::Batch) -> Result<Staged, ApiError> {
        let directory = self.directory().await?;
        let names = DirectoryNames(&directory);
        let mut files: Vec<(String, String)> = Vec::new();
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
                batch.add(path, text.as_bytes())?;
                Ok(Staged { hash, remarks: Vec::new(), place: path.to_path_buf() })
            }
            _ => {
                let folder = path.with_extension("");
                batch.folder(&folder)?;
                for (name, text) in &files {
                    batch.add(&folder.join(name), text.as_bytes())?;
                }
                Ok(Staged { hash, remarks: vec![format!("{} tables, a file each", files.len())], place: folder })
            }
        }
    }

    async fn to_json(&self, loaded: &[Loaded], path: &Path, batch: &mut write::Batch) -> Result<Staged, ApiError> {
        let directory = self.directory().await?;
        let names = DirectoryNames(&directory);
        // One document is one value; several are one a line.
        let text: String = loaded.iter().map(|l| interchange::export_json(&l.document, &names)).collect();
        one_text(text, path, batch)
    }

    /// Levels, trigger rules, contacts and RACI for another tool.
    async fn to_rules(
        &self,
        loaded: &[Loaded],
        to: &str,
        path: &Path,
        batch: &mut write::Batch,
    ) -> Result<Staged, ApiError> {
        let directory = self.directory().await?;
        let names = DirectoryNames(&directory);
        let text = if to == "rules-csv" {
            interchange::export_rules_csv(loaded.iter().map(|l| &l.document), &names)
        } else {
            // One document is one value; several are one a line.
            loaded.iter().map(|l| interchange::export_rules_json(l.id, &l.document, &names, &directory)).collect()
        };
        one_text(text, path, batch)
    }

    async fn to_pdf(
        &self,
        wanted: &Wanted,
        options: &ExportOptions,
        job: &Job<'_>,
        path: &Path,
        batch: &mut write::Batch,
    ) -> Result<Staged, ApiError> {
        let (hash, made) = self.pages(wanted, options, None, job).await?;
        batch.add(path, &made.bytes)?;
        Ok(Staged { hash, remarks: pages::not_covered(&made.report.missing), place: path.into() })
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

fn one_text(text: String, path: &Path, batch: &mut write::Batch) -> Result<Staged, ApiError> {
    batch.add(path, text.as_bytes())?;
    Ok(Staged { hash: write::digest([text].into_iter()), remarks: Vec::new(), place: path.to_path_buf() })
}
