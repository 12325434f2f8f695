//! Handing a case to a human: each step is a fact of the log, and what it changes in the row is in the same commit.

use bridgebook_domain::case::brief::Brief;
use bridgebook_domain::case::place::{CONVERSATION, keep_days_or, personal_column};
use bridgebook_domain::hand_off::{HandOffState, Method, may_follow, receiver};
use bridgebook_domain::id::AttachmentId;
use bridgebook_domain::log::{CaseHandOff, Fact, HandOffStep, Waived};
use bridgebook_domain::trigger::TARGETS;
use bridgebook_domain::view::choice_of;
use bridgebook_domain::{Block, ColumnType, Operation, Path, Value, text};
use bridgebook_store::{DocumentChange, NewAttachment, Personal, Write};
use jiff::SignedDuration;

use super::attachment::fresh_key;
use super::case::exchanged;
use super::update::because;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::hand_off::{CaseNamed, HandOffAct};
use crate::api::intent::Outcome;
use crate::attachment::own_name;
use crate::commit::Touched;
use crate::names::stored;
use crate::query::hand_off::{BRIEF_FILE, Handing, KeptBrief, case_hash, step_words};

/// What a step changes in the row of its case: cells by the keys of their columns.
#[derive(Default)]
struct Changes {
    cells: Vec<(&'static str, String)>,
    /// Whether it counts as re-routed.
    is_moved: bool,
}

impl Bridgebook {
    /// Does something about the hand-off of a case.
    pub(super) async fn carry_hand_off(&self, case: &CaseNamed, act: HandOffAct) -> Result<Outcome, ApiError> {
        if let HandOffAct::Export { form, path } = &act {
            return self.export_hand_off(&self.handing(case).await?, form, path).await;
        }
        let _one = self.intake.lock().await;
        let handing = self.handing(case).await?;
        match act {
            HandOffAct::KeepBrief { brief } => self.keep_brief(handing, Some(brief)).await,
            HandOffAct::ForgetBrief {} => self.keep_brief(handing, None).await,
            HandOffAct::Offer { because } => {
                let because = one_line(&because)?;
                self.step(handing, vec![HandOffStep::Offered { because }], Changes::default()).await
            }
            HandOffAct::Decline {} => self.step(handing, vec![HandOffStep::Declined {}], Changes::default()).await,
            HandOffAct::AskEmail {} => self.step(handing, vec![HandOffStep::EmailAsked {}], Changes::default()).await,
            HandOffAct::SayCustomMessage {} => self.say_custom_message(handing).await,
            HandOffAct::HandOver { to, waived, ticket } => self.hand_case_over(handing, &to, &waived, &ticket).await,
            HandOffAct::NobodyAvailable {} => {
                let (_, until) = handing.is_open();
                self.step(handing, vec![HandOffStep::NobodyAvailable { until }], Changes::default()).await
            }
            HandOffAct::Accept { by } => self.accept_case(handing, &by).await,
            HandOffAct::Return { reason } => self.return_case(handing, &reason).await,
            HandOffAct::Reroute { to, reason } => self.reroute_case(handing, &to, &reason).await,
            HandOffAct::EndChat {} => self.step(handing, vec![HandOffStep::ChatEnded {}], Changes::default()).await,
            HandOffAct::Send { channel, form } => self.send_ticket(handing, &channel, &form).await,
            HandOffAct::Export { .. } => Ok(self.unchanged()),
        }
    }

    async fn say_custom_message(&self, handing: Handing) -> Result<Outcome, ApiError> {
        let policy = handing.policy.as_ref().filter(|policy| !policy.custom_message.is_empty());
        let Some(policy) = policy else {
            return Err(ApiError::invalid(
                "No hand-off policy has a custom message for this case. Nothing was recorded. Write one there",
            ));
        };
        let step = HandOffStep::CustomMessage { policy: policy.document };
        self.step(handing, vec![step], Changes::default()).await
    }

