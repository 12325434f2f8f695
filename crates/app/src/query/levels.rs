//! Escalation levels as rows of the board.

use bridgebook_domain::Document;
use bridgebook_domain::directory::Directory;
use bridgebook_domain::duration::print;
use bridgebook_domain::escalation::{self, LevelClock, LevelState, PauseReason, Reach};
use bridgebook_domain::incident::{Incident, LevelEvent};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::api::incident::LevelRow;
use crate::wording::{moment, wall};

/// A level with its state in words.
pub fn row(clock: &LevelClock, directory: &Directory, zone: &TimeZone) -> LevelRow {
    let late = |verb: &str, seconds: i32| {
        if seconds > 0 {
            format!("{verb} {} late", print(SignedDuration::from_secs(i64::from(seconds))))
        } else {
            format!("{verb} on time")
        }
    };
    let due = |verb: &str| clock.due_at.map_or_else(|| verb.to_owned(), |at| format!("{verb} at {}", wall(at, zone)));
    let verb = if clock.clock == bridgebook_domain::log::Clock::Functional { "called" } else { "told" };
    let (state, at, words) = match &clock.state {
        LevelState::Overdue => ("overdue", clock.due_at, due(&format!("should have been {verb}"))),
        LevelState::AtRisk => ("at_risk", clock.due_at, due(verb)),
        LevelState::Due => ("due", clock.due_at, due(verb)),
        LevelState::Held { at } => {
            ("held", Some(*at), format!("due {}, before the restore: not sent again", wall(*at, zone)))
        }
        LevelState::Upcoming => ("upcoming", clock.due_at, due(verb)),
        LevelState::Called { at, late_by_seconds, acknowledge_due } => {
            let called = late("called", *late_by_seconds);
            let called = match clock.reach {
                Reach::Nobody { .. } => format!("{called}, nobody reached"),
                _ => called,
            };
            let words = match acknowledge_due {
                Some(until) => format!("{called}, until {}", wall(*until, zone)),
                None => called,
            };
            ("called", Some(*at), words)
        }
        LevelState::Relieved { at, late_by_seconds, level, since } => {
            let called = late("called", *late_by_seconds);
            let again = clock.due_at.filter(|_| clock.at_risk_at.is_some());
            let again = again.map(|at| format!("; called again at {}", wall(at, zone))).unwrap_or_default();
            let since = wall(*since, zone);
            ("relieved", Some(*at), format!("{called}, not needed since {level} has it, {since}{again}"))
        }
        LevelState::Acknowledged { at, .. } => ("acknowledged", Some(*at), "acknowledged".to_owned()),
        LevelState::Told { at, late_by_seconds } => {
            let later = clock.reach.after(*at);
            let words = match clock.reach {
                Reach::Unknown | Reach::Reached { .. } if later.is_zero() => late("told", *late_by_seconds),
                Reach::NotYet => format!("{}, nobody reached yet", late("called", *late_by_seconds)),
                Reach::Nobody { .. } => format!("{}, nobody reached", late("called", *late_by_seconds)),
                _ => format!("{}, told {} later", late("called", *late_by_seconds), print(later)),
            };
            ("told", Some(*at), words)
        }
        LevelState::Skipped { reason } => ("skipped", None, format!("skipped: {reason}")),
        LevelState::Declined { at, by, reason } => {
            ("declined", Some(*at), format!("{} declined: {reason}", directory.words(by)))
        }
        LevelState::Paused { left_seconds } => {
            let left = print(SignedDuration::from_secs(i64::from(*left_seconds)));
            ("paused", None, format!("paused with {left} left"))
        }
        LevelState::NotNeeded => ("not_needed", None, "not needed".to_owned()),
    };
    LevelRow {
        level: clock.level.clone(),
        clock: clock.clock.to_string(),
        target: clock.target.clone(),
        backup: clock.backup.clone(),
        notify: clock.notify.join(", "),
        state: state.to_owned(),
        at: at.map(moment),
        may_decline: clock.may_decline,
        is_unreached: clock.reach.is_nobody() && matches!(state, "told" | "called"),
        words,
        explanation: clock.explanation.clone(),
    }
}

/// Why the functional clock rests, if it does.
pub fn paused(incident: &Incident) -> Option<String> {
    incident.levels.iter().rev().find_map(|event| match event {
        LevelEvent::Paused { reason, .. } => Some(Some(reason.clone())),
        LevelEvent::Resumed { .. } => Some(None),
        _ => None,
    })?
}

/// The reasons for a pause that the matrix in force names, with the names of those who allow it.
pub fn pause_reasons(matrix: Option<&Document>, directory: &Directory) -> Vec<PauseReason> {
    let named = |reason: PauseReason| PauseReason { approver: directory.words(&reason.approver).to_owned(), ..reason };
    matrix.map_or_else(Vec::new, |matrix| escalation::pause_reasons(matrix).into_iter().map(named).collect())
}

/// The moment from which the span of a level's clock runs: what the level before it did last, or the
/// declaration.
pub fn runs_from(clock: &LevelClock, clocks: &[LevelClock], incident: &Incident) -> Timestamp {
    let before = clocks.iter().take_while(|c| c.level != clock.level).filter(|c| c.clock == clock.clock);
    let last = before.filter_map(|c| match &c.state {
        LevelState::Acknowledged { at, .. } | LevelState::Called { at, .. } | LevelState::Declined { at, .. } => {
            Some(*at)
        }
        _ => None,
    });
    match clock.clock {
        bridgebook_domain::log::Clock::Hierarchical => incident.declared_at,
        _ => last.max().unwrap_or(incident.declared_at),
    }
}
