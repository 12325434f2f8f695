//! A calendar as an iCalendar file (RFC 5545), which the calendars of Outlook, Google and Apple take in.
//!
//! - What has one time is written in UTC: the same moment for every reader, whatever zones it knows.
//! - What comes again at a time on the wall keeps its zone, with the zone's rule in the file, because only so does it
//!   stay at nine o'clock when the clock changes. It is one entry with a recurrence rule where such a rule says exactly
//!   when it comes; times at which it does not come are exceptions of that rule. Where none does (the 30th or the last day of February, a zone whose changes follow no yearly rule),
//!   each of its times is an entry of its own.
//! - What has a day and no time is that day wherever it is looked at.
//!
//! Ids are computed from what the domain knows each thing by, so a file that is taken in again replaces what was there.

use bridgebook_domain::calendar::{CalendarItem, CalendarKind, CalendarState, Series, Window};
use bridgebook_domain::canonical;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

mod line;
mod rule;
mod zone;

use line::Lines;
use zone::Zones;

/// What goes into a file.
#[derive(Debug, Clone, Copy)]
pub struct CalendarFile<'a> {
    /// What the calendar is called.
    pub name: &'a str,
    /// Each thing that has one time.
    pub items: &'a [CalendarItem],
    /// What comes again and again.
    pub series: &'a [Series],
    /// What is shown of a series that no rule can say; its `now` is the moment of the file.
    pub window: &'a Window<'a>,
}

/// A file as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarText {
    /// The text.
    pub text: String,
    /// How many things of one time are in it.
    pub single: usize,
    /// How many that come again by a rule.
    pub repeating: usize,
}

/// Writes a calendar.
#[must_use]
pub fn export_calendar(file: &CalendarFile<'_>) -> CalendarText {
    let made_at = file.window.now;
    let mut zones = Zones::default();
    let mut events = Lines::default();
    let (mut single, mut repeating) = (0, 0);
    for item in file.items {
        single += 1;
        event(&mut events, item, made_at);
    }
    for series in file.series {
        if repeat(&mut events, series, made_at, &mut zones) {
            repeating += 1;
            continue;
        }
        for item in series.items(file.window) {
            single += 1;
            event(&mut events, &item, made_at);
        }
    }
    let mut lines = Lines::default();
    lines.plain("BEGIN", "VCALENDAR");
    lines.plain("VERSION", "2.0");
    lines.plain("PRODID", "-//Bridgebook//Bridgebook//EN");
    lines.plain("CALSCALE", "GREGORIAN");
    lines.plain("METHOD", "PUBLISH");
    // The one is of RFC 7986, the other what most calendars read.
    lines.text("NAME", file.name);
    lines.text("X-WR-CALNAME", file.name);
    zones.write(&mut lines);
    lines.append(&events);
    lines.plain("END", "VCALENDAR");
    CalendarText { text: lines.into_text(), single, repeating }
}

