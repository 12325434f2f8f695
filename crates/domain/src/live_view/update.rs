//! Updates sent, and what became of what they promised.

use super::{OVERDUE, Sources, table};
use crate::cadence::{Promise, PromiseOutcome, promises};
use crate::duration;
use crate::incident::Incident;
use crate::picture::Listing;
use jiff::SignedDuration;

pub(super) fn updates(incident: &Incident, sources: &Sources<'_>) -> Listing {
    let scores = promises(incident, sources.directory, sources.now);
    let rows = incident
        .sent
        .iter()
        .map(|sent| {
            let promise = scores.iter().find(|p| p.audience == sent.audience && p.number == sent.number);
            vec![
                sources.moment(sent.at),
                sources.words(&sent.audience).to_owned(),
                sent.number.to_string(),
                sent.stage.clone(),
                sent.via.clone(),
                sources.words(&sent.by.name).to_owned(),
                sent.body.trim().to_owned(),
                sources.some_moment(sent.next_at),
                promise.map_or_else(|| "none".to_owned(), |p| outcome(p, sources)),
            ]
        })
        .collect();
    let columns = ["Sent", "Audience", "No", "Stage", "By way of", "By", "Message", "Next promised", "Promise"];
    let empty = "No update went out yet. What is sent or recorded as sent appears here.";
    table(format!("Updates sent{}", sources.as_of()), &columns, rows, empty)
}

pub(super) fn promised(incident: &Incident, sources: &Sources<'_>) -> Listing {
    let scores = promises(incident, sources.directory, sources.now);
    let rows = scores
        .iter()
        .map(|promise| {
            vec![
                sources.words(&promise.audience).to_owned(),
                promise.number.to_string(),
                sources.moment(promise.made_at),
                sources.moment(promise.promised_at),
                outcome(promise, sources),
            ]
        })
        .collect();
    let empty = "Nothing was promised yet. Each update that names the time of the next one appears here.";
    let columns = ["Audience", "In update", "Made", "Next update by", "What became of it"];
    table(format!("Promises{}", sources.as_of()), &columns, rows, empty)
}

fn outcome(promise: &Promise, sources: &Sources<'_>) -> String {
    match &promise.outcome {
        PromiseOutcome::Kept { sent_at } => format!("kept, {}", sources.moment(*sent_at)),
        PromiseOutcome::Late { by_seconds, .. } => {
            format!("late by {}", duration::print(SignedDuration::from_secs(i64::from(*by_seconds))))
        }
        PromiseOutcome::Missed { .. } if promise.is_lapsed() => "closed before it was due".to_owned(),
        PromiseOutcome::Missed { reason } if reason.is_empty() => "missed".to_owned(),
        PromiseOutcome::Missed { reason } => format!("missed: {reason}"),
        PromiseOutcome::Overdue => {
            format!("{OVERDUE} by {}", duration::print(sources.now.duration_since(promise.promised_at)))
        }
        PromiseOutcome::Open => "open".to_owned(),
    }
}
