//! An incident: a fold of the log by event time over what was known. Nothing about it is stored anywhere
//! else: severity, state, commander, roles held and the actual period are bound to the log.
//!
//! Entries are counted once by id; where two moments are equal, the time of entry and then the hash
//! decide, so the fold does not depend on the order of arrival.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use ts_rs::TS;

use crate::canonical;
use crate::id::{DocumentId, EntryId, IncidentId};
use crate::log::{
    ApprovalByOther, Author, Category, Decision, Entry, Fact, Named, PlanPart, Recorded, State, UpdateAsked,
    UpdateOverdue,
};

mod drill;
mod fold;
mod hand_over;
mod level;
mod linked;
mod notification;
mod obligation;
mod play;
mod reply;
mod role;
mod rule_told;
mod scheduled;
mod set_back;
mod update;

pub use drill::{ClockMove, ClockTurn, DeliveredInject, Drill, EvaluatedInject, SaidInHotWash};
pub use fold::order;
pub use hand_over::{HandOver, HandOverEnd};
pub use level::{LevelEvent, Written};
pub use linked::{Detection, LinkedCase};
pub use notification::{CallAttempt, CallTask, Notification};
pub use obligation::{Anchor, ObligationEvent, ObligationRecord};
pub use play::Rests;
pub use reply::{Reply, WaivedReply};
pub use role::{OpenRole, RoleHeld};
pub use rule_told::RuleTold;
pub use scheduled::{KnownThen, ScheduleEnd, ScheduledUpdate};
pub use set_back::SetBack;
pub use update::{
    FirstDraft, QueuedFor, QueuedUpdate, RetractedUpdate, SentUpdate, SkippedUpdate, SnoozedUpdate, UpdateDraft,
    UpdateReview, body_hash, of_update, update_checkpoint, update_hash,
};

/// A value of the incident and when it came to hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Since<T> {
    /// The value.
    pub value: T,
    /// From when.
    #[ts(type = "string")]
    pub at: Timestamp,
}

/// An operational period as it happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Period {
    /// Number, from 1.
    pub number: u32,
    /// Start.
    #[ts(type = "string")]
    pub from: Timestamp,
    /// Planned end.
    #[ts(type = "string")]
    pub to: Timestamp,
    /// When it was ended.
    #[ts(type = "string | null")]
    pub ended_at: Option<Timestamp>,
}

/// A document the incident runs on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AdoptedPlan {
    /// Part of the binder.
    pub part: PlanPart,
    /// Document.
    pub document: DocumentId,
    /// From when.
    #[ts(type = "string")]
    pub at: Timestamp,
}

/// An action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Action {
    /// Id: that of the entry that opened it.
    pub id: EntryId,
    /// What is to be done.
    pub text: String,
    /// Owner: id or name.
    pub owner: Option<Named>,
    /// When it is due.
    #[ts(type = "string | null")]
    pub due_at: Option<Timestamp>,
    /// When it was opened.
    #[ts(type = "string")]
    pub opened_at: Timestamp,
    /// When it was done or dropped.
    #[ts(type = "string | null")]
    pub closed_at: Option<Timestamp>,
    /// Whether it was done rather than dropped.
    pub done: bool,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Decided {
    /// Entry.
    pub id: EntryId,
    /// What was decided.
    pub text: String,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Who answers for it: id or name.
    pub accountable: Option<Named>,
    /// Who was asked.
    pub consulted: Vec<Named>,
    /// Who recorded it.
    pub by: Author,
}

/// A situation report in three parts (CAN: conditions, actions, needs).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SituationReport {
    /// When it held.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Who said so.
    pub by: Author,
    /// What is the case.
    pub conditions: String,
    /// What is being done.
    pub actions: String,
    /// What is needed.
    pub needs: String,
}