fn event(lines: &mut Lines, item: &CalendarItem, made_at: Timestamp) {
    begin(lines, &item.id, made_at);
    match (item.day, item.last_day()) {
        (Some(day), Some(last)) => {
            lines.plain("DTSTART;VALUE=DATE", &line::date(day));
            // The end of whole days is the day after the last one.
            lines.plain("DTEND;VALUE=DATE", &line::date(last.tomorrow().unwrap_or(last)));
        }
        _ => {
            lines.plain("DTSTART", &line::utc(item.at));
            if let Some(to) = item.to.filter(|to| *to > item.at) {
                lines.plain("DTEND", &line::utc(to));
            }
        }
    }
    let state = match item.state {
        CalendarState::Overdue => "overdue",
        CalendarState::Skipped => "skipped",
        CalendarState::Given | CalendarState::Late | CalendarState::Ahead | CalendarState::Past => "",
    };
    let detail: Vec<&str> = [state, item.detail.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
    describe(lines, item.kind, &item.title, &detail.join(" · "));
    lines.plain("STATUS", if item.state == CalendarState::Skipped { "CANCELLED" } else { "CONFIRMED" });
    let takes_time = item.kind == CalendarKind::Meeting || item.kind == CalendarKind::Review && item.to.is_some();
    lines.plain("TRANSP", if takes_time && item.day.is_none() { "OPAQUE" } else { "TRANSPARENT" });
    if item.state == CalendarState::Ahead {
        remind(lines, item.kind, &item.title);
    }
    lines.plain("END", "VEVENT");
}

/// Writes a series as one entry; `false` where it has to be written time by time.
fn repeat(lines: &mut Lines, series: &Series, made_at: Timestamp, zones: &mut Zones) -> bool {
    let when = &series.when;
    let (Some(rule), Some(first)) = (rule::of(when), series.first()) else { return false };
    let is_utc = when.zone == TimeZone::UTC;
    if when.time.is_some() && !is_utc && !zones.holds(&when.zone, first.at) {
        return false;
    }
    // A first time that the clock leaves out in spring is an hour later, and the rule would keep that hour.
    if when.time.is_some_and(|time| first.at.to_zoned(when.zone.clone()).time() != time) {
        return false;
    }
    begin(lines, &series.id, made_at);
    if when.time.is_none() {
        lines.plain("DTSTART;VALUE=DATE", &line::date(first.date));
        let length = series.length.unwrap_or_default().saturating_sub(SignedDuration::from_nanos(1));
        let last = first.date.checked_add(length.max(SignedDuration::ZERO)).unwrap_or(first.date);
        lines.plain("DTEND;VALUE=DATE", &line::date(last.tomorrow().unwrap_or(last)));
    } else {
        line::moment(lines, "DTSTART", first.at, &when.zone);
        if let Some(end) = series.end(first.at) {
            line::moment(lines, "DTEND", end, &when.zone);
        }
    }
    lines.plain("RRULE", &rule);
    // One line for each: some calendars read the first of several in one line alone.
    for at in series.except.iter().filter(|at| **at > first.at) {
        match when.time {
            Some(_) => line::moment(lines, "EXDATE", *at, &when.zone),
            None => lines.plain("EXDATE;VALUE=DATE", &line::date(at.to_zoned(when.zone.clone()).date())),
        }
    }
    describe(lines, series.kind, &series.title, &series.detail);
    lines.plain("STATUS", "CONFIRMED");
    let takes_time = when.time.is_some() && series.length.is_some();
    lines.plain("TRANSP", if takes_time { "OPAQUE" } else { "TRANSPARENT" });
    remind(lines, series.kind, &series.title);
    lines.plain("END", "VEVENT");
    true
}

/// A reminder before what has to be done by its time.
fn remind(lines: &mut Lines, kind: CalendarKind, title: &str) {
    let Some(before) = alarm(kind) else { return };
    lines.plain("BEGIN", "VALARM");
    lines.plain("ACTION", "DISPLAY");
    lines.text("DESCRIPTION", title);
    lines.plain("TRIGGER", &format!("-PT{}M", before.as_mins()));
    lines.plain("END", "VALARM");
}

fn begin(lines: &mut Lines, id: &str, made_at: Timestamp) {
    lines.plain("BEGIN", "VEVENT");
    // Names of audiences are of any length and script; the id of an entry is not.
    let hash = canonical::hash(&serde_json::Value::from(id));
    lines.plain("UID", &format!("{}@bridgebook", &hash[..32]));
    lines.plain("DTSTAMP", &line::utc(made_at));
}

fn describe(lines: &mut Lines, kind: CalendarKind, title: &str, detail: &str) {
    lines.text("SUMMARY", title);
    if !detail.is_empty() {
        lines.text("DESCRIPTION", detail);
    }
    lines.text("CATEGORIES", category(kind));
}

const fn category(kind: CalendarKind) -> &'static str {
    match kind {
        CalendarKind::Period => "Period",
        CalendarKind::Update => "Update",
        CalendarKind::Meeting => "Meeting",
        CalendarKind::Deadline => "Deadline",
        CalendarKind::Obligation => "Regulatory clock",
        CalendarKind::Approval => "Approval",
        CalendarKind::Review => "Review",
        CalendarKind::Level => "Escalation",
    }
}

/// How long before its time a calendar reminds of what is due. Of meetings and reviews people are reminded by what
/// they set up themselves.
const fn alarm(kind: CalendarKind) -> Option<SignedDuration> {
    match kind {
        CalendarKind::Update | CalendarKind::Deadline | CalendarKind::Approval => Some(SignedDuration::from_mins(15)),
        // Who has to write to an authority needs longer than who sends an update.
        CalendarKind::Obligation => Some(SignedDuration::from_mins(120)),
        CalendarKind::Period | CalendarKind::Meeting | CalendarKind::Review | CalendarKind::Level => None,
    }
}
