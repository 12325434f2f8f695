//! Who has what in hand. Several may send at once: the window, and each command that sends. A channel is in one hand at a
//! time, so that its messages keep their order, and no hand waits for another.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bridgebook_domain::delivery::DeliveryState;
use bridgebook_store::Delivery;
use tokio::sync::Notify;
use tokio::sync::futures::Notified;
use uuid::Uuid;

use super::state_of;
use crate::Bridgebook;
use crate::api::ApiError;

/// Fewest letters by which a message is named.
const FEWEST: usize = 6;

/// The messages that attempts of this process hold, by their channels.
#[derive(Default)]
pub(super) struct Hands {
    held: Mutex<BTreeMap<String, Uuid>>,
    freed: Notify,
}

/// A message in somebody's hands, until this is dropped: also where its attempt is broken off.
pub(super) struct Held<'a> {
    hands: &'a Hands,
    channel: String,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.hands.lock().remove(&self.channel);
        self.hands.freed.notify_waiters();
    }
}

impl Hands {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Uuid>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a message in hand; none while another one of its channel is.
    pub fn take(&self, delivery: &Delivery) -> Option<Held<'_>> {
        let mut held = self.lock();
        if held.contains_key(&delivery.channel) {
            return None;
        }
        held.insert(delivery.channel.clone(), delivery.id);
        Some(Held { hands: self, channel: delivery.channel.clone() })
    }

    /// The channels that are in a hand.
    pub fn channels(&self) -> BTreeSet<String> {
        self.lock().keys().cloned().collect()
    }

    /// The messages that are in a hand.
    pub fn messages(&self) -> BTreeSet<Uuid> {
        self.lock().values().copied().collect()
    }

    fn freed(&self) -> Notified<'_> {
        self.freed.notified()
    }
}

impl Bridgebook {
    /// Sends what is due, and waits for no message that somebody else sends, except those of `of`: the id of what was
    /// queued, or of a message (or its beginning); empty for none.
    pub(crate) async fn send_out(&self, of: &str) -> Result<(), ApiError> {
        loop {
            let freed = self.office.hands.freed();
            tokio::pin!(freed);
            // From here on no end of an attempt is missed.
            freed.as_mut().enable();
            self.pump().await?;
            if !self.is_in_hand(of).await? {
                return Ok(());
            }
            freed.await;
        }
    }

    async fn is_in_hand(&self, of: &str) -> Result<bool, ApiError> {
        let of = of.trim().to_lowercase();
        if of.len() < FEWEST {
            return Ok(false);
        }
        let in_hand = self.office.hands.messages();
        let is_its = |row: &Delivery| row.update_id == of || row.id.to_string().starts_with(&of);
        Ok(self.store.deliveries().await?.iter().any(|row| in_hand.contains(&row.id) && is_its(row)))
    }

    /// What somebody else has in hand, and what waits behind it, in a sentence for each channel.
    pub(crate) async fn in_other_hands(&self) -> Result<Vec<String>, ApiError> {
        let in_hand = self.office.hands.lock().clone();
        if in_hand.is_empty() {
            return Ok(Vec::new());
        }
        let (rows, channels, now) = (self.store.deliveries().await?, self.channels().await?, self.now());
        let sentence = |(channel, message): (&String, &Uuid)| {
            let name = channels.iter().find(|known| known.id == *channel)?.name.clone();
            let is_due = |row: &&Delivery| match state_of(row) {
                Some(DeliveryState::Queued) => true,
                Some(DeliveryState::Retryable) => row.progress.due_at <= now,
                _ => false,
            };
            let behind = rows.iter().filter(|row| row.channel == *channel && row.id != *message).filter(is_due).count();
            let behind = match behind {
                0 => String::new(),
                1 => ", and 1 message waits behind it and goes by itself afterwards".to_owned(),
                n => format!(", and {n} messages wait behind it and go by themselves afterwards"),
            };
            Some(format!(
                "A message by “{name}” is in the hands of another command or of the window, which waits for the answer \
                 to it{behind}. Nothing was sent twice. Look at the outbox again for what became of it"
            ))
        };
        Ok(in_hand.iter().filter_map(sentence).collect())
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use bridgebook_store::Progress;

    fn message(channel: &str, n: u128) -> Delivery {
        let state = DeliveryState::Queued.as_str().to_owned();
        let due_at = Timestamp::UNIX_EPOCH;
        let (lease_until, last_error, server_reply) = (None, None, None);
        Delivery {
            id: Uuid::from_u128(n),
            update_id: "u".into(),
            incident: None,
            channel: channel.into(),
            recipient: "ana@example.org".into(),
            message_id: String::new(),
            progress: Progress { state, due_at, attempt: 0, lease_until, last_error, server_reply },
            case: None,
            erased_at: None,
        }
    }

    #[test]
    fn a_channel_is_in_one_hand_until_it_is_let_go() {
        let hands = Hands::default();
        let first = hands.take(&message("mail", 1)).expect("nobody has it");
        assert!(hands.take(&message("mail", 2)).is_none(), "one message of a channel at a time");
        let other = hands.take(&message("chat", 3)).expect("another channel is free");
        assert_eq!(hands.channels().into_iter().collect::<Vec<_>>(), ["chat", "mail"]);
        assert_eq!(hands.messages().len(), 2);
        drop(first);
        assert!(hands.take(&message("mail", 2)).is_some());
        drop(other);
        assert!(hands.channels().is_empty());
    }
}
