//! Replies that updates ask for: who must acknowledge or answer by when (domain reference 5.1, response expectation, and
//! B.2.3, `response_expectation {ack?, reply_by}`), as a function of the plan that was in force when an update went out,
//! the log and `now`.
//!
//! An update to an audience that must answer is awaited until somebody answers, a person says that it is not awaited any
//! more, a later update asks the same audience anew, or the incident is closed. None of them makes it disappear: it says
//! how it ended, and a reply that comes after that still counts.

use jiff::{SignedDuration, Timestamp};

use crate::directory::Directory;
use crate::document::Document;
use crate::duration;
use crate::id::EntryId;
use crate::incident::{Incident, Reply, SentUpdate};
use crate::log::{Named, State};
use crate::timeline::PlanTimeline;
use crate::value::ReferenceKind;
use crate::view::rows;

/// What a plan asks of an audience that is told something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expectation {
    /// Whether it must acknowledge.
    pub acknowledge: bool,
    /// Within which time it is to answer, where the plan says so.
    pub within: Option<SignedDuration>,
}

impl Expectation {
    /// In a clause: `must acknowledge within 30 min`, `must acknowledge`, `reply within 1 h`.
    #[must_use]
    pub fn words(&self) -> String {
        let what = if self.acknowledge { "must acknowledge" } else { "reply" };
        self.within.map_or_else(|| what.to_owned(), |within| format!("{what} within {}", duration::print(within)))
    }
}

/// How it stands with a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReplyState {
    /// It is still to come.
    Awaited,
    /// Its moment has passed and nobody has answered.
    Late,
    /// Somebody has answered; the first reply counts.
    Answered,
    /// A person says that it is not awaited any more.
    Waived {
        /// Why.
        reason: String,
    },
    /// A later update asks the same audience anew.
    Superseded {
        /// Its number.
        by: u32,
    },
    /// The incident was closed without it.
    Closed,
}

/// A reply that an update asks for, or got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwaitedReply {
    /// Entry of the update that went out.
    pub update: EntryId,
    /// Audience: id or name.
    pub audience: Named,
    /// Its words.
    pub audience_name: String,
    /// Number of the update.
    pub number: u32,
    /// When it went out.
    pub sent_at: Timestamp,
    /// What the plan in force then asked for; nothing where somebody answered without being asked to.
    pub expectation: Option<Expectation>,
    /// Until when, where the plan says so.
    pub due_at: Option<Timestamp>,
    /// How it stands.
    pub state: ReplyState,
    /// When it was answered, or when it ended without a reply; nothing while it is open.
    pub ended_at: Option<Timestamp>,
    /// By how much it is or was late: when it was answered or ended, else now.
    pub late_by: Option<SignedDuration>,
    /// All replies, in order.
    pub replies: Vec<Reply>,
}

impl AwaitedReply {
    /// Whether somebody still waits for it.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.state, ReplyState::Awaited | ReplyState::Late)
    }
}

/// What a plan asks of an audience: of the first row that says so, in whatever table that is; nothing where it asks for
/// no reply.
#[must_use]
pub fn expectation(plan: &Document, directory: &Directory, audience: &str) -> Option<Expectation> {
    let kinds = [ReferenceKind::Audience];
    let key = directory.key(&kinds, audience);
    let sections = plan.live_sections();
    let asks = |key: &str| sections.iter().any(|(_, section)| section.block.column_by_key(key).is_some());
    if !asks("acknowledge") && !asks("reply_by") {
        return None;
    }
    let own = sections.iter().flat_map(|(_, section)| rows(&section.block));
    let own = own.filter(|(_, row)| !row.text("audience").is_empty());
    let own: Vec<_> = own.filter(|(_, row)| directory.key(&kinds, row.text("audience")) == key).collect();
    let acknowledge = own.iter().find(|(_, row)| !row.text("acknowledge").is_empty());
    let acknowledge = acknowledge.is_some_and(|(_, row)| row.is_yes("acknowledge"));
    let within = own.iter().find_map(|(_, row)| row.duration("reply_by")).filter(SignedDuration::is_positive);
    (acknowledge || within.is_some()).then_some(Expectation { acknowledge, within })
}

/// Every reply that an update asked for, and every one that came: what is open first, the earliest deadline before the
/// others, then the rest, the newest update first.
#[must_use]
pub fn awaited_replies(
    plan: &PlanTimeline,
    incident: &Incident,
    directory: &Directory,
    now: Timestamp,
) -> Vec<AwaitedReply> {
    let (incident, rests) = incident.in_play(now);
    let asked =
        |sent: &SentUpdate| plan.at(rests.back(sent.at)).and_then(|plan| expectation(plan, directory, &sent.audience));
    let sent: Vec<_> = incident.sent.iter().filter(|s| s.at <= now).map(|s| (s, asked(s))).collect();
    let key = |audience: &str| directory.key(&[ReferenceKind::Audience], audience);
    let mut list = Vec::new();
    for (update, expectation) in &sent {
        let mut replies: Vec<_> = incident.replies.iter().filter(|r| r.update == update.id).cloned().collect();
        replies.sort_by_key(|r| r.at);
        let said = replies.iter().cloned().map(|reply| Reply { at: rests.back(reply.at), ..reply }).collect();
        if expectation.is_none() && replies.is_empty() {
            continue;
        }
        let due_at = expectation.and_then(|e| update.at.checked_add(e.within?).ok());
        let waived = incident.waived_replies.iter().rev().find(|w| w.update == update.id);
        let is_later = |s: &SentUpdate| (s.at, s.number) > (update.at, update.number);
        let anew = sent.iter().find(|(s, e)| e.is_some() && is_later(s) && key(&s.audience) == key(&update.audience));
        // What the first close ended stays ended when the incident is opened again.
        let closed = incident.first_from(|state| *state == State::Closed, update.at);
        let (state, ended_at) = match (replies.first(), waived, anew, closed) {
            (Some(first), ..) => (ReplyState::Answered, Some(first.at)),
            (None, Some(waived), ..) => (ReplyState::Waived { reason: waived.reason.clone() }, Some(waived.at)),
            (None, None, Some((later, _)), _) => (ReplyState::Superseded { by: later.number }, Some(later.at)),
            (None, None, None, Some(at)) => (ReplyState::Closed, Some(at)),
            (None, None, None, None) if due_at.is_some_and(|due| now > due) => (ReplyState::Late, None),
            (None, None, None, None) => (ReplyState::Awaited, None),
        };
        let late_by = due_at.map(|due| ended_at.unwrap_or(now).duration_since(due)).filter(SignedDuration::is_positive);
        list.push(AwaitedReply {
            update: update.id,
            audience: update.audience.clone(),
            audience_name: directory.words(&update.audience).to_owned(),
            number: update.number,
            sent_at: rests.back(update.at),
            expectation: *expectation,
            due_at: due_at.map(|at| rests.back(at)),
            state,
            ended_at: ended_at.map(|at| rests.back(at)),
            late_by,
            replies: said,
        });
    }
    list.sort_by_key(|reply| std::cmp::Reverse((reply.sent_at, reply.number)));
    list.sort_by_key(|reply| {
        let due_at = reply.due_at.filter(|_| reply.is_open());
        (!reply.is_open(), due_at.is_none(), due_at)
    });
    list
}

#[cfg(test)]
mod tests;
