//! Updates that are handed to the outbox, and what people decide about the messages in it.

use std::collections::BTreeSet;

use bridgebook_domain::delivery::{DeliveryChannel, DeliveryState, DeliveryStep, Way};
use bridgebook_domain::log::{Addressee, DeliveryEnd, Fact};
use bridgebook_domain::message::ON_CONDITION;
use bridgebook_domain::view::folded;
use bridgebook_domain::{EntryId, IncidentId, text, variable};
use bridgebook_store::{Delivery, Progress, Write};

use super::quiet::Quieted;
use super::update::{Said, because, gate, open_rules, with_errors};
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::delivery::{DeliveryChange, SendBy};
use crate::api::intent::Outcome;
use crate::commit::outcome;
use crate::outbox::{Letter, addressees, state_of};
use crate::wording::{possessive, with_nothing_sent};

/// Most addressees of one update.
const MOST: usize = 200;

/// One message that is to be queued.
struct Copy<'a> {
    channel: &'a DeliveryChannel,
    recipient: String,
}

/// When an update is to go out, as it was said.
pub(super) struct When<'a> {
    /// In plain words; empty for now.
    pub at: &'a str,
    /// What becomes of it in quiet hours; empty where nobody said.
    pub quiet: &'a str,
}

impl Bridgebook {
    /// Queues an update: the log holds its text and the outbox its bytes before anything is tried.
    pub(super) async fn send_update(
        &self,
        incident: IncidentId,
        update: Said<'_>,
        despite: &str,
        (to, when): (&[SendBy], When<'_>),
    ) -> Result<Outcome, ApiError> {
        let goes = self.goes_at(when.at).await?;
        let despite = text::line(despite.trim()).map_err(|e| ApiError::invalid(e.to_string()))?;
        let mut channels = Vec::with_capacity(to.len());
        for by in to {
            channels.push(self.channel(&by.channel).await?);
        }
        let copies = copies(&channels, to)?;
        // What was set to go out goes before this, or is held back by it.
        let _one_at_a_time = self.ticking.lock().await;
        let quiet = self.quiet(incident, update.audience, goes, when.quiet, &channels).await?;
        let Quieted { goes, choice, note } = quiet;
        let mut ready = self.ready(incident, update, goes.as_ref().map(|goes| goes.at)).await?;
        if goes.is_some() {
            // At its moment somebody is asked whether the condition of its approval is met.
            ready.findings.retain(|finding| finding.rule != ON_CONDITION);
        }
        gate(&ready.findings, despite, ("sent", "it goes out"))?;
        if goes.is_some() && open_rules(&ready.findings).contains(&"C13") {
            return Err(ApiError::invalid(
                "Only what is approved goes out by itself (C13). Nothing was set. Have it approved first, or send it yourself",
            ));
        }
        let (now, author) = (self.now(), self.author().await?);
        let known = self.incident(incident).await?;
        let name = format!("{} update {}", possessive(self.directory().await?.words(&ready.audience)), ready.number);
        let subject = ready.subject.clone();
        // A mail server takes it as it is, and the first thing that customers read would be our form.
        if let Some(open) = variable::names(&subject).into_iter().next() {
            return Err(ApiError::invalid(format!(
                "The subject still holds {{{{{open}}}}}, which nothing fills. Nothing was sent. Write the subject, or say in the incident what it stands for"
            )));
        }
        if let Some(open) = variable::names(&ready.body).into_iter().next() {
            return Err(ApiError::invalid(format!(
                "The text still holds {{{{{open}}}}}, which nothing fills. Nothing was sent, and the text is kept. Put the words in its place"
            )));
        }
        let letter = Letter {
            subject: subject.clone(),
            body: ready.body.clone(),
            sent_as: self.setting("organisation").await?,
            reference: known.number.clone(),
            is_external: ready.is_external,
            at: now,
        };
        let told = |c: &Copy<'_>| {
            let (via, channel) = (c.channel.name.clone(), c.channel.id.clone());
            Addressee { via, channel, to: c.recipient.clone() }
        };
        let recipients: Vec<_> = copies.iter().map(told).collect();
        let via = channels.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join(", ");
        if let Some(goes) = &goes {
            // What cannot be made now could not be made then.
            let made =
                self.with_copies(Write::at(now), EntryId::new(self.fresh()), incident, &letter, &recipients).await;
            made.map_err(|why| ApiError::invalid(format!("{why} Nothing was set")))?;
            return self.schedule_update(&known, ready, (goes, recipients, via), (despite, choice, &note)).await;
        }
        let words = format!("{name} handed to the outbox for {} by {via}, “{subject}”{note}", addressees(copies.len()));
        let words = with_errors(words, &ready.findings, despite);
        let (audience, number, stage, body, next_at) =
            (ready.audience, ready.number, ready.stage, ready.body, ready.next_at);
        let sent_to = audience.clone();
        let (to, scheduled) = (recipients.clone(), None);
        let fact = Fact::UpdateQueued { audience, number, stage, subject, body, via, next_at, recipients, scheduled };
        let entry = self.entry_at(now, Some(incident), &author, fact, &words);
        let update_id = entry.id;
        let made = self.with_copies(Write::at(now).entry(entry), update_id, incident, &letter, &to).await;
        let (write, messages) = made.map_err(|why| ApiError::invalid(format!("{why} Nothing was sent")))?;
        let ids = std::iter::once(update_id.to_string()).chain(messages).collect();
        let committed = self.commit(write).await?;
        self.office.wanted.notify_one();
        // It is handed over: whatever fails now must not invite anybody to hand it over again.
        let forgotten = self.is_out(incident, &sent_to, &letter.body).await;
        let remarks = self.held().into_iter().chain(forgotten.err().map(|e| e.message)).collect();
        Ok(Outcome { ids, remarks, ..outcome(&committed) })
    }

