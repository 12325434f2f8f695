//! Drills, scripts and replays as lines.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::drill::{DrillReading, DrillScoreRow, InjectRow, ScriptReading};
use bridgebook_app::api::replay::ReplayReading;
use bridgebook_domain::cadence::{PlayedUpdate, SlotOutcome};
use bridgebook_domain::drill::{InjectState, Verdict};
use bridgebook_domain::log::Met;
use bridgebook_domain::metric::Unit;
use bridgebook_domain::replay::{ReplayTotals, ReplayedIncident};

use super::simulation::step_words;
use super::{Output, json, line};

fn span(seconds: i32) -> String {
    Unit::Span.words(i64::from(seconds))
}

impl Output {
    /// A drill: its clock, its injects, its score.
    pub fn drill(self, reading: &DrillReading) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            json(&json!(reading))?;
            return Ok(ExitCode::SUCCESS);
        }
        match &reading.run {
            None => line(&format!("EXERCISE: {}: not begun", reading.name))?,
            Some(run) => {
                let minutes = run.scenario_seconds.max(0) / 60;
                let shown = format!("{}:{:02}", minutes / 60, minutes % 60);
                let how = match (&run.ended_at, run.goes_on) {
                    (Some(_), _) => "ended",
                    (None, true) => "runs",
                    (None, false) => "paused",
                };
                line(&format!("{} {}: {how}, {shown} of the scenario", run.number, run.title))?;
            }
        }
        reading.injects.iter().try_for_each(|inject| line(&inject_words(inject)))?;
        if let Some(run) = &reading.run {
            score(&run.score)?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// A script that was played; exit code 3 where an expectation is not met.
    pub fn script(self, reading: &ScriptReading) -> Result<ExitCode, ApiError> {
        let code = if reading.fails { ExitCode::from(3) } else { ExitCode::SUCCESS };
        if self == Self::Json {
            json(&json!(reading))?;
            return Ok(code);
        }
        line(&format!("EXERCISE: {}, {}, begins {}", reading.name, reading.severity, reading.at_words))?;
        let communication = if reading.communication.is_empty() {
            "no communication plan is in force".to_owned()
        } else {
            format!("“{}”", reading.communication)
        };
        line(&format!("Played through “{}” and {communication}", reading.matrix))?;
        reading.remarks.iter().try_for_each(|remark| line(&format!("! {remark}")))?;
        for step in &reading.steps {
            line(&format!("{:<6} {:<4} {}", step.time, step.no, step.event))?;
            if !step.expected.is_empty() {
                line(&format!("{:12}expected: {}", "", step.expected))?;
            }
            for call in &step.calls {
                line(&format!("{:12}{}", "", step_words(call)))?;
                if !call.warning.is_empty() {
                    line(&format!("{:12}! {}", "", call.warning))?;
                }
            }
            for update in &step.updates {
                line(&format!("{:12}{:<10}  update to {} is due", "", span(update.after_seconds), update.audience))?;
            }
            for check in &step.checks {
                let sign = if check.verdict == Verdict::Holds { "holds" } else { "FAILS" };
                line(&format!("{:12}{sign}: {}", "", check.words))?;
            }
        }
        score(&reading.score)?;
        Ok(code)
    }

    /// Past incidents under the rules.
    pub fn replay(self, reading: &ReplayReading) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            json(&json!(reading))?;
            return Ok(ExitCode::SUCCESS);
        }
        let communication = if reading.communication.is_empty() {
            String::new()
        } else {
            format!(" and “{}”", reading.communication)
        };
        line(&format!("Played through “{}”{communication}", reading.matrix))?;
        reading.remarks.iter().try_for_each(|remark| line(&format!("! {remark}")))?;
        for refused in &reading.refused {
            line(&format!("not read: {}, {}: {}", refused.file, refused.place, refused.why))?;
        }
        for (n, incident) in reading.incidents.iter().enumerate() {
            past(incident)?;
            let differing = reading.other.iter().flat_map(|other| &other.differing);
            for difference in differing.filter(|one| usize::try_from(one.incident).is_ok_and(|at| at == n)) {
                difference.words.iter().try_for_each(|words| line(&format!("{:12}~ {words}", "")))?;
            }
        }
        totals("Sums", &reading.totals)?;
        if let Some(other) = &reading.other {
            totals(&format!("Sums, {}", other.words), &other.totals)?;
            line(&other.verdict)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn inject_words(inject: &InjectRow) -> String {
    let state = match inject.state {
        None => "",
        Some(InjectState::Waits) if inject.is_next => "next",
        Some(InjectState::Waits) => "waits",
        Some(InjectState::Due) => "due",
        Some(InjectState::Overdue) => "OVERDUE",
        Some(InjectState::AnyTime) => "any time",
        Some(InjectState::Given) => "given",
        Some(InjectState::Judged) => met_words(inject.met.as_ref()),
        Some(InjectState::NotGiven) => "not given",
    };
    let actual = if inject.actual.is_empty() { String::new() } else { format!(": {}", inject.actual) };
    format!("{:<6} {:<4} {:<11} {}{actual}", inject.time, inject.no, state, inject.event)
}

fn met_words(met: Option<&Met>) -> &'static str {
    match met {
        Some(Met::Yes) => "met",
        Some(Met::Part) => "in part",
        Some(Met::No) => "NOT MET",
        _ => "",
    }
}

