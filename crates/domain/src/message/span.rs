//! A span as people write one: `in 30 min`, `within the hour`, `half an hour from now`, `in the next 20 to 30 minutes`.

use std::ops::Range;

use jiff::SignedDuration;

use super::text::{is_around, word_after};

/// What leads to a span that is still to come.
const LEADS: &[&str] = &["in ", "within ", "inside "];
/// What says the same behind it.
const BEHIND: &str = " from now";
/// What stands between the lead and the number and changes nothing.
const FILLERS: &[&str] = &[
    "about ",
    "around ",
    "approximately ",
    "roughly ",
    "some ",
    "at most ",
    "less than ",
    "no more than ",
    "another ",
    "~",
];
/// Fillers after which a unit stands alone: `in the next hour`.
const NEXT: &[&str] = &["the next ", "the coming "];
/// Spans that are written without a number, the longer ones before those that they begin with.
const WORDS: &[(&str, i64)] = &[
    ("an hour and a half", 90),
    ("one and a half hours", 90),
    ("three quarters of an hour", 45),
    ("three-quarters of an hour", 45),
    ("a quarter of an hour", 15),
    ("quarter of an hour", 15),
    ("half an hour", 30),
    ("a half hour", 30),
    ("a half-hour", 30),
    ("the half hour", 30),
    ("a couple of hours", 120),
    ("an hour", 60),
    ("the hour", 60),
];
/// The same after [`NEXT`].
const ALONE: &[(&str, i64)] =
    &[("half hour", 30), ("half-hour", 30), ("quarter hour", 15), ("hour", 60), ("day", 1440)];
/// Numbers as words; those that another one begins with come after it.
const NUMBERS: &[(&str, i64)] = &[
    ("twenty-five", 25),
    ("thirty-five", 35),
    ("forty-five", 45),
    ("fifteen", 15),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("ninety", 90),
    ("eleven", 11),
    ("twelve", 12),
    ("seven", 7),
    ("eight", 8),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("nine", 9),
    ("one", 1),
    ("two", 2),
    ("six", 6),
    ("ten", 10),
];

/// The first span in a part in lower case. Where it stands in the part, and how long it is; of two numbers (`20 to 30
/// minutes`) the later one counts.
pub(super) fn span(part: &str) -> Option<(Range<usize>, SignedDuration)> {
    let mut is_begin = true;
    for (at, letter) in part.char_indices() {
        let begins = std::mem::replace(&mut is_begin, !letter.is_alphanumeric());
        if !begins || !letter.is_alphanumeric() {
            continue;
        }
        let rest = &part[at..];
        let led = LEADS.iter().find_map(|lead| {
            let (length, minutes) = measured(rest.strip_prefix(lead)?)?;
            Some((lead.len() + length, minutes))
        });
        let behind = || measured(rest).filter(|(length, _)| rest[*length..].starts_with(BEHIND));
        let found = led.or_else(|| behind().map(|(length, minutes)| (length + BEHIND.len(), minutes)));
        if let Some((length, minutes)) = found {
            return Some((at..at + length, SignedDuration::from_mins(minutes)));
        }
    }
    None
}

/// What a part begins with: how many bytes of it, and how many minutes they mean.
fn measured(part: &str) -> Option<(usize, i64)> {
    let mut rest = part;
    let mut is_next = false;
    loop {
        let bare = rest.trim_start_matches(is_around);
        let after = FILLERS.iter().find_map(|filler| bare.strip_prefix(filler));
        let after_next = NEXT.iter().find_map(|filler| bare.strip_prefix(filler));
        is_next |= after_next.is_some();
        rest = match after.or(after_next) {
            Some(after) => after,
            None => {
                rest = bare;
                break;
            }
        };
    }
    let skipped = part.len() - rest.len();
    let in_words = worded(WORDS, rest).or_else(|| worded(ALONE, rest).filter(|_| is_next));
    let (length, minutes) = in_words.or_else(|| counted(rest))?;
    Some((skipped + length, minutes))
}

