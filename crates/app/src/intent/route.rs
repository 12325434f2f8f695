//! Rules that decide about the cases of a document: their rows change in one edit, and the log keeps each decision.

use std::collections::BTreeMap;

use bridgebook_domain::case::{CaseDuty, DECLARE, FOLLOW_UP, NOTICE, Routing, UPDATE, Undone, case_duties, owner};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::hand_off::sent_tickets;
use bridgebook_domain::log::{
    Addressee, Author, CaseDutyEnded, CaseTicket, DeliveryEnd, Fact, NewEntry, Recorded, RoutedIncident, TicketStep,
};
use bridgebook_domain::{DocumentId, EntryId, IncidentId, RowId, SectionId, moment, text};
use bridgebook_store::{CaseMessage, Delivery, DocumentChange, Write};
use jiff::tz::TimeZone;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Outcome;
use crate::api::note::EndedCaseDuty;
use crate::case_rules::Under;
use crate::commit::{Touched, outcome};
use crate::outbox::Letter;
use crate::query::routing::CaseDecision;

use super::rule_declares::Joined;

/// Most messages that one look at the cases hands to the outbox.
const MOST: usize = 25;
/// Why no further message is made.
const TOO_MANY: &str = "more than 25 messages at once are not sent by themselves";
/// What a case without a name is called.
const A_CASE: &str = "A case";

/// What became of decisions.
pub(crate) struct Applied {
    /// Nothing where nothing changed.
    pub outcome: Option<Outcome>,
    /// What was decided about each case, and what it leaves to a person.
    pub told: Vec<String>,
    /// What is left to a person.
    pub left: Vec<String>,
}

impl Bridgebook {
    /// Lets the rules decide about these cases now. Rows that went in the meantime are passed over; a decision that
    /// changes nothing is not recorded a second time.
    pub(super) async fn route_cases(
        &self,
        document: DocumentId,
        rows: Vec<(SectionId, RowId)>,
    ) -> Result<Outcome, ApiError> {
        let _one = self.intake.lock().await;
        let loaded = self.document(document).await?;
        let decisions = self.decisions(&loaded, rows).await?;
        drop(loaded);
        if decisions.is_empty() {
            return Err(ApiError::invalid("Those cases are not in the document any more. Nothing was changed"));
        }
        let (open, closed): (Vec<_>, Vec<_>) = decisions.into_iter().partition(|decision| decision.is_open);
        let author = self.author().await?;
        let applied = self.apply(document, open, &author).await?;
        let stay =
            |one: &CaseDecision| format!("{}: It is resolved or closed, and stays as it is", named(&one.routing));
        let remarks: Vec<String> = closed.iter().map(stay).chain(applied.left).collect();
        applied.outcome.map(|outcome| Outcome { remarks: remarks.clone(), ..outcome }).ok_or_else(|| {
            let message = "These cases are as the rules have them. Nothing was changed";
            ApiError::invalid(match remarks.as_slice() {
                [] => message.to_owned(),
                left => format!("{message}. Left to a person: {}", left.join("; ")),
            })
        })
    }

