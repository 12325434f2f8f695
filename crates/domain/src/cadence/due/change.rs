//! What asks for an update beside the rhythm: a material change (domain reference B.2.4), and the end of the incident where
//! the plan has no row for it (5.3, Resolved): whoever was told anything hears once more how it ended.

use jiff::{SignedDuration, Timestamp};

use super::{AUDIENCE, Cause, Queue, Running};
use crate::directory::Directory;
use crate::escalation::NewFact;
use crate::incident::Incident;
use crate::log::{Fact, Named, State, UpdateAsked, computed_id};
use crate::timeline::PlanTimeline;
use crate::value::ReferenceKind;

const fn is_over(state: &State) -> bool {
    matches!(state, State::Resolved | State::Closed)
}

/// The updates that a material change, or the end of the incident, asks for beside the rhythm at `now`, and of which the
/// log does not say so yet. Logging them and asking again gives nothing.
#[must_use]
pub fn newly_asked(plan: &PlanTimeline, incident: &Incident, directory: &Directory, now: Timestamp) -> Vec<NewFact> {
    if incident.closed_at.is_some() {
        return Vec::new();
    }
    let (incident, rests) = incident.in_play(now);
    let queue = Queue::new(plan, (&incident, &rests), directory, now);
    let own = queue.audiences().into_iter().filter(|(_, key)| queue.together(key, now).leader().is_none());
    let asked = own.flat_map(|(audience, key)| queue.asked(&audience, &key));
    asked.map(|fact| fact.rested(&rests)).collect()
}

impl Running {
    /// Number of the update that was taken back, where a correction is asked for.
    pub(super) const fn corrects(&self) -> Option<u32> {
        match self.cause {
            Cause::Retracted { number, .. } => Some(number),
            _ => None,
        }
    }

    /// Whether a change or the end asks for it.
    pub(super) const fn is_at_once(&self) -> bool {
        matches!(self.cause, Cause::Change { .. } | Cause::Retracted { .. } | Cause::Closing(None))
    }
}

