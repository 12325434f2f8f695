//! Everything that runs towards a moment, most urgent first: what hero, due bar and strip show.

use bridgebook_domain::cadence::{DueState, DueUpdate};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::escalation::{LevelClock, LevelState};
use bridgebook_domain::incident::{Incident, UpdateReview};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::board::{at_risk_moment, holder};
use super::levels;
use crate::api::incident::ClockItem;
use crate::wording::{moment, possessive, wall};

/// The clocks of an incident, in no order.
pub fn all(
    incident: &Incident,
    due: &[DueUpdate],
    level_clocks: &[LevelClock],
    directory: &Directory,
    zone: &TimeZone,
    now: Timestamp,
) -> Vec<ClockItem> {
    let mut list: Vec<ClockItem> = due.iter().filter_map(|d| update(d, incident, directory, zone)).collect();
    list.extend(level_clocks.iter().filter_map(|l| level(l, level_clocks, incident, zone)));
    // Actions have their own list with its own clocks: they never push a promise from the lead. A period
    // that runs on without a hand-over does.
    if let Some(period) = incident.period().filter(|p| p.ended_at.is_none() && p.to <= now && incident.is_open()) {
        let state = "overdue";
        let subject = format!("Period {} ends", period.number);
        let id = format!("period {}", period.number);
        list.push(item("period", state, id, period.from, period.to, subject, "Hand over or extend".to_owned()));
    }
    list
}

fn item(
    kind: &str,
    state: &str,
    id: String,
    from: Timestamp,
    due_at: Timestamp,
    subject: String,
    detail: String,
) -> ClockItem {
    ClockItem {
        id: format!("{kind} {id}"),
        kind: kind.to_owned(),
        state: state.to_owned(),
        due_at: moment(due_at),
        at_risk_at: moment(at_risk_moment(from, due_at)),
        subject,
        detail,
        audience: None,
        level: None,
    }
}

fn update(due: &DueUpdate, incident: &Incident, directory: &Directory, zone: &TimeZone) -> Option<ClockItem> {
    let due_at = due.due_at?;
    let state = match due.state {
        DueState::Overdue => "overdue",
        DueState::AtRisk => "at_risk",
        DueState::Due => "due",
        DueState::Upcoming => "upcoming",
        DueState::AsOther | DueState::Snoozed | DueState::NoClock => return None,
    };
    let owner = holder(incident, directory, due.owner.as_ref());
    let detail = match (&due.draft.as_ref().map(|d| &d.review), due.promised_at) {
        (Some(UpdateReview::Asked { approver, .. }), _) => {
            format!("waits for approval by {}", directory.words(approver))
        }
        (_, Some(at)) if owner.is_empty() => format!("Promised for {}", wall(at, zone)),
        (_, Some(at)) => format!("Promised for {} by {owner}", wall(at, zone)),
        (_, None) if owner.is_empty() => wall(due_at, zone),
        (_, None) => format!("{}, {owner}", wall(due_at, zone)),
    };
    let from = due.last_sent_at.unwrap_or(incident.declared_at);
    let subject = format!("{} update", possessive(&due.audience_name));
    let mut clock = item("update", state, due.audience.clone(), from, due_at, subject, detail);
    clock.audience = Some(due.audience.clone());
    Some(clock)
}

fn level(clock: &LevelClock, all: &[LevelClock], incident: &Incident, zone: &TimeZone) -> Option<ClockItem> {
    let due_at = clock.due_at?;
    let state = match clock.state {
        LevelState::Overdue => "overdue",
        LevelState::AtRisk => "at_risk",
        LevelState::Due => "due",
        LevelState::Upcoming => "upcoming",
        _ => return None,
    };
    let from = levels::runs_from(clock, all, incident);
    let verb = if clock.clock == bridgebook_domain::log::Clock::Functional { "calls" } else { "tells" };
    let detail = format!("{} · {verb} {}", wall(due_at, zone), clock.target);
    let at_risk_at = clock.at_risk_at.map(moment);
    let mut item =
        item("escalation", state, clock.level.clone(), from, due_at, format!("Escalation to {}", clock.level), detail);
    item.at_risk_at = at_risk_at.unwrap_or(item.at_risk_at);
    item.level = Some(clock.level.clone());
    Some(item)
}

/// Most urgent first: what is overdue, the longest promise first, then what is at risk, then by moment
/// (look.md, interaction).
pub fn order(clocks: &mut [ClockItem], now: Timestamp) {
    clocks.sort_by_key(|clock| {
        let state = match clock.state.as_str() {
            "overdue" => 0,
            "at_risk" => 1,
            _ => 2,
        };
        (state, clock.due_at.parse::<Timestamp>().unwrap_or(now))
    });
}
