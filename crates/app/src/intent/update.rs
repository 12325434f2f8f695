//! Status updates: asked about, recorded as sent by hand, skipped, snoozed.

use std::collections::{BTreeMap, BTreeSet};

use bridgebook_domain::cadence::{CadenceView, DueUpdate, approver as approver_of, due_updates, snooze_limit};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::incident::{UpdateReview, update_checkpoint};
use bridgebook_domain::log::{Fact, PlanPart};
use bridgebook_domain::message::{self, Asked, MessageFinding, ON_CONDITION};
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::view::folded;
use bridgebook_domain::{IncidentId, text};
use bridgebook_store::Write;
use jiff::Timestamp;

use super::incident::said;
use super::writing::Typed;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Outcome;
use crate::api::message::KeptMessage;
use crate::commit::outcome;
use crate::names::stored;
use crate::query::message::Read;
use crate::wording::{possessive, wall_on_day};
use crate::words::Reading;

impl Bridgebook {
    pub(super) async fn record_update(
        &self,
        incident: IncidentId,
        update: Said<'_>,
        via: &str,
        despite: &str,
    ) -> Result<Outcome, ApiError> {
        let via = text::line(via).map_err(|e| ApiError::invalid(e.to_string()))?.to_owned();
        let despite = text::line(despite.trim()).map_err(|e| ApiError::invalid(e.to_string()))?;
        let Ready { audience, number, stage, body, next_at, findings, .. } = self.ready(incident, update, None).await?;
        gate(&findings, despite, ("recorded", "it was sent"))?;
        let name = possessive(self.directory().await?.words(&audience));
        let words = with_errors(format!("{name} update {number} sent"), &findings, despite);
        let (sent_to, text) = (audience.clone(), body.clone());
        let fact = Fact::UpdateSent { audience, number, stage, body, via, next_at };
        let mut outcome = self.write_fact(incident, fact, &words).await?;
        // It is recorded: whatever fails now must not invite anybody to record it again.
        let forgotten = self.is_out(incident, &sent_to, &text).await;
        outcome.remarks.extend(forgotten.err().map(|e| e.message));
        outcome.remarks.extend(self.unanswered_before(incident, &sent_to, number).await.unwrap_or_default());
        Ok(outcome)
    }

    /// Forgets the text that was being written, once it is out of hand. Another text that is being written meanwhile
    /// stays.
    pub(super) async fn is_out(&self, incident: IncidentId, audience: &str, body: &str) -> Result<(), ApiError> {
        let kept = self.kept_message(incident, audience).await?;
        if kept.is_some_and(|kept| kept.text.is_empty() || kept.text.trim() == body) {
            self.keep_message(incident, Typed::anew(audience, &KeptMessage::default())).await?;
        }
        Ok(())
    }

    /// Reads what is to go out: the text within its limits, its number and stage, the promise it makes.
    /// `goes_at` is when it goes out, where that is not now: it is read as it will stand then.
    pub(super) async fn ready(
        &self,
        incident: IncidentId,
        update: Said<'_>,
        goes_at: Option<Timestamp>,
    ) -> Result<Ready, ApiError> {
        let now = goes_at.unwrap_or_else(|| self.now());
        let Said { audience, body, next, stage, subject } = update;
        let body = said(body)?;
        let stage = text::line(stage.trim()).map_err(|e| ApiError::invalid(e.to_string()))?;
        let subject = text::line(subject.trim()).map_err(|e| ApiError::invalid(e.to_string()))?;
        let (directory, zone) = (self.directory().await?, self.zone().await?);
        self.known_stage(incident, stage, &directory, "Nothing was changed").await?;
        let reading = Reading { directory: &directory, now, zone: &zone };
        let next_at = if next.trim().is_empty() { None } else { Some(reading.ahead(next)?) };
        let audience = stored(
            &directory,
            &[ReferenceKind::Audience],
            text::name(audience).map_err(|e| ApiError::invalid(e.to_string()))?,
        );
        let asked = Asked { audience: &audience, stage, promised: next_at, subject };
        let Read { reading, context, subject, .. } = self.read_message(incident, asked, body, now).await?;
        // What the text names is promised, whether or not somebody typed it a second time.
        let next_at = next_at.or(reading.next_at.filter(|at| *at > now));
        let (number, stage, is_external) = (context.number, context.stage, context.is_external);
        let (body, findings) = (body.to_owned(), reading.findings);
        Ok(Ready { audience, number, stage, subject, body, next_at, findings, is_external })
    }

