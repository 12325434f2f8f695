//! What is planned for a time of day, and what is due of evaluations, reviews and drills.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::calendar::{CalendarReading, PlannedUpdate};
use bridgebook_app::api::occurrence::OccurrenceRow;
use serde_json::{Value as Json, json};

use super::{Output, json as print, line};

impl Output {
    /// Days with what stands in them, a line each.
    pub fn calendar(self, reading: &CalendarReading) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            print(&json!(reading))?;
            return Ok(ExitCode::SUCCESS);
        }
        let word = |value: Json| value.as_str().unwrap_or_default().to_owned();
        for day in &reading.days {
            for item in &day.items {
                let at = if item.day.is_some() { "all day".to_owned() } else { item.at.to_string() };
                let (kind, state) = (word(json!(item.kind)), word(json!(item.state)));
                line(&format!("{}  {at:<20}  {kind:<8}  {state:<8}  {}  {}", day.date, item.title, item.detail))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Updates that are planned, a line each.
    pub fn planned(self, list: &[PlannedUpdate]) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            print(&json!(list))?;
            return Ok(ExitCode::SUCCESS);
        }
        for planned in list {
            let next = planned.next_at.as_deref().unwrap_or("-");
            let rhythm = if planned.rhythm.is_empty() { "once" } else { &planned.rhythm };
            let words = if planned.problem.is_empty() { &planned.about } else { &planned.problem };
            line(&format!(
                "{}  {next:<20}  {:<20}  {:<28} {rhythm}  {words}",
                planned.row, planned.wall, planned.name
            ))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Evaluations, reviews and drills: a line for each day that is due, and one for the next.
    pub fn occurrences(self, list: &[OccurrenceRow]) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            print(&json!(list))?;
            return Ok(ExitCode::SUCCESS);
        }
        for row in list {
            let days = row.overdue.iter().map(|day| ("overdue", day));
            let days = days.chain(row.today.iter().map(|day| ("today", day)));
            for (state, day) in days.chain(row.next.iter().map(|day| ("next", day))) {
                line(&format!(
                    "{state:<8} {day}  {:<24}  {:<20}  {}  {}",
                    row.wall, row.title, row.document_title, row.row
                ))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
