//! What a person does about personal data: erases that of a case, has it kept longer, or erases a person of the directory.

use std::collections::BTreeSet;
use std::path::PathBuf;

use bridgebook_domain::case::place::personal_columns;
use bridgebook_domain::case::retention::{CasePlace, Stand, holds};
use bridgebook_domain::delivery::DeliveryState;
use bridgebook_domain::directory::{self, Entry, PERSON};
use bridgebook_domain::id::AttachmentId;
use bridgebook_domain::log::{ErasedFile, Fact, PersonErased, PersonalErased, PersonalHeld};
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::view::folded;
use bridgebook_domain::{DocumentId, Operation, Path, Value};
use bridgebook_store::{Attachment, Delivery, DocumentChange, Erasure, Undo, Write};

use super::update::because;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::case::CaseRow;
use crate::api::hand_off::CaseNamed;
use crate::api::intent::Outcome;
use crate::api::personal::PersonalIntent;
use crate::commit::{Touched, outcome};
use crate::outbox::state_of;
use crate::wording::when;
use crate::words::Reading;
use crate::{case_taken, quarantine};

/// What is said where the rest of an erasure has to wait.
const LATER: &str = "It is erased and nobody can read it; what is left of it on the disk is removed at the next start";

/// What there is to erase of a case.
pub(crate) struct Erasable {
    pub row: CaseRow,
    pub place: CasePlace,
    /// Every file that its row holds or ever held and that is still there.
    pub files: Vec<Attachment>,
    /// What its row holds of them now.
    pub held: Vec<AttachmentId>,
    /// Takes text out of the columns for personal data, which somebody wrote there unencrypted.
    pub cleared: Vec<Operation>,
    /// Files of the quarantine that name the case.
    pub quarantined: Vec<PathBuf>,
    /// Files that were taken in from a watched folder and hold it.
    pub taken: Vec<PathBuf>,
}

impl Bridgebook {
    pub(super) async fn about_personal_data(&self, intent: PersonalIntent) -> Result<Outcome, ApiError> {
        match intent {
            PersonalIntent::RetryQuarantine { file, document } => self.retry_quarantine(&file, document).await,
            PersonalIntent::DropQuarantine { file } => self.drop_quarantine(&file),
            PersonalIntent::EraseCase { case, reason, although_open } => {
                self.erase_case(&case, &reason, although_open).await
            }
            PersonalIntent::HoldCase { case, until, reason } => self.hold_case(&case, &until, &reason).await,
            PersonalIntent::ReleaseCase { case, reason } => self.release_case(&case, &reason).await,
            PersonalIntent::ErasePerson { person, reason } => self.erase_person(&person, &reason).await,
        }
    }

    /// What there is to erase of a case.
    pub(crate) async fn erasable(&self, case: &CaseNamed) -> Result<Erasable, ApiError> {
        let row = self.case_reading(&case.id, case.document).await?.row;
        let place = CasePlace { document: row.document, section: row.section, row: row.row };
        // Columns that were removed keep their cells.
        let whole = self.store.document_with_removed(row.document).await?.document;
        let gone = || ApiError::not_found("That case is not in the document any more. Nothing was changed");
        let block = &whole.sections.get(&row.section).ok_or_else(gone)?.block;
        let cells = &block.rows.get(&row.row).ok_or_else(gone)?.cells;
        let columns = personal_columns(block);
        let (mut held, mut cleared) = (Vec::new(), Vec::new());
        for (id, _) in &columns {
            let Some(value) = cells.get(id) else { continue };
            let (ids, texts): (Vec<&str>, Vec<&str>) =
                value.members().into_iter().partition(|member| member.parse::<AttachmentId>().is_ok());
            held.extend(ids.iter().filter_map(|id| id.parse::<AttachmentId>().ok()));
            if !texts.is_empty() {
                let value = Value::many(ids.into_iter().map(str::to_owned));
                let value = Some(value).filter(|value| !value.is_empty());
                cleared.push(Operation::Set { path: Path::Cell(row.section, row.row, *id), value });
            }
        }
        let ever = self.store.ever_attached(row.document, row.section, row.row).await?;
        let is_personal = |column| columns.iter().any(|(id, _)| *id == column);
        let mut ids: Vec<AttachmentId> =
            ever.into_iter().filter(|(column, _)| is_personal(*column)).map(|(_, id)| id).collect();
        ids.extend(&held);
        ids.extend(self.ticket_files().await?.get(&(row.document, row.row)).into_iter().flatten());
        ids.sort();
        ids.dedup();
        let mut files = Vec::new();
        for id in ids {
            files.extend(self.store.attachment(id).await.ok().filter(|known| known.erased_at.is_none()));
        }
        let quarantined = quarantine::naming(&self.folder, &row.id);
        let taken = self.taken_with(&self.names_of_case(place).await?).await?;
        Ok(Erasable { row, place, files, held, cleared, quarantined, taken })
    }