    /// Refuses a stage that nobody knows. What the plan in force asks for, and the state itself, is known; none follows the
    /// state. `kept` says what did not happen.
    pub(crate) async fn known_stage(
        &self,
        incident: IncidentId,
        stage: &str,
        directory: &Directory,
        kept: &str,
    ) -> Result<(), ApiError> {
        if stage.is_empty() {
            return Ok(());
        }
        let known = self.incident(incident).await?;
        let plan = self.plan(&known, &PlanPart::Communication).await?;
        let plan = plan.at(self.now());
        let list = message::stages(plan);
        let asked_for = plan.map(|plan| CadenceView::read(plan, directory)).unwrap_or_default();
        let of_rules =
            asked_for.rows.iter().map(|row| &row.stage).chain(asked_for.planned.iter().map(|row| &row.stage));
        let state = known.state.value.to_string();
        let mut words = list.iter().chain(of_rules).map(String::as_str).chain([state.as_str(), "closed"]);
        if words.any(|word| folded(word) == folded(stage)) {
            return Ok(());
        }
        Err(ApiError::invalid(format!(
            "“{stage}” is no stage of a message. {kept}. There are: {}. Without one it follows the state",
            list.join(", ")
        )))
    }

    pub(super) async fn ask_update_approval(
        &self,
        incident: IncidentId,
        update: Said<'_>,
        approver: &str,
    ) -> Result<Outcome, ApiError> {
        let Ready { audience, number, stage, subject, body, findings, .. } = self.ready(incident, update, None).await?;
        let (known, directory) = (self.incident(incident).await?, self.directory().await?);
        let document = known.plan(&PlanPart::Communication).ok_or_else(|| {
            ApiError::invalid("The incident runs on no communication plan. Nothing was asked. Adopt one first")
        })?;
        let approver = match approver.trim() {
            "" => {
                let plan = self.plan(&known, &PlanPart::Communication).await?;
                approver_of(&plan, &known, &directory, &audience, self.now()).ok_or_else(|| {
                    ApiError::invalid(format!(
                        "The communication plan names nobody who approves what goes to {}. Nothing was asked. Name who is to approve",
                        directory.words(&audience)
                    ))
                })?
            }
            written => {
                let written = text::name(written).map_err(|e| ApiError::invalid(e.to_string()))?;
                stored(&directory, &[ReferenceKind::Person, ReferenceKind::Role], written)
            }
        };
        let checkpoint = update_checkpoint(&audience, number);
        let title = format!("{} update {number}", possessive(directory.words(&audience)));
        let draft = known.draft(&checkpoint);
        let same = draft.filter(|d| d.body == body && d.subject == subject && d.stage == stage);
        match same.map(|d| &d.review) {
            Some(UpdateReview::Asked { approver: asked, .. }) if *asked == approver => {
                let who = directory.words(asked);
                return Err(ApiError::invalid(format!(
                    "{title} waits for {who} already, word for word. Nothing was changed"
                )));
            }
            Some(UpdateReview::Approved { by, .. }) => {
                return Err(ApiError::invalid(format!(
                    "{by} has approved {title} already, word for word. Nothing was changed"
                )));
            }
            _ => {}
        }
        let (now, author) = (self.now(), self.author().await?);
        let entry = |fact: Fact, words: &str| self.entry_at(now, Some(incident), &author, fact, words);
        let mut write = Write::at(now);
        if known.waiting_approvals().any(|a| a.document == document && a.checkpoint == checkpoint) {
            let fact = Fact::ApprovalWithdrawn { document, checkpoint: checkpoint.clone() };
            write = write.entry(entry(fact, &format!("{title}: what was asked for is withdrawn, it is asked anew")));
        }
        if same.is_none() {
            let nth = draft.map_or(1, |d| d.draft + 1);
            let fact = Fact::UpdateDrafted { audience, number, stage, subject, body };
            write = write.entry(entry(fact, &format!("{title}, draft {nth}")));
        }
        let words = format!("{} is asked to approve {title}", directory.words(&approver));
        let asked = entry(Fact::ApprovalAsked { document, checkpoint, approver }, &words);
        let id = asked.id.to_string();
        let committed = self.commit(write.entry(asked)).await?;
        // What the approver is asked about is said to whoever asks; the approval itself is no error of the text.
        let open: Vec<&str> = open_rules(&findings).into_iter().filter(|rule| *rule != "C13").collect();
        let remarks =
            if open.is_empty() { Vec::new() } else { vec![format!("{} is open in the text", open.join(", "))] };
        Ok(Outcome { ids: vec![id], remarks, ..outcome(&committed) })
    }

    pub(super) async fn skip_update(
        &self,
        incident: IncidentId,
        audience: &str,
        reason: &str,
    ) -> Result<Outcome, ApiError> {
        let reason = because(reason)?;
        let directory = self.directory().await?;
        let audience = stored(&directory, &[ReferenceKind::Audience], audience);
        let due = self.due_for(incident, &audience).await?.and_then(|d| Some((d.due_at?, d.planned.is_some())));
        let (due_at, planned) =
            due.ok_or_else(|| ApiError::invalid("No update is due for that audience. Nothing was changed"))?;
        let words = format!("{} update skipped: {reason}", possessive(directory.words(&audience)));
        let reason = reason.to_owned();
        self.write_fact(incident, Fact::UpdateSkipped { audience, due_at, reason, planned }, &words).await
    }

