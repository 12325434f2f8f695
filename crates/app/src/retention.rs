//! Personal data of cases as it lies in this data folder, and its erasure when its time is over. What is due follows from
//! the files' dates, the log and the clock alone, so a laptop that slept erases when it wakes, and nothing twice.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use bridgebook_domain::case::place::{CONVERSATION, KEEP_DAYS, personal_columns};
use bridgebook_domain::case::retention::{CasePlace, Due, PersonalFile, PersonalUnit, due, holds};
use bridgebook_domain::case::{CaseFacts, CaseFields};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::id::AttachmentId;
use bridgebook_domain::incident::Incident;
use bridgebook_domain::log::{Author, ErasedFile, Fact, PersonalErased};
use bridgebook_domain::{Block, DocumentId, Row, RowId, Value};
use bridgebook_store::{Attachment, Erasure, Write};
use jiff::Timestamp;

use crate::api::ApiError;
use crate::api::event::Event;
use crate::intent::case::{CASE_FILE, CUSTOMER_FILE};
use crate::query::hand_off::{BRIEF_FILE, TICKET_FILE};
use crate::world::{Loaded, is_directory};
use crate::{Access, Bridgebook, case_taken};

/// The files of tickets, by document and row of their case.
pub(crate) type TicketFiles = BTreeMap<(DocumentId, RowId), Vec<AttachmentId>>;

/// Seconds between two looks in which nothing changed.
const EVERY: i64 = 60;
/// Time after which an erasure says that it is late.
const LATE: jiff::SignedDuration = jiff::SignedDuration::from_hours(1);

/// When it was last looked for what is due, and how long the log was then.
#[derive(Debug, Default)]
pub(crate) struct Looked(Mutex<Option<(Timestamp, i64)>>);

/// Personal data with what a list says of it.
pub(crate) struct Personal {
    pub unit: PersonalUnit,
    pub title: String,
    /// What is kept, in words, each once.
    pub what: BTreeSet<&'static str>,
}

impl Bridgebook {
    /// Days for which personal data is kept where neither column nor table says it.
    pub(crate) async fn keep_days(&self) -> Result<u32, ApiError> {
        Ok(self.setting("keep_days").await?.trim().parse().ok().filter(|days| *days > 0).unwrap_or(KEEP_DAYS))
    }

    /// Personal data that is kept, by case; what no row holds any more comes last, each file for itself.
    pub(crate) async fn personal_data(&self) -> Result<Vec<Personal>, ApiError> {
        let all = self.store.attachments().await?;
        let is_personal = |one: &&Attachment| one.erased_at.is_none() && one.retain_until.is_some();
        let kept: BTreeMap<AttachmentId, &Attachment> = all.iter().filter(is_personal).map(|a| (a.id, a)).collect();
        if kept.is_empty() {
            return Ok(Vec::new());
        }
        let (directory, log) = (self.directory().await?, self.log(None).await?);
        let (held, linked) = (holds(log.iter()), self.linked_cases().await?);
        let open: BTreeMap<_, _> =
            self.incidents().await?.into_iter().filter(Incident::is_open).map(|i| (i.id, i.number)).collect();
        let tickets = self.ticket_files().await?;
        let (mut list, mut seen) = (Vec::new(), BTreeSet::new());
        for row in self.rows().await?.iter().filter(|row| !is_directory(row.text("template"))) {
            let loaded = self.document(row.id).await?;
            let own = loaded.document.header_text("incident").parse().ok();
            for (place, block, row) in rows_with_files(&loaded) {
                let mut one = of_row(place, (block, row), &kept, &loaded);
                add_tickets(&mut one, tickets.get(&(place.document, place.row)), &kept);
                if one.unit.files.is_empty() {
                    continue;
                }
                seen.extend(one.unit.files.iter().map(|file| file.id));
                one.unit.hold = held.get(&(place.document, place.row)).cloned();
                let of = linked.get(&(place.document, place.row)).map(|incident| incident.id).or(own);
                let number = of.and_then(|id| open.get(&id)).filter(|_| is_open(block, row, &directory));
                one.unit.open_in = number.cloned();
                list.push(one);
            }
        }
        let loose = kept.values().filter(|one| !seen.contains(&one.id)).filter_map(|one| {
            let what = BTreeSet::from([words_of(&one.name)]);
            let files = vec![file(one)?];
            let unit = PersonalUnit { case: None, files, hold: None, open_in: None };
            Some(Personal { unit, title: String::new(), what })
        });
        list.extend(loose.collect::<Vec<_>>());
        Ok(list)
    }

