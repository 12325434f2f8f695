//! Cases become rows of a case table: one edit for each intake, the conversation and what is known about the customer in
//! encrypted attachments. A case that is there already is not doubled; what a newer report says otherwise is set.

use std::collections::BTreeMap;
use std::sync::Arc;

use bridgebook_domain::case::place::{
    CONVERSATION, CUSTOMER_DATA, ID, Unplaced, changes, column_of, keep_days_or, merged, personal_column, place,
};
use bridgebook_domain::case::{IncomingCase, Masking};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::hand_off::HandOffPolicy;
use bridgebook_domain::id::AttachmentId;
use bridgebook_domain::log::Fact;
use bridgebook_domain::trigger::{TriggersView, case_tables};
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::{
    Block, Column, ColumnId, ColumnType, DocumentId, Item, Operation, Path, Position, Row, RowId, SectionId, Value,
};
use bridgebook_interchange::case::{CASE_LIMIT, print};
use bridgebook_store::{DocumentChange, NewAttachment, Personal, Write};
use jiff::{SignedDuration, Timestamp};

use super::attachment::fresh_key;
use super::case_file::{Gathered, Setting, gather, sources};
use crate::Bridgebook;
use crate::api::case::{CaseFile, CaseTable};
use crate::api::intent::Outcome;
use crate::api::{ApiError, ErrorCode};
use crate::attachment::own_name;
use crate::commit::Touched;
use crate::quarantine::LIES;
use crate::query::case::{Origin, known_rows};
use crate::world::Loaded;

/// Sentences of one kind that are told of one intake; the quarantine has all that was refused.
const TOLD: usize = 50;

/// What is to be done for an intake.
#[derive(Default)]
struct Work {
    operations: Vec<Operation>,
    attachments: Vec<NewAttachment>,
    /// New cases: row and id.
    added: Vec<(RowId, String)>,
    /// How many were there and say nothing new.
    same: usize,
    /// Those that say something new: what, by id.
    changed: Vec<String>,
    /// Their rows.
    met: Vec<RowId>,
    /// What is odd about their times, and in how many cases.
    untimed: BTreeMap<&'static str, usize>,
    /// What found no place, and in how many cases.
    unplaced: BTreeMap<Unplaced, usize>,
    remarks: Vec<String>,
}

/// The table that cases are placed into.
struct Table<'a> {
    section: SectionId,
    block: &'a Block,
    /// The column of the cases as they came, and its days.
    conversation: (ColumnId, u32),
    /// The column of what is known about the customer, where there is one.
    customer: Option<(ColumnId, u32)>,
    directory: &'a Directory,
}

