//! A schedule computed: when each line begins and ends, from the start of the plan, the lengths of the lines and
//! what each comes after; and where what is stated does not fit that (domain reference T3, T4 and B.7.6). Dates
//! are calendar days; months are calendar months.
//!
//! `start` places a line. `end` and `month` are claims about it: they are compared with what is computed, and
//! place only a line that has nothing else to place it.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan as _};

use crate::block::Section;
use crate::id::RowId;
use crate::view::{RowView, folded, rows};

mod check;
mod order;

pub use check::Problem;

/// The day from which the days of a plan without any date are counted.
pub const ASSUMED_START: Date = date(2000, 1, 1);

/// Lengths and months beyond this are typing mistakes: a hundred years.
const LIMIT_DAYS: f64 = 36_600.0;

/// The unit of a length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Days.
    Days,
    /// Weeks.
    Weeks,
    /// Calendar months, also where no unit is said.
    Months,
}

impl Unit {
    fn of(word: &str) -> Self {
        match word {
            "days" | "day" | "d" => Self::Days,
            "weeks" | "week" | "w" => Self::Weeks,
            _ => Self::Months,
        }
    }

    /// `1 month`, `2 weeks`, `1.5 months`.
    #[must_use]
    pub fn words(self, length: f64) -> String {
        let one = match self {
            Self::Days => "day",
            Self::Weeks => "week",
            Self::Months => "month",
        };
        format!("{length} {one}{}", if (length - 1.0).abs() < f64::EPSILON { "" } else { "s" })
    }
}

/// A line of the plan.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Row.
    pub row: RowId,
    /// Its place among the rows, from 1.
    pub place: usize,
    /// Its number as written; empty for none.
    pub number: String,
    /// Name.
    pub name: String,
    /// Whether it is a point in time: a milestone, or a gate without a length.
    pub is_point: bool,
    /// Length, where one is said that can be.
    pub length: Option<f64>,
    /// Its unit.
    pub unit: Unit,
    /// Length of an iteration within it, in the same unit.
    pub iteration: Option<f64>,
    /// Stated first day.
    pub start: Option<Date>,
    /// Stated last day.
    pub end: Option<Date>,
    /// Stated month in which it ends, counted from the start of the plan from 1.
    pub month: Option<f64>,
    /// What it delivers.
    pub deliverable: String,
    /// What it comes after, as written.
    pub after_words: Vec<String>,
    /// Places (from 0) of the lines it comes after.
    pub after: Vec<usize>,
    /// Percent done.
    pub done: u8,
    /// First day as computed. Of a point the day after it, as of `until`.
    pub from: Date,
    /// Day after the last one, as computed.
    pub until: Date,
}

impl Planned {
    /// What a finding calls the line.
    #[must_use]
    pub fn called(&self) -> String {
        match (&*self.name, &*self.number) {
            ("", "") => format!("Line {}", self.place),
            ("", number) => format!("Line {number}"),
            (name, _) => format!("“{name}”"),
        }
    }

    /// `line 9`: where it stands.
    #[must_use]
    pub fn line(&self) -> String {
        format!("line {}", self.place)
    }
}

/// A schedule with its computed days.
#[derive(Debug, Clone)]
pub struct Schedule {
    /// First day of the plan.
    pub start: Date,
    /// Whether that day is assumed, because the plan has no date at all.
    pub is_relative: bool,
    /// Lines in the order of the rows; rows without anything in them are left out.
    pub lines: Vec<Planned>,
    /// Words of `after` that name no line of this schedule, or several, with the place of their line.
    pub unknown: Vec<(usize, String)>,
    /// Circles: places of lines each of which comes after the next, and the last after the first.
    pub circles: Vec<Vec<usize>>,
}

impl Schedule {
    /// Reads the schedule of a section and computes its days. The plan begins on the day in the setting `start`,
    /// else with the earliest day that a line states, else on [`ASSUMED_START`].
    #[must_use]
    pub fn read(section: &Section) -> Self {
        let block = &section.block;
        let mut lines: Vec<Planned> =
            rows(block).enumerate().filter_map(|(n, (row, view))| planned(n + 1, row, &view)).collect();
        let stated = lines.iter().flat_map(|l| [l.start, l.end]).flatten().min();
        let set = block.setting("start").trim().parse::<Date>().ok();
        let start = set.or(stated).unwrap_or(ASSUMED_START);
        let unknown = resolve(&mut lines);
        let mut schedule = Self { start, is_relative: set.or(stated).is_none(), lines, unknown, circles: Vec::new() };
        schedule.compute();
        schedule
    }

    fn compute(&mut self) {
        let ordered = order::order(&self.lines);
        self.circles = ordered.circles;
        for (place, after) in ordered.after.into_iter().enumerate() {
            self.lines[place].after = after;
        }
        let mut is_placed = vec![false; self.lines.len()];
        for place in ordered.order {
            let (from, until) = self.days(place, &is_placed);
            self.lines[place].from = from;
            self.lines[place].until = until;
            is_placed[place] = true;
        }
    }

    /// First day and day after the last one of a line, once the lines it comes after have theirs.
    fn days(&self, place: usize, is_placed: &[bool]) -> (Date, Date) {
        let line = &self.lines[place];
        let before = if line.after.is_empty() {
            // A line that says nothing follows from the line before it, unless that one depends on it.
            let previous = (0..place).rev().find(|p| !self.lines[*p].is_point);
            previous.filter(|p| is_placed[*p]).map(|p| self.lines[p].until)
        } else {
            line.after.iter().map(|p| self.lines[*p].until).max()
        };
        let claimed = line.end.and_then(|d| d.tomorrow().ok()).or_else(|| line.month.map(|m| self.month_end(m)));
        if line.is_point {
            let own = line.start.and_then(|d| d.tomorrow().ok());
            let free = if line.after.is_empty() { claimed } else { None };
            let at = own.or(free).or(before).unwrap_or(self.start);
            return (at, at);
        }
        let from = line.start.or(before).unwrap_or(self.start);
        let until = match line.length {
            Some(length) => add(from, length, line.unit),
            None => claimed.filter(|end| *end > from).unwrap_or(from),
        };
        (from, until)
    }

