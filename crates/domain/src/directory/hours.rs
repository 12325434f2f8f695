//! When people, teams and desks work: weekly hours in a time zone, without its holidays.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use thiserror::Error;

use super::{Directory, Entry};
use crate::value::ReferenceKind;

/// How many days a clock looks ahead for the next hour of work: a calendar that has none within two years has none.
const HORIZON: i64 = 731;
/// Minutes of a day.
const DAY: i32 = 24 * 60;

/// Why weekly hours cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum HoursError {
    /// Not of the form `Mon-Fri 09:00-17:00` or `24x7`.
    #[error("write weekly hours such as Mon-Fri 09:00-17:00, several parted by a comma, or 24x7")]
    Form,
    /// A shift that begins and ends at the same time.
    #[error("a shift begins and ends at the same time, so it has no working hour")]
    Empty,
}

/// Weekly hours: days, Monday as 1, with the minutes of the day from and to. A shift over midnight belongs to the day on
/// which it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week(Vec<(BTreeSet<i8>, i32, i32)>);

impl Week {
    /// Reads `Mon-Fri 09:00-17:00`, several parted by `,` or `;`, or `24x7`.
    ///
    /// # Errors
    /// Where it is written otherwise, or has no hour.
    pub fn read(text: &str) -> Result<Self, HoursError> {
        if matches!(text.trim().to_lowercase().as_str(), "24x7" | "24/7" | "24×7") {
            return Ok(Self(vec![((1..=7).collect(), 0, DAY)]));
        }
        let parts: Vec<_> = text.split([',', ';']).map(|part| shift(part.trim()).ok_or(HoursError::Form)).collect();
        let parts = parts.into_iter().collect::<Result<Vec<_>, _>>()?;
        if parts.iter().any(|(_, from, to)| from == to) {
            return Err(HoursError::Empty);
        }
        Ok(Self(parts))
    }

    /// Whether there is work at every hour of every day.
    #[must_use]
    pub fn is_always(&self) -> bool {
        self.0.iter().any(|(days, from, to)| days.len() == 7 && *from == 0 && *to == DAY)
    }

    fn on(&self, date: Date) -> impl Iterator<Item = (i32, i32)> + '_ {
        let day = date.weekday().to_monday_one_offset();
        self.0.iter().filter(move |(days, _, _)| days.contains(&day)).map(|(_, from, to)| (*from, *to))
    }
}

fn shift(text: &str) -> Option<(BTreeSet<i8>, i32, i32)> {
    let (days, hours) = text.split_once(' ')?;
    let (first, last) = days.split_once(['-', '–']).unwrap_or((days, days));
    let (first, last) = (weekday(first)?, weekday(last)?);
    let days = if first <= last { (first..=last).collect() } else { (first..=7).chain(1..=last).collect() };
    let (from, to) = hours.trim().split_once(['-', '–'])?;
    let (from, to) = (minutes(from.trim())?, minutes(to.trim())?);
    Some((days, from, to))
}

fn weekday(text: &str) -> Option<i8> {
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let place = names.iter().position(|n| text.to_lowercase().starts_with(n))?;
    i8::try_from(place + 1).ok()
}

fn minutes(text: &str) -> Option<i32> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let all = hours.checked_mul(60)?.checked_add(minutes)?;
    ((0..60).contains(&minutes) && (0..=DAY).contains(&all)).then_some(all)
}

/// Weekly hours in a zone, without holidays (domain reference 4.3: per team and person, in their own zones).
#[derive(Debug, Clone, PartialEq)]
pub struct Hours {
    week: Week,
    zone: TimeZone,
    holidays: BTreeSet<Date>,
}

impl Hours {
    /// Hours of these days in a zone.
    #[must_use]
    pub const fn new(week: Week, zone: TimeZone, holidays: BTreeSet<Date>) -> Self {
        Self { week, zone, holidays }
    }

    /// The hours of a calendar of the directory; none where its hours cannot be read, or its zone is not known.
    #[must_use]
    pub fn of_calendar(calendar: &Entry) -> Option<Self> {
        let week = Week::read(calendar.text("hours")).ok()?;
        let zone = TimeZone::get(calendar.text("zone")).ok()?;
        let holidays = calendar.members("holidays").iter().filter_map(|day| day.parse().ok()).collect();
        Some(Self { week, zone, holidays })
    }

