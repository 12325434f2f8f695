//! What Bridgebook sets going for each call of a level, once: derived from the log alone, so that a call which was
//! logged and not told yet (the laptop slept, the process was killed in between) is told at the next look.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::chain::is_of;
use super::clock::{Watch, late_by, late_words};
use super::summons::{Desk, Summons, summons};
use super::{EscalationView, Level, NewFact, taken_by};
use crate::delivery::DeliveryChannel;
use crate::directory::Directory;
use crate::document::Document;
use crate::duration;
use crate::id::EntryId;
use crate::incident::{Incident, LevelEvent, Notification};
use crate::log::{Author, Clock, Fact, computed_id};
use crate::message::wall;
use crate::timeline::{PlanTimeline, Views};
use crate::variable;
use crate::view::{folded, rows};

/// A call that is found longer after it was made is told by people alone: its text is about a moment that has passed.
pub(super) const OLD: SignedDuration = SignedDuration::from_mins(15);
/// Why nothing is sent by itself for what was due before the data was restored.
pub(super) const DUE_BEFORE_RESTORE: &str = "It was due before the data was restored and may have been sent then, so it is not sent \
                                  again by itself";
/// The event of the notification rules whose text is that of every call.
const ANY_CALL: &str = "level called";

/// A call of a level that nobody was told of yet.
struct Call<'a> {
    id: EntryId,
    level: &'a str,
    /// Which clock called; a call by hand may be of either.
    clock: Option<&'a Clock>,
    at: Timestamp,
    late_by: SignedDuration,
    reason: Option<&'a str>,
    /// Nobody is called by it: it was due before the data was restored.
    is_held: bool,
}

/// The notifications that Bridgebook has to log at `now`, complete with recipients, calls and text: one for each call
/// that still stands and has none. Logging them and asking again gives nothing.
///
/// `channels` are the ways out that are set up, `zone` that of the moments in the text.
#[must_use]
pub fn notifications(
    matrix: &PlanTimeline,
    incident: &Incident,
    directory: &Directory,
    channels: &[DeliveryChannel],
    zone: &TimeZone,
    now: Timestamp,
) -> Vec<NewFact> {
    if !incident.is_open() {
        return Vec::new();
    }
    let views = Views::read(matrix, |document| EscalationView::read(document, directory));
    let watch = Watch { views, changes: Vec::new(), incident, directory, now };
    let mut list = Vec::new();
    for call in incident.levels.iter().filter_map(call) {
        if incident.notified.iter().any(|n| n.call == call.id) {
            continue;
        }
        let Some(level) = level(&watch, &call) else { continue };
        if over(incident, call.id, call.level, &level.clock, call.at).is_some() {
            continue;
        }
        let late = now.duration_since(call.at);
        let held = format!(
            "It was found {} after the call, so nothing is sent by itself any more",
            duration::print(SignedDuration::from_mins(late.as_mins()))
        );
        // A call whose notice was lost with the data that came after the backup may have been told then.
        let held = match call.is_held || incident.restored.iter().any(|restored| call.at < *restored) {
            true => Some(DUE_BEFORE_RESTORE),
            false => (late > OLD).then_some(held.as_str()),
        };
        let desk = Desk { incident, directory, channels, held, zone, at: now };
        let mut told = summons(desk, &level);
        if incident.exercise {
            told.remarks.push("This is an exercise: nothing is sent. Say so first to whoever is called".to_owned());
        }
        let (subject, body) = text(&call, &level, &mut told, matrix.at(now), desk);
        list.push(fact(&call, level, told, (subject, body), desk));
    }
    list
}

/// Why nobody need be told of a call any more, in a sentence; nothing while it stands.
#[must_use]
pub fn over_because(incident: &Incident, told: &Notification) -> Option<String> {
    over(incident, told.call, &told.level, &told.clock, called_at(incident, told)).map(|over| over.why)
}

/// Whether the one reason why nobody need be told of a call any more is that its level was called once more.
#[must_use]
pub fn is_only_called_again(incident: &Incident, told: &Notification) -> bool {
    let since = called_at(incident, told);
    over(incident, told.call, &told.level, &told.clock, since).is_some_and(|over| over.is_called_again)
}

/// When the call was made that a notification tells of.
fn called_at(incident: &Incident, told: &Notification) -> Timestamp {
    let called = incident.levels.iter().find_map(|event| match event {
        LevelEvent::Called { id, at, .. } | LevelEvent::Raised { id, at, .. } if *id == told.call => Some(*at),
        _ => None,
    });
    called.unwrap_or(told.at)
}

/// Why a call does not stand any more.
pub(super) struct Over {
    pub why: String,
    /// Its level was called once more, and that call stands.
    is_called_again: bool,
}

