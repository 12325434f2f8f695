//! Changes of the directory: fields of entries, who is put away, merged or separated, names that become references.

use std::collections::BTreeMap;

use bridgebook_domain::directory::double::digits;
use bridgebook_domain::directory::used::{How, Sought, link};
use bridgebook_domain::directory::{DISTINCT, Directory, Entry, FORMER_NAMES, MERGED_INTO, Resolved, Week, editing};
use bridgebook_domain::log::{DirectoryFact, Fact};
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::{Column, DocumentId, Operation, Path, RowId, Value};
use bridgebook_store::{DocumentChange, Write};
use jiff::tz::TimeZone;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Outcome;
use crate::api::person::PeopleIntent;
use crate::commit::{Touched, outcome};
use crate::words::Reading;
use crate::world::is_directory;

/// Fields that hold several values, of which a merged entry keeps both.
const SETS: [&str; 7] = ["titles", "phones", "emails", "chat", "languages", "skills", "depends_on"];

impl Bridgebook {
    pub(super) async fn people_intent(&self, intent: PeopleIntent) -> Result<Outcome, ApiError> {
        match intent {
            PeopleIntent::Set { id, key, values } => self.set_entry(&id, &key, &values).await,
            PeopleIntent::Confirm { ids } => self.confirm_people(&ids).await,
            PeopleIntent::PutAway { id, back } => self.put_away(id, if back { "active" } else { "archived" }).await,
            PeopleIntent::Link { id, document, paths } => self.link_names(&id, document, &paths).await,
            PeopleIntent::Import { file, seal, choices } => self.import_people(&file, &seal, &choices).await,
            PeopleIntent::TakeBack { import } => self.take_back_import(import).await,
            PeopleIntent::Merge { keep, other, values } => self.merge_people(keep, other, &values).await,
            PeopleIntent::Separate { id } => self.separate(id).await,
            PeopleIntent::Distinct { one, other } => self.distinct(one, other).await,
            PeopleIntent::Export { path, card } => self.export_people(&path, card).await,
        }
    }

    async fn set_entry(&self, id: &str, key: &str, values: &[String]) -> Result<Outcome, ApiError> {
        let entry = self.entry_named(id).await?;
        let mut operations = self.field_operations(&entry, &[(key.to_owned(), values.to_vec())]).await?;
        let is_renamed = key == "name" && values.first().is_some_and(|name| name.trim() != entry.name);
        if !is_renamed {
            let outcome = self.change_entry(entry.document, operations).await?;
            let remarks = self.doubts(&entry, key).await?;
            return Ok(Outcome { remarks, ..outcome });
        }
        let remarks = self.link_in_directory(&entry).await?;
        if entry.kind == ReferenceKind::Person {
            let loaded = self.document(entry.document).await?;
            let known = loaded.document.header.get(FORMER_NAMES).map(Value::members).unwrap_or_default();
            let former: Vec<String> = known.into_iter().filter(|name| *name != entry.name).map(str::to_owned).collect();
            let names = former.into_iter().chain(std::iter::once(entry.name.clone()));
            operations.push(header(FORMER_NAMES, Some(Value::many(names))));
        }
        let outcome = self.change_entry(entry.document, operations).await?;
        let doubts = self.doubts(&entry, key).await?;
        Ok(Outcome { remarks: remarks.into_iter().chain(doubts).collect(), ..outcome })
    }