fn worded(list: &[(&str, i64)], rest: &str) -> Option<(usize, i64)> {
    let is_whole = |words: &str| !rest[words.len()..].starts_with(char::is_alphanumeric);
    list.iter().find(|(words, _)| rest.starts_with(words) && is_whole(words)).map(|(words, n)| (words.len(), *n))
}

/// A number with its unit: `20 min`, `twenty to thirty minutes`, `1.5 hours`, `1 h 30 min`.
fn counted(rest: &str) -> Option<(usize, i64)> {
    let (mut length, mut tenths) = number(rest)?;
    let joined = ["-", "–", " to ", " or "].iter().find_map(|sign| {
        let (more, upper) = number(rest[length..].strip_prefix(sign)?)?;
        Some((sign.len() + more, upper))
    });
    if let Some((more, upper)) = joined {
        length += more;
        tenths = tenths.max(upper);
    }
    let (more, each) = unit(&rest[length..])?;
    length += more;
    let mut minutes = tenths.checked_mul(each)? / 10;
    if each == 60 {
        let after = &rest[length..];
        if let Some((more, extra)) = minutes_after(after) {
            (length, minutes) = (length + more, minutes.checked_add(extra)?);
        }
    }
    Some((length, minutes))
}

/// The minutes behind hours: ` 30 min`, ` and 15 minutes`, ` and a half`.
fn minutes_after(rest: &str) -> Option<(usize, i64)> {
    const HALF: &str = " and a half";
    if rest.starts_with(HALF) {
        return Some((HALF.len(), 30));
    }
    [" and ", " "].iter().find_map(|sign| {
        let after = rest.strip_prefix(sign)?;
        let (digits, tenths) = number(after)?;
        let (more, each) = unit(&after[digits..])?;
        (each == 1).then_some((sign.len() + digits + more, tenths / 10))
    })
}

/// A number in tenths: `20`, `1.5`, `twenty`.
fn number(rest: &str) -> Option<(usize, i64)> {
    let digits = rest.bytes().take(4).take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        return worded(NUMBERS, rest).map(|(length, n)| (length, n * 10));
    }
    let whole: i64 = rest[..digits].parse().ok()?;
    let tenth = rest[digits..].strip_prefix('.').and_then(|after| after.chars().next()?.to_digit(10));
    Some(match tenth {
        Some(tenth) => (digits + 2, whole * 10 + i64::from(tenth)),
        None => (digits, whole * 10),
    })
}

/// A unit, with the blank before it: its bytes, and the minutes that it stands for.
fn unit(rest: &str) -> Option<(usize, i64)> {
    let (gap, unit) = word_after(rest, 0);
    let minutes = match unit {
        "min" | "mins" | "minute" | "minutes" => 1,
        "h" | "hr" | "hrs" | "hour" | "hours" => 60,
        "day" | "days" => 1440,
        _ => return None,
    };
    Some((gap + unit.len(), minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_as_people_write_them() {
        let minutes = |text: &str| span(text).map(|(_, d)| d.as_mins());
        for (text, expected) in [
            ("again in 30 min", Some(30)),
            ("within the hour", Some(60)),
            ("in **2 hours**", Some(120)),
            ("in half an hour", Some(30)),
            ("in our shop within 5 minutes", Some(5)),
            ("in about 20 minutes", Some(20)),
            ("in twenty minutes", Some(20)),
            ("in the next 20 to 30 minutes", Some(30)),
            ("in the next hour", Some(60)),
            ("within the next half hour", Some(30)),
            ("in a quarter of an hour", Some(15)),
            ("half an hour from now", Some(30)),
            ("20 minutes from now", Some(20)),
            ("in an hour and a half", Some(90)),
            ("in 1.5 hours", Some(90)),
            ("in 1 h 30 min", Some(90)),
            ("in two hours and 15 minutes", Some(135)),
            ("in 20–30 min", Some(30)),
            ("in 4.2", None),
            ("begin 30 min", None),
            ("in 30 eggs", None),
            ("in the hours after it", None),
            ("in the last 20 minutes", None),
            ("for 20 minutes", None),
            ("in the next update", None),
        ] {
            assert_eq!(minutes(text), expected, "{text}");
        }
        assert_eq!(span("we are back in **2 hours**, or so").map(|(at, _)| at), Some(12..24));
    }
}
