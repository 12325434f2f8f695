//! `incident`, `update` and `escalation`.

use std::process::ExitCode;

use bridgebook_app::api::incident::{Board, CallRow, SentRow};
use bridgebook_app::api::intent::{Carry, Declaring, Intent, LevelChange};
use bridgebook_app::api::message::MessageReading;
use bridgebook_app::api::period::RollForwardRow;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::api::reply::RecordedReply;
use bridgebook_app::api::{ApiError, ErrorCode};
use bridgebook_domain::log::Clock;
use bridgebook_domain::{EntryId, IncidentId};

use super::Context;
use crate::command::{Escalation, Incident, Update};
use crate::print;

impl Context {
    pub async fn incident(&self, command: &Incident) -> Result<ExitCode, ApiError> {
        match command {
            Incident::Declare {
                title,
                severity,
                commander,
                service,
                detected,
                exercise,
                impact,
                urgency,
                reason,
                from_case,
            } => {
                let cases = self.case_refs(from_case, None).await?;
                let intent = Intent::Declare {
                    title: title.clone(),
                    severity: severity.clone(),
                    commander: commander.clone(),
                    services: service.clone(),
                    detected: detected.clone(),
                    also: Declaring {
                        exercise: *exercise,
                        impact: impact.clone(),
                        urgency: urgency.clone(),
                        reason: reason.clone(),
                        cases,
                    },
                };
                let mut outcome = self.intent(intent).await?;
                // The incident alone, for scripts; its documents are in the JSON and in “document list”.
                if self.output == print::Output::Words {
                    outcome.ids.truncate(1);
                }
                self.output.outcome(&outcome, "declared")
            }
            Incident::List => self.show(Query::Incidents).await,
            Incident::Status { id, at } => {
                let incident = self.incident_id(id).await?;
                self.show(Query::Board { incident, at: at.clone() }).await
            }
            Incident::Known(asked) => self.known(asked).await,
            Incident::SetSeverity { id, severity, reason } => {
                let incident = self.incident_id(id).await?;
                let intent = Intent::SetSeverity { incident, severity: severity.clone(), reason: reason.clone() };
                self.act(intent, "severity changed").await
            }
            Incident::SetState { id, state, reason } => {
                let incident = self.incident_id(id).await?;
                let state = state.clone();
                let intent = match reason.as_str() {
                    "" => Intent::SetState { incident, state },
                    reason => Intent::SetStateBecause { incident, state, reason: reason.to_owned() },
                };
                self.act(intent, "state changed").await
            }
            Incident::Assign { id, role, person } => {
                let incident = self.incident_id(id).await?;
                self.act(Intent::Assign { incident, role: role.clone(), person: person.clone() }, "assigned").await
            }
            Incident::Renounce(asked) => self.renounce(asked).await,
            Incident::Period { id, to, carry, drop, preview } => {
                let incident = self.incident_id(id).await?;
                if *preview {
                    return self.show(Query::RollForward { incident, to: to.clone() }).await;
                }
                let carry = if *carry { Some(self.carry(incident, to, drop).await?) } else { None };
                self.act(Intent::StartPeriod { incident, to: to.clone(), carry }, "period started").await
            }
            Incident::Action(action) => self.action(action).await,
            Incident::HandOver(command) => self.hand_over(command).await,
            Incident::CatchUp { id, since } => {
                let incident = self.incident_id(id).await?;
                self.show(Query::CatchUp { incident, since: since.clone() }).await
            }
            Incident::WhoDecides { id, text } => {
                let incident = self.incident_id(id).await?;
                self.show(Query::WhoDecides { incident, text: text.clone() }).await
            }
            Incident::Close { id, reason, check } => {
                let incident = self.incident_id(id).await?;
                if *check {
                    let answer = self.query(Query::OpenEnds { incident }).await?;
                    let is_open = matches!(&answer, Answer::OpenEnds(list) if !list.is_empty());
                    self.output.answer(&answer)?;
                    return Ok(if is_open { ExitCode::from(3) } else { ExitCode::SUCCESS });
                }
                self.act(Intent::Close { incident, reason: reason.clone() }, "closed").await
            }
            Incident::Export { id, options } => {
                let incident = self.incident_id(id).await?;
                self.export(Vec::new(), Some(incident), options).await
            }
        }
    }

