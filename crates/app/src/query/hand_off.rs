//! The hand-off of a case as it stands: its brief, its gate, its state, and what the customer is told.

use std::sync::Arc;

use bridgebook_domain::case::IncomingCase;
use bridgebook_domain::case::brief::{Brief, BriefSource, RowField, extract};
use bridgebook_domain::case::place::{CONVERSATION, personal_column};
use bridgebook_domain::directory::{Directory, Hours};
use bridgebook_domain::hand_off::{
    Gate, GateSource, HandOff, HandOffPolicy, HandOffState, Method, Receiver, RequiredItem, Say, SentTicket, gate,
    may_follow, receiver, required_items, say, sent_tickets,
};
use bridgebook_domain::id::AttachmentId;
use bridgebook_domain::log::HandOffStep;
use bridgebook_domain::trigger::TARGETS;
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::variable::Variables;
use bridgebook_domain::{Block, DocumentId, Row, Value, canonical, moment};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::case::words;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::case::{CaseOrigin, CaseRow};
use crate::api::delivery::OutboxUpdate;
use crate::api::hand_off::{
    AskedHandOff, CaseNamed, HandOffNext, HandOffNow, HandOffPolicyReading, HandOffReading, HandOffTurnRow,
    TicketChoice,
};
use crate::api::personal::ErasedNote;
use crate::intent::ticket::{form_of, takes_tickets};
use crate::names::stored;
use crate::world::Loaded;

/// How the attachment of a brief that a person edited is named, behind the id of the case.
pub(crate) const BRIEF_FILE: &str = ".brief.json";
/// How the attachment of a ticket is named, behind the id of the case and the form.
pub(crate) const TICKET_FILE: &str = ".ticket.json";
/// The template of a policy.
const POLICY: &str = "ai-hand-off-policy";

/// A brief as it is kept.
#[derive(Serialize, Deserialize)]
pub(crate) struct KeptBrief {
    /// The brief.
    pub brief: Brief,
    /// Hash of the case that it is about, as it was then.
    pub of: String,
}

/// All that is known of the hand-off of a case.
pub(crate) struct Handing {
    pub row: CaseRow,
    pub loaded: Arc<Loaded>,
    pub origin: CaseOrigin,
    pub erased: Option<ErasedNote>,
    pub source: BriefSource,
    pub brief: Brief,
    /// The attachment of the brief that a person edited.
    pub kept: Option<AttachmentId>,
    pub is_edited: bool,
    pub is_behind: bool,
    pub policy: Option<HandOffPolicy>,
    pub items: Vec<RequiredItem>,
    pub hand_off: Option<HandOff>,
    pub remarks: Vec<String>,
    /// The tickets that were handed to the outbox.
    pub sent: Vec<SentTicket>,
    /// The channels that can take a ticket, by id and name.
    pub helpdesks: Vec<(String, String)>,
    pub directory: Arc<Directory>,
    pub now: Timestamp,
    pub zone: TimeZone,
}

/// The hash of a case, by which it is known whether it says something else.
pub(crate) fn case_hash(case: &IncomingCase) -> String {
    serde_json::to_value(case).map(|json| canonical::hash(&json)).unwrap_or_default()
}

impl Bridgebook {
    pub(super) async fn hand_off(&self, asked: &AskedHandOff) -> Result<HandOffReading, ApiError> {
        let handing = self.handing(&asked.case).await?;
        let (receiver, gate) = handing.gate(&asked.to);
        let text = match asked.form.trim() {
            "" => String::new(),
            form => self.hand_off_text(&handing, (&gate, &receiver), form).await?,
        };
        let tickets = self.tickets_of(handing.row.document, handing.row.row).await?;
        Ok(handing.reading(gate, receiver, text, tickets))
    }

