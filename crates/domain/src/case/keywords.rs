//! The words that rules look for in the text of a case, found in one walk over it however many rules there are.

use std::borrow::Cow;
use std::collections::BTreeMap;

use aho_corasick::AhoCorasick;

use super::facts::CaseFacts;
use crate::condition::{Condition, FieldOperator, Operand};
use crate::view::folded;

/// The name by which all the text of a case is meant.
pub(super) const TEXT: &str = "text";

/// The words, folded.
#[derive(Debug, Clone, Default)]
pub(super) struct Keywords {
    places: BTreeMap<String, usize>,
    automaton: Option<AhoCorasick>,
}

/// Where words were found in a case: the first piece for each.
#[derive(Debug, Clone, Default)]
pub(super) struct Hits(Vec<Option<usize>>);

impl Keywords {
    pub fn of<'c>(conditions: impl Iterator<Item = &'c Condition>) -> Self {
        let mut places = BTreeMap::new();
        for condition in conditions {
            collect(condition, &mut places);
        }
        let mut words: Vec<(&String, &usize)> = places.iter().collect();
        words.sort_by_key(|(_, place)| **place);
        // A set too large for an automaton is searched word by word below.
        let automaton = AhoCorasick::new(words.into_iter().map(|(word, _)| word)).ok();
        Self { places, automaton }
    }

    /// Finds every word in the text of a case.
    pub fn find(&self, case: &CaseFacts<'_>) -> Hits {
        let mut first = vec![None; self.places.len()];
        let mut missing = first.len();
        for (n, piece) in case.pieces.iter().enumerate() {
            if missing == 0 {
                break;
            }
            let text = folded(piece.text);
            let mut seen = |place: usize| {
                if first[place].is_none() {
                    first[place] = Some(n);
                    missing -= 1;
                }
            };
            match &self.automaton {
                Some(automaton) => {
                    automaton.find_overlapping_iter(&text).for_each(|hit| seen(hit.pattern().as_usize()));
                }
                None => {
                    let found = self.places.iter().filter(|(word, _)| text.contains(word.as_str()));
                    found.for_each(|(_, place)| seen(*place));
                }
            }
        }
        Hits(first)
    }

    /// The piece in which a word was found first.
    pub fn piece(&self, hits: &Hits, word: &str) -> Option<usize> {
        let place = self.places.get(word).or_else(|| self.places.get(&folded(word)))?;
        hits.0.get(*place).copied().flatten()
    }
}

fn collect(condition: &Condition, places: &mut BTreeMap<String, usize>) {
    match condition {
        Condition::All { of } | Condition::Any { of } => of.iter().for_each(|c| collect(c, places)),
        Condition::Not { of } => collect(of, places),
        Condition::Field {
            field,
            operator: FieldOperator::Contains | FieldOperator::ContainsAnyOf | FieldOperator::ContainsAllOf,
            values,
        } if is_text(field) => {
            for value in values {
                let word = folded(&words_of(value));
                let next = places.len();
                if !word.is_empty() {
                    places.entry(word).or_insert(next);
                }
            }
        }
        _ => {}
    }
}

/// Whether a field of a condition is all the text of the case, rather than a column.
#[must_use]
pub fn is_text(field: &str) -> bool {
    field.eq_ignore_ascii_case(TEXT)
}

/// A value as words.
pub(super) fn words_of(value: &Operand) -> Cow<'_, str> {
    match value {
        Operand::Text(text) => Cow::Borrowed(text),
        Operand::Number(number) | Operand::Percent(number) => Cow::Owned(number.to_string()),
        Operand::Span(span) => Cow::Owned(crate::duration::print(*span)),
        Operand::Row { column, .. } => Cow::Borrowed(column),
    }
}
