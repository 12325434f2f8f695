//! Updates that were set to go out at a moment, as the queue shows them.

use bridgebook_domain::cadence::{Going, going};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::incident::{Incident, ScheduleEnd, ScheduledUpdate};
use bridgebook_domain::timeline::PlanTimeline;
use bridgebook_domain::value::ReferenceKind;
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
    now: Timestamp,
) -> Vec<ScheduledRow> {
    let key = |audience: &str| directory.key(&[ReferenceKind::Audience], audience);
    let held = |update: &ScheduledUpdate| match &update.end {
        None => match going(update, plan, incident, directory, now) {
            Going::Held(why) => Some(why),
            Going::Waits | Going::Now(_) => Some(String::new()),
        },
        // A later update to the same audience has settled it.
        Some(ScheduleEnd::Held { reason, .. }) => {
            let next = incident.next_update(|audience| key(audience) == key(&update.audience));
            (incident.closed_at.is_none() && next <= update.number).then(|| reason.clone())
        }
        Some(ScheduleEnd::Gone | ScheduleEnd::Cancelled) => None,
    };
    let found = incident.scheduled.iter().filter_map(|update| Some((update, held(update)?)));
    let mut rows: Vec<_> = found.map(|(update, held)| row(update, held, directory)).collect();
    rows.sort_by(|a, b| (a.held.is_empty(), &a.go_at).cmp(&(b.held.is_empty(), &b.go_at)));
    rows
}

fn row(update: &ScheduledUpdate, held: String, directory: &Directory) -> ScheduledRow {
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
        held,
    }
}

/// The row of an audience, saying that its update is set to go out, or was held back.
pub(super) fn set_beside(mut row: UpdateRow, scheduled: &[ScheduledRow], zone: &TimeZone) -> UpdateRow {
    if let Some(set) = scheduled.iter().find(|set| set.name == row.name && set.number == row.number) {
        let at = set.go_at.parse::<Timestamp>().map_or_else(|_| set.words.clone(), |at| wall_minute(at, zone));
        row.words = if set.held.is_empty() { format!("goes out at {at}") } else { "held back".to_owned() };
    }
    row
}
