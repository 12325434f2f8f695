//! An escalation to which nobody answers: who would be called at which age.

use jiff::SignedDuration;

use super::{EscalationView, Level};
use crate::directory::{Directory, Hours, Week};
use crate::log::{Clock, Named};
use crate::value::ReferenceKind;

/// A step of an escalation to which nobody answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswered<'a> {
    /// The level.
    pub level: &'a Level,
    /// After how much time it is called; none where it is never reached, or names no age.
    pub age: Option<SignedDuration>,
    /// The calendar by whose hours that time counts, as the table of severities names it; none where every minute
    /// counts, so that the age is one of the wall clock.
    pub calendar: Option<Named>,
}

impl Level {
    /// The calendar in whose hours alone its minutes count; none where every minute does. One that the directory does
    /// not know counts, unless its name says that it has every hour.
    fn counts_in(&self, directory: &Directory) -> Option<Named> {
        let named = self.calendar.as_ref()?;
        let is_always = match directory.known(&[ReferenceKind::Calendar], named) {
            Some(calendar) => Hours::of_calendar(calendar).is_none_or(|hours| hours.is_always()),
            None => Week::read(named).is_ok_and(|week| week.is_always()),
        };
        (!is_always).then(|| named.clone())
    }
}

impl EscalationView {
    /// Who is called at which age of the incident as long as nobody answers, in order: the functional levels of a
    /// severity one after the other, each when the time allowed in the one before it has run out, and the authorities
    /// by their age. Levels whose minutes count in hours of work alone stand by themselves, before what goes by the
    /// wall clock: when they are called depends on when the incident begins. A level without an age comes last.
    #[must_use]
    pub fn unanswered(&self, severity_key: &str, directory: &Directory) -> Vec<Unanswered<'_>> {
        let mut due = Some(SignedDuration::ZERO);
        let mut list = Vec::new();
        for level in self.levels(severity_key, &Clock::Functional) {
            // The first is called at once, whatever the hour.
            let calendar = level.counts_in(directory).filter(|_| due != Some(SignedDuration::ZERO));
            list.push(Unanswered { level, age: due, calendar });
            due = due.zip(level.acknowledge_within).and_then(|(due, within)| due.checked_add(within));
        }
        let authorities = self.levels(severity_key, &Clock::Hierarchical);
        list.extend(authorities.into_iter().map(|level| Unanswered { level, age: level.after, calendar: None }));
        let is_counted = list.iter().any(|step| step.calendar.is_some());
        list.sort_by_key(|step| {
            let is_authority = is_counted && step.level.clock == Clock::Hierarchical;
            (step.age.is_none(), is_authority, step.age)
        });
        list
    }
}
