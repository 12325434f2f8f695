//! Why an update is due, in a sentence.

use super::{Cause, Queue, Running};
use crate::cadence::{CadenceRow, PlannedOf, Together};
use crate::duration;

impl Queue<'_> {
    /// Which rule makes an update due, with which values.
    pub(super) fn explain(
        &self,
        rule: Option<&CadenceRow>,
        running: Option<&Running>,
        with_audience: Option<&str>,
        together: &Together,
    ) -> String {
        if let Some(other) = with_audience {
            return format!("Goes out with every update of {}.", self.directory.words(other));
        }
        let Some(running) = running else {
            if let Some(other) = together.with.first().filter(|_| together.is_circle) {
                let other = self.directory.words(other);
                return format!("The plan sends it with {other}, and those in a circle with it: no clock runs.");
            }
            return "The plan names no span for this audience: no clock runs yet.".to_owned();
        };
        let mut holds = Vec::new();
        if rule.is_some_and(|r| !r.severities.is_empty()) {
            holds.push(format!("at {}", self.directory.words(&self.incident.severity)));
        }
        if rule.is_some_and(|r| !r.states.is_empty()) {
            holds.push(format!("while {}", self.incident.state.value));
        }
        if let Some(after) = rule.and_then(|r| r.after_elapsed) {
            holds.push(format!("from an age of {}", duration::print(after)));
        }
        let holds = if holds.is_empty() { String::new() } else { format!(" ({})", holds.join(", ")) };
        match &running.cause {
            Cause::Promise { number } => format!("Promised in update {number}."),
            Cause::First(span) => format!("First update within {} of declaring{holds}.", duration::print(*span)),
            Cause::AfterState(span) => {
                format!("Within {} of being {}.", duration::print(*span), self.incident.state.value)
            }
            Cause::Interval(span) => format!("Every {} after the last update{holds}.", duration::print(*span)),
            Cause::Change { why, is_silent: false } => format!("At once on a material change: {why}."),
            Cause::Change { why, .. } => format!(
                "At once on a material change: {why}. The plan has no column for changes, so whoever was promised an update is told."
            ),
            Cause::Retracted { number, reason } => {
                format!("At once, as a correction: update {number} was retracted: {reason}.")
            }
            Cause::Closing(Some(_)) => {
                "The plan has no row for Resolved: one closing update to everybody who was told, when their next one was due."
                    .to_owned()
            }
            Cause::Closing(None) => {
                "The plan has no row for Resolved: one closing update to everybody who was told, at once.".to_owned()
            }
            Cause::With { audience, number } => {
                let other = self.directory.words(audience);
                format!("Goes out with every update of {other}: their update {number} is out, and this one is not.")
            }
            Cause::Planned(row) => {
                let PlannedOf { about, rhythm, wall, .. } = row.of(running.due_at);
                let about = if about.is_empty() { String::new() } else { format!(": {about}") };
                let rhythm = if rhythm.is_empty() { String::new() } else { format!(", {rhythm}") };
                format!("Planned for {wall}{rhythm}{about}.")
            }
        }
    }
}
