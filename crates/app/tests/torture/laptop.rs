//! A laptop as the rules see it: a clock that may be wrong, a log, and what it has told its person.

use std::collections::{BTreeMap, BTreeSet};

use bridgebook_domain::Document;
use bridgebook_domain::cadence::{DueState, PromiseOutcome, due_updates, newly_overdue, promises};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::escalation::{LevelClock, LevelState, NewFact, escalation_clocks, exhausted, firings};
use bridgebook_domain::id::{ChainId, EntryId, IncidentId};
use bridgebook_domain::incident::{Incident, LevelEvent};
use bridgebook_domain::log::{Author, Clock, Fact, NewEntry, Recorded, UpdateOverdue};
use bridgebook_domain::timeline::PlanTimeline;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

pub const INCIDENT: IncidentId = IncidentId::new(Uuid::from_u128(0x2041));
/// A call at most this much after its due moment is in time, as the clocks have it.
const TICK: SignedDuration = SignedDuration::from_secs(15);

/// The plans as every laptop has them: versions by the true time at which they came into force.
pub struct Plans {
    pub matrix: Vec<(Timestamp, Document)>,
    pub communication: Vec<(Timestamp, Document)>,
    pub directory: Directory,
}

impl Plans {
    pub fn matrix(&self) -> PlanTimeline {
        PlanTimeline::new(self.matrix.clone())
    }

    pub fn communication(&self) -> PlanTimeline {
        PlanTimeline::new(self.communication.clone())
    }
}

pub struct Laptop {
    pub name: &'static str,
    /// How far its clock is from the true time.
    pub ahead: SignedDuration,
    pub log: Vec<Recorded>,
    chain: ChainId,
    sequence: u32,
    /// What this start of the program has told; a restart forgets it.
    told: BTreeSet<EntryId>,
    /// How often its person was told of each fact, over all starts.
    pub announced: BTreeMap<EntryId, u32>,
    made: u128,
    number: u128,
}

/// What a person sees, in a form that can be compared.
#[derive(Debug, PartialEq)]
pub struct Seen {
    pub levels: Vec<(String, Option<Timestamp>, LevelState)>,
    pub updates: Vec<(String, Option<Timestamp>, DueState)>,
}

impl Laptop {
    pub fn new(name: &'static str, number: u128) -> Self {
        Self {
            name,
            ahead: SignedDuration::ZERO,
            log: Vec::new(),
            chain: ChainId::new(Uuid::from_u128(number)),
            sequence: 0,
            told: BTreeSet::new(),
            announced: BTreeMap::new(),
            made: 0,
            number,
        }
    }

    pub fn now(&self, true_time: Timestamp) -> Timestamp {
        true_time + self.ahead
    }

    /// Writes what a person says.
    pub fn say(&mut self, at: Timestamp, fact: Fact) {
        self.made += 1;
        let id = EntryId::new(Uuid::from_u128((self.number << 64) + self.made));
        self.write(id, at, at, "", fact);
    }

    fn write(&mut self, id: EntryId, event_at: Timestamp, entered_at: Timestamp, text: &str, fact: Fact) {
        let entry = NewEntry {
            id,
            incident: Some(INCIDENT),
            event_at,
            entered_at,
            author: Author::bridgebook(),
            text: text.to_owned(),
            fact,
            mentions: Vec::new(),
        };
        let heads = self.log.last().map(|r| r.entry.hash.clone()).into_iter().collect();
        let entry = entry.link(self.chain, self.sequence, heads);
        self.sequence += 1;
        self.log.push(Recorded { entry, arrived_at: entered_at });
    }

    /// Everything that is to be logged by itself now.
    fn facts(plans: &Plans, incident: &Incident, now: Timestamp) -> Vec<NewFact> {
        let (matrix, communication) = (plans.matrix(), plans.communication());
        let mut list = firings(&matrix, incident, &plans.directory, now);
        list.extend(exhausted(&matrix, incident, &plans.directory, now));
        list.extend(newly_overdue(&communication, incident, &plans.directory, now));
        list
    }

    pub fn incident(&self) -> Incident {
        Incident::fold(INCIDENT, &self.log).expect("the log declares the incident")
    }

    /// Looks at the clock as the tick does, until nothing more follows.
    pub fn tick(&mut self, plans: &Plans, true_time: Timestamp) -> Result<(), String> {
        let now = self.now(true_time);
        for _ in 0..60 {
            let incident = self.incident();
            let known: BTreeSet<EntryId> = self.log.iter().map(|r| r.entry.id).collect();
            let facts = Self::facts(plans, &incident, now);
            let new: Vec<_> = facts.into_iter().filter(|f| !known.contains(&f.id)).collect();
            if new.is_empty() {
                return self.check(plans, &incident, now);
            }
            for fact in new {
                late_is_said(&fact.text, &fact.fact, fact.event_at)?;
                self.write(fact.id, fact.event_at, now, &fact.text, fact.fact);
                if self.told.insert(fact.id) {
                    *self.announced.entry(fact.id).or_default() += 1;
                }
            }
        }
        Err("the clocks do not come to rest".to_owned())
    }