pub(super) fn over(incident: &Incident, call: EntryId, level: &str, clock: &Clock, since: Timestamp) -> Option<Over> {
    let over = |why: String| Some(Over { why, is_called_again: false });
    if !incident.is_open() {
        return over("The incident is over".to_owned());
    }
    let name = folded(level);
    let is_it = |other: &str| folded(other) == name;
    // What was logged at the moment of the call came after it, if it stands after it.
    let later = incident.levels.iter().skip_while(|event| match event {
        LevelEvent::Called { id, .. } | LevelEvent::Raised { id, .. } => *id != call,
        _ => true,
    });
    let is_functional = *clock == Clock::Functional;
    // Under a clock that was set back, what came after the call stands before it: the chain of the log knows better.
    let written = incident.levels.iter().find_map(|event| match event {
        LevelEvent::Called { id, written, .. } | LevelEvent::Raised { id, written, .. } if *id == call => {
            Some(*written)
        }
        _ => None,
    });
    let entered_later = incident.levels.iter().find_map(|event| match event {
        LevelEvent::Acknowledged { level, written: taken, .. } if is_functional => {
            written.filter(|call| taken.is_after(*call)).map(|_| format!("{level} acknowledged"))
        }
        _ => None,
    });
    let ended = later.clone().skip(1).find_map(|event| match event {
        LevelEvent::Acknowledged { level, at, .. } if is_functional && *at >= since => {
            Some(format!("{level} acknowledged"))
        }
        LevelEvent::Declined { level, at, .. } if is_functional && is_it(level) && *at >= since => {
            Some(format!("{level} declined"))
        }
        LevelEvent::Released { released, at, .. }
            if is_functional && *at >= since && released.iter().any(|level| is_it(level)) =>
        {
            Some(format!("{level} was released"))
        }
        LevelEvent::Released { to, at, .. } if is_functional && *at >= since && is_it(to) => {
            Some(format!("{to} was taken over by de-escalation"))
        }
        LevelEvent::Skipped { level, clock: of, at, .. }
            if is_it(level) && is_of(of.as_ref(), clock) && *at >= since =>
        {
            Some(format!("{level} was skipped"))
        }
        _ => None,
    });
    let again = later.skip(1).find_map(|event| match event {
        LevelEvent::Called { level, clock: called, .. } if is_it(level) && called == clock => {
            Some(Over { why: format!("{level} was called again"), is_called_again: true })
        }
        LevelEvent::Raised { level, clock: of, .. } if is_it(level) && is_of(of.as_ref(), clock) => {
            Some(Over { why: format!("{level} was called again by hand"), is_called_again: true })
        }
        _ => None,
    });
    ended.or(entered_later).and_then(over).or(again)
}

fn call(event: &LevelEvent) -> Option<Call<'_>> {
    match event {
        // A call that a person logs was made by that person.
        LevelEvent::Called { id, by, level, clock, due_at, at, held, .. } if *by == Author::bridgebook() => {
            let (late_by, is_held) = (late_by(*at, *due_at), *held);
            Some(Call { id: *id, level, clock: Some(clock), at: *at, late_by, reason: None, is_held })
        }
        LevelEvent::Raised { id, level, clock, reason, at, .. } => {
            let (late_by, reason) = (SignedDuration::ZERO, Some(reason.as_str()));
            Some(Call { id: *id, level, clock: clock.as_ref(), at: *at, late_by, reason, is_held: false })
        }
        _ => None,
    }
}

/// The level as it stood when it was called; where the matrix does not hold it any more, as it last did.
fn level(watch: &Watch<'_>, call: &Call<'_>) -> Option<Level> {
    let clocks = [Clock::Functional, Clock::Hierarchical].into_iter();
    let clocks: Vec<Clock> = clocks.filter(|clock| is_of(call.clock, clock)).collect();
    // What holds for the severity of that moment comes first, whichever clock it is of: one name may be a level of one
    // severity and an authority of another.
    let then = clocks.iter().find_map(|clock| watch.level_at(call.level, clock, call.at)).cloned();
    let is_it = |level: &&Level| clocks.contains(&level.clock) && folded(&level.name) == folded(call.level);
    then.or_else(|| watch.views.all().flat_map(|v| &v.levels).filter(is_it).last().cloned())
}

