//! `incident hand-over`.

use std::collections::BTreeMap;
use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::intent::{Intent, Side};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::api::shift::HandOverReading;
use bridgebook_domain::IncidentId;

use super::Context;
use crate::command::HandOver;

impl Context {
    pub async fn hand_over(&self, command: &HandOver) -> Result<ExitCode, ApiError> {
        match command {
            HandOver::Offer { incident, to, role, from } => {
                let incident = self.incident_id(incident).await?;
                let (role, incoming, outgoing) = (role.clone(), to.clone(), from.clone());
                self.act(Intent::OfferHandOver { incident, role, incoming, outgoing }, "offered").await
            }
            HandOver::Show { incident } => {
                let incident = self.incident_id(incident).await?;
                self.show(Query::HandOvers { incident, id: None }).await
            }
            HandOver::Accept { incident, severity, state, promise, read_back, questions } => {
                let (incident, waiting) = self.waiting(incident).await?;
                let said = [("severity", severity), ("state", state), ("promise", promise)];
                let answers: BTreeMap<String, String> =
                    said.into_iter().map(|(key, words)| (key.to_owned(), words.clone())).collect();
                let ticked = if *read_back { waiting.items.iter().map(|i| i.row).collect() } else { Vec::new() };
                let (hand_over, questions) = (waiting.hand_over.id, questions.clone());
                self.act(Intent::AcceptHandOver { incident, hand_over, answers, ticked, questions }, "accepted").await
            }
            HandOver::Decline { incident, reason } => self.end(incident, Side::Incoming, reason, "declined").await,
            HandOver::Withdraw { incident, reason } => self.end(incident, Side::Outgoing, reason, "withdrawn").await,
        }
    }

    async fn end(&self, incident: &str, side: Side, reason: &str, words: &str) -> Result<ExitCode, ApiError> {
        let (incident, waiting) = self.waiting(incident).await?;
        let (hand_over, reason) = (waiting.hand_over.id, reason.to_owned());
        self.act(Intent::DeclineHandOver { incident, hand_over, side, reason }, words).await
    }

    /// The one hand-over that waits.
    async fn waiting(&self, incident: &str) -> Result<(IncidentId, HandOverReading), ApiError> {
        let id = self.incident_id(incident).await?;
        let Answer::HandOvers(mut list) = self.query(Query::HandOvers { incident: id, id: None }).await? else {
            return Err(ApiError::not_found("The hand-overs did not come back. Nothing was changed"));
        };
        match list.pop() {
            Some(last) if list.is_empty() => Ok((id, last)),
            Some(_) => Err(ApiError::invalid(
                "Several hand-overs wait. Nothing was changed. Accept them in the window, where each can be named",
            )),
            None => Err(ApiError::not_found("No hand-over waits. Nothing was changed. Offer one first")),
        }
    }
}
