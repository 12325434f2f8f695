//! The only room that opens an outward socket: mail by SMTP and webhooks by HTTP, and where the secrets of both are
//! kept. It remembers nothing of what it sent (that is the store's) and decides nothing about sending again (that is
//! the state machine of `domain`): it says what happened, as exactly as the wire lets one know.
//!
//! What it never does: follow a redirect, look a name up twice, connect to an address that
//! [`reach`](bridgebook_domain::delivery::reach) does not allow, wait without an end, read without an end, or write a
//! secret into an error.
//!
//! Of the other rooms it imports `domain` alone.

use std::time::Duration;

use bridgebook_domain::delivery::{DeliveryChannel, DeliveryStep, Way};
use jiff::SignedDuration;

mod connect;
mod mail;
mod message;
mod metered;
mod secret;
mod trust;
mod webhook;
mod words;

pub use message::{Message, message_id, render};
pub use secret::{Keychain, KeychainError, Place, SecretError, Secrets, SystemKeychain};
pub use trust::Trust;

use words::Words;

/// Longest that one step on the wire may take.
const STEP: Duration = Duration::from_secs(10);
/// Longest that the other side may take to answer once it has the whole message: it may look for spam or pass the
/// message on before it answers (RFC 5321, 4.5.3.2.6, would wait 10 minutes). To give up earlier makes uncertain what
/// has arrived.
const ANSWER: Duration = Duration::from_secs(90);
/// Most that is read of one answer, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;

/// One message to one recipient, as the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// Id of the delivery: the `Idempotency-Key` of a webhook.
    pub delivery_id: String,
    /// Whom it goes to; for a webhook a name for people.
    pub recipient: String,
    /// The bytes that [`render`] made when it was queued, sent as they are at every attempt.
    pub rendered: Vec<u8>,
    /// Its Message-ID.
    pub message_id: String,
    /// Whether it holds personal data. Of an answer to it nothing is told but the status and the number of the ticket:
    /// the rest may repeat what was sent.
    pub is_personal: bool,
}

/// What came of an attempt. Each `why` is a sentence or two for a person, without secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The other side said that it has the message.
    Sent {
        /// What it said.
        reply: String,
    },
    /// The message certainly did not go, and trying again may help.
    Later {
        /// Why.
        why: String,
        /// How long the other side asked to be left alone.
        after: Option<SignedDuration>,
    },
    /// The message certainly did not go, and sending it again as it is does not help.
    Refused {
        /// Why.
        why: String,
    },
    /// The text left, and nothing that can be relied on came back: it may have arrived.
    Uncertain {
        /// Why.
        why: String,
    },
}

impl Outcome {
    /// The step that this outcome is for the state machine.
    #[must_use]
    pub const fn step(&self) -> DeliveryStep {
        match self {
            Self::Sent { .. } => DeliveryStep::Accepted,
            Self::Later { .. } => DeliveryStep::Later,
            Self::Refused { .. } => DeliveryStep::Refused,
            Self::Uncertain { .. } => DeliveryStep::NoAnswer,
        }
    }
}

/// Why nothing left. It can always be said for certain, so this has no "perhaps".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Trying again may help.
    Later(String),
    /// It does not.
    Refused(String),
}

impl From<Trouble> for Outcome {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Later(why) => Self::Later { why, after: None },
            Trouble::Refused(why) => Self::Refused { why },
        }
    }
}

impl From<Trouble> for String {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Later(why) | Trouble::Refused(why) => why,
        }
    }
}

/// How the wire is used: whom TLS trusts, and how long a step and the last answer may take. The program uses the default.
#[derive(Debug, Clone)]
pub struct Wire {
    trust: Trust,
    step: Duration,
    answer: Duration,
}

impl Default for Wire {
    fn default() -> Self {
        Self { trust: Trust::System, step: STEP, answer: ANSWER }
    }
}

