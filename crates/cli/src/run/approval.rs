//! `document approvals`, `ask-approval` and `approve`, `update approve`, and `incident renounce`.

use std::process::ExitCode;

use bridgebook_app::api::approval::{Approving, CheckpointRow, DocumentApprovals};
use bridgebook_app::api::incident::UpdateRow;
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::api::role::Renouncing;
use bridgebook_app::api::{ApiError, ErrorCode};
use bridgebook_domain::incident::update_checkpoint;
use bridgebook_domain::log::Decision;
use bridgebook_domain::{DocumentId, IncidentId};

use super::Context;
use crate::command::{Decided, Decision as Said, DocumentApprove, Renounce, UpdateApprove};

impl Context {
    pub async fn ask_approval(&self, id: &str, checkpoint: &str, approver: &str) -> Result<ExitCode, ApiError> {
        let document = self.document_id(id).await?;
        let planned = self.checkpoint(document, checkpoint).await?;
        let approver =
            if approver.is_empty() { planned.map_or_else(String::new, |c| c.approver) } else { approver.into() };
        self.act(Intent::AskApproval { document, checkpoint: checkpoint.to_owned(), approver }, "asked").await
    }

    pub async fn approve(&self, asked: &DocumentApprove) -> Result<ExitCode, ApiError> {
        let DocumentApprove { id, checkpoint, despite, said } = asked;
        let document = self.document_id(id).await?;
        if self.checkpoint(document, checkpoint).await?.is_none() {
            let all = self.checkpoints(document).await?.checkpoints;
            let names = all.iter().map(|c| format!("“{}”", c.checkpoint)).collect::<Vec<_>>().join(", ");
            return Err(ApiError::invalid(format!(
                "The document has no checkpoint “{checkpoint}”. Nothing was decided. It has: {names}"
            )));
        }
        self.decide((document, checkpoint.clone()), said, (String::new(), None, despite)).await
    }

    /// Decides about the update that waits for an audience, as its text stands.
    pub async fn approve_update(&self, asked: &UpdateApprove) -> Result<ExitCode, ApiError> {
        let UpdateApprove { incident, audience, said } = asked;
        let incident = self.incident_id(incident).await?;
        let board = self.board(incident, None).await?;
        let is_it = |u: &&UpdateRow| u.audience == *audience || u.name.to_lowercase() == audience.trim().to_lowercase();
        let update = board.updates.iter().find(is_it);
        let waiting = update.and_then(|u| {
            let checkpoint = update_checkpoint(&u.audience, u.number);
            board.approvals.iter().find(|a| a.checkpoint == checkpoint)
        });
        let waiting = waiting.ok_or_else(|| {
            ApiError::not_found(format!("No update to “{audience}” waits for approval. Nothing was decided"))
        })?;
        let place = (waiting.document, waiting.checkpoint.clone());
        self.decide(place, said, (waiting.hash.clone(), Some(incident), "")).await
    }

    async fn decide(
        &self,
        (document, checkpoint): (DocumentId, String),
        said: &Said,
        (hash, incident, despite): (String, Option<IncidentId>, &str),
    ) -> Result<ExitCode, ApiError> {
        let (decision, words) = decided(said.decision);
        if decision != Decision::Approved && said.note.trim().is_empty() {
            return Err(ApiError::invalid("Say why, or the condition, with --note. Nothing was decided"));
        }
        let (note, by, reason) = (said.note.clone(), said.by.clone(), said.reason.clone());
        let unready = despite.to_owned();
        let approving = Approving { document, checkpoint, decision, note, hash, by, incident, reason, unready };
        self.act(Intent::Approve(approving), words).await.map_err(|error| {
            let how = match error.code {
                ErrorCode::NotApprover => "--by NAME, or --reason WHY",
                ErrorCode::NotReady => "--despite WHY",
                _ => return error,
            };
            ApiError { message: format!("{} ({how})", error.message), ..error }
        })
    }

    /// Whoever holds a role leaves it to nobody; what that means goes to standard error.
    pub async fn renounce(&self, asked: &Renounce) -> Result<ExitCode, ApiError> {
        let incident = self.incident_id(&asked.id).await?;
        let (role, reason) = (asked.role.clone(), asked.reason.clone());
        self.act(Intent::Renounce(Renouncing { incident, role, reason }), "renounced").await
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
