//! Cases: what comes in from a chat, a ticket system, a check or an alert, and may have to reach a human (domain
//! reference B.5 and B.10). A stored case is a row of a table beside a triggers block, see
//! [`case_tables`](crate::trigger::case_tables); a case that only came in yet is an [`IncomingCase`]. Rules look at either
//! through [`CaseFacts`], and [`RuleBook`] says which of them decides, who gets the case, and why.

mod beside;
pub mod brief;
pub mod change;
mod clock;
mod destination;
mod duty;
mod effect;
mod explain;
mod facts;
mod fields;
mod history;
mod incoming;
mod input;
mod judge;
mod keywords;
mod mapping;
mod mask;
pub mod metric;
mod never;
mod notify;
mod opened;
mod others;
pub mod place;
mod proposal;
pub mod retention;
mod route;
mod score;
mod tune;
mod undone;

pub use clock::{AT_RISK, CaseClock, ClockStand, InputWait, Rest, ServiceLevels, waiting_choice};
pub use destination::Destination;
pub(crate) use destination::behind as people_behind;
pub use duty::{CaseDuty, CaseDutyEnd, case_duties};
pub use effect::{CellChange, DECLARE, Effects, FOLLOW_UP, UPDATE, effects, owner};
pub use explain::Tested;
pub use facts::CaseFacts;
pub use fields::CaseFields;
pub use history::{CaseHistories, CaseHistory, StatusSpan};
pub use incoming::{IncomingCase, Said, Speaker};
pub use input::{INPUT_REASONS, InputError, InputStep, StoredCase, ask_input, input_came};
pub use judge::Truth;
pub use keywords::is_text;
pub use mapping::{CaseMapping, MappingTarget};
pub use mask::{Masked, Masking, mask, masked_words};
pub use notify::{NOTICE, tell};
pub use opened::{is_to_come, stamp_opened};
pub use others::Others;
pub use proposal::{Proposal, proposal};
pub use route::{Decided, Later, Passed, Routing, RuleBook};
pub use score::{CasePast, Differing, Score, differing, goes_to_human, needed_human, what_happened};
pub use tune::{Band, BandKind, Changed, ENOUGH, RuleTuning, Tally, ThresholdProposal, TunedCase, Tuning, tune};
pub use undone::{Undone, decisions_of_step};

#[cfg(test)]
mod tests;
