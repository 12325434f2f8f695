//! Whether an update that was set to go out at a moment goes out: a pure function of plan in force, log and `now`.
//! There is no timer. A laptop that slept looks at its clock when it wakes, and what it finds is said to be late, or is
//! held back and asked about.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::directory::Directory;
use crate::duration;
use crate::incident::{Incident, ScheduleEnd, ScheduledUpdate, UpdateDraft, UpdateReview, update_hash};
use crate::quiet::{QuietRule, quiet_at};
use crate::timeline::PlanTimeline;
use crate::value::ReferenceKind;

/// How late an update still goes out by itself. After that its text is about a moment that has passed, and a person is
/// asked instead.
pub const LATEST: SignedDuration = SignedDuration::from_mins(15);
/// From which lateness on it is said to be late: a look at the clock may come some seconds after the moment.
pub const LATE: SignedDuration = SignedDuration::from_mins(1);

/// Where an update stands that was set to go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Going {
    /// Its moment is still to come.
    Waits,
    /// Its moment has come, and somebody is to say that the condition of its approval is met.
    Asks(String),
    /// It goes out now; by how much it is late, where it is.
    Now(Option<SignedDuration>),
    /// It does not go out by itself: why, as the end of a sentence.
    Held(String),
}

/// Where an update stands that waits for its moment. `zone` is meant where quiet hours name none.
#[must_use]
pub fn going(
    update: &ScheduledUpdate,
    plan: &PlanTimeline,
    incident: &Incident,
    directory: &Directory,
    (zone, now): (&TimeZone, Timestamp),
) -> Going {
    if let Some(why) = changed(update, incident, directory).or_else(|| {
        let approver = super::approver(plan, incident, directory, &update.audience, now);
        unapproved(update, incident, directory, approver.map(|who| directory.words(&who).to_owned()))
    }) {
        return Going::Held(why);
    }
    let (played, rests) = incident.in_play(now);
    let update = played.scheduled.iter().find(|one| one.id == update.id).unwrap_or(update);
    // Under a clock that rests no moment comes.
    let is_resting = !rests.is_empty() && played.drill.as_ref().is_some_and(|drill| !drill.goes_on(now));
    if is_resting || now < update.go_at {
        return Going::Waits;
    }
    let late = now.duration_since(update.go_at);
    let condition = open_condition(update, incident, directory);
    if late > LATEST {
        if let Some(condition) = condition {
            return Going::Held(format!("nobody has said that the condition of its approval is met: {condition}"));
        }
        return Going::Held(format!(
            "it would be {} late, because the program was closed or the machine slept at that time",
            duration::print(SignedDuration::from_mins(late.as_mins()))
        ));
    }
    if update.next_at.is_some_and(|next| next <= now) {
        return Going::Held("the next update that it promises would be due already".to_owned());
    }
    // Set for a moment before their quiet hours and late, or the plan has other ones since.
    let is_chosen = matches!(update.quiet, Some(QuietRule::Send | QuietRule::Other));
    if let Ok(Some(quiet)) = quiet_at(plan, incident, directory, &update.audience, zone, now)
        && quiet.asks()
        && !is_chosen
    {
        return Going::Held(quiet.words());
    }
    match condition {
        Some(condition) => Going::Asks(condition),
        None => Going::Now((late >= LATE).then_some(late)),
    }
}

/// The condition of its approval that nobody has said to be met, of an update that waits for its moment.
#[must_use]
pub fn open_condition(update: &ScheduledUpdate, incident: &Incident, directory: &Directory) -> Option<String> {
    match &draft_of(update, incident, directory)?.review {
        UpdateReview::Approved { condition, .. } if !condition.is_empty() => {
            (update.met.as_ref() != Some(condition)).then(|| condition.clone())
        }
        _ => None,
    }
}

/// Updates that wait for their moment, and those that were held back and nobody has decided about, each with why it is
/// held back.
#[must_use]
pub fn open_scheduled<'a>(
    plan: &PlanTimeline,
    incident: &'a Incident,
    directory: &Directory,
    at: (&TimeZone, Timestamp),
) -> Vec<(&'a ScheduledUpdate, Option<String>)> {
    let held = |update: &ScheduledUpdate| match &update.end {
        None => match going(update, plan, incident, directory, at) {
            Going::Held(why) => Some(Some(why)),
            Going::Waits | Going::Asks(_) | Going::Now(_) => Some(None),
        },
        // A later update to the same audience has settled it.
        Some(ScheduleEnd::Held { reason, .. }) => {
            let next = incident.next_update(|audience| is_of(update, directory, audience));
            (incident.closed_at.is_none() && next <= update.number).then(|| Some(reason.clone()))
        }
        Some(ScheduleEnd::Gone | ScheduleEnd::Cancelled) => None,
    };
    incident.scheduled.iter().filter_map(|update| Some((update, held(update)?))).collect()
}

/// What has changed since it was set, so that its text may be wrong.
fn changed(update: &ScheduledUpdate, incident: &Incident, directory: &Directory) -> Option<String> {
    let known = &update.known;
    if incident.closed_at.is_some() {
        return Some("the incident is closed".to_owned());
    }
    if incident.restored.iter().any(|at| *at >= update.set_at) {
        return Some("the data was restored or copied since, so it may have gone out elsewhere".to_owned());
    }
    if incident.states.len() > known.states {
        return Some(format!("the state has become {} since it was set", incident.state.value));
    }
    if incident.severities.len() > known.severities {
        return Some(format!("the severity has become {} since it was set", directory.words(&incident.severity)));
    }
    if incident.service_changes.len() > known.services {
        return Some("the services affected have changed since it was set".to_owned());
    }
    let is_its = |audience: &str| is_of(update, directory, audience);
    if incident.next_update(is_its) != update.number {
        return Some("another update to them has gone out or waits in the outbox since it was set".to_owned());
    }
    let skipped = incident.skipped.iter().skip(known.skipped).any(|s| is_its(&s.audience));
    skipped.then(|| "the update was skipped since it was set".to_owned())
}

/// Why it may not go out without an approval, or with the one that it had.
fn unapproved(
    update: &ScheduledUpdate,
    incident: &Incident,
    directory: &Directory,
    approver: Option<String>,
) -> Option<String> {
    let Some(draft) = draft_of(update, incident, directory) else {
        return approver.map(|who| format!("{who} is to approve it and was not asked"));
    };
    // Drafts of before there were subjects say nothing of one.
    let subject = if draft.subject.is_empty() { "" } else { update.subject.as_str() };
    if draft.hash() != update_hash(subject, &update.body) {
        return Some("another text or subject was asked about since".to_owned());
    }
    match &draft.review {
        UpdateReview::Approved { .. } => None,
        UpdateReview::Asked { approver, .. } => Some(format!("{} has not approved it", directory.words(approver))),
        UpdateReview::Rejected { by, .. } => Some(format!("{by} did not approve it")),
        UpdateReview::Changed => Some("its text has changed since it was approved".to_owned()),
        UpdateReview::NotAsked => approver.map(|who| format!("{who} is to approve it and was not asked")),
    }
}

/// The newest draft of an update.
fn draft_of<'a>(update: &ScheduledUpdate, incident: &'a Incident, directory: &Directory) -> Option<&'a UpdateDraft> {
    let drafts = incident.drafts.iter().rev();
    drafts.filter(|d| d.number == update.number).find(|d| is_of(update, directory, &d.audience))
}

fn is_of(update: &ScheduledUpdate, directory: &Directory, audience: &str) -> bool {
    let kinds = [ReferenceKind::Audience];
    directory.key(&kinds, audience) == directory.key(&kinds, &update.audience)
}
