//! Times of day as other languages than English write them: `14 h 55`, `14.55 Uhr`, `14시 55분`, `下午2点半`, `14 giờ 55`,
//! `alle 15`. Tables of marks; what is written with a colon is read in `text`.

use std::ops::Range;

use jiff::civil::Time;

use super::day;
use super::text::{ClockTime, is_around};
use super::tongue::is_wide;
use super::zone;

/// A mark behind the hour.
struct Mark {
    hour: &'static str,
    /// The mark behind the minutes, which may be left out.
    minute: &'static str,
    /// What makes another word of it.
    not: &'static [&'static str],
    /// When it means a time of day without minutes.
    alone: Alone,
}

enum Alone {
    Always,
    Behind(&'static [&'static str]),
    /// With the half of the day before it, or one of these behind it.
    Before(&'static [&'static str]),
}

/// Without one of these it is a point of a list.
const POINTS: &[&str] = &["前", "之前", "以前", "钟", "鐘", "整", "左右"];

const MARKS: &[Mark] = &[
    Mark { hour: "시", minute: "분", not: &["간"], alone: Alone::Always },
    Mark { hour: "時", minute: "分", not: &["間"], alone: Alone::Always },
    Mark { hour: "时", minute: "分", not: &["间"], alone: Alone::Always },
    Mark { hour: "点", minute: "分", not: &[], alone: Alone::Before(POINTS) },
    Mark { hour: "點", minute: "分", not: &[], alone: Alone::Before(POINTS) },
    Mark { hour: "uhr", minute: "", not: &[], alone: Alone::Always },
    Mark {
        hour: "uur",
        minute: "",
        not: &[],
        alone: Alone::Behind(&["om", "voor", "vóór", "tegen", "uiterlijk", "rond", "sinds", "vanaf"]),
    },
    Mark {
        hour: "giờ",
        minute: "phút",
        not: &[],
        alone: Alone::Behind(&["lúc", "trước", "vào", "đến", "khoảng", "từ"]),
    },
    Mark {
        hour: "h",
        minute: "",
        not: &[],
        alone: Alone::Behind(&["à", "avant", "vers", "às", "até", "pelas", "las", "alle", "um", "trước", "lúc"]),
    },
];
/// Words behind a time that is written with a colon or a dot, and mean nothing more.
const AFTER: &[&str] = &["uhr", "uur", "h", "hrs", "hs", "hod"];
/// Words before a time that is written with a dot, or as an hour alone; the longer before those that end like them.
const BEFORE: &[&str] = &[
    "alle ore",
    "dalle ore",
    "entro le ore",
    "ore",
    "alle",
    "entro le",
    "a las",
    "de las",
    "às",
    "godz.",
    "godzinie",
    "godz",
    "kl.",
    "kl",
    "klockan",
    "klokken",
    "klo",
    "saat",
];
/// The same for a dot alone: with an hour they mean other things.
const BEFORE_DOT: &[&str] = &["um", "om", "o", "do", "vóór", "voor", "ve", "v"];
/// What makes an amount of a number with a dot.
const AMOUNTS: &[&str] = &["€", "$", "%", "eur", "zł", "pln", "usd", "mio", "mln", "mrd"];
/// Words that lead to a span, behind which hours with minutes are one.
const SPANS: &[&str] =
    &["in", "dans", "en", "over", "binnen", "trong", "sau", "za", "sous", "em", "tra", "fra", "vòng"];
/// The second half of a day, and the first, before a time.
const HALVES: &[(&str, bool)] = &[
    ("오후", true),
    ("오전", false),
    ("午後", true),
    ("午前", false),
    ("下午", true),
    ("晚上", true),
    ("上午", false),
    ("凌晨", false),
];

/// The half of the day before a place, and where it begins.
pub(super) fn half_before(text: &str, at: usize) -> Option<(usize, bool)> {
    let before = text[..at].strip_suffix(' ').unwrap_or(&text[..at]);
    HALVES.iter().find_map(|(word, is_second)| Some((before.strip_suffix(word)?.len(), *is_second)))
}

