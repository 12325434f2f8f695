//! The day that is written beside a time of day: `tomorrow at 09:00`, `09:00 on Monday`, `12 March, 09:00`.

use std::ops::Range;

use jiff::Span;
use jiff::civil::{Date, Weekday};

use super::tongue;
use crate::day_word::{self, weekday};

/// A day as a text names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    /// A date.
    On(Date),
    /// So many days from the day it is written on.
    From(i32),
    /// The next such day; the last one where the text speaks of the past.
    Weekday(Weekday, bool),
    /// A month and a day, without the year.
    Yearly(i8, i8),
}

impl Day {
    /// The date that it means on a day.
    pub fn date(self, today: Date) -> Option<Date> {
        match self {
            Self::On(date) => Some(date),
            Self::From(days) => today.checked_add(Span::new().days(days)).ok(),
            Self::Weekday(wanted, is_past) => {
                let ahead = i32::from(today.weekday().until(wanted));
                let days = if is_past && ahead > 0 { ahead - 7 } else { ahead };
                today.checked_add(Span::new().days(days)).ok()
            }
            Self::Yearly(month, day) => {
                let of = |year: i16| Date::new(year, month, day).ok();
                let years = [today.year(), today.year() + 1, today.year() - 1];
                let away = |date: &Date| date.duration_since(today).abs();
                years.into_iter().filter_map(of).min_by_key(away)
            }
        }
    }
}

/// Words between a day and a time.
const BETWEEN: &[&str] = &[
    "at",
    "by",
    "on",
    "until",
    "till",
    "before",
    "after",
    "from",
    "since",
    "around",
    "about",
    "the",
    "um",
    "bis",
    "gegen",
    "vor",
    "à",
    "avant",
    "vers",
    "a",
    "las",
    "antes",
    "de",
    "alle",
    "entro",
    "le",
    "ore",
    "om",
    "voor",
    "vóór",
    "o",
    "do",
    "przed",
    "às",
    "até",
    "lúc",
    "trước",
    "kl",
    "klockan",
    "klokken",
    "klo",
    "senast",
    "senest",
    "innen",
    "viimeistään",
    "ve",
    "v",
    "saat",
];
/// Words that speak of the past.
const PAST: &[&str] = &["since", "last"];
/// Words that mean the morning as well as tomorrow.
const MORNINGS: &[&str] = &["morgen", "mañana"];
/// Words before them that make them mean the morning.
const OF_DAY: &[&str] = &["am", "heute", "gestern", "guten", "diesen", "jeden", "de", "deze", "esta", "la", "van"];
/// Words that are looked at on either side.
const NEAR: usize = 6;
/// Bytes that are looked at on either side.
const REACH: usize = 80;

/// The day beside a time that stands at a place of a text, and the place with the day in it. What is emphasised apart
/// from the day keeps its place, so that nothing that is put there breaks the signs around it.
pub(super) fn beside(text: &str, at: &Range<usize>) -> Option<(Day, Range<usize>)> {
    // Not the whole line: a line may be a whole text.
    let first = text.floor_char_boundary(at.start.saturating_sub(REACH));
    let last = text.floor_char_boundary(text.len().min(at.end + REACH));
    let line_start = text[first..at.start].rfind('\n').map_or(first, |n| first + n + 1);
    let line_end = text[at.end..last].find('\n').map_or(last, |n| at.end + n);
    before(text, line_start, at.start)
        .map(|(day, from)| (day, from..at.end))
        .or_else(|| after(text, at.end, line_end).map(|(day, to)| (day, at.start..to)))
        .map(|(day, place)| {
            let added = [&text[place.start..at.start], &text[at.end..place.end]];
            let is_plain = added.iter().all(|part| !part.contains(['*', '_']));
            (day, if is_plain { place } else { at.clone() })
        })
}

fn words(part: &str) -> Vec<(Range<usize>, &str)> {
    let inner = |c: char| c.is_alphanumeric() || c == '-' || c == '.';
    let mut list = Vec::new();
    let mut from = None;
    for (at, c) in part.char_indices().chain([(part.len(), ' ')]) {
        match (inner(c), from) {
            (true, None) => from = Some(at),
            (false, Some(start)) => {
                let word = part[start..at].trim_end_matches(['.', '-']);
                list.push((start..start + word.len(), word));
                from = None;
            }
            _ => {}
        }
    }
    list
}

/// Whether a sentence or a thought ends inside a part.
fn is_cut(part: &str) -> bool {
    part.contains(['!', '?', ';', ':', '|']) || part.contains(". ")
}

