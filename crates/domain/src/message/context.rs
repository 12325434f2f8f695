//! What the rules know beside the text: what the log, the plan in force and the directory say at the moment.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::block::Block;
use crate::cadence::{DueUpdate, approver, due_updates, next_promise};
use crate::directory::Directory;
use crate::document::Document;
use crate::finding::FindingLevel;
use crate::incident::{Incident, SentUpdate, UpdateDraft, paper_title, update_checkpoint};
use crate::log::{ApprovalByOther, Named, State};
use crate::timeline::PlanTimeline;
use crate::value::ReferenceKind;
use crate::view::{RowView, folded, rows};

use super::approval::{Approval, approval};
use super::language::{self, Marks, is_english};
use super::template::{StageTemplate, of_stage, templates};

/// Characters of one SMS.
const SMS: usize = 160;
/// Characters of a short public post.
const SHORT_POST: usize = 280;

/// A message that was told to an audience.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Name of the audience.
    pub audience: String,
    /// Number of the update.
    pub number: u32,
    /// When it went out.
    pub at: Timestamp,
    /// Stage.
    pub stage: String,
    /// Its text.
    pub body: String,
}

/// An audience that a threshold requires and that was not told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untold {
    /// Name of the audience.
    pub audience: String,
    /// When it should have been told.
    pub due_at: Timestamp,
}

/// Everything the rules look at beside the text.
#[derive(Debug, Clone)]
pub struct Context {
    /// The moment asked about.
    pub now: Timestamp,
    /// Zone in which times without one are meant.
    pub zone: TimeZone,
    /// Name of the audience.
    pub audience: String,
    /// Number of the message within the audience, from 1.
    pub number: u32,
    /// Whether it is outside the organisation.
    pub is_external: bool,
    /// Whether it works on the incident and knows its words.
    pub is_technical: bool,
    /// Whether its messages are in English, whose words the rules know.
    pub is_english: bool,
    /// The languages that it reads, the first one first; empty where the plan names none.
    pub languages: Vec<String>,
    /// From which wording of the first language each other one was made, as far as it is known.
    pub made_from: Marks,
    /// Stage of the message.
    pub stage: String,
    /// What a message of this stage must contain.
    pub required: Vec<String>,
    /// Most characters, and what says so.
    pub limit: Option<(usize, String)>,
    /// Whether a next update has to be named.
    pub needs_next: bool,
    /// The promise of the next update: typed beside the text, else none.
    pub promised: Option<Timestamp>,
    /// When the next update is due at the latest if this one goes out now.
    pub latest_next: Option<Timestamp>,
    /// The span of the cadence.
    pub interval: Option<SignedDuration>,
    /// The last message to this audience.
    pub last: Option<Said>,
    /// The last messages of the other audiences.
    pub others: Vec<Said>,
    /// Audiences that a threshold requires and that were not told.
    pub untold: Vec<Untold>,
    /// Subject that was typed; empty for the one that it gets by itself.
    pub subject: String,
    /// Subject under which it goes out, whoever made it; empty where nobody knows it yet.
    pub subject_sent: String,
    /// How the approval stands.
    pub approval: Approval,
    /// What it weighs that the text is approved by the person who wrote it; none where it is not. It weighs less where the
    /// plan names nobody else.
    pub own_approval: Option<FindingLevel>,
    /// Text of the draft that waits to go out; empty for none.
    pub draft: String,
    /// Severity in force.
    pub severity: String,
    /// Names of all severities.
    pub severities: Vec<String>,
    /// State in force.
    pub state: State,
    /// Since when.
    pub state_since: Timestamp,
    /// When it began.
    pub began_at: Timestamp,
    /// Names of the services affected.
    pub affected: Vec<String>,
    /// Names of all services.
    pub services: Vec<String>,
    /// Names of people and vendors: nobody is blamed by name.
    pub names: Vec<String>,
}

/// The communication plan's rows for one audience.
struct PlanRows<'a> {
    plan: Option<&'a Document>,
    directory: &'a Directory,
    key: String,
}

const AUDIENCE: [ReferenceKind; 1] = [ReferenceKind::Audience];

