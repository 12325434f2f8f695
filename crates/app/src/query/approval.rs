//! The approvals of one document: what waits for a decision, and how its checkpoints stand.

use bridgebook_domain::checkpoint::{Checkpoint, Standing, checkpoints};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::{DocumentId, canonical};
use jiff::tz::TimeZone;

use super::board::approval_rows;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::approval::{CheckpointRow, DocumentApprovals};
use crate::api::incident::ApprovalRow;
use crate::wording::{moment, wall};
use crate::world::Loaded;

impl Bridgebook {
    pub(super) async fn approvals(&self, id: DocumentId) -> Result<DocumentApprovals, ApiError> {
        let loaded = self.document(id).await?;
        let (directory, zone) = (self.directory().await?, self.zone().await?);
        let hash = canonical::content_hash(&loaded.document);
        let list = self.checkpoints_of(&loaded).await?;
        let own = loaded.document.header_text("incident").parse().ok();
        // An incident asks about its own documents, and about updates by the plan that it runs on.
        let mut waiting: Vec<ApprovalRow> = self
            .incidents()
            .await?
            .iter()
            .filter(|i| i.is_open() || Some(i.id) == own)
            .flat_map(|i| approval_rows(i, &directory))
            .filter(|row| row.document == id)
            .collect();
        if loaded.document.header_text("incident").is_empty() {
            waiting.extend(list.iter().filter_map(|c| asked(id, c, &directory)));
        }
        for row in &mut waiting {
            if row.hash.is_empty() {
                row.hash.clone_from(&hash);
            }
        }
        Ok(DocumentApprovals { waiting, checkpoints: list.iter().map(|c| row(c, &directory, &zone)).collect() })
    }

    /// The checkpoints of a document, as its incident's log, or the organisation's, says they stand.
    pub(crate) async fn checkpoints_of(&self, loaded: &Loaded) -> Result<Vec<Checkpoint>, ApiError> {
        let incident = self.incident_of(&loaded.document).await?.map(|i| i.id);
        let log = self.log(incident).await?;
        Ok(checkpoints(loaded.id, &loaded.document, &log))
    }
}

fn asked(id: DocumentId, checkpoint: &Checkpoint, directory: &Directory) -> Option<ApprovalRow> {
    let Standing::Asked { at, by } = &checkpoint.standing else { return None };
    Some(ApprovalRow {
        document: id,
        incident: None,
        title: checkpoint.name.clone(),
        checkpoint: checkpoint.name.clone(),
        approver: directory.words(&checkpoint.approver).to_owned(),
        asked_by: by.name.clone(),
        asked_at: moment(*at),
        subject: String::new(),
        text: None,
        hash: String::new(),
    })
}

fn row(checkpoint: &Checkpoint, directory: &Directory, zone: &TimeZone) -> CheckpointRow {
    let who = directory.words(&checkpoint.approver);
    let (state, words) = match &checkpoint.standing {
        Standing::Open => ("open".to_owned(), "not asked for".to_owned()),
        Standing::Asked { at, .. } => ("asked".to_owned(), format!("{who} was asked at {}", wall(*at, zone))),
        Standing::Decided { decision, at, by } => {
            (decision.to_string(), format!("{decision} by {} at {}", by.name, wall(*at, zone)))
        }
        Standing::Changed { by, .. } => ("changed".to_owned(), format!("edited since {} decided", by.name)),
    };
    CheckpointRow { checkpoint: checkpoint.name.clone(), approver: checkpoint.approver.clone(), state, words }
}
