//! Files of people: what one would change, taken in as one step, taken back, and written.

use std::collections::BTreeMap;
use std::path::Path as FilePath;

use bridgebook_domain::directory::incoming::{Doubt, IncomingPerson, Planned, Standing, plan, settled};
use bridgebook_domain::directory::{Directory, Entry, PERSON, editing};
use bridgebook_domain::log::{DirectoryFact, Fact};
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::{Block, BlockKind, Column, Document, DocumentId, EntryId, SectionId, Value, preset};
use bridgebook_interchange::{self as interchange, CardVersion};
use bridgebook_store::{DocumentChange, Write};

use super::people::{header, members};
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Outcome;
use crate::api::person::{ImportChange, ImportRow, Named, PeoplePreview, PeopleSource};
use crate::commit::outcome;
use crate::export::write;
use crate::wording::moment;
use crate::words::Reading;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 20_000_000;
/// Remarks about a file that a person is told; what is behind them is counted.
const REMARKS: usize = 100;

/// A file of people, looked up in the directory.
pub struct PeopleRead {
    people: Vec<IncomingPerson>,
    planned: Vec<Planned>,
    /// What a person is shown.
    pub preview: PeoplePreview,
}

/// The bytes of a file of people, from the window or from where it lies; a large one is refused before it is read.
fn bytes_of(file: &PeopleSource) -> Result<Vec<u8>, ApiError> {
    if file.path.is_empty() {
        return crate::file_form::from_base64(&file.base64);
    }
    let refused = |why: String| ApiError::invalid(format!("{} {why}. Nothing was imported", file.file_name));
    let unreadable = |error: std::io::Error| refused(format!("cannot be read: {error}"));
    if std::fs::metadata(&file.path).map_err(unreadable)?.len() > LARGEST {
        return Err(refused("is larger than 20 MB; split it into several files".to_owned()));
    }
    std::fs::read(&file.path).map_err(unreadable)
}

impl Bridgebook {
    pub(crate) async fn preview_people(&self, file: &PeopleSource) -> Result<PeopleRead, ApiError> {
        let (name, bytes) = (file.file_name.clone(), bytes_of(file)?);
        let refused = |error: &dyn std::fmt::Display| ApiError::invalid(format!("{name}: {error}"));
        let file_name = name.clone();
        let read = tokio::task::spawn_blocking(move || interchange::read_people(&file_name, &bytes)).await;
        let read = read.map_err(|error| refused(&error))?.map_err(|error| refused(&error))?;
        let mut remarks: Vec<String> = read.remarks.iter().map(|r| format!("line {}: {}", r.line, r.message)).collect();
        let (directory, zone) = (self.directory().await?, self.zone().await?);
        let reading = Reading { directory: &directory, now: self.now(), zone: &zone };
        let standard = preset::block(&BlockKind::Fields, PERSON, &mut || self.fresh());
        let mut people = read.people;
        for person in &mut people {
            fit(person, &standard, &reading, &mut remarks);
        }
        let left = remarks.len().saturating_sub(REMARKS);
        remarks.truncate(REMARKS);
        if left > 0 {
            remarks.push(format!("{left} more values or lines were not understood and left out"));
        }
        let planned: Vec<Planned> = plan(&people, &directory).into_iter().map(|p| worded(p, &directory)).collect();
        let named = |id: &String| Named { id: id.clone(), name: directory.words(id).to_owned() };
        let label = |key: &str| standard.column_by_key(key).map_or_else(|| key.to_owned(), |(_, c)| c.name.clone());
        let words = |list: &[String]| list.iter().map(|v| directory.words(v).to_owned()).collect();
        let rows = people.iter().zip(&planned).map(|(person, planned)| ImportRow {
            line: u32::try_from(person.line).unwrap_or(u32::MAX),
            name: person.text("name").to_owned(),
            standing: standing_word(planned.standing).to_owned(),
            of: planned.of.as_ref().map(named),
            candidates: planned.candidates.iter().map(named).collect(),
            why: planned.doubt.map_or("", doubt_words).to_owned(),
            changes: planned
                .changes
                .iter()
                .map(|change| ImportChange {
                    label: label(&change.key),
                    before: words(&change.before),
                    after: words(&change.after),
                })
                .collect(),
        });
        let rows = rows.collect();
        let seal = write::digest([format!("{people:?}{planned:?}")].into_iter());
        let preview = PeoplePreview { file_name: name, rows, remarks, seal };
        Ok(PeopleRead { people, planned, preview })
    }