    /// What of the action plan does not go on: the lines to decide about that the words, or ids, name.
    async fn carry(&self, incident: IncidentId, to: &str, drop: &[String]) -> Result<Carry, ApiError> {
        let Answer::RollForward(reading) = self.query(Query::RollForward { incident, to: to.to_owned() }).await? else {
            return Err(ApiError::not_found("The plan did not come back. Nothing was changed"));
        };
        let open: Vec<_> = reading.lines.iter().filter(|l| l.fate == "decide").collect();
        let mut rows = Vec::new();
        for written in drop {
            let is_it =
                |l: &&&RollForwardRow| l.words.eq_ignore_ascii_case(written.trim()) || l.row.to_string() == *written;
            let found = open.iter().find(is_it).ok_or_else(|| {
                ApiError::invalid(format!(
                    "“{written}” is no line to decide about. Nothing was changed. --preview shows which there are"
                ))
            })?;
            rows.push(found.row);
        }
        Ok(Carry { heads: reading.heads, drop: rows })
    }

    /// A message as it stands: audience, stage, text, promise and subject.
    async fn message(
        &self,
        incident: &str,
        asked: (String, String, String, String, String),
    ) -> Result<MessageReading, ApiError> {
        let incident = self.incident_id(incident).await?;
        let (audience, stage, text, next, subject) = asked;
        let at = String::new();
        match self.query(Query::Message { incident, audience, stage, text, next, subject, at }).await? {
            Answer::Message(reading) => Ok(*reading),
            _ => Err(ApiError::new(ErrorCode::Failed, "The message was not read. Nothing was changed")),
        }
    }

    pub async fn update(&self, command: &Update) -> Result<ExitCode, ApiError> {
        match command {
            Update::Planning(command) => self.planning(command).await,
            Update::Due { incident, at } => {
                let mut updates = Vec::new();
                for id in self.chosen(incident.as_deref()).await? {
                    let board = self.board(id, at.as_ref()).await?;
                    updates.push(board);
                }
                self.output.updates(&updates)
            }
            Update::Draft { incident, audience, stage } => {
                let (text, next, subject) = (String::new(), String::new(), String::new());
                let asked = (audience.clone(), stage.clone(), text, next, subject);
                let reading = self.message(incident, asked).await?;
                self.output.draft(&reading, audience)
            }
            Update::Check { incident, audience, text, stage, next, subject } => {
                let text = text_or_input(text)?;
                let asked = (audience.clone(), stage.clone(), text, next.clone(), subject.clone());
                self.output.message(&self.message(incident, asked).await?)
            }
            Update::Ask { incident, audience, text, approver, stage, subject } => {
                let incident = self.incident_id(incident).await?;
                let body = text_or_input(text)?;
                let (audience, approver, stage) = (audience.clone(), approver.clone(), stage.clone());
                let subject = subject.clone();
                let ask = Intent::AskUpdateApproval { incident, audience, body, subject, stage, approver };
                self.act(ask, "asked").await
            }
            Update::Approve(asked) => self.approve_update(asked).await,
            Update::Record { incident, audience, text, via, next, stage, despite } => {
                let incident = self.incident_id(incident).await?;
                let intent = Intent::RecordUpdate {
                    incident,
                    audience: audience.clone(),
                    body: text_or_input(text)?,
                    via: via.clone(),
                    next: next.clone(),
                    stage: stage.clone(),
                    despite: despite.clone(),
                };
                self.act(intent, "recorded").await
            }
            Update::Send { incident, audience, text, channel, to, next, stage, despite, subject, at, quiet } => {
                let incident = self.incident_id(incident).await?;
                let intent = Intent::SendUpdate {
                    incident,
                    audience: audience.clone(),
                    body: text_or_input(text)?,
                    next: next.clone(),
                    stage: stage.clone(),
                    despite: despite.clone(),
                    subject: subject.clone(),
                    at: at.clone(),
                    quiet: quiet.clone().unwrap_or_default(),
                    to: self.send_by(incident, audience, channel, to).await?,
                };
                self.send(incident, intent).await
            }
            Update::Scheduled { incident } => {
                let mut rows = Vec::new();
                for id in self.chosen(incident.as_deref()).await? {
                    let board = self.board(id, None).await?;
                    rows.extend(board.scheduled.into_iter().map(|row| (board.incident.number.clone(), row)));
                }
                self.output.scheduled(&rows)
            }
            Update::Cancel { incident, update, reason } => {
                let incident = self.incident_id(incident).await?;
                self.cancel(incident, update, reason).await
            }
            Update::Confirm { incident, update, note } => {
                let incident = self.incident_id(incident).await?;
                self.confirm(incident, update, note).await
            }
            Update::Replied { incident, update, by, at, text } => {
                let incident = self.incident_id(incident).await?;
                let (by, at, text) = (by.clone(), at.clone(), text_or_input(text)?);
                let update = self.sent_update(incident, update).await?;
                self.act(Intent::RecordReply(RecordedReply { incident, update, by, at, text }), "recorded").await
            }
            Update::Retract { incident, update, reason } => {
                let incident = self.incident_id(incident).await?;
                let update = self.sent_update(incident, update).await?;
                self.act(Intent::RetractUpdate { incident, update, reason: reason.clone() }, "retracted").await
            }
            Update::NotAwaited { incident, update, reason } => {
                let incident = self.incident_id(incident).await?;
                let update = self.sent_update(incident, update).await?;
                self.act(Intent::WaiveReply { incident, update, reason: reason.clone() }, "not awaited any more").await
            }
            Update::Skip { incident, audience, reason } => {
                let incident = self.incident_id(incident).await?;
                let intent = Intent::SkipUpdate { incident, audience: audience.clone(), reason: reason.clone() };
                self.act(intent, "skipped").await
            }
            Update::Snooze { incident, audience, until, reason } => {
                let incident = self.incident_id(incident).await?;
                let (audience, until, reason) = (audience.clone(), until.clone(), reason.clone());
                self.act(Intent::SnoozeUpdate { incident, audience, until, reason }, "snoozed").await
            }
        }
    }

