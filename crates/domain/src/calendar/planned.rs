//! Updates that are planned for a time of day: each of their times, and those that come again and again as a whole.

use jiff::Timestamp;

use super::{CalendarItem, CalendarKind, CalendarState, MOST, Series, Window, item, possessive};
use crate::cadence::{CadenceView, EARLY, PlannedRow};
use crate::directory::Directory;
use crate::incident::{Incident, paper_title};
use crate::log::PlanPart;
use crate::recurrence::Recurrence;
use crate::timeline::PlanTimeline;

/// The rows of the plan in force that still ask for something, each with when.
fn open(
    plan: &PlanTimeline,
    incident: &Incident,
    directory: &Directory,
    now: Timestamp,
) -> Vec<(PlannedRow, Recurrence)> {
    let Some(document) = plan.at(now) else { return Vec::new() };
    let rows = CadenceView::read(document, directory).planned.into_iter();
    let is_over = |when: &Recurrence| incident.closed_at.is_some() || when.repeats() && incident.resolved_at.is_some();
    rows.filter_map(|row| {
        let when = row.when.clone().ok().filter(|when| !is_over(when))?;
        Some((row, when))
    })
    .collect()
}

/// Whether nobody is to send the update of a time any more: it was skipped, or one went out that counts for it.
fn is_done(row: &PlannedRow, at: Timestamp, incident: &Incident, directory: &Directory) -> bool {
    let is_its = |audience: &str| directory.words(audience) == directory.words(&row.audience);
    incident.skipped.iter().any(|s| s.due_at == at && is_its(&s.audience))
        || incident.sent.iter().any(|s| at.duration_since(s.at) <= EARLY && is_its(&s.audience))
}

/// Planned updates after the next one; without those that come again and again where they are told as a whole.
pub(super) fn ahead(
    plan: &PlanTimeline,
    incident: &Incident,
    directory: &Directory,
    window: &Window<'_>,
    has_series: bool,
) -> Vec<CalendarItem> {
    let mut list = Vec::new();
    for (row, when) in open(plan, incident, directory, window.now) {
        if has_series && when.repeats() {
            continue;
        }
        for one in when.from(window.from.max(window.now)).take_while(|o| o.at < window.to).take(MOST) {
            if is_done(&row, one.at, incident, directory) {
                continue;
            }
            let id = format!("{} update {} {} {}", incident.id, row.audience, one.at, row.row);
            let title = format!("{} update", possessive(directory.words(&row.audience)));
            let mut found = item(id, CalendarKind::Update, CalendarState::Ahead, one.at, title);
            found.detail = detail(&row, &when);
            found.audience = Some(row.audience.clone());
            found.row = Some(row.row);
            list.push(found);
        }
    }
    list
}

/// Updates that come again and again, from now to the end of the window: an incident does not go on for ever, and nobody
/// tells the calendars of others that it ended. What was skipped or given before its time is left out.
pub(super) fn series(
    plan: &PlanTimeline,
    incident: &Incident,
    directory: &Directory,
    window: &Window<'_>,
) -> Vec<Series> {
    let Some(document) = incident.plan(&PlanPart::Communication) else { return Vec::new() };
    let from = window.from.max(window.now);
    let mut list = Vec::new();
    for (row, when) in open(plan, incident, directory, window.now) {
        if !when.repeats() {
            continue;
        }
        let times = when.from(from).take_while(|one| one.at < window.to).take(MOST);
        let except = times.map(|one| one.at).filter(|at| is_done(&row, *at, incident, directory)).collect();
        let title = format!("{} {} update", incident.number, possessive(directory.words(&row.audience)));
        let series = Series {
            id: format!("{} update {} {}", incident.id, row.audience, row.row),
            kind: CalendarKind::Update,
            title: paper_title(&title, incident.exercise),
            detail: detail(&row, &when),
            length: None,
            document,
            row: row.row,
            when,
            from: Some(from),
            except,
        };
        let series = series.ending(window.to);
        if !series.items(window).is_empty() {
            list.push(series);
        }
    }
    list
}

fn detail(row: &PlannedRow, when: &Recurrence) -> String {
    [when.words(), row.about.clone()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}
