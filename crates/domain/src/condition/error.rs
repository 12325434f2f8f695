//! Where reading a small language stopped, and what was expected there.

use serde::Serialize;
use ts_rs::TS;

/// A text that is not of the language. Display is the sentence for the place where it was typed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, TS)]
#[error("Character {character}: {found} where {expected} is expected")]
pub struct SyntaxError {
    /// Place in characters, counted from 1; one beyond the last at the end of the text.
    pub character: usize,
    /// What is expected there.
    pub expected: String,
    /// What stands there, in words.
    pub found: String,
}

impl SyntaxError {
    /// An error at a place in bytes.
    pub(crate) fn at(text: &str, byte: usize, expected: impl Into<String>) -> Self {
        let rest = text[byte..].trim_start();
        let space = text[byte..].len() - rest.len();
        let word: String = rest.split_whitespace().next().unwrap_or("").chars().take(30).collect();
        let found = if word.is_empty() { "the text ends".to_owned() } else { format!("“{word}” stands") };
        Self { character: text[..byte + space].chars().count() + 1, expected: expected.into(), found }
    }

    /// A text longer than is read.
    pub(crate) fn too_long(length: usize, limit: usize) -> Self {
        Self {
            character: limit + 1,
            expected: format!("the end, as at most {limit} characters are read,"),
            found: format!("a text of {length} characters goes on"),
        }
    }
}
