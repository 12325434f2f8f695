//! The outbox: what was handed over to be sent, and the one pump that sends it. Every step is committed before the
//! next one is taken on the wire, so that whenever the process ends, the next start knows what may have happened:
//! what had not left waits again, what may have arrived waits for a person, and nothing leaves twice by itself.
//!
//! There is no timer with state: when a message is due stands in the database, and the pump only looks.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bridgebook_domain::IncidentId;
use bridgebook_domain::delivery::{DeliveryChannel, DeliveryState, after_restart};
use bridgebook_domain::incident::QueuedFor;
use bridgebook_domain::log::DeliveryEnd;
use bridgebook_store::{Delivery, Progress, Write};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;

use crate::api::ApiError;
use crate::{Access, Bridgebook, Promised};

mod attempt;
mod channel;
mod exercise;
mod hands;
mod net;
mod notice;
mod record;
mod rule;
mod scheduled;
mod ticket;

pub(crate) use channel::{CHANNELS, needs_secret, secret_word};
pub(crate) use exercise::WOULD_HAVE;
use hands::Hands;
pub use net::Net;
pub(crate) use record::{Carried, lost, state_of};
pub(crate) use scheduled::{addressees, named, wall_of};
pub(crate) use ticket::once_for;

/// What is said of a text whose attempt was broken off.
const BROKEN_OFF: &str =
    "The attempt was broken off while the text was on its way, so it is not known whether it arrived";
/// Longest wait that a server may ask for; one that seems longer is that of a clock which was set back since.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(1);
/// Longest time between two looks at what is due.
const LOOK: Duration = Duration::from_secs(5);
/// How long the end of the program waits for a message that is on its way.
const LEAVING: Duration = Duration::from_secs(15);

/// What brings messages out of the house. The product's is [`Net`]; tests bring their own where they need a fault at
/// an exact moment.
pub trait Post: Send + Sync {
    /// The bytes of a message, made when it is queued: every attempt sends the same.
    ///
    /// # Errors
    /// A sentence for a person.
    fn render(
        &self,
        channel: &DeliveryChannel,
        letter: &Letter,
        recipient: &str,
        message_id: &str,
    ) -> Result<Vec<u8>, String>;

    /// The Message-ID of a delivery: every attempt carries the same, so that a second copy can be known.
    fn message_id(&self, delivery: &str, channel: &DeliveryChannel) -> String;

    /// Hands a message over. `before_body` is awaited before anything leaves that the other side would take for the
    /// message, and when it says no, nothing leaves.
    fn deliver<'a>(
        &'a self,
        channel: &'a DeliveryChannel,
        secret: Option<&'a str>,
        parcel: &'a Parcel,
        before_body: BeforeBody<'a>,
    ) -> Promised<'a, Delivered>;

    /// Connects and signs in, and sends nothing; a sentence about what answered.
    fn try_channel<'a>(
        &'a self,
        channel: &'a DeliveryChannel,
        secret: Option<&'a str>,
    ) -> Promised<'a, Result<String, String>>;

    /// Where the secrets of a data folder are kept.
    fn secrets(&self, folder: &Path) -> Arc<dyn Secrets>;
}

/// Where passwords and tokens are kept, by the id of their channel.
pub trait Secrets: Send + Sync {
    /// Keeps one in place of what was kept.
    fn put<'a>(&'a self, channel: &'a str, secret: &'a str) -> Promised<'a, Result<(), String>>;

    /// Gives one back.
    fn get<'a>(&'a self, channel: &'a str) -> Promised<'a, Result<Option<String>, String>>;

    /// Forgets one.
    fn forget<'a>(&'a self, channel: &'a str) -> Promised<'a, Result<(), String>>;

    /// Where that is.
    fn kept(&self) -> Promised<'_, Kept>;

    /// Opens the file that is encrypted with a passphrase, or makes it.
    fn unlock<'a>(&'a self, passphrase: &'a str) -> Promised<'a, Result<(), String>>;
}

/// Where secrets are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// In a sentence.
    pub words: String,
    /// Whether a passphrase is needed first.
    pub is_locked: bool,
    /// Whether they last no longer than this run.
    pub is_memory_only: bool,
}

/// Awaited before a message leaves.
pub type BeforeBody<'a> = Box<dyn FnOnce() -> Promised<'a, Result<(), String>> + Send + 'a>;

/// What is said to an audience, before it takes the form of a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Subject, one line.
    pub subject: String,
    /// The exact text.
    pub body: String,
    /// In whose name it goes, for instance the organisation's; may be empty.
    pub sent_as: String,
    /// Number of the incident.
    pub reference: String,
    /// Whether the readers are outside: the number means nothing to them and is not shown.
    pub is_external: bool,
    /// When it was handed over.
    pub at: Timestamp,
}

