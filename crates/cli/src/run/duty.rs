//! `duty`.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::intent::Intent;
use bridgebook_domain::log::ObligationChange;

use super::Context;
use crate::command::Duty;

impl Context {
    pub async fn duty(&self, command: &Duty) -> Result<ExitCode, ApiError> {
        let (incident, duty, change, said) = match command {
            Duty::List { incident, at } => {
                let board = self.board(self.incident_id(incident).await?, at.as_ref()).await?;
                return self.output.duties(&board.obligations);
            }
            Duty::Start { incident, event, at, evidence } => {
                let incident = self.incident_id(incident).await?;
                let (anchor, at, words) = (event.clone(), at.clone(), evidence.clone());
                return self.act(Intent::LogAnchor { incident, anchor, at, words }, "started").await;
            }
            Duty::Withdraw { incident, event, reason } => {
                let incident = self.incident_id(incident).await?;
                let (anchor, reason) = (event.clone(), reason.clone());
                return self.act(Intent::WithdrawAnchor { incident, anchor, reason }, "taken back").await;
            }
            Duty::Filed { incident, duty, at, reference } => {
                (incident, duty, ObligationChange::Filed, [at.as_str(), "", reference.as_str()])
            }
            Duty::Extend { incident, duty, until, reason } => {
                (incident, duty, ObligationChange::Extended, ["", until.as_str(), reason.as_str()])
            }
            Duty::NotApplicable { incident, duty, reason } => {
                (incident, duty, ObligationChange::NotApplicable, ["", "", reason.as_str()])
            }
            Duty::Applies { incident, duty, reason } => {
                (incident, duty, ObligationChange::Applies, ["", "", reason.as_str()])
            }
        };
        let incident = self.incident_id(incident).await?;
        let [at, until, words] = said.map(str::to_owned);
        let intent = Intent::ChangeObligation { incident, obligation: duty.clone(), change, at, until, words };
        self.act(intent, "recorded").await
    }
}
