//! Words of a template in which somebody writes by hand: each variable is a line to write on, with its name in small
//! type behind it.

use bridgebook_domain::Column;

use crate::rich::{Rich, Style};

/// What stands around the name of a variable until it is set: no text holds these, as they are no characters.
const OPEN: char = '\u{FDD0}';
const CLOSE: char = '\u{FDD1}';
/// Share of the size of the words that the name of a line has.
const SMALL: f32 = 0.76;
/// Lengths of a line in underscores: for a word or a time, and for a sentence.
const WORD: usize = 15;
const SENTENCE: usize = 34;
/// Variables that are answered in a sentence.
const SENTENCES: &[&str] = &["impact", "action", "workaround", "cause", "incident.name"];
/// Longest name of a variable; what is longer is text between braces.
const LONGEST: usize = 60;

/// The words with each `{{variable}}` as a line that is named.
pub(crate) fn opened(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(from) = rest.find("{{") {
        let after = &rest[from + 2..];
        let Some(to) = after.find("}}").filter(|to| *to <= LONGEST) else {
            out.push_str(&rest[..from + 2]);
            rest = after;
            continue;
        };
        out.push_str(&rest[..from]);
        let name = after[..to].trim();
        let length = if SENTENCES.contains(&name) { SENTENCE } else { WORD };
        out.push(OPEN);
        out.extend(std::iter::repeat_n('_', length));
        out.push(CLOSE);
        out.push_str(&name.replace(['.', '_'], " "));
        out.push(OPEN);
        rest = &after[to + 2..];
    }
    out.push_str(rest);
    out
}

/// Whether words hold a line to write on.
pub(crate) fn is_open(text: &str) -> bool {
    text.contains(OPEN)
}

/// Adds words to a paragraph, the lines in them each with its name.
pub(crate) fn set(mut rich: Rich, text: &str, style: Style) -> Rich {
    for part in text.split(OPEN) {
        rich = match part.split_once(CLOSE) {
            Some((line, name)) => {
                let small = Style { face: crate::rich::Face::Regular, size: style.size * SMALL, ..style };
                // The name stays on the line of its end.
                rich.styled(line, style).styled(format!("\u{a0}({})", name.replace(' ', "\u{a0}")), small)
            }
            None => rich.styled(part, style),
        };
    }
    rich
}

/// Whether a column is answered in sentences.
pub(crate) fn is_of_sentences(column: &Column) -> bool {
    use bridgebook_domain::ColumnType::{Markdown, Text};
    matches!(column.column_type, Text | Markdown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_a_line_with_its_name() {
        let text = opened("As of {{as_of}}: {{impact}}");
        assert!(!text.contains("{{") && text.contains("as of"), "{text}");
        let rich = set(Rich::empty(Style::TABLE), &text, Style::TABLE);
        let words: String = rich
            .inlines
            .iter()
            .map(|inline| match inline {
                crate::rich::Inline::Words(words) => words.text.clone(),
                crate::rich::Inline::Mark(_) => String::new(),
            })
            .collect();
        let line = |count: usize| "_".repeat(count);
        assert_eq!(words, format!("As of {}\u{a0}(as\u{a0}of): {}\u{a0}(impact)", line(WORD), line(SENTENCE)));
    }

    #[test]
    fn braces_that_are_no_variable_stay() {
        for text in ["{{", "a {{ b", "}}", "{ {x} }", ""] {
            assert_eq!(opened(text), text, "{text}");
        }
    }
}