impl PlanRows<'_> {
    /// The word under a key in any table that has a row for the audience, the plan's own first, then the directory.
    fn word(&self, key: &str) -> String {
        self.first(key, |row| Some(row.word(key)).filter(|w| !w.is_empty()).or_else(|| row.some(key)))
    }

    /// Whether the audience is outside the organisation.
    fn is_external(&self) -> bool {
        match self.word("external").to_lowercase().as_str() {
            "yes" => true,
            "no" => false,
            _ => is_outside(&self.word("group"), self.directory.words(&self.key)),
        }
    }

    /// The languages that the audience reads.
    fn languages(&self) -> Vec<String> {
        language::languages(&self.first("language", |row| row.some("language")))
    }

    fn first(&self, key: &str, of: impl Fn(&RowView<'_>) -> Option<String>) -> String {
        let sections = self.plan.map(Document::live_sections).unwrap_or_default();
        let told = sections.into_iter().filter(|(_, s)| !s.is_form("stages")).find_map(|(_, section)| {
            let block: &Block = &section.block;
            block.column_by_key(key)?;
            of(&rows(block).find(|(_, row)| self.is_its(row))?.1)
        });
        told.unwrap_or_else(|| {
            self.directory.known(&AUDIENCE, &self.key).map_or_else(String::new, |e| e.text(key).to_owned())
        })
    }

    fn is_its(&self, row: &RowView<'_>) -> bool {
        self.directory.key(&AUDIENCE, row.text("audience")) == self.key && !row.text("audience").is_empty()
    }
}

/// The languages that an audience reads by the plan in force, else by the directory; the first one first.
#[must_use]
pub fn languages_of(plan: Option<&Document>, directory: &Directory, audience: &str) -> Vec<String> {
    PlanRows { plan, directory, key: directory.key(&AUDIENCE, audience) }.languages()
}

/// Whether an audience is outside the organisation, by the plan in force, else by the directory, else by its name.
#[must_use]
pub fn is_external(plan: Option<&Document>, directory: &Directory, audience: &str) -> bool {
    PlanRows { plan, directory, key: directory.key(&AUDIENCE, audience) }.is_external()
}

/// The subject of a message for which the plan has none: what readers know. Inside that is number and title; outside the
/// services as their readers call them, else the title, and never the number, which nobody outside can look up.
#[must_use]
pub fn usual_subject(context: &Context, incident: &Incident) -> String {
    let number = context.number;
    let subject = if !context.is_external {
        format!("{} {}: update {number}", incident.number, incident.title)
    } else if context.affected.is_empty() {
        format!("{}: update {number}", incident.title)
    } else {
        paper_title(&format!("{}: update {number}", context.affected.join(", ")), incident.exercise)
    };
    one_line(&subject)
}

/// What is asked about one message.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Audience: id or name.
    pub audience: &'a str,
    /// Stage of the message; empty for the one that is due.
    pub stage: &'a str,
    /// The promise that was typed beside the text.
    pub promised: Option<Timestamp>,
    /// The subject that was typed; empty for none.
    pub subject: &'a str,
}

