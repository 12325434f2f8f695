//! Search: the words of a text as they are compared, what a person typed read as words and filters, and the piece of a text
//! that shows a hit.
//!
//! Texts are compared without case and without marks above and below letters, so that "duong" finds "đường" and "lodz"
//! finds "Łódź". Characters of scripts that put no spaces between words (Chinese, Japanese, Korean with its joined
//! endings, Thai) are each a word of their own, and what was typed without a space is a phrase: so words of one and two
//! characters are found.

mod asked;
mod words;

pub use asked::{Asked, KINDS, Kind, LONGEST, kind_of};
pub use words::{END, START, Words, excerpt, indexed, marked, readable};
