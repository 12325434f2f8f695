//! Documents: create, import, merge, restore, mend.

use bridgebook_domain::incident::paper_title;
use bridgebook_domain::log::{Fact, NewEntry};
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::variable::{fill_document, lasting};
use bridgebook_domain::{
    ColumnId, Document, DocumentId, IncidentId, Item, Operation, Path, RowId, SectionId, Value, text,
};
use bridgebook_store::{DocumentChange, Write};

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Outcome;
use crate::commit::{Touched, outcome};
use crate::names::DirectoryNames;

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

    /// Sets the status with a write, where it differs.
    pub(super) async fn with_status(
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

    pub(super) async fn commit_one(&self, write: Write, id: DocumentId) -> Result<Outcome, ApiError> {
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
