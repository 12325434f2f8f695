//! `incident action`, and the entries that have a form of their own: `log decide`, `log situation`, `log correct`.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::log_entry::LogWanted;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::{EntryId, IncidentId};

use super::Context;
use crate::command::Action;

/// Fewest letters by which an id is meant and not words.
const FEWEST: usize = 6;

impl Context {
    pub async fn action(&self, command: &Action) -> Result<ExitCode, ApiError> {
        match command {
            Action::List { incident } => {
                let board = self.board(self.incident_id(incident).await?, None).await?;
                self.output.actions(&board.actions)
            }
            Action::Open { incident, text, owner, due } => {
                let incident = self.incident_id(incident).await?;
                let (text, owner, due) = (text.clone(), owner.clone(), due.clone());
                self.act(Intent::OpenAction { incident, text, owner, due }, "opened").await
            }
            Action::Done { incident, action } => self.close_action(incident, action, true).await,
            Action::Drop { incident, action } => self.close_action(incident, action, false).await,
            Action::Reopen { incident, action } => {
                let incident = self.incident_id(incident).await?;
                let open = self.board(incident, None).await?.actions;
                let mut all = self.entries(incident, "action_opened").await?;
                all.retain(|(id, _)| !open.iter().any(|row| row.id == *id));
                let action = named(&all, action, "action that was closed", "log list --kind action_opened")?;
                self.act(Intent::ReopenAction { action, incident }, "open again").await
            }
        }
    }

    async fn close_action(&self, incident: &str, action: &str, done: bool) -> Result<ExitCode, ApiError> {
        let incident = self.incident_id(incident).await?;
        let open = self.board(incident, None).await?.actions;
        let open: Vec<(EntryId, String)> = open.into_iter().map(|row| (row.id, row.text)).collect();
        let action = named(&open, action, "open action", "incident action list")?;
        let words = if done { "done" } else { "dropped" };
        self.act(Intent::CloseAction { action, incident, done }, words).await
    }

    pub async fn log_decision(&self, incident: &str, text: &str, accountable: &str) -> Result<ExitCode, ApiError> {
        let incident = self.incident_id(incident).await?;
        let (text, accountable) = (text.to_owned(), accountable.to_owned());
        self.act(Intent::Decide { incident, text, accountable }, "decided").await
    }

    pub async fn situation(
        &self,
        incident: &str,
        (conditions, actions, needs): (&str, &str, &str),
    ) -> Result<ExitCode, ApiError> {
        let incident = self.incident_id(incident).await?;
        let (conditions, actions, needs) = (conditions.to_owned(), actions.to_owned(), needs.to_owned());
        self.act(Intent::Situation { incident, conditions, actions, needs }, "written").await
    }

    /// The original stays in the log; what it says now stands beside it.
    pub async fn correct(&self, incident: &str, entry: &str, text: &str) -> Result<ExitCode, ApiError> {
        let incident = self.incident_id(incident).await?;
        let all = self.entries(incident, "").await?;
        let entry = named(&all, entry, "entry", "log list")?;
        self.act(Intent::CorrectLog { entry, text: text.to_owned() }, "corrected").await
    }

    /// Entries of a kind, or all of them, with their words.
    async fn entries(&self, incident: IncidentId, kind: &str) -> Result<Vec<(EntryId, String)>, ApiError> {
        let kinds = Some(kind.to_owned()).filter(|kind| !kind.is_empty()).into_iter().collect();
        let wanted = LogWanted { incident: Some(incident), kinds, ..LogWanted::default() };
        match self.query(Query::FilteredLog(wanted)).await? {
            Answer::FilteredLog(rows) => Ok(rows.into_iter().map(|row| (row.id, row.text)).collect()),
            _ => Err(ApiError::not_found("The log did not come back")),
        }
    }
}

/// The one of a list that is meant: by its id or the beginning of it, else by its whole words, else by words that no other
/// one has.
fn named(list: &[(EntryId, String)], written: &str, what: &str, see: &str) -> Result<EntryId, ApiError> {
    let wanted = written.trim().to_lowercase();
    let by_id = |(id, _): &&(EntryId, String)| wanted.len() >= FEWEST && id.to_string().starts_with(&wanted);
    let whole = |(_, text): &&(EntryId, String)| text.trim().to_lowercase() == wanted;
    let part = |(_, text): &&(EntryId, String)| !wanted.is_empty() && text.to_lowercase().contains(&wanted);
    let found: Vec<Vec<EntryId>> = vec![
        list.iter().filter(by_id).map(|(id, _)| *id).collect(),
        list.iter().filter(whole).map(|(id, _)| *id).collect(),
        list.iter().filter(part).map(|(id, _)| *id).collect(),
    ];
    match found.into_iter().find(|found| !found.is_empty()).as_deref() {
        Some([one]) => Ok(*one),
        Some(several) => Err(ApiError::invalid(format!(
            "“{}” means {} of them. Nothing was changed. Give more words, or the id that “--json {see}” prints",
            written.trim(),
            several.len()
        ))),
        None => Err(ApiError::not_found(format!(
            "There is no {what} “{}”. Nothing was changed. See “{see}”",
            written.trim()
        ))),
    }
}
