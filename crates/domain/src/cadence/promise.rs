//! Promises scored. Each "next update by" is a commitment: kept, late by so much, or missed (domain
//! reference 0.5 and B.9, promise-kept rate).

use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

use crate::directory::Directory;
use crate::duration;
use crate::incident::Incident;
use crate::log::Named;
use crate::value::ReferenceKind;

/// What became of a promise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PromiseOutcome {
    /// The next update went out in time.
    Kept {
        /// When.
        #[ts(type = "string")]
        sent_at: Timestamp,
    },
    /// It went out later.
    Late {
        /// When.
        #[ts(type = "string")]
        sent_at: Timestamp,
        /// Seconds after the promise.
        by_seconds: i32,
    },
    /// It was skipped, or the incident was closed without it.
    Missed {
        /// Why, where somebody said so.
        reason: String,
    },
    /// Its moment has passed and nothing has gone out yet.
    Overdue,
    /// Its moment is still to come.
    Open,
}

/// A promise of a next update.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Promise {
    /// Audience: id or name.
    pub audience: Named,
    /// Number of the update that made it.
    pub number: u32,
    /// When it was made.
    #[ts(type = "string")]
    pub made_at: Timestamp,
    /// What was promised.
    #[ts(type = "string")]
    pub promised_at: Timestamp,
    /// What became of it.
    pub outcome: PromiseOutcome,
    /// When it was missed: skipped, or the incident closed without it; none for any other outcome.
    #[ts(type = "string | null")]
    pub missed_at: Option<Timestamp>,
}

/// Every promise made so far, in the order in which they were made.
#[must_use]
pub fn promises(incident: &Incident, directory: &Directory, now: Timestamp) -> Vec<Promise> {
    let (incident, rests) = incident.in_play(now);
    let key = |audience: &str| directory.key(&[ReferenceKind::Audience], audience);
    let made = incident.sent.iter().enumerate().filter_map(|(n, s)| s.next_at.map(|at| (n, s, at)));
    made.map(|(n, sent, promised_at)| {
        let audience = key(&sent.audience);
        let next = incident.sent[n + 1..].iter().find(|s| key(&s.audience) == audience);
        // What was skipped after the next one went out concerns that one's promise, not this one.
        let is_its = |at: Timestamp| at >= sent.at && next.is_none_or(|next| at <= next.at);
        let skipped = incident
            .skipped
            .iter()
            .find(|s| !s.planned && key(&s.audience) == audience && is_its(s.at) && s.due_at >= promised_at);
        let outcome = match (next, skipped) {
            (Some(next), _) if next.at <= promised_at => PromiseOutcome::Kept { sent_at: next.at },
            (_, Some(skipped)) => PromiseOutcome::Missed { reason: skipped.reason.clone() },
            (Some(next), None) => PromiseOutcome::Late {
                sent_at: next.at,
                by_seconds: duration::seconds(next.at.duration_since(promised_at)),
            },
            (None, None) if incident.closed_at.is_some() => PromiseOutcome::Missed { reason: String::new() },
            (None, None) if now > promised_at => PromiseOutcome::Overdue,
            (None, None) => PromiseOutcome::Open,
        };
        let missed_at = match (&outcome, skipped) {
            (PromiseOutcome::Missed { .. }, Some(skipped)) => Some(skipped.at),
            // Closing early takes nothing back: from its moment on nobody kept it.
            (PromiseOutcome::Missed { .. }, None) => {
                incident.closed_at.map(|closed| if now > promised_at { closed.max(promised_at) } else { closed })
            }
            _ => None,
        };
        let (audience, number, made_at) = (sent.audience.clone(), sent.number, rests.back(sent.at));
        // What has been is named as the clock on the wall did, where a drill rested since.
        let outcome = match outcome {
            PromiseOutcome::Kept { sent_at } => PromiseOutcome::Kept { sent_at: rests.back(sent_at) },
            PromiseOutcome::Late { sent_at, by_seconds } => {
                PromiseOutcome::Late { sent_at: rests.back(sent_at), by_seconds }
            }
            other => other,
        };
        let (promised_at, missed_at) = (rests.back(promised_at), missed_at.map(|at| rests.back(at)));
        Promise { audience, number, made_at, promised_at, outcome, missed_at }
    })
    .collect()
}

impl Promise {
    /// Whether the incident was closed before its time, and that has not come yet. Once it has come, the promise was
    /// broken: whoever reads “by 16:20” knows nothing of the closing. One that somebody skipped is none: it was taken back.
    #[must_use]
    pub fn is_lapsed(&self) -> bool {
        let is_closed = matches!(&self.outcome, PromiseOutcome::Missed { reason } if reason.is_empty());
        is_closed && self.missed_at.is_some_and(|at| at < self.promised_at)
    }
}

/// How many promises were kept, and how many of them have come to their time.
#[must_use]
pub fn kept(scores: &[Promise]) -> (usize, usize) {
    let has_come = |p: &&Promise| !matches!(p.outcome, PromiseOutcome::Open) && !p.is_lapsed();
    let is_kept = |p: &&Promise| matches!(p.outcome, PromiseOutcome::Kept { .. });
    (scores.iter().filter(is_kept).count(), scores.iter().filter(has_come).count())
}

/// By how many seconds promised updates were late in all; one that is overdue counts up to `now`, one that was missed up
/// to when it was skipped or the incident was closed.
#[must_use]
pub fn overdue_seconds(scores: &[Promise], now: Timestamp) -> i64 {
    let seconds = scores.iter().map(|p| match &p.outcome {
        PromiseOutcome::Late { by_seconds, .. } => i64::from(*by_seconds),
        PromiseOutcome::Overdue => now.duration_since(p.promised_at).as_secs(),
        PromiseOutcome::Missed { .. } => p.missed_at.map_or(0, |at| at.duration_since(p.promised_at).as_secs().max(0)),
        PromiseOutcome::Kept { .. } | PromiseOutcome::Open => 0,
    });
    seconds.sum()
}
