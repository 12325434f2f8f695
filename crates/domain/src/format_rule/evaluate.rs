//! Whether a rule holds for a cell. Values are read by the type of their column; days and moments are those
//! of UTC, so that every reader of a page sees the same.

use std::cmp::Ordering;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{FormatOperator, FormatRule};
use crate::block::Column;
use crate::duration;
use crate::value::{ColumnType, Value};
use crate::view::folded;

/// A text as something that has an order.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Ordered {
    Number(f64),
    Span(SignedDuration),
    Day(Date),
    Moment(Timestamp),
    Clock(Time),
}

impl FormatRule {
    /// Whether the rule holds for a value of a column.
    #[must_use]
    pub fn holds(&self, column: &Column, value: &Value, now: Timestamp, name: &dyn Fn(&str) -> String) -> bool {
        let members = value.members();
        let any = |test: &dyn Fn(&str) -> bool| members.iter().any(|m| test(m));
        let orders = |fits: &dyn Fn(Ordering) -> bool| any(&|m| self.order(column, m, now).is_some_and(fits));
        match self.operator {
            FormatOperator::IsEmpty => members.is_empty(),
            FormatOperator::IsNotEmpty => !members.is_empty(),
            FormatOperator::Is => any(&|m| self.is(column, m, now, name)),
            FormatOperator::IsNot => !any(&|m| self.is(column, m, now, name)),
            FormatOperator::Contains => {
                let sought = folded(&self.value);
                any(&|m| shown(column, m, name).iter().any(|w| folded(w).contains(&sought)))
            }
            FormatOperator::Less => orders(&Ordering::is_lt),
            FormatOperator::AtMost => orders(&Ordering::is_le),
            FormatOperator::More => orders(&Ordering::is_gt),
            FormatOperator::AtLeast => orders(&Ordering::is_ge),
            FormatOperator::Before => is_dated(&column.column_type) && orders(&Ordering::is_lt),
            FormatOperator::After => is_dated(&column.column_type) && orders(&Ordering::is_gt),
            FormatOperator::WithinNext => any(&|m| self.is_soon(column, m, now)),
        }
    }

    /// Why the rule can never hold in this column; `None` where it can.
    #[must_use]
    pub fn misfit(&self, column: &Column) -> Option<String> {
        let kind = &column.column_type;
        // Only whether the value can be read counts, not what it comes to.
        let reads = ordered(kind, &self.value, Timestamp::UNIX_EPOCH).is_some();
        match self.operator {
            FormatOperator::Before | FormatOperator::After if !is_dated(kind) => {
                Some(format!("before and after compare days, moments and times; {} holds none", column.name))
            }
            FormatOperator::WithinNext if !matches!(kind, ColumnType::Date | ColumnType::Instant) => {
                Some(format!("within next looks at days and moments; {} holds none", column.name))
            }
            FormatOperator::Less
            | FormatOperator::AtMost
            | FormatOperator::More
            | FormatOperator::AtLeast
            | FormatOperator::Before
            | FormatOperator::After
                if !reads =>
            {
                Some(format!("“{}” cannot be compared with what {} holds", self.value, column.name))
            }
            FormatOperator::Is | FormatOperator::IsNot
                if *kind == ColumnType::Choice && !column.choices.is_empty() && !is_choice(column, &self.value) =>
            {
                Some(format!("“{}” is not one of the choices of {}", self.value, column.name))
            }
            _ => None,
        }
    }

    fn order(&self, column: &Column, member: &str, now: Timestamp) -> Option<Ordering> {
        let kind = &column.column_type;
        compare(ordered(kind, member, now)?, ordered(kind, &self.value, now)?)
    }

    fn is(&self, column: &Column, member: &str, now: Timestamp, name: &dyn Fn(&str) -> String) -> bool {
        if column.column_type.has_order() && self.order(column, member, now) == Some(Ordering::Equal) {
            return true;
        }
        let sought = folded(&self.value);
        shown(column, member, name).iter().any(|w| folded(w) == sought)
    }

