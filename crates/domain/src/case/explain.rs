//! Why a condition holds or not: the tests that settle it, each with what the case says.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::fields::CaseField;
use super::judge::{Judge, Truth};
use super::keywords::{is_text, words_of};
use crate::condition::{Condition, FieldOperator, Operand, print};
use crate::duration;
use crate::value::ColumnType;

/// Characters of a line that are cited around a word.
const CITED: usize = 60;

/// A test of a rule on a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Tested {
    /// The test, as it is written.
    pub test: String,
    /// Whether it holds.
    pub truth: Truth,
    /// What the case says, as a sentence without its full stop.
    pub found: String,
}

/// The tests of rules as they are written, each printed once however many cases are told of it. A test is known by its
/// place in memory: rules that were read stay where they are.
#[derive(Debug, Clone, Default)]
pub(super) struct Written(HashMap<usize, String>);

impl Written {
    pub fn of<'c>(conditions: impl Iterator<Item = &'c Condition>) -> Self {
        let mut found = Self::default();
        conditions.for_each(|condition| found.add(condition));
        found
    }

    fn add(&mut self, condition: &Condition) {
        match condition {
            Condition::All { of } | Condition::Any { of } => of.iter().for_each(|part| self.add(part)),
            Condition::Not { of } => self.add(of),
            leaf => _ = self.0.insert(std::ptr::from_ref(leaf).addr(), print(leaf)),
        }
    }

    fn test(&self, leaf: &Condition) -> String {
        self.0.get(&std::ptr::from_ref(leaf).addr()).cloned().unwrap_or_else(|| print(leaf))
    }
}

impl Judge<'_> {
    /// The tests that settle whether a condition holds, of which it is known whether it does.
    pub fn settled_by(&self, condition: &Condition, holds: Truth) -> Vec<Tested> {
        let mut list = Vec::new();
        self.collect(condition, holds, &mut list);
        list
    }

    fn collect(&self, condition: &Condition, truth: Truth, list: &mut Vec<Tested>) {
        match condition {
            Condition::All { of } | Condition::Any { of } => {
                // Where a single part is enough, those that are; where it takes all of them, all.
                for part in of.iter().filter(|part| self.holds(part) == truth) {
                    self.collect(part, truth, list);
                }
            }
            Condition::Not { of } => {
                let before = list.len();
                self.collect(of, truth.not(), list);
                for tested in &mut list[before..] {
                    tested.test = format!("not ({})", tested.test);
                    tested.truth = tested.truth.not();
                }
            }
            leaf => list.push(Tested { test: self.written.test(leaf), truth, found: self.found(leaf) }),
        }
    }

    fn found(&self, leaf: &Condition) -> String {
        match leaf {
            Condition::Field { field, values, operator } if is_text(field) => {
                let place = |word: &str| self.keywords.piece(&self.hits, word);
                let hit = || {
                    values.iter().map(words_of).find_map(|word| {
                        let piece = place(&word)?;
                        Some((word, piece))
                    })
                };
                match operator {
                    FieldOperator::IsEmpty | FieldOperator::IsNotEmpty => {
                        (if self.case.pieces.is_empty() { "it has no text" } else { "it has text" }).to_owned()
                    }
                    FieldOperator::ContainsAllOf if values.iter().any(|value| place(&words_of(value)).is_none()) => {
                        let missing = values.iter().map(words_of).filter(|word| place(word).is_none());
                        let missing: Vec<String> = missing.map(|word| format!("“{word}”")).collect();
                        format!("{} is not in its text", missing.join(", "))
                    }
                    FieldOperator::Contains | FieldOperator::ContainsAnyOf | FieldOperator::ContainsAllOf => {
                        match hit() {
                            Some((word, piece)) => self.cited(&word, piece),
                            None if values.len() > 1 => "none of them is in its text".to_owned(),
                            None => "it is not in its text".to_owned(),
                        }
                    }
                    _ => format!(
                        "its text is “{}”",
                        self.case.pieces.first().map_or(String::new(), |p| excerpt(p.text, ""))
                    ),
                }
            }
            Condition::Field { field, values, .. } => {
                let name = self.case.fields.shown(field);
                let shape = self.case.fields.place(field).map(|place| self.case.fields.get(place));
                let mut found = match self.values(field) {
                    None => format!("there is no field {name}"),
                    Some(held) => said(name, shape, &held),
                };
                if self.case.first(field).is_none() && self.values(field).is_some_and(|held| !held.is_empty()) {
                    found.push_str(", from impact and urgency");
                }
                for value in values {
                    if let Operand::Row { column, same } = value {
                        found = format!("{found}; {}", self.row_said(column, same));
                    }
                }
                found
            }
            Condition::Row { column, same, .. } => self.row_said(column, same),
            Condition::Age { .. } => match self.age() {
                Some(age) => format!("open for {}", duration::print(whole_seconds(age))),
                None => "when it was opened is not known".to_owned(),
            },
            Condition::Sla { clock, .. } => match self.levels.looked_at(self.case, *clock, self.at) {
                Some(clock) => {
                    let allowed = duration::print(whole_seconds(clock.allowed));
                    let rest = clock.rest.as_ref().map(|rest| format!("; it rests while {}", rest.status));
                    format!("{:.0} % of {allowed} used{}", clock.percent().floor(), rest.unwrap_or_default())
                }
                None => "no time is set for its priority or severity".to_owned(),
            },
            Condition::Count { same, window, .. } => {
                let count = self.others.count(self.case, same.as_deref(), *window, self.at);
                let field = same.as_deref().map_or("", |field| self.case.fields.shown(field));
                match count {
                    None => format!("{field} is empty"),
                    Some(n) => {
                        let cases = if n == 1 { "case" } else { "cases" };
                        let with = if field.is_empty() { String::new() } else { format!(" with this {field}") };
                        format!("{n} {cases}{with} in {}", duration::print(*window))
                    }
                }
            }
            Condition::Flag { flag, .. } => {
                format!("the flag is {}set", if self.case.has_flag(flag) { "" } else { "not " })
            }
            Condition::Signal { signal } => {
                (if self.case.has_signal(*signal) { "it was noticed" } else { "nobody noticed it" }).to_owned()
            }
            _ => "it takes every case".to_owned(),
        }
    }

    /// What the row of another table says.
    fn row_said(&self, column: &str, same: &str) -> String {
        let Some(looked) = self.beside.find(column, same) else {
            return format!("no table of the document has the columns {column} and {same}");
        };
        let (field, key) = (self.case.fields.shown(same), excerpt(&self.case.shown(same), ""));
        if key.is_empty() {
            return format!("{field} is empty, so no row of {} is meant", looked.heading);
        }
        match looked.values(self.case, same) {
            None => format!("{} has no row for “{key}”", looked.heading),
            Some(held) => {
                let held: Vec<&str> = held.iter().map(String::as_str).collect();
                format!("for “{key}” {}", said(&looked.column.name, Some(&looked.column), &held))
            }
        }
    }

    /// A word where it was said.
    fn cited(&self, word: &str, piece: usize) -> String {
        let Some(piece) = self.case.pieces.get(piece) else { return String::new() };
        let place = match piece.line {
            Some(line) => format!("line {line}, {}", piece.of),
            None => piece.of.clone(),
        };
        format!("{place}: “{}”", excerpt(piece.text, word))
    }
}

