//! The fields of a case as they are kept, by what they hold: moments in UTC, percentages and numbers bare.

use std::collections::BTreeMap;

use bridgebook_domain::view::folded;
use bridgebook_domain::{Block, Column, ColumnType, duration};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::{Reading, quoted};

/// Fields that hold something else than text in every table: key, other names in files, type.
const KNOWN: &[(&str, &[&str], ColumnType)] = &[
    ("opened", &["opened_at", "created", "created_at", "when_opened"], ColumnType::Instant),
    ("responded", &["first_human_response", "first_response", "first_human_response_at"], ColumnType::Instant),
    ("resolved", &["resolved_at"], ColumnType::Instant),
    ("response_due", &["sla_response"], ColumnType::Instant),
    ("resolution_due", &["sla_resolution"], ColumnType::Instant),
    ("confidence", &["ai_confidence"], ColumnType::Percent),
    ("rerouted", &["reroute_count", "times_re_routed"], ColumnType::Number),
];

/// A name as keys are compared: case folded, with `_` for spaces and hyphens.
pub(super) fn word(name: &str) -> String {
    folded(name).replace([' ', '-', '\t'], "_")
}

/// The key that a name in a file means, where it is another name of a field that every table knows.
pub(super) fn key(name: &str, table: Option<&Block>) -> String {
    let word = word(name);
    // A column that is called so says it better.
    if table.is_some_and(|table| column(table, name).is_some()) {
        return name.to_owned();
    }
    let known = KNOWN.iter().find(|(key, names, _)| *key == word || names.contains(&word.as_str()));
    known.map_or_else(|| name.to_owned(), |(key, ..)| (*key).to_owned())
}

/// The column of a table that a field means, by key or name.
pub(super) fn column<'a>(table: &'a Block, field: &str) -> Option<&'a Column> {
    let wanted = word(field);
    let columns = table.live_columns();
    let keyed = columns.iter().find(|(_, c)| !c.key.is_empty() && word(&c.key) == wanted);
    // Systems write `escalation_reason` for “Escalation reason”.
    keyed.or_else(|| columns.iter().find(|(_, c)| word(&c.name) == wanted)).map(|(_, c)| *c)
}

/// Puts a field in its place; the same field twice is refused where it says two things.
pub(super) fn put(fields: &mut BTreeMap<String, String>, key: String, text: String) -> Result<(), String> {
    match fields.get(&key) {
        Some(there) if *there != text => Err(format!(
            "{} is said twice, as {} and as {}. Leave the one that holds",
            quoted(&key),
            quoted(there),
            quoted(&text)
        )),
        _ => {
            fields.insert(key, text);
            Ok(())
        }
    }
}

/// A field as it is kept.
pub(super) struct Kept {
    pub text: String,
    /// What a person should know of the reading.
    pub remark: Option<String>,
}

