//! The updates of a whole incident, one after the other: what would have been due when, beside what is known to have been
//! given. It is the queue of the live incident, asked again after each update; nothing is decided here a second time.

use std::rc::Rc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::{AUDIENCE, Queue};
use crate::cadence::CadenceView;
use crate::directory::Directory;
use crate::duration;
use crate::id::EntryId;
use crate::incident::{Incident, SentUpdate, SkippedUpdate};
use crate::log::{Author, Named};
use crate::timeline::{PlanTimeline, Views};

/// More updates than any audience gets of one incident.
const MOST: usize = 400;

/// Updates that are known to have been given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Audience: id or name.
    pub audience: Named,
    /// When, in any order; none where it is known that it got none.
    pub at: Vec<Timestamp>,
}

/// What became of an update that would have been due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SlotOutcome {
    /// It was given by then.
    Given {
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// It was given later, and before the one after it was due.
    Late {
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
        /// By how many seconds.
        by_seconds: i32,
    },
    /// It was not given before the next one was due, or before the end.
    Missed,
    /// Nothing is known of what this audience got.
    Unknown,
}

/// An update that would have been due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlayedUpdate {
    /// Audience, by its name.
    pub audience: String,
    /// When it would have been due.
    #[ts(type = "string")]
    pub due_at: Timestamp,
    /// Seconds after the declaration.
    pub after_seconds: i32,
    /// What became of it.
    pub outcome: SlotOutcome,
}

/// Every update that a plan asks for in an incident up to a moment, in order of time. Audiences of which nothing is known
/// get each when it is due. One that goes out with another audience's is counted there.
#[must_use]
pub fn play_updates(
    plan: &PlanTimeline,
    incident: &Incident,
    directory: &Directory,
    given: &[Given],
    until: Timestamp,
) -> Vec<PlayedUpdate> {
    let views = Rc::new(Views::read(plan, |document| CadenceView::read(document, directory)));
    let mut audiences: Vec<(String, Named)> = Vec::new();
    for row in views.all().flat_map(|view| &view.rows) {
        if !audiences.iter().any(|(key, _)| *key == row.audience_key) {
            audiences.push((row.audience_key.clone(), row.audience.clone()));
        }
    }
    let mut list = Vec::new();
    for (key, audience) in &audiences {
        let known = given.iter().find(|one| directory.key(&AUDIENCE, &one.audience) == *key);
        let mut played = Playing::new(&views, incident, directory, (key, audience), until);
        played.play(known);
        list.extend(played.list);
    }
    list.sort_by(|a, b| (a.due_at, &a.audience).cmp(&(b.due_at, &b.audience)));
    list
}

/// One audience while its updates are gone through.
struct Playing<'a> {
    views: &'a Rc<Views<CadenceView>>,
    incident: Incident,
    directory: &'a Directory,
    audience: (&'a str, &'a Named),
    until: Timestamp,
    list: Vec<PlayedUpdate>,
}

impl<'a> Playing<'a> {
    fn new(
        views: &'a Rc<Views<CadenceView>>,
        incident: &Incident,
        directory: &'a Directory,
        audience: (&'a str, &'a Named),
        until: Timestamp,
    ) -> Self {
        let mut incident = incident.clone();
        incident.sent.clear();
        incident.skipped.clear();
        Self { views, incident, directory, audience, until, list: Vec::new() }
    }

    /// When the next one is due, as things stand.
    fn due(&self) -> Option<Timestamp> {
        let queue = Queue::of(Rc::clone(self.views), &self.incident, self.directory, self.until);
        queue.running(self.audience.0).map(|running| running.due_at).filter(|due| *due <= self.until)
    }

    fn sent(&mut self, at: Timestamp) {
        let number = u32::try_from(self.incident.sent.len() + 1).unwrap_or(u32::MAX);
        let none = String::new;
        self.incident.sent.push(SentUpdate {
            id: EntryId::new(Uuid::nil()),
            audience: self.audience.1.clone(),
            number,
            stage: none(),
            body: none(),
            via: none(),
            at,
            by: Author::bridgebook(),
            next_at: None,
        });
    }

    fn passed_over(&mut self, due_at: Timestamp) {
        let (audience, reason) = (self.audience.1.clone(), String::new());
        self.incident.skipped.push(SkippedUpdate { audience, due_at, at: due_at, reason, planned: false });
    }

    fn note(&mut self, due_at: Timestamp, outcome: SlotOutcome) {
        let after_seconds = duration::seconds(due_at.duration_since(self.incident.declared_at));
        let audience = self.directory.words(self.audience.1).to_owned();
        self.list.push(PlayedUpdate { audience, due_at, after_seconds, outcome });
    }

    fn play(&mut self, known: Option<&Given>) {
        let begins = self.incident.declared_at;
        let mut times: Vec<Timestamp> = known.map(|one| one.at.clone()).unwrap_or_default();
        times.retain(|at| *at >= begins && *at <= self.until);
        times.sort();
        let mut times = times.into_iter().peekable();
        for _ in 0..MOST {
            let Some(due) = self.due() else { return };
            if known.is_none() {
                self.note(due, SlotOutcome::Unknown);
                self.sent(due);
                continue;
            }
            // Several by the time at which one was due are one slot: the interval begins again with the last of them.
            if let Some(at) = times.next_if(|at| *at <= due) {
                self.note(due, SlotOutcome::Given { at });
                self.sent(at);
                while let Some(again) = times.next_if(|at| *at <= due) {
                    self.sent(again);
                }
                continue;
            }
            self.passed_over(due);
            let next = self.due().unwrap_or(self.until);
            match times.next_if(|at| *at <= next) {
                Some(at) => {
                    self.incident.skipped.pop();
                    self.note(due, SlotOutcome::Late { at, by_seconds: duration::seconds(at.duration_since(due)) });
                    self.sent(at);
                    while let Some(again) = times.next_if(|at| *at <= next) {
                        self.sent(again);
                    }
                }
                None => self.note(due, SlotOutcome::Missed),
            }
        }
    }
}