/// A message as it is handed to a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// Id of the delivery: a webhook gets it as the key under which a second copy is known.
    pub delivery: String,
    /// Address.
    pub recipient: String,
    /// The bytes that were rendered when it was queued.
    pub rendered: Vec<u8>,
    /// Message-ID.
    pub message_id: String,
    /// Whether it holds personal data: what the other side repeats of it is not kept.
    pub is_personal: bool,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivered {
    /// The other side has it.
    Sent {
        /// What it said.
        reply: String,
    },
    /// It certainly did not go; it may be tried again.
    Later {
        /// Why, in a sentence.
        why: String,
        /// The wait that the other side asked for.
        after: Option<SignedDuration>,
    },
    /// It certainly did not go, and trying again as it is does not help.
    Refused {
        /// Why, in a sentence.
        why: String,
    },
    /// It left, and no answer came.
    Uncertain {
        /// Why, in a sentence.
        why: String,
    },
}

/// What the outbox of an open data folder holds in memory. Lost at an end of the process, and nothing with it.
pub(crate) struct Office {
    pub post: Arc<dyn Post>,
    pub secrets: Arc<dyn Secrets>,
    /// Something was queued, or a person wants it sent now.
    pub wanted: Notify,
    /// What is being sent, each by one of those who send.
    hands: Hands,
    /// Held by everybody who sends; whoever ends the program waits until nobody does.
    sending: tokio::sync::RwLock<()>,
    /// One at a time settles what was left over.
    settling: tokio::sync::Mutex<()>,
    /// Outcomes that could not be written yet: a full disk does not make an accepted message uncertain.
    unwritten: Mutex<Vec<(Delivery, Delivered)>>,
    /// Whether log and outbox were compared in this run.
    is_compared: AtomicBool,
    /// Nothing new is begun: the program ends.
    is_closing: AtomicBool,
}

impl Office {
    pub fn new(post: Arc<dyn Post>, folder: &Path) -> Self {
        let secrets = post.secrets(folder);
        Self {
            post,
            secrets,
            wanted: Notify::new(),
            hands: Hands::default(),
            sending: tokio::sync::RwLock::default(),
            settling: tokio::sync::Mutex::default(),
            unwritten: Mutex::default(),
            is_compared: AtomicBool::new(false),
            is_closing: AtomicBool::new(false),
        }
    }
}

impl Bridgebook {
    /// Why nothing leaves this data folder, if so.
    pub(crate) fn held(&self) -> Option<String> {
        let words = "This is the sample: nothing leaves it. Messages wait in its outbox, and only a person can mark \
                     them as sent";
        self.is_sample.then(|| words.to_owned())
    }

    /// Sends what is due until nothing is due any more that somebody else does not have in hand: of each channel one
    /// message at a time, all channels side by side. Several may send at once. What one of them waits for holds up none of
    /// the others, and who has a channel in hand goes on with what waits behind it.
    pub(crate) async fn pump(&self) -> Result<(), ApiError> {
        if self.access == Access::Reader {
            return Ok(());
        }
        let _sends = self.office.sending.read().await;
        let settled = {
            let _one_at_a_time = self.office.settling.lock().await;
            self.know_where_data_lies().await?;
            // What cannot be settled of one message holds up no other.
            let written = self.write_unwritten().await;
            written.and(self.settle().await)
        };
        if self.held().is_some() {
            return settled;
        }
        let mut lanes = FuturesUnordered::new();
        let mut done = Ok(());
        loop {
            // After a write that failed nothing new begins: the disk may be full.
            let may_begin = done.is_ok() && !self.office.is_closing.load(Ordering::SeqCst);
            let due = if may_begin { self.due_now().await? } else { Vec::new() };
            for delivery in due {
                let Some(held) = self.office.hands.take(&delivery) else { continue };
                lanes.push(async move {
                    let _held = held;
                    self.attempt(delivery).await
                });
            }
            tokio::select! {
                ended = lanes.next() => match ended {
                    None => return done.and(settled),
                    Some(result) => done = done.and(result),
                },
                // A channel that is free need not wait for one that is slow.
                () = self.office.wanted.notified() => {}
            }
        }
    }

    /// Begins nothing new, and waits a while for what is on its way, so that no message becomes uncertain because the
    /// program ends. How many wait in the outbox then.
    pub(crate) async fn wind_down(&self) -> usize {
        self.office.is_closing.store(true, Ordering::SeqCst);
        // What is on its way when the time is over waits for a person after the next start, as after a crash.
        let _ = tokio::time::timeout(LEAVING, self.office.sending.write()).await;
        let all = self.store.deliveries().await.unwrap_or_default();
        let waits = |state: &str| {
            matches!(DeliveryState::from_word(state), Some(DeliveryState::Queued | DeliveryState::Retryable))
        };
        all.iter().filter(|delivery| waits(&delivery.progress.state)).count()
    }

    /// Keeps looking for what is due; ends only when its task is aborted.
    pub(crate) async fn keep_sending(&self) {
        loop {
            // What could not be read or written now is tried again at the next look.
            let _ = self.pump().await;
            // A look that comes early does no harm, and one that comes late says so by the clock.
            let _ = tokio::time::timeout(LOOK, self.office.wanted.notified()).await;
        }
    }

