//! Time zones (RFC 5545, 3.6.5): Outlook takes a zone only with its rule in the file, and reads only rules of the kind
//! "each year on the last Sunday of March".

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{Span, Timestamp};

use super::line::Lines;
use super::rule::weekday;

/// How many years a rule has to hold before it is believed.
const YEARS: i16 = 25;

/// The zones of a file, each with the earliest moment that it is needed for.
#[derive(Debug, Default)]
pub struct Zones(BTreeMap<String, (Timestamp, Vec<Observance>)>);

impl Zones {
    /// Keeps a zone for what begins at a moment. `false` where its changes follow no rule from then on.
    pub fn holds(&mut self, zone: &TimeZone, from: Timestamp) -> bool {
        let Some(name) = zone.iana_name() else { return false };
        if self.0.get(name).is_some_and(|(known, _)| *known <= from) {
            return true;
        }
        let Some(rules) = observances(zone, from) else { return false };
        self.0.insert(name.to_owned(), (from, rules));
        true
    }

    /// Writes all of them.
    pub fn write(&self, lines: &mut Lines) {
        for (name, (_, rules)) in &self.0 {
            lines.plain("BEGIN", "VTIMEZONE");
            lines.plain("TZID", name);
            for rule in rules {
                rule.write(lines);
            }
            lines.plain("END", "VTIMEZONE");
        }
    }
}

/// A part of the year with one offset.
#[derive(Debug, Clone, PartialEq)]
struct Observance {
    is_daylight: bool,
    name: String,
    before: Offset,
    after: Offset,
    /// When it began first, on the wall as it was before.
    first: DateTime,
    /// When it begins each year, where it does.
    each: Option<Yearly>,
}

/// A day of each year: a weekday, counted from the beginning of its month or, with -1, from its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Yearly {
    which: i8,
}

impl Observance {
    fn write(&self, lines: &mut Lines) {
        let kind = if self.is_daylight { "DAYLIGHT" } else { "STANDARD" };
        lines.plain("BEGIN", kind);
        lines.plain("DTSTART", &self.first.strftime("%Y%m%dT%H%M%S").to_string());
        if let Some(each) = self.each {
            let (month, weekday) = (self.first.month(), weekday(self.first.weekday()));
            lines.plain("RRULE", &format!("FREQ=YEARLY;BYMONTH={month};BYDAY={}{weekday}", each.which));
        }
        lines.plain("TZOFFSETFROM", &offset(self.before));
        lines.plain("TZOFFSETTO", &offset(self.after));
        lines.text("TZNAME", &self.name);
        lines.plain("END", kind);
    }
}

/// The rules of a zone from the year before a moment on: none changes for [`YEARS`] years. Nothing where they do.
fn observances(zone: &TimeZone, from: Timestamp) -> Option<Vec<Observance>> {
    let year = zone.to_datetime(from).year().checked_sub(1)?;
    let start = DateTime::from_parts(Date::new(year, 1, 1).ok()?, jiff::civil::Time::midnight());
    let start = zone.to_ambiguous_timestamp(start).compatible().ok()?;
    let end = zone.to_datetime(start).checked_add(Span::new().years(YEARS)).ok()?;
    let end = zone.to_ambiguous_timestamp(end).compatible().ok()?;
    let mut before = zone.to_offset(start);
    let mut changes = Vec::new();
    for change in zone.following(start).take_while(|change| change.timestamp() < end) {
        let after = change.offset();
        if after != before {
            changes.push(Observance {
                is_daylight: change.dst().is_dst(),
                name: change.abbreviation().to_owned(),
                first: before.to_datetime(change.timestamp()),
                before,
                after,
                each: None,
            });
        }
        before = after;
    }
    let Some(ends) = changes.iter().position(|change| change.first.year() != year) else {
        let info = zone.to_offset_info(start);
        let first = DateTime::from_parts(Date::new(year, 1, 1).ok()?, jiff::civil::Time::midnight());
        let (is_daylight, name) = (false, info.abbreviation().to_owned());
        let always = Observance { is_daylight, name, before, after: before, first, each: None };
        return changes.is_empty().then(|| vec![always]);
    };
    let years: Vec<&[Observance]> = changes.chunks(ends.max(1)).collect();
    if ends == 0 || years.len() != usize::try_from(YEARS).ok()? {
        return None;
    }
    let rules = (0..ends).map(|place| {
        let same: Vec<&Observance> = years.iter().map_while(|year| year.get(place)).collect();
        let each = yearly(&same).filter(|_| same.len() == years.len())?;
        Some(Observance { each: Some(each), ..same[0].clone() })
    });
    rules.collect()
}

/// The rule by which something begins each year.
fn yearly(changes: &[&Observance]) -> Option<Yearly> {
    let first = changes.first()?;
    let is_alike = |(n, change): (usize, &&Observance)| {
        let at = change.first;
        (change.before, change.after, change.is_daylight) == (first.before, first.after, first.is_daylight)
            && (at.month(), at.weekday(), at.time()) == (first.first.month(), first.first.weekday(), first.first.time())
            && i16::try_from(n).is_ok_and(|n| at.year() == first.first.year() + n)
    };
    if !changes.iter().enumerate().all(is_alike) {
        return None;
    }
    let which = |day: Date| (day.day() - 1) / 7 + 1;
    let counted = which(first.first.date());
    let is_last = changes.iter().all(|c| c.first.date().day() + 7 > c.first.date().days_in_month());
    if is_last {
        return Some(Yearly { which: -1 });
    }
    changes.iter().all(|c| which(c.first.date()) == counted).then_some(Yearly { which: counted })
}

/// `+0530`, with seconds where there are some.
fn offset(of: Offset) -> String {
    let (sign, seconds) = (if of.seconds() < 0 { '-' } else { '+' }, of.seconds().unsigned_abs());
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let rest = if seconds == 0 { String::new() } else { format!("{seconds:02}") };
    format!("{sign}{hours:02}{minutes:02}{rest}")
}
