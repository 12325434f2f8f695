//! Documents: create, import, merge, restore, approve, mend.

use bridgebook_domain::checkpoint::is_passed_with;
use bridgebook_domain::incident::{of_update, paper_title};
use bridgebook_domain::log::{Author, Decision, Fact, NewEntry};
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::variable::{fill_document, lasting};
use bridgebook_domain::{
    ColumnId, Document, DocumentId, IncidentId, Item, Operation, Path, RowId, SectionId, Value, canonical, text,
};
use bridgebook_store::{DocumentChange, Write};

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Outcome;
use crate::commit::{Touched, outcome};
use crate::names::{DirectoryNames, stored};
use crate::wording::possessive;
use crate::world::Loaded;

use crate::{file_form, folder, template};

impl Bridgebook {
    pub(super) async fn create_document(
        &self,
        name: &str,
        title: &str,
        incident: Option<IncidentId>,
    ) -> Result<Outcome, ApiError> {
        text::name(title).map_err(|e| ApiError::invalid(e.to_string()))?;
        if let Some(incident) = incident {
            self.incident(incident).await?;
        }
        let document = self.document_of_template(name, title, incident).await?;
        self.add_document(document, name, Vec::new()).await
    }

    /// The content of a new document: a template's with this title, or a blank one.
    pub(crate) async fn document_of_template(
        &self,
        name: &str,
        title: &str,
        incident: Option<IncidentId>,
    ) -> Result<Document, ApiError> {
        let directory = self.directory().await?;
        let mut document = if name.is_empty() {
            Document::new(title, "")
        } else {
            let template = template::find(&folder::templates(&self.folder), name)?;
            template.document(&mut || self.fresh(), &DirectoryNames(&directory))?
        };
        document.header.remove("category");
        let mut title = title.to_owned();
        // A document that is made with the declaration comes before its incident can be read.
        if let Some(incident) = incident
            && let Ok(incident) = self.incident(incident).await
        {
            title = paper_title(&title, incident.exercise);
            let zone = self.zone().await?;
            fill_document(&mut document, &lasting(&incident, &directory, &zone));
        }
        document.header.insert("title".to_owned(), Value::one(title));
        if !name.is_empty() {
            document.header.insert("template".to_owned(), Value::one(name));
        }
        if let Some(incident) = incident {
            document.header.insert("incident".to_owned(), Value::one(incident.to_string()));
        }
        Ok(document)
    }

    pub(crate) async fn add_document(
        &self,
        document: Document,
        source: &str,
        remarks: Vec<String>,
    ) -> Result<Outcome, ApiError> {
        let (write, id) = self.creation(Write::at(self.now()), document, source).await?;
        let committed = self.commit(write).await?;
        let heads = committed.heads(id).map(<[String]>::to_vec).unwrap_or_default();
        Ok(Outcome { ids: vec![id.to_string()], heads, remarks, ..outcome(&committed) })
    }

    /// Adds a document's creation, with its entry, to a write.
    pub(crate) async fn creation(
        &self,
        write: Write,
        document: Document,
        source: &str,
    ) -> Result<(Write, DocumentId), ApiError> {
        let (id, author) = (DocumentId::new(self.fresh()), self.author().await?);
        let title = document.title().to_owned();
        let incident = document.header_text("incident").parse().ok();
        let fact = Fact::DocumentCreated { document: id, title: title.clone(), source: source.to_owned() };
        let entry = self.entry(incident, &author, fact, &format!("Created “{title}”"));
        Ok((write.document(id, &author, DocumentChange::Create(document)).entry(entry), id))
    }

    pub(super) async fn import_bytes(
        &self,
        file_name: &str,
        base64: &str,
        incident: Option<IncidentId>,
    ) -> Result<Outcome, ApiError> {
        let bytes = file_form::from_base64(base64)?;
        self.import(file_name, &bytes, incident).await
    }

    pub(crate) async fn import(
        &self,
        file_name: &str,
        bytes: &[u8],
        incident: Option<IncidentId>,
    ) -> Result<Outcome, ApiError> {
        let read = self.read_import(file_name, bytes, incident).await?;
        self.keep_import(file_name, read).await
    }

