//! Cases in lists, and one case with all that was said.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bridgebook_domain::case::place::{CONVERSATION, column_of, personal_column, place};
use bridgebook_domain::case::{CaseFacts, CaseFields, CaseHistories, IncomingCase, ServiceLevels};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::id::AttachmentId;
use bridgebook_domain::log::{Fact, Recorded};
use bridgebook_domain::trigger::case_tables;
use bridgebook_domain::{Block, Column, ColumnType, DocumentId, Row, RowId, Section, SectionId, Value};
use jiff::Timestamp;

use super::case_clock;
use super::caseload::Linked;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::case::{CaseCell, CaseOrigin, CaseReading, CaseRow};
use crate::intent::case::{CASE_FILE, id_column};
use crate::world::{Loaded, is_directory};

/// What became of a case as it came in.
pub(crate) enum Origin {
    Kept(Box<IncomingCase>),
    Erased,
    None,
}

/// The live rows of a table by the ids of their cases: as its column for ids says, else as the log has it.
pub(crate) fn known_rows(document: DocumentId, block: &Block, log: &[Recorded]) -> BTreeMap<String, RowId> {
    let is_live = |row: &RowId| block.rows.get(row).is_some_and(|row| row.deleted_at.is_none());
    let mut known = BTreeMap::new();
    for recorded in log.iter().filter(|recorded| recorded.entry.kind == "case_added") {
        if let Some(Fact::CaseAdded { document: of, row, id }) = recorded.entry.fact()
            && of == document
            && is_live(&row)
        {
            known.insert(id, row);
        }
    }
    if let Some(column) = id_column(block) {
        // Of two rows that say the same id the first is meant.
        for (id, row) in block.live_rows().into_iter().rev() {
            let name = row.cells.get(&column).and_then(Value::as_one).map(str::trim).unwrap_or_default();
            if !name.is_empty() {
                known.insert(name.to_owned(), id);
            }
        }
    }
    known
}

impl Bridgebook {
    /// The documents that have a table of cases, by title.
    pub(crate) async fn with_cases(&self) -> Result<Vec<(DocumentId, Arc<Loaded>)>, ApiError> {
        let mut rows = self.rows().await?;
        rows.retain(|row| !is_directory(row.text("template")));
        rows.sort_by(|a, b| a.text("title").cmp(b.text("title")));
        let mut list = Vec::new();
        for row in rows {
            let loaded = self.document(row.id).await?;
            if !case_tables(&loaded.document).is_empty() {
                list.push((row.id, loaded));
            }
        }
        Ok(list)
    }

    /// The same without the documents of exercises: nothing of those waits for anybody.
    pub(crate) async fn with_real_cases(&self) -> Result<Vec<(DocumentId, Arc<Loaded>)>, ApiError> {
        let incidents = self.incidents().await?;
        let exercises: BTreeSet<String> =
            incidents.iter().filter(|incident| incident.exercise).map(|incident| incident.id.to_string()).collect();
        let mut list = self.with_cases().await?;
        list.retain(|(_, loaded)| !exercises.contains(loaded.document.header_text("incident")));
        Ok(list)
    }

    pub(super) async fn case_list(&self, document: Option<DocumentId>) -> Result<Vec<CaseRow>, ApiError> {
        let documents = match document {
            Some(id) => vec![(id, self.document(id).await?)],
            None => self.with_cases().await?,
        };
        let known = self.known_of_cases().await?;
        let mut list = Vec::new();
        for (_, loaded) in documents {
            let levels = ServiceLevels::read(&loaded.document, &known.directory);
            for (section, entry) in case_tables(&loaded.document) {
                let place = Place::new(&loaded, (section, entry), &levels, &known);
                list.extend(place.cases().map(|(case, _)| case));
            }
        }
        Ok(list)
    }

    /// What is known of cases beside their rows, now.
    pub(super) async fn known_of_cases(&self) -> Result<Known, ApiError> {
        Ok(Known {
            directory: self.directory().await?,
            log: self.log(None).await?,
            histories: self.case_histories().await?,
            linked: self.linked_cases().await?,
            now: self.now(),
        })
    }

