//! What became of a message, as outbox and log keep it: in one commit.

use bridgebook_domain::delivery::{DeliveryState, next_attempt};
use bridgebook_domain::directory::{Directory, ERASED_PERSON};
use bridgebook_domain::incident::{Incident, Notification, QueuedFor, QueuedUpdate, RuleTold};
use bridgebook_domain::log::{Addressee, Author, DeliveryEnd, Fact, NewEntry, computed_id};
use bridgebook_domain::{EntryId, IncidentId};
use bridgebook_store::{Delivery, Progress, Write};
use jiff::Timestamp;
use uuid::Uuid;

use super::Delivered;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::event::TellingView;
use crate::wording::possessive;

/// Longest answer of a server that is kept, in characters.
const ANSWER: usize = 500;

/// The state of a delivery; none for one of a newer version, which is left alone.
pub(crate) fn state_of(delivery: &Delivery) -> Option<DeliveryState> {
    DeliveryState::from_word(&delivery.progress.state)
}

/// What a message of the outbox carries, as the log has it.
#[derive(Debug, Clone)]
pub(crate) enum Carried {
    /// An update to an audience.
    Update(QueuedUpdate),
    /// The call of a level.
    Notice(Notification),
    /// What a notification rule tells.
    Rule(RuleTold),
}

impl Carried {
    /// Everything that an incident handed to the outbox.
    pub fn all(incident: &Incident) -> Vec<Self> {
        let updates = incident.queued.iter().cloned().map(Self::Update);
        let notices = incident.notified.iter().cloned().map(Self::Notice);
        updates.chain(notices).chain(incident.rules_told.iter().cloned().map(Self::Rule)).collect()
    }

    /// The entry that names it in the outbox.
    pub const fn id(&self) -> EntryId {
        match self {
            Self::Update(update) => update.id,
            Self::Notice(notice) => notice.id,
            Self::Rule(told) => told.id,
        }
    }

    /// When it was handed over.
    pub const fn at(&self) -> Timestamp {
        match self {
            Self::Update(update) => update.at,
            Self::Notice(notice) => notice.at,
            Self::Rule(told) => told.at,
        }
    }

    /// Whom it is for.
    pub fn recipients(&self) -> &[QueuedFor] {
        match self {
            Self::Update(update) => &update.recipients,
            Self::Notice(notice) => &notice.recipients,
            Self::Rule(told) => &told.recipients,
        }
    }

    /// What people call it: "Executives’ update 3", "Call of L2", "Notice to Executives".
    pub fn name(&self, directory: &Directory) -> String {
        match self {
            Self::Update(update) => {
                format!("{} update {}", possessive(directory.words(&update.audience)), update.number)
            }
            Self::Notice(notice) => format!("Call of {}", notice.level),
            Self::Rule(told) => format!("Notice to {}", directory.words(&told.audience)),
        }
    }
}

/// A row for an addressee that the log knows and the outbox does not.
pub(crate) fn lost(id: Uuid, incident: IncidentId, queued: &Carried, one: &QueuedFor, channel: &str) -> Delivery {
    Delivery {
        id,
        update_id: queued.id().to_string(),
        incident: Some(incident),
        case: None,
        channel: channel.to_owned(),
        recipient: one.addressee.to.clone(),
        message_id: String::new(),
        progress: unknown(queued.at()),
        erased_at: None,
    }
}

/// Where a message stands of which the outbox knows nothing any more.
pub(super) fn unknown(queued_at: Timestamp) -> Progress {
    let why = "The outbox was recovered and does not know what became of this message";
    Progress {
        state: DeliveryState::Uncertain.as_str().to_owned(),
        due_at: queued_at,
        attempt: 0,
        lease_until: None,
        last_error: Some(why.to_owned()),
        server_reply: None,
    }
}

/// Words of a server as they are kept: one line, not endless.
pub(super) fn answer(words: &str) -> String {
    let line: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).take(ANSWER).collect();
    line.trim().to_owned()
}

impl Bridgebook {
    /// Writes what became of an attempt, and what follows from it for the log.
    pub(super) async fn record_delivered(&self, delivery: &Delivery, delivered: &Delivered) -> Result<(), ApiError> {
        let now = self.now();
        let rows = self.store.deliveries().await?;
        // As the row stands: a commit may have lasted although it was answered with an error.
        let is_its = |row: &&Delivery| row.id == delivery.id && row.progress.attempt == delivery.progress.attempt;
        let under_way = |row: &&Delivery| matches!(state_of(row), Some(DeliveryState::Envelope | DeliveryState::Body));
        let Some(delivery) = rows.iter().filter(is_its).find(under_way) else { return Ok(()) };
        let mut to = Progress { lease_until: None, last_error: None, ..delivery.progress.clone() };
        let (state, end, told) = match delivered {
            Delivered::Sent { reply } => {
                to.server_reply = Some(answer(reply));
                (DeliveryState::Sent, Some((DeliveryEnd::Accepted, answer(reply))), None)
            }
            Delivered::Later { why, after } => {
                to.due_at = next_attempt(to.attempt, *after, now);
                to.last_error = Some(answer(why));
                (DeliveryState::Retryable, None, None)
            }
            Delivered::Refused { why } => {
                to.last_error = Some(answer(why));
                (DeliveryState::Refused, Some((DeliveryEnd::Refused, answer(why))), Some("was refused"))
            }
            Delivered::Uncertain { why } => {
                to.last_error = Some(answer(why));
                (DeliveryState::Uncertain, None, Some("may not have arrived"))
            }
        };
        state.as_str().clone_into(&mut to.state);
        let mut write = Write::at(now).advance(delivery, to);
        if let Some((end, words)) = end {
            for entry in self.endings(delivery, (end, &words), (None, now)).await? {
                write = write.entry(entry);
            }
        }
        self.commit(write).await?;
        let Some(words) = told else { return Ok(()) };
        if delivery.case.is_some() {
            return self.tell_of_ticket(delivery, words).await;
        }
        if let Some((incident, queued)) = self.carried(delivery).await? {
            let name = queued.name(self.directory().await?.as_ref());
            let message = format!("{name} {words}: {}.", delivery.recipient);
            self.tell_people(&incident, message, TellingView::Comms).await;
        }
        Ok(())
    }