impl Context {
    /// Reads what holds at `now`: `incident` is the log folded over what was known then, `plan` the communication plan
    /// that it runs on.
    #[must_use]
    pub fn read(
        plan: &PlanTimeline,
        incident: &Incident,
        directory: &Directory,
        asked: Asked<'_>,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Self {
        let audience = asked.audience;
        let key = directory.key(&AUDIENCE, audience);
        let due_list = due_updates(plan, incident, directory, now);
        let due = due_list.iter().find(|d| directory.key(&AUDIENCE, &d.audience) == key);
        let in_force = plan.at(now);
        let its = PlanRows { plan: in_force, directory, key: key.clone() };
        let mut languages = its.languages();
        let list = in_force.map_or_else(Vec::new, |plan| templates(plan, directory, audience));
        let stage = match asked.stage {
            "" => due.map_or_else(|| incident.state.value.to_string(), |d| d.stage.clone()),
            // `Identified` is the stage that the plan and the rules write `identified`.
            stage => {
                let known = list.iter().find(|template| folded(&template.stage) == folded(stage));
                known.map_or_else(|| stage.to_lowercase(), |template| template.stage.clone())
            }
        };
        let template = of_stage(&list, &stage, &languages);
        let group = its.word("group");
        let external = its.is_external();
        // A template in a language that the audience's row does not name says what is read.
        if let Some(named) = template.map(|t| t.language.as_str()).filter(|l| languages.len() < 2 && !l.is_empty()) {
            languages = language::languages(named);
            languages.truncate(1);
        }
        let number =
            due.map_or_else(|| incident.next_update(|other| directory.key(&AUDIENCE, other) == key), |due| due.number);
        let draft = draft(incident, directory, number, &key);
        let approver = approver(plan, incident, directory, audience, now);
        let latest_next = next_promise(plan, incident, directory, audience, now);
        let channel = due.and_then(|d| d.channel.clone());
        let required = template.map(|t| t.required.clone()).filter(|r| !r.is_empty());
        let has_clock = due.is_some_and(|d| d.due_at.is_some() || d.with_audience.is_some()) || latest_next.is_some();
        let asks_next = required.as_ref().is_none_or(|r| r.iter().any(|e| folded(e).contains("next update")));
        let is_over = matches!(stage.as_str(), "resolved" | "post-incident" | "closed");
        let words_of = |kind: ReferenceKind| -> Vec<String> {
            directory.of_kind(&kind).into_iter().map(|e| e.name.clone()).collect()
        };
        let mut names = words_of(ReferenceKind::Person);
        names.extend(words_of(ReferenceKind::Vendor));
        Self {
            now,
            zone: zone.clone(),
            audience: directory.words(audience).to_owned(),
            number,
            is_external: external,
            is_technical: group == "responders" || folded(directory.words(audience)) == "responders",
            is_english: is_english(languages.first().map_or("", String::as_str)),
            made_from: Marks::new(),
            limit: limit(template, channel.as_ref(), directory),
            required: required.unwrap_or_default(),
            needs_next: !is_over && (has_clock || asks_next),
            promised: asked.promised,
            interval: latest_next.map(|at| at.duration_since(now)),
            latest_next,
            last: last(incident, directory, &key, in_force),
            others: others(incident, directory, &key, in_force),
            untold: untold(in_force, incident, directory, &due_list, &key, now),
            subject: one_line(asked.subject),
            subject_sent: String::new(),
            own_approval: draft.and_then(|draft| own_approval(draft, incident)),
            approval: approval(directory, approver.as_ref(), draft),
            draft: draft.map_or_else(String::new, |d| d.body.clone()),
            severity: directory.words(&incident.severity).to_owned(),
            severities: words_of(ReferenceKind::Severity),
            state: incident.state.value.clone(),
            state_since: incident.state.at,
            began_at: incident.detected_at,
            affected: incident.services.iter().map(|s| directory.words(s).to_owned()).collect(),
            services: words_of(ReferenceKind::Service),
            names,
            languages,
            stage,
        }
    }
}

/// What it weighs that the person who wrote a draft approved it, where the log says so.
fn own_approval(draft: &UpdateDraft, incident: &Incident) -> Option<FindingLevel> {
    let (checkpoint, hash) = (update_checkpoint(&draft.audience, draft.number), draft.hash());
    let is_it = |own: &&ApprovalByOther| own.is_author && own.checkpoint == checkpoint && own.hash == hash;
    let own = incident.other_approvals.iter().rev().find(is_it)?;
    Some(if own.instead_of.is_empty() { FindingLevel::Warning } else { FindingLevel::Error })
}

/// Whether an audience is outside, where nobody says so: by its group, else by its name.
fn is_outside(group: &str, name: &str) -> bool {
    const OUTSIDE: &[&str] = &["customers", "customers-strategic", "partners", "vendors", "regulators", "media"];
    const INSIDE: &[&str] = &["executive", "responders", "support", "employees", "board"];
    if OUTSIDE.contains(&group) || INSIDE.contains(&group) {
        return OUTSIDE.contains(&group);
    }
    let name = folded(name);
    [
        "customer",
        "partner",
        "vendor",
        "supplier",
        "media",
        "press",
        "public",
        "authority",
        "regulator",
        "client",
        "user",
    ]
    .iter()
    .any(|word| name.split(|c: char| !c.is_alphanumeric()).any(|part| part.starts_with(word)))
        && !name.contains("support")
}

