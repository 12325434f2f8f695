//! What the plan asked for and nobody had promised, once its time has passed: logged, so that it leaves a trace whatever
//! happens to the incident. A promise that passes is logged as such and is no part of this.

use jiff::Timestamp;

use super::{AUDIENCE, Cause, Queue, Running};
use crate::directory::Directory;
use crate::escalation::{NewFact, lateness};
use crate::incident::Incident;
use crate::log::{Fact, Named, UpdateOverdue, computed_id};
use crate::timeline::PlanTimeline;

/// The updates whose time by the plan has passed at `now` and that the log does not have as overdue yet, until the
/// incident is closed. Logging them and asking again gives nothing.
///
/// What is wanted at once on a material change has no time that could pass: that it is asked for is what the log says
/// ([`super::newly_asked`]). The first update, the interval, the last one once it is resolved, and what is planned for a
/// time of day have one.
#[must_use]
pub fn newly_overdue(plan: &PlanTimeline, incident: &Incident, directory: &Directory, now: Timestamp) -> Vec<NewFact> {
    if incident.closed_at.is_some() {
        return Vec::new();
    }
    let (incident, rests) = incident.in_play(now);
    let queue = Queue::new(plan, (&incident, &rests), directory, now);
    let of = |(audience, key): &(Named, String)| {
        queue.passed(key).iter().filter_map(|passed| fact(&queue, audience, key, passed)).collect::<Vec<_>>()
    };
    queue.audiences().iter().flat_map(of).map(|fact| fact.rested(&rests)).collect()
}

fn fact(queue: &Queue<'_>, audience: &Named, key: &str, passed: &Running) -> Option<NewFact> {
    let Queue { incident, directory, now, .. } = queue;
    let is_it = |at: Timestamp, of: &str| at == passed.due_at && directory.key(&AUDIENCE, of) == key;
    if incident.overdue.iter().any(|known| is_it(known.due_at, &known.audience)) {
        return None;
    }
    let planned = matches!(passed.cause, Cause::Planned(_));
    let what = match &passed.cause {
        Cause::Planned(_) => "planned for now".to_owned(),
        Cause::Closing(_) => "that was to close the incident by now".to_owned(),
        Cause::With { audience, number } => {
            format!("that goes with update {number} of {}", directory.words(audience))
        }
        _ => "that the cadence asks for by now".to_owned(),
    };
    let late = lateness(*now, passed.due_at);
    let text = format!("{}: the update {what} has not gone out{late}.", directory.words(audience));
    let (audience, since, due_at) = (audience.clone(), passed.from, passed.due_at);
    Some(NewFact {
        id: computed_id(incident.id, &format!("update overdue {key} {due_at}")),
        event_at: due_at,
        text,
        fact: Fact::UpdateOverdue(UpdateOverdue { audience, since, due_at, planned }),
    })
}

impl Queue<'_> {
    /// What the plan asked of an audience of its own and whose time has passed.
    fn passed(&self, audience_key: &str) -> Vec<Running> {
        let leader = self.together(audience_key, self.now).leader().cloned();
        // Whoever goes out with another is late with that one, unless that is out or something was planned for it alone.
        let theirs = leader.map(|other| self.directory.key(&AUDIENCE, &other)).and_then(|other| self.running(&other));
        let regular = self.regular_or_promised(audience_key).1;
        let regular = regular.filter(|one| theirs.is_none() && !matches!(one.cause, Cause::Promise { .. }));
        let regular = regular.filter(|one| !one.is_at_once());
        let planned = self.first_planned(audience_key);
        let planned = planned.filter(|one| theirs.as_ref().is_none_or(|theirs| one.due_at < theirs.due_at));
        let following = self.following(audience_key);
        regular.into_iter().chain(planned).chain(following).filter(|one| one.due_at < self.now).collect()
    }
}
