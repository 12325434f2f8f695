//! What happened that a notification rule may wait for, as log, matrix and `now` tell it. Each thing has a key that stays
//! the same, so that it is told once.

use jiff::{SignedDuration, Timestamp};

use super::chain::{Run, pauses, run};
use super::clock::{Watch, late_by, late_words};
use super::notice::over;
use super::rule::{Event, Target};
use crate::cadence::{DueState, DueUpdate};
use crate::duration;
use crate::id::EntryId;
use crate::incident::{HandOverEnd, LevelEvent, Rests, Since};
use crate::log::{Clock, Named, State};
use crate::message::wall;
use crate::value::ReferenceKind;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Happening {
    /// What it is known by in the log.
    pub key: String,
    pub at: Timestamp,
    /// Name of the level that it is about.
    pub level: Option<String>,
    /// In words, without a full stop.
    pub words: String,
    /// Why nobody need be told of it any more.
    pub over: Option<String>,
    /// Whether somebody is still waited for, so that it may be told again.
    pub is_open: bool,
    /// When what it warns of happens: found after that, nobody can be warned any more.
    pub until: Option<Timestamp>,
}

impl Happening {
    /// Whether what it warns of has happened.
    pub fn is_overtaken(&self, now: Timestamp) -> bool {
        self.until.is_some_and(|until| until <= now)
    }
}

/// What is looked at. In a drill moments are those of its clocks, which rest while it is paused.
pub(super) struct Scene<'a> {
    pub watch: Watch<'a>,
    /// By the clock on the wall.
    pub updates: Vec<DueUpdate>,
    pub zone: &'a jiff::tz::TimeZone,
    pub rests: &'a Rests,
}

/// A time that runs, and what it is counted from.
struct Timer {
    key: String,
    name: String,
    from: Timestamp,
    allowed: SignedDuration,
    /// Calendar in whose hours it counts.
    calendar: Option<Named>,
    /// What was not done in time.
    verb: &'static str,
    over: Option<String>,
    level: Option<String>,
}

