//! The time at the head of a message, with the date and zone that may stand beside it.

use jiff::civil::{Date, Time, Weekday};

use crate::day_word::{month, weekday};
use crate::message::zone;

/// A date as a transcript writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// Without doubt.
    On(Date),
    /// Two numbers, of which either may be the day, and perhaps a year.
    Numbers(i8, i8, Option<i16>),
    /// A day of a month, without the year.
    Yearly(i8, i8),
    /// So many days before the day it is read on.
    Ago(i32),
    /// The last such day.
    Weekday(Weekday),
}

/// Half of the day, where a clock of twelve hours says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Morning,
    Afternoon,
}

/// A time with what stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamp {
    pub date: Option<Written>,
    /// The face of the clock: with a half given it is read already.
    pub time: Time,
    pub half: Option<Half>,
    pub zone: Option<String>,
}

/// The stamp at the beginning of a text, and what follows it.
pub(super) fn leading(text: &str) -> Option<(Stamp, &str)> {
    let before = date(text).and_then(|(date, rest)| {
        let rest = rest.trim_start_matches(['T', 't', ',', ' ', '\t']);
        let rest = rest.strip_prefix("at ").or_else(|| rest.strip_prefix("um ")).unwrap_or(rest);
        time(rest).map(|(stamp, rest)| (Stamp { date: Some(date), ..stamp }, rest))
    });
    if before.is_some() {
        return before;
    }
    let (stamp, rest) = time(text)?;
    // `2:05 PM, 3/11/2026`, as WhatsApp copies it in a browser.
    let after = rest.strip_prefix(", ").and_then(date).filter(|(_, rest)| rest.is_empty() || rest.starts_with(']'));
    match after {
        Some((date, rest)) => Some((Stamp { date: Some(date), ..stamp }, rest)),
        None => Some((stamp, rest)),
    }
}

/// A stamp that is the whole text.
pub(super) fn alone(text: &str) -> Option<Stamp> {
    leading(text.trim()).filter(|(_, rest)| rest.trim().is_empty()).map(|(stamp, _)| stamp)
}

/// Digits at the beginning, at most so many.
fn digits(text: &str, most: usize) -> Option<(u16, usize, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    if length == 0 || length > most {
        return None;
    }
    Some((text[..length].parse().ok()?, length, &text[length..]))
}

fn time(text: &str) -> Option<(Stamp, &str)> {
    let (front, rest) = half_before(text);
    let (hour, _, rest) = digits(rest, 2)?;
    let (minute, length, mut rest) = digits(rest.strip_prefix(':')?, 2)?;
    if length != 2 {
        return None;
    }
    let mut second = 0;
    if let Some((found, 2, after)) = rest.strip_prefix(':').and_then(|r| digits(r, 2)) {
        (second, rest) = (found, after);
        // Fractions say nothing to a log of minutes.
        if let Some((_, _, after)) = rest.strip_prefix(['.', ',']).and_then(|r| digits(r, 9)) {
            rest = after;
        }
    }
    // A clock of 24 hours needs no half; a word behind it is no part of the time.
    let (behind, rest) = if hour > 12 { (None, rest) } else { half_behind(rest) };
    let half = front.or(behind).filter(|_| hour <= 12);
    let hour = match half {
        Some(Half::Morning) => hour % 12,
        Some(Half::Afternoon) => hour % 12 + 12,
        None => hour,
    };
    let small = |n: u16| i8::try_from(n).ok();
    let time = Time::new(small(hour)?, small(minute)?, small(second)?, 0).ok()?;
    let (zone, rest) = zone_behind(rest);
    // `14:05h` or `1:2:3:4` is no time of a message.
    if rest.starts_with(|c: char| c.is_alphanumeric() || c == ':') {
        return None;
    }
    Some((Stamp { date: None, time, half, zone }, rest))
}

const HALVES: &[(&str, Half)] = &[
    ("a.m.", Half::Morning),
    ("p.m.", Half::Afternoon),
    ("am", Half::Morning),
    ("pm", Half::Afternoon),
    ("sa", Half::Morning),
    ("ch", Half::Afternoon),
    ("öö", Half::Morning),
    ("ös", Half::Afternoon),
];

fn half_behind(rest: &str) -> (Option<Half>, &str) {
    let word = rest.trim_start_matches(' ');
    for (name, half) in HALVES {
        let Some((head, tail)) =
            word.char_indices().nth(name.chars().count()).map_or(Some((word, "")), |(at, _)| word.split_at_checked(at))
        else {
            continue;
        };
        if head.to_lowercase() == *name && !tail.starts_with(char::is_alphanumeric) {
            return (Some(*half), tail);
        }
    }
    (None, rest)
}

