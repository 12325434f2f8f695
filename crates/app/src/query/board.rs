//! The board: what the incident looks like now, as a function of plans in force, log and `now`.

use bridgebook_domain::IncidentId;
use bridgebook_domain::cadence::{
    DueState, DueUpdate, Promise, PromiseOutcome, due_updates, late_calls, late_steps, promises,
};
use bridgebook_domain::checkpoint::checkpoints;
use bridgebook_domain::directory::Directory;
use bridgebook_domain::escalation::escalation_clocks;
use bridgebook_domain::incident::{Incident, SkippedUpdate, UpdateDraft, UpdateReview, of_update};
use bridgebook_domain::log::{PlanPart, Recorded, State};
use bridgebook_domain::obligation::obligation_clocks;
use bridgebook_domain::reply::awaited_replies;
use bridgebook_domain::view::rows;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::finding::{EACH, Listing};
use super::late::{late_rows, open_role_rows};
use super::scheduled::{scheduled_rows, set_beside};
use super::{call, clocks, levels, obligation, period, reply, shift, tape};
use crate::api::ApiError;
use crate::api::incident::{
    ActionRow, ApprovalRow, Board, IncidentSummary, ObjectiveRow, PeriodSummary, PlanRow, RoleRow, SentRow, Situation,
    SkippedRow, UpdateRow,
};
use crate::wording::{moment, wall_minute, wall_on_day};
use crate::{Bridgebook, world::Loaded};

impl Bridgebook {
    /// That an incident is not there, or was not known here yet at a moment, and from when it was.
    async fn not_known_then(&self, id: IncidentId, at: Timestamp, zone: &TimeZone) -> ApiError {
        let (Ok(incident), Ok(log)) = (self.incident(id).await, self.log(Some(id)).await) else {
            return ApiError::not_found(format!("There is no incident {id}"));
        };
        let first = log.iter().map(|recorded| recorded.arrived_at).min().unwrap_or(at);
        let print = |at: Timestamp| wall_on_day(at, self.now(), zone);
        ApiError::not_found(format!(
            "Nothing was known here of {} at {}: the first came at {}",
            incident.number,
            print(at),
            print(first)
        ))
    }

