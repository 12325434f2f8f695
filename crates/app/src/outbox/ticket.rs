//! Tickets of cases on their way out. What they say is personal data: it lies in an attachment with a key of its own, and
//! neither the outbox nor the log nor an error repeats any of it.

use bridgebook_domain::case::retention::CasePlace;
use bridgebook_domain::case::{CaseFacts, CaseFields};
use bridgebook_domain::delivery::DeliveryState;
use bridgebook_domain::directory::ERASED_PERSON;
use bridgebook_domain::hand_off::{HandOff, SentTicket, sent_tickets};
use bridgebook_domain::id::AttachmentId;
use bridgebook_domain::log::{Author, CaseTicket, DeliveryEnd, Fact, NewEntry, Recorded, TicketStep, computed_id};
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::{EntryId, IncidentId};
use bridgebook_store::{CaseMessage, Delivery, Progress, Write};

use super::attempt::OLD;
use super::record::unknown;
use super::state_of;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::world::Loaded;

/// Why nothing of a case goes out any more whose personal data was erased.
const ERASED: &str = "The personal data of the case was erased";

/// Whether a message of the outbox carries a ticket.
fn carries(row: &Delivery, ticket: &SentTicket) -> bool {
    let to = &ticket.to.addressee;
    row.update_id == ticket.hand_off.to_string() && row.recipient == to.to && row.channel == to.channel
}

/// Whom a message is for, in words.
fn who(ticket: &SentTicket, delivery: &Delivery) -> String {
    if delivery.erased_at.is_some() { ERASED_PERSON.to_owned() } else { ticket.to.addressee.to.clone() }
}

/// The id of something that is made once for a hand-over.
pub(crate) fn once_for(hand_off: EntryId, what: &str) -> EntryId {
    computed_id(IncidentId::new(hand_off.uuid()), what)
}

impl Bridgebook {
    /// Every ticket that was handed to the outbox, with the incident in whose log it stands.
    pub(crate) async fn tickets(&self) -> Result<Vec<(Option<IncidentId>, SentTicket)>, ApiError> {
        let mut found = Vec::new();
        for id in std::iter::once(None).chain(self.incidents().await?.iter().map(|incident| Some(incident.id))) {
            found.extend(sent_tickets(self.log(id).await?.iter()).into_iter().map(|ticket| (id, ticket)));
        }
        Ok(found)
    }

    /// The ticket that a message carries.
    async fn ticket_of(&self, delivery: &Delivery) -> Result<Option<SentTicket>, ApiError> {
        let all = sent_tickets(self.log(delivery.incident).await?.iter());
        Ok(all.into_iter().find(|ticket| carries(delivery, ticket)))
    }

    /// What a ticket says; nothing once it was erased, or where it cannot be read.
    pub(super) async fn ticket_text(&self, attachment: AttachmentId) -> Result<Option<Vec<u8>>, ApiError> {
        Ok(self.store.attachment_bytes(attachment).await.ok())
    }

    /// Why a ticket is not to go out by itself any more, as a sentence without its full stop; nothing while it stands.
    pub(super) async fn ticket_over(&self, delivery: &Delivery) -> Result<Option<String>, ApiError> {
        let Some(case) = delivery.case else { return Ok(None) };
        if let Some(id) = case.attachment
            && self.store.attachment(id).await?.erased_at.is_some()
        {
            return Ok(Some(ERASED.to_owned()));
        }
        let Some(ticket) = self.ticket_of(delivery).await? else { return Ok(None) };
        if ticket.to.is_wanted {
            return Ok(None);
        }
        let loaded = self.document(case.document).await?;
        let logs = self.logs_of(&loaded).await?;
        if ticket.is_notice() {
            let decided = logs.iter().flat_map(|log| log.iter()).find(|recorded| recorded.entry.id == ticket.hand_off);
            return self.notice_over(&ticket, &loaded, decided).await;
        }
        let hand_off = HandOff::fold(logs.iter().flat_map(|log| log.iter()), case.document, case.row);
        Ok(hand_off.and_then(|hand_off| hand_off.over_because(ticket.hand_off)).map(str::to_owned))
    }

    /// The same for what tells of a decision: the case is over or goes to somebody else (also where the decision was taken
    /// back), or its moment has passed.
    async fn notice_over(
        &self,
        notice: &SentTicket,
        loaded: &Loaded,
        decided: Option<&Recorded>,
    ) -> Result<Option<String>, ApiError> {
        let directory = self.directory().await?;
        let block = loaded.document.sections.get(&notice.section).map(|section| &section.block);
        let row = block.and_then(|block| block.rows.get(&notice.row).filter(|row| row.deleted_at.is_none()));
        let Some((block, row)) = block.zip(row) else { return Ok(Some("The case is not there any more".to_owned())) };
        if CaseFacts::of_row(&CaseFields::of(block, &directory), block, row, None).is_closed() {
            return Ok(Some("The case is resolved or closed".to_owned()));
        }
        if let Some(Fact::CaseRouted { to, .. }) = decided.and_then(|recorded| recorded.entry.fact()) {
            let kinds = [ReferenceKind::Person, ReferenceKind::Role, ReferenceKind::Team];
            let owner = block.cell_text(row, "owner");
            let is_owned = directory.known(&kinds, &to).is_some() && block.column_by_key("owner").is_some();
            if is_owned && directory.key(&kinds, owner) != directory.key(&kinds, &to) {
                return Ok(Some(format!("The case does not go to {} any more", directory.words(&to))));
            }
        }
        let is_old = self.now().duration_since(notice.at) >= OLD;
        Ok(is_old
            .then(|| "It waited for more than 15 minutes, so its text is about a moment that has passed".to_owned()))
    }