    /// Before a new name: references in the directory that were written by hand become references, so that the new name
    /// shows there at once. Plans are bound by their approvals and keep what was written; how many do, is said.
    async fn link_in_directory(&self, entry: &Entry) -> Result<Vec<String>, ApiError> {
        let used = self.used(&entry.id).await?;
        let mut by_document: BTreeMap<DocumentId, Vec<Path>> = BTreeMap::new();
        for place in used.places.into_iter().filter(|place| place.how == How::Written) {
            by_document.entry(place.document).or_default().push(place.path);
        }
        let (mut linked, mut left, mut plans) = (0, 0, 0);
        for (document, paths) in by_document {
            let loaded = self.document(document).await?;
            if is_directory(loaded.document.template()) {
                linked += paths.len();
                self.link_names(&entry.id, document, &paths).await?;
            } else {
                (left, plans) = (left + paths.len(), plans + 1);
            }
        }
        let mut remarks = Vec::new();
        if linked > 0 {
            remarks.push(format!("{} of the directory had the name written by hand and lead here now", places(linked)));
        }
        if left > 0 {
            let directory = self.directory().await?;
            let others = directory.named(std::slice::from_ref(&entry.kind), &entry.name);
            let is_anothers = others.into_iter().any(|other| other.id != entry.id && other.bears(&entry.name));
            let still = match entry.kind {
                _ if is_anothers => "There it means the other one of that name from now on",
                ReferenceKind::Person => "It still means them, as an earlier name",
                _ => "It means nothing any more",
            };
            let (have, documents) =
                (if left == 1 { "has" } else { "have" }, if plans == 1 { "document" } else { "documents" });
            remarks.push(format!(
                "{} in {plans} other {documents} {have} “{}” written by hand. {still}; to show the new one there, make them lead here",
                places(left),
                entry.name
            ));
        }
        Ok(remarks)
    }

    /// What is to be said of a value that was taken as it was written: what the check of the directory would find later.
    async fn doubts(&self, entry: &Entry, key: &str) -> Result<Vec<String>, ApiError> {
        let (directory, entry) = (self.directory().await?, self.entry_named(&entry.id).await?);
        let text = entry.text(key);
        let mut doubts = Vec::new();
        if text.is_empty() && key != "name" {
            return Ok(doubts);
        }
        match key {
            "zone" if TimeZone::get(text).is_err() => {
                doubts.push(format!(
                    "“{text}” is no time zone. It was kept as written. Write for instance Europe/Berlin"
                ));
            }
            "working_hours" => {
                let wrong = Week::read(text).err();
                doubts.extend(wrong.map(|why| format!("“{text}” was kept as written, and tells no hours: {why}")));
            }
            "backup" if directory.known(&[ReferenceKind::Person], text).is_some_and(|other| other.id == entry.id) => {
                doubts.push(format!("{} cannot stand in for themselves. It was kept as written", entry.name));
            }
            "phones" => {
                let odd = entry.members(key).iter().filter(|number| digits(number).is_none());
                doubts.extend(odd.map(|number| format!("“{number}” is no telephone number. It was kept as written")));
            }
            "name"
                if matches!(
                    directory.resolve(std::slice::from_ref(&entry.kind), &entry.name),
                    Resolved::Ambiguous(_)
                ) =>
            {
                doubts.push(format!(
                    "Somebody else has the name {} already. Both are kept; where it is written by hand, nobody can tell who is meant",
                    entry.name
                ));
            }
            _ => {}
        }
        Ok(doubts)
    }

    /// The operations that set fields of an entry to what was typed.
    async fn field_operations(
        &self,
        entry: &Entry,
        fields: &[(String, Vec<String>)],
    ) -> Result<Vec<Operation>, ApiError> {
        let loaded = self.document(entry.document).await?;
        let (directory, zone, now) = (self.directory().await?, self.zone().await?, self.now());
        let reading = Reading { directory: &directory, now, zone: &zone };
        let row: Option<RowId> = (entry.kind != ReferenceKind::Person).then(|| entry.id.parse().ok()).flatten();
        let place = editing(&loaded.document, row).map_err(|e| ApiError::invalid(e.to_string()))?;
        let mut read = Vec::with_capacity(fields.len());
        for (key, typed) in fields {
            let column = place.column(key, &mut || self.fresh()).map_err(|e| ApiError::invalid(e.to_string()))?;
            read.push((key.clone(), members(&column, typed, &reading)?));
        }
        let name = read.iter().find(|(key, _)| key == "name");
        if let Some((_, name)) = name {
            let name = name.first().map_or("", String::as_str);
            bridgebook_domain::text::name(name).map_err(|e| ApiError::invalid(e.to_string()))?;
        }
        let operations = place.set(&read, &mut || self.fresh()).map_err(|e| ApiError::invalid(e.to_string()))?;
        let mut seen = loaded.document.clone();
        for operation in &operations {
            seen.check(operation)?;
            seen.apply(operation, now)?;
        }
        Ok(operations)
    }