    async fn hand_case_over(
        &self,
        handing: Handing,
        to: &str,
        waived: &[Waived],
        ticket: &str,
    ) -> Result<Outcome, ApiError> {
        if let Some(policy) = handing.policy.as_ref().filter(|policy| policy.method == Method::CustomMessage) {
            return Err(ApiError::invalid(format!(
                "“{}” hands nothing over: its method is the custom message. Nothing was handed over. Say that message, or change the method there",
                policy.title
            )));
        }
        let waived = waived
            .iter()
            .map(|one| Ok(Waived { item: one.item.trim().to_owned(), reason: because(&one.reason)?.to_owned() }))
            .collect::<Result<Vec<_>, ApiError>>()?;
        let (receiver, mut gate) = handing.gate(to);
        if let Some(unknown) = gate.waive(&waived).first() {
            let missing: Vec<String> = gate.missing().iter().map(|line| format!("“{}”", line.item)).collect();
            let there = if missing.is_empty() { "nothing".to_owned() } else { missing.join(", ") };
            return Err(ApiError::invalid(format!(
                "“{}” is nothing that is missing here. Nothing was handed over. Waive only what is: {there}",
                unknown.item
            )));
        }
        let missing = gate.missing();
        if !missing.is_empty() {
            let names: Vec<&str> = missing.iter().map(|line| line.item.as_str()).collect();
            let details = missing.iter().map(|line| format!("{}: {}", line.item, line.found)).collect();
            let what = match names.len() {
                1 => "A required line is missing".to_owned(),
                several => format!("{several} required lines are missing"),
            };
            let list = names.join("; ");
            let message =
                format!("{what}: {list}. Nothing was handed over. Complete what is missing, or waive it with a reason");
            return Err(ApiError { details, ..ApiError::invalid(message) });
        }
        if receiver.to.is_empty() {
            return Err(ApiError::invalid(format!("{}. Nothing was handed over", receiver.problem)));
        }
        let owner = handing.owner();
        let from = if owner == receiver.to { String::new() } else { owner.clone() };
        let policy = handing.policy.as_ref();
        let ticket = one_line(ticket)?;
        let mut changes = Changes::default();
        if !ticket.is_empty() {
            changes.cells.push(("ticket", ticket.clone()));
        }
        let mut steps = vec![HandOffStep::TicketCreated {
            to: receiver.to.clone(),
            from,
            complete: gate.percent,
            waived: gate.waived(),
            policy: policy.and_then(|policy| policy.document),
            platform: policy.map(|policy| policy.platform.clone()).unwrap_or_default(),
            ticket,
        }];
        let (is_open, until) = handing.is_open();
        if !is_open {
            steps.push(HandOffStep::NobodyAvailable { until });
        }
        // Somebody has to answer for it until it is accepted; where somebody does, they go on until then.
        if owner.is_empty() && receiver.problem.is_empty() {
            changes.cells.push(("owner", receiver.to));
        }
        self.step(handing, steps, changes).await
    }

    async fn accept_case(&self, handing: Handing, by: &str) -> Result<Outcome, ApiError> {
        let by = match one_line(by)?.as_str() {
            "" => {
                let me = self.author().await?;
                me.person.map_or(me.name, |person| person.to_string())
            }
            written => self.somebody(&handing, written)?,
        };
        let cells = vec![("owner", by.clone()), ("handled_by", "human".to_owned())];
        self.step(handing, vec![HandOffStep::PickedUp { by }], Changes { cells, is_moved: false }).await
    }

    async fn return_case(&self, handing: Handing, reason: &str) -> Result<Outcome, ApiError> {
        let reason = because(reason)?.to_owned();
        let to = handing.hand_off.as_ref().map(|hand_off| hand_off.from.clone()).unwrap_or_default();
        let changes = Changes { cells: vec![("owner", to.clone())], is_moved: true };
        let is_nobodys = to.is_empty();
        let mut outcome = self.step(handing, vec![HandOffStep::Returned { to, reason }], changes).await?;
        if is_nobodys {
            outcome
                .remarks
                .push("Nobody answers for it now: it came from the assistant. Choose who takes it".to_owned());
        }
        Ok(outcome)
    }

