//! A chat transcript before it goes into the log.

use std::collections::BTreeSet;

use bridgebook_domain::directory::Directory;
use bridgebook_domain::transcript::{self, Message, Speaker, Transcript, speaker};
use bridgebook_domain::{EntryId, IncidentId, text};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::transcript::{
    MessageState, TranscriptMessage, TranscriptPerson, TranscriptReading, TranscriptSpeaker, TranscriptTimes,
};
use crate::wording::moment;
use crate::words::Reading;

/// A transcript with the ids that its messages have in the log.
pub(crate) struct Read {
    pub transcript: Transcript,
    pub ids: Vec<EntryId>,
    pub states: Vec<MessageState>,
    zone: TimeZone,
    as_of: Timestamp,
}

impl Bridgebook {
    pub(super) async fn transcript(
        &self,
        incident: IncidentId,
        text: &str,
        times: &TranscriptTimes,
    ) -> Result<TranscriptReading, ApiError> {
        let directory = self.directory().await?;
        let Read { transcript, states, zone, as_of, .. } = self.read_transcript(incident, text, times).await?;
        let speakers = speakers(&transcript.messages, &directory);
        Ok(TranscriptReading {
            messages: transcript.messages.into_iter().zip(states).map(|(m, state)| row(m, state)).collect(),
            speakers,
            before: transcript.before,
            empty: u32::try_from(transcript.empty).unwrap_or(u32::MAX),
            zone: zone.iana_name().unwrap_or("UTC").to_owned(),
            asks_zone: transcript.asks_zone,
            asks_day: transcript.asks_day.map(|d| d.to_string()),
            asks_order: transcript.asks_order,
            as_of: moment(as_of),
        })
    }

    /// Reads a transcript for an incident, within its limits.
    pub(crate) async fn read_transcript(
        &self,
        incident: IncidentId,
        text: &str,
        times: &TranscriptTimes,
    ) -> Result<Read, ApiError> {
        let known = self.incident(incident).await?;
        if text.len() > transcript::LIMIT {
            return Err(ApiError::invalid(format!(
                "The transcript has {} MB; at most {} MB can be read at a time. Nothing was written. Paste it in parts",
                text.len().div_ceil(1_000_000),
                transcript::LIMIT / 1_000_000
            )));
        }
        let (directory, now) = (self.directory().await?, self.now());
        let zone = match times.zone.trim() {
            "" => self.zone().await?,
            name => TimeZone::get(name).map_err(|_| {
                ApiError::invalid(format!(
                    "“{name}” is not a time zone. Nothing was written. Write for instance Europe/Berlin"
                ))
            })?,
        };
        // What was shown is read again at the moment at which it was shown; nobody reads ahead of now.
        let as_of = times.as_of.parse().unwrap_or(now).min(now);
        let day = match times.day.trim() {
            "" => None,
            words => {
                let reading = Reading { directory: &directory, now: as_of, zone: &zone };
                Some(reading.moment(words)?.to_zoned(zone.clone()).date())
            }
        };
        let until = known.closed_at.unwrap_or(as_of).min(as_of);
        let asked = transcript::Asked { now: as_of, until, zone: &zone, day, order: times.order };
        let transcript = transcript::read(text, &asked);
        if transcript.messages.len() > transcript::MESSAGES {
            return Err(ApiError::invalid(format!(
                "There are {} messages in it; at most {} go into the log at a time. Nothing was written. Paste it in parts: \
                 what is there already stays out by itself",
                transcript.messages.len(),
                transcript::MESSAGES
            )));
        }
        let ids = transcript::ids(incident, &transcript.messages);
        let log = self.log(Some(incident)).await?;
        let there: BTreeSet<EntryId> = log.iter().map(|r| r.entry.id).collect();
        let state = |(message, id): (&Message, &EntryId)| {
            if there.contains(id) {
                MessageState::There
            } else if message.is_ahead {
                MessageState::Ahead
            } else if text::lines(&message.text, text::CELL_LIMIT).is_err() {
                MessageState::Long
            } else {
                MessageState::New
            }
        };
        let states = transcript.messages.iter().zip(&ids).map(state).collect();
        Ok(Read { transcript, ids, states, zone, as_of })
    }
}

/// Everybody who speaks, in the order of their first words.
pub(crate) fn speakers(messages: &[Message], directory: &Directory) -> Vec<TranscriptSpeaker> {
    let mut list: Vec<TranscriptSpeaker> = Vec::new();
    let mut places = std::collections::BTreeMap::new();
    for message in messages.iter().filter(|m| !m.name.is_empty()) {
        let place = *places.entry(message.name.as_str()).or_insert_with(|| {
            list.push(who(&message.name, directory));
            list.len() - 1
        });
        list[place].messages += 1;
    }
    list
}

fn who(name: &str, directory: &Directory) -> TranscriptSpeaker {
    let (person, is_sure, fits) = match speaker(name, directory) {
        Speaker::Known(id) => (id, true, Vec::new()),
        Speaker::Likely(id) => (id, false, Vec::new()),
        Speaker::Several(ids) => (String::new(), false, ids),
        Speaker::Unknown => (String::new(), false, Vec::new()),
    };
    let fits = fits.into_iter().map(|id| TranscriptPerson { name: directory.words(&id).to_owned(), id }).collect();
    TranscriptSpeaker { name: name.to_owned(), person, is_sure, fits, messages: 0 }
}

fn row(message: Message, state: MessageState) -> TranscriptMessage {
    TranscriptMessage {
        line: message.line,
        at: moment(message.at),
        name: message.name,
        kind: message.kind,
        text: message.text,
        doubtful: message.doubtful,
        state,
    }
}
