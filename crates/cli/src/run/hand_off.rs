//! `case brief` and the steps of a hand-off.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::ErrorCode;
use bridgebook_app::api::delivery::Outbox;
use bridgebook_app::api::hand_off::{AskedHandOff, CaseNamed, HandOffAct, HandOffDone, HandOffReading};
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::log::Waived;

use super::{Context, absolute};
use crate::command::{BriefForm, CaseBrief, CaseHandOver, CaseSend, CaseStep, Step, TicketForm};

impl Context {
    pub(super) async fn case_brief(&self, asked: &CaseBrief) -> Result<ExitCode, ApiError> {
        let case = self.case_named(&asked.id, asked.document.as_deref()).await?;
        let form = asked.to.map(BriefForm::as_str).unwrap_or_default();
        if let Some(path) = &asked.output {
            let (form, path) = (form.to_owned(), absolute(path)?);
            let shown = path.clone();
            let act = HandOffAct::Export { form, path };
            return self.act(Intent::HandOff(HandOffDone { case, act }), &shown).await;
        }
        let reading = self.hand_off(case, "", form).await?;
        if form.is_empty() {
            return self.output.hand_off(&reading);
        }
        self.output.lines(&reading.text.lines().map(str::to_owned).collect::<Vec<_>>())
    }

    pub(super) async fn case_hand_over(&self, asked: &CaseHandOver) -> Result<ExitCode, ApiError> {
        let waived = asked.waive.iter().map(|written| waived(written)).collect::<Result<Vec<_>, _>>()?;
        let act = HandOffAct::HandOver { to: asked.to.clone(), waived, ticket: asked.ticket.clone() };
        self.case_act(&asked.id, asked.document.as_deref(), act).await
    }

    /// Hands the ticket to the outbox, sends what is due, and prints what became of it.
    pub(super) async fn case_send(&self, asked: &CaseSend) -> Result<ExitCode, ApiError> {
        self.unlock().await?;
        let case = self.case_named(&asked.id, asked.document.as_deref()).await?;
        let form = asked.form.map(TicketForm::as_str).unwrap_or_default().to_owned();
        let act = HandOffAct::Send { channel: asked.channel.clone(), form };
        let queued = self.intent(Intent::HandOff(HandOffDone { case: case.clone(), act })).await?;
        queued.remarks.iter().for_each(|remark| eprintln!("{remark}"));
        self.send_out(queued.ids.first().map_or("", String::as_str)).await?;
        let mut updates = self.hand_off(case, "", "").await?.tickets;
        updates.retain(|ticket| queued.ids.first() == Some(&ticket.id));
        let is_taken = updates.iter().flat_map(|ticket| &ticket.rows).all(|row| row.state == "sent");
        self.output.outbox(&Outbox { held: String::new(), updates })?;
        Ok(if is_taken { ExitCode::SUCCESS } else { ExitCode::from(3) })
    }

    pub(super) async fn case_step(&self, asked: &CaseStep) -> Result<ExitCode, ApiError> {
        let act = match asked.step {
            Step::Offered => HandOffAct::Offer { because: asked.because.clone() },
            Step::Declined => HandOffAct::Decline {},
            Step::EmailAsked => HandOffAct::AskEmail {},
            Step::CustomMessage => HandOffAct::SayCustomMessage {},
            Step::NobodyAvailable => HandOffAct::NobodyAvailable {},
            Step::ChatEnded => HandOffAct::EndChat {},
        };
        self.case_act(&asked.id, asked.document.as_deref(), act).await
    }

    /// Does something, and prints how the hand-off stands then, with what the customer is told.
    pub(super) async fn case_act(
        &self,
        id: &str,
        document: Option<&str>,
        act: HandOffAct,
    ) -> Result<ExitCode, ApiError> {
        let case = self.case_named(id, document).await?;
        let outcome = self.intent(Intent::HandOff(HandOffDone { case: case.clone(), act })).await?;
        let reading = self.hand_off(case, "", "").await?;
        self.output.handed(&reading, &outcome.remarks)
    }

    pub async fn case_named(&self, id: &str, document: Option<&str>) -> Result<CaseNamed, ApiError> {
        Ok(CaseNamed { id: id.to_owned(), document: self.named_document(document).await? })
    }

    async fn hand_off(&self, case: CaseNamed, to: &str, form: &str) -> Result<HandOffReading, ApiError> {
        let asked = AskedHandOff { case, to: to.to_owned(), form: form.to_owned() };
        match self.query(Query::HandOff(asked)).await? {
            Answer::HandOff(reading) => Ok(*reading),
            _ => Err(ApiError::new(ErrorCode::Failed, "The hand-off could not be read. Nothing was changed")),
        }
    }
}

/// `ITEM=REASON`, apart.
fn waived(written: &str) -> Result<Waived, ApiError> {
    let parts = written.split_once('=').map(|(item, reason)| (item.trim(), reason.trim()));
    match parts.filter(|(item, reason)| !item.is_empty() && !reason.is_empty()) {
        Some((item, reason)) => Ok(Waived { item: item.to_owned(), reason: reason.to_owned() }),
        None => Err(ApiError::invalid(format!(
            "“{written}” says not what is waived and why. Nothing was handed over. Write for instance \"consent=said yes by telephone\""
        ))),
    }
}