impl Bridgebook {
    pub(crate) async fn add_cases(&self, into: &CaseTable, files: &[CaseFile]) -> Result<Outcome, ApiError> {
        let _one = self.intake.lock().await;
        let (document, section) = self.case_table(into.document, into.section).await?;
        let mapping = self.case_mapping(into.mapping.as_deref().unwrap_or_default()).await?;
        let sources = sources(files)?;
        let loaded = self.document(document).await?;
        let entry = loaded.document.sections.get(&section).ok_or_else(gone)?;
        let is_on = |value: String| value == "on";
        let masking = Masking {
            addresses: is_on(self.setting("mask_addresses").await?),
            telephones: is_on(self.setting("mask_telephones").await?),
        };
        let (now, zone) = (self.now(), self.zone().await?);
        let day = now.to_zoned(zone.clone()).date().to_string();
        let rules = TriggersView::read(&loaded.document).rules;
        let conditions = rules.iter().filter(|rule| rule.is_enabled).filter_map(|rule| rule.condition.as_ref().ok());
        let looked_at = conditions.flat_map(|condition| condition.fields()).map(str::to_owned).collect();
        let setting = Setting { now, zone, table: entry.block.clone(), mapping, masking, looked_at };
        // Reading may take long, and everything else goes on meanwhile.
        let read = tokio::task::spawn_blocking(move || gather(sources, &setting)).await;
        let gathered =
            read.map_err(|_| ApiError::new(ErrorCode::Failed, "The files could not be read. Nothing was taken in"))??;
        if gathered.cases() > CASE_LIMIT {
            return Err(ApiError::invalid(format!(
                "These are {} cases; at most {CASE_LIMIT} are taken in at once. Nothing was taken in. Take the files in by parts",
                gathered.cases()
            )));
        }
        // What is refused is safe before anything is taken: where it cannot be kept, nothing is.
        let quarantine = gathered.quarantine(&self.folder, &day)?;
        let mut refused = gathered.refused();
        let refusals = refused.len();
        cap(&mut refused);
        if let Some(folder) = quarantine {
            refused.push(format!("{LIES} {}", folder.display()));
        }
        if gathered.cases() == 0 {
            let words = match refusals {
                1 => refused.first().cloned().unwrap_or_default(),
                _ => format!(
                    "No case could be read: {refusals} pieces were refused. Nothing was taken in. {}",
                    refused.last().map_or("", String::as_str)
                ),
            };
            // What the sentence says already is not repeated below it.
            refused.retain(|line| *line != words);
            return Err(ApiError { details: refused, ..ApiError::invalid(words) });
        }
        let directory = self.directory().await?;
        let mut work = Work::default();
        let days = self.keep_days().await?;
        let table = self.case_columns((section, &entry.block), days, &directory, &mut work);
        self.place_cases(document, &table, &gathered, &mut work).await?;
        let mut remarks = work.told(loaded.document.title(), &entry.heading);
        remarks.extend(gathered.masked.words());
        let mut read = gathered.remarks();
        cap(&mut read);
        remarks.extend(read);
        remarks.extend(refused);
        let rows: Vec<RowId> = work.added.iter().map(|(row, _)| *row).chain(work.met.iter().copied()).collect();
        let ids = work.added.iter().map(|(row, _)| row.to_string()).collect();
        drop(loaded);
        if work.operations.is_empty() {
            return Ok(Outcome { remarks, ..self.unchanged() });
        }
        let outcome = self.keep_cases(document, work).await?;
        // What was taken in stays, whatever becomes of the rules.
        match self.route_new(document, &rows).await {
            Ok(mut decided) => {
                cap(&mut decided);
                remarks.extend(decided);
            }
            Err(error) => remarks.push(format!("The rules did not decide: {}", error.message)),
        }
        let heads = self.document(document).await?.heads.clone();
        Ok(Outcome { ids, remarks, heads, ..outcome })
    }

    /// One commit for all: the rows, and the entries about new cases. What is attached for it goes again where it fails.
    async fn keep_cases(&self, document: DocumentId, work: Work) -> Result<Outcome, ApiError> {
        let (now, author) = (self.now(), self.author().await?);
        let attached: Vec<AttachmentId> = work.attachments.iter().map(|a| a.id).collect();
        self.store.attach_all(work.attachments).await?;
        let mut write = Write::at(now);
        for (row, id) in work.added {
            let words = format!("The case “{id}” was taken in");
            write = write.entry(self.entry_at(now, None, &author, Fact::CaseAdded { document, row, id }, &words));
        }
        let change = DocumentChange::edit(work.operations.clone(), None);
        let done = self.change_with(write, document, change, Touched::Operations(&work.operations)).await;
        if done.is_err() {
            for id in attached {
                let _ = self.store.erase_attachment(id, now).await;
            }
        }
        done
    }