    /// Reads a file that is to become a document, and refuses what cannot: nothing is kept before.
    pub(crate) async fn read_import(
        &self,
        file_name: &str,
        bytes: &[u8],
        incident: Option<IncidentId>,
    ) -> Result<file_form::Read, ApiError> {
        text::line(file_name).map_err(|e| ApiError::invalid(format!("The name of the file cannot be used. {e}")))?;
        if let Some(incident) = incident {
            self.incident(incident).await?;
        }
        let directory = self.directory().await?;
        let mut read = file_form::read_any(file_name, bytes, &mut || self.fresh(), &DirectoryNames(&directory))?;
        if let Some(incident) = incident {
            read.document.header.insert("incident".to_owned(), Value::one(incident.to_string()));
        }
        Ok(read)
    }

    /// Keeps what a file became.
    pub(super) async fn keep_import(&self, file_name: &str, mut read: file_form::Read) -> Result<Outcome, ApiError> {
        let hidden = self.hidden_in(&mut read.document).await?;
        let remarks = self.missing_files(&read.document, &read.text, read.remarks).await;
        self.with_files(hidden, self.add_document(read.document, file_name, remarks)).await
    }

    /// Adds to the remarks of an import which attached files are not here.
    pub(super) async fn missing_files(&self, document: &Document, text: &str, mut remarks: Vec<String>) -> Vec<String> {
        let (_, missing) = self.attached_to(document).await;
        let listed = bridgebook_interchange::attached_files(text);
        for id in missing {
            let name = listed.iter().find(|f| f.id == id).map_or_else(|| id.to_string(), |f| format!("“{}”", f.name));
            remarks.push(format!("The attached file {name} is not in this data folder; its place in the text is kept"));
        }
        remarks
    }

    pub(super) async fn replace(&self, id: DocumentId, text: &str) -> Result<Outcome, ApiError> {
        let (loaded, directory) = (self.document(id).await?, self.directory().await?);
        let (mut document, remarks) =
            file_form::read("the file", text, &mut || self.fresh(), &DirectoryNames(&directory))?;
        let hidden = self.hidden_in(&mut document).await?;
        let operations = bridgebook_interchange::replace(&loaded.document, &document, self.now());
        self.with_files(hidden, self.rewrite(id, operations, remarks)).await
    }

    pub(super) async fn restore(&self, id: DocumentId, at: &str) -> Result<Outcome, ApiError> {
        self.restore_part(id, at, None).await
    }

    pub(super) async fn rewrite(
        &self,
        id: DocumentId,
        operations: Vec<Operation>,
        remarks: Vec<String>,
    ) -> Result<Outcome, ApiError> {
        if operations.is_empty() {
            let saved_at = crate::wording::moment(self.now());
            let heads = self.document(id).await?.heads.clone();
            let same = "Nothing differs, so nothing was changed".to_owned();
            let remarks = remarks.into_iter().chain([same]).collect();
            return Ok(Outcome { saved_at, heads, ids: Vec::new(), can_undo: false, can_redo: false, remarks });
        }
        let touched = Touched::Operations(&operations);
        let outcome = self.change(id, DocumentChange::edit(operations.clone(), None), touched).await?;
        Ok(Outcome { remarks, ..outcome })
    }

    pub(super) async fn ask_approval(
        &self,
        id: DocumentId,
        checkpoint: &str,
        approver: &str,
    ) -> Result<Outcome, ApiError> {
        text::line(checkpoint).map_err(|e| ApiError::invalid(e.to_string()))?;
        if approver.trim().is_empty() {
            return Err(ApiError::invalid("Name who is to approve. Nothing was changed"));
        }
        let loaded = self.document(id).await?;
        let (author, directory) = (self.author().await?, self.directory().await?);
        let approver = stored(&directory, &[ReferenceKind::Person, ReferenceKind::Role], approver);
        let words = format!("{} is asked to approve “{}”", directory.words(&approver), loaded.document.title());
        let fact = Fact::ApprovalAsked { document: id, checkpoint: checkpoint.to_owned(), approver };
        let incident = loaded.document.header_text("incident").parse().ok();
        let write = Write::at(self.now()).entry(self.entry(incident, &author, fact, &words));
        let write = self.with_status(write, id, &loaded.document, "in_review").await?;
        self.commit_one(write, id).await
    }

