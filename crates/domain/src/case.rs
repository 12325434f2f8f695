//! Cases: what comes in from a chat, a ticket system, a check or an alert, and may have to reach a human (domain
//! reference B.5 and B.10). A stored case is a row of a table beside a triggers block, see
//! [`case_tables`](crate::trigger::case_tables); a case that only came in yet is an [`IncomingCase`].

mod incoming;
mod mapping;
mod mask;
pub mod place;

pub use incoming::{IncomingCase, Said, Speaker};
pub use mapping::{CaseMapping, MappingTarget};
pub use mask::{Masked, Masking, mask};
