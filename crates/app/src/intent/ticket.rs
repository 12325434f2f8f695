//! The ticket of a case that was handed over, on its way to the helpdesk: log and outbox in one commit, once for each
//! hand-over and channel.

use bridgebook_domain::delivery::{DeliveryChannel, DeliveryState, Way, WebhookForm};
use bridgebook_domain::hand_off::{HandOff, form_name};
use bridgebook_domain::id::AttachmentId;
use bridgebook_domain::log::{Addressee, CaseTicket, Fact, NewEntry, TicketStep};
use bridgebook_store::{CaseMessage, Delivery, NewAttachment, Personal, Progress, Write};
use jiff::SignedDuration;

use super::attachment::fresh_key;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::case::CaseOrigin;
use crate::api::intent::Outcome;
use crate::attachment::own_name;
use crate::commit::outcome;
use crate::outbox::once_for;
use crate::query::hand_off::{Handing, TICKET_FILE};

/// The forms in which a ticket is sent.
const FORMS: [&str; 2] = ["zendesk", "gorgias"];

/// Whether a channel can take a ticket: its body is that of the helpdesk's own interface and of nobody else's.
pub(crate) fn takes_tickets(channel: &DeliveryChannel) -> bool {
    matches!(channel.way, Way::Webhook { form: WebhookForm::Generic, .. })
}

/// The form that a policy's platform takes; empty for another one.
pub(crate) fn form_of(platform: &str) -> &'static str {
    let platform = platform.to_lowercase();
    FORMS.into_iter().find(|form| platform.contains(form)).unwrap_or_default()
}

impl Bridgebook {
    /// Hands the ticket of a case to the outbox.
    pub(super) async fn send_ticket(&self, handing: Handing, channel: &str, form: &str) -> Result<Outcome, ApiError> {
        let channel = self.channel(channel).await?;
        if !takes_tickets(&channel) {
            return Err(ApiError::invalid(format!(
                "“{}” takes no tickets. Nothing was sent. Choose a webhook of the generic form that leads to the helpdesk",
                channel.name
            )));
        }
        let form = match form.trim().to_lowercase() {
            form if form.is_empty() => {
                form_of(handing.policy.as_ref().map_or("", |policy| policy.platform.as_str())).to_owned()
            }
            form => form,
        };
        if !FORMS.contains(&form.as_str()) {
            return Err(ApiError::invalid(match form.as_str() {
                "" => "Nobody says which helpdesk it is. Nothing was sent. Choose zendesk or gorgias".to_owned(),
                form => format!("“{form}” is not a form of a ticket. Nothing was sent. Use zendesk or gorgias"),
            }));
        }
        let name = handing.name().to_owned();
        let Some(hand_off) = handing.hand_off.as_ref().and_then(HandOff::standing) else {
            return Err(ApiError::invalid(format!(
                "{name} is not handed over. Nothing was sent. Hand it over first, past the gate"
            )));
        };
        if handing.origin == CaseOrigin::Erased || handing.erased.is_some() {
            return Err(ApiError::invalid(format!("The personal data of {name} was erased. Nothing was sent")));
        }
        let own = |row: &&Delivery| row.update_id == hand_off.to_string() && row.channel == channel.id;
        if let Some(known) = self.store.deliveries().await?.iter().find(own) {
            return Err(ApiError::invalid(format!(
                "The ticket of this hand-over was handed to “{}” before and {}. Nothing was sent twice. Look at the hand-off",
                channel.name,
                stands(DeliveryState::from_word(&known.progress.state))
            )));
        }
        if form == "gorgias" && bridgebook_domain::case::brief::identity(&handing.source).email.is_none() {
            return Err(ApiError::invalid(
                "Gorgias asks for the address of the customer, and none is known. Nothing was sent. Ask for it first",
            ));
        }
        let bytes = self.ticket_bytes(&handing, &form)?;
        let (now, author) = (self.now(), self.author().await?);
        let incident = handing.loaded.document.header_text("incident").parse().ok();
        let days = i64::from(self.keep_days().await?);
        let retain_until = now.saturating_add(SignedDuration::from_hours(24 * days)).unwrap_or(now);
        let attachment = AttachmentId::new(self.fresh());
        let file = NewAttachment {
            id: attachment,
            name: format!("{}.{form}{TICKET_FILE}", own_name(&name.replace(['/', '\\'], "-"))),
            media_type: "application/json".to_owned(),
            bytes,
            added_at: now,
            personal: Some(Personal { key: fresh_key(), retain_until }),
        };
        let (document, section, row) = (handing.row.document, handing.row.section, handing.row.row);
        let to = Addressee { via: channel.name.clone(), channel: channel.id.clone(), to: channel.name.clone() };
        let id = once_for(hand_off, &format!("message {}", channel.id)).uuid();
        let message = Delivery {
            id,
            update_id: hand_off.to_string(),
            incident,
            case: Some(CaseMessage { document, row, attachment: Some(attachment) }),
            channel: channel.id.clone(),
            recipient: channel.name.clone(),
            message_id: self.office.post.message_id(&id.to_string(), &channel),
            progress: Progress {
                state: DeliveryState::Queued.as_str().to_owned(),
                due_at: now,
                attempt: 0,
                lease_until: None,
                last_error: None,
                server_reply: None,
            },
            erased_at: None,
        };
        let words = format!("{name}: ticket handed to the outbox for {}, as {}", channel.name, form_name(&form));
        let step = TicketStep::Queued { hand_off, form, to };
        let fact = Fact::CaseTicket(CaseTicket { document, section, row, step });
        let entry = NewEntry {
            id: once_for(hand_off, &format!("ticket by {}", channel.id)),
            ..self.entry_at(now, incident, &author, fact, &words)
        };
        let write = Write::at(now).entry(entry).queue(message, Vec::new());
        let committed = self.with_files(vec![file], self.commit(write)).await?;
        self.office.wanted.notify_one();
        let ids = committed.entries.iter().map(|recorded| recorded.entry.id.to_string()).collect();
        Ok(Outcome { ids, remarks: self.held().into_iter().collect(), ..outcome(&committed) })
    }
}

/// How a message stands, within a sentence.
const fn stands(state: Option<DeliveryState>) -> &'static str {
    match state {
        Some(DeliveryState::Sent) => "was taken",
        Some(DeliveryState::Refused) => "was refused",
        Some(DeliveryState::Cancelled) => "was given up",
        Some(DeliveryState::Uncertain) => "may have arrived",
        _ => "is on its way",
    }
}
