//! Filling the template of a report, section by section. Columns are found by their keys, so that a team may rename,
//! reorder and leave out what it likes.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::{Sources, review};
use crate::block::Block;
use crate::document::Document;
use crate::duration;
use crate::filling::{Line, has, lines, nth, one, put};
use crate::id::{EntryId, RowId};
use crate::incident::Action;
use crate::log::{Fact, State};
use crate::metric::{Reading, Unit};
use crate::obligation::{ClockState, ObligationClock};
use crate::value::{ColumnType, Value};
use crate::view::{folded, rows};

/// What an action says of itself in its first word, `Prevent: …` (domain reference B.10: these four).
const TYPES: [&str; 4] = ["detect", "mitigate", "prevent", "process"];

pub(super) fn fill(document: &mut Document, sources: &Sources<'_>, mut fresh: impl FnMut() -> RowId) {
    overview(document, sources);
    let sent = lines(review::communication(sources));
    put(document, |block| has(block, &["audience", "sent_at", "promised_at", "outcome"]), sent, &mut fresh);
    let calls = lines(review::escalation(sources));
    put(document, |block| has(block, &["level", "called_at", "acknowledged_at"]), calls, &mut fresh);
    measures(document, sources, &mut fresh);
    impact(document, sources, &mut fresh);
    let actions = sources.incident.actions.iter().enumerate().map(|(n, a)| action(n, a, sources)).collect();
    put(document, |block| block.setting("preset") == "improvements", lines(actions), &mut fresh);
    duties(document, sources, &mut fresh);
}