    /// The day after the last one of a month of the plan.
    #[must_use]
    pub fn month_end(&self, month: f64) -> Date {
        add(self.start, month, Unit::Months)
    }

    /// The month of the plan, from 1, in which a line ends that ends before a day.
    #[must_use]
    pub fn month_of(&self, until: Date) -> u32 {
        let months = self.start.until((jiff::Unit::Month, until)).map_or(0, |span| span.get_months());
        let whole = self.start.checked_add(months.months()).is_ok_and(|day| day == until);
        u32::try_from(months).unwrap_or(0) + u32::from(!whole)
    }

    /// Day after the last one of all lines; the start where there are none.
    #[must_use]
    pub fn end(&self) -> Date {
        self.lines.iter().map(|l| l.until).max().unwrap_or(self.start).max(self.start)
    }

    /// First day of all lines; the start of the plan where that is earlier.
    #[must_use]
    pub fn begin(&self) -> Date {
        self.lines.iter().map(|l| l.from).min().unwrap_or(self.start).min(self.start)
    }

    /// Where what is stated does not fit what is computed.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        check::problems(self)
    }

    /// The line that a word of `after` names in another schedule of the document, if it names one.
    #[must_use]
    pub fn named(&self, word: &str) -> Option<&Planned> {
        let names = names(&self.lines);
        match names.get(&folded(word)).map(Vec::as_slice) {
            Some([place]) => Some(&self.lines[*place]),
            _ => None,
        }
    }
}

fn planned(place: usize, row: RowId, view: &RowView<'_>) -> Option<Planned> {
    let keys = ["name", "no", "length", "start", "end", "month", "deliverable", "after"];
    if keys.iter().all(|key| view.text(key).is_empty() && view.members(key).is_empty()) {
        return None;
    }
    let kind = view.word("kind");
    let positive = |key: &str| view.number(key).filter(|n| *n > 0.0 && *n <= LIMIT_DAYS);
    let (length, month) = (positive("length"), positive("month"));
    let (start, end) = (view.date("start"), view.date("end"));
    let is_point = match kind.as_str() {
        "milestone" => true,
        "gate" => length.is_none(),
        "" => length.is_none() && start.is_none() && (month.is_some() || end.is_some()),
        _ => false,
    };
    let done = if view.word("state") == "done" { 100.0 } else { view.number("done").unwrap_or(0.0) };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held between 0 and 100 just before")]
    let done = done.clamp(0.0, 100.0).round() as u8;
    Some(Planned {
        row,
        place,
        number: view.text("no").to_owned(),
        name: view.text("name").to_owned(),
        is_point,
        length: if is_point { None } else { length },
        unit: Unit::of(&view.word("unit")),
        iteration: positive("iteration"),
        start,
        end,
        month,
        deliverable: view.text("deliverable").to_owned(),
        after_words: view.members("after"),
        after: Vec::new(),
        done,
        from: ASSUMED_START,
        until: ASSUMED_START,
    })
}

/// Places of lines by number and by folded name.
fn names(lines: &[Planned]) -> BTreeMap<String, Vec<usize>> {
    let mut names: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, line) in lines.iter().enumerate() {
        let (number, name) = (folded(&line.number), folded(&line.name));
        if !number.is_empty() {
            names.entry(number.clone()).or_default().push(place);
        }
        if !name.is_empty() && name != number {
            names.entry(name).or_default().push(place);
        }
    }
    names
}

/// Finds the lines that `after` names. A number means the line of that number; a text with commas that names
/// no line is read as a list.
fn resolve(lines: &mut [Planned]) -> Vec<(usize, String)> {
    let names = names(lines);
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    for (place, line) in lines.iter().enumerate().filter(|(_, l)| !l.number.is_empty()) {
        numbers.entry(folded(&line.number)).or_insert(place);
    }
    let find = |word: &str| {
        let key = folded(word);
        let one = names.get(&key).filter(|places| places.len() == 1).map(|places| places[0]);
        numbers.get(&key).copied().or(one)
    };
    let mut unknown = Vec::new();
    for (n, line) in lines.iter_mut().enumerate() {
        for written in &line.after_words {
            let parts: Vec<&str> = match find(written) {
                Some(_) => vec![written],
                None => written.split([',', ';']).map(str::trim).filter(|p| !p.is_empty()).collect(),
            };
            for part in parts {
                match find(part) {
                    Some(place) if line.after.contains(&place) => {}
                    Some(place) => line.after.push(place),
                    None => unknown.push((n, part.to_owned())),
                }
            }
        }
    }
    unknown
}

/// A day so much later; where the calendar ends, the last day it has.
fn add(from: Date, length: f64, unit: Unit) -> Date {
    #[expect(clippy::cast_possible_truncation, reason = "held within the limit, which is far within the type")]
    let whole = |n: f64| n.clamp(0.0, LIMIT_DAYS).round() as i64;
    let span: Span = match unit {
        Unit::Days => whole(length.ceil()).days(),
        Unit::Weeks => whole((length * 7.0).ceil()).days(),
        Unit::Months => whole(length.floor()).min(1200).months().days(whole(length.fract() * 30.0)),
    };
    from.checked_add(span).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests;
