//! Channels, recipients and the outbox as rows.

use bridgebook_domain::case::retention::CasePlace;
use bridgebook_domain::delivery::{DeliveryChannel, DeliveryState, DeliveryStep, MailSecurity, Way, WebhookForm};
use bridgebook_domain::directory::{Directory, ERASED_PERSON};
use bridgebook_domain::hand_off::SentTicket;
use bridgebook_domain::incident::Incident;
use bridgebook_domain::log::{Author, DeliveryEnd, PlanPart};
use bridgebook_domain::{DocumentId, IncidentId, RowId, recipients};
use bridgebook_store::Delivery;
use jiff::tz::TimeZone;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::delivery::{
    ChannelRow, Channels, DeliveryChange, Outbox, OutboxCase, OutboxRow, OutboxUpdate, RecipientRow, Recipients,
};
use crate::outbox::{Carried, WOULD_HAVE, needs_secret, state_of};
use crate::wording::{moment, sentence, wall_minute, wall_second};

impl Bridgebook {
    pub(super) async fn channel_list(&self) -> Result<Channels, ApiError> {
        let kept = self.office.secrets.kept().await;
        let mut channels = Vec::new();
        for channel in self.channels().await? {
            let secret = match self.office.secrets.get(&channel.id).await {
                Ok(Some(_)) => "yes",
                Ok(None) if needs_secret(&channel) && !kept.is_locked => "no",
                Ok(None) => "",
                Err(_) => "unknown",
            };
            let waiting = u32::try_from(self.waiting_for(&channel.id).await?).unwrap_or(u32::MAX);
            let (words, secret) = (way(&channel), secret.to_owned());
            channels.push(ChannelRow { channel, words, secret, waiting });
        }
        let held = self.held().unwrap_or_default();
        Ok(Channels {
            channels,
            kept: kept.words,
            is_locked: kept.is_locked,
            is_memory_only: kept.is_memory_only,
            held,
        })
    }

    pub(super) async fn recipients(&self, incident: IncidentId, audience: &str) -> Result<Recipients, ApiError> {
        let (known, directory) = (self.incident(incident).await?, self.directory().await?);
        let plan = self.plan(&known, &PlanPart::Communication).await?;
        let found = recipients::recipients(plan.at(self.now()), &directory, audience);
        let row = |r: recipients::Recipient| RecipientRow { address: r.address, name: r.name };
        Ok(Recipients { list: found.list.into_iter().map(row).collect(), without: found.without })
    }

    pub(super) async fn outbox(&self, incident: Option<IncidentId>) -> Result<Outbox, ApiError> {
        let (directory, zone) = (self.directory().await?, self.zone().await?);
        let rows = self.store.deliveries().await?;
        let channels = self.channels().await?;
        let words = Words { zone: &zone, channels: &channels, is_held: self.held().is_some() };
        let incidents = match incident {
            Some(id) => vec![self.incident(id).await?],
            None => self.incidents().await?,
        };
        let mut updates = Vec::new();
        for known in &incidents {
            for queued in Carried::all(known).iter().filter(|queued| !queued.recipients().is_empty()) {
                let update = words.update(known, queued, &rows, &directory);
                let is_over = matches!(update.state.as_str(), "sent" | "given_up");
                if incident.is_some() || !is_over {
                    updates.push((queued.at(), update));
                }
            }
        }
        for (of, ticket) in self.tickets().await? {
            let update = words.ticket(of, &ticket, &rows, self.case_called(place_of(&ticket)).await?);
            let is_over = matches!(update.state.as_str(), "sent" | "given_up");
            // What belongs to no incident is shown beside any of them, while it is not over.
            let is_wanted = match (incident, of) {
                (Some(wanted), Some(of)) => wanted == of,
                _ => !is_over,
            };
            if is_wanted {
                updates.push((ticket.at, update));
            }
        }
        updates.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        let updates = updates.into_iter().map(|(_, update)| update).collect();
        Ok(Outbox { held: self.held().unwrap_or_default(), updates })
    }
}

