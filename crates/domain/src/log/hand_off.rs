//! The steps of handing a case to a human, as facts (domain reference B.6a, B.6b and B.10). They say who has the case and
//! why; nothing of what the case says stands in them, as it may be personal data.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Named;
use crate::id::{DocumentId, RowId, SectionId};

/// A step of a hand-off: of which case, and what happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseHandOff {
    /// The document of the case.
    pub document: DocumentId,
    /// Its table.
    pub section: SectionId,
    /// Its row.
    pub row: RowId,
    /// What happened.
    pub step: HandOffStep,
}

/// What happened to a hand-off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum HandOffStep {
    /// The customer was offered a human.
    Offered {
        /// Why, in a word or sentence; empty where nothing was said.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        because: String,
    },
    /// The customer said no.
    Declined {},
    /// The customer was asked for an e-mail address.
    EmailAsked {},
    /// The case was handed over: the gate was passed, or what it lacks was waived.
    TicketCreated {
        /// Who gets it.
        to: Named,
        /// Who had it; empty for the assistant.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        from: Named,
        /// How much of the required context was complete, in percent.
        complete: u8,
        /// What it went without, and why.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        waived: Vec<Waived>,
        /// The policy it went by.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        policy: Option<DocumentId>,
        /// The platform that the policy names.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        platform: String,
        /// Number of the ticket there, where a person noted it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        ticket: String,
    },
    /// The custom message was said instead of a hand-off; there is no ticket.
    CustomMessage {
        /// The policy that has the words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        policy: Option<DocumentId>,
    },
    /// A human has opened it and answers for it from now on.
    PickedUp {
        /// Who.
        by: Named,
    },
    /// Nobody is there to take it.
    NobodyAvailable {
        /// When the office hours begin again, where they are why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(type = "string | null")]
        until: Option<Timestamp>,
    },
    /// The receiver gave it back.
    Returned {
        /// To whom: who handed it over; empty for the assistant.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        to: Named,
        /// Why.
        reason: String,
    },
    /// It goes to somebody else.
    Rerouted {
        /// Who had it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        from: Named,
        /// Who gets it.
        to: Named,
        /// Why.
        reason: String,
    },
    /// The customer has left, or all is answered.
    ChatEnded {},
}

/// Something required that a hand-off goes without.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Waived {
    /// The line of the gate, as it is called.
    pub item: String,
    /// Why.
    pub reason: String,
}