    /// What a person decides about a message of the outbox.
    pub(super) async fn change_delivery(
        &self,
        delivery: &str,
        change: DeliveryChange,
        reason: &str,
    ) -> Result<Outcome, ApiError> {
        let reason = match change {
            DeliveryChange::GiveUp => because(reason)?,
            _ => text::line(reason.trim()).map_err(|e| ApiError::invalid(e.to_string()))?,
        };
        let row = self.in_outbox(delivery).await?;
        let step = match change {
            DeliveryChange::SendAgain => DeliveryStep::SendAgain,
            DeliveryChange::MarkSent => DeliveryStep::MarkSent,
            DeliveryChange::GiveUp => DeliveryStep::GiveUp,
        };
        let state = state_of(&row);
        let Some((before, after)) = state.and_then(|before| Some((before, before.after(step)?))) else {
            let message = match state {
                Some(DeliveryState::Envelope | DeliveryState::Body) => {
                    "This message is being sent right now. Nothing was changed. Wait for its outcome"
                }
                Some(DeliveryState::Sent) => "This message was sent already. Nothing was changed",
                _ => "That cannot be done to this message as it stands. Nothing was changed",
            };
            return Err(ApiError::invalid(message));
        };
        if change == DeliveryChange::SendAgain && self.text_of(&row).await?.is_none() {
            return Err(ApiError::invalid(match row.case {
                Some(_) => "What it said is not kept any more. Nothing was changed. Mark it as sent, or give it up",
                None => {
                    "Its text was not kept with it. Nothing was changed. Write the update again, or mark this one as sent"
                }
            }));
        }
        let (now, author) = (self.now(), self.author().await?);
        let mut to = Progress { state: after.as_str().to_owned(), lease_until: None, ..row.progress.clone() };
        // What may have arrived left when it was tried, and never in the future; what a person did instead is done now.
        let left_at = if before == DeliveryState::Uncertain { row.progress.due_at.min(now) } else { now };
        let end = match change {
            DeliveryChange::SendAgain => {
                to.due_at = now;
                // A message that waits for its next attempt is only hurried.
                (before != DeliveryState::Retryable).then_some(DeliveryEnd::Again)
            }
            DeliveryChange::MarkSent => {
                to.last_error = None;
                Some(DeliveryEnd::Arrived)
            }
            DeliveryChange::GiveUp => Some(DeliveryEnd::GivenUp),
        };
        let mut write = Write::at(now).advance(&row, to);
        if let Some(end) = end {
            for entry in self.endings(&row, (end, reason), (Some(&author), left_at)).await? {
                write = write.entry(entry);
            }
        }
        let committed = self.commit(write).await?;
        self.office.wanted.notify_one();
        Ok(outcome(&committed))
    }

    /// Sends what is due, and says what somebody else has in hand. It waits for nothing of that except what belongs to
    /// `of`, the id of an update or of a message.
    pub(super) async fn send_due(&self, of: &str) -> Result<Outcome, ApiError> {
        {
            let _one_at_a_time = self.ticking.lock().await;
            for incident in self.incidents().await? {
                self.send_scheduled(incident.id).await?;
            }
        }
        self.send_out(of).await?;
        // Whoever handed something over was told already that nothing leaves.
        let held = self.held().filter(|_| of.is_empty());
        let remarks = held.into_iter().chain(self.in_other_hands().await?).collect();
        Ok(Outcome { remarks, ..self.unchanged() })
    }

    /// A message of the outbox by its id, or the beginning of it.
    pub(crate) async fn in_outbox(&self, written: &str) -> Result<Delivery, ApiError> {
        let written = written.trim().to_lowercase();
        let mut found: Vec<Delivery> = self.store.deliveries().await?;
        found.retain(|d| written.len() >= 6 && d.id.to_string().starts_with(&written));
        if found.len() > 1 {
            return Err(ApiError::invalid(format!(
                "Several messages begin with “{written}”. Nothing was changed. Give more of the id"
            )));
        }
        found.pop().ok_or_else(|| {
            ApiError::not_found("That message is not in the outbox. Nothing was changed. Look at the outbox again")
        })
    }
}

/// Each message that is to be queued: addresses in order, nobody twice by one channel.
fn copies<'a>(channels: &'a [DeliveryChannel], to: &[SendBy]) -> Result<Vec<Copy<'a>>, ApiError> {
    let mut list = Vec::new();
    let mut seen = BTreeSet::new();
    for (channel, by) in channels.iter().zip(to) {
        let recipients = match channel.way {
            Way::Webhook { .. } => vec![channel.name.clone()],
            Way::Mail { .. } => by.recipients.iter().map(|r| r.trim().to_owned()).filter(|r| !r.is_empty()).collect(),
        };
        if recipients.is_empty() {
            return Err(ApiError::invalid(format!(
                "Nobody is named to send it to by “{}”. Nothing was sent. Give an address",
                channel.name
            )));
        }
        for recipient in recipients {
            channel.check_recipient(&recipient).map_err(|why| ApiError::invalid(with_nothing_sent(&why)))?;
            if seen.insert((channel.id.clone(), folded(&recipient))) {
                list.push(Copy { channel, recipient });
            }
        }
    }
    if list.is_empty() {
        return Err(ApiError::invalid("No channel is named to send it by. Nothing was sent. Choose one"));
    }
    if list.len() > MOST {
        return Err(ApiError::invalid(format!(
            "{} addressees are more than the {MOST} that one update takes. Nothing was sent. Use the address of a list",
            list.len()
        )));
    }
    Ok(list)
}
