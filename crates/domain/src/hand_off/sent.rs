//! Tickets that were handed to the outbox, folded from the log.

use jiff::Timestamp;

use super::{HandOff, HandOffState};
use crate::case::NOTICE;
use crate::id::{DocumentId, EntryId, RowId, SectionId};
use crate::incident::QueuedFor;
use crate::log::{Author, CaseTicket, Fact, HandOffStep, Recorded, TicketStep};

/// A ticket that was handed to the outbox, for one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentTicket {
    /// The entry that queued it.
    pub id: EntryId,
    /// The entry of the hand-over that it is about.
    pub hand_off: EntryId,
    /// Document of its case.
    pub document: DocumentId,
    /// Table.
    pub section: SectionId,
    /// Row.
    pub row: RowId,
    /// The form of its text: `zendesk` or `gorgias`.
    pub form: String,
    /// When it was queued.
    pub at: Timestamp,
    /// By whom.
    pub by: Author,
    /// Where it goes, and what became of it.
    pub to: QueuedFor,
}

impl SentTicket {
    /// Whether it is no ticket but tells somebody of what a rule decided.
    #[must_use]
    pub fn is_notice(&self) -> bool {
        self.form == NOTICE
    }

    /// What people call it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        if self.is_notice() { "Notice" } else { "Ticket" }
    }

    /// What its form is called.
    #[must_use]
    pub fn form_name(&self) -> &str {
        form_name(&self.form)
    }
}

/// What the form of a ticket is called.
#[must_use]
pub fn form_name(form: &str) -> &str {
    match form {
        "zendesk" => "Zendesk",
        "gorgias" => "Gorgias",
        other => other,
    }
}

/// The tickets of a log, in the order in which they were queued. An entry that two logs hold counts once.
#[must_use]
pub fn sent_tickets<'a>(log: impl IntoIterator<Item = &'a Recorded>) -> Vec<SentTicket> {
    let mut entries: Vec<&Recorded> = log.into_iter().filter(|r| r.entry.kind == "case_ticket").collect();
    entries.sort_by_key(|r| (r.entry.event_at, r.entry.entered_at));
    let mut found: Vec<SentTicket> = Vec::new();
    // What became of a ticket may stand before it where two clocks differ.
    let mut ends = Vec::new();
    for recorded in entries {
        let entry = &recorded.entry;
        let Some(Fact::CaseTicket(CaseTicket { document, section, row, step })) = entry.fact() else { continue };
        match step {
            TicketStep::Queued { hand_off, form, to } => {
                if !found.iter().any(|known| known.id == entry.id) {
                    let (id, at, by, to) = (entry.id, entry.event_at, entry.author.clone(), QueuedFor::new(to));
                    found.push(SentTicket { id, hand_off, document, section, row, form, at, by, to });
                }
            }
            TicketStep::Ended { ticket, end, answer } => ends.push((ticket, end, answer, entry.event_at)),
        }
    }
    for (ticket, end, answer, at) in ends {
        if let Some(one) = found.iter_mut().find(|known| known.id == ticket) {
            let to = one.to.addressee.clone();
            QueuedFor::end(std::slice::from_mut(&mut one.to), &to, &end, &answer, at);
        }
    }
    found
}

impl HandOff {
    /// The hand-over that stands: its entry. None where it was given back or is over, or never made.
    #[must_use]
    pub fn standing(&self) -> Option<EntryId> {
        let stands =
            matches!(self.state, HandOffState::TicketCreated | HandOffState::NobodyAvailable | HandOffState::PickedUp);
        let made = self.turns.iter().rev().find(|turn| matches!(turn.step, HandOffStep::TicketCreated { .. }));
        made.filter(|_| stands).map(|turn| turn.entry)
    }

    /// Why the ticket of a hand-over is not to go out by itself any more, as a sentence without its full stop; nothing
    /// while it stands.
    #[must_use]
    pub fn over_because(&self, hand_off: EntryId) -> Option<&'static str> {
        if self.standing() == Some(hand_off) {
            return None;
        }
        Some(match self.state {
            HandOffState::Returned => "The case was given back since",
            HandOffState::ChatEnded => "The chat has ended since",
            _ => "The case was handed over anew since",
        })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::log::{Addressee, DeliveryEnd};
    use crate::test::Log;

    fn fact(step: TicketStep) -> Fact {
        let (document, section) = (DocumentId::new(Uuid::from_u128(1)), SectionId::new(Uuid::from_u128(2)));
        Fact::CaseTicket(CaseTicket { document, section, row: RowId::new(Uuid::from_u128(3)), step })
    }

    fn queued(hand_off: u128) -> Fact {
        let to = Addressee { via: "Desk".into(), channel: "c".into(), to: "Desk".into() };
        fact(TicketStep::Queued { hand_off: EntryId::new(Uuid::from_u128(hand_off)), form: "zendesk".into(), to })
    }

    #[test]
    fn a_ticket_is_open_until_it_ended_and_open_again_when_a_person_sends_it_again() {
        let mut log = Log::default();
        log.add("10:00", queued(7));
        let id = sent_tickets(&log.entries)[0].id;
        let ended = |end| fact(TicketStep::Ended { ticket: id, end, answer: "201 Created".into() });
        assert_eq!(sent_tickets(&log.entries)[0].to.end, None);
        log.add("10:01", ended(DeliveryEnd::Refused));
        assert_eq!(sent_tickets(&log.entries)[0].to.end, Some(DeliveryEnd::Refused));
        log.add("10:02", ended(DeliveryEnd::Again));
        let again = sent_tickets(&log.entries).remove(0);
        assert!(again.to.end.is_none() && again.to.is_wanted, "{again:?}");
        log.add("10:03", ended(DeliveryEnd::Accepted));
        log.add("10:04", queued(8));
        let twice: Vec<_> = log.entries.iter().chain(&log.entries).cloned().collect();
        let all = sent_tickets(&twice);
        assert_eq!(all.len(), 2, "an entry of two logs counts once");
        assert_eq!((&all[0].to.end, all[0].form_name()), (&Some(DeliveryEnd::Accepted), "Zendesk"));
        assert_eq!(all[1].to.end, None, "that of another hand-over");
    }
}
