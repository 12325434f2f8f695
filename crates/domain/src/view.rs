//! Reading cells by the meaning of their column: what typed views are made of. A cell that does not fit
//! its type reads as absent here; that it does not fit is a finding, see [`crate::finding`].

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use unicode_normalization::UnicodeNormalization;

use crate::block::{Block, Choice, Column, Row};
use crate::value::Value;

/// A text as names are compared: NFC, trimmed, inner spaces single, case folded.
#[must_use]
pub fn folded(text: &str) -> String {
    // Most names are ASCII with single spaces, and every rule that compares names asks for them.
    if let Some(name) = plain(text.trim()) {
        return name;
    }
    let mut joined = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(word);
    }
    // What is ASCII is in its composed form; most names are.
    if joined.is_ascii() {
        joined.make_ascii_lowercase();
        return joined;
    }
    joined.to_lowercase().nfc().collect()
}

/// A trimmed name folded; none where it is not of ASCII with one space between words.
fn plain(name: &str) -> Option<String> {
    let bytes = name.as_bytes();
    // Neither loop ends early, so that the machine looks at many bytes at once.
    let is_odd = bytes.iter().fold(false, |odd, byte| odd | !byte.is_ascii() | matches!(byte, b'\t'..=b'\r'));
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    let has_double = pairs.fold(false, |double, (one, next)| double | ((*one == b' ') & (*next == b' ')));
    (!is_odd && !has_double).then(|| name.to_ascii_lowercase())
}

/// A row of a block, read by the keys of its columns.
#[derive(Debug, Clone, Copy)]
pub struct RowView<'a> {
    block: &'a Block,
    row: &'a Row,
}

impl<'a> RowView<'a> {
    /// A view of a row of a block.
    #[must_use]
    pub const fn new(block: &'a Block, row: &'a Row) -> Self {
        Self { block, row }
    }

    /// The value under a key, if there is one.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&'a Value> {
        self.block.cell(self.row, key)
    }

    /// The text under a key, trimmed; empty where there is none.
    #[must_use]
    pub fn text(&self, key: &str) -> &'a str {
        self.block.cell_text(self.row, key).trim()
    }

    /// The text under a key, if it is not empty.
    #[must_use]
    pub fn some(&self, key: &str) -> Option<String> {
        Some(self.text(key)).filter(|t| !t.is_empty()).map(str::to_owned)
    }

    /// The members under a key, in order.
    #[must_use]
    pub fn members(&self, key: &str) -> Vec<String> {
        self.value(key).map(Value::members).unwrap_or_default().into_iter().map(str::to_owned).collect()
    }

    /// The span under a key.
    #[must_use]
    pub fn duration(&self, key: &str) -> Option<SignedDuration> {
        self.text(key).parse().ok().filter(|d: &SignedDuration| !d.is_negative())
    }

    /// The moment under a key.
    #[must_use]
    pub fn instant(&self, key: &str) -> Option<Timestamp> {
        self.text(key).parse().ok()
    }

    /// The day under a key.
    #[must_use]
    pub fn date(&self, key: &str) -> Option<Date> {
        self.text(key).parse().ok()
    }

    /// The number under a key.
    #[must_use]
    pub fn number(&self, key: &str) -> Option<f64> {
        self.text(key).parse().ok()
    }

    /// Whether the cell says yes.
    #[must_use]
    pub fn is_yes(&self, key: &str) -> bool {
        self.text(key).eq_ignore_ascii_case("yes")
    }

    /// The stable words of the choices under a key, see [`choice_word`].
    #[must_use]
    pub fn words(&self, key: &str) -> Vec<String> {
        let Some((_, column)) = self.block.column_by_key(key) else { return Vec::new() };
        self.members(key).iter().map(|m| choice_word(column, m)).collect()
    }

    /// The stable word of the one choice under a key; empty where there is none.
    #[must_use]
    pub fn word(&self, key: &str) -> String {
        self.words(key).into_iter().next().unwrap_or_default()
    }
}

/// The stable word by which a rule knows a choice. A choice made from a preset has that word as its id; one
/// that came in with a file has another id, and its name says what it means.
#[must_use]
pub fn choice_word(column: &Column, member: &str) -> String {
    let preset =
        crate::preset::Preset::all().flat_map(|p| p.columns).filter(|c| c.key == column.key && !c.choices.is_empty());
    let written = folded(column.choices.get(member).map_or(member, |c| c.name.as_str()));
    let mut by_name = None;
    for known in preset.flat_map(|c| c.choices) {
        if known.id == member {
            return member.to_owned();
        }
        if folded(known.name) == written || known.id == written {
            by_name = by_name.or(Some(known.id));
        }
    }
    by_name.map_or(written, str::to_owned)
}

/// The live choice of a column that is meant: by its id, its name whatever the case of letters, or its stable word.
#[must_use]
pub fn choice_of<'a>(column: &'a Column, written: &str) -> Option<(&'a str, &'a Choice)> {
    let choices = column.live_choices();
    let (wanted, find) = (folded(written), |is_it: &dyn Fn(&str, &Choice) -> bool| {
        choices.iter().find(|(id, choice)| is_it(id, choice)).copied()
    });
    // The stable word is looked for last: it is a search of all presets.
    let word = wanted.replace(' ', "-");
    find(&|id, _| id == written)
        .or_else(|| find(&|id, choice| folded(&choice.name) == wanted || folded(id) == wanted))
        .or_else(|| find(&|id, _| choice_word(column, id) == word))
}

/// Live rows of a block as views, with their ids.
pub fn rows(block: &Block) -> impl Iterator<Item = (crate::id::RowId, RowView<'_>)> {
    block.live_rows().into_iter().map(|(id, row)| (id, RowView::new(block, row)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_name_is_folded_the_same_whether_it_is_plain_or_not(text in "[ \t\n\u{b}\u{c}\r\u{a0}a-cA-C0-9ÄäßΣ\u{301}.]{0,12}") {
            let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(folded(&text), joined.to_lowercase().nfc().collect::<String>());
        }
    }
}
