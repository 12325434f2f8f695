//! Audiences that are told with every update of another one: once that update is out, theirs is owed. Else a message that
//! goes to customers would count as told to the support staff, to whom nobody wrote.

use jiff::{SignedDuration, Timestamp};

use super::{AUDIENCE, Cause, Queue, Running};

/// How long after the update of the others theirs is still in time, where the plan names no span for the first one.
const GRACE: SignedDuration = SignedDuration::from_mins(10);
/// How long before the update of the others theirs may go out and still be the one that goes with it.
const AHEAD: SignedDuration = SignedDuration::from_mins(2);

impl Queue<'_> {
    /// What an audience is owed because the one that it goes out with was told since it heard something itself: the first
    /// such update, until its own goes out or somebody leaves it out. None once the incident is closed.
    pub(super) fn following(&self, audience_key: &str) -> Option<Running> {
        let mut rows = self.views.all().flat_map(|view| &view.rows);
        let follows = rows.any(|row| row.with_audience.is_some() && row.audience_key == audience_key);
        if !follows || self.incident.closed_at.is_some() {
            return None;
        }
        let is_its = |audience: &str| self.directory.key(&AUDIENCE, audience) == audience_key;
        let told = self.incident.sent.iter().filter(|s| is_its(&s.audience)).map(|s| s.at);
        let left_out = self.incident.skipped.iter().filter(|s| !s.planned && is_its(&s.audience)).map(|s| s.at);
        let heard = told.chain(left_out).filter(|at| *at <= self.now).max();
        let is_new = |at: Timestamp| heard.is_none_or(|heard| at.duration_since(heard) > AHEAD);
        let goes_with = |at: Timestamp, other: &str| {
            let together = self.together(audience_key, at);
            together
                .leader()
                .is_some_and(|leader| self.directory.key(&AUDIENCE, leader) == self.directory.key(&AUDIENCE, other))
        };
        let sent = self.incident.sent.iter().filter(|s| s.at <= self.now && is_new(s.at));
        let first = sent.filter(|s| goes_with(s.at, &s.audience)).min_by_key(|s| (s.at, s.number))?;
        let grace = self.rule(audience_key, first.at).and_then(|rule| rule.first_within).unwrap_or(GRACE);
        let cause = Cause::With { audience: first.audience.clone(), number: first.number };
        Some(Running { due_at: first.at.checked_add(grace).ok()?, from: first.at, cause })
    }
}
