//! The calendar: what is due, was given, meets, begins and ends between two moments, as a function of plans, log and
//! `now`. Nothing of it is stored.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::cadence::{DueState, PromiseOutcome, due_updates, open_condition, open_scheduled, promises};
use crate::directory::Directory;
use crate::id::{DocumentId, RowId};
use crate::incident::{EXERCISE, Incident, ScheduledUpdate};
use crate::obligation::obligation_clocks;
use crate::quiet::QuietRule;
use crate::reply::awaited_replies;
use crate::timeline::PlanTimeline;

mod level;
mod occurrence;
mod plan;
mod planned;
mod series;

pub use level::of_levels;
pub use occurrence::{DueSeries, Ended, Occurrences};
pub use plan::{DocumentPlans, RECURRENCES, RecurrenceRow, approvals, recurrences};
pub use series::Series;

/// Most times of one row that are shown at once.
const MOST: usize = 1_000;

/// What stands in the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CalendarKind {
    /// An operational period.
    Period,
    /// An update to an audience.
    Update,
    /// A meeting of the action plan.
    Meeting,
    /// An action that is due.
    Deadline,
    /// A regulatory or contractual clock that runs.
    Obligation,
    /// An approval that a document plans.
    Approval,
    /// An evaluation, review or drill that comes again, or the next review of a document.
    Review,
    /// A level of the escalation: called, or due to be.
    Level,
}

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CalendarState {
    /// Its time has passed and it was not done.
    Overdue,
    /// It is still to come.
    Ahead,
    /// It is going on, or was at its time; nobody records more of it.
    Past,
    /// An update that went out in time, or without a promise; a level by whose call somebody was reached.
    Given,
    /// An update that went out after its promise; a level that was called late.
    Late,
    /// An update or a level that was skipped.
    Skipped,
}

/// One thing in the calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CalendarItem {
    /// What it is known by: the same in every reading, so that a calendar that read it once knows it again.
    pub id: String,
    /// What it is.
    pub kind: CalendarKind,
    /// Where it stands.
    pub state: CalendarState,
    /// When, or its beginning.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Its end, where it has one.
    #[ts(type = "string | null")]
    pub to: Option<Timestamp>,
    /// Its day, where it has no time.
    #[ts(type = "string | null")]
    pub day: Option<Date>,
    /// What it is, in a few words.
    pub title: String,
    /// More: who, how often, why.
    pub detail: String,
    /// The audience of an update: id or name.
    pub audience: Option<String>,
    /// The document that says so.
    pub document: Option<DocumentId>,
    /// Its row.
    pub row: Option<RowId>,
}

impl CalendarItem {
    /// The last day of what has days and no time.
    #[must_use]
    pub fn last_day(&self) -> Option<Date> {
        let day = self.day?;
        let length = self.to.unwrap_or(self.at).duration_since(self.at);
        let length = length.saturating_sub(SignedDuration::from_nanos(1)).max(SignedDuration::ZERO);
        Some(day.checked_add(length).unwrap_or(day))
    }
}

/// What is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Window<'a> {
    /// From this moment.
    pub from: Timestamp,
    /// Up to, and without, this one.
    pub to: Timestamp,
    /// Now.
    pub now: Timestamp,
    /// Zone of days that no row names one for.
    pub zone: &'a TimeZone,
}

impl Window<'_> {
    fn holds(&self, item: &CalendarItem) -> bool {
        let ends = item.to.unwrap_or(item.at);
        // A whole day is that day on the wall, wherever it is looked at.
        if let (Some(day), Some(last)) = (item.day, item.last_day()) {
            let date = |at: Timestamp| self.zone.to_datetime(at).date();
            let until = self.to.saturating_sub(SignedDuration::from_nanos(1)).unwrap_or(self.to);
            return date(self.from) <= last && day <= date(until);
        }
        item.at < self.to && (ends > self.from || item.at >= self.from)
    }

    fn open(&self, at: Timestamp) -> CalendarState {
        if at <= self.now { CalendarState::Overdue } else { CalendarState::Ahead }
    }

    fn passing(&self, at: Timestamp) -> CalendarState {
        if at <= self.now { CalendarState::Past } else { CalendarState::Ahead }
    }
}

fn item(id: String, kind: CalendarKind, state: CalendarState, at: Timestamp, title: String) -> CalendarItem {
    CalendarItem {
        id,
        kind,
        state,
        at,
        to: None,
        day: None,
        title,
        detail: String::new(),
        audience: None,
        document: None,
        row: None,
    }
}