    pub(crate) async fn case_reading(&self, id: &str, document: Option<DocumentId>) -> Result<CaseReading, ApiError> {
        let wanted = id.trim();
        let mut found = self.case_list(document).await?;
        found.retain(|row| row.row.to_string() == wanted || (!row.id.is_empty() && row.id == wanted));
        let row = match found.as_slice() {
            [row] => row.clone(),
            [] => {
                return Err(ApiError::not_found(format!(
                    "There is no case “{wanted}”. “case list” shows what there is"
                )));
            }
            several => {
                let titles: Vec<String> = several.iter().map(|row| format!("“{}”", row.document_title)).collect();
                return Err(ApiError::invalid(format!(
                    "Several cases are called “{wanted}”, in {}. Name the document, or the case by its row",
                    titles.join(", ")
                )));
            }
        };
        let loaded = self.document(row.document).await?;
        let directory = self.directory().await?;
        let gone = || ApiError::not_found(format!("The case “{wanted}” is not there any more"));
        let block = &loaded.document.sections.get(&row.section).ok_or_else(gone)?.block;
        let cells = &block.rows.get(&row.row).ok_or_else(gone)?.cells;
        let shown = |(id, column): (_, &Column)| {
            let text = words(column, cells.get(&id)?, &directory);
            (!text.is_empty()).then(|| CaseCell { name: column.name.clone(), text })
        };
        let list = block.live_columns().into_iter().filter_map(shown).collect();
        let cell = personal_column(block, CONVERSATION).and_then(|(id, _)| cells.get(&id));
        let (origin, case) = match self.case_origin(cell).await.0 {
            Origin::Kept(case) => (CaseOrigin::Kept, Some(*case)),
            Origin::Erased => (CaseOrigin::Erased, None),
            Origin::None => (CaseOrigin::None, None),
        };
        let beside = case.as_ref().map(|case| beside(case, block)).unwrap_or_default();
        let erased = self.erased_of(row.document, row.row).await?;
        Ok(CaseReading { row, cells: list, origin, case, beside, erased })
    }

    /// The case as it came in, out of the attachments of its cell, and which of them it is.
    pub(crate) async fn case_origin(&self, cell: Option<&Value>) -> (Origin, Option<AttachmentId>) {
        let (is_erased, id) = self.case_attachment(cell, CASE_FILE).await;
        let Some(id) = id else {
            return (if is_erased { Origin::Erased } else { Origin::None }, None);
        };
        let bytes = self.store.attachment_bytes(id).await.ok();
        match bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
            Some(case) => (Origin::Kept(Box::new(case)), Some(id)),
            None => (Origin::None, Some(id)),
        }
    }

    /// The attachment of a cell whose name ends so, and whether one of the cell was erased.
    pub(crate) async fn case_attachment(&self, cell: Option<&Value>, ending: &str) -> (bool, Option<AttachmentId>) {
        let (mut is_erased, mut found) = (false, None);
        for id in cell.map(Value::members).unwrap_or_default() {
            let Ok(id) = id.parse::<AttachmentId>() else { continue };
            match self.store.attachment(id).await {
                Ok(known) if known.erased_at.is_some() => is_erased = true,
                Ok(known) if known.name.ends_with(ending) => found = Some(id),
                _ => {}
            }
        }
        (is_erased, found)
    }
}

/// What is known of cases beside their rows.
pub(super) struct Known {
    pub directory: Arc<Directory>,
    pub log: Arc<Vec<Recorded>>,
    pub histories: Arc<CaseHistories>,
    pub linked: Linked,
    pub now: Timestamp,
}

/// A table of cases, with what its rows are read by.
pub(super) struct Place<'a> {
    document: (DocumentId, &'a str),
    section: SectionId,
    block: &'a Block,
    fields: CaseFields,
    names: BTreeMap<RowId, String>,
    levels: &'a ServiceLevels,
    known: &'a Known,
}