    async fn reroute_case(&self, handing: Handing, to: &str, reason: &str) -> Result<Outcome, ApiError> {
        let reason = because(reason)?.to_owned();
        let to = self.somebody(&handing, to)?;
        let hand_off = handing.hand_off.as_ref();
        let has_it = hand_off.map(|h| if h.accepted_by.is_empty() { h.to.clone() } else { h.accepted_by.clone() });
        let from = has_it.unwrap_or_default();
        if from == to {
            return Err(ApiError::invalid(format!(
                "{} has it already. Nothing was changed. Choose somebody else",
                handing.directory.words(&to)
            )));
        }
        let changes = Changes { cells: vec![("owner", to.clone())], is_moved: true };
        self.step(handing, vec![HandOffStep::Rerouted { from, to, reason }], changes).await
    }

    /// Somebody who can answer for a case, as it is stored.
    fn somebody(&self, handing: &Handing, written: &str) -> Result<String, ApiError> {
        let found = receiver(&handing.directory, &stored(&handing.directory, &TARGETS, written));
        if found.problem.is_empty() {
            return Ok(found.to);
        }
        Err(ApiError::invalid(format!("{}. Nothing was changed", found.problem)))
    }

    /// Records steps, with what they change in the row, in one commit.
    async fn step(&self, handing: Handing, steps: Vec<HandOffStep>, mut changes: Changes) -> Result<Outcome, ApiError> {
        let mut state = handing.hand_off.as_ref().map(|hand_off| hand_off.state);
        let (author, now) = (self.author().await?, self.now());
        let incident = handing.loaded.document.header_text("incident").parse().ok();
        let mut write = Write::at(now);
        for step in steps {
            if !may_follow(state, &step) {
                return Err(not_now(handing.name(), state, &step));
            }
            state = Some(step.state());
            let words = format!("{}: {}", handing.name(), step_words(&step, &handing.directory, &handing.zone));
            let (document, section, row) = (handing.row.document, handing.row.section, handing.row.row);
            let fact = Fact::CaseHandOff(CaseHandOff { document, section, row, step });
            write = write.entry(self.entry_at(now, incident, &author, fact, &words));
        }
        // A table of hand-offs has the states among its choices; the statuses of other tables are their own.
        changes.cells.extend(state.map(|state| ("status", state.name().to_owned())));
        let operations = operations(&handing, &changes);
        let document = handing.row.document;
        if operations.is_empty() {
            let ids = write.entries.iter().map(|entry| entry.id.to_string()).collect();
            let committed = self.commit(write).await?;
            return Ok(Outcome { ids, ..crate::commit::outcome(&committed) });
        }
        drop(handing);
        let change = DocumentChange::edit(operations.clone(), None);
        self.change_with(write, document, change, Touched::Operations(&operations)).await
    }