fn at(moment: Option<Timestamp>) -> Value {
    one(moment.map(|at| at.to_string()).unwrap_or_default())
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn span(span: Option<SignedDuration>) -> Value {
    one(span.map(|span| span.to_string()).unwrap_or_default())
}

/// What failed, from when to when, and as of when that was known.
fn overview(document: &mut Document, sources: &Sources<'_>) {
    let incident = sources.incident;
    let detection = incident.detection();
    let known = detection.map(|found| found.at);
    let detected = sources.began.zip(known).map(|(began, detected)| detected.duration_since(began));
    let written = sources.plan.and_then(|plan| plan.field_text("detection_source")).unwrap_or_default();
    let source = match detection.and_then(|found| found.source()) {
        Some(case) if written.is_empty() => capital(&case),
        Some(case) => format!("{written} ({case})"),
        None => written.to_owned(),
    };
    for (key, value) in [
        ("as_of", at(Some(sources.now))),
        ("severity", one(incident.severity.as_str())),
        ("services", Value::many(incident.services.iter().map(String::as_str))),
        ("began_at", at(sources.began)),
        ("detected_at", at(known)),
        ("declared_at", at(Some(incident.declared_at))),
        ("mitigated_at", at(incident.first_in(&State::Monitoring))),
        ("resolved_at", at(incident.resolved_at)),
        ("detection_source", one(source)),
        ("time_to_detect", span(detected.filter(|span| !span.is_negative()))),
    ] {
        if !value.is_empty() {
            document.set_field(key, value);
        }
    }
    let as_of = sources.now.to_zoned(sources.zone.clone()).strftime("%Y-%m-%d %H:%M %Z").to_string();
    let early = match &incident.state.value {
        State::Resolved | State::Closed => String::new(),
        state => format!(". Draft: the incident was {state} then"),
    };
    let subtitle = format!("{} {}, read from the log as of {as_of}{early}", incident.number, incident.title);
    document.header.insert("subtitle".to_owned(), Value::one(subtitle));
}

/// Each metric with its definition. What the template aims at stays, where the plan does not say otherwise.
fn measures(document: &mut Document, sources: &Sources<'_>, fresh: &mut impl FnMut() -> RowId) {
    let is_it = |block: &Block| has(block, &["measure", "definition", "value"]);
    let Some(block) = find(document, is_it) else { return };
    let holds_spans = block.column_by_key("value").is_some_and(|(_, c)| c.column_type == ColumnType::Duration);
    let kept: Vec<(String, Line)> = rows(block)
        .map(|(_, view)| {
            let keys = ["measure", "definition", "value", "target", "note"];
            let line = keys.into_iter().filter_map(|key| Some((key, view.value(key)?.clone())));
            (view.text("measure").to_owned(), line.collect())
        })
        .collect();
    let mut list: Vec<Line> = Vec::new();
    for reading in sources.metrics {
        let own = kept.iter().find(|(name, _)| is_named(reading, name));
        let written = own.and_then(|(_, line)| line.iter().find(|(key, _)| *key == "target")).map(|(_, v)| v.clone());
        let (value, note) = words(reading, holds_spans);
        list.push(vec![
            ("measure", one(reading.metric.name)),
            ("definition", one(reading.metric.definition)),
            ("value", value),
            ("target", target(reading, sources).or(written).unwrap_or_else(|| one(""))),
            ("note", one(note)),
        ]);
    }
    // A measure of the team's own stays, for people to fill in.
    let is_known = |name: &str| name.is_empty() || sources.metrics.iter().any(|reading| is_named(reading, name));
    list.extend(kept.into_iter().filter(|(name, _)| !is_known(name)).map(|(_, line)| line));
    put(document, is_it, lines(list), fresh);
}

/// How many customers the cases of the incident come from, where the links that they came by tell of those cases and no
/// others. Those who joined at different times may be the same customers: what they sum up to is an estimate.
fn customers(sources: &Sources<'_>) -> Option<u32> {
    let cases = &sources.incident.cases;
    let entries: BTreeSet<EntryId> = cases.iter().map(|case| case.entry).collect();
    let told = |entry: EntryId| match sources.log.iter().find(|r| r.entry.id == entry)?.entry.fact()? {
        Fact::CasesLinked(linked) => {
            let is_part =
                |row: &RowId| cases.iter().any(|c| c.entry == entry && c.document == linked.document && c.row == *row);
            linked.customers.filter(|_| linked.rows.iter().all(is_part))
        }
        _ => None,
    };
    entries.into_iter().map(told).sum()
}

/// What the cases of the incident say of its impact: how many contacts, and how many customers where each case tells.
/// What a person has written stays.
fn impact(document: &mut Document, sources: &Sources<'_>, fresh: &mut impl FnMut() -> RowId) {
    let is_it = |block: &Block| has(block, &["measure", "value", "unit", "source"]);
    let contacts = sources.incident.cases.len();
    let Some(block) = find(document, is_it).filter(|_| contacts > 0) else { return };
    let customers = customers(sources);
    let figure = |measure: &str| match folded(measure).as_str() {
        "support contacts" => Some((contacts.to_string(), "no")),
        "customers affected" => customers.map(|count| (count.to_string(), "yes")),
        _ => None,
    };
    let keys = ["measure", "value", "unit", "source", "estimate"];
    let list = rows(block).map(|(_, view)| {
        let line = keys.into_iter().filter_map(|key| Some((key, view.value(key)?.clone())));
        let mut line: Line = line.collect();
        if let Some((value, estimate)) = figure(view.text("measure")).filter(|_| view.text("value").is_empty()) {
            line.retain(|(key, _)| !matches!(*key, "value" | "source" | "estimate"));
            let source = one("Cases that are part of the incident");
            line.extend([("value", one(value)), ("source", source), ("estimate", one(estimate))]);
        }
        line
    });
    let list: Vec<Line> = list.collect();
    put(document, is_it, lines(list), fresh);
}

/// Whether a row is about a metric: by its name, with or without the letters behind it.
fn is_named(reading: &Reading, written: &str) -> bool {
    let (name, written) = (folded(reading.metric.name), folded(written));
    !written.is_empty()
        && (name == written || name.strip_prefix(&written).is_some_and(|rest| rest.trim_start().starts_with('(')))
}

/// The value as its column holds it, and what it is made of, or why there is none.
fn words(reading: &Reading, holds_spans: bool) -> (Value, String) {
    let unit = reading.metric.unit;
    match &reading.value {
        Err(why) => (one(""), why.clone()),
        Ok(figure) if !holds_spans => (one(unit.words(figure.value)), figure.note.clone()),
        Ok(figure) if unit == Unit::Span => (span(Some(SignedDuration::from_secs(figure.value))), figure.note.clone()),
        Ok(figure) if figure.note.is_empty() => (one(""), unit.words(figure.value)),
        Ok(figure) => (one(""), format!("{}: {}", unit.words(figure.value), figure.note)),
    }
}

/// What the severity aims at, where the plan says it.
fn target(reading: &Reading, sources: &Sources<'_>) -> Option<Value> {
    let aim = match reading.metric.id {
        "time-to-acknowledge" => sources.targets.response,
        "time-to-resolve" => sources.targets.resolution,
        _ => None,
    };
    aim.map(|aim| span(Some(aim)))
}

/// An action of the log, with what it says of its type.
fn action(place: usize, action: &Action, sources: &Sources<'_>) -> Line {
    let said = action.text.split_once(':').map(|(word, rest)| (folded(word), rest.trim()));
    let (kind, text) = match &said {
        Some((word, rest)) if TYPES.contains(&word.as_str()) && !rest.is_empty() => (word.as_str(), *rest),
        _ => ("", action.text.as_str()),
    };
    let state = match (action.closed_at, action.done) {
        (None, _) => "open",
        (Some(_), true) => "done",
        (Some(_), false) => "dropped",
    };
    let due = action.due_at.map(|due| sources.zone.to_datetime(due).date().to_string());
    vec![
        ("no", one((place + 1).to_string())),
        ("text", one(text)),
        ("type", one(kind)),
        ("owner", one(action.owner.clone().unwrap_or_default())),
        ("due", one(due.unwrap_or_default())),
        ("state", one(state)),
    ]
}

/// What became of each regulatory clock.
fn duties(document: &mut Document, sources: &Sources<'_>, fresh: &mut impl FnMut() -> RowId) {
    const APPLIED: [&str; 3] = ["Yes", "No", "Being judged"];
    let is_it = |block: &Block| has(block, &["regime", "applied", "anchor_at", "filed_at"]);
    let Some((_, applied)) = find(document, is_it).and_then(|block| block.column_by_key("applied")) else { return };
    let applied = applied.clone();
    // One that nobody started and nobody judged says nothing of this incident.
    let told = sources.obligations.iter().filter(|clock| clock.state != ClockState::NotStarted);
    let list = told.map(|clock| {
        let place = match clock.state {
            ClockState::NotApplicable => 1,
            ClockState::Filed | ClockState::FiledLate => 0,
            _ if clock.obligation.applies == "yes" => 0,
            _ => 2,
        };
        let reference = if clock.filed_at.is_some() { clock.words.as_str() } else { "" };
        vec![
            ("regime", one(clock.obligation.name.as_str())),
            ("applied", nth(&applied, APPLIED[place], place, APPLIED.len()).unwrap_or_else(|| one(""))),
            ("anchor_at", at(clock.started_at)),
            ("filed_at", at(clock.filed_at)),
            ("reference", one(reference)),
            ("result", one(outcome(clock, sources))),
            ("owner", one(clock.obligation.owner.clone().unwrap_or_default())),
        ]
    });
    let list = lines(list.collect());
    put(document, is_it, list, fresh);
}

fn outcome(clock: &ObligationClock, sources: &Sources<'_>) -> String {
    let due = clock.due_at.map(|due| format!(", due {}", crate::moment::print(due, sources.zone))).unwrap_or_default();
    let late = |from: Timestamp| clock.due_at.map_or_else(String::new, |due| duration::print(from.duration_since(due)));
    match (clock.state, clock.filed_at) {
        (ClockState::NotApplicable, _) => clock.words.clone(),
        (ClockState::Filed, _) => format!("Filed in time{due}"),
        (ClockState::FiledLate, Some(filed)) => format!("Filed {} late{due}", late(filed)),
        (ClockState::Overdue, _) => format!("Not filed, overdue by {}{due}", late(sources.now)),
        _ => format!("Not filed yet{due}"),
    }
}

fn find(document: &Document, is_it: impl Fn(&Block) -> bool) -> Option<&Block> {
    document.live_sections().into_iter().map(|(_, section)| &section.block).find(|block| is_it(block))
}
