//! A message while it is written.

use bridgebook_domain::IncidentId;
use bridgebook_domain::duration;
use bridgebook_domain::incident::Incident;
use bridgebook_domain::log::PlanPart;
use bridgebook_domain::message::{
    self, Approval, Asked, Context, MessageFinding, filled, one_line, templates, usual_subject, wall,
};
use bridgebook_domain::quiet::{other_channel, quiet_at};
use bridgebook_domain::timeline::PlanTimeline;
use jiff::Timestamp;

use super::finding::level_word;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::message::{
    MessageApproval, MessageFindingRow, MessageFixRow, MessageGoing, MessageLanguage, MessagePromise, MessageQuiet,
    MessageReading,
};
use crate::intent::scheduled::GoesAt;
use crate::outbox::wall_of;
use crate::wording::moment;
use crate::words::Reading;

/// Longest text that is taken, in bytes: some times what the rules read.
const TEXT_LIMIT: usize = 1024 * 1024;

/// A message as it is typed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Typed<'a> {
    pub audience: &'a str,
    pub stage: &'a str,
    pub text: &'a str,
    /// The promise of the next update in plain words; empty for none.
    pub next: &'a str,
    /// Subject; empty for the one that it gets by itself.
    pub subject: &'a str,
    /// When it goes out in plain words; empty for now.
    pub at: &'a str,
}

/// A message that was read against log, plan and directory.
pub(crate) struct Read {
    pub reading: message::MessageReading,
    pub context: Context,
    /// The subject under which it goes: what was typed, else what was approved with it, else the template's, else the
    /// usual one.
    pub subject: String,
    /// The template's text with the variables filled; empty where the plan has none.
    template: String,
    stages: Vec<String>,
}

impl Bridgebook {
    /// Reads a message to an audience as it stands.
    pub(crate) async fn message(&self, incident: IncidentId, typed: Typed<'_>) -> Result<MessageReading, ApiError> {
        let Typed { audience, stage, text, next, subject, at } = typed;
        if text.len() > TEXT_LIMIT {
            return Err(ApiError::invalid("The text is longer than 1 MiB. It was not checked. Shorten it"));
        }
        let (zone, directory) = (self.zone().await?, self.directory().await?);
        let stage = stage.trim();
        self.known_stage(incident, stage, &directory, "Nothing was checked").await?;
        let (goes, goes_error) = match self.goes_at(at).await {
            Ok(goes) => (goes, None),
            Err(error) => (None, Some(error.message)),
        };
        // What goes out later is read as it will stand then.
        let now = goes.as_ref().map_or_else(|| self.now(), |goes| goes.at);
        let (promised, error) = match next.trim() {
            "" => (None, None),
            words => match (Reading { directory: &directory, now, zone: &zone }).ahead(words) {
                Ok(at) => (Some(at), None),
                Err(error) => (None, Some(error.message)),
            },
        };
        let asked = Asked { audience, stage, promised, subject };
        let Read { reading, context, subject, template, stages } =
            self.read_message(incident, asked, text, now).await?;
        let (at, source) = match (promised, reading.next_at.filter(|at| *at > now), context.latest_next) {
            (Some(at), ..) => (Some(at), "typed"),
            (None, Some(at), _) => (Some(at), "text"),
            (None, None, Some(at)) if context.needs_next => (Some(at), "cadence"),
            _ => (None, ""),
        };
        let stale = message::stale(text, &context.languages, &context.made_from);
        let languages = context.languages.iter();
        let languages = languages.map(|l| MessageLanguage { name: l.clone(), is_stale: stale.contains(l) }).collect();
        Ok(MessageReading {
            stages,
            subject,
            languages,
            foot: self.foot(incident, context.is_external).await?,
            template,
            draft: context.draft.clone(),
            kept: self.kept_message(incident, audience).await?,
            findings: reading.findings.into_iter().map(row).collect(),
            passed: reading.passed,
            promise: MessagePromise {
                at: at.map(moment),
                words: at.map_or_else(String::new, |at| wall(at, now, &zone)),
                source: source.to_owned(),
                rule: rule(&context),
                error,
            },
            approval: approval(&context, text),
            goes: MessageGoing {
                at: goes.as_ref().map(|goes| moment(goes.at)),
                words: goes.as_ref().map(GoesAt::words).unwrap_or_default(),
                remark: goes.and_then(|goes| goes.told).unwrap_or_default(),
                error: goes_error,
            },
            quiet: self.message_quiet(incident, audience, now).await?,
            stage: context.stage,
        })
    }