/// What the log and the communication plan of an incident say: updates due, planned, given and skipped, periods,
/// actions with a date, and the regulatory clocks that run.
#[must_use]
pub fn of_incident(
    plan: &PlanTimeline,
    incident: &Incident,
    directory: &Directory,
    window: &Window<'_>,
) -> Vec<CalendarItem> {
    items(plan, incident, directory, window, false)
}

/// The same with what comes again and again apart from what has one time, for calendars that know rules. The times of a
/// series that are still to come are not among the items as well.
#[must_use]
pub fn of_incident_in_series(
    plan: &PlanTimeline,
    incident: &Incident,
    directory: &Directory,
    window: &Window<'_>,
) -> (Vec<CalendarItem>, Vec<Series>) {
    let series = planned::series(plan, incident, directory, window);
    (items(plan, incident, directory, window, true), series)
}

fn items(
    plan: &PlanTimeline,
    incident: &Incident,
    directory: &Directory,
    window: &Window<'_>,
    has_series: bool,
) -> Vec<CalendarItem> {
    let mut list = Vec::new();
    let number = &incident.number;
    let update = |audience: &str| format!("{} update", possessive(directory.words(audience)));
    let due = due_updates(plan, incident, directory, window.now);
    for one in &due {
        let Some(at) = one.due_at.filter(|_| one.state != DueState::AsOther) else { continue };
        let repeats = one.planned.as_ref().is_some_and(|planned| !planned.rhythm.is_empty());
        if has_series && repeats && at >= window.now {
            continue;
        }
        let id = match &one.planned {
            Some(planned) => format!("{} update {} {at} {}", incident.id, one.audience, planned.row),
            // Its moment moves, with the severity and with what was sent: it is the same update.
            None => number_id(incident, &one.audience, one.number),
        };
        let mut found = item(id, CalendarKind::Update, window.open(at), at, update(&one.audience));
        found.detail.clone_from(&one.explanation);
        found.audience = Some(one.audience.clone());
        list.push(found);
    }
    let mut ahead = planned::ahead(plan, incident, directory, window, has_series);
    // The next one of each audience is there already.
    ahead.retain(|found| !list.iter().any(|known| known.audience == found.audience && known.at == found.at));
    list.extend(ahead);
    list.extend(set_to_go(plan, incident, directory, window));
    let scores = promises(incident, directory, window.now);
    for sent in &incident.sent {
        let promise = scores.iter().find(|p| p.audience == sent.audience && p.number + 1 == sent.number);
        let (state, detail) = match promise.map(|p| &p.outcome) {
            Some(PromiseOutcome::Kept { .. }) => (CalendarState::Given, "promise kept".to_owned()),
            Some(PromiseOutcome::Late { by_seconds, .. }) => {
                (CalendarState::Late, format!("{} min late", (by_seconds / 60).max(1)))
            }
            _ => (CalendarState::Given, "sent".to_owned()),
        };
        let title = format!("{} {}", update(&sent.audience), sent.number);
        let id = number_id(incident, &sent.audience, sent.number);
        let mut found = item(id, CalendarKind::Update, state, sent.at, title);
        found.detail = if sent.via.is_empty() { detail } else { format!("{detail}, {}", sent.via) };
        list.push(found);
    }
    for skipped in &incident.skipped {
        let id = format!("{} skipped {} {}", incident.id, skipped.audience, skipped.due_at);
        let title = update(&skipped.audience);
        let mut found = item(id, CalendarKind::Update, CalendarState::Skipped, skipped.due_at, title);
        found.detail.clone_from(&skipped.reason);
        list.push(found);
    }
    for reply in awaited_replies(plan, incident, directory, window.now).iter().filter(|reply| reply.is_open()) {
        let Some(at) = reply.due_at else { continue };
        let title = format!("Reply of {} to update {}", reply.audience_name, reply.number);
        let id = format!("{} reply {}", incident.id, reply.update);
        let state = if reply.late_by.is_some() { CalendarState::Overdue } else { CalendarState::Ahead };
        let mut found = item(id, CalendarKind::Update, state, at, title);
        found.detail = reply.expectation.map(|asked| asked.words()).unwrap_or_default();
        found.audience = Some(reply.audience.clone());
        list.push(found);
    }
    for period in &incident.periods {
        let ends = period.ended_at.unwrap_or(period.to);
        let is_open = period.ended_at.is_none() && incident.closed_at.is_none();
        let state = if is_open && ends <= window.now { CalendarState::Overdue } else { window.passing(period.from) };
        let id = format!("{} period {}", incident.id, period.number);
        let title = format!("{number} period {}", period.number);
        let mut found = item(id, CalendarKind::Period, state, period.from, title);
        found.to = Some(ends);
        list.push(found);
    }
    for action in incident.open_actions() {
        let Some(at) = action.due_at else { continue };
        let mut found = item(action.id.to_string(), CalendarKind::Deadline, window.open(at), at, action.text.clone());
        found.detail = action.owner.as_ref().map_or_else(String::new, |o| directory.words(o).to_owned());
        list.push(found);
    }
    for clock in obligation_clocks(plan, incident, directory, window.zone, window.now) {
        let Some(at) = clock.due_at.filter(|_| clock.is_running()) else { continue };
        let o = &clock.obligation;
        // It can be extended, and is the same clock then.
        let id = format!("{} obligation {}", incident.id, o.row);
        let mut found = item(id, CalendarKind::Obligation, window.open(at), at, o.name.clone());
        let to = if o.recipient.is_empty() { String::new() } else { format!("to {}", o.recipient) };
        let owner = o.owner.as_ref().map_or("", |owner| directory.words(owner));
        found.detail = [to.as_str(), owner].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(", ");
        list.push(found);
    }
    if incident.exercise {
        say_exercise(&mut list);
    }
    tell_apart(&mut list);
    list.retain(|found| window.holds(found));
    list
}