    /// The first message of each free channel that waits and whose time has come.
    async fn due_now(&self) -> Result<Vec<Delivery>, ApiError> {
        let now = self.now();
        let unwritten = self.unwritten_ids();
        let busy = self.office.hands.channels();
        let mut first: BTreeMap<String, Delivery> = BTreeMap::new();
        for delivery in self.store.deliveries().await? {
            let due_at = delivery.progress.due_at;
            // A clock that was set back does not make anybody wait longer than a server may ask for.
            let is_due = match state_of(&delivery) {
                Some(DeliveryState::Queued) => true,
                Some(DeliveryState::Retryable) => due_at <= now || due_at.duration_since(now) > LONGEST_WAIT,
                _ => false,
            };
            if !is_due || busy.contains(&delivery.channel) || unwritten.contains(&delivery.id) {
                continue;
            }
            let sooner = |known: &Delivery| delivery.progress.due_at < known.progress.due_at;
            // What may be of an exercise does not leave, and what cannot be known of one message holds up no other.
            let may_leave = first.get(&delivery.channel).is_none_or(sooner)
                && matches!(self.is_of_exercise(&delivery).await, Ok(false));
            if may_leave {
                first.insert(delivery.channel.clone(), delivery);
            }
        }
        Ok(first.into_values().collect())
    }

    /// What no attempt holds any more goes by the rule of a restart.
    async fn settle(&self) -> Result<(), ApiError> {
        // Asked in this order: what is on its way in these rows is still in a hand afterwards, or has moved on since.
        let rows = self.store.deliveries().await?;
        let (unwritten, in_hand) = (self.unwritten_ids(), self.office.hands.messages());
        for row in rows.iter().filter(|row| !unwritten.contains(&row.id) && !in_hand.contains(&row.id)) {
            let Some(state) = state_of(row) else { continue };
            let settled = after_restart(state);
            if settled != state {
                let mut to = Progress { lease_until: None, ..row.progress.clone() };
                settled.as_str().clone_into(&mut to.state);
                if settled == DeliveryState::Uncertain {
                    to.last_error = Some(BROKEN_OFF.to_owned());
                }
                self.commit_unless_moved(Write::at(self.now()).advance(row, to)).await?;
            }
        }
        self.let_go(&rows).await?;
        self.rehearse(&rows).await?;
        if self.office.is_compared.swap(true, Ordering::Relaxed) {
            return Ok(());
        }
        let compared = self.compare(&rows).await;
        self.office.is_compared.store(compared.is_ok(), Ordering::Relaxed);
        compared
    }

    /// Once in each run: what the log knows better follows the log, and what the log knows and the outbox does not
    /// (its rows were lost with a damaged file) waits for a person. Both differ only after data was recovered.
    async fn compare(&self, rows: &[Delivery]) -> Result<(), ApiError> {
        for incident in &self.incidents().await? {
            let mut write = Write::at(self.now());
            for queued in Carried::all(incident) {
                for one in queued.recipients() {
                    write = self.compared(write, rows, (incident.id, &queued, one)).await?;
                }
            }
            if !write.deliveries.is_empty() {
                self.commit(write).await?;
            }
        }
        self.compare_tickets(rows).await
    }

    async fn compared(
        &self,
        write: Write,
        rows: &[Delivery],
        (incident, queued, one): (IncidentId, &Carried, &QueuedFor),
    ) -> Result<Write, ApiError> {
        let update = queued.id().to_string();
        let channel = self.channel_named(&one.addressee.via).await?;
        let is_its = |row: &&Delivery| {
            let by = &one.addressee;
            let is_by = if by.channel.is_empty() { row.channel == channel } else { row.channel == by.channel };
            row.update_id == update && row.recipient == by.to && is_by
        };
        let row = rows.iter().find(is_its);
        // Whom an erased message was for is not known any more: it may have been this one.
        let may_be = |row: &Delivery| row.recipient == one.addressee.to || row.erased_at.is_some();
        let is_known = rows.iter().any(|row| row.update_id == update && may_be(row));
        let ended = match &one.end {
            Some(DeliveryEnd::Accepted | DeliveryEnd::Arrived | DeliveryEnd::Rehearsed) => Some(DeliveryState::Sent),
            Some(DeliveryEnd::GivenUp) => Some(DeliveryState::Cancelled),
            _ => None,
        };
        Ok(match (row, ended) {
            (Some(row), Some(ended)) if state_of(row) == Some(DeliveryState::Uncertain) => {
                let state = ended.as_str().to_owned();
                write.advance(row, Progress { state, last_error: None, ..row.progress.clone() })
            }
            (None, None) if !is_known => write.queue(lost(self.fresh(), incident, queued, one, &channel), Vec::new()),
            _ => write,
        })
    }

    fn unwritten_ids(&self) -> BTreeSet<uuid::Uuid> {
        let list = self.office.unwritten.lock().unwrap_or_else(PoisonError::into_inner);
        list.iter().map(|(delivery, _)| delivery.id).collect()
    }
}
