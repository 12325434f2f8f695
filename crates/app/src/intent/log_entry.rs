//! A line that somebody types becomes an entry of the log, with the action it opens and the files kept with it.

use bridgebook_domain::directory::Directory;
use bridgebook_domain::id::{AttachmentId, IncidentId};
use bridgebook_domain::log::line::{self, Around, Line, LineKind};
use bridgebook_domain::log::{Category, Evidence, EvidenceFile, Fact};
use bridgebook_domain::value::ReferenceKind;
use bridgebook_store::{Attachment, NewAttachment, Write};
use jiff::Timestamp;

use super::attachment::content;
use super::incident::said;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Outcome;
use crate::api::log_entry::{GivenFile, LineAction, LineMeaning, LogLine, LogName, WrittenEntry};
use crate::attachment::{kind, own_name, size_words};
use crate::commit::outcome;
use crate::names::stored;
use crate::wording::moment;
use crate::words::Reading;

/// Most files of one entry.
const FILES: usize = 20;
/// Digits of a hash that the words of an entry show; its data has them all.
const SHOWN_HASH: usize = 16;

/// A line as it will be written.
struct Understood {
    line: Line,
    kind: LineKind,
    at: Timestamp,
}

impl Bridgebook {
    /// Writes a typed line: the entry, the action that it opens and its files in one commit.
    ///
    /// # Errors
    /// Why it cannot be written as it stands; nothing is written then.
    pub(super) async fn write_entry(&self, written: WrittenEntry) -> Result<Outcome, ApiError> {
        let directory = self.directory().await?;
        if let Some(incident) = written.incident {
            self.incident(incident).await?;
        }
        let Understood { line, kind, at } =
            self.understood(&written.text, &written.kind, &written.at, written.is_plain).await?;
        let words = said(&line.text)?;
        let (staged, mut remarks) = self.staged(written.files).await?;
        remarks.extend(remarks_of(&line, written.incident));
        let author = self.author().await?;
        let entry = |fact: Fact, at: Timestamp| {
            let mut entry = self.entry(written.incident, &author, fact, words);
            entry.event_at = at;
            entry.mentions.clone_from(&line.mentions);
            entry
        };
        let action = line.action.as_ref().filter(|_| written.incident.is_some());
        let action = action.map(|a| Fact::ActionOpened { owner: a.owner.clone(), due_at: a.due_at });
        let mut entries = Vec::with_capacity(3);
        match (fact_of(kind, written.incident, &written.accountable, &directory), action) {
            // The action says what happened; what was decided, thought or told stands beside the action.
            (Fact::Remark { category: Category::Event | Category::Action | Category::Note }, Some(action)) => {
                entries.push(entry(action, at));
            }
            (fact, Some(action)) => entries.extend([entry(fact, at), entry(action, at)]),
            (fact, None) => entries.push(entry(fact, at)),
        }
        let ids: Vec<String> = entries.iter().map(|e| e.id.to_string()).collect();
        if let (false, Some(first)) = (staged.is_empty(), entries.first()) {
            let evidence = Evidence { of: first.id, files: staged.iter().map(file).collect() };
            let names: Vec<String> = evidence.files.iter().map(words_of).collect();
            let text = format!("Evidence: {}", names.join("; "));
            let mut entry = self.entry(written.incident, &author, Fact::Evidence(evidence), &text);
            entry.event_at = at;
            entries.push(entry);
        }
        let mut write = Write::at(self.now());
        for attachment in staged {
            write = write.attachment(attachment);
        }
        for entry in entries {
            write = write.entry(entry);
        }
        let committed = self.commit(write).await?;
        Ok(Outcome { ids, remarks, ..outcome(&committed) })
    }

    /// What a line means, for whoever types it. What cannot be written is a sentence, not an error.
    pub(crate) async fn line_meaning(&self, asked: &LogLine) -> Result<LineMeaning, ApiError> {
        let directory = self.directory().await?;
        let (line, kind, at) = match self.understood(&asked.text, &asked.kind, "", false).await {
            Ok(Understood { line, kind, at }) => (line, kind, at),
            Err(error) => return Ok(LineMeaning { problem: Some(error.message), ..LineMeaning::default() }),
        };
        let people = line
            .mentions
            .iter()
            .map(|m| LogName { shown: m.written.clone(), id: directory.get(&m.who).map(|e| e.id.clone()) });
        let action = line.action.as_ref().filter(|_| asked.incident.is_some()).map(|a| LineAction {
            owner: a.owner.as_ref().map_or_else(String::new, |o| directory.words(o).to_owned()),
            due_at: a.due_at.map(moment),
        });
        Ok(LineMeaning {
            kind: word(&kind),
            at: (!line.at.is_empty()).then(|| moment(at)),
            people: people.collect(),
            action,
            problem: None,
            remarks: remarks_of(&line, asked.incident),
            text: line.text,
        })
    }

