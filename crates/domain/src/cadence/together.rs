//! Audiences that are told with the updates of another: "with every customer update".

use jiff::SignedDuration;

use super::CadenceView;
use crate::directory::Directory;
use crate::log::{Named, State};
use crate::value::ReferenceKind;

/// With whose updates an audience goes out, one after the other: the last of them has a clock of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Together {
    /// Audiences: ids or names. Empty where the audience has a clock of its own.
    pub with: Vec<Named>,
    /// Whether one of them comes again. Then each waits for the other, and none has a clock by it.
    pub is_circle: bool,
}

impl Together {
    /// The audience whose clock counts for this one; none where its own does. In a circle each has its own, so that a
    /// slip in a plan leaves nobody without an update.
    #[must_use]
    pub fn leader(&self) -> Option<&Named> {
        self.with.last().filter(|_| !self.is_circle)
    }
}

impl CadenceView {
    /// With whose updates an audience goes out by the rules that hold for a severity, a state and an age.
    #[must_use]
    pub fn together(
        &self,
        audience_key: &str,
        (severity_key, state, elapsed): (&str, &State, SignedDuration),
        directory: &Directory,
    ) -> Together {
        let mut found = Together::default();
        let mut seen = vec![audience_key.to_owned()];
        while let Some(key) = seen.last() {
            let rule = self.rule(key, severity_key, state, elapsed);
            let Some(other) = rule.and_then(|rule| rule.with_audience.clone()) else { break };
            let key = directory.key(&[ReferenceKind::Audience], &other);
            found.is_circle = seen.contains(&key);
            found.with.push(other);
            if found.is_circle {
                break;
            }
            seen.push(key);
        }
        found
    }
}