impl Scene<'_> {
    /// What happened of a kind, the earliest first.
    pub fn happenings(&self, event: Event) -> Vec<Happening> {
        let mut list = match event {
            Event::Declared => self.declared(),
            Event::SeverityRaised | Event::SeverityLowered => self.severity(event == Event::SeverityRaised),
            Event::Called | Event::CalledLate | Event::Acknowledged | Event::Declined | Event::Skipped => {
                self.watch.incident.levels.iter().filter_map(|level| self.level(event, level)).collect()
            }
            Event::HandedOver => self.handed_over(),
            Event::AtRisk(target, percent) => {
                self.timers(target).iter().filter_map(|timer| self.at_risk(timer, percent)).collect()
            }
            Event::Breached(target) => self.timers(target).iter().filter_map(|timer| self.breached(timer)).collect(),
            Event::UpdateOverdue => self.updates.iter().filter_map(|update| self.update(update)).collect(),
            Event::Resolved => self.resolved(),
        };
        list.retain(|one| one.at <= self.watch.now);
        list
    }

    /// Something that is over with the incident, and told again until a level acknowledges.
    fn happening(&self, key: String, at: Timestamp, words: String) -> Happening {
        let is_taken = |event: &LevelEvent| matches!(event, LevelEvent::Acknowledged { at: taken, .. } if *taken >= at);
        let is_open = !self.watch.incident.levels.iter().any(is_taken);
        Happening { key, at, level: None, words, over: self.is_over(), is_open, until: None }
    }

    fn is_over(&self) -> Option<String> {
        (!self.watch.incident.is_open()).then(|| "The incident is over".to_owned())
    }

    fn wall(&self, at: Timestamp) -> String {
        wall(self.rests.back(at), self.watch.now, self.zone)
    }

    fn words(&self, named: &str) -> String {
        self.watch.directory.words(named).to_owned()
    }

    fn declared(&self) -> Vec<Happening> {
        vec![self.happening("declared".to_owned(), self.watch.incident.declared_at, "Declared".to_owned())]
    }

    fn severity(&self, is_raised: bool) -> Vec<Happening> {
        let rank = |severity: &Since<Named>| self.watch.directory.severity_rank(&severity.value);
        let changes = self.watch.incident.severities.windows(2).enumerate();
        // The first rank is the gravest.
        let is_it = |pair: &[Since<Named>]| match (rank(&pair[0]), rank(&pair[1])) {
            (Some(before), Some(after)) => (is_raised && after < before) || (!is_raised && after > before),
            _ => false,
        };
        let verb = if is_raised { "raised" } else { "lowered" };
        changes
            .filter(|(_, pair)| is_it(pair))
            .map(|(place, pair)| {
                let (before, after) = (self.words(&pair[0].value), self.words(&pair[1].value));
                let words = format!("Severity {verb} from {before} to {after}");
                self.happening(format!("severity {}", place + 1), pair[1].at, words)
            })
            .collect()
    }

    fn level(&self, event: Event, of: &LevelEvent) -> Option<Happening> {
        let of_level =
            |happening: Happening, level: &str| Some(Happening { level: Some(level.to_owned()), ..happening });
        match (event, of) {
            (
                Event::Called | Event::CalledLate,
                LevelEvent::Called { id, level, clock, target, due_at, at, held: false, .. },
            ) => {
                let late = late_by(*at, *due_at);
                if event == Event::CalledLate && late.is_zero() {
                    return None;
                }
                let verb = if *clock == Clock::Functional { "called" } else { "is to be told" };
                let words = format!("{level} {verb}: {}{}", self.words(target), late_words(late));
                let over = over(self.watch.incident, *id, level, clock, *at).map(|over| over.why);
                of_level(Happening { over, ..self.happening(format!("called {id}"), *at, words) }, level)
            }
            (Event::Called, LevelEvent::Raised { id, level, clock, reason, at, .. }) => {
                let clock = clock.clone().unwrap_or(Clock::Functional);
                let over = over(self.watch.incident, *id, level, &clock, *at).map(|over| over.why);
                let words = format!("{level} called by hand: {}", reason.trim_end_matches('.'));
                of_level(Happening { over, ..self.happening(format!("called {id}"), *at, words) }, level)
            }
            (Event::Acknowledged, LevelEvent::Acknowledged { id, level, by, at, .. }) => {
                let words = format!("{level} acknowledged by {}", self.words(by));
                of_level(self.once(format!("acknowledged {id}"), *at, words), level)
            }
            (Event::Declined, LevelEvent::Declined { id, level, by, reason, at }) => {
                let words = format!("{level} declined by {}: {}", self.words(by), reason.trim_end_matches('.'));
                of_level(self.happening(format!("declined {id}"), *at, words), level)
            }
            (Event::Skipped, LevelEvent::Skipped { id, level, reason, at, .. }) => {
                let words = format!("{level} skipped: {}", reason.trim_end_matches('.'));
                of_level(self.happening(format!("skipped {id}"), *at, words), level)
            }
            _ => None,
        }
    }

    /// Something that asks nobody for anything.
    fn once(&self, key: String, at: Timestamp, words: String) -> Happening {
        Happening { is_open: false, ..self.happening(key, at, words) }
    }

    fn handed_over(&self) -> Vec<Happening> {
        let Watch { incident, .. } = self.watch;
        let roles = incident.hand_overs.iter().filter_map(|hand_over| match hand_over.end {
            Some(HandOverEnd::Accepted { at }) => {
                let [role, from, to] =
                    [&hand_over.role, &hand_over.outgoing, &hand_over.incoming].map(|n| self.words(n));
                let words = format!("{role} handed over from {from} to {to}");
                Some(self.once(format!("handed over {}", hand_over.id), at, words))
            }
            _ => None,
        });
        let levels = incident.levels.iter().filter_map(|event| match event {
            LevelEvent::Released { id, level, to, by, reason, at, .. } => {
                let (by, reason) = (self.words(by), reason.trim_end_matches('.'));
                let words = format!("{level} handed over to {to}, taken over by {by}: {reason}");
                let told = self.once(format!("handed over {id}"), *at, words);
                Some(Happening { level: Some(level.clone()), ..told })
            }
            _ => None,
        });
        roles.chain(levels).collect()
    }

    fn resolved(&self) -> Vec<Happening> {
        let Watch { incident, .. } = self.watch;
        let is_over = |state: &Since<State>| matches!(state.value, State::Resolved | State::Closed);
        if incident.is_open() {
            return Vec::new();
        }
        let mut ends =
            incident.states.windows(2).enumerate().filter(|(_, pair)| !is_over(&pair[0]) && is_over(&pair[1]));
        let Some((place, pair)) = ends.next_back() else { return Vec::new() };
        let words = match pair[1].value {
            State::Closed => "Closed, without having been marked as resolved",
            _ => "Resolved",
        };
        let told = self.once(format!("resolved {}", place + 1), pair[1].at, words.to_owned());
        vec![Happening { over: None, ..told }]
    }

    fn update(&self, update: &DueUpdate) -> Option<Happening> {
        let due_at = update.due_at.filter(|_| update.state == DueState::Overdue)?;
        let key = self.watch.directory.key(&[ReferenceKind::Audience], &update.audience);
        let at = self.rests.moved(due_at);
        let words = format!("The update of {} was due at {} and has not gone out", update.audience_name, self.wall(at));
        // Acknowledging a level sends no update.
        // One that was skipped keeps its number; the next one is due at another time.
        let told = self.happening(format!("update {key} {} {due_at}", update.number), at, words);
        Some(Happening { is_open: true, ..told })
    }

    /// The times that run for levels, or for the whole incident.
    fn timers(&self, target: Target) -> Vec<Timer> {
        match target {
            Target::Level => self.watch.incident.levels.iter().filter_map(|event| self.timer(event)).collect(),
            Target::Response => self.target(false).into_iter().collect(),
            Target::Resolution => self.target(true).into_iter().collect(),
            Target::Both => [self.target(false), self.target(true)].into_iter().flatten().collect(),
        }
    }

    fn timer(&self, event: &LevelEvent) -> Option<Timer> {
        let incident = self.watch.incident;
        let (id, name, from, is_call) = match event {
            LevelEvent::Called { id, level, clock: Clock::Functional, at, held: false, .. } => (id, level, *at, true),
            LevelEvent::Raised { id, level, clock, at, .. }
                if clock.as_ref().is_none_or(|clock| *clock == Clock::Functional) =>
            {
                (id, level, *at, true)
            }
            LevelEvent::Acknowledged { id, level, at, .. } => (id, level, *at, false),
            _ => return None,
        };
        let level = self.watch.level_at(name, &Clock::Functional, from)?.clone();
        let (allowed, verb, over) = if is_call {
            let over = over(incident, *id, name, &Clock::Functional, from).map(|over| over.why);
            (level.acknowledge_within?, "acknowledge", over)
        } else {
            (level.resolve_within?, "resolve", self.is_over().or_else(|| self.passed_on(id)))
        };
        let key = format!("{verb} {id}");
        Some(Timer {
            key,
            name: name.clone(),
            from,
            allowed,
            calendar: level.calendar,
            verb,
            over,
            level: Some(name.clone()),
        })
    }

    /// Whether a level that acknowledged has it no more: another one acknowledged since, or it was released.
    fn passed_on(&self, id: &EntryId) -> Option<String> {
        let is_it = |event: &LevelEvent| matches!(event, LevelEvent::Acknowledged { id: taken, .. } if taken == id);
        let later = self.watch.incident.levels.iter().skip_while(|event| !is_it(event)).skip(1);
        later.clone().find_map(|event| match event {
            LevelEvent::Acknowledged { level, .. } => Some(format!("{level} acknowledged")),
            LevelEvent::Released { to, .. } => Some(format!("{to} has it")),
            _ => None,
        })
    }

    /// The target of the severity in force, which counts from the beginning of the clocks.
    fn target(&self, is_resolution: bool) -> Option<Timer> {
        let Watch { incident, directory, now, .. } = self.watch;
        let severity = directory.key(&[ReferenceKind::Severity], incident.severity_at(now));
        let row = self.watch.views.at(now)?.targets.get(&severity)?.clone();
        let first = incident.levels.iter().find_map(|event| match event {
            LevelEvent::Acknowledged { level, .. } => Some(format!("{level} acknowledged")),
            _ => None,
        });
        let (name, allowed, verb) = match is_resolution {
            true => ("Resolution target", row.resolution?, "resolve"),
            false => ("Response target", row.response?, "acknowledge"),
        };
        let over = self.is_over().or(first.filter(|_| !is_resolution));
        let (key, name) = (format!("{verb} target"), name.to_owned());
        let from = self.watch.start(incident.declared_at);
        Some(Timer { key, name, from, allowed, calendar: row.calendar, verb, over, level: None })
    }

    /// When so many percent of a time have run; none while its clock rests.
    fn runs_to(&self, timer: &Timer, percent: u32) -> Option<Timestamp> {
        let pauses = pauses(self.watch.incident, self.watch.now);
        let hours = super::hours(timer.calendar.as_deref(), self.watch.directory);
        let span = timer.allowed * i32::try_from(percent.min(100)).unwrap_or(100) / 100;
        match run(timer.from, span, &pauses, hours.as_ref()) {
            Run::At(at) => Some(at),
            Run::Rests(_) => None,
        }
    }

    fn at_risk(&self, timer: &Timer, percent: Option<u32>) -> Option<Happening> {
        let share = percent.unwrap_or_else(|| self.watch.percent());
        let (at, due_at) = (self.runs_to(timer, share)?, self.runs_to(timer, 100)?);
        let words = match &timer.level {
            Some(_) => format!("{} is at risk: to {} by {}", timer.name, timer.verb, self.wall(due_at)),
            None => format!("{} at risk: due at {}", timer.name, self.wall(due_at)),
        };
        // The share of the severity may change with it; that is no other risk.
        let named = percent.map_or_else(|| "share".to_owned(), |percent| percent.to_string());
        let told = self.happening(format!("at risk {named} {}", timer.key), at, words);
        let (over, level) = (timer.over.clone(), timer.level.clone());
        Some(Happening { over, level, is_open: true, until: Some(due_at), ..told })
    }

    fn breached(&self, timer: &Timer) -> Option<Happening> {
        let due_at = self.runs_to(timer, 100)?;
        let words = match &timer.level {
            Some(_) => format!("{} did not {} by {}", timer.name, timer.verb, self.wall(due_at)),
            None => format!("{} of {} missed at {}", timer.name, duration::print(timer.allowed), self.wall(due_at)),
        };
        let told = self.happening(format!("breached {}", timer.key), due_at, words);
        Some(Happening { over: timer.over.clone(), level: timer.level.clone(), is_open: true, ..told })
    }
}
