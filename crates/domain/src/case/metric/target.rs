//! What stands in documents beside the metrics of cases: the go-live date and the baselines of the implementation
//! checklist, and the targets of the hand-off policy with the review action for a figure outside of them.

use jiff::civil::Date;

use super::CASE_METRICS;
use crate::block::BlockKind;
use crate::document::Document;
use crate::metric::{Metric, Unit};
use crate::view::{RowView, folded, rows};

/// The field of the implementation checklist that holds the go-live date, and the one that names what goes live.
const GO_LIVE: (&str, &str) = ("go_live", "process");

/// A go-live date as a document says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoLive {
    /// The day.
    pub day: Date,
    /// What goes live; may be empty.
    pub process: String,
}

/// The go-live date of a document; none where it has no such field, or an empty one.
#[must_use]
pub fn go_live(document: &Document) -> Option<GoLive> {
    let day = document.field_text(GO_LIVE.0)?.trim().parse().ok()?;
    Some(GoLive { day, process: document.field_text(GO_LIVE.1).unwrap_or_default().trim().to_owned() })
}

/// A figure that somebody wrote down, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    /// Which metric.
    pub metric: &'static Metric,
    /// Number of values before.
    pub n: String,
    /// Median before.
    pub median: String,
    /// 90th percentile before.
    pub p90: String,
    /// Target.
    pub target: String,
}

/// The baselines of a document that are filled in, by the names of the metrics.
#[must_use]
pub fn baselines(document: &Document) -> Vec<Baseline> {
    let tables = document.sections_of(&BlockKind::Table);
    let of = |block| rows(block).filter_map(|(_, view): (_, RowView<'_>)| baseline(&view)).collect::<Vec<_>>();
    tables.iter().filter(|(_, s)| s.block.setting("preset") == "baselines").flat_map(|(_, s)| of(&s.block)).collect()
}

fn baseline(view: &RowView<'_>) -> Option<Baseline> {
    let text = |key: &str| view.text(key).to_owned();
    let found = Baseline {
        metric: named(view.text("metric"))?,
        n: text("n_before"),
        median: text("before"),
        p90: text("p90_before"),
        target: text("target"),
    };
    let is_filled = [&found.n, &found.median, &found.p90, &found.target].into_iter().any(|text| !text.is_empty());
    is_filled.then_some(found)
}

fn named(name: &str) -> Option<&'static Metric> {
    let name = folded(name);
    CASE_METRICS.iter().find(|metric| folded(metric.name) == name)
}

/// What a policy wants of a metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetricTarget {
    /// Which metric.
    pub metric: &'static Metric,
    /// The target as it is written; may be empty.
    pub written: String,
    /// The least that is wanted, in the steps of the metric's unit.
    pub least: Option<i64>,
    /// The most that is wanted.
    pub most: Option<i64>,
    /// What is done when it is lower.
    pub if_low: String,
    /// What is done when it is higher.
    pub if_high: String,
    /// Who looks at it: id or name.
    pub owner: String,
}

/// How a figure stands to its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// No target is written.
    NoTarget,
    /// The target cannot be read as a share.
    Unread,
    /// There is no figure.
    NoFigure,
    /// As wanted.
    Met,
    /// Lower than wanted.
    TooLow,
    /// Higher than wanted.
    TooHigh,
}

impl Standing {
    /// The stable word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoTarget => "no_target",
            Self::Unread => "unread",
            Self::NoFigure => "no_figure",
            Self::Met => "met",
            Self::TooLow => "too_low",
            Self::TooHigh => "too_high",
        }
    }
}

impl MetricTarget {
    /// How a figure stands to it.
    #[must_use]
    pub fn standing(&self, figure: Option<i64>) -> Standing {
        if self.written.is_empty() {
            return Standing::NoTarget;
        }
        if self.least.is_none() && self.most.is_none() {
            return Standing::Unread;
        }
        match figure {
            None => Standing::NoFigure,
            Some(figure) if self.least.is_some_and(|least| figure < least) => Standing::TooLow,
            Some(figure) if self.most.is_some_and(|most| figure > most) => Standing::TooHigh,
            Some(_) => Standing::Met,
        }
    }

    /// What is to be done about a figure that stands so.
    #[must_use]
    pub fn action(&self, standing: Standing) -> &str {
        match standing {
            Standing::TooLow => &self.if_low,
            Standing::TooHigh => &self.if_high,
            _ => "",
        }
    }

    /// The target as it was read: `at least 60 %`, `20 to 40 %`.
    #[must_use]
    pub fn words(&self) -> String {
        let unit = self.metric.unit;
        match (self.least, self.most) {
            (Some(least), Some(most)) => format!("{} to {}", unit.plain(least), unit.words(most)),
            (Some(least), None) => format!("at least {}", unit.words(least)),
            (None, Some(most)) => format!("at most {}", unit.words(most)),
            (None, None) => self.written.clone(),
        }
    }
}

/// The targets of a document, out of its tables with a figure, a target and an action for each side (as the hand-off
/// policy has them), of the metrics that are shares.
#[must_use]
pub fn targets(document: &Document) -> Vec<MetricTarget> {
    let mut list = Vec::new();
    for (_, section) in document.sections_of(&BlockKind::Table) {
        let has = |key: &str| section.block.column_by_key(key).is_some();
        if !["metric", "target", "low", "high"].into_iter().all(has) {
            continue;
        }
        for (_, view) in rows(&section.block) {
            let Some(metric) = named(view.text("metric")).filter(|metric| metric.unit == Unit::Share) else { continue };
            let text = |key: &str| view.text(key).to_owned();
            let (least, most) = limits(view.text("target"), metric);
            list.push(MetricTarget {
                metric,
                written: text("target"),
                least,
                most,
                if_low: text("low"),
                if_high: text("high"),
                owner: text("owner"),
            });
        }
    }
    list
}

