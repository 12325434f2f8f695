//! An escalation to which nobody answers: who would be called at which age.

use jiff::SignedDuration;

use super::{EscalationView, Level};
use crate::log::Clock;

impl EscalationView {
    /// Who is called at which age of the incident as long as nobody answers, in order: the functional levels of a
    /// severity one after the other, each when the time allowed in the one before it has run out, and the authorities
    /// by their age. A level that is never reached, or names no age, has none and comes last.
    #[must_use]
    pub fn unanswered(&self, severity_key: &str) -> Vec<(&Level, Option<SignedDuration>)> {
        let mut due = Some(SignedDuration::ZERO);
        let mut list = Vec::new();
        for level in self.levels(severity_key, &Clock::Functional) {
            list.push((level, due));
            due = due.zip(level.acknowledge_within).and_then(|(due, within)| due.checked_add(within));
        }
        list.extend(self.levels(severity_key, &Clock::Hierarchical).into_iter().map(|level| (level, level.after)));
        list.sort_by_key(|(_, age)| (age.is_none(), *age));
        list
    }
}
