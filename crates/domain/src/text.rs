//! Limits and habits of text: one line against many, control characters, lengths, and the UTF-16 offsets
//! of the bridge.

/// Characters a one-line text (title, heading, name) may have.
pub const LINE_LIMIT: usize = 500;
/// Characters a cell may have.
pub const CELL_LIMIT: usize = 50_000;
/// Characters the text of a section may have.
pub const TEXT_LIMIT: usize = 2_000_000;

/// A text that cannot be kept as it is. Display is the sentence for the person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Longer than allowed.
    #[error(
        "That is {length} characters long; at most {limit} fit here. Nothing was changed. Shorten it, or put it in a prose section"
    )]
    TooLong {
        /// Its length in characters.
        length: usize,
        /// What fits.
        limit: usize,
    },
    /// A control character or a line break where one line is wanted.
    #[error(
        "There is a control character (U+{code:04X}) at character {at}. Nothing was changed. Remove it and try again"
    )]
    Control {
        /// Code point.
        code: u32,
        /// Place, counted from 1.
        at: usize,
    },
    /// Nothing in it where a name is needed.
    #[error("A name is needed here. Nothing was changed")]
    Empty,
    /// A splice that lies outside the text or cuts a character in half.
    #[error("That place is no longer in the text. Nothing was changed. Try again")]
    Range,
}

/// Accepts one line: no control characters, at most [`LINE_LIMIT`] characters.
///
/// # Errors
/// The sentence for the place where it was typed.
pub fn line(text: &str) -> Result<&str, TextError> {
    limited(text, LINE_LIMIT)?;
    match text.chars().enumerate().find(|(_, c)| c.is_control()) {
        Some((at, c)) => Err(TextError::Control { code: u32::from(c), at: at + 1 }),
        None => Ok(text),
    }
}

/// Accepts a line that is not blank.
///
/// # Errors
/// As [`line()`], and when there is nothing in it.
pub fn name(text: &str) -> Result<&str, TextError> {
    if text.trim().is_empty() { Err(TextError::Empty) } else { line(text) }
}

/// Accepts text of several lines: control characters other than line break and tab are refused.
///
/// # Errors
/// The sentence for the place where it was typed.
pub fn lines(text: &str, limit: usize) -> Result<&str, TextError> {
    limited(text, limit)?;
    match text.chars().enumerate().find(|(_, c)| c.is_control() && !matches!(c, '\n' | '\t')) {
        Some((at, c)) => Err(TextError::Control { code: u32::from(c), at: at + 1 }),
        None => Ok(text),
    }
}

fn limited(text: &str, limit: usize) -> Result<(), TextError> {
    if text.len() <= limit {
        return Ok(());
    }
    let length = text.chars().count();
    if length > limit { Err(TextError::TooLong { length, limit }) } else { Ok(()) }
}

/// Byte offset of a UTF-16 offset, as the bridge counts.
///
/// # Errors
/// [`TextError::Range`] when it lies outside or within a character.
pub fn byte_offset(text: &str, utf16: u32) -> Result<usize, TextError> {
    let mut count = 0;
    for (byte, c) in text.char_indices() {
        if count == utf16 as usize {
            return Ok(byte);
        }
        count += c.len_utf16();
    }
    if count == utf16 as usize { Ok(text.len()) } else { Err(TextError::Range) }
}

/// Length in UTF-16 units.
#[must_use]
pub fn utf16_len(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}

/// The smallest splice (offset, removed, inserted; in UTF-16 units) that turns `old` into `new`.
#[must_use]
pub fn smallest_splice(old: &str, new: &str) -> (u32, u32, String) {
    let prefix: usize = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let (old_rest, new_rest) = (&old[prefix..], &new[prefix..]);
    let suffix: usize =
        old_rest.chars().rev().zip(new_rest.chars().rev()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let removed = &old_rest[..old_rest.len() - suffix];
    let inserted = &new_rest[..new_rest.len() - suffix];
    (utf16_len(&old[..prefix]), utf16_len(removed), inserted.to_owned())
}