    async fn change_entry(&self, document: DocumentId, operations: Vec<Operation>) -> Result<Outcome, ApiError> {
        let touched = Touched::Operations(&operations);
        self.change(document, DocumentChange::edit(operations.clone(), None), touched).await
    }

    /// A person by the id of their document: who became part of another has one of their own too.
    async fn is_a_person(&self, id: DocumentId) -> Result<(), ApiError> {
        let loaded = self.document(id).await?;
        if loaded.document.template() == bridgebook_domain::directory::PERSON {
            return Ok(());
        }
        Err(ApiError::invalid(format!(
            "“{}” is no person of the directory. Nothing was changed",
            loaded.document.title()
        )))
    }

    async fn confirm_people(&self, ids: &[DocumentId]) -> Result<Outcome, ApiError> {
        let today = self.now().to_zoned(self.zone().await?).date().to_string();
        let mut last = self.unchanged();
        for id in ids {
            let entry = self.entry_named(&id.to_string()).await?;
            let operations =
                self.field_operations(&entry, &[("last_confirmed".to_owned(), vec![today.clone()])]).await?;
            last = self.change_entry(entry.document, operations).await?;
        }
        Ok(last)
    }

    async fn put_away(&self, id: DocumentId, status: &str) -> Result<Outcome, ApiError> {
        self.is_a_person(id).await?;
        self.change_entry(id, vec![header("status", Some(Value::one(status)))]).await
    }

    async fn link_names(&self, id: &str, document: DocumentId, paths: &[Path]) -> Result<Outcome, ApiError> {
        let entry = self.entry_named(id).await?;
        let (directory, loaded) = (self.directory().await?, self.document(document).await?);
        let sought = Sought::of(&directory, &entry);
        let operations: Vec<Operation> =
            paths.iter().filter_map(|path| link(&loaded.document, path, &sought, &entry.id)).collect();
        if operations.is_empty() {
            return Err(ApiError::invalid(format!(
                "The name of {} is not written by hand there any more. Nothing was changed",
                entry.name
            )));
        }
        drop(loaded);
        self.change_entry(document, operations).await
    }

    async fn merge_people(
        &self,
        keep: DocumentId,
        other: DocumentId,
        values: &BTreeMap<String, Vec<String>>,
    ) -> Result<Outcome, ApiError> {
        let directory = self.directory().await?;
        let person = |id: DocumentId| {
            let entry = directory.get(&id.to_string()).filter(|e| e.kind == ReferenceKind::Person);
            entry.ok_or_else(|| ApiError::not_found(format!("The directory has no person {id}. Nothing was changed")))
        };
        let (kept, goes) = (person(keep)?, person(other)?);
        if kept.id == goes.id {
            let words = if keep == other { "Those are the same entry" } else { "Those two are one person already" };
            return Err(ApiError::invalid(format!("{words}. Nothing was changed")));
        }
        if kept.document != keep || goes.document != other {
            return Err(ApiError::invalid(
                "One of them is part of another entry already. Nothing was changed. Merge that other entry instead",
            ));
        }
        let mut fields: BTreeMap<String, Vec<String>> = together(kept, goes, &directory).into_iter().collect();
        fields.extend(values.iter().map(|(key, values)| (key.clone(), values.clone())));
        let fields: Vec<(String, Vec<String>)> = fields.into_iter().collect();
        let operations = self.field_operations(kept, &fields).await?;
        let author = self.author().await?;
        let fact = Fact::Directory(DirectoryFact::Merged { keep, other });
        // The log names nobody: a name in it could not be erased with the person.
        let entry =
            self.entry(None, &author, fact, "Two entries of the directory were found to be one person and merged");
        let mark = vec![header(MERGED_INTO, Some(Value::one(keep.to_string())))];
        let mut write = Write::at(self.now()).entry(entry);
        if !operations.is_empty() {
            write = write.document(keep, &author, DocumentChange::edit(operations, None));
        }
        let write = write.document(other, &author, DocumentChange::edit(mark, None));
        let committed = self.commit(write).await?;
        let remarks = vec![format!(
            "{} is part of {} from now on. What was written before stays as it was, and the two can be separated again",
            goes.name, kept.name
        )];
        Ok(Outcome { ids: vec![keep.to_string()], remarks, ..outcome(&committed) })
    }

