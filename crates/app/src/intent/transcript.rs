//! A chat transcript becomes entries of the log.

use std::collections::{BTreeMap, BTreeSet};

use bridgebook_domain::directory::Directory;
use bridgebook_domain::log::{Author, Category, Fact, NewEntry, named_id};
use bridgebook_domain::transcript::MessageKind;
use bridgebook_domain::{DocumentId, IncidentId};
use bridgebook_store::Write;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Outcome;
use crate::api::transcript::{MessageState, TranscriptKind, TranscriptSpeaker, TranscriptTimes};
use crate::commit::outcome;
use crate::query::transcript::{Read, speakers};

/// What a person chose for a transcript.
pub(super) struct Choices<'a> {
    pub people: &'a BTreeMap<String, String>,
    pub kinds: &'a [TranscriptKind],
    pub skip: &'a [u32],
}

impl Bridgebook {
    pub(super) async fn paste_transcript(
        &self,
        incident: IncidentId,
        text: &str,
        times: &TranscriptTimes,
        choices: &Choices<'_>,
    ) -> Result<Outcome, ApiError> {
        let (directory, me, now) = (self.directory().await?, self.author().await?, self.now());
        let Read { transcript, ids, states, .. } = self.read_transcript(incident, text, times).await?;
        if transcript.messages.is_empty() {
            return Err(ApiError::invalid(
                "No line of it holds a time and a name, so it has no messages. Nothing was written. Copy it with the names and times",
            ));
        }
        let authors = self.authors(&speakers(&transcript.messages, &directory), choices, &directory, &me)?;
        let skip: BTreeSet<u32> = choices.skip.iter().copied().collect();
        let kinds: BTreeMap<u32, MessageKind> = choices.kinds.iter().map(|k| (k.line, k.kind)).collect();
        let (mut write, mut made, mut counts) = (Write::at(now), Vec::new(), Counts::default());
        for ((message, id), state) in transcript.messages.into_iter().zip(ids).zip(states) {
            if skip.contains(&message.line) {
                continue;
            }
            match state {
                MessageState::New => {}
                MessageState::There => counts.there += 1,
                MessageState::Ahead => counts.ahead += 1,
                MessageState::Long => counts.long += 1,
            }
            if state != MessageState::New {
                continue;
            }
            let kind = kinds.get(&message.line).copied().unwrap_or(message.kind);
            made.push(id.to_string());
            write = write.entry(NewEntry {
                id,
                incident: Some(incident),
                event_at: message.at,
                entered_at: now,
                author: authors.get(&message.name).cloned().unwrap_or_else(|| program(&me)),
                text: message.text,
                fact: fact(kind),
                mentions: Vec::new(),
            });
        }
        let remarks = counts.remarks();
        if made.is_empty() && counts.there > 0 {
            return Ok(Outcome { remarks, ..self.unchanged() });
        }
        if made.is_empty() {
            let why = if remarks.is_empty() { "No message is chosen".to_owned() } else { remarks.join(". ") };
            return Err(ApiError::invalid(format!("{why}. Nothing was written")));
        }
        let committed = self.commit(write).await?;
        Ok(Outcome { ids: made, remarks, ..outcome(&committed) })
    }

    /// Who says what was said under each name: recorded by whoever pastes it.
    fn authors(
        &self,
        speakers: &[TranscriptSpeaker],
        choices: &Choices<'_>,
        directory: &Directory,
        me: &Author,
    ) -> Result<BTreeMap<String, Author>, ApiError> {
        if let Some(name) = choices.people.keys().find(|name| !speakers.iter().any(|s| s.name == **name)) {
            return Err(ApiError::invalid(format!(
                "Nobody in the transcript is called “{name}”. Nothing was written. Name people as the transcript does"
            )));
        }
        let author = |speaker: &TranscriptSpeaker| {
            let chosen = choices.people.get(&speaker.name).unwrap_or(&speaker.person);
            let person = match chosen.trim() {
                "" => None,
                written => Some(directory.person(written).ok_or_else(|| {
                    ApiError::invalid(format!(
                        "The directory knows no one person “{written}”. Nothing was written. Choose a person, or nobody"
                    ))
                })?),
            };
            let name = person.as_ref().map_or_else(|| speaker.name.clone(), |p| p.name.clone());
            let person = person.and_then(|p| named_id(&p.id)).map(DocumentId::new);
            let is_me = person.is_some() && person == me.person;
            let recorded_by = (!is_me).then(|| me.name.clone());
            Ok((speaker.name.clone(), Author { person, name, recorded_by }))
        };
        speakers.iter().map(author).collect()
    }
}

/// Who a line is by that names nobody: the program of the chat wrote it, as the preview says. No person said it.
fn program(me: &Author) -> Author {
    Author { person: None, name: "The program".to_owned(), recorded_by: Some(me.name.clone()) }
}

/// What stays out, and why.
#[derive(Default)]
struct Counts {
    there: usize,
    ahead: usize,
    long: usize,
}

impl Counts {
    fn remarks(&self) -> Vec<String> {
        let told = |count: usize, one: &str, many: &str| {
            let words = if count == 1 { one } else { many };
            (count > 0).then(|| format!("{count} {words}"))
        };
        [
            told(self.there, "message is in the log already", "messages are in the log already"),
            told(
                self.ahead,
                "message would lie ahead of now and stays out",
                "messages would lie ahead of now and stay out",
            ),
            told(
                self.long,
                "message is longer than an entry may be and stays out",
                "messages are longer than an entry may be and stay out",
            ),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

fn fact(kind: MessageKind) -> Fact {
    let category = match kind {
        MessageKind::Decision => return Fact::Decided { accountable: None, consulted: Vec::new() },
        MessageKind::Event => Category::Event,
        MessageKind::Action => Category::Action,
        MessageKind::Communication => Category::Communication,
        MessageKind::Hypothesis => Category::Hypothesis,
        MessageKind::Note => Category::Note,
    };
    Fact::Remark { category }
}
