//! What becomes of a delivery, as a state machine that cannot send twice by itself.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Wait after the first attempt that did not get through; it doubles with each.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(15);
/// Longest wait that is chosen here.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(15);
/// Longest wait that a server may ask for.
const LONGEST_ASKED: SignedDuration = SignedDuration::from_hours(1);

/// How far one message to one recipient has come. Each state is committed before the step that it names is taken on the
/// wire, so that after a crash the store knows what may have happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub enum DeliveryState {
    /// Waits for its turn; nothing has left.
    #[serde(rename = "queued")]
    Queued,
    /// Connecting, signing in, naming sender and recipient: nothing that a server would pass on has left.
    #[serde(rename = "sending-envelope")]
    Envelope,
    /// The text is leaving or has left, and no answer was seen.
    #[serde(rename = "sending-body")]
    Body,
    /// A server said that it has it, or a person did.
    #[serde(rename = "sent")]
    Sent,
    /// It did not go, certainly, and is tried again by itself.
    #[serde(rename = "failed-retryable")]
    Retryable,
    /// The other side refused it for good, or cannot be spoken to as set up; a person decides.
    #[serde(rename = "failed-permanent")]
    Refused,
    /// Its text left and no answer came: it may have arrived. A person decides.
    #[serde(rename = "uncertain")]
    Uncertain,
    /// A person gave it up.
    #[serde(rename = "cancelled")]
    Cancelled,
}

/// What moves a delivery on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeliveryStep {
    /// An attempt begins.
    Start,
    /// The text is about to leave.
    BodyLeaves,
    /// The other side said that it has it.
    Accepted,
    /// It certainly did not go, and may be tried again.
    Later,
    /// It certainly did not go, and trying again as it is does not help.
    Refused,
    /// The text left and no answer that can be relied on came.
    NoAnswer,
    /// The program started again while this was under way.
    Restart,
    /// A person wants it sent, again or now.
    SendAgain,
    /// A person says that it arrived, or told the recipient another way.
    MarkSent,
    /// A person gives it up.
    GiveUp,
}

impl DeliveryStep {
    /// Whether only a person takes this step.
    #[must_use]
    pub const fn is_by_hand(self) -> bool {
        matches!(self, Self::SendAgain | Self::MarkSent | Self::GiveUp)
    }
}

impl DeliveryState {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Queued,
        Self::Envelope,
        Self::Body,
        Self::Sent,
        Self::Retryable,
        Self::Refused,
        Self::Uncertain,
        Self::Cancelled,
    ];

    /// The word of the store.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Envelope => "sending-envelope",
            Self::Body => "sending-body",
            Self::Sent => "sent",
            Self::Retryable => "failed-retryable",
            Self::Refused => "failed-permanent",
            Self::Uncertain => "uncertain",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads a word of the store.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// The state after a step, or `None` where that step cannot be taken: then nothing is to be changed, and nothing
    /// sent. No row of steps that are not by hand leads from a text that left to a second one that leaves, except
    /// through an answer that says that the first was not taken.
    #[must_use]
    pub const fn after(self, step: DeliveryStep) -> Option<Self> {
        use DeliveryStep as Step;
        Some(match (self, step) {
            (Self::Queued | Self::Retryable, Step::Start) => Self::Envelope,
            (Self::Envelope, Step::BodyLeaves) => Self::Body,
            (Self::Body, Step::Accepted) => Self::Sent,
            (Self::Envelope | Self::Body, Step::Later) => Self::Retryable,
            (Self::Envelope | Self::Body, Step::Refused) => Self::Refused,
            (Self::Body, Step::NoAnswer) => Self::Uncertain,
            (state, Step::Restart) => after_restart(state),
            (Self::Retryable | Self::Refused | Self::Uncertain | Self::Cancelled, Step::SendAgain) => Self::Queued,
            (Self::Queued | Self::Retryable | Self::Refused | Self::Uncertain, Step::MarkSent) => Self::Sent,
            (Self::Queued | Self::Retryable | Self::Refused | Self::Uncertain, Step::GiveUp) => Self::Cancelled,
            _ => return None,
        })
    }

    /// Whether it is tried by itself when its time comes.
    #[must_use]
    pub const fn waits(self) -> bool {
        matches!(self, Self::Queued | Self::Retryable)
    }

    /// Whether it stands still until a person decides.
    #[must_use]
    pub const fn needs_a_person(self) -> bool {
        matches!(self, Self::Refused | Self::Uncertain)
    }
}

/// What a delivery is after the program started again: one whose text may have left is uncertain, one that had only
/// begun waits again.
#[must_use]
pub const fn after_restart(state: DeliveryState) -> DeliveryState {
    match state {
        DeliveryState::Envelope => DeliveryState::Queued,
        DeliveryState::Body => DeliveryState::Uncertain,
        settled => settled,
    }
}

/// When a delivery that did not get through is tried again: 15 s after the first attempt, twice as long after each
/// further one, at most 15 minutes. A server that asks for a longer wait (`Retry-After`) gets it, up to an hour; one
/// that asks for a shorter one does not, or an overloaded server would be pressed by all at once.
///
/// `attempt` counts from 1.
#[must_use]
pub fn next_attempt(attempt: u32, asked: Option<SignedDuration>, now: Timestamp) -> Timestamp {
    let doubled = 1_i32.checked_shl(attempt.saturating_sub(1).min(16)).unwrap_or(i32::MAX);
    let own = FIRST_WAIT.saturating_mul(doubled).min(LONGEST_WAIT);
    let wait = asked.map_or(own, |asked| own.max(asked.min(LONGEST_ASKED)));
    now.checked_add(wait).unwrap_or(Timestamp::MAX)
}
