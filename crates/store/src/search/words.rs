//! Text as it goes into the index, and what a person typed as a query that cannot fail.

use bridgebook_domain::{Section, Value};

/// Keeps two characters apart in the index and is not seen: the tokenizer takes it for a space.
const APART: char = '\u{200b}';
/// Words of a query beyond these are left out.
const MOST_WORDS: usize = 24;
/// Characters of one word beyond these are left out.
const LONGEST_WORD: usize = 200;

/// Whether the script of the character does not put spaces between words (or, as Korean, joins endings
/// to them).
fn stands_alone(c: char) -> bool {
    matches!(u32::from(c),
        0x1100..=0x11ff | 0x3040..=0x30ff | 0x3130..=0x318f | 0x31f0..=0x31ff | 0x3400..=0x4dbf
        | 0x4e00..=0x9fff | 0xac00..=0xd7af | 0xf900..=0xfaff | 0xff66..=0xff9f | 0x20000..=0x3134f)
}

/// The text with characters kept apart where words are not.
pub(super) fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        // The marks of a hit and the end of a C string have no place in it.
        if matches!(c, '\0' | '\u{2}' | '\u{3}' | APART) {
            continue;
        }
        if stands_alone(c) {
            out.extend([APART, c, APART]);
        } else {
            out.push(c);
        }
    }
    out
}

/// A piece of indexed text as people read it.
pub(super) fn shown(snippet: &str) -> String {
    snippet.chars().filter(|c| *c != APART).collect()
}

/// All the words as phrases, the last one also as a beginning. `None` when there is nothing to look for.
pub(super) fn query(text: &str) -> Option<String> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric() && !is_mark(c))
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .take(MOST_WORDS)
        .map(|word| spaced(&word.chars().take(LONGEST_WORD).collect::<String>()).replace(APART, " "))
        .collect();
    if words.is_empty() {
        return None;
    }
    let phrases: Vec<String> = words.iter().map(|word| format!("\"{}\"", word.trim())).collect();
    Some(format!("{}*", phrases.join(" ")))
}

/// A mark that belongs to the letter before it, as in decomposed Vietnamese.
fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36f | 0x1ab0..=0x1aff | 0x1dc0..=0x1dff | 0x20d0..=0x20ff)
}

/// Everything a person can read in a section: heading, label, text, names of columns, cells.
pub(super) fn body_of(section: &Section) -> String {
    let block = &section.block;
    let columns = block.live_columns();
    let mut lines = vec![section.heading.clone(), section.label.clone(), block.text.clone()];
    lines.extend(columns.iter().map(|(_, column)| column.name.clone()));
    for (_, row) in block.live_rows() {
        for (id, column) in &columns {
            let members = row.cells.get(id).map(Value::members).unwrap_or_default();
            let names = members.iter().map(|m| column.choices.get(*m).map_or(*m, |choice| choice.name.as_str()));
            lines.extend(names.map(str::to_owned));
        }
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_becomes_phrases_and_never_operators() {
        let rows = [
            ("fail over", Some("\"fail\" \"over\"*")),
            ("  ", None),
            ("\"*()--^:", None),
            ("a\" OR b", Some("\"a\" \"OR\" \"b\"*")),
            ("障害 db", Some("\"障  害\" \"db\"*")),
            ("NEAR(x,y)", Some("\"NEAR\" \"x\" \"y\"*")),
        ];
        for (text, expected) in rows {
            assert_eq!(query(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn spacing_is_not_seen() {
        let text = "Database 障害 and 장애가, états";
        assert_eq!(shown(&spaced(text)), text);
    }
}
