//! A text as the rules read it: sentences, phrases, times of day. Everything is found in one pass and kept as byte
//! ranges; ranges become UTF-16 offsets at the very end, because that is how an editor counts.

use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

use super::clock_form::{self, after_words, half_before, of_half};
use super::day::{self, Day};
use super::zone;

/// A time of day in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ClockTime {
    /// Where it stands, with its day and zone.
    pub at: Range<usize>,
    /// Where the time with its zone ends.
    pub time_end: usize,
    /// The time alone.
    pub time: Time,
    /// The day written beside it.
    pub day: Option<Day>,
    /// The zone written after it.
    pub zone: Option<String>,
}

impl ClockTime {
    /// The moment it means, as near to `near` as it can be where no day is written. None where its zone cannot be told.
    pub fn moment(&self, near: Timestamp, own: &TimeZone) -> Option<Timestamp> {
        let zone = match &self.zone {
            Some(name) => zone::named(name, own, near)?,
            None => own.clone(),
        };
        let on = |date: Date| zone.to_ambiguous_timestamp(DateTime::from_parts(date, self.time)).compatible().ok();
        let today = zone.to_datetime(near).date();
        if let Some(day) = self.day {
            return on(day.date(today)?);
        }
        let days = [Some(today), today.yesterday().ok(), today.tomorrow().ok()];
        days.into_iter().flatten().filter_map(on).min_by_key(|at| at.duration_since(near).abs())
    }
}

/// A text with what is found in it.
#[derive(Debug, Clone)]
pub(super) struct Reading<'a> {
    pub text: &'a str,
    /// With ASCII letters in lower case: byte for byte as long as the text.
    pub lower: String,
    /// Sentences, without blanks and signs of emphasis around them.
    pub sentences: Vec<Range<usize>>,
    /// Times of day, in order.
    pub clocks: Vec<ClockTime>,
}

impl<'a> Reading<'a> {
    pub fn new(text: &'a str) -> Self {
        let lower = text.to_ascii_lowercase();
        Self { sentences: sentences(text), clocks: clocks(text, &lower), lower, text }
    }

    /// Every place of a phrase (in lower case) as whole words.
    pub fn all<'s>(&'s self, phrase: &'s str) -> impl Iterator<Item = Range<usize>> + 's {
        self.lower.match_indices(phrase).map(|(at, found)| at..at + found.len()).filter(|r| is_whole(&self.lower, r))
    }

    /// Every place of a phrase (in lower case) as whole words inside a part.
    pub fn all_in<'s>(&'s self, phrase: &'s str, part: &Range<usize>) -> impl Iterator<Item = Range<usize>> + 's {
        let (start, text) = (part.start, self.lower.get(part.clone()).unwrap_or(""));
        let places = text.match_indices(phrase).map(|(at, found)| at..at + found.len());
        places.filter(|r| is_whole(text, r)).map(move |r| start + r.start..start + r.end)
    }

    /// Whether one of some phrases occurs.
    pub fn has(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|p| self.all(p).next().is_some())
    }

    /// The sentence around a place.
    pub fn sentence(&self, at: usize) -> Range<usize> {
        let next = self.sentences.partition_point(|s| s.end <= at);
        self.sentences.get(next).filter(|s| s.start <= at).cloned().unwrap_or(at..at)
    }

    /// A part in lower case.
    pub fn part(&self, range: &Range<usize>) -> &str {
        self.lower.get(range.clone()).unwrap_or("")
    }

    /// The times of day inside a part.
    pub fn clocks_in(&self, range: &Range<usize>) -> &[ClockTime] {
        let from = self.clocks.partition_point(|c| c.at.start < range.start);
        let to = self.clocks.partition_point(|c| c.at.start < range.end);
        self.clocks.get(from..to).unwrap_or(&[])
    }
}

/// Whether a part in lower case holds one of some phrases as whole words.
pub(super) fn holds(part: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|p| part.match_indices(p).any(|(at, _)| is_whole(part, &(at..at + p.len()))))
}

fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let inner = |c: char| c.is_alphanumeric();
    !text[..range.start].ends_with(inner) && !text[range.end..].starts_with(inner)
}

/// Blanks and signs of Markdown around words.
pub(super) fn is_around(c: char) -> bool {
    c.is_whitespace() || matches!(c, '*' | '_' | '#' | '>' | '|')
}

fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut list = Vec::new();
    let mut from = 0;
    let mut push = |range: Range<usize>| {
        let part = &text[range.clone()];
        let start = range.start + (part.len() - part.trim_start_matches(is_around).len());
        let end = range.end - (part.len() - part.trim_end_matches(is_around).len());
        if start < end {
            list.push(start..end);
        }
    };
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let after = at + c.len_utf8();
        let ends = match c {
            '\n' | '。' | '！' | '？' => true,
            '.' => rest.peek().is_none_or(|(_, next)| is_around(*next)) && !is_short(text, at),
            '!' | '?' => rest.peek().is_none_or(|(_, next)| is_around(*next)),
            _ => false,
        };
        if ends {
            push(from..after);
            from = after;
        }
    }
    push(from..text.len());
    list
}

/// Whether the full stop at a place only ends a short form before a number: `kl. 14.55`, `ca. 20 Minuten`.
fn is_short(text: &str, at: usize) -> bool {
    const SHORT: &[&str] = &["kl", "godz", "ca", "ok", "approx", "env", "aprox"];
    let start = text[..at].char_indices().rev().take_while(|(_, c)| c.is_alphabetic()).last().map_or(at, |(n, _)| n);
    let is_digit = |c: char| c.is_ascii_digit();
    SHORT.contains(&text[start..at].to_ascii_lowercase().as_str())
        && text[at + 1..].trim_start_matches(is_around).starts_with(is_digit)
}

fn clocks(text: &str, lower: &str) -> Vec<ClockTime> {
    let mut list = with_minutes(text);
    list.extend(full_hours(text));
    let others = clock_form::read(text, lower, &list);
    list.extend(others);
    list.sort_by_key(|clock| clock.at.start);
    list
}

/// `3 pm`, `11am`: hours of half a day without their minutes.
fn full_hours(text: &str) -> Vec<ClockTime> {
    let bytes = text.as_bytes();
    let mut list = Vec::new();
    for (at, half) in text.char_indices().filter(|(_, c)| matches!(c, 'a' | 'A' | 'p' | 'P')) {
        let is_whole = !text[at + 1..].chars().nth(1).is_some_and(char::is_alphanumeric);
        if !bytes.get(at + 1).is_some_and(|m| m.eq_ignore_ascii_case(&b'm')) || !is_whole {
            continue;
        }
        let end = at - usize::from(text[..at].ends_with(' '));
        let digits = bytes[..end].iter().rev().take(3).take_while(|b| b.is_ascii_digit()).count();
        let start = end - digits;
        let is_glued =
            text[..start].ends_with(|c: char| c.is_alphanumeric() || matches!(c, ':' | '.' | '-' | '+' | '/'));
        let Some(hour) = text[start..end].parse::<i8>().ok().filter(|h| (1..=12).contains(h) && !is_glued) else {
            continue;
        };
        let hour = hour % 12 + if half.eq_ignore_ascii_case(&'p') { 12 } else { 0 };
        let Ok(time) = Time::new(hour, 0, 0, 0) else { continue };
        let (end, zone) = zone::after(text, at + 2).map_or((at + 2, None), |(to, zone)| (to, Some(zone)));
        let (day, at) = day::beside(text, &(start..end)).map_or((None, start..end), |(day, at)| (Some(day), at));
        list.push(ClockTime { at, time_end: end, time, day, zone });
    }
    list
}

fn with_minutes(text: &str) -> Vec<ClockTime> {
    let bytes = text.as_bytes();
    let mut list = Vec::new();
    for (colon, sign) in text.match_indices([':', '：']) {
        let after = colon + sign.len();
        let digits = bytes[..colon].iter().rev().take(3).take_while(|b| b.is_ascii_digit()).count();
        let start = colon - digits;
        let two = |from: usize| -> Option<i8> { text.get(from..from + 2)?.parse().ok().filter(|n| *n >= 0) };
        let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let glued = start.checked_sub(1).is_some_and(|b| matches!(bytes[b], b':' | b'.' | b'+' | b'-' | b'/'));
        if !(1..=2).contains(&digits) || glued || !is_digit(after) || !is_digit(after + 1) || is_digit(after + 2) {
            continue;
        }
        let (Ok(hour), Some(minute)) = (text[start..colon].parse::<i8>(), two(after)) else { continue };
        let mut end = after + 2;
        let mut second = 0;
        if bytes.get(end) == Some(&b':') && is_digit(end + 1) && is_digit(end + 2) && !is_digit(end + 3) {
            second = two(end + 1).unwrap_or(0);
            end += 3;
        }
        let mut hour = hour;
        let (gap, word) = word_after(text, end);
        let is_half = matches!(word.to_ascii_lowercase().as_str(), "am" | "pm");
        if is_half && (1..=12).contains(&hour) {
            hour = hour % 12 + if word.eq_ignore_ascii_case("pm") { 12 } else { 0 };
            end += gap + word.len();
        }
        let mut start = start;
        if let Some((from, is_second)) = half_before(text, start) {
            (start, hour) = (from, of_half(hour, is_second));
        }
        let Ok(time) = Time::new(hour, minute, second, 0) else { continue };
        end = after_words(text, end);
        let zone = zone::after(text, end).map(|(to, zone)| {
            end = to;
            zone
        });
        let date = start.checked_sub(11).and_then(|from| text.get(from..start)).and_then(|part| {
            let day = part.strip_suffix([' ', 'T'])?;
            day.parse::<Date>().ok()
        });
        let start = if date.is_some() { start - 11 } else { start };
        let (day, at) = match date {
            Some(date) => (Some(Day::On(date)), start..end),
            None => day::beside(text, &(start..end)).map_or((None, start..end), |(day, at)| (Some(day), at)),
        };
        list.push(ClockTime { at, time_end: end, time, day, zone });
    }
    list
}

