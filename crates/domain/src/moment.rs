//! Moments in plain words: what a person types into an editor ("in 30 min", "14:30", "tomorrow 9:00"),
//! and what they read. Wall-clock times are meant in the zone given and become UTC at once.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::duration;
use crate::value::ValueError;

/// The day that a time without a day means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lean {
    /// Today.
    Today,
    /// The last time the clock showed it: for what has happened.
    Past,
    /// The next time the clock will show it: for what is due.
    Future,
}

/// Reads a moment; a time without a day means today. See [`parse_leaning`].
///
/// # Errors
/// [`ValueError::Instant`], the sentence for the place where it was typed.
pub fn parse(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, ValueError> {
    parse_leaning(text, now, zone, Lean::Today)
}

/// Reads a moment: `now`, `in 30 min`, `+2 h`, `10 min ago`, `half an hour ago`, `14:30`, `2:30 pm`, `tomorrow 9:00`,
/// `yesterday 23:10`, `fri 14:00` (the next one, or the last one of what has happened), `2026-03-11 14:05`, `2026-03-11` (its beginning), or an
/// instant with its offset. Seconds may follow minutes, and behind a time its zone may stand: `14:30 UTC`, `9:00 Asia/Tokyo`. Where the clock is put back and a time comes twice, the
/// first is meant; where it is put forward and a time is left out, the moment as if it had not been.
///
/// # Errors
/// [`ValueError::Instant`], the sentence for the place where it was typed.
pub fn parse_leaning(text: &str, now: Timestamp, zone: &TimeZone, lean: Lean) -> Result<Timestamp, ValueError> {
    read(text, now, (zone, lean), |_| true)
}

/// Reads a moment that stands among other words, where a word behind it need not belong to it: `west` and `+2` are no
/// zones there, `WEST`, `UTC+2`, `+02:00` and `Asia/Tokyo` are. See [`parse_leaning`].
///
/// # Errors
/// [`ValueError::Instant`], the sentence for the place where it was typed.
pub fn parse_among_words(text: &str, now: Timestamp, zone: &TimeZone, lean: Lean) -> Result<Timestamp, ValueError> {
    read(text, now, (zone, lean), is_plainly_a_zone)
}

/// Whether a word is written as only zones are.
fn is_plainly_a_zone(name: &str) -> bool {
    if name.contains('/') {
        return true;
    }
    let is_offset = name.starts_with(['+', '-']);
    let is_capital = name.starts_with(|c: char| c.is_ascii_uppercase()) && !name.contains(char::is_lowercase);
    is_capital || (is_offset && name.contains(':'))
}

fn read(
    text: &str,
    now: Timestamp,
    (zone, lean): (&TimeZone, Lean),
    may_be_zone: impl Fn(&str) -> bool,
) -> Result<Timestamp, ValueError> {
    let wrong = || ValueError::Instant(text.chars().take(60).collect());
    let lower = text.trim().to_lowercase();
    if let Ok(instant) = text.trim().parse::<Timestamp>() {
        return Ok(instant);
    }
    if lower == "now" || lower == "just now" {
        return Ok(now);
    }
    if let Some(span) = relative(&lower) {
        return now.checked_add(span).map_err(|_| wrong());
    }
    let behind = text.trim().rsplit_once(' ').filter(|(_, name)| may_be_zone(name));
    let there = behind.and_then(|(said, name)| Some((said, written_zone(name, zone, now)?)));
    let read = there.and_then(|(said, there)| wall_clock(said.trim_end().to_lowercase().as_str(), now, &there, lean));
    read.or_else(|| wall_clock(&lower, now, zone, lean)).ok_or_else(wrong)
}

/// The zone that is written behind a time: `UTC`, `CET`, `+02:00`, `Asia/Tokyo`.
fn written_zone(name: &str, own: &TimeZone, now: Timestamp) -> Option<TimeZone> {
    if name.contains('/') {
        return TimeZone::get(name).ok();
    }
    crate::message::zone::named(&name.to_uppercase(), own, now)
}

/// `in 30 min`, `+30 min`, `30 min ago`, `ten minutes ago`, `in an hour`.
fn relative(text: &str) -> Option<SignedDuration> {
    let span = |said: &str| duration::parse(said).or_else(|_| duration::parse(&in_figures(said))).ok();
    if let Some(said) = text.strip_suffix("ago") {
        return span(said).map(|d| -d);
    }
    span(text.strip_prefix("in ").or_else(|| text.strip_prefix('+'))?)
}

/// A span in words as one in figures: `half an hour` is `30 min`, `ten minutes` is `10 minutes`.
fn in_figures(said: &str) -> String {
    let said =
        said.trim().replace("half an hour", "30 min").replace("a quarter of an hour", "15 min").replace(" and ", " ");
    let figure = |word: &str| match word {
        "a" | "an" | "one" => Some("1"),
        "two" => Some("2"),
        "three" => Some("3"),
        "four" => Some("4"),
        "five" => Some("5"),
        "six" => Some("6"),
        "seven" => Some("7"),
        "eight" => Some("8"),
        "nine" => Some("9"),
        "ten" => Some("10"),
        "fifteen" => Some("15"),
        "twenty" => Some("20"),
        "thirty" => Some("30"),
        "forty" => Some("40"),
        _ => None,
    };
    said.split(' ').map(|word| figure(word).unwrap_or(word)).collect::<Vec<_>>().join(" ")
}

fn wall_clock(text: &str, now: Timestamp, zone: &TimeZone, lean: Lean) -> Option<Timestamp> {
    let here = zone.to_datetime(now);
    let at = |date: Date, time: Time| zone.to_ambiguous_timestamp(DateTime::from_parts(date, time)).compatible().ok();
    if let Some(time) = time(text) {
        let today = at(here.date(), time)?;
        return match lean {
            Lean::Past if today > now => at(here.date().yesterday().ok()?, time),
            Lean::Future if today < now => at(here.date().tomorrow().ok()?, time),
            _ => Some(today),
        };
    }
    let (day, rest) = text.split_once([' ', 't']).filter(|(day, _)| day.len() > 2).unwrap_or((text, ""));
    let (day, rest) =
        if text.starts_with(char::is_alphabetic) { text.split_once(' ').unwrap_or((text, "")) } else { (day, rest) };
    let rest = rest.trim();
    let rest = rest.strip_prefix("at ").unwrap_or(rest);
    let date = match day {
        "today" => here.date(),
        "tomorrow" => here.date().tomorrow().ok()?,
        "yesterday" => here.date().yesterday().ok()?,
        _ => day.parse::<Date>().ok().or_else(|| weekday(here.date(), day, lean))?,
    };
    // `2026-10-25 02:30:00 +01:00`, as printed where a time comes twice.
    if let Some((clock, offset)) = rest.rsplit_once(' ')
        && offset.starts_with(['+', '-'])
    {
        return format!("{date}T{clock}{offset}").parse().ok();
    }
    let time = if rest.is_empty() { Time::midnight() } else { time(rest)? };
    at(date, time)
}

/// The next day of this name, or the last one where what has happened is meant.
fn weekday(today: Date, word: &str, lean: Lean) -> Option<Date> {
    let days = [
        ("mon", Weekday::Monday),
        ("tue", Weekday::Tuesday),
        ("wed", Weekday::Wednesday),
        ("thu", Weekday::Thursday),
        ("fri", Weekday::Friday),
        ("sat", Weekday::Saturday),
        ("sun", Weekday::Sunday),
    ];
    let full = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let found = days.iter().zip(full).find(|((short, _), full)| *short == word || *full == word);
    let nth = if lean == Lean::Past { -1 } else { 1 };
    found.and_then(|((_, day), _)| today.nth_weekday(nth, *day).ok())
}

/// Whether a text is a day of the calendar, with or without a time, that says no zone: `2026-03-11 14:05`.
#[must_use]
pub fn is_day_and_time(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let (day, rest) = text.split_once([' ', 't']).unwrap_or((&text, ""));
    day.parse::<Date>().is_ok() && (rest.trim().is_empty() || time(rest.trim()).is_some())
}

/// `14:30`, `14:30:12`, `2:30 pm`, `9 am`.
fn time(text: &str) -> Option<Time> {
    let (clock, shift) = match (text.strip_suffix("pm"), text.strip_suffix("am")) {
        (Some(clock), _) => (clock.trim_end(), Some(12)),
        (_, Some(clock)) => (clock.trim_end(), Some(0)),
        _ => (text, None),
    };
    let mut parts = clock.split(':').map(|p| {
        (p.len() <= 2 && !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit())).then(|| p.parse::<i8>().ok()).flatten()
    });
    let hour = parts.next()??;
    let (minute, second) = match (parts.next(), parts.next(), parts.next()) {
        (None, None, None) if shift.is_some() => (0, 0),
        (Some(minute), None, None) => (minute?, 0),
        (Some(minute), Some(second), None) => (minute?, second?),
        _ => return None,
    };
    let hour = match shift {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(shift) => hour % 12 + shift,
        None => hour,
    };
    Time::new(hour, minute, second, 0).ok()
}

