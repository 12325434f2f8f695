//! How long the reminder of an update rests, and may rest.

use jiff::{SignedDuration, Timestamp};

use super::{AUDIENCE, DueUpdate, Queue, next_promise};
use crate::directory::Directory;
use crate::incident::{Incident, SnoozedUpdate};
use crate::timeline::PlanTimeline;

/// How long it may rest beyond its moment where the plan names no update after it.
const WITHOUT_NEXT: SignedDuration = SignedDuration::from_hours(1);

/// Until when the reminder of an update may rest at most: when the update after it would be due, counted from its own
/// moment, or from now where that has passed. A reminder that rested longer would let an update be forgotten (domain
/// reference 0.5 and B.2.6); whoever means to leave it out skips it.
#[must_use]
pub fn snooze_limit(
    plan: &PlanTimeline,
    incident: &Incident,
    directory: &Directory,
    update: &DueUpdate,
    now: Timestamp,
) -> Timestamp {
    let from = update.due_at.map_or(now, |due| due.max(now));
    let audience = update.with_audience.as_ref().unwrap_or(&update.audience);
    let next = next_promise(plan, incident, directory, audience, from);
    next.unwrap_or_else(|| from.saturating_add(WITHOUT_NEXT).unwrap_or(Timestamp::MAX))
}

impl Queue<'_> {
    /// Until when the reminder of an audience rests, unless it was sent to since.
    pub(super) fn snoozed(&self, audience_key: &str, last_sent: Option<Timestamp>) -> Option<Timestamp> {
        let is_its = |s: &&SnoozedUpdate| self.directory.key(&AUDIENCE, &s.audience) == audience_key;
        let last = self.incident.snoozed.iter().rev().find(is_its)?;
        (last.until > self.now && last_sent.is_none_or(|sent| sent < last.at)).then_some(last.until)
    }
}