    /// Changes the rows of open cases as was decided, in one edit, with an entry about each. What a rule leaves to a person
    /// is left once for each case.
    pub(crate) async fn apply(
        &self,
        document: DocumentId,
        decisions: Vec<CaseDecision>,
        author: &Author,
    ) -> Result<Applied, ApiError> {
        let (loaded, now) = (self.document(document).await?, self.now());
        let incident = loaded.document.header_text("incident").parse().ok();
        let logs = self.logs_of(&loaded).await?;
        let under = Under::read(document, logs.iter().flat_map(|log| log.iter()));
        let (title, zone, mut calls) = (loaded.document.title().to_owned(), self.zone().await?, Vec::new());
        drop(loaded);
        let is_new = |one: &&CaseDecision| one.place.is_some_and(|(_, row)| !under.stands(row, &one.routing));
        let new: Vec<&CaseDecision> = decisions.iter().filter(is_new).collect();
        let declared = self.rule_declares(Write::at(now), document, &new, author).await?;
        let (mut write, is_declared) = (declared.write, declared.is_new);
        let (mut operations, mut told, mut left, mut sent) = (Vec::new(), Vec::new(), Vec::new(), 0_usize);
        let (sent_as, mut notices) = (self.setting("organisation").await?, Vec::new());
        let (linked, directory) = (self.linked_cases().await?, self.directory().await?);
        let told_before = told_by_undone(logs.iter().flat_map(|log| log.iter()), document);
        for CaseDecision { place, routing, mut effects, .. } in decisions {
            let Some((section, row)) = place else { continue };
            let name = named(&routing).to_owned();
            let text = format!("{}, by the rule “{}”", words(&name, &routing), routing.rule);
            let is_new = !under.stands(row, &routing);
            let (entry, mut did) = (EntryId::new(self.fresh()), None);
            // What happens besides, as it came to happen.
            let mut besides = Vec::new();
            if is_new && !effects.messages.is_empty() {
                let letter = Letter {
                    subject: text.clone(),
                    body: body(&text, &title, &routing, &zone),
                    sent_as: sent_as.clone(),
                    reference: name.clone(),
                    is_external: false,
                    at: now,
                };
                let place = NoticeOf { incident, document, section, row, decided: entry };
                for (to, words) in std::mem::take(&mut effects.messages) {
                    let is_it = |one: &(RowId, Option<RowId>, Addressee)| {
                        (one.0, one.1) == (row, routing.row) && one.2.is_same(&to)
                    };
                    if told_before.iter().any(is_it) {
                        besides.push(format!(
                            "{name}: {} was told by {} before this was undone, and is not told twice",
                            to.to, to.via
                        ));
                        continue;
                    }
                    // Many at once are not for the mailbox of one person: the rest stays with people.
                    let made = if sent < MOST {
                        self.case_notice(&letter, &to, &place).await
                    } else {
                        Err(TOO_MANY.to_owned())
                    };
                    match made {
                        Ok((message, rendered, fact)) => {
                            let said = format!("{name}: notice handed to the outbox for {} by {}", to.to, to.via);
                            let queued = self.entry_at(now, incident, &Author::bridgebook(), fact, &said);
                            notices.push((queued, message, rendered));
                            sent += 1;
                            besides.push(format!("{name}: {words}"));
                        }
                        Err(why) => effects.left.push(format!("Tell {}: {why}", to.to)),
                    }
                }
            }
            match declared.told.get(&row) {
                Some(Ok(words)) => besides.push(format!("{name}: {words}")),
                Some(Err(why)) => effects.left.push(format!("Declare the incident: {why}")),
                None => {}
            }
            if is_new {
                let joined = match declared.incidents.get(&row) {
                    Some(joined) => Some(joined.clone()),
                    None => self.open_incident_of(incident, linked.get(&(document, row)).map(|of| of.id)).await,
                };
                if let Some(joined) = joined {
                    let mut of = RoutedIncident {
                        id: joined.id,
                        declared: joined.is_new,
                        joined: declared.incidents.contains_key(&row),
                        action: None,
                    };
                    let done = in_incident(&joined, &routing, &mut effects.left, &directory);
                    for (words, action) in done {
                        besides.push(format!("{name}: {words}"));
                        if let Some(fact) = action {
                            let said = format!("Follow up {name}, by the rule “{}”", routing.rule);
                            let opened = self.entry_at(now, Some(joined.id), author, fact, &said);
                            of.action = Some(opened.id);
                            write = write.entry(opened);
                        }
                    }
                    did = (of.joined || of.action.is_some()).then_some(of);
                }
            }
            let of_this: Vec<String> = effects.left.iter().map(|left| format!("{name}: {left}")).collect();
            left.extend(of_this.iter().cloned());
            if effects.operations.is_empty() && (!is_new || (effects.left.is_empty() && besides.is_empty())) {
                continue;
            }
            told.push(text.clone());
            told.extend(besides);
            if is_new && routing.effects.iter().any(|effect| effect == "notify") {
                calls.push((name.clone(), text.clone()));
            }
            told.extend(of_this);
            let fact = Fact::CaseRouted {
                document,
                section,
                row,
                rule: routing.rule,
                rule_row: routing.row,
                outcome: routing.outcome,
                to: routing.to.to,
                level: routing.level,
                initiated: routing.initiated,
                because: routing.because.into_iter().map(|test| test.test).collect(),
                left: if is_new { effects.left } else { Vec::new() },
                incident: did,
                heads: Vec::new(),
            };
            write = write.entry(NewEntry { id: entry, ..self.entry_at(now, incident, author, fact, &text) });
            operations.extend(effects.operations);
        }
        let has_notices = !notices.is_empty();
        for (queued, message, rendered) in notices {
            write = write.entry(queued).queue(message, rendered);
        }
        let outcome = if operations.is_empty() && write.entries.is_empty() {
            None
        } else if operations.is_empty() {
            Some(outcome(&self.commit(write).await?))
        } else {
            let change = DocumentChange::edit(operations.clone(), None);
            Some(self.change_with(write, document, change, Touched::Operations(&operations)).await?)
        };
        if is_declared {
            // What fires at once and cannot be written is tried again by the next tick.
            let _ = self.tick().await;
        }
        if has_notices {
            self.office.wanted.notify_one();
        }
        for (name, text) in calls {
            let title = if name == A_CASE { name } else { format!("Case “{name}”") };
            self.tell_of_case(document, title, format!("{text}.")).await;
        }
        Ok(Applied { outcome, told, left })
    }

