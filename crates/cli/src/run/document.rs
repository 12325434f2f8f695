//! `document`: create, read, import, export, compare.

use std::path::PathBuf;
use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::intent::{ExportOptions, Intent, Outcome};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::{DocumentId, IncidentId};

use super::{Context, absolute, read, read_bytes};
use crate::command::{Document, Export};

impl Context {
    pub async fn document(&self, command: &Document) -> Result<ExitCode, ApiError> {
        match command {
            Document::New { template, title, incident } => {
                let incident = match incident {
                    Some(written) => Some(self.incident_id(written).await?),
                    None => None,
                };
                let intent = Intent::CreateDocument { template: template.clone(), title: title.clone(), incident };
                self.act(intent, "created").await
            }
            Document::List => self.show(Query::Documents { incident: None }).await,
            Document::Show { id, at } => {
                self.show(Query::Markdown { document: self.document_id(id).await?, at: at.clone() }).await
            }
            Document::History(asked) => self.history(asked).await,
            Document::Diff(asked) => self.diff(asked).await,
            Document::Restore(asked) => self.restore(asked).await,
            Document::Import { files } => self.import(files).await,
            Document::Comments(asked) => self.comments(asked).await,
            Document::Comment(asked) => self.comment(asked).await,
            Document::Lesson(asked) => self.lesson(asked).await,
            Document::Undo(step) => {
                let document = self.document_id(&step.id).await?;
                self.act(Intent::Undo { document }, "undone").await
            }
            Document::Redo(step) => {
                let document = self.document_id(&step.id).await?;
                self.act(Intent::Redo { document }, "done again").await
            }
            Document::Replace { id, file } => {
                let document = self.document_id(id).await?;
                self.act(Intent::Replace { document, text: read(file)? }, "replaced").await
            }
            Document::Approvals { id } => self.show(Query::Approvals { document: self.document_id(id).await? }).await,
            Document::AskApproval { id, checkpoint, approver } => self.ask_approval(id, checkpoint, approver).await,
            Document::Approve(asked) => self.approve(asked).await,
            Document::Export { ids, options } => {
                let mut documents = Vec::with_capacity(ids.len());
                for id in ids {
                    documents.push(self.document_id(id).await?);
                }
                self.export(documents, None, options).await
            }
            Document::Verify { file } => {
                let path = std::path::Path::new(file);
                let is_hash = file.len() >= 8 && file.chars().all(|c| c.is_ascii_hexdigit() || c.is_whitespace());
                let text = if is_hash && !path.exists() { file.clone() } else { read(path)? };
                self.show(Query::VerifyText { text }).await
            }
        }
    }

    /// Reads every file before the first is imported, so that a wrong name or encoding changes nothing.
    async fn import(&self, files: &[PathBuf]) -> Result<ExitCode, ApiError> {
        let mut read = Vec::with_capacity(files.len());
        for file in files {
            let name = file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
            let bytes = read_bytes(file)?;
            bridgebook_app::check_file(&name, &bytes)?;
            let intent = Intent::ImportFile { path: absolute(file)?, incident: None };
            read.push((name, intent));
        }
        let mut done: Vec<(String, Outcome)> = Vec::with_capacity(read.len());
        for (file_name, intent) in read {
            match self.intent(intent).await {
                Ok(outcome) => done.push((file_name, outcome)),
                Err(mut error) => {
                    let before =
                        done.iter().map(|(name, o)| format!("{name} was imported before: {}", o.ids.join(" ")));
                    error.details.extend(before);
                    return Err(error);
                }
            }
        }
        self.output.imported(&done)
    }

    pub async fn show(&self, query: Query) -> Result<ExitCode, ApiError> {
        let answer = self.query(query).await?;
        self.output.answer(&answer)
    }

    pub async fn export(
        &self,
        documents: Vec<DocumentId>,
        incident: Option<IncidentId>,
        options: &Export,
    ) -> Result<ExitCode, ApiError> {
        if options.paper.is_some() && options.to != "pdf" {
            return Err(ApiError::invalid(
                "The size of paper is for a PDF. Nothing was exported. Leave --paper out, or use --to pdf",
            ));
        }
        let path = absolute(&options.output)?;
        let written = path.clone();
        let options = ExportOptions {
            to: options.to.clone(),
            paper: options.paper.clone().unwrap_or_default(),
            grey: options.grey,
            blank: options.blank,
            cards: options.cards,
            person: options.person.clone(),
            attachments: options.attachments,
            at: options.at.clone(),
        };
        self.act(Intent::Export { documents, incident, options, path }, &written).await
    }

    /// A document by its id, the beginning of its id, or its whole title.
    pub async fn document_id(&self, written: &str) -> Result<DocumentId, ApiError> {
        if let Ok(id) = written.parse() {
            return Ok(id);
        }
        let Answer::Documents(list) = self.query(Query::Documents { incident: None }).await? else {
            return Err(ApiError::not_found("The list of documents did not come back"));
        };
        let found: Vec<_> = list
            .iter()
            .filter(|d| d.title == written || (written.len() >= 6 && d.id.to_string().starts_with(written)))
            .collect();
        match found.as_slice() {
            [one] => Ok(one.id),
            [] => Err(ApiError::not_found(format!(
                "There is no document “{written}”. “document list” shows what there is"
            ))),
            _ => Err(ApiError::invalid(format!("Several documents are called “{written}”. Name one by its id"))),
        }
    }
}
