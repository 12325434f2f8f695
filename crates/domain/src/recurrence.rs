//! Moments on the wall: once, or again and again, at a day and a time of a named zone (domain reference B.2.6 and
//! B.10, calendar recurrences).
//!
//! The rules that calendars disagree about:
//!
//! - A time that the clock leaves out (it is put forward over it) means the moment as if it had not been put forward;
//!   a time that comes twice means the first. So does what a person types ([`crate::moment`]).
//! - Months and quarters keep the day of the first date. A month that is too short has its last day instead, and the
//!   month after it has the day again: 31 January, 28 February, 31 March.
//! - A weekday of the month is counted from its beginning as that of the first date is (the second Tuesday). The fifth
//!   one means the last, because most months have none.
//! - Working days are Monday to Friday.
//! - A zone that left out a whole day has what was planned for it once, on the next day.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use ts_rs::TS;

use crate::value::words;
use crate::view::RowView;

words! {
    /// How often something comes again.
    Rhythm {
        /// Not again.
        Once = "once",
        /// Each day.
        Day = "day",
        /// Monday to Friday.
        WorkingDay = "working-day",
        /// Each week, on the weekday of the first date.
        Week = "week",
        /// Every other week.
        Fortnight = "fortnight",
        /// Each month, on the day of the first date, or the last one of a shorter month.
        Month = "month",
        /// Each month, on the same weekday counted from the beginning of the month.
        MonthWeekday = "month-weekday",
        /// Each month, on the last such weekday.
        MonthLastWeekday = "month-last-weekday",
        /// Each month, on its last day.
        MonthEnd = "month-end",
        /// Every three months, as each month.
        Quarter = "quarter",
        /// Each year, as each month.
        Year = "year",
    }
}

/// Why a row plans nothing. Display is the sentence for the place where it was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecurrenceError {
    /// No day, so nothing is planned yet.
    #[error("No day is given, so it is not in the calendar. Write the first day, for instance 2026-03-11")]
    NoDay,
    /// No time of day where one is needed.
    #[error("No time of day is given, so nobody is reminded. Write it as 14:05")]
    NoTime,
    /// A zone that nobody knows.
    #[error("“{0}” is not a time zone, so it is not in the calendar. Write for instance Europe/Berlin or UTC")]
    Zone(String),
    /// A rhythm that nobody knows.
    #[error("“{0}” is no rhythm that this version knows, so it is not in the calendar. Choose another")]
    Rhythm(String),
    /// It ends before it begins.
    #[error("It ends before its first day, so it never comes. Change one of the two")]
    EndsFirst,
}

/// One time at which it comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// When; the beginning of the day where no time is given.
    pub at: Timestamp,
    /// The day in its zone.
    pub date: Date,
}

/// When something is planned.
#[derive(Debug, Clone, PartialEq)]
pub struct Recurrence {
    /// First day.
    pub first: Date,
    /// Time of day; none for the whole day.
    pub time: Option<Time>,
    /// Zone in which day and time are meant.
    pub zone: TimeZone,
    /// How often.
    pub rhythm: Rhythm,
    /// Last day on which it may come.
    pub until: Option<Date>,
}

impl Recurrence {
    /// Reads a row by the columns `first`, `at`, `zone`, `rhythm` and `until`. A row without a zone means UTC, so that
    /// a plan means the same on every machine.
    ///
    /// # Errors
    /// Why the row plans nothing.
    pub fn read(row: &RowView<'_>) -> Result<Self, RecurrenceError> {
        let zone = match row.text("zone") {
            "" => TimeZone::UTC,
            name => zone(name).ok_or_else(|| RecurrenceError::Zone(name.to_owned()))?,
        };
        let rhythm = match row.word("rhythm").as_str() {
            "" => Rhythm::Once,
            word => Rhythm::from_word(word),
        };
        if let Rhythm::Unknown(word) = rhythm {
            return Err(RecurrenceError::Rhythm(word));
        }
        let first = row.date("first").ok_or(RecurrenceError::NoDay)?;
        let until = row.date("until");
        if until.is_some_and(|until| until < first) {
            return Err(RecurrenceError::EndsFirst);
        }
        Ok(Self { first, time: row.text("at").parse().ok(), zone, rhythm, until })
    }

    /// Whether it comes more than once.
    #[must_use]
    pub fn repeats(&self) -> bool {
        self.rhythm != Rhythm::Once
    }

    /// Name of the zone.
    #[must_use]
    pub fn zone_name(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }

    /// The moment of a day.
    #[must_use]
    pub fn at(&self, date: Date) -> Option<Timestamp> {
        let wall = DateTime::from_parts(date, self.time.unwrap_or_else(Time::midnight));
        self.zone.to_ambiguous_timestamp(wall).compatible().ok()
    }