impl<'a> Place<'a> {
    pub(super) fn new(
        loaded: &'a Loaded,
        (section, entry): (SectionId, &'a Section),
        levels: &'a ServiceLevels,
        known: &'a Known,
    ) -> Self {
        let block = &entry.block;
        Self {
            document: (loaded.id, loaded.document.title()),
            section,
            block,
            fields: CaseFields::of(block, &known.directory),
            names: ids_of(&known_rows(loaded.id, block, &known.log)),
            levels,
            known,
        }
    }

    /// The cases of the table in order, each with what is most urgent about it. A row that holds nothing yet is none.
    pub(super) fn cases(&self) -> impl Iterator<Item = (CaseRow, Option<case_clock::Lead>)> + '_ {
        let rows = self.block.live_rows().into_iter();
        rows.filter(|(_, row)| row.cells.values().any(|value| !value.is_empty())).map(|(id, row)| self.row(id, row))
    }

    fn row(&self, id: RowId, row: &Row) -> (CaseRow, Option<case_clock::Lead>) {
        let text = |keys: &[&str]| {
            let found = keys.iter().find_map(|key| {
                let (column, shape) = self.block.column_by_key(key)?;
                Some(words(shape, row.cells.get(&column)?, &self.known.directory)).filter(|words| !words.is_empty())
            });
            found.unwrap_or_default()
        };
        let (document, now) = (self.document.0, self.known.now);
        let case = CaseFacts::of_row(&self.fields, self.block, row, None);
        let case = case.with_history(self.known.histories.of(document, id));
        let clocks = case_clock::clocks(self.levels, &case, now);
        let input = self.levels.input(&case, now);
        let lead = case_clock::lead(&clocks, input.as_ref(), now).filter(|_| !case.is_closed());
        let row = CaseRow {
            document,
            document_title: self.document.1.to_owned(),
            section: self.section,
            row: id,
            id: self.names.get(&id).cloned().unwrap_or_default(),
            subject: text(&["subject", "check", "name"]),
            opened: text(&["opened"]),
            status: text(&["status", "approval"]),
            level: text(&["level"]),
            tier: text(&["tier"]),
            owner: text(&["owner"]),
            kind: text(&["type", "kind", "defect_type", "failure", "reason"]),
            status_id: self.block.cell_text(row, "status").to_owned(),
            is_open: !case.is_closed(),
            clocks: clocks.iter().map(case_clock::row).collect(),
            input: input.as_ref().map(case_clock::wait),
            incident: self.known.linked.get(&(document, id)).cloned(),
        };
        (row, lead)
    }
}

fn ids_of(known: &BTreeMap<String, RowId>) -> BTreeMap<RowId, String> {
    known.iter().map(|(name, row)| (*row, name.clone())).collect()
}

/// What a cell says in words: choices and things of the directory by name. Attachments say nothing.
pub(super) fn words(column: &Column, value: &Value, directory: &Directory) -> String {
    let one = |text: &str| match &column.column_type {
        ColumnType::Attachment | ColumnType::PersonalData => String::new(),
        ColumnType::Choice => column.choices.get(text).map_or_else(|| text.to_owned(), |choice| choice.name.clone()),
        ColumnType::Reference => directory.words(text).to_owned(),
        ColumnType::Percent => format!("{text} %"),
        _ => text.to_owned(),
    };
    let members: Vec<String> = value.members().into_iter().map(one).filter(|text| !text.is_empty()).collect();
    members.join(", ")
}

/// The fields of a case that its row does not say.
fn beside(case: &IncomingCase, block: &Block) -> Vec<CaseCell> {
    let placed = place(case, block, &|_, name| name.to_owned()).cells;
    let is_beside = |field: &str| column_of(block, field).is_none_or(|(id, _)| !placed.contains_key(&id));
    let fields = case.fields.iter().filter(|(field, text)| !text.trim().is_empty() && is_beside(field));
    fields.map(|(name, text)| CaseCell { name: name.clone(), text: text.clone() }).collect()
}