    pub(super) async fn snooze_update(
        &self,
        incident: IncidentId,
        audience: &str,
        until: &str,
        reason: &str,
    ) -> Result<Outcome, ApiError> {
        let reason = because(reason)?;
        let directory = self.directory().await?;
        let audience = stored(&directory, &[ReferenceKind::Audience], audience);
        let due = self.due_for(incident, &audience).await?.filter(|due| due.due_at.is_some());
        let due = due.ok_or_else(|| ApiError::invalid("No update is due for that audience. Nothing was changed"))?;
        let until = self.ahead(until).await?;
        let (known, now) = (self.incident(incident).await?, self.now());
        let plan = self.plan(&known, &PlanPart::Communication).await?;
        let limit = snooze_limit(&plan, &known, &directory, &due, now);
        if until > limit {
            let zone = self.zone().await?;
            return Err(ApiError::invalid(format!(
                "The reminder may rest until {} at most: by then the update after this one is due. Nothing was changed. Name an earlier time, or skip the update with its reason",
                wall_on_day(limit, now, &zone)
            )));
        }
        let words = format!("{} update snoozed: {reason}", possessive(directory.words(&audience)));
        self.write_fact(incident, Fact::UpdateSnoozed { audience, until, reason: reason.to_owned() }, &words).await
    }

    /// The next update of one audience.
    async fn due_for(&self, incident: IncidentId, audience: &str) -> Result<Option<DueUpdate>, ApiError> {
        let known = self.incident(incident).await?;
        let directory = self.directory().await?;
        let plan = self.plan(&known, &PlanPart::Communication).await?;
        let kinds = [ReferenceKind::Audience];
        let key = directory.key(&kinds, audience);
        Ok(due_updates(&plan, &known, &directory, self.now())
            .into_iter()
            .find(|d| directory.key(&kinds, &d.audience) == key))
    }
}

/// An update as it was typed.
#[derive(Clone, Copy)]
pub(super) struct Said<'a> {
    pub audience: &'a str,
    pub body: &'a str,
    pub next: &'a str,
    pub stage: &'a str,
    pub subject: &'a str,
}

/// An update that can go out.
pub(super) struct Ready {
    pub audience: String,
    pub number: u32,
    pub stage: String,
    pub subject: String,
    pub body: String,
    pub next_at: Option<Timestamp>,
    pub findings: Vec<MessageFinding>,
    /// Whether the audience is outside the organisation.
    pub is_external: bool,
}

/// The rules whose errors stand in a text, in order.
pub(super) fn open_rules(findings: &[MessageFinding]) -> Vec<&str> {
    let errors = findings.iter().filter(|f| f.is_in_the_way());
    errors.map(|f| f.rule.as_str()).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The gate before a message is sent, or recorded as sent: errors in its text ask for a reason, which the log keeps with
/// their names.
pub(super) fn gate(findings: &[MessageFinding], despite: &str, (done, goes): (&str, &str)) -> Result<(), ApiError> {
    let rules = open_rules(findings).join(", ");
    if rules.is_empty() || !despite.is_empty() {
        return Ok(());
    }
    if let (ON_CONDITION, Some(condition)) = (rules.as_str(), on_condition(findings)) {
        return Err(ApiError::invalid(format!(
            "{}. Nothing was {done}. Say in the reason how you know that the condition is met, or why {goes} without it",
            condition.title
        )));
    }
    // Whoever has no list of findings beside the text reads here what is wrong.
    let mut open: BTreeMap<&str, &str> = BTreeMap::new();
    for finding in findings.iter().filter(|f| f.is_in_the_way()) {
        open.entry(&finding.rule).or_insert(&finding.title);
    }
    let open = open.iter().map(|(rule, title)| format!("{rule}: {title}")).collect::<Vec<_>>().join("; ");
    Err(ApiError::invalid(format!(
        "The text has errors ({open}). Nothing was {done}. Mend it, or say why {goes} like this"
    )))
}

/// What says that the text was approved on a condition, where it was.
fn on_condition(findings: &[MessageFinding]) -> Option<&MessageFinding> {
    findings.iter().find(|finding| finding.rule == ON_CONDITION)
}

/// What was sent is what happened and is kept as it is; the log names the errors that were in it and the condition of its
/// approval, and why it went out.
pub(super) fn with_errors(mut words: String, findings: &[MessageFinding], despite: &str) -> String {
    let rules: Vec<&str> = open_rules(findings).into_iter().filter(|rule| *rule != ON_CONDITION).collect();
    let condition = on_condition(findings);
    if !rules.is_empty() {
        words = format!("{words} with {} open", rules.join(", "));
    }
    if let Some(condition) = condition {
        words = format!("{words}. {}", condition.title);
    }
    let is_asked = condition.is_some() || !rules.is_empty();
    if is_asked && !despite.is_empty() { format!("{words}: {despite}") } else { words }
}

/// A reason, which is asked for.
pub(super) fn because(reason: &str) -> Result<&str, ApiError> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(ApiError::invalid("A reason is needed, so that others understand it later. Nothing was changed"));
    }
    text::line(reason).map_err(|e| ApiError::invalid(e.to_string()))
}