    /// Everything that the hand-off of a case is decided by.
    pub(crate) async fn handing(&self, case: &CaseNamed) -> Result<Handing, ApiError> {
        let reading = self.case_reading(&case.id, case.document).await?;
        let loaded = self.document(reading.row.document).await?;
        let (directory, zone) = (self.directory().await?, self.zone().await?);
        let gone = || ApiError::not_found(format!("The case “{}” is not there any more", case.id));
        let block = &loaded.document.sections.get(&reading.row.section).ok_or_else(gone)?.block;
        let row = block.rows.get(&reading.row.row).ok_or_else(gone)?;
        let source =
            BriefSource { case: reading.case.clone().unwrap_or_default(), row: fields(block, row, &directory) };
        let cell = personal_column(block, CONVERSATION).and_then(|(id, _)| row.cells.get(&id));
        let (kept, known) = self.kept_brief(cell).await;
        let (policy, mut remarks) = self.hand_off_policy(&loaded).await?;
        let own = required_items(&loaded.document);
        let items = match &policy {
            Some(policy) if own.is_empty() => policy.items.clone(),
            _ => own,
        };
        let is_edited = known.is_some();
        let is_behind = known.as_ref().is_some_and(|known| known.of != case_hash(&source.case));
        let mut brief = known.map_or_else(|| extract(&source), |known| known.brief.written(&source));
        let asked_for = items.iter().filter(|item| bridgebook_domain::hand_off::Need::of(&item.item).is_by_hand());
        brief.ask_for(asked_for.map(|item| item.item.clone()));
        if items.is_empty() {
            remarks.push(
                "No table says what a hand-off has to bring along; add one of the kind “Required context”, or a hand-off policy"
                    .to_owned(),
            );
        }
        let incident = loaded.document.header_text("incident").parse().ok();
        // A document that was given to an incident later has its earlier steps in the organisation's log.
        let mut log = (*self.log(None).await?).clone();
        if incident.is_some() {
            log.extend(self.log(incident).await?.iter().cloned());
        }
        let hand_off = HandOff::fold(&log, reading.row.document, reading.row.row);
        let its = |ticket: &SentTicket| (ticket.document, ticket.row) == (reading.row.document, reading.row.row);
        let sent = sent_tickets(&log).into_iter().filter(its).collect();
        // Channels that cannot be read take nothing; the rest is shown all the same.
        let channels = self.channels().await.unwrap_or_default();
        let helpdesks = channels.into_iter().filter(takes_tickets).map(|channel| (channel.id, channel.name)).collect();
        Ok(Handing {
            row: reading.row,
            origin: reading.origin,
            erased: reading.erased,
            loaded,
            source,
            brief,
            kept,
            is_edited,
            is_behind,
            policy,
            items,
            hand_off,
            remarks,
            sent,
            helpdesks,
            directory,
            now: self.now(),
            zone,
        })
    }