    /// The table with its columns for personal data. One that has none for the cases as they came gets it in the same
    /// edit: nothing that was said is lost, and rules can be tried on a case again.
    fn case_columns<'a>(
        &self,
        (section, block): (SectionId, &'a Block),
        days: u32,
        directory: &'a Directory,
        work: &mut Work,
    ) -> Table<'a> {
        let customer =
            personal_column(block, CUSTOMER_DATA).map(|(id, column)| (id, keep_days_or(block, column, days)));
        if let Some((id, column)) = personal_column(block, CONVERSATION) {
            let conversation = (id, keep_days_or(block, column, days));
            return Table { section, block, conversation, customer, directory };
        }
        let last = block.live_columns().last().map(|(_, column)| column.pos.clone());
        let (id, pos) = (ColumnId::new(self.fresh()), Position::between(last.as_ref(), None));
        let column = Column {
            pos: pos.clone(),
            key: CONVERSATION.to_owned(),
            name: "Conversation".to_owned(),
            column_type: ColumnType::PersonalData,
            options: BTreeMap::new(),
            choices: BTreeMap::new(),
            deleted_at: None,
        };
        let conversation = (id, keep_days_or(block, &column, days));
        let initial = Some(Item::Column(column));
        work.operations.push(Operation::Insert { path: Path::Columns(section), id: id.to_string(), pos, initial });
        work.remarks.push("The table had no column for conversations; “Conversation” was added to it".to_owned());
        Table { section, block, conversation, customer, directory }
    }

    async fn place_cases(
        &self,
        document: DocumentId,
        table: &Table<'_>,
        gathered: &Gathered,
        work: &mut Work,
    ) -> Result<(), ApiError> {
        let known = known_rows(document, table.block, &self.log(None).await?);
        let mut last = table.block.live_rows().last().map(|(_, row)| row.pos.clone());
        for case in gathered.files.iter().flat_map(|(_, intake)| &intake.cases) {
            let there = known.get(&case.id).and_then(|id| Some((*id, table.block.rows.get(id)?)));
            if let Some((id, row)) = there {
                self.meet_case(table, (id, row), case, work).await?;
            } else {
                let pos = Position::between(last.as_ref(), None);
                last = Some(pos.clone());
                self.add_case(table, case, pos, work);
            }
        }
        Ok(())
    }

    /// A case that is new.
    fn add_case(&self, table: &Table<'_>, case: &IncomingCase, pos: Position, work: &mut Work) {
        let placed = table.place(case);
        if let Some(words) = untimed(case, self.now()) {
            *work.untimed.entry(words).or_default() += 1;
        }
        for remark in placed.remarks {
            *work.unplaced.entry(remark).or_default() += 1;
        }
        let mut cells = placed.cells;
        let (column, days) = table.conversation;
        cells.insert(column, Value::many([self.keep_text(case, CASE_FILE, print(case), days, work)]));
        if let Some((column, days)) = table.customer.filter(|_| !case.customer_data.is_empty()) {
            cells.insert(column, Value::many([self.keep_text(case, CUSTOMER_FILE, customer(case), days, work)]));
        }
        let id = RowId::new(self.fresh());
        let initial = Some(Item::Row(Row { pos: pos.clone(), cells, deleted_at: None }));
        work.operations.push(Operation::Insert { path: Path::Rows(table.section), id: id.to_string(), pos, initial });
        work.added.push((id, case.id.clone()));
    }

    /// A case that is there already.
    async fn meet_case(
        &self,
        table: &Table<'_>,
        (id, row): (RowId, &Row),
        case: &IncomingCase,
        work: &mut Work,
    ) -> Result<(), ApiError> {
        let (column, days) = table.conversation;
        let (origin, was) = self.case_origin(row.cells.get(&column)).await;
        let known = match &origin {
            Origin::Kept(known) => Some(&**known),
            Origin::Erased | Origin::None => None,
        };
        let mut cells = changes(known, case, (table.block, &row.cells), &|kinds, name| table.stored(kinds, name));
        let mut told: Vec<String> =
            cells.keys().filter_map(|id| table.block.columns.get(id)).map(|c| c.name.clone()).collect();
        let whole = known.map_or_else(|| case.clone(), |known| merged(known, case));
        if matches!(origin, Origin::Erased) {
            // What was erased is not brought back by sending it again.
            if !case.conversation.is_empty() || !case.customer_data.is_empty() {
                work.remarks
                    .push(format!("The personal data of “{}” was erased here and was not brought back", case.id));
            }
        } else if known != Some(&whole) {
            let new = self.keep_text(&whole, CASE_FILE, print(&whole), days, work);
            cells.insert(column, exchanged(row.cells.get(&column), was, new));
            let (has_said, has_data) = known.map_or((true, true), |known| {
                (known.conversation != whole.conversation, known.customer_data != whole.customer_data)
            });
            if has_said && !whole.conversation.is_empty() {
                told.push("what was said".to_owned());
            }
            if let Some((column, days)) = table.customer.filter(|_| has_data && !whole.customer_data.is_empty()) {
                let (_, was) = self.case_attachment(row.cells.get(&column), CUSTOMER_FILE).await;
                let new = self.keep_text(&whole, CUSTOMER_FILE, customer(&whole), days, work);
                cells.insert(column, exchanged(row.cells.get(&column), was, new));
                told.push("what is known about the customer".to_owned());
            }
            if told.is_empty() {
                told.push("what is kept with the case".to_owned());
            }
        }
        if cells.is_empty() {
            work.same += 1;
            return Ok(());
        }
        for (column, value) in cells {
            let path = Path::Cell(table.section, id, column);
            work.operations.push(Operation::Set { path, value: Some(value) });
        }
        work.met.push(id);
        work.changed.push(format!("“{}”: {}", case.id, told.join(", ")));
        Ok(())
    }

    /// Keeps a text as personal data; gives the id of its attachment.
    fn keep_text(&self, case: &IncomingCase, ending: &str, text: String, days: u32, work: &mut Work) -> String {
        let (id, now) = (AttachmentId::new(self.fresh()), self.now());
        let retain_until = now.saturating_add(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(now);
        work.attachments.push(NewAttachment {
            id,
            name: format!("{}{ending}", own_name(&case.id.replace(['/', '\\'], "-"))),
            media_type: "application/json".to_owned(),
            bytes: text.into_bytes(),
            added_at: now,
            personal: Some(Personal { key: fresh_key(), retain_until }),
        });
        id.to_string()
    }

    /// The table that cases are meant for: the one that is named, the first of a document, or that of the only document
    /// which has one.
    pub(crate) async fn case_table(
        &self,
        document: Option<DocumentId>,
        section: Option<SectionId>,
    ) -> Result<(DocumentId, SectionId), ApiError> {
        if let Some(id) = document {
            let loaded = self.document(id).await?;
            let tables = case_tables(&loaded.document);
            let found = tables.iter().find(|(id, _)| section.is_none_or(|wanted| wanted == *id));
            return found.map(|(section, _)| (id, *section)).ok_or_else(|| {
                ApiError::invalid(format!(
                    "“{}” has no table of cases there. Nothing was taken in. Add a table of tickets, requests, checks or integrations",
                    loaded.document.title()
                ))
            });
        }
        let mut found = Vec::new();
        for (id, loaded) in self.with_real_cases().await? {
            if let Some((section, _)) = case_tables(&loaded.document).first() {
                found.push((id, *section, Arc::clone(&loaded)));
            }
        }
        // What is meant for others comes into none of them while there is another: the records of a policy of hand-offs, and
        // the tables that an incident's own plans bring along.
        if found.iter().any(|(.., loaded)| takes_cases_in(loaded)) {
            found.retain(|(.., loaded)| takes_cases_in(loaded));
        }
        match found.as_slice() {
            [(id, section, _)] => Ok((*id, *section)),
            [] => Err(ApiError::not_found(
                "No document has a table of cases. Nothing was taken in. Create one, for instance from the template for escalations in customer service",
            )),
            several => {
                let titles: Vec<String> =
                    several.iter().map(|(_, _, loaded)| format!("“{}”", loaded.document.title())).collect();
                Err(ApiError::invalid(format!(
                    "Several documents have a table of cases: {}. Nothing was taken in. Name the document that is meant",
                    titles.join(", ")
                )))
            }
        }
    }
}

