//! The product's own way out: the room `delivery`, spoken to in the words of the outbox.

use std::path::Path;
use std::sync::Arc;

use bridgebook_delivery::{Keychain, Message, Outcome, Place, SecretError, Wire};
use bridgebook_domain::delivery::{DeliveryChannel, Way, WebhookForm};

use super::{BeforeBody, Delivered, Kept, Letter, Parcel, Post, Secrets};
use crate::Promised;

/// How long a keychain of the caller's may take.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(3);

/// Mail and webhooks over the network; secrets in the keychain of the system.
#[derive(Clone, Default)]
pub struct Net {
    wire: Wire,
    keychain: Option<Arc<dyn Keychain>>,
}

impl Net {
    /// One with a wire and a keychain of the caller's: tests trust their own servers, and leave the keychain of whoever
    /// runs them alone.
    #[must_use]
    pub fn with(wire: Wire, keychain: Arc<dyn Keychain>) -> Self {
        Self { wire, keychain: Some(keychain) }
    }
}

impl Post for Net {
    fn render(
        &self,
        channel: &DeliveryChannel,
        letter: &Letter,
        recipient: &str,
        message_id: &str,
    ) -> Result<Vec<u8>, String> {
        // A program on the other side needs the number to put messages together; people outside cannot look it up.
        let is_shown = !letter.is_external || matches!(channel.way, Way::Webhook { form: WebhookForm::Generic, .. });
        let message = Message {
            subject: letter.subject.clone(),
            body: letter.body.clone(),
            sent_as: letter.sent_as.clone(),
            incident: if is_shown { letter.reference.clone() } else { String::new() },
            reply_to: None,
            at: letter.at,
        };
        bridgebook_delivery::render(channel, &message, recipient, message_id)
    }

    fn message_id(&self, delivery: &str, channel: &DeliveryChannel) -> String {
        bridgebook_delivery::message_id(delivery, channel)
    }

    fn deliver<'a>(
        &'a self,
        channel: &'a DeliveryChannel,
        secret: Option<&'a str>,
        parcel: &'a Parcel,
        before_body: BeforeBody<'a>,
    ) -> Promised<'a, Delivered> {
        let sent = bridgebook_delivery::Parcel {
            delivery_id: parcel.delivery.clone(),
            recipient: parcel.recipient.clone(),
            rendered: parcel.rendered.clone(),
            message_id: parcel.message_id.clone(),
            is_personal: parcel.is_personal,
        };
        Box::pin(async move {
            match self.wire.deliver(channel, secret, &sent, async move || before_body().await).await {
                Outcome::Sent { reply } => Delivered::Sent { reply },
                Outcome::Later { why, after } => Delivered::Later { why, after },
                Outcome::Refused { why } => Delivered::Refused { why },
                Outcome::Uncertain { why } => Delivered::Uncertain { why },
            }
        })
    }

    fn try_channel<'a>(
        &'a self,
        channel: &'a DeliveryChannel,
        secret: Option<&'a str>,
    ) -> Promised<'a, Result<String, String>> {
        Box::pin(self.wire.try_channel(channel, secret))
    }

    fn secrets(&self, folder: &Path) -> Arc<dyn Secrets> {
        Arc::new(Held(match &self.keychain {
            None => bridgebook_delivery::Secrets::open(folder),
            Some(keychain) => bridgebook_delivery::Secrets::with(folder, Arc::clone(keychain), PATIENCE),
        }))
    }
}

/// The secrets of a data folder; a keychain may take its time, so it is asked beside everything else.
struct Held(bridgebook_delivery::Secrets);

impl Held {
    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&bridgebook_delivery::Secrets) -> Result<T, SecretError> + Send + 'static,
    ) -> Result<T, String> {
        let secrets = self.0.clone();
        match tokio::task::spawn_blocking(move || question(&secrets)).await {
            Ok(answer) => answer.map_err(|error| error.to_string()),
            Err(error) => Err(format!("The place where passwords are kept could not be asked: {error}")),
        }
    }
}

impl Secrets for Held {
    fn put<'a>(&'a self, channel: &'a str, secret: &'a str) -> Promised<'a, Result<(), String>> {
        let (channel, secret) = (channel.to_owned(), secret.to_owned());
        Box::pin(self.ask(move |secrets| secrets.put(&channel, &secret).map(|_| ())))
    }

    fn get<'a>(&'a self, channel: &'a str) -> Promised<'a, Result<Option<String>, String>> {
        let channel = channel.to_owned();
        Box::pin(self.ask(move |secrets| secrets.get(&channel)))
    }

    fn forget<'a>(&'a self, channel: &'a str) -> Promised<'a, Result<(), String>> {
        let channel = channel.to_owned();
        Box::pin(self.ask(move |secrets| secrets.forget(&channel)))
    }

    fn kept(&self) -> Promised<'_, Kept> {
        Box::pin(async {
            match self.ask(|secrets| Ok(secrets.place())).await {
                Ok(place) => Kept {
                    words: place.words().to_owned(),
                    is_locked: place == Place::LockedFile,
                    is_memory_only: place == Place::Memory,
                },
                Err(words) => Kept { words, is_locked: false, is_memory_only: false },
            }
        })
    }

    fn unlock<'a>(&'a self, passphrase: &'a str) -> Promised<'a, Result<(), String>> {
        let passphrase = passphrase.to_owned();
        Box::pin(self.ask(move |secrets| secrets.unlock(&passphrase)))
    }
}