/// Says of each that it is an exercise: in another calendar they stand among what is real.
pub fn say_exercise(list: &mut [CalendarItem]) {
    for found in list.iter_mut().filter(|found| !found.title.contains(EXERCISE)) {
        found.title.insert_str(0, EXERCISE);
    }
}

/// Says of each to which incident it belongs: in another calendar they stand among those of others.
pub fn say_number(list: &mut [CalendarItem], incident: &Incident) {
    for found in list.iter_mut().filter(|found| !found.title.contains(&incident.number)) {
        let at = if found.title.starts_with(EXERCISE) { EXERCISE.len() } else { 0 };
        found.title.insert_str(at, &format!("{} ", incident.number));
    }
}

fn number_id(incident: &Incident, audience: &str, number: u32) -> String {
    format!("{} update {audience} {number}", incident.id)
}

/// Numbers what is known by the same name, from the second on: two machines can begin a period of one number.
fn tell_apart(list: &mut [CalendarItem]) {
    let mut known = BTreeMap::<String, u32>::new();
    for found in list {
        let count = known.entry(found.id.clone()).or_default();
        *count += 1;
        if *count > 1 {
            found.id = format!("{} #{count}", found.id);
        }
    }
}

/// Updates that are set to go out, and those that were held back and nobody has decided about.
fn set_to_go(
    plan: &PlanTimeline,
    incident: &Incident,
    directory: &Directory,
    window: &Window<'_>,
) -> Vec<CalendarItem> {
    let mut open = open_scheduled(plan, incident, directory, (window.zone, window.now));
    open.retain(|(update, _)| incident.closed_at.is_none() && update.set_at <= window.now);
    let item = |(update, held): (&ScheduledUpdate, Option<String>)| {
        let name = possessive(directory.words(&update.audience));
        let what = if held.is_some() { "held back" } else { "goes out" };
        let (id, at) = (format!("{} goes {}", incident.id, update.id), update.go_at);
        let title = format!("{name} update {} {what}", update.number);
        let mut found = item(id, CalendarKind::Update, window.open(at), at, title);
        found.detail = match (held, open_condition(update, incident, directory)) {
            (Some(why), _) => why,
            (None, Some(condition)) => format!("once somebody says that the condition is met: {condition}"),
            (None, None) if update.quiet == Some(QuietRule::Hold) => {
                format!("held for their quiet hours, {}, “{}”", update.via, update.subject)
            }
            (None, None) => format!("{}, “{}”", update.via, update.subject),
        };
        found.audience = Some(update.audience.clone());
        found
    };
    open.into_iter().map(item).collect()
}

/// As a calendar has them: by time, what has no time before the rest of its day, and periods before what lies in them.
pub fn order(items: &mut [CalendarItem]) {
    items.sort_by(|a, b| {
        (a.at, a.day.is_none(), a.kind, &a.title, &a.id).cmp(&(b.at, b.day.is_none(), b.kind, &b.title, &b.id))
    });
}

fn possessive(name: &str) -> String {
    if name.ends_with('s') { format!("{name}’") } else { format!("{name}’s") }
}

#[cfg(test)]
mod tests;
