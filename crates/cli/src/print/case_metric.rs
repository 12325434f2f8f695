//! The metrics of cases, and what past cases say about thresholds, as aligned lines.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::case_metric::{
    CaseMetricBaseline, CaseMetricRow, CaseMetricsReading, CaseSpread, TuningReading, TuningTally,
};
use bridgebook_app::api::metric::MetricFigure;
use serde_json::json;

use super::{Output, json as print, line};

/// Cases that are listed below a proposed threshold.
const LISTED: usize = 10;

impl Output {
    /// What is counted, then a block for each metric: its definition, a line over all cases and one for each side of the
    /// go-live date, the baselines that were written down, the target, and what could not be counted.
    pub fn case_metrics(self, reading: &CaseMetricsReading) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            print(&json!(reading))?;
            return Ok(ExitCode::SUCCESS);
        }
        line(&counted(reading))?;
        if reading.cases == 0 {
            return Ok(ExitCode::SUCCESS);
        }
        line(&live(reading))?;
        reading.remarks.iter().try_for_each(|remark| line(&format!("{remark}.")))?;
        line(&reading.rank)?;
        for row in &reading.metrics {
            metric(row, reading)?;
        }
        for (kind, title) in [("level", "By level"), ("reason", "By reason"), ("rule", "By rule")] {
            let groups: Vec<_> = reading.groups.iter().filter(|group| group.kind == kind).collect();
            if groups.is_empty() {
                continue;
            }
            line("")?;
            line(&format!("Escalated cases. {title}:"))?;
            for group in groups {
                let name = if group.name.is_empty() { "not said" } else { &group.name };
                let sides = match (group.before, group.after) {
                    (Some(before), Some(after)) => format!("  before {before}, after {after}"),
                    _ => String::new(),
                };
                line(&format!("  {:>6}  {name}{sides}", group.cases))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Missed and false escalations by rule and band, and the thresholds that past cases speak for.
    pub fn case_tuning(self, reading: &TuningReading) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            print(&json!(reading))?;
            return Ok(ExitCode::SUCCESS);
        }
        line(&format!("{}: {}", reading.title, tally(&reading.all)))?;
        line(&reading.definition)?;
        reading.remarks.iter().try_for_each(|remark| line(&format!("{remark}.")))?;
        line("")?;
        line("By rule:")?;
        for own in &reading.rules {
            let name = if own.rule.is_empty() { "no rule" } else { &own.rule };
            line(&format!("  {name}: {}", tally(&own.tally)))?;
            let Some(proposal) = &own.proposal else { continue };
            line(&format!("    {}", proposal.words))?;
            if proposal.then.is_some() {
                line(&format!("    The rule would say: {}", proposal.condition))?;
            }
            for change in proposal.changed.iter().take(LISTED) {
                let id = if change.id.is_empty() { change.row.1.to_string() } else { change.id.clone() };
                let needed = match change.needed_human {
                    Some(true) => "it needed a human",
                    Some(false) => "it needed no human",
                    None => "nobody knows whether it needed a human",
                };
                line(&format!(
                    "      {id} at {} %: {}, instead of {}; {needed}",
                    change.confidence, change.then, change.now
                ))?;
            }
            let more = (proposal.changes as usize).saturating_sub(LISTED);
            if more > 0 {
                line(&format!("      … and {more} more; --json lists them"))?;
            }
        }
        line("")?;
        line("By confidence of the AI:")?;
        for band in &reading.bands {
            let risk = if band.risk.is_empty() { String::new() } else { format!("risk {}, ", band.risk) };
            line(&format!("  {risk}{}: {}", band.band, tally(&band.tally)))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn counted(reading: &CaseMetricsReading) -> String {
    let cases = match reading.cases {
        0 if reading.documents.is_empty() => {
            return "No document has a table of cases. Create one, for instance from the template “Customer service \
                    escalation”."
                .to_owned();
        }
        0 => "No case is counted".to_owned(),
        1 => "1 case is counted".to_owned(),
        n => format!("{n} cases are counted"),
    };
    let limits = [("opened from", &reading.from), ("opened before", &reading.to)];
    let limits: String = limits.iter().filter_map(|(word, at)| Some(format!(", {word} {}", at.as_deref()?))).collect();
    let left_out = match reading.exercises_left_out {
        0 => String::new(),
        1 => "; 1 case of an exercise is left out, --exercises counts it".to_owned(),
        n => format!("; {n} cases of exercises are left out, --exercises counts them"),
    };
    format!("{cases}{limits}, as of {}{left_out}.", reading.as_of)
}

fn live(reading: &CaseMetricsReading) -> String {
    match &reading.go_live {
        Some(live) => {
            let said = if live.title.is_empty() { String::new() } else { format!(", by “{}”", live.title) };
            format!("Live from {}{said}: {} opened before, {} from then on.", live.day, live.before, live.after)
        }
        None => "No go-live date: fill in “Go-live date” of an implementation checklist, or name one with --go-live."
            .to_owned(),
    }
}

fn metric(row: &CaseMetricRow, reading: &CaseMetricsReading) -> Result<(), ApiError> {
    line("")?;
    line(&format!("{}: {}", row.name, row.definition))?;
    line(&spread("all", &row.all))?;
    if let (Some(before), Some(after)) = (&row.before, &row.after) {
        line(&spread("before", before))?;
        line(&spread("after", after))?;
    }
    for baseline in reading.baselines.iter().filter(|baseline| baseline.metric == row.id) {
        line(&format!("  written down  {}", written(baseline)))?;
    }
    for target in reading.targets.iter().filter(|target| target.metric == row.id) {
        line(&format!("  {}.", target.words.trim_end_matches('.')))?;
        if !target.action.is_empty() {
            let owner = if target.owner.is_empty() { String::new() } else { format!(" ({})", target.owner) };
            line(&format!("    To do{owner}: {}", target.action))?;
        }
    }
    if !row.all.lacking.is_empty() {
        line(&format!("  not counted: {}", row.all.lacking.join("; ")))?;
    }
    Ok(())
}

fn spread(name: &str, found: &CaseSpread) -> String {
    let words = |figure: &Option<MetricFigure>| figure.as_ref().map_or("none", |f| f.words.as_str()).to_owned();
    if found.whole.is_some() {
        return format!("  {name:<14} n {:<5} {}", found.n, words(&found.whole));
    }
    format!("  {name:<14} n {:<5} median {:<16} p90 {}", found.n, words(&found.median), words(&found.p90))
}

fn written(baseline: &CaseMetricBaseline) -> String {
    let parts =
        [("n", &baseline.n), ("median", &baseline.median), ("p90", &baseline.p90), ("target", &baseline.target)];
    let said: Vec<String> =
        parts.iter().filter(|(_, text)| !text.is_empty()).map(|(word, text)| format!("{word} {text}")).collect();
    format!("{} (“{}”)", said.join(", "), baseline.title)
}

fn tally(found: &TuningTally) -> String {
    let cases = if found.cases == 1 { "1 case".to_owned() } else { format!("{} cases", found.cases) };
    format!(
        "{cases}, {} to a human; of {} whose end is known {} missed, {} false",
        found.human, found.known, found.missed, found.in_vain
    )
}