/// A moment with its day, in a zone: `2026-03-11 14:05`, with seconds where there are some, and with the
/// offset where the clock is put back and the time comes twice. Fractions of a second are left out.
#[must_use]
pub fn print(at: Timestamp, zone: &TimeZone) -> String {
    let local = zone.to_datetime(at);
    let clock = face(local.time());
    let date = local.date();
    if zone.to_ambiguous_timestamp(local).is_ambiguous() {
        return format!("{date} {} {}", local.time().strftime("%H:%M:%S"), at.to_zoned(zone.clone()).strftime("%:z"));
    }
    format!("{date} {clock}")
}

/// What is to be said of a moment whose time on the wall is not plain that day: it comes twice, because the clock is put
/// back, and this is one of both; or it was `typed` and is left out, because the clock is put forward.
#[must_use]
pub fn unusual(at: Timestamp, typed: &str, zone: &TimeZone) -> Option<String> {
    let local = zone.to_datetime(at);
    let clock = face(local.time());
    if zone.to_ambiguous_timestamp(local).is_ambiguous() {
        let is_first = zone.to_timestamp(local).is_ok_and(|first| first == at);
        let which = if is_first { "first" } else { "second" };
        return Some(format!("The clock is put back: {clock} comes twice, and the {which} of both is meant"));
    }
    // A time with a zone of its own is no time on this wall.
    if typed.trim().rsplit_once(' ').is_some_and(|(_, name)| written_zone(name, zone, at).is_some_and(|z| z != *zone)) {
        return None;
    }
    let lower = typed.trim().to_lowercase();
    let day = local.date();
    // What was typed names a time of day, and that time of this day is another moment on the wall.
    let named = lower.split_whitespace().filter_map(time).map(|time| DateTime::from_parts(day, time));
    let mut left_out = named
        .filter(|wall| matches!(zone.to_ambiguous_timestamp(*wall).offset(), jiff::tz::AmbiguousOffset::Gap { .. }));
    let wall = left_out.next()?;
    Some(format!("The clock is put forward: {} is left out, so {clock} is meant", face(wall.time())))
}