    pub(super) async fn import_people(
        &self,
        file: &PeopleSource,
        seal: &str,
        choices: &BTreeMap<String, String>,
    ) -> Result<Outcome, ApiError> {
        let PeopleRead { people, planned, preview } = self.preview_people(file).await?;
        if !seal.is_empty() && seal != preview.seal {
            return Err(ApiError::invalid(
                "The directory or the file changed since it was shown. Nothing was imported. Look at it again",
            ));
        }
        let (now, author, directory) = (self.now(), self.author().await?, self.directory().await?);
        let blank = self.document_of_template(PERSON, "Person", None).await?;
        let mut write = Write::at(now);
        let (mut created, mut changed, mut unclear) = (Vec::new(), Vec::new(), 0_usize);
        let mut touched: Vec<DocumentId> = Vec::new();
        for (n, (person, planned)) in people.iter().zip(planned).enumerate() {
            let choice = choices.get(&n.to_string()).map(String::as_str);
            let planned = match choice {
                Some("skip") => continue,
                Some("new") => settled(person, &directory, ""),
                Some(id) => {
                    let known = directory.get(id).filter(|e| e.kind == ReferenceKind::Person).ok_or_else(|| {
                        ApiError::invalid(format!("The directory has no person {id}. Nothing was imported"))
                    })?;
                    worded(settled(person, &directory, &known.id), &directory)
                }
                None => planned,
            };
            let fields: Vec<(String, Vec<String>)> =
                planned.changes.into_iter().map(|change| (change.key, change.after)).collect();
            match (planned.standing, planned.of.as_ref().and_then(|id| directory.get(id))) {
                (Standing::Unclear, _) => unclear += 1,
                (Standing::New, _) => {
                    let id = DocumentId::new(self.fresh());
                    write = write.document(id, &author, DocumentChange::Create(self.person_of(&blank, &fields)?));
                    created.push(id);
                }
                (Standing::Changed, Some(entry)) if !touched.contains(&entry.document) => {
                    let loaded = self.document(entry.document).await?;
                    let place = editing(&loaded.document, None).map_err(|e| ApiError::invalid(e.to_string()))?;
                    let mut operations =
                        place.set(&fields, &mut || self.fresh()).map_err(|e| ApiError::invalid(e.to_string()))?;
                    if entry.is_away {
                        operations.push(header("status", Some(Value::one("active"))));
                    }
                    write = write.document(entry.document, &author, DocumentChange::edit(operations, None));
                    changed.push(entry.document);
                    touched.push(entry.document);
                }
                // A second card of one person in one file: it is looked up again when the file is imported again.
                (Standing::Changed, Some(_)) => unclear += 1,
                (Standing::Same | Standing::Changed, _) => {}
            }
        }
        let mut remarks = preview.remarks;
        if unclear > 0 {
            remarks.insert(0, format!("{} left out: say who they are", people_were(unclear)));
        }
        if created.is_empty() && changed.is_empty() {
            remarks.insert(0, "Nothing in the file is new to the directory, so nothing was changed".to_owned());
            return Ok(Outcome { remarks, ..self.unchanged() });
        }
        let words = format!("Imported people: {} new, {} changed", created.len(), changed.len());
        remarks.insert(0, format!("{} new, {} changed", created.len(), changed.len()));
        let fact = Fact::Directory(DirectoryFact::Imported { created, changed });
        let entry = self.entry_at(now, None, &author, fact, &words);
        let id = entry.id.to_string();
        let committed = self.commit(write.entry(entry)).await?;
        Ok(Outcome { ids: vec![id], remarks, ..outcome(&committed) })
    }