    /// Keeps the brief of a person in place of what was kept, or lets go of it.
    async fn keep_brief(&self, handing: Handing, brief: Option<Brief>) -> Result<Outcome, ApiError> {
        let block = &handing.loaded.document.sections.get(&handing.row.section).ok_or_else(gone)?.block;
        let row = block.rows.get(&handing.row.row).ok_or_else(gone)?;
        let Some((column, shape)) = personal_column(block, CONVERSATION) else {
            return Err(ApiError::invalid(
                "The table has no column for conversations, where a brief is kept encrypted. Nothing was kept. Take the case in from a file, which adds it",
            ));
        };
        let was = row.cells.get(&column);
        let value = match brief {
            None => {
                let Some(kept) = handing.kept else { return Ok(self.unchanged()) };
                let kept = kept.to_string();
                let others = was.map(Value::members).unwrap_or_default().into_iter().filter(|id| *id != kept);
                Value::many(others.map(str::to_owned))
            }
            Some(brief) => {
                let brief = brief.written(&handing.source);
                if handing.is_edited && !handing.is_behind && brief == handing.brief.clone().written(&handing.source) {
                    return Ok(self.unchanged());
                }
                for line in brief.parts.iter().flat_map(|part| &part.lines) {
                    text::lines(&line.text, text::CELL_LIMIT).map_err(|e| ApiError::invalid(e.to_string()))?;
                }
                let kept = KeptBrief { brief, of: case_hash(&handing.source.case) };
                let bytes = serde_json::to_vec(&kept).map_err(|_| {
                    ApiError::new(crate::api::ErrorCode::Failed, "The brief could not be kept. Nothing was changed")
                })?;
                let (id, now) = (AttachmentId::new(self.fresh()), self.now());
                let days = i64::from(keep_days_or(block, shape, self.keep_days().await?));
                let retain_until = now.saturating_add(SignedDuration::from_hours(24 * days)).unwrap_or(now);
                let name = format!("{}{BRIEF_FILE}", own_name(&handing.name().replace(['/', '\\'], "-")));
                let media_type = "application/json".to_owned();
                let personal = Some(Personal { key: fresh_key(), retain_until });
                self.store.attach(NewAttachment { id, name, media_type, bytes, added_at: now, personal }).await?;
                exchanged(was, handing.kept, id.to_string())
            }
        };
        let (document, path) = (handing.row.document, Path::Cell(handing.row.section, handing.row.row, column));
        let value = Some(value).filter(|value| !value.is_empty());
        let operations = vec![Operation::Set { path, value }];
        drop(handing);
        let change = DocumentChange::edit(operations.clone(), None);
        self.change_with(Write::at(self.now()), document, change, Touched::Operations(&operations)).await
    }
}

/// A line that may be empty.
fn one_line(written: &str) -> Result<String, ApiError> {
    text::line(written.trim()).map(str::to_owned).map_err(|e| ApiError::invalid(e.to_string()))
}

fn gone() -> ApiError {
    ApiError::not_found("That case is not in the document any more. Nothing was changed")
}

/// Why a step cannot be done now.
fn not_now(name: &str, state: Option<HandOffState>, step: &HandOffStep) -> ApiError {
    let wanted = step.state().name().to_lowercase();
    ApiError::invalid(match state {
        None => format!(
            "{name} was not handed over yet, so it cannot be “{wanted}”. Nothing was changed. Hand it over first"
        ),
        Some(state) => {
            let state_name = state.name().to_lowercase();
            let wanted = match step {
                HandOffStep::Rerouted { .. } => "re-routed".to_owned(),
                _ => format!("“{wanted}”"),
            };
            let then = match state {
                HandOffState::Returned | HandOffState::ChatEnded | HandOffState::CustomMessage => {
                    "Hand it over anew, to whoever is meant"
                }
                HandOffState::Offered | HandOffState::EmailAsked => "Hand it over, or say that the customer declined",
                HandOffState::Declined => "Offer it again where there is another reason",
                HandOffState::TicketCreated | HandOffState::NobodyAvailable => {
                    "Somebody accepts it first, or it is returned or re-routed"
                }
                HandOffState::PickedUp => "Whoever has it returns or re-routes it first",
            };
            format!("{name} stands at “{state_name}”, from where it cannot be {wanted}. Nothing was changed. {then}")
        }
    })
}

/// What changes in the row. A column that the table does not have changes nothing.
fn operations(handing: &Handing, changes: &Changes) -> Vec<Operation> {
    let (section, row) = (handing.row.section, handing.row.row);
    let Some(block) = handing.loaded.document.sections.get(&section).map(|section| &section.block) else {
        return Vec::new();
    };
    let Some(cells) = block.rows.get(&row) else { return Vec::new() };
    let mut list = Vec::new();
    let mut set = |key: &str, text: String| {
        let Some((id, _)) = block.column_by_key(key) else { return };
        if block.cell_text(cells, key) != text {
            let value = Some(Value::one(text)).filter(|value| !value.is_empty());
            list.push(Operation::Set { path: Path::Cell(section, row, id), value });
        }
    };
    for (key, text) in &changes.cells {
        if let Some(text) = cell(block, key, text) {
            set(key, text);
        }
    }
    if changes.is_moved {
        let before = block.cell_text(cells, "rerouted").trim().parse::<u32>().unwrap_or(0);
        set("rerouted", before.saturating_add(1).to_string());
    }
    list
}

/// A text as the column holds it; nothing for a choice that it does not have.
fn cell(block: &Block, key: &str, text: &str) -> Option<String> {
    let (_, column) = block.column_by_key(key)?;
    if column.column_type != ColumnType::Choice || text.is_empty() {
        return (key != "status").then(|| text.to_owned());
    }
    choice_of(column, text).map(|(id, _)| id.to_owned())
}