    async fn understood(&self, text: &str, kind: &str, at: &str, is_plain: bool) -> Result<Understood, ApiError> {
        let (directory, zone, now) = (self.directory().await?, self.zone().await?, self.now());
        let around = Around { directory: &directory, now, zone: &zone };
        let line = if is_plain { line::read_words(text, around) } else { line::read(text, around) };
        let beside = if kind.trim().is_empty() { "note" } else { kind.trim() };
        let beside = LineKind::from_word(beside).ok_or_else(|| {
            ApiError::invalid(format!(
                "“{beside}” is not a kind of entry. Nothing was written. Use event, action, communication, hypothesis, note or decision"
            ))
        })?;
        let words = if line.at.is_empty() { at } else { &line.at };
        let at = Reading { directory: &directory, now, zone: &zone }.been(words)?;
        let kind = line.kind.clone().unwrap_or(beside);
        Ok(Understood { line, kind, at })
    }

    /// Files, read and put down. They are listed with the entry that they belong to.
    async fn staged(&self, files: Vec<GivenFile>) -> Result<(Vec<Attachment>, Vec<String>), ApiError> {
        if files.len() > FILES {
            return Err(ApiError::invalid(format!(
                "An entry takes at most {FILES} files. Nothing was written. Write several entries"
            )));
        }
        let (mut staged, mut remarks) = (Vec::new(), Vec::new());
        for given in files {
            let (name, bytes) = content(given).await?;
            let name = own_name(&name);
            if bytes.is_empty() {
                return Err(ApiError::invalid(format!("“{name}” is empty. Nothing was written")));
            }
            let found = kind(&name, &bytes);
            if found.is_misnamed {
                remarks.push(format!(
                    "“{name}” is by its content not what its name says. It was kept as a file and is not shown as a picture"
                ));
            }
            let (id, added_at) = (AttachmentId::new(self.fresh()), self.now());
            let media_type = found.media_type.to_owned();
            staged.push(self.store.stage(NewAttachment { id, name, media_type, bytes, added_at, personal: None })?);
        }
        Ok((staged, remarks))
    }
}

fn fact_of(kind: LineKind, incident: Option<IncidentId>, accountable: &str, directory: &Directory) -> Fact {
    match kind {
        LineKind::Decision if incident.is_some() => {
            let kinds = [ReferenceKind::Person, ReferenceKind::Role];
            let accountable = Some(accountable).filter(|a| !a.trim().is_empty()).map(|a| stored(directory, &kinds, a));
            Fact::Decided { accountable, consulted: Vec::new() }
        }
        LineKind::Decision => Fact::Remark { category: Category::Note },
        LineKind::Remark(category) => Fact::Remark { category },
    }
}

fn word(kind: &LineKind) -> String {
    match kind {
        LineKind::Decision => "decision".to_owned(),
        LineKind::Remark(category) => category.to_string(),
    }
}

fn remarks_of(line: &Line, incident: Option<IncidentId>) -> Vec<String> {
    let mut remarks: Vec<String> = line
        .unknown
        .iter()
        .map(|name| format!("“{name}” is no one person or role of the directory and was kept as written"))
        .collect();
    if let Some(action) = &line.action {
        if incident.is_none() {
            remarks.push("An action belongs to an incident, so none was opened".to_owned());
        }
        if let Some(passed) = &action.passed {
            remarks.push(format!("“{passed}” has passed, so the action has no time until which it is due"));
        }
    }
    remarks
}

fn file(kept: &Attachment) -> EvidenceFile {
    EvidenceFile {
        attachment: kept.id,
        name: kept.name.clone(),
        media_type: kept.media_type.clone(),
        size: kept.size,
        hash: kept.hash.clone(),
    }
}

/// `Errors.png (48 kB, SHA-256 1a2b3c4d5e6f7a8b…)`.
fn words_of(file: &EvidenceFile) -> String {
    let digits: String = file.hash.chars().take(SHOWN_HASH).collect();
    format!("{} ({}, SHA-256 {digits}…)", file.name, size_words(file.size))
}
