//! The one mark that a message knows: `**bold**`. What is previewed, sent and kept reads it by this rule alone, so that
//! an audience gets the emphasis that the writer saw and never the asterisks. Every other sign is what it is.

/// A piece of a text, as it is read and not as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece<'a> {
    /// Its words, without marks.
    pub text: &'a str,
    /// Whether it is emphasised.
    pub is_bold: bool,
}

/// A text in pieces, in order. An emphasis begins and ends beside a letter, holds no asterisk, and no blank line: what
/// only looks like one stays as it was typed.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut list = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(found) = text[at..].find("**") {
        let begins = at + found;
        match inside(&text[begins + 2..]) {
            Some(words) => {
                if begins > from {
                    list.push(Piece { text: &text[from..begins], is_bold: false });
                }
                list.push(Piece { text: words, is_bold: true });
                from = begins + 2 + words.len() + 2;
                at = from;
            }
            // Of three asterisks the last two may begin one.
            None => at = begins + 1,
        }
    }
    if from < text.len() {
        list.push(Piece { text: &text[from..], is_bold: false });
    }
    list
}

/// The text without its marks: what a reader gets where nothing can be bold.
#[must_use]
pub fn plain(text: &str) -> String {
    pieces(text).iter().map(|piece| piece.text).collect()
}

/// The words of an emphasis that has just begun.
fn inside(rest: &str) -> Option<&str> {
    let words = &rest[..rest.find('*')?];
    let is_closed = rest[words.len()..].starts_with("**");
    let is_tight =
        !words.is_empty() && !words.starts_with(char::is_whitespace) && !words.ends_with(char::is_whitespace);
    let has_blank_line = words.split('\n').skip(1).any(|line| line.trim().is_empty());
    (is_closed && is_tight && !has_blank_line).then_some(words)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The preview of the window is held to the same file.
    const VECTORS: &str = include_str!("../../tests/emphasis_vectors.json");

    #[test]
    fn the_preview_and_what_is_sent_read_the_same_emphasis() {
        let list: Vec<(String, Vec<(String, bool)>)> = serde_json::from_str(VECTORS).expect("vectors");
        assert!(list.len() > 10);
        for (text, expected) in list {
            let found: Vec<_> = pieces(&text).iter().map(|p| (p.text.to_owned(), p.is_bold)).collect();
            assert_eq!(found, expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_but_the_marks_is_taken_away(text in "[ab* \\n]{0,40}") {
            let again: String = pieces(&text)
                .iter()
                .map(|p| if p.is_bold { format!("**{}**", p.text) } else { p.text.to_owned() })
                .collect();
            prop_assert_eq!(again, text);
        }
    }
}
