//! `channel`, `outbox` and `update send`.

use std::io::{IsTerminal as _, Read as _};
use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::delivery::{Channels, DeliveryChange, Outbox as Rows, ScheduledRow, SecretText, SendBy};
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::IncidentId;
use bridgebook_domain::delivery::{DeliveryChannel, MailSecurity, Way, WebhookForm};

use super::Context;
use crate::command::{Channel, ChannelAdd, Outbox, Security, Webhook};
use crate::print::MEMORY_ONLY;

/// Holds the password of a channel, or the address of a webhook.
const SECRET: &str = "BRIDGEBOOK_SECRET";
/// Holds the passphrase of the encrypted file, where there is no keychain.
const PASSPHRASE: &str = "BRIDGEBOOK_PASSPHRASE";
/// Longest secret that is read, in bytes.
const LIMIT: u64 = 16 * 1024;

impl Context {
    pub async fn channel(&self, command: &Channel) -> Result<ExitCode, ApiError> {
        self.channel_command(command).await.map_err(named)
    }

    async fn channel_command(&self, command: &Channel) -> Result<ExitCode, ApiError> {
        match command {
            Channel::List => {
                // A list makes no file of passwords; it opens the one that is there.
                if self.known_channels().await?.is_locked {
                    self.unlock().await?;
                }
                self.show(Query::Channels).await
            }
            Channel::Add(add) => self.add_channel(add).await,
            Channel::Remove { channel } => {
                self.act(Intent::RemoveChannel { channel: channel.clone() }, "removed").await
            }
            Channel::Try { channel } => {
                self.unlock().await?;
                let outcome = self.intent(Intent::TryChannel { channel: channel.clone() }).await?;
                self.output.lines(&outcome.remarks)
            }
        }
    }

    async fn add_channel(&self, add: &ChannelAdd) -> Result<ExitCode, ApiError> {
        let mut known = self.known_channels().await?.channels.into_iter().map(|row| row.channel);
        let known = known.find(|c| add.replace && c.name.to_lowercase() == add.name.trim().to_lowercase());
        let id = known.map_or_else(String::new, |c| c.id);
        let (way, secret) = match (add.webhook, &add.mail) {
            (Some(form), _) => {
                let text = secret("address of the webhook")?;
                let mut words = text.split_whitespace();
                let url = words.next().unwrap_or("").to_owned();
                let form = match form {
                    Webhook::Slack => WebhookForm::Slack,
                    Webhook::Teams => WebhookForm::Teams,
                    Webhook::Generic => WebhookForm::Generic,
                };
                (Way::Webhook { url, form }, words.next().map(SecretText::new))
            }
            (None, host) => {
                let (security, port) = match add.security {
                    Security::Tls => (MailSecurity::Tls, 465),
                    Security::StartTls => (MailSecurity::StartTls, 587),
                    Security::None => (MailSecurity::None, 25),
                };
                let secret = if add.user.is_empty() { None } else { Some(SecretText::new(secret("password")?)) };
                let (host, port) = (host.clone().unwrap_or_default(), add.port.unwrap_or(port));
                (Way::Mail { host, port, security, user: add.user.clone(), from: add.from.clone() }, secret)
            }
        };
        self.unlock().await?;
        let has_secret = secret.is_some() || matches!(way, Way::Webhook { .. });
        let channel = DeliveryChannel { id, name: add.name.clone(), way, internal: add.internal };
        let done = self.act(Intent::SaveChannel { channel, secret }, "saved").await?;
        if has_secret && self.known_channels().await?.is_memory_only {
            eprintln!("{MEMORY_ONLY}");
        }
        Ok(done)
    }

    async fn known_channels(&self) -> Result<Channels, ApiError> {
        match self.query(Query::Channels).await? {
            Answer::Channels(known) => Ok(known),
            _ => Err(ApiError::not_found("The list of channels did not come back")),
        }
    }

    pub async fn outbox(&self, incident: Option<&str>, command: Option<&Outbox>) -> Result<ExitCode, ApiError> {
        self.outbox_command(incident, command).await.map_err(named)
    }

    async fn outbox_command(&self, incident: Option<&str>, command: Option<&Outbox>) -> Result<ExitCode, ApiError> {
        let change = |id: &str, change, reason: &str| Intent::ChangeDelivery {
            delivery: id.to_owned(),
            change,
            reason: reason.to_owned(),
        };
        match command {
            None => {
                let incident = match incident {
                    Some(written) => Some(self.incident_id(written).await?),
                    None => None,
                };
                let done = self.show(Query::Outbox { incident }).await?;
                self.output.hints(&self.rows(incident).await?);
                Ok(done)
            }
            Some(Outbox::Send) => {
                self.unlock().await?;
                let sent = self.intent(Intent::SendDue {}).await?;
                sent.remarks.iter().for_each(|remark| eprintln!("{remark}"));
                self.show(Query::Outbox { incident: None }).await
            }
            Some(Outbox::SendAgain { id, reason }) => {
                self.unlock().await?;
                self.intent(change(id, DeliveryChange::SendAgain, reason)).await?;
                self.send_out(id).await?;
                let all = self.rows(None).await?;
                let id = id.trim().to_lowercase();
                let is_still_there =
                    all.updates.iter().flat_map(|u| &u.rows).any(|row| row.id.starts_with(&id) && row.state != "sent");
                if is_still_there { self.output.outbox(&all) } else { self.output.lines(&["sent".to_owned()]) }
            }
            Some(Outbox::MarkSent { id, reason }) => {
                self.act(change(id, DeliveryChange::MarkSent, reason), "marked as sent").await
            }
            Some(Outbox::GiveUp { id, reason }) => {
                self.act(change(id, DeliveryChange::GiveUp, reason), "given up").await
            }
        }
    }

