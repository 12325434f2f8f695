//! The updates that are due, as a function of plan in force, log and `now`.

use std::collections::BTreeSet;
use std::rc::Rc;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use ts_rs::TS;

use super::planned::{Planned, PlannedFor};
use super::{CadenceRow, CadenceView, PlannedOf, PlannedRow, Standard, Together, is_at_risk};
use crate::directory::Directory;
use crate::duration;
use crate::id::RowId;
use crate::incident::{Incident, QueuedUpdate, Rests, SentUpdate, SkippedUpdate, UpdateReview};
use crate::log::{Named, State};
use crate::timeline::{PlanTimeline, Views, first_due};
use crate::value::ReferenceKind;

mod change;
mod explain;
mod follow;
mod offer;
mod overdue;
mod played;
mod rested;
mod snooze;

pub use change::newly_asked;
pub use offer::{approver, next_promise};
pub use overdue::newly_overdue;
pub use played::{Given, PlayedUpdate, SlotOutcome, play_updates};
pub use snooze::snooze_limit;

const AUDIENCE: [ReferenceKind; 1] = [ReferenceKind::Audience];

/// Where an update stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DueState {
    /// Its moment has passed.
    Overdue,
    /// Most of its span has run (80 percent, where the plan does not say otherwise).
    AtRisk,
    /// Half of its span has run.
    Due,
    /// Less than half of its span has run.
    Upcoming,
    /// It goes out with another audience's update, which is not out yet.
    AsOther,
    /// Its reminder rests.
    Snoozed,
    /// The plan names the audience without a span: somebody has to start its clock.
    NoClock,
}

/// The draft that waits to go out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DraftOf {
    /// Which draft of this number, from 1.
    pub draft: u32,
    /// When it was written.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Its review.
    pub review: UpdateReview,
}

/// An update that waits in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct InOutbox {
    /// Its number.
    pub number: u32,
    /// Since when.
    #[ts(type = "string")]
    pub at: Timestamp,
}

/// The next update of an audience.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DueUpdate {
    /// Audience: id or name.
    pub audience: Named,
    /// Its words.
    pub audience_name: String,
    /// Where it stands.
    pub state: DueState,
    /// When it is due; none without a clock.
    #[ts(type = "string | null")]
    pub due_at: Option<Timestamp>,
    /// Seconds until it is due at the moment asked about; negative when overdue.
    pub in_seconds: Option<i32>,
    /// The promise of the last message, where the due moment is one.
    #[ts(type = "string | null")]
    pub promised_at: Option<Timestamp>,
    /// Until when its reminder rests.
    #[ts(type = "string | null")]
    pub snoozed_until: Option<Timestamp>,
    /// The audience it goes out with.
    pub with_audience: Option<Named>,
    /// Who sends: id or name.
    pub owner: Option<Named>,
    /// Who approves: id or name.
    pub approver: Option<Named>,
    /// Channel: id or name.
    pub channel: Option<Named>,
    /// Stage of the message.
    pub stage: String,
    /// Number of the update, from 1.
    pub number: u32,
    /// When the last one of its own went out.
    #[ts(type = "string | null")]
    pub last_sent_at: Option<Timestamp>,
    /// The update before it, where that waits in the outbox: what it is to keep is due until somebody has it.
    pub in_outbox: Option<InOutbox>,
    /// Its draft, if there is one.
    pub draft: Option<DraftOf>,
    /// The planned update that it is, where it is one.
    pub planned: Option<PlannedOf>,
    /// Whether a material change, or the end of the incident, asks for it at once.
    pub is_at_once: bool,
    /// Number of the update that was taken back, where this one is its correction.
    pub corrects: Option<u32>,
    /// The row of the plan that says so.
    pub rule: Option<RowId>,
    /// Which rule, with which values, in a sentence.
    pub explanation: String,
}

