//! Handing a case to a human: by which policy, past which gate, in which state it is, what the customer is told, and the
//! ticket that other systems take (domain reference B.6a, B.6b, B.10). Pure: what is recorded are
//! [steps](crate::log::HandOffStep) of the log, and everything else follows from them, the policy and the case.

mod gate;
mod policy;
mod record;
mod say;
mod sent;
mod state;
#[cfg(test)]
mod tests;
mod ticket;

pub use gate::{Gate, GateLine, GateSource, LineState, Need, Receiver, gate, receiver};
pub use policy::{HandOffPolicy, Method, PolicyText, RequiredItem, StateRule, required_items};
pub use record::{Record, fill_record};
pub use say::{CustomerText, Say, say};
pub use sent::{SentTicket, form_name, sent_tickets};
pub use state::{HandOff, HandOffState, HandOffTurn, may_follow};
pub use ticket::{SUBJECT_LIMIT, Ticket, brief_text, gorgias, transcript_text, zendesk};