    /// The entries about what became of a message, of an incident or of a case; none for one that the log does not know.
    pub(crate) async fn endings(
        &self,
        delivery: &Delivery,
        end: (DeliveryEnd, &str),
        by: (Option<&Author>, Timestamp),
    ) -> Result<Vec<NewEntry>, ApiError> {
        if delivery.case.is_some() {
            return self.ticket_ended(delivery, end, by.0).await;
        }
        match self.carried(delivery).await? {
            Some((incident, queued)) => self.ended(&incident, &queued, delivery, end, by).await,
            None => Ok(Vec::new()),
        }
    }

    /// The incident that a delivery is about, and what it carries.
    pub(crate) async fn carried(&self, delivery: &Delivery) -> Result<Option<(Incident, Carried)>, ApiError> {
        let Some(id) = delivery.incident else { return Ok(None) };
        let incident = self.incident(id).await?;
        let queued = Carried::all(&incident).into_iter().find(|q| q.id().to_string() == delivery.update_id);
        Ok(queued.map(|queued| (incident, queued)))
    }

    /// The entries about what became of a message for one addressee. With the first one who has it, an update went
    /// out: that entry carries an id computed from the update, so that it is written once, whoever comes first.
    /// `by` is the person who says so, nobody for what a server said; `left_at` is when it left.
    async fn ended(
        &self,
        incident: &Incident,
        queued: &Carried,
        delivery: &Delivery,
        (end, said): (DeliveryEnd, &str),
        (by, left_at): (Option<&Author>, Timestamp),
    ) -> Result<Vec<NewEntry>, ApiError> {
        let (now, directory) = (self.now(), self.directory().await?);
        let via = self.channel_name(&delivery.channel).await?;
        let its = || queued.recipients().iter().map(|r| &r.addressee).filter(|a| a.to == delivery.recipient);
        // A channel may have been renamed since.
        let known = its().find(|a| is_by(a, &delivery.channel, &via)).or_else(|| its().next()).cloned();
        let channel = delivery.channel.clone();
        let unknown = || if delivery.erased_at.is_some() { ERASED_PERSON } else { &delivery.recipient }.to_owned();
        let to = known.unwrap_or_else(|| Addressee { via, channel, to: unknown() });
        let name = queued.name(directory.as_ref());
        let who = format!("{} by {}", to.to, to.via);
        let mut words = match &end {
            DeliveryEnd::Accepted => format!("{name} accepted for {who}"),
            DeliveryEnd::Refused => format!("{name} refused for {who}"),
            DeliveryEnd::Arrived => format!("{name} marked as sent to {who}"),
            DeliveryEnd::GivenUp => format!("{name} given up for {who}"),
            DeliveryEnd::Again => format!("{name} sent again to {who}"),
            DeliveryEnd::Rehearsed => format!("{name} would have been sent to {who}: nothing leaves an exercise"),
            DeliveryEnd::Unknown(word) => format!("{name} {word} for {who}"),
        };
        if !said.is_empty() {
            words = format!("{words}: {said}");
        }
        let has_it = matches!(end, DeliveryEnd::Accepted | DeliveryEnd::Arrived | DeliveryEnd::Rehearsed);
        let id = match by {
            Some(_) => EntryId::new(self.fresh()),
            None => computed_id(incident.id, &format!("delivery {} {end} {}", delivery.id, delivery.progress.attempt)),
        };
        let author = by.cloned().unwrap_or_else(Author::bridgebook);
        let mut entries = Vec::new();
        if let (true, Carried::Update(queued)) = (has_it, queued) {
            entries.push(went_out(incident.id, queued, &to, &name, (left_at, now)));
        }
        let fact = Fact::DeliveryEnded { update: queued.id(), to, end, answer: said.to_owned() };
        let incident = Some(incident.id);
        entries.push(NewEntry {
            id,
            incident,
            event_at: now,
            entered_at: now,
            author,
            text: words,
            fact,
            mentions: Vec::new(),
        });
        Ok(entries)
    }
}

/// Whether somebody is told by a channel, of which id and name today are given: by its id where the log has it.
pub(super) fn is_by(addressee: &Addressee, channel: &str, name: &str) -> bool {
    if addressee.channel.is_empty() { addressee.via == name } else { addressee.channel == channel }
}

/// The entry that says that an update went out, in the name of whoever handed it over.
fn went_out(
    incident: IncidentId,
    queued: &QueuedUpdate,
    to: &Addressee,
    name: &str,
    (left_at, now): (Timestamp, Timestamp),
) -> NewEntry {
    let recorded_by = Some(Author::bridgebook().name);
    NewEntry {
        id: computed_id(incident, &format!("update {} went out", queued.id)),
        incident: Some(incident),
        event_at: left_at,
        entered_at: now,
        author: Author { recorded_by, ..queued.by.clone() },
        text: format!("{name} sent"),
        fact: Fact::UpdateSent {
            audience: queued.audience.clone(),
            number: queued.number,
            stage: queued.stage.clone(),
            body: queued.body.clone(),
            via: to.via.clone(),
            next_at: queued.next_at,
        },
        mentions: Vec::new(),
    }
}