/// What makes an update due.
#[derive(Clone)]
enum Cause {
    Promise {
        number: u32,
    },
    First(SignedDuration),
    AfterState(SignedDuration),
    Interval(SignedDuration),
    /// What changed, and whether the plan has no column that says who is told of a change.
    Change {
        why: String,
        is_silent: bool,
    },
    /// What was said is taken back: whoever heard it is owed a correction.
    Retracted {
        number: u32,
        reason: String,
    },
    /// The end of the incident, for which the plan has no row; with the span that ran until then, where one did.
    Closing(Option<SignedDuration>),
    Planned(Box<PlannedRow>),
    /// The audience that it goes out with was told, and it was not.
    With {
        audience: Named,
        number: u32,
    },
}

struct Queue<'a> {
    views: Rc<Views<CadenceView>>,
    changes: Vec<Timestamp>,
    incident: &'a Incident,
    directory: &'a Directory,
    now: Timestamp,
}

/// What runs for one audience.
struct Running {
    due_at: Timestamp,
    from: Timestamp,
    cause: Cause,
}

/// The next update of each audience of the plan, most urgent first. `incident` is the log folded over what
/// was known at `now`.
#[must_use]
pub fn due_updates(plan: &PlanTimeline, incident: &Incident, directory: &Directory, now: Timestamp) -> Vec<DueUpdate> {
    if incident.withdrawn.is_some() {
        return Vec::new();
    }
    let (incident, rests) = incident.in_play(now);
    let queue = Queue::new(plan, (&incident, &rests), directory, now);
    let mut list: Vec<DueUpdate> =
        queue.audiences().iter().filter_map(|(audience, _)| queue.update(audience)).collect();
    list.iter_mut().for_each(|update| update.rested(&rests));
    list.sort_by_key(|u| (u.due_at.is_none(), u.due_at, u.state, u.audience_name.clone()));
    list
}