/// Reads what a field says by what it holds.
///
/// # Errors
/// The sentence about a text that is not what the field holds.
pub(super) fn kept(field: &str, text: &str, reading: &Reading<'_>) -> Result<Kept, String> {
    let column = reading.table.and_then(|table| column(table, field));
    let of_column = column.map(|c| &c.column_type);
    let of_key = || KNOWN.iter().find(|(key, ..)| *key == field).map(|(.., kind)| kind);
    let plain = |text: String| Ok(Kept { text, remark: None });
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return plain(text.to_owned());
    }
    let name = quoted(field);
    let wrong = |what: &str| Err(format!("{name} says {}, which is not {what}", quoted(text)));
    match of_column.or_else(of_key) {
        Some(ColumnType::Instant) => match moment(trimmed, reading.zone) {
            Some((at, true)) => plain(at.to_string()),
            Some((at, false)) => {
                let zone = zone_name(reading.zone);
                let remark = format!("{name} says {} without a zone; it was read in {zone}.", quoted(text));
                Ok(Kept { text: at.to_string(), remark: Some(remark) })
            }
            None => wrong("a moment in time. Write it as 2026-03-11T13:57:00+01:00"),
        },
        Some(ColumnType::Percent) => {
            let number = trimmed.trim_end_matches('%').trim().replace(',', ".");
            if ColumnType::Percent.check(&number).is_err() {
                return wrong("a percentage. Write a number from 0 to 100, without a sign");
            }
            let value: f64 = number.parse().unwrap_or_default();
            let is_confidence = column.map_or(field, |c| &c.key) == "confidence";
            if is_confidence && !(0.0..=100.0).contains(&value) {
                return wrong("from 0 to 100");
            }
            let is_share = value > 0.0 && value < 1.0 && !trimmed.ends_with('%');
            let remark = is_share.then(|| format!("{name} says {}, which was read as {number} %. Where a share of one is meant, write it as a percentage.", quoted(text)));
            Ok(Kept { text: number, remark })
        }
        Some(ColumnType::Number) => {
            let number = trimmed.replace(',', ".");
            if ColumnType::Number.check(&number).is_err() {
                wrong("a number. Write digits, for instance 12 or 0.3")
            } else {
                plain(number)
            }
        }
        Some(ColumnType::Date) => match trimmed.parse::<Date>() {
            Ok(day) => plain(day.to_string()),
            Err(_) => match moment(trimmed, reading.zone) {
                Some((at, _)) => plain(at.to_zoned(reading.zone.clone()).date().to_string()),
                None => wrong("a day. Write it as 2026-03-11"),
            },
        },
        Some(ColumnType::Time) => match trimmed.parse::<Time>() {
            Ok(time) => plain(time.strftime("%H:%M").to_string()),
            Err(_) => wrong("a time of day. Write it as 14:05"),
        },
        Some(ColumnType::Duration) => match duration::of_stored(trimmed).or_else(|| duration::parse(trimmed).ok()) {
            Some(span) => plain(duration::stored(span)),
            None => wrong("a span of time. Write for instance 15 min or 2 h"),
        },
        Some(ColumnType::YesNo) => match folded(trimmed).as_str() {
            "yes" | "y" | "true" | "1" | "x" | "✓" => plain("yes".to_owned()),
            "no" | "n" | "false" | "0" | "-" => plain("no".to_owned()),
            _ => wrong("yes or no"),
        },
        _ => plain(text.to_owned()),
    }
}

/// A zone as a person reads it.
pub(super) fn zone_name(zone: &TimeZone) -> &str {
    zone.iana_name().unwrap_or("the zone of this data folder")
}

/// A moment as files write it, and whether it names its zone: RFC 3339, RFC 9557 with a zone in brackets, RFC 2822,
/// seconds or milliseconds since 1970, or a day (with a time) on the wall of this zone.
pub(super) fn moment(text: &str, zone: &TimeZone) -> Option<(Timestamp, bool)> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some((at, true));
    }
    if let Ok(zoned) = text.parse::<Zoned>() {
        return Some((zoned.timestamp(), true));
    }
    if let Ok(zoned) = jiff::fmt::rfc2822::parse(text) {
        return Some((zoned.timestamp(), true));
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        let number: i64 = text.parse().ok()?;
        return match text.len() {
            10 => Timestamp::from_second(number).ok().map(|at| (at, true)),
            13 => Timestamp::from_millisecond(number).ok().map(|at| (at, true)),
            _ => None,
        };
    }
    let wall = text.parse::<DateTime>().or_else(|_| text.parse::<Date>().map(|day| day.at(0, 0, 0, 0))).ok()?;
    // Where the clock is put back the first of the two is meant, as everywhere.
    zone.to_ambiguous_timestamp(wall).compatible().ok().map(|at| (at, false))
}

/// A time of day on the day of another moment.
pub(super) fn on_day_of(text: &str, opened: Option<Timestamp>, zone: &TimeZone) -> Option<Timestamp> {
    let time: Time = text.parse().ok()?;
    let day = opened?.to_zoned(zone.clone()).date();
    zone.to_ambiguous_timestamp(DateTime::from_parts(day, time)).compatible().ok()
}