fn fact(call: &Call<'_>, level: Level, told: Summons, (subject, body): (String, String), desk: Desk<'_>) -> NewFact {
    let Summons { recipients, calls, remarks, .. } = told;
    let words = |ids: Vec<String>| {
        let mut names: Vec<String> = Vec::new();
        for name in ids.into_iter().filter(|name| !name.is_empty()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.join(", ")
    };
    let sent = words(
        recipients
            .iter()
            .map(|r| if r.to == r.via { r.via.clone() } else { format!("{} by {}", r.to, r.via) })
            .collect(),
    );
    let to_call = words(calls.iter().map(|c| desk.directory.words(&c.to).to_owned()).collect());
    let mut parts = Vec::new();
    if !sent.is_empty() {
        parts.push(format!("handed to the outbox for {sent}"));
    }
    if !to_call.is_empty() {
        parts.push(format!("to be called by a person: {to_call}"));
    }
    let mut text = format!("{}: {}.", level.name, parts.join("; "));
    for remark in &remarks {
        text.push_str(&format!(" {remark}."));
    }
    let fact = Fact::LevelNotified {
        call: call.id,
        level: level.name,
        clock: level.clock,
        subject,
        body,
        recipients,
        calls,
        remarks,
    };
    let id = computed_id(desk.incident.id, &format!("level notified {}", call.id));
    NewFact { id, event_at: desk.at, text, fact }
}

/// Subject and text: what the level's row and the incident say now, or the text that a notification rule of the matrix
/// gives for the level, with its variables filled.
fn text(
    call: &Call<'_>,
    level: &Level,
    told: &mut Summons,
    matrix: Option<&Document>,
    desk: Desk<'_>,
) -> (String, String) {
    let Desk { incident, directory, zone, .. } = desk;
    let severity = directory.words(&incident.severity);
    let is_functional = level.clock == Clock::Functional;
    let verb = if is_functional { "called" } else { "told" };
    let subject = format!("{} {severity}: {} is {verb}. {}", incident.number, level.name, incident.title);
    if let Some(own) = matrix.and_then(|document| own_text(document, level)) {
        let mut variables = variable::of_incident(incident, directory, zone);
        variables.insert("as_of".to_owned(), wall(desk.at, desk.at, zone));
        variables.insert("level".to_owned(), level.name.clone());
        match variable::unfilled(&own, &variables) {
            None => return (subject, variable::fill(&own, &variables)),
            Some(open) => {
                told.remarks.push(format!("The text of the matrix was not used, because nothing fills {open} in it"));
            }
        }
    }
    let mut lines = vec![format!("{} {severity}: {}", incident.number, incident.title)];
    // Whoever reads a room is not called by that: it says who is.
    let whom = match told.called.as_slice() {
        _ if !told.is_room_told => "You are".to_owned(),
        [] => "Somebody is".to_owned(),
        [one] => format!("{one} is"),
        [first @ .., last] => format!("{} and {last} are", first.join(", ")),
    };
    let mut why = format!("{whom} {verb} as {}", level.name);
    if let Some(reason) = call.reason {
        why.push_str(&format!(": {}", reason.trim_end_matches('.')));
    }
    why.push_str(&format!(". Called at {}{}.", wall(call.at, desk.at, zone), late_words(call.late_by)));
    let until = level.acknowledge_within.and_then(|within| taken_by(level, call.at, within, directory));
    if let Some(until) = until.filter(|_| is_functional) {
        let answer = if told.is_room_told { "who takes it" } else { "whether you take it" };
        why.push_str(&format!(" Please say by {} {answer}.", wall(until, desk.at, zone)));
    }
    lines.push(why);
    lines.push(String::new());
    lines.extend(standing(desk, &level.hand_off));
    (subject, lines.join("\n"))
}

/// What the incident says now: state, services, situation, who commands; when it is handed over, where that is said.
pub(super) fn standing(desk: Desk<'_>, hand_off: &str) -> Vec<String> {
    let Desk { incident, directory, zone, .. } = desk;
    let mut lines = vec![format!("{} since {}.", state(incident), wall(incident.state.at, desk.at, zone))];
    let services: Vec<&str> = incident.services.iter().map(|s| directory.words(s)).collect();
    let mut fields = vec![("Services", services.join(", "))];
    if let Some(said) = &incident.situation {
        fields.push(("What is known", said.conditions.clone()));
        fields.push(("What is done", said.actions.clone()));
        fields.push(("What is needed", said.needs.clone()));
    }
    fields.push(("Handed over when", hand_off.to_owned()));
    let commander = incident.commander.as_deref().map(|c| directory.words(c).to_owned());
    fields.push(("Incident commander", commander.unwrap_or_default()));
    let told = fields.into_iter().filter(|(_, words)| !words.trim().is_empty());
    lines.extend(told.map(|(name, words)| format!("{name}: {}", words.trim())));
    lines
}

fn state(incident: &Incident) -> String {
    let word = incident.state.value.to_string();
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The text that a notification rule gives: its event is the level, or "level called", and it holds variables. A rule
/// without any says what the text is to be about, not how it reads.
fn own_text(matrix: &Document, level: &Level) -> Option<String> {
    let mut any = None;
    for (_, section) in matrix.live_sections().into_iter().filter(|(_, s)| s.is_form("notification-rules")) {
        for (_, row) in rows(&section.block) {
            let (event, message) = (folded(row.text("event")), row.text("message"));
            // A rule that tells an audience says nothing to whoever is called.
            if variable::names(message).is_empty() || row.some("audience").is_some() {
                continue;
            }
            if event == folded(&level.name) {
                return Some(message.to_owned());
            }
            if event == ANY_CALL {
                any = any.or_else(|| Some(message.to_owned()));
            }
        }
    }
    any
}

#[cfg(test)]
#[path = "notice_tests.rs"]
mod tests;