/// An hour of half a day on the whole one.
pub(super) const fn of_half(hour: i8, is_second: bool) -> i8 {
    match (hour, is_second) {
        (1..12, true) => hour + 12,
        (12, false) => 0,
        _ => hour,
    }
}

/// Where the words that only say that a time is one end behind a place: ` Uhr`, ` uur`, `分`.
pub(super) fn after_words(text: &str, at: usize) -> usize {
    let (gap, word) = super::text::word_after(text, at);
    let is_it = AFTER.contains(&word.to_ascii_lowercase().as_str());
    if is_it && !text[at + gap + word.len()..].starts_with(char::is_alphanumeric) { at + gap + word.len() } else { at }
}

/// The times of day of these forms in a text, without those that overlap what is known of it.
pub(super) fn read(text: &str, lower: &str, known: &[ClockTime]) -> Vec<ClockTime> {
    let mut list: Vec<ClockTime> = Vec::new();
    let mut add = |found: Option<ClockTime>| {
        let Some(found) = found else { return };
        let meets = |other: &ClockTime| other.at.start < found.time_end && found.at.start < other.time_end;
        if !known.iter().chain(&list).any(meets) {
            list.push(found);
        }
    };
    for mark in MARKS {
        for (at, _) in lower.match_indices(mark.hour) {
            add(marked(text, lower, at, mark));
        }
    }
    for (at, _) in lower.match_indices('.') {
        add(dotted(text, lower, at));
    }
    for before in BEFORE {
        for (at, _) in lower.match_indices(before) {
            add(alone(text, lower, at..at + before.len()));
        }
    }
    list
}

/// The one or two digits that end at a place, with the blank between them and the place. None where more stands before.
fn hour_before(text: &str, at: usize) -> Option<(usize, i8)> {
    let end = text[..at].trim_end_matches([' ', '\u{a0}', '\u{202f}']).len();
    if at - end > 3 {
        return None;
    }
    let digits = text.as_bytes()[..end].iter().rev().take(3).take_while(|b| b.is_ascii_digit()).count();
    let start = end - digits;
    let is_glued = text[..start]
        .ends_with(|c: char| matches!(c, ':' | '.' | ',' | '-' | '+' | '/') || (c.is_alphanumeric() && !is_wide(c)));
    let hour = text[start..end].parse().ok().filter(|h| (0..=24).contains(h))?;
    (digits <= 2 && !is_glued).then_some((start, hour))
}

/// Two digits at a place (one is enough in a script that marks minutes), and where they end.
fn minutes_at(text: &str, at: usize, fewest: usize) -> Option<(usize, i8)> {
    let digits = text.as_bytes().get(at..)?.iter().take(3).take_while(|b| b.is_ascii_digit()).count();
    let minutes: i8 = text.get(at..at + digits)?.parse().ok()?;
    ((fewest..=2).contains(&digits) && minutes < 60).then_some((at + digits, minutes))
}

/// The last word before a place, in lower case.
fn word_before(lower: &str, at: usize) -> String {
    let before = lower[..at].trim_end_matches(is_around);
    let start =
        before.char_indices().rev().take_while(|(_, c)| c.is_alphanumeric()).last().map_or(before.len(), |(n, _)| n);
    before[start..].to_lowercase()
}