/// An approval that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Approval {
    /// Document.
    pub document: DocumentId,
    /// Checkpoint.
    pub checkpoint: String,
    /// Who was asked: id or name; empty where it was given without being asked for.
    pub approver: Named,
    /// When it was asked for.
    #[ts(type = "string | null")]
    pub asked_at: Option<Timestamp>,
    /// Who asked.
    pub asked_by: Option<Author>,
    /// What was decided; nothing while it waits.
    pub decision: Option<Decision>,
    /// When it was decided.
    #[ts(type = "string | null")]
    pub decided_at: Option<Timestamp>,
    /// Who decided.
    pub decided_by: Option<Author>,
    /// Hash of the content it was given for.
    pub hash: String,
    /// What was said with the decision: why, or the condition.
    pub note: String,
}

/// An incident as the log tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Incident {
    /// Id.
    #[ts(type = "string")]
    pub id: IncidentId,
    /// Number, for instance `INC-2041`.
    pub number: String,
    /// Title.
    pub title: String,
    /// Whether it is an exercise: nothing of it leaves by itself, and its title says so.
    pub exercise: bool,
    /// Severity: id or name.
    pub severity: Named,
    /// Services affected: ids or names.
    pub services: Vec<Named>,
    /// State and since when.
    pub state: Since<State>,
    /// When it was declared.
    #[ts(type = "string")]
    pub declared_at: Timestamp,
    /// When it was detected; when it was declared where nothing else is known.
    #[ts(type = "string")]
    pub detected_at: Timestamp,
    /// When it was resolved, while it is resolved or closed.
    #[ts(type = "string | null")]
    pub resolved_at: Option<Timestamp>,
    /// When it was closed, while it is closed.
    #[ts(type = "string | null")]
    pub closed_at: Option<Timestamp>,
    /// Who commands: id or name.
    pub commander: Option<Named>,
    /// The role of the commander as this log names it: [`COMMANDER`], or the id under which the commander
    /// assumed it at the declaration.
    pub commander_role: Named,
    /// Every state, in order.
    pub states: Vec<Since<State>>,
    /// Every severity, in order.
    pub severities: Vec<Since<Named>>,
    /// When the services affected changed after the declaration.
    #[ts(type = "string[]")]
    pub service_changes: Vec<Timestamp>,
    /// Every role held, in order of assumption.
    pub roles: Vec<RoleHeld>,
    /// Operational periods.
    pub periods: Vec<Period>,
    /// Documents it runs on, in order of adoption.
    pub plans: Vec<AdoptedPlan>,
    /// Actions.
    pub actions: Vec<Action>,
    /// Decisions.
    pub decisions: Vec<Decided>,
    /// The last situation report.
    pub situation: Option<SituationReport>,
    /// Updates sent, in order.
    pub sent: Vec<SentUpdate>,
    /// Updates that went out and were taken back, in order.
    pub retracted: Vec<RetractedUpdate>,
    /// Updates that were handed to the outbox, in order; those that went out stand in `sent` as well.
    pub queued: Vec<QueuedUpdate>,
    /// Updates that were set to go out at a moment, in order, with what became of them.
    pub scheduled: Vec<ScheduledUpdate>,
    /// Updates skipped, in order.
    pub skipped: Vec<SkippedUpdate>,
    /// Replies to updates, in order.
    pub replies: Vec<Reply>,
    /// Updates to which no reply is awaited any more, because a person said so.
    pub waived_replies: Vec<WaivedReply>,
    /// Reminders resting.
    pub snoozed: Vec<SnoozedUpdate>,
    /// The last draft of each update that was not sent yet.
    pub drafts: Vec<UpdateDraft>,
    /// When each update was drafted first, in order; it stays when the update is sent.
    pub drafted: Vec<FirstDraft>,
    /// Promises whose passing is in the log: audience and moment.
    pub passed_promises: Vec<Since<Named>>,
    /// Updates whose being overdue by the plan is in the log, though nobody had promised them.
    pub overdue: Vec<UpdateOverdue>,
    /// Updates that a material change, or the end, asks for, as the log has them.
    pub asked: Vec<UpdateAsked>,
    /// Approvals of documents.
    pub approvals: Vec<Approval>,
    /// Those that somebody else gave than who was asked, in order.
    pub other_approvals: Vec<ApprovalByOther>,
    /// What happened to the levels of the escalation.
    pub levels: Vec<LevelEvent>,
    /// What the calls of the levels set going, in order.
    pub notified: Vec<Notification>,
    /// What notification rules told, in order.
    pub rules_told: Vec<RuleTold>,
    /// Hand-overs of roles, in order.
    pub hand_overs: Vec<HandOver>,
    /// Events that regulatory clocks start with, in order.
    pub anchors: Vec<Anchor>,
    /// What became of obligations, in order.
    pub obligations: Vec<ObligationEvent>,
    /// Why it was withdrawn, because what declared it was undone, and since when; it is closed then and counts nowhere.
    pub withdrawn: Option<Since<String>>,
    /// Cases that are part of it, in order.
    pub cases: Vec<LinkedCase>,
    /// The drill that it is, where it is played from a plan.
    pub drill: Option<Drill>,
    /// When the data was restored from a backup or opened as a copy, in order.
    #[ts(type = "string[]")]
    pub restored: Vec<Timestamp>,
    /// When the clock was set back, in order.
    pub set_back: Vec<SetBack>,
    /// Texts that corrections replaced: what each entry should say.
    #[ts(type = "Record<string, string>")]
    pub corrections: BTreeMap<EntryId, String>,
    /// How many entries were counted.
    pub entries: u32,
}

