//! What is kept of people how long, what was erased, and what goes and stays when something is erased.

use std::collections::BTreeSet;

use bridgebook_domain::case::retention::{Erased, Hold, Stand, erased};
use bridgebook_domain::case::{Masking, masked_words};
use bridgebook_domain::id::AttachmentId;
use bridgebook_domain::log::{Fact, Recorded};
use bridgebook_domain::{DocumentId, RowId, Value};
use bridgebook_store::Attachment;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::hand_off::CaseNamed;
use crate::api::personal::{
    CasePersonal, ErasedNote, ErasedRow, HoldNote, PersonPersonal, PersonalAnswer, PersonalQuery, RetentionReading,
    RetentionRow,
};
use crate::query::case::known_rows;
use crate::retention::words_of;
use crate::wording::moment;

/// Erasures that are listed.
const LISTED: usize = 50;

impl Bridgebook {
    pub(super) async fn personal(&self, asked: PersonalQuery) -> Result<PersonalAnswer, ApiError> {
        Ok(match asked {
            PersonalQuery::Case { case } => PersonalAnswer::Case(Box::new(self.case_personal(&case).await?)),
            PersonalQuery::Person { person } => PersonalAnswer::Person(self.person_personal(&person).await?),
            PersonalQuery::Retention => PersonalAnswer::Retention(self.retention_reading().await?),
            PersonalQuery::Quarantine => PersonalAnswer::Quarantine(self.quarantined().await?),
            PersonalQuery::Masked { text, addresses, telephones } => {
                PersonalAnswer::Masked(masked_words(&text, Masking { addresses, telephones }))
            }
        })
    }