/// Korean and Chinese write the half of the day before the time.
fn half_before(text: &str) -> (Option<Half>, &str) {
    let known =
        [("오전", Half::Morning), ("오후", Half::Afternoon), ("上午", Half::Morning), ("下午", Half::Afternoon)];
    let found =
        known.iter().find_map(|(word, half)| text.strip_prefix(word).map(|rest| (Some(*half), rest.trim_start())));
    found.unwrap_or((None, text))
}

fn zone_behind(rest: &str) -> (Option<String>, &str) {
    if let Some(tail) = rest.strip_prefix('Z').filter(|t| !t.starts_with(char::is_alphanumeric)) {
        return (Some("UTC".to_owned()), tail);
    }
    match zone::after(rest, 0) {
        // `14:05 -2 errors` is no zone: an offset stands close to its time and has two digits.
        Some((end, name)) if !name.starts_with(['+', '-']) || (rest.starts_with(['+', '-']) && name.len() > 2) => {
            (Some(name), &rest[end..])
        }
        _ => (None, rest),
    }
}

/// A date at the beginning of a text, and what follows it.
pub(super) fn date(text: &str) -> Option<(Written, &str)> {
    if let Some(found) = numbers(text) {
        return Some(found);
    }
    words(text)
}

fn numbers(text: &str) -> Option<(Written, &str)> {
    let (first, length, rest) = digits(text, 4)?;
    let separator = rest.chars().next().filter(|c| matches!(c, '-' | '.' | '/'))?;
    let next = |rest: &str| -> Option<(u16, usize, usize)> {
        let inner = rest.strip_prefix(separator)?.trim_start_matches(' ');
        let (number, length, tail) = digits(inner, 4)?;
        Some((number, length, rest.len() - tail.len()))
    };
    let (second, second_length, used) = next(rest)?;
    let rest = &rest[used..];
    let small = |n: u16| i8::try_from(n).ok().filter(|n| *n > 0 && *n <= 31);
    if length == 4 {
        let (third, _, used) = next(rest)?;
        let date = Date::new(i16::try_from(first).ok()?, small(second)?, small(third)?).ok()?;
        // Korean puts a dot behind the day as well.
        return Some((Written::On(date), rest[used..].strip_prefix('.').unwrap_or(&rest[used..])));
    }
    if length > 2 || second_length > 2 {
        return None;
    }
    let (a, b) = (small(first)?, small(second)?);
    let year = next(rest).filter(|(_, length, _)| *length == 4 || *length == 2);
    if year.is_none() && separator == '-' {
        return None;
    }
    let (year, rest) = match year {
        Some((year, 2, used)) => (Some(i16::try_from(year).ok()? + 2000), &rest[used..]),
        Some((year, _, used)) => (Some(i16::try_from(year).ok()?), &rest[used..]),
        None => (None, rest.strip_prefix('.').unwrap_or(rest)),
    };
    // With dots the day is written first wherever dots are written.
    let written = match (separator, year) {
        ('.', Some(year)) => Written::On(Date::new(year, b, a).ok()?),
        ('.', None) => Written::Yearly(b, a),
        (_, year) => Written::Numbers(a, b, year),
    };
    (a <= 12 || b <= 12).then_some((written, rest))
}

fn word(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    text.split_at(end)
}

/// `Today`, `Wednesday, March 11th, 2026`, `11 Mar 2026`, `Wed Mar 11`.
fn words(text: &str) -> Option<(Written, &str)> {
    let (first, rest) = word(text);
    match first.to_lowercase().as_str() {
        "today" | "heute" => return Some((Written::Ago(0), rest)),
        "yesterday" | "gestern" => return Some((Written::Ago(1), rest)),
        _ => {}
    }
    if let Some(day) = weekday(first) {
        let inner = rest.trim_start_matches(['.', ',', ' ']);
        return Some(calendar(inner).unwrap_or((Written::Weekday(day), rest)));
    }
    calendar(text)
}

/// `March 11th, 2026`, `Mar 11`, `11 March 2026`, `11. Mar`.
fn calendar(text: &str) -> Option<(Written, &str)> {
    let (first, rest) = word(text);
    let (month, day, rest) = if let Some(month) = month(first) {
        let inner = rest.trim_start_matches(['.', ' ']);
        let (day, _, rest) = digits(inner, 2)?;
        (month, day, ordinal(rest))
    } else {
        let (day, _, rest) = digits(text, 2)?;
        let (name, rest) = word(ordinal(rest).trim_start_matches(['.', ' ']));
        (month(name)?, day, rest)
    };
    let day = i8::try_from(day).ok()?;
    let inner = rest.trim_start_matches([',', '.', ' ']);
    if let Some((year, 4, rest)) = digits(inner, 4) {
        return Some((Written::On(Date::new(i16::try_from(year).ok()?, month, day).ok()?), rest));
    }
    Date::new(2024, month, day).ok()?;
    Some((Written::Yearly(month, day), rest))
}

fn ordinal(rest: &str) -> &str {
    ["st", "nd", "rd", "th"].iter().find_map(|end| rest.strip_prefix(end)).unwrap_or(rest)
}
