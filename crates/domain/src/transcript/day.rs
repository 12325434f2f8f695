//! Lines that name the day of what follows.

use jiff::civil::Date;

use super::DayOrder;
use super::stamp::{self, Written};

/// The day that a line names and nothing else: `Today`, `— Wednesday, March 11th —`, `--- Day changed Wed Mar 11 2026`.
pub(super) fn line(text: &str) -> Option<Written> {
    let is_rule = |c: char| matches!(c, '-' | '—' | '–' | '=' | '*' | '_' | '─' | ' ' | '\t');
    let text = text.trim_matches(is_rule);
    let text = ["Day changed to", "Day changed", "Log opened", "Session Start:"]
        .iter()
        .find_map(|words| text.strip_prefix(words))
        .map_or(text, str::trim_start);
    let (written, rest) = stamp::date(text)?;
    // irssi: `Wed Mar 11 13:58:01 2026`.
    let rest = rest.trim_matches([',', '.', ' ']);
    if let (Written::Yearly(month, day), Some((clock, year))) = (written, rest.split_once(' '))
        && stamp::alone(clock).is_some()
        && let Ok(date) = year.trim().parse().map_or(Err(()), |year| Date::new(year, month, day).map_err(drop))
    {
        return Some(Written::On(date));
    }
    rest.is_empty().then_some(written)
}

/// The date that is meant, on the day on which the transcript is read. It is one that has been.
pub(super) fn date(written: Written, today: Date, order: DayOrder) -> Option<Date> {
    let past = |month: i8, day: i8| {
        let of = |year: i16| Date::new(year, month, day).ok();
        // A day ahead is a clock of another zone.
        let last = today.tomorrow().unwrap_or(today);
        [today.year() + 1, today.year(), today.year() - 1, today.year() - 2, today.year() - 3, today.year() - 4]
            .into_iter()
            .filter_map(of)
            .find(|date| *date <= last)
    };
    match written {
        Written::On(date) => Some(date),
        Written::Numbers(a, b, year) => {
            let (day, month) = if order == DayOrder::DayFirst { (a, b) } else { (b, a) };
            match year {
                Some(year) => Date::new(year, month, day).ok(),
                None => past(month, day),
            }
        }
        Written::Yearly(month, day) => past(month, day),
        Written::Ago(days) => today.checked_sub(jiff::Span::new().days(days)).ok(),
        Written::Weekday(day) => {
            let back = i32::from(day.until(today.weekday()));
            today.checked_sub(jiff::Span::new().days(back)).ok()
        }
    }
}