    pub async fn escalation(&self, command: &Escalation) -> Result<ExitCode, ApiError> {
        let change = |incident, level: &str, change, reason: &str, clock: Option<&String>| Intent::ChangeLevel {
            incident,
            level: level.to_owned(),
            change,
            reason: reason.to_owned(),
            clock: clock.map(|word| Clock::from_word(word.trim())),
        };
        match command {
            Escalation::Clocks { incident, at } => {
                let board = self.board(self.incident_id(incident).await?, at.as_ref()).await?;
                self.output.levels(&board.levels)
            }
            Escalation::Acknowledge { incident, level, by } => {
                let incident = self.incident_id(incident).await?;
                self.act(Intent::Acknowledge { incident, level: level.clone(), by: by.clone() }, "acknowledged").await
            }
            Escalation::Calls { incident } => {
                let board = self.board(self.incident_id(incident).await?, None).await?;
                self.output.calls(&board.calls)
            }
            Escalation::Call { incident, level, outcome, place, note } => {
                let incident = self.incident_id(incident).await?;
                // A level that is due by now is called first, as late as it is: then there is a call to note.
                self.intent(Intent::LookAt { incident }).await?;
                let board = self.board(incident, None).await?;
                let sheet = board.calls.iter().rev().find(|s| s.level.to_lowercase() == level.trim().to_lowercase());
                let is_wanted = |call: &&CallRow| place.map_or(call.state == "open", |place| call.place == place);
                let call = sheet.and_then(|sheet| sheet.calls.iter().find(is_wanted)).map(|call| call.id.clone());
                let (Some(sheet), Some(call)) = (sheet, call) else {
                    return Err(ApiError::not_found(format!(
                        "No call is to be made for “{}”. Nothing was changed. See “escalation calls”",
                        level.trim()
                    )));
                };
                let (outcome, note) = (outcome.clone(), note.clone());
                self.act(Intent::EndCall { incident, sheet: sheet.id, call, outcome, note }, "noted").await
            }
            Escalation::Deescalate { incident, level, to, by, reason } => {
                let incident = self.incident_id(incident).await?;
                let (level, to, by, reason) = (level.clone(), to.clone(), by.clone(), reason.clone());
                self.act(Intent::Deescalate { incident, level, to, by, reason }, "de-escalated").await
            }
            Escalation::Reasons { incident } => {
                let board = self.board(self.incident_id(incident).await?, None).await?;
                self.output.pause_reasons(&board.pause_reasons)
            }
            Escalation::Decline { incident, level, reason } => {
                let incident = self.incident_id(incident).await?;
                self.act(change(incident, level, LevelChange::Decline, reason, None), "declined").await
            }
            Escalation::Skip { incident, level, reason, clock } => {
                let incident = self.incident_id(incident).await?;
                self.act(change(incident, level, LevelChange::Skip, reason, clock.as_ref()), "skipped").await
            }
            Escalation::Raise { incident, level, reason, clock } => {
                let incident = self.incident_id(incident).await?;
                self.act(change(incident, level, LevelChange::Raise, reason, clock.as_ref()), "raised").await
            }
            Escalation::Pause { incident, reason } => {
                let incident = self.incident_id(incident).await?;
                self.act(Intent::PauseEscalation { incident, reason: reason.clone() }, "paused").await
            }
            Escalation::Resume { incident } => {
                let incident = self.incident_id(incident).await?;
                self.act(Intent::ResumeEscalation { incident }, "resumed").await
            }
            Escalation::Simulate { .. } => self.simulate(command).await,
            Escalation::Coverage { document, scene } => self.coverage(document, scene).await,
        }
    }

