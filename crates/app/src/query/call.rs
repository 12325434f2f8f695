//! The calls that people make for the levels, as sheets of the board.

use bridgebook_domain::directory::Directory;
use bridgebook_domain::escalation::{LevelClock, LevelState, over_because};
use bridgebook_domain::incident::{CallTask, Incident, LevelEvent, Notification, QueuedFor};
use bridgebook_domain::log::{CallOutcome, Clock, DeliveryEnd};
use bridgebook_domain::view::folded;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::api::incident::{CallRow, CallSheet};
use crate::wording::{moment, wall_minute};

/// The sheets of the calls that stand and ask for a person, in the order in which they were called.
pub fn sheets(
    incident: &Incident,
    levels: &[LevelClock],
    directory: &Directory,
    zone: &TimeZone,
    now: Timestamp,
) -> Vec<CallSheet> {
    // What was held after a restore asks nobody any more once its chain goes on without it.
    let goes_on = |told: &Notification| {
        let is_its = |level: &&LevelClock| level.clock == told.clock && folded(&level.level) == folded(&told.level);
        let is_waited_for = |level: &LevelClock| {
            use LevelState::{AtRisk, Due, NotNeeded, Overdue, Paused, Upcoming};
            matches!(level.state, Due | AtRisk | Overdue | Upcoming | Paused { .. } | NotNeeded)
        };
        is_held(incident, told) && levels.iter().find(is_its).is_some_and(is_waited_for)
    };
    let stands = |told: &&Notification| over_because(incident, told).is_none() && !goes_on(told);
    let sheet = |told: &Notification| sheet(told, incident, levels, directory, zone, now);
    incident
        .notified
        .iter()
        .filter(stands)
        .map(sheet)
        .filter(|s| s.calls.iter().any(|c| c.state == "open") || s.is_lost || s.is_held || !s.by_hand.is_empty())
        .collect()
}

fn sheet(
    told: &Notification,
    incident: &Incident,
    levels: &[LevelClock],
    directory: &Directory,
    zone: &TimeZone,
    now: Timestamp,
) -> CallSheet {
    let open = told.open_calls();
    let is_its = |level: &&LevelClock| level.clock == told.clock && folded(&level.level) == folded(&told.level);
    let until = levels.iter().find(is_its).and_then(|level| match level.state {
        LevelState::Called { acknowledge_due, .. } => acknowledge_due,
        _ => None,
    });
    let row = |(place, task): (usize, &CallTask)| CallRow {
        place: u32::try_from(place).unwrap_or(u32::MAX),
        id: task.call.key(),
        who: directory.words(&task.call.to).to_owned(),
        method: task.call.method.clone(),
        // The log keeps the number of an erased person; nobody is asked to call it.
        number: if directory.is_erased(&task.call.to) { String::new() } else { task.call.address.clone() },
        why: task.call.why.clone(),
        state: match task {
            _ if task.is_reached() => "reached",
            _ if !task.attempts.is_empty() => "tried",
            _ if open.contains(&place) => "open",
            _ => "next",
        }
        .to_owned(),
        outcome: task.attempts.iter().map(|a| attempt(&a.outcome, &a.note)).next_back().unwrap_or_default(),
        at: task.attempts.last().map(|a| moment(a.at)),
    };
    CallSheet {
        id: told.id,
        level: told.level.clone(),
        clock: told.clock.to_string(),
        called_at: moment(told.at),
        until: until.map(moment),
        script: told.body.clone(),
        remarks: told.remarks.clone(),
        messages: told.recipients.iter().map(|r| message(r, zone)).collect(),
        calls: told.calls.iter().enumerate().map(row).collect(),
        is_lost: told.failed_at().is_some(),
        by_hand: if told.is_unheard(until, now) { by_hand(told) } else { String::new() },
        can_acknowledge: told.clock == Clock::Functional,
        is_held: is_held(incident, told) && incident.reached_at(told.call).is_none(),
    }
}

/// Whether its call was due before the data was restored, so that nothing was sent by it.
fn is_held(incident: &Incident, told: &Notification) -> bool {
    let is_it = |event: &LevelEvent| matches!(event, LevelEvent::Called { id, held: true, .. } if *id == told.call);
    incident.levels.iter().any(is_it)
}

/// What is to be done by hand while nobody has a message.
fn by_hand(told: &Notification) -> String {
    let mut whom: Vec<&str> = Vec::new();
    for one in &told.recipients {
        if !whom.contains(&one.addressee.to.as_str()) {
            whom.push(&one.addressee.to);
        }
    }
    let then = match told.clock {
        Clock::Functional => {
            "acknowledge the level when somebody takes it, else mark the message as sent in the outbox"
        }
        _ => "mark the message as sent in the outbox",
    };
    format!("It is not known that any message arrived. Tell them by hand: {}. Then {then}.", whom.join(", "))
}

/// What came of a call, in words.
fn attempt(outcome: &CallOutcome, note: &str) -> String {
    let words = words(outcome);
    if note.is_empty() { words } else { format!("{words}: {note}") }
}

/// An outcome in words.
pub fn words(outcome: &CallOutcome) -> String {
    match outcome {
        CallOutcome::Acknowledged => "takes it".to_owned(),
        CallOutcome::Told => "told".to_owned(),
        CallOutcome::NoAnswer => "no answer".to_owned(),
        CallOutcome::Busy => "busy".to_owned(),
        CallOutcome::Voicemail => "message left".to_owned(),
        CallOutcome::WrongNumber => "wrong number".to_owned(),
        CallOutcome::Unknown(word) => word.clone(),
    }
}

fn message(one: &QueuedFor, zone: &TimeZone) -> String {
    let to = &one.addressee;
    let whom = if to.to == to.via { to.via.clone() } else { format!("{} by {}", to.to, to.via) };
    let became = match &one.end {
        None => "in the outbox".to_owned(),
        Some(DeliveryEnd::Accepted) => "accepted".to_owned(),
        Some(DeliveryEnd::Arrived) => "arrived".to_owned(),
        Some(DeliveryEnd::Rehearsed) => "would have been sent".to_owned(),
        Some(DeliveryEnd::Refused) => "refused".to_owned(),
        Some(DeliveryEnd::GivenUp) => "given up".to_owned(),
        Some(other) => other.to_string(),
    };
    match one.ended_at {
        Some(at) => format!("{whom}: {became} at {}", wall_minute(at, zone)),
        None => format!("{whom}: {became}"),
    }
}