    /// A new person with fields, after the template, with ids of its own.
    fn person_of(&self, blank: &Document, fields: &[(String, Vec<String>)]) -> Result<Document, ApiError> {
        let mut document = Document { sections: BTreeMap::new(), ..blank.clone() };
        for (_, section) in blank.live_sections() {
            let mut section = section.clone();
            if section.kind == BlockKind::Fields {
                section.block = preset::block(&BlockKind::Fields, PERSON, &mut || self.fresh());
            }
            document.sections.insert(SectionId::new(self.fresh()), section);
        }
        let place = editing(&document, None).map_err(|e| ApiError::invalid(e.to_string()))?;
        let operations = place.set(fields, &mut || self.fresh()).map_err(|e| ApiError::invalid(e.to_string()))?;
        document.apply_all(&operations, self.now())?;
        Ok(document)
    }

    pub(super) async fn take_back_import(&self, import: EntryId) -> Result<Outcome, ApiError> {
        let log = self.log(None).await?;
        let found = log.iter().find(|r| r.entry.id == import);
        let Some((recorded, Fact::Directory(DirectoryFact::Imported { created, changed }))) =
            found.and_then(|r| Some((r, r.entry.fact()?)))
        else {
            return Err(ApiError::not_found("That import is not in the log. Nothing was changed"));
        };
        let is_back = log.iter().any(|r| {
            matches!(r.entry.fact(), Some(Fact::Directory(DirectoryFact::TakenBack { import: of })) if of == import)
        });
        if is_back {
            return Err(ApiError::invalid("That import was taken back already. Nothing was changed"));
        }
        let author = self.author().await?;
        let (mut write, mut done, mut kept) = (Write::at(self.now()), 0_usize, 0_usize);
        for (id, is_new) in created.iter().map(|id| (*id, true)).chain(changed.iter().map(|id| (*id, false))) {
            let Ok(history) = self.store.history(id).await else { continue };
            let since = history.iter().filter(|change| change.arrived_at >= recorded.arrived_at).count();
            let (undo, _) = self.store.undo_depths(id, &author).await?;
            if since != 1 || (!is_new && undo == 0) {
                kept += 1;
                continue;
            }
            let change = if is_new {
                DocumentChange::edit(vec![header("status", Some(Value::one("archived")))], None)
            } else {
                DocumentChange::Undo
            };
            write = write.document(id, &author, change);
            done += 1;
        }
        if done == 0 {
            return Err(ApiError::invalid(
                "Everyone of that import was edited since, or somebody else imported them. Nothing was changed",
            ));
        }
        let fact = Fact::Directory(DirectoryFact::TakenBack { import });
        let words = format!("Took an import of people back: {done} entries");
        let committed = self.commit(write.entry(self.entry(None, &author, fact, &words))).await?;
        let mut remarks = vec!["Who was new is put away, and what was changed is as before".to_owned()];
        if kept > 0 {
            remarks.push(format!("{} edited since and kept as they are", people_were(kept)));
        }
        Ok(Outcome { remarks, ..outcome(&committed) })
    }

    /// Every person who was not put away, as a file.
    pub(crate) async fn people_text(&self, form: &str, card: u8) -> Result<String, ApiError> {
        let directory = self.directory().await?;
        let names = |list: &[String]| list.iter().map(|v| directory.words(v).to_owned()).collect::<Vec<_>>();
        let one = |entry: &Entry| {
            let mut fields: BTreeMap<String, Vec<String>> = entry
                .values
                .iter()
                .filter(|(key, _)| !matches!(key.as_str(), bridgebook_domain::directory::DISTINCT | "calendar"))
                .map(|(key, values)| (key.clone(), names(values)))
                .collect();
            fields.insert("name".to_owned(), vec![entry.name.clone()]);
            fields.insert("id".to_owned(), vec![entry.id.clone()]);
            IncomingPerson { line: 0, fields }
        };
        let people: Vec<IncomingPerson> = directory.of_kind(&ReferenceKind::Person).into_iter().map(one).collect();
        match (form, card) {
            ("csv", _) => Ok(interchange::write_people_csv(&people)),
            ("vcf", 0 | 3) => Ok(interchange::write_people_cards(&people, CardVersion::Three)),
            ("vcf", 4) => Ok(interchange::write_people_cards(&people, CardVersion::Four)),
            ("vcf", other) => Err(ApiError::invalid(format!(
                "vCard has no version {other} that is written. Nothing was written. Use 3 or 4"
            ))),
            (other, _) => Err(ApiError::invalid(format!(
                "People are written as csv or vcf, not as “{other}”. Nothing was written"
            ))),
        }
    }

