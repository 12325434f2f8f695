//! Messages about a case on their way, as facts: its ticket, and what tells somebody that a rule decided. What a ticket says
//! does not stand in them, as it is personal data.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Addressee, DeliveryEnd};
use crate::id::{DocumentId, EntryId, RowId, SectionId};

/// A step of the ticket of a case: of which case, and what happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseTicket {
    /// The document of the case.
    pub document: DocumentId,
    /// Its table.
    pub section: SectionId,
    /// Its row.
    pub row: RowId,
    /// What happened.
    pub step: TicketStep,
}

/// What happened to a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum TicketStep {
    /// It was handed to the outbox, in one commit with its message.
    Queued {
        /// The entry of the hand-over, or of the decision: a message goes once for each to one addressee.
        hand_off: EntryId,
        /// The form of its text: `zendesk`, `gorgias` or `notice`.
        form: String,
        /// Where it goes.
        to: Addressee,
    },
    /// What became of it.
    Ended {
        /// The entry that queued it.
        ticket: EntryId,
        /// What.
        end: DeliveryEnd,
        /// Status and number of the ticket as the other side gave them, or what a person said. The rest of an answer may
        /// repeat what it was given, and is not kept.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        answer: String,
    },
}
