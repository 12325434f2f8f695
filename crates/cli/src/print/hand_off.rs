//! The hand-off of a case in words.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::hand_off::HandOffReading;
use bridgebook_domain::hand_off::{CustomerText, LineState, brief_text};

use super::{Output, json, line};

impl Output {
    /// Brief, gate and state.
    pub fn hand_off(self, reading: &HandOffReading) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            json(&json!(reading))?;
            return Ok(ExitCode::SUCCESS);
        }
        brief_text(&reading.brief).lines().try_for_each(line)?;
        if reading.is_behind {
            line("")?;
            line("The case says something else since the brief was edited.")?;
        }
        line("")?;
        line(&format!("Gate, {} % of what is required is complete:", reading.gate.percent))?;
        for gate in &reading.gate.lines {
            let state = match gate.state {
                LineState::Complete => "complete",
                LineState::Missing => "MISSING",
                LineState::Waived => "waived",
                LineState::Absent => "not there",
            };
            let words = if gate.state == LineState::Waived { &gate.reason } else { &gate.found };
            line(&format!("- {state:<9} {}: {}", gate.item, words.replace('\n', " ")))?;
        }
        line("")?;
        self.stands(reading)?;
        reading.remarks.iter().try_for_each(|remark| line(&format!("{remark}.")))?;
        Ok(ExitCode::SUCCESS)
    }

    /// How it stands after something was done.
    pub fn handed(self, reading: &HandOffReading, remarks: &[String]) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            json(&json!(reading))?;
        } else {
            self.stands(reading)?;
        }
        remarks.iter().for_each(|remark| eprintln!("{remark}"));
        Ok(ExitCode::SUCCESS)
    }

    fn stands(self, reading: &HandOffReading) -> Result<(), ApiError> {
        match &reading.now {
            None => line("Not handed over yet.")?,
            Some(now) => {
                let who = match (now.accepted_by.as_str(), now.to.as_str()) {
                    ("", "") => String::new(),
                    ("", to) => format!(", for {to}"),
                    (by, _) => format!(", by {by}"),
                };
                let due = now.due_at.as_ref().map(|at| format!(", at most until {at}")).unwrap_or_default();
                let late = if now.is_late { " (late)" } else { "" };
                line(&format!("{} since {}{who}{due}{late}", now.name, now.since))?;
            }
        }
        for ticket in &reading.tickets {
            let row = ticket.rows.first();
            let words = row.map_or("nothing is known of it", |row| row.words.as_str());
            line(&format!("Ticket by {}, handed to the outbox at {}: {words}", ticket.audience, ticket.queued_at))?;
        }
        if let Some(CustomerText { name, body, remarks, .. }) = &reading.told {
            line(&format!("The customer is told ({name}):"))?;
            body.lines().try_for_each(|words| line(&format!("    {words}")))?;
            remarks.iter().try_for_each(|remark| line(&format!("  {remark}.")))?;
        }
        Ok(())
    }
}