    pub(super) async fn export_people(&self, path: &str, card: u8) -> Result<Outcome, ApiError> {
        let place = FilePath::new(path);
        let form = place.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        let text = self.people_text(&form, card).await?;
        write::file(place, text.as_bytes())?;
        let directory = self.directory().await?;
        let people = directory.people();
        let sensitive = people.iter().filter(|p| p.sensitive).count();
        let mut remarks = vec![
            format!("Written: {path}"),
            format!("{} in it", people_were(people.len()).replace(" was", " is").replace(" were", " are")),
        ];
        if sensitive > 0 {
            remarks.push(format!(
                "{} marked as not for publication: keep the file safe",
                people_were(sensitive).replace(" was", " is").replace(" were", " are")
            ));
        }
        let mut saved_at = moment(self.now());
        if self.access == crate::Access::Writer {
            let author = self.author().await?;
            let fact = Fact::Exported { documents: Vec::new(), form, hash: write::digest([text].into_iter()) };
            match self.record(self.entry(None, &author, fact, "Exported the people of the directory")).await {
                Ok(outcome) => saved_at = outcome.saved_at,
                Err(error) => remarks.push(format!("The export is not in the log: {}", error.message)),
            }
        }
        Ok(Outcome { saved_at, remarks, ..self.unchanged() })
    }
}

/// Without changes that nobody would see: a name written by hand and a reference to its bearer say the same.
fn worded(mut planned: Planned, directory: &Directory) -> Planned {
    let words = |list: &[String]| list.iter().map(|v| directory.words(v).to_owned()).collect::<Vec<_>>();
    planned.changes.retain(|change| words(&change.before) != words(&change.after));
    let is_there = planned.of.as_ref().and_then(|id| directory.get(id)).is_some_and(|entry| !entry.is_away);
    if planned.standing == Standing::Changed && planned.changes.is_empty() && is_there {
        planned.standing = Standing::Same;
    }
    planned
}

fn people_were(count: usize) -> String {
    if count == 1 { "1 person was".to_owned() } else { format!("{count} people were") }
}

/// What a file says of a person, as fields hold it; what does not fit its field is left out and said.
fn fit(person: &mut IncomingPerson, standard: &Block, reading: &Reading<'_>, remarks: &mut Vec<String>) {
    let line = person.line;
    for (key, values) in &mut person.fields {
        let Some((_, column)) = standard.column_by_key(key) else { continue };
        let read = |value: &String, column: &Column| members(column, std::slice::from_ref(value), reading);
        let mut fitting = Vec::with_capacity(values.len());
        for value in values.iter() {
            match read(value, column) {
                Ok(read) => fitting.extend(read.into_iter().filter(|v| !fitting.contains(v)).collect::<Vec<_>>()),
                Err(error) => remarks.push(format!("line {line}: {}: {}", column.name, error.message)),
            }
        }
        *values = fitting;
    }
    person.fields.retain(|_, values| !values.is_empty());
}

fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::New => "new",
        Standing::Same => "same",
        Standing::Changed => "changed",
        Standing::Unclear => "unclear",
    }
}

fn doubt_words(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::Name => "Somebody in the directory has this name, and no address or number in common with it.",
        Doubt::Address => "Somebody in the directory has this address or number, under another name.",
        Doubt::Several => "Several people in the directory fit.",
        Doubt::InFile => "Somebody further up in the file fits.",
    }
}
