//! The metrics of one incident, each read from what the log says.

use jiff::{SignedDuration, Timestamp};

use super::{Figure, METRICS, Reading, Sources, spread};
use crate::cadence::{OverdueUpdate, kept, overdue_seconds, overdue_updates, promises};
use crate::duration;
use crate::escalation::{CallEnd, CallReview, call_reviews};
use crate::incident::{Detection, Incident, of_update};
use crate::log::{Decision, State};
use crate::value::ReferenceKind;
use crate::view::folded;

type Value = Result<Figure, String>;

/// Why nothing is known that runs up to or from the detection.
const NO_DETECTION: &str = "The log has no moment of detection before the declaration.";

/// The shortest time over which a rate says something.
const SHORTEST: SignedDuration = SignedDuration::from_mins(1);

/// Every metric of an incident, in the order of [`METRICS`].
#[must_use]
pub fn readings(sources: &Sources<'_>) -> Vec<Reading> {
    let incident = sources.incident;
    let calls = call_reviews(sources.matrix, incident, sources.directory, sources.now);
    let scores = promises(incident, sources.directory, sources.now);
    METRICS
        .iter()
        .map(|metric| {
            let value = match metric.id {
                "time-to-detect" => time_to_detect(sources),
                "time-to-acknowledge" => {
                    let why = "Nobody has acknowledged a call of it.";
                    since_detected(incident, incident.first_acknowledged(), why)
                }
                "time-to-mitigate" => since_detected(
                    incident,
                    incident.first_in(&State::Monitoring),
                    "It was never in the state monitoring.",
                ),
                "time-to-resolve" => since_detected(incident, incident.resolved_at, "It is not resolved."),
                "time-to-declare" if incident.detection().is_none() => Err(NO_DETECTION.to_owned()),
                "time-to-declare" => since_detected(incident, Some(incident.declared_at), ""),
                "time-to-commander" => since_declared(incident, incident.commander_since(), "Nobody commanded it."),
                "time-to-first-update" => {
                    let first = incident.sent.iter().map(|s| s.at).min();
                    since_declared(incident, first, "No update was sent.")
                }
                "time-to-first-public-update" => public(sources),
                "promises-kept" => match kept(&scores) {
                    (_, 0) => Err("No promise of a next update has come to its time.".to_owned()),
                    (kept, of) => Ok(share(kept, of)),
                },
                "promises-overdue" => match kept(&scores) {
                    (_, 0) => Err("No promise of a next update has come to its time.".to_owned()),
                    (kept, of) => {
                        let value = overdue_seconds(&scores, sources.now);
                        Ok(Figure { value, note: format!("{} of {of} not kept", of - kept) })
                    }
                },
                "updates-overdue" => overdue(sources, |list| int(list.len())),
                "updates-overdue-time" => overdue(sources, |list| list.iter().map(|one| one.overdue_seconds).sum()),
                "updates-per-hour" => rate(sources),
                "approval-latency" => latency(incident),
                "levels-called" => counted(&calls, CallReview::is_made),
                "levels-in-time" => in_time(&calls),
                "levels-late" => counted(&calls, |call| !call.late_by.is_zero()),
                "levels-breached" => counted(&calls, CallReview::is_breached),
                "levels-unreached" => counted(&calls, CallReview::is_unreached),
                other => Err(format!("Nothing is known of “{other}”.")),
            };
            Reading { metric, value }
        })
        .collect()
}

fn figure(value: i64) -> Figure {
    Figure { value, note: String::new() }
}