    pub(super) async fn approve(
        &self,
        id: DocumentId,
        checkpoint: &str,
        decision: Decision,
        said: Decided<'_>,
    ) -> Result<Outcome, ApiError> {
        let Decided { note, hash: read, by, incident } = said;
        text::line(checkpoint)
            .and(text::lines(note, text::CELL_LIMIT))
            .map_err(|e| ApiError::invalid(e.to_string()))?;
        let loaded = self.document(id).await?;
        let author = match text::line(by.trim()).map_err(|e| ApiError::invalid(e.to_string()))? {
            "" => self.author().await?,
            by => {
                let directory = self.directory().await?;
                self.author_for(&stored(&directory, &[ReferenceKind::Person], by), &directory).await?
            }
        };
        if let Some((incident, title, hash)) = self.waiting_update(id, checkpoint, read, incident).await? {
            if !read.is_empty() && read != hash {
                return Err(ApiError::invalid(format!(
                    "{title} has another text than the one that was read. Nothing was decided. Read it again"
                )));
            }
            // The decision is about the text of the update; the plan it follows stays as it is.
            let words =
                if note.is_empty() { format!("{title}: {decision}") } else { format!("{title}: {decision}. {note}") };
            let (document, heads, checkpoint) = (id, loaded.heads.clone(), checkpoint.to_owned());
            let fact = Fact::ApprovalGiven { document, checkpoint, heads, hash, decision };
            return self.record(self.entry(Some(incident), &author, fact, &words)).await;
        }
        if !read.is_empty() || of_update(checkpoint).is_some() {
            return Err(ApiError::invalid(
                "That update waits no more: it went out, or its incident is closed. Nothing was decided",
            ));
        }
        let title = loaded.document.title();
        let words = if note.is_empty() {
            format!("“{title}”: {decision}")
        } else {
            format!("“{title}”: {decision}. {note}")
        };
        let status = match decision {
            Decision::Rejected => "draft",
            _ if self.is_approved_with(&loaded, checkpoint, &author).await? => "approved",
            _ => "in_review",
        };
        let hash = canonical::approval_hash(&loaded.document);
        let fact = Fact::ApprovalGiven {
            document: id,
            checkpoint: checkpoint.to_owned(),
            heads: loaded.heads.clone(),
            hash,
            decision,
        };
        let incident = loaded.document.header_text("incident").parse().ok();
        let write = Write::at(self.now()).entry(self.entry(incident, &author, fact, &words));
        let write = self.with_status(write, id, &loaded.document, status).await?;
        self.commit_one(write, id).await
    }

    /// Whether a yes at this checkpoint is the last that a document of the library waits for. The checkpoints of an
    /// incident's plan are points in time, not conditions of one approval.
    async fn is_approved_with(&self, loaded: &Loaded, checkpoint: &str, by: &Author) -> Result<bool, ApiError> {
        if !loaded.document.header_text("incident").is_empty() {
            return Ok(true);
        }
        Ok(is_passed_with(self.checkpoints_of(loaded).await?, checkpoint, by, self.now()))
    }

    /// The update that a checkpoint is about: its incident, its title and the hash of its text. Several incidents may run
    /// on one plan: the one that is named is meant, else the one whose text was read, else the one that waits.
    async fn waiting_update(
        &self,
        plan: DocumentId,
        checkpoint: &str,
        read: &str,
        meant: Option<IncidentId>,
    ) -> Result<Option<(IncidentId, String, String)>, ApiError> {
        let directory = self.directory().await?;
        let incidents = self.incidents().await?;
        let found = incidents.iter().filter(|i| i.closed_at.is_none() && meant.is_none_or(|id| id == i.id)).filter_map(
            |incident| {
                let draft = incident.draft(checkpoint)?;
                let title = format!("{} update {}", possessive(directory.words(&draft.audience)), draft.number);
                let waits = incident.waiting_approvals().any(|a| a.document == plan && a.checkpoint == checkpoint);
                let hash = draft.hash();
                Some(((hash == read, waits), (incident.id, title, hash)))
            },
        );
        // The first of equals, as the incidents are listed.
        let found = found.enumerate().max_by_key(|(n, (fit, _))| (*fit, std::cmp::Reverse(*n)));
        Ok(found.map(|(_, (_, update))| update))
    }

