//! Updates that are due, and the replies that are awaited.

use std::process::ExitCode;

use bridgebook_app::api::incident::Board;
use bridgebook_app::api::message::MessageReading;
use bridgebook_app::api::{ApiError, ErrorCode};
use serde_json::{Value as Json, json};

use super::{Output, json as print, line};

impl Output {
    /// Updates per audience of some incidents, and whose reply is awaited, a line each.
    pub fn updates(self, boards: &[Board]) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            let rows = boards.iter().map(|board| {
                json!({ "incident": board.incident.number, "updates": board.updates, "replies": board.replies })
            });
            print(&Json::Array(rows.collect()))?;
            return Ok(ExitCode::SUCCESS);
        }
        for board in boards {
            let number = &board.incident.number;
            for row in &board.updates {
                let due = row.due_at.as_deref().unwrap_or("-");
                line(&format!("{number}  {:<9} {due:<20}  {:<28} {}  {}", row.state, row.name, row.owner, row.words))?;
                for step in &row.late {
                    let who = if step.holder.is_empty() {
                        step.tell.clone()
                    } else {
                        format!("{}, {}", step.tell, step.holder)
                    };
                    let by = if step.by.is_empty() { String::new() } else { format!(" by {}", step.by) };
                    let verb = if step.is_due { "tell now" } else { "tell next" };
                    line(&format!("{number}  {verb:<9} {:<20}  {who}{by}  ({} overdue)", step.at, step.after))?;
                }
            }
            for row in board.replies.iter().filter(|row| matches!(&*row.state, "awaited" | "late")) {
                let due = row.due_at.as_deref().unwrap_or("-");
                line(&format!(
                    "{number}  {:<9} {due:<20}  {:<28} reply to update {}, {}  {}",
                    row.state, row.name, row.number, row.asked, row.update
                ))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    /// The text that an update to `audience` begins with, alone on standard output, so that it can be piped on; what it
    /// is and its subject go to standard error.
    ///
    /// # Errors
    ///
    /// Where nobody wrote one and the plan has no template for the stage.
    pub fn draft(self, reading: &MessageReading, audience: &str) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            print(&json!(reading))?;
            return Ok(ExitCode::SUCCESS);
        }
        let kept = reading.kept.as_ref().map_or("", |kept| kept.text.as_str());
        let (what, text) = [("waits for approval", reading.draft.as_str()), ("was written", kept)]
            .into_iter()
            .find(|(_, text)| !text.is_empty())
            .unwrap_or(("template", reading.template.as_str()));
        let stage = &reading.stage;
        if text.is_empty() {
            let has = if reading.stages.is_empty() {
                "It has none for this audience".to_owned()
            } else {
                format!("It has one for: {}", reading.stages.join(", "))
            };
            return Err(ApiError::new(
                ErrorCode::NotFound,
                format!(
                    "Nobody has written to {audience} yet, and the plan has no template for the stage “{stage}”. {has}"
                ),
            ));
        }
        line(text)?;
        eprintln!("{what}, stage {stage}, subject: {}", reading.subject);
        Ok(ExitCode::SUCCESS)
    }
}