    /// Whether there is work at every hour.
    #[must_use]
    pub fn is_always(&self) -> bool {
        self.week.is_always() && self.holidays.is_empty()
    }

    /// Whether there is work at a moment.
    #[must_use]
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.spans(at).next().is_some_and(|(from, _)| from <= at)
    }

    /// When work begins at or after a moment; nothing where it never does within two years.
    #[must_use]
    pub fn opens(&self, at: Timestamp) -> Option<Timestamp> {
        self.spans(at).next().map(|(from, _)| from.max(at))
    }

    /// When the hours in which a moment lies are over; nothing where it lies in none.
    #[must_use]
    pub fn closes(&self, at: Timestamp) -> Option<Timestamp> {
        self.spans(at).next().filter(|(from, _)| *from <= at).map(|(_, to)| to)
    }

    /// Whether they are ever over, once they have begun.
    #[must_use]
    pub fn has_end(&self) -> bool {
        // Hours of a week that come to an end do so within it, and a change of the clock makes it an hour longer.
        let longest = SignedDuration::from_hours(8 * 24);
        self.spans(Timestamp::UNIX_EPOCH).next().is_none_or(|(from, to)| to.duration_since(from) < longest)
    }

    /// The moment at which so much working time has passed since another; nothing where that never happens within two
    /// years.
    #[must_use]
    pub fn add(&self, from: Timestamp, span: SignedDuration) -> Option<Timestamp> {
        let mut left = span;
        for (begin, end) in self.spans(from) {
            let begin = begin.max(from);
            let open = end.duration_since(begin);
            if open >= left {
                return begin.checked_add(left).ok();
            }
            left = left.checked_sub(open)?;
        }
        None
    }

    /// The working time between two moments; none where the second is the earlier one.
    #[must_use]
    pub fn between(&self, from: Timestamp, to: Timestamp) -> SignedDuration {
        let spans = self.spans(from).take_while(|(begin, _)| *begin < to);
        spans.fold(SignedDuration::ZERO, |sum, (begin, end)| {
            sum.saturating_add(end.min(to).duration_since(begin.max(from)))
        })
    }

    /// The spans of work that end after a moment, in order, those that touch joined.
    fn spans(&self, after: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        let first = self.zone.to_datetime(after).date().checked_sub(1.day()).unwrap_or(Date::MIN);
        let days = (0..HORIZON).map_while(move |n| first.checked_add(n.days()).ok());
        let open = days.filter(|day| !self.holidays.contains(day)).flat_map(move |day| {
            let mut list: Vec<_> = self.week.on(day).filter_map(|(from, to)| self.span(day, from, to)).collect();
            list.sort();
            list
        });
        Joined { spans: open, last: None }.filter(move |(_, end)| *end > after)
    }

    /// A shift of a day as two moments. An hour that the change to summer time takes away begins when it is over.
    fn span(&self, day: Date, from: i32, to: i32) -> Option<(Timestamp, Timestamp)> {
        let to = if to <= from { to + DAY } else { to };
        let moment = |minute: i32| {
            let day = day.checked_add(i64::from(minute / DAY).days()).ok()?;
            let at = day.to_datetime(Time::midnight()).checked_add(i64::from(minute % DAY).minutes()).ok()?;
            self.zone.to_timestamp(at).ok()
        };
        Some((moment(from)?, moment(to)?)).filter(|(from, to)| from < to)
    }
}

/// Joins spans in order of their beginning where they touch.
struct Joined<I> {
    spans: I,
    last: Option<(Timestamp, Timestamp)>,
}

impl<I: Iterator<Item = (Timestamp, Timestamp)>> Iterator for Joined<I> {
    type Item = (Timestamp, Timestamp);

    fn next(&mut self) -> Option<Self::Item> {
        let (begin, mut end) = self.last.take().or_else(|| self.spans.next())?;
        // A calendar without a gap is one span without an end: two weeks of it are enough for every clock step.
        let far = begin.saturating_add(SignedDuration::from_hours(14 * 24)).unwrap_or(Timestamp::MAX);
        for span in self.spans.by_ref() {
            if span.0 > end || span.0 >= far {
                self.last = Some(span);
                break;
            }
            end = end.max(span.1);
        }
        Some((begin, end))
    }
}

/// Whether somebody can be called at a moment, by their hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// In their hours, or nothing is known of any.
    There,
    /// Outside of them until then; without a moment they have none within two years.
    Away(Option<Timestamp>),
}

