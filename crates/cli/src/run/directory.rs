//! `directory`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::ExitCode;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bridgebook_app::api::ApiError;
use bridgebook_app::api::intent::{Intent, Outcome};
use bridgebook_app::api::person::{
    AskedPeople, EntryCard, PeopleAnswer, PeopleIntent, PeoplePreview, PeopleSource, UsedReading,
};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::directory::used::How;
use bridgebook_domain::{DocumentId, EntryId};

use super::{Context, absolute, read_bytes};
use crate::command::Directory;

impl Context {
    pub async fn directory(&self, command: &Directory) -> Result<ExitCode, ApiError> {
        match command {
            Directory::List => self.output.answer(&self.query(Query::Directory).await?),
            Directory::Erase(asked) => self.erase_person(asked).await,
            Directory::Show { entry } => self.shown(AskedPeople::Entry { id: entry.clone() }).await,
            Directory::Used { entry } => self.shown(AskedPeople::Used { id: entry.clone() }).await,
            Directory::Doubles => self.shown(AskedPeople::Doubles).await,
            Directory::Check { confirmed_within } => {
                let confirmed_within = *confirmed_within;
                match self.people(AskedPeople::List { confirmed_within }).await? {
                    PeopleAnswer::List(list) => self.output.gaps(&list),
                    other => self.output.answer(&Answer::People(Box::new(other))),
                }
            }
            Directory::Set { entry, field, values } => {
                let (id, key, values) = (entry.clone(), field.clone(), values.clone());
                self.act(Intent::People(PeopleIntent::Set { id, key, values }), "set").await
            }
            Directory::Confirm { people } => {
                let mut ids = Vec::with_capacity(people.len());
                for person in people {
                    ids.push(self.person_id(person).await?);
                }
                self.act(Intent::People(PeopleIntent::Confirm { ids }), "confirmed").await
            }
            Directory::PutAway { person, back } => {
                let (id, back) = (self.person_id(person).await?, *back);
                let words = if back { "brought back" } else { "put away" };
                self.act(Intent::People(PeopleIntent::PutAway { id, back }), words).await
            }
            Directory::Link { entry, document } => self.link(entry, document.as_deref()).await,
            Directory::Import { file, dry_run, choices } => self.import_people(file, *dry_run, choices).await,
            Directory::TakeBack { import } => {
                let import: EntryId =
                    import.parse().map_err(|e| ApiError::invalid(format!("{e}. Nothing was changed")))?;
                self.act(Intent::People(PeopleIntent::TakeBack { import }), "taken back").await
            }
            Directory::Export { output, card } => {
                let (path, card) = (absolute(output)?, *card);
                self.act(Intent::People(PeopleIntent::Export { path, card }), &output.display().to_string()).await
            }
            Directory::Merge { keep, other } => {
                let (keep, other) = (self.person_id(keep).await?, self.person_id(other).await?);
                let values = BTreeMap::new();
                self.act(Intent::People(PeopleIntent::Merge { keep, other, values }), "merged").await
            }
            Directory::Separate { id } => {
                let id = id.parse().map_err(|e| ApiError::invalid(format!("{e}. Nothing was changed")))?;
                self.act(Intent::People(PeopleIntent::Separate { id }), "separated").await
            }
        }
    }

    async fn people(&self, asked: AskedPeople) -> Result<PeopleAnswer, ApiError> {
        match self.query(Query::People(asked)).await? {
            Answer::People(answer) => Ok(*answer),
            _ => Err(ApiError::invalid("The running window answers another question. Close it and try again")),
        }
    }

    async fn shown(&self, asked: AskedPeople) -> Result<ExitCode, ApiError> {
        let answer = self.people(asked).await?;
        self.output.people(&answer)
    }

    async fn person_id(&self, written: &str) -> Result<DocumentId, ApiError> {
        if let Ok(id) = written.parse() {
            return Ok(id);
        }
        match self.people(AskedPeople::Entry { id: written.to_owned() }).await? {
            PeopleAnswer::Entry(card) if card.kind == "person" => Ok(card.document),
            PeopleAnswer::Entry(card) => {
                let EntryCard { name, kind, .. } = *card;
                Err(ApiError::invalid(format!("“{name}” is a {kind}, no person. Nothing was changed")))
            }
            _ => Err(ApiError::invalid("The running window answers another question. Close it and try again")),
        }
    }

    async fn link(&self, entry: &str, document: Option<&str>) -> Result<ExitCode, ApiError> {
        let document = match document {
            Some(written) => Some(self.document_id(written).await?),
            None => None,
        };
        let PeopleAnswer::Used(UsedReading { id, name, places, .. }) =
            self.people(AskedPeople::Used { id: entry.to_owned() }).await?
        else {
            return Err(ApiError::invalid("The running window answers another question. Close it and try again"));
        };
        let written = places.iter().filter(|p| p.how == How::Written && document.is_none_or(|d| d == p.document));
        let documents: BTreeSet<DocumentId> = written.clone().map(|p| p.document).collect();
        if documents.is_empty() {
            return Err(ApiError::invalid(format!("{name} is written by hand nowhere there. Nothing was changed")));
        }
        let mut lines = Vec::new();
        for document in documents {
            let places: Vec<_> = written.clone().filter(|p| p.document == document).collect();
            let paths = places.iter().map(|p| p.path.clone()).collect();
            self.intent(Intent::People(PeopleIntent::Link { id: id.clone(), document, paths })).await?;
            lines.extend(places.iter().map(|p| format!("{}  {}  {}", p.document, p.title, p.place)));
        }
        self.output.lines(&lines)
    }

    async fn import_people(&self, path: &Path, dry_run: bool, choices: &[String]) -> Result<ExitCode, ApiError> {
        let file_name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let file = PeopleSource { file_name, base64: STANDARD.encode(read_bytes(path)?), path: String::new() };
        if dry_run {
            return self.shown(AskedPeople::Preview { file }).await;
        }
        let mut chosen = BTreeMap::new();
        let mut seal = String::new();
        if !choices.is_empty() {
            let PeopleAnswer::Preview(PeoplePreview { rows, seal: of, .. }) =
                self.people(AskedPeople::Preview { file: file.clone() }).await?
            else {
                return Err(ApiError::invalid("The running window answers another question. Close it and try again"));
            };
            seal = of;
            for choice in choices {
                let (number, who) = read_choice(choice, rows.len())?;
                let who = match who {
                    "skip" | "new" => who.to_owned(),
                    person => self.person_id(person).await?.to_string(),
                };
                chosen.insert(number.to_string(), who);
            }
        }
        let outcome: Outcome =
            self.intent(Intent::People(PeopleIntent::Import { file, seal, choices: chosen })).await?;
        self.output.outcome(&outcome, "nothing to import")
    }
}

/// A choice: the number of a person of the file, from 0, and who that is.
fn read_choice(written: &str, people: usize) -> Result<(usize, &str), ApiError> {
    let read = written.split_once('=').and_then(|(number, who)| {
        let number: usize = number.trim().parse().ok()?;
        let place = number.checked_sub(1).filter(|place| *place < people)?;
        Some((place, who.trim()))
    });
    read.ok_or_else(|| {
        ApiError::invalid(format!(
            "“{written}” chooses nobody of the file. Nothing was imported. Write for instance 3=new, with a number that --dry-run prints"
        ))
    })
}
