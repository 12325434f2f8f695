//! The injects of a plan, and where each stands at a moment of the scenario.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::EVENTS;
use crate::document::Document;
use crate::duration;
use crate::id::RowId;
use crate::incident::Drill;
use crate::view::rows;

/// How long after its scenario time an inject that was not given is overdue.
pub const LATE: SignedDuration = SignedDuration::from_mins(2);

/// A line of the events list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inject {
    /// Row.
    pub row: RowId,
    /// Its number, as written.
    pub no: String,
    /// Scenario time; none where it is empty or cannot be read: then a controller gives it when they like.
    pub at: Option<SignedDuration>,
    /// The scenario time as written.
    pub written: String,
    /// Event.
    pub event: String,
    /// What is said or shown, Markdown.
    pub inject: String,
    /// By which way it is given, as the word of its choice.
    pub method: String,
    /// Who it is played from.
    pub from: String,
    /// Whom it is given to: id or name.
    pub to: String,
    /// What should come of it.
    pub expected: String,
    /// The objective that it tests.
    pub objective: String,
    /// Who gives it.
    pub controller: String,
}

impl Inject {
    /// What it is called in a sentence: `Inject 5 “Chat is down”`.
    #[must_use]
    pub fn title(&self) -> String {
        let no = if self.no.is_empty() { String::new() } else { format!(" {}", self.no) };
        format!("Inject{no} “{}”", self.event)
    }
}

/// The injects of a plan, in order of scenario time; those without one come last. Lines in which nothing is written are
/// none.
#[must_use]
pub fn injects(plan: &Document) -> Vec<Inject> {
    let mut list = Vec::new();
    for (_, section) in plan.live_sections().into_iter().filter(|(_, s)| s.block.setting("preset") == EVENTS) {
        for (row, view) in rows(&section.block) {
            let text = |key: &str| view.text(key).to_owned();
            let (event, inject) = (text("event"), text("inject"));
            if event.is_empty() && inject.is_empty() {
                continue;
            }
            let written = text("scenario_time");
            list.push(Inject {
                row,
                no: text("no"),
                at: scenario_time(&written),
                written,
                event: if event.is_empty() { inject.lines().next().unwrap_or_default().to_owned() } else { event },
                inject,
                method: view.word("method"),
                from: text("from"),
                to: text("to"),
                expected: text("expected"),
                objective: text("objective"),
                controller: text("controller"),
            });
        }
    }
    // The order of the document holds among those of one moment.
    list.sort_by_key(|inject| (inject.at.is_none(), inject.at));
    list
}

/// A scenario time as plans write it: `0:15`.
#[must_use]
pub fn scenario_words(span: SignedDuration) -> String {
    let minutes = span.as_secs().max(0) / 60;
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// A scenario time as people write it: `0:15`, `+0:15`, `T+15 min`.
#[must_use]
pub fn scenario_time(written: &str) -> Option<SignedDuration> {
    let plain = written.trim();
    let plain = plain.strip_prefix(['T', 't']).unwrap_or(plain).trim_start();
    let plain = plain.strip_prefix('+').unwrap_or(plain);
    duration::parse(plain).ok()
}

/// Where an inject stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum InjectState {
    /// Its scenario time is still to come.
    Waits,
    /// Its scenario time has come.
    Due,
    /// It has come a while ago ([`LATE`]), and nobody gave it.
    Overdue,
    /// It has no scenario time: it is given when a controller likes.
    AnyTime,
    /// It was given; nobody has judged yet what came of it.
    Given,
    /// It was judged.
    Judged,
    /// The drill ended without it.
    NotGiven,
}

/// An inject with where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The inject.
    pub inject: Inject,
    /// Where it stands.
    pub state: InjectState,
    /// Seconds of the scenario until it is due; negative once it is.
    pub in_seconds: Option<i32>,
    /// Whether it is the next that comes.
    pub is_next: bool,
}

/// Where each inject of a plan stands at a moment, in order of scenario time.
#[must_use]
pub fn standings(injects: Vec<Inject>, drill: &Drill, now: Timestamp) -> Vec<Standing> {
    let shown = drill.scenario(now);
    let is_over = drill.ended_at.is_some_and(|at| at <= now);
    let next = if is_over { None } else { next_time(&injects, drill, now) };
    let of = |inject: Inject| {
        let left = inject.at.map(|at| at - shown);
        let state = match left {
            _ if drill.evaluation(inject.row).is_some() => InjectState::Judged,
            _ if drill.delivery(inject.row).is_some() => InjectState::Given,
            _ if is_over => InjectState::NotGiven,
            None => InjectState::AnyTime,
            Some(left) if left > SignedDuration::ZERO => InjectState::Waits,
            Some(left) if left > -LATE => InjectState::Due,
            Some(_) => InjectState::Overdue,
        };
        let is_next = state == InjectState::Waits && inject.at == next;
        Standing { state, in_seconds: left.map(duration::seconds), is_next, inject }
    };
    injects.into_iter().map(of).collect()
}

/// The scenario time of the next inject that is still to come: where the clock is put forward to.
#[must_use]
pub fn next_time(injects: &[Inject], drill: &Drill, now: Timestamp) -> Option<SignedDuration> {
    let shown = drill.scenario(now);
    let waits = injects.iter().filter(|i| drill.delivery(i.row).is_none() && drill.evaluation(i.row).is_none());
    waits.filter_map(|i| i.at).filter(|at| *at > shown).min()
}