    pub(super) async fn board(&self, incident: IncidentId, at: Option<&String>) -> Result<Board, ApiError> {
        match self.query(Query::Board { incident, at: at.cloned() }).await? {
            Answer::Board(board) => Ok(*board),
            _ => Err(ApiError::not_found("The board did not come back")),
        }
    }

    /// An update that went out, by its id, or the last one that went to an audience.
    async fn sent_update(&self, incident: IncidentId, written: &str) -> Result<EntryId, ApiError> {
        if let Ok(id) = written.trim().parse() {
            return Ok(id);
        }
        let board = self.board(incident, None).await?;
        let is_its = |sent: &&SentRow| sent.audience.to_lowercase() == written.trim().to_lowercase();
        board.sent.iter().filter(is_its).max_by_key(|sent| sent.number).map(|sent| sent.id).ok_or_else(|| {
            ApiError::not_found(format!(
                "No update has gone out to “{}”. Nothing was recorded. “update due” shows whose reply is awaited",
                written.trim()
            ))
        })
    }

    /// One incident, or every open one.
    async fn chosen(&self, written: Option<&str>) -> Result<Vec<IncidentId>, ApiError> {
        if let Some(written) = written {
            return Ok(vec![self.incident_id(written).await?]);
        }
        match self.query(Query::Incidents).await? {
            Answer::Incidents(list) => Ok(list.into_iter().filter(|i| i.is_open).map(|i| i.id).collect()),
            _ => Ok(Vec::new()),
        }
    }

    /// An incident by its id or number.
    pub async fn incident_id(&self, written: &str) -> Result<IncidentId, ApiError> {
        if let Ok(id) = written.parse() {
            return Ok(id);
        }
        let Answer::Incidents(list) = self.query(Query::Incidents).await? else {
            return Err(ApiError::not_found("The list of incidents did not come back"));
        };
        list.iter().find(|i| i.number.eq_ignore_ascii_case(written)).map(|i| i.id).ok_or_else(|| {
            ApiError::not_found(format!("There is no incident “{written}”. “incident list” shows what there is"))
        })
    }
}

/// The text, or for `-` that of standard input, within a limit.
fn text_or_input(text: &str) -> Result<String, ApiError> {
    use std::io::Read as _;
    const LIMIT: u64 = 1024 * 1024;
    if text != "-" {
        return Ok(text.to_owned());
    }
    let mut text = String::new();
    let failed = |e: std::io::Error| {
        ApiError::invalid(format!("Standard input cannot be read: {e}. Nothing was checked or recorded"))
    };
    std::io::stdin().take(LIMIT + 1).read_to_string(&mut text).map_err(failed)?;
    Ok(text)
}