    /// Every time at which it comes from a moment on, in order, each once.
    pub fn from(&self, from: Timestamp) -> impl Iterator<Item = Occurrence> + '_ {
        // The moment of a day lies within it, or on the next one where the clock leaves it out.
        let near = self.zone.to_datetime(from).date();
        let near = near.yesterday().unwrap_or(near);
        let mut last = None;
        self.dates(near)
            .filter_map(|date| Some(Occurrence { at: self.at(date)?, date }))
            .filter(move |found| found.at >= from)
            .filter(move |found| last.replace(found.at) != Some(found.at))
    }

    /// Every time at which it comes from a moment up to, and without, another.
    #[must_use]
    pub fn between(&self, from: Timestamp, to: Timestamp) -> Vec<Occurrence> {
        self.from(from).take_while(|found| found.at < to).collect()
    }

    /// Days from one on, in order.
    fn dates(&self, from: Date) -> impl Iterator<Item = Date> + '_ {
        let ahead = (from.duration_since(self.first).as_hours() / 24).max(0);
        // One before, because months are of different lengths; what is too early is left out.
        let start = match self.rhythm {
            Rhythm::Once | Rhythm::Unknown(_) => 0,
            Rhythm::Day | Rhythm::WorkingDay => ahead,
            Rhythm::Week => ahead / 7,
            Rhythm::Fortnight => ahead / 14,
            Rhythm::Month | Rhythm::MonthWeekday | Rhythm::MonthLastWeekday | Rhythm::MonthEnd => ahead / 31,
            Rhythm::Quarter => ahead / 92,
            Rhythm::Year => ahead / 366,
        };
        (start..)
            .map_while(|n| self.nth(n))
            .take_while(|date| self.until.is_none_or(|until| *date <= until))
            .filter(move |date| *date >= from && self.is_meant(*date))
    }

    fn is_meant(&self, date: Date) -> bool {
        self.rhythm != Rhythm::WorkingDay || !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
    }

    fn nth(&self, n: i64) -> Option<Date> {
        let days = |each: i64| self.first.checked_add(Span::new().try_days(n.checked_mul(each)?).ok()?).ok();
        let months = |each: i64| self.first.checked_add(Span::new().try_months(n.checked_mul(each)?).ok()?).ok();
        let of_weekday = |which: i8| months(1)?.nth_weekday_of_month(which, self.first.weekday()).ok();
        match self.rhythm {
            Rhythm::Once | Rhythm::Unknown(_) => (n == 0).then_some(self.first),
            Rhythm::Day | Rhythm::WorkingDay => days(1),
            Rhythm::Week => days(7),
            Rhythm::Fortnight => days(14),
            Rhythm::Month => months(1),
            Rhythm::MonthEnd => Some(months(1)?.last_of_month()),
            Rhythm::MonthWeekday => match self.week_of_month() {
                5 => of_weekday(-1),
                which => of_weekday(which),
            },
            Rhythm::MonthLastWeekday => of_weekday(-1),
            Rhythm::Quarter => months(3),
            Rhythm::Year => months(12),
        }
    }

    /// Which of its weekday the first date is in its month, from 1.
    fn week_of_month(&self) -> i8 {
        (self.first.day() - 1) / 7 + 1
    }

    /// The rhythm in words: `every Tuesday`, `every month on the 31st, or its last day`; empty for once.
    #[must_use]
    pub fn words(&self) -> String {
        let (day, weekday) = (self.first.day(), weekday(self.first.weekday()));
        let on_day = || format!("on the {}{}", ordinal(day), if day > 28 { ", or its last day" } else { "" });
        let in_month = self.first.strftime("%B");
        let words = match self.rhythm {
            Rhythm::Once | Rhythm::Unknown(_) => return String::new(),
            Rhythm::Day => "every day".to_owned(),
            Rhythm::WorkingDay => "every working day".to_owned(),
            Rhythm::Week => format!("every {weekday}"),
            Rhythm::Fortnight => format!("every other {weekday}"),
            Rhythm::Month => format!("every month {}", on_day()),
            Rhythm::MonthWeekday => {
                let which = ["first", "second", "third", "fourth", "last"];
                let which =
                    usize::try_from(self.week_of_month() - 1).ok().and_then(|n| which.get(n)).unwrap_or(&"last");
                format!("every month on the {which} {weekday}")
            }
            Rhythm::MonthLastWeekday => format!("every month on the last {weekday}"),
            Rhythm::MonthEnd => "every month on its last day".to_owned(),
            Rhythm::Quarter => format!("every three months {}", on_day()),
            Rhythm::Year => format!("every year on {day} {in_month}"),
        };
        match self.until {
            Some(until) => format!("{words}, until {until}"),
            None => words,
        }
    }
}

/// The zone of a name of the IANA database, or UTC.
#[must_use]
pub fn zone(name: &str) -> Option<TimeZone> {
    if name.eq_ignore_ascii_case("utc") { Some(TimeZone::UTC) } else { TimeZone::get(name).ok() }
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

fn ordinal(day: i8) -> String {
    let end = match (day % 10, day / 10) {
        (_, 1) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{day}{end}")
}

#[cfg(test)]
mod tests;
