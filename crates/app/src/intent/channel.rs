//! Channels that send: set up, removed, tried.

use bridgebook_delivery::SecretError;
use bridgebook_domain::delivery::{DeliveryChannel, DeliveryState, Way};
use bridgebook_domain::view::folded;
use bridgebook_store::{Delivery, Progress, Write};

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::delivery::SecretText;
use crate::api::intent::Outcome;
use crate::commit::outcome;
use crate::outbox::{CHANNELS, needs_secret, secret_word, state_of};
use crate::wording::{sentence, with_nothing_sent};

/// Most channels of a data folder.
const MOST: usize = 50;

impl Bridgebook {
    /// Keeps a channel. Its secret goes to where secrets are kept, before the channel counts.
    pub(super) async fn save_channel(
        &self,
        mut channel: DeliveryChannel,
        secret: Option<&SecretText>,
    ) -> Result<Outcome, ApiError> {
        let kept = |message: String| ApiError::invalid(format!("{} Nothing was changed", sentence(&message)));
        let mut list = self.channels().await?;
        channel.name = channel.name.trim().to_owned();
        let is_new = channel.id.is_empty();
        if is_new {
            channel.id = self.fresh().to_string();
        }
        let (channel, secret) = channel.seal(secret.map(SecretText::reveal)).map_err(kept)?;
        if list.iter().any(|c| c.id != channel.id && folded(&c.name) == folded(&channel.name)) {
            return Err(ApiError::invalid(format!(
                "There is a channel “{}” already. Nothing was changed. Choose another name",
                channel.name
            )));
        }
        let known = list.iter().position(|c| c.id == channel.id);
        match known {
            None if !is_new => return Err(ApiError::not_found("That channel was removed. Nothing was changed")),
            None if list.len() >= MOST => {
                return Err(ApiError::invalid(format!("There are {MOST} channels already. Nothing was changed")));
            }
            Some(at) if !is_alike(&list[at].way, &channel.way) && self.waiting_for(&channel.id).await? > 0 => {
                return Err(ApiError::invalid(format!(
                    "Messages wait for “{}” in the form that it had. Nothing was changed. Add a new channel, or finish these first",
                    list[at].name
                )));
            }
            _ => {}
        }
        if secret.is_none() && needs_secret(&channel) {
            let has_one = !is_new && self.office.secrets.get(&channel.id).await.map_err(kept)?.is_some();
            if !has_one {
                let word = secret_word(&channel);
                return Err(ApiError::invalid(format!("The {word} is missing. Nothing was changed. Enter it")));
            }
        }
        let mut left = None;
        if let Some(secret) = &secret {
            self.office.secrets.put(&channel.id, secret).await.map_err(kept)?;
        } else if !needs_secret(&channel) && !is_new {
            // Nobody signs in any more: an old password is of no use. That it could not be taken away holds up nothing.
            left = self.office.secrets.forget(&channel.id).await.err();
        }
        let id = channel.id.clone();
        match known {
            Some(at) => list[at] = channel,
            None => list.push(channel),
        }
        let saved = self.write_channels(&list).await;
        if saved.is_err() && is_new {
            // The channel does not count, so nobody would ask for its secret again.
            let _ = self.office.secrets.forget(&id).await;
        }
        let mut outcome = saved?;
        self.hurry(&id, |_| true).await?;
        let kept = self.office.secrets.kept().await;
        if secret.is_some() {
            outcome.remarks.push(kept.words);
        }
        outcome.remarks.extend(left);
        Ok(Outcome { ids: vec![id], ..outcome })
    }

    pub(super) async fn remove_channel(&self, written: &str) -> Result<Outcome, ApiError> {
        let channel = self.channel(written).await?;
        let waiting = self.waiting_for(&channel.id).await?;
        if waiting > 0 {
            let messages = if waiting == 1 { "A message waits".to_owned() } else { format!("{waiting} messages wait") };
            return Err(ApiError::invalid(format!(
                "{messages} for “{}” or for a decision about it. Nothing was removed. Finish them in the outbox first",
                channel.name
            )));
        }
        let list: Vec<_> = self.channels().await?.into_iter().filter(|c| c.id != channel.id).collect();
        let mut outcome = self.write_channels(&list).await?;
        if let Err(error) = self.office.secrets.forget(&channel.id).await {
            outcome.remarks.push(format!("Its {} could not be removed: {error}", secret_word(&channel)));
        }
        Ok(outcome)
    }