    async fn case_personal(&self, case: &CaseNamed) -> Result<CasePersonal, ApiError> {
        let erasable = self.erasable(case).await?;
        let standing = self.personal_data().await?.into_iter().find(|one| one.unit.case == Some(erasable.place));
        let log = self.log(None).await?;
        let mut goes = Vec::new();
        let now_held = |id: &AttachmentId| erasable.held.contains(id);
        let of =
            |words: &str| erasable.files.iter().filter(|one| now_held(&one.id) && words_of(&one.name) == words).count();
        for (words, line) in [
            ("conversation", "The conversation, with all that was said and the case as it came in"),
            ("customer data", "What is known about the customer"),
            ("brief", "The brief that was kept by hand"),
        ] {
            if of(words) > 0 {
                goes.push(line.to_owned());
            }
        }
        let counted = |count: usize, one: &str, many: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            n => Some(format!("{n} {many}")),
        };
        goes.extend(counted(of("attached file"), "attached file", "attached files"));
        let is_replaced = |one: &&Attachment| !now_held(&one.id) && words_of(&one.name) != "ticket";
        let replaced = erasable.files.iter().filter(is_replaced).count();
        goes.extend(counted(replaced, "earlier version that was replaced", "earlier versions that were replaced"));
        goes.extend(
            (!erasable.cleared.is_empty()).then(|| "Text that was typed into the columns for personal data".to_owned()),
        );
        let tickets = erasable.files.iter().filter(|one| words_of(&one.name) == "ticket").count();
        goes.extend(counted(tickets, "ticket of the outbox", "tickets of the outbox"));
        for path in &erasable.taken {
            goes.push(format!("{}, which was taken in, with whatever else it holds", path.display()));
        }
        for path in &erasable.quarantined {
            goes.push(format!(
                "{} in the quarantine, with whatever else it holds",
                path.file_name().unwrap_or_default().display()
            ));
        }
        let mut stays = vec![
            "The other cells of its row, and what the log says of it: its name, statuses, who had it and when"
                .to_owned(),
            "What was exported, handed over or sent before, wherever that lies".to_owned(),
        ];
        if !erasable.cleared.is_empty() {
            stays.push("That text in the history of the document, which cannot be changed".to_owned());
        }
        stays.push("An entry of the log that it was erased, by whom and why".to_owned());
        let unit = standing.map(|one| one.unit);
        let erase_at = unit.as_ref().and_then(|unit| unit.files.iter().map(|file| file.until).min());
        Ok(CasePersonal {
            erased: erased(log.iter(), erasable.place.document, erasable.place.row).map(|one| erased_note(&one)),
            row: erasable.row,
            goes,
            stays,
            erase_at: erase_at.map(moment),
            open_in: unit.as_ref().and_then(|unit| unit.open_in.clone()),
            hold: unit.and_then(|unit| unit.hold).filter(|hold| hold.is_on(self.now())).map(|hold| hold_note(&hold)),
        })
    }

    async fn person_personal(&self, written: &str) -> Result<PersonPersonal, ApiError> {
        let (person, name) = self.person_document(written).await?;
        let people = self.documents_of_person(person).await?;
        let ids: Vec<String> = people.iter().map(ToString::to_string).collect();
        let mut referring = 0_usize;
        for row in self.rows().await?.iter().filter(|row| !people.contains(&row.id)) {
            let loaded = self.document(row.id).await?;
            let document = &loaded.document;
            let cells = document
                .sections
                .values()
                .flat_map(|section| section.block.rows.values())
                .flat_map(|row| row.cells.values());
            let mut values = document.header.values().chain(cells);
            let means = |value: &Value| value.members().iter().any(|member| ids.iter().any(|id| id == member));
            referring += usize::from(values.any(means));
        }
        let mut goes = vec![
            "The person’s own page: names, titles, numbers, addresses, working hours, skills and notes".to_owned(),
            "Its whole history, the steps to undo, and its place in the search".to_owned(),
        ];
        goes.extend(match people.len() - 1 {
            0 => None,
            1 => Some("1 entry of the directory that became part of this person, with its history".to_owned()),
            n => Some(format!("{n} entries of the directory that became part of this person, with their histories")),
        });
        goes.extend(match self.messages_to(&people).await?.len() {
            0 => None,
            1 => Some("1 message of the outbox to this person: its address and what it says".to_owned()),
            n => Some(format!("{n} messages of the outbox to this person: their addresses and what they say")),
        });
        let mut stays = Vec::new();
        let held = self.roles_held_by(&people).await?;
        if !held.is_empty() {
            stays.push(format!(
                "This person holds a role in {}: give it to somebody else first, so that calls reach a person",
                held.join(", ")
            ));
        }
        stays.push(match referring {
            0 => "No document refers to this person".to_owned(),
            1 => "1 document refers to this person and says “Erased person” from now on, also where it is looked at as it was".to_owned(),
            n => format!("{n} documents refer to this person and say “Erased person” from now on, also where they are looked at as they were"),
        });
        stays.extend(self.left_by_hand(&people).await?);
        stays.push("The log and the histories of documents cannot be changed: the name stands there where this person wrote or was written about, and a number or address where a call or a message was listed".to_owned());
        stays.push(match self.store.backups().len() {
            0 => "Backups that were made by hand still hold the person: delete them, and make a new one".to_owned(),
            n => format!("Older backups still hold the person ({n} in the folder of backups, and those made by hand): make a new one, then delete the old ones"),
        });
        stays.extend(self.set_aside_words());
        Ok(PersonPersonal { person, name, goes, stays })
    }

    /// The open incidents in which one of these documents of a person holds a role or commands, by their numbers.
    pub(crate) async fn roles_held_by(&self, people: &[DocumentId]) -> Result<Vec<String>, ApiError> {
        let is_them = |named: &str| people.iter().any(|id| id.to_string() == named);
        let mut held = BTreeSet::new();
        for incident in self.incidents().await?.iter().filter(|incident| incident.is_open()) {
            let holds = incident.commander.as_deref().is_some_and(is_them)
                || incident.roles.iter().any(|held| is_them(&held.person) && held.renounced_at.is_none());
            if holds {
                held.insert(incident.number.clone());
            }
        }
        Ok(held.into_iter().collect())
    }

    /// That copies of former data hold what is erased, with where they are; nothing where there are none.
    pub(crate) fn set_aside_words(&self) -> Option<String> {
        let paths: Vec<String> = self.store.copies_set_aside().iter().map(|path| path.display().to_string()).collect();
        (!paths.is_empty()).then(|| {
            let (noun, verb, them) = if paths.len() == 1 { ("A copy", "holds", "it") } else { ("Copies", "hold", "them") };
            format!(
                "{noun} of the data from before a migration, a restore or a repair still {verb} the person; delete {them} once you need {them} no more: {}",
                paths.join(", ")
            )
        })
    }

    async fn retention_reading(&self) -> Result<RetentionReading, ApiError> {
        let (now, log) = (self.now(), self.log(None).await?);
        let mut rows = Vec::new();
        let mut all = self.personal_data().await?;
        self.keep_history_of_kept(&mut all, now).await?;
        for one in all {
            let Some(stand) = one.unit.stand(now) else { continue };
            let Some(first) = one.unit.files.iter().map(|file| file.until).min() else { continue };
            let mut case = String::new();
            if let Some(place) = one.unit.case
                && let Some(section) = self.document(place.document).await?.document.sections.get(&place.section)
            {
                let known = known_rows(place.document, &section.block, &log);
                case = known.into_iter().find(|(_, row)| *row == place.row).map(|(name, _)| name).unwrap_or_default();
            }
            rows.push(RetentionRow {
                document: one.unit.case.map(|place| place.document),
                document_title: one.title,
                row: one.unit.case.map(|place| place.row),
                case,
                what: one.what.into_iter().map(str::to_owned).collect(),
                at: moment(first),
                stands: match &stand {
                    Stand::Until(_) => "kept",
                    Stand::Held => "held",
                    Stand::Open(_) => "open",
                    Stand::Due(_) => "due",
                }
                .to_owned(),
                hold: one.unit.hold.filter(|hold| hold.is_on(now)).map(|hold| hold_note(&hold)),
                open_in: one.unit.open_in,
            });
        }
        rows.sort_by(|a, b| (&a.at, &a.case).cmp(&(&b.at, &b.case)));
        let gone = log.iter().rev().filter_map(erased_row).take(LISTED).collect();
        Ok(RetentionReading { rows, erased: gone, keep_days: self.keep_days().await? })
    }

    /// When and by whom the personal data of a case was erased, where it was.
    pub(crate) async fn erased_of(&self, document: DocumentId, row: RowId) -> Result<Option<ErasedNote>, ApiError> {
        Ok(erased(self.log(None).await?.iter(), document, row).map(|one| erased_note(&one)))
    }
}

fn erased_row(recorded: &Recorded) -> Option<ErasedRow> {
    let entry = &recorded.entry;
    if !matches!(entry.kind.as_str(), "personal_erased" | "person_erased") {
        return None;
    }
    let reason = match entry.fact()? {
        Fact::PersonalErased(erased) => erased.reason,
        Fact::PersonErased(erased) => erased.reason,
        _ => return None,
    };
    let note = ErasedNote { at: moment(entry.event_at), by: entry.author.name.clone(), reason };
    Some(ErasedRow { note, words: entry.text.clone() })
}

fn erased_note(erased: &Erased) -> ErasedNote {
    ErasedNote { at: moment(erased.at), by: erased.by.clone(), reason: erased.reason.clone() }
}

fn hold_note(hold: &Hold) -> HoldNote {
    HoldNote {
        until: hold.until.map(moment),
        reason: hold.reason.clone(),
        by: hold.by.clone(),
        since: moment(hold.since),
    }
}