    async fn erase_case(&self, case: &CaseNamed, reason: &str, although_open: bool) -> Result<Outcome, ApiError> {
        let _one = self.intake.lock().await;
        let reason = because(reason)?.to_owned();
        let erasable = self.erasable(case).await?;
        let Erasable { place, files, cleared, quarantined, taken, .. } = &erasable;
        let name = self.case_called(*place).await?;
        if files.is_empty() && cleared.is_empty() && quarantined.is_empty() && taken.is_empty() {
            return Err(ApiError::invalid(format!(
                "Nothing personal is kept of {name}: no conversation, no customer data and no brief. Nothing was changed"
            )));
        }
        let standing = self.personal_data().await?.into_iter().find(|one| one.unit.case == Some(*place));
        let (now, zone) = (self.now(), self.zone().await?);
        // By the log alone: what was taken out of the row is held with it.
        let held = holds(self.log(None).await?.iter());
        if let Some(hold) = held.get(&(place.document, place.row)).filter(|hold| hold.is_on(now)) {
            let until = hold
                .until
                .map_or_else(String::new, |at| format!(" until {}", when(at, now, &zone).trim_start_matches("on ")));
            return Err(ApiError::invalid(format!(
                "{} has the personal data of {name} kept{until}: {}. Nothing was erased. Release it first",
                hold.by, hold.reason
            )));
        }
        if let Some(number) = standing.and_then(|one| one.unit.open_in).filter(|_| !although_open) {
            return Err(ApiError::invalid(format!(
                "It is open, and part of {number}, which is open. Nothing was erased. Close it first, or say that {name} is to be erased all the same"
            )));
        }
        let count = match files.len() {
            0 => String::new(),
            1 => " (1 file)".to_owned(),
            n => format!(" ({n} files)"),
        };
        let fact = PersonalErased {
            document: Some(place.document),
            section: Some(place.section),
            row: Some(place.row),
            files: files.iter().map(|one| ErasedFile { id: one.id, hash: one.hash.clone() }).collect(),
            reason: reason.clone(),
            due_at: None,
        };
        let words = format!("The personal data of {name} was erased{count}: {reason}");
        let entry = self.entry_at(now, None, &self.author().await?, Fact::PersonalErased(fact), &words);
        let mut write = self.without_tickets(Write::at(now).entry(entry), *place).await?;
        for one in files {
            write = write.erase(Erasure::Attachment(one.id));
        }
        let mut outcome = if cleared.is_empty() {
            outcome(&self.commit(write).await?)
        } else {
            let change = DocumentChange::Edit { operations: cleared.clone(), at_heads: None, undo: Undo::Skip };
            self.change_with(write, place.document, change, Touched::Operations(cleared)).await?
        };
        outcome.remarks.push(words);
        for path in quarantined.iter().chain(taken) {
            match if taken.contains(path) { case_taken::remove(path) } else { quarantine::remove(path) } {
                Ok(()) => outcome.remarks.push(format!("{} was deleted with it", path.display())),
                Err(error) => outcome.remarks.push(error.message),
            }
        }
        self.finish(&mut outcome).await;
        let saved_at = outcome.saved_at.clone();
        self.tell(crate::api::event::Event::DocumentChanged { document: place.document, saved_at });
        Ok(outcome)
    }

    /// Destroys what is left of what was erased; what cannot be done now is said.
    async fn finish(&self, outcome: &mut Outcome) {
        if let Err(error) = self.store.finish_erasures().await {
            outcome.remarks.push(format!("{LATER}: {error}"));
        }
    }