/// Whether cases come into a document that nobody has named: into a policy of hand-offs, or the plans of an incident, they
/// do not.
pub(crate) fn takes_cases_in(loaded: &Loaded) -> bool {
    HandOffPolicy::read(loaded.id, &loaded.document).is_none() && loaded.document.header_text("incident").is_empty()
}

/// How the attachment of a case as it came is named, behind the id.
pub(crate) const CASE_FILE: &str = ".case.json";
/// How the attachment of what is known about the customer is named.
pub(crate) const CUSTOMER_FILE: &str = ".customer.json";

impl Table<'_> {
    fn stored(&self, kinds: &[ReferenceKind], name: &str) -> String {
        crate::names::stored(self.directory, kinds, name)
    }

    fn place(&self, case: &IncomingCase) -> bridgebook_domain::case::place::Placed {
        place(case, self.block, &|kinds, name| self.stored(kinds, name))
    }
}

impl Work {
    /// What a person is told of the intake.
    fn told(&mut self, title: &str, heading: &str) -> Vec<String> {
        let mut list = Vec::new();
        let names: Vec<&str> = self.added.iter().take(TOLD).map(|(_, id)| id.as_str()).collect();
        let more = if self.added.len() > TOLD { " …" } else { "" };
        let place = format!("“{heading}” of “{title}”");
        match self.added.len() {
            0 => {}
            1 => list.push(format!("1 case was taken into {place}: {}", names.join(", "))),
            n => list.push(format!("{n} cases were taken into {place}: {}{more}", names.join(", "))),
        }
        match self.same {
            0 => {}
            1 => list.push("1 case is there already and says nothing new".to_owned()),
            n => list.push(format!("{n} cases are there already and say nothing new")),
        }
        cap(&mut self.changed);
        list.extend(self.changed.drain(..).map(|words| format!("There already, now changed: {words}")));
        list.extend(self.unplaced.iter().map(|(what, count)| {
            let often = if *count > 1 { format!(", in {count} cases") } else { String::new() };
            format!("{}{often}", what.words())
        }));
        list.extend(self.untimed.iter().map(|(what, count)| match count {
            1 => format!("1 case {what}"),
            count => format!("{count} cases {what}"),
        }));
        list.append(&mut self.remarks);
        list
    }
}