/// The blanks after a place (one at most) and the ASCII letters that follow.
pub(super) fn word_after(text: &str, at: usize) -> (usize, &str) {
    let rest = text.get(at..).unwrap_or("");
    let gap = usize::from(rest.starts_with(' '));
    let word = rest.get(gap..).unwrap_or("");
    let length = word.bytes().take(8).take_while(u8::is_ascii_alphabetic).count();
    (gap, &word[..length])
}

/// Turns byte offsets into UTF-16 offsets, for as many as are asked for in one pass.
pub(super) struct Utf16 {
    /// Byte offset of each character and its UTF-16 offset; nothing for a text of ASCII alone, where they are equal.
    marks: Vec<(usize, u32)>,
}

impl Utf16 {
    pub fn of(text: &str) -> Self {
        let mut marks = Vec::new();
        if !text.is_ascii() {
            let mut units = 0;
            for (at, c) in text.char_indices() {
                marks.push((at, units));
                units += c.len_utf16() as u32;
            }
            marks.push((text.len(), units));
        }
        Self { marks }
    }

    pub fn at(&self, byte: usize) -> u32 {
        if self.marks.is_empty() {
            return u32::try_from(byte).unwrap_or(u32::MAX);
        }
        let found = self.marks.partition_point(|(at, _)| *at < byte);
        self.marks.get(found).or(self.marks.last()).map_or(0, |(_, units)| *units)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_their_day_and_zone() {
        let found = |text: &str| -> Vec<(String, String, Option<String>)> {
            clocks(text, &text.to_ascii_lowercase())
                .into_iter()
                .map(|c| (text[c.at.clone()].to_owned(), c.time.to_string(), c.zone))
                .collect()
        };
        let one =
            |at: &str, time: &str, zone: Option<&str>| vec![(at.to_owned(), time.to_owned(), zone.map(str::to_owned))];
        for (text, expected) in [
            ("at 15:10 CET.", one("15:10 CET", "15:10:00", Some("CET"))),
            ("**15:10**", one("15:10", "15:10:00", None)),
            ("2026-03-11 13:58 it", one("2026-03-11 13:58", "13:58:00", None)),
            ("by 3:05 pm EST", one("3:05 pm EST", "15:05:00", Some("EST"))),
            ("by 3 pm EST.", one("3 pm EST", "15:00:00", Some("EST"))),
            ("12am, not 13 pm", one("12am", "00:00:00", None)),
            ("I am 3 amps, top-10 pm", vec![]),
            ("by 20:15 UTC+7", one("20:15 UTC+7", "20:15:00", Some("UTC+7"))),
            ("14:05:30 +01:00", one("14:05:30 +01:00", "14:05:30", Some("+01:00"))),
            ("Ngày 9:05 giờ", one("9:05", "09:05:00", None)),
            ("https://a:8080 1:2:3 99:10 4:100 a.b:12 12:6", vec![]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        let text = "**Cause.** Release 4.2 of pay.example left it out! Since 13:58\nNext: 15:10. 続く。終わり";
        let parts: Vec<_> = sentences(text).into_iter().map(|r| &text[r]).collect();
        let expected =
            ["Cause.", "Release 4.2 of pay.example left it out!", "Since 13:58", "Next: 15:10.", "続く。", "終わり"];
        assert_eq!(parts, expected);
    }

    #[test]
    fn offsets_are_counted_as_an_editor_counts() {
        let text = "ế😀a";
        let units = Utf16::of(text);
        assert_eq!([0, 3, 7, 8].map(|byte| units.at(byte)), [0, 1, 3, 4]);
        assert_eq!(Utf16::of("abc").at(2), 2);
    }
}