    /// The open incident that a case is part of: that of its document, else the one it was made part of.
    async fn open_incident_of(&self, own: Option<IncidentId>, linked: Option<IncidentId>) -> Option<Joined> {
        let incident = self.incident(own.or(linked)?).await.ok()?;
        let number = incident.number.clone();
        incident.is_open().then_some(Joined { id: incident.id, number, is_new: false })
    }

    /// A message that tells somebody of a decision, ready for the outbox, with the fact that it was handed over.
    async fn case_notice(
        &self,
        letter: &Letter,
        to: &Addressee,
        of: &NoticeOf,
    ) -> Result<(Delivery, Vec<u8>, Fact), String> {
        let NoticeOf { incident, document, section, row, decided } = *of;
        let copy = self.copy_for(letter, to, (IncidentId::new(decided.uuid()), decided)).await;
        let (message, rendered) = copy.map_err(|why| format!("the message could not be made: {why}"))?;
        let case = Some(CaseMessage { document, row, attachment: None });
        let message = Delivery { update_id: decided.to_string(), incident, case, ..message };
        let step = TicketStep::Queued { hand_off: decided, form: NOTICE.to_owned(), to: to.clone() };
        Ok((message, rendered, Fact::CaseTicket(CaseTicket { document, section, row, step })))
    }

    /// Says that something which rules left to a person was done, or is not to be.
    pub(super) async fn end_case_duty(&self, ended: &EndedCaseDuty) -> Result<Outcome, ApiError> {
        let words = text::lines(ended.words.trim(), text::CELL_LIMIT).map_err(|e| ApiError::invalid(e.to_string()))?;
        let mut found = None;
        for (_, loaded) in self.with_cases().await? {
            let logs = self.logs_of(&loaded).await?;
            let duties = case_duties(logs.iter().flat_map(|log| log.iter()));
            let is_it = |duty: &CaseDuty| duty.routed == ended.routed && duty.place == ended.place;
            if let Some(duty) = duties.into_iter().find(is_it) {
                found = Some((duty, loaded.document.header_text("incident").parse().ok()));
                break;
            }
        }
        let Some((duty, incident)) = found else {
            return Err(ApiError::invalid(
                "No rule left that to a person. Nothing was recorded. Look at the list again",
            ));
        };
        if let Some(end) = duty.end {
            return Err(ApiError::invalid(format!(
                "“{}” was ended already, by {}. Nothing was recorded",
                duty.words, end.by.name
            )));
        }
        let said = if words.is_empty() { String::new() } else { format!(": {words}") };
        let line = format!("Done: {}, left by the rule “{}”{said}", duty.words, duty.rule);
        let fact = Fact::CaseDutyEnded(CaseDutyEnded { of: ended.routed, place: ended.place, words: words.to_owned() });
        self.record(self.entry(incident, &self.author().await?, fact, &line)).await
    }
}