    async fn message_quiet(
        &self,
        incident: IncidentId,
        audience: &str,
        at: Timestamp,
    ) -> Result<MessageQuiet, ApiError> {
        let (zone, directory) = (self.zone().await?, self.directory().await?);
        let (known, plan) = self.known_of(incident).await?;
        Ok(match quiet_at(&plan, &known, &directory, audience, &zone, at) {
            Ok(None) => MessageQuiet::default(),
            Ok(Some(quiet)) => {
                let other = plan.at(at).and_then(|plan| other_channel(plan, &directory, audience));
                MessageQuiet {
                    words: quiet.words(),
                    rule: quiet.rule.to_string(),
                    is_severe: quiet.is_severe,
                    until: quiet.end(),
                    hold_until: wall_of(quiet.until, quiet.zone.iana_name().unwrap_or("UTC")),
                    other: other.map_or_else(String::new, |channel| directory.words(&channel).to_owned()),
                    problem: String::new(),
                }
            }
            Err(error) => MessageQuiet {
                problem: format!("Their quiet hours hold for nobody. {error}"),
                ..MessageQuiet::default()
            },
        })
    }

    /// What a text that is sent now says, with its subject.
    pub(crate) async fn read_message(
        &self,
        incident: IncidentId,
        asked: Asked<'_>,
        text: &str,
        now: Timestamp,
    ) -> Result<Read, ApiError> {
        let (zone, directory) = (self.zone().await?, self.directory().await?);
        let mut variables = self.variables(incident, asked.audience, now).await?;
        let (folded, plan) = self.known_of(incident).await?;
        let mut context = Context::read(&plan, &folded, &directory, asked, now, &zone);
        // The template names what is promised.
        if let Some(at) = asked.promised.or(context.latest_next) {
            variables.insert("next_update_at".to_owned(), wall(at, now, &zone));
        }
        let list = plan.at(now).map_or_else(Vec::new, |plan| templates(plan, &directory, asked.audience));
        let (of_template, template) = filled(&list, &context.stage, &context.languages, &variables);
        let base = if context.draft.is_empty() { &template } else { &context.draft };
        context.made_from = self.marks(incident, asked.audience, &context.languages, base, text).await?;
        let known = [context.subject.clone(), context.approval.subject_of(text).to_owned(), one_line(&of_template)];
        let subject =
            known.into_iter().find(|subject| !subject.is_empty()).unwrap_or_else(|| usual_subject(&context, &folded));
        context.subject_sent.clone_from(&subject);
        let stages = list.into_iter().map(|t| t.stage).filter(|s| !s.is_empty()).collect();
        Ok(Read { reading: message::read(text, &context), context, subject, template, stages })
    }

    /// The languages that an audience reads by the plan in force.
    pub(crate) async fn languages_of(&self, incident: IncidentId, audience: &str) -> Result<Vec<String>, ApiError> {
        let (directory, (_, plan)) = (self.directory().await?, self.known_of(incident).await?);
        Ok(message::languages_of(plan.at(self.now()), &directory, audience))
    }

    /// What stands under a text in a chat: the incident, for readers who know its number, and who sends.
    async fn foot(&self, incident: IncidentId, is_external: bool) -> Result<String, ApiError> {
        let number = if is_external { String::new() } else { self.incident(incident).await?.number.clone() };
        let sent_as = self.setting("organisation").await?;
        let parts = [number, sent_as].into_iter().filter(|part| !part.is_empty());
        Ok(parts.collect::<Vec<_>>().join(" \u{b7} "))
    }

    /// An incident, and the communication plan that it runs on. The log is folded once for all that is typed.
    async fn known_of(&self, id: IncidentId) -> Result<(Incident, PlanTimeline), ApiError> {
        let incident = self.incident(id).await?;
        let plan = self.plan(&incident, &PlanPart::Communication).await?;
        Ok((incident, plan))
    }
}

/// What the cadence asks for: `Every 30 min for Executives at SEV1`.
fn rule(context: &Context) -> String {
    context.interval.map_or_else(String::new, |every| {
        format!("Every {} for {} at {}", duration::print(every), context.audience, context.severity)
    })
}

fn approval(context: &Context, text: &str) -> MessageApproval {
    let approval = &context.approval;
    let asked = approval.subject_of(text);
    let is_its = context.subject.is_empty() || asked.is_empty() || context.subject == asked;
    let is_same = |body: &str| body.trim() == text.trim() && is_its;
    let (state, who) = match approval {
        Approval::NotNeeded => ("not_needed", ""),
        Approval::Needed { approver } => ("needed", approver.as_str()),
        Approval::Waiting { approver, body, .. } => {
            (if is_same(body) { "waiting" } else { "changed" }, approver.as_str())
        }
        Approval::Given { by, body, .. } => (if is_same(body) { "approved" } else { "changed" }, by.as_str()),
        Approval::Lost { approver, rejected } => (if *rejected { "rejected" } else { "changed" }, approver.as_str()),
    };
    let condition = match approval {
        Approval::Given { condition, body, .. } if is_same(body) => condition.clone(),
        _ => String::new(),
    };
    MessageApproval { state: state.to_owned(), who: who.to_owned(), condition }
}

fn row(finding: MessageFinding) -> MessageFindingRow {
    MessageFindingRow {
        is_in_the_way: finding.is_in_the_way(),
        rule: finding.rule,
        level: level_word(finding.level).to_owned(),
        title: finding.title,
        message: finding.message,
        start: finding.start,
        end: finding.end,
        fix: finding.fix.map(|f| MessageFixRow { label: f.label, start: f.start, end: f.end, text: f.text }),
    }
}
