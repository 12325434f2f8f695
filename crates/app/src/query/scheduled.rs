//! Updates that were set to go out at a moment, as the queue shows them.

use bridgebook_domain::cadence::{open_condition, open_scheduled};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::incident::{Incident, ScheduledUpdate};
use bridgebook_domain::timeline::PlanTimeline;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::api::delivery::ScheduledRow;
use crate::api::incident::UpdateRow;
use crate::outbox::wall_of;
use crate::wording::{moment, wall_minute};

/// Those that wait for their moment, and those that were held back and nobody has decided about, which come first.
pub(super) fn scheduled_rows(
    incident: &Incident,
    plan: &PlanTimeline,
    directory: &Directory,
    at: (&TimeZone, Timestamp),
) -> Vec<ScheduledRow> {
    let found = open_scheduled(plan, incident, directory, at).into_iter();
    let mut rows: Vec<_> = found.map(|(update, held)| row(update, held, incident, directory)).collect();
    rows.sort_by(|a, b| (a.held.is_empty(), &a.go_at).cmp(&(b.held.is_empty(), &b.go_at)));
    rows
}

fn row(update: &ScheduledUpdate, held: Option<String>, incident: &Incident, directory: &Directory) -> ScheduledRow {
    let condition = if held.is_none() { open_condition(update, incident, directory) } else { None };
    ScheduledRow {
        id: update.id,
        audience: update.audience.clone(),
        name: directory.words(&update.audience).to_owned(),
        number: update.number,
        stage: update.stage.clone(),
        subject: update.subject.clone(),
        body: update.body.clone(),
        go_at: moment(update.go_at),
        words: wall_of(update.go_at, &update.zone),
        next_at: update.next_at.map(moment),
        recipients: update.recipients.iter().map(|to| format!("{} by {}", to.to, to.via)).collect(),
        by: update.by.name.clone(),
        set_at: moment(update.set_at),
        quiet: update.quiet.as_ref().map_or_else(String::new, ToString::to_string),
        held: held.unwrap_or_default(),
        condition: condition.unwrap_or_default(),
    }
}

/// The row of an audience, saying that its update is set to go out, or was held back.
pub(super) fn set_beside(mut row: UpdateRow, scheduled: &[ScheduledRow], zone: &TimeZone) -> UpdateRow {
    if let Some(set) = scheduled.iter().find(|set| set.name == row.name && set.number == row.number) {
        let at = set.go_at.parse::<Timestamp>().map_or_else(|_| set.words.clone(), |at| wall_minute(at, zone));
        row.words = match (set.held.as_str(), set.condition.as_str()) {
            ("", "") if set.quiet == "hold" => format!("held until {at}, quiet hours"),
            ("", "") => format!("goes out at {at}"),
            ("", _) => "waits for its condition".to_owned(),
            _ => "held back".to_owned(),
        };
    }
    row
}