impl Bridgebook {
    /// The tickets of a case that were handed to the outbox, the oldest first.
    pub(crate) async fn tickets_of(&self, document: DocumentId, row: RowId) -> Result<Vec<OutboxUpdate>, ApiError> {
        let its =
            |(_, ticket): &(_, SentTicket)| (ticket.document, ticket.row) == (document, row) && !ticket.is_notice();
        let tickets: Vec<_> = self.tickets().await?.into_iter().filter(its).collect();
        if tickets.is_empty() {
            return Ok(Vec::new());
        }
        let (zone, rows, channels) = (self.zone().await?, self.store.deliveries().await?, self.channels().await?);
        let words = Words { zone: &zone, channels: &channels, is_held: self.held().is_some() };
        let mut list = Vec::with_capacity(tickets.len());
        for (of, ticket) in &tickets {
            list.push(words.ticket(*of, ticket, &rows, self.case_called(place_of(ticket)).await?));
        }
        Ok(list)
    }
}

const fn place_of(ticket: &SentTicket) -> CasePlace {
    CasePlace { document: ticket.document, section: ticket.section, row: ticket.row }
}

/// Way and host of a channel, for people.
fn way(channel: &DeliveryChannel) -> String {
    match &channel.way {
        Way::Mail { host, port, security, from, .. } => {
            let security = match security {
                MailSecurity::Tls => "TLS",
                MailSecurity::StartTls => "STARTTLS",
                MailSecurity::None => "without TLS",
            };
            format!("Mail as {from} by {host}:{port}, {security}")
        }
        Way::Webhook { url, form } => {
            let form = match form {
                WebhookForm::Slack => "Slack",
                WebhookForm::Teams => "Microsoft Teams",
                WebhookForm::Generic => "Webhook",
            };
            format!("{form} at {url}")
        }
    }
}

struct Words<'a> {
    zone: &'a TimeZone,
    channels: &'a [DeliveryChannel],
    is_held: bool,
}

