//! The channels as the settings hold them: plain text, without anything secret.

use bridgebook_domain::delivery::{DeliveryChannel, Way};
use bridgebook_domain::view::folded;

use crate::Bridgebook;
use crate::api::ApiError;

/// The setting that holds them.
pub(crate) const CHANNELS: &str = "delivery.channels";

/// Whether nothing can be sent without a secret: a webhook's address is one, a mail server that is signed in to has
/// a password.
pub(crate) fn needs_secret(channel: &DeliveryChannel) -> bool {
    match &channel.way {
        Way::Mail { user, .. } => !user.is_empty(),
        Way::Webhook { .. } => true,
    }
}

/// What the secret of a channel is called.
pub(crate) fn secret_word(channel: &DeliveryChannel) -> &'static str {
    match channel.way {
        Way::Mail { .. } => "password",
        Way::Webhook { .. } => "address",
    }
}

impl Bridgebook {
    /// The channels, in the order in which they were added.
    pub(crate) async fn channels(&self) -> Result<Vec<DeliveryChannel>, ApiError> {
        let stored = self.setting(CHANNELS).await?;
        if stored.is_empty() {
            return Ok(Vec::new());
        }
        serde_json::from_str(&stored).map_err(|_| {
            ApiError::invalid(
                "The channels were set up by a newer Bridgebook and cannot be read. They are kept. Install the newer version",
            )
        })
    }

    /// A channel by its id or, but for case, its name.
    pub(crate) async fn channel(&self, written: &str) -> Result<DeliveryChannel, ApiError> {
        let list = self.channels().await?;
        let by_id = list.iter().find(|c| c.id == written);
        let found = by_id.or_else(|| list.iter().find(|c| folded(&c.name) == folded(written)));
        found.cloned().ok_or_else(|| {
            ApiError::not_found(format!(
                "There is no channel “{}”. Nothing was changed. Set it up in the settings, or with “bridgebook-cli channel add”",
                written.trim()
            ))
        })
    }

    /// The name of a channel for people; the id of one that is not there any more.
    pub(crate) async fn channel_name(&self, id: &str) -> Result<String, ApiError> {
        let list = self.channels().await?;
        Ok(list.into_iter().find(|c| c.id == id).map_or_else(|| id.to_owned(), |c| c.name))
    }

    /// The id of the channel that carries a name; the name where none does.
    pub(super) async fn channel_named(&self, name: &str) -> Result<String, ApiError> {
        let list = self.channels().await?;
        Ok(list.into_iter().find(|c| c.name == name).map_or_else(|| name.to_owned(), |c| c.id))
    }
}
