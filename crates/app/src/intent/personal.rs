//! What a person does about personal data: erases that of a case, has it kept longer, or erases a person of the directory.

use std::path::PathBuf;

use bridgebook_domain::case::place::personal_columns;
use bridgebook_domain::case::retention::{CasePlace, Stand, holds};
use bridgebook_domain::directory::PERSON;
use bridgebook_domain::id::AttachmentId;
use bridgebook_domain::log::{ErasedFile, Fact, PersonErased, PersonalErased, PersonalHeld};
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::{DocumentId, Operation, Path, Value};
use bridgebook_store::{Attachment, DocumentChange, Erasure, Undo, Write};

use super::update::because;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::case::CaseRow;
use crate::api::hand_off::CaseNamed;
use crate::api::intent::Outcome;
use crate::api::personal::PersonalIntent;
use crate::commit::{Touched, outcome};
use crate::quarantine;
use crate::wording::when;
use crate::words::Reading;

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
        ids.sort();
        ids.dedup();
        let mut files = Vec::new();
        for id in ids {
            files.extend(self.store.attachment(id).await.ok().filter(|known| known.erased_at.is_none()));
        }
        let quarantined = quarantine::naming(&self.folder, &row.id);
        Ok(Erasable { row, place, files, held, cleared, quarantined })
    }

    async fn erase_case(&self, case: &CaseNamed, reason: &str, although_open: bool) -> Result<Outcome, ApiError> {
        let _one = self.intake.lock().await;
        let reason = because(reason)?.to_owned();
        let erasable = self.erasable(case).await?;
        let Erasable { place, files, cleared, quarantined, .. } = &erasable;
        let name = self.case_called(*place).await?;
        if files.is_empty() && cleared.is_empty() && quarantined.is_empty() {
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
        let mut write = Write::at(now).entry(entry);
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
        for path in quarantined {
            match quarantine::remove(path) {
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

    async fn erase_person(&self, written: &str, reason: &str) -> Result<Outcome, ApiError> {
        let reason = because(reason)?.to_owned();
        let (person, _) = self.person_document(written).await?;
        if self.row(person).await?.text("template") != PERSON || !self.store.plan_versions(person).await?.is_empty() {
            return Err(ApiError::invalid(
                "An incident ran on that document, so it is no person alone. Nothing was erased",
            ));
        }
        // Without the name: the log keeps what it says for good.
        let words = format!("A person of the directory was erased: {reason}");
        let fact = Fact::PersonErased(PersonErased { person, reason: reason.clone() });
        let mut author = self.author().await?;
        if author.person == Some(person) {
            // Who erases themselves is not named by it.
            author = bridgebook_domain::log::Author { person: None, name: "The person".to_owned(), recorded_by: None };
        }
        let now = self.now();
        let mut write = Write::at(now).entry(self.entry_at(now, None, &author, fact, &words));
        if self.setting("me").await? == person.to_string() {
            write = write.setting("me", None);
        }
        let committed = self.commit(write.erase(Erasure::Document(person, reason))).await?;
        self.forget_erased(person, &committed);
        let mut outcome = outcome(&committed);
        outcome.remarks.push("The person was erased; what refers to them says “Erased person” from now on".to_owned());
        let older = self.store.backups().len();
        if older > 0 {
            outcome.remarks.push(format!(
                "{} made before still hold the person. Make a new backup, then delete the older ones in {}",
                if older == 1 { "1 backup".to_owned() } else { format!("{older} backups") },
                crate::folder::backups(&self.folder).display()
            ));
        }
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
                let write = Write::at(self.now()).erase(Erasure::Document(person, reason));
                let committed = self.commit(write).await?;
                self.forget_erased(person, &committed);
            }
        }
        Ok(self.store.finish_erasures().await?)
    }
}
