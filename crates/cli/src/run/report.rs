//! `report`.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::intent::{Intent, ReportWanted};

use super::Context;
use crate::command::Report;

impl Context {
    /// Prints the id of the document that was made.
    pub async fn report(&self, asked: &Report) -> Result<ExitCode, ApiError> {
        let incident = self.incident_id(&asked.incident).await?;
        let wanted = ReportWanted { title: asked.title.clone(), draft: asked.draft, again: asked.again };
        self.act(Intent::WriteReport { incident, wanted }, "written").await
    }
}
