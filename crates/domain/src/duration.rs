//! Spans of time in plain words: what a person types into an editor, and what they read.

use std::fmt::Write as _;

use jiff::SignedDuration;

use crate::value::ValueError;

/// The longest span that is understood: a hundred years. Longer ones are typing mistakes.
const LIMIT_SECONDS: i64 = 100 * 366 * 86_400;

/// Reads a span: `15 min`, `2 h 15 min`, `90m`, `1.5 h`, `1:30` (hours and minutes), `1 day`, `PT15M`. A
/// bare number means minutes, as plans are written in minutes.
///
/// # Errors
/// [`ValueError::Duration`], the sentence for the place where it was typed.
pub fn parse(text: &str) -> Result<SignedDuration, ValueError> {
    let wrong = || ValueError::Duration(text.chars().take(60).collect());
    let trimmed = text.trim();
    let seconds = if let Some((hours, minutes)) = trimmed.split_once(':') {
        clock(hours, minutes)
    } else if trimmed.starts_with(['P', 'p']) && trimmed.len() > 1 {
        trimmed.parse::<SignedDuration>().ok().map(|d| d.as_secs())
    } else {
        words(trimmed)
    };
    seconds.filter(|s| (0..=LIMIT_SECONDS).contains(s)).map(SignedDuration::from_secs).ok_or_else(wrong)
}

fn clock(hours: &str, minutes: &str) -> Option<i64> {
    let number = |s: &str| s.bytes().all(|b| b.is_ascii_digit()).then(|| s.parse::<i64>().ok()).flatten();
    let (hours, minutes) = (number(hours.trim())?, number(minutes.trim())?);
    (minutes < 60).then(|| hours.checked_mul(3600)?.checked_add(minutes * 60)).flatten()
}

fn words(text: &str) -> Option<i64> {
    let lower = text.to_lowercase().replace(',', " ");
    let mut rest = lower.trim();
    if rest.is_empty() {
        return None;
    }
    let mut total = 0.0_f64;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let amount: f64 = rest[..end].parse().ok()?;
        rest = rest[end..].trim_start();
        let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let unit = match &rest[..end] {
            "" if total == 0.0 && rest.is_empty() => 60.0,
            "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
            "m" | "min" | "mins" | "minute" | "minutes" => 60.0,
            "h" | "hr" | "hrs" | "hour" | "hours" => 3600.0,
            "d" | "day" | "days" => 86_400.0,
            "w" | "week" | "weeks" => 604_800.0,
            _ => return None,
        };
        rest = rest[end..].trim_start();
        rest = rest.strip_prefix("and ").unwrap_or(rest).trim_start();
        total += amount * unit;
    }
    // Beyond the limit nothing is understood, so the conversion cannot lose anything.
    #[expect(clippy::cast_possible_truncation, reason = "rounded and held below the limit just before")]
    (total.is_finite() && total <= LIMIT_SECONDS as f64).then(|| total.round() as i64)
}

/// A span as people read it: `15 min`, `1 h 30 min`, `45 s`. Fractions of a second are left out; a negative
/// span is printed by its size, as the words around it say which way it lies.
#[must_use]
pub fn print(span: SignedDuration) -> String {
    let seconds = span.as_secs().unsigned_abs();
    let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")];
    let mut out = String::with_capacity(16);
    for (n, unit) in parts.into_iter().filter(|(n, _)| *n > 0) {
        let gap = if out.is_empty() { "" } else { " " };
        // Writing to a text cannot fail.
        let _ = write!(out, "{gap}{n} {unit}");
    }
    if out.is_empty() { "0 min".to_owned() } else { out }
}

/// A span as a clock shows it: `02:31`, `1:17:48`.
#[must_use]
pub fn clock_face(span: SignedDuration) -> String {
    let seconds = span.as_secs().unsigned_abs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes:02}:{seconds:02}") }
}

/// A span as it is stored in a cell: ISO 8601.
#[must_use]
pub fn stored(span: SignedDuration) -> String {
    format!("{span}")
}

/// The span that a text stores, if it is written in the one way in which [`stored`] writes it.
#[must_use]
pub fn of_stored(text: &str) -> Option<SignedDuration> {
    let span = parse(text).ok()?;
    let mut rest = Rest(text);
    let is_same = write!(rest, "{span}").is_ok() && rest.0.is_empty();
    is_same.then_some(span)
}

/// A text from which what is written is taken off, for a comparison without a copy.
struct Rest<'a>(&'a str);

impl std::fmt::Write for Rest<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0 = self.0.strip_prefix(text).ok_or(std::fmt::Error)?;
        Ok(())
    }
}

/// Whole seconds for the window, held within what a 32-bit number can say.
#[must_use]
pub fn seconds(span: SignedDuration) -> i32 {
    i32::try_from(span.as_secs()).unwrap_or(if span.is_negative() { i32::MIN } else { i32::MAX })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn plain_words_are_understood() {
        for (text, minutes) in [
            ("15 min", 15),
            ("2 h 15 min", 135),
            ("90m", 90),
            ("1.5 h", 90),
            ("1:30", 90),
            ("20", 20),
            ("PT15M", 15),
            ("1 day", 1440),
            ("2 hours, 5 minutes", 125),
            ("1 h and 1 min", 61),
        ] {
            assert_eq!(parse(text), Ok(SignedDuration::from_mins(minutes)), "{text}");
        }
    }

    #[test]
    fn what_is_no_span_says_so_and_an_absurd_one_is_refused() {
        for text in ["", "soon", "1:75", "-5 min", "5 parsecs", "15 min 5", "1e9", "99999999999 h", "5 5", "."] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_span_that_is_written_in_another_way_is_not_as_it_is_stored() {
        for text in ["PT90M", "pt1h", "PT0.5S", "PT01H", "P1D", "15 min", "PT1H ", ""] {
            assert_eq!(of_stored(text), None, "{text}");
        }
        assert_eq!(of_stored("PT1H30M"), Some(SignedDuration::from_mins(90)));
    }

    #[test]
    fn clocks_show_hours_only_when_there_are_some() {
        assert_eq!(clock_face(SignedDuration::from_secs(151)), "02:31");
        assert_eq!(clock_face(SignedDuration::from_secs(4668)), "1:17:48");
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(seconds in 0..LIMIT_SECONDS) {
            let span = SignedDuration::from_secs(seconds);
            prop_assert_eq!(parse(&print(span)), Ok(span));
            prop_assert_eq!(parse(&stored(span)), Ok(span));
            prop_assert_eq!(of_stored(&stored(span)), Some(span));
            prop_assert_eq!(of_stored(&format!("{}0S", stored(span))), None);
        }
    }
}