/// The limits that a text sets to a share, in tenths of a percent: `at least 60 %`, `< 40 %`, `20 to 40 %`. A bare figure
/// is the most of what should be seldom, else the least.
fn limits(text: &str, metric: &Metric) -> (Option<i64>, Option<i64>) {
    let text = text.to_lowercase().replace(',', ".");
    let numbers = text.split(|c: char| !c.is_ascii_digit() && c != '.').filter_map(|part| part.parse::<f64>().ok());
    #[expect(clippy::cast_possible_truncation, reason = "a share of a hundred, in tenths")]
    let numbers: Vec<i64> = numbers.filter(|n| (0.0..=100.0).contains(n)).map(|n| (n * 10.0).round() as i64).collect();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    // “No more than” holds the word “more” and says the opposite, so that it is looked for first.
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let denies = |what: &[&str]| {
        let is_denied = |no: &&str| what.iter().any(|word| words.contains(&format!("{no} {word}")));
        ["no", "not", "not be", "never", "never be"].iter().any(is_denied)
    };
    let is_seldom = matches!(metric.id, "case-routed" | "case-rerouted");
    match numbers[..] {
        [least, most] if least <= most => (Some(least), Some(most)),
        [one] if denies(&["more", "over", "above", "exceed", "higher", "greater"]) => (None, Some(one)),
        [one] if denies(&["less", "fewer", "under", "below", "lower"]) => (Some(one), None),
        [one] if says(&["at most", "less", "below", "under", "up to", "<", "≤", "max"]) => (None, Some(one)),
        [one] if says(&["at least", "more", "above", "over", ">", "≥", "min"]) => (Some(one), None),
        [one] if is_seldom => (None, Some(one)),
        [one] => (Some(one), None),
        _ => (None, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::metric::case_metric;
    use crate::test::Builder;

    #[test]
    fn a_target_is_read_as_it_is_meant_and_a_figure_outside_of_it_has_its_action() {
        let metric = |id: &str| case_metric(id).expect("a metric");
        let (rate, routed) = (metric("case-contained"), metric("case-routed"));
        for (text, of, limits_of) in [
            ("60 %", rate, (Some(600), None)),
            ("40 %", routed, (None, Some(400))),
            ("at least 62,5 %", routed, (Some(625), None)),
            ("<= 40", rate, (None, Some(400))),
            ("no more than 20 %", rate, (None, Some(200))),
            ("Not  more than 20 %", rate, (None, Some(200))),
            ("must not exceed 20 %", rate, (None, Some(200))),
            ("no less than 60 %", routed, (Some(600), None)),
            ("never below 60 %", routed, (Some(600), None)),
            ("more than 60 %", routed, (Some(600), None)),
            ("less than 20 %", rate, (None, Some(200))),
            ("20 to 40 %", routed, (Some(200), Some(400))),
            ("40 to 20 %", routed, (None, None)),
            ("as much as we can", rate, (None, None)),
            ("300 %", rate, (None, None)),
            ("", rate, (None, None)),
        ] {
            assert_eq!(limits(text, of), limits_of, "{text}");
        }
        let target = MetricTarget {
            metric: routed,
            written: "20 to 40 %".to_owned(),
            least: Some(200),
            most: Some(400),
            if_low: "Ask customers".to_owned(),
            if_high: "Close knowledge gaps".to_owned(),
            owner: String::new(),
        };
        for (figure, standing, action) in [
            (None, Standing::NoFigure, ""),
            (Some(199), Standing::TooLow, "Ask customers"),
            (Some(200), Standing::Met, ""),
            (Some(400), Standing::Met, ""),
            (Some(401), Standing::TooHigh, "Close knowledge gaps"),
        ] {
            assert_eq!(target.standing(figure), standing);
            assert_eq!(target.action(standing), action);
        }
        assert_eq!(target.words(), "20 to 40 %");
        let unread = MetricTarget { least: None, most: None, ..target.clone() };
        assert_eq!(unread.standing(Some(1)), Standing::Unread);
        let none = MetricTarget { written: String::new(), ..unread };
        assert_eq!(none.standing(Some(1)), Standing::NoTarget);
    }

    #[test]
    fn baselines_that_are_filled_are_found_by_name_and_a_document_without_the_field_has_no_date() {
        let mut b = Builder::default();
        let mut block = b.block(
            &BlockKind::Table,
            "baselines",
            &[
                &[("metric", "trigger to first human  response"), ("n_before", "40"), ("before", "45 min")],
                &[("metric", "Total resolution time, escalated")],
                &[("metric", "Something else"), ("before", "3")],
            ],
        );
        block.settings.insert("preset".to_owned(), crate::value::Value::one("baselines"));
        let document = b.document("Checklist", "", vec![("Three baselines", BlockKind::Table, block)]);
        let found = baselines(&document);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].metric.id, found[0].n.as_str()), ("case-time-to-human", "40"));
        assert_eq!((found[0].median.as_str(), found[0].target.as_str()), ("45 min", ""));
        assert_eq!(go_live(&document), None);
        assert!(targets(&document).is_empty());
    }
}
