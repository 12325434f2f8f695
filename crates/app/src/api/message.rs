//! A message as the window shows it while it is written.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is known of a message: where it starts from, what is wrong in it, what it promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MessageReading {
    /// Stage of the message.
    pub stage: String,
    /// Stages that the plan has a template for, for this audience.
    pub stages: Vec<String>,
    /// The subject under which it is sent: what was typed, else what was approved with this text, else the template's
    /// with the variables filled, else one of number and title.
    pub subject: String,
    /// What stands under the text where it is sent to a chat; empty for nothing.
    pub foot: String,
    /// The template's text with the variables filled; empty where the plan has none.
    pub template: String,
    /// The languages that the audience reads, the first one first; at most one where nothing stands side by side.
    pub languages: Vec<MessageLanguage>,
    /// The draft that waits to go out; empty where there is none.
    pub draft: String,
    /// What was written and is not out yet; none where nobody began.
    pub kept: Option<KeptMessage>,
    /// What is wrong, errors first, then in the order of the text.
    pub findings: Vec<MessageFindingRow>,
    /// How many of the rules looked and found nothing; 0 for an empty text, which is not checked.
    pub passed: u32,
    /// The promise of the next update.
    pub promise: MessagePromise,
    /// How its approval stands.
    pub approval: MessageApproval,
    /// When it goes out, where that is not now.
    pub goes: MessageGoing,
    /// Quiet hours of the audience at that moment.
    pub quiet: MessageQuiet,
}

/// Quiet hours of an audience, where a message would go out in them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct MessageQuiet {
    /// In a clause: `it is 02:10 for them (Europe/Berlin), in their quiet hours until 07:00`; empty where none hold.
    pub words: String,
    /// What the plan says: `hold`, `send` or `other-channel`; empty where none hold.
    pub rule: String,
    /// Whether the plan does not keep them at the severity in force.
    pub is_severe: bool,
    /// When they are over, on the wall of the audience.
    pub until: String,
    /// The same as it is typed for the time at which it goes out, with day and zone.
    pub hold_until: String,
    /// The channel that the plan names beside the first one; empty for none.
    pub other: String,
    /// Why those that are written down hold for nobody; else empty.
    pub problem: String,
}

/// A language of a message. The text of each but the first stands below a line with its name, `— German —`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MessageLanguage {
    /// Name, as the plan writes it.
    pub name: String,
    /// Whether the first language has changed since its text was written.
    pub is_stale: bool,
}

/// When a message goes out by itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct MessageGoing {
    /// When (RFC 3339); nothing for now.
    pub at: Option<String>,
    /// The same in words, with day and zone.
    pub words: String,
    /// What is to be said of a time that the clock shows twice, or not at all.
    pub remark: String,
    /// Why the words typed are no moment to come.
    pub error: Option<String>,
}

/// How the approval of a message stands. It is bound to text and subject, word for word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MessageApproval {
    /// `not_needed`, `needed`, `waiting`, `approved`, `rejected`, or `changed` where another text was asked about or
    /// approved than the one that stands here.
    pub state: String,
    /// Who approves, was asked or decided; empty for nobody.
    pub who: String,
    /// On which condition it was approved; empty where there is none.
    pub condition: String,
}

/// A message that somebody began to write, as it was left. It outlives the window and the process.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct KeptMessage {
    /// The text; empty where it is still the template's.
    pub text: String,
    /// The promise of the next update as it was typed.
    pub next: String,
    /// Stage that was chosen; empty for the one that is due.
    pub stage: String,
    /// Subject of a mail; empty where it is still the template's.
    #[serde(default)]
    pub subject: String,
}

/// The promise that a message makes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct MessagePromise {
    /// When (RFC 3339).
    pub at: Option<String>,
    /// As the message says it, for instance `15:17 CET`.
    pub words: String,
    /// Where it comes from: `typed`, `text` or `cadence`; empty where nothing is promised. What comes from the cadence
    /// alone is an offer.
    pub source: String,
    /// What the cadence asks for, in a sentence.
    pub rule: String,
    /// Why the words typed are no moment to promise.
    pub error: Option<String>,
}

/// A finding of a message. Places count UTF-16 units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MessageFindingRow {
    /// Rule id, for instance `C5`.
    pub rule: String,
    /// `error`, `warning` or `info`.
    pub level: String,
    /// What is the case, in a few words.
    pub title: String,
    /// Why it matters and what to do.
    pub message: String,
    /// Where it begins in the text; none where the text as a whole is meant.
    pub start: Option<u32>,
    /// Where it ends.
    pub end: Option<u32>,
    /// Whether the message should not go out with it.
    pub is_in_the_way: bool,
    /// An edit that mends it.
    pub fix: Option<MessageFixRow>,
}

/// An edit: what stands between two places becomes another text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MessageFixRow {
    /// What the button says.
    pub label: String,
    /// From here.
    pub start: u32,
    /// To here.
    pub end: u32,
    /// What stands there then.
    pub text: String,
}
