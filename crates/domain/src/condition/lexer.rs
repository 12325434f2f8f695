//! The words, texts and signs of a condition, each with its place.

use super::SyntaxError;

/// What a piece of the text is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    /// Letters, digits and what may stand in names, numbers and days.
    Word(String),
    /// A text in quotation marks.
    Quoted(String),
    /// `(`, `)`, `,`, `%`, `<`, `<=`, `>`, `>=`.
    Sign(&'static str),
    /// The end of the text.
    End,
}

/// A piece and where it begins, in bytes.
pub(super) type Placed = (usize, Piece);

/// The longest first, so that `<=` is not `<`.
const SIGNS: &[&str] = &["<=", ">=", "<", ">", "(", ")", ",", "%"];

/// The pieces of a text; the last is always [`Piece::End`].
pub(super) fn pieces(text: &str) -> Result<Vec<Placed>, SyntaxError> {
    let mut list = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if c.is_whitespace() {
            at += c.len_utf8();
        } else if let Some(sign) = SIGNS.iter().find(|s| rest.starts_with(**s)) {
            list.push((at, Piece::Sign(sign)));
            at += sign.len();
        } else if matches!(c, '"' | '“' | '”') {
            let (content, length) =
                quoted(rest).ok_or_else(|| SyntaxError::at(text, text.len(), "a closing quotation mark"))?;
            list.push((at, Piece::Quoted(content)));
            at += length;
        } else if is_of_word(c) {
            let length = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
            list.push((at, Piece::Word(rest[..length].to_owned())));
            at += length;
        } else {
            return Err(SyntaxError::at(
                text,
                at,
                "a word, a number, a text in quotation marks or one of < <= > >= ( )",
            ));
        }
    }
    list.push((text.len(), Piece::End));
    Ok(list)
}

/// What may stand in a word without quotation marks.
pub(super) fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || "_-.:/+'#&@".contains(c)
}

/// A text in quotation marks, straight or curved, with `\"` and `\\`, and its length in bytes.
fn quoted(text: &str) -> Option<(String, usize)> {
    let mut content = String::new();
    let mut is_escaped = false;
    let is_straight = text.starts_with('"');
    for (n, c) in text.char_indices().skip(1) {
        let is_end = if is_straight { c == '"' } else { matches!(c, '“' | '”') };
        match c {
            _ if is_escaped => {
                content.push(c);
                is_escaped = false;
            }
            '\\' => is_escaped = true,
            _ if is_end => return Some((content, n + c.len_utf8())),
            c => content.push(c),
        }
    }
    None
}