    /// Connects and signs in, and sends nothing.
    pub(super) async fn try_channel(&self, written: &str) -> Result<Outcome, ApiError> {
        let channel = self.channel(written).await?;
        if let Some(held) = self.held() {
            return Err(ApiError::invalid(format!("{held}. Nothing was connected to")));
        }
        let secret = self.office.secrets.get(&channel.id).await.map_err(ApiError::invalid)?;
        if secret.is_none() && needs_secret(&channel) {
            let word = secret_word(&channel);
            return Err(ApiError::invalid(format!(
                "The {word} is not at hand. Nothing was connected to. Enter it again"
            )));
        }
        let answered = self.office.post.try_channel(&channel, secret.as_deref()).await;
        let words = answered.map_err(|why| ApiError::invalid(with_nothing_sent(&why)))?;
        Ok(Outcome { remarks: vec![words], ..self.unchanged() })
    }

    pub(super) async fn unlock_secrets(&self, passphrase: &SecretText) -> Result<Outcome, ApiError> {
        self.office.secrets.unlock(passphrase.reveal()).await.map_err(ApiError::invalid)?;
        // What failed for want of its password is tried at once. What a server asked to wait for waits: the command line
        // unlocks with every command.
        for channel in self.channels().await? {
            self.hurry(&channel.id, failed_without_password).await?;
        }
        self.tell(crate::api::event::Event::SettingsChanged);
        Ok(Outcome { remarks: vec![self.office.secrets.kept().await.words], ..self.unchanged() })
    }

    async fn write_channels(&self, list: &[DeliveryChannel]) -> Result<Outcome, ApiError> {
        let json = serde_json::to_string(list).map_err(|e| ApiError::invalid(e.to_string()))?;
        let write = Write::at(self.now()).setting(CHANNELS, Some(json).filter(|_| !list.is_empty()));
        Ok(outcome(&self.commit(write).await?))
    }

    /// How many messages wait for a channel, or for a decision of a person about it.
    pub(crate) async fn waiting_for(&self, channel: &str) -> Result<usize, ApiError> {
        let is_open = |state| !matches!(state, DeliveryState::Sent | DeliveryState::Cancelled);
        let list = self.store.deliveries().await?;
        Ok(list.iter().filter(|d| d.channel == channel && state_of(d).is_some_and(is_open)).count())
    }

    /// What failed over a channel, and is wanted now, is tried at once.
    async fn hurry(&self, channel: &str, is_wanted: impl Fn(&Delivery) -> bool) -> Result<(), ApiError> {
        let now = self.now();
        let mut write = Write::at(now);
        for row in self.store.deliveries().await?.iter().filter(|d| d.channel == channel && is_wanted(d)) {
            if state_of(row) == Some(DeliveryState::Retryable) && row.progress.due_at > now {
                write = write.advance(row, Progress { due_at: now, ..row.progress.clone() });
            }
        }
        if !write.deliveries.is_empty() {
            self.commit(write).await?;
            self.office.wanted.notify_one();
        }
        Ok(())
    }
}

/// Whether a message failed because the passwords were locked.
fn failed_without_password(row: &Delivery) -> bool {
    row.progress.last_error.as_ref().is_some_and(|said| said.contains(&SecretError::Locked.to_string()))
}

/// Whether what was rendered for one way can be sent by the other.
fn is_alike(a: &Way, b: &Way) -> bool {
    match (a, b) {
        (Way::Mail { .. }, Way::Mail { .. }) => true,
        (Way::Webhook { form: a, .. }, Way::Webhook { form: b, .. }) => a == b,
        _ => false,
    }
}