    /// The entry about what became of a ticket. `by` is the person who says so, nobody for what a server said.
    pub(super) async fn ticket_ended(
        &self,
        delivery: &Delivery,
        (end, said): (DeliveryEnd, &str),
        by: Option<&Author>,
    ) -> Result<Vec<NewEntry>, ApiError> {
        let Some(ticket) = self.ticket_of(delivery).await? else { return Ok(Vec::new()) };
        let SentTicket { document, section, row, hand_off, .. } = ticket;
        let case = self.case_called(CasePlace { document, section, row }).await?;
        let via = if ticket.is_notice() {
            format!("{} to {}", ticket.to.addressee.via, who(&ticket, delivery))
        } else {
            ticket.to.addressee.via.clone()
        };
        let name = format!("{} of {case}", ticket.kind());
        let mut words = match &end {
            DeliveryEnd::Accepted => format!("{name} taken by {via}"),
            DeliveryEnd::Refused => format!("{name} refused by {via}"),
            DeliveryEnd::Arrived => format!("{name} marked as sent by {via}"),
            DeliveryEnd::GivenUp => format!("{name} by {via} given up"),
            DeliveryEnd::Again => format!("{name} sent again by {via}"),
            DeliveryEnd::Rehearsed => {
                format!("{name} would have been sent by {via}: nothing leaves an exercise")
            }
            DeliveryEnd::Unknown(word) => format!("{name}: {word}, by {via}"),
        };
        if !said.is_empty() {
            words = format!("{words}: {said}");
        }
        let id = match by {
            Some(_) => EntryId::new(self.fresh()),
            None => once_for(hand_off, &format!("ticket {} {end} {}", delivery.id, delivery.progress.attempt)),
        };
        let step = TicketStep::Ended { ticket: ticket.id, end, answer: said.to_owned() };
        let fact = Fact::CaseTicket(CaseTicket { document, section, row, step });
        let author = by.cloned().unwrap_or_else(Author::bridgebook);
        Ok(vec![NewEntry { id, ..self.entry(delivery.incident, &author, fact, &words) }])
    }

    /// Tells people that a ticket asks for them: `words` say what became of it.
    pub(super) async fn tell_of_ticket(&self, delivery: &Delivery, words: &str) -> Result<(), ApiError> {
        let Some(ticket) = self.ticket_of(delivery).await? else { return Ok(()) };
        let SentTicket { document, section, row, .. } = ticket;
        let case = self.case_called(CasePlace { document, section, row }).await?;
        let message = if ticket.is_notice() {
            format!("The notice to {} {words}. Tell them.", who(&ticket, delivery))
        } else {
            format!("The ticket by {} {words}. Look at its hand-off.", ticket.to.addressee.via)
        };
        let title = case.strip_prefix("the case ").map_or_else(|| "A case".to_owned(), |name| format!("Case {name}"));
        self.tell_of_case(document, title, message).await;
        Ok(())
    }

    /// Takes away, within a write, what waits to be sent of a case: its personal data is erased in that write. What may
    /// have arrived stays as it is, for whoever has to ask.
    pub(crate) async fn without_tickets(&self, mut write: Write, place: CasePlace) -> Result<Write, ApiError> {
        for row in self.store.deliveries().await? {
            // What tells of a decision says nothing personal and goes all the same.
            let is_its = row.case.is_some_and(|case| {
                case.attachment.is_some() && (case.document, case.row) == (place.document, place.row)
            });
            if !is_its || !state_of(&row).is_some_and(DeliveryState::waits) {
                continue;
            }
            let state = DeliveryState::Cancelled.as_str().to_owned();
            let to = Progress { state, lease_until: None, last_error: None, ..row.progress.clone() };
            for entry in self.ticket_ended(&row, (DeliveryEnd::GivenUp, ERASED), None).await? {
                write = write.entry(entry);
            }
            write = write.advance(&row, to);
        }
        Ok(write)
    }

    /// As the outbox is compared with the log for updates: what the log knows better follows the log, and a ticket that
    /// the outbox does not know waits for a person.
    pub(super) async fn compare_tickets(&self, rows: &[Delivery]) -> Result<(), ApiError> {
        let mut write = Write::at(self.now());
        for (incident, ticket) in self.tickets().await? {
            let ended = match &ticket.to.end {
                Some(DeliveryEnd::Accepted | DeliveryEnd::Arrived | DeliveryEnd::Rehearsed) => {
                    Some(DeliveryState::Sent)
                }
                Some(DeliveryEnd::GivenUp) => Some(DeliveryState::Cancelled),
                _ => None,
            };
            // Whom an erased message was for is not known any more: it may have been this one.
            let to = &ticket.to.addressee;
            let may_be = |row: &&Delivery| {
                let is_erased = row.erased_at.is_some() && row.channel == to.channel;
                carries(row, &ticket) || (is_erased && row.update_id == ticket.hand_off.to_string())
            };
            match (rows.iter().find(may_be), ended) {
                (Some(row), Some(ended)) if state_of(row) == Some(DeliveryState::Uncertain) => {
                    let state = ended.as_str().to_owned();
                    write = write.advance(row, Progress { state, last_error: None, ..row.progress.clone() });
                }
                (None, None) => {
                    let (to, at) = (ticket.to.addressee, ticket.at);
                    let lost = Delivery {
                        id: self.fresh(),
                        update_id: ticket.hand_off.to_string(),
                        incident,
                        case: Some(CaseMessage { document: ticket.document, row: ticket.row, attachment: None }),
                        channel: to.channel,
                        recipient: to.to,
                        message_id: String::new(),
                        progress: unknown(at),
                        erased_at: None,
                    };
                    write = write.queue(lost, Vec::new());
                }
                _ => {}
            }
        }
        if !write.deliveries.is_empty() {
            self.commit(write).await?;
        }
        Ok(())
    }
}
