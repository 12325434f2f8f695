//! The metrics of many cases: number of values, median and 90th percentile or share, what was left out and why, all of it
//! also before and after a go-live date and by week.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{CASE_METRICS, CaseValue, CountedCase, Lack};
use crate::metric::{Metric, Unit, nearest_rank};

/// A metric over cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFigure {
    /// How many cases have a value.
    pub n: usize,
    /// Of a share the tenths of a percent, of a count the number of cases that are part of it; none for a span, and none
    /// for a share without a case.
    pub whole: Option<i64>,
    /// The median of spans.
    pub median: Option<i64>,
    /// The 90th percentile of spans.
    pub p90: Option<i64>,
    /// How many cases that the metric is about have no value, by what they lack.
    pub lacking: BTreeMap<Lack, usize>,
}

/// A metric over all cases, before and after the go-live date, and by week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFigureRow {
    /// The metric.
    pub metric: &'static Metric,
    /// Over all cases.
    pub all: CaseFigure,
    /// Over those opened before the go-live date, and from it on; where there is one.
    pub parted: Option<(CaseFigure, CaseFigure)>,
    /// By the week in which they were opened (its Monday), in order; weeks without a value are left out.
    pub weeks: Vec<(Date, CaseFigure)>,
}

/// The metrics of cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFigures {
    /// The metrics, in the order of [`CASE_METRICS`].
    pub rows: Vec<CaseFigureRow>,
    /// Cases.
    pub cases: usize,
    /// Cases opened before the go-live date, and from it on.
    pub parted: Option<(usize, usize)>,
    /// Cases that do not say when they were opened: they are on neither side of the date and in no week.
    pub undated: usize,
    /// Of the times to the first human response, how many begin with a trigger of the log.
    pub by_log: usize,
}

/// On which side of the go-live date a case lies; none where it does not say when it was opened.
fn is_after(case: &CountedCase<'_>, live: Timestamp) -> Option<bool> {
    case.opened.map(|opened| opened >= live)
}

/// The metrics of cases, in whatever order they come; those opened from `go_live` on lie after it.
#[must_use]
pub fn case_figures(cases: &[CountedCase<'_>], go_live: Option<Timestamp>) -> CaseFigures {
    let mut gathered: Vec<Metrics> = CASE_METRICS.iter().map(|_| Metrics::default()).collect();
    let (mut before, mut after, mut undated, mut by_log) = (0, 0, 0, 0);
    for case in cases {
        let side = go_live.and_then(|live| is_after(case, live));
        before += usize::from(side == Some(false));
        after += usize::from(side == Some(true));
        undated += usize::from(case.opened.is_none());
        by_log += usize::from(case.by_log && case.values[0].number().is_some());
        for (own, value) in gathered.iter_mut().zip(case.values) {
            own.take(value, side, case.week);
        }
    }
    let rows = CASE_METRICS.iter().zip(gathered).map(|(metric, own)| own.row(metric, go_live.is_some()));
    CaseFigures { rows: rows.collect(), cases: cases.len(), parted: go_live.map(|_| (before, after)), undated, by_log }
}

/// The values of one metric on each side of the go-live date.
#[derive(Default)]
struct Metrics {
    all: Gathered,
    before: Gathered,
    after: Gathered,
    dated: Vec<(Date, i64)>,
}

impl Metrics {
    fn take(&mut self, value: CaseValue, side: Option<bool>, week: Option<Date>) {
        if value == CaseValue::Beside {
            return;
        }
        self.all.take(value);
        match side {
            Some(false) => self.before.take(value),
            Some(true) => self.after.take(value),
            None => {}
        }
        self.dated.extend(week.zip(value.number()));
    }

    fn row(mut self, metric: &'static Metric, is_parted: bool) -> CaseFigureRow {
        // Sorted by week and value at once, so that each week is a sorted part of it.
        self.dated.sort_unstable();
        let weeks = self.dated.chunk_by(|a, b| a.0 == b.0).map(|week| {
            let values: Vec<i64> = week.iter().map(|(_, value)| *value).collect();
            (week[0].0, of_sorted(metric.unit, &values, BTreeMap::new()))
        });
        CaseFigureRow {
            metric,
            weeks: weeks.collect(),
            all: self.all.figure(metric.unit),
            parted: is_parted.then(|| (self.before.figure(metric.unit), self.after.figure(metric.unit))),
        }
    }
}

/// The values of one metric.
#[derive(Default)]
struct Gathered {
    values: Vec<i64>,
    lacking: [usize; Lack::ALL.len()],
}

impl Gathered {
    fn take(&mut self, value: CaseValue) {
        match value {
            CaseValue::Known(value) => self.values.push(value),
            CaseValue::Lacks(lack) => self.lacking[lack as usize] += 1,
            CaseValue::Beside => {}
        }
    }

    fn figure(mut self, unit: Unit) -> CaseFigure {
        self.values.sort_unstable();
        let counts = Lack::ALL.into_iter().zip(self.lacking).filter(|(_, count)| *count > 0);
        of_sorted(unit, &self.values, counts.collect())
    }
}

fn of_sorted(unit: Unit, values: &[i64], lacking: BTreeMap<Lack, usize>) -> CaseFigure {
    let (n, part): (usize, i64) = (values.len(), values.iter().sum());
    let count = i64::try_from(n).unwrap_or(i64::MAX);
    let whole = match unit {
        // In tenths of a percent, rounded to the nearest.
        Unit::Share if n > 0 => Some((part * 2000 + count) / (count * 2)),
        Unit::Count => Some(part),
        Unit::Share | Unit::Span | Unit::Rate => None,
    };
    let is_span = unit == Unit::Span;
    let rank = |percent| if is_span { nearest_rank(values, percent) } else { None };
    CaseFigure { n, whole, median: rank(50), p90: rank(90), lacking }
}