/// The case that a message tells of, and by which decision.
#[derive(Clone, Copy)]
struct NoticeOf {
    incident: Option<IncidentId>,
    document: DocumentId,
    section: SectionId,
    row: RowId,
    decided: EntryId,
}

/// What a rule asks for that happens in the incident that the case is part of, in words, with the fact of an action; it is
/// taken from what is left to a person.
fn in_incident(
    joined: &Joined,
    routing: &Routing,
    left: &mut Vec<String>,
    directory: &Directory,
) -> Vec<(String, Option<Fact>)> {
    let mut done = Vec::new();
    let mut takes = |what: &str| left.iter().position(|words| words == what).map(|at| left.remove(at)).is_some();
    if takes(FOLLOW_UP) {
        let owner = Some(owner(routing, directory)).filter(|owner| !owner.is_empty());
        let fact = Fact::ActionOpened { owner, due_at: routing.answer_by };
        done.push((format!("A follow-up action is open in {}", joined.number), Some(fact)));
    }
    if !joined.is_new {
        // What is part of an incident needs no other one.
        let before = left.len();
        left.retain(|words| !words.starts_with(DECLARE));
        if left.len() < before {
            done.push((format!("It is part of {} already", joined.number), None));
        }
    }
    let mut takes = |what: &str| left.iter().position(|words| words == what).map(|at| left.remove(at)).is_some();
    if joined.is_new && takes(UPDATE) {
        done.push((format!("The holding statement of {} stands ready", joined.number), None));
    }
    done
}

/// Whom a decision told that was undone since, by case and rule: its message had gone out, or may have.
fn told_by_undone<'l>(
    log: impl Iterator<Item = &'l Recorded> + Clone,
    document: DocumentId,
) -> Vec<(RowId, Option<RowId>, Addressee)> {
    let undone = Undone::read(log.clone());
    let decided = log.clone().filter(|recorded| undone.has(recorded.entry.id));
    let rules: BTreeMap<EntryId, Option<RowId>> = decided
        .filter_map(|recorded| match recorded.entry.fact()? {
            Fact::CaseRouted { document: of, rule_row, .. } if of == document => Some((recorded.entry.id, rule_row)),
            _ => None,
        })
        .collect();
    let has_it = |end: Option<&DeliveryEnd>| {
        matches!(end, Some(DeliveryEnd::Accepted | DeliveryEnd::Arrived | DeliveryEnd::Rehearsed))
    };
    let sent = sent_tickets(log).into_iter().filter(|ticket| ticket.is_notice() && has_it(ticket.to.end.as_ref()));
    sent.filter_map(|ticket| Some((ticket.row, *rules.get(&ticket.hand_off)?, ticket.to.addressee))).collect()
}

/// What a case is called.
fn named(routing: &Routing) -> &str {
    if routing.id.is_empty() { A_CASE } else { &routing.id }
}

/// What a message says of a decision. What the case says is not repeated: it may be personal data.
fn body(decided: &str, title: &str, routing: &Routing, zone: &TimeZone) -> String {
    let mut lines = vec![format!("{decided}.")];
    if let Some(by) = routing.answer_by {
        lines.push(format!("An answer is due by {}.", moment::print(by, zone)));
    }
    lines.push(format!("The case stands in “{title}”; what was said is there, with the brief."));
    lines.join("\n")
}

/// What is decided, for the log. What the case says is not repeated.
fn words(name: &str, routing: &Routing) -> String {
    let level = if routing.level.is_empty() { String::new() } else { format!(", {}", routing.level) };
    match routing.outcome.as_str() {
        "human" if routing.to.name.is_empty() => format!("{name} goes to a human{level}"),
        "human" => format!("{name} goes to {}{level}", routing.to.name),
        "recover" => format!("{name} gets a recovery procedure: {}", routing.procedure),
        _ => format!("The AI goes on with {name}"),
    }
}
