//! `overview`, and what is done with cases: inputs and the incidents that they are part of.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::caseload::{CaseIntent, CaseRef};
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::query::{Answer, Query};

use super::Context;
use crate::command::Case;

impl Context {
    /// All open incidents and cases.
    pub async fn overview(&self) -> Result<ExitCode, ApiError> {
        let answer = self.query(Query::OpenWork).await?;
        let Answer::OpenWork(work) = answer else { return self.output.answer(&answer) };
        self.output.open_work(&work)
    }

    pub async fn case_work(&self, command: &Case) -> Result<ExitCode, ApiError> {
        let (intent, words) = match command {
            Case::Input { id, reason, document, .. } => {
                let cases = self.case_refs(std::slice::from_ref(id), document.as_deref()).await?;
                let Some(case) = cases.into_iter().next() else { return Ok(ExitCode::SUCCESS) };
                match reason {
                    Some(reason) => (CaseIntent::AskInput { case, reason: reason.clone() }, "waits for it"),
                    None => (CaseIntent::InputCame { case }, "goes on"),
                }
            }
            Case::Link { incident, ids, document } => {
                let incident = self.incident_id(incident).await?;
                let cases = self.case_refs(ids, document.as_deref()).await?;
                (CaseIntent::Link { incident, cases }, "linked")
            }
            Case::Unlink { ids, reason, document } => {
                let cases = self.case_refs(ids, document.as_deref()).await?;
                (CaseIntent::Unlink { cases, reason: reason.clone() }, "no part of it any more")
            }
            _ => return Ok(ExitCode::SUCCESS),
        };
        self.act(Intent::Case(intent), words).await
    }

    /// The cases that are named by their ids, or by those of their rows.
    pub async fn case_refs(&self, ids: &[String], document: Option<&str>) -> Result<Vec<CaseRef>, ApiError> {
        let named = self.named_document(document).await?;
        let mut list = Vec::new();
        for id in ids {
            let answer = self.query(Query::Case { id: id.clone(), document: named }).await?;
            let Answer::Case(reading) = answer else {
                return Err(ApiError::not_found(format!("The case “{id}” did not come back. Nothing was changed")));
            };
            list.push(CaseRef { document: reading.row.document, row: reading.row.row });
        }
        Ok(list)
    }
}