    /// The board of one incident, now or as it was known here at a moment.
    ///
    /// # Errors
    /// When there is no such incident (or was none then), or its plans cannot be read.
    pub(crate) async fn board(&self, id: IncidentId, at: Option<&str>) -> Result<Board, ApiError> {
        let as_of = match at {
            Some(at) => Some(self.past(at).await?),
            None => None,
        };
        let (now, zone) = (as_of.unwrap_or_else(|| self.now()), self.zone().await?);
        let directory = self.directory_then(as_of).await?;
        // What is known now is known, also under a clock that was set back since.
        let is_known = |r: &&Recorded| as_of.is_none_or(|at| r.arrived_at <= at);
        let log: Vec<Recorded> = self.log(Some(id)).await?.iter().filter(is_known).cloned().collect();
        let Some(incident) = Incident::fold(id, log.iter()) else {
            return Err(self.not_known_then(id, now, &zone).await);
        };
        let communication = self.plan(&incident, &PlanPart::Communication).await?;
        let escalation = self.plan(&incident, &PlanPart::Escalation).await?;
        let due = due_updates(&communication, &incident, &directory, now);
        let scores = promises(&incident, &directory, now);
        let level_clocks = escalation_clocks(&escalation, &incident, &directory, now);
        let mut plans = Vec::new();
        let mut listing = Listing::new(EACH);
        let (mut objectives, mut planning) = (Vec::new(), None);
        for part in PlanPart::ALL {
            let Some(document) = incident.plan(part) else { continue };
            let Ok(loaded) = self.document_then(document, as_of).await else { continue };
            plans.push(PlanRow { part: part.to_string(), document, title: loaded.document.title().to_owned() });
            listing.take(&self.raw_findings(&loaded).await?, &loaded.document);
            if *part == PlanPart::Action {
                objectives = objective_rows(&loaded, &directory);
                planning = period::planning(&loaded, &checkpoints(document, &loaded.document, &log), &incident, now);
            }
        }
        let mut findings = listing.done();
        findings.rows.sort_by_key(|f| match f.level.as_str() {
            "error" => 0,
            "warning" => 1,
            _ => 2,
        });
        let scheduled = scheduled_rows(&incident, &communication, &directory, (&zone, now));
        let late = communication.at(now).map(|plan| late_steps(plan, &incident, &directory, now)).unwrap_or_default();
        let row = |d: &DueUpdate| {
            let late = late_rows(&late_calls(&late, d, now), &directory);
            let row = UpdateRow { late, ..update_row(d, &incident, &directory, (&zone, now)) };
            set_beside(row, &scheduled, &zone)
        };
        let mut updates: Vec<UpdateRow> = due.iter().map(row).collect();
        if as_of.is_none() {
            updates.extend(self.written_beside(&incident, &communication, &directory, &updates, now).await?);
        }
        let duties = obligation_clocks(&communication, &incident, &directory, &zone, now);
        let plan = incident.plan(&PlanPart::Communication);
        let mut clocks = clocks::all(&incident, &due, &level_clocks, &directory, &zone, now);
        clocks.extend(duties.iter().filter_map(|d| obligation::clock(d, &incident, &directory)));
        clocks::order(&mut clocks, now);
        Ok(Board {
            services: incident.services.iter().map(|s| directory.words(s).to_owned()).collect(),
            tape: tape::marks(&incident, &log, &due, &level_clocks, &directory, now),
            situation: incident.situation.as_ref().map(|s| Situation {
                conditions: s.conditions.clone(),
                actions: s.actions.clone(),
                needs: s.needs.clone(),
                at: moment(s.at),
                by: s.by.name.clone(),
            }),
            updates,
            obligations: duties.iter().map(|d| obligation::row(d, plan, &incident, &directory, &zone)).collect(),
            sent: sent_rows(&incident, &scores, &directory),
            skipped: skipped_rows(&incident, &directory),
            replies: awaited_replies(&communication, &incident, &directory, now)
                .iter()
                .map(|r| reply::row(r, &directory))
                .collect(),
            scheduled,
            levels: level_clocks.iter().map(|l| levels::row(l, &directory, &zone)).collect(),
            calls: call::sheets(&incident, &level_clocks, &directory, &zone, now),
            paused: levels::paused(&incident),
            pause_reasons: levels::pause_reasons(escalation.at(now), &directory),
            cases: self.linked_to(&incident).await?,
            actions: action_rows(&incident, &directory),
            objectives,
            approvals: approval_rows(&incident, &directory),
            roles: role_rows(&incident, &directory),
            open_roles: open_role_rows(&incident, &directory, now),
            plans,
            planning,
            hand_overs: shift::rows(&incident, &directory),
            findings: findings.rows,
            finding_counts: findings.counts,
            clocks,
            incident: summary(&incident, &directory),
        })
    }
}

/// The word for the state of an incident that was withdrawn, because what declared it was undone.
pub const WITHDRAWN: &str = "withdrawn";

/// An incident as lists and the strip show it.
#[must_use]
pub fn summary(incident: &Incident, directory: &Directory) -> IncidentSummary {
    IncidentSummary {
        id: incident.id,
        number: incident.number.clone(),
        title: incident.title.clone(),
        exercise: incident.exercise,
        severity: directory.words(&incident.severity).to_owned(),
        // What was withdrawn never was an incident: it is not one that people worked off and closed.
        state: if incident.withdrawn.is_some() { WITHDRAWN.to_owned() } else { incident.state.value.to_string() },
        state_since: moment(incident.state.at),
        declared_at: moment(incident.declared_at),
        resolved_at: incident.resolved_at.map(moment),
        commander: incident.commander.as_ref().map_or_else(String::new, |c| directory.words(c).to_owned()),
        period: incident.period().map(|p| PeriodSummary { number: p.number, from: moment(p.from), to: moment(p.to) }),
        is_open: incident.state.value != State::Closed,
    }
}

fn named(directory: &Directory, written: Option<&String>) -> String {
    written.map_or_else(String::new, |w| directory.words(w).to_owned())
}

/// The person behind a reference: who holds the role in this incident now, else the words themselves.
pub fn holder(incident: &Incident, directory: &Directory, written: Option<&String>) -> String {
    let words = named(directory, written);
    let held = incident.roles.iter().rev().find(|r| r.renounced_at.is_none() && directory.words(&r.role) == words);
    held.map_or(words, |r| directory.words(&r.person).to_owned())
}