impl Wire {
    /// One with a trust and a limit of its own for each step, the last answer among them, for tests.
    #[must_use]
    pub const fn new(trust: Trust, step: Duration) -> Self {
        Self { trust, step, answer: step }
    }

    /// The same with another limit for the answer to the whole message.
    #[must_use]
    pub fn answering_within(self, answer: Duration) -> Self {
        Self { answer, ..self }
    }

    /// Tries once to hand a parcel over.
    ///
    /// `secret` is what [`Secrets::get`] gives for the channel. `before_body` is awaited when everything but the text
    /// was said, and before the first byte of it leaves; where it fails the text stays here and the outcome is
    /// [`Outcome::Later`] with its words. So whoever notes in it that the text may have left has noted it in time.
    ///
    /// Dropping the future ends the attempt; what was noted in `before_body` is then all that is known of it.
    pub async fn deliver(
        &self,
        channel: &DeliveryChannel,
        secret: Option<&str>,
        parcel: &Parcel,
        before_body: impl AsyncFnOnce() -> Result<(), String>,
    ) -> Outcome {
        if let Err(why) = channel.check().and_then(|()| channel.check_recipient(&parcel.recipient)) {
            return Outcome::Refused { why };
        }
        let ready = match &channel.way {
            Way::Mail { .. } => {
                mail::prepare(self, channel, secret, &parcel.recipient).await.map(|ready| Ready::Mail(Box::new(ready)))
            }
            Way::Webhook { .. } => {
                webhook::prepare(self, channel, secret).await.map(|ready| Ready::Webhook(Box::new(ready)))
            }
        };
        let ready = match ready {
            Ok(ready) => ready,
            Err(trouble) => return trouble.into(),
        };
        if let Err(why) = before_body().await {
            return Outcome::Later { why, after: None };
        }
        match ready {
            Ready::Mail(ready) => ready.send(&parcel.rendered).await,
            Ready::Webhook(ready) => ready.send(parcel).await,
        }
    }

    /// Tries a channel as far as that goes without sending anything: a mail server is greeted and signed in to, a
    /// webhook is only connected to.
    ///
    /// # Errors
    /// A sentence for a person, without secrets.
    pub async fn try_channel(&self, channel: &DeliveryChannel, secret: Option<&str>) -> Result<String, String> {
        channel.check()?;
        match &channel.way {
            Way::Mail { .. } => Ok(mail::try_out(self, channel, secret).await?),
            Way::Webhook { .. } => Ok(webhook::try_out(self, channel, secret).await?),
        }
    }

    /// A step on the wire within its time.
    async fn within<T>(&self, words: &Words, doing: &str, step: impl Future<Output = T>) -> Result<T, Trouble> {
        tokio::time::timeout(self.step, step).await.map_err(|_| Trouble::Later(silence(words, self.step, doing)))
    }
}

fn silence(words: &Words, limit: Duration, doing: &str) -> String {
    format!("{} did not answer within {} s {doing}.", words.host(), limit.as_secs())
}

/// A connection on which only the text is missing.
enum Ready {
    Mail(Box<mail::Ready>),
    Webhook(Box<webhook::Ready>),
}

/// [`Wire::deliver`] as the program uses it.
pub async fn deliver(
    channel: &DeliveryChannel,
    secret: Option<&str>,
    parcel: &Parcel,
    before_body: impl AsyncFnOnce() -> Result<(), String>,
) -> Outcome {
    Wire::default().deliver(channel, secret, parcel, before_body).await
}

/// [`Wire::try_channel`] as the program uses it.
///
/// # Errors
/// A sentence for a person, without secrets.
pub async fn try_channel(channel: &DeliveryChannel, secret: Option<&str>) -> Result<String, String> {
    Wire::default().try_channel(channel, secret).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_waits_longer_for_the_last_answer_than_for_a_step() {
        let wire = Wire::default();
        assert_eq!((wire.step, wire.answer), (Duration::from_secs(10), Duration::from_secs(90)));
    }
}
