//! `document approvals`, `ask-approval` and `approve`, and `update approve`.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::approval::{CheckpointRow, DocumentApprovals};
use bridgebook_app::api::incident::UpdateRow;
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::incident::update_checkpoint;
use bridgebook_domain::log::Decision;
use bridgebook_domain::{DocumentId, IncidentId};

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
        let (decision, words) = decided(decision);
        if decision != Decision::Approved && note.trim().is_empty() {
            return Err(ApiError::invalid("Say why, or the condition, with --note. Nothing was decided"));
        }
        let checkpoint = checkpoint.to_owned();
        let (note, hash, by) = (note.to_owned(), String::new(), String::new());
        self.act(Intent::Approve { document, checkpoint, decision, note, hash, by, incident: None }, words).await
    }

    /// Decides about the update that waits for an audience, as its text stands.
    pub async fn approve_update(
        &self,
        incident: IncidentId,
        audience: &str,
        decision: Decided,
        note: &str,
        by: &str,
    ) -> Result<ExitCode, ApiError> {
        let board = self.board(incident, None).await?;
        let is_it = |u: &&UpdateRow| u.audience == audience || u.name.to_lowercase() == audience.trim().to_lowercase();
        let update = board.updates.iter().find(is_it);
        let waiting = update.and_then(|u| {
            let checkpoint = update_checkpoint(&u.audience, u.number);
            board.approvals.iter().find(|a| a.checkpoint == checkpoint)
        });
        let waiting = waiting.ok_or_else(|| {
            ApiError::not_found(format!("No update to “{audience}” waits for approval. Nothing was decided"))
        })?;
        let (decision, words) = decided(decision);
        if decision != Decision::Approved && note.trim().is_empty() {
            return Err(ApiError::invalid("Say why, or the condition, with --note. Nothing was decided"));
        }
        let (document, checkpoint) = (waiting.document, waiting.checkpoint.clone());
        let (note, hash, by, incident) = (note.to_owned(), waiting.hash.clone(), by.to_owned(), Some(incident));
        self.act(Intent::Approve { document, checkpoint, decision, note, hash, by, incident }, words).await
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

const fn decided(decision: Decided) -> (Decision, &'static str) {
    match decision {
        Decided::Approved => (Decision::Approved, "approved"),
        Decided::Conditional => (Decision::Conditional, "approved with a condition"),
        Decided::Rejected => (Decision::Rejected, "not approved"),
    }
}
