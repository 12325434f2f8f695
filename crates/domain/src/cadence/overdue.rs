//! Updates that were overdue by the plan without having been promised, scored as promises are: late by so much, skipped
//! or never sent. They are read from the log, beside the promises and named apart from them.

use jiff::Timestamp;

use crate::directory::Directory;
use crate::duration;
use crate::incident::Incident;
use crate::log::Named;
use crate::value::ReferenceKind;

/// What became of an update that was overdue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OverdueOutcome {
    /// It went out later.
    Late {
        /// When.
        sent_at: Timestamp,
        /// Seconds after it was due.
        by_seconds: i32,
    },
    /// Somebody left it out.
    Skipped {
        /// Why.
        reason: String,
        /// When.
        at: Timestamp,
    },
    /// The incident was closed without it.
    NotSent,
    /// Nothing has gone out yet.
    Open,
}

/// An update that was overdue by the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverdueUpdate {
    /// Audience: id or name.
    pub audience: Named,
    /// When it was due.
    pub due_at: Timestamp,
    /// Whether it was planned for a time of day; else the cadence asked for it.
    pub planned: bool,
    /// What became of it.
    pub outcome: OverdueOutcome,
    /// For how many seconds it was overdue: until it went out, was left out, or was asked for no more; else until `now`.
    pub overdue_seconds: i64,
}

/// Every update that the log has as overdue by the plan, in order of their time. One that another laptop had sent in time
/// is none.
#[must_use]
pub fn overdue_updates(incident: &Incident, directory: &Directory, now: Timestamp) -> Vec<OverdueUpdate> {
    let (incident, rests) = incident.in_play(now);
    let key = |audience: &str| directory.key(&[ReferenceKind::Audience], audience);
    let mut list: Vec<OverdueUpdate> = Vec::new();
    for known in &incident.overdue {
        let (audience, due_at) = (key(&known.audience), known.due_at);
        let sent = || incident.sent.iter().filter(|sent| key(&sent.audience) == audience).map(|sent| sent.at);
        let is_twice = list.iter().any(|other| other.due_at == due_at && key(&other.audience) == audience);
        if is_twice || sent().any(|at| at > known.since && at <= due_at) {
            continue;
        }
        let next = sent().filter(|at| *at > due_at).min();
        let skipped = incident.skipped.iter().find(|skipped| {
            let is_its = skipped.due_at == due_at || (!skipped.planned && skipped.due_at >= due_at);
            is_its && key(&skipped.audience) == audience && next.is_none_or(|next| skipped.at <= next)
        });
        let stopped = incident.resolved_at.filter(|resolved| *resolved >= due_at);
        let (outcome, ended_at) = match (skipped, next) {
            (Some(skipped), _) => {
                (OverdueOutcome::Skipped { reason: skipped.reason.clone(), at: skipped.at }, Some(skipped.at))
            }
            (None, Some(sent_at)) => {
                let by_seconds = duration::seconds(sent_at.duration_since(due_at));
                (OverdueOutcome::Late { sent_at, by_seconds }, Some(sent_at))
            }
            // Resolving stops the cadence: from then on nobody asks for it. What is asked for after it ends with the close.
            (None, None) if incident.closed_at.is_some() => (OverdueOutcome::NotSent, stopped.or(incident.closed_at)),
            (None, None) => (OverdueOutcome::Open, stopped),
        };
        let overdue_seconds = ended_at.unwrap_or(now).duration_since(due_at).as_secs().max(0);
        let (audience, planned) = (known.audience.clone(), known.planned);
        list.push(OverdueUpdate { audience, due_at, planned, outcome, overdue_seconds });
    }
    for update in &mut list {
        update.due_at = rests.back(update.due_at);
        match &mut update.outcome {
            OverdueOutcome::Late { sent_at: at, .. } | OverdueOutcome::Skipped { at, .. } => *at = rests.back(*at),
            OverdueOutcome::NotSent | OverdueOutcome::Open => {}
        }
    }
    list.sort_by_key(|update| update.due_at);
    list
}