/// What a field holds.
fn said(name: &str, shape: Option<&CaseField>, held: &[&str]) -> String {
    if held.is_empty() {
        return format!("{name} is empty");
    }
    let shown = |v: &&str| shape.map_or(*v, |shape| shape.show(v)).to_owned();
    let list: Vec<String> = held.iter().map(shown).collect();
    let is_percent = shape.is_some_and(|shape| shape.column_type == ColumnType::Percent);
    let sign = if is_percent && !list.concat().ends_with('%') { " %" } else { "" };
    format!("{name} is {}{sign}", excerpt(&list.join(", "), ""))
}

/// A text on one line, cut to what stands around a word.
fn excerpt(text: &str, word: &str) -> String {
    // Most values are short and on one line already.
    let is_plain = |text: &str| text.split(' ').all(|part| !part.is_empty() && !part.contains(char::is_whitespace));
    if text.len() <= 2 * CITED && (text.is_empty() || is_plain(text)) {
        return text.to_owned();
    }
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let all: Vec<char> = line.chars().collect();
    if all.len() <= 2 * CITED {
        return line;
    }
    // Folding may change the number of characters, so the place is a good guess that shows the word in most texts.
    let lower = line.to_lowercase();
    let found = if word.is_empty() { None } else { lower.find(&word.to_lowercase()) };
    let place = found.map_or(0, |byte| lower[..byte].chars().count());
    let from = place.saturating_sub(CITED).min(all.len());
    let to = (place + CITED).min(all.len());
    let cut: String = all[from..to].iter().collect();
    format!("{}{}{}", if from > 0 { "…" } else { "" }, cut.trim(), if to < all.len() { "…" } else { "" })
}

const fn whole_seconds(span: jiff::SignedDuration) -> jiff::SignedDuration {
    jiff::SignedDuration::from_secs(span.as_secs())
}
