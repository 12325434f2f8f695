//! Regulatory and contractual clocks as rows and as clocks of the board.

use bridgebook_domain::DocumentId;
use bridgebook_domain::directory::Directory;
use bridgebook_domain::incident::Incident;
use bridgebook_domain::obligation::{ClockState, ObligationClock};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::board::{at_risk_moment, holder};
use crate::api::incident::ClockItem;
use crate::api::obligation::{ObligationPlace, ObligationRow};
use crate::wording::moment;

/// The word of a state, as the bridge has it.
pub(crate) const fn word(state: ClockState) -> &'static str {
    match state {
        ClockState::NotStarted => "not_started",
        ClockState::Open => "open",
        ClockState::Running => "due",
        ClockState::AtRisk => "at_risk",
        ClockState::Overdue => "overdue",
        ClockState::Filed => "filed",
        ClockState::FiledLate => "filed_late",
        ClockState::NotApplicable => "not_applicable",
    }
}

/// A row of the queue. `plan` is the document in force.
pub(super) fn row(
    clock: &ObligationClock,
    plan: Option<DocumentId>,
    incident: &Incident,
    directory: &Directory,
    zone: &TimeZone,
) -> ObligationRow {
    let o = &clock.obligation;
    let place = plan.filter(|_| clock.is_in_plan);
    ObligationRow {
        name: o.name.clone(),
        state: word(clock.state).to_owned(),
        is_assessing: o.applies != "yes",
        anchor: o.anchor.clone(),
        started_at: clock.started_at.map(moment),
        anchor_entry: clock.anchor,
        within: o.offset.map_or_else(|| o.within.clone(), bridgebook_domain::obligation::Offset::words),
        due_at: clock.due_at.map(moment),
        first_due_at: clock.first_due_at.map(moment),
        filed_at: clock.filed_at.map(moment),
        words: clock.words.clone(),
        recipient: o.recipient.clone(),
        owner: holder(incident, directory, o.owner.as_ref()),
        approver: holder(incident, directory, o.approver.as_ref()),
        source: o.source.clone(),
        reviewed_on: o.reviewed_on.map(|d| d.to_string()),
        explanation: explanation(clock, zone),
        place: place.map(|document| ObligationPlace { document, section: o.section, row: o.row }),
    }
}

fn explanation(clock: &ObligationClock, zone: &TimeZone) -> String {
    let o = &clock.obligation;
    let print = |at: Timestamp| bridgebook_domain::moment::print(at, zone);
    let span = o.offset.map_or_else(|| o.within.clone(), bridgebook_domain::obligation::Offset::words);
    let mut words = match clock.started_at {
        None => format!("Starts when “{}” is logged.", o.anchor),
        Some(at) if o.offset.is_some() => format!("{span} after “{}”, {}.", o.anchor, print(at)),
        Some(at) => format!("{span}, since “{}”, {}.", o.anchor, print(at)),
    };
    if let Some(first) = clock.first_due_at {
        words.push_str(&format!(" By the plan due {}; extended: {}.", print(first), clock.words));
    }
    if let Some(missed) = clock.missed_at.filter(|at| clock.due_at != Some(*at)) {
        words.push_str(&format!(" It had passed, on {}, before it was extended.", print(missed)));
    }
    if !clock.is_in_plan {
        words.push_str(" The plan does not have it any more.");
    }
    words
}

/// The clock of an obligation that runs towards a moment.
pub(super) fn clock(clock: &ObligationClock, incident: &Incident, directory: &Directory) -> Option<ClockItem> {
    let due = clock.due_at.filter(|_| clock.is_running())?;
    let o = &clock.obligation;
    let owner = holder(incident, directory, o.owner.as_ref());
    let to = if o.recipient.is_empty() { String::new() } else { format!("to {}", o.recipient) };
    let parts = [to, owner].into_iter().filter(|part| !part.is_empty());
    Some(ClockItem {
        id: format!("obligation {} {}", o.name, o.row),
        kind: "obligation".to_owned(),
        state: word(clock.state).to_owned(),
        due_at: moment(due),
        at_risk_at: moment(at_risk_moment(clock.started_at.unwrap_or(incident.declared_at), due)),
        subject: o.name.clone(),
        detail: parts.collect::<Vec<_>>().join(", "),
        audience: None,
        level: None,
    })
}
