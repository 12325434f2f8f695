//! The metrics of incidents as aligned lines.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::metric::{MetricFigure, MetricSpread, MetricsReading};
use serde_json::json;

use super::{Output, json as print, line};

impl Output {
    /// What is counted, then a block for each metric: its definition, a line over all incidents and one for each
    /// severity, and with `each` the value of each incident.
    pub fn metrics(self, reading: &MetricsReading, each: bool) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            print(&json!(reading))?;
            return Ok(ExitCode::SUCCESS);
        }
        line(&counted(reading))?;
        if reading.incidents.is_empty() {
            return Ok(ExitCode::SUCCESS);
        }
        line(&reading.rank)?;
        for row in &reading.metrics {
            line("")?;
            line(&format!("{}: {}", row.name, row.definition))?;
            line(&spread("all", &row.all))?;
            // One severity says what all say.
            let several = row.by_severity.len() > 1;
            row.by_severity.iter().filter(|_| several).try_for_each(|own| line(&spread(&own.severity, own)))?;
            for (value, incident) in row.values.iter().zip(&reading.incidents).filter(|_| each) {
                let note = if value.note.is_empty() { String::new() } else { format!("  ({})", value.note) };
                match &value.figure {
                    Some(figure) => line(&format!("    {:<12} {:>14}{note}", incident.number, figure.words))?,
                    None => line(&format!("    {:<12} {:>14}  {}", incident.number, "none", value.note))?,
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn counted(reading: &MetricsReading) -> String {
    let incidents = match reading.incidents.len() {
        0 => "No incident is counted".to_owned(),
        1 => "1 incident is counted".to_owned(),
        n => format!("{n} incidents are counted"),
    };
    let limits = [("declared from", &reading.from), ("declared before", &reading.to)];
    let limits: String = limits.iter().filter_map(|(word, at)| Some(format!(", {word} {}", at.as_deref()?))).collect();
    let left_out = match reading.exercises_left_out {
        0 => String::new(),
        1 => "; 1 exercise is left out, --exercises counts it".to_owned(),
        n => format!("; {n} exercises are left out, --exercises counts them"),
    };
    format!("{incidents}{limits}, as of {}{left_out}.", reading.as_of)
}

fn spread(name: &str, found: &MetricSpread) -> String {
    let words = |figure: &Option<MetricFigure>| figure.as_ref().map_or("none", |f| f.words.as_str()).to_owned();
    format!("  {name:<14} n {:<5} median {:<16} p90 {}", found.n, words(&found.median), words(&found.p90))
}