impl Queue<'_> {
    /// Severity, state and age at the moment before the incident was over, where it is over at a moment.
    pub(super) fn before_end(&self, at: Timestamp) -> Option<(String, &State, SignedDuration)> {
        let mut known = self.incident.states.iter().rev().filter(|since| since.at <= at).peekable();
        let mut ended = None;
        while let Some(since) = known.next_if(|since| is_over(&since.value)) {
            ended = Some(since.at);
        }
        let (ended, before) = (ended?, known.next()?);
        let severity = self.directory.key(&[ReferenceKind::Severity], self.incident.severity_at(ended));
        Some((severity, &before.value, ended.duration_since(self.incident.declared_at)))
    }

    /// The first material change after a moment of which the rule then in force wants the audience to be told at once.
    /// Where the plan has no column that says so, whoever waits for a promise is told: it was made before the change.
    pub(super) fn first_change(
        &self,
        audience_key: &str,
        after: Timestamp,
        regular: Option<&Running>,
    ) -> Option<Running> {
        let is_promised = regular.is_some_and(|one| matches!(one.cause, Cause::Promise { .. }));
        let mut all = self.material();
        // The end has an update of its own.
        all.retain(|(at, _)| *at > after && *at <= self.now && Some(*at) != self.incident.resolved_at);
        all.sort_by_key(|(at, _)| *at);
        let (at, why, is_silent) = all.into_iter().find_map(|(at, why)| {
            let rule = self.rule(audience_key, at)?;
            let asks = rule.on_change.unwrap_or(is_promised) && self.together(audience_key, at).leader().is_none();
            asks.then(|| (at, why, rule.on_change.is_none()))
        })?;
        Some(Running { due_at: at, from: at, cause: Cause::Change { why, is_silent } })
    }

    /// The first update to an audience that was taken back and after which nothing went out to it: what it heard is wrong,
    /// whatever the plan says of changes (domain reference 5.2).
    pub(super) fn first_retracted(&self, audience_key: &str, told: Timestamp) -> Option<Running> {
        let Self { incident, directory, now, .. } = self;
        // Within one moment the update itself is no correction of it.
        let last = self.sent(audience_key).map(|sent| sent.id);
        let is_open = |at: Timestamp, update| at > told || (at == told && last == Some(update));
        let open = incident.retracted.iter().filter(|one| one.at <= *now && is_open(one.at, one.update));
        let of_audience = open.filter_map(|one| {
            let sent = incident.sent.iter().find(|sent| sent.id == one.update)?;
            (directory.key(&AUDIENCE, &sent.audience) == audience_key).then_some((one, sent))
        });
        let (one, sent) = of_audience.min_by_key(|(one, _)| one.at)?;
        let cause = Cause::Retracted { number: sent.number, reason: one.reason.clone() };
        Some(Running { due_at: one.at, from: one.at, cause })
    }

    /// Changes of state, severity and services, and what changed.
    fn material(&self) -> Vec<(Timestamp, String)> {
        let Self { incident, directory, .. } = self;
        let severity = |named: &Named| directory.key(&[ReferenceKind::Severity], named);
        let states = incident.states.windows(2).filter(|pair| pair[0].value != pair[1].value);
        let states = states.map(|pair| (pair[1].at, format!("the state became {}", pair[1].value)));
        let severities =
            incident.severities.windows(2).filter(|pair| severity(&pair[0].value) != severity(&pair[1].value));
        let severities =
            severities.map(|pair| (pair[1].at, format!("the severity became {}", directory.words(&pair[1].value))));
        let services = incident.service_changes.iter().map(|at| (*at, "the services affected changed".to_owned()));
        states.chain(severities).chain(services).collect()
    }

    /// The closing update to an audience that was told something and for which no row of the plan holds once the incident
    /// is resolved: when their next one would have been due, so that resolving makes nobody wait longer; at once where
    /// none was. Whoever goes out with another audience hears it with that one.
    pub(super) fn closing(&self, audience_key: &str, at: Timestamp) -> Option<(Timestamp, (Timestamp, Cause))> {
        let resolved = self.incident.resolved_at.filter(|resolved| *resolved <= at)?;
        let view = self.views.at(at)?;
        if *self.incident.state_at(at) != State::Resolved || self.together(audience_key, at).leader().is_some() {
            return None;
        }
        let told = self.told(audience_key).filter(|told| *told < resolved)?;
        if self.skipped(audience_key, resolved).is_some() {
            return None;
        }
        let before = self.before_end(at);
        let interval =
            before.and_then(|(severity, state, age)| view.rule(audience_key, &severity, state, age)?.interval);
        let next = interval.and_then(|interval| told.checked_add(interval).ok());
        let from = if next.is_some() { told } else { resolved };
        Some((next.unwrap_or(resolved).max(resolved), (from, Cause::Closing(interval))))
    }

    /// Whether an audience was told nothing by the time at which the incident was resolved, and its first update was not due
    /// yet: nobody tells it the end of what it never heard of. A plan that names it for the end alone means it.
    pub(super) fn is_unowed(&self, audience_key: &str, resolved: Timestamp) -> bool {
        if self.told(audience_key).is_some() {
            return false;
        }
        let (Some((severity, state, age)), Some(view)) = (self.before_end(resolved), self.views.at(resolved)) else {
            return false;
        };
        let first = view.rule(audience_key, &severity, state, age).map(|rule| rule.first_within.or(rule.interval));
        first.is_some_and(|within| within.is_none_or(|within| within > age))
    }

    /// Whether what a change or the end asked for is asked for no more, because the incident was closed.
    pub(super) fn has_lapsed(&self, running: &Running) -> bool {
        self.incident.closed_at.is_some()
            && match running.cause {
                Cause::Change { .. } | Cause::Closing(_) => true,
                Cause::AfterState(_) => *self.incident.state_at(running.from) != State::Closed,
                _ => false,
            }
    }

    /// What is asked of an audience of its own beside the rhythm.
    fn asked(&self, audience: &Named, audience_key: &str) -> Vec<NewFact> {
        let (told, regular) = self.regular_or_promised(audience_key);
        let change = self.first_change(audience_key, told, regular.as_ref());
        let retracted = self.first_retracted(audience_key, told);
        let closing = regular.filter(|one| matches!(one.cause, Cause::Closing(_)));
        [retracted, change, closing]
            .into_iter()
            .flatten()
            .filter_map(|one| self.asked_fact(audience, audience_key, &one))
            .collect()
    }

    fn asked_fact(&self, audience: &Named, audience_key: &str, running: &Running) -> Option<NewFact> {
        let name = self.directory.words(audience);
        let (at, text, because) = match &running.cause {
            Cause::Change { why, .. } => {
                (running.due_at, format!("{name}: an update is asked for at once: {why}."), why.clone())
            }
            Cause::Retracted { number, reason } => {
                let because = format!("update {number} was retracted: {reason}");
                (running.due_at, format!("{name}: a correction is asked for at once: {because}."), because)
            }
            Cause::Closing(_) => {
                let because = "resolved, and the plan has no row for it".to_owned();
                (self.incident.resolved_at?, format!("{name}: one closing update is asked for: {because}."), because)
            }
            _ => return None,
        };
        let is_its =
            |known: &UpdateAsked| known.at == at && self.directory.key(&AUDIENCE, &known.audience) == audience_key;
        if self.incident.asked.iter().any(is_its) {
            return None;
        }
        Some(NewFact {
            id: computed_id(self.incident.id, &format!("update asked {audience_key} {at}")),
            event_at: at,
            text,
            fact: Fact::UpdateAsked(UpdateAsked { audience: audience.clone(), at, because }),
        })
    }
}