    async fn separate(&self, id: DocumentId) -> Result<Outcome, ApiError> {
        self.is_a_person(id).await?;
        if self.document(id).await?.document.header_text(MERGED_INTO).is_empty() {
            return Err(ApiError::invalid("That entry is part of no other one. Nothing was changed"));
        }
        let author = self.author().await?;
        let fact = Fact::Directory(DirectoryFact::Separated { person: id });
        let entry = self.entry(None, &author, fact, "Two entries of the directory that had been merged were separated");
        let change = DocumentChange::edit(vec![header(MERGED_INTO, None)], None);
        let committed = self.commit(Write::at(self.now()).document(id, &author, change).entry(entry)).await?;
        let remarks =
            vec!["Both are in the directory again. Values that were taken over with the merge stay".to_owned()];
        Ok(Outcome { ids: vec![id.to_string()], remarks, ..outcome(&committed) })
    }

    async fn distinct(&self, one: DocumentId, other: DocumentId) -> Result<Outcome, ApiError> {
        self.is_a_person(one).await?;
        self.is_a_person(other).await?;
        let loaded = self.document(one).await?;
        let known = loaded.document.header.get(DISTINCT).map(Value::members).unwrap_or_default();
        let ids: Vec<String> = known.into_iter().map(str::to_owned).chain([other.to_string()]).collect();
        drop(loaded);
        self.change_entry(one, vec![header(DISTINCT, Some(Value::many(ids)))]).await
    }
}

/// An operation on the header.
pub(super) fn header(key: &str, value: Option<Value>) -> Operation {
    Operation::Set { path: Path::Header(key.to_owned()), value }
}

/// What was typed for a field, as its column stores it. Each value is taken as one: a title may hold a comma.
pub(super) fn members(column: &Column, typed: &[String], reading: &Reading<'_>) -> Result<Vec<String>, ApiError> {
    let typed = typed.iter().map(|t| t.trim()).filter(|t| !t.is_empty());
    let mut members: Vec<String> = Vec::new();
    for value in typed {
        let member = reading.one(column, value)?;
        if !members.contains(&member) {
            members.push(member);
        }
    }
    if members.len() > 1 && !column.is_many() {
        return Err(ApiError::invalid(format!("{} holds one value. Nothing was changed", column.name)));
    }
    Ok(members)
}

/// What two entries that are one person give together: sets grow, and what the one that is kept lacks is filled in.
fn together(keep: &Entry, other: &Entry, directory: &Directory) -> Vec<(String, Vec<String>)> {
    let own = |written: &str| directory.get(written).is_some_and(|e| e.id == keep.id || e.id == other.id);
    let mut list = Vec::new();
    for (key, theirs) in other.values.iter().filter(|(key, _)| !matches!(key.as_str(), "name" | DISTINCT)) {
        let ours = keep.members(key);
        let mut all = ours.to_vec();
        if SETS.contains(&key.as_str()) || ours.is_empty() {
            // Nobody stands in for themselves, and a day or zone is one.
            let is_known = |value: &String| ours.contains(value) || (key == "backup" && own(value));
            all.extend(theirs.iter().filter(|value| !is_known(value)).cloned());
        }
        if all != ours {
            list.push((key.clone(), all));
        }
    }
    list
}

fn places(count: usize) -> String {
    if count == 1 { "1 place".to_owned() } else { format!("{count} places") }
}