    /// Erases what is due. What goes wrong with one case does not hold up the others.
    pub(crate) async fn erase_due(&self) -> Result<(), ApiError> {
        if self.access == Access::Reader {
            return Ok(());
        }
        let (now, length) = (self.now(), self.store.log_length().await?);
        if !self.is_time_to_look(now, length) {
            return Ok(());
        }
        let _one = self.intake.lock().await;
        // What was left of an erasure, because somebody was reading, is tried again.
        let mut done = self.store.finish_erasures().await.map_err(ApiError::from);
        let mut all = self.personal_data().await?;
        self.keep_history_of_kept(&mut all, now).await?;
        let units: Vec<PersonalUnit> = all.into_iter().map(|one| one.unit).collect();
        for due in due(&units, now) {
            done = done.and(self.erase_one(due, now).await);
        }
        let days = self.empty_quarantine().await;
        for day in days.as_deref().unwrap_or_default() {
            let fact = PersonalErased {
                document: None,
                section: None,
                row: None,
                files: Vec::new(),
                reason: String::new(),
                due_at: None,
            };
            let words = format!("The files in the quarantine of {day} were erased: their time was over");
            let entry = self.entry_at(now, None, &Author::bridgebook(), Fact::PersonalErased(fact), &words);
            done = done.and(self.commit(Write::at(now).entry(entry)).await.map(drop));
        }
        if done.is_ok() {
            let length = self.store.log_length().await?;
            *self.retention.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, length));
        }
        done.and(days.map(drop))
    }

    fn is_time_to_look(&self, now: Timestamp, length: i64) -> bool {
        let last = *self.retention.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.is_none_or(|(at, was)| was != length || !(0..EVERY).contains(&(now.as_second() - at.as_second())))
    }

    /// What was replaced in a case that is kept beyond its time is kept with it.
    pub(crate) async fn keep_history_of_kept(&self, all: &mut [Personal], now: Timestamp) -> Result<(), ApiError> {
        let is_due = |one: &Personal| one.unit.case.is_none() && one.unit.files.iter().any(|file| file.until <= now);
        if !all.iter().any(is_due) {
            return Ok(());
        }
        let mut kept = BTreeMap::new();
        for one in all.iter() {
            let is_kept = one.unit.open_in.is_some() || one.unit.hold.as_ref().is_some_and(|hold| hold.is_on(now));
            let Some(place) = one.unit.case.filter(|_| is_kept) else { continue };
            for (_, id) in self.store.ever_attached(place.document, place.section, place.row).await? {
                kept.insert(id, (one.unit.hold.clone(), one.unit.open_in.clone()));
            }
        }
        for one in all.iter_mut().filter(|one| one.unit.case.is_none()) {
            if let Some((hold, open_in)) = one.unit.files.first().and_then(|file| kept.get(&file.id)) {
                one.unit.hold.clone_from(hold);
                one.unit.open_in.clone_from(open_in);
            }
        }
        Ok(())
    }

    async fn erase_one(&self, due: Due, now: Timestamp) -> Result<(), ApiError> {
        let name = match due.case {
            Some(place) => self.case_called(place).await?,
            None => String::new(),
        };
        let day = due.since.to_zoned(self.zone().await?).date();
        let late = if now.duration_since(due.since) > LATE {
            let hours = now.duration_since(due.since).as_hours();
            if hours < 48 { format!(", {hours} h late") } else { format!(", {} days late", hours / 24) }
        } else {
            String::new()
        };
        let whose = match (due.case, due.files.len()) {
            (Some(_), _) => format!("The personal data of {name} was erased"),
            (None, 1) => "A file with personal data that no row held any more was erased".to_owned(),
            (None, n) => format!("{n} files with personal data that no row held any more were erased"),
        };
        let taken = match due.case {
            Some(place) => self.taken_with(&self.names_of_case(place).await?).await?,
            None => Vec::new(),
        };
        let with = match taken.len() {
            0 => String::new(),
            1 => ", with 1 file that was taken from a watched folder".to_owned(),
            n => format!(", with {n} files that were taken from watched folders"),
        };
        let words = format!("{whose}{with}: its time was over on {day}{late}");
        let files = due.files.iter().map(|file| ErasedFile { id: file.id, hash: file.hash.clone() }).collect();
        let fact = PersonalErased {
            document: due.case.map(|place| place.document),
            section: due.case.map(|place| place.section),
            row: due.case.map(|place| place.row),
            files,
            reason: String::new(),
            due_at: Some(due.since),
        };
        let entry = self.entry_at(now, None, &Author::bridgebook(), Fact::PersonalErased(fact), &words);
        let ids = due.files.iter().map(|file| file.id);
        let mut write = Write::at(now).entry(entry);
        if let Some(place) = due.case {
            write = self.without_tickets(write, place).await?;
        }
        self.erase_files(write, ids, due.case).await?;
        for path in taken {
            if let Err(error) = case_taken::remove(&path) {
                // The data of the case is erased; whoever looks at the folder is told what is left there.
                self.say_of_folder(format!("{} could not be erased: {}", path.display(), error.message));
            }
        }
        Ok(())
    }

    /// The files in which the tickets of cases lie, by case.
    pub(crate) async fn ticket_files(&self) -> Result<TicketFiles, ApiError> {
        let mut found = TicketFiles::new();
        for row in self.store.deliveries().await? {
            if let Some(case) = row.case {
                found.entry((case.document, case.row)).or_default().extend(case.attachment);
            }
        }
        Ok(found)
    }

    /// Commits a write that erases these files, then destroys what is left of them and tells the windows.
    pub(crate) async fn erase_files(
        &self,
        write: Write,
        files: impl Iterator<Item = AttachmentId>,
        case: Option<CasePlace>,
    ) -> Result<(), ApiError> {
        let write = files.fold(write, |write, id| write.erase(Erasure::Attachment(id)));
        let at = crate::wording::moment(self.commit(write).await?.at);
        if let Some(place) = case {
            // Its row is as it was; what its files say is not.
            self.tell(Event::DocumentChanged { document: place.document, saved_at: at });
        }
        Ok(self.store.finish_erasures().await?)
    }

    /// What is left outside of the data file of cases whose personal data was erased, a sentence each.
    pub(crate) async fn left_of_erased(&self) -> Result<Vec<String>, ApiError> {
        let mut names = BTreeSet::new();
        for recorded in self.log(None).await?.iter().filter(|recorded| recorded.entry.kind == "personal_erased") {
            if let Some(Fact::PersonalErased(PersonalErased { document, section, row, .. })) = recorded.entry.fact()
                && let (Some(document), Some(section), Some(row)) = (document, section, row)
            {
                // A document that is gone since names no cases any more.
                let place = CasePlace { document, section, row };
                names.extend(self.names_of_case(place).await.unwrap_or_default());
            }
        }
        let left = self.taken_with(&names).await?;
        let words = |path: PathBuf| {
            format!(
                "{} holds a case whose personal data was erased. Erase it again, or delete the file.",
                path.display()
            )
        };
        Ok(left.into_iter().map(words).collect())
    }

    /// What the case of a row is called in a sentence.
    pub(crate) async fn case_called(&self, place: CasePlace) -> Result<String, ApiError> {
        let loaded = self.document(place.document).await?;
        let section = loaded.document.sections.get(&place.section);
        let known = match section {
            Some(section) => crate::query::case::known_rows(place.document, &section.block, &self.log(None).await?),
            None => BTreeMap::new(),
        };
        let name = known.into_iter().find(|(_, row)| *row == place.row).map(|(name, _)| name);
        Ok(name.map_or_else(|| "a case".to_owned(), |name| format!("the case “{name}”")))
    }
}