fn update_row(
    due: &DueUpdate,
    incident: &Incident,
    directory: &Directory,
    (zone, now): (&TimeZone, Timestamp),
) -> UpdateRow {
    let state = match due.state {
        DueState::Overdue => "overdue",
        DueState::AtRisk => "at_risk",
        DueState::Due => "due",
        DueState::Upcoming => "upcoming",
        DueState::AsOther => "follows",
        DueState::Snoozed => "snoozed",
        DueState::NoClock => "none",
    };
    let words = match (&due.state, &due.draft) {
        _ if due.in_outbox.is_some() => {
            let since = due.in_outbox.as_ref().map_or_else(String::new, |q| wall_minute(q.at, zone));
            format!("in the outbox since {since}")
        }
        (DueState::AsOther, _) => format!("as {}", named(directory, due.with_audience.as_ref())),
        (DueState::NoClock, _) => "no clock yet".to_owned(),
        (DueState::Snoozed, _) => match due.snoozed_until {
            Some(until) => {
                let why = incident.snoozed.iter().rev().find(|s| s.until == until);
                let why = why.map_or_else(String::new, |s| format!(": {}", s.reason));
                format!("snoozed until {}{why}", wall_on_day(until, now, zone))
            }
            None => "snoozed".to_owned(),
        },
        (_, Some(draft)) => match &draft.review {
            UpdateReview::NotAsked => format!("draft {}", draft.draft),
            UpdateReview::Asked { .. } => "waits for approval".to_owned(),
            UpdateReview::Approved { condition, .. } if !condition.is_empty() => "approved on a condition".to_owned(),
            UpdateReview::Approved { .. } => "approved".to_owned(),
            UpdateReview::Rejected { .. } => "not approved".to_owned(),
            UpdateReview::Changed => "changed after approval".to_owned(),
        },
        (DueState::Overdue, None) if due.is_at_once => "asked for at once".to_owned(),
        (DueState::Overdue, None) => "overdue".to_owned(),
        (_, None) => match &due.planned {
            Some(planned) if !planned.rhythm.is_empty() => planned.rhythm.clone(),
            Some(_) => "planned".to_owned(),
            None => "not started".to_owned(),
        },
    };
    let words = match (due.corrects, &due.draft) {
        (Some(number), None) if due.in_outbox.is_none() => format!("correction of update {number}"),
        (Some(number), Some(_)) if due.in_outbox.is_none() => format!("correction of update {number}, {words}"),
        _ => words,
    };
    UpdateRow {
        audience: due.audience.clone(),
        name: due.audience_name.clone(),
        state: state.to_owned(),
        due_at: due.due_at.map(moment),
        is_promised: due.promised_at.is_some(),
        words,
        owner: holder(incident, directory, due.owner.as_ref()),
        approver: holder(incident, directory, due.approver.as_ref()),
        channel: named(directory, due.channel.as_ref()),
        stage: due.stage.clone(),
        number: due.number,
        in_outbox: due.in_outbox.as_ref().map(|q| q.number),
        last_sent_at: due.last_sent_at.map(moment),
        planned: due.planned.clone(),
        explanation: due.explanation.clone(),
        late: Vec::new(),
    }
}

fn sent_rows(incident: &Incident, promises: &[Promise], directory: &Directory) -> Vec<SentRow> {
    let mut list: Vec<_> = incident.sent.iter().collect();
    list.sort_by_key(|s| std::cmp::Reverse(s.at));
    list.into_iter()
        .map(|sent| {
            // The promise that this update answers was made by the one before it.
            let promise = promises.iter().find(|p| p.audience == sent.audience && p.number + 1 == sent.number);
            let (score, late_seconds) = match promise.map(|p| &p.outcome) {
                Some(PromiseOutcome::Kept { .. }) => ("kept", 0),
                Some(PromiseOutcome::Late { by_seconds, .. }) => ("late", u32::try_from(*by_seconds).unwrap_or(0)),
                _ => ("", 0),
            };
            let retracted = incident.retracted.iter().find(|one| one.update == sent.id);
            SentRow {
                retracted_at: retracted.map(|one| moment(one.at)),
                retracted: retracted.map(|one| format!("{} ({})", one.reason, one.by.name)).unwrap_or_default(),
                id: sent.id,
                audience: directory.words(&sent.audience).to_owned(),
                number: sent.number,
                sent_at: moment(sent.at),
                via: sent.via.clone(),
                by: sent.by.name.clone(),
                score: score.to_owned(),
                late_seconds,
                next_at: sent.next_at.map(moment),
                body: sent.body.clone(),
            }
        })
        .collect()
}

