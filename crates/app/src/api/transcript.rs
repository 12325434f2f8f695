//! A chat transcript as the window shows it before it goes into the log.

use bridgebook_domain::transcript::{DayOrder, MessageKind};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a person says about the times of a transcript. All of it may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct TranscriptTimes {
    /// IANA zone of the clock that the times were read off; empty for that of this data folder.
    #[serde(default)]
    pub zone: String,
    /// Day of the first message, as `2026-03-11` or in plain words; empty for the last day that fits.
    #[serde(default)]
    pub day: String,
    /// Which number of a date is the day; none where the dates show it, or for what fits best.
    #[serde(default)]
    pub order: Option<DayOrder>,
    /// The moment (RFC 3339) at which the transcript was shown, so that it is read the same way again; empty for now.
    #[serde(default)]
    pub as_of: String,
}

/// A transcript as it was read. Nothing is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TranscriptReading {
    /// The messages, in the order of the text.
    pub messages: Vec<TranscriptMessage>,
    /// Who speaks in it, in the order of their first words.
    pub speakers: Vec<TranscriptSpeaker>,
    /// Lines before the first message, which belong to nobody and are left out.
    pub before: Vec<String>,
    /// Messages without words, which are left out.
    pub empty: u32,
    /// Zone in which the times were read.
    pub zone: String,
    /// Whether a time names no zone of its own.
    pub asks_zone: bool,
    /// Day (`2026-03-11`) that was taken for the first message, where the transcript names none.
    pub asks_day: Option<String>,
    /// Order that was taken for its dates, where they fit both.
    pub asks_order: Option<DayOrder>,
    /// When it was read (RFC 3339).
    pub as_of: String,
}

/// One message of a transcript.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TranscriptMessage {
    /// Line on which it begins, from 1; it names the message.
    pub line: u32,
    /// When it was written (RFC 3339).
    pub at: String,
    /// Who wrote it, as the transcript says; empty for a line of the program itself.
    pub name: String,
    /// What it becomes.
    pub kind: MessageKind,
    /// What was written.
    pub text: String,
    /// Lines of the text that hold a time and were kept as text all the same.
    pub doubtful: Vec<String>,
    /// Whether it can go into the log.
    pub state: MessageState,
}

/// Whether a message can go into the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MessageState {
    /// It can.
    New,
    /// It is there already.
    There,
    /// Its moment has not come yet.
    Ahead,
    /// It is longer than an entry may be.
    Long,
}

/// Somebody who speaks in a transcript.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TranscriptSpeaker {
    /// Name as the transcript says.
    pub name: String,
    /// The person of the directory; empty for nobody.
    pub person: String,
    /// Whether that is sure: by name, address or handle, rather than by a part of the name.
    pub is_sure: bool,
    /// The persons whom the name fits, where there are several.
    pub fits: Vec<TranscriptPerson>,
    /// How many messages.
    pub messages: u32,
}

/// A person whom a name in a transcript fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TranscriptPerson {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
}

/// What a message of a transcript becomes, where it is not what its words say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TranscriptKind {
    /// The line on which the message begins.
    pub line: u32,
    /// What it becomes.
    pub kind: MessageKind,
}
