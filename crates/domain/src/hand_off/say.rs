//! What the customer is told: the texts of the policy, in their language where it is there, with variables filled.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{HandOffPolicy, HandOffState, Method};
use crate::variable::{Variables, fill, names};
use crate::view::folded;

/// A text that the policy has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Say {
    /// A human is offered.
    Offer,
    /// After a no.
    Declined,
    /// The e-mail address is asked for.
    EmailRequest,
    /// Handed over, answered in the chat.
    SentToTeam,
    /// Handed over, answered by e-mail.
    ReplyByEmail,
    /// Somebody has it.
    PickedUp,
    /// Outside of office hours.
    AutoReply,
    /// Nobody took it in time.
    NotInTime,
    /// It could not be handed over.
    NotCreated,
    /// The end of the chat.
    ChatEnded,
    /// The custom message.
    CustomMessage,
}

impl Say {
    /// The name of the text, by which the policy is searched for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Offer => "Offer",
            Self::Declined => "Declined",
            Self::EmailRequest => "E-mail request",
            Self::SentToTeam => "Sent to your team",
            Self::ReplyByEmail => "Reply by e-mail",
            Self::PickedUp => "Picked up",
            Self::AutoReply => "Auto-reply",
            Self::NotInTime => "Nobody picked up in time",
            Self::NotCreated => "Ticket could not be created",
            Self::ChatEnded => "Chat ended",
            Self::CustomMessage => "Custom message",
        }
    }

    /// What is said in a state. `is_open` says whether it is within the office hours; without hours it always is.
    #[must_use]
    pub fn of(state: HandOffState, policy: &HandOffPolicy, is_open: bool) -> Option<Self> {
        Some(match state {
            HandOffState::Offered => Self::Offer,
            HandOffState::Declined => Self::Declined,
            HandOffState::EmailAsked => Self::EmailRequest,
            HandOffState::TicketCreated if !is_open => Self::AutoReply,
            HandOffState::TicketCreated if policy.chat_ends => Self::ReplyByEmail,
            HandOffState::TicketCreated => Self::SentToTeam,
            HandOffState::PickedUp => Self::PickedUp,
            HandOffState::NobodyAvailable if is_open => Self::NotInTime,
            HandOffState::NobodyAvailable => Self::AutoReply,
            HandOffState::ChatEnded => Self::ChatEnded,
            HandOffState::CustomMessage => Self::CustomMessage,
            HandOffState::Returned => return None,
        })
    }

    /// What is said before anything was recorded: the offer, or the custom message where nothing is handed over.
    #[must_use]
    pub const fn first(policy: &HandOffPolicy) -> Self {
        match policy.method {
            Method::Ticket => Self::Offer,
            Method::CustomMessage => Self::CustomMessage,
        }
    }
}

/// A text as it is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CustomerText {
    /// Name of the text in the policy.
    pub name: String,
    /// The words, Markdown.
    pub body: String,
    /// Their language; empty where the policy does not say it.
    pub language: String,
    /// What is to be mended before it is said, a sentence each: the language is not there, something is not known.
    pub remarks: Vec<String>,
}

/// A text of the policy for a customer who speaks a language, with what is known filled in. None where it has no such text.
#[must_use]
pub fn say(policy: &HandOffPolicy, what: Say, language: &str, variables: &Variables) -> Option<CustomerText> {
    let (body, spoken, mut remarks) = match what {
        Say::CustomMessage => custom(policy)?,
        _ => {
            let list = || policy.texts.iter().filter(|text| folded(&text.name) == folded(what.name()));
            let own = list().find(|text| is_same(&text.language, language));
            let text = own.or_else(|| list().find(|text| is_same(&text.language, &policy.language)));
            let text = text.or_else(|| list().next())?;
            (text.body.clone(), text.language.clone(), Vec::new())
        }
    };
    if !language.trim().is_empty() && !spoken.is_empty() && !is_same(&spoken, language) {
        remarks.push(format!("The policy has no “{}” in {language}; this is in {spoken}", what.name()));
    }
    let is_open = |name: &&str| variables.get(*name).is_none_or(String::is_empty);
    let open: Vec<String> = names(&body).into_iter().filter(is_open).map(|name| format!("{{{{{name}}}}}")).collect();
    if !open.is_empty() {
        remarks.push(format!("Not known, write it: {}", open.join(", ")));
    }
    let body = fill(&body, variables);
    Some(CustomerText { name: what.name().to_owned(), body, language: spoken, remarks })
}

/// The message with its links; a link without an address is told and left out.
fn custom(policy: &HandOffPolicy) -> Option<(String, String, Vec<String>)> {
    if policy.custom_message.is_empty() {
        return None;
    }
    let (links, without): (Vec<_>, Vec<_>) = policy.links.iter().partition(|(_, url)| !url.trim().is_empty());
    let mut body = policy.custom_message.clone();
    for (n, (name, url)) in links.iter().enumerate() {
        body.push_str(if n == 0 { "\n\n" } else { "\n" });
        body.push_str(&format!("- {name}: {}", url.trim()));
    }
    let names: Vec<&str> = without.iter().map(|(name, _)| name.as_str()).collect();
    let told = (!names.is_empty()).then(|| format!("No address in the policy for: {}", names.join(", ")));
    Some((body, policy.language.clone(), told.into_iter().collect()))
}

/// Whether two words name one language: `pt` and `pt-BR` do.
fn is_same(one: &str, other: &str) -> bool {
    let part = |text: &str| folded(text).split(['-', '_']).next().unwrap_or_default().to_owned();
    !one.trim().is_empty() && part(one) == part(other)
}