impl Directory {
    /// The hours of a person or team: its calendar where it names one, else the working hours of a person in their own
    /// zone. Nothing where neither is said, or it cannot be read.
    #[must_use]
    pub fn hours(&self, of: &Entry) -> Option<Hours> {
        let calendar = match of.kind {
            ReferenceKind::Calendar => Some(of),
            _ => self.known(&[ReferenceKind::Calendar], of.text("calendar")),
        };
        if let Some(calendar) = calendar {
            return Hours::of_calendar(calendar);
        }
        let week = Week::read(of.text("working_hours")).ok()?;
        Some(Hours::new(week, TimeZone::get(of.text("zone")).ok()?, BTreeSet::new()))
    }

    /// Whether a person or team can be called at a moment by its hours; whose hours nobody wrote down can.
    #[must_use]
    pub fn presence(&self, of: &Entry, at: Timestamp) -> Presence {
        match self.hours(of) {
            Some(hours) if !hours.is_open(at) => Presence::Away(hours.opens(at)),
            _ => Presence::There,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Timestamp {
        text.parse().expect("a moment written in a test")
    }

    fn hours(week: &str, zone: &str, holidays: &[&str]) -> Hours {
        let holidays = holidays.iter().map(|day| day.parse().expect("a day")).collect();
        Hours::new(Week::read(week).expect("hours"), TimeZone::get(zone).expect("a zone"), holidays)
    }

    #[test]
    fn hours_are_read_as_people_write_them() {
        for text in ["24x7", "Mon-Fri 09:00-17:00, Sat 10:00-14:00", "Fri-Mon 22:00-24:00", "Sun 22:00-06:00"] {
            assert!(Week::read(text).is_ok(), "{text}");
        }
        for text in [
            "",
            "office hours",
            "Mon 9-17",
            "Mon 25:00-26:00",
            "Mon 09:00-24:30",
            "Mon 99999999:00-10:00",
            "09:00-17:00",
        ] {
            assert_eq!(Week::read(text), Err(HoursError::Form), "{text}");
        }
        assert_eq!(Week::read("Mon-Fri 09:00-09:00"), Err(HoursError::Empty));
    }

    #[test]
    fn working_time_runs_in_the_hours_of_its_zone_and_rests_on_holidays_and_over_the_change_of_the_clock() {
        let berlin = hours("Mon-Fri 09:00-17:00", "Europe/Berlin", &["2026-04-03", "2026-04-06"]);
        // Thursday before Easter, 16:00 in Berlin (UTC+2): one hour is left, then Friday and Monday are holidays.
        let thursday = moment("2026-04-02T14:00:00Z");
        let later = |hours, from| berlin.add(from, SignedDuration::from_hours(hours)).map(|at| at.to_string());
        assert_eq!(later(1, thursday).as_deref(), Some("2026-04-02T15:00:00Z"), "its last minute counts");
        assert_eq!(later(2, thursday).as_deref(), Some("2026-04-07T08:00:00Z"));
        let sunday = moment("2026-03-29T10:00:00Z");
        assert_eq!(berlin.opens(sunday).map(|at| at.to_string()).as_deref(), Some("2026-03-30T07:00:00Z"), "UTC+2 now");
        assert!(berlin.is_open(moment("2026-03-27T08:00:00Z")) && !berlin.is_open(moment("2026-03-27T07:59:59Z")));
        let night = hours("Fri 22:00-06:00", "Asia/Seoul", &[]);
        assert!(night.is_open(moment("2026-03-13T20:59:59Z")) && !night.is_open(moment("2026-03-13T21:00:00Z")));
    }

    #[test]
    fn working_time_that_was_added_lies_between() {
        let calendars = [
            hours("24x7", "UTC", &[]),
            hours("Mon-Fri 09:00-17:00, Mon 16:00-20:00", "America/New_York", &["2026-11-26"]),
            hours("Sat-Sun 22:00-06:00", "Australia/Sydney", &[]),
        ];
        for (n, calendar) in calendars.iter().enumerate() {
            for start in 0..200_i64 {
                let from = moment("2026-10-20T03:17:00Z") + SignedDuration::from_mins(start * 113);
                for span in [0, 1, 59, 480, 3_000] {
                    let span = SignedDuration::from_mins(span);
                    let to = calendar.add(from, span).expect("it has hours");
                    assert_eq!(calendar.between(from, to), span, "calendar {n}, from {from} to {to}");
                }
            }
        }
    }
}