fn gone() -> ApiError {
    ApiError::invalid("That table is not in the document any more. Nothing was taken in")
}

/// What is odd about the times of a case, as the end of a sentence that begins with how many there are.
fn untimed(case: &IncomingCase, now: Timestamp) -> Option<&'static str> {
    let at = |key: &str| case.fields.get(key).and_then(|text| text.parse::<Timestamp>().ok());
    match (at("opened"), at("resolved")) {
        (None, _) => Some("without a time of opening: no clock counts from it"),
        (Some(opened), _) if opened > now => {
            Some("opened in the future, by what the file says: see to its clock and zone")
        }
        (Some(opened), Some(resolved)) if resolved < opened => {
            Some("resolved before it was opened, by what the file says")
        }
        _ => None,
    }
}

/// What is known about the customer, as JSON.
fn customer(case: &IncomingCase) -> String {
    serde_json::to_string_pretty(&case.customer_data).unwrap_or_default()
}

/// A cell of attachments in which a new one takes the place of another.
pub(super) fn exchanged(cell: Option<&Value>, was: Option<AttachmentId>, new: String) -> Value {
    let was = was.map(|id| id.to_string());
    let others = cell.map(Value::members).unwrap_or_default().into_iter().filter(|id| Some(*id) != was.as_deref());
    Value::many(others.map(str::to_owned).chain([new]))
}

/// Shortens a list of sentences.
fn cap(list: &mut Vec<String>) {
    if list.len() > TOLD {
        let more = list.len() - TOLD;
        list.truncate(TOLD);
        list.push(format!("… and {more} more of this kind"));
    }
}

/// Whether a table has a column for the ids of cases.
#[must_use]
pub(crate) fn id_column(block: &Block) -> Option<ColumnId> {
    column_of(block, ID).map(|(id, _)| id)
}