fn int(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The span between two moments; `from_words` says of the first what it is. One that lies before it is no span.
fn between(from: Timestamp, to: Timestamp, from_words: &str) -> Value {
    let span = to.duration_since(from);
    if span.is_negative() {
        let by = duration::print(span);
        return Err(format!("It lies {by} before the moment at which it was {from_words}."));
    }
    Ok(figure(span.as_secs()))
}

fn time_to_detect(sources: &Sources<'_>) -> Value {
    let Some(began) = sources.began else {
        return Err("Neither a report nor the action plan says when it began.".to_owned());
    };
    let Some(known) = sources.incident.detection() else { return Err(NO_DETECTION.to_owned()) };
    let detected = known.at.duration_since(began);
    if detected.is_negative() {
        return Err("It is said to have begun after it was detected.".to_owned());
    }
    Ok(Figure { note: by_case(&known), ..figure(detected.as_secs()) })
}

/// That a case tells of the detection, where one does.
fn by_case(known: &Detection<'_>) -> String {
    known.source().map(|source| format!("detected by its {source}")).unwrap_or_default()
}

/// From the detection, which is the declaration where the log says no other moment: then that is said.
fn since_detected(incident: &Incident, at: Option<Timestamp>, without: &str) -> Value {
    let known = incident.detection();
    let from = known.map_or(incident.detected_at, |known| known.at);
    let found = between(from, at.ok_or_else(|| without.to_owned())?, "detected")?;
    let note = match &known {
        Some(known) => by_case(known),
        None => "from the declaration: the log has no earlier detection".to_owned(),
    };
    Ok(Figure { note, ..found })
}

fn since_declared(incident: &Incident, at: Option<Timestamp>, without: &str) -> Value {
    between(incident.declared_at, at.ok_or_else(|| without.to_owned())?, "declared")
}

/// What was overdue by the plan. Logs of before do not say it, so none logged is not none.
fn overdue(sources: &Sources<'_>, value: impl Fn(&[OverdueUpdate]) -> i64) -> Value {
    let list = overdue_updates(sources.incident, sources.directory, sources.now);
    if list.is_empty() {
        return Err("The log has no update as overdue that nobody had promised.".to_owned());
    }
    let mut names: Vec<&str> = list.iter().map(|one| sources.directory.words(&one.audience)).collect();
    names.dedup();
    Ok(Figure { value: value(&list), note: names.join(", ") })
}

/// The first update to an audience that the directory calls external; an authority is told, not the public.
fn public(sources: &Sources<'_>) -> Value {
    let is_public = |audience: &str| {
        let known = sources.directory.known(&[ReferenceKind::Audience], audience);
        known.is_some_and(|a| folded(a.text("external")) == "yes" && folded(a.text("group")) != "regulators")
    };
    let first = sources.incident.sent.iter().filter(|s| is_public(&s.audience)).min_by_key(|s| s.at);
    let without = "No update was sent to an audience that the directory calls external.";
    let found = since_declared(sources.incident, first.map(|s| s.at), without)?;
    let to = first.map_or("", |s| sources.directory.words(&s.audience));
    Ok(Figure { note: format!("to {to}"), ..found })
}

/// So many of so many, in tenths of a percent, rounded to the nearest.
fn share(part: usize, of: usize) -> Figure {
    let value = (int(part) * 2000 + int(of)) / (int(of) * 2).max(1);
    Figure { value, note: format!("{part} of {of}") }
}

fn rate(sources: &Sources<'_>) -> Value {
    let incident = sources.incident;
    let end = incident.resolved_at.unwrap_or(sources.now);
    let span = end.duration_since(incident.declared_at);
    if span < SHORTEST {
        return Err("It has not run for a minute.".to_owned());
    }
    let sent = int(incident.sent.iter().filter(|s| s.at >= incident.declared_at && s.at <= end).count());
    let value = (sent * 36_000 * 2 + span.as_secs()) / (span.as_secs() * 2);
    Ok(Figure { value, note: format!("{sent} in {}", duration::print(span)) })
}

/// How long each update waited for its approval.
fn latency(incident: &Incident) -> Value {
    let waited: Vec<i64> = incident
        .approvals
        .iter()
        .filter(|a| matches!(a.decision, Some(Decision::Approved | Decision::Conditional)))
        .filter_map(|approval| {
            let (number, audience) = of_update(&approval.checkpoint)?;
            let is_it = |named: &str| named == audience || folded(named) == folded(audience);
            let draft = || incident.drafted.iter().find(|d| d.number == number && is_it(&d.audience)).map(|d| d.at);
            let span = approval.decided_at?.duration_since(approval.asked_at.or_else(draft)?);
            (!span.is_negative()).then(|| span.as_secs())
        })
        .collect();
    let found = spread(waited.iter().copied());
    let Some(value) = found.median else {
        return Err("No update was approved that was asked for or drafted before.".to_owned());
    };
    let longest = duration::print(SignedDuration::from_secs(waited.iter().copied().max().unwrap_or(value)));
    let note = match found.n {
        1 => "1 approval".to_owned(),
        n => format!("{n} approvals, the longest {longest}"),
    };
    Ok(Figure { value, note })
}

/// How many calls there are of a kind; none where nobody was called at all.
fn counted(calls: &[CallReview], is_it: impl Fn(&CallReview) -> bool) -> Value {
    let made: Vec<_> = calls.iter().filter(|call| call.is_made()).collect();
    let found: Vec<&str> = made.iter().filter(|call| is_it(call)).map(|call| call.level.as_str()).collect();
    if made.is_empty() {
        return Err("No level of the escalation was called.".to_owned());
    }
    Ok(Figure { value: int(found.len()), note: found.join(", ") })
}

fn in_time(calls: &[CallReview]) -> Value {
    let scored = calls.iter().filter(|call| call.is_scored()).count();
    if scored == 0 {
        return Err("No call that somebody had to take was answered or ran out.".to_owned());
    }
    Ok(share(calls.iter().filter(|call| call.end == CallEnd::Taken).count(), scored))
}