    /// The brief that a person left with a case, and its attachment.
    async fn kept_brief(&self, cell: Option<&Value>) -> (Option<AttachmentId>, Option<KeptBrief>) {
        let (_, id) = self.case_attachment(cell, BRIEF_FILE).await;
        let Some(id) = id else { return (None, None) };
        let bytes = self.store.attachment_bytes(id).await.ok();
        (Some(id), bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    /// The policy of a document: its own, that of a related document, the only one that is approved, else the only one.
    async fn hand_off_policy(&self, loaded: &Loaded) -> Result<(Option<HandOffPolicy>, Vec<String>), ApiError> {
        if let Some(own) = HandOffPolicy::read(loaded.id, &loaded.document) {
            return Ok((Some(own), Vec::new()));
        }
        let related = loaded.document.header.get("related").map(Value::members).unwrap_or_default();
        for id in related.iter().filter_map(|id| id.parse::<DocumentId>().ok()) {
            if let Ok(other) = self.document(id).await
                && let Some(policy) = HandOffPolicy::read(other.id, &other.document)
            {
                return Ok((Some(policy), Vec::new()));
            }
        }
        let mut found = Vec::new();
        for row in self.rows().await? {
            if row.text("template") == POLICY || row.text("template").starts_with("own/") {
                let other = self.document(row.id).await?;
                if !other.document.is_past()
                    && let Some(policy) = HandOffPolicy::read(other.id, &other.document)
                {
                    found.push((other.document.is_approved(), policy));
                }
            }
        }
        let approved = found.iter().filter(|(is_approved, _)| *is_approved).count();
        if approved == 1 {
            found.retain(|(is_approved, _)| *is_approved);
        }
        if found.len() > 1 {
            let titles: Vec<String> = found.iter().map(|(_, policy)| format!("“{}”", policy.title)).collect();
            let words = format!(
                "Several hand-off policies may be meant: {}. None is gone by; name one among the related documents of “{}”",
                titles.join(", "),
                loaded.document.title()
            );
            return Ok((None, vec![words]));
        }
        Ok((found.pop().map(|(_, policy)| policy), Vec::new()))
    }
}

/// The cells of a row that say something, in words.
fn fields(block: &Block, row: &Row, directory: &Directory) -> Vec<RowField> {
    let field = |(id, column): (_, &bridgebook_domain::Column)| {
        let text = words(column, row.cells.get(&id)?, directory);
        let (key, name) = (column.key.clone(), column.name.clone());
        (!text.trim().is_empty()).then_some(RowField { key, name, text })
    };
    block.live_columns().into_iter().filter_map(field).collect()
}

impl Handing {
    /// What the case is called in the log.
    pub fn name(&self) -> &str {
        if self.row.id.is_empty() { "A case" } else { &self.row.id }
    }

    /// Who has the case, as its row says it: id or name.
    pub fn owner(&self) -> String {
        let section = self.loaded.document.sections.get(&self.row.section);
        let block = section.map(|section| &section.block);
        let row = block.and_then(|block| block.rows.get(&self.row.row));
        block.zip(row).map(|(block, row)| block.cell_text(row, "owner").trim().to_owned()).unwrap_or_default()
    }

    /// The gate, for whom it goes to: whom it is meant for, who has it, else whom the policy names.
    pub fn gate(&self, to: &str) -> (Receiver, Gate) {
        let given = self.hand_off.as_ref().filter(|h| h.state.is_waiting() || h.state == HandOffState::PickedUp);
        let written = match (to.trim(), given, self.owner()) {
            ("", Some(hand_off), _) => hand_off.to.clone(),
            ("", None, owner) if !owner.is_empty() => owner,
            ("", None, _) => self.policy.as_ref().map(|policy| policy.target.clone()).unwrap_or_default(),
            (to, ..) => stored(&self.directory, &TARGETS, to),
        };
        let receiver = receiver(&self.directory, &written);
        let because = self.hand_off.iter().flat_map(|h| h.turns.iter().rev()).find_map(|turn| match &turn.step {
            HandOffStep::Offered { because } if !because.is_empty() => Some(because.as_str()),
            _ => None,
        });
        let look = GateSource {
            brief: &self.brief,
            source: &self.source,
            items: &self.items,
            policy: self.policy.as_ref(),
            receiver: &receiver,
            because: because.unwrap_or_default(),
            zone: &self.zone,
        };
        let mut gate = gate(&look);
        // What the last hand-over went without stays waived as long as it holds.
        if let Some(given) = given {
            gate.waive(&given.waived);
        }
        (receiver, gate)
    }

    /// The office hours of the policy, with the name of their calendar.
    fn hours(&self) -> Option<(String, Hours)> {
        let calendar = &self.policy.as_ref()?.calendar;
        let entry = self.directory.known(&[ReferenceKind::Calendar], calendar)?;
        Some((entry.name.clone(), self.directory.hours(entry)?))
    }

    /// Whether it is within the office hours, and when they begin again.
    pub fn is_open(&self) -> (bool, Option<Timestamp>) {
        match self.hours() {
            Some((_, hours)) if !hours.is_open(self.now) => (false, hours.opens(self.now)),
            _ => (true, None),
        }
    }

    /// When an answer is due by the policy, since it was handed over or from now.
    pub fn answer_by(&self) -> Option<Timestamp> {
        let within = self.policy.as_ref()?.within?;
        let given = self.hand_off.iter().flat_map(|h| h.turns.iter().rev());
        let made =
            given.filter(|turn| matches!(turn.step, HandOffStep::TicketCreated { .. })).map(|turn| turn.at).next();
        let from = made.unwrap_or(self.now);
        let by = match self.hours() {
            Some((_, hours)) => hours.add(from, within)?,
            None => from.checked_add(within).ok()?,
        };
        Timestamp::from_second(by.as_second()).ok()
    }

    /// Language of the case.
    pub fn language(&self) -> String {
        let names = ["language", "locale", "lang"];
        let of_field = self.source.field(&names).map(|(_, text)| text.to_owned());
        let known = |name: &str| self.source.case.customer_data.get(name).cloned();
        of_field.or_else(|| names.iter().find_map(|name| known(name))).unwrap_or_default().trim().to_owned()
    }

    /// What the customer is told.
    pub fn told(&self, what: Say) -> Option<bridgebook_domain::hand_off::CustomerText> {
        let mut variables: Variables = self.brief.variables();
        if let Some(by) = self.answer_by() {
            variables.insert("next_update_at".to_owned(), moment::brief(by, self.now, &self.zone));
        }
        say(self.policy.as_ref()?, what, &self.language(), &variables)
    }

    /// What can be done now: the word of the act, and what is said then.
    fn next(&self) -> Vec<HandOffNext> {
        let state = self.hand_off.as_ref().map(|hand_off| hand_off.state);
        let (is_open, _) = self.is_open();
        let hands_over = self.policy.as_ref().is_none_or(|policy| policy.method == Method::Ticket);
        let has_message = self.policy.as_ref().is_some_and(|policy| !policy.custom_message.is_empty());
        let none = String::new;
        let all = [
            ("offer", HandOffStep::Offered { because: none() }, hands_over, Some(Say::Offer)),
            ("decline", HandOffStep::Declined {}, true, Some(Say::Declined)),
            ("ask_email", HandOffStep::EmailAsked {}, hands_over, Some(Say::EmailRequest)),
            ("hand_over", created(), hands_over, self.say_of(HandOffState::TicketCreated, is_open)),
            ("say_custom_message", HandOffStep::CustomMessage { policy: None }, has_message, Some(Say::CustomMessage)),
            ("accept", HandOffStep::PickedUp { by: none() }, true, Some(Say::PickedUp)),
            (
                "nobody_available",
                HandOffStep::NobodyAvailable { until: None },
                true,
                self.say_of(HandOffState::NobodyAvailable, is_open),
            ),
            ("return", HandOffStep::Returned { to: none(), reason: none() }, true, None),
            ("reroute", HandOffStep::Rerouted { from: none(), to: none(), reason: none() }, true, None),
            ("end_chat", HandOffStep::ChatEnded {}, true, Some(Say::ChatEnded)),
        ];
        let may = all.into_iter().filter(|(_, step, is_meant, _)| *is_meant && may_follow(state, step));
        may.map(|(act, _, _, what)| HandOffNext { act: act.to_owned(), told: what.and_then(|what| self.told(what)) })
            .collect()
    }

    fn say_of(&self, state: HandOffState, is_open: bool) -> Option<Say> {
        self.policy.as_ref().and_then(|policy| Say::of(state, policy, is_open))
    }

    /// By what the ticket can be sent now.
    fn send(&self) -> Option<TicketChoice> {
        let standing = self.hand_off.as_ref()?.standing()?;
        if self.origin == CaseOrigin::Erased || self.erased.is_some() {
            return None;
        }
        let has = |id: &str| self.sent.iter().any(|t| t.hand_off == standing && t.to.addressee.channel == id);
        let free = self.helpdesks.iter().filter(|(id, _)| !has(id)).map(|(_, name)| name.clone());
        let form = form_of(self.policy.as_ref().map_or("", |policy| policy.platform.as_str()));
        Some(TicketChoice { channels: free.collect(), form: form.to_owned() })
    }

    fn reading(self, gate: Gate, receiver: Receiver, text: String, tickets: Vec<OutboxUpdate>) -> HandOffReading {
        let (is_open, opens_at) = self.is_open();
        let next = self.next();
        let what = match (&self.hand_off, &self.policy) {
            (_, None) => None,
            (None, Some(policy)) => Some(Say::first(policy)),
            (Some(hand_off), Some(policy)) => Say::of(hand_off.state, policy, is_open),
        };
        let told = what.and_then(|what| self.told(what));
        let policy = self.policy.as_ref().and_then(|policy| {
            Some(HandOffPolicyReading {
                document: policy.document?,
                title: policy.title.clone(),
                platform: policy.platform.clone(),
                behaviour: policy.behaviour.clone(),
                is_custom_message: policy.method == Method::CustomMessage,
                calendar: self.hours().map(|(name, _)| name).unwrap_or_default(),
                is_open,
                opens_at: opens_at.map(|at| at.to_string()),
            })
        });
        let shown = |written: &str| self.directory.words(written).to_owned();
        let now = self.hand_off.as_ref().map(|hand_off| {
            let due = self.policy.as_ref().and_then(|policy| hand_off.due(policy));
            HandOffNow {
                state: hand_off.state,
                name: hand_off.state.name().to_owned(),
                since: hand_off.since.to_string(),
                due_at: due.map(|at| at.to_string()),
                is_late: due.is_some_and(|due| due < self.now),
                to: shown(&hand_off.to),
                accepted_by: shown(&hand_off.accepted_by),
                complete: hand_off.complete,
                waived: hand_off.waived.clone(),
                ticket: hand_off.ticket.clone(),
                moves: hand_off.moves,
            }
        });
        let turns = self.hand_off.iter().flat_map(|hand_off| &hand_off.turns);
        let turns = turns
            .map(|turn| HandOffTurnRow {
                at: turn.at.to_string(),
                by: turn.by.clone(),
                words: step_words(&turn.step, &self.directory, &self.zone),
            })
            .collect();
        let send = self.send();
        HandOffReading {
            tickets,
            send,
            turns,
            now,
            next,
            told,
            policy,
            gate,
            receiver,
            text,
            answer_by: self.answer_by().map(|at| at.to_string()),
            language: self.language(),
            case: (self.origin == CaseOrigin::Kept).then_some(self.source.case),
            row: self.row,
            origin: self.origin,
            erased: self.erased,
            brief: self.brief,
            is_edited: self.is_edited,
            is_behind: self.is_behind,
            remarks: self.remarks,
        }
    }
}

/// A step that hands over, to ask whether it may follow.
fn created() -> HandOffStep {
    HandOffStep::TicketCreated {
        to: String::new(),
        from: String::new(),
        complete: 0,
        waived: Vec::new(),
        policy: None,
        platform: String::new(),
        ticket: String::new(),
    }
}

/// What a step says, without the name of its case.
pub(crate) fn step_words(step: &HandOffStep, directory: &Directory, zone: &TimeZone) -> String {
    let because = |reason: &str| if reason.is_empty() { String::new() } else { format!(": {reason}") };
    match step {
        HandOffStep::Offered { because: why } => format!("a human was offered to the customer{}", because(why)),
        HandOffStep::Declined {} => "the customer declined a human".to_owned(),
        HandOffStep::EmailAsked {} => "the customer was asked for an e-mail address".to_owned(),
        HandOffStep::TicketCreated { to, complete, waived, platform, ticket, .. } => {
            let by = if platform.is_empty() { String::new() } else { format!(" by {platform}") };
            let number = if ticket.is_empty() { String::new() } else { format!(", ticket {ticket}") };
            let without: Vec<String> = waived.iter().map(|w| format!("“{}” ({})", w.item, w.reason)).collect();
            let without =
                if without.is_empty() { String::new() } else { format!(". It goes without {}", without.join(", ")) };
            format!(
                "handed over to {}{by}{number}, {complete} % of the required context complete{without}",
                directory.words(to)
            )
        }
        HandOffStep::CustomMessage { .. } => "the custom message was said; nothing was handed over".to_owned(),
        HandOffStep::PickedUp { by } => format!("picked up by {}", directory.words(by)),
        HandOffStep::NobodyAvailable { until: Some(until) } => {
            format!("nobody is available; office hours begin at {}", moment::print(*until, zone))
        }
        HandOffStep::NobodyAvailable { until: None } => "nobody has picked it up in time".to_owned(),
        HandOffStep::Returned { to, reason } if to.is_empty() => format!("returned{}", because(reason)),
        HandOffStep::Returned { to, reason } => format!("returned to {}{}", directory.words(to), because(reason)),
        HandOffStep::Rerouted { to, reason, .. } => {
            format!("re-routed to {}{}", directory.words(to), because(reason))
        }
        HandOffStep::ChatEnded {} => "the chat ended".to_owned(),
    }
}