/// A subject as it goes out: on one line, with single blanks.
#[must_use]
pub fn one_line(subject: &str) -> String {
    subject.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn limit(template: Option<&StageTemplate>, channel: Option<&Named>, directory: &Directory) -> Option<(usize, String)> {
    if let Some(limit) = template.and_then(|t| t.limit) {
        return Some((limit, "The template of this stage".to_owned()));
    }
    let channel = channel?;
    let known = directory.known(&[ReferenceKind::Channel], channel);
    let name = known.map_or(channel.as_str(), |e| e.name.as_str());
    let words = format!("{} {}", folded(name), known.map_or_else(String::new, |e| folded(e.text("kind"))));
    let has = |wanted: &[&str]| words.split([' ', '-', '/', '(', ')']).any(|w| wanted.contains(&w));
    if has(&["sms"]) || words.contains("text message") {
        return Some((SMS, format!("The channel {name}")));
    }
    (has(&["x", "twitter", "bluesky"]) || words.contains("short post"))
        .then(|| (SHORT_POST, format!("The channel {name}")))
}

/// What was told, in the first of the languages that its audience reads.
fn said(sent: &SentUpdate, directory: &Directory, plan: Option<&Document>) -> Said {
    let its = PlanRows { plan, directory, key: directory.key(&AUDIENCE, &sent.audience) };
    Said {
        audience: directory.words(&sent.audience).to_owned(),
        number: sent.number,
        at: sent.at,
        stage: sent.stage.clone(),
        body: language::first_of(&sent.body, &its.languages()).to_owned(),
    }
}

/// What was told and not taken back since: a correction is to contradict what it corrects.
fn stands(incident: &Incident) -> impl DoubleEndedIterator<Item = &SentUpdate> {
    incident.sent.iter().filter(|sent| !incident.retracted.iter().any(|one| one.update == sent.id))
}

/// The last message to an audience.
fn last(incident: &Incident, directory: &Directory, key: &str, plan: Option<&Document>) -> Option<Said> {
    let sent = stands(incident).rev().find(|s| directory.key(&AUDIENCE, &s.audience) == key)?;
    Some(said(sent, directory, plan))
}

/// The last message to each other audience.
fn others(incident: &Incident, directory: &Directory, key: &str, plan: Option<&Document>) -> Vec<Said> {
    let mut seen = BTreeSet::from([key.to_owned()]);
    let newest = stands(incident).rev().filter(|s| seen.insert(directory.key(&AUDIENCE, &s.audience)));
    newest.map(|sent| said(sent, directory, plan)).collect()
}

/// Audiences that a threshold of the severity in force requires, and that were told nothing within its time. Which of
/// several thresholds was met is not known to the log, so an audience counts where each of them names it, or where
/// the cadence gives it a clock too.
fn untold(
    plan: Option<&Document>,
    incident: &Incident,
    directory: &Directory,
    due: &[DueUpdate],
    writing: &str,
    now: Timestamp,
) -> Vec<Untold> {
    let Some((_, section)) = plan.and_then(|p| p.preset("thresholds")) else { return Vec::new() };
    let severity = [ReferenceKind::Severity];
    let held = directory.key(&severity, &incident.severity);
    let since = incident.severities.last().map_or(incident.declared_at, |s| s.at);
    let of_severity: Vec<_> =
        rows(&section.block).filter(|(_, r)| directory.key(&severity, r.text("severity")) == held).collect();
    let mut required: Vec<(String, Named, SignedDuration, usize)> = Vec::new();
    for (_, row) in &of_severity {
        let within = row.duration("within").unwrap_or(SignedDuration::ZERO);
        for audience in row.members("audiences") {
            let key = directory.key(&AUDIENCE, &audience);
            match required.iter_mut().find(|(known, ..)| *known == key) {
                Some((_, _, span, count)) => {
                    *span = (*span).max(within);
                    *count += 1;
                }
                None => required.push((key, audience, within, 1)),
            }
        }
    }
    let has_clock = |key: &str| {
        due.iter().any(|d| d.rule.is_some() && d.due_at.is_some() && directory.key(&AUDIENCE, &d.audience) == key)
    };
    required
        .into_iter()
        .filter(|(key, _, _, count)| key != writing && (*count == of_severity.len() || has_clock(key)))
        .filter(|(key, ..)| !incident.sent.iter().any(|s| directory.key(&AUDIENCE, &s.audience) == *key))
        .filter(|(key, ..)| {
            !incident.skipped.iter().any(|s| !s.planned && directory.key(&AUDIENCE, &s.audience) == *key)
        })
        .filter_map(|(_, audience, within, _)| {
            let due_at = since.checked_add(within).ok().filter(|at| *at < now)?;
            Some(Untold { audience: directory.words(&audience).to_owned(), due_at })
        })
        .collect()
}

/// The newest draft of the next update to an audience, whether or not a clock runs for it.
fn draft<'a>(incident: &'a Incident, directory: &Directory, number: u32, key: &str) -> Option<&'a UpdateDraft> {
    let mut newest = incident.drafts.iter().rev();
    newest.find(|d| d.number == number && directory.key(&AUDIENCE, &d.audience) == key)
}