/// Adds the tickets of a case, which are kept as long as the conversation that they repeat.
fn add_tickets(one: &mut Personal, tickets: Option<&Vec<AttachmentId>>, kept: &BTreeMap<AttachmentId, &Attachment>) {
    let leading = one.unit.files.iter().map(|file| file.until).min();
    for found in tickets.into_iter().flatten().filter_map(|id| kept.get(id)) {
        let Some(mut file) = file(found) else { continue };
        file.until = leading.unwrap_or(file.until);
        one.what.insert(words_of(&found.name));
        one.unit.files.push(file);
    }
}

/// The rows of a document in tables with personal data.
fn rows_with_files(loaded: &Loaded) -> impl Iterator<Item = (CasePlace, &Block, &Row)> {
    let sections = loaded.document.live_sections().into_iter();
    let with_files = sections.filter(|(_, section)| !personal_columns(&section.block).is_empty());
    with_files.flat_map(move |(id, section)| {
        let place = move |row| CasePlace { document: loaded.id, section: id, row };
        section.block.live_rows().into_iter().map(move |(row, cells)| (place(row), &section.block, cells))
    })
}

fn of_row(
    place: CasePlace,
    (block, row): (&Block, &Row),
    kept: &BTreeMap<AttachmentId, &Attachment>,
    loaded: &Loaded,
) -> Personal {
    let (mut files, mut what): (Vec<PersonalFile>, BTreeSet<&'static str>) = (Vec::new(), BTreeSet::new());
    for (id, column) in personal_columns(block) {
        let of_cell: Vec<&Attachment> = attached(row.cells.get(&id)).filter_map(|id| kept.get(&id).copied()).collect();
        // A brief is kept as long as the conversation that it is about.
        let leads = of_cell.iter().find(|one| column.key == CONVERSATION && one.name.ends_with(CASE_FILE));
        let leading = leads.and_then(|one| one.retain_until);
        for one in of_cell {
            let Some(mut file) = file(one) else { continue };
            if one.name.ends_with(BRIEF_FILE) {
                file.until = leading.unwrap_or(file.until);
            }
            what.insert(words_of(&one.name));
            files.push(file);
        }
    }
    let unit = PersonalUnit { case: Some(place), files, hold: None, open_in: None };
    Personal { unit, title: loaded.document.title().to_owned(), what }
}

/// The attachments that a cell holds.
pub(crate) fn attached(cell: Option<&Value>) -> impl Iterator<Item = AttachmentId> {
    cell.map(Value::members).unwrap_or_default().into_iter().filter_map(|id| id.parse().ok())
}

fn file(one: &Attachment) -> Option<PersonalFile> {
    Some(PersonalFile { id: one.id, hash: one.hash.clone(), until: one.retain_until? })
}

/// What a file of a case holds, by its name.
pub(crate) fn words_of(name: &str) -> &'static str {
    [(CASE_FILE, "conversation"), (CUSTOMER_FILE, "customer data"), (BRIEF_FILE, "brief"), (TICKET_FILE, "ticket")]
        .into_iter()
        .find(|(ending, _)| name.ends_with(ending))
        .map_or("attached file", |(_, words)| words)
}

fn is_open(block: &Block, row: &Row, directory: &Directory) -> bool {
    !CaseFacts::of_row(&CaseFields::of(block, directory), block, row, None).is_closed()
}