fn skipped_rows(incident: &Incident, directory: &Directory) -> Vec<SkippedRow> {
    let mut list: Vec<_> = incident.skipped.iter().collect();
    list.sort_by_key(|s| std::cmp::Reverse((s.at, s.due_at)));
    let row = |s: &&SkippedUpdate| SkippedRow {
        audience: directory.words(&s.audience).to_owned(),
        due_at: moment(s.due_at),
        at: moment(s.at),
        reason: s.reason.clone(),
    };
    list.iter().map(row).collect()
}

fn action_rows(incident: &Incident, directory: &Directory) -> Vec<ActionRow> {
    let mut list: Vec<_> = incident.open_actions().collect();
    list.sort_by_key(|a| (a.due_at.is_none(), a.due_at, a.opened_at));
    list.into_iter()
        .map(|a| ActionRow {
            id: a.id,
            text: a.text.clone(),
            owner: named(directory, a.owner.as_ref()),
            due_at: a.due_at.map(moment),
        })
        .collect()
}

fn objective_rows(plan: &Loaded, directory: &Directory) -> Vec<ObjectiveRow> {
    let Some((section, entry)) = plan.document.preset("objectives") else { return Vec::new() };
    rows(&entry.block)
        .enumerate()
        .filter(|(_, (_, row))| !row.text("text").is_empty())
        .map(|(n, (id, row))| {
            let no = row.text("no");
            let state = row.word("state");
            ObjectiveRow {
                document: plan.id,
                section,
                row: id,
                no: if no.is_empty() { (n + 1).to_string() } else { no.to_owned() },
                text: row.text("text").to_owned(),
                owner: directory.words(row.text("owner")).to_owned(),
                state: if state.is_empty() { "open".to_owned() } else { state },
                target: row.text("target").to_owned(),
            }
        })
        .collect()
}

pub(super) fn approval_rows(incident: &Incident, directory: &Directory) -> Vec<ApprovalRow> {
    incident
        .waiting_approvals()
        .map(|a| ApprovalRow {
            subject: incident.draft(&a.checkpoint).map_or_else(String::new, |d| d.subject.clone()),
            text: incident.draft(&a.checkpoint).map(|d| d.body.clone()),
            hash: incident.draft(&a.checkpoint).map_or_else(String::new, UpdateDraft::hash),
            document: a.document,
            incident: Some(incident.id),
            title: approval_title(&a.checkpoint, directory),
            checkpoint: a.checkpoint.clone(),
            approver: holder(incident, directory, Some(&a.approver)),
            asked_by: a.asked_by.as_ref().map_or_else(String::new, |b| b.name.clone()),
            asked_at: a.asked_at.map(moment).unwrap_or_default(),
        })
        .collect()
}

/// A checkpoint in words; that of an update names its audience by id.
fn approval_title(checkpoint: &str, directory: &Directory) -> String {
    match of_update(checkpoint) {
        Some((number, audience)) => {
            format!("{} update {number}", crate::wording::possessive(directory.words(audience)))
        }
        None => checkpoint.to_owned(),
    }
}

fn role_rows(incident: &Incident, directory: &Directory) -> Vec<RoleRow> {
    incident
        .roles
        .iter()
        .filter(|r| r.renounced_at.is_none())
        .map(|r| RoleRow {
            role: directory.words(&r.role).to_owned(),
            person: directory.words(&r.person).to_owned(),
            since: moment(r.assumed_at),
        })
        .collect()
}

/// The share of a span at which a clock turns at risk (80 percent, domain reference 4.3), as a moment.
#[must_use]
pub fn at_risk_moment(from: Timestamp, due: Timestamp) -> Timestamp {
    let span = due.duration_since(from);
    from.saturating_add(span.saturating_mul(4) / 5).unwrap_or(due)
}
