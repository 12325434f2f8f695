//! What is offered to whoever writes an update: who approves it, and when the one after it is due.

use jiff::Timestamp;

use super::{AUDIENCE, Queue};
use crate::directory::Directory;
use crate::incident::Incident;
use crate::log::Named;
use crate::timeline::PlanTimeline;

/// Who approves what goes to an audience at `now`: as the update says that is due, else as the plan in force says of the
/// audience. Where no clock runs (the incident is resolved, or nothing was promised) somebody answers for it all the same.
#[must_use]
pub fn approver(
    plan: &PlanTimeline,
    incident: &Incident,
    directory: &Directory,
    audience: &str,
    now: Timestamp,
) -> Option<Named> {
    let (incident, rests) = incident.in_play(now);
    let queue = Queue::new(plan, (&incident, &rests), directory, now);
    let audience = audience.to_owned();
    let due = queue.update(&audience).and_then(|due| due.approver);
    due.or_else(|| queue.standard(&directory.key(&AUDIENCE, &audience)).approver)
}

/// The promise to offer in the next message: when the following update is due if this one goes out `now`.
/// None where no rule asks for another.
#[must_use]
pub fn next_promise(
    plan: &PlanTimeline,
    incident: &Incident,
    directory: &Directory,
    audience: &str,
    now: Timestamp,
) -> Option<Timestamp> {
    let (incident, rests) = incident.in_play(now);
    let queue = Queue::new(plan, (&incident, &rests), directory, now);
    let key = directory.key(&AUDIENCE, audience);
    let by_interval =
        queue.rule(&key, now).and_then(|rule| rule.interval).and_then(|interval| now.checked_add(interval).ok());
    let planned = queue.planned_for(&key).after_now().map(|p| p.at);
    [by_interval, planned].into_iter().flatten().min()
}
