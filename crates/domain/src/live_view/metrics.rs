//! The first figures of an incident, each with its definition (domain reference B.9).

use jiff::{SignedDuration, Timestamp};

use super::{Sources, table};
use crate::cadence::{kept, overdue_seconds, overdue_updates, promises};
use crate::duration;
use crate::incident::{Incident, LevelEvent};
use crate::picture::Listing;

pub(super) fn metrics(incident: &Incident, sources: &Sources<'_>) -> Listing {
    let from = |start: Timestamp, end: Option<Timestamp>| {
        let span = end.map(|end| end.duration_since(start)).filter(|span| !span.is_negative());
        span.map_or_else(|| "not yet".to_owned(), duration::print)
    };
    let acknowledged = incident.first_acknowledged();
    let first_update = incident.sent.iter().map(|s| s.at).min();
    let scores = promises(incident, sources.directory, sources.now);
    let late = duration::print(SignedDuration::from_secs(overdue_seconds(&scores, sources.now)));
    let (kept, scored) = kept(&scores);
    let done = incident.actions.iter().filter(|a| a.closed_at.is_some()).count();
    let is_called = |event: &&LevelEvent| match event {
        LevelEvent::Called { id, held, .. } => !held || incident.reached_at(*id).is_some(),
        _ => false,
    };
    let called = incident.levels.iter().filter(is_called).count();
    let percent = (kept * 100).checked_div(scored);
    let share = percent.map_or_else(|| "none due yet".to_owned(), |percent| format!("{percent} % of {scored}"));
    let known = incident.detection();
    let detected = known.map_or(incident.detected_at, |known| known.at);
    let case = known.and_then(|known| known.source()).map(|case| format!(" ({case})")).unwrap_or_default();
    let less_detected = |what: &str| format!("{what} - detected{case}");
    let rows = [
        ("Time to declare", from(detected, Some(incident.declared_at)), less_detected("declared")),
        ("Time to acknowledge (MTTA)", from(detected, acknowledged), less_detected("first acknowledgement by a human")),
        ("Time to first update", from(incident.declared_at, first_update), "first update sent - declared".to_owned()),
        ("Time to resolve (MTTR)", from(detected, incident.resolved_at), less_detected("resolved")),
        ("Updates sent", incident.sent.len().to_string(), "all audiences".to_owned()),
        ("Promises kept", share, "next updates sent by the time promised, of those whose time has come".to_owned()),
        ("Minutes overdue", late, "time by which promised updates were late, summed".to_owned()),
        ("Levels called", called.to_string(), "both clocks".to_owned()),
        ("Decisions", incident.decisions.len().to_string(), "as logged".to_owned()),
        ("Actions closed", format!("{done} of {}", incident.actions.len()), "done or dropped".to_owned()),
    ];
    let mut rows: Vec<_> = rows.into_iter().map(|(name, value, how)| vec![name.to_owned(), value, how]).collect();
    let unpromised = overdue_updates(incident, sources.directory, sources.now);
    if !unpromised.is_empty() {
        let seconds = unpromised.iter().map(|update| update.overdue_seconds).sum();
        let value = format!("{}, {}", unpromised.len(), duration::print(SignedDuration::from_secs(seconds)));
        let how = "updates due by the plan that nobody had promised, and how late they were, summed";
        let after_promises = 7.min(rows.len());
        rows.insert(after_promises, vec!["Overdue by the plan".to_owned(), value, how.to_owned()]);
    }
    table(format!("Figures{}", sources.as_of()), &["Figure", "Value", "Definition"], rows, "")
}