    async fn hold_case(&self, case: &CaseNamed, until: &str, reason: &str) -> Result<Outcome, ApiError> {
        let _one = self.intake.lock().await;
        let reason = because(reason)?.to_owned();
        let (now, zone, directory) = (self.now(), self.zone().await?, self.directory().await?);
        let until = match until.trim() {
            "" => None,
            typed => Some(Reading { directory: &directory, now, zone: &zone }.ahead(typed)?),
        };
        let erasable = self.erasable(case).await?;
        let name = self.case_called(erasable.place).await?;
        if erasable.files.is_empty() {
            return Err(ApiError::invalid(format!(
                "Nothing personal is kept of {name}, so there is nothing to keep longer. Nothing was changed"
            )));
        }
        let length = until.map_or_else(
            || "until it is released".to_owned(),
            |at| format!("until {}", bridgebook_domain::moment::print(at, &zone)),
        );
        let words = format!("The personal data of {name} is kept {length}: {reason}");
        self.record_hold(erasable.place, (until, false), reason, &words).await
    }

    async fn release_case(&self, case: &CaseNamed, reason: &str) -> Result<Outcome, ApiError> {
        let _one = self.intake.lock().await;
        let reason = because(reason)?.to_owned();
        let place = self.erasable(case).await?.place;
        let name = self.case_called(place).await?;
        let held = holds(self.log(None).await?.iter());
        if !held.get(&(place.document, place.row)).is_some_and(|hold| hold.is_on(self.now())) {
            return Err(ApiError::invalid(format!("Nobody has the personal data of {name} kept. Nothing was changed")));
        }
        let words = format!("The personal data of {name} is not kept longer any more: {reason}");
        self.record_hold(place, (None, true), reason, &words).await
    }

    async fn record_hold(
        &self,
        place: CasePlace,
        (until, released): (Option<jiff::Timestamp>, bool),
        reason: String,
        words: &str,
    ) -> Result<Outcome, ApiError> {
        let CasePlace { document, section, row } = place;
        let fact = Fact::PersonalHeld(PersonalHeld { document, section, row, until, released, reason });
        let entry = self.entry(None, &self.author().await?, fact, words);
        let mut outcome = self.record(entry).await?;
        outcome.remarks.push(words.to_owned());
        let after = self.personal_data().await?.into_iter().find(|one| one.unit.case == Some(place));
        if let Some(Stand::Due(_)) = after.and_then(|one| one.unit.stand(self.now())) {
            outcome.remarks.push("Its time is over, so it is erased within a minute".to_owned());
        }
        Ok(outcome)
    }

    /// The document of a person who is named by id or name.
    pub(crate) async fn person_document(&self, written: &str) -> Result<(DocumentId, String), ApiError> {
        let directory = self.directory().await?;
        let id = crate::names::stored(&directory, &[ReferenceKind::Person], written);
        if directory.is_erased(&id) {
            return Err(ApiError::invalid("That person was erased already. Nothing was changed"));
        }
        let found = directory.get(&id).filter(|entry| entry.kind == ReferenceKind::Person);
        let Some(entry) = found else {
            let several = directory.is_ambiguous(&[ReferenceKind::Person], written);
            return Err(ApiError::not_found(if several {
                format!("Several people are called “{}”. Nothing was changed. Name the one by id", written.trim())
            } else {
                format!("The directory knows no person “{}”. Nothing was changed", written.trim())
            }));
        };
        Ok((entry.document, entry.name.clone()))
    }

    /// The documents of a person: their own, and those of the entries that became part of it.
    pub(crate) async fn documents_of_person(&self, person: DocumentId) -> Result<Vec<DocumentId>, ApiError> {
        let directory = self.directory().await?;
        let merged = directory.merged_into(&person.to_string()).into_iter().filter_map(|id| id.parse().ok());
        Ok(std::iter::once(person).chain(merged).collect())
    }

    /// The messages of the outbox to addresses of these people that nobody else has.
    pub(crate) async fn messages_to(&self, people: &[DocumentId]) -> Result<Vec<Delivery>, ApiError> {
        let directory = self.directory().await?;
        let mut addresses: BTreeSet<String> = BTreeSet::new();
        for id in people {
            let loaded = self.document(*id).await?;
            addresses.extend(directory::addresses(*id, &loaded.document).iter().map(|address| folded(address)));
        }
        let is_another = |entry: &&Entry| !people.contains(&entry.document);
        for entry in directory.entries().filter(is_another) {
            for address in entry.values.values().flatten() {
                addresses.remove(&folded(address));
            }
        }
        let is_theirs = |row: &Delivery| row.erased_at.is_none() && addresses.contains(&folded(&row.recipient));
        Ok(self.store.deliveries().await?.into_iter().filter(is_theirs).collect())
    }

