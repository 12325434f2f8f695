//! What a notification rule told an audience, as the log tells it.

use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

use super::QueuedFor;
use crate::id::{EntryId, RowId};
use crate::log::{Entry, Fact, Named};

/// What a notification rule told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RuleTold {
    /// Entry, which names the messages in the outbox.
    pub id: EntryId,
    /// The rule.
    pub rule: RowId,
    /// What happened, by its key.
    pub event: String,
    /// How often it was told before.
    pub round: u32,
    /// Whom: id or name.
    pub audience: Named,
    /// When it was told.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// When it should have been.
    #[ts(type = "string")]
    pub due_at: Timestamp,
    /// Subject of the messages.
    pub subject: String,
    /// The exact text.
    pub body: String,
    /// Who is told by a message, and what became of it.
    pub recipients: Vec<QueuedFor>,
    /// What could not be done, in sentences.
    pub remarks: Vec<String>,
}

/// Takes what the log says of rules; gives other facts back.
pub(super) fn take(list: &mut Vec<RuleTold>, entry: &Entry, fact: Fact) -> Option<Fact> {
    match fact {
        Fact::RuleTold { rule, event, round, audience, due_at, subject, body, recipients, remarks } => {
            let recipients = recipients.into_iter().map(QueuedFor::new).collect();
            let (id, at) = (entry.id, entry.event_at);
            list.push(RuleTold { id, rule, event, round, audience, at, due_at, subject, body, recipients, remarks });
            None
        }
        Fact::DeliveryEnded { update, to, end, answer } => match list.iter_mut().find(|told| told.id == update) {
            Some(found) => {
                QueuedFor::end(&mut found.recipients, &to, &end, &answer, entry.event_at);
                None
            }
            None => Some(Fact::DeliveryEnded { update, to, end, answer }),
        },
        fact => Some(fact),
    }
}
