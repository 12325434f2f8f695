//! Handing a case to a human: how it stands, what is done, and what comes of it.

use bridgebook_domain::DocumentId;
use bridgebook_domain::case::IncomingCase;
use bridgebook_domain::case::brief::Brief;
use bridgebook_domain::hand_off::{CustomerText, Gate, HandOffState, Receiver};
use bridgebook_domain::log::Waived;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::case::{CaseOrigin, CaseRow};
use super::delivery::OutboxUpdate;
use super::personal::ErasedNote;

/// A case, as it is named: by its id or that of its row, with the document where several have a case of this id.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct CaseNamed {
    /// Its id, or that of its row.
    #[ts(optional = false)]
    pub id: String,
    /// Document.
    pub document: Option<DocumentId>,
}

/// What is asked of the hand-off of a case.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct AskedHandOff {
    /// The case.
    pub case: CaseNamed,
    /// Who it would go to: id or name; empty for who has it, else whom the policy names.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub to: String,
    /// `markdown`, `zendesk` or `gorgias`: brief and case in that form, too. Empty for none.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub form: String,
}

/// The hand-off of a case as it stands. What was said and what is known about the customer is decrypted for this answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct HandOffReading {
    /// Its row.
    pub row: CaseRow,
    /// Whether the case as it came in is kept.
    pub origin: CaseOrigin,
    /// When, by whom and why its personal data was erased, where it was.
    pub erased: Option<ErasedNote>,
    /// The case as it came in: what the lines of the brief cite.
    pub case: Option<IncomingCase>,
    /// The brief: as a person left it, else by the rules.
    pub brief: Brief,
    /// Whether a person has edited it.
    pub is_edited: bool,
    /// Whether the case says something else since.
    pub is_behind: bool,
    /// The gate.
    pub gate: Gate,
    /// Who it goes to.
    pub receiver: Receiver,
    /// The policy that is gone by, where there is one.
    pub policy: Option<HandOffPolicyReading>,
    /// How it stands; none where nothing was done yet.
    pub now: Option<HandOffNow>,
    /// What was done, the oldest first.
    pub turns: Vec<HandOffTurnRow>,
    /// What the customer is told now; none where the policy has no text for it, or there is no policy.
    pub told: Option<CustomerText>,
    /// What can be done now, with what the customer is told then.
    pub next: Vec<HandOffNext>,
    /// When an answer is due by the policy if it is handed over now, or since it was (RFC 3339).
    pub answer_by: Option<String>,
    /// Language of the case, where it is known.
    pub language: String,
    /// The tickets that were handed to the outbox, the oldest first, with what became of them.
    pub tickets: Vec<OutboxUpdate>,
    /// By what a ticket can be sent now; none where the case is not handed over.
    pub send: Option<TicketChoice>,
    /// What a person should know, a sentence each.
    pub remarks: Vec<String>,
    /// Brief and case in the form that was asked for.
    pub text: String,
}

/// By what a ticket can be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TicketChoice {
    /// The channels that can take it and have not got that of this hand-over, by name.
    pub channels: Vec<String>,
    /// The form that the platform of the policy takes; empty where that says none.
    pub form: String,
}

/// A hand-off policy, as far as it is shown with a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HandOffPolicyReading {
    /// Its document.
    pub document: DocumentId,
    /// Title.
    pub title: String,
    /// Platform; empty where none is chosen.
    pub platform: String,
    /// What happens there, Markdown.
    pub behaviour: String,
    /// Whether nothing is handed over: the custom message is said instead.
    pub is_custom_message: bool,
    /// Name of the calendar of its office hours; empty where it has none that can be read.
    pub calendar: String,
    /// Whether it is within the office hours; without hours it always is.
    pub is_open: bool,
    /// When they begin again (RFC 3339), where it is not.
    pub opens_at: Option<String>,
}

/// How a hand-off stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HandOffNow {
    /// State.
    pub state: HandOffState,
    /// What it is called.
    pub name: String,
    /// Since when (RFC 3339).
    pub since: String,
    /// Until when it should last at most, by the policy (RFC 3339).
    pub due_at: Option<String>,
    /// Whether it lasts longer.
    pub is_late: bool,
    /// Who gets it, by name; empty before it is handed over.
    pub to: String,
    /// Who has taken it, by name.
    pub accepted_by: String,
    /// How much of the required context was complete, in percent.
    pub complete: Option<u8>,
    /// What it went without.
    pub waived: Vec<Waived>,
    /// Number of the ticket.
    pub ticket: String,
    /// How often it was returned or re-routed.
    pub moves: u32,
}

/// A step, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HandOffTurnRow {
    /// When (RFC 3339).
    pub at: String,
    /// Who says so.
    pub by: String,
    /// What happened.
    pub words: String,
}

/// Something that can be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HandOffNext {
    /// The word of the act, as in [`HandOffAct`].
    pub act: String,
    /// What the customer is told then; none where nothing is said, or the policy has no text for it.
    pub told: Option<CustomerText>,
}

/// Something is done about the hand-off of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct HandOffDone {
    /// The case.
    pub case: CaseNamed,
    /// What.
    pub act: HandOffAct,
}

/// What is done about a hand-off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum HandOffAct {
    /// Keeps the brief as a person wrote it, encrypted.
    KeepBrief {
        /// The brief.
        brief: Brief,
    },
    /// Lets go of what a person wrote: the brief is that of the rules again.
    ForgetBrief {},
    /// The customer was offered a human.
    Offer {
        /// Why.
        #[serde(default)]
        #[ts(optional, as = "Option<String>")]
        because: String,
    },
    /// The customer said no.
    Decline {},
    /// The customer was asked for an e-mail address.
    AskEmail {},
    /// The custom message was said.
    SayCustomMessage {},
    /// The case is handed over, past the gate.
    HandOver {
        /// Who gets it: id or name; empty for who has it, else whom the policy names.
        #[serde(default)]
        #[ts(optional, as = "Option<String>")]
        to: String,
        /// What it goes without, and why: lines of the gate by key or name.
        #[serde(default)]
        #[ts(optional, as = "Option<Vec<Waived>>")]
        waived: Vec<Waived>,
        /// Number of the ticket on the platform, where it was made there by hand.
        #[serde(default)]
        #[ts(optional, as = "Option<String>")]
        ticket: String,
    },
    /// Nobody is there to take it.
    NobodyAvailable {},
    /// Somebody takes it and answers for it from now on.
    Accept {
        /// Who; empty for who I am.
        #[serde(default)]
        #[ts(optional, as = "Option<String>")]
        by: String,
    },
    /// The receiver gives it back.
    Return {
        /// Why.
        reason: String,
    },
    /// It goes to somebody else.
    Reroute {
        /// To whom: id or name.
        to: String,
        /// Why.
        reason: String,
    },
    /// The customer has left, or all is answered.
    EndChat {},
    /// The ticket goes to the helpdesk, by the outbox: once for each hand-over and channel.
    Send {
        /// The channel, by id or name: a webhook of the generic form.
        channel: String,
        /// `zendesk` or `gorgias`; empty for what the platform of the policy takes.
        #[serde(default)]
        #[ts(optional, as = "Option<String>")]
        form: String,
    },
    /// Writes brief and case to a path that the person chose.
    Export {
        /// `markdown`, `pdf`, `zendesk` or `gorgias`.
        form: String,
        /// Where.
        path: String,
    },
}