fn before(text: &str, from: usize, to: usize) -> Option<(Day, usize)> {
    let part = &text[from..to];
    let words = words(part);
    let words = words.get(words.len().saturating_sub(NEAR)..)?;
    let mut end = words.len();
    let mut is_past = false;
    while let Some((_, word)) = end.checked_sub(1).and_then(|n| words.get(n)) {
        let word = word.to_ascii_lowercase();
        if !BETWEEN.contains(&word.as_str()) {
            break;
        }
        is_past |= PAST.contains(&word.as_str());
        end -= 1;
    }
    // The longest expression that ends here.
    for length in (1..=3).rev() {
        let Some(start) = end.checked_sub(length) else { continue };
        let Some(day) = day(&words[start..end]) else { continue };
        let begins = words[start].0.start;
        let lead = start.checked_sub(1).and_then(|n| words.get(n));
        // `am Morgen um 9:00`, `esta mañana a las 9:00`: the morning, not tomorrow.
        let is_of_day = |word: &str| OF_DAY.contains(&word.to_lowercase().as_str());
        if MORNINGS.contains(&words[start].1.to_lowercase().as_str()) && lead.is_some_and(|(_, word)| is_of_day(word)) {
            return None;
        }
        let is_past = is_past || lead.is_some_and(|(_, w)| PAST.contains(&w.to_ascii_lowercase().as_str()));
        if is_cut(&part[words[end - 1].0.end..]) {
            return None;
        }
        let day = if let (Day::Weekday(weekday, _), true) = (day, is_past) { Day::Weekday(weekday, true) } else { day };
        return Some((day, from + begins));
    }
    None
}

fn after(text: &str, from: usize, to: usize) -> Option<(Day, usize)> {
    let part = &text[from..to];
    let all = words(part);
    let words = all.get(..all.len().min(NEAR))?;
    let start = words.iter().take_while(|(_, w)| matches!(w.to_ascii_lowercase().as_str(), "on" | "the")).count();
    for length in (1..=3).rev() {
        let Some(expression) = words.get(start..start + length) else { continue };
        let Some(day) = day(expression) else { continue };
        if is_cut(&part[..expression[0].0.start]) || part[..expression[0].0.start].contains(',') {
            return None;
        }
        return Some((day, from + expression[length - 1].0.end));
    }
    None
}

/// The day that some words name, all of them.
fn day(words: &[(Range<usize>, &str)]) -> Option<Day> {
    let lower: Vec<String> = words.iter().map(|(_, w)| w.to_ascii_lowercase()).collect();
    match lower.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["hôm", "nay"] => Some(Day::From(0)),
        ["ngày", "mai"] => Some(Day::From(1)),
        ["tomorrow"] => Some(Day::From(1)),
        ["today" | "tonight"] => Some(Day::From(0)),
        ["yesterday"] => Some(Day::From(-1)),
        [one] => weekday(one)
            .map(|found| Day::Weekday(found, false))
            .or_else(|| one.parse().ok().filter(|_| one.len() == 10).map(Day::On))
            .or_else(|| tongue::day(one).map(Day::From)),
        ["next" | "this", one] => weekday(one).map(|found| Day::Weekday(found, false)),
        ["last", one] => weekday(one).map(|found| Day::Weekday(found, true)),
        [one, other] => yearly(one, other).or_else(|| yearly(other, one)),
        [one, other, year] => {
            let Day::Yearly(month, day) = yearly(one, other).or_else(|| yearly(other, one))? else { return None };
            let year = year.parse().ok().filter(|y| (1900..=2200).contains(y))?;
            Date::new(year, month, day).ok().map(Day::On)
        }
        _ => None,
    }
}

fn yearly(day: &str, month: &str) -> Option<Day> {
    let number = day.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let is_ordinal = matches!(&day[number.len()..], "" | "st" | "nd" | "rd" | "th");
    let number: i8 = number.parse().ok().filter(|n| is_ordinal && (1..=31).contains(n))?;
    let month = day_word::month(month)?;
    // A leap year: every day of a year exists in it.
    Date::new(2024, month, number).ok().map(|_| Day::Yearly(month, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_beside_a_time_is_read_as_people_write_it() {
        // A Wednesday.
        let today: Date = "2026-03-11".parse().expect("a date");
        let found = |text: &str| {
            let start = text.find("09:00").expect("a time");
            let (day, place) = beside(text, &(start..start + 5))?;
            Some((day.date(today)?.to_string(), text[place].to_owned()))
        };
        let some = |date: &str, place: &str| Some((date.to_owned(), place.to_owned()));
        for (text, expected) in [
            ("again tomorrow at 09:00.", some("2026-03-12", "tomorrow at 09:00")),
            ("again at 09:00 tomorrow.", some("2026-03-12", "09:00 tomorrow")),
            ("again tomorrow by **09:00**.", some("2026-03-12", "09:00")),
            ("again on Monday at 09:00", some("2026-03-16", "Monday at 09:00")),
            ("since Monday 09:00", some("2026-03-09", "Monday 09:00")),
            ("down since 09:00 on 10 March", some("2026-03-10", "09:00 on 10 March")),
            ("on 12 March, 09:00", some("2026-03-12", "12 March, 09:00")),
            ("on March 12th, 2027 at 09:00", some("2027-03-12", "March 12th, 2027 at 09:00")),
            ("on 2026-03-13 at 09:00", some("2026-03-13", "2026-03-13 at 09:00")),
            ("on 28 December 09:00", some("2025-12-28", "28 December 09:00")),
            ("We say more tomorrow. At 09:00 it failed", None),
            ("as of 09:00, tomorrow we go on", None),
            ("one in 12 may fail from 09:00", None),
            ("at 09:00", None),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }
}
