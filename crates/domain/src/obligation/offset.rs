//! Spans of obligations and how they are counted.
//!
//! Laws count the end of a span differently (to the end of the last day, to the close of business). The rule here is the
//! earliest of them: the same time of day, so that a deadline shown is never later than the one that holds.
//! - Hours run on the clock on the wall of no place: 72 h are 72 times 60 minutes, weekends and clock changes included.
//! - Calendar days and months end at the same time of day; a month ends on the last day where it has no such day.
//! - Business days: the day of the anchor is not counted. The n-th day after it that is from Monday to Friday and no
//!   holiday is the last, at the time of day of the anchor (as SEC Form 8-K, General Instruction B.1, counts).

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};

use crate::duration;

/// Largest number of days or months that is understood; longer ones are typing mistakes.
const LIMIT: i32 = 3_660;

/// A span, with what it is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offset {
    /// Elapsed time.
    Elapsed(SignedDuration),
    /// Calendar days.
    Days(i32),
    /// Calendar months.
    Months(i32),
    /// Business days.
    BusinessDays(i32),
}

/// Whose days are counted.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// Where a day begins.
    pub zone: TimeZone,
    /// Days that are no business days beside weekends.
    pub holidays: BTreeSet<Date>,
}

impl Calendar {
    fn is_business(&self, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !self.holidays.contains(&day)
    }
}

/// Words of deadlines that name no span on purpose.
const WITHOUT_SPAN: &[&str] =
    &["undue delay", "at once", "immediately", "as soon as", "promptly", "forthwith", "as agreed", "unverzüglich"];

/// Whether a deadline names no span on purpose, as `without undue delay` does.
#[must_use]
pub fn is_without_span(within: &str) -> bool {
    let lower = within.to_lowercase();
    WITHOUT_SPAN.iter().any(|words| lower.contains(words))
}

impl Offset {
    /// Reads a span as a plan writes it: `72 h`, `1 month`, `4 business days`, `60 days at the latest`, `PT72H`. The
    /// column of what it is counted in (`hours`, `calendar-days`, `calendar-months`, `business-days`) says what a bare
    /// number or `days` means. None where it names no span that can be counted, or more than one.
    #[must_use]
    pub fn read(text: &str, counted_in: &str) -> Option<Self> {
        if let Ok(span) = text.parse::<SignedDuration>() {
            return Self::of_span(span, counted_in);
        }
        let lower = text.to_lowercase();
        let mut words = lower.split_whitespace();
        let first = words.next()?;
        let digits = first.bytes().take_while(u8::is_ascii_digit).count();
        let (number, glued) = first.split_at(digits);
        let number: i32 = number.parse().ok().filter(|n| (1..=LIMIT).contains(n))?;
        let unit = if glued.is_empty() { words.next().unwrap_or_default() } else { glued };
        let unit = if matches!(unit, "business" | "working") {
            words.next().filter(|day| day.starts_with("day"))?;
            "business-days"
        } else {
            unit
        };
        if words.any(|word| word.contains(|c: char| c.is_ascii_digit())) {
            return duration::parse(text).ok().and_then(|span| Self::of_span(span, counted_in));
        }
        Some(match (unit.trim_end_matches([',', ';', '.']), counted_in) {
            ("business-days", _) | ("" | "d" | "day" | "days", "business-days") => Self::BusinessDays(number),
            ("d" | "day" | "days", _) | ("", "calendar-days") => Self::Days(number),
            ("w" | "week" | "weeks", _) => Self::Days(number.checked_mul(7)?),
            ("month" | "months", _) | ("", "calendar-months") => Self::Months(number),
            ("h" | "hr" | "hrs" | "hour" | "hours", _) | ("", "hours" | "") => {
                Self::Elapsed(SignedDuration::from_hours(i64::from(number)))
            }
            ("m" | "min" | "minute" | "minutes", _) => Self::Elapsed(SignedDuration::from_mins(i64::from(number))),
            _ => return None,
        })
    }

    fn of_span(span: SignedDuration, counted_in: &str) -> Option<Self> {
        let days = span.as_secs() / 86_400;
        let whole = i32::try_from(days).ok().filter(|n| *n > 0 && *n <= LIMIT && span.as_secs() % 86_400 == 0);
        match (counted_in, whole) {
            ("business-days", Some(days)) => Some(Self::BusinessDays(days)),
            ("calendar-days", Some(days)) => Some(Self::Days(days)),
            ("business-days" | "calendar-days" | "calendar-months", _) => None,
            _ => (span > SignedDuration::ZERO).then_some(Self::Elapsed(span)),
        }
    }

    /// The moment at which the span ends. None where no calendar reaches so far.
    #[must_use]
    pub fn after(self, anchor: Timestamp, calendar: &Calendar) -> Option<Timestamp> {
        let local = calendar.zone.to_datetime(anchor);
        let day = match self {
            Self::Elapsed(span) => return anchor.checked_add(span).ok(),
            Self::Days(days) => local.date().checked_add(Span::new().try_days(days).ok()?).ok()?,
            Self::Months(months) => local.date().checked_add(Span::new().try_months(months).ok()?).ok()?,
            Self::BusinessDays(days) => {
                let mut day = local.date();
                let mut left = days;
                while left > 0 {
                    day = day.tomorrow().ok()?;
                    left -= i32::from(calendar.is_business(day));
                }
                day
            }
        };
        calendar.zone.to_ambiguous_timestamp(day.to_datetime(local.time())).compatible().ok()
    }

    /// In words, for instance `4 business days`.
    #[must_use]
    pub fn words(self) -> String {
        let many = |n: i32, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
        match self {
            Self::Elapsed(span) => duration::print(span),
            Self::Days(n) => many(n, "day", "days"),
            Self::Months(n) => many(n, "month", "months"),
            Self::BusinessDays(n) => many(n, "business day", "business days"),
        }
    }
}