fn score(rows: &[DrillScoreRow]) -> Result<(), ApiError> {
    line("Score")?;
    rows.iter().try_for_each(|row| {
        let actual = if row.actual.is_empty() { "–" } else { &row.actual };
        let note = if row.note.is_empty() { String::new() } else { format!(" ({})", row.note.trim_end_matches('.')) };
        let met = met_words(row.met.as_ref());
        let met = if met.is_empty() { String::new() } else { format!(", {met}") };
        line(&format!("  {}: expected {}, {actual}{note}{met}", row.measure, row.expected))
    })
}

fn past(incident: &ReplayedIncident) -> Result<(), ApiError> {
    let lasted = span(incident.lasted_seconds);
    line(&format!("{} {}, began {}, lasted {lasted}", incident.name, incident.severity, incident.began))?;
    for step in &incident.steps {
        line(&format!("{:12}{}", "", step_words(step)))?;
        if !step.warning.is_empty() {
            line(&format!("{:12}! {}", "", step.warning))?;
        }
    }
    for (what, beside) in [("taken", &incident.taken), ("first update", &incident.first_update)] {
        if let Some(later) = beside.later_seconds {
            let which = if later > 0 { "later" } else { "earlier" };
            let words =
                if later == 0 { "when it was due".to_owned() } else { format!("{} {which} than due", span(later)) };
            line(&format!("{:12}{what} {words}", ""))?;
        }
    }
    incident.updates.iter().try_for_each(|update| line(&format!("{:12}{}", "", update_words(update))))
}

fn update_words(update: &PlayedUpdate) -> String {
    let what = match update.outcome {
        SlotOutcome::Given { .. } => "given in time".to_owned(),
        SlotOutcome::Late { by_seconds, .. } => format!("given {} late", span(by_seconds)),
        SlotOutcome::Missed => "not given".to_owned(),
        SlotOutcome::Unknown => "nothing is known of it".to_owned(),
    };
    format!("{:<10}  update to {} due: {what}", span(update.after_seconds), update.audience)
}

fn totals(heading: &str, sums: &ReplayTotals) -> Result<(), ApiError> {
    line(heading)?;
    let t = sums;
    let incidents = if t.incidents == 1 { "incident" } else { "incidents" };
    let calls = if t.calls == 1 { "call" } else { "calls" };
    line(&format!("  {} {incidents}, {} {calls}, a second level called in {}", t.incidents, t.calls, t.climbed))?;
    line(&format!("  a call reaches nobody in {}", t.unreached))?;
    let late = |n: u32, of: u32, seconds: i32| format!("{n} of {of} late, by {} in all", span(seconds));
    line(&format!("  taken: {}", late(t.taken_late, t.taken_known, t.taken_late_seconds)))?;
    line(&format!("  first update: {}", late(t.first_late, t.first_known, t.first_late_seconds)))?;
    line(&format!(
        "  updates due: {}; given {}, late {} (by {} in all), not given {}, not known {}",
        t.due,
        t.given,
        t.late,
        span(t.late_seconds),
        t.missed,
        t.unknown
    ))
}
