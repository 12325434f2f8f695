//! Where a schedule contradicts itself: T3 (an end before its start) and T4 (what is stated does not fit the
//! lengths of the stages, or what a line comes after).

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Planned, Schedule};
use crate::view::folded;

/// A contradiction, named by both figures and the lines where they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Rule: T3 or T4.
    pub rule: &'static str,
    /// Place of the line in [`Schedule::lines`].
    pub place: usize,
    /// Key of the column that states it.
    pub column: &'static str,
    /// What is the case.
    pub title: String,
    /// Why, and what to do.
    pub message: String,
}

pub(super) fn problems(schedule: &Schedule) -> Vec<Problem> {
    let mut list = Vec::new();
    let by_deliverable = deliverables(schedule);
    for (place, line) in schedule.lines.iter().enumerate() {
        let mut add = |rule, column, title: String, message: String| {
            list.push(Problem { rule, place, column, title, message });
        };
        if let (Some(start), Some(end)) = (line.start, line.end)
            && end < start
        {
            let title = format!("{} ends before it starts", line.called());
            add("T3", "end", title, format!("It starts on {start} and ends on {end}. Correct one of the two."));
            continue;
        }
        if let (Some(iteration), Some(length)) = (line.iteration, line.length)
            && iteration > length
        {
            let (iteration, length) = (line.unit.words(iteration), line.unit.words(length));
            let title = format!("{}: an iteration of {iteration} in a stage of {length}", line.called());
            let message = format!(
                "In {} no iteration can end within its stage. Shorten the iteration, or lengthen the stage.",
                line.line()
            );
            add("T4", "iteration", title, message);
        }
        if let Some(start) = line.start
            && let Some(before) = latest(schedule, line)
            && start < before.until
        {
            let title = format!("{} starts on {start}, {} ends on {}", line.called(), before.called(), last(before));
            let message = format!(
                "{} comes after {}, which ends on {}. Correct the start, the lengths, or what it comes after.",
                capital(&line.line()),
                before.line(),
                last(before)
            );
            add("T4", "start", title, message);
        }
        claims(schedule, line, &by_deliverable, &mut add);
    }
    for circle in &schedule.circles {
        let Some(first) = circle.first() else { continue };
        let names: Vec<String> = circle.iter().chain([first]).map(|p| schedule.lines[*p].called()).collect();
        list.push(Problem {
            rule: "T4",
            place: *first,
            column: "after",
            title: format!("{} comes after itself", schedule.lines[*first].called()),
            message: format!(
                "{}: each comes after the next, so none can begin. Take one of them out of “After”.",
                names.join(" → ")
            ),
        });
    }
    list.sort_by_key(|p| p.place);
    list
}

/// What a stated end or month says against what the lengths make.
fn claims(
    schedule: &Schedule,
    line: &Planned,
    by_deliverable: &BTreeMap<String, &Planned>,
    add: &mut impl FnMut(&'static str, &'static str, String, String),
) {
    // A point is measured by what it comes after, else by the stage that delivers the same.
    let base = if line.is_point {
        latest(schedule, line).or_else(|| by_deliverable.get(&folded(&line.deliverable)).copied())
    } else {
        line.length.map(|_| line)
    };
    if let Some(base) = base {
        let (whose, where_) = if line.is_point {
            (format!("{} ends", base.called()), format!("{} ({})", base.called(), base.line()))
        } else {
            ("its length makes it end".to_owned(), format!("its start and length ({})", line.line()))
        };
        let until = if line.is_point { base.until } else { line.until };
        if let Some(end) = line.end
            && end.tomorrow().is_ok_and(|day| day != until)
        {
            let computed = last_of(until);
            let title = format!("{} states {end}, {whose} on {computed}", line.called());
            let message = format!(
                "{} states {end}; by {where_} it is {computed}. Correct the date, the lengths, or what it comes after.",
                capital(&line.line())
            );
            add("T4", "end", title, message);
        }
        if let Some(month) = line.month {
            let computed = schedule.month_of(until);
            if (month.ceil() - f64::from(computed)).abs() > 0.5 {
                let title = format!("{} states month {month}, {whose} in month {computed}", line.called());
                let message = format!(
                    "{} states month {month}; by {where_} it is month {computed}. Correct the month, the lengths, or what it comes after.",
                    capital(&line.line())
                );
                add("T4", "month", title, message);
            }
        }
        return;
    }
    // A point that nothing leads to must still lie within the plan.
    let stages = schedule.lines.iter().filter(|l| !l.is_point && l.length.is_some()).max_by_key(|l| l.until);
    if let (Some(month), Some(stage), true) = (line.month, stages, line.is_point && line.start.is_none()) {
        let computed = schedule.month_of(stage.until);
        if month.ceil() > f64::from(computed) {
            let title = format!("{} states month {month}, the plan ends in month {computed}", line.called());
            let message = format!(
                "{} states month {month}; the last stage, {} ({}), ends in month {computed}. Correct the month or the lengths.",
                capital(&line.line()),
                stage.called(),
                stage.line()
            );
            add("T4", "month", title, message);
        }
    }
}

/// Of the lines that one comes after, the one that ends last.
fn latest<'a>(schedule: &'a Schedule, line: &Planned) -> Option<&'a Planned> {
    line.after.iter().map(|p| &schedule.lines[*p]).max_by_key(|l| l.until)
}

/// Stages by what they deliver, where only one delivers it.
fn deliverables(schedule: &Schedule) -> BTreeMap<String, &Planned> {
    let mut found: BTreeMap<String, Option<&Planned>> = BTreeMap::new();
    for line in schedule.lines.iter().filter(|l| !l.is_point && !l.deliverable.is_empty()) {
        found.entry(folded(&line.deliverable)).and_modify(|l| *l = None).or_insert(Some(line));
    }
    found.into_iter().filter_map(|(key, line)| Some((key, line?))).collect()
}

fn last(line: &Planned) -> Date {
    last_of(line.until)
}

/// The last day before a day.
fn last_of(until: Date) -> Date {
    until.yesterday().unwrap_or(until)
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |c| c.to_uppercase().collect::<String>() + letters.as_str())
}
