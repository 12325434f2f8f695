//! Recurrence rules (RFC 5545, 3.3.10), as far as they say exactly what a rhythm says and every calendar reads them:
//! a place in a set (`BYSETPOS`) is left out, because some do not know it for days of a month.

use bridgebook_domain::recurrence::{Recurrence, Rhythm};
use jiff::civil::Weekday;

use super::line;

/// The rule of a recurrence; nothing for what comes once, and for what no such rule says.
pub fn of(when: &Recurrence) -> Option<String> {
    let mut rule = rhythm(when)?;
    if let Some(until) = when.until {
        // Of a whole day a day, else a moment in UTC.
        let last = if when.time.is_none() { line::date(until) } else { line::utc(when.at(until)?) };
        rule.push_str(&format!(";UNTIL={last}"));
    }
    Some(rule)
}

fn rhythm(when: &Recurrence) -> Option<String> {
    let (month, day) = (when.first.month(), when.first.day());
    let weekday = weekday(when.first.weekday());
    let last_weekday = || format!("FREQ=MONTHLY;BYDAY=-1{weekday}");
    Some(match when.rhythm {
        Rhythm::Once | Rhythm::Unknown(_) => return None,
        Rhythm::Day => "FREQ=DAILY".to_owned(),
        Rhythm::WorkingDay => "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR".to_owned(),
        Rhythm::Week => "FREQ=WEEKLY".to_owned(),
        Rhythm::Fortnight => "FREQ=WEEKLY;INTERVAL=2".to_owned(),
        Rhythm::Month => format!("FREQ=MONTHLY;BYMONTHDAY={}", day_of_month(day, true)?),
        // Of February, May, August and November only the first is ever too short for the 30th.
        Rhythm::Quarter => format!("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY={}", day_of_month(day, month % 3 == 2)?),
        Rhythm::MonthEnd => "FREQ=MONTHLY;BYMONTHDAY=-1".to_owned(),
        Rhythm::MonthWeekday if day > 28 => last_weekday(),
        Rhythm::MonthWeekday => format!("FREQ=MONTHLY;BYDAY={}{weekday}", (day - 1) / 7 + 1),
        Rhythm::MonthLastWeekday => last_weekday(),
        Rhythm::Year if (month, day) == (2, 29) => "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1".to_owned(),
        Rhythm::Year => format!("FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}"),
    })
}

/// The day of a month that stands for a day and, in shorter months, for the last one; nothing where no number does.
const fn day_of_month(day: i8, meets_february: bool) -> Option<i8> {
    match day {
        31 => Some(-1),
        29 | 30 if meets_february => None,
        day => Some(day),
    }
}

/// The two letters of a weekday.
pub const fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "MO",
        Weekday::Tuesday => "TU",
        Weekday::Wednesday => "WE",
        Weekday::Thursday => "TH",
        Weekday::Friday => "FR",
        Weekday::Saturday => "SA",
        Weekday::Sunday => "SU",
    }
}
