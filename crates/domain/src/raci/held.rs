//! What a role holds in a row: read in place, because a matrix has thousands of cells and every rule looks at each.

use std::borrow::Cow;

use super::{Part, Scheme, note};
use crate::grid::Cell;
use crate::value::Value;

/// The letters of one cell, without a copy of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held<'a> {
    value: &'a Value,
    /// One bit for each part that one of the letters plays in the scheme.
    parts: u8,
    /// One bit for each letter of the scheme that is among them, by its place, as far as there are bits.
    known: u64,
}

/// The letters of a scheme, found by what stands in a cell.
pub(crate) struct Lookup<'a> {
    scheme: &'a Scheme,
    /// The place of a letter that is one capital of ASCII.
    capitals: [Option<usize>; 26],
}

impl<'a> Lookup<'a> {
    pub fn new(scheme: &'a Scheme) -> Self {
        let mut capitals = [None; 26];
        for (at, place) in (b'A'..).zip(&mut capitals) {
            *place = scheme.letters.iter().position(|l| l.letter.as_bytes() == [at]);
        }
        Self { scheme, capitals }
    }

    /// The place of a letter in the scheme, written just as it is there.
    pub fn place(&self, letter: &str) -> Option<usize> {
        self.capital(letter).or_else(|| self.scheme.letters.iter().position(|l| l.letter == letter))
    }

    /// The place of a letter that is one capital.
    fn capital(&self, letter: &str) -> Option<usize> {
        match letter.as_bytes() {
            [capital @ b'A'..=b'Z'] => self.capitals[usize::from(capital - b'A')],
            _ => None,
        }
    }
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

/// The bit of a letter's place; none beyond the last bit.
const fn place_bit(place: usize) -> u64 {
    if place < 64 { 1 << place } else { 0 }
}

impl<'a> Held<'a> {
    /// Reads a cell; none where it holds no letter.
    #[inline]
    pub(super) fn of(cell: &Cell<'a>, lookup: &Lookup<'_>) -> Option<Self> {
        // Nearly every cell holds one letter, a capital, which is compared as it stands.
        match cell.one.and_then(|letter| lookup.capital(letter)) {
            Some(at) => {
                let parts = bit(lookup.scheme.letters[at].part);
                Some(Self { value: cell.value, parts, known: place_bit(at) })
            }
            None => Self::of_any(cell, lookup),
        }
    }

    /// Reads a cell with whatever stands in it.
    fn of_any(cell: &Cell<'a>, lookup: &Lookup<'_>) -> Option<Self> {
        let mut held = Self { value: cell.value, parts: 0, known: 0 };
        let mut is_empty = true;
        let all = held;
        let mut add = |letter: &str| {
            is_empty = false;
            if let Some(at) = lookup.place(letter) {
                held.parts |= bit(lookup.scheme.letters[at].part);
                held.known |= place_bit(at);
            }
        };
        match cell.one.map(normal) {
            Some(letter) if !letter.is_empty() => add(&letter),
            Some(_) => {}
            None => all.members().for_each(|letter| add(&letter)),
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

    /// Whether a letter of the scheme, given with its place there, is among them.
    pub(super) fn holds(&self, place: usize, letter: &str) -> bool {
        match place_bit(place) {
            0 => self.has(letter),
            bit => self.known & bit != 0,
        }
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

    /// Whether one of them is of the scheme and takes part: who is kept out on purpose does not.
    #[must_use]
    pub const fn takes_part(&self) -> bool {
        self.parts & !bit(Part::Omitted) != 0
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