impl Words<'_> {
    fn update(&self, incident: &Incident, queued: &Carried, rows: &[Delivery], directory: &Directory) -> OutboxUpdate {
        let id = queued.id().to_string();
        let rows: Vec<&Delivery> = rows.iter().filter(|row| row.update_id == id).collect();
        let state = whole(&rows, matches!(queued, Carried::Update(update) if update.is_sent));
        let (audience, number, subject, body) = match queued {
            Carried::Update(update) => {
                let audience = directory.words(&update.audience).to_owned();
                (audience, update.number, update.subject.clone(), update.body.clone())
            }
            Carried::Notice(notice) => (notice.level.clone(), 0, notice.subject.clone(), notice.body.clone()),
            Carried::Rule(told) => {
                (directory.words(&told.audience).to_owned(), 0, told.subject.clone(), told.body.clone())
            }
        };
        let by = match queued {
            Carried::Update(update) => update.by.name.clone(),
            Carried::Notice(_) | Carried::Rule(_) => Author::bridgebook().name,
        };
        OutboxUpdate {
            id,
            incident: Some(incident.id),
            case: None,
            incident_number: incident.number.clone(),
            title: queued.name(directory),
            audience,
            number,
            subject,
            body,
            queued_at: moment(queued.at()),
            by,
            state: state.to_owned(),
            rows: rows.into_iter().map(|row| self.row(row)).collect(),
        }
    }

    /// The ticket of a case, which is called so. What it says is not told: its hand-off shows that.
    fn ticket(
        &self,
        incident: Option<IncidentId>,
        ticket: &SentTicket,
        rows: &[Delivery],
        case: String,
    ) -> OutboxUpdate {
        let hand_off = ticket.hand_off.to_string();
        let to = &ticket.to.addressee;
        let is_to = |row: &Delivery| row.recipient == to.to || row.erased_at.is_some();
        let its = |row: &&Delivery| row.update_id == hand_off && row.channel == to.channel && is_to(row);
        let rows: Vec<&Delivery> = rows.iter().filter(its).collect();
        let is_sent = matches!(ticket.to.end, Some(DeliveryEnd::Accepted | DeliveryEnd::Arrived));
        OutboxUpdate {
            id: ticket.id.to_string(),
            incident,
            case: Some(OutboxCase { document: ticket.document, row: ticket.row, is_notice: ticket.is_notice() }),
            incident_number: String::new(),
            title: format!("{} of {case}", ticket.kind()),
            audience: if ticket.is_notice() { to.to.clone() } else { to.via.clone() },
            number: 0,
            subject: String::new(),
            body: if ticket.is_notice() {
                "It tells of what a rule decided; what the case says does not stand in it.".to_owned()
            } else {
                format!(
                    "Brief and conversation in the form of {}, kept encrypted with the case. Its hand-off shows them.",
                    ticket.form_name()
                )
            },
            queued_at: moment(ticket.at),
            by: ticket.by.name.clone(),
            state: whole(&rows, is_sent).to_owned(),
            rows: rows.into_iter().map(|row| self.row(row)).collect(),
        }
    }

    fn row(&self, row: &Delivery) -> OutboxRow {
        let progress = &row.progress;
        let at = wall_minute(progress.due_at, self.zone);
        let error = progress.last_error.clone().unwrap_or_default();
        let answer = progress.server_reply.clone().unwrap_or_default();
        let (state, words) = match state_of(row) {
            Some(DeliveryState::Queued) if self.is_held => ("queued", "Waits: nothing leaves the sample".to_owned()),
            Some(DeliveryState::Queued) => ("queued", "Waits for its turn".to_owned()),
            Some(DeliveryState::Envelope | DeliveryState::Body) => ("sending", format!("Being sent since {at}")),
            Some(DeliveryState::Retryable) => {
                // To the second: within a minute “15:10” at 15:10 says nothing.
                let at = wall_second(progress.due_at, self.zone);
                ("retrying", format!("{} Next attempt at {at}", sentence(&error)))
            }
            Some(DeliveryState::Sent) if answer.is_empty() => ("sent", "Marked as sent".to_owned()),
            Some(DeliveryState::Sent) if answer == WOULD_HAVE => ("sent", answer.clone()),
            Some(DeliveryState::Sent) => ("sent", format!("Accepted at {at}: {answer}")),
            Some(DeliveryState::Refused) => ("refused", error),
            Some(DeliveryState::Uncertain) => ("uncertain", error),
            Some(DeliveryState::Cancelled) => ("given_up", "Given up".to_owned()),
            None => ("uncertain", "Written by a newer Bridgebook".to_owned()),
        };
        let name = self.channels.iter().find(|c| c.id == row.channel).map(|c| c.name.as_str());
        OutboxRow {
            id: row.id.to_string(),
            channel: name.unwrap_or(&row.channel).to_owned(),
            recipient: if row.erased_at.is_some() { ERASED_PERSON } else { &row.recipient }.to_owned(),
            state: state.to_owned(),
            is_rehearsed: state == "sent" && answer == WOULD_HAVE,
            words,
            at: moment(progress.due_at),
            attempts: progress.attempt,
            answer,
            can: changes(row),
        }
    }
}

/// Where messages that belong together stand; what asks for a person first.
fn whole(rows: &[&Delivery], is_sent: bool) -> &'static str {
    let states: Vec<DeliveryState> = rows.iter().filter_map(|row| state_of(row)).collect();
    let any = |wanted: DeliveryState| states.contains(&wanted);
    if any(DeliveryState::Uncertain) {
        "uncertain"
    } else if any(DeliveryState::Refused) {
        "refused"
    } else if states.iter().any(|s| !matches!(s, DeliveryState::Sent | DeliveryState::Cancelled)) {
        "waiting"
    } else if any(DeliveryState::Sent) || is_sent {
        "sent"
    } else if states.is_empty() {
        "uncertain"
    } else {
        "given_up"
    }
}

/// What a person can do to a message as it stands.
fn changes(row: &Delivery) -> Vec<DeliveryChange> {
    let Some(state) = state_of(row) else { return Vec::new() };
    [
        (DeliveryChange::SendAgain, DeliveryStep::SendAgain),
        (DeliveryChange::MarkSent, DeliveryStep::MarkSent),
        (DeliveryChange::GiveUp, DeliveryStep::GiveUp),
    ]
    .into_iter()
    .filter(|(_, step)| state.after(*step).is_some())
    .map(|(change, _)| change)
    .collect()
}