    /// Erases people within a write, with the messages that went to them.
    fn erasing(mut write: Write, people: &[DocumentId], reason: &str, messages: &[Delivery]) -> Write {
        for id in people {
            write = write.erase(Erasure::Document(*id, reason.to_owned()));
        }
        messages.iter().fold(write, |write, row| write.erase(Erasure::Message(row.id)))
    }

    async fn erase_person(&self, written: &str, reason: &str) -> Result<Outcome, ApiError> {
        let reason = because(reason)?.to_owned();
        let (person, _) = self.person_document(written).await?;
        let people = self.documents_of_person(person).await?;
        for id in &people {
            if self.row(*id).await?.text("template") != PERSON || !self.store.plan_versions(*id).await?.is_empty() {
                return Err(ApiError::invalid(
                    "An incident ran on that document, so it is no person alone. Nothing was erased",
                ));
            }
        }
        let left = self.left_by_hand(&people).await?;
        let held = self.roles_held_by(&people).await?;
        let messages = self.messages_to(&people).await?;
        let waiting = messages.iter().filter(|row| state_of(row).is_some_and(DeliveryState::waits)).count();
        // Without the name: the log keeps what it says for good.
        let given_up = match waiting {
            0 => String::new(),
            1 => ". 1 message to them that waited was given up".to_owned(),
            n => format!(". {n} messages to them that waited were given up"),
        };
        let words = format!("A person of the directory was erased: {reason}{given_up}");
        let mut author = self.author().await?;
        if author.person.is_some_and(|own| people.contains(&own)) {
            // Who erases themselves is not named by it.
            author = bridgebook_domain::log::Author { person: None, name: "The person".to_owned(), recorded_by: None };
        }
        let now = self.now();
        let mut write = Write::at(now);
        for id in &people {
            let fact = Fact::PersonErased(PersonErased { person: *id, reason: reason.clone() });
            let merged = "An entry of the directory that had become part of the erased person was erased with it";
            let words = if *id == person { words.as_str() } else { merged };
            write = write.entry(self.entry_at(now, None, &author, fact, words));
        }
        let me = self.setting("me").await?;
        if people.iter().any(|id| id.to_string() == me) {
            write = write.setting("me", None);
        }
        let committed = self.commit(Self::erasing(write, &people, &reason, &messages)).await?;
        for id in &people {
            self.forget_erased(*id, &committed);
        }
        if !messages.is_empty() {
            self.tell(crate::api::event::Event::OutboxChanged);
        }
        let mut outcome = outcome(&committed);
        outcome.remarks.push("The person was erased; what refers to them says “Erased person” from now on".to_owned());
        if !held.is_empty() {
            outcome.remarks.push(format!(
                "The person held a role in {}, and nobody is called for it now. Give it to somebody else",
                held.join(", ")
            ));
        }
        outcome.remarks.extend(left);
        let older = self.store.backups().len();
        if older > 0 {
            outcome.remarks.push(format!(
                "{} made before still hold the person. Make a new backup, then delete the older ones in {}",
                if older == 1 { "1 backup".to_owned() } else { format!("{older} backups") },
                crate::folder::backups(&self.folder).display()
            ));
        }
        outcome.remarks.extend(self.set_aside_words());
        self.finish(&mut outcome).await;
        Ok(outcome)
    }

    /// What was read of an erased document is not known any more.
    fn forget_erased(&self, document: DocumentId, committed: &bridgebook_store::Committed) {
        self.cache.forget_document(document);
        let saved_at = crate::wording::moment(committed.at);
        self.tell(crate::api::event::Event::DocumentChanged { document, saved_at });
    }

    /// Erases again who came back: the data was recovered with a backup of before, and the log says that they were erased.
    pub(crate) async fn erase_again(&self) -> Result<(), ApiError> {
        let erased = crate::world::erased_people(&self.log(None).await?);
        for (person, reason) in erased {
            if self.store.document_row(person).await.is_ok() {
                let messages = self.messages_to(&[person]).await?;
                let write = Self::erasing(Write::at(self.now()), &[person], &reason, &messages);
                let committed = self.commit(write).await?;
                self.forget_erased(person, &committed);
            }
        }
        Ok(self.store.finish_erasures().await?)
    }
}
