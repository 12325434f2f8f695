//! `document approvals`, `ask-approval` and `approve`.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::approval::{CheckpointRow, DocumentApprovals};
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::DocumentId;
use bridgebook_domain::log::Decision;

use super::Context;
use crate::command::Decided;

impl Context {
    pub async fn ask_approval(&self, id: &str, checkpoint: &str, approver: &str) -> Result<ExitCode, ApiError> {
        let document = self.document_id(id).await?;
        let planned = self.checkpoint(document, checkpoint).await?;
        let approver =
            if approver.is_empty() { planned.map_or_else(String::new, |c| c.approver) } else { approver.into() };
        self.act(Intent::AskApproval { document, checkpoint: checkpoint.to_owned(), approver }, "asked").await
    }

    pub async fn approve(
        &self,
        id: &str,
        checkpoint: &str,
        decision: Decided,
        note: &str,
    ) -> Result<ExitCode, ApiError> {
        let document = self.document_id(id).await?;
        if self.checkpoint(document, checkpoint).await?.is_none() {
            let all = self.checkpoints(document).await?.checkpoints;
            let names = all.iter().map(|c| format!("“{}”", c.checkpoint)).collect::<Vec<_>>().join(", ");
            return Err(ApiError::invalid(format!(
                "The document has no checkpoint “{checkpoint}”. Nothing was decided. It has: {names}"
            )));
        }
        let (decision, words) = match decision {
            Decided::Approved => (Decision::Approved, "approved"),
            Decided::Conditional => (Decision::Conditional, "approved with a condition"),
            Decided::Rejected => (Decision::Rejected, "not approved"),
        };
        if decision != Decision::Approved && note.trim().is_empty() {
            return Err(ApiError::invalid("Say why, or the condition, with --note. Nothing was decided"));
        }
        let checkpoint = checkpoint.to_owned();
        self.act(Intent::Approve { document, checkpoint, decision, note: note.to_owned() }, words).await
    }

    async fn checkpoint(&self, document: DocumentId, name: &str) -> Result<Option<CheckpointRow>, ApiError> {
        let all = self.checkpoints(document).await?.checkpoints;
        Ok(all.into_iter().find(|c| c.checkpoint == name))
    }

    async fn checkpoints(&self, document: DocumentId) -> Result<DocumentApprovals, ApiError> {
        match self.query(Query::Approvals { document }).await? {
            Answer::Approvals(approvals) => Ok(approvals),
            _ => Err(ApiError::not_found("The checkpoints of the document did not come back")),
        }
    }
}