/// What stands before the title of an exercise, wherever it is shown or sent.
pub const EXERCISE: &str = "EXERCISE: ";
/// The title of a paper that belongs to an incident: one of an exercise says so wherever it is shown, listed or exported.
#[must_use]
pub fn paper_title(title: &str, is_exercise: bool) -> String {
    let says_so = !is_exercise || title.starts_with(EXERCISE);
    if says_so { title.to_owned() } else { format!("{EXERCISE}{title}") }
}
/// Name by which the role of the commander is known when the directory says nothing else.
pub const COMMANDER: &str = "Incident Commander";

impl Incident {
    /// Folds the entries of one incident; entries of others are passed over. `None` where no entry
    /// declares it.
    #[must_use]
    pub fn fold<'a>(id: IncidentId, entries: impl IntoIterator<Item = &'a Recorded>) -> Option<Self> {
        fold::fold(id, entries)
    }

    /// The number after the highest one given so far with this prefix: `INC-2042` after `INC-2041`.
    #[must_use]
    pub fn next_number<'a>(prefix: &str, given: impl IntoIterator<Item = &'a str>) -> String {
        let highest =
            given.into_iter().filter_map(|n| n.strip_prefix(prefix)?.strip_prefix('-')?.parse::<u64>().ok()).max();
        format!("{prefix}-{}", highest.unwrap_or(0).saturating_add(1))
    }

    /// Whether it is neither resolved nor closed.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !matches!(self.state.value, State::Resolved | State::Closed)
    }

    /// When it was last opened again after it was resolved or closed; none where it never was.
    #[must_use]
    pub fn reopened_at(&self) -> Option<Timestamp> {
        let is_over = |state: &Since<State>| matches!(state.value, State::Resolved | State::Closed);
        self.states.windows(2).rev().find(|pair| is_over(&pair[0]) && !is_over(&pair[1])).map(|pair| pair[1].at)
    }

    /// Whether something that fell due at a moment may have been done before the data was restored, so that nothing of it
    /// is to be done again by itself.
    #[must_use]
    pub fn was_due_before_restore(&self, due_at: Timestamp) -> bool {
        self.restored.iter().any(|at| due_at <= *at)
    }

    /// Time since the declaration, up to the resolution where there is one.
    #[must_use]
    pub fn elapsed(&self, now: Timestamp) -> SignedDuration {
        self.resolved_at.unwrap_or(now).duration_since(self.declared_at)
    }

    /// The state that held at a moment; the first one before it began.
    #[must_use]
    pub fn state_at(&self, at: Timestamp) -> &State {
        self.states.iter().rev().find(|s| s.at <= at).or(self.states.first()).map_or(&self.state.value, |s| &s.value)
    }

    /// The severity that held at a moment.
    #[must_use]
    pub fn severity_at(&self, at: Timestamp) -> &Named {
        let found = self.severities.iter().rev().find(|s| s.at <= at).or(self.severities.first());
        found.map_or(&self.severity, |s| &s.value)
    }

    /// The operational period that runs: the last one started and not ended.
    #[must_use]
    pub fn period(&self) -> Option<&Period> {
        self.periods.iter().rev().find(|p| p.ended_at.is_none())
    }

    /// The document in use for a part of the binder.
    #[must_use]
    pub fn plan(&self, part: &PlanPart) -> Option<DocumentId> {
        self.plans.iter().rev().find(|p| p.part == *part).map(|p| p.document)
    }

    /// Actions that are neither done nor dropped.
    pub fn open_actions(&self) -> impl Iterator<Item = &Action> {
        self.actions.iter().filter(|a| a.closed_at.is_none())
    }

    /// The draft of the update that a checkpoint is about, if it is about one that was not sent yet.
    #[must_use]
    pub fn draft(&self, checkpoint: &str) -> Option<&UpdateDraft> {
        self.drafts.iter().rev().find(|d| update_checkpoint(&d.audience, d.number) == checkpoint)
    }

    /// Number of the next update to an audience, from 1: after those that went out or wait in the outbox.
    pub fn next_update(&self, is_its: impl Fn(&str) -> bool) -> u32 {
        let sent = self.sent.iter().filter(|s| is_its(&s.audience)).map(|s| s.number);
        let waiting = self.waiting_updates().filter(|q| is_its(&q.audience)).map(|q| q.number);
        sent.chain(waiting).max().unwrap_or(0) + 1
    }

    /// Updates that wait in the outbox for somebody to have them.
    pub fn waiting_updates(&self) -> impl Iterator<Item = &QueuedUpdate> {
        self.queued.iter().filter(|q| q.is_waiting())
    }

    /// When a person first answered a call: acknowledged it, or took over where it was released to them.
    #[must_use]
    pub fn first_acknowledged(&self) -> Option<Timestamp> {
        self.levels.iter().find_map(|event| match event {
            LevelEvent::Acknowledged { at, .. } | LevelEvent::Released { at, .. } => Some(*at),
            _ => None,
        })
    }

    /// When a state first held.
    #[must_use]
    pub fn first_in(&self, state: &State) -> Option<Timestamp> {
        self.states.iter().find(|s| s.value == *state).map(|s| s.at)
    }

    /// When a state of a kind first began at a moment or after it.
    #[must_use]
    pub fn first_from(&self, is_it: impl Fn(&State) -> bool, from: Timestamp) -> Option<Timestamp> {
        self.states.iter().find(|s| s.at >= from && is_it(&s.value)).map(|s| s.at)
    }

    /// Approvals that wait for a decision.
    pub fn waiting_approvals(&self) -> impl Iterator<Item = &Approval> {
        self.approvals.iter().filter(|a| a.decision.is_none())
    }
}

/// Whether an entry is a plain remark of this category.
#[must_use]
pub fn is_remark(entry: &Entry, category: &Category) -> bool {
    matches!(entry.fact(), Some(Fact::Remark { category: found }) if found == *category)
}

/// SHA-256 of a text, hexadecimal.
fn hash_of(text: &str) -> String {
    canonical::hash(&serde_json::Value::String(text.to_owned()))
}

#[cfg(test)]
mod tests;
