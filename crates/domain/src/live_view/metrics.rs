//! The first figures of an incident, each with its definition (domain reference B.9).

use jiff::{SignedDuration, Timestamp};

use super::{Sources, table};
use crate::cadence::{PromiseOutcome, promises};
use crate::duration;
use crate::incident::{Incident, LevelEvent};
use crate::picture::Listing;

pub(super) fn metrics(incident: &Incident, sources: &Sources<'_>) -> Listing {
    let from = |start: Timestamp, end: Option<Timestamp>| {
        let span = end.map(|end| end.duration_since(start)).filter(|span| !span.is_negative());
        span.map_or_else(|| "not yet".to_owned(), duration::print)
    };
    let acknowledged = incident.levels.iter().find_map(|event| match event {
        // Whoever takes over where it is de-escalated has responded too.
        LevelEvent::Acknowledged { at, .. } | LevelEvent::Released { at, .. } => Some(*at),
        _ => None,
    });
    let first_update = incident.sent.iter().map(|s| s.at).min();
    let late = late(incident, sources);
    let (kept, scored) = kept(incident, sources);
    let done = incident.actions.iter().filter(|a| a.closed_at.is_some()).count();
    let is_called = |event: &&LevelEvent| match event {
        LevelEvent::Called { id, held, .. } => !held || incident.reached_at(*id).is_some(),
        _ => false,
    };
    let called = incident.levels.iter().filter(is_called).count();
    let percent = (kept * 100).checked_div(scored);
    let share = percent.map_or_else(|| "none due yet".to_owned(), |percent| format!("{percent} % of {scored}"));
    let rows = [
        ("Time to declare", from(incident.detected_at, Some(incident.declared_at)), "declared - detected"),
        (
            "Time to acknowledge (MTTA)",
            from(incident.detected_at, acknowledged),
            "first acknowledgement by a human - detected",
        ),
        ("Time to first update", from(incident.declared_at, first_update), "first update sent - declared"),
        ("Time to resolve (MTTR)", from(incident.detected_at, incident.resolved_at), "resolved - detected"),
        ("Updates sent", incident.sent.len().to_string(), "all audiences"),
        ("Promises kept", share, "next updates sent by the time promised, of those whose time has come"),
        ("Minutes overdue", late, "time by which promised updates were late, summed"),
        ("Levels called", called.to_string(), "both clocks"),
        ("Decisions", incident.decisions.len().to_string(), "as logged"),
        ("Actions closed", format!("{done} of {}", incident.actions.len()), "done or dropped"),
    ];
    let rows = rows.into_iter().map(|(name, value, how)| vec![name.to_owned(), value, how.to_owned()]).collect();
    table(format!("Figures{}", sources.as_of()), &["Figure", "Value", "Definition"], rows, "")
}

/// Promises kept, and those whose time has come.
fn kept(incident: &Incident, sources: &Sources<'_>) -> (usize, usize) {
    let scores = promises(incident, sources.directory, sources.now);
    let count = |is: fn(&PromiseOutcome) -> bool| scores.iter().filter(|p| is(&p.outcome)).count();
    (count(|o| matches!(o, PromiseOutcome::Kept { .. })), count(|o| !matches!(o, PromiseOutcome::Open)))
}

fn late(incident: &Incident, sources: &Sources<'_>) -> String {
    let scores = promises(incident, sources.directory, sources.now);
    let seconds: i64 = scores
        .iter()
        .map(|p| match &p.outcome {
            PromiseOutcome::Late { by_seconds, .. } => i64::from(*by_seconds),
            PromiseOutcome::Overdue => sources.now.duration_since(p.promised_at).as_secs(),
            _ => 0,
        })
        .sum();
    duration::print(SignedDuration::from_secs(seconds))
}
