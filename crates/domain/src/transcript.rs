//! A chat transcript as people paste it (Slack, Teams, Zoom, WhatsApp, IRC, or plain `14:05 name: text`), read as
//! messages with their moments and names, to become entries of the log.
//!
//! Nobody publishes a grammar of what these programs put into the clipboard, so the reading rests on what all of them
//! have: a line that begins a message holds a time and a name, in one of three orders (`Shape`). The order that begins
//! most messages is that of the transcript; a line of any other kind is text of the message before it. Nothing is dropped
//! in silence: what stands before the first message is given back, and text that has a time in it is marked.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{EntryId, IncidentId};
use crate::log::computed_id;
use crate::view::folded;

mod day;
mod head;
mod person;
mod stamp;
#[cfg(test)]
mod tests;
mod timing;

pub use person::{Speaker, speaker};

/// Bytes of a transcript that are read.
pub const LIMIT: usize = 20_000_000;
/// Messages that one paste puts into the log.
pub const MESSAGES: usize = 5_000;

/// Which of two numbers of a date is the day, where the transcript does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DayOrder {
    /// `11/03` is the eleventh of March.
    DayFirst,
    /// `11/03` is the third of November.
    MonthFirst,
}

/// The three orders in which chat programs begin a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shape {
    /// `[14:05] Mai: text`, `[2:05 PM] Mai` with the text below (Teams, WhatsApp on a telephone, IRC).
    Bracketed,
    /// `14:05 mai: text`, `14:05:12 From Mai to Everyone: text`, `11/03/2026, 14:05 - Mai: text` (Zoom, WhatsApp, IRC).
    Stamped,
    /// `Mai  2:05 PM` or the two on lines of their own, with the text below (Slack, Teams, Discord).
    Named,
}

/// What a transcript is read against.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// Now; what is later has not happened yet.
    pub now: Timestamp,
    /// When the talk ended at the latest, for times without a day: now, or when the incident was over.
    pub until: Timestamp,
    /// The zone of the clock that the times were read off, where they name none.
    pub zone: &'a TimeZone,
    /// The day of the first message, where a person says it and the transcript names none.
    pub day: Option<Date>,
    /// Which number of a date is the day, where a person says it and the transcript leaves it open.
    pub order: Option<DayOrder>,
}

/// A transcript as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Transcript {
    /// The messages, in the order of the text.
    pub messages: Vec<Message>,
    /// Lines before the first message, which belong to nobody.
    pub before: Vec<String>,
    /// Messages without words: a picture, a file, a reaction.
    pub empty: usize,
    /// Whether a time names no zone, so that somebody has to say whose clock it was.
    pub asks_zone: bool,
    /// The day that was taken for the first message, where the transcript names none at all.
    pub asks_day: Option<Date>,
    /// The order that was taken, where the dates fit both.
    pub asks_order: Option<DayOrder>,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Line of the text on which it begins, from 1.
    pub line: u32,
    /// When it was written.
    pub at: Timestamp,
    /// Who wrote it, as the transcript says; empty where it names nobody (a line of the program itself).
    pub name: String,
    /// What kind of entry its first word names (`decision:`); a note where it names none.
    pub kind: MessageKind,
    /// What was written, without the word of its kind.
    pub text: String,
    /// Lines of the text that hold a time and were kept as text all the same.
    pub doubtful: Vec<String>,
    /// Whether it would have been written later than now.
    pub is_ahead: bool,
}

/// The kind of entry that a message becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// Something happened.
    Event,
    /// Somebody did something.
    Action,
    /// Something was said to somebody.
    Communication,
    /// A hypothesis was raised, eliminated or confirmed.
    Hypothesis,
    /// Something was decided.
    Decision,
    /// Anything else.
    #[default]
    Note,
}

impl MessageKind {
    /// The kind that a text names in its first word, and the text without it: `decision: freeze` is a decision.
    #[must_use]
    pub fn named(text: &str) -> (Self, &str) {
        let found = text.split_once(':').and_then(|(word, rest)| {
            let kind = match word.trim().to_lowercase().as_str() {
                "event" => Self::Event,
                "action" | "did" => Self::Action,
                "communication" | "comms" => Self::Communication,
                "hypothesis" => Self::Hypothesis,
                "decision" | "decided" => Self::Decision,
                "note" => Self::Note,
                _ => return None,
            };
            let rest = rest.trim();
            (!rest.is_empty()).then_some((kind, rest))
        });
        found.unwrap_or((Self::Note, text))
    }
}

/// Reads a transcript. A text without any message gives none.
#[must_use]
pub fn read(text: &str, asked: &Asked<'_>) -> Transcript {
    read_as(text, asked, MessageKind::named)
}

/// As [`read`], for a talk that becomes no entries of the log: a first word such as `note:` stays where it was said.
#[must_use]
pub fn read_said(text: &str, asked: &Asked<'_>) -> Transcript {
    read_as(text, asked, |text| (MessageKind::Note, text))
}

fn read_as(text: &str, asked: &Asked<'_>, named: fn(&str) -> (MessageKind, &str)) -> Transcript {
    let text = plain(text);
    let lines: Vec<&str> = text.lines().collect();
    let Some(shape) = head::shape(&lines) else {
        return Transcript { before: lines.iter().map(|l| (*l).to_owned()).collect(), ..Transcript::default() };
    };
    let parts = head::parts(&lines, shape);
    let times = timing::moments(&parts.heads, asked);
    let mut read = Transcript {
        before: parts.before,
        asks_zone: times.asks_zone,
        asks_day: times.asks_day,
        asks_order: times.asks_order,
        ..Transcript::default()
    };
    for (part, at) in parts.heads.into_iter().zip(times.moments) {
        let text = part.text.trim();
        if text.is_empty() {
            read.empty += 1;
            continue;
        }
        let (kind, text) = named(text);
        read.messages.push(Message {
            line: part.line,
            at,
            name: part.name,
            kind,
            text: text.to_owned(),
            doubtful: part.doubtful,
            is_ahead: at.duration_since(asked.now).as_secs() > 60,
        });
    }
    read
}

/// The ids of the entries that the messages become, in their order. An id follows from incident, moment, name and words
/// (and which of several equal ones it is), so that pasting the same transcript again finds what is there already.
#[must_use]
pub fn ids(incident: IncidentId, messages: &[Message]) -> Vec<EntryId> {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let id = |message: &Message| {
        let words = format!("said\n{}\n{}\n{}", message.at, folded(&message.name), message.text);
        let nth = seen.entry(words.clone()).or_insert(0);
        *nth += 1;
        computed_id(incident, &format!("{words}\n{nth}"))
    };
    messages.iter().map(id).collect()
}

/// The text without what chat programs put between the letters: marks of direction, spaces that do not break, control
/// characters.
fn plain(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars()
        .filter(
            |c| !matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'),
        )
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .map(|c| if matches!(c, '\u{00A0}' | '\u{202F}') { ' ' } else { c })
        .collect()
}

/// A moment of a day in a zone; where the clock is put back the first of the two, where it is put forward as if it had
/// not been.
fn moment(day: Date, time: jiff::civil::Time, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_ambiguous_timestamp(DateTime::from_parts(day, time)).compatible().ok()
}