    /// What has to hold whenever the clocks were looked at.
    fn check(&self, plans: &Plans, incident: &Incident, now: Timestamp) -> Result<(), String> {
        if let Some((id, times)) = self.announced.iter().find(|(_, times)| **times > 1) {
            return Err(format!("{} told {id} {times} times", self.name));
        }
        let known: BTreeSet<EntryId> = self.log.iter().map(|r| r.entry.id).collect();
        let due = Self::facts(plans, incident, now);
        if let Some(lost) = due.iter().find(|f| !known.contains(&f.id)) {
            return Err(format!("not logged: {}", lost.text));
        }
        for promise in promises(incident, &plans.directory, now) {
            let passed = matches!(promise.outcome, PromiseOutcome::Overdue | PromiseOutcome::Late { .. });
            let is_logged = incident.passed_promises.iter().any(|p| p.at == promise.promised_at);
            if passed && promise.promised_at < now && !is_logged {
                return Err(format!(
                    "the promise to {} for {} passed in silence",
                    promise.audience, promise.promised_at
                ));
            }
        }
        self.check_chain(plans, incident, now)?;
        self.check_overdue(plans, incident, now)
    }

    /// A chain of which nobody is asked, has it in time or is still to be called says that nobody is left.
    fn check_chain(&self, plans: &Plans, incident: &Incident, now: Timestamp) -> Result<(), String> {
        let clocks = escalation_clocks(&plans.matrix(), incident, &plans.directory, now);
        let chain: Vec<_> = clocks.iter().filter(|clock| clock.clock == Clock::Functional).collect();
        for clock in &chain {
            // Nobody rests until a moment that has passed.
            let LevelState::Relieved { level, .. } = &clock.state else { continue };
            if clock.at_risk_at.is_some() && clock.due_at.is_some_and(|at| at < now) {
                return Err(format!(
                    "{} was relieved by {level}, whose time is over, and is not called: {chain:?}",
                    clock.level
                ));
            }
        }
        let goes_on = |clock: &&LevelClock| match &clock.state {
            LevelState::Called { acknowledge_due, .. } => acknowledge_due.is_some_and(|due| due > now),
            LevelState::Skipped { .. } | LevelState::Declined { .. } | LevelState::NotNeeded => false,
            _ => true,
        };
        // A pause moves the time of a call beyond what its level shows.
        let is_paused = incident.levels.iter().any(|event| matches!(event, LevelEvent::Paused { .. }));
        let says_so = incident.levels.iter().any(|event| matches!(event, LevelEvent::Exhausted { .. }));
        if incident.is_open() && !is_paused && !says_so && !chain.is_empty() && !chain.iter().any(goes_on) {
            return Err(format!("the chain stands still and nothing says so: {chain:?}"));
        }
        Ok(())
    }

    /// What is overdue by the plan without a promise is in the log, once.
    fn check_overdue(&self, plans: &Plans, incident: &Incident, now: Timestamp) -> Result<(), String> {
        if !incident.is_open() {
            return Ok(());
        }
        for update in due_updates(&plans.communication(), incident, &plans.directory, now) {
            let is_by_plan = update.promised_at.is_none() && !update.explanation.starts_with("At once");
            let is_passed = update.state == DueState::Overdue && update.due_at.is_some_and(|at| at < now);
            let is_its = |one: &&UpdateOverdue| one.audience == update.audience && Some(one.due_at) == update.due_at;
            let logged = incident.overdue.iter().filter(is_its);
            if is_by_plan && is_passed && logged.count() != 1 {
                return Err(format!("the update to {} was overdue in silence: {update:?}", update.audience));
            }
        }
        Ok(())
    }

    pub fn seen(&self, plans: &Plans, true_time: Timestamp) -> Seen {
        let (incident, now) = (self.incident(), self.now(true_time));
        let levels = escalation_clocks(&plans.matrix(), &incident, &plans.directory, now);
        let updates = due_updates(&plans.communication(), &incident, &plans.directory, now);
        Seen {
            levels: levels.into_iter().map(|c| (c.level, c.due_at, c.state)).collect(),
            updates: updates.into_iter().map(|u| (u.audience, u.due_at, u.state)).collect(),
        }
    }

    /// The program ends and starts again: memory is gone, the log is read anew from its bytes.
    pub fn restart(&mut self) {
        self.told.clear();
        for recorded in &mut self.log {
            let bytes = serde_json::to_vec(&recorded.entry).expect("an entry is plain data");
            recorded.entry = serde_json::from_slice(&bytes).expect("what was written is read");
        }
        self.made += 1_000;
    }

    /// Takes over what the other has and this one has not.
    pub fn merge(&mut self, other: &Self, true_time: Timestamp) {
        let known: BTreeSet<String> = self.log.iter().map(|r| r.entry.hash.clone()).collect();
        let arrived_at = self.now(true_time);
        let new = other.log.iter().filter(|r| !known.contains(&r.entry.hash));
        let new: Vec<_> = new.map(|r| Recorded { entry: r.entry.clone(), arrived_at }).collect();
        self.log.extend(new);
    }
}

/// A call after its moment says so, and one in time does not.
pub fn late_is_said(text: &str, fact: &Fact, at: Timestamp) -> Result<(), String> {
    let Fact::LevelCalled { due_at, .. } = fact else { return Ok(()) };
    let is_late = at.duration_since(*due_at) > TICK;
    if is_late == text.contains(" late") {
        Ok(())
    } else {
        Err(format!("due at {due_at}, called at {at}: “{text}”"))
    }
}
