//! The timeline of a schedule: a line each, on an axis of days, weeks, months or years.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use super::{Line, Tick, Timeline};
use crate::block::Section;
use crate::schedule::{Planned, Schedule};

/// Phases and milestones on a calendar. A plan without any date is counted from an assumed day, and its labels
/// name no date.
#[must_use]
pub fn timeline(section: &Section) -> Timeline {
    let schedule = Schedule::read(section);
    let (from, to) = (schedule.begin(), schedule.end());
    let scale = Scale::of(&schedule, days(from, to));
    let mut lines: Vec<Line> = schedule.lines.iter().map(|l| line(l, &schedule, from, scale)).collect();
    for problem in schedule.problems() {
        let line = &mut lines[problem.place];
        line.is_inconsistent = true;
        if line.problem.is_empty() {
            line.problem = problem.title;
        }
    }
    Timeline {
        from: from.to_string(),
        to: to.to_string(),
        days: days(from, to),
        ticks: ticks(&schedule, from, to, scale),
        lines,
        is_relative: schedule.is_relative,
    }
}

fn line(planned: &Planned, schedule: &Schedule, from: Date, scale: Scale) -> Line {
    let last = if planned.until > planned.from || planned.is_point && planned.until > schedule.start {
        planned.until.yesterday().unwrap_or(planned.until)
    } else {
        planned.until
    };
    let first = if planned.is_point { last } else { planned.from };
    let (first, last) = (scale.words(first, schedule), scale.words(last, schedule));
    Line {
        row: planned.row,
        name: planned.name.clone(),
        is_milestone: planned.is_point,
        from: days(from, planned.from),
        to: days(from, planned.until),
        words: if first == last { first } else { format!("{first} to {last}") },
        done: planned.done,
        after: planned.after.iter().map(|p| schedule.lines[*p].row).collect(),
        is_inconsistent: false,
        problem: String::new(),
    }
}

fn days(from: Date, to: Date) -> u32 {
    from.until(to).map_or(0, |span| u32::try_from(span.get_days()).unwrap_or(0))
}

/// What a tick stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    Day,
    Week,
    /// So many months.
    Months(i32),
}

impl Scale {
    /// The smallest scale that keeps the axis to some forty ticks. A plan without dates whose lines are counted
    /// in months keeps months.
    fn of(schedule: &Schedule, days: u32) -> Self {
        let has_months = schedule
            .lines
            .iter()
            .any(|l| l.month.is_some() || l.length.is_some() && l.unit == crate::schedule::Unit::Months);
        match days {
            0..=24 if !(schedule.is_relative && has_months) => Self::Day,
            25..=200 if !has_months => Self::Week,
            0..=1250 => Self::Months(1),
            1251..=3700 => Self::Months(3),
            3701..=15_000 => Self::Months(12),
            _ => Self::Months(120),
        }
    }

    /// A day in words: the day itself, or where the plan has no dates its number.
    fn words(self, day: Date, schedule: &Schedule) -> String {
        if !schedule.is_relative {
            return day.strftime("%-d %b %Y").to_string();
        }
        let number = days(schedule.start, day);
        match self {
            Self::Day => format!("D{}", number + 1),
            Self::Week => format!("W{}", number / 7 + 1),
            Self::Months(_) => format!("M{}", schedule.month_of(day.tomorrow().unwrap_or(day))),
        }
    }
}

fn ticks(schedule: &Schedule, from: Date, to: Date, scale: Scale) -> Vec<Tick> {
    let mut list = Vec::new();
    if from == to {
        return list;
    }
    let mut day = first(schedule, from, scale);
    let mut n: u32 = 0;
    while let Some(at) = day.filter(|d| *d < to) {
        if at >= from {
            list.push(Tick { day: days(from, at), label: label(schedule, at, scale, list.is_empty()) });
        }
        n += 1;
        // Each from the first, so that a plan that begins on the 31st keeps its months.
        let start = first(schedule, from, scale).unwrap_or(from);
        let n = i32::try_from(n).unwrap_or(i32::MAX);
        day = match scale {
            Scale::Day => start.checked_add(n.days()).ok(),
            Scale::Week => start.checked_add(n.weeks()).ok(),
            Scale::Months(step) => start.checked_add(n.saturating_mul(step).months()).ok(),
        };
    }
    list
}

/// The beginning of the first week or month; of a plan without dates its start.
fn first(schedule: &Schedule, from: Date, scale: Scale) -> Option<Date> {
    if schedule.is_relative {
        return Some(from);
    }
    match scale {
        Scale::Day => Some(from),
        Scale::Week if from.weekday() == Weekday::Monday => Some(from),
        Scale::Week => from.nth_weekday(1, Weekday::Monday).ok(),
        Scale::Months(step) => {
            let month = from.first_of_month();
            // Years begin in January, quarters in January, April, July and October.
            let over = (i32::from(month.month()) - 1) % step.min(12);
            month.checked_sub(over.months()).ok()
        }
    }
}

fn label(schedule: &Schedule, at: Date, scale: Scale, is_first: bool) -> String {
    if schedule.is_relative {
        return scale.words(at, schedule);
    }
    let format = match scale {
        Scale::Day | Scale::Week => "%-d %b",
        Scale::Months(12..) => "%Y",
        Scale::Months(_) if is_first || at.month() == 1 => "%b %Y",
        Scale::Months(_) => "%b",
    };
    at.strftime(format).to_string()
}

#[cfg(test)]
mod tests;
