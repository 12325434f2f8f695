//! Regulatory and contractual clocks.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::obligation::ObligationRow;
use serde_json::json;

use super::{Output, json as print, line};

impl Output {
    /// A line for each clock: how it stands, when it is due, what starts it.
    pub fn duties(self, rows: &[ObligationRow]) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            print(&json!(rows))?;
            return Ok(ExitCode::SUCCESS);
        }
        for row in rows {
            let due = row.filed_at.as_deref().or(row.due_at.as_deref()).unwrap_or("-");
            let reviewed = row
                .reviewed_on
                .as_deref()
                .map_or_else(|| "not reviewed by counsel".to_owned(), |day| format!("reviewed by counsel on {day}"));
            let state = row.state.replace('_', " ");
            line(&format!("{state:<15} {due:<20}  {:<32} {} ({reviewed})", row.name, row.explanation))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