    /// Channels with the addresses that were named, else with those of plan and directory.
    pub async fn send_by(
        &self,
        incident: IncidentId,
        audience: &str,
        channels: &[String],
        to: &[String],
    ) -> Result<Vec<SendBy>, ApiError> {
        let mut recipients = to.to_vec();
        if recipients.is_empty() {
            let query = Query::Recipients { incident, audience: audience.to_owned() };
            if let Answer::Recipients(found) = self.query(query).await? {
                for name in found.without {
                    eprintln!("The directory knows no e-mail address of {name}");
                }
                recipients = found.list.into_iter().map(|row| row.address).collect();
            }
        }
        Ok(channels.iter().map(|c| SendBy { channel: c.clone(), recipients: recipients.clone() }).collect())
    }

    /// Queues an update, sends what is due, and prints what became of its messages. Of one that is set to go out at a
    /// moment, or held for quiet hours, it prints the id.
    pub async fn send(&self, incident: IncidentId, intent: Intent) -> Result<ExitCode, ApiError> {
        self.unlock().await?;
        let queued = self.intent(intent).await?;
        queued.remarks.iter().for_each(|remark| eprintln!("{remark}"));
        let board = self.board(incident, None).await?;
        if board.scheduled.iter().any(|row| queued.ids.first() == Some(&row.id.to_string())) {
            return self.output.lines(&queued.ids);
        }
        self.send_out(queued.ids.first().map_or("", String::as_str)).await?;
        let mut all = self.rows(Some(incident)).await?;
        all.updates.retain(|update| queued.ids.first() == Some(&update.id));
        self.output.outbox(&all)?;
        let is_taken = all.updates.iter().flat_map(|u| &u.rows).all(|row| row.state == "sent");
        Ok(if is_taken { ExitCode::SUCCESS } else { ExitCode::from(3) })
    }

    /// Sends what is due, waits for what belongs to an id whoever sends it, and says what others have in hand.
    pub async fn send_out(&self, of: &str) -> Result<(), ApiError> {
        let sent = self.intent(Intent::SendOut { of: of.to_owned() }).await?;
        sent.remarks.iter().for_each(|remark| eprintln!("{remark}"));
        Ok(())
    }

    /// Takes back an update that was set to go out, by its id or the beginning of it.
    pub async fn cancel(&self, incident: IncidentId, written: &str, reason: &str) -> Result<ExitCode, ApiError> {
        let (update, reason) = (self.scheduled(incident, written).await?.id, reason.to_owned());
        self.act(Intent::CancelScheduled { incident, update, reason, edit: false }, "taken back").await
    }

    /// Says that the condition of the approval of an update is met that is set to go out.
    pub async fn confirm(&self, incident: IncidentId, written: &str, note: &str) -> Result<ExitCode, ApiError> {
        let ScheduledRow { id: update, condition, .. } = self.scheduled(incident, written).await?;
        let note = note.to_owned();
        self.act(Intent::ConfirmCondition { incident, update, condition, note }, "said").await
    }

    /// An update that is set to go out, by its id or the beginning of it.
    async fn scheduled(&self, incident: IncidentId, written: &str) -> Result<ScheduledRow, ApiError> {
        let written = written.trim().to_lowercase();
        let board = self.board(incident, None).await?;
        let mut found = board.scheduled.into_iter().filter(|row| row.id.to_string().starts_with(&written));
        match (found.next().filter(|_| written.len() >= 6), found.next()) {
            (Some(row), None) => Ok(row),
            _ => Err(ApiError::not_found(format!(
                "No update “{written}” is set to go out. Nothing was changed. “update scheduled” shows which are"
            ))),
        }
    }

    async fn rows(&self, incident: Option<IncidentId>) -> Result<Rows, ApiError> {
        match self.query(Query::Outbox { incident }).await? {
            Answer::Outbox(rows) => Ok(rows),
            _ => Err(ApiError::not_found("The outbox did not come back")),
        }
    }

    /// Opens the encrypted file of passwords where its passphrase was given.
    pub async fn unlock(&self) -> Result<(), ApiError> {
        if let Ok(passphrase) = std::env::var(PASSPHRASE)
            && !passphrase.is_empty()
        {
            self.intent(Intent::UnlockSecrets { passphrase: SecretText::new(passphrase) }).await?;
        }
        Ok(())
    }
}

/// Says by which variable a passphrase is given: nobody can type it into a field here.
fn named(error: ApiError) -> ApiError {
    match error.message.contains("passphrase") {
        true => ApiError { message: format!("{} Set {PASSPHRASE} to it", error.message), ..error },
        false => error,
    }
}

/// A secret from the environment or standard input: one that is an argument would be seen by everybody on the machine.
fn secret(what: &str) -> Result<String, ApiError> {
    if let Ok(secret) = std::env::var(SECRET)
        && !secret.is_empty()
    {
        return Ok(secret);
    }
    let mut input = std::io::stdin();
    if input.is_terminal() {
        return Err(ApiError::invalid(format!(
            "The {what} is missing. Nothing was changed. Set {SECRET}, or give it on standard input"
        )));
    }
    let mut text = String::new();
    (&mut input)
        .take(LIMIT)
        .read_to_string(&mut text)
        .map_err(|e| ApiError::invalid(format!("Standard input cannot be read: {e}. Nothing was changed")))?;
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        return Err(ApiError::invalid(format!(
            "The {what} is missing. Nothing was changed. Set {SECRET}, or give it on standard input"
        )));
    }
    Ok(text.to_owned())
}