    fn is_soon(&self, column: &Column, member: &str, now: Timestamp) -> bool {
        let Some(end) = duration::parse(&self.value).ok().and_then(|span| now.checked_add(span).ok()) else {
            return false;
        };
        match ordered(&column.column_type, member, now) {
            Some(Ordered::Day(day)) => day_of(now) <= day && day <= day_of(end),
            Some(Ordered::Moment(moment)) => now <= moment && moment <= end,
            _ => false,
        }
    }
}

/// The texts by which a member is known: as stored, and as people read it.
fn shown(column: &Column, member: &str, name: &dyn Fn(&str) -> String) -> Vec<String> {
    let mut list = vec![member.to_owned()];
    match column.column_type {
        ColumnType::Choice => list.extend(column.choices.get(member).map(|c| c.name.clone())),
        ColumnType::Reference | ColumnType::Document => list.push(name(member)),
        _ => {}
    }
    list
}

fn is_choice(column: &Column, written: &str) -> bool {
    let sought = folded(written);
    column.live_choices().into_iter().any(|(id, c)| folded(id) == sought || folded(&c.name) == sought)
}

fn is_dated(kind: &ColumnType) -> bool {
    matches!(kind, ColumnType::Date | ColumnType::Instant | ColumnType::Time)
}

fn day_of(moment: Timestamp) -> Date {
    TimeZone::UTC.to_datetime(moment).date()
}

fn ordered(kind: &ColumnType, text: &str, now: Timestamp) -> Option<Ordered> {
    let text = text.trim();
    match kind {
        ColumnType::Duration => duration::parse(text).ok().map(Ordered::Span),
        ColumnType::Time => text.parse().ok().map(Ordered::Clock),
        ColumnType::Date | ColumnType::Instant if text.eq_ignore_ascii_case("today") => Some(Ordered::Day(day_of(now))),
        ColumnType::Date if text.eq_ignore_ascii_case("now") => Some(Ordered::Day(day_of(now))),
        ColumnType::Date => text.parse().ok().map(Ordered::Day),
        ColumnType::Instant if text.eq_ignore_ascii_case("now") => Some(Ordered::Moment(now)),
        ColumnType::Instant => moment(text),
        _ => {
            let number = text.strip_suffix('%').unwrap_or(text).trim_end();
            ColumnType::Number.check(number).ok()?;
            number.parse().ok().map(Ordered::Number)
        }
    }
}

/// An instant as stored, `2026-03-11 14:05 UTC`, or a day.
fn moment(text: &str) -> Option<Ordered> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(Ordered::Moment(instant));
    }
    if text.len() == 10 {
        return text.parse().ok().map(Ordered::Day);
    }
    let (day, time) = text.strip_suffix("UTC").unwrap_or(text).trim_end().split_once(' ')?;
    let (day, time): (Date, Time) = (day.parse().ok()?, time.parse().ok()?);
    TimeZone::UTC.to_timestamp(day.to_datetime(time)).ok().map(Ordered::Moment)
}

fn compare(one: Ordered, other: Ordered) -> Option<Ordering> {
    match (one, other) {
        (Ordered::Number(a), Ordered::Number(b)) => a.partial_cmp(&b),
        (Ordered::Span(a), Ordered::Span(b)) => Some(a.cmp(&b)),
        (Ordered::Day(a), Ordered::Day(b)) => Some(a.cmp(&b)),
        (Ordered::Moment(a), Ordered::Moment(b)) => Some(a.cmp(&b)),
        (Ordered::Clock(a), Ordered::Clock(b)) => Some(a.cmp(&b)),
        (Ordered::Moment(a), Ordered::Day(b)) => Some(day_of(a).cmp(&b)),
        (Ordered::Day(a), Ordered::Moment(b)) => Some(a.cmp(&day_of(b))),
        _ => None,
    }
}

impl ColumnType {
    /// Whether its values have an order beside that of letters.
    fn has_order(&self) -> bool {
        is_dated(self) || matches!(self, Self::Number | Self::Percent | Self::Duration)
    }
}