fn marked(text: &str, lower: &str, at: usize, mark: &Mark) -> Option<ClockTime> {
    let (mut start, mut hour) = hour_before(text, at)?;
    let mut end = at + mark.hour.len();
    let rest = &lower[end..];
    let is_wide_mark = mark.hour.starts_with(is_wide);
    if mark.not.iter().any(|not| rest.starts_with(not)) || (!is_wide_mark && rest.starts_with(char::is_alphabetic)) {
        return None;
    }
    let word = word_before(lower, start);
    let blank = usize::from(rest.starts_with(' '));
    let fewest = if mark.minute.is_empty() { 2 } else { 1 };
    let mut minute = 0;
    match minutes_at(text, end + blank, fewest) {
        Some((to, minutes)) => {
            let after = &lower[to..];
            let bare = after.trim_start_matches(' ');
            let said = if mark.minute.is_empty() { None } else { bare.strip_prefix(mark.minute) };
            // `1 h 30 min` is a span, and so is `dans 1 h 30`.
            if (said.is_none() && (is_wide_mark || bare.starts_with("min") || after.starts_with(char::is_alphanumeric)))
                || SPANS.contains(&word.as_str())
            {
                return None;
            }
            (end, minute) = (said.map_or(to, |rest| lower.len() - rest.len()), minutes);
        }
        None if rest.starts_with('半') => (end, minute) = (end + '半'.len_utf8(), 30),
        None => match mark.alone {
            Alone::Always => {}
            Alone::Behind(words) if words.contains(&word.as_str()) => {}
            Alone::Before(words) if words.iter().any(|word| rest.starts_with(word)) => {}
            Alone::Before(_) if half_before(text, start).is_some() => {}
            Alone::Behind(_) | Alone::Before(_) => return None,
        },
    }
    if let Some((from, is_second)) = half_before(text, start) {
        (start, hour) = (from, of_half(hour, is_second));
    }
    whole(text, start..end, (hour, minute))
}

fn dotted(text: &str, lower: &str, dot: usize) -> Option<ClockTime> {
    let (start, hour) = hour_before(text, dot).filter(|_| !text[..dot].ends_with(' '))?;
    let (end, minute) = minutes_at(text, dot + 1, 2)?;
    let rest = lower[end..].trim_start_matches(' ');
    if is_number(text, end) || AMOUNTS.iter().any(|amount| rest.starts_with(amount)) {
        return None;
    }
    let before = lower[..start].trim_end_matches(is_around);
    let leads = BEFORE.iter().chain(BEFORE_DOT).any(|word| ends_with_word(before, word));
    let marked = after_words(text, end) > end;
    (leads || marked).then(|| whole(text, start..end, (hour, minute))).flatten()
}

/// Whether a number goes on behind a place.
fn is_number(text: &str, at: usize) -> bool {
    let is_digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    is_digit(at) || (text[at..].starts_with(['.', ',']) && is_digit(at + 1))
}

fn ends_with_word(before: &str, word: &str) -> bool {
    before.strip_suffix(word).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
}

/// `alle 15`, `a las 15`: an hour alone, with nothing behind it that would make it a number of something.
fn alone(text: &str, lower: &str, lead: Range<usize>) -> Option<ClockTime> {
    let rest = &text[lead.end..];
    let gap = rest.len() - rest.trim_start_matches(is_around).len();
    if gap == 0 || lower[..lead.start].ends_with(char::is_alphanumeric) {
        return None;
    }
    let start = lead.end + gap;
    let (end, hour) = minutes_at(text, start, 1).filter(|(_, hour)| (0..=24).contains(hour))?;
    let to = after_words(text, end);
    let rest = text[to..].trim_start_matches(is_around);
    let is_cut =
        text[end..].starts_with([':', '.', ',']) && text.as_bytes().get(end + 1).is_some_and(u8::is_ascii_digit);
    let goes_on = to == end && rest.starts_with(char::is_alphanumeric) && zone::after(text, end).is_none();
    (!is_cut && !goes_on && !text[end..].starts_with(char::is_alphanumeric))
        .then(|| whole(text, start..end, (hour, 0)))
        .flatten()
}

/// The time with its zone and its day.
fn whole(text: &str, at: Range<usize>, (hour, minute): (i8, i8)) -> Option<ClockTime> {
    let time = Time::new(if hour == 24 { 0 } else { hour }, minute, 0, 0).ok()?;
    let end = after_words(text, at.end);
    let (end, zone) = zone::after(text, end).map_or((end, None), |(to, zone)| (to, Some(zone)));
    let at = at.start..end;
    let (day, place) = day::beside(text, &at).map_or((None, at), |(day, at)| (Some(day), at));
    Some(ClockTime { at: place, time_end: end, time, day, zone })
}
