//! Whether a condition holds for a case at a moment. What cannot be known does not hold, and neither does its
//! opposite: a rule about the confidence says nothing about a case that tells none. An empty choice or text is known to be
//! none of the values that it is compared with.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::beside::Beside;
use super::clock::ServiceLevels;
use super::explain::Written;
use super::facts::CaseFacts;
use super::fields::{CaseField, PRIORITY};
use super::keywords::{Hits, Keywords, is_text, words_of};
use super::others::Others;
use crate::condition::{Comparison, Condition, FieldOperator, Operand};
use crate::value::ColumnType;
use crate::view::folded;

/// Whether something holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    /// It holds.
    Yes,
    /// It does not.
    No,
    /// The case does not tell what is looked at.
    Unknown,
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}

impl Truth {
    /// The opposite; what is not known stays so.
    pub(super) const fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }
}

/// All that is looked at when a case is judged.
pub(super) struct Judge<'a> {
    pub case: &'a CaseFacts<'a>,
    pub others: &'a Others,
    pub levels: &'a ServiceLevels,
    pub keywords: &'a Keywords,
    /// The tests of the rules as they are written.
    pub written: &'a Written,
    /// What other tables of the document say.
    pub beside: &'a Beside,
    pub hits: Hits,
    pub at: Timestamp,
}