impl<'a> Queue<'a> {
    /// `incident` as its clocks see it, with what they rested.
    fn new(
        plan: &PlanTimeline,
        (incident, rests): (&'a Incident, &Rests),
        directory: &'a Directory,
        now: Timestamp,
    ) -> Self {
        let views = Views::read(plan, |document| CadenceView::read(document, directory)).in_play(rests);
        Self::of(Rc::new(views), incident, directory, now)
    }

    /// The same with views that were read before.
    fn of(views: Rc<Views<CadenceView>>, incident: &'a Incident, directory: &'a Directory, now: Timestamp) -> Self {
        let ages = views.all().flat_map(|v| &v.rows).filter_map(|r| r.after_elapsed);
        let mut changes: Vec<Timestamp> = ages
            .filter_map(|age| incident.declared_at.checked_add(age).ok())
            .chain(views.starts())
            .chain(incident.states.iter().map(|s| s.at))
            .chain(incident.severities.iter().map(|s| s.at))
            .collect();
        changes.sort();
        changes.dedup();
        Self { views, changes, incident, directory, now }
    }

    /// The audiences of the plan and of what was sent, each once, as it is written first, with its key: one may be
    /// written in several ways.
    fn audiences(&self) -> Vec<(Named, String)> {
        let rows = self.views.at(self.now).map_or(&[] as &[CadenceRow], |v| v.rows.as_slice());
        let sent = self.incident.sent.iter().map(|s| &s.audience);
        // What was planned and is overdue stays so, although a later version does not plan it any more.
        let planned = self.views.all().flat_map(|v| &v.planned).map(|p| &p.audience);
        let written = rows.iter().map(|r| &r.audience).chain(sent).chain(planned);
        let mut seen = BTreeSet::new();
        written
            .map(|audience| (audience.clone(), self.directory.key(&AUDIENCE, audience)))
            .filter(|(_, key)| seen.insert(key.clone()))
            .collect()
    }

    /// Severity, state and age at a moment: what the rules are looked up by.
    fn standing(&self, at: Timestamp) -> (String, &State, SignedDuration) {
        let severity = self.directory.key(&[ReferenceKind::Severity], self.incident.severity_at(at));
        (severity, self.incident.state_at(at), at.duration_since(self.incident.declared_at))
    }

    fn rule(&self, audience_key: &str, at: Timestamp) -> Option<&CadenceRow> {
        let (severity, state, elapsed) = self.standing(at);
        self.views.at(at)?.rule(audience_key, &severity, state, elapsed)
    }

    fn together(&self, audience_key: &str, at: Timestamp) -> Together {
        // What ends is told as it was told before, where the plan does not say otherwise.
        let ended = self.rule(audience_key, at).is_none().then(|| self.before_end(at)).flatten();
        let (severity, state, elapsed) = ended.unwrap_or_else(|| self.standing(at));
        let view = self.views.at(at);
        view.map(|v| v.together(audience_key, (&severity, state, elapsed), self.directory)).unwrap_or_default()
    }

    fn standard(&self, audience_key: &str) -> Standard {
        self.views.at(self.now).and_then(|view| view.standard(audience_key)).cloned().unwrap_or_default()
    }

    /// The last update that an audience has: by its number, because one that waited in the outbox may arrive after the
    /// next one, and its promise is the older one all the same.
    fn sent(&self, audience_key: &str) -> Option<&SentUpdate> {
        let is_its = |s: &&SentUpdate| s.at <= self.now && self.directory.key(&AUDIENCE, &s.audience) == audience_key;
        self.incident.sent.iter().filter(is_its).max_by_key(|s| (s.number, s.at))
    }

    /// The last update of the cadence that was skipped. What was planned for a time of day is beside the cadence.
    fn skipped(&self, audience_key: &str, after: Timestamp) -> Option<&SkippedUpdate> {
        self.incident
            .skipped
            .iter()
            .rev()
            .find(|s| !s.planned && s.at >= after && self.directory.key(&AUDIENCE, &s.audience) == audience_key)
    }

    /// When an audience was last told: by its own update, or by one of the audience that it then was told with.
    fn told(&self, audience_key: &str) -> Option<Timestamp> {
        let key = |audience: &str| self.directory.key(&AUDIENCE, audience);
        let went_with =
            |s: &&SentUpdate| self.together(audience_key, s.at).with.iter().any(|other| key(other) == key(&s.audience));
        let with = self.incident.sent.iter().filter(|s| s.at <= self.now).filter(went_with).map(|s| s.at).max();
        with.max(self.sent(audience_key).map(|s| s.at))
    }

    /// What runs for an audience of its own: the promise, the first update, the interval or a change.
    fn running(&self, audience_key: &str) -> Option<Running> {
        let (told, regular) = self.regular_or_promised(audience_key);
        let change = self.first_change(audience_key, told, regular.as_ref());
        let planned = self.first_planned(audience_key);
        let retracted = self.first_retracted(audience_key, told);
        // Of equals the first: a promise is one also where something is planned for its moment.
        [regular, retracted, change, planned].into_iter().flatten().min_by_key(|r| r.due_at)
    }

    /// The promise of the last update, else what the cadence asks for, and from when on changes ask for something.
    fn regular_or_promised(&self, audience_key: &str) -> (Timestamp, Option<Running>) {
        let declared = self.incident.declared_at;
        let last = self.sent(audience_key);
        let skipped = self.skipped(audience_key, last.map_or(declared, |s| s.at));
        // A skipped update counts as given at its due moment, so that the rhythm goes on.
        let discharged = [last.map(|s| s.at), skipped.map(|s| s.due_at)].into_iter().flatten().max();
        let told = discharged.max(skipped.map(|s| s.at)).unwrap_or(declared);
        // Resolving stops the cadence: what was due before it is scored, but no longer asked for. What a change asked for is
        // owed until somebody hears of it, because it has no time that could pass and be scored.
        let start = self.incident.resolved_at.map_or(told, |resolved| resolved.max(told));
        let promised = last
            .and_then(|s| s.next_at.map(|at| (at, s)))
            .filter(|(at, _)| skipped.is_none_or(|s| s.due_at < *at))
            .filter(|_| self.incident.closed_at.is_none());
        let regular = match promised {
            Some((due_at, sent)) => {
                Some(Running { due_at, from: sent.at, cause: Cause::Promise { number: sent.number } })
            }
            None => first_due(start, &self.changes, |at| self.regular(audience_key, discharged, at))
                .map(|(due_at, (from, cause))| Running { due_at, from, cause }),
        };
        (told, regular)
    }

    fn planned_for<'k>(&'k self, audience_key: &'k str) -> PlannedFor<'k> {
        PlannedFor { views: &self.views, incident: self.incident, audience_key, now: self.now }
    }

    fn first_planned(&self, audience_key: &str) -> Option<Running> {
        if !self.views.all().flat_map(|v| &v.planned).any(|row| row.audience_key == audience_key) {
            return None;
        }
        let last_told = self.told(audience_key);
        let skipped: Vec<Timestamp> = self
            .incident
            .skipped
            .iter()
            .filter(|s| s.at <= self.now && self.directory.key(&AUDIENCE, &s.audience) == audience_key)
            .map(|s| s.due_at)
            .collect();
        let Planned { at, from, row } = self.planned_for(audience_key).first_open(last_told, &skipped)?;
        let from = from.max(last_told.unwrap_or(from)).min(at);
        Some(Running { due_at: at, from, cause: Cause::Planned(Box::new(row.clone())) })
    }

    /// When an update is due by the rule that holds at a moment.
    fn regular(
        &self,
        audience_key: &str,
        discharged: Option<Timestamp>,
        at: Timestamp,
    ) -> Option<(Timestamp, (Timestamp, Cause))> {
        let Some(rule) = self.rule(audience_key, at) else { return self.closing(audience_key, at) };
        if self.together(audience_key, at).leader().is_some() {
            return None;
        }
        let state = self.incident.state_at(at);
        let (from, span, cause) = if matches!(state, State::Resolved | State::Closed) {
            let since = self.incident.states.iter().rev().find(|s| s.at <= at && s.value == *state)?.at;
            // A last word that was left out on purpose is not asked for a second time.
            let is_owed = discharged.is_none_or(|d| d < since) && self.skipped(audience_key, since).is_none();
            let within = rule.first_within.filter(|_| is_owed)?;
            if *state == State::Resolved && self.is_unowed(audience_key, since) {
                return None;
            }
            (since, within, Cause::AfterState(within))
        } else if let Some(discharged) = discharged {
            (discharged, rule.interval?, Cause::Interval(rule.interval?))
        } else {
            let within = rule.first_within.or(rule.interval)?;
            (self.incident.declared_at, within, Cause::First(within))
        };
        Some((from.checked_add(span).ok()?, (from, cause)))
    }

    fn update(&self, audience: &Named) -> Option<DueUpdate> {
        let key = self.directory.key(&AUDIENCE, audience);
        let rule = self.rule(&key, self.now);
        let own_sent = self.sent(&key).map(|s| s.at);
        let mut last_sent = own_sent;
        let mut with_audience = None;
        let together = self.together(&key, self.now);
        let running = match together.leader() {
            Some(other) => {
                let other_key = self.directory.key(&AUDIENCE, other);
                last_sent = last_sent.max(self.sent(&other_key).map(|s| s.at));
                with_audience = Some(other.clone());
                let theirs = self.running(&other_key);
                // A promise of its own still binds, and so does what was planned for it alone.
                let binds = |r: &Running| match r.cause {
                    Cause::Promise { .. } | Cause::Retracted { .. } => true,
                    Cause::Planned(_) => theirs.as_ref().is_none_or(|t| r.due_at < t.due_at),
                    _ => false,
                };
                let own = self.running(&key).filter(binds).into_iter().chain(self.following(&key));
                let own = own.min_by_key(|r| r.due_at);
                if own.is_some() {
                    with_audience = None;
                }
                own.or(theirs)
            }
            None => self.running(&key),
        };
        if rule.is_none() && running.is_none() {
            return None;
        }
        let over = !self.incident.is_open();
        let running = running.filter(|running| !self.has_lapsed(running));
        if running.is_none() && over {
            return None;
        }
        let due_at = running.as_ref().map(|r| r.due_at);
        let snoozed_until = self.snoozed(&key, last_sent);
        let percent = rule.map_or(super::AT_RISK_PERCENT, |r| r.at_risk_percent);
        let state = match &running {
            None => DueState::NoClock,
            Some(_) if with_audience.is_some() => DueState::AsOther,
            Some(_) if snoozed_until.is_some() => DueState::Snoozed,
            Some(r) if self.now >= r.due_at => DueState::Overdue,
            Some(r) if is_at_risk(r.from, r.due_at, self.now, percent) => DueState::AtRisk,
            Some(r) if is_at_risk(r.from, r.due_at, self.now, 50) => DueState::Due,
            Some(_) => DueState::Upcoming,
        };
        let number = self.next_number(&key);
        let planned = running.as_ref().and_then(|r| match &r.cause {
            Cause::Planned(row) => Some((row.as_ref(), r.due_at)),
            _ => None,
        });
        let own = planned.map(|(row, _)| row).filter(|row| row.audience_key == key);
        // Once the incident is resolved no row of the cadence holds, and the last update is still somebody's.
        let standard = self.standard(&key);
        let draft = self
            .incident
            .drafts
            .iter()
            .find(|d| d.number == number && self.directory.key(&AUDIENCE, &d.audience) == key)
            .map(|d| DraftOf { draft: d.draft, at: d.at, review: d.review.clone() });
        Some(DueUpdate {
            audience: audience.clone(),
            audience_name: self.directory.words(audience).to_owned(),
            state,
            due_at,
            in_seconds: due_at.map(|at| duration::seconds(at.duration_since(self.now))),
            promised_at: running
                .as_ref()
                .filter(|r| with_audience.is_none() && matches!(r.cause, Cause::Promise { .. }))
                .map(|r| r.due_at),
            snoozed_until,
            explanation: self.explain(rule, running.as_ref(), with_audience.as_deref(), &together),
            is_at_once: with_audience.is_none() && running.as_ref().is_some_and(Running::is_at_once),
            corrects: running.as_ref().filter(|_| with_audience.is_none()).and_then(Running::corrects),
            with_audience,
            owner: own.and_then(|p| p.owner.clone()).or_else(|| rule.and_then(|r| r.owner.clone())).or(standard.owner),
            approver: own
                .and_then(|p| p.approver.clone())
                .or_else(|| rule.and_then(|r| r.approver.clone()))
                .or(standard.approver),
            channel: own
                .and_then(|p| p.channel.clone())
                .or_else(|| rule.and_then(|r| r.channel.clone()))
                .or(standard.channel),
            stage: own.map(|p| p.stage.clone()).filter(|s| !s.is_empty()).unwrap_or_else(|| self.stage(rule, number)),
            number,
            last_sent_at: own_sent,
            in_outbox: self.waiting(&key).map(|q| InOutbox { number: q.number, at: q.at }).next(),
            draft,
            planned: planned.map(|(row, at)| row.of(at)),
            rule: rule.map(|r| r.row),
        })
    }

    fn next_number(&self, audience_key: &str) -> u32 {
        self.incident.next_update(|audience| self.directory.key(&AUDIENCE, audience) == audience_key)
    }

    /// What waits in the outbox for an audience, oldest first.
    fn waiting<'k>(&'k self, audience_key: &'k str) -> impl Iterator<Item = &'k QueuedUpdate> {
        let is_its = move |q: &&QueuedUpdate| self.directory.key(&AUDIENCE, &q.audience) == audience_key;
        self.incident.waiting_updates().filter(is_its)
    }

    fn stage(&self, rule: Option<&CadenceRow>, number: u32) -> String {
        match rule {
            Some(rule) if !rule.stage.is_empty() => rule.stage.clone(),
            _ if number == 1 && self.incident.is_open() => "holding".to_owned(),
            _ => match &self.incident.state.value {
                State::Closed => "post-incident".to_owned(),
                state => state.as_str().to_owned(),
            },
        }
    }
}
