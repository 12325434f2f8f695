//! Channels that send, and the outbox, as window and command line show them.

use std::fmt;

use bridgebook_domain::delivery::DeliveryChannel;
use bridgebook_domain::{DocumentId, EntryId, IncidentId, RowId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A password or a token on its way to where secrets are kept. It is never shown, not even when a request is printed
/// for whoever looks for a fault.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct SecretText(String);

impl SecretText {
    /// Takes a secret in.
    #[must_use]
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// The secret itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// The channels that send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Channels {
    /// The channels, in the order in which they were added.
    pub channels: Vec<ChannelRow>,
    /// Where passwords are kept, in a sentence.
    pub kept: String,
    /// Whether the file of passwords waits for its passphrase.
    pub is_locked: bool,
    /// Whether there is nothing better than the memory of this run, so that a passphrase is to be offered.
    pub is_memory_only: bool,
    /// Why nothing leaves this data folder; empty where it does.
    pub held: String,
}

/// A channel that sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChannelRow {
    /// The channel, without its secret.
    pub channel: DeliveryChannel,
    /// Way and host in words.
    pub words: String,
    /// Whether a secret is kept for it: `yes`, `no` or `unknown`, while what keeps it is locked or does not answer.
    pub secret: String,
    /// How many messages of the outbox wait for it or for a decision about it.
    pub waiting: u32,
}

/// Whom a message to an audience goes to, as plan and directory say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Recipients {
    /// Addresses with names.
    pub list: Vec<RecipientRow>,
    /// Names without an address.
    pub without: Vec<String>,
}

/// An address with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RecipientRow {
    /// Address of mail.
    pub address: String,
    /// Who that is; empty where only the address is known.
    pub name: String,
}

/// A channel and whom an update goes to over it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SendBy {
    /// Channel: id or name.
    pub channel: String,
    /// Addresses; of a webhook none.
    #[serde(default)]
    pub recipients: Vec<String>,
}

/// What a person does to a message of the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryChange {
    /// Sends it, again or now.
    SendAgain,
    /// It arrived, or the addressee was told another way.
    MarkSent,
    /// It is not sent any more.
    GiveUp,
}

/// The outbox.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Outbox {
    /// Why nothing leaves this data folder; empty where it does.
    pub held: String,
    /// Updates, the newest first.
    pub updates: Vec<OutboxUpdate>,
}

/// An update that was set to go out at a moment and did not yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScheduledRow {
    /// The entry that set it.
    pub id: EntryId,
    /// Audience: id or name as written.
    pub audience: String,
    /// Its name.
    pub name: String,
    /// Number within the audience.
    pub number: u32,
    /// Stage.
    pub stage: String,
    /// Subject.
    pub subject: String,
    /// The exact text.
    pub body: String,
    /// When it goes out (RFC 3339).
    pub go_at: String,
    /// The same in words, with day and zone.
    pub words: String,
    /// What it promises (RFC 3339).
    pub next_at: Option<String>,
    /// Addressees with their channels.
    pub recipients: Vec<String>,
    /// What was chosen for their quiet hours: `hold`, `send` or `other-channel`; empty where they did not matter.
    pub quiet: String,
    /// Who set it.
    pub by: String,
    /// When (RFC 3339).
    pub set_at: String,
    /// Why it was held back; empty while it waits for its moment.
    pub held: String,
    /// The condition of its approval that somebody is to say is met; empty for none. Until then it does not go out.
    pub condition: String,
}

/// The case about which something was handed to the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OutboxCase {
    /// Document.
    pub document: DocumentId,
    /// Row.
    pub row: RowId,
    /// Whether it tells somebody of what a rule decided; else it is the ticket.
    pub is_notice: bool,
}

/// What was handed to the outbox: an update, the call of a level, or the ticket of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OutboxUpdate {
    /// Its id: the entry of the log that queued it.
    pub id: String,
    /// Incident; none for the ticket of a case that belongs to none.
    pub incident: Option<IncidentId>,
    /// The case, where it is a ticket.
    pub case: Option<OutboxCase>,
    /// Number of the incident.
    pub incident_number: String,
    /// What people call it: "Executives’ update 3", "Call of L2", "Ticket of the case “C-1”".
    pub title: String,
    /// Audience by name; the level, where one is called.
    pub audience: String,
    /// Number within the audience; 0 for the call of a level and a ticket.
    pub number: u32,
    /// Subject; empty where the log knows of none.
    pub subject: String,
    /// The exact text.
    pub body: String,
    /// When it was handed over (RFC 3339).
    pub queued_at: String,
    /// By whom.
    pub by: String,
    /// Where it stands as a whole: `waiting`, `uncertain`, `refused`, `sent` or `given_up`; what asks for a person
    /// first.
    pub state: String,
    /// Each addressee.
    pub rows: Vec<OutboxRow>,
}

/// A message to one addressee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OutboxRow {
    /// Id.
    pub id: String,
    /// Channel by name.
    pub channel: String,
    /// Address, or the place that a webhook leads to.
    pub recipient: String,
    /// `queued`, `sending`, `retrying`, `sent`, `refused`, `uncertain` or `given_up`.
    pub state: String,
    /// Whether it would have been sent: nothing leaves an exercise, and its clocks go on as if it had.
    pub is_rehearsed: bool,
    /// Where it stands, in a sentence, with what the server said.
    pub words: String,
    /// When it is tried next, while it waits; else when it was tried last (RFC 3339).
    pub at: String,
    /// Attempts so far.
    pub attempts: u32,
    /// What the server said, as it said it.
    pub answer: String,
    /// What a person can do to it now.
    pub can: Vec<DeliveryChange>,
}
