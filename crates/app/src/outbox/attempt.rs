//! One attempt to send one message.

use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bridgebook_domain::delivery::{DeliveryChannel, DeliveryState};
use bridgebook_domain::value::ReferenceKind;
use bridgebook_store::{CaseMessage, Delivery, Progress, Write};
use jiff::SignedDuration;

use super::{BeforeBody, Carried, Delivered, Parcel};
use crate::Bridgebook;
use crate::api::ApiError;

/// Longest time that an attempt may take; each of its steps has a shorter limit of its own.
const ATTEMPT: Duration = Duration::from_secs(180);
/// How old a message is that a later one overtakes, and a call that is not told by itself any more.
pub(super) const OLD: SignedDuration = SignedDuration::from_mins(15);
/// How long an attempt holds its message.
const LEASE: SignedDuration = SignedDuration::from_mins(5);

impl Bridgebook {
    /// Sends one message once. An error is one of the disk; what became of the message itself is written.
    pub(super) async fn attempt(&self, mut delivery: Delivery) -> Result<(), ApiError> {
        let now = self.now();
        let claimed = Progress {
            state: DeliveryState::Envelope.as_str().to_owned(),
            due_at: now,
            attempt: delivery.progress.attempt + 1,
            lease_until: now.checked_add(LEASE).ok(),
            ..delivery.progress.clone()
        };
        if !self.commit_unless_moved(Write::at(now).advance(&delivery, claimed.clone())).await? {
            // Somebody else took it, or took it away: the next look sees how it stands.
            return Ok(());
        }
        delivery.progress = claimed;
        let leaving = Leaving { delivery: &delivery, has_begun: AtomicBool::new(false) };
        let delivered = match self.prepared(&delivery).await {
            Ok((channel, secret, parcel)) => {
                let before_body: BeforeBody<'_> = Box::new(|| Box::pin(self.body_leaves(&leaving)));
                let attempt = self.office.post.deliver(&channel, secret.as_deref(), &parcel, before_body);
                match tokio::time::timeout(ATTEMPT, attempt).await {
                    Ok(delivered) => delivered,
                    Err(_) => too_long(leaving.has_begun.load(Ordering::SeqCst)),
                }
            }
            Err(delivered) => delivered,
        };
        if leaving.has_begun.load(Ordering::SeqCst) {
            DeliveryState::Body.as_str().clone_into(&mut delivery.progress.state);
        }
        self.written(delivery, delivered).await
    }

    /// Why a message is too old to go out by itself, if it is: a later one to the same audience is on its way or out, the
    /// next update that it promises should be out by now, or the call that it tells of is over or long past. A person may
    /// have it sent all the same.
    async fn overtaken(&self, delivery: &Delivery) -> Result<Option<String>, ApiError> {
        if delivery.case.is_some() {
            let why = self.ticket_over(delivery).await?;
            return Ok(why.map(|why| format!("{why}. Send it again if it still holds")));
        }
        let Some((incident, carried)) = self.carried(delivery).await? else { return Ok(None) };
        let mut its = carried.recipients().iter().filter(|r| r.addressee.to == delivery.recipient);
        if its.any(|r| r.is_wanted) {
            return Ok(None);
        }
        let queued = match &carried {
            Carried::Update(queued) => queued,
            Carried::Notice(_) | Carried::Rule(_) => {
                let is_old = self.now().duration_since(carried.at()) >= OLD;
                let old =
                    || "It waited for more than 15 minutes, so its text is about a moment that has passed".to_owned();
                let why = self.is_over(&incident, &carried).await?.or_else(|| is_old.then(old));
                return Ok(why.map(|why| format!("{why}. Send it again if it still holds")));
            }
        };
        let directory = self.directory().await?;
        let key = |named: &str| directory.key(&[ReferenceKind::Audience], named);
        let is_same = |audience: &str| key(audience) == key(&queued.audience);
        let sent = incident.sent.iter().filter(|s| is_same(&s.audience)).map(|s| s.number);
        let waiting = incident.queued.iter().filter(|q| is_same(&q.audience)).map(|q| q.number);
        // A message that is on its way at the same time as the next one is not old yet.
        let is_old = self.now().duration_since(queued.at) >= OLD;
        if let Some(later) = sent.chain(waiting).max().filter(|number| is_old && *number > queued.number) {
            return Ok(Some(format!(
                "It waited so long that update {later} overtook it. Send it again if it still holds"
            )));
        }
        let passed = queued.next_at.filter(|at| *at < self.now());
        let zone = self.zone().await?;
        Ok(passed.map(|at| {
            let at = at.to_zoned(zone).strftime("%H:%M");
            format!("It waited so long that the next update it promises, at {at}, is due itself. Send it again if it still holds")
        }))
    }

