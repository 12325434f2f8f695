//! The zone that is written after a time of day.

use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// Names of time zones that may follow a time of day, with their minutes from UTC. `None` where several zones bear
/// the name, far apart.
const ZONES: &[(&str, Option<i64>)] = &[
    ("UTC", Some(0)),
    ("GMT", Some(0)),
    ("WET", Some(0)),
    ("WEST", Some(60)),
    ("BST", Some(60)),
    ("CET", Some(60)),
    ("CEST", Some(120)),
    ("MEZ", Some(60)),
    ("MESZ", Some(120)),
    ("EET", Some(120)),
    ("EEST", Some(180)),
    ("MSK", Some(180)),
    ("TRT", Some(180)),
    ("IST", None),
    ("PKT", Some(300)),
    ("ICT", Some(420)),
    ("SGT", Some(480)),
    ("HKT", Some(480)),
    ("CST", None),
    ("CDT", Some(-300)),
    ("JST", Some(540)),
    ("KST", Some(540)),
    ("AEST", Some(600)),
    ("AEDT", Some(660)),
    ("NZST", Some(720)),
    ("NZDT", Some(780)),
    ("EST", Some(-300)),
    ("EDT", Some(-240)),
    ("MST", Some(-420)),
    ("MDT", Some(-360)),
    ("PST", Some(-480)),
    ("PDT", Some(-420)),
    ("WAT", Some(60)),
    ("CAT", Some(120)),
    ("EAT", Some(180)),
    ("SAST", Some(120)),
    ("BRT", Some(-180)),
];

/// Where the zone after a place ends, and its name: `CET`, `UTC+7`, `+01:00`.
pub(crate) fn after(text: &str, at: usize) -> Option<(usize, String)> {
    // `14:55 Uhr (MEZ)`
    let open = text.get(at..)?.strip_prefix(" (").map_or(0, |_| 2);
    if open > 0 {
        let (end, zone) = after_blank(text, at + open)?;
        return text[end..].starts_with(')').then_some((end + 1, zone));
    }
    after_blank(text, at)
}

fn after_blank(text: &str, at: usize) -> Option<(usize, String)> {
    let (gap, word) = super::text::word_after(text, at);
    let rest = text.get(at + gap..)?;
    if word.is_empty() {
        let length = offset_length(rest);
        return (length > 1).then(|| (at + gap + length, rest[..length].to_owned()));
    }
    if !ZONES.iter().any(|(name, _)| *name == word) {
        return None;
    }
    let length = word.len() + offset_length(&rest[word.len()..]);
    Some((at + gap + length, rest[..length].to_owned()))
}

/// The zone that a written name means for somebody whose own zone is `own`. The names that the own zone bears in any
/// season mean the own zone: who writes CET in July means the clock on the wall. None where it cannot be told.
pub(crate) fn named(name: &str, own: &TimeZone, near: Timestamp) -> Option<TimeZone> {
    let signs = name.find(['+', '-']);
    let (word, offset) = name.split_at(signs.unwrap_or(name.len()));
    // The same zones by their German names.
    let word = match word {
        "MEZ" => "CET",
        "MESZ" => "CEST",
        word => word,
    };
    if offset.is_empty() && is_own(word, own, near) {
        return Some(own.clone());
    }
    let base = match word {
        "" => 0,
        word => ZONES.iter().find(|(known, _)| *known == word)?.1?,
    };
    let minutes = base + if offset.is_empty() { 0 } else { minutes(offset)? };
    let seconds = i32::try_from(minutes * 60).ok()?;
    Offset::from_seconds(seconds).ok().map(TimeZone::fixed)
}

fn is_own(word: &str, own: &TimeZone, near: Timestamp) -> bool {
    // A year holds both seasons.
    (0..12).any(|month| {
        let at = near.checked_add(SignedDuration::from_hours(month * 730)).unwrap_or(near);
        own.to_offset_info(at).abbreviation() == word
    })
}

/// `+7`, `-03`, `+0530`, `+05:30`: minutes from UTC. What was typed may be anything.
fn minutes(offset: &str) -> Option<i64> {
    let (sign, digits) = offset.split_at_checked(1)?;
    if digits.len() > "05:30".len() || !digits.bytes().all(|b| b.is_ascii_digit() || b == b':') {
        return None;
    }
    let (hours, rest) = match digits.split_once(':') {
        Some(parts) => parts,
        None if digits.len() > 2 => digits.split_at(digits.len() - 2),
        None => (digits, "0"),
    };
    let (hours, rest) = (hours.parse::<i64>().ok()?, rest.parse::<i64>().ok()?);
    let total = hours * 60 + rest;
    (rest < 60 && total <= 14 * 60).then_some(if sign == "-" { -total } else { total })
}

fn offset_length(rest: &str) -> usize {
    if !rest.starts_with(['+', '-']) {
        return 0;
    }
    let digits = rest.bytes().skip(1).take(5).take_while(|b| b.is_ascii_digit() || *b == b':').count();
    if digits == 0 { 0 } else { digits + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_means_what_a_reader_takes_it_for() {
        let own = TimeZone::get("Europe/Berlin").expect("known");
        let summer: Timestamp = "2026-07-01T12:00:00Z".parse().expect("a moment");
        let hours = |name: &str| named(name, &own, summer).map(|z| z.to_offset(summer).seconds() / 60);
        for (name, expected) in [
            ("UTC", Some(0)),
            ("EST", Some(-300)),
            ("UTC+7", Some(420)),
            ("GMT-03:30", Some(-210)),
            ("+0530", Some(330)),
            ("+01:00", Some(60)),
            ("CET", Some(120)),
            ("CEST", Some(120)),
            ("MEZ", Some(120)),
            ("MESZ", Some(120)),
            ("CST", None),
            ("+99", None),
            ("+05:77", None),
            ("-10°C", None),
            ("+20€", None),
            ("UTC+９", None),
            ("+9223372036854775807:00", None),
            ("+::", None),
            ("+-5", None),
        ] {
            assert_eq!(hours(name), expected, "{name}");
        }
        let shanghai = TimeZone::get("Asia/Shanghai").expect("known");
        let at_home = named("CST", &shanghai, summer).map(|z| z.to_offset(summer).seconds() / 3600);
        assert_eq!(at_home, Some(8));
    }
}