/// A moment as briefly as it is clear on that day: only the time where it is today.
#[must_use]
pub fn brief(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (local, today) = (zone.to_datetime(at), zone.to_datetime(now).date());
    let is_plain = !zone.to_ambiguous_timestamp(local).is_ambiguous();
    let clock = face(local.time());
    match local.date() {
        date if date == today && is_plain => clock,
        date if today.tomorrow().is_ok_and(|t| t == date) && is_plain => format!("tomorrow {clock}"),
        date if today.yesterday().is_ok_and(|y| y == date) && is_plain => format!("yesterday {clock}"),
        _ => print(at, zone),
    }
}

fn face(time: Time) -> String {
    let format = if time.second() == 0 { "%H:%M" } else { "%H:%M:%S" };
    time.strftime(format).to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").expect("the zones are bundled")
    }

    fn now() -> Timestamp {
        "2026-03-11T14:47:12+01:00".parse().expect("an instant")
    }

    fn check(text: &str, expected: &str) {
        let expected: Timestamp = expected.parse().expect("an instant");
        assert_eq!(parse(text, now(), &berlin()), Ok(expected), "{text}");
    }

    #[test]
    fn plain_words_are_understood_in_the_zone_given() {
        check("now", "2026-03-11T14:47:12+01:00");
        check("in 30 min", "2026-03-11T15:17:12+01:00");
        check("+2 h 15 min", "2026-03-11T17:02:12+01:00");
        check("10 min ago", "2026-03-11T14:37:12+01:00");
        check("ten minutes ago", "2026-03-11T14:37:12+01:00");
        check("an hour ago", "2026-03-11T13:47:12+01:00");
        check("half an hour ago", "2026-03-11T14:17:12+01:00");
        check("in an hour and ten minutes", "2026-03-11T15:57:12+01:00");
        check("just now", "2026-03-11T14:47:12+01:00");
        check("14:30", "2026-03-11T14:30:00+01:00");
        check("14:30:05", "2026-03-11T14:30:05+01:00");
        check("2:30 pm", "2026-03-11T14:30:00+01:00");
        check("12am", "2026-03-11T00:00:00+01:00");
        check("tomorrow 9:00", "2026-03-12T09:00:00+01:00");
        check("Tomorrow at 9am", "2026-03-12T09:00:00+01:00");
        check("yesterday 23:10", "2026-03-10T23:10:00+01:00");
        check("fri 14:00", "2026-03-13T14:00:00+01:00");
        check("wednesday 14:00", "2026-03-18T14:00:00+01:00");
        check("2026-07-01 08:00", "2026-07-01T08:00:00+02:00");
        check("2026-07-01", "2026-07-01T00:00:00+02:00");
        check("2026-07-01T08:00", "2026-07-01T08:00:00+02:00");
        check("2026-03-11T13:05:00Z", "2026-03-11T13:05:00Z");
        check("14:30 UTC", "2026-03-11T14:30:00Z");
        check("2026-03-11 14:05 utc", "2026-03-11T14:05:00Z");
        check("2026-07-01 08:00 CET", "2026-07-01T08:00:00+02:00");
        check("tomorrow 9:00 Asia/Tokyo", "2026-03-12T09:00:00+09:00");
        check("2:30 pm +02:00", "2026-03-11T14:30:00+02:00");
    }

    #[test]
    fn what_is_no_moment_says_so() {
        for text in [
            "",
            "soon",
            "25:00",
            "25:00 UTC",
            "14:30 Mars/Olympus",
            "UTC",
            "soon UTC",
            "14",
            "14:61",
            "13 pm",
            "in",
            "in a while",
            "tomorrow noon",
            "2026-13-01",
            "2026",
        ] {
            assert!(parse(text, now(), &berlin()).is_err(), "{text}");
        }
    }

    #[test]
    fn a_time_can_lean_to_what_was_or_to_what_will_be() {
        let lean = |text, lean| parse_leaning(text, now(), &berlin(), lean).expect("a time").to_string();
        assert_eq!(lean("23:50", Lean::Past), "2026-03-10T22:50:00Z", "the last time it was ten to twelve");
        assert_eq!(lean("9:00", Lean::Future), "2026-03-12T08:00:00Z", "the next time it will be nine");
        assert_eq!(lean("mon 10:00", Lean::Past), "2026-03-09T09:00:00Z", "what has happened on a Monday");
        assert_eq!(lean("wed 10:00", Lean::Past), "2026-03-04T09:00:00Z", "a week ago, as today has a word of its own");
    }

    #[test]
    fn an_hour_that_comes_twice_is_printed_with_its_offset() {
        let second: Timestamp = "2026-10-25T02:30:00+01:00".parse().expect("an instant");
        let printed = print(second, &berlin());
        assert_eq!(printed, "2026-10-25 02:30:00 +01:00");
        assert_eq!(parse(&printed, now(), &berlin()), Ok(second));
    }

    #[test]
    fn a_time_that_comes_twice_or_not_at_all_is_told() {
        let told = |at: &str, typed: &str| unusual(at.parse().expect("an instant"), typed, &berlin());
        let second = told("2026-10-25T02:20:00+01:00", "in 20 min").expect("it comes twice");
        assert!(second.contains("02:20 comes twice, and the second"), "{second}");
        let first = told("2026-10-25T02:20:00+02:00", "2:20").expect("it comes twice");
        assert!(first.contains("the first of both"), "{first}");
        let gap = told("2026-03-29T03:30:00+02:00", "2026-03-29 02:30").expect("it is left out");
        assert!(gap.contains("02:30 is left out, so 03:30"), "{gap}");
        assert_eq!(told("2026-03-29T03:30:00+02:00", "03:30"), None);
        assert_eq!(told("2026-03-29T04:30:00+02:00", "2026-03-29 02:30 UTC"), None, "a time in another zone");
        assert_eq!(told("2026-03-11T14:30:00+01:00", "14:30"), None);
    }

    #[test]
    fn among_words_only_what_is_written_as_a_zone_is_one() {
        let zone = berlin();
        let among = |text| parse_among_words(text, now(), &zone, Lean::Past).map(|at| at.to_string()).ok();
        for text in ["14:05 west", "14:05 +2", "14:05 -3", "14:05 est", "14:05 Eat", "14:05 cat", "14:05 -10°C"] {
            assert_eq!(among(text), None, "{text}");
        }
        for text in ["13:05 UTC", "14:05 +01:00", "22:05 Asia/Tokyo", "15:05 UTC+2"] {
            assert_eq!(among(text).as_deref(), Some("2026-03-11T13:05:00Z"), "{text}");
        }
        assert_eq!(among("14:05").as_deref(), Some("2026-03-11T13:05:00Z"));
    }

    proptest! {
        #[test]
        fn no_text_makes_reading_a_moment_fail_otherwise_than_in_words(
            time in prop::sample::select(vec!["14:05 ", "2026-03-11 14:05 ", "in ", "tomorrow ", ""]),
            text in prop_oneof!["[+-]\\PC{0,6}", "\\PC{0,8}", "[A-Z]{3}[+-]\\PC{0,22}", "[+-][0-9:]{0,22}"],
        ) {
            let typed = format!("{time}{text}");
            let _ = parse(&typed, now(), &berlin());
            let _ = parse_among_words(&typed, now(), &berlin(), Lean::Past);
            let _ = unusual(now(), &typed, &berlin());
        }

        #[test]
        fn what_is_printed_is_read_back(
            seconds in 0_i64..4_102_444_800,
            zone in prop::sample::select(vec!["Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe"]),
        ) {
            let zone = TimeZone::get(zone).expect("bundled");
            let at = Timestamp::from_second(seconds).expect("in range");
            prop_assert_eq!(parse(&print(at, &zone), now(), &zone), Ok(at));
            let near = now() + SignedDuration::from_secs(seconds % 100_000 - 50_000);
            prop_assert_eq!(parse(&brief(near, now(), &zone), now(), &zone), Ok(near));
        }
    }
}
