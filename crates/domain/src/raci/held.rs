//! What a role holds in a row: read in place, because a matrix has thousands of cells and every rule looks at each.

use std::borrow::Cow;

use super::{Part, Scheme, note};
use crate::value::Value;

/// The letters of one cell, without a copy of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held<'a> {
    value: &'a Value,
    /// One bit for each part that one of the letters plays in the scheme.
    parts: u8,
}

/// A letter as it is compared: trimmed, in capitals.
fn normal(letter: &str) -> Cow<'_, str> {
    if letter.bytes().all(|b| b.is_ascii_graphic() && !b.is_ascii_lowercase()) {
        return Cow::Borrowed(letter);
    }
    Cow::Owned(letter.trim().to_uppercase())
}

const fn bit(part: Part) -> u8 {
    1 << part as u8
}

impl<'a> Held<'a> {
    /// Reads a cell; none where it holds no letter.
    pub(super) fn of(value: &'a Value, scheme: &Scheme) -> Option<Self> {
        let mut held = Self { value, parts: 0 };
        let mut is_empty = true;
        for letter in held.members() {
            is_empty = false;
            let known = scheme.letters.iter().find(|l| l.letter == letter);
            held.parts |= known.map_or(0, |l| bit(l.part));
        }
        (!is_empty).then_some(held)
    }

    fn members(&self) -> impl Iterator<Item = Cow<'a, str>> + use<'a> {
        let (one, many) = match self.value {
            Value::One(text) => (Some(text), None),
            Value::Many(members) => (None, Some(members.keys())),
        };
        one.into_iter().chain(many.into_iter().flatten()).map(|l| normal(l)).filter(|l| !l.is_empty())
    }

    /// Whether the letter is among them.
    #[must_use]
    pub fn has(&self, letter: &str) -> bool {
        self.members().any(|held| held == letter)
    }

    /// Whether one of them plays a part in the scheme.
    #[must_use]
    pub const fn plays(&self, part: Part) -> bool {
        self.parts & bit(part) != 0
    }

    /// The letters in capitals, each once, in the order of the alphabet.
    #[must_use]
    pub fn letters(&self) -> Vec<Cow<'a, str>> {
        let mut list: Vec<_> = self.members().collect();
        list.sort();
        list.dedup();
        list
    }

    /// The note on a letter; empty for none.
    #[must_use]
    pub fn note(&self, letter: &str) -> &'a str {
        let Value::Many(marks) = self.value else { return "" };
        // Where a letter is there in two cases, the last mark that says something counts.
        marks
            .iter()
            .rev()
            .filter(|(held, _)| normal(held) == letter)
            .map(|(_, m)| note(m))
            .find(|n| !n.is_empty())
            .unwrap_or("")
    }
}
