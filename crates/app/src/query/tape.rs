//! The tape: clocks above the axis, log below it.

use bridgebook_domain::EntryId;
use bridgebook_domain::cadence::{DueState, DueUpdate};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::escalation::{LevelClock, LevelState, Reach};
use bridgebook_domain::incident::Incident;
use bridgebook_domain::log::{Category, Fact, Recorded};
use jiff::{SignedDuration, Timestamp};

use crate::api::incident::TapeMark;
use crate::wording::{first_line, moment};

/// How far back and ahead the tape is filled.
const REACH: SignedDuration = SignedDuration::from_hours(2);

/// Marks within reach of now.
pub fn marks(
    incident: &Incident,
    log: &[Recorded],
    due: &[DueUpdate],
    levels: &[LevelClock],
    directory: &Directory,
    now: Timestamp,
) -> Vec<TapeMark> {
    let mut list = Vec::new();
    let mut clock = |at: Timestamp, state: &str, label: String| {
        list.push(TapeMark { lane: "clock".to_owned(), at: moment(at), label, state: state.to_owned(), entry: None });
    };
    for d in due {
        let state = match d.state {
            DueState::Overdue => "overdue",
            DueState::AtRisk => "at_risk",
            DueState::Due | DueState::Upcoming => "due",
            DueState::AsOther | DueState::Snoozed | DueState::NoClock => continue,
        };
        if let Some(at) = d.due_at {
            clock(at, state, d.audience_name.clone());
        }
    }
    for l in levels {
        let mut ahead = |state: &str| {
            if let Some(at) = l.due_at {
                clock(at, state, l.level.clone());
            }
        };
        match &l.state {
            LevelState::Told { at, late_by_seconds }
            | LevelState::Called { at, late_by_seconds, .. }
            | LevelState::Relieved { at, late_by_seconds, .. } => {
                let is_authority = matches!(l.state, LevelState::Told { .. });
                let is_late = *late_by_seconds > 0 || (is_authority && !l.reach.after(*at).is_zero());
                let (state, late) = if is_late { ("late", " late") } else { ("done", "") };
                // That it was called is no word of anybody having been told.
                match l.reach {
                    Reach::Nobody { .. } => clock(*at, "overdue", format!("{} not reached", l.level)),
                    Reach::NotYet if is_authority => clock(*at, "at_risk", format!("{} not reached yet", l.level)),
                    _ if is_authority => clock(*at, state, format!("{} told{late}", l.level)),
                    _ => clock(*at, state, format!("{} called{late}", l.level)),
                }
            }
            LevelState::Overdue => ahead("overdue"),
            LevelState::AtRisk => ahead("at_risk"),
            LevelState::Due | LevelState::Upcoming => ahead("due"),
            _ => {}
        }
    }
    for sent in &incident.sent {
        clock(sent.at, "done", format!("{} {}", directory.words(&sent.audience), sent.number));
    }
    for recorded in log {
        if let Some((label, entry)) = label(recorded) {
            let at = moment(recorded.entry.event_at);
            list.push(TapeMark { lane: "log".to_owned(), at, label, state: "plain".to_owned(), entry: Some(entry) });
        }
    }
    let near = |m: &TapeMark| m.at.parse::<Timestamp>().is_ok_and(|at| at.duration_since(now).abs() <= REACH);
    list.retain(near);
    list.sort_by_cached_key(|m| (m.at.parse::<Timestamp>().ok(), m.label.clone()));
    list
}

/// The text up to the end of its first clause; a full stop within a number or version ends nothing.
fn first_clause(text: &str) -> &str {
    let end = [". ", "; ", ": "].iter().filter_map(|mark| text.find(mark)).min().unwrap_or(text.len());
    text[..end].trim_end_matches('.')
}

/// The short label of what matters on the tape; the rest stays in the log.
pub(super) fn label(recorded: &Recorded) -> Option<(String, EntryId)> {
    let entry = &recorded.entry;
    let words = match entry.fact()? {
        Fact::Declared { severity: _, .. } => "Declared".to_owned(),
        Fact::StateChanged { state } => {
            let word = state.to_string();
            let mut letters = word.chars();
            letters.next().map(|c| c.to_uppercase().collect::<String>() + letters.as_str())?
        }
        Fact::Decided { .. } | Fact::Remark { category: Category::Hypothesis } => {
            first_line(first_clause(&entry.text), 28)
        }
        _ => return None,
    };
    Some((words, entry.id))
}
