//! The moments of the messages: days carried on, midnights crossed, clocks of twelve hours.

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Span, Timestamp};

use super::head::Part;
use super::stamp::Written;
use super::{Asked, DayOrder, day, moment};
use crate::message::zone;

/// How far a time may stand before the one above it without a midnight between them: lines arrive out of order.
const DISORDER: SignedDuration = SignedDuration::from_hours(1);

/// How far a time stands ahead of the one above it at least, where no line names a day between them, to be taken for one
/// of the day before that came late.
const LATE: SignedDuration = SignedDuration::from_hours(20);

/// The moments, and what had to be taken for granted.
#[derive(Debug, Default)]
pub(super) struct Moments {
    pub moments: Vec<Timestamp>,
    pub asks_zone: bool,
    pub asks_day: Option<Date>,
    pub asks_order: Option<DayOrder>,
}

pub(super) fn moments(parts: &[Part], asked: &Asked<'_>) -> Moments {
    let today = asked.zone.to_datetime(asked.now).date();
    let (order, is_open) = order(parts, asked, today);
    let times = faces(parts);
    let mut days: Vec<Option<Date>> = Vec::with_capacity(parts.len());
    // Midnights since the first message, to count back from the first day that is known.
    let mut midnights: Vec<i32> = Vec::with_capacity(parts.len());
    let mut passed = 0;
    let mut current: Option<Date> = None;
    for (at, part) in parts.iter().enumerate() {
        let is_new_day = at > 0 && (is_back(times[at - 1], times[at]) || part.day.is_some());
        // A line of the day before that came late: `00:05`, then `23:58`.
        let is_old_day = at > 0 && part.day.is_none() && part.stamp.date.is_none() && is_late(times[at - 1], times[at]);
        passed += i32::from(is_new_day) - i32::from(is_old_day);
        let written = part.stamp.date.or(part.day).and_then(|w| day::date(w, today, order));
        current = written.or_else(|| {
            current.map(|d| match (is_new_day, is_old_day) {
                (true, _) => d.tomorrow().unwrap_or(d),
                (_, true) => d.yesterday().unwrap_or(d),
                _ => d,
            })
        });
        days.push(current);
        midnights.push(passed);
    }
    let first_known = days.iter().position(Option::is_some);
    let mut asks_day = None;
    let first_day = match first_known {
        Some(known) => days[known].map(|d| back(d, midnights[known])),
        None => {
            let taken = asked.day.unwrap_or_else(|| {
                back(last_day(times.last().copied(), asked), midnights.last().copied().unwrap_or(0))
            });
            asks_day = Some(taken);
            Some(taken)
        }
    };
    let first_day = first_day.unwrap_or(today);
    let mut asks_zone = false;
    let mut list = Vec::with_capacity(parts.len());
    for (at, part) in parts.iter().enumerate() {
        let day = days[at].unwrap_or_else(|| back(first_day, -midnights[at]));
        let named = part.stamp.zone.as_deref().and_then(|name| zone::named(name, asked.zone, asked.now));
        asks_zone |= named.is_none();
        let zone = named.unwrap_or_else(|| asked.zone.clone());
        list.push(moment(day, times[at], &zone).unwrap_or(asked.now));
    }
    Moments { moments: list, asks_zone, asks_day, asks_order: is_open.then_some(order) }
}

fn back(day: Date, days: i32) -> Date {
    day.checked_sub(Span::new().days(days)).unwrap_or(day)
}

fn is_back(before: Time, time: Time) -> bool {
    before.duration_since(time) > DISORDER
}

fn is_late(before: Time, time: Time) -> bool {
    time.duration_since(before) > LATE
}

/// The last day on which the clock had shown the last time before the talk ended.
fn last_day(time: Option<Time>, asked: &Asked<'_>) -> Date {
    let day = asked.zone.to_datetime(asked.until).date();
    let until = asked.until.checked_add(SignedDuration::from_mins(1)).unwrap_or(asked.until);
    match time.and_then(|time| moment(day, time, asked.zone)) {
        Some(at) if at > until => day.yesterday().unwrap_or(day),
        _ => day,
    }
}

/// The times of day. Slack leaves the half of the day out of the times between two names: the first such time after the
/// one above is meant.
fn faces(parts: &[Part]) -> Vec<Time> {
    let is_halved = parts.iter().any(|p| p.stamp.half.is_some());
    let mut times: Vec<Time> = Vec::with_capacity(parts.len());
    for part in parts {
        let face = part.stamp.time;
        let is_open = is_halved && part.stamp.half.is_none() && (1..=12).contains(&face.hour());
        let time = match times.last() {
            Some(before) if is_open => {
                let morning = with_hour(face, face.hour() % 12);
                let afternoon = with_hour(face, face.hour() % 12 + 12);
                // Minutes ahead of the time above, round the clock; a minute back is the same minute without seconds.
                let ahead = |t: Time| (t.duration_since(*before).as_secs() + 60).rem_euclid(86_400);
                if ahead(morning) <= ahead(afternoon) { morning } else { afternoon }
            }
            _ => face,
        };
        times.push(time);
    }
    times
}

fn with_hour(time: Time, hour: i8) -> Time {
    Time::new(hour, time.minute(), time.second(), 0).unwrap_or(time)
}

/// Which number is the day: as a date of the transcript shows by a number above twelve, else as a person says, else so
/// that the last date has been and is the nearest. Says also whether it stays open.
fn order(parts: &[Part], asked: &Asked<'_>, today: Date) -> (DayOrder, bool) {
    let written = parts.iter().flat_map(|p| [p.stamp.date, p.day]).flatten();
    let pairs: Vec<(Written, i8, i8)> =
        written.filter_map(|w| if let Written::Numbers(a, b, _) = w { Some((w, a, b)) } else { None }).collect();
    if pairs.iter().any(|(_, a, _)| *a > 12) {
        return (DayOrder::DayFirst, false);
    }
    if pairs.iter().any(|(_, _, b)| *b > 12) {
        return (DayOrder::MonthFirst, false);
    }
    let is_open = pairs.iter().any(|(_, a, b)| a != b);
    if let Some(order) = asked.order {
        return (order, is_open);
    }
    let away = |order: DayOrder| {
        let dates = pairs.iter().filter_map(|(w, ..)| day::date(*w, today, order));
        let days = dates.map(|d| d.duration_since(today).as_hours() / 24);
        days.map(|d| if d > 1 { i64::MAX } else { d.abs() }).max().unwrap_or(0)
    };
    let is_month = away(DayOrder::MonthFirst) < away(DayOrder::DayFirst);
    (if is_month { DayOrder::MonthFirst } else { DayOrder::DayFirst }, is_open)
}