    /// Channel, secret and bytes of a message; what is missing is the outcome of its attempt.
    async fn prepared(&self, delivery: &Delivery) -> Result<(DeliveryChannel, Option<String>, Parcel), Delivered> {
        let later = |why: String| Delivered::Later { why, after: None };
        if let Some(why) = self.overtaken(delivery).await.map_err(|e| later(e.message))? {
            return Err(Delivered::Refused { why });
        }
        if self.is_of_exercise(delivery).await.map_err(|e| later(e.message))? {
            return Err(Delivered::Refused { why: super::WOULD_HAVE.to_owned() });
        }
        let channels = self.channels().await.map_err(|e| later(e.message))?;
        let Some(channel) = channels.into_iter().find(|c| c.id == delivery.channel) else {
            let why = "Its channel is not set up any more: set one up and send the update again".to_owned();
            return Err(Delivered::Refused { why });
        };
        let secret = self.office.secrets.get(&channel.id).await.map_err(later)?;
        if secret.is_none() && super::channel::needs_secret(&channel) {
            return Err(later(format!(
                "The {} of “{}” is not at hand: enter it again in the settings",
                super::channel::secret_word(&channel),
                channel.name
            )));
        }
        let rendered = self.text_of(delivery).await.map_err(|e| later(e.message))?;
        let Some(rendered) = rendered else {
            let why = match delivery.case {
                Some(_) => "Its text is not kept any more, so that nothing was sent",
                None => "Its text was not kept with it: write the update again",
            };
            return Err(Delivered::Refused { why: why.to_owned() });
        };
        let (recipient, message_id) = (delivery.recipient.clone(), delivery.message_id.clone());
        let (delivery, is_personal) =
            (delivery.id.to_string(), delivery.case.is_some_and(|case| case.attachment.is_some()));
        Ok((channel, secret, Parcel { delivery, recipient, rendered, message_id, is_personal }))
    }

    /// The bytes that a message sends; nothing where they are not kept any more.
    pub(crate) async fn text_of(&self, delivery: &Delivery) -> Result<Option<Vec<u8>>, ApiError> {
        let bytes = match delivery.case {
            Some(CaseMessage { attachment: Some(attachment), .. }) => self.ticket_text(attachment).await?,
            _ => self.store.delivery_bytes(delivery.id).await?,
        };
        Ok(bytes.filter(|bytes| !bytes.is_empty()))
    }

    /// Commits that the text is about to leave. When that cannot be written, it does not leave.
    async fn body_leaves(&self, leaving: &Leaving<'_>) -> Result<(), String> {
        let body = Progress { state: DeliveryState::Body.as_str().to_owned(), ..leaving.delivery.progress.clone() };
        let committed = self.commit(Write::at(self.now()).advance(leaving.delivery, body)).await;
        match committed {
            Ok(_) => {
                leaving.has_begun.store(true, Ordering::SeqCst);
                Ok(())
            }
            Err(error) => {
                Err(format!("It was not sent, because that could not be written down first. {}", error.message))
            }
        }
    }

    /// Writes what became of an attempt. What cannot be written is kept and written later.
    async fn written(&self, delivery: Delivery, delivered: Delivered) -> Result<(), ApiError> {
        let result = self.record_delivered(&delivery, &delivered).await;
        if result.is_err() {
            let mut unwritten = self.office.unwritten.lock().unwrap_or_else(PoisonError::into_inner);
            unwritten.push((delivery, delivered));
        }
        result
    }

    /// Writes the outcomes that could not be written before.
    pub(super) async fn write_unwritten(&self) -> Result<(), ApiError> {
        let waiting = {
            let mut list = self.office.unwritten.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *list)
        };
        let mut done = Ok(());
        for (delivery, delivered) in waiting {
            done = done.and(self.written(delivery, delivered).await);
        }
        done
    }
}

/// A message whose text may have begun to leave.
struct Leaving<'a> {
    delivery: &'a Delivery,
    has_begun: AtomicBool,
}

fn too_long(has_begun: bool) -> Delivered {
    if has_begun {
        let why = "No answer came within three minutes, so it is not known whether it arrived".to_owned();
        Delivered::Uncertain { why }
    } else {
        Delivered::Later { why: "The other side did not get ready within three minutes".to_owned(), after: None }
    }
}