    /// Sets the status with a write, where it differs.
    async fn with_status(
        &self,
        write: Write,
        id: DocumentId,
        document: &Document,
        status: &str,
    ) -> Result<Write, ApiError> {
        if document.status() == status {
            return Ok(write);
        }
        let author = self.author().await?;
        let path = Path::Header("status".to_owned());
        let operation = Operation::Set { path, value: Some(Value::one(status)) };
        Ok(write.document(id, &author, DocumentChange::edit(vec![operation], None)))
    }

    async fn commit_one(&self, write: Write, id: DocumentId) -> Result<Outcome, ApiError> {
        let committed = self.commit(write).await?;
        let heads = self.document(id).await?.heads.clone();
        Ok(Outcome { heads, ..outcome(&committed) })
    }

    pub(super) async fn apply_fix(
        &self,
        id: DocumentId,
        rule: &str,
        section: Option<SectionId>,
        row: Option<RowId>,
        column: Option<ColumnId>,
    ) -> Result<Outcome, ApiError> {
        let loaded = self.document(id).await?;
        let found = self.raw_findings(&loaded).await?;
        let fix = found
            .into_iter()
            .find(|f| f.rule == rule && f.section == section && f.row == row && f.column == column)
            .and_then(|f| f.fix)
            .ok_or_else(|| ApiError::invalid("That finding is gone or has no safe fix. Nothing was changed"))?;
        let touched = Touched::Operations(&fix.operations);
        self.change(id, DocumentChange::edit(fix.operations.clone(), None), touched).await
    }

    pub(super) async fn add_to_directory(&self, kind: &str, name: &str) -> Result<Outcome, ApiError> {
        text::name(name).map_err(|e| ApiError::invalid(e.to_string()))?;
        let kind = ReferenceKind::from_word(kind);
        if kind == ReferenceKind::Person {
            let mut document = self.document_of_template("directory/person", name, None).await?;
            document.set_field("name", Value::one(name));
            return self.add_document(document, "directory", Vec::new()).await;
        }
        let template = bridgebook_domain::directory::LISTS.iter().find(|(_, k)| *k == kind).map(|(t, _)| *t);
        let rows = self.rows().await?;
        let list = template.and_then(|t| rows.iter().find(|r| r.text("template") == t));
        let list = list.ok_or_else(|| {
            ApiError::invalid(format!("The directory has no list of kind “{kind}”. Nothing was changed"))
        })?;
        let loaded = self.document(list.id).await?;
        let (operation, row) = new_row(&loaded.document, name, RowId::new(self.fresh()))?;
        let operations = vec![operation];
        let touched = Touched::Operations(&operations);
        let done = self.change(list.id, DocumentChange::edit(operations.clone(), None), touched).await?;
        Ok(Outcome { ids: vec![row.to_string()], ..done })
    }

    /// An entry of the log about a document.
    pub(crate) async fn entry_about(&self, document: &Document, fact: Fact, words: &str) -> Result<NewEntry, ApiError> {
        let author = self.author().await?;
        Ok(self.entry(document.header_text("incident").parse().ok(), &author, fact, words))
    }
}

/// A row with a name at the end of a directory list.
fn new_row(list: &Document, name: &str, id: RowId) -> Result<(Operation, RowId), ApiError> {
    let broken = || ApiError::invalid("That list of the directory has no table any more. Nothing was changed. Add one");
    let (section, entry) =
        list.live_sections().into_iter().find(|(_, s)| !s.block.columns.is_empty()).ok_or_else(broken)?;
    let columns = entry.block.live_columns();
    let column = columns
        .iter()
        .find(|(_, c)| matches!(c.key.as_str(), "name" | "level"))
        .or(columns.first())
        .ok_or_else(broken)?
        .0;
    let last = entry.block.live_rows().last().map(|(_, r)| r.pos.clone());
    let pos = bridgebook_domain::Position::between(last.as_ref(), None);
    let row = bridgebook_domain::Row { pos: pos.clone(), cells: [(column, Value::one(name))].into(), deleted_at: None };
    Ok((Operation::Insert { path: Path::Rows(section), id: id.to_string(), pos, initial: Some(Item::Row(row)) }, id))
}

/// What is said with a decision.
pub(super) struct Decided<'a> {
    /// Why, or the condition.
    pub note: &'a str,
    /// Hash of the text that was read; empty for the text as it is.
    pub hash: &'a str,
    /// Who decided; empty for who I am.
    pub by: &'a str,
    /// The incident whose update is meant.
    pub incident: Option<IncidentId>,
}