impl<'a> Judge<'a> {
    pub fn new(
        case: &'a CaseFacts<'a>,
        others: &'a Others,
        levels: &'a ServiceLevels,
        (keywords, written, beside): (&'a Keywords, &'a Written, &'a Beside),
        at: Timestamp,
    ) -> Self {
        Self { case, others, levels, keywords, written, beside, hits: keywords.find(case), at }
    }

    /// The same case at another moment: its text is not walked over again.
    pub fn at(&self, at: Timestamp) -> Self {
        let Self { case, others, levels, keywords, written, beside, .. } = *self;
        Self { case, others, levels, keywords, written, beside, hits: self.hits.clone(), at }
    }

    /// Whether a condition holds.
    pub fn holds(&self, condition: &Condition) -> Truth {
        match condition {
            Condition::Always => Truth::Yes,
            Condition::All { of } => worst(of.iter().map(|c| self.holds(c)), Truth::No),
            Condition::Any { of } => worst(of.iter().map(|c| self.holds(c)), Truth::Yes),
            Condition::Not { of } => self.holds(of).not(),
            Condition::Field { field, operator, values } => self.field(field, *operator, values),
            Condition::Row { column, same, operator, values } => match self.beside.find(column, same) {
                Some(looked) => {
                    let held = looked.values(self.case, same).unwrap_or_default();
                    let held: Vec<&str> = held.iter().map(String::as_str).collect();
                    self.held(Some(&looked.column), &held, *operator, values)
                }
                None => Truth::Unknown,
            },
            Condition::Age { comparison, span } => match self.age() {
                Some(age) => compare(&age, *comparison, span).into(),
                None => Truth::Unknown,
            },
            Condition::Sla { clock, comparison, percent } => match self.levels.looked_at(self.case, *clock, self.at) {
                Some(clock) => compare(&clock.percent(), *comparison, percent).into(),
                None => Truth::Unknown,
            },
            Condition::Count { same, window, comparison, times } => {
                match self.others.count(self.case, same.as_deref(), *window, self.at) {
                    Some(count) => compare(&count, *comparison, &(*times as usize)).into(),
                    None => Truth::Unknown,
                }
            }
            Condition::Flag { flag, set } => (self.case.has_flag(flag) == *set).into(),
            Condition::Signal { signal } => self.case.has_signal(*signal).into(),
        }
    }

    /// How long the case is or was open.
    pub fn age(&self) -> Option<SignedDuration> {
        let until = self.case.resolved.filter(|resolved| *resolved <= self.at).unwrap_or(self.at);
        self.case.opened.map(|opened| until.duration_since(opened).max(SignedDuration::ZERO))
    }

    fn field(&self, field: &str, operator: FieldOperator, values: &[Operand]) -> Truth {
        use FieldOperator as Op;
        if is_text(field) {
            return self.text(operator, values);
        }
        let Some(held) = self.values(field) else {
            // A field that the case does not have holds nothing; more is not known of it.
            return match operator {
                Op::IsEmpty => Truth::Yes,
                Op::IsNotEmpty => Truth::No,
                _ => Truth::Unknown,
            };
        };
        let shape = self.case.fields.place(field).map(|place| self.case.fields.get(place));
        self.held(shape, &held, operator, values)
    }

    /// What a field holds: as written, and where nothing is written the priority that follows from impact and urgency.
    pub fn values(&self, field: &str) -> Option<Vec<&str>> {
        let held = self.case.values(field);
        if held.as_ref().is_none_or(Vec::is_empty)
            && self.case.is_field(field, PRIORITY)
            && let Some(priority) = self.levels.derived_priority(self.case)
        {
            return Some(vec![priority]);
        }
        held
    }

    /// Whether values that are held fit, by the column that holds them; none for a field that no column has.
    fn held(&self, shape: Option<&CaseField>, held: &[&str], operator: FieldOperator, values: &[Operand]) -> Truth {
        use FieldOperator as Op;
        let show = |written: &'_ str| shape.map_or(written.to_owned(), |shape| shape.show(written).to_owned());
        let is = |value: &Operand| {
            let wanted = words_of(value);
            held.iter().any(|v| shape.map_or_else(|| folded(v) == folded(&wanted), |shape| shape.is_same(v, &wanted)))
        };
        let contains = |value: &Operand| {
            let word = folded(&words_of(value));
            held.iter().any(|text| folded(&show(text)).contains(&word))
        };
        match operator {
            Op::IsEmpty => held.is_empty().into(),
            Op::IsNotEmpty => (!held.is_empty()).into(),
            Op::Is | Op::IsAnyOf => values.iter().any(is).into(),
            Op::IsNot => (!values.iter().any(is)).into(),
            Op::Contains | Op::ContainsAnyOf => values.iter().any(contains).into(),
            Op::ContainsAllOf => values.iter().all(contains).into(),
            Op::Less | Op::AtMost | Op::More | Op::AtLeast => {
                let (Some(first), Some(value), Some(comparison)) = (held.first(), values.first(), sign(operator))
                else {
                    return Truth::Unknown;
                };
                self.compared(shape, first, comparison, value)
            }
        }
    }

    fn text(&self, operator: FieldOperator, values: &[Operand]) -> Truth {
        use FieldOperator as Op;
        let has = |value: &Operand| self.keywords.piece(&self.hits, &words_of(value)).is_some();
        let is_empty = || self.case.pieces.iter().all(|piece| piece.text.trim().is_empty());
        match operator {
            Op::Contains | Op::ContainsAnyOf => values.iter().any(has).into(),
            Op::ContainsAllOf => values.iter().all(has).into(),
            Op::IsEmpty => is_empty().into(),
            Op::IsNotEmpty => (!is_empty()).into(),
            Op::Is | Op::IsAnyOf | Op::IsNot => {
                let is = values.iter().any(|value| {
                    let word = folded(&words_of(value));
                    self.case.pieces.iter().any(|piece| folded(piece.text) == word)
                });
                Truth::from(is != (operator == Op::IsNot))
            }
            Op::Less | Op::AtMost | Op::More | Op::AtLeast => Truth::Unknown,
        }
    }

    /// An amount, a span or a moment beside a value of its kind.
    fn compared(&self, shape: Option<&CaseField>, held: &str, comparison: Comparison, value: &Operand) -> Truth {
        let known = match value {
            Operand::Row { column, same } => {
                return match self.beside.operand(self.case, column, same) {
                    Some(value) => self.compared(shape, held, comparison, &value),
                    None => Truth::Unknown,
                };
            }
            Operand::Number(wanted) | Operand::Percent(wanted) => {
                let amount = match shape {
                    Some(shape) => shape.amount(held),
                    None => held.trim().trim_end_matches('%').trim().parse().ok(),
                };
                amount.map(|amount| compare(&amount, comparison, wanted))
            }
            Operand::Span(wanted) => {
                let is_moment = shape.is_some_and(|shape| shape.column_type == ColumnType::Instant);
                let span = match held.parse::<Timestamp>() {
                    Ok(since) if is_moment || shape.is_none() => Some(self.at.duration_since(since)),
                    _ => crate::duration::of_stored(held).or_else(|| crate::duration::parse(held).ok()),
                };
                span.map(|span| compare(&span, comparison, wanted))
            }
            Operand::Text(wanted) => match (moment(held), moment(wanted)) {
                (Some(held), Some(wanted)) => Some(compare(&held, comparison, &wanted)),
                _ => None,
            },
        };
        known.map_or(Truth::Unknown, Truth::from)
    }
}

/// A moment, or the beginning of a day in UTC.
fn moment(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let of_day = || Some(text.parse::<Date>().ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp());
    text.parse().ok().or_else(of_day)
}

/// Parts joined: the one that settles it, else what is not known, else the opposite.
pub(super) fn worst(parts: impl Iterator<Item = Truth>, settles: Truth) -> Truth {
    let mut found = settles.not();
    for part in parts {
        if part == settles {
            return settles;
        }
        if part == Truth::Unknown {
            found = Truth::Unknown;
        }
    }
    found
}

pub(super) fn compare<T: PartialOrd>(held: &T, comparison: Comparison, wanted: &T) -> bool {
    match comparison {
        Comparison::Less => held < wanted,
        Comparison::AtMost => held <= wanted,
        Comparison::More => held > wanted,
        Comparison::AtLeast => held >= wanted,
    }
}

pub(super) const fn sign(operator: FieldOperator) -> Option<Comparison> {
    match operator {
        FieldOperator::Less => Some(Comparison::Less),
        FieldOperator::AtMost => Some(Comparison::AtMost),
        FieldOperator::More => Some(Comparison::More),
        FieldOperator::AtLeast => Some(Comparison::AtLeast),
        _ => None,
    }
}
